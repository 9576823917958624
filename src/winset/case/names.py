"""Every name of another record that a case mentions must exist; the schema marks where names stand."""

from __future__ import annotations

import types
from collections.abc import Callable, Iterator, Mapping
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel

from winset.case.scalars import Ref

Mention = tuple[tuple[str, ...], Ref, Any]  # path, what kind of name, the value that stands there
WORDS = {
    "parties": "party",
    "people": "person",
    "issues": "issue",
    "channels": "channel",
    "stages": "stage",
    "sources": "source",
    "documents": "document",
    "claims": "claim",
    "events": "event",
    "threats": "threat",
    "regimes": "regime",
    "references": "reference class",
    "ratifications": "ratification",
    "options": "option",
}


def mentions(model: BaseModel) -> Iterator[Mention]:
    """Yield every place of `model` where the name of another record stands."""
    yield from _walk_model(model, ())


def _walk_model(model: BaseModel, path: tuple[str, ...]) -> Iterator[Mention]:
    for name, info in type(model).model_fields.items():
        yield from _walk(getattr(model, name), info.annotation, info.metadata, (*path, info.alias or name))


def _walk(value: Any, annotation: Any, metadata: Any, path: tuple[str, ...]) -> Iterator[Mention]:
    if value is None:
        return
    refs = [entry for entry in metadata if isinstance(entry, Ref)]
    if refs:
        yield path, refs[0], value
        return
    if isinstance(value, BaseModel):
        yield from _walk_model(value, path)
        return
    origin, args = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        yield from _walk(value, args[0], args[1:], path)
    elif origin in (Union, types.UnionType):
        inner = next(arg for arg in args if arg is not type(None))
        yield from _walk(value, inner, (), path)
    elif origin is dict:
        for key, entry in value.items():
            yield from _walk(key, args[0], (), (*path, key))
            yield from _walk(entry, args[1], (), (*path, key))
    elif origin is tuple:
        for position, entry in enumerate(value):
            yield from _walk(entry, args[0], (), (*path, str(position)))


def is_left_out(path: tuple[str, ...], left_out: frozenset[tuple[str, ...]]) -> bool:
    """Whether `path` lies in a record that has a slip of its own, so that its name says nothing about other records."""
    return any(path[:length] in left_out for length in range(1, len(path) + 1))


def find_cycle(nodes: Mapping[str, tuple[str, ...]]) -> list[str] | None:
    """Return one cycle of the directed graph as its path, first node again at the end, or None.

    Examples
    --------
    >>> find_cycle({"a": ("b",), "b": ("c",), "c": ("a",)})
    ['a', 'b', 'c', 'a']
    """
    done: set[str] = set()
    for start in nodes:
        path: list[str] = []
        on_path: set[str] = set()
        stack: list[tuple[str, int]] = [(start, 0)]
        while stack:
            node, position = stack.pop()
            if position == 0:
                if node in done:
                    continue
                path.append(node)
                on_path.add(node)
            followers = nodes.get(node, ())
            if position < len(followers):
                stack.append((node, position + 1))
                nxt = followers[position]
                if nxt in on_path:
                    return [*path[path.index(nxt) :], nxt]
                if nxt not in done:
                    stack.append((nxt, 0))
            else:
                done.add(node)
                on_path.discard(node)
                path.pop()
    return None


Report = Callable[[tuple[str, ...], str], None]
