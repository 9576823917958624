"""Dotted paths: reading, setting and removing a value in plain data, and the type the schema gives it."""

from __future__ import annotations

import types
from collections.abc import Iterator
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, TypeAdapter

from winset.case.scalars import plain_id
from winset.errors import UnknownName

Parts = tuple[str, ...]
# No path of a case is longer; a longer one is refused before it costs time.
_MOST_PARTS = 40


def split(data: Any, path: str) -> Parts:
    """Return the keys of `path` as `data` holds them; a key may itself contain dots.

    Raises
    ------
    UnknownName
        With the nearest known key, where the path leads nowhere.
    """
    found = _split(data, path.split(".")) if path.count(".") < _MOST_PARTS else None
    if found is not None:
        return found
    here, walked = data, list[str]()
    for part in path.split("."):
        nxt = _child(here, part)
        if nxt is _NOTHING:
            known = (
                [str(key) for key in here]
                if isinstance(here, dict)
                else [str(i) for i in range(len(here))]
                if isinstance(here, list)
                else []
            )
            raise UnknownName("path", path, [".".join([*walked, key]) for key in known])
        here = nxt
        walked.append(part)
    raise UnknownName("path", path, ())


_NOTHING = object()


def _child(here: Any, key: str) -> Any:
    if isinstance(here, dict):
        return here.get(key, _NOTHING)
    if isinstance(here, list) and key.isdigit() and int(key) < len(here):
        return here[int(key)]
    return _NOTHING


def _split(here: Any, parts: list[str]) -> Parts | None:
    if not parts:
        return ()
    for length in range(1, len(parts) + 1):
        key = ".".join(parts[:length])
        child = _child(here, key)
        if child is not _NOTHING:
            rest = _split(child, parts[length:])
            if rest is not None:
                return (key, *rest)
    return None


def address(model: type[BaseModel], data: Any, path: str) -> Parts:
    """Return the keys of `path`, also where nothing stands yet but the schema of `model` knows such a place.

    Raises
    ------
    UnknownName
        Where neither the data nor the schema knows the path.
    """
    words = path.split(".") if path.count(".") < _MOST_PARTS else []
    for cut in range(len(words), -1, -1):
        above = _split(data, words[:cut])
        if above is None or not words:
            continue
        rest = _known_place(annotation_at(model, above) if above else model, words[cut:])
        if rest is not None:
            parts = (*above, *rest)
            if cut < 2 < len(parts) and _needs_more(model_at(model, parts[:2])):
                break  # one field does not make the record that is not there
            return parts
        if cut == len(words):
            return above
    return split(data, path)


def _needs_more(record: type[BaseModel] | None) -> bool:
    return record is not None and any(info.is_required() for info in record.model_fields.values())


def _known_place(annotation: Any, words: list[str]) -> Parts | None:
    """Return `words` as keys that the schema knows below `annotation`; a key may hold dots, single words come first."""
    if annotation is None:
        return None
    if not words:
        return ()
    for length in range(1, len(words) + 1):
        key = ".".join(words[:length])
        rest = _known_place(step(annotation, key), words[length:])
        if rest is not None:
            return (key, *rest)
    return None


def stands(data: Any, parts: Parts) -> bool:
    """Whether anything is written at `parts`, also where one key of them is written as keys inside keys (``a.b``)."""
    words = ".".join(parts).split(".", _MOST_PARTS)
    return len(words) <= _MOST_PARTS and _split(data, words) is not None


def get(data: Any, parts: Parts) -> Any:
    """Return the value at `parts`, or None where there is nothing."""
    here = data
    for part in parts:
        here = _child(here, part)
        if here is _NOTHING:
            return None
    return here


def put(data: Any, parts: Parts, value: Any) -> Any:
    """Return `data` with `value` at `parts`; nothing of `data` itself is changed."""
    if not parts:
        return value
    head, rest = parts[0], parts[1:]
    if isinstance(data, list):
        return [put(entry, rest, value) if str(i) == head else entry for i, entry in enumerate(data)]
    inner = data if isinstance(data, dict) else {}
    return {**inner, head: put(inner.get(head), rest, value)}


def drop(data: Any, parts: Parts) -> Any:
    """Return `data` without what stands at `parts`."""
    head, rest = parts[0], parts[1:]
    if isinstance(data, list):
        if not rest:
            return [entry for i, entry in enumerate(data) if str(i) != head]
        return [drop(entry, rest) if str(i) == head else entry for i, entry in enumerate(data)]
    if not isinstance(data, dict) or head not in data:
        return data
    if not rest:
        return {key: entry for key, entry in data.items() if key != head}
    return {**data, head: drop(data[head], rest)}


def everywhere(data: Any, parts: Parts = ()) -> Iterator[tuple[Parts, Any]]:
    """Yield every path below `parts` with its value, containers included."""
    if parts:
        yield parts, data
    entries: Any = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, entry in entries:
        yield from everywhere(entry, (*parts, str(key)))


def annotation_at(model: type[BaseModel], parts: Parts) -> Any:
    """Return the type that the schema gives to the value at `parts`, or None if it knows no such place."""
    here: Any = model
    for part in parts:
        here = step(here, part)
        if here is None:
            return None
    return here


def model_at(model: type[BaseModel], parts: Parts) -> type[BaseModel] | None:
    """Return the record type at `parts`, if a record stands there."""
    held = bare(annotation_at(model, parts)) if parts else model
    return held if isinstance(held, type) and issubclass(held, BaseModel) else None


def typed(annotation: Any, value: Any) -> Any:
    """Return `value` as the type `annotation` reads it; ValueError (pydantic's) where it cannot be."""
    return TypeAdapter(annotation).validate_python(value)


def bare(annotation: Any) -> Any:
    """Return a type without its annotations, and without the None that stands for an absent value."""
    origin, args = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return bare(args[0])
    if origin in (Union, types.UnionType):
        return bare(next(arg for arg in args if arg is not type(None)))
    return annotation


def step(annotation: Any, part: str) -> Any:
    """Return the type that stands at key `part` of a value of type `annotation`, or None if there is no such place."""
    held = bare(annotation)
    origin, args = get_origin(held), get_args(held)
    if isinstance(held, type) and issubclass(held, BaseModel):
        for name, info in held.model_fields.items():
            if (info.alias or name) == part:
                return Annotated[info.annotation, *info.metadata] if info.metadata else info.annotation
        return None
    if origin is dict:
        return None if "." in part and _is_plain(args[0]) else args[1]
    if origin is tuple and part.isdigit():
        return args[0]
    return None


def _is_plain(key: Any) -> bool:
    """Whether keys of this type are plain ids, which hold no dots."""
    return any(getattr(entry, "func", None) is plain_id for entry in getattr(key, "__metadata__", ()))
