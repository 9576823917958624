"""Names that must not leave, and what stands in their place: in prose, in ids, in paths."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import InitVar, dataclass, field
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel

from winset.case import paths
from winset.case.scalars import dotted_id, plain_id
from winset.case.schema import CaseFile, Delivery

WITHHELD = "[withheld]"
_LONG = 5
_SHORTEST_IN_PROSE = 3
_COMPONENT = re.compile(r"[A-Za-z0-9_\-]+")
# Texts that the program reads: statements about issues, options and states.
_STATEMENTS = frozenset({"statements", "infeasible", "ranking", "from", "to"})
_GRAMMAR = frozenset({"not", "and", "or", "if", "iff", "first", "last", "before", "after", "in", "out"})
_LONGEST_ID = 80


def _reserved(model: type[BaseModel]) -> Iterator[str]:
    """Yield the words of the case file itself: fields and the words that fields take. They name nobody."""
    waiting: list[Any] = [model]
    seen: set[Any] = set()
    while waiting:
        here = waiting.pop()
        if isinstance(here, type) and issubclass(here, BaseModel):
            if here not in seen:
                seen.add(here)
                for name, info in here.model_fields.items():
                    yield info.alias or name
                    waiting.append(info.annotation)
        elif get_origin(here) is Literal:
            yield from get_args(here)
        else:
            waiting += get_args(here)


_RESERVED = frozenset(_reserved(CaseFile)) | _GRAMMAR | {"changed", "nobody", "any_of", "all_of", "yes", "no", "public"}


@dataclass(frozen=True)
class Secret:
    """One record whose names must not leave.

    Parameters
    ----------
    id : str
        Its id.
    names : tuple of str
        Everything it is called: name, aliases, single names of a person.
    code, prose : str
        What stands for it in ids and in prose.
    """

    id: str
    names: tuple[str, ...]
    code: str
    prose: str


@dataclass(frozen=True)
class Words:
    """Every secret, ready to be taken out of texts.

    Parameters
    ----------
    secrets : tuple of Secret
        What must not leave.
    data : Any
        Where ids stand; each id in it that holds a name gets one new id, and no two get the same.
    """

    secrets: tuple[Secret, ...]
    data: InitVar[Any] = None
    _prose: re.Pattern[str] | None = field(init=False)
    _by: Mapping[str, Secret] = field(init=False)
    _ids: Mapping[str, str] = field(init=False)

    def __post_init__(self, data: Any) -> None:
        by: dict[str, Secret] = {}
        for secret in self.secrets:
            for name in (*secret.names, secret.id):
                by.setdefault(_key(name), secret)
        squeezed = {_squeezed(name): secret for name, secret in reversed(by.items())}
        long_first = sorted((key for key in by if key), key=len, reverse=True)
        ids = {_key(secret.id) for secret in self.secrets}
        prose = [_in_prose(key) for key in long_first if key not in ids or len(key) >= _SHORTEST_IN_PROSE]
        code = re.compile("|".join(map(_in_code, long_first)), re.IGNORECASE) if long_first else None
        object.__setattr__(self, "_by", by)
        object.__setattr__(self, "_prose", re.compile("|".join(prose), re.IGNORECASE) if prose else None)
        found = dict.fromkeys(_components(data)) if code else {}
        taken, new_ids = set(found), dict[str, str]()
        # The records themselves first, so that they get the plain pseudonym.
        for id_ in dict.fromkeys([*(s.id for s in self.secrets if s.id in found), *found]) if code else ():
            new = code.sub(lambda match: squeezed[_squeezed(match[0])].code, id_) if code else id_
            if new == id_:
                continue
            new = new if len(new) <= _LONGEST_ID else f"id_{len(new_ids) + 1}"
            while new in taken:
                new += "_b"
            taken.add(new)
            new_ids[id_] = new
        object.__setattr__(self, "_ids", new_ids)

    def prose(self, text: str) -> str:
        """Return a text for people with every name replaced; the whole of it is withheld where a name hides in it.

        Examples
        --------
        >>> words = Words((Secret("dermer", ("Ron Dermer", "Dermer"), "person_1", "Person 1"),))
        >>> words.prose("Ron  Dermer let fly."), words.prose("D\\u200bermer let fly.")
        ('Person 1 let fly.', '[withheld]')
        """
        if self._prose is None:
            return text
        replaced = self._prose.sub(lambda match: self._by[_key(match[0])].prose, text)
        return WITHHELD if self._prose.search(_bare(replaced)) else replaced

    def id(self, text: str) -> str:
        """Return an id with every name in it replaced; the same id always becomes the same one.

        Examples
        --------
        >>> words = Words((Secret("us", ("United States",), "party_1", "Party 1"),), {"us_funds": "housing"})
        >>> words.id("us_funds"), words.id("housing")
        ('party_1_funds', 'housing')
        """
        return self._ids.get(text) or self.code(text)

    def code(self, text: str, kept: frozenset[str] = _RESERVED) -> str:
        """Return a text that the program reads with every id in it replaced; the words in `kept` mean something else there."""
        known = text if text.isascii() else self.prose(text)
        return _COMPONENT.sub(lambda match: match[0] if match[0] in kept else self._ids.get(match[0], match[0]), known)

    def path(self, text: str) -> str:
        """Return a dotted path with the ids in it replaced, and not the fields.

        Examples
        --------
        >>> words = Words((Secret("people", (), "person_1", "Person 1"),), {"people": {"people": {"role": ""}}})
        >>> words.path("people.people.role")
        'people.person_1.role'
        """
        found, here = list[str](), CaseFile
        for part in text.split("."):
            field = isinstance(held := paths.bare(here), type) and issubclass(held, BaseModel)
            found.append(part if field else self.id(part))
            here = paths.step(here, part)
        return ".".join(found)


def _components(data: Any) -> Iterator[str]:
    if isinstance(data, dict):
        for key, entry in data.items():
            yield from _COMPONENT.findall(str(key))
            yield from _components(entry)
    elif isinstance(data, list):
        for entry in data:
            yield from _components(entry)
    elif isinstance(data, str):
        yield from _COMPONENT.findall(data)


def _key(name: str) -> str:
    return re.sub(r"[\s_\-]+", " ", _bare(name)).strip().casefold()


def _squeezed(name: str) -> str:
    return _key(name).replace(" ", "")


def _bare(text: str) -> str:
    """Return `text` without characters that nobody sees, in the plain form of every letter."""
    folded = unicodedata.normalize("NFKC", text)
    return "".join(c for c in folded if unicodedata.category(c) != "Cf")


def _in_prose(key: str) -> str:
    pattern = r"[\s_\-]+".join(re.escape(word) for word in key.split(" "))
    return pattern if len(key) >= _LONG else rf"(?<![^\W_]){pattern}(?![^\W_])"


def _in_code(key: str) -> str:
    pattern = r"[_\-]*".join(re.escape(word) for word in key.split(" "))
    return pattern if len(key) >= _LONG else rf"(?<![A-Za-z0-9]){pattern}(?![A-Za-z0-9])"


def scrubbed(data: Any, words: Words) -> Any:
    """Return the explicit data of a case with every secret taken out of its keys, ids, paths and texts."""
    return _walk(data, CaseFile, words, "")


def _walk(data: Any, annotation: Any, words: Words, key: str) -> Any:
    held = paths.bare(annotation)
    if held is Delivery or held is Any or annotation is None:
        return _anything(data, words, held is Delivery)
    if isinstance(held, type) and issubclass(held, BaseModel) and isinstance(data, dict):
        return {name: _walk(entry, paths.step(held, name), words, name) for name, entry in data.items()}
    origin, args = get_origin(held), get_args(held)
    if origin is dict and isinstance(data, dict):
        if paths.bare(args[1]) is Any:
            return {words.path(path): _anything(entry, words, _is_statement(path)) for path, entry in data.items()}
        return {_as_key(str(name), args[0], words): _walk(entry, args[1], words, key) for name, entry in data.items()}
    if origin is tuple and isinstance(data, list):
        return [_walk(entry, args[0], words, key) for entry in data]
    if held is not str or not isinstance(data, str):
        return data
    if key == "about":
        return words.path(data)
    if key in _STATEMENTS:
        return words.code(data, _GRAMMAR)
    return _dotted(data, words) if _is_id(annotation) else words.prose(data)


def _as_key(name: str, annotation: Any, words: Words) -> str:
    return _dotted(name, words) if _is_id(annotation) else words.code(name, _GRAMMAR)


def _dotted(name: str, words: Words) -> str:
    return ".".join(words.id(part) for part in name.split("."))


def _is_id(annotation: Any) -> bool:
    return any(getattr(entry, "func", None) in (plain_id, dotted_id) for entry in _metadata(annotation))


def _metadata(annotation: Any) -> Iterable[Any]:
    found = list(getattr(annotation, "__metadata__", ()))
    for arg in get_args(annotation)[:1] if found else get_args(annotation):
        found += _metadata(arg)
    return found


def _is_statement(path: str) -> bool:
    return bool(_STATEMENTS & set(path.split(".")))


def _anything(data: Any, words: Words, code: bool) -> Any:
    """Return a value that may be of any type: ids and statements by their words, texts with blanks in them as prose."""
    if isinstance(data, dict):
        return {words.code(str(key)): _anything(entry, words, code) for key, entry in data.items()}
    if isinstance(data, list):
        return [_anything(entry, words, code) for entry in data]
    if not isinstance(data, str):
        return data
    return words.code(data) if code or not re.search(r"\s", data) else words.prose(data)
