"""The graph model as arrays: states, whose moves lead where, and integer ranks per decision maker.

Two forms. In *option form* a state says which options are taken (bit k of its number is option k), and a
decision maker moves by changing own options only. In *free form* the arcs are listed, directed, one list per
decision maker; the same arc in two lists is a common move. In free form the states may have names of their own, or
still say which options are taken.
Source: Kilgour, Hipel & Fang (1987), "The graph model for conflicts", Automatica 23.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from winset.errors import BadRequest, TooLarge, UnknownName, did_you_mean, quoted
from winset.statements import Statement, parse

DIRECTIONS = ("both", "fwd", "back")
LARGEST_DENSE = 2**26
LARGEST_NUMBER = 2**63
LARGEST_RELATION = 2**11
UNKNOWN = 9


@dataclass(frozen=True)
class GraphModel:
    """A conflict ready for analysis; every array is read-only.

    Parameters
    ----------
    dms : tuple of str
        Decision makers, P of them.
    options : tuple of str
        O option names in the order of the bits; empty where states have names of their own.
    owner : tuple of int
        Per option the decision maker who controls it.
    direction : tuple of str
        Per option ``both``, ``fwd`` (can only be taken up) or ``back`` (can only be given up).
    feasible : array of bool, (S,)
        Which states can occur; S is 2**O in option form.
    ranks : array of int32, (P, S)
        Higher is better, equal is indifferent. What stands at infeasible states means nothing.
    arcs : tuple of arrays of int64, each (E, 2), or None
        Free form only: per decision maker the arcs from, to.
    labels : tuple of str
        The states' own names, in free form; empty where states say which options are taken.
    status_quo : int or None
        The state in which the conflict stands.
    relation : array of int8, (P, S, S), or None
        ``relation[p, s, q]``: how much p likes q more than s: 2 greatly, 1 more, 0 equally, -1 less, -2 much
        less, 9 unknown. Need not be transitive; `conflict.partial` reads it.
    draws : array of int32, (K, P, S), or None
        Ranks under K draws of uncertain preferences.
    """

    dms: tuple[str, ...]
    options: tuple[str, ...]
    owner: tuple[int, ...]
    direction: tuple[str, ...]
    feasible: NDArray[np.bool_]
    ranks: NDArray[np.int32]
    arcs: tuple[NDArray[np.int64], ...] | None = None
    labels: tuple[str, ...] = ()
    status_quo: int | None = None
    relation: NDArray[np.int8] | None = None
    draws: NDArray[np.int32] | None = None

    def __post_init__(self) -> None:
        _check(self)
        for array in (self.feasible, self.ranks, self.relation, self.draws, *(self.arcs or ())):
            if array is not None:
                array.setflags(write=False)

    @property
    def size(self) -> int:
        """Number of states S, infeasible ones included."""
        return int(self.feasible.shape[0])

    def states(self) -> NDArray[np.int64]:
        """Return the numbers of the feasible states, ascending."""
        return np.flatnonzero(self.feasible)

    def dm(self, name: str) -> int:
        """Return the position of the decision maker called `name`."""
        if name not in self.dms:
            raise UnknownName("decision maker", name, self.dms)
        return self.dms.index(name)

    def state(self, taken: Mapping[str, bool] | Iterable[str] | str) -> int:
        """Return the state in which exactly the named options are taken (or the state so called, if states have names)."""
        if self.labels:
            if not isinstance(taken, str) or taken not in self.labels:
                raise UnknownName("state", str(taken), self.labels)
            return self.labels.index(taken)
        names = [taken] if isinstance(taken, str) else taken
        chosen = [n for n in names if not isinstance(taken, Mapping) or taken[n]]
        number = 0
        for name in chosen:
            if name not in self.options:
                raise UnknownName("option", name, self.options)
            number |= 1 << self.options.index(name)
        return number

    def describe(self, state: int) -> str:
        """Return the state in words: the options taken, or the state's own name."""
        if not 0 <= state < self.size:
            raise BadRequest(f"there is no state {state}: the states are 0 to {self.size - 1}")
        if self.labels:
            return self.labels[state]
        taken = [name for k, name in enumerate(self.options) if state >> k & 1]
        return ", ".join(taken) if taken else "nothing taken"

    def with_ranks(self, ranks: NDArray[np.int32]) -> GraphModel:
        """Return the same conflict under other preferences; partial ones and draws are dropped."""
        return replace(self, ranks=np.array(ranks, dtype=np.int32), relation=None, draws=None)


def option_model(
    dms: Sequence[str],
    options: Sequence[tuple[str, str]] | Sequence[tuple[str, str, str]],
    ranks: ArrayLike | None = None,
    infeasible: Sequence[Mapping[str, bool] | str] = (),
    feasible: Sequence[int] | NDArray[np.bool_] | None = None,
    status_quo: int | None = None,
) -> GraphModel:
    """Return a conflict in option form; without `ranks` everybody is indifferent between all states.

    Parameters
    ----------
    dms : sequence of str
        The decision makers' names.
    options : sequence of (option, decision maker) or (option, decision maker, direction)
        In the order of the bits.
    ranks : array of int, (P, 2**O), optional
        See `GraphModel`; the functions of `arrays.state_preferences` make them.
    infeasible : sequence of mappings or statements
        Patterns that cannot occur: ``{"accept": True, "delay": True}`` or ``"accept and delay"``.
    feasible : sequence of int or array of bool, optional
        The only states that can occur; what `infeasible` removes is removed from it as well.
    status_quo : int, optional
        The state in which the conflict stands.

    Raises
    ------
    BadRequest, TooLarge
        An option that nobody controls, no feasible state, more states than fit.

    Examples
    --------
    >>> m = option_model(["A", "B"], [("go", "A"), ("stop", "B", "fwd")], infeasible=["go and stop"])
    >>> m.states().tolist(), m.describe(2)
    ([0, 1, 2], 'stop')
    """
    names, owner, direction = [], [], []
    for option in options:
        name, who = option[0], option[1]
        if who not in dms:
            help_ = did_you_mean(who, dms)
            raise BadRequest(f"options.{name}: nobody controls it: {quoted(who)} is no decision maker.{help_}")
        names.append(name)
        owner.append(list(dms).index(who))
        direction.append(option[2] if len(option) == 3 else "both")
    check_size(len(names))
    size = 1 << len(names)
    allowed = np.ones(size, dtype=np.bool_)
    if feasible is not None:
        listed = np.asarray(feasible)
        if listed.dtype == np.bool_:
            allowed = np.array(listed)
        else:
            outside = [int(s) for s in listed.tolist() if not 0 <= s < size]
            if outside:
                raise BadRequest(f"feasible: there is no state {outside[0]}: the states are 0 to {size - 1}")
            allowed[:] = False
            allowed[listed.astype(np.int64)] = True
    for pattern in infeasible:
        allowed &= ~states_where(pattern, names)
    table = np.zeros((len(dms), size), dtype=np.int32) if ranks is None else whole_ranks(ranks)
    return GraphModel(tuple(dms), tuple(names), tuple(owner), tuple(direction), allowed, table, status_quo=status_quo)


def free_model(
    dms: Sequence[str],
    states: Sequence[str],
    arcs: Mapping[str, Iterable[tuple[int, int]]],
    ranks: ArrayLike | None = None,
    status_quo: int | None = None,
) -> GraphModel:
    """Return a conflict in free form: `arcs` holds per decision maker the pairs (from, to) of states.

    Examples
    --------
    >>> m = free_model(["A", "B"], ["talk", "fight"], {"A": [(0, 1)], "B": [(0, 1)]})
    >>> [a.tolist() for a in m.arcs]
    [[[0, 1]], [[0, 1]]]
    """
    for name in arcs:
        if name not in dms:
            raise UnknownName("decision maker", name, dms)
    lists = tuple(np.array(sorted(set(arcs.get(dm, ()))), dtype=np.int64).reshape(-1, 2) for dm in dms)
    size = len(states)
    table = np.zeros((len(dms), size), dtype=np.int32) if ranks is None else whole_ranks(ranks)
    return GraphModel(tuple(dms), (), (), (), np.ones(size, dtype=np.bool_), table, lists, tuple(states), status_quo)


def listed_model(
    dms: Sequence[str],
    options: Sequence[tuple[str, str]] | Sequence[tuple[str, str, str]],
    states: Sequence[int],
    ranks: ArrayLike | None = None,
    status_quo: int | None = None,
) -> GraphModel:
    """Return a conflict of up to 62 options of which only the listed states can occur, in free form.

    Parameters
    ----------
    dms, options
        As for `option_model`.
    states : sequence of int
        The feasible states' numbers, bit k for option k; they become states 0, 1, 2 ... in this order, named by the options
        taken.
    ranks : array of int, (P, number of states), optional
    status_quo : int, optional
        A number of `states`.

    Examples
    --------
    >>> m = listed_model(["A", "B"], [(f"o{k}", "AB"[k % 2]) for k in range(40)], [0, 1, 3 << 38])
    >>> m.labels, m.arcs[0].tolist()
    (('nothing taken', 'o0', 'o38, o39'), [[0, 1], [1, 0]])
    """
    names = [option[0] for option in options]
    if len(options) >= 63:
        raise TooLarge("states", 2 ** len(options), LARGEST_NUMBER, "Leave out options that do not matter here.")
    if len(states) > 2**12:
        raise TooLarge("listed states", len(states), 2**12, "Moves between listed states are found pair by pair.")
    twice = [s for k, s in enumerate(states) if s in states[:k] or not 0 <= s < 1 << len(options)]
    if twice:
        raise BadRequest(f"states: {twice[0]} is listed twice or names options that do not exist")
    codes = np.array(states, dtype=np.int64)
    arcs: dict[str, list[tuple[int, int]]] = {}
    for dm in dms:
        way = dict.fromkeys(DIRECTIONS, 0)
        for k, option in enumerate(options):
            if option[1] == dm:
                way[option[2] if len(option) == 3 else "both"] |= 1 << k
        changed = codes[:, None] ^ codes[None, :]
        legal = (changed != 0) & ((changed & ~np.int64(sum(way.values()))) == 0)
        legal &= ((changed & way["fwd"] & codes[:, None]) == 0) & ((changed & way["back"] & ~codes[:, None]) == 0)
        arcs[dm] = [(int(a), int(b)) for a, b in np.argwhere(legal)]
    labels = [", ".join(n for k, n in enumerate(names) if s >> k & 1) or "nothing taken" for s in states]
    quo = None if status_quo is None else list(states).index(status_quo)
    return free_model(dms, labels, arcs, ranks, quo)


def states_where(pattern: Mapping[str, bool] | str | Statement, options: Sequence[str]) -> NDArray[np.bool_]:
    """Return for all 2**O states whether a pattern or a statement holds there.

    Parameters
    ----------
    pattern : mapping of option to bool, text, or Statement
        A mapping is a conjunction; options that it leaves out do not matter.
    options : sequence of str
        The options in the order of the bits.

    Examples
    --------
    >>> states_where("a or b", ["a", "b"]).tolist()
    [False, True, True, True]
    """
    options = list(options)
    count = len(options)
    check_size(count)
    if isinstance(pattern, Mapping):
        whole = np.zeros((2,) * count, dtype=np.bool_)
        place: list[int | slice] = [slice(None)] * count
        for name, taken in pattern.items():
            if name not in options:
                raise UnknownName("option", name, options)
            place[count - 1 - options.index(name)] = int(taken)
        whole[tuple(place)] = True
        return whole.reshape(-1)
    try:
        statement = parse(pattern) if isinstance(pattern, str) else pattern
    except ValueError as slip:
        raise BadRequest(str(slip)) from None
    for name in statement.names():
        if name not in options:
            raise UnknownName("option", name, options)

    def axis(name: str) -> NDArray[np.bool_]:
        shape = [1] * count
        shape[count - 1 - options.index(name)] = 2
        return np.array([False, True]).reshape(shape)

    # Broadcasting keeps every intermediate as small as the options it names.
    held = statement.fold(axis, np.logical_not, np.logical_and, np.logical_or)
    return np.ascontiguousarray(np.broadcast_to(held, (2,) * count)).reshape(-1)


def whole_ranks(ranks: ArrayLike) -> NDArray[np.int32]:
    """Return a fresh table of ranks, or refuse numbers that are not whole or do not fit."""
    table = np.array(ranks)
    if not np.issubdtype(table.dtype, np.integer):
        raise BadRequest(f"ranks: whole numbers are needed, not {table.dtype}")
    if table.size and max(int(table.max()), -int(table.min())) > 2**31 - 2:
        raise BadRequest("ranks: they must lie between -2,147,483,646 and 2,147,483,646")
    return table.astype(np.int32)


def check_size(options: int) -> None:
    """Refuse more options than state numbers (2**63) or dense arrays (2**26 states) can hold."""
    if options >= 63:
        raise TooLarge("states", 2**options, LARGEST_NUMBER, "Leave out options that do not matter here.")
    if 2**options > LARGEST_DENSE:
        raise TooLarge("states", 2**options, LARGEST_DENSE, "Fix some options or list the states in free form.")


def _check(model: GraphModel) -> None:
    count, size = len(model.dms), model.size
    if not model.dms:
        raise BadRequest("decision makers: a conflict needs at least one")
    for kind, names in (("decision maker", model.dms), ("option", model.options), ("state", model.labels)):
        twice = [n for k, n in enumerate(names) if n in names[:k]] if len(names) < 4096 else []
        if twice:
            raise BadRequest(f"two of the {kind}s are called {quoted(twice[0])}")
    if not model.feasible.any():
        raise BadRequest("infeasible: the patterns rule out every state; no feasible state is left")
    if model.labels:
        if model.options or model.arcs is None:
            raise BadRequest("states have either options or names of their own, and with names the arcs are listed")
        if len(model.labels) != size:
            raise BadRequest(f"labels: {size} states need as many names")
    else:
        _check_options(model)
    if model.arcs is not None:
        if len(model.arcs) != count:
            raise BadRequest(f"arcs: {count} decision makers need as many lists")
        for dm, arcs in zip(model.dms, model.arcs, strict=True):
            if arcs.size and (arcs.min() < 0 or arcs.max() >= size):
                raise BadRequest(f"arcs.{dm}: an arc names a state outside 0 to {size - 1}")
            if (arcs[:, 0] == arcs[:, 1]).any():
                raise BadRequest(f"arcs.{dm}: an arc leads from a state to itself")
    if model.ranks.shape != (count, size):
        raise BadRequest(f"ranks: {count} decision makers and {size} states need shape {(count, size)}")
    if model.ranks.dtype != np.int32:
        raise BadRequest(f"ranks: whole numbers (int32) are needed, not {model.ranks.dtype}")
    for array in (model.ranks, model.draws):
        if array is not None and array.size and max(int(array.max()), -int(array.min())) > 2**31 - 2:
            raise BadRequest("ranks: they must lie between -2,147,483,646 and 2,147,483,646")
    if model.draws is not None and model.draws.shape[1:] != (count, size):
        raise BadRequest(f"draws: the shape must be (draws, {count}, {size})")
    if model.status_quo is not None and not (0 <= model.status_quo < size and model.feasible[model.status_quo]):
        raise BadRequest(f"status quo: state {model.status_quo} is not a feasible state")
    if model.relation is not None:
        check_relation(model.relation, count, size)


def _check_options(model: GraphModel) -> None:
    count = len(model.options)
    if not count:
        raise BadRequest("options: a conflict needs at least one option")
    if model.size != 1 << count:
        raise BadRequest(f"feasible: {count} options make {1 << count} states, not {model.size}")
    if len(model.owner) != count or len(model.direction) != count:
        raise BadRequest("options: every option needs an owner and a direction")
    for name, owner, direction in zip(model.options, model.owner, model.direction, strict=True):
        if not 0 <= owner < len(model.dms):
            raise BadRequest(f"options.{name}: nobody controls {quoted(name)}")
        if direction not in DIRECTIONS:
            raise BadRequest(f"options.{name}: the direction is both, fwd or back, not {quoted(direction)}")


def check_relation(relation: NDArray[np.int8], count: int, size: int) -> None:
    """Refuse a relation whose two directions contradict each other."""
    if size > LARGEST_RELATION:
        raise TooLarge("states with a pairwise relation", size, LARGEST_RELATION, "Give ranks instead.")
    if relation.shape != (count, size, size):
        raise BadRequest(f"relation: the shape must be {(count, size, size)}")
    known = relation != UNKNOWN
    if (np.abs(relation[known]) > 2).any():
        raise BadRequest("relation: the degrees are -2 to 2, and 9 where it is unknown")
    back = relation.transpose(0, 2, 1)
    wrong = np.where(known, relation != -back, back != UNKNOWN)
    if wrong.any():
        dm, s, q = (int(x) for x in np.argwhere(wrong)[0])
        raise BadRequest(f"relation of decision maker {dm}: states {s} and {q} contradict each other")
