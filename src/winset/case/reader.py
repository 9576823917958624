"""Text to plain values and the line of every path, with every trap of YAML closed.

Scalars stay the text that was typed (`no`, `010`, `12:30`); the schema gives them their type. Only an empty value, ``~`` and
``null`` are None. Anchors, tags, several documents and a key written twice are slips. Events of PyYAML are read one by one with
a stack of our own, because a composer that recurses can be brought down by depth alone.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from winset.errors import Slip, quoted

MAX_BYTES = 4_000_000
MAX_DEPTH = 30
MAX_NODES = 200_000

Plain = Any  # None, str, list of Plain, dict of str to Plain
Path_ = tuple[str, ...]
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_CONTROL = re.compile("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x84\\x86-\\x9f]")
# What PyYAML says (part of it), and what that means to somebody who writes a case.
_UNREADABLE = (
    (
        "mapping values are not allowed",
        "a ':' stands where none can be; a ':' or the space after it may be missing in the line above, the indentation may be "
        "wrong, or a text that holds a ':' needs quotation marks",
    ),
    (
        "expected ',' or",
        "a bracket is not closed, a comma is missing, or a text that holds a ':' needs quotation marks, from line {opened} on",
    ),
    ("unexpected end of stream", "a quotation mark of line {opened} is not closed"),
    ("expected ':'", "a ':' is missing, here or above"),
    ("expected key", "the indentation does not fit the lines above, or a quotation mark is missing"),
    ("block end", "the indentation does not fit the lines above"),
    ("cannot start any token", "this character cannot begin a text; put the text in quotation marks"),
    ("", "cannot be read; check indentation, colons, brackets and quotation marks, here and above"),
)
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@dataclass(frozen=True)
class Page:
    """What one YAML file says: plain values, the line of every path, and the slips met on the way.

    Parameters
    ----------
    file : str
        Name to show.
    value : Plain
        Nested dicts, lists, texts and None.
    lines : dict
        1-based line of each path (tuple of keys and list positions as text).
    slips : tuple of Slip
        What was wrong with the text itself. Where it could not be read to the end, `value` is None.
    """

    file: str
    value: Plain
    lines: dict[Path_, int]
    slips: tuple[Slip, ...]


def read_file(path: Path, shown: str) -> Page:
    """Return the page that `path` holds; an unreadable file is a page with one slip."""
    try:
        if not path.is_file():
            return _broken(shown, "is no plain file")
        if path.stat().st_size > MAX_BYTES:
            size = path.stat().st_size / 1e6
            return _broken(shown, f"the file has {size:.1f} MB; a case file may have {MAX_BYTES / 1e6:.0f} MB")
        data = path.read_bytes()
    except OSError as error:
        return _broken(shown, f"cannot be read: {error.strerror or error}")
    return read_bytes(data, shown)


def read_bytes(data: bytes, shown: str) -> Page:
    """Return the page that `data` holds (UTF-8, with or without a byte order mark)."""
    if len(data) > MAX_BYTES:
        return _broken(shown, f"the text has {len(data) / 1e6:.1f} MB; a case file may have {MAX_BYTES / 1e6:.0f} MB")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        return _broken(shown, f"holds a byte ({data[error.start]:#x}) that is not UTF-8 text; save the file as UTF-8", line)
    control = _CONTROL.search(text)
    if control:
        name = control[0].encode("unicode_escape").decode()
        return _broken(shown, f"holds a control character ({name}); remove it", text.count("\n", 0, control.start()) + 1)
    return _Composer(shown).page(text)


def _broken(shown: str, message: str, line: int = 0) -> Page:
    return Page(shown, None, {}, (Slip(shown, line, "", message),))


@dataclass(frozen=True)
class _Frame:
    """An open mapping or list: its path, what it holds, and the key that waits for its value."""

    path: Path_
    value: dict[str, Plain] | list[Plain]
    waiting: list[str | None] = field(default_factory=lambda: [None])
    first_line: dict[str, int] = field(default_factory=dict)


class _Composer:
    """Builds one page from parser events; lives for one call."""

    def __init__(self, shown: str) -> None:
        self.shown = shown
        self.lines: dict[Path_, int] = {}
        self.slips: list[Slip] = []
        self.stack: list[_Frame] = []
        self.root: Plain = None
        self.nodes = 0

    def page(self, text: str) -> Page:
        whole = False
        try:
            whole = all(self._take(event) for event in self._events(text))
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            line = mark.line if mark else -1
            problem = " ".join(str(part) for part in (error.context, error.problem) if part)
            written = text.split("\n")[line : line + 1] if line >= 0 else []
            if written and "\t" in written[0][: len(written[0]) - len(written[0].lstrip())]:
                self._slip(line + 1, (), "begins with a tab; indent with spaces")
            else:
                opened = error.context_mark.line + 1 if error.context_mark else line + 1
                words = next(words for sign, words in _UNREADABLE if sign in problem)
                self._slip(line + 1, (), words.format(opened=opened))
        except yaml.YAMLError:
            self._slip(0, (), _UNREADABLE[-1][1])
        # What was read of a text that breaks off would only raise slips about what comes after.
        return Page(self.shown, self.root if whole else None, self.lines, tuple(self.slips))

    def _events(self, text: str) -> Iterator[Any]:
        loader = _Loader(text)
        try:
            while loader.check_event():
                yield loader.get_event()
        finally:
            loader.dispose()

    def _slip(self, line: int, path: Path_, message: str) -> None:
        shown = ".".join(part.partition("\0")[0] for part in path)
        self.slips.append(Slip(self.shown, line, shown, message))

    def _take(self, event: Any) -> bool:
        """Take one event in; False ends the reading."""
        line = event.start_mark.line + 1 if event.start_mark else 0
        if isinstance(event, yaml.DocumentStartEvent):
            if self.root is not None:
                self._slip(line, (), "holds a second document after '---'; a case is one document")
                return False
            return True
        if isinstance(event, yaml.AliasEvent):
            self._slip(line, self._path(), f"'*{event.anchor}' is a YAML alias; write the value out")
            self._place_alias(f"*{event.anchor}", line)
            return True
        if isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            self.stack.pop()
            return True
        if not isinstance(event, yaml.ScalarEvent | yaml.MappingStartEvent | yaml.SequenceStartEvent):
            return True
        self.nodes += 1
        if self.nodes > MAX_NODES:
            self._slip(line, (), f"holds more than {MAX_NODES:,} values")
            return False
        if event.anchor:
            self._slip(line, self._path(), f"'&{event.anchor}' is a YAML anchor; write the value out where it is needed")
        if event.tag and not (isinstance(event, yaml.ScalarEvent) and event.tag == "!"):
            self._slip(line, self._path(), f"{quoted(event.tag)} is a YAML tag; a case file needs none")
        if isinstance(event, yaml.ScalarEvent):
            self._scalar(event, line)
            return True
        if len(self.stack) >= MAX_DEPTH:
            self._slip(line, (), f"is nested deeper than {MAX_DEPTH} levels")
            return False
        value: dict[str, Plain] | list[Plain] = {} if isinstance(event, yaml.MappingStartEvent) else []
        path = self._place(value, line)
        self.stack.append(_Frame(path, value))
        return True

    def _scalar(self, event: Any, line: int) -> None:
        text: str = event.value
        # The style of a plain scalar is None or "", depending on which of its two parsers PyYAML runs on.
        plain_null = event.implicit[0] and not event.style and text in ("", "~", "null")
        spoiled = any(unicodedata.category(c) == "Cc" and c not in "\n\t" for c in text)
        if spoiled:
            self._slip(line, self._path(), "holds a control character; remove it")
            text = "".join(c for c in text if unicodedata.category(c) != "Cc")
        if any(c in _BIDI for c in text):
            self._slip(line, self._path(), "holds an invisible character that turns the reading direction; remove it")
            text = "".join(c for c in text if c not in _BIDI)
        frame = self.stack[-1] if self.stack else None
        if frame and isinstance(frame.value, dict) and frame.waiting[0] is None:
            self._key(frame, f"{text}\0{line}" if spoiled else text, line)
            return
        self._place(None if plain_null else text, line)

    def _place_alias(self, text: str, line: int) -> None:
        frame = self.stack[-1] if self.stack else None
        if frame and isinstance(frame.value, dict) and frame.waiting[0] is None:
            self._key(frame, f"{text}\0{line}", line)
        else:
            self._place(text, line)

    def _key(self, frame: _Frame, key: str, line: int) -> None:
        if key == "<<":
            self._slip(line, frame.path, "'<<' merges mappings in YAML; write the values out")
            key = f"<<\0{line}"
        if key in frame.first_line:
            self._slip(line, (*frame.path, key), f"is written twice; the first one is in line {frame.first_line[key]}")
            key = f"{key}\0{line}"  # kept apart so that its own slips are still found, then dropped
        frame.first_line[key] = line
        frame.waiting[0] = key

    def _path(self) -> Path_:
        if not self.stack:
            return ()
        frame = self.stack[-1]
        if isinstance(frame.value, list):
            return (*frame.path, str(len(frame.value)))
        return (*frame.path, frame.waiting[0]) if frame.waiting[0] is not None else frame.path

    def _place(self, value: Plain, line: int) -> Path_:
        """Put `value` where it belongs and return its path."""
        if not self.stack:
            self.root = value
            self.lines[()] = line
            return ()
        frame = self.stack[-1]
        if isinstance(frame.value, list):
            path = (*frame.path, str(len(frame.value)))
            frame.value.append(value)
        else:
            key = frame.waiting[0]
            if key is None:
                self._slip(line, frame.path, "a key should be a plain word")
                key = f"\0{line}"
                frame.waiting[0] = key
                frame.first_line[key] = line
                self.lines[(*frame.path, key)] = line
                # A list or mapping as a key: its content is read and dropped, and its value is read under the same name.
                return (*frame.path, key)
            path = (*frame.path, key)
            if "\0" not in key:
                frame.value[key] = value
            line = frame.first_line[key]
            frame.waiting[0] = None
        self.lines[path] = line
        return path
