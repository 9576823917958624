"""What a date rule is given (the context) and what it gives back."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass

from winset.intake.edtf import Period

Day = dt.date


@dataclass(frozen=True)
class Context:
    """The text being read, the day it was published and the date it last spoke of.

    Parameters
    ----------
    text : str
        The text.
    document : datetime.date or None
        Day of publication.
    reference : Period or None
        The date last named, which "the same day" points to.
    """

    text: str
    document: Day | None
    reference: Period | None

    def now(self) -> Day | None:
        """Return the last named day, or the document's day."""
        if self.reference is not None and self.reference.first is not None and self.reference.unit == "day":
            return self.reference.first
        return self.document


@dataclass(frozen=True)
class Found:
    """What one rule read: the type, the period, and whether later words may point back to it."""

    type: str
    period: Period
    note: str = ""
    refers: bool = False
    span: tuple[int, int] | None = None


@dataclass(frozen=True)
class Rule:
    """One rule: a pattern and a plain function from its match to what it means, or None.

    `hints` are lower-case strings one of which must occur before the pattern is tried at all.
    """

    name: str
    pattern: re.Pattern[str]
    resolve: Callable[[re.Match[str], Context], Found | None]
    hints: tuple[str, ...] = ()
    group: bool = False
