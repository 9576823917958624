"""How a state can be reached: shortest legal sequences from the status quo, and who moves.

Source: status quo analysis, Li, Kilgour & Hipel (2005), Information Sciences 175.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from winset.arrays.graph_model import UNKNOWN, GraphModel
from winset.conflict.moves import one_step
from winset.errors import BadRequest, TooLarge

LARGEST = 2**16
Steps = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Evolution:
    """Shortest ways from one state to others.

    Parameters
    ----------
    start : int
    goals : tuple of int
    by_moves, by_improvements : tuple of (tuple of (dm, state reached), or None)
        Per goal a shortest legal sequence of any moves, and of moves each of which improves for the mover;
        None where there is none, empty where the goal is the start.
    """

    start: int
    goals: tuple[int, ...]
    by_moves: tuple[Steps | None, ...]
    by_improvements: tuple[Steps | None, ...]

    def unreachable(self) -> tuple[int, ...]:
        """Return the goals that no legal sequence of moves reaches."""
        return tuple(g for g, steps in zip(self.goals, self.by_moves, strict=True) if steps is None)


def evolution(model: GraphModel, goals: Sequence[int], start: int | None = None) -> Evolution:
    """Return shortest ways from `start` (by default the status quo) to each goal.

    Of several shortest ways the one whose movers and states come first is given.

    Examples
    --------
    >>> from winset.arrays.graph_model import option_model
    >>> m = option_model(["A", "B"], [("a", "A"), ("b", "B", "back")], [[0, 1, 0, 1], [0, 1, 0, 1]])
    >>> e = evolution(m, [1, 3], start=0)
    >>> e.by_improvements, e.unreachable()
    ((((0, 1),), None), (3,))
    """
    start = model.status_quo if start is None else start
    if start is None:
        raise BadRequest("paths: this conflict names no status quo; say where to start")
    count = int(np.count_nonzero(model.feasible))
    if count > LARGEST:
        raise TooLarge("feasible states", count, LARGEST, "Paths are listed state by state; fix some options.")
    for state in (start, *goals):
        if not 0 <= state < model.size or not model.feasible[state]:
            raise BadRequest(f"paths: state {state} is not feasible")
    everything = _from_start(model, start, False)
    improving = _from_start(model, start, True)
    return Evolution(
        start,
        tuple(int(g) for g in goals),
        tuple(everything.get(g) for g in goals),
        tuple(improving.get(g) for g in goals),
    )


def improving_ways(model: GraphModel, start: int) -> dict[int, Steps]:
    """Return every state that chains of improvements lead to from `start`, itself included, with a shortest chain."""
    return _from_start(model, start, True)


def improves(model: GraphModel, dm: int, before: int, after: int) -> bool:
    """Return whether `dm` certainly likes `after` better than `before`."""
    if model.relation is not None:
        degree = int(model.relation[dm, before, after])
        return degree > 0 and degree != UNKNOWN
    return bool(model.ranks[dm, after] > model.ranks[dm, before])


def improvements(model: GraphModel, dm: int, state: int) -> list[int]:
    """Return the states that `dm` can move to and likes better, ascending."""
    return [q for q in one_step(model, dm, state) if improves(model, dm, state, q)]


def _from_start(model: GraphModel, start: int, improving: bool) -> dict[int, Steps]:
    """Breadth first over (state, last mover): the first way to come to a state is a shortest."""
    step = improvements if improving else one_step
    found: dict[int, Steps] = {start: ()}
    seen: set[tuple[int, int]] = set()
    todo: list[tuple[int, int, Steps]] = [(start, -1, ())]
    for state, last, way in todo:
        for dm in range(len(model.dms)):
            if dm == last:
                continue
            for q in step(model, dm, state):
                if (q, dm) not in seen:
                    seen.add((q, dm))
                    longer = (*way, (dm, q))
                    found.setdefault(q, longer)
                    todo.append((q, dm, longer))
    return found
