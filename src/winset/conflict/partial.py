"""Stability where preferences are partial: unknown pairs, degrees of strength, fuzzy degrees.

These functions read `GraphModel.relation` (or the relation that the ranks say) and compare all pairs of
states, so they are for conflicts of up to 4,096 feasible states. The relation need not be transitive.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from winset.arrays.graph_model import UNKNOWN, GraphModel
from winset.arrays.state_preferences import model_relation
from winset.conflict.concepts import stability
from winset.conflict.moves import feasible_states, move_matrices, product, reach_matrix
from winset.errors import UnknownName

VARIANTS = ("a", "b", "c", "d")
CONCEPTS = ("nash", "gmr", "smr", "seq", "sseq")
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class PartialStability:
    """Verdicts per variant, concept, decision maker and state.

    Parameters
    ----------
    variants : tuple of str
        V of a, b, c, d.
    concepts, dms : tuple of str
        C and P names.
    stable : array of bool, (V, C, P, S)
    """

    variants: tuple[str, ...]
    concepts: tuple[str, ...]
    dms: tuple[str, ...]
    stable: Bools

    def __post_init__(self) -> None:
        self.stable.setflags(write=False)

    def of(self, variant: str, concept: str) -> Bools:
        """Return the verdicts of one variant and concept, (P, S)."""
        if variant not in self.variants:
            raise UnknownName("variant", variant, self.variants)
        if concept not in self.concepts:
            raise UnknownName("stability concept", concept, self.concepts)
        return np.asarray(self.stable[self.variants.index(variant), self.concepts.index(concept)])

    def equilibria(self, variant: str, concept: str) -> list[int]:
        """Return the states that are stable for everybody under one variant."""
        return [int(s) for s in np.flatnonzero(self.of(variant, concept).all(axis=0))]

    def holds(self, concept: str, state: int) -> str:
        """Return ``all``, ``some`` or ``none``: under how many variants the state is an equilibrium."""
        held = [state in self.equilibria(v, concept) for v in self.variants]
        return "all" if all(held) else "some" if any(held) else "none"


@dataclass(frozen=True)
class StrengthStability:
    """Stability in general, and strong stability, where every sanction hurts greatly.

    Parameters
    ----------
    concepts, dms : tuple of str
    general, strong : array of bool, (C, P, S)
        Weakly stable is what is stable in general and not strongly.
    """

    concepts: tuple[str, ...]
    dms: tuple[str, ...]
    general: Bools
    strong: Bools

    def __post_init__(self) -> None:
        self.general.setflags(write=False)
        self.strong.setflags(write=False)

    def equilibria(self, concept: str) -> list[int]:
        """Return the states that are stable in general for everybody."""
        return self._everybody(self.general, concept)

    def strong_equilibria(self, concept: str) -> list[int]:
        """Return the states that are strongly stable for everybody."""
        return self._everybody(self.strong, concept)

    def _everybody(self, table: Bools, concept: str) -> list[int]:
        if concept not in self.concepts:
            raise UnknownName("stability concept", concept, self.concepts)
        return [int(s) for s in np.flatnonzero(table[self.concepts.index(concept)].all(axis=0))]


def with_unknown(
    model: GraphModel,
    concepts: Sequence[str] = ("nash", "gmr", "smr", "seq"),
    variants: Sequence[str] = VARIANTS,
) -> PartialStability:
    """Return stability under the four readings of unknown preferences.

    ========  ============================  ===================================
    variant   leaves for                    is deterred by
    ========  ============================  ===================================
    a         better or unknown             certainly not better
    b         better                        certainly not better
    c         better or unknown             not better or unknown
    d         better                        not better or unknown
    ========  ============================  ===================================

    In SEQ and SSEQ the others reply by moves that are better or unknown to the mover, in all four.
    Stable under a implies stable under b and c; stable under either implies stable under d.
    Source: Li, Hipel, Kilgour & Fang (2004), IEEE Trans. SMC-A 34, preference uncertainty.

    Examples
    --------
    >>> from dataclasses import replace
    >>> from winset.arrays.graph_model import option_model
    >>> from winset.arrays.state_preferences import relation_from_pairs
    >>> m = option_model(["A", "B"], [("go", "A"), ("stop", "B")])
    >>> m = replace(m, relation=np.stack([relation_from_pairs(4), relation_from_pairs(4, equal=[(0, 2)])]))
    >>> with_unknown(m, ["nash"]).holds("nash", 0)
    'some'
    """
    _known(concepts, variants)
    states, moves, relation = tables(model)
    stable = np.zeros((len(variants), len(concepts), len(model.dms), model.size), dtype=np.bool_)
    unknown = relation == UNKNOWN
    better = (relation > 0) & ~unknown
    for dm in range(len(model.dms)):
        rest = [j for j in range(len(model.dms)) if j != dm]
        any_reach = reach_matrix([moves[j] for j in rest], states.size)
        own_interest = reach_matrix([moves[j] & (better[j] | unknown[j]) for j in rest], states.size)
        for v, variant in enumerate(variants):
            leaves = moves[dm] & (better[dm] | unknown[dm] if variant in "ac" else better[dm])
            deters = ~better[dm] if variant in "cd" else ~better[dm] & ~unknown[dm]
            for c, concept in enumerate(concepts):
                reach = any_reach if concept in ("gmr", "smr") else own_interest
                held = held_where(concept, leaves, deters, reach, moves[dm])
                stable[v, c, dm, states] = held
    return PartialStability(tuple(variants), tuple(concepts), model.dms, stable)


def by_strength(
    model: GraphModel, concepts: Sequence[str] = ("nash", "gmr", "smr", "seq"), variant: str = "b"
) -> StrengthStability:
    """Return stability in general and strong stability; `variant` says how unknown pairs count.

    Strongly stable: every improvement, mild or great, meets a sanction that is *greatly* worse than the state
    left (and, under SMR and SSEQ, so is every way out of it).
    Source: Hamouda, Kilgour & Hipel (2004), Group Decision and Negotiation 13, strength of preference.
    """
    _known(concepts, [variant])
    states, moves, relation = tables(model)
    unknown = relation == UNKNOWN
    general = with_unknown(model, concepts, [variant]).stable[0].copy()
    strong = np.zeros_like(general)
    better = (relation > 0) & ~unknown
    for dm in range(len(model.dms)):
        rest = [j for j in range(len(model.dms)) if j != dm]
        any_reach = reach_matrix([moves[j] for j in rest], states.size)
        own_interest = reach_matrix([moves[j] & (better[j] | unknown[j]) for j in rest], states.size)
        leaves = moves[dm] & (better[dm] | unknown[dm] if variant in "ac" else better[dm])
        hurts = relation[dm] == -2
        if variant in "cd":
            hurts = hurts | unknown[dm]
        for c, concept in enumerate(concepts):
            reach = any_reach if concept in ("gmr", "smr") else own_interest
            strong[c, dm, states] = held_where(concept, leaves, hurts, reach, moves[dm])
    return StrengthStability(tuple(concepts), model.dms, general, strong)


def judge(model: GraphModel, concept: str, reading: str = "b") -> Bools:
    """Return who would stay where by one concept (P, S): by the relation if there is one, unknown pairs read so; else by ranks.

    Examples
    --------
    >>> from winset.arrays.graph_model import option_model
    >>> m = option_model(["A", "B"], [("quiet A", "A"), ("quiet B", "B")], [[1, 0, 3, 2], [1, 3, 0, 2]])
    >>> judge(m, "nash").all(axis=0).tolist()
    [True, False, False, False]
    """
    if model.relation is None:
        return np.asarray(stability(model, [concept]).of(concept))
    return with_unknown(model, [concept], [reading]).of(reading, concept)


def degrees_between(model: GraphModel, dm: int, before: Sequence[int], after: Sequence[int]) -> list[int]:
    """Return how much `dm` likes each state of `after` more than each of `before`: 2 to -2, and 9 where it is unknown."""
    if model.relation is not None:
        return [int(model.relation[dm, s, q]) for s in before for q in after]
    gaps = [int(model.ranks[dm, q]) - int(model.ranks[dm, s]) for s in before for q in after]
    return [(gap > 0) - (gap < 0) for gap in gaps]


def held_where(concept: str, leaves: Bools, deters: Bools, reach: Bools, own: Bools) -> Bools:
    """Return which states (M,) hold for a decision maker, from what leaves, deters and can be reached.

    ``leaves[s, s1]``: worth leaving s for; ``deters[s, s2]``: bad enough seen from s; ``reach[s1, s2]``: the
    others can get from s1 to s2; ``own[s2, s3]``: the decision maker's own ways out (SMR, SSEQ).
    """
    if concept == "nash":
        return np.asarray(~leaves.any(axis=1))
    good = deters
    if concept in ("smr", "sseq"):
        good = deters & ~product(~deters, own.T)
    return np.asarray(~(leaves & ~product(good, reach.T)).any(axis=1))


def tables(model: GraphModel) -> tuple[NDArray[np.int64], Bools, NDArray[np.int8]]:
    """Return the feasible states (M,), who can move where (P, M, M), and the relation between them (P, M, M)."""
    states = feasible_states(model)
    moves = move_matrices(model)
    if model.relation is None:
        gap = model.ranks[:, None, states].astype(np.int64) - model.ranks[:, states, None]
        return states, moves, np.sign(gap).astype(np.int8)
    return states, moves, model_relation(model)[:, states[:, None], states[None, :]]


def _known(concepts: Sequence[str], variants: Sequence[str]) -> None:
    for concept in concepts:
        if concept not in CONCEPTS:
            raise UnknownName("stability concept", concept, CONCEPTS)
    for variant in variants:
        if variant not in VARIANTS:
            raise UnknownName("variant", variant, VARIANTS)
