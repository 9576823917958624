"""A checked case file as explicit plain data: every short form written out, every default stated, empty things left out."""

from __future__ import annotations

from typing import Any

import yaml

from winset.case import paths
from winset.case.schema import CaseFile

# Order of the sections in the written form: what is read first comes first.
HEADER = """# Written out by `winset resolve`: every short form and default is explicit. Resolving it again changes nothing.
"""


def explicit(file: CaseFile) -> dict[str, Any]:
    """Return `file` as nested dicts, lists, texts, whole numbers and truths, with nothing left implicit."""
    data = file.model_dump(mode="json", by_alias=True, exclude_none=True)
    pruned: dict[str, Any] = _pruned(data, CaseFile)
    return pruned


def _pruned(value: Any, annotation: Any) -> Any:
    """Return `value` without what is empty; where the schema allows anything, an empty list was meant."""
    if isinstance(value, dict) and annotation is not Any:
        types = {key: paths.step(annotation, key) for key in value}
        inner = {key: _pruned(entry, types[key]) for key, entry in value.items()}
        return {key: entry for key, entry in inner.items() if types[key] is Any or entry not in ({}, [], None)}
    if isinstance(value, list) and annotation is not Any:
        return [_pruned(entry, paths.step(annotation, "0")) for entry in value]
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
