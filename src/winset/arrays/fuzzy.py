"""Fuzzy preferences: how certain it is that one state is liked better than another, and from when on that counts."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import ceil

import numpy as np
from numpy.typing import NDArray

from winset.errors import BadRequest


def fuzzy_relation(degrees: NDArray[np.integer], thresholds: Sequence[int], whole: int = 100) -> NDArray[np.int8]:
    """Return the relation in which q is better than s where it is so by at least the threshold.

    Parameters
    ----------
    degrees : array of int, (P, S, S)
        ``degrees[p, q, s]``: how certain it is, from 0 to `whole`, that p likes q at least as much as s.
    thresholds : sequence of int
        Per decision maker, 1 to `whole`: the fuzzy satisficing threshold.
    whole : int
        What stands for certainty; whole numbers, so that no rounding decides.

    Notes
    -----
    The strength of q over s is ``degrees[p, q, s] - degrees[p, s, q]``; what stays below the threshold either
    way counts as equal. Put the result into ``GraphModel.relation``.
    Source: Bashar, Kilgour & Hipel (2012), IEEE Trans. Fuzzy Systems 20, fuzzy preferences.

    Examples
    --------
    >>> fuzzy_relation(np.array([[[50, 80], [20, 50]]]), [60])[0].tolist()
    [[0, -1], [1, 0]]
    """
    if not np.issubdtype(degrees.dtype, np.integer):
        raise BadRequest(f"fuzzy degrees: give whole numbers from 0 to {whole}")
    if degrees.size and (degrees.min() < 0 or degrees.max() > whole):
        raise BadRequest(f"fuzzy degrees: they run from 0 to {whole}")
    if len(thresholds) != degrees.shape[0] or any(not 0 < t <= whole for t in thresholds):
        raise BadRequest(f"thresholds: one per decision maker, from 1 to {whole}")
    strength = degrees.transpose(0, 2, 1).astype(np.int64) - degrees
    limit = np.asarray(thresholds, dtype=np.int64)[:, None, None]
    result = (strength >= limit).astype(np.int8) - (-strength >= limit).astype(np.int8)
    return np.asarray(result, dtype=np.int8)


def drawn_relation(draws: NDArray[np.int32], states: NDArray[np.int64], thresholds: Sequence[Fraction]) -> NDArray[np.int8]:
    """Return the relation (P, S, S) whose degrees are the shares of draws in which one state is liked better, ties half.

    Parameters
    ----------
    draws : array of int32, (K, P, S)
        Ranks under K draws.
    states : array of int
        The feasible states; what stands at the others means nothing.
    thresholds : sequence of Fraction, P of them
        More than 0, at most 1: by how much the share for must exceed the share against.

    Examples
    --------
    Better in two of three draws, worse in one: a strength of one third.

    >>> draws = np.array([[[0, 1]], [[0, 1]], [[1, 0]]], dtype=np.int32)
    >>> [drawn_relation(draws, np.arange(2), [Fraction(t)])[0].tolist() for t in ("1/3", "1/2")]
    [[[0, 1], [-1, 0]], [[0, 0], [0, 0]]]
    """
    count, (dms, size) = draws.shape[0], draws.shape[1:]
    if any(not 0 < t <= 1 for t in thresholds):
        raise BadRequest("threshold: it must be more than 0 and at most 1")
    relation = np.zeros((dms, size, size), dtype=np.int8)
    for p in range(dms):
        better = np.zeros((states.size, states.size), dtype=np.int64)
        for ranks in draws[:, p, states]:
            better += ranks[:, None] > ranks[None, :]
        tied = count - better - better.T
        limit = max(1, ceil(2 * count * thresholds[p]))
        crisp = fuzzy_relation((2 * better + tied)[None], [limit], 2 * count)[0]
        relation[p][np.ix_(states, states)] = crisp
    return relation
