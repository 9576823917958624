"""Names that must not leave, and what stands in their place: in prose, in ids, in paths."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import InitVar, dataclass, field
from typing import Any, get_args, get_origin

from pydantic import BaseModel

from winset.case import paths
from winset.case.scalars import dotted_id, plain_id
from winset.case.schema import CaseFile, Delivery

WITHHELD = "[withheld]"
_LONG = 5
_SHORTEST_IN_PROSE = 3
_COMPONENT = re.compile(r"[A-Za-z0-9_\-]+")
# Texts that are read by the program: paths, names of options and states, statements about issues.
_CODE = frozenset({"about", "statements", "infeasible", "ranking", "unaware_of", "status_quo", "from", "to", "file"})
_LONGEST_ID = 80


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
            new = code.sub(lambda match: by[_key(match[0])].code, id_) if code else id_
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

    def code(self, text: str) -> str:
        """Return an id, a path or a statement with every name in it replaced; the same id always becomes the same one.

        Examples
        --------
        >>> words = Words((Secret("us", ("United States",), "party_1", "Party 1"),), {"us_funds": "housing"})
        >>> words.code("issues.us_funds.delivered_by"), words.code("housing")
        ('issues.party_1_funds.delivered_by', 'housing')
        """
        # Ids are plain letters; a text beside them may be in any script.
        known = text if text.isascii() else self.prose(text)
        renamed = _COMPONENT.sub(lambda match: self._ids.get(match[0], match[0]), known)
        # A setting may hold prose too, where a name has several words.
        return self.prose(renamed) if self._prose is not None and self._prose.search(_bare(renamed)) else renamed


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
    bare = paths.bare(annotation)
    if bare is Delivery or bare is Any or annotation is None or bare is object:
        return _anything(data, words, bare is Delivery or key in _CODE)
    if isinstance(bare, type) and issubclass(bare, BaseModel) and isinstance(data, dict):
        return {name: _walk(entry, paths.step(bare, name), words, name) for name, entry in data.items()}
    origin, args = get_origin(bare), get_args(bare)
    if origin is dict and isinstance(data, dict):
        inner = {str(name): key if args[1] is not Any or not _read_by_program(str(name)) else "statements" for name in data}
        return {words.code(str(name)): _walk(entry, args[1], words, inner[str(name)]) for name, entry in data.items()}
    if origin is tuple and isinstance(data, list):
        return [_walk(entry, args[0], words, key) for entry in data]
    if bare is str and isinstance(data, str):
        return words.code(data) if key in _CODE or _is_id(annotation) else words.prose(data)
    return data


def _is_id(annotation: Any) -> bool:
    return any(getattr(entry, "func", None) in (plain_id, dotted_id) for entry in _metadata(annotation))


def _metadata(annotation: Any) -> Iterable[Any]:
    found = list(getattr(annotation, "__metadata__", ()))
    for arg in get_args(annotation)[:1] if found else get_args(annotation):
        found += _metadata(arg)
    return found


def _anything(data: Any, words: Words, code: bool = True) -> Any:
    """Return a value that may be of any type: ids and paths by their words, texts with blanks in them as prose."""
    if isinstance(data, dict):
        return {words.code(str(key)): _anything(entry, words, _read_by_program(str(key))) for key, entry in data.items()}
    if isinstance(data, list):
        return [_anything(entry, words, code) for entry in data]
    if not isinstance(data, str):
        return data
    return words.code(data) if code or not re.search(r"\s", data) else words.prose(data)


def _read_by_program(path: str) -> bool:
    return bool(_CODE & set(path.split(".")))
