"""`frontier` and `solve` of a deal space too large to list, by the factored engine."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from winset.analyses.large import HOW, Large, busy, each_draw, kept, large, points, reach, watched, words
from winset.analyses.scene import Scene, result, scene_of
from winset.analyses.solving import among_draws, shown
from winset.arrays.deal_space import YES, DealSpace
from winset.case.case import Case
from winset.deals.bridge import deals_of, factored
from winset.deals.concepts_large import chosen_inside
from winset.deals.conditions import Part, parts_of
from winset.deals.epsilon_cover import cover_of
from winset.deals.exact import frontier_steps, one_deal_each
from winset.deals.factors import AnyIntegers, Integers
from winset.deals.optimum import Optimum
from winset.deals.solutions import choose, concept
from winset.deals.space import only, worths
from winset.deals.undominated import descending, undominated
from winset.errors import BadRequest
from winset.results import Block, Note, Result, Table
from winset.values import Share

#: Tied deals of a draw whose shares over all draws are counted.
TIED = 1_000


@dataclass(frozen=True)
class _Front:
    """Undominated worths, one deal for each, how many deals in all (None: not counted) and the method."""

    points: AnyIntegers
    deals: Integers
    count: int | None
    method: str


def given_terms(chosen: tuple[int, ...], space: DealSpace) -> dict[int, list[tuple[int, int]]]:
    """Return the terms that parties outside have consented to deliver, by party position."""
    return {
        p: [(d, v) for d, states in enumerate(space.recorded[p]) for v, state in enumerate(states) if state == YES]
        for p in range(len(space.parties))
        if p not in chosen
    }


def _front(at: Large, space: DealSpace, draw: int, chosen: tuple[int, ...], among: str, count: bool) -> _Front:
    if among == "winset":
        return _inside(at, space, draw, chosen, count)
    limits = reach(space, chosen, given_terms(chosen, space)) if among == "deliverable" else {}
    if any(len(values) == space.sizes[dim] for dim, values in limits.get("without", {}).items()):
        return _Front(np.zeros((0, len(chosen)), np.int64), np.zeros((0, len(space.dims)), np.int64), 0, "nothing to look at")
    whole = factored(space, draw, parties=chosen, **limits)
    found = watched(frontier_steps(whole, rational=False, count=count), "frontier, issue")
    deals = deals_of(space, one_deal_each(found)) if count else np.zeros((0, len(space.dims)), np.int64)
    return _Front(found.points, deals, found.deals if count else None, found.method)


def _inside(at: Large, space: DealSpace, draw: int, chosen: tuple[int, ...], count: bool) -> _Front:
    """Return the frontier of the win-set: that of each way into it, put together; not all deals of equal worth are known."""
    every: list[AnyIntegers] = [np.zeros((0, len(chosen)), np.int64)]
    deals: list[Integers] = [np.zeros((0, len(space.dims)), np.int64)]
    method = ""
    for part in parts_of(space, at.bodies):
        who = [*chosen, *(p for p in part.content if p not in chosen)]
        whole = factored(space, draw, parties=who, **kept(part))
        flags = [p in part.content for p in who]
        found = watched(frontier_steps(whole, rational=flags), "frontier of the win-set, issue")
        if len(found.points):
            every.append(found.points[:, : len(chosen)])
            deals.append(deals_of(space, one_deal_each(found)))
            method = found.method
    table, rows = np.concatenate(every), np.concatenate(deals)
    best = undominated(table)
    best = best[descending(table[best])]
    return _Front(table[best], rows[best], None, f"{method}, once for each way into the win-set")


def large_frontier(case: Case, parties: Iterable[str] | None, among: str, draws: int, seed: int, rows: int) -> Result:
    """Return the frontier of a large case: exact at the middle of the ranges and in a few draws, shown through a cover."""
    at = large(case, draws, seed)
    chosen = at.parties(parties)
    front = _front(at, at.middle, 0, chosen, among, True)
    cover = cover_of(front.points, rows)
    whole = factored(at.middle, parties=chosen)
    shown = front.deals[cover.rows]
    counts, done, sizes = np.zeros(len(shown), np.int64), 0, list[int]()
    try:
        for draw in each_draw(at, "frontier") if at.space.draws > 1 else ():
            one = _front(at, at.space, draw, chosen, among, among == "winset")
            best = {tuple(int(x) for x in point) for point in one.points}
            mine = _worths(at.space, draw, chosen, shown)
            counts, done = counts + np.array([tuple(row) in best for row in mine], np.int64), done + 1
            sizes.append(len(one.points))
    except KeyboardInterrupt:
        if not done:
            raise
    names = [at.space.parties[p] for p in chosen]
    share = ("efficient",) if done else ()
    table = Table(
        ("deal", *share, *(f"{name} (0-100)" for name in names)),
        tuple(
            (
                text,
                *((Share(int(counts[k]), done),) if done else ()),
                *(points(whole, w, c) for c, w in enumerate(front.points[cover.rows[k]])),
            )
            for k, text in enumerate(words(at, shown))
        ),
    )
    behind = f", with {front.count:,} deals behind them" if front.count is not None else ""
    answer = (
        f"{len(front.points):,} different outcomes are efficient for {', '.join(names)} at the middle of the ranges{behind}, "
    )
    answer += f"of {at.middle.size:,} deals."
    if sizes:
        answer += f" Over {done} draws there are {min(sizes):,} to {max(sizes):,} efficient outcomes."
    notes: list[Block] = [Note(cover.guarantee)] if len(cover.rows) < len(front.points) else []
    if 0 < done < at.space.draws:
        notes.append(Note(f"interrupted: {done} of {at.space.draws} draws were made and are counted here"))
    return result(
        case,
        "frontier",
        answer,
        f"Pareto frontier by {front.method}, exact on whole numbers; {HOW}",
        [table, *notes, *at.notes],
        value={"points": len(front.points), "deals": front.count, "shown": len(cover.rows)},
        settings={"parties": names, "among": among, "draws": draws, "rows": rows, "epsilon": cover.epsilon, "seed": seed},
        draws=done or 1,
    )


def _worths(space: DealSpace, draw: int, chosen: tuple[int, ...], deals: Integers) -> list[tuple[int, ...]]:
    total = worths(only(space, deals), slice(draw, draw + 1))[0][list(chosen)]
    return [tuple(int(x) for x in row) for row in total.T]


def large_solve(
    case: Case,
    name: str,
    parties: Iterable[str] | None,
    among: str,
    shares: dict[str, Fraction] | None,
    draws: int,
    seed: int,
    rows: int,
) -> Result:
    """Return what a solution concept chooses in a large case: at the middle of the ranges, and over a few draws."""
    entry = concept[name]
    at = large(case, draws, seed)
    chosen = at.parties(parties)
    parts = share_of_each(at, chosen, shares)

    def best(space: DealSpace, draw: int, most: int) -> Optimum:
        return best_among(at, space, draw, chosen, among, name, parts, most)

    with busy(f"{name}, at the middle of the ranges"):
        middle = best(at.middle, 0, max(rows, TIED))
    found: list[Optimum] = []
    try:
        for draw in each_draw(at, name) if at.space.draws > 1 else ():
            found.append(best(at.space, draw, TIED))
    except KeyboardInterrupt:
        if not found:
            raise
    done, without = len(found), sum(one.score is None for one in found)
    tied = [tuple(row) for row in deals_of(at.middle, middle.deals).tolist()]
    deals = list(dict.fromkeys([*tied, *(tuple(row) for one in found for row in deals_of(at.space, one.deals).tolist())]))
    # Each deal is judged in each draw, so that a share does not hang on how many of the tied deals were listed.
    picks = _judged(scene_of(case, deals, len(at.space.scale) if found else 0, seed), chosen, among, name, parts, found)
    counts = dict(zip(deals, picks.sum(axis=0).tolist(), strict=True))
    now = set(tied)
    if middle.ties is None or middle.ties > len(tied):
        here = _judged(scene_of(case, deals, 0, seed), chosen, among, name, parts, [middle])[0]
        now = {deal for deal, good in zip(deals, here.tolist(), strict=True) if good}
    order = sorted(deals, key=lambda deal: (-counts[deal], deal not in now, deal))[:rows]
    whole = factored(at.middle, parties=chosen)
    names = [at.space.parties[p] for p in chosen]
    worth = _worths(at.middle, 0, chosen, np.array(order, np.int64).reshape(-1, len(at.dims)))
    table = Table(
        ("deal", *(("chosen",) if done else ()), "at the middle", *(f"{n} (0-100)" for n in names)),
        tuple(
            (
                words(at, [deal])[0],
                *((Share(counts[deal], done),) if done else ()),
                deal in now,
                *(points(whole, w, c) for c, w in enumerate(worth[k])),
            )
            for k, deal in enumerate(order)
        ),
    )
    if middle.score is None:
        answer = f"{name} chooses nothing at the middle of the ranges: {middle.note}."
    else:
        answer = f"{name} chooses at the middle of the ranges: {words(at, tied[:1])[0]}"
        also = f"; {middle.ties:,} deals tie" if middle.ties and middle.ties > 1 else ""
        answer += f"{also}." + (f" {middle.note[:1].upper()}{middle.note[1:]}." if middle.note else "")
    if done > without:
        most = order[0]
        answer += f" Over {done} draws most often: {words(at, [most])[0]}; {Share(counts[most], done)}."
    notes: list[Block] = [Note(f"in {without} of {done} draws nothing qualifies")] if without else []
    crowded = sum(one.ties is None or one.ties > TIED for one in found)
    if crowded:
        notes.append(
            Note(
                f"in {crowded} of {done} draws more than {TIED:,} deals tie: the shares shown are exact, but a deal that is not "
                "shown may be chosen as often"
            )
        )
    if 0 < done < at.space.draws:
        notes.append(Note(f"interrupted: {done} of {at.space.draws} draws were made and are counted here"))
    counted = "all ties counted" if middle.ties is not None else "ties not counted"
    return result(
        case,
        f"solve {name}",
        answer,
        f"{name}: {entry.summary} ({entry.source}); {middle.method}; {counted}; exact on whole numbers; {HOW}",
        [table, *notes, *at.notes],
        value={
            "middle": words(at, tied[:rows]) if tied else [],
            "most_often": words(at, order[:1])[0] if order else None,
            "ties": middle.ties,
        },
        settings={
            "concept": name,
            "parties": names,
            "among": among,
            "draws": draws,
            "seed": seed,
            "score_at_middle": shown(middle.score),
        },
        draws=done or 1,
    )


def _judged(
    here: Scene, chosen: tuple[int, ...], among: str, name: str, shares: tuple[Fraction, ...], found: list[Optimum]
) -> NDArray[np.bool_]:
    """Return which of the deals looked at a concept chooses in each draw, given the best score of the draw; array (K, D)."""
    picks = np.zeros((len(found), len(here.rules)), bool)
    for (draw, worth, feasible), best in zip(among_draws(here, chosen, among), found, strict=False):
        if best.score is None:
            continue
        floor = here.space.floor[draw][list(chosen)]
        ideal = None if best.ideal is None else tuple(i - int(f) for i, f in zip(best.ideal, floor, strict=True))
        positions, score = choose(name, worth, floor, here.space.scale[draw][list(chosen)], feasible, shares, ideal)
        if len(positions) and score == best.score:
            picks[draw, positions] = True
    return picks


def best_among(
    at: Large,
    space: DealSpace,
    draw: int,
    chosen: tuple[int, ...],
    among: str,
    name: str,
    shares: tuple[Fraction, ...],
    most: int,
) -> Optimum:
    """Return what a concept chooses among the deals asked for."""
    if among == "all":
        return chosen_inside(space, draw, chosen, [Part({}, (), ())], name, shares, most)
    if among == "winset":
        return chosen_inside(space, draw, chosen, parts_of(space, at.bodies), name, shares, most)
    limits = reach(space, chosen, given_terms(chosen, space))
    gone = any(len(values) == space.sizes[dim] for dim, values in limits["without"].items())
    without = {dim: frozenset(values) for dim, values in limits["without"].items()}
    parts = [] if gone else [Part(without, tuple(limits["tests"]), ())]
    return chosen_inside(space, draw, chosen, parts, name, shares, most)


def share_of_each(at: Large, chosen: tuple[int, ...], shares: dict[str, Fraction] | None) -> tuple[Fraction, ...]:
    """Return the shares of the parties in their order; BadRequest where one is missing."""
    if not shares:
        return ()
    missing = [at.space.parties[p] for p in chosen if at.space.parties[p] not in shares]
    if missing:
        raise BadRequest(f"a share is missing for {', '.join(missing)}")
    return tuple(shares[at.space.parties[p]] for p in chosen)
