"""Time of `import winset` beside that of `import numpy`, each in a Python of its own."""

from __future__ import annotations

from timing import RUNS, inside, machine, table

STATEMENTS = {"`import winset`": "import winset", "`import numpy`": "import numpy", "nothing": "pass"}


def measured(runs: int = RUNS) -> str:
    """Return the figures as a markdown table."""
    taken: dict[str, list[float]] = {what: [] for what in STATEMENTS}
    for _ in range(runs + 1):
        for what, statement in STATEMENTS.items():
            taken[what].append(inside(statement))
    # The first round fills the disk's cache.
    return table("Import", {what: times[1:] for what, times in taken.items()})


if __name__ == "__main__":
    print(machine())
    print()
    print(measured())
