"""Solution concepts on factored spaces of any size: the deal, its exact score and every tie.

Each concept is named with its definition, because programs that share a name often do not share one.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import numpy as np

from winset.deals import elimination
from winset.deals.assignments import assignments, whole_deals
from winset.deals.cpsat import cpsat_best
from winset.deals.exact import cuts_for, too_wide
from winset.deals.factors import AnyIntegers, FactoredSpace, Integers
from winset.deals.merging import merged_ties
from winset.deals.plain import Goal
from winset.deals.powers import Powers, Score, heavy, powers, times
from winset.deals.search import best_choices, floors, tie_rows, ties
from winset.deals.sweep import MEMORY, Cuts
from winset.errors import BadRequest, TooLarge

#: Combinations of the best score that are looked at one by one, before and after partial sums are merged.
FEW_TIES = 20_000
TIES = 200_000
#: Steps of a search, and of a search for ties, before it gives up.
NODES = 2_000_000_000
CONCEPTS = ("nash", "weighted_nash", "egalitarian", "proportional", "kalai_smorodinsky", "utilitarian")

UNCOUNTED = "the ties could not be counted within the limits"


@dataclass(frozen=True)
class Optimum:
    """The best deals under one concept.

    Parameters
    ----------
    concept : str
    score : Fraction, Powers or None
        In utilities (not in integer units); `Powers` where a product of powers is too large to write out; None where no deal
        qualifies, see `note`.
    points : integer array, shape (L, P)
        Distinct integer utility vectors of the best deals, lexicographic descending.
    deals : integer array, shape (D, I)
        The best deals, up to the number asked for.
    ties : int or None
        How many deals are best, exactly; None where that could not be counted within the limit.
    scale : tuple of int
    method : str
    exact : bool
    note : str
        What a reader must know: a party left out, why nothing qualifies.
    ideal : tuple of int or None
        Each party's best integer utility, where gains were measured by it (`concepts_large`).
    """

    concept: str
    score: Score | None
    points: AnyIntegers
    deals: Integers
    ties: int | None
    scale: tuple[int, ...]
    method: str
    exact: bool
    note: str
    ideal: tuple[int, ...] | None = None


def optimum(
    space: FactoredSpace,
    concept: str,
    *,
    weights: Sequence[Fraction | int] | None = None,
    rational: bool | Sequence[bool] = True,
    compared: int | None = None,
    most: int = 1_000,
    memory: int = MEMORY,
    nodes: int = NODES,
) -> Optimum:
    """Return the exact optimum of a solution concept, with its ties counted.

    Parameters
    ----------
    space : FactoredSpace
    concept : str
        'nash': largest product of gains over no deal, all gains positive (Nash 1950). 'weighted_nash': gains
        to the power of their weight. 'egalitarian': largest smallest gain. 'proportional': largest smallest
        gain divided by the party's share (Kalai 1977). 'kalai_smorodinsky': largest smallest gain divided by
        the party's ideal gain, the ideal taken over individually rational deals (Kalai & Smorodinsky 1975).
        'utilitarian': largest sum of utilities.
    weights : sequence of Fraction or int, optional
        For 'weighted_nash' and 'proportional' (one positive number per party), and optionally for
        'utilitarian'.
    rational : bool or sequence of bool
        Whose gain must not be negative; True means every signatory.
    compared : int, optional
        Only the first so many parties enter the score; the others must only not lose, where `rational` says so. Weights are
        then given for those parties.
    most : int
        How many of the best deals to list.
    memory : int
        Limit in bytes for linked issues.
    nodes : int
        Limit on the steps of the search.

    Raises
    ------
    BadRequest
        Unknown concept, or weights missing or not positive.
    TooLarge
        If the search needs more than the limits.
    MissingExtra
        If issues are linked too tightly for elimination, and CP-SAT is not installed.

    Examples
    --------
    >>> from winset.deals.factors import factored_space
    >>> space = factored_space([[[0, 3, 2], [3, 0, 2]]] * 2)
    >>> best = optimum(space, "nash")
    >>> best.score, best.points.tolist(), best.ties
    (Fraction(16, 1), [[4, 4]], 1)
    """
    last: Optimum | None = None
    given: dict[str, Any] = {"weights": weights, "rational": rational, "compared": compared}
    for step in optimum_steps(space, concept, **given, most=most, memory=memory, nodes=nodes):
        if isinstance(step, Optimum):
            last = step
    assert last is not None
    return last


def optimum_steps(
    space: FactoredSpace,
    concept: str,
    *,
    weights: Sequence[Fraction | int] | None = None,
    rational: bool | Sequence[bool] = True,
    compared: int | None = None,
    most: int = 1_000,
    memory: int = MEMORY,
    nodes: int = NODES,
) -> Iterator[tuple[int, Score | None] | Optimum]:
    """Yield (nodes looked at, best score so far) and at last the `Optimum`; stop reading to interrupt.

    Parameters are those of `optimum`.
    """
    who = cuts_for(space, rational)
    flags = tuple(bool((who.rows[:, p] == 1).any()) for p in range(space.parties))
    goal, unit = _goal(space, concept, weights, flags, space.parties if compared is None else compared, memory)
    if too_wide(space):
        value, deals, points, tied = cpsat_best(space, goal, most)
        words = UNCOUNTED if tied is None else "" if value is not None else _nothing_qualifies(goal)
        score = None if value is None else times(value, unit)
        yield Optimum(concept, score, points, deals, tied, space.scale, search_method(space), True, words)
        return
    parts = elimination.pieces(space, who, memory=memory)
    tables = [part.vectors for part in parts]
    best: Score | None = None
    for seen, best, _ in best_choices(tables, goal):
        if seen > nodes:
            raise _too_many(seen, nodes)
        yield seen, None if best is None else times(best, unit)
    method = search_method(space)
    if best is None:
        yield Optimum(
            concept,
            None,
            np.zeros((0, space.parties), dtype=np.int64),
            np.zeros((0, len(space.sizes)), dtype=np.int64),
            0,
            space.scale,
            method,
            True,
            _nothing_qualifies(goal),
        )
        return
    yield _with_ties(space, concept, goal, best, unit, parts, most, memory, method)


def search_method(space: FactoredSpace) -> str:
    """Return in words how the best deals of this space are found."""
    if too_wide(space):
        return "CP-SAT, scores compared as whole numbers"
    linked = any(len(group) > 1 for group in elimination.linked_groups(space))
    return "variable elimination of linked issues, then " * linked + "depth-first search with exact linear bounds"


def _nothing_qualifies(goal: Goal) -> str:
    if goal.kind == "product":
        return "no deal gives every party more than no deal does"
    return "no deal keeps the rules and gives everybody at least what no deal gives"


def ideal_point(space: FactoredSpace, rational: Sequence[bool], memory: int = MEMORY) -> tuple[int, ...] | None:
    """Return each party's best integer utility over the rational deals, or None if there is none.

    Examples
    --------
    >>> from winset.deals.factors import factored_space
    >>> space = factored_space([[[0, 3, 2], [3, 0, 2]]] * 2, [2, 2])
    >>> ideal_point(space, [True, True])
    (5, 5)
    """
    wide = too_wide(space)
    tables = [] if wide else [part.vectors for part in elimination.pieces(space, cuts_for(space, rational), memory=memory)]
    out = []
    for p in range(space.parties):
        goal = Goal("sum", tuple(int(q == p) for q in range(space.parties)), space.reservation, tuple(rational))
        best = cpsat_best(space, goal, 1)[0] if wide else _last(tables, goal)[0]
        if best is None:
            return None
        assert isinstance(best, Fraction)
        out.append(int(best))
    return tuple(out)


def _goal(
    space: FactoredSpace,
    concept: str,
    weights: Sequence[Fraction | int] | None,
    flags: tuple[bool, ...],
    count: int,
    memory: int,
) -> tuple[Goal, Score]:
    """Return the goal in integers, what one unit of its score is worth in utilities."""
    if concept not in CONCEPTS:
        raise BadRequest(f"the solution concepts here are {', '.join(CONCEPTS)}")
    shares = None
    if weights is not None:
        shares = [Fraction(w) for w in weights]
        if len(shares) != count or any(s <= 0 for s in shares):
            raise BadRequest("weights need one positive number per party")
    if concept in ("weighted_nash", "proportional") and shares is None:
        raise BadRequest(f"{concept} needs weights, one positive number per party")
    base, scale = space.reservation, space.scale[:count]
    rest = (0,) * (space.parties - count)
    if concept in ("nash", "weighted_nash"):
        each = whole_shares(shares) if concept == "weighted_nash" and shares else (1,) * count
        unit: Score = (
            Fraction(1, math.prod(s**w for s, w in zip(scale, each, strict=True)))
            if not heavy(each)
            else powers((Fraction(1, s), w) for s, w in zip(scale, each, strict=True))
        )
        return Goal("product", each + rest, base, flags), unit
    if concept in ("egalitarian", "proportional"):
        parts = [s * (shares[p] if shares and concept == "proportional" else 1) for p, s in enumerate(scale)]
        whole = whole_shares([Fraction(x) for x in parts])
        return Goal("least", whole + rest, base, flags), Fraction(whole[0]) / parts[0]
    if concept == "utilitarian":
        common = math.lcm(*scale)
        sums = [Fraction(common, s) * (shares[p] if shares else 1) for p, s in enumerate(scale)]
        whole = whole_shares(sums)
        return Goal("sum", whole + rest, base, flags), Fraction(sums[0] / whole[0], common)
    ideal = ideal_point(space, flags, memory)
    gains = [i - b for i, b in zip(ideal, base, strict=True)][:count] if ideal else [1] * count
    idle = [p for p, g in enumerate(gains) if g <= 0]
    if idle:
        names = ", ".join(str(p) for p in idle)
        raise BadRequest(
            "Kalai-Smorodinsky divides by each party's ideal gain, and no rational deal gives a gain to "
            f"party number {names} (counted from 0). Leave the party out, or lower its reservation."
        )
    return Goal("least", tuple(gains) + rest, base, flags), Fraction(1)


def whole_shares(numbers: Sequence[Fraction]) -> tuple[int, ...]:
    common = math.lcm(*(n.denominator for n in numbers))
    whole = [int(n * common) for n in numbers]
    shared = math.gcd(*whole)
    return tuple(w // shared for w in whole)


def _with_ties(
    space: FactoredSpace,
    concept: str,
    goal: Goal,
    best: Score,
    unit: Score,
    parts: list[elimination.Piece],
    most: int,
    memory: int,
    method: str,
) -> Optimum:
    deals, points, counted = _tied_deals(space, goal, best, parts, most, memory)
    note = "" if counted is not None else UNCOUNTED
    return Optimum(concept, times(best, unit), points, deals, counted, space.scale, method, True, note)


def best_deals(
    space: FactoredSpace, goal: Goal, *, most: int = 1_000, memory: int = MEMORY
) -> tuple[Fraction | None, Integers, int | None]:
    """Return a goal's best score, up to `most` deals that reach it, and how many do (None: too many).

    Deals have shape (D, I); the goal is a sum or the smallest gain. Besides the rules only its rational flags bind.
    """
    if too_wide(space):
        value, listed, _, tied = cpsat_best(space, goal, most)
        return _fraction(value), listed, tied
    parts = elimination.pieces(space, cuts_for(space, goal.rational), memory=memory)
    best, _ = _last([part.vectors for part in parts], goal)
    if best is None:
        return None, np.zeros((0, len(space.sizes)), dtype=np.int64), 0
    deals, _, counted = _tied_deals(space, goal, best, parts, most, memory)
    return _fraction(best), deals, counted


def _fraction(score: Score | None) -> Fraction | None:
    if isinstance(score, Powers):
        raise BadRequest("a product of powers this large has no score that could be written out")
    return score


def any_deal(space: FactoredSpace, rational: Sequence[bool], *, memory: int = MEMORY) -> Integers | None:
    """Return one deal that keeps the rules and satisfies the flagged parties, or None."""
    goal = Goal("sum", (1,) * space.parties, space.reservation, tuple(rational))
    if too_wide(space):
        rows = cpsat_best(space, goal, 1)[1]
        return rows[0] if len(rows) else None
    parts = elimination.pieces(space, cuts_for(space, rational), memory=memory)
    for _, best, choice in best_choices([part.vectors for part in parts], goal):
        if best is not None and choice is not None:
            ways = [next(assignments(part, o, space.sizes)) for part, o in zip(parts, choice, strict=True)]
            return np.array([v for _, v in sorted((i, v) for way in ways for i, v in way.items())], dtype=np.int64)
    return None


def _tied_deals(
    space: FactoredSpace, goal: Goal, best: Score, parts: list[elimination.Piece], most: int, memory: int
) -> tuple[Integers, AnyIntegers, int | None]:
    found: list[tuple[int, ...]] | None
    whole = parts
    try:
        rows = tie_rows([part.vectors for part in parts], goal)
        least = floors(goal, rows, best, strict=False)
        cuts = _fitting(rows, least, space)
        whole = elimination.pieces(space, cuts, dominated=True, memory=memory)
        found, counted, vectors = _tied(whole, goal, best, cuts, most, space.size)
    except TooLarge:
        found, counted, vectors = None, None, []
    if found is None:
        whole, found = parts, _first(parts, goal)
        counted = _above(space, goal, best, memory)
    deals: list[list[int]] = []
    points = set(vectors)
    for options in found:
        points.add(
            tuple(sum(int(part.vectors[o, p]) for part, o in zip(whole, options, strict=True)) for p in range(space.parties))
        )
        deals += itertools.islice(whole_deals(whole, options, space.sizes), most - len(deals))
    table: Any = np.array(sorted(points, reverse=True), dtype=object if space.wide else np.int64)
    listed = np.array(sorted(deals), dtype=np.int64).reshape(-1, len(space.sizes))
    return listed, table.reshape(-1, space.parties), counted


def _tied(
    parts: list[elimination.Piece], goal: Goal, best: Score, cuts: Cuts, most: int, size: int
) -> tuple[list[tuple[int, ...]] | None, int | None, list[tuple[int, ...]]]:
    """Return options of the best score, how many deals stand behind them all, and worths; None where that is too much work."""
    tables = [part.vectors for part in parts]
    found = ties(tables, goal, best, max(most, FEW_TIES), NODES // 100)
    if found is None:
        merged = merged_ties(tables, [part.ways for part in parts], goal, best, cuts, most, size)
        if merged is not None:
            return merged
        found = ties(tables, goal, best, max(most, TIES), NODES // 4)
    if found is None:
        return None, None, []
    count = sum(math.prod(part.ways[o] for part, o in zip(parts, options, strict=True)) for options in found)
    return found, count, []


def _above(space: FactoredSpace, goal: Goal, best: Score, memory: int) -> int | None:
    """Return how many deals reach the best smallest gain: nobody is above it, so a count of thresholds says it; else None."""
    from winset.deals.counting import count_deals

    if goal.kind != "least" or isinstance(best, Powers):
        return None
    who = [p for p, w in enumerate(goal.weights) if w or goal.rational[p]]
    least = [
        max(b + math.ceil(best * w) if w else b, b if flag else -(1 << 60))
        for b, w, flag in zip(goal.base, goal.weights, goal.rational, strict=True)
    ]
    try:
        return count_deals(replace(space, reservation=tuple(least)), who, memory=memory)
    except TooLarge:
        return None


def _first(parts: list[elimination.Piece], goal: Goal) -> list[tuple[int, ...]]:
    _, choice = _last([part.vectors for part in parts], goal)
    return [choice] if choice is not None else []


def _last(tables: list[AnyIntegers], goal: Goal) -> tuple[Score | None, tuple[int, ...] | None]:
    found: tuple[Score | None, tuple[int, ...] | None] = (None, None)
    for seen, best, choice in best_choices(tables, goal):
        if seen > NODES:
            raise _too_many(seen, NODES)
        found = best, choice
    return found


def _too_many(seen: int, nodes: int) -> TooLarge:
    return TooLarge(
        "steps of the search",
        seen,
        nodes,
        "Too many deals are nearly as good as the best. Fix some issues with a rule, or write numbers with fewer digits.",
    )


def _fitting(rows: Sequence[Sequence[int]], least: Sequence[int], space: FactoredSpace) -> Cuts:
    """Return the tests as cuts: those that bind, and (int64 spaces) those whose totals fit a word."""
    size = sum(int(np.abs(np.asarray(w, dtype=object)).max()) for w in space.worth)
    size += sum(int(np.abs(np.asarray(f.worth, dtype=object)).max()) for f in space.joint)
    chosen = [
        (row, f)
        for row, f in zip(rows, least, strict=True)
        if f > -(1 << 299) and (space.wide or max(1, size) * sum(row) < 2**61)
    ]
    table: Any = np.array([row for row, _ in chosen], dtype=object if space.wide else np.int64)
    return Cuts(table.reshape(-1, space.parties), tuple(f for _, f in chosen))


__all__ = [
    "CONCEPTS",
    "UNCOUNTED",
    "Optimum",
    "any_deal",
    "best_deals",
    "ideal_point",
    "optimum",
    "optimum_steps",
    "search_method",
]
