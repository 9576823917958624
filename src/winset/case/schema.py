"""The vocabulary of a case file: every section, every field, every short form.

A record may be written short (``us: United States``) or long (``us: {name: United States}``); `Part.expand` of each record turns
the short form into the long one, so everything after it sees only the long form.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, SerializerFunctionWrapHandler, WithJsonSchema, model_serializer

from winset.case.parts import Json, Part, Record, Terms, closed, named, with_field, words_of
from winset.case.scalars import (
    ID_JSON,
    SPAN_JSON,
    TEXT_JSON,
    TIME_JSON,
    WHOLE_JSON,
    ActorId,
    ChannelId,
    ConsentTarget,
    Dotted,
    EventId,
    Id,
    IssueId,
    KnowerId,
    Number,
    PartyId,
    PersonId,
    RatifierId,
    ReferenceId,
    RegimeId,
    Several,
    Span,
    StageId,
    Text,
    ThreatId,
    Time,
    Whole,
    YesNo,
    text,
)
from winset.case.schema_conflict import Conflict
from winset.case.schema_evidence import Claim, Document, Source


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


class Numbers(Part):
    """Whole numbers from the status quo to the other end, in steps."""

    from_: Whole = Field(alias="from")
    to: Whole
    step: Whole = 1


class Item(Record):
    """A named thing or person that can be in or out of the deal, with how many there are."""

    name: Text
    count: Whole = 1
    tags: Several[Text] = ()

    @classmethod
    def expand(cls, value: Any) -> Any:
        return named(value)

    @classmethod
    def short_json(cls) -> list[Json]:
        return [TEXT_JSON]


class Quantity(Record):
    """How much or how many an issue is about; an unknown amount stays unknown and may name a reference class."""

    amount: Span | None = None
    unit: Text | None = None
    reference: ReferenceId | None = None

    @classmethod
    def expand(cls, value: Any) -> Any:
        if isinstance(value, dict):
            return {k: v for k, v in value.items() if not (k == "amount" and v == "unknown")}
        return {} if value == "unknown" else {"amount": value}

    @classmethod
    def short_json(cls) -> list[Json]:
        return [SPAN_JSON, {"const": "unknown"}]

    @classmethod
    def long_json(cls, long: Json) -> Json:
        return with_field(long, "amount", [SPAN_JSON, {"const": "unknown"}])


class Delivery(Part):
    """Who must deliver a term: per value, groups of which every one is needed and anybody inside one is enough."""

    groups: dict[Text, tuple[tuple[Annotated[Text, WithJsonSchema({"type": "string"})], ...], ...]] = {}

    @classmethod
    def expand(cls, value: Any) -> Any:
        if isinstance(value, dict) and set(value) == {"groups"} and isinstance(value["groups"], dict):
            return value
        if isinstance(value, dict) and not set(value) & {"all_of", "any_of"}:
            return {"groups": {str(key): delivery_groups(entry) for key, entry in value.items()}}
        return {"groups": {"*": delivery_groups(value)}}

    @classmethod
    def short_json(cls) -> list[Json]:
        parties = {"type": "array", "items": ID_JSON, "minItems": 1}
        any_of = closed({"any_of": parties})
        all_of = closed({"all_of": {"type": "array", "items": {"anyOf": [ID_JSON, any_of]}}})
        needed: Json = {"anyOf": [ID_JSON, any_of, all_of, {"type": "array", "items": {"anyOf": [ID_JSON, any_of, parties]}}]}
        return [needed]

    @classmethod
    def long_json(cls, long: Json) -> Json:
        return {
            "type": "object",
            "description": "who must deliver each value",
            "additionalProperties": cls.short_json()[0],
            "not": {"anyOf": [{"required": ["any_of"]}, {"required": ["all_of"]}]},
        }

    @model_serializer
    def _short(self) -> Any:
        written = {value: _written_groups(groups) for value, groups in self.groups.items()}
        return written["*"] if set(written) == {"*"} else written


def _written_groups(groups: tuple[tuple[str, ...], ...]) -> Any:
    """Return groups as a case file writes them; reading that gives the same groups."""
    entries = [group[0] if len(group) == 1 else {"any_of": list(group)} for group in groups]
    return "nobody" if not entries else entries[0] if len(entries) == 1 else entries


def delivery_groups(value: Any) -> list[list[str]]:
    """Return the groups behind ``israel``, ``[a, b]`` (all), ``{any_of: [a, b]}``, ``nobody`` and ``unknown``."""
    if value is None or value == "nobody" or value == []:
        return []
    if isinstance(value, str):
        return [[value]]
    if isinstance(value, dict) and set(value) == {"any_of"} and isinstance(value["any_of"], list | tuple) and value["any_of"]:
        return [[str(party) for party in value["any_of"]]]
    if isinstance(value, dict) and set(value) == {"all_of"} and isinstance(value["all_of"], list | tuple):
        return [group for entry in value["all_of"] for group in delivery_groups(entry)]
    if isinstance(value, list | tuple):
        groups: list[list[str]] = []
        for entry in value:
            groups += [[str(party) for party in entry]] if isinstance(entry, list | tuple) and entry else delivery_groups(entry)
        return groups
    raise ValueError(
        "should be a party, a list of parties that are all needed, {any_of: [...]}, nobody, unknown, or one of these per value"
    )


class Issue(Record):
    """One dimension of a deal; its first value is the status quo."""

    name: Text
    values: tuple[Id, ...] = ()
    labels: dict[Id, Text] = {}
    numbers: Numbers | None = None
    items: dict[Id, Item] = {}
    quantity: Quantity = Quantity()
    delivered_by: Delivery = Delivery()
    stage: StageId = "1"
    unit: Text | None = None

    @classmethod
    def expand(cls, value: Any) -> Any:
        if not isinstance(value, dict) or not isinstance(value.get("values"), dict):
            return value
        values = value["values"]
        rest = {k: v for k, v in value.items() if k != "values"}
        if "from" in values or "to" in values or "step" in values:
            return {**rest, "numbers": values}
        return {**rest, "values": list(values), "labels": {**values, **(value.get("labels") or {})}}

    @classmethod
    def long_json(cls, long: Json) -> Json:
        ids = {"type": "array", "items": ID_JSON, "minItems": 2}
        numbers = closed({"from": WHOLE_JSON, "to": WHOLE_JSON, "step": WHOLE_JSON}, optional=("step",))
        labels = {"type": "object", "additionalProperties": TEXT_JSON, "minProperties": 2}
        labels["not"] = {"anyOf": [{"required": [key]} for key in ("from", "to", "step")]}
        return with_field(long, "values", [ids, numbers, labels])

    @model_serializer(mode="wrap")
    def _written(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        # As it was written, so that its paths are those of the file: a span of numbers stands under `values`.
        return {"values" if key == "numbers" else key: entry for key, entry in handler(self).items() if self._holds(key)}

    def _holds(self, key: str) -> bool:
        return key != ("values" if self.numbers else "numbers")


class Rule(Record):
    """A linkage between terms: if/then, at most so many, never together, or the order in which they come."""

    name: Text | None = None
    on: YesNo = True
    if_: Terms | None = Field(default=None, alias="if")
    then: Terms | None = None
    at_most: Whole | None = None
    of: tuple[Terms, ...] = ()
    never: Terms | None = None
    order: tuple[IssueId, ...] = ()
    why: Text | None = None


class ConsentEntry(Record):
    """What is recorded of a party's consent: the state, since when, and for which values (none named: all)."""

    state: Literal["unknown", "informed", "advised_for", "advised_against", "consented", "withheld", "vetoed"]
    since: Time | None = None
    values: Several[Id] = ()

    @classmethod
    def expand(cls, value: Any) -> Any:
        return {"state": value} if isinstance(value, str) else value

    @classmethod
    def short_json(cls) -> list[Json]:
        return [words_of(cls, "state")]


class Preference(Record):
    """What a party wants: signed weights, curves, the worth of no deal, patience; each a value or a range."""

    weights: dict[Dotted, Span] = {}
    curves: dict[Dotted, dict[Text, Span]] = {}
    reservation: Span | None = None
    discount: Span | None = None
    statements: Several[Text] = ()
    basis: Text | None = None

    @classmethod
    def expand(cls, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        flat = dict(value)
        for key in ("weights", "curves"):
            inner = flat.get(key)
            if isinstance(inner, dict) and key == "weights":
                flat[key] = {
                    name: weight
                    for issue, entry in inner.items()
                    for name, weight in (
                        [(f"{issue}.{item}", w) for item, w in entry.items()] if isinstance(entry, dict) else [(issue, entry)]
                    )
                }
        return flat

    @classmethod
    def long_json(cls, long: Json) -> Json:
        of_items = {"type": "object", "additionalProperties": SPAN_JSON}
        return with_field(long, "weights", [{"type": "object", "additionalProperties": {"anyOf": [SPAN_JSON, of_items]}}])


class Stage(Record):
    """A part of the negotiation that comes after another, what opens it, how likely that is and what it is worth."""

    name: Text
    after: Several[StageId] = ()
    opens_if: Terms = {}
    likelihood: Span | None = None
    worth: dict[PartyId, Span] = {}
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


class CaseFile(Part):
    """A whole case as written."""

    format: Annotated[Literal["1"], BeforeValidator(text), WithJsonSchema({"enum": [1, "1"]})] = "1"
    case: Id
    title: Text
    summary: Text | None = None
    as_of: Time
    current_stage: StageId = "1"
    signed_by: Several[PartyId] = ()
    parties: dict[Id, Party]
    people: dict[Id, Person] = {}
    mandates: dict[ActorId, Mandate] = {}
    ratifications: dict[Id, Ratification] = {}
    channels: dict[Id, Channel] = {}
    issues: dict[Id, Issue]
    rules: dict[Id, Rule] = {}
    consents: dict[PartyId, dict[ConsentTarget, tuple[ConsentEntry, ...]]] = {}
    preferences: dict[PartyId, Preference] = {}
    stages: dict[Id, Stage] = {}
    deadlines: dict[Id, Deadline] = {}
    ultimatums: dict[Id, Ultimatum] = {}
    threats: dict[Id, Threat] = {}
    attempts: dict[Id, Attempt] = {}
    regimes: dict[Id, Regime] = {}
    pressures: dict[Id, Pressure] = {}
    stances: dict[Id, Stance] = {}
    beliefs: dict[Id, Belief] = {}
    events: dict[Id, Event] = {}
    references: dict[Id, Reference] = {}
    variants: dict[Id, Variant] = {}
    conflict: Conflict = Conflict()
    documents: dict[Id, Document] = {}
    sources: dict[Id, Source] = {}
    claims: dict[Id, Claim] = {}

    @classmethod
    def expand(cls, value: Any) -> Any:
        if isinstance(value, dict) and isinstance(value.get("consents"), dict):
            consents = {
                party: {target: consent_entries(entry) for target, entry in sheet.items()} if isinstance(sheet, dict) else sheet
                for party, sheet in value["consents"].items()
            }
            return {**value, "consents": consents}
        return value

    @classmethod
    def long_json(cls, long: Json) -> Json:
        (sheet,) = long["properties"]["consents"]["patternProperties"].values()
        (entries,) = sheet["patternProperties"].values()
        entry = entries["items"]
        per_value = {"type": "object", "additionalProperties": entry, "not": {"required": ["state"]}}
        target = {"anyOf": [entry, {"type": "array", "items": entry}, per_value]}
        written = {"type": "object", "patternProperties": dict.fromkeys(sheet["patternProperties"], target)}
        by_party = dict.fromkeys(long["properties"]["consents"]["patternProperties"], written)
        return with_field(long, "consents", [{"type": "object", "patternProperties": by_party}])


def consent_entries(value: Any) -> Any:
    """Return the entries behind ``withheld``, ``{some: consented}``, one record, or a list of records."""
    if isinstance(value, list | tuple):
        return value
    if isinstance(value, dict) and "state" not in value:
        return [{**(entry if isinstance(entry, dict) else {"state": entry}), "values": [key]} for key, entry in value.items()]
    return [value]
