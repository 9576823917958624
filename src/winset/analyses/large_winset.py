"""`winset` and `deliverable` of a deal space too large to list: exact counts, and the best deals for each party inside."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from winset.analyses.large import HOW, Large, best_of, busy, each_draw, large, reach, words
from winset.analyses.scene import result, scene_of
from winset.analyses.winsets import METHOD, could_refuse, interrupted, tally
from winset.case.case import Case
from winset.deals.bridge import Extra, deals_of, factored
from winset.deals.counting import count_deals
from winset.deals.exact import deals_behind, exact_frontier
from winset.deals.inside import count_accepted, count_inside
from winset.deals.optimum import any_deal
from winset.errors import TooLarge
from winset.results import Block, Note, Result, Table
from winset.values import Share

Delivered = tuple[int, int, list[tuple[str, int]], list[tuple[str, tuple[str, ...], bool, tuple[str, ...]]]]
COUNTS = "counts are exact whole numbers, by merging partial deals that cannot differ in any answer"


def large_winset(case: Case, party: str | None, draws: int, seed: int, rows: int) -> Result:
    """Return the win-set of a large case: how many deals, in how many draws, and the best ones for each party."""
    at = large(case, draws, seed)
    if party is not None:
        return _of_party(at, at.space.party(party), seed)
    with busy("winset: counting the deals inside"):
        allowed = count_deals(factored(at.middle))
        inside, hanging, why = _middle(at)
    counts, notes = _over_draws(at) if inside is not None else ([], [Note(f"the deals inside are not counted: {why}")])
    best: list[tuple[int, int, tuple[int, ...]]] = []
    with busy("winset: searching for the best deals inside"):
        for p in np.flatnonzero(at.middle.valued).tolist():
            worth, deals = best_of(at, p)
            best += [(p, worth or 0, tuple(row)) for row in deals.tolist()]
    rows_of = list(dict.fromkeys(deal for _, _, deal in best))[:rows]
    here = scene_of(case, np.array(rows_of, np.int64).reshape(-1, len(at.dims)), draws, seed)
    seen = tally(here)
    table = Table(
        ("deal", "best inside for", "in the win-set", "open", "who could still refuse"),
        tuple(
            (
                words(at, [deal])[0],
                tuple(f"{at.party_name(p)} ({round(100 * w / int(at.middle.scale[0, p]))})" for p, w, d in best if d == deal),
                Share(int(seen.inside[k]), seen.draws, at.space.ranged),
                Share(int(seen.open[k]), seen.draws, at.space.ranged),
                could_refuse(here, seen, k),
            )
            for k, deal in enumerate(rows_of)
        ),
        "Best deals of the win-set for each party (worth 0-100), at the middle of the ranges",
    )
    blocks: list[Block] = [table, *notes, *at.notes, *interrupted(here, seen)]
    return result(
        case,
        "winset",
        _answer(at, allowed, inside, hanging, counts, bool(rows_of)),
        f"{METHOD}; {COUNTS}; best deals by exact search in each way into the win-set; {HOW}",
        blocks,
        value={
            "deals": at.middle.size,
            "allowed": allowed,
            "inside_at_middle": inside,
            "open_at_middle": hanging,
            "fewest": min(counts, default=None),
            "most": max(counts, default=None),
        },
        settings={"draws": draws, "rows": rows, "draws_counted": len(counts)},
        draws=len(counts) or 1,
        at=here,
    )


def _middle(at: Large) -> tuple[int | None, int | None, str]:
    try:
        inside = count_inside(at.middle, at.bodies)
        return inside, count_inside(at.middle, at.bodies, hopeful=True) - inside, ""
    except TooLarge as error:
        return None, None, str(error)


def _over_draws(at: Large) -> tuple[list[int], list[Note]]:
    found: list[int] = []
    if at.space.draws == 1:
        return found, []
    try:
        for draw in each_draw(at, "winset"):
            found.append(count_inside(at.space, at.bodies, draw))
    except TooLarge as error:
        return found, [Note(f"counted in {len(found)} of {at.space.draws} draws: {error}")]
    except KeyboardInterrupt:
        if not found:
            raise
        return found, [Note(f"interrupted: {len(found)} of {at.space.draws} draws were made and are counted here")]
    return found, []


def _answer(at: Large, allowed: int, inside: int | None, hanging: int | None, counts: list[int], some: bool) -> str:
    total = f"{at.middle.size:,} deals, {allowed:,} allowed by the rules"
    if inside is None:
        return f"{'Some deals win' if some else 'No deal wins'} every consent needed at the middle of the ranges ({total})."
    text = f"{inside:,} deals win every consent they need at the middle of the ranges ({total})"
    text += f"; {hanging:,} more hang on a consent that is open." if hanging else "."
    if counts:
        text += f" Over {len(counts)} draws there are {min(counts):,} to {max(counts):,}."
    return text


def _of_party(at: Large, party: int, seed: int) -> Result:
    allowed = count_deals(factored(at.middle))
    with busy("winset: counting the deals accepted"):
        accepted = count_accepted(at.middle, party)
    counts = []
    if at.space.draws > 1:
        counts = [count_accepted(at.space, party, draw) for draw in each_draw(at, "winset")]
    name = at.party_name(party)
    answer = f"{name} accepts {accepted:,} of {allowed:,} allowed deals at the middle of the ranges"
    answer += f"; over {len(counts)} draws {min(counts):,} to {max(counts):,}." if counts else "."
    return result(
        at.case,
        f"winset of {at.space.parties[party]}",
        answer,
        f"win-set of a party: deals worth at least no deal to it, recorded consents and red lines first; {COUNTS}; {HOW}",
        at.notes,
        value={"at_middle": accepted, "fewest": min(counts, default=accepted), "most": max(counts, default=accepted)},
        settings={"party": at.space.parties[party], "seed": seed},
        draws=len(counts) or 1,
    )


def large_deliverable(
    case: Case,
    inside: tuple[int, ...],
    partial: Mapping[int, Iterable[tuple[int, int]]],
    rows: int,
) -> Delivered:
    """Return what `deliverable` tells: deals delivered and allowed, those with the most changed terms, values within reach."""
    with busy("deliverable"):
        return _delivered(large(case, 0, 1), inside, partial, rows)


def _delivered(at: Large, inside: tuple[int, ...], partial: Mapping[int, Iterable[tuple[int, int]]], rows: int) -> Delivered:
    space = at.middle
    limits = reach(space, inside, partial)
    allowed = count_deals(factored(space))
    if any(len(values) == space.sizes[dim] for dim, values in limits["without"].items()):
        return 0, allowed, [], [(dim.id, (), False, dim.values) for dim in at.dims]
    changed = Extra(tuple(np.arange(size) > 0 for size in space.sizes))
    same = Extra(tuple(np.arange(size) == 0 for size in space.sizes))
    # More terms changed is one column, more terms kept the other: every number of changed terms is on their frontier.
    found = exact_frontier(factored(space, parties=[], extra=(changed, same), **limits), rational=False)
    deals, at_point = deals_behind(found, most=rows)
    listed = [(text, int(found.points[k, 0])) for text, k in zip(words(at, deals_of(space, deals)), at_point, strict=True)]
    count = found.deals
    issues = []
    for d, dim in enumerate(at.dims):
        gone = set(limits["without"].get(d, ()))
        reached = [v for v in range(len(dim.values)) if v not in gone and count and possible(at, limits, d, v)]
        outside = tuple(value for v, value in enumerate(dim.values) if v not in reached)
        issues.append((dim.id, tuple(dim.values[v] for v in reached), any(reached), outside))
    return count, allowed, listed, issues


def possible(at: Large, limits: dict[str, Any], dim: int, value: int) -> bool:
    """Whether some deal within the limits has this value."""
    others = {v for v in range(at.middle.sizes[dim]) if v != value}
    whole = factored(at.middle, parties=[0], tests=limits["tests"], without={**limits["without"], dim: others})
    return any_deal(whole, (False,)) is not None
