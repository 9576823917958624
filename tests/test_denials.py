"""A negation does not get lost on the way from a text into the case."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import winset
from winset.analyses import accepting
from winset.analyses.accepting import Choice
from winset.analyses.proposed_file import load_proposed
from winset.case.case import catalogue

Cli = Callable[..., Any]


@pytest.fixture
def talks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(catalogue()["doha2025"], tmp_path / "talks")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "talks"


def proposals(folder: Path) -> dict[str, Any]:
    return dict(load_proposed(folder, winset.load(folder)).proposals)


def test_a_negative_statement_denies_what_the_case_holds_unless_said_otherwise(cli: Cli, talks: Path) -> None:
    (talks.parent / "no.txt").write_text("Adam Boehler did not meet Khalil al-Hayya in Doha.\n", encoding="utf-8")
    cli("read", "no.txt", "--case", "talks")
    (id_,) = proposals(talks)
    assert proposals(talks)[id_].polarity == "negative"
    assert cli("accept", "talks", id_, "--about", "channels.doha").status == 0
    assert winset.load(talks).file.claims[id_].denies


@pytest.mark.parametrize(
    ("more", "denied"), [(("--no-denies",), False), (("--value", "face to face"), False), (("--denies",), True)]
)
def test_a_person_decides_whether_it_denies(cli: Cli, talks: Path, more: tuple[str, ...], denied: bool) -> None:
    case = winset.load(talks)
    p = _negative(cli, talks)
    choice = Choice(("channels.doha",), value=dict([more]).get("--value", "") if len(more) == 2 else "", denies=_flag(more))
    assert accepting.denies_by_words(case, p, choice) is denied


def test_a_no_where_the_case_holds_a_no_is_support(cli: Cli, talks: Path) -> None:
    assert cli("new", "valley").status == 0
    Path("water.txt").write_text("The water board had not agreed to open the well.\n", encoding="utf-8")
    cli("read", "water.txt", "--case", "valley")
    (p,) = proposals(Path("valley")).values()
    held = winset.load("valley")
    assert held.data()["consents"]["water"]["well"][-1]["state"] == "advised_against"
    assert not accepting.denies_by_words(held, p, Choice(("consents.water.well",)))
    assert accepting.denies_by_words(held, p, Choice(("parties.south",)))


def _negative(cli: Cli, talks: Path) -> Any:
    (talks.parent / "no.txt").write_text("Adam Boehler did not meet Khalil al-Hayya in Doha.\n", encoding="utf-8")
    cli("read", "no.txt", "--case", "talks")
    (p,) = proposals(talks).values()
    return p


def _flag(more: tuple[str, ...]) -> bool | None:
    return {"--denies": True, "--no-denies": False}.get(more[0])
