"""The search tree over packed vectors says the same as comparing all sums with one another."""

from __future__ import annotations

import numpy as np
import pytest

from winset.deals import tree
from winset.deals.factors import factored_space
from winset.deals.undominated import descending, undominated


def naive_sums(front: np.ndarray, options: np.ndarray) -> set[tuple[int, ...]]:
    sums = {tuple(int(x) + int(y) for x, y in zip(f, o, strict=True)) for f in front for o in options}
    return {s for s in sums if not any(t != s and all(a >= b for a, b in zip(t, s, strict=True)) for t in sums)}


def antichain(rng: np.random.Generator, size: int, parties: int, span: int) -> np.ndarray:
    rows = rng.integers(-span, span + 1, (size, parties))
    return rows[undominated(rows)]


@pytest.mark.parametrize("span", [2, 60, 2**20, 2**45, 2**57], ids=["ties", "percent", "millionths", "large", "one lane a word"])
@pytest.mark.parametrize("threads", [False, True])
def test_sums_that_no_other_sum_dominates(span: int, threads: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if threads:
        monkeypatch.setattr(tree, "_THREADS_FROM", 0)
    words = set()
    for seed in range(40):
        rng = np.random.default_rng([seed, span % 1009])
        parties = int(rng.integers(2, 9))
        front = antichain(rng, int(rng.integers(1, 150)), parties, span)
        options = antichain(rng, int(rng.integers(1, 6)), parties, span)
        rows, chosen = tree.undominated_sums(front, options, None)
        got = [tuple(x) for x in (front[rows] + options[chosen]).tolist()]
        assert len(got) == len(set(got)), seed
        assert set(got) == naive_sums(front, options), seed
        reach = 2 * np.abs(options[:, None] - options[None]).max(axis=(0, 1))
        words.add(len(tree._lanes([int(x) for x in np.ptp(front, axis=0) + reach])[1]))
    assert max(words) == {2: 1, 60: 2, 2**20: 4, 2**45: 8, 2**57: 8}[span]


def test_sums_that_are_not_asked_for_are_left_out() -> None:
    for seed in range(60):
        rng = np.random.default_rng(seed)
        front, options = antichain(rng, 80, 4, 20), antichain(rng, 5, 4, 20)
        least = rng.integers(-20, 10)
        alive = front[:, :1] + options[None, :, 0] >= least
        rows, chosen = tree.undominated_sums(front, options, alive)
        got = {tuple(x) for x in (front[rows] + options[chosen]).tolist()}
        assert got == {s for s in naive_sums(front, options) if s[0] >= least}, seed


@pytest.mark.parametrize("parties", [3, 5, 8])
def test_vectors_alone(parties: int) -> None:
    for seed in range(40):
        rng = np.random.default_rng(seed)
        pool = np.unique(rng.integers(0, 4 if seed % 2 else 2**40, (300, parties)), axis=0)
        rows, _ = tree.undominated_sums(pool, np.zeros((1, parties), dtype=np.int64), None, alone=True)
        assert {tuple(x) for x in pool[rows].tolist()} == naive_sums(pool, np.zeros((1, parties), dtype=np.int64)), seed


def test_equal_and_lopsided_coordinates_still_make_a_shallow_tree() -> None:
    pool = np.zeros((4_000, 4), dtype=np.int64)
    pool[:, 0] = 2 ** np.minimum(np.arange(4_000), 40)
    pool[:, 1] = -np.arange(4_000)
    pool[:, 2] = np.arange(4_000) % 3
    rows, _ = tree.undominated_sums(pool, np.zeros((1, 4), dtype=np.int64), None, alone=True)
    # From row 40 on the first coordinate is the same and the second falls: nothing after the first few such rows remains.
    assert {tuple(x) for x in pool[rows].tolist()} == naive_sums(pool[:60], np.zeros((1, 4), dtype=np.int64))


@pytest.mark.parametrize("span", [5, 2**20, 2**57])
def test_the_order_is_the_lexicographic_one_whatever_the_words(span: int) -> None:
    for seed in range(20):
        rows = np.random.default_rng(seed).integers(-span, span, (200, 5))
        expected = sorted(range(200), key=lambda k: ([-int(x) for x in rows[k]], k))
        assert descending(rows).tolist() == expected


def test_worths_too_large_for_a_lane_go_to_whole_numbers_of_any_length() -> None:
    assert not factored_space([[[0, 2**58]]]).wide
    assert factored_space([[[0, 2**59]]]).wide
