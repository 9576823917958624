"""Solution concepts over lotteries between deals (the convex hull), with exact lower and upper bounds.

A lottery may be mixed issue by issue: with additive worths every expected utility of a lottery over deals is
reached that way. The mix returned is rational and its expected utilities are exact; its optimality is
certified between two exact bounds (weighted means from multipliers), not asserted.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from winset.deals import elimination
from winset.deals.assignments import assignments
from winset.deals.bounds import Floats, relax
from winset.deals.exact import cuts_for
from winset.deals.factors import FactoredSpace
from winset.deals.optimum import ideal_point
from winset.deals.sweep import MEMORY, no_cuts
from winset.errors import BadRequest

CONCEPTS = ("nash_lottery", "egalitarian_lottery", "kalai_smorodinsky_lottery")


@dataclass(frozen=True)
class Lottery:
    """A lottery over deals and how good it is.

    Parameters
    ----------
    concept : str
    utilities : tuple of Fraction, length P
        Expected utilities, exact for this mix.
    least, most : Fraction
        The best lottery's score lies between them; `least` is this mix's own. Utilities, or products of them.
    mix : tuple of tuples of (deal part, share)
        Per independent group of issues: {issue: value} items with their probability.
    note : str
    """

    concept: str
    utilities: tuple[Fraction, ...]
    least: Fraction
    most: Fraction
    mix: tuple[tuple[tuple[tuple[tuple[int, int], ...], Fraction], ...], ...]
    note: str


def lottery(space: FactoredSpace, concept: str, *, memory: int = MEMORY) -> Lottery:
    """Return the best lottery under a concept, with certified bounds on its score.

    Parameters
    ----------
    space : FactoredSpace
    concept : {'nash_lottery', 'egalitarian_lottery', 'kalai_smorodinsky_lottery'}
        As in `optimum`, on expected utilities. The ideal of Kalai-Smorodinsky is taken over rational deals,
        not lotteries.

    Examples
    --------
    >>> from winset.deals.factors import factored_space
    >>> found = lottery(factored_space([[[0, 1], [1, 0]]]), "egalitarian_lottery")
    >>> float(round(found.least, 6)), float(round(found.most, 6))
    (0.5, 0.5)
    """
    if concept not in CONCEPTS:
        raise BadRequest(f"the concepts over lotteries are {', '.join(CONCEPTS)}")
    parts = elimination.pieces(space, no_cuts(space.parties), memory=memory)
    tables = [part.vectors for part in parts]
    if any(len(t) == 0 for t in tables):
        raise BadRequest("no deal keeps the rules")
    base = space.reservation
    divisors: Sequence[int] = space.scale
    if concept == "kalai_smorodinsky_lottery":
        ideal = ideal_point(space, cuts_flags(space), memory)
        if ideal is None or any(i <= b for i, b in zip(ideal, base, strict=True)):
            raise BadRequest("Kalai-Smorodinsky needs a rational deal that gives each party a gain")
        divisors = [i - b for i, b in zip(ideal, base, strict=True)]
    span = np.array([float(max(1, sum(int(t[:, p].max()) for t in tables) - base[p])) for p in range(space.parties)])
    scaled = [np.asarray(t, dtype=np.float64) / span for t in tables]
    start = np.array([float(b) for b in base]) / span
    ones, zeros = np.ones(space.parties), np.zeros(space.parties)
    if concept == "nash_lottery":
        found = relax(scaled, start, ones, zeros, None, steps=15)
    else:
        found = relax(scaled, start, ones, zeros, np.array([float(d) for d in divisors]) / span, steps=15)
    rows = [max(Fraction(0), Fraction(float(m)) / Fraction(float(s))) for m, s in zip(found.multipliers, span, strict=True)]
    shares = [_shares(t, found.multipliers, found.heat) for t in scaled]
    expected = [
        sum((s * int(t[o, p]) for t, mix in zip(tables, shares, strict=True) for o, s in mix), Fraction(0))
        for p in range(space.parties)
    ]
    gains = [e - b for e, b in zip(expected, base, strict=True)]
    bound = sum(
        (max(sum((r * int(x) for r, x in zip(rows, v, strict=True)), Fraction(0)) for v in t) for t in tables),
        Fraction(0),
    ) - sum((r * b for r, b in zip(rows, base, strict=True)), Fraction(0))
    if concept == "nash_lottery":
        unit = Fraction(1, math.prod(space.scale))
        if min(gains) <= 0 or bound <= 0 or min(rows) <= 0:
            raise BadRequest("no lottery found that gives every party more than no deal does")
        least = math.prod(gains, start=Fraction(1)) * unit
        most = (bound / space.parties) ** space.parties / math.prod(rows, start=Fraction(1)) * unit
    else:
        least = min(g / d for g, d in zip(gains, divisors, strict=True))
        most = bound / sum((r * d for r, d in zip(rows, divisors, strict=True)), Fraction(0))
    mix = tuple(
        tuple((tuple(sorted(next(assignments(part, o, space.sizes)).items())), s) for o, s in chosen)
        for part, chosen in zip(parts, shares, strict=True)
    )
    return Lottery(
        concept,
        tuple(e / s for e, s in zip(expected, space.scale, strict=True)),
        least,
        most,
        mix,
        "the best score over all lotteries lies between the two bounds, which are exact",
    )


def cuts_flags(space: FactoredSpace) -> tuple[bool, ...]:
    """Return which parties' rationality is asked for by default: the signatories'."""
    rows = cuts_for(space, True).rows
    return tuple(bool((rows[:, p] == 1).any()) for p in range(space.parties))


def _shares(table: Floats, m: Floats, heat: float) -> list[tuple[int, Fraction]]:
    value = (table @ m) / heat
    weight = np.exp(value - value.max())
    weight[weight < 1e-9] = 0.0
    whole = [int(w * 2**40) for w in weight / weight.sum()]
    total = sum(whole)
    return [(o, Fraction(w, total)) for o, w in enumerate(whole) if w]
