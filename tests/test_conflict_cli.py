"""What a negotiator asks about the conflict, from the command line and from Python: what holds, what a leak changes, who would act."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import winset
from winset.analyses.conflict_files import load_gmcr
from winset.analyses.hypergames import games
from winset.analyses.two_models import disagreements
from winset.arrays.conflict_model import conflict_model
from winset.cli import main
from winset.conflict.concepts import stability
from winset.conflict.gmcr_files import read_gmcr
from winset.conflict.hypergame import first_level, second_level
from winset.errors import BadRequest, UnknownName

ROOT = Path(__file__).resolve().parents[1]
ELMIRA = ROOT / "tests/papers/conflicts/elmira.gmcr"
Run = Callable[..., tuple[int, str, str]]

EXCHANGE = """
case: exchange
title: An exchange
as_of: 2030-05-04
parties: {army: Army, militia: Militia}
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


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    def runner(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["winset", *words])
        # Wide enough that no cell of a table is broken, whatever the terminal of the test run says.
        monkeypatch.setenv("COLUMNS", "240")
        status = 0
        try:
            main()
        except SystemExit as done:
            status = int(done.code or 0)
        out, err = capsys.readouterr()
        return status, out, err

    return runner


@pytest.fixture
def exchange(tmp_path: Path) -> Callable[..., Path]:
    def write(army: str = ARMY, militia: str = MILITIA, more: str = "", issues: str = "") -> Path:
        path = tmp_path / "exchange.yaml"
        text = EXCHANGE.replace("ARMY", army).replace("MILITIA", militia) + more + issues
        path.write_text(text, encoding="utf-8")
        return path

    return write


def asked(run: Run, *words: str) -> dict:
    status, out, err = run(*words, "--json")
    assert status == 0, err
    return json.loads(out)


# What holds


def test_a_case_of_a_conflict_alone_says_what_holds_why_and_how_it_is_reached(run: Run, exchange: Callable[..., Path]) -> None:
    status, out, _ = run("stability", str(exchange()), "--concepts", "nash,seq")
    assert status == 0
    assert "Of 6 states 2 hold by SEQ; the status quo (nothing taken): yes" in out
    assert "Army moves to 'withdraw', then Militia" in out
    assert "Army would leave 'withdraw, release' for 'release', but is deterred: Militia answers" in " ".join(out.split())
    found = asked(run, "stability", str(exchange()), "--concepts", "nash,seq")["value"]
    assert list(found["holds"]["nash"]) == ["nothing taken"]
    assert set(found["holds"]["seq"]) == {"nothing taken", "withdraw, release"}


def test_the_two_would_leave_the_stalemate_together(exchange: Callable[..., Path]) -> None:
    rows = winset.stability(winset.load(exchange()), ["nash", "seq"]).to_json()
    assert "Vulnerable: a group would leave together" in rows
    assert "Army and Militia" in rows


def test_ranges_give_shares_and_never_one_verdict() -> None:
    found = winset.stability(winset.load("doha2025"), ["nash", "seq"], draws=40)
    assert found.draws == 40
    shares = found.value["holds"]["seq"].values()
    assert all(share.draws == 40 for share in shares)
    assert any(0 < share.count < 40 for share in shares)


def test_the_shares_are_those_of_judging_each_draw_alone() -> None:
    case = winset.load("doha2025")
    model = conflict_model(case, 12, 1)
    found = winset.stability(case, ["seq", "smr"], draws=12, seed=1).value["holds"]
    for concept in ("seq", "smr"):
        counts = np.zeros(model.size, dtype=int)
        for ranks in model.draws:
            counts[stability(model.with_ranks(ranks), [concept]).equilibria(concept)] += 1
        assert {s: share.count for s, share in found[concept].items()} == {
            model.describe(s): int(n) for s, n in enumerate(counts) if n
        }


def test_every_further_question_can_be_asked_from_the_command_line(run: Run, exchange: Callable[..., Path]) -> None:
    path = str(exchange())
    flags = ["--limited", "3", "--stackelberg", "army", "--coalitions", "--robust"]
    status, out, err = run("stability", path, "--concepts", "nash,gmr,smr,seq,sseq,sim,non_myopic", *flags)
    assert status == 0, err
    for words in (
        "Limited foresight",
        "With Army as the leader",
        "Against groups",
        "CSEQ_CLASS",
        "No preference is a range",
        "SIM: as SEQ",
    ):
        assert words in " ".join(out.split()), words
    status, out, _ = run("stability", path, "--inverse", "withdraw, release", "--concepts", "nash,seq")
    assert status == 0
    # The same numbers as on the page about stability: 1/2 and 1/3 of the rankings, 1 and 2 changes.
    assert "0.5 of all rankings" in out
    assert "0.33 of all rankings" in out
    assert "1: 'release' must not be better" in " ".join(out.split())
    assert run("stability", path, "--story", "none")[0] == 0
    assert run("stability", "doha2025", "--stackelberg", "us", "--draws", "2")[0] == 2


def test_a_state_that_cannot_be_or_does_not_exist_is_said(run: Run, exchange: Callable[..., Path]) -> None:
    status, _, err = run("stability", str(exchange()), "--story", "release, attack")
    assert (status, "is not feasible" in err) == (2, True)
    status, _, err = run("stability", str(exchange()), "--story", "relese")
    assert (status, "Did you mean 'release'?" in err) == (2, True)
    assert run("stability", str(exchange()), "--concepts", "sec")[0] == 2


def test_questions_about_the_conflict_can_be_asked_and_flipped(exchange: Callable[..., Path]) -> None:
    case = winset.load(exchange())
    assert winset.ask(case, "is_stable(withdraw, release)").value == "yes"
    assert winset.ask(case, "is_stable(withdraw, release, by=nash)").value == "no"
    assert winset.ask(case, "is_stable(none)").value == "yes"
    assert winset.ask(case, "which_states_hold(nash)").value == ["nothing taken"]
    assert winset.flips(winset.load("doha2025"), "is_stable(status_quo)", draws=5).value["base"]


def test_unknown_comparisons_are_judged_under_four_readings(run: Run, exchange: Callable[..., Path]) -> None:
    path = exchange(army="{pairs: [not attack > attack, release and not attack >> attack]}")
    found = asked(run, "stability", str(path), "--concepts", "nash,seq")
    assert "under all four readings" in found["answer"]
    by = found["value"]["nash"]
    assert set(by["a"]) <= set(by["b"]) <= set(by["d"])
    assert set(by["a"]) <= set(by["c"]) <= set(by["d"])
    assert set(by["a"]) < set(by["d"])


# What is wrong with a conflict


@pytest.mark.parametrize(
    ("army", "militia", "message"),
    [
        (
            "{ranking: [release, withdraw and not release]}",
            MILITIA,
            "exchange.yaml:12: conflict.preferences.army.ranking: it leaves out the state none and 1 more",
        ),
        (
            ARMY,
            "{pairs: [withdraw and not attack > attack, attack > withdraw and not attack]}",
            "exchange.yaml:13: conflict.preferences.militia.pairs: they go round in a circle: ",
        ),
        (ARMY, "{pairs: [withdraw]}", "exchange.yaml:13: conflict.preferences.militia.pairs.0: should read 'better > worse'"),
        (ARMY, "{pairs: [withdraw > relese]}", "no option called 'relese'. Did you mean 'release'?"),
        ("{statements: [pay]}", MILITIA, "exchange.yaml:12: conflict.preferences.army.statements.0: no option called 'pay'"),
    ],
)
def test_a_wrong_conflict_is_told_with_its_place(
    run: Run, exchange: Callable[..., Path], army: str, militia: str, message: str
) -> None:
    status, _, err = run("stability", str(exchange(army, militia)))
    assert status == 2
    assert message in err


def test_patterns_that_leave_no_state_are_told_with_their_place(run: Run, exchange: Callable[..., Path]) -> None:
    path = exchange()
    path.write_text(path.read_text().replace("[release and attack]", "[release, not release]"))
    status, _, err = run("stability", str(path))
    assert status == 2
    assert "exchange.yaml:10: conflict.infeasible: the patterns rule out every state" in err


def test_a_case_needs_issues_or_a_conflict_and_says_so_where_deals_are_asked_for(run: Run, exchange: Callable[..., Path]) -> None:
    status, _, err = run("winset", str(exchange()))
    assert (status, "has no issues, only a conflict" in err) == (2, True)
    assert run("check", str(exchange()))[0] == 0
    with pytest.raises(winset.CaseError, match="a case needs at least one issue, or a conflict with options"):
        winset.loads("case: x\ntitle: X\nas_of: 2030\nparties: {a: A}\n")


# Preferences from deals, and the two models side by side

ISSUES = """
issues:
  land: {name: The land, values: [held, left], delivered_by: army}
  men: {name: The prisoners, values: [held, free], delivered_by: [army, militia]}
  fee: {name: A fee, values: [none, paid], delivered_by: army}
rules:
  never_both: {name: Not both, never: {land: left, men: free}}
preferences:
  army: {weights: {land: -1, men: 2, fee: -1}, reservation: 0}
"""


def test_a_party_without_conflict_preferences_is_ranked_by_its_deals(exchange: Callable[..., Path]) -> None:
    path = exchange(issues=ISSUES)
    text = path.read_text().replace("    army: " + ARMY + "\n", "")
    text = text.replace("withdraw: withdraw", "withdraw: {name: withdraw, does: {land: left}}")
    path.write_text(text.replace("release: release the prisoners", "release: {name: release, does: {men: free}}"))
    model = conflict_model(winset.load(path))
    army = {model.describe(s): int(model.ranks[0, s]) for s in model.states().tolist()}
    order = sorted(set(army.values()))
    assert [order.index(army[s]) for s in ("withdraw", "nothing taken", "withdraw, release", "release")] == [0, 1, 2, 3]
    assert army["attack"] == army["nothing taken"]


def test_check_says_where_the_two_models_disagree(run: Run, exchange: Callable[..., Path]) -> None:
    path = exchange(issues=ISSUES)
    text = path.read_text().replace("attack: attack", "attack: {name: attack, does: {land: left}}")
    text = text.replace("withdraw: withdraw", "withdraw: {name: withdraw, does: {land: left}}")
    path.write_text(text.replace("release: release the prisoners", "release: {name: release, does: {men: free}}"))
    status, out, _ = run("check", str(path))
    said = " ".join(out.split())
    assert status == 0
    assert "exchange.yaml:9: option attack of militia does land=left, which army delivers and militia does not" in said
    assert "option release of militia does men=free, which militia does not deliver alone: army must too" in said
    assert "no option of the conflict does anything about fee" in said
    assert "1 feasible states bring about a deal that the rules forbid, such as 'withdraw, release'" in said
    assert "option corridor of israel does handover=yes, which israel does not deliver alone: hamas" in " ".join(
        disagreements(winset.load("doha2025"))
    )


# Files of another program


def test_a_published_conflict_in_another_programs_file_is_read_by_every_verb(run: Run) -> None:
    model = read_gmcr(ELMIRA.read_text()).model
    found = asked(run, "stability", str(ELMIRA), "--concepts", "nash,gmr,smr,seq,sseq")["value"]["holds"]
    wanted = stability(model, ["nash", "gmr", "smr", "seq", "sseq"])
    for concept in wanted.concepts:
        own = {frozenset(name for k, name in enumerate(model.options) if s >> k & 1) for s in wanted.equilibria(concept)}
        assert {frozenset(state.split(", ")) for state in found[concept]} == own
    assert run("check", str(ELMIRA))[0] == 0


def test_the_conflict_of_a_case_survives_being_written_and_read(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "doha.gmcr"
    assert run("export-gmcr", "doha2025", "--to", str(target))[0] == 0
    case, there = winset.load("doha2025"), load_gmcr(target)
    first, second = conflict_model(case), conflict_model(there)
    np.testing.assert_array_equal(first.feasible, second.feasible)
    np.testing.assert_array_equal(stability(first).stable, stability(second).stable)
    target.write_text("{")
    with pytest.raises(BadRequest, match=r"doha\.gmcr: not JSON"):
        load_gmcr(target)
    with pytest.raises(UnknownName):
        load_gmcr(tmp_path / "none.gmcr")


# Secrets, leaks and threats in the bundled case


def test_before_the_leak_israels_game_lacks_the_channel_and_after_it_does_not(run: Run) -> None:
    found = asked(run, "leak", "doha2025", "--to", "israel", "--channel", "doha", "--draws", "5")
    assert "talk" in found["value"]["hidden_before"]
    games = next(b for b in found["blocks"] if b.get("title") == "The game that Israel sees")
    assert [row[1] for row in games["rows"]] == [["talk", "offer_credit", "leak"], "nothing: it holds every option"]
    assert found["value"]["gained"]
    assert "talk" in found["value"]["lost"]
    # The other way round: asked on a day of not knowing, the same is hidden before and known after.
    early = asked(run, "leak", "doha2025", "--to", "israel", "--on", "2025-02-01", "--draws", "5")
    assert early["value"]["lost"] == found["value"]["lost"]


def test_the_leak_is_an_option_of_israel_and_its_improvements_on_4_march_are_listed(run: Run) -> None:
    case = winset.load("doha2025").on("2025-03-04")
    assert case.file.conflict.options["israel"]["leak"].reveals
    found = asked(run, "leak", "doha2025", "--to", "israel", "--on", "2025-03-04", "--draws", "3")["value"]
    model = conflict_model(case)
    israel, quo = model.dm("israel"), model.status_quo
    better = {
        model.describe(q)
        for q in model.states().tolist()
        if model.ranks[israel, q] > model.ranks[israel, quo]
        and all(model.owner[k] == israel for k in range(len(model.options)) if (q ^ quo) >> k & 1)
    }
    assert set(found["improvements"]) == better
    assert {"talk, leak", "talk, protest", "talk, counter_offer"} <= better
    assert found["would_leak"] == ["israel"]


def test_the_hypergame_uses_the_view_and_the_belief_of_the_day(run: Run) -> None:
    january = asked(run, "hypergame", "doha2025", "--on", "2025-01-31", "--draws", "3")
    march = asked(run, "hypergame", "doha2025", "--on", "2025-03-08", "--draws", "3")
    assert january["value"]["mistaken"] == ["israel"]
    assert january["value"]["aware"] == ["us", "hamas"]
    assert march["value"]["mistaken"] == march["value"]["aware"] == []
    first = asked(run, "stability", "doha2025", "--on", "2025-01-31", "--party", "israel", "--draws", "2")
    last = asked(run, "stability", "doha2025", "--on", "2025-03-08", "--party", "israel", "--draws", "2")
    assert (first["value"]["states"], last["value"]["states"]) == (64, 320)
    assert "Direct talks may go further" in json.dumps(last)
    assert "Direct talks may go further" not in json.dumps(first)


def test_an_open_game_is_judged_at_once_as_draw_by_draw() -> None:
    found = games(winset.load("doha2025"), 6, 1)
    assert found.open()
    for level in (1, 2):
        for k, one in enumerate(found.drawn("seq", level)):
            ranks = found.at.model.draws[k]
            true = found.at.model.with_ranks(ranks)
            views = [[view.with_ranks(ranks) for view in row] for row in found.pictures]
            alone = second_level(true, views, "seq") if level == 2 else first_level(true, views[0], "seq")
            assert one.equilibria() == alone.equilibria()
            assert not one.by_mistake()
            np.testing.assert_array_equal(one.sees, alone.sees)
    assert not games(winset.load("doha2025").on("2025-01-31"), 2, 1).open()


def test_at_the_first_level_a_secret_keeper_cannot_count_on_the_secret() -> None:
    case = winset.load("doha2025").on("2025-01-31")
    first, second = (winset.hypergame(case, level=n, draws=1).value["holds"] for n in (1, 2))
    assert first != second
    with pytest.raises(BadRequest, match="level 1 or 2"):
        winset.hypergame(case, level=3)


def test_a_party_that_knows_everything_cannot_be_leaked_to(run: Run) -> None:
    status, _, err = run("leak", "doha2025", "--to", "us")
    assert (status, "names nothing that United States is unaware of" in err) == (2, True)
    assert run("leak", "doha2025", "--to", "nobody")[0] == 2
    assert run("leak", "doha2025", "--to", "israel", "--channel", "paris")[0] == 2


def test_a_threat_is_judged_by_its_executor_and_the_audience_cost_is_a_threshold(run: Run) -> None:
    found = asked(run, "threats", "doha2025", "--draws", "200")
    action = found["value"]["threats"]["action"]
    assert (action["issuer"], action["executor"]) == ("us", "israel")
    assert 0 < action["carries_out_today"]["count"] < 200
    low, high = (float(end) for end in action["audience_cost"])
    assert 0 < low < high
    assert found["value"]["no_deadline"] == ["last_warning"]
    assert "no deadline was given; none is invented" in found["answer"]
    # If Israel liked a strike for sure it would carry it out in every draw; the American threshold stays.
    sure = asked(run, "threats", "doha2025", "--draws", "50", "--set", "conflict.preferences.israel.weights.strike=5")
    assert sure["value"]["threats"]["action"]["carries_out_today"]["word"] == "in every draw"
    # If the United States itself wanted it, no audience would be needed.
    keen = asked(run, "threats", "doha2025", "--draws", "50", "--set", "conflict.preferences.us.weights.strike=1")
    assert float(keen["value"]["threats"]["action"]["audience_cost"][1]) < 0


def test_a_threat_that_names_no_option_is_said_not_to_be_judged_and_a_foreign_option_is_a_slip() -> None:
    case = winset.load("doha2025").set("threats.action.option", None)
    assert "names no option" in winset.threats(case).answer
    with pytest.raises(winset.CaseError, match="is an option of hamas; israel carries this threat out"):
        winset.load("doha2025").set("threats.action.option", "release")
    with pytest.raises(winset.CaseError, match="no option called 'relese'"):
        winset.load("doha2025").set("threats.action.trigger_states", "not relese")


def test_the_brief_tells_what_holds_and_what_a_leak_changes_only_where_there_is_a_conflict() -> None:
    text = winset.brief(winset.load("doha2025"), draws=5).to_json()
    assert "What holds, and what a leak changes" in text
    assert "Leak to Israel (it knows by now)" in text
    assert "it holds (SEQ)" in text
    bare = winset.load("orvan")
    assert not any(bare.file.conflict.options.values())
    assert "What holds" not in winset.brief(bare, draws=5).to_json()
    with pytest.raises(BadRequest, match="has no conflict part"):
        winset.stability(bare)


def test_the_brief_loads_no_compiler() -> None:
    import subprocess

    code = "import sys, winset; winset.brief(winset.load('doha2025'), draws=5); sys.exit('numba' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=60).returncode == 0


def test_foresight_of_more_than_two_is_named_as_our_own(run: Run, exchange: Callable[..., Path]) -> None:
    two = run("stability", str(exchange()), "--concepts", "nash", "--limited", "2")[1]
    assert "L_h and non-myopic stability" in two
    assert "ours" not in two
    for word in ("cautious", "hopeful"):
        assert word not in two
    many = " ".join(run("stability", "doha2025", "--concepts", "nash", "--limited", "2", "--draws", "2")[1].split())
    assert "Limited foresight with more than two, in two readings of our own" in many
    assert "2 moves cautious" in many
    assert "2 moves hopeful" in many
    assert "these readings are ours, no published extension" in many


def test_where_nothing_is_a_range_there_is_no_interval(run: Run, exchange: Callable[..., Path]) -> None:
    found = asked(run, "hypergame", str(exchange()))["value"]["holds"]
    assert found
    for share in found.values():
        assert share["draws"] == 1
        assert "interval_percent" not in share
    ranged = asked(run, "hypergame", "doha2025", "--draws", "3")["value"]["holds"]
    assert all("interval_percent" in share for share in ranged.values())
