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
from winset.case.explicit import explicit
from winset.case.names import WORDS, is_left_out, mentions
from winset.case.reader import Plain
from winset.case.scalars import in_words
from winset.case.schema import CaseFile
from winset.errors import Slip, UnknownName, did_you_mean, quoted

_FILLERS: dict[str, Plain] = {"case": "unnamed", "title": "untitled", "as_of": "unknown", "parties": {}, "issues": {}}
_ROUNDS = 8
_DEEPEST = 40
# More slips than this are counted, but not helped with a "did you mean".
_MOST_HELPED = 200
# How deep the smallest part lies that can be left out where it has a slip; elsewhere it is the record: section and id.
_CUTS = {"conflict.options": 4}
_CUTS |= dict.fromkeys([f"conflict.{part}" for part in ("preferences", "views", "common_moves", "arcs", "policies")], 3)
# Short forms that the schema spells otherwise: what the reader of a slip has written.
_WRITTEN = {"numbers": "values"}


Known = Mapping[str, Mapping[str, None]]  # kind of record to its names, in order


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
        if text in self.places:
            return self.places[text]
        words = text.split(".", _DEEPEST)[:_DEEPEST]
        above = (".".join(words[:length]) for length in range(len(words), 0, -1))
        found = next((name for name in above if name in self.places), "")
        return self.places.get(found, (self.main, 0))

    def slip(self, path: tuple[str, ...], message: str) -> Slip:
        """Return the slip that `message` makes of `path`."""
        file, line = self.place(path)
        return Slip(file, line, ".".join(path), message)


def checked(
    data: Plain, lines: Lines, folder: Path | None, texts: Mapping[str, str], *, as_written: bool = True
) -> tuple[CaseFile | None, list[Slip]]:
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
    as_written : bool
        Whether it is a person's file, whose claims must name a fitting value in ``if_wrong``; a what-if may have cut that.
    """
    if not isinstance(data, dict):
        place, line = lines.place("")
        if data is None:
            return None, [Slip(place, line, "", "is empty; a case needs case, title, as_of, parties and issues")]
        return None, [Slip(place, line, "", "should be a mapping with case, title, as_of, parties and issues")]
    file, slips, left_out = _typed(data, lines)
    if file is None:
        return None, slips
    dims = dimensions(file)
    known = {kind: dict.fromkeys(names) for kind, names in known_names(file, data, dims).items()}
    found = [*_names(file, known, dims, left_out), *_settings(file, known, dims, lines)]
    found += _inside_the_broken(data, slips, known, dims, left_out)
    found += _reversals(file, known, dims, lines) if as_written else []
    found += sense.slips(file, dims, folder, texts, left_out)
    return file, slips + [lines.slip(_as_written(data, path), message) for path, message in found]


def _typed(data: dict[str, Plain], lines: Lines) -> tuple[CaseFile | None, list[Slip], frozenset[paths.Parts]]:
    """Validate; on slips leave the broken records out and go on with the rest, so that its slips are found too.

    Returns
    -------
    tuple
        The case file without the broken records, the slips, and the paths that were left out.
    """
    slips: list[Slip] = []
    left_out: set[paths.Parts] = set()
    rest = data
    for _ in range(_ROUNDS):
        try:
            return CaseFile.model_validate(rest), slips, frozenset(left_out)
        except ValidationError as error:
            for detail in error.errors(include_url=False):
                path = tuple(str(part) for part in detail["loc"] if part != "[key]")
                slips.append(_translated(detail, path, data, lines, helped=len(slips) < _MOST_HELPED))
                record = path[: _CUTS.get(".".join(path[:2]), 2)]
                left_out.add(record if isinstance(data.get(path[0]), dict) else path[:1])
            rest = _without(data, left_out)
    return None, slips, frozenset(left_out)


def _without(data: dict[str, Plain], left_out: set[paths.Parts]) -> dict[str, Plain]:
    """Return `data` without some paths, in one pass however many they are, and with what a case cannot lack."""
    inner: dict[paths.Parts, set[str]] = {}
    for path in left_out:
        for length in range(len(path)):
            inner.setdefault(path[:length], set()).add(path[length])

    def kept(value: Plain, path: paths.Parts) -> Plain:
        if path not in inner or not isinstance(value, dict):
            return value
        go = inner[path]
        return {
            key: kept(entry, (*path, key)) if key in go else entry
            for key, entry in value.items()
            if key not in go or (*path, key) not in left_out
        }

    rest = kept(data, ())
    return {**{key: value for key, value in _FILLERS.items() if key not in rest}, **rest}


def _inside_the_broken(
    data: dict[str, Plain], slips: list[Slip], known: Known, dims: Mapping[str, Dimension], left_out: frozenset[paths.Parts]
) -> list[tuple[paths.Parts, str]]:
    """Return what else is wrong inside the records that were left out, so that it is told with the slip that broke the record.

    Only the broken fields are cut away for that; what is then found about a whole record may come of the cut, and is not told.
    """
    fields = {tuple(slip.path.split(".")) for slip in slips}
    cut = {path for path in fields if len(path) > 2 and paths.stands(data, path)}
    for _ in range(_ROUNDS if cut else 0):
        try:
            file = CaseFile.model_validate(_without(data, cut))
        except ValidationError as error:
            for detail in error.errors(include_url=False):
                path = tuple(str(part) for part in detail["loc"] if part != "[key]")
                cut.add(path[:2] if isinstance(data.get(path[0]), dict) else path[:1])
            continue
        found = [*_names(file, known, dims, left_out), *sense.slips(file, dims, None, {}, left_out)]
        broken = {record for record in left_out if record not in cut}
        return [
            (path, message)
            for path, message in found
            if any(path[: len(record)] == record != path for record in broken)
            # What lies beside a broken field may be judged by it.
            and not any(path[: len(one) - 1] == one[:-1] or one[: len(path)] == path for one in fields if len(one) > 3)
            and path not in fields
        ]
    return []


def _as_written(data: Plain, path: paths.Parts) -> paths.Parts:
    """Return `path` without the parts at its end that only the long form has, as far as `data` is written short."""
    for length in range(len(path), 0, -1):
        if paths.stands(data, path[:length]):
            return path[:length]
    return path


def _translated(detail: ErrorDetails, path: paths.Parts, data: Plain, lines: Lines, helped: bool) -> Slip:
    kind = detail["type"]
    if kind == "missing":
        if paths.stands(data, path):
            return lines.slip(path, "is empty; write a value")
        record = _as_written(data, _renamed(path[:-1]))
        return lines.slip(record, f"needs {quoted(path[-1])}")
    if kind == "extra_forbidden":
        model = paths.model_at(CaseFile, path[:-1]) if helped else None
        known = [info.alias or name for name, info in model.model_fields.items()] if model else []
        return lines.slip(_renamed(path), f"no field called {quoted(path[-1])} here.{did_you_mean(path[-1], known, most=14)}")
    path = _as_written(data, _renamed(path))
    if kind == "value_error":
        return lines.slip(path, str(detail["ctx"]["error"]))
    if kind == "literal_error":
        words = re.findall(r"'([^']*)'", detail["ctx"]["expected"])
        hint = did_you_mean(str(detail["input"]), words)
        message = f"should be {_or(words)}, not {in_words(detail['input'])}"
        return lines.slip(path, f"{message}.{hint}" if "mean" in hint else message)
    if kind in ("tuple_type", "list_type"):
        return lines.slip(path, f"should be a list, not {in_words(detail['input'])}")
    if kind == "dict_type":
        return lines.slip(path, f"should be a mapping (name: value), not {in_words(detail['input'])}")
    return lines.slip(path, detail["msg"][:1].lower() + detail["msg"][1:])


def _renamed(path: paths.Parts) -> paths.Parts:
    return tuple(_WRITTEN.get(part, part) if n == 2 and path[0] == "issues" else part for n, part in enumerate(path))


def _or(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"


def _names(
    file: CaseFile, known: Known, dims: Mapping[str, Dimension], left_out: frozenset[paths.Parts]
) -> list[tuple[tuple[str, ...], str]]:
    found: list[tuple[tuple[str, ...], str]] = []
    for path, ref, value in mentions(file):
        if ref.kinds == ("terms",):
            found += _term_slips(path, value, dims, left_out)
        elif not any(value in known[kind] or is_left_out((kind, value.partition(".")[0]), left_out) for kind in ref.kinds):
            word = " or ".join(WORDS[kind] for kind in ref.kinds if kind in WORDS)
            candidates = [name for kind in ref.kinds for name in known[kind]]
            found.append((path, f"no {word} called {quoted(value)}.{did_you_mean(value, candidates)}"))
    for path, groups in _deliveries(file):
        for party in (party for group in groups for party in group):
            if party not in known["parties"] and party not in ("unknown", "nobody") and known["parties"]:
                found.append((path, f"no party called {quoted(party)}.{did_you_mean(party, known['parties'])}"))
    return found


def _settings(file: CaseFile, known: Known, dims: Mapping[str, Dimension], lines: Lines) -> list[tuple[tuple[str, ...], str]]:
    """Return what is wrong with the values that regimes and variants would set: their types, and the names in them."""
    found: list[tuple[tuple[str, ...], str]] = []
    written = [("regimes", id_, record.set) for id_, record in file.regimes.items() if record.set]
    written += [("variants", id_, variant.set) for id_, variant in file.variants.items()]
    data = explicit(file) if written else {}
    for section, id_, settings in written:
        records: dict[paths.Parts, tuple[str, Plain]] = {}
        for path, value in settings.items():
            if value is None:
                found.append(((section, id_, "set", path), "is empty; write a value"))
                continue
            try:
                parts = paths.address(CaseFile, data, path)
            except UnknownName:
                continue  # `sense_evidence` says so
            record = parts[:2]
            before = records[record][1] if record in records else paths.get(data, record)
            records[record] = (path, paths.put(before, parts[2:], value))
        for record, (path, value) in records.items():
            message = _alone(record, value, known, dims, lines)
            if message:
                found.append(((section, id_, "set", path), message))
    return found


def _reversals(file: CaseFile, known: Known, dims: Mapping[str, Dimension], lines: Lines) -> list[tuple[tuple[str, ...], str]]:
    """Return what is wrong with the values that claims name in ``if_wrong``, so that striking one out cannot fail later."""
    found: list[tuple[tuple[str, ...], str]] = []
    wanted = {id_: claim for id_, claim in file.claims.items() if claim.if_wrong not in (None, "unknown")}
    data = explicit(file) if wanted else {}
    for id_, claim in wanted.items():
        messages = []
        for path in claim.about:
            try:
                parts = paths.split(data, path)
            except UnknownName:
                continue  # told where the path stands
            value = paths.put(paths.get(data, parts[:2]), parts[2:], claim.if_wrong)
            messages.append(_alone(parts[:2], value, known, dims, lines, make_sense=False))
        # A claim may speak of several paths; its other value must fit one of them.
        if messages and all(messages):
            found.append((("claims", id_, "if_wrong"), str(messages[0])))
    return found


def _alone(
    record: paths.Parts, value: Plain, known: Known, dims: Mapping[str, Dimension], lines: Lines, make_sense: bool = True
) -> str | None:
    """Return the first slip of one record by itself, with its path; None if there is none."""
    alone = paths.put(_FILLERS, record, value)
    file, slips, _ = _typed(alone, lines)
    if file is None or slips:
        return f"{slips[0].message} ({slips[0].path})"
    found = _names(file, known, dims, frozenset())
    if make_sense and record[0] not in ("documents", "claims"):  # what these quote is looked for when they stand in the case
        found += sense.slips(file, dims, None, {})
    own = (f"{message} ({'.'.join(path)})" for path, message in found if path[: len(record)] == record)
    return next(own, None)


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
    path: tuple[str, ...], terms: Mapping[str, Any], dims: Mapping[str, Dimension], left_out: frozenset[paths.Parts]
) -> list[tuple[tuple[str, ...], str]]:
    found = []
    for name, spec in terms.items():
        if is_left_out(("issues", name.partition(".")[0]), left_out):
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
