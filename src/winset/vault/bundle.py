"""A folder as one run of bytes and back, in memory only: names, empty folders and contents, no links."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from winset.errors import BadRequest, TooLarge, quoted

LARGEST_BUNDLE = 1_000_000_000
"""Bytes that one locked file can hold."""
_FILE, _FOLDER = 1, 2


@dataclass(frozen=True)
class Entry:
    """One file or empty folder.

    Parameters
    ----------
    path : str
        Relative, with forward slashes; empty for a single file.
    data : bytes or None
        None for a folder.
    """

    path: str
    data: bytes | None


def gather(path: Path) -> tuple[Entry, ...]:
    """Return everything inside a folder, or the one file, sorted by name.

    Raises
    ------
    BadRequest
        There is nothing there, or a link or device is among it.
    TooLarge
        It holds more than `LARGEST_BUNDLE` bytes.
    """
    if path.is_symlink():
        raise BadRequest(f"{path.name} is a link. Lock the file or folder it points to.")
    if path.is_file():
        return (Entry("", _read(path, 0)),)
    if not path.is_dir():
        raise BadRequest(f"There is no file or folder {quoted(path)}.")
    entries, total = [], 0
    for found in sorted(path.rglob("*")):
        name = found.relative_to(path).as_posix()
        if found.is_symlink():
            raise BadRequest(f"{quoted(name)} is a link. Links cannot be locked; put the file itself there or remove it.")
        if found.is_dir():
            entries.append(Entry(name, None))
        elif found.is_file():
            data = _read(found, total)
            total += len(data)
            entries.append(Entry(name, data))
        else:
            raise BadRequest(f"{quoted(name)} is neither a file nor a folder and cannot be locked.")
    return tuple(entries)


def _read(path: Path, before: int) -> bytes:
    size = path.stat().st_size
    if before + size > LARGEST_BUNDLE:
        raise TooLarge("bytes", before + size, LARGEST_BUNDLE, "Move what is not part of the case out of the folder.")
    return path.read_bytes()


def pack(entries: tuple[Entry, ...]) -> bytes:
    """Return the entries as bytes.

    Examples
    --------
    >>> unpack(pack((Entry("a/b.yaml", b"x"), Entry("c", None))))
    (Entry(path='a/b.yaml', data=b'x'), Entry(path='c', data=None))
    """
    parts = [struct.pack(">I", len(entries))]
    for entry in entries:
        name = entry.path.encode("utf-8", "surrogateescape")
        data = entry.data if entry.data is not None else b""
        parts += [
            struct.pack(">BIQ", _FOLDER if entry.data is None else _FILE, len(name), len(data)),
            name,
            data,
        ]
    return b"".join(parts)


def unpack(raw: bytes) -> tuple[Entry, ...]:
    """Return the entries that the bytes hold; a path that leads out of its folder is refused.

    Raises
    ------
    BadRequest
        The bytes are no bundle.
    """
    try:
        (count,) = struct.unpack_from(">I", raw, 0)
        at, out = 4, []
        for _ in range(count):
            kind, name_length, data_length = struct.unpack_from(">BIQ", raw, at)
            at += 13
            name = raw[at : at + name_length].decode("utf-8", "surrogateescape")
            at += name_length
            data = raw[at : at + data_length]
            at += data_length
            if at > len(raw) or kind not in {_FILE, _FOLDER}:
                raise BadRequest("The locked file holds something this version of Winset cannot read.")
            _check_name(name, alone=count == 1)
            out.append(Entry(name, data if kind == _FILE else None))
    except struct.error:
        raise BadRequest("The locked file holds something this version of Winset cannot read.") from None
    return tuple(out)


def _check_name(name: str, *, alone: bool) -> None:
    if name == "" and alone:
        return
    path = PurePosixPath(name)
    if not name or path.is_absolute() or ".." in path.parts or "\x00" in name or "\\" in name or ":" in path.parts[0]:
        raise BadRequest(f"The locked file names a place outside its folder: {quoted(name)}. Nothing was unpacked.")
