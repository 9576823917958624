"""How many deals win every consent they need, by name of the case's own rules, as exact integers without listing the space.

Dimension after dimension (linked ones first reduced to one table), partial deals that can no longer differ in any answer are
merged: those with the same sums of worth, capped where a sum surely suffices or surely fails, and the same conditions met. The
dimensions are split in two halves where no more than two parties' worths decide, and pairs of halves are counted by sorting
(dominance counting; Bentley 1980, Multidimensional divide-and-conquer, for the idea).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

import numpy as np

from winset.arrays.deal_space import DealSpace
from winset.arrays.ratification import Body
from winset.deals import elimination
from winset.deals.bridge import AtMost, Extra, factored, never
from winset.deals.conditions import Clause, clauses_of, saying
from winset.deals.dominance import pairs_above
from winset.deals.factors import Integers
from winset.deals.sweep import MEMORY, no_cuts
from winset.errors import TooLarge

#: Distinct partial deals that a count may hold at once.
STATES = 4_000_000
_MOST_BITS = 60
#: How often the table of partial deals is held at once while equal ones are merged.
_COPIES = 4
_SURE, _NEVER = 2**60, -(2**60)
_ADVICE = (
    "Counting deals above a threshold of worth has no method that is always fast. Look at one stage, fix some issues with a "
    "rule, or write weights and curves with fewer digits; the best deals and the frontier are found without the count."
)


@dataclass(frozen=True)
class _Plan:
    """What is counted: columns of worth, bits, and for each way of meeting the bits who must be content."""

    valued: tuple[int, ...]
    bits: tuple[Extra, ...]
    clauses: tuple[tuple[tuple[int, ...], tuple[int, ...]], ...]
    yes: dict[int, tuple[int, int, int, bool]]


def count_inside(
    space: DealSpace,
    bodies: Iterable[Body],
    draw: int = 0,
    *,
    hopeful: bool = False,
    tests: Sequence[AtMost] = (),
    memory: int = MEMORY,
    limit: int = STATES,
) -> int:
    """Return how many deals are in the win-set in one draw, exactly; with `hopeful` those that hang on an open consent too.

    Raises
    ------
    TooLarge
        If more than `limit` different partial deals would have to be kept, or linked dimensions take too much memory.
    """
    asked = clauses_of(space, bodies, hopeful)
    return count_meeting(space, asked, draw, hopeful=hopeful, tests=tests, memory=memory, limit=limit)


def count_accepted(space: DealSpace, party: int, draw: int = 0) -> int:
    """Return how many deals that the rules allow one party says yes to in one draw, exactly."""
    return count_meeting(space, (Clause(frozenset({party}), ()),), draw)


def count_meeting(
    space: DealSpace,
    asked: tuple[Clause, ...],
    draw: int = 0,
    *,
    hopeful: bool = False,
    tests: Sequence[AtMost] = (),
    memory: int = MEMORY,
    limit: int = STATES,
) -> int:
    """Return how many deals that the rules allow meet all of these clauses in one draw, exactly."""
    people = sorted({p for clause in asked for p in clause.members})
    say = {p: saying(space, p) for p in people}
    without: dict[int, set[int]] = {}
    hard: list[AtMost] = list(tests)
    for p in (p for clause in asked if not clause.when for p in clause.members):
        for dim, flags in enumerate(say[p].record.refused):
            without.setdefault(dim, set()).update(np.flatnonzero(flags).tolist())
        hard += [never(line) for line in say[p].lines]
    if any(len(values) == space.sizes[dim] for dim, values in without.items()):
        return 0
    plan = _planned(space, asked, say, hopeful)
    if not plan.valued and not plan.bits:
        # A space has at least one column: here a condition that nothing meets.
        plan = replace(plan, bits=(Extra(tuple(np.zeros(size, bool) for size in space.sizes)),))
    whole = factored(space, draw, parties=plan.valued, tests=hard, without=without, extra=plan.bits)
    tables = [*whole.worth, *(f.worth for f in whole.joint)]
    most = max(sum(int(abs(w[p].astype(object)).max()) for w in tables) for p in range(whole.parties))
    if whole.wide or most + max((abs(r) for r in whole.reservation), default=0) >= _SURE // 4:
        raise TooLarge("units in the worths", most, _SURE // 4, "Write the numbers with fewer digits.")
    pieces = elimination.pieces(whole, no_cuts(whole.parties), dominated=True, memory=memory)
    pieces.sort(key=lambda t: len(t.vectors))
    if any(len(t.vectors) == 0 for t in pieces):
        return 0
    floor = np.array([int(space.floor[draw, p]) for p in plan.valued], np.int64)
    return _counted(pieces, plan, floor, limit, memory)


def _planned(space: DealSpace, asked: tuple[Clause, ...], say: dict[int, Any], hopeful: bool) -> _Plan:
    bits: list[Extra] = []
    index: dict[Any, int] = {}

    def bit(flags: Any, lines: tuple[Any, ...] = ()) -> int:
        """Return the number of a condition, or -1 where nothing can meet it."""
        if not lines and not any(bool(values.any()) for values in flags):
            return -1
        key = (tuple(values.tobytes() for values in flags), lines)
        if key not in index:
            index[key] = len(bits)
            bits.append(Extra(tuple(flags), lines))
        return index[key]

    always = {p for clause in asked if not clause.when for p in clause.members}
    yes = {}
    for p, one in say.items():
        refused = -1 if p in always else bit(one.record.refused, one.lines)
        given = bit(one.record.given)
        yes[p] = (refused, bit(one.record.missing) if given >= 0 else -1, given, hopeful and not one.valued)
    clauses = tuple((tuple(sorted(clause.members)), tuple(bit(one.values, one.lines) for one in clause.when)) for clause in asked)
    if len(bits) > _MOST_BITS:
        raise TooLarge("different conditions of consent", len(bits), _MOST_BITS, _ADVICE)
    return _Plan(tuple(p for p, one in say.items() if one.valued), tuple(bits), clauses, yes)


def _counted(tables: list[elimination.Piece], plan: _Plan, floor: Integers, limit: int, memory: int) -> int:
    worths = len(plan.valued)
    low = [t.vectors[:, :worths].min(axis=0) for t in tables]
    high = [t.vectors[:, :worths].max(axis=0) for t in tables]
    half = _half(tables)
    first = _grown(tables[:half], worths, floor, sum(low[half:]), sum(high[half:]), limit, memory)
    second = _grown(tables[half:], worths, None, None, None, limit, memory)
    total = 0
    masks_a, masks_b = np.unique(first.mask), np.unique(second.mask)
    weights = {int(m): _moebius(int(m), plan) for m in {int(a) | int(b) for a in masks_a for b in masks_b}}
    if len(masks_a) * len(masks_b) > 4_000_000:
        raise TooLarge("pairs of conditions", len(masks_a) * len(masks_b), 4_000_000, _ADVICE)
    for a in masks_a.tolist():
        mine = first.mask == a
        by_weight: dict[Any, list[int]] = {}
        for b in masks_b.tolist():
            by_weight.setdefault(weights[a | b], []).append(b)
        for weight, several in by_weight.items():
            if not weight:
                continue
            theirs = np.isin(second.mask, several)
            for columns, factor in weight:
                who = list(columns)
                need = floor[who] - first.sums[mine][:, who]
                total += factor * pairs_above(need, first.ways[mine], second.sums[theirs][:, who], second.ways[theirs], _ADVICE)
    return total


def _half(tables: list[elimination.Piece]) -> int:
    product = math.prod(len(t.vectors) for t in tables)
    seen = 1
    for k, t in enumerate(tables):
        if seen * len(t.vectors) > math.isqrt(product):
            return k if k else 1
        seen *= len(t.vectors)
    return len(tables)


def _moebius(mask: int, plan: _Plan) -> tuple[tuple[tuple[int, ...], int], ...]:
    """Return, for deals that meet the conditions in `mask`, sets of content columns and factors: inside = sum of factor * count.

    The win-set is a union over who is content; its count is that of "at least these are content", with signs.
    """
    content: list[frozenset[int]] = []
    for members, when in plan.clauses:
        if not all(b >= 0 and mask >> b & 1 for b in when):
            continue
        choices = set()
        for p in members:
            refused, missing, given, open_ = plan.yes[p]
            if refused >= 0 and mask >> refused & 1:
                continue
            recorded = given >= 0 and mask >> given & 1 and not (missing >= 0 and mask >> missing & 1)
            if recorded or open_:
                choices = {-1}
                break
            if p in plan.valued:
                choices.add(plan.valued.index(p))
        if -1 not in choices:
            content.append(frozenset(choices))
    if any(not clause for clause in content):
        return ()
    asked = sorted({c for clause in content for c in clause})
    good = {
        frozenset(some): all(clause & set(some) for clause in content)
        for size in range(len(asked) + 1)
        for some in combinations(asked, size)
    }
    found = []
    for some in good:
        inner = (frozenset(t) for size in range(len(some) + 1) for t in combinations(sorted(some), size))
        factor = sum((-1) ** (len(some) - len(t)) * good[t] for t in inner)
        if factor:
            found.append((tuple(sorted(some)), factor))
    return tuple(found)


@dataclass(frozen=True)
class _Grown:
    """Different partial deals: conditions met, sums of worth, and how many deals stand behind each."""

    mask: Integers
    sums: Integers
    ways: Any


def _grown(tables: list[elimination.Piece], worths: int, floor: Any, low: Any, high: Any, limit: int, memory: int) -> _Grown:
    mask = np.zeros(1, np.int64)
    sums = np.zeros((1, worths), np.int64)
    big = math.prod(sum(t.ways) for t in tables) >= 2**62
    ways: Any = np.ones(1, object if big else np.int64)
    rest_low = [
        sum((t.vectors[:, :worths].min(axis=0) for t in tables[k + 1 :]), np.zeros(worths, np.int64)) for k in range(len(tables))
    ]
    rest_high = [
        sum((t.vectors[:, :worths].max(axis=0) for t in tables[k + 1 :]), np.zeros(worths, np.int64)) for k in range(len(tables))
    ]
    for k, table in enumerate(tables):
        total = len(sums) * len(table.vectors)
        most = min(8 * limit, memory // (_COPIES * 8 * (worths + 2)))
        if total > most:
            raise TooLarge("partial deals", total, most, _ADVICE)
        flags = (table.vectors[:, worths:] > 0).astype(np.int64) << np.arange(table.vectors.shape[1] - worths)
        mask = (mask[:, None] | flags.sum(axis=1)[None, :]).ravel()
        sums = (sums[:, None, :] + table.vectors[None, :, :worths]).reshape(total, worths)
        ways = (ways[:, None] * np.array(table.ways, ways.dtype)[None, :]).ravel()
        if floor is not None:
            sure = sums + rest_low[k] + low >= floor
            lost = sums + rest_high[k] + high < floor
            sums = np.where(sure | (sums > _SURE // 2), _SURE, np.where(lost | (sums < _NEVER // 2), _NEVER, sums))
        order = np.lexsort((*sums.T, mask))
        mask, sums, ways = mask[order], sums[order], ways[order]
        fresh = np.flatnonzero(np.concatenate([[True], (mask[1:] != mask[:-1]) | (sums[1:] != sums[:-1]).any(axis=1)]))
        mask, sums, ways = mask[fresh], sums[fresh], np.add.reduceat(ways, fresh)
        if len(sums) > limit:
            raise TooLarge("different partial deals", len(sums), limit, _ADVICE)
    return _Grown(mask, sums, ways)
