"""Loops on arrays, plain Python as written, that call nothing else, so that `compiled` can hand them to numba as they stand."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np

_LOADED: set[Callable[..., Any]] = set()


@cache
def compiled(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return the function compiled by numba (imported here, not before), kept on disk between runs."""
    from numba import njit

    fast: Callable[..., Any] = njit(cache=True, nogil=True)(function)
    _LOADED.add(function)
    return fast


def loaded(function: Callable[..., Any]) -> bool:
    """Return whether `compiled` has this function ready in this process, so that a small case need not wait for it."""
    return function in _LOADED


def stairs(keys: Any, shift: int, middle: int, low: int, heads: Any) -> int:
    """Write which of the packed deficits of three parties no other one beats to `heads`; return how many.

    `keys` ascend; the second deficit is (key >> shift) & middle, the third key & low. The kept ones form steps over
    the second and third (Kung, Luccio & Preparata 1975); equal keys count once.
    """
    seconds = np.empty(keys.shape[0], dtype=np.int64)
    thirds = np.empty(keys.shape[0], dtype=np.int64)
    size = 0
    count = 0
    for k in range(keys.shape[0]):
        y = (keys[k] >> shift) & middle
        z = keys[k] & low
        a = 0
        b = size
        while a < b:
            m = (a + b) // 2
            if seconds[m] <= y:
                a = m + 1
            else:
                b = m
        if a > 0 and thirds[a - 1] <= z:
            continue
        heads[count] = k
        count += 1
        begin = a
        if a > 0 and seconds[a - 1] == y:
            begin = a - 1
        end = a
        while end < size and thirds[end] >= z:
            end += 1
        if end == begin:
            for m in range(size, begin, -1):
                seconds[m] = seconds[m - 1]
                thirds[m] = thirds[m - 1]
        elif end > begin + 1:
            for m in range(end, size):
                seconds[m - end + begin + 1] = seconds[m]
                thirds[m - end + begin + 1] = thirds[m]
        size += begin + 1 - end
        seconds[begin] = y
        thirds[begin] = z
    return count


def merge_two(front: Any, options: Any, alive: Any, source: Any, taken: Any) -> int:
    """Write the undominated sums of an antichain of pairs and some options; return how many.

    `front` (L, 2) is sorted by the first coordinate descending, so the second ascends. The shifted copies
    are lists sorted alike: merge their heads, keep a pair when its second coordinate beats all before it,
    and step over entries that no longer can. `alive` (L, V) marks the sums that the cuts leave; indices go
    to `source` and `taken`.
    """
    length = front.shape[0]
    choices = options.shape[0]
    heads = np.zeros(choices, dtype=np.int64)
    count = 0
    started = False
    best = 0
    while True:
        pick = -1
        x = 0
        y = 0
        for o in range(choices):
            h = heads[o]
            dy = options[o, 1]
            while h < length and (not alive[h, o] or (started and front[h, 1] + dy <= best)):
                h += 1
            heads[o] = h
            if h < length:
                cx = front[h, 0] + options[o, 0]
                cy = front[h, 1] + dy
                if pick < 0 or cx > x or (cx == x and cy > y):
                    pick = o
                    x = cx
                    y = cy
        if pick < 0:
            return count
        source[count] = heads[pick]
        taken[count] = pick
        count += 1
        best = y
        started = True
        heads[pick] += 1


def staircase(order: Any, rank: Any, third: Any, ranks: int, keep: Any) -> None:
    """Mark the undominated among points visited in lexicographic descending order.

    `rank` is the rank of the second coordinate, `third` the rank (from 1) of the third. A Fenwick tree over
    the second coordinate holds the largest third coordinate seen at or above it (Kung, Luccio & Preparata
    1975 for the sweep). Points must be distinct.
    """
    tree = np.zeros(ranks + 1, dtype=np.int64)
    for k in range(order.shape[0]):
        c = order[k]
        place = ranks - rank[c]
        z = third[c]
        best = 0
        i = place
        while i > 0:
            if tree[i] > best:
                best = tree[i]
            i -= i & (-i)
        if best >= z:
            keep[c] = False
            continue
        keep[c] = True
        i = place
        while i <= ranks:
            if tree[i] < z:
                tree[i] = z
            i += i & (-i)


def group_filter(points: Any, starts: Any, keep: Any) -> None:
    """Mark the undominated points within each group; a group's rows are distinct, sorted descending.

    A row can only be dominated by one before it (lexicographic order), and only the rows kept so far matter.
    """
    dims = points.shape[1]
    kept = np.empty(points.shape[0], dtype=np.int64)
    for s in range(starts.shape[0] - 1):
        size = 0
        for i in range(starts[s], starts[s + 1]):
            falls = False
            for k in range(size):
                g = kept[k]
                inside = True
                for d in range(dims):
                    if points[g, d] < points[i, d]:
                        inside = False
                        break
                if inside:
                    falls = True
                    if k > 0:
                        kept[k] = kept[k // 2]
                        kept[k // 2] = g
                    break
            keep[i] = not falls
            if not falls:
                kept[size] = i
                size += 1


def depth_first(
    values: Any,
    starts: Any,
    rest: Any,
    floor: Any,
    sums: Any,
    place: Any,
    depth: int,
    budget: int,
    found: Any,
) -> tuple[int, int, int]:
    """Walk the choices whose bounds still pass every test; return (depth to resume at or -1, leaves, nodes).

    `values` (options, C) holds each option's entry per test, the options of piece k at starts[k]:starts[k+1];
    `rest` (pieces + 1, C) what the later pieces can add at most; a branch stays while sum + rest >= floor
    for all tests. `sums` (pieces + 1, C) and `place` (pieces) are the walk's own state, so that it can be
    resumed, with a higher floor if the caller has one. Leaves go to `found` (room, pieces) as option numbers.
    """
    pieces = starts.shape[0] - 1
    tests = floor.shape[0]
    room = found.shape[0]
    leaves = 0
    nodes = 0
    while depth >= 0:
        option = place[depth]
        if starts[depth] + option >= starts[depth + 1]:
            place[depth] = 0
            depth -= 1
            if depth >= 0:
                place[depth] += 1
            continue
        nodes += 1
        row = starts[depth] + option
        passes = True
        for c in range(tests):
            s = sums[depth, c] + values[row, c]
            if s + rest[depth + 1, c] < floor[c]:
                passes = False
                break
            sums[depth + 1, c] = s
        if not passes:
            place[depth] += 1
        elif depth + 1 == pieces:
            for k in range(pieces):
                found[leaves, k] = place[k]
            leaves += 1
            place[depth] += 1
            if leaves == room:
                return depth, leaves, nodes
        else:
            depth += 1
            place[depth] = 0
        if nodes >= budget:
            return depth, leaves, nodes
    return -1, leaves, nodes
