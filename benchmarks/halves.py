"""The two halves of MEANTIME: the first was looked at while the rules were written, the second was not.

A document belongs to the first half if the first byte of the SHA-256 of its id is even.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import sys
from pathlib import Path
from typing import Any


def corpus() -> Path:
    """Return the file named on the command line; the texts are other people's, so the project does not carry them."""
    named = [word for word in sys.argv[1:] if not word.startswith("--")]
    if not named:
        raise SystemExit("name the corpus file; benchmarks/MEANTIME.md says where it comes from and which form it has")
    return Path(named[0])


def documents(path: Path) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the documents of both halves."""
    halves: tuple[list[dict[str, Any]], list[dict[str, Any]]] = ([], [])
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip():
            document = json.loads(line)
            halves[hashlib.sha256(document["id"].encode()).digest()[0] % 2].append(document)
    return halves


def day_of(document: dict[str, Any]) -> dt.date | None:
    """Return the day of the document, or None where the corpus has none or writes none."""
    try:
        return dt.date.fromisoformat(document["dct"] or "")
    except ValueError:
        return None
