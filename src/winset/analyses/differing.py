"""`diff`: what differs between two cases, value by value."""

from __future__ import annotations

from typing import Any

from winset.analyses.records import written
from winset.analyses.scene import result
from winset.case.case import Case
from winset.results import Result, Table


def diff(case: Case, other: Case) -> Result:
    """Return every value that differs between two cases: changed, only in the first, only in the second.

    Parameters
    ----------
    case, other : Case
        Two cases, often one before and after a what-if.

    Examples
    --------
    >>> import winset
    >>> case = winset.load("doha2025")
    >>> winset.diff(case, case.set("channels.doha.secret", "no")).rows()[0]["path"]
    'channels.doha.secret'
    """
    rows = [(path, _few(old), _few(new)) for path, old, new in _differences(case.data(), other.data(), ())]
    changed = sum(old != "-" and new != "-" for _, old, new in rows)
    gone, added = sum(new == "-" for *_, new in rows), sum(old == "-" for _, old, _ in rows)
    answer = (
        f"{len(rows)} difference{'s' * (len(rows) != 1)}: {changed} changed, {gone} gone, {added} new."
        if rows
        else "No difference."
    )
    return result(
        other,
        "diff",
        answer,
        "explicit forms compared path by path; a record that is only in one is one difference",
        [Table(("path", "before", "after"), tuple(rows))],
        value={"changed": [row[0] for row in rows]},
    )


def _differences(old: Any, new: Any, path: tuple[str, ...]) -> list[tuple[str, Any, Any]]:
    if old == new:
        return []
    if len(path) <= 1:
        # A whole section that is gone or new is told record by record.
        old, new = ({} if side is None else side for side in (old, new))
    if isinstance(old, dict) and isinstance(new, dict):
        return [d for key in dict.fromkeys([*old, *new]) for d in _differences(old.get(key), new.get(key), (*path, str(key)))]
    return [(".".join(path), old, new)]


def _few(value: Any) -> str:
    if value is None:
        return "-"
    text = written(value)
    return text if len(text) <= 80 else text[:77] + "..."
