"""What falls: the fast way against plain definitions over every case of up to twelve sources."""

from __future__ import annotations

import itertools
import math
import random

import pytest

from winset.errors import BadRequest, TooLarge, UnknownName
from winset.evidence.falls import flipping_sets, holding_share, leave_one_out, minimal_supports
from winset.evidence.grounds import Conclusion, Grounds, what_falls


def _state(chains: tuple[frozenset[str], ...], right: set[str], opposite: set[str]) -> str:
    yes = any(chain and chain <= right for chain in chains)
    no = any(chain <= right | opposite and chain & opposite for chain in chains)
    return "yes" if yes and not no else "no" if no and not yes else "unknown"


def _holds(grounds: Grounds, conclusion: Conclusion, right: set[str], opposite: set[str]) -> bool:
    def literal(claim: str) -> bool:
        state = _state(grounds.chains[claim.removeprefix("!")], right, opposite)
        return state == ("no" if claim.startswith("!") else "yes")

    return any(all(literal(c) for c in support) for support in conclusion.supports)


def _random_grounds(rng: random.Random, most: int) -> Grounds:
    sources = [f"s{k}" for k in range(rng.randint(1, most))]
    claims = {}
    for k in range(rng.randint(1, 8)):
        chains = [frozenset(rng.sample(sources, rng.randint(1, min(3, len(sources))))) for _ in range(rng.randint(1, 3))]
        claims[f"c{k}"] = tuple(chains)
    conclusions = []
    for k in range(rng.randint(1, 3)):
        supports = []
        for _ in range(rng.randint(0, 3)):
            chosen = rng.sample(sorted(claims), rng.randint(1, min(3, len(claims))))
            supports.append(frozenset(("!" if rng.random() < 0.15 else "") + c for c in chosen))
        conclusions.append(Conclusion(f"k{k}", tuple(supports)))
    return Grounds(claims, tuple(conclusions))


@pytest.mark.parametrize("seed", range(150))
def test_everything_agrees_with_trying_every_case(seed: int) -> None:
    rng = random.Random(seed)
    grounds = _random_grounds(rng, 12 if seed % 5 == 0 else 7)
    sources = grounds.sources
    chance = {s: rng.choice([0.0, 0.2, 0.5, 0.95, 1.0]) for s in sources}
    mode = rng.choice(["unknown", "opposite"])
    everybody = set(sources)
    for conclusion, found in zip(grounds.conclusions, what_falls(grounds, chance, mode=mode), strict=True):
        before = _holds(grounds, conclusion, everybody, set())
        assert found.holds == before
        singles = set()
        for s in sources:
            if _holds(grounds, conclusion, everybody - {s}, set()) != before:
                singles.add((s, "unknown"))
            if _holds(grounds, conclusion, everybody - {s}, {s}) != before:
                singles.add((s, "opposite"))
        assert {(c.sources[0], c.mode) for c in found.one_out} == singles
        flips: set[frozenset[str]] = set()
        for size in (1, 2, 3):
            for group in itertools.combinations(sources, size):
                if _holds(grounds, conclusion, everybody - set(group), set()) != before and not any(
                    f < set(group) for f in flips
                ):
                    flips.add(frozenset(group))
        assert {frozenset(f) for f in found.flips} == flips
        carrying: set[frozenset[str]] = set()
        for size in range(len(sources) + 1):
            for group in itertools.combinations(sources, size):
                if before and _holds(grounds, conclusion, set(group), set()) and not any(c < set(group) for c in carrying):
                    carrying.add(frozenset(group))
        assert {frozenset(s) for s in found.supports} == carrying
        total = math.fsum(
            math.prod(chance[s] if s in right else 1 - chance[s] for s in sources)
            for size in range(len(sources) + 1)
            for right in map(set, itertools.combinations(sources, size))
            if _holds(grounds, conclusion, right, everybody - right if mode == "opposite" else set()) == before
        )
        assert found.share is not None
        assert found.share.exact
        assert found.share.share == pytest.approx(total, abs=1e-12)


@pytest.mark.parametrize("seed", range(40))
def test_the_way_through_a_callable_gives_the_same(seed: int) -> None:
    rng = random.Random(1000 + seed)
    grounds = _random_grounds(rng, 6)
    chance = {s: rng.random() for s in grounds.sources}
    for conclusion, fast in zip(grounds.conclusions, what_falls(grounds, chance), strict=True):
        ask = grounds.asked(conclusion.name)
        assert leave_one_out(conclusion.name, grounds.sources, ask) == fast.one_out
        assert tuple(c.sources for c in flipping_sets(conclusion.name, grounds.sources, ask)) == fast.flips
        if fast.holds:
            assert set(minimal_supports(conclusion.name, grounds.sources, ask)) == set(fast.supports)
        assert fast.share is not None
        assert holding_share(conclusion.name, grounds.sources, ask, chance).share == pytest.approx(fast.share.share)


def test_answers_need_not_be_true_or_false() -> None:
    def which_deal(right: frozenset[str], opposite: frozenset[str]) -> str:
        return "release" if {"a", "b"} <= right else "bodies" if "a" in right else "none"

    assert [(c.sources, c.after) for c in flipping_sets("deal", ["a", "b", "c"], which_deal)] == [
        (("a",), "none"),
        (("b",), "bodies"),
    ]
    assert minimal_supports("deal", ["a", "b", "c"], which_deal) == (("a", "b"),)
    assert holding_share("deal", ["a", "b", "c"], which_deal, {"a": 0.5, "b": 0.5, "c": 0.1}).share == pytest.approx(0.25)


def test_beyond_twelve_sources_draws_are_counted_and_the_same_seed_gives_the_same() -> None:
    sources = [f"s{k:02}" for k in range(20)]
    grounds = Grounds({"c": tuple(frozenset({s}) for s in sources)}, (Conclusion("k", (frozenset({"c"}),)),))
    chance = dict.fromkeys(sources, 0.1)
    (first,) = what_falls(grounds, chance, draws=4000, seed=1)
    (again,) = what_falls(grounds, chance, draws=4000, seed=1)
    assert first == again
    assert first.share is not None
    assert (first.share.of, first.share.exact) == (4000, False)
    assert first.share.share == pytest.approx(1 - 0.9**20, abs=0.04)
    assert first.flips == ()


def test_a_claim_that_one_affirms_and_another_denies_counts_as_unknown() -> None:
    grounds = Grounds(
        {"c": (frozenset({"a"}), frozenset({"b"}))},
        (Conclusion("yes", (frozenset({"c"}),)), Conclusion("no", (frozenset({"!c"}),))),
    )
    yes, no = what_falls(grounds)
    assert [(c.sources, c.mode) for c in yes.one_out] == [(("a",), "opposite"), (("b",), "opposite")]
    assert no.one_out == ()


def test_what_cannot_be_asked_is_said_in_words() -> None:
    grounds = Grounds({"c": (frozenset({"a"}),)}, (Conclusion("k", (frozenset({"c"}),)),))
    with pytest.raises(UnknownName):
        Grounds({}, (Conclusion("k", (frozenset({"c"}),)),))
    with pytest.raises(UnknownName):
        what_falls(grounds, {})
    with pytest.raises(BadRequest):
        what_falls(grounds, {"a": 1.5})
    with pytest.raises(UnknownName):
        what_falls(grounds, mode="maybe")
    with pytest.raises(TooLarge):
        flipping_sets("k", [str(k) for k in range(400)], lambda right, opposite: True)
