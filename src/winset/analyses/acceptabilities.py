"""`acceptability`: in which share of many draws each deal is in the win-set, efficient, and the Nash deal."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Any

import numpy as np

from winset.analyses.large import Large, large, tell, untell, words
from winset.analyses.scene import result
from winset.arrays.deal_space import DEFAULT_SEED, deal_space
from winset.case.case import Case
from winset.deals.acceptability import ASKED, Acceptability
from winset.deals.shares import shares
from winset.deals.space import listed
from winset.engine.slices import PATIENCE
from winset.errors import BadRequest
from winset.results import Block, Note, Result, Table
from winset.values import Share

DRAWS = 10_000


def acceptability(
    case: Case,
    parties: Iterable[str] | None = None,
    *,
    what: Iterable[str] = ASKED,
    draws: int = DRAWS,
    seed: int = DEFAULT_SEED,
    rows: int = 20,
) -> Result:
    """Return in which share of the draws each deal is in the win-set, efficient, and the Nash deal.

    Parameters
    ----------
    case : Case
        The case, of up to 2 million deals.
    parties : iterable of str, optional
        Between whom deals are efficient or the Nash deal; the signatories by default.
    what : iterable of {"winset", "efficient", "nash"}
        What is counted; all three by default. On large cases the win-set alone is much faster.
    draws, seed : int
        Number of draws of everything that is a range, and their seed.
    rows : int
        How many deals to list.

    Raises
    ------
    BadRequest
        If something else is asked for, or a party has no preferences.
    TooLarge
        If there are more than 2 million deals.

    References
    ----------
    Shares over a distribution of preferences, as in Lahdelma, Hokkanen & Salminen (1998), SMAA, European Journal of Operational
    Research 106.

    Examples
    --------
    >>> import winset
    >>> case = winset.load("doha2025").stage(1)
    >>> winset.acceptability(case, ["us", "hamas"], draws=200).draws
    200
    """
    asked = tuple(name for name in ASKED if name in set(what))
    if not asked or set(what) - set(ASKED):
        raise BadRequest(f"ask for some of {', '.join(ASKED)}")
    at = large(case, 0, seed)
    chosen = at.parties(parties) if set(asked) - {"winset"} or parties is not None else ()
    space = deal_space(case, draws, seed)
    listed(space)
    start, seen = time.monotonic(), None
    try:
        for seen in shares(space, at.bodies, chosen, asked):
            if seen.draws < seen.asked and time.monotonic() - start > PATIENCE:
                tell(f"acceptability: {seen.draws:,} of {seen.asked:,} draws (Ctrl-C keeps these)")
    except KeyboardInterrupt:
        if seen is None:
            raise
    untell(start)
    assert seen is not None
    return _shown(at, seen, asked, chosen, draws, seed, rows)


def _shown(
    at: Large, seen: Acceptability, asked: tuple[str, ...], chosen: tuple[int, ...], draws: int, seed: int, rows: int
) -> Result:
    counts = {name: getattr(seen, name) for name in asked}
    keys = [counts[name] for name in reversed(asked)]
    order = np.lexsort((np.arange(len(keys[0])), *(-key for key in keys)))
    some = np.any([count > 0 for count in counts.values()], axis=0)
    order = order[some[order]]
    columns = {"winset": "in the win-set", "efficient": "efficient", "nash": "Nash deal"}
    deals: Any = np.stack(np.unravel_index(order[:rows], at.middle.sizes), axis=1) if len(order) else []
    table = Table(
        ("deal", *(columns[name] for name in asked)),
        tuple(
            (text, *(Share(int(counts[name][i]), seen.draws, at.space.ranged) for name in asked))
            for text, i in zip(words(at, deals), order[:rows].tolist(), strict=True)
        ),
    )
    parts = []
    for name in asked:
        best = int(counts[name].max(initial=0))
        number = int((counts[name] > 0).sum())
        parts.append(f"{columns[name]} in some draw: {number:,} deals, the most frequent in {best:,}")
    blocks: list[Block] = [table]
    if len(order) > rows:
        blocks.append(Note(f"{len(order) - rows:,} more deals are not listed"))
    if seen.draws < seen.asked:
        blocks.append(Note(f"interrupted: {seen.draws:,} of {seen.asked:,} draws were made and are counted here"))
    names = [at.space.parties[p] for p in chosen]
    return result(
        at.case,
        "acceptability",
        f"Over {seen.draws:,} draws of {at.middle.size:,} deals: {'; '.join(parts)}.",
        "every deal counted in every draw, exact on whole numbers; a draw in which nothing betters everybody has no Nash deal; "
        "ties all count",
        blocks,
        value={name: int((counts[name] > 0).sum()) for name in asked},
        settings={"what": asked, "parties": names, "draws": draws, "rows": rows, "seed": seed},
        draws=seen.draws,
    )
