"""Locking and unlocking: scrypt for the passphrase, AES-256-GCM for the contents, both from `cryptography`.

A locked file is: a header (version, scrypt settings, salt, two nonces, length), a small sealed block
that tells a wrong
passphrase from a damaged file, the sealed contents, and a checksum of all of it. The header is sealed
with both blocks.
Plain text is only ever in memory and in the folder itself, never in a temporary file. A file is put in
place by one rename
and read back before anything is removed.

Sources: C. Percival, *Stronger key derivation via sequential memory-hard functions* (2009) and RFC 7914
for scrypt;
NIST SP 800-38D for GCM.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
import shutil
import struct
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from winset.case.case import LOCKED as SUFFIX
from winset.errors import BadRequest, MissingExtra, quoted
from winset.vault.bundle import Entry, gather, pack, unpack

MAGIC = b"WINSETLOCKED"
VERSION = 1
COST = 17
"""Binary logarithm of scrypt's N: 2**17 with r = 8 needs 128 MB and about half a second."""
HIGHEST_COST = 20
SHORTEST_PASSPHRASE = 8
_HEADER = struct.Struct(">12sBBBB16s12s12sQ")
_MARK = b"winset passphrase mark"
_TAG = 16
_SUM = 32


@dataclass(frozen=True)
class Locked:
    """What `lock` or `unlock` did.

    Parameters
    ----------
    path : pathlib.Path
        The locked file, or the folder or file that was restored.
    files : int
        How many files it holds.
    """

    path: Path
    files: int


def lock(path: str | Path, passphrase: str, *, keep: bool = False, cost: int = COST) -> Locked:
    """Seal a folder or a file into ``NAME.locked`` beside it and return where that is.

    The plain originals are removed once the locked file was written, read back and opened again, unless
    `keep` is
    set. Removing is not wiping: what a disk or a backup still holds is outside any program's reach.

    Parameters
    ----------
    path : str or Path
        Folder or file.
    passphrase : str
        At least `SHORTEST_PASSPHRASE` characters. There is no way back without it.
    keep : bool
        Leave the originals where they are.
    cost : int
        Binary logarithm of scrypt's N.

    Raises
    ------
    BadRequest
        Nothing there, a locked file of that name exists, a link is inside, or the passphrase is too short.
    MissingExtra
        `winset[vault]` is not installed.
    """
    source = Path(path)
    secret = _secret(passphrase)
    if not 10 <= cost <= HIGHEST_COST:
        raise BadRequest(f"The cost must lie between 10 and {HIGHEST_COST}.")
    target = source.with_name(source.name + SUFFIX)
    if target.exists():
        raise BadRequest(f"{quoted(target.name)} exists already. Move it away first; nothing was changed.")
    entries = gather(source)
    _write_whole(target, seal(pack(entries), secret, cost=cost))
    if unpack(open_sealed(target.read_bytes(), secret)) != entries:
        target.unlink()
        raise BadRequest(f"{quoted(target.name)} could not be read back. The originals are untouched.")
    if not keep:
        if gather(source) != entries:
            raise BadRequest(
                f"{quoted(source.name)} changed while it was being locked. "
                f"{quoted(target.name)} holds what it was; the originals are untouched."
            )
        if source.is_dir():
            shutil.rmtree(source)
        else:
            source.unlink()
    return Locked(target, sum(1 for e in entries if e.data is not None))


def unlock(path: str | Path, passphrase: str, *, keep: bool = False) -> Locked:
    """Restore what a locked file holds beside it, and return where that is.

    The locked file is removed once everything is in place, unless `keep` is set.

    Raises
    ------
    BadRequest
        The passphrase is wrong, the file is damaged or cut off, is no locked file, or something of that
        name exists.
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
    if target.exists() or target.is_symlink():
        raise BadRequest(f"{quoted(target.name)} exists already. Move it away first; nothing was changed.")
    entries = unpack(open_sealed(sealed.read_bytes(), _secret(passphrase), sealed.name))
    if len(entries) == 1 and entries[0].path == "":
        _write_whole(target, entries[0].data or b"")
    else:
        _restore(target, entries)
    if not keep:
        sealed.unlink()
    return Locked(target, sum(1 for e in entries if e.data is not None))


def seal(plain: bytes, secret: bytes, *, cost: int = COST) -> bytes:
    """Return the bytes sealed with a key derived from the secret; a new salt and nonce every time."""
    salt, first, second = secrets.token_bytes(16), secrets.token_bytes(12), secrets.token_bytes(12)
    header = _HEADER.pack(MAGIC, VERSION, cost, 8, 1, salt, first, second, len(plain))
    cipher = _cipher(secret, salt, cost, 8, 1)
    body: bytes = header + cipher.encrypt(first, _MARK, header) + cipher.encrypt(second, plain, header)
    return body + hashlib.sha256(body).digest()


def open_sealed(raw: bytes, secret: bytes, name: str = "The file") -> bytes:
    """Return the plain bytes of a sealed file.

    Raises
    ------
    BadRequest
        Says which of these it is: no locked file, cut off, damaged, or the wrong passphrase.
    """
    if raw[: len(MAGIC)] != MAGIC[: len(raw)] or not raw:
        raise BadRequest(f"{quoted(name)} is not a locked Winset file, or its beginning is damaged.")
    if len(raw) < _HEADER.size + _SUM:
        raise BadRequest(f"{quoted(name)} is cut off: even its heading is incomplete. Restore it from a copy.")
    header = raw[: _HEADER.size]
    _, version, cost, r, p, salt, first, second, length = _HEADER.unpack(header)
    intact = hashlib.sha256(raw[:-_SUM]).digest() == raw[-_SUM:]
    whole = _HEADER.size + len(_MARK) + _TAG + length + _TAG + _SUM
    if not intact:
        if len(raw) < whole:
            raise BadRequest(f"{quoted(name)} is cut off: {len(raw):,} of {whole:,} bytes are there. Restore it from a copy.")
        raise BadRequest(f"{quoted(name)} is damaged: its checksum does not fit. Restore it from a copy; it was left as it is.")
    if version != VERSION or len(raw) != whole or not 1 <= cost <= HIGHEST_COST or (r, p) != (8, 1):
        raise BadRequest(f"{quoted(name)} was locked by another version of Winset that this one cannot read.")
    cipher = _cipher(secret, salt, cost, r, p)
    middle = _HEADER.size + len(_MARK) + _TAG
    tampered = _tampered()
    try:
        cipher.decrypt(first, raw[_HEADER.size : middle], header)
    except tampered:
        raise BadRequest(f"The passphrase does not open {quoted(name)}. Nothing was changed.") from None
    try:
        plain: bytes = cipher.decrypt(second, raw[middle:-_SUM], header)
    except tampered:
        raise BadRequest(
            f"{quoted(name)} was changed after it was locked. Restore it from a copy; it was left as it is."
        ) from None
    return plain


def is_installed() -> None:
    """Return nothing if cases can be locked here.

    Raises
    ------
    MissingExtra
        `winset[vault]` is not installed.
    """
    try:
        import cryptography.hazmat.primitives.ciphers.aead  # noqa: F401
    except ImportError:
        raise MissingExtra("Locking a case", "vault") from None


def _secret(passphrase: str) -> bytes:
    folded = unicodedata.normalize("NFKC", passphrase)
    if len(folded) < SHORTEST_PASSPHRASE:
        raise BadRequest(f"The passphrase needs at least {SHORTEST_PASSPHRASE} characters; several words are best.")
    return folded.encode("utf-8")


def _cipher(secret: bytes, salt: bytes, cost: int, r: int, p: int) -> Any:
    try:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM
        from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
    except ImportError:
        raise MissingExtra("Locking a case", "vault") from None
    return AESGCM(Scrypt(salt=salt, length=32, n=1 << cost, r=r, p=p).derive(secret))


def _tampered() -> type[BaseException]:
    from cryptography.exceptions import InvalidTag

    return InvalidTag


def _write_whole(target: Path, data: bytes) -> None:
    """Write a file so that it is there whole or not at all."""
    aside = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    with _removed_on_failure(aside):
        descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        os.replace(aside, target)


def _restore(target: Path, entries: tuple[Entry, ...]) -> None:
    """Write a folder under a name of its own beside the target, then give it its name in one step."""
    aside = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    with _removed_on_failure(aside):
        aside.mkdir(mode=0o700)
        for entry in entries:
            place = aside.joinpath(*entry.path.split("/"))
            if entry.data is None:
                place.mkdir(parents=True, exist_ok=True)
                continue
            place.parent.mkdir(parents=True, exist_ok=True)
            with open(place, "xb") as out:
                out.write(entry.data)
                out.flush()
                os.fsync(out.fileno())
        os.replace(aside, target)


@contextlib.contextmanager
def _removed_on_failure(aside: Path) -> Iterator[None]:
    try:
        yield
    except BaseException:
        if aside.is_dir():
            shutil.rmtree(aside, ignore_errors=True)
        else:
            aside.unlink(missing_ok=True)
        raise
