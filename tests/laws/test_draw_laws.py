"""What must hold of the draws: curves keep to their lines, and statements bind the draws, not the middle of the ranges."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_cases import loaded

import winset
from winset.arrays.deal_space import deal_space
from winset.errors import BadRequest


def hours(curve: dict[str, Any], last: int, weight: Any = 1) -> winset.Case:
    return loaded(
        {
            "case": "hours",
            "title": "Hours",
            "as_of": "2030",
            "parties": {"a": "A"},
            "issues": {"hours": {"name": "Hours", "values": {"from": 0, "to": last}}},
            "preferences": {"a": {"weights": {"hours": weight}, "curves": {"hours": curve}, "reservation": 0}},
        }
    )


def drawn_curves(case: winset.Case, draws: int) -> list[list[Fraction]]:
    at = deal_space(case, draws, 3)
    return [[Fraction(int(w), int(at.scale[k, 0])) for w in at.worth[0][k, 0]] for k in range(at.draws)]


@st.composite
def rising(draw: st.DrawFn) -> tuple[dict[str, Any], int]:
    """Ranges at some of the numbers, the ends among them, each wholly above the one before."""
    last = draw(st.integers(2, 12))
    places = sorted({0, last, *draw(st.lists(st.integers(0, last), max_size=4))})
    ends = draw(st.lists(st.integers(0, 97), min_size=2 * len(places), max_size=2 * len(places), unique=True).map(sorted))
    return {str(p): [f"{ends[2 * i]}/97", f"{ends[2 * i + 1]}/97"] for i, p in enumerate(places)}, last


@settings(max_examples=60, deadline=None)
@given(rising())
def test_a_curve_whose_given_ranges_rise_rises_in_every_draw_and_lies_on_the_lines_between_them(
    made: tuple[dict[str, Any], int],
) -> None:
    curve, last = made
    places = [int(value) for value in curve]
    for worths in drawn_curves(hours(curve, last), 20):
        assert all(one < two for one, two in pairwise(worths))
        for left, right in pairwise(places):
            step = (worths[right] - worths[left]) / (right - left)
            assert all(worths[i + 1] - worths[i] == step for i in range(left, right))


def test_with_no_number_left_out_every_given_value_has_a_draw_of_its_own() -> None:
    curves = np.array(drawn_curves(hours({"0": 0, "1": [0, 1], "2": 1}, 2), 50))
    assert len(set(curves[:, 1])) > 10


WELL = """
case: well
title: The well
as_of: 2030-01-01
parties: {a: A, b: B}
issues:
  well: {name: Well, values: [closed, open], delivered_by: a}
  road: {name: Road, values: [closed, open], delivered_by: b}
preferences:
  a: {weights: {well: WEIGHT, road: 3}, reservation: 0.1, statements: [road before well]}
"""


def test_a_statement_that_the_middle_breaks_does_not_stop_what_looks_at_the_middle_and_a_note_says_so() -> None:
    case = winset.loads(WELL.replace("WEIGHT", "[2, 10]"))
    found = winset.deliverable(case, ["a", "b"])
    assert found.value["deals"] == 4
    assert deal_space(case, 0).notes == ("the middle of a's ranges does not fulfil 'road before well'; it is shown all the same",)
    at = deal_space(case, 100)
    assert at.notes == ()
    assert (at.worth[0][:, 0, 1] <= at.worth[1][:, 0, 1]).all()


def test_a_statement_that_the_middle_keeps_has_no_note() -> None:
    assert deal_space(winset.loads(WELL.replace("WEIGHT", "[1, 4]")), 0).notes == ()


@pytest.mark.parametrize("draws", [0, 1, 50])
def test_numbers_without_a_range_that_contradict_a_statement_are_refused(draws: int) -> None:
    with pytest.raises(BadRequest, match="contradict"):
        deal_space(winset.loads(WELL.replace("WEIGHT", "5")), draws)


def test_the_bundled_case_with_a_statement_that_its_middle_breaks_is_still_answered(cli: Any) -> None:
    words = ["deliverable", "doha2025", "--stage", "1", "--set", "preferences.us.weights.handover=[2,10]"]
    told = cli(*words, "--set", "preferences.us.statements=[bodies before handover]")
    assert told.status == 0
    assert "can deliver 12 of 216 allowed deals" in " ".join(told.out.split())


def test_one_draw_of_a_range_is_not_told_as_if_there_were_none() -> None:
    ranged, point = (winset.loads(WELL.replace("WEIGHT", weight)) for weight in ("[1, 2]", "1"))
    question = "is_in_winset(well=open)"
    assert "(1 draw)" in winset.ask(ranged, question, draws=1).answer
    assert "no range given" not in winset.ask(ranged, question, draws=1).answer
    assert "(no range given)" in winset.ask(point, question, draws=1).answer
    assert "(no range given)" in winset.ask(point, question, draws=500).answer
    assert "no range given" not in winset.blockers(ranged, {"well": "open"}, draws=1).to_json()
