"""What the brief tells of a deal space too large to list: counts without a list, and the best deals looked at one by one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from winset.analyses.large import Large, best_of, busy, large, reach, watched
from winset.analyses.large_solving import best_among
from winset.analyses.large_winset import possible
from winset.analyses.scene import Scene, scene_of
from winset.analyses.solving import recorded_terms
from winset.analyses.winsets import Tally, tally
from winset.case.case import Case
from winset.deals.bridge import deals_of, factored
from winset.deals.counting import count_deals
from winset.deals.epsilon_cover import cover_of
from winset.deals.exact import frontier_steps
from winset.deals.inside import count_inside
from winset.deals.space import changes, only, worths
from winset.errors import BadRequest, TooLarge, counted
from winset.results import Block, Heading, Note, Scatter

#: Different partial deals that a brief lets a count of the win-set keep: a second of work.
STATES = 100_000
_POINTS = 250


@dataclass(frozen=True)
class LargeFacts:
    """A large case for the brief.

    Parameters
    ----------
    at : Scene
        The scene of the deals shown: those best for each party with preferences inside the win-set, and the Nash deal inside it.
    counts : Tally
        In how many draws these are in the win-set.
    allowed : int
        Deals that the rules allow.
    inside : int or None
        Deals of the win-set at the middle of the ranges; None where they are not counted.
    pictures, notes : tuple of Block
        The plane of two signatories, and what a reader must know.
    """

    at: Scene
    counts: Tally
    allowed: int
    inside: int | None
    pictures: tuple[Block, ...]
    notes: tuple[Block, ...]


def large_facts(case: Case, draws: int, seed: int) -> LargeFacts:
    """Return what the brief tells of a large case."""
    whole = large(case, 0, seed)
    notes: list[Block] = []
    with busy("brief: searching for the best deals of the win-set"):
        deals, why = _best_deals(whole)
    if why:
        notes.append(Note(f"The best deals of the win-set are left out: {why}"))
    at = scene_of(case, np.array(deals, np.int64).reshape(-1, len(whole.dims)), draws, seed)
    inside: int | None = None
    try:
        with busy("brief: counting the win-set"):
            inside = count_inside(whole.middle, whole.bodies, limit=STATES)
        notes.append(
            Note(f"{counted(inside)} deals win every consent they need at the middle of the ranges. The best of them are shown.")
        )
    except TooLarge:
        notes.append(
            Note(
                "How many deals win every consent is left out: counting deals above a threshold of worth would take long here; "
                f"winset winset {case.id} tries it. The deals shown are the best for each party and the Nash deal, found exactly."
            )
        )
    pictures, more = _plane(whole, at)
    with busy("brief: counting the deals that the rules allow"):
        allowed = count_deals(factored(whole.middle, parties=[0]))
    return LargeFacts(at, tally(at), allowed, inside, tuple(pictures), (*notes, *more))


def _best_deals(whole: Large) -> tuple[list[tuple[int, ...]], str]:
    """Return deals of the win-set at the middle of the ranges: the Nash deal of the signatories, then each party's best."""
    found: list[tuple[int, ...]] = []
    signers = tuple(p for p in whole.middle.signers if whole.middle.valued[p])
    try:
        if signers:
            best = best_among(whole, whole.middle, 0, signers, "winset", "nash", (), 1)
            found += [tuple(row) for row in deals_of(whole.middle, best.deals).tolist()[:1]]
        for p in np.flatnonzero(whole.middle.valued).tolist():
            found += [tuple(row) for row in best_of(whole, p, 1)[1].tolist()]
    except (TooLarge, BadRequest) as error:
        return list(dict.fromkeys(found)), str(error)
    return list(dict.fromkeys(found)), ""


def large_reach(case: Case) -> tuple[int, int, list[tuple[str, tuple[str, ...], int]]]:
    """Return how many deals the signatories deliver, how many the rules allow, and per issue the changed values within reach."""
    with busy("brief: what the signatories can deliver"):
        return _reached(large(case, 0, 1))


def _reached(whole: Large) -> tuple[int, int, list[tuple[str, tuple[str, ...], int]]]:
    case, space, signers = whole.case, whole.middle, set(whole.middle.signers)
    limits = reach(space, signers, recorded_terms(scene_of(case, [], 0), signers))
    allowed = count_deals(factored(space, parties=[0]))
    if any(len(values) == space.sizes[dim] for dim, values in limits["without"].items()):
        return 0, allowed, []
    count = count_deals(factored(space, parties=[0], **limits))
    within = []
    for d, dim in enumerate(whole.dims):
        gone = set(limits["without"].get(d, ()))
        changed = [v for v in range(1, len(dim.values)) if v not in gone and count and possible(whole, limits, d, v)]
        if changed:
            within.append((dim.id, tuple(dim.values[v] for v in changed), len(dim.values) - 1))
    return count, allowed, within


def _plane(whole: Large, at: Scene) -> tuple[list[Block], list[Block]]:
    """Return the efficient deals of two signatories as they value them: of all, and of those they can deliver."""
    pair = [p for p in whole.middle.signers if whole.middle.valued[p]][:2]
    if len(pair) < 2:
        return [], []
    space = whole.middle
    signers = set(space.signers)
    limits = reach(space, signers, recorded_terms(at, signers))
    none = any(len(values) == space.sizes[dim] for dim, values in limits["without"].items())
    points: list[tuple[str, float, float, str]] = []
    try:
        for kind, more in (("efficient", {}), *((("deliverable", limits),) if not none else ())):
            found = watched(frontier_steps(factored(space, parties=pair, **more), rational=False, count=False), "frontier, issue")
            for x, y in found.points[cover_of(found.points, _POINTS).rows].tolist():
                points.append((kind, x / float(space.scale[0, pair[0]]), y / float(space.scale[0, pair[1]]), kind))
    except TooLarge as error:
        return [], [Note(f"The plane of two parties is left out: {error}")]
    rows = at.space.rows if at.space.rows is not None else np.zeros((0, len(whole.dims)), np.int64)
    mine = worths(only(space, rows), slice(0, 1))[0]
    for k in range(len(rows)):
        worth = [int(mine[p, k]) / float(space.scale[0, p]) for p in pair]
        points.append((changes(at.space, k), worth[0], worth[1], "winset"))
    lines = tuple((at.party_name(p), float(space.floor[0, p]) / float(space.scale[0, p])) for p in pair)
    title = "Efficient deals at the middle of every range, not all deals (ASSUMED); dashed: no deal"
    scatter = Scatter(at.party_name(pair[0]), at.party_name(pair[1]), tuple(points), title, lines)
    return [Heading("Deals as two parties value them"), scatter], []
