"""Expressions of time: what is found, what it means, and that nothing is narrowed."""

from __future__ import annotations

import datetime as dt

import pytest

from winset.intake.dates import dateline, find_dates
from winset.intake.edtf import bounds

SATURDAY = dt.date(2025, 3, 8)


def read(text: str, day: dt.date | None = SATURDAY) -> list[tuple[str, str, str, str]]:
    return [(t.text, t.type, t.value, t.edtf) for t in find_dates(text, day)]


@pytest.mark.parametrize(
    ("text", "words", "value", "interval"),
    [
        ("They had a call on Tuesday.", "Tuesday", "2025-03-04", "2025-03-04"),
        ("In February they were sounded out.", "February", "2025-02", "2025-02"),
        ("On Wednesday evening he posted it.", "Wednesday evening", "2025-03-05TEV", "2025-03-05"),
        ("He travels next week.", "next week", "2025-W11", "2025-03-10/2025-03-16"),
        ("Earlier, he shrugged it off.", "Earlier", "PAST_REF", "../2025-03-08"),
        ("Now he worries.", "Now", "PRESENT_REF", "2025-03-08~"),
        ("It began in the 1990s.", "the 1990s", "199", "199X"),
        (
            "Sales fell in the third quarter of 2009.",
            "the third quarter of 2009",
            "2009-Q3",
            "2009-07/2009-09",
        ),
        ("It ended in the summer of 2014.", "the summer of 2014", "2014-SU", "2014-06/2014-08"),
        ("Results for fiscal 2009 came.", "fiscal 2009", "FY2009", "2008/2009"),
        ("It was signed on January 19, 2025.", "January 19, 2025", "2025-01-19", "2025-01-19"),
        ("It was signed on 19 January 2025.", "19 January 2025", "2025-01-19", "2025-01-19"),
        ("It was signed on 2025-01-19.", "2025-01-19", "2025-01-19", "2025-01-19"),
        ("They met last night.", "last night", "2025-03-07TNI", "2025-03-07"),
        ("They met last week.", "last week", "2025-W09", "2025-02-24/2025-03-02"),
        ("They left last month.", "last month", "2025-02", "2025-02"),
        ("They met yesterday.", "yesterday", "2025-03-07", "2025-03-07"),
        ("He left late in 2006.", "late in 2006", "2006", "2006"),
        ("At the beginning of March he left.", "the beginning of March", "2025-03", "2025-03"),
        ("That was 20 years ago.", "20 years ago", "P20Y", "2005"),
        ("By the end of last year it fell.", "the end of last year", "2024", "2024"),
        ("It opened at 17:30 GMT on Monday.", "17:30 GMT", "2025-03-03T17:30Z", "2025-03-03"),
        ("Talks ran March 5-7, 2025.", "March 5-7, 2025", "2025-03-05", "2025-03-05/2025-03-07"),
    ],
)
def test_an_expression_keeps_its_words_and_gets_an_interval(text: str, words: str, value: str, interval: str) -> None:
    first = read(text)[0]
    assert (first[0], first[2], first[3]) == (words, value, interval)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a few hours after the meeting", "PTXH"),
        ("a 27-year contract", "P27Y"),
        ("two consecutive quarters", "P2Q"),
        ("over the next four years", "P4Y"),
        ("half an hour", "PT0.5H"),
        ("in recent years", "PXY"),
        ("a 21-year-old hostage", "P21Y"),
    ],
)
def test_a_length_of_time_is_a_duration(text: str, value: str) -> None:
    assert [(t[1], t[2]) for t in read(text)] == [("DURATION", value)]


@pytest.mark.parametrize(("text", "value"), [("every two weeks", "P2W"), ("15 a year", "P1Y"), ("on Mondays", "XXXX-WXX-1")])
def test_a_repetition_is_a_set(text: str, value: str) -> None:
    assert [(t[1], t[2]) for t in read(text)] == [("SET", value)]


def test_the_last_days_of_something_have_no_place_in_the_calendar() -> None:
    (found,) = find_dates("The old administration was in its last days.", SATURDAY)
    assert (found.text, found.edtf, found.earliest) == ("last days", "", None)


def test_a_month_is_never_narrowed_to_a_day() -> None:
    (found,) = find_dates("In February they asked.", SATURDAY)
    assert (found.earliest, found.latest) == (dt.date(2025, 2, 1), dt.date(2025, 2, 28))


@pytest.mark.parametrize("offset", range(14))
def test_a_bare_weekday_in_the_past_is_the_last_one_up_to_the_day_of_the_document(offset: int) -> None:
    day = SATURDAY + dt.timedelta(offset)
    for number, name in enumerate(["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]):
        (found,) = find_dates(f"They spoke on {name}.", day)
        assert found.earliest is not None
        assert found.earliest.weekday() == number
        assert 0 <= (day - found.earliest).days <= 6


def test_a_verb_that_points_ahead_turns_a_weekday_into_the_next_one() -> None:
    assert read("The trial is set to begin on Wednesday.")[0][3] == "2025-03-12"
    assert read("He will meet them on Thursday, officials said on Monday.")[0][3] == "2025-03-13"
    assert read("He will meet them on Thursday, officials said on Monday.")[1][3] == "2025-03-03"


def test_without_a_date_of_the_document_a_weekday_has_no_interval() -> None:
    assert read("They spoke on Tuesday.", None)[0][2:] == ("XXXX-WXX-2", "")


def test_a_dateline_serves_where_no_date_is_given() -> None:
    text = "Talks resume\nMarch 8, 2025\nThey spoke on Tuesday."
    assert dateline(text) == SATURDAY
    assert read(text, None)[1][3] == "2025-03-04"


def test_a_date_that_can_be_read_both_ways_covers_both() -> None:
    (found,) = find_dates("It came on 8/3/2025.", SATURDAY)
    assert (found.earliest, found.latest) == (dt.date(2025, 3, 8), dt.date(2025, 8, 3))
    assert "both ways" in found.note


def test_an_event_named_by_its_day_gets_no_year() -> None:
    assert read("since the October 7 attack")[0][2:] == ("XXXX-10-07", "")


@pytest.mark.parametrize(
    "text",
    [
        "He may leave.",
        "March on!",
        "the first time",
        "a second term",
        "2,000 people",
        "$ 2000",
        "wonderful day",
    ],
)
def test_what_is_no_date_is_left_alone(text: str) -> None:
    assert read(text) == []


def test_impossible_days_are_not_dates() -> None:
    assert all(t[2] != "2025-02-30" for t in read("on February 30, 2025"))


@pytest.mark.parametrize(
    "text",
    [
        "2025",
        "2025-02",
        "2025-02-28",
        "199X",
        "19XX",
        "2025-03-08~",
        "../2025-03-08",
        "2025-03-08/..",
        "2008/2009",
    ],
)
def test_every_interval_written_can_be_read(text: str) -> None:
    first, last = bounds(text)
    assert first is None or last is None or first <= last
