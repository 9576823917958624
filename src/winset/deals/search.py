"""Exact search for the best sum of pieces under a product, least-gain or sum goal, with all ties.

A branch is left only when an exact integer bound shows that it cannot reach the best score found so far.
Rounded bounds are rounded so that they keep too much, never too little; every leaf is scored with Python
integers.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from winset.deals import kernels
from winset.deals.bounds import Floats, Relaxation, relax
from winset.deals.factors import Integers
from winset.deals.merging import merged_best
from winset.deals.plain import Goal, plain_best, plain_ties, score
from winset.deals.powers import Powers, Score, above, heavy, least_root, powers
from winset.errors import BadRequest

#: Spaces of fewer option combinations than this are scored one by one, without the compiled walk.
PLAIN = 20_000
_BITS = 20
# Combinations that the walk hands over at once, and how many of its steps the exact score of one takes.
_ROOM = 16
_LEAF = 1_000


def best_choices(tables: Sequence[Any], goal: Goal) -> Iterator[tuple[int, Score | None, tuple[int, ...] | None]]:
    """Yield (nodes so far, best score, its options) as the search goes on; the last one is optimal.

    Stop reading to interrupt.

    Parameters
    ----------
    tables : sequence of integer arrays, each (V, P)
    goal : Goal
    """
    if any(len(t) == 0 for t in tables):
        yield 0, None, None
        return
    if math.prod(len(t) for t in tables) <= PLAIN:
        yield plain_best(tables, goal)
        return
    relaxation = _relaxation(tables, goal)
    order = _decisive_first(tables, relaxation.multipliers)
    ordered = [tables[k] for k in order]
    best, choice = _beam(ordered, goal, relaxation.mixed[order])
    rows = _rows(goal, relaxation.multipliers)
    nodes = 0
    yield nodes, best, _restore(choice, order)
    coarse = _coarse(rows)
    merged = merged_best(ordered, goal, coarse, floors(goal, coarse, best, strict=True))
    if merged is not None:
        value, found = merged
        better = value is not None and (best is None or above(value, best))
        yield nodes, value if better else best, _restore(found if better else choice, order)
        return
    walk = _Walk.start(ordered, rows, relaxation.multipliers)
    while walk.depth >= 0:
        floor = walk.scaled(floors(goal, rows, best, strict=True))
        walk, leaves, more = walk.on(floor, room=_ROOM, budget=20_000_000)
        nodes += more + _LEAF * len(leaves)
        for leaf in leaves:
            value = score(goal, _utility(ordered, leaf))
            if value is not None and (best is None or above(value, best)):
                best, choice = value, leaf
        yield nodes, best, _restore(choice, order)


def ties(tables: Sequence[Any], goal: Goal, best: Score, most: int, nodes: int = 500_000_000) -> list[tuple[int, ...]] | None:
    """Return the options of every combination with exactly the best score.

    None stands for more than `most` of them, or for a search of more than `nodes` steps.
    """
    if any(len(t) == 0 for t in tables):
        return []
    if math.prod(len(t) for t in tables) <= PLAIN:
        found = plain_ties(tables, goal, best)
        return found if len(found) <= most else None
    relaxation = _relaxation(tables, goal)
    order = _decisive_first(tables, relaxation.multipliers)
    ordered = [tables[k] for k in order]
    rows = _rows(goal, relaxation.multipliers)
    walk = _Walk.start(ordered, rows, relaxation.multipliers)
    floor = walk.scaled(floors(goal, rows, best, strict=False))
    out: list[tuple[int, ...]] = []
    seen = 0
    while walk.depth >= 0:
        walk, leaves, more = walk.on(floor, room=4096, budget=20_000_000)
        seen += more + _LEAF * len(leaves)
        for leaf in leaves:
            if score(goal, _utility(ordered, leaf)) == best:
                out.append(_restore(leaf, order) or leaf)
        if len(out) > most or (seen > nodes and walk.depth >= 0):
            return None
    return sorted(out)


def tie_rows(tables: Sequence[Any], goal: Goal, bits: int = 10) -> list[list[int]]:
    """Return coarse non-negative test rows whose totals stay small: for pruning where words are short."""
    if any(len(t) == 0 for t in tables):
        return []
    return _coarse(_rows(goal, _relaxation(tables, goal).multipliers), bits)


def _coarse(rows: Sequence[Sequence[int]], bits: int = 10) -> list[list[int]]:
    out: list[list[int]] = []
    for row in rows:
        cut = max(0, max(row).bit_length() - bits)
        coarse = [max(x >> cut, int(x > 0)) for x in row]
        if coarse not in out:
            out.append(coarse)
    return out


def floors(goal: Goal, rows: Sequence[Sequence[int]], best: Score | None, *, strict: bool) -> list[int]:
    """Return the least total per row of any combination as good as `best` (better, if strict)."""
    parties = range(len(goal.base))
    far = -(1 << 300)
    low = [goal.base[p] if goal.rational[p] else far for p in parties]
    if goal.kind == "product":
        low = [max(low[p], goal.base[p] + 1) if goal.weights[p] else low[p] for p in parties]
    elif goal.kind == "least" and isinstance(best, Fraction):
        for p in (p for p in parties if goal.weights[p]):
            need = best * goal.weights[p]
            low[p] = max(low[p], goal.base[p] + (math.floor(need) + 1 if strict else math.ceil(need)))
    out = []
    for row in rows:
        if any(r and low[p] == far for p, r in enumerate(row)) and goal.kind != "sum":
            out.append(far)
        elif goal.kind == "product" and sum(r > 0 for r in row) > 1:
            least = _means_floor(row, goal.weights, best, strict)
            out.append(sum(r * goal.base[p] for p, r in enumerate(row)) + least)
        elif goal.kind == "sum" and isinstance(best, Fraction) and _carries(row, goal.weights):
            step = min(r // w for r, w in zip(row, goal.weights, strict=True) if w)
            extra = [r - step * w for r, w in zip(row, goal.weights, strict=True)]
            bare = any(e and low[p] == far for p, e in enumerate(extra))
            out.append(far if bare else step * (int(best) + strict) + sum(e * low[p] for p, e in enumerate(extra) if e))
        else:
            out.append(
                far if any(r and low[p] == far for p, r in enumerate(row)) else sum(r * low[p] for p, r in enumerate(row) if r)
            )
    return out


def _carries(row: Sequence[int], weights: Sequence[int]) -> bool:
    return any(weights) and all(r >= w for r, w in zip(row, weights, strict=True))


def _means_floor(row: Sequence[int], weights: Sequence[int], best: Score | None, strict: bool) -> int:
    """Return the least S with S**W * prod w**w >= W**W * prod row**w * best (above it, if strict): weighted AM-GM."""
    if isinstance(best, Powers) or heavy(weights):
        if any(w and not r for r, w in zip(row, weights, strict=True)):
            return 0
        total = sum(weights)
        known = best.factors if isinstance(best, Powers) else ()
        slopes = [(Fraction(r, w), w) for r, w in zip(row, weights, strict=True) if w]
        return least_root(powers([(Fraction(total), total), *slopes, *known]), total, strict and best is not None)
    target = int(best) + strict if best is not None else 1
    total = sum(weights)
    right = total**total * math.prod(r**w for r, w in zip(row, weights, strict=True)) * target
    left = math.prod(w**w for w in weights)
    low, high = 0, 1
    while high**total * left < right:
        high *= 2
    while low < high:
        middle = (low + high) // 2
        if middle**total * left >= right:
            high = middle
        else:
            low = middle + 1
    return low


def _rows(goal: Goal, multipliers: Floats) -> list[list[int]]:
    """Return integer test rows: the best multipliers, tilted ones around them, and each party alone."""
    parties = len(goal.base)
    mantissa, power = np.frexp(multipliers)
    fine = [Fraction(float(m)) * Fraction(2) ** int(e) for m, e in zip(mantissa, power, strict=True)]
    least = min(f for f in fine if f > 0)
    top = max(fine)
    unit = max(top / (1 << 2 * _BITS), min(least / (1 << _BITS), top / (1 << _BITS)))
    whole = [max(1, round(f / unit)) for f in fine]
    if goal.kind == "sum":
        step = 1 << _BITS
        extra = [
            max(0, round((Fraction(float(m)) - w) * step)) if goal.rational[p] else 0
            for p, (m, w) in enumerate(zip(multipliers, goal.weights, strict=True))
        ]
        rows = [[step * w + e for w, e in zip(goal.weights, extra, strict=True)], list(goal.weights)]
    else:
        rows = [whole]
        for tilt in (Fraction(1, 16), Fraction(1, 4)):
            for p in range(parties):
                for sign in (1, -1):
                    rows.append([max(1, round(w * (1 + sign * tilt))) if q == p else w for q, w in enumerate(whole)])
    rows.extend([1 if q == p else 0 for q in range(parties)] for p in range(parties))
    return rows


def _relaxation(tables: Sequence[Any], goal: Goal) -> Relaxation:
    span = np.array([float(sum(int(t[:, p].max()) for t in tables) - goal.base[p]) for p in range(len(goal.base))])
    span[span <= 0] = 1.0
    scaled = [np.asarray(t, dtype=np.float64) / span for t in tables]
    base = np.array([float(b) for b in goal.base]) / span
    weights = np.array([float(w) for w in goal.weights])
    if goal.kind == "product":
        weights = weights / weights.max() if heavy(goal.weights) else weights
        found = relax(scaled, base, np.where(weights > 0, weights, 1e-4), np.zeros(len(span)), None)
    elif goal.kind == "least":
        found = relax(scaled, base, np.ones(len(span)), np.zeros(len(span)), weights / span)
    else:
        part = weights * span
        part = part / (part.max() or 1.0)
        found = relax(scaled, base, np.full(len(span), 1e-4), part, None)
        unit = (weights * span).max() or 1.0
        return Relaxation(found.multipliers / span * unit, found.mixed * span, found.heat)
    return Relaxation(found.multipliers / span, found.mixed * span, found.heat)


def _decisive_first(tables: Sequence[Any], multipliers: Floats) -> list[int]:
    """Return the pieces by how much the second-best option loses, most first."""
    loss = []
    for table in tables:
        value = np.sort(np.asarray(table, dtype=np.float64) @ multipliers)
        loss.append(value[-1] - value[-2] if len(value) > 1 else np.inf)
    return [int(k) for k in np.argsort(-np.array(loss), kind="stable")]


def _beam(tables: Sequence[Any], goal: Goal, mixed: Floats, width: int = 400) -> tuple[Score | None, tuple[int, ...] | None]:
    """Return a good combination to start from: a beam guided by the relaxation, then single exchanges."""
    after = np.concatenate([np.cumsum(mixed[::-1], axis=0)[::-1], np.zeros((1, mixed.shape[1]))])
    base = np.array([float(b) for b in goal.base])
    sums = np.zeros((1, len(base)))
    choices = np.zeros((1, 0), dtype=np.int64)
    for k, table in enumerate(tables):
        worth = np.asarray(table, dtype=np.float64)
        sums = (sums[:, None, :] + worth[None, :, :]).reshape(-1, len(base))
        rating = _rating(goal, sums + after[k + 1] - base)
        top = np.argsort(-rating, kind="stable")[:width]
        sums = sums[top]
        choices = np.column_stack([choices[top // len(worth)], top % len(worth)])
    best: Score | None = None
    choice: tuple[int, ...] | None = None
    for row in choices[:5]:
        current = tuple(int(x) for x in row)
        total = np.sum([np.asarray(t, dtype=np.float64)[c] for t, c in zip(tables, current, strict=True)], axis=0)
        improved = True
        while improved:
            improved = False
            for k, table in enumerate(tables):
                worth = np.asarray(table, dtype=np.float64)
                trial = total - worth[current[k]] + worth
                rating = _rating(goal, trial - base)
                o = int(rating.argmax())
                if rating[o] > rating[current[k]] + 1e-12 * abs(rating[o]):
                    current = (*current[:k], o, *current[k + 1 :])
                    total, improved = trial[o], True
        value = score(goal, _utility(tables, current))
        if value is not None and (best is None or above(value, best)):
            best, choice = value, current
    return best, choice


def _rating(goal: Goal, gains: Floats) -> Floats:
    weights = np.array([float(w) for w in goal.weights])
    short = np.where(np.array(goal.rational), np.minimum(gains, 0), 0).sum(axis=1)
    if goal.kind == "product":
        tiny = 1e-9 * max(1.0, float(np.abs(gains).max()))
        return np.asarray((np.log(np.maximum(gains, tiny)) * weights).sum(axis=1) + np.minimum(gains, 0).sum(axis=1))
    if goal.kind == "least":
        part = np.sort(gains[:, weights > 0] / weights[weights > 0], axis=1)
        return np.asarray(part[:, 0] + 0.02 * part[:, 1:3].sum(axis=1) + (short if (weights == 0).any() else 0.0))
    return np.asarray((gains * weights).sum(axis=1) + 1e3 * weights.max() * short)


def _utility(tables: Sequence[Any], options: Sequence[int]) -> list[int]:
    return [sum(int(t[o, p]) for t, o in zip(tables, options, strict=True)) for p in range(tables[0].shape[1])]


def _restore(choice: Sequence[int] | None, order: Sequence[int]) -> tuple[int, ...] | None:
    if choice is None:
        return None
    out = [0] * len(order)
    for place, k in enumerate(order):
        out[k] = int(choice[place])
    return tuple(out)


@dataclass(frozen=True)
class _Walk:
    """The state of a depth-first walk, so that it can stop and go on."""

    values: Integers
    starts: Integers
    rest: Integers
    shift: int
    sums: Integers
    place: Integers
    depth: int
    names: tuple[Any, ...]

    @staticmethod
    def start(tables: Sequence[Any], rows: Sequence[Sequence[int]], multipliers: Floats) -> _Walk:
        names = [np.argsort(-(np.asarray(t, dtype=np.float64) @ multipliers), kind="stable") for t in tables]
        wide = np.array(rows, dtype=object).T
        entries = [np.asarray(t[n], dtype=object) @ wide for t, n in zip(tables, names, strict=True)]
        total = max(sum(int(np.abs(e[:, c]).max()) for e in entries) for c in range(len(rows)))
        shift = max(0, total.bit_length() - 60)
        # Rounded up where the words would be too short: the test then keeps too much, never too little.
        small = [np.array([[-((-x) >> shift) for x in row] for row in e.tolist()], dtype=np.int64) for e in entries]
        rest = np.zeros((len(tables) + 1, len(rows)), dtype=np.int64)
        for k in range(len(tables) - 1, -1, -1):
            rest[k] = rest[k + 1] + small[k].max(axis=0)
        starts = np.cumsum([0, *(len(t) for t in tables)]).astype(np.int64)
        sums = np.zeros((len(tables) + 1, len(rows)), dtype=np.int64)
        place = np.zeros(len(tables), dtype=np.int64)
        return _Walk(np.concatenate(small), starts, rest, shift, sums, place, 0, tuple(names))

    def scaled(self, floor: Sequence[int]) -> Integers:
        return np.array([max(-(2**61), min(f >> self.shift, 2**61)) for f in floor], dtype=np.int64)

    def on(self, floor: Integers, room: int, budget: int) -> tuple[_Walk, list[tuple[int, ...]], int]:
        if self.depth < 0:
            raise BadRequest("this walk has ended")
        found = np.empty((room, len(self.place)), dtype=np.int64)
        sums, place = self.sums.copy(), self.place.copy()
        depth, leaves, nodes = kernels.compiled(kernels.depth_first)(
            self.values, self.starts, self.rest, floor, sums, place, self.depth, budget, found
        )
        named = [tuple(int(n[o]) for n, o in zip(self.names, leaf, strict=True)) for leaf in found[:leaves].tolist()]
        after = _Walk(self.values, self.starts, self.rest, self.shift, sums, place, int(depth), self.names)
        return after, named, int(nodes)
