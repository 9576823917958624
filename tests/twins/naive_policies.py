"""Policies, degrees, strength and arcs, written down as slowly and literally as possible; nothing shared with the package."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from naive_conflict import Naive, improvements


def best_improvements(g: Naive, i: int, s: int) -> set[int]:
    """The improvements from s that no other improvement from s is better than; all of them where each is beaten."""
    goals = improvements(g, i, s)
    top = {q for q in goals if not any(g.better(i, q, r) for r in goals)}
    return top or goals


def can_secure(g: Naive, plan: Sequence[Sequence[int]], i: int, s: int) -> bool:
    """Some way of playing on brings i above s whatever the order in which the others act by their policies.

    Won positions are collected by hand: i has just moved (or passed) and the others are next. The play ends where none of
    them acts; where some do, each of them may be the one who acts, and then i may pass or move.
    """
    won: set[int] = set()
    while True:
        more = set(won)
        for q in g.states:
            acting = [j for j in range(g.count) if j != i and plan[j][q] != q]
            if not acting:
                if g.better(i, s, q):
                    more.add(q)
                continue
            answers = [plan[j][q] for j in acting]
            if all(any(r in won for r in {t, *g.moves[i][t]}) for t in answers):
                more.add(q)
        if more == won:
            return any(q in won for q in g.moves[i][s])
        won = more


def degree_of(texts: Sequence[tuple[Any, Any, Fraction]], q: int, s: int) -> Fraction:
    """How certain q is at least as good as s: the first entry (left, right, degree) that speaks of the two; else one half."""
    for left, right, degree in texts:
        if q in left - right and s in right - left:
            return degree
        if s in left - right and q in right - left:
            return 1 - degree
    return Fraction(1, 2)


def subsets(names: Sequence[str]) -> list[frozenset[str]]:
    """Every set of options, in the order of the state numbers."""
    found = []
    for bits in itertools.product((0, 1), repeat=len(names)):
        found.append(frozenset(n for n, b in zip(reversed(names), bits, strict=True) if b))
    return found
