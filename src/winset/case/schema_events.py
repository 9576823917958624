"""What surrounds a deal: stages, dates, threats, earlier attempts, regimes, what is said and believed, named what-ifs."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from winset.case.parts import Json, Record, Terms, named
from winset.case.scalars import (
    TEXT_JSON,
    ActorId,
    ChannelId,
    EventId,
    Id,
    Number,
    PartyId,
    PersonId,
    RegimeId,
    Several,
    Span,
    StageId,
    Text,
    ThreatId,
    Time,
    Whole,
    YesNo,
)
from winset.case.schema_conflict import OptionId


class Stage(Record):
    """A part of the negotiation that comes after another, what opens it, how likely that is and what it is worth."""

    name: Text
    after: Several[StageId] = ()
    opens_if: Terms = {}
    likelihood: Span | None = None
    worth: dict[PartyId, Span] = {}
    delay: Number | None = None
    expected: YesNo | None = None
    when: Time | None = None

    @classmethod
    def expand(cls, value: Any) -> Any:
        return named(value)

    @classmethod
    def short_json(cls) -> list[Json]:
        return [TEXT_JSON]


class Deadline(Record):
    """A date by which, or a window in which, something must or may happen."""

    name: Text
    when: Time
    by: ActorId | None = None
    what: Text | None = None


class Ultimatum(Record):
    """A demand with a threat behind it; the expiry may be unknown and is then never invented."""

    name: Text
    by: ActorId
    to: PartyId
    announced: Time | None = None
    demand: Terms = {}
    demand_text: Text | None = None
    threat: ThreatId | None = None
    expires: Time | None = None
    public: YesNo = False
    earlier: Whole = 0


class Threat(Record):
    """What somebody says will be done, on which trigger, and who would do it."""

    name: Text
    by: ActorId
    to: PartyId
    carried_out_by: PartyId | None = None
    trigger: Text | None = None
    trigger_terms: Terms = {}
    option: OptionId | None = None
    trigger_states: Text | None = None
    vague: YesNo = False
    announced: Time | None = None


class Condition(Record):
    """One circumstance of an earlier attempt, to be held beside today's: by a path of the case, or by words."""

    name: Text
    about: Text | None = None
    then: Any = None
    now: Text | None = None

    @classmethod
    def long_json(cls, long: Json) -> Json:
        return {**long, "anyOf": [{"required": ["about"]}, {"required": ["now"]}]}


class Attempt(Record):
    """An earlier try: proposed, tried or done; by whom, why it failed, and under which circumstances."""

    name: Text
    status: Literal["proposed", "tried", "failed", "done"] = "proposed"
    when: Time | None = None
    by: Several[ActorId] = ()
    asked_by: Several[ActorId] = ()
    regime: RegimeId | None = None
    outcome: Text | None = None
    reason: Text | None = None
    conditions: dict[Id, Condition] = {}


class Regime(Record):
    """Parameters that hold from one date to another: an administration, a mandate period. Two may overlap."""

    name: Text
    of: PartyId
    from_: Time | None = Field(default=None, alias="from")
    until: Time | None = None
    team: Several[PersonId] = ()
    set: dict[Text, Any] = {}


class Pressure(Record):
    """Somebody who pushes a party without having a vote."""

    by: ActorId
    on: PartyId
    asks: Terms = {}
    asks_text: Text | None = None
    when: Time | None = None


class Stance(Record):
    """What a party says for or against something, to which audience."""

    by: ActorId
    position: Literal["for", "against", "neutral", "unclear"]
    about: Text
    audience: Literal["public", "private", "unknown"] = "unknown"
    when: Time | None = None
    words: Text | None = None


class Belief(Record):
    """What a party held to be true, and when."""

    by: ActorId
    that: Text
    about: Text | None = None
    when: Time | None = None


class Event(Record):
    """Something that happened or is planned, with whom, and after which other events."""

    name: Text
    when: Time | None = None
    who: Several[ActorId] = ()
    channel: ChannelId | None = None
    after: Several[EventId] = ()


class Precedent(Record):
    """One row of a reference class: what was done before, as a range, with where it is written."""

    date: Time
    name: Text | None = None
    value: Span
    source: Text


class Reference(Record):
    """A reference class: earlier cases that bound an unknown number; a range, never a point."""

    name: Text
    unit: Text
    rows: tuple[Precedent, ...] = ()
    caution: Text | None = None


class Variant(Record):
    """A what-if with a name: some values set differently."""

    name: Text
    set: dict[Text, Any]
