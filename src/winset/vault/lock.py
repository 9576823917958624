"""Locking and unlocking a folder or a file: nothing readable is ever written anywhere but in its place.

Locking writes and reads back the sealed file before the first readable one is removed. Unlocking writes each file where it will
stand, readable by its owner alone until everything is there. While either is at work a mark stands in the folder; where it was
killed, the mark stays, no other verb takes the folder for a case, and the next `lock` or `unlock` completes it.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from winset.case.case import LOCKED as SUFFIX
from winset.case.case import UNFINISHED
from winset.errors import BadRequest, quoted
from winset.vault.bundle import Entry, gather, pack
from winset.vault.seal import COST, HIGHEST_COST, entries_of, is_installed, seal, secret_of

__all__ = ["COST", "UNFINISHED", "Locked", "is_installed", "lock", "unlock"]


@dataclass(frozen=True)
class Locked:
    """What `lock` or `unlock` did.

    Parameters
    ----------
    path : pathlib.Path
        The locked file, or the folder or file that was restored.
    files : int
        How many files it holds.
    completed : bool
        Whether it completed what was interrupted before.
    """

    path: Path
    files: int
    completed: bool = False


def lock(path: str | Path, passphrase: str, *, keep: bool = False, cost: int = COST) -> Locked:
    """Seal a folder or a file into ``NAME.locked`` beside it and return where that is.

    The plain originals are removed once the locked file was written, read back and opened again, unless `keep` is set. If locking
    was interrupted after that, locking again removes what is left of them, if the locked file holds all of it. Removing is not
    wiping: what a disk or a backup still holds is outside any program's reach.

    Parameters
    ----------
    path : str or Path
        Folder or file.
    passphrase : str
        At least 8 characters. There is no way back without it.
    keep : bool
        Leave the originals where they are.
    cost : int
        Binary logarithm of scrypt's N.

    Raises
    ------
    BadRequest
        Nothing there, a locked file of that name exists, a link is inside, the passphrase is too short,
        or unlocking was interrupted.
    MissingExtra
        `winset[vault]` is not installed.
    """
    source = Path(path)
    secret = secret_of(passphrase)
    if not 10 <= cost <= HIGHEST_COST:
        raise BadRequest(f"The cost must lie between 10 and {HIGHEST_COST}.")
    target = source.with_name(source.name + SUFFIX)
    if _mark(source) == "unlock":
        raise BadRequest(f"Unlocking {quoted(source.name)} was interrupted. Complete it first: winset unlock {source}")
    entries = gather(source)
    if target.exists():
        if keep or _mark(source) is None:
            raise BadRequest(f"{quoted(target.name)} exists already. Move it away first; nothing was changed.")
        return _completed_lock(source, target, entries, secret)
    _write_whole(target, seal(pack(entries), secret, cost=cost))
    if entries_of(target.read_bytes(), secret, target.name) != entries:
        target.unlink()
        raise BadRequest(f"{quoted(target.name)} could not be read back. The originals are untouched.")
    if not keep:
        if gather(source) != entries:
            raise BadRequest(
                f"{quoted(source.name)} changed while it was being locked. "
                f"{quoted(target.name)} holds what it was; the originals are untouched."
            )
        _remove(source, entries)
    return Locked(target, _count(entries))


def _completed_lock(source: Path, target: Path, entries: tuple[Entry, ...], secret: bytes) -> Locked:
    sealed = entries_of(target.read_bytes(), secret, target.name)
    held = {entry.path: entry.data for entry in sealed}
    changed = next((entry.path for entry in entries if entry.path not in held or held[entry.path] != entry.data), None)
    if changed is not None:
        raise BadRequest(
            f"Locking {quoted(source.name)} was interrupted, and {quoted(changed)} is not in {quoted(target.name)} as it is "
            "here. Move it away first; nothing was changed."
        )
    _remove(source, entries)
    return Locked(target, _count(sealed), completed=True)


def unlock(path: str | Path, passphrase: str, *, keep: bool = False) -> Locked:
    """Restore what a locked file holds beside it, with its rights, and return where that is.

    The locked file is removed once everything is in place, unless `keep` is set. If unlocking was interrupted, unlocking again
    completes it.

    Raises
    ------
    BadRequest
        The passphrase is wrong, the file is damaged or cut off, is no locked file, or something else of that name exists.
        Nothing is changed then.
    MissingExtra
        `winset[vault]` is not installed.
    """
    sealed = Path(path)
    if not sealed.is_file():
        raise BadRequest(f"There is no file {quoted(sealed)}.")
    name = sealed.name.removesuffix(SUFFIX)
    if name == sealed.name:
        raise BadRequest(f"{quoted(sealed.name)} does not end with {SUFFIX}.")
    target = sealed.with_name(name)
    begun = target.exists() or target.is_symlink()
    if begun and _mark(target) is None and not _could_be_begun(target):
        raise BadRequest(f"{quoted(target.name)} exists already. Move it away first; nothing was changed.")
    entries = entries_of(sealed.read_bytes(), secret_of(passphrase), sealed.name)
    if begun:
        _check_begun(target, entries)
    _restore(target, entries)
    if not keep:
        sealed.unlink()
    return Locked(target, _count(entries), completed=begun)


def _could_be_begun(target: Path) -> bool:
    """Whether what stands there may be what an interrupted run left: a single file, or an empty folder."""
    if target.is_symlink():
        return False
    return target.is_file() or (target.is_dir() and not any(target.iterdir()))


def _check_begun(target: Path, entries: tuple[Entry, ...]) -> None:
    """Refuse to complete what somebody has changed in the meantime: every file must be the beginning of what is sealed."""
    there = BadRequest(f"{quoted(target.name)} exists already. Move it away first; nothing was changed.")
    held = {entry.path: entry.data for entry in entries}
    if target.is_file() != ("" in held):
        raise there
    for entry in gather(target):
        if entry.path == ".":
            continue
        data = held.get(entry.path)
        if entry.path not in held or (data is None) != (entry.data is None):
            raise there if _mark(target) is None else _not_ours(target, entry.path)
        if entry.data is not None and not (data or b"").startswith(entry.data):
            raise there if _mark(target) is None else _not_ours(target, entry.path)


def _not_ours(target: Path, name: str) -> BadRequest:
    return BadRequest(
        f"Unlocking {quoted(target.name)} was interrupted, and {quoted(name)} in it is not what was locked. Move the folder away "
        "first; the locked file still holds everything."
    )


def _count(entries: tuple[Entry, ...]) -> int:
    return sum(1 for entry in entries if entry.data is not None)


def _mark(folder: Path) -> str | None:
    """Return what is at work in a folder, or was when it was killed: ``lock``, ``unlock``, or None."""
    place = folder / UNFINISHED
    if not place.is_file() or place.is_symlink():
        return None
    return "lock" if place.read_bytes()[:4] == b"lock" else "unlock"


def _write_whole(target: Path, data: bytes) -> None:
    """Write a sealed file so that it is there whole or not at all; what a killed run left of it is written over."""
    aside = target.with_name(f".{target.name}.part")
    aside.unlink(missing_ok=True)
    try:
        _write(aside, data)
        os.replace(aside, target)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise


def _write(place: Path, data: bytes) -> None:
    with contextlib.suppress(FileNotFoundError):
        place.chmod(0o600)
    descriptor = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_NOFOLLOW", 0), 0o600)
    with os.fdopen(descriptor, "wb") as out:
        out.write(data)
        out.flush()
        os.fsync(out.fileno())


def _remove(source: Path, entries: tuple[Entry, ...]) -> None:
    """Remove the originals; if this is interrupted, the mark says so and locking again goes on."""
    if source.is_file():
        source.unlink()
        return
    for entry in entries:
        if entry.data is None:
            _place(source, entry).chmod(0o700)
    _write(source / UNFINISHED, b"lock\n")
    for entry in reversed(entries):
        place = _place(source, entry)
        if entry.data is not None:
            place.unlink()
        elif place != source:
            place.rmdir()
    (source / UNFINISHED).unlink()
    source.rmdir()


def _restore(target: Path, entries: tuple[Entry, ...]) -> None:
    """Write everything where it will stand, for its owner alone, then give it its rights."""
    with _removed_on_failure(target, entries):
        if len(entries) == 1 and entries[0].path == "":
            _write(target, entries[0].data or b"")
            target.chmod(entries[0].rights)
            return
        target.mkdir(mode=0o700, exist_ok=True)
        _write(target / UNFINISHED, b"unlock\n")
        for entry in entries:
            place = _place(target, entry)
            folder = place if entry.data is None else place.parent
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if entry.data is not None:
                _write(place, entry.data)
        for entry in reversed(entries):
            if entry.path != ".":
                _place(target, entry).chmod(entry.rights)
        (target / UNFINISHED).unlink()
        for entry in entries:
            if entry.path == ".":
                target.chmod(entry.rights)


def _place(folder: Path, entry: Entry) -> Path:
    return folder.joinpath(*entry.path.split("/"))


@contextlib.contextmanager
def _removed_on_failure(target: Path, entries: tuple[Entry, ...]) -> Iterator[None]:
    """Take away what was written of a sealed file if it cannot be completed; files of others in the folder stay."""
    try:
        yield
    except BaseException:
        for entry in reversed(entries):
            with contextlib.suppress(OSError):
                place = _place(target, entry) if entry.path else target
                if entry.data is not None:
                    place.unlink()
                elif place != target:
                    place.rmdir()
        if target.is_dir():
            with contextlib.suppress(OSError):
                if not any(left.name != UNFINISHED for left in target.iterdir()):
                    (target / UNFINISHED).unlink(missing_ok=True)
                target.rmdir()
        raise
