"""A checked case file as explicit plain data: every short form written out, every default stated, empty things left out."""

from __future__ import annotations

from typing import Any

import yaml

from winset.case.schema import CaseFile

# Fields that may hold anything, by section: what is empty in them was meant.
_FREE = {
    "regimes": frozenset({"set"}),
    "variants": frozenset({"set"}),
    "claims": frozenset({"value", "if_wrong"}),
    "attempts": frozenset({"then"}),
}
# Lists that say something when they are empty: that nothing is meant, and not what stands elsewhere.
_EMPTY = {"profiles": frozenset({"sees", "pseudonyms"})}
# Order of the sections in the written form: what is read first comes first.
HEADER = """# Written out by `winset resolve`: every short form and default is explicit. Resolving it again changes nothing.
"""


def explicit(file: CaseFile) -> dict[str, Any]:
    """Return `file` as nested dicts, lists, texts, whole numbers and truths, with nothing left implicit."""
    data = file.model_dump(mode="json", by_alias=True, exclude_none=True)
    pruned = {
        section: _pruned(entry, _FREE.get(section, frozenset()), _EMPTY.get(section, frozenset()))
        for section, entry in data.items()
    }
    return {section: entry for section, entry in pruned.items() if not _empty(entry)}


def _pruned(value: Any, free: frozenset[str], empty: frozenset[str]) -> Any:
    if isinstance(value, dict):
        inner = {key: entry if key in free else _pruned(entry, free, empty) for key, entry in value.items()}
        return {key: entry for key, entry in inner.items() if key in empty or not _empty(entry)}
    if isinstance(value, list):
        return [_pruned(entry, free, empty) for entry in value]
    return value


def _empty(value: Any) -> bool:
    return value is None or value == {} or value == []


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
