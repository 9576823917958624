"""The way back: the case in a file that `export` wrote (PROV-JSON, JSON or SQLite), with the texts of its documents."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

from winset.errors import BadRequest, quoted
from winset.exchange.prov import Carried, from_prov

SUFFIXES = (".json", ".sqlite", ".db")
_MOST_BYTES = 64_000_000


def read_carried(source: Path) -> Carried | None:
    """Return the case in a file that Winset exported, or None for a JSON file of another program.

    A value comes back as it was written: the same data, in the same order. What the profile of the export held back is not there.

    Raises
    ------
    BadRequest
        If the file is larger than 64 MB, or is damaged.

    Examples
    --------
    >>> import tempfile, winset
    >>> from winset.exchange.prov import to_prov
    >>> case = winset.load("orvan")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "prov.json"
    ...     _ = path.write_text(to_prov(case.data(), case.texts), encoding="utf-8")
    ...     read_carried(path).data == case.data()
    True
    """
    if source.suffix.lower() not in SUFFIXES or not source.is_file():
        return None
    if source.stat().st_size > _MOST_BYTES:
        raise BadRequest(f"{quoted(source)} is larger than {_MOST_BYTES:,} bytes; nothing was read")
    if source.suffix.lower() != ".json":
        return _of_sqlite(source)
    try:
        text = source.read_text(encoding="utf-8")
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None  # the reader of other programs' JSON says what is wrong, and where
    if not isinstance(found, dict):
        return None
    if {"prefix", "entity"} <= found.keys():
        return from_prov(text)
    if {"case", "documents"} <= found.keys() and isinstance(found["case"], dict) and isinstance(found["documents"], dict):
        return Carried(found["case"], {str(id_): str(told) for id_, told in found["documents"].items()})
    return None


def _of_sqlite(source: Path) -> Carried:
    problem = BadRequest(f"{quoted(source)} is no SQLite file that winset export wrote, or it is damaged")
    try:
        # Read only, and only true tables: a view in somebody else's file could run for ever.
        database = sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
        try:
            kinds = dict(database.execute("SELECT name, type FROM sqlite_master"))
            if kinds.get("records") != "table" or kinds.get("texts") != "table":
                raise problem
            records = database.execute("SELECT section, id, content FROM records ORDER BY rowid").fetchall()
            texts = dict(database.execute("SELECT document, text FROM texts"))
        finally:
            database.close()
        data: dict[str, Any] = {}
        for section, id_, content in records:
            if id_ is None:
                data[section] = json.loads(content)
            else:
                data.setdefault(section, {})[id_] = json.loads(content)
    except (sqlite3.Error, ValueError, TypeError, AttributeError, RecursionError):
        raise problem from None
    return Carried(data, texts)
