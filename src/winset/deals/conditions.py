"""When a deal wins every consent it needs, as clauses: sets of parties of which somebody must say yes, and the terms that ask.

The same meaning as `consent`, written without listing the deals. A deal is in the win-set if, for every clause that applies to
it, somebody in the clause says yes; it applies where the deal has a flagged value for each of the clause's conditions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations, product

import numpy as np

from winset.arrays.deal_space import OPEN, YES, Conj, DealSpace, Term
from winset.arrays.ratification import Body
from winset.deals.bridge import AtMost, never
from winset.deals.consent import Recorded, record_of
from winset.deals.factors import Flags
from winset.deals.space import MAX_DEALS
from winset.errors import BadRequest

PerDim = tuple[Flags, ...]


@dataclass(frozen=True)
class Clause:
    """Somebody of `members` must say yes (nobody can, where it is empty) to a deal that meets every condition of `when`."""

    members: frozenset[int]
    when: tuple[PerDim, ...]


@dataclass(frozen=True)
class Saying:
    """When one party says yes: by its records and red lines, and by worth otherwise."""

    record: Recorded
    lines: tuple[Conj, ...]
    valued: bool

    @property
    def can_be_recorded(self) -> bool:
        """Whether any consent is recorded that counts."""
        return any(bool(flags.any()) for flags in self.record.given)


def saying(space: DealSpace, party: int) -> Saying:
    """Return when a party says yes."""
    lines = tuple(line.terms for line in space.lines if line.holder == party)
    return Saying(record_of(space, party), lines, bool(space.valued[party]))


def clauses_of(space: DealSpace, bodies: Iterable[Body], hopeful: bool = False) -> tuple[Clause, ...]:
    """Return what the win-set asks.

    Parameters
    ----------
    space : DealSpace
        The case as arrays.
    bodies : iterable of Body
        Its ratifying bodies.
    hopeful : bool
        Take every consent that is open for given: who is nobody known, a vote that is unknown.

    Raises
    ------
    BadRequest
        Where a member of a group that may deliver a term has a record on it or a ratifying body: each member is then judged for
        each term, which only listed deals can follow.
    """
    bodies = tuple(bodies)
    _refuse_judged_members(space, bodies)
    found = [Clause(frozenset({p}), ()) for p in space.signers]
    groups: dict[tuple[int, ...], list[Flags]] = {}
    for dim, by_value in enumerate(space.control):
        for value, value_groups in enumerate(by_value):
            for group in value_groups:
                flags = groups.setdefault(tuple(sorted(group)), [np.zeros(size, bool) for size in space.sizes])
                flags[dim][value] = True
    for group, flags in groups.items():
        if not (hopeful and -1 in group):
            found.append(Clause(frozenset(p for p in group if p >= 0), (tuple(flags),)))
    for body in bodies:
        touched = tuple(
            (np.arange(size) > 0) if dim in body.covers else np.zeros(size, bool) for dim, size in enumerate(space.sizes)
        )
        helps: tuple[PerDim, ...] = ()
        if body.party not in space.signers:
            mine = [flags for group, flags in groups.items() if body.party in group]
            helps = (
                tuple(
                    np.any([flags[dim] for flags in mine] or [np.zeros(size, bool)], axis=0)
                    for dim, size in enumerate(space.sizes)
                ),
            )
        found += [Clause(group, (touched, *helps)) for group in _stoppers(body, hopeful)]
    return _merged(found)


def _refuse_judged_members(space: DealSpace, bodies: tuple[Body, ...]) -> None:
    ratified = {body.party for body in bodies}
    for dim, by_value in enumerate(space.control):
        for value, groups in enumerate(by_value):
            for group in groups:
                judged = {p for p in group if p >= 0 and (p in ratified or space.recorded[p][dim][value] != OPEN)}
                if len(group) > 1 and judged:
                    who = ", ".join(space.parties[p] for p in sorted(judged))
                    raise BadRequest(
                        f"anybody of a group may deliver {space.dims[dim]}, and a record or a ratifying body speaks of {who}; "
                        "here such consents are not followed. Look at one stage, or at a space small enough to list "
                        f"({MAX_DEALS:,} deals), with `winset winset`"
                    )


def _merged(found: list[Clause]) -> tuple[Clause, ...]:
    """Return the clauses without those that a signature implies."""
    signing = {p for clause in found if not clause.when for p in clause.members}
    return tuple(clause for clause in found if not clause.when or not clause.members & signing)


def _stoppers(body: Body, hopeful: bool) -> Iterator[frozenset[int]]:
    """Yield the smallest sets of voting parties without whose yes the body does not pass."""
    parties = sorted({ballot.party for ballot in body.ballots if ballot.party is not None})
    enough = OPEN if hopeful else YES
    found: list[frozenset[int]] = []
    for size in range(len(parties) + 1):
        for group in combinations(parties, size):
            one = frozenset(group)
            if any(small <= one for small in found):
                continue
            votes = {b.id: b.vote if b.party is None else ("no" if b.party in one else "yes") for b in body.ballots}
            if body.outcome(votes) < enough:
                found.append(one)
                yield one


@dataclass(frozen=True)
class Part:
    """One way into the win-set: values no deal may have, further tests, and who must find the deal worth no deal at least."""

    without: dict[int, frozenset[int]]
    tests: tuple[AtMost, ...]
    content: tuple[int, ...]


def parts_of(space: DealSpace, bodies: Iterable[Body]) -> list[Part]:
    """Return parts that together are the win-set; they may overlap.

    Each party that a clause names says yes by its records, says yes by worth, or is not counted on.
    """
    asked = clauses_of(space, bodies)
    people = sorted({p for clause in asked for p in clause.members})
    say = {p: saying(space, p) for p in people}
    always = {p for clause in asked if not clause.when for p in clause.members}
    ways = [
        (["content"] if say[p].valued else [])
        + (["recorded"] if say[p].can_be_recorded else [])
        + ([] if p in always else ["nobody"])
        for p in people
    ]
    found: list[Part] = []
    for choice in product(*ways):
        how = dict(zip(people, choice, strict=True))
        yes = {p for p, way in how.items() if way != "nobody"}
        open_ = [clause for clause in asked if not clause.members & yes]
        if any(not clause.when for clause in open_):
            continue
        for missed in product(*(clause.when for clause in open_)):
            part = _part(space, say, how, missed)
            if part is not None and part not in found:
                found.append(part)
    return found


def _part(space: DealSpace, say: dict[int, Saying], how: dict[int, str], missed: tuple[PerDim, ...]) -> Part | None:
    gone = [np.zeros(size, bool) for size in space.sizes]
    tests: list[AtMost] = []

    def forbid(flags: PerDim) -> None:
        for dim, values in enumerate(flags):
            gone[dim] |= values

    for flags in missed:
        forbid(flags)
    for p, way in how.items():
        if way == "nobody":
            continue
        forbid(say[p].record.refused)
        tests += [never(line) for line in say[p].lines]
        if way == "recorded":
            forbid(say[p].record.missing)
            tests.append(at_least_one(space, say[p].record.given))
    if any(bool(values.all()) for values in gone):
        return None
    without = {dim: frozenset(np.flatnonzero(values).tolist()) for dim, values in enumerate(gone) if values.any()}
    return Part(without, tuple(dict.fromkeys(tests)), tuple(sorted(p for p, way in how.items() if way == "content")))


def at_least_one(space: DealSpace, flags: PerDim) -> AtMost:
    """Return the test that a deal has a flagged value in some dimension."""
    conj = tuple(Term(dim, tuple(np.flatnonzero(~values).tolist())) for dim, values in enumerate(flags) if values.any())
    return never(conj)
