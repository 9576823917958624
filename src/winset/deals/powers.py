"""Products of fractions to whole powers, compared exactly however large the powers are.

Shares written with many decimals make powers of millions, and such products cannot be written out. Two of them are told apart by
their logarithms within bounds, with more and more digits; they are equal exactly where their powers over common coprime factors
are (factor refinement; Bernstein 2005, Factoring into coprimes in essentially linear time, Journal of Algorithms 54).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import MAX_EMAX, MIN_EMIN, ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction

#: Whole powers that sum to more than this are not multiplied out.
HEAVY = 256
_DIGITS = 30


@dataclass(frozen=True, eq=False)
class Powers:
    """The product of positive fractions to whole powers.

    Parameters
    ----------
    factors : tuple of (Fraction, int)
        Bases, all above 0, and their powers, each power once.

    Examples
    --------
    >>> one, other = powers([(Fraction(2), 3_000_000), (Fraction(3), 1)]), powers([(Fraction(8), 1_000_000), (Fraction(3), 1)])
    >>> one == other, one > powers([(Fraction(8), 1_000_000), (Fraction(2), 1)])
    (True, True)
    """

    factors: tuple[tuple[Fraction, int], ...]

    def __str__(self) -> str:
        return " * ".join(f"({base})^{power}" for base, power in self.factors)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Powers) and compare(self, other) == 0

    def __lt__(self, other: Powers) -> bool:
        return compare(self, other) < 0

    def __gt__(self, other: Powers) -> bool:
        return compare(self, other) > 0

    def __mul__(self, other: Powers) -> Powers:
        return powers([*self.factors, *other.factors])

    __hash__ = None  # type: ignore[assignment]


Score = Fraction | Powers


def heavy(weights: Iterable[int]) -> bool:
    """Return whether products with these powers are kept as `Powers`."""
    return sum(weights) > HEAVY


def powers(factors: Iterable[tuple[Fraction, int]]) -> Powers:
    """Return the product of fractions to whole powers, with one base for each power and every power above 0."""
    merged: dict[int, Fraction] = {}
    for base, power in factors:
        if power:
            merged[abs(power)] = merged.get(abs(power), Fraction(1)) * (base if power > 0 else 1 / base)
    return Powers(tuple((base, power) for power, base in sorted(merged.items()) if base != 1))


def product(bases: Sequence[Fraction | int], weights: Sequence[int], units: Sequence[int] | None = None) -> Score:
    """Return the product of (base / unit) to the power of its weight, written out where the powers are small."""
    each = [b * Fraction(1, u) for b, u in zip(bases, units or [1] * len(bases), strict=True)]
    if heavy(weights):
        return powers(zip(each, weights, strict=True))
    return math.prod((b**w for b, w in zip(each, weights, strict=True)), start=Fraction(1))


def times(score: Score, unit: Score) -> Score:
    """Return a score in other units; both are fractions or both are `Powers`."""
    if isinstance(score, Powers) or isinstance(unit, Powers):
        return _as_powers(score) * _as_powers(unit)
    return score * unit


def above(one: Score, other: Score) -> bool:
    """Return whether a score is higher than another."""
    if isinstance(one, Powers) or isinstance(other, Powers):
        return compare(_as_powers(one), _as_powers(other)) > 0
    return one > other


def highest(scores: Iterable[Score]) -> Score | None:
    """Return the highest of some scores, None where there is none."""
    best: Score | None = None
    for score in scores:
        if best is None or above(score, best):
            best = score
    return best


def compare(one: Powers, other: Powers) -> int:
    """Return -1, 0 or 1: whether a product of powers is smaller than another, equal or larger."""
    ratio = powers([*one.factors, *((base, -power) for base, power in other.factors)]).factors
    digits = _DIGITS
    while True:
        low, high = _logarithm(ratio, digits)
        if low > 0 or high < 0:
            return 1 if low > 0 else -1
        if digits == _DIGITS and _is_one(ratio):
            return 0
        digits *= 2


def least_root(one: Powers, power: int, strict: bool) -> int:
    """Return the least whole number whose `power`-th power is at least a product of powers (above it, if strict)."""
    rough = _logarithm(one.factors, _DIGITS)[1] / power
    digits = _DIGITS + 10 + max(0, int(rough))
    context = _context(digits)
    low = _logarithm(one.factors, digits)[0] / power
    start = context.exp(context.divide(Decimal(low.numerator), Decimal(low.denominator)))
    # The error is far below 1, so that at most a few numbers are tried; the comparison is exact.
    number = max(1, int(start) - 1)
    while compare(powers([(Fraction(number), power)]), one) < strict:
        number += 1
    return number


def _as_powers(score: Score) -> Powers:
    return score if isinstance(score, Powers) else powers([(score, 1)])


def _context(digits: int) -> Context:
    return Context(prec=digits, rounding=ROUND_HALF_EVEN, Emin=MIN_EMIN, Emax=MAX_EMAX)


def _logarithm(factors: Iterable[tuple[Fraction, int]], digits: int) -> tuple[Fraction, Fraction]:
    """Return numbers between which the logarithm of a product lies; `decimal` rounds each logarithm correctly."""
    context = _context(digits)
    total = error = Fraction(0)
    for base, power in factors:
        for number, sign in ((base.numerator, power), (base.denominator, -power)):
            part = Fraction(context.ln(Decimal(number))) * sign
            total, error = total + part, error + abs(part)
    error /= 10 ** (digits - 1)
    return total - error, total + error


def _is_one(factors: Iterable[tuple[Fraction, int]]) -> bool:
    """Return whether a product of powers is exactly 1: every coprime factor must cancel."""
    whole = [(number, sign * power) for base, power in factors for number, sign in ((base.numerator, 1), (base.denominator, -1))]
    for prime in _coprime([number for number, _ in whole]):
        total = 0
        for number, power in whole:
            while number % prime == 0:
                number //= prime
                total += power
        if total:
            return False
    return True


def _coprime(numbers: Iterable[int]) -> list[int]:
    """Return numbers above 1 without common factors, of which all the given ones are products."""
    found: list[int] = []
    waiting = [n for n in numbers if n > 1]
    while waiting:
        number = waiting.pop()
        for place, known in enumerate(found):
            shared = math.gcd(number, known)
            if shared > 1:
                found.pop(place)
                waiting += [x for x in (number // shared, known // shared, shared) if x > 1]
                break
        else:
            found.append(number)
    return found
