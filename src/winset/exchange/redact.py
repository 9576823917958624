"""What is left of a case for a profile: records it may not see are dropped or get a pseudonym, with every mention of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from winset.case import change, ledger
from winset.case.case import Case
from winset.case.parts import Record
from winset.case.schema import Claim
from winset.case.sense_evidence import find_quote
from winset.errors import BadRequest, quoted
from winset.exchange.folding import fold, spellings
from winset.exchange.hidden import called
from winset.exchange.profiles import Reader
from winset.exchange.structure import numbers, without_fields, without_texts
from winset.exchange.words import WITHHELD, Secret, Words, scrubbed, told

Parts = tuple[str, ...]
Data = dict[str, Any]
SUPPORT = "withheld_support"
SUPPORT_WORDS = "withheld support"
# What the model cannot be without keeps its place under a pseudonym; of it, only these fields go along.
_SHELLS = {
    "parties": ("Party", ("at_table",)),
    "people": ("Person", ("for", "rank", "reports_to")),
    "stages": ("Stage", ("after",)),
    "sources": ("Source", ("kind", "anonymous", "count", "independence", "via", "grade", "credibility")),
}
# Fields that say more, and go along if only the name is to be kept back.
_ALSO_SHOWN = {
    "parties": ("kind", "designated_by"),
    "people": ("authority",),
    "stages": (),
    "sources": ("interested", "speaks_for"),
}
_WITHHELD_ID = "withheld"


@dataclass(frozen=True)
class Redacted:
    """A case as a profile may see it.

    Parameters
    ----------
    data : dict
        Explicit data, ready to be written as a case file.
    texts : mapping
        Document id to its text.
    withheld : int
        Records that were dropped or got a pseudonym because of their compartments.
    common : tuple of str
        Words of hidden names that still stand somewhere, because many names share them.
    """

    data: Data
    texts: Mapping[str, str]
    withheld: int
    common: tuple[str, ...] = ()


def redacted(case: Case, profile: Reader) -> Redacted:
    """Return what a profile may see of a case.

    A record goes along if the profile sees every compartment that it carries. Of others, parties, people, sources and items of an
    issue get a pseudonym; issues stay at their status quo; everything else is dropped. A claim goes with the document it quotes.
    Values that rest on claims which were dropped rest on ``withheld_support`` then.

    Raises
    ------
    BadRequest, CaseError
        If nothing would be left that holds together.
    """
    protected = list(_protected(case, profile.sees))
    masked = {path for path in protected if _keeps_its_place(path)}
    dropped = [path for path in protected if path not in masked]
    claims = _dropped_claims(case, dropped)
    resting = _resting_on(case, claims)
    quoting = {case.file.claims[id_].document for id_ in claims}
    secrets, common = _secrets(case, masked, dropped, profile)
    records: dict[str, set[str]] = {"claims": set(claims)}
    for path in dropped:
        if len(path) == 2 and path[0] != "conflict":
            records.setdefault(path[0], set()).add(path[1])
    untold = _detached(case, profile, quoting, records)
    places = [path for path in dropped if len(path) > 2 or path[0] == "conflict"]
    left = change.removed(untold, {k: v for k, v in records.items() if v}, places, "for a profile")
    data = without_texts(
        left.data(), notes=profile.notes == "drop", texts=profile.texts == "drop", quotes=profile.quotes == "keep"
    )
    data = _shells(data, masked, profile)
    data = _about_what_is_left(case, left, data)
    paths_left = [path for path in resting if _there(data, path)]
    if paths_left:
        name = SUPPORT
        while name in data.get("claims", {}):
            name += "_b"
        data = {**data, "claims": {**data.get("claims", {}), name: {"about": paths_left, "reading": SUPPORT_WORDS}}}
    data = {key: entry for key, entry in data.items() if key != "profiles"}
    words = Words(tuple(secrets), data, numbers(left.data()) if profile.texts == "drop" else None)
    kept = {id_: case.texts[id_] for id_ in data.get("documents", {}) if id_ in case.texts}
    texts = {words.id(id_): words.prose(text) for id_, text in kept.items()}
    final = scrubbed(without_fields(data, frozenset({"compartments"})), words)
    for id_ in final.get("documents", {}):
        final["documents"][id_]["file"] = f"documents/{id_}.txt"
    final = _quotes_that_stand(final, texts)
    whole = [*told(final), *texts.values()]
    for text in whole:
        for name in words.left(text):
            raise BadRequest(f"a name that must not leave, {quoted(name)}, still stands in the export; nothing was written")
    joined = f" {fold(' ; '.join(whole)).text} "
    stand = tuple(word for word in common if any(re.search(rf"\b{re.escape(form)}\b", joined) for form in spellings(word)))
    return Redacted(final, texts, len(protected), stand)


def _protected(case: Case, sees: frozenset[str]) -> Iterator[Parts]:
    """Yield the path of every record that carries a compartment outside `sees`; not what lies inside such a record."""
    yield from _inside(case.file, (), sees)


def _inside(value: Any, path: Parts, sees: frozenset[str]) -> Iterator[Parts]:
    if isinstance(value, Record) and set(value.compartments) - sees:
        yield path
    elif isinstance(value, BaseModel):
        for name, info in type(value).model_fields.items():
            yield from _inside(getattr(value, name), (*path, info.alias or name), sees)
    elif isinstance(value, dict):
        for key, entry in value.items():
            yield from _inside(entry, (*path, str(key)), sees)
    elif isinstance(value, tuple):
        for position, entry in enumerate(value):
            yield from _inside(entry, (*path, str(position)), sees)


def _keeps_its_place(path: Parts) -> bool:
    return (len(path) == 2 and path[0] in _SHELLS) or (len(path) == 4 and path[0] == "issues" and path[2] == "items")


def _dropped_claims(case: Case, dropped: list[Parts]) -> list[str]:
    """Return the claims that may not go along: protected ones, and those that quote a protected document."""
    gone = {path[1] for path in dropped if path[0] == "claims"}
    documents = {path[1] for path in dropped if path[0] == "documents"}
    return [id_ for id_, claim in case.file.claims.items() if id_ in gone or claim.document in documents]


def _resting_on(case: Case, claims: list[str]) -> list[str]:
    return [path for path, ids in ledger.support(case).behind.items() if set(ids) & set(claims)]


def _secrets(case: Case, masked: set[Parts], dropped: list[Parts], profile: Reader) -> tuple[list[Secret], tuple[str, ...]]:
    """Return what must not leave, and the words of hidden names that stay because many names share them.

    A pseudonym's number is the place of the record in its section, so it does not tell who is hidden and who was only renamed.
    """
    found, single = list[Secret](), dict[str, list[tuple[frozenset[str], Secret, str]]]()
    apart, common = list[str](), list[str]()
    hidden = {*masked, *((section, id_) for section in profile.pseudonyms for id_ in getattr(case.file, section))}
    seen = [
        name
        for id_, party in case.file.parties.items()
        if ("parties", id_) not in hidden
        for name in (party.name, *party.aliases)
    ]
    for path in _in_order(case, hidden, dropped):
        record = _at(case, path)
        names = called(path[0], record, seen)
        id_ = "" if path[-1].isdigit() or path[0] in ("mandates", "consents", "preferences") else path[-1]
        if path[0] == "conflict" and path[1] in ("preferences", "views"):
            id_ = ""  # the key is a party's, which is no secret for that
        code, prose = _pseudonym(case, path) if path in hidden else (_WITHHELD_ID, WITHHELD)
        secret = Secret(id_, names.names, code, prose, names.initials)
        found.append(secret)
        whole = frozenset(form for name in names.names for form in spellings(name))
        for word in names.words:
            single.setdefault(spellings(word)[0], []).append((whole, secret, word))
        apart += names.described
        common += names.common
    # The whole names first; then the words in them. A word of several people tells which of them no better than no word.
    words = []
    for holders in single.values():
        whole, first, _ = holders[0]
        code, prose = (first.code, first.prose) if all(one & whole for one, _, _ in holders) else (_WITHHELD_ID, WITHHELD)
        words.append(Secret("", tuple(dict.fromkeys(word for _, _, word in holders)), code, prose))
    return [*found, *words, Secret("", tuple(apart), _WITHHELD_ID, WITHHELD)], tuple(dict.fromkeys(common))


def _in_order(case: Case, hidden: set[Parts], dropped: list[Parts]) -> list[Parts]:
    """Return the paths of what is hidden in the order of the case, then those of what is dropped."""
    places = [(section, id_) for section in _SHELLS for id_ in getattr(case.file, section)]
    items = [("issues", id_, "items", item) for id_, issue in case.file.issues.items() for item in issue.items]
    return [path for path in (*places, *items) if path in hidden] + dropped


def _pseudonym(case: Case, path: Parts) -> tuple[str, str]:
    if path[0] == "issues":
        items = [(id_, item) for id_, issue in case.file.issues.items() for item in issue.items]
        word, number = "Item", items.index((path[1], path[3])) + 1
    else:
        word, number = _SHELLS[path[0]][0], list(getattr(case.file, path[0])).index(path[1]) + 1
    return f"{word.lower()}_{number}", f"{word} {number}"


def _at(case: Case, path: Parts) -> Any:
    here: Any = case.file
    for part in path:
        if isinstance(here, BaseModel):
            field = next(name for name, info in type(here).model_fields.items() if (info.alias or name) == part)
            here = getattr(here, field)
        else:
            here = here[int(part)] if isinstance(here, tuple) else here[part]
    return here


def _detached(case: Case, profile: Reader, quoted: set[str | None], records: dict[str, set[str]]) -> Case:
    """Return the case with the documents dropped that may not go along, and the claims standing without them.

    A document whose words a protected claim quotes stays behind as a whole: what stands around a gap tells what was in it.
    """
    file, data = case.file, case.data()
    dropped = {id_ for id_ in file.documents if profile.documents == "drop" or id_ in quoted} | records.get("documents", set())
    claims: Data = {}
    for id_, claim in file.claims.items():
        written = dict(data["claims"][id_])
        if claim.quote and profile.quotes == "drop":
            del written["quote"]
        if claim.document and (claim.document in dropped or profile.quotes == "drop"):
            written = _without_document(case, claim, written)
        claims[id_] = written
    records["documents"] = dropped
    data = {**data, "claims": claims} if claims else data
    return change.replaced(case, data, "claims for a profile")


def _without_document(case: Case, claim: Claim, written: Data) -> Data:
    """Return a claim that names the hands it went through itself, and carries its quote as its reading."""
    document = case.file.documents[claim.document or ""]
    hands = [hand for hand in ledger.hands(case.file, claim, copied=False) if hand != claim.by]
    quote = written.pop("quote", None)
    written.pop("document")
    if quote is not None:
        written["reading"] = f"“{' '.join(quote.split())}”" + (f"; {claim.reading}" if claim.reading else "")
    if hands:
        written["via"] = hands
    if claim.published is None and document.date is not None:
        written["published"] = document.date.text
    return written


def _shells(data: Data, masked: set[Parts], profile: Reader) -> Data:
    """Return the data with everything that tells who it is taken out of the records that get a pseudonym."""
    for section, (_, fields) in _SHELLS.items():
        protected = {path[1] for path in masked if path[0] == section}
        everybody = section in profile.pseudonyms
        # Where everybody has a pseudonym, all show the same fields: one that shows fewer would tell that it is protected.
        shown = (*fields, *_ALSO_SHOWN[section]) if everybody and not protected else fields
        records = {
            id_: {"name": record.get("name", ""), **{key: record[key] for key in shown if key in record}}
            if everybody or id_ in protected
            else record
            for id_, record in data.get(section, {}).items()
        }
        if records:
            data = {**data, section: records}
    for path in masked:
        if path[0] == "issues" and path[1] in data["issues"]:
            issue = data["issues"][path[1]]
            item = issue["items"][path[3]]
            shell = {"name": item["name"], **({"count": item["count"]} if "count" in item else {})}
            data = {**data, "issues": {**data["issues"], path[1]: {**issue, "items": {**issue["items"], path[3]: shell}}}}
    return data


def _about_what_is_left(case: Case, left: Case, data: Data) -> Data:
    """Return the data without paths that lead nowhere now; a claim that spoke of withheld things too keeps its words back."""
    claims = {}
    for id_, claim in data.get("claims", {}).items():
        about = [path for path in claim["about"] if _there(data, path)]
        if not about:
            continue
        kept = {**claim, "about": about}
        if len(about) < len(case.file.claims[id_].about):
            kept = {key: entry for key, entry in kept.items() if key not in ("reading", "oddity", "quote", "document")}
            if "document" in claim:
                document = _without_document(left, left.file.claims[id_], dict(claim))
                kept |= {key: document[key] for key in ("via", "published") if key in document}
        claims[id_] = kept
    gone = set(data.get("claims", {})) - set(claims)
    for claim in claims.values():
        for link in ("contradicts", "corrects", "retracts", "copied_from"):
            if link in claim:
                claim[link] = [other for other in claim[link] if other not in gone]
    data = {key: entry for key, entry in data.items() if key != "claims"} | ({"claims": claims} if claims else {})
    for section in ("stances", "beliefs"):
        records = {id_: r for id_, r in data.get(section, {}).items() if "about" not in r or _there(data, r["about"])}
        data = {key: entry for key, entry in data.items() if key != section} | ({section: records} if records else {})
    return data


def _there(data: Data, path: str) -> bool:
    return change.leads_somewhere(data, path)


def _quotes_that_stand(data: Data, texts: Mapping[str, str]) -> Data:
    """Return the data with the quotes taken out that their document no longer has letter by letter."""
    claims = {}
    for id_, claim in data.get("claims", {}).items():
        text = texts.get(claim.get("document", ""))
        if claim.get("quote") and (text is None or find_quote(text, claim["quote"]) is None):
            kept = {key: entry for key, entry in claim.items() if key != "quote"}
            claims[id_] = {**kept, "kind": "inferred", "reading": WITHHELD}
        else:
            claims[id_] = claim
    return {**data, "claims": claims} if claims else data
