"""Whose consent a deal needs and who gives it: signing, delivering, ratifying, blocking; in three values, no / open / yes.

A deal needs the consent of its signatories, of every party that must deliver a term of it that differs from the status quo,
and of those who ratify for them. A party gives it where it is recorded for everything it is needed for; does not where it is
recorded as withheld or vetoed, or where an enforced red line forbids; and otherwise where the deal is worth at least as much
to it as no deal. Without a record and without preferences its consent is open.

Where anybody of a group may deliver a term, each member is judged for that term: its record on the term comes first, then its
word on the deal, and its ratifying bodies must agree; one member that gives the term is enough,
whatever the others refuse.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from winset.arrays.deal_space import NO, OPEN, YES, Bools, DealSpace, Ints, Line, Term
from winset.arrays.ratification import Body
from winset.deals.space import holds, listed, spread

States = npt.NDArray[np.int8]


@dataclass(frozen=True)
class Needs:
    """Whose consent every deal needs.

    Parameters
    ----------
    signs : array (P,)
        Whether the party signs every deal.
    delivers : array (P, D)
        Whether the party alone must deliver a term of the deal.
    shared : tuple
        Groups of which anybody is enough: (parties, deals that need it); -1 stands for "nobody knows who".
    records : tuple
        Per group what its members have on record for the term: `NO`, `OPEN` or `YES`.
    crosses : array (P, D) or None
        Whether the deal crosses an enforced red line of the party, which then gives nothing to it whatever its records say.
    """

    signs: Bools
    delivers: Bools
    shared: tuple[tuple[tuple[int, ...], Bools], ...]
    records: tuple[tuple[int, ...], ...] = ()
    crosses: Bools | None = None

    @property
    def any(self) -> Bools:
        """Whether the party signs or alone must deliver, array (P, D)."""
        return self.delivers | self.signs[:, None]


def needs(space: DealSpace) -> Needs:
    """Return whose consent every deal needs, ratification aside."""
    count = listed(space)
    signs = np.zeros(len(space.parties), bool)
    signs[list(space.signers)] = True
    delivers = np.zeros((len(space.parties), count), bool)
    shared: dict[tuple[tuple[int, ...], tuple[int, ...]], Bools] = {}
    for dim, by_value in enumerate(space.control):
        alone: dict[int, Bools] = {}
        groups: dict[tuple[tuple[int, ...], tuple[int, ...]], Bools] = {}
        for value, value_groups in enumerate(by_value):
            for group in value_groups:
                table: Bools
                if _alone(group):
                    table = alone.setdefault(group[0], np.zeros(len(by_value), bool))
                else:
                    states = tuple(space.recorded[p][dim][value] if p >= 0 else OPEN for p in group)
                    table = groups.setdefault((group, states), np.zeros(len(by_value), bool))
                table[value] = True
        for party, flags in alone.items():
            delivers[party] |= spread(space, dim, flags)
        for key, flags in groups.items():
            shared[key] = shared.get(key, np.zeros(count, bool)) | spread(space, dim, flags)
    crosses = None
    if shared and space.lines:
        crosses = np.stack([crossed(space, party) for party in range(len(space.parties))])
    return Needs(
        signs, delivers, tuple((group, deals) for (group, _), deals in shared.items()), tuple(s for _, s in shared), crosses
    )


def _alone(group: tuple[int, ...]) -> bool:
    return len(group) == 1 and group[0] >= 0


@dataclass(frozen=True)
class Recorded:
    """What is recorded of one party's consent, as flags of values: per dimension an array (V,).

    Parameters
    ----------
    refused : tuple of array
        Values recorded as refused where nobody can stand in for the party.
    missing : tuple of array
        Values for which its consent counts and is not recorded as given; a term that it refuses and that others of a group may
        deliver in its place is not asked of it.
    given : tuple of array
        Values for which its consent counts and is recorded as given.
    """

    refused: tuple[Bools, ...]
    missing: tuple[Bools, ...]
    given: tuple[Bools, ...]


def record_of(space: DealSpace, party: int) -> Recorded:
    """Return what is recorded of the consent of `party`, for the values for which its consent counts."""
    refused, missing, given = [], [], []
    for dim, by_value in enumerate(space.control):
        states = np.array(space.recorded[party][dim])
        if (states == OPEN).all() and not _asked(space, party, dim, by_value):
            none = np.zeros(len(by_value), bool)
            refused.append(none)
            given.append(none)
            missing.append(none)
            continue
        counts = np.array([_needed_for(space, party, dim, groups) for groups in by_value])
        alone = np.array([_answers_for(space, party, dim, groups) for groups in by_value])
        later = np.arange(len(by_value)) > 0
        refused.append(alone & (states == NO))
        given.append(counts & later & (states == YES))
        missing.append(counts & later & ((states == OPEN) | ((states == NO) & alone)))
    return Recorded(tuple(refused), tuple(missing), tuple(given))


def _asked(space: DealSpace, party: int, dim: int, by_value: Sequence[tuple[tuple[int, ...], ...]]) -> bool:
    """Whether a party's word counts for any value of a dimension."""
    return any(_needed_for(space, party, dim, groups) for groups in by_value)


def _answers_for(space: DealSpace, party: int, dim: int, groups: tuple[tuple[int, ...], ...]) -> bool:
    """Whether nobody can stand in for a party on a term: it signs, alone must deliver, or votes on it."""
    return party in space.signers or dim in space.voting[party] or (party,) in groups


def _needed_for(space: DealSpace, party: int, dim: int, groups: tuple[tuple[int, ...], ...]) -> bool:
    """Whether a party's word counts for a term: it signs, delivers (alone or in a group), or votes on it."""
    return party in space.signers or dim in space.voting[party] or any(party in group for group in groups)


def touching(space: DealSpace, flags: Iterable[Bools]) -> Bools:
    """Return which deals have a flagged value in some dimension, array (D,)."""
    found = np.zeros(listed(space), bool)
    for dim, values in enumerate(flags):
        if values.any():
            found |= spread(space, dim, values)
    return found


def recorded_refusal(space: DealSpace, party: int) -> Bools:
    """Return the deals with a term on which the party's consent is recorded as refused and nobody can stand in for it."""
    return touching(space, record_of(space, party).refused)


def recorded_consent(space: DealSpace, party: int) -> Bools:
    """Return the deals in which the party's consent is recorded for every term that is asked of it (at least one)."""
    record = record_of(space, party)
    return ~touching(space, record.missing) & touching(space, record.given)


def crossed(space: DealSpace, party: int, kinds: Callable[[Line], bool] = lambda line: True) -> Bools:
    """Return the deals that cross an enforced red line of the party."""
    found = np.zeros(listed(space), bool)
    for line in space.lines:
        if line.holder == party and kinds(line):
            found |= holds(space, line.terms)
    return found


def settled(space: DealSpace) -> States:
    """Return the consent of every party to every deal as far as records and red lines settle it; (P, D), -1: by preference."""
    states = np.full((len(space.parties), listed(space)), -1, np.int8)
    for party in range(len(space.parties)):
        states[party][recorded_consent(space, party)] = YES
        states[party][recorded_refusal(space, party) | crossed(space, party)] = NO
    return states


def consents(space: DealSpace, giving: States, worth: Ints, draws: slice) -> States:
    """Return what each party says to each deal in some draws, array (P, k, D) of `NO`, `OPEN`, `YES`; `worth` is (k, P, D)."""
    accepts = np.where(worth >= space.floor[draws][:, :, None], YES, NO).astype(np.int8)
    accepts[:, ~space.valued] = OPEN
    return np.where(giving >= 0, giving, accepts).swapaxes(0, 1)


def in_winset(space: DealSpace, need: Needs, says: States, bodies: Iterable[Body], rules: Bools) -> States:
    """Return for every deal whether it wins every consent it needs: `NO`, `OPEN` (a needed consent is open) or `YES`.

    `says` is (P, ..., D); the answer is (..., D).
    """
    return verdicts(need, says, tuple((body, ratified_deals(space, need, body)) for body in bodies), rules)


def verdicts(need: Needs, says: States, ratifying: Iterable[tuple[Body, Bools]], rules: Bools) -> States:
    """Return what `in_winset` does, from the deals that each body must ratify; all arrays may be cut to the same few deals."""
    state = np.full(says.shape[1:], YES, np.int8)
    for party in range(len(says)):
        needed = need.delivers[party] | need.signs[party]
        state = np.where(needed, np.minimum(state, says[party]), state)
    backing: dict[int, States] = {}
    for body, deals in ratifying:
        decides = np.where(deals, body.decide(says), YES).astype(np.int8)
        backing[body.party] = np.minimum(backing.get(body.party, decides), decides)
        own = need.delivers[body.party] | need.signs[body.party]
        state = np.where(own, np.minimum(state, decides), state)
    for place, (group, deals) in enumerate(need.shared):
        best = np.full(state.shape, NO, np.int8)
        for p, record in zip(group, need.records[place] if need.records else (OPEN,) * len(group), strict=True):
            gives = _gives(need, says, p, record)
            best = np.maximum(best, np.minimum(gives, backing[p]) if p in backing else gives)
        state = np.where(deals, np.minimum(state, best), state)
    return np.where(rules, state, NO).astype(np.int8)


def _gives(need: Needs, says: States, party: int, record: int) -> States:
    """Return whether a member of a group gives its term: by its record on the term, else by its word on the deal."""
    if party < 0 or record == NO:
        return np.full(says.shape[1:], OPEN if party < 0 else NO, np.int8)
    if record == OPEN:
        word: States = says[party]
        return word
    given = np.full(says.shape[1:], YES, np.int8)
    return given if need.crosses is None else np.where(need.crosses[party], NO, given).astype(np.int8)


def cut(need: Needs, position: int) -> Needs:
    """Return the needs of one deal, with D = 1."""
    here = slice(position, position + 1)
    return Needs(
        need.signs,
        need.delivers[:, here],
        tuple((group, deals[here]) for group, deals in need.shared),
        need.records,
        None if need.crosses is None else need.crosses[:, here],
    )


def ratified_deals(space: DealSpace, need: Needs, body: Body) -> Bools:
    """Return the deals on which `body` is asked: its party signs or delivers, and a covered term leaves the status quo.

    Where its party is only one of a group that may deliver, a no of the body keeps that party from delivering, not the others.
    """
    touched = np.zeros(listed(space), bool)
    for dim in body.covers:
        flags = np.ones(space.sizes[dim], bool)
        flags[0] = False
        touched |= spread(space, dim, flags)
    helps = np.zeros(listed(space), bool)
    for group, deals in need.shared:
        if body.party in group:
            helps |= deals
    found: Bools = touched & (need.delivers[body.party] | need.signs[body.party] | helps)
    return found


def deliverable(space: DealSpace, parties: Iterable[int], given: Mapping[int, Iterable[tuple[int, int]]], rules: Bools) -> Bools:
    """Return the deals that `parties` can deliver, with what others have consented to deliver.

    Parameters
    ----------
    space : DealSpace
        The space.
    parties : iterable of int
        Who consents to everything; a *legal* red line of theirs still stands.
    given : mapping
        Party position to the (dimension, value) terms it delivers although it is not among `parties`; not in deals that cross
        a legal red line of its own which names the term.
    rules : array (D,)
        Deals that the rules allow.
    """
    inside = set(parties)
    extra = {party: set(terms) for party, terms in given.items()}
    good = rules.copy()
    for dim, by_value in enumerate(space.control):
        flags = np.array(
            [
                all(any(p in inside or (dim, value) in extra.get(p, ()) for p in group) for group in groups)
                for value, groups in enumerate(by_value)
            ]
        )
        good &= spread(space, dim, flags)
    for dim, value, group in _bound(space, inside, extra):
        reached = np.zeros(len(good), bool)
        for p in group:
            if p in inside:
                reached[:] = True
            elif (dim, value) in extra.get(p, ()):
                reached |= ~crossed(space, p, lambda line, dim=dim: line.kind == "legal" and _names(line, dim))  # type: ignore[misc]
        good &= reached | ~holds(space, (Term(dim, (value,)),))
    for party in inside:
        good &= ~crossed(space, party, lambda line: line.kind == "legal")
    return good


def _names(line: Line, dim: int) -> bool:
    return any(term.dim == dim for term in line.terms)


def _bound(
    space: DealSpace, inside: set[int], extra: Mapping[int, set[tuple[int, int]]]
) -> set[tuple[int, int, tuple[int, ...]]]:
    """Return the terms and groups in which somebody outside gives what a legal red line of its own may forbid."""
    return {
        (dim, value, group)
        for line in space.lines
        if line.kind == "legal" and line.holder not in inside
        for dim, value in extra.get(line.holder, ())
        if _names(line, dim)
        for group in space.control[dim][value]
        if line.holder in group
    }


def minimal_blocking_sets(requirements: Iterable[frozenset[frozenset[int]]]) -> tuple[frozenset[int], ...]:
    """Return the minimal sets of parties that, refusing together, block every deal of a family.

    Parameters
    ----------
    requirements : iterable of set of sets
        Per deal the clauses it needs; a clause is met by anybody inside it. A set of parties blocks the deal if it contains a
        whole clause.

    Notes
    -----
    The minimal blocking sets of one deal are its minimal clauses; those of a family are the minimal unions of one clause of
    each deal, found deal by deal (Berge's multiplication, 1989, ch. 2: minimal transversals).

    Examples
    --------
    >>> sets = minimal_blocking_sets([frozenset({frozenset({0}), frozenset({1, 2})})])
    >>> sorted(sorted(s) for s in sets)
    [[0], [1, 2]]
    """
    partial: set[frozenset[int]] = {frozenset()}
    for clauses in sorted(set(requirements), key=len):
        if any(len(clause) == 0 for clause in clauses):
            continue  # nobody can deliver it anyway
        if not clauses:
            return ()
        # What blocks this deal already needs nothing more.
        done = {known for known in partial if any(clause <= known for clause in clauses)}
        partial = _minimal([*done, *(known | clause for known in partial - done for clause in clauses)])
    return tuple(sorted(partial, key=lambda s: (len(s), sorted(s)))) if partial != {frozenset()} else ()


def _minimal(sets: Iterable[frozenset[int]]) -> set[frozenset[int]]:
    found: set[frozenset[int]] = set()
    for one in sorted(set(sets), key=len):
        if not any(small <= one for small in found):
            found.add(one)
    return found


def clauses(space: DealSpace, need: Needs, position: int, bodies: Iterable[Body]) -> frozenset[frozenset[int]]:
    """Return the clauses of one deal: every signatory, every group that must deliver, and the blocking groups of voters."""
    signs = np.flatnonzero(need.signs).tolist()
    alone = np.flatnonzero(need.delivers[:, position]).tolist()
    groups = [group for group, deals in need.shared if deals[position]]
    asked = [(body.party, body.blocking_parties()) for body in bodies if ratified_deals(space, need, body)[position]]
    return assembled({*signs, *alone}, {*signs, *alone}, groups, asked)


def assembled(
    alone: Iterable[int],
    bound: Iterable[int],
    groups: Iterable[tuple[int, ...]],
    asked: Iterable[tuple[int, frozenset[frozenset[int]]]],
) -> frozenset[frozenset[int]]:
    """Return the clauses of a deal: sets of parties that stop it by refusing together.

    Parameters
    ----------
    alone : iterable of int
        Who stops it alone.
    bound : iterable of int
        Whose ratifying bodies stop it: those that sign or alone must deliver.
    groups : iterable of tuple of int
        Groups of which anybody is enough; one is stopped when every member is, by itself or by those who stop a body of its.
    asked : iterable of (int, set of sets)
        The bodies asked: the party each ratifies for, and the sets of parties that stop it.
    """
    found = {frozenset({party}) for party in alone}
    held: dict[int, set[frozenset[int]]] = {}
    for party, sets in asked:
        held.setdefault(party, set()).update(sets)
    for party in set(bound):
        found |= held.get(party, set())
    for group in groups:
        stops = {frozenset[int]()}
        for party in group:
            ways = {frozenset({party})} | held.get(party, set())
            stops = _minimal(known | way for known in stops for way in ways)
        found |= stops
    return frozenset(found)
