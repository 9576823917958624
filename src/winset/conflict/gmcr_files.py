"""Reading and writing `.gmcr` files, the JSON of the open program gmcr-py (its schema and examples read).

States are numbered there from 1 in ascending order over the feasible states; `preferenceRanking` (earlier
`preferenceVector`) lists them best first with ties nested; `preferences` are statements in order of priority:
a list of [option, "Y" or "N"] is a conjunction, ``{"compound": true, "members": [...]}`` an alternative.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from winset.arrays.graph_model import GraphModel, option_model, states_where
from winset.arrays.state_preferences import dense, from_ranking
from winset.errors import BadRequest, quoted

LARGEST_FILE = 20_000_000


@dataclass(frozen=True)
class GmcrFile:
    """A conflict read from a file and what else the file says.

    Parameters
    ----------
    model : GraphModel
    version : str
        The program's version that wrote it; empty if it does not say.
    misperceived : tuple of tuples of int
        Per decision maker the states that the file marks as not seen; a hypergame's views can be made of it.
    notes : tuple of str
        What was changed on reading, in words.
    """

    model: GraphModel
    version: str
    misperceived: tuple[tuple[int, ...], ...]
    notes: tuple[str, ...]


def read_gmcr(text: str) -> GmcrFile:
    """Return the conflict that the text of a `.gmcr` file holds.

    Options that share a name are told apart by their decision maker's.

    Raises
    ------
    BadRequest
        With the place in the file.

    Examples
    --------
    >>> m = option_model(["A", "B"], [("a", "A"), ("b", "B", "fwd")], [[0, 1, 2, 2], [3, 2, 1, 0]])
    >>> read_gmcr(write_gmcr(m)).model.ranks.tolist()
    [[1, 2, 3, 3], [4, 3, 2, 1]]
    """
    if len(text) > LARGEST_FILE:
        raise BadRequest(f"a .gmcr file of {len(text):,} characters is too long")
    try:
        data = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as slip:
        raise BadRequest(f"not JSON: {slip}") from None
    if not isinstance(data, dict):
        raise BadRequest("a .gmcr file holds one JSON object")
    raw_options = _list(data, "options", "")
    raw_dms = _list(data, "decisionMakers", "")
    dms, owner = _owners(raw_dms, len(raw_options))
    names, notes = _names(raw_options, dms, owner)
    options = []
    for k, raw in enumerate(raw_options):
        direction = raw.get("permittedDirection", "both") if isinstance(raw, dict) else "both"
        if direction not in ("both", "fwd", "back"):
            raise BadRequest(f"options[{k}].permittedDirection: both, fwd or back, not {quoted(direction)}")
        options.append((names[k], dms[owner[k]], str(direction)))
    infeasible = [_pattern(p, names, f"infeasibles[{k}]") for k, p in enumerate(_list(data, "infeasibles", "", True))]
    frame = option_model(dms, options, infeasible=infeasible)
    ordered = frame.states()
    manual = bool(data.get("useManualPreferenceRanking", data.get("useManualPreferenceVectors", False)))
    ranks, unseen = [], []
    wrong: list[str] = []
    for p, raw in enumerate(raw_dms):
        place = f"decisionMakers[{p}]"
        listed = raw.get("preferenceRanking", raw.get("preferenceVector"))
        if manual and listed is not None:
            ranks.append(_listed(listed, ordered, frame, place, wrong))
        else:
            ranks.append(_prioritised(_list(raw, "preferences", place, True), names, place))
        missed = np.zeros(frame.size, dtype=np.bool_)
        for k, pattern in enumerate(_list(raw, "misperceptions", place, True)):
            missed |= states_where(_pattern(pattern, names, f"{place}.misperceptions[{k}]"), names)
        unseen.append(tuple(int(s) for s in np.flatnonzero(missed & frame.feasible)))
    if wrong:
        raise BadRequest("; ".join(wrong))
    model = frame.with_ranks(np.stack(ranks))
    return GmcrFile(model, str(data.get("version", "")), tuple(unseen), tuple(notes))


def write_gmcr(model: GraphModel, unseen: Mapping[int, Sequence[int]] | None = None) -> str:
    """Return the text of a `.gmcr` file; preferences are written as rankings, infeasible states one by one.

    Parameters
    ----------
    model : GraphModel
    unseen : mapping of decision maker to options, optional
        The options that a decision maker does not see: its misperceptions are the states in which one of them is taken.

    Raises
    ------
    BadRequest
        The format has no place for listed arcs or partial preferences.
    """
    if model.arcs is not None:
        raise BadRequest("the .gmcr format knows options only; this conflict lists arcs")
    if model.relation is not None:
        raise BadRequest("the .gmcr format knows complete preferences only")
    states = model.states()
    if states.size > 2**16:
        raise BadRequest(f"a .gmcr file lists every state; {states.size:,} are too many")
    number = {int(s): k + 1 for k, s in enumerate(states)}
    makers: list[dict[str, Any]] = []
    for p, name in enumerate(model.dms):
        ranking: list[int | list[int]] = []
        for rank in sorted({int(r) for r in model.ranks[p, states]}, reverse=True):
            tied = [number[int(s)] for s in states if model.ranks[p, s] == rank]
            ranking.append(tied[0] if len(tied) == 1 else tied)
        own = [k for k, who in enumerate(model.owner) if who == p]
        makers.append({"name": name, "options": own, "preferences": [], "preferenceRanking": ranking})
        if unseen and unseen.get(p):
            makers[-1]["misperceptions"] = [[[k, "Y"]] for k in unseen[p]]
    data = {
        "program": "gmcr-py",
        "version": "0.3.6",
        "options": [{"name": n, "permittedDirection": d} for n, d in zip(model.options, model.direction, strict=True)],
        "decisionMakers": makers,
        "infeasibles": [
            [[k, "Y" if s >> k & 1 else "N"] for k in range(len(model.options))] for s in np.flatnonzero(~model.feasible).tolist()
        ],
        "useManualPreferenceRanking": True,
        "coalitions": list(range(len(model.dms))),
    }
    return json.dumps(data)


def _list(data: Mapping[str, Any], key: str, place: str, optional: bool = False) -> list[Any]:
    where = f"{place}.{key}" if place else key
    value = data.get(key) if isinstance(data, dict) else None
    if value is None and optional:
        return []
    if not isinstance(value, list):
        raise BadRequest(f"{where}: a list is needed")
    return value


def _owners(raw: Sequence[Any], count: int) -> tuple[list[str], list[int]]:
    names: list[str] = []
    owner = [-1] * count
    for p, maker in enumerate(raw):
        if not isinstance(maker, dict) or not isinstance(maker.get("name"), str):
            raise BadRequest(f"decisionMakers[{p}]: a name is needed")
        names.append(maker["name"])
        for k in _list(maker, "options", f"decisionMakers[{p}]"):
            if not _whole(k) or not 0 <= k < count:
                raise BadRequest(f"decisionMakers[{p}].options: there is no option {quoted(k)}")
            if owner[k] >= 0:
                raise BadRequest(f"decisionMakers[{p}].options: option {k} has two owners")
            owner[k] = p
    free = [k for k, who in enumerate(owner) if who < 0]
    if free:
        raise BadRequest(f"options[{free[0]}]: nobody controls it")
    return names, owner


def _names(raw: Sequence[Any], dms: Sequence[str], owner: Sequence[int]) -> tuple[list[str], list[str]]:
    names = []
    for k, option in enumerate(raw):
        if not isinstance(option, dict) or not isinstance(option.get("name"), str):
            raise BadRequest(f"options[{k}]: a name is needed")
        names.append(option["name"])
    notes = []
    for k, name in enumerate(list(names)):
        if names.count(name) > 1 or name in names[:k]:
            notes.append(f"option '{name}' of {dms[owner[k]]} is called '{dms[owner[k]]}: {name}' here")
    shared = {n for n in names if names.count(n) > 1}
    return [f"{dms[owner[k]]}: {n}" if n in shared else n for k, n in enumerate(names)], notes


def _pattern(raw: Any, names: Sequence[str], place: str) -> dict[str, bool]:
    result: dict[str, bool] = {}
    if not isinstance(raw, list):
        raise BadRequest(f'{place}: a list of [option, "Y" or "N"] is needed')
    for pair in raw:
        if not isinstance(pair, list) or len(pair) != 2 or not _whole(pair[0]) or pair[1] not in ("Y", "N"):
            raise BadRequest(f'{place}: {quoted(pair)} is not [option, "Y" or "N"]')
        if not 0 <= pair[0] < len(names):
            raise BadRequest(f"{place}: there is no option {pair[0]}")
        result[names[pair[0]]] = pair[1] == "Y"
    return result


def _listed(raw: Any, ordered: Any, frame: GraphModel, place: str, wrong: list[str]) -> Any:
    """Return the ranks that a ranking says, or add what is wrong with it, in the file's own numbers."""
    if not isinstance(raw, list):
        wrong.append(f"{place}: the ranking must be a list")
        return np.zeros(frame.size, dtype=np.int32)
    found: list[int] = []
    ranking, slips = [], []
    for entry in raw:
        tied = entry if isinstance(entry, list) else [entry]
        known = [n for n in tied if _whole(n) and 1 <= n <= len(ordered)]
        slips += [f"there is no state number {quoted(n)}" for n in tied if n not in known or not _whole(n)]
        found += known
        ranking.append([int(ordered[n - 1]) for n in known])
    counts = Counter(found)
    slips += [
        f"the ranking names state number {n} {'twice' if k == 2 else f'{k} times'}" for n, k in sorted(counts.items()) if k > 1
    ]
    missing = [n for n in range(1, len(ordered) + 1) if n not in counts]
    if missing:
        more = f" and {len(missing) - 1} more" if len(missing) > 1 else ""
        words = frame.describe(int(ordered[missing[0] - 1]))
        slips.append(f"the ranking leaves out state number {missing[0]} ({words}){more}")
    wrong += [f"{place}: {slip}" for slip in slips]
    return np.zeros(frame.size, dtype=np.int32) if slips else from_ranking(ranking, frame.feasible)


def _prioritised(raw: Sequence[Any], names: Sequence[str], place: str) -> Any:
    score = np.zeros(1 << len(names), dtype=np.int64)
    for k, statement in enumerate(raw):
        where = f"{place}.preferences[{k}]"
        if isinstance(statement, dict):
            held = np.zeros(score.size, dtype=np.bool_)
            for member in _list(statement, "members", where):
                held |= states_where(_pattern(member, names, where), names)
        else:
            held = states_where(_pattern(statement, names, where), names)
        score = 2 * score + held
        if k % 30 == 29:
            score = dense(score).astype(np.int64)
    return dense(score)


def _whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
