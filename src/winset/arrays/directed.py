"""Moves that a case writes as arcs, ``from -> to``: which states they join, and the model with them in free form."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from winset.arrays.graph_model import GraphModel, states_where
from winset.case.sense_conflict import arrow, literals, only
from winset.errors import TooLarge

MOST_STATES = 2**12
Arcs = NDArray[np.int64]


def arcs_where(start: str, end: str, names: Sequence[str], feasible: NDArray[np.bool_]) -> Arcs:
    """Return the arcs (E, 2) from every feasible state of `start` to the feasible one that `end` makes of it.

    Parameters
    ----------
    start : str
        A statement; ``none``; or ``only a, b``: exactly these options are taken.
    end : str
        A conjunction that says which options are then taken and dropped, the others staying as they are; ``none``; or
        ``only a, b``.

    Examples
    --------
    >>> arcs_where("a", "not a and b", ["a", "b"], np.ones(4, dtype=bool)).tolist()
    [[1, 2], [3, 2]]
    >>> arcs_where("a", "only a, b", ["a", "b"], np.ones(4, dtype=bool)).tolist()
    [[1, 3]]
    """
    exact = only(start)
    if exact is None:
        states = np.flatnonzero(states_where(start, names) & feasible)
    else:
        states = np.array([_number(exact, names)], dtype=np.int64)
        states = states[feasible[states]]
    target = only(end)
    if target is None:
        wanted = literals(end) or {}
        take = _number([name for name, taken in wanted.items() if taken], names)
        give = _number([name for name, taken in wanted.items() if not taken], names)
        ends = (states | take) & ~give
    else:
        ends = np.full(states.size, _number(target, names), dtype=np.int64)
    kept = (ends != states) & feasible[ends]
    return np.stack([states[kept], ends[kept]], axis=1).astype(np.int64)


def option_arcs(model: GraphModel, place: str = "") -> list[Arcs]:
    """Return per decision maker the arcs (E, 2) that changing own options makes.

    Raises
    ------
    TooLarge
        With `place`, the path that asks for a list of moves.
    """
    states = model.states()
    if states.size > MOST_STATES:
        advice = "Moves between states are then listed pair by pair; fix some options first."
        raise TooLarge("feasible states with listed moves", int(states.size), MOST_STATES, advice, place)
    changed = states[:, None] ^ states[None, :]
    found = []
    for dm in range(len(model.dms)):
        way = dict.fromkeys(("both", "fwd", "back"), 0)
        for k, owner in enumerate(model.owner):
            if owner == dm:
                way[model.direction[k]] |= 1 << k
        legal = (changed != 0) & ((changed & ~np.int64(sum(way.values()))) == 0)
        legal &= ((changed & way["fwd"] & states[:, None]) == 0) & ((changed & way["back"] & ~states[:, None]) == 0)
        found.append(states[np.argwhere(legal)].reshape(-1, 2))
    return found


def with_arcs(model: GraphModel, added: Iterable[tuple[int, Arcs]], option_moves: bool = True, place: str = "") -> GraphModel:
    """Return the model in free form, its states still named by options: own moves and the arcs `added` by (decision maker, arcs).

    Without `option_moves` the added arcs are all the moves there are.

    Examples
    --------
    >>> from winset.arrays.graph_model import option_model
    >>> m = with_arcs(option_model(["A", "B"], [("a", "A"), ("b", "B")]), [(0, np.array([[3, 0]]))], option_moves=False)
    >>> [own.tolist() for own in m.arcs], m.describe(3)
    ([[[3, 0]], []], 'a, b')
    """
    empty = np.zeros((0, 2), dtype=np.int64)
    own = option_arcs(model, place) if option_moves else [empty for _ in model.dms]
    for dm, arcs in added:
        own[dm] = np.concatenate([own[dm], arcs])
    return replace(model, arcs=tuple(np.unique(a, axis=0) if a.size else empty for a in own))


def plan_where(texts: Sequence[str], model: GraphModel) -> NDArray[np.int64]:
    """Return where the texts ``from -> to`` send each state (S,), the first that fits; the state itself where none does.

    Examples
    --------
    >>> from winset.arrays.graph_model import option_model
    >>> plan_where(["a -> not a"], option_model(["A", "B"], [("a", "A"), ("b", "B")])).tolist()
    [0, 0, 2, 2]
    """
    plan = np.arange(model.size, dtype=np.int64)
    free = np.ones(model.size, dtype=np.bool_)
    for text in texts:
        sides = arrow(text)
        assert sides is not None
        arcs = arcs_where(*sides, model.options, model.feasible)
        arcs = arcs[free[arcs[:, 0]]]
        plan[arcs[:, 0]] = arcs[:, 1]
        free[arcs[:, 0]] = False
    return plan


def _number(taken: Iterable[str], names: Sequence[str]) -> int:
    return sum(1 << list(names).index(name) for name in dict.fromkeys(taken))
