"""From the conflict that a case file writes to the graph model, and to what each party sees of it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import winset
from winset.arrays.conflict_model import conflict_model, conflict_pictures, conflict_view
from winset.conflict.concepts import stability
from winset.conflict.hypergame import aware, second_level
from winset.conflict.moves import one_step
from winset.conflict.robustness import robustness
from winset.errors import BadRequest

CASE = """
case: talks
title: Talks
as_of: 2025-03-08
parties: {us: United States, hamas: Hamas, israel: {name: Israel, at_table: no}}
issues:
  war: {name: The war, values: [goes_on, ended], delivered_by: [israel, hamas]}
conflict:
  options:
    us: {talk: Keep talking}
    hamas: {release: {name: Release, irreversible: once_taken}}
    israel: {strike: {name: Strike, irreversible: once_dropped}}
  infeasible: [release and not talk]
  status_quo: talk
  preferences:
    us: {statements: [release, not strike]}
    hamas: {weights: {not strike: 3, release: [1, 2]}}
    israel: {ranking: RANKING}
  views: {israel: {unaware_of: talk, until: 2025-03, believes: {us: {statements: strike}}}}
MORE
"""


def case(tmp_path: Path, ranking: str = "[release, [talk, strike], none]", more: str = "") -> winset.Case:
    path = tmp_path / "case.yaml"
    path.write_text(CASE.replace("RANKING", ranking).replace("MORE", more), encoding="utf-8")
    return winset.load(str(path))


def test_options_patterns_directions_and_the_status_quo(tmp_path: Path) -> None:
    model = conflict_model(case(tmp_path))
    assert model.dms == ("us", "hamas", "israel")
    assert model.options == ("talk", "release", "strike")
    assert model.direction == ("both", "fwd", "back")
    assert [model.describe(int(s)) for s in model.states()] == [
        "nothing taken",
        "talk",
        "talk, release",
        "strike",
        "talk, strike",
        "talk, release, strike",
    ]
    assert model.describe(model.status_quo or 0) == "talk"


def test_statements_weights_and_rankings_rank_the_states(tmp_path: Path) -> None:
    model = conflict_model(case(tmp_path))
    states = model.states()
    assert model.ranks[0, states].tolist() == [1, 1, 3, 0, 0, 2]
    # not strike weighs 3, release 1.5: 3, 3, 4.5, 0, 0, 1.5
    assert model.ranks[1, states].tolist() == [2, 2, 3, 0, 0, 1]
    assert model.ranks[2, states].tolist() == [1, 2, 3, 2, 2, 3]


def test_a_ranking_in_the_case_that_leaves_a_state_out_is_named_with_its_path(tmp_path: Path) -> None:
    with pytest.raises(BadRequest, match=r"conflict\.preferences\.israel\.ranking: it leaves out the state none"):
        conflict_model(case(tmp_path, "[release, [talk, strike]]"))


def test_a_decision_maker_without_preferences_is_named(tmp_path: Path) -> None:
    path = tmp_path / "case.yaml"
    lines = CASE.replace("RANKING", "[none]").replace("MORE", "").splitlines()
    path.write_text("\n".join(x for x in lines if "hamas: {weights" not in x), encoding="utf-8")
    with pytest.raises(BadRequest, match=r"conflict\.preferences: 'hamas' has options but no preferences"):
        conflict_model(winset.load(str(path)))


def test_weights_with_ranges_become_draws(tmp_path: Path) -> None:
    model = conflict_model(case(tmp_path), draws=50, seed=1)
    assert model.draws is not None
    again = conflict_model(case(tmp_path), draws=50, seed=1).draws
    assert again is not None
    np.testing.assert_array_equal(model.draws, again)
    assert (model.draws[:, 0] == model.ranks[0]).all()
    # Between 1 and 2 release never outweighs 3: the order is the same in every draw.
    assert (model.draws[:, 1, model.states()] == model.ranks[1, model.states()]).all()
    shares = robustness(model, ["nash"])
    assert {shares.verdict("nash", int(s)) for s in model.states()} <= {"holds", "fails"}


def test_a_common_move_is_an_arc_of_everybody_named(tmp_path: Path) -> None:
    more = "  common_moves: {end: {by: [us, israel], from: strike, to: talk and not strike}}"
    plain = conflict_model(case(tmp_path))
    model = conflict_model(case(tmp_path, more=more))
    assert model.arcs is not None
    war, calm = model.state("strike"), model.state("talk")
    assert calm in one_step(model, 0, war)
    assert calm in one_step(model, 2, war)
    assert calm not in one_step(model, 1, war)
    # The other arcs are those of the options.
    for dm in range(3):
        for s in plain.states().tolist():
            own = {plain.describe(q) for q in one_step(plain, dm, s)}
            listed = {model.describe(q) for q in one_step(model, dm, s)}
            assert listed - own <= ({"talk", "talk, release"} if dm != 1 else set())
            assert own <= listed


def test_a_party_sees_less_and_believes_otherwise_until_it_learns(tmp_path: Path) -> None:
    talks = case(tmp_path)
    view = conflict_view(talks, "israel", "2025-02")
    assert [view.describe(int(s)) for s in view.states()] == ["nothing taken", "strike"]
    assert view.ranks[0, view.states()].tolist() == [0, 1]
    later = conflict_view(talks, "israel", "2025-05")
    np.testing.assert_array_equal(later.feasible, conflict_model(talks).feasible)
    np.testing.assert_array_equal(later.ranks, conflict_model(talks).ranks)


def test_who_sees_more_knows_who_sees_less(tmp_path: Path) -> None:
    talks = case(tmp_path)
    pictures = conflict_pictures(talks, "2025-02")
    assert aware(pictures) == (True, True, False)
    assert aware(conflict_pictures(talks, "2025-05")) == (False, False, False)


def test_the_bundled_case_has_states_that_hold_only_because_israel_does_not_know() -> None:
    doha = winset.load("doha2025")
    model = conflict_model(doha)
    hypergame = second_level(model, conflict_pictures(doha, "2025-02"))
    israel = model.dms.index("israel")
    assert hypergame.by_mistake()
    assert {p for wrong in hypergame.by_mistake().values() for p in wrong} == {israel}
    # What Israel does not know of it cannot let be known.
    assert not any(s >> model.options.index("leak") & 1 for s in hypergame.equilibria())
    open_game = second_level(model, conflict_pictures(doha, "2025-03-08"))
    assert open_game.equilibria() == stability(model, ["seq"]).equilibria("seq")
