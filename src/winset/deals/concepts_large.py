"""Solution concepts by their registered names, on factored spaces; what they choose is what `solutions` chooses from a list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import numpy as np

from winset.arrays.deal_space import DealSpace
from winset.deals.bridge import deals_of, factored
from winset.deals.conditions import Part, overlaps
from winset.deals.factors import FactoredSpace, utilities
from winset.deals.optimum import CONCEPTS, UNCOUNTED, Optimum, best_deals, ideal_point, optimum, search_method
from winset.deals.plain import Goal
from winset.deals.powers import highest
from winset.errors import BadRequest

NAMES = (*CONCEPTS, "kalai_rosenthal")


@dataclass(frozen=True)
class Way:
    """Deals among which may be chosen: a space whose first `compared` parties count, the others only having to be content."""

    space: FactoredSpace
    compared: int
    content: tuple[bool, ...]


def way_into(space: DealSpace, draw: int, chosen: Sequence[int], part: Part) -> Way:
    """Return one part of the win-set as such deals."""
    who = [*chosen, *(p for p in part.content if p not in chosen)]
    whole = factored(space, draw, parties=who, tests=part.tests, without=part.without)
    return Way(whole, len(chosen), tuple(p in part.content for p in who))


def chosen_inside(
    space: DealSpace, draw: int, chosen: Sequence[int], parts: Sequence[Part], name: str, shares: Sequence[Fraction], most: int
) -> Optimum:
    """Return what a concept chooses among the deals of several parts of the win-set, all ties counted once.

    Deals that tie in several parts are counted by inclusion and exclusion over the parts that reach the best score.
    """
    ways = [way_into(space, draw, chosen, part) for part in parts]
    ideal = _ideal(ways, name)
    found = [chosen_deals(way, name, shares, most, ideal) for way in ways]
    best = highest(one.score for one in found if one.score is not None)
    if best is None:
        return found[0] if found else _nothing()
    top = [(part, one) for part, one in zip(parts, found, strict=True) if one.score == best]
    if len(top) == 1:
        return top[0][1]
    known = {id(part): one for part, one in top}
    ties: int | None = 0
    for part, factor in overlaps(space, [part for part, _ in top]):
        one = known.get(id(part)) or chosen_deals(way_into(space, draw, chosen, part), name, shares, 1, ideal)
        if one.score == best:
            ties = None if ties is None or one.ties is None else ties + factor * one.ties
    deals = np.unique(np.concatenate([deals_of(space, one.deals) for _, one in top]), axis=0)[:most]
    note = top[0][1].note if ties is not None else UNCOUNTED
    return replace(top[0][1], deals=deals, ties=ties, note=note)


def _ideal(ways: Sequence[Way], name: str) -> tuple[int, ...] | None:
    """Return each party's best over all the ways, for the concepts that measure by it."""
    if name not in ("kalai_smorodinsky", "kalai_rosenthal"):
        return None
    each = []
    for way in ways:
        rational = tuple(flag or (name == "kalai_smorodinsky" and p < way.compared) for p, flag in enumerate(way.content))
        ideal = ideal_point(way.space, rational)
        if ideal is not None:
            each.append(ideal[: way.compared])
    return tuple(max(column) for column in zip(*each, strict=True)) if each else None


def chosen_deals(
    way: Way, name: str, shares: Sequence[Fraction] = (), most: int = 1_000, ideal: tuple[int, ...] | None = None
) -> Optimum:
    """Return what a concept chooses among some deals, with all ties counted.

    Every party compared must be at least as well off as without a deal; `nash` and `weighted_nash` choose nothing where no deal
    gives a gain to each of them.

    Raises
    ------
    BadRequest
        For a concept that cannot be answered without listing the deals.
    """
    if name not in NAMES:
        raise BadRequest(f"{name} needs the deals listed, and there are too many; known here: {', '.join(NAMES)}")
    if name in ("proportional", "weighted_nash") and not shares:
        raise BadRequest(
            f"the {name.replace('_', ' ')} solution needs a share above 0 for every party, for instance --shares us=2,hamas=1"
        )
    if name in ("kalai_smorodinsky", "kalai_rosenthal"):
        return _least(way, name, ideal or _ideal([way], name), most)
    space = way.space
    everybody = (True,) * space.parties
    weights = tuple(shares) if name in ("proportional", "weighted_nash") else None
    found = optimum(space, name, weights=weights, rational=everybody, compared=way.compared, most=most)
    if name == "utilitarian" and isinstance(found.score, Fraction):
        # Sums of gains, as the concept is registered; the deals are the same.
        units = zip(space.reservation[: way.compared], space.scale[: way.compared], strict=True)
        return replace(found, score=found.score - sum((Fraction(r, s) for r, s in units), Fraction(0)))
    return found


def _nothing() -> Optimum:
    none: Any = np.zeros((0, 0), np.int64)
    return Optimum("", None, none, none, 0, (), "nothing to look at", True, "no deal may be chosen")


def _least(way: Way, name: str, ideal: tuple[int, ...] | None, most: int) -> Optimum:
    space, count = way.space, way.compared
    gains = [i - r for i, r in zip(ideal or space.reservation, space.reservation, strict=False)][:count]
    idle = [p for p, g in enumerate(gains) if g <= 0]
    space_ = _without_gain(space, idle)
    units = (*(max(1, g) for g in gains), *[0] * (space.parties - count))
    goal = Goal("least", units, space_.reservation, (True,) * space.parties)
    score, deals, ties = best_deals(space_, goal, most=most)
    if score is not None and len(idle) == count:
        score = Fraction(0)
    note = "" if score is not None else "no deal keeps the rules and gives everybody at least what no deal gives"
    if score is not None and ties is None:
        note = UNCOUNTED
    return Optimum(name, score, utilities(space, deals), deals, ties, space.scale, search_method(space), True, note, ideal)


def _without_gain(space: FactoredSpace, idle: Sequence[int]) -> FactoredSpace:
    """Return the space in which parties that can gain nothing never have the smallest share, but still must lose nothing.

    A deal that is worth no deal to such a party gets a gain of 1, and shares are at most 1; one that is worth less stays below 0.
    """
    if not idle:
        return space
    factor = np.array([2 if p in idle else 1 for p in range(space.parties)], np.int64)
    return replace(
        space,
        worth=tuple(table * factor[:, None] for table in space.worth),
        joint=tuple(replace(f, worth=f.worth * factor.reshape(-1, *[1] * len(f.scope))) for f in space.joint),
        reservation=tuple(2 * r - 1 if p in idle else r for p, r in enumerate(space.reservation)),
    )
