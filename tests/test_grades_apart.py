"""The letter of a source and the figure of a statement: two fields, two columns, in every verb, every export and back."""

from __future__ import annotations

import csv
import io
import json
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import winset
from winset.analyses.origins import chances
from winset.case.case import catalogue
from winset.errors import CaseError
from winset.exchange.profiles import profile
from winset.exchange.prov import from_prov, to_prov
from winset.exchange.redact import redacted
from winset.exchange.tables import tables, to_sqlite
from winset.results import Legend

TEXT = """
case: well
title: The well
as_of: 2030-05-10
signed_by: [north, south]
parties: {north: Northfield, south: Southfield}
issues: {well: {name: The well, values: [closed, open], delivered_by: south}}
sources:
  short: {name: The short one, grade: B3}
  apart: {name: The one apart, grade: B, credibility: 3}
  letter: {name: A letter alone, grade: E}
claims:
  as_a_rule: {about: issues.well.delivered_by, by: short, value: south, reading: Southfield}
  its_own: {about: issues.well.delivered_by, by: apart, value: south, reading: Southfield, credibility: 5}
  ungraded: {about: issues.well.delivered_by, by: letter, value: south, reading: Southfield}
  confirmed: {about: issues.well.delivered_by, by: letter, value: south, reading: Southfield, credibility: 1}
"""
EXPECTED = {"as_a_rule": ("B", "(3)"), "its_own": ("B", "5"), "ungraded": ("E", None), "confirmed": ("E", "1")}


@pytest.fixture
def case() -> winset.Case:
    return winset.loads(TEXT)


def test_both_in_one_word_is_short_for_two_fields(case: winset.Case) -> None:
    data = case.data()["sources"]
    assert (data["short"]["grade"], str(data["short"]["credibility"])) == ("B", "3")
    assert {k: v for k, v in data["short"].items() if k != "name"} == {k: v for k, v in data["apart"].items() if k != "name"}
    assert "credibility" not in data["letter"]
    assert winset.loads(case.resolve()).file == case.file


@pytest.mark.parametrize("verb", [lambda c: winset.why(c, "issues.well.delivered_by"), winset.claims], ids=["why", "claims"])
def test_tables_and_programs_get_letter_and_figure_apart(case: winset.Case, verb: Callable[[winset.Case], winset.Result]) -> None:
    found = verb(case)
    assert {row["claim"]: (row["A-F"], row["1-6"]) for row in found.rows()} == EXPECTED
    grades = json.loads(found.to_json())["value"]["grades"]
    assert grades["its_own"] == {"reliability": "B", "credibility": 5, "credibility_own": True, "confidence": None}
    assert grades["as_a_rule"]["credibility_own"] is False
    assert grades["ungraded"]["credibility"] is None


def test_why_says_of_what_each_half_speaks(case: winset.Case) -> None:
    told = [getattr(block, "text", "") for block in winset.why(case, "issues.well.delivered_by").blocks]
    assert "its_own: source usually reliable (B); this statement improbable (5)" in told
    assert "as_a_rule: source usually reliable (B); its statements usually possibly true (3)" in told
    assert "ungraded: source unreliable (E)" in told
    assert any("by its letter alone" in text for text in told)


def test_the_page_tells_them_apart() -> None:
    (legend,) = (block for block in winset.brief(winset.load("doha2025"), draws=20).blocks if isinstance(block, Legend))
    assert dict(legend.entries)["trip"] == "Steve Witkoff B | (3)"
    assert "A-F" in legend.more
    assert "1-6" in legend.more


def test_the_figure_changes_no_chance(case: winset.Case) -> None:
    assert chances(case.file) == {"short": 0.85, "apart": 0.85, "letter": 0.2}
    assert chances(case.set("claims.its_own.credibility", "1").file) == chances(case.file)


def test_every_export_keeps_them_apart_and_they_come_back(case: winset.Case) -> None:
    columns, rows = tables(case.data())["claims"]
    assert {row[0]: row[columns.index("credibility")] for row in rows}["its_own"] == "5"
    database = sqlite3.connect(":memory:")
    database.deserialize(to_sqlite(case.data()))
    (held,) = database.execute("SELECT grade, credibility FROM sources WHERE id = 'letter'")
    assert (held[0], held[1] or "") == ("E", "")
    assert [str(v) for (v,) in database.execute("SELECT credibility FROM claims WHERE id = 'confirmed'")] == ["1"]
    database.close()
    assert from_prov(to_prov(case.data(), {})).data == case.data()
    kept = redacted(case, profile(case, "mandator")).data
    assert str(kept["claims"]["its_own"]["credibility"]) == "5"
    assert str(kept["sources"]["apart"]["credibility"]) == "3"


def test_a_pseudonym_keeps_letter_and_figure(case: winset.Case) -> None:
    hidden = case.set("sources.apart.compartments", "[sealed]")
    left = redacted(hidden, profile(hidden, "public")).data["sources"]
    assert "apart" not in left
    assert sorted((one["grade"], str(one.get("credibility", ""))) for one in left.values()) == [("B", "3"), ("B", "3"), ("E", "")]


def test_csv_has_two_columns(case: winset.Case, tmp_path: Path) -> None:
    winset.export(case, tmp_path / "out", "mandator", ("csv",), draws=1)
    (sheet,) = (tmp_path / "out").rglob("sources.csv")
    rows = list(csv.DictReader(io.StringIO(sheet.read_text(encoding="utf-8"))))
    assert [(row["grade"], row["credibility"]) for row in rows] == [("B", "3"), ("B", "3"), ("E", "")]


@pytest.mark.parametrize(
    ("was", "now", "path"),
    [
        ("grade: E}", "grade: 3}", "sources.letter.grade"),
        ("grade: E}", "grade: BB}", "sources.letter.grade"),
        ("grade: E}", "grade: E7}", "sources.letter.grade"),
        ("grade: B, credibility: 3", "grade: B2, credibility: 3", "sources.apart.grade"),
        ("grade: B, credibility: 3", "grade: B, credibility: 7", "sources.apart.credibility"),
        ("credibility: 5", "credibility: B5", "claims.its_own.credibility"),
        ("credibility: 5", "credibility: 0", "claims.its_own.credibility"),
    ],
)
def test_what_is_no_grade_is_a_slip_at_its_place(was: str, now: str, path: str) -> None:
    with pytest.raises(CaseError) as caught:
        winset.loads(TEXT.replace(was, now, 1))
    assert [slip.path for slip in caught.value.slips] == [path]
    assert caught.value.slips[0].line == 1 + next(
        n for n, line in enumerate(TEXT.splitlines()) if path.split(".")[1] + ": {" in line
    )


def test_accepting_gives_a_statement_its_own_figure_and_keeps_the_others(
    cli: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(catalogue()["doha2025"], tmp_path / "talks")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "report.txt").write_text(
        "Steve Witkoff said on Tuesday that Israel would free some prisoners.\n", encoding="utf-8"
    )
    assert cli("read", "report.txt", "--case", "talks", "--date", "2025-03-06").status == 0
    from winset.analyses.proposed_file import load_proposed

    (id_,) = load_proposed(tmp_path / "talks", winset.load(tmp_path / "talks")).proposals
    ran = cli("accept", "talks", id_, "--about", "issues.prisoners", "--by", "witkoff", "--credibility", "4")
    assert (ran.status, ran.err) == (0, "")
    after = winset.load(tmp_path / "talks")
    assert after.file.claims[id_].credibility == 4
    assert after.file.sources == winset.load("doha2025").file.sources
