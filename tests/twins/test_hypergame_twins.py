"""Hypergames against their definitions: verdicts in the own view, moves by the believed views."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parent))

import conflict_models as models
import naive_conflict as slow

from winset.arrays.graph_model import GraphModel
from winset.conflict.concepts import stability
from winset.conflict.hypergame import aware, believed_game, first_level, regrets, second_level
from winset.conflict.leaks import aftermath, leak, leak_as_move


def random_view(rng: np.random.Generator, true: GraphModel) -> GraphModel:
    """Some options unseen, some states thought impossible, some preferences wrong."""
    kept = [k for k in range(len(true.options)) if rng.random() < 0.75] or [0]
    size = 1 << len(kept)
    feasible = rng.random(size) < 0.85
    feasible[0] = True
    if rng.random() < 0.3:
        feasible &= (np.arange(size) & 1) == 0  # the first option is there, but is never taken
    ranks = rng.integers(0, 5, (len(true.dms), size)).astype(np.int32)
    return GraphModel(
        true.dms,
        tuple(true.options[k] for k in kept),
        tuple(true.owner[k] for k in kept),
        tuple(true.direction[k] for k in kept),
        feasible,
        ranks,
    )


def knows(view: GraphModel, option: int) -> bool:
    return any(view.feasible[s] for s in range(len(view.feasible)) if s >> option & 1)


def seen_as(true: GraphModel, view: GraphModel, s: int, viewer: int) -> int | None:
    taken = {true.options[k] for k in range(len(true.options)) if s >> k & 1}
    known = {o for k, o in enumerate(view.options) if knows(view, k)}
    if any(true.owner[true.options.index(o)] == viewer for o in taken - known):
        return None
    number = sum(1 << k for k, name in enumerate(view.options) if name in taken and knows(view, k))
    return number if view.feasible[number] else None


def verdict(g: slow.Naive, i: int, s: int, concept: str) -> bool:
    return slow.CONCEPTS[concept](g, i, s)


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("concept", ["nash", "gmr", "smr", "seq", "sseq"])
def test_everybody_judges_by_the_own_view(seed: int, concept: str) -> None:
    rng = np.random.default_rng(seed)
    for _ in range(4):
        true = models.random_options(rng, 4)
        views = [random_view(rng, true) for _ in true.dms]
        found = first_level(true, views, concept)
        g, seen = slow.naive(true), [slow.naive(v) for v in views]
        for s in g.states:
            for p, view in enumerate(views):
                q = seen_as(true, view, s, p)
                assert found.recognised[p, s] == (q is not None)
                assert found.stable[p, s] == (q is not None and verdict(seen[p], p, q, concept))
                assert found.truly[p, s] == verdict(g, p, s, concept)
                unknown = [
                    k for k, o in enumerate(true.options) if o not in view.options or not knows(view, view.options.index(o))
                ]
                assert found.sees[p, s] == (q is not None and not any(s >> k & 1 for k in unknown))
        held = {s for s in g.states if all(found.stable[p, s] for p in range(g.count))}
        assert set(found.equilibria()) == held
        assert found.stealthy() == {
            s: blind for s in sorted(held) if (blind := tuple(p for p in range(g.count) if not found.sees[p, s]))
        }
        for s, wrong in found.by_mistake().items():
            assert wrong == tuple(p for p in range(g.count) if not verdict(g, p, s, concept))
            for p in wrong:
                assert regrets(true, s, p, concept) != []


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("concept", ["nash", "gmr", "smr", "seq", "sseq"])
def test_others_move_by_what_they_are_thought_to_see(seed: int, concept: str) -> None:
    rng = np.random.default_rng(50 + seed)
    for _ in range(4):
        true = models.random_options(rng, 4)
        pictures = [[random_view(rng, true) for _ in true.dms] for _ in true.dms]
        found = second_level(true, pictures, concept)
        for p, believed in enumerate(pictures):
            own = believed[p]
            frame = slow.naive(own)

            def degree(q: int, s: int, r: int, believed: list[GraphModel] = believed, p: int = p) -> int:
                view = believed[q]
                a, b = (s, r) if q == p else (seen_as(believed[p], view, x, q) for x in (s, r))
                worth = [0 if x is None else int(view.ranks[q, x]) for x in (a, b)]
                return (worth[1] > worth[0]) - (worth[1] < worth[0])

            moves = []
            for q in range(len(true.dms)):
                table = {}
                for s in frame.states:
                    allowed = set()
                    for r in frame.moves[q][s]:
                        view = believed[q]
                        changed = {own.options[k] for k in range(len(own.options)) if (s ^ r) >> k & 1}
                        known = seen_as(own, view, s, q) is not None and seen_as(own, view, r, q) is not None
                        if q == p or (known and changed <= {o for k, o in enumerate(view.options) if knows(view, k)}):
                            allowed.add(r)
                    table[s] = frozenset(allowed)
                moves.append(table)
            g = slow.Naive(len(true.dms), frame.states, tuple(moves), degree)
            for s in slow.naive(true).states:
                q = seen_as(true, own, s, p)
                assert found.stable[p, s] == (q is not None and verdict(g, p, q, concept))


def test_nobody_is_mistaken_when_everybody_sees_the_true_game() -> None:
    rng = np.random.default_rng(3)
    for _ in range(20):
        true = models.random_options(rng, 4)
        same = [true] * len(true.dms)
        for concept in ("nash", "gmr", "smr", "seq"):
            first = first_level(true, same, concept)
            assert first.by_mistake() == {}
            assert first.hidden() == []
            assert first.equilibria() == stability(true, [concept]).equilibria(concept)
            second = second_level(true, [same] * len(true.dms), concept)
            assert second.equilibria() == first.equilibria()
        assert aware([same] * len(true.dms)) == (False,) * len(true.dms)
        unchanged = leak(true, same, same)
        assert unchanged.gained == unchanged.lost == ()


def test_who_believes_that_somebody_sees_less_is_aware() -> None:
    rng = np.random.default_rng(4)
    true = models.random_options(rng, 4)
    view = random_view(rng, true)
    pictures = [[true] * len(true.dms) for _ in true.dms]
    pictures[1][0] = view
    assert aware(pictures) == tuple(p == 1 for p in range(len(true.dms)))
    assert believed_game(1, pictures[1]).dms == true.dms


@pytest.mark.parametrize("seed", range(5))
def test_a_leak_as_a_move_keeps_the_state_and_cannot_be_undone(seed: int) -> None:
    rng = np.random.default_rng(80 + seed)
    known = models.random_options(rng, 3)
    feasible = known.feasible & (rng.random(known.size) < 0.8)
    feasible[int(known.states()[0])] = True
    secret = GraphModel(known.dms, known.options, known.owner, known.direction, feasible, known.ranks.copy())
    joined = leak_as_move(secret, known, ["D1"])
    g, a, b = slow.naive(joined), slow.naive(secret), slow.naive(known)
    for i in range(g.count):
        for s in a.states:
            leaks = {s + known.size} if i == 1 and s in b.states else set()
            assert g.moves[i][s] == a.moves[i][s] | leaks
        for s in b.states:
            assert g.moves[i][s + known.size] == {q + known.size for q in b.moves[i][s]}


@pytest.mark.parametrize("seed", range(5))
def test_the_aftermath_lists_the_equilibria_that_improvements_lead_to(seed: int) -> None:
    rng = np.random.default_rng(90 + seed)
    for _ in range(10):
        known = models.random_options(rng, 4)
        secret = GraphModel(known.dms, known.options, known.owner, known.direction, known.feasible.copy(), known.ranks.copy())
        g = slow.naive(known)
        held = [s for s in g.states if all(slow.seq(g, i, s) for i in range(g.count))]
        for found in aftermath(secret, known, g.states):
            s = found.state
            reached = slow.improving_moves(g, range(g.count), s)
            expected = [s] if s in held else [e for e in held if e in reached]
            assert list(found.ends) == expected
            for i in range(g.count):
                gaps = [int(known.ranks[i, e]) - int(known.ranks[i, s]) for e in expected]
                if not gaps:
                    word = "open"
                elif all(x == 0 for x in gaps):
                    word = "same"
                elif min(gaps) >= 0:
                    word = "gains"
                else:
                    word = "loses" if max(gaps) <= 0 else "mixed"
                assert found.effect[i] == word
