"""Writing into the folder of a case: a file is there whole or as it was, and what a person wrote is only added to."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from winset.case.case import catalogue
from winset.case.case import find as find_case
from winset.case.sense_evidence import inside
from winset.errors import BadRequest, quoted


def own_folder(source: str | Path) -> Path:
    """Return the folder of a case that may be written into.

    Raises
    ------
    BadRequest
        The case is a bundled one, or one file without a folder of its own.
    UnknownName, CaseError
        There is no such case.
    """
    path = find_case(source)
    bundled = [folder.resolve() for folder in catalogue().values()]
    here = path.resolve() if path.is_dir() else path.resolve().parent
    if any(here == folder or here.is_relative_to(folder) for folder in bundled):
        raise BadRequest(
            f"{quoted(source)} is a bundled case and stays as it is. Copy its folder ({here}) to a place of your own "
            "and name the copy."
        )
    if not path.is_dir():
        if path.name == "case.yaml":
            raise BadRequest(f"name the folder and not the file: {path.parent}")
        raise BadRequest(
            f"{quoted(source)} is a single file. Put it into a folder as case.yaml; sources, documents and claims then get files "
            "of their own beside it."
        )
    return path


def write_bytes(target: Path, data: bytes, *, before: bytes | None) -> None:
    """Put `data` in place of a file by one rename, so that an interruption leaves the old one or the new one.

    Parameters
    ----------
    target : Path
        The file; its rights are kept.
    data : bytes
        The whole new content.
    before : bytes or None
        What the file held when `data` was made (None: there was no file).

    Raises
    ------
    BadRequest
        Somebody else changed the file in the meantime, or it lies outside its folder.
    """
    if target.is_symlink() and not inside(target.parent, target):
        raise BadRequest(f"{target.name} leads out of its folder; nothing was written")
    target = Path(os.path.realpath(target))
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".winset-", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, target.stat().st_mode & 0o777 if target.is_file() else 0o666 & ~_umask())
        if (target.read_bytes() if target.is_file() else None) != before:
            raise BadRequest(f"{target.name} was changed by somebody else in the meantime; nothing was written. Try again.")
        os.replace(name, target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _umask() -> int:
    umask = os.umask(0)
    os.umask(umask)
    return umask


def held(target: Path) -> bytes | None:
    """Return what the file holds, or None where there is none."""
    return target.read_bytes() if target.is_file() else None


def appended(old: bytes | None, heading: str, addition: str) -> bytes:
    """Return the old content, untouched, with the addition below it; `heading` begins a new file.

    Examples
    --------
    >>> appended(b"a: 1", "# New file\\n", "b: 2\\n")
    b'a: 1\\nb: 2\\n'
    """
    if old is None or not old.strip():
        return (old or b"") + heading.encode() + addition.encode()
    return old + (b"" if old.endswith(b"\n") else b"\n") + addition.encode()
