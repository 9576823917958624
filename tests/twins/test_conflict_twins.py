"""The kernels against the definitions, on thousands of random small conflicts."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parent))

import models
import naive_conflict as slow

from winset.conflict.concepts import simultaneous, stability

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
        model = models.random_options(rng, 4)
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
    for _ in range(40):
        model = models.random_options(rng, 4)
        g = slow.naive(model)
        bare, ruled = simultaneous(model), stability(model, ["sim"]).of("sim")
        for i in range(g.count):
            for s in g.states:
                assert bare[i, s] == slow.simultaneous(g, i, s)
                assert ruled[i, s] == slow.sim(g, i, s)
