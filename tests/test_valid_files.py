"""Every file under files/valid shows one feature; beside it lies its explicit form, and the JSON Schema knows both."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

import winset
from winset.case.json_schema import json_schema
from yaml_core import core_typed

FILES = Path(__file__).parent / "files"
VALID = sorted(path for path in (FILES / "valid").glob("*.yaml") if not path.name.endswith(".resolved.yaml"))
INVALID = sorted((FILES / "invalid").glob("*.yaml"))
COMMITTED = Path(__file__).parents[1] / "docs" / "reference" / "case.schema.json"
SCHEMA = Draft202012Validator(json_schema())
each_valid = pytest.mark.parametrize("path", VALID, ids=lambda path: path.stem)


def resolved(path: Path) -> Path:
    return path.with_name(f"{path.stem}.resolved.yaml")


def text_of(path: Path) -> str:
    return path.read_bytes().decode("utf-8-sig")


def test_there_is_a_file_for_each_feature_and_an_explicit_form_for_each_file() -> None:
    assert len(VALID) >= 25
    assert sorted((FILES / "valid").glob("*.resolved.yaml")) == sorted(resolved(path) for path in VALID)


@each_valid
def test_a_case_is_written_out_in_its_explicit_form(path: Path) -> None:
    assert winset.load(path).resolve() == resolved(path).read_text()


@each_valid
def test_the_explicit_form_written_out_again_is_the_same_text_and_the_same_case(path: Path) -> None:
    written, explicit = winset.load(path), winset.load(resolved(path))
    assert explicit.resolve() == resolved(path).read_text()
    assert explicit.hash() == written.hash()
    assert explicit.file == written.file


@each_valid
def test_an_editor_finds_nothing_wrong_with_a_valid_case_or_its_explicit_form(path: Path) -> None:
    for file in (path, resolved(path)):
        assert [f"{error.json_path}: {error.message[:200]}" for error in SCHEMA.iter_errors(core_typed(text_of(file)))] == []


@pytest.mark.parametrize("name", sorted(json_schema()["properties"]))
def test_every_section_of_a_case_is_used_in_a_valid_file(name: str) -> None:
    assert any(name in core_typed(text_of(path)) for path in VALID)


STRUCTURAL = [
    path
    for path in INVALID
    if any(
        words in path.read_bytes().split(b"\n")[0].decode()
        for words in ("no field called", ": needs '", "should be a mapping with")
    )
    and not path.stem.startswith("yaml_")
]


@pytest.mark.parametrize("path", STRUCTURAL, ids=lambda path: path.stem)
def test_an_editor_marks_a_misspelt_field_and_a_missing_one(path: Path) -> None:
    assert not SCHEMA.is_valid(core_typed(text_of(path)))


def test_there_are_misspelt_and_missing_fields_to_mark() -> None:
    assert len(STRUCTURAL) >= 20


def test_the_schema_is_a_schema_and_nothing_in_it_takes_any_mapping() -> None:
    schema = json_schema()
    Draft202012Validator.check_schema(schema)

    def loose(part: object, place: str) -> list[str]:
        if isinstance(part, list):
            return [found for n, entry in enumerate(part) for found in loose(entry, f"{place}/{n}")]
        if not isinstance(part, dict):
            return []
        open_ = part.get("type") == "object" and part.get("additionalProperties", True) is True
        return ([place] if open_ else []) + [found for key, entry in part.items() for found in loose(entry, f"{place}/{key}")]

    # Only what a regime or a variant sets may be anything: any path, any value.
    assert loose(schema, "") == ["/$defs/Regime/properties/set/anyOf/0", "/$defs/Variant/properties/set"]


def test_the_schema_in_the_docs_is_the_one_of_this_version() -> None:
    assert json.loads(COMMITTED.read_text()) == json_schema()


LETTERS = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")).filter(
    lambda c: c not in "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)


@settings(max_examples=150, deadline=None)
@given(st.text(st.one_of(LETTERS, st.sampled_from("\n\t '\":#{}[],&*!|>%@`-?=~0179"))), st.text(LETTERS, min_size=1))
def test_any_text_survives_being_written_out_and_read_again(summary: str, name: str) -> None:
    case = winset.loads(text_of(FILES / "valid" / "smallest.yaml")).set("parties.us", {"name": name, "note": summary or "-"})
    again = winset.loads(case.resolve())
    assert again.file == case.file
    assert again.resolve() == case.resolve()
