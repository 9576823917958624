"""`threats`: would the executor carry it out, and what must backing down cost the one who threatens."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from winset.analyses.conflict_scene import Stage, conflict_stage, has_conflict, options_table, share
from winset.analyses.scene import result
from winset.arrays.conflict_preferences import StateWorths, state_worths
from winset.arrays.deal_space import DEFAULT_SEED
from winset.arrays.graph_model import UNKNOWN
from winset.case.case import Case
from winset.case.ledger import behind
from winset.case.schema import Threat, Ultimatum
from winset.case.sense_conflict import executor
from winset.conflict.credibility import credibility
from winset.conflict.partial import degrees_between
from winset.results import Backed, Block, Heading, Note, Result, Table, Text
from winset.values import plain_number

METHOD = "believed where the one who must carry it out prefers to (Schelling 1960); audience costs as a threshold (Fearon 1994)"
MOST_STATES = 8


def threats(case: Case, *, draws: int = 500, seed: int = DEFAULT_SEED) -> Result:
    """Return every ultimatum and threat: by whom, who would carry it out, on which trigger, and whether that one would.

    Parameters
    ----------
    case : Case
        A threat can be judged where it names an ``option`` of its executor and ``trigger_states``, a statement about options.
    draws, seed : int
        Draws of the preferences that are ranges.

    References
    ----------
    Schelling (1960), *The Strategy of Conflict*; Fearon (1994), American Political Science Review 88.

    Examples
    --------
    >>> import winset
    >>> found = winset.threats(winset.load("doha2025"), draws=50).value
    >>> found["threats"]["action"]["executor"], found["no_deadline"]
    ('israel', ['last_warning'])
    """
    file = case.file
    if not file.threats and not file.ultimatums:
        return result(case, "threats", "No threat and no ultimatum is written down.", METHOD, [])
    blocks: list[Block] = []
    late = [id_ for id_, u in file.ultimatums.items() if u.expires is None or u.expires.is_unknown]
    if file.ultimatums:
        blocks.append(Table(_ULTIMATUM, tuple(_ultimatum(case, id_, u) for id_, u in file.ultimatums.items()), "Ultimatums"))
    if file.threats:
        blocks.append(Table(_THREAT, tuple(_threat(case, id_, t) for id_, t in file.threats.items()), "Threats"))
    at = conflict_stage(case, draws, seed) if has_conflict(case) else None
    value: dict[str, Any] = {}
    said = []
    for id_, threat in file.threats.items():
        found, more, text = _judged(case, at, threat, draws, seed)
        value[id_] = found
        said.append(f"{threat.name}: {text}")
        blocks += [Heading(threat.name), *more]
    if late:
        names = ", ".join(file.ultimatums[u].name for u in late)
        said.append(f"{names}: no deadline was given; none is invented")
    if at is not None and any(t.option for t in file.threats.values()):
        blocks += [options_table(case), *at.notes]
    return result(
        case,
        "threats",
        ". ".join(said) + ".",
        METHOD,
        blocks,
        value={"threats": value, "no_deadline": late},
        settings={"draws": draws, "seed": seed},
        draws=at.draws if at else 0,
        seed=seed,
    )


_ULTIMATUM = ("ultimatum", "by", "to", "demand", "announced", "deadline", "public", "before it")


def _ultimatum(case: Case, id_: str, u: Ultimatum) -> tuple[Any, ...]:
    deadline = "none is reported" if u.expires is None or u.expires.is_unknown else str(u.expires)
    terms = (f"{name}={' or '.join(spec.values) or 'changed'}" for name, spec in u.demand.items())
    demand = ", ".join(terms) or u.demand_text or "not told"
    earlier = f"{u.earlier} like it: each one unmet and without consequence is believed less" if u.earlier else "none"
    claims = behind(case, f"ultimatums.{id_}")
    return (Backed(u.name, claims), case.name_of(u.by), case.name_of(u.to), demand, u.announced, deadline, u.public, earlier)


_THREAT = ("threat", "issuer", "executor", "to", "trigger", "carried out by")


def _threat(case: Case, id_: str, t: Threat) -> tuple[Any, ...]:
    trigger = (t.trigger or "not told") + (" (vague)" if t.vague else "")
    trigger += f"; read as: {t.trigger_states}" if t.trigger_states else ""
    who = executor(case.file, t)
    option = case.file.conflict.options.get(who, {}).get(t.option or "")
    act = option.name if option else "no option is named"
    return (
        Backed(t.name, behind(case, f"threats.{id_}")),
        case.name_of(t.by),
        case.name_of(who),
        case.name_of(t.to),
        trigger,
        act,
    )


def _judged(case: Case, at: Stage | None, threat: Threat, draws: int, seed: int) -> tuple[dict[str, Any], list[Block], str]:
    person = case.file.people.get(threat.by)
    issuer, who = (person.for_ if person else threat.by), executor(case.file, threat)
    base: dict[str, Any] = {"issuer": issuer, "executor": who}
    if at is None or threat.option is None or threat.trigger_states is None:
        missing = " and ".join(
            f for f, given in (("option", threat.option), ("trigger_states", threat.trigger_states)) if not given
        )
        text = f"cannot be judged: it names no {missing}" if missing else "cannot be judged: the case has no conflict part"
        return base, [Text(f"{text}. Write them under the threat.")], text
    if issuer not in at.ids or who not in at.ids:
        text = "cannot be judged: the issuer or the executor has no option in the conflict"
        return base, [Text(text + ".")], text
    model = at.model
    worth = state_worths(case, issuer, draws, seed)
    frame = credibility(model, model.dms[at.dm(issuer)], model.dms[at.dm(who)], threat.trigger_states, {threat.option: True})
    able = [t for t in frame.triggers if t.carried_out >= 0]
    if not able:
        return base, [Text("At no state that triggers it can it be carried out.")], "it can be carried out nowhere"
    executing = at.dm(who)
    ranks, ranged = (model.ranks[None], False) if model.draws is None else (model.draws, True)
    open_ = 0
    rows, everywhere, costs = [], np.ones(len(ranks), dtype=bool), list[tuple[Fraction, Fraction]]()
    for t in able:
        if model.relation is None:
            prefers = ranks[:, executing, t.carried_out] > ranks[:, executing, t.state]
        else:
            (degree,) = degrees_between(model, executing, [t.state], [t.carried_out])
            prefers = np.array([0 < degree < UNKNOWN])
            open_ += degree == UNKNOWN
        everywhere &= prefers
        cost = _cost(worth, t.state, t.carried_out) if worth else None
        if cost:
            costs.append(cost)
        rows.append(
            (model.describe(t.state), t.state == model.status_quo, share(int(prefers.sum()), len(ranks), ranged), _range(cost))
        )
    rows.sort(key=lambda row: (not row[1], -row[2].count))
    sure = share(int(everywhere.sum()), len(ranks), ranged)
    name, threatening = case.name_of(who), case.name_of(issuer)
    text = f"{name} would rather carry it out, at every state that triggers it: {sure}"
    blocks: list[Block] = []
    if costs:
        low, high = max(c[0] for c in costs), max(c[1] for c in costs)
        base["audience_cost"] = [plain_number(low), plain_number(high)]
        unit = "in the weights of the conflict" if issuer in case.file.conflict.preferences else "of a 0-1 scale of deals"
        text += (
            f"; {threatening} would rather see it through wherever backing down costs it more than {_range((low, high))} ({unit})"
        )
        blocks.append(Text(f"Above that threshold carrying out beats backing down for {threatening} at every triggering state."))
    else:
        blocks.append(
            Note(f"{threatening} ranks states without saying how much; so no threshold of an audience cost can be named")
        )
    if open_:
        blocks.append(
            Note(f"at {open_} of these states the comparison is unknown; that counts as not preferring to carry it out")
        )
    unable = len(frame.triggers) - len(able)
    if unable:
        blocks.append(Text(f"At {unable} of {len(frame.triggers)} triggering states {name} could not carry it out."))
    columns = ("state that triggers it", "today", f"{name} prefers to carry it out", f"backing down must cost {threatening}")
    table = Table(columns, tuple(tuple(r) for r in rows[:MOST_STATES]), "By the executor's own preferences")
    blocks = [table, *blocks]
    if len(rows) > MOST_STATES:
        blocks.append(Note(f"{len(rows) - MOST_STATES} more states trigger it; all are counted above"))
    now = next((r[2] for r in rows if r[1]), None)
    return {**base, "carries_out_everywhere": sure, "carries_out_today": now, **_states(rows)}, blocks, text


def _states(rows: Sequence[tuple[Any, ...]]) -> dict[str, Any]:
    return {"by_state": {row[0]: row[2] for row in rows}}


def _cost(worth: StateWorths, state: int, carried_out: int) -> tuple[Fraction, Fraction]:
    """Return the least and the greatest, over the draws, of what carrying out costs against backing down."""
    gaps = [
        Fraction(int(row[state]) - int(row[carried_out]), int(scale))
        for row, scale in zip(worth.values, worth.scale, strict=True)
    ]
    return min(gaps), max(gaps)


def _range(cost: tuple[Fraction, Fraction] | None) -> str:
    if cost is None:
        return "-"
    low, high = (f"{float(end):.2g}" for end in cost)
    if cost[1] <= 0:
        return "nothing: it prefers to carry it out"
    return low if low == high else f"{low} to {high}"
