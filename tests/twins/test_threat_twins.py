"""What a threat must cost its issuer, against the definition: draw by draw, state by state, in fractions."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from winset.analyses.threatening import threshold
from winset.arrays.conflict_preferences import StateWorths


@pytest.mark.parametrize("seed", range(10))
def test_the_threshold_is_the_costliest_state_of_each_draw_and_then_its_range(seed: int) -> None:
    rng = np.random.default_rng(seed)
    for _ in range(30):
        draws, states = int(rng.integers(1, 6)), int(rng.integers(2, 9))
        worth = StateWorths(rng.integers(-4, 5, (draws, states)), rng.integers(1, 4, draws), draws > 1)
        pairs = [(int(a), int(b)) for a, b in rng.integers(0, states, (int(rng.integers(1, 5)), 2))]
        of_draw = []
        for k in range(draws):
            gaps = [Fraction(int(worth.values[k, a]) - int(worth.values[k, b]), int(worth.scale[k])) for a, b in pairs]
            of_draw.append(max(gaps))
        assert threshold(worth, pairs) == (min(of_draw), max(of_draw))
