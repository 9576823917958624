"""What one could have known on a day: append-only records that correct, retract, contradict or copy
earlier ones.

Nothing is ever deleted. A record stands as long as no standing record corrects or retracts it; taking a
correction back
brings the corrected record to life again.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from winset.errors import BadRequest, UnknownName

LINKS = ("corrects", "retracts", "contradicts", "copied_from")
"""What one record can say of an earlier one."""
_OVERRULES = frozenset({"corrects", "retracts"})


@dataclass(frozen=True)
class Record:
    """One entry of the ledger.

    Parameters
    ----------
    id : str
        Its name.
    known : datetime.date
        The day on which we learned it.
    links : tuple of (str, str)
        Pairs of one of `LINKS` and the id of a record written earlier.
    """

    id: str
    known: dt.date
    links: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Standing:
    """What stands on a day.

    Parameters
    ----------
    standing : frozenset of str
        Records in force.
    replaced : frozenset of (str, str)
        ``(old, new)``: a standing record corrects the old one.
    retracted : frozenset of (str, str)
        ``(old, by)``: a standing record takes the old one back.
    disputed : frozenset of (str, str)
        Two standing records that contradict each other, in alphabetical order.
    copies : frozenset of (str, str)
        ``(copy, original)``, both known by then.
    """

    standing: frozenset[str]
    replaced: frozenset[tuple[str, str]]
    retracted: frozenset[tuple[str, str]]
    disputed: frozenset[tuple[str, str]]
    copies: frozenset[tuple[str, str]]


def check_history(records: Iterable[Record]) -> tuple[Record, ...]:
    """Return the records as a tuple if every link points to an earlier one.

    Raises
    ------
    BadRequest
        An id occurs twice, a link is of no known kind, or points to itself or forward.
    UnknownName
        A link points to no record.
    """
    listed = tuple(records)
    names = [r.id for r in listed]
    if len(set(names)) != len(names):
        twice = next(n for n in names if names.count(n) > 1)
        raise BadRequest(f"The id {twice} is used twice; a correction needs an id of its own.")
    seen: set[str] = set()
    for r in listed:
        for link, target in r.links:
            if link not in LINKS:
                raise UnknownName("link", link, LINKS)
            if target not in names:
                raise UnknownName("record", target, names)
            if target not in seen:
                raise BadRequest(f"{r.id} {link} {target}, which is not written before it.")
        seen.add(r.id)
    return listed


def as_of(records: Iterable[Record], day: dt.date | None = None) -> Standing:
    """Return what stood on the day, built from scratch.

    Parameters
    ----------
    records : iterable of Record
        In the order in which they were written.
    day : datetime.date, optional
        Only what was known by the end of it counts; everything if left out.

    Examples
    --------
    >>> d = dt.date(2025, 3, 4)
    >>> old, new = Record("c1", d), Record("c2", d + dt.timedelta(1), (("corrects", "c1"),))
    >>> sorted(as_of([old, new], d).standing), sorted(as_of([old, new]).standing)
    (['c1'], ['c2'])
    """
    known = [r for r in check_history(records) if day is None or r.known <= day]
    stands: dict[str, bool] = {}
    against: dict[str, list[str]] = {}
    for r in known:
        for link, target in r.links:
            if link in _OVERRULES:
                against.setdefault(target, []).append(r.id)
    # Links point backwards, so the last record is decided first and nothing is ever decided twice.
    for r in reversed(known):
        stands[r.id] = not any(stands[a] for a in against.get(r.id, ()))
    return _standing(known, stands)


def _standing(known: list[Record], stands: dict[str, bool]) -> Standing:
    pairs: dict[str, set[tuple[str, str]]] = {link: set() for link in LINKS}
    for r in known:
        for link, target in r.links:
            if target not in stands:
                continue
            if link in _OVERRULES and stands[r.id]:
                pairs[link].add((target, r.id))
            elif link == "contradicts" and stands[r.id] and stands[target]:
                pairs[link].add((min(r.id, target), max(r.id, target)))
            elif link == "copied_from":
                pairs[link].add((r.id, target))
    return Standing(
        standing=frozenset(n for n, yes in stands.items() if yes),
        replaced=frozenset(pairs["corrects"]),
        retracted=frozenset(pairs["retracts"]),
        disputed=frozenset(pairs["contradicts"]),
        copies=frozenset(pairs["copied_from"]),
    )


def replay(records: Iterable[Record]) -> tuple[tuple[dt.date, Standing], ...]:
    """Return every day on which something was learned with what stood at its end, in one forward pass.

    Equal, day by day, to `as_of` from scratch; only faster.

    Examples
    --------
    >>> d = dt.date(2025, 3, 4)
    >>> [(day.day, sorted(s.standing)) for day, s in replay([Record("a", d), Record("b", d)])]
    [(4, ['a', 'b'])]
    """
    listed = check_history(records)
    order = sorted(range(len(listed)), key=lambda k: (listed[k].known, k))
    stands: dict[str, bool] = {}
    weight: dict[str, int] = {r.id: 0 for r in listed}
    targets = {r.id: tuple(t for link, t in r.links if link in _OVERRULES) for r in listed}
    known: list[Record] = []
    out: list[tuple[dt.date, Standing]] = []
    for at, k in enumerate(order):
        record = listed[k]
        known.append(record)
        stands[record.id] = weight[record.id] == 0
        if stands[record.id]:
            _press(record.id, 1, stands, weight, targets)
        last = at + 1 == len(order) or listed[order[at + 1]].known != record.known
        if last:
            out.append((record.known, _standing(known, stands)))
    return tuple(out)


def _press(name: str, step: int, stands: dict[str, bool], weight: dict[str, int], targets: dict[str, tuple[str, ...]]) -> None:
    """Let a record that begins (+1) or ceases (-1) to stand act on what it overrules, and so on down the
    line."""
    stack = [(name, step)]
    while stack:
        current, sign = stack.pop()
        for target in targets[current]:
            weight[target] += sign
            if target in stands and stands[target] != (weight[target] == 0):
                stands[target] = weight[target] == 0
                stack.append((target, 1 if stands[target] else -1))
