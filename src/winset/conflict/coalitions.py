"""Which states hold against groups that move together, singletons included.

A group improves on s by any legal sequence of its members' moves after which *every* member is strictly
better off than at s. What deters a group is a reply of the others after which some member is not better off
than at s. Source: Kilgour, Hipel, Fang & Peng (2001), Group Decision and Negotiation 10; Inohara & Hipel
(2008), Systems Engineering 11.

========== ================================================================================================
cnash      nothing deters
cgmr       any legal sequence of the others
csmr       ... from where the group has no legal sequence to a state that is better for all its members
cseq       a legal sequence of improvements of the others, each for the one who makes it
cseq_class a sequence of improvements of coalitions of the others (no coalition twice in a row)
========== ================================================================================================
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from winset.arrays.graph_model import UNKNOWN, GraphModel
from winset.conflict.moves import legal_path, one_step, product, reach_matrix
from winset.conflict.partial import tables
from winset.errors import BadRequest, TooLarge, UnknownName

CONCEPTS = ("cnash", "cgmr", "csmr", "cseq", "cseq_class")
MOST_DMS = 8
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class CoalitionStability:
    """Verdicts per coalition, concept and state.

    Parameters
    ----------
    coalitions : tuple of tuples of int
        G groups, singletons first.
    concepts, dms : tuple of str
    stable : array of bool, (G, C, S)
        Whether the group would stay.
    """

    coalitions: tuple[tuple[int, ...], ...]
    concepts: tuple[str, ...]
    dms: tuple[str, ...]
    stable: Bools

    def __post_init__(self) -> None:
        self.stable.setflags(write=False)

    def equilibria(self, concept: str) -> list[int]:
        """Return the states that hold against every group looked at, singletons included."""
        if concept not in self.concepts:
            raise UnknownName("stability concept", concept, self.concepts)
        return [int(s) for s in np.flatnonzero(self.stable[:, self.concepts.index(concept)].all(axis=0))]


@dataclass(frozen=True)
class Vulnerability:
    """An equilibrium that a group would leave together.

    Parameters
    ----------
    state : int
        The equilibrium.
    coalition : tuple of int
        Who leaves.
    target : int
        Where every member is strictly better off.
    path : tuple of (dm, state reached)
        A shortest legal sequence of the members.
    """

    state: int
    coalition: tuple[int, ...]
    target: int
    path: tuple[tuple[int, int], ...]


def all_coalitions(count: int, members: Sequence[int] | None = None) -> tuple[tuple[int, ...], ...]:
    """Return all non-empty groups of decision makers, small ones first.

    Examples
    --------
    >>> all_coalitions(2)
    ((0,), (1,), (0, 1))
    """
    members = range(count) if members is None else members
    if len(members) > MOST_DMS:
        raise TooLarge("coalitions", 2 ** len(members) - 1, 2**MOST_DMS - 1, "Name the groups that matter.")
    return tuple(h for n in range(1, len(members) + 1) for h in itertools.combinations(members, n))


def coalition_stability(
    model: GraphModel,
    concepts: Sequence[str] = ("cnash", "cgmr", "csmr", "cseq"),
    coalitions: Sequence[Sequence[int]] | None = None,
) -> CoalitionStability:
    """Return whether each group would stay in each state.

    Parameters
    ----------
    model : GraphModel
    concepts : sequence of str
        Of `CONCEPTS`; a singleton's verdict is that of the concept without c, for complete preferences.
    coalitions : sequence of groups, optional
        All of them by default; singletons are always added.

    Examples
    --------
    >>> from winset.arrays.graph_model import option_model
    >>> m = option_model(["A", "B"], [("quiet A", "A"), ("quiet B", "B")], [[1, 0, 3, 2], [1, 3, 0, 2]])
    >>> coalition_stability(m).equilibria("cnash"), coalition_stability(m).equilibria("csmr")
    ([], [3])
    """
    for concept in concepts:
        if concept not in CONCEPTS:
            raise UnknownName("stability concept", concept, CONCEPTS)
    count = len(model.dms)
    groups = all_coalitions(count) if coalitions is None else _with_singletons(coalitions, count)
    states, moves, relation = tables(model)
    better = (relation > 0) & (relation != UNKNOWN)
    worse = relation <= 0
    stable = np.zeros((len(groups), len(concepts), model.size), dtype=np.bool_)
    for g, group in enumerate(groups):
        rest = [j for j in range(count) if j not in group]
        own = reach_matrix([moves[i] for i in group], states.size)
        leaves = own & np.all(better[list(group)], axis=0)
        deters = np.any(worse[list(group)], axis=0)
        for c, concept in enumerate(concepts):
            if concept == "cnash":
                stable[g, c, states] = ~leaves.any(axis=1)
                continue
            if concept == "cseq":
                reach = reach_matrix([moves[j] & better[j] for j in rest], states.size)
            elif concept == "cseq_class":
                reach = _class_improvements(moves, better, rest)
            else:
                reach = reach_matrix([moves[j] for j in rest], states.size)
            good = deters & ~product(~deters, own.T) if concept == "csmr" else deters
            stable[g, c, states] = ~(leaves & ~product(good, reach.T)).any(axis=1)
    return CoalitionStability(groups, tuple(concepts), model.dms, stable)


def vulnerable(model: GraphModel, equilibria: Sequence[int]) -> tuple[Vulnerability, ...]:
    """Return which of the equilibria some group of two or more would leave together, where to and how.

    Examples
    --------
    >>> from winset.arrays.graph_model import option_model
    >>> m = option_model(["A", "B"], [("quiet A", "A"), ("quiet B", "B")], [[1, 0, 3, 2], [1, 3, 0, 2]])
    >>> vulnerable(m, [0])
    (Vulnerability(state=0, coalition=(0, 1), target=3, path=((0, 1), (1, 3))),)
    """
    states, moves, relation = tables(model)
    better = (relation > 0) & (relation != UNKNOWN)
    place = {int(s): k for k, s in enumerate(states)}
    found = []
    for group in all_coalitions(len(model.dms)):
        if len(group) < 2:
            continue
        leaves = reach_matrix([moves[i] for i in group], states.size) & np.all(better[list(group)], axis=0)
        for state in equilibria:
            if state not in place:
                raise BadRequest(f"state {state} is not feasible")
            for k in np.flatnonzero(leaves[place[state]]):
                target = int(states[k])
                path = legal_path(group, state, target.__eq__, partial(one_step, model))
                assert path is not None
                found.append(Vulnerability(int(state), group, target, path))
    return tuple(sorted(found, key=lambda v: (v.state, len(v.coalition), v.coalition, v.target)))


def _class_improvements(moves: Bools, better: Bools, rest: Sequence[int]) -> Bools:
    size = moves.shape[1]
    steps = [
        reach_matrix([moves[j] for j in group], size) & np.all(better[list(group)], axis=0)
        for group in (all_coalitions(len(rest), rest) if rest else ())
    ]
    return reach_matrix(steps, size)


def _with_singletons(coalitions: Sequence[Sequence[int]], count: int) -> tuple[tuple[int, ...], ...]:
    named = {tuple(sorted(set(group))) for group in coalitions}
    for group in named:
        if not group or any(not 0 <= i < count for i in group):
            raise BadRequest(f"coalitions: {group} is no group of the {count} decision makers")
    return tuple(sorted(named | {(i,) for i in range(count)}, key=lambda h: (len(h), h)))
