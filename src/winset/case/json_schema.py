"""The JSON Schema of the case file, for editors: completion, help and red lines while a case is written."""

from __future__ import annotations

from typing import Any

from winset.case.schema import CaseFile


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of one case file, short forms included.

    It says which fields there are and of what form. Which names exist and what makes sense together, only reading the case tells.

    Examples
    --------
    >>> schema = json_schema()
    >>> schema["title"], schema["required"]
    ('Winset case file', ['case', 'title', 'as_of', 'parties'])
    """
    schema = CaseFile.model_json_schema(by_alias=True)
    closed: dict[str, Any] = _closed(schema)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **closed, "title": "Winset case file"}


def _closed(schema: Any) -> Any:
    """Return `schema` so that a mapping of ids takes no other keys, without the titles that only repeat a field's name."""
    if isinstance(schema, list):
        return [_closed(entry) for entry in schema]
    if not isinstance(schema, dict):
        return schema
    inner = {key: _closed(entry) for key, entry in schema.items() if not (key == "title" and isinstance(entry, str))}
    if "patternProperties" in inner:
        inner.setdefault("additionalProperties", False)
    if isinstance(inner.get("properties"), dict):
        needed = inner.get("required", [])
        fields = inner["properties"].items()
        inner["properties"] = {name: field if name in needed else _or_nothing(field) for name, field in fields}
    return inner


def _or_nothing(field: dict[str, Any]) -> dict[str, Any]:
    """Return `field` so that it may be left empty, which is as good as leaving it out."""
    forms = field.get("anyOf", [{key: entry for key, entry in field.items() if key != "default"}])
    forms = forms if {"type": "null"} in forms else [*forms, {"type": "null"}]
    return {"anyOf": forms, **({"default": field["default"]} if field.get("default") is not None else {})}
