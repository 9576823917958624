"""`python -m benchmarks.conflict`: a table of CPU seconds, memory and ratios, measured in this run.

One core; numba is compiled before anything is timed. The naive way at 2**12 takes minutes; `--quick` leaves
it and 2**24 out.
"""

from __future__ import annotations

import argparse
import platform
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np

from benchmarks.conflict import growth, naive_matrices
from winset.arrays.graph_model import GraphModel
from winset.conflict.concepts import stability, stability_over

FOUR = ("nash", "gmr", "smr", "seq")
THREE = ("nash", "gmr", "smr")


def conflict(options: int, count: int, share: float = 1.0, seed: int = 1) -> GraphModel:
    """Return a random conflict: strict random rankings, options dealt out evenly, `share` of it feasible."""
    rng = np.random.default_rng(seed)
    size = 1 << options
    ranks = np.empty((count, size), dtype=np.int32)
    for dm in range(count):
        ranks[dm] = rng.permutation(size)
    feasible = np.ones(size, dtype=bool) if share == 1.0 else rng.random(size) < share
    return GraphModel(
        tuple(f"D{i}" for i in range(count)),
        tuple(f"o{k}" for k in range(options)),
        tuple(sorted(k % count for k in range(options))),
        ("both",) * options,
        feasible,
        ranks,
    )


def timed(work: Callable[[], object], repeat: int = 3) -> float:
    """Return the least CPU seconds of a few runs."""
    best = float("inf")
    for _ in range(repeat):
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    return best


def peak_bytes(options: int, count: int, concepts: str) -> tuple[float, float]:
    """Return bytes per state and decision maker in a fresh process: model and all, and beyond the model."""
    code = (
        "import sys\n"
        "from benchmarks.conflict.__main__ import conflict\n"
        "from winset.conflict.concepts import stability\n"
        "stability(conflict(6, 2), sys.argv[3].split(), True)\n"
        "def peak():\n"
        "    lines = open('/proc/self/status').read().split('\\n')\n"
        "    return next(int(x.split()[1]) * 1024 for x in lines if x.startswith('VmHWM'))\n"
        "start = peak()\n"
        "m = conflict(int(sys.argv[1]), int(sys.argv[2]))\n"
        "built = peak()\n"
        "stability(m, sys.argv[3].split(), True)\n"
        "print(peak() - start, peak() - built)\n"
    )
    out = subprocess.run(
        [sys.executable, "-c", code, str(options), str(count), concepts],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    cells = (1 << options) * count
    return int(out[0]) / cells, int(out[1]) / cells


def row(*cells: object) -> None:
    print("| " + " | ".join(str(c) for c in cells) + " |", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--plot", metavar="FILE.svg", help="write the growth as a chart")
    arguments = parser.parse_args()
    quick = arguments.quick
    stability(conflict(6, 3, 0.5), FOUR, True)
    stability(conflict(6, 3), FOUR, True)

    print(f"Machine: {platform.machine()}, {processor()}; Python {platform.python_version()}, ", end="")
    print(f"numpy {np.__version__}; {date.today()}; CPU seconds, one core, least of three runs\n")
    row("states", "decision makers", "feasible", "concepts", "CPU s", "target s")
    row(*["---"] * 6)
    cases = [(16, 6, 1.0, FOUR, 0.2), (20, 6, 1.0, FOUR, 2.0), (20, 6, 0.5, FOUR, 2.5)]
    if not quick:
        cases.append((24, 4, 1.0, THREE, 4.0))
    for options, count, share, concepts, target in cases:
        model = conflict(options, count, share)
        for concept in concepts:
            used = timed(lambda model=model, c=concept: stability(model, [c]), 1 if options > 20 else 2)
            row(f"2^{options}", count, share, concept, f"{used:.3f}", "")
        used = timed(lambda model=model, c=concepts: stability(model, c), 1 if options > 20 else 3)
        row(f"2^{options}", count, share, "together", f"{used:.3f}", target)

    print("\nMemory, bytes per state and decision maker (fresh process, peak)\n")
    row("states", "decision makers", "concepts", "with the model", "beyond the model", "target")
    row(*["---"] * 6)
    for options, count, concepts in ((20, 6, FOUR), *(() if quick else ((24, 4, THREE),))):
        whole, beyond = peak_bytes(options, count, " ".join(concepts))
        row(f"2^{options}", count, " ".join(concepts), f"{whole:.1f}", f"{beyond:.1f}", 24)

    print("\nAgainst the naive matrix way, same conflict, same run\n")
    row("states", "decision makers", "naive s", "here s", "ratio", "same verdicts")
    row(*["---"] * 6)
    for options in (8, 10) if quick else (8, 10, 12):
        model = conflict(options, 4, 0.8)
        start = time.process_time()
        slow = naive_matrices.equilibria(model)
        naive = time.process_time() - start
        here = timed(lambda model=model: [stability(model, FOUR, True) for _ in range(20)]) / 20
        fast = stability(model, FOUR, True)
        same = all(np.array_equal(slow[c], fast.of(c)) for c in FOUR)
        row(f"2^{options}", 4, f"{naive:.3f}", f"{here:.6f}", f"{naive / here:,.0f}", same)

    print("\nPreference draws: 10,000 of a conflict of 2^10 states, Nash, GMR, SMR and SEQ\n")
    row("decision makers", "CPU s", "target s")
    row(*["---"] * 3)
    rng = np.random.default_rng(2)
    for count in (2, 4):
        model = conflict(10, count)
        draws = rng.integers(0, 1024, (10_000, count, 1024)).astype(np.int32)
        used = timed(lambda model=model, draws=draws: stability_over(model, draws), 1)
        row(count, f"{used:.2f}", 10)

    print("\nGrowth (6 decision makers, all feasible, CPU s)\n")
    row("states", *FOUR)
    row(*["---"] * 5)
    sizes = list(range(10, 19 if quick else 22))
    seconds: dict[str, list[float]] = {c: [] for c in FOUR}
    for options in sizes:
        model = conflict(options, 6)
        for c in FOUR:
            seconds[c].append(timed(lambda model=model, c=c: stability(model, [c], True), 2))
        row(f"2^{options}", *(f"{seconds[c][-1]:.4f}" for c in FOUR))
    if arguments.plot:
        Path(arguments.plot).write_text(growth.chart(sizes, seconds), encoding="utf-8")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"\nPeak memory of this run: {peak:,.0f} MB")


def processor() -> str:
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as lines:
            for line in lines:
                if line.startswith("model name"):
                    return line.split(":", 1)[1].strip()
    except OSError:
        pass
    return platform.processor() or "unknown processor"


if __name__ == "__main__":
    main()
