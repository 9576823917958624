"""A folder as one run of bytes and back, in memory only: names, rights, empty folders and contents, no links."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from winset.case.case import UNFINISHED
from winset.errors import BadRequest, TooLarge, quoted

LARGEST_BUNDLE = 1_000_000_000
"""Bytes that one locked file can hold."""
_FILE, _FOLDER = 1, 2
_ENTRY, _ENTRY_WITHOUT_RIGHTS = struct.Struct(">BHIQ"), struct.Struct(">BIQ")
_FILE_RIGHTS, _FOLDER_RIGHTS = 0o600, 0o700


@dataclass(frozen=True)
class Entry:
    """One file or folder.

    Parameters
    ----------
    path : str
        Relative, with forward slashes; empty for a single file, ``.`` for the folder itself.
    data : bytes or None
        None for a folder.
    rights : int
        Who may read, write and enter it, as in ``chmod``.
    """

    path: str
    data: bytes | None
    rights: int = _FILE_RIGHTS


def gather(path: Path) -> tuple[Entry, ...]:
    """Return a folder and everything inside it, or the one file, sorted by name.

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
        return (Entry("", _read(path, 0), _rights(path)),)
    if not path.is_dir():
        raise BadRequest(f"There is no file or folder {quoted(path)}.")
    entries, total = [Entry(".", None, _rights(path))], 0
    for found in sorted(path.rglob("*")):
        name = found.relative_to(path).as_posix()
        if name == UNFINISHED:
            continue
        if found.is_symlink():
            raise BadRequest(f"{quoted(name)} is a link. Links cannot be locked; put the file itself there or remove it.")
        if found.is_dir():
            entries.append(Entry(name, None, _rights(found)))
        elif found.is_file():
            data = _read(found, total)
            total += len(data)
            entries.append(Entry(name, data, _rights(found)))
        else:
            raise BadRequest(f"{quoted(name)} is neither a file nor a folder and cannot be locked.")
    return tuple(entries)


def _rights(path: Path) -> int:
    return path.stat().st_mode & 0o777


def _read(path: Path, before: int) -> bytes:
    size = path.stat().st_size
    if before + size > LARGEST_BUNDLE:
        raise TooLarge("bytes", before + size, LARGEST_BUNDLE, "Move what is not part of the case out of the folder.")
    return path.read_bytes()


def pack(entries: tuple[Entry, ...]) -> bytes:
    """Return the entries as bytes.

    Examples
    --------
    >>> unpack(pack((Entry("a/b.yaml", b"x", 0o640), Entry("c", None, 0o700))))
    (Entry(path='a/b.yaml', data=b'x', rights=416), Entry(path='c', data=None, rights=448))
    """
    parts = [struct.pack(">I", len(entries))]
    for entry in entries:
        name = entry.path.encode("utf-8", "surrogateescape")
        data = entry.data if entry.data is not None else b""
        parts += [_ENTRY.pack(_FOLDER if entry.data is None else _FILE, entry.rights, len(name), len(data)), name, data]
    return b"".join(parts)


def unpack(raw: bytes, *, rights: bool = True) -> tuple[Entry, ...]:
    """Return the entries that the bytes hold; a path that leads out of its folder is refused.

    Parameters
    ----------
    raw : bytes
        What `pack` returned.
    rights : bool
        Off for the first version of locked files, which held no rights.

    Raises
    ------
    BadRequest
        The bytes are no bundle.
    """
    form = _ENTRY if rights else _ENTRY_WITHOUT_RIGHTS
    try:
        (count,) = struct.unpack_from(">I", raw, 0)
        at, out = 4, []
        for _ in range(count):
            kind, *mode, name_length, data_length = form.unpack_from(raw, at)
            at += form.size
            name = raw[at : at + name_length].decode("utf-8", "surrogateescape")
            at += name_length
            data = raw[at : at + data_length]
            at += data_length
            if at > len(raw) or kind not in {_FILE, _FOLDER}:
                raise BadRequest("The locked file holds something this version of Winset cannot read.")
            _check_name(name, alone=count == 1, folder=kind == _FOLDER)
            allowed = mode[0] & 0o777 if mode else _FILE_RIGHTS if kind == _FILE else _FOLDER_RIGHTS
            out.append(Entry(name, data if kind == _FILE else None, allowed))
    except struct.error:
        raise BadRequest("The locked file holds something this version of Winset cannot read.") from None
    return tuple(out)


def _check_name(name: str, *, alone: bool, folder: bool) -> None:
    if (name == "" and alone) or (name == "." and folder):
        return
    path = PurePosixPath(name)
    outside = not path.parts or path.is_absolute() or ".." in path.parts or "\x00" in name or "\\" in name
    if outside or ":" in path.parts[0] or name == UNFINISHED:
        raise BadRequest(f"The locked file names a place outside its folder: {quoted(name)}. Nothing was unpacked.")
