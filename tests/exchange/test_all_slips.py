"""Everything that is wrong in somebody's files is told at once, each with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from winset.analyses.exchanging import read_scenario
from winset.errors import CaseError
from winset.exchange.lines import json_lines

GRID = """issue,value,a,b
(reservation),,abc,0.3
well,(weight),1,x
well,closed,1,0
well,open,0

fee,none,0,1
fee,none,1,inf,9
,lonely,1,1
"""
GRID_PLACES = [2, 3, 5, 8, 8, 8, 9]


def places(path: Path) -> list[tuple[str, int]]:
    with pytest.raises(CaseError) as error:
        read_scenario(path)
    return [(slip.file, slip.line) for slip in error.value.slips]


def test_every_slip_of_a_csv_grid_has_its_row(tmp_path: Path) -> None:
    (tmp_path / "g.csv").write_text(GRID)
    assert places(tmp_path / "g.csv") == [("g.csv", line) for line in GRID_PLACES]


def test_a_name_over_two_lines_does_not_shift_the_lines_below(tmp_path: Path) -> None:
    (tmp_path / "g.csv").write_text('issue,value,"a\nb",c\n"x\ny",no,1,1\nz,no,1,one\n')
    assert places(tmp_path / "g.csv") == [("g.csv", 5)]


def test_every_slip_of_an_xlsx_grid_has_its_row(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    for r, row in enumerate(GRID.splitlines(), start=1):
        for c, cell in enumerate(row.split(",") if row else [], start=1):
            book.active.cell(row=r, column=c).value = cell or None
    book.save(tmp_path / "g.xlsx")
    assert places(tmp_path / "g.xlsx") == [("g.xlsx", line) for line in GRID_PLACES]


def test_every_slip_of_genius_files_has_its_file_and_line(tmp_path: Path) -> None:
    start = '<utility_space>\n<objective index="0" name="any">\n'
    (tmp_path / "d.xml").write_text(
        "<negotiation_template>"
        + start
        + '<issue index="1" name="A"><item index="1" value="x"/><item index="2" value="y"/></issue>\n'
        '<issue index="2" name="B"><item index="1" value="x"/><item index="2" value="y"/></issue>\n</objective></utility_space></negotiation_template>'
    )
    (tmp_path / "d_a.xml").write_text(
        start
        + '<issue index="1" name="A">\n<item index="1" value="x" evaluation="NaN"/>\n<item index="2" value="z" evaluation="1"/>\n</issue>\n'
        '<issue index="2" name="C"/>\n<weight index="1" value="much"/>\n</objective>\n<reservation value="?"/>\n</utility_space>'
    )
    (tmp_path / "d_b.xml").write_text(
        start + '<issue index="1" name="A"><item index="1" value="x"/>\n</issue></objective></utility_space>'
    )
    (tmp_path / "d_c.xml").write_text(start + "<broken\n")
    assert places(tmp_path) == [
        ("d_a.xml", 1),
        ("d_a.xml", 3),
        ("d_a.xml", 4),
        ("d_a.xml", 5),
        ("d_a.xml", 7),
        ("d_a.xml", 8),
        ("d_a.xml", 10),
        ("d_b.xml", 1),
        ("d_b.xml", 3),
        ("d_b.xml", 3),
        ("d_c.xml", 3),
    ]


def test_every_slip_of_a_genius_domain_is_told_and_its_profiles_are_not_blamed_for_them(tmp_path: Path) -> None:
    (tmp_path / "d.xml").write_text(
        '<negotiation_template><utility_space><objective>\n<issue index="1" name="A"/>\n<issue index="x" name="B"><item index="1" value="v"/></issue>\n'
        '<issue index="3">\n</issue></objective></utility_space></negotiation_template>'
    )
    (tmp_path / "d_a.xml").write_text('<utility_space><objective><issue index="1" name="A"/></objective></utility_space>')
    assert places(tmp_path) == [("d.xml", 2), ("d.xml", 3), ("d.xml", 4)]


GENIUSWEB = """{"LinearAdditiveUtilitySpace": {
  "domain": {"name": "d", "issuesValues": {
    "A": {"values": ["x", "y"]},
    "B": {"range": {"low": 0, "high": 2, "step": 1}}
  }},
  "issueUtilities": {
    "A": {"DiscreteValueSetUtilities": {"valueUtilities": {
      "x": "much",
      "z": 1}}},
    "B": {"NumberValueSetUtilities": {"lowValue": 0,
      "lowUtility": "?", "highValue": 2,
      "highUtility": []}}
  },
  "issueWeights": {"A": 0.5,
    "B": "half"},
  "reservationBid": {"issuevalues": {
    "A": "q", "B": 1}},
  "name": "p"
}}
"""


def test_every_slip_of_a_geniusweb_profile_has_its_line(tmp_path: Path) -> None:
    (tmp_path / "p.json").write_text(GENIUSWEB)
    assert places(tmp_path / "p.json") == [("p.json", line) for line in (8, 9, 11, 12, 15, 17)]
    broken = GENIUSWEB.replace('["x", "y"]', '"x"').replace('"step": 1', '"step": 0')
    (tmp_path / "p.json").write_text(broken)
    assert places(tmp_path / "p.json") == [("p.json", 3), ("p.json", 4)]


def test_lines_of_json_are_found_past_lists_escapes_and_odd_keys() -> None:
    text = '{"a.b": [\n{"q\\"\\u0041": "{,:[",\n"n": [[], {}]},\n-1.5],\n"c": true}'
    found = json_lines(text)
    assert found == {
        "a.b": 1,
        "a.b[0]": 2,
        'a.b[0].q"A': 2,
        "a.b[0].n": 3,
        "a.b[0].n[0]": 3,
        "a.b[0].n[1]": 3,
        "a.b[1]": 4,
        "c": 5,
    }


def test_every_slip_of_a_negmas_folder_has_its_file_and_line(tmp_path: Path) -> None:
    (tmp_path / "s.yml").write_text("issues:\n- name: A\n  values: [x, y]\n- name: B\n  values: [x, y]\nname: s\n")
    (tmp_path / "a.yml").write_text(
        "type: LinearAdditiveUtilityFunction\nweights:\n- one\n- 1\nvalues:\n- mapping:\n    x: much\n    z: 1\n"
        "- mapping: {x: 0, y: ?}\nreserved_value: low\nbias: up\n".replace("?", "'?'")
    )
    (tmp_path / "b.yml").write_text("type: Odd\n")
    (tmp_path / "c.yml").write_text("a: [\n")
    assert places(tmp_path) == [
        ("a.yml", 3),
        ("a.yml", 6),
        ("a.yml", 7),
        ("a.yml", 9),
        ("a.yml", 10),
        ("a.yml", 11),
        ("b.yml", 1),
        ("c.yml", 2),
    ]


def test_every_slip_of_a_negmas_space_has_its_line(tmp_path: Path) -> None:
    (tmp_path / "s.yml").write_text(
        "issues:\n- values: [x]\n- name: B\n  type: ContiguousIssue\n  values:\n  - 1\n  - many\n- name: C\n  values: []\n"
    )
    assert places(tmp_path) == [("s.yml", 2), ("s.yml", 7)]


@pytest.mark.parametrize("end", ["csv", "json", "xml", "yml"])
@pytest.mark.parametrize(
    ("data", "line", "message"),
    [
        (b"", 1, "the file is empty"),
        (b"  \n\n", 1, "the file is empty"),
        (b"a\nb\n\xff\xfe\x00", 3, "the file is not UTF-8 text"),
        (b"a\n\x00\x01", 2, "the file is not text: it holds zero bytes"),
    ],
)
def test_binary_and_empty_files_are_told_in_plain_words_with_a_line(
    tmp_path: Path, end: str, data: bytes, line: int, message: str
) -> None:
    (tmp_path / f"f.{end}").write_bytes(data)
    with pytest.raises(CaseError, match=message) as error:
        read_scenario(tmp_path / f"f.{end}")
    assert [(slip.file, slip.line) for slip in error.value.slips] == [(f"f.{end}", line)]


def test_empty_sheets_and_grids_are_told_in_plain_words(tmp_path: Path) -> None:
    (tmp_path / "f.xlsx").write_bytes(b"")
    with pytest.raises(CaseError, match=r"f.xlsx:1: the file is empty"):
        read_scenario(tmp_path / "f.xlsx")
    (tmp_path / "f.csv").write_text("issue,value,a\n")
    with pytest.raises(CaseError, match=r"f.csv:1: the grid is empty: it has a first row, and no issue below it"):
        read_scenario(tmp_path / "f.csv")
    (tmp_path / "f.csv").write_text(",,,\n;\n")
    with pytest.raises(CaseError, match=r"f.csv:1: the grid is empty: it has no row|first row must be"):
        read_scenario(tmp_path / "f.csv")
