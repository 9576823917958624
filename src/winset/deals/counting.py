"""How many deals win every consent they need, as exact integers, without listing the space.

A deal needs the consent of every signatory and of every party that must deliver one of its terms. A party
consents if the deal is worth at least its reservation to it and it has refused none of the deal's terms.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from winset.deals import elimination
from winset.deals.exact import ExactFrontier, deals_behind, exact_frontier
from winset.deals.factors import (
    AnyIntegers,
    FactoredSpace,
    Flags,
    Integers,
    for_parties,
    utilities,
    with_rules,
)
from winset.deals.optimum import any_deal, best_deals
from winset.deals.plain import Goal
from winset.deals.sweep import MEMORY, no_cuts
from winset.deals.undominated import descending, undominated
from winset.errors import BadRequest, TooLarge

#: Distinct partial sums a count may hold at once.
SUMS = 5_000_000


@dataclass(frozen=True)
class BestInside:
    """A party's best utility in the win-set and up to `most` such deals; None and no deal if empty."""

    party: int
    utility: int | None
    deals: Integers


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


def count_winset(space: FactoredSpace, *, limit: int = SUMS, memory: int = MEMORY) -> int:
    """Return how many deals win every consent they need, exactly.

    Whether a party that does not sign must consent depends on the deal's terms: its condition is 'not needed
    or content', counted as [not needed] + [content] - [both], party by party.

    Examples
    --------
    >>> from winset.deals.factors import factored_space
    >>> needs = [[[0, 0], [0, 0], [0, 1]], [[0, 0]] * 3]
    >>> worth = [[[0, 2], [0, 1], [0, -1]], [[0, -1], [0, 1], [0, 2]]]
    >>> space = factored_space(worth, signs=[1, 1, 0], needs=needs)
    >>> count_winset(space)
    2
    """
    fixed = [p for p in range(space.parties) if space.signs[p]]
    loose = [p for p in _deliverers(space) if not space.signs[p]]
    total = 0
    for choice in itertools.product(("free", "content", "both"), repeat=len(loose)):
        content = fixed + [p for p, c in zip(loose, choice, strict=True) if c != "free"]
        free = [p for p, c in zip(loose, choice, strict=True) if c != "content"]
        part = _restricted(space, content, free)
        if part is not None:
            total += (-1) ** choice.count("both") * count_deals(part, content, limit=limit, memory=memory)
    return total


def count_deliverable(space: FactoredSpace, by: Sequence[int], *, memory: int = MEMORY) -> int:
    """Return how many deals the given parties can deliver by themselves: no term needs anybody else.

    Examples
    --------
    >>> from winset.deals.factors import factored_space
    >>> space = factored_space([[[0, 1], [0, 1]]] * 2, needs=[[[0, 1], [0, 0]], [[0, 0], [0, 1]]])
    >>> count_deliverable(space, [0]), count_deliverable(space, [0, 1])
    (2, 4)
    """
    part = _restricted(space, [], [p for p in range(space.parties) if p not in set(by)])
    return 0 if part is None else count_deals(part, memory=memory)


def best_inside(space: FactoredSpace, *, most: int = 10, memory: int = MEMORY) -> tuple[BestInside, ...]:
    """Return, for each party, its best deals inside the win-set."""
    out = []
    for p in range(space.parties):
        best: int | None = None
        rows: list[list[int]] = []
        for part, content in winset_parts(space):
            goal = Goal(
                "sum",
                tuple(int(q == p) for q in range(space.parties)),
                space.reservation,
                tuple(q in content for q in range(space.parties)),
            )
            score, deals, _ = best_deals(part, goal, most=most, memory=memory)
            if score is None or (best is not None and score < best):
                continue
            rows = deals.tolist() if best is None or score > best else rows + deals.tolist()
            best = int(score)
        unique = sorted({tuple(r) for r in rows})[:most]
        out.append(BestInside(p, best, np.array(unique, dtype=np.int64).reshape(-1, len(space.sizes))))
    return tuple(out)


def winset_parts(space: FactoredSpace) -> list[tuple[FactoredSpace, tuple[int, ...]]]:
    """Return spaces whose rational deals together are the win-set, each with who must be content.

    One part per set of parties that deliver nothing: their control leaves the values out, everybody else is
    content.
    """
    fixed = [p for p in range(space.parties) if space.signs[p]]
    loose = [p for p in _deliverers(space) if not space.signs[p]]
    out = []
    for absent in itertools.product((False, True), repeat=len(loose)):
        content = tuple(sorted(fixed + [p for p, a in zip(loose, absent, strict=True) if not a]))
        part = _restricted(space, content, [p for p, a in zip(loose, absent, strict=True) if a])
        if part is not None:
            out.append((part, content))
    return out


def winset_frontier(
    space: FactoredSpace, *, parties: Sequence[int] | None = None, most: int = 10_000, memory: int = MEMORY
) -> tuple[AnyIntegers, Integers]:
    """Return the undominated utility vectors of the win-set and deals behind them.

    Parameters
    ----------
    parties : sequence of int, optional
        Whose utilities are compared; everybody's if left out.
    most : int
        How many deals to list.

    Returns
    -------
    points : integer array, shape (L, P)
    deals : integer array, shape (D, I)
    """
    compared = list(range(space.parties)) if parties is None else list(parties)
    found: list[tuple[ExactFrontier, FactoredSpace]] = []
    for part, content in winset_parts(space):
        view = for_parties(part, sorted({*compared, *content}))
        if set(content) - set(compared):
            raise BadRequest("the comparison must include every party whose consent a deal may need")
        flags = [p in content for p in sorted({*compared, *content})]
        found.append((exact_frontier(view, rational=flags, memory=memory), part))
    deals = [deals_behind(f, most=most)[0] for f, _ in found if len(f.points)]
    if not deals:
        return np.zeros((0, space.parties), dtype=np.int64), np.zeros((0, len(space.sizes)), dtype=np.int64)
    rows = np.unique(np.concatenate(deals), axis=0)
    every = [f.points for f, _ in found if len(f.points)]
    points = np.concatenate(every)
    points = points[undominated(points)]
    keep = {tuple(int(x) for x in point) for point in points}
    mine = [k for k, u in enumerate(utilities(space, rows)[:, compared]) if tuple(int(x) for x in u) in keep]
    return points[descending(points)], rows[mine][:most]


def need_sets(space: FactoredSpace, terms: dict[int, int] | None = None) -> list[tuple[int, ...]]:
    """Return the minimal sets of parties whose consent some deal with the given terms needs.

    Parameters
    ----------
    terms : dict of issue to value, optional
        The terms every deal looked at must hold.
    """
    loose = [p for p in _deliverers(space) if not space.signs[p]]
    fixed = tuple(p for p in range(space.parties) if space.signs[p])
    held = _holding(space, terms)
    out: list[tuple[int, ...]] = []
    for size in range(len(loose) + 1):
        for delivering in itertools.combinations(loose, size):
            if any(set(found) <= {*fixed, *delivering} for found in out):
                continue
            part = _restricted(held, [], [p for p in loose if p not in delivering])
            if part is not None and any_deal(part, (False,) * space.parties) is not None:
                out.append(tuple(sorted((*fixed, *delivering))))
    return out


def veto_sets(space: FactoredSpace, terms: dict[int, int] | None = None) -> list[tuple[int, ...]]:
    """Return the minimal sets of parties that could together stop every deal with the given terms.

    These are the minimal sets that meet every need set, whatever the parties want (veto players, Tsebelis
    2002).
    """
    return _minimal(space.parties, lambda some: all(set(some) & set(n) for n in need_sets(space, terms)))


def blocking_sets(space: FactoredSpace, terms: dict[int, int] | None = None, *, memory: int = MEMORY) -> list[tuple[int, ...]]:
    """Return the minimal sets of parties that do stop every deal with the given terms.

    A set blocks if every such deal needs the consent of one of its members that would not give it. The empty
    list means that some deal with these terms wins every consent it needs.

    Examples
    --------
    >>> from winset.deals.factors import factored_space
    >>> space = factored_space([[[0, 2], [0, -1]]])
    >>> blocking_sets(space, {0: 1}), blocking_sets(space)
    ([(1,)], [])
    """
    held = _holding(space, terms)

    def blocks(some: tuple[int, ...]) -> bool:
        inside = set(some)
        signing = [p for p in some if space.signs[p]]
        loose = [p for p in _deliverers(space) if p in inside and not space.signs[p]]
        for absent in itertools.product((False, True), repeat=len(loose)):
            content = [*signing, *(p for p, a in zip(loose, absent, strict=True) if not a)]
            part = _restricted(held, content, [p for p, a in zip(loose, absent, strict=True) if a])
            flags = tuple(p in content for p in range(space.parties))
            if part is not None and any_deal(part, flags, memory=memory) is not None:
                return False
        return True

    return _minimal(space.parties, blocks)


def who_blocks(space: FactoredSpace, deal: Sequence[int]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return whose consent one deal needs, and who of them would not give it.

    Examples
    --------
    >>> from winset.deals.factors import factored_space
    >>> who_blocks(factored_space([[[0, 2], [0, -1]]]), [1])
    ((0, 1), (1,))
    """
    worth = utilities(space, [deal])[0]
    needed = tuple(p for p in range(space.parties) if space.signs[p] or any(space.needs[i][p, v] for i, v in enumerate(deal)))
    blocking = tuple(
        p for p in needed if int(worth[p]) < space.reservation[p] or any(space.refuses[i][p, v] for i, v in enumerate(deal))
    )
    return needed, blocking


def _minimal(parties: int, test: Any) -> list[tuple[int, ...]]:
    out: list[tuple[int, ...]] = []
    for size in range(1, parties + 1):
        for some in itertools.combinations(range(parties), size):
            if not any(set(found) <= set(some) for found in out) and test(some):
                out.append(some)
    return out


def _deliverers(space: FactoredSpace) -> list[int]:
    return [p for p in range(space.parties) if any(bool(n[p].any()) for n in space.needs)]


def _holding(space: FactoredSpace, terms: dict[int, int] | None) -> FactoredSpace:
    rules = []
    for issue, value in (terms or {}).items():
        if not 0 <= issue < len(space.sizes) or not 0 <= value < space.sizes[issue]:
            raise BadRequest("a term names an issue and one of its values, by number")
        flags = np.zeros(space.sizes[issue], dtype=bool)
        flags[value] = True
        rules.append(((issue,), flags))
    return with_rules(space, rules)


def _restricted(space: FactoredSpace, content: Sequence[int], free: Sequence[int]) -> FactoredSpace | None:
    """Return the space without terms that `content` refuse or `free` must deliver, or None."""
    rules = []
    for i, v in enumerate(space.sizes):
        gone: Flags = np.zeros(v, dtype=bool)
        if len(content):
            gone = gone | space.refuses[i][list(content)].any(axis=0)
        if len(free):
            gone = gone | space.needs[i][list(free)].any(axis=0)
        if gone.all():
            return None
        if gone.any():
            rules.append(((i,), ~gone))
    return with_rules(space, rules)
