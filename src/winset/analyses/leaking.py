"""`leak`: the same conflict before and after a party learns of a secret, and who gains by letting it be known."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from winset.analyses.conflict_scene import Stage, liked, liking, options_table
from winset.analyses.hypergames import DEFAULT_DRAWS, LEVELS, Games, check_concept, games, notes
from winset.analyses.leak_effects import change_of_what_holds, if_it_gets_out
from winset.analyses.leak_moves import leak_moves
from winset.analyses.learned import Learning, learned
from winset.analyses.scene import result
from winset.arrays.deal_space import DEFAULT_SEED
from winset.case.case import Case
from winset.case.ledger import behind
from winset.conflict.hypergame import Hypergame, known_to
from winset.conflict.moves import one_step
from winset.conflict.narrate import deterrent, words
from winset.conflict.paths import improvements
from winset.results import Backed, Block, Heading, Result, Table, Text
from winset.values import Share

METHOD = (
    "the hypergame before and after one party's game grows (Bennett 1977; Wang, Hipel & Fraser "
    "1988); the leak as a move that keeps the "
    "state, and what chains of improvements lead to then, are ours"
)


@dataclass(frozen=True)
class Change:
    """In how many draws each state holds before and after.

    Parameters
    ----------
    old, new : Games
    first, second : tuple of Hypergame
        One a draw.
    before, after : Counter of state to int
    """

    old: Games
    new: Games
    first: tuple[Hypergame, ...]
    second: tuple[Hypergame, ...]
    before: Counter[int]
    after: Counter[int]

    @property
    def draws(self) -> int:
        """Number of draws."""
        return len(self.first)

    def share(self, count: int) -> Share | str:
        """Return in how many draws something is so; `Games.share` says how where comparisons are unknown."""
        return self.new.share(count, self.draws)

    @property
    def lost(self) -> list[int]:
        """States that hold less often after, those that lose most first."""
        return [s for s in self.order() if self.before[s] > self.after[s]]

    @property
    def gained(self) -> list[int]:
        """States that hold more often after, those that gain most first."""
        return [s for s in self.order() if self.after[s] > self.before[s]]

    def order(self) -> list[int]:
        """Return the states that hold before or after in some draw, those that change most first."""
        return sorted({*self.before, *self.after}, key=lambda s: (-abs(self.before[s] - self.after[s]), -self.after[s], s))


def compared(learning: Learning, concept: str, draws: int, seed: int) -> Change:
    """Return what holds before and after a party learns, judged at the second level."""
    old, new = games(learning.before, draws, seed), games(learning.after, draws, seed)
    first, second = old.drawn(concept, 2), new.drawn(concept, 2)
    return Change(old, new, tuple(first), tuple(second), _count(first), _count(second))


def leak(
    case: Case,
    to: str,
    *,
    channel: str | None = None,
    concept: str = "seq",
    draws: int = DEFAULT_DRAWS,
    seed: int = DEFAULT_SEED,
    rows: int = 12,
    as_move: bool = False,
) -> Result:
    """Return what changes in the conflict when a party learns of what it did not see: equilibria gained and lost, and who gains.

    Parameters
    ----------
    case : Case
        On a day on which the party knows already, the day before its learning is taken for the time before.
    to : str
        The party that learns.
    channel : str, optional
        The secret channel that it learns of, for the record of who knew since when.
    concept : str
        nash, gmr, smr, seq or sseq.
    draws, seed : int
        Draws of the preferences that are ranges.
    rows : int
        How many states to list.
    as_move : bool
        Instead, one conflict in which the leak is a move: what holds while it is secret and once it is known, what the party
        could do, and who gains by each act.

    Raises
    ------
    UnknownName, BadRequest
        A party or channel that does not exist, or a party that is unaware of nothing.

    Examples
    --------
    >>> import winset
    >>> found = winset.leak(winset.load("doha2025"), "israel", draws=1)
    >>> found.value["hidden_before"], "talk" in found.value["lost"]
    (['talk', 'offer_credit', 'leak'], True)
    """
    if as_move:
        learned(case, to, channel)
        return leak_moves(case, to, concept=concept, draws=draws, seed=seed, rows=rows)
    check_concept(concept)
    learning = learned(case, to, channel)
    change = compared(learning, concept, draws, seed)
    old, first, before, after = change.old, change.first, change.before, change.after
    at = change.new.at
    model, dm = at.model, at.dm(to)
    value, table = _changed(at, change, rows)
    name, start = case.name_of(to), model.status_quo
    blocks: list[Block] = [_games(learning, old, change.new, name), *_since(case, to, channel), table]
    wrong = Counter(s for one in first for s in one.by_mistake())
    if wrong:
        some = len(first) > 1
        states = " | ".join(f"{model.describe(s)}" + some * f": {old.share(n, len(first))}" for s, n in wrong.most_common(5))
        blocks.append(Text(f"Held before only because {name} did not know: {states}."))
    over = "four readings" if change.new.unknown else "draws"
    answer = f"{len(value['lost'])} equilibria are lost and {len(value['gained'])} gained (by {concept.upper()}, over the {over})"
    answer += f" when {name} learns of {', '.join(learning.hidden)}."
    if start is not None:
        blocks += [Heading(f"What {name} could do alone from the status quo, once it knows"), acts(at, dm, start)]
        blocks.append(moves(at, dm, start, concept))
        value["improvements"] = [model.describe(q) for q in improvements(model, dm, start)]
        then = change.share(before[start]), change.share(after[start])
        answer += f" The status quo ({model.describe(start)}) holds before: {then[0]}; after: {then[1]}."
    over = "readings" if change.new.unknown else "draws"
    found, value["by_what_holds"], said = change_of_what_holds(at, first, change.second, over)
    blocks += found
    found, value["if_it_gets_out"], value["would_leak"] = if_it_gets_out(at, first, concept, over)
    blocks += found
    answer += f" By the change of what holds {said}."
    blocks += [options_table(case), *notes(change.new, len(first), 2, concept)]
    return result(
        case,
        f"leak to {name}",
        answer,
        f"{METHOD}; {LEVELS[2]}",
        blocks,
        value={**value, "hidden_before": list(learning.hidden)},
        settings={"to": to, "channel": channel, "concept": concept, "draws": draws, "seed": seed},
        draws=1 if change.new.unknown else len(first),
        seed=seed,
    )


def moves(at: Stage, dm: int, start: int, concept: str) -> Table:
    """Return a decision maker's improvements from a state, and what the others would answer."""
    model = at.model
    options = at.case.file.conflict.options.get(at.ids[dm], {})
    rows = []
    for q in improvements(model, dm, start):
        change = [
            options[o].name if q >> k & 1 else f"no more: {options[o].name}" for k, o in _own(at, dm) if (q ^ start) >> k & 1
        ]
        reply = deterrent(model, dm, start, q, concept)
        up, _, draws = liking(model, dm, start, q)
        said = "nothing deters it" if reply is None else f"deterred: {words(model, reply)}"
        rows.append(
            ("; ".join(change) or model.describe(q), model.describe(q), liked(up, draws, model.draws is not None), said, up)
        )
    ordered = [row[:4] for row in sorted(rows, key=lambda row: -row[4])]
    title = f"Unilateral improvements of {model.dms[dm]} from '{model.describe(start)}' (middle of every range)"
    return Table(("what it would do", "the state then", "better for it", f"by {concept.upper()}"), tuple(ordered), title)


def acts(at: Stage, dm: int, start: int) -> Table:
    """Return what each single act of a decision maker would be worth to it: leak, protest, withhold, offer something else."""
    model = at.model
    options = at.case.file.conflict.options.get(at.ids[dm], {})
    rows: list[tuple[Any, ...]] = []
    for k, id_ in _own(at, dm):
        q = start ^ (1 << k)
        option = options[id_]
        if not model.feasible[q] or q not in one_step(model, dm, start):
            rows.append((option.name, "cannot now", "-"))
            continue
        up, down, draws = liking(model, dm, start, q)
        first, ranged = "give it up" if start >> k & 1 else "do it", model.draws is not None
        rows.append((f"{first}: {option.name}", liked(up, draws, ranged), liked(down, draws, ranged)))
    title = f"Each act of {model.dms[dm]} by itself, against '{model.describe(start)}'"
    return Table(("act", "better for it", "better not to"), tuple(rows), title)


def _own(at: Stage, dm: int) -> list[tuple[int, str]]:
    return [(k, o) for k, o in enumerate(at.model.options) if at.model.owner[k] == dm]


def _count(drawn: list[Hypergame]) -> Counter[int]:
    return Counter(s for one in drawn for s in one.equilibria())


def _changed(at: Stage, change: Change, rows: int) -> tuple[dict[str, Any], Table]:
    model, before, after = at.model, change.before, change.after
    value = {
        "lost": [model.describe(s) for s in change.lost],
        "gained": [model.describe(s) for s in change.gained],
        "kept": [model.describe(s) for s in change.order() if before[s] == after[s]],
    }
    # Half of the rows for what is lost, so that what is gained cannot crowd it out.
    lost = change.lost[: max(rows // 2, rows - len(change.gained))]
    table = [
        (model.describe(s), change.share(before[s]), change.share(after[s]), word)
        for states, word in ((lost, "lost"), (change.gained[: rows - len(lost)], "gained"))
        for s in states
    ]
    more = len(value["lost"]) + len(value["gained"]) - len(table)
    left = f"; {more} of them are not listed" if more else ""
    title = f"Equilibria lost and gained: {len(value['lost'])} lost, {len(value['gained'])} gained{left}"
    return value, Table(("state: the options taken", "holds before", "holds after", ""), tuple(table), title)


def _games(learning: Learning, old: Games, new: Games, name: str) -> Table:
    rows = []
    for word, found in (("before", old), ("after", new)):
        p = found.at.dm(learning.party)
        view = found.pictures[p][p]
        lacks = tuple(o for o in found.at.model.options if o not in known_to(view))
        rows.append((word, lacks or "nothing: it holds every option", int(view.feasible.sum())))
    return Table(("", f"the game of {name} lacks", "states it sees"), tuple(rows), f"The game that {name} sees")


def _since(case: Case, party: str, channel: str | None) -> list[Block]:
    secret = [channel] if channel else [id_ for id_, c in case.file.channels.items() if c.secret and party not in c.between]
    rows = []
    for id_ in secret:
        for knowing in case.file.channels[id_].known_by.get(party, ()):
            text = Backed(knowing.status, behind(case, f"channels.{id_}.known_by.{party}"))
            rows.append((case.name_of(id_), str(knowing.since or "unknown"), text))
    return [Table(("channel", "since", "it is said to be"), tuple(rows), f"What {case.name_of(party)} knew")] if rows else []
