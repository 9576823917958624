"""The code on the pages about conflicts runs and prints what the page says."""

from __future__ import annotations

import doctest
from pathlib import Path

import pytest

PAGES = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize(
    ("page", "fewest"), [("concepts/stability.md", 10), ("concepts/hypergame.md", 10), ("reference/published_conflicts.md", 5)]
)
def test_the_code_on_the_page_runs(page: str, fewest: int) -> None:
    failed, tried = doctest.testfile(str(PAGES / page), module_relative=False)
    assert tried > fewest
    assert failed == 0
