"""The engine for spaces of any size says the same as listing every deal, on small random spaces."""

from __future__ import annotations

from fractions import Fraction

import naive_spaces as naive
import numpy as np
import pytest

from winset.deals import acceptability as shares
from winset.deals import counting, elimination, packed, search, sweep, undominated
from winset.deals.epsilon_cover import epsilon_cover
from winset.deals.exact import deals_behind, exact_frontier, one_deal_each
from winset.deals.factors import factored_space, utilities
from winset.deals.improve import sidepay, step
from winset.deals.optimum import CONCEPTS, optimum
from winset.errors import BadRequest, TooLarge


@pytest.fixture(params=["numpy", "compiled"])
def way(request, monkeypatch):
    """Both ways of computing: numpy alone, and the compiled loops forced on small cases."""
    if request.param == "compiled":
        monkeypatch.setattr(undominated, "COMPILE_FROM", 0)
        monkeypatch.setattr(sweep, "COMPILE_FROM", 0)
        monkeypatch.setattr(packed, "COMPILE_FROM", 0)
        monkeypatch.setattr(search, "PLAIN", 0)
        monkeypatch.setattr(shares, "_SMALL", -1)
    return request.param


@pytest.mark.parametrize("block", range(10))
def test_the_frontier_and_all_its_deals_are_those_of_listing_every_deal(block: int, way: str) -> None:
    for seed in range(block * 50, block * 50 + 50):
        _, space = naive.random_space(seed)
        expected = naive.frontier(naive.rational(space))
        found = exact_frontier(space)
        assert [tuple(x) for x in found.points.tolist()] == sorted(expected, reverse=True), seed
        assert list(found.counts) == [len(expected[u]) for u in sorted(expected, reverse=True)], seed
        deals, owner = deals_behind(found)
        got: dict = {}
        for deal, k in zip(deals.tolist(), owner.tolist(), strict=True):
            got.setdefault(tuple(found.points[k].tolist()), []).append(tuple(deal))
        assert {u: sorted(ds) for u, ds in got.items()} == {u: sorted(ds) for u, ds in expected.items()}, seed


def bare_space(seed: int) -> tuple:
    """Issues alone, without rules: ties, values that repeat each other, negative worths, one value, words of all lengths."""
    rng = np.random.default_rng(seed)
    top = int(rng.choice([1, 3, 40, 2**15, 2**30, 2**61]))
    parties = int(rng.integers(2, 4))
    sizes = [int(rng.integers(1, 5)) for _ in range(int(rng.integers(1, 6)))]
    worth = [rng.integers(-top, top + 1, (parties, v)) for v in sizes]
    return rng, factored_space(worth, [int(x) for x in rng.integers(-top, top + 1, parties)])


@pytest.mark.parametrize("block", range(4))
@pytest.mark.parametrize("room", [packed.MOST, 12], ids=["packed", "packed at first only"])
def test_two_or_three_parties_in_one_word(block: int, room: int, way: str, monkeypatch) -> None:
    monkeypatch.setattr(sweep, "MOST", room)
    for seed in range(block * 100, block * 100 + 100):
        rng, space = bare_space(seed)
        for rational in (False, True, [bool(x) for x in rng.random(space.parties) < 0.5]):
            flags = [rational] * space.parties if isinstance(rational, bool) else rational
            deals = {
                d: u
                for d, u in naive.possible(space).items()
                if all(x >= r or not f for x, r, f in zip(u, space.reservation, flags, strict=True))
            }
            expected = naive.frontier(deals)
            found = exact_frontier(space, rational=rational)
            assert [tuple(x) for x in found.points.tolist()] == sorted(expected, reverse=True), seed
            assert list(found.counts) == [len(expected[u]) for u in sorted(expected, reverse=True)], seed
            bare = exact_frontier(space, rational=rational, count=False)
            assert bare.points.tolist() == found.points.tolist()
            got, owner = deals_behind(found)
            assert sorted(map(tuple, got.tolist())) == sorted(d for ds in expected.values() for d in ds), seed
            assert [worth_row(space, d) for d in got] == [found.points[k].tolist() for k in owner], seed
            one = one_deal_each(found)
            assert [worth_row(space, d) for d in one] == found.points.tolist(), seed


def worth_row(space, deal) -> list[int]:
    return [int(x) for x in utilities(space, [deal])[0]]


@pytest.mark.parametrize("concept", CONCEPTS)
def test_the_best_deals_and_their_ties_are_those_of_listing_every_deal(concept: str, way: str) -> None:
    defined = 0
    for seed in range(100):
        rng, space = naive.random_space(seed)
        weights = [
            Fraction(int(a), int(b))
            for a, b in zip(rng.integers(1, 4, space.parties), rng.integers(1, 3, space.parties), strict=True)
        ]
        given = weights if concept in ("weighted_nash", "proportional") else None
        expected = naive.scores(space, concept, weights)
        if expected is None:
            with pytest.raises(BadRequest, match="ideal gain"):
                optimum(space, concept)
            continue
        found = optimum(space, concept, weights=given, most=10_000)
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


def test_win_sets_are_counted_as_listing_every_deal_counts_them() -> None:
    for seed in range(150):
        rng, space = naive.random_space(seed, most_parties=4)
        deals = naive.possible(space)
        inside = {d: u for d, u in deals.items() if not naive.blockers(space, d)}
        assert counting.count_winset(space) == len(inside), seed
        who = [p for p in range(space.parties) if rng.random() < 0.5]
        content = sum(all(u[p] >= space.reservation[p] for p in who) for u in deals.values())
        assert counting.count_deals(space, who) == content, seed
        for best in counting.best_inside(space, most=10_000):
            top = max((u[best.party] for u in inside.values()), default=None)
            assert best.utility == top
            mine = sorted(d for d, u in inside.items() if u[best.party] == top)
            assert [tuple(x) for x in best.deals.tolist()] == mine
        points, listed = counting.winset_frontier(space)
        expected = naive.frontier(inside)
        assert [tuple(x) for x in points.tolist()] == sorted(expected, reverse=True)
        assert sorted(map(tuple, listed.tolist())) == sorted(d for ds in expected.values() for d in ds)


def test_sets_that_can_stop_a_term_and_sets_that_do_are_the_minimal_ones() -> None:
    for seed in range(150):
        rng, space = naive.random_space(seed, most_parties=4)
        issue = int(rng.integers(len(space.sizes)))
        terms = {issue: int(rng.integers(space.sizes[issue]))} if rng.random() < 0.5 else {}
        deals = [d for d in naive.possible(space) if all(d[i] == v for i, v in terms.items())]
        assert counting.veto_sets(space, terms) == naive.minimal_sets(
            space.parties, lambda some, ds=deals, s=space: all(some & naive.needed(s, d) for d in ds)
        )
        assert counting.blocking_sets(space, terms) == naive.minimal_sets(
            space.parties, lambda some, ds=deals, s=space: all(some & naive.blockers(s, d) for d in ds)
        )


def test_trades_that_better_all_come_with_the_fewest_changed_terms_first(way: str) -> None:
    seen = 0
    for seed in range(80):
        rng, space = naive.random_space(seed, most_parties=4)
        deals = naive.possible(space)
        if not deals:
            continue
        now = sorted(deals)[int(rng.integers(len(deals)))]
        who = [p for p in range(space.parties) if rng.random() < 0.6] or [0]
        for strict in (True, False):

            def better(u, here=deals[now], who=who, strict=strict):
                gains = [u[p] - here[p] for p in who]
                return min(gains) > 0 if strict else min(gains) >= 0 and max(gains) > 0

            expected = sorted((sum(a != b for a, b in zip(d, now, strict=True)), d) for d, u in deals.items() if better(u))
            found = step(space, now, parties=who, strict=strict, most=10_000)
            assert [(len(t.changes), t.deal) for t in found] == expected, seed
            seen += len(expected) > 0
    assert seen > 30


def test_the_cheapest_single_term_that_brings_a_blocker_in_is_found() -> None:
    seen = 0
    for seed in range(150):
        rng, space = naive.random_space(seed, most_parties=4)
        deals = naive.possible(space)
        if not deals:
            continue
        now = sorted(deals)[int(rng.integers(len(deals)))]
        blocking = naive.blockers(space, now)
        found = sidepay(space, now, terms=1)
        assert set(found) == blocking
        for b in blocking:
            costs = []
            for deal, u in deals.items():
                changes = [(i, v) for i, v in enumerate(deal) if v != now[i]]
                if len(changes) != 1 or u[b] < space.reservation[b]:
                    continue
                payers = [p for p in range(space.parties) if p != b and space.needs[changes[0][0]][p, changes[0][1]]]
                if payers and naive.blockers(space, deal) <= blocking - {b}:
                    costs.append(sum(deals[now][p] - u[p] for p in payers))
            assert [p.cost for p in found[b]] == sorted(costs)[:10]
            seen += len(costs) > 0
    assert seen > 10


def test_shares_over_draws_are_those_of_judging_each_deal_in_each_draw(way: str) -> None:
    for seed in range(40):
        rng = np.random.default_rng(seed)
        parties, issues, top = int(rng.integers(1, 5)), int(rng.integers(1, 5)), int(rng.choice([3, 100]))
        sizes = [int(rng.integers(1, 5)) for _ in range(issues)]
        rules = [((0,), np.arange(sizes[0]) != 1)] if rng.random() < 0.4 else []
        fixed = {
            "rules": rules,
            "signs": rng.random(parties) < 0.5,
            "needs": [rng.random((parties, v)) < 0.3 for v in sizes],
            "refuses": [rng.random((parties, v)) < 0.15 for v in sizes],
        }
        space = factored_space([rng.integers(0, top, (parties, v)) for v in sizes], **fixed)
        weights = rng.integers(0, 5, (7, parties, issues))
        floor = rng.integers(0, top * issues * 2, (7, parties))
        order = {d: k for k, d in enumerate(np.ndindex(*sizes))}
        expected = {name: [0] * len(order) for name in shares.ASKED}
        for k in range(7):
            drawn = factored_space(
                [space.worth[i] * weights[k, :, i][:, None] for i in range(issues)],
                floor[k].tolist(),
                **fixed,
            )
            deals = naive.possible(drawn)
            products = {
                d: np.prod([int(a - b) for a, b in zip(u, floor[k], strict=True)], dtype=object)
                for d, u in deals.items()
                if all(a > b for a, b in zip(u, floor[k], strict=True))
            }
            for d, u in deals.items():
                expected["winset"][order[d]] += not naive.blockers(drawn, d)
                expected["efficient"][order[d]] += not any(naive.beats(v, u) for v in deals.values())
                expected["nash"][order[d]] += d in products and products[d] == max(products.values())
        steps = list(shares.acceptability(space, weights, floor, what=shares.ASKED, chunk=3))
        assert [s.draws for s in steps] == [3, 6, 7]
        for name in shares.ASKED:
            assert getattr(steps[-1], name).tolist() == expected[name], (seed, name)


def test_a_cover_keeps_its_guarantee_and_every_partys_best_point() -> None:
    for seed in range(30):
        rng = np.random.default_rng(seed)
        points = rng.integers(0, 60, (200, int(rng.integers(1, 5))))
        points = points[undominated.undominated(points)]
        for share in (Fraction(0), Fraction(1, 20), Fraction(1, 5), Fraction(1)):
            cover = epsilon_cover(points, share)
            chosen = points[cover.rows]
            assert all(np.any(np.all(chosen >= point - np.array(cover.slack), axis=1)) for point in points)
            assert (chosen.max(axis=0) == points.max(axis=0)).all()
            assert share > 0 or len(cover.rows) == len(points)


def test_utilities_too_large_for_a_machine_word_lose_no_digit() -> None:
    big = 10**30
    _, small = naive.random_space(11)
    for seed in range(40):
        _, small = naive.random_space(seed, most_issues=4)
        space = factored_space(
            [w.astype(object) * big + 1 for w in small.worth],
            [r * big for r in small.reservation],
            joint=[(f.scope, f.worth.astype(object) * big) for f in small.joint],
            rules=[(r.scope, r.allowed) for r in small.rules],
            signs=small.signs,
        )
        assert space.wide
        expected = naive.frontier(naive.rational(space))
        found = exact_frontier(space)
        assert sorted(tuple(x) for x in found.points.tolist()) == sorted(expected), seed
        best = naive.scores(space, "nash", [])
        assert optimum(space, "nash").score == (max(best) if best else None)


def test_two_utilities_that_a_float_cannot_tell_apart_are_told_apart() -> None:
    space = factored_space([[[2**60, 2**60 + 1], [0, 0]]])
    assert exact_frontier(space).points.tolist() == [[2**60 + 1, 0]]


def test_links_that_are_too_tight_are_refused_by_name_of_their_treewidth() -> None:
    issues = 9
    rules = [((a, b), np.ones((6, 6), dtype=bool)) for a in range(issues) for b in range(a)]
    space = factored_space([np.zeros((2, 6), dtype=int)] * issues, rules=rules)
    with pytest.raises(TooLarge, match="treewidth 8"):
        elimination.check_width(space)


def test_a_frontier_that_would_not_fit_is_refused_before_it_is_built() -> None:
    rng = np.random.default_rng(3)
    space = factored_space([rng.integers(0, 1000, (4, 5)) for _ in range(20)])
    with pytest.raises(TooLarge, match="partial sums"):
        exact_frontier(space, memory=200_000)


def test_deals_beyond_any_list_are_counted_exactly() -> None:
    space = factored_space([[[0, 1], [1, 0]]] * 300, [0, 0])
    assert counting.count_deals(space) == 2**300
    found = exact_frontier(space)
    assert len(found.points) == 301
    assert sum(found.counts) == 2**300
    assert (utilities(space, deals_behind(found, [150], most=5)[0]) == 150).all()
