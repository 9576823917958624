"""Small conflicts with published answers: wars, markets, roads, threats, leaders. Each test names its source."""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations, product

import numpy as np
import pytest

from winset.arrays.graph_model import GraphModel, free_model, option_model
from winset.arrays.state_preferences import from_values
from winset.conflict.coalitions import coalition_stability, vulnerable
from winset.conflict.concepts import stability
from winset.conflict.credibility import credibility
from winset.conflict.inverse import conditions, ranking_share
from winset.conflict.limited import stackelberg

Table = dict[tuple[str, ...], tuple[float, ...]]


def normal_form(names: tuple[str, ...], table: Table) -> GraphModel:
    """A table of payoffs as a conflict: everybody moves by changing the own strategy."""
    profiles = sorted(table)
    place = {profile: k for k, profile in enumerate(profiles)}
    arcs = {
        name: [(place[a], place[b]) for a in profiles for b in profiles if [j for j in range(len(names)) if a[j] != b[j]] == [i]]
        for i, name in enumerate(names)
    }
    ranks = np.stack([from_values([table[p][i] for p in profiles]) for i in range(len(names))])
    return free_model(names, [" ".join(p) for p in profiles], arcs, ranks)


def held(model: GraphModel, concept: str = "nash") -> set[str]:
    return {model.describe(s) for s in stability(model, [concept]).equilibria(concept)}


def strict(model: GraphModel, name: str) -> bool:
    """Whether everybody loses by every move away."""
    s = model.state(name)
    return all(model.ranks[dm, b] < model.ranks[dm, s] for dm, arcs in enumerate(model.arcs or ()) for a, b in arcs if a == s)


BISMARCK: Table = {("N", "N"): (2, -2), ("N", "S"): (2, -2), ("S", "N"): (1, -1), ("S", "S"): (3, -3)}


def test_the_convoy_in_the_bismarck_sea() -> None:
    """Haywood (1954), "Military Decision and Game Theory", as told in Revista General de Marina, March 2018, p. 339
    (days of bombing 2, 2, 1, 3; Kenney secures 2 in the north, the convoy concedes least in the north: a saddle
    point) and in the notes students.cs.byu.edu/~cs670ta/Lectures/Minimax2.html: north against north is the one Nash
    equilibrium, its value two days."""
    model = normal_form(("Kenney", "convoy"), BISMARCK)
    assert held(model) == {"N N"}
    assert BISMARCK["N", "N"][0] == 2
    for concept in ("smr", "seq", "gmr", "sseq"):
        assert "N N" in held(model, concept)
    # Revista General de Marina: had they known each other's choice they would not have chosen otherwise.
    for leader in (0, 1):
        ends = {model.describe(s) for s in stackelberg(model, leader)}
        assert "N N" in ends
        assert {BISMARCK[tuple(end.split())][0] for end in ends} == {2}
    # Strictly opposed: no group of both ever gains.
    assert vulnerable(model, list(range(4))) == ()


def entry(out: tuple[int, int], shared: tuple[int, int], fought: tuple[int, int]) -> GraphModel:
    """Bit 0: the entrant enters; bit 1: the incumbent would fight. Who stays out is not fought."""
    by_state = [out, shared, out, fought]
    ranks = np.stack([from_values([pair[i] for pair in by_state]) for i in (0, 1)])
    return option_model(["Entrant", "Incumbent"], [("enter", "Entrant"), ("fight", "Incumbent")], ranks)


def test_the_threat_to_fight_an_entrant_holds_by_nash_and_is_not_believed() -> None:
    """Maschler, Solan & Zamir, Example 7.1, as in github:gametheoryinlean/EconCSLib (Examples/EntryDeterrence.lean);
    the verdicts machine-checked in github:elazarg/GameTheory, GameTheory/EFG/Refinements.lean: staying out of a
    fight is Nash (entryNash_isNash) and not subgame perfect (entryNash_not_spe); sharing is both."""
    model = entry((1, 3), (2, 2), (0, 0))
    out_of_a_fight, shared = 0b10, 0b01
    assert stability(model, ["nash"]).equilibria("nash") == [shared, out_of_a_fight]
    threat = credibility(model, "Incumbent", "Incumbent", "enter", {"fight": True}, values=[3, 2, 3, 0])
    assert not threat.credible()
    assert [t.executor for t in threat.triggers] == ["would not"]
    # Fighting costs the incumbent the 2 it would share: only a larger loss by backing down would make it fight.
    assert threat.audience_cost() == Fraction(2)


def test_an_incumbent_who_commits_first_keeps_the_entrant_out() -> None:
    """github:elazarg/GameTheory, GameTheory/Examples/Stackelberg.lean, machine-checked: two Nash profiles; as the
    leader the incumbent commits to fighting, is answered by staying out and has 2, more than 1 from sharing."""
    table: Table = {
        ("fight", "enter"): (0, -1),
        ("fight", "out"): (2, 0),
        ("share", "enter"): (1, 1),
        ("share", "out"): (2, 0),
    }
    model = normal_form(("incumbent", "entrant"), table)
    assert held(model) == {"share enter", "fight out"}
    assert {model.describe(s) for s in stackelberg(model, 0)} == {"fight out"}
    assert table["fight", "out"][0] > table["share", "enter"][0]


def test_bagwells_leader_has_five_by_commitment_and_four_without() -> None:
    """Bagwell (1995), Games and Economic Behavior, as in Gambit's catalogue (journals/geb/bagwell1995.efg): with
    commitment seen badly only the equilibrium of the simultaneous game is left in pure strategies."""
    table: Table = {("S", "S"): (5, 2), ("S", "C"): (3, 1), ("C", "S"): (6, 3), ("C", "C"): (4, 4)}
    model = normal_form(("leader", "follower"), table)
    assert held(model) == {"C C"}
    assert {model.describe(s) for s in stackelberg(model, 0)} == {"S S"}


def test_three_players_with_three_pure_equilibria_and_four_strategies_with_none() -> None:
    """Nau, Gomez Canovas & Hansen (2004), International Journal of Game Theory, sections 5 and 6, as in Gambit's
    catalogue (journals/ijgt/nau2004): the first game has three pure equilibria; in the second all equilibria lie
    inside the polytope of correlated ones, so none is pure."""
    five = [(0, 0, 2), (3, 0, 0), (0, 3, 0), (0, 0, 0), (1, 1, 0), (0, 0, 0), (0, 0, 0), (0, 0, 3)]
    # In the files the first player's strategy changes fastest.
    first: Table = {
        (a, b, c): five[i + 2 * j + 4 * k] for i, a in enumerate("TB") for j, b in enumerate("LR") for k, c in enumerate("12")
    }
    assert held(normal_form(("1", "2", "3"), first)) == {"B L 1", "T R 1", "B R 2"}
    six = ["200", "021", "011", "102", "102", "011", "021", "200", "101", "020", "012", "201", "201", "012", "020", "101"]
    second: Table = {
        (a, b, c): tuple(int(x) for x in six[i + 2 * j + 4 * k])
        for i, a in enumerate("TB")
        for j, b in enumerate("LR")
        for k, c in enumerate("1234")
    }
    model = normal_form(("1", "2", "3"), second)
    assert held(model) == set()
    assert held(model, "gmr")


COURNOT = {"11": 3, "12": 2, "13": 1, "21": 4, "22": 2, "23": 0, "31": 3, "32": 0, "33": 0}
BERTRAND = {"11": 0, "12": 0, "13": 0, "21": 0, "22": 1, "23": 2, "31": 0, "32": 0, "33": 2}


def symmetric(own: dict[str, int]) -> Table:
    return {(a, b): (own[a + b], own[b + a]) for a, b in product({key[0] for key in own}, repeat=2)}


def test_published_slip_cournot_on_three_quantities_has_three_equilibria() -> None:
    """github:elazarg/GameTheory, GameTheory/Examples/Economic.lean: an earlier version said in words that (2, 2) is
    the unique pure equilibrium of this table; enumeration there refutes it (cournotDuopoly_nashCount: three).

    The proof for the other two: to quantity 1 the best answer is 2 (4), and to quantity 2 both 1 and 2 give 2.
    """
    model = normal_form(("one", "two"), symmetric(COURNOT))
    assert held(model) == {"2 2", "1 2", "2 1"}
    assert max(COURNOT[q + "1"] for q in "123") == COURNOT["21"] == 4
    assert max(COURNOT[q + "2"] for q in "123") == COURNOT["12"] == COURNOT["22"] == 2


def test_prices_claims_and_a_dictator() -> None:
    """The same file: Bertrand has three pure equilibria, (1, 1) and (2, 2) among them; with two claims the
    travellers have two; the dictator keeps everything."""
    bertrand = held(normal_form(("one", "two"), symmetric(BERTRAND)))
    assert len(bertrand) == 3
    assert {"1 1", "2 2"} <= bertrand
    travellers = normal_form(("one", "two"), symmetric({"22": 2, "23": 3, "32": 1, "33": 3}))
    assert held(travellers) == {"2 2", "3 3"}
    dictator: Table = {("keep", "-"): (10, 0), ("half", "-"): (5, 5), ("give", "-"): (0, 10)}
    assert held(normal_form(("dictator", "receiver"), dictator)) == {"keep -"}


def test_a_road_that_opens_ends_what_held_and_both_lose() -> None:
    """The same file, after Braess: two equilibria before, one after (both take the new road), the old ones none;
    together they have 6 before and 4 after (braessWelfareDecreases)."""
    before = normal_form(("one", "two"), symmetric({"aa": 3, "ab": 0, "ba": 0, "bb": 3}))
    roads = {"aa": 3, "ab": 0, "ac": 1, "ba": 0, "bb": 3, "bc": 1, "ca": 5, "cb": 5, "cc": 2}
    after = normal_form(("one", "two"), symmetric(roads))
    assert held(before) == {"a a", "b b"}
    assert held(after) == {"c c"}
    assert 2 * roads["aa"] == 6
    assert 2 * roads["cc"] == 4
    left = vulnerable(after, stability(after, ["nash"]).equilibria("nash"))
    assert {after.describe(v.target) for v in left} == {"a a", "b b"}
    assert coalition_stability(after, ["cnash"]).equilibria("cnash") == []


def test_both_take_the_shorter_road_although_a_split_costs_less() -> None:
    """ "Multi-actor judgment and prediction: ten reproducible cases", case C08, text in a public repository: road A
    takes as long as it has travellers, B always 2.5; both on A is a strict Nash equilibrium (4 in all), a split the
    cheapest (3.5)."""
    table: Table = {("A", "A"): (-2, -2), ("A", "B"): (-1, -2.5), ("B", "A"): (-2.5, -1), ("B", "B"): (-2.5, -2.5)}
    model = normal_form(("one", "two"), table)
    assert held(model) == {"A A"}
    assert strict(model, "A A")
    assert sum(table["A", "A"]) == -4
    assert max(sum(pair) for pair in table.values()) == sum(table["A", "B"]) == sum(table["B", "A"]) == -3.5


def test_one_yields_and_the_other_does_not() -> None:
    """Young (1993), Econometrica 61, Example 2, p. 65, as restated at prove2.me (YoungConventions, yieldGame): the
    strict pure equilibria are (yield, not) and (not, yield)."""
    table: Table = {("y", "y"): (0, 0), ("y", "n"): (1, 1.4142), ("n", "y"): (1.4142, 1), ("n", "n"): (0, 0)}
    model = normal_form(("row", "column"), table)
    assert held(model) == {"y n", "n y"}
    assert strict(model, "y n")
    assert strict(model, "n y")


@pytest.mark.parametrize("dm", [0, 1])
def test_which_rankings_make_both_defecting_nash(dm: int) -> None:
    """github:onp/gmcr-py, test_data/Prisoners_0_invSol.txt, first row: of the 24 by 24 rankings of the prisoners' states
    these make state 1 (both defect) a Nash state. The rankings come in the order of Python's permutations of the
    ranking given, best first; for either prisoner the same 12 of 24 do, 144 of 576 together."""
    published = "101100101100111111000000"
    model = option_model(["A", "B"], [("A cooperates", "A"), ("B cooperates", "B")])
    wanted = conditions(model, 0, "nash")[dm]
    # Each likes best to defect alone, then 3 (both cooperate), 0 (both defect), and least to cooperate alone.
    given = [[2, 3, 0, 1], [1, 3, 0, 2]][dm]
    met = [wanted.met(frozenset(order[order.index(0) :])) for order in permutations(given)]
    assert "".join(str(int(x)) for x in met) == published
    assert sum(met) == 12
    assert ranking_share(wanted, 4) == Fraction(1, 2)
