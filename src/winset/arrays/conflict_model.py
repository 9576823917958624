"""The conflict of a case as a graph model, and each party's own view of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from winset.arrays.graph_model import GraphModel, listed_model, option_model, states_where
from winset.arrays.state_preferences import from_statements, from_weights
from winset.case.case import Case
from winset.case.schema_conflict import CommonMove, ConflictPreference
from winset.errors import BadRequest, quoted
from winset.statements import Node, parse

DIRECTION = {"no": "both", "once_taken": "fwd", "once_dropped": "back"}
GRID = 1000


def conflict_model(case: Case, draws: int = 0, seed: int = 0) -> GraphModel:
    """Return the graph model of the case's conflict.

    Parameters
    ----------
    case : Case
    draws : int
        How many draws of preferences that are given by weights with ranges; 0 for none. The ranks are those of the middle
        of every range.
    seed : int

    Raises
    ------
    BadRequest
        With the path: a decision maker without preferences, a ranking that leaves out a state, no feasible state.

    Notes
    -----
    The decision makers are the parties that have options. A common move is an arc that each of those named can take alone
    (Fang, Hipel & Kilgour 1993); it turns the model into free form.
    """
    return _model(case, case.file.conflict.preferences, draws, seed)


def conflict_view(case: Case, party: str, on: str | None = None) -> GraphModel:
    """Return the conflict as `party` sees it: without what it is unaware of, others' preferences as it believes them."""
    seen = case.seen_by(party, on)
    view = case.file.conflict.views.get(party)
    believed = dict(seen.file.conflict.preferences)
    last = seen.day()
    if view and not (view.until and last and view.until.over_by(last)):
        believed.update(view.believes)
    return _model(seen, believed, 0, 0)


def conflict_pictures(case: Case, on: str | None = None) -> tuple[tuple[GraphModel, ...], ...]:
    """Return what each decision maker believes that each sees: entry [p][q] is q's view as p believes it.

    Who sees at least what q sees knows q's view; who sees less cannot imagine it and takes the own view for q's.
    """
    dms = conflict_model(case).dms
    views = [conflict_view(case, dm, on) for dm in dms]
    ever = [int(np.bitwise_or.reduce(v.states())) if v.options else -1 for v in views]
    return tuple(tuple(views[q] if ever[q] & ~ever[p] == 0 else views[p] for q in range(len(dms))) for p in range(len(dms)))


def _model(case: Case, preferences: Mapping[str, ConflictPreference], draws: int, seed: int) -> GraphModel:
    conflict = case.file.conflict
    dms = [party for party, own in conflict.options.items() if own]
    options = [(id_, party, DIRECTION[o.irreversible]) for party in dms for id_, o in conflict.options[party].items()]
    if not options:
        raise BadRequest("conflict.options: this case has no conflict, since nobody has an option")
    names = [id_ for id_, _, _ in options]
    frame = option_model(dms, options, infeasible=list(conflict.infeasible))
    quo = frame.state([id_ for id_ in conflict.status_quo if id_ in names])
    rows = []
    for party in dms:
        if party not in preferences:
            raise BadRequest(f"conflict.preferences: {quoted(party)} has options but no preferences")
        rows.append(_ranks(preferences[party], names, frame.feasible, party))
    model = replace(frame.with_ranks(np.stack(rows)), status_quo=quo if frame.feasible[quo] else None)
    if draws:
        model = replace(model, draws=_draws(model, preferences, names, draws, seed))
    return _with_common_moves(model, tuple(conflict.common_moves.values())) if conflict.common_moves else model


def _ranks(preference: ConflictPreference, names: Sequence[str], feasible: NDArray[np.bool_], party: str) -> NDArray[np.int32]:
    if preference.statements:
        return from_statements(names, preference.statements)
    if preference.weights:
        return from_weights(names, [(text, (w.low + w.high) / 2) for text, w in preference.weights.items()])
    ranks = np.zeros(feasible.shape[0], dtype=np.int32)
    for depth, level in enumerate(preference.ranking):
        for text in level:
            held = np.arange(feasible.shape[0]) == 0 if text == "none" else states_where(text, names)
            ranks[held & (ranks == 0)] = len(preference.ranking) - depth
    missing = np.flatnonzero(feasible & (ranks == 0))
    if missing.size:
        taken = [name for k, name in enumerate(names) if int(missing[0]) >> k & 1]
        more = f" and {missing.size - 1} more" if missing.size > 1 else ""
        raise BadRequest(f"conflict.preferences.{party}.ranking: it leaves out the state {', '.join(taken) or 'none'}{more}")
    return ranks


def _draws(
    model: GraphModel, preferences: Mapping[str, ConflictPreference], names: Sequence[str], draws: int, seed: int
) -> NDArray[np.int32]:
    """Ranks (K, P, S): every range on a grid of 1001 values; each party has its own stream of random numbers."""
    result = np.empty((draws, len(model.dms), model.size), dtype=np.int32)
    for p, party in enumerate(model.dms):
        weights = preferences[party].weights
        if not any(w.low != w.high for w in weights.values()):
            result[:, p] = model.ranks[p]
            continue
        rng = np.random.default_rng([seed, p])
        steps = rng.integers(0, GRID + 1, (draws, len(weights)))
        for k in range(draws):
            drawn = [
                (text, w.low + (w.high - w.low) * int(step) / GRID)
                for (text, w), step in zip(weights.items(), steps[k], strict=True)
            ]
            result[k, p] = from_weights(names, drawn)
    return result


def _with_common_moves(model: GraphModel, moves: Sequence[CommonMove]) -> GraphModel:
    """Return the model in free form with the common moves as arcs of everybody named."""
    states = model.states()
    options = [(n, model.dms[w], d) for n, w, d in zip(model.options, model.owner, model.direction, strict=True)]
    listed = listed_model(model.dms, options, states.tolist(), model.ranks[:, states], model.status_quo)
    number = {int(s): k for k, s in enumerate(states)}
    arcs = [{(int(a), int(b)) for a, b in own} for own in listed.arcs or ()]
    for move in moves:
        take, give = _literals(move.to, model.options)
        for s in np.flatnonzero(states_where(move.from_, model.options) & model.feasible).tolist():
            q = (s | take) & ~give
            if q != s and q in number:
                for party in move.by:
                    arcs[model.dm(party)].add((number[s], number[q]))
    return replace(
        listed,
        arcs=tuple(np.array(sorted(a), dtype=np.int64).reshape(-1, 2) for a in arcs),
        draws=None if model.draws is None else np.ascontiguousarray(model.draws[:, :, states]),
    )


def _literals(text: str, options: Sequence[str]) -> tuple[int, int]:
    """Return the bits that a conjunction such as ``a and not b`` sets and clears."""
    root = parse(text).root
    take = give = 0
    for node in root.parts if root.word == "and" else (root,):
        inner: Node = node.parts[0] if node.word == "not" else node
        if inner.word != "name":
            raise BadRequest(
                f"conflict.common_moves: {quoted(text)} must say which options are then taken, such as 'a and not b'"
            )
        bit = 1 << list(options).index(inner.name)
        take, give = (take, give | bit) if node.word == "not" else (take | bit, give)
    return take, give
