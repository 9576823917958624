"""Loops for counting over many draws, compiled as those of `kernels`; as written they are plain Python."""

from __future__ import annotations

from typing import Any

import numpy as np


def accept_bits(
    left: Any,
    ranked: Any,
    rank_of: Any,
    floor: Any,
    needs_left: Any,
    free_right: Any,
    refuses_left: Any,
    open_right: Any,
    base: Any,
    planes: Any,
    prefix: Any,
) -> None:
    """Add one to the bit-sliced counter of every deal that wins all consents, draw by draw.

    A deal is (a, b) of two half tables and worth left[k, p, a] + right; `ranked` (K, P, B) holds the right
    half sorted descending and `rank_of` (K, P, B) the rank of each b. For party p the content b's of one a
    are the first so many ranks, kept as ready bit sets in `prefix`. Deals count 64 at a time: `planes`
    (bits, A, words) are the binary digits of all counters, added to with carries.
    """
    draws, parties, rights = ranked.shape
    lefts = left.shape[2]
    words = base.shape[1]
    bits = planes.shape[0]
    one = np.uint64(1)
    for k in range(draws):
        for p in range(parties):
            for w in range(words):
                prefix[p, 0, w] = 0
            where = np.empty(rights, dtype=np.int64)
            for b in range(rights):
                where[rank_of[k, p, b]] = b
            for r in range(rights):
                for w in range(words):
                    prefix[p, r + 1, w] = prefix[p, r, w]
                b = where[r]
                prefix[p, r + 1, b >> 6] |= one << np.uint64(b & 63)
        for a in range(lefts):
            reach = np.empty(parties, dtype=np.int64)
            for p in range(parties):
                need = floor[k, p] - left[k, p, a]
                lo = 0
                hi = rights
                while lo < hi:
                    mid = (lo + hi) // 2
                    if ranked[k, p, mid] >= need:
                        lo = mid + 1
                    else:
                        hi = mid
                reach[p] = 0 if refuses_left[p, a] else lo
            for w in range(words):
                carry = base[a, w]
                for p in range(parties):
                    fine = prefix[p, reach[p], w] & open_right[p, w]
                    if not needs_left[p, a]:
                        fine |= free_right[p, w]
                    carry &= fine
                for d in range(bits):
                    if carry == 0:
                        break
                    now = planes[d, a, w]
                    planes[d, a, w] = now ^ carry
                    carry = now & carry


def weak_filter(table: Any, keep: Any) -> None:
    """Mark the undominated rows of a table, equal rows alike; row sums must fit int64."""
    size, parties = table.shape
    total = np.zeros(size, dtype=np.int64)
    for i in range(size):
        for p in range(parties):
            total[i] -= table[i, p]
    order = np.argsort(total)
    kept = np.empty(size, dtype=np.int64)
    count = 0
    for x in range(size):
        i = order[x]
        falls = False
        for y in range(count):
            g = kept[y]
            covers = True
            strict = False
            for p in range(parties):
                if table[g, p] < table[i, p]:
                    covers = False
                    break
                if table[g, p] > table[i, p]:
                    strict = True
            if covers and strict:
                falls = True
                if y > 0:
                    kept[y] = kept[y // 2]
                    kept[y // 2] = g
                break
        keep[i] = not falls
        if not falls:
            kept[count] = i
            count += 1


def two_thresholds(need: Any, least: Any, offer: Any, place: Any, weight: Any, places: int, out: Any) -> None:
    """Write, per need, the weight of the offers that reach it in both columns.

    `need` and `offer` are the first columns, both sorted descending; `place` is the rank (from 1, best first) of an offer's
    second column and `least` the last rank that still suffices. A Fenwick tree over the ranks holds the offers so far.
    """
    tree = np.zeros(places + 1, dtype=np.int64)
    taken = 0
    for k in range(need.shape[0]):
        # Needs fall from row to row, so offers only ever join.
        while taken < offer.shape[0] and offer[taken] >= need[k]:
            i = place[taken]
            while i <= places:
                tree[i] += weight[taken]
                i += i & (-i)
            taken += 1
        total = 0
        i = least[k]
        while i > 0:
            total += tree[i]
            i -= i & (-i)
        out[k] = total


def all_thresholds(need: Any, offer: Any, weight: Any, out: Any) -> None:
    """Write, per need, the weight of the offers that reach it in every column, pair by pair."""
    columns = need.shape[1]
    for k in range(need.shape[0]):
        total = 0
        for j in range(offer.shape[0]):
            fine = True
            for c in range(columns):
                if offer[j, c] < need[k, c]:
                    fine = False
                    break
            if fine:
                total += weight[j]
        out[k] = total


def clause_bits(
    left: Any,
    ranked: Any,
    rank_of: Any,
    floor: Any,
    given: Any,
    opened: Any,
    asks: Any,
    members: Any,
    starts: Any,
    base: Any,
    planes: Any,
    prefix: Any,
) -> None:
    """Add one to the bit-sliced counter of every deal that meets every clause, draw by draw, as `accept_bits` does.

    `given` and `opened` (P, A, words) say where a party says yes anyway and where its worth decides; clause c, of the parties
    members[starts[c]:starts[c + 1]], holds for the deals in `asks` (C, A, words).
    """
    draws, parties, rights = ranked.shape
    lefts = left.shape[2]
    words = base.shape[1]
    bits = planes.shape[0]
    clauses = asks.shape[0]
    one = np.uint64(1)
    reach = np.empty(parties, dtype=np.int64)
    yes = np.empty(parties, dtype=np.uint64)
    where = np.empty(rights, dtype=np.int64)
    for k in range(draws):
        for p in range(parties):
            for w in range(words):
                prefix[p, 0, w] = 0
            for b in range(rights):
                where[rank_of[k, p, b]] = b
            for r in range(rights):
                for w in range(words):
                    prefix[p, r + 1, w] = prefix[p, r, w]
                b = where[r]
                prefix[p, r + 1, b >> 6] |= one << np.uint64(b & 63)
        for a in range(lefts):
            for p in range(parties):
                need = floor[k, p] - left[k, p, a]
                lo = 0
                hi = rights
                while lo < hi:
                    mid = (lo + hi) // 2
                    if ranked[k, p, mid] >= need:
                        lo = mid + 1
                    else:
                        hi = mid
                reach[p] = lo
            for w in range(words):
                carry = base[a, w]
                if carry == 0:
                    continue
                for p in range(parties):
                    yes[p] = given[p, a, w] | (opened[p, a, w] & prefix[p, reach[p], w])
                for c in range(clauses):
                    fine = ~asks[c, a, w]
                    for m in range(starts[c], starts[c + 1]):
                        fine |= yes[members[m]]
                    carry &= fine
                for d in range(bits):
                    if carry == 0:
                        break
                    now = planes[d, a, w]
                    planes[d, a, w] = now ^ carry
                    carry = now & carry
