"""Why a state holds or does not: whose improvement, and which reply by whom deters it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from winset.arrays.graph_model import UNKNOWN, GraphModel
from winset.conflict.moves import legal_path, one_step
from winset.conflict.paths import Steps, improvements, improves
from winset.errors import BadRequest, UnknownName

CONCEPTS = ("nash", "gmr", "smr", "seq", "sseq")


@dataclass(frozen=True)
class Improvement:
    """One improvement from a state and what becomes of it.

    Parameters
    ----------
    dm, target : int
        Who would leave, and where to.
    reply : tuple of (dm, state reached), or None
        A shortest reply of the others that deters; None where nothing does.
    certain : bool
        Whether it is known to be better; under readings a and c of `conflict.partial` one leaves for the unknown as well.
    """

    dm: int
    target: int
    reply: Steps | None
    certain: bool = True


@dataclass(frozen=True)
class Story:
    """Everybody's improvements from one state under one concept.

    Parameters
    ----------
    state : int
    concept : str
    dms : tuple of str
    improvements : tuple of Improvement
    sentences : tuple of str
        The same in plain words, one for each decision maker.
    """

    state: int
    concept: str
    dms: tuple[str, ...]
    improvements: tuple[Improvement, ...]
    sentences: tuple[str, ...]

    def holds(self) -> bool:
        """Return whether every improvement is deterred."""
        return all(i.reply is not None for i in self.improvements)


def story(model: GraphModel, state: int, concept: str = "seq", reading: str = "b") -> Story:
    """Return why the state holds or does not, for everybody; `reading` says how unknown comparisons count (`conflict.partial`).

    Examples
    --------
    >>> from winset.arrays.graph_model import option_model
    >>> m = option_model(["A", "B"], [("quiet A", "A"), ("quiet B", "B")], [[1, 0, 3, 2], [1, 3, 0, 2]])
    >>> print(story(m, 3).sentences[0])
    A would leave 'quiet A, quiet B' for 'quiet B', but is deterred: B answers with 'nothing taken'.
    """
    if concept not in CONCEPTS:
        raise UnknownName("stability concept", concept, CONCEPTS)
    if not 0 <= state < model.size or not model.feasible[state]:
        raise BadRequest(f"state {state} is not feasible")
    found, sentences = [], []
    for dm in range(len(model.dms)):
        goals = _leaves(model, dm, state, reading in "ac")
        mine = [
            Improvement(dm, q, deterrent(model, dm, state, q, concept, reading), improves(model, dm, state, q)) for q in goals
        ]
        found.extend(mine)
        sentences.append(_sentence(model, dm, state, mine))
    return Story(state, concept, model.dms, tuple(found), tuple(sentences))


def deterrent(model: GraphModel, dm: int, state: int, target: int, concept: str, reading: str = "b") -> Steps | None:
    """Return a shortest reply of the others to the move from `state` to `target` that deters, or None.

    Under SEQ and SSEQ the others reply by moves that are better or unknown to the mover, as `partial.with_unknown` has it.
    """
    if concept == "nash":
        return None
    others = [j for j in range(len(model.dms)) if j != dm]
    any_move = concept in ("gmr", "smr")
    step: Callable[[int, int], Sequence[int]] = partial(one_step, model) if any_move else partial(_leaves, model, unknown=True)
    maybe = reading in "cd"

    def bad_enough(q: int) -> bool:
        if not _not_better(model, dm, state, q, maybe):
            return False
        if concept in ("smr", "sseq"):
            return all(_not_better(model, dm, state, r, maybe) for r in one_step(model, dm, q))
        return True

    return legal_path(others, target, bad_enough, step)


def words(model: GraphModel, steps: Steps) -> str:
    """Return a sequence of moves in words.

    Examples
    --------
    >>> from winset.arrays.graph_model import option_model
    >>> words(option_model(["A", "B"], [("a", "A"), ("b", "B")]), ((0, 1), (1, 3)))
    "A moves to 'a', then B to 'a, b'"
    """
    moves = [(model.dms[dm], model.describe(q)) for dm, q in steps]
    return ", then ".join(f"{who} {'' if k else 'moves '}to '{q}'" for k, (who, q) in enumerate(moves))


def _sentence(model: GraphModel, dm: int, state: int, mine: Sequence[Improvement]) -> str:
    name, here = model.dms[dm], model.describe(state)
    if not mine:
        return f"{name} has nothing better to go to from '{here}'."
    free = [i for i in mine if i.reply is None]
    if free:
        goals = " or ".join(f"'{model.describe(i.target)}'{_doubt(i)}" for i in free[:3])
        more = f" (and {len(free) - 3} more)" if len(free) > 3 else ""
        return f"{name} would leave '{here}' for {goals}{more}, and nothing deters it."
    parts = []
    for i in mine[:3]:
        assert i.reply is not None
        replies = ", then ".join(f"{model.dms[j]} answers with '{model.describe(q)}'" for j, q in i.reply)
        parts.append(f"for '{model.describe(i.target)}'{_doubt(i)}, but is deterred: {replies}")
    more = f"; and {len(mine) - 3} more, all deterred" if len(mine) > 3 else ""
    return f"{name} would leave '{here}' {'; '.join(parts)}{more}."


def _doubt(move: Improvement) -> str:
    return "" if move.certain else " (not known to be worse)"


def _leaves(model: GraphModel, dm: int, state: int, unknown: bool) -> list[int]:
    """Return the states that `dm` can move to and likes better, or, with `unknown`, cannot compare; ascending."""
    if not unknown or model.relation is None:
        return improvements(model, dm, state)
    return [q for q in one_step(model, dm, state) if model.relation[dm, state, q] > 0]


def _not_better(model: GraphModel, dm: int, state: int, q: int, maybe: bool = False) -> bool:
    if model.relation is not None:
        degree = int(model.relation[dm, state, q])
        return degree <= 0 or (maybe and degree == UNKNOWN)
    return bool(model.ranks[dm, q] <= model.ranks[dm, state])
