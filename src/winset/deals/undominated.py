"""Which vectors of a set no other one beats: exact, on integers, by numpy alone or by compiled loops.

Small sets never wait for a compiler: the compiled loops serve from `COMPILE_FROM` candidates on.
"""

from __future__ import annotations

import itertools
import math
from bisect import bisect_left
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from winset.deals import kernels
from winset.deals.factors import AnyIntegers, Flags
from winset.deals.tree import undominated_sums

#: Fewer candidates than this go the numpy way.
COMPILE_FROM = 1_500
_TINY = 32


def undominated(points: AnyIntegers) -> NDArray[np.int64]:
    """Return the rows of `points` that no other row dominates, each distinct vector once, ascending by row.

    Parameters
    ----------
    points : integer array, shape (L, P)
        A row dominates another if it is at least as large everywhere and larger somewhere.

    Examples
    --------
    >>> import numpy as np
    >>> undominated(np.array([[1, 3], [2, 2], [1, 3], [1, 2], [3, 0]])).tolist()
    [0, 1, 4]
    """
    if len(points) == 0:
        return np.zeros(0, dtype=np.int64)
    if len(points) <= _TINY:
        covers = (points[:, None, :] >= points[None, :, :]).all(axis=2)
        # A row falls to one that covers it and is not covered back, or to an equal one before it.
        falls = covers & (~covers.T | np.tri(len(points), k=-1, dtype=bool).T)
        return np.flatnonzero(~falls.any(axis=0))
    rows = distinct_rows(points)
    pool = points[rows]
    if pool.dtype == object or len(pool) < COMPILE_FROM or pool.shape[1] <= 2:
        keep = plain_filter(pool)
    elif pool.shape[1] == 3:
        keep = _three(pool)
    else:
        keep = _many(pool)
    return np.sort(rows[keep])


def undominated_each(pieces: Sequence[AnyIntegers]) -> tuple[list[NDArray[np.int64]], list[bool]]:
    """Return `undominated` of each piece, and whether none of its rows equals another row; small pieces of one shape at once.

    Examples
    --------
    >>> import numpy as np
    >>> rows, lone = undominated_each([np.array([[1, 3], [2, 2], [1, 3]]), np.array([[1, 0], [0, 0]])])
    >>> [r.tolist() for r in rows], lone
    ([[0, 1], [0]], [False, True])
    """
    kept: list[Any] = [None] * len(pieces)
    lone = [False] * len(pieces)
    shapes: dict[Any, list[int]] = {}
    for k, piece in enumerate(pieces):
        small = 0 < len(piece) <= _TINY and piece.dtype != object
        shapes.setdefault(piece.shape if small else None, []).append(k)
    for k in shapes.pop(None, []):
        kept[k] = undominated(pieces[k])
        lone[k] = len(distinct_rows(pieces[k])) == len(pieces[k])
    for (size, parties), members in shapes.items():
        rows = np.array([pieces[k] for k in members])
        covers = np.ones((len(members), size, size), dtype=bool)
        for p in range(parties):
            covers &= rows[:, :, None, p] >= rows[:, None, :, p]
        equal = covers & covers.transpose(0, 2, 1)
        falls = covers & (~equal | np.tri(size, k=-1, dtype=bool).T)
        stays = ~falls.any(axis=1)
        single = (equal.sum(axis=(1, 2)) == size).tolist()
        for k, good, one in zip(members, stays, single, strict=True):
            kept[k], lone[k] = good.nonzero()[0], one
    return kept, lone


def distinct_rows(points: AnyIntegers) -> NDArray[np.int64]:
    """Return the first row of each distinct vector, in lexicographic descending order of the vectors."""
    order = descending(points)
    fresh = np.ones(len(order), dtype=bool)
    if len(order) > 1:
        ranked = points[order]
        fresh[1:] = np.any(ranked[1:] != ranked[:-1], axis=1)
    return order[fresh]


def descending(points: AnyIntegers) -> NDArray[np.int64]:
    """Return the stable order of the rows by first column descending, then second, and so on."""
    if points.dtype == object:
        rows = [tuple(-x for x in row) for row in points]
        return np.array(sorted(range(len(rows)), key=rows.__getitem__), dtype=np.int64)
    if len(points):
        low = points.min(axis=0)
        span = [int(x) + 1 for x in points.max(axis=0) - low]
        if math.prod(span) * len(points) < 2**62:
            # Columns and row number in one word: a single quick sort without ties.
            key = points[:, 0] - low[0]
            for p in range(1, points.shape[1]):
                key = key * span[p] + (points[:, p] - low[p])
            return np.argsort(np.arange(len(points)) - key * len(points))
        keys: list[Any] = []
        room = 0
        for p, wide in enumerate(span):
            if room < wide:
                keys.append(np.zeros(len(points), dtype=np.int64))
                room = 2**62
            keys[-1] *= wide
            keys[-1] -= points[:, p] - low[p]
            room //= wide
        return np.argsort(keys[0], kind="stable") if len(keys) == 1 else np.lexsort(tuple(keys[::-1]))
    return np.zeros(0, dtype=np.int64)


def plain_filter(pool: AnyIntegers, block: int = 256) -> Flags:
    """Return which rows are undominated; rows are distinct, in lexicographic descending order."""
    if pool.shape[1] == 1:
        keep = np.zeros(len(pool), dtype=bool)
        keep[:1] = True
        return keep
    if pool.shape[1] == 2:
        second = pool[:, 1]
        keep = np.ones(len(pool), dtype=bool)
        keep[1:] = second[1:] > np.maximum.accumulate(second)[:-1]
        return keep
    if pool.shape[1] == 3:
        return _stairs(pool)
    keep = np.zeros(len(pool), dtype=bool)
    kept = pool[:0]
    for start in range(0, len(pool), block):
        part = pool[start : start + block]
        rows = np.arange(len(part))
        if len(kept):
            rows = rows[~_covered(part, kept)]
        chosen = part[rows]
        later = np.arange(len(rows))[:, None] > np.arange(len(rows))[None, :]
        falls = np.any(later & np.all(chosen[None, :, :] >= chosen[:, None, :], axis=2), axis=1)
        keep[start + rows[~falls]] = True
        kept = np.concatenate([kept, chosen[~falls]])
    return keep


def _stairs(pool: AnyIntegers) -> Flags:
    """Return the undominated of rows of three, as `plain_filter`: a staircase of second and third columns."""
    keep = np.zeros(len(pool), dtype=bool)
    seconds: list[int] = []
    thirds: list[int] = []
    for k, (_, y, z) in enumerate(pool.tolist()):
        at = bisect_left(seconds, y)
        if at < len(seconds) and thirds[at] >= z:
            continue
        keep[k] = True
        end = at + 1 if at < len(seconds) and seconds[at] == y else at
        begin = at
        while begin > 0 and thirds[begin - 1] <= z:
            begin -= 1
        seconds[begin:end], thirds[begin:end] = [y], [z]
    return keep


def grouped(points: AnyIntegers, groups: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the rows undominated within their own group, ordered by group, then lexicographic descending.

    Rows must be distinct within a group.
    """
    if len(points) == 0:
        return np.zeros(0, dtype=np.int64)
    if points.dtype == object:
        tuples = [(int(g), *(-x for x in row)) for g, row in zip(groups, points, strict=True)]
        order = np.array(sorted(range(len(tuples)), key=tuples.__getitem__), dtype=np.int64)
    else:
        order = np.lexsort((*(-points[:, p] for p in range(points.shape[1] - 1, -1, -1)), groups))
    ranked, where = points[order], groups[order]
    starts = np.flatnonzero(np.concatenate([[True], where[1:] != where[:-1], [True]]))
    keep = np.zeros(len(order), dtype=bool)
    sizes = np.diff(starts)
    if points.dtype == object or len(points) < COMPILE_FROM:
        for a, b in itertools.pairwise(starts):
            keep[a:b] = plain_filter(ranked[a:b])
        return order[keep]
    large = np.flatnonzero(sizes > 2_000)
    kernels.compiled(kernels.group_filter)(ranked, _without(starts, large), keep)
    for s in large:
        part = ranked[starts[s] : starts[s + 1]]
        keep[starts[s] : starts[s + 1]] = False
        keep[starts[s] + undominated(part)] = True
    return order[keep]


def _covered(part: AnyIntegers, kept: AnyIntegers) -> Flags:
    falls = np.zeros(len(part), dtype=bool)
    for start in range(0, len(kept), 4096):
        some = kept[start : start + 4096]
        inside = np.ones((len(part), len(some)), dtype=bool)
        for d in range(part.shape[1]):
            inside &= some[None, :, d] >= part[:, None, d]
        falls |= inside.any(axis=1)
    return falls


def _three(pool: Any) -> Flags:
    keep = np.zeros(len(pool), dtype=bool)
    seconds, rank = np.unique(pool[:, 1], return_inverse=True)
    third = np.unique(pool[:, 2], return_inverse=True)[1] + 1
    kernels.compiled(kernels.staircase)(np.arange(len(pool)), rank.astype(np.int64), third.astype(np.int64), len(seconds), keep)
    return keep


def _many(pool: Any) -> Flags:
    rows, _ = undominated_sums(pool, np.zeros((1, pool.shape[1]), dtype=np.int64), None, alone=True)
    out = np.zeros(len(pool), dtype=bool)
    out[rows] = True
    return out


def _without(starts: NDArray[np.int64], large: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return group bounds with the large groups split into single rows (judged later)."""
    if len(large) == 0:
        return starts
    parts = [starts]
    parts.extend(np.arange(starts[s], starts[s + 1]) for s in large)
    return np.unique(np.concatenate(parts))
