"""Policies, degrees with a threshold, what is greatly better, arcs, and the leak as a move: from the command line and from Python."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import winset
from winset.analyses.leak_moves import joint_game
from winset.arrays.conflict_model import conflict_model
from winset.errors import BadRequest, TooLarge

CASE = """
case: exchange
title: An exchange
as_of: 2030-05-04
parties: {army: Army, militia: Militia, envoy: The envoy}
conflict:
  options:
    army: {withdraw: withdraw}
    militia: {release: release the prisoners, attack: attack}
  infeasible: [release and attack]
  preferences:
    army: ARMY
    militia: MILITIA
"""
ARMY = "{statements: [not attack, release, not withdraw]}"
MILITIA = "{statements: [withdraw, not release, not attack]}"
Write = Callable[..., Path]
Cli = Callable[..., Any]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def writer(army: str = ARMY, militia: str = MILITIA, more: str = "") -> Path:
        path = tmp_path / "exchange.yaml"
        path.write_text(CASE.replace("ARMY", army).replace("MILITIA", militia) + more, encoding="utf-8")
        return path

    return writer


def asked(cli: Cli, *words: str) -> dict:
    ran = cli(*words, "--json")
    assert ran.status == 0, ran.err
    return json.loads(ran.out)


# Policies


def test_policies_of_the_best_improvement_make_nash_states_policy_stable_or_not(cli: Cli, write: Write) -> None:
    found = asked(cli, "stability", str(write()), "--concepts", "nash,policy", "--policies", "improve")["value"]
    # Nothing taken is Nash. By the policies the militia answers a withdrawal with nothing: it likes that best.
    assert list(found["holds"]["nash"]) == ["nothing taken"]
    assert set(found["policy_stable"]) == set(found["holds"]["policy"]) == {"nothing taken"}


def test_with_nobody_ever_moving_policy_stable_is_nash(cli: Cli, write: Write) -> None:
    found = asked(cli, "stability", str(write()), "--concepts", "nash", "--policies", "stay")["value"]
    assert set(found["policy_stable"]) == set(found["holds"]["nash"])


def test_written_policies_can_hold_the_exchange_which_nash_does_not(cli: Cli, write: Write) -> None:
    more = "  policies:\n    army: [withdraw and not release -> not withdraw, release and not withdraw -> withdraw]\n"
    more += "    militia: [release and not withdraw -> not release]\n"
    path = str(write(more=more))
    found = asked(cli, "stability", path, "--concepts", "nash", "--policies", "written")
    assert "withdraw, release" not in found["value"]["holds"]["nash"]
    # Who breaks the exchange is brought back by the other's policy: the army keeps it, so does the militia.
    assert "withdraw, release" in found["value"]["policy_stable"]
    shown = " ".join(cli("stability", path, "--policies", "written").out.split())
    assert "withdraw and not release -> not withdraw" in shown
    assert "Zeng, Fang, Hipel & Kilgour 2004" in shown


def test_a_policy_that_asks_for_somebody_elses_move_is_told_with_its_place(cli: Cli, write: Write) -> None:
    path = write(more="  policies:\n    army:\n      - withdraw -> not withdraw\n      - attack -> not attack\n")
    ran = cli("stability", str(path), "--policies", "written")
    assert ran.status == 2
    assert "exchange.yaml:17: conflict.policies.army.1: 'attack -> not attack' asks Army to go from 'attack' to" in ran.err
    ran = cli("stability", str(write()), "--policies", "written")
    assert (ran.status, "no policy is written" in ran.err) == (2, True)
    assert cli("stability", str(path), "--policies", "best").status == 2


def test_policies_of_a_ranged_case_are_shares_of_draws() -> None:
    found = winset.stability(winset.load("doha2025"), ["nash"], policies="improve", draws=6).value
    nash = found["holds"]["nash"]
    assert found["policy_stable"]
    assert all(share.draws == 6 for share in found["policy_stable"].values())
    # Nobody moves by these policies exactly where nobody has an improvement.
    assert all(share.count <= nash[state].count for state, share in found["policy_stable"].items())


# Degrees and thresholds


def test_degrees_count_from_the_threshold_on_and_the_definition_is_printed(cli: Cli, write: Write) -> None:
    degrees = "{degrees: {not attack > attack: 0.9, release > not release: 0.7}, threshold: 0.5}"
    path = str(write(army=degrees))
    ran = cli("stability", path, "--concepts", "nash,seq")
    shown = " ".join(ran.out.split())
    assert "fuzzy: one state is better than another where the degree for, less the degree against, reaches" in shown
    assert "thresholds: Army 0.5" in shown
    case = winset.load(path)
    model = conflict_model(case)
    army, calm, held = 0, model.state([]), model.state(["release"])
    # 0.7 - 0.3 stays below 0.5; 0.9 - 0.1 does not.
    assert model.relation[army, calm, held] == 0
    assert model.relation[army, model.state(["attack"]), calm] == 1
    lower = winset.stability(case, ["nash"], threshold="army=0.4")
    assert "set conflict.preferences.army.threshold = 0.4" in lower.steps
    assert conflict_model(case.set("conflict.preferences.army.threshold", "0.4")).relation[army, calm, held] == 1


def test_ranges_become_degrees_by_a_threshold(cli: Cli) -> None:
    case = winset.load("doha2025")
    sure = winset.stability(case, ["seq"], threshold="1", draws=30)
    # At a threshold of 1 a state is better only if it is so in every draw: fewer improvements, so more Nash states.
    nash = [len(winset.stability(case, ["nash"], threshold=t, draws=30).value["holds"]["nash"]) for t in ("0.1", "0.5", "1")]
    assert nash == sorted(nash)
    assert nash[0] < nash[2]
    assert any("the share of 30 draws in which a state is better" in note for note in sure.notes())
    ran = cli("stability", "doha2025", "--threshold", "us=0.6,hamas=0.2", "--draws", "10", "--concepts", "nash")
    assert "United States 0.6, Hamas 0.2, Israel 0.1" in " ".join(ran.out.split())


@pytest.mark.parametrize(
    ("threshold", "message"),
    [
        ("0", "more than 0 and at most 1, not 0"),
        ("1.5", "at most 1, not 1.5"),
        ("much", "should be a number"),
        ("isreal=0.5", "Did you mean 'israel'?"),
    ],
)
def test_a_bad_threshold_is_said(cli: Cli, threshold: str, message: str) -> None:
    ran = cli("stability", "doha2025", "--threshold", threshold, "--draws", "2")
    assert (ran.status, message in " ".join(ran.err.split())) == (2, True)


def test_a_threshold_needs_something_to_be_uncertain(cli: Cli, write: Write) -> None:
    ran = cli("stability", str(write()), "--threshold", "0.5")
    assert (ran.status, "no preference here is either" in ran.err) == (2, True)


# Strength of preference


def test_strong_and_weak_stability_from_the_command_line(cli: Cli, write: Write) -> None:
    # The exchange holds by SEQ: the army is deterred by losing the release, the militia by losing the withdrawal.
    mild = asked(cli, "stability", str(write(army='{statements: [not attack, ">>", release, not withdraw]}')))["value"]
    assert "withdraw, release" in mild["holds"]["seq"]
    assert "withdraw, release" not in mild["strong"]["seq"]
    army = '{statements: [not attack, release, ">>", not withdraw]}'
    militia = '{statements: [withdraw, ">>", not release, not attack]}'
    great = write(army=army, militia=militia)
    strong = asked(cli, "stability", str(great))["value"]
    assert "withdraw, release" in strong["strong"]["seq"]
    shown = " ".join(cli("stability", str(great), "--concepts", "nash,gmr,smr,seq", "--limited", "2").out.split())
    assert "strongly: every one meets a sanction that is greatly worse" in shown
    assert "Limited foresight" in shown


def test_a_chain_and_a_difference_of_weights_say_the_same_as_marks() -> None:
    def relation(text: str) -> list:
        case = winset.loads(CASE.replace("ARMY", text).replace("MILITIA", MILITIA))
        return conflict_model(case).relation[0].tolist()

    levels = '{ranking: [release, ">>", [withdraw, none], attack]}'
    assert relation(levels) == relation('{ranking: "release >> withdraw = none > attack"}')
    weighed = relation("{weights: {attack: -5, release: 1}, greatly: 5}")
    model = conflict_model(winset.loads(CASE.replace("ARMY", ARMY).replace("MILITIA", MILITIA)))
    none, release, attack = (model.state(taken) for taken in ([], ["release"], ["attack"]))
    assert (weighed[none][release], weighed[attack][none], weighed[release][attack]) == (1, 2, -2)


def test_plain_ranks_are_asked_for_where_a_concept_needs_them(cli: Cli, write: Write) -> None:
    path = str(write(army="{pairs: [not attack > attack]}"))
    ran = cli("stability", path, "--concepts", "sim")
    assert (ran.status, "SIM: needs plain ranks" in ran.err) == (2, True)
    assert "SIM: left out" in " ".join(cli("stability", path, "--concepts", "sim,seq").out.split())
    ran = cli("stability", path, "--limited", "2", "--stackelberg", "militia", "--robust")
    said = " ".join(ran.out.split())
    assert ran.status == 0
    for asked_for in ("--limited", "--stackelberg"):
        assert f"{asked_for}: left out, since it needs complete preferences, and the preferences of Army are no plain" in said
    assert "What is unknown can" in said


def test_of_unknown_comparisons_it_is_told_what_each_reading_says(cli: Cli, write: Write) -> None:
    path = str(write(army="{pairs: [not attack > attack, release > not release]}"))
    found = asked(cli, "stability", path, "--concepts", "nash,seq,non_myopic")
    told = cli("stability", path, "--concepts", "nash,seq,non_myopic")
    said = " ".join(told.out.split())
    assert "the status quo (nothing taken) holds under" in found["answer"]
    for part in ("how it can be reached", "Why 'nothing taken' holds", "An arrow: who would move", "NON_MYOPIC: left out"):
        assert part in said, part
    # Army can compare nothing that it can reach alone, so that it might withdraw, for all that is known.
    assert "SEQ: it holds under" in said
    assert "(not known to be worse)" in said
    groups = cli("stability", path, "--coalitions", "--inverse", "status_quo")
    assert groups.status == 0
    assert "Against groups" in groups.out
    assert "What would make 'nothing taken' hold" in groups.out


def test_a_story_where_nothing_is_known_to_be_better(cli: Cli, write: Write) -> None:
    path = str(write(army="{pairs: [not attack > attack]}"))
    story = cli("stability", path, "--concepts", "nash", "--story", "attack").out
    assert "Army would leave 'attack' for" not in story
    assert "NASH: " in story


# Arcs


def test_an_arc_is_a_move_for_every_question(cli: Cli, write: Write) -> None:
    more = "    envoy: {statements: [not attack, withdraw and release]}\n"
    more += "  arcs:\n    envoy: [none -> only withdraw and release, attack -> not attack]\n"
    path = str(write(more=more))
    found = asked(cli, "stability", path, "--concepts", "nash,seq")
    # Without the envoy nothing taken is Nash; the envoy would lead the two into the exchange at once.
    assert "nothing taken" not in found["value"]["holds"]["nash"]
    graph = next(b for b in found["blocks"] if b["block"] == "graph")
    model = conflict_model(winset.load(path))
    both = str(model.state(["withdraw", "release"]))
    assert [str(model.state([])), both, "The envoy"] in graph["edges"]
    shown = " ".join(cli("stability", path, "--concepts", "nash", "--story", "none").out.split())
    assert "The envoy would leave 'nothing taken' for 'withdraw, release', and nothing deters it" in shown
    way = " ".join(cli("stability", path, "--concepts", "seq", "--story", "withdraw, release").out.split())
    assert "by improvements: The envoy moves to 'withdraw, release'" in way


def test_arcs_alone_are_all_the_moves_there_are(cli: Cli, write: Write) -> None:
    more = "  arcs:\n    militia: [none -> attack]\n  option_moves: no\n"
    model = conflict_model(winset.load(write(more=more)))
    assert [len(own) for own in model.arcs] == [0, 1]
    found = asked(cli, "stability", str(write(more=more)), "--concepts", "nash")["value"]
    # The militia likes no attack better, so it does not take its only arc: everything holds.
    assert len(found["holds"]["nash"]) == found["states"] == 6
    together = asked(cli, "stability", str(write(more=more)), "--concepts", "sim")["value"]
    assert len(together["holds"]["sim"]) == 6


def test_an_arc_that_leads_nowhere_is_told_with_its_place(cli: Cli, write: Write) -> None:
    path = write(more="  arcs:\n    militia:\n      - none -> attack\n      - release and attack -> none\n")
    ran = cli("stability", str(path))
    assert ran.status == 2
    assert "exchange.yaml:17: conflict.arcs.militia.1: 'release and attack -> none' leads from no feasible state" in ran.err


def test_arcs_of_the_bundled_case_reach_hypergames_leaks_threats_and_the_brief(cli: Cli) -> None:
    case = winset.load("doha2025").set("conflict.arcs", {"us": ["strike and talk -> not strike"]})
    model = conflict_model(case)
    us, war = model.dm("us"), model.state(["talk", "strike"])
    assert [war, model.state(["talk"])] in model.arcs[us].tolist()
    assert winset.hypergame(case.on("2025-02-01"), draws=1).value["mistaken"] == ["israel"]
    assert winset.leak(case, "israel", draws=1).value["hidden_before"] == ["talk", "offer_credit", "leak"]
    assert winset.leak(case, "israel", as_move=True, draws=1).value["leakers"] == ["israel"]
    plain, now = (winset.threats(c, draws=20).value["threats"]["action"] for c in (winset.load("doha2025"), case))
    assert plain == now
    assert "it holds (SEQ)" in winset.brief(case, draws=5).to_json()


# The leak as a move


def test_the_leak_of_the_bundled_case_is_a_move_of_israel_and_every_act_is_weighed(cli: Cli) -> None:
    found = asked(cli, "leak", "doha2025", "--to", "israel", "--as-move", "--draws", "5")["value"]
    assert found["leakers"] == ["israel"]
    acts = {(act["act"], act["option"]) for act in found["acts"]}
    assert acts == {
        ("leak", None),
        ("withhold", "corridor"),
        ("do", "strike"),
        ("do", "protest"),
        ("do", "counter_offer"),
    }
    assert all(set(act["gains"]) == {"us", "hamas", "israel"} for act in found["acts"])
    assert any(state.endswith(", known") for state in found["holds"])
    assert any(state.endswith(", secret") for state in found["holds"])


def test_the_joint_game_keeps_the_state_and_likes_it_as_with_the_leak_done() -> None:
    joint = joint_game(winset.load("doha2025"), "israel", 3, 1)
    model, both = joint.at.model, joint.middle
    israel, quo = model.dm("Israel"), model.status_quo
    leaked = model.state(["talk", "leak"])
    assert [quo, quo + model.size] in both.arcs[israel].tolist()
    assert not any([quo, quo + model.size] in arcs.tolist() for p, arcs in enumerate(both.arcs) if p != israel)
    assert (both.ranks[:, quo + model.size] == model.ranks[:, leaked]).all()
    assert (both.ranks[:, quo] == model.ranks[:, quo]).all()
    assert not both.feasible[leaked]
    for game, ranks in zip(joint.games, model.draws, strict=True):
        assert (game.ranks[:, quo + model.size] == ranks[:, leaked]).all()


SECRET = """
case: aid
title: Aid
as_of: 2030
parties: {army: Army, ally: Ally, scribe: The scribe}
conflict:
  options:
    army: {deal: make a secret deal}
    ally: {withhold: withhold aid}
    scribe: {tell: {name: tell the ally, reveals: yes, irreversible: once_taken}}
  status_quo: [deal]
  preferences:
    army: {ranking: [deal and not withhold, not deal and not withhold, deal, none, not deal]}
    ally: PREFERENCE
    scribe: {statements: [withhold, not tell]}
  views: {ally: {unaware_of: [deal, withhold]}}
"""
ALLY = "{ranking: [not deal and not withhold, not deal, deal and withhold, deal]}"
ALLY_PAIRS = (
    "{pairs: [not deal > deal, deal and withhold > deal and not withhold, not deal and not withhold > not deal and withhold]}"
)


@pytest.mark.parametrize("ally", [ALLY, ALLY_PAIRS])
def test_somebody_else_can_leak_and_only_then_the_excluded_party_can_withhold(ally: str) -> None:
    case = winset.loads(SECRET.replace("PREFERENCE", ally))
    joint = joint_game(case, "ally", 1, 1)
    assert (joint.leakers, joint.withheld) == (("scribe",), ("withhold",))
    model, both = joint.at.model, joint.middle
    withheld = model.state(["deal", "withhold"])
    assert not both.feasible[withheld]
    assert both.feasible[withheld + model.size]
    found = winset.leak(case, "ally", as_move=True).value
    # While it is secret the ally can do nothing; once told it withholds, which the scribe likes best and the army least.
    assert found["acts"] == []
    assert found["status_quo_holds"].word == "yes"
    assert "deal, withhold, known" in found["holds"]


def test_pairs_are_judged_in_hypergames_and_leaks_under_the_four_readings(cli: Cli, tmp_path: Path) -> None:
    case = winset.loads(SECRET.replace("PREFERENCE", ALLY_PAIRS).replace("deal, withhold]", "deal]"))
    found = winset.hypergame(case)
    assert found.value["mistaken"] == ["ally"]
    assert found.value["by_mistake"]["deal"] == ["ally"]
    ranked = winset.hypergame(winset.loads(SECRET.replace("PREFERENCE", ALLY).replace("deal, withhold]", "deal]")))
    assert set(found.value["by_mistake"]) == set(ranked.value["by_mistake"])
    assert not ranked.value["holds"]["deal"].ranged
    bare = SECRET.replace("PREFERENCE", "{pairs: [deal and withhold > deal and not withhold]}").replace(
        "deal, withhold]", "deal]"
    )
    path = tmp_path / "aid.yaml"
    path.write_text(bare, encoding="utf-8")
    shown = " ".join(cli("hypergame", str(path)).out.split())
    assert "of 4 readings" in shown
    assert "some comparisons are unknown; a: leaves for" in shown
    told = " ".join(cli("leak", str(path), "--to", "ally").out.split())
    assert "over the four readings" in told
    assert "1 draw" not in told


# What is too large, and what is no range


@pytest.mark.parametrize("options", [28, 70])
def test_a_conflict_that_is_too_large_is_refused_with_size_and_place(cli: Cli, tmp_path: Path, options: int) -> None:
    own = ", ".join(f"o{k}: do {k}" for k in range(options))
    path = tmp_path / "big.yaml"
    text = CASE.replace("{withdraw: withdraw}", f"{{{own}}}").replace("ARMY", "{statements: [o0]}")
    path.write_text(text.replace("MILITIA", "{statements: [attack]}"), encoding="utf-8")
    wanted = f"big.yaml:7: conflict.options: {2 ** (options + 2):,} states are more than the limit of "
    for verb in ("stability", "hypergame"):
        ran = cli(verb, str(path))
        assert ran.status == 2
        assert wanted in " ".join(ran.err.split())
    with pytest.raises(TooLarge) as caught:
        winset.stability(winset.load(path))
    assert caught.value.place == "big.yaml:7: conflict.options"


@pytest.mark.parametrize(
    ("army", "more", "place"),
    [
        ("{pairs: [o0 > o1]}", "", "big.yaml:12: conflict.preferences.army: 16,384 states compared two by two"),
        ("{statements: [o0]}", "  arcs: {army: [o0 -> none]}\n", "big.yaml:14: conflict.arcs: 12,288 feasible states"),
    ],
)
def test_what_makes_pairs_or_arcs_too_many_is_the_place(cli: Cli, tmp_path: Path, army: str, more: str, place: str) -> None:
    own = ", ".join(f"o{k}: do {k}" for k in range(12))
    path = tmp_path / "big.yaml"
    text = CASE.replace("{withdraw: withdraw}", f"{{{own}}}").replace("ARMY", army)
    path.write_text(text.replace("MILITIA", "{statements: [attack]}") + more, encoding="utf-8")
    ran = cli("stability", str(path))
    assert (ran.status, place in " ".join(ran.err.split())) == (2, True)


def test_where_nothing_is_a_range_no_share_speaks_of_draws(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "aid.yaml"
    text = SECRET.replace("PREFERENCE", ALLY).replace("deal, withhold]", "deal]")
    text += "threats:\n  hold: {name: Hold back, by: ally, to: army, option: withhold, trigger_states: deal}\n"
    path.write_text(text, encoding="utf-8")
    for words in (["hypergame"], ["leak", "--to", "ally"], ["leak", "--to", "ally", "--as-move"], ["threats"], ["stability"]):
        ran = cli(words[0], str(path), *words[1:])
        assert ran.status == 0, ran.err
        assert "1 draw)" not in ran.out, words
        assert "no range given" in ran.out, words


def test_what_is_told_at_the_middle_of_the_ranges_says_so_and_gives_shares(cli: Cli, write: Write) -> None:
    army = "{weights: {not attack: 4, release: [0, 3], not withdraw: 1}}"
    found = winset.stability(winset.load(write(army=army)), ["nash", "seq"], draws=40, coalitions=True, limited=2)
    vulnerable = next(b for b in found.blocks if getattr(b, "title", "").startswith("Vulnerable"))
    # The army likes the exchange better than nothing wherever the release is worth more to it than staying.
    (exchange,) = (row for row in vulnerable.rows if row[0] == "nothing taken")
    worth = conflict_model(winset.load(write(army=army)), 40, found.seed).draws[:, 0]
    assert exchange[3].count == int((worth[:, 3] > worth[:, 0]).sum())
    assert 0 < exchange[3].count < 40
    assert any("at the middle of every range" in note for note in found.notes())
    assert any("in how many of the first" in note for note in found.notes())
    story = cli("stability", "doha2025", "--concepts", "nash", "--draws", "20", "--story", "talk").out
    assert "Who would stay in 'talk', over the draws" in story
    mistake = winset.hypergame(winset.load("doha2025").on("2025-02-01"), draws=10)
    table = next(b for b in mistake.blocks if getattr(b, "title", "").startswith("Regrets"))
    assert table.columns[2:] == ("by mistake", "would go to (middle of every range)")
    assert all(row[2].draws == 10 for row in table.rows)


def test_a_party_without_moves_decides_no_policy() -> None:
    case = winset.loads(CASE.replace("ARMY", ARMY).replace("MILITIA", MILITIA))
    with pytest.raises(winset.CaseError, match="decides nothing in this conflict"):
        winset.stability(case.set("conflict.policies", {"envoy": ["attack -> none"]}), policies="written")
    with pytest.raises(BadRequest, match="no policy is written"):
        winset.stability(case, policies="written")


def test_questions_about_partial_and_great_preferences_are_answered_by_them() -> None:
    def case(army: str) -> winset.Case:
        return winset.loads(CASE.replace("ARMY", army).replace("MILITIA", MILITIA))

    pairs = case("{pairs: [not attack > attack]}")
    # The militia alone decides at a withdrawal with the prisoners kept; the army knows only that it wants no attack.
    assert winset.ask(pairs, "is_stable(withdraw, by=nash)").value == "bd"
    assert "under all four readings" in winset.ask(pairs, "which_states_hold(nash)").answer
    great = case('{statements: [not attack, release, ">>", not withdraw]}')
    assert winset.ask(great, "is_stable(none, by=nash)").value == "yes"
    found = winset.stability(great, ["seq"]).value["strong"]["seq"]
    assert (winset.ask(great, "is_stable(withdraw, release)").value == "strongly") == ("withdraw, release" in found)
    assert winset.ask(great, "which_states_hold(nash)").value == ["nothing taken"]
