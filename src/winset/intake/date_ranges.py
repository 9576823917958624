"""Rules for stretches between two dates, and for dates counted from a weekday or a day that is named."""

# ruff: noqa: E501  (a rule reads best on one line)
from __future__ import annotations

import datetime as dt
import re

from winset.intake import edtf
from winset.intake.date_absolute import month_number, replace_value, weekday_near, year_of_month
from winset.intake.date_context import Context, Found, Rule
from winset.intake.date_duration import COUNT, count_of
from winset.intake.date_tense import direction, nearest_of
from winset.intake.date_words import (
    CLOCK_UNITS,
    DAY,
    DAY_HINTS,
    MONTH_HINTS,
    MONTH_SHORT,
    UNIT,
    UNIT_HINTS,
    WEEKDAY,
    WEEKDAYS,
    YEAR,
    YEAR_HINTS,
    S,
    duration_value,
    unit_of,
)
from winset.intake.edtf import plus_days

Day = dt.date

_TO = rf"(?:{S}?[-–]{S}?|{S}(?P<to>to|and|through|until|till){S})"
_ORD = r"(?:st|nd|rd|th)?"
_LED = rf"(?:(?P<led>[Ff]rom|[Bb]etween|[Tt]he{S}(?:night|nights|days?|weekend){S}(?:of|from|between)){S}(?:the{S})?)?"


def _on(y: int, m: int, d: int) -> Day | None:
    try:
        return Day(y, m, d)
    except ValueError:
        return None


def _year_of_day(m: int, d: int, ctx: Context, way: str) -> int | None:
    if ctx.document is None:
        return None
    options = [r for y in (-1, 0, 1) if (r := _on(ctx.document.year + y, m, d)) is not None]
    return nearest_of(options, ctx.document, way).year if options else None


def _joined(match: re.Match[str]) -> bool:
    """Whether "and" joins the ends of a stretch ("between 5 and 9 January"), not two separate days."""
    if (match["to"] or "").lower() != "and":
        return True
    return (match["led"] or "").lower().startswith(("between", "the"))


def _days(match: re.Match[str], ctx: Context) -> Found | None:
    """ "9 to 10 September", "28 April to 2 May", "April 28 to May 2, 2031"."""
    groups = match.groupdict()
    last_month = month_number(match["m2"])
    first_month = month_number(groups["m"]) if groups.get("m") else last_month
    a, b = int(match["d"]), int(match["d2"])
    way = direction(ctx.text, *match.span())
    if groups.get("y"):
        y: int | None = int(match["y"])
    else:
        y = _year_of_day(last_month, b, ctx, way)
    if y is None:
        return Found("DATE", edtf.unanchored(f"XXXX-{first_month:02d}-{a:02d}"))
    first, last = _on(y - (first_month > last_month), first_month, a), _on(y, last_month, b)
    if first is None or last is None or not first < last:
        return None
    listed = (groups.get("more") or "").count(",")
    if not _joined(match) and (last - first).days != 1 + listed:
        return None
    return Found("DATE", edtf.stretch(edtf.day(first), edtf.day(last), first.isoformat()), refers=True)


def _months(match: re.Match[str], ctx: Context) -> Found | None:
    a, b, y = month_number(match["m"]), month_number(match["m2"]), int(match["y"])
    if match["y1"]:
        start, end = edtf.month(int(match["y1"]), a), edtf.month(y, b)
        apart = (match["to"] or "").lower() == "and" and not match["led"]
        return None if apart or start.edtf >= end.edtf else Found("DATE", edtf.stretch(start, end, start.value), refers=True)
    if a == b or (not _joined(match) and (b - a) % 12 != 1):
        return None
    first, last = edtf.month(y - (a > b), a), edtf.month(y, b)
    return Found("DATE", edtf.stretch(first, last, first.value), refers=True)


def _ending(match: re.Match[str], ctx: Context) -> Found | None:
    """ "the three months to March", "the quarter ended 30 June 2030", "the year to 31 March"."""
    m = month_number(match["m"])
    y = int(match["y"]) if match["y"] else year_of_month(m, ctx, direction(ctx.text, *match.span()))
    months = {"quarter": 3, "year": 12, "half-year": 6}.get((match["u"] or "").lower()) or int(count_of(match["n"]) or 0)
    day = int(match["d"] or match["d2"] or 0)
    if y is None or not 1 <= months <= 60:
        return None
    last = _on(y, m, day) if day else edtf.month(y, m).last
    if last is None:
        return None
    value = duration_value(months, "month")
    if plus_days(last, 1).day == 1:
        return Found("DATE", edtf.stretch(edtf.month(y, m - months + 1), edtf.month(y, m), value), refers=True)
    return Found("DATE", edtf.stretch(edtf.month(y, m - months), edtf.day(last), value), refers=True)


def _fiscal_pair(match: re.Match[str], ctx: Context) -> Found | None:
    a, b = int(match["y"]), int(match["y2"])
    if (a + 1) % 100 != b % 100:
        return None
    return Found("DATE", edtf.fiscal_year(a + 1), refers=True)


def _years(match: re.Match[str], ctx: Context) -> Found | None:
    a, b = int(match["y"]), int(match["y2"])
    return Found("DATE", edtf.stretch(edtf.year(a), edtf.year(b), f"{a:04d}/{b:04d}"), refers=True) if a < b else None


def _week_of(match: re.Match[str], ctx: Context) -> Found | None:
    m = month_number(match["m"] or match["m2"])
    y = int(match["y"]) if match["y"] else (year_of_month(m, ctx, direction(ctx.text, *match.span())) or 0)
    d = _on(y, m, int(match["d"] or match["d2"])) if y else None
    if d is None:
        return None
    word = match["w"].lower()
    if word == "beginning" or word == "starting" or word == "commencing":
        return Found("DATE", edtf.stretch(edtf.day(d), edtf.day(plus_days(d, 6)), edtf.week(d).value), refers=True)
    if word == "ending":
        return Found("DATE", edtf.stretch(edtf.day(plus_days(d, -6)), edtf.day(d), edtf.week(d).value), refers=True)
    return Found("DATE", edtf.week(d), refers=True)


def _week_on(match: re.Match[str], ctx: Context) -> Found | None:
    """ "a week from Friday", "on Monday week", "a week ago on Monday", "the Monday before last"."""
    doc = ctx.document
    if doc is None:
        return None
    wanted = WEEKDAYS[(match["d"] or match["d2"] or match["d3"] or match["d4"]).lower()]
    ahead = plus_days(doc, (wanted - doc.weekday()) % 7 or 7)
    back = plus_days(doc, -((doc.weekday() - wanted) % 7))
    if match["d"] or match["d2"]:
        number = (count_of(match["n"]) or 1) if match["n"] else 1
        exact = plus_days(ahead, 7 * int(number))
    elif match["d3"]:
        exact = plus_days(back, -7 * int((count_of(match["n3"]) or 1) if match["n3"] else 1))
    else:
        exact = (
            plus_days(doc, -((doc.weekday() - wanted) % 7 or 7) - 7)
            if match["d4"] and wanted != doc.weekday()
            else plus_days(back, -14)
        )
        if wanted < doc.weekday():
            exact = plus_days(back, -7)
    return Found("DATE", edtf.day(exact), refers=True)


def _in_units(match: re.Match[str], ctx: Context) -> Found | None:
    """ "in three days' time", and "in three days" where the verb points ahead."""
    unit, number = unit_of(match["u"]), count_of(match["n"])
    value = duration_value(number, unit)
    sure = match["time"] is not None
    if not sure and direction(ctx.text, *match.span()) != "future":
        return None
    if not sure and re.match(r"\s(?:of|and|or|to)\b|-", ctx.text[match.end() : match.end() + 5]):
        return None
    span = match.span("s")
    if ctx.document is None:
        return Found("DURATION", edtf.unanchored(value), span=span)
    if number is None or number != int(number) or unit in CLOCK_UNITS:
        near = unit in CLOCK_UNITS and number is not None and number * {"hour": 1.0}.get(unit, 0.02) <= 24
        place = (
            edtf.stretch(edtf.day(ctx.document), edtf.day(plus_days(ctx.document, 1)), value)
            if near
            else edtf.after(ctx.document, value)
        )
    else:
        place = edtf.shifted(ctx.document, unit, int(number))
    return Found("DATE", replace_value(place, value), span=span)


def _nth_weekday(match: re.Match[str], ctx: Context) -> Found | None:
    return Found("SET", edtf.unanchored(f"XXXX-WXX-{WEEKDAYS[match['d'].lower()] + 1}"))


def _years_end(match: re.Match[str], ctx: Context) -> Found | None:
    if ctx.document is None:
        return Found("DATE", edtf.unanchored("XXXX"))
    unit = match["u"].lower()
    return Found("DATE", edtf.shifted(ctx.document, unit, 0))


def _weekday_range(match: re.Match[str], ctx: Context) -> Found | None:
    """ "from Monday to Thursday"."""
    last = weekday_near(match["b"], ctx, match.start(), match.end())
    if last is None:
        return None
    first = plus_days(last, -((WEEKDAYS[match["b"].lower()] - WEEKDAYS[match["a"].lower()]) % 7))
    if first == last or (direction(ctx.text, *match.span()) == "future" and ctx.document is not None and first < ctx.document):
        first, last = (plus_days(first, 7), plus_days(last, 7)) if first != last else (first, last)
    if first == last:
        return None
    return Found("DATE", edtf.stretch(edtf.day(first), edtf.day(last), first.isoformat()), refers=True)


RANGES: tuple[Rule, ...] = (
    Rule("days between", re.compile(rf"\b{_LED}(?P<d>{DAY}){_ORD}(?P<more>(?:,{S}{DAY}{_ORD}){{0,5}}),?{_TO}(?:the{S})?(?P<d2>{DAY}){_ORD}{S}(?:of{S})?(?P<m2>{MONTH_SHORT})\b(?:,?{S}(?P<y>{YEAR})\b)?"), _days, MONTH_HINTS),
    Rule("days between", re.compile(rf"\b{_LED}(?P<m2>{MONTH_SHORT}){S}(?P<d>{DAY}){_ORD}{_TO}(?P<d2>{DAY}){_ORD}\b(?![:,]\d)(?:,?{S}(?P<y>{YEAR})\b)?"), _days, MONTH_HINTS),
    Rule("days between", re.compile(rf"\b{_LED}(?P<d>{DAY}){_ORD}{S}(?:of{S})?(?P<m>{MONTH_SHORT}){_TO}(?P<d2>{DAY}){_ORD}{S}(?:of{S})?(?P<m2>{MONTH_SHORT})\b(?:,?{S}(?P<y>{YEAR})\b)?"), _days, MONTH_HINTS),
    Rule("days between", re.compile(rf"\b{_LED}(?P<m>{MONTH_SHORT}){S}(?P<d>{DAY}){_ORD}{_TO}(?P<m2>{MONTH_SHORT}){S}(?P<d2>{DAY}){_ORD}\b(?![:]\d)(?:,?{S}(?P<y>{YEAR})\b)?"), _days, MONTH_HINTS),
    Rule("months between", re.compile(rf"\b{_LED}(?P<m>{MONTH_SHORT})(?:,?{S}(?P<y1>{YEAR}))?{_TO}(?P<m2>{MONTH_SHORT}),?{S}(?:of{S})?(?P<y>{YEAR})\b"), _months, MONTH_HINTS),
    Rule("period ending", re.compile(rf"\b[Tt]he{S}(?:(?P<n>{COUNT}){S}months|(?P<u>quarter|year|half-year)){S}(?:to|ended|ending|through){S}(?:the{S}end{S}of{S})?(?:(?P<d>{DAY}){_ORD}{S})?(?P<m>{MONTH_SHORT})\b(?:{S}(?P<d2>{DAY})\b(?!\d))?(?:,?{S}(?P<y>{YEAR})\b)?"), _ending),
    Rule("fiscal year", re.compile(rf"\b(?i:(?:the{S})?(?:fiscal|financial|tax)(?:{S}year)?){S}(?P<y>{YEAR})[-–/](?P<y2>(?:20)?\d\d)\b"), _fiscal_pair),
    Rule("years between", re.compile(rf"\b(?P<led>[Ff]rom|[Bb]etween){S}(?P<y>{YEAR}){S}(?P<to>to|and|until|till|through){S}(?P<y2>{YEAR})\b"), _years, YEAR_HINTS),
    Rule("weekdays between", re.compile(rf"\b(?:[Ff]rom|[Bb]etween){S}(?P<a>{WEEKDAY}){S}(?:to|and|until|till|through){S}(?P<b>{WEEKDAY})\b"), _weekday_range, DAY_HINTS),
    Rule("week of a day", re.compile(rf"\b[Tt]he{S}week{S}(?P<w>of|beginning|starting|commencing|ending){S}(?:on{S})?(?:{WEEKDAY},?{S})?(?:(?:the{S})?(?P<d>{DAY}){_ORD}{S}(?:of{S})?(?P<m>{MONTH_SHORT})|(?P<m2>{MONTH_SHORT}){S}(?P<d2>{DAY}){_ORD})\b(?:,?{S}(?P<y>{YEAR})\b)?"), _week_of, ("week",)),
    Rule("week from a weekday", re.compile(rf"\b(?:(?i:(?P<n>{COUNT}){S}weeks?{S}(?:from|on)){S}(?P<d>{WEEKDAY})|(?P<d2>{WEEKDAY}){S}week\b|(?i:(?P<n3>{COUNT}){S}weeks?{S}ago){S}(?:(?:on|last){S})?(?P<d3>{WEEKDAY})|[Tt]he{S}(?P<d4>{WEEKDAY}){S}before{S}last)\b"), _week_on, ("week", "before last")),
    Rule("in so much time", re.compile(rf"\b(?i:in){S}(?P<s>(?i:(?P<n>{COUNT}){S}(?P<u>{UNIT}))(?P<time>['’]?s?['’]?{S}time\b)?)(?!{S}(?:old|earlier|later|ago)\b)"), _in_units, UNIT_HINTS),
    Rule("every nth weekday", re.compile(rf"\b(?i:the{S}(?:first|second|third|fourth|last)){S}(?P<d>{WEEKDAY}){S}(?:of|in){S}(?:every|each|the){S}(?:month|quarter|year)\b"), _nth_weekday, DAY_HINTS),
    Rule("year's end", re.compile(rf"\b(?i:(?:the{S})?(?P<u>year|month|week)(?:['’]s|{S}['’]s|-|{S}){S}?end)\b(?!{S}of)"), _years_end, ("end",)),
)  # fmt: skip
