"""The brief of a space too large to list: the same counts as by listing, on one page, what needs the list left out with a note."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import winset
from test_large_analyses import as_large, big, cases  # noqa: F401 - a fixture
from winset.results import Table

CONTROL = """
case: agenda
title: A large agenda
as_of: 2030
signed_by: [north, south]
parties: {north: North, south: South, east: East, west: West, isle: Isle}
issues: {%s}
rules:
  first: {if: {i00: changed}, then: {i01: changed}}
  cap: {at_most: 2, of: [{i02: all}, {i03: all}, {i04: all}]}
  apart: {never: {i05: low, i06: half}}
consents: {east: {i04: withheld, i08: consented}}
variants: {open: {name: East opens up, set: {consents.isle: {i03: consented}}}}
preferences: {%s}
"""


def agenda() -> str:
    parties = ("north", "south", "east", "west", "isle")
    names = [f"i{k:02d}" for k in range(20)]
    hands = ["north", "south", "{any_of: [east, west]}", "isle", "[north, south]", "east"]
    issues = [
        f"{n}: {{name: Issue {n}, values: [none, low, half, high, all], delivered_by: {hands[(5 + k) % 6]}}}"
        for k, n in enumerate(names)
    ]
    worths = []
    for j, party in enumerate(parties):
        weights = ", ".join(f"{n}: {(1 + (3 * k + 5 * j) % 7) * (-1 if (k + j) % 3 else 1)}" for k, n in enumerate(names))
        worths.append(f"{party}: {{weights: {{{weights}}}, reservation: 0.5}}")
    return CONTROL % (", ".join(issues), ", ".join(worths))


@pytest.mark.parametrize("block", range(4))
def test_the_brief_counts_as_by_listing(as_large: Callable[[bool], None], block: int) -> None:  # noqa: F811
    for case, _ in list(cases(60))[block * 15 : block * 15 + 15]:
        as_large(False)
        listed, inside = winset.brief(case), winset.winset(case).value["some_draw"]
        as_large(True)
        found = winset.brief(case)
        for name in ("deals", "allowed", "deliverable", "outside"):
            assert found.value[name] == listed.value[name]
        assert found.value["inside_at_middle"] == inside
        assert found.answer == listed.answer
        tables = [
            [b.rows for b in r.blocks if isinstance(b, Table) and "terms within reach" in b.columns] for r in (found, listed)
        ]
        assert tables[0] == tables[1]


def test_the_deals_a_large_brief_shows_are_in_the_win_set(as_large: Callable[[bool], None]) -> None:  # noqa: F811
    shown = 0
    for case, _ in cases(40):
        as_large(True)
        best = next(b for b in winset.brief(case).blocks if isinstance(b, Table) and "wins every consent" in b.columns)
        as_large(False)
        inside = {row["deal"].replace("_", " ") for row in winset.winset(case, rows=10_000).rows() if row["in the win-set"].count}
        assert {row[0] for row in best.rows} <= inside
        shown += len(best.rows)
    assert shown > 20


def test_twenty_issues_and_five_parties_come_on_one_page(cli: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "agenda.yaml").write_text(agenda())
    ran = cli("brief", tmp_path / "agenda.yaml", "--to", tmp_path / "page.html")
    assert (ran.status, ran.err) == (0, "")
    text = " ".join(cli("brief", tmp_path / "agenda.yaml").out.split())
    assert f"{5**20:,} in all" in text
    assert "is left out" in text
    page = (tmp_path / "page.html").read_text()
    size = float(re.search(r"--print:([0-9.]+)pt", page).group(1))  # type: ignore[union-attr]
    letters = len(re.sub(r"<svg.*?</svg>|<style.*?</style>|<[^>]*>", "", page))
    # What fits a page at 6 points, by the square of the letters' size.
    assert letters * (size / 6) ** 2 < 8_000
    assert "Efficient deals at the middle of every range, not all deals" in page


def test_a_brief_counts_the_win_set_where_that_is_quick(cli: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "big.yaml").write_text(big(30))
    whole, page = winset.winset(winset.load(tmp_path / "big.yaml")), winset.brief(winset.load(tmp_path / "big.yaml"))
    assert page.value["inside_at_middle"] == whole.value["inside_at_middle"] > 10**15
