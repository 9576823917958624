"""Preferences over states as exact whole numbers: from statements, weights, rankings, values or pairs.

Every function gives one decision maker's ranks, shape (S,), higher is better and equal is indifferent, or a
pairwise relation, shape (S, S), as `GraphModel.relation` holds them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from math import lcm

import numpy as np
from numpy.typing import NDArray

from winset.arrays.graph_model import LARGEST_RELATION, UNKNOWN, GraphModel, states_where
from winset.errors import BadRequest, TooLarge
from winset.statements import Statement

Number = int | float | str | Fraction


def from_statements(options: Sequence[str], statements: Sequence[str | Statement | Mapping[str, bool]]) -> NDArray[np.int32]:
    """Return ranks by option prioritising: the first statement outweighs all later ones together.

    The k-th of n statements weighs 2**(n-k); a state's score is the sum over the statements that hold there.
    Source: Fang, Hipel, Kilgour & Peng (2003), IEEE Trans. SMC-C 33, option prioritising.

    Examples
    --------
    >>> from_statements(["a", "b"], ["b", "not a"]).tolist()
    [1, 0, 3, 2]
    """
    score = np.zeros(1 << len(options), dtype=np.int64)
    for k, statement in enumerate(statements):
        score = 2 * score + states_where(statement, options)
        if k % 30 == 29:
            score = dense(score).astype(np.int64)
    return dense(score)


def from_weights(
    options: Sequence[str], weights: Mapping[str, Number] | Sequence[tuple[str | Statement, Number]]
) -> NDArray[np.int32]:
    """Return ranks by added weights of the statements (or single options) that hold, computed exactly.

    Decimal numbers are read as written (0.1 is one tenth), scaled to whole numbers and added as such.

    Examples
    --------
    >>> from_weights(["a", "b"], {"a": 0.1, "b": "0.2", "a and b": -0.3}).tolist()
    [0, 1, 2, 0]
    """
    pairs = list(weights.items()) if isinstance(weights, Mapping) else list(weights)
    whole = whole_numbers([weight for _, weight in pairs])
    if sum(abs(w) for w in whole) >= 2**62:
        raise BadRequest("weights: too far apart to be added exactly; write them with fewer digits")
    score = np.zeros(1 << len(options), dtype=np.int64)
    for (statement, _), weight in zip(pairs, whole, strict=True):
        score += np.where(states_where(statement, options), np.int64(weight), np.int64(0))
    return dense(score)


def from_ranking(ranking: Sequence[int | Sequence[int]], feasible: NDArray[np.bool_], who: str = "") -> NDArray[np.int32]:
    """Return ranks from a ranking, best first; a nested list is a tie.

    Raises
    ------
    BadRequest
        A feasible state is missing or named twice, or an infeasible one is named.

    Examples
    --------
    >>> from_ranking([2, [0, 1]], np.array([True, True, True, False])).tolist()
    [1, 1, 2, 0]
    """
    place = f"preferences.{who}: " if who else "preferences: "
    ranks = np.zeros(feasible.shape[0], dtype=np.int32)
    for depth, entry in enumerate(ranking):
        tied = [entry] if isinstance(entry, int | np.integer) else entry
        for state in tied:
            if not 0 <= state < feasible.shape[0] or not feasible[state]:
                raise BadRequest(f"{place}the ranking names state {state}, which is not feasible")
            if ranks[state]:
                raise BadRequest(f"{place}the ranking names state {state} twice")
            ranks[state] = len(ranking) - depth
    missing = np.flatnonzero(feasible & (ranks == 0))
    if missing.size:
        more = f" and {missing.size - 1} more" if missing.size > 1 else ""
        raise BadRequest(f"{place}the ranking leaves out state {int(missing[0])}{more}")
    return ranks


def from_values(values: Sequence[Number] | NDArray[np.integer]) -> NDArray[np.int32]:
    """Return ranks from one number per state (for instance the value of its deal), compared exactly.

    Examples
    --------
    >>> from_values([0.5, "0.50", 3, -1]).tolist()
    [1, 1, 2, 0]
    """
    if isinstance(values, np.ndarray):
        if not np.issubdtype(values.dtype, np.integer):
            raise BadRequest("values: give whole numbers (scaled), so that no rounding decides")
        return dense(values)
    order = {v: k for k, v in enumerate(sorted({_exact(v) for v in values}))}
    return np.array([order[_exact(v)] for v in values], dtype=np.int32)


def dense(scores: NDArray[np.integer]) -> NDArray[np.int32]:
    """Return 0, 1, 2 ... in the order of the scores, equal scores alike."""
    low, high = int(scores.min()), int(scores.max())
    if scores.dtype != object and high - low < 4 * scores.size + 1024:
        seen = np.zeros(high - low + 1, dtype=np.bool_)
        shifted = scores - low
        seen[shifted] = True
        places: NDArray[np.int32] = np.cumsum(seen, dtype=np.int32) - np.int32(1)
        return np.asarray(places[shifted], dtype=np.int32)
    return np.asarray(np.unique(scores, return_inverse=True)[1].reshape(-1), dtype=np.int32)


def whole_numbers(numbers: Sequence[Number]) -> list[int]:
    """Return the numbers times their least common denominator.

    Examples
    --------
    >>> whole_numbers([0.5, "1/3", 2])
    [3, 2, 12]
    """
    exact = [_exact(n) for n in numbers]
    scale = lcm(*(n.denominator for n in exact)) if exact else 1
    return [int(n * scale) for n in exact]


def _exact(number: Number) -> Fraction:
    try:
        return Fraction(str(number))
    except (ValueError, ZeroDivisionError):
        raise BadRequest(f"{number!r} is not a finite number") from None


def relation_from_ranks(ranks: NDArray[np.int32], greatly_from: int = 0) -> NDArray[np.int8]:
    """Return the complete pairwise relation that ranks say.

    Parameters
    ----------
    ranks : array of int, (S,)
    greatly_from : int
        From this difference of ranks on a state is *greatly* preferred; 0 for never.
    """
    if ranks.shape[0] > LARGEST_RELATION:
        raise TooLarge("states with a pairwise relation", ranks.shape[0], LARGEST_RELATION, "Keep the ranks.")
    gap = ranks[None, :].astype(np.int64) - ranks[:, None]
    degree = np.sign(gap)
    if greatly_from > 0:
        degree = np.where(np.abs(gap) >= greatly_from, 2 * degree, degree)
    return np.asarray(degree, dtype=np.int8)


def relation_from_pairs(
    size: int,
    better: Iterable[tuple[int, int]] = (),
    equal: Iterable[tuple[int, int]] = (),
    greatly: Iterable[tuple[int, int]] = (),
    who: str = "",
) -> NDArray[np.int8]:
    """Return the relation that follows by transitivity from pairs; every other pair is unknown.

    Parameters
    ----------
    size : int
        Number of states S.
    better, greatly : iterable of (state, worse state)
        More liked, much more liked. What follows with one *greatly* step on the way is great too.
    equal : iterable of (state, state)
    who : str
        The decision maker's name, for messages.

    Raises
    ------
    BadRequest
        If the preferences go round in a circle, with the circle.

    Examples
    --------
    >>> relation_from_pairs(3, better=[(2, 1), (1, 0)])[0].tolist()
    [0, 1, 1]
    >>> relation_from_pairs(3, better=[(0, 1), (1, 2), (2, 0)], who="A")
    Traceback (most recent call last):
    winset.errors.BadRequest: preferences.A: they go round in a circle: 0 over 1 over 2 over 0
    """
    if size > LARGEST_RELATION:
        raise TooLarge("states with a pairwise relation", size, LARGEST_RELATION, "Give a ranking instead.")
    degree = np.full((size, size), -1, dtype=np.int8)
    np.fill_diagonal(degree, 0)
    for pairs, step in ((equal, 0), (better, 1), (greatly, 2)):
        for a, b in pairs:
            if not (0 <= a < size and 0 <= b < size):
                raise BadRequest(f"preferences.{who}: there is no state {a if not 0 <= a < size else b}")
            degree[b, a] = max(degree[b, a], step)
            if step == 0:
                degree[a, b] = max(degree[a, b], 0)
    direct = degree.copy()
    for via in range(size):
        left, right = degree[:, via, None], degree[None, via, :]
        degree = np.where((left >= 0) & (right >= 0), np.maximum(degree, np.maximum(left, right)), degree)
    if (np.diagonal(degree) > 0).any():
        start = int(np.flatnonzero(np.diagonal(degree) > 0)[0])
        raise BadRequest(f"preferences.{who}: they go round in a circle: {_circle(direct, start)}")
    relation = np.where(degree >= 0, degree, np.where(degree.T >= 0, -degree.T, UNKNOWN))
    return relation.astype(np.int8)


def _circle(direct: NDArray[np.int8], start: int) -> str:
    """Return the shortest circle through `start` that holds a strict step, in words."""
    todo: list[tuple[int, bool, tuple[int, ...]]] = [(start, False, (start,))]
    seen = {(start, False)}
    for state, strict, path in todo:
        for worse in np.flatnonzero(direct[:, state] >= 0).tolist():
            step = strict or bool(direct[worse, state] > 0)
            if worse == start and step:
                return " over ".join(str(s) for s in (*path, start))
            if worse != state and (worse, step) not in seen:
                seen.add((worse, step))
                todo.append((worse, step, (*path, worse)))
    return str(start)


def model_relation(model: GraphModel) -> NDArray[np.int8]:
    """Return the model's relation, or the complete one that its ranks say; shape (P, S, S)."""
    if model.relation is not None:
        return model.relation
    return np.stack([relation_from_ranks(r) for r in model.ranks])
