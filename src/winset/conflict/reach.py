"""Where a group can take the conflict from some states, by sets of states and without any matrix.

In option form everybody's moves are transitive, so what a group reaches is a closure under sweeps over its bits, and a
shortest legal sequence never has the same mover twice in a row by itself. Listed arcs are followed with the last mover kept.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from winset.arrays.graph_model import GraphModel
from winset.conflict.moves import bits, one_step
from winset.conflict.sweeps import spread

Bools = NDArray[np.bool_]
_TURNED = {"both": "both", "fwd": "back", "back": "fwd"}


def reached(model: GraphModel, group: Sequence[int], starts: Sequence[int]) -> Bools:
    """Return (K, S): which states a legal sequence of the group's moves leads to from each start.

    The start itself counts as reached in option form, and in free form where a sequence comes back to it.

    Examples
    --------
    >>> from winset.arrays.graph_model import option_model
    >>> m = option_model(["A", "B", "C"], [("a", "A"), ("b", "B", "fwd"), ("c", "C")])
    >>> reached(m, [0, 1], [0, 2]).astype(int).tolist()
    [[1, 1, 1, 1, 0, 0, 0, 0], [0, 0, 1, 1, 0, 0, 0, 0]]
    """
    here = np.zeros((len(starts), model.size), dtype=np.bool_)
    here[np.arange(len(starts)), np.asarray(starts, dtype=np.intp)] = True
    if model.arcs is None:
        while True:
            before = here.copy()
            for dm in group:
                here = _jump(model, dm, here, forward=True)
            if np.array_equal(before, here):
                return here
    last = np.zeros((len(group), *here.shape), dtype=np.bool_)
    new = np.stack([_jump(model, dm, here, forward=True) for dm in group]) if len(group) else last
    while new.any():
        last |= new
        grown = [_jump(model, dm, _but(new, k), forward=True) for k, dm in enumerate(group)]
        new = np.stack(grown) & ~last
    return np.asarray(last.any(axis=0), dtype=np.bool_)


def pulled(model: GraphModel, group: Sequence[int], goals: Bools) -> Bools:
    """Return (..., S): from which states moves of the group lead into the goals (..., S), the goals included; option form only.

    Examples
    --------
    >>> from winset.arrays.graph_model import option_model
    >>> m = option_model(["A", "B"], [("a", "A"), ("b", "B", "fwd")])
    >>> pulled(m, [0, 1], np.array([True, False, False, False])).tolist()
    [True, True, False, False]
    """
    here = goals
    while True:
        before = here
        for dm in group:
            here = _jump(model, dm, here, forward=False)
        if np.array_equal(before, here):
            return here


def shortest_way(model: GraphModel, group: Sequence[int], start: int, target: int) -> tuple[tuple[int, int], ...] | None:
    """Return a shortest legal sequence of the group from `start` to `target`, or None.

    Of several the one whose movers and states come first is given, as by `moves.legal_path`.

    Examples
    --------
    >>> from winset.arrays.graph_model import option_model
    >>> m = option_model(["A", "B", "C"], [("a", "A"), ("b", "B"), ("c", "C")])
    >>> shortest_way(m, [0, 1], 0, 3), shortest_way(m, [0, 1], 0, 4)
    (((0, 1), (1, 3)), None)
    """
    goal = np.zeros(model.size, dtype=np.bool_)
    goal[target] = True
    # layers[t][k]: the states from which a legal sequence of t + 1 moves, the first by member k, ends in the target.
    layers = [np.stack([_jump(model, dm, goal, forward=False) for dm in group])]
    # In option form a jump back leaves what it starts from in place: the target itself is no step.
    seen = layers[0].copy()
    while not layers[-1][:, start].any():
        ahead = layers[-1]
        further = np.stack([_jump(model, dm, _but(ahead, k), forward=False) for k, dm in enumerate(group)])
        if not (further & ~seen).any():
            return None
        seen |= further
        layers.append(further)
    way: list[tuple[int, int]] = []
    state, last = start, -1
    for t in range(len(layers) - 1, -1, -1):
        then = [goal if t == 0 else _but(layers[t - 1], k) for k in range(len(group))]
        last, state = next((dm, q) for k, dm in enumerate(group) if dm != last for q in one_step(model, dm, state) if then[k][q])
        way.append((last, state))
    return tuple(way)


def _jump(model: GraphModel, dm: int, states: Bools, forward: bool) -> Bools:
    """Return the states one move of `dm` after (or before) some states; in option form with those states themselves."""
    if model.arcs is None:
        direction = [_TURNED[d] for d in model.direction] if forward else model.direction
        result = states & model.feasible
        spread(result, bits(model, dm).positions, direction, True)
        return np.asarray(result & model.feasible, dtype=np.bool_)
    arcs = model.arcs[dm]
    come, go = (arcs[:, 0], arcs[:, 1]) if forward else (arcs[:, 1], arcs[:, 0])
    kept = model.feasible[come] & model.feasible[go]
    result = np.zeros_like(states)
    # Arcs may end in one state together: `or` over them, not the last one's word.
    np.logical_or.at(result.T, go[kept], states[..., come[kept]].T)
    return result


def _but(of_each: Bools, member: int) -> Bools:
    """Return what any member but one has."""
    return np.asarray(np.delete(of_each, member, axis=0).any(axis=0), dtype=np.bool_)
