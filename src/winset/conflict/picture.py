"""A small state graph for drawing: where the conflict stands, what holds, and the moves between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from winset.arrays.graph_model import GraphModel
from winset.conflict.moves import one_step
from winset.conflict.paths import Steps, evolution, improves


@dataclass(frozen=True)
class Arc:
    """One move: from, to, who makes it, and whether it improves for that one."""

    start: int
    end: int
    dm: int
    improves: bool


@dataclass(frozen=True)
class StateGraph:
    """Some states and the moves between them.

    Parameters
    ----------
    states : tuple of int
        The status quo first if there is one, then equilibria, then what lies on the ways to them.
    labels : tuple of str
    arcs : tuple of Arc
        All moves between these states.
    left_out : int
        How many of the equilibria asked for were not drawn.
    """

    states: tuple[int, ...]
    labels: tuple[str, ...]
    arcs: tuple[Arc, ...]
    left_out: int


def state_graph(model: GraphModel, equilibria: Sequence[int], most: int = 12) -> StateGraph:
    """Return the states that matter most, at most `most` of them, and the moves between them.

    Equilibria that can be reached from the status quo in fewer moves come first; the ways to them are added while there is
    room, ways by improvements before others.

    Examples
    --------
    >>> from winset.arrays.graph_model import option_model
    >>> m = option_model(["A", "B"], [("a", "A"), ("b", "B")], [[0, 1, 0, 1], [0, 0, 1, 1]], status_quo=0)
    >>> g = state_graph(m, [3])
    >>> g.states, [(a.start, a.end, a.improves) for a in g.arcs if a.improves]
    ((0, 3, 1), [(0, 1, True), (1, 3, True)])
    """
    chosen: dict[int, None] = {}
    ways: list[Steps] = []
    order = list(dict.fromkeys(equilibria))
    if model.status_quo is not None:
        chosen[model.status_quo] = None
        found = evolution(model, order)
        length = {
            goal: _distance(moves, better)
            for goal, moves, better in zip(order, found.by_moves, found.by_improvements, strict=True)
        }
        order.sort(key=lambda s: (length[s], s))
        ways = [w for w in (*found.by_improvements, *found.by_moves) if w]
    for s in order:
        if len(chosen) < most:
            chosen.setdefault(s)
    drawn = set(chosen)
    for way in ways:
        between = [q for _, q in way if q not in chosen]
        if way[-1][1] in drawn and len(chosen) + len(between) <= most:
            chosen.update(dict.fromkeys(between))
    states = tuple(chosen)
    arcs = tuple(
        Arc(s, q, dm, improves(model, dm, s, q))
        for s in states
        for dm in range(len(model.dms))
        for q in one_step(model, dm, s)
        if q in chosen
    )
    left = sum(s not in chosen for s in order)
    return StateGraph(states, tuple(model.describe(s) for s in states), arcs, left)


def _distance(moves: Steps | None, better: Steps | None) -> tuple[int, int]:
    """Return what equilibria are ordered by: reachable by improvements, by moves, or not at all; then how far."""
    if better is not None:
        return 0, len(better)
    return (1, len(moves)) if moves is not None else (2, 0)
