"""Who may import whom. The table is the design; change both in one visible commit.

A module may import from a lower level, from its own package, and from its own level only where `BESIDE` says so. An import
inside a function counts as well.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import winset

ROOT = Path(winset.__file__).parent
LEVELS = (
    ("errors", "values", "statements"),
    ("registry", "results", "engine"),
    ("case", "report"),
    ("arrays",),
    ("deals", "conflict", "bargaining", "learning", "intake", "evidence", "exchange", "vault"),
    ("analyses",),
    ("cli", "cli_conflict", "cli_deals", "cli_evidence", "cli_options", "cli_reading", "cli_review", "__main__", "desk"),
)
LEVEL = {name: level for level, names in enumerate(LEVELS) for name in names}
BESIDE = {
    ("cli", "cli_conflict"),
    ("cli", "cli_deals"),
    ("cli", "cli_evidence"),
    ("cli", "cli_options"),
    ("cli", "cli_reading"),
    ("cli_conflict", "cli_options"),
    ("cli_deals", "cli_options"),
    ("cli_evidence", "cli_options"),
    ("cli_reading", "cli_options"),
    ("cli_reading", "cli_review"),
    ("__main__", "cli"),
}
# A report reads results and nothing of a case.
REPORT_READS = {"errors", "values", "results", "report"}
NUMPY_FROM = 3
HEAVY = {"numpy": NUMPY_FROM, "numba": NUMPY_FROM, "scipy": NUMPY_FROM}
MODULES = sorted(path for path in ROOT.rglob("*.py") if path != ROOT / "__init__.py")


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


def part_of(module: str) -> str:
    """The name of the level table that a module belongs to: ``case`` for ``winset.case.reader``."""
    return module.split(".")[0]


def imports(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Every imported module with its line; ``from winset import x`` is read as ``winset.x``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, node.lineno
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"line {node.lineno}: write imports out in full"
            module = node.module or ""
            for alias in node.names:
                yield (f"winset.{alias.name}" if module == "winset" else module), node.lineno


def wrong(module: str, source: str) -> list[str]:
    """What is wrong with the imports of a module."""
    part, found = part_of(module), []
    for imported, line in imports(ast.parse(source)):
        if imported.split(".")[0] in HEAVY and LEVEL[part] < HEAVY[imported.split(".")[0]]:
            found.append(f"{module}:{line}: {imported} may be imported from level {NUMPY_FROM} up, not on level {LEVEL[part]}")
        if not imported.startswith("winset.") or imported == "winset.__version__":
            continue
        other = part_of(imported.removeprefix("winset."))
        if other not in LEVEL:
            found.append(f"{module}:{line}: winset.{other} stands in no level of the table")
        elif other != part and LEVEL[other] >= LEVEL[part] and (part, other) not in BESIDE:
            found.append(f"{module}:{line}: level {LEVEL[part]} imports {imported} of level {LEVEL[other]}")
        elif part == "report" and other not in REPORT_READS:
            found.append(f"{module}:{line}: a report reads results only, not {imported}")
    return found


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_imports_only_what_lies_below_it(path: Path) -> None:
    assert part_of(name_of(path)) in LEVEL, "a new part of the program has its place in the table"
    assert wrong(name_of(path), path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("values", "import numpy"),
        ("case.check", "def f():\n    import numpy as np"),
        ("case.check", "from winset.arrays.deal_space import deal_space"),
        ("case.check", "from winset.report.text import console"),
        ("report.text", "from winset.case.case import Case"),
        ("deals.space", "from winset.conflict.moves import moves"),
        ("arrays.draws", "from winset.deals import space"),
        ("analyses.brief", "def f():\n    from winset.cli import main"),
        ("deals.space", "from winset.elsewhere import x"),
    ],
)
def test_a_wrong_import_is_found(module: str, source: str) -> None:
    assert wrong(module, source)


def at_the_top(path: Path) -> set[str]:
    """Modules imported as soon as the module at `path` is."""
    body = ast.parse(path.read_text(encoding="utf-8")).body
    found = [node for node in body if isinstance(node, ast.Import | ast.ImportFrom)]
    names = {name for node in found for name, _ in imports(node)}
    # ``from winset.deals import kernels`` imports a module as well.
    parts = {f"{n.module}.{alias.name}" for n in found if isinstance(n, ast.ImportFrom) for alias in n.names}
    return names | parts


def test_numba_waits_until_a_function_needs_it() -> None:
    top = {f"winset.{name_of(path)}": at_the_top(path) for path in MODULES}
    compiled = {module for module, names in top.items() if any(name.split(".")[0] == "numba" for name in names)}
    for module, names in top.items():
        assert not names & compiled, f"{module} imports numba before it is needed"


def test_a_brief_of_a_small_case_needs_no_numba(spawned: Callable[..., Any]) -> None:
    code = "import sys, winset; winset.brief(winset.load('doha2025')); assert 'numba' not in sys.modules"
    ran = spawned("-c", code)
    assert (ran.status, ran.err) == (0, "")


def test_the_package_itself_imports_nothing_before_it_is_asked() -> None:
    tree = ast.parse((ROOT / "__init__.py").read_text(encoding="utf-8"))
    top = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
    assert {name for node in top for name, _ in imports(node)} <= {"__future__", "importlib", "typing"}
