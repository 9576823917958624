"""From plain values to a checked case file, or every slip at once: types first, then names, then sense."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from winset.case import paths, sense
from winset.case.dimensions import Dimension, dimensions, term_values
from winset.case.names import WORDS, mentions
from winset.case.reader import Plain
from winset.case.schema import CaseFile
from winset.errors import Slip, did_you_mean, quoted

_FILLERS: dict[str, Plain] = {"case": "unnamed", "title": "untitled", "as_of": "unknown", "parties": {}, "issues": {}}
_ROUNDS = 8


@dataclass(frozen=True)
class Lines:
    """Where every path of a case was written.

    Parameters
    ----------
    main : str
        File that stands in for a path nobody wrote.
    places : mapping
        Dotted path to (file, line).
    """

    main: str
    places: Mapping[str, tuple[str, int]] = field(default_factory=dict)

    def place(self, path: tuple[str, ...] | str) -> tuple[str, int]:
        """Return the file and line of `path`, or of the nearest path above it that was written."""
        text = path if isinstance(path, str) else ".".join(path)
        while text:
            if text in self.places:
                return self.places[text]
            text = text.rpartition(".")[0]
        return self.places.get("", (self.main, 0))

    def slip(self, path: tuple[str, ...], message: str) -> Slip:
        """Return the slip that `message` makes of `path`."""
        file, line = self.place(path)
        return Slip(file, line, ".".join(path), message)


def checked(data: Plain, lines: Lines, folder: Path | None, texts: Mapping[str, str]) -> tuple[CaseFile | None, list[Slip]]:
    """Return the checked case file and no slips, or None (or a part of it) and every slip.

    Parameters
    ----------
    data : Plain
        What the file says: nested dicts, lists, texts.
    lines : Lines
        Where each path was written.
    folder : Path or None
        The case folder, where documents lie.
    texts : mapping
        Document id to its text, for those that could be read.
    """
    if not isinstance(data, dict):
        place, line = lines.place("")
        return None, [Slip(place, line, "", "should be a mapping with case, title, as_of, parties and issues")]
    file, slips = _typed(data, lines)
    if file is None:
        return None, slips
    dims = dimensions(file)
    slips += [lines.slip(path, message) for path, message in _names(file, data, dims)]
    slips += [lines.slip(path, message) for path, message in sense.slips(file, dims, folder, texts)]
    return file, slips


def _typed(data: dict[str, Plain], lines: Lines) -> tuple[CaseFile | None, list[Slip]]:
    """Validate; on slips leave the broken records out and go on with the rest, so that its slips are found too."""
    slips: list[Slip] = []
    rest = data
    for _ in range(_ROUNDS):
        try:
            return CaseFile.model_validate(rest), slips
        except ValidationError as error:
            broken: set[tuple[str, ...]] = set()
            for detail in error.errors(include_url=False):
                path = tuple(str(part) for part in detail["loc"] if part != "[key]")
                slip = _translated(detail, path, lines)
                if slip not in slips:
                    slips.append(slip)
                broken.add(path)
            rest = _without(rest, broken)
    return None, slips


def _without(data: dict[str, Plain], broken: set[tuple[str, ...]]) -> dict[str, Plain]:
    for path in sorted(broken):
        whole_section = len(path) == 1 or not isinstance(data.get(path[0]), dict)
        data = paths.drop(data, path[:1] if whole_section else path[:2])
    return {**{key: value for key, value in _FILLERS.items() if key not in data}, **data}


def _translated(detail: ErrorDetails, path: tuple[str, ...], lines: Lines) -> Slip:
    kind = detail["type"]
    if kind == "missing":
        return lines.slip(path[:-1], f"needs {quoted(path[-1])}")
    if kind == "extra_forbidden":
        record = paths.model_at(CaseFile, path[:-1])
        known = [info.alias or name for name, info in record.model_fields.items()] if record else []
        return lines.slip(path, f"no field called {quoted(path[-1])} here.{did_you_mean(path[-1], known, most=14)}")
    if kind == "value_error":
        return lines.slip(path, str(detail["ctx"]["error"]))
    if kind == "literal_error":
        words = re.findall(r"'([^']*)'", detail["ctx"]["expected"])
        given = str(detail["input"])
        hint = did_you_mean(given, words)
        return lines.slip(path, f"should be {_or(words)}, not {quoted(given)}.{hint if 'mean' in hint else ''}".rstrip("."))
    if kind in ("tuple_type", "list_type"):
        return lines.slip(path, "should be a list")
    if kind == "dict_type":
        return lines.slip(path, "should be a mapping of ids")
    return lines.slip(path, detail["msg"][:1].lower() + detail["msg"][1:])


def _or(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"


def _names(file: CaseFile, data: dict[str, Plain], dims: Mapping[str, Dimension]) -> list[tuple[tuple[str, ...], str]]:
    known = known_names(file, data, dims)
    found: list[tuple[tuple[str, ...], str]] = []
    for path, ref, value in mentions(file):
        if ref.kinds == ("terms",):
            found += _term_slips(path, value, dims, known["issues"])
        elif not any(value in known[kind] for kind in ref.kinds):
            word = " or ".join(WORDS[kind] for kind in ref.kinds if kind in WORDS)
            candidates = [name for kind in ref.kinds for name in known[kind]]
            found.append((path, f"no {word} called {quoted(value)}.{did_you_mean(value, candidates)}"))
    for path, groups in _deliveries(file):
        for party in (party for group in groups for party in group):
            if party not in known["parties"] and party not in ("unknown", "nobody"):
                found.append((path, f"no party called {quoted(party)}.{did_you_mean(party, known['parties'])}"))
    return found


def known_names(file: CaseFile, data: dict[str, Plain], dims: Mapping[str, Dimension]) -> dict[str, list[str]]:
    """Return the names of each kind; a record with a slip of its own still counts as known."""
    known: dict[str, list[str]] = {"public": ["public"]}
    for kind in WORDS:
        section = data.get(kind)
        known[kind] = [str(key) for key in section] if isinstance(section, dict) else []
    known["issues"] += [dim for dim in dims if dim not in known["issues"]]
    known["stages"] = known["stages"] or ["1"]
    conflict = data.get("conflict")
    options = conflict.get("options") if isinstance(conflict, dict) else None
    known["options"] = [
        str(name) for own in (options.values() if isinstance(options, dict) else ()) if isinstance(own, dict) for name in own
    ]
    return known


def _term_slips(
    path: tuple[str, ...], terms: Mapping[str, Any], dims: Mapping[str, Dimension], issues: list[str]
) -> list[tuple[tuple[str, ...], str]]:
    found = []
    for name, spec in terms.items():
        if name in issues and name not in dims and not any(dim.startswith(name + ".") for dim in dims):
            continue  # the issue has a slip of its own
        try:
            term_values(dims, {name: spec})
        except ValueError as error:
            found.append(((*path, name), str(error)))
    return found


def _deliveries(file: CaseFile) -> list[tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]]:
    return [
        (("issues", issue_id, "delivered_by"), groups)
        for issue_id, issue in file.issues.items()
        for groups in issue.delivered_by.groups.values()
    ]
