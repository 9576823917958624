"""Small spaces: every combination of options is scored, in whole numbers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from winset.deals.powers import Powers, Score, heavy, powers, product
from winset.deals.undominated import undominated


@dataclass(frozen=True)
class Goal:
    """What is maximised.

    Parameters
    ----------
    kind : {'product', 'least', 'sum'}
        prod gain**weight; min gain / weight; sum weight * utility.
    weights : tuple of int, length P
        Exponents, divisors or coefficients. A party with 0 does not count in the score: only its flag binds.
    base : tuple of int, length P
        The reservation from which gains are measured.
    rational : tuple of bool, length P
        Whose gain must not be negative.
    """

    kind: str
    weights: tuple[int, ...]
    base: tuple[int, ...]
    rational: tuple[bool, ...]


def score(goal: Goal, utility: Sequence[int]) -> Score | None:
    """Return the exact score of a utility vector, or None where the goal does not admit it."""
    gains = [int(u) - b for u, b in zip(utility, goal.base, strict=True)]
    if any(r and g < 0 for r, g in zip(goal.rational, gains, strict=True)):
        return None
    if goal.kind == "product":
        if any(g <= 0 for g, w in zip(gains, goal.weights, strict=True) if w):
            return None
        return product(gains, goal.weights)
    if goal.kind == "least":
        return min(Fraction(g, w) for g, w in zip(gains, goal.weights, strict=True) if w)
    return Fraction(sum(int(u) * w for u, w in zip(utility, goal.weights, strict=True)))


def _plain_scores(tables: Sequence[Any], goal: Goal) -> tuple[Any, Any, int | Powers]:
    """Return which combinations qualify (flat positions, the last piece fastest), their scores as integers, and the unit.

    A score is integer / unit. Numbers are Python integers wherever int64 might not hold them. Where powers are too large to be
    multiplied out, the best are marked 1 and the others 0, and the unit is the score of the best.
    """
    count = len(goal.base)
    units = [w for w in goal.weights if w]
    unit = math.lcm(*units) if goal.kind == "least" else 1
    most = sum(int(np.abs(np.asarray(t, dtype=object)).max()) for t in tables) + max(abs(b) for b in goal.base)
    bound = most * unit if goal.kind == "least" else most * max(1, sum(goal.weights))
    marked = goal.kind == "product" and heavy(goal.weights)
    wide = bound >= 2**61 or (goal.kind == "product" and not marked and most ** sum(goal.weights) >= 2**61)
    kind: Any = object if wide else np.int64
    sums: Any = np.zeros((1, count), kind)
    for table in tables:
        sums = (sums[:, None, :] + np.asarray(table).astype(kind)[None, :, :]).reshape(-1, count)
    gains = sums - np.array(goal.base, kind)
    good = np.ones(len(sums), bool)
    for p in range(count):
        if goal.rational[p]:
            good &= np.asarray(gains[:, p] >= 0, bool)
        if goal.kind == "product" and goal.weights[p]:
            good &= np.asarray(gains[:, p] > 0, bool)
    rows = np.flatnonzero(good)
    gains, sums = gains[rows], sums[rows]
    who = [p for p in range(count) if goal.weights[p]]
    if marked:
        return rows, *heaviest(gains[:, who], [goal.weights[p] for p in who])
    if goal.kind == "product":
        value = np.ones(len(rows), kind)
        for p in who:
            value = value * gains[:, p] ** goal.weights[p]
    elif goal.kind == "least":
        value = np.stack([gains[:, p] * (unit // goal.weights[p]) for p in who], axis=1).min(axis=1) if len(rows) else rows
    else:
        value = sums @ np.array(goal.weights, kind)
    return rows, value, unit


def _options(tables: Sequence[Any], flat: int) -> tuple[int, ...]:
    options = []
    for table in reversed(tables):
        flat, o = divmod(flat, len(table))
        options.append(o)
    return tuple(reversed(options))


def plain_best(tables: Sequence[Any], goal: Goal) -> tuple[int, Score | None, tuple[int, ...] | None]:
    nodes = math.prod(len(t) for t in tables)
    rows, value, unit = _plain_scores(tables, goal)
    if not len(rows):
        return nodes, None, None
    k = int(value.argmax())
    return nodes, unit if isinstance(unit, Powers) else Fraction(int(value[k]), unit), _options(tables, int(rows[k]))


def plain_ties(tables: Sequence[Any], goal: Goal, best: Score) -> list[tuple[int, ...]]:
    rows, value, unit = _plain_scores(tables, goal)
    if not len(rows):
        return []
    if isinstance(unit, Powers) or isinstance(best, Powers):
        return [_options(tables, int(flat)) for flat in rows[value == 1]] if best == unit else []
    least = best * unit
    if least.denominator != 1:
        return []
    return [_options(tables, int(flat)) for flat in rows[np.asarray(value == int(least), bool)]]


def heaviest(gains: Any, weights: Sequence[int]) -> tuple[Any, Powers]:
    """Return 1 for each row of gains (all above 0) whose product of powers is largest, 0 for the others, and that product."""
    if not len(gains):
        return np.zeros(0, np.int64), powers([])
    if gains.dtype == object:
        numbers = {row: k for k, row in enumerate(dict.fromkeys(map(tuple, gains.tolist())))}
        different: Any = np.array(list(numbers), object)
        which: Any = np.array([numbers[tuple(row)] for row in gains.tolist()])
    else:
        different, which = np.unique(gains, axis=0, return_inverse=True)
    # Gains and powers are above 0: what is dominated has a smaller product.
    near = undominated(different)
    scores = [powers((Fraction(int(g)), w) for g, w in zip(row, weights, strict=True)) for row in different[near]]
    best = scores[0]
    for score in scores[1:]:
        best = score if score > best else best
    marks = np.zeros(len(different), np.int64)
    marks[near[[score == best for score in scores]]] = 1
    return marks[which.reshape(-1)], best
