"""Best deals and their ties by merging partial sums: many deals of few different worths are never looked at one by one.

Issue after issue, combinations with the same sums so far are one; those that can no longer pass a linear test are left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

import numpy as np

from winset.deals.factors import AnyIntegers
from winset.deals.plain import Goal, score
from winset.deals.powers import Score, above
from winset.deals.sweep import Cuts
from winset.deals.undominated import descending

#: Partial sums that are looked at in one step: where the best is sought, and where ties are counted.
FEW = 200_000
MERGED = 2_000_000
_WORD = 2**61


def merged_best(
    tables: Sequence[AnyIntegers], goal: Goal, rows: Sequence[Sequence[int]], least: Sequence[int], limit: int = FEW
) -> tuple[Score | None, tuple[int, ...] | None] | None:
    """Return the best score of any combination that passes the tests, and one with it; None where that is too much work.

    Parameters
    ----------
    tables : sequence of integer arrays, each (V, P)
        Options of each piece.
    goal : Goal
        What is sought.
    rows, least : sequences
        Linear tests, rows @ utilities >= least.
    limit : int
        Partial sums looked at in one step.
    """
    top = sum(int(np.abs(np.asarray(t, dtype=object)).max()) for t in tables)
    fine = [k for k, row in enumerate(rows) if tables[0].dtype == object or (top * sum(row) < _WORD and abs(least[k]) < _WORD)]
    table: Any = np.array([rows[k] for k in fine], dtype=tables[0].dtype).reshape(-1, len(goal.base))
    stages = _merged(tables, None, Cuts(table, tuple(least[k] for k in fine)), 0, limit)
    if stages is None:
        return None
    best: Score | None = None
    total: tuple[int, ...] | None = None
    for row in stages[0][-1].tolist():
        value = score(goal, row)
        if value is not None and (best is None or above(value, best)):
            best, total = value, tuple(row)
    return best, None if total is None else next(_back(tables, stages[0], [total]))


def merged_ties(
    tables: Sequence[AnyIntegers],
    ways: Sequence[Sequence[int]],
    goal: Goal,
    best: Score,
    cuts: Cuts,
    most: int,
    size: int,
    limit: int = MERGED,
) -> tuple[list[tuple[int, ...]], int, list[tuple[int, ...]]] | None:
    """Return up to `most` combinations of options with exactly the best score, how many deals there are, and their worths.

    Parameters
    ----------
    tables : sequence of integer arrays, each (V, P)
        Options of each piece; distinct within a piece.
    ways : sequence of sequences of int
        Deals behind each option.
    goal, best
        The goal and its best score.
    cuts : Cuts
        Tests that every combination of the best score passes.
    most : int
        How many combinations to list.
    size : int
        Number of deals of the space.
    limit : int
        Partial sums looked at in one step.

    Returns
    -------
    tuple or None
        None where there are more than `limit` partial sums.
    """
    stages = _merged(tables, ways, cuts, size, limit)
    if stages is None:
        return None
    sums, count = stages[0][-1], stages[1]
    reached = [k for k, row in enumerate(sums.tolist()) if score(goal, row) == best]
    totals = [tuple(sums[k].tolist()) for k in reached]
    return list(islice(_back(tables, stages[0], totals), most)), sum(int(count[k]) for k in reached), totals


def _merged(
    tables: Sequence[AnyIntegers], ways: Sequence[Sequence[int]] | None, cuts: Cuts, size: int, limit: int
) -> tuple[list[Any], Any] | None:
    """Return the distinct sums after each piece, and in how many ways each of the last comes about."""
    kind: Any = tables[0].dtype
    rows, least = cuts.rows.T, np.array(cuts.floor, dtype=cuts.rows.dtype)
    rest = [least * 0]
    for table in reversed(tables):
        rest.append(rest[-1] + (table @ rows).max(axis=0))
    rest.reverse()
    sums: Any = np.zeros((1, tables[0].shape[1]), kind)
    count: Any = np.ones(1, dtype=object if size >= 2**62 else np.int64)
    stages = [sums]
    for k, table in enumerate(tables):
        total = len(sums) * len(table)
        if total > limit:
            return None
        sums = (sums[:, None, :] + table[None, :, :]).reshape(total, sums.shape[1])
        behind: Any = np.ones(len(table), count.dtype) if ways is None else np.array(ways[k], dtype=count.dtype)
        count = (count[:, None] * behind[None, :]).ravel()
        alive = np.asarray((sums @ rows + rest[k + 1] >= least).all(axis=1), bool)
        sums, count = sums[alive], count[alive]
        if len(sums):
            order = descending(sums)
            sums, count = sums[order], count[order]
            fresh = np.flatnonzero(np.concatenate([[True], np.any(sums[1:] != sums[:-1], axis=1)]))
            sums, count = sums[fresh], np.add.reduceat(count, fresh)
        stages.append(sums)
    return stages, count


def _back(tables: Sequence[AnyIntegers], stages: Sequence[Any], totals: Sequence[tuple[int, ...]]) -> Iterator[tuple[int, ...]]:
    """Yield the combinations of options behind some totals."""
    known = [{tuple(row) for row in stage.tolist()} for stage in stages]
    options = [[tuple(row) for row in table.tolist()] for table in tables]

    def before(stage: int, total: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
        if stage == 0:
            yield ()
            return
        for o, vector in enumerate(options[stage - 1]):
            rest = tuple(t - v for t, v in zip(total, vector, strict=True))
            if rest in known[stage - 1]:
                yield from ((*one, o) for one in before(stage - 1, rest))

    for total in totals:
        yield from before(len(tables), total)
