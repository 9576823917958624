"""What every record shares: frozen, no unknown fields, compartments, a note; and the way terms are written."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, GetJsonSchemaHandler, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from winset.case.scalars import Id, IssueId, Ref, Several, Text, Whole, YesNo


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
    def short_json(cls) -> list[dict[str, Any]]:
        """Return JSON Schemas of the short forms, where `expand` takes any."""
        return []

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        schema = handler(core)
        if cls.expand.__func__ is Part.expand.__func__:  # type: ignore[attr-defined]
            return schema
        resolved = handler.resolve_ref_schema(schema)
        long = dict(resolved)
        resolved.clear()
        short = cls.short_json() or [{"type": ["string", "number", "integer", "array"]}]
        resolved.update({"anyOf": [*short, long, {"type": "object"}], "title": long.get("title", cls.__name__)})
        return schema


class Record(Part):
    """A part that may carry compartments and a note."""

    compartments: Several[Id] = ()
    note: Text | None = None


def named(value: Any) -> Any:
    """Return ``{name: value}`` for a bare name."""
    return {"name": value} if isinstance(value, str) else value


_YES = (True, "yes", "true", "on")


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


Terms = Annotated[dict[IssueId, TermSpec], Ref("terms")]
