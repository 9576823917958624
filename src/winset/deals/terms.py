"""Contingent terms and staged deals written as plain issues, worths and rules.

Nothing else in the deal analysis needs to know about events or stages.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from winset.deals.factors import Flags
from winset.errors import BadRequest


@dataclass(frozen=True)
class ContingentIssue:
    """An issue whose value may depend on an event.

    Parameters
    ----------
    values : tuple of (int, int)
        The value if the event happens and the value if it does not, per new value; (0, 0), the status quo,
        is first.
    worth : tuple of tuples of Fraction, shape (P, number of values)
        Expected worth by each party's own probability.
    needs : bool array, shape (P, number of values)
        Whose consent a contingent term needs: whoever must deliver either side of it.
    """

    values: tuple[tuple[int, int], ...]
    worth: tuple[tuple[Fraction, ...], ...]
    needs: Flags


def contingent(
    worth: Sequence[Sequence[Fraction]], probability: Sequence[Fraction], needs: Flags | None = None
) -> ContingentIssue:
    """Return the issue with terms 'if the event happens, this value, otherwise that one'.

    Parties that disagree on the probability can both gain from such a term (a bet on their disagreement;
    Raiffa 1982).

    Parameters
    ----------
    worth : table of Fraction, shape (P, V)
        Worth of each plain value.
    probability : sequence of Fraction, length P
        Each party's probability of the event.
    needs : bool array of shape (P, V), optional
        Who must deliver each plain value.

    Examples
    --------
    >>> from fractions import Fraction as F
    >>> issue = contingent([[F(0), F(4)], [F(0), F(-1)]], [F(1, 2), F(1, 10)])
    >>> issue.values
    ((0, 0), (1, 0), (0, 1), (1, 1))
    >>> [str(x) for x in issue.worth[0]], [str(x) for x in issue.worth[1]]
    (['0', '2', '2', '4'], ['0', '-1/10', '-9/10', '-1'])
    """
    parties, count = len(worth), len(worth[0]) if len(worth) else 0
    chances = [Fraction(p) for p in probability]
    if not count or len(chances) != parties or any(not 0 <= c <= 1 for c in chances):
        raise BadRequest("a contingent issue needs worths and one probability from 0 to 1 per party")
    pairs = tuple((a, b) for b in range(count) for a in range(count))
    expected = tuple(
        tuple(chance * Fraction(row[a]) + (1 - chance) * Fraction(row[b]) for a, b in pairs)
        for row, chance in zip(worth, chances, strict=True)
    )
    plain = np.zeros((parties, count), dtype=bool) if needs is None else np.asarray(needs, dtype=bool)
    return ContingentIssue(pairs, expected, np.stack([plain[:, a] | plain[:, b] for a, b in pairs], axis=1))


def staged_worth(
    worth: Sequence[Sequence[Fraction]],
    *,
    discount: Sequence[Fraction],
    time: int,
    chance: Sequence[Fraction] | None = None,
) -> tuple[tuple[Fraction, ...], ...]:
    """Return the worths of an issue that is delivered in a later stage, as seen today.

    Parameters
    ----------
    worth : table of Fraction, shape (P, V)
        Worths relative to the status quo (value 0 is worth 0 to everybody).
    discount : sequence of Fraction, length P
        Factor per unit of time.
    time : int
        Units of time until the stage.
    chance : sequence of Fraction, length P, optional
        Each party's probability that the stage is reached.

    Examples
    --------
    >>> from fractions import Fraction as F
    >>> staged_worth([[F(0), F(8)]], discount=[F(1, 2)], time=2, chance=[F(1, 2)])
    ((Fraction(0, 1), Fraction(1, 1)),)
    """
    sure = [Fraction(1)] * len(worth) if chance is None else [Fraction(c) for c in chance]
    if len(discount) != len(worth) or len(sure) != len(worth) or time < 0:
        raise BadRequest("staged worths need one discount and one chance per party, and a time of 0 or more")
    return tuple(
        tuple(Fraction(x) * Fraction(d) ** time * c for x in row) for row, d, c in zip(worth, discount, sure, strict=True)
    )


def stage_rules(sizes: Sequence[int], stage: Sequence[int]) -> tuple[tuple[tuple[int, int], Flags], ...]:
    """Return rules by which a stage's issues may move only when all of the stage before have.

    Parameters
    ----------
    sizes : sequence of int
        Number of values per issue.
    stage : sequence of int
        The stage of each issue.

    Examples
    --------
    >>> [(scope, allowed.tolist()) for scope, allowed in stage_rules([2, 2], [1, 2])]
    [((0, 1), [[True, False], [True, True]])]
    """
    if len(sizes) != len(stage):
        raise BadRequest("every issue needs a stage")
    order = sorted(set(stage))
    rules = []
    for before, after in itertools.pairwise(order):
        for j in (i for i, s in enumerate(stage) if s == before):
            for k in (i for i, s in enumerate(stage) if s == after):
                allowed = np.ones((sizes[j], sizes[k]), dtype=bool)
                allowed[0, 1:] = False
                rules.append(((j, k), allowed))
    return tuple(rules)
