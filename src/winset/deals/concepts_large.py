"""Solution concepts by their registered names, on factored spaces; what they choose is what `solutions` chooses from a list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np

from winset.deals.counting import count_deals
from winset.deals.exact import too_wide
from winset.deals.factors import FactoredSpace, utilities
from winset.deals.optimum import CONCEPTS, UNCOUNTED, Optimum, best_deals, ideal_point, optimum, search_method
from winset.deals.search import Goal
from winset.errors import BadRequest

NAMES = (*CONCEPTS, "kalai_rosenthal")


def chosen_deals(spaces: Sequence[FactoredSpace], name: str, shares: Sequence[Fraction] = (), most: int = 1_000) -> Optimum:
    """Return what a concept chooses among the deals of several spaces together, with all ties of a single space counted.

    Every party must be at least as well off as without a deal. A Nash product of 0 is chosen where no deal gives a gain to all.

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
    found = []
    ideals = None
    if name in ("kalai_smorodinsky", "kalai_rosenthal") and len(spaces) > 1:
        ideals = _shared_ideal(spaces, name)
    for space in spaces:
        found.append(_of_one(space, name, tuple(shares), most, ideals))
    good = [one for one in found if one.score is not None]
    if not good:
        return found[0] if found else _nothing()
    best = max(one.score for one in good if one.score is not None)
    top = [one for one in good if one.score == best]
    if len(top) == 1:
        return top[0]
    deals = np.unique(np.concatenate([one.deals for one in top]), axis=0)[:most] if _same_width(top) else top[0].deals
    return replace(top[0], deals=deals, ties=None, note="deals that tie are shown, not counted: ways into the win-set overlap")


def _same_width(found: list[Optimum]) -> bool:
    return len({one.deals.shape[1] for one in found}) == 1


def _nothing() -> Optimum:
    none: Any = np.zeros((0, 0), np.int64)
    return Optimum("", None, none, none, 0, (), "nothing to look at", True, "no deal may be chosen")


def _shared_ideal(spaces: Sequence[FactoredSpace], name: str) -> tuple[int, ...] | None:
    rational = name == "kalai_smorodinsky"
    each = [ideal_point(space, (rational,) * space.parties) for space in spaces]
    known = [ideal for ideal in each if ideal is not None]
    return tuple(max(column) for column in zip(*known, strict=True)) if known else None


def _of_one(space: FactoredSpace, name: str, shares: tuple[Fraction, ...], most: int, ideals: tuple[int, ...] | None) -> Optimum:
    if name in ("kalai_smorodinsky", "kalai_rosenthal"):
        return _least(space, name, ideals or ideal_point(space, (name == "kalai_smorodinsky",) * space.parties), most)
    weights = shares if name in ("proportional", "weighted_nash") else None
    everybody = (True,) * space.parties
    found = optimum(space, name, weights=weights, rational=everybody, most=most)
    if name == "utilitarian" and found.score is not None:
        # Sums of gains, as the concept is registered; the deals are the same.
        base = sum((Fraction(r, s) for r, s in zip(space.reservation, space.scale, strict=True)), Fraction(0))
        return replace(found, score=found.score - base)
    if name not in ("nash", "weighted_nash") or found.score is not None:
        return found
    goal = Goal("sum", (1,) * space.parties, space.reservation, everybody)
    score, deals, _ = best_deals(space, goal, most=most)
    if score is None:
        return found
    # Every product is 0, and every rational deal ties.
    ties = None if too_wide(space) else count_deals(space, range(space.parties))
    note = "the largest product is 0: no deal gives every party more than no deal does"
    return replace(
        found,
        score=Fraction(0),
        deals=deals,
        points=utilities(space, deals[:1]),
        ties=ties,
        note=note if ties is not None else f"{note}; {UNCOUNTED}",
    )


def _least(space: FactoredSpace, name: str, ideal: tuple[int, ...] | None, most: int) -> Optimum:
    gains = [i - r for i, r in zip(ideal or space.reservation, space.reservation, strict=True)]
    idle = [p for p, g in enumerate(gains) if g <= 0]
    space_ = _without_gain(space, idle)
    goal = Goal("least", tuple(max(1, g) for g in gains), space_.reservation, (True,) * space.parties)
    score, deals, ties = best_deals(space_, goal, most=most)
    if score is not None and len(idle) == space.parties:
        score = Fraction(0)
    note = "" if score is not None else "no deal keeps the rules and gives everybody at least what no deal gives"
    if score is not None and ties is None:
        note = UNCOUNTED
    return Optimum(name, score, utilities(space, deals), deals, ties, space.scale, search_method(space), True, note)


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
