"""Published conflicts: the source's input, the source's answer. Each test names its source."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from winset.arrays.graph_model import GraphModel, free_model, option_model
from winset.arrays.state_preferences import from_ranking
from winset.conflict.coalitions import coalition_stability, vulnerable
from winset.conflict.concepts import stability
from winset.conflict.gmcr_files import read_gmcr
from winset.conflict.limited import limited_moves, stackelberg
from winset.conflict.moves import one_step
from winset.conflict.narrate import deterrent, story
from winset.conflict.paths import evolution, improvements

HERE = Path(__file__).parent / "conflicts"
CONCEPTS = ("nash", "gmr", "smr", "seq", "sim")


def load(name: str) -> tuple[GraphModel, dict[str, Any]]:
    case = json.loads((HERE / f"{name}.json").read_text(encoding="utf-8"))
    dms = [dm["name"] for dm in case["dms"]]
    names = [o["name"] for o in case["options"]]
    options = [
        (o["name"] if names.count(o["name"]) == 1 else f"{o['dm']}: {o['name']}", o["dm"], o["direction"])
        for o in case["options"]
    ]
    labels = [o[0] for o in options]
    patterns = [{labels[int(k)]: v == "Y" for k, v in p.items()} for p in case["infeasible_patterns"]]
    frame = option_model(dms, options, infeasible=patterns, status_quo=case["status_quo"])
    assert frame.states().tolist() == case["feasible"]
    rankings = [case["preferences"][dm]["ranking_most_to_least"] for dm in dms]
    ranks = np.stack([from_ranking(r, frame.feasible, dm) for r, dm in zip(rankings, dms, strict=True)])
    return frame.with_ranks(ranks), case


@pytest.mark.parametrize(
    "name",
    [
        "syria_iraq_1975",
        "korea_2017",
        "korea_2017_bloodthirsty",
        "korea_2017_deterrence",
        "korea_2017_pacifists",
    ],
)
def test_every_published_equilibrium_is_found_and_no_other(name: str) -> None:
    """Syria-Iraq: Kinsara (2014), guide to GMCR+, Table 3 and Fig. 19. Korea: Jacobi (2017), two posts."""
    model, case = load(name)
    found = stability(model, CONCEPTS)
    checked = 0
    for concept, states in case["published"]["equilibria"].items():
        if concept in CONCEPTS:
            assert found.equilibria(concept) == states, concept
            checked += 1
    assert checked >= 2


@pytest.mark.parametrize(
    ("name", "count"), [("chicken", 2), ("stag_hunt", 2), ("battle_of_the_sexes", 2), ("matching_pennies", 0)]
)
def test_the_small_games_have_as_many_nash_states_as_published(name: str, count: int) -> None:
    """Counts in github:jsboige/CoursIA, pull request 8089."""
    model, case = load(name)
    assert case["published"]["pure_nash_count"] == count
    assert len(stability(model, ["nash"]).equilibria("nash")) == count


def test_the_prisoners_can_keep_quiet() -> None:
    """Jacobi (2017): both defecting is Nash stable, mutual cooperation GMR stable."""
    model, _ = load("prisoners_dilemma")
    found = stability(model)
    assert found.equilibria("nash") == [0]
    assert 3 in found.equilibria("gmr")
    # The program's own expectation for its example, test_data/Prisoners_logSol.txt of gmcr-py.
    for concept in ("gmr", "smr", "seq"):
        assert found.equilibria(concept) == [0, 3]


def test_elmira() -> None:
    """Kinsara (2014), guide to GMCR+, Fig. 29 (states 7 to 12 visible) and the text around it."""
    model, case = load("elmira")
    found = stability(model, CONCEPTS)
    visible = set(case["published"]["visible_states"])
    for concept in CONCEPTS:
        expected = case["published"]["equilibria_visible"][concept]
        assert [s for s in found.equilibria(concept) if s in visible] == expected
    # "From the status quo 1 only Local Government has an improvement, to 7."
    assert [improvements(model, dm, 2) for dm in range(3)] == [[], [], [18]]
    # "No decision maker can move from 7 to 10 alone": but MoE and Uniroyal together gain by it.
    assert not any(21 in one_step(model, dm, 18) for dm in range(3))
    leaving = vulnerable(model, found.equilibria("nash"))
    assert (18, (0, 1), 21) in [(v.state, v.coalition, v.target) for v in leaving]
    assert 18 not in coalition_stability(model, ["cnash"]).equilibria("cnash")
    ways = evolution(model, [18, 21])
    assert ways.by_improvements[0] == ((2, 18),)
    assert ways.by_improvements[1] is None
    assert ways.by_moves[1] is not None


def test_elmira_reads_the_same_from_the_programs_own_file() -> None:
    """github:onp/gmcr-py, Examples/Elmira.gmcr."""
    file = read_gmcr((HERE / "elmira.gmcr").read_text(encoding="utf-8"))
    model, _ = load("elmira")
    np.testing.assert_array_equal(file.model.feasible, model.feasible)
    np.testing.assert_array_equal(stability(file.model).stable, stability(model).stable)
    # Its prioritised statements give the same order, but for the four abandon states that were tied by hand.
    text = (HERE / "elmira.gmcr").read_text(encoding="utf-8").replace('Ranking": true', 'Ranking": false')
    scored = read_gmcr(text).model
    loose = {8, 9, 24, 25}
    strict = [s for s in model.states().tolist() if s not in loose]
    for dm in range(3):
        by_score = sorted(strict, key=lambda s, dm=dm: scored.ranks[dm, s])
        assert by_score == sorted(strict, key=lambda s, dm=dm: model.ranks[dm, s])


def test_syria_and_iraq_as_told_in_the_guide() -> None:
    """Kinsara (2014), guide to GMCR+, Fig. 19 (narration) and Fig. 26 (reachability)."""
    model, _ = load("syria_iraq_1975")
    moves = {m.target: m.reply for m in story(model, 1, "seq").improvements if m.dm == 0}
    assert set(moves) == {0, 2}
    assert moves[0] == ((1, 4),)
    assert moves[2] is None
    ways = evolution(model, [1, 4], start=0)
    assert ways.by_improvements == (None, ((1, 4),))


def test_statements_give_the_published_ranking_of_syria_and_iraq() -> None:
    """github:onp/gmcr-py, Examples/SI_misp.gmcr holds statements and the payoffs they lead to."""
    file = read_gmcr((HERE / "syria_iraq_misperceived.gmcr").read_text(encoding="utf-8"))
    model, _ = load("syria_iraq_1975")
    states = model.states()
    for dm, payoffs in enumerate(([6, 3, 5, 2, 1, 4], [3, 6, 1, 5, 2, 4])):
        assert np.argsort(file.model.ranks[dm, states]).tolist() == np.argsort(payoffs).tolist()
        assert np.argsort(model.ranks[dm, states]).tolist() == np.argsort(payoffs).tolist()
    assert file.misperceived == ((1, 5), (0, 4))


def test_korea_is_stable_by_simultaneity_only_in_state_4() -> None:
    """Jacobi (2017): from 4 both would leave, and together they would land in 1, worse for both."""
    model, _ = load("korea_2017")
    found = stability(model, CONCEPTS)
    assert set(found.equilibria("sim")) - set(found.equilibria("seq")) == {4}
    assert [improvements(model, dm, 4) for dm in range(2)] == [[5], [0]]
    assert all(model.ranks[dm, 1] < model.ranks[dm, 4] for dm in range(2))
    # A strike cannot be undone: from 9 the US cannot go to 8, which it prefers.
    assert 8 not in one_step(model, 0, 9)


def test_published_slip_korea_with_irreversible_invasions() -> None:
    """Jacobi (2017) finds 0, 5 and 10; he drops the ways back from 4, 5 and 6 but not from 12, 13 and 14.

    With his list of moves his answer is right. With every invasion irreversible state 12 holds too, and the
    proof is short: North Korea's only improvement from 12 is 4, from which the US would strike (5), and North
    Korea likes 5 less than 12.
    """
    model, case = load("korea_2017_irreversible")
    assert case["published"]["equilibria"]["sim"] == [0, 5, 10]
    assert stability(model, ["sim"]).equilibria("sim") == [0, 5, 10, 12]
    assert improvements(model, 0, 12) == []
    assert improvements(model, 1, 12) == [4]
    assert 5 in improvements(model, 0, 4)
    assert model.ranks[1, 5] < model.ranks[1, 12]
    reversible, _ = load("korea_2017")
    states = model.states().tolist()
    arcs = {
        dm: [
            (s, q)
            for s in states
            for q in one_step(reversible, k, s)
            if not (k == 1 and s in (4, 5, 6) and q in (0, 1, 2, 8, 9, 10))
        ]
        for k, dm in enumerate(model.dms)
    }
    literal = free_model(model.dms, [str(s) for s in range(16)], arcs, model.ranks)
    held = [s for s in stability(literal, ["seq"]).equilibria("seq") if s in states]
    assert held == [0, 5, 10]


def test_published_slip_garrison_in_the_programs_own_expectations() -> None:
    """github:onp/gmcr-py, save_files/Garrison.gmcr against test_data/Garrison_logSol.txt (23 states, 4 DMs).

    Nash, SEQ and SIM agree. The program's GMR and SMR miss states 4, 6 and 10; the proof is a legal sequence
    of the others that deters every improvement from them. (The conflict: Fraser & Hipel 1984.)
    """
    model = read_gmcr((HERE / "garrison.gmcr").read_text(encoding="utf-8")).model
    number = {int(s): k + 1 for k, s in enumerate(model.states())}
    found = stability(model, CONCEPTS)
    mine = {c: [number[s] for s in found.equilibria(c)] for c in CONCEPTS}
    shipped = [2, 3, 11, 17, 18, 21, 22]
    assert mine["nash"] == mine["seq"] == mine["sim"] == shipped
    shipped_gmr = [2, 3, 8, 11, 13, 14, 15, 17, 18, 19, 21, 22]
    missed = [4, 6, 10]
    assert mine["gmr"] == mine["smr"] == sorted(shipped_gmr + missed)
    states = {n: s for s, n in number.items()}
    for n in missed:
        s = states[n]
        leaving = [(dm, q) for dm in range(4) for q in improvements(model, dm, s)]
        assert leaving
        for dm, q in leaving:
            reply = deterrent(model, dm, s, q, "smr")
            assert reply is not None
            here, last = q, dm
            for mover, target in reply:
                assert mover not in (last, dm)
                assert target in one_step(model, mover, here)
                here, last = target, mover
            for back in (here, *one_step(model, dm, here)):
                assert model.ranks[dm, back] <= model.ranks[dm, s]


def four_state_dvd(sanction: bool = True) -> GraphModel:
    second = {(0, 2), (2, 0), (1, 3), (3, 1)} - (set() if sanction else {(0, 2)})
    ranks = [[2, 1, 0, 3], [0, 2, 3, 1]]
    return free_model(
        ["Alliance", "Computer group"],
        ["s1", "s2", "s3", "s4"],
        {"Alliance": [(0, 1), (1, 0)], "Computer group": second},
        ranks,
    )


def test_published_slip_a_credible_sanction_deters() -> None:
    """ "Epistemic Disturbance in the Graph Model for Conflict Resolution", text in a public repository
    (machine-written, after arXiv:2610.11690; section 4.3 and 4.4).

    Its Nash and GMR sets are right. Its SEQ is turned round: it finds the sanction s1 -> s3 credible and calls
    s2 unstable for that; and it calls s2 stable once the sanction is gone. By the definition of sequential
    stability (Fraser & Hipel) a credible sanction is what makes s2 stable.
    """
    with_sanction = stability(four_state_dvd())
    assert np.flatnonzero(with_sanction.of("nash")[0]).tolist() == [0, 2, 3]
    assert np.flatnonzero(with_sanction.of("gmr")[0]).tolist() == [0, 1, 2, 3]
    published_seq, published_after = [0, 2, 3], [0, 1, 2, 3]
    model = four_state_dvd()
    assert improvements(model, 0, 1) == [0]
    assert improvements(model, 1, 0) == [2]
    assert model.ranks[0, 2] < model.ranks[0, 1]
    seq = np.flatnonzero(with_sanction.of("seq")[0]).tolist()
    after = np.flatnonzero(stability(four_state_dvd(False)).of("seq")[0]).tolist()
    assert (seq, after) == (published_after, published_seq)


def test_an_announcement_that_a_move_is_gone_makes_one_state_hold() -> None:
    """ "Epistemic Disturbance ... and the Distinction between Capability and Intention", text in a public
    repository (machine-written; sections 3.3 and 4): no Nash state before, exactly s3 after."""
    ranks = [[1, 2, 3], [3, 2, 1]]
    for b_moves, expected in (([(0, 2), (2, 0)], []), ([(0, 2)], [2])):
        model = free_model(["A", "B"], ["s1", "s2", "s3"], {"A": [(0, 1), (1, 2)], "B": b_moves}, ranks)
        assert stability(model, ["nash"]).equilibria("nash") == expected


def test_a_leader_and_a_follower() -> None:
    """A public script for the game solver gambit (`L = [[5,3],[6,4]]`, `F = [[2,1],[3,4]]`): "nash at 4/4"."""
    leader, follower = [[5, 3], [6, 4]], [[2, 1], [3, 4]]
    ranks = [[table[s & 1][s >> 1] for s in range(4)] for table in (leader, follower)]
    model = option_model(["Leader", "Follower"], [("C", "Leader"), ("c", "Follower")], ranks)
    (state,) = stability(model, ["nash"]).equilibria("nash")
    assert (model.ranks[0, state], model.ranks[1, state]) == (4, 4)
    # By hand: leading with S the leader is answered by s (2 > 1) and has 5; leading with C by c (4 > 3), and 4.
    assert stackelberg(model, 0) == [0]
    assert limited_moves(model, 2).ends[2, 0, state] == 0
