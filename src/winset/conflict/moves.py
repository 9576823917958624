"""Moves of one decision maker and legal sequences of moves of a group.

In option form a decision maker jumps directly: every feasible state that differs in own options only and
undoes no irreversible one is one move away, whatever lies between. Nobody moves twice in a row in a legal
sequence, but may move again after somebody else (Fang, Hipel & Kilgour 1993, ch. 3).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from winset.arrays.graph_model import GraphModel
from winset.errors import TooLarge

LARGEST_MATRIX = 2**12
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Bits:
    """The option bits of one decision maker, in option form.

    Parameters
    ----------
    positions : tuple of int
        All own bits.
    both, fwd, back : int
        Masks of the own bits by direction.
    """

    positions: tuple[int, ...]
    both: int
    fwd: int
    back: int

    @property
    def mask(self) -> int:
        """All own bits."""
        return self.both | self.fwd | self.back


def bits(model: GraphModel, dm: int) -> Bits:
    """Return which bits of the state number belong to a decision maker, by direction."""
    positions = tuple(k for k, owner in enumerate(model.owner) if owner == dm)
    mask = {d: sum(1 << k for k in positions if model.direction[k] == d) for d in ("both", "fwd", "back")}
    return Bits(positions, mask["both"], mask["fwd"], mask["back"])


def feasible_states(model: GraphModel, limit: int = LARGEST_MATRIX) -> NDArray[np.int64]:
    """Return the feasible states, or refuse where an (M, M) matrix of them would not fit."""
    count = int(np.count_nonzero(model.feasible))
    if count > limit:
        advice = "This analysis compares all pairs of states; fix some options first."
        raise TooLarge("feasible states", count, limit, advice)
    return model.states()


def move_matrices(model: GraphModel) -> Bools:
    """Return who can move where in one step, as (P, M, M) over the M feasible states, ascending.

    Examples
    --------
    >>> from winset.arrays.graph_model import option_model
    >>> m = option_model(["A", "B"], [("go", "A"), ("stop", "B", "fwd")])
    >>> move_matrices(m)[1].astype(int).tolist()
    [[0, 0, 1, 0], [0, 0, 0, 1], [0, 0, 0, 0], [0, 0, 0, 0]]
    """
    states = feasible_states(model)
    result = np.zeros((len(model.dms), states.size, states.size), dtype=np.bool_)
    if model.arcs is not None:
        place = np.full(model.size, -1, dtype=np.int64)
        place[states] = np.arange(states.size)
        for dm, arcs in enumerate(model.arcs):
            kept = arcs[(place[arcs] >= 0).all(axis=1)]
            result[dm, place[kept[:, 0]], place[kept[:, 1]]] = True
        return result
    for dm in range(len(model.dms)):
        own = bits(model, dm)
        changed = states[:, None] ^ states[None, :]
        legal = (changed & ~np.int64(own.mask)) == 0
        legal &= (changed & own.fwd & states[:, None]) == 0
        legal &= (changed & own.back & ~states[:, None]) == 0
        np.fill_diagonal(legal, False)
        result[dm] = legal
    return result


def product(a: Bools, b: Bools) -> Bools:
    """Return the Boolean matrix product: a step of `a`, then one of `b`."""
    return np.asarray(a.astype(np.float32) @ b.astype(np.float32) > 0.5)


def last_movers(steps: Sequence[Bools]) -> Bools:
    """Return (G, M, M): whether a legal sequence leads from s to q with group member g moving last.

    Parameters
    ----------
    steps : sequence of (M, M) arrays of bool
        The steps of each member; nobody steps twice in a row.
    """
    if not steps:
        return np.zeros((0, 0, 0), dtype=np.bool_)
    last = np.array(steps)
    new = last.copy()
    while new.any():
        # Only what was found in the last round can lead to anything new.
        grown = np.zeros_like(last)
        for k, step in enumerate(steps):
            before = np.any(np.delete(new, k, axis=0), axis=0)
            grown[k] = product(before, step)
        new = grown & ~last
        last |= new
    return last


def reach_matrix(steps: Sequence[Bools], size: int) -> Bools:
    """Return (M, M): whether a legal sequence of the group leads from s to q; no members, no moves."""
    if not steps:
        return np.zeros((size, size), dtype=np.bool_)
    return np.asarray(np.any(last_movers(steps), axis=0))


def one_step(model: GraphModel, dm: int, state: int) -> list[int]:
    """Return the states one move of `dm` away from a feasible `state`, ascending."""
    if model.arcs is not None:
        arcs = model.arcs[dm]
        targets = np.unique(arcs[arcs[:, 0] == state, 1])
        return [int(q) for q in targets if model.feasible[q]]
    own = bits(model, dm)
    free = own.both | (own.fwd & ~state) | (own.back & state)
    found, sub = [], free
    while sub:
        if model.feasible[state ^ sub]:
            found.append(state ^ sub)
        sub = (sub - 1) & free
    return sorted(found)


def legal_path(
    group: Sequence[int], start: int, goal: Callable[[int], bool], step: Callable[[int, int], Sequence[int]]
) -> tuple[tuple[int, int], ...] | None:
    """Return a shortest legal sequence from `start` to a state that meets `goal`, or None.

    Parameters
    ----------
    group : sequence of int
        Who may move.
    start : int
    goal : callable
        Of a state.
    step : callable
        ``step(dm, state)``: where `dm` can or would move.

    Returns
    -------
    tuple of (dm, state reached)
        At least one step.
    """
    came: dict[tuple[int, int], tuple[int, int] | None] = {}
    todo: list[tuple[int, int]] = [(start, -1)]
    for state, last in todo:
        for dm in group:
            if dm == last:
                continue
            for q in step(dm, state):
                if (q, dm) in came:
                    continue
                came[q, dm] = (state, last) if last >= 0 else None
                if goal(q):
                    return _walk_back(came, (q, dm))
                todo.append((q, dm))
    return None


def _walk_back(came: dict[tuple[int, int], tuple[int, int] | None], end: tuple[int, int]) -> tuple[tuple[int, int], ...]:
    path, pair = [], end
    while True:
        path.append((pair[1], pair[0]))
        before = came[pair]
        if before is None:
            return tuple(reversed(path))
        pair = before
