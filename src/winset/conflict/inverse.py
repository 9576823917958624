"""Which preferences would make a state hold: conditions, counts, samples and the fewest changes.

For one decision maker i only one thing about the preferences matters: which states are *not better than s*.
Every way of leaving asks that its target is not better, or that one of the replies that would deter is "low"
(it, and under SMR and SSEQ all of i's ways out of it, are not better). More states below s never hurt.
Under Nash, GMR and SMR these conditions do not involve the others' preferences; under SEQ and SSEQ they are
given the others' present preferences.
Source: Kinsara, Kilgour & Hipel (2015), IEEE Trans. SMC: Systems 45, inverse approach.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import comb, prod

import numpy as np
from numpy.typing import NDArray

from winset.arrays.graph_model import UNKNOWN, GraphModel
from winset.conflict.concepts import stability_over
from winset.conflict.moves import one_step
from winset.conflict.paths import improvements
from winset.errors import BadRequest, TooLarge, UnknownName

CONCEPTS = ("nash", "gmr", "smr", "seq", "sseq")
MOST_COUNTED = 22
MOST_LISTED = 1000
MOST_BRANCHES = 50_000
MOST_TRIED = 100
LARGE = 2**12
MOST_STATES = 2**12


@dataclass(frozen=True)
class Clause:
    """What one way of leaving asks for: at least one alternative must be low altogether.

    Parameters
    ----------
    target : int
        Where the decision maker could go.
    alternatives : tuple of sets of int
        Each is enough: all its states are not better than the state in question. The first is the target
        itself; alternatives that contain another one are left out.
    """

    target: int
    alternatives: tuple[frozenset[int], ...]


@dataclass(frozen=True)
class Conditions:
    """When the state holds for one decision maker: every clause is met.

    Parameters
    ----------
    state, dm : int
    concept : str
    clauses : tuple of Clause
    """

    state: int
    dm: int
    concept: str
    clauses: tuple[Clause, ...]

    def met(self, low: frozenset[int]) -> bool:
        """Return whether they are met if exactly the states in `low` are not better."""
        return all(any(a <= low for a in c.alternatives) for c in self.clauses)


@dataclass(frozen=True)
class Changes:
    """The fewest states that must fall to the state's level or below, for one decision maker.

    Parameters
    ----------
    dm : int
    fewest : int
        0: it holds already.
    choices : tuple of sets of int
        All smallest sets of states, in order; the first `MOST_LISTED` where there are more.
    count : int
        How many smallest sets there are.
    """

    dm: int
    fewest: int
    choices: tuple[frozenset[int], ...]
    count: int


def conditions(model: GraphModel, state: int, concept: str = "gmr") -> tuple[Conditions, ...]:
    """Return per decision maker when the state would hold.

    Examples
    --------
    >>> from winset.arrays.graph_model import option_model
    >>> m = option_model(["A", "B"], [("a", "A"), ("b", "B")])
    >>> [sorted(a) for a in conditions(m, 0, "gmr")[0].clauses[0].alternatives]
    [[1], [3]]
    """
    if concept not in CONCEPTS:
        raise UnknownName("stability concept", concept, CONCEPTS)
    if not 0 <= state < model.size or not model.feasible[state]:
        raise BadRequest(f"state {state} is not feasible")
    count = int(np.count_nonzero(model.feasible))
    if count > MOST_STATES:
        raise TooLarge("feasible states", count, MOST_STATES, "Conditions list states one by one.")
    return tuple(_conditions(model, dm, state, concept) for dm in range(len(model.dms)))


def ranking_share(wanted: Conditions, states: int) -> Fraction:
    """Return the exact share of the strict rankings of all feasible states under which they are met.

    Parameters
    ----------
    wanted : Conditions
    states : int
        Number of feasible states.

    Notes
    -----
    Only the n states that the conditions name count, and the state itself: with k of them below it there are k! (n - k)! of
    (n + 1)! strict rankings. Written in y = 1 + x, where x stands for a state below, the parts of the conditions that share no
    state multiply, and y**m is worth 1 / (n - m + 1): the chance that n - m given states all lie above. Under Nash, GMR and SMR
    the share of preference profiles is the product over the decision makers.

    Examples
    --------
    >>> from winset.arrays.graph_model import option_model
    >>> m = option_model(["A", "B"], [("a", "A"), ("b", "B")])
    >>> ranking_share(conditions(m, 0, "nash")[0], 4)
    Fraction(1, 2)
    """
    clauses = [_smallest([a - {wanted.state} for a in c.alternatives]) for c in wanted.clauses]
    total, count = {0: 1}, 0
    for part in _apart([c for c in clauses if frozenset() not in c]):
        own, named = _in_powers(part)
        count += named
        joined: dict[int, int] = {}
        for (m, left), (n, right) in itertools.product(total.items(), own.items()):
            joined[m + n] = joined.get(m + n, 0) + left * right
        total = joined
    if count >= states:
        raise BadRequest(f"ranking_share: {count} states and the one in question are more than {states} feasible ones")
    return sum((Fraction(times, count - power + 1) for power, times in total.items()), Fraction(0))


def _in_powers(clauses: Sequence[tuple[frozenset[int], ...]]) -> tuple[dict[int, int], int]:
    """Return the sets of states that meet the clauses as powers of 1 + x, and how many states the clauses name."""
    if len(clauses) == 1 and all(len(a) == 1 for a in clauses[0]):
        # Every set but the empty one.
        return {len(clauses[0]): 1, 0: -1}, len(clauses[0])
    sizes = _sizes(clauses)
    found = dict.fromkeys(range(len(sizes)), 0)
    for k, sets in enumerate(sizes):
        for m in range(k + 1):
            found[m] += sets * comb(k, m) * (-1) ** (k - m)
    return found, len(sizes) - 1


def _sizes(clauses: Sequence[tuple[frozenset[int], ...]]) -> list[int]:
    """Return how many sets of 0, 1, 2 ... of the states that the clauses name meet all of them."""
    relevant = sorted(frozenset[int]().union(*(a for c in clauses for a in c)))
    count = len(relevant)
    if count > MOST_COUNTED:
        raise TooLarge("sets of states to count", 2**count, 2**MOST_COUNTED, "Sample with `sampled_share` instead.")
    low = np.arange(1 << count, dtype=np.int64)
    met = np.ones(1 << count, dtype=np.bool_)
    for clause in clauses:
        one = np.zeros(1 << count, dtype=np.bool_)
        for alternative in clause:
            mask = sum(1 << relevant.index(q) for q in alternative)
            one |= (low & mask) == mask
        met &= one
    inside = sum((low[met] >> k & 1 for k in range(count)), np.zeros(int(met.sum()), dtype=np.int64))
    return [int(n) for n in np.bincount(inside, minlength=count + 1)]


def sampled_share(model: GraphModel, state: int, concept: str = "seq", draws: int = 10_000, seed: int = 0) -> Fraction:
    """Return the share of random strict preference profiles under which the state is an equilibrium.

    Everybody's ranking is drawn anew, so this is also right for SEQ and SSEQ.
    """
    if concept not in CONCEPTS:
        raise UnknownName("stability concept", concept, CONCEPTS)
    if not 0 <= state < model.size or not model.feasible[state]:
        raise BadRequest(f"state {state} is not feasible")
    rng = np.random.default_rng(seed)
    held = 0
    for start in range(0, draws, 256):
        number = min(256, draws - start)
        noise = rng.random((number, len(model.dms), model.size))
        ranks = noise.argsort(axis=-1).argsort(axis=-1).astype(np.int32)
        verdicts = stability_over(model, ranks, [concept])[concept]
        held += int(verdicts[:, :, state].all(axis=1).sum())
    return Fraction(held, draws)


def minimal_changes(model: GraphModel, state: int, concept: str = "gmr") -> tuple[Changes, ...]:
    """Return per decision maker the fewest states that must stop being better than `state`, exactly.

    Notes
    -----
    Under SEQ and SSEQ the others' preferences stay as they are; changing theirs may be cheaper.

    Examples
    --------
    >>> from winset.arrays.graph_model import option_model
    >>> m = option_model(["A", "B"], [("a", "A"), ("b", "B")], [[0, 1, 0, 1], [0, 0, 0, 0]])
    >>> minimal_changes(m, 0, "nash")[0]
    Changes(dm=0, fewest=1, choices=(frozenset({1}),), count=1)
    """
    return tuple(_fewest(model, c) for c in conditions(model, state, concept))


def joint_changes(
    model: GraphModel, state: int, concept: str, changes: Sequence[Changes], most: int = MOST_TRIED
) -> tuple[frozenset[int], ...] | None:
    """Return the first of the smallest ways, one of each decision maker, that together make the state hold; None if none does.

    Under SEQ and SSEQ the changes of one alter what it would reply to another, so each alone is not enough. At most `most`
    combinations are tried, so None does not prove that there is none.

    Examples
    --------
    >>> from winset.arrays.graph_model import option_model
    >>> m = option_model(["A", "B"], [("a", "A"), ("b", "B")], [[0, 1, 0, 1], [0, 0, 1, 1]])
    >>> joint_changes(m, 0, "nash", minimal_changes(m, 0, "nash"))
    (frozenset({1}), frozenset({2}))
    """
    for fallen in itertools.islice(itertools.product(*(change.choices for change in changes)), most):
        ranks = apply_changes(model, state, fallen)
        verdicts = stability_over(model, ranks[None], [concept], False if model.size < LARGE else None)[concept]
        if verdicts[0, :, state].all():
            return fallen
    return None


def apply_changes(model: GraphModel, state: int, changes: Sequence[frozenset[int]]) -> NDArray[np.int32]:
    """Return ranks in which, per decision maker, the named states are just as good as `state`."""
    ranks = model.ranks.copy()
    for dm, fallen in enumerate(changes):
        ranks[dm, sorted(fallen)] = ranks[dm, state]
    return ranks


def _conditions(model: GraphModel, dm: int, state: int, concept: str) -> Conditions:
    others = [j for j in range(len(model.dms)) if j != dm]
    own: dict[int, frozenset[int]] = {}
    clauses = []
    for target in one_step(model, dm, state):
        alternatives = [frozenset({target})]
        for q in sorted(_replies(model, others, target, concept)):
            if concept in ("smr", "sseq"):
                if q not in own:
                    own[q] = frozenset({q, *one_step(model, dm, q)})
                alternatives.append(own[q] - {state})
            else:
                alternatives.append(frozenset({q}) - {state})
        clauses.append(Clause(target, _smallest(alternatives)))
    return Conditions(state, dm, concept, tuple(clauses))


def _replies(model: GraphModel, others: Sequence[int], start: int, concept: str) -> set[int]:
    if concept == "nash":
        return set()
    step = one_step if concept in ("gmr", "smr") else improvements
    seen: set[tuple[int, int]] = set()
    todo = [(start, -1)]
    for q, last in todo:
        for j in others:
            if j != last:
                new = [(r, j) for r in step(model, j, q) if (r, j) not in seen]
                seen.update(new)
                todo.extend(new)
    return {q for q, _ in seen}


def _smallest(alternatives: Sequence[frozenset[int]]) -> tuple[frozenset[int], ...]:
    first, unique = alternatives[0], sorted(set(alternatives), key=lambda a: (a != alternatives[0], len(a)))
    # Most alternatives are single states: what holds one of them is left out without looking at all pairs.
    alone = frozenset().union(*(a for a in unique if len(a) == 1))
    rest = [a for a in unique if len(a) != 1 and not a & alone]
    kept = [a for a in unique if len(a) == 1 and frozenset() not in rest]
    kept += [a for a in rest if not any(b < a for b in rest)]
    return tuple(sorted(kept, key=lambda a: (a != first, len(a), sorted(a))))


def _fewest(model: GraphModel, wanted: Conditions) -> Changes:
    """Return the fewest changes: clauses that share no state are solved apart, and every way joins one of each."""
    low = at_most(model, wanted.dm, wanted.state)
    open_ = [c.alternatives for c in wanted.clauses if not any(a <= low for a in c.alternatives)]
    parts = [sorted(_part(clauses), key=sorted) for clauses in _apart([_smallest([a - low for a in c]) for c in open_])]
    count = prod(len(part) for part in parts)
    joined = itertools.islice(itertools.product(*parts), MOST_LISTED if count > MOST_LISTED else None)
    choices = sorted((frozenset[int]().union(*sets) for sets in joined), key=sorted)
    return Changes(wanted.dm, len(choices[0]), tuple(choices), count)


def _apart(clauses: Sequence[tuple[frozenset[int], ...]]) -> list[list[tuple[frozenset[int], ...]]]:
    """Return the clauses in groups that have no state in common."""
    groups: list[tuple[set[int], list[tuple[frozenset[int], ...]]]] = []
    for clause in clauses:
        states, together = set[int]().union(*clause), [clause]
        kept = []
        for others, members in groups:
            if others & states:
                states |= others
                together = members + together
            else:
                kept.append((others, members))
        groups = [*kept, (states, together)]
    return [members for _, members in groups]


def _part(clauses: Sequence[tuple[frozenset[int], ...]]) -> set[frozenset[int]]:
    """Return all smallest sets that hold an alternative of every clause: branch on the first one not met, cut by the best."""
    best, found = sum(len(c[0]) for c in clauses) + 1, set[frozenset[int]]()
    seen: set[frozenset[int]] = set()
    todo = [frozenset[int]()]
    while todo:
        added = todo.pop()
        if added in seen or len(added) > best:
            continue
        seen.add(added)
        if len(seen) > MOST_BRANCHES:
            advice = "Ask for another concept, or fix some options first."
            raise TooLarge("sets of changes looked at", len(seen), MOST_BRANCHES, advice)
        broken = next((c for c in clauses if not any(a <= added for a in c)), None)
        if broken is None:
            if len(added) < best:
                best, found = len(added), set()
            found.add(added)
            continue
        todo.extend(sorted((o for o in (added | a for a in broken) if len(o) <= best), key=len, reverse=True))
    return {f for f in found if len(f) == best}


def at_most(model: GraphModel, dm: int, state: int) -> frozenset[int]:
    """Return the states that are certainly not better than `state` for a decision maker."""
    if model.relation is not None:
        row = model.relation[dm, state]
        low = (row <= 0) & (row != UNKNOWN)
    else:
        low = model.ranks[dm] <= model.ranks[dm, state]
    return frozenset(int(q) for q in np.flatnonzero(low))
