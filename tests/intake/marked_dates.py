"""Expressions of time of our own with their intervals marked, and how what we read is counted against them."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

from winset.intake.dates import find_dates
from winset.intake.edtf import bounds

DAY = dt.date(2031, 5, 14)
_MARK = re.compile(r"\{(?P<words>[^{}=#@]*)(?P<kind>[=#@])(?P<value>[^{}]*)\}")
_WEEKDAY = re.compile(r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day")
_LEAD = re.compile(r"(?:in|on|at|by|since|until|before|after|over|within|between|from|as of|as early as|no later than)\s", re.I)


def _stated(start: int, end: int, text: str) -> tuple[int, int]:
    lead = _LEAD.match(text, start, end)
    return (lead.end() if lead else start), end


def _narrower(ours: str, stated: str) -> bool:
    """Whether ours is a single day and what was stated is not that day, or is no day at all."""
    first, last = bounds(ours)
    low, high = bounds(stated)
    return first is not None and first == last and (low, high) != (first, last)


def count_dates(path: Path, complaints: list[str] | None = None) -> dict[str, int]:
    """Return marked, found (overlapping), right (the interval, or the length where none is fixed), weekdays and narrowed.

    `narrowed` counts single days that nobody stated.
    """
    n = dict.fromkeys(("marked", "found", "strict", "right", "weekdays", "weekdays_right", "narrowed"), 0)
    said = complaints if complaints is not None else []
    for line in path.read_text(encoding="utf-8").splitlines():
        marks, text, at = [], "", 0
        if line.startswith("#"):
            continue
        for hit in _MARK.finditer(line):
            text += line[at : hit.start()]
            marks.append((len(text), len(text) + len(hit["words"]), hit["kind"], hit["value"]))
            text += hit["words"]
            at = hit.end()
        text += line[at:]
        text = text.replace("{", "").replace("}", "")
        found = find_dates(text, DAY)
        for start, end, kind, value in marks:
            n["marked"] += 1
            weekday = bool(_WEEKDAY.search(text[start:end])) and kind == "=" and "/" not in value
            n["weekdays"] += weekday
            near = [t for t in found if t.start < end and start < t.end]
            if not near:
                # What fixes no day may go unread without harm.
                n["right"] += kind == "=" and not value
                n["found"] += kind == "=" and not value
                n["strict"] += kind == "=" and not value
                if value or kind != "=":
                    said.append(f"missed {text[start:end]!r} ({value})")
                continue
            n["found"] += 1
            best = max(near, key=lambda t: min(t.end, end) - max(t.start, start))
            n["strict"] += _stated(best.start, best.end, text) == _stated(start, end, text)
            # "Noon on Saturday" may be read as two expressions if both say the same day.
            right = {t.edtf for t in near} == ({value} if kind == "=" else {""})
            right = right and (kind != "#" or best.value == value)
            n["right"] += right
            n["narrowed"] += kind == "=" and any(_narrower(t.edtf, value) for t in near)
            n["weekdays_right"] += weekday and right
            if not right:
                said.append(f"{text[start:end]!r} wanted {value!r}, ours {[(t.text, t.edtf, t.value) for t in near]}")
    return n
