"""The naive way: reachability as dense matrices, the definitions as matrix products (numpy only).

This is the textbook's matrix form of the graph model for n decision makers: moves of a group by products
until nothing new is reached, then one product per concept. Right, and what one writes first.
"""

from __future__ import annotations

import numpy as np

from winset.arrays.graph_model import GraphModel


def moves(model: GraphModel, dm: int) -> np.ndarray:
    """Return the (S, S) matrix of one decision maker's moves."""
    own = sum(1 << k for k, owner in enumerate(model.owner) if owner == dm)
    states = np.arange(model.size)
    legal = ((states[:, None] ^ states[None, :]) & ~own) == 0
    np.fill_diagonal(legal, False)
    return legal & model.feasible[:, None] & model.feasible[None, :]


def product(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    return (a.astype(np.float32) @ b.astype(np.float32)) > 0


def group_moves(steps: list[np.ndarray]) -> np.ndarray:
    """Return what legal sequences of the group reach: nobody twice in a row."""
    last = [step.copy() for step in steps]
    while True:
        grown = [
            last[k] | product(np.any([m for j, m in enumerate(last) if j != k], axis=0), step) if len(steps) > 1 else last[k]
            for k, step in enumerate(steps)
        ]
        if all(np.array_equal(a, b) for a, b in zip(grown, last, strict=True)):
            return np.any(last, axis=0)
        last = grown


def equilibria(model: GraphModel) -> dict[str, np.ndarray]:
    """Return the verdicts (P, S) of Nash, GMR, SMR and SEQ."""
    count = len(model.dms)
    step = [moves(model, dm) for dm in range(count)]
    better = [r[None, :] > r[:, None] for r in model.ranks]
    result = {c: np.zeros((count, model.size), dtype=bool) for c in ("nash", "gmr", "smr", "seq")}
    for i in range(count):
        rest = [j for j in range(count) if j != i]
        leaves = step[i] & better[i]
        reach = group_moves([step[j] for j in rest])
        reach_up = group_moves([step[j] & better[j] for j in rest])
        low = ~better[i]
        stays_low = low & ~product(better[i], step[i].T)
        result["nash"][i] = ~leaves.any(axis=1)
        for concept, good, by in (("gmr", low, reach), ("smr", stays_low, reach), ("seq", low, reach_up)):
            result[concept][i] = ~(leaves & ~product(good, by.T)).any(axis=1)
        for table in result.values():
            table[i] &= model.feasible
    return result
