"""Ids and names in exchanged files: the ids that names give, the names that stand for ids, and what of both a format keeps."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from winset.errors import quoted
from winset.exchange.scenario import Issue, Profile, Scenario

#: Words that a case keeps for itself where parties are named.
NO_PARTY = ("public", "unknown", "nobody")
_UNFIT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]")
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_\-]{0,79}")


def is_id(text: str) -> bool:
    """Return whether a case takes this text as an id.

    Examples
    --------
    >>> is_id("us_2"), is_id("United States")
    (True, False)
    """
    return _ID.fullmatch(text) is not None


def ids_of(names: Iterable[str], wanted: Iterable[str] = (), reserved: Sequence[str] = ()) -> tuple[str, ...]:
    """Return an id for each name, each once: the wanted one where there is one, otherwise one made from the name.

    Examples
    --------
    >>> ids_of(["Big one", "big/one", "-5"]), ids_of(["United States", "Hamas"], ["us", ""])
    (('Big_one', 'big_one', 'minus_5'), ('us', 'Hamas'))
    """
    named = [str(name) for name in names]
    asked = [*wanted, *[""] * len(named)][: len(named)]
    counts = Counter(asked)
    kept = [id_ if is_id(id_) and counts[id_] == 1 and id_ not in reserved else "" for id_ in asked]
    taken = {id_ for id_ in kept if id_} | set(reserved)
    found: list[str] = []
    for name, id_ in zip(named, kept, strict=True):
        found.append(id_ or _made(name, taken))
        taken.add(found[-1])
    return tuple(found)


def _made(name: str, taken: set[str]) -> str:
    plain = re.sub(r"[^A-Za-z0-9_\-]+", "_", name).strip("_-")[:60] or "x"
    plain = ("minus_" if re.fullmatch(r"-\d.*", name, re.DOTALL) else "") + plain
    one, n = plain, 2
    while one in taken:
        one, n = f"{plain}_{n}", n + 1
    return one


def named(ids: Sequence[str], names: Sequence[str], what: str, lost: list[str]) -> tuple[str, ...]:
    """Return the names, and the id instead of each that is shared or unfit; those are added to `lost`.

    Examples
    --------
    >>> lost = []
    >>> named(["a", "b", "c"], ["Anna", "Ben", "Ben"], "parties", lost), lost
    (('Anna', 'b', 'c'), ["parties: 2 names ('Ben'); they are not told apart by name, so their ids are written"])
    """
    # XML has no control characters, and what ends a line in one format does not in another.
    unfit = {k for k, text in enumerate(names) if not text.strip() or _UNFIT.search(text)}
    wanted, clashing = [ids[k] if k in unfit else text for k, text in enumerate(names)], set[int]()
    # An id that stands in for one name may be the name of another.
    while again := {k for k, text in enumerate(wanted) if text != ids[k] and wanted.count(text) > 1}:
        clashing |= again
        wanted = [ids[k] if k in again else text for k, text in enumerate(wanted)]
    for which, why in ((unfit, "blank or with control characters"), (clashing, "not told apart by name")):
        if which:
            shown = ", ".join(dict.fromkeys(quoted(names[k]) for k in sorted(which)))
            lost.append(f"{what}: {len(which)} names ({shown}); they are {why}, so their ids are written")
    return tuple(wanted)


def case_ids(scenario: Scenario) -> tuple[str, tuple[str, ...], tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Return the ids of a case made from the scenario: its own, the parties', the issues', and the values' of each issue."""
    return (
        ids_of([scenario.name], [scenario.id])[0],
        ids_of([p.name for p in scenario.parties], [p.id for p in scenario.parties], NO_PARTY),
        ids_of([i.name for i in scenario.issues], [i.id for i in scenario.issues]),
        tuple(issue.values if is_numbers(issue.values) else ids_of(issue.values, issue.value_ids) for issue in scenario.issues),
    )


def is_numbers(values: Sequence[str]) -> bool:
    """Return whether the values are evenly spaced whole numbers, which a case writes as from, to and step.

    Examples
    --------
    >>> is_numbers(["0", "5", "10"]), is_numbers(["0", "5", "6"]), is_numbers(["00", "1"])
    (True, False, False)
    """
    if len(values) < 2 or not all(re.fullmatch(r"0|-?[1-9][0-9]{0,14}", value) for value in values):
        return False
    gaps = {int(b) - int(a) for a, b in itertools.pairwise(values)}
    return len(gaps) == 1 and gaps != {0}


def without_ids(scenario: Scenario, case: bool = False, parties: bool = False, terms: bool = False) -> Scenario:
    """Return the scenario without the ids of the case, of the parties, or of issues and values."""

    def issue(one: Issue) -> Issue:
        return replace(one, id="", value_ids=()) if terms else one

    def party(one: Profile) -> Profile:
        return replace(one, id="") if parties else one

    return replace(
        scenario,
        id="" if case else scenario.id,
        issues=tuple(map(issue, scenario.issues)),
        parties=tuple(map(party, scenario.parties)),
    )


def lost_ids(scenario: Scenario, kept: Scenario, form: str) -> list[str]:
    """Return, kind by kind, which ids become others when only what is in `kept` comes back from the file."""
    before, after = case_ids(scenario), case_ids(kept)
    pairs = {
        "the case": [(before[0], after[0])],
        "parties": list(zip(before[1], after[1], strict=True)),
        "issues": list(zip(before[2], after[2], strict=True)),
        "values": [
            pair
            for old, new in zip(before[3], after[3], strict=True)
            for pair in zip(old, new, strict=True)
        ],
    }  # fmt: skip
    out = []
    for what, both in pairs.items():
        changed = list(dict.fromkeys(pair for pair in both if pair[0] != pair[1]))
        if changed:
            shown = ", ".join(f"{old} becomes {new}" for old, new in changed[:4])
            more = f" and {len(changed) - 4} more" if len(changed) > 4 else ""
            out.append(f"ids of {what}: {form} has names only, from which new ids are made ({shown}{more})")
    return out


def file_names(scenario: Scenario) -> tuple[str, tuple[str, ...]]:
    """Return a file name without its end for the scenario and for each party: plain, and no two alike even in capitals.

    Examples
    --------
    >>> file_names(Scenario("A/B", (), (Profile("x", (), (), 0, None, None), Profile("X", (), (), 0, None, None)), ()))
    ('A_B', ('x', 'X_2'))
    """
    names = ids_of([p.name for p in scenario.parties], [p.id for p in scenario.parties])
    found: list[str] = []
    for name in (*names, ids_of([scenario.name], [scenario.id])[0]):
        one, n = name, 2
        while one.lower() in {other.lower() for other in found}:
            one, n = f"{name}_{n}", n + 1
        found.append(one)
    return found[-1], tuple(found[:-1])
