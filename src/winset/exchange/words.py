"""Names that must not leave, and what stands in their place: in prose, in ids, in paths."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import InitVar, dataclass, field
from itertools import count
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel

from winset.case import paths
from winset.case.scalars import dotted_id, plain_id
from winset.case.schema import CaseFile, Delivery
from winset.exchange.folding import fold, is_unseen, spellings

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
_RESERVED_FOLDED = frozenset(form for word in _RESERVED for form in spellings(word))
_PSEUDONYM = re.compile(r"(?:party|person|source|stage|item)[_ ]\d+(?:_b\d*)*|withheld(?:[_ ]support)?(?:_b\d*)*", re.IGNORECASE)


@dataclass(frozen=True)
class Secret:
    """One record whose names must not leave.

    Parameters
    ----------
    id : str
        Its id.
    names : tuple of str
        Everything it is called: name, aliases, and the words in them that tell who it is.
    code, prose : str
        What stands for it in ids and in prose.
    initials : tuple of str
        Capital letters that stand for it, such as UN.
    """

    id: str
    names: tuple[str, ...]
    code: str
    prose: str
    initials: tuple[str, ...] = ()


@dataclass(frozen=True)
class Words:
    """Every secret, ready to be taken out of texts, in any case, with hyphens or blanks, with diacritics or without.

    Parameters
    ----------
    secrets : tuple of Secret
        What must not leave; where two have a name in common, the first one's pseudonym stands for it.
    data : Any
        Where ids stand; each id in it that holds a name gets one new id, and no two get the same.
    numbered : mapping
        Ids that get another one although they hold no name.
    """

    secrets: tuple[Secret, ...]
    data: InitVar[Any] = None
    numbered: InitVar[Mapping[str, str] | None] = None
    _by: Mapping[str, Secret] = field(init=False)
    _prose: re.Pattern[str] | None = field(init=False)
    _code: re.Pattern[str] | None = field(init=False)
    _initials: Mapping[str, Secret] = field(init=False)
    _capitals: re.Pattern[str] | None = field(init=False)
    _ids: Mapping[str, str] = field(init=False)

    def __post_init__(self, data: Any, numbered: Mapping[str, str] | None) -> None:
        named: dict[str, Secret] = {}
        for secret in self.secrets:
            for name in secret.names:
                for form in spellings(name):
                    named.setdefault(form, secret)
        ids: dict[str, Secret] = {}
        for secret in self.secrets:
            for form in spellings(secret.id):
                ids.setdefault(form, secret)
        short = {form: secret for form, secret in ids.items() if len(form) < _SHORTEST_IN_PROSE}
        prose = {**named, **{form: secret for form, secret in ids.items() if form and form not in short}}
        initials = {letters: secret for secret in reversed(self.secrets) for letters in secret.initials}
        initials |= {form.upper(): secret for form, secret in short.items() if form.isalpha()}
        object.__setattr__(self, "_by", {_squeezed(form): s for form, s in reversed([*prose.items(), *short.items()])})
        object.__setattr__(self, "_prose", _any_of(prose))
        object.__setattr__(self, "_code", _any_of({**short, **prose}))
        object.__setattr__(self, "_initials", initials)
        capitals = "|".join(r"\.?".join(letters) for letters in sorted(initials, key=len, reverse=True))
        object.__setattr__(self, "_capitals", re.compile(rf"(?<![^\W_])(?:{capitals})(?!\.?[^\W_])") if initials else None)
        object.__setattr__(self, "_ids", self._new_ids(data, numbered or {}))

    def _new_ids(self, data: Any, numbered: Mapping[str, str]) -> dict[str, str]:
        found = dict.fromkeys(_components(data)) if self._code or numbered else {}
        taken, new_ids = set(found), dict[str, str]()
        # The records themselves first, so that they get the plain pseudonym.
        for id_ in dict.fromkeys([*(s.id for s in self.secrets if s.id in found), *found]):
            new = numbered.get(id_) or self._in_code(id_)
            if new == id_:
                continue
            new = new if len(new) <= _LONGEST_ID else f"id_{len(new_ids) + 1}"
            if new in taken:
                new = next(other for n in count(1) if (other := f"{new}_b{n if n > 1 else ''}") not in taken)
            taken.add(new)
            new_ids[id_] = new
        return new_ids

    def _in_code(self, text: str) -> str:
        return self._replaced(text, self._code, lambda secret: secret.code)[0]

    def _replaced(self, text: str, pattern: re.Pattern[str] | None, instead: Callable[[Secret], str]) -> tuple[str, bool]:
        """Return a text with every match replaced, and whether letters that nobody sees stood in one."""
        if pattern is None:
            return text, False
        folded, parts, done, hides = fold(text), list[str](), 0, False
        for match in pattern.finditer(folded.text):
            start, end = folded.at[match.start()], folded.at[match.end() - 1] + 1
            while end < len(text) and is_unseen(text[end]):
                end += 1
            hides = hides or any(unicodedata.category(letter) == "Cf" for letter in text[start:end])
            if start >= done:
                parts += [text[done:start], instead(self._by[_squeezed(match[0])])]
                done = end
        return "".join([*parts, text[done:]]), hides

    def prose(self, text: str) -> str:
        """Return a text for people with every name replaced; the whole of it is withheld where a name hides in it.

        Examples
        --------
        >>> words = Words((Secret("dermer", ("Ron Dermer", "Dermer"), "person_1", "Person 1"),))
        >>> words.prose("Ron-DERMER let fly; Dermér's aide."), words.prose("D\\u200bermer let fly.")
        ("Person 1 let fly; Person 1's aide.", '[withheld]')
        """
        if self._capitals is not None:
            text = self._capitals.sub(lambda match: self._initials[match[0].replace(".", "")].prose, text)
        replaced, hides = self._replaced(text, self._prose, lambda secret: secret.prose)
        return WITHHELD if hides else replaced

    def left(self, text: str) -> list[str]:
        """Return the names that still stand in a text, pseudonyms and the words of the case file left aside.

        Examples
        --------
        >>> words = Words((Secret("dermer", ("Ron Dermer", "Dermer"), "person_1", "Person 1"),))
        >>> words.left("Person 1 and Dermer"), words.left("Person 1")
        (['dermer'], [])
        """
        if self._prose is None:
            return []
        folded = fold(_PSEUDONYM.sub(" ; ", text)).text
        return [found for match in self._prose.finditer(folded) if (found := match[0]) not in _RESERVED_FOLDED]

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


def _squeezed(form: str) -> str:
    return form.replace(" ", "")


def _any_of(forms: Iterable[str]) -> re.Pattern[str] | None:
    """Return a pattern that finds any of these folded forms in a folded text, long ones first."""
    wanted = sorted((form for form in forms if form), key=len, reverse=True)
    return re.compile("|".join(map(_pattern, wanted))) if wanted else None


def _pattern(form: str) -> str:
    if len(_squeezed(form)) >= _LONG:
        return " *".join(re.escape(word) for word in form.split(" "))
    # A short name is a word by itself, with or without the s of a genitive.
    return rf"(?<![^\W_]){' +'.join(re.escape(word) for word in form.split(' '))}(?=s?(?![^\W_]))"


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


def told(data: Any, annotation: Any = CaseFile, key: str = "") -> Iterator[str]:
    """Yield every text of explicit data that somebody wrote: not the fields, and not the words that fields take."""
    held = paths.bare(annotation) if annotation is not None else Any
    if isinstance(held, type) and issubclass(held, BaseModel) and held is not Delivery and isinstance(data, dict):
        for name, entry in data.items():
            yield from told(entry, paths.step(held, name), name)
    elif isinstance(data, dict):
        inside = get_args(held)[1] if get_origin(held) is dict else None
        for name, entry in data.items():
            yield from _unknown_parts(str(name)) if inside is None or paths.bare(inside) is Any else (str(name),)
            yield from told(entry, inside, key)
    elif isinstance(data, list):
        for entry in data:
            yield from told(entry, get_args(held)[0] if get_origin(held) is tuple else None, key)
    elif isinstance(data, str) and (held is str or held is Any):
        yield from _unknown_parts(data) if key == "about" else (data,)


def _unknown_parts(path: str) -> Iterator[str]:
    here: Any = CaseFile
    for part in path.split("."):
        if not (isinstance(held := paths.bare(here), type) and issubclass(held, BaseModel)):
            yield part
        here = paths.step(here, part)


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
