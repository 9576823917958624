"""Ten synthetic deal spaces with reference answers by an independent enumeration (see domains/README.md), to the last digit."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

import winset
from winset.arrays.deal_space import deal_space
from winset.deals import space
from winset.deals.frontier import efficient
from winset.deals.solutions import choose

FOLDER = Path(__file__).parent / "domains"
NAMES = sorted(path.name.removesuffix(".answers.json") for path in FOLDER.glob("*.answers.json"))
OURS = {
    "nash": "nash",
    "egalitarian": "egalitarian",
    "utilitarian": "utilitarian",
    "ks_maxmin_ideal_ir": "kalai_smorodinsky",
    "ks_maxmin_ideal_global": "kalai_rosenthal",
}
Point = tuple[Fraction, ...]


def exactly(name: str) -> Any:
    """The file's decimals as written, as fractions."""
    return json.loads((FOLDER / name).read_text(), parse_float=Fraction, parse_int=Fraction)


def as_case(domain: dict[str, Any]) -> winset.Case:
    preferences = {
        party["name"]: {
            "weights": {issue: str(w) for issue, w in party["weights"].items()},
            "curves": {issue: {v: str(u) for v, u in curve.items()} for issue, curve in party["values"].items()},
            "reservation": str(party["reservation"]),
        }
        for party in domain["parties"]
    }
    case = {
        "case": domain["name"],
        "title": domain["name"],
        "as_of": "unknown",
        "parties": {party: party for party in preferences},
        "issues": {issue["name"]: {"name": issue["name"], "values": issue["values"]} for issue in domain["issues"]},
        "preferences": preferences,
    }
    return winset.loads(yaml.safe_dump(case, sort_keys=False))


@pytest.mark.parametrize("name", NAMES)
def test_frontier_and_solutions_are_those_of_the_reference(name: str) -> None:
    domain, reference = exactly(f"{name}.json"), exactly(f"{name}.answers.json")["reference"]
    at = deal_space(as_case(domain), 0)
    worth, rules = space.worths(at, slice(0, 1))[0], space.allowed(at)
    assert at.size == domain["n_outcomes"]
    assert rules.all()

    def points(positions: Any) -> set[Point]:
        return {tuple(Fraction(int(w), int(s)) for w, s in zip(worth[:, i], at.scale[0], strict=True)) for i in positions}

    rational = (worth >= at.floor[0][:, None]).all(axis=0)
    assert int(rational.sum()) == reference["n_rational_ge"]
    # The reference lists the part of the frontier where nobody is worse off than without a deal.
    assert points(np.flatnonzero(efficient(worth) & rational)) == {tuple(p) for p in reference.get("pareto_utils", ())}
    for theirs, ours in OURS.items():
        found, _ = choose(ours, worth, at.floor[0], at.scale[0], rules)
        assert points(found) == {tuple(p) for p in reference.get(theirs, {"utils": ()})["utils"]}, theirs


def test_no_deal_is_chosen_where_none_is_as_good_as_no_deal_for_all() -> None:
    found = winset.solve(as_case(exactly("syn_p2_noagreement.json")), "nash")
    assert found.value == {"middle": [], "most_often": None}
    assert "chooses nothing" in found.answer
