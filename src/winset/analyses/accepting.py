"""Accepting and refusing what was read: whole records are added to the files of a case, nothing a person wrote is changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from winset.analyses.proposed_file import NAME, REFUSED, Proposed, load_proposed, without, write_proposed
from winset.analyses.reading import Proposal
from winset.analyses.whole_files import appended, held, own_folder, write_bytes
from winset.case import paths
from winset.case.case import Case, load
from winset.case.reader import read_bytes
from winset.case.sense_evidence import inside
from winset.case.trial import load_as_if
from winset.errors import BadRequest, CaseError, UnknownName

_HEADINGS = {
    "claims.yaml": "# Claims, one statement each: the words, what they are about, who said so and through whom, when.\n",
    "sources.yaml": "# Sources: whose word it is. Grade each by a letter A-F; what it says has a figure 1-6 of its own.\n",
    "documents.yaml": "# The texts that claims quote; the files lie in documents/.\n",
    REFUSED: "# Statements that were read and not taken. No part of the case; `winset read` does not propose them again.\n",
}


@dataclass(frozen=True)
class Choice:
    """What a person says about a statement when taking it; what is empty is taken as it was read.

    Parameters
    ----------
    about : tuple of str
        Paths of the case.
    by : str
        The source: an id, or ``-`` for the writer.
    value, reading, if_wrong, when, known : str
        As the fields of a claim.
    denies : bool or None
        Whether the words deny what the case holds at the path. None leaves it to the words: a negative statement without a
        value of its own denies, unless the case itself holds a "no" there.
    credibility : str
        Admiralty figure of this statement, 1-6; empty for that of its source.
    """

    about: tuple[str, ...] = ()
    by: str = ""
    value: str = ""
    reading: str = ""
    if_wrong: str = ""
    when: str = ""
    known: str = ""
    denies: bool | None = None
    credibility: str = ""


@dataclass(frozen=True)
class Decided:
    """What was written: files by name to how many records each got."""

    claims: tuple[str, ...]
    refused: tuple[str, ...]
    files: Mapping[str, int]


def accept(source: str | Path, ids: tuple[str, ...], choice: Choice = Choice()) -> Decided:
    """Add some proposals to the claims of a case, with the sources and documents they need.

    The case is checked as it would be; where anything is wrong, nothing is written. Every file is replaced by one rename, the
    ones that others lean on first, so that an interruption leaves a case that loads; accepting again then completes it.

    Parameters
    ----------
    source : str or Path
        The folder of a case.
    ids : tuple of str
        Proposals of ``proposed.yaml``.
    choice : Choice
        What a person says about them.

    Raises
    ------
    UnknownName
        There is no such proposal.
    BadRequest
        A proposal has no path or no sure speaker and none was named.
    CaseError
        With every slip that the case would have.
    """
    folder, case, waiting = opened(source)
    chosen = [_named(waiting, id_) for id_ in dict.fromkeys(ids)]
    claims = {p.id: claim_of(case, waiting, p, choice) for p in chosen if p.id not in case.file.claims}
    used = [name for claim in claims.values() for name in _sources_of(claim)]
    sources = _needed_sources(case, waiting, used)
    documents = {
        p.document: dict(waiting.texts[p.document].record)
        for p in chosen
        if p.document not in case.file.documents and waiting.texts[p.document].record
    }
    added = {"documents.yaml": documents, "sources.yaml": sources, "claims.yaml": claims}
    old = {name: held(folder / name) for name, records in added.items() if records}
    new = {name: appended(old[name], _HEADINGS[name], _yaml(added[name])) for name in old}
    texts = {
        folder / str(record["file"]): waiting.texts[id_].text.encode("utf-8", "replace") for id_, record in documents.items()
    }
    made = _put_texts(folder, texts)
    try:
        after = load_as_if(folder, new)
        _only_added(case, after, added)
        for name in ("documents.yaml", "sources.yaml", "claims.yaml"):
            if name in new:
                write_bytes(folder / name, new[name], before=old[name])
    except (CaseError, BadRequest):
        for file in made:
            file.unlink(missing_ok=True)
        raise
    write_proposed(folder, without(waiting, frozenset(p.id for p in chosen)))
    files = {name: len(records) for name, records in added.items() if records}
    return Decided(tuple(p.id for p in chosen), (), files)


def refuse(source: str | Path, ids: tuple[str, ...], why: str = "") -> Decided:
    """Note that some proposals are not taken; reading the same text again does not propose them.

    Raises
    ------
    UnknownName
        There is no such proposal.
    """
    folder, _, waiting = opened(source)
    chosen = [_named(waiting, id_) for id_ in dict.fromkeys(ids)]
    if not chosen:
        return Decided((), (), {})
    there = {id_ for _, id_ in refused(folder)}
    records = {
        p.id: {
            "document": p.document,
            "quote": " ".join(p.quote.split()),
            "refused": dt.date.today().isoformat(),
            **({"why": why} if why else {}),
        }
        for p in chosen
        if p.id not in there
    }
    old = held(folder / REFUSED)
    if records:
        new = appended(old, _HEADINGS[REFUSED], _yaml(records))
        page = read_bytes(new, REFUSED)
        if page.slips:
            raise CaseError(page.slips)
        write_bytes(folder / REFUSED, new, before=old)
    write_proposed(folder, without(waiting, frozenset(p.id for p in chosen)))
    return Decided((), tuple(p.id for p in chosen), {REFUSED: len(records)})


def refused(folder: Path) -> frozenset[tuple[str, str]]:
    """Return document and id of what was refused.

    Raises
    ------
    CaseError
        ``refused.yaml`` cannot be read.
    """
    raw = held(folder / REFUSED)
    if raw is None:
        return frozenset()
    page = read_bytes(raw, REFUSED)
    if page.slips:
        raise CaseError(page.slips)
    data = page.value if isinstance(page.value, dict) else {}
    return frozenset((str(r.get("document") or ""), id_) for id_, r in data.items() if isinstance(r, dict))


def opened(source: str | Path) -> tuple[Path, Case, Proposed]:
    """Return the folder of a case of one's own, the case, and what waits in it."""
    folder = own_folder(source)
    case = load(folder)
    return folder, case, load_proposed(folder, case)


def claim_of(case: Case, waiting: Proposed, p: Proposal, choice: Choice) -> dict[str, Any]:
    """Return the record of the claim that a proposal becomes.

    Raises
    ------
    BadRequest
        The path or the speaker is not settled.
    """
    about = choice.about or tuple(c.path for c in p.about[:1])
    if not about:
        raise BadRequest(f"{p.id}: no path of the case fits by itself; name one with --about PATH")
    if p.check and not choice.by:
        likely = f" (probably {p.by})" if p.by else ""
        raise BadRequest(f"{p.id}: {p.check}. Say who speaks{likely}: --by SOURCE, or --by - for the writer")
    by = "" if choice.by == "-" else choice.by or p.by
    if by and by not in case.file.sources and by not in waiting.sources:
        raise UnknownName("source", by, [*case.file.sources, *waiting.sources])
    odd = "; ".join(f"{kind}: {why} Perhaps: {perhaps}" for kind, _, why, perhaps in p.oddities)
    published = waiting.texts[p.document].day if p.document in waiting.texts else ""
    record = {
        "about": about[0] if len(about) == 1 else list(about),
        "document": p.document,
        "quote": " ".join(p.quote.split()),
        "reading": choice.reading,
        "value": choice.value,
        "by": by,
        "via": [hand for hand in p.via if hand != by] if choice.by != "-" else [],
        "kind": p.kind,
        "modality": p.modality,
        "denies": "yes" if denies_by_words(case, p, choice) else "",
        "when": choice.when or p.when,
        "said": p.said,
        "published": published,
        "known": choice.known,
        "credibility": choice.credibility,
        "if_wrong": choice.if_wrong,
        "oddity": odd,
    }
    usual = {"kind": "paraphrase", "modality": "asserted"}
    return {name: value for name, value in record.items() if value not in ("", []) and usual.get(name) != value}


_NO = frozenset(
    {"no", "none", "never", "false", "refused", "refuses", "rejected", "withheld", "denied", "against", "opposed", "closed"}
    | {"advised_against", "vetoed"}
)


def denies_by_words(case: Case, p: Proposal, choice: Choice) -> bool:
    """Return whether the claim will deny what the case holds: as the person said, or else as the words of the statement do.

    A negation must not get lost on the way into the case: without this, "had not agreed" would count as support.
    """
    if choice.denies is not None:
        return choice.denies
    if p.polarity != "negative" or choice.value:
        return False
    about = choice.about or tuple(c.path for c in p.about[:1])
    return bool(about) and not any(_holds_a_no(case, path) for path in about)


def _holds_a_no(case: Case, path: str) -> bool:
    data = case.data()
    try:
        held = paths.get(data, paths.split(data, path))
    except (UnknownName, KeyError, LookupError):
        return False
    if isinstance(held, list) and held:
        # A consent that changed over time: what it came to in the end.
        held = held[-1]
    if isinstance(held, dict):
        held = held.get("state", held.get("value"))
    return held is False or (isinstance(held, str) and held.lower() in _NO)


def _sources_of(claim: Mapping[str, Any]) -> list[str]:
    return [*([claim["by"]] if "by" in claim else []), *claim.get("via", [])]


def _named(waiting: Proposed, id_: str) -> Proposal:
    if id_ not in waiting.proposals:
        raise UnknownName(f"proposal in {NAME}", id_, waiting.proposals)
    return waiting.proposals[id_]


def _needed_sources(case: Case, waiting: Proposed, names: list[str]) -> dict[str, Any]:
    missing = [name for name in dict.fromkeys(names) if name not in case.file.sources]
    for name in missing:
        if name not in waiting.sources:
            raise UnknownName("source", name, [*case.file.sources, *waiting.sources])
    return {name: dict(waiting.sources[name]) for name in missing}


def _put_texts(folder: Path, texts: Mapping[Path, bytes]) -> list[Path]:
    made = []
    for file, data in texts.items():
        if not inside(folder, file):
            raise BadRequest(f"{file.name} would lie outside the case folder; nothing was written")
        there = held(file)
        if there == data:
            continue
        if there is not None:
            raise BadRequest(f"documents/{file.name} exists already and holds another text; read yours with --document NEW_ID")
        file.parent.mkdir(exist_ok=True)
        write_bytes(file, data, before=None)
        made.append(file)
    return made


def _only_added(before: Case, after: Case, added: Mapping[str, Mapping[str, Any]]) -> None:
    """Nothing but the new records may differ: a file in an odd style must not swallow or change what it held."""
    old, new = before.data(), after.data()
    for name, records in added.items():
        section = name.removesuffix(".yaml")
        kept = {id_: record for id_, record in new.get(section, {}).items() if id_ not in records}
        if kept != old.get(section, {}) or any(id_ not in new.get(section, {}) for id_ in records):
            raise BadRequest(
                f"adding to {name} would change what it holds; end its last line with a line break. Nothing was written"
            )
    parts = {name.removesuffix(".yaml") for name in added}
    if {k: v for k, v in old.items() if k not in parts} != {k: v for k, v in new.items() if k not in parts}:
        raise BadRequest("adding to this case would change something else in it; nothing was written")


def _yaml(records: Mapping[str, Any]) -> str:
    text: str = yaml.safe_dump(dict(records), sort_keys=False, allow_unicode=True, width=120, default_flow_style=False)
    return text
