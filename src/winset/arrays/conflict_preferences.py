"""What a decision maker of a case likes better, state by state: as ranks, as draws of ranks, as worths, as pairs only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import ceil, lcm

import numpy as np
from numpy.typing import NDArray

from winset.arrays.deal_space import deal_space
from winset.arrays.graph_model import states_where
from winset.arrays.state_preferences import dense, from_statements, relation_from_pairs, relation_from_ranks
from winset.case.case import Case
from winset.case.dimensions import term_values
from winset.case.schema_conflict import GREATLY, ConflictPreference
from winset.case.sense_conflict import ELSE_EQUAL, WHATEVER_ELSE, pair, reading
from winset.errors import BadRequest, TooLarge, quoted
from winset.statements import parse
from winset.values import Range

GRID = 1000
Worths = NDArray[np.int64]


@dataclass(frozen=True)
class StateWorths:
    """Worths of all states for one decision maker.

    Parameters
    ----------
    values : array of int, (K, S)
        One row a draw; one row in all where nothing is a range.
    scale : array of int, (K,)
        The worth is ``values / scale``.
    drawn : bool
        Whether something is a range and was drawn.
    """

    values: Worths
    scale: Worths
    drawn: bool

    def __post_init__(self) -> None:
        self.values.setflags(write=False)
        self.scale.setflags(write=False)


def ranks_of(preference: ConflictPreference, names: Sequence[str], feasible: NDArray[np.bool_], party: str) -> NDArray[np.int32]:
    """Return the ranks (S,) that statements, the middle of weights, or a ranking say; all 0 for pairs and degrees."""
    if preference.pairs or preference.degrees:
        return np.zeros(feasible.shape[0], dtype=np.int32)
    if preference.statements:
        return from_statements(names, [text for text in preference.statements if text != GREATLY])
    if preference.weights:
        return dense(weighed(preference.weights, names, 0, 0, 0).values[0])
    ranks = np.zeros(feasible.shape[0], dtype=np.int32)
    for depth, level in enumerate(preference.ranking):
        for text in level if GREATLY not in level else ():
            ranks[_where(text, names) & (ranks == 0)] = len(preference.ranking) - depth
    missing = np.flatnonzero(feasible & (ranks == 0))
    if missing.size:
        more = f" and {missing.size - 1} more" if missing.size > 1 else ""
        state = _words(int(missing[0]), names)
        raise BadRequest(f"conflict.preferences.{party}.ranking: it leaves out the state {state}{more}")
    return ranks


def weighed(weights: Mapping[str, Range], names: Sequence[str], draws: int, seed: int, stream: int) -> StateWorths:
    """Return the exact worths of the states by weighed statements: one row a draw, or the middle of every range.

    Every range is drawn on a grid of 1,001 values; `stream` numbers the decision maker, so that each has an own stream of
    random numbers.
    """
    scale = lcm(*(end.denominator for w in weights.values() for end in (w.low, w.high)))
    low = np.array([_int64(w.low * scale * GRID) for w in weights.values()], dtype=np.int64)
    width = np.array([_int64((w.high - w.low) * scale * GRID) // GRID for w in weights.values()], dtype=np.int64)
    drawn_ = bool(draws and (width != 0).any())
    if drawn_:
        steps = np.random.default_rng([seed, stream]).integers(0, GRID + 1, (draws, len(weights)))
    else:
        steps = np.full((1, len(weights)), GRID // 2)
    if int(np.abs(low).sum() + GRID * np.abs(width).sum()) >= 2**62:
        raise TooLarge("digits in the weights", 2**62, 2**62, "Write them with fewer digits.")
    drawn = low[None, :] + width[None, :] * steps
    values = np.zeros((len(steps), 1 << len(names)), dtype=np.int64)
    for k, text in enumerate(weights):
        values += drawn[:, k, None] * states_where(text, names)[None, :]
    return StateWorths(values, np.full(len(steps), scale * GRID, dtype=np.int64), drawn_)


def worth_of_deals(case: Case, party: str, draws: int, seed: int) -> StateWorths:
    """Return the worths of the states by the deal that the taken options bring about (`does`), the rest at the status quo.

    Where several options set the same issue, the value furthest from the status quo counts.
    """
    conflict = case.file.conflict
    dims = case.dimensions()
    options = [option for own in conflict.options.values() for option in own.values()]
    numbers = np.arange(1 << len(options))
    chosen = {name: np.zeros(numbers.size, dtype=np.intp) for name in dims}
    for k, option in enumerate(options):
        for name, values in term_values(dims, option.does).items():
            position = max(dims[name].values.index(v) for v in values)
            taken = (numbers >> k & 1) == 1
            chosen[name] = np.where(taken, np.maximum(chosen[name], position), chosen[name])
    space = deal_space(case, draws, seed)
    p = space.party(party)
    total = np.zeros((space.draws, numbers.size), dtype=np.int64)
    for d, name in enumerate(space.dims):
        total += space.worth[d][:, p, :][:, chosen[name]]
    for bonus in space.bonuses:
        held = np.all([np.isin(chosen[space.dims[term.dim]], term.values) for term in bonus.terms], axis=0)
        total += bonus.worth[:, p][:, None] * held
    some = space.draws > 1 or (draws == 1 and deal_space(case, 2, seed).draws > 1)
    return StateWorths(total, space.scale[:, p].copy(), some)


def state_worths(case: Case, party: str, draws: int, seed: int) -> StateWorths | None:
    """Return the worths of the states for a decision maker, where weights or deals say how much; None for ranks alone."""
    own = case.file.conflict.preferences.get(party)
    if own is None:
        return worth_of_deals(case, party, draws, seed) if party in case.file.preferences else None
    if not own.weights:
        return None
    dms, names = decision_makers(case)
    return weighed(own.weights, names, draws, seed, dms.index(party))


def decision_makers(case: Case) -> tuple[list[str], list[str]]:
    """Return the parties that have options or moves of their own, and all options in the order of the bits."""
    conflict = case.file.conflict
    dms = [party for party, own in conflict.options.items() if own]
    names = [id_ for party in dms for id_ in conflict.options[party]]
    movers = [*conflict.arcs, *(party for move in conflict.common_moves.values() for party in move.by)]
    return list(dict.fromkeys([*dms, *movers])), names


def is_partial(preference: ConflictPreference) -> bool:
    """Return whether a preference says more, or less, than ranks can: unknown pairs, degrees, what is greatly preferred."""
    marked = GREATLY in preference.statements or any(GREATLY in level for level in preference.ranking)
    return bool(preference.pairs or preference.degrees or marked or preference.greatly is not None)


def relation_of(
    preference: ConflictPreference,
    names: Sequence[str],
    feasible: NDArray[np.bool_],
    party: str,
    ranks: NDArray[np.int32] | None = None,
) -> NDArray[np.int8]:
    """Return the relation (S, S) that a preference says, given its ranks where it has any.

    Pairs compare feasible states of the left with those of the right, all else equal: only states that agree in every option
    that the pair does not name (``none`` names them all). A pair that ends with ``whatever else`` compares every state of the
    left with every one of the right. States in which both sides hold are compared with nothing by that pair; what does not
    follow by transitivity stays unknown. Degrees compare whatever else, unless they end with ``all else equal``; the first
    that speaks of two states counts, and what stays below the threshold is equal. Ranks are complete; ``>>`` makes some steps
    great.

    References
    ----------
    All else equal (*ceteris paribus*): Hansson (1996), "What is ceteris paribus preference?", Journal of Philosophical Logic 25.
    """
    if preference.degrees:
        return _by_degrees(preference, names, feasible)
    if not preference.pairs:
        assert ranks is not None
        return _graded(preference, names, ranks)
    found: dict[str, list[tuple[int, int]]] = {">": [], ">>": [], "=": []}
    for text in preference.pairs:
        sign, compared = _compared(text, names, feasible, WHATEVER_ELSE)
        found[sign] += [(int(a), int(b)) for a, b in compared]
    try:
        return relation_from_pairs(feasible.shape[0], found[">"], found["="], found[">>"], party)
    except BadRequest as error:
        _, _, circle = str(error).partition("in a circle: ")
        if not circle:
            raise
        words = _round(preference.pairs, [int(number) for number in circle.split(" over ")], names, feasible)
        raise BadRequest(f"conflict.preferences.{party}.pairs: they go round in a circle: {words}") from None


def _round(texts: Sequence[str], circle: Sequence[int], names: Sequence[str], feasible: NDArray[np.bool_]) -> str:
    """Return a circle of states in words, each step with the pair that says it."""
    steps = []
    for better, worse in pairwise(circle):
        for text in texts:
            sign, compared = _compared(text, names, feasible, WHATEVER_ELSE)
            said = {(int(a), int(b)) for a, b in compared}
            if (better, worse) in said or (sign == "=" and (worse, better) in said):
                word = "as good as" if sign == "=" else "over"
                steps.append(f"({_words(better, names)}) {word} ({_words(worse, names)}) by '{text}'")
                break
    return "; ".join(steps)


def _by_degrees(preference: ConflictPreference, names: Sequence[str], feasible: NDArray[np.bool_]) -> NDArray[np.int8]:
    """Return the relation of fuzzy degrees d: better where d - (1 - d) reaches the threshold (Bashar, Kilgour & Hipel 2012)."""
    relation = np.zeros((feasible.shape[0],) * 2, dtype=np.int8)
    free = np.ones_like(relation, dtype=np.bool_)
    limit = preference.threshold or Fraction(1)
    for text, degree in preference.degrees.items():
        _, compared = _compared(text, names, feasible, ELSE_EQUAL)
        left, right = compared.T
        strength = 2 * degree - 1
        step = int(strength >= limit) - int(-strength >= limit)
        spoken = np.zeros_like(free)
        spoken[right, left] = free[right, left]
        relation[spoken], relation.T[spoken] = step, -step
        free &= ~(spoken | spoken.T)
    return relation


def _graded(preference: ConflictPreference, names: Sequence[str], ranks: NDArray[np.int32]) -> NDArray[np.int8]:
    """Return the complete relation of ranks, great where ``>>`` or the difference of weights says so."""
    relation = relation_from_ranks(ranks)
    if preference.greatly is not None:
        worths = weighed(preference.weights, names, 0, 0, 0)
        least = min(ceil(preference.greatly * int(worths.scale[0])), 2**63 - 1)
        gap = np.abs(worths.values[0][:, None] - worths.values[0][None, :])
        return np.where(gap >= least, 2 * relation, relation).astype(np.int8)
    if GREATLY in preference.statements:
        above = preference.statements[: preference.statements.index(GREATLY)]
        block = from_statements(names, above)
    elif any(GREATLY in level for level in preference.ranking):
        # A rank is how many levels stand at or below; the marks between two levels tell their blocks apart.
        depth = len(preference.ranking) - np.arange(len(preference.ranking) + 1)
        marks = np.array([depth[n] for n, level in enumerate(preference.ranking) if GREATLY in level])
        block = (ranks[:, None] > marks[None, :]).sum(axis=1).astype(np.int32)
    else:
        return relation
    return np.where(block[:, None] != block[None, :], 2 * relation, relation).astype(np.int8)


def _compared(text: str, names: Sequence[str], feasible: NDArray[np.bool_], other: str) -> tuple[str, NDArray[np.int64]]:
    """Return the sign of a pair and the feasible states (N, 2) that it compares, without those of both sides.

    `other` is the reading that must be written; the default is the other one.
    """
    sides, wanted = pair(text), reading(text)
    assert sides is not None
    left, right = _where(sides[0], names) & feasible, _where(sides[2], names) & feasible
    better, worse = np.flatnonzero(left & ~right), np.flatnonzero(right & ~left)
    related = np.ones((better.size, worse.size), dtype=np.bool_)
    if wanted == ELSE_EQUAL or (wanted is None and other == WHATEVER_ELSE):
        named = {name for side in (sides[0], sides[2]) for name in (names if side == "none" else parse(side).names())}
        rest = sum(1 << k for k, name in enumerate(names) if name not in named)
        related = ((better[:, None] ^ worse[None, :]) & rest) == 0
    a, b = np.nonzero(related)
    return sides[1], np.stack([better[a], worse[b]], axis=1)


def _where(text: str, names: Sequence[str]) -> NDArray[np.bool_]:
    return np.arange(1 << len(names)) == 0 if text == "none" else states_where(text, names)


def _words(state: int, names: Sequence[str]) -> str:
    return ", ".join(name for k, name in enumerate(names) if state >> k & 1) or "none"


def _int64(number: object) -> int:
    value = int(number)  # type: ignore[call-overload]
    if abs(value) >= 2**62:
        raise BadRequest(f"conflict.preferences: the weight {quoted(number)} has too many digits")
    return int(value)
