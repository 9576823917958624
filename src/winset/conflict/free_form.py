"""Verdicts where arcs are listed: a search over (state, last mover), since nobody moves twice in a row."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from winset.arrays.graph_model import GraphModel

Bools = NDArray[np.bool_]
Ints = NDArray[np.int32]
LOW = np.int32(np.iinfo(np.int32).min)
HIGH = np.int32(np.iinfo(np.int32).max)


def verdicts(model: GraphModel, concepts: Sequence[str]) -> dict[str, Bools]:
    """Return per concept who finds which state stable, (P, S)."""
    arcs = live_arcs(model)
    ranks = model.ranks
    up = tuple(a[ranks[j, a[:, 1]] > ranks[j, a[:, 0]]] for j, a in enumerate(arcs))
    result = {c: np.zeros(ranks.shape, dtype=np.bool_) for c in concepts}
    for dm in range(len(model.dms)):
        own = ranks[dm]
        rest = [j for j in range(len(model.dms)) if j != dm]
        leave = up[dm]
        best = own.copy()
        np.maximum.at(best, arcs[dm][:, 0], own[arcs[dm][:, 1]])
        for concept in concepts:
            if concept == "nash":
                away = leave
            else:
                values = best if concept in ("smr", "sseq") else own
                used = arcs if concept in ("gmr", "smr") else up
                floor = worst_reached([used[j] for j in rest], values)
                away = leave[floor[leave[:, 1]] > own[leave[:, 0]]]
            stable = model.feasible.copy()
            stable[away[:, 0]] = False
            result[concept][dm] = stable
    return result


def live_arcs(model: GraphModel) -> tuple[NDArray[np.int64], ...]:
    """Return the arcs between feasible states."""
    return tuple(a[model.feasible[a].all(axis=1)] for a in model.arcs or ())


def worst_reached(arcs: Sequence[NDArray[np.int64]], values: Ints) -> Ints:
    """Return the smallest value over all states that legal sequences of the group reach, s itself left out.

    Highest where the group cannot move. The fixpoint runs over the least value reached from s when j moves
    first: j's target itself, or what anybody but j makes of it.
    """
    first = np.full((len(arcs), values.shape[0]), HIGH, dtype=np.int32)
    while True:
        before = first.copy()
        for j, own in enumerate(arcs):
            after = np.delete(first, j, axis=0).min(axis=0, initial=HIGH)
            np.minimum.at(first[j], own[:, 0], np.minimum(values, after)[own[:, 1]])
        if np.array_equal(before, first):
            return np.asarray(first.min(axis=0, initial=HIGH))
