"""When a deal wins every consent it needs, as clauses: sets of parties of which somebody must say yes, and the terms that ask.

The same meaning as `consent`, written without listing the deals. A deal is in the win-set if, for every clause that applies to
it, somebody in the clause says yes; it applies where the deal meets each of the clause's conditions.

Where anybody of a group may deliver, each member is judged for the term: it gives the term and each of its ratifying bodies
agrees. "Some member does" is a disjunction of conjunctions; multiplied out it becomes clauses again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations, product

import numpy as np

from winset.arrays.deal_space import NO, OPEN, YES, Conj, DealSpace, Term
from winset.arrays.ratification import Body
from winset.deals.bridge import AtMost, never
from winset.deals.consent import Recorded, record_of
from winset.deals.factors import Flags
from winset.errors import TooLarge

PerDim = tuple[Flags, ...]
#: Clauses that one group of which anybody is enough may come to.
MOST_CLAUSES = 10_000


@dataclass(frozen=True)
class Condition:
    """A deal has a flagged value in some dimension, or some of `lines` hold in full.

    Parameters
    ----------
    flags : tuple of tuple of bool
        Per dimension, which values are meant.
    lines : tuple of Conj
        Terms that hold together.
    """

    flags: tuple[tuple[bool, ...], ...]
    lines: tuple[Conj, ...] = ()

    @property
    def values(self) -> PerDim:
        """The flags as arrays."""
        return tuple(np.array(row, bool) for row in self.flags)


def condition(flags: Iterable[Flags], lines: tuple[Conj, ...] = ()) -> Condition:
    """Return a condition from arrays."""
    return Condition(tuple(tuple(bool(v) for v in values) for values in flags), lines)


@dataclass(frozen=True)
class Clause:
    """Somebody of `members` must say yes (nobody can, where it is empty) to a deal that meets every condition of `when`."""

    members: frozenset[int]
    when: tuple[Condition, ...]


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
    TooLarge
        If members of a group that may deliver a term have so many ratifying bodies that it comes to more than `MOST_CLAUSES`.
    """
    bodies = tuple(bodies)
    found = [Clause(frozenset({p}), ()) for p in space.signers]
    alone: dict[int, list[Flags]] = {}
    shared: dict[tuple[tuple[int, ...], tuple[int, ...]], list[Flags]] = {}
    for dim, by_value in enumerate(space.control):
        for value, value_groups in enumerate(by_value):
            for group in value_groups:
                blank = [np.zeros(size, bool) for size in space.sizes]
                if len(group) == 1 and group[0] >= 0:
                    flags = alone.setdefault(group[0], blank)
                else:
                    states = tuple(space.recorded[p][dim][value] if p >= 0 else OPEN for p in group)
                    flags = shared.setdefault((group, states), blank)
                flags[dim][value] = True
    found += [Clause(frozenset({p}), (condition(flags),)) for p, flags in alone.items()]
    asked = {body.id: (_touched(space, body), tuple(_stoppers(body, hopeful))) for body in bodies}
    for (group, states), flags in shared.items():
        if not (hopeful and -1 in group):
            found += _of_group(space, group, states, condition(flags), [(b.party, *asked[b.id]) for b in bodies])
    for body in bodies:
        touched, stoppers = asked[body.id]
        own: tuple[Condition, ...] = (touched,)
        if body.party not in space.signers:
            own = (touched, condition(alone.get(body.party, [np.zeros(size, bool) for size in space.sizes])))
        found += [Clause(stop, own) for stop in stoppers]
    return _merged(found)


def _touched(space: DealSpace, body: Body) -> Condition:
    return condition(
        (np.arange(size) > 0) if dim in body.covers else np.zeros(size, bool) for dim, size in enumerate(space.sizes)
    )


def _of_group(
    space: DealSpace,
    group: tuple[int, ...],
    states: tuple[int, ...],
    terms: Condition,
    asked: list[tuple[int, Condition, tuple[frozenset[int], ...]]],
) -> list[Clause]:
    """Return the clauses that say: some member gives the terms, and each of its ratifying bodies agrees."""
    clauses: set[Clause] = {Clause(frozenset(), (terms,))}
    for p, state in zip(group, states, strict=True):
        if p < 0 or state == NO:
            continue
        # What this member must meet: one such (who says yes, where it is asked) for the term, one for each body that is stopped.
        needs: list[Clause] = []
        lines = tuple(line.terms for line in space.lines if line.holder == p)
        if state == OPEN:
            needs.append(Clause(frozenset({p}), ()))
        elif lines:
            needs.append(Clause(frozenset(), (condition([np.zeros(size, bool) for size in space.sizes], lines),)))
        needs += [Clause(stop, (touched,)) for party, touched, stops in asked if party == p for stop in stops]
        # A member that needs nothing gives the terms to every deal: no clause is left.
        clauses = _least({_either(one, other) for one in clauses for other in needs})
        if len(clauses) > MOST_CLAUSES:
            raise TooLarge("clauses of a group that may deliver", len(clauses), MOST_CLAUSES, "Name fewer members or bodies.")
    return list(clauses)


def _either(one: Clause, other: Clause) -> Clause:
    return Clause(one.members | other.members, tuple(dict.fromkeys((*one.when, *other.when))))


def _least(clauses: set[Clause]) -> set[Clause]:
    """Return the clauses without those that another one implies."""
    found: list[Clause] = []
    for clause in sorted(clauses, key=lambda c: (len(c.members) + len(c.when), sorted(c.members), repr(c.when))):
        if not any(known.members <= clause.members and set(known.when) <= set(clause.when) for known in found):
            found.append(clause)
    return set(found)


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
    found: dict[Key, Part] = {}
    for choice in product(*ways):
        how = dict(zip(people, choice, strict=True))
        yes = {p for p, way in how.items() if way != "nobody"}
        open_ = [clause for clause in asked if not clause.members & yes]
        if any(not clause.when for clause in open_):
            continue
        for missed in product(*(clause.when for clause in open_)):
            part = _part(space, say, how, missed)
            if part is not None:
                found.setdefault(_key(part), part)
    return _widest(found)


Key = tuple[frozenset[tuple[int, int]], frozenset[AtMost], frozenset[int]]


def _key(part: Part) -> Key:
    """Return what a part asks, as sets: of two parts, the one that asks more is inside the other."""
    gone = frozenset((dim, value) for dim, values in part.without.items() for value in values)
    return gone, frozenset(part.tests), frozenset(part.content)


def _widest(parts: dict[Key, Part]) -> list[Part]:
    """Return the parts without those inside another one."""
    kept: list[Key] = []
    for key in sorted(parts, key=lambda k: sum(map(len, k))):
        if not any(all(less <= more for less, more in zip(known, key, strict=True)) for known in kept):
            kept.append(key)
    return [part for key, part in parts.items() if key in set(kept)]


def overlaps(space: DealSpace, parts: Iterable[Part]) -> list[tuple[Part, int]]:
    """Return parts, each with a factor, so that a count over the union of `parts` is the sum of factor times count.

    Inclusion and exclusion; what two parts have in common asks what either asks, so it is a part again, and equal ones merge.
    """
    found: dict[Key, tuple[Part, int]] = {}
    for part in parts:
        more = [(part, 1)]
        for known, factor in found.values():
            common = _common(space, known, part)
            if common is not None:
                more.append((common, -factor))
        for one, factor in more:
            before = found.get(_key(one), (one, 0))[1]
            found[_key(one)] = (one, before + factor)
        found = {key: entry for key, entry in found.items() if entry[1]}
    return list(found.values())


def _common(space: DealSpace, one: Part, other: Part) -> Part | None:
    without = {
        dim: one.without.get(dim, frozenset()) | other.without.get(dim, frozenset()) for dim in {*one.without, *other.without}
    }
    if any(len(values) == space.sizes[dim] for dim, values in without.items()):
        return None
    tests = tuple(dict.fromkeys((*one.tests, *other.tests)))
    return Part(without, tests, tuple(sorted({*one.content, *other.content})))


def _part(space: DealSpace, say: dict[int, Saying], how: dict[int, str], missed: tuple[Condition, ...]) -> Part | None:
    gone = [np.zeros(size, bool) for size in space.sizes]
    tests: list[AtMost] = []

    def forbid(flags: PerDim) -> None:
        for dim, values in enumerate(flags):
            gone[dim] |= values

    for asked in missed:
        forbid(asked.values)
        tests += [never(line) for line in asked.lines]
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
