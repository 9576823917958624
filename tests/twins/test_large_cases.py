"""Spaces that are not listed answer as those that are: factors, counts and ways into the win-set of random small cases."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from random_cases import random_case

import winset
from winset.arrays.deal_space import OPEN, YES, DealSpace, deal_space
from winset.arrays.ratification import bodies
from winset.deals import bridge, consent, dominance, space
from winset.deals.bridge import deals_of, factored
from winset.deals.conditions import parts_of
from winset.deals.factors import allowed, utilities
from winset.deals.inside import count_inside


def every_deal(at: DealSpace) -> np.ndarray:
    return np.array(list(itertools.product(*(range(size) for size in at.sizes))), np.int64)


def verdicts(case, at: DealSpace, draw: int = 0) -> np.ndarray:
    need = consent.needs(at)
    says = consent.consents(at, consent.settled(at), space.worths(at, slice(draw, draw + 1)), slice(draw, draw + 1))
    found = consent.in_winset(at, need, says, bodies(case, tuple(case.dimensions().values())), space.allowed(at))
    return found[0]


def by_helpers(at: DealSpace, whole, deals: np.ndarray) -> set[tuple[int, ...]]:
    """The deals that some setting of the helper issues lets stand; each has at most one."""
    found: dict[tuple[int, ...], int] = {}
    for tail in itertools.product(*(range(size) for size in whole.sizes[len(at.dims) :])):
        rows = np.hstack([deals, np.tile(np.array(tail, np.int64), (len(deals), 1)).reshape(len(deals), -1)])
        for row in deals_of(at, rows[allowed(whole, rows)]).tolist():
            found[tuple(row)] = found.get(tuple(row), 0) + 1
    assert set(found.values()) <= {1}
    return set(found)


@pytest.mark.parametrize("block", range(5))
@pytest.mark.parametrize("direct", [5_000, 1])
def test_factors_have_the_worths_and_the_rules_of_the_case(block: int, direct: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bridge, "DIRECT", direct)
    for seed in range(block * 40, block * 40 + 40):
        at = deal_space(random_case(seed), 0)
        whole, deals = factored(at), every_deal(at)
        if np.prod(whole.sizes[len(at.dims) :], dtype=float) * len(deals) > 20_000:
            continue
        good = space.allowed(at)
        assert by_helpers(at, whole, deals) == {tuple(row) for row in deals[good].tolist()}, seed
        rows = np.hstack([deals, np.zeros((len(deals), len(whole.sizes) - len(at.dims)), np.int64)])
        assert (space.worths(at, slice(0, 1))[0] == utilities(whole, rows).T).all(), seed


@pytest.mark.parametrize("block", range(10))
@pytest.mark.parametrize("way", ["plain", "sorted"])
def test_the_win_set_is_counted_as_by_listing_it(block: int, way: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if way == "sorted":
        monkeypatch.setattr(dominance, "PLAIN", 0)
    some = 0
    for seed in range(block * 30, block * 30 + 30):
        case = random_case(seed, ranges=True)
        at = deal_space(case, 3)
        ratifying = bodies(case, tuple(case.dimensions().values()))
        for draw in range(at.draws):
            state = verdicts(case, at, draw)
            some += int((state == YES).sum())
            assert count_inside(at, ratifying, draw) == int((state == YES).sum()), (seed, draw)
            assert count_inside(at, ratifying, draw, hopeful=True) == int((state >= OPEN).sum()), (seed, draw)
    assert some


@pytest.mark.parametrize("block", range(10))
def test_the_parts_together_are_the_win_set(block: int) -> None:
    for seed in range(block * 30, block * 30 + 30):
        case = random_case(seed)
        at = deal_space(case, 0)
        deals = every_deal(at)
        found: set[tuple[int, ...]] = set()
        for part in parts_of(at, bodies(case, tuple(case.dimensions().values()))):
            whole = factored(at, tests=part.tests, without=part.without)
            if np.prod(whole.sizes[len(at.dims) :], dtype=float) * len(deals) > 20_000:
                break
            good = np.array(sorted(by_helpers(at, whole, deals)), np.int64).reshape(-1, len(at.dims))
            worth = space.worths(space.only(at, good), slice(0, 1))[0]
            content = (worth[list(part.content)] >= at.floor[0][list(part.content)][:, None]).all(axis=0)
            found |= {tuple(row) for row in good[content].tolist()}
        else:
            assert found == {tuple(row) for row in deals[verdicts(case, at) == YES].tolist()}, seed


def test_looking_at_some_deals_only_says_of_them_what_listing_all_says() -> None:
    for seed in range(40):
        case = random_case(seed, ranges=True)
        at = deal_space(case, 2)
        deals = every_deal(at)[::2]
        here = space.only(at, deals)
        assert (verdicts(case, here, 1) == verdicts(case, at, 1)[::2]).all()
        assert [space.changes(here, k) for k in range(len(deals))] == [space.changes(at, 2 * k) for k in range(len(deals))]


def test_a_member_of_a_group_is_judged_for_the_term_without_a_list() -> None:
    text = """
        case: c
        title: t
        as_of: 2030-01-01
        parties: {a: A, b: B, c: C}
        signed_by: a
        issues: {x: {name: X, values: [n, y], delivered_by: {any_of: [b, c]}}, z: {name: Z, values: [n, y], delivered_by: nobody}}
        consents: {a: {x: consented, z: consented}, b: {x: %s}}
        preferences: {c: {weights: {z: -1, x: 1}, reservation: 0.6}}
        """
    counts = []
    for state in ("withheld", "consented", "unknown"):
        at = deal_space(winset.loads(text % state), 0)
        counts.append((count_inside(at, (), 0), count_inside(at, (), 0, hopeful=True)))
    # C alone accepts x only without z; B's consent makes both deals with x sure, B unknown leaves them open. A is open on no deal.
    assert counts == [(2, 3), (3, 4), (2, 4)]
