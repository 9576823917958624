"""What an exchanged file says: issues, and each party's weights and curves as exact fractions."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from winset.errors import CaseError, Slip, quoted

#: Files larger than this are refused unread.
MOST_BYTES = 20_000_000
MOST_VALUES = 100_000


@dataclass(frozen=True)
class Issue:
    """An issue and its values as texts, in the file's order.

    `kind` is 'discrete', 'integer' or 'number'; for the last two the texts are numbers.
    """

    name: str
    values: tuple[str, ...]
    kind: str


@dataclass(frozen=True)
class Profile:
    """One party's preferences: utility = bias + sum over issues of weight * curve[value].

    Parameters
    ----------
    name : str
    weights : tuple of Fraction, one per issue
    curves : tuple of tuples of Fraction
        Per issue, the worth of each value (usually 0 to 1).
    bias : Fraction
    reservation : Fraction or None
        Utility of no deal; None where the file says nothing.
    discount : Fraction or None
        Factor d: at time t in [0, 1] a utility u is worth u * d**t. The reservation is kept as it is written.
    """

    name: str
    weights: tuple[Fraction, ...]
    curves: tuple[tuple[Fraction, ...], ...]
    bias: Fraction
    reservation: Fraction | None
    discount: Fraction | None


@dataclass(frozen=True)
class Scenario:
    """A negotiation as an exchanged file describes it, and what the file held that is not here."""

    name: str
    issues: tuple[Issue, ...]
    parties: tuple[Profile, ...]
    lost: tuple[str, ...]


@dataclass(frozen=True)
class Written:
    """Texts by file name, and what the format could not hold."""

    files: tuple[tuple[str, str], ...]
    lost: tuple[str, ...]


def worths(scenario: Scenario) -> tuple[tuple[tuple[Fraction, ...], ...], ...]:
    """Return each value's worth for each party, issue by issue: tables (P, V_i) for a deal space.

    A party's bias is added to the first issue, so that the sums are utilities.

    Examples
    --------
    >>> one = Profile("a", (Fraction(1, 2),), ((Fraction(0), Fraction(1)),), Fraction(1, 4), None, None)
    >>> worths(Scenario("s", (Issue("x", ("no", "yes"), "discrete"),), (one,), ()))
    (((Fraction(1, 4), Fraction(3, 4)),),)
    """
    return tuple(
        tuple(tuple(p.weights[i] * x + (p.bias if i == 0 else 0) for x in p.curves[i]) for p in scenario.parties)
        for i in range(len(scenario.issues))
    )


def discounted(utility: Fraction, discount: Fraction, time: Fraction) -> float:
    """Return utility * discount ** time, time from 0 (start) to 1 (deadline), as GENIUS documents it.

    Examples
    --------
    >>> from fractions import Fraction as F
    >>> discounted(F(4, 5), F(1, 4), F(1, 2))
    0.4
    """
    return float(utility) * math.pow(discount, time)


def read_text(path: Path) -> str:
    """Return the file's text, or a CaseError if it is missing, too large or not UTF-8."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise wrong(path.name, 0, "", f"the file is larger than {MOST_BYTES:,} bytes")
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise wrong(path.name, 0, "", f"the file cannot be read: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise wrong(path.name, 0, "", "the file is not UTF-8 text") from error


def wrong(file: str, line: int, path: str, message: str) -> CaseError:
    """Return a CaseError with one slip."""
    return CaseError([Slip(file, line, path, message)])


def number(text: object, file: str, line: int, path: str) -> Fraction:
    """Return the number a file wrote, exactly, or a CaseError that names the place."""
    written = str(text).strip()
    try:
        if len(written) > 400:
            raise ValueError
        mantissa, _, power = written.lower().partition("e")
        if power and abs(int(power)) > 400:
            raise ValueError
        return Fraction(mantissa) * Fraction(10) ** int(power or 0)
    except (ValueError, ZeroDivisionError) as error:
        raise wrong(file, line, path, f"{quoted(written)} is not a number") from error


def decimal(value: Fraction, what: str, lost: list[str]) -> str:
    """Return the number as a decimal, exact if it has one; otherwise 17 digits, noted in `lost`."""
    denominator = value.denominator
    twos = fives = 0
    while denominator % 2 == 0:
        denominator //= 2
        twos += 1
    while denominator % 5 == 0:
        denominator //= 5
        fives += 1
    places = max(twos, fives)
    if denominator != 1:
        places = 17
        lost.append(f"{what}: {value} has no finite decimal; written to {places} places")
    whole = round(abs(value) * 10**places)
    digits = str(whole).rjust(places + 1, "0")
    text = digits if not places else f"{digits[:-places]}.{digits[-places:]}"
    return ("-" if value < 0 and whole else "") + text


def checked(scenario: Scenario, file: str) -> Scenario:
    """Return the scenario if its parts fit together, or a CaseError with every slip."""
    slips = []
    if not scenario.issues:
        slips.append(Slip(file, 0, "", "the file names no issue"))
    slips.extend(_doubles(file, "issue", [i.name for i in scenario.issues]))
    slips.extend(_doubles(file, "party", [p.name for p in scenario.parties]))
    for issue in scenario.issues:
        if not issue.values:
            slips.append(Slip(file, 0, issue.name, "the issue has no value"))
        slips.extend(_doubles(file, f"value of {issue.name}", issue.values))
    if slips:
        raise CaseError(slips)
    return scenario


def _doubles(file: str, what: str, names: Sequence[str]) -> Iterable[Slip]:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            yield Slip(file, 0, name, f"there are two of this {what}")
        seen.add(name)


def steps(low: Fraction, high: Fraction, step: Fraction, file: str, line: int, path: str) -> tuple[Fraction, ...]:
    """Return low, low + step ... up to high, or a CaseError if that is empty or too long."""
    if step <= 0 or high < low:
        raise wrong(file, line, path, "the range needs a positive step and an upper end not below the lower one")
    count = int((high - low) / step) + 1
    if count > MOST_VALUES:
        raise wrong(file, line, path, f"the range has {count:,} values; at most {MOST_VALUES:,} are read")
    return tuple(low + k * step for k in range(count))


def plain(value: Fraction) -> str:
    """Return a number as short text: an integer, an exact decimal, or a fraction."""
    lost: list[str] = []
    text = decimal(value, "", lost)
    return str(value) if lost else text
