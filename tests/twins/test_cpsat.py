"""The CP-SAT way finds the same frontier as listing every deal, or says what to install."""

from __future__ import annotations

import importlib.util

import naive_spaces as naive
import numpy as np
import pytest

from winset.deals.exact import deals_behind, exact_frontier
from winset.deals.factors import factored_space
from winset.errors import MissingExtra


def test_the_cpsat_frontier_is_that_of_listing_every_deal() -> None:
    if importlib.util.find_spec("ortools") is None:
        with pytest.raises(MissingExtra, match=r"winset\[cpsat\]"):
            exact_frontier(naive.random_space(0)[1], method="cpsat")
        return
    for seed in range(40):
        _, space = naive.random_space(seed, most_issues=5)
        expected = naive.frontier(naive.rational(space))
        found = exact_frontier(space, method="cpsat")
        assert [tuple(x) for x in found.points.tolist()] == sorted(expected, reverse=True), seed
        assert list(found.counts) == [len(expected[u]) for u in sorted(expected, reverse=True)], seed
        deals, _ = deals_behind(found)
        assert sorted(map(tuple, deals.tolist())) == sorted(d for ds in expected.values() for d in ds), seed
        assert "CP-SAT" in found.method


def test_links_too_tight_for_elimination_go_to_cpsat_by_themselves() -> None:
    rng = np.random.default_rng(5)
    issues = 9
    rules = [((a, b), rng.random((6, 6)) < 0.8) for a in range(issues) for b in range(a)]
    space = factored_space([rng.integers(0, 9, (2, 6)) for _ in range(issues)], rules=rules)
    if importlib.util.find_spec("ortools") is None:
        with pytest.raises(MissingExtra, match="linked this tightly"):
            exact_frontier(space)
        return
    found = exact_frontier(space)
    assert "CP-SAT" in found.method
    assert len(found.points) > 0
