"""The tables hold every section and every value that records have, with keys and types."""

from __future__ import annotations

import csv
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import winset
from winset.case.schema import CaseFile
from winset.exchange.columns import table_defs
from winset.exchange.tables import tables, to_sqlite

Cli = Callable[..., Any]
CASES = ["doha2025", "orvan", str(Path(__file__).parent / "files" / "sealed")]


def leaves(value: Any, key: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for name, entry in value.items():
            if name not in ("compartments", "profiles"):
                yield from leaves(entry, name)
    elif isinstance(value, list):
        for entry in value:
            yield from leaves(entry, key)
    elif isinstance(value, bool):
        yield "yes" if value else "no"
    else:
        yield str(value)


@pytest.fixture(params=CASES, ids=["doha2025", "orvan", "sealed"])
def case(request: pytest.FixtureRequest) -> winset.Case:
    return winset.load(request.param)


def test_every_section_of_the_schema_has_a_table() -> None:
    names = {table.name for table in table_defs()}
    single = {column.name.split("_")[0] for table in table_defs() if table.name == "case" for column in table.columns}
    missing = [name for name in CaseFile.model_fields if not any(n == name or n.startswith(name + "_") for n in names)]
    assert {name for name in missing if name.split("_")[0] not in single} == {"profiles"}
    assert len(names) == len(table_defs())
    for table in table_defs():
        assert len(set(table.names)) == len(table.names), table.name


def test_every_value_of_a_case_stands_in_a_table(case: winset.Case) -> None:
    written = "\n".join(cell for columns, rows in tables(case.data()).values() for row in rows for cell in row)
    written = written.replace('\\"', '"').replace("true", "yes").replace("false", "no")
    assert [leaf for leaf in leaves(case.data()) if leaf not in written] == []
    for section, entry in case.data().items():
        if isinstance(entry, dict) and section not in ("consents", "conflict", "grades", "profiles"):
            _, rows = tables(case.data())[section]
            assert [row[0] for row in rows] == list(entry)


def test_the_database_has_keys_and_types(case: winset.Case) -> None:
    database = sqlite3.connect(":memory:")
    database.deserialize(to_sqlite(case.data(), case.texts))
    assert database.execute("PRAGMA foreign_key_check").fetchall() == []
    assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    for table in table_defs():
        keyed = [row[1] for row in database.execute(f'PRAGMA table_info("{table.name}")') if row[5]]
        assert sorted(keyed) == sorted(table.key)
    typed = {row[1]: row[2] for row in database.execute('PRAGMA table_info("sources")')}
    assert (typed["anonymous"], typed["count"], typed["name"]) == ("INTEGER", "INTEGER", "TEXT")
    used = {(row[3], row[2]) for row in database.execute('PRAGMA foreign_key_list("claims")')}
    assert used == {("document", "documents"), ("by", "sources")}
    kinds = {row[0] for row in database.execute("SELECT DISTINCT typeof(value_low) FROM preferences_weights")}
    assert kinds <= {"integer", "real"}
    assert {row[0] for row in database.execute("SELECT DISTINCT typeof(at_table) FROM parties")} == {"integer"}
    database.close()


def test_a_row_without_its_record_is_refused_once_keys_are_watched() -> None:
    database = sqlite3.connect(":memory:")
    database.deserialize(to_sqlite(winset.load("doha2025").data()))
    database.execute("PRAGMA foreign_keys = ON")
    with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
        database.execute("INSERT INTO claims_via VALUES ('nobody', 1, 'axios')")
    with pytest.raises(sqlite3.IntegrityError, match="UNIQUE"):
        database.execute("INSERT INTO parties (id, name) VALUES ('us', 'Twice')")
    joined = "SELECT count(*) FROM claims JOIN claims_via ON claims.id = claims_via.claim JOIN sources ON sources.id = claims_via.source"
    assert database.execute(joined).fetchone()[0] > 0
    database.close()


def test_the_command_line_writes_a_table_for_each_section(cli: Cli, tmp_path: Path) -> None:
    assert cli("export", "doha2025", "--to", tmp_path / "out", "--profile", "mandator", "--format", "csv").status == 0
    files = {path.stem for path in (tmp_path / "out").iterdir()}
    sections = {name for name, entry in winset.load("doha2025").data().items() if isinstance(entry, dict)}
    assert sections - files == {"conflict"}
    assert {"conflict_options", "channels_levels", "references_rows", "case"} <= files
    with (tmp_path / "out" / "threats.csv").open(encoding="utf-8", newline="") as file:
        assert next(csv.DictReader(file))["carried_out_by"] == "israel"


@pytest.mark.parametrize("name", ["doha2025", "orvan"])
def test_what_was_told_in_tables_is_told_again_after_the_way_back(cli: Cli, tmp_path: Path, name: str) -> None:
    assert cli("export", name, "--to", tmp_path / "out", "--profile", "mandator", "--format", "sqlite").status == 0
    assert cli("import", tmp_path / "out" / "case.sqlite", "--to", tmp_path / "back").status == 0
    back, sent = winset.load(tmp_path / "back").data(), winset.load(name).data()
    assert {**tables(back), "documents": None} == {**tables(sent), "documents": None}
