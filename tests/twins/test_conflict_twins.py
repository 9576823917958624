"""The kernels against the definitions, on thousands of random small conflicts."""

from __future__ import annotations

import sys
from dataclasses import replace
from fractions import Fraction
from itertools import permutations
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parent))

import conflict_models as models
import naive_conflict as slow

from winset.arrays.fuzzy import fuzzy_relation
from winset.arrays.graph_model import listed_model
from winset.conflict import compiled, sweeps
from winset.conflict.coalitions import CONCEPTS as COALITION_CONCEPTS
from winset.conflict.coalitions import coalition_stability, vulnerable
from winset.conflict.concepts import simultaneous, stability, stability_over
from winset.conflict.inverse import apply_changes, conditions, minimal_changes, ranking_share, sampled_share
from winset.conflict.limited import limited_moves, non_myopic, policy_stable, stackelberg
from winset.conflict.narrate import story
from winset.conflict.partial import by_strength, with_unknown
from winset.conflict.paths import evolution

FIVE = ("nash", "gmr", "smr", "seq", "sseq")


def by_definition(g: slow.Naive, concept: str, size: int) -> np.ndarray:
    table = np.zeros((g.count, size), dtype=bool)
    for i in range(g.count):
        for s in g.states:
            table[i, s] = slow.CONCEPTS[concept](g, i, s)
    return table


@pytest.mark.parametrize("seed", range(20))
def test_swept_and_compiled_verdicts_are_those_of_the_definitions(seed: int) -> None:
    rng = np.random.default_rng(seed)
    for _ in range(70):
        model = models.random_options(rng, 5)
        g = slow.naive(model)
        swept, compiled = stability(model, FIVE, False), stability(model, FIVE, True)
        for concept in FIVE:
            expected = by_definition(g, concept, model.size)
            np.testing.assert_array_equal(swept.of(concept), expected, err_msg=concept)
            np.testing.assert_array_equal(compiled.of(concept), expected, err_msg=concept)


@pytest.mark.parametrize("seed", range(10))
def test_listed_arcs_are_judged_by_the_definitions(seed: int) -> None:
    rng = np.random.default_rng(100 + seed)
    for _ in range(60):
        model = models.random_arcs(rng)
        g = slow.naive(model)
        found = stability(model, FIVE)
        for concept in FIVE:
            np.testing.assert_array_equal(found.of(concept), by_definition(g, concept, model.size), concept)


@pytest.mark.parametrize("seed", range(4))
def test_simultaneous_stability_is_that_of_the_definition(seed: int) -> None:
    rng = np.random.default_rng(200 + seed)
    for n in range(40):
        model = models.random_common(rng) if n % 2 else models.random_options(rng, 4)
        g = slow.naive(model)
        bare, ruled = simultaneous(model), stability(model, ["sim"]).of("sim")
        for i in range(g.count):
            for s in g.states:
                assert bare[i, s] == slow.simultaneous(g, i, s)
                assert ruled[i, s] == slow.sim(g, i, s)


@pytest.mark.parametrize("seed", range(10))
def test_the_search_gives_what_the_rounds_give(seed: int) -> None:
    """The fallback for slow fixpoints is the same search with plain moves."""
    rng = np.random.default_rng(300 + seed)
    for _ in range(20):
        model = models.random_options(rng, 6)
        plan = compiled.Plan.of(model)
        zero = np.zeros_like(model.ranks)
        for dm in range(len(model.dms)):
            rest = [j for j in range(len(model.dms)) if j != dm]
            by_search = plan._search(rest, model.ranks[dm], zero, plan._members(zero), True)
            np.testing.assert_array_equal(by_search, sweeps.worst_reached(model, rest, model.ranks[dm]))


@pytest.mark.parametrize("options", [9, 11, 13])
def test_larger_conflicts_get_the_same_verdicts_from_numpy_and_the_kernels(options: int) -> None:
    rng = np.random.default_rng(options)
    for direction in (("both",) * options, tuple(rng.choice(["both", "fwd", "back"], options).tolist())):
        base = models.random_options(rng, 1)
        model = replace(
            base,
            dms=("A", "B", "C"),
            options=tuple(f"o{k}" for k in range(options)),
            owner=tuple(int(x) for x in rng.integers(0, 3, options)),
            direction=direction,
            feasible=rng.random(1 << options) < 0.7,
            ranks=rng.integers(0, 300, (3, 1 << options)).astype(np.int32),
        )
        a, b = stability(model, FIVE, False), stability(model, FIVE, True)
        for concept in FIVE:
            np.testing.assert_array_equal(a.of(concept), b.of(concept), concept)


@pytest.mark.parametrize("seed", range(6))
def test_draws_are_judged_one_by_one(seed: int) -> None:
    rng = np.random.default_rng(350 + seed)
    for model in (models.random_options(rng, 4), models.random_arcs(rng)):
        for count in (3, 600):
            ranks = rng.integers(0, 5, (count, *model.ranks.shape)).astype(np.int32)
            together = stability_over(model, ranks, FIVE)
            for k in range(0, count, 97):
                one = stability(model.with_ranks(ranks[k]), FIVE)
                for concept in FIVE:
                    np.testing.assert_array_equal(together[concept][k], one.of(concept), concept)


def any_model(rng: np.random.Generator, most: int, unknown: float) -> models.GraphModel:
    model = models.random_arcs(rng) if rng.random() < 0.4 else models.random_options(rng, most)
    if rng.random() < 0.7:
        relation = models.random_relation(rng, len(model.dms), model.size, unknown)
        model = replace(model, relation=relation)
    return model


@pytest.mark.parametrize("seed", range(5))
def test_listed_states_are_the_same_conflict(seed: int) -> None:
    rng = np.random.default_rng(380 + seed)
    for _ in range(20):
        model = models.random_options(rng, 4)
        options = [(n, model.dms[w], d) for n, w, d in zip(model.options, model.owner, model.direction, strict=True)]
        states = model.states()
        listed = listed_model(model.dms, options, states.tolist(), model.ranks[:, states])
        a, b = stability(model, FIVE), stability(listed, FIVE)
        np.testing.assert_array_equal(a.stable[:, :, states], b.stable)


@pytest.mark.parametrize("seed", range(3))
def test_fuzzy_preferences_are_improvements_from_the_threshold_on(seed: int) -> None:
    rng = np.random.default_rng(390 + seed)
    model = models.random_options(rng, 3)
    size, count = model.size, len(model.dms)
    degrees = rng.integers(0, 101, (count, size, size))
    thresholds = [int(t) for t in rng.integers(1, 101, count)]
    relation = fuzzy_relation(degrees, thresholds)
    for p in range(count):
        for s in range(size):
            for q in range(size):
                satisfies = degrees[p, q, s] - degrees[p, s, q] >= thresholds[p]
                assert (relation[p, s, q] == 1) == satisfies
    replace(model, relation=relation)


@pytest.mark.parametrize("seed", range(8))
def test_the_four_readings_of_unknown_preferences(seed: int) -> None:
    rng = np.random.default_rng(400 + seed)
    for _ in range(40):
        model = any_model(rng, 3, 0.3)
        g = slow.naive(model)
        found = with_unknown(model, FIVE)
        for variant in "abcd":
            for concept in FIVE:
                table = found.of(variant, concept)
                for i in range(g.count):
                    for s in g.states:
                        expected = slow.stable_with_unknown(g, i, s, concept, variant)
                        assert table[i, s] == expected, (variant, concept, i, s)


@pytest.mark.parametrize("seed", range(4))
def test_strong_stability(seed: int) -> None:
    rng = np.random.default_rng(500 + seed)
    for _ in range(40):
        model = any_model(rng, 3, float(rng.choice([0.0, 0.3])))
        g = slow.naive(model)
        for variant in "abcd":
            found = by_strength(model, FIVE, variant)
            for c, concept in enumerate(FIVE):
                for i in range(g.count):
                    for s in g.states:
                        assert found.general[c, i, s] == slow.stable_with_unknown(g, i, s, concept, variant)
                        assert found.strong[c, i, s] == slow.strongly_stable(g, i, s, concept, variant)


@pytest.mark.parametrize("seed", range(6))
def test_coalitions_are_judged_by_the_definitions(seed: int) -> None:
    rng = np.random.default_rng(600 + seed)
    for _ in range(25):
        model = any_model(rng, 3, 0.1)
        g = slow.naive(model)
        found = coalition_stability(model, COALITION_CONCEPTS)
        for h, group in enumerate(found.coalitions):
            for c, concept in enumerate(COALITION_CONCEPTS):
                for s in g.states:
                    assert found.stable[h, c, s] == slow.coalition_stable(g, group, s, concept), concept
        for v in vulnerable(model, list(g.states)):
            assert v.target in slow.coalition_improvements(g, v.coalition, v.state)
            here, last = v.state, -1
            for dm, q in v.path:
                assert dm in v.coalition
                assert dm != last
                assert q in g.moves[dm][here]
                here, last = q, dm
            assert here == v.target


@pytest.mark.parametrize("seed", range(4))
def test_limited_moves_of_two_are_kilgours(seed: int) -> None:
    rng = np.random.default_rng(700 + seed)
    done = 0
    while done < 25:
        model = models.random_arcs(rng) if rng.random() < 0.5 else models.random_options(rng, 3)
        if len(model.dms) != 2 or (model.arcs is not None and model.size > 5):
            continue
        done += 1
        g = slow.naive(model)
        found = limited_moves(model, 4)
        for h in range(5):
            for i in range(2):
                for s in g.states:
                    assert found.ends[h, i, s] == slow.anticipated(g, (i, 1 - i), h, s)
        for leader in (0, 1):
            for s in g.states:
                held = slow.anticipated(g, (leader, 1 - leader), 2, s) == s and slow.nash(g, 1 - leader, s)
                assert (s in stackelberg(model, leader)) == held
        settled = non_myopic(model)
        far = limited_moves(model, settled.from_horizon + 2 * settled.period)
        tail = np.stack([far.stable(h) for h in range(settled.from_horizon, far.ends.shape[0])])
        np.testing.assert_array_equal(settled.stable, tail.all(axis=0))
        np.testing.assert_array_equal(settled.settled & ~settled.stable, ~tail.any(axis=0) & model.feasible)


@pytest.mark.parametrize("seed", range(4))
def test_limited_moves_of_more_start_with_nash_and_follow_the_reading(seed: int) -> None:
    rng = np.random.default_rng(750 + seed)
    for _ in range(15):
        model = models.random_options(rng, 3)
        g = slow.naive(model)
        for reading, worse in (("cautious", min), ("hopeful", max)):
            found = limited_moves(model, 3, reading)
            for i in range(g.count):
                for s in g.states:
                    assert found.stable(1)[i, s] == slow.nash(g, i, s)
                    ends = found.ends[2]
                    values = [worse(int(model.ranks[i, ends[j, q]]) for j in range(g.count) if j != i) for q in g.moves[i][s]]
                    stays = not values or max(values) <= model.ranks[i, s]
                    assert found.stable(3)[i, s] == stays


@pytest.mark.parametrize("seed", range(6))
def test_stories_agree_with_the_verdicts_and_their_replies_are_real(seed: int) -> None:
    rng = np.random.default_rng(800 + seed)
    for _ in range(20):
        model = models.random_arcs(rng) if rng.random() < 0.4 else models.random_options(rng, 4)
        g = slow.naive(model)
        for concept in FIVE:
            verdict = stability(model, [concept]).of(concept)
            for s in g.states:
                told = story(model, s, concept)
                assert told.holds() == verdict[:, s].all()
                assert len(told.sentences) == g.count
                for move in told.improvements:
                    assert move.target in slow.improvements(g, move.dm, s)
                    if move.reply is not None:
                        here, last = move.target, -1
                        for dm, q in move.reply:
                            allowed = g.moves[dm][here] if concept in ("gmr", "smr") else slow.improvements(g, dm, here)
                            assert q in allowed
                            assert dm not in (last, move.dm)
                            here, last = q, dm
                        assert g.not_better(move.dm, s, here)


@pytest.mark.parametrize("seed", range(4))
def test_paths_are_legal_and_shortest(seed: int) -> None:
    rng = np.random.default_rng(900 + seed)
    for _ in range(40):
        model = models.random_arcs(rng) if rng.random() < 0.5 else models.random_options(rng, 4)
        g = slow.naive(model)
        start = g.states[0]
        found = evolution(model, g.states, start)
        for ways, step in (
            (found.by_moves, lambda j, q, g=g: g.moves[j][q]),
            (found.by_improvements, lambda j, q, g=g: slow.improvements(g, j, q)),
        ):
            layers, length = {(start, -1)}, {start: 0}
            for depth in range(1, 3 * len(g.states) * g.count):
                layers = {(r, j) for q, last in layers for j in range(g.count) if j != last for r in step(j, q)}
                for q, _ in layers:
                    length.setdefault(q, depth)
                if not layers or len(length) == len(g.states):
                    break
            for goal, way in zip(found.goals, ways, strict=True):
                assert (None if way is None else len(way)) == length.get(goal)
                here, last = start, -1
                for dm, q in way or ():
                    assert dm != last
                    assert q in step(dm, here)
                    here, last = q, dm
                assert way is None or here == goal


@pytest.mark.parametrize("seed", range(5))
def test_inverse_conditions_are_exactly_those_under_which_the_state_holds(seed: int) -> None:
    rng = np.random.default_rng(1000 + seed)
    for _ in range(6):
        model = models.random_arcs(rng) if rng.random() < 0.5 else models.random_options(rng, 3)
        while np.count_nonzero(model.feasible) > 5:
            model = models.random_options(rng, 3)
        g = slow.naive(model)
        for concept in FIVE:
            for s in g.states:
                for dm, wanted in enumerate(conditions(model, s, concept)):
                    held = 0
                    rankings = list(permutations(range(len(g.states))))
                    for order in rankings:
                        ranks = model.ranks.copy()
                        ranks[dm, list(g.states)] = order
                        low = frozenset(q for q in g.states if ranks[dm, q] <= ranks[dm, s])
                        expected = slow.CONCEPTS[concept](slow.naive(model.with_ranks(ranks)), dm, s)
                        assert wanted.met(low) == expected
                        held += expected
                    assert ranking_share(wanted, len(g.states)) == Fraction(held, len(rankings))
                changes = minimal_changes(model, s, concept)
                for dm, change in enumerate(changes):
                    better = [q for q in g.states if g.better(dm, s, q)]
                    sizes = []
                    for bits in range(1 << len(better)):
                        fallen = frozenset(q for k, q in enumerate(better) if bits >> k & 1)
                        alone = [fallen if j == dm else frozenset() for j in range(g.count)]
                        new = slow.naive(model.with_ranks(apply_changes(model, s, alone)))
                        if slow.CONCEPTS[concept](new, dm, s):
                            sizes.append(fallen)
                    fewest = min(len(f) for f in sizes)
                    assert change.fewest == fewest
                    assert set(change.choices) == {f for f in sizes if len(f) == fewest}


def test_sampled_shares_come_near_the_counted_ones() -> None:
    model = models.random_options(np.random.default_rng(5), 3)
    s = int(model.states()[0])
    exact = Fraction(1)
    for wanted in conditions(model, s, "gmr"):
        exact *= ranking_share(wanted, int(model.feasible.sum()))
    assert abs(sampled_share(model, s, "gmr", 4000, 1) - exact) < Fraction(1, 20)


@pytest.mark.parametrize("seed", range(4))
def test_policy_stable_states_against_play_by_hand(seed: int) -> None:
    """With one opponent a play has one order: follow it step by step, over all plans of moving or staying."""
    rng = np.random.default_rng(1100 + seed)
    done = 0
    while done < 15:
        model = models.random_options(rng, 3)
        if len(model.dms) != 2:
            continue
        done += 1
        g = slow.naive(model)
        policies = np.tile(np.arange(model.size), (2, 1))
        for i in range(2):
            for s in g.states:
                policies[i, s] = rng.choice([s, *sorted(g.moves[i][s])])
        found = policy_stable(model, policies)
        assert set(found) == {s for s in g.states if all(policies[i, s] == s for i in range(2))}
        for s, unhappy in found.items():
            for i in range(2):
                assert (i in unhappy) == can_end_better(g, policies, i, s)


def can_end_better(g: slow.Naive, policies: np.ndarray, i: int, s: int) -> bool:
    """Whether some sequence of i's own moves, answered by the other's policy, ends above s."""
    seen: set[int] = set()
    todo = list(g.moves[i][s])
    while todo:
        q = todo.pop()
        if q in seen:
            continue
        seen.add(q)
        answer = int(policies[1 - i, q])
        if answer == q:
            if g.better(i, s, q):
                return True
            continue
        # i may stop here; then the other, having just moved, has nothing to answer but its own policy.
        todo.extend([answer, *g.moves[i][answer]])
    return False
