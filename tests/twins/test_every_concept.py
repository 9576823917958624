"""Every concept against its definition, each on 2,000 small random conflicts.

Two to five decision makers, infeasible states, irreversible options, listed arcs, ties, partial and circular
preferences. What needs ranks (SIM, limited foresight, leaders, policies, threats) is asked where they are.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parent))

import conflict_models as models
import naive_conflict as slow

from winset.arrays.fuzzy import fuzzy_relation
from winset.arrays.graph_model import GraphModel
from winset.conflict.coalitions import CONCEPTS as COALITION_CONCEPTS
from winset.conflict.coalitions import coalition_stability, vulnerable
from winset.conflict.concepts import CONCEPTS, stability
from winset.conflict.credibility import credibility
from winset.conflict.limited import READINGS, limited_moves, non_myopic, policy_stable, stackelberg
from winset.conflict.partial import by_strength, with_unknown
from winset.conflict.robustness import deciding_pairs, robustness

FIVE = ("nash", "gmr", "smr", "seq", "sseq")
ROUNDS, EACH = 20, 100


def small(rng: np.random.Generator, most: int = 3) -> GraphModel:
    while True:
        model = models.random_arcs(rng) if rng.random() < 0.3 else models.random_options(rng, most)
        if np.count_nonzero(model.feasible) <= 8:
            return model


def table(g: slow.Naive, size: int, verdict: object) -> np.ndarray:
    """(P, S) of a definition."""
    found = np.zeros((g.count, size), dtype=bool)
    for i in range(g.count):
        for s in g.states:
            found[i, s] = verdict(i, s)  # type: ignore[operator]
    return found


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_every_concept_for_one_decision_maker_is_its_definition(seed: int) -> None:
    rng = np.random.default_rng(2000 + seed)
    for _ in range(EACH):
        model = small(rng)
        g = slow.naive(model)
        asked = CONCEPTS if model.arcs is None else FIVE
        found = stability(model, asked)
        for concept in FIVE:
            expected = table(g, model.size, lambda i, s, c=concept, g=g: slow.CONCEPTS[c](g, i, s))
            np.testing.assert_array_equal(found.of(concept), expected, concept)
            assert found.equilibria(concept) == [s for s in g.states if expected[:, s].all()]
        if "sim" in asked:
            expected = table(g, model.size, lambda i, s, g=g: slow.sim(g, i, s))
            np.testing.assert_array_equal(found.of("sim"), expected)


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_every_reading_of_partial_preferences_is_its_definition(seed: int) -> None:
    rng = np.random.default_rng(3000 + seed)
    for _ in range(EACH):
        model = small(rng, 2)
        unknown = float(rng.choice([0.0, 0.2, 0.5]))
        if rng.random() < 0.8:
            model = replace(model, relation=models.random_relation(rng, len(model.dms), model.size, unknown))
        g = slow.naive(model)
        four = with_unknown(model, FIVE)
        for variant in "abcd":
            strength = by_strength(model, FIVE, variant)
            for c, concept in enumerate(FIVE):
                general = table(g, model.size, lambda i, s, c=concept, v=variant, g=g: slow.stable_with_unknown(g, i, s, c, v))
                strong = table(g, model.size, lambda i, s, c=concept, v=variant, g=g: slow.strongly_stable(g, i, s, c, v))
                np.testing.assert_array_equal(four.of(variant, concept), general, concept)
                np.testing.assert_array_equal(strength.general[c], general, concept)
                np.testing.assert_array_equal(strength.strong[c], strong, concept)
                # Weakly stable is what is left; strongly stable is stable.
                assert not (strength.strong[c] & ~strength.general[c]).any()
                assert strength.strong_equilibria(concept) == [s for s in g.states if strong[:, s].all()]


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_fuzzy_preferences_are_judged_by_their_thresholds(seed: int) -> None:
    rng = np.random.default_rng(3500 + seed)
    for _ in range(EACH):
        model = small(rng, 2)
        count, size = len(model.dms), model.size
        degrees = rng.integers(0, 11, (count, size, size))
        thresholds = rng.integers(1, 11, count).tolist()
        found = with_unknown(replace(model, relation=fuzzy_relation(degrees, thresholds, 10)), FIVE, "b")

        def degree(i: int, s: int, q: int, degrees: np.ndarray = degrees, thresholds: list[int] = thresholds) -> int:
            gap = int(degrees[i, q, s]) - int(degrees[i, s, q])
            return (gap >= thresholds[i]) - (-gap >= thresholds[i])

        g = replace(slow.naive(model), degree=degree)
        for concept in FIVE:
            expected = table(g, size, lambda i, s, c=concept, g=g: slow.CONCEPTS[c](g, i, s))
            np.testing.assert_array_equal(found.of("b", concept), expected, concept)


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_every_coalition_concept_is_its_definition(seed: int) -> None:
    rng = np.random.default_rng(4000 + seed)
    for _ in range(EACH):
        model = small(rng, 2 if rng.random() < 0.7 else 3)
        if rng.random() < 0.5:
            model = replace(model, relation=models.random_relation(rng, len(model.dms), model.size, 0.2))
        g = slow.naive(model)
        found = coalition_stability(model, COALITION_CONCEPTS)
        assert len(found.coalitions) == 2**g.count - 1
        held = {concept: set(g.states) for concept in COALITION_CONCEPTS}
        for h, group in enumerate(found.coalitions):
            for c, concept in enumerate(COALITION_CONCEPTS):
                stays = {s for s in g.states if slow.coalition_stable(g, group, s, concept)}
                assert set(np.flatnonzero(found.stable[h, c]).tolist()) == stays, concept
                held[concept] = held[concept] & stays
        for concept in COALITION_CONCEPTS:
            assert set(found.equilibria(concept)) == held[concept]
        leaving = {
            (s, group, q)
            for group in found.coalitions
            if len(group) > 1
            for s in g.states
            for q in slow.coalition_improvements(g, group, s)
        }
        assert {(v.state, v.coalition, v.target) for v in vulnerable(model, g.states)} == leaving


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_every_kind_of_foresight_is_its_definition(seed: int) -> None:
    rng = np.random.default_rng(5000 + seed)
    for _ in range(EACH):
        model = small(rng)
        g = slow.naive(model)
        for reading in READINGS:
            tables, start = slow.foresights(g, reading)
            found = limited_moves(model, len(tables) - 1, reading)
            for h, ends in enumerate(tables):
                for (i, s), end in ends.items():
                    assert found.ends[h, i, s] == end, (reading, h, i, s)
            far = non_myopic(model, reading)
            assert (far.from_horizon, far.period) == (start, len(tables) - start)
            for i in range(g.count):
                for s in g.states:
                    stays = [ends[i, s] == s for ends in tables[start:]]
                    assert far.stable[i, s] == all(stays)
                    assert far.settled[i, s] == (all(stays) or not any(stays))
        if g.count == 2:
            tables, _ = slow.foresights(g, "cautious")
            second = tables[2] if len(tables) > 2 else slow.deeper(g, tables[-1], "cautious")
            for leader in range(2):
                expected = [s for s in g.states if second[leader, s] == s and slow.nash(g, 1 - leader, s)]
                assert stackelberg(model, leader) == expected


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_policies_are_judged_by_their_definition_with_any_number_of_others(seed: int) -> None:
    rng = np.random.default_rng(6000 + seed)
    done = 0
    while done < EACH:
        model = small(rng, 2)
        g = slow.naive(model)
        if len(g.states) > 5:
            continue
        done += 1
        policies = np.tile(np.arange(model.size), (g.count, 1))
        for i in range(g.count):
            for s in g.states:
                if rng.random() < 0.6:
                    policies[i, s] = rng.choice([s, *sorted(g.moves[i][s])])
        quiet = [s for s in g.states if all(policies[i, s] == s for i in range(g.count))]
        expected = {s: tuple(i for i in range(g.count) if slow.pays_to_change(g, policies, i, s)) for s in quiet}
        assert policy_stable(model, policies) == expected


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_threats_are_judged_by_what_the_executor_prefers_at_every_state_that_triggers_them(seed: int) -> None:
    rng = np.random.default_rng(7000 + seed)
    done = 0
    while done < EACH:
        model = models.random_options(rng, 4)
        g = slow.naive(model)
        first = int(rng.integers(len(model.options)))
        by = model.owner[first]
        own = [k for k in range(len(model.options)) if model.owner[k] == by and (k == first or rng.random() < 0.5)]
        threat = {k: bool(rng.random() < 0.7) for k in own}
        asked = {k: bool(rng.random() < 0.5) for k in range(len(model.options)) if rng.random() < 0.4}

        def carried(s: int, threat: dict[int, bool] = threat) -> int:
            return sum(1 << k for k in range(8) if threat.get(k, bool(s >> k & 1)))

        states = [s for s in g.states if all(bool(s >> k & 1) == v for k, v in asked.items()) and carried(s) != s]
        if not states:
            continue
        done += 1
        issuer = int(rng.integers(g.count))
        worth = rng.integers(0, 9, model.size).tolist()
        found = credibility(
            model,
            model.dms[issuer],
            model.dms[by],
            {model.options[k]: v for k, v in asked.items()},
            {model.options[k]: v for k, v in threat.items()},
            worth,
        )
        assert [t.state for t in found.triggers] == states
        costs = []
        for t in found.triggers:
            end = carried(t.state)
            if end not in g.moves[by][t.state]:
                assert (t.executor, t.issuer, t.carried_out, t.backing_down_must_cost) == ("cannot", "cannot", -1, None)
                continue
            assert t.carried_out == end
            for who, word in ((by, t.executor), (issuer, t.issuer)):
                expected = (
                    "prefers" if g.better(who, t.state, end) else "would not" if g.better(who, end, t.state) else "indifferent"
                )
                assert word == expected
            answered = any(g.not_better(by, t.state, q) for q in slow.improving_moves(g, slow.others(g, [by]), end))
            assert (t.deterred_by is not None) == (t.executor == "prefers" and answered)
            assert t.backing_down_must_cost == worth[t.state] - worth[end]
            costs.append(worth[t.state] - worth[end])
        assert found.credible() == all(g.better(by, s, carried(s)) and carried(s) in g.moves[by][s] for s in states)
        assert found.audience_cost() == (max(costs) if len(costs) == len(states) else None)


@pytest.mark.parametrize("seed", range(10))
def test_shares_and_deciding_comparisons_are_counted_draw_by_draw(seed: int) -> None:
    rng = np.random.default_rng(8000 + seed)
    for _ in range(20):
        model = small(rng)
        draws = rng.integers(0, 4, (int(rng.integers(2, 9)), *model.ranks.shape)).astype(np.int32)
        games = [slow.naive(model.with_ranks(ranks)) for ranks in draws]
        states = games[0].states
        shares = robustness(model, FIVE, draws)
        for c, concept in enumerate(FIVE):
            verdicts = [table(g, model.size, lambda i, s, c=concept, g=g: slow.CONCEPTS[c](g, i, s)) for g in games]
            np.testing.assert_array_equal(shares.each[c], np.sum(verdicts, axis=0))
            held = {s: [bool(v[:, s].all()) for v in verdicts] for s in states}
            for s in states:
                assert shares.everybody[c, s] == sum(held[s])
                expected = "holds" if all(held[s]) else "depends" if any(held[s]) else "fails"
                assert shares.verdict(concept, s) == expected
            s = int(rng.choice(states))
            counted = {}
            for i in range(games[0].count):
                for q in states:
                    likes = [g.better(i, s, q) for g in games]
                    up, both = sum(likes), sum(a and b for a, b in zip(likes, held[s], strict=True))
                    down, other = len(games) - up, sum(held[s]) - both
                    if up and down and both * down != other * up:
                        counted[i, q] = (up, both, down, other)
            found = deciding_pairs(model, s, concept, draws, most=10_000)
            assert {(p.dm, p.other): (p.better, p.holds_if_better, p.worse, p.holds_if_worse) for p in found} == counted
            assert [abs(p.effect()) for p in found] == sorted((abs(p.effect()) for p in found), reverse=True)
