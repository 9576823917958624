"""Linked issues reduced to one table of option vectors each, by variable elimination.

Rules and worths over several issues link them. Each linked group is eliminated issue by issue (bucket
elimination, Dechter 1999, in a min-fill order); a message holds, for every combination of the issues it
still depends on, the undominated partial sums and how many ways lead to each. What remains is one
independent piece per group, so that the sweep treats a group like an issue. Work grows with the treewidth of
the links and not with the number of issues.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from winset.deals.factors import AnyIntegers, FactoredSpace, Flags, Integers
from winset.deals.sweep import MEMORY, Cuts
from winset.deals.undominated import descending, grouped
from winset.errors import TooLarge

#: Largest number of combinations of values that one elimination step may look at.
TABLE = 2_000_000
_NEVER = -(2**62)


@dataclass(frozen=True)
class Bucket:
    """One step: `issue` is eliminated from `scope`, leaving the message's issues `left`.

    `base` has shape (P, *sizes of scope), `allowed` the shape of the scope; `children` are the earlier
    buckets whose messages enter here.
    """

    issue: int
    scope: tuple[int, ...]
    left: tuple[int, ...]
    base: AnyIntegers
    allowed: Flags
    children: tuple[int, ...]


@dataclass(frozen=True)
class Message:
    """Undominated partial sums per combination of the left issues: rows sorted by `state` (flat index).

    `count` is how many ways lead to each row (Python integers where int64 would not hold them).
    """

    state: Integers
    vectors: AnyIntegers
    count: AnyIntegers


@dataclass(frozen=True)
class Piece:
    """An independent part of the space: `vectors` (V, P), `ways` behind each, and the `issues` it settles.

    A free issue has no buckets and `values[v]` is the issue's value; a linked group keeps buckets and
    messages for the walk back.
    """

    issues: tuple[int, ...]
    vectors: AnyIntegers
    ways: tuple[int, ...]
    values: tuple[int, ...]
    buckets: tuple[Bucket, ...]
    messages: tuple[Message, ...]


def linked_groups(space: FactoredSpace) -> list[tuple[int, ...]]:
    """Return the groups of issues that rules and joint worths link, free issues alone, in issue order.

    Examples
    --------
    >>> from winset.deals.factors import factored_space
    >>> space = factored_space([[[0, 1]]] * 3, rules=[((0, 2), [[1, 1], [0, 1]])])
    >>> linked_groups(space)
    [(0, 2), (1,)]
    """
    if not space.joint and not space.rules:
        return [(i,) for i in range(len(space.sizes))]
    root = list(range(len(space.sizes)))

    def find(i: int) -> int:
        while root[i] != i:
            i = root[i]
        return i

    for scope in _scopes(space):
        for i in scope[1:]:
            a, b = sorted((find(scope[0]), find(i)))
            root[b] = a
    groups: dict[int, list[int]] = {}
    for i in range(len(space.sizes)):
        groups.setdefault(find(i), []).append(i)
    return [tuple(g) for g in groups.values()]


def min_fill(space: FactoredSpace, group: Sequence[int]) -> tuple[list[tuple[int, tuple[int, ...]]], int]:
    """Return the elimination order of a group as (issue, neighbours then) and the width of that order."""
    near: dict[int, set[int]] = {i: set() for i in group}
    for scope in _scopes(space):
        if scope[0] in near:
            for i in scope:
                near[i].update(j for j in scope if j != i)
    order: list[tuple[int, tuple[int, ...]]] = []
    while near:

        def cost(i: int) -> tuple[int, int, int]:
            ns = sorted(near[i])
            fill = sum(b not in near[a] for k, a in enumerate(ns) for b in ns[k + 1 :])
            return fill, math.prod(space.sizes[j] for j in ns), i

        issue = min(near, key=cost)
        neighbours = tuple(sorted(near.pop(issue)))
        for a in neighbours:
            near[a].discard(issue)
            near[a].update(b for b in neighbours if b != a)
        order.append((issue, neighbours))
    return order, max((len(n) for _, n in order), default=0)


def check_width(space: FactoredSpace, table: int = TABLE) -> int:
    """Return the treewidth bound of the space's links by min-fill, or refuse.

    Raises
    ------
    TooLarge
        If one elimination step would look at more than `table` combinations.
    """
    widest = 0
    for group in linked_groups(space):
        if len(group) == 1:
            continue
        order, width = min_fill(space, group)
        widest = max(widest, width)
        size = max(math.prod(space.sizes[i] for i in (issue, *left)) for issue, left in order)
        if size > table:
            raise TooLarge(
                f"combinations of {width + 1} linked issues at once (treewidth {width} by min-fill)",
                size,
                table,
                "Rules link too many issues with one another. `frontier` and `solve` can still answer, with CP-SAT "
                "(pip install 'winset[cpsat]'); for counts, switch rules off or look at one stage.",
            )
    return widest


def pieces(space: FactoredSpace, cuts: Cuts, *, dominated: bool = False, memory: int = MEMORY, table: int = TABLE) -> list[Piece]:
    """Return the independent pieces of the space; every deal is one option of each piece.

    Parameters
    ----------
    space : FactoredSpace
    cuts : Cuts
        Exact tests on whole deals, used to prune inside the groups.
    dominated : bool
        Keep dominated sums too (for counting); otherwise only undominated ones survive inside a group.
    memory : int
        Limit in bytes for the messages of one group.
    table : int
        Limit on the combinations one elimination step may look at.

    Raises
    ------
    TooLarge
        By treewidth, before anything is built, or by memory.
    """
    if not space.joint and not space.rules and not cuts.floor:
        # Nothing links the issues and nothing is cut away: the issues themselves are the pieces.
        return [
            Piece((i,), worth.T, (1,) * size, tuple(range(size)), (), ())
            for i, (worth, size) in enumerate(zip(space.worth, space.sizes, strict=True))
        ]
    check_width(space, table)
    unary = _unary(space)
    groups = linked_groups(space)
    bucket_lists = [_buckets(space, group, unary) for group in groups]
    tops = [_upward(b, space, cuts.rows) if len(g) > 1 else None for b, g in zip(bucket_lists, groups, strict=True)]
    best: list[list[int]] = []
    empty = False
    for group, top in zip(groups, tops, strict=True):
        if top is None:
            vectors = unary[0][group[0]][unary[1][group[0]]]
            empty |= len(vectors) == 0
            best.append([int((vectors @ row).max()) if len(vectors) else 0 for row in cuts.rows])
        else:
            empty |= not bool(top[0][-1])
            best.append([int(m[-1]) for m in top[1]])
    out = []
    for k, (group, buckets) in enumerate(zip(groups, bucket_lists, strict=True)):
        top = tops[k]
        others = [sum(b[c] for j, b in enumerate(best) if j != k) for c in range(len(cuts.floor))]
        floor = [f - o for f, o in zip(cuts.floor, others, strict=True)]
        if top is None:
            values = np.flatnonzero(unary[1][group[0]])
            vectors = unary[0][group[0]][values]
            keep = np.ones(len(values), dtype=bool)
            for row, least in zip(cuts.rows, floor, strict=True):
                keep &= vectors @ row >= least
            if empty:
                keep[:] = False
            values = values[keep]
            out.append(Piece(group, vectors[keep], (1,) * len(values), tuple(values.tolist()), (), ()))
        else:
            messages = _messages(buckets, space, cuts.rows, floor, top, dominated, memory)
            last = messages[-1]
            none = slice(0, 0) if empty else slice(None)
            ways = tuple(int(c) for c in last.count[none])
            out.append(Piece(group, last.vectors[none], ways, (), tuple(buckets), tuple(messages)))
    return out


def _scopes(space: FactoredSpace) -> list[tuple[int, ...]]:
    return [f.scope for f in space.joint] + [r.scope for r in space.rules]


def _unary(space: FactoredSpace) -> tuple[list[AnyIntegers], list[Flags]]:
    worth = [w.T.copy() for w in space.worth]
    flags = [np.ones(v, dtype=bool) for v in space.sizes]
    for factor in space.joint:
        if len(factor.scope) == 1:
            worth[factor.scope[0]] = worth[factor.scope[0]] + factor.worth.T
    for rule in space.rules:
        if len(rule.scope) == 1:
            flags[rule.scope[0]] &= rule.allowed
    return worth, flags


def _spread(array: Any, scope: Sequence[int], wider: Sequence[int], lead: int) -> Any:
    """Return the array with axes of length 1 for the issues of `wider` that are not in `scope`."""
    shape = list(array.shape[:lead])
    k = lead
    for i in wider:
        if i in scope:
            shape.append(array.shape[k])
            k += 1
        else:
            shape.append(1)
    return array.reshape(shape)


def _buckets(space: FactoredSpace, group: Sequence[int], unary: tuple[list[AnyIntegers], list[Flags]]) -> list[Bucket]:
    if len(group) == 1:
        return []
    order, _ = min_fill(space, group)
    place = {issue: k for k, (issue, _) in enumerate(order)}
    children: list[list[int]] = [[] for _ in order]
    out = []
    for k, (_, left) in enumerate(order):
        if left:
            children[min(place[i] for i in left)].append(k)
    for k, (issue, left) in enumerate(order):
        scope = tuple(sorted((issue, *left)))
        shape = [space.sizes[i] for i in scope]
        base = np.zeros((space.parties, *shape), dtype=unary[0][issue].dtype)
        allowed = np.ones(shape, dtype=bool)
        base = base + _spread(unary[0][issue].T, (issue,), scope, 1)
        allowed &= _spread(unary[1][issue], (issue,), scope, 0)
        for factor in space.joint:
            if len(factor.scope) > 1 and factor.scope[0] in place and min(place[i] for i in factor.scope) == k:
                base = base + _spread(factor.worth, factor.scope, scope, 1)
        for rule in space.rules:
            if len(rule.scope) > 1 and rule.scope[0] in place and min(place[i] for i in rule.scope) == k:
                allowed = allowed & _spread(rule.allowed, rule.scope, scope, 0)
        out.append(Bucket(issue, scope, tuple(left), base, allowed, tuple(children[k])))
    return out


def _upward(buckets: list[Bucket], space: FactoredSpace, rows: AnyIntegers) -> tuple[list[Any], list[list[Any]]]:
    """Return, per bucket and state, whether it can be completed below and the most that adds."""
    possible: list[Any] = []
    most: list[list[Any]] = [[] for _ in rows]
    for bucket in buckets:
        axis = bucket.scope.index(bucket.issue)
        good = bucket.allowed
        for c in bucket.children:
            good = good & _spread(possible[c], buckets[c].left, bucket.scope, 0)
        possible.append(good.any(axis=axis))
        for r, row in enumerate(rows):
            value = np.tensordot(row, bucket.base, axes=1)
            for c in bucket.children:
                value = value + _spread(most[r][c], buckets[c].left, bucket.scope, 0)
            value = np.where(good, value, _never(value))
            most[r].append(_where(possible[-1], value.max(axis=axis), value.dtype))
    return possible, most


def _downward(
    buckets: list[Bucket], top: tuple[list[Any], list[list[Any]]], rows: AnyIntegers
) -> tuple[list[Any], list[list[Any]]]:
    """Return, per bucket and state, whether it can be completed outside and the most that adds."""
    possible, most = top
    fine: list[Any] = [np.ones((), dtype=bool)] * len(buckets)
    outside: list[list[Any]] = [[np.zeros((), dtype=np.int64)] * len(buckets) for _ in rows]
    for q in range(len(buckets) - 1, -1, -1):
        parent = buckets[q]
        for c in parent.children:
            others = [d for d in parent.children if d != c]
            left = buckets[c].left
            gone = tuple(k for k, i in enumerate(parent.scope) if i not in left)
            good = parent.allowed & _spread(fine[q], parent.left, parent.scope, 0)
            for d in others:
                good = good & _spread(possible[d], buckets[d].left, parent.scope, 0)
            fine[c] = good.any(axis=gone)
            for r, row in enumerate(rows):
                value = np.tensordot(row, parent.base, axes=1) + _spread(outside[r][q], parent.left, parent.scope, 0)
                for d in others:
                    value = value + _spread(most[r][d], buckets[d].left, parent.scope, 0)
                value = np.where(good, value, _never(value))
                outside[r][c] = _where(fine[c], value.max(axis=gone), value.dtype)
    return fine, outside


def _where(good: Any, value: Any, kind: Any) -> Any:
    out = np.zeros(np.shape(good), dtype=kind)
    out[...] = value
    out[~np.asarray(good)] = 0
    return out


def _never(value: Any) -> Any:
    return -(1 << 4096) if value.dtype == object else _NEVER


def _messages(
    buckets: list[Bucket],
    space: FactoredSpace,
    rows: AnyIntegers,
    floor: list[int],
    top: tuple[list[Any], list[list[Any]]],
    dominated: bool,
    memory: int,
) -> list[Message]:
    fine, outside = _downward(buckets, top, rows)
    possible, most = top
    big = space.size >= 2**62
    out: list[Message] = []
    used = 0
    for b, bucket in enumerate(buckets):
        shape = bucket.allowed.shape
        good = bucket.allowed & _spread(fine[b], bucket.left, bucket.scope, 0)
        for c in bucket.children:
            good = good & _spread(possible[c], buckets[c].left, bucket.scope, 0)
        u = np.flatnonzero(good)
        coordinates = np.unravel_index(u, shape)
        vectors = bucket.base.reshape(space.parties, -1)[:, u].T
        count = np.ones(len(u), dtype=object if big else np.int64)
        at = np.arange(len(u))
        beyond = [
            np.broadcast_to(_spread(outside[r][b], bucket.left, bucket.scope, 0), shape).ravel()[u] for r in range(len(rows))
        ]
        for done, c in enumerate(bucket.children):
            state = _flat(coordinates, bucket.scope, buckets[c].left, space.sizes)[at]
            message = out[c]
            begin = np.searchsorted(message.state, state, side="left")
            reps = np.searchsorted(message.state, state, side="right") - begin
            total = int(reps.sum())
            need = total * (space.parties * (24 if vectors.dtype != object else 160) + 48)
            if used + need > memory:
                raise TooLarge(
                    "bytes for the partial sums of a group of linked issues",
                    used + need,
                    memory,
                    "Raise the memory limit, ask for fewer parties, or switch rules off.",
                )
            index = np.repeat(begin - np.cumsum(reps) + reps, reps) + np.arange(total)
            at, vectors = np.repeat(at, reps), np.repeat(vectors, reps, axis=0) + message.vectors[index]
            count = np.repeat(count, reps) * message.count[index]
            keep = np.ones(total, dtype=bool)
            for r, row in enumerate(rows):
                later = beyond[r]
                for d in bucket.children[done + 1 :]:
                    wide = np.broadcast_to(_spread(most[r][d], buckets[d].left, bucket.scope, 0), shape).ravel()[u]
                    later = later + wide
                keep &= vectors @ row + later[at] >= floor[r]
            at, vectors, count = at[keep], vectors[keep], count[keep]
            if done + 1 < len(bucket.children):
                at, vectors, count = _reduce(at, vectors, count, dominated)
        if not bucket.children:
            keep = np.ones(len(at), dtype=bool)
            for r, row in enumerate(rows):
                keep &= vectors @ row + beyond[r][at] >= floor[r]
            at, vectors, count = at[keep], vectors[keep], count[keep]
        state = _flat(coordinates, bucket.scope, bucket.left, space.sizes)[at]
        message = Message(*_reduce(state, vectors, count, dominated))
        used += message.vectors.nbytes * (8 if message.vectors.dtype == object else 1)
        out.append(message)
    return out


def _flat(coordinates: Any, scope: Sequence[int], left: Sequence[int], sizes: Sequence[int]) -> Integers:
    flat = np.zeros(len(coordinates[0]), dtype=np.int64)
    for i in left:
        flat = flat * sizes[i] + coordinates[scope.index(i)]
    return flat


def _reduce(state: Any, vectors: Any, count: Any, dominated: bool) -> tuple[Any, Any, Any]:
    """Return rows merged where equal (counts added) and, unless `dominated`, undominated ones only."""
    if len(state) == 0:
        return state, vectors, count
    order = descending(np.column_stack([state.astype(vectors.dtype) * -1, vectors]))
    state, vectors, count = state[order], vectors[order], count[order]
    fresh = np.concatenate([[True], (state[1:] != state[:-1]) | np.any(vectors[1:] != vectors[:-1], axis=1)])
    starts = np.flatnonzero(fresh)
    state, vectors, count = state[starts], vectors[starts], np.add.reduceat(count, starts)
    if dominated:
        return state, vectors, count
    rows = grouped(vectors, state)
    return state[rows], vectors[rows], count[rows]
