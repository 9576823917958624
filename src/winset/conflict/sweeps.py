"""Extremes over moves without any list of moves, in numpy: for small models in option form.

The best (or worst) over all states that one decision maker can jump to is a sweep over that one's bits: each
bit takes the better of its two halves. An irreversible option only passes one way. Arrays may carry leading
axes (draws); the last one is the state.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from winset.arrays.graph_model import GraphModel
from winset.conflict.moves import bits

Ints = NDArray[np.int32]
LOW = np.int32(np.iinfo(np.int32).min)
HIGH = np.int32(np.iinfo(np.int32).max)


def spread(values: NDArray[Any], positions: Sequence[int], direction: Sequence[str], largest: bool) -> None:
    """Replace every value by the extreme over the states that the given bits can move it to, in place."""
    extreme = np.maximum if largest else np.minimum
    lead = values.shape[:-1]
    for k in positions:
        halves = values.reshape(*lead, -1, 2, 1 << k)
        zero, one = halves[..., 0, :], halves[..., 1, :]
        if direction[k] == "back":
            extreme(zero, one, out=one)
        else:
            extreme(zero, one, out=zero)
            if direction[k] == "both":
                one[...] = zero


def best_reply(model: GraphModel, dm: int, values: Ints) -> Ints:
    """Return the largest value over {s} and R_dm(s); lowest at infeasible states."""
    result = np.where(model.feasible, values, LOW)
    spread(result, bits(model, dm).positions, model.direction, True)
    return np.where(model.feasible, result, LOW)


def worst_reached(model: GraphModel, group: Sequence[int], values: Ints) -> Ints:
    """Return the smallest value over {s} and all that legal sequences reach; highest where infeasible."""
    result = np.where(model.feasible, values, HIGH)
    everything = bool(model.feasible.all())
    while True:
        before = result.copy()
        for dm in group:
            # One jump may pass infeasible states, two jumps may not: they are shut after each mover.
            spread(result, bits(model, dm).positions, model.direction, False)
            if not everything:
                result[..., ~model.feasible] = HIGH
        if everything or np.array_equal(before, result):
            return result


def worst_by_improvements(model: GraphModel, group: Sequence[int], ranks: Ints, values: Ints) -> Ints:
    """Return the smallest value over {s} and what chains of the group's own improvements reach from s.

    `ranks` is (..., P, S) and `values` (..., S) with the same leading axes.
    """
    result = np.where(model.feasible, values, HIGH)
    plans = []
    for dm in group:
        own = bits(model, dm)
        if own.positions:
            inside = np.array([_deposit(t, own.positions) for t in range(1 << len(own.positions))])
            base = np.flatnonzero((np.arange(model.size) & own.mask) == 0)
            ranked = ranks[..., dm, :][..., base[:, None] | inside]
            plans.append((base[:, None] | inside, inside, own, ranked))
    while True:
        before = result.copy()
        for cells, inside, own, ranked in plans:
            current = result[..., cells]
            new = current.copy()
            for a in range(inside.size):
                changed = inside ^ inside[a]
                legal = ((changed & own.fwd & inside[a]) == 0) & ((changed & own.back & ~inside[a]) == 0)
                up = (ranked > ranked[..., a, None]) & legal
                new[..., a] = np.minimum(current[..., a], np.where(up, current, HIGH).min(axis=-1))
            new[..., ~model.feasible[cells]] = HIGH
            result[..., cells] = new
        if np.array_equal(before, result):
            return result


def _deposit(number: int, positions: Sequence[int]) -> int:
    return sum((number >> t & 1) << k for t, k in enumerate(positions))
