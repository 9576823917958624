"""A conflict in a file of another program as a case, and the conflict of a case as such a file."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from winset.analyses.conflict_scene import conflict_stage
from winset.arrays.graph_model import GraphModel
from winset.case.case import Case, loads
from winset.case.explicit import as_yaml
from winset.conflict.gmcr_files import LARGEST_FILE, read_gmcr, write_gmcr
from winset.errors import BadRequest, TooLarge, UnknownName

MOST_LISTED = 2**10
_UNDONE = {"both": "no", "fwd": "once_taken", "back": "once_dropped"}
_WORDS = frozenset(("and", "or", "not", "if", "iff", "none", "unknown", "nobody", "public"))


def load_gmcr(source: str | Path) -> Case:
    """Return the case that a ``.gmcr`` file makes: its decision makers, options, infeasible patterns and preferences, no issue.

    Raises
    ------
    UnknownName, BadRequest
        If there is no such file, or with the place in it where it is wrong.
    """
    path = Path(source)
    if not path.is_file():
        raise UnknownName("file", str(source), ())
    if path.stat().st_size > LARGEST_FILE:
        raise BadRequest(f"{path.name}: a .gmcr file of {path.stat().st_size:,} bytes is too long")
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadRequest(f"{path.name}: not a text in UTF-8") from None
    try:
        return case_of_gmcr(text, path.stem)
    except BadRequest as error:
        raise BadRequest(f"{path.name}: {error}") from None
    except TooLarge as error:
        place = f"{path.name}: {error.place or 'options'}"
        raise TooLarge(error.what, error.size, error.limit, error.advice, place) from None


def case_of_gmcr(text: str, title: str) -> Case:
    """Return the case that the text of a ``.gmcr`` file makes; the options keep their order and their names.

    Examples
    --------
    >>> from winset.arrays.graph_model import option_model
    >>> m = option_model(["A", "B"], [("go on", "A"), ("b", "B", "fwd")], [[0, 1, 2, 2], [3, 2, 1, 0]])
    >>> case_of_gmcr(write_gmcr(m), "two").resolve().splitlines()[3]
    'title: two'
    """
    file = read_gmcr(text)
    model, raw = file.model, json.loads(text)
    options, parties = _ids(model.options), _ids(model.dms)
    own: dict[str, dict[str, Any]] = {party: {} for party in parties}
    # The bits of a case follow its parties; states are named by options, so their order does not matter.
    for k, id_ in enumerate(options):
        own[parties[model.owner[k]]][id_] = {"name": model.options[k], "irreversible": _UNDONE[model.direction[k]]}
    deciding = [p for p, party in enumerate(parties) if own[party]]
    data = {
        "case": _ids([title])[0],
        "title": title,
        "as_of": "unknown",
        "summary": "; ".join(file.notes) or None,
        "parties": {id_: {"name": name} for id_, name in zip(parties, model.dms, strict=True)},
        "conflict": {
            "options": {party: entries for party, entries in own.items() if entries},
            "infeasible": [_conjunction(pattern, options) for pattern in raw.get("infeasibles") or [] if pattern],
            "preferences": {parties[p]: _preference(raw, model, p, options) for p in deciding},
        },
    }
    return loads(as_yaml({key: value for key, value in data.items() if value is not None}), title)


def gmcr_text(case: Case) -> str:
    """Return the conflict of a case as the text of a ``.gmcr`` file, at the middle of every range."""
    at = conflict_stage(case, 0)
    names = [option.name for own in case.file.conflict.options.values() for option in own.values()]
    model = at.model
    if model.arcs is None and len(set(names)) == len(names):
        model = replace(model, options=tuple(names))
    return write_gmcr(replace(model, draws=None))


def _preference(raw: dict[str, Any], model: GraphModel, dm: int, options: Sequence[str]) -> dict[str, Any]:
    maker = raw["decisionMakers"][dm]
    manual = raw.get("useManualPreferenceRanking", raw.get("useManualPreferenceVectors", False))
    listed = maker.get("preferenceRanking", maker.get("preferenceVector"))
    wanted = maker.get("preferences") or []
    if wanted and not (manual and listed is not None):
        return {"statements": [_statement(entry, options) for entry in wanted]}
    states = model.states()
    if states.size > MOST_LISTED:
        raise TooLarge("states in a ranking", int(states.size), MOST_LISTED, "Give statements in order of priority instead.")
    levels: dict[int, list[str]] = {}
    for s in states.tolist():
        levels.setdefault(int(model.ranks[dm, s]), []).append(_state(s, options))
    return {"ranking": [levels[rank] for rank in sorted(levels, reverse=True)]}


def _statement(entry: Any, options: Sequence[str]) -> str:
    if isinstance(entry, dict):
        parts = [_conjunction(member, options) for member in entry["members"] if member]
        return " or ".join(f"({part})" for part in parts)
    return _conjunction(entry, options)


def _conjunction(pattern: Sequence[Any], options: Sequence[str]) -> str:
    return " and ".join(options[k] if taken == "Y" else f"not {options[k]}" for k, taken in pattern)


def _state(state: int, options: Sequence[str]) -> str:
    return " and ".join(name if state >> k & 1 else f"not {name}" for k, name in enumerate(options))


def _ids(names: Sequence[str]) -> list[str]:
    """Return plain ids, one for each name, all different."""
    found: list[str] = []
    for name in names:
        plain = re.sub(r"[^A-Za-z0-9]+", "_", name).strip("_")[:60] or "x"
        plain = f"{plain}_" if plain.lower() in _WORDS else plain
        id_, n = plain, 2
        while id_ in found:
            id_, n = f"{plain}_{n}", n + 1
        found.append(id_)
    return found
