"""Which way a bare "on Wednesday" or "in October" points: to the last one or to the next one.

News text speaks of the past unless a verb says otherwise, so the rule looks for the verb that governs the
expression: the last one before it in its clause, or the first one after it where the expression opens
the clause.
"""

from __future__ import annotations

import datetime as dt
import re

_FUTURE = re.compile(
    r"\b(?:will|shall|won't|'ll|would|could|may|might|can|must|should"
    r"|(?:is|are|was|were|be|been|being) (?:now |also |still |currently |not )?(?:to (?!be(?:en)? (?:believed|thought|said))|set (?:to|for)"  # noqa: E501
    r"|due(?: to| for| on| in)?|expected|scheduled|slated|planned|likely|going to|about to)"
    r"|expects?|expecting|plans?|planning|intends?|intending|scheduled|set to|due|hopes?|aims?|promises?"
    r"|(?:is|are|was|were|been) (?:due|forecast|tipped|pencilled in|billed|fixed|called) (?:for|on)|forecast(?:s)? for|deadline|until|upcoming|to (?:start|begin|be|open|launch|meet|take|hold|resume|travel|return|discuss|announce|complete|finish|release|deliver|visit))\b",  # noqa: E501
    re.I,
)
_PAST = re.compile(
    r"\b(?:said|told|was|were|had|did|made|met|came|went|took|gave|began|fell|rose|saw|held|sent|got|won|lost|left|led"
    r"|put|set|cut|hit|shut|spoke|wrote|found|kept|brought|bought|sold|paid|ran|flew|drove|struck|stood|broke|became"
    r"|grew|drew|threw|knew|showed|closed|sank|drank|sang|rang|hung|dug|wept|slept|swept|crept|fled|bled|fought|sought|taught|caught|thought|built|bent|spent|lent|dealt"
    r"|meant|felt|heard|laid|lay|rode|shot|slid|stole|swam|swore|swung|tore|wore|woke|withdrew|undertook|burnt|fed|forbade|forgot|froze"
    r"|hid|knelt|lit|shook|shrank|sprang|stuck|sped|ate|bore|chose|fell|forgave|agreed|disagreed|freed|guaranteed|decreed|has|have|says|[a-z]{2,14}[^e\W]ed|[a-z]{3,14}ied)\b",
    re.I,
)
_PASSIVE = re.compile(r"\b(?:be|been|to|get)\s{1,3}(?:\w{1,12}ly\s{1,3})?$", re.I)
_SENTENCE = re.compile(r";|[.!?]['\"”’)]{0,2}\s|\n|``|''|[“”]")


def direction(text: str, start: int, end: int) -> str:
    """Return ``"future"``, ``"past"`` or ``""`` (no verb tells) for the expression at start..end.

    Examples
    --------
    >>> text = "The trial is set to begin on Wednesday. She arrived on Monday."
    >>> direction(text, 29, 38), direction(text, 55, 61)
    ('future', 'past')
    """
    left_edge = max(0, start - 160)
    left = text[left_edge:start]
    for stop in _SENTENCE.finditer(left):
        left_edge = max(left_edge, stop.end() + max(0, start - 160))
    left = text[left_edge:start]
    mark = _last_verb(left)
    if mark:
        return mark
    right = text[end : end + 160]
    stop_at = _SENTENCE.search(right)
    return _first_verb(right[: stop_at.start()] if stop_at else right)


def nearest_of(options: list[dt.date], doc: dt.date, way: str) -> dt.date:
    """Return the one of several days that the verb points to, or the nearest where that is at hand and the other far.

    Examples
    --------
    >>> nearest_of([dt.date(2024, 5, 1), dt.date(2025, 5, 1)], dt.date(2025, 3, 8), "past")
    datetime.date(2025, 5, 1)
    """
    nearest = min(options, key=lambda r: abs((r - doc).days))
    past = max((r for r in options if r <= doc), default=nearest)
    future = min((r for r in options if r >= doc), default=nearest)
    chosen = {"past": past, "future": future}.get(way, nearest)
    return nearest if abs((chosen - doc).days) > 300 and abs((nearest - doc).days) < 60 else chosen


def _verbs(clause: str) -> list[tuple[int, str]]:
    found: list[tuple[int, str]] = []
    future_spans = []
    for match in _FUTURE.finditer(clause):
        found.append((match.start(), "future"))
        future_spans.append(match.span())
    for match in _PAST.finditer(clause):
        at = match.start()
        if any(a <= at < b for a, b in future_spans) or _PASSIVE.search(clause[max(0, at - 24) : at]):
            continue
        found.append((at, "past"))
    return sorted(found)


def _last_verb(clause: str) -> str:
    verbs = _verbs(clause)
    return verbs[-1][1] if verbs else ""


def _first_verb(clause: str) -> str:
    verbs = _verbs(clause)
    return verbs[0][1] if verbs else ""
