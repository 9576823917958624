"""Which states hold for whom: Nash, GMR, SMR, SEQ, SSEQ and SIM.

A state s is unstable for a decision maker i where i has an improvement s1 that nothing deters. What deters
(H is everybody else, ranks are i's):

========  ===============================================================================================
nash      nothing (Nash 1950)
gmr       some legal sequence of H from s1 ends at or below s (general metarationality; Howard 1971)
smr       ... at a state from which i cannot get above s again (symmetric metarationality; Howard 1971)
seq       some legal sequence of H's own improvements ends at or below s (Fraser & Hipel 1979, 1984)
sseq      ... at a state from which i cannot get above s again (Rêgo & Vieira 2016)
sim       others improving at the same time make the combined state no better than s; looked at only where
          two or more decision makers are unstable by SEQ (Fraser & Hipel 1979, 1984); option form only
========  ===============================================================================================

For everybody: Nash implies SMR implies GMR, Nash implies SEQ implies GMR, SSEQ implies SEQ and SMR.
Coming back to s itself counts as deterring (s is not above s); in option form nobody else can force it.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from winset.arrays.graph_model import GraphModel
from winset.conflict import free_form, sweeps
from winset.conflict.moves import one_step
from winset.errors import BadRequest, TooLarge, UnknownName

CONCEPTS = ("nash", "gmr", "smr", "seq", "sseq", "sim")
COMPILED_FROM = 2**12
LARGEST_SIM = 2**16
Bools = NDArray[np.bool_]
Ints = NDArray[np.int32]


@dataclass(frozen=True)
class Stability:
    """Verdicts per concept, decision maker and state.

    Parameters
    ----------
    concepts : tuple of str
        C names.
    dms : tuple of str
        P names.
    stable : array of bool, (C, P, S)
        Whether the state is stable for the decision maker; false at infeasible states.
    """

    concepts: tuple[str, ...]
    dms: tuple[str, ...]
    stable: Bools

    def __post_init__(self) -> None:
        self.stable.setflags(write=False)

    def of(self, concept: str) -> Bools:
        """Return the verdicts of one concept, (P, S)."""
        if concept not in self.concepts:
            raise UnknownName("stability concept", concept, self.concepts)
        return np.asarray(self.stable[self.concepts.index(concept)])

    def equilibria(self, concept: str) -> list[int]:
        """Return the states that are stable for everybody, ascending."""
        return [int(s) for s in np.flatnonzero(self.of(concept).all(axis=0))]


def stability(
    model: GraphModel,
    concepts: Sequence[str] = ("nash", "gmr", "smr", "seq"),
    compiled: bool | None = None,
) -> Stability:
    """Return for every state, decision maker and concept whether the state holds.

    Parameters
    ----------
    model : GraphModel
        Its ranks are used; for partial preferences see `conflict.partial`.
    concepts : sequence of str
        Of `CONCEPTS`.
    compiled : bool, optional
        Use the compiled kernels; by default from 2**12 states on. Both give the same answer.

    Raises
    ------
    UnknownName, BadRequest
        A concept that does not exist, or SIM where states have names only.

    Examples
    --------
    The prisoners' dilemma: both confessing is Nash, both keeping quiet holds by SEQ.

    >>> from winset.arrays.graph_model import option_model
    >>> m = option_model(["A", "B"], [("quiet A", "A"), ("quiet B", "B")], [[1, 0, 3, 2], [1, 3, 0, 2]])
    >>> r = stability(m)
    >>> r.equilibria("nash"), r.equilibria("seq")
    ([0], [0, 3])
    """
    concepts = tuple(concepts)
    for name in concepts:
        if name not in CONCEPTS:
            raise UnknownName("stability concept", name, CONCEPTS)
    needed = [c for c in concepts if c != "sim"]
    if "sim" in concepts and "seq" not in needed:
        needed.append("seq")
    if model.arcs is not None:
        verdicts = free_form.verdicts(model, needed)
    elif model.size >= COMPILED_FROM if compiled is None else compiled:
        verdicts = _compiled(model, model.ranks, needed)
    else:
        verdicts = _swept(model, model.ranks, needed)
    if "sim" in concepts:
        verdicts["sim"] = simultaneous_rule(verdicts["seq"], simultaneous(model), model.feasible)
    return Stability(concepts, model.dms, np.stack([verdicts[c] for c in concepts]))


def stability_over(
    model: GraphModel,
    ranks: Ints,
    concepts: Sequence[str] = ("nash", "gmr", "smr", "seq"),
    compiled: bool | None = None,
) -> dict[str, Bools]:
    """Return verdicts of shape (K, P, S) per concept under K sets of ranks (K, P, S); `compiled` as in `stability`."""
    concepts = [c for c in concepts if c != "sim"]
    large = max(model.size, ranks.shape[0] * model.size) >= COMPILED_FROM if compiled is None else compiled
    if model.arcs is None and not large:
        return _swept(model, ranks, concepts)
    shape = (ranks.shape[0], len(model.dms), model.size)
    result = {c: np.empty(shape, dtype=np.bool_) for c in concepts}
    kernel: Any = None
    for k in range(ranks.shape[0]):
        if model.arcs is not None:
            one = free_form.verdicts(model.with_ranks(ranks[k]), concepts)
        else:
            kernel = _kernel(model) if kernel is None else kernel
            one = kernel.verdicts(ranks[k], concepts)
        for c in concepts:
            result[c][k] = one[c]
    return result


def _kernel(model: GraphModel) -> Any:
    # numba takes a third of a second to import: only large models pay for it.
    from winset.conflict.compiled import Plan

    return Plan.of(model)


def _compiled(model: GraphModel, ranks: Ints, concepts: Sequence[str]) -> dict[str, Bools]:
    result: dict[str, Bools] = _kernel(model).verdicts(ranks, concepts)
    return result


def _swept(model: GraphModel, ranks: Ints, concepts: Sequence[str]) -> dict[str, Bools]:
    """Verdicts (..., P, S) by numpy sweeps, for ranks (..., P, S)."""
    result = {c: np.zeros(ranks.shape, dtype=np.bool_) for c in concepts}
    everybody = range(len(model.dms))
    for dm in everybody:
        own = ranks[..., dm, :]
        rest = [j for j in everybody if j != dm]
        best = sweeps.best_reply(model, dm, own)
        for concept in concepts:
            if concept == "nash":
                unstable = best > own
            else:
                values = best if concept in ("smr", "sseq") else own
                if concept in ("gmr", "smr"):
                    floor = sweeps.worst_reached(model, rest, values)
                else:
                    floor = sweeps.worst_by_improvements(model, rest, ranks, values)
                # A deviation pays if its own rank and everything the others can make of it are above s.
                unstable = sweeps.best_reply(model, dm, np.minimum(floor, own)) > own
            result[concept][..., dm, :] = model.feasible & ~unstable
    return result


def simultaneous(model: GraphModel) -> Bools:
    """Return (P, S): each improvement is spoiled by some combination of the others' own improvements.

    This is the bare condition, at every state; `simultaneous_rule` restricts it as its authors do. Moves made at the same time
    change every option that one of them changes; two that change the same option (common moves) change it once.
    """
    if model.labels:
        raise BadRequest("simultaneous stability needs options: states that have names only do not say how moves combine")
    count = int(np.count_nonzero(model.feasible))
    if count > LARGEST_SIM:
        raise TooLarge("feasible states for SIM", count, LARGEST_SIM, "Ask for the other concepts only.")
    everybody = range(len(model.dms))
    result = np.zeros((len(model.dms), model.size), dtype=np.bool_)
    for s in model.states().tolist():
        changes = [[q ^ s for q in one_step(model, j, s) if model.ranks[j, q] > model.ranks[j, s]] for j in everybody]
        for i in everybody:
            others = [[0, *changes[j]] for j in everybody if j != i]
            together = {0}
            for options in others:
                together = {t | c for t, c in itertools.product(together, options)}
            result[i, s] = all(
                any(model.feasible[s ^ (t | change)] and model.ranks[i, s ^ (t | change)] <= model.ranks[i, s] for t in together)
                for change in changes[i]
            )
    return result


def simultaneous_rule(seq: Bools, together: Bools, feasible: Bools) -> Bools:
    """Return (P, S) stable by SEQ, or by simultaneity where two or more are unstable by SEQ.

    Source: Fraser & Hipel (1984), *Conflict Analysis*: simultaneity only matters where several would leave.
    """
    two = np.count_nonzero(~seq, axis=0) >= 2
    return np.asarray(feasible & (seq | (two & together)))
