"""Admiralty grades and the words of ICD 203."""

from __future__ import annotations

import pytest

from winset.errors import BadRequest, UnknownName
from winset.evidence.grades import (
    ASSUMED_PROBABILITY,
    ICD203,
    PROBABILITY_ORIGIN,
    Grade,
    parse_grade,
    probability,
    word_for,
    word_for_share,
)
from winset.values import Share


def test_the_bands_of_icd_203() -> None:
    assert [(w.word, w.low, w.high) for w in ICD203] == [
        ("almost no chance", 1, 5),
        ("very unlikely", 5, 20),
        ("unlikely", 20, 45),
        ("roughly even chance", 45, 55),
        ("likely", 55, 80),
        ("very likely", 80, 95),
        ("almost certain", 95, 99),
    ]


@pytest.mark.parametrize(
    ("holds", "of", "word"),
    [
        (0, 7, "almost no chance"),
        (1, 20, "almost no chance"),
        (1, 5, "very unlikely"),
        (9, 20, "unlikely"),
        (11, 20, "roughly even chance"),
        (4, 5, "likely"),
        (19, 20, "very likely"),
        (96, 100, "almost certain"),
        (7, 7, "almost certain"),
    ],
)
def test_a_share_on_an_edge_takes_the_lower_band_as_every_share_does(holds: int, of: int, word: str) -> None:
    assert word_for(holds, of).word == word
    assert word_for_share(holds / of).word == word
    if 0 < holds < of:
        assert Share(holds, of).word == word


def test_letter_and_number_stay_apart() -> None:
    assert parse_grade(" b 3 ") == Grade("B", 3)
    assert parse_grade("C") == Grade("C", 6)
    assert parse_grade("2") == Grade("F", 2)
    assert str(Grade("B", 3)) == "B3"


@pytest.mark.parametrize("text", ["", "G1", "A7", "B33", "A0", "3B", "B٣", "!"])
def test_what_is_no_grade_is_refused(text: str) -> None:
    with pytest.raises(BadRequest):
        parse_grade(text)


def test_the_table_is_an_assumption_that_can_be_edited_and_says_so() -> None:
    assert "Assumed by Winset" in PROBABILITY_ORIGIN
    assert probability("A") == ASSUMED_PROBABILITY["A"]
    assert probability("A", {"A": 0.5}) == 0.5
    with pytest.raises(UnknownName):
        probability("Z")
    with pytest.raises(BadRequest):
        probability("A", {"A": 2})


@pytest.mark.parametrize(("holds", "of"), [(1, 0), (-1, 3), (4, 3)])
def test_counts_that_make_no_share_are_refused(holds: int, of: int) -> None:
    with pytest.raises(BadRequest):
        word_for(holds, of)
