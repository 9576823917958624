"""What every allowed deal with some terms needs: the rules may make somebody indispensable who delivers none of the terms."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from winset.analyses.scene import Scene, is_large, scene
from winset.arrays.deal_space import Bools, Term
from winset.deals import elimination
from winset.deals.bridge import Extra, factored
from winset.deals.consent import assembled, minimal_blocking_sets
from winset.deals.optimum import any_deal
from winset.deals.space import holds, values_at
from winset.deals.sweep import no_cuts
from winset.errors import TooLarge

Clauses = frozenset[frozenset[int]]
LISTED = 20_000
"""With more deals than these it is quicker not to list them."""


@dataclass(frozen=True)
class Linked:
    """The allowed deals that contain some terms, by what they need, signatures aside.

    Parameters
    ----------
    families : tuple of Clauses
        The different sets of clauses that these deals need; empty where the rules allow no such deal.
    reasons : mapping
        Party position to the issues that the party must change for the rules' sake: in all of the deals, or in some.
    """

    families: tuple[Clauses, ...]
    reasons: Mapping[int, str]


def linked(around: Scene, wanted: Mapping[int, tuple[int, ...]]) -> Linked | None:
    """Return what the allowed deals with `wanted` (dimension to values) need; None where the rules link too much at once."""
    large = is_large(around.case)
    if large or math.prod(around.space.sizes) > LISTED:
        found = _without_list(around, wanted)
        if large or found is not None:
            return found
    at = scene(around.case, 0)
    deals = np.flatnonzero(at.rules & holds(at.space, tuple(Term(dim, values) for dim, values in wanted.items())))
    return Linked(_families(at, deals), {p: _issues(at, p, deals) for p in range(len(at.space.parties))})


def _without_list(at: Scene, wanted: Mapping[int, tuple[int, ...]]) -> Linked | None:
    """Return the same of a space too large to list, from the smallest sets of demands that some deal makes.

    A deal that makes more demands is stopped by whoever stops one that makes fewer, so only the smallest sets decide. They are
    found dimension by dimension (linked ones by variable elimination), dropping what makes more demands on the way.
    """
    space = at.space
    without = {dim: [v for v in range(space.sizes[dim]) if v not in values] for dim, values in wanted.items()}
    alone = {p: _hand(at, lambda group, p=p: group == (p,)) for p in range(len(space.parties))}  # type: ignore[misc]
    shared = {g for by_value in space.control for groups in by_value for g in groups if len(g) > 1 or g[0] < 0}
    together = {g: _hand(at, lambda group, g=g: group == g) for g in sorted(shared)}  # type: ignore[misc]
    touched = [tuple((np.arange(size) > 0) & (dim in body.covers) for dim, size in enumerate(space.sizes)) for body in at.bodies]
    bits = [Extra(flags) for flags in (*alone.values(), *together.values(), *touched)]
    try:
        tables = elimination.pieces(factored(space, parties=[], extra=bits, without=without), no_cuts(len(bits)), dominated=True)
        least = [(False,) * len(bits)]
        for table in tables:
            own = {tuple(bool(x) for x in row) for row in (table.vectors > 0).tolist()}
            least = _least({tuple(a or b for a, b in zip(one, two, strict=True)) for one in least for two in _least(own)})
    except TooLarge:
        return None
    found: dict[Clauses, None] = {}
    for pattern in least:
        hands = [p for p in alone if pattern[p]]
        groups = [g for g, asked in zip(together, pattern[len(alone) :], strict=False) if asked]
        busy = {*hands, *space.signers, *(p for g in groups for p in g)}
        asked = zip(at.bodies, pattern[len(alone) + len(together) :], strict=True)
        stops = [(body.party, body.blocking_parties()) for body, needed in asked if needed and body.party in busy]
        found[assembled(hands, [*hands, *space.signers], groups, stops)] = None
    blocking = {p for group in minimal_blocking_sets(found) for p in group if p >= 0}
    known = {p for dim, values in wanted.items() for v in values for g in space.control[dim][v] for p in g}
    return Linked(tuple(found), {p: _reasons(at, p, without) for p in blocking - known})


def _hand(at: Scene, wanted: Callable[[tuple[int, ...]], bool]) -> tuple[Bools, ...]:
    """Return, per dimension, the values for which some group like that must deliver."""
    return tuple(np.array([any(wanted(group) for group in groups) for groups in by_value]) for by_value in at.space.control)


def _least(patterns: set[tuple[bool, ...]]) -> list[tuple[bool, ...]]:
    kept: list[tuple[bool, ...]] = []
    for one in sorted(patterns, key=sum):
        if not any(all(b or not a for a, b in zip(known, one, strict=True)) for known in kept):
            kept.append(one)
    return kept


def _reasons(at: Scene, party: int, without: Mapping[int, list[int]]) -> str:
    always: list[str] = []
    sometimes: list[str] = []
    for d, flags in enumerate(_hand(at, lambda group: party in group)):
        if not flags.any() or not _some(at, without, d, np.flatnonzero(~flags)):
            continue
        (sometimes if _some(at, without, d, np.flatnonzero(flags)) else always).append(at.space.dims[d])
    return ", ".join(always) or " or ".join(sometimes)


def _some(at: Scene, without: Mapping[int, list[int]], dim: int, gone: npt.NDArray[np.intp]) -> bool:
    """Whether an allowed deal is left without these values of a dimension."""
    out = {*without.get(dim, ()), *gone.tolist()}
    if len(out) == at.space.sizes[dim]:
        return False
    return any_deal(factored(at.space, parties=[0], without={**without, dim: sorted(out)}), (False,)) is not None


def _families(at: Scene, deals: npt.NDArray[np.intp]) -> tuple[Clauses, ...]:
    parties, groups = range(len(at.space.parties)), [group for group, _ in at.need.shared]
    flags = [at.need.delivers[p][deals] for p in parties]
    flags += [needed[deals] for _, needed in at.need.shared]
    flags += [asked[deals] for _, asked in at.ratifying]
    patterns = np.unique(np.array(flags), axis=1) if len(deals) else np.zeros((len(flags), 0), bool)
    stops = [(body.party, body.blocking_parties()) for body in at.bodies]
    signs = np.flatnonzero(at.need.signs).tolist()
    found: dict[Clauses, None] = {}
    for pattern in patterns.T:
        alone = [p for p in parties if pattern[p]]
        shared = [group for group, needed in zip(groups, pattern[len(parties) :], strict=False) if needed]
        asked = [stop for stop, needed in zip(stops, pattern[len(parties) + len(groups) :], strict=True) if needed]
        found[assembled(alone, [*alone, *signs], shared, asked)] = None
    return tuple(found)


def _issues(at: Scene, party: int, deals: npt.NDArray[np.intp]) -> str:
    """Return the issues that a party has a hand in changing: those it must in all these deals, or else in some of them."""
    always: list[str] = []
    sometimes: list[str] = []
    for d, by_value in enumerate(at.space.control):
        flags = np.array([any(party in group for group in groups) for groups in by_value])
        changed = flags[values_at(at.space, d)[deals]]
        if len(deals) and changed.all():
            always.append(at.space.dims[d])
        elif changed.any():
            sometimes.append(at.space.dims[d])
    return ", ".join(always) or " or ".join(sometimes)
