"""Products of powers, compared as written out; best deals and ties under long shares, and by merging sums, as by listing."""

from __future__ import annotations

import math
import random
from fractions import Fraction

import naive_spaces as naive
import numpy as np
import pytest

from winset.deals import merging, optimum, plain, powers, search, solutions
from winset.deals.factors import factored_space


def written_out(factors: list[tuple[Fraction, int]]) -> Fraction:
    return math.prod((base**power for base, power in factors), start=Fraction(1))


def test_products_of_powers_compare_as_written_out() -> None:
    rng = random.Random(3)
    equal = 0
    for _ in range(3_000):
        one, other = (
            [(Fraction(rng.randint(1, 9), rng.randint(1, 9)), rng.randint(0, 6)) for _ in range(rng.randint(1, 3))]
            for _ in range(2)
        )
        first, second = written_out(one), written_out(other)
        assert powers.compare(powers.powers(one), powers.powers(other)) == (first > second) - (first < second)
        equal += first == second
    assert equal > 20


def test_products_that_differ_beyond_any_float_are_told_apart() -> None:
    near = powers.powers([(Fraction(10**40 + 1, 10**40), 1), (Fraction(3), 10**12)])
    assert near > powers.powers([(Fraction(3), 10**12)])
    assert powers.powers([(Fraction(12), 10**9)]) == powers.powers([(Fraction(3), 10**9), (Fraction(2), 2 * 10**9)])


def test_the_least_root_is_that_of_trying_numbers() -> None:
    rng = random.Random(4)
    for _ in range(400):
        target, power = Fraction(rng.randint(1, 5_000), rng.randint(1, 4)), rng.randint(1, 5)
        for strict in (False, True):
            found = next(n for n in range(1, 5_002) if (n**power > target if strict else n**power >= target))
            assert powers.least_root(powers.powers([(target, 1)]), power, strict) == found


@pytest.mark.parametrize("way", ["plain", "merged", "walk"])
@pytest.mark.parametrize("concept", ["nash", "weighted_nash", "egalitarian", "utilitarian"])
def test_best_deals_are_those_of_listing_whichever_way_is_taken(concept: str, way: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if way != "plain":
        monkeypatch.setattr(search, "PLAIN", 0)
        monkeypatch.setattr(optimum, "FEW_TIES", 0 if way == "merged" else 20_000)
    if way == "walk":
        monkeypatch.setattr(search, "merged_best", lambda *_: None)
        monkeypatch.setattr(optimum, "merged_ties", lambda *_: None)
    for heavy in (False, True):
        monkeypatch.setattr(powers, "HEAVY", 0 if heavy else 256)
        defined = 0
        for seed in range(60):
            rng, space = naive.random_space(seed)
            weights = [Fraction(int(a)) for a in rng.integers(1, 4, space.parties)]
            expected = naive.scores(space, concept, weights)
            found = optimum.optimum(space, concept, weights=weights if concept == "weighted_nash" else None, most=1_000)
            if not expected:
                assert (found.score, found.ties) == (None, 0), seed
                continue
            defined += 1
            best = sorted(expected[max(expected)])
            assert [tuple(d) for d in found.deals.tolist()] == best, (seed, heavy)
            assert found.ties == len(best), (seed, heavy)
        assert defined > 10


def test_ties_are_counted_in_whole_where_only_some_are_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(optimum, "FEW_TIES", 0)
    space = factored_space([[[0, 1, 2], [2, 1, 0]]] * 14)
    found = optimum.optimum(space, "nash", most=5)
    expected = sum(math.comb(14, ones) * math.comb(14 - ones, (14 - ones) // 2) for ones in range(0, 15, 2))
    assert (found.ties, len(found.deals), found.points.tolist()) == (expected, 5, [[14, 14]])
    assert merging.MERGED > merging.FEW


def test_shares_with_many_decimals_choose_as_the_exact_powers_do() -> None:
    rng = np.random.default_rng(8)
    for _ in range(200):
        gains = rng.integers(1, 6, (int(rng.integers(1, 12)), 2))
        weights = [int(rng.integers(1, 300)), int(rng.integers(1, 300))]
        marks, best = plain.heaviest(gains, weights)
        scores = [int(a) ** weights[0] * int(b) ** weights[1] for a, b in gains]
        assert marks.tolist() == [int(s == max(scores)) for s in scores]
        assert written_out(list(best.factors)) == max(scores)
    worth = np.array([[4, 2, 1], [2, 4, 9]])
    found, score = solutions.choose(
        "weighted_nash",
        worth,
        np.zeros(2, np.int64),
        np.array([10, 10]),
        np.ones(3, bool),
        [Fraction(1), Fraction("1000000.000001")],
    )
    assert found.tolist() == [2]
    assert "^" in str(score)
