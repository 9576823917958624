"""Questions about the conflict: whether a state holds, and which do."""

from __future__ import annotations

from winset.analyses.conflict_scene import Stage, conflict_stage, share, shares, state_of
from winset.analyses.holding import verdicts
from winset.analyses.holding_partial import judged
from winset.analyses.questions import Answer, Asked, question
from winset.analyses.state_blocks import told
from winset.case.case import Case
from winset.conflict.named import stability_concept
from winset.errors import BadRequest
from winset.results import Block, Table, Text
from winset.values import Share

MOST_SHOWN = 12


@question("is_stable", source="graph model; the concept named, else SEQ (Fraser & Hipel 1979, 1984)")
def is_stable(case: Case, asked: Asked) -> Answer:
    """Whether a state of the conflict holds: is_stable(talk, protest), is_stable(status_quo), is_stable(none, by=nash)."""
    if not asked.plain or set(asked.named) - {"by"}:
        raise BadRequest("name the options taken, or none or status_quo: is_stable(talk, protest, by=seq)")
    concept = asked.named.get("by", "seq")
    stability_concept[concept]
    at = conflict_stage(case, asked.draws, asked.seed)
    state = state_of(at.model, ", ".join(asked.plain))
    found: Share | str
    if at.model.relation is None:
        found = verdicts(at, [concept]).share(concept, state)
        word = found.banded
    else:
        found = word = judged(at, [concept])[0].cell(concept, state)
    text = f"'{at.model.describe(state)}' holds by {concept.upper()}: {found}."
    blocks: list[Block] = [Text(text), *told(at, state, [concept])]
    return Answer(word, text, tuple(blocks))


@question("which_states_hold", source="graph model; the concept named, else SEQ (Fraser & Hipel 1979, 1984)")
def which_states_hold(case: Case, asked: Asked) -> Answer:
    """Which states hold for everybody in most draws, by a concept: which_states_hold(nash)."""
    if len(asked.plain) > 1 or asked.named:
        raise BadRequest("name one concept, for instance which_states_hold(seq)")
    concept = asked.plain[0] if asked.plain else "seq"
    stability_concept[concept]
    at = conflict_stage(case, asked.draws, asked.seed)
    if at.model.relation is not None:
        return _by_relation(at, concept)
    found = shares(at, [concept]).get(concept)
    counts, draws = (found[0], at.draws) if found else (verdicts(at, [concept]).everybody[concept], 1)
    order = sorted((s for s in at.model.states().tolist() if counts[s]), key=lambda s: (-int(counts[s]), s))
    most = tuple(at.model.describe(s) for s in order if 2 * int(counts[s]) > draws)
    rows = tuple((at.model.describe(s), share(counts[s], draws, at.model.draws is not None)) for s in order[:MOST_SHOWN])
    text = (
        f"{len(most)} of {at.model.states().size} states hold by {concept.upper()} in most draws: {' | '.join(most) or 'none'}."
    )
    return Answer(most, text, (Table(("state", "holds"), rows),))


def _by_relation(at: Stage, concept: str) -> Answer:
    """Return which states hold where preferences are no plain ranks: under all four readings, if something is unknown."""
    found, _ = judged(at, [concept])
    order = found.order()
    sure = tuple(at.model.describe(s) for s in order if all(s in these for these in found.held[concept].values()))
    rows = tuple((at.model.describe(s), found.cell(concept, s)) for s in order[:MOST_SHOWN])
    how = " under all four readings" if found.unknown else ""
    text = f"{len(sure)} of {at.model.states().size} states hold by {concept.upper()}{how}: {' | '.join(sure) or 'none'}."
    return Answer(sure, text, (Table(("state", "holds"), rows),))
