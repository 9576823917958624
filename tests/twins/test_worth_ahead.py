"""What lies ahead, reckoned by hand in fractions: patience while talks go on, and a next stage that some deals open."""

from __future__ import annotations

import itertools
import json
import random
from collections.abc import Callable
from fractions import Fraction as F
from typing import Any

import numpy as np
import pytest
from random_cases import PARTIES, random_case, random_plain

import winset
from winset.analyses import scene
from winset.arrays.deal_space import deal_space
from winset.arrays.later import power
from winset.deals import space as deals
from winset.deals.bridge import factored
from winset.deals.factors import utilities


def with_future(seed: int, ranges: bool = False) -> winset.Case:
    rng = random.Random(seed)
    plain = random_plain(seed)
    dims = [(d.id, d.values) for d in random_case(seed).dimensions().values()]
    opens = {name: values[-1] for name, values in rng.sample(dims, rng.randint(1, 2))}
    plain["stages"] = {
        "1": "Now",
        "2": {
            "name": "Later", "after": "1", "opens_if": opens, "expected": True, "delay": rng.randint(0, 2),
            "likelihood": ["1/4", "3/4"] if ranges else rng.choice(["1/2", "1/3", "1"]),
            "worth": {p: rng.choice(["1/2", "1/5", "-1/10"]) for p in PARTIES if rng.random() < 0.8},
        },
    }  # fmt: skip
    plain["elapsed"] = rng.randint(0, 2)
    for preference in plain["preferences"].values():
        if rng.random() < 0.7:
            preference["discount"] = rng.choice(["9/10", "1/2", "1"])
    return winset.loads(json.dumps(plain))


def by_hand(case: winset.Case, seed: int) -> dict[str, list[F]]:
    """The worth of every deal for each party with preferences: patience times (its own worth + the hope of the next stage)."""
    bare = deal_space(random_case(seed), 0)
    own = deals.worths(bare, slice(0, 1))[0]
    stage = case.file.stages["2"]
    ids = list(case.dimensions())
    found = {}
    for p, name in enumerate(bare.parties):
        if not bare.valued[p]:
            continue
        discount = case.file.preferences[name].discount
        d = discount.middle if discount else F(1)
        hope = (stage.likelihood.middle * stage.worth[name].middle if name in stage.worth else F(0)) * d ** int(stage.delay or 0)
        rows = []
        for k, values in enumerate(itertools.product(*(dim.values for dim in case.dimensions().values()))):
            opened = all(values[ids.index(i)] in terms.values for i, terms in stage.opens_if.items())
            rows.append(d ** int(case.file.elapsed or 0) * (F(int(own[p, k]), int(bare.scale[0, p])) + (hope if opened else 0)))
        found[name] = rows
    return found


def test_worths_are_those_by_hand_and_the_reservation_is_kept() -> None:
    several = 0
    for seed in range(120):
        case = with_future(seed)
        at, bare = deal_space(case, 0), deal_space(random_case(seed), 0)
        worth = deals.worths(at, slice(0, 1))[0]
        rows = np.array(list(itertools.product(*(range(size) for size in at.sizes))))
        assert (deals.worths(deals.only(at, rows), slice(0, 1))[0] == worth).all()
        for name, expected in by_hand(case, seed).items():
            p = at.party(name)
            assert [F(int(w), int(at.scale[0, p])) for w in worth[p]] == expected, (seed, name)
            given = F(int(at.floor[0, p]), int(at.scale[0, p]))
            assert given == F(int(bare.floor[0, p]), int(bare.scale[0, p]))
        whole = factored(at)
        tails = np.zeros((len(rows), len(whole.sizes) - len(at.dims)), np.int64)
        assert (worth == utilities(whole, np.hstack([rows, tails])).T).all()
        several += len(at.bonuses)
    assert several > 20


@pytest.fixture
def as_large(monkeypatch: pytest.MonkeyPatch) -> Callable[[bool], None]:
    return lambda on: monkeypatch.setattr(scene, "MAX_DEALS", 0 if on else 2_000_000)


def test_a_future_is_ordinary_worth_whether_listed_or_not(as_large: Callable[[bool], None]) -> None:
    for seed in range(40):
        case = with_future(seed)
        at = deal_space(case, 0)
        who = [name for name, valued in zip(at.parties, at.valued, strict=True) if valued]
        asked: list[Any] = []
        for on in (False, True):
            as_large(on)
            inside = winset.winset(case, rows=10_000).value
            answers: list[Any] = [inside["inside_at_middle" if on else "some_draw"]]
            if len(who) > 1:
                for among in ("all", "winset"):
                    solved = winset.solve(case, "egalitarian", who[:2], among=among, rows=10_000).value["middle"]  # type: ignore[arg-type]
                    answers.append(sorted(solved))
                front = winset.frontier(case, who[:2], rows=10_000).value
                answers.append(front["deals" if on else "some_draw"])
            asked.append(answers)
        assert asked[0] == asked[1], seed


def test_everybody_sees_the_same_likelihood_in_a_draw_and_old_draws_stay() -> None:
    seen = 0
    for seed in range(30):
        case = with_future(seed, ranges=True)
        at = deal_space(case, 40)
        bare = deal_space(random_case(seed), 40)
        stage = case.file.stages["2"]
        hopes = []
        for name in stage.worth:
            p = at.party(name)
            if not at.valued[p] or not at.bonuses:
                continue
            worth = case.file.stages["2"].worth[name].middle
            discount = case.file.preferences[name].discount
            d = discount.middle if discount else F(1)
            weight = worth * d ** int((stage.delay or 0) + (case.file.elapsed or 0))
            hopes.append([F(int(x), int(s)) / weight for x, s in zip(at.bonuses[0].worth[:, p], at.scale[:, p], strict=True)])
            base = [F(int(w), int(s)) for w, s in zip(bare.worth[0][:, p, -1].repeat(1), bare.scale[:, p], strict=True)]
            mine = [F(int(w), int(s)) for w, s in zip(at.worth[0][:, p, -1], at.scale[:, p], strict=True)]
            assert mine == [x * d ** int(case.file.elapsed or 0) for x in np.resize(np.array(base, object), len(mine))]
        assert all(one == hopes[0] for one in hopes)
        assert all(F(1, 4) <= x <= F(3, 4) for one in hopes for x in one)
        seen += len(hopes) > 1
    assert seen


def test_part_of_a_period_is_rounded_down_to_a_stated_part() -> None:
    assert power(F(9, 10), F(2)) == F(81, 100)
    assert power(F(9, 10), F(1, 2)) == F(948_683, 10**6)
    assert power(F(1, 4), F(1, 2)) == F(1, 2)
    assert (power(F(0), F(0)), power(F(0), F(1, 2)), power(F(1), F(1, 3))) == (1, 0, 1)


def test_what_was_said_of_a_next_stage_alone_is_what_counting_it_says() -> None:
    text = """
    case: well
    title: A well
    as_of: 2030
    signed_by: [north, south]
    parties: {north: North, south: South}
    issues: {well: {name: The well, values: [closed, open], delivered_by: north},
             fee: {name: A fee, values: [none, paid], delivered_by: south},
             board: {name: A board, values: [none, formed], stage: 2}}
    stages: {1: First, 2: {name: Later, after: 1, opens_if: {well: open, fee: paid}, likelihood: %s, delay: 1,
                           worth: {north: 0.8, south: 0.1}}}
    preferences: {north: {weights: {well: -3, fee: 1, board: 0}, reservation: 0.6, discount: 0.5},
                  south: {weights: {well: 1, fee: -1}, reservation: 0.2}}
    """
    least = winset.staged(winset.loads(text % "1")).rows()[0]["accepted by all from"]
    assert least == "0.875"
    for chance, inside in (("0.87", False), ("0.88", True)):
        case = winset.loads(text % chance).set("stages.2.expected", "yes").stage(1)
        found = {row["deal"] for row in winset.winset(case).rows()}
        assert ("well=open, fee=paid" in found) == inside
        assert winset.staged(case).rows()[0]["accepted by all from"] == "0.875"


def test_a_contingent_value_is_worth_its_sides_by_each_partys_own_chance_and_counts_alike(
    as_large: Callable[[bool], None],
) -> None:
    asked = 0
    for seed in range(60):
        plain = random_plain(seed)
        plain.update(rules={}, mandates={})
        name = next((n for n, issue in plain["issues"].items() if "values" in issue), None)
        if name is None:
            continue
        chances = {p: F(k + 1, 5) for k, p in enumerate(PARTIES)}
        with_event = json.loads(json.dumps(plain))
        with_event["issues"][name]["contingent"] = {"event": "rain", "probability": {p: str(c) for p, c in chances.items()}}
        bare, case = winset.loads(json.dumps(plain)), winset.loads(json.dumps(with_event))
        old, new = deal_space(bare, 0), deal_space(case, 0)
        dim, place = case.dimensions()[name], list(case.dimensions()).index(name)
        for p, party in enumerate(new.parties):
            if not new.valued[p]:
                continue
            worth = dict(zip(dim.plain, (F(int(w), int(old.scale[0, p])) for w in old.worth[place][0, p]), strict=True))
            for value, (happens, otherwise) in dim.pairs.items():
                got = F(int(new.worth[place][0, p, dim.values.index(value)]), int(new.scale[0, p]))
                assert got == chances[party] * worth[happens] + (1 - chances[party]) * worth[otherwise]
        counts = []
        for on in (False, True):
            as_large(on)
            counts.append(winset.winset(case).value["inside_at_middle" if on else "some_draw"])
        assert counts[0] == counts[1]
        asked += counts[0] > 0
    assert asked > 10
