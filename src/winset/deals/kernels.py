"""Loops on arrays, plain Python as written, that call nothing else, so that `compiled` can hand them to numba as they stand."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np


@cache
def compiled(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return the function compiled by numba (imported here, not before), kept on disk between runs."""
    from numba import njit

    fast: Callable[..., Any] = njit(cache=True, nogil=True)(function)
    return fast


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


def kd_build(points: Any, leaf: int, order: Any, first: Any, last: Any, child: Any, top: Any, bottom: Any) -> int:
    """Build a kd-tree over the points in place; return the number of nodes.

    `order` becomes the points' indices in leaf order, `first`/`last` the range of each node, `child` the
    left child (right = left + 1) or -1, `top`/`bottom` the corners of each node's box (Bentley 1975).
    """
    count = points.shape[0]
    dims = points.shape[1]
    for i in range(count):
        order[i] = i
    first[0] = 0
    last[0] = count
    nodes = 1
    node = 0
    while node < nodes:
        a = first[node]
        b = last[node]
        for d in range(dims):
            hi = points[order[a], d]
            lo = hi
            for i in range(a + 1, b):
                v = points[order[i], d]
                if v > hi:
                    hi = v
                if v < lo:
                    lo = v
            top[node, d] = hi
            bottom[node, d] = lo
        child[node] = -1
        if b - a > leaf:
            axis = 0
            width = top[node, 0] - bottom[node, 0]
            for d in range(1, dims):
                if top[node, d] - bottom[node, d] > width:
                    width = top[node, d] - bottom[node, d]
                    axis = d
            middle = (a + b) // 2
            lo_i = a
            hi_i = b - 1
            while lo_i < hi_i:
                pivot = points[order[(lo_i + hi_i) // 2], axis]
                i = lo_i
                j = hi_i
                while i <= j:
                    while points[order[i], axis] < pivot:
                        i += 1
                    while points[order[j], axis] > pivot:
                        j -= 1
                    if i <= j:
                        t = order[i]
                        order[i] = order[j]
                        order[j] = t
                        i += 1
                        j -= 1
                if middle <= j:
                    hi_i = j
                elif middle >= i:
                    lo_i = i
                else:
                    break
            child[node] = nodes
            first[nodes] = a
            last[nodes] = middle
            first[nodes + 1] = middle
            last[nodes + 1] = b
            nodes += 2
        node += 1
    return nodes


def kd_filter(
    points: Any,
    begin: int,
    end: int,
    first: Any,
    last: Any,
    child: Any,
    top: Any,
    options: Any,
    alone: bool,
    keep: Any,
) -> None:
    """Clear `keep` (L, V) where the sum of point and option is dominated by another sum of point and option.

    `points` (L, P) stand in leaf order. f + u_o falls if some g >= f + (u_o - u_o') exists for another
    option o'; equal sums keep the one with the smallest option. With `alone` there is one option and the
    points need not be an antichain: a point falls if another one is at least as good everywhere and
    different.
    """
    dims = points.shape[1]
    choices = options.shape[0]
    stack = np.empty(256, dtype=np.int64)
    q = np.empty_like(points[0])
    # Neighbours stand together in leaf order and tend to fall to the same point and option: what worked last
    # is tried first, by a look at one point, before any walk through the tree.
    memory = 3
    recent = np.zeros((choices, choices, memory), dtype=np.int64)
    order = np.empty((choices, choices), dtype=np.int64)
    for o in range(choices):
        for r in range(choices):
            order[o, r] = r
    for f in range(begin, end):
        for o in range(choices):
            if not keep[f, o]:
                continue
            falls = False
            for turn in range(2):
                for place in range(choices):
                    r = order[o, place]
                    if r == o and not alone:
                        continue
                    for d in range(dims):
                        q[d] = points[f, d] + options[o, d] - options[r, d]
                    equal_falls = r < o
                    if turn == 0:
                        for m in range(memory):
                            g = recent[o, r, m]
                            inside = True
                            strict = False
                            for d in range(dims):
                                if points[g, d] < q[d]:
                                    inside = False
                                    break
                                if points[g, d] > q[d]:
                                    strict = True
                            if inside and (strict or equal_falls):
                                falls = True
                                break
                    else:
                        depth = 1
                        stack[0] = 0
                        while depth > 0 and not falls:
                            depth -= 1
                            node = stack[depth]
                            inside = True
                            for d in range(dims):
                                if top[node, d] < q[d]:
                                    inside = False
                                    break
                            if not inside:
                                continue
                            c = child[node]
                            if c >= 0:
                                stack[depth] = c
                                stack[depth + 1] = c + 1
                                depth += 2
                                continue
                            for g in range(first[node], last[node]):
                                inside = True
                                strict = False
                                for d in range(dims):
                                    if points[g, d] < q[d]:
                                        inside = False
                                        break
                                    if points[g, d] > q[d]:
                                        strict = True
                                if inside and (strict or equal_falls):
                                    falls = True
                                    for m in range(memory - 1, 0, -1):
                                        recent[o, r, m] = recent[o, r, m - 1]
                                    recent[o, r, 0] = g
                                    break
                    if falls:
                        if place > 0:
                            order[o, place] = order[o, place - 1]
                            order[o, place - 1] = r
                        break
                if falls:
                    break
            if falls:
                keep[f, o] = False


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
