"""The further questions about what holds: foresight, a leader, groups, the way back from a state to preferences, how sure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import prod
from typing import Any

import numpy as np

from winset.analyses.conflict_scene import Stage, listed, options_table
from winset.analyses.state_blocks import stays_in_draws
from winset.arrays.graph_model import UNKNOWN, GraphModel
from winset.conflict.coalitions import coalition_stability
from winset.conflict.inverse import (
    MOST_LISTED,
    MOST_TRIED,
    Changes,
    Conditions,
    at_most,
    conditions,
    joint_changes,
    minimal_changes,
    ranking_share,
    sampled_share,
)
from winset.conflict.limited import READINGS, limited_moves, non_myopic
from winset.conflict.limited import stackelberg as stackelberg_of
from winset.conflict.robustness import CONCEPTS as RANGED
from winset.conflict.robustness import deciding_pairs, robustness
from winset.errors import TooLarge
from winset.results import Block, Heading, Note, Table, Text
from winset.values import Share

MOST_CHOICES = 3
MOST_FORESIGHT_DRAWS, MOST_GROUP_DRAWS = 20, 10
NO_L_H = (
    "L_h and non-myopic stability (Kilgour 1985) are defined for two decision makers. With more it is open who moves next, and "
    "these readings are ours, no published extension. cautious: of those who may move next, the one whose turn ends worst for "
    "the mover comes; hopeful: the one whose turn ends best comes; with two both are L_h; all of it"
)
MOST_WAYS = 5
SAMPLES = 2000
# Beyond these a table of all groups takes minutes: states by states for each group, or cubed where matrices are multiplied.
MOST_SWEPT = 10**9
MOST_PRODUCTS = 10**10
MOST_BY_GROUPS = 3 * 10**9


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
    concepts: tuple[str, ...] = ("cnash", "cgmr", "csmr", "cseq", "cseq_class")
    count, all_groups = int(np.count_nonzero(model.feasible)), 2 ** len(model.dms) - 1
    swept = model.arcs is None and model.relation is None
    work, most = (all_groups * count * model.size, MOST_SWEPT) if swept else (all_groups * count**3, MOST_PRODUCTS)
    if work > most:
        raise TooLarge("comparisons of groups and states", work, most, "Leave out --coalitions, or fix some options first.")
    if all_groups * count**3 > MOST_BY_GROUPS:
        concepts = concepts[:-1]
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
    if "cseq_class" not in concepts:
        note += "; CSEQ_CLASS is left out: too many groups and states"
    return [*blocks, Note(note)]


def inverse(at: Stage, state: int, concepts: Sequence[str]) -> list[Block]:
    """Return which preferences would make one state hold: the conditions, how large a share has them, the fewest changes."""
    model = at.model
    here = model.describe(state)
    feasible = int(np.count_nonzero(model.feasible))
    blocks: list[Block] = [Heading(f"What would make '{here}' hold")]
    for concept in concepts:
        rows, counted, ways = [], list[Fraction](), list[tuple[str, str, str, str]]()
        changes = minimal_changes(model, state, concept)
        for wanted, change in zip(conditions(model, state, concept), changes, strict=True):
            try:
                part = ranking_share(wanted, feasible)
                counted.append(part)
                exact = f"{_part(part)} of all rankings (counted)"
            except TooLarge:
                exact = "too many sets to count"
            asks = f"{len(wanted.clauses)} ways of leaving" if wanted.clauses else "nothing: there is no way of leaving"
            rows.append((model.dms[wanted.dm], asks, exact, _changes(at, state, change)))
            ways += _ways_of_leaving(at, wanted)
        columns = ("who", "must be closed", "share of rankings that do", "fewest changes from today")
        blocks.append(Table(columns, tuple(rows), concept.upper()))
        blocks += _closing(at, concept, ways)
        blocks += _together(at, state, concept, changes)
        own = concept in ("nash", "gmr", "smr")
        if own and len(counted) == len(model.dms):
            text = (
                f"{concept.upper()}: of all profiles of strict rankings {_part(prod(counted, start=Fraction(1)))} make it hold "
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
            "state; for one decision maker alone, under SEQ and SSEQ, the "
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
    if concept not in RANGED:
        return [Heading("How sure"), Text(f"{concept.upper()} is judged at the middle of every range only; ask with seq.")]
    found = robustness(model.with_ranks(model.ranks), [concept], model.draws, compiled=False if model.size < 2**12 else None)
    rows = []
    for s in states:
        pairs = deciding_pairs(model, s, concept, None, 2, compiled=False if model.size < 2**12 else None)
        count = int(found.everybody[0, s])
        said = [
            f"{model.dms[p.dm]} between '{model.describe(p.other)}' and {_than(at, p.than, s)}: "
            f"{p.holds_if_better} of {p.better} draws if better, "
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
    note = "compared with 'this': the state of the row; with another state: where the others' reply is decided (SEQ and SSEQ)"
    return [Heading("How sure"), Table(columns, tuple(rows), "Over the draws"), Note(note)]


def _some_draws(at: Stage, most: int) -> list[GraphModel]:
    """Return the conflict under its first draws; none where nothing is a range."""
    return [] if at.model.draws is None else [at.model.with_ranks(ranks) for ranks in at.model.draws[:most]]


def _counted(model: GraphModel, state: int, counts: Any, draws: int) -> str:
    return model.describe(state) + (f" ({counts[state]} of {draws})" if draws else "")


def _ways_of_leaving(at: Stage, wanted: Conditions) -> list[tuple[str, str, str, str]]:
    """Return the ways in which one decision maker may leave, the open ones first: where to, whether closed, what closes it."""
    model = at.model
    low = at_most(model, wanted.dm, wanted.state)
    rows = []
    for clause in wanted.clauses:
        closed = [a for a in clause.alternatives if a <= low]
        itself = frozenset({clause.target})
        replies = [a for a in clause.alternatives if a != itself]
        replies.sort(key=lambda a: (not a <= low, len(a), sorted(a)))
        now = "open" if not closed else "closed: it is not better" if itself in closed else "closed: a reply deters"
        said = " or ".join(" with ".join(_named(model, a)) for a in replies[:MOST_CHOICES]) or "no reply: only the end itself"
        if not all(replies):
            said = "coming back to it"
        more = f" (and {len(replies) - MOST_CHOICES:,} more)" if len(replies) > MOST_CHOICES else ""
        rows.append((not closed, model.dms[wanted.dm], model.describe(clause.target), now, said + more))
    rows.sort(key=lambda row: not row[0])
    return [row[1:] for row in rows]


def _closing(at: Stage, concept: str, ways: Sequence[tuple[str, str, str, str]]) -> list[Block]:
    if not ways:
        return []
    shown = [row for name in at.model.dms for row in [way for way in ways if way[0] == name][:MOST_WAYS]]
    columns = ("who", "would leave for", "today", "closed if that is not better, or one of these replies is not")
    blocks: list[Block] = [Table(columns, tuple(shown), f"{concept.upper()}: the ways of leaving, and what closes each")]
    if len(ways) > len(shown):
        blocks.append(Note(f"{len(ways) - len(shown):,} more ways of leaving; open ones come first, {MOST_WAYS} for each"))
    return blocks


def _together(at: Stage, state: int, concept: str, changes: Sequence[Changes]) -> list[Block]:
    """Return whether the fewest changes, all made at once, make the state hold: under SEQ who changes also replies otherwise."""
    if concept not in ("seq", "sseq") or not any(change.fewest for change in changes):
        return []
    model, word = at.model, concept.upper()
    found = joint_changes(model, state, concept, changes)
    if found is None:
        tried = prod(change.count for change in changes)
        which = "any" if tried <= MOST_TRIED else f"{MOST_TRIED} that were tried"
        text = f"of the smallest ways taken together, {which} fail: who changes its preferences also replies otherwise"
        return [Text(f"{word}: {text.replace('any fail', 'none makes it hold')}.")]
    if all(fallen == change.choices[0] for fallen, change in zip(found, changes, strict=True)):
        return [Text(f"{word}: the changes named first, all taken together, make it hold (checked).")]
    said = [
        f"for {model.dms[change.dm]} {listed(_named(model, fallen))}"
        for change, fallen in zip(changes, found, strict=True)
        if fallen
    ]
    text = "the changes named first do not, taken together, make it hold; these do: no longer better "
    return [Text(f"{word}: {text}{'; '.join(said)}.")]


def _changes(at: Stage, state: int, change: Changes) -> str:
    if not change.fewest:
        return "none: it holds for this one"
    shown = " or ".join(listed(_quoted(at.model, choice)) for choice in change.choices[:MOST_CHOICES])
    left = change.count - MOST_CHOICES
    number = f"{left:,}" if left <= MOST_LISTED else f"more than {MOST_LISTED:,}"
    more = f" (or in {number} other ways of as many changes)" if left > 0 else ""
    return f"{change.fewest}: {shown} must not be better than '{at.model.describe(state)}'{more}"


def _than(at: Stage, than: int, state: int) -> str:
    return "this" if than == state else f"'{at.model.describe(than)}'"


def _part(share: Fraction) -> str:
    """Return a share in two figures, never 1 where it is less."""
    return "over 0.99" if Fraction(995, 1000) <= share < 1 else f"{float(share):.2g}"


def _quoted(model: GraphModel, states: Iterable[int]) -> list[str]:
    return [f"'{model.describe(s)}'" for s in sorted(states)]


def _named(model: GraphModel, states: Iterable[int]) -> list[str]:
    names = _quoted(model, states)
    return names if len(names) <= MOST_CHOICES else [names[0], f"{len(names) - 1} more states"]


def _some(names: Iterable[str], join: str = " | ") -> str:
    return join.join(names) or "none"
