"""The page of every section and field of a case file, from the schema, docs/meanings.yaml and docs/short_forms.yaml."""

from __future__ import annotations

import inspect
import types
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic_core import PydanticUndefined

from winset.case import scalars
from winset.case.parts import Part, Record, Terms, TermSpec
from winset.case.reader import read_bytes
from winset.case.schema import CaseFile, Delivery
from winset.case.schema_conflict import OptionId

DOCS = Path(__file__).resolve().parent
MARK = "<!-- Written by docs/generate.py; do not edit. -->\n\n"

# One plain word for each type of value; what it means stands at the top of the page.
WORDS = {
    "Text": "text", "Id": "id", "Dotted": "id or issue.item", "YesNo": "yes or no", "Whole": "whole number", "Number": "number",
    "Span": "number or range", "Time": "time", "PartyId": "party", "PersonId": "person", "ActorId": "party or person",
    "IssueId": "issue", "ChannelId": "channel", "StageId": "stage", "SourceId": "source", "DocumentId": "document",
    "ClaimId": "claim", "EventId": "event", "ThreatId": "threat", "RegimeId": "regime", "ReferenceId": "reference",
    "RatifierId": "ratification, party or person", "KnowerId": "party, person or public", "ConsentTarget": "issue or channel",
}  # fmt: skip

# What every case file needs, so that a part of one can be read.
NEEDED = "{case: c, title: T, as_of: unknown, parties: {a: A}, issues: {i: {name: I, values: [x, y]}}}"


class Stale(Exception):
    """The generator cannot write a page, because it does not know something new."""


def fields_page() -> str:
    """Return the page of every section and field of a case file."""
    meanings: dict[str, dict[str, str]] = plain((DOCS / "meanings.yaml").read_text(encoding="utf-8"))
    models = list(reached(CaseFile))
    forms: dict[str, dict[str, str]] = plain((DOCS / "short_forms.yaml").read_text(encoding="utf-8"))
    check_meanings(models, meanings)
    check_forms(models, forms)
    text = [MARK, "# Fields of a case file\n\n", INTRO]
    text += [
        f"## {heading(model)}\n\n" + record_text(model, meanings[model.__name__], forms.get(model.__name__, {}))
        for model in models
    ]
    return "".join(text).rstrip() + "\n"


INTRO = """\
A case file is a mapping of sections; a section maps ids of your choice to records; a record is a mapping of fields. Nothing is
typed by YAML: every value is the text you wrote, and the field says how it is read.

| word | how it is written |
|---|---|
| text | anything; `no`, `010` and `12:30` stay what they are |
| id | letters, digits, `_` and `-`; up to 80 characters |
| yes or no | `yes`, `no` (also `true`, `false`, `on`, `off`) |
| whole number | `4`, `-2`; not `010`, not `4.0` |
| number | exact: `3`, `0.15`, `1/3` |
| number or range | a number, or `[low, high]` with both ends included |
| time | `2025-03-04`, `2025-03`, `2025`, `2025-03-09/2025-03-16`, `before` a date, `unknown`; [more](../concepts/dates.md) |
| party, person, issue ... | the id of such a record; it must exist |
| terms | a mapping of issue to the values meant, see [TermSpec](#termspec) |
| list of ... | `[a, b]`; one entry may be written without the brackets |
| map of ... | a mapping of ids (or of the names said) to such values |

A field whose default is "needed" must be written. Every record that says so may also carry `note` and `compartments`.

"""


def reached(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    """Yield `model` and every record it holds, in the order of the fields; each one once."""
    seen: dict[type[BaseModel], None] = {}

    def walk(one: type[BaseModel]) -> None:
        if one in seen:
            return
        seen[one] = None
        for info in one.model_fields.values():
            for inner in inside(info.annotation):
                walk(inner)

    walk(model)
    if Record in seen:
        raise Stale("Record should not be used by itself")
    yield from (CaseFile, Record, *(one for one in seen if one is not CaseFile))


def inside(annotation: Any) -> Iterator[type[BaseModel]]:
    """Yield the records that an annotation names."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from inside(argument)


def check_meanings(models: Iterable[type[BaseModel]], meanings: dict[str, dict[str, str]]) -> None:
    """Raise `Stale` for a field without a meaning, a meaning without a field, or a short form without an example."""
    known = {model.__name__: own_fields(model) for model in models}
    for name, fields in known.items():
        told = set(meanings.get(name, {}))
        missing = {field.rstrip("_") for field in fields} - told
        extra = told - {field.rstrip("_") for field in fields}
        if missing or extra:
            raise Stale(f"docs/meanings.yaml, {name}: no line for {sorted(missing)}, no field for {sorted(extra)}")
    if set(meanings) - set(known):
        raise Stale(f"docs/meanings.yaml: no record called {sorted(set(meanings) - set(known))}")


def check_forms(models: Iterable[type[BaseModel]], forms: dict[str, dict[str, str]]) -> None:
    """Raise `Stale` for a record with a short form and no example of it, or an example that reads otherwise."""
    for model in models:
        has = "expand" in vars(model)
        if has != (model.__name__ in forms):
            raise Stale(f"docs/short_forms.yaml: {model.__name__} {'has' if has else 'has no'} short form")
        for short, long in forms.get(model.__name__, {}).items():
            one, other = plain(short), plain(long)
            if model is CaseFile:
                one, other = ({**plain(NEEDED), **part} for part in (one, other))
            if model.model_validate(one) != model.model_validate(other):
                raise Stale(f"docs/short_forms.yaml, {model.__name__}: {short} is not {long}")


def plain(text: str) -> Any:
    """Return what a case file holds where `text` is written: texts, lists, mappings."""
    page = read_bytes(text.encode(), "short form")
    if page.slips:
        raise Stale(f"{text}: {page.slips[0]}")
    return page.value


def own_fields(model: type[BaseModel]) -> dict[str, Any]:
    """Return the fields of a record by the name written in the file, without those that every record has."""
    shared = set(Record.model_fields) if issubclass(model, Record) and model is not Record else set()
    return {info.alias or name: info for name, info in model.model_fields.items() if name not in shared}


def heading(model: type[BaseModel]) -> str:
    """Return the heading of a record."""
    return {"CaseFile": "The file", "Record": "Every record"}.get(model.__name__, model.__name__)


def record_text(model: type[BaseModel], meanings: dict[str, str], forms: dict[str, str]) -> str:
    """Return the text of one record: what it is, where it stands, its fields, its short forms."""
    lines = [inspect.cleandoc(model.__doc__ or ""), ""]
    if model.__name__ in SECTIONS:
        lines += [f"Stands under: {SECTIONS[model.__name__]}.", ""]
    lines += ["| field | type | default | what it is |", "|---|---|---|---|"]
    for name, info in own_fields(model).items():
        lines.append(f"| `{name}` | {kind(info)} | {default(info)} | {meanings[name.rstrip('_')]} |")
    if model is not Record and issubclass(model, Record):
        lines += ["", "And `note` and `compartments`, as [every record](#every-record)."]
    if forms:
        lines += ["", "Short forms:", "", "| written | the same as |", "|---|---|"]
        lines += [f"| `{short}` | `{long}` |" for short, long in forms.items()]
    return "\n".join(lines) + "\n\n"


def _sections() -> dict[str, str]:
    """Return where each record stands: the dotted places, with * for an id of your choice."""
    places: dict[str, list[str]] = {}

    def walk(model: type[BaseModel], path: tuple[str, ...]) -> None:
        for name, info in own_fields(model).items():
            for inner, stars in held(info.annotation, ()):
                place = (*path, name, *stars)
                if ".".join(place) not in places.setdefault(inner.__name__, []) and inner.__name__ != "TermSpec":
                    places[inner.__name__].append(".".join(place))
                    walk(inner, place)

    walk(CaseFile, ())
    return {name: ", ".join(f"`{place}`" for place in found) for name, found in places.items() if found}


def held(annotation: Any, stars: tuple[str, ...]) -> Iterator[tuple[type[BaseModel], tuple[str, ...]]]:
    """Yield the records in an annotation with one star for every mapping or list around them."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation, stars
    star = ("*",) if get_origin(annotation) in (dict, tuple) else ()
    for argument in get_args(annotation):
        yield from held(argument, (*stars, *star))


SECTIONS = _sections()


def kind(info: Any) -> str:
    """Return the type of a field in plain words."""
    annotation = info.annotation
    if info.metadata:
        annotation = Annotated[(annotation, *info.metadata)]
    return words(annotation)


def words(annotation: Any) -> str:
    """Return a type in plain words."""
    for name, word in WORDS.items():
        if annotation == getattr(scalars, name):
            return word
    if annotation in (Terms, OptionId):
        return "terms" if annotation == Terms else "option"
    origin, arguments = get_origin(annotation), get_args(annotation)
    if annotation is Any:
        return "anything"
    if annotation is TermSpec:
        return "terms"
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return f"[{annotation.__name__}](#{annotation.__name__.lower()})"
    if origin is Literal:
        return "one of " + ", ".join(f"`{word}`" for word in arguments)
    if origin in (Union, types.UnionType):
        return words(next(a for a in arguments if a is not type(None)))
    if origin is Annotated:
        return words(arguments[0])
    if origin is tuple:
        return f"list of {words(arguments[0])}"
    if origin is dict:
        key = words(arguments[0])
        return f"map of {words(arguments[1])}" if key == "id" else f"map of {key} to {words(arguments[1])}"
    return {str: "text", int: "whole number", bool: "yes or no"}.get(annotation, "text")


def default(info: Any) -> str:
    """Return the default of a field as it would be written."""
    if info.is_required():
        return "needed"
    value = info.default
    if value is None or value is PydanticUndefined or value in ((), {}):
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Part):
        if isinstance(value, Delivery):
            return "nobody"
        named = {name: entry for name, entry in value if entry and name == "kind"}
        return f"`{named['kind']}`" if named else "-"
    return f"`{value}`"
