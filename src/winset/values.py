"""Small shared values: a range, a time that may be vague, a share of draws in words."""

from __future__ import annotations

import calendar
import datetime as dt
import math
import re
from dataclasses import dataclass
from fractions import Fraction

_DIGITS = 30
_NUMBER = re.compile(r"[+-]?([0-9]{1,30}(\.[0-9]{1,30})?|\.[0-9]{1,30})([eE][+-]?[0-9]{1,2})?")
_RATIO = re.compile(r"([+-]?[0-9]{1,60})/([0-9]{1,60})")


def exact(text: str) -> Fraction:
    """Return the number that `text` writes, exactly, as a fraction.

    Raises
    ------
    ValueError
        If it is no plain decimal or ratio; ``nan`` and infinity are refused.

    Examples
    --------
    >>> exact("0.15"), exact("1/3")
    (Fraction(3, 20), Fraction(1, 3))
    """
    text = text.strip()
    ratio = _RATIO.fullmatch(text)
    if ratio and int(ratio[2]):
        return Fraction(int(ratio[1]), int(ratio[2]))
    if _NUMBER.fullmatch(text):
        value = Fraction(text)
        # What is read must also be written again, digit by digit (`plain_number`).
        if abs(value) >= 10**_DIGITS or 10**_DIGITS % value.denominator:
            raise ValueError(f"'{text[:40]}' has more than {_DIGITS} digits before or after the point; write a shorter number")
        return value
    if text.lower().lstrip("+-").strip(".") in ("nan", "inf", "infinity"):
        raise ValueError(f"'{text[:20]}' is not a number that can be reckoned with; write a finite one")
    raise ValueError(f"should be a number, not '{text[:40]}'")


def plain_number(value: Fraction) -> str:
    """Return `value` as people write it: a decimal where one is exact, a ratio otherwise.

    Examples
    --------
    >>> plain_number(Fraction(3, 20)), plain_number(Fraction(1, 3))
    ('0.15', '1/3')
    """
    if value.denominator == 1:
        return str(value.numerator)
    rest, digits = value.denominator, 0
    for prime in (2, 5):
        count = 0
        while rest % prime == 0:
            rest //= prime
            count += 1
        digits = max(digits, count)
    if rest != 1 or digits > _DIGITS:
        return f"{value.numerator}/{value.denominator}"
    sign = "-" if value < 0 else ""
    whole, part = divmod(abs(value.numerator) * 10**digits // value.denominator, 10**digits)
    return f"{sign}{whole}.{part:0{digits}d}"


@dataclass(frozen=True)
class Range:
    """A value that is known between two ends, both included; a point when they are equal.

    Parameters
    ----------
    low, high : Fraction
        The ends; ``low <= high``.

    Examples
    --------
    >>> str(Range.parse(["0.15", "0.35"])), Range.parse("3").is_point
    ('[0.15, 0.35]', True)
    """

    low: Fraction
    high: Fraction

    def __post_init__(self) -> None:
        if self.low > self.high:
            raise ValueError(f"a range runs from low to high; {plain_number(self.low)} is more than {plain_number(self.high)}")

    @classmethod
    def parse(cls, value: object) -> Range:
        """Return the range that a case file writes as ``3`` or ``[1, 5]``."""
        if isinstance(value, Range):
            return value
        if isinstance(value, list | tuple):
            if len(value) != 2:
                raise ValueError(f"a range has two ends, [low, high]; this one has {len(value)}")
            low, high = (_as_exact(end) for end in value)
            return cls(low, high)
        point = _as_exact(value)
        return cls(point, point)

    @property
    def is_point(self) -> bool:
        """Whether both ends are the same number."""
        return self.low == self.high

    @property
    def middle(self) -> Fraction:
        """The number halfway between the ends."""
        return (self.low + self.high) / 2

    def plain(self) -> str | list[str]:
        """Return the form a case file holds: one number, or both ends."""
        if self.is_point:
            return plain_number(self.low)
        return [plain_number(self.low), plain_number(self.high)]

    def __str__(self) -> str:
        if self.is_point:
            return plain_number(self.low)
        return f"[{plain_number(self.low)}, {plain_number(self.high)}]"


def _as_exact(value: object) -> Fraction:
    if isinstance(value, bool) or value is None or isinstance(value, dict | list | tuple):
        raise ValueError("should be a number or a range [low, high]")
    if isinstance(value, Fraction):
        return value
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError("should be a finite number")
    return exact(str(value))


_DAY = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2})(?:T([0-9]{2})(?::([0-9]{2}))?)?)?)?")
_WORDS = ("before", "after", "since", "from", "until", "by")


@dataclass(frozen=True)
class When:
    """A time as far as it is known: an interval of days whose ends may be open.

    Parameters
    ----------
    text : str
        What was written; kept, because a month is not a day.
    earliest, latest : datetime.date or None
        First and last possible day; None is an open end.

    Notes
    -----
    The forms are those of EDTF (Library of Congress, 2019) that a negotiation needs: ``2025``, ``2025-02``, ``2025-03-04``,
    ``2025-03-09/2025-03-16``, ``../2025-03-04``, ``2025-03-04/..``, ``unknown``; and in words ``before``, ``after``, ``since``,
    ``until`` and ``by`` a date. Nothing is ever narrowed to a day that nobody stated.

    Examples
    --------
    >>> When.parse("2025-02").earliest, When.parse("2025-02").latest
    (datetime.date(2025, 2, 1), datetime.date(2025, 2, 28))
    >>> When.parse("before 2025-01-20").earliest is None
    True
    """

    text: str
    earliest: dt.date | None
    latest: dt.date | None

    @classmethod
    def parse(cls, value: object) -> When:
        """Return the time that `value` writes; ValueError says what is wrong with it."""
        if isinstance(value, When):
            return value
        if isinstance(value, dt.date):
            value = value.isoformat()
        if not isinstance(value, str):
            raise ValueError("should be a date such as 2025-03-04, 2025-03, or unknown")
        text = " ".join(value.split())
        if text in ("unknown", "..", "../.."):
            return cls(text, None, None)
        word, _, rest = text.partition(" ")
        if word in _WORDS and rest:
            low, high = _days(rest)
            if word == "before":
                if low == dt.date.min:
                    raise ValueError(f"'{text}': there is no day before it")
                return cls(text, None, low - dt.timedelta(days=1))
            if word == "after":
                return cls(text, high + dt.timedelta(days=1), None)
            if word in ("since", "from"):
                return cls(text, low, None)
            return cls(text, None, high)
        if "/" in text:
            first, _, last = text.partition("/")
            if not first or not last:
                raise ValueError(f"'{text[:40]}' has only one end; write an open end as '..', for instance 2025-03-04/..")
            earliest = None if first == ".." else _days(first)[0]
            latest = None if last == ".." else _days(last)[1]
            if earliest and latest and earliest > latest:
                raise ValueError(f"'{text}' ends before it begins")
            return cls(text, earliest, latest)
        low, high = _days(text)
        return cls(text, low, high)

    @property
    def is_unknown(self) -> bool:
        """Whether neither end is known."""
        return self.earliest is None and self.latest is None

    @property
    def is_day(self) -> bool:
        """Whether it is one single day."""
        return self.earliest is not None and self.earliest == self.latest

    def begun_by(self, day: dt.date) -> bool:
        """Whether it may have begun on `day` or before (an open start counts as begun)."""
        return self.earliest is None or self.earliest <= day

    def over_by(self, day: dt.date) -> bool:
        """Whether it is surely over before `day`."""
        return self.latest is not None and self.latest < day

    def __str__(self) -> str:
        return self.text


def _days(text: str) -> tuple[dt.date, dt.date]:
    match = _DAY.fullmatch(text.strip())
    if not match:
        raise ValueError(
            f"'{text[:40]}' is no date; write 2025-03-04, 2025-03, 2025, 2025-03-09/2025-03-16, before 2025-01-20, or unknown"
        )
    year, month, day = (int(part) if part else None for part in match.groups()[:3])
    if not year or not 1 <= year <= 9998:
        raise ValueError(f"'{text}': the year should lie between 1 and 9998")
    if month is None:
        return dt.date(year, 1, 1), dt.date(year, 12, 31)
    if not 1 <= month <= 12:
        raise ValueError(f"'{text}': there is no month {month}")
    last = calendar.monthrange(year, month)[1]
    if day is None:
        return dt.date(year, month, 1), dt.date(year, month, last)
    if not 1 <= day <= last:
        raise ValueError(f"'{text}': {calendar.month_name[month]} {year} has {last} days")
    if match[4] and (int(match[4]) > 23 or int(match[5] or 0) > 59):
        raise ValueError(f"'{text}': there is no such time of day")
    return dt.date(year, month, day), dt.date(year, month, day)


# ICD 203 (Office of the Director of National Intelligence, 2015), section D.6.e.2.a: words, each with its band in per cent. The
# bands share their edges; a share on an edge takes the lower band.
ICD_203 = (
    ("almost no chance", 1, 5),
    ("very unlikely", 5, 20),
    ("unlikely", 20, 45),
    ("roughly even chance", 45, 55),
    ("likely", 55, 80),
    ("very likely", 80, 95),
    ("almost certain", 95, 99),
)


def icd_word(holds: int, of: int) -> tuple[str, int, int]:
    """Return the ICD 203 word for "in so many of so many", with its band; outside all bands the outermost word.

    Counts and not a fraction are compared, so a share on an edge never depends on rounding.

    Examples
    --------
    >>> icd_word(4, 5), icd_word(1, 1000)
    (('likely', 55, 80), ('almost no chance', 1, 5))
    """
    return next((entry for entry in ICD_203 if 100 * holds <= entry[2] * of), ICD_203[-1])


def with_band(word: str) -> str:
    """Return a word of ICD 203 with its band; any other text as it is.

    Examples
    --------
    >>> with_band("very likely"), with_band("in no draw")
    ('very likely (80-95 %)', 'in no draw')
    """
    return next((f"{name} ({low}-{high} %)" for name, low, high in ICD_203 if name == word), word)


@dataclass(frozen=True)
class Share:
    """How many draws say yes, out of how many; never a bare probability.

    Parameters
    ----------
    count, draws : int
        Draws that say yes, and all draws.
    ranged : bool
        Whether anything that was drawn is a range; if not, one draw is all there is, and the text says so.

    Examples
    --------
    >>> str(Share(310, 500))
    'likely (55-80 %): 62 % of 500 draws, 58-66 %'
    >>> str(Share(1, 1)), str(Share(1, 1, ranged=False))
    ('yes (1 draw)', 'yes (no range given)')
    >>> str(Share(0, 500))
    'in no draw (0 of 500 draws)'
    """

    count: int
    draws: int
    ranged: bool = True

    @property
    def word(self) -> str:
        """The ICD 203 word; ``in every draw`` and ``in no draw`` where there is no exception."""
        if self.draws == 0:
            return "unknown"
        if self.draws == 1:
            return "yes" if self.count else "no"
        if self.count == self.draws:
            return "in every draw"
        if self.count == 0:
            return "in no draw"
        return icd_word(self.count, self.draws)[0]

    @property
    def banded(self) -> str:
        """The word with its band, as ``very likely (80-95 %)``."""
        return with_band(self.word)

    def interval(self) -> tuple[int, int]:
        """Return the 95 % Wilson score interval in whole per cent (Wilson, 1927, eq. for the score limits)."""
        low, high = (math.floor(end + 0.5) for end in self._bounds())
        # With an exception on record the interval holds at least 1 % for it.
        return (min(99, low), max(1, high)) if 0 < self.count < self.draws else (low, high)

    def _bounds(self) -> tuple[float, float]:
        n, z = self.draws, 1.959964
        if n == 0:
            return 0.0, 100.0
        p = self.count / n
        middle = (p + z * z / (2 * n)) / (1 + z * z / n)
        half = z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
        return max(0.0, 100 * (middle - half)), min(100.0, 100 * (middle + half))

    @property
    def percent(self) -> int:
        """Whole per cent, never 0 or 100 where there is an exception."""
        if self.draws == 0:
            return 0
        value = math.floor(100 * self.count / self.draws + 0.5)
        if 0 < self.count < self.draws:
            return min(99, max(1, value))
        return value

    def plain(self) -> dict[str, object]:
        """Return the share as plain data for programs: count, draws, word, band, and the interval if anything is a range."""
        band = next(([low, high] for name, low, high in ICD_203 if name == self.word), None)
        found = {"count": self.count, "draws": self.draws, "word": self.word, "band_percent": band}
        return {**found, "interval_percent": list(self.interval())} if self.ranged else found

    def __str__(self) -> str:
        if self.draws == 0:
            return "unknown (no preferences)"
        if self.draws == 1:
            return f"{self.word} ({'1 draw' if self.ranged else 'no range given'})"
        if self.count in (0, self.draws):
            return f"{self.word} ({self.count} of {self.draws} draws)"
        return f"{self.banded}: {self._figures()}"

    def _figures(self) -> str:
        """Return the share and its interval in at most two digits; near an end the count, and the bound that can be told."""
        low, high = self._bounds()
        if low < 0.5:
            return f"{self.count} of {self.draws} draws, {max(1, math.ceil(high))} % or less"
        if high > 99.5:
            return f"{self.count} of {self.draws} draws, {min(99, math.floor(low))} % or more"
        return f"{self.percent} % of {self.draws} draws, {math.floor(low + 0.5)}-{math.floor(high + 0.5)} %"
