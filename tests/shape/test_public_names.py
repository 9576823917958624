"""What is public, pinned: a name that comes or goes is a decision, made here and in the change log."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import pytest

import winset

PUBLIC = [
    "Case",
    "CaseError",
    "acceptability",
    "ask",
    "attempts",
    "audit",
    "blockers",
    "brief",
    "claims",
    "deliverable",
    "diff",
    "disputes",
    "export",
    "falls",
    "flips",
    "frontier",
    "gaps",
    "hypergame",
    "leak",
    "load",
    "loads",
    "read",
    "retract",
    "show",
    "sidepay",
    "solve",
    "stability",
    "staged",
    "step",
    "threats",
    "timeline",
    "why",
    "winset",
]
WHAT_IFS = ["on", "without", "stage", "set", "seen_by", "variant"]
VERBS = sorted(
    [
        "export-gmcr",
        "hypergame",
        "leak",
        "stability",
        "threats",
        "brief",
        "check",
        "show",
        "why",
        "claims",
        "gaps",
        "timeline",
        "attempts",
        "winset",
        "frontier",
        "solve",
        "deliverable",
        "blockers",
        "ask",
        "flips",
        "diff",
        "audit",
        "disputes",
        "falls",
        "retract",
        "export",
        "resolve",
        "schema",
        "read",
        "accept",
        "review",
        "lock",
        "unlock",
        "new",
        "cases",
        "step",
        "sidepay",
        "acceptability",
        "staged",
        "import",
        "export-to",
    ]
)


def test_the_public_names_are_these() -> None:
    assert sorted(winset.__all__) == PUBLIC
    assert [name for name in dir(winset) if not name.startswith("_")] == PUBLIC
    for name in PUBLIC:
        assert getattr(winset, name).__module__.startswith("winset")


def test_every_public_function_takes_a_case_first_and_then_keywords() -> None:
    for name in PUBLIC:
        thing = getattr(winset, name)
        if name in ("Case", "CaseError", "load", "loads"):
            continue
        parameters = list(inspect.signature(thing).parameters.values())
        assert parameters[0].name == "case", name
        assert thing.__annotations__["return"] == "Result", name
        for parameter in parameters:
            if parameter.name in ("draws", "seed", "rows"):
                assert parameter.kind is inspect.Parameter.KEYWORD_ONLY, f"{name}({parameter.name})"


def test_every_what_if_is_a_method_of_a_case_and_returns_a_case() -> None:
    for name in WHAT_IFS:
        assert getattr(winset.Case, name).__annotations__["return"] == "Case"


def test_the_verbs_of_the_command_line_are_these(cli: Callable[..., Any]) -> None:
    from winset.cli import app

    assert sorted(str(command.name or command.callback.__name__) for command in app.registered_commands) == VERBS
    shown = cli("--help").out
    assert all(verb in shown for verb in VERBS)


def test_a_name_that_does_not_exist_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'simulat'"):
        winset.simulat  # noqa: B018


IMPORT = """
import sys, time
start = time.perf_counter()
import winset
print(f"{1000 * (time.perf_counter() - start):.1f} ms")
heavy = {"numpy", "pydantic", "numba", "yaml", "typer", "rich", "pandas"} & set(sys.modules)
assert not heavy, heavy
winset.load
assert "numpy" not in sys.modules
"""


def test_importing_the_package_loads_nothing_heavy(spawned: Callable[..., Any]) -> None:
    ran = spawned("-c", IMPORT)
    assert (ran.status, ran.err) == (0, "")
    print(f"import winset: {ran.out.strip()}")


def test_checking_a_case_needs_no_numpy(spawned: Callable[..., Any]) -> None:
    code = "import sys, winset; winset.load('doha2025').stage(1).resolve(); assert 'numpy' not in sys.modules"
    ran = spawned("-c", code)
    assert (ran.status, ran.err) == (0, "")
