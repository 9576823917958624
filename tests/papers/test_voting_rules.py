"""Rules of real bodies whose blocking coalitions are well known: who can stop a decision by saying no together."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pytest
import yaml

import winset
from winset.arrays.ratification import NO, OPEN, YES, Body, bodies


def body(rule: Any, voters: dict[str, Any]) -> Body:
    case = {
        "case": "body",
        "title": "A body",
        "as_of": "2000",
        "parties": {"us": "Us", "them": "Them"},
        "issues": {"x": {"name": "X", "values": ["no", "yes"]}},
        "ratifications": {"body": {"for": "us", "body": "The body", "rule": rule, "voters": voters}},
    }
    loaded = winset.loads(yaml.safe_dump(case, sort_keys=False))
    return bodies(loaded, tuple(loaded.dimensions().values()))[0]


PERMANENT = ("china", "france", "russia", "uk", "usa")
ELECTED = tuple(f"elected_{n}" for n in range(10))


def security_council() -> Body:
    """Charter of the United Nations, Article 27(3): nine yes, the permanent members' among them; as weights, 39 of 45."""
    voters = {**{name: {"weight": 7} for name in PERMANENT}, **{name: {"weight": 1} for name in ELECTED}}
    return body({"kind": "weighted", "threshold": 39}, voters)


def test_in_the_security_council_any_permanent_member_or_any_seven_others_can_block() -> None:
    expected = {frozenset({name}) for name in PERMANENT} | {frozenset(group) for group in combinations(ELECTED, 7)}
    assert set(security_council().blocking_voters()) == expected
    assert len(expected) == 125


def test_nine_yes_with_all_five_permanent_members_carry_and_eight_do_not() -> None:
    council = security_council()
    nine = {name: "yes" if name in (*PERMANENT, *ELECTED[:4]) else "no" for name in (*PERMANENT, *ELECTED)}
    assert council.outcome(nine) == YES
    assert council.outcome({**nine, ELECTED[0]: "no"}) == NO
    assert council.outcome({**nine, ELECTED[0]: "unknown"}) == OPEN
    assert council.outcome({**nine, "uk": "no", **dict.fromkeys(ELECTED, "yes")}) == NO


def test_in_the_council_of_the_treaty_of_rome_luxembourg_could_never_block() -> None:
    """Treaty of Rome (1957), Article 148(2): twelve of seventeen votes; Luxembourg's one never mattered."""
    weights = {"germany": 4, "france": 4, "italy": 4, "belgium": 2, "netherlands": 2, "luxembourg": 1}
    council = body({"kind": "weighted", "threshold": 12}, {name: {"weight": weight} for name, weight in weights.items()})
    groups = set(council.blocking_voters())
    big, small = ("germany", "france", "italy"), ("belgium", "netherlands")
    assert groups == {frozenset(p) for p in combinations(big, 2)} | {frozenset({b, s}) for b in big for s in small}
    assert not any("luxembourg" in group for group in groups)


@pytest.mark.parametrize(
    ("unionist", "nationalist", "outcome"),
    [(80, 41, YES), (100, 40, YES), (90, 39, NO), (39, 90, NO), (60, 50, NO)],
)
def test_cross_community_support_needs_both_communities(unionist: int, nationalist: int, outcome: int) -> None:
    """Northern Ireland Act 1998, section 4(5)(b): 60 % of those voting, and 40 % of each of the two designations."""
    voters = {}
    for community, yes in (("unionist", unionist), ("nationalist", nationalist)):
        voters[f"{community}_yes"] = {"weight": yes, "community": community, "votes": "yes"}
        voters[f"{community}_no"] = {"weight": 100 - yes, "community": community, "votes": "no"}
    rule = {"kind": "sufficient_consensus", "share": "0.6", "each_community": "0.4"}
    assert body(rule, voters).outcome({name: voter["votes"] for name, voter in voters.items()}) == outcome
