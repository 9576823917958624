"""A checked case file as explicit plain data: every short form written out, every default stated, empty things left out."""

from __future__ import annotations

from typing import Any

import yaml

from winset.case.schema import CaseFile

# Order of the sections in the written form: what is read first comes first.
HEADER = """# Written out by `winset resolve`: every short form and default is explicit. Resolving it again changes nothing.
"""


def explicit(file: CaseFile) -> dict[str, Any]:
    """Return `file` as nested dicts, lists, texts, whole numbers and truths, with nothing left implicit."""
    data = file.model_dump(mode="json", by_alias=True, exclude_none=True)
    pruned: dict[str, Any] = _pruned(data)
    return pruned


def _pruned(value: Any) -> Any:
    if isinstance(value, dict):
        inner = {key: _pruned(entry) for key, entry in value.items()}
        return {key: entry for key, entry in inner.items() if entry not in ({}, [], None)}
    if isinstance(value, list):
        return [_pruned(entry) for entry in value]
    return value


def as_yaml(data: dict[str, Any]) -> str:
    """Return `data` as a case file that reads back to the same case."""
    text: str = yaml.safe_dump(_words(data), sort_keys=False, allow_unicode=True, width=120, default_flow_style=None)
    return HEADER + text


def _words(value: Any) -> Any:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return {str(key): _words(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return [_words(entry) for entry in value]
    return value
