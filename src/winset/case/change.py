"""What-ifs: Case -> Case. Each rebuilds the case from its explicit data; nothing is remembered between them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from itertools import count
from typing import Any

from winset.case import paths
from winset.case.case import Case, rebuilt
from winset.case.cut import cut_rule
from winset.case.dimensions import dimensions
from winset.case.ledger import AS_WRITTEN, IF_WRONG, UNKNOWN, copies, day_known, hands, restated
from winset.case.names import mentions
from winset.case.reader import read_bytes
from winset.case.schema import CaseFile, Regime, consent_entries
from winset.errors import BadRequest, CaseError, UnknownName
from winset.values import When

Data = dict[str, Any]
_ROUNDS = 50
# Links between claims on which it depends which of them stand.
_DECIDE = ("corrects", "retracts", "copied_from")
# Records that exist from a day on: section and the field that dates them.
_DATED = (
    ("ultimatums", "announced"),
    ("threats", "announced"),
    ("stances", "when"),
    ("beliefs", "when"),
    ("pressures", "when"),
    ("events", "when"),
    ("attempts", "when"),
)


def put(case: Case, path: str, value: object) -> Case:
    """Return the case with `value` at `path`; a text is read as a case file writes it."""
    data = case.data()
    parts = paths.address(CaseFile, data, path)
    plain = _plain(value)
    data = paths.drop(data, parts) if plain is None else paths.put(data, parts, plain)
    return rebuilt(case, data, f"set {path} = {value}")


def _plain(value: object) -> Any:
    if not isinstance(value, str):
        return value
    page = read_bytes(value.encode(), "the value")
    if page.slips:
        raise CaseError(page.slips)
    return page.value


def variant(case: Case, name: str) -> Case:
    """Return the case with everything that the variant `name` sets."""
    if name not in case.file.variants:
        raise UnknownName("variant", name, case.file.variants)
    data = case.data()
    for path, value in case.file.variants[name].set.items():
        data = paths.put(data, paths.address(CaseFile, data, path), value)
    return rebuilt(case, data, f"variant {name}")


def without(case: Case, *names: str) -> Case:
    """Return the case without some sources, documents or claims, and without what they alone supported."""
    file = case.file
    struck: list[str] = []
    through = {id_: hands(file, claim) for id_, claim in file.claims.items()}
    for name in names:
        if name in file.sources:
            struck += [id_ for id_, sources in through.items() if name in sources]
        elif name in file.documents:
            struck += [id_ for id_, claim in file.claims.items() if claim.document == name]
        elif name in file.claims:
            struck.append(name)
        else:
            raise UnknownName("source, document or claim", name, [*file.sources, *file.documents, *file.claims])
    kinds: list[tuple[str, Mapping[str, Any]]]
    kinds = [("source", file.sources), ("document", file.documents), ("claim", file.claims)]
    words = ", ".join(next(f"{kind} {name}" for kind, known in kinds if name in known) for name in names)
    return strike(case, struck, f"without {words}")


def strike(case: Case, claims: Iterable[str], step: str, *, wrong: bool = True) -> Case:
    """Return the case without `claims` and their copies, as somebody would have written it who had never read them.

    What its values become, says `ledger.restated`; with `wrong` off nothing is read from ``if_wrong``.
    """
    gone = copies(case.file.claims, claims)
    data = _forget(case, case.data(), "claims", set(gone))
    return _settled(case, _stated(case, data, restated(case, gone, IF_WRONG if wrong else UNKNOWN)), step)


def restate(case: Case, values: Mapping[str, Any], step: str) -> Case:
    """Return the case with other values at some paths, as `ledger.restated` gives them; its claims stay."""
    return _settled(case, _stated(case, case.data(), values), step) if values else case


def _stated(case: Case, data: Data, values: Mapping[str, Any]) -> Data:
    """Return `data` with other values at some paths; a record that is ``unknown`` goes, with every mention of it."""
    records: dict[str, set[str]] = {}
    # Later places of a list first, so that earlier ones keep their meaning.
    for path in sorted(values, key=_place, reverse=True):
        section, _, id_ = path.partition(".")
        if values[path] == "unknown" and id_ and id_ in getattr(case.file, section) and section not in ("parties", "issues"):
            records.setdefault(section, set()).add(id_)
        else:
            data = _revert(case, data, path, values[path])
    for section, ids in records.items():
        data = _forget(case, data, section, ids)
    return data


def _place(path: str) -> list[tuple[bool, int, str]]:
    return [(part.isdigit(), int(part) if part.isdigit() else 0, part) for part in path.split(".")]


def _revert(case: Case, data: Data, path: str, value: Any) -> Data:
    try:
        parts = paths.split(data, path)
    except UnknownName:
        return data  # gone already with a record that held it
    if parts[0] == "consents" and len(parts) == 3:
        value = [{"state": entry} if isinstance(entry, str) else entry for entry in consent_entries(value)]
        return paths.put(data, parts, value)  # type: ignore[no-any-return]
    if value != "unknown" or "delivered_by" in parts[-2:]:
        return paths.put(data, parts, value)  # type: ignore[no-any-return]
    if parts[0] == "preferences" and "weights" in parts:
        weights = paths.get(case.data(), parts[:-1])
        ends = [abs(float(end)) for held in weights.values() for end in (held if isinstance(held, list) else [held])]
        widest = f"{max(ends):g}"
        return paths.put(data, parts, [f"-{widest}", widest])  # type: ignore[no-any-return]
    if parts[-1] in ("reservation", "likelihood"):
        return paths.put(data, parts, ["0", "1"])  # type: ignore[no-any-return]
    if len(parts) == 1 or (parts[0] in ("parties", "issues") and _needed(parts)):
        return data  # the model itself; a doubt about it shows in the claims
    return paths.drop(data, parts)  # type: ignore[no-any-return]


def _needed(parts: tuple[str, ...]) -> bool:
    """Whether a record cannot be without the field at `parts`; a whole record of the model never can."""
    above = paths.model_at(CaseFile, parts[:-1])
    if len(parts) == 2 or above is None:
        return len(parts) == 2
    return any((info.alias or name) == parts[-1] and info.is_required() for name, info in above.model_fields.items())


def on(case: Case, day: str) -> Case:
    """Return the case as it stood on `day`."""
    try:
        moment = When.parse(day)
    except ValueError as error:
        raise BadRequest(str(error)) from None
    if moment.latest is None:
        raise BadRequest(f"'{day}' has no end; name a day")
    last = moment.latest
    file, data = case.file, case.data()
    unknown_claims = {id_ for id_, claim in file.claims.items() if _later(day_known(file, claim), last)}
    gone: dict[str, set[str]] = {"claims": unknown_claims}
    for section, field in _DATED:
        for id_, record in getattr(file, section).items():
            stated: When | None = getattr(record, field)
            about = [c for c, claim in file.claims.items() if any(_within(path, f"{section}.{id_}") for path in claim.about)]
            undated_later = stated is not None and _later(stated.earliest, last)
            if set(about) <= unknown_claims if about else undated_later:
                gone.setdefault(section, set()).add(id_)
    gone["channels"] = {id_ for id_, channel in file.channels.items() if channel.since and _later(channel.since.earliest, last)}
    data = _forget(case, data, "claims", gone.pop("claims"))
    data = _stated(case, data, restated(case, unknown_claims, AS_WRITTEN))
    data = _dated_states(data, last)
    for section, ids in gone.items():
        data = _forget(case, data, section, ids)
    for regime in reversed(_regimes_on(file, last)):
        for path, value in regime.set.items():
            try:
                data = paths.put(data, paths.address(CaseFile, data, path), value)
            except UnknownName:
                continue  # of a record that had not begun on the day
    data["as_of"] = last.isoformat()
    return _settled(case, data, f"on {last.isoformat()}")


def _within(path: str, record: str) -> bool:
    return path == record or path.startswith(record + ".")


def _later(first: dt.date | None, day: dt.date) -> bool:
    return first is not None and first > day


def _dated_states(data: Data, day: dt.date) -> Data:
    def known(record: Data) -> bool:
        return not ("since" in record and _later(When.parse(record["since"]).earliest, day))

    sheets = {
        party: {target: kept for target, entries in sheet.items() if (kept := [e for e in entries if known(e)])}
        for party, sheet in data.get("consents", {}).items()
    }
    channels = {}
    for id_, channel in data.get("channels", {}).items():
        levels = [level for level in channel.get("levels", []) if known(level)]
        known_by = {
            who: kept for who, entries in channel.get("known_by", {}).items() if (kept := [e for e in entries if known(e)])
        }
        channels[id_] = {**channel, "levels": levels, "known_by": known_by}
    return {**data, "consents": sheets, "channels": channels}


def _regimes_on(file: CaseFile, day: dt.date) -> list[Regime]:
    """Return the regimes in force on `day`, the one that began first at the front: it governs until it ends."""
    found = [
        regime
        for regime in file.regimes.values()
        if (regime.from_ is None or regime.from_.begun_by(day)) and not (regime.until is not None and regime.until.over_by(day))
    ]
    return sorted(found, key=lambda r: (r.from_.earliest or dt.date.min) if r.from_ else dt.date.min)


def regimes_on(case: Case, day: dt.date | None = None) -> list[str]:
    """Return the ids of the regimes in force on a day (that of the case), the one that governs first."""
    moment = day or case.day()
    if moment is None:
        return list(case.file.regimes)
    names = {id(regime): id_ for id_, regime in case.file.regimes.items()}
    return [names[id(regime)] for regime in _regimes_on(case.file, moment)]


def seen_by(case: Case, party: str, day: str | None = None) -> Case:
    """Return the structure that `party` sees: its own channels and those it knew of, its options and those it is aware of."""
    if party not in case.file.parties:
        raise UnknownName("party", party, case.file.parties)
    base = on(case, day) if day else case
    file, last = base.file, base.day()
    own = {party, *(id_ for id_, person in file.people.items() if person.for_ == party)}
    hidden = set()
    for id_, channel in file.channels.items():
        people = {*channel.between, *channel.via, *(p for level in channel.levels for p in level.people)}
        knows = [k for who in own & set(channel.known_by) for k in channel.known_by[who] if k.status == "known"]
        told = any(last is None or k.since is None or k.since.begun_by(last) for k in knows)
        if channel.secret and not (people & own) and not told:
            hidden.add(id_)
    data = _forget(base, base.data(), "channels", hidden)
    view = file.conflict.views.get(party)
    if view and view.unaware_of and not (view.until and last and view.until.over_by(last)):
        conflict = data["conflict"]
        infeasible = [*conflict.get("infeasible", []), *view.unaware_of]
        quo = [option for option in conflict.get("status_quo", []) if option not in view.unaware_of]
        data = {**data, "conflict": {**conflict, "infeasible": infeasible, "status_quo": quo}}
    return _settled(base, data, f"seen by {party}")


def stage(case: Case, number: str) -> Case:
    """Return the case with the issues of one stage; later stages stay at the status quo, earlier ones are carried out."""
    file = case.file
    known = dict.fromkeys([*file.stages, *(issue.stage for issue in file.issues.values())])
    if number not in known:
        raise UnknownName("stage", number, known)
    if number not in {issue.stage for issue in file.issues.values()}:
        raise BadRequest(f"no issue belongs to stage {number}")
    before = _before(file, number)
    dims = dimensions(file)
    fixed = {dim.id: dim.values[-1] if dim.stage in before else dim.values[0] for dim in dims.values() if dim.stage != number}
    data = _without_issues(case, fixed)
    return _settled(case, {**data, "current_stage": number}, f"stage {number}")


def removed(case: Case, records: Mapping[str, set[str]], places: list[tuple[str, ...]], step: str) -> Case:
    """Return the case without some records, parts of records and every mention of them.

    Parameters
    ----------
    case : Case
        The case.
    records : mapping
        Section to ids. Issues stay at their status quo, and rules are cut to what they still say.
    places : list of tuple of str
        Keys of the parts to drop.
    step : str
        What was done, in words.
    """
    issues = records.get("issues", set())
    if issues >= set(case.file.issues):
        raise BadRequest("no issue would be left; nothing was changed")
    if places:
        data = case.data()
        for place in sorted(places, key=lambda parts: _place(".".join(parts)), reverse=True):
            data = paths.drop(data, place)
        case = _settled(case, _drop_about(data, tuple(".".join(parts) for parts in places)), step)
    if issues:
        fixed = {dim.id: dim.values[0] for dim in case.dimensions().values() if dim.issue in issues}
        case = _settled(case, _without_issues(case, fixed), step)
    for section, ids in records.items():
        # One section after the other, each from a whole case, so that places in lists keep their meaning.
        left = ids & set(getattr(case.file, section))
        if left and section != "issues":
            case = _settled(case, _forget(case, case.data(), section, left), step)
    return case


def _without_issues(case: Case, fixed: Mapping[str, str]) -> Data:
    """Return the data of the case without the issues of some dimensions, which have a fixed value."""
    file, data, dims = case.file, case.data(), case.dimensions()
    rules: Data = {}
    for id_, rule in file.rules.items():
        for n, kept in enumerate(cut_rule(rule, data["rules"][id_], fixed, dims)):
            rules[id_ if n == 0 else next(f"{id_}_{k}" for k in count(n + 1) if f"{id_}_{k}" not in {**file.rules, **rules})] = (
                kept
            )
    data = _drop_about({**data, "rules": rules}, tuple(f"rules.{id_}" for id_ in file.rules if id_ not in rules))
    return _forget(case, data, "issues", {dims[id_].issue for id_ in fixed})


def _before(file: CaseFile, number: str) -> set[str]:
    found: set[str] = set()
    waiting = list(file.stages[number].after) if number in file.stages else []
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting += file.stages[one].after if one in file.stages else ()
    return found


def _forget(case: Case, data: Data, section: str, ids: set[str]) -> Data:
    """Return `data` without some records of a section and without every mention of them."""
    if not ids:
        return data
    found = [
        path
        for path, ref, value in mentions(case.file)
        if section in ref.kinds and value in ids and not _elsewhere(case, ref.kinds, section, str(value))
    ]
    if section == "issues":
        dotted = {dim for dim in case.dimensions() if dim.partition(".")[0] in ids} | ids
        # Rules were cut before, so the places where the whole case names an issue are not theirs any more.
        found = [p for p, ref, value in mentions(case.file) if section in ref.kinds and value in dotted and p[0] != "rules"]
        for path, ref, value in mentions(case.file):
            if ref.kinds == ("terms",) and path[0] != "rules":
                found += [(*path, name) for name in value if name.partition(".")[0] in ids]
        for party, preference in case.file.preferences.items():
            for field in ("weights", "curves"):
                found += [("preferences", party, field, n) for n in getattr(preference, field) if n.partition(".")[0] in ids]
            own = [span for name, span in preference.weights.items() if name.partition(".")[0] not in ids]
            if own and all(span.low == 0 == span.high for span in own):
                # Nothing that is left matters to the party, so nothing is known of what it wants here.
                found += [("preferences", party, field) for field in ("weights", "curves")]
            kept = [s for s in preference.statements if not {w.partition("=")[0].partition(".")[0] for w in s.split()} & ids]
            data = paths.put(data, ("preferences", party, "statements"), kept)
    found += [(section, id_) for id_ in ids]
    gone_paths = tuple(f"{section}.{id_}" for id_ in ids)
    # Later list positions first, so that earlier ones keep their meaning.
    for path in sorted(
        set(found), key=lambda p: [(part.isdigit(), int(part) if part.isdigit() else 0) for part in p], reverse=True
    ):
        data = paths.drop(data, path)
    if section != "claims":
        data = _drop_about(data, gone_paths)
    return data


def _elsewhere(case: Case, kinds: tuple[str, ...], section: str, name: str) -> bool:
    return any(kind != section and name in getattr(case.file, kind, {}) for kind in kinds)


def _drop_about(data: Data, gone: tuple[str, ...]) -> Data:
    """Take the paths that no longer exist out of claims; a claim about nothing else goes too.

    One that corrects, retracts or copies others, or that others correct, retract or copy, stays, as a word about the case as a
    whole: without it others would rise or fall that did not before.
    """
    held = data.get("claims", {})
    claims = {
        id_: {**c, "about": [p for p in c["about"] if not any(_within(p, record) for record in gone)]} for id_, c in held.items()
    }
    linked = {(id_, other) for id_, claim in held.items() for link in _DECIDE for other in claim.get(link, ())}
    ends = {id_ for pair in linked for id_ in pair}
    lost = {id_ for id_, claim in claims.items() if not claim["about"] and id_ not in ends}
    for id_ in lost:
        del claims[id_]
    for id_, claim in claims.items():
        if not claim["about"]:
            bare = {key: entry for key, entry in claim.items() if key not in ("value", "if_wrong", "denies")}
            claims[id_] = {**bare, "about": ["title"]}
        elif lost & set(claim.get("contradicts", ())):
            claims[id_] = {**claim, "contradicts": [other for other in claim["contradicts"] if other not in lost]}
    return {**data, "claims": claims}


def _settled(case: Case, data: Data, step: str) -> Case:
    """Rebuild; where a record has lost something it cannot be without, it goes too, until the rest holds together."""
    for _ in range(_ROUNDS):
        try:
            return rebuilt(case, data, step)
        except CaseError as error:
            broken = {tuple(slip.path.split(".")) for slip in error.slips}
            claims = data.get("claims", {})
            named = {p for path in broken if path[0] == "claims" and path[2:3] == ("about",) for p in claims[path[1]]["about"]}
            nowhere = tuple(path for path in named if not leads_somewhere(data, path))
            if nowhere:
                data = _drop_about(data, nowhere)
                continue
            # Only what refers to something that is gone may go; the model itself must still stand.
            go = {path[:2] for path in broken if len(path) >= 2 and path[0] not in ("parties", "issues", "preferences")}
            if not go or any(len(path) < 2 for path in broken):
                raise
            for path in go:
                data = _narrow(data, path, broken)
    raise BadRequest(f"the case does not hold together {step}")


def _narrow(data: Data, record: tuple[str, ...], broken: set[tuple[str, ...]]) -> Data:
    """Drop the smallest broken part of `record` that stands by itself: a condition, a red line, a setting; else the record."""
    section = record[0]
    if section in ("attempts", "mandates", "regimes", "variants", "consents", "conflict"):
        for path in broken:
            if path[:2] == record and len(path) >= 4:
                cut = len(path) if section in ("regimes", "variants") else 4
                try:
                    rest = paths.drop(data, paths.split(data, ".".join(path[:cut])))
                except UnknownName:
                    continue
                # A variant that sets nothing any more is none.
                empty = section == "variants" and not paths.get(rest, (*record, "set"))
                return paths.drop(rest, record) if empty else rest  # type: ignore[no-any-return]
            if path[:2] == record and section == "consents" and len(path) == 3:
                return paths.drop(data, path)  # type: ignore[no-any-return]
    return paths.drop(data, record)  # type: ignore[no-any-return]


def replaced(case: Case, data: Data, step: str) -> Case:
    """Return the case that holds `data` instead; CaseError if that does not hold together."""
    return rebuilt(case, data, step)


def leads_somewhere(data: Data, path: str) -> bool:
    """Whether anything stands at a dotted path of explicit data."""
    try:
        paths.split(data, path)
    except UnknownName:
        return False
    return True
