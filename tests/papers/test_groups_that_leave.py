"""Published conflicts in which it matters that two or more can move together."""

from __future__ import annotations

import json
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from winset.arrays.graph_model import GraphModel, option_model
from winset.conflict.coalitions import coalition_stability, vulnerable
from winset.conflict.concepts import stability

HERE = Path(__file__).parent / "conflicts"
Pairs = frozenset[frozenset[str]]


def who_sits_with_whom(names: tuple[str, ...], payoff: dict[Pairs, tuple[int, ...]], alone: tuple[int, ...]) -> GraphModel:
    """Everybody asks for one companion or none; two sit together if they ask for each other.

    `payoff` holds what everybody has where these pairs sit together and the rest alone; else `alone`.
    """
    options = [(f"{a} asks for {b}", a) for a in names for b in names if a != b]
    one_each = [{first[0]: True, second[0]: True} for first, second in combinations(options, 2) if first[1] == second[1]]
    frame = option_model(names, options, infeasible=one_each)
    ranks = np.zeros((len(names), frame.size), dtype=np.int32)
    for s in frame.states():
        ranks[:, s] = payoff.get(together(frame, int(s)), alone)
    return frame.with_ranks(ranks)


def together(model: GraphModel, state: int) -> Pairs:
    asked = {name.split(" asks for ")[0]: name.split(" asks for ")[1] for k, name in enumerate(model.options) if state >> k & 1}
    return frozenset(frozenset((a, b)) for a, b in asked.items() if asked.get(b) == a)


def pairs(*text: str) -> Pairs:
    return frozenset(frozenset(pair.split()) for pair in text)


def corporate_dinner() -> GraphModel:
    payoff = {
        pairs("A B"): (10, 10, 3, 3),
        pairs("A B", "C1 C2"): (8, 8, 5, 5),
        pairs("A C1", "B C2"): (3, 5, 10, 5),
        pairs("A C1"): (3, 3, 10, 3),
        pairs("A C2", "B C1"): (3, 5, 5, 10),
        pairs("A C2"): (3, 3, 3, 10),
    }
    return who_sits_with_whom(("A", "B", "C1", "C2"), payoff, (1, 1, 1, 1))


def test_the_corporate_dinner_has_one_equilibrium_for_deviations_of_two() -> None:
    """Levando, "Formation of coalition structures as a non-cooperative game 2: applications", 2.1 and Table 1.

    President A and vice-presidents B, C1, C2 choose tables, at most two at one (K = 2, the largest coalition and
    number of deviators). Published: a unique equilibrium, partition 2: {A, B} and {C1, C2} with (8, 8, 5, 5).
    """
    model = corporate_dinner()
    groups = [*((i,) for i in range(4)), *combinations(range(4), 2)]
    held = coalition_stability(model, ["cnash"], groups).equilibria("cnash")
    assert [together(model, s) for s in held] == [pairs("A B", "C1 C2")]
    assert model.ranks[:, held[0]].tolist() == [8, 8, 5, 5]
    # It holds against three and four as well: nobody can offer A or B anything.
    assert coalition_stability(model, ["cnash"]).equilibria("cnash") == held


def test_at_the_dinner_the_two_left_over_join_so_as_not_to_lose() -> None:
    """The same: where A and B sit together and C1 and C2 alone, these two are better off together (5 for 3),
    and A and B, who lose by it, cannot prevent it."""
    model = corporate_dinner()
    first = next(
        int(s)
        for s in model.states()
        if together(model, int(s)) == pairs("A B") and not any("C" in model.options[k][:2] for k in range(12) if s >> k & 1)
    )
    leaving = [v for v in vulnerable(model, [first]) if v.coalition == (2, 3)]
    assert {together(model, v.target) for v in leaving} == {pairs("A B", "C1 C2")}
    groups = coalition_stability(model, ["cgmr"], [(2, 3)])
    row = groups.coalitions.index((2, 3))
    # A and B can still spoil it for them, but only by leaving each other: no reply that improves for them does.
    assert groups.stable[row, 0, first]
    credible = coalition_stability(model, ["cseq", "cseq_class"], [(2, 3)])
    assert not credible.stable[row, :, first].any()


def test_without_groups_the_dinner_has_many_nash_states() -> None:
    """The uniqueness above is that of K = 2: where nobody asks for anybody, no one alone can change a thing."""
    model = corporate_dinner()
    nash = stability(model, ["nash"], False).equilibria("nash")
    assert 0 in nash
    assert together(model, 0) == frozenset()
    assert len(nash) > 1


ROOMMATES = {"A": "B C D", "B": "C A D", "C": "A B D", "D": "A B C"}


@pytest.mark.parametrize(
    ("matching", "blocking"),
    [(("A B", "C D"), (1, 2)), (("A C", "B D"), (0, 1)), (("A D", "B C"), (0, 2))],
)
def test_every_matching_of_the_four_roommates_is_left_by_the_published_pair(
    matching: tuple[str, ...], blocking: tuple[int, int]
) -> None:
    """ "Multi-actor judgment and prediction: ten reproducible cases", case C04, text in a public repository (the
    roommates of Gale & Shapley 1962): AB and CD is blocked by BC, AC and BD by AB, AD and BC by AC."""
    names = tuple(ROOMMATES)
    liking = {a: {b: 3 - k for k, b in enumerate(order.split())} for a, order in ROOMMATES.items()}
    every = [pairs(*pair) for n in (1, 2) for pair in combinations(["A B", "A C", "A D", "B C", "B D", "C D"], n)]
    payoff = {}
    for found in every:
        partner = {a: b for pair in found for a in pair for b in pair - {a}}
        payoff[found] = tuple(liking[a][partner[a]] if a in partner else 0 for a in names)
    model = who_sits_with_whom(names, payoff, (0, 0, 0, 0))
    (state,) = (int(s) for s in model.states() if together(model, int(s)) == pairs(*matching))
    leaving = {v.coalition for v in vulnerable(model, [state]) if len(v.coalition) == 2}
    assert leaving == {blocking}
    # So no perfect matching holds against pairs, although each is a Nash state.
    assert state in stability(model, ["nash"], False).equilibria("nash")
    assert state not in coalition_stability(model, ["cnash"], list(combinations(range(4), 2))).equilibria("cnash")


def test_four_free_riders() -> None:
    """Linear public goods: github:elazarg/GameTheory, GameTheory/Examples/Economic.lean (publicGoods_freeRide,
    publicGoods_cooperationPareto, machine-checked), with the numbers of case C06 of the ten cases above: one unit
    each, half of every unit given comes back to everybody. Not giving dominates; if all give, all have 2 for 1."""
    names = ("one", "two", "three", "four")
    ranks = np.array([[2 * (1 - (s >> k & 1)) + s.bit_count() for s in range(16)] for k in range(4)])
    assert ranks[:, 0].tolist() == [2] * 4
    assert ranks[:, 15].tolist() == [4] * 4
    model = option_model(names, [(f"{name} gives", name) for name in names], ranks)
    found = stability(model, ["nash", "gmr"])
    assert found.equilibria("nash") == [0]
    for s in range(16):
        for k in range(4):
            if s >> k & 1:
                assert not found.of("nash")[k, s]
    assert (4, 15) in {(len(v.coalition), v.target) for v in vulnerable(model, [0])}
    # Two who give together have 1 each, as before; three have 3/2: groups of three are enough, pairs are not.
    assert {len(v.coalition) for v in vulnerable(model, [0])} == {3, 4}
    assert 15 in coalition_stability(model, ["cgmr"]).equilibria("cgmr")


def test_the_prisoners_have_no_state_that_holds_against_everybody() -> None:
    """github:elazarg/GameTheory, GameTheory/Examples/Classic.lean, machine-checked: both defecting is the only Nash
    profile and no strong Nash equilibrium (prisonersDilemma_bothDefect_not_isStrongNash)."""
    case = json.loads((HERE / "prisoners_dilemma.json").read_text(encoding="utf-8"))
    ranks = np.zeros((2, 4), dtype=np.int32)
    for k, dm in enumerate(case["dms"]):
        for depth, s in enumerate(case["preferences"][dm["name"]]["ranking_most_to_least"]):
            ranks[k, s] = 4 - depth
    model = option_model(["A", "B"], [("A keeps quiet", "A"), ("B keeps quiet", "B")], ranks)
    (nash,) = stability(model, ["nash"]).equilibria("nash")
    assert [v.coalition for v in vulnerable(model, [nash])] == [(0, 1)]
    assert coalition_stability(model, ["cnash"]).equilibria("cnash") == []


def test_three_who_must_be_unanimous() -> None:
    """The same file (unanimity): two pure Nash profiles, all alike; a lone dissenter is none."""
    ranks = [[1 if s in (0, 7) else 0 for s in range(8)]] * 3
    model = option_model(["A", "B", "C"], [("yes A", "A"), ("yes B", "B"), ("yes C", "C")], ranks)
    held = stability(model, ["nash"]).equilibria("nash")
    assert held == [0, 7]
    assert 1 not in held
    assert coalition_stability(model, ["cnash"]).equilibria("cnash") == [0, 7]
