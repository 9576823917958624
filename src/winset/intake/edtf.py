"""Intervals as EDTF writes them (ISO 8601-2:2019, levels 0 and 1), and the days they cover.

Nothing here makes an interval narrower than what it was given: a month stays a month.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

Day = dt.date


@dataclass(frozen=True)
class Period:
    """A stretch of calendar days with the precision in which it was stated.

    Parameters
    ----------
    value : str
        TIMEX3-like value: ``2025-02``, ``2025-W10``, ``2009-Q3``, ``199``.
    edtf : str
        The same as an EDTF string; empty where the text fixes no days.
    first, last : datetime.date or None
        First and last day covered; None is open or unknown.
    unit : str
        ``day``, ``week``, ``month``, ``quarter``, ``season``, ``year``, ``decade``, ``century`` ...
    """

    value: str
    edtf: str
    first: Day | None
    last: Day | None
    unit: str


def day(d: Day) -> Period:
    """Return the period that is this one day.

    Examples
    --------
    >>> day(dt.date(2025, 3, 4)).edtf
    '2025-03-04'
    """
    return Period(d.isoformat(), d.isoformat(), d, d, "day")


def week(d: Day) -> Period:
    """Return the ISO week (Monday to Sunday) that holds the day.

    Examples
    --------
    >>> week(dt.date(2025, 3, 8)).edtf
    '2025-03-03/2025-03-09'
    """
    number = d.isocalendar()
    first = plus_days(d, -d.weekday())
    last = plus_days(first, 6)
    return Period(f"{number.year:04d}-W{number.week:02d}", f"{first}/{last}", first, last, "week")


def weekend(d: Day) -> Period:
    """Return Saturday and Sunday of the week that holds the day."""
    whole = week(d)
    assert whole.first is not None
    first, last = plus_days(whole.first, 5), plus_days(whole.first, 6)
    return Period(f"{whole.value}-WE", f"{first}/{last}", first, last, "weekend")


def month(year: int, number: int) -> Period:
    """Return a calendar month; numbers below 1 or above 12 run into the years beside.

    Examples
    --------
    >>> month(2025, 0).value, month(2024, 2).last
    ('2024-12', datetime.date(2024, 2, 29))
    """
    year, number = year + (number - 1) // 12, (number - 1) % 12 + 1
    year = min(max(year, 1), 9998)
    first = Day(year, number, 1)
    following = Day(year + number // 12, number % 12 + 1, 1)
    text = f"{year:04d}-{number:02d}"
    return Period(text, text, first, plus_days(following, -1), "month")


def quarter(year: int, number: int) -> Period:
    """Return a quarter of a year as the interval of its three months.

    Examples
    --------
    >>> quarter(2009, 3).value, quarter(2009, 3).edtf, quarter(2009, 0).value
    ('2009-Q3', '2009-07/2009-09', '2008-Q4')
    """
    year, number = year + (number - 1) // 4, (number - 1) % 4 + 1
    a, b = month(year, 3 * number - 2), month(year, 3 * number)
    return Period(f"{year:04d}-Q{number}", f"{a.edtf}/{b.edtf}", a.first, b.last, "quarter")


def half(year: int, number: int) -> Period:
    """Return the first or second half of a year."""
    a, b = month(year, 6 * number - 5), month(year, 6 * number)
    return Period(f"{year:04d}-H{number}", f"{a.edtf}/{b.edtf}", a.first, b.last, "half")


def season(year: int, code: str, first_month: int) -> Period:
    """Return a northern meteorological season; a winter is named by the year it starts in."""
    a, b = month(year, first_month), month(year, first_month + 2)
    return Period(f"{year:04d}-{code}", f"{a.edtf}/{b.edtf}", a.first, b.last, "season")


def year(number: int) -> Period:
    """Return a calendar year."""
    number = min(max(number, 1), 9999)
    return Period(f"{number:04d}", f"{number:04d}", Day(number, 1, 1), Day(number, 12, 31), "year")


def decade(number: int) -> Period:
    """Return a decade by its first year.

    Examples
    --------
    >>> decade(1990).value, decade(1990).edtf
    ('199', '199X')
    """
    text = f"{number // 10:03d}"
    return Period(text, text + "X", Day(number, 1, 1), Day(number + 9, 12, 31), "decade")


def century(number: int) -> Period:
    """Return the century, the 20th as the years 1900 to 1999 (as EDTF writes ``19XX``)."""
    text = f"{number - 1:02d}"
    start = max(100 * (number - 1), 1)
    return Period(text, text + "XX", Day(start, 1, 1), Day(100 * number - 1, 12, 31), "century")


def fiscal_year(number: int) -> Period:
    """Return a fiscal year; since its first day is nobody's to guess, it covers two calendar years."""
    a, b = year(number - 1), year(number)
    return Period(f"FY{number:04d}", f"{a.edtf}/{b.edtf}", a.first, b.last, "fiscal year")


def before(d: Day, value: str = "PAST_REF") -> Period:
    """Return everything up to the day."""
    return Period(value, f"../{d}", None, d, "past")


def after(d: Day, value: str = "FUTURE_REF") -> Period:
    """Return everything from the day on."""
    return Period(value, f"{d}/..", d, None, "future")


def about(d: Day) -> Period:
    """Return the time around the day ("now"), marked as approximate."""
    return Period("PRESENT_REF", f"{d}~", d, d, "present")


def unanchored(value: str) -> Period:
    """Return a period whose place in the calendar the text does not fix."""
    return Period(value, "", None, None, "")


def plus_days(d: Day, days: int) -> Day:
    """Return the day so many days on, held within the calendar Python knows."""
    return Day.fromordinal(min(max(d.toordinal() + days, 1), Day.max.toordinal()))


def shifted(d: Day, unit: str, number: int) -> Period:
    """Return the period `number` units away, in the precision of the unit and no finer.

    Examples
    --------
    >>> shifted(dt.date(2007, 10, 20), "year", -20).edtf
    '1987'
    >>> shifted(dt.date(2025, 3, 8), "week", 1).value
    '2025-W11'
    """
    if unit in {"day", "night"}:
        return day(plus_days(d, number))
    if unit in {"second", "minute", "hour"}:
        return day(d)
    if unit in {"week", "fortnight"}:
        return week(plus_days(d, 7 * number * (2 if unit == "fortnight" else 1)))
    if unit == "weekend":
        return weekend(plus_days(d, 7 * number))
    if unit == "month":
        return month(d.year, d.month + number)
    if unit == "quarter":
        return quarter(d.year, (d.month - 1) // 3 + 1 + number)
    if unit == "decade":
        return year(d.year + 10 * number)
    if unit == "century":
        return year(d.year + 100 * number)
    return year(d.year + number)


def stretch(a: Period, b: Period, value: str) -> Period:
    """Return from the start of `a` to the end of `b`, written in their own precision."""
    left, right = a.edtf.split("/")[0], b.edtf.split("/")[-1]
    return Period(value, left if left == right else f"{left}/{right}", a.first, b.last, "stretch")


_PART = re.compile(r"(\d{4}|\d{3}X|\d{2}XX)(?:-(\d{2}))?(?:-(\d{2}))?[~?%]?")


def bounds(text: str) -> tuple[Day | None, Day | None]:
    """Return the first and last day that an EDTF string covers; None is open or unknown.

    Raises
    ------
    ValueError
        The string is not of the part of EDTF that Winset writes.

    Examples
    --------
    >>> bounds("2025-02")
    (datetime.date(2025, 2, 1), datetime.date(2025, 2, 28))
    >>> bounds("../2025-03-08")
    (None, datetime.date(2025, 3, 8))
    """
    if not text:
        return None, None
    sides = text.split("/")
    if len(sides) > 2:
        raise ValueError(f"not an interval: {text!r}")
    spans = [(None, None) if side in {"..", ""} else _one(side) for side in sides]
    return spans[0][0], spans[-1][1]


def _one(text: str) -> tuple[Day, Day]:
    match = _PART.fullmatch(text)
    if match is None:
        raise ValueError(f"not a date: {text!r}")
    head, m, d = match.groups()
    if d:
        exact = Day(int(head), int(m), int(d))
        return exact, exact
    if m:
        whole = month(int(head), int(m))
        assert whole.first is not None
        assert whole.last is not None
        return whole.first, whole.last
    return Day(max(int(head.replace("X", "0")), 1), 1, 1), Day(int(head.replace("X", "9")), 12, 31)
