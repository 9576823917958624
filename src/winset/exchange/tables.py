"""A case as plain tables: CSV files for a spreadsheet, and one SQLite file that any browser for SQLite opens."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from collections.abc import Iterable, Mapping
from typing import Any

from winset.exchange.columns import Table, rows_of, table_defs

Data = dict[str, Any]
_ALWAYS = ("parties", "issues")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "|", "%")
# Tables of their own, from which `import` makes the case again.
_CARRIED = (
    'CREATE TABLE "records" ("section" TEXT NOT NULL, "id" TEXT, "content" TEXT NOT NULL, PRIMARY KEY ("section", "id"))',
    'CREATE TABLE "texts" ("document" TEXT PRIMARY KEY REFERENCES "documents" ("id"), "text" TEXT NOT NULL)',
)


def tables(data: Data) -> dict[str, tuple[tuple[str, ...], list[tuple[str, ...]]]]:
    """Return name, columns and rows of each table of a case: one for each section, and one for records inside records.

    Lists of names stand in one cell, ranges in two. Tables without rows are left out.

    Examples
    --------
    >>> import winset
    >>> found = tables(winset.load("doha2025").data())
    >>> columns, rows = found["consents"]
    >>> columns[:4], rows[-1][:4]
    (('party', 'about', 'position', 'state'), ('israel', 'prisoners', '1', 'withheld'))
    >>> [name for name in found if name.startswith("attempts")]
    ['attempts', 'attempts_conditions']
    """
    rows = rows_of(data)
    return {
        table.name: (table.names, [tuple(map(_cell, row)) for row in rows[table.name]])
        for table in table_defs()
        if not table.is_link and (rows[table.name] or table.name in _ALWAYS)
    }


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


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

    Ids are primary keys, names of other records are foreign keys where they can only be of one kind, whole numbers and truths are
    whole numbers, and other numbers are numbers; a fraction that has no decimals stays the text that it is. It is built in memory
    and vacuumed, so no page of it holds anything that is not in a table.

    Examples
    --------
    >>> import winset
    >>> to_sqlite(winset.load("doha2025").data())[:15]
    b'SQLite format 3'
    """
    database = sqlite3.connect(":memory:")
    try:
        database.execute("PRAGMA secure_delete = ON")
        rows = rows_of(data)
        for table in table_defs():
            database.execute(_create(table))
            marks = ", ".join("?" for _ in table.columns)
            database.executemany(f'INSERT INTO "{table.name}" VALUES ({marks})', rows[table.name])
        for statement in _CARRIED:
            database.execute(statement)
        records = [
            (section, id_ if id_ is None else str(id_), json.dumps(record, ensure_ascii=False))
            for section, entry in data.items()
            for id_, record in (entry.items() if entry and isinstance(entry, dict) else [(None, entry)])
        ]
        database.executemany('INSERT INTO "records" VALUES (?, ?, ?)', records)
        database.executemany('INSERT INTO "texts" VALUES (?, ?)', (texts or {}).items())
        database.commit()
        database.execute("VACUUM")
        return bytes(database.serialize())
    finally:
        database.close()


def _create(table: Table) -> str:
    written = [
        f'"{column.name}" {column.type}'
        + (" NOT NULL" if column.name in table.key else "")
        + (f' REFERENCES "{column.target}" ("id")' if column.target else "")
        for column in table.columns
    ]
    if table.key:
        names = ", ".join(f'"{name}"' for name in table.key)
        written.append(f"PRIMARY KEY ({names})")
    for mine, target, theirs in table.foreign:
        ours, other = (", ".join(f'"{name}"' for name in side) for side in (mine, theirs))
        written.append(f'FOREIGN KEY ({ours}) REFERENCES "{target}" ({other})')
    return f'CREATE TABLE "{table.name}" ({", ".join(written)})'
