"""The conflict of a case as a graph model, and each party's own view of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from winset.arrays.conflict_preferences import decision_makers, ranks_of, relation_of, weighed, worth_of_deals
from winset.arrays.graph_model import GraphModel, listed_model, option_model, states_where
from winset.arrays.state_preferences import dense, relation_from_ranks
from winset.case.case import Case
from winset.case.schema_conflict import CommonMove, ConflictPreference
from winset.errors import BadRequest, quoted
from winset.statements import Node, parse

DIRECTION = {"no": "both", "once_taken": "fwd", "once_dropped": "back"}
Ranks = NDArray[np.int32]


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
    The decision makers are the parties that have options. One without conflict preferences is given those that its preferences
    over deals say, through what options do. Preferences by pairs make the model's relation; draws are then left out. A common
    move is an arc that each of those named can take alone
    (Fang, Hipel & Kilgour 1993); it turns the model into free form.
    """
    return _model(case, case.file.conflict.preferences, draws, seed)


def conflict_view(case: Case, party: str, on: str | None = None, draws: int = 0, seed: int = 0) -> GraphModel:
    """Return the conflict as `party` sees it: without what it is unaware of, others' preferences as it believes them."""
    view = case.file.conflict.views.get(party)
    if view is None and party in case.file.parties:
        dated = case.on(on) if on else case
        return _model(dated, dated.file.conflict.preferences, draws, seed)
    seen = case.seen_by(party, on)
    believed = dict(seen.file.conflict.preferences)
    last = seen.day()
    if view and not (view.until and last and view.until.over_by(last)):
        believed.update(view.believes)
        try:
            return _model(seen, believed, draws, seed)
        except BadRequest as error:
            raise _in_view(error, party, view.believes) from None
    return _model(seen, believed, draws, seed)


def conflict_pictures(case: Case, on: str | None = None, draws: int = 0, seed: int = 0) -> tuple[tuple[GraphModel, ...], ...]:
    """Return what each decision maker believes that each sees: entry [p][q] is q's view as p believes it.

    Who sees at least what q sees knows q's view; who sees less cannot imagine it and takes the own view for q's.
    """
    dms = conflict_model(case).dms
    views = [conflict_view(case, dm, on, draws, seed) for dm in dms]
    ever = [int(np.bitwise_or.reduce(v.states())) if v.options else -1 for v in views]
    return tuple(tuple(views[q] if ever[q] & ~ever[p] == 0 else views[p] for q in range(len(dms))) for p in range(len(dms)))


def _in_view(error: BadRequest, party: str, believes: Mapping[str, ConflictPreference]) -> BadRequest:
    """Return the error with the path of the belief that it speaks of, if it speaks of one."""
    words = str(error)
    for other in believes:
        words = words.replace(f"conflict.preferences.{other}.", f"conflict.views.{party}.believes.{other}.")
    return BadRequest(words)


def _model(case: Case, preferences: Mapping[str, ConflictPreference], draws: int, seed: int) -> GraphModel:
    conflict = case.file.conflict
    dms, names = decision_makers(case)
    options = [(id_, party, DIRECTION[o.irreversible]) for party in dms for id_, o in conflict.options[party].items()]
    if not options:
        raise BadRequest("conflict.options: this case has no conflict, since nobody has an option")
    frame = option_model(dms, options, infeasible=list(conflict.infeasible))
    quo = frame.state([id_ for id_ in conflict.status_quo if id_ in names])
    rows = []
    for party in dms:
        if party in preferences:
            rows.append(ranks_of(preferences[party], names, frame.feasible, party))
        elif party in case.file.preferences:
            rows.append(dense(worth_of_deals(case, party, 0, seed).values[0]))
        else:
            raise BadRequest(f"conflict.preferences: {quoted(party)} has options but no preferences, here or over deals")
    model = replace(frame.with_ranks(np.stack(rows)), status_quo=quo if frame.feasible[quo] else None)
    bare = [party for party in dms if party in preferences and preferences[party].pairs]
    if bare:
        known = [
            relation_of(preferences[party], names, frame.feasible, party) if party in bare else relation_from_ranks(ranks)
            for party, ranks in zip(dms, rows, strict=True)
        ]
        model = replace(model, relation=np.stack(known))
    elif draws:
        model = replace(model, draws=_draws(model, case, preferences, draws, seed))
    return _with_common_moves(model, tuple(conflict.common_moves.values())) if conflict.common_moves else model


def _draws(model: GraphModel, case: Case, preferences: Mapping[str, ConflictPreference], draws: int, seed: int) -> Ranks | None:
    """Ranks (K, P, S), or None where nothing is a range."""
    result = np.empty((draws, len(model.dms), model.size), dtype=np.int32)
    some = False
    for p, party in enumerate(model.dms):
        own = preferences.get(party)
        worths = None
        if own is None:
            worths = worth_of_deals(case, party, draws, seed)
        elif own.weights:
            worths = weighed(own.weights, model.options, draws, seed, p)
        if worths is None or not worths.drawn:
            result[:, p] = model.ranks[p]
            continue
        some = True
        for k in range(draws):
            result[k, p] = dense(worths.values[k])
    return result if some else None


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
        relation=None if model.relation is None else model.relation[:, states[:, None], states[None, :]].copy(),
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
