"""`hypergame`: each party's own game on the day of the case, and what holds when everybody judges by it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from winset.analyses.conflict_scene import (
    Stage,
    conflict_stage,
    dated_beliefs,
    listed,
    named,
    options_table,
    share,
    variant_notes,
)
from winset.analyses.holding_partial import READINGS, at_the_middle
from winset.analyses.scene import result
from winset.arrays.conflict_model import conflict_pictures
from winset.arrays.deal_space import DEFAULT_SEED
from winset.arrays.graph_model import UNKNOWN, GraphModel
from winset.arrays.state_preferences import model_relation
from winset.case.case import Case
from winset.conflict.concepts import stability_over
from winset.conflict.hypergame import Hypergame, aware, first_level, known_to, regrets, same_game, same_order, second_level
from winset.conflict.narrate import CONCEPTS
from winset.conflict.partial import VARIANTS, judge
from winset.errors import BadRequest, UnknownName
from winset.results import Backed, Block, Heading, Note, Result, Table, Text
from winset.values import Share

DEFAULT_DRAWS = 50
MOST_REGRETS = 6
METHOD = (
    "hypergame (Bennett 1977; Wang, Hipel & Fraser 1988) in the graph model: a state is an "
    "equilibrium if everybody, each in the own "
    "game, finds it stable"
)
LEVELS = {
    1: "first level: everybody judges in the own game",
    2: "second level: everybody judges in the own game and expects the others to move by what they are thought to see",
}
COLUMNS = "wrong about: whose wishes it gets wrong; aware of another game: it thinks that somebody sees another game than it does"
Pictures = tuple[tuple[GraphModel, ...], ...]


@dataclass(frozen=True)
class Games:
    """The true game and everybody's pictures of everybody's game, one set for each draw.

    Parameters
    ----------
    at : Stage
        The true game.
    pictures : tuple of tuples of GraphModel
        Entry [p][q]: q's game as p believes it; with draws, at the middle of the ranges.
    """

    at: Stage
    pictures: Pictures

    def judged(self, concept: str, level: int) -> Hypergame:
        """Return the hypergame at the middle of every range, unknown comparisons read as in b."""
        return _hypergame(self.at.model, self.pictures, concept, level)

    @property
    def ranged(self) -> bool:
        """Whether anything that somebody sees is a range."""
        return any(game.draws is not None for game in self._all())

    @property
    def unknown(self) -> bool:
        """Whether some comparison of states that can occur is unknown, so that all four readings are judged."""
        for game in self._all():
            states = game.states()
            if game.relation is not None and (game.relation[:, states[:, None], states[None, :]] == UNKNOWN).any():
                return True
        return False

    def share(self, count: int, total: int) -> Share | str:
        """Return in how many draws something is so; where comparisons are unknown, under how many of the four readings."""
        if self.unknown:
            return f"in {count} of {total} readings"
        return share(count, total, self.ranged)

    def _all(self) -> tuple[GraphModel, ...]:
        return (self.at.model, *(view for row in self.pictures for view in row))

    def open(self) -> bool:
        """Return whether everybody sees the true game, in every draw."""
        true = self.at.model
        return all(same_game(view, true) and _same_draws(view, true) for view in self._all())

    def _together(self, concept: str) -> list[Hypergame]:
        """Return the hypergames of all draws at once: where everybody sees the true game they are that game."""
        true = self.at.model
        assert true.draws is not None
        every = np.broadcast_to(true.feasible, (len(true.dms), true.size))
        found = []
        for start in range(0, len(true.draws), 64):
            verdicts = stability_over(true, true.draws[start : start + 64], [concept], False)[concept]
            found += [Hypergame(concept, true.dms, one, every.copy(), one.copy(), every.copy()) for one in verdicts]
        return found

    def drawn(self, concept: str, level: int) -> list[Hypergame]:
        """Return the hypergame for each draw; the one at the middle where nothing is a range; or that of each reading."""
        if any(game.relation is not None for game in self._all()):
            # Ranges stand at their middle then.
            readings = VARIANTS if self.unknown else ("b",)
            return [_hypergame(self.at.model, self.pictures, concept, level, reading) for reading in readings]
        if not self.ranged:
            return [self.judged(concept, level)]
        if self.open():
            return self._together(concept)
        found = []
        for k in range(self.at.draws):
            pictures = tuple(tuple(_at_draw(view, k) for view in row) for row in self.pictures)
            found.append(_hypergame(_at_draw(self.at.model, k), pictures, concept, level))
        return found


def games(case: Case, draws: int, seed: int) -> Games:
    """Return the true game of a case and everybody's pictures on its day."""
    at = conflict_stage(case, draws, seed)
    pictures = conflict_pictures(case, None, draws, seed)
    return Games(at, tuple(tuple(named(case, view) for view in row) for row in pictures))


def check_concept(concept: str, level: int = 2) -> None:
    """Refuse a concept or a level that hypergames do not know."""
    if concept not in CONCEPTS:
        raise UnknownName("stability concept", concept, CONCEPTS)
    if level not in LEVELS:
        raise BadRequest(f"hypergames are judged at level 1 or 2, not {level}")


def hypergame(
    case: Case,
    *,
    level: int = 2,
    concept: str = "seq",
    draws: int = DEFAULT_DRAWS,
    seed: int = DEFAULT_SEED,
    rows: int = 12,
) -> Result:
    """Return each party's own game on the day of the case, what holds in the hypergame, and what holds only by a mistake.

    Parameters
    ----------
    case : Case
        With ``conflict.views``: of what a party is unaware and until when. Use ``case.on(day)`` for another day.
    level : int
        1: everybody judges in the own game; 2: and expects the others to move by theirs. Keeping a secret needs level 2.
    concept : str
        nash, gmr, smr, seq or sseq.
    draws, seed : int
        Draws of the preferences that are ranges.
    rows : int
        How many states to list.

    References
    ----------
    Bennett (1977); Wang, Hipel & Fraser (1988); Aljefri, Hipel, Fang & Bashar (2018).

    Examples
    --------
    >>> import winset
    >>> winset.hypergame(winset.load("doha2025").on("2025-02-01"), draws=1).value["mistaken"]
    ['israel']
    """
    check_concept(concept, level)
    found = games(case, draws, seed)
    at, model = found.at, found.at.model
    middle, drawn = found.judged(concept, level), found.drawn(concept, level)
    counts = Counter(s for one in drawn for s in one.equilibria())
    wrong = Counter(s for one in drawn for s in one.by_mistake())
    order = sorted(counts, key=lambda s: (-counts[s], s))
    knowing = aware(found.pictures)
    blocks: list[Block] = [own_games(found, concept, knowing), Note(COLUMNS), *_beliefs(case, at)]
    held = []
    for s in order[:rows]:
        mistaken = sorted({p for one in drawn for p in one.by_mistake().get(s, ())})
        taken = [p for p in range(len(model.dms)) if not middle.sees[p, s]]
        held.append(
            (
                model.describe(s),
                found.share(counts[s], len(drawn)),
                found.share(wrong[s], counts[s]) if counts[s] > 1 else ("yes" if wrong[s] else "no"),
                listed(model.dms[p] for p in mistaken) if mistaken else "nobody",
                listed(model.dms[p] for p in taken) if taken else "nobody: it is known",
            )
        )
    columns = ("state: the options taken", "holds", "of these only by a mistake", "who is wrong then", "who takes it for another")
    blocks.append(Table(columns, tuple(held), f"What holds in the hypergame, by {concept.upper()}"))
    if len(order) > rows:
        some = "under some reading" if found.unknown else "in some draw"
        blocks.append(Note(f"{len(order) - rows:,} more states hold {some}; --rows lists more"))
    blocks += _regrets(found, drawn, concept, rows)
    hidden = middle.hidden()
    if hidden:
        states = " | ".join(model.describe(s) for s in hidden[:rows])
        blocks.append(Text(f"Would hold if everybody saw the true game, but does not now: {states}."))
    blocks += [options_table(case), *notes(found, len(drawn), level, concept)]
    mistakes = {p for one in drawn for who in one.by_mistake().values() for p in who}
    return result(
        case,
        "hypergame",
        _answer(case, found, drawn, mistakes, knowing, concept),
        f"{METHOD}; {LEVELS[level]}",
        blocks,
        value={
            "holds": {model.describe(s): found.share(counts[s], len(drawn)) for s in order},
            "by_mistake": {model.describe(s): [at.ids[p] for p in who] for s, who in middle.by_mistake().items()},
            "stealthy": {model.describe(s): [at.ids[p] for p in who] for s, who in middle.stealthy().items()},
            "mistaken": [at.ids[p] for p in sorted(mistakes)],
            "wrong_about": {party: [at.ids[q] for q in wrong_about(found, p)] for p, party in enumerate(at.ids)},
            "aware": [party for party, knows in zip(at.ids, knowing, strict=True) if knows],
        },
        settings={"level": level, "concept": concept, "draws": draws, "seed": seed},
        draws=1 if found.unknown else len(drawn),
        seed=seed,
    )


def own_games(found: Games, concept: str, knowing: Sequence[bool]) -> Table:
    """Return a table of everybody's own game: what it lacks, how many states it has, what would hold in it."""
    at = found.at
    rows = []
    for p, name in enumerate(at.model.dms):
        view = found.pictures[p][p]
        lacks = tuple(o for o in at.model.options if o not in known_to(view))
        held = int(judge(view, concept).all(axis=0).sum())
        wrong = ", ".join(at.model.dms[q] for q in wrong_about(found, p)) or "nobody"
        rows.append((name, lacks or "nothing", wrong, int(view.feasible.sum()), held, "yes" if knowing[p] else "no"))
    columns = ("party", "its game lacks", "wrong about", "states", f"hold in it by {concept.upper()}", "aware of another game")
    return Table(columns, tuple(rows), f"Each party's own game on {at.case.file.as_of}")


def wrong_about(found: Games, p: int) -> list[int]:
    """Return whose wishes a party gets wrong, in the states that it sees: at the middle of the ranges, or in some draw."""
    true, view = found.at.model, found.pictures[p][p]
    states = view.states()
    if true.relation is not None or view.relation is not None:
        pair = np.ix_(states, states)
        old, new = (model_relation(game) for game in (true, view))
        return [q for q in range(len(true.dms)) if not np.array_equal(old[q][pair], new[q][pair])]

    def differs(q: int) -> bool:
        if not same_order(true.ranks[q, states], view.ranks[q, states]):
            return True
        if true.draws is None and view.draws is None:
            return False
        old, new = (
            game.draws[:, q, states] if game.draws is not None else game.ranks[None, q, states].repeat(found.at.draws, 0)
            for game in (true, view)
        )
        return len(old) != len(new) or not all(same_order(x, y) for x, y in zip(old, new, strict=True))

    return [q for q in range(len(true.dms)) if differs(q)]


def notes(games_: Games, draws: int, level: int, concept: str) -> list[Block]:
    """Return what was computed and how far it goes."""
    at = games_.at
    text = LEVELS[level]
    if level == 2:
        text += "; who sees at least what another sees knows that one's game, who sees less takes the own game for it; what "
        text += "somebody believes that another wants holds in all its pictures, so that who is merely wrong knows of none"
    found: list[Block] = [Note(text), *variant_notes([concept])]
    if games_.unknown:
        found.append(Note(f"some comparisons are unknown; {READINGS}; regrets, replies and single games: as in b"))
    elif draws > 1:
        found.append(Note(f"shares are of {draws:,} draws of the ranges; regrets and replies: at the middle of every range"))
    return [*found, *at_the_middle(at), *at.notes]


def _answer(
    case: Case, found: Games, drawn: Sequence[Hypergame], mistakes: set[int], knowing: Sequence[bool], concept: str
) -> str:
    some = {s for one in drawn for s in one.equilibria()}
    wrong = {s for one in drawn for s in one.by_mistake()}
    names = found.at.model.dms
    how = " under some reading" if found.unknown else " in some draw" if len(drawn) > 1 else ""
    hold = f"{len(some)} state{'s hold' if len(some) != 1 else ' holds'} by {concept.upper()}"
    text = f"On {case.file.as_of} {hold}{how} when everybody judges in the own game"
    if wrong:
        are = "are" if len(mistakes) > 1 else "is"
        only = "it holds only" if len(some) == 1 else f"{len(wrong)} of them only"
        text += f"; {only} because {listed(names[p] for p in sorted(mistakes))} {are} mistaken"
    lost = {s for one in drawn for s in one.hidden()} - some
    if lost:
        text += f"; {len(lost)} more would hold{how} if everybody saw the true game"
    aware_ = [name for name, knows in zip(names, knowing, strict=True) if knows]
    if aware_:
        return f"{text}. {listed(aware_)} know{'s' * (len(aware_) == 1)} that others see another game."
    return text + (". All see the same game." if found.open() else ". Nobody knows that another sees another game.")


def _regrets(games_: Games, drawn: Sequence[Hypergame], concept: str, rows: int) -> list[Block]:
    """Return who stays somewhere by a mistake in how many draws, and where it would go at the middle of the ranges."""
    at = games_.at
    counts = Counter((s, p) for one in drawn for s, who in one.by_mistake().items() for p in who)
    found = []
    for (s, p), n in sorted(counts.items(), key=lambda item: (-item[1], item[0]))[: min(rows, MOST_REGRETS)]:
        goals = " | ".join(at.model.describe(q) for q in regrets(at.model, s, p, concept)[:4])
        found.append((at.model.dms[p], at.model.describe(s), games_.share(n, len(drawn)), goals or "nowhere there"))
    if not found:
        return []
    title = "Regrets: where the mistaken one would go, undeterred, if it saw the true game"
    where = "would go to" + (" (middle of every range)" if games_.ranged else "")
    return [Heading("What the mistake costs"), Table(("who", "stays at", "by mistake", where), tuple(found), title)]


def _beliefs(case: Case, at: Stage) -> list[Block]:
    rows = [(who, Backed(what, claims), when) for party in at.ids for who, what, when, claims in dated_beliefs(case, party)]
    return [Table(("who", "held to be true", "when"), tuple(rows), f"Beliefs on {case.file.as_of}")] if rows else []


def _hypergame(true: GraphModel, pictures: Pictures, concept: str, level: int, reading: str = "b") -> Hypergame:
    if level == 1:
        return first_level(true, [row[p] for p, row in enumerate(pictures)], concept, reading)
    return second_level(true, pictures, concept, reading)


def _same_draws(a: GraphModel, b: GraphModel) -> bool:
    if a.draws is None or b.draws is None:
        return a.draws is b.draws
    return np.array_equal(a.draws[:, :, a.feasible], b.draws[:, :, b.feasible])


def _at_draw(model: GraphModel, k: int) -> GraphModel:
    return model if model.draws is None else model.with_ranks(model.draws[k])
