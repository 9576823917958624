"""Stability concepts by name: those that come with the program, and those that other packages register."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from winset.arrays.graph_model import GraphModel
from winset.conflict.concepts import CONCEPTS, Stability, stability
from winset.conflict.limited import improving_policies, non_myopic, policy_verdicts
from winset.errors import BadRequest
from winset.registry import Registry

Bools = NDArray[np.bool_]
Concept = Callable[[GraphModel, int], Bools]

stability_concept: Registry[Concept] = Registry("stability concept", ("game", "dm"))


def named_stability(model: GraphModel, names: Sequence[str] = ("nash", "gmr", "smr", "seq")) -> Stability:
    """Return the verdicts of any registered concepts, the built-in ones computed together.

    Examples
    --------
    >>> from winset.arrays.graph_model import option_model
    >>> m = option_model(["A", "B"], [("quiet A", "A"), ("quiet B", "B")], [[1, 0, 3, 2], [1, 3, 0, 2]])
    >>> named_stability(m, ["nash", "non_myopic"]).equilibria("non_myopic")
    [0, 3]
    """
    built_in = [name for name in names if name in CONCEPTS]
    tables = dict(zip(built_in, stability(model, built_in).stable, strict=True)) if built_in else {}
    for name in names:
        if name not in tables:
            function = stability_concept[name].function
            rows = [np.asarray(function(model, dm), dtype=np.bool_) for dm in range(len(model.dms))]
            if any(row.shape != (model.size,) for row in rows):
                raise BadRequest(f"stability concept '{name}': it must give one verdict for each of the {model.size} states")
            tables[name] = np.stack(rows)
    return Stability(tuple(names), model.dms, np.stack([tables[name] for name in names]))


def _alone(game: GraphModel, dm: int, name: str) -> Bools:
    return np.asarray(stability(game, [name]).of(name)[dm])


@stability_concept("nash", source="Nash (1950)")
def nash(game: GraphModel, dm: int) -> Bools:
    """No improvement."""
    return _alone(game, dm, "nash")


@stability_concept("gmr", source="Howard (1971), Paradoxes of Rationality")
def gmr(game: GraphModel, dm: int) -> Bools:
    """Every improvement can be answered by moves that leave the decision maker no better off."""
    return _alone(game, dm, "gmr")


@stability_concept("smr", source="Howard (1971), Paradoxes of Rationality")
def smr(game: GraphModel, dm: int) -> Bools:
    """As gmr, and the decision maker cannot get away from the answer."""
    return _alone(game, dm, "smr")


@stability_concept("seq", source="Fraser & Hipel (1979); (1984), Conflict Analysis")
def seq(game: GraphModel, dm: int) -> Bools:
    """As gmr, and each step of the answer improves for the one who makes it."""
    return _alone(game, dm, "seq")


@stability_concept("sseq", source="Rêgo & Vieira (2016), Group Decision and Negotiation")
def sseq(game: GraphModel, dm: int) -> Bools:
    """As seq, and the decision maker cannot get away from the answer."""
    return _alone(game, dm, "sseq")


@stability_concept("sim", source="Fraser & Hipel (1979); (1984), Conflict Analysis")
def sim(game: GraphModel, dm: int) -> Bools:
    """As seq; or, where two or more would leave, their leaving at the same time spoils it."""
    return _alone(game, dm, "sim")


@stability_concept("non_myopic", source="Kilgour (1985), Theory and Decision 18; our cautious reading for more than two")
def far_sighted(game: GraphModel, dm: int) -> Bools:
    """Staying is best at every foresight that is long enough."""
    return np.asarray(non_myopic(game).stable[dm])


@stability_concept("policy", source="Zeng, Fang, Hipel & Kilgour (2004), Theory and Decision 57; our order of play")
def policy(game: GraphModel, dm: int) -> Bools:
    """Staying is the policy and no other pays, where everybody's policy is the best own improvement from each state."""
    return np.asarray(policy_verdicts(game, improving_policies(game))[dm])
