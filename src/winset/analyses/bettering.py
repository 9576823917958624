"""`step` and `sidepay`: from a given deal to one that is better for all, or to one that brings a blocker in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, product
from math import prod

import numpy as np

from winset.analyses.large import large, words
from winset.analyses.scene import Scene, result, scene_of
from winset.arrays.deal_space import DEFAULT_DRAWS, DEFAULT_SEED, NO, YES
from winset.case.case import Case
from winset.deals import improve
from winset.deals.bridge import factored
from winset.deals.consent import consents
from winset.deals.space import deal_values, worths
from winset.errors import BadRequest, TooLarge
from winset.results import Block, Note, Result, Table
from winset.values import Share

MOST_CHANGED = 200_000


def step(
    case: Case,
    deal: Mapping[str, str] | None = None,
    parties: Iterable[str] | None = None,
    *,
    draws: int = DEFAULT_DRAWS,
    seed: int = DEFAULT_SEED,
    rows: int = 10,
    **named: str,
) -> Result:
    """Return the trades from a deal that make everybody better off, those with the fewest changed terms first.

    Parameters
    ----------
    case : Case
        The case; of any size.
    deal : mapping, optional
        The deal now, issue to value; issues left out stay at the status quo.
    parties : iterable of str, optional
        Who must gain; the signatories by default.
    draws, seed : int
        Draws that say how sure it is that all gain; the trades are found at the middle of the ranges.
    rows : int
        How many trades to list.
    **named : str
        Terms of the deal as keywords.

    Raises
    ------
    UnknownName, BadRequest
        For an issue, value or party that does not exist, or a party without preferences.
    TooLarge
        If the rules link too many issues at once.

    References
    ----------
    Integrative moves: Raiffa (1982), The Art and Science of Negotiation.

    Examples
    --------
    >>> import winset
    >>> case = winset.load("doha2025").stage(1)
    >>> winset.step(case, {}, ["us", "hamas"], rows=1).rows()[0]["terms changed"]
    1
    """
    at = large(case, 0, seed)
    now = deal_values(at.middle, {**(deal or {}), **named})
    chosen = at.parties(parties)
    whole = factored(at.middle, parties=chosen)
    padded = (*now, *[0] * (len(whole.sizes) - len(now)))
    found = improve.step(whole, padded, parties=range(len(chosen)), most=rows, counted=len(now))
    here = scene_of(case, [now, *(trade.deal for trade in found)], draws, seed)
    worth = worths(here.space, slice(0, here.space.draws))[:, list(chosen)]
    better = (worth[:, :, 1:] > worth[:, :, :1]).all(axis=1).sum(axis=0)
    names = [at.space.parties[p] for p in chosen]
    table = Table(
        ("change", "terms changed", *(f"{name} gains (0-100)" for name in names), "all gain"),
        tuple(
            (
                ", ".join(f"{at.dims[d].id}={at.dims[d].values[v]}" for d, v in trade.changes),
                len(trade.changes),
                *(round(100 * float(gain), 1) for gain in trade.gains),
                Share(int(better[k]), here.space.draws, here.space.ranged),
            )
            for k, trade in enumerate(found)
        ),
    )
    text = words(at, [now])[0]
    answer = f"From the deal {text}, {len(found)} trades are shown that better {' and '.join(at.party_name(p) for p in chosen)}"
    answer += f"; the shortest changes {len(found[0].changes)} terms." if found else ""
    if not found:
        answer = f"No other deal that the rules allow is better than {text} for all of {', '.join(names)}."
    blocks: list[Block] = [table]
    if not bool(here.rules[0]):
        blocks.append(Note("the rules of the case do not allow the deal to start from"))
    return result(
        case,
        f"step from {text}",
        answer,
        "trades that give every party named more, found exactly at the middle of the ranges, the fewest changed terms first; no "
        "deal is listed",
        blocks,
        value=[{at.dims[d].id: at.dims[d].values[v] for d, v in trade.changes} for trade in found],
        settings={"parties": names, "draws": draws, "rows": rows},
        at=here,
    )


@dataclass(frozen=True)
class _Payment:
    """A change that brings a blocker in: terms, who delivers them and what it costs these, in utilities."""

    blocker: int
    changes: tuple[tuple[int, int], ...]
    payers: tuple[int, ...]
    cost: Fraction
    deal: tuple[int, ...]


def sidepay(
    case: Case,
    deal: Mapping[str, str] | None = None,
    *,
    terms: int = 2,
    draws: int = DEFAULT_DRAWS,
    seed: int = DEFAULT_SEED,
    rows: int = 5,
    **named: str,
) -> Result:
    """Return, for each party that blocks a deal, the cheapest terms in somebody else's hands that win its consent.

    Parameters
    ----------
    case : Case
        The case; of any size.
    deal : mapping, optional
        The deal, issue to value; issues left out stay at the status quo.
    terms : int
        How many terms may change at once, 1 to 3; more are tried only where fewer do not help.
    draws, seed : int
        Draws that say how often the blocker would then consent; the terms are found at the middle of the ranges.
    rows : int
        How many changes to list for each blocker.
    **named : str
        Terms of the deal as keywords.

    Raises
    ------
    UnknownName, BadRequest
        For an issue or value that does not exist.
    TooLarge
        If more than 200,000 changed deals would have to be looked at.

    References
    ----------
    Side payments to bring blockers in: Lax & Sebenius (2006), 3-D Negotiation.

    Examples
    --------
    >>> import winset
    >>> case = winset.load("doha2025").stage(1)
    >>> winset.sidepay(case, prisoners="some").question
    'sidepay for prisoners=some'
    """
    if terms not in (1, 2, 3):
        raise BadRequest(f"one to three terms may change at once, not {terms}")
    at = large(case, 0, seed)
    now = deal_values(at.middle, {**(deal or {}), **named})
    blocking = sorted(_blocking(scene_of(case, [now], 0))[0])
    found: dict[int, list[_Payment]] = {p: [] for p in blocking}
    for size in range(1, terms + 1):
        waiting = [p for p in blocking if not found[p]]
        if waiting:
            _collect(case, now, size, blocking, waiting, found)
    shown = [pay for p in blocking for pay in sorted(found[p], key=lambda one: (one.cost, one.changes))[:rows]]
    here = scene_of(case, [now, *(pay.deal for pay in shown)], draws, seed)
    says = consents(here.space, here.giving, worths(here.space, slice(0, here.space.draws)), slice(0, here.space.draws))
    yes = (says == YES).sum(axis=1)
    table = Table(
        ("blocker", "add", "delivered by", "costs them (0-100)", "the blocker then consents"),
        tuple(
            (
                at.party_name(pay.blocker),
                ", ".join(f"{at.dims[d].id}={at.dims[d].values[v]}" for d, v in pay.changes),
                tuple(at.party_name(p) for p in pay.payers),
                round(100 * float(pay.cost), 1),
                Share(int(yes[pay.blocker, k + 1]), here.space.draws, here.space.ranged),
            )
            for k, pay in enumerate(shown)
        ),
    )
    text = words(at, [now])[0]
    names = [at.party_name(p) for p in blocking]
    without = [at.party_name(p) for p in blocking if not found[p]]
    if not blocking:
        answer = f"Nobody blocks the deal {text} at the middle of the ranges."
    else:
        answer = f"{' and '.join(names)} block{'s' * (len(names) == 1)} the deal {text}."
        answer += f" No change of up to {terms} terms brings in {', '.join(without)}." if without else ""
    return result(
        case,
        f"sidepay for {text}",
        answer,
        "for each party whose consent is needed and not given: terms that others must deliver, so that it consents and nobody "
        "new blocks; the cost is what those who deliver them lose together; found at the middle of the ranges",
        [table],
        value={
            at.space.parties[p]: [
                {at.dims[d].id: at.dims[d].values[v] for d, v in one.changes} for one in shown if one.blocker == p
            ]
            for p in blocking
        },
        settings={"terms": terms, "draws": draws, "rows": rows},
        at=here,
    )


def _blocking(at: Scene) -> list[set[int]]:
    """Return for each deal the parties that sign or alone must deliver and say no, at the first draw."""
    says = consents(at.space, at.giving, worths(at.space, slice(0, 1)), slice(0, 1))[:, 0]
    no = at.need.any & (says == NO)
    for group, deals in at.need.shared:
        members = [p for p in group if p >= 0]
        if members:
            no[members] |= deals & (says[members] == NO).all(axis=0) & (-1 not in group)
    return [set(np.flatnonzero(column).tolist()) for column in no.T]


def _collect(
    case: Case, now: tuple[int, ...], size: int, blocking: list[int], waiting: list[int], found: dict[int, list[_Payment]]
) -> None:
    deals = _changed(case, now, size)
    here = scene_of(case, np.concatenate([[now], deals]), 0)
    after = _blocking(here)
    says = consents(here.space, here.giving, worths(here.space, slice(0, 1)), slice(0, 1))[:, 0]
    worth, scale = worths(here.space, slice(0, 1))[0], here.space.scale[0]
    for k in range(1, len(deals) + 1):
        winners = [p for p in waiting if says[p, k] == YES and p not in after[k]]
        if not winners or not here.rules[k] or after[k] - set(blocking):
            continue
        deal = tuple(int(v) for v in deals[k - 1])
        changes = tuple((d, v) for d, v in enumerate(deal) if v != now[d])
        for p in winners:
            payers = _payers(here, changes, p)
            if payers is None:
                continue
            cost = sum((Fraction(int(worth[q, 0] - worth[q, k]), int(scale[q])) for q in payers), Fraction(0))
            found[p].append(_Payment(p, changes, payers, cost, deal))


def _payers(at: Scene, changes: tuple[tuple[int, int], ...], blocker: int) -> tuple[int, ...] | None:
    """Return who delivers the changes without the blocker, of a group the first that can; None where nobody else does."""
    payers: set[int] = set()
    for dim, value in changes:
        groups = at.space.control[dim][value]
        if not groups:
            return None
        for group in groups:
            others = [p for p in group if p >= 0 and p != blocker]
            if not others:
                return None
            payers.add(next((p for p in others if p in payers), others[0]))
    return tuple(sorted(payers))


def _changed(case: Case, now: tuple[int, ...], size: int) -> np.ndarray[tuple[int, int], np.dtype[np.int64]]:
    sizes = [len(dim.values) for dim in case.dimensions().values()]
    total = sum(prod(sizes[i] - 1 for i in some) for some in combinations(range(len(now)), size))
    if total > MOST_CHANGED:
        raise TooLarge("changed deals to look at", total, MOST_CHANGED, "Let fewer terms change at once (--terms).")
    rows = []
    for some in combinations(range(len(now)), size):
        for values in product(*([v for v in range(sizes[i]) if v != now[i]] for i in some)):
            row = list(now)
            for i, v in zip(some, values, strict=True):
                row[i] = v
            rows.append(row)
    return np.array(rows, np.int64).reshape(-1, len(now))
