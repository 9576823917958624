"""Rules that were widened for other styles of text: settings, datelines, joined sources, parties known by role."""

from __future__ import annotations

import datetime as dt

import pytest

from winset.errors import TooLarge
from winset.intake.attribution import find_attributions
from winset.intake.dates import dateline
from winset.intake.oddities import find_oddities
from winset.intake.plain import LONGEST_LINE, check_length
from winset.intake.propose import propose


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("In public Israel says no more than that.", "Israel"),
        ("In return Northfield demanded that the gate be opened.", "Northfield"),
        ("In private, officials say otherwise.", "officials"),
        ("It was built by the board in its own words, the clerk said.", "the clerk"),
        ("They left, a diplomat and an aide said.", "a diplomat and an aide"),
        ("The envoys walked out of the talks, a Western diplomat and two rebel officials said.", "a Western diplomat and two rebel officials"),
        ("They left after it refused to free three men, one judge and two clerks said.", "one judge and two clerks"),
    ],
)  # fmt: skip
def test_who_speaks(text: str, source: str) -> None:
    assert source in [a.source.text for a in find_attributions(text) if a.source]


@pytest.mark.parametrize(
    ("text", "cue", "source"),
    [
        ("Its leader made clear on Friday that he would not.", "made", "Its leader"),
        ("The minister ruled out a truce.", "ruled", "The minister"),
        ("The president laid out three conditions.", "laid", "The president"),
        ("The agency put forward a plan.", "put", "The agency"),
        ("Witnesses spoke of heavy firing.", "spoke", "Witnesses"),
        ("The fund warned of a downturn.", "warned", "The fund"),
        ("He reckoned that a week would do.", "reckoned", "He"),
        ("The front called the offer an insult.", "called", "The front"),
        ("The minister defended the law.", "defended", "The minister"),
    ],
)
def test_verbs_that_report_with_a_second_word(text: str, cue: str, source: str) -> None:
    assert (cue, source) in [(a.cue.of(text), a.source.text) for a in find_attributions(text) if a.source]


@pytest.mark.parametrize(
    "text", ["They made the road safe.", "She put the box down.", "He set the table.", "They called the doctor."]
)
def test_the_same_verbs_alone_report_nothing(text: str) -> None:
    assert find_attributions(text) == ()


@pytest.mark.parametrize(
    "text", ['It was, he wrote, the "last warning".', "She called it a final warning.", "This was the first ruling."]
)
def test_a_warning_of_a_kind_is_nobody_warning(text: str) -> None:
    assert all(a.cue.of(text) not in ("warning", "ruling") for a in find_attributions(text))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Dated Saturday 8 March 2025.\nThey met.", dt.date(2025, 3, 8)),
        ("Minutes of 12 May 2031\n", dt.date(2031, 5, 12)),
        ("DOHA, March 8, 2025 (Wire) - They met.", dt.date(2025, 3, 8)),
        ("NEW YORK, N.Y., March 8, 2025 (Wire) -- They met.", dt.date(2025, 3, 8)),
        ("WASHINGTON, 8 March 2025 — They met.", dt.date(2025, 3, 8)),
        ("They met on March 8, 2025 - in Doha.", None),
        ("CAIRO (Wire) - They met on March 8, 2025.", None),
    ],
)
def test_the_day_of_a_report(text: str, day: dt.date | None) -> None:
    assert dateline(text) == day


def test_a_dateline_is_no_part_of_what_is_stated() -> None:
    (claim,) = propose("TESSEL, May 3, 2030 (Wire) - The board agreed on Thursday.")
    assert claim.quote == "The board agreed on Thursday."
    assert [t.edtf for t in claim.when] == ["2030-05-02"]


def test_a_date_beside_the_reporting_verb_dates_the_saying() -> None:
    (claim,) = propose("The board agreed in April, two sources told Axios on Tuesday.", dt.date(2030, 5, 3))
    assert [t.text for t in claim.when] == ["April", "Tuesday"]
    assert [t.text for t in claim.said] == ["Tuesday"]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("The board had not consented. It was opened with the board's consent.", {"lost negation?"}),
        ("The assembly was not informed of it. The assembly was informed in May.", {"statements that clash"}),
        ("The board had not consented. It was opened with the assembly's consent.", set()),
        ("The board consented. It was opened with the board's consent.", set()),
    ],
)
def test_a_party_known_by_role_can_contradict_itself(text: str, kinds: set[str]) -> None:
    assert {o.kind for o in find_oddities(text)} & {"lost negation?", "statements that clash"} == kinds


def test_the_verb_is_shown_for_a_handover_where_there_is_one() -> None:
    text = "When the new government took office she joined, in the final days of the old one."
    (odd,) = [o for o in find_oddities(text) if o.kind == "times that cannot both hold"]
    assert [s.of(text) for s in odd.spans] == ["took office", "final days"]


def test_a_line_that_is_too_long_is_named_by_its_number() -> None:
    check_length("a" * LONGEST_LINE + "\n" + "b" * LONGEST_LINE)
    with pytest.raises(TooLarge, match=r"100,001 characters in line 2"):
        check_length("a\n" + "b" * (LONGEST_LINE + 1))
    with pytest.raises(TooLarge, match=r"150,000 characters in line 1"):
        check_length("a" * 150_000 + "\nb")
