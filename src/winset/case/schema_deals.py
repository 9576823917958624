"""What a deal is made of: issues and who delivers them, rules between terms, consents, and what each party wants."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, SerializerFunctionWrapHandler, WithJsonSchema, model_serializer

from winset.case.parts import Json, Part, Record, Terms, closed, named, with_field, words_of
from winset.case.scalars import (
    ID_JSON,
    SPAN_JSON,
    TEXT_JSON,
    WHOLE_JSON,
    Dotted,
    Id,
    IssueId,
    PartyId,
    ReferenceId,
    Several,
    Span,
    StageId,
    Text,
    Time,
    Whole,
    YesNo,
)


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
        return [group for group in (_group(value["any_of"]),) if group]
    if isinstance(value, dict) and set(value) == {"all_of"} and isinstance(value["all_of"], list | tuple):
        return [group for entry in value["all_of"] for group in _needed(entry, value["all_of"])]
    if isinstance(value, list | tuple):
        groups: list[list[str]] = []
        for entry in value:
            inner = {"any_of": entry} if isinstance(entry, list | tuple) and entry else entry
            groups += _needed(inner, value)
        return groups
    raise ValueError(
        "should be a party, a list of parties that are all needed, {any_of: [...]}, nobody, unknown, or one of these per value"
    )


class Contingent(Part):
    """Terms that depend on an event: one value if it happens, another if not; each party has its own probability of it."""

    event: Text
    probability: dict[PartyId, Span]


def _group(parties: Any) -> list[str]:
    """Return parties of which anybody is enough; a word that is no party says nothing beside others."""
    names = [str(party) for party in parties]
    for word in ("nobody", "unknown"):
        if word in names and len(set(names)) > 1:
            raise ValueError(f"'{word}' is no party, so it cannot stand beside others of whom one is enough; write it alone")
    return [] if names == ["nobody"] else names


def _needed(entry: Any, all_: Any) -> list[list[str]]:
    if entry == "nobody" and len(all_) > 1:
        raise ValueError("'nobody' is no party, so it cannot stand beside others who are all needed; write it alone")
    return delivery_groups(entry)


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
    tags: Several[Text] = ()
    contingent: Contingent | None = None

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


class Joint(Record):
    """What some terms are worth together beyond what each adds: an amount in the unit of the weights, where all of them hold."""

    if_: Terms = Field(alias="if")
    worth: Span


class Preference(Record):
    """What a party wants: signed weights, curves, joint worths, the worth of no deal, patience; each a value or a range."""

    weights: dict[Dotted, Span] = {}
    curves: dict[Dotted, dict[Text, Span]] = {}
    joint: dict[Id, Joint] = {}
    reservation: Span | None = None
    discount: Span | None = None
    statements: Several[Text] = ()
    basis: Text | None = None

    @classmethod
    def expand(cls, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        flat = dict(value)
        inner = flat.get("weights")
        if isinstance(inner, dict):
            flat["weights"] = {
                name: weight
                for issue, entry in inner.items()
                for name, weight in (
                    [(f"{issue}.{item}", w) for item, w in entry.items()] if isinstance(entry, dict) else [(issue, entry)]
                )
            }
        if isinstance(flat.get("joint"), list | tuple):
            # Written as a list, an entry is named by its place, which stays its name when another one goes.
            flat["joint"] = {str(n): entry for n, entry in enumerate(flat["joint"])}
        return flat

    @classmethod
    def long_json(cls, long: Json) -> Json:
        of_items = {"type": "object", "additionalProperties": SPAN_JSON}
        joint = long["properties"]["joint"]
        (entry,) = joint["patternProperties"].values()
        long = with_field(long, "joint", [{"type": "array", "items": entry}, joint])
        return with_field(long, "weights", [{"type": "object", "additionalProperties": {"anyOf": [SPAN_JSON, of_items]}}])
