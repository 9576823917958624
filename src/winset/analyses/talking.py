"""Questions about a channel: who knew of it on the day, and what talking itself costs, deal or no deal."""

from __future__ import annotations

from typing import Any

import numpy as np

from winset.analyses.questions import Answer, Asked, question
from winset.analyses.scene import scene
from winset.arrays.deal_space import OPEN
from winset.case.case import Case
from winset.case.ledger import behind
from winset.case.schema import Channel
from winset.deals.consent import consents, verdicts
from winset.deals.space import worths
from winset.engine.slices import slices
from winset.errors import BadRequest, UnknownName
from winset.results import Backed, Note, Table
from winset.values import Share


def _channel(case: Case, asked: Asked, example: str) -> tuple[str, Channel]:
    if len(asked.plain) != 1 or asked.named:
        raise BadRequest(f"name one channel, for instance {example}")
    name = asked.plain[0]
    if name not in case.file.channels:
        raise UnknownName("channel", name, case.file.channels)
    return name, case.file.channels[name]


@question("who_knew", source="the channel's known_by and the day of the case")
def who_knew(case: Case, asked: Asked) -> Answer:
    """Who knew of a channel on the day: those who talk in it, and for others whether it is known, suspected, disputed or not."""
    name, channel = _channel(case, asked, "who_knew(doha)")
    day = case.day()
    talking = {p if p in case.file.parties else case.file.people[p].for_ for p in (*channel.between, *channel.via)}
    start = channel.since
    # Since a day that nobody knows, at the latest one that has not come: perhaps not yet.
    may = bool(start and start.earliest is None and start.latest and day and day < start.latest)
    rows, value = [], dict[str, str]()
    for who in (*case.file.parties, "public"):
        entries = [k for k in channel.known_by.get(who, ()) if day is None or k.since is None or k.since.begun_by(day)]
        if who in talking:
            state, since = "may talk in it (start unknown)" if may else "talks in it", "-"
        elif entries:
            latest = max(entries, key=lambda k: k.since.earliest.toordinal() if k.since and k.since.earliest else 0)
            state, since = latest.status, str(latest.since or "unknown")
        else:
            state, since = "not known", "-"
        value[who] = state
        rows.append((case.name_of(who), Backed(state, behind(case, f"channels.{name}.known_by.{who}")), since))
    said = "; ".join(f"{case.name_of(who)}: {state}" for who, state in value.items() if state != "not known")
    not_known = [case.name_of(who) for who, state in value.items() if state == "not known"]
    text = f"{channel.name or name} on {case.file.as_of}: {said}." + (
        f" Not known to {', '.join(not_known)}." if not_known else ""
    )
    return Answer(value, text, (Table(("who", "knew", "since"), tuple(rows)),))


@question("what_does_talking_cost", source="process cost of recognition and legitimacy; paid whether or not a deal comes")
def what_does_talking_cost(case: Case, asked: Asked) -> Answer:
    """What talking in a channel costs each party, deal or no deal, and in how many draws a deal of the win-set repays it."""
    name, channel = _channel(case, asked, "what_does_talking_cost(doha)")
    if not channel.costs:
        return Answer({}, f"No cost of talking is written down for {channel.name or name}.")
    at = scene(case, asked.draws, asked.seed)
    best = _best_gains(at)
    rows: list[tuple[Any, ...]] = []
    for party, cost in channel.costs.items():
        p = at.space.party(party)
        shares: tuple[object, object] = ("unknown", "unknown")
        if at.space.valued[p]:
            gain, scale = best[:, p], at.space.scale[:, p]
            low, high = (
                Share(
                    sum(int(g) * end.denominator >= end.numerator * int(s) for g, s in zip(gain, scale, strict=True)),
                    len(gain),
                    at.space.ranged,
                )
                for end in (cost.low, cost.high)
            )
            shares = (low, high)
        rows.append((party, Backed(cost, behind(case, f"channels.{name}.costs.{party}")), *shares))
    text = "; ".join(f"{case.name_of(party)} {cost}" for party, cost in channel.costs.items())
    answer = f"Talking in {channel.name or name} costs, of a 0-1 scale, deal or no deal: {text}."
    columns = ("party", "cost, deal or not", "repaid at the low end", "repaid at the high end")
    note = Note("repaid: the best deal of the win-set (open consents taken as given) gains the party at least the cost")
    return Answer({party: cost.plain() for party, cost in channel.costs.items()}, answer, (Table(columns, tuple(rows)), note))


def _best_gains(at: Any) -> Any:
    """Return, per draw and party, the gain of its best deal among those that are or may be in the win-set; 0 where none is."""
    found = []
    for part in slices(at.space.draws, len(at.rules) * len(at.space.parties)):
        worth = worths(at.space, part)
        says = consents(at.space, at.giving, worth, part)
        inside = verdicts(at.need, says, at.ratifying, at.rules) >= OPEN
        gains = worth - at.space.floor[part][:, :, None]
        found.append(np.where(inside[:, None, :], gains, 0).max(axis=2))
    return np.concatenate(found)
