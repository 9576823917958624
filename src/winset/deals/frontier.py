"""The Pareto frontier of listed deals, for any number of parties, exact on whole numbers, all ties kept."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from winset.arrays.deal_space import Bools, Ints

_CHUNK = 512
_MANY, _SIEVE = 4000, 24


def efficient(worth: Ints) -> Bools:
    """Return which deals no other deal dominates, array (D,).

    Parameters
    ----------
    worth : array (P, D) of int
        Worth of each deal for each party.

    Returns
    -------
    array (D,) of bool
        True where no other deal is at least as good for every party and better for one (Pareto, 1906); of deals with equal
        worths for everybody, all are kept or none.

    Notes
    -----
    Equal rows are merged first. Two parties: sort and sweep. More: rows in falling order of their sum, so that a row can only be
    dominated by an earlier one; they are compared, a block at a time, with the frontier found so far.

    Examples
    --------
    >>> efficient(np.array([[0, 1, 2, 1], [2, 1, 0, 0]])).tolist()
    [True, True, True, False]
    """
    worth = ranked(worth)
    parties, deals = worth.shape
    if parties == 0 or deals == 0:
        return np.ones(deals, bool)
    if parties == 1:
        best: Bools = worth[0] == worth[0].max()
        return best
    if deals > _MANY:
        left = _not_plainly_dominated(worth)
        good = np.zeros(deals, bool)
        good[left] = efficient(worth[:, left]) if len(left) < deals else _exact(worth)
        return good
    return _exact(worth)


def ranked(worth: Any) -> Ints:
    """Return worths (P, D) as they are, or, where they are Python integers, each party's ranks, which are ordered alike."""
    if worth.dtype != object:
        whole: Ints = worth
        return whole
    ranks = [np.unique(row, return_inverse=True)[1].reshape(-1).astype(np.int64) for row in worth]
    return np.array(ranks, np.int64).reshape(worth.shape)


def _exact(worth: Ints) -> Bools:
    if len(worth) == 2:
        return _two(worth)
    rows, back = np.unique(worth.T, axis=0, return_inverse=True)
    good = _many(np.ascontiguousarray(rows))
    return good[back.reshape(-1)]


def _not_plainly_dominated(worth: Ints) -> npt.NDArray[np.intp]:
    """Return the deals that none of a few strong ones dominates: a cheap sieve that drops no efficient deal."""
    left = np.arange(worth.shape[1])
    directions = np.random.Generator(np.random.Philox(_SIEVE)).exponential(size=(_SIEVE, len(worth)))
    scale = 1.0 / np.maximum(worth.max(axis=1) - worth.min(axis=1), 1)
    for direction in directions:
        part = worth[:, left]
        best = part[:, int(np.argmax((direction * scale) @ part))]
        least, equal = (part <= best[:, None]).all(axis=0), (part == best[:, None]).all(axis=0)
        left = left[~least | equal]
        if len(left) <= _MANY:
            break
    return left


def _two(worth: Ints) -> Bools:
    order = np.lexsort((-worth[1], -worth[0]))
    first, second = worth[0][order], worth[1][order]
    best = np.maximum.accumulate(second)
    before = np.concatenate(([np.iinfo(np.int64).min], best[:-1]))
    # A row stands if it beats all with a larger first worth, and ties of the same pair stand together.
    start = np.concatenate(([True], first[1:] != first[:-1]))
    leader = np.maximum.accumulate(np.where(start, np.arange(len(first)), 0))
    stands = (second == second[leader]) & (second > before[leader])
    good = np.zeros(len(first), bool)
    good[order] = stands
    return good


def _many(rows: Ints) -> Bools:
    order = np.argsort(-rows.astype(np.float64).sum(axis=1), kind="stable")
    # Sums as floats only choose the order of work: a wrong order is mended by comparing within and after each block.
    ranked = rows[order]
    front = np.empty((0, rows.shape[1]), np.int64)
    front_at = np.empty(0, np.intp)
    for start in range(0, len(ranked), _CHUNK):
        block = ranked[start : start + _CHUNK]
        at = np.arange(start, start + len(block))
        if len(front):
            open_ = ~_dominated(block, front)
            block, at = block[open_], at[open_]
        if len(block) > 1:
            inner = ~_dominated(block, block)
            block, at = block[inner], at[inner]
        if len(block) and len(front):
            stays = ~_dominated(front, block)
            front, front_at = front[stays], front_at[stays]
        front, front_at = np.concatenate([front, block]), np.concatenate([front_at, at])
    good = np.zeros(len(rows), bool)
    good[order[front_at]] = True
    return good


def _dominated(rows: Ints, others: Ints) -> Bools:
    """Return which of `rows` some row of `others` dominates (all rows are different, or the same row)."""
    found = np.zeros(len(rows), bool)
    step = max(1, 2_000_000 // max(1, len(rows)))
    for start in range(0, len(others), step):
        part = others[start : start + step]
        alive = np.flatnonzero(~found)
        if not len(alive):
            break
        at_least = np.ones((len(alive), len(part)), bool)
        better = np.zeros((len(alive), len(part)), bool)
        for column in range(rows.shape[1]):
            mine, theirs = rows[alive, column][:, None], part[:, column][None, :]
            at_least &= theirs >= mine
            better |= theirs > mine
        found[alive] |= (at_least & better).any(axis=1)
    return found
