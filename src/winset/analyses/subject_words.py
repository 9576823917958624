"""What a text calls the records of a case, and which paths a statement might be about."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from winset.case import paths
from winset.case.case import Case
from winset.errors import UnknownName
from winset.intake.date_words import word_set
from winset.intake.propose import Candidate, ProposedClaim

MOST_CANDIDATES = 6
_SECTIONS = (
    "issues", "channels", "deadlines", "ultimatums", "threats", "attempts", "events", "ratifications", "pressures", "stances",
    "beliefs", "references", "stages", "regimes", "rules",
)  # fmt: skip
_COMMON = word_set(
    "a an the of and or to in on at by for from with without what who whom which that this it its he she they his her "
    "their as is are was were be been has have had not no nor so do does did will would can could may might must than "
    "then into out up over under about after before between only one two three four five some any all new old other more "
    "most few earlier later first last itself himself herself goes go going get gets give gives given came come comes "
    "yes take taken made make makes part side party parties people person thing things day days week weeks time times "
    "such much many "
)
_CONSENT = re.compile(
    r"\b(?:consent\w*|agree\w*|approv\w*|accept\w*|refus\w*|reject\w*|object\w*|advis(?:e|ed|es|ing)|permi\w*|allow\w*|veto\w*|block\w*"
    r"|oppos\w*|endors\w*|authori[sz]\w*|sign(?:s|ed)?|green light|blessing)\b",
    re.I,
)
_FEWEST = 0.3


@dataclass(frozen=True)
class Vocabulary:
    """What a text calls the parties, people, outlets and records of one case.

    Parameters
    ----------
    names : mapping of str to str
        Names, aliases and family names to ids of parties and people.
    hints : mapping of str to str
        Words and labels to the path they point at most strongly.
    outlets : tuple of str
        Names of the outlets among the sources.
    weights : mapping of str to mapping of str to float
        Stem to path to weight: one over the number of records whose label has that word.
    labels : mapping of str to str
        Path to what the case calls it.
    """

    names: Mapping[str, str]
    hints: Mapping[str, str]
    outlets: tuple[str, ...]
    weights: Mapping[str, Mapping[str, float]]
    labels: Mapping[str, str]


def vocabulary(case: Case) -> Vocabulary:
    """Return what a text may call the records of the case.

    Examples
    --------
    >>> import winset
    >>> words = vocabulary(winset.load("doha2025"))
    >>> words.names["Dermer"], words.hints["prisoners"]
    ('dermer', 'issues.prisoners')
    """
    data = case.data()
    labels = {f"{section}.{id_}": _label(id_, record) for section in _SECTIONS for id_, record in data.get(section, {}).items()}
    carried: dict[str, dict[str, float]] = {}
    # Who acts says little about which record is meant: nearly every one has a party in it.
    actors = {stem(word) for name in _names(case) for word in _content_words(name)}
    words_of = {path: _words_of(data, path, label, actors) for path, label in labels.items()}
    for path, words in words_of.items():
        for stem_, weight in words.items():
            carried.setdefault(stem_, {})[path] = weight
    weights = {s: {path: w / len(by) for path, w in by.items()} for s, by in carried.items()}
    hints: dict[str, str] = {label: path for path, label in labels.items()}
    for path, label in labels.items():
        for word in _content_words(label):
            if len(weights.get(stem(word), {})) == 1 and stem(word) not in actors:
                hints.setdefault(word, path)
    outlets = tuple(source.name for source in case.file.sources.values() if source.kind == "outlet")
    return Vocabulary(_names(case), hints, outlets, weights, labels)


def _label(id_: str, record: Any) -> str:
    if isinstance(record, dict):
        for field in ("name", "title", "body", "that", "words", "asks_text"):
            if record.get(field):
                return str(record[field])
    return id_.replace("_", " ")


def _words_of(data: Any, path: str, label: str, actors: set[str]) -> dict[str, float]:
    section, id_ = path.split(".", 1)
    found = {stem(word): 0.2 if stem(word) in actors else 1.0 for word in _content_words(f"{label} {id_.replace('_', ' ')}")}
    record = data[section][id_]
    values = record.get("values") if isinstance(record, dict) and section == "issues" else None
    for text in values.values() if isinstance(values, dict) else ():
        for word in _content_words(str(text)):
            # What an issue may come to says less about it than its name.
            found.setdefault(stem(word), 0.5)
    return found


def _content_words(text: str) -> list[str]:
    return [w for w in re.findall(r"[^\W\d_]{3,}", text.lower()) if w not in _COMMON]


def stem(word: str) -> str:
    """Return the word without the endings that only bend it.

    Examples
    --------
    >>> stem("Prisoners"), stem("bodies"), stem("release"), stem("released")
    ('prisoner', 'body', 'releas', 'releas')
    """
    low = word.lower()
    if low.endswith("ies") and len(low) > 4:
        return low[:-3] + "y"
    for ending in ("ing", "ed", "es", "s", "e"):
        if low.endswith(ending) and len(low) - len(ending) >= 4 and not (ending == "s" and low.endswith("ss")):
            return low[: -len(ending)]
    return low


def _names(case: Case) -> dict[str, str]:
    names: dict[str, str] = {}
    for section in (case.file.parties, case.file.people):
        for id_, record in section.items():
            for name in (record.name or id_, *getattr(record, "aliases", ())):
                names.setdefault(str(name), id_)
    family: dict[str, set[str]] = {}
    for id_, person in case.file.people.items():
        words = str(person.name or "").split()
        if len(words) > 1 and all(word[0].isupper() or word[0].isdigit() or "-" in word for word in words):
            family.setdefault(words[-1], set()).add(id_)
    for word, ids in family.items():
        if len(ids) == 1:
            names.setdefault(word, min(ids))
    return names


def candidates(case: Case, words: Vocabulary, claim: ProposedClaim, before: str = "") -> tuple[Candidate, ...]:
    """Return the paths the statement might be about, the likeliest first, each with the reason.

    Parameters
    ----------
    case : Case
        The case.
    words : Vocabulary
        Its words.
    claim : ProposedClaim
        The statement; its own candidates are kept.
    before : str
        The words that stand before it, for what "it" and "any number" may mean.
    """
    scores: dict[str, float] = {}
    said: dict[str, list[str]] = {}
    for word in dict.fromkeys(_content_words(claim.quote)):
        for path, weight in words.weights.get(stem(word), {}).items():
            scores[path] = scores.get(path, 0) + weight
            said.setdefault(path, []).append(word)
    ranked = sorted((path for path in scores if scores[path] >= _FEWEST), key=lambda path: (-scores[path], path))
    found = [*_consents(case, words, claim, ranked, before)]
    found += [
        Candidate(path, f"the text says “{', '.join(said[path][:4])}”; the case has “{words.labels[path]}”") for path in ranked
    ]
    known = {candidate.path for candidate in found}
    found += [c for c in claim.candidates if c.path not in known]
    kept = found[:MOST_CANDIDATES]
    if not kept:
        section = {**dict.fromkeys(case.file.parties, "parties"), **dict.fromkeys(case.file.people, "people")}
        kept = [
            Candidate(f"{section[id_]}.{id_}", f"the text names {case.name_of(id_)}") for id_ in claim.mentions if id_ in section
        ]
    return tuple(kept[:MOST_CANDIDATES])


def _consents(case: Case, words: Vocabulary, claim: ProposedClaim, ranked: list[str], before: str) -> list[Candidate]:
    hit = _CONSENT.search(claim.quote)
    if hit is None:
        return []
    data = case.data().get("consents", {})
    out: list[Candidate] = []
    earlier = {path.split(".", 1)[1] for w in _content_words(before) for path in words.weights.get(stem(w), {})}
    for id_ in claim.mentions:
        party = id_ if id_ in case.file.parties else getattr(case.file.people.get(id_), "for_", None)
        given = data.get(party, {})
        near = [path.split(".", 1)[1] for path in ranked[:4]]
        subjects = [s for s in near if s in given] or sorted(given, key=lambda s: (s not in earlier, s))[:3]
        for subject in subjects:
            path = f"consents.{party}.{subject}"
            why = f"the text says “{hit.group()}” and names {case.name_of(id_)}"
            if _stands(case, path) and all(c.path != path for c in out):
                out.append(Candidate(path, why))
    return out[:3]


def _stands(case: Case, path: str) -> bool:
    try:
        paths.split(case.data(), path)
    except UnknownName:
        return False
    return True
