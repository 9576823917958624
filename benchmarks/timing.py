"""How the benchmarks time whole processes: each ten times, one after the other, in turn, so that noise falls on all alike."""

from __future__ import annotations

import datetime as dt
import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence

RUNS = 10


def machine() -> str:
    """Return one line that says where and when the figures were taken."""
    model = platform.processor() or platform.machine()
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as lines:
            model = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), model)
    except OSError:
        pass
    day = dt.datetime.now(dt.UTC).date().isoformat()
    return f"{model}, {os.cpu_count()} processors, {platform.system()}, Python {platform.python_version()}; {day}"


def whole_process(command: Sequence[str]) -> float:
    """Return the seconds from starting `command` to its end."""
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def inside(statement: str) -> float:
    """Return the seconds that `statement` takes in a Python of its own, its start left out."""
    code = f"import time; t = time.perf_counter(); {statement}; print(time.perf_counter() - t)"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    return float(done.stdout)


def table(title: str, taken: Mapping[str, Sequence[float]]) -> str:
    """Return a markdown table of the smallest and the middle time of each row, in milliseconds."""
    lines = [f"### {title}", "", "| what | minimum ms | median ms | runs |", "|---|---:|---:|---:|"]
    for what, times in taken.items():
        lines.append(f"| {what} | {1000 * min(times):.0f} | {1000 * statistics.median(times):.0f} | {len(times)} |")
    return "\n".join([*lines, ""])
