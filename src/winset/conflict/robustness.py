"""How sure a verdict is where preferences are ranges: shares over draws, and the pairs that decide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from winset.arrays.graph_model import GraphModel
from winset.conflict.concepts import stability_over
from winset.conflict.moves import one_step
from winset.errors import BadRequest, UnknownName

CONCEPTS = ("nash", "gmr", "smr", "seq", "sseq")
# Places of a reply that are looked at for one state; what lies further away is left out.
MOST_REPLIES = 5_000


@dataclass(frozen=True)
class Robustness:
    """In how many of K draws each state holds.

    Parameters
    ----------
    concepts, dms : tuple of str
    draws : int
        K.
    everybody : array of int, (C, S)
        Draws in which the state is an equilibrium.
    each : array of int, (C, P, S)
        Draws in which it is stable for the decision maker.
    """

    concepts: tuple[str, ...]
    dms: tuple[str, ...]
    draws: int
    everybody: NDArray[np.int64]
    each: NDArray[np.int64]

    def __post_init__(self) -> None:
        self.everybody.setflags(write=False)
        self.each.setflags(write=False)

    def share(self, concept: str, state: int) -> float:
        """Return the share of the draws in which the state is an equilibrium."""
        return int(self.everybody[self._row(concept), state]) / self.draws

    def margin(self, concept: str, state: int) -> float:
        """Return how far the share is above (or below) one half: near 0 the verdict is open."""
        return self.share(concept, state) - 0.5

    def interval(self, concept: str, state: int) -> tuple[float, float]:
        """Return Wilson's 95 % interval of the share: what more draws could still change."""
        z, n, p = 1.959964, self.draws, self.share(concept, state)
        middle = (p + z * z / (2 * n)) / (1 + z * z / n)
        half = z * sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
        return max(0.0, middle - half), min(1.0, middle + half)

    def verdict(self, concept: str, state: int) -> str:
        """Return ``holds``, ``fails`` (in every draw) or ``depends``."""
        count = int(self.everybody[self._row(concept), state])
        return "holds" if count == self.draws else "fails" if count == 0 else "depends"

    def _row(self, concept: str) -> int:
        if concept not in self.concepts:
            raise UnknownName("stability concept", concept, self.concepts)
        return self.concepts.index(concept)


@dataclass(frozen=True)
class DecidingPair:
    """A comparison on which it depends whether a state holds.

    Parameters
    ----------
    dm, than, other : int
        Whether `dm` likes the state called `other` better than the state called `than`: the state in question, or under SEQ and
        SSEQ one from which `dm` would reply.
    better, holds_if_better : int
        Draws in which it does, and among them those in which the state holds.
    worse, holds_if_worse : int
        The same where it does not.
    """

    dm: int
    than: int
    other: int
    better: int
    holds_if_better: int
    worse: int
    holds_if_worse: int

    def effect(self) -> float:
        """Return by how much the share of holding rises when `other` is liked better; -1 to 1."""
        return self.holds_if_better / self.better - self.holds_if_worse / self.worse

    def decides(self) -> bool:
        """Return whether the comparison alone settles the verdict in every draw."""
        return abs(self.effect()) == 1.0


def robustness(
    model: GraphModel,
    concepts: Sequence[str] = ("nash", "gmr", "smr", "seq"),
    draws: NDArray[np.int32] | None = None,
    compiled: bool | None = None,
) -> Robustness:
    """Return in how many draws each state holds; `draws` (K, P, S) are by default the model's own; `compiled` as in `stability`.

    Examples
    --------
    >>> from winset.arrays.graph_model import option_model
    >>> m = option_model(["A", "B"], [("a", "A"), ("b", "B")])
    >>> d = np.zeros((2, 2, 4), dtype=np.int32); d[1, 0, 1] = 1
    >>> r = robustness(m, ["nash"], d)
    >>> r.share("nash", 0), r.verdict("nash", 0), r.verdict("nash", 1)
    (0.5, 'depends', 'holds')
    """
    for concept in concepts:
        if concept not in CONCEPTS:
            raise UnknownName("stability concept", concept, CONCEPTS)
    ranks = _draws(model, draws)
    shape = (len(concepts), len(model.dms), model.size)
    each = np.zeros(shape, dtype=np.int64)
    everybody = np.zeros((shape[0], shape[2]), dtype=np.int64)
    for start in range(0, ranks.shape[0], 64):
        verdicts = stability_over(model, ranks[start : start + 64], concepts, compiled)
        for c, concept in enumerate(concepts):
            each[c] += verdicts[concept].sum(axis=0)
            everybody[c] += verdicts[concept].all(axis=1).sum(axis=0)
    return Robustness(tuple(concepts), model.dms, ranks.shape[0], everybody, each)


def deciding_pairs(
    model: GraphModel,
    state: int,
    concept: str = "seq",
    draws: NDArray[np.int32] | None = None,
    most: int = 10,
    compiled: bool | None = None,
) -> tuple[DecidingPair, ...]:
    """Return the comparisons that change most whether `state` holds, the strongest first.

    Everybody's comparisons with the state itself, and under SEQ and SSEQ those by which the others reply: of every move
    from where an improvement of somebody else, or a reply to it, may lead in some draw. Only comparisons that differ
    between the draws are listed; those without any effect are left out.
    """
    if concept not in CONCEPTS:
        raise UnknownName("stability concept", concept, CONCEPTS)
    if not 0 <= state < model.size or not model.feasible[state]:
        raise BadRequest(f"state {state} is not feasible")
    ranks = _draws(model, draws)
    held = np.concatenate(
        [
            stability_over(model, ranks[k : k + 64], [concept], compiled)[concept][:, :, state].all(axis=1)
            for k in range(0, ranks.shape[0], 64)
        ]
    )
    pairs = []
    everything = np.flatnonzero(model.feasible)
    asked = [(dm, state, everything) for dm in range(len(model.dms))]
    if concept in ("seq", "sseq"):
        asked += _replies(model, state, ranks)
    for dm, than, others in asked:
        better = ranks[:, dm, others] > ranks[:, dm, than, None]
        ups, ups_held = better.sum(axis=0), better[held].sum(axis=0)
        for other, up, up_held in zip(others.tolist(), ups.tolist(), ups_held.tolist(), strict=True):
            if 0 < up < held.size:
                pair = DecidingPair(dm, than, other, up, up_held, held.size - up, int(held.sum()) - up_held)
                if pair.effect() != 0:
                    pairs.append(pair)
    pairs.sort(key=lambda p: (-abs(p.effect()), -min(p.better, p.worse), p.than != state, p.dm, p.than, p.other))
    return tuple(pairs[:most])


def _replies(model: GraphModel, state: int, ranks: NDArray[np.int32]) -> list[tuple[int, int, NDArray[np.intp]]]:
    """Return (dm, from, its moves there) of every reply to an improvement from `state`, where some draw makes it one."""
    found: dict[tuple[int, int], NDArray[np.intp]] = {}
    for leaver in range(len(model.dms)):
        todo = [(q, leaver) for q in _would_go(ranks, leaver, state, one_step(model, leaver, state))]
        seen = set(todo)
        for q, last in todo:
            for dm in range(len(model.dms)):
                if dm in (leaver, last) or len(found) >= MOST_REPLIES:
                    continue
                if (dm, q) not in found:
                    found[dm, q] = np.array(one_step(model, dm, q), dtype=np.intp)
                new = [(r, dm) for r in _would_go(ranks, dm, q, found[dm, q].tolist()) if (r, dm) not in seen]
                seen.update(new)
                todo.extend(new)
    return [(dm, q, moves) for (dm, q), moves in found.items() if q != state]


def _would_go(ranks: NDArray[np.int32], dm: int, state: int, moves: Sequence[int]) -> list[int]:
    """Return the moves that improve for `dm` in some draw."""
    goals = np.asarray(moves, dtype=np.intp)
    up = (ranks[:, dm, goals] > ranks[:, dm, state, None]).any(axis=0)
    return [int(q) for q in goals[up]]


def _draws(model: GraphModel, draws: NDArray[np.int32] | None) -> NDArray[np.int32]:
    ranks = model.draws if draws is None else draws
    if ranks is None:
        raise BadRequest("robustness: this conflict has one ranking per decision maker and no draws")
    if ranks.ndim != 3 or ranks.shape[1:] != (len(model.dms), model.size) or not ranks.shape[0]:
        raise BadRequest(f"draws: the shape must be (draws, {len(model.dms)}, {model.size})")
    return ranks
