"""Worths of several terms together, and of thirty digits: every deal by its definition in fractions, in random small cases."""

from __future__ import annotations

import itertools
import json
import math
from fractions import Fraction
from typing import Any

import naive_deals as naive
import numpy as np
import pytest
from random_cases import random_plain

import winset
from winset.analyses import scene
from winset.analyses.winsets import tally
from winset.arrays.deal_space import deal_space
from winset.arrays.ratification import bodies
from winset.deals import bridge, space
from winset.deals.factors import allowed, utilities
from winset.deals.shares import shares

Plain = dict[str, Any]


def worth_of(plain: Plain, dims: list[naive.Dim], party: str, deal: naive.Deal) -> Fraction:
    """What the issues add, and what the terms that hold together add, over the sum of the weights."""
    tables, _ = naive.utility_tables(plain, dims, party)  # type: ignore[misc]
    preference = plain["preferences"][party]
    total = sum((abs(naive.middle(preference["weights"].get(dim.id, 0))) for dim in dims), Fraction(0))
    joint = preference.get("joint", [])
    entries = joint.values() if isinstance(joint, dict) else joint
    held = sum((naive.middle(e["worth"]) for e in entries if naive.contains(dims, deal, e["if"])), Fraction(0))
    alone = sum((table[dim.values.index(v)] for table, dim, v in zip(tables, dims, deal, strict=True)), Fraction(0))
    return alone + held / (total or 1)


def no_deal(plain: Plain, dims: list[naive.Dim], party: str) -> Fraction:
    preference = plain["preferences"][party]
    if "reservation" in preference:
        return naive.middle(preference["reservation"])
    return worth_of(plain, dims, party, tuple(dim.values[0] for dim in dims))


def several(seed: int, ranges: bool = False, wide: bool = False) -> tuple[Plain, winset.Case, list[naive.Dim], list[naive.Deal]]:
    plain = random_plain(seed, ranges, joint=True, wide=wide)
    dims = naive.dims_of(plain)
    return plain, winset.loads(json.dumps(plain)), dims, naive.all_deals(dims)


@pytest.mark.parametrize("wide", [False, True])
@pytest.mark.parametrize("seed", range(0, 200, 2))
def test_every_deal_is_worth_what_the_definition_says(seed: int, wide: bool) -> None:
    plain, case, dims, deals = several(seed, ranges=seed % 4 == 0, wide=wide)
    at = deal_space(case, 0)
    found = space.worths(at, slice(0, 1))[0]
    some = space.worths(space.only(at, list(itertools.product(*map(range, at.sizes)))[::3]), slice(0, 1))[0]
    assert (some == found[:, ::3]).all()
    for party in plain["preferences"]:
        p, scale = at.party(party), int(at.scale[0, at.party(party)])
        assert Fraction(int(at.floor[0, p]), scale) == no_deal(plain, dims, party)
        assert [Fraction(int(w), scale) for w in found[p]] == [worth_of(plain, dims, party, deal) for deal in deals]


@pytest.mark.parametrize("direct", [5_000, 1])
def test_factors_with_and_without_helper_issues_say_the_same(direct: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bridge, "DIRECT", direct)
    seen = 0
    for seed in range(60):
        _, case, _, deals = several(seed)
        at = deal_space(case, 0)
        whole = bridge.factored(at)
        helpers = whole.sizes[len(at.dims) :]
        if math.prod(helpers) * len(deals) > 20_000:
            continue
        rows = np.array(list(itertools.product(*map(range, whole.sizes))), np.int64)
        rows = rows[allowed(whole, rows)]
        good = space.allowed(at)
        positions = np.ravel_multi_index(rows[:, : len(at.dims)].T, at.sizes)
        assert sorted(positions.tolist()) == np.flatnonzero(good).tolist(), seed
        assert (space.worths(at, slice(0, 1))[0][:, positions] == utilities(whole, rows).T).all(), seed
        seen += bool(at.joint)
    assert seen > 20


@pytest.mark.parametrize("wide", [False, True])
@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("block", range(3))
def test_frontier_and_solutions_are_those_of_the_definition(
    block: int, large: bool, wide: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if large:
        monkeypatch.setattr(scene, "MAX_DEALS", 0)
    seen = words = 0
    for seed in range(block * 30, block * 30 + 30):
        plain, case, dims, deals = several(seed, wide=wide)
        who = sorted(plain["preferences"])[:3]
        good = [deal for deal in deals if naive.is_allowed(plain, dims, deal)]
        if not who or not good:
            continue
        seen += any(plain["preferences"][p].get("joint") for p in who)
        words += deal_space(case, 0).worth[0].dtype == object
        points = [tuple(worth_of(plain, dims, p, deal) for p in who) for deal in good]
        best = [a for a in points if not any(all(y >= x for x, y in zip(a, b, strict=True)) and b != a for b in points)]
        found = winset.frontier(case, who, rows=10_000)
        if large:
            assert found.value["points"] == len(set(best)), seed
            assert found.value["deals"] == len(best), seed
        else:
            assert found.value["some_draw"] == len(best), seed
        floor = [no_deal(plain, dims, p) for p in who]
        gains = [tuple(x - r for x, r in zip(point, floor, strict=True)) for point in points]
        rational = [k for k, gain in enumerate(gains) if min(gain) >= 0]
        scores = {
            "egalitarian": {k: min(gains[k]) for k in rational},
            "utilitarian": {k: sum(gains[k]) for k in rational},
            "nash": {k: math.prod(gains[k]) for k in rational},
        }
        for name, score in scores.items():
            if name == "nash" and max(score.values(), default=0) == 0:
                continue
            top = {naive_words(dims, good[k]) for k, s in score.items() if s == max(score.values())}
            assert set(winset.solve(case, name, who, rows=10_000).value["middle"]) == top, (seed, name)
    assert seen > 15
    assert words > 15 if wide else not words


def naive_words(dims: list[naive.Dim], deal: naive.Deal) -> str:
    changed = [f"{dim.id}={v}" for dim, v in zip(dims, deal, strict=True) if v != dim.values[0]]
    return ", ".join(changed) or "status quo"


@pytest.mark.parametrize("wide", [False, True])
def test_shares_over_draws_count_every_deal_in_every_draw(wide: bool) -> None:
    for seed in range(30):
        _plain, case, _dims, deals = several(seed, ranges=True, wide=wide)
        at = deal_space(case, 7)
        who = [p for p in range(len(at.parties)) if at.valued[p]][:2]
        if not who or not at.joint:
            continue
        *_, last = shares(at, bodies(case, tuple(case.dimensions().values())), who, ("winset", "efficient", "nash"))
        good = space.allowed(at)
        efficient, nash = np.zeros(len(deals), int), np.zeros(len(deals), int)
        for draw in range(at.draws):
            worth = [[int(x) for x in row] for row in space.worths(at, slice(draw, draw + 1))[0][who]]
            points = {k: tuple(row[k] for row in worth) for k in np.flatnonzero(good).tolist()}
            for k, a in points.items():
                efficient[k] += not any(all(y >= x for x, y in zip(a, b, strict=True)) and b != a for b in points.values())
            products = {k: [x - int(at.floor[draw, p]) for x, p in zip(a, who, strict=True)] for k, a in points.items()}
            positive = {k: math.prod(gain) for k, gain in products.items() if min(gain) > 0}
            for k in [k for k, x in positive.items() if x == max(positive.values())]:
                nash[k] += 1
        assert np.array_equal(last.efficient, efficient), seed
        assert np.array_equal(last.nash, nash), seed
        assert np.array_equal(last.winset, tally(scene.scene(case, 7)).inside), seed
