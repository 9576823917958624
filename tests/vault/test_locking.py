"""Locking: nothing is lost, nothing stays readable, and every failure says what it is."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from winset.errors import BadRequest, MissingExtra
from winset.vault.bundle import Entry, pack, unpack
from winset.vault.lock import lock, unlock

SECRET = "four plain words here"
FAST = 10


def case(tmp_path: Path) -> Path:
    folder = tmp_path / "talks"
    (folder / "docs").mkdir(parents=True)
    (folder / "empty").mkdir()
    (folder / "case.yaml").write_bytes(b"parties: MARKER\n")
    (folder / "docs" / "r\u00e9port.txt").write_bytes(bytes(range(256)) * 50)
    (folder / "claims.yaml").write_bytes(b"")
    return folder


def everything(folder: Path) -> dict[str, bytes | None]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() if p.is_file() else None for p in sorted(folder.rglob("*"))}


def test_a_folder_comes_back_as_it_was(tmp_path: Path) -> None:
    folder = case(tmp_path)
    before = everything(folder)
    locked = lock(folder, SECRET, cost=FAST)
    assert [p.name for p in tmp_path.iterdir()] == ["talks.locked"]
    assert b"MARKER" not in locked.path.read_bytes()
    assert b"case.yaml" not in locked.path.read_bytes()
    again = unlock(locked.path, SECRET)
    assert everything(again.path) == before
    assert [p.name for p in tmp_path.iterdir()] == ["talks"]
    assert (locked.files, again.files) == (3, 3)


def test_a_single_file_comes_back_too(tmp_path: Path) -> None:
    file = tmp_path / "case.yaml"
    file.write_bytes(b"x: 1\n")
    locked = lock(file, SECRET, cost=FAST)
    assert not file.exists()
    assert unlock(locked.path, SECRET).path.read_bytes() == b"x: 1\n"


def test_the_same_case_never_looks_the_same_twice(tmp_path: Path) -> None:
    folder = case(tmp_path)
    first = lock(folder, SECRET, keep=True, cost=FAST).path
    one = first.read_bytes()
    first.unlink()
    assert lock(folder, SECRET, keep=True, cost=FAST).path.read_bytes() != one


def test_a_wrong_passphrase_says_so_and_changes_nothing(tmp_path: Path) -> None:
    locked = lock(case(tmp_path), SECRET, cost=FAST).path
    before = locked.read_bytes()
    with pytest.raises(BadRequest, match="passphrase does not open"):
        unlock(locked, SECRET + "!")
    assert locked.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["talks.locked"]


@pytest.mark.parametrize("part", [0.0, 0.0001, 0.002, 0.004, 0.01, 0.3, 0.5, 0.9, 0.9999])
def test_a_flipped_bit_is_noticed_and_nothing_is_unpacked(tmp_path: Path, part: float) -> None:
    locked = lock(case(tmp_path), SECRET, cost=FAST).path
    raw = bytearray(locked.read_bytes())
    raw[int(part * len(raw))] ^= 4
    locked.write_bytes(raw)
    with pytest.raises(BadRequest, match=r"damaged|not a locked"):
        unlock(locked, SECRET)
    assert locked.read_bytes() == raw
    assert [p.name for p in tmp_path.iterdir()] == ["talks.locked"]


@pytest.mark.parametrize("left", [0, 5, 12, 40, 64, 100, 200, 5000])
def test_a_file_that_is_cut_off_is_noticed(tmp_path: Path, left: int) -> None:
    locked = lock(case(tmp_path), SECRET, cost=FAST).path
    raw = locked.read_bytes()[:left]
    locked.write_bytes(raw)
    with pytest.raises(BadRequest, match=r"cut off|not a locked"):
        unlock(locked, SECRET)
    assert locked.read_bytes() == raw


def test_a_change_with_a_new_checksum_is_noticed_all_the_same(tmp_path: Path) -> None:
    import hashlib

    locked = lock(case(tmp_path), SECRET, cost=FAST).path
    body = bytearray(locked.read_bytes()[:-32])
    body[-20] ^= 1
    locked.write_bytes(bytes(body) + hashlib.sha256(body).digest())
    with pytest.raises(BadRequest, match="changed after it was locked"):
        unlock(locked, SECRET)


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    folder = case(tmp_path)
    locked = lock(folder, SECRET, keep=True, cost=FAST).path
    with pytest.raises(BadRequest, match="exists already"):
        lock(folder, SECRET, cost=FAST)
    with pytest.raises(BadRequest, match="exists already"):
        unlock(locked, SECRET)
    assert everything(folder)


def test_a_link_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    folder = case(tmp_path)
    (folder / "link").symlink_to("/etc/hostname")
    with pytest.raises(BadRequest, match="link"):
        lock(folder, SECRET, cost=FAST)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["talks"]


def test_a_failure_while_writing_leaves_the_original_and_no_scraps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = case(tmp_path)
    before = everything(folder)

    def full(*args: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="no space"):
        lock(folder, SECRET, cost=FAST)
    assert everything(folder) == before
    assert [p.name for p in tmp_path.iterdir()] == ["talks"]
    monkeypatch.undo()
    locked = lock(folder, SECRET, cost=FAST).path
    sealed = locked.read_bytes()
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="no space"):
        unlock(locked, SECRET)
    assert [p.name for p in tmp_path.iterdir()] == ["talks.locked"]
    assert locked.read_bytes() == sealed


def test_no_plain_text_is_ever_in_a_file_beside_the_case(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = case(tmp_path)
    seen: list[bytes] = []
    replace = os.replace

    def watched(a: object, b: object) -> None:
        seen.append(Path(str(a)).read_bytes())
        replace(str(a), str(b))

    monkeypatch.setattr(os, "replace", watched)
    lock(folder, SECRET, cost=FAST)
    assert len(seen) == 1
    assert b"MARKER" not in seen[0]


@pytest.mark.parametrize("short", ["", "seven77", " " * 3])
def test_a_short_passphrase_is_refused(tmp_path: Path, short: str) -> None:
    with pytest.raises(BadRequest, match="at least 8"):
        lock(case(tmp_path), short, cost=FAST)


@pytest.mark.parametrize("name", ["../evil", "/etc/x", "a/../../b", "c:/x", "a\\b", "", "x\x00y"])
def test_a_path_that_leads_out_of_the_folder_is_refused(name: str) -> None:
    with pytest.raises(BadRequest, match="outside its folder"):
        unpack(pack((Entry(name, b"x"), Entry("ok", b""))))


@pytest.mark.parametrize(
    "raw",
    [b"", b"\x00\x00\x00\x02", b"\x00\x00\x00\x01\x01\x00\x00\x00\x05\x00\x00\x00\x00\x00\x00\x00\x09abc"],
)
def test_bytes_that_are_no_bundle_are_refused(raw: bytes) -> None:
    with pytest.raises(BadRequest):
        unpack(raw)


def test_nothing_there_is_said_in_words(tmp_path: Path) -> None:
    with pytest.raises(BadRequest, match="no file or folder"):
        lock(tmp_path / "none", SECRET, cost=FAST)
    with pytest.raises(BadRequest, match="no file"):
        unlock(tmp_path / "none.locked", SECRET)


def test_without_the_extra_the_error_names_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [m for m in sys.modules if m.startswith("cryptography")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "cryptography", None)
    folder = case(tmp_path)
    with pytest.raises(MissingExtra, match=r"winset\[vault\]"):
        lock(folder, SECRET, cost=FAST)
    assert everything(folder)


def test_importing_the_vault_and_the_readers_loads_no_optional_part() -> None:
    code = "import sys, winset.vault.lock, winset.intake.llm, winset.intake.propose, winset.evidence.grounds; print([m for m in ('cryptography', 'httpx', 'numpy') if m in sys.modules])"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=dict(os.environ))
    assert out.stdout.strip() == "[]"
