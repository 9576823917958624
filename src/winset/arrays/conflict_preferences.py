"""What a decision maker of a case likes better, state by state: as ranks, as draws of ranks, as worths, as pairs only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import lcm

import numpy as np
from numpy.typing import NDArray

from winset.arrays.deal_space import deal_space
from winset.arrays.graph_model import states_where
from winset.arrays.joint import worth_at
from winset.arrays.state_preferences import dense, from_statements, relation_from_pairs
from winset.case.case import Case
from winset.case.dimensions import term_values
from winset.case.schema_conflict import ConflictPreference
from winset.case.sense_conflict import pair
from winset.errors import BadRequest, TooLarge, quoted
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
    """Return the ranks (S,) that statements, the middle of weights, or a ranking say; all 0 for pairs."""
    if preference.pairs:
        return np.zeros(feasible.shape[0], dtype=np.int32)
    if preference.statements:
        return from_statements(names, preference.statements)
    if preference.weights:
        return dense(weighed(preference.weights, names, 0, 0, 0).values[0])
    ranks = np.zeros(feasible.shape[0], dtype=np.int32)
    for depth, level in enumerate(preference.ranking):
        for text in level:
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
    rows = np.stack([chosen[name] for name in space.dims], axis=1)
    mine = [one for one in space.joint if one.party == p]
    total = worth_at(space.worth, mine, rows)[:, p]
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
    """Return the parties that have options, and all options in the order of the bits."""
    options = case.file.conflict.options
    dms = [party for party, own in options.items() if own]
    return dms, [id_ for party in dms for id_ in options[party]]


def relation_of(
    preference: ConflictPreference, names: Sequence[str], feasible: NDArray[np.bool_], party: str
) -> NDArray[np.int8]:
    """Return the relation (S, S) that pairs say: each compares every feasible state of the left with every one of the right.

    States in which both sides hold are compared with nothing by that pair. What does not follow stays unknown.
    """
    found: dict[str, list[tuple[int, int]]] = {">": [], ">>": [], "=": []}
    for text in preference.pairs:
        sides = pair(text)
        assert sides is not None
        left, right = _where(sides[0], names) & feasible, _where(sides[2], names) & feasible
        both = left & right
        pairs = [(int(a), int(b)) for a in np.flatnonzero(left & ~both) for b in np.flatnonzero(right & ~both)]
        found[sides[1]] += pairs
    try:
        return relation_from_pairs(feasible.shape[0], found[">"], found["="], found[">>"], party)
    except BadRequest as error:
        _, _, circle = str(error).partition("in a circle: ")
        if not circle:
            raise
        words = " over ".join(f"({_words(int(number), names)})" for number in circle.split(" over "))
        raise BadRequest(f"conflict.preferences.{party}.pairs: they go round in a circle: {words}") from None


def _where(text: str, names: Sequence[str]) -> NDArray[np.bool_]:
    return np.arange(1 << len(names)) == 0 if text == "none" else states_where(text, names)


def _words(state: int, names: Sequence[str]) -> str:
    return ", ".join(name for k, name in enumerate(names) if state >> k & 1) or "none"


def _int64(number: object) -> int:
    value = int(number)  # type: ignore[call-overload]
    if abs(value) >= 2**62:
        raise BadRequest(f"conflict.preferences: the weight {quoted(number)} has too many digits")
    return int(value)
