"""In which share of draws each deal is in the win-set, efficient, the Nash deal.

A deal is split into two halves whose worths add up, so that one draw costs two small tables. In the win-set
the halves meet as sets of bits, 64 deals at a time; efficient deals are made of efficient halves.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from winset.deals import kernels, kernels_draws
from winset.deals.factors import FactoredSpace, Flags, Integers, allowed
from winset.errors import BadRequest, TooLarge

ASKED = ("winset", "efficient", "nash")
_SMALL = 3_000_000


@dataclass(frozen=True)
class Acceptability:
    """Counts over the draws done so far; divide by `draws` for shares.

    Parameters
    ----------
    draws : int
        Draws counted here.
    asked : int
        Draws asked for.
    winset, efficient, nash : integer array, shape (D,), or None if not asked
        In how many draws each deal was in the win-set, undominated, a Nash deal. Deals in Cartesian order,
        last issue fastest. A draw in which no deal gives everybody a gain has no Nash deal; ties all count.
    """

    draws: int
    asked: int
    winset: Integers | None
    efficient: Integers | None
    nash: Integers | None


def acceptability(
    space: FactoredSpace,
    weights: Any,
    reservation: Any | None = None,
    *,
    what: Sequence[str] = ("winset",),
    chunk: int = 500,
    memory: int = 1_000_000_000,
) -> Iterator[Acceptability]:
    """Yield the counts after each chunk of draws; stopping early keeps what there is.

    Parameters
    ----------
    space : FactoredSpace
        Additive; `worth` holds the value curves, `needs`, `refuses`, `signs` and `rules` hold in every draw.
    weights : integer array, shape (K, P, I)
        Per draw: utility = sum_i weights[k, p, i] * worth[i][p, value], in integers (scale decimals first).
    reservation : integer array, shape (K, P), optional
        Worth of no deal per draw, in the unit of the weighted sums; the space's own if left out.
    what : sequence of {'winset', 'efficient', 'nash'}
        What is counted. With rules, 'efficient' and 'nash' look at every allowed deal and take longer.
    chunk : int
        Draws between two yields.
    memory : int
        Limit in bytes.

    Raises
    ------
    BadRequest
        Joint worths, shapes that do not fit, sums that int64 cannot hold.
    TooLarge
        If the counters would not fit the limit.

    Examples
    --------
    >>> import numpy as np
    >>> from winset.deals.factors import factored_space
    >>> space = factored_space([[[0, 2], [1, 0]], [[0, 1], [3, 0]]], [2, 1])
    >>> draws = np.array([[[1, 1], [1, 1]], [[1, 3], [3, 1]]])
    >>> *_, last = acceptability(space, draws, what=("winset", "nash"))
    >>> last.winset.tolist(), last.nash.tolist()
    ([0, 1, 2, 0], [0, 1, 0, 0])
    """
    worth, floor = _checked(space, weights, reservation, what)
    sizes = space.sizes
    total = space.size
    draws = len(worth)
    digits = max(1, int(draws).bit_length())
    split = _split(sizes)
    lefts, rights = math.prod(sizes[:split]), math.prod(sizes[split:])
    words = (rights + 63) // 64
    chunk = max(1, min(chunk, draws))
    need = (
        total * 8 * (len(what) + 1)
        + digits * lefts * words * 8
        + space.parties * (rights + 1) * words * 8
        + 3 * chunk * space.parties * (lefts + 3 * rights) * 8
    )
    if need > memory:
        raise TooLarge("bytes for counting over the draws", need, memory, "Fix some issues, or raise the memory limit.")
    halves = _Halves.of(space, split)
    base = _allowed_bits(space, lefts, rights, words)
    planes = np.zeros((digits, lefts, words), dtype=np.uint64)
    small = total * draws <= _SMALL
    winset = np.zeros(total, dtype=np.int64)
    efficient, nash = np.zeros(total, dtype=np.int64), np.zeros(total, dtype=np.int64)
    for start in range(0, draws, chunk):
        part = worth[start : start + chunk]
        left, right = halves.tables(part)
        least = floor[start : start + chunk]
        if "winset" in what:
            if small:
                winset += _plain_winset(halves, left, right, least, base)
            else:
                _count_bits(halves, left, right, least, base, planes)
        if "efficient" in what or "nash" in what:
            for k in range(len(part)):
                rows, sums = _efficient(left[k].T, right[k].T, base, bool(space.rules), small, memory)
                efficient[rows] += 1
                if "nash" in what:
                    nash[_nash(rows, sums, least[k])] += 1
        done = min(start + chunk, draws)
        seen = winset if small or "winset" not in what else _digits(planes, rights)
        yield Acceptability(
            done,
            draws,
            _frozen(seen) if "winset" in what else None,
            _frozen(efficient) if "efficient" in what else None,
            _frozen(nash) if "nash" in what else None,
        )


@dataclass(frozen=True)
class _Halves:
    """The two half tables' fixed parts: value numbers, curves, control and refusals."""

    split: int
    curves: tuple[Any, ...]
    left_values: Integers
    right_values: Integers
    needs_left: Flags
    needs_right: Flags
    refuses_left: Flags
    refuses_right: Flags

    @staticmethod
    def of(space: FactoredSpace, split: int) -> _Halves:
        left, right = _grid(space.sizes[:split]), _grid(space.sizes[split:])
        signs = np.array(space.signs)[:, None]

        def flags(tables: Any, values: Integers, first: int) -> Any:
            out = np.zeros((space.parties, len(values)), dtype=bool)
            for i in range(values.shape[1]):
                out |= tables[first + i][:, values[:, i]]
            return out

        return _Halves(
            split,
            space.worth,
            left,
            right,
            flags(space.needs, left, 0) | signs,
            flags(space.needs, right, split),
            flags(space.refuses, left, 0),
            flags(space.refuses, right, split),
        )

    def tables(self, weights: Any) -> tuple[Any, Any]:
        """Return the halves' worths, shapes (K, P, A) and (K, P, B)."""
        out = []
        for values, first in ((self.left_values, 0), (self.right_values, self.split)):
            sums = np.zeros((*weights.shape[:2], len(values)), dtype=np.int64)
            for i in range(values.shape[1]):
                sums += weights[:, :, first + i, None] * self.curves[first + i][None, :, values[:, i]]
            out.append(sums)
        return out[0], out[1]


def _checked(space: FactoredSpace, weights: Any, reservation: Any | None, what: Sequence[str]) -> tuple[Any, Any]:
    if not what or set(what) - set(ASKED):
        raise BadRequest(f"ask for some of: {', '.join(ASKED)}")
    if any(len(f.scope) > 1 for f in space.joint) or space.joint:
        raise BadRequest("shares over draws of weights need a worth per issue; this case has worths over several issues")
    worth = np.asarray(weights)
    if worth.dtype.kind not in "iu" or worth.ndim != 3 or worth.shape[1:] != (space.parties, len(space.sizes)):
        raise BadRequest("weights must be integers, one per draw, party and issue")
    if reservation is None:
        floor = np.tile(np.array(space.reservation, dtype=np.int64), (len(worth), 1))
    else:
        floor = np.asarray(reservation)
    if floor.dtype.kind not in "iu" or floor.shape != worth.shape[:2]:
        raise BadRequest("reservations must be integers, one per draw and party")
    if space.wide:
        raise BadRequest("the value curves are too fine for counting over draws; round them")
    peak = [[int(np.abs(c[p]).max()) for c in space.worth] for p in range(space.parties)]
    heavy = np.abs(worth).max(axis=0, initial=0)
    most = sum(int(heavy[p, i]) * peak[p][i] for p in range(space.parties) for i in range(len(space.sizes)))
    if most + int(np.abs(floor).max(initial=0)) >= 2**61:
        raise BadRequest("the weighted sums need more than 64 bits; use fewer decimals")
    return worth.astype(np.int64), floor.astype(np.int64)


def _split(sizes: Sequence[int]) -> int:
    """Return how many issues form the left half: the right half stays within 2048 deals where it can."""
    split = len(sizes)
    right = 1
    while split > 0 and (right == 1 or right * sizes[split - 1] <= 2048):
        split -= 1
        right *= sizes[split]
        if right * right >= math.prod(sizes):
            break
    return split


def _grid(sizes: Sequence[int]) -> Integers:
    if not sizes:
        return np.zeros((1, 0), dtype=np.int64)
    return np.stack(np.unravel_index(np.arange(math.prod(sizes)), sizes), axis=1).astype(np.int64)


def _allowed_bits(space: FactoredSpace, lefts: int, rights: int, words: int) -> NDArray[np.uint64]:
    if not space.rules:
        return np.tile(_pack(np.ones((1, rights), dtype=bool)), (lefts, 1))
    out = np.zeros((lefts, words), dtype=np.uint64)
    step = max(1, 200_000 // rights)
    for a in range(0, lefts, step):
        flat = np.arange(a * rights, min(lefts, a + step) * rights)
        deals = np.stack(np.unravel_index(flat, space.sizes), axis=1)
        out[a : a + step] = _pack(allowed(space, deals).reshape(-1, rights))
    return out


def _pack(flags: Flags) -> NDArray[np.uint64]:
    words = (flags.shape[1] + 63) // 64
    wide = np.zeros((len(flags), words * 64), dtype=bool)
    wide[:, : flags.shape[1]] = flags
    return np.packbits(wide, axis=1, bitorder="little").view("<u8").astype(np.uint64)


def _unpack(words: NDArray[np.uint64], rights: int) -> Flags:
    rows = np.ascontiguousarray(words.astype("<u8"))
    return np.unpackbits(rows.view(np.uint8), axis=1, bitorder="little")[:, :rights].astype(bool)


def _digits(planes: NDArray[np.uint64], rights: int) -> Integers:
    out = np.zeros(planes.shape[1] * rights, dtype=np.int64)
    for d, plane in enumerate(planes):
        out += _unpack(plane, rights).ravel().astype(np.int64) << d
    return out


def _count_bits(halves: _Halves, left: Any, right: Any, floor: Any, base: Any, planes: Any) -> None:
    order = np.argsort(-right, axis=2, kind="stable")
    ranked = np.take_along_axis(right, order, axis=2)
    rank_of = np.empty_like(order)
    np.put_along_axis(rank_of, order, np.broadcast_to(np.arange(right.shape[2]), order.shape), axis=2)
    prefix = np.zeros((right.shape[1], right.shape[2] + 1, base.shape[1]), dtype=np.uint64)
    kernels.compiled(kernels_draws.accept_bits)(
        left,
        ranked,
        rank_of,
        floor,
        halves.needs_left,
        _pack(~halves.needs_right),
        halves.refuses_left,
        _pack(~halves.refuses_right),
        base,
        planes,
        prefix,
    )


def _plain_winset(halves: _Halves, left: Any, right: Any, floor: Any, base: Any) -> Integers:
    rights = right.shape[2]
    fine = np.broadcast_to(_unpack(base, rights), (len(left), left.shape[2], rights)).copy()
    for p in range(left.shape[1]):
        content = left[:, p, :, None] + right[:, p, None, :] >= floor[:, p, None, None]
        content &= ~(halves.refuses_left[p][:, None] | halves.refuses_right[p][None, :])
        fine &= content | ~(halves.needs_left[p][:, None] | halves.needs_right[p][None, :])
    counts: Integers = fine.sum(axis=0).ravel()
    return counts


def _efficient(left: Any, right: Any, base: Any, ruled: bool, small: bool, memory: int) -> tuple[Integers, Any]:
    """Return the deals undominated in one draw (all of equal ones) and their worths, shape (L, P)."""
    rights = len(right)
    if ruled:
        rows = np.flatnonzero(_unpack(base, rights).ravel())
        sums = left[rows // rights] + right[rows % rights]
    else:
        keep_left, keep_right = _weak(left, small), _weak(right, small)
        if len(keep_left) * len(keep_right) * left.shape[1] * 24 > memory:
            raise TooLarge(
                "bytes for the efficient halves of one draw",
                len(keep_left) * len(keep_right) * left.shape[1] * 24,
                memory,
                "Raise the memory limit.",
            )
        rows = (keep_left[:, None] * rights + keep_right[None, :]).ravel()
        sums = (left[keep_left][:, None, :] + right[keep_right][None, :, :]).reshape(len(rows), -1)
    chosen = _weak(sums, small)
    return rows[chosen], sums[chosen]


def _weak(table: Any, small: bool) -> Integers:
    if not len(table):
        return np.zeros(0, dtype=np.int64)
    if not small:
        keep = np.empty(len(table), dtype=bool)
        kernels.compiled(kernels_draws.weak_filter)(np.ascontiguousarray(table), keep)
        return np.flatnonzero(keep)
    out = []
    for i, row in enumerate(table):
        if not np.any(np.all(table >= row, axis=1) & np.any(table > row, axis=1)):
            out.append(i)
    return np.array(out, dtype=np.int64)


def _nash(rows: Integers, sums: Any, floor: Any) -> Integers:
    """Return the rows with the largest product of positive gains; logarithms shortlist, integers decide."""
    gains = sums - floor
    good = np.flatnonzero((gains > 0).all(axis=1))
    if len(good) == 0:
        return rows[:0]
    # A Python integer may be too large for a float, but not its logarithm.
    logs: Any = np.frompyfunc(math.log, 1, 1)(gains[good]) if gains.dtype == object else np.log(gains[good])
    rating = logs.astype(np.float64).sum(axis=1)
    near = good[rating >= rating.max() - 1e-6]
    exact = [math.prod(int(g) for g in gains[k]) for k in near]
    best = max(exact)
    chosen: Integers = rows[[int(k) for k, e in zip(near, exact, strict=True) if e == best]]
    return chosen


def _frozen(counts: Integers) -> Integers:
    out = counts.copy()
    out.setflags(write=False)
    return out
