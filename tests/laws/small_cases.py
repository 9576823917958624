"""Strategies for small cases as plain data, and how to load and relabel them."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import strategies as st

import winset

Plain = dict[str, Any]
PARTIES = ("p", "q", "r")


def loaded(plain: Plain) -> winset.Case:
    # JSON is YAML, and writes no anchors for a list that stands in two places.
    return winset.loads(json.dumps(plain))


def spans(low: int, high: int, unit: int) -> st.SearchStrategy[Any]:
    point = st.integers(low, high).map(lambda n: f"{n}/{unit}")
    pair = st.tuples(st.integers(low, high), st.integers(low, high)).map(lambda p: [f"{n}/{unit}" for n in sorted(p)])
    return st.one_of(point, pair)


@st.composite
def cases(draw: st.DrawFn, ranges: bool = True) -> Plain:
    """Two or three issues, three parties, who delivers what, perhaps a rule, consents and preferences."""
    names = ("a", "b", "c")[: draw(st.integers(2, 3))]
    issues: Plain = {}
    for name in names:
        count = draw(st.integers(2, 3))
        groups = draw(
            st.one_of(
                st.just("nobody"),
                st.sampled_from(PARTIES),
                st.lists(st.sampled_from(PARTIES), min_size=2, max_size=2, unique=True),
                st.lists(st.sampled_from(PARTIES), min_size=2, max_size=2, unique=True).map(lambda two: {"any_of": two}),
            )
        )
        issues[name] = {"name": name.upper(), "values": [f"v{i}" for i in range(count)], "delivered_by": groups}
    span = spans if ranges else lambda low, high, unit: st.integers(low, high).map(lambda n: f"{n}/{unit}")
    preferences = {}
    for party in PARTIES:
        weights = {name: draw(span(-4, 4, 2)) for name in names}
        weights[names[0]] = draw(st.sampled_from(["1", "-2", "3"]))
        preferences[party] = {"weights": weights, "reservation": draw(span(0, 4, 4))}
    plain: Plain = {
        "case": "law",
        "title": "A small case",
        "as_of": "2030",
        "signed_by": draw(st.lists(st.sampled_from(PARTIES), min_size=1, max_size=2, unique=True)),
        "parties": {party: party.upper() for party in PARTIES},
        "issues": issues,
        "preferences": preferences,
    }
    if draw(st.booleans()):
        plain["rules"] = {"rule": {"if": {names[0]: "changed"}, "then": {names[1]: draw(st.sampled_from(["v0", "v1"]))}}}
    consents: Plain = {}
    for party in PARTIES:
        sheet = {n: draw(st.sampled_from(["consented", "withheld", "informed"])) for n in names if draw(st.booleans())}
        if sheet:
            consents[party] = sheet
    if consents:
        plain["consents"] = consents
    return plain


def renamed(plain: Any, new: dict[str, str]) -> Any:
    """The same data with every party called by another name."""
    if isinstance(plain, dict):
        return {new.get(key, key): renamed(value, new) for key, value in plain.items()}
    if isinstance(plain, list):
        return [renamed(value, new) for value in plain]
    return new.get(plain, plain) if isinstance(plain, str) else plain
