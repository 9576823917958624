"""`solve` over lotteries between deals: the best mix under a concept, with exact bounds on how good any mix can be."""

from __future__ import annotations

from collections.abc import Iterable

from winset.analyses.large import large
from winset.analyses.scene import result
from winset.case.case import Case
from winset.deals.bridge import factored
from winset.deals.lottery import CONCEPTS, lottery
from winset.errors import BadRequest, UnknownName
from winset.results import Result, Table
from winset.values import plain_number

_SHOWN = 12


def solve_lottery(case: Case, name: str, parties: Iterable[str] | None, among: str, seed: int) -> Result:
    """Return the best lottery between deals at the middle of the ranges, mixed issue by issue."""
    if name not in CONCEPTS:
        raise UnknownName("solution concept", name, CONCEPTS)
    if among != "all":
        raise BadRequest("lotteries are taken between all deals that the rules allow; leave --among out")
    at = large(case, 0, seed)
    chosen = at.parties(parties)
    found = lottery(factored(at.middle, parties=chosen), name)
    rows = []
    for mix in found.mix:
        for part, share in sorted(mix, key=lambda entry: -entry[1])[:_SHOWN]:
            terms = [f"{at.dims[d].id}={at.dims[d].values[v]}" for d, v in part if d < len(at.dims)]
            if terms and share * 1000 >= 1:
                rows.append((", ".join(terms), f"{float(share):.1%}"))
    names = [at.space.parties[p] for p in chosen]
    worth = "; ".join(f"{n} {float(u) * 100:.1f}" for n, u in zip(names, found.utilities, strict=True))
    low, high = (plain_number(round(x, 9)) for x in (found.least, found.most))
    return result(
        case,
        f"solve {name}",
        f"{name}: expected worths (0-100) {worth}. The best score any lottery can reach lies between {low} and {high}.",
        f"{name}: lotteries between deals, mixed issue by issue; {found.note}; at the middle of every range",
        [Table(("terms", "with probability"), tuple(rows), "The mix; each group of issues is drawn by itself")],
        value={"utilities": dict(zip(names, found.utilities, strict=True)), "least": found.least, "most": found.most},
        settings={"concept": name, "parties": names},
        draws=1,
        space=at.middle,
    )
