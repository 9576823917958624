"""Deals by position: counting them, listing them, the worth of each, and which ones the rules allow.

Deals stand in Cartesian order, the last dimension fastest, and listing them all is refused above a limit; a space that names
the deals looked at (`only`) may be of any size.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from winset.arrays.deal_space import Bools, Conj, DealSpace, Ints, Linkage
from winset.errors import BadRequest, TooLarge, UnknownName, did_you_mean, quoted

MAX_DEALS = 2_000_000


def listed(space: DealSpace, limit: int = MAX_DEALS) -> int:
    """Return the number of deals looked at, or raise `TooLarge` with the number where it is over `limit`."""
    if space.rows is not None:
        return len(space.rows)
    if space.size > limit:
        raise TooLarge("deals", space.size, limit, "Look at one stage (--stage), or fix some issues with a rule.")
    return space.size


def only(space: DealSpace, deals: Any) -> DealSpace:
    """Return the space with just some deals to look at, given as value positions, array (D, dims)."""
    rows = np.array(deals, np.int64).reshape(-1, len(space.dims))
    rows.setflags(write=False)
    return replace(space, rows=rows)


def worths(space: DealSpace, draws: slice) -> Ints:
    """Return the worth of every deal for every party in some draws, array (k, P, D), in units of ``1 / space.scale``."""
    listed(space)
    rows = len(space.scale[draws])
    if space.rows is not None:
        parts = (table[draws][:, :, space.rows[:, dim]] for dim, table in enumerate(space.worth))
        return _opened(space, draws, sum(parts, np.zeros((rows, len(space.parties), len(space.rows)), np.int64)))
    total = np.zeros((rows, len(space.parties), 1), np.int64)
    for table in space.worth:
        total = (total[:, :, :, None] + table[draws][:, :, None, :]).reshape(rows, len(space.parties), -1)
    return _opened(space, draws, total)


def _opened(space: DealSpace, draws: slice, total: Ints) -> Ints:
    """Return the worths with what the deals that open an expected stage have on top."""
    for bonus in space.bonuses:
        total = total + bonus.worth[draws][:, :, None] * holds(space, bonus.terms)
    return total


def values_at(space: DealSpace, dim: int) -> npt.NDArray[np.intp]:
    """Return the position of the value of dimension `dim` in every deal, array (D,)."""
    if space.rows is not None:
        return space.rows[:, dim].astype(np.intp)
    after = 1
    for size in space.sizes[dim + 1 :]:
        after *= size
    return (np.arange(listed(space)) // after) % space.sizes[dim]


def spread(space: DealSpace, dim: int, flags: npt.NDArray[np.bool_]) -> Bools:
    """Return, for every deal, the flag of the value it has in dimension `dim`; array (D,)."""
    if space.rows is not None:
        return flags[space.rows[:, dim]]
    before = after = 1
    for size in space.sizes[:dim]:
        before *= size
    for size in space.sizes[dim + 1 :]:
        after *= size
    return np.broadcast_to(flags[None, :, None], (before, len(flags), after)).reshape(-1)


def holds(space: DealSpace, terms: Conj) -> Bools:
    """Return which deals contain all of `terms`, array (D,)."""
    good = np.ones(listed(space), bool)
    for dim, positions in terms:
        flags = np.zeros(space.sizes[dim], bool)
        flags[list(positions)] = True
        good &= spread(space, dim, flags)
    return good


def allowed(space: DealSpace) -> Bools:
    """Return which deals fulfil every rule that is on, array (D,)."""
    good = np.ones(listed(space), bool)
    for rule in space.rules:
        good &= _fulfils(space, rule)
    return good


def _fulfils(space: DealSpace, rule: Linkage) -> Bools:
    if rule.kind == "if":
        return ~holds(space, rule.parts[0]) | holds(space, rule.parts[1])
    if rule.kind == "never":
        return ~holds(space, rule.parts[0])
    if rule.kind == "at_most":
        count = np.zeros(listed(space), np.int32)
        for terms in rule.parts:
            count += holds(space, terms)
        return count <= rule.most
    good = np.ones(listed(space), bool)
    steps = [_changed(space, step) for step in rule.parts]
    for first, second in pairwise(steps):
        good &= first | ~second
    return good


def _changed(space: DealSpace, step: Conj) -> Bools:
    """Return the deals in which at least one dimension of `step` has left the status quo."""
    found = np.zeros(listed(space), bool)
    for term in step:
        found |= holds(space, (term,))
    return found


def deal_at(space: DealSpace, position: int) -> dict[str, str]:
    """Return the deal at a position, dimension id to value id."""
    if space.rows is not None:
        return {name: space.values[dim][space.rows[position, dim]] for dim, name in enumerate(space.dims)}
    rest, found = position, {}
    for dim in range(len(space.dims) - 1, -1, -1):
        rest, value = divmod(rest, space.sizes[dim])
        found[space.dims[dim]] = space.values[dim][value]
    return dict(reversed(found.items()))


def position_of(space: DealSpace, deal: Mapping[str, str]) -> int:
    """Return the position of a deal in Cartesian order; dimensions left out stay at the status quo.

    Raises
    ------
    UnknownName, BadRequest
        For an issue or a value that does not exist.
    """
    position = 0
    for size, value in zip(space.sizes, deal_values(space, deal), strict=True):
        position = position * size + value
    return position


def deal_values(space: DealSpace, deal: Mapping[str, str]) -> tuple[int, ...]:
    """Return the value positions of a deal, as `position_of` reads it."""
    for name in deal:
        if name not in space.dims:
            raise UnknownName("issue", name, space.dims)
    found = []
    for dim, name in enumerate(space.dims):
        value = str(deal.get(name, space.values[dim][0]))
        if value not in space.values[dim]:
            raise BadRequest(f"issue {name} has no value {quoted(value)}.{did_you_mean(value, space.values[dim])}")
        found.append(space.values[dim].index(value))
    return tuple(found)


def changes(space: DealSpace, position: int) -> str:
    """Return a deal as the terms that differ from the status quo, ``a=x, b=y``, or ``status quo``."""
    deal = deal_at(space, position)
    terms = [f"{name}={value}" for (name, value), values in zip(deal.items(), space.values, strict=True) if value != values[0]]
    return ", ".join(terms) or "status quo"
