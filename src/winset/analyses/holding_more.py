"""The further questions about what holds: foresight, a leader, groups, the way back from a state to preferences, how sure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from math import prod
from typing import Any

import numpy as np

from winset.analyses.conflict_scene import Stage, listed, options_table
from winset.analyses.state_blocks import stays_in_draws
from winset.arrays.graph_model import UNKNOWN, GraphModel
from winset.conflict.coalitions import coalition_stability
from winset.conflict.inverse import conditions, minimal_changes, ranking_share, sampled_share
from winset.conflict.limited import READINGS, limited_moves, non_myopic
from winset.conflict.limited import stackelberg as stackelberg_of
from winset.conflict.robustness import deciding_pairs, robustness
from winset.errors import TooLarge
from winset.results import Block, Heading, Note, Table, Text
from winset.values import Share

MOST_CHOICES = 3
MOST_FORESIGHT_DRAWS, MOST_GROUP_DRAWS = 20, 10
SAMPLES = 2000
NO_L_H = (
    "L_h and non-myopic stability (Kilgour 1985) are defined for two decision makers. With more it is open who moves next, and "
    "these readings are ours, no published extension. cautious: of those who may move next, the one whose turn ends worst for "
    "the mover comes; hopeful: the one whose turn ends best comes; with two both are L_h; all of it"
)


def foresight(at: Stage, horizon: int, rows: int) -> list[Block]:
    """Return what holds for everybody with foresight of 1 to `horizon` moves, and at every long foresight.

    With two decision makers that is L_h and non-myopic stability; with more, two readings of our own, side by side.
    """
    model, two = at.model, len(at.model.dms) == 2
    table: list[tuple[Any, ...]] = []
    ties, unsettled, some = False, [], 0
    for reading in READINGS[:1] if two else READINGS:
        found, far = limited_moves(model, horizon, reading), non_myopic(model, reading)
        drawn = [limited_moves(game, horizon, reading) for game in _some_draws(at, MOST_FORESIGHT_DRAWS)]
        name, ties, some = () if two else (reading,), ties or found.ties, len(drawn)
        for h in range(1, horizon + 1):
            held = np.flatnonzero(found.stable(h).all(axis=0)).tolist()
            counts = sum(one.stable(h).all(axis=0).astype(np.int64) for one in drawn)
            names = (_counted(model, s, counts, len(drawn)) for s in held[:rows])
            table.append((f"{h} move{'s' * (h != 1)}", *name, len(held), _some(names)))
        long = far.equilibria()
        table.append(("any number, if long enough", *name, len(long), _some(model.describe(s) for s in long[:rows])))
        unsettled.append(int((~far.settled[:, model.feasible]).any(axis=0).sum()))
    columns = ("foresight", *(() if two else ("our reading",)), "states that hold", "which")
    title = "L_h and non-myopic stability" if two else "Limited foresight with more than two, in two readings of our own"
    note = "L_h and non-myopic stability (Kilgour 1985)," if two else NO_L_H
    note += " at the middle of every range; foresight of 1 move is Nash"
    note += f"; in brackets: in how many of the first {some} draws" if some else ""
    if ties:
        note += "; somebody is indifferent between states, and then the end is not unique: the lowest state is taken"
    blocks: list[Block] = [Heading("Limited foresight"), Table(columns, tuple(table), title), Note(note)]
    if any(unsettled):
        where = f"{unsettled[0]:,}" if two else " and ".join(f"{n:,} ({r})" for n, r in zip(unsettled, READINGS, strict=True))
        blocks.append(
            Note(f"in {where} states somebody's verdict never settles, however long the foresight; they count as not held")
        )
    return blocks


def leader(at: Stage, name: str) -> list[Block]:
    """Return what holds if one of two decision makers leads."""
    dm = at.dm(name)
    held = stackelberg_of(at.model, dm)
    drawn = [stackelberg_of(game, dm) for game in _some_draws(at, MOST_FORESIGHT_DRAWS)]
    counts = Counter(s for one in drawn for s in one)
    names = (_counted(at.model, s, counts, len(drawn)) for s in held)
    text = f"With {at.model.dms[dm]} as the leader: {_some(names)}."
    note = "Stackelberg: the leader looks two moves ahead, the follower one (Fang, Hipel & Kilgour 1993); middle of every range"
    note += f"; in brackets: in how many of the first {len(drawn)} draws" if drawn else ""
    return [Heading("A leader"), Text(text), Note(note)]


def groups(at: Stage, rows: int) -> list[Block]:
    """Return what holds against every group that moves together."""
    model = at.model
    concepts = ("cnash", "cgmr", "csmr", "cseq", "cseq_class")
    found = coalition_stability(model, concepts)
    drawn = [coalition_stability(game, concepts) for game in _some_draws(at, MOST_GROUP_DRAWS)]
    table = []
    for c, concept in enumerate(concepts):
        held = found.equilibria(concept)
        counts = sum(one.stable[:, c].all(axis=0).astype(np.int64) for one in drawn)
        table.append((concept.upper(), len(held), _some(_counted(model, s, counts, len(drawn)) for s in held[:rows])))
    quo = model.status_quo
    blocks: list[Block] = [Heading("Against groups"), Table(("concept", "states that hold", "which"), tuple(table))]
    if quo is not None:
        leaving = tuple(
            (
                listed(model.dms[i] for i in group),
                *("stays" if found.stable[g, c, quo] else "leaves" for c in range(len(concepts))),
            )
            for g, group in enumerate(found.coalitions)
        )
        title = f"Who would leave the status quo ({model.describe(quo)}) together"
        blocks.append(Table(("group", *(c.upper() for c in concepts)), leaving, title))
    note = (
        "all groups, singletons included; along legal sequences, every member strictly better off at "
        "the end (Kilgour, Hipel, Fang & "
        "Peng 2001); CSEQ: the others reply by own improvements; CSEQ_CLASS: by improvements of their "
        "groups (Inohara & Hipel 2008); "
        "middle of every range"
    )
    note += f"; in brackets: in how many of the first {len(drawn)} draws it holds" if drawn else ""
    return [*blocks, Note(note)]


def inverse(at: Stage, state: int, concepts: Sequence[str]) -> list[Block]:
    """Return which preferences would make one state hold: the conditions, how large a share has them, the fewest changes."""
    model = at.model
    here = model.describe(state)
    feasible = int(np.count_nonzero(model.feasible))
    blocks: list[Block] = [Heading(f"What would make '{here}' hold")]
    for concept in concepts:
        rows, counted = [], []
        for wanted, change in zip(conditions(model, state, concept), minimal_changes(model, state, concept), strict=True):
            try:
                part = ranking_share(wanted, feasible)
                counted.append(part)
                exact = f"{float(part):.2g} of all rankings (counted)"
            except TooLarge:
                exact = "too many sets to count"
            asks = f"{len(wanted.clauses)} ways of leaving" if wanted.clauses else "nothing: there is no way of leaving"
            rows.append((model.dms[wanted.dm], asks, exact, _changes(at, state, change.fewest, change.choices)))
        blocks.append(
            Table(
                ("who", "must be closed", "share of rankings that do", "fewest changes from today"), tuple(rows), concept.upper()
            )
        )
        own = concept in ("nash", "gmr", "smr")
        if own and len(counted) == len(model.dms):
            text = (
                f"{concept.upper()}: of all profiles of strict rankings {float(prod(counted)):.2g} make it hold "
                "for everybody (counted)."
            )
        else:
            sampled = Share(int(sampled_share(model, state, concept, SAMPLES, at.seed) * SAMPLES), SAMPLES)
            text = f"{concept.upper()}: of random profiles of strict rankings it holds for everybody: {sampled}."
        blocks.append(Text(text))
    blocks += stays_in_draws(at, state, concepts)
    blocks.append(
        Note(
            "a way of leaving is closed if its end, or a reply that would deter, is not better than the "
            "state; under SEQ and SSEQ the "
            "others' preferences stay as they are at the middle of the ranges (Kinsara, Kilgour & Hipel 2015); the fewest "
            "changes count from the middle of every range too"
        )
    )
    return [*blocks, options_table(at.case)]


def sure(at: Stage, concept: str, states: Sequence[int]) -> list[Block]:
    """Return the margin of every share over one half, and the comparisons that decide it."""
    model = at.model
    if model.draws is None:
        none = "No preference is a range, so no draw can turn a verdict here."
        if model.relation is not None and (model.relation == UNKNOWN).any():
            none += " What is unknown can: the table says under which of the four readings each state holds."
        return [Heading("How sure"), Text(none)]
    found = robustness(model.with_ranks(model.ranks), [concept], model.draws, compiled=False if model.size < 2**12 else None)
    rows = []
    for s in states:
        pairs = deciding_pairs(model, s, concept, None, 2, compiled=False if model.size < 2**12 else None)
        count = int(found.everybody[0, s])
        said = [
            f"{model.dms[p.dm]} between '{model.describe(p.other)}' and this: {p.holds_if_better} of {p.better} draws if better, "
            f"{p.holds_if_worse} of {p.worse} if not"
            for p in pairs
        ]
        rows.append(
            (
                model.describe(s),
                Share(count, found.draws),
                f"{round(100 * found.margin(concept, s)):+d} points",
                _some(said, "; "),
            )
        )
    columns = ("state", f"holds by {concept.upper()}", "over one half", "which comparison decides most")
    return [Heading("How sure"), Table(columns, tuple(rows), "Over the draws")]


def _some_draws(at: Stage, most: int) -> list[GraphModel]:
    """Return the conflict under its first draws; none where nothing is a range."""
    return [] if at.model.draws is None else [at.model.with_ranks(ranks) for ranks in at.model.draws[:most]]


def _counted(model: GraphModel, state: int, counts: Any, draws: int) -> str:
    return model.describe(state) + (f" ({counts[state]} of {draws})" if draws else "")


def _changes(at: Stage, state: int, fewest: int, choices: Sequence[frozenset[int]]) -> str:
    if not fewest:
        return "none: it holds for this one"
    shown = " or ".join(
        listed(f"'{at.model.describe(s)}'" for s in sorted(choice)) for choice in sorted(choices, key=sorted)[:MOST_CHOICES]
    )
    more = f" (and {len(choices) - MOST_CHOICES} other ways)" if len(choices) > MOST_CHOICES else ""
    return f"{fewest}: {shown} must not be better than '{at.model.describe(state)}'{more}"


def _some(names: Iterable[str], join: str = " | ") -> str:
    return join.join(names) or "none"
