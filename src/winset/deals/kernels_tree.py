"""Loops of the search tree over packed vectors, plain Python as written, for `kernels.compiled`.

A vector is packed into words of 63 bits, one lane per coordinate with a guard bit on top, so that one subtraction compares all
lanes of a word at once (Lamport 1975): with guards G, ((a | G) - b) & G == G exactly if a >= b in every lane.
"""

from __future__ import annotations

from typing import Any

import numpy as np


def tree_build(points: Any, owner: Any, lanes: Any, leaf: int, first: Any, last: Any, child: Any, top: Any) -> int:
    """Build a kd-tree over packed points, which it sorts into leaf order; return the number of nodes.

    `owner` follows the points; with word, shift, mask = lanes[:, d], lane d is (points[:, word] >> shift) & mask. `first`/`last`
    become the range of each node, `child` the left child (right = left + 1) or -1, `top` the packed upper corner of
    each node's box (Bentley 1975). A node is split at the median of a few of its points; any split gives right answers.
    """
    count, words = points.shape
    word, shift, mask = lanes[0], lanes[1], lanes[2]
    dims = lanes.shape[1]
    samples = 15
    seen = np.empty(samples, dtype=np.int64)
    first[0] = 0
    last[0] = count
    nodes = 1
    node = 0
    while node < nodes:
        a = first[node]
        b = last[node]
        child[node] = -1
        if b - a > leaf:
            some = min(samples, b - a)
            step = (b - a) // some
            axis = 0
            width = -1
            for d in range(dims):
                hi = (points[a, word[d]] >> shift[d]) & mask[d]
                lo = hi
                for i in range(1, some):
                    v = (points[a + i * step, word[d]] >> shift[d]) & mask[d]
                    hi = max(hi, v)
                    lo = min(lo, v)
                if hi - lo > width:
                    width = hi - lo
                    axis = d
            w = word[axis]
            s = shift[axis]
            only = mask[axis]
            for i in range(some):
                v = (points[a + i * step, w] >> s) & only
                j = i
                while j > 0 and seen[j - 1] > v:
                    seen[j] = seen[j - 1]
                    j -= 1
                seen[j] = v
            pivot = seen[some // 2]
            i = a
            j = b - 1
            while i <= j:
                while ((points[i, w] >> s) & only) < pivot:
                    i += 1
                while ((points[j, w] >> s) & only) > pivot:
                    j -= 1
                if i <= j:
                    for k in range(words):
                        v = points[i, k]
                        points[i, k] = points[j, k]
                        points[j, k] = v
                    t = owner[i]
                    owner[i] = owner[j]
                    owner[j] = t
                    i += 1
                    j -= 1
            # A lopsided split is replaced by one in the middle, so that the depth stays logarithmic.
            if min(i - a, b - i) * 8 < b - a:
                i = (a + b) // 2
            child[node] = nodes
            first[nodes] = a
            last[nodes] = i
            first[nodes + 1] = i
            last[nodes + 1] = b
            nodes += 2
        node += 1
    for node in range(nodes - 1, -1, -1):
        c = child[node]
        for k in range(words):
            top[node, k] = 0
        for d in range(dims):
            w = word[d]
            s = shift[d]
            only = mask[d]
            if c >= 0:
                hi = max((top[c, w] >> s) & only, (top[c + 1, w] >> s) & only)
            else:
                hi = (points[first[node], w] >> s) & only
                for i in range(first[node] + 1, last[node]):
                    hi = max(hi, (points[i, w] >> s) & only)
            top[node, w] |= hi << s
    return nodes


def tree_widen(
    child: Any, first: Any, last: Any, top: Any, levels: int, begin: Any, fan: Any, low: Any, high: Any, corner: Any
) -> int:
    """Copy a binary tree into one whose nodes hold the descendants `levels` below; return the number of nodes.

    Node k has the `fan[k]` children begin[k], begin[k] + 1, ... (none for a leaf), points low[k]:high[k] and box `corner[k]`.
    """
    words = top.shape[1]
    who = np.empty(begin.shape[0], dtype=np.int32)
    here = np.empty(1 << levels, dtype=np.int32)
    under = np.empty(1 << levels, dtype=np.int32)
    who[0] = 0
    used = 1
    node = 0
    while node < used:
        old = who[node]
        low[node] = first[old]
        high[node] = last[old]
        for k in range(words):
            corner[node, k] = top[old, k]
        begin[node] = used
        fan[node] = 0
        if child[old] >= 0:
            here[0] = old
            size = 1
            for _ in range(levels):
                more = 0
                for i in range(size):
                    c = child[here[i]]
                    if c < 0:
                        under[more] = here[i]
                        more += 1
                    else:
                        under[more] = c
                        under[more + 1] = c + 1
                        more += 2
                for i in range(more):
                    here[i] = under[i]
                size = more
            for i in range(size):
                who[used + i] = here[i]
            fan[node] = size
            used += size
        node += 1
    return used


def tree_filter(
    points: Any,
    start: int,
    end: int,
    lanes: Any,
    begin: Any,
    fan: Any,
    low: Any,
    high: Any,
    corner: Any,
    shifts: Any,
    guard: Any,
    alone: bool,
    keep: Any,
) -> None:
    """Clear `keep` (L, V) where the sum of point and option is dominated by another sum of point and option.

    `points` are packed, in leaf order, with `lanes` as in `tree_build`; shifts[o, r] is the packed difference of
    options o and r. f + u_o falls if some g >= f + (u_o - u_r) exists for another option r; equal sums keep the one
    with the smallest option. With `alone` there is one option and the points need not be an antichain: a point falls
    if another one is at least as good everywhere and different.
    """
    words = points.shape[1]
    dims = lanes.shape[1]
    choices = shifts.shape[0]
    stack = np.empty(2048, dtype=np.int32)
    q = np.empty(words, dtype=np.int64)
    # Neighbours stand together in leaf order and tend to fall to the same point and option: what worked last
    # is tried first, by a look at one point, before any walk through the tree.
    memory = 10
    recent = np.zeros((choices, choices, memory), dtype=np.int64)
    order = np.empty((choices, choices), dtype=np.int64)
    for o in range(choices):
        for r in range(choices):
            order[o, r] = r
    # The walks of a block of neighbours start alike: the nodes that their common lower corner can reach are found once.
    block = 32
    room = 64
    gates = np.empty((choices, choices), dtype=np.int64)
    gate = np.empty((choices, choices, room), dtype=np.int32)
    gate_corner = np.empty((choices, choices, room, words), dtype=np.int64)
    least = np.empty(words, dtype=np.int64)
    g0 = guard[0]
    for f in range(start, end):
        if (f - start) % block == 0:
            gates[:] = -1
            least[:] = 0
            for d in range(dims):
                w = lanes[0, d]
                v = (points[f, w] >> lanes[1, d]) & lanes[2, d]
                for i in range(f + 1, min(f + block, end)):
                    v = min(v, (points[i, w] >> lanes[1, d]) & lanes[2, d])
                least[w] |= v << lanes[1, d]
        for o in range(choices):
            if not keep[f, o]:
                continue
            falls = False
            for turn in range(2):
                for place in range(choices):
                    r = order[o, place]
                    if r == o and not alone:
                        continue
                    equal_falls = r < o
                    if turn == 1 and gates[o, r] < 0:
                        for w in range(words):
                            q[w] = least[w] + shifts[o, r, w]
                        head = 0
                        tail = 1
                        stack[0] = 0
                        size = 0
                        while head < tail:
                            node = stack[head]
                            head += 1
                            if fan[node] == 0 or size + tail - head + 8 > room or tail + 8 > stack.shape[0]:
                                gate[o, r, size] = node
                                for w in range(words):
                                    gate_corner[o, r, size, w] = corner[node, w]
                                size += 1
                                continue
                            c = begin[node]
                            for k in range(c, c + fan[node]):
                                inside = True
                                for w in range(words):
                                    inside &= ((corner[k, w] | guard[w]) - q[w]) & guard[w] == guard[w]
                                stack[tail] = k
                                tail += int(inside)
                        gates[o, r] = size
                    for w in range(words):
                        q[w] = points[f, w] + shifts[o, r, w]
                    q0 = q[0]
                    if turn == 0:
                        for m in range(memory):
                            g = recent[o, r, m]
                            inside = ((points[g, 0] | g0) - q0) & g0 == g0
                            strict = points[g, 0] != q0
                            for w in range(1, words):
                                inside &= ((points[g, w] | guard[w]) - q[w]) & guard[w] == guard[w]
                                strict |= points[g, w] != q[w]
                            if inside and (strict or equal_falls):
                                falls = True
                                break
                    else:
                        depth = 0
                        for k in range(gates[o, r]):
                            inside = ((gate_corner[o, r, k, 0] | g0) - q0) & g0 == g0
                            for w in range(1, words):
                                inside &= ((gate_corner[o, r, k, w] | guard[w]) - q[w]) & guard[w] == guard[w]
                            stack[depth] = gate[o, r, k]
                            depth += int(inside)
                        while depth > 0 and not falls:
                            depth -= 1
                            node = stack[depth]
                            if fan[node] > 0:
                                c = begin[node]
                                for k in range(c, c + fan[node]):
                                    inside = ((corner[k, 0] | g0) - q0) & g0 == g0
                                    for w in range(1, words):
                                        inside &= ((corner[k, w] | guard[w]) - q[w]) & guard[w] == guard[w]
                                    stack[depth] = k
                                    depth += int(inside)
                                continue
                            for g in range(low[node], high[node]):
                                inside = ((points[g, 0] | g0) - q0) & g0 == g0
                                strict = points[g, 0] != q0
                                for w in range(1, words):
                                    inside &= ((points[g, w] | guard[w]) - q[w]) & guard[w] == guard[w]
                                    strict |= points[g, w] != q[w]
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
