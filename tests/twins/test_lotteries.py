"""Lotteries: exact programs over the hull against trying every vertex, and the products against their bounds."""

from __future__ import annotations

import itertools
from fractions import Fraction

import numpy as np
import pytest

from winset.deals.factors import factored_space
from winset.deals.lottery import CONCEPTS, lottery
from winset.deals.optimum import optimum
from winset.errors import BadRequest, UnknownName


def plane_points(seed: int):
    """A space of two parties, and the worths of its deals."""
    rng = np.random.default_rng(seed)
    tables = [rng.integers(0, 9, (2, int(rng.integers(1, 4)))) for _ in range(int(rng.integers(1, 4)))]
    floor = [int(x) for x in rng.integers(-3, 14, 2)]
    space = factored_space(tables, floor, [2, 3])
    points = [
        tuple(int(sum(t[p, v] for t, v in zip(tables, deal, strict=True))) for p in range(2))
        for deal in itertools.product(*(range(t.shape[1]) for t in tables))
    ]
    return space, sorted(set(points))


def corners(points, floor):
    """Every vertex of the part of the hull that nobody refuses: a linear program over a plane has its answer there."""
    pairs = list(itertools.combinations_with_replacement(points, 2))
    found = {(Fraction(a), Fraction(b)) for a, b in points}
    for one, other in pairs:
        for p in range(2):
            if one[p] != other[p]:
                share = Fraction(floor[p] - one[p], other[p] - one[p])
                if 0 <= share <= 1:
                    found.add(tuple(Fraction(o) + share * (q - o) for o, q in zip(one, other, strict=True)))
    return [u for u in found if all(x >= f for x, f in zip(u, floor, strict=True))]


def largest_smallest(points, floor, units):
    """The largest t with gains of at least t units: where a segment between two deals meets the ray, or at a deal."""
    best = None
    for one, other in itertools.combinations_with_replacement(points, 2):
        gains = [[Fraction(u[p] - floor[p]) for p in range(2)] for u in (one, other)]
        shares = {Fraction(0), Fraction(1)}
        left = gains[0][0] * units[1] - gains[0][1] * units[0]
        right = gains[1][0] * units[1] - gains[1][1] * units[0]
        if units[0] and units[1] and left != right:
            shares.add(left / (left - right))
        for p in range(2):
            if gains[0][p] != gains[1][p]:
                shares.add(gains[0][p] / (gains[0][p] - gains[1][p]))
        for share in shares:
            if not 0 <= share <= 1:
                continue
            mixed = [(1 - share) * a + share * b for a, b in zip(*gains, strict=True)]
            if min(mixed) < 0:
                continue
            value = min((g / u for g, u in zip(mixed, units, strict=True) if u), default=Fraction(0))
            best = value if best is None or value > best else best
    return best


@pytest.mark.parametrize("block", range(4))
def test_linear_concepts_over_the_hull_are_those_of_trying_every_vertex(block: int) -> None:
    chosen = 0
    for seed in range(block * 50, block * 50 + 50):
        space, points = plane_points(seed)
        floor = space.reservation
        inside = corners(points, floor)
        ideal = [max((u[p] for u in inside), default=Fraction(0)) - floor[p] for p in range(2)]
        everywhere = [max(0, max(u[p] for u in points) - floor[p]) for p in range(2)]
        shares = [Fraction(1), Fraction(2)]
        units = {
            "egalitarian_lottery": [Fraction(2), Fraction(3)],
            "proportional_lottery": [Fraction(2), Fraction(6)],
            "kalai_smorodinsky_lottery": ideal,
            "kalai_rosenthal_lottery": [Fraction(g) for g in everywhere],
        }
        for concept, unit in units.items():
            found = lottery(space, concept, weights=shares if concept == "proportional_lottery" else None)
            expected = largest_smallest(points, floor, unit)
            assert found.least == found.most == expected, (seed, concept)
            if expected is None:
                assert (found.utilities, found.mix) == ((), ())
                continue
            chosen += 1
            gains = [u * s - f for u, s, f in zip(found.utilities, space.scale, floor, strict=True)]
            assert min(gains) >= 0, (seed, concept)
            assert all(g >= expected * x for g, x in zip(gains, unit, strict=True)), (seed, concept)
            assert sum(share for _, share in found.mix[0]) == 1
            assert len(found.mix[0]) <= 3
        sums = lottery(space, "utilitarian_lottery")
        best = max(((u[0] - floor[0]) / 2 + (u[1] - floor[1]) / 3 for u in inside), default=None)
        assert sums.least == best, seed
    assert chosen > 40


def test_a_lottery_is_at_least_as_good_as_the_best_deal_and_its_bounds_enclose_it() -> None:
    seen = 0
    for seed in range(40):
        rng = np.random.default_rng(seed)
        parties = int(rng.integers(2, 5))
        space = factored_space([rng.integers(1, 20, (parties, 3)) for _ in range(3)], [2] * parties)
        for concept in CONCEPTS:
            if concept == "kalai_rosenthal_lottery":
                continue
            weights = [1, 2, 3, 1][:parties] if concept in ("proportional_lottery", "weighted_nash_lottery") else None
            pure = optimum(space, concept.removesuffix("_lottery"), weights=weights)
            found = lottery(space, concept, weights=weights)
            assert found.least <= found.most
            if concept == "utilitarian_lottery":
                assert found.most + 2 * parties >= pure.score
            elif concept != "kalai_smorodinsky_lottery":
                assert found.most >= pure.score
            assert float(found.most - found.least) <= 1e-4 * float(found.most)
            assert all(sum(share for _, share in part) == 1 for part in found.mix)
            seen += 1
    assert seen == 240


def test_the_kalai_smorodinsky_point_measures_by_lotteries_and_not_by_deals() -> None:
    space = factored_space([[[0, 5, 10], [10, 5, 0]]], [1, 2], [10, 10])
    found = lottery(space, "kalai_smorodinsky_lottery")
    assert found.utilities == (Fraction(9, 20), Fraction(11, 20))
    assert found.least == found.most == Fraction(1, 2)


def test_nobody_is_given_a_lottery_that_it_would_refuse() -> None:
    space = factored_space([[[0, 4], [-1, -2]]], [1, 1])
    for concept in CONCEPTS:
        found = lottery(space, concept, weights=[1, 1])
        assert found.least is None
        assert found.note.startswith("no lottery")


def test_a_thin_set_of_gains_still_has_a_nash_lottery() -> None:
    space = factored_space([[[0, 10**9 + 1], [10**9 + 1, 0]]], [5 * 10**8, 5 * 10**8])
    found = lottery(space, "nash_lottery")
    assert found.least is not None
    assert 0 < found.least <= Fraction(1, 4) <= found.most


def test_what_cannot_be_asked_is_said_in_words() -> None:
    space = factored_space([[[0, 1], [1, 0]]])
    with pytest.raises(UnknownName, match="fair_lottery"):
        lottery(space, "fair_lottery")
    with pytest.raises(BadRequest, match="share above 0"):
        lottery(space, "proportional_lottery", weights=[1, 0])
