"""Who takes part: parties, the people who act for them, mandates, ratification, and the channels between them."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from winset.case.parts import Json, Part, Record, Terms, named, words_of
from winset.case.scalars import (
    TEXT_JSON,
    TIME_JSON,
    ActorId,
    Id,
    IssueId,
    KnowerId,
    Number,
    PartyId,
    PersonId,
    RatifierId,
    Several,
    Span,
    Text,
    Time,
    Whole,
    YesNo,
)


class Party(Record):
    """A principal with interests of its own, in the room or not."""

    name: Text
    kind: Literal["state", "armed_group", "organisation", "community", "constituency", "mediator", "company", "other"] = "other"
    at_table: YesNo = True
    aliases: Several[Text] = ()
    designated_by: Several[PartyId] = ()

    @classmethod
    def expand(cls, value: Any) -> Any:
        return named(value)

    @classmethod
    def short_json(cls) -> list[Json]:
        return [TEXT_JSON]


class Person(Record):
    """Somebody who acts for a party; rank says how near to a yes."""

    name: Text
    for_: PartyId = Field(alias="for")
    rank: Literal["principal", "envoy", "official"] = "official"
    role: Text | None = None
    aliases: Several[Text] = ()
    reports_to: PersonId | None = None
    authority: Literal["explicit", "implied", "not_stated"] = "not_stated"


class RedLine(Record):
    """Terms that the holder of the mandate may not or will not accept, and of which kind the line is."""

    forbids: Terms = {}
    kind: Literal["legal", "political", "security", "moral", "other"] = "political"
    enforced: YesNo = True
    basis: Text | None = None


class Mandate(Record):
    """What a person, or a party as a whole, may agree to, within which limits, after asking whom."""

    scope: Several[IssueId] = ()
    limits: Terms = {}
    red_lines: dict[Id, RedLine] = {}
    consult: Several[ActorId] = ()
    ratified_by: Several[RatifierId] = ()


class VoteRule(Part):
    """How votes become a decision: a declarative function of the voters' yes, no, abstain and unknown."""

    kind: Literal["all", "majority", "weighted", "sufficient_consensus", "referendum"] = "all"
    share: Number | None = None
    threshold: Whole | None = None
    each_community: Number | None = None
    quorum: Number | None = None
    expected_yes: Span | None = None
    turnout: Span | None = None

    @classmethod
    def expand(cls, value: Any) -> Any:
        return {"kind": value} if isinstance(value, str) else value

    @classmethod
    def short_json(cls) -> list[Json]:
        return [words_of(cls, "kind")]


class Voter(Record):
    """One voice in a ratification; as a party it votes by its consent or its preferences."""

    name: Text | None = None
    weight: Whole = 1
    community: Id | None = None
    party: PartyId | None = None
    votes: Literal["yes", "no", "abstain", "unknown"] = "unknown"

    @classmethod
    def expand(cls, value: Any) -> Any:
        return {"votes": value} if isinstance(value, str) else value

    @classmethod
    def short_json(cls) -> list[Json]:
        return [words_of(cls, "votes")]


class Ratification(Record):
    """A body that must say yes after the negotiators have, and its decision rule."""

    for_: PartyId = Field(alias="for")
    body: Text
    covers: Several[IssueId] = ()
    rule: VoteRule = VoteRule()
    voters: dict[Id, Voter] = {}


class Level(Record):
    """One step of a channel's history: who talked at which level, from when."""

    since: Time | None = None
    until: Time | None = None
    level: Literal["principals", "heads", "envoys", "officials", "technical", "unknown"] = "unknown"
    people: Several[PersonId] = ()


class Knowing(Part):
    """From when somebody knew of a channel, and how sure that is."""

    since: Time | None = None
    status: Literal["known", "suspected", "disputed"] = "known"

    @classmethod
    def expand(cls, value: Any) -> Any:
        return value if isinstance(value, dict) else {"since": value}

    @classmethod
    def short_json(cls) -> list[Json]:
        return [TIME_JSON]


def _knowings(value: Any) -> Any:
    return value if isinstance(value, list | tuple) else [value]


class Channel(Record):
    """Who talks with whom, at which levels since when, where, how secretly, who knows, and what talking itself costs."""

    name: Text | None = None
    between: Several[ActorId]
    levels: tuple[Level, ...] = ()
    via: Several[ActorId] = ()
    direct: YesNo = True
    venue: Text | None = None
    host: PartyId | None = None
    secret: YesNo = False
    since: Time | None = None
    until: Time | None = None
    known_by: dict[KnowerId, Several[Knowing]] = {}
    costs: dict[PartyId, Span] = {}

    @classmethod
    def expand(cls, value: Any) -> Any:
        if isinstance(value, dict) and isinstance(value.get("known_by"), dict):
            known = {who: _knowings(entry) for who, entry in value["known_by"].items()}
            return {**value, "known_by": known}
        return value
