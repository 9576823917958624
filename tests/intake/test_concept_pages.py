"""The code on the concept pages of reading and evidence runs as printed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

PAGES = Path(__file__).parents[2] / "docs" / "concepts"


@pytest.mark.parametrize("name", ["reading-dates.md", "attribution.md", "independence.md"])
def test_the_code_on_the_page_runs(name: str) -> None:
    code = re.findall(r"```python\n(.*?)```", (PAGES / name).read_text(encoding="utf-8"), re.S)
    assert code
    scope: dict[str, object] = {}
    for block in code:
        exec(compile(block, name, "exec"), scope)
