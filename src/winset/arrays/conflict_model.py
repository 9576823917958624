"""The conflict of a case as a graph model, and each party's own view of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from winset.arrays.conflict_preferences import decision_makers, is_partial, ranks_of, relation_of, weighed, worth_of_deals
from winset.arrays.directed import Arcs, arcs_where, with_arcs
from winset.arrays.graph_model import LARGEST_RELATION, GraphModel, option_model
from winset.arrays.state_preferences import dense, relation_from_ranks
from winset.case.case import Case
from winset.case.schema_conflict import ConflictPreference
from winset.case.sense_conflict import arrow
from winset.errors import BadRequest, TooLarge, quoted

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
    The decision makers are the parties that have options or arcs. One without conflict preferences is given those that its
    preferences over deals say, through what options do. Pairs, degrees and strength of preference make the model's relation;
    draws are then left out, and ranges stand at their middle. A common move is an arc that each of those named can take alone
    (Fang, Hipel & Kilgour 1993); it and the case's own arcs turn the model into free
    form, the states still being named by options.
    """
    return _model(case, case.file.conflict.preferences, draws, seed, strict=True)


def conflict_view(case: Case, party: str, on: str | None = None, draws: int = 0, seed: int = 0) -> GraphModel:
    """Return the conflict as `party` sees it: without what it is unaware of, others' preferences as it believes them."""
    dated = case.on(on) if on else case
    return _seen(dated, party, {**dated.file.conflict.preferences, **_believes(dated, party)}, draws, seed)


def conflict_pictures(case: Case, on: str | None = None, draws: int = 0, seed: int = 0) -> tuple[tuple[GraphModel, ...], ...]:
    """Return what each decision maker believes that each sees: entry [p][q] is q's view as p believes it.

    Notes
    -----
    Who sees at least what q sees knows which states q sees and what q believes of others; who sees less cannot imagine it and
    takes the own view for q's. What q wants is, in p's picture, what p believes of q; and what p believes of a third one p
    takes for what q holds as well, unless `believes` says otherwise of q. So who is merely wrong thinks that all see the same.
    """
    dated = case.on(on) if on else case
    dms = conflict_model(dated).dms
    views = [conflict_view(dated, dm, None, draws, seed) for dm in dms]
    ever = [int(np.bitwise_or.reduce(v.states())) if v.options else -1 for v in views]
    held = [_believes(dated, dm) for dm in dms]

    def picture(p: int, q: int) -> GraphModel:
        if p == q or ever[q] & ~ever[p]:
            return views[p]
        told = {**held[p], **held[q], **({dms[q]: held[p][dms[q]]} if dms[q] in held[p] else {})}
        if told == held[q]:
            return views[q]
        return _seen(dated, dms[q], {**dated.file.conflict.preferences, **told}, draws, seed)

    return tuple(tuple(picture(p, q) for q in range(len(dms))) for p in range(len(dms)))


def _believes(case: Case, party: str) -> Mapping[str, ConflictPreference]:
    """Return what a party believes that others want, on the day of the case."""
    view, day = case.file.conflict.views.get(party), case.day()
    return {} if view is None or (view.until and day and view.until.over_by(day)) else view.believes


def _seen(case: Case, party: str, preferences: Mapping[str, ConflictPreference], draws: int, seed: int) -> GraphModel:
    known = party in case.file.parties and party not in case.file.conflict.views
    return _model(case if known else case.seen_by(party), preferences, draws, seed)


def _model(case: Case, preferences: Mapping[str, ConflictPreference], draws: int, seed: int, strict: bool = False) -> GraphModel:
    conflict = case.file.conflict
    dms, names = decision_makers(case)
    options = [(id_, party, DIRECTION[o.irreversible]) for party in dms for id_, o in conflict.options.get(party, {}).items()]
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
    bare = [party for party in dms if party in preferences and is_partial(preferences[party])]
    if bare:
        if frame.size > LARGEST_RELATION:
            place = f"conflict.preferences.{bare[0]}"
            raise TooLarge("states compared two by two", frame.size, LARGEST_RELATION, "Give plain ranks instead.", place)
        known = [
            relation_of(preferences[party], names, frame.feasible, party, ranks)
            if party in preferences
            else relation_from_ranks(ranks)
            for party, ranks in zip(dms, rows, strict=True)
        ]
        model = replace(model, relation=np.stack(known))
    elif draws:
        model = replace(model, draws=_draws(model, case, preferences, draws, seed))
    return _with_arcs(case, model, strict)


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


def _with_arcs(case: Case, model: GraphModel, strict: bool) -> GraphModel:
    """Return the model in free form with common moves, arcs, or with arcs alone; as it is where the case writes none of them."""
    conflict = case.file.conflict
    if not conflict.common_moves and not conflict.arcs and conflict.option_moves is not False:
        return model
    added: list[tuple[int, Arcs]] = []
    for move in conflict.common_moves.values():
        joint = arcs_where(move.from_, move.to, model.options, model.feasible)
        added += [(model.dm(party), joint) for party in move.by]
    for party, texts in conflict.arcs.items():
        for n, text in enumerate(texts):
            sides = arrow(text)
            assert sides is not None
            arcs = arcs_where(*sides, model.options, model.feasible)
            if strict and not arcs.size:
                raise BadRequest(
                    f"conflict.arcs.{party}.{n}: {quoted(text)} leads from no feasible state to another feasible one"
                )
            added.append((model.dm(party), arcs))
    place = next(key for key in ("arcs", "common_moves", "option_moves") if getattr(conflict, key) not in ({}, None))
    return with_arcs(model, added, conflict.option_moves is not False, f"conflict.{place}")
