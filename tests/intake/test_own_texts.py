"""Texts of our own, with their answers marked, keep being read at least this well.

The first figures, taken before the rules had seen a text, are in the documentation; these floors only guard against slips.
"""

from __future__ import annotations

import pytest
from marked import TEXTS, count, marked_texts
from marked_dates import count_dates

from winset.intake.modality import modality
from winset.intake.oddities import find_oddities


@pytest.mark.parametrize("name", ["attribution_one", "attribution_two", "attribution_three"])
def test_who_says_so(name: str) -> None:
    complaints: list[str] = []
    n = count(marked_texts(TEXTS / f"{name}.txt"), complaints)
    assert n["found"] >= 0.93 * n["cues"], complaints
    assert n["right"] >= 0.96 * n["found"], complaints
    assert n["linked"] >= 0.94 * n["ours"], complaints


@pytest.mark.parametrize("name", ["dates_one", "dates_two"])
def test_dates_and_that_no_day_is_made_up(name: str) -> None:
    complaints: list[str] = []
    n = count_dates(TEXTS / f"{name}.txt", complaints)
    assert n["right"] >= 0.97 * n["marked"], complaints
    assert n["weekdays_right"] == n["weekdays"], complaints
    assert n["narrowed"] == 0, complaints


@pytest.mark.parametrize("name", ["firmness_one", "firmness_two"])
def test_how_firmly_and_whether_denied(name: str) -> None:
    wrong: list[str] = []
    total = 0
    for line in (TEXTS / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        wanted, sign, sentence = (part.strip() for part in line.split("|", 2))
        level = modality(sentence)
        total += 1
        if (level.modality, level.polarity == "negative") != (wanted, sign == "-"):
            wrong.append(f"{sentence}: {level}, wanted {wanted} {sign}")
    assert len(wrong) <= 0.03 * total, wrong


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        (
            "river",
            {
                ("lost negation?", "with the approval of Southfield"), ("actor not named", "was told"),
                ("expectation without an owner", "hoped"), ("expectation told as fact", "The accord will bring"),
                ("two beginnings", "at first"), ("times that cannot both hold", "closing weeks"),
                ("no deadline", "final warning"), ("outside the quotation marks", "and the harbour with it"),
            },
        ),
        (
            "strike",
            {
                ("statements that clash", "the offer had been tabled after the board was consulted"), ("actor not named", "It emerged"),
                ("expectation without an owner", "expected"), ("expectation told as fact", "The deal would end"),
                ("two beginnings", "to begin with"), ("times that cannot both hold", "was sworn in"),
                ("no deadline", "last offer"), ("outside the quotation marks", "to a yard in Tarvia"),
            },
        ),
        (
            "pass",
            {
                ("statements that clash", "says the line was drawn after the delegation agreed"), ("actor not named", "were invited"),
                ("expectation without an owner", "expected"), ("expectation told as fact", "The exchange will lead"),
                ("two beginnings", "initially"), ("times that cannot both hold", "last days"),
                ("no deadline", "ultimatum"), ("outside the quotation marks", "anywhere and with anyone"),
            },
        ),
    ],
)  # fmt: skip
def test_every_oddity_of_a_synopsis_is_raised(name: str, wanted: set[tuple[str, str]]) -> None:
    text = (TEXTS / f"synopsis_{name}.txt").read_text(encoding="utf-8")
    found = {(o.kind, s.of(text)) for o in find_oddities(text) for s in o.spans}
    assert wanted <= found, sorted(found)
