"""Which comparisons decide, against counting them one by one over the draws and over the replies by definition."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parent))

import conflict_models as models
import naive_conflict as slow

from winset.arrays.graph_model import GraphModel
from winset.conflict.robustness import deciding_pairs


def judged(model: GraphModel, draws: np.ndarray, state: int, concept: str) -> list[bool]:
    games = [slow.naive(model.with_ranks(ranks)) for ranks in draws]
    return [all(slow.CONCEPTS[concept](g, i, state) for i in range(g.count)) for g in games]


def asked(model: GraphModel, draws: np.ndarray, state: int, concept: str) -> set[tuple[int, int, int]]:
    """Whom to ask about which two states: own comparisons, and every move of a reply that improves in some draw."""
    g = slow.naive(model)
    pairs = {(dm, state, q) for dm in range(g.count) for q in g.states}
    if concept not in ("seq", "sseq"):
        return pairs

    def would(dm: int, s: int) -> set[int]:
        return {q for q in g.moves[dm][s] if any(ranks[dm, q] > ranks[dm, s] for ranks in draws)}

    for leaver in range(g.count):
        rest = [j for j in range(g.count) if j != leaver]
        for target in would(leaver, state):
            # The last mover matters: who has just moved to a state does not reply there at once.
            ends = {(target, leaver)} | {(q, j) for j in rest for q in slow.reached(g, [j], target, would)}
            while True:
                more = {(r, j) for q, last in ends for j in rest if j != last for r in would(j, q)}
                if more <= ends:
                    break
                ends |= more
            ends = {e for e in ends if e == (target, leaver) or e[1] != leaver}
            pairs |= {(j, q, r) for q, last in ends for j in rest if j != last for r in g.moves[j][q] if q != state}
    return pairs


@pytest.mark.parametrize("concept", ["nash", "gmr", "seq", "sseq"])
@pytest.mark.parametrize("seed", range(4))
def test_the_comparisons_that_decide_are_those_counted_one_by_one(seed: int, concept: str) -> None:
    rng = np.random.default_rng(seed)
    replies = 0
    for _ in range(12):
        model = models.random_arcs(rng) if rng.random() < 0.3 else models.random_options(rng, 4)
        draws = rng.integers(0, 4, (6, *model.ranks.shape)).astype(np.int32)
        state = int(rng.choice(model.states()))
        held = judged(model, draws, state, concept)
        expected = set()
        for dm, than, other in asked(model, draws, state, concept):
            better = [bool(ranks[dm, other] > ranks[dm, than]) for ranks in draws]
            up, up_held = sum(better), sum(b and h for b, h in zip(better, held, strict=True))
            down, down_held = len(held) - up, sum(held) - up_held
            if up and down and up_held * down != down_held * up:
                expected.add((dm, than, other, up, up_held, down, down_held))
        found = deciding_pairs(replace(model, draws=draws), state, concept, most=10**6)
        got = [(p.dm, p.than, p.other, p.better, p.holds_if_better, p.worse, p.holds_if_worse) for p in found]
        assert len(got) == len(set(got))
        assert set(got) == expected
        replies += sum(p.than != state for p in found)
    assert bool(replies) == (concept in ("seq", "sseq"))


def test_a_reply_that_decides_is_named() -> None:
    """Go is better for A in every draw; whether B then hits is B's own comparison of 'go' with 'go, hit'."""
    model = GraphModel(("A", "B"), ("go", "hit"), (0, 1), ("both", "both"), np.ones(4, dtype=bool), np.zeros((2, 4), np.int32))
    draws = np.array([[[2, 3, 0, 1], [3, 2, 0, 1]], [[2, 3, 0, 1], [3, 1, 0, 2]]], dtype=np.int32)
    (first, *_) = deciding_pairs(replace(model, draws=draws), 0, "seq")
    assert (first.dm, first.than, first.other, first.decides()) == (1, 1, 3, True)
