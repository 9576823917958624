"""A few frontier points that stand for all of them, with the guarantee that goes with it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from winset.deals.factors import AnyIntegers, Integers
from winset.errors import BadRequest


@dataclass(frozen=True)
class Cover:
    """Chosen rows of a set of points, and what choosing them gives away.

    Parameters
    ----------
    rows : integer array, shape (C,)
        Rows of the points, ascending.
    epsilon : Fraction
        As asked.
    slack : tuple of int, length P
        For every point there is a chosen one that is at most this much worse, for every party at once.
    guarantee : str
        The same in words, with the numbers.
    """

    rows: Integers
    epsilon: Fraction
    slack: tuple[int, ...]
    guarantee: str


def epsilon_cover(points: AnyIntegers, epsilon: Fraction) -> Cover:
    """Return few points that match every point up to epsilon of each party's range.

    Parameters
    ----------
    points : integer array, shape (L, P)
        Usually a frontier. Each party's best point is always chosen.
    epsilon : Fraction
        Share of each party's range over the points, 0 to 1. The additive cover follows Laumanns, Thiele, Deb
        & Zitzler (2002).

    Examples
    --------
    >>> import numpy as np
    >>> points = np.array([[k, 100 - k] for k in range(101)])
    >>> cover = epsilon_cover(points, Fraction(1, 10))
    >>> len(cover.rows), cover.slack
    (6, (10, 10))
    """
    share = Fraction(epsilon)
    if not 0 <= share <= 1:
        raise BadRequest("epsilon is a share of each party's range, from 0 to 1")
    table: Any = np.asarray(points)
    if len(table) == 0:
        return Cover(np.zeros(0, dtype=np.int64), share, (0,) * table.shape[1], "there is no point to stand for")
    low, high = table.min(axis=0), table.max(axis=0)
    slack = tuple(int(share * (int(h) - int(lo))) for lo, h in zip(low, high, strict=True))
    chosen: list[int] = []
    give = np.array(slack, dtype=table.dtype)
    first = [int(table[:, p].argmax()) for p in range(table.shape[1])]
    # Taken along party 0's utility, so that the points still open and the ones that could cover them stay
    # together.
    left = np.argsort(-table[:, 0], kind="stable")
    rest = table[left]
    while first or len(left):
        if first:
            pick = first.pop(0)
        else:
            fine = np.flatnonzero(np.all(rest >= rest[0] - give, axis=1))
            pick = int(left[fine[-1]])
        if pick in chosen:
            continue
        chosen.append(pick)
        still = np.any(rest - give > table[pick], axis=1)
        left, rest = left[still], rest[still]
    words = (
        f"{len(chosen):,} of {len(table):,} points shown; for each point left out, a shown one is worse "
        f"by at most {float(share):.3g} of a party's range, for every party"
    )
    rows = np.array(sorted(chosen), dtype=np.int64)
    rows.setflags(write=False)
    return Cover(rows, share, slack, words)


def cover_of(points: AnyIntegers, rows: int) -> Cover:
    """Return a fine cover of few enough points: epsilon 0 if all fit, else doubled from 1/100 up and then halved between.

    Each party's best point is always shown, so a cover may stay a little longer than asked.

    Examples
    --------
    >>> import numpy as np
    >>> cover = cover_of(np.array([[k, 100 - k] for k in range(101)]), 6)
    >>> len(cover.rows), cover.epsilon <= Fraction(1, 5)
    (6, True)
    """
    most = max(rows, points.shape[1])
    if len(points) <= rows:
        return epsilon_cover(points, Fraction(0))
    low, high = Fraction(0), Fraction(1, 100)
    cover = epsilon_cover(points, high)
    while len(cover.rows) > most and high < 1:
        low, high = high, min(high * 2, Fraction(1))
        cover = epsilon_cover(points, high)
    for _ in range(6):
        middle = (low + high) / 2
        finer = epsilon_cover(points, middle)
        if len(finer.rows) <= most:
            cover, high = finer, middle
        else:
            low = middle
    return cover
