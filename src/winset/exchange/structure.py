"""A case without the texts that a reader may not have: without notes, or with nothing but its structure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel

from winset.case import paths
from winset.case.scalars import text
from winset.case.schema import CaseFile, Delivery

Data = dict[str, Any]
LEFT_OUT = "[left out]"
NOTES = frozenset({"note", "basis", "why", "caution", "outcome", "reason", "oddity"})
"""Fields in which somebody explains; ``notes: drop`` takes them out."""
READ = frozenset(
    {
        "about", "statements", "infeasible", "weights", "ranking", "pairs", "degrees", "arcs", "policies", "trigger_states",
        "curves", "groups", "from", "to", "file", "set",
    }
)  # fmt: skip
"""Fields of text that the program reads: they are structure."""
_WORDS = {
    "parties": "Party", "people": "Person", "sources": "Source", "stages": "Stage", "mandates": "Mandate",
    "ratifications": "Body", "channels": "Channel", "rules": "Rule", "deadlines": "Deadline", "ultimatums": "Ultimatum",
    "threats": "Threat", "attempts": "Attempt", "regimes": "Period", "pressures": "Pressure", "stances": "Stance",
    "beliefs": "Belief", "events": "Event", "references": "Reference", "variants": "Variant", "documents": "Document",
    "claims": "Claim", "voters": "Voter", "red_lines": "Line", "conditions": "Condition", "rows": "Row", "levels": "Level",
    "common_moves": "Move",
}  # fmt: skip
# What a deal is made of, and what each party can do: their names stay, for without them there is nothing to talk about.
_SUBJECTS = ("issues", "conflict")
# A profile says of names and quotes by other words whether they go along.
_STAY = frozenset({("claims", "quote"), ("claims", "reading"), ("parties", "name"), ("people", "name"), ("sources", "name")})
_SUBJECT_TEXTS = frozenset({"name", "labels", "unit"})


def without_fields(data: Any, gone: frozenset[str], annotation: Any = CaseFile) -> Any:
    """Return explicit data without some fields of its records; an id that is spelt like a field stays.

    Examples
    --------
    >>> without_fields({"parties": {"note": {"name": "A", "note": "private"}}}, frozenset({"note"}))
    {'parties': {'note': {'name': 'A'}}}
    """
    held = paths.bare(annotation) if annotation is not None else Any
    if isinstance(held, type) and issubclass(held, BaseModel) and held is not Delivery and isinstance(data, dict):
        kept = {name: entry for name, entry in data.items() if name not in gone}
        return {name: without_fields(entry, gone, paths.step(held, name)) for name, entry in kept.items()}
    if get_origin(held) is dict and isinstance(data, dict):
        return {name: without_fields(entry, gone, get_args(held)[1]) for name, entry in data.items()}
    if get_origin(held) is tuple and isinstance(data, list):
        return [without_fields(entry, gone, get_args(held)[0]) for entry in data]
    return data


def without_texts(data: Data, *, notes: bool, texts: bool, quotes: bool) -> Data:
    """Return explicit data without the texts that a profile drops.

    Parameters
    ----------
    data : dict
        Explicit data of a case.
    notes : bool
        Drop notes, grounds, outcomes, reasons and oddities, and how claims are read.
    texts : bool
        Drop every text that the program does not read, and put numbers in the place of names, those of issues and options aside.
    quotes : bool
        A reading that only repeats a quote stays.
    """
    if notes or texts:
        data = without_fields(data, NOTES)
        claims = {id_: _bare_claim(claim, quotes) for id_, claim in data.get("claims", {}).items()}
        data = {**data, "claims": claims} if claims else data
    return _structure(data) if texts else data


def _bare_claim(claim: Data, quotes: bool) -> Data:
    reading = str(claim.get("reading", ""))
    bare = {key: entry for key, entry in claim.items() if key != "reading"}
    return {**bare, "reading": reading.partition("”")[0] + "”"} if quotes and reading.startswith("“") else bare


def _structure(data: Data) -> Data:
    found = _of_model(data, CaseFile, "", 1, subject=False)
    return {**found, "case": "case", "title": "A case"}


def _of_model(data: Data, model: type[BaseModel], section: str, number: int, *, subject: bool) -> Data:
    found: Data = {}
    for key, entry in data.items():
        info = next((i for name, i in model.model_fields.items() if (i.alias or name) == key), None)
        if key in READ or (subject and key in _SUBJECT_TEXTS) or (section, key) in _STAY:
            found[key] = _plain(entry) if key == "set" else entry
        elif not is_text(annotation := paths.step(model, key)):
            found[key] = _inside(entry, annotation, key, subject=subject or key in _SUBJECTS)
        elif key in ("name", "body") and (info is None or info.is_required() or section in _WORDS):
            found[key] = f"{_WORDS.get(section, 'Record')} {number}"
        elif info is not None and (info.is_required() or key == "now"):
            found[key] = LEFT_OUT
    return found


def _inside(value: Any, annotation: Any, key: str, *, subject: bool) -> Any:
    held = paths.bare(annotation) if annotation is not None else Any
    if held is Delivery:
        return value
    if held is Any:
        return _plain(value)
    if isinstance(held, type) and issubclass(held, BaseModel):
        return _of_model(value, held, key, 1, subject=subject) if isinstance(value, dict) else value
    if get_origin(held) is dict and isinstance(value, dict):
        inner = get_args(held)[1]
        model = paths.bare(inner)
        if isinstance(model, type) and issubclass(model, BaseModel) and model is not Delivery:
            entries = list(enumerate(value.items(), 1))
            if all(isinstance(entry, dict) for entry in value.values()):
                return {id_: _of_model(entry, model, key, n, subject=subject) for n, (id_, entry) in entries}
            return value
        return {id_: _inside(entry, inner, key, subject=subject) for id_, entry in value.items()}
    if get_origin(held) is tuple and isinstance(value, list):
        inner = get_args(held)[0]
        model = paths.bare(inner)
        if isinstance(model, type) and issubclass(model, BaseModel):
            return [_of_model(entry, model, key, n, subject=subject) for n, entry in enumerate(value, 1)]
        return [_inside(entry, inner, key, subject=subject) for entry in value]
    return value


def _plain(value: Any) -> Any:
    """Return a value that may be of any type without its prose: a text with blanks in it is no value that the program reads."""
    if isinstance(value, dict):
        return {key: _plain(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return [_plain(entry) for entry in value]
    return LEFT_OUT if isinstance(value, str) and any(letter.isspace() for letter in value) else value


def is_text(annotation: Any) -> bool:
    """Whether the schema takes any text there, or a list or a mapping of texts."""
    if annotation is None:
        return False
    found = [entry for entry in getattr(annotation, "__metadata__", ()) if getattr(entry, "func", None) is text]
    held = paths.bare(annotation)
    origin, args = get_origin(held), get_args(held)
    if origin is dict:
        return is_text(args[1])
    if origin is tuple:
        return is_text(args[0])
    if origin is Literal:
        return False
    if held is str and not found:
        return any(is_text(arg) for arg in get_args(annotation) if arg is not annotation and arg is not str)
    return bool(found)


def numbers(data: Data) -> dict[str, str]:
    """Return a number for every id of a record whose name the structure does not need, such as ``event_3``."""
    kept = set(_ids({section: data.get(section, {}) for section in (*_SUBJECTS, "parties", "people", "sources", "stages")}))
    found: dict[str, str] = {}
    for section, word in _WORDS.items():
        records = data.get(section, {})
        if section in ("parties", "people", "sources", "stages", "mandates") or not isinstance(records, dict):
            continue
        found |= {id_: f"{word.lower()}_{n}" for n, id_ in enumerate(records, 1) if id_ not in kept | found.keys()}
    for section, field in (("mandates", "red_lines"), ("ratifications", "voters"), ("attempts", "conditions")):
        inner = [id_ for record in data.get(section, {}).values() for id_ in record.get(field, {})]
        found |= {
            id_: f"{_WORDS[field].lower()}_{n}" for n, id_ in enumerate(dict.fromkeys(inner), 1) if id_ not in kept | found.keys()
        }
    return found


def _ids(data: Any) -> Iterator[str]:
    if isinstance(data, dict):
        for key, entry in data.items():
            yield str(key)
            yield from _ids(entry)
    elif isinstance(data, list):
        for entry in data:
            yield from _ids(entry)
    elif isinstance(data, str):
        yield from data.split()
