"""Coalition verdicts in option form with complete preferences, by sweeps over bits: no matrix is ever multiplied.

What the others can make of a target is bad for a group if it is bad for one member, so the least rank that they reach, member by
member, decides CGMR and CSEQ. CSMR looks at the group's ways out as well, which is a sweep for every state of the start.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from winset.arrays.graph_model import GraphModel
from winset.conflict.reach import pulled, reached
from winset.conflict.sweeps import worst_by_improvements, worst_reached

Bools = NDArray[np.bool_]
CONCEPTS = ("cnash", "cgmr", "csmr", "cseq")


def group_stays(model: GraphModel, group: Sequence[int], concepts: Sequence[str]) -> dict[str, Bools]:
    """Return per concept (of `CONCEPTS`) in which feasible states, ascending, a group would stay.

    Examples
    --------
    >>> from winset.arrays.graph_model import option_model
    >>> m = option_model(["A", "B"], [("quiet A", "A"), ("quiet B", "B")], [[1, 0, 3, 2], [1, 3, 0, 2]])
    >>> group_stays(m, [0, 1], ["cnash"])["cnash"].tolist()
    [False, True, True, True]
    """
    states = model.states()
    rest = [j for j in range(len(model.dms)) if j not in group]
    here = {i: model.ranks[i, states][:, None] for i in group}

    def above(floors: dict[int, NDArray[np.int32]]) -> Bools:
        found = np.broadcast_to(model.feasible, (states.size, model.size)).copy()
        for i in group:
            found &= floors[i][None, :] > here[i]
        return found

    better = above({i: model.ranks[i] for i in group})
    leaves = reached(model, group, states.tolist()) & better
    result: dict[str, Any] = {}
    for concept in concepts:
        if concept == "cnash" or not rest:
            result[concept] = ~leaves.any(axis=1)
        elif concept == "csmr":
            stuck = model.feasible & ~better & ~pulled(model, group, better)
            result[concept] = ~(leaves & ~pulled(model, rest, stuck)).any(axis=1)
        elif concept == "cgmr":
            floors = {i: worst_reached(model, rest, model.ranks[i]) for i in group}
            result[concept] = ~(leaves & above(floors)).any(axis=1)
        else:
            floors = {i: worst_by_improvements(model, rest, model.ranks, model.ranks[i]) for i in group}
            result[concept] = ~(leaves & above(floors)).any(axis=1)
    return result
