"""`winset import` and `winset export-to`: there and back, what was lost, and files that cannot be read."""

from __future__ import annotations

import json
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import winset
from winset.analyses import exchanging
from winset.analyses.exchanging import case_data, read_scenario
from winset.arrays.deal_space import deal_space
from winset.deals.space import worths
from winset.errors import MissingExtra
from winset.exchange.scenario import Issue, Profile, Scenario

Cli = Callable[..., Any]
TEXT = """
case: fair
title: A fair
as_of: 2030
parties: {a: Anna, b: Ben, c: Cleo}
issues:
  place: {name: Place, values: [field, hall, barn]}
  days: {name: Days, values: {from: 0, to: 4, step: 2}}
  music: {name: Music, values: [none, band]}
preferences:
  a: {weights: {place: 1, days: 2, music: 1}, curves: {place: {field: 0, hall: 1, barn: 1/4}}, reservation: 1/4}
  b: {weights: {place: -1, days: 1, music: 2}, reservation: 1/2}
"""


def relative(case: winset.Case) -> list[list[Fraction]]:
    """Every deal's worth for each party with preferences, on its own 0-to-1 scale from worst to best."""
    space = deal_space(case, 0)
    found = []
    for p in np.flatnonzero(space.valued):
        worth = [int(w) for w in worths(space, slice(0, 1))[0, p]]
        low, high = min(worth), max(worth)
        found.append([Fraction(w - low, high - low) for w in worth])
    return found


@pytest.mark.parametrize("form", ["genius", "geniusweb", "negmas", "csv", "xlsx"])
def test_there_and_back_keeps_the_worth_of_every_deal(cli: Cli, tmp_path: Path, form: str) -> None:
    (tmp_path / "fair.yaml").write_text(TEXT)
    out = tmp_path / (f"out.{form}" if form in ("csv", "xlsx") else "out")
    ran = cli("export-to", form, tmp_path / "fair.yaml", "--to", out)
    assert (ran.status, ran.err) == (0, "")
    assert "c: no preferences are written down, so there is no profile" in ran.out
    back = cli("import", out, "--to", tmp_path / "back")
    assert (back.status, back.err) == (0, ""), back.err
    assert cli("check", tmp_path / "back").status == 0
    before, after = winset.loads(TEXT), winset.load(tmp_path / "back")
    assert [len(d.values) for d in before.dimensions().values()] == [len(d.values) for d in after.dimensions().values()]
    assert relative(before) == relative(after)


@pytest.mark.parametrize("form", ["efg", "nfg"])
def test_a_game_is_written_and_a_large_one_refused(cli: Cli, tmp_path: Path, form: str) -> None:
    (tmp_path / "fair.yaml").write_text(TEXT)
    ran = cli("export-to", form, tmp_path / "fair.yaml", "--to", tmp_path / "game")
    assert (ran.status, ran.err) == (0, "")
    assert (tmp_path / "game").read_text().startswith(f'{form.upper()} {2 if form == "efg" else 1} R "A fair"')
    assert cli("export-to", form, "doha2025", "--to", tmp_path / "other").status == 2
    assert not (tmp_path / "other").exists()


def test_a_case_of_ranges_and_rules_says_what_it_loses(cli: Cli, tmp_path: Path) -> None:
    ran = cli("export-to", "csv", "doha2025", "--stage", "1", "--to", tmp_path / "d.csv")
    for line in ("rules between terms", "recorded consents", "claims: 42", "sources: 8", "ranges; their middle is written"):
        assert line in ran.out


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("bad.xml", b"<a", "bad.xml:1: this is not well-formed XML"),
        ("bad.json", b'{"a": ', "bad.json"),
        ("bad.csv", b"what,is,this\n1,2,3\n", "the first row must be: issue, value"),
        ("bad.csv", b"issue,value,a\nx,y,zero\n", "'zero' is not a number"),
        ("bad.xlsx", b"no zip", "this is not an XLSX file"),
        ("bad.doc", b"?", "is of no format known here"),
        ("bad.yml", b"issues: [", "this is not YAML"),
        ("bad.csv", b"issue,value,a\nx,y,\xff\n", "not UTF-8"),
    ],
)
def test_a_damaged_file_is_one_clear_error_and_nothing_is_written(
    cli: Cli, tmp_path: Path, name: str, content: bytes, message: str
) -> None:
    (tmp_path / name).write_bytes(content)
    ran = cli("import", tmp_path / name, "--to", tmp_path / "case")
    assert (ran.status, ran.out) == (2, "")
    assert message in ran.err
    assert not (tmp_path / "case").exists()


def test_nothing_is_overwritten_and_unknown_formats_are_said_so(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    assert "exists already" in cli("import", tmp_path / "there", "--to", tmp_path / "there").err
    assert "exists already" in cli("export-to", "csv", "doha2025", "--to", tmp_path / "there").err
    assert "no format called 'genus'. Did you mean 'genius'?" in cli("export-to", "genus", "doha2025", "--to", tmp_path / "x").err
    assert "there is no file or folder" in cli("import", tmp_path / "none.csv", "--to", tmp_path / "x").err
    assert "is of no format known here" in cli("import", tmp_path / "there", "--to", tmp_path / "x").err


def test_a_sheet_without_openpyxl_ends_with_status_3_and_the_pip_line(cli: Cli, tmp_path: Path, monkeypatch: Any) -> None:
    def missing(path: Path) -> None:
        raise MissingExtra("reading and writing XLSX files", "xlsx")

    monkeypatch.setattr(exchanging, "read_xlsx", missing)
    (tmp_path / "a.xlsx").write_bytes(b"PK")
    ran = cli("import", tmp_path / "a.xlsx", "--to", tmp_path / "case")
    assert ran.status == 3
    assert "pip install 'winset[xlsx]'" in ran.err


def test_numbers_of_many_digits_are_kept_to_the_last_one(cli: Cli, tmp_path: Path) -> None:
    rows = ["issue,value,a", "(reservation),,0.12345678901234567"]
    rows += [f"x{k},(weight),0.{1234567890123456789 + k}\nx{k},no,0\nx{k},yes,0.98765432109{k}" for k in range(3)]
    (tmp_path / "fine.csv").write_text("\n".join(rows) + "\n")
    ran = cli("import", tmp_path / "fine.csv", "--to", tmp_path / "case")
    assert "digits beyond" not in ran.out
    space = deal_space(winset.load(tmp_path / "case"), 0)
    most = [Fraction(f"0.{1234567890123456789 + k}") * Fraction(f"0.98765432109{k}") for k in range(3)]
    found = [Fraction(int(table[0, 0, 1]), int(space.scale[0, 0])) for table in space.worth]
    assert found == [w / sum(most) for w in most]
    assert Fraction(int(space.floor[0, 0]), int(space.scale[0, 0])) == Fraction("0.12345678901234567") / sum(most)
    assert cli("winset", tmp_path / "case", "--party", "a").status == 0
    assert cli("solve", tmp_path / "case", "nash").status == 0


def test_numbers_longer_than_a_case_file_holds_are_rounded_and_said_so() -> None:
    issues = tuple(Issue(f"x{k}", ("no", "yes"), "discrete") for k in range(5))
    weights = tuple(Fraction(1, 10**20 + k) for k in range(5))
    curves = ((Fraction(0), Fraction(1)),) * 5
    scenario = Scenario("long", issues, (Profile("a", weights, curves, Fraction(0), weights[0], None),), ())
    lost: list[str] = []
    data = case_data(scenario, lost)
    assert any("digits beyond the eighteenth" in line for line in lost)
    space = deal_space(winset.loads(json.dumps(data)), 0)
    found = [Fraction(int(table[0, 0, 1]), int(space.scale[0, 0])) for table in space.worth]
    assert all(abs(x - w / sum(weights)) < Fraction(1, 10**17) for x, w in zip(found, weights, strict=True))


def test_a_file_that_says_too_little_for_a_case_is_refused(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "p.json").write_text(json.dumps({"LinearAdditiveUtilitySpace": {"issueUtilities": {}}}))
    assert cli("import", tmp_path / "p.json", "--to", tmp_path / "case").status == 2
    (tmp_path / "one.csv").write_text("issue,value,a,b\nx,only,1,1\n")
    ran = cli("import", tmp_path / "one.csv", "--to", tmp_path / "case")
    assert ran.status == 2
    assert not (tmp_path / "case").exists()


def test_genius_profiles_are_told_from_their_domain_by_content(tmp_path: Path, cli: Cli) -> None:
    (tmp_path / "fair.yaml").write_text(TEXT)
    cli("export-to", "genius", tmp_path / "fair.yaml", "--to", tmp_path / "out")
    assert [party.name for party in read_scenario(tmp_path / "out").parties] == ["Anna", "Ben"]
