"""``proposed.yaml``: what was read and not decided yet, with the waiting texts beside it in ``proposed/``.

`load` reads neither. The file is rewritten whole by every reading and decision; what a person changed in a proposal stays.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml

from winset.analyses.reading import Proposal, Reading
from winset.analyses.whole_files import held, write_bytes
from winset.case.case import Case
from winset.case.reader import MAX_BYTES, read_bytes
from winset.case.sense_evidence import inside
from winset.errors import BadRequest, CaseError, Slip, TooLarge, printable
from winset.intake.plain import read_text
from winset.intake.propose import Candidate
from winset.intake.spans import Span

NAME, REFUSED, WAITING = "proposed.yaml", "refused.yaml", "proposed"
HEADER = """\
# What `winset read` found and nobody has decided on yet. This file is no part of the case: nothing here is accepted.
#
#   winset review CASE                    go through it, one statement after the other, with the text around each
#   winset accept CASE ID --about PATH    take one: it is added to claims.yaml
#   winset accept CASE --refuse ID        do not take one: that is noted in refused.yaml
#
# quote    the words, letter by letter; place is where they stand in the text (first character, end)
# by, via  the source and the hands between; ids of sources.yaml, or of `sources` below, added when a claim is accepted
# check    why a person must say who speaks (--by SOURCE) before it can be accepted
# when     when it was, if the words fix one interval; times holds every expression with its words, never narrowed
# about    paths of the case it may be about, and why; the first one is taken if you name none
# oddities what is odd about the words, and one possible reading; never applied by itself
#
# You may change by, via, when, said, modality, kind and about here before you accept.
"""


@dataclass(frozen=True)
class Waiting:
    """A text that was read, and its document record where the case does not have it."""

    text: str
    record: Mapping[str, Any]
    day: str


@dataclass(frozen=True)
class Proposed:
    """Everything that waits for a decision.

    Parameters
    ----------
    texts : mapping of str to Waiting
        By document.
    sources : mapping of str to mapping
        Records of sources that the case may not have yet.
    proposals : mapping of str to Proposal
        By id, in the order they were read.
    raw : bytes or None
        What the file held.
    over : tuple of str
        Texts that nothing waits for any more; the next writing removes their copies.
    """

    texts: Mapping[str, Waiting]
    sources: Mapping[str, Mapping[str, Any]]
    proposals: Mapping[str, Proposal]
    raw: bytes | None
    over: tuple[str, ...] = ()


def load_proposed(folder: Path, case: Case) -> Proposed:
    """Return what waits in the folder of a case.

    Raises
    ------
    CaseError
        ``proposed.yaml`` cannot be read, or one of its proposals does not fit its text any more.
    """
    raw = held(folder / NAME)
    if raw is None:
        return Proposed({}, {}, {}, None)
    page = read_bytes(raw, NAME)
    if page.slips:
        raise CaseError(page.slips)
    data = page.value if isinstance(page.value, dict) else {}
    slips: list[Slip] = []
    texts: dict[str, Waiting] = {}
    for id_, entry in _mapping(data, "texts").items():
        try:
            texts[id_] = _waiting(folder, case, id_, entry if isinstance(entry, dict) else {})
        except BadRequest as error:
            slips.append(Slip(NAME, page.lines.get(("texts", id_), 0), f"texts.{id_}", str(error)))
    proposals = {}
    for id_, entry in _mapping(data, "proposals").items():
        try:
            proposals[id_] = _from_record(id_, entry if isinstance(entry, dict) else {}, texts)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            line = page.lines.get(("proposals", id_), 0)
            slips.append(Slip(NAME, line, f"proposals.{id_}", f"is no proposal any more ({error}); read the text again"))
    if slips:
        raise CaseError(slips)
    return Proposed(texts, _mapping(data, "sources"), proposals, raw)


def _mapping(data: Any, name: str) -> dict[str, Any]:
    found = data.get(name) if isinstance(data, dict) else None
    return found if isinstance(found, dict) else {}


def _waiting(folder: Path, case: Case, id_: str, entry: dict[str, Any]) -> Waiting:
    if id_ in case.texts:
        text = read_text(case.texts[id_].encode(), id_)
    else:
        file = folder / WAITING / f"{id_}.txt"
        if not inside(folder / WAITING, file) or not file.is_file():
            raise BadRequest(f"the text is gone ({WAITING}/{id_}.txt); read it again")
        text = file.read_bytes().decode("utf-8", "replace")
    if _sum(text) != entry.get("sha256"):
        raise BadRequest("the text is not the one that was read; read it again")
    record = entry.get("record")
    return Waiting(text, record if isinstance(record, dict) else {}, str(entry.get("day") or ""))


def _sum(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def add_reading(folder: Path, before: Proposed, reading: Reading) -> Proposed:
    """Write a reading down beside what waits already, and return all of it.

    A text that was read before is replaced; its proposals keep what a person changed in them.

    Raises
    ------
    TooLarge
        The file would not be readable any more.
    """
    # No model, no loss: proposals that this reading does not have (found by a model before) stay.
    proposals = dict(before.proposals)
    for p in reading.proposals:
        kept = proposals.get(p.id)
        if kept is not None and kept.document == p.document and kept.place == p.place:
            continue
        proposals[p.id] = p
    waiting = Waiting(reading.text, reading.record, reading.day.isoformat() if reading.day else "")
    stale = before.texts.get(reading.document)
    if stale is not None and stale.text != reading.text:
        fresh = {p.id for p in reading.proposals}
        proposals = {id_: p for id_, p in proposals.items() if p.document != reading.document or id_ in fresh}
    after = Proposed({**before.texts, reading.document: waiting}, {**before.sources, **reading.sources}, proposals, before.raw)
    return write_proposed(folder, after)


def without(before: Proposed, ids: frozenset[str]) -> Proposed:
    """Return what waits without some proposals, and without texts and sources that nothing waits for."""
    proposals = {id_: p for id_, p in before.proposals.items() if id_ not in ids}
    documents = {p.document for p in proposals.values()}
    used = {id_ for p in proposals.values() for id_ in (p.by, *p.via)}
    return replace(
        before,
        over=tuple(id_ for id_ in before.texts if id_ not in documents),
        proposals=proposals,
        texts={id_: t for id_, t in before.texts.items() if id_ in documents},
        sources={id_: s for id_, s in before.sources.items() if id_ in used},
    )


def write_proposed(folder: Path, proposed: Proposed) -> Proposed:
    """Write everything that waits, the texts first, each file whole; return it as it now stands."""
    data: dict[str, Any] = {
        "texts": {
            id_: {"sha256": _sum(t.text), "day": t.day or None, "record": dict(t.record) or None}
            for id_, t in proposed.texts.items()
        },
        "sources": {id_: dict(record) for id_, record in proposed.sources.items()},
        "proposals": {id_: _record(p) for id_, p in proposed.proposals.items()},
    }
    raw = (HEADER + "".join(_yaml({name: part}) for name, part in data.items() if part)).encode()
    if len(raw) > MAX_BYTES:
        raise TooLarge(f"bytes of {NAME}", len(raw), MAX_BYTES, "Read the text in parts, or decide on what waits first.")
    for id_, waiting in proposed.texts.items():
        if waiting.record:
            file = folder / WAITING / f"{id_}.txt"
            file.parent.mkdir(exist_ok=True)
            encoded = waiting.text.encode("utf-8", "replace")
            if held(file) != encoded:
                write_bytes(file, encoded, before=held(file))
    write_bytes(folder / NAME, raw, before=proposed.raw)
    for id_ in proposed.over:
        (folder / WAITING / f"{id_}.txt").unlink(missing_ok=True)
    if proposed.over and (folder / WAITING).is_dir() and not any((folder / WAITING).iterdir()):
        (folder / WAITING).rmdir()
    return replace(proposed, raw=raw, over=())


def _yaml(data: Any) -> str:
    text: str = yaml.safe_dump(_plain(data), sort_keys=False, allow_unicode=True, width=120, default_flow_style=None)
    return text


def _plain(value: Any) -> Any:
    """Text that reads back, without empty entries; what shows nothing is written as its code."""
    if isinstance(value, dict):
        return {key: _plain(entry) for key, entry in value.items() if entry not in (None, "", [], (), {})}
    if isinstance(value, list | tuple):
        return [_plain(entry) for entry in value]
    return printable(" ".join(value.split()), 100_000) if isinstance(value, str) else value


def _record(p: Proposal) -> dict[str, Any]:
    return {
        "document": p.document,
        "place": [p.place.start, p.place.end],
        "quote": p.quote,
        "speakers": list(p.speakers),
        "chain": list(p.chain),
        "by": p.by,
        "via": list(p.via),
        "check": p.check,
        "when": p.when,
        "said": p.said,
        "times": [{"words": words, "when": edtf, "note": note} for words, edtf, note in p.times],
        "modality": p.modality,
        "polarity": p.polarity,
        "kind": p.kind,
        "about": [{"path": c.path, "why": c.reason} for c in p.about],
        "oddities": [{"what": k, "words": list(texts), "why": why, "perhaps": reading} for k, texts, why, reading in p.oddities],
    }


def _from_record(id_: str, data: dict[str, Any], texts: Mapping[str, Waiting]) -> Proposal:
    document = str(data["document"])
    if document not in texts:
        raise ValueError("its text is not listed")
    start, end = (int(entry) for entry in data["place"])
    text = texts[document].text
    if not 0 <= start < end <= len(text):
        raise ValueError("its place lies outside the text")
    return Proposal(
        id=id_,
        document=document,
        place=Span(start, end),
        # The words always come from the text itself: what stands in the file is only for reading.
        quote=text[start:end],
        speakers=_texts(data.get("speakers")),
        chain=_texts(data.get("chain")),
        by=str(data.get("by") or ""),
        via=_texts(data.get("via")),
        check=str(data.get("check") or ""),
        when=str(data.get("when") or ""),
        said=str(data.get("said") or ""),
        times=tuple(
            (str(t.get("words") or ""), str(t.get("when") or ""), str(t.get("note") or "")) for t in data.get("times") or []
        ),
        modality=str(data.get("modality") or "asserted"),
        polarity=str(data.get("polarity") or "positive"),
        kind=str(data.get("kind") or "paraphrase"),
        about=tuple(_candidate(entry) for entry in data.get("about") or []),
        oddities=tuple(
            (str(o.get("what") or ""), _texts(o.get("words")), str(o.get("why") or ""), str(o.get("perhaps") or ""))
            for o in data.get("oddities") or []
        ),
    )


def _candidate(entry: Any) -> Candidate:
    if isinstance(entry, str):
        return Candidate(entry, "written here by hand")
    return Candidate(str(entry["path"]), str(entry.get("why") or ""))


def _texts(value: Any) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(str(entry) for entry in value or ())
