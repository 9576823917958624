"""Ultimatums and threats: would the executor carry it out, and what must backing down cost the issuer?

A threat is believed where the one who must carry it out prefers to, at every state that triggers it; that the
issuer prefers it is not enough where the executor is somebody else. Sources: Schelling (1960), *The Strategy
of Conflict* (commitment); Fearon (1994), American Political Science Review 88 (audience costs).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from winset.arrays.graph_model import UNKNOWN, GraphModel, states_where
from winset.arrays.state_preferences import Number, whole_numbers
from winset.conflict.moves import one_step
from winset.conflict.narrate import deterrent
from winset.conflict.partial import degrees_between
from winset.conflict.paths import Steps
from winset.errors import BadRequest, UnknownName


@dataclass(frozen=True)
class Trigger:
    """One state that triggers the threat.

    Parameters
    ----------
    state, carried_out : int
        Where the conflict stands, and where carrying the threat out leads; -1 where the executor cannot.
    executor, issuer : str
        ``prefers``, ``indifferent``, ``would not``, ``unknown`` or ``cannot``: carrying out against backing down.
    deterred_by : tuple of (dm, state reached), or None
        Where the executor prefers it: a reply of the others that would still deter (by SEQ).
    backing_down_must_cost : Fraction or None
        The issuer carries out if backing down costs more than this, in the units of the values given; zero or
        less: no audience is needed. None without values, or where it cannot be carried out.
    """

    state: int
    carried_out: int
    executor: str
    issuer: str
    deterred_by: Steps | None
    backing_down_must_cost: Fraction | None


@dataclass(frozen=True)
class Credibility:
    """A threat, state by state.

    Parameters
    ----------
    issuer, executor : str
    triggers : tuple of Trigger
        In the order of the states.
    """

    issuer: str
    executor: str
    triggers: tuple[Trigger, ...]

    def credible(self) -> bool:
        """Return whether the executor prefers to carry it out at every state that triggers it."""
        return bool(self.triggers) and all(t.executor == "prefers" for t in self.triggers)

    def share(self) -> Fraction:
        """Return the share of the triggering states at which the executor prefers to carry it out."""
        held = sum(t.executor == "prefers" for t in self.triggers)
        return Fraction(held, len(self.triggers)) if self.triggers else Fraction(0)

    def audience_cost(self) -> Fraction | None:
        """Return what backing down must cost so that the issuer would carry out at every triggering state.

        A threshold: at any higher cost carrying out is better. None without values, or where the threat
        cannot be carried out somewhere.
        """
        costs = [t.backing_down_must_cost for t in self.triggers]
        if not costs or any(c is None for c in costs):
            return None
        return max(c for c in costs if c is not None)


def credibility(
    model: GraphModel,
    issuer: str,
    executor: str,
    trigger: str | Mapping[str, bool],
    threat: Mapping[str, bool],
    values: Sequence[Number] | None = None,
) -> Credibility:
    """Return whether a threat would be carried out, at each state that triggers it.

    Parameters
    ----------
    model : GraphModel
        With options.
    issuer, executor : str
        Who threatens, and whose options carry it out.
    trigger : statement or pattern
        Where the demand is not met.
    threat : mapping of option to bool
        What the executor would then take up or give up.
    values : sequence of numbers, (S,), optional
        The issuer's worth of each state, for the audience cost. Ranks alone cannot say how much.

    Raises
    ------
    BadRequest
        The threat uses an option of somebody else, or no state triggers it.

    Examples
    --------
    >>> from winset.arrays.graph_model import option_model
    >>> m = option_model(["us", "x"], [("strike", "us"), ("yield", "x")], [[1, 0, 3, 2], [2, 0, 1, 1]])
    >>> c = credibility(m, "us", "us", "not yield", {"strike": True}, values=[5, 2, 9, 0])
    >>> c.credible(), c.audience_cost(), c.triggers[0].executor
    (False, Fraction(3, 1), 'would not')
    """
    if model.labels:
        raise BadRequest("credibility: a threat is made of options; the states of this conflict have names only")
    who, by = model.dm(issuer), model.dm(executor)
    take, give = 0, 0
    for option, taken in threat.items():
        if option not in model.options:
            raise UnknownName("option", option, model.options)
        k = model.options.index(option)
        if model.owner[k] != by:
            owner = model.dms[model.owner[k]]
            raise BadRequest(f"threat: '{option}' is {owner}'s to take, not {executor}'s")
        take, give = (take | 1 << k, give) if taken else (take, give | 1 << k)
    if not threat:
        raise BadRequest("threat: it names no option")
    held = states_where(trigger, model.options) & model.feasible
    states = [int(s) for s in held.nonzero()[0] if (int(s) | take) & ~give != int(s)]
    if not states:
        raise BadRequest("threat: no feasible state triggers it before it is carried out")
    worth = None if values is None else _worth(values, model.size)
    triggers = []
    for s in states:
        t = (s | take) & ~give
        if t not in one_step(model, by, s):
            triggers.append(Trigger(s, -1, "cannot", "cannot", None, None))
            continue
        likes = _word(*degrees_between(model, by, [s], [t]))
        deterred = deterrent(model, by, s, t, "seq") if likes == "prefers" else None
        cost = None if worth is None else worth[s] - worth[t]
        issuers = _word(*degrees_between(model, who, [s], [t]))
        triggers.append(Trigger(s, t, likes, issuers, deterred, cost))
    return Credibility(issuer, executor, tuple(triggers))


def _worth(values: Sequence[Number], size: int) -> list[Fraction]:
    if len(values) != size:
        raise BadRequest(f"values: {size} states need as many values, not {len(values)}")
    # One common denominator: the whole numbers divided by it are the values as written.
    whole = whole_numbers([*values, 1])
    return [Fraction(w, whole[-1]) for w in whole[:-1]]


def _word(degree: int) -> str:
    if degree == UNKNOWN:
        return "unknown"
    return "prefers" if degree > 0 else "indifferent" if degree == 0 else "would not"
