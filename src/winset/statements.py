"""Boolean statements over option names: parsing, the names they use, and whether they hold.

Grammar, from the loosest to the tightest binding::

    statement  =  implied  { "iff" implied }
    implied    =  either   { "if" either }          "a if b" says: whenever b, then a
    either     =  both     { ("or" | "|") both }
    both       =  single   { ("and" | "&") single }
    single     =  ("not" | "!" | "-") single | "(" statement ")" | name | "'quoted name'"

Words are read in any letter case. A name starts with a letter, a digit or an underscore and may go
on with dots and hyphens; any other name is written in quotes. ``if`` and ``iff`` group from the left.
The form is the one of option prioritising (Fang, Hipel, Kilgour & Peng 2003).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal, TypeVar

T = TypeVar("T")
Word = Literal["name", "not", "and", "or", "if", "iff"]

LONGEST = 4000
DEEPEST = 100
_TOKEN = re.compile(r"\s*(?:(?P<word>\w(?:[\w.]|-(?=[\w.]))*)|(?P<quoted>\"[^\"]*\"|'[^']*')|(?P<sign>&&?|\|\|?|[!()\-~]))")
_SIGNS = {"&": "and", "&&": "and", "|": "or", "||": "or", "!": "not", "-": "not", "~": "not"}
_WORDS = {"and", "or", "not", "if", "iff"}
_BINARY: tuple[Word, ...] = ("iff", "if", "or", "and")


@dataclass(frozen=True)
class Node:
    """One step of a statement: a name, or a connective with its parts.

    Parameters
    ----------
    word : str
        ``name``, ``not``, ``and``, ``or``, ``if`` (parts: consequence, condition) or ``iff``.
    name : str
        The option's name where `word` is ``name``; else empty.
    parts : tuple of Node
        What the connective joins.
    """

    word: Word
    name: str = ""
    parts: tuple[Node, ...] = ()


@dataclass(frozen=True)
class Statement:
    """A parsed Boolean statement: its text, as written, and its tree.

    Examples
    --------
    >>> s = parse("accept if (modify and not delay)")
    >>> s.names()
    ('accept', 'modify', 'delay')
    >>> s.holds({"accept": False, "modify": True, "delay": False})
    False
    """

    text: str
    root: Node

    def names(self) -> tuple[str, ...]:
        """Return the option names in the order in which they first occur."""
        seen: dict[str, None] = {}
        todo = [self.root]
        while todo:
            node = todo.pop()
            if node.word == "name":
                seen.setdefault(node.name)
            todo.extend(reversed(node.parts))
        return tuple(seen)

    def holds(self, taken: Mapping[str, bool]) -> bool:
        """Return whether the statement holds where `taken` says which options are taken.

        Raises
        ------
        ValueError
            If `taken` says nothing about an option that the statement names.
        """
        missing = [name for name in self.names() if name not in taken]
        if missing:
            raise ValueError(f"nothing is said about the option '{missing[0]}' of the statement '{self.text}'")
        return self.fold(lambda name: bool(taken[name]), lambda a: not a, lambda a, b: a and b, lambda a, b: a or b)

    def fold(
        self,
        name: Callable[[str], T],
        negate: Callable[[T], T],
        both: Callable[[T, T], T],
        either: Callable[[T, T], T],
    ) -> T:
        """Return the statement's value in any Boolean algebra (truth values, bit arrays, sets).

        Parameters
        ----------
        name : callable
            The value of an option.
        negate, both, either : callable
            Not, and, or of that algebra.

        Examples
        --------
        >>> parse("a or b").fold({"a": 1, "b": 2}.__getitem__, lambda x: ~x, int.__and__, int.__or__)
        3
        """

        def value(node: Node) -> T:
            if node.word == "name":
                return name(node.name)
            parts = [value(part) for part in node.parts]
            if node.word == "not":
                return negate(parts[0])
            if node.word == "if":
                return either(parts[0], negate(parts[1]))
            if node.word == "iff":
                a, b = parts
                return either(both(a, b), both(negate(a), negate(b)))
            joined, join = parts[0], both if node.word == "and" else either
            for part in parts[1:]:
                joined = join(joined, part)
            return joined

        return value(self.root)


def parse(text: str) -> Statement:
    """Return the statement that `text` says.

    Parameters
    ----------
    text : str
        At most 4,000 characters, at most 100 levels deep.

    Raises
    ------
    ValueError
        In plain words, with the position (1-based) of the first thing that is wrong.

    Examples
    --------
    >>> parse("-delay & modify").holds({"delay": False, "modify": True})
    True
    >>> parse("a and or b")
    Traceback (most recent call last):
    ValueError: position 7 of 'a and or b': an option's name was expected, not 'or'
    """
    if not isinstance(text, str):
        raise ValueError(f"a statement is a text such as 'accept and not delay', not {type(text).__name__}")
    if len(text) > LONGEST:
        raise ValueError(f"a statement may have {LONGEST:,} characters; this one has {len(text):,}")
    reader = _Reader(text, _tokens(text))
    root, _, position = reader.binary(0, 0, 0)
    kind, word, place = reader.tokens[position]
    if kind == ")":
        raise reader.slip(place, "this ')' closes nothing")
    if kind != "end":
        raise reader.slip(place, f"'and', 'or', 'if' or 'iff' was expected, not '{word}'")
    return Statement(text, root)


Token = tuple[str, str, int]


def _tokens(text: str) -> tuple[Token, ...]:
    found: list[Token] = []
    place, end = 0, len(text.rstrip())
    while place < end:
        match = _TOKEN.match(text, place)
        if match is None:
            place += len(text[place:]) - len(text[place:].lstrip())
            raise ValueError(f"position {place + 1} of '{_short(text)}': {text[place]!r} cannot be read here")
        kind = str(match.lastgroup)
        word, at = match.group(kind), match.start(kind)
        if kind == "word":
            kind = word.lower() if word.lower() in _WORDS else "name"
        elif kind == "quoted":
            kind, word = "name", word[1:-1].strip()
            if not word:
                raise ValueError(f"position {at + 1} of '{_short(text)}': the quotes are empty")
        else:
            kind = _SIGNS.get(word, word)
        found.append((kind, word, at))
        place = match.end()
    found.append(("end", "the end", end))
    return tuple(found)


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:57] + "..."


@dataclass(frozen=True)
class _Reader:
    """Recursive descent without state: each step returns its node, its depth and the next token's index."""

    text: str
    tokens: tuple[Token, ...]

    def slip(self, place: int, message: str) -> ValueError:
        return ValueError(f"position {place + 1} of '{_short(self.text)}': {message}")

    def binary(self, level: int, index: int, nested: int) -> tuple[Node, int, int]:
        if level == len(_BINARY):
            return self.single(index, nested)
        word = _BINARY[level]
        node, depth, index = self.binary(level + 1, index, nested)
        parts = [node]
        while self.tokens[index][0] == word:
            place = self.tokens[index][2]
            right, deeper, index = self.binary(level + 1, index + 1, nested)
            depth = max(depth, deeper)
            if word in ("and", "or"):
                parts.append(right)
                continue
            depth += 1
            if depth > DEEPEST:
                raise self.slip(place, f"nested more than {DEEPEST} levels deep")
            parts = [Node(word, "", (parts[0], right))]
        if len(parts) > 1:
            return Node(word, "", tuple(parts)), depth + 1, index
        return parts[0], depth, index

    def single(self, index: int, nested: int) -> tuple[Node, int, int]:
        kind, word, place = self.tokens[index]
        if nested > DEEPEST:
            raise self.slip(place, f"nested more than {DEEPEST} levels deep")
        if kind == "name":
            return Node("name", word), 1, index + 1
        if kind == "not":
            node, depth, index = self.single(index + 1, nested + 1)
            return Node("not", "", (node,)), depth + 1, index
        if kind == "(":
            node, depth, index = self.binary(0, index + 1, nested + 1)
            if self.tokens[index][0] != ")":
                raise self.slip(self.tokens[index][2], f"')' was expected for the '(' at position {place + 1}")
            return node, depth, index + 1
        raise self.slip(place, f"an option's name was expected, not '{word}'" if kind != "end" else "it stops too early")
