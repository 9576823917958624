"""A case as a scenario for another program: names, weights and curves, and all that the other side cannot hold, counted."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from pydantic import BaseModel

from winset.case.case import Case
from winset.case.dimensions import Dimension
from winset.errors import BadRequest
from winset.exchange.naming import is_id, named
from winset.exchange.scenario import Issue, Profile, Scenario

# What each section holds, where its own name does not say it.
_WORDS = {
    "people": "people of the parties",
    "mandates": "mandates and red lines",
    "ratifications": "bodies that ratify",
    "rules": "rules between terms",
    "consents": "recorded consents",
    "stages": "stages of the talks",
    "references": "reference classes",
    "conflict": "options, preferences and views of the conflict",
    "profiles": "profiles of sources",
    "grades": "meanings of grades",
    "documents": "documents and their texts",
    "events": "events of the timeline",
}
# Of these sections a scenario takes these fields; every other one that is set is lost.
_TAKEN: Mapping[str, frozenset[str]] = {
    "parties": frozenset({"name"}),
    "issues": frozenset({"name", "values", "labels", "numbers", "items"}),
    "preferences": frozenset({"weights", "curves", "reservation", "discount", "joint"}),
}
_HEAD = frozenset({"format", "case", "title", "as_of", "signed_by", "current_stage", "elapsed", "summary"})


def scenario_of(case: Case) -> Scenario:
    """Return a case as a scenario: its dimensions, and each party's weights and curves at the middle of the ranges.

    Parties, issues and values have the names that people gave them, and their ids beside; `lost` lists what of the case is not
    in the scenario, section by section, with how many records of each.

    Raises
    ------
    BadRequest
        If no party has preferences.
    """
    dims = list(case.dimensions().values())
    wishes = case.file.preferences
    valued = [id_ for id_ in case.file.parties if id_ in wishes and any(dim.id in wishes[id_].weights for dim in dims)]
    if not valued:
        raise BadRequest("no party of the case has preferences, so there is no profile to write")
    lost = left_out(case)
    for id_ in valued:
        preference = wishes[id_]
        spans = [*preference.weights.values(), *(s for curve in preference.curves.values() for s in curve.values())]
        spans += [s for s in (preference.reservation, preference.discount) if s is not None]
        spans += [entry.worth for entry in preference.joint.values()]
        if any(not span.is_point for span in spans):
            lost.append(f"{id_}: ranges; their middle is written")
    without = [id_ for id_ in case.file.parties if id_ not in valued]
    if without:
        lost.append(f"{', '.join(without)}: no preferences are written down, so there is no profile")
    names = named(valued, [case.file.parties[id_].name for id_ in valued], "parties", lost)
    titles = named([dim.id for dim in dims], [dim.name for dim in dims], "issues", lost)
    issues = tuple(_issue(dim, name, lost) for dim, name in zip(dims, titles, strict=True))
    parties = tuple(_profile(case, id_, name) for id_, name in zip(valued, names, strict=True))
    return Scenario(case.title if case.title.strip() else case.id, issues, parties, tuple(lost), case.id)


def _issue(dim: Dimension, name: str, lost: list[str]) -> Issue:
    id_ = dim.id if is_id(dim.id) else dim.id.replace(".", "_")
    if all(re.fullmatch(r"-?\d+", value) for value in dim.values) and not dim.labels:
        return Issue(name, dim.values, "integer", id_)
    return Issue(
        name, named(dim.values, [dim.label(v) for v in dim.values], f"values of {dim.id}", lost), "discrete", id_, dim.values
    )


def left_out(case: Case) -> list[str]:
    """Return what of a case no scenario holds: a line for each section with how many records it has, and for each field.

    Examples
    --------
    >>> import winset
    >>> [line for line in left_out(winset.load("doha2025")) if line.startswith(("rules", "claims"))]
    ['rules: 3 (rules between terms)', 'claims: 44']
    """
    file = case.file
    lost = []
    if file.summary:
        lost.append("summary: the text about the case")
    if str(file.as_of) != "unknown":
        lost.append(f"as_of: the day of the case ({file.as_of})")
    if file.elapsed:
        lost.append("elapsed: the time elapsed; the other program takes the discount and reckons by itself")
    if file.current_stage != "1":
        lost.append(f"current_stage: {file.current_stage}")
    if file.signed_by and set(file.signed_by) != set(file.parties):
        lost.append(f"signed_by: who must sign ({len(file.signed_by)} of {len(file.parties)} parties)")
    for section in type(file).model_fields:
        held = getattr(file, section)
        if section in _TAKEN:
            lost += [_of_field(section, field, ids) for field, ids in _set_fields(held, _TAKEN[section]).items()]
        elif section not in _HEAD and (count := _count(held)):
            words = _WORDS.get(section, "")
            lost.append(f"{section}: {count}" + (f" ({words})" if words else ""))
    named_items = [id_ for id_, issue in file.issues.items() if issue.items]
    if named_items:
        lost.append(f"issues: the named items of {len(named_items)} become issues of their own ({_shown(named_items)})")
    return lost


def _count(held: Any) -> int:
    """Return how many records a section holds: of a table of tables or of lists those inside, of one record its fields set."""
    if isinstance(held, BaseModel):
        return sum(_count(getattr(held, field)) or 1 for field in _fields_set(held))
    if isinstance(held, Mapping):
        inner = list(held.values())
        return sum(_count(one) if isinstance(one, Mapping | tuple) else 1 for one in inner)
    return len(held) if isinstance(held, tuple | list) else 0


def _fields_set(record: BaseModel) -> list[str]:
    return [name for name, info in type(record).model_fields.items() if getattr(record, name) != info.get_default()]


def _set_fields(records: Mapping[str, BaseModel], taken: frozenset[str]) -> dict[str, list[str]]:
    """Return, field by field, the ids of the records in which one that is not taken is set."""
    found: dict[str, list[str]] = {}
    for id_, record in records.items():
        for field in _fields_set(record):
            if field not in taken:
                found.setdefault(field, []).append(id_)
    return found


def _of_field(section: str, field: str, ids: Sequence[str]) -> str:
    return f"{section}: {field} of {len(ids)} ({_shown(ids)})"


def _shown(ids: Sequence[str], most: int = 4) -> str:
    return ", ".join(ids[:most]) + (f" and {len(ids) - most} more" if len(ids) > most else "")


def _profile(case: Case, id_: str, name: str) -> Profile:
    from winset.arrays.deal_space import deal_space
    from winset.arrays.later import as_written

    # Time is the other program's business: it takes the discount and reckons by itself.
    space = deal_space(as_written(case), 0)
    p = space.parties.index(id_)
    scale = int(space.scale[0, p])
    weights, curves, bias = [], [], Fraction(0)
    for table in space.worth:
        worth = [Fraction(int(w), scale) for w in table[0, p]]
        # A joint worth of one term alone can be below 0; a curve cannot.
        low = min(Fraction(0), *worth)
        bias += low
        most = max(worth) - low
        weights.append(most)
        curves.append(tuple((w - low) / most if most else Fraction(0) for w in worth))
    discount = case.file.preferences[id_].discount
    floor = Fraction(int(space.floor[0, p]), scale)
    return Profile(name, tuple(weights), tuple(curves), bias, floor, discount.middle if discount else None, id_)
