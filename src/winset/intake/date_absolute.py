"""Rules for dates that name themselves: days, months, quarters, seasons, years, decades, clock times."""

# ruff: noqa: E501  (a rule reads best on one line)
from __future__ import annotations

import datetime as dt
import re

from winset.intake import edtf
from winset.intake.date_context import Context, Found, Rule
from winset.intake.date_tense import direction, nearest_of
from winset.intake.date_words import (
    CENTURIES,
    DAY,
    DECADES,
    MONTH,
    MONTH_HINTS,
    MONTH_SHORT,
    MONTHS,
    ORDINALS,
    SEASON_HINTS,
    SEASONS,
    WEEKDAY,
    WEEKDAYS,
    YEAR,
    YEAR_HINTS,
    ZONE,
    S,
    any_of,
)
from winset.intake.edtf import Period, plus_days

Day = dt.date

_MOD = rf"(?:(?:[Ee]arly|[Mm]id|[Ll]ate|[Ll]ater|[Ee]arlier)(?:-|{S})(?:in{S})?)?"
_PART = rf"(?:the{S})?(?:very{S})?(?:end|beginning|start|middle|close|rest|remainder|first{S}half|second{S}half){S}of{S}"
_PREPOSITION = re.compile(
    r"(?:\b(?:in|since|until|till|of|by|from|to|between|and|during|through|last|next|this|early|late|mid|before|after|for|every|each|or|around|about|on|the|as of|per)|[(\-,–])\s{0,2}$",
    re.I,
)

_EVENT = re.compile(r"(?:,|\s){0,2}(?:[a-z]{1,12}\s)?(?:attacks?|massacre|bombings?|uprising|coup|revolution|movement|assault)\b")


_SPAN = re.compile(rf"\s(?:to|and|through|until|or|-|–)\s(?P<m>{MONTH}),?\s(?P<y>{YEAR})\b")
"""The other end of "from January to March 2009", which gives the year of both."""


def month_number(word: str) -> int:
    """Return 1 to 12 for a month's name or its short form."""
    return MONTHS[word.lower().rstrip(". ")]


def year_of_month(number: int, ctx: Context, way: str) -> int | None:
    """Return the year of a bare month: the last one, or the next one where the verb points ahead."""
    doc = ctx.document
    if doc is None:
        return None
    if way == "future":
        return doc.year if number >= doc.month else doc.year + 1
    if not way and 0 < number - doc.month <= 2:
        # No verb tells, and the month is at hand: "early June" in a text of May.
        return doc.year
    return doc.year if number <= doc.month else doc.year - 1


def _month_day(year: int, m: int, d: int) -> Day | None:
    try:
        return Day(year, m, d)
    except ValueError:
        return None


def _full(match: re.Match[str], ctx: Context) -> Found | None:
    exact = _month_day(int(match["y"]), month_number(match["m"]), int(match["d"]))
    return None if exact is None else Found("DATE", edtf.day(exact), refers=True)


def _iso(match: re.Match[str], ctx: Context) -> Found | None:
    exact = _month_day(int(match["y"]), int(match["m"]), int(match["d"]))
    return None if exact is None else Found("DATE", edtf.day(exact), refers=True)


def _slashed(match: re.Match[str], ctx: Context) -> Found | None:
    a, b, y = int(match["a"]), int(match["b"]), int(match["y"])
    if len(match["y"]) == 2:
        y += 2000 if y < 70 else 1900
    readings = [r for r in (_month_day(y, a, b), _month_day(y, b, a)) if r is not None]
    if not readings:
        return None
    if len(set(readings)) == 1:
        return Found("DATE", edtf.day(readings[0]), refers=True)
    near = ctx.document or readings[0]
    first = min(readings, key=lambda r: abs((r - near).days))
    early, late = sorted(readings)
    note = f"day and month can be read both ways: {early} or {late}"
    return Found("DATE", Period(first.isoformat(), f"{early}/{late}", early, late, "day"), note=note)


def _partial(match: re.Match[str], ctx: Context) -> Found | None:
    m, d = month_number(match["m"]), int(match["d"])
    doc = ctx.document
    if _EVENT.match(ctx.text, match.end()):
        note = "names an event by its day; the year is not stated"
        return Found("DATE", edtf.unanchored(f"XXXX-{m:02d}-{d:02d}"), note=note)
    if doc is None:
        return Found("DATE", edtf.unanchored(f"XXXX-{m:02d}-{d:02d}"))
    options = [r for y in (doc.year - 1, doc.year, doc.year + 1) if (r := _month_day(y, m, d)) is not None]
    if not options:
        return None
    chosen = nearest_of(options, doc, direction(ctx.text, match.start(), match.end()))
    note, named = "", match.group().split()[0].strip(",.").lower()
    if named in WEEKDAYS and chosen.weekday() != WEEKDAYS[named]:
        fitting = [r for r in options if r.weekday() == WEEKDAYS[named]]
        note = "" if fitting else f"{chosen} is no {named.capitalize()}"
        chosen = min(fitting, key=lambda r: abs((r - doc).days)) if fitting else chosen
    return Found("DATE", edtf.day(chosen), note=note, refers=True)


def _day_range(match: re.Match[str], ctx: Context) -> Found | None:
    m, a, b = month_number(match["m"]), int(match["d"]), int(match["d2"])
    y = int(match["y"]) if match["y"] else (year_of_month(m, ctx, direction(ctx.text, *match.span())) or 0)
    if not y:
        return None
    first, last = _month_day(y, m, a), _month_day(y, m, b)
    if first is None or last is None or last <= first:
        return None
    return Found("DATE", edtf.stretch(edtf.day(first), edtf.day(last), first.isoformat()), refers=True)


def _month_year(match: re.Match[str], ctx: Context) -> Found | None:
    return Found("DATE", edtf.month(int(match["y"]), month_number(match["m"])), refers=True)


def _month_of(match: re.Match[str], ctx: Context) -> Found | None:
    if ctx.document is None:
        return None
    step = {"last": -1, "previous": -1, "this": 0, "next": 1}[match["w"].lower()]
    return Found("DATE", edtf.month(ctx.document.year + step, month_number(match["m"])), refers=True)


def _bare_month(match: re.Match[str], ctx: Context) -> Found | None:
    word = match["m"]
    m = month_number(word)
    before, behind = (
        ctx.text[max(0, match.start() - 14) : match.start()],
        ctx.text[match.end() : match.end() + 24],
    )
    led = _PREPOSITION.search(before) is not None or not match.group().startswith(word)
    if word in {"May", "March"} and not led:
        return None
    if word in {"April", "June", "August", "May"} and not led and re.match(r"\s[A-Z][a-z]", behind):
        return None
    if re.search(r"(?:\d|[A-Z][a-z]+'?s?)\s$", before) and re.match(r"\s[A-Z][a-z]", behind):
        return None
    other = _SPAN.match(ctx.text, match.end())
    if other:
        y: int | None = int(other["y"]) - (m > month_number(other["m"]))
    else:
        y = year_of_month(m, ctx, direction(ctx.text, match.start(), match.end()))
    period = edtf.unanchored(f"XXXX-{m:02d}") if y is None else edtf.month(y, m)
    return Found("DATE", period, refers=True)


def _stepped_month(match: re.Match[str], ctx: Context) -> Found | None:
    m, doc, word = month_number(match["m"]), ctx.document, match["w"].lower()
    if doc is None:
        return Found("DATE", edtf.unanchored(f"XXXX-{m:02d}"))
    if word in {"last", "previous", "past"}:
        y = doc.year if m < doc.month else doc.year - 1
    elif word == "next":
        y = doc.year if m > doc.month else doc.year + 1
    else:
        y = doc.year
    return Found("DATE", edtf.month(y, m), refers=True)


def _year(match: re.Match[str], ctx: Context) -> Found | None:
    return Found("DATE", edtf.year(int(match["y"])), refers=True)


def _year_range(match: re.Match[str], ctx: Context) -> Found | None:
    a, b = int(match["y"]), int(match["y2"])
    if b < 100:
        b += a - a % 100
    if not a < b <= a + 60:
        return None
    return Found("DATE", edtf.stretch(edtf.year(a), edtf.year(b), f"{a:04d}/{b:04d}"), refers=True)


def _decade(match: re.Match[str], ctx: Context) -> Found | None:
    if match["y"]:
        first = int(match["y"])
    elif match["s"]:
        first = 1900 + int(match["s"]) if int(match["s"]) >= 20 else 2000 + int(match["s"])
    else:
        first = 1900 + 10 * DECADES[match["n"].lower()]
    return Found("DATE", edtf.decade(first))


def _century(match: re.Match[str], ctx: Context) -> Found | None:
    word = match["n"].lower().replace(" ", "-")
    number = CENTURIES[word] if word in CENTURIES else int(re.sub(r"\D", "", word))
    return Found("DATE", edtf.century(number)) if 1 <= number <= 99 else None


def _quarter_number(match: re.Match[str]) -> int:
    return ORDINALS[match["q"].lower()] if match["q"] else int(match["k"])


def _quarter(match: re.Match[str], ctx: Context) -> Found | None:
    number, doc = _quarter_number(match), ctx.document
    if match["y"]:
        return Found("DATE", edtf.quarter(int(match["y"]), number), refers=True)
    if doc is None:
        return Found("DATE", edtf.unanchored(f"XXXX-Q{number}"))
    if match["w"]:
        step = {"last": -1, "previous": -1, "this": 0, "next": 1, "the": 0}[match["w"].lower()]
        return Found("DATE", edtf.quarter(doc.year + step, number), refers=True)
    now = (doc.month - 1) // 3 + 1
    way = direction(ctx.text, match.start(), match.end())
    if way == "future":
        y = doc.year if number >= now else doc.year + 1
    else:
        y = doc.year if number < now or (number == now and doc.month % 3 == 0) else doc.year - 1
    return Found("DATE", edtf.quarter(y, number), refers=True)


def _half(match: re.Match[str], ctx: Context) -> Found | None:
    number = 1 if match["q"].lower() == "first" else 2
    if match["y"]:
        return Found("DATE", edtf.half(int(match["y"]), number), refers=True)
    if ctx.document is None:
        return None
    step = {"last": -1, "previous": -1, "next": 1}.get((match["w"] or "this").lower(), 0)
    return Found("DATE", edtf.half(ctx.document.year + step, number), refers=True)


def _season(match: re.Match[str], ctx: Context) -> Found | None:
    code, first = SEASONS[match["s"].lower()]
    doc = ctx.document
    if match["y"]:
        return Found("DATE", edtf.season(int(match["y"]), code, first), refers=True)
    word = (match["w"] or "").lower()
    if code == "FA" and match["s"].lower() == "fall" and not word:
        return None
    if doc is None:
        return Found("DATE", edtf.unanchored(f"XXXX-{code}"))
    this = edtf.season(doc.year, code, first)
    if code == "WI" and doc.month <= 2:
        this = edtf.season(doc.year - 1, code, first)
    assert this.first is not None
    assert this.last is not None
    y = this.first.year
    if word in {"last", "previous", "past"}:
        y -= this.last >= doc
    elif word in {"next", "coming"}:
        y += this.first <= doc
    elif not word or word == "the":
        way = direction(ctx.text, match.start(), match.end())
        y += -1 if way != "future" and this.first > doc else (1 if way == "future" and this.last < doc else 0)
    return Found("DATE", edtf.season(y, code, first), refers=True)


def _fiscal(match: re.Match[str], ctx: Context) -> Found | None:
    if match["y"]:
        number = int(match["y"])
        number += 2000 if number < 70 else (1900 if number < 100 else 0)
        return Found("DATE", edtf.fiscal_year(number))
    if ctx.document is None:
        return None
    step = {"last": -1, "previous": -1, "next": 1}.get((match["w"] or "this").lower(), 0)
    return Found(
        "DATE",
        edtf.fiscal_year(ctx.document.year + step),
        note="which days the fiscal year covers is not stated",
    )


def _holiday(match: re.Match[str], ctx: Context) -> Found | None:
    name = re.sub(r"[^a-z]", "", match["h"].lower())
    m, d = {
        "christmaseve": (12, 24), "christmasday": (12, 25), "christmas": (12, 25), "boxingday": (12, 26),
        "newyearseve": (12, 31), "newyearsday": (1, 1), "newyear": (1, 1), "valentinesday": (2, 14),
        "halloween": (10, 31), "independenceday": (7, 4),
    }[name]  # fmt: skip
    exactly = name not in {"christmas", "newyear"}
    if match["y"]:
        y = int(match["y"])
    else:
        if ctx.document is None:
            return Found("DATE", edtf.unanchored(f"XXXX-{m:02d}-{d:02d}"))
        y = year_of_month(m, ctx, direction(ctx.text, *match.span())) or ctx.document.year
    exact = Day(y, m, d)
    wide = edtf.month(y, m)
    period = edtf.day(exact) if exactly else replace_value(wide, exact.isoformat())
    return Found("DATE", period, refers=exactly)


def replace_value(period: Period, value: str) -> Period:
    """Return the same days under another TIMEX3 value."""
    return Period(value, period.edtf, period.first, period.last, period.unit)


def _clock(match: re.Match[str], ctx: Context) -> Found | None:
    word = (match["noon"] or "").lower()
    if word:
        hour, minute = (12, 0) if "noon" in word else (0, 0)
    else:
        hour, minute = int(match["h"]), int(match["min"] or match["min2"] or 0)
        half_day = (match["ap"] or "").lower()[:1]
        if half_day and not 1 <= hour <= 12:
            return None
        if half_day == "p" and hour < 12:
            hour += 12
        if half_day == "a" and hour == 12:
            hour = 0
        if hour > 24 or minute > 59:
            return None
    on = _clock_day(match, ctx)
    zone = _zone(match["z"] or "")
    stamp = f"T{hour:02d}:{minute:02d}{zone}"
    if on is None:
        return Found("TIME", edtf.unanchored("XXXX-XX-XX" + stamp))
    period = Period(on.isoformat() + stamp, on.isoformat(), on, on, "day")
    return Found("TIME", period, refers=True)


def _clock_day(match: re.Match[str], ctx: Context) -> Day | None:
    beside = match["on"] or match["on2"]
    if beside and ctx.document is not None:
        word = beside.strip().lower()
        shift = {"today": 0, "yesterday": -1, "tomorrow": 1, "tonight": 0}.get(word)
        if shift is not None:
            return plus_days(ctx.document, shift)
        return weekday_near(word, ctx, match.start(), match.end())
    # A clock time belongs to the day named nearest to it in its own sentence, before or after it.
    text, doc = ctx.text, ctx.document
    tail = text[match.end() : match.end() + 40].split(".")[0].split("\n")[0]
    behind = re.match(rf"[ ,]{{0,2}}(?:\w{{1,10}} )?(?:on )?({WEEKDAY}|today|yesterday|tomorrow)\b", tail)
    if behind and doc is not None:
        word = behind[1].lower()
        shift = {"today": 0, "yesterday": -1, "tomorrow": 1}.get(word)
        return plus_days(doc, shift) if shift is not None else weekday_near(word, ctx, match.start(), match.end())
    exact = re.match(rf"[ ,]{{0,2}}on ({MONTH}) ({DAY})\b(?:, ?({YEAR}))?", tail)
    if exact and (exact[3] or doc is not None):
        y = int(exact[3]) if exact[3] else (year_of_month(month_number(exact[1]), ctx, "") or 0)
        return _month_day(y, month_number(exact[1]), int(exact[2]))
    return ctx.now()


def _zone(text: str) -> str:
    clean = re.sub(r"[()\s]", "", text).upper()
    if clean in {"UTC", "GMT", "Z"}:
        return "Z"
    offset = re.fullmatch(r"(?:UTC|GMT)([+-])(\d{1,2})(?::?(\d\d))?", clean)
    if offset:
        return f"{offset[1]}{int(offset[2]):02d}:{offset[3] or '00'}"
    return ""


def weekday_near(word: str, ctx: Context, start: int, end: int) -> Day | None:
    """Return the day a bare weekday means: the last such day up to the document's, or the next if the verb points ahead."""
    if ctx.document is None:
        return None
    wanted = WEEKDAYS[word.lower().rstrip(".")]
    back = (ctx.document.weekday() - wanted) % 7
    if direction(ctx.text, start, end) == "future":
        return plus_days(ctx.document, (wanted - ctx.document.weekday()) % 7)
    return plus_days(ctx.document, -back)


_WD = rf"(?:(?:{WEEKDAY}|(?:Mon|Tues?|Wed|Thu(?:rs)?|Fri|Sat|Sun)\b\.?),?{S}(?:the{S})?)?"
_ORD = r"(?:st|nd|rd|th)?"
_QUARTER = rf"(?:(?:the{S})?(?P<q>first|second|third|fourth|1st|2nd|3rd|4th|(?:final|last)(?={S}quarter{S}of{S}(?:{YEAR}|this|last|the{S}year)))(?:-|{S})quarter|\bQ(?P<k>[1-4]))"
_AT = rf"(?:{WEEKDAY}|today|yesterday|tomorrow|tonight)"

ABSOLUTE: tuple[Rule, ...] = (
    Rule("full date", re.compile(rf"\b{_WD}(?P<m>{MONTH_SHORT}){S}(?P<d>{DAY}){_ORD}{S}?,?{S}(?P<y>{YEAR})\b"), _full, MONTH_HINTS),
    Rule("full date", re.compile(rf"\b{_WD}(?P<d>{DAY}){_ORD}{S}(?:of{S})?(?P<m>{MONTH_SHORT}),?{S}(?P<y>{YEAR})\b"), _full, MONTH_HINTS),
    Rule("ISO date", re.compile(r"(?<![\d-])(?P<y>(?:1[5-9]|20)\d\d)-(?P<m>\d\d)-(?P<d>\d\d)(?![\d-])"), _iso),
    Rule("slashed date", re.compile(r"(?<![\d/.])(?P<a>\d{1,2})(?P<c>[/.])(?P<b>\d{1,2})(?P=c)(?P<y>(?:19|20)?\d\d)(?![\d/.]\d)"), _slashed),
    Rule("day range", re.compile(rf"\b(?P<m>{MONTH_SHORT}){S}(?P<d>{DAY})(?:{S}?[-–]{S}?|{S}to{S})(?P<d2>{DAY})\b(?:,?{S}(?P<y>{YEAR}))?"), _day_range, MONTH_HINTS),
    Rule("day of month", re.compile(rf"\b{_WD}(?P<m>{MONTH_SHORT}){S}(?P<d>{DAY}){_ORD}\b(?![:,]\d|%)"), _partial, MONTH_HINTS),
    Rule("day of month", re.compile(rf"\b{_WD}(?:the{S})?(?P<d>{DAY}){_ORD}{S}(?:of{S})?(?P<m>{MONTH_SHORT})\b"), _partial, MONTH_HINTS),
    Rule("month of a year", re.compile(rf"(?:{_PART})?{_MOD}\b(?P<m>{MONTH_SHORT}),?{S}(?:of{S})?(?P<y>{YEAR})\b"), _month_year, MONTH_HINTS),
    Rule("month of a year", re.compile(rf"(?:{_PART})?{_MOD}\b(?P<m>{MONTH}){S}of{S}(?P<w>last|next|this|previous){S}year\b"), _month_of, MONTH_HINTS),
    Rule("stepped month", re.compile(rf"\b(?:the{S})?(?P<w>[Ll]ast|[Nn]ext|[Tt]his|[Pp]revious|[Pp]ast){S}(?P<m>{MONTH})\b"), _stepped_month, MONTH_HINTS),
    Rule("month", re.compile(rf"(?:\b{_PART})?{_MOD}\b(?P<m>{MONTH})\b"), _bare_month, MONTH_HINTS),
    Rule("quarter", re.compile(rf"\b(?i:{_QUARTER}(?:{S}(?:of{S})?(?:(?P<y>{YEAR})|(?P<w>this|last|next|previous|the){S}year))?)\b"), _quarter, ("quarter", "q1", "q2", "q3", "q4")),
    Rule("half of a year", re.compile(rf"\b(?i:(?:the{S})?(?P<q>first|second){S}half{S}of{S}(?:(?P<y>{YEAR})|(?:(?P<w>this|last|next|previous|the){S}year)))\b"), _half, ("half",)),
    Rule("season", re.compile(rf"\b(?:{_PART})?{_MOD}(?:(?i:(?P<w>last|next|this|coming|past|previous|the)){S})?\b(?P<s>[Ss]pring|[Ss]ummer|[Aa]utumn|[Ww]inter|[Ff]all)(?:{S}(?:of{S})?(?P<y>{YEAR}))\b"), _season, SEASON_HINTS),
    Rule("season", re.compile(rf"\b{_MOD}(?i:(?P<w>last|next|this|coming|past|previous)){S}(?P<s>[Ss]pring|[Ss]ummer|[Aa]utumn|[Ww]inter|[Ff]all)\b(?P<y>)"), _season, SEASON_HINTS),
    Rule("season", re.compile(rf"(?<=\bin ){_MOD}(?:(?P<w>the){S})?(?P<s>spring|summer|autumn|winter|fall)\b(?!{S}(?:of|in|to|below|from))(?P<y>)"), _season, SEASON_HINTS),
    Rule("fiscal year", re.compile(rf"\b(?i:(?:{_PART})?(?:(?:the{S})?(?P<w>last|this|next|previous|current|the){S})?(?:fiscal|financial|tax)(?:{S}year)?{S}(?P<y>{YEAR})|FY{S}?(?P<y2>(?:20)?\d\d))\b"), lambda m, c: _fiscal_any(m, c), ("fiscal", "financial", "tax", "fy")),
    Rule("fiscal year", re.compile(rf"\b(?i:(?:the{S})?(?P<y>{YEAR}){S}(?:fiscal|financial|tax){S}year)\b(?P<w>)"), _fiscal, ("fiscal", "financial", "tax")),
    Rule("fiscal year", re.compile(rf"\b(?i:(?:{_PART})?(?P<w>last|this|next|previous|current|the|its|their){S}(?:fiscal|financial|tax){S}year)\b(?P<y>)"), _fiscal, ("fiscal", "financial", "tax")),
    Rule("holiday", re.compile(rf"\b(?P<h>Christmas(?: Eve| Day)?|Boxing Day|New Year{S}?['’]?s (?:Eve|Day)|Valentine{S}?['’]s Day|Halloween|Independence Day)(?:,?{S}(?P<y>{YEAR}))?\b"), _holiday),
    Rule("range of years", re.compile(rf"(?<![\d.,$£€#-])\b(?P<y>{YEAR})[-–/](?P<y2>(?:{YEAR}|\d\d))\b(?![-–%\d])"), _year_range, YEAR_HINTS),
    Rule("decade", re.compile(rf"(?:\b(?:the{S})?(?:(?:early|mid|late)(?:-|{S}))?(?P<y>(?:1[5-9]|20)\d0){S}?['’]?s\b|(?<!\d)['’`]?(?P<s>[2-9]0){S}?['’]?s\b|\b(?:the|early|late|mid)[ -](?P<n>{any_of(DECADES)})\b)"), lambda m, c: _decade_lean(m, c)),
    Rule("century", re.compile(rf"\b(?i:(?:the{S})?(?:(?:early|mid|late)(?:-|{S}))?(?P<n>\d{{1,2}}(?:st|nd|rd|th)|{any_of(CENTURIES)}){S}centur(?:y|ies))\b"), _century, ("centur",)),
    Rule("year", re.compile(rf"(?:\b(?i:{_PART}))?(?:\b(?i:early|mid|late)(?:-|{S})(?:in{S})?|(?<![\d.,$£€#@&/-]))(?<![$£€#] )\b(?P<y>(?:1[5-9]|20)\d\d)\b(?![-–/:]\d|[,.]\d|%| ?%|['’]?s\b)(?!{S}(?:Index|index|points?|people|jobs|workers|employees|feet|ft|metres|meters|miles|km|kilometres|units|cars|vehicles|shares|dollars|euros|pounds|troops|soldiers|homes|persons|men|women|children|members|tons|tonnes|UTC|GMT|hours|stocks|stores|flights|aircraft|planes|passengers|companies|dealerships|votes|more|others|prisoners|hostages)\b)"), _year, YEAR_HINTS),
    Rule("clock time", re.compile(rf"(?:\b(?P<on>{_AT}){S}(?:at{S})?)?(?<![\d:.,$£€-])\b(?:(?P<h>\d{{1,2}})(?::(?P<min>\d\d)(?::\d\d)?{S}?(?P<ap>[ap]\.?{S}?m\b\.?|[AP]M\b)?|(?:[:.](?P<min2>\d\d))?{S}?(?=[apAP]\.? ?[mM])(?P<ap2>[ap]\.?{S}?m\b\.?|[AP]M\b)|(?={S}o['’]clock)(?:{S}o['’]clock))|(?P<noon>noon|midday|midnight)\b)(?:{S}?(?P<z>\({S}?(?:UTC|GMT){S}?(?:[+-]{S}?\d{{1,2}}(?::?\d\d)?)?{S}?\)|{ZONE}\b(?:{S}?[+-]\d{{1,2}}\b)?))?(?:{S}(?P<on2>{_AT})\b)?"), lambda m, c: _clock_any(m, c)),
)  # fmt: skip


class _View:
    """A match whose absent groups read as None, so that rules with two spellings share one function."""

    def __init__(self, match: re.Match[str], **groups: str | None) -> None:
        self._match, self._groups = match, groups

    def __getitem__(self, name: str) -> str | None:
        return self._groups[name] if name in self._groups else self._match[name]

    def start(self) -> int:
        return self._match.start()

    def end(self) -> int:
        return self._match.end()

    def span(self) -> tuple[int, int]:
        return self._match.span()


def _fiscal_any(match: re.Match[str], ctx: Context) -> Found | None:
    return _fiscal(_View(match, y=match["y"] or match["y2"]), ctx)  # type: ignore[arg-type]


def _clock_any(match: re.Match[str], ctx: Context) -> Found | None:
    return _clock(_View(match, ap=match["ap"] or match["ap2"]), ctx)  # type: ignore[arg-type]


def _decade_lean(match: re.Match[str], ctx: Context) -> Found | None:
    found = _decade(match, ctx)
    if found is None or not match["s"]:
        return found
    before = ctx.text[max(0, match.start() - 12) : match.start()].lower()
    if not re.search(r"(?:the|early|late|mid|and|in)[ -]$", before):
        return None
    if re.search(r"\b(?:her|his|their|my|in her|in his)\b", before):
        return None
    return found
