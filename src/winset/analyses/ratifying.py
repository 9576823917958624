"""Which bodies are asked about some terms, and what the terms need where the rules are not followed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import product

from winset.analyses.scene import Scene
from winset.arrays.deal_space import signatories
from winset.arrays.ratification import Body, bodies
from winset.case.case import Case
from winset.deals.consent import assembled


def unlinked(at: Scene, wanted: Mapping[int, tuple[int, ...]]) -> tuple[frozenset[frozenset[int]], ...]:
    """Return what every combination of the terms needs, the rules aside; values that need the same count once."""
    each = []
    for dim, values in wanted.items():
        alike = {(bool(value), at.space.control[dim][value]): (dim, value) for value in values}
        each.append(tuple(alike.values()))
    signs = {p for p in range(len(at.space.parties)) if at.need.signs[p]}
    stops = {body.id: body.blocking_parties() for body in at.bodies}
    found: dict[frozenset[frozenset[int]], None] = {}
    for combination in product(*each):
        groups = [group for dim, value in combination for group in at.space.control[dim][value]]
        alone = {group[0] for group in groups if len(group) == 1 and group[0] >= 0}
        asked = [(body.party, stops[body.id]) for body in at.bodies if ratified(at, body, combination)]
        shared = [group for group in groups if len(group) > 1 or group[0] < 0]
        found[assembled(alone, alone | signs, shared, asked)] = None
    return tuple(found)


def ratified(at: Scene, body: Body, terms: Iterable[tuple[int, int]]) -> bool:
    """Whether `body` is asked about these terms: its party signs or delivers one of them, and it covers one that is a change."""
    terms = list(terms)
    needed = body.party in at.space.signers or any(body.party in g for dim, value in terms for g in at.space.control[dim][value])
    return needed and any(value and dim in body.covers for dim, value in terms)


def ratifiers(case: Case, dim: str, value: str) -> tuple[str, ...]:
    """Return who must ratify one term: parties that vote, and bodies without a party where theirs does not deliver it anyway."""
    dims = tuple(case.dimensions().values())
    place = [d.id for d in dims].index(dim)
    parties = tuple(case.file.parties)
    delivering = {party for group in dims[place].groups(value) for party in group}
    found: dict[str, None] = {}
    for body in bodies(case, dims):
        party = parties[body.party]
        if place not in body.covers or (party not in delivering and party not in signatories(case)):
            continue
        voters = [parties[b.party] for b in body.ballots if b.party is not None]
        found |= dict.fromkeys(voters or ([] if party in delivering else [body.id]))
    return tuple(found)


def ratifying_alone(at: Scene, wanted: Mapping[int, tuple[int, ...]]) -> list[Body]:
    """Return the bodies without a party among their voters that are asked about the terms: they speak for nobody else."""
    terms = [(dim, value) for dim, values in wanted.items() for value in values]
    return [body for body in at.bodies if all(b.party is None for b in body.ballots) and ratified(at, body, terms)]
