"""The graph-model part of a case file: what each party can do alone, and how it ranks what may come of it."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from winset.case.parts import Json, Part, Record, Terms, named
from winset.case.scalars import TEXT_JSON, Id, PartyId, Ref, Several, Span, Text, Time, YesNo

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
    """A move that several decision makers make together."""

    by: Several[PartyId]
    from_: Text = Field(alias="from")
    to: Text


class ConflictPreference(Record):
    """How one decision maker ranks the states: by ranked statements, by weights, directly with ties, or by pairs only."""

    statements: Several[Text] = ()
    weights: dict[Text, Span] = {}
    ranking: tuple[Several[Text], ...] = ()
    pairs: Several[Text] = ()


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
