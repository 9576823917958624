"""How long the conflict engine takes, and against the naive way: `python -m benchmarks.conflict`."""

from __future__ import annotations

import os

# Before numpy is imported: the naive way may use one core only, as we do.
for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"):
    os.environ.setdefault(name, "1")
