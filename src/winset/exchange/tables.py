"""A case as plain tables: CSV files for a spreadsheet, and one SQLite file that any browser for SQLite opens."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from collections.abc import Iterable, Mapping
from typing import Any

from winset.values import ICD_203

Data = dict[str, Any]
_TABLES: Mapping[str, tuple[str, ...]] = {
    "parties": ("name", "kind", "at_table", "aliases", "designated_by", "note"),
    "issues": ("name", "values", "labels", "items", "quantity", "delivered_by", "stage", "unit", "note"),
    "sources": (
        "name", "kind", "anonymous", "count", "independence", "via", "grade", "credibility", "speaks_for", "interested", "note",
    ),
    "claims": (
        "about", "reading", "quote", "document", "by", "via", "kind", "modality", "denies", "value", "if_wrong", "when", "said",
        "published", "known", "credibility", "confidence", "confidence_percent",
        "contradicts", "corrects", "retracts", "copied_from", "oddity", "note",
    ),
}  # fmt: skip
_CONSENTS = ("party", "about", "state", "since", "values", "note")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "|", "%")


def tables(data: Data) -> dict[str, tuple[tuple[str, ...], list[tuple[str, ...]]]]:
    """Return name, columns and rows of each table: parties, issues, sources, claims, consents.

    Examples
    --------
    >>> import winset
    >>> columns, rows = tables(winset.load("doha2025").data())["consents"]
    >>> columns[:3], rows[-1][:3]
    (('party', 'about', 'state'), ('israel', 'prisoners', 'withheld'))
    """
    found = {}
    for name, fields in _TABLES.items():
        rows = [(id_, *(_cell(_field(record, field)) for field in fields)) for id_, record in data.get(name, {}).items()]
        found[name] = (("id", *fields), rows)
    consents = [
        (party, target, *(_cell(entry.get(field)) for field in _CONSENTS[2:]))
        for party, sheet in data.get("consents", {}).items()
        for target, entries in sheet.items()
        for entry in entries
    ]
    found["consents"] = (_CONSENTS, consents)
    return found


def _field(record: Data, field: str) -> Any:
    """Return a field of a record; of how sure we are also the band that ICD 203 gives the word."""
    if field != "confidence_percent":
        return record.get(field)
    word = str(record.get("confidence", "")).replace("_", " ")
    return next((f"{low}-{high}" for name, low, high in ICD_203 if name == word), None)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list) and all(isinstance(entry, str) for entry in value):
        return "; ".join(value)
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else str(value)


def to_csv(columns: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Return a table as CSV text in which no cell is taken for a formula.

    A cell that a spreadsheet would compute gets an apostrophe before it, as OWASP (CSV Injection) advises.

    Examples
    --------
    >>> to_csv(["a"], [["=1+1"], ["plain"]])
    "a\\r\\n'=1+1\\r\\nplain\\r\\n"
    """
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(list(columns))
    for row in rows:
        writer.writerow([_harmless(cell) for cell in row])
    return out.getvalue()


def _harmless(cell: str) -> str:
    # Spreadsheets skip leading blanks, and some of them line breaks, before they look for a formula.
    return f"'{cell}" if cell.lstrip(" \n\u00a0\ufeff").startswith(_FORMULA) else cell


def to_sqlite(data: Data, texts: Mapping[str, str] | None = None) -> bytes:
    """Return one SQLite file with a table for each kind of record, every record of the case as JSON, and the documents' texts.

    It is built in memory and vacuumed, so no page of it holds anything that is not in a table.

    Examples
    --------
    >>> import winset
    >>> to_sqlite(winset.load("doha2025").data())[:15]
    b'SQLite format 3'
    """
    database = sqlite3.connect(":memory:")
    try:
        database.execute("PRAGMA secure_delete = ON")
        for name, (columns, rows) in tables(data).items():
            fields = ", ".join(f'"{column}" TEXT' for column in columns)
            database.execute(f'CREATE TABLE "{name}" ({fields})')
            marks = ", ".join("?" for _ in columns)
            database.executemany(f'INSERT INTO "{name}" VALUES ({marks})', rows)
        database.execute('CREATE TABLE "claims_about" ("claim" TEXT, "path" TEXT)')
        about = [(id_, path) for id_, claim in data.get("claims", {}).items() for path in claim["about"]]
        database.executemany('INSERT INTO "claims_about" VALUES (?, ?)', about)
        database.execute('CREATE TABLE "records" ("section" TEXT, "id" TEXT, "content" TEXT)')
        records = [
            (section, id_ if id_ is None else str(id_), json.dumps(record, ensure_ascii=False))
            for section, entry in data.items()
            for id_, record in (entry.items() if entry and isinstance(entry, dict) else [(None, entry)])
        ]
        database.executemany('INSERT INTO "records" VALUES (?, ?, ?)', records)
        database.execute('CREATE TABLE "texts" ("document" TEXT, "text" TEXT)')
        database.executemany('INSERT INTO "texts" VALUES (?, ?)', (texts or {}).items())
        database.commit()
        database.execute("VACUUM")
        return bytes(database.serialize())
    finally:
        database.close()
