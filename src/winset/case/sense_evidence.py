"""Slips of the evidence: files that are not there, quotes that are not in the text, claims about nothing."""

from __future__ import annotations

import os
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

from winset.case import paths
from winset.case.explicit import explicit
from winset.case.names import is_left_out
from winset.case.schema import CaseFile
from winset.errors import UnknownName, quoted

Found = Iterator[tuple[tuple[str, ...], str]]
MAX_DOCUMENT_BYTES = 4_000_000
MAX_NAME_BYTES = 250
# After so many quotes that are not in a document it is the wrong document, and looking for the others only takes time.
_MOST_MISSED = 200
_FOLDS = str.maketrans({"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u00ab": '"', "\u00bb": '"'})


def slips(
    file: CaseFile, folder: Path | None, texts: Mapping[str, str], left_out: frozenset[tuple[str, ...]] = frozenset()
) -> Found:
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
            if not is_left_out(tuple(path.split(".", 40)), left_out):
                yield (section, id_, field), str(error)
    for section in ("regimes", "variants"):
        for id_, record in getattr(file, section).items():
            for path in record.set:
                try:
                    paths.address(CaseFile, data, path)
                except UnknownName as error:
                    if not is_left_out(tuple(path.split(".", 40)), left_out):
                        yield (section, id_, "set", path), str(error)
    for id_, attempt in file.attempts.items():
        for name, condition in attempt.conditions.items():
            if condition.about is None and condition.now is None:
                yield ("attempts", id_, "conditions", name), "needs 'about' (a path of this case) or 'now' (in words)"
    folded: dict[str, _Folded] = {}
    misses: Counter[str] = Counter()
    for id_, claim in file.claims.items():
        if claim.quote is None and claim.document is not None and claim.kind != "inferred":
            yield ("claims", id_), "needs a quote from the document, or kind: inferred"
        if claim.quote is not None and claim.document is None:
            yield ("claims", id_), "needs the document that the quote is from"
        if claim.quote is not None and claim.document is not None and claim.document in texts:
            if claim.document not in folded:
                folded[claim.document] = _fold(texts[claim.document])
            if misses[claim.document] < _MOST_MISSED and _find(folded[claim.document], claim.quote) is None:
                misses[claim.document] += 1
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


def document_slip(folder: Path | None, name: str) -> str | None:
    """Return what is wrong with a document's file name; None if it lies inside the case folder and can be read."""
    if folder is None:
        return "a case in one text without a folder cannot have documents"
    target = folder / name
    if len(name.encode(errors="replace")) > MAX_NAME_BYTES:
        return f"{quoted(name)} is too long for a file name"
    if "\\" in name:
        return f"{quoted(name)} has a backslash; write folders with '/'"
    if Path(name).is_absolute() or not inside(folder, target):
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


def inside(folder: Path, target: Path) -> bool:
    """Whether `target`, with every link followed, lies in `folder`."""
    try:
        return Path(os.path.realpath(target)).is_relative_to(os.path.realpath(folder))
    except ValueError:  # a zero byte in the name
        return False


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
    return _find(_fold(text), quote)


@dataclass(frozen=True)
class _Folded:
    """A text with one space between words: the text itself, and where each word begins in it and in the original."""

    text: str
    starts: tuple[int, ...]
    originals: tuple[int, ...]


def _fold(text: str) -> _Folded:
    # Each letter is folded to one letter, so places stay what they are. Searching a plain text takes time in proportion to it,
    # which a pattern made of the quote would not.
    words = [(match[0], match.start()) for match in re.finditer(r"\S+", text.translate(_FOLDS))]
    starts = tuple(accumulate((len(word) + 1 for word, _ in words), initial=0))[: len(words)]
    return _Folded(" ".join(word for word, _ in words), starts, tuple(start for _, start in words))


def _find(folded: _Folded, quote: str) -> tuple[int, int] | None:
    words = " ".join(quote.translate(_FOLDS).split())
    place = folded.text.find(words) if words else -1
    if place < 0:
        return None

    def original(position: int) -> int:
        word = bisect_right(folded.starts, position) - 1
        return folded.originals[word] + position - folded.starts[word]

    return original(place), original(place + len(words) - 1) + 1
