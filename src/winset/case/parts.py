"""What every record shares: frozen, no unknown fields, compartments, a note; and the way terms are written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, get_args

from pydantic import BaseModel, ConfigDict, GetJsonSchemaHandler, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from winset.case.scalars import ID_JSON, Id, IssueId, Ref, Several, Text, Whole, YesNo

Json = dict[str, Any]


class Part(BaseModel):
    """A mapping of the case file; frozen, and refusing every field it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True, populate_by_name=False)

    @classmethod
    def expand(cls, value: Any) -> Any:
        """Return the long form of a value that may be written short."""
        return value

    @model_validator(mode="before")
    @classmethod
    def _expanded(cls, value: Any) -> Any:
        if isinstance(value, cls):
            return value
        value = cls.expand(value)
        if not isinstance(value, dict):
            fields = ", ".join(f.alias or n for n, f in cls.model_fields.items() if n not in Record.model_fields)
            raise ValueError(f"{'is empty; it ' if value is None else ''}should be a mapping with the fields {fields}")
        # Reserved by `check`: an empty value is an absent one.
        return {key: entry for key, entry in value.items() if entry is not None}

    @classmethod
    def short_json(cls) -> list[Json]:
        """Return JSON Schemas of the short forms that `expand` takes."""
        return []

    @classmethod
    def long_json(cls, long: Json) -> Json:
        """Return the JSON Schema of the long form as it may be written, given that of the fields."""
        return long

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        schema = handler(core)
        resolved = handler.resolve_ref_schema(schema)
        long, short = cls.long_json(dict(resolved)), cls.short_json()
        resolved.clear()
        resolved.update({"title": long.get("title", cls.__name__), "anyOf": [*short, long]} if short else long)
        return schema


class Record(Part):
    """A part that may carry compartments and a note."""

    compartments: Several[Id] = ()
    note: Text | None = None


def named(value: Any) -> Any:
    """Return ``{name: value}`` for a bare name."""
    return {"name": value} if isinstance(value, str) else value


_YES = (True, "yes", "true", "on")


def words_of(model: type[BaseModel], field: str) -> Json:
    """Return the JSON Schema of a field that is one of some words, for a record written as that word alone."""
    return {"enum": list(get_args(model.model_fields[field].annotation))}


def closed(fields: Mapping[str, Json], optional: tuple[str, ...] = ()) -> Json:
    """Return the JSON Schema of a mapping with exactly these fields."""
    needed = [name for name in fields if name not in optional]
    return {"type": "object", "properties": dict(fields), "required": needed, "additionalProperties": False}


def with_field(long: Json, field: str, forms: list[Json]) -> Json:
    """Return `long` with a field that may take these forms."""
    return {**long, "properties": {**long["properties"], field: {"anyOf": forms}}}


class TermSpec(Part):
    """Which values of an issue are meant: some named ones, a span of numbers, or any change at all."""

    values: Several[Id] = ()
    min: Whole | None = None
    max: Whole | None = None
    change: YesNo = False

    @classmethod
    def expand(cls, value: Any) -> Any:
        if isinstance(value, dict) and set(value) <= {"values", "min", "max", "change"}:
            if any(value.get(key) not in (None, [], ()) for key in ("values", "min", "max")) or value.get("change") in _YES:
                return value
            raise ValueError("names no value; write a value, a list of values, {min, max}, or changed")
        if isinstance(value, dict):
            raise ValueError("should be a value, a list of values, {min, max}, or changed")
        if value is None or value in ([], ()):
            raise ValueError("names no value; write a value, a list of values, {min, max}, or changed")
        if value == "changed":
            return {"change": "yes"}
        return {"values": value}

    @classmethod
    def short_json(cls) -> list[Json]:
        return [ID_JSON, {"type": "array", "items": ID_JSON, "minItems": 1}]


Terms = Annotated[dict[IssueId, TermSpec], Ref("terms")]
