"""Joint worths as arrays: what some terms are worth together, beyond what each adds by itself, in every draw."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from winset.errors import TooLarge


class Term(NamedTuple):
    """One dimension with the positions of the values that are meant."""

    dim: int
    values: tuple[int, ...]


Conj = tuple[Term, ...]
#: Sums of fewer binary digits can be subtracted from each other in int64.
WORD_BITS = 61
#: More are refused: bounds on sums are first guessed in floats, which end at 1,023 binary digits.
MOST_BITS = 400


@dataclass(frozen=True)
class Joined:
    """A worth that a deal has if several dimensions have certain values.

    Parameters
    ----------
    party : int
        Whose worth it is.
    dim : int
        The dimension whose value says how much.
    amount : array (K, V)
        The worth by the value of `dim` in each draw, in the party's units; 0 where the value is not meant.
    given : tuple of Term
        What must hold besides for it to count.
    """

    party: int
    dim: int
    amount: Any
    given: Conj

    @property
    def scope(self) -> tuple[int, ...]:
        """The dimensions that it speaks of, ascending."""
        return tuple(sorted({self.dim, *(term.dim for term in self.given)}))


def worth_at(worth: Sequence[Any], joint: Sequence[Joined], rows: Any, draws: slice = slice(None)) -> Any:
    """Return the worth of some deals to every party in some draws, array (k, P, D).

    Parameters
    ----------
    worth : sequence of array (K, P, V)
        Per dimension the worth of each value.
    joint : sequence of Joined
        Worths of several dimensions together.
    rows : array (D, dims) of int
        The deals as value positions.
    draws : slice
        Which draws.

    Examples
    --------
    >>> tables = [np.array([[[0, 2]]]), np.array([[[0, 3]]])]
    >>> both = Joined(0, 0, np.array([[0, -4]]), (Term(1, (1,)),))
    >>> worth_at(tables, [both], np.array([[0, 0], [1, 0], [1, 1]])).tolist()
    [[[0, 2, 1]]]
    """
    rows = np.asarray(rows, np.int64)
    total: Any = np.zeros((*worth[0][draws].shape[:2], len(rows)), np.int64)
    for dim, table in enumerate(worth):
        total = total + table[draws][:, :, rows[:, dim]]
    for one in joint:
        held = np.flatnonzero(np.logical_and.reduce([np.isin(rows[:, d], v) for d, v in one.given]))
        total[:, one.party, held] += one.amount[draws][:, rows[held, one.dim]]
    return total


def added(table: Any, one: Joined) -> Any:
    """Return the worth of the values of one dimension, array (K, P, V), with a worth that hangs on nothing else."""
    more = np.zeros(table.shape, one.amount.dtype)
    more[:, one.party] = one.amount
    return table + more


def narrow(arrays: Sequence[Any], parts: Sequence[int]) -> list[Any]:
    """Return whole numbers of one party in int64, or where 61 bits are too few, as few Python integers' digits as will do.

    Parameters
    ----------
    arrays : sequence of array
        Worths, scale and worth of no deal, all in one unit; what they have in common is divided out if need be.
    parts : sequence of int
        Positions of the arrays that are added up: the sum of their largest entries must fit.

    Raises
    ------
    TooLarge
        If a number needs more than `MOST_BITS` binary digits.
    """

    def bits(found: Sequence[Any]) -> int:
        largest = [int(np.abs(array).max(initial=0)) for array in found]
        return max(sum(largest[n] for n in parts), *largest).bit_length()

    whole = [array.astype(object) for array in arrays]
    if bits(whole) > WORD_BITS:
        shared = int(np.gcd.reduce(np.concatenate([array.ravel() for array in whole])))
        whole = [array // max(1, shared) for array in whole]
    if bits(whole) > MOST_BITS:
        advice = "Write the numbers with fewer digits."
        raise TooLarge("binary digits of the numbers in a party's worths", bits(whole), MOST_BITS, advice)
    return [array.astype(np.int64) for array in whole] if bits(whole) <= WORD_BITS else whole


def gain_of(worth: Sequence[Any], joint: Sequence[Joined], party: int, dim: int, value: int = -1) -> tuple[Any, Any]:
    """Return the least and the most that a value of one dimension gains a party over the status quo, each (K,), per draw.

    Without joint worths the two are equal; with them they bound what it may be beside any other terms.
    """
    least = most = worth[dim][:, party, value] - worth[dim][:, party, 0]
    for one in joint:
        if one.party != party or dim not in one.scope:
            continue
        if one.dim == dim:
            change = one.amount[:, value] - one.amount[:, 0]
            least, most = least + np.minimum(change, 0), most + np.maximum(change, 0)
            continue
        size = worth[dim].shape[2]
        values = next(term.values for term in one.given if term.dim == dim)
        sign = int(value % size in values) - int(0 in values)
        ends = one.amount.min(axis=1) * sign, one.amount.max(axis=1) * sign
        low, high = np.minimum(np.minimum(*ends), 0), np.maximum(np.maximum(*ends), 0)
        least, most = least + low, most + high
    return least, most
