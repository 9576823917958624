"""Contingent terms and staged deals are ordinary issues: expected worths, and rules between stages."""

from __future__ import annotations

import itertools
from fractions import Fraction as F

import naive_spaces as naive
import numpy as np
import pytest

from winset.deals.exact import exact_frontier
from winset.deals.factors import allowed, space_from_fractions
from winset.deals.terms import contingent, stage_rules, staged_worth
from winset.errors import BadRequest


def test_parties_that_disagree_on_an_event_can_both_gain_from_a_bet_on_it() -> None:
    plain = [[F(0), F(3), F(-3)], [F(0), F(-3), F(3)]]
    assert exact_frontier(space_from_fractions([plain])).points.tolist() == [[0, 0]]
    bet = contingent(plain, [F(3, 4), F(1, 4)])
    space = space_from_fractions([bet.worth])
    found = exact_frontier(space)
    best = found.points.tolist()
    assert len(best) == 1
    assert [F(int(x), s) for x, s in zip(best[0], space.scale, strict=True)] == [F(3, 2), F(3, 2)]


def test_a_contingent_worth_is_the_expectation_by_the_partys_own_probability() -> None:
    rng = np.random.default_rng(0)
    for _ in range(20):
        worth = [[F(int(x), 7) for x in rng.integers(-9, 9, 3)] for _ in range(2)]
        chance = [F(int(rng.integers(0, 11)), 10) for _ in range(2)]
        needs = rng.random((2, 3)) < 0.5
        issue = contingent(worth, chance, needs)
        assert issue.values[0] == (0, 0)
        assert sorted(issue.values) == sorted(itertools.product(range(3), repeat=2))
        for k, (a, b) in enumerate(issue.values):
            for p in range(2):
                assert issue.worth[p][k] == chance[p] * worth[p][a] + (1 - chance[p]) * worth[p][b]
                assert issue.needs[p, k] == (needs[p, a] or needs[p, b])


def test_a_later_stage_stays_at_the_status_quo_until_the_stage_before_has_moved() -> None:
    sizes, stage = [2, 3, 2, 2], [1, 1, 2, 3]
    rng = np.random.default_rng(1)
    worth = [[[F(0)] + [F(int(x)) for x in rng.integers(-5, 9, v - 1)] for _ in range(2)] for v in sizes]
    worth[3] = list(staged_worth(worth[3], discount=[F(9, 10), F(1, 2)], time=2, chance=[F(1, 2), F(1)]))
    space = space_from_fractions(worth, rules=stage_rules(sizes, stage))
    for deal in itertools.product(*(range(v) for v in sizes)):
        in_order = all(deal[k] == 0 or all(deal[j] > 0 for j in range(4) if stage[j] == stage[k] - 1) for k in range(4))
        assert allowed(space, [deal])[0] == in_order
    expected = naive.frontier(naive.rational(space))
    assert [tuple(x) for x in exact_frontier(space).points.tolist()] == sorted(expected, reverse=True)


def test_a_probability_that_is_none_is_refused() -> None:
    with pytest.raises(BadRequest, match="probability from 0 to 1"):
        contingent([[F(0), F(1)]], [F(3, 2)])
