"""The form of the code: everything frozen, files short, no workplace named, examples that run."""

from __future__ import annotations

import ast
import doctest
import importlib
import re
import warnings
from pathlib import Path

import pytest

import winset

ROOT = Path(winset.__file__).parent
HOUSE = Path(__file__).resolve().parents[2]
MODULES = sorted(ROOT.rglob("*.py"))
LONGEST = 450


def name_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(("winset", *(part for part in parts if part != "__init__")))


def decorators(node: ast.ClassDef) -> list[str]:
    return [ast.unparse(decorator) for decorator in node.decorator_list]


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_every_record_is_frozen(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ClassDef):
            for text in decorators(node):
                if text.split("(")[0].endswith("dataclass"):
                    assert "frozen=True" in text, f"{node.name} is not frozen"
            if "BaseModel" in [ast.unparse(base) for base in node.bases]:
                assert "frozen=True" in ast.unparse(node), f"{node.name} is not frozen"


def test_a_case_and_a_result_cannot_be_changed() -> None:
    case = winset.load("doha2025")
    for record, field in (
        (case, "steps"),
        (case.file, "title"),
        (case.file.parties["us"], "name"),
        (winset.show(case), "answer"),
    ):
        with pytest.raises((AttributeError, TypeError, ValueError)):
            setattr(record, field, "something else")


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_no_module_is_long(path: Path) -> None:
    lines = len(path.read_text(encoding="utf-8").splitlines())
    assert lines <= LONGEST, f"{path.name} has {lines} lines; one topic a file"


# Words are cut so that this file does not name what it looks for.
WORKPLACE = re.compile(r"\.\./sha" r"red|(?<![\w.])/wo" r"rk(?:/|\b)(?!\w)|/tm" r"p/|mission/feat" r"ures|report_fac" r"ts")
TEXTS = (".py", ".yaml", ".md", ".toml", ".txt", ".json", ".cff", "")


def test_no_file_names_the_place_where_it_was_written() -> None:
    kept = [HOUSE / name for name in ("src", "catalogue", "tests", "docs", "benchmarks", ".ci")]
    files = [path for folder in kept if folder.is_dir() for path in sorted(folder.rglob("*"))]
    files += [path for path in HOUSE.iterdir() if path.suffix in TEXTS and not path.name.startswith(".")]
    seen = 0
    for path in files:
        if path.is_file() and path.suffix in TEXTS and "__pycache__" not in path.parts:
            seen += 1
            found = WORKPLACE.search(path.read_text(encoding="utf-8", errors="replace"))
            assert found is None, f"{path.relative_to(HOUSE)} names {found and found.group()!r}"
    assert seen > 100


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_every_example_in_a_docstring_runs(path: Path) -> None:
    if path.name == "__main__.py":
        return  # importing it runs the command line
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        done = doctest.testmod(
            importlib.import_module(name_of(path)), optionflags=doctest.ELLIPSIS | doctest.IGNORE_EXCEPTION_DETAIL
        )
    assert done.failed == 0


def test_there_are_examples() -> None:
    finder = doctest.DocTestFinder(exclude_empty=True)
    for name in winset.__all__:
        if name in ("Case", "CaseError"):
            continue
        function = getattr(winset, name)
        examples = [example for test in finder.find(function, name) for example in test.examples]
        assert examples or name == "loads", f"{name} has no example"
