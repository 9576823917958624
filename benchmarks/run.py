"""All benchmarks, as markdown: the machine and the day, then a table for each."""

from __future__ import annotations

import attribution
import brief
import dates
import evidence
import import_time
from timing import machine

if __name__ == "__main__":
    print(machine())
    print()
    print(import_time.measured())
    print(brief.measured())
    for title, part in (
        ("Dates (MEANTIME, both halves)", dates),
        ("Attribution (MEANTIME, both halves)", attribution),
        ("Evidence", evidence),
    ):
        print(f"### {title}\n")
        part.main()
        print()
