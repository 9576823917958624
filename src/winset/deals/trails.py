"""The way back from a frontier to its deals: which options lead to each point, and in how many ways."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from winset.deals.factors import AnyIntegers, Integers
from winset.deals.sweep import Stage


def option_groups(piece: AnyIntegers, stage: Stage, weights: Sequence[int]) -> tuple[tuple[tuple[int, ...], ...], list[int]]:
    """Return the options behind each distinct undominated option vector, and their weights' sums."""
    rows = stage.options.tolist()
    if stage.lone:
        return tuple((r,) for r in rows), [weights[r] for r in rows]
    place = {tuple(vector): k for k, vector in enumerate(piece[stage.options].tolist())}
    members: list[list[int]] = [[] for _ in rows]
    for o, vector in enumerate(piece.tolist()):
        k = place.get(tuple(vector))
        if k is not None:
            members[k].append(o)
    return tuple(tuple(m) for m in members), [sum(weights[o] for o in m) for m in members]


@dataclass(frozen=True)
class Trail:
    """The way back from frontier points to options: one row per (point, option, point of the stage before).

    `piece` is the stage's piece, `members` the options behind each of its distinct vectors and `first` the first of
    each; `point`, `choice`, `before` are parallel arrays that index this stage's points, the piece's
    distinct vectors, and the points of the stage before (of those points that lead on, where some do not).
    """

    piece: int
    members: tuple[tuple[int, ...], ...]
    first: Integers
    point: Integers
    choice: Integers
    before: Integers
    count: tuple[int, ...]


def trails(stages: Sequence[Stage], pieces: Sequence[AnyIntegers], weights: Sequence[Sequence[int]]) -> list[Trail]:
    """Return the trails of the last stage's points back through all stages, with exact counts of ways.

    Parameters
    ----------
    stages : sequence of Stage
        All of one sweep.
    pieces : sequence of integer arrays, shape (V, P)
        The pieces given to that sweep.
    weights : sequence of sequences of int
        How many ways stand behind each option of each piece (1 for a value of an issue).

    Returns
    -------
    list of Trail
        In stage order; `count` of the last one is the number of deals behind each frontier point.
    """
    if all(stage.edges is not None for stage in stages):
        return _from_edges(stages, pieces, weights)
    wanted = np.arange(stages[-1].size)
    steps: list[tuple[Stage, tuple[tuple[int, ...], ...], list[int], Any, Any, Any]] = []
    for k in range(len(stages) - 1, -1, -1):
        stage = stages[k]
        members, ways = option_groups(np.asarray(pieces[stage.piece]), stage, weights[stage.piece])
        if stage.edges is not None:
            point, choice, found = stage.edges
            if len(wanted) < stage.size:
                new = np.full(stage.size, -1)
                new[wanted] = np.arange(len(wanted))
                mine = new[point] >= 0
                point, choice, found = new[point[mine]], choice[mine], found[mine]
        else:
            targets, vectors = stage.points[wanted], np.asarray(pieces[stage.piece])[stage.options]
            previous = stages[k - 1].points if k else np.zeros_like(targets[:1])
            point, choice, found = _match(targets, vectors, previous)
            by_point = np.argsort(point, kind="stable")
            point, choice, found = point[by_point], choice[by_point], found[by_point]
        used = np.zeros(stages[k - 1].size if k else 1, dtype=bool)
        used[found] = True
        wanted = np.flatnonzero(used)
        before = (np.cumsum(used) - 1)[found]
        steps.append((stage, members, ways, point, choice, before.astype(np.int64)))
    counts = _ones(len(wanted), weights)
    out = []
    for stage, members, ways, point, choice, before in reversed(steps):
        counts = _counted(counts, ways, point, choice, before)
        out.append(Trail(stage.piece, members, stage.options, point, choice, before, ()))
    out[-1] = replace(out[-1], count=tuple(int(c) for c in counts))
    return out


def _from_edges(stages: Sequence[Stage], pieces: Sequence[AnyIntegers], weights: Sequence[Sequence[int]]) -> list[Trail]:
    """Return the trails of a sweep that already knows all its ways, points that lead nowhere included."""
    out = []
    counts: Any = None
    for stage in stages:
        assert stage.edges is not None
        point, choice, before = stage.edges
        members, ways = option_groups(np.asarray(pieces[stage.piece]), stage, weights[stage.piece])
        if counts is None and (len(point) > stage.size or set(ways) != {1}):
            counts = _ones(int(before.max(initial=0)) + 1, weights)
        if counts is not None:
            counts = _counted(counts, ways, point, choice, before)
        out.append(Trail(stage.piece, members, stage.options, point, choice, before, ()))
    last = (1,) * stages[-1].size if counts is None else tuple(int(c) for c in counts)
    out[-1] = replace(out[-1], count=last)
    return out


def _ones(size: int, weights: Sequence[Sequence[int]]) -> Any:
    """Return as many ones, as Python integers where the number of deals does not fit a word."""
    return np.ones(size, dtype=np.int64 if math.prod(sum(w) for w in weights) < 2**62 else object)


def _counted(counts: Any, ways: Sequence[int], point: Integers, choice: Integers, before: Integers) -> Any:
    """Return how many ways lead to each point, from how many lead to each point of the stage before."""
    amount = np.array(ways, dtype=counts.dtype)[choice] * counts[before]
    if not len(point):
        return amount
    return np.add.reduceat(amount, np.flatnonzero(np.concatenate([[True], point[1:] != point[:-1]])))


def one_way_each(found: Sequence[Trail]) -> Integers:
    """Return, for each frontier point, the options per piece of one deal behind it, shape (L, pieces)."""
    at = np.arange(len(found[-1].count))
    out = np.zeros((len(at), len(found)), dtype=np.int64)
    for trail in reversed(found):
        alone = len(trail.point) == 0 or len(trail.point) == trail.point[-1] + 1
        edge = at if alone else np.searchsorted(trail.point, at)
        out[:, trail.piece] = trail.first[trail.choice[edge]]
        at = trail.before[edge]
    return out


def walk_back(found: Sequence[Trail], points: Sequence[int], most: int) -> tuple[Integers, Integers]:
    """Return options per piece for up to `most` deals behind the given frontier points.

    Returns
    -------
    options : integer array, shape (D, pieces)
    point : integer array, shape (D,)
        Which frontier point each row belongs to.
    """
    rows: list[list[int]] = []
    owner: list[int] = []
    edges: list[dict[int, list[tuple[int, int]]]] = []
    for trail in found:
        table: dict[int, list[tuple[int, int]]] = {}
        for t, o, b in zip(trail.point.tolist(), trail.choice.tolist(), trail.before.tolist(), strict=True):
            table.setdefault(t, []).append((o, b))
        edges.append(table)

    def ways(stage: int, at: int) -> Iterator[list[tuple[int, int]]]:
        if stage < 0:
            yield []
            return
        trail = found[stage]
        for choice, before in edges[stage][at]:
            for member in trail.members[choice]:
                for tail in ways(stage - 1, before):
                    yield [*tail, (trail.piece, member)]

    for p in points:
        for way in ways(len(found) - 1, int(p)):
            if len(rows) >= most:
                break
            row = [0] * len(found)
            for piece, option in way:
                row[piece] = option
            rows.append(row)
            owner.append(int(p))
    return np.array(rows, dtype=np.int64).reshape(-1, len(found)), np.array(owner, dtype=np.int64)


def _match(targets: AnyIntegers, vectors: AnyIntegers, previous: AnyIntegers) -> tuple[Integers, Integers, Integers]:
    """Return parallel arrays (target, option, previous row): all target - option in `previous`."""
    if targets.dtype == object:
        place = {tuple(row): k for k, row in enumerate(previous)}
        triples = [
            (t, o, place[tuple(target - vector)])
            for t, target in enumerate(targets)
            for o, vector in enumerate(vectors)
            if tuple(target - vector) in place
        ]
        columns = np.array(triples, dtype=np.int64).reshape(-1, 3)
        return columns[:, 0], columns[:, 1], columns[:, 2]
    dims = targets.shape[1]
    order = np.zeros(0, dtype=np.int64)
    keys = np.zeros(0, dtype=np.int64)
    mix = np.zeros(dims, dtype=np.int64)
    for seed in range(64):
        # A linear hash modulo 2^64, drawn again until it separates the previous rows; hits are verified
        # below.
        mix = np.asarray(np.random.default_rng(seed).integers(-(2**62), 2**62, dims) | 1)
        hashed = previous @ mix
        order = np.argsort(hashed, kind="stable")
        keys = hashed[order]
        if len(keys) < 2 or bool((keys[1:] != keys[:-1]).all()):
            break
    target_hash, option_hash = targets @ mix, vectors @ mix
    points, choices, hits = [], [], []
    for o in range(len(vectors)):
        at = np.searchsorted(keys, target_hash - option_hash[o])
        at[at == len(keys)] = 0
        candidate = order[at]
        good = np.all(previous[candidate] == targets - vectors[o], axis=1)
        rows = np.flatnonzero(good)
        points.append(rows)
        choices.append(np.full(len(rows), o, dtype=np.int64))
        hits.append(candidate[rows])
    return np.concatenate(points), np.concatenate(choices), np.concatenate(hits)
