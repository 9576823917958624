"""What the deal analyses mean, by listing every deal; slow on purpose and written from the definitions."""

from __future__ import annotations

import itertools
import math
from fractions import Fraction

import numpy as np

from winset.deals.factors import FactoredSpace, factored_space

Deal = tuple[int, ...]


def random_space(seed: int, most_parties: int = 6, most_issues: int = 6) -> tuple[np.random.Generator, FactoredSpace]:
    """A small space with ties, joint worths, rules, control, refusals and now and then no feasible deal."""
    rng = np.random.default_rng(seed)
    parties = int(rng.integers(1, most_parties + 1))
    issues = int(rng.integers(1, most_issues + 1))
    top = int(rng.choice([2, 5, 50]))
    sizes = [int(rng.integers(1, 4)) for _ in range(issues)]

    def scope() -> list[int]:
        return [int(x) for x in rng.permutation(issues)[: int(rng.integers(1, min(issues, 3) + 1))]]

    worth = [rng.integers(-top // 2, top, (parties, v)) for v in sizes]
    joint, rules = [], []
    for _ in range(int(rng.integers(0, 4))):
        some = scope()
        joint.append((some, rng.integers(-top, top, (parties, *[sizes[i] for i in some]))))
    for _ in range(int(rng.integers(0, 4))):
        some = scope()
        rules.append((some, rng.random([sizes[i] for i in some]) < 0.7))
    return rng, factored_space(
        worth,
        [int(x) for x in rng.integers(-top, top * issues // 2 + 1, parties)],
        joint=joint,
        rules=rules,
        signs=rng.random(parties) < 0.5,
        needs=[rng.random((parties, v)) < 0.3 for v in sizes],
        refuses=[rng.random((parties, v)) < 0.15 for v in sizes],
    )


def worth_of(space: FactoredSpace, deal: Deal) -> tuple[int, ...]:
    total = [0] * space.parties
    for p in range(space.parties):
        total[p] += sum(int(space.worth[i][p, v]) for i, v in enumerate(deal))
        total[p] += sum(int(f.worth[(p, *(deal[i] for i in f.scope))]) for f in space.joint)
    return tuple(total)


def possible(space: FactoredSpace) -> dict[Deal, tuple[int, ...]]:
    """Every deal that breaks no rule, with its integer utilities."""
    out = {}
    for deal in itertools.product(*(range(v) for v in space.sizes)):
        if all(r.allowed[tuple(deal[i] for i in r.scope)] for r in space.rules):
            out[deal] = worth_of(space, deal)
    return out


def rational(space: FactoredSpace) -> dict[Deal, tuple[int, ...]]:
    return {
        d: u
        for d, u in possible(space).items()
        if all(u[p] >= space.reservation[p] for p in range(space.parties) if space.signs[p])
    }


def beats(a: tuple[int, ...], b: tuple[int, ...]) -> bool:
    return a != b and all(x >= y for x, y in zip(a, b, strict=True))


def frontier(deals: dict[Deal, tuple[int, ...]]) -> dict[tuple[int, ...], list[Deal]]:
    points = set(deals.values())
    best = {u for u in points if not any(beats(v, u) for v in points)}
    out: dict[tuple[int, ...], list[Deal]] = {}
    for deal, u in deals.items():
        if u in best:
            out.setdefault(u, []).append(deal)
    return out


def needed(space: FactoredSpace, deal: Deal) -> set[int]:
    return {p for p in range(space.parties) if space.signs[p] or any(space.needs[i][p, v] for i, v in enumerate(deal))}


def blockers(space: FactoredSpace, deal: Deal) -> set[int]:
    u = worth_of(space, deal)
    return {
        p for p in needed(space, deal) if u[p] < space.reservation[p] or any(space.refuses[i][p, v] for i, v in enumerate(deal))
    }


def scores(space: FactoredSpace, concept: str, weights: list[Fraction]) -> dict[Fraction, list[Deal]] | None:
    """Score -> deals over the rational deals; None where the concept is undefined."""
    deals = rational(space)
    ideal = [max((u[p] for u in deals.values()), default=0) - space.reservation[p] for p in range(space.parties)]
    if concept == "kalai_smorodinsky" and deals and min(ideal) <= 0:
        return None
    out: dict[Fraction, list[Deal]] = {}
    for deal, u in deals.items():
        gains = [x - r for x, r in zip(u, space.reservation, strict=True)]
        if concept in ("nash", "weighted_nash"):
            if min(gains) <= 0:
                continue
            powers = [Fraction(1)] * len(gains) if concept == "nash" else weights
            common = math.lcm(*(w.denominator for w in powers))
            shared = math.gcd(*(int(w * common) for w in powers))
            value = Fraction(math.prod(g ** (int(w * common) // shared) for g, w in zip(gains, powers, strict=True)))
        elif concept == "egalitarian":
            value = Fraction(min(gains))
        elif concept == "proportional":
            value = min(Fraction(g) / w for g, w in zip(gains, weights, strict=True))
        elif concept == "kalai_smorodinsky":
            value = min(Fraction(g, i) for g, i in zip(gains, ideal, strict=True))
        else:
            value = Fraction(sum(u))
        out.setdefault(value, []).append(deal)
    return out


def minimal_sets(parties: int, test) -> list[tuple[int, ...]]:
    out: list[tuple[int, ...]] = []
    for size in range(1, parties + 1):
        for some in itertools.combinations(range(parties), size):
            if not any(set(found) <= set(some) for found in out) and test(set(some)):
                out.append(some)
    return out
