"""Killed or ended at any point, locking and unlocking lose nothing, leave nothing readable elsewhere, and can be completed."""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import signal
import struct
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import winset
from winset.case.case import catalogue
from winset.errors import BadRequest
from winset.vault import lock as vault
from winset.vault.bundle import Entry
from winset.vault.lock import UNFINISHED, lock, unlock
from winset.vault.seal import _HEADER, entries_of, seal, secret_of

Cli = Callable[..., Any]
SECRET = "four plain words here"
FAST = 10


class _Killed(BaseException):
    """Stands for SIGKILL: nothing that cleans up gets to run."""


def case(tmp_path: Path) -> Path:
    shutil.copytree(catalogue()["orvan"], tmp_path / "talks")
    (tmp_path / "talks" / "empty").mkdir()
    (tmp_path / "talks" / "case.yaml").chmod(0o600)
    (tmp_path / "talks" / "README.md").chmod(0o640)
    (tmp_path / "talks" / "claims.yaml").chmod(0o444)
    (tmp_path / "talks" / "documents").chmod(0o750)
    (tmp_path / "talks").chmod(0o710)
    return tmp_path / "talks"


def everything(folder: Path) -> dict[str, tuple[bytes | None, int]]:
    places = [folder, *sorted(folder.rglob("*"))]
    return {p.relative_to(folder).as_posix(): (p.read_bytes() if p.is_file() else None, p.stat().st_mode & 0o777) for p in places}


def killed_at(step: int, monkeypatch: pytest.MonkeyPatch, run: Callable[[], Any]) -> bool:
    """Run until the `step`-th change of the disk, and stop there as a killed process does; False if it ended before."""
    left = [step]
    real = {name: getattr(os, name) for name in ("open", "replace", "unlink", "rmdir", "mkdir", "chmod")}

    def counted(name: str) -> Callable[..., Any]:
        def call(*given: Any, **named: Any) -> Any:
            if name == "open" and not (len(given) > 1 and given[1] & os.O_CREAT):
                return real[name](*given, **named)
            left[0] -= 1
            if left[0] < 0:
                raise _Killed
            return real[name](*given, **named)

        return call

    for name in real:
        monkeypatch.setattr(os, name, counted(name))
    try:
        run()
    except _Killed:
        return True
    finally:
        monkeypatch.undo()
    return False


def test_rights_come_back_as_they_were(tmp_path: Path) -> None:
    before = everything(case(tmp_path))
    found = unlock(lock(tmp_path / "talks", SECRET, cost=FAST).path, SECRET)
    assert everything(found.path) == before
    file = tmp_path / "one.yaml"
    file.write_bytes(b"x: 1\n")
    file.chmod(0o600)
    assert unlock(lock(file, SECRET, cost=FAST).path, SECRET).path.stat().st_mode & 0o777 == 0o600


def test_what_is_being_unlocked_is_for_its_owner_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sealed = lock(case(tmp_path), SECRET, cost=FAST).path
    assert killed_at(6, monkeypatch, lambda: unlock(sealed, SECRET))
    places = [tmp_path / "talks", *(tmp_path / "talks").rglob("*")]
    assert all(place.stat().st_mode & 0o077 == 0 for place in places)


def test_unlocking_that_is_killed_anywhere_leaves_readable_files_only_in_the_case_and_is_completed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = everything(case(tmp_path))
    sealed = lock(tmp_path / "talks", SECRET, cost=FAST).path
    steps = 0
    while True:
        copy = tmp_path / f"run{steps}"
        copy.mkdir()
        shutil.copy(sealed, copy / "talks.locked")
        ended = not killed_at(steps, monkeypatch, lambda at=copy / "talks.locked": unlock(at, SECRET))  # type: ignore[misc]
        assert {path.name for path in copy.iterdir()} <= {"talks", "talks.locked"}
        if not ended and (copy / "talks").is_dir() and (copy / "talks" / UNFINISHED).is_file():
            with pytest.raises(BadRequest, match="was interrupted"):
                winset.load(copy / "talks")
            with pytest.raises(BadRequest, match="was interrupted"):
                lock(copy / "talks", SECRET, cost=FAST)
        if not ended:
            if (
                (copy / "talks").is_dir()
                and not (copy / "talks" / UNFINISHED).is_file()
                and everything(copy / "talks").keys() == before.keys()
            ):
                break  # all that was left to do was to remove the locked file
            assert unlock(copy / "talks.locked", SECRET).path == copy / "talks"
        assert everything(copy / "talks") == before
        assert [path.name for path in copy.iterdir()] == ["talks"]
        if ended:
            break
        steps += 1
    assert steps > 8


def test_locking_that_is_killed_anywhere_loses_nothing_and_is_completed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    steps, before = 0, everything(case(tmp_path))
    while True:
        folder = tmp_path / f"run{steps}" / "talks"
        shutil.copytree(tmp_path / "talks", folder)
        ended = not killed_at(steps, monkeypatch, lambda at=folder: lock(at, SECRET, cost=FAST))  # type: ignore[misc]
        sealed = folder.with_name("talks.locked")
        if (folder / UNFINISHED).is_file():
            with pytest.raises(BadRequest, match="was interrupted"):
                winset.load(folder)
            assert lock(folder, SECRET, cost=FAST).completed
        if sealed.is_file():
            assert {entry.path: entry.data for entry in entries_of(sealed.read_bytes(), secret_of(SECRET))} == {
                name: data for name, (data, _) in before.items()
            }
        else:
            assert {name: data for name, (data, _) in everything(folder).items()} == {
                name: data for name, (data, _) in before.items()
            }
        if ended:
            break
        steps += 1
    assert steps > 8
    assert [path.name for path in folder.parent.iterdir()] == ["talks.locked"]


def test_what_was_changed_after_an_interruption_is_not_written_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sealed = lock(case(tmp_path), SECRET, cost=FAST).path
    assert killed_at(6, monkeypatch, lambda: unlock(sealed, SECRET))
    (tmp_path / "talks" / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(BadRequest, match=r"mine\.txt.* is not what was locked"):
        unlock(sealed, SECRET)
    assert (tmp_path / "talks" / "mine.txt").read_text(encoding="utf-8") == "mine"
    assert sealed.is_file()


CHILD = """
import os, sys, time
from winset.vault import lock as vault
real, seen = vault._write, [0]

def slow(place, data):
    real(place, data)
    seen[0] += 1
    if seen[0] == 3:
        print("now", flush=True)
        time.sleep(60)

if sys.argv[1] == "unlock":
    vault._write = slow
sys.argv = ["winset", *sys.argv[1:]]
from winset.cli import main
main()
"""


@pytest.mark.parametrize(("number", "left"), [(signal.SIGTERM, ["talks.locked"]), (signal.SIGKILL, ["talks", "talks.locked"])])
def test_a_process_that_is_ended_cleans_up_and_one_that_is_killed_is_completed(
    tmp_path: Path, number: signal.Signals, left: list[str]
) -> None:
    before = everything(case(tmp_path))
    lock(tmp_path / "talks", SECRET, cost=FAST)
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, "unlock", "talks", "--passphrase-file", "-"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=tmp_path,
    )  # fmt: skip
    assert child.stdin is not None
    assert child.stdout is not None
    child.stdin.write(SECRET + "\n")
    child.stdin.flush()
    assert child.stdout.readline() == "now\n"
    child.send_signal(number)
    _, err = child.communicate(timeout=60)
    assert sorted(path.name for path in tmp_path.iterdir()) == left
    if number == signal.SIGTERM:
        assert child.returncode == 143
        assert "ended by the system" in err
    assert unlock(tmp_path / "talks.locked", SECRET).completed == (number == signal.SIGKILL)
    assert everything(tmp_path / "talks") == before


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    real = vault.lock
    monkeypatch.setattr(vault, "lock", lambda *given, **named: real(*given, **named, cost=FAST))


@pytest.mark.usefixtures("quick")
def test_the_passphrase_may_be_piped_in(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    case(tmp_path)
    monkeypatch.chdir(tmp_path)

    def piped(raw: bytes) -> None:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw)))

    piped(f"{SECRET}\r\nmore\n".encode())
    assert cli("lock", "talks", "--passphrase-file", "-").status == 0
    piped(b"\xff\xff\n")
    assert "what is piped in is not UTF-8 text" in cli("unlock", "talks", "--passphrase-file", "-").err
    piped(SECRET.encode())
    assert cli("unlock", "talks", "--passphrase-file", "-").status == 0
    assert (tmp_path / "talks" / "case.yaml").is_file()


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("where", [".", "documents"])
def test_the_folder_one_is_in_is_not_taken_away(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str) -> None:
    folder = case(tmp_path)
    (tmp_path / "secret").write_text(SECRET, encoding="utf-8")
    monkeypatch.chdir(folder / where)
    ran = cli("lock", "." if where == "." else "..", "--passphrase-file", tmp_path / "secret")
    assert ran.status == 2
    assert "winset lock talks" in ran.err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["secret", "talks"]
    ran = cli("lock", "." if where == "." else "..", "--keep", "--passphrase-file", tmp_path / "secret")
    assert ran.status == 0
    assert f"winset unlock {folder}" in "".join(ran.out.split("\n"))


def _with_length(raw: bytes, length: int, checksum: bool) -> bytes:
    fields = list(_HEADER.unpack_from(raw))
    fields[-1] = length
    header = _HEADER.pack(*fields)
    digest = hashlib.sha256(header).digest() if checksum else raw[_HEADER.size : _HEADER.size + 32]
    return header + digest + raw[_HEADER.size + 32 :]


@pytest.mark.parametrize("checksum", [True, False])
def test_a_wrong_length_is_damage_and_no_cut(tmp_path: Path, checksum: bool) -> None:
    sealed = lock(case(tmp_path), SECRET, cost=FAST).path
    sealed.write_bytes(_with_length(sealed.read_bytes(), 2**56, checksum))
    with pytest.raises(BadRequest, match="is damaged") as raised:
        unlock(sealed, SECRET)
    assert "bytes are there" not in str(raised.value)


def test_every_bit_of_the_header_is_damage_and_every_cut_is_a_cut(tmp_path: Path) -> None:
    raw = seal(b"some text", secret_of(SECRET), cost=FAST)
    for place in range(12, len(raw)):
        flipped = bytearray(raw)
        flipped[place] ^= 1 << (place % 8)
        with pytest.raises(BadRequest, match="damaged"):
            entries_of(bytes(flipped), secret_of(SECRET))
    for length in range(13, len(raw), 7):
        with pytest.raises(BadRequest, match="is cut off"):
            entries_of(raw[:length], secret_of(SECRET))
    with pytest.raises(BadRequest, match="damaged"):
        entries_of(raw + b"x", secret_of(SECRET))


def test_a_file_of_the_first_version_still_opens(tmp_path: Path) -> None:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

    plain = struct.pack(">I", 1) + struct.pack(">BIQ", 1, 9, 5) + b"case.yaml" + b"x: 1\n"
    header = _HEADER.pack(b"WINSETLOCKED", 1, FAST, 8, 1, b"s" * 16, b"a" * 12, b"b" * 12, len(plain))
    key = AESGCM(Scrypt(salt=b"s" * 16, length=32, n=1 << FAST, r=8, p=1).derive(SECRET.encode()))
    body = header + key.encrypt(b"a" * 12, b"winset passphrase mark", header) + key.encrypt(b"b" * 12, plain, header)
    sealed = tmp_path / "old.locked"
    sealed.write_bytes(body + hashlib.sha256(body).digest())
    assert entries_of(sealed.read_bytes(), secret_of(SECRET)) == (Entry("case.yaml", b"x: 1\n", 0o600),)
    assert (unlock(sealed, SECRET).path / "case.yaml").read_bytes() == b"x: 1\n"
