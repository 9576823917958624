"""How many deals are worth no deal at least to some parties, as exact integers, without listing the space.

Which deals win every consent they need, by a case's own rules, is counted by `inside` on top of the same idea.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from winset.deals import elimination
from winset.deals.factors import (
    AnyIntegers,
    FactoredSpace,
    for_parties,
)
from winset.deals.sweep import MEMORY, no_cuts
from winset.deals.undominated import descending
from winset.errors import BadRequest, TooLarge

#: Distinct partial sums a count may hold at once.
SUMS = 5_000_000


def count_deals(space: FactoredSpace, who: Sequence[int] = (), *, limit: int = SUMS, memory: int = MEMORY) -> int:
    """Return how many deals keep the rules and give each of `who` at least its reservation, exactly.

    Parameters
    ----------
    space : FactoredSpace
    who : sequence of int
        Parties that must be content; none counts the deals that the rules leave.
    limit : int
        Largest number of distinct partial sums; with utilities on a coarse grid hardly any space reaches it.
    memory : int
        Limit in bytes for linked issues.

    Raises
    ------
    TooLarge
        If an exact count would need more partial sums: counting deals above a threshold is a knapsack count,
        for which no method is known that is always fast.

    Examples
    --------
    >>> from winset.deals.factors import factored_space
    >>> space = factored_space([[[0, 3, 2], [3, 0, 2]]] * 40, [60, 60])
    >>> count_deals(space) == 3**40
    True
    >>> count_deals(space, [0, 1])
    7730729714846795535
    """
    chosen = sorted(set(who))
    if chosen and (chosen[0] < 0 or chosen[-1] >= space.parties):
        raise BadRequest("a party to be content is not in this space")
    if chosen:
        part = for_parties(space, chosen)
    else:
        part = for_parties(space, [0])
        zero = tuple(np.zeros((1, v), dtype=np.int64) for v in space.sizes)
        part = replace(
            part,
            worth=zero,
            joint=tuple(replace(f, worth=np.zeros_like(f.worth, dtype=np.int64)) for f in part.joint),
            reservation=(0,),
        )
    tables = elimination.pieces(part, no_cuts(part.parties), dominated=True, memory=memory)
    tables.sort(key=lambda t: len(t.vectors))
    if any(len(t.vectors) == 0 for t in tables):
        return 0
    kind = object if part.wide else np.int64
    low = [np.array([0] * part.parties, dtype=kind)]
    high = [np.array([0] * part.parties, dtype=kind)]
    for t in reversed(tables):
        low.append(low[-1] + t.vectors.min(axis=0))
        high.append(high[-1] + t.vectors.max(axis=0))
    floor = np.array(part.reservation, dtype=kind)
    half = _middle(tables) if part.parties == 1 and not part.wide else len(tables)
    front = _grow(tables[:half], floor, low[::-1][1 : half + 1], high[::-1][1 : half + 1], space.size, limit, memory)
    if half == len(tables):
        return sum(int(c) for c in front[1])
    none = [np.array([-(2**61)])] * (len(tables) - half)
    back = _grow(tables[half:], floor * 0 - 2**60, none, [np.array([2**61])] * (len(tables) - half), space.size, limit, memory)
    order = np.argsort(-back[0][:, 0], kind="stable")
    above = np.concatenate([[0], np.cumsum(back[1][order].astype(object))])
    reach = np.searchsorted(-back[0][order, 0], -(floor[0] - front[0][:, 0]), side="right")
    return sum(int(c) * int(above[r]) for c, r in zip(front[1], reach, strict=True))


def _middle(tables: list[elimination.Piece]) -> int:
    total = math.prod(len(t.vectors) for t in tables)
    seen = 1
    for k, t in enumerate(tables):
        seen *= len(t.vectors)
        if seen * seen >= total:
            return max(1, k + 1 if seen * seen < total * len(t.vectors) else k)
    return len(tables)


def _grow(
    tables: list[elimination.Piece], floor: Any, low: list[Any], high: list[Any], size: int, limit: int, memory: int
) -> tuple[AnyIntegers, AnyIntegers]:
    """Return distinct partial sums, capped where they surely suffice, and the ways to each."""
    sums: Any = np.zeros((1, len(floor)), dtype=floor.dtype)
    count: Any = np.ones(1, dtype=object if size >= 2**62 else np.int64)
    for table, least, top in zip(tables, low, high, strict=True):
        total = len(sums) * len(table.vectors)
        most = min(limit * 8, memory // (32 * (len(floor) + 2)))
        if total > most:
            raise TooLarge("partial sums", total, most, "The exact count is too hard here; sample instead.")
        sums = (sums[:, None, :] + table.vectors[None, :, :]).reshape(total, -1)
        ways = np.array(table.ways, dtype=count.dtype)
        count = (count[:, None] * ways[None, :]).ravel()
        alive = np.all(sums + top >= floor, axis=1)
        sums, count = np.minimum(sums[alive], floor - least), count[alive]
        if len(sums) == 0:
            return sums, count
        order = descending(sums)
        sums, count = sums[order], count[order]
        fresh = np.flatnonzero(np.concatenate([[True], np.any(sums[1:] != sums[:-1], axis=1)]))
        sums, count = sums[fresh], np.add.reduceat(count, fresh)
        if len(sums) > limit:
            raise TooLarge(
                "distinct partial sums",
                len(sums),
                limit,
                "The exact count is too hard here; sample instead, or raise the limit.",
            )
    return sums, count
