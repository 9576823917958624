"""Slips of the evidence: files that are not there, quotes that are not in the text, claims about nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from winset.case import paths
from winset.case.explicit import explicit
from winset.case.schema import CaseFile
from winset.errors import UnknownName, quoted

Found = Iterator[tuple[tuple[str, ...], str]]
MAX_DOCUMENT_BYTES = 4_000_000
_FOLDS = str.maketrans({"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u00ab": '"', "\u00bb": '"'})


def slips(file: CaseFile, folder: Path | None, texts: Mapping[str, str]) -> Found:
    """Yield the path and message of every slip in documents, claims and the paths they speak of."""
    for id_, document in file.documents.items():
        message = document_slip(folder, document.file)
        if message:
            yield ("documents", id_, "file"), message
    data = explicit(file)
    for section, id_, field, path in _mentioned(file):
        try:
            paths.split(data, path)
        except UnknownName as error:
            if path.partition(".")[0] == "regime" and path == "regime":
                continue
            yield (section, id_, field), str(error)
    for section in ("regimes", "variants"):
        for id_, record in getattr(file, section).items():
            for path in record.set:
                try:
                    paths.address(CaseFile, data, path)
                except UnknownName as error:
                    yield (section, id_, "set", path), str(error)
    for id_, claim in file.claims.items():
        if claim.quote is None and claim.document is not None and claim.kind != "inferred":
            yield ("claims", id_), "needs a quote from the document, or kind: inferred"
        if claim.quote is not None and claim.document is None:
            yield ("claims", id_), "needs the document that the quote is from"
        text = texts.get(claim.document or "")
        if claim.quote is not None and text is not None and find_quote(text, claim.quote) is None:
            yield ("claims", id_, "quote"), f"is not in document '{claim.document}' letter by letter: {quoted(claim.quote)}"


def _mentioned(file: CaseFile) -> Iterator[tuple[str, str, str, str]]:
    for id_, claim in file.claims.items():
        for path in claim.about:
            yield "claims", id_, "about", path
    for id_, stance in file.stances.items():
        yield "stances", id_, "about", stance.about
    for id_, belief in file.beliefs.items():
        if belief.about:
            yield "beliefs", id_, "about", belief.about
    for id_, attempt in file.attempts.items():
        for name, condition in attempt.conditions.items():
            if condition.about:
                yield "attempts", id_, f"conditions.{name}.about", condition.about
            elif condition.now is None:
                yield "attempts", id_, f"conditions.{name}", "(neither about nor now)"


def document_slip(folder: Path | None, name: str) -> str | None:
    """Return what is wrong with a document's file name; None if it lies inside the case folder and can be read."""
    if folder is None:
        return "a case in one text without a folder cannot have documents"
    target = folder / name
    if Path(name).is_absolute() or "\\" in name or not _inside(folder, target):
        return f"{quoted(name)} climbs out of the case folder; keep documents inside it"
    if not target.is_file():
        return f"there is no file {quoted(name)} in the case folder"
    if target.stat().st_size > MAX_DOCUMENT_BYTES:
        return f"{quoted(name)} has {target.stat().st_size / 1e6:.1f} MB; a document may have {MAX_DOCUMENT_BYTES / 1e6:.0f} MB"
    try:
        target.read_bytes().decode("utf-8-sig")
    except (UnicodeDecodeError, OSError):
        return f"{quoted(name)} is not UTF-8 text; save it as UTF-8"
    return None


def _inside(folder: Path, target: Path) -> bool:
    try:
        target.resolve().relative_to(folder.resolve())
    except (ValueError, OSError, RuntimeError):
        return False
    return True


def find_quote(text: str, quote: str) -> tuple[int, int] | None:
    """Return where `quote` stands in `text`, letter by letter after folding quotation marks, dashes and white space.

    Returns
    -------
    tuple of int or None
        Start and end in `text` (characters, end excluded) of the first place, or None.

    Examples
    --------
    >>> find_quote("He said: “last  warning”.", '"last warning"')
    (9, 24)
    """
    words = quote.translate(_FOLDS).split()
    if not words:
        return None
    pattern = r"\s+".join(re.escape(word) for word in words)
    match = re.search(pattern, text.translate(_FOLDS))
    return (match.start(), match.end()) if match else None
