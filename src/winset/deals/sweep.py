"""The exact Pareto frontier of a sum of independent pieces, piece by piece, without listing the deals.

A piece is a table of option vectors: an issue with its values, or a group of linked issues that
`elimination` has already reduced. The partial sums that no other partial sum beats are kept; a partial sum
that is beaten can never grow into an efficient deal. Cost follows the size of the frontier, not of the space.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from winset.deals import kernels
from winset.deals.factors import AnyIntegers, Flags, Integers
from winset.deals.tree import undominated_sums
from winset.deals.undominated import (
    COMPILE_FROM,
    descending,
    distinct_rows,
    plain_filter,
    undominated,
)
from winset.errors import BadRequest, TooLarge

#: Bytes that a frontier may take with its walk back, unless the caller says otherwise.
MEMORY = 1_500_000_000
_TRICK_OPTIONS = 48


@dataclass(frozen=True)
class Cuts:
    """Exact linear tests on whole deals: keep those with rows @ utilities >= floor.

    Parameters
    ----------
    rows : integer array, shape (C, P), no entry negative
        One row of multipliers per test.
    floor : tuple of int, length C
    """

    rows: AnyIntegers
    floor: tuple[int, ...]


@dataclass(frozen=True)
class Stage:
    """The undominated partial sums after one piece.

    `points` has shape (L, P); `piece` is the index of the piece taken in this stage,
    `options` its undominated distinct rows. Where the sums were few,
    `edges` already holds every way to a point: (point, option, point of the stage before), by point.
    """

    piece: int
    points: AnyIntegers
    options: Integers
    edges: tuple[Integers, Integers, Integers] | None = None


def no_cuts(parties: int) -> Cuts:
    """Return the empty set of tests."""
    return Cuts(np.zeros((0, parties), dtype=np.int64), ())


def rationality_cuts(reservation: Sequence[int], who: Sequence[bool]) -> Cuts:
    """Return the tests that each party in `who` gets at least its reservation."""
    chosen = [p for p, w in enumerate(who) if w]
    rows = np.zeros((len(chosen), len(reservation)), dtype=np.int64)
    for k, p in enumerate(chosen):
        rows[k, p] = 1
    return Cuts(rows, tuple(int(reservation[p]) for p in chosen))


def sweep(pieces: Sequence[AnyIntegers], cuts: Cuts, *, memory: int = MEMORY) -> Iterator[tuple[int, int, Stage]]:
    """Yield (stages done, stages in all, stage) until the last holds the frontier; stop to interrupt.

    Parameters
    ----------
    pieces : sequence of integer arrays, each of shape (V, P)
        Option vectors; dominated and repeated options are left out by the sweep itself.
    cuts : Cuts
        Tests; a partial sum goes when even the best of what remains cannot pass one.
    memory : int
        Limit in bytes, for what is kept and what is under way.

    Raises
    ------
    TooLarge
        Before the limit would be exceeded.

    Notes
    -----
    Two parties: merge of sorted lists. Three: sweep with a Fenwick tree (Kung, Luccio & Preparata 1975).
    Four and more: kd-tree (Bentley 1975), one query per pair of options: with F an antichain, f + u_o falls
    only if some g in F has g >= f + (u_o - u_o').
    """
    if not pieces:
        raise BadRequest("there is nothing to add up: the space has no issue")
    kept = [undominated(np.asarray(piece)) for piece in pieces]
    slim = [np.asarray(piece)[rows] for piece, rows in zip(pieces, kept, strict=True)]
    if any(len(piece) == 0 for piece in slim):
        empty = slim[0][:0]
        yield len(slim), len(slim), Stage(0, empty, kept[0])
        return
    order = sorted(range(len(slim)), key=lambda k: (-len(slim[k]), k))
    parties = slim[0].shape[1]
    rest = _rest(slim, order, cuts)
    front = np.zeros((1, parties), dtype=slim[0].dtype)
    used = 0
    for done, k in enumerate(order, start=1):
        floor = [f - r for f, r in zip(cuts.floor, rest[done], strict=True)]
        front, edges = _add(front, slim[k], cuts.rows, floor, memory - used)
        used += front.nbytes * (8 if front.dtype == object else 1)
        yield done, len(order), Stage(k, front, kept[k], edges)


def _rest(slim: list[AnyIntegers], order: list[int], cuts: Cuts) -> list[list[int]]:
    """Return, for each number of pieces done, the most that the others can still add to each row."""
    rest = [[0] * len(cuts.floor)]
    for k in reversed(order):
        best = [int((slim[k] @ row).max()) for row in cuts.rows]
        rest.append([a + b for a, b in zip(rest[-1], best, strict=True)])
    return rest[::-1]


def _add(
    front: AnyIntegers, options: AnyIntegers, rows: AnyIntegers, floor: list[int], memory: int
) -> tuple[AnyIntegers, tuple[Integers, Integers, Integers] | None]:
    parties = front.shape[1]
    total = len(front) * len(options)
    per_sum = parties * 8 + 24 if parties != 3 else 160
    if front.dtype != object and len(options) <= _TRICK_OPTIONS and parties > 3:
        per_sum = 17 + 24 * parties // len(options) + 2 * parties
    if total * per_sum > memory:
        raise TooLarge(
            "bytes for the undominated partial sums",
            total * per_sum,
            memory,
            "Ask for fewer parties, a higher reservation, or an epsilon-cover; or raise the memory limit.",
        )
    if not len(rows) and 0 < total < COMPILE_FROM:
        return _few(front, options, None)
    if not len(rows) and parties > 3 and front.dtype != object and len(options) <= _TRICK_OPTIONS:
        f, o = undominated_sums(front, options, None)
        return _sums(front, options, f, o), None
    alive = np.ones((len(front), len(options)), dtype=bool)
    for row, least in zip(rows, floor, strict=True):
        alive &= (front @ row)[:, None] + (options @ row)[None, :] >= least
    left = int(np.count_nonzero(alive))
    if front.dtype == object or left < max(COMPILE_FROM, 1):
        return _few(front, options, alive)
    if parties == 2:
        source, taken = np.empty(total, dtype=np.int64), np.empty(total, dtype=np.int64)
        count = kernels.compiled(kernels.merge_two)(front, options, alive, source, taken)
        return front[source[:count]] + options[taken[:count]], None
    if parties == 3 or len(options) > _TRICK_OPTIONS:
        f, o = np.nonzero(alive)
        sums = front[f] + options[o]
        return sums[undominated(sums)], None
    f, o = undominated_sums(front, options, alive)
    return _sums(front, options, f, o), None


def _sums(front: AnyIntegers, options: AnyIntegers, f: Integers, o: Integers) -> AnyIntegers:
    sums: AnyIntegers = front.take(f, axis=0)
    sums += options.take(o, axis=0)
    return sums


def _few(
    front: AnyIntegers, options: AnyIntegers, alive: Flags | None
) -> tuple[AnyIntegers, tuple[Integers, Integers, Integers]]:
    """Return the undominated sums in lexicographic descending order and all the ways to them, by numpy."""
    if alive is None:
        sums = (front[:, None, :] + options[None, :, :]).reshape(-1, front.shape[1])
        f, o = np.divmod(np.arange(len(sums)), len(options))
    else:
        f, o = np.nonzero(alive)
        sums = front[f] + options[o]
    order = descending(sums)
    ranked = sums[order]
    fresh = np.ones(len(order), dtype=bool)
    fresh[1:] = ranked[1:, 0] != ranked[:-1, 0]
    for column in range(1, ranked.shape[1]):
        fresh[1:] |= ranked[1:, column] != ranked[:-1, column]
    if fresh.all():
        # No two sums are equal, so every point has one way.
        keep = plain_filter(ranked)
        chosen = order[keep]
        return ranked[keep], (np.arange(len(chosen)), o[chosen], f[chosen])
    heads = ranked[fresh]
    keep = plain_filter(heads)
    group = np.cumsum(fresh) - 1
    stays = keep[group] if len(group) else fresh
    point = (np.cumsum(keep) - 1)[group[stays]] if len(group) else group
    chosen = order[stays]
    return heads[keep], (point, o[chosen], f[chosen])


def option_groups(
    piece: AnyIntegers, rows: Integers, weights: Sequence[int]
) -> tuple[AnyIntegers, tuple[tuple[int, ...], ...], list[int]]:
    """Return the distinct undominated option vectors, the options behind each, and their weights' sums."""
    vectors = piece[rows]
    if len(piece) <= 200 and piece.dtype != object:
        same = (vectors[:, None, :] == piece[None, :, :]).all(axis=2)
        if int(same.sum()) == len(rows):
            return vectors, tuple((r,) for r in rows.tolist()), [weights[r] for r in rows.tolist()]
    place = {tuple(vector): k for k, vector in enumerate(vectors.tolist())}
    members: list[list[int]] = [[] for _ in rows]
    for o, vector in enumerate(piece.tolist()):
        k = place.get(tuple(vector))
        if k is not None:
            members[k].append(o)
    return vectors, tuple(tuple(m) for m in members), [sum(weights[o] for o in m) for m in members]


@dataclass(frozen=True)
class Trail:
    """The way back from frontier points to options: one row per (point, option, point of the stage before).

    `piece` and `vectors`/`members` describe the stage's piece; `point`, `choice`, `before` are parallel
    arrays that index this stage's wanted points, the piece's distinct vectors, and the wanted points of the
    stage before.
    """

    piece: int
    members: tuple[tuple[int, ...], ...]
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
    wanted = np.arange(len(stages[-1].points))
    steps: list[tuple[Stage, tuple[tuple[int, ...], ...], list[int], Any, Any, Any]] = []
    for k in range(len(stages) - 1, -1, -1):
        stage = stages[k]
        vectors, members, ways = option_groups(np.asarray(pieces[stage.piece]), stage.options, weights[stage.piece])
        if stage.edges is not None:
            point, choice, found = stage.edges
            if len(wanted) < len(stage.points):
                new = np.full(len(stage.points), -1)
                new[wanted] = np.arange(len(wanted))
                mine = new[point] >= 0
                point, choice, found = new[point[mine]], choice[mine], found[mine]
        else:
            targets = stage.points[wanted]
            previous = stages[k - 1].points if k else np.zeros_like(targets[:1])
            point, choice, found = _match(targets, vectors, previous)
            by_point = np.argsort(point, kind="stable")
            point, choice, found = point[by_point], choice[by_point], found[by_point]
        used = np.zeros(len(stages[k - 1].points) if k else 1, dtype=bool)
        used[found] = True
        wanted = np.flatnonzero(used)
        before = (np.cumsum(used) - 1)[found]
        steps.append((stage, members, ways, point, choice, before.astype(np.int64)))
    counts: Any = np.ones(len(wanted), dtype=object)
    if math.prod(sum(w) for w in weights) < 2**62:
        counts = counts.astype(np.int64)
    out = []
    for stage, members, ways, point, choice, before in reversed(steps):
        amount = np.array(ways, dtype=counts.dtype)[choice] * counts[before]
        first = np.flatnonzero(np.concatenate([[True], point[1:] != point[:-1]])) if len(point) else point
        counts = np.add.reduceat(amount, first) if len(point) else amount
        out.append(Trail(stage.piece, members, point, choice, before, ()))
    out[-1] = replace(out[-1], count=tuple(int(c) for c in counts))
    return out


def one_way_each(found: Sequence[Trail]) -> Integers:
    """Return, for each frontier point, the options per piece of one deal behind it, shape (L, pieces)."""
    at = np.arange(len(found[-1].count))
    out = np.zeros((len(at), len(found)), dtype=np.int64)
    for trail in reversed(found):
        edge = np.searchsorted(trail.point, at)
        firsts = np.array([m[0] for m in trail.members], dtype=np.int64)
        out[:, trail.piece] = firsts[trail.choice[edge]]
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


__all__ = [
    "Cuts",
    "Stage",
    "Trail",
    "distinct_rows",
    "no_cuts",
    "rationality_cuts",
    "sweep",
    "trails",
    "walk_back",
]
