"""Limited foresight: L_h, non-myopic, Stackelberg and policy stability.

With two decision makers L_h is Kilgour's (1985): the one whose turn it is either stays or takes the move
whose anticipated end is best, h moves deep, and stays where that end is not better. With more, it is open who
moves next; two readings of our own, named by what a mover expects, agree with L_h for two:

* ``cautious``: of those who may move next, the one whose turn ends worst for the mover comes;
* ``hopeful``: the one whose turn ends best comes.

They are not the extensions of Soares et al. (2026). Of equally good moves the one to the lowest state is taken.
Sources: Kilgour (1985), Theory and Decision 18; Fang, Hipel & Kilgour (1993), ch. 3; Zeng, Fang, Hipel &
Kilgour (2004), Theory and Decision 57 (policies).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from winset.arrays.graph_model import UNKNOWN, GraphModel
from winset.conflict.moves import feasible_states, move_matrices, product
from winset.conflict.partial import tables
from winset.errors import BadRequest, UnknownName

READINGS = ("cautious", "hopeful")
Bools = NDArray[np.bool_]
Longs = NDArray[np.int64]


@dataclass(frozen=True)
class LimitedMoves:
    """What each decision maker anticipates with foresight 0 to h.

    Parameters
    ----------
    reading : str
        ``L_h`` for two decision makers, else which reading was used.
    dms : tuple of str
    ends : array of int, (h + 1, P, S)
        The state in which the conflict is expected to end if the decision maker has the turn; -1 where
        infeasible.
    ties : bool
        Whether some decision maker is indifferent between two states that differ: then ends are not unique.
    """

    reading: str
    dms: tuple[str, ...]
    ends: Longs
    ties: bool

    def __post_init__(self) -> None:
        self.ends.setflags(write=False)

    def stable(self, horizon: int) -> Bools:
        """Return who stays where with that foresight, (P, S)."""
        if not 0 <= horizon < self.ends.shape[0]:
            raise BadRequest(f"foresight: 0 to {self.ends.shape[0] - 1} was computed, not {horizon}")
        return np.asarray(self.ends[horizon] == np.arange(self.ends.shape[2]))


@dataclass(frozen=True)
class NonMyopic:
    """Stability for every foresight that is long enough.

    Parameters
    ----------
    reading : str
    dms : tuple of str
    stable : array of bool, (P, S)
        Stable at all long foresights.
    settled : array of bool, (P, S)
        Whether the verdict is the same at all long foresights; where it is not, the state is neither.
    from_horizon, period : int
        From where on the anticipated ends repeat, and after how many steps.
    """

    reading: str
    dms: tuple[str, ...]
    stable: Bools
    settled: Bools
    from_horizon: int
    period: int

    def __post_init__(self) -> None:
        self.stable.setflags(write=False)
        self.settled.setflags(write=False)

    def equilibria(self) -> list[int]:
        """Return the states at which everybody stays, however long the foresight."""
        return [int(s) for s in np.flatnonzero(self.stable.all(axis=0))]


def limited_moves(model: GraphModel, horizon: int, reading: str = "cautious") -> LimitedMoves:
    """Return what everybody anticipates with foresight 0 to `horizon`; foresight 1 is Nash.

    Examples
    --------
    >>> from winset.arrays.graph_model import option_model
    >>> m = option_model(["A", "B"], [("quiet A", "A"), ("quiet B", "B")], [[1, 0, 3, 2], [1, 3, 0, 2]])
    >>> r = limited_moves(m, 2)
    >>> r.reading, np.flatnonzero(r.stable(2).all(axis=0)).tolist()
    ('L_h', [0, 3])
    """
    _known(model, reading)
    if not 0 <= horizon <= 10_000:
        raise BadRequest("foresight: between 0 and 10,000 moves")
    states, moves, ranks = _small(model)
    ends = [np.tile(np.arange(states.size), (len(model.dms), 1))]
    for _ in range(horizon):
        ends.append(_deeper(ends[-1], moves, ranks, reading))
    wide = np.full((horizon + 1, len(model.dms), model.size), -1, dtype=np.int64)
    wide[:, :, states] = states[np.stack(ends)]
    name = "L_h" if len(model.dms) == 2 else f"L_h, {reading} reading"
    return LimitedMoves(name, model.dms, wide, _has_ties(ranks))


def non_myopic(model: GraphModel, reading: str = "cautious") -> NonMyopic:
    """Return which states hold for every long foresight, and where that never settles.

    The anticipated ends depend on the previous foresight only and are finitely many, so they repeat.
    """
    _known(model, reading)
    states, moves, ranks = _small(model)
    seen: dict[bytes, int] = {}
    ends = [np.tile(np.arange(states.size), (len(model.dms), 1))]
    while ends[-1].tobytes() not in seen:
        seen[ends[-1].tobytes()] = len(ends) - 1
        ends.append(_deeper(ends[-1], moves, ranks, reading))
        if len(ends) > 20_000:
            raise BadRequest("the anticipated ends do not repeat within 20,000 moves; ask for a finite foresight")
    first = seen[ends[-1].tobytes()]
    cycle = np.stack(ends[first:-1]) == np.arange(states.size)
    stable = np.zeros((len(model.dms), model.size), dtype=np.bool_)
    settled = np.zeros_like(stable)
    stable[:, states] = cycle.all(axis=0)
    settled[:, states] = cycle.all(axis=0) | ~cycle.any(axis=0)
    name = "non-myopic" if len(model.dms) == 2 else f"non-myopic, {reading} reading"
    return NonMyopic(name, model.dms, stable, settled, first, len(ends) - 1 - first)


def stackelberg(model: GraphModel, leader: int) -> list[int]:
    """Return the Stackelberg equilibria of two decision makers with that leader.

    The leader stays looking two moves ahead (L_2) and the follower looking one ahead (Nash); that is the
    definition in Fang, Hipel & Kilgour (1993), ch. 3, as later papers report it.
    """
    if len(model.dms) != 2:
        raise BadRequest(f"Stackelberg needs two decision makers; this conflict has {len(model.dms)}")
    if leader not in (0, 1):
        raise BadRequest("the leader is decision maker 0 or 1")
    ends = limited_moves(model, 2)
    held = ends.stable(2)[leader] & ends.stable(1)[1 - leader]
    return [int(s) for s in np.flatnonzero(held)]


def policy_stable(model: GraphModel, policies: NDArray[np.integer]) -> dict[int, tuple[int, ...]]:
    """Return the states in which nobody moves by the policies, each with who would rather change policy.

    Parameters
    ----------
    policies : array of int, (P, S)
        Where each decision maker means to move from each state; the state itself for staying.

    Returns
    -------
    dict of state to tuple of int
        An empty tuple: a policy stable state. Else the decision makers with a better policy.

    Notes
    -----
    Changing policy pays for i at s if some way of playing on brings i strictly more whatever the order in
    which the others then act by their policies: i moves, moves again after others or stops, and the play ends
    where nobody acts; play that never ends secures nothing. The published idea is that no one would prefer to
    change policy given the others' (Zeng, Fang, Hipel & Kilgour 2004, Theory and Decision 57, abstract); how
    play with several others is ordered is our reading. What is unknown counts as not better.
    """
    states, moves, better = _improving(model)
    if policies.shape != (len(model.dms), model.size):
        raise BadRequest(f"policies: the shape must be {(len(model.dms), model.size)}")
    place = np.full(model.size, -1, dtype=np.int64)
    place[states] = np.arange(states.size)
    wants = policies[:, states]
    if ((wants < 0) | (wants >= model.size)).any() or (place[wants] < 0).any():
        raise BadRequest("policies: a policy leads to a state that is not feasible")
    plan = place[wants]
    here = np.arange(states.size)
    for dm in range(len(model.dms)):
        if not (moves[dm, here, plan[dm]] | (plan[dm] == here)).all():
            raise BadRequest(f"policies of {model.dms[dm]}: one of the moves is not {model.dms[dm]}'s to make")
    rest = np.flatnonzero((plan == here).all(axis=0))
    everybody = range(len(model.dms))
    return {int(states[s]): tuple(dm for dm in everybody if _pays_to_change(int(s), dm, plan, moves, better)) for s in rest}


def improving_policies(model: GraphModel) -> Longs:
    """Return the policies (P, S) by which everybody goes to the best of the own improvements, and stays where there is none.

    They are credible in the plain sense that each move is in the mover's immediate interest. Of equally good improvements the
    lowest state is taken; where preferences are partial, the lowest one that no other improvement is better than.

    Examples
    --------
    >>> from winset.arrays.graph_model import option_model
    >>> m = option_model(["A", "B"], [("quiet A", "A"), ("quiet B", "B")], [[1, 0, 3, 2], [1, 3, 0, 2]])
    >>> improving_policies(m).tolist(), policy_stable(m, improving_policies(m))
    ([[0, 0, 2, 2], [0, 1, 0, 1]], {0: ()})
    """
    states, moves, better = _improving(model)
    plan = np.tile(np.arange(model.size), (len(model.dms), 1))
    for dm in range(len(model.dms)):
        goals = moves[dm] & better[dm]
        if model.relation is None:
            value = np.where(goals, model.ranks[dm, states][None, :].astype(np.int64), np.int64(-(2**40)))
            best = value.argmax(axis=1)
        else:
            # beaten[s, q]: some other improvement of s is better than q.
            beaten = product(goals, better[dm].T)
            top = goals & ~beaten
            best = np.where(top.any(axis=1), top.argmax(axis=1), goals.argmax(axis=1))
        leaves = goals.any(axis=1)
        plan[dm, states[leaves]] = states[best[leaves]]
    return plan


def policy_verdicts(model: GraphModel, policies: Longs) -> Bools:
    """Return who stays where by the own policy and has no better one (P, S); the second is asked only where nobody moves."""
    stable = (policies == np.arange(model.size)) & model.feasible
    for state, changing in policy_stable(model, policies).items():
        stable[list(changing), state] = False
    return np.asarray(stable)


def _improving(model: GraphModel) -> tuple[Longs, Bools, Bools]:
    """Return the feasible states, who can move where, and who certainly likes what better: ``better[p, s, q]``."""
    states, moves, relation = tables(model)
    return states, moves, (relation > 0) & (relation != UNKNOWN)


def _pays_to_change(start: int, dm: int, plan: Longs, moves: Bools, likes: Bools) -> bool:
    """Whether dm can force a strictly better end against the others' policies in any order."""
    size = moves.shape[1]
    better = likes[dm, start]
    others = [j for j in range(len(plan)) if j != dm]
    acts = np.stack([plan[j] != np.arange(size) for j in others]) if others else np.zeros((0, size), dtype=bool)
    quiet = ~acts.any(axis=0)
    # secured: states at which, the others being next, dm ends above the start for sure (least fixpoint).
    secured = better & quiet
    while True:
        mine = secured | (moves[dm] & secured).any(axis=1)
        reply = np.ones(size, dtype=np.bool_)
        for k, j in enumerate(others):
            reply &= ~acts[k] | mine[plan[j]]
        grown = secured | (~quiet & reply)
        if np.array_equal(grown, secured):
            return bool((moves[dm, start] & secured).any())
        secured = grown


def _deeper(ends: Longs, moves: Bools, ranks: NDArray[np.int32], reading: str) -> Longs:
    """Return G_h from G_(h-1), both (P, M)."""
    count, size = ends.shape
    result = ends.copy()
    here = np.arange(size)
    for i in range(count):
        others = [j for j in range(count) if j != i]
        # What follows i's move to q: the turn of whoever comes next, as i expects it.
        after = ends[others[0]] if others else here
        for j in others[1:]:
            first, second = ranks[i, after], ranks[i, ends[j]]
            swap = second < first if reading == "cautious" else second > first
            after = np.where(swap, ends[j], after)
        value = np.where(moves[i], ranks[i, after][None, :].astype(np.int64), np.int64(-(2**40)))
        choice = after[value.argmax(axis=1)]
        result[i] = np.where(value.max(axis=1) > ranks[i], choice, here)
    return result


def _small(model: GraphModel) -> tuple[Longs, Bools, NDArray[np.int32]]:
    states = feasible_states(model)
    return states, move_matrices(model), model.ranks[:, states]


def _has_ties(ranks: NDArray[np.int32]) -> bool:
    return any(np.unique(row).size < row.size for row in ranks)


def _known(model: GraphModel, reading: str) -> None:
    if reading not in READINGS:
        raise UnknownName("reading", reading, READINGS)
    if model.relation is not None:
        raise BadRequest("limited foresight needs complete preferences (ranks), not a partial relation")
