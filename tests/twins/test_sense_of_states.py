"""What `check` says of a conflict's states, against the arrays of the analyses and against plain loops over states."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import winset
from winset import statements
from winset.arrays.conflict_preferences import ranks_of, relation_of
from winset.arrays.graph_model import states_where
from winset.case.schema_conflict import ConflictPreference
from winset.case.sense_states import _preference, listed
from winset.errors import BadRequest

NAMES = ("a", "b", "c")


def some_statement(rng: np.random.Generator) -> str:
    parts = [("" if rng.random() < 0.5 else "not ") + str(rng.choice(NAMES)) for _ in range(int(rng.integers(1, 4)))]
    return str(rng.choice([" and ", " or ", " if "])).join(parts)


@pytest.mark.parametrize("seed", range(5))
def test_states_as_bits_are_the_states_of_the_arrays(seed: int) -> None:
    rng = np.random.default_rng(seed)
    for count in range(1, 9):
        names = tuple(f"o{k}" for k in range(count))
        states = listed(names)
        for _ in range(10):
            text = " iff ".join(f"(not {rng.choice(names)} or {rng.choice(names)})" for _ in range(3))
            held = [bool(states.where(text) >> s & 1) for s in range(1 << count)]
            assert held == states_where(text, names).tolist()
            assert held == [
                statements.parse(text).holds({n: bool(s >> k & 1) for k, n in enumerate(names)}) for s in range(1 << count)
            ]


def refused(judge: Callable[[], Any]) -> bool:
    try:
        judge()
    except BadRequest:
        return True
    return False


@pytest.mark.parametrize("seed", range(6))
def test_pairs_go_round_in_a_circle_where_the_arrays_find_one(seed: int) -> None:
    rng = np.random.default_rng(100 + seed)
    seen = set()
    for _ in range(80):
        sign = [str(rng.choice([">", ">>", "=", "="])) for _ in range(4)]
        texts = [f"{some_statement(rng)} {s} {some_statement(rng)}" for s in sign[: int(rng.integers(1, 5))]]
        feasible = rng.random(8) < 0.8
        feasible[0] = True
        preference = ConflictPreference.model_validate({"pairs": texts})
        bits = sum(1 << int(s) for s in np.flatnonzero(feasible))
        told = list(_preference(("x",), preference, listed(NAMES), bits))
        circle = refused(lambda p=preference, f=feasible: relation_of(p, NAMES, f, "x"))
        assert bool(told) == circle, texts
        seen.add(circle)
    assert seen == {True, False}


@pytest.mark.parametrize("seed", range(6))
def test_a_ranking_leaves_out_what_the_arrays_miss_and_repeats_what_a_loop_finds_repeated(seed: int) -> None:
    rng = np.random.default_rng(200 + seed)
    seen = set()
    for _ in range(80):
        levels = [[some_statement(rng) for _ in range(int(rng.integers(1, 3)))] for _ in range(int(rng.integers(1, 5)))]
        feasible = rng.random(8) < 0.8
        feasible[0] = True
        preference = ConflictPreference.model_validate({"ranking": levels})
        bits = sum(1 << int(s) for s in np.flatnonzero(feasible))
        told = list(_preference(("x",), preference, listed(NAMES), bits))
        gap = any("leaves out" in message for _, message in told)
        assert gap == refused(lambda p=preference, f=feasible: ranks_of(p, NAMES, f, "x"))
        ranked: set[int] = set()
        again = []
        for depth, level in enumerate(levels):
            held = [{s for s in range(8) if feasible[s] and states_where(text, NAMES)[s]} for text in level]
            again += [("x", "ranking", str(depth)) for states in held if states and states <= ranked]
            ranked |= set(itertools.chain.from_iterable(held))
        assert [path for path, message in told if "leaves out" not in message] == again
        seen.add((gap, bool(again)))
    assert len(seen) == 4


ALL_WRONG = """case: wrong
title: Wrong
as_of: 2030
parties: {a: Aland, b: Bland, c: Cland, d: Dland}
threats:
  t: {name: Hit them, by: b, to: a, option: hit, trigger_states: go and halt}
conflict:
  options:
    a: {go: go, halt: halt}
    b: {hit: hit}
    d: {wait: wait}
  infeasible: [go and halt]
  status_quo: [go, halt]
  preferences:
    a: {ranking: [go, not go, go]}
    b: {pairs: [hit > not hit, not hit > hit]}
  views:
    a: {unaware_of: [wait], believes: {b: {pairs: [hit > go, go = halt, halt >> hit]}, d: {ranking: [hit]}}}
  common_moves:
    both: {by: [a, c], from: not go, to: go or hit}
"""
SLIPS = (
    "wrong.yaml:6: threats.t.trigger_states: holds in no feasible state",
    "wrong.yaml:11: conflict.options.d: 'd' has options but no preferences",
    "wrong.yaml:13: conflict.status_quo: the state go, halt is not feasible: 'go and halt' rules it out",
    "wrong.yaml:15: conflict.preferences.a.ranking.2: 'go': every state of it stands higher already",
    "wrong.yaml:16: conflict.preferences.b.pairs: they go round in a circle: (",
    "wrong.yaml:18: conflict.views.a.believes.b.pairs: they go round in a circle: (",
    "wrong.yaml:18: conflict.views.a.believes.d.ranking: it leaves out the state none and 2 more",
    "wrong.yaml:20: conflict.common_moves.both.by: 'c' has no option in this conflict",
    "wrong.yaml:20: conflict.common_moves.both.to: ",
)


@pytest.mark.parametrize("verb", ["check", "stability", "brief"])
def test_every_slip_of_the_conflict_is_told_at_once_with_its_place(cli: Callable[..., Any], tmp_path: Any, verb: str) -> None:
    path = tmp_path / "wrong.yaml"
    path.write_text(ALL_WRONG, encoding="utf-8")
    ran = cli(verb, path)
    assert ran.status == 2
    said = " ".join(ran.err.split())
    for slip in SLIPS:
        assert slip in said, slip
    assert f"{len(SLIPS)} slips" in said


def test_a_case_without_some_preferences_can_be_read_and_is_refused_by_check(cli: Callable[..., Any], tmp_path: Any) -> None:
    path = tmp_path / "wrong.yaml"
    text = (
        ALL_WRONG.split("threats:")[0]
        + "conflict:\n  options: {a: {go: go}, b: {hit: hit}}\n  preferences: {a: {statements: go}}\n"
    )
    path.write_text(text, encoding="utf-8")
    winset.load(path)
    ran = cli("check", path)
    assert (ran.status, "wrong.yaml:6: conflict.options.b: 'b' has options but no preferences" in ran.err) == (2, True)


def test_patterns_that_leave_no_state_and_a_view_without_states_are_told_by_check(cli: Callable[..., Any], tmp_path: Any) -> None:
    good = ALL_WRONG.split("  views:")[0].replace("go and halt}", "go}").replace("[go, halt]", "[]")
    good = good.replace("[go, not go, go]", "[go, not go]").replace("[hit > not hit, not hit > hit]", "[hit > not hit]")
    good += "    d: {statements: [wait]}\n"
    path = tmp_path / "wrong.yaml"
    path.write_text(good, encoding="utf-8")
    assert cli("check", path).status == 0
    path.write_text(good.replace("[go and halt]", "[go, not go]"), encoding="utf-8")
    ran = cli("check", path)
    assert (ran.status, "conflict.infeasible: the patterns rule out every state" in ran.err) == (2, True)
    path.write_text(good.replace("[go and halt]", "[not go]") + "  views: {b: {unaware_of: go}}\n", encoding="utf-8")
    ran = cli("check", path)
    assert ran.status == 2
    assert "conflict.views.b.unaware_of: without these options no feasible state is left" in " ".join(ran.err.split())


def test_check_looks_at_what_a_what_if_has_made(cli: Callable[..., Any]) -> None:
    ran = cli("check", "doha2025", "--set", "conflict.infeasible=[release, not release]")
    assert ran.status == 2
    assert "conflict.infeasible: the patterns rule out every state" in ran.err


def test_a_belief_in_a_circle_that_a_what_if_makes_has_its_place() -> None:
    pairs = {"us": {"pairs": ["release > not release", "not release > release"]}}
    case = winset.load("doha2025").on("2025-01-31").set("conflict.views.israel.believes", pairs)
    with pytest.raises(winset.CaseError, match=r"conflict\.views\.israel\.believes\.us\.pairs: they go round in a circle"):
        winset.hypergame(case, draws=1)


def test_many_options_are_listed_within_a_second() -> None:
    import time

    names = ", ".join(f"o{k}: x" for k in range(20))
    text = "case: x\ntitle: X\nas_of: 2030\nparties: {a: A}\nconflict:\n  options: {a: {" + names + "}}\n"
    text += "  preferences: {a: {ranking: [" + ", ".join(f"o{k}" for k in range(20)) + "]}}\n"
    start = time.process_time()
    with pytest.raises(winset.CaseError, match="it leaves out the state none"):
        winset.loads(text)
    assert time.process_time() - start < 5
