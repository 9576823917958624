"""The vocabulary of a case file: every section, every field, every short form.

A record may be written short (``us: United States``) or long (``us: {name: United States}``); `Part.expand` of each record turns
the short form into the long one, so everything after it sees only the long form.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, WithJsonSchema

from winset.case.parts import Json, Part, with_field
from winset.case.scalars import (
    ActorId,
    ConsentTarget,
    Id,
    Number,
    PartyId,
    Several,
    StageId,
    Text,
    Time,
    text,
)
from winset.case.schema_conflict import Conflict
from winset.case.schema_deals import (
    ConsentEntry,
    Contingent,
    Delivery,
    Issue,
    Item,
    Numbers,
    Preference,
    Quantity,
    Rule,
    delivery_groups,
)
from winset.case.schema_events import (
    Attempt,
    Belief,
    Condition,
    Deadline,
    Event,
    Precedent,
    Pressure,
    Reference,
    Regime,
    Stage,
    Stance,
    Threat,
    Ultimatum,
    Variant,
)
from winset.case.schema_evidence import Claim, Document, Grades, Profile, Source
from winset.case.schema_parties import Channel, Knowing, Level, Mandate, Party, Person, Ratification, RedLine, Voter, VoteRule

__all__ = [
    "Attempt",
    "Belief",
    "CaseFile",
    "Channel",
    "Claim",
    "Condition",
    "Conflict",
    "ConsentEntry",
    "Contingent",
    "Deadline",
    "Delivery",
    "Document",
    "Event",
    "Grades",
    "Issue",
    "Item",
    "Knowing",
    "Level",
    "Mandate",
    "Numbers",
    "Party",
    "Person",
    "Precedent",
    "Preference",
    "Pressure",
    "Profile",
    "Quantity",
    "Ratification",
    "RedLine",
    "Reference",
    "Regime",
    "Rule",
    "Source",
    "Stage",
    "Stance",
    "Threat",
    "Ultimatum",
    "Variant",
    "VoteRule",
    "Voter",
    "consent_entries",
    "delivery_groups",
]


class CaseFile(Part):
    """A whole case as written."""

    format: Annotated[Literal["1"], BeforeValidator(text), WithJsonSchema({"enum": [1, "1"]})] = "1"
    case: Id
    title: Text
    summary: Text | None = None
    as_of: Time
    current_stage: StageId = "1"
    elapsed: Number | None = None
    signed_by: Several[PartyId] = ()
    parties: dict[Id, Party]
    people: dict[Id, Person] = {}
    mandates: dict[ActorId, Mandate] = {}
    ratifications: dict[Id, Ratification] = {}
    channels: dict[Id, Channel] = {}
    issues: dict[Id, Issue] = {}
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
    grades: Grades = Grades()
    profiles: dict[Id, Profile] = {}
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
        found = with_field(long, "consents", [{"type": "object", "patternProperties": by_party}])
        return {**found, "anyOf": [{"required": ["issues"]}, {"required": ["conflict"]}]}


def consent_entries(value: Any) -> Any:
    """Return the entries behind ``withheld``, ``{some: consented}``, one record, or a list of records."""
    if isinstance(value, list | tuple):
        return value
    if isinstance(value, dict) and "state" not in value:
        return [{**(entry if isinstance(entry, dict) else {"state": entry}), "values": [key]} for key, entry in value.items()]
    return [value]
