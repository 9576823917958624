"""What the words before a date do to its interval: "since 2019" has no end, "about 1912" is approximate.

The words of the expression and its TIMEX3 value stay; only the interval is widened or marked, never narrowed.
"""

# ruff: noqa: E501  (a rule reads best on one line)
from __future__ import annotations

import re
from dataclasses import replace

from winset.intake.date_context import Found
from winset.intake.edtf import Period

_OPEN = re.compile(
    r"\b(?:(?P<since>ever since|since|as from|with effect from|effective from|effective|applies from|apply from|starting in|starting on|after|later than|no earlier than|not before)"
    r"|(?P<until>until|till|up to|before|prior to|no later than|not later than|at the latest by|not after|earlier than))\s{1,2}"
    r"(?:the\s)?(?:in\s|on\s|at\s)?$",
    re.I,
)
_ABOUT = re.compile(
    r"(?:\b(?:around|circa|approximately|roughly|sometime around|on or about|on or around|in or about|in or around|in about|since about|by about)"
    r"|\bca?\.|(?<!talk )(?<!talks )(?<!talked )(?<!talking )(?<!speak )(?<!spoke )(?<!worried )(?<!ask )(?<!asked )(?<!know )"
    r"(?<!knew )(?<!wrote )(?<!think )(?<!questions )(?<!worries )(?<!story )(?<!book )(?<!film )\babout)\s{1,2}$",
    re.I,
)
_MAYBE = re.compile(
    r"\b(?:possibly|perhaps|probably|maybe|allegedly|supposedly|reportedly)\s{1,2}(?:in|on|as early as|as late as)\s{1,2}$", re.I
)
_PLAIN = re.compile(r"\d{4}(?:-\d\d){0,2}")


def led(found: Found, text: str, start: int) -> Found:
    """Return the finding with the interval that the words before it leave.

    Examples
    --------
    >>> from winset.intake import edtf
    >>> text = "There has been war since 2019."
    >>> led(Found("DATE", edtf.year(2019)), text, 25).period.edtf
    '2019/..'
    """
    period = found.period
    before = text[max(0, start - 40) : start]
    ends = period.edtf.split("/")
    if found.type != "DATE" or not all(_PLAIN.fullmatch(end) for end in ends):
        return found
    if _ABOUT.search(before) and len(ends) == 1:
        return replace(found, period=_with(period, period.edtf + "~"))
    if _MAYBE.search(before) and len(ends) == 1:
        return replace(found, period=_with(period, period.edtf + "?"))
    opened = _OPEN.search(before)
    if opened is None:
        return found
    # A day that is counted from ("three days after 3 April") stands in an expression of its own.
    if re.search(
        r"(?:days?|weeks?|months?|years?|hours?|shortly|soon|just|long|immediately|right)\s{1,2}(?:after|before)\s{1,2}$", before
    ):
        return found
    backward = opened["until"] is not None
    if backward:
        return replace(found, period=Period(period.value, f"../{ends[-1]}", None, period.last, period.unit))
    return replace(found, period=Period(period.value, f"{ends[0]}/..", period.first, None, period.unit))


def _with(period: Period, text: str) -> Period:
    return Period(period.value, text, period.first, period.last, period.unit)
