"""Time of `winset brief` as a whole process, warm, beside a Python that only starts and one that imports numpy."""

from __future__ import annotations

import sys

from timing import RUNS, machine, table, whole_process

COMMANDS = {
    "`winset brief doha2025`": [sys.executable, "-m", "winset", "brief", "doha2025"],
    "`winset brief orvan`": [sys.executable, "-m", "winset", "brief", "orvan"],
    "`winset check doha2025`": [sys.executable, "-m", "winset", "check", "doha2025"],
    "`python -c 'import numpy'`": [sys.executable, "-c", "import numpy"],
    "`python -c pass`": [sys.executable, "-c", "pass"],
}


def measured(runs: int = RUNS) -> str:
    """Return the figures as a markdown table."""
    taken: dict[str, list[float]] = {what: [] for what in COMMANDS}
    for _ in range(runs + 1):
        for what, command in COMMANDS.items():
            taken[what].append(whole_process(command))
    # The first round fills the disk's cache.
    return table("Whole processes", {what: times[1:] for what, times in taken.items()})


if __name__ == "__main__":
    print(machine())
    print()
    print(measured())
