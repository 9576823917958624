"""The best expected worths of lotteries between deals, as linear programs solved exactly in fractions.

A lottery's expected worths are a point of the convex hull of the deals' worths. The deals are not listed: the simplex method asks
the space for the deal that betters the mix most (column generation; Dantzig & Wolfe 1960, Decomposition principle for linear
programs, Operations Research 8), and lexicographic pivots keep it from cycling (Dantzig, Orden & Wolfe 1955).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from winset.deals.factors import AnyIntegers

_Vector = list[Fraction]
_ONE, _ZERO = Fraction(1), Fraction(0)


@dataclass(frozen=True)
class Mix:
    """A lottery: options of each piece with their shares, the expected gains, and the value reached.

    Parameters
    ----------
    deals : tuple of (options, Fraction)
        One option per piece, and the share of that deal; at most one deal more than there are parties.
    gains : tuple of Fraction
        Expected gains.
    value : Fraction
        The largest sum or smallest gain, exactly.
    """

    deals: tuple[tuple[tuple[int, ...], Fraction], ...]
    gains: tuple[Fraction, ...]
    value: Fraction


def largest_sum(tables: Sequence[AnyIntegers], base: Sequence[Fraction | int], weights: Sequence[Fraction | int]) -> Mix | None:
    """Return the lottery with the largest weighted sum of expected gains, none negative; None if there is none.

    Parameters
    ----------
    tables : sequence of integer arrays, each (V, P)
        Options of each piece; a deal takes one of each and its worths are their sums.
    base : sequence, length P
        What a gain is measured from.
    weights : sequence, length P
        Weights, none negative.

    Examples
    --------
    >>> import numpy as np
    >>> mix = largest_sum([np.array([[0, 10], [5, 5], [10, 0]])], [1, 2], [1, 0])
    >>> [str(gain) for gain in mix.gains]
    ['7', '0']
    """
    return _solve(tables, base, [Fraction(w) for w in weights], None)


def largest_least(tables: Sequence[AnyIntegers], base: Sequence[Fraction | int], units: Sequence[Fraction | int]) -> Mix | None:
    """Return the lottery with the largest smallest expected gain, each in its own unit; none may be negative.

    A party whose unit is 0 only has to lose nothing. Of the best, one with the largest sum of gains per unit is returned.

    Examples
    --------
    >>> import numpy as np
    >>> mix = largest_least([np.array([[0, 10], [5, 5], [10, 0]])], [1, 2], [7, 8])
    >>> mix.value, [str(gain) for gain in mix.gains]
    (Fraction(7, 15), ['49/15', '56/15'])
    """
    parts = [Fraction(u) for u in units]
    if not any(parts):
        return _solve(tables, base, [_ZERO] * len(parts), None)
    found = _solve(tables, base, [_ZERO] * len(parts), parts)
    if found is None:
        return None
    raised = [b + found.value * u for b, u in zip(base, parts, strict=True)]
    best = _solve(tables, raised, [1 / u if u else _ZERO for u in parts], None)
    if best is None:
        return found
    gains = tuple(g + found.value * u for g, u in zip(best.gains, parts, strict=True))
    return Mix(best.deals, gains, found.value)


@dataclass(frozen=True)
class _Column:
    """A variable: a deal (its options), the smallest gain ('least'), a party's gain above the limit, or what it lacks."""

    kind: str
    options: tuple[int, ...]
    entries: tuple[Fraction, ...]
    worth: Fraction


def _solve(
    tables: Sequence[AnyIntegers], base: Sequence[Fraction | int], weights: list[Fraction], units: list[Fraction] | None
) -> Mix | None:
    """Maximise the weighted sum of gains, or the smallest gain in units where these are given."""
    count = len(base)

    def deal(options: tuple[int, ...]) -> _Column:
        total = [sum(int(t[o, p]) for t, o in zip(tables, options, strict=True)) for p in range(count)]
        gains = [t - Fraction(b) for t, b in zip(total, base, strict=True)]
        return _Column("deal", options, (*gains, _ONE), sum((w * g for w, g in zip(weights, gains, strict=True)), _ZERO))

    def single(kind: str, p: int, sign: int) -> _Column:
        return _Column(kind, (), tuple(Fraction(sign * (p == q)) for q in range(count + 1)), _ZERO)

    first = deal(_best_options(tables, [_ONE] * count))
    basis = [single("above", p, -1) if g >= 0 else single("lacks", p, 1) for p, g in enumerate(first.entries[:count])] + [first]
    free = [single("above", p, -1) for p in range(count)]
    if units is not None:
        free.append(_Column("least", (), (*(-u for u in units), _ZERO), _ONE))
    # The inverse of the first basis is known: its last column is the deal's, the others are plus or minus one unit.
    inverse = [[_ZERO] * (count + 1) for _ in range(count + 1)]
    for p in range(count):
        sign = basis[p].entries[p]
        inverse[p][p], inverse[p][count] = sign, -sign * first.entries[p]
    inverse[count][count] = _ONE
    order = [[Fraction(p == q) for q in range(count + 1)] for p in range(count + 1)]
    for phase in (1, 2):
        while True:
            cost = [-Fraction(c.kind == "lacks") if phase == 1 else c.worth for c in basis]
            price = [sum((c * row[q] for c, row in zip(cost, inverse, strict=True)), _ZERO) for q in range(count + 1)]
            offers = [c for c in free if not any(c.kind == b.kind and c.entries == b.entries for b in basis)]
            scale = [(w if phase == 2 else _ZERO) - price[p] for p, w in enumerate(weights)]
            offers.append(deal(_best_options(tables, scale)))
            rated = [
                ((c.worth if phase == 2 else _ZERO) - sum((y * x for y, x in zip(price, c.entries, strict=True)), _ZERO), c)
                for c in offers
            ]
            gain, entering = max(rated, key=lambda pair: pair[0])
            if gain <= 0:
                break
            step = [sum((a * x for a, x in zip(row, entering.entries, strict=True)), _ZERO) for row in inverse]
            # The right-hand side is 1 in the last row alone, so the last column of the inverse holds the basic values.
            leaving = min(
                (k for k, s in enumerate(step) if s > 0),
                key=lambda k: [x / step[k] for x in (inverse[k][count], *order[k])],
            )
            basis[leaving] = entering
            _pivot(inverse, step, leaving)
            _pivot(order, step, leaving)
        lacking = [k for k, c in enumerate(basis) if c.kind == "lacks"]
        if any(inverse[k][count] for k in lacking):
            return None
        for k in lacking:
            p = next(q for q in range(count) if inverse[k][q])
            basis[k] = single("above", p, -1)
            _pivot(inverse, [-row[p] for row in inverse], k)
        order = [[Fraction(p == q) for q in range(count + 1)] for p in range(count + 1)]
    shares = [(c, row[count]) for c, row in zip(basis, inverse, strict=True)]
    mixed = tuple((c.options, share) for c, share in shares if c.kind == "deal" and share)
    gains = tuple(sum((share * c.entries[p] for c, share in shares if c.kind == "deal"), _ZERO) for p in range(count))
    return Mix(mixed, gains, sum((c.worth * share for c, share in shares), _ZERO))


def _best_options(tables: Sequence[AnyIntegers], scale: Sequence[Fraction]) -> tuple[int, ...]:
    """Return the option of each piece with the largest weighted worth, in whole numbers."""
    common = math.lcm(*(s.denominator for s in scale))
    whole: Any = np.array([int(s * common) for s in scale], dtype=object)
    return tuple(int((np.asarray(t, dtype=object) @ whole).argmax()) for t in tables)


def _pivot(rows: list[_Vector], step: _Vector, leaving: int) -> None:
    rows[leaving] = [x / step[leaving] for x in rows[leaving]]
    for k, s in enumerate(step):
        if k != leaving and s:
            rows[k] = [x - s * y for x, y in zip(rows[k], rows[leaving], strict=True)]
