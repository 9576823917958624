"""Who gains by a leak: by the change of what holds, and by where things go if the secret gets out in this state or that."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from winset.analyses.conflict_scene import Stage, listed
from winset.conflict.hypergame import Hypergame
from winset.conflict.leaks import aftermath, compared
from winset.conflict.narrate import words
from winset.results import Block, Heading, Note, Table, Text

EFFECTS = ("gains", "loses", "same", "mixed", "open")
COLUMNS = ("gains", "loses", "the same", "mixed", "cannot be said")
MOST_STATES, MOST_ENDS = 3, 4
MEANING = (
    "gains: everything that may come is at least as good for it, and something better; loses: the other way round; mixed: better "
    "or worse, as it comes; cannot be said: nothing holds, or a comparison is unknown"
)
Tally = Sequence[Counter[str]]


def change_of_what_holds(
    at: Stage, first: Sequence[Hypergame], second: Sequence[Hypergame], over: str
) -> tuple[list[Block], dict[str, dict[str, int]], str]:
    """Return who gains by what holds after the leak against what held before: blocks, counts per party, and a sentence."""
    tally = [Counter[str]() for _ in at.model.dms]
    for k, (old, new) in enumerate(zip(first, second, strict=True)):
        model = at.model if at.model.draws is None else at.model.with_ranks(at.model.draws[k])
        for p, effect in enumerate(compared(model, model, old, new).effect):
            tally[p][effect] += 1
    title = f"Who gains: everything that holds after the leak, against everything that held before{_of(len(first), over)}"
    single = len(first) == 1
    rows = tuple((name, *_counts(tally[p], single)) for p, name in enumerate(at.model.dms))
    value = {party: {word: tally[p][word] for word in EFFECTS} for p, party in enumerate(at.ids)}
    return [Table(("party", *_columns(single)), rows, title), Note(MEANING)], value, _sentence(at, tally, len(first), over)


def if_it_gets_out(
    at: Stage, first: Sequence[Hypergame], concept: str, over: str
) -> tuple[list[Block], dict[str, dict[str, Any]], list[str]]:
    """Return where things go if the secret gets out at the status quo, and in the states that hold most while it is kept.

    Of a state that holds in some draws only, these draws are looked at. Returns blocks, per state in how many draws it was
    looked at and who gains in most of them, and the parties that gain so at the status quo, or in the state that holds most.
    """
    model, quo = at.model, at.model.status_quo
    held = Counter(s for one in first for s in one.equilibria())
    likely = [s for s, _ in sorted(held.items(), key=lambda pair: (-pair[1], pair[0])) if s != quo][:MOST_STATES]
    starts = [*([quo] if quo is not None else []), *likely]
    tally = {s: [Counter[str]() for _ in model.dms] for s in starts}
    ends: dict[int, Counter[int]] = {s: Counter() for s in starts}
    looked: Counter[int] = Counter()
    ways = {
        (one.state, e): way
        for one in aftermath(model, model, starts, concept)
        for e, way in zip(one.ends, one.paths, strict=True)
    }
    for k, old in enumerate(first):
        here = [s for s in starts if s == quo or old.stable[:, s].all()]
        game = model if model.draws is None else model.with_ranks(model.draws[k])
        for one in aftermath(game, game, here, concept):
            looked[one.state] += 1
            ends[one.state].update(one.ends)
            for p, effect in enumerate(one.effect):
                tally[one.state][p][effect] += 1
    went: list[tuple[str, ...]] = []
    single = len(first) == 1
    for s in starts:
        for n, (e, count) in enumerate(ends[s].most_common(MOST_ENDS)):
            way = words(model, ways[s, e]) if ways.get((s, e)) else "it stays" if s == e else "not at the middle of the ranges"
            said = () if single else (f"{count} of {looked[s]}",)
            went.append((_where(at, s, quo) if not n else "", model.describe(e), *said, way))
        if len(ends[s]) > MOST_ENDS:
            went.append(("", f"{len(ends[s]) - MOST_ENDS} other ends, in fewer {over}", "", ""))
        if not ends[s]:
            said = () if single else (f"{looked[s]} of {looked[s]}",)
            went.append((_where(at, s, quo), "nowhere: improvements lead to nothing that holds", *said, "-"))
    gains = tuple(
        (_where(at, s, quo) if not p else "", name, *_counts(tally[s][p], single))
        for s in starts
        for p, name in enumerate(model.dms)
    )
    value = {model.describe(s): {"looked_at": looked[s], "gain": [at.ids[p] for p in _most(tally[s], looked[s])]} for s in starts}
    would = [at.ids[p] for p in _most(tally[starts[0]], looked[starts[0]])] if starts else []
    text = " ".join(f"At '{model.describe(s)}': {_sentence(at, tally[s], looked[s], over)}." for s in starts)
    counted = () if single else (f"in (of the {over} looked at)",)
    blocks: list[Block] = [
        Heading("If it gets out: where things go then"),
        Table(("it gets out at", "ends at", *counted, "by improvements"), tuple(went), "What follows"),
        Table(
            ("it gets out at", "party", *_columns(single)),
            gains,
            "Who gains, against staying secret there" + ("" if single else f": in how many {over}"),
        ),
        Text(f"{_can_leak(at)} {text}"),
        Note(
            "an end is an equilibrium of the open game that chains of improvements lead to from there"
            + ("" if single else f"; a state that holds only in some {over} while it is secret is looked at in those")
        ),
    ]
    return blocks if starts else [], value, would


def _can_leak(at: Stage) -> str:
    options: Mapping[str, Any] = at.case.file.conflict.options
    can = [f"{o.name} ({at.case.name_of(party)})" for party, own in options.items() for o in own.values() if o.reveals]
    return f"A leak is a move here: {'; '.join(can)}." if can else "No option lets the secret be known (reveals)."


def _columns(single: bool) -> tuple[str, ...]:
    return ("by the leak",) if single else COLUMNS


def _counts(tally: Counter[str], single: bool) -> tuple[Any, ...]:
    """Return in how many draws each effect comes, or which one where nothing is a range."""
    if single:
        return tuple(column for word, column in zip(EFFECTS, COLUMNS, strict=True) if tally[word])
    return tuple(tally[word] for word in EFFECTS)


def _most(tally: Tally, draws: int, word: str = "gains") -> list[int]:
    return [p for p, one in enumerate(tally) if 2 * one[word] > draws]


def _of(draws: int, over: str) -> str:
    return "" if draws == 1 else f" (in how many of {draws} {over})"


def _where(at: Stage, state: int, quo: int | None) -> str:
    return at.model.describe(state) + (" (status quo)" if state == quo else "")


def _sentence(at: Stage, tally: Tally, draws: int, over: str) -> str:
    most = "" if draws == 1 else f" in most {over}"
    said = []
    for one, many, word in (("gains", "gain", "gains"), ("loses", "lose", "loses")):
        who = [at.model.dms[p] for p in _most(tally, draws, word)]
        if who:
            said.append(f"{listed(who)} {one if len(who) == 1 else many}{most}")
    return ", ".join(said) or f"nobody clearly gains or loses{most}"
