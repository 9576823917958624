"""Counts over draws for worths that are no sum over issues, or need Python integers: every deal's worth in every draw."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np

from winset.arrays.deal_space import YES, DealSpace
from winset.arrays.ratification import Body
from winset.deals.acceptability import Acceptability, _frozen, _nash, _weak
from winset.deals.consent import consents, needs, ratified_deals, settled, verdicts
from winset.deals.frontier import ranked
from winset.deals.space import allowed, listed, worths
from winset.errors import TooLarge

#: Cells (draws x parties x deals) held at once.
_CELLS = 20_000_000
#: Deals above which a compiled filter finds the efficient ones.
_PLAIN = 300


def listed_shares(
    space: DealSpace, bodies: Iterable[Body], parties: Sequence[int], what: Sequence[str], *, memory: int = 1_500_000_000
) -> Iterator[Acceptability]:
    """Yield the counts after each chunk of draws, as `shares.shares` does; stopping early keeps what there is.

    Raises
    ------
    TooLarge
        If one draw would not fit the limit.
    """
    total, everybody = listed(space), len(space.parties)
    # A Python integer takes an address and, with its digits, some 40 bytes more.
    cell = 56 if any(table.dtype == object for table in space.worth) else 24
    one = total * everybody * cell
    if one > memory:
        raise TooLarge("bytes for one draw", one, memory, "Look at one stage, or fix some issues with a rule.")
    step = max(1, min(250, min(memory // cell, _CELLS) // max(1, total * everybody)))
    good, giving, need = allowed(space), settled(space), needs(space)
    ratifying = tuple((body, ratified_deals(space, need, body)) for body in bodies)
    rows, who = np.flatnonzero(good), list(parties)
    counts = {name: np.zeros(total, np.int64) for name in what}
    for start in range(0, space.draws, step):
        part = slice(start, min(space.draws, start + step))
        worth = worths(space, part)
        if "winset" in what:
            state = verdicts(need, consents(space, giving, worth, part), ratifying, good)
            counts["winset"] += (state == YES).sum(axis=0)
        if "efficient" in what or "nash" in what:
            for k in range(part.stop - start):
                best = rows[_best(worth[k][who][:, rows])]
                if "efficient" in what:
                    counts["efficient"][best] += 1
                if "nash" in what:
                    floor = space.floor[start + k][who]
                    counts["nash"][_nash(best, worth[k][who][:, best].T, floor)] += 1
        found = [_frozen(counts[name]) if name in what else None for name in ("winset", "efficient", "nash")]
        yield Acceptability(part.stop, space.draws, found[0], found[1], found[2])


def _best(worth: Any) -> Any:
    """Return the positions of the deals that none betters for all, of worths (P, D)."""
    return _weak(np.ascontiguousarray(ranked(worth).T), worth.shape[1] <= _PLAIN)
