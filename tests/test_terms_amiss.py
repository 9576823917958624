"""Several wrong terms in one question are told all at once, on cases of any size."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import winset
from winset.errors import BadRequest, UnknownName

Cli = Callable[..., Any]
TEXT = """
case: s
title: S
as_of: 2030-01-01
signed_by: [a, b]
parties: {a: A, b: B}
issues:
  i: {name: I, values: [n, m, y], delivered_by: a}
  j: {name: J, values: [n, m, y], delivered_by: b}
  k: {name: K, items: {one: One, two: Two}}
preferences:
  a: {weights: {i: -2, j: 3}, reservation: 0.1}
  b: {weights: {i: 3, j: -2}, reservation: 0.1}
"""
WRONG = ("issue i has no value 'zz'", "issue j has no value 'qq'", "no issue called 'x'")


@pytest.mark.parametrize("verb", ["step", "sidepay", "blockers"])
def test_every_wrong_term_is_told(cli: Cli, tmp_path: Path, verb: str) -> None:
    (tmp_path / "s.yaml").write_text(TEXT)
    ran = cli(verb, tmp_path / "s.yaml", "i=zz", "j=qq", "x=y", "k.one=in")
    assert (ran.status, ran.out) == (2, "")
    for message in WRONG:
        assert ran.err.count(message) == 1
    assert len(ran.err.splitlines()) == 3


def test_every_wrong_term_of_a_whole_deal_is_told(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "s.yaml").write_text(TEXT)
    ran = cli("blockers", tmp_path / "s.yaml", "--deal", "i=zz,j=qq,x=y")
    assert ran.status == 2
    assert all(message in ran.err for message in WRONG)


def test_wrong_terms_and_wrong_parties_are_told_together(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "s.yaml").write_text(TEXT)
    ran = cli("step", tmp_path / "s.yaml", "i=zz", "--parties", "a,c,d")
    assert all(message in ran.err for message in ("issue i has no value 'zz'", "no party called 'c'", "no party called 'd'"))
    with pytest.raises(BadRequest, match=r"not 9\nissue i has no value 'zz'"):
        winset.sidepay(winset.loads(TEXT), i="zz", terms=9)


def test_terms_without_a_value_are_told_together(cli: Cli) -> None:
    ran = cli("blockers", "doha2025", "prisoners", "bodies=", "ceasefire=x", "ceasefire=y")
    assert ran.status == 2
    assert all(f"'{entry}': write issue=value" in ran.err for entry in ("prisoners", "bodies="))
    assert "ceasefire is named twice" in ran.err


def test_every_wrong_value_of_one_term_is_told() -> None:
    case = winset.loads(TEXT)
    with pytest.raises(BadRequest, match=r"'zz'[^\n]*\nissue i has no value 'qq'"):
        winset.blockers(case, terms={"i": "zz|m|qq"})
    with pytest.raises(BadRequest, match=r"no item 'three'[^\n]*\nissue k has no item 'four'"):
        winset.blockers(case, terms={"k": "three|one|four"})


def test_every_wrong_term_given_in_part_is_told() -> None:
    with pytest.raises(BadRequest, match=r"no issue called 'x'[^\n]*\nissue j has no value 'qq'[^\n]*\nno party called 'zed'"):
        winset.deliverable(winset.loads(TEXT), ["a"], given={"b": ["x", "j=qq"], "zed": ["j"]})


def test_one_wrong_name_stays_an_unknown_name() -> None:
    with pytest.raises(UnknownName, match="no issue called 'x'"):
        winset.step(winset.loads(TEXT), {"x": "y"})


def test_every_wrong_value_of_a_rule_is_a_slip_of_its_own() -> None:
    with pytest.raises(winset.CaseError) as error:
        winset.loads(TEXT + "rules:\n  r: {if: {i: [zz, qq]}, then: {j: y}}\n")
    assert [slip.message.split(".")[0] for slip in error.value.slips] == [
        "issue i has no value 'qq'",
        "issue i has no value 'zz'",
    ]
