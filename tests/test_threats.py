"""Threats by the command line: the audience cost as a threshold, and whether the executor would."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import winset

CASE = """
case: threat
title: A threat
as_of: 2030-05-04
parties: {a: Aland, b: Bland}
threats:
  t: {name: Hit them, by: b, to: a, option: OPTION, trigger_states: TRIGGER}
conflict:
  options:
    a: {yield: yield, dig: dig in}
    b: {hit: hit}
  status_quo: QUO
  preferences:
    a: {weights: {hit: -5, yield: -1}}
    b: {weights: WEIGHTS}
"""


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., str]:
    def write(weights: str, option: str = "hit", trigger: str = "not yield", quo: str = "[]") -> str:
        path = tmp_path / "threat.yaml"
        text = CASE.replace("WEIGHTS", weights).replace("OPTION", option).replace("TRIGGER", trigger).replace("QUO", quo)
        path.write_text(text, encoding="utf-8")
        return str(path)

    return write


def test_the_audience_cost_is_the_costliest_state_of_each_draw(cli: Callable[..., Any], written: Callable[..., str]) -> None:
    # With w between 0 and 10 backing down must cost w where nothing is taken and 10 - w where Aland digs in: 5 to 10 for both.
    path = written('{"hit iff dig": [0, 10], "hit and dig": -10, yield: 20}')
    found = json.loads(cli("threats", path, "--draws", "2000", "--json").out)["value"]["threats"]["t"]["audience_cost"]
    low, high = (float(end) for end in found)
    assert 5 <= low < 5.1
    assert 9.9 < high <= 10
    assert "costs it more than 5 to 10" in " ".join(cli("threats", path, "--draws", "2000").out.split())


def test_giving_something_up_can_be_a_threat(cli: Callable[..., Any], written: Callable[..., str]) -> None:
    # Bland has taken up 'hit' (say, its protection) and threatens to end it unless Aland yields.
    path = written("{not hit: 3, yield: 20}", option="not hit", quo="[hit]")
    found = json.loads(cli("threats", path, "--json").out)["value"]["threats"]["t"]
    assert found["by_state"].keys() == {"hit", "dig, hit"}
    assert found["carries_out_today"]["word"].startswith("yes")
    assert "give up: hit" in cli("threats", path).out
    # What is taken up by the same threat is judged where it is not yet taken.
    other = json.loads(cli("threats", written("{not hit: 3, yield: 20}"), "--json").out)["value"]["threats"]["t"]
    assert other["by_state"].keys() == {"nothing taken", "dig"}
    assert other["carries_out_today"]["word"].startswith("no")


def test_a_threat_to_give_up_is_written_out_and_checked(cli: Callable[..., Any], written: Callable[..., str]) -> None:
    path = written("{hit: 1}", option="not hit")
    case = winset.load(path)
    assert winset.loads(case.resolve()).file.threats["t"].option == case.file.threats["t"].option == "not hit"
    assert case.set("threats.t.option", "hit").file.threats["t"].option == "hit"
    ran = cli("check", written("{hit: 1}", option="not hti"))
    assert (ran.status, "no option called 'hti'. Did you mean 'hit'?" in ran.err) == (2, True)
    ran = cli("check", written("{hit: 1}", option="not hit", trigger="not hit"))
    assert (ran.status, "holds in no feasible state in which the threat is not carried out yet" in " ".join(ran.err.split())) == (
        2,
        True,
    )


def test_what_the_others_would_do_after_it_is_carried_out_is_told(cli: Callable[..., Any], written: Callable[..., str]) -> None:
    # Bland likes to hit, but then Aland would rather dig in, and that is worse for Bland than not to have hit at all.
    path = written("{hit: 1, dig: -5, yield: 20}")
    text = Path(path).read_text(encoding="utf-8").replace("a: {weights: {hit: -5, yield: -1}}", "a: {weights: {hit and dig: 3}}")
    Path(path).write_text(text, encoding="utf-8")
    found = json.loads(cli("threats", path, "--json").out)["value"]["threats"]["t"]
    assert found["deterred"] == ["nothing taken"]
    said = " ".join(cli("threats", path).out.split())
    assert "at 1 of 2 of them the others' replies would make Bland regret it" in said
    rows = cli("threats", path, "--json").out
    assert "deterred: Aland moves to 'dig, hit'" in rows
    assert "nothing deters it" in rows


def test_a_large_threshold_is_written_in_full(cli: Callable[..., Any], written: Callable[..., str]) -> None:
    out = cli("threats", written('{"hit and dig": [-1260, -1240], "hit and not dig": -1234, yield: 20}')).out
    assert "1,240 to 1,260" in out
    assert "e+03" not in out


def test_who_prefers_to_carry_it_out_needs_no_audience(cli: Callable[..., Any], written: Callable[..., str]) -> None:
    assert "would rather see it through without any cost of backing down" in " ".join(
        cli("threats", written("{hit: 2, yield: 20}")).out.split()
    )
