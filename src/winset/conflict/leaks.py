"""What a leak changes: equilibria before and after, who gains by it, and the leak as a move of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from winset.arrays.graph_model import UNKNOWN, GraphModel, whole_ranks
from winset.conflict.hypergame import Hypergame, first_level, second_level
from winset.conflict.moves import feasible_states, move_matrices
from winset.conflict.partial import degrees_between, judge
from winset.conflict.paths import Steps, improving_ways
from winset.errors import BadRequest


@dataclass(frozen=True)
class Leak:
    """The same conflict before and after somebody learns more.

    Parameters
    ----------
    before, after : Hypergame
    gained, lost, kept : tuple of int
        Equilibria that appear, disappear, stay.
    effect : tuple of str
        Per decision maker, by the true preferences: ``gains`` if every equilibrium after is at least as good
        as every one before and some pair is strictly better, ``loses`` the other way round, ``same`` if all
        are equally good, ``mixed``, or ``open`` if one of the two has no equilibrium or some comparison is unknown.
    """

    before: Hypergame
    after: Hypergame
    gained: tuple[int, ...]
    lost: tuple[int, ...]
    kept: tuple[int, ...]
    effect: tuple[str, ...]


@dataclass(frozen=True)
class Aftermath:
    """What follows if the secret gets out while the conflict stands in one state.

    Parameters
    ----------
    state : int
    ends : tuple of int
        Equilibria of the known game that chains of improvements lead to from there; the state itself if it
        still holds.
    paths : tuple of (tuple of (dm, state reached))
        Per end a shortest way: who protests, withholds, offers something else.
    effect : tuple of str
        Per decision maker, the ends against the state: ``gains``, ``loses``, ``same``, ``mixed`` or ``open``.
    """

    state: int
    ends: tuple[int, ...]
    paths: tuple[Steps, ...]
    effect: tuple[str, ...]

    def would_leak(self) -> tuple[int, ...]:
        """Return the decision makers who gain whichever end comes."""
        return tuple(p for p, e in enumerate(self.effect) if e == "gains")


def leak(
    true: GraphModel,
    before: Sequence[GraphModel] | Sequence[Sequence[GraphModel]],
    after: Sequence[GraphModel] | Sequence[Sequence[GraphModel]],
    concept: str = "seq",
    true_after: GraphModel | None = None,
) -> Leak:
    """Return what changes when views change from `before` to `after`.

    Parameters
    ----------
    true : GraphModel
        The game as it is before the leak.
    before, after : P views, or P sequences of P views
        Everybody's view (first level), or everybody's pictures of all views (second level): whoever keeps a
        secret needs the second level, to count on the others not knowing.
    concept : str
    true_after : GraphModel, optional
        The game as it is after, where the leak changes preferences (an audience); same states, and ranks on
        the same scale.

    Examples
    --------
    The ally cannot see a deal behind its back; once it can, it withholds, and the deal is no longer worth it.

    >>> from winset.arrays.graph_model import option_model
    >>> true = option_model(
    ...     ["Army", "Ally"], [("deal", "Army"), ("withhold", "Ally")], [[2, 3, 0, 1], [3, 0, 2, 1]]
    ... )
    >>> blind = option_model(["Army", "Ally"], [("withhold", "Ally")], [[1, 0], [1, 0]])
    >>> r = leak(true, [[true, blind], [blind, blind]], [[true, true], [true, true]])
    >>> r.before.equilibria(), r.before.by_mistake(), r.gained, r.effect
    ([1], {1: (1,)}, (0, 3), ('loses', 'gains'))
    """
    later = true if true_after is None else true_after
    if later.size != true.size or later.dms != true.dms or later.options != true.options:
        raise BadRequest("leak: the games before and after must have the same decision makers and options")
    return compared(true, later, _at_its_level(true, before, concept), _at_its_level(later, after, concept))


def compared(true: GraphModel, later: GraphModel, first: Hypergame, second: Hypergame) -> Leak:
    """Return what changes from one hypergame to another, the true game being `true` before and `later` after."""
    old, new = first.equilibria(), second.equilibria()
    effect = tuple(_effect(true, later, p, old, new) for p in range(len(true.dms)))
    return Leak(
        first,
        second,
        tuple(s for s in new if s not in old),
        tuple(s for s in old if s not in new),
        tuple(s for s in old if s in new),
        effect,
    )


def aftermath(
    secret: GraphModel, known: GraphModel, states: Sequence[int] | None = None, concept: str = "seq"
) -> tuple[Aftermath, ...]:
    """Return who gains if the secret gets out, for each state that holds while it is kept.

    Parameters
    ----------
    secret, known : GraphModel
        The game while the secret is kept and once it is out: same decision makers, options and states; ranks
        on one scale. What the excluded party can do only once it knows is infeasible in `secret`.
    states : sequence of int, optional
        Where the conflict may stand; by default the equilibria of `secret`.
    concept : str

    Examples
    --------
    >>> from winset.arrays.graph_model import option_model
    >>> known = option_model(
    ...     ["Army", "Ally"], [("deal", "Army"), ("withhold", "Ally")], [[2, 3, 0, 1], [3, 0, 2, 1]]
    ... )
    >>> secret = option_model(
    ...     ["Army", "Ally"], [("deal", "Army"), ("withhold", "Ally")], known.ranks, ["withhold"]
    ... )
    >>> (a,) = aftermath(secret, known)
    >>> a.state, a.ends, a.paths, a.effect
    (1, (3,), (((1, 3),),), ('loses', 'gains'))
    """
    _same_frame(secret, known)
    held = _equilibria(known, concept)
    starts = _equilibria(secret, concept) if states is None else list(states)
    result = []
    for s in starts:
        if not known.feasible[s]:
            raise BadRequest(f"leak: state {s} is not feasible once the secret is out")
        ways = improving_ways(known, s)
        reached = [(e, ways[e]) for e in held if e in ways]
        if s in held:
            reached = [(s, ())]
        effect = tuple(_effect(secret, known, p, [s], [e for e, _ in reached]) for p in range(len(known.dms)))
        result.append(Aftermath(int(s), tuple(e for e, _ in reached), tuple(w for _, w in reached), effect))
    return tuple(result)


def leak_as_move(secret: GraphModel, known: GraphModel, leakers: Sequence[str], ranks: ArrayLike | None = None) -> GraphModel:
    """Return one game in which the leak is a move: every state twice, still secret and then known.

    Parameters
    ----------
    secret, known : GraphModel
        As for `aftermath`.
    leakers : sequence of str
        Who can leak. A leak keeps the state and cannot be undone.
    ranks : array of int, (P, 2 S), optional
        Preferences over both halves together, secret states first; by default each half's own ranks, which
        must then be on one scale. With those a leak alone improves nothing, since the state stays: whoever
        leaks for what comes after needs foresight (`conflict.limited`), or own ranks here (`aftermath` says
        what is to be expected).

    Returns
    -------
    GraphModel
        In free form; state s is secret, S + s known.

    Examples
    --------
    >>> from winset.arrays.graph_model import option_model
    >>> known = option_model(["A", "B"], [("deal", "A"), ("protest", "B")], [[0, 2, 0, 1], [1, 0, 1, 2]])
    >>> secret = option_model(["A", "B"], [("deal", "A"), ("protest", "B")], known.ranks, ["protest"])
    >>> m = leak_as_move(secret, known, ["B"])
    >>> m.describe(1), m.describe(7), m.arcs[1].tolist()
    ('deal, secret', 'deal, protest, known', [[0, 4], [1, 5], [4, 6], [5, 7], [6, 4], [7, 5]])
    """
    _same_frame(secret, known)
    size = known.size
    who = {known.dm(name) for name in leakers}
    arcs = []
    for dm in range(len(known.dms)):
        parts = [_arcs(secret, dm), _arcs(known, dm) + size]
        if dm in who:
            both = np.flatnonzero(secret.feasible & known.feasible)
            parts.append(np.stack([both, both + size], axis=1))
        arcs.append(np.concatenate(parts))
    joined = np.concatenate([secret.ranks, known.ranks], axis=1) if ranks is None else whole_ranks(ranks)
    halves = ((secret, "secret"), (known, "known"))
    labels = tuple(f"{half.describe(s)}, {word}" for half, word in halves for s in range(size))
    return GraphModel(
        known.dms,
        (),
        (),
        (),
        np.concatenate([secret.feasible, known.feasible]),
        joined,
        tuple(np.unique(a, axis=0) if a.size else a for a in arcs),
        labels,
        secret.status_quo,
    )


def _same_frame(secret: GraphModel, known: GraphModel) -> None:
    if (secret.options, secret.dms, secret.owner, secret.labels) != (
        known.options,
        known.dms,
        known.owner,
        known.labels,
    ):
        raise BadRequest("leak: the secret and the known game must have the same decision makers and options")


def _arcs(model: GraphModel, dm: int) -> NDArray[np.int64]:
    states = feasible_states(model)
    return np.asarray(states[np.argwhere(move_matrices(model)[dm])], dtype=np.int64).reshape(-1, 2)


def _at_its_level(true: GraphModel, views: Sequence[GraphModel] | Sequence[Sequence[GraphModel]], concept: str) -> Hypergame:
    own = [view for view in views if isinstance(view, GraphModel)]
    if len(own) == len(views):
        return first_level(true, own, concept)
    return second_level(true, [p for p in views if not isinstance(p, GraphModel)], concept)


def _equilibria(model: GraphModel, concept: str) -> list[int]:
    return [int(s) for s in np.flatnonzero(judge(model, concept).all(axis=0))]


def _effect(before: GraphModel, after: GraphModel, dm: int, old: Sequence[int], new: Sequence[int]) -> str:
    if after.relation is not None:
        return effect_of(degrees_between(after, dm, old, new))
    gaps = [int(after.ranks[dm, q]) - int(before.ranks[dm, s]) for s in old for q in new]
    return effect_of([(gap > 0) - (gap < 0) for gap in gaps])


def effect_of(degrees: Sequence[int]) -> str:
    """Return in a word what it does that things go so much better, or worse (2 to -2, 9 unknown): see `Leak`.

    Examples
    --------
    >>> effect_of([1, 0]), effect_of([0]), effect_of([1, -1]), effect_of([])
    ('gains', 'same', 'mixed', 'open')
    """
    if not degrees or UNKNOWN in degrees:
        return "open"
    if not any(degrees):
        return "same"
    return "gains" if min(degrees) >= 0 else "loses" if max(degrees) <= 0 else "mixed"
