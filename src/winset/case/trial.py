"""What a case in a folder would be with other section files: checked like any other, before a byte is written."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from winset.case.case import _SECTIONS, Case, _built
from winset.case.reader import read_bytes, read_file
from winset.errors import BadRequest


def load_as_if(folder: Path, files: Mapping[str, bytes]) -> Case:
    """Return the case in `folder` as it would be if some of its section files held something else; nothing is written.

    Parameters
    ----------
    folder : Path
        A folder with ``case.yaml``.
    files : mapping of str to bytes
        File names such as ``claims.yaml`` to the whole content each would have.

    Raises
    ------
    CaseError
        Naming every slip the case would have.
    BadRequest
        A name is no section of a case.
    """
    for name in files:
        if Path(name).stem not in _SECTIONS or Path(name).suffix != ".yaml" or Path(name).name != name:
            raise BadRequest(f"{name} is no section file of a case")
    names = sorted({path.name for path in folder.glob("*.yaml") if path.stem in _SECTIONS} | set(files))
    pages = [read_file(folder / "case.yaml", "case.yaml")]
    pages += [read_bytes(files[name], name) if name in files else read_file(folder / name, name) for name in names]
    return _built(pages, folder)
