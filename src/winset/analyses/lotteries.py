"""`solve` over lotteries between deals: the best mix under a concept, exact or with exact bounds on how good any mix can be."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from winset.analyses.large import LARGE_DRAWS, Large, each_draw, large, reach
from winset.analyses.large_solving import given_terms, share_of_each
from winset.analyses.scene import result
from winset.analyses.solving import shown
from winset.arrays.deal_space import DealSpace
from winset.case.case import Case
from winset.deals.bridge import factored
from winset.deals.lottery import CONCEPTS, DEFINITIONS, Lottery, lottery
from winset.errors import BadRequest, UnknownName
from winset.results import Block, Note, Result, Table
from winset.values import plain_number


def solve_lottery(
    case: Case,
    name: str,
    parties: Iterable[str] | None,
    among: str,
    shares: dict[str, Fraction] | None,
    draws: int,
    seed: int,
    rows: int,
) -> Result:
    """Return the best lottery between deals: the mix at the middle of the ranges, the expected worths there and over draws."""
    if name not in CONCEPTS:
        raise UnknownName("solution concept", name, CONCEPTS)
    if among == "winset":
        raise BadRequest(
            "lotteries are taken between all deals that the rules allow, or between those that the parties can deliver "
            "(--among deliverable), not between the deals of the win-set"
        )
    few = min(draws, LARGE_DRAWS)
    at = large(case, few, seed)
    chosen = at.parties(parties)
    weights = share_of_each(at, chosen, shares)

    def best(space: DealSpace, draw: int) -> Lottery:
        limits: dict[str, Any] = reach(space, chosen, given_terms(chosen, space)) if among == "deliverable" else {}
        if any(len(values) == space.sizes[dim] for dim, values in limits.get("without", {}).items()):
            return Lottery(name, (), None, None, (), "these parties can deliver no deal by themselves")
        return lottery(factored(space, draw, parties=chosen, **limits), name, weights=weights)

    found = best(at.middle, 0)
    drawn: list[Lottery] = []
    try:
        for draw in each_draw(at, name) if at.space.draws > 1 else ():
            drawn.append(best(at.space, draw))
    except KeyboardInterrupt:
        if not drawn:
            raise
    names = [at.space.parties[p] for p in chosen]
    blocks: list[Block] = [_mix(at, found, rows)] if found.utilities else []
    good = [one for one in drawn if one.utilities]
    if good:
        blocks.append(_over_draws(names, found, good))
    if len(good) < len(drawn):
        blocks.append(Note(f"in {len(drawn) - len(good)} of {len(drawn)} draws nothing qualifies"))
    if 0 < len(drawn) < at.space.draws:
        blocks.append(Note(f"interrupted: {len(drawn)} of {at.space.draws} draws were made and are counted here"))
    if few < draws and at.space.draws > 1:
        blocks.append(Note(f"{few} draws instead of {draws:,}: each is an optimisation of its own"))
    largest, source = DEFINITIONS[name]
    return result(
        case,
        f"solve {name}",
        _answer(name, names, found),
        f"{name}: among lotteries between deals that are worth at least no deal to everybody in expectation, "
        f"the largest {largest} ({source}); the mix is at the middle of every range; {found.note}",
        [*blocks, *at.notes],
        value={
            "utilities": dict(zip(names, found.utilities, strict=bool(found.utilities))),
            "least": shown(found.least),
            "most": shown(found.most),
        },
        settings={"concept": name, "parties": names, "among": among, "draws": draws, "seed": seed, "rows": rows},
        draws=len(drawn) or 1,
    )


def _answer(name: str, names: list[str], found: Lottery) -> str:
    if not found.utilities:
        return f"{name} chooses nothing at the middle of the ranges: {found.note}."
    worth = "; ".join(f"{n} {float(u) * 100:.1f}" for n, u in zip(names, found.utilities, strict=True))
    text = f"{name}: expected worths (0-100) {worth}."
    if isinstance(found.least, Fraction) and isinstance(found.most, Fraction):
        low, high = (plain_number(round(x, 9)) for x in (found.least, found.most))
        if found.least == found.most:
            text += f" No lottery scores above {low}."
        else:
            text += f" The best score any lottery can reach lies between {low} and {high}."
    return text


def _mix(at: Large, found: Lottery, rows: int) -> Table:
    lines = []
    for group in found.mix:
        for part, share in sorted(group, key=lambda entry: (-entry[1], entry[0])):
            whole = len(found.mix) == 1
            here = [(at.dims[d], v) for d, v in part if d < len(at.dims)]
            terms = [f"{dim.id}={dim.values[v]}" for dim, v in here if v or not whole]
            if here and share * 1000 >= 1:
                lines.append((", ".join(terms) or "status quo", f"{float(share):.1%}"))
    title = (
        "The lottery: one of these deals is drawn" if len(found.mix) == 1 else "The mix; each group of issues is drawn by itself"
    )
    return Table(("terms", "with probability"), tuple(lines[: max(rows, len(found.mix))]), title)


def _over_draws(names: list[str], found: Lottery, good: list[Lottery]) -> Table:
    lines = []
    for k, name in enumerate(names):
        each = [one.utilities[k] for one in good]
        middle = f"{float(found.utilities[k]) * 100:.1f}" if found.utilities else "none"
        lines.append((name, middle, f"{float(min(each)) * 100:.1f}", f"{float(max(each)) * 100:.1f}"))
    return Table(("party", "at the middle", "lowest", "highest"), tuple(lines), f"Expected worths (0-100) over {len(good)} draws")
