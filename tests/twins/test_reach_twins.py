"""Where groups get to, by sets of states: against legal sequences followed one by one."""

from __future__ import annotations

import itertools
import sys
import time
from functools import partial
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parent))

import conflict_models as models
import naive_conflict as slow

from winset.arrays.graph_model import GraphModel
from winset.conflict.coalition_sweeps import CONCEPTS, group_stays
from winset.conflict.coalitions import _by_matrices, all_coalitions, vulnerable
from winset.conflict.inverse import _smallest, apply_changes, joint_changes, minimal_changes
from winset.conflict.moves import legal_path, one_step
from winset.conflict.reach import reached, shortest_way


def some_model(rng: np.random.Generator) -> GraphModel:
    return models.random_arcs(rng) if rng.random() < 0.5 else models.random_options(rng, 5)


@pytest.mark.parametrize("seed", range(12))
def test_what_a_group_reaches_and_its_first_shortest_way_are_those_of_the_search(seed: int) -> None:
    rng = np.random.default_rng(seed)
    none = some = 0
    for _ in range(5):
        model = some_model(rng)
        g = slow.naive(model)
        for group in all_coalitions(g.count):
            found = reached(model, group, list(g.states))
            for k, s in enumerate(g.states):
                assert set(np.flatnonzero(found[k]).tolist()) - {s} == slow.any_moves(g, group, s) - {s}
                for target in g.states:
                    if target == s:
                        continue
                    way = shortest_way(model, group, s, target)
                    assert way == legal_path(group, s, target.__eq__, partial(one_step, model))
                    none, some = none + (way is None), some + (way is not None)
    assert none
    assert some


@pytest.mark.parametrize("seed", range(6))
def test_every_state_and_group_that_would_leave_is_found(seed: int) -> None:
    rng = np.random.default_rng(50 + seed)
    for _ in range(25):
        model = some_model(rng)
        g = slow.naive(model)
        found = {(v.state, v.coalition, v.target) for v in vulnerable(model, list(g.states))}
        groups = [group for group in all_coalitions(g.count) if len(group) > 1]
        assert found == {(s, h, q) for s in g.states for h in groups for q in slow.coalition_improvements(g, h, s)}
        first = {(v.state, v.coalition): v.target for v in vulnerable(model, list(g.states), ways=1)}
        assert first == {(s, h): min(q for a, b, q in found if (a, b) == (s, h)) for s, h, _ in found}


@pytest.mark.parametrize("seed", range(8))
def test_groups_are_judged_by_sweeps_as_by_matrices_and_by_the_definitions(seed: int) -> None:
    rng = np.random.default_rng(80 + seed)
    for most in (3, 3, 4, 6, 7):
        model = models.random_options(rng, most)
        g, groups = slow.naive(model), all_coalitions(len(model.dms))
        by_matrices = _by_matrices(model, groups, CONCEPTS)
        for h, group in enumerate(groups):
            for c, (concept, stays) in enumerate(group_stays(model, group, CONCEPTS).items()):
                np.testing.assert_array_equal(stays, by_matrices[h, c, model.states()], concept)
                if model.size <= 16:
                    assert stays.tolist() == [slow.coalition_stable(g, group, s, concept) for s in g.states]


@pytest.mark.parametrize("seed", range(4))
def test_alternatives_that_contain_another_are_left_out_as_by_looking_at_all_pairs(seed: int) -> None:
    rng = np.random.default_rng(120 + seed)
    for _ in range(300):
        low = 0 if rng.random() < 0.3 else 1
        sets = [frozenset(rng.integers(0, 7, int(rng.integers(low, 4))).tolist()) for _ in range(int(rng.integers(1, 9)))]
        found = _smallest(sets)
        assert len(found) == len(set(found))
        assert set(found) == {a for a in sets if not any(b < a for b in sets)}
        if sets[0] in found:
            assert found[0] == sets[0]


def test_changes_taken_together_hold_where_they_are_said_to_and_each_alone_is_not_enough() -> None:
    rng = np.random.default_rng(142)
    seen = {"first": 0, "other": 0, "none": 0}
    for _ in range(1500):
        model = models.random_options(rng, 5)
        s = int(rng.choice(model.states()))
        for concept in ("seq", "sseq"):
            changes = minimal_changes(model, s, concept)
            ways = list(itertools.islice(itertools.product(*(change.choices for change in changes)), 101))
            if sum(change.fewest > 0 for change in changes) < 2 or len(ways) > 100:
                continue
            found = joint_changes(model, s, concept, changes)
            for way in ways[: ways.index(found) + 1] if found else ways:
                g = slow.naive(model.with_ranks(apply_changes(model, s, way)))
                assert all(slow.CONCEPTS[concept](g, i, s) for i in range(g.count)) == (way == found)
            seen["none" if found is None else "first" if found == ways[0] else "other"] += 1
    assert all(seen.values()), seen


def test_a_dozen_states_of_4096_are_searched_within_seconds() -> None:
    rng = np.random.default_rng(9)
    owner = tuple(k % 3 for k in range(12))
    ranks = rng.integers(0, 4096, (3, 4096)).astype(np.int32)
    names = tuple(f"o{k}" for k in range(12))
    model = GraphModel(("A", "B", "C"), names, owner, ("both",) * 12, rng.random(4096) < 0.9, ranks)
    start = time.process_time()
    assert vulnerable(model, model.states()[:12].tolist(), ways=1)
    assert time.process_time() - start < 5
