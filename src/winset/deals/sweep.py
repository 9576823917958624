"""The exact Pareto frontier of a sum of independent pieces, piece by piece, without listing the deals.

A piece is a table of option vectors: an issue with its values, or a group of linked issues that
`elimination` has already reduced. The partial sums that no other partial sum beats are kept; a partial sum
that is beaten can never grow into an efficient deal. Cost follows the size of the frontier, not of the space.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from winset.deals import kernels
from winset.deals.factors import AnyIntegers, Flags, Integers
from winset.deals.packed import MOST, Edges, Packed, add_packed, packed_pieces
from winset.deals.tree import undominated_sums
from winset.deals.undominated import (
    COMPILE_FROM,
    descending,
    plain_filter,
    undominated,
    undominated_each,
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

    `front` holds them, packed or as an array (L, P); `piece` is the index of the piece taken in this stage,
    `options` its undominated distinct rows, and `lone` says that none of them stands for several equal options.
    Where the sums were few, `edges` already holds every way to a point: (point, option, point of the stage before), by point.
    """

    piece: int
    front: Packed | AnyIntegers
    options: Integers
    lone: bool
    edges: Edges | None = None

    @property
    def points(self) -> AnyIntegers:
        """The partial sums, shape (L, P)."""
        return self.front.points() if isinstance(self.front, Packed) else self.front

    @property
    def size(self) -> int:
        """How many partial sums there are."""
        return len(self.front.keys if isinstance(self.front, Packed) else self.front)


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
    tables = [np.asarray(piece) for piece in pieces]
    kept, lone = undominated_each(tables)
    slim = [piece[rows] for piece, rows in zip(tables, kept, strict=True)]
    if any(len(piece) == 0 for piece in slim):
        yield len(slim), len(slim), Stage(0, slim[0][:0], kept[0], lone[0])
        return
    order = sorted(range(len(slim)), key=lambda k: (-len(slim[k]), k))
    parties = slim[0].shape[1]
    rest = _rest(slim, order, cuts)
    front: Packed | AnyIntegers = np.zeros((1, parties), dtype=slim[0].dtype)
    floor_each = _floor_each(cuts, parties)
    packed = packed_pieces(slim, floor_each) if floor_each is not None else None
    if packed is not None:
        front = packed[0]
    used = 0
    for done, k in enumerate(order, start=1):
        edges: Edges | None
        if packed is not None and isinstance(front, Packed) and len(front.keys) * len(slim[k]) <= MOST:
            _refuse(len(front.keys) * len(slim[k]), 160, memory - used)
            front, edges = add_packed(front, packed[1][k], packed[2][k])
            used += front.keys.nbytes
        else:
            plain = front.points() if isinstance(front, Packed) else front
            floor = [f - r for f, r in zip(cuts.floor, rest[done], strict=True)]
            front, edges = _add(plain, slim[k], cuts.rows, floor, memory - used)
            used += front.nbytes * (8 if front.dtype == object else 1)
        yield done, len(order), Stage(k, front, kept[k], lone[k], edges)


def _floor_each(cuts: Cuts, parties: int) -> list[int | None] | None:
    """Return the cuts as one floor per party, or None where some cut is about several parties."""
    floor: list[int | None] = [None] * parties
    for row, least in zip(cuts.rows.tolist(), cuts.floor, strict=True):
        if sorted(row) != [0] * (parties - 1) + [1]:
            return None
        p = row.index(1)
        before = floor[p]
        floor[p] = least if before is None else max(least, before)
    return floor


def _refuse(total: int, per_sum: int, memory: int) -> None:
    if total * per_sum > memory:
        raise TooLarge(
            "bytes for the undominated partial sums",
            total * per_sum,
            memory,
            "Ask for fewer parties, a higher reservation, or an epsilon-cover; or raise the memory limit.",
        )


def _rest(slim: list[AnyIntegers], order: list[int], cuts: Cuts) -> list[list[int]]:
    """Return, for each number of pieces done, the most that the others can still add to each row."""
    if not cuts.floor:
        return [[]] * (len(order) + 1)
    rest = [[0] * len(cuts.floor)]
    for k in reversed(order):
        best = [int((slim[k] @ row).max()) for row in cuts.rows]
        rest.append([a + b for a, b in zip(rest[-1], best, strict=True)])
    return rest[::-1]


def _add(
    front: AnyIntegers, options: AnyIntegers, rows: AnyIntegers, floor: list[int], memory: int
) -> tuple[AnyIntegers, Edges | None]:
    parties = front.shape[1]
    total = len(front) * len(options)
    per_sum = parties * 8 + 24 if parties != 3 else 160
    if front.dtype != object and len(options) <= _TRICK_OPTIONS and parties > 3:
        per_sum = 17 + 24 * parties // len(options) + 2 * parties
    _refuse(total, per_sum, memory)
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


def _few(front: AnyIntegers, options: AnyIntegers, alive: Flags | None) -> tuple[AnyIntegers, Edges]:
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
