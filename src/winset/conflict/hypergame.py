"""Each party's own game: what holds in a hypergame, and what holds only by a mistake.

A *view* is the game that one decision maker sees: some options may be missing, some patterns and preferences
different. A state of the true game is seen through a view as the state with the missing options left out;
where that cannot occur in the view, the state is unrecognised.

* First level: everybody judges a state in the own view; it is an equilibrium if all find it stable.
* Second level: a decision maker also has a picture of the others' views, and expects them to move by those.

Sources: Bennett (1977), Omega 5; Wang, Hipel & Fraser (1988), Behavioral Science 33; Aljefri, Hipel, Fang &
Bashar (2018), IEEE Trans. SMC: Systems 48. Leaks stand in `conflict.leaks`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from winset.arrays.graph_model import GraphModel
from winset.arrays.state_preferences import model_relation
from winset.conflict.moves import feasible_states, move_matrices
from winset.conflict.narrate import deterrent
from winset.conflict.partial import judge
from winset.conflict.paths import improvements
from winset.errors import BadRequest

Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Hypergame:
    """Verdicts on the states of the true game, each decision maker judging by the own view.

    Parameters
    ----------
    concept : str
    dms : tuple of str
    stable : array of bool, (P, S)
        In the own view.
    recognised : array of bool, (P, S)
        Whether the state can occur in the own view; where it cannot, it is not called stable.
    truly : array of bool, (P, S)
        Stable in the true game, by the true preferences.
    sees : array of bool, (P, S)
        Whether the decision maker sees the state as it is: no option is taken that the own view does not know.
    """

    concept: str
    dms: tuple[str, ...]
    stable: Bools
    recognised: Bools
    truly: Bools
    sees: Bools

    def __post_init__(self) -> None:
        for array in (self.stable, self.recognised, self.truly, self.sees):
            array.setflags(write=False)

    def equilibria(self) -> list[int]:
        """Return the states that everybody recognises and finds stable in the own view."""
        return [int(s) for s in np.flatnonzero(self.stable.all(axis=0))]

    def true_equilibria(self) -> list[int]:
        """Return the equilibria if everybody saw the true game."""
        return [int(s) for s in np.flatnonzero(self.truly.all(axis=0))]

    def by_mistake(self) -> dict[int, tuple[int, ...]]:
        """Return the equilibria that hold only by a mistake, each with those who are mistaken."""
        found = {}
        for s in self.equilibria():
            wrong = tuple(int(p) for p in np.flatnonzero(~self.truly[:, s]))
            if wrong:
                found[s] = wrong
        return found

    def stealthy(self) -> dict[int, tuple[int, ...]]:
        """Return the equilibria that somebody takes for another state, each with those who do.

        The others are known: everybody sees them as they are. (Our own, plain sense of the two words.)
        """
        found = {s: tuple(int(p) for p in np.flatnonzero(~self.sees[:, s])) for s in self.equilibria()}
        return {s: who for s, who in found.items() if who}

    def hidden(self) -> list[int]:
        """Return the equilibria of the true game that are none in the hypergame."""
        held = set(self.equilibria())
        return [s for s in self.true_equilibria() if s not in held]


def project(true: GraphModel, view: GraphModel, viewer: str | None = None) -> NDArray[np.int64]:
    """Return for every true state the state that the view takes it for, -1 where it cannot occur there.

    Options that the view does not know are left out: those that it lacks, and those that are taken in none of its
    feasible states. Options that only the view has are taken as not taken. A view whose states have names must call them
    as the true game does. With `viewer`, a state in which the viewer has taken an own option that the view does not
    know is not recognised either: nobody does what one does not know of.

    Examples
    --------
    >>> from winset.arrays.graph_model import option_model
    >>> true = option_model(["A", "B"], [("talk", "A"), ("channel", "A"), ("strike", "B")])
    >>> view = option_model(["A", "B"], [("talk", "A"), ("strike", "B")], infeasible=["talk and strike"])
    >>> project(true, view).tolist()
    [0, 1, 0, 1, 2, -1, 2, -1]
    """
    if bool(true.labels) != bool(view.labels):
        raise BadRequest("views: the states of the true game and of the view must both have options, or both names")
    if true.labels:
        place = {name: k for k, name in enumerate(view.labels)}
        seen = np.array([place.get(name, -1) for name in true.labels], dtype=np.int64)
    else:
        numbers = np.arange(true.size, dtype=np.int64)
        seen = np.zeros(true.size, dtype=np.int64)
        known_options = known_to(view)
        for k, name in enumerate(true.options):
            if name in known_options:
                seen[seen >= 0] |= ((numbers >> k & 1) << view.options.index(name))[seen >= 0]
            elif viewer is not None and true.dms[true.owner[k]] == viewer:
                seen[numbers >> k & 1 == 1] = -1
    seen[~true.feasible] = -1
    known = seen >= 0
    known[known] = view.feasible[seen[known]]
    return np.where(known, seen, -1)


def known_to(view: GraphModel) -> tuple[str, ...]:
    """Return the options that a view knows: those that are taken in some feasible state of it."""
    ever = int(np.bitwise_or.reduce(view.states())) if view.options else 0
    return tuple(name for k, name in enumerate(view.options) if ever >> k & 1)


def first_level(true: GraphModel, views: Sequence[GraphModel], concept: str = "seq", reading: str = "b") -> Hypergame:
    """Return what holds when everybody judges by the own view.

    Parameters
    ----------
    true : GraphModel
        The game as it is, with the true preferences.
    views : sequence of GraphModel, one for each decision maker of the true game
    concept : str
        A concept of `conflict.concepts`.
    reading : str
        How comparisons that are unknown count, where preferences are partial: a, b, c or d of `conflict.partial`.

    Examples
    --------
    B does not know that A has a channel; with it A would leave state 0.

    >>> from winset.arrays.graph_model import option_model
    >>> true = option_model(["A", "B"], [("channel", "A"), ("strike", "B")], [[0, 1, 0, 1], [1, 0, 0, 2]])
    >>> blind = option_model(["A", "B"], [("strike", "B")], [[0, 0], [1, 0]])
    >>> h = first_level(true, [true, blind], "nash")
    >>> h.equilibria(), h.by_mistake()
    ([1], {1: (1,)})
    """
    _check_views(true, views)
    stable = np.zeros((len(true.dms), true.size), dtype=np.bool_)
    recognised, sees = np.zeros_like(stable), np.zeros_like(stable)
    for p, view in enumerate(views):
        _verdict_into((stable, recognised, sees), true, (view, view), p, concept, reading)
    return Hypergame(concept, true.dms, stable, recognised, np.array(judge(true, concept, reading)), sees)


def second_level(
    true: GraphModel, pictures: Sequence[Sequence[GraphModel]], concept: str = "seq", reading: str = "b"
) -> Hypergame:
    """Return what holds when everybody expects the others to move by what they are thought to see.

    Parameters
    ----------
    true : GraphModel
    pictures : P sequences of P views
        ``pictures[p][q]``: q's view as p believes it; ``pictures[p][p]`` is p's own view.
    concept, reading : str
        As in `first_level`.

    Notes
    -----
    In p's own view another one, q, can make only those moves that q's believed view knows, and likes states
    as that view says; from and to states that q does not recognise q makes no move.
    """
    if len(pictures) != len(true.dms):
        raise BadRequest(f"pictures: {len(true.dms)} decision makers need as many, not {len(pictures)}")
    stable = np.zeros((len(true.dms), true.size), dtype=np.bool_)
    recognised, sees = np.zeros_like(stable), np.zeros_like(stable)
    for p, believed in enumerate(pictures):
        _check_views(true, believed)
        # Who takes the own view for everybody's plays that game as it is, in option form, which is much quicker.
        alone = all(same_game(view, believed[p]) for view in believed)
        game = believed[p] if alone else believed_game(p, believed)
        _verdict_into((stable, recognised, sees), true, (believed[p], game), p, concept, reading)
    return Hypergame(concept, true.dms, stable, recognised, np.array(judge(true, concept, reading)), sees)


def aware(pictures: Sequence[Sequence[GraphModel]]) -> tuple[bool, ...]:
    """Return who is aware that somebody else sees another game."""
    return tuple(
        any(q != p and not same_game(view, believed[p]) for q, view in enumerate(believed)) for p, believed in enumerate(pictures)
    )


def same_game(a: GraphModel, b: GraphModel) -> bool:
    """Return whether two views are the same game: moves, states and preferences."""
    if (a.dms, a.options, a.owner, a.direction, a.labels) != (
        b.dms,
        b.options,
        b.owner,
        b.direction,
        b.labels,
    ):
        return False
    if not np.array_equal(a.feasible, b.feasible):
        return False
    if (a.arcs is None) != (b.arcs is None):
        return False
    if not all(np.array_equal(x, y) for x, y in zip(a.arcs or (), b.arcs or (), strict=True)):
        return False
    if (a.relation is None) != (b.relation is None):
        return False
    if a.relation is not None and b.relation is not None:
        states = a.states()
        some = states[:, None], states[None, :]
        return np.array_equal(a.relation[:, some[0], some[1]], b.relation[:, some[0], some[1]])
    # Only the order counts: other statements may say the same.
    return all(same_order(x, y) for x, y in zip(a.ranks[:, a.feasible], b.ranks[:, b.feasible], strict=True))


def same_order(a: NDArray[np.int32], b: NDArray[np.int32]) -> bool:
    """Return whether two rows of ranks order the same states alike, whatever the numbers.

    Examples
    --------
    >>> same_order(np.array([0, 2, 2]), np.array([1, 7, 7])), same_order(np.array([0, 1]), np.array([1, 0]))
    (True, False)
    """
    return np.array_equal(_order(a), _order(b))


def _order(ranks: NDArray[np.int32]) -> NDArray[np.int64]:
    return np.asarray(np.unique(ranks, return_inverse=True)[1].reshape(-1), dtype=np.int64)


def believed_game(p: int, believed: Sequence[GraphModel]) -> GraphModel:
    """Return p's game with the others moving and preferring as p believes they see it, in free form."""
    own = believed[p]
    states = feasible_states(own)
    moves = move_matrices(own)
    bare = any(view.relation is not None for view in believed)
    ranks = np.zeros((len(own.dms), own.size), dtype=np.int32)
    relation = np.zeros((len(own.dms), own.size, own.size), dtype=np.int8) if bare else None
    arcs = []
    for q, name in enumerate(own.dms):
        view = believed[q]
        seen = states if q == p else project(own, view, name)[states]
        legal = moves[q] & (seen[:, None] >= 0) & (seen[None, :] >= 0)
        if q != p:
            legal &= ~_touches(own, view, states)
        arcs.append(states[np.argwhere(legal)].reshape(-1, 2))
        # From and to what q does not recognise q makes no move, so it does not matter how q would like it.
        kept, liked, row = states[seen >= 0], seen[seen >= 0], view.dm(name)
        ranks[q, kept] = view.ranks[row, liked]
        if relation is not None:
            relation[q][np.ix_(kept, kept)] = model_relation(view)[row][np.ix_(liked, liked)]
    labels = own.labels or tuple(str(s) for s in range(own.size))
    quo, feasible = own.status_quo, own.feasible.copy()
    return GraphModel(own.dms, (), (), (), feasible, ranks, tuple(arcs), labels, quo, relation)


def regrets(true: GraphModel, state: int, dm: int, concept: str = "seq") -> list[int]:
    """Return the states that `dm` would leave for in the true game, undeterred: what the mistake costs."""
    return [q for q in improvements(true, dm, state) if deterrent(true, dm, state, q, concept) is None]


def _touches(own: GraphModel, view: GraphModel, states: NDArray[np.int64]) -> Bools:
    """Return which pairs of states differ in an option that the view does not know."""
    if own.labels:
        return np.zeros((states.size, states.size), dtype=np.bool_)
    known = known_to(view)
    unknown = sum(1 << k for k, name in enumerate(own.options) if name not in known)
    return np.asarray(((states[:, None] ^ states[None, :]) & unknown) != 0)


def _verdict_into(
    tables: tuple[Bools, Bools, Bools],
    true: GraphModel,
    seen_and_played: tuple[GraphModel, GraphModel],
    p: int,
    concept: str,
    reading: str,
) -> None:
    stable, recognised, sees = tables
    view, game = seen_and_played
    seen = project(true, view, true.dms[p])
    verdict = judge(game, concept, reading)[game.dms.index(true.dms[p])]
    recognised[p] = seen >= 0
    stable[p] = recognised[p] & verdict[np.maximum(seen, 0)]
    known = known_to(view)
    unknown = sum(1 << k for k, name in enumerate(true.options) if name not in known)
    sees[p] = recognised[p] & ((np.arange(true.size) & unknown) == 0)


def _check_views(true: GraphModel, views: Sequence[GraphModel]) -> None:
    if len(views) != len(true.dms):
        raise BadRequest(f"views: {len(true.dms)} decision makers need as many views, not {len(views)}")
    for name, view in zip(true.dms, views, strict=True):
        if name not in view.dms:
            raise BadRequest(f"views.{name}: {name} does not occur in the own view")
        if not view.labels and not true.labels:
            for k, option in enumerate(view.options):
                if option in true.options:
                    owner = true.dms[true.owner[true.options.index(option)]]
                    if owner != view.dms[view.owner[k]]:
                        raise BadRequest(f"views.{name}: '{option}' is {owner}'s option in the true game")
