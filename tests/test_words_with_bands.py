"""Wherever a word of ICD 203 is printed, its band stands beside it: on the screen, on the page, in exports and for programs."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import winset
from winset.results import Result
from winset.values import ICD_203, Share, with_band

BANDS = {word: f" ({low}-{high} %)" for word, low, high in ICD_203}
# "very likely" before "likely", so that the longest word is the one that is looked at; no "however likely" or "unlikely" inside.
WORD = re.compile(r"(?<![\w-])(" + "|".join(sorted(BANDS, key=len, reverse=True)) + r")(?![\w-])")
ASKED: dict[str, tuple[str, ...]] = {
    "winset": ("winset", "doha2025", "--draws", "60"),
    "solve": ("solve", "doha2025", "nash", "--stage", "1", "--draws", "60"),
    "staged": ("staged", "doha2025", "--draws", "60"),
    "brief": ("brief", "doha2025", "--draws", "60"),
    "blockers": ("blockers", "doha2025", "--deal", "bodies=returned", "--stage", "1", "--draws", "60"),
    "threats": ("threats", "doha2025", "--draws", "60"),
    "stability": ("stability", "doha2025", "--draws", "40"),
    "falls": ("falls", "doha2025", "who_can_block(prisoners=some)"),
    "why": ("why", "doha2025", "issues.prisoners.delivered_by"),
    "audit": ("audit", "doha2025", "who_can_block(prisoners=some)"),
    "ask": ("ask", "doha2025", "is_in_winset(bodies=returned)", "--stage", "1", "--draws", "60"),
    "holds": ("ask", "doha2025", "is_stable(none)", "--draws", "60"),
    "show": ("show", "doha2025", "claims.not_agreed", "--set", "claims.not_agreed.confidence=likely"),
    "show one": ("show", "doha2025", "claims.not_agreed.confidence", "--set", "claims.not_agreed.confidence=very_likely"),
    "claims": ("claims", "doha2025", "--set", "claims.not_agreed.confidence=roughly_even_chance"),
}  # fmt: skip


def bare(text: str) -> list[str]:
    """Words of ICD 203 without their band."""
    flat = " ".join(text.split())
    return [flat[m.start() : m.end() + 20] for m in WORD.finditer(flat) if not flat[m.end() :].startswith(BANDS[m[1]])]


@pytest.mark.parametrize("name", list(ASKED))
def test_no_word_stands_without_its_band(cli: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv("COLUMNS", "400")
    ran = cli(*ASKED[name])
    assert ran.status == 0
    # A what-if repeats what was typed.
    printed = "\n".join(line for line in ran.out.splitlines() if not line.startswith("what if:"))
    assert bare(printed) == []
    assert WORD.search(printed)
    assert "ICD" in ran.out or name.startswith(("show", "claims"))


def test_a_page_says_on_the_page_what_its_words_and_ranges_are(tmp_path: Path) -> None:
    from winset.report.html import page

    for found in (
        winset.brief(winset.load("doha2025"), draws=60),
        winset.solve(winset.load("doha2025").stage("1"), "nash", draws=60),
    ):
        text = re.sub(r"<[^>]+>", " ", page(found, "a page"))
        assert bare(text) == []
        assert "ICD" in text
        assert "so many draws allow (95 %)" in text


def test_programs_get_the_band_as_numbers() -> None:
    assert Share(82, 100).plain()["band_percent"] == [80, 95]
    assert Share(100, 100).plain()["band_percent"] is None
    found = json.loads(winset.winset(winset.load("doha2025").stage("1"), draws=60).to_json())
    shares = [cell for row in found["rows"] for cell in row.values() if isinstance(cell, dict) and "word" in cell]
    assert any(share["band_percent"] for share in shares)
    sure = winset.claims(winset.load("doha2025").set("claims.call.confidence", "likely")).value["grades"]["call"]["confidence"]
    assert sure == {"word": "likely", "band_percent": [55, 80]}


def test_a_sheet_has_the_band_beside_the_word(tmp_path: Path) -> None:
    case = winset.load("doha2025").set("claims.call.confidence", "very_unlikely")
    winset.export(case, tmp_path / "out", "mandator", ("csv",), draws=1)
    (sheet,) = (tmp_path / "out").rglob("claims.csv")
    rows = {row["id"]: row for row in csv.DictReader(sheet.read_text(encoding="utf-8").splitlines(keepends=True))}
    assert [rows["call"][f"confidence{end}"] for end in ("", "_low", "_high")] == ["very_unlikely", "5", "20"]
    assert rows["dermer"]["confidence_low"] == ""


def test_an_answer_without_such_words_says_nothing_of_them() -> None:
    assert Result("q", "likely to rain", "m", "c", "h").words_told() == ""
    assert Result("q", with_band("likely"), "m", "c", "h").words_told() == "words with their bands: ICD 203"
    assert "95 %" in Result("q", str(Share(3, 10)), "m", "c", "h").words_told()
