"""The evidence part of a case file: documents, sources and claims."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, WithJsonSchema

from winset.case.parts import Json, Part, Record, named
from winset.case.scalars import (
    TEXT_JSON,
    ActorId,
    ClaimId,
    DocumentId,
    Id,
    Number,
    Several,
    SourceId,
    Text,
    Time,
    YesNo,
    text,
    whole,
)


def _reliability(value: object) -> str:
    word = text(value)
    if _BOTH.fullmatch(word):
        # `Source.expand` parts letter and figure; here the figure is written twice, and not the same.
        raise ValueError(f"gives the figure {word[1]}, and 'credibility' another one; write the letter alone: {word[0]}")
    if len(word) != 1 or word not in "ABCDEF":
        raise ValueError(
            "should be an Admiralty letter A-F (how reliable the source is), alone or with the usual figure 1-6 of what it says, "
            f"not '{word[:20]}'"
        )
    return word


def _credibility(value: object) -> int:
    word = text(value)
    if len(word) != 1 or word not in "123456":
        raise ValueError(f"should be an Admiralty figure 1-6 (how credible what is said is), not '{word[:20]}'")
    return int(word)


def _people(value: object) -> int:
    count = whole(value)
    if count < 1:
        raise ValueError(f"should be how many people they are, at least 1, not {count}; leave it out where nobody said")
    return count


_BOTH = re.compile("[A-F][1-6]")
People = Annotated[
    int,
    BeforeValidator(_people),
    WithJsonSchema({"type": ["integer", "string"], "minimum": 1, "pattern": "^[+]?[1-9][0-9]{0,17}$"}),
]
Reliability = Annotated[
    Literal["A", "B", "C", "D", "E", "F"],
    BeforeValidator(_reliability),
    WithJsonSchema({"type": "string", "pattern": "^[A-F][1-6]?$"}),
]
Credibility = Annotated[
    int,
    BeforeValidator(_credibility),
    WithJsonSchema({"type": ["integer", "string"], "minimum": 1, "maximum": 6, "pattern": "^[1-6]$"}),
]


class Document(Record):
    """A text that claims quote; its file lies inside the case folder."""

    file: Text
    title: Text | None = None
    date: Time | None = None
    outlet: SourceId | None = None
    relays: Several[SourceId] = ()
    written_by: Text | None = None
    language: Id = "en"


class Source(Record):
    """Whose word it is: a person, an outlet, or people without a name, and through whom it came."""

    name: Text
    kind: Literal["person", "official", "outlet", "document", "party", "other"] = "other"
    anonymous: YesNo = False
    count: People | None = None
    independence: Literal["unknown", "independent", "same"] = "unknown"
    via: Several[SourceId] = ()
    grade: Reliability | None = None
    credibility: Credibility | None = None
    speaks_for: ActorId | None = None
    interested: YesNo = False

    @classmethod
    def expand(cls, value: Any) -> Any:
        value = named(value)
        grade = value.get("grade") if isinstance(value, dict) else None
        if isinstance(grade, str) and _BOTH.fullmatch(grade) and str(value.get("credibility") or grade[1]) == grade[1]:
            return {**value, "grade": grade[0], "credibility": grade[1]}
        return value

    @classmethod
    def short_json(cls) -> list[Json]:
        return [TEXT_JSON]


class Claim(Record):
    """One statement about a path of the case: the words, how they are read, who said so and through whom, and when."""

    about: Several[Text]
    document: DocumentId | None = None
    quote: Text | None = None
    reading: Text | None = None
    value: Any = None
    by: SourceId | None = None
    via: Several[SourceId] = ()
    kind: Literal["quoted", "paraphrase", "inferred"] = "paraphrase"
    modality: Literal["asserted", "planned", "conditional", "demanded", "threatened", "expected", "opinion"] = "asserted"
    denies: YesNo = False
    when: Time | None = None
    said: Time | None = None
    published: Time | None = None
    known: Time | None = None
    credibility: Credibility | None = None
    confidence: Literal[
        "almost_no_chance", "very_unlikely", "unlikely", "roughly_even_chance", "likely", "very_likely", "almost_certain"
    ] | None = None  # fmt: skip
    if_wrong: Any = None
    contradicts: Several[ClaimId] = ()
    corrects: Several[ClaimId] = ()
    retracts: Several[ClaimId] = ()
    copied_from: Several[ClaimId] = ()
    oddity: Text | None = None


class Grades(Part):
    """How often a source of each Admiralty letter is taken to be right (0 to 1).

    The Admiralty code gives no probabilities, so every figure here is an assumption; a letter left out takes Winset's own
    assumed value. A source without a grade counts as F.
    """

    A: Number | None = None
    B: Number | None = None
    C: Number | None = None
    D: Number | None = None
    E: Number | None = None
    F: Number | None = None
    basis: Text | None = None


class Profile(Part):
    """Who an export is for: the compartments it may hold, whose names get pseudonyms, what texts go along.

    What is left out is that of the profile of the same name that comes with Winset; a profile of a new name has to write
    `pseudonyms`, drops the documents, quotes and notes that it does not name, and keeps the other texts.
    """

    name: Text | None = None
    sees: Several[Id] | None = None
    pseudonyms: Several[Literal["parties", "people", "sources"]] | None = None
    documents: Literal["keep", "drop"] | None = None
    quotes: Literal["keep", "drop"] | None = None
    notes: Literal["keep", "drop"] | None = None
    texts: Literal["keep", "drop"] | None = None
