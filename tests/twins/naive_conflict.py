"""The definitions of the graph model, written down as slowly and literally as possible.

Plain sets and loops, nothing shared with the package: the fast kernels are compared against this.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

Better = Callable[[int, int, int], bool]


@dataclass(frozen=True, eq=False)
class Naive:
    """`moves[i][s]` is R_i(s); `degree(i, s, q)` is how much i likes q more than s (9 unknown)."""

    count: int
    states: tuple[int, ...]
    moves: tuple[dict[int, frozenset[int]], ...]
    degree: Callable[[int, int, int], int]

    def better(self, i: int, s: int, q: int) -> bool:
        return self.degree(i, s, q) in (1, 2)

    def not_better(self, i: int, s: int, q: int) -> bool:
        """q is at most as good as s, for sure."""
        return self.degree(i, s, q) in (0, -1, -2)


def naive(model: Any) -> Naive:
    """Read a GraphModel by its public fields only."""
    states = tuple(s for s in range(len(model.feasible)) if model.feasible[s])
    count = len(model.dms)
    moves = []
    for i in range(count):
        table: dict[int, frozenset[int]] = {}
        for s in states:
            if model.arcs is not None:
                table[s] = frozenset(int(b) for a, b in model.arcs[i] if a == s)
            else:
                table[s] = frozenset(q for q in states if q != s and legal(model, i, s, q))
        moves.append(table)

    def degree(i: int, s: int, q: int) -> int:
        if model.relation is not None:
            return int(model.relation[i, s, q])
        gap = int(model.ranks[i, q]) - int(model.ranks[i, s])
        return (gap > 0) - (gap < 0)

    return Naive(count, states, tuple(moves), degree)


def legal(model: Any, i: int, s: int, q: int) -> bool:
    for k in range(len(model.options)):
        before, after = s >> k & 1, q >> k & 1
        if before == after:
            continue
        if model.owner[k] != i:
            return False
        if model.direction[k] == "fwd" and not after:
            return False
        if model.direction[k] == "back" and after:
            return False
    return True


def improvements(g: Naive, i: int, s: int, unknown: bool = False) -> set[int]:
    return {q for q in g.moves[i][s] if g.better(i, s, q) or (unknown and g.degree(i, s, q) == 9)}


def reached(g: Naive, group: Iterable[int], s: int, step: Callable[[int, int], Iterable[int]]) -> set[int]:
    """R_H(s): the least set with last movers, nobody moving twice in a row."""
    group = list(group)
    pairs: set[tuple[int, int]] = {(q, j) for j in group for q in step(j, s)}
    while True:
        more = {(r, j) for q, last in pairs for j in group if j != last for r in step(j, q)}
        if more <= pairs:
            return {q for q, _ in pairs}
        pairs |= more


def any_moves(g: Naive, group: Iterable[int], s: int) -> frozenset[int]:
    return _any_moves(g, tuple(group), s)


def improving_moves(g: Naive, group: Iterable[int], s: int, unknown: bool = False) -> frozenset[int]:
    return _improving_moves(g, tuple(group), s, unknown)


@lru_cache(maxsize=20_000)  # asked for again by every concept
def _any_moves(g: Naive, group: tuple[int, ...], s: int) -> frozenset[int]:
    return frozenset(reached(g, group, s, lambda j, q: g.moves[j][q]))


@lru_cache(maxsize=20_000)
def _improving_moves(g: Naive, group: tuple[int, ...], s: int, unknown: bool) -> frozenset[int]:
    return frozenset(reached(g, group, s, lambda j, q: improvements(g, j, q, unknown)))


def others(g: Naive, group: Iterable[int]) -> list[int]:
    inside = set(group)
    return [j for j in range(g.count) if j not in inside]


def nash(g: Naive, i: int, s: int) -> bool:
    return not improvements(g, i, s)


def gmr(g: Naive, i: int, s: int) -> bool:
    return all(any(g.not_better(i, s, s2) for s2 in any_moves(g, others(g, [i]), s1)) for s1 in improvements(g, i, s))


def smr(g: Naive, i: int, s: int) -> bool:
    return all(
        any(
            g.not_better(i, s, s2) and all(g.not_better(i, s, s3) for s3 in g.moves[i][s2])
            for s2 in any_moves(g, others(g, [i]), s1)
        )
        for s1 in improvements(g, i, s)
    )


def seq(g: Naive, i: int, s: int) -> bool:
    return all(any(g.not_better(i, s, s2) for s2 in improving_moves(g, others(g, [i]), s1)) for s1 in improvements(g, i, s))


def sseq(g: Naive, i: int, s: int) -> bool:
    return all(
        any(
            g.not_better(i, s, s2) and all(g.not_better(i, s, s3) for s3 in g.moves[i][s2])
            for s2 in improving_moves(g, others(g, [i]), s1)
        )
        for s1 in improvements(g, i, s)
    )


CONCEPTS = {"nash": nash, "gmr": gmr, "smr": smr, "seq": seq, "sseq": sseq}


def simultaneous(g: Naive, i: int, s: int) -> bool:
    """Every improvement meets some combination of the others' own improvements that spoils it."""
    for s1 in improvements(g, i, s):
        choices = [[s, *improvements(g, j, s)] for j in others(g, [i])]
        spoiled = False
        for combination in itertools.product(*choices):
            # Every option that somebody changes is changed, once, also where two change it by the same common move.
            changed = {k for q in (s1, *combination) for k in range(max(s, q).bit_length()) if (s ^ q) >> k & 1}
            together = s ^ sum(1 << k for k in changed)
            if together in g.states and g.not_better(i, s, together):
                spoiled = True
        if not spoiled:
            return False
    return True


def sim(g: Naive, i: int, s: int) -> bool:
    """Fraser and Hipel: simultaneity is looked at only where two or more are unstable by SEQ."""
    if seq(g, i, s):
        return True
    return sum(not seq(g, j, s) for j in range(g.count)) >= 2 and simultaneous(g, i, s)


def stable_with_unknown(g: Naive, i: int, s: int, concept: str, variant: str) -> bool:
    """Li, Hipel, Kilgour and Fang: a, b, c, d."""
    leaves_on_unknown, unknown_deters = variant in "ac", variant in "cd"

    def deters(q: int) -> bool:
        return g.not_better(i, s, q) or (unknown_deters and g.degree(i, s, q) == 9)

    away = improvements(g, i, s, leaves_on_unknown)
    if concept == "nash":
        return not away
    for s1 in away:
        everything = concept in ("gmr", "smr")
        rest = others(g, [i])
        replies = any_moves(g, rest, s1) if everything else improving_moves(g, rest, s1, True)
        good = [s2 for s2 in replies if deters(s2)]
        if concept in ("smr", "sseq"):
            good = [s2 for s2 in good if all(deters(s3) for s3 in g.moves[i][s2])]
        if not good:
            return False
    return True


def strongly_stable(g: Naive, i: int, s: int, concept: str, variant: str) -> bool:
    """Hamouda, Kilgour and Hipel: every sanction hurts greatly; unknown pairs as in the four variants."""

    def hurts(q: int) -> bool:
        return g.degree(i, s, q) == -2 or (variant in "cd" and g.degree(i, s, q) == 9)

    for s1 in improvements(g, i, s, variant in "ac"):
        if concept == "nash":
            return False
        rest = others(g, [i])
        replies = any_moves(g, rest, s1) if concept in ("gmr", "smr") else improving_moves(g, rest, s1, True)
        good = [s2 for s2 in replies if hurts(s2)]
        if concept in ("smr", "sseq"):
            good = [s2 for s2 in good if all(hurts(s3) for s3 in g.moves[i][s2])]
        if not good:
            return False
    return True


def coalition_improvements(g: Naive, group: tuple[int, ...], s: int) -> set[int]:
    return {q for q in any_moves(g, group, s) if all(g.better(i, s, q) for i in group)}


def coalition_stable(g: Naive, group: tuple[int, ...], s: int, concept: str) -> bool:
    """cseq: the others reply by chains of own improvements; cseq_class: by chains of coalition improvements."""

    def someone_loses(q: int) -> bool:
        return any(g.not_better(i, s, q) for i in group)

    for q in coalition_improvements(g, group, s):
        if concept == "cnash":
            return False
        rest = others(g, group)
        if concept in ("cgmr", "csmr"):
            replies = any_moves(g, rest, q)
        elif concept == "cseq":
            replies = improving_moves(g, rest, q)
        else:
            replies = class_improvements(g, tuple(rest), q)
        good = [r for r in replies if someone_loses(r)]
        if concept == "csmr":
            good = [r for r in good if all(someone_loses(t) for t in any_moves(g, group, r))]
        if not good:
            return False
    return True


@lru_cache(maxsize=20_000)
def class_improvements(g: Naive, rest: tuple[int, ...], s: int) -> set[int]:
    """Chains in which every step is a coalition improvement of some subset, no subset twice in a row."""
    groups = [h for size in range(1, len(rest) + 1) for h in itertools.combinations(rest, size)]
    pairs = {(q, h) for h in groups for q in coalition_improvements(g, h, s)}
    while True:
        more = {(r, h) for q, last in pairs for h in groups if h != last for r in coalition_improvements(g, h, q)}
        if more <= pairs:
            return {q for q, _ in pairs}
        pairs |= more


def anticipated(g: Naive, order: tuple[int, int], h: int, s: int) -> int:
    """G_h(i, s) of Kilgour's limited-move stability, two decision makers."""
    i, j = order
    if h == 0 or not g.moves[i][s]:
        return s
    ends = [anticipated(g, (j, i), h - 1, q) for q in sorted(g.moves[i][s])]
    best = ends[0]
    for end in ends[1:]:
        if g.better(i, best, end):
            best = end
    return best if g.better(i, s, best) else s


Ends = dict[tuple[int, int], int]


def deeper(g: Naive, before: Ends, reading: str) -> Ends:
    """G_h from G_(h-1), everybody's: any number of decision makers, by what a mover expects of who comes next.

    Equally good ends: of the mover's moves the one to the lowest state, of those next the first.
    """
    after: Ends = {}
    for i in range(g.count):
        for s in g.states:
            best = s
            chosen = None
            for q in sorted(g.moves[i][s]):
                end = None
                for j in others(g, [i]):
                    turn = before[j, q]
                    worse, better = end is not None and g.better(i, turn, end), end is not None and g.better(i, end, turn)
                    if end is None or (worse if reading == "cautious" else better):
                        end = turn
                assert end is not None
                if chosen is None or g.better(i, chosen, end):
                    chosen = end
            if chosen is not None and g.better(i, s, chosen):
                best = chosen
            after[i, s] = best
    return after


def foresights(g: Naive, reading: str) -> tuple[list[Ends], int]:
    """The ends with foresight 0, 1, 2 ... until they repeat, and from which one on they go round."""
    tables: list[Ends] = [{(i, s): s for i in range(g.count) for s in g.states}]
    while True:
        following = deeper(g, tables[-1], reading)
        if following in tables:
            return tables, tables.index(following)
        tables.append(following)


def pays_to_change(g: Naive, policies: Any, i: int, s: int) -> bool:
    """Whether i can end above s for sure, whichever of the others acts first at every turn, by their policies."""

    def sure(q: int, turns: int) -> bool:
        """The others are next at q."""
        acting = [int(policies[j, q]) for j in others(g, [i]) if int(policies[j, q]) != q]
        if not acting:
            return g.better(i, s, q)
        if turns == 0:
            return False
        return all(sure(t, turns - 1) or any(sure(r, turns - 1) for r in g.moves[i][t]) for t in acting)

    return any(sure(q, len(g.states)) for q in g.moves[i][s])
