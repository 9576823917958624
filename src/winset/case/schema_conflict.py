"""The graph-model part of a case file: what each party can do alone, and how it ranks what may come of it."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import Field

from winset.case.parts import Json, Part, Record, Terms, named, with_field
from winset.case.scalars import TEXT_JSON, Id, Number, PartyId, Ref, Several, Span, Text, Time, YesNo

# Stands between what is greatly preferred and what it is preferred to.
GREATLY = ">>"
OptionId = Annotated[Id, Ref("options")]


class Option(Record):
    """Something one decision maker can do or leave; `does` links it to terms of a deal."""

    name: Text
    does: Terms = {}
    irreversible: Literal["no", "once_taken", "once_dropped"] = "no"
    reveals: YesNo = False

    @classmethod
    def expand(cls, value: Any) -> Any:
        return named(value)

    @classmethod
    def short_json(cls) -> list[Json]:
        return [TEXT_JSON]


class CommonMove(Record):
    """One move, options of others included, that each of several decision makers can make alone: the common move of GMCR."""

    by: Several[PartyId]
    from_: Text = Field(alias="from")
    to: Text


class ConflictPreference(Record):
    """How one decision maker ranks the states: by ranked statements, by weights, directly with ties, by pairs, or by degrees.

    An entry ``>>`` in `statements` or `ranking` says that what stands above it is greatly preferred to what stands below.
    """

    statements: Several[Text] = ()
    weights: dict[Text, Span] = {}
    ranking: tuple[Several[Text], ...] = ()
    pairs: Several[Text] = ()
    degrees: dict[Text, Number] = {}
    threshold: Number | None = None
    greatly: Number | None = None

    @classmethod
    def expand(cls, value: Any) -> Any:
        if isinstance(value, dict) and isinstance(value.get("ranking"), str):
            return {**value, "ranking": _chain(value["ranking"])}
        return value

    @classmethod
    def long_json(cls, long: Json) -> Json:
        written: Json = {"type": "string", "description": "a chain, best first: peace >> talk > war = strike"}
        return with_field(long, "ranking", [written, long["properties"]["ranking"]])


class View(Record):
    """What one party does not see of the conflict, and until when."""

    unaware_of: Several[OptionId] = ()
    until: Time | None = None
    believes: dict[PartyId, ConflictPreference] = {}


class Conflict(Part):
    """The conflict as a graph model (Kilgour, Hipel & Fang, 1987)."""

    options: dict[PartyId, dict[Id, Option]] = {}
    infeasible: Several[Text] = ()
    status_quo: Several[OptionId] = ()
    preferences: dict[PartyId, ConflictPreference] = {}
    views: dict[PartyId, View] = {}
    common_moves: dict[Id, CommonMove] = {}
    arcs: dict[PartyId, Several[Text]] = {}
    option_moves: YesNo | None = None
    policies: dict[PartyId, Several[Text]] = {}


def _chain(text: str) -> list[list[str]]:
    """Return the levels that a chain such as ``a >> b > c = d`` writes, best first; ``>>`` is a level of its own."""
    levels: list[list[str]] = []
    for part in re.split(r"(>>|>)", text):
        if part == ">>":
            levels.append([GREATLY])
        elif part != ">":
            levels.append([side.strip() for side in part.split("=")])
    return levels
