"""Times the deal-space engine: targets, growth and, if their environment is given, ratios to peers.

    PYTHONPATH=src python -m benchmarks.deals [--peers PEER_PYTHON] [--plot docs/concepts/growth.svg] [--json
    OUT]

Every figure is the median of three warm runs in a process of its own (numba's compiled loops are on disk
after the first), with that process's peak memory. Those times are of the clock; growth and the ratios to peers are
of the processor, so that other work on the machine is not counted. The peers' environment is a throw-away one with
negmas, moocore, paretoset and pymoo; nothing here imports them.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from benchmarks.deals.spaces import tables
from winset.deals.acceptability import acceptability
from winset.deals.counting import count_deals
from winset.deals.exact import exact_frontier, one_deal_each
from winset.deals.factors import factored_space
from winset.deals.optimum import optimum

TARGETS = {
    "frontier 20x5 n=2": (0.1, lambda kind: frontier(2, 20, 5, kind)),
    "frontier 20x5 n=3": (0.2, lambda kind: frontier(3, 20, 5, kind)),
    "frontier 20x5 n=4": (2.0, lambda kind: frontier(4, 20, 5, kind)),
    "frontier 20x5 n=5": (10.0, lambda kind: frontier(5, 20, 5, kind)),
    "frontier 50x10 n=2": (0.2, lambda kind: frontier(2, 50, 10, kind)),
    "nash 100x10 n=8": (2.0, lambda kind: solution("nash", 8, 100, 10, kind)),
    "max-min 20x5 n=8": (2.0, lambda kind: solution("egalitarian", 8, 20, 5, kind)),
    "kalai-smorodinsky 20x5 n=8": (2.0, lambda kind: solution("kalai_smorodinsky", 8, 20, 5, kind)),
    "count 20x5 one party": (None, lambda kind: counted(kind)),
    "win-set share, 10,000 draws of 10^6 deals, n=3": (None, lambda kind: shares(("winset",))),
    "efficient and Nash share, 10,000 draws, n=3": (None, lambda kind: shares(("efficient", "nash"))),
}


def frontier(parties: int, issues: int, values: int, kind: str, count: bool = False) -> tuple[Callable[[], object], Callable]:
    space = factored_space(tables(parties, issues, values, kind))
    return lambda: exact_frontier(space, rational=False, count=count), lambda found: f"{len(found.points):,} points"


def solution(concept: str, parties: int, issues: int, values: int, kind: str) -> tuple[Callable[[], object], Callable]:
    space = factored_space(tables(parties, issues, values, kind))
    return lambda: optimum(space, concept), lambda found: f"{found.ties} deals, score {float(found.score):.6g}"


def counted(kind: str) -> tuple[Callable[[], object], Callable]:
    worth = tables(1, 20, 5, "percent")
    space = factored_space(worth, [1000])
    return lambda: count_deals(space, [0]), lambda n: f"{n:,} of {space.size:,} deals"


def shares(what: tuple[str, ...]) -> tuple[Callable[[], object], Callable]:
    rng = np.random.default_rng(0)
    space = factored_space(tables(3, 6, 10))
    weights = np.rint(rng.dirichlet(np.ones(6), (10_000, 3)) * 1000).astype(np.int64)
    floor = rng.integers(30_000, 60_000, (10_000, 3))

    def run() -> object:
        *_, last = acceptability(space, weights, floor, what=what)
        return last

    return run, lambda last: f"{last.draws:,} draws"


def one(name: str, kind: str, repeats: int) -> dict[str, object]:
    run, tell = TARGETS[name][1](kind)
    times = []
    for _ in range(repeats + 1):
        start = time.perf_counter()
        found = run()
        times.append(time.perf_counter() - start)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        "name": name,
        "kind": kind,
        "first": times[0],
        "seconds": statistics.median(times[1:]),
        "megabytes": peak,
        "found": tell(found),
    }


def machine() -> str:
    """Return one line that says where and when the figures were taken."""
    model = platform.machine()
    cpus = Path("/proc/cpuinfo")
    if cpus.is_file():
        names = (line.partition(":")[2].strip() for line in cpus.read_text().splitlines() if line.startswith("model name"))
        model = next(names, model)
    versions = f"Python {platform.python_version()}, numpy {np.__version__}"
    return f"{model}, {os.cpu_count()} processors, {versions}; {datetime.now(UTC).date().isoformat()}"


def child(*arguments: str) -> str:
    return subprocess.run(
        [sys.executable, "-m", "benchmarks.deals", *arguments], check=True, capture_output=True, text=True
    ).stdout


def growth() -> list[dict[str, float]]:
    """CPU seconds (least of three) against the frontier's size and the number of issues, for 2 to 5 parties."""
    rows = []
    for parties, most in ((2, 200), (3, 60), (4, 20), (5, 18)):
        for issues in (5, 8, 10, 12, 15, 18, 20, 30, 40, 60, 100, 150, 200):
            if issues > most:
                break
            space = factored_space(tables(parties, issues, 5))
            times = []
            for _ in range(3):
                start = time.process_time()
                found = exact_frontier(space, rational=False, count=False)
                times.append(time.process_time() - start)
            rows.append(
                {
                    "parties": parties,
                    "issues": issues,
                    "points": len(found.points),
                    "seconds": min(times),
                }
            )
            print(
                f"  n={parties} {issues:4d} issues x 5: {len(found.points):9,} points {rows[-1]['seconds']:9.4f} s",
                flush=True,
            )
    return rows


def plot(rows: list[dict[str, float]]) -> str:
    """Two log-log panels as SVG: time against points, time against issues."""
    colours = {2: "#1b6ca8", 3: "#2a9d5c", 4: "#c77d0a", 5: "#b3261e"}
    out = [
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 760 330" font-family="sans-serif" font-size="11">',
        '<rect width="760" height="330" fill="white"/>',
    ]
    low = min(np.log10(r["seconds"]) for r in rows)
    high = max(np.log10(r["seconds"]) for r in rows)
    for panel, (key, title) in enumerate((("points", "points on the frontier"), ("issues", "issues of 5 values"))):
        left = 60 + panel * 375
        xs = [np.log10(r[key]) for r in rows]
        x0, x1 = min(xs), max(xs)

        def place(x: float, y: float, left: float = left, x0: float = x0, x1: float = x1) -> str:
            return f"{left + 300 * (x - x0) / (x1 - x0):.1f},{280 - 250 * (y - low) / (high - low):.1f}"

        out.append(f'<path d="M{left},30V280H{left + 300}" fill="none" stroke="#444"/>')
        out.append(f'<text x="{left + 150}" y="318" text-anchor="middle">{title}</text>')
        for p in range(int(np.ceil(low)), int(np.floor(high)) + 1):
            x, y = place(x0, p).split(",")
            out.append(f'<text x="{float(x) - 6}" y="{float(y) + 4}" text-anchor="end">{10.0**p:g} s</text>')
        for p in range(int(np.ceil(x0)), int(np.floor(x1)) + 1):
            x, _ = place(p, low).split(",")
            out.append(f'<text x="{x}" y="296" text-anchor="middle">{10**p:,}</text>')
        for parties, colour in colours.items():
            mine = [r for r in rows if r["parties"] == parties]
            path = " ".join(place(np.log10(r[key]), np.log10(r["seconds"])) for r in mine)
            out.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
            if panel == 0:
                out.append(f'<text x="{left + 15}" y="{34 + 15 * parties}" fill="{colour}">{parties} parties</text>')
    return "\n".join([*out, "</svg>", ""])


def ours(parties: int, issues: int, values: int, kind: str) -> tuple[float, int]:
    """Median CPU seconds to the frontier, deals counted, one listed for each point; and its size."""
    space = factored_space(tables(parties, issues, values, kind))
    runs = []
    for _ in range(16):
        start = time.process_time()
        found = exact_frontier(space, rational=False)
        one_deal_each(found)
        runs.append(time.process_time() - start)
    return statistics.median(runs[1:]), len(found.points)


def peers(python: str) -> list[dict[str, object]]:
    """Ratios to the peers in their own environment, same spaces, same run; CPU seconds, so that a busy machine is no excuse."""
    rows = []
    script = str(Path(__file__).parent / "peers.py")
    cases = [
        (2, 7, 10, "percent", ["7", "10", "2"]),
        (3, 7, 10, "percent", ["7", "10", "3"]),
        (2, 20, 10, "percent", ["bilateral", "20", "10", "percent"]),
        (2, 20, 10, "weighted", ["bilateral", "20", "10", "weighted"]),
    ]
    for parties, issues, values, kind, arguments in cases:
        mine, size = ours(parties, issues, values, kind)
        print(
            f"{issues} issues x {values} values, n={parties}: winset {mine * 1000:.2f} ms with deals, {size:,} points",
            flush=True,
        )
        text = subprocess.run([python, script, *arguments], capture_output=True, text=True, check=False)
        for line in text.stdout.splitlines():
            row = json.loads(line)
            if "error" in row:
                print(f"  {row['peer']}: {row['error']}", flush=True)
                continue
            agree = "same" if row["points"] == size else f"{row['points']:,} points instead"
            full = row["seconds"] + row["enumeration"]
            print(
                f"  {row['peer']:24s} {row['seconds']:8.3f} s + {row['enumeration']:.3f} s listing: "
                f"{full / mine:7,.0f}x with it, {row['seconds'] / mine:7,.0f}x without; {agree}",
                flush=True,
            )
            rows.append({**row, "parties": parties, "issues": issues, "kind": kind, "winset": mine})
        if text.returncode:
            print("  a peer stopped:", *text.stderr.strip().splitlines()[-1:], flush=True)
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--one")
    parser.add_argument("--kind", default="percent")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--peers")
    parser.add_argument("--only-peers", action="store_true")
    parser.add_argument("--plot", type=Path)
    parser.add_argument("--json", type=Path)
    chosen = parser.parse_args()
    if chosen.one:
        print(json.dumps(one(chosen.one, chosen.kind, chosen.repeats)))
        return
    print(machine(), flush=True)
    if chosen.only_peers:
        peers(chosen.peers)
        return
    results: dict[str, object] = {"machine": machine(), "targets": []}
    for name, (target, _) in TARGETS.items():
        for kind in ("percent", "weighted"):
            if kind == "weighted" and ("share" in name or "count" in name or name == "frontier 20x5 n=5"):
                continue
            row = json.loads(child("--one", name, "--kind", kind, "--repeats", str(chosen.repeats)))
            results["targets"].append(row)  # type: ignore[attr-defined]
            goal = "" if target is None else f"(target {target} s: {'met' if row['seconds'] < target else 'missed'})"
            print(
                f"{name:50s} {kind:9s} {row['seconds']:8.4f} s, first {row['first']:6.2f} s, "
                f"{row['megabytes']:6.0f} MB, {row['found']} {goal}",
                flush=True,
            )
    print("growth:")
    results["growth"] = rows = growth()
    if chosen.plot:
        chosen.plot.parent.mkdir(parents=True, exist_ok=True)
        chosen.plot.write_text(plot(rows))
    if chosen.peers:
        results["peers"] = peers(chosen.peers)
    if chosen.json:
        chosen.json.write_text(json.dumps(results, indent=1))


if __name__ == "__main__":
    main()
