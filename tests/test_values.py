"""Dates as vague as they were stated, numbers that are exact, shares of draws in words."""

from __future__ import annotations

import datetime as dt
import re
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from winset.values import ICD_203, Range, Share, When, exact, plain_number

DAY = dt.date

# What is written, the first possible day, the last one.
TIMES = [
    ("2025", DAY(2025, 1, 1), DAY(2025, 12, 31)),
    ("2025-02", DAY(2025, 2, 1), DAY(2025, 2, 28)),
    ("2024-02", DAY(2024, 2, 1), DAY(2024, 2, 29)),
    ("1900-02", DAY(1900, 2, 1), DAY(1900, 2, 28)),
    ("2000-02-29", DAY(2000, 2, 29), DAY(2000, 2, 29)),
    ("2025-03-04", DAY(2025, 3, 4), DAY(2025, 3, 4)),
    ("2025-03-04T23:59", DAY(2025, 3, 4), DAY(2025, 3, 4)),
    ("2025-03-09/2025-03-16", DAY(2025, 3, 9), DAY(2025, 3, 16)),
    ("2025-02/2025-03", DAY(2025, 2, 1), DAY(2025, 3, 31)),
    ("../2025-03-04", None, DAY(2025, 3, 4)),
    ("2025-03/..", DAY(2025, 3, 1), None),
    ("../..", None, None),
    ("..", None, None),
    ("unknown", None, None),
    ("before 2025-01-20", None, DAY(2025, 1, 19)),
    ("before 2025-03", None, DAY(2025, 2, 28)),
    ("after 2025-03", DAY(2025, 4, 1), None),
    ("after 2024", DAY(2025, 1, 1), None),
    ("since 2025-03", DAY(2025, 3, 1), None),
    ("from 2025", DAY(2025, 1, 1), None),
    ("until 2025-03", None, DAY(2025, 3, 31)),
    ("by 2025-03-04", None, DAY(2025, 3, 4)),
]


@pytest.mark.parametrize(("text", "earliest", "latest"), TIMES)
def test_a_time_is_never_narrowed_to_a_day_that_nobody_stated(
    text: str, earliest: dt.date | None, latest: dt.date | None
) -> None:
    when = When.parse(text)
    assert (when.text, when.earliest, when.latest) == (text, earliest, latest)
    assert when.is_unknown == (earliest is None and latest is None)
    assert When.parse(str(when)) == when
    assert When.parse(when) is when


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("2025-02-29", "February 2025 has 28 days"),
        ("2025-02-31", "February 2025 has 28 days"),
        ("2025-04-31", "April 2025 has 30 days"),
        ("2025-04-00", "April 2025 has 30 days"),
        ("2025-13", "there is no month 13"),
        ("2025-00", "there is no month 0"),
        ("0000", "between 1 and 9998"),
        ("9999-12-31", "between 1 and 9998"),
        ("before 0001", "there is no day before it"),
        ("before 0001-01-01", "there is no day before it"),
        ("2025-03-16/2025-03-09", "ends before it begins"),
        ("2025-03/", "only one end"),
        ("/2025-03", "only one end"),
        ("/", "only one end"),
        ("2025-03-04T24:00", "no such time of day"),
        ("2025-03-04T12:60", "no such time of day"),
        ("2025/03/04", "is no date"),
        ("04.03.2025", "is no date"),
        ("2025-3-4", "is no date"),
        ("20250304", "is no date"),
        ("12:30", "is no date"),
        ("last week", "is no date"),
        ("before", "is no date"),
        ("before unknown", "is no date"),
        ("٢٠٢٥", "is no date"),
        ("", "is no date"),
        ("2025-02-28-", "is no date"),
    ],
)  # fmt: skip
def test_a_time_that_is_none_is_refused_in_plain_words(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        When.parse(text)


@pytest.mark.parametrize("value", [None, 2025, True, ["2025"], {"from": "2025"}, 1.5])
def test_only_a_text_or_a_date_is_a_time(value: object) -> None:
    with pytest.raises(ValueError, match="should be a date"):
        When.parse(value)


def test_a_date_object_and_odd_spaces_are_read() -> None:
    assert When.parse(DAY(2025, 3, 4)).text == "2025-03-04"
    assert When.parse("  before   2025-01-20 ").text == "before 2025-01-20"


@given(st.dates(DAY(1, 1, 2), DAY(9998, 12, 31)))
def test_before_and_since_a_day_share_no_day_and_leave_none_out(day: dt.date) -> None:
    before, since = When.parse(f"before {day.isoformat()}"), When.parse(f"since {day.isoformat()}")
    until, after = When.parse(f"until {day.isoformat()}"), When.parse(f"after {day.isoformat()}")
    assert before.latest is not None
    assert before.latest + dt.timedelta(days=1) == since.earliest == day == until.latest
    assert after.earliest == day + dt.timedelta(days=1)


@given(st.dates(DAY(1, 1, 2), DAY(9998, 1, 1)), st.integers(0, 300), st.dates(DAY(1, 1, 2), DAY(9998, 12, 31)))
def test_a_period_may_have_begun_or_is_surely_over_but_a_day_inside_it_is_neither_too_early_nor_too_late(
    start: dt.date, length: int, day: dt.date
) -> None:
    end = start + dt.timedelta(days=length)
    when = When.parse(f"{start.isoformat()}/{end.isoformat()}")
    assert when.begun_by(day) == (start <= day)
    assert when.over_by(day) == (end < day)
    assert When.parse("unknown").begun_by(day)
    assert not When.parse("unknown").over_by(day)


@pytest.mark.parametrize(
    ("text", "value", "plain"),
    [
        ("0", Fraction(0), "0"),
        ("-0", Fraction(0), "0"),
        ("+3", Fraction(3), "3"),
        ("010", Fraction(10), "10"),
        ("0.10", Fraction(1, 10), "0.1"),
        (".5", Fraction(1, 2), "0.5"),
        ("-0.125", Fraction(-1, 8), "-0.125"),
        ("1e3", Fraction(1000), "1000"),
        ("25E-4", Fraction(1, 400), "0.0025"),
        ("2/4", Fraction(1, 2), "0.5"),
        ("-1/3", Fraction(-1, 3), "-1/3"),
        ("1/562949953421312", Fraction(1, 2**49), "1/562949953421312"),
        (" 7 ", Fraction(7), "7"),
    ],
)  # fmt: skip
def test_a_number_is_read_exactly_and_written_as_people_write_it(text: str, value: Fraction, plain: str) -> None:
    assert exact(text) == value
    assert plain_number(value) == plain


@pytest.mark.parametrize(
    "text",
    [
        "nan",
        ".NaN",
        "inf",
        "-.inf",
        "+Infinity",
        "1,5",
        "1_000",
        "0x1F",
        "12:30",
        "1/0",
        "1e",
        "--1",
        "",
        "٣",
        "1e999",
        "9" * 31,
        "1e-31",
        "1e30",
        "half",
    ],
)
def test_what_is_no_plain_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        exact(text)


@given(
    st.from_regex(
        r"[+-]?([0-9]{1,32}(\.[0-9]{1,32})?|\.[0-9]{1,32})([eE][+-]?[0-9]{1,2})?|[+-]?[0-9]{1,16}/[0-9]{1,16}", fullmatch=True
    )
)
def test_every_number_that_is_read_is_written_so_that_it_is_read_again(text: str) -> None:
    try:
        value = exact(text)
    except ValueError:
        return
    assert exact(plain_number(value)) == value
    assert plain_number(exact(plain_number(value))) == plain_number(value)


def test_a_range_runs_from_low_to_high_and_a_point_is_a_range_too() -> None:
    assert Range.parse(["0.15", "0.35"]) == Range(Fraction(3, 20), Fraction(7, 20))
    assert Range.parse("3") == Range.parse([3, 3]) == Range.parse(3.0) == Range(Fraction(3), Fraction(3))
    assert Range.parse(["-1", "2"]).middle == Fraction(1, 2)
    assert str(Range.parse(["1/3", "1"])) == "[1/3, 1]"
    assert Range.parse(0.1) == Range.parse("0.1")


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (["2", "1"], "2 is more than 1"),
        (["1"], "has two ends"),
        (["1", "2", "3"], "has two ends"),
        (["1", ["2"]], "number or a range"),
        ({"low": 1}, "number or a range"),
        (None, "number or a range"),
        (True, "number or a range"),
        ("yes", "should be a number"),
        (float("nan"), "finite"),
        ([0, float("inf")], "finite"),
    ],
)
def test_a_range_upside_down_or_of_something_else_is_refused(value: object, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Range.parse(value)


@given(st.fractions(-5, 5, max_denominator=40), st.fractions(0, 5, max_denominator=40))
def test_a_range_written_plainly_is_the_same_range(low: Fraction, width: Fraction) -> None:
    written = Range(low, low + width)
    assert Range.parse(written.plain()) == written
    assert written.is_point == (width == 0)


def test_a_share_is_told_in_the_words_of_icd_203_with_its_range_and_the_number_of_draws() -> None:
    assert str(Share(310, 500)) == "likely (55-80 %): 62 % of 500 draws, 58-66 %"
    assert str(Share(499, 500)) == "almost certain (95-99 %): 499 of 500 draws, 98 % or more"
    assert str(Share(1, 500)) == "almost no chance (1-5 %): 1 of 500 draws, 2 % or less"
    assert str(Share(0, 500)) == "in no draw (0 of 500 draws)"
    assert str(Share(500, 500)) == "in every draw (500 of 500 draws)"
    assert str(Share(1, 1)) == "yes (1 draw)"
    assert str(Share(1, 1, ranged=False)) == "yes (no range given)"
    assert str(Share(0, 1, ranged=False)) == "no (no range given)"
    assert str(Share(0, 0)) == "unknown (no preferences)"


@pytest.mark.parametrize(
    ("count", "word"),
    [(1, "almost no chance"), (5, "almost no chance"), (6, "very unlikely"), (20, "very unlikely"), (21, "unlikely"), (45, "unlikely"), (46, "roughly even chance"), (55, "roughly even chance"), (56, "likely"), (80, "likely"), (81, "very likely"), (95, "very likely"), (96, "almost certain"), (99, "almost certain")],
)  # fmt: skip
def test_the_words_change_at_the_bands_of_icd_203(count: int, word: str) -> None:
    assert Share(count, 100).word == word


@given(st.integers(1, 3000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_a_share_is_never_sure_where_there_is_an_exception(pair: tuple[int, int]) -> None:
    share = Share(*pair)
    low, high = share.interval()
    assert 0 <= low <= share.percent <= high <= 100
    if 0 < share.count < share.draws:
        assert 1 <= share.percent <= 99
        assert share.word in {word for word, _, _ in ICD_203}
        assert re.match(r"[a-z ]+ \(\d+-\d+ %\): ", str(share)) or share.draws == 1
