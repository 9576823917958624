"""Trades, side payments and shares over draws, beside listing every deal."""

from __future__ import annotations

import sys
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parent / "twins"))
from random_cases import random_case

import winset
from winset.arrays.deal_space import YES, deal_space
from winset.arrays.ratification import bodies
from winset.deals import consent, shares, space
from winset.deals.frontier import efficient


def listed(case: winset.Case, at: Any, draw: int) -> tuple[Any, Any, Any]:
    """Worths, rules and verdicts of every deal in one draw."""
    part = slice(draw, draw + 1)
    worth = space.worths(at, part)
    says = consent.consents(at, consent.settled(at), worth, part)
    rules = space.allowed(at)
    state = consent.in_winset(at, consent.needs(at), says, bodies(case, tuple(case.dimensions().values())), rules)
    return worth[0], rules, state[0]


@pytest.mark.parametrize("way", ["plain", "bits"])
def test_shares_over_draws_are_those_of_listing_every_deal(way: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if way == "bits":
        monkeypatch.setattr(shares, "PLAIN", -1)
    for seed in range(25):
        case = random_case(seed, ranges=True)
        at = deal_space(case, 4)
        who = [p for p in range(len(at.parties)) if at.valued[p]][:2]
        if len(who) < 2:
            continue
        inside, best, nash = (np.zeros(at.size, np.int64) for _ in range(3))
        for draw in range(at.draws):
            worth, rules, state = listed(case, at, draw)
            inside += state == YES
            good = np.flatnonzero(rules)
            if len(good):
                best[good[efficient(worth[who][:, good])]] += 1
            gains = worth[who] - at.floor[draw][who][:, None]
            fine = np.flatnonzero(rules & (gains > 0).all(axis=0))
            products = [int(gains[0, k]) * int(gains[1, k]) for k in fine]
            nash[[k for k, x in zip(fine, products, strict=True) if x == max(products)]] += 1
        *_, last = shares.shares(
            at, bodies(case, tuple(case.dimensions().values())), who, ("winset", "efficient", "nash"), chunk=3
        )
        assert last.winset.tolist() == inside.tolist(), seed
        assert last.efficient.tolist() == best.tolist(), seed
        assert last.nash.tolist() == nash.tolist(), seed


def test_trades_better_everybody_and_the_shortest_come_first() -> None:
    seen = 0
    for seed in range(60):
        case = random_case(seed)
        at = deal_space(case, 0)
        who = [name for name, valued in zip(at.parties, at.valued, strict=True) if valued][:2]
        if len(who) < 2:
            continue
        found = winset.step(case, {}, who, rows=200)
        worth, rules, _ = listed(case, at, 0)
        mine = worth[[at.parties.index(name) for name in who]]
        better = np.flatnonzero(rules & (mine > mine[:, :1]).all(axis=0))
        changed = sorted(sum(value > 0 for value in np.unravel_index(k, at.sizes)) for k in better.tolist())
        assert [row["terms changed"] for row in found.rows()] == changed[:200], seed
        seen += len(changed)
    assert seen


def test_a_side_payment_makes_the_blocker_consent_and_nobody_new_block() -> None:
    seen = 0
    for seed in range(80):
        case = random_case(seed)
        at = deal_space(case, 0)
        deal = {dim: at.values[d][-1] for d, dim in enumerate(at.dims)}
        found = winset.sidepay(case, deal, terms=1, rows=50)
        for blocker, changes in found.value.items():
            for change in changes:
                here = winset.blockers(case, {**deal, **change})
                row = next((r for r in here.rows() if r["party"] == blocker), None)
                assert row is None or row["would refuse"].count == 0, (seed, blocker, change)
                seen += 1
    assert seen


def test_a_large_case_is_counted_in_ten_thousand_draws(cli: Callable[..., Any], tmp_path: Path) -> None:
    names = [f"i{k}" for k in range(4)]
    text = "case: c\ntitle: C\nas_of: 2030\nsigned_by: [a, b]\nparties: {a: A, b: B}\nissues:\n"
    text += "".join(f"  {n}: {{name: {n}, values: {{from: 0, to: 9}}}}\n" for n in names)
    text += "preferences:\n" + "".join(
        f"  {p}: {{weights: {{{', '.join(f'{n}: [{s}1, {s}{2 + k}]' if s == '' else f'{n}: [-{2 + k}, -1]' for k, n in enumerate(names))}}}, reservation: 0.5}}\n"
        for p, s in (("a", ""), ("b", "-"))
    )
    (tmp_path / "c.yaml").write_text(text)
    ran = cli("acceptability", tmp_path / "c.yaml", "--count", "winset", "--rows", "2")
    assert (ran.status, ran.err) == (0, "")
    assert "Over 10,000 draws of 10,000 deals" in ran.out


CONTINGENT = """
case: bet
title: A bet on the weather
as_of: 2030
signed_by: [n, s]
parties: {n: North, s: South}
issues:
  fee: {name: Fee, values: [none, half, paid], delivered_by: {half: s, paid: [n, s]},
        contingent: {event: it rains, probability: {n: 1/5, s: [0.6, 0.8]}}}
  other: {name: Other, values: [no, yes], delivered_by: n}
rules: {r: {never: {fee: paid, other: yes}}, t: {if: {other: yes}, then: {fee: half}}}
preferences:
  n: {weights: {fee: 3, other: 1}, curves: {fee: {none: 0, half: 1/2, paid: 1}}, reservation: 0}
  s: {weights: {fee: -1, other: 2}, reservation: 0}
"""


def test_a_contingent_value_is_worth_its_sides_by_each_partys_own_probability() -> None:
    case = winset.loads(CONTINGENT)
    at = deal_space(case, 0)
    fee = at.dims.index("fee")
    values = at.values[fee]
    assert (values[0], values[-1], len(values)) == ("none", "paid", 9)
    worth = {
        (p, v): Fraction(int(at.worth[fee][0, at.parties.index(p), values.index(v)]), int(at.scale[0, at.parties.index(p)]))
        for p in "ns"
        for v in values
    }
    assert worth["n", "paid_else_none"] == Fraction(1, 5) * worth["n", "paid"] == Fraction(3, 20)
    assert worth["s", "paid_else_none"] == Fraction(3, 10) * worth["s", "none"]
    assert worth["n", "half_else_paid"] == Fraction(1, 5) * worth["n", "half"] + Fraction(4, 5) * worth["n", "paid"]
    dim = case.dimensions()["fee"]
    assert dim.groups("half_else_none") == (("s",),)
    assert set(dim.groups("half_else_paid")) == {("s",), ("n",)}
    assert dim.label("paid_else_none") == "paid if it rains, otherwise none"


def test_a_rule_against_a_value_holds_whatever_happens() -> None:
    case = winset.loads(CONTINGENT)
    deals = {(row["deal"]) for row in winset.deliverable(case, ["n", "s"], rows=100).rows()}
    assert "fee=paid_else_none" in deals
    assert not any("other=yes" in deal and "paid" in deal for deal in deals)
    assert {deal for deal in deals if "other=yes" in deal} == {"fee=half, other=yes"}


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("{n: 1/5, s: [0.6, 0.8]}", "{n: 1/5}", "write this party's probability"),
        ("n: 1/5", "n: 2", "should lie between 0 and 1"),
        ("values: [none, half, paid]", "items: {x: X}", "named items cannot depend on an event"),
        ("n: 1/5", "m: 1/5", "no party called 'm'"),
    ],
)
def test_a_contingent_issue_that_cannot_be_meant_is_refused(old: str, new: str, message: str) -> None:
    with pytest.raises(winset.CaseError, match=message):
        winset.loads(CONTINGENT.replace(old, new))


STAGED = """
case: stages
title: Two stages
as_of: 2030
signed_by: [n, s]
current_stage: 1
parties: {n: North, s: South}
issues:
  well: {name: Well, values: [closed, open], delivered_by: n}
  pipe: {name: Pipe, values: [none, laid], delivered_by: s}
  board: {name: Board, values: [none, formed], stage: 2}
stages: {1: First, 2: {name: Board, after: 1, opens_if: {well: open}, likelihood: [0, 1], worth: {n: 1/2, s: 1/4}}}
preferences:
  n: {weights: {well: -3, pipe: 1, board: 0}, reservation: 1/2}
  s: {weights: {well: 3, pipe: -1, board: 0}, reservation: 1/4}
"""


def test_a_deal_that_opens_the_next_stage_is_accepted_from_the_probability_reckoned_by_hand() -> None:
    # North: closed is worth 3/4 and open 0, the pipe 1/4 more. Open with the pipe: 1/4 + P/2 >= 1/2 from P = 1/2; open alone: P = 1.
    found = winset.staged(winset.loads(STAGED), draws=400)
    rows = {row["deal"]: row for row in found.rows()}
    assert set(rows) == {"well=open", "well=open, pipe=laid"}
    assert rows["well=open, pipe=laid"]["n from"] == rows["well=open, pipe=laid"]["accepted by all from"] == "0.5"
    assert rows["well=open"]["n from"] == "1"
    assert rows["well=open"]["s from"] == "always"
    assert rows["well=open, pipe=laid"]["in the win-set today"].count == 0
    assert 150 < rows["well=open, pipe=laid"]["with the next stage"].count < 250
    assert found.value == {"2": {"n": Fraction(1, 2), "s": Fraction(0)}}


def test_a_party_that_the_next_stage_costs_accepts_only_up_to_a_probability() -> None:
    # South's deal is worth 1 + P x (-1) with the well open and no pipe, and no deal 1/4: up to P = 3/4.
    found = winset.staged(
        winset.loads(STAGED.replace("s: 1/4}}}", "s: -1}}}").replace("pipe: -1, board: 0", "pipe: -1, board: 0"))
    )
    rows = {row["deal"]: row for row in found.rows()}
    assert rows["well=open"]["s from"] == "up to 0.75 only"
    assert rows["well=open"]["accepted by all from"] == "never"
    assert rows["well=open, pipe=laid"]["accepted by all from"] == "0.5"


def test_a_stage_that_nothing_follows_is_said_so(cli: Callable[..., Any]) -> None:
    ran = cli("staged", "doha2025", "--stage", "2")
    assert ran.status == 2
    assert "no stage that comes after stage 2 has a worth" in ran.err
