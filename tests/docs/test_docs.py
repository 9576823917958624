"""The documentation cannot lie: its code runs, its output is what is printed, its names exist, and nothing public is left out."""

from __future__ import annotations

import inspect
import re
import socket
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import typer
from docs_blocks import ROOT, agrees, blocks, commands, pages, run_command, run_python, write_file, written_by_hand
from pydantic import BaseModel

import winset
import winset.analyses.talking  # registers its questions
from winset import errors
from winset.analyses.questions import question
from winset.case.parts import Record
from winset.case.schema import CaseFile
from winset.cli import app
from winset.deals.solutions import concept

RUNNING = [page for page in pages() if any(block.word in ("python", "console") for block in blocks(page))]


def _id(page: Path) -> str:
    return str(page.relative_to(ROOT))


def _text(of: list[Path]) -> str:
    return "\n".join(page.read_text(encoding="utf-8") for page in of)


@pytest.fixture
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, a plain terminal, and no way out to any network."""

    def refused(self: socket.socket, address: Any) -> None:
        raise AssertionError(f"tried to reach {address}")

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(socket.socket, "connect", refused)
    for name in ("COLUMNS", "LINES", "FORCE_COLOR", "NO_COLOR", "TTY_COMPATIBLE", "JUPYTER_COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "dumb")
    return tmp_path


@pytest.mark.parametrize("page", RUNNING, ids=_id)
def test_the_code_of_a_page_runs_and_prints_what_the_page_says(page: Path, alone: Path) -> None:
    names: dict[str, Any] = {"__name__": "__page__"}
    for block in blocks(page):
        if block.file:
            write_file(block, alone)
        elif block.word == "python":
            wrong = run_python(block, names, _id(page))
            assert not wrong, wrong
        elif block.word == "console":
            for command, said in commands(block):
                printed = run_command(command)
                shown = "\n".join(printed)
                assert agrees(said, printed), f"{_id(page)}:{block.line}: $ {command}\nprints now:\n{shown}"


def test_a_wrong_output_is_noticed() -> None:
    assert agrees(["a", "...", "d"], ["a", "b", "c", "d"])
    assert agrees(["...", "d"], ["d"])
    assert not agrees(["a", "...", "c"], ["a", "b", "c", "d"])
    assert not agrees(["a"], ["a", "b"])
    assert not agrees([], ["a"])


def test_the_generated_pages_are_current() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "docs/generate.py"), "--check"], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, f"run python docs/generate.py\n{done.stdout}{done.stderr}"


def _group() -> Any:
    return typer.main.get_command(app)


def test_every_public_name_verb_question_and_concept_is_told_of_by_hand() -> None:
    text = _text(written_by_hand())
    names = [f"winset.{name}" for name in winset.__all__]
    names += [f"winset {verb}" for verb in _group().commands]
    names += [f"{name}" for name in (*question, *concept)]
    assert [name for name in names if not re.search(rf"(?<![\w.]){re.escape(name)}(?![\w-])", text)] == []


def test_every_option_is_documented_with_its_verb() -> None:
    text = (ROOT / "docs/reference/verbs.md").read_text(encoding="utf-8")
    shared, *rest = re.split(r"^## ", text, flags=re.MULTILINE)
    by_verb = {part.partition("\n")[0].strip(): part for part in rest}
    missing = []
    for verb, command in _group().commands.items():
        for parameter in command.params:
            for name in parameter.opts if parameter.param_type_name == "option" else [parameter.name.upper()]:
                if name != "--help" and f"`{name}" not in by_verb[verb] and f"`{name}" not in shared:
                    missing.append(f"{verb} {name}")
    assert missing == []


def test_every_what_if_option_is_told_of_by_hand() -> None:
    text = _text(written_by_hand())
    options = {name for command in _group().commands.values() for p in command.params for name in p.opts if name.startswith("--")}
    assert sorted(name for name in options - {"--help"} if not re.search(rf"{name}(?![\w-])", text)) == []


def _models(model: type[BaseModel], seen: dict[str, type[BaseModel]]) -> dict[str, type[BaseModel]]:
    seen[model.__name__] = model
    for info in model.model_fields.values():
        for inner in re.findall(r"winset\.case\.\w+\.(\w+)", repr(info.annotation)):
            found = _record(inner)
            if found is not None and inner not in seen:
                _models(found, seen)
    return seen


def _record(name: str) -> type[BaseModel] | None:
    from winset.case import parts, schema, schema_conflict, schema_evidence

    for module in (schema, schema_conflict, schema_evidence, parts):
        found = getattr(module, name, None)
        if inspect.isclass(found) and issubclass(found, BaseModel):
            return found
    return None


def test_every_field_stands_in_the_table_of_its_record() -> None:
    text = (ROOT / "docs/reference/fields.md").read_text(encoding="utf-8")
    parts = {part.partition("\n")[0].strip(): part for part in re.split(r"^## ", text, flags=re.MULTILINE)}
    models = _models(CaseFile, {})
    assert len(models) > 40
    missing = []
    for name, model in models.items():
        part = parts["The file" if name == "CaseFile" else name]
        shared = parts["Every record"] if issubclass(model, Record) else ""
        for field, info in model.model_fields.items():
            if f"| `{info.alias or field}` |" not in part + shared:
                missing.append(f"{name}.{field}")
    assert missing == []


def test_every_section_of_a_case_file_is_told_of_by_hand() -> None:
    text = _text(written_by_hand())
    assert [name for name in CaseFile.model_fields if not re.search(rf"\b{name}\b", text)] == []


def test_every_error_is_documented() -> None:
    text = (ROOT / "docs/reference/errors.md").read_text(encoding="utf-8")
    waiting, names = [errors.WinsetError], list[str]()
    while waiting:
        one = waiting.pop()
        names.append(one.__name__)
        waiting += one.__subclasses__()
    assert [name for name in names if f"## {name}\n" not in text] == []


def _slug(heading: str) -> str:
    text = re.sub(r"`|\*|\[([^\]]*)\]\([^)]*\)", r"\1", heading)
    return re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", text).strip().lower())


def _anchors(page: Path) -> set[str]:
    return {_slug(heading) for heading in re.findall(r"^#+ (.*)$", _prose(page), re.MULTILINE)}


def _prose(page: Path) -> str:
    return re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("page", pages(), ids=_id)
def test_links_within_the_project_lead_somewhere(page: Path) -> None:
    broken = []
    for target in re.findall(r"\]\(([^)\s]+)\)", _prose(page)):
        if re.match(r"[a-z]+:", target):
            continue
        file, _, anchor = target.partition("#")
        there = (page.parent / file).resolve() if file else page
        if not there.exists() or (anchor and anchor not in _anchors(there)):
            broken.append(target)
        elif (ROOT / "docs") in page.parents and (ROOT / "docs") not in there.parents:
            broken.append(f"{target} leads out of docs/, where the built pages cannot follow")
    assert broken == []


def test_every_page_stands_in_the_contents() -> None:
    contents = tomllib.loads((ROOT / "zensical.toml").read_text(encoding="utf-8"))["project"]["nav"]

    def files(entry: Any) -> list[str]:
        if isinstance(entry, str):
            return [entry]
        if isinstance(entry, dict):
            entry = list(entry.values())
        return [name for part in entry for name in files(part)]

    there = {str(page.relative_to(ROOT / "docs")) for page in (ROOT / "docs").rglob("*.md")}
    assert set(files(contents)) == there
