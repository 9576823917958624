"""Names that people gave, and ids: what goes out into another program's files and what comes back."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import winset
from winset.analyses.exchange_scenario import left_out, scenario_of
from winset.analyses.exchanging import export_case, import_case
from winset.case.schema import CaseFile
from winset.exchange.naming import ids_of, named

Cli = Callable[..., Any]
SHEETS = ("csv", "xlsx")
FORMS = (*SHEETS, "genius", "geniusweb", "negmas")
ODD = {
    "p1": 'Ünï, "x"',
    "p2": "=cmd()",
    "p3": "public",
    "p4": " blanks  around ",
    "p5": "(reservation)",
    "p6": "it's 'so'; <b> & more\ttab",
    "p7": "日本",
    "p8": "'quoted",
}
ISSUES = {
    "i1": ("=1+1", {"no": "(weight)", "a": "a, b", "b": "a b", "c": "@x", "d": "-5", "e": "none # id: z"}),
    "i2": ("(id)", {"no": "issue", "yes": "first\nsecond"}),
    "i3": ("Days; and\tnights", {"from": -2, "to": 2, "step": 2}),
    "i4": ("1e5", {"x": "'", "y": "|pipe", "z": "%p"}),
}


def odd() -> winset.Case:
    """A case whose every name is a trap for some format."""
    values = {id_: list(v) if "from" not in v else ["-2", "0", "2"] for id_, (_, v) in ISSUES.items()}
    wish = {
        "weights": dict.fromkeys(ISSUES, 1),
        "curves": {id_: {v: f"{k}/{len(of) - 1}" for k, v in enumerate(of)} for id_, of in values.items()},
        "reservation": 0,
    }
    data = {
        "case": "odd",
        "title": 'Odd: "names", =all',
        "as_of": "unknown",
        "signed_by": list(ODD),
        "parties": ODD,
        "issues": {id_: {"name": name, "values": v} for id_, (name, v) in ISSUES.items()},
        "preferences": dict.fromkeys(ODD, wish),
    }
    return winset.loads(yaml.dump(data, allow_unicode=True, Dumper=_NoAliases, sort_keys=False))


class _NoAliases(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        return True


def names(case: winset.Case) -> tuple[Any, ...]:
    """Every name in the case, in the order of the file; parties by name, whose order files in a folder do not keep."""
    dims = case.dimensions().values()
    issues = [(dim.name, [dim.label(value) for value in dim.values]) for dim in dims]
    return case.title, sorted(party.name for party in case.file.parties.values()), issues


def ids(case: winset.Case) -> tuple[Any, ...]:
    dims = case.dimensions().values()
    return case.id, {id_: party.name for id_, party in case.file.parties.items()}, [(dim.id, dim.values) for dim in dims]


@pytest.mark.parametrize("form", FORMS)
def test_every_name_comes_back_and_every_id_or_it_is_listed(form: str, tmp_path: Path) -> None:
    before = odd()
    out = tmp_path / (f"odd.{form}" if form in SHEETS else "odd")
    done = export_case(before, form, out)
    after, _ = import_case(out, tmp_path / "back")
    assert names(after) == names(before)
    about_ids = [line for line in done.lost if line.startswith("ids of")]
    if form == "geniusweb":
        assert [line.split(":")[0] for line in about_ids] == [
            "ids of the case",
            "ids of parties",
            "ids of issues",
            "ids of values",
        ]
    else:
        assert about_ids == []
        assert ids(after) == ids(before)
    if form in SHEETS:
        assert done.lost == ()
        assert list(after.file.parties) == list(ODD)


def test_what_a_spreadsheet_would_run_is_text_in_every_cell(tmp_path: Path) -> None:
    import csv

    export_case(odd(), "csv", tmp_path / "odd.csv")
    with (tmp_path / "odd.csv").open(newline="", encoding="utf-8") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert "'=cmd()" in cells
    assert not [cell for cell in cells if cell.startswith(("=", "+", "@", "\t", "\r"))]


def test_a_folder_does_not_keep_the_order_of_parties_and_says_so(tmp_path: Path) -> None:
    text = "{case: c, title: c, as_of: 2030, parties: {b: Ben, a: Anna}, issues: {x: {name: X, values: [n, y]}}, "
    text += "preferences: {a: {weights: {x: 1}}, b: {weights: {x: 1}}}}"
    done = export_case(winset.loads(text), "negmas", tmp_path / "c")
    assert "order of the parties (b, a): read back, it is that of the files' names" in done.lost
    assert list(import_case(tmp_path / "c", tmp_path / "d")[0].file.parties) == ["a", "b"]


def test_names_that_clash_give_way_to_ids_and_are_listed(cli: Cli, tmp_path: Path) -> None:
    text = "{case: c, title: c, as_of: 2030, parties: {a: Ben, b: Ben}, "
    text += "issues: {x: {name: X, values: {n: same, y: same}}, w: {name: X, values: [n, y]}}, "
    text += "preferences: {a: {weights: {x: 1, w: 1}}, b: {weights: {x: 1}}}}"
    (tmp_path / "c.yaml").write_text(text)
    ran = cli("export-to", "csv", tmp_path / "c.yaml", "--to", tmp_path / "c.csv")
    assert (tmp_path / "c.csv").read_text().splitlines()[0] == "issue,value,a,b"
    for line in ("parties: 2 names ('Ben')", "issues: 2 names ('X')", "values of x: 2 names ('same')"):
        assert line in ran.out
    back, _ = import_case(tmp_path / "c.csv", tmp_path / "back")
    assert ids(back)[2] == ids(winset.load(tmp_path / "c.yaml"))[2]


def test_an_id_that_is_the_name_of_another_is_not_written_twice() -> None:
    lost: list[str] = []
    assert named(["a", "b", "c"], ["b", "same", "same"], "parties", lost) == ("a", "b", "c")
    assert len(lost) == 1
    assert ids_of(["x", "y"], ["y", "y"]) == ("x", "y")


def test_a_party_called_like_the_case_overwrites_nothing(tmp_path: Path) -> None:
    text = "{case: a, title: a, as_of: 2030, parties: {a: a, b: B}, issues: {x: {name: X, values: [n, y]}}, "
    text += "preferences: {a: {weights: {x: 1}}, b: {weights: {x: 1}}}}"
    for form in ("genius", "geniusweb", "negmas"):
        done = export_case(winset.loads(text), form, tmp_path / form)
        assert len(set(done.files)) == 3
        assert len(import_case(tmp_path / form, tmp_path / f"{form}_back")[0].file.parties) == 2


@pytest.mark.parametrize("form", ["efg", "nfg"])
def test_games_name_players_and_deals_as_people_do(form: str, tmp_path: Path) -> None:
    text = "{case: c, title: A fair, as_of: 2030, parties: {a: Anna, b: Ben}, issues: {x: {name: Place, values: {n: field, y: hall}}}, "
    text += "preferences: {a: {weights: {x: 1}}, b: {weights: {x: 1}}}}"
    export_case(winset.loads(text), form, tmp_path / "g")
    written = (tmp_path / "g").read_text()
    assert '{ "Anna" "Ben" }' in written
    assert '"Place: hall"' in written


def test_whole_numbers_stay_numbers_with_their_signs(tmp_path: Path) -> None:
    (tmp_path / "n.csv").write_text("issue,value,a,b\nx,-5,0,1\nx,0,1,0\nx,5,0,0\ny,3,1,0\ny,1,0,1\n")
    case, _ = import_case(tmp_path / "n.csv", tmp_path / "n")
    assert [dim.values for dim in case.dimensions().values()] == [("-5", "0", "5"), ("3", "1")]
    assert scenario_of(case).issues[0].kind == "integer"


# --- what the other side cannot hold ---


@pytest.mark.parametrize("name", ["doha2025", "orvan"])
def test_every_section_with_records_is_listed_with_its_count(name: str) -> None:
    case = winset.load(name)
    lost = left_out(case)
    written = case.data()
    for section in CaseFile.model_fields:
        if section in ("format", "case", "title", "parties", "issues", "preferences", "current_stage", "signed_by"):
            continue
        held = section in written and written[section] not in ({}, [], None)
        assert any(line.startswith(f"{section}:") for line in lost) == held, section
    for section in ("people", "claims", "sources", "beliefs", "events", "variants", "threats"):
        if written.get(section):
            assert any(line.split(" (")[0] == f"{section}: {len(written[section])}" for line in lost), section


def test_fields_of_parties_and_issues_that_stay_behind_are_listed(cli: Cli, tmp_path: Path) -> None:
    ran = cli("export-to", "genius", "doha2025", "--to", tmp_path / "d")
    for line in (
        "parties: at_table of 3 (israel, families, qatar)",
        "issues: delivered_by of",
        "preferences: statements of 2 (us, israel)",
        "signed_by: who must sign (2 of 5 parties)",
        "consents: 4 (recorded consents)",
        "deadlines: 1",
    ):
        assert line in ran.out


def test_a_case_with_nothing_but_wishes_loses_nothing(cli: Cli, tmp_path: Path) -> None:
    text = "{case: c, title: c, as_of: unknown, signed_by: [a, b], parties: {a: Anna, b: Ben}, issues: {x: {name: X, values: [n, y]}}, "
    text += "preferences: {a: {weights: {x: 1}, reservation: 0}, b: {weights: {x: 1}, reservation: 0}}}"
    (tmp_path / "c.yaml").write_text(text)
    assert "lost: nothing" in cli("export-to", "csv", tmp_path / "c.yaml", "--to", tmp_path / "c.csv").out


# --- any name at all ---

# A case file itself refuses control characters and half characters.
LETTERS = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\u2028\u2029\ufffe\uffff")
NAMES = st.text(st.one_of(LETTERS, st.sampled_from("\n\t '\"#,;:=+-@<&(_\\ ")), max_size=8)


@pytest.mark.parametrize("form", FORMS)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(NAMES, min_size=6, max_size=6))
def test_any_names_come_back_or_give_way_to_listed_ids(form: str, tmp_path: Path, texts: list[str]) -> None:
    a, b, x, y, n, m = texts
    wish = {"weights": {"x": 1, "y": 2}, "reservation": 0}
    data = {
        "case": "c",
        "title": "c",
        "as_of": "unknown",
        "parties": {"a": a, "b": b},
        "issues": {"x": {"name": x, "values": {"n": n, "m": m}}, "y": {"name": y, "values": ["n", "m"]}},
        "preferences": {"a": wish, "b": dict(wish)},
    }
    before = winset.loads(yaml.dump(data, Dumper=_NoAliases))
    with tempfile.TemporaryDirectory(dir=tmp_path) as folder:
        out = Path(folder) / (f"c.{form}" if form in SHEETS else "c")
        done = export_case(before, form, out)
        after, _ = import_case(out, Path(folder) / "back")
    gone = any("names (" in line for line in done.lost)
    assert gone or names(after) == names(before)
    assert form == "geniusweb" or ids(after)[2] == ids(before)[2]
    assert gone == (len({a, b}) < 2 or len({x, y}) < 2 or n == m or any(not text.strip() for text in texts))
