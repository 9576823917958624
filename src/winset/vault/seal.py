"""Sealing bytes: scrypt for the passphrase, AES-256-GCM for the contents, both from `cryptography`.

A locked file is: a header (version, scrypt settings, salt, two nonces, length), a checksum of the header, a small sealed block
that only the right passphrase opens, the sealed contents, and a checksum of all of it. Both blocks authenticate the header, so
once the small one opens, the length in it is the one that was written, and a file that is shorter was cut off.

Sources: C. Percival, *Stronger key derivation via sequential memory-hard functions* (2009) and RFC 7914 for scrypt;
NIST SP 800-38D for GCM.
"""

from __future__ import annotations

import hashlib
import secrets
import struct
import unicodedata
from dataclasses import dataclass
from typing import Any

from winset.errors import BadRequest, MissingExtra, quoted
from winset.vault.bundle import Entry, unpack

MAGIC = b"WINSETLOCKED"
VERSION = 2
COST = 17
"""Binary logarithm of scrypt's N: 2**17 with r = 8 needs 128 MB and about half a second."""
HIGHEST_COST = 20
SHORTEST_PASSPHRASE = 8
_HEADER = struct.Struct(">12sBBBB16s12s12sQ")
_MARK = b"winset passphrase mark"
_TAG = 16
_SUM = 32
# The first version had no checksum of its header, and no rights of files in its contents.
_FIRST = 1


@dataclass(frozen=True)
class _Parts:
    """The header of a locked file, and where its parts begin."""

    version: int
    cost: int
    salt: bytes
    first: bytes
    second: bytes
    length: int
    head: bytes

    @property
    def middle(self) -> int:
        return len(self.head) + len(_MARK) + _TAG

    @property
    def whole(self) -> int:
        return self.middle + self.length + _TAG + _SUM


def seal(plain: bytes, secret: bytes, *, cost: int = COST) -> bytes:
    """Return the bytes sealed with a key derived from the secret; a new salt and nonce every time."""
    salt, first, second = secrets.token_bytes(16), secrets.token_bytes(12), secrets.token_bytes(12)
    header = _HEADER.pack(MAGIC, VERSION, cost, 8, 1, salt, first, second, len(plain))
    header += hashlib.sha256(header).digest()
    cipher = _cipher(secret, salt, cost)
    body: bytes = header + cipher.encrypt(first, _MARK, header) + cipher.encrypt(second, plain, header)
    return body + hashlib.sha256(body).digest()


def entries_of(raw: bytes, secret: bytes, name: str = "The file") -> tuple[Entry, ...]:
    """Return what a sealed file holds.

    Raises
    ------
    BadRequest
        Says which of these it is: no locked file, cut off, damaged, changed on purpose, or the wrong passphrase.
    """
    parts = _parts(raw, name)
    return unpack(_opened(raw, parts, secret, name), rights=parts.version > _FIRST)


def _parts(raw: bytes, name: str) -> _Parts:
    if raw[: len(MAGIC)] != MAGIC[: len(raw)] or not raw:
        raise BadRequest(f"{quoted(name)} is not a locked Winset file, or its beginning is damaged.")
    cut = BadRequest(f"{quoted(name)} is cut off: even its heading is incomplete. Restore it from a copy.")
    if len(raw) < _HEADER.size:
        raise cut
    _, version, cost, r, p, salt, first, second, length = _HEADER.unpack_from(raw)
    size = _HEADER.size + (0 if version == _FIRST else _SUM)
    head = raw[:size]
    if version != _FIRST:
        if len(raw) < size:
            raise cut
        if hashlib.sha256(raw[: _HEADER.size]).digest() != head[_HEADER.size :]:
            raise BadRequest(f"{quoted(name)} is damaged: its heading is not what was written. Restore it from a copy.")
    if version not in (_FIRST, VERSION) or not 1 <= cost <= HIGHEST_COST or (r, p) != (8, 1):
        raise BadRequest(f"{quoted(name)} was locked by another version of Winset that this one cannot read, or is damaged.")
    found = _Parts(version, cost, salt, first, second, length, head)
    if len(raw) < found.middle:
        raise cut
    return found


def _opened(raw: bytes, parts: _Parts, secret: bytes, name: str) -> bytes:
    intact = len(raw) == parts.whole and hashlib.sha256(raw[:-_SUM]).digest() == raw[-_SUM:]
    cipher, tampered = _cipher(secret, parts.salt, parts.cost), _tampered()
    try:
        cipher.decrypt(parts.first, raw[len(parts.head) : parts.middle], parts.head)
    except tampered:
        if intact:
            raise BadRequest(f"The passphrase does not open {quoted(name)}. Nothing was changed.") from None
        raise BadRequest(
            f"{quoted(name)} is damaged, or cut off and the passphrase is not the right one either; only the right one can tell. "
            "It was left as it is."
        ) from None
    if len(raw) < parts.whole:
        raise BadRequest(f"{quoted(name)} is cut off: {len(raw):,} of {parts.whole:,} bytes are there. Restore it from a copy.")
    if not intact:
        raise BadRequest(f"{quoted(name)} is damaged: its checksum does not fit. Restore it from a copy; it was left as it is.")
    try:
        plain: bytes = cipher.decrypt(parts.second, raw[parts.middle : -_SUM], parts.head)
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


def secret_of(passphrase: str) -> bytes:
    """Return a passphrase as bytes, the same however its letters were typed; BadRequest if it is too short."""
    folded = unicodedata.normalize("NFKC", passphrase)
    if len(folded) < SHORTEST_PASSPHRASE:
        raise BadRequest(f"The passphrase needs at least {SHORTEST_PASSPHRASE} characters; several words are best.")
    return folded.encode("utf-8")


def _cipher(secret: bytes, salt: bytes, cost: int) -> Any:
    try:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM
        from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
    except ImportError:
        raise MissingExtra("Locking a case", "vault") from None
    return AESGCM(Scrypt(salt=salt, length=32, n=1 << cost, r=8, p=1).derive(secret))


def _tampered() -> type[BaseException]:
    from cryptography.exceptions import InvalidTag

    return InvalidTag
