"""On which line of a JSON or YAML text each value stands, and slips that are given their line by it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

import yaml

from winset.errors import Slip

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{},:]|\n|[^\s"\[\]{},:]+', re.DOTALL)


def json_lines(text: str) -> dict[str, int]:
    """Return the line of each value of a sound JSON text by its dotted path; list entries are ``path[0]``, ``path[1]``.

    Examples
    --------
    >>> json_lines('{"a": {\\n "b": [1,\\n 2]}}')
    {'a': 1, 'a.b': 2, 'a.b[0]': 2, 'a.b[1]': 3}
    """
    found: dict[str, int] = {}
    line = 1
    # Of each open object or list: its path, and the number of the entry for lists (-1 for objects).
    holders: list[tuple[str, int]] = []
    here, key, waits = "", "", False
    for token in _TOKEN.findall(text):
        if token == "\n":
            line += 1
            continue
        in_list = bool(holders) and holders[-1][1] >= 0
        if in_list and token not in ",]:" and not waits:
            here = f"{holders[-1][0]}[{holders[-1][1]}]"
            found.setdefault(here, line)
        if token in "{[":
            holders.append((here, -1 if token == "{" else 0))
            waits = False
        elif token in "}]":
            holders.pop()
            waits = False
        elif token == ",":
            if in_list:
                holders[-1] = (holders[-1][0], holders[-1][1] + 1)
            waits = False
        elif token == ":":
            waits = True
        elif holders and not in_list and not waits:
            key = _unescaped(token[1:-1])
            here = f"{holders[-1][0]}.{key}".lstrip(".") if holders[-1][0] else key
            found.setdefault(here, line)
    return found


def _unescaped(text: str) -> str:
    if "\\" not in text:
        return text
    plain = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}
    return re.sub(
        r"\\(?:u([0-9a-fA-F]{4})|(.))", lambda m: chr(int(m[1], 16)) if m[1] else plain.get(m[2], m[2]), text, flags=re.DOTALL
    )


def yaml_lines(node: yaml.Node | None) -> dict[str, int]:
    """Return the line of each value of a YAML document by its dotted path, list entries as in `json_lines`.

    Examples
    --------
    >>> yaml_lines(yaml.compose("a:\\n- b: 1\\n- 2\\n"))
    {'a': 1, 'a[0]': 2, 'a[0].b': 2, 'a[1]': 3}
    """
    return dict(_walk(node, ""))


def _walk(node: yaml.Node | None, path: str) -> Iterator[tuple[str, int]]:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            here = f"{path}.{key.value}" if path else str(key.value)
            yield here, key.start_mark.line + 1
            yield from _walk(value, here)
    elif isinstance(node, yaml.SequenceNode):
        for k, value in enumerate(node.value):
            yield f"{path}[{k}]", value.start_mark.line + 1
            yield from _walk(value, f"{path}[{k}]")


def placed(slips: Iterable[Slip], file: str, lines: Mapping[str, int], prefixes: Sequence[str] = ("",)) -> list[Slip]:
    """Return the slips; those of `file` without a line get that of their path, or of the nearest part of it."""
    return [replace(s, line=_line(s.path, lines, prefixes)) if s.file == file and not s.line else s for s in slips]


def _line(path: str, lines: Mapping[str, int], prefixes: Sequence[str]) -> int:
    while path:
        for prefix in prefixes:
            if prefix + path in lines:
                return lines[prefix + path]
        path = path[: max(path.rfind("."), path.rfind("["), 0)]
    return 1
