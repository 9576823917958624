"""Rules for dates that are said relative to the day of publication, or to the date last spoken of."""

# ruff: noqa: E501  (a rule reads best on one line)
from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

from winset.intake import edtf
from winset.intake.date_absolute import replace_value, weekday_near
from winset.intake.date_context import Context, Found, Rule
from winset.intake.date_tense import direction
from winset.intake.date_words import DAY_HINTS, DAY_PARTS, MONTH, PERIOD, UNIT_HINTS, UNITS, WEEKDAY, WEEKDAYS, S, unit_of
from winset.intake.edtf import plus_days

Day = dt.date

_STEP = {
    "last": -1, "previous": -1, "past": -1, "preceding": -1, "this": 0, "the current": 0, "current": 0, "next": 1,
    "coming": 1, "following": 1, "the same": 0, "same": 0, "that": 0, "the": 0,
}  # fmt: skip


def _unknown(value: str = "XXXX-XX-XX", note: str = "the document's date is not known") -> Found:
    return Found("DATE", edtf.unanchored(value), note=note)


def _today(match: re.Match[str], ctx: Context) -> Found | None:
    word = match["w"].lower()
    shift = {"yesterday": -1, "today": 0, "tonight": 0, "tomorrow": 1}[word]
    part = DAY_PARTS[match["p"].lower()] if match["p"] else ("TNI" if word == "tonight" else "")
    if ctx.document is None:
        return _unknown()
    d = plus_days(ctx.document, shift)
    return Found("TIME" if part else "DATE", replace_value(edtf.day(d), d.isoformat() + part), refers=True)


def _day_part(match: re.Match[str], ctx: Context) -> Found | None:
    part = DAY_PARTS[match["p"].lower()]
    word = match["w"].lower()
    if ctx.document is None:
        return _unknown()
    if word in {"that", "the same"}:
        base = ctx.now()
        if base is None:
            return _unknown()
        d = base
    elif word == "last":
        d = plus_days(ctx.document, -1)
    else:
        d = ctx.document
    return Found("TIME", replace_value(edtf.day(d), d.isoformat() + part), refers=True)


def _weekday(match: re.Match[str], ctx: Context) -> Found | None:
    doc, word = ctx.document, (match["w"] or "").lower()
    part = DAY_PARTS[match["p"].lower()] if match["p"] else ""
    kind = "TIME" if part else "DATE"
    before = ctx.text[max(0, match.start() - 10) : match.start()]
    if re.search(r"\b(?:Black|Bloody|Good|Super|Ash|Holy|Palm|Easter|Cyber|Fat) $", before):
        return None
    if doc is None:
        return Found(kind, edtf.unanchored("XXXX-WXX-" + str(WEEKDAYS[match["d"].lower()] + 1)))
    wanted = WEEKDAYS[match["d"].lower()]
    back = (doc.weekday() - wanted) % 7
    if word in {"last", "past", "previous"}:
        d = plus_days(doc, -(back or 7))
    elif word in {"next", "coming"}:
        d = plus_days(doc, (wanted - doc.weekday()) % 7 or 7)
    elif word == "this":
        d = plus_days(doc, wanted - doc.weekday())
    elif word in {"the following", "following"} and ctx.now() is not None:
        base = ctx.now()
        assert base is not None
        d = plus_days(base, (wanted - base.weekday()) % 7 or 7)
    else:
        near = weekday_near(match["d"], ctx, match.start(), match.end())
        assert near is not None
        d = near
    if match["wk"]:
        step = {"last": -7, "next": 7, "this": 0}[match["wk"].lower()]
        d = plus_days(doc, wanted - doc.weekday() + step)
    return Found(kind, replace_value(edtf.day(d), d.isoformat() + part), refers=True)


def _stepped(match: re.Match[str], ctx: Context) -> Found | None:
    word, unit = match["w"].lower(), unit_of(match["u"])
    if word in {
        "the same",
        "same",
        "that",
        "the following",
        "following",
        "the previous",
        "previous",
        "the preceding",
    }:
        base = ctx.reference.first if ctx.reference is not None else ctx.document
        if word in {"previous", "the previous"} and unit not in {"day", "night"}:
            base = ctx.document
        if unit == "day" and ctx.reference is not None and ctx.reference.unit != "day":
            base = None if word in {"the same", "that", "same"} else base
            if base is None:
                return None
    else:
        base = ctx.document
    if base is None:
        return _unknown()
    step = _STEP[word.removeprefix("the ") if word not in _STEP else word]
    kind = "DATE"
    period = edtf.shifted(base, unit, step)
    if unit == "decade":
        period = edtf.decade(base.year - base.year % 10 + 10 * step)
    if unit == "century":
        period = edtf.century(base.year // 100 + 1 + step)
    return Found(kind, period, refers=True)


def _last_unit(match: re.Match[str], ctx: Context) -> Found | None:
    """ "the past decade", "in the past week": a stretch that ends with the document's day."""
    unit, ahead = unit_of(match["u"]), match["w"].lower() in {"next", "coming"}
    value = {"decade": "P10Y", "century": "P100Y"}.get(unit, "P1" + UNITS[unit])
    if ctx.document is None:
        return Found("DURATION", edtf.unanchored(value))
    there = edtf.shifted(ctx.document, unit, 1 if ahead else -1)
    here = edtf.shifted(ctx.document, "year" if unit in {"decade", "century"} else unit, 0)
    here = edtf.day(ctx.document) if unit == "week" else here
    period = edtf.stretch(here, there, value) if ahead else edtf.stretch(there, here, value)
    return Found("DURATION", period)


def _the_day(match: re.Match[str], ctx: Context) -> Found | None:
    now = ctx.now()
    return _unknown() if now is None else Found("DATE", edtf.day(now))


def _the_unit(match: re.Match[str], ctx: Context) -> Found | None:
    if ctx.document is None:
        return _unknown()
    return Found("DATE", edtf.shifted(ctx.document, unit_of(match["u"]), 0))


def _that_time(match: re.Match[str], ctx: Context) -> Found | None:
    return None if ctx.reference is None else Found("DATE", ctx.reference)


def _edge_of(match: re.Match[str], ctx: Context) -> Found | None:
    """ "the end of last year": the year; which days of it is not said."""
    word, unit, doc = (match["w"] or "the").lower(), unit_of(match["u"]), ctx.document
    if doc is None:
        return _unknown()
    if unit == "day":
        return _the_day(match, ctx)
    step = _STEP.get(word, 0)
    edge = match["e"].lower()
    if word == "the" and unit in {"month", "year"} and "end" in edge:
        past = direction(ctx.text, match.start(), match.end()) == "past"
        if past and ((unit == "month" and doc.day <= 5) or (unit == "year" and doc.month == 1)):
            step = -1
    period = edtf.shifted(doc, unit, step)
    if unit == "decade":
        period = edtf.decade(doc.year - doc.year % 10 + 10 * step)
    if unit == "century":
        period = edtf.century(doc.year // 100 + 1 + step)
    return Found("DATE", period)


def _mod_unit(match: re.Match[str], ctx: Context) -> Found | None:
    word, unit, doc = match["w"].lower(), unit_of(match["u"]), ctx.document
    if doc is None:
        return _unknown()
    return Found("DATE", edtf.shifted(doc, unit, _STEP[word]), refers=True)


def _earlier_day(match: re.Match[str], ctx: Context) -> Found | None:
    if ctx.document is None:
        return _unknown()
    word = match["w"].lower()
    if word in {"on", "in the day", "that day"}:
        now = ctx.now()
        assert now is not None
        return Found("DATE", edtf.day(now))
    shift = {"today": 0, "yesterday": -1, "tomorrow": 1, "tonight": 0}[word]
    return Found("DATE", edtf.day(plus_days(ctx.document, shift)), refers=True)


def _vague(kind: str) -> Callable[[re.Match[str], Context], Found]:
    def resolve(match: re.Match[str], ctx: Context) -> Found:
        doc = ctx.document
        if kind == "PRESENT_REF":
            return Found("DATE", edtf.about(doc) if doc else edtf.unanchored(kind))
        if doc is None:
            return Found("DATE", edtf.unanchored(kind))
        return Found("DATE", edtf.before(doc) if kind == "PAST_REF" else edtf.after(doc))

    return resolve


def _recent_units(match: re.Match[str], ctx: Context) -> Found | None:
    unit, ahead = unit_of(match["u"]), match["w"].lower() in {"coming", "next", "following", "future"}
    value = f"PX{UNITS[unit]}"
    if ctx.document is None:
        return Found("DURATION", edtf.unanchored(value))
    period = edtf.after(ctx.document, value) if ahead else edtf.before(ctx.document, value)
    return Found("DURATION", period)


def _final_days(match: re.Match[str], ctx: Context) -> Found | None:
    unit = unit_of(match["u"])
    return Found(
        "DURATION",
        edtf.unanchored(f"PX{UNITS[unit]}"),
        note="of what, and which days, must come from elsewhere",
    )


def _same_of_last(match: re.Match[str], ctx: Context) -> Found | None:
    """ "the same month a year ago": the last named period, a year back."""
    base = ctx.reference
    if base is None or base.first is None:
        return _unknown(note="the same period as what is not clear")
    d, unit = base.first, unit_of(match["u"]) if match["u"].lower() not in {"period", "time"} else base.unit
    if unit == "quarter":
        return Found("DATE", edtf.quarter(d.year - 1, (d.month - 1) // 3 + 1), refers=True)
    if unit == "month":
        return Found("DATE", edtf.month(d.year - 1, d.month), refers=True)
    if unit == "week":
        return Found("DATE", edtf.week(plus_days(d, -364)), refers=True)
    if unit == "day":
        return Found("DATE", edtf.month(d.year - 1, d.month), refers=True)
    return Found("DATE", edtf.year(d.year - 1), refers=True)


def _in_a_row(match: re.Match[str], ctx: Context) -> Found | None:
    now = ctx.now()
    return None if now is None else Found("DATE", edtf.shifted(now, unit_of(match["u"]), 0))


def _weekend(match: re.Match[str], ctx: Context) -> Found | None:
    doc, word = ctx.document, match["w"].lower()
    if doc is None:
        return _unknown()
    if word in {"this", "the"}:
        way = direction(ctx.text, match.start(), match.end())
        step = -1 if way != "future" and doc.weekday() < 4 else 0
    else:
        step = _STEP[word]
    return Found("DATE", edtf.weekend(plus_days(doc, 7 * step)), refers=True)


def _two_days(match: re.Match[str], ctx: Context) -> Found | None:
    """ "the day before yesterday", "the day after tomorrow"."""
    if ctx.document is None:
        return _unknown()
    return Found("DATE", edtf.day(plus_days(ctx.document, -2 if "before" in match.group().lower() else 2)), refers=True)


def _next_day(match: re.Match[str], ctx: Context) -> Found | None:
    now = ctx.now()
    if now is None:
        return _unknown()
    word = match["w"].lower()
    return Found(
        "DATE",
        edtf.day(plus_days(now, -1 if word in {"previous", "preceding", "before"} else 1)),
        refers=True,
    )


_EDGE = (
    rf"(?P<e>(?:very{S})?(?:end|beginning|start|middle|close|rest|remainder|early part|latter part|first half|second half|part))"
)

RELATIVE: tuple[Rule, ...] = (
    Rule("day word", re.compile(r"\b(?i:(?P<w>today|tonight|yesterday|tomorrow)(?:\s(?P<p>morning|afternoon|evening|night))?)\b"), _today, ("today", "tonight", "yesterday", "tomorrow")),
    Rule("day before yesterday", re.compile(r"\b(?i:the day (?:before yesterday|after tomorrow))\b"), _two_days, ("yesterday", "tomorrow")),
    Rule("earlier that day", re.compile(rf"\b(?i:earlier|later|late|early){S}(?i:(?P<w>today|yesterday|tomorrow|tonight|in{S}the{S}day|that{S}day|on(?=[,.])))"), _earlier_day),
    Rule("part of a day", re.compile(rf"\b(?i:(?:early|late|later|earlier){S})?(?i:(?P<w>this|last|that|the{S}same){S}(?P<p>morning|afternoon|evening|night))\b"), _day_part, ("morning", "afternoon", "evening", "night")),
    Rule("weekday", re.compile(rf"\b(?:(?:[Ee]arly|[Ll]ate|[Ee]arlier|[Ll]ater)(?:{S}on)?{S})?(?:(?P<w>[Ll]ast|[Nn]ext|[Tt]his|[Pp]ast|[Cc]oming|[Pp]revious|the{S}following|following){S})?(?P<d>{WEEKDAY})\b(?:{S}(?P<p>morning|afternoon|evening|night)\b)?(?:{S}(?:of{S})?(?P<wk>last|next|this){S}week\b)?(?!{S}(?i:{MONTH}))"), _weekday, DAY_HINTS),
    Rule("part of a weekday", re.compile(rf"\b(?i:the{S}(?P<p>morning|afternoon|evening|night){S}of){S}(?P<w>)(?P<d>{WEEKDAY})\b(?P<wk>)"), _weekday, DAY_HINTS),
    Rule("edge of a period", re.compile(rf"\b(?i:(?:the|this|at|by|since){S}{_EDGE}{S}of{S}(?:(?P<w>last|next|this|the|the{S}current|previous){S})?(?P<u>day|week|month|quarter|year|decade|century))\b"), lambda m, c: _edge_found(m, c), UNIT_HINTS),
    Rule("modified period", re.compile(rf"\b(?i:(?:early|mid|late|later|earlier)(?:-|{S})(?:in{S})?(?P<w>last|next|this){S}(?P<u>week|month|year|quarter|decade|century))\b"), _mod_unit, UNIT_HINTS),
    Rule("same period before", re.compile(rf"\b(?i:(?:the{S})?same{S}(?P<u>day|week|month|quarter|period|time){S}(?:a{S}year{S}(?:ago|earlier|before)|(?:of{S}|in{S})?(?:the{S})?(?:last|previous|prior|preceding){S}year))\b"), _same_of_last, ("same",)),
    Rule("weekend", re.compile(rf"\b(?i:(?:the{S})?(?P<w>last|next|this|past|coming|previous|following|the){S}weekend)\b"), _weekend, ("weekend",)),
    Rule("next day", re.compile(rf"\b(?i:the{S}(?P<w>next|following|previous|preceding){S}day)\b"), _next_day, DAY_HINTS),
    Rule("day before", re.compile(rf"\b(?i:the{S}day{S}(?P<w>before|after))\b(?=[,.;]|{S}and\b|{S}(?:he|she|they|it|we|i){S}had\b|$)"), _next_day, DAY_HINTS),
    Rule("past unit", re.compile(rf"\b(?i:the{S}(?P<w>past|last|next|coming){S}(?P<u>decade|century|day|week|month|year))\b(?<!the last day)"), lambda m, c: _past_or_last(m, c), UNIT_HINTS),
    Rule("stepped period", re.compile(rf"\b(?i:(?P<w>last|this|next|previous|the{S}previous|the{S}following|the{S}preceding|the{S}same|that|the{S}current|current|this{S}coming|coming|past)|(?P<w2>same)){S}(?P<u>{PERIOD})\b(?![-’']?s?-)(?!{S}(?i:olds?|in{S}a{S}row)\b)"), lambda m, c: _stepped_any(m, c), UNIT_HINTS),
    Rule("last quarter", re.compile(rf"\b(?i:the{S}(?P<w>last|previous|next|current|past|same|preceding){S}(?P<u>quarter|fortnight))\b"), _stepped),
    Rule("the day", re.compile(rf"\b(?i:late|early|later|earlier){S}in{S}the{S}day\b|(?<!to )\b[Tt]he{S}day\b(?!{S}(?:of|after|before|when|that|to|care|off|job|trip|one|in{S}court)\b)(?!-)(?!{S}?['’]s)"), _the_day, DAY_HINTS),
    Rule("the period", re.compile(rf"(?<!of )(?<!most of )\b[Tt]he{S}(?P<u>week|month|year)\b(?!{S}(?:of|after|before|previous|earlier|when|that|in|to|since|\d{{1,4}}|-)\b)(?!-)"), _the_unit, UNIT_HINTS),
    Rule("that time", re.compile(rf"\b(?i:(?:that{S}(?:time|date|day)|(?:its|the{S}same|this){S}date))\b(?<!at that time)"), _that_time, ("time", "date", "day")),
    Rule("in a row", re.compile(rf"\b(?i:(?:a{S}|the{S}|its{S}|their{S})?(?:second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth)(?:{S}(?:straight|consecutive|successive){S}(?P<u>day|week|month|quarter|year)\b|{S}(?P<u2>day|week|month|quarter|year)(?={S}in{S}a{S}row\b|{S}running\b)))"), lambda m, c: _row_any(m, c), UNIT_HINTS),
    Rule("recent periods", re.compile(rf"\b(?i:(?:the{S})?(?P<w>recent|past|last|previous|coming|future|next|following){S}(?P<u>days|weeks|weekends|months|years|decades|hours|quarters|centuries))\b(?<!last days)(?<!last hours)"), _recent_units, UNIT_HINTS),
    Rule("final days", re.compile(rf"\b(?i:(?:in|during|over|of|until|through|for|to){S}(?:(?:the|its|his|her|their|our){S})?(?P<m>(?:very{S})?(?:final|last|closing|dying|first|early|opening|waning){S}(?P<u>days|weeks|months|hours|years)))\b"), lambda m, c: _final_group(m, c), ("days", "weeks", "months", "hours", "years")),
    Rule("present", re.compile(rf"\b(?i:(?<!-)now(?![-\w])(?!{S}(?:famous|defunct))|currently|nowadays|these{S}days|at{S}present|presently|for{S}the{S}time{S}being|the{S}time{S}being|at{S}th(?:e|is){S}(?:present{S})?(?:moment|point{S}in{S}time)|at{S}this{S}time|right{S}now|until{S}now)\b"), lambda m, c: _present_cut(m, c), ("now", "current", "days", "present", "time", "moment", "point")),
    Rule("past", re.compile(rf"\b(?i:(?<!most )(?<!-)recently|(?<!most )(?<!-)recent\b(?:{S}(?:times|history|past))?|(?:in{S})?the{S}past(?={S}?(?:[.,;:!?'\"“”`)]|$|and\b|but\b|has\b|have\b|is\b|was\b|for\b|with\b|that\b|by\b|when\b|to\b))|previously|formerly|long{S}ago|(?:some{S}time{S})ago|lately|the{S}other{S}(?:day|night|week))\b"), lambda m, c: _past_cut(m, c), ("recent", "past", "previously", "formerly", "ago", "lately", "other")),
    Rule("earlier", re.compile(rf"(?:(?<=^)|(?<=[.\n\"“”`,;] )|(?<=\n)|(?<=\bhad )|(?<=\bhas )|(?<=\bwas )|(?<=\bwere )|(?<=\band ))[Ee]arlier(?=,|{S}(?!than\b|(?:on|this|that|in|today|generation|version)\b))|(?<=[a-z] )earlier(?=[.,;])"), _vague("PAST_REF"), ("earlier",)),
    Rule("future", re.compile(rf"\b(?i:(?:very{S})?(?<!as )soon(?!-)(?!{S}(?:as|after|before|became|be\b))|in{S}the{S}(?:near{S}|foreseeable{S}|immediate{S})?future|the{S}(?:near{S}|foreseeable{S}|immediate{S})?future(?!{S}of)|shortly(?!{S}(?:after|before))|(?<=[,;] )later\b(?!{S}(?:than|this|that|in|on|versions?))|(?<=\w )later(?=[.,;]|{S}[a-z]{{2,12}}(?:ed|ew|ame|ook|ent|old|aid)\b))"), lambda m, c: _future_cut(m, c), ("soon", "future", "shortly", "later")),
)  # fmt: skip


def _regroup(match: re.Match[str], **groups: str | None) -> re.Match[str]:
    from winset.intake.date_absolute import _View

    return _View(match, **groups)  # type: ignore[return-value]


def _lead(match: re.Match[str], words: tuple[str, ...]) -> tuple[int, int]:
    text, start = match.group(), match.start()
    for word in words:
        if text.lower().startswith(word + " "):
            return start + len(word) + 1, match.end()
    return start, match.end()


def _edge_found(match: re.Match[str], ctx: Context) -> Found | None:
    found = _edge_of(match, ctx)
    return None if found is None else Found(found.type, found.period, found.note, True, _lead(match, ("at", "by", "since")))


def _present_cut(match: re.Match[str], ctx: Context) -> Found | None:
    found = _vague("PRESENT_REF")(match, ctx)
    return Found(found.type, found.period, span=_lead(match, ("for", "until")))


def _past_cut(match: re.Match[str], ctx: Context) -> Found | None:
    found = _vague("PAST_REF")(match, ctx)
    return Found(found.type, found.period, span=_lead(match, ("in",)))


def _future_cut(match: re.Match[str], ctx: Context) -> Found | None:
    found = _vague("FUTURE_REF")(match, ctx)
    if match.group().lower() == "later" and direction(ctx.text, *match.span()) != "future":
        # In a story "later" is after what was told before, which may still be long past.
        return Found("DATE", edtf.unanchored("FUTURE_REF"))
    return Found(found.type, found.period, span=_lead(match, ("in",)))


def _row_any(match: re.Match[str], ctx: Context) -> Found | None:
    return _in_a_row(_regroup(match, u=match["u"] or match["u2"]), ctx)


def _stepped_any(match: re.Match[str], ctx: Context) -> Found | None:
    word = re.sub(r"\s+", " ", match["w"] or match["w2"])
    return _stepped(_regroup(match, w=word.removeprefix("this ") if word.lower() != "this" else word), ctx)


def _final_group(match: re.Match[str], ctx: Context) -> Found | None:
    found = _final_days(match, ctx)
    assert found is not None
    return Found(found.type, found.period, found.note, False, match.span("m"))


def _past_or_last(match: re.Match[str], ctx: Context) -> Found | None:
    unit, word = match["u"].lower(), match["w"].lower()
    if unit in {"decade", "century"} or word in {"past"}:
        return _last_unit(match, ctx)
    if word == "last" and re.match(r"\s(?:of|to|in)\b", ctx.text[match.end() : match.end() + 5]):
        return None
    if word in {"last", "next"} and unit in {"week", "month", "year", "day"}:
        return _last_unit(match, ctx) if unit != "day" else None
    return _last_unit(match, ctx)
