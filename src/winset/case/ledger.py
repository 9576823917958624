"""Which claims support which path, and since when each could be known."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
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
    known, to somebody who was there, when that happened. Anything else could be known only when it was published: a plan, a
    demand, a threat or an expectation, and a statement without a date.
    """
    for stated in (claim.known, claim.said):
        if stated is not None:
            return stated.earliest
    if claim.modality in ("asserted", "opinion") and claim.when is not None:
        return claim.when.earliest
    document = file.documents.get(claim.document or "")
    published = claim.published or (document.date if document else None)
    return published.earliest if published else None


def hands(file: CaseFile, claim: Claim, *, copied: bool = True) -> tuple[str, ...]:
    """Return every source a claim came through, once each, the origin first and the outlet of its document last.

    These are who said it (``by``), through whom (``via``), whom the document relays, its outlet, and whom the records of these
    sources name in turn: ``via`` of a person says through whom the word came on, ``via`` of an outlet from whom it has it. What
    was copied from another claim came through everybody whom that one came through.

    Parameters
    ----------
    file : CaseFile
        The case file.
    claim : Claim
        One of its claims.
    copied : bool
        Whether to follow ``copied_from``; sources or claims that name each other in a ring are named once.

    Examples
    --------
    >>> import winset
    >>> file = winset.load("doha2025").file
    >>> hands(file, file.claims["not_agreed"])
    ('two_sources', 'axios', 'relay')
    """
    found: dict[str, None] = {}
    for one in (*(_originals(file, claim) if copied else ()), claim):
        document = file.documents.get(one.document or "")
        named = [*([one.by] if one.by else []), *one.via]
        if document:
            named += [*document.relays, *([document.outlet] if document.outlet else [])]
        found |= dict.fromkeys(_passed_on(file, named))
    return tuple(found)


def _originals(file: CaseFile, claim: Claim) -> list[Claim]:
    """Return the claims that one was copied from, and what those were copied from, the farthest first."""
    found: dict[str, Claim] = {}
    waiting = list(claim.copied_from)
    while waiting:
        id_ = waiting.pop(0)
        if id_ not in found and id_ in file.claims:
            found[id_] = file.claims[id_]
            waiting += file.claims[id_].copied_from
    return list(found.values())[::-1]


def _passed_on(file: CaseFile, named: Iterable[str]) -> list[str]:
    """Return some sources with those that their records name, in the order in which the word went from hand to hand."""
    found, seen = list[str](), set[str]()
    stack = [(name, False) for name in named][::-1]
    while stack:
        name, after = stack.pop()
        if after:
            found.append(name)
        elif name not in seen:
            seen.add(name)
            record = file.sources.get(name)
            others = [(via, False) for via in (record.via if record else ())][::-1]
            # An outlet has it from others; a person's word went on through others.
            has_it_from = record is not None and record.kind in ("outlet", "document")
            stack += [(name, True), *others] if has_it_from else [*others, (name, True)]
    return found


def standing(claims: Mapping[str, Claim]) -> frozenset[str]:
    """Return the ids of the claims that stand: no standing claim corrects or retracts them, nor what they were copied from.

    Taking a correction back brings the corrected claim to life again; correcting a correction does not. A copy falls and rises
    with its original, unless it corrects or retracts it. Claims that overrule each other in a ring (`check` refuses such a case)
    all stand, because none of them is believed over another.

    Examples
    --------
    >>> import winset
    >>> len(standing(winset.load("doha2025").file.claims))
    44
    """
    against: dict[str, list[str]] = {}
    originals: dict[str, list[str]] = {}
    for id_, claim in claims.items():
        overruled = {*_corrected(claims, id_), *claim.retracts}
        for target in overruled & set(claims):
            against.setdefault(target, []).append(id_)
        if claim.copied_from:
            originals[id_] = [other for other in claim.copied_from if other in claims and other not in overruled]
    decided: dict[str, bool] = {id_: True for id_ in claims if id_ not in against and not originals.get(id_)}
    waiting = [id_ for id_ in claims if id_ not in decided]
    while waiting:
        ready = {}
        for id_ in waiting:
            # What keeps a claim from standing: True, False, or None while it is open.
            doubts = [decided.get(a) for a in against.get(id_, ())]
            doubts += [None if decided.get(o) is None else not decided[o] for o in originals.get(id_, ())]
            if any(doubts):
                ready[id_] = False
            elif None not in doubts:
                ready[id_] = True
        decided |= ready or dict.fromkeys(waiting, True)
        waiting = [id_ for id_ in waiting if id_ not in decided]
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


def copies(claims: Mapping[str, Claim], of: Iterable[str]) -> frozenset[str]:
    """Return some claims with every claim that was copied from them: who copies says nothing of his own."""
    found = set(of)
    while more := {id_ for id_, claim in claims.items() if id_ not in found and found & set(claim.copied_from)}:
        found |= more
    return frozenset(found)


UNKNOWN, IF_WRONG, AS_WRITTEN = "unknown", "if_wrong", "as_written"
"""What becomes of a value that nobody states any more."""


def restated(case: Case, gone: Collection[str], otherwise: str = UNKNOWN) -> dict[str, Any]:
    """Return what the ledger makes of the values of a case without the claims `gone`: path to value, where it is not as written.

    The claims that count are those that stand when `gone` are not there. A path keeps the value that the case writes while one of
    them says so. Else it takes the value that they state; of several it becomes ``unknown``; and where they state none,
    it becomes what `otherwise` names. A value that no claim of the whole case supports is the analyst's own: it is kept unless
    claims that stand again state another one.

    A claim without a ``value`` says what the case writes, unless a standing claim corrects it: what it said before that is not
    written down, so that it states nothing. Nor does a claim with an ``oddity`` state another value than the case writes.

    Parameters
    ----------
    case : Case
        The case.
    gone : collection of str
        Claims that are not there.
    otherwise : str
        ``unknown``; ``if_wrong``, what all the claims that held the value name there, else unknown; or ``as_written``, the value
        of the case, then without a claim behind it.

    Examples
    --------
    >>> import winset
    >>> restated(winset.load("doha2025"), {"not_agreed"})
    {'consents.israel.prisoners': 'unknown'}
    """
    return readings(case).without(gone, otherwise)


@dataclass(frozen=True)
class Readings:
    """What each claim says at each path, read once for many what-ifs.

    Parameters
    ----------
    case : Case
        The case.
    data : mapping
        Its explicit data.
    stands : frozenset of str
        The claims that stand in the whole case.
    deciding : frozenset of str
        The claims on which others depend: those that correct or retract, and those that were copied.
    said : mapping
        Path to its claims in the order of the file, each with whether it says what the case writes there; None for a claim that
        states nothing.
    """

    case: Case
    data: Mapping[str, Any]
    stands: frozenset[str]
    deciding: frozenset[str]
    said: Mapping[str, Mapping[str, bool | None]]

    def standing(self, gone: Collection[str]) -> frozenset[str]:
        """Return the claims that stand without the claims `gone`."""
        if self.deciding.isdisjoint(gone):
            return self.stands.difference(gone)
        return standing({id_: claim for id_, claim in self.case.file.claims.items() if id_ not in gone})

    def without(self, gone: Collection[str], otherwise: str = UNKNOWN) -> dict[str, Any]:
        """Return what values become without the claims `gone`, as `restated` does."""
        claims, before, after = self.case.file.claims, self.stands, self.standing(gone)
        touched = dict.fromkeys(path for id_ in claims if (id_ in before) != (id_ in after) for path in claims[id_].about)
        found: dict[str, Any] = {}
        for path in touched:
            said = self.said.get(path, {})
            if any(same and id_ in after for id_, same in said.items()):
                continue
            held = [id_ for id_, same in said.items() if same and id_ in before]
            counts = [id_ for id_, same in said.items() if same is False and id_ in after and (held or id_ not in before)]
            stated = [claims[id_].value for id_ in counts]
            if not stated and held and otherwise != AS_WRITTEN:
                stated = [claims[id_].if_wrong if otherwise == IF_WRONG else None for id_ in held]
            if stated:
                one = stated[0] is not None and all(_alike(self.data, path, stated[0], other) for other in stated[1:])
                found[path] = stated[0] if one else "unknown"
        return found


def readings(case: Case) -> Readings:
    """Return what each claim of a case says at each path.

    Examples
    --------
    >>> import winset
    >>> read = readings(winset.load("doha2025"))
    >>> read.without({"not_agreed"}), read.without({"with_the_consent"})
    ({'consents.israel.prisoners': 'unknown'}, {})
    """
    data, claims = case.data(), case.file.claims
    stands = standing(claims)
    corrected = {target for id_ in stands for target in _corrected(claims, id_)} - stands
    said: dict[str, dict[str, bool | None]] = {}
    for id_, claim in claims.items():
        if not _speaks(claim) or claim.denies:
            continue
        for path in claim.about:
            if claim.value is not None:
                # What a reader found odd is in dispute; it may support what stands, but puts nothing in its place.
                same: bool | None = _same(data, path, claim.value) or (None if claim.oddity else False)
            else:
                # A record is there or not; only what stands inside it can have been another value once.
                same = True if id_ not in corrected or path.count(".") == 1 else None
            said.setdefault(path, {})[id_] = same
    deciding = {id_ for id_, claim in claims.items() if claim.corrects or claim.retracts}
    deciding |= {other for claim in claims.values() for other in claim.copied_from}
    return Readings(case, data, stands, frozenset(deciding), said)


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


def _same(data: Mapping[str, Any], path: str, value: Any) -> bool:
    parts = paths.split(data, path)
    held = paths.get(data, parts)
    if parts[0] == "consents" and len(parts) == 3 and held != value:
        # The latest in time counts, wherever it stands in the file; of entries of one day the last written.
        latest = sorted(held, key=lambda entry: When.parse(entry.get("since", "unknown")).earliest or dt.date.min)
        return bool(value == (latest[-1]["state"] if latest else "unknown"))
    return _alike(data, path, value, held)


def _alike(data: Mapping[str, Any], path: str, one: Any, other: Any) -> bool:
    """Whether two ways of writing a value at `path` are read as the same."""
    if one == other:
        return True
    annotation = paths.annotation_at(CaseFile, paths.split(data, path))
    try:
        return annotation is not None and bool(paths.typed(annotation, one) == paths.typed(annotation, other))
    except ValidationError:
        return False
