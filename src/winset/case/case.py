"""`Case`: one negotiation as written, checked and frozen; and `load`, the only road from a file to one."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from winset.case import paths
from winset.case.check import Lines, checked
from winset.case.dimensions import Dimension, dimensions
from winset.case.explicit import as_yaml, explicit
from winset.case.reader import Page, Plain, read_bytes, read_file
from winset.case.schema import CaseFile
from winset.case.schema_conflict import Conflict
from winset.case.schema_evidence import Grades
from winset.case.sense_evidence import MAX_NAME_BYTES, document_slip, inside
from winset.errors import BadRequest, CaseError, Slip, UnknownName, quoted

# What may stand in a file of its own beside case.yaml: the mappings of records, not single values such as `case`.
_SECTIONS = frozenset(name for name, info in CaseFile.model_fields.items() if info.default in ({}, Conflict(), Grades())) | {
    "parties",
    "issues",
}


@dataclass(frozen=True)
class Case:
    """One negotiation as written: checked, frozen, and only changed by what-ifs, which return another one.

    Parameters
    ----------
    file : CaseFile
        The typed content.
    lines : Lines
        File and line of every path.
    folder : Path or None
        Where its documents lie.
    texts : mapping
        Document id to text.
    steps : tuple of str
        The what-ifs that led here, in words; empty for a case as written.

    Examples
    --------
    >>> import winset
    >>> case = winset.load("doha2025")
    >>> case.stage(1).without("former_adviser").steps
    ('stage 1', 'without source former_adviser')
    """

    file: CaseFile
    lines: Lines
    folder: Path | None = None
    texts: Mapping[str, str] = field(default_factory=dict)
    steps: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """The id of the case."""
        return self.file.case

    @property
    def title(self) -> str:
        """The title of the case."""
        return self.file.title

    def data(self) -> dict[str, Any]:
        """Return the case as explicit plain data: nested dicts, lists, texts, numbers."""
        return explicit(self.file)

    def resolve(self) -> str:
        """Return the explicit form as YAML; reading it and resolving it again gives the same text."""
        return as_yaml(self.data())

    def dimensions(self) -> dict[str, Dimension]:
        """Return the dimensions of the deal space by id; the first value of each is the status quo."""
        return dimensions(self.file)

    def day(self) -> dt.date | None:
        """Return the day the case stands on (the last day of ``as_of``), if it is known."""
        return self.file.as_of.latest

    def get(self, path: str) -> Any:
        """Return the explicit value at a dotted path; UnknownName with a suggestion where there is none."""
        data = self.data()
        return paths.get(data, paths.split(data, path))

    def hash(self) -> str:
        """Return 16 hex digits that name this content; the same content gives the same digits on every machine."""
        content = json.dumps([self.data(), dict(sorted(self.texts.items()))], sort_keys=True, ensure_ascii=True)
        return hashlib.sha256(content.encode()).hexdigest()[:16]

    def name_of(self, id_: str) -> str:
        """Return the label of a party, person, issue, channel, source or other record, or the id itself."""
        for section in ("parties", "people", "issues", "channels", "sources", "ratifications", "events", "threats", "regimes"):
            record = getattr(self.file, section).get(id_)
            if record is not None:
                name = getattr(record, "name", None) or getattr(record, "body", None)
                return str(name or id_)
        dims = self.dimensions()
        return dims[id_].name if id_ in dims else id_

    # The what-ifs: Case -> Case. They live in change.py; these are their public names.

    def on(self, day: str) -> Case:
        """Return the case as it stood on `day`: later records, claims and states are gone, and that day's regime holds.

        Parameters
        ----------
        day : str
            A day such as ``2025-03-04``, or a month (its last day counts).
        """
        from winset.case import change

        return change.on(self, day)

    def without(self, *names: str) -> Case:
        """Return the case with some sources (or documents, or claims) struck out.

        A value that nobody states any more becomes what the claims left state, else what the lost ones name in ``if_wrong``, else
        unknown.
        """
        from winset.case import change

        return change.without(self, *names)

    def stage(self, number: int | str) -> Case:
        """Return the case with one stage's issues only; later ones stay at the status quo, earlier ones are carried out."""
        from winset.case import change

        return change.stage(self, str(number))

    def set(self, path: str, value: object) -> Case:
        """Return the case with one value changed; `value` is written as in a case file."""
        from winset.case import change

        return change.put(self, path, value)

    def seen_by(self, party: str, on: str | None = None) -> Case:
        """Return the structure that `party` sees: without the channels and options it does not know of (on a day)."""
        from winset.case import change

        return change.seen_by(self, party, on)

    def variant(self, name: str) -> Case:
        """Return the case with the values that the case file's variant `name` sets."""
        from winset.case import change

        return change.variant(self, name)


def load(source: str | Path) -> Case:
    """Return the case in a YAML file, a folder, or the bundled catalogue, checked and frozen.

    Parameters
    ----------
    source : str or Path
        A file, a folder with ``case.yaml``, or the name of a bundled case such as ``doha2025``.

    Raises
    ------
    CaseError
        Naming every slip with its file and line.
    UnknownName
        If there is no such file, folder or bundled case.

    Examples
    --------
    >>> import winset
    >>> winset.load("doha2025").title
    'Direct talks between the United States and Hamas'
    """
    path = find(source)
    if path.is_dir():
        pages = [read_file(path / "case.yaml", "case.yaml")]
        sections = [p for p in sorted(path.glob("*.yaml")) if p.stem in _SECTIONS]
        outside = "leads out of the case folder; keep every file of a case inside it"
        slips = [Slip(p.name, 0, "", outside) for p in sections if not inside(path, p)]
        if slips:
            raise CaseError(slips)
        pages += [read_file(p, p.name) for p in sections]
        return _built(pages, path)
    return _built([read_file(path, path.name)], path.parent)


def loads(text: str | bytes, name: str = "case") -> Case:
    """Return the case that `text` writes; it can have no documents, because it has no folder."""
    return _built([read_bytes(text.encode() if isinstance(text, str) else text, name)], None)


def find(source: str | Path) -> Path:
    """Return the file or folder that `source` names, the bundled catalogue included."""
    path = Path(source)
    longest = max((len(part.encode(errors="replace")) for part in path.parts), default=0)
    if longest > MAX_NAME_BYTES or len(str(source)) > 1000:
        raise UnknownName("case file, folder or bundled case", str(source), ())
    _not_locked(path)
    if path.is_file() or (path.is_dir() and (path / "case.yaml").is_file()):
        return path
    if path.is_dir():
        below = [one.parent for one in sorted(path.glob("*/case.yaml"))]
        meant = f"; did you mean {' or '.join(str(one) for one in below[:3])}?" if below else ""
        raise CaseError([Slip(str(source), 0, "", f"this folder has no case.yaml{meant}")])
    bundled = catalogue()
    name = str(source).removeprefix("catalogue/")
    if name in bundled:
        return bundled[name]
    raise UnknownName("case file, folder or bundled case", str(source), sorted(bundled))


LOCKED = ".locked"
"""What a locked case is called beyond its name; see `winset.vault`."""

UNFINISHED = ".winset-unfinished"
"""The mark in a folder in which locking or unlocking is at work, or was when it was killed."""


def _not_locked(path: Path) -> None:
    for folder in (path, path.parent):
        mark = folder / UNFINISHED
        if folder.name and mark.is_file():
            word = "lock" if mark.read_bytes()[:4] == b"lock" else "unlock"
            raise BadRequest(
                f"{word}ing {quoted(folder)} was interrupted, and files may be missing there; {folder.name}{LOCKED} holds all of "
                f"them. Complete it with: winset {word} {folder}"
            )
    plain = path.name.removesuffix(LOCKED)
    if plain != path.name and path.is_file():
        raise BadRequest(f"{quoted(path)} is a locked case. Open it with: winset unlock {path}")
    if path.name and not path.exists() and path.with_name(path.name + LOCKED).is_file():
        raise BadRequest(f"the case {quoted(path)} is locked. Open it with: winset unlock {path}")


def catalogue() -> dict[str, Path]:
    """Return the bundled cases: name to folder."""
    here = Path(__file__).resolve().parent.parent
    for root in (here / "catalogue", here.parents[1] / "catalogue"):
        if root.is_dir():
            return {str(p.parent.relative_to(root)): p.parent for p in sorted(root.rglob("case.yaml"))}
    return {}


def _built(pages: list[Page], folder: Path | None) -> Case:
    slips = [slip for page in pages for slip in page.slips]
    data, places, clashes = _merged(pages)
    slips += clashes
    if any(page.value is None and page.slips for page in pages):
        raise CaseError(slips)
    lines = Lines(pages[0].file, places)
    texts = _texts(data, folder)
    file, found = checked(data, lines, folder, texts)
    there = {(slip.file, slip.line, slip.path) for slip in slips}
    slips += [slip for slip in found if (slip.file, slip.line, slip.path) not in there]
    if file is None or slips:
        raise CaseError(slips)
    return Case(file, lines, folder, texts)


def _merged(pages: list[Page]) -> tuple[Plain, dict[str, tuple[str, int]], list[Slip]]:
    """Put the section files of a folder into the case; a record written in both is a slip with both places."""
    main, *sections = pages
    places = {".".join(path): (main.file, line) for path, line in main.lines.items() if not any("\0" in part for part in path)}
    slips: list[Slip] = []
    data = main.value
    for page in sections:
        if page.value is None:
            continue
        name = page.file.removesuffix(".yaml")
        if not isinstance(page.value, dict) or not isinstance(data, dict):
            slips.append(Slip(page.file, 1, name, "should be a mapping of ids"))
            continue
        own = data.get(name) or {}
        for key in page.value:
            if isinstance(own, dict) and key in own:
                there = "{}:{}".format(*places[f"{name}.{key}"])
                slips.append(Slip(page.file, page.lines[(key,)], f"{name}.{key}", f"is written in {there} already"))
        if isinstance(own, dict):
            data = {**data, name: {**page.value, **own}}
        for path, line in page.lines.items():
            if not any("\0" in part for part in path):
                places.setdefault(".".join((name, *path)), (page.file, line))
    return data, places, slips


def _texts(data: Plain, folder: Path | None) -> dict[str, str]:
    documents = data.get("documents") if isinstance(data, dict) else None
    texts = {}
    for id_, document in documents.items() if isinstance(documents, dict) else ():
        name = document.get("file") if isinstance(document, dict) else None
        if isinstance(name, str) and folder is not None and document_slip(folder, name) is None:
            texts[str(id_)] = (folder / name).read_bytes().decode("utf-8-sig")
    return texts


def rebuilt(case: Case, data: dict[str, Any], step: str | None) -> Case:
    """Return the case that `data` makes, with the lines and texts of `case`; CaseError if it no longer holds together."""
    texts = {id_: text for id_, text in case.texts.items() if id_ in data.get("documents", {})}
    file, slips = checked(data, case.lines, case.folder, texts, as_written=False)
    if file is None or slips:
        raise CaseError(slips)
    return Case(file, case.lines, case.folder, texts, (*case.steps, step) if step else case.steps)
