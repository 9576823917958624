"""Locking and unlocking a case from the command line: nothing is lost, and every failure says what it is."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from winset.case.case import catalogue
from winset.vault import lock as vault

Cli = Callable[..., Any]
SECRET = "four plain words here"


@pytest.fixture
def talks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of a bundled case in the current folder, and a file with a passphrase beside it; locking is quick."""
    shutil.copytree(catalogue()["doha2025"], tmp_path / "talks")
    (tmp_path / "secret").write_text(SECRET + "\n", encoding="utf-8")
    (tmp_path / "other").write_text("quite other words\r\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    lock = vault.lock
    monkeypatch.setattr(vault, "lock", lambda *given, **named: lock(*given, **named, cost=10))
    return tmp_path / "talks"


def everything(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_a_case_is_locked_and_comes_back_as_it_was(cli: Cli, talks: Path) -> None:
    before = everything(talks)
    ran = cli("lock", "talks", "--passphrase-file", "secret")
    assert ran.status == 0
    assert not talks.exists()
    sealed = talks.with_name("talks.locked").read_bytes()
    assert not any(word in sealed for word in (b"Dermer", b"case.yaml", b"synopsis"))
    assert "unlock talks" in ran.out
    assert cli("unlock", "talks", "--passphrase-file", "secret").status == 0
    assert everything(talks) == before
    assert not talks.with_name("talks.locked").exists()
    assert cli("check", "talks").status == 0


def test_no_plain_text_lies_about_while_a_case_is_locked(cli: Cli, talks: Path) -> None:
    cli("lock", "talks", "--passphrase-file", "secret")
    assert sorted(p.name for p in talks.parent.iterdir()) == ["other", "secret", "talks.locked"]
    assert talks.with_name("talks.locked").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("words", [["check", "talks"], ["brief", "talks"], ["review", "talks"], ["accept", "talks", "p1"]])
@pytest.mark.parametrize("name", ["talks", "talks.locked"])
def test_a_locked_case_says_how_to_open_it(cli: Cli, talks: Path, words: list[str], name: str) -> None:
    cli("lock", "talks", "--passphrase-file", "secret")
    ran = cli(words[0], name, *words[2:])
    assert ran.status == 2
    assert "locked" in ran.err
    assert f"winset unlock {name}" in ran.err


def test_the_name_of_the_locked_file_opens_it_too(cli: Cli, talks: Path) -> None:
    before = everything(talks)
    cli("lock", str(talks) + "/", "--passphrase-file", "secret")
    assert cli("unlock", "talks.locked", "--passphrase-file", "secret", "--keep").status == 0
    assert everything(talks) == before
    assert talks.with_name("talks.locked").exists()


def test_a_wrong_passphrase_a_flipped_bit_and_a_cut_lose_nothing(cli: Cli, talks: Path) -> None:
    cli("lock", "talks", "--passphrase-file", "secret")
    sealed = talks.with_name("talks.locked")
    good = sealed.read_bytes()
    flipped = bytearray(good)
    flipped[len(good) // 2] ^= 1
    for content, secret, message in (
        (good, "other", "The passphrase does not open"),
        (bytes(flipped), "secret", "is damaged"),
        (good[:-100], "secret", "is cut off"),
    ):
        sealed.write_bytes(content)
        ran = cli("unlock", "talks", "--passphrase-file", secret)
        assert ran.status == 2
        assert message in ran.err
        assert sealed.read_bytes() == content
        assert not talks.exists()


def test_the_passphrase_is_asked_for_without_showing_it(cli: Cli, talks: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    answers = [SECRET, SECRET + "x", SECRET, SECRET, SECRET]

    def hidden(prompt: str) -> str:
        asked.append(prompt)
        return answers.pop(0)

    monkeypatch.setattr("getpass.getpass", hidden)
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    ran = cli("lock", "talks")
    assert (ran.status, "the two passphrases differ" in ran.err, talks.exists()) == (2, True, True)
    ran = cli("lock", "talks")
    assert ran.status == 0
    assert SECRET not in ran.out + ran.err
    assert cli("unlock", "talks").status == 0
    assert asked == ["Passphrase: ", "Once more: ", "Passphrase: ", "Once more: ", "Passphrase: "]


WRONG = {
    "a bundled case": (["lock", "doha2025", "--passphrase-file", "secret"], "is a bundled case"),
    "no case": (["lock", "nowhere", "--passphrase-file", "secret"], "no case file, folder or bundled case called 'nowhere'"),
    "one file": (["lock", "talks/case.yaml", "--passphrase-file", "secret"], "name the folder and not the file"),
    "no such file": (["lock", "talks", "--passphrase-file", "nothing"], "there is no file 'nothing' with the passphrase"),
    "the secret inside": (["lock", "talks", "--passphrase-file", "talks/secret"], "would be locked in with it"),
    "too short": (["lock", "talks", "--passphrase-file", "short"], "at least 8 characters"),
    "not locked": (["unlock", "talks", "--passphrase-file", "secret"], "'talks' is not locked"),
    "no terminal": (["lock", "talks"], "there is no terminal to ask for the passphrase"),
}


@pytest.mark.parametrize("what", WRONG)
def test_what_is_wrong_is_said_and_nothing_changes(cli: Cli, talks: Path, monkeypatch: pytest.MonkeyPatch, what: str) -> None:
    (talks / "secret").write_text(SECRET, encoding="utf-8")
    talks.with_name("short").write_text("abc", encoding="utf-8")
    monkeypatch.setattr(sys.stdin, "isatty", lambda: False, raising=False)
    before = everything(talks.parent)
    words, message = WRONG[what]
    ran = cli(*words)
    assert ran.status == 2
    assert message in ran.err
    assert everything(talks.parent) == before


@pytest.mark.parametrize("word", ["lock", "unlock"])
def test_without_the_library_the_command_to_install_it_is_shown(
    cli: Cli, talks: Path, monkeypatch: pytest.MonkeyPatch, word: str
) -> None:
    for name in [n for n in sys.modules if n.split(".")[0] == "cryptography"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "cryptography", None)
    before = everything(talks)
    ran = cli(word, "talks", "--passphrase-file", "secret")
    assert ran.status == 3
    assert "pip install 'winset[vault]'" in ran.err
    assert everything(talks) == before
