"""Rules for lengths of time ("two weeks", "27-year") and for repetitions ("every year", "15 a year")."""

# ruff: noqa: E501  (a rule reads best on one line)
from __future__ import annotations

import re

from winset.intake import edtf
from winset.intake.date_context import Context, Found, Rule
from winset.intake.date_words import (
    CLOCK_UNITS,
    DAY_HINTS,
    GAP,
    NUMBER,
    UNIT,
    UNIT_HINTS,
    UNITS,
    UNITS_PLURAL,
    WEEKDAY,
    WEEKDAYS,
    S,
    duration_value,
    number_of,
    unit_of,
)
from winset.intake.edtf import Period, plus_days

_MORE = rf"(?:(?:(?:just|well|a{S}little){S})?(?:over|more{S}than|less{S}than|fewer{S}than|under|nearly|almost|about|around|approximately|roughly|some|at{S}least|at{S}most|up{S}to|close{S}to|as{S}(?:much|many|long|little|few){S}as|no{S}(?:more|less){S}than|only|just){S})"
COUNT = rf"(?:{NUMBER}(?:(?:{S}|-)?(?:and{S}a{S}half|1/2)|{S}(?:or|to){S}{NUMBER}|[-–]\d{{1,4}})?|(?:a{S})?couple{S}of|a{S}dozen|a{S}few|a{S}number{S}of|few|several|many|dozens{S}of|half{S}an?|an?|the{S}same{S}number{S}of)"
_ADJ = rf"(?:(?:full|whole|consecutive|straight|successive|long|calendar|more|additional|further|other|short|working|business|solid|entire){S})?"


def count_of(words: str) -> float | None:
    """Return the number that the words of a count name; None where they name none or a range."""
    text = re.sub(r"\s+", " ", words.strip().lower())
    both = re.fullmatch(rf"({NUMBER})(?: (?:or|to) |[-–])({NUMBER})", text)
    if both:
        return None
    if text.endswith(("and a half", "1/2")):
        whole = number_of(re.sub(r"[ -]?(?:and a half|1/2)$", "", text))
        return None if whole is None else whole + 0.5
    return number_of(text)


def _duration(match: re.Match[str], ctx: Context) -> Found | None:
    number, unit = count_of(match["n"]), unit_of(match["u"])
    after = ctx.text[match.end() : match.end() + 24]
    if unit == "second" and not match["u"].endswith("s"):
        return None
    note = ""
    anchor = re.match(r"\s{1,3}(after|before|later|earlier|since|from)\b", after)
    if anchor:
        note = f"counted {anchor[1]} something the text names, not a day" if anchor[1] in {"after", "before"} else ""
    return Found("DURATION", edtf.unanchored(duration_value(number, unit)), note=note, span=_lean(match))


def _lean(match: re.Match[str]) -> tuple[int, int]:
    # "just", "only" and "some" before a plain count are not part of the expression.
    text, start = match.group(), match.start()
    lead = re.match(r"(?i:just|only)\s{1,3}(?!over|under)", text)
    return (start + lead.end(), match.end()) if lead else match.span()


def _ago(match: re.Match[str], ctx: Context) -> Found | None:
    number, unit = count_of(match["n"]), unit_of(match["u"])
    word = match["a"].lower()
    value = duration_value(number, unit)
    back = word in {"ago", "earlier", "before", "previously"}
    base = ctx.document if word == "ago" else (ctx.now() if ctx.reference else None)
    if base is None:
        return Found("DURATION", edtf.unanchored(value))
    if number is None or number != int(number):
        period = edtf.before(base, value) if back else edtf.after(base, value)
        return Found("DATE", period)
    place = edtf.shifted(base, unit, int(-number if back else number))
    if unit in CLOCK_UNITS and number * {"hour": 1.0}.get(unit, 0.02) > 24:
        place = edtf.shifted(base, "day", int(-number // 24 if back else number // 24))
    if unit in CLOCK_UNITS and place.first is not None:
        yesterday = edtf.day(plus_days(base, -1 if back else 1))
        place = edtf.stretch(yesterday, edtf.day(base), value) if back else edtf.stretch(edtf.day(base), yesterday, value)
    return Found("DATE", Period(value, place.edtf, place.first, place.last, place.unit))


def _past_units(match: re.Match[str], ctx: Context) -> Found | None:
    number, unit = count_of(match["n"]), unit_of(match["u"])
    ahead = match["w"].lower() in {"next", "coming", "following"}
    value = duration_value(number, unit)
    part_of = re.match(r"\s{1,3}of\s", ctx.text[match.end() : match.end() + 6])
    if ctx.document is None or part_of or match["w"].lower() in {"first", "final", "initial"}:
        return Found("DURATION", edtf.unanchored(value))
    if number is None or number != int(number):
        return Found("DURATION", edtf.after(ctx.document, value) if ahead else edtf.before(ctx.document, value))
    fine = "day" if unit in CLOCK_UNITS else {"decade": "year", "century": "year"}.get(unit, unit)
    steps = 1 if unit in CLOCK_UNITS else int(number)
    there = edtf.shifted(ctx.document, unit if fine != "day" or unit == "day" else "day", steps if ahead else -steps)
    here = edtf.shifted(ctx.document, fine, 0)
    return Found("DURATION", edtf.stretch(here, there, value) if ahead else edtf.stretch(there, here, value))


def _hyphened(match: re.Match[str], ctx: Context) -> Found | None:
    number, unit = count_of(match["n"]), unit_of(match["u"])
    if unit == "second" and number is not None and number < 2:
        return None
    return Found("DURATION", edtf.unanchored(duration_value(number, unit)))


def _bare(match: re.Match[str], ctx: Context) -> Found | None:
    value = duration_value(None, unit_of(match["u"]))
    if ctx.document is not None and match["s"].lower().endswith("ago"):
        return Found("DATE", edtf.before(ctx.document, value), span=match.span("s"))
    return Found("DURATION", edtf.unanchored(value), span=match.span("s"))


def _years_long(match: re.Match[str], ctx: Context) -> Found | None:
    return Found("DURATION", edtf.unanchored(duration_value(None, unit_of(match["u"]))))


def _every(match: re.Match[str], ctx: Context) -> Found | None:
    number, unit = (count_of(match["n"]) if match["n"] else 1), unit_of(match["u"])
    if number is None:
        return Found("SET", edtf.unanchored(f"PX{UNITS[unit]}"))
    return Found("SET", edtf.unanchored(duration_value(number, unit)))


def _per(match: re.Match[str], ctx: Context) -> Found | None:
    return Found("SET", edtf.unanchored(duration_value(1, unit_of(match["u"]))), span=match.span("s"))


def _adverb(match: re.Match[str], ctx: Context) -> Found | None:
    unit = {
        "hourly": "hour", "daily": "day", "weekly": "week", "monthly": "month", "quarterly": "quarter",
        "yearly": "year", "annually": "year", "nightly": "day",
    }[match.group().lower()]  # fmt: skip
    return Found("SET", edtf.unanchored(duration_value(1, unit)))


def _weekdays(match: re.Match[str], ctx: Context) -> Found | None:
    return Found("SET", edtf.unanchored(f"XXXX-WXX-{WEEKDAYS[match['d'].lower()] + 1}"))


DURATIONS: tuple[Rule, ...] = (
    Rule("ago", re.compile(rf"\b(?i:{_MORE}?(?P<n>{COUNT}){S}{_ADJ}(?P<u>{UNIT}){S}(?P<a>ago|earlier|later|previously|on(?=[,.;]))(?!{S}than))\b"), _ago, ("ago", "earlier", "later", "previously", " on")),
    Rule("past units", re.compile(rf"\b(?i:(?:the|this|its|his|her|their|our|these){S}(?P<w>past|last|next|coming|previous|following|first|final|initial|preceding){S}(?P<n>{COUNT}){S}{_ADJ}(?P<u>{UNIT}))\b"), _past_units, UNIT_HINTS),
    Rule("past units", re.compile(rf"\b(?i:(?P<w>past|last|next|following){S}(?P<n>{COUNT}){S}(?P<u>{UNITS_PLURAL}))\b"), _past_units, UNIT_HINTS),
    Rule("every", re.compile(rf"\b(?i:(?:every|each)(?:{S}other)?(?:{S}(?P<n>{COUNT}))?{S}(?P<u>{UNIT}))\b(?!{S}(?:of|it)\b)"), _every, ("every", "each")),
    Rule("every weekday", re.compile(rf"\b(?:(?i:every|each){S}(?P<d>{WEEKDAY})|(?P<p>{WEEKDAY})s)\b"), lambda m, c: _weekdays_any(m, c), DAY_HINTS),
    Rule("rate", re.compile(rf"\b(?i:(?:\d|million|billion|thousand|hundred|once|twice|times|percent|dollars|euros|pounds|hours|days|weeks|months|barrels|tons|tonnes|people|flights|cars|units|vehicles|aircraft|jobs)\b{S}(?P<s>(?:an?|per){S}(?P<u>day|night|week|month|quarter|year|hour|minute)))\b(?!{S}(?:ago|earlier|later|after|before|old)\b)"), _per, UNIT_HINTS),
    Rule("per", re.compile(rf"(?:(?<=\d )|\b)(?P<s>(?i:per){S}(?P<u>day|night|week|month|quarter|year|hour|minute|annum))\b"), lambda m, c: _per_any(m, c), (" per",)),
    Rule("rate", re.compile(rf"(?<=\d ){S}?(?P<s>an?{S}(?P<u>day|week|month|quarter|year))\b(?!{S}(?:ago|earlier|later|after|before))"), _per, UNIT_HINTS),
    Rule("adverb", re.compile(r"\b(?i:hourly|daily|weekly|monthly|quarterly|yearly|annually)\b(?=\s?[.,;)]|\s(?:at|on|in|by|since|from|and|with|to|for)\b|$)"), _adverb, ("ly",)),
    Rule("hyphened length", re.compile(rf"(?<![\d.,$£€-])\b(?:(?i:(?:more{S}than{S}a|nearly{S}a|almost{S}a){S})?)(?i:(?P<n>{NUMBER}|single|several|multi|half)(?:-and-a-half)?{S}?-{S}?(?P<u>second|minute|hour|day|night|week|month|quarter|year|decade|century)(?:{S}?-{S}?(?:old|long))?)s?\b(?!-{S}?(?:high|low|end))"), _hyphened, UNIT_HINTS),
    Rule("length", re.compile(rf"(?<![$£€#])(?<![\d.,])\b(?i:{_MORE}?(?P<n>{COUNT}){S}{_ADJ}(?P<u>{UNIT}))\b(?:{S}old\b)?(?!-)"), _duration, UNIT_HINTS),
    Rule("unit in the plural", re.compile(rf"\b(?i:(?:in|for|within|over|after|takes?|took|lasted|lasts?|spent|of|just|been|``|“)){S}(?P<s>(?P<u>seconds|minutes|hours|days|weeks|months|years|decades|centuries)(?:{S}ago)?)\b(?!-)"), _bare, UNIT_HINTS),
    Rule("unit in the plural", re.compile(rf"\b(?P<s>(?i:(?P<u>minutes|hours|days|weeks|months|years|decades))(?={S}(?:after|before|later|earlier|ago|of|in{S}the)\b)(?:{S}ago\b)?)"), _bare, UNIT_HINTS),
    Rule("over the years", re.compile(rf"\b(?i:(?:over|through|across|throughout){S}the{S}(?P<u>years|decades|centuries|weeks|months))\b"), _years_long, UNIT_HINTS),
    Rule("long", re.compile(r"\b(?i:(?P<u>years|months|weeks|days|decades|hours)-long|(?P<v>year|month|week|day|decade|hour)long)\b"), lambda m, c: _long(m, c), UNIT_HINTS),
)  # fmt: skip


def _regroup(match: re.Match[str], **groups: str | None) -> re.Match[str]:
    from winset.intake.date_absolute import _View

    return _View(match, **groups)  # type: ignore[return-value]


def _long(match: re.Match[str], ctx: Context) -> Found | None:
    if match["u"]:
        return Found("DURATION", edtf.unanchored(duration_value(None, unit_of(match["u"]))))
    return Found("DURATION", edtf.unanchored(duration_value(1, match["v"].lower())))


def _per_any(match: re.Match[str], ctx: Context) -> Found | None:
    unit = "year" if match["u"].lower() == "annum" else unit_of(match["u"])
    return Found("SET", edtf.unanchored(duration_value(1, unit)), span=match.span("s"))


def _weekdays_any(match: re.Match[str], ctx: Context) -> Found | None:
    return Found("SET", edtf.unanchored(f"XXXX-WXX-{WEEKDAYS[(match['d'] or match['p']).lower()] + 1}"))


_ = GAP
