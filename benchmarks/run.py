"""All benchmarks, as markdown: the machine and the day, then a table for each."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import attribution
import brief
import dates
import evidence
import import_time
from timing import machine


def deals() -> str:
    """Return what the benchmark of deal spaces prints, as a block; it needs the sources on the path."""
    here = Path(__file__).resolve().parents[1]
    done = subprocess.run([sys.executable, "-m", "benchmarks.deals"], check=True, capture_output=True, text=True, cwd=here)
    return f"### Deal spaces\n\n```text\n{done.stdout}```\n"


if __name__ == "__main__":
    print(machine())
    print()
    print(import_time.measured())
    print(brief.measured())
    # Dates and attribution need a corpus that the project does not carry: `python benchmarks/run.py FILE`.
    parts = [("Evidence", evidence)]
    if len(sys.argv) > 1:
        parts += [("Dates (MEANTIME, both halves)", dates), ("Attribution (MEANTIME, both halves)", attribution)]
    for title, part in parts:
        print(f"### {title}\n")
        part.main()
        print()
    print(deals())
