"""The types of single values in a case file: text, id, yes/no, number, range, time, and names of other records.

YAML types nothing here: every scalar arrives as the text that was typed, and these types say what it means.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, Any, TypeVar

from pydantic import BeforeValidator, GetJsonSchemaHandler, PlainSerializer, WithJsonSchema
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from winset.errors import quoted
from winset.values import Range, When, exact, plain_number

_ID = re.compile(r"-\d{1,18}|[A-Za-z0-9][A-Za-z0-9_\-]{0,79}")
_DOTTED = re.compile(r"[A-Za-z0-9][A-Za-z0-9_\-]{0,79}(\.[A-Za-z0-9][A-Za-z0-9_\-]{0,79})?")
_WHOLE = re.compile(r"[+-]?(0|[1-9]\d{0,17})")
_YES, _NO = ("yes", "true", "on"), ("no", "false", "off")


@dataclass(frozen=True)
class Ref:
    """Marks a value as the name of another record; `check` looks it up in these sections."""

    kinds: tuple[str, ...]

    def __init__(self, *kinds: str) -> None:
        object.__setattr__(self, "kinds", kinds)


def text(value: object) -> str:
    """Return `value` as text; a mapping, a list or nothing is refused."""
    if value is None:
        raise ValueError("is empty; write a text")
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict | list | tuple):
        raise ValueError(f"should be a text, not {in_words(value)}")
    return str(value)


def plain_id(value: object) -> str:
    """Return `value` as an id: letters, digits, ``_`` and ``-``."""
    name = text(value)
    if not _ID.fullmatch(name):
        raise ValueError(f"{quoted(name)} is no plain id; use letters, digits, '_' and '-'")
    return name


def option_act(value: object) -> str:
    """Return what is done with an option: its id, or ``not`` and its id where it is given up."""
    words = text(value).split()
    return f"not {plain_id(words[1])}" if len(words) == 2 and words[0] == "not" else plain_id(value)


def dotted_id(value: object) -> str:
    """Return `value` as the id of an issue or of one item of it (``issue.item``)."""
    name = text(value)
    if not _DOTTED.fullmatch(name):
        raise ValueError(f"{quoted(name)} is no plain id; use letters, digits, '_' and '-' (and one '.' before an item)")
    return name


def yes_no(value: object) -> bool:
    """Return the truth that ``yes`` or ``no`` writes."""
    if isinstance(value, bool):
        return value
    word = text(value).lower()
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise ValueError(f"should be yes or no, not {quoted(word)}")


def whole(value: object) -> int:
    """Return the whole number that `value` writes; ``010`` and ``12:30`` are refused, not guessed."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    word = text(value).replace("_", "x")
    if _WHOLE.fullmatch(word):
        return int(word)
    if re.fullmatch(r"[+-]?0\d+", word):
        raise ValueError(f"should be a whole number; write {quoted(word.lstrip('0') or '0')}, not {quoted(word)}")
    raise ValueError(f"should be a whole number, not {quoted(text(value))}")


def number(value: object) -> Fraction:
    """Return the exact number that `value` writes."""
    if isinstance(value, Fraction):
        return value
    if isinstance(value, bool) or value is None or isinstance(value, dict | list | tuple):
        raise ValueError(f"should be a number, not {in_words(value)}")
    return exact(str(value))


def many(value: object) -> object:
    """Return a list: one name stands for a list of one."""
    if value is None:
        return []
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        raise ValueError("should be a list or one value, not a mapping")
    return value


def in_words(value: object) -> str:
    """Return what `value` is, for the end of "should be a text, not ..."."""
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list | tuple):
        return "a list"
    return "nothing" if value is None else quoted(value)


def _schema(kind: Callable[[Any], Any], json: dict[str, Any]) -> tuple[BeforeValidator, WithJsonSchema]:
    return BeforeValidator(kind), WithJsonSchema(json)


# JSON Schemas of the scalars, for a file typed by YAML 1.2 as editors do: what is a text here may be a number or a truth there.
TEXT_JSON: dict[str, Any] = {"type": ["string", "number", "boolean"]}
ID_JSON: dict[str, Any] = {
    "type": ["string", "number", "boolean"],
    "pattern": "^[A-Za-z0-9][A-Za-z0-9_-]{0,79}$",
    "description": "a plain id: letters, digits, '_' and '-'",
}
ACT_JSON: dict[str, Any] = {
    "type": ["string", "number", "boolean"],
    "pattern": "^(not +)?[A-Za-z0-9][A-Za-z0-9_-]{0,79}$",
    "description": "an option's id; 'not' before it: give it up",
}
DOTTED_JSON: dict[str, Any] = {
    "type": ["string", "number", "boolean"],
    "pattern": "^[A-Za-z0-9][A-Za-z0-9_-]{0,79}(\\.[A-Za-z0-9][A-Za-z0-9_-]{0,79})?$",
    "description": "the id of an issue, or of one item of it: issue.item",
}
YES_NO_JSON: dict[str, Any] = {
    "anyOf": [
        {"type": "boolean"},
        {"enum": [f(word) for word in ("yes", "no", "on", "off") for f in (str.lower, str.title, str.upper)]},
    ]
}
WHOLE_JSON: dict[str, Any] = {"type": ["integer", "string"], "pattern": "^[+-]?(0|[1-9][0-9]{0,17})$"}
NUMBER_JSON: dict[str, Any] = {
    "type": ["number", "string"],
    "pattern": "^ *[+-]?([0-9]+(\\.[0-9]+)?|\\.[0-9]+)([eE][+-]?[0-9]{1,2})? *$|^ *[+-]?[0-9]+/[0-9]+ *$",
    "description": "an exact number: 3, 0.15 or 1/3",
}
SPAN_JSON: dict[str, Any] = {
    "anyOf": [NUMBER_JSON, {"type": "array", "items": NUMBER_JSON, "minItems": 2, "maxItems": 2}],
    "description": "a number, or a range [low, high]",
}
TIME_JSON: dict[str, Any] = {
    "type": ["string", "integer"],
    "description": "2025-03-04, 2025-03, 2025, 2025-03-09/2025-03-16, before 2025-01-20, or unknown",
}

Text = Annotated[str, *_schema(text, TEXT_JSON)]
Id = Annotated[str, *_schema(plain_id, ID_JSON)]
OptionAct = Annotated[str, *_schema(option_act, ACT_JSON)]
Dotted = Annotated[str, *_schema(dotted_id, DOTTED_JSON)]
YesNo = Annotated[bool, *_schema(yes_no, YES_NO_JSON)]
Whole = Annotated[int, *_schema(whole, WHOLE_JSON)]
Number = Annotated[Fraction, *_schema(number, NUMBER_JSON), PlainSerializer(plain_number, return_type=str)]
Span = Annotated[Range, *_schema(Range.parse, SPAN_JSON), PlainSerializer(lambda r: r.plain())]
Time = Annotated[When, *_schema(When.parse, TIME_JSON), PlainSerializer(lambda w: w.text, return_type=str)]

PartyId = Annotated[Id, Ref("parties")]
PersonId = Annotated[Id, Ref("people")]
ActorId = Annotated[Id, Ref("parties", "people")]
IssueId = Annotated[Dotted, Ref("issues")]
ChannelId = Annotated[Id, Ref("channels")]
StageId = Annotated[Id, Ref("stages")]
SourceId = Annotated[Id, Ref("sources")]
DocumentId = Annotated[Id, Ref("documents")]
ClaimId = Annotated[Id, Ref("claims")]
EventId = Annotated[Id, Ref("events")]
ThreatId = Annotated[Id, Ref("threats")]
RegimeId = Annotated[Id, Ref("regimes")]
ReferenceId = Annotated[Id, Ref("references")]
RatifierId = Annotated[Id, Ref("ratifications", "parties", "people")]
KnowerId = Annotated[Id, Ref("parties", "people", "public")]
ConsentTarget = Annotated[Dotted, Ref("issues", "channels")]


class _OneOrMany:
    """Says in the JSON Schema that one value may stand for a list of one."""

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        schema = handler(core)
        return {"anyOf": [schema.get("items", {}), {"type": "array", "items": schema.get("items", {})}]}


T = TypeVar("T")
Several = Annotated[tuple[T, ...], BeforeValidator(many), _OneOrMany()]
