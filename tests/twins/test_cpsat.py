"""The CP-SAT way finds the same frontier and the same best deals as listing every deal, or says what to install."""

from __future__ import annotations

import importlib.util
from fractions import Fraction

import naive_spaces as naive
import numpy as np
import pytest

from winset.deals import elimination, optimum
from winset.deals.concepts_large import Way, chosen_deals
from winset.deals.exact import deals_behind, exact_frontier, one_deal_each
from winset.deals.factors import FactoredSpace, factored_space
from winset.errors import BadRequest, MissingExtra

INSTALLED = importlib.util.find_spec("ortools") is not None


def dense_space(seed: int):
    """Every pair of issues is linked by a rule or a joint worth: the treewidth is the number of issues less one."""
    rng = np.random.default_rng([seed, 77])
    parties, issues = int(rng.integers(2, 5)), int(rng.integers(3, 6))
    sizes = [int(rng.integers(2, 4)) for _ in range(issues)]
    top = int(rng.choice([3, 20, 100_000]))
    joint, rules = [], []
    for a in range(issues):
        for b in range(a):
            if rng.random() < 0.5:
                rules.append(((a, b), rng.random((sizes[a], sizes[b])) < 0.8))
            else:
                joint.append(((a, b), rng.integers(-top, top + 1, (parties, sizes[a], sizes[b]))))
    worth = [rng.integers(-top, top + 1, (parties, v)) for v in sizes]
    floor = [int(x) for x in rng.integers(-2 * top, top + 1, parties)]
    weights = [Fraction(int(a), int(b)) for a, b in rng.integers(1, 4, (parties, 2))]
    return weights, factored_space(worth, floor, joint=joint, rules=rules)


@pytest.fixture
def wide(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every link counts as too tight for elimination."""
    monkeypatch.setattr(elimination.check_width, "__defaults__", (1,))


def test_the_frontier_is_that_of_listing_every_deal() -> None:
    if not INSTALLED:
        with pytest.raises(MissingExtra, match=r"winset\[cpsat\]"):
            exact_frontier(naive.random_space(0)[1], method="cpsat")
        return
    for seed in range(140):
        space = naive.random_space(seed, most_issues=5)[1] if seed < 40 else dense_space(seed)[1]
        expected = naive.frontier(naive.rational(space))
        found = exact_frontier(space, method="cpsat")
        assert [tuple(x) for x in found.points.tolist()] == sorted(expected, reverse=True), seed
        assert list(found.counts) == [len(expected[u]) for u in sorted(expected, reverse=True)], seed
        deals, _ = deals_behind(found)
        assert sorted(map(tuple, deals.tolist())) == sorted(d for ds in expected.values() for d in ds), seed
        assert len(one_deal_each(found)) == len(found.points)
        assert "CP-SAT" in found.method
        assert found.exact


@pytest.mark.parametrize("concept", optimum.CONCEPTS)
def test_the_best_deals_and_their_ties_are_those_of_listing_every_deal(concept: str, wide: None) -> None:
    if not INSTALLED:
        with pytest.raises(MissingExtra, match=r"winset\[cpsat\]"):
            optimum.optimum(dense_space(0)[1], concept, weights=dense_space(0)[0])
        return
    defined = 0
    for seed in range(100):
        weights, space = dense_space(seed)
        given = weights if concept in ("weighted_nash", "proportional") else None
        expected = naive.scores(space, concept, weights)
        if expected is None:
            with pytest.raises(BadRequest, match="ideal gain"):
                optimum.optimum(space, concept)
            continue
        found = optimum.optimum(space, concept, weights=given, most=10_000)
        assert "CP-SAT" in found.method
        if not expected:
            assert found.score is None
            assert found.ties == 0
            assert found.note
            continue
        defined += 1
        assert found.score == max(expected), seed
        assert [tuple(d) for d in found.deals.tolist()] == sorted(expected[max(expected)]), seed
        assert found.ties == len(expected[max(expected)]), seed
    assert defined > 20


def all_of(space: FactoredSpace) -> Way:
    return Way(space, space.parties, (False,) * space.parties)


@pytest.mark.parametrize("name", ["nash", "kalai_smorodinsky", "kalai_rosenthal", "egalitarian", "utilitarian"])
def test_registered_concepts_choose_the_same_either_way(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if not INSTALLED:
        monkeypatch.setattr(elimination.check_width, "__defaults__", (1,))
        with pytest.raises(MissingExtra, match=r"winset\[cpsat\]"):
            chosen_deals(all_of(dense_space(0)[1]), name)
        return
    for seed in range(30):
        space = dense_space(seed)[1]
        with monkeypatch.context() as patch:
            usual = chosen_deals(all_of(space), name)
            patch.setattr(elimination.check_width, "__defaults__", (1,))
            found = chosen_deals(all_of(space), name)
        assert found.score == usual.score, seed
        if usual.score or name not in ("nash", "weighted_nash"):
            assert found.deals.tolist() == usual.deals.tolist(), seed
            assert found.ties == usual.ties, seed


def test_links_too_tight_for_elimination_go_to_cpsat_by_themselves() -> None:
    rng = np.random.default_rng(5)
    issues = 9
    rules = [((a, b), rng.random((6, 6)) < 0.8) for a in range(issues) for b in range(a)]
    space = factored_space([rng.integers(0, 9, (2, 6)) for _ in range(issues)], rules=rules)
    if not INSTALLED:
        with pytest.raises(MissingExtra, match="linked this tightly"):
            exact_frontier(space)
        with pytest.raises(MissingExtra, match="linked this tightly"):
            optimum.optimum(space, "egalitarian")
        return
    found = exact_frontier(space)
    assert "CP-SAT" in found.method
    assert len(found.points) > 0
    best = optimum.optimum(space, "utilitarian")
    assert best.score == max(sum(p) for p in found.points.tolist())


def test_worths_that_need_more_than_a_word_are_refused() -> None:
    space = factored_space([[[0, 2**60], [1, 0]], [[0, 3], [1, 0]]], rules=[((0, 1), [[1, 1], [1, 0]])])
    with pytest.raises((MissingExtra, BadRequest), match=r"winset\[cpsat\]|64-bit"):
        exact_frontier(space, method="cpsat")
