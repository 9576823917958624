"""`timeline`: everything dated in a case, in order of time: its records, its documents and what only claims date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any

from winset.analyses.scene import result
from winset.case import ledger
from winset.case.case import Case
from winset.case.schema import Claim
from winset.results import Block, Note, Result, Table, Text, Timeline
from winset.values import When

# Text, when, kind, claims behind it.
Dated = tuple[str, When, str, tuple[str, ...]]
# The dates of a claim, and what a line of the timeline calls them.
_DATES = {"when": "claim", "said": "said", "published": "published", "known": "known"}
_LONGEST = 70
_TOLD = "a claim stands here where no record has its date. claim: when it was; said, published, known: when that was"


def timeline(case: Case) -> Result:
    """Return everything dated in the case in order of time: its records, its documents, and the claims.

    A claim has a line of its own where no record dates what it says: when it was (kind ``claim``), and when it was ``said``,
    ``published`` or ``known``, where that is written down. Intervals are never narrowed: what is only known to lie in a month is
    sorted by the month's first day and shown as the month. For programs ``value["claims"]`` has all dates of claims in force.

    Examples
    --------
    >>> import winset
    >>> found = winset.timeline(winset.load("doha2025"))
    >>> found.value["next"] is not None, str(found.value["claims"]["trip"]["when"])
    (True, '2025-03-09/2025-03-16')
    """
    records = list(dated(case))
    told = [*_documents(case), *_claims(case, records)]
    entries = sorted([*records, *told], key=lambda e: (e[1].earliest or e[1].latest or dt.date.min, e[1].latest or dt.date.max))
    rows = tuple((when, text, kind, claims or _nobody(kind)) for text, when, kind, claims in entries if not when.is_unknown)
    unknown = tuple((text, kind, claims or _nobody(kind)) for text, when, kind, claims in entries if when.is_unknown)
    coming = ahead([e for e in entries if e[2] not in ("document", "said", "published", "known")], case.day())
    nxt = coming[0] if coming else None
    answer = f"{len(rows)} dated entr{'y' if len(rows) == 1 else 'ies'}"
    answer += f"; next after {case.file.as_of}: {nxt[0]} ({nxt[1]})." if nxt else f"; none is dated after {case.file.as_of}."
    blocks: list[Block] = [Table(("when", "what", "kind", "claims"), rows, "In order of time")]
    if unknown:
        blocks.append(Table(("what", "kind", "claims"), unknown, "Date unknown; none is invented"))
    if told:
        blocks.append(Note(_TOLD))
    blocks.append(Timeline(tuple((w.text, w.earliest, w.latest, t, k) for t, w, k, _ in entries if not w.is_unknown)))
    orders = [f"{case.name_of(first)} before {case.name_of(id_)}" for id_, e in case.file.events.items() for first in e.after]
    if orders:
        blocks.append(Text("Known order: " + "; ".join(orders) + "."))
    return result(
        case,
        "timeline",
        answer,
        "dates as intervals (EDTF), sorted by their first possible day",
        blocks,
        value={
            "next": [nxt[0], nxt[1].text] if nxt else None,
            "entries": len(rows),
            "unknown": [u[0] for u in unknown],
            "documents": {id_: document.date for id_, document in case.file.documents.items() if document.date},
            "claims": {id_: dates for id_, claim in ledger.in_force(case.file).items() if (dates := _all_dates(case, claim))},
        },
    )


def _nobody(kind: str) -> str:
    return "-" if kind == "document" else "ASSUMED"


def _documents(case: Case) -> Iterator[Dated]:
    for id_, document in case.file.documents.items():
        if document.date:
            outlet = f", {case.name_of(document.outlet)}" if document.outlet else ""
            yield f"{document.title or id_}{outlet}", document.date, "document", ()


def _claims(case: Case, records: Iterable[Dated]) -> Iterator[Dated]:
    """Yield the dates of claims in force that neither a record they stand behind nor their document has already."""
    there = {(id_, when.text) for _, when, _, ids in records for id_ in ids}
    for id_, claim in ledger.in_force(case.file).items():
        document = case.file.documents.get(claim.document or "")
        for field, kind in _DATES.items():
            when: When | None = getattr(claim, field)
            if when is None or when.is_unknown or (field == "when" and (id_, when.text) in there):
                continue
            if field == "published" and document and document.date and document.date.text == when.text:
                continue
            yield _words(case, claim), when, kind, (id_,)


def _words(case: Case, claim: Claim) -> str:
    """Return the words of a claim, cut where they are long, after who said so."""
    text = " ".join((claim.quote or claim.reading or ", ".join(claim.about)).split())
    text = text if len(text) <= _LONGEST else text[: _LONGEST - 3].rstrip() + "..."
    text = f"“{text}”" if claim.quote else text
    return f"{case.name_of(claim.by)}: {text}" if claim.by else text


def _all_dates(case: Case, claim: Claim) -> dict[str, Any]:
    """Return the dates of a claim as written, with the first day on which it could be known; empty if it has none."""
    dates = {field: when for field in _DATES if (when := getattr(claim, field)) is not None}
    first = ledger.day_known(case.file, claim)
    return {**dates, **({"could_be_known": first} if first else {})}


def ahead(entries: Iterable[Dated], today: dt.date | None) -> list[Dated]:
    """Return the entries that lie ahead, and the windows of deadlines that are open today; the nearest first."""
    if today is None:
        return []
    found = [
        e for e in entries if e[1].latest and e[1].latest >= today and ((e[1].earliest or today) >= today or e[2] == "deadline")
    ]
    return sorted(found, key=lambda e: (max(e[1].earliest or today, today), e[1].latest))


def dated(case: Case) -> Iterator[Dated]:
    """Yield what has a date: text, when, kind, claims behind it."""
    file = case.file
    unknown = When.parse("unknown")

    def behind(path: str) -> tuple[str, ...]:
        return ledger.behind(case, path)

    for id_, event in file.events.items():
        yield event.name, event.when or unknown, "event", behind(f"events.{id_}")
    for id_, channel in file.channels.items():
        name = channel.name or id_
        for n, level in enumerate(channel.levels):
            yield f"{name}: level of {level.level}", level.since or unknown, "channel", behind(f"channels.{id_}.levels.{n}")
        for who, knowings in channel.known_by.items():
            for k in knowings:
                yield (
                    f"{case.name_of(who)} knows of {name} ({k.status})",
                    k.since or unknown,
                    "knowledge",
                    behind(f"channels.{id_}.known_by.{who}"),
                )
    for id_, ultimatum in file.ultimatums.items():
        yield f"{ultimatum.name} announced", ultimatum.announced or unknown, "ultimatum", behind(f"ultimatums.{id_}")
        yield f"{ultimatum.name} expires", ultimatum.expires or unknown, "deadline", behind(f"ultimatums.{id_}")
    for id_, deadline in file.deadlines.items():
        yield deadline.name, deadline.when, "deadline", behind(f"deadlines.{id_}")
    for party, sheet in file.consents.items():
        for target, states in sheet.items():
            for state in states:
                if state.since:
                    text = f"{case.name_of(party)}, {case.name_of(target)}: {state.state.replace('_', ' ')}"
                    yield text, state.since, "consent", behind(f"consents.{party}.{target}")
    for id_, regime in file.regimes.items():
        if regime.from_:
            yield f"{regime.name} begins", regime.from_, "regime", behind(f"regimes.{id_}")
        if regime.until:
            yield f"{regime.name} ends", regime.until, "regime", behind(f"regimes.{id_}")
    for id_, attempt in file.attempts.items():
        yield f"{attempt.name} ({attempt.status})", attempt.when or unknown, "attempt", behind(f"attempts.{id_}")
