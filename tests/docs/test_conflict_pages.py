"""The code on the pages about conflicts runs and prints what the page says."""

from __future__ import annotations

import doctest
from pathlib import Path

import pytest

PAGES = Path(__file__).parents[2] / "docs" / "concepts"


@pytest.mark.parametrize("page", ["stability.md", "hypergame.md"])
def test_the_code_on_the_page_runs(page: str) -> None:
    failed, tried = doctest.testfile(str(PAGES / page), module_relative=False)
    assert tried > 10
    assert failed == 0
