"""Slices of draws, shown as progress on a terminal when they take long, and cut short by an interruption."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator

CELLS = 4_000_000
PATIENCE = 2.0


def slices(draws: int, cells: int, label: str = "draws") -> Iterator[slice]:
    """Yield slices of `draws`, each of at most `CELLS` cells (`cells` a draw).

    After `PATIENCE` seconds a line on a terminal's stderr says how far it is. Who loops catches KeyboardInterrupt and keeps
    the draws counted so far.
    """
    step = max(1, CELLS // max(1, cells))
    start = time.monotonic()
    told = False
    for first in range(0, draws, step):
        if first and time.monotonic() - start > PATIENCE and sys.stderr.isatty():
            told = True
            sys.stderr.write(f"\r{label}: {first:,} of {draws:,} (Ctrl-C keeps these)")
            sys.stderr.flush()
        yield slice(first, min(draws, first + step))
    if told:
        sys.stderr.write("\r" + " " * 60 + "\r")
