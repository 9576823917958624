"""From one deal to a better one: trades that better all, and terms that bring a blocker in."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import numpy as np

from winset.deals.counting import who_blocks
from winset.deals.factors import FactoredSpace, JointWorth, allowed, utilities
from winset.deals.optimum import best_deals
from winset.deals.plain import Goal
from winset.deals.sweep import MEMORY
from winset.errors import BadRequest, TooLarge


@dataclass(frozen=True)
class Trade:
    """A change of a deal: `changes` as (issue, value) pairs and what each party gains, in utilities."""

    changes: tuple[tuple[int, int], ...]
    gains: tuple[Fraction, ...]
    deal: tuple[int, ...]


@dataclass(frozen=True)
class SidePayment:
    """Terms added for a blocker: `payers` deliver them at `cost` to them together, in utilities."""

    blocker: int
    changes: tuple[tuple[int, int], ...]
    payers: tuple[int, ...]
    cost: Fraction
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


def sidepay(
    space: FactoredSpace, deal: Sequence[int], *, terms: int = 2, most: int = 10, limit: int = 2_000_000
) -> dict[int, tuple[SidePayment, ...]]:
    """Return, for each blocker of a deal, the cheapest terms somebody else controls that win its consent.

    After the change the blocker consents, and nobody whose consent the new deal needs blocks who did not
    block before. The cost is what the parties that must deliver the new terms lose together, in utilities
    (it may be negative: then paying is no sacrifice).

    Parameters
    ----------
    terms : int
        How many terms may change at once; more are tried only if fewer do not help.
    most : int
        How many payments to return per blocker, cheapest first.
    limit : int
        How many changed deals may be looked at.

    Examples
    --------
    >>> from winset.deals.factors import factored_space
    >>> needs = [[[0, 0], [0, 0]], [[0, 1], [0, 0]]]
    >>> space = factored_space([[[0, 5], [0, -2]], [[0, -1], [0, 3]]], needs=needs)
    >>> found = sidepay(space, [1, 0])
    >>> found[1][0].changes, found[1][0].payers, found[1][0].cost
    (((1, 1),), (0,), Fraction(1, 1))
    """
    now = _checked(space, deal)
    _, blocking = who_blocks(space, now)
    here = [int(x) for x in utilities(space, [now])[0]]
    out: dict[int, tuple[SidePayment, ...]] = dict.fromkeys(blocking, ())
    for size in range(1, terms + 1):
        open_blockers = [b for b in blocking if not out[b]]
        if not open_blockers:
            break
        rows = _changed(space, now, size, limit)
        rows = rows[allowed(space, rows)]
        worth = utilities(space, rows)
        for b in open_blockers:
            better = worth[:, b] >= space.reservation[b]
            found = []
            for row, value in zip(rows[better].tolist(), worth[better].tolist(), strict=True):
                if set(who_blocks(space, row)[1]) - (set(blocking) - {b}):
                    continue
                changes = tuple((i, v) for i, v in enumerate(row) if v != now[i])
                payers = tuple(p for p in range(space.parties) if p != b and any(space.needs[i][p, v] for i, v in changes))
                if not all(any(space.needs[i][p, v] for p in payers) for i, v in changes):
                    continue
                cost = sum((Fraction(here[p] - int(value[p]), space.scale[p]) for p in payers), Fraction(0))
                found.append(SidePayment(b, changes, payers, cost, tuple(row)))
            out[b] = tuple(sorted(found, key=lambda s: (s.cost, s.changes))[:most])
    return out


def _checked(space: FactoredSpace, deal: Sequence[int]) -> tuple[int, ...]:
    now = tuple(int(v) for v in deal)
    if len(now) != len(space.sizes) or any(not 0 <= v < n for v, n in zip(now, space.sizes, strict=True)):
        raise BadRequest("a deal needs one value number per issue, within the issue's values")
    return now


def _with_columns(space: FactoredSpace, now: Sequence[int], who: Sequence[int], terms: int) -> FactoredSpace:
    """Return the space with three helper parties: unchanged terms, changed terms, total of `who`."""
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


def _changed(space: FactoredSpace, now: Sequence[int], size: int, limit: int) -> Any:
    total = sum(
        int(np.prod([space.sizes[i] - 1 for i in some], dtype=object)) for some in itertools.combinations(range(len(now)), size)
    )
    if total > limit:
        raise TooLarge("changed deals to look at", total, limit, "Allow fewer changed terms.")
    rows = []
    for some in itertools.combinations(range(len(now)), size):
        for values in itertools.product(*([v for v in range(space.sizes[i]) if v != now[i]] for i in some)):
            row = list(now)
            for i, v in zip(some, values, strict=True):
                row[i] = v
            rows.append(row)
    return np.array(rows, dtype=np.int64).reshape(-1, len(now))
