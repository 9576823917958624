"""Compiled kernels for large models in option form: sweeps over bits and a backward search for improvements.

Numba is loaded when the first of them runs. The numpy twins stand in `conflict.sweeps`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from winset.arrays.graph_model import GraphModel
from winset.conflict.moves import Bits, bits

Bools = NDArray[np.bool_]
Ints = NDArray[np.int32]
LOW = np.int32(np.iinfo(np.int32).min)
HIGH = np.int32(np.iinfo(np.int32).max)
BLOCK = 1 << 13
LOW_BITS = 10
LOW_MASK = (1 << LOW_BITS) - 1
SORT_BY_INSERTION = 48
# After this many rounds the fixpoint gives way to one backward search, whose cost does not grow with rounds.
PATIENCE = 6
_DIRECTION = {"both": 0, "fwd": 1, "back": 2}


@cache
def _jit(kernel: Callable[..., Any]) -> Any:
    """Return the kernel compiled by numba (imported here, not before), kept on disk between runs."""
    from numba import njit
    from numba.extending import register_jitable

    register_jitable(_half)
    return njit(cache=True, nogil=True)(kernel)


def _half(v: Any, k: int, direction: int, largest: bool) -> None:
    step = 1 << k
    if direction == 0 and k == 0:
        for a in range(0, v.size, 2):
            x = max(v[a], v[a + 1]) if largest else min(v[a], v[a + 1])
            v[a] = x
            v[a + 1] = x
        return
    for a in range(0, v.size, 2 * step):
        zero = v[a : a + step]
        one = v[a + step : a + 2 * step]
        if direction == 0:
            if largest:
                for t in range(step):
                    x = max(zero[t], one[t])
                    zero[t] = x
                    one[t] = x
            else:
                for t in range(step):
                    x = min(zero[t], one[t])
                    zero[t] = x
                    one[t] = x
        elif direction == 1:
            for t in range(step):
                zero[t] = max(zero[t], one[t]) if largest else min(zero[t], one[t])
        else:
            for t in range(step):
                one[t] = max(zero[t], one[t]) if largest else min(zero[t], one[t])


def _spread(v: Any, positions: Any, directions: Any, largest: bool) -> None:
    # Low bits block by block, while the block is in the cache; high bits over the whole array.
    block = min(v.size, BLOCK)
    for start in range(0, v.size, block):
        chunk = v[start : start + block]
        for p in range(positions.size):
            if (2 << positions[p]) <= block:
                _half(chunk, positions[p], directions[p], largest)
    for p in range(positions.size):
        if (2 << positions[p]) > block:
            _half(v, positions[p], directions[p], largest)


def _arrange(rank: Any, mask: int, inside: Any, low: Any, high: Any, members: Any, below: Any) -> None:
    """Sort every class (states alike outside `mask`) by rank, lowest first.

    ``members[c * z + t]`` is the place in `inside` of the t-th lowest of class c; ``below[s]`` counts
    the members of the class of s that rank lower than s.
    """
    z = inside.size
    keys = np.empty(z, dtype=np.int32)
    ids = np.empty(z, dtype=np.int32)
    for base in range(rank.size):
        if base & mask:
            continue
        c = low[base & LOW_MASK] + high[base >> LOW_BITS]
        if z <= SORT_BY_INSERTION:
            for t in range(z):
                key = rank[base | inside[t]]
                u = t
                while u > 0 and keys[u - 1] > key:
                    keys[u] = keys[u - 1]
                    ids[u] = ids[u - 1]
                    u -= 1
                keys[u] = key
                ids[u] = t
        else:
            for t in range(z):
                keys[t] = rank[base | inside[t]]
            order = np.argsort(keys)
            for t in range(z):
                ids[t] = order[t]
            for t in range(z):
                keys[t] = rank[base | inside[ids[t]]]
        lower = 0
        for t in range(z):
            if keys[t] != keys[lower]:
                lower = t
            members[c * z + t] = ids[t]
            below[base | inside[ids[t]]] = lower


def _search_back(
    order: Any, values: Any, closed: Any, group: Any, masks: Any, insides: Any, starts: Any,
    low: Any, high: Any, offsets: Any, members: Any, below: Any, ranks: Any, any_move: bool, used: Any,
    floor: Any,
) -> None:  # fmt: skip
    """Give every state the least value that the group's moves (or improvements) reach from it.

    States come in the order of their values; each seeks its predecessors that are not closed yet. A class is
    sorted by its owner's rank, so the predecessors in it are a prefix, and a pointer per class makes sure
    that nobody is looked at twice. Classes hold the reversible bits only; over irreversible ones the search
    steps back one class at a time.
    """
    stack = np.empty(values.size, dtype=np.int32)
    for root in order:
        if closed[root]:
            continue
        label = values[root]
        floor[root] = label
        closed[root] = True
        stack[0] = root
        top = 1
        while top:
            top -= 1
            q = np.int64(stack[top])
            for g in range(group.size):
                j = group[g]
                both, fwd, back = masks[j, 0], masks[j, 1], masks[j, 2]
                start = starts[j]
                z = starts[j + 1] - start
                loose = (q & fwd) | (~q & back)
                sub = loose
                while True:
                    here = (q & ~both) ^ sub
                    c = low[j, here & LOW_MASK] + high[j, here >> LOW_BITS]
                    t = np.int64(used[offsets[j] + c])
                    limit = z
                    if not any_move and sub == 0:
                        limit = np.int64(below[j, q])
                    while t < limit:
                        p = here | insides[start + members[j, c * z + t]]
                        if sub != 0 and not any_move and ranks[j, p] >= ranks[j, q]:
                            break
                        t += 1
                        if not closed[p]:
                            closed[p] = True
                            floor[p] = label
                            stack[top] = p
                            top += 1
                    used[offsets[j] + c] = t
                    if sub == 0:
                        break
                    sub = (sub - 1) & loose


def _leaves(own: Any, feasible: Any, best: Any, stable: Any) -> None:
    for s in range(own.size):
        stable[s] = feasible[s] and best[s] <= own[s]


def _shut(values: Any, feasible: Any, shut_value: Any) -> None:
    for s in range(values.size):
        if not feasible[s]:
            values[s] = shut_value


@dataclass(frozen=True)
class Plan:
    """What the kernels need of a model's moves; the ranks come separately, so that draws share it."""

    feasible: Bools
    everything: bool
    own: tuple[Bits, ...]
    positions: tuple[NDArray[np.int64], ...]
    directions: tuple[NDArray[np.int64], ...]
    masks: NDArray[np.int64]
    insides: NDArray[np.int64]
    starts: NDArray[np.int64]
    low: NDArray[np.int32]
    high: NDArray[np.int32]

    @classmethod
    def of(cls, model: GraphModel) -> Plan:
        """Return the plan of a model in option form."""
        own = tuple(bits(model, dm) for dm in range(len(model.dms)))
        insides = []
        for b in own:
            free = [k for k in b.positions if b.both >> k & 1]
            cells = np.zeros(1 << len(free), dtype=np.int64)
            for t, k in enumerate(free):
                cells |= (np.arange(cells.size, dtype=np.int64) >> t & 1) << k
            insides.append(cells)
        outside = [[k for k in range(len(model.options)) if not b.both >> k & 1] for b in own]
        return cls(
            np.ascontiguousarray(model.feasible),
            bool(model.feasible.all()),
            own,
            tuple(np.array(b.positions, dtype=np.int64) for b in own),
            tuple(np.array([_DIRECTION[model.direction[k]] for k in b.positions], dtype=np.int64) for b in own),
            np.array([[b.both, b.fwd, b.back] for b in own], dtype=np.int64),
            np.concatenate(insides),
            np.cumsum([0, *(i.size for i in insides)]).astype(np.int64),
            np.stack([_gather(places, 0, LOW_BITS) for places in outside]),
            np.stack([_gather(places, LOW_BITS, len(model.options)) for places in outside]),
        )

    def verdicts(self, ranks: Ints, concepts: Sequence[str]) -> dict[str, Bools]:
        """Return per concept who finds which state stable, (P, S)."""
        ranks = np.ascontiguousarray(ranks)
        count = ranks.shape[0]
        result = {c: np.empty(ranks.shape, dtype=np.bool_) for c in concepts}
        members = self._members(ranks) if {"seq", "sseq"} & set(concepts) else None
        for dm in range(count):
            own = ranks[dm]
            rest = [j for j in range(count) if j != dm]
            best = self._best(dm, own)
            for concept in concepts:
                if concept == "nash":
                    _jit(_leaves)(own, self.feasible, best, result[concept][dm])
                    continue
                values = best if concept in ("smr", "sseq") else own
                if concept in ("gmr", "smr"):
                    floor = self._worst(rest, values)
                else:
                    assert members is not None
                    floor = self._search(rest, values, ranks, members, False)
                np.minimum(floor, own, out=floor)
                _jit(_leaves)(own, self.feasible, self._best(dm, floor), result[concept][dm])
        return result

    def _best(self, dm: int, values: Ints) -> Ints:
        result = values.copy()
        if not self.everything:
            _jit(_shut)(result, self.feasible, LOW)
        _jit(_spread)(result, self.positions[dm], self.directions[dm], True)
        return result

    def _worst(self, group: Sequence[int], values: Ints) -> Ints:
        result = values.copy()
        if self.everything:
            for dm in group:
                _jit(_spread)(result, self.positions[dm], self.directions[dm], False)
            return result
        _jit(_shut)(result, self.feasible, HIGH)
        for _ in range(PATIENCE):
            before = result.copy()
            for dm in group:
                _jit(_spread)(result, self.positions[dm], self.directions[dm], False)
                _jit(_shut)(result, self.feasible, HIGH)
            if np.array_equal(before, result):
                return result
        ranks = np.zeros((len(self.own), values.size), dtype=np.int32)
        return self._search(group, values, ranks, self._members(ranks), True)

    def _members(self, ranks: Ints) -> tuple[NDArray[Any], NDArray[Any]]:
        largest = int(np.diff(self.starts).max())
        kind = np.uint8 if largest <= 2**8 else np.uint16 if largest <= 2**16 else np.uint32
        members, below = np.empty(ranks.shape, dtype=kind), np.empty(ranks.shape, dtype=kind)
        for dm in range(ranks.shape[0]):
            inside = self.insides[self.starts[dm] : self.starts[dm + 1]]
            _jit(_arrange)(ranks[dm], self.own[dm].both, inside, self.low[dm], self.high[dm], members[dm], below[dm])
        return members, below

    def _search(
        self,
        group: Sequence[int],
        values: Ints,
        ranks: Ints,
        classes: tuple[NDArray[Any], NDArray[Any]],
        any_move: bool,
    ) -> Ints:
        members, below = classes
        if self.everything:
            order = np.argsort(values)
        else:
            states = np.flatnonzero(self.feasible)
            order = states[np.argsort(values[states])]
        movers = np.array([j for j in group if self.own[j].positions], dtype=np.int64)
        counts = values.size // np.diff(self.starts)
        offsets = np.cumsum([0, *counts]).astype(np.int64)
        # One more than the largest class: a pointer may stand behind the last member.
        kind = np.uint8 if members.dtype == np.uint8 and int(np.diff(self.starts).max()) < 2**8 else np.uint32
        used = np.zeros(int(offsets[-1]), dtype=kind)
        floor = np.full(values.size, HIGH, dtype=np.int32)
        _jit(_search_back)(
            order, values, ~self.feasible, movers, self.masks, self.insides, self.starts,
            self.low, self.high, offsets, members, below, ranks, any_move, used, floor,
        )  # fmt: skip
        return floor


def _gather(places: Sequence[int], first: int, end: int) -> NDArray[np.int32]:
    """Return a table: the bits `first` to `end` of a number that stand at `places`, pushed together."""
    number = np.arange(1 << max(0, end - first), dtype=np.int64) << first
    table = np.zeros(number.size, dtype=np.int64)
    for t, k in enumerate(places):
        table |= (number >> k & 1) << t
    return table.astype(np.int32)
