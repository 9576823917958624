"""What leaves the machine holds nothing that the profile may not see: not a byte of it, in any form."""

from __future__ import annotations

import csv
import io
import json
import re
import sqlite3
import zlib
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import winset
from winset.case.case import Case
from winset.case.explicit import as_yaml
from winset.errors import BadRequest, UnknownName
from winset.exchange.profiles import bundled, profile
from winset.exchange.prov import from_prov, to_prov
from winset.exchange.redact import SUPPORT_WORDS, redacted
from winset.exchange.tables import to_csv, to_sqlite

SEALED = Path(__file__).parent / "files" / "sealed"
FORMATS = ("yaml", "html", "json", "csv", "sqlite", "prov")
PROFILES = ("mandator", "partner", "family", "public", "teaching")
SECRET_NAMES = (
    "zmarq", "ostreland", "ostrel", "zephyrine", "zephyr", "quillmere", "zorvath", "old quill", "adlerby", "fennwick", "umbral",
    "vaultkeys", "halcyon", "keptdeep", "handedup", "brimwort", "hushrule", "nevermark", "moothall", "moota", "undertow",
    "midnightbell", "coldsnap", "lastbell", "winterparley", "murkcond", "duskrule", "whisperers", "grimface", "nightfear",
    "moonmeeting", "oldprices", "darkturn", "murmur", "strikeback", "jointdusk", "hiddenmemo", "shadowclaim", "memoclaim",
)  # fmt: skip


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    case, root = winset.load(SEALED), tmp_path_factory.mktemp("out")
    for name in PROFILES:
        winset.export(case, root / name, name, FORMATS, draws=20)
    return {name: root / name for name in PROFILES}


def written(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def everything_in(raw: bytes) -> list[str]:
    """The bytes as text in the encodings in which a name could hide, escapes undone."""
    texts = [raw.decode("utf-8", "replace"), raw.decode("utf-16-le", "replace"), raw.decode("utf-16-be", "replace")]
    plain = texts[0]
    texts.append(re.sub(r"\\u([0-9a-fA-F]{4})", lambda m: chr(int(m[1], 16)), plain))
    texts.append("".join(c for c in plain if c not in "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
    texts.append(re.sub(r"\s+", " ", plain))
    return [text.casefold() for text in texts]


@pytest.mark.parametrize("name", PROFILES)
def test_no_byte_of_an_export_holds_a_protected_name_alias_id_or_mark(exported: dict[str, Path], name: str) -> None:
    files = written(exported[name])
    assert {path.suffix for path in files} >= {".yaml", ".html", ".json", ".csv", ".sqlite"}
    for path in files:
        assert not [secret for secret in SECRET_NAMES if secret in path.name.casefold()]
        for text in everything_in(path.read_bytes()):
            assert not [secret for secret in SECRET_NAMES if secret in text], path


def test_the_names_that_are_searched_for_do_stand_in_the_case_itself() -> None:
    text = "\n".join(path.read_text() for path in written(SEALED)).casefold()
    assert [secret for secret in SECRET_NAMES if secret not in text] == []


@pytest.mark.parametrize("name", PROFILES)
def test_what_is_exported_is_a_case_that_loads_and_answers(exported: dict[str, Path], name: str) -> None:
    case = winset.load(exported[name] / "case")
    assert case.file.profiles == {}
    assert {"party_1" if name == "teaching" else "valley"} <= set(case.file.parties)
    assert winset.gaps(case).value["supported"] > 0
    assert "compartments" not in case.resolve().replace("compartments: []", "")


@pytest.mark.parametrize("name", PROFILES)
def test_a_value_that_rests_on_a_withheld_claim_says_so(exported: dict[str, Path], name: str) -> None:
    case = winset.load(exported[name] / "case")
    found = winset.why(case, "issues.bridge.delivered_by")
    assert found.value["claims"] == ["withheld_support"]
    assert SUPPORT_WORDS in found.table()
    assert SUPPORT_WORDS in (exported[name] / "case.json").read_text()


def test_a_pseudonym_stands_for_the_same_party_everywhere(exported: dict[str, Path]) -> None:
    case = winset.load(exported["partner"] / "case")
    (masked,) = [id_ for id_ in case.file.signed_by if id_ != "valley"]
    assert masked in {party for groups in case.file.issues["bridge"].delivered_by.groups["*"] for party in groups}
    assert case.file.ultimatums["say"].by == masked
    assert case.file.parties[masked].name in case.title
    assert masked in case.file.consents


def test_a_name_with_invisible_letters_in_it_withholds_the_whole_text(exported: dict[str, Path]) -> None:
    assert winset.load(exported["mandator"] / "case").file.beliefs["hope"].that == "[withheld]"


def test_a_document_that_a_protected_claim_quotes_stays_behind(exported: dict[str, Path]) -> None:
    case = winset.load(exported["mandator"] / "case")
    assert case.file.documents == {}
    assert case.file.claims["denied"].by == "gazette"
    assert case.file.claims["denied"].published is not None


def test_a_database_has_no_free_pages_and_opens(exported: dict[str, Path]) -> None:
    database = sqlite3.connect(exported["public"] / "case.sqlite")
    assert database.execute("PRAGMA freelist_count").fetchone() == (0,)
    assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    names = {row[0] for row in database.execute("SELECT name FROM sqlite_master")}
    assert names >= {"parties", "issues", "sources", "claims", "consents", "claims_about", "records", "texts"}
    assert database.execute("PRAGMA foreign_key_check").fetchall() == []
    assert database.execute("SELECT count(*) FROM claims").fetchone()[0] == len(
        winset.load(exported["public"] / "case").file.claims
    )
    database.close()


def test_nothing_is_packed_away_in_a_page(exported: dict[str, Path]) -> None:
    page = (exported["public"] / "brief.html").read_text()
    assert "<script" not in page
    assert "base64" not in page
    assert "<!--" not in page
    with pytest.raises(zlib.error):
        zlib.decompress(page.encode())


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "\n=1", "|cmd", "%0A=1", "\ufeff=1"])
def test_no_cell_is_taken_for_a_formula(cell: str) -> None:
    (_, (found,)) = csv.reader(io.StringIO(to_csv(["a"], [[cell]]), newline=""))
    assert found == "'" + cell


def test_a_claim_that_reads_like_a_formula_is_only_text(tmp_path: Path) -> None:
    text = (SEALED.parent / "valid" / "smallest.yaml").read_text()
    case = winset.loads(text).set("claims", {"c": {"about": "title", "reading": '=HYPERLINK("http://x")'}})
    winset.export(case, tmp_path / "out", "mandator", ["csv"])
    (row,) = csv.DictReader(io.StringIO((tmp_path / "out" / "claims.csv").read_text(), newline=""))
    assert row["reading"] == '\'=HYPERLINK("http://x")'


@pytest.mark.parametrize("source", ["doha2025", "orvan", str(SEALED)])
def test_prov_json_reads_back_without_loss(source: str) -> None:
    case = winset.load(source)
    found = from_prov(to_prov(case.data(), case.texts))
    assert found.data == case.data()
    assert json.dumps(found.data) == json.dumps(case.data())
    assert found.texts == dict(case.texts)


def test_prov_json_says_in_the_terms_of_prov_who_said_what_through_whom() -> None:
    case = winset.load("doha2025")
    prov = json.loads(to_prov(case.data(), case.texts))
    said = [
        (e["prov:agent"], e["winset:role"]) for e in prov["wasAttributedTo"].values() if e["prov:entity"] == "winset:claims.call"
    ]
    assert said == [("winset:sources.two_sources", "by"), ("winset:sources.axios", "via")]
    quoted = [e["prov:usedEntity"] for e in prov["wasDerivedFrom"].values() if e["prov:generatedEntity"] == "winset:claims.call"]
    assert quoted == ["winset:documents.synopsis"]
    known = set(prov["entity"]) | set(prov["agent"])
    for relation in ("wasAttributedTo", "wasDerivedFrom", "wasInfluencedBy", "actedOnBehalfOf"):
        for entry in prov[relation].values():
            assert {v for k, v in entry.items() if k.startswith("prov:") and k != "prov:type"} <= known


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "{}", '{"prefix": {"winset": "x"}}', '{"prefix": {"winset": "urn:winset:1:"}}', "[" * 100_000]
)
def test_what_is_no_prov_json_of_a_case_is_refused(text: str) -> None:
    with pytest.raises(BadRequest):
        from_prov(text)


def test_an_export_never_overwrites_and_leaves_nothing_half_done(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    case = winset.load("orvan")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("mine")
    with pytest.raises(BadRequest):
        winset.export(case, tmp_path / "full")
    with pytest.raises(UnknownName):
        winset.export(case, tmp_path / "new", "publik")
    with pytest.raises(UnknownName):
        winset.export(case, tmp_path / "new", "public", ["pdf"])
    with pytest.raises(BadRequest):
        winset.export(case, tmp_path / "nowhere" / "new")

    def interrupted(*_: object) -> bytes:
        raise KeyboardInterrupt

    monkeypatch.setattr("winset.analyses.exporting.to_sqlite", interrupted)
    with pytest.raises(KeyboardInterrupt):
        winset.export(case, tmp_path / "new", "public", FORMATS, draws=10)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["full"]
    monkeypatch.undo()
    (tmp_path / "empty").mkdir()
    winset.export(case, tmp_path / "empty", "public", ["csv"])
    names = {path.name for path in (tmp_path / "empty").iterdir()}
    assert names >= {"claims.csv", "consents.csv", "issues.csv", "parties.csv", "sources.csv", "mandates_red_lines.csv"}
    assert {path.suffix for path in (tmp_path / "empty").iterdir()} == {".csv"}


def test_a_case_may_have_profiles_of_its_own() -> None:
    case = winset.load(SEALED).set(
        "profiles",
        {"insider": {"sees": ["sealed", "public"], "pseudonyms": [], "documents": "keep", "quotes": "keep", "notes": "keep"}},
    )
    assert set(bundled()) == set(PROFILES)
    cut = redacted(case, profile(case, "insider"))
    assert cut.withheld == 0
    assert cut.data["parties"]["ostrel"]["name"] == "Ostreland"
    assert set(cut.texts) == {"openreport", "hiddenmemo"}


def test_without_compartments_the_mandator_sees_the_whole_case() -> None:
    case = winset.load("doha2025")
    cut = redacted(case, profile(case, "mandator"))
    assert {**cut.data, "documents": None} == {**case.data(), "documents": None}
    assert cut.texts == dict(case.texts)


def records_of(case: Case) -> list[str]:
    data = case.data()
    return [
        f"{section}.{id_}"
        for section, entry in data.items()
        if isinstance(entry, dict) and section not in ("consents", "conflict", "grades", "profiles")
        for id_ in entry
    ]


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_whatever_is_protected_its_marks_do_not_leave(drawn: st.DataObject) -> None:
    case = winset.load("orvan")
    paths = drawn.draw(st.lists(st.sampled_from(records_of(case)), min_size=1, max_size=4, unique=True))
    data = case.data()
    for path in paths:
        section, _, id_ = path.partition(".")
        record = data[section][id_]
        record["compartments"] = ["sealed"]
        record["note"] = f"MARKED {id_}"
        if "name" in record:
            record["name"] = f"Xqzv{section} Wqzv{id_.replace('_', '')}"
    from winset.case.case import rebuilt

    planted = rebuilt(case, data, "planted")
    name = drawn.draw(st.sampled_from(PROFILES))
    assume({path for path in paths if path.startswith("issues.")} != {f"issues.{id_}" for id_ in case.file.issues})
    cut = redacted(planted, profile(planted, name))
    shown = as_yaml(cut.data).casefold() + to_sqlite(cut.data).decode("utf-8", "replace").casefold()
    assert "marked" not in shown
    assert "qzv" not in shown
    for path in paths:
        section, _, id_ = path.partition(".")
        if section not in ("mandates", "preferences") and len(id_) > 4:
            assert id_.casefold() not in shown
