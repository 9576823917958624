"""A search tree over packed integer vectors: which sums of a vector and an option no other such sum beats."""

from __future__ import annotations

import itertools
import os
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np

from winset.deals import kernels, kernels_tree
from winset.deals.factors import AnyIntegers, Flags, Integers

_LEAF, _LEVELS = 8, 3
_BITS, _THREADS_FROM = 63, 50_000
_BLOCK = 1 << 16


def undominated_sums(
    front: AnyIntegers, options: AnyIntegers, alive: Flags | None, *, alone: bool = False
) -> tuple[Integers, Integers]:
    """Return parallel arrays (row of the front, option) of the sums that no other sum dominates, equal sums once.

    Parameters
    ----------
    front : integer array, shape (L, P)
        An antichain of distinct vectors; below 2**59 in size.
    options : integer array, shape (V, P)
        Distinct.
    alive : bool array, shape (L, V), or None
        Which sums are asked for; one that is asked for must not be beaten only by one that is not.
    alone : bool
        Then `options` has one row, and the front may be any distinct vectors.

    Notes
    -----
    A kd-tree (Bentley 1975) with eight branches a node over vectors packed in words; f + u_o falls only if some g of the
    front has g >= f + (u_o - u_r). Several threads share large fronts; the verdicts do not depend on their number.

    Examples
    --------
    >>> import numpy as np
    >>> rows, chosen = undominated_sums(np.array([[0, 2], [2, 0]]), np.array([[0, 1], [1, 0]]), None)
    >>> sorted(zip(rows.tolist(), chosen.tolist()))
    [(0, 0), (0, 1), (1, 0), (1, 1)]
    """
    if not len(front) or not len(options):
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    difference = options[:, None, :] - options[None, :, :]
    reach = np.abs(difference).max(axis=(0, 1))
    lowest = front.min(axis=0)
    lanes, guard = _lanes([int(x) for x in front.max(axis=0) - lowest + 2 * reach])
    points = _packed(front, lowest - reach, lanes, len(guard))
    shifts = np.zeros((len(options), len(options), len(guard)), dtype=np.int64)
    for d, (w, shift, _) in enumerate(lanes.T):
        shifts[:, :, w] += difference[:, :, d] << shift
    owner = np.arange(len(front), dtype=np.int32 if len(front) < 2**31 else np.int64)
    tree = _tree(points, owner, lanes)
    keep = np.ones((len(front), len(options)), dtype=bool) if alive is None else alive[owner]
    _filter(points, (lanes, *tree), shifts, guard, alone, keep)
    rows, chosen = np.nonzero(keep)
    return owner[rows].astype(np.int64), chosen


def _lanes(ranges: list[int]) -> tuple[Integers, Integers]:
    """Return word, shift and mask of each lane, shape (3, P), and the guard bits of each word; no lane spans two words."""
    lanes, guard = [], [0]
    used = 0
    for most in ranges:
        bits = most.bit_length() + 1
        if used + bits > _BITS:
            guard.append(0)
            used = 0
        lanes.append((len(guard) - 1, used, (1 << (bits - 1)) - 1))
        used += bits
        guard[-1] |= 1 << (used - 1)
    return np.ascontiguousarray(np.array(lanes, dtype=np.int64).T), np.array(guard, dtype=np.int64)


def _packed(rows: AnyIntegers, base: AnyIntegers, lanes: Integers, words: int) -> Integers:
    out = np.zeros((len(rows), words), dtype=np.int64)
    # A block at a time, so that the columns between stay in the cache.
    for start in range(0, len(rows), _BLOCK):
        part = rows[start : start + _BLOCK]
        for d, (w, shift, _) in enumerate(lanes.T):
            out[start : start + _BLOCK, w] += (part[:, d] - base[d]) << shift
    return out


def _tree(points: Integers, owner: Any, lanes: Integers) -> tuple[Any, ...]:
    """Sort the points and their owners into leaf order; return (begin, fan, low, high, corner) of the nodes."""
    room, words = 2 * len(points), points.shape[1]
    first, last, child = (np.empty(room, dtype=owner.dtype) for _ in range(3))
    top = np.empty((room, words), dtype=np.int64)
    build = kernels.compiled(kernels_tree.tree_build)
    nodes = build(points, owner, lanes, _LEAF, first, last, child, top)
    begin, fan, low, high = (np.empty(nodes, dtype=owner.dtype) for _ in range(4))
    corner = np.empty((nodes, words), dtype=np.int64)
    widen = kernels.compiled(kernels_tree.tree_widen)
    used = widen(child, first, last, top, _LEVELS, begin, fan, low, high, corner)
    return begin[:used], fan[:used], low[:used], high[:used], corner[:used]


def _filter(points: Integers, tree: tuple[Any, ...], shifts: Integers, guard: Integers, alone: bool, keep: Flags) -> None:
    run = kernels.compiled(kernels_tree.tree_filter)
    workers = min(4, os.cpu_count() or 1) if len(points) > _THREADS_FROM else 1
    if workers == 1:
        run(points, 0, len(points), *tree, shifts, guard, alone, keep)
        return
    # Far more parts than threads: the cost of a part varies with where its points lie.
    bounds = np.linspace(0, len(points), 16 * workers + 1).astype(np.int64)
    with ThreadPoolExecutor(workers) as pool:
        parts = [
            pool.submit(run, points, int(a), int(b), *tree, shifts, guard, alone, keep) for a, b in itertools.pairwise(bounds)
        ]
        for part in parts:
            part.result()
