"""Fronts of two or three parties in one word a vector: few numpy steps an issue, and no compiler for small ones.

A vector is written as how much each party lacks to the most it could have; these deficits add up, issue by issue, without carries
between their lanes, so that a sum of vectors is one addition and their order one sort of whole numbers.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from winset.deals import kernels
from winset.deals.factors import AnyIntegers, Integers
from winset.deals.undominated import COMPILE_FROM

Edges = tuple[Integers, Integers, Integers]
#: Bits that a sum keeps for its own number: fronts with more candidates than this holds go another way.
_ROW = 13
_ROW_MASK = (1 << _ROW) - 1
MOST = 1 << _ROW


@dataclass(frozen=True)
class Packed:
    """An antichain in packed form, in lexicographic descending order of its vectors.

    `keys` (L,) are the deficits, ascending; party p's is (keys >> shift[p]) & mask[p], and its worth is `top[p]` less
    the deficit. `most[p]` is the largest deficit that the cuts allow, or None.
    """

    keys: Integers
    top: tuple[int, ...]
    shift: tuple[int, ...]
    mask: tuple[int, ...]
    most: tuple[int | None, ...]

    def points(self) -> Integers:
        """Return the vectors, shape (L, P)."""
        out = np.empty((len(self.keys), len(self.top)), dtype=np.int64)
        for p, (top, shift, mask) in enumerate(zip(self.top, self.shift, self.mask, strict=True)):
            out[:, p] = top - ((self.keys >> shift) & mask)
        return out


def packed_pieces(
    pieces: Sequence[AnyIntegers], floor: Sequence[int | None]
) -> tuple[Packed, list[Integers], list[tuple[int, ...]]] | None:
    """Return the sum of nothing in packed form, the keys of the options and the top of each piece; None if a word is short.

    Parameters
    ----------
    pieces : sequence of integer arrays, each of shape (V, P), V at least 1
    floor : sequence, length P
        The least that each party must have in the end, or None.

    Examples
    --------
    >>> import numpy as np
    >>> start, keys, tops = packed_pieces([np.array([[0, 3], [2, 0]])], [None, None])
    >>> keys[0].tolist(), tops
    ([8, 3], [(2, 3)])
    """
    parties = pieces[0].shape[1]
    if parties not in (2, 3) or any(piece.dtype == object for piece in pieces):
        return None
    sizes = [len(piece) for piece in pieces]
    rows = np.concatenate(pieces)
    starts = np.cumsum([0, *sizes[:-1]])
    best = np.maximum.reduceat(rows, starts, axis=0)
    deficits = np.repeat(best, sizes, axis=0) - rows
    bits = [max(1, int(x).bit_length()) for x in np.maximum.reduceat(deficits, starts, axis=0).sum(axis=0)]
    if sum(bits) + _ROW > 62:
        return None
    shift = tuple(sum(bits[p + 1 :]) for p in range(parties))
    keys = deficits[:, 0] << shift[0]
    for p in range(1, parties):
        keys += deficits[:, p] << shift[p]
    total = best.sum(axis=0).tolist()
    start = Packed(
        np.zeros(1, dtype=np.int64),
        (0,) * parties,
        shift,
        tuple((1 << b) - 1 for b in bits),
        tuple(None if least is None else top - least for top, least in zip(total, floor, strict=True)),
    )
    options = [keys[a : a + size] for a, size in zip(starts.tolist(), sizes, strict=True)]
    return start, options, [tuple(row) for row in best.tolist()]


def add_packed(front: Packed, options: Integers, top: tuple[int, ...]) -> tuple[Packed, Edges]:
    """Return the undominated sums of the front and some options, and all the ways to them as (point, option, row of the front).

    There must be no more sums than `MOST`. Points are in lexicographic descending order, and so are the ways by point.
    """
    choices = len(options)
    left = front.keys << _ROW
    left += np.arange(0, choices * len(left), choices)
    sums = np.add.outer(left, (options << _ROW) + np.arange(choices)).reshape(-1)
    for most, shift, mask in zip(front.most, front.shift, front.mask, strict=True):
        if most is not None:
            sums = sums[((sums >> (shift + _ROW)) & mask) <= most]
    sums.sort()
    keys = sums >> _ROW
    heads = _heads(keys, front) if len(keys) else np.zeros(0, dtype=np.int64)
    kept = keys[heads]
    point, rows = np.arange(len(heads)), sums[heads]
    if len(keys) > 1 and (keys.take(heads + 1, mode="wrap") == kept).any():
        # Equal sums stand together behind their head.
        at = np.zeros(len(keys), dtype=np.int64)
        at[heads] = 1
        at = np.cumsum(at) - 1
        stays = keys == kept[at]
        point, rows = at[stays], sums[stays]
    rows &= _ROW_MASK
    before = rows // choices
    total = tuple(a + b for a, b in zip(front.top, top, strict=True))
    return Packed(kept, total, front.shift, front.mask, front.most), (point, rows - before * choices, before)


def _heads(keys: Integers, front: Packed) -> Integers:
    """Return which keys, ascending, no other one beats, equal ones once."""
    if len(front.shift) == 2:
        second = keys & front.mask[1]
        least = np.minimum.accumulate(second)
        return np.concatenate(([0], (second[1:] < least[:-1]).nonzero()[0] + 1))
    if len(keys) >= COMPILE_FROM or kernels.loaded(kernels.stairs):
        heads = np.empty(len(keys), dtype=np.int64)
        count = kernels.compiled(kernels.stairs)(keys, front.shift[1], front.mask[1], front.mask[2], heads)
        return heads[:count]
    # Steps of second and third deficits: a vector falls to the step at or before it that is at least as low.
    seconds: list[int] = []
    thirds: list[int] = []
    found = []
    pairs = zip(((keys >> front.shift[1]) & front.mask[1]).tolist(), (keys & front.mask[2]).tolist(), strict=True)
    for k, (y, z) in enumerate(pairs):
        at = bisect_right(seconds, y)
        if at and thirds[at - 1] <= z:
            continue
        found.append(k)
        begin = at - 1 if at and seconds[at - 1] == y else at
        end = at
        while end < len(thirds) and thirds[end] >= z:
            end += 1
        seconds[begin:end], thirds[begin:end] = [y], [z]
    return np.array(found, dtype=np.int64)
