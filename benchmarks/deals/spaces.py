"""Seeded deal spaces for the benchmarks: worths per issue, integers, the same for every program."""

from __future__ import annotations

import numpy as np


def tables(parties: int, issues: int, values: int, kind: str = "percent", seed: int = 1) -> list[np.ndarray]:
    """Worth tables of shape (P, V), one per issue.

    `percent`: uniform integers 0 to 100. `weighted`: random values times random issue weights, in millionths.
    """
    rng = np.random.default_rng(seed)
    if kind == "percent":
        return [rng.integers(0, 101, (parties, values)) for _ in range(issues)]
    weights = rng.dirichlet(np.ones(issues), parties)
    return [np.rint(rng.random((parties, values)) * weights[:, i][:, None] * 1_000_000).astype(np.int64) for i in range(issues)]
