"""What is said of single states: why each holds or does not, how it can be reached, and the small graph of them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from winset.analyses.conflict_scene import Stage, listed, options_table, share, shares, way
from winset.arrays.graph_model import UNKNOWN, GraphModel
from winset.conflict.narrate import CONCEPTS as TOLD
from winset.conflict.narrate import story
from winset.conflict.partial import VARIANTS
from winset.conflict.paths import LARGEST, evolution
from winset.conflict.picture import state_graph
from winset.results import Block, Graph, Heading, Table, Text


def told(at: Stage, state: int, concepts: Sequence[str]) -> list[Block]:
    """Return why one state holds or does not, by each concept."""
    blocks: list[Block] = [Heading(f"Why '{at.model.describe(state)}' holds or does not")]
    for concept in concepts:
        if concept in TOLD:
            blocks.append(_told_by(at.model, state, concept))
    blocks += stays_in_draws(at, state, [c for c in concepts if c in TOLD])
    return [*blocks, Text(f"How it can be reached: {ways(at, [state])[state]}."), options_table(at.case)]


def _told_by(model: GraphModel, state: int, concept: str) -> Text:
    """Return why a state holds or does not by one concept: where comparisons are unknown, under which of the four readings."""
    one, by = story(model, state, concept), concept.upper()
    if model.relation is None or not (model.relation[:, model.states()][:, :, model.states()] == UNKNOWN).any():
        return Text(f"{by}: {'it holds' if one.holds() else 'it does not hold'}. {' '.join(one.sentences)}")
    told = {v: story(model, state, concept, v) for v in VARIANTS}
    held = [v for v in VARIANTS if told[v].holds()]
    if len(held) == len(VARIANTS):
        return Text(f"{by}: it holds under all four readings; read as in a: {' '.join(told['a'].sentences)}")
    if not held:
        return Text(f"{by}: it holds under no reading; read as in d: {' '.join(told['d'].sentences)}")
    # Reading a leaves for most and is deterred by least, so that it fails wherever one of the others does; d the reverse.
    against, for_ = " ".join(told["a"].sentences), " ".join(told["d"].sentences)
    return Text(f"{by}: it holds under {listed(held)} only. Read as in a it does not: {against} Read as in d it does: {for_}")


def stays_in_draws(at: Stage, state: int, concepts: Sequence[str]) -> list[Block]:
    """Return in how many draws each decision maker would stay in one state; nothing where no preference is a range."""
    if at.model.draws is None or not concepts:
        return []
    counted = shares(at, concepts)
    rows = [(name, *(share(counted[c][1][p, state], at.draws) for c in concepts)) for p, name in enumerate(at.model.dms)]
    rows.append(("everybody", *(share(counted[c][0][state], at.draws) for c in concepts)))
    title = f"Who would stay in '{at.model.describe(state)}', over the draws (what is told is at the middle of every range)"
    return [Table(("who", *(c.upper() for c in concepts)), tuple(rows), title)]


def picture(at: Stage, states: Sequence[int], most: int = 9, holds: Sequence[int] | None = None) -> Graph:
    """Return the small state graph: the status quo, some states, those on the ways between; arrows are improvements."""
    drawn = state_graph(at.model, states, most)
    held = set(states if holds is None else holds)
    nodes = tuple(
        (str(s), label, "signs" if s in held else "outside") for s, label in zip(drawn.states, drawn.labels, strict=True)
    )
    movers: dict[tuple[int, int], list[str]] = {}
    for arc in drawn.arcs:
        if arc.improves:
            movers.setdefault((arc.start, arc.end), []).append(at.model.dms[arc.dm])
    edges = tuple((str(a), str(b), listed(who)) for (a, b), who in movers.items())
    return Graph(nodes, edges, "An arrow: who would move, because it is better for that one; solid: it holds")


def ways(at: Stage, states: Sequence[int]) -> dict[int, str]:
    """Return how each state can be reached from the status quo, in words."""
    model = at.model
    if model.status_quo is None:
        return dict.fromkeys(states, "no status quo is named")
    if int(np.count_nonzero(model.feasible)) > LARGEST:
        return dict.fromkeys(states, "not looked for: too many states")
    found = evolution(model, states)
    return {s: way(model, moves, better) for s, moves, better in zip(states, found.by_moves, found.by_improvements, strict=True)}
