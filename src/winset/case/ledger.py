"""Which claims support which path, and since when each could be known."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from winset.case import paths
from winset.case.case import Case
from winset.case.schema import CaseFile
from winset.case.schema_evidence import Claim
from winset.values import When


def day_known(file: CaseFile, claim: Claim) -> dt.date | None:
    """Return the first day on which `claim` could be known; None means always.

    The stated day (``known``) comes first, then the day it was said. A statement or an opinion about something dated could be
    known, to somebody who was there, when that happened. Anything else could be known only when it was published: a plan,
    demand, threat or expectation, and a statement without a date.
    """
    for stated in (claim.known, claim.said):
        if stated is not None:
            return stated.earliest
    if claim.modality in ("asserted", "opinion") and claim.when is not None:
        return claim.when.earliest
    document = file.documents.get(claim.document or "")
    published = claim.published or (document.date if document else None)
    return published.earliest if published else None


def chain(file: CaseFile, claim: Claim) -> tuple[str, ...]:
    """Return the sources a claim came through, nearest to the event first."""
    found: list[str] = []
    waiting = [*([claim.by] if claim.by else []), *claim.via]
    while waiting:
        source = waiting.pop(0)
        if source not in found:
            found.append(source)
            waiting += file.sources[source].via if source in file.sources else ()
    document = file.documents.get(claim.document or "")
    if document:
        found += [source for source in (*document.relays, document.outlet) if source and source not in found]
    return tuple(found)


def hands(file: CaseFile, claim: Claim) -> tuple[str, ...]:
    """Return the sources a claim went through in order, the origin first and the outlet of its document last.

    ``via`` of a person says through whom the word came on; ``via`` of an outlet says from whom the outlet has it.
    """
    found: list[str] = []
    waiting = [*([claim.by] if claim.by else []), *claim.via]
    document = file.documents.get(claim.document or "")
    after = [*(document.relays if document else ()), *([document.outlet] if document and document.outlet else ())]
    for source in (*waiting, *after):
        for one in _passed_on(file, source, ()):
            if one not in found:
                found.append(one)
    return tuple(found)


def _passed_on(file: CaseFile, source: str, seen: tuple[str, ...]) -> tuple[str, ...]:
    record = file.sources.get(source)
    if record is None or source in seen:
        return (source,)
    others = tuple(one for via in record.via for one in _passed_on(file, via, (*seen, source)))
    return (*others, source) if record.kind in ("outlet", "document") else (source, *others)


def standing(claims: Mapping[str, Claim]) -> frozenset[str]:
    """Return the ids of the claims that stand: no standing claim corrects or retracts them.

    Taking a correction back brings the corrected claim to life again; correcting a correction does not. Claims that overrule each
    other in a ring (`check` refuses such a case) all stand, because none of them is believed over another.

    Examples
    --------
    >>> import winset
    >>> len(standing(winset.load("doha2025").file.claims))
    44
    """
    against: dict[str, list[str]] = {}
    for id_, claim in claims.items():
        for target in (*_corrected(claims, id_), *claim.retracts):
            if target in claims:
                against.setdefault(target, []).append(id_)
    decided: dict[str, bool] = {id_: True for id_ in claims if id_ not in against}
    waiting = dict.fromkeys(id_ for id_ in claims if id_ in against)
    while waiting:
        ready = [id_ for id_ in waiting if any(decided.get(a) for a in against[id_]) or all(a in decided for a in against[id_])]
        decided |= {id_: not any(decided.get(a, False) for a in against[id_]) for id_ in ready or waiting}
        waiting = dict.fromkeys(id_ for id_ in waiting if id_ not in decided)
    return frozenset(id_ for id_, stands in decided.items() if stands)


def _corrected(claims: Mapping[str, Claim], id_: str) -> dict[str, None]:
    """Return the claims that one corrects, and those that they had corrected."""
    found: dict[str, None] = {}
    waiting = list(claims[id_].corrects)
    while waiting:
        target = waiting.pop()
        if target not in found and target != id_:
            found[target] = None
            waiting += claims[target].corrects if target in claims else ()
    return found


def in_force(file: CaseFile) -> dict[str, Claim]:
    """Return the claims that no standing claim retracts or corrects."""
    stands = standing(file.claims)
    return {id_: claim for id_, claim in file.claims.items() if id_ in stands}


def revived(file: CaseFile, gone: Collection[str]) -> dict[str, Any]:
    """Return what paths held before a correction: the values stated by claims that stand again without the claims `gone`."""
    left = {id_: claim for id_, claim in file.claims.items() if id_ not in gone}
    again = standing(left) - standing(file.claims)
    return {
        path: claim.value
        for id_, claim in left.items()
        if id_ in again and claim.value is not None and not claim.denies
        for path in claim.about
    }


@dataclass(frozen=True)
class Support:
    """Which claims in force stand behind each path, and which go against it.

    Parameters
    ----------
    behind, against : mapping
        Path to claim ids, in the order of the file; only paths that some claim names.
    """

    behind: Mapping[str, tuple[str, ...]]
    against: Mapping[str, tuple[str, ...]]


def support(case: Case, gone: Collection[str] = ()) -> Support:
    """Return the support of every path that a claim in force names, read once, as it is without the claims `gone`."""
    data, left = case.data(), {id_: claim for id_, claim in case.file.claims.items() if id_ not in gone}
    stands = standing(left)
    yes: dict[str, list[str]] = {}
    no: dict[str, list[str]] = {}
    for id_, claim in left.items():
        if id_ not in stands or not _speaks(claim):
            continue
        for path in claim.about:
            agrees = not claim.denies and (claim.value is None or _same(data, path, claim.value))
            (yes if agrees else no).setdefault(path, []).append(id_)
    return Support({path: tuple(ids) for path, ids in yes.items()}, {path: tuple(ids) for path, ids in no.items()})


def _speaks(claim: Claim) -> bool:
    """Whether a claim says something of its own; a bare retraction only takes another one back."""
    return claim.value is not None or claim.quote is not None or claim.denies or not claim.retracts


def supports(case: Case, path: str) -> tuple[str, ...]:
    """Return the ids of the claims in force that support the value at exactly `path`."""
    return tuple(
        id_
        for id_, claim in in_force(case.file).items()
        if path in claim.about and _speaks(claim) and not claim.denies and _agrees(case, path, claim.value)
    )


def against(case: Case, path: str) -> tuple[str, ...]:
    """Return the ids of the claims in force that deny the value at `path` or state another one."""
    return tuple(
        id_
        for id_, claim in in_force(case.file).items()
        if path in claim.about and (claim.denies or not _agrees(case, path, claim.value))
    )


def behind(case: Case, path: str) -> tuple[str, ...]:
    """Return the claims that support `path`, or else those that support the nearest record above it, or of a part of it."""
    parts = path.split(".")
    for length in range(len(parts), 1, -1):
        found = supports(case, ".".join(parts[:length]))
        if found:
            return found
    return tuple(
        dict.fromkeys(
            id_
            for id_, claim in in_force(case.file).items()
            if not claim.denies and any(p.startswith(path + ".") for p in claim.about)
        )
    )


def _agrees(case: Case, path: str, value: Any) -> bool:
    if value is None:
        return True
    return same_value(case, path, value)


def same_value(case: Case, path: str, value: Any) -> bool:
    """Whether `value`, read by the schema, is what the case holds at `path`."""
    return _same(case.data(), path, value)


def _same(data: dict[str, Any], path: str, value: Any) -> bool:
    parts = paths.split(data, path)
    held = paths.get(data, parts)
    if held == value:
        return True
    annotation = paths.annotation_at(CaseFile, parts)
    if annotation is None:
        return False
    if parts[0] == "consents" and len(parts) == 3:
        # The latest in time counts, wherever it stands in the file; of entries of one day the last written.
        latest = sorted(held, key=lambda entry: When.parse(entry.get("since", "unknown")).earliest or dt.date.min)
        return bool(value == (latest[-1]["state"] if latest else "unknown"))
    try:
        return bool(paths.typed(annotation, value) == paths.typed(annotation, held))
    except ValidationError:
        return False
