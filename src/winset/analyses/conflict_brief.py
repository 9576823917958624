"""The part of the brief about the conflict: what holds, for whom, why, how it is reached, and what a leak changes."""

from __future__ import annotations

from winset.analyses.conflict_scene import Stage, conflict_stage, has_conflict, share
from winset.analyses.holding import Verdicts, answer, verdicts
from winset.analyses.leaking import compared
from winset.analyses.learned import learned
from winset.analyses.state_blocks import picture
from winset.arrays.graph_model import GraphModel
from winset.case.case import Case
from winset.case.ledger import behind
from winset.conflict.moves import one_step
from winset.conflict.narrate import story
from winset.conflict.paths import Steps, evolution
from winset.errors import WinsetError
from winset.results import Backed, Block, Graph, Heading, Table, Text

DRAWS, LEAK_DRAWS = 100, 25
MOST_STATES = 2**11
_CONCEPT = "seq"
_HOLDS = (
    "A state holds by SEQ if nobody would leave it alone: there is nothing better to go to, or the others would answer, each "
    "step better for the one who takes it, so that leaving brings nothing."
)


def conflict_parts(case: Case, seed: int, most: int = 2) -> tuple[list[Block], list[Block], str]:
    """Return the section about the conflict, its graph, and the conclusion; nothing where the case has no conflict.

    Besides today's state `most` states that hold are listed, and the likeliest one that improvements lead to.
    """
    if not has_conflict(case):
        return [], [], ""
    try:
        at = conflict_stage(case, DRAWS, seed)
    except WinsetError as error:
        return [Heading("What holds"), Text(f"Not told here: {error}")], [], f"Not told here: {error}"
    if at.model.relation is not None or at.model.size > MOST_STATES:
        text = f"Ask winset stability {case.id}: too large or too partial for one page."
        return [Heading("What holds"), Text(text)], [], text
    found = verdicts(at, [_CONCEPT])
    chosen = _chosen(at, found, most)
    holds = [s for s in chosen if 2 * int(found.everybody[_CONCEPT][s]) > at.draws]
    graph = picture(at, chosen, max(6, most), holds)
    title = "Options taken; an arrow: who would go there, since it is better for that one; solid: holds in most draws"
    section: list[Block] = [
        Heading("What holds, and what a leak changes", wide=True),
        _table(at, found, chosen),
        Text(f"{_HOLDS} {_short_names(at, graph)}"),
        *_leak(case, at, seed),
    ]
    drawn: list[Block] = [
        Heading("Where the conflict may go"),
        Graph(graph.nodes, graph.edges, title),
    ]
    return section, drawn, answer(at, found)


def _short_names(at: Stage, graph: Graph) -> str:
    """Return what the options are that the states of the graph name."""
    options = {id_: o.name for own in at.case.file.conflict.options.values() for id_, o in own.items()}
    still = "" if graph.edges else "Nobody would go from one of these states to another by itself. "
    used = dict.fromkeys(name for _, label, _ in graph.nodes for name in label.split(", ") if name in options)
    told = "; ".join(f"{id_}: {options[id_]}" for id_ in used)
    return still + (f"In the graph: {told}." if used else "In no state of the graph is anything done.")


def _chosen(at: Stage, found: Verdicts, most: int) -> list[int]:
    """Return the status quo, the states that hold most often, and the likeliest one that improvements lead to from today."""
    order, quo = found.order(), at.model.status_quo
    chosen = [quo] if quo is not None else []
    chosen += [s for s in order if s != quo][:most]
    if quo is not None:
        ways = evolution(at.model, order)
        near = [s for s, way in zip(order, ways.by_improvements, strict=True) if way is not None and s not in chosen]
        chosen += near[:1]
    return chosen


def _table(at: Stage, found: Verdicts, chosen: list[int]) -> Table:
    model = at.model
    ways = evolution(model, chosen) if model.status_quo is not None else None
    claims = tuple(dict.fromkeys(c for party in at.ids for c in behind(at.case, f"conflict.options.{party}")))
    rows = []
    for n, s in enumerate(chosen):
        by_moves, better = (ways.by_moves[n], ways.by_improvements[n]) if ways else (None, None)
        stay = [name for p, name in enumerate(model.dms) if 2 * int(found.each[_CONCEPT][p, s]) > at.draws]
        words = in_words(at, s) + (" (today)" if s == model.status_quo else "")
        held = Backed(found.share(_CONCEPT, s), claims)
        reached = _reached(at, by_moves, better) if ways else "it is not written where things stand"
        rows.append((words, held, ", ".join(stay) or "nobody", _why(at, s), reached))
    columns = (
        "if this is done",
        "it holds (SEQ)",
        "would stay, in most draws",
        "why (middle of the ranges)",
        "how it is reached from today",
    )
    return Table(columns, tuple(rows))


def in_words(at: Stage, state: int) -> str:
    """Return a state as what is done in it."""
    names = [option.name for own in at.case.file.conflict.options.values() for option in own.values()]
    return "; ".join(name for k, name in enumerate(names) if state >> k & 1) or "nothing is done"


def _why(at: Stage, state: int) -> str:
    one = story(at.model, state, _CONCEPT)
    free = next((i for i in one.improvements if i.reply is None), None)
    if free is not None:
        return f"falls: {at.model.dms[free.dm]} would {_acts(at, state, free.target)}, and nothing deters it"
    if not one.improvements:
        return "nobody has anything better to do alone"
    first = one.improvements[0]
    assert first.reply is not None
    before, answers = first.target, []
    for dm, after in first.reply:
        answers.append(f"{at.model.dms[dm]} would then {_acts(at, before, after)}")
        before = after
    return f"{at.model.dms[first.dm]} would {_acts(at, state, first.target)}, but {', and '.join(answers)}"


def _reached(at: Stage, moves: Steps | None, better: Steps | None) -> str:
    steps = better if better is not None else moves
    if steps is None:
        return "cannot be reached"
    if not steps:
        return "it is where things stand"
    before, said = at.model.status_quo or 0, []
    for dm, after in steps:
        said.append(f"{at.model.dms[dm]}: {_acts(at, before, after)}")
        before = after
    note = "" if better is not None else " (not every step is better for the one who takes it)"
    return ", then ".join(said) + note


def _acts(at: Stage, before: int, after: int) -> str:
    names = [option.name for own in at.case.file.conflict.options.values() for option in own.values()]
    done = [name if after >> k & 1 else f"no longer {name}" for k, name in enumerate(names) if (before ^ after) >> k & 1]
    return " and ".join(done)


def _leak(case: Case, at: Stage, seed: int) -> list[Block]:
    """Return, for each party that did not see something, what its learning changes."""
    found: list[Block] = []
    for party, view in case.file.conflict.views.items():
        if not view.unaware_of or party not in at.ids:
            continue
        learning = learned(case, party)
        name, change = case.name_of(party), compared(learning, _CONCEPT, LEAK_DRAWS, seed)
        known = learning.before is not case
        text = (
            f"Leak to {name}{' (it knows by now)' if known else ''}: by SEQ {len(change.lost)} states hold "
            "less often once it knows "
        )
        text += f"and {len(change.gained)} more often."
        quo = at.model.status_quo
        if quo is not None:
            before, after = change.share(change.before[quo]), change.share(change.after[quo])
            text += f" What stands today holds before: {before}; after: {after}."
        if change.lost:
            text += f" Most lost: {in_words(at, change.lost[0])}."
        if change.gained:
            text += f" Most gained: {in_words(at, change.gained[0])}."
        acts = _single(at, at.ids.index(party))
        if acts:
            text += f" What {name} would rather do alone than let it stand: {acts}."
        found.append(Text(text))
    return found


def _single(at: Stage, dm: int) -> str:
    model, quo = at.model, at.model.status_quo
    if quo is None:
        return ""
    ranks = model.ranks[None] if model.draws is None else model.draws
    rows = []
    for q in _one_option(model, dm, quo):
        count = int((ranks[:, dm, q] > ranks[:, dm, quo]).sum())
        if count:
            rows.append((count, _acts(at, quo, q)))
    rows.sort(key=lambda row: -row[0])
    return "; ".join(f"{act}, {share(count, len(ranks), model.draws is not None).banded}" for count, act in rows)


def _one_option(model: GraphModel, dm: int, state: int) -> list[int]:
    return [q for q in one_step(model, dm, state) if (q ^ state).bit_count() == 1]
