"""Dates, times, durations and repetitions that an English text states, as intervals in the calendar.

Own rules, no model, nothing fetched. The types and values follow TIMEX3 (Pustejovsky et al. 2003,
TimeML); where its
users differ the convention is that of the MEANTIME corpus (Minard et al. 2016): "20 years ago" has the
value ``P20Y``.
The interval beside it is EDTF and is never narrower than what the text says.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace

from winset.intake.date_context import Context, Found, Rule
from winset.intake.date_leads import led
from winset.intake.date_rules import RULES

Day = dt.date
LONGEST_LINE = 20_000
"""Longer lines are read in pieces of this size, cut at white space, so that work stays in proportion to
length."""


@dataclass(frozen=True)
class TimeExpression:
    """One expression of time as the text has it, and what it says about the calendar.

    Parameters
    ----------
    start, end : int
        Its place in the text, characters, end not included.
    text : str
        The words themselves; never replaced by the date.
    type : str
        ``DATE``, ``TIME``, ``DURATION`` or ``SET``.
    value : str
        TIMEX3-like value.
    edtf : str
        Interval as EDTF; empty where the text does not fix one.
    earliest, latest : datetime.date or None
        First and last day of the interval; None is open or unknown.
    rule : str
        The rule that read it.
    note : str
        What a person should know: two readings, an anchor that is an event.
    """

    start: int
    end: int
    text: str
    type: str
    value: str
    edtf: str
    earliest: Day | None
    latest: Day | None
    rule: str
    note: str = ""

    def to_record(self) -> dict[str, object]:
        """Return a plain dict for YAML or JSON; days as ISO strings."""
        return {
            "start": self.start,
            "end": self.end,
            "text": self.text,
            "type": self.type,
            "value": self.value,
            "when": self.edtf,
            "rule": self.rule,
            "note": self.note,
        }


def find_dates(text: str, document_date: Day | None = None) -> tuple[TimeExpression, ...]:
    """Return every expression of time in the text, in reading order, none overlapping.

    Parameters
    ----------
    text : str
        The text; its length bounds the work linearly.
    document_date : datetime.date, optional
        Day of publication that "Tuesday" or "last month" counts from. Where it is missing, a line that
        holds a date
        and nothing else near the top is taken; without either, relative expressions have no interval.

    Returns
    -------
    tuple of TimeExpression

    Examples
    --------
    >>> found = find_dates("They spoke on Tuesday; in February he had warned.", dt.date(2025, 3, 8))
    >>> [(t.text, t.edtf) for t in found]
    [('Tuesday', '2025-03-04'), ('February', '2025-02')]
    """
    pieces = _pieces(text)
    context = Context(text="", document=document_date, reference=None)
    if document_date is None:
        context = replace(context, document=dateline(text))
    out: list[TimeExpression] = []
    for offset, piece in pieces:
        context = replace(context, text=piece)
        taken = 0
        for start, _, _, rule, match in _candidates(piece):
            if start < taken:
                continue
            found = rule.resolve(match, context)
            if found is None:
                continue
            a, b = _trimmed(piece, *(found.span or match.span(1 if match.re.groups and rule.group else 0)))
            if a < taken or a >= b:
                continue
            taken = b
            out.append(_expression(piece, a, b, offset, led(found, piece, a), rule.name))
            if found.refers and found.period.first is not None:
                context = replace(context, reference=found.period)
    return tuple(out)


_DATED = re.compile(r"^(?:dated|date|published|posted|updated|as of|minutes of)(?: on)?:?\s", re.I)
_NO_STATE = "(?!Mon|Tue|Wed|Thu|Fri|Sat|Sun|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
_AFTER_PLACE = re.compile(
    rf"^[A-Z][A-Z .'’-]{{2,30}}(?:, {_NO_STATE}[A-Z][A-Za-z. ]{{1,30}})?,? (?P<day>[^()—–-]{{6,30}}?)\s?(?:\(|--|—|–|- )"
)


def dateline(text: str) -> Day | None:
    """Return the day that stands alone on one of the first ten lines, or opens a report after its place, or None.

    Examples
    --------
    >>> dateline("Talks resume\\nMarch 8, 2025\\nThe envoys met.")
    datetime.date(2025, 3, 8)
    >>> dateline("DOHA, March 8, 2025 (Wire) - The envoys met.")
    datetime.date(2025, 3, 8)
    """
    for line in text[:4000].split("\n")[:10]:
        place = _AFTER_PLACE.match(line.strip())
        stripped = place["day"].strip() if place else _DATED.sub("", line.strip())
        if not 6 <= len(stripped) <= 40:
            continue
        context = Context(text=stripped, document=None, reference=None)
        for _, _, _, rule, match in _candidates(stripped):
            if rule.name == "full date" and match.group().rstrip(".") == stripped.rstrip("."):
                found = rule.resolve(match, context)
                if found is not None and found.period.unit == "day":
                    return found.period.first
    return None


def _expression(piece: str, a: int, b: int, offset: int, found: Found, rule: str) -> TimeExpression:
    period = found.period
    return TimeExpression(
        a + offset,
        b + offset,
        piece[a:b],
        found.type,
        period.value,
        period.edtf,
        period.first,
        period.last,
        rule,
        found.note,
    )


def _trimmed(piece: str, a: int, b: int) -> tuple[int, int]:
    while a < b and piece[a].isspace():
        a += 1
    while b > a and piece[b - 1].isspace():
        b -= 1
    return a, b


def _candidates(piece: str) -> list[tuple[int, int, int, Rule, re.Match[str]]]:
    lowered = piece.lower()
    if len(lowered) != len(piece):
        # A few letters grow when lowered; then places would not agree.
        lowered = "".join(c.lower() if len(c.lower()) == 1 else c for c in piece)
    found = []
    windows: dict[tuple[str, ...], list[tuple[int, int]]] = {}
    for priority, rule in enumerate(RULES):
        if rule.hints not in windows:
            windows[rule.hints] = _windows(lowered, rule.hints) if rule.hints else [(0, len(piece))]
        for low, high in windows[rule.hints]:
            for match in rule.pattern.finditer(piece, low, high):
                found.append((match.start(), -match.end(), priority, rule, match))
    found.sort(key=lambda c: c[:3])
    return found


_BEFORE, _AFTER = 100, 70
"""Characters around a hint in which an expression that holds it lies."""


def _windows(lowered: str, hints: tuple[str, ...]) -> list[tuple[int, int]]:
    """The stretches around the hints of a rule: only there can it match, and most of a text is nowhere near."""
    spots = sorted(m.start() for m in re.finditer("|".join(re.escape(h) for h in hints), lowered))
    out: list[tuple[int, int]] = []
    for spot in spots:
        low, high = max(0, spot - _BEFORE), min(len(lowered), spot + _AFTER)
        if out and low <= out[-1][1]:
            out[-1] = (out[-1][0], high)
        else:
            out.append((low, high))
    return out


def _pieces(text: str) -> list[tuple[int, str]]:
    if len(text) <= LONGEST_LINE:
        return [(0, text)]
    pieces, at = [], 0
    while at < len(text):
        end = min(len(text), at + LONGEST_LINE)
        if end < len(text):
            cut = max(text.rfind("\n", at + LONGEST_LINE // 2, end), text.rfind(". ", at + LONGEST_LINE // 2, end))
            if cut < 0:
                cut = text.rfind(" ", at + LONGEST_LINE // 2, end)
            end = cut + 1 if cut > 0 else end
        pieces.append((at, text[at:end]))
        at = end
    return pieces
