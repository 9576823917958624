"""From one deal to a better one: trades that better all, the fewest changed terms first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import numpy as np

from winset.deals.factors import WORD, FactoredSpace, JointWorth, utilities
from winset.deals.optimum import best_deals
from winset.deals.plain import Goal
from winset.deals.sweep import MEMORY
from winset.errors import BadRequest


@dataclass(frozen=True)
class Trade:
    """A change of a deal: `changes` as (issue, value) pairs and what each party gains, in utilities."""

    changes: tuple[tuple[int, int], ...]
    gains: tuple[Fraction, ...]
    deal: tuple[int, ...]


def step(
    space: FactoredSpace,
    deal: Sequence[int],
    *,
    parties: Sequence[int] | None = None,
    strict: bool = True,
    most: int = 20,
    memory: int = MEMORY,
    counted: int | None = None,
) -> tuple[Trade, ...]:
    """Return trades from a deal that better all the given parties, the fewest changed terms first.

    Parameters
    ----------
    space : FactoredSpace
    deal : sequence of int, length I
        The value of each issue now.
    parties : sequence of int, optional
        Who must be better off; the signatories if left out.
    strict : bool
        True: everybody gains. False: nobody loses and somebody gains.
    most : int
        How many trades to return.
    memory : int
        Limit in bytes for linked issues.
    counted : int, optional
        Only the first so many issues count as terms; those after them are helpers that follow from these.

    Returns
    -------
    tuple of Trade
        By number of changed terms, then by value numbers; empty if the deal cannot be bettered so.

    Examples
    --------
    >>> from winset.deals.factors import factored_space
    >>> space = factored_space([[[0, 5], [0, -2]], [[0, -2], [0, 5]]])
    >>> [(t.changes, t.gains) for t in step(space, [0, 0])]
    [(((0, 1), (1, 1)), (Fraction(3, 1), Fraction(3, 1)))]
    """
    now = _checked(space, deal)
    who = [p for p in range(space.parties) if space.signs[p]] if parties is None else list(parties)
    if not who:
        raise BadRequest("name at least one party that should be better off")
    here = [int(x) for x in utilities(space, [now])[0]]
    terms = len(now) if counted is None else counted
    wide = _with_columns(space, now, who, terms)
    count = space.parties
    base = [*here, 0, 0, 0]
    flags = [p in who for p in range(count)] + [False, False, False]
    if strict:
        base[:count] = [h + (p in who) for p, h in enumerate(here)]
    else:
        base[count + 2], flags[count + 2] = 1 + sum(here[p] for p in who), True
    out: list[Trade] = []
    changed = 1
    while len(out) < most and changed <= terms:
        base[count + 1], flags[count + 1] = changed, True
        goal = Goal("sum", (*([0] * count), 1, 0, 0), tuple(base), tuple(flags))
        best, deals, _ = best_deals(replace(wide, reservation=tuple(base)), goal, most=most, memory=memory)
        if best is None:
            break
        after = utilities(space, deals)
        for row, worth in zip(deals.tolist(), after.tolist(), strict=True):
            out.append(
                Trade(
                    tuple((i, v) for i, v in enumerate(row[:terms]) if v != now[i]),
                    tuple(Fraction(int(w) - h, s) for w, h, s in zip(worth, here, space.scale, strict=True)),
                    tuple(row[:terms]),
                )
            )
        changed = terms - int(best) + 1
    return tuple(out[:most])


def _checked(space: FactoredSpace, deal: Sequence[int]) -> tuple[int, ...]:
    now = tuple(int(v) for v in deal)
    if len(now) != len(space.sizes) or any(not 0 <= v < n for v, n in zip(now, space.sizes, strict=True)):
        raise BadRequest("a deal needs one value number per issue, within the issue's values")
    return now


def _with_columns(space: FactoredSpace, now: Sequence[int], who: Sequence[int], terms: int) -> FactoredSpace:
    """Return the space with three helper parties: unchanged terms, changed terms, total of `who`."""
    if not space.wide and len(who) > 1:
        # A total of several parties may need a bit or three more than each of them has room for.
        peaks = [[int(np.abs(t[p]).max()) for t in (*space.worth, *(f.worth for f in space.joint))] for p in who]
        if sum(map(sum, peaks)) + sum(abs(space.reservation[p]) for p in who) >= WORD:
            space = replace(space, worth=tuple(t.astype(object) for t in space.worth))
    worth = []
    for i, table in enumerate(space.worth):
        same = np.array([int(v == now[i]) for v in range(space.sizes[i])], dtype=table.dtype) * (i < terms)
        other = np.full_like(same, i < terms) - same
        worth.append(np.vstack([table, same[None, :], other[None, :], table[list(who)].sum(axis=0)[None, :]]))
    joint = []
    for factor in space.joint:
        none = np.zeros_like(factor.worth[:1])
        joint.append(
            JointWorth(
                factor.scope,
                np.concatenate([factor.worth, none, none, factor.worth[list(who)].sum(axis=0)[None]]),
            )
        )
    more: Any = [np.vstack([n, np.zeros((3, n.shape[1]), dtype=bool)]) for n in space.needs]
    return replace(
        space,
        worth=tuple(worth),
        joint=tuple(joint),
        reservation=(*space.reservation, 0, 0, 0),
        scale=(*space.scale, 1, 1, 1),
        needs=tuple(more),
        refuses=tuple(more),
        signs=(*space.signs, False, False, False),
    )
