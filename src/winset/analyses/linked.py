"""What every allowed deal with some terms needs: the rules may make somebody indispensable who delivers none of the terms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from winset.analyses.scene import Scene, scene
from winset.arrays.deal_space import Term
from winset.case.case import Case
from winset.deals.consent import assembled
from winset.deals.space import MAX_DEALS, holds, values_at

Clauses = frozenset[frozenset[int]]


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


def linked(case: Case, wanted: Mapping[int, tuple[int, ...]]) -> Linked | None:
    """Return what the allowed deals with `wanted` (dimension to values) need; None where there are too many deals to list."""
    size = 1
    for dim in case.dimensions().values():
        size *= len(dim.values)
    if size > MAX_DEALS:
        return None
    at = scene(case, 0)
    deals = np.flatnonzero(at.rules & holds(at.space, tuple(Term(dim, values) for dim, values in wanted.items())))
    return Linked(_families(at, deals), {p: _issues(at, p, deals) for p in range(len(at.space.parties))})


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
    always, sometimes = [], []
    for d, by_value in enumerate(at.space.control):
        flags = np.array([any(party in group for group in groups) for groups in by_value])
        changed = flags[values_at(at.space, d)[deals]]
        if len(deals) and changed.all():
            always.append(at.space.dims[d])
        elif changed.any():
            sometimes.append(at.space.dims[d])
    return ", ".join(always) or " or ".join(sometimes)
