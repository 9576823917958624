"""`winset`: the deals that win every consent they need, of the case or of one party, as shares of draws."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from winset.analyses.scene import Scene, is_large, result, scene
from winset.arrays.deal_space import DEFAULT_DRAWS, DEFAULT_SEED, NO, OPEN, YES
from winset.case.case import Case
from winset.deals.consent import consents, cut, verdicts
from winset.deals.space import changes, only, values_at, worths
from winset.engine.slices import slices
from winset.results import Block, Note, Result, Table
from winset.values import Share

Counts = npt.NDArray[np.int64]
DEFAULT_ROWS = 20
METHOD = (
    "win-set (Putnam 1988; Tsebelis 2002): deals allowed by the rules to which every signatory, every party that must deliver "
    "a changed term, and every ratifying body says yes; a party says yes where its consent is recorded for what it is needed "
    "for, no where it is recorded as refused or a red line forbids, else where the deal is worth at least no deal"
)


@dataclass(frozen=True)
class Tally:
    """Counts over draws: deals in the win-set, open, and accepted by each party.

    Parameters
    ----------
    inside, open : array (D,)
        Draws in which the deal is in the win-set, and in which it hangs on a consent that is open.
    accepts, refuses : array (P, D)
        Draws in which the party says yes, and no.
    draws : int
        Draws counted.
    """

    inside: Counts
    open: Counts
    accepts: Counts
    refuses: Counts
    draws: int


def tally(at: Scene) -> Tally:
    """Return the counts over all draws of the scene; an interruption keeps the draws made so far."""
    parties, deals = len(at.space.parties), len(at.rules)
    each, whole = np.zeros(deals, np.int64), np.zeros((parties, deals), np.int64)
    counts = Tally(each, each, whole, whole, 0)
    try:
        for part in slices(at.space.draws, deals * max(1, parties)):
            says = consents(at.space, at.giving, worths(at.space, part), part)
            state = verdicts(at.need, says, at.ratifying, at.rules)
            # One assignment: an interruption finds all counts of a slice or none.
            counts = Tally(
                counts.inside + (state == YES).sum(axis=0),
                counts.open + (state == OPEN).sum(axis=0),
                counts.accepts + (says == YES).sum(axis=1),
                counts.refuses + (says == NO).sum(axis=1),
                counts.draws + len(state),
            )
    except KeyboardInterrupt:
        if not counts.draws:
            raise
    return counts


def tally_of(at: Scene, position: int) -> Tally:
    """Return the counts of one deal only (D = 1), over all draws."""
    values = [[int(values_at(at.space, dim)[position]) for dim in range(len(at.dims))]]
    worth = worths(only(at.space, values), slice(0, at.space.draws))
    here = slice(position, position + 1)
    says = consents(at.space, at.giving[:, here], worth, slice(0, at.space.draws))
    ratifying = tuple((body, deals[here]) for body, deals in at.ratifying)
    state = verdicts(cut(at.need, position), says, ratifying, at.rules[here])
    return Tally(
        (state == YES).sum(axis=0),
        (state == OPEN).sum(axis=0),
        (says == YES).sum(axis=1),
        (says == NO).sum(axis=1),
        at.space.draws,
    )


def interrupted(at: Scene, counts: Tally) -> list[Note]:
    """Return the note that draws are missing, where they are."""
    if counts.draws == at.space.draws:
        return []
    return [Note(f"interrupted: {counts.draws:,} of {at.space.draws:,} draws were made and are counted here")]


def winset(
    case: Case,
    party: str | None = None,
    *,
    draws: int = DEFAULT_DRAWS,
    seed: int = DEFAULT_SEED,
    rows: int = DEFAULT_ROWS,
) -> Result:
    """Return the deals of the win-set, the most often accepted first, with the share of draws for each.

    Parameters
    ----------
    case : Case
        The case.
    party : str, optional
        Only what this party accepts: the deals worth at least as much to it as no deal.
    draws, seed : int
        Number of draws of the preferences that are ranges, and their seed.
    rows : int
        How many deals to list; all are counted.

    Raises
    ------
    UnknownName
        If there is no such party.
    TooLarge
        If the rules of more than 2 million deals link too many issues at once.

    References
    ----------
    Putnam (1988), Diplomacy and domestic politics, International Organization 42; Tsebelis (2002), Veto Players.

    Examples
    --------
    >>> import winset
    >>> case = winset.load("doha2025").stage(1)
    >>> winset.winset(case).value["deals"]
    216
    """
    if is_large(case):
        from winset.analyses.large_winset import large_winset

        return large_winset(case, party, draws, seed, rows)
    at = scene(case, draws, seed)
    counts = tally(at)
    if party is not None:
        return _of_party(at, counts, at.space.party(party), rows)
    order = np.lexsort((np.arange(len(at.rules)), -counts.open, -counts.inside))
    order = order[(counts.inside[order] > 0) | (counts.open[order] > 0)]
    sure, some = int((counts.inside == counts.draws).sum()), int((counts.inside > 0).sum())
    hanging = int(((counts.open > 0) & (counts.inside == 0)).sum())
    value = {
        "deals": int(at.space.size),
        "allowed": int(at.rules.sum()),
        "every_draw": sure,
        "some_draw": some,
        "open_only": hanging,
    }
    answer = _answer(at, counts, order, sure, some, hanging)
    blocks: list[Block] = [
        Table(
            ("deal", "in the win-set", "open", "who could still refuse"), tuple(_row(at, counts, int(i)) for i in order[:rows])
        ),
        *([Note(f"{len(order) - rows:,} more deals are not listed")] if len(order) > rows else []),
        *interrupted(at, counts),
    ]
    return result(
        case, "winset", answer, METHOD, blocks, value=value, settings={"draws": draws, "rows": rows}, at=at, draws=counts.draws
    )


def _answer(at: Scene, counts: Tally, order: npt.NDArray[np.intp], sure: int, some: int, hanging: int) -> str:
    total = f"{at.space.size:,} deals, {int(at.rules.sum()):,} allowed by the rules"
    if some == 0:
        more = f"; {hanging:,} hang on a consent that is open" if hanging else ""
        return f"No deal wins every consent it needs in any draw ({total}){more}."
    best = at.deal_text(int(order[0]))
    if counts.draws == 1:
        return f"{some:,} deals win every consent they need ({total})."
    return (
        f"{some:,} deals win every consent they need in at least one of {counts.draws:,} draws, {sure:,} in every one ({total}). "
        f"Most often: {best}; {Share(int(counts.inside[order[0]]), counts.draws, at.space.ranged)}."
    )


def _row(at: Scene, counts: Tally, position: int) -> tuple[str, Share, Share, tuple[str, ...]]:
    return (
        changes(at.space, position),
        Share(int(counts.inside[position]), counts.draws, at.space.ranged),
        Share(int(counts.open[position]), counts.draws, at.space.ranged),
        could_refuse(at, counts, position),
    )


def could_refuse(at: Scene, counts: Tally, position: int) -> tuple[str, ...]:
    """Return the parties needed for a deal that do not consent in every draw, and the bodies that must ratify it."""
    needed = at.need.signs | at.need.delivers[:, position]
    for group, deals in at.need.shared:
        if deals[position]:
            needed[[p for p in group if p >= 0]] = True
    found = [at.space.parties[p] for p in np.flatnonzero(needed) if counts.accepts[p, position] < counts.draws]
    found += [body.id for body in at.ratify(position)]
    return tuple(found)


def _of_party(at: Scene, counts: Tally, party: int, rows: int) -> Result:
    accepts = np.where(at.rules, counts.accepts[party], 0)
    order = np.argsort(-accepts, kind="stable")
    order = order[accepts[order] > 0]
    sure, some = int((accepts == counts.draws).sum()), int((accepts > 0).sum())
    name = at.party_name(party)
    recorded_only = not at.space.valued[party]
    answer = f"{name} accepts {some:,} of {int(at.rules.sum()):,} allowed deals in at least one draw, {sure:,} in every draw."
    if recorded_only:
        answer += " No preferences are written down; only recorded consents count."
    blocks: list[Block] = [
        Table(
            ("deal", "accepted"),
            tuple((changes(at.space, int(i)), Share(int(accepts[i]), counts.draws, at.space.ranged)) for i in order[:rows]),
        ),
        *([Note(f"{len(order) - rows:,} more deals are not listed")] if len(order) > rows else []),
        *interrupted(at, counts),
    ]
    return result(
        at.case,
        f"winset of {at.space.parties[party]}",
        answer,
        "win-set of a party: the deals it values at least as much as no deal, recorded consents and red lines first",
        blocks,
        value={"some_draw": some, "every_draw": sure},
        settings={"party": at.space.parties[party], "rows": rows},
        at=at,
        draws=counts.draws,
    )
