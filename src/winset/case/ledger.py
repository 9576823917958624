"""Which claims support which path, and since when each could be known."""

from __future__ import annotations

import datetime as dt
from typing import Any

from pydantic import ValidationError

from winset.case import paths
from winset.case.case import Case
from winset.case.schema import CaseFile
from winset.case.schema_evidence import Claim


def day_known(file: CaseFile, claim: Claim) -> dt.date | None:
    """Return the first day on which `claim` could be known; None means always.

    The stated day (``known``) comes first, then the day it was said. A claim about something past could be known when it
    happened; a plan, demand, threat or expectation only when it was published.
    """
    for stated in (claim.known, claim.said):
        if stated is not None:
            return stated.earliest
    if claim.modality in ("asserted", "opinion"):
        return claim.when.earliest if claim.when else None
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


def in_force(file: CaseFile) -> dict[str, Claim]:
    """Return the claims that no other claim retracts or corrects."""
    gone = {target for claim in file.claims.values() for target in (*claim.retracts, *claim.corrects)}
    return {id_: claim for id_, claim in file.claims.items() if id_ not in gone}


def supports(case: Case, path: str) -> tuple[str, ...]:
    """Return the ids of the claims in force that support the value at exactly `path`."""
    return tuple(
        id_
        for id_, claim in in_force(case.file).items()
        if path in claim.about and not claim.denies and _agrees(case, path, claim.value)
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
    data = case.data()
    parts = paths.split(data, path)
    held = paths.get(data, parts)
    if held == value:
        return True
    annotation = paths.annotation_at(CaseFile, parts)
    if annotation is None:
        return False
    if parts[0] == "consents" and len(parts) == 3:
        state = held[-1]["state"] if held else "unknown"
        return bool(value == state)
    try:
        return bool(paths.typed(annotation, value) == paths.typed(annotation, held))
    except ValidationError:
        return False
