"""Threats by the command line: the audience cost as a threshold, and whether the executor would."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

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


def test_a_large_threshold_is_written_in_full(cli: Callable[..., Any], written: Callable[..., str]) -> None:
    out = cli("threats", written('{"hit and dig": [-1260, -1240], "hit and not dig": -1234, yield: 20}')).out
    assert "1,240 to 1,260" in out
    assert "e+03" not in out


def test_who_prefers_to_carry_it_out_needs_no_audience(cli: Callable[..., Any], written: Callable[..., str]) -> None:
    assert "would rather see it through without any cost of backing down" in " ".join(
        cli("threats", written("{hit: 2, yield: 20}")).out.split()
    )
