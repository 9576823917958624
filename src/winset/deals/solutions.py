"""Solution concepts of cooperative bargaining on listed deals: which deal a rule of fairness chooses, with every tie.

Floats only choose candidates, within a margin larger than their error; whole numbers and fractions decide among them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import gcd, lcm, prod

import numpy as np
import numpy.typing as npt

from winset.arrays.deal_space import Bools, Ints
from winset.deals.plain import heaviest
from winset.deals.powers import Powers, heavy, powers
from winset.errors import BadRequest
from winset.registry import Registry

_MARGIN = 1e-9


@dataclass(frozen=True)
class Problem:
    """A bargaining problem on listed deals.

    Parameters
    ----------
    gains : array (n, R) of int
        Gain over no deal of every individually rational feasible deal, in each party's own units.
    everywhere : array (n, F) of int
        The same for every feasible deal.
    scale : tuple of int
        Units per utility 1, per party.
    shares : tuple of Fraction
        How gains should stand to each other, for the proportional solution; else empty.
    """

    gains: Ints
    everywhere: Ints
    scale: tuple[int, ...]
    shares: tuple[Fraction, ...] = ()


# Positions of the best among the rational deals, all ties, and the score at the optimum.
Chosen = tuple[npt.NDArray[np.intp], Fraction | Powers | int]
Concept = Callable[[Problem], Chosen]
concept: Registry[Concept] = Registry("solution concept", ("problem",))


def choose(
    name: str,
    worth: Ints,
    floor: Ints,
    scale: Ints,
    feasible: Bools,
    shares: Sequence[Fraction] = (),
    ideal: Sequence[int] | None = None,
) -> Chosen:
    """Return the positions of the deals that a concept chooses, all ties, and its score at the optimum.

    Parameters
    ----------
    name : str
        A registered concept.
    worth : array (n, D) of int
        Worths of the deals for the parties that count.
    floor, scale : array (n,) of int
        Worth of no deal, and of utility 1.
    feasible : array (D,) of bool
        Deals that may be chosen.
    shares : sequence of Fraction
        For ``proportional``: how gains should stand to each other.
    ideal : sequence of int, optional
        Each party's ideal gain, where these deals are only some of those that may be chosen; for the two Kalai concepts.

    Returns
    -------
    tuple
        Positions (empty where no feasible deal is individually rational, that is at least as good as no deal for all, or where
        the concept asks for more) and score; `Powers` where it is a product of powers too large to write out.
    """
    chosen = concept[name].function
    gains = worth - floor[:, None]
    rational = np.flatnonzero(feasible & (gains >= 0).all(axis=0))
    if not len(rational):
        return rational, 0
    problem = Problem(gains[:, rational], gains[:, feasible], tuple(int(s) for s in scale), tuple(shares))
    found, score = chosen(problem) if ideal is None else _least(problem, ideal)
    return rational[found], score


def _best(rough: npt.NDArray[np.float64], gains: Ints, exact: Callable[[list[int]], Fraction | int]) -> Chosen:
    """Return the best by the exact score; `rough` only says which can be it, with a margin far above its error."""
    top = float(rough.max())
    near = np.flatnonzero(rough >= top - abs(top) * _MARGIN)
    different, which = np.unique(gains[:, near], axis=1, return_inverse=True)
    scores = [exact([int(g) for g in different[:, i]]) for i in range(different.shape[1])]
    best = max(scores)
    return near[np.array([score == best for score in scores])[which.reshape(-1)]], best


def _gaining(problem: Problem) -> npt.NDArray[np.intp]:
    """Return the positions of the deals that give every party a gain: Nash's axioms speak of problems that have one."""
    return np.flatnonzero((problem.gains > 0).all(axis=0))


@concept("nash", source="Nash (1950), The Bargaining Problem, Econometrica 18")
def nash(problem: Problem) -> Chosen:
    """Largest product of the parties' gains over no deal; none if nobody can gain with all."""
    who = _gaining(problem)
    if not len(who):
        return who, 0
    gains = problem.gains[:, who]
    rough = np.prod(gains / np.array(problem.scale, float)[:, None], axis=0)
    found, score = _best(rough, gains, lambda gains: Fraction(prod(gains), prod(problem.scale)))
    return who[found], score


@concept("weighted_nash", source="Kalai (1977), Nonsymmetric Nash solutions, International Journal of Game Theory 6")
def weighted_nash(problem: Problem) -> Chosen:
    """Largest product of the gains, each to the power of the party's share, which is its say; none where not all can gain."""
    each = whole_shares(problem, "weighted Nash")
    who = _gaining(problem)
    if not len(who):
        return who, 0
    gains = problem.gains[:, who]
    scaled = gains / np.array(problem.scale, float)[:, None]
    rough = np.prod(scaled ** (np.array(each, float) / max(each))[:, None], axis=0)
    if heavy(each):
        # Powers of millions are compared without writing the products out.
        near = np.flatnonzero(rough >= rough.max() * (1 - _MARGIN))
        marks, score = heaviest(gains[:, near].T, each)
        return who[near[marks == 1]], score * powers((Fraction(1, s), w) for s, w in zip(problem.scale, each, strict=True))
    units = prod(s**w for s, w in zip(problem.scale, each, strict=True))
    found, value = _best(rough, gains, lambda gains: Fraction(prod(g**w for g, w in zip(gains, each, strict=True)), units))
    return who[found], value


@concept("kalai_smorodinsky", source="Kalai & Smorodinsky (1975), Econometrica 43; ideal point over individually rational deals")
def kalai_smorodinsky(problem: Problem) -> Chosen:
    """Largest smallest share of one's own best gain among the individually rational deals (max-min)."""
    return _least(problem, [int(g) for g in problem.gains.max(axis=1)])


@concept("kalai_rosenthal", source="Kalai & Rosenthal (1978), International Journal of Game Theory 7; ideal point over all deals")
def kalai_rosenthal(problem: Problem) -> Chosen:
    """As Kalai-Smorodinsky, but with the ideal point taken over all feasible deals, individually rational or not."""
    return _least(problem, [int(g) for g in problem.everywhere.max(axis=1)])


@concept("egalitarian", source="Kalai (1977), Econometrica 45, with equal proportions")
def egalitarian(problem: Problem) -> Chosen:
    """Largest smallest gain, on the 0-to-1 scale of each party."""
    return _least(problem, problem.scale)


@concept("proportional", source="Kalai (1977), Econometrica 45")
def proportional(problem: Problem) -> Chosen:
    """Largest smallest gain where the gains are to stand to each other as the shares given."""
    whole_shares(problem, "proportional")
    return _least(problem, [Fraction(s) * share for s, share in zip(problem.scale, problem.shares, strict=True)])


@concept("utilitarian", source="Harsanyi (1955), Journal of Political Economy 63, with equal weights")
def utilitarian(problem: Problem) -> Chosen:
    """Largest sum of gains on the parties' 0-to-1 scales, among the individually rational deals."""
    # One is added so that the margin does not vanish where the sums are near 0.
    rough = (problem.gains / np.array(problem.scale, float)[:, None]).sum(axis=0) + 1.0
    return _best(
        rough,
        problem.gains,
        lambda gains: sum((Fraction(g, s) for g, s in zip(gains, problem.scale, strict=True)), Fraction(0)),
    )


def whole_shares(problem: Problem, name: str) -> tuple[int, ...]:
    """Return the shares as whole numbers in the same proportions; BadRequest if one is missing or not above 0."""
    if len(problem.shares) != len(problem.scale) or any(share <= 0 for share in problem.shares):
        raise BadRequest(f"the {name} solution needs a share above 0 for every party, for instance --shares us=2,hamas=1")
    common = lcm(*(share.denominator for share in problem.shares))
    whole = [int(share * common) for share in problem.shares]
    return tuple(w // gcd(*whole) for w in whole)


def _least(problem: Problem, units: Sequence[int | Fraction]) -> Chosen:
    """Maximise the smallest of gain / unit over the parties whose unit is above 0 (the others can gain nothing)."""
    who = [p for p, unit in enumerate(units) if unit > 0]
    if not who:
        return np.arange(problem.gains.shape[1]), 0
    rough = np.min([problem.gains[p] / float(units[p]) for p in who], axis=0) + 1.0
    return _best(rough, problem.gains, lambda gains: min(Fraction(gains[p]) / units[p] for p in who))
