"""In how many draws each deal of a listed case is in the win-set, efficient, a Nash deal; 64 deals at a time where they are many.

As `acceptability`, but from the case's own arrays: recorded consents, groups of which anybody is enough, red lines and
ratification count as they do in `consent`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np

from winset.arrays.deal_space import YES, DealSpace
from winset.arrays.ratification import Body
from winset.deals import kernels, kernels_draws
from winset.deals.acceptability import Acceptability, _digits, _efficient, _frozen, _grid, _nash, _pack, _split
from winset.deals.conditions import clauses_of
from winset.deals.consent import settled, touching
from winset.deals.space import allowed, holds, listed
from winset.errors import BadRequest, TooLarge

#: Draws times deals up to which numpy alone counts.
PLAIN = 20_000_000


def shares(
    space: DealSpace,
    bodies: Iterable[Body],
    parties: Sequence[int],
    what: Sequence[str],
    *,
    chunk: int = 250,
    memory: int = 1_500_000_000,
) -> Iterator[Acceptability]:
    """Yield the counts after each chunk of draws; stopping early keeps what there is.

    Parameters
    ----------
    space : DealSpace
        The case as arrays, with the draws to be counted.
    bodies : iterable of Body
        Its ratifying bodies.
    parties : sequence of int
        Between whom deals are efficient, and Nash deals.
    what : sequence of {'winset', 'efficient', 'nash'}
        What is counted.
    chunk : int
        Most draws between two yields.
    memory : int
        Limit in bytes.

    Raises
    ------
    TooLarge
        If there are more than 2 million deals, or the counters would not fit the limit.
    """
    if space.bonuses:
        raise BadRequest(
            "a next stage that several issues open together is not counted here, over draws of all deals; "
            "winset, frontier and solve count it"
        )
    total, everybody = listed(space), len(space.parties)
    split = _split(space.sizes)
    lefts, rights = math.prod(space.sizes[:split]), math.prod(space.sizes[split:])
    words = (rights + 63) // 64
    digits = max(1, space.draws.bit_length())
    chunk = max(1, min(chunk, space.draws, 40_000_000 // (everybody * (lefts + 3 * rights)) or 1))
    small = total * space.draws <= PLAIN
    asked = clauses_of(space, bodies)
    need = total * (8 * (len(what) + 1) + everybody + len(asked)) + digits * lefts * words * 8
    need += everybody * ((rights + 1) * words * 8 + total // 4) + 3 * chunk * everybody * (lefts + 3 * rights) * 8
    need += chunk * everybody * total * 9 if small else 0
    if need > memory:
        raise TooLarge("bytes for counting over the draws", need, memory, "Look at one stage, or fix some issues with a rule.")
    good, giving = allowed(space), settled(space)
    where = []
    for clause in asked:
        deals = np.ones(total, bool)
        for one in clause.when:
            meets = touching(space, one.values)
            for line in one.lines:
                meets |= holds(space, line)
            deals &= meets
        where.append(deals)
    members = [sorted(clause.members) for clause in asked]
    base = _pack(good.reshape(lefts, rights))
    planes = np.zeros((digits, lefts, words), np.uint64)
    counts = {name: np.zeros(total, np.int64) for name in what}

    def bits(flags: Any) -> Any:
        rows = [_pack(one.reshape(lefts, rights)) for one in flags]
        return np.stack(rows) if rows else np.zeros((0, lefts, words), np.uint64)

    opened = (giving < 0) & space.valued[:, None]
    packed = (bits(giving == YES), bits(opened), bits(where)) if not small else None
    starts = np.cumsum([0, *(len(m) for m in members)])
    flat = np.array([p for m in members for p in m], np.int64)
    grids = _grid(space.sizes[:split]), _grid(space.sizes[split:])
    for start in range(0, space.draws, chunk):
        part = slice(start, min(space.draws, start + chunk))
        left = np.zeros((part.stop - start, everybody, lefts), np.int64)
        right = np.zeros((part.stop - start, everybody, rights), np.int64)
        for i, table in enumerate(space.worth):
            if i < split:
                left += table[part][:, :, grids[0][:, i]]
            else:
                right += table[part][:, :, grids[1][:, i - split]]
        floor = space.floor[part]
        if "winset" in what and small:
            counts["winset"] += _plain(left, right, floor, giving, opened, members, where, good)
        elif packed is not None and "winset" in what:
            order = np.argsort(-right, axis=2, kind="stable")
            rank_of = np.empty_like(order)
            np.put_along_axis(rank_of, order, np.broadcast_to(np.arange(rights), order.shape), axis=2)
            ranked = np.take_along_axis(right, order, axis=2)
            prefix = np.zeros((everybody, rights + 1, words), np.uint64)
            kernels.compiled(kernels_draws.clause_bits)(left, ranked, rank_of, floor, *packed, flat, starts, base, planes, prefix)
        if "efficient" in what or "nash" in what:
            ruled = not bool(good.all())
            for k in range(len(floor)):
                mine = [np.ascontiguousarray(half[k, list(parties)].T) for half in (left, right)]
                rows, sums = _efficient(mine[0], mine[1], base, ruled, small, memory)
                if "efficient" in what:
                    counts["efficient"][rows] += 1
                if "nash" in what:
                    counts["nash"][_nash(rows, sums, floor[k, list(parties)])] += 1
        seen = dict(counts)
        if "winset" in what and not small:
            seen["winset"] = _digits(planes, rights)
        found = [_frozen(seen[name]) if name in what else None for name in ("winset", "efficient", "nash")]
        yield Acceptability(part.stop, space.draws, found[0], found[1], found[2])


def _plain(left: Any, right: Any, floor: Any, giving: Any, opened: Any, members: Any, where: Any, good: Any) -> Any:
    draws, everybody = left.shape[:2]
    worth = (left[:, :, :, None] + right[:, :, None, :]).reshape(draws, everybody, -1)
    yes = (giving == YES)[None] | (opened[None] & (worth >= floor[:, :, None]))
    fine = np.broadcast_to(good, (draws, len(good))).copy()
    for people, deals in zip(members, where, strict=True):
        fine &= ~deals | (yes[:, people].any(axis=1) if people else False)
    return fine.sum(axis=0)
