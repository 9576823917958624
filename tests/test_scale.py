"""The scale of every party's worths, and the seed, stand in the provenance of every deal analysis, listed or not."""

from __future__ import annotations

import pytest

import winset
from winset.analyses import scene

TEXT = """
case: scale
title: The scale
as_of: 2030-01-01
parties: {a: A, b: B, c: {name: C, at_table: no}}
issues: {i: {name: I, values: [n, m, y], delivered_by: a}, j: {name: J, values: [n, y], delivered_by: b}}
preferences:
  a: {weights: {i: 3, j: -1}, curves: {i: {n: 0, m: 0.4, y: 1}}, reservation: 0.5}
  b: {weights: {i: -1, j: [1, 2]}, reservation: 0.2}
"""


@pytest.mark.parametrize("large", [False, True])
def test_scale_and_seed_stand_in_the_provenance(large: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if large:
        monkeypatch.setattr(scene, "MAX_DEALS", 0)
    case = winset.loads(TEXT)
    for found in (
        winset.winset(case, seed=7),
        winset.winset(case, "a", seed=7),
        winset.frontier(case, seed=7),
        winset.solve(case, "nash", seed=7),
        winset.step(case, {"i": "n"}, seed=7),
        winset.sidepay(case, {"i": "y"}, seed=7),
        winset.blockers(case, {"i": "y"}, seed=7),
        winset.acceptability(case, draws=30, seed=7),
    ):
        told = found.provenance()
        assert told["seed"] == 7, found.question
        # a: weights sum to 4, curves count in fifths, no deal in halves.
        assert told["scale"]["a"] == 4 * 5 * 2, found.question
        low, high = told["scale"]["b"]
        # b: weights sum to 2 to 3 in thousandths, the line over three values counts in halves, no deal in fifths.
        assert 2 <= low / 10_000 < high / 10_000 <= 3
        assert "c" not in told["scale"]


def test_a_note_says_where_one_word_is_too_short() -> None:
    long = winset.loads(TEXT.replace("reservation: 0.5", "reservation: 0.500000000000000000000000000001"))
    found = winset.solve(long, "nash")
    assert any("the worths of a need more than 61 binary digits" in note for note in found.notes())
    assert not any("binary" in note for note in winset.solve(winset.loads(TEXT), "nash").notes())
    assert found.provenance()["scale"]["a"] == 10**30
