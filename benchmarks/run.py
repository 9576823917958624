"""All benchmarks, as markdown: the machine and the day, then a table for each."""

from __future__ import annotations

import brief
import import_time
from timing import machine

if __name__ == "__main__":
    print(machine())
    print()
    print(import_time.measured())
    print(brief.measured())
