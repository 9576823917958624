"""What `export` wrote as PROV-JSON, JSON or SQLite becomes a case again, with nothing lost; other files are refused by name."""

import json
import sqlite3
from pathlib import Path

import pytest

import winset
from winset.analyses.exchanging import import_case
from winset.errors import BadRequest, WinsetError
from winset.exchange.prov import to_prov
from winset.exchange.tables import to_sqlite

TITLE = "A “title”: תוים, 'quoted' \\ end \U0001f54a"
ODD = f"Line one\r\nline two\t{TITLE}"


@pytest.mark.parametrize("name", ["prov.json", "case.json", "case.sqlite"])
@pytest.mark.parametrize("bundled", ["doha2025", "orvan"])
def test_an_export_is_imported_again_without_loss(bundled: str, name: str, tmp_path: Path) -> None:
    winset.export(winset.load(bundled), tmp_path / "yaml", "mandator", ["yaml"])
    sent = winset.load(tmp_path / "yaml" / "case")
    winset.export(winset.load(bundled), tmp_path / "out", "mandator", ["prov", "json", "sqlite"], draws=5)
    back, written = import_case(tmp_path / "out" / name, tmp_path / "back")
    assert back.data() == sent.data()
    assert dict(back.texts) == dict(sent.texts)
    assert written.lost == ()


def test_odd_texts_and_names_come_back_letter_by_letter(tmp_path: Path) -> None:
    case = winset.load("orvan")
    data = json.loads(json.dumps(case.data()))
    data["title"] = TITLE
    data["documents"]["odd"] = {"title": TITLE, "file": "documents/../odd name.txt"}
    texts = {**case.texts, "odd": ODD}
    (tmp_path / "prov.json").write_text(to_prov(data, texts), encoding="utf-8")
    (tmp_path / "case.sqlite").write_bytes(to_sqlite(data, texts))
    for name in ("prov.json", "case.sqlite"):
        back, _ = import_case(tmp_path / name, tmp_path / f"back_{name}")
        assert back.title == TITLE
        assert (tmp_path / f"back_{name}" / "documents" / "odd.txt").read_bytes() == ODD.encode()


def test_a_file_name_in_somebody_elses_file_writes_nowhere_else(tmp_path: Path) -> None:
    case = winset.load("orvan")
    data = json.loads(json.dumps(case.data()))
    data["documents"]["odd"] = {"title": "Odd", "file": "../../outside.txt"}
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "prov.json").write_text(to_prov(data, {**case.texts, "odd": "text"}), encoding="utf-8")
    import_case(tmp_path / "deep" / "prov.json", tmp_path / "deep" / "back")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["deep"]


@pytest.mark.parametrize("cut", [10, 100, 3000, 20_000])
def test_a_cut_or_foreign_database_is_refused_and_nothing_is_written(cut: int, tmp_path: Path) -> None:
    case = winset.load("orvan")
    path = tmp_path / "case.sqlite"
    path.write_bytes(to_sqlite(case.data(), case.texts)[:cut])
    with pytest.raises(WinsetError, match="SQLite"):
        import_case(path, tmp_path / "back")
    assert [one.name for one in tmp_path.iterdir()] == ["case.sqlite"]


def test_a_view_in_place_of_a_table_is_not_run(tmp_path: Path) -> None:
    path = tmp_path / "case.sqlite"
    database = sqlite3.connect(path)
    endless = (
        "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT 'a' AS section, x AS id, '1' AS content FROM n"
    )
    database.execute(f"CREATE VIEW records AS {endless}")
    database.execute("CREATE TABLE texts (document TEXT, text TEXT)")
    database.commit()
    database.close()
    with pytest.raises(BadRequest, match="no SQLite file that winset export wrote"):
        import_case(path, tmp_path / "back")


def test_what_does_not_hold_together_leaves_no_folder(tmp_path: Path) -> None:
    case = winset.load("orvan")
    data = json.loads(json.dumps(case.data()))
    data["signed_by"] = ["nobody_here"]
    (tmp_path / "prov.json").write_text(to_prov(data, case.texts), encoding="utf-8")
    with pytest.raises(WinsetError, match="nobody_here"):
        import_case(tmp_path / "prov.json", tmp_path / "back")
    assert [one.name for one in tmp_path.iterdir()] == ["prov.json"]
