"""Rules of real bodies whose blocking coalitions are well known: who can stop a decision by saying no together."""

from __future__ import annotations

from itertools import combinations
from math import comb
from typing import Any

import pytest
import yaml

import winset
from winset.arrays.ratification import NO, OPEN, YES, Body, bodies
from winset.errors import TooLarge


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
    [(80, 41, YES), (100, 40, YES), (90, 39, NO), (39, 90, NO), (60, 50, NO), (80, 40, YES), (79, 40, NO), (60, 60, YES)],
)
def test_cross_community_support_needs_both_communities(unionist: int, nationalist: int, outcome: int) -> None:
    """Northern Ireland Act 1998, section 4(5)(b): 60 % of those voting, and 40 % of each of the two designations."""
    voters = {}
    for community, yes in (("unionist", unionist), ("nationalist", nationalist)):
        voters[f"{community}_yes"] = {"weight": yes, "community": community, "votes": "yes"}
        voters[f"{community}_no"] = {"weight": 100 - yes, "community": community, "votes": "no"}
    rule = {"kind": "sufficient_consensus", "share": "0.6", "each_community": "0.4"}
    assert body(rule, voters).outcome({name: voter["votes"] for name, voter in voters.items()}) == outcome


@pytest.mark.parametrize(("yes", "no", "outcome"), [(66, 33, YES), (66, 34, NO), (67, 33, YES), (60, 30, YES), (59, 30, NO)])
def test_two_thirds_of_the_senators_present_are_enough_for_a_treaty(yes: int, no: int, outcome: int) -> None:
    """Constitution of the United States, Article II, section 2: two thirds of the Senators present concur."""
    senate = body(
        {"kind": "majority", "share": "2/3", "quorum": "51/100"},
        {"for": {"weight": yes}, "against": {"weight": no}, "absent": {"weight": 100 - yes - no}},
    )
    assert senate.outcome({"for": "yes", "against": "no", "absent": "abstain"}) == outcome


def test_without_a_share_a_tie_does_not_pass_and_a_share_of_one_half_lets_it_pass() -> None:
    voters = {"one": {}, "other": {}}
    votes = {"one": "yes", "other": "no"}
    assert body("majority", voters).outcome(votes) == NO
    assert body({"kind": "majority", "share": "1/2"}, voters).outcome(votes) == YES
    assert body({"kind": "majority", "share": "1/2"}, voters).outcome(dict.fromkeys(voters, "abstain")) == NO


@pytest.mark.parametrize(
    ("yes", "share", "outcome"), [("1/2", None, NO), ("1/2", "1/2", YES), ("3/5", "3/5", YES), ("59/100", "3/5", NO)]
)
def test_a_referendum_reaches_its_share_or_by_default_passes_one_half(yes: str, share: str | None, outcome: int) -> None:
    rule = {"kind": "referendum", "expected_yes": yes, **({"share": share} if share else {})}
    assert body(rule, {}).outcome({}) == outcome


def test_an_unknown_vote_may_be_an_abstention_that_costs_the_quorum() -> None:
    council = body({"kind": "majority", "quorum": "1"}, {"big": {"weight": 2}, "small": {}})
    assert council.outcome({"big": "yes", "small": "no"}) == YES
    assert council.outcome({"big": "yes", "small": "unknown"}) == OPEN
    assert council.outcome({"big": "no", "small": "unknown"}) == NO


def test_many_voters_are_counted_by_their_kind_and_shown_in_part() -> None:
    house = body("majority", {f"member_{n}": {} for n in range(120)})
    shown = house.stoppers(3)
    assert shown is not None
    assert (len(shown[0]), {len(group) for group in shown[0]}, shown[1]) == (3, {60}, comb(120, 60))
    with pytest.raises(TooLarge):
        house.blocking_voters()
    different = body("majority", {f"member_{n}": {"weight": 2**n} for n in range(20)})
    assert different.stoppers() is None
