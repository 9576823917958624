"""Solution concepts over lotteries between deals: the convex hull of the deals' worths instead of the deals.

What is linear (sums and smallest gains) is solved exactly in fractions (`hull`). The largest product of gains is reached at
irrational shares as a rule: there the mix returned is rational, its expected worths are exact, and how good it is is certified
between two exact bounds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from winset.deals import elimination
from winset.deals.assignments import assignments
from winset.deals.bounds import Floats, relax
from winset.deals.factors import AnyIntegers, FactoredSpace
from winset.deals.hull import Mix, largest_least, largest_sum
from winset.deals.optimum import whole_shares
from winset.deals.powers import Score, above, product
from winset.deals.sweep import MEMORY, no_cuts
from winset.errors import BadRequest, UnknownName

#: Each concept: what is largest among the lotteries that are worth at least no deal to everybody in expectation, and the source.
DEFINITIONS = {
    "nash_lottery": (
        "product of the expected gains over no deal; none where no lottery gives a gain to each",
        "Nash (1950), The Bargaining Problem, Econometrica 18",
    ),
    "weighted_nash_lottery": (
        "product of the expected gains, each to the power of the party's share; none where no lottery gives a gain to each",
        "Kalai (1977), Nonsymmetric Nash solutions, International Journal of Game Theory 6",
    ),
    "kalai_smorodinsky_lottery": (
        "smallest share of one's own best expected gain, the best taken over the lotteries that nobody would refuse",
        "Kalai & Smorodinsky (1975), Econometrica 43",
    ),
    "kalai_rosenthal_lottery": (
        "smallest share of one's own best expected gain, the best taken over all lotteries",
        "Kalai & Rosenthal (1978), International Journal of Game Theory 7",
    ),
    "egalitarian_lottery": (
        "smallest expected gain, on the 0-to-1 scale of each party",
        "Kalai (1977), Econometrica 45, with equal proportions",
    ),
    "proportional_lottery": (
        "smallest expected gain where the gains are to stand to each other as the shares given",
        "Kalai (1977), Econometrica 45",
    ),
    "utilitarian_lottery": (
        "sum of expected gains on the parties' 0-to-1 scales",
        "Harsanyi (1955), Journal of Political Economy 63, with equal weights",
    ),
}
CONCEPTS = tuple(DEFINITIONS)
_TRIES = tuple(Fraction(1, 10**k) for k in (9, 6, 3, 1, 0))


@dataclass(frozen=True)
class Lottery:
    """A lottery over deals and how good it is.

    Parameters
    ----------
    concept : str
    utilities : tuple of Fraction, length P
        Expected utilities, exact for this mix; empty where nothing is chosen.
    least, most : Fraction, Powers or None
        The best lottery's score lies between them; `least` is this mix's own. Equal but for products. None where nothing is
        chosen.
    mix : tuple of tuples of (deal part, share)
        Groups that are drawn by themselves, each a list of {issue: value} items with their probability; one group of whole
        deals where the answer is exact.
    note : str
        How good it is, or why nothing is chosen.
    """

    concept: str
    utilities: tuple[Fraction, ...]
    least: Score | None
    most: Score | None
    mix: tuple[tuple[tuple[tuple[tuple[int, int], ...], Fraction], ...], ...]
    note: str


def lottery(
    space: FactoredSpace, concept: str, *, weights: Sequence[Fraction | int] | None = None, memory: int = MEMORY
) -> Lottery:
    """Return the best lottery under a concept that is worth at least no deal to everybody in expectation.

    Parameters
    ----------
    space : FactoredSpace
    concept : str
        One of `CONCEPTS`; `DEFINITIONS` says what each chooses.
    weights : sequence of Fraction or int, optional
        For 'proportional_lottery' and 'weighted_nash_lottery': one number above 0 per party.
    memory : int
        Limit in bytes for linked issues.

    Raises
    ------
    UnknownName
        For another concept.
    BadRequest
        If weights are missing or not positive, or the rules leave no deal.
    TooLarge
        If linked issues need more memory.

    Examples
    --------
    >>> from winset.deals.factors import factored_space
    >>> found = lottery(factored_space([[[0, 1, 2], [2, 1, 0]]], [1, 0], [2, 2]), "kalai_smorodinsky_lottery")
    >>> [str(u) for u in found.utilities], found.least
    (['3/4', '1/4'], Fraction(1, 2))
    """
    if concept not in CONCEPTS:
        raise UnknownName("solution concept", concept, CONCEPTS)
    shares = [Fraction(w) for w in weights or ()]
    if concept in ("proportional_lottery", "weighted_nash_lottery") and (
        len(shares) != space.parties or any(share <= 0 for share in shares)
    ):
        raise BadRequest(f"{concept} needs a share above 0 for every party, for instance --shares us=2,hamas=1")
    parts = elimination.pieces(space, no_cuts(space.parties), memory=memory)
    tables = [part.vectors for part in parts]
    if any(len(t) == 0 for t in tables):
        raise BadRequest("no deal keeps the rules")
    base, scale = space.reservation, space.scale
    if concept in ("nash_lottery", "weighted_nash_lottery"):
        return _largest_product(space, concept, parts, whole_shares(shares) if shares else (1,) * space.parties)
    if concept == "utilitarian_lottery":
        found = largest_sum(tables, base, [Fraction(1, s) for s in scale])
    elif concept in ("egalitarian_lottery", "proportional_lottery"):
        found = largest_least(tables, base, [s * (shares[p] if shares else 1) for p, s in enumerate(scale)])
    else:
        ideal = ideal_gains(tables, base, refused=concept == "kalai_rosenthal_lottery")
        found = None if ideal is None else largest_least(tables, base, ideal)
    if found is None:
        return Lottery(concept, (), None, None, (), "no lottery is worth at least no deal to everybody in expectation")
    mix = tuple((_deal(parts, options, space), share) for options, share in found.deals)
    utilities = _utilities(space, found)
    return Lottery(concept, utilities, found.value, found.value, (mix,), "exact; of lotteries that tie one is shown")


def ideal_gains(tables: Sequence[AnyIntegers], base: Sequence[int], *, refused: bool) -> list[Fraction] | None:
    """Return each party's best expected gain over the lotteries that nobody would refuse (over all of them, if `refused`).

    None where everybody would refuse something in each. A party that can gain nothing has 0.
    """
    if refused:
        best = [sum(int(np.asarray(t)[:, p].max()) for t in tables) - b for p, b in enumerate(base)]
        return [Fraction(max(0, g)) for g in best]
    found = [largest_sum(tables, base, [int(p == q) for q in range(len(base))]) for p in range(len(base))]
    return None if any(one is None for one in found) else [one.gains[p] for p, one in enumerate(found) if one is not None]


def _largest_product(space: FactoredSpace, concept: str, parts: list[elimination.Piece], powers: tuple[int, ...]) -> Lottery:
    tables, base = [part.vectors for part in parts], space.reservation
    start = largest_least(tables, base, space.scale)
    if start is None or start.value <= 0:
        return Lottery(concept, (), None, None, (), "no lottery gives every party more than no deal does")
    span = np.array([float(max(1, sum(int(t[:, p].max()) for t in tables) - base[p])) for p in range(space.parties)])
    scaled = [np.asarray(t, dtype=np.float64) / span for t in tables]
    ones = np.array([float(w) for w in powers]) / max(powers)
    found = relax(scaled, np.array([float(b) for b in base]) / span, ones, np.zeros(space.parties), None, steps=15)
    shares = [_shares(t, found.multipliers, found.heat) for t in scaled]
    gains = _gains(tables, shares, base)
    if min(gains) <= 0:
        # The steering floats missed a thin set of gains: mixed with a lottery that gives a gain to each, the mix is in it.
        even = [_marginal(k, start) for k in range(len(parts))]
        for part in _TRIES:
            shares = [_mixed(one, other, part) for one, other in zip(shares, even, strict=True)]
            gains = _gains(tables, shares, base)
            if min(gains) > 0:
                break
    steep = [[Fraction(w) / g for w, g in zip(powers, gains, strict=True)]]
    rows = [Fraction(float(m)) / Fraction(float(s)) for m, s in zip(found.multipliers, span, strict=True)]
    if min(rows) > 0:
        steep.append(rows)
    least = product(gains, powers, space.scale)
    bounds = [_bound(tables, base, row, powers, space.scale) for row in steep]
    most = bounds[0] if len(bounds) == 1 or not above(bounds[0], bounds[1]) else bounds[1]
    mix = tuple(
        tuple((tuple(sorted(next(assignments(part, o, space.sizes)).items())), s) for o, s in chosen)
        for part, chosen in zip(parts, shares, strict=True)
    )
    utilities = tuple(Fraction(g + b) / s for g, b, s in zip(gains, base, space.scale, strict=True))
    return Lottery(
        concept, utilities, least, most, mix, "the best score of all lotteries lies between the two bounds, which are exact"
    )


def _bound(
    tables: Sequence[AnyIntegers], base: Sequence[int], row: Sequence[Fraction], powers: Sequence[int], scale: Sequence[int]
) -> Score:
    """Return what no product of gains exceeds: by the weighted means, from the largest weighted sum of gains."""
    top = sum((max(sum((r * int(x) for r, x in zip(row, v, strict=True)), Fraction(0)) for v in t) for t in tables), Fraction(0))
    top -= sum((r * b for r, b in zip(row, base, strict=True)), Fraction(0))
    each = [top * w / sum(powers) / r for r, w in zip(row, powers, strict=True)]
    return product(each, powers, scale)


def _gains(tables: Sequence[AnyIntegers], shares: Any, base: Sequence[int]) -> list[Fraction]:
    return [
        sum((s * int(t[o, p]) for t, mix in zip(tables, shares, strict=True) for o, s in mix), Fraction(-b))
        for p, b in enumerate(base)
    ]


def _marginal(piece: int, mix: Mix) -> list[tuple[int, Fraction]]:
    found: dict[int, Fraction] = {}
    for options, share in mix.deals:
        found[options[piece]] = found.get(options[piece], Fraction(0)) + share
    return list(found.items())


def _mixed(one: list[tuple[int, Fraction]], other: list[tuple[int, Fraction]], part: Fraction) -> list[tuple[int, Fraction]]:
    found: dict[int, Fraction] = {}
    for o, share in [*((o, s * (1 - part)) for o, s in one), *((o, s * part) for o, s in other)]:
        found[o] = found.get(o, Fraction(0)) + share
    return [(o, share) for o, share in found.items() if share]


def _deal(parts: list[elimination.Piece], options: tuple[int, ...], space: FactoredSpace) -> tuple[tuple[int, int], ...]:
    ways = [next(assignments(part, o, space.sizes)) for part, o in zip(parts, options, strict=True)]
    return tuple(sorted((i, v) for way in ways for i, v in way.items()))


def _utilities(space: FactoredSpace, found: Mix) -> tuple[Fraction, ...]:
    return tuple((g + b) / s for g, b, s in zip(found.gains, space.reservation, space.scale, strict=True))


def _shares(table: Floats, m: Floats, heat: float) -> list[tuple[int, Fraction]]:
    value = (table @ m) / heat
    weight = np.exp(value - value.max())
    weight[weight < 1e-9] = 0.0
    whole = [int(w * 2**40) for w in weight / weight.sum()]
    total = sum(whole)
    return [(o, Fraction(w, total)) for o, w in enumerate(whole) if w]
