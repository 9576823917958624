"""`DealSpace`: a case as arrays of whole numbers: worths per draw, reservations, rules, and who must consent to what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from winset.arrays.draws import PartyDraws, party_draws
from winset.arrays.later import ahead, expected_stages, spans_ahead
from winset.case.case import Case
from winset.case.dimensions import UNKNOWN, Dimension, Groups, term_values
from winset.case.parts import TermSpec
from winset.case.schema_deals import ConsentEntry
from winset.errors import UnknownName

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
DEFAULT_DRAWS = 500
DEFAULT_SEED = 1
# Recorded states of a consent, as three-valued logic reads them.
NO, OPEN, YES = 0, 1, 2
STATES = {"consented": YES, "withheld": NO, "vetoed": NO}
ADVICE = ("informed", "advised_for", "advised_against")


class Term(NamedTuple):
    """One dimension with the positions of the values that are meant."""

    dim: int
    values: tuple[int, ...]


Conj = tuple[Term, ...]


@dataclass(frozen=True)
class Linkage:
    """A rule as arrays see it.

    Parameters
    ----------
    id : str
        Name of the rule.
    kind : str
        ``if``, ``at_most``, ``never`` or ``order``.
    parts : tuple of Conj
        ``if``: condition and consequence; ``at_most``: the terms counted; ``never``: one; ``order``: per step the dimensions
        of which at least one must have left the status quo before the next step may.
    most : int
        For ``at_most``.
    """

    id: str
    kind: str
    parts: tuple[Conj, ...]
    most: int = 0


@dataclass(frozen=True)
class Line:
    """An enforced red line: whose, which terms together, and of which kind."""

    holder: int
    id: str
    kind: str
    terms: Conj


@dataclass(frozen=True)
class Bonus:
    """A worth that a deal has on top where all of some terms hold; per draw and party, array (K, P)."""

    terms: Conj
    worth: Ints


@dataclass(frozen=True)
class DealSpace:
    """A case as arrays.

    Parameters
    ----------
    dims, values : tuple
        Dimension ids, and per dimension its value ids, the status quo first.
    parties : tuple of str
        Party ids; a bit of a consent mask is a position here.
    worth : tuple of array (K, P, V)
        Per dimension: worth of each value in each draw, in units of ``1 / scale``; 0 for a party without preferences.
    scale, floor : array (K, P)
        Worth that stands for utility 1, and the worth of no deal.
    valued : array (P,)
        Whether a party has preferences at all.
    signers : tuple of int
        Positions of the signatories.
    control : tuple
        Per dimension and value: groups of party positions (-1: nobody knows who); every group is needed, one inside is enough.
    recorded : tuple
        Per party, dimension and value the recorded consent: `NO`, `OPEN` or `YES`.
    voting : tuple of frozenset
        Per party the dimensions on which it has a vote in a ratifying body.
    rules, lines : tuple
        Linkages that are on, and enforced red lines.
    rows : array (D, dims), optional
        The deals looked at, as value positions; without it all of them, in Cartesian order.
    notes : tuple of str
        What a reader should know of the draws.
    ranged : bool
        Whether any preference is a range; if not, the one draw is all there is.
    bonuses : tuple of Bonus
        What an expected stage adds to the deals that open it, where several dimensions together do; one that opens by a single
        dimension is part of `worth`.
    """

    dims: tuple[str, ...]
    values: tuple[tuple[str, ...], ...]
    parties: tuple[str, ...]
    worth: tuple[Ints, ...]
    scale: Ints
    floor: Ints
    valued: Bools
    signers: tuple[int, ...]
    control: tuple[tuple[tuple[tuple[int, ...], ...], ...], ...]
    recorded: tuple[tuple[tuple[int, ...], ...], ...]
    voting: tuple[frozenset[int], ...]
    rules: tuple[Linkage, ...]
    lines: tuple[Line, ...]
    notes: tuple[str, ...] = ()
    rows: Ints | None = None
    ranged: bool = True
    bonuses: tuple[Bonus, ...] = ()

    @property
    def sizes(self) -> tuple[int, ...]:
        """Number of values per dimension."""
        return tuple(len(values) for values in self.values)

    @property
    def draws(self) -> int:
        """Number of draws, K."""
        return len(self.scale)

    @property
    def size(self) -> int:
        """Number of deals, D, rules aside."""
        product = 1
        for size in self.sizes:
            product *= size
        return product

    def party(self, name: str) -> int:
        """Return the position of a party; UnknownName where there is none."""
        if name not in self.parties:
            raise UnknownName("party", name, self.parties)
        return self.parties.index(name)


def deal_space(case: Case, draws: int = DEFAULT_DRAWS, seed: int = DEFAULT_SEED) -> DealSpace:
    """Return `case` as arrays, with `draws` draws of everything that is a range.

    Parameters
    ----------
    case : Case
        The case.
    draws : int
        Number of draws; 0 takes the middle of every range instead. One draw is made where nothing is a range.
    seed : int
        Seed. Each party and field has its own stream, so a what-if on one leaves the draws of the others alone.

    Raises
    ------
    BadRequest
        If the ordinal statements of a party contradict its ranges.
    TooLarge
        If the numbers have too many digits for exact whole numbers of 62 bits.
    """
    dims = tuple(case.dimensions().values())
    parties = tuple(case.file.parties)
    ranged = any(_has_range(case, party) for party in parties)
    if not ranged:
        draws = 0
    made, adds = _drawn(case, parties, dims, draws, seed)
    rows = max(1, draws)
    plain = [_stacked(made, i, rows, len(dim.values)) for i, dim in enumerate(dims)]
    worth, bonuses = _with_stages(case, dims, plain, adds, rows)
    return DealSpace(
        dims=tuple(dim.id for dim in dims),
        values=tuple(dim.values for dim in dims),
        parties=parties,
        worth=worth,
        scale=_frozen(np.stack([d.scale if d else np.ones(rows, np.int64) for d in made], axis=1)),
        floor=_frozen(np.stack([d.floor if d else np.zeros(rows, np.int64) for d in made], axis=1)),
        valued=_frozen_bool(np.array([d is not None for d in made])),
        signers=tuple(parties.index(party) for party in signatories(case)),
        control=tuple(tuple(_positions(dim.groups(value), parties) for value in dim.values) for dim in dims),
        recorded=tuple(tuple(tuple(recorded(case, party, dim)) for dim in dims) for party in parties),
        voting=tuple(_votes(case, party, dims) for party in parties),
        rules=linkages(case, dims),
        lines=red_lines(case, dims),
        notes=tuple(note for d in made if d for note in d.notes),
        ranged=ranged,
        bonuses=bonuses,
    )


def _drawn(
    case: Case, parties: tuple[str, ...], dims: tuple[Dimension, ...], draws: int, seed: int
) -> tuple[list[PartyDraws | None], list[dict[str, Ints]]]:
    made: list[PartyDraws | None] = []
    adds: list[dict[str, Ints]] = []
    for party in parties:
        one, more = party_draws(case, party, dims, draws, seed), dict[str, Ints]()
        if one is not None and (case.file.elapsed or expected_stages(case)):
            one, more = ahead(case, party, one, draws, seed)
        made.append(one)
        adds.append(more)
    return made, adds


def _with_stages(
    case: Case, dims: tuple[Dimension, ...], worth: list[Ints], adds: list[dict[str, Ints]], rows: int
) -> tuple[tuple[Ints, ...], tuple[Bonus, ...]]:
    """Return the worths with what expected stages add: to the values of one dimension, or as a bonus of several."""
    bonuses = []
    for id_, stage in expected_stages(case).items():
        more = np.stack([np.resize(own.get(id_, np.zeros(rows, np.int64)), rows) for own in adds], axis=1)
        terms = conj(dims, stage.opens_if)
        if len(terms) == 1:
            table = worth[terms[0].dim].copy()
            table[:, :, list(terms[0].values)] += more[:, :, None]
            worth[terms[0].dim] = _frozen(table)
        else:
            bonuses.append(Bonus(terms, _frozen(more)))
    return tuple(worth), tuple(bonuses)


def _votes(case: Case, party: str, dims: tuple[Dimension, ...]) -> frozenset[int]:
    bodies = [b for b in case.file.ratifications.values() if any(voter.party == party for voter in b.voters.values())]
    return frozenset(
        i for i, dim in enumerate(dims) for body in bodies if not body.covers or dim.id in body.covers or dim.issue in body.covers
    )


def _has_range(case: Case, party: str) -> bool:
    preference = case.file.preferences.get(party)
    if preference is None:
        return False
    spans = [*preference.weights.values(), *(span for curve in preference.curves.values() for span in curve.values())]
    spans += [preference.reservation] if preference.reservation else []
    spans += [dim.chances[party] for dim in case.dimensions().values() if party in dim.chances and dim.id in preference.weights]
    return any(not span.is_point for span in [*spans, *spans_ahead(case, party)])


def _stacked(made: list[PartyDraws | None], position: int, rows: int, size: int) -> Ints:
    return _frozen(np.stack([d.worth[position] if d else np.zeros((rows, size), np.int64) for d in made], axis=1))


def _frozen(array: Ints) -> Ints:
    array.setflags(write=False)
    return array


def _frozen_bool(array: Bools) -> Bools:
    array.setflags(write=False)
    return array


def signatories(case: Case) -> tuple[str, ...]:
    """Return who signs: the file's ``signed_by``, or else the parties at the table that are no constituency or mediator."""
    if case.file.signed_by:
        return case.file.signed_by
    return tuple(
        id_ for id_, party in case.file.parties.items() if party.at_table and party.kind not in ("constituency", "mediator")
    )


def _positions(groups: Groups, parties: tuple[str, ...]) -> tuple[tuple[int, ...], ...]:
    return tuple(tuple(-1 if p == UNKNOWN else parties.index(p) for p in group) for group in groups)


def recorded(case: Case, party: str, dim: Dimension) -> list[int]:
    """Return the recorded consent of `party` per value of `dim`: the latest decision for the value by the case's day counts.

    Being informed and advice decide nothing and leave an earlier decision standing; a later ``unknown`` takes it back. Entries
    that begin after the day of the case are not known yet.
    """
    sheet = case.file.consents.get(party, {})
    states = [OPEN] * len(dim.values)
    for target in (dim.issue, dim.id):
        entries = sorted(sheet.get(target, ()), key=lambda e: e.since.earliest.toordinal() if e.since and e.since.earliest else 0)
        for entry in entries:
            if entry.state in ADVICE or not in_force(case, entry):
                continue
            for position, value in enumerate(dim.values):
                if position and (not entry.values or value in entry.values):
                    states[position] = STATES.get(entry.state, OPEN)
    return states


def in_force(case: Case, entry: ConsentEntry) -> bool:
    """Whether an entry may have begun by the day of the case (always, where either day is unknown)."""
    day = case.day()
    return day is None or entry.since is None or entry.since.begun_by(day)


def conj(dims: tuple[Dimension, ...], terms: Mapping[str, TermSpec], either: bool = False) -> Conj:
    """Return terms as positions; with `either` a contingent value counts if one of its sides is meant."""
    by_id = {dim.id: position for position, dim in enumerate(dims)}
    found = term_values({dim.id: dim for dim in dims}, terms, either)
    return tuple(Term(by_id[id_], tuple(dims[by_id[id_]].values.index(v) for v in values)) for id_, values in found.items())


def linkages(case: Case, dims: tuple[Dimension, ...]) -> tuple[Linkage, ...]:
    """Return the rules that are on."""
    found = []
    for id_, rule in case.file.rules.items():
        if not rule.on:
            continue
        if rule.order:
            steps = tuple(
                tuple(Term(i, tuple(range(1, len(d.values)))) for i, d in enumerate(dims) if name in (d.id, d.issue))
                for name in rule.order
            )
            found.append(Linkage(id_, "order", steps))
        elif rule.never is not None:
            found.append(Linkage(id_, "never", (conj(dims, rule.never, True),)))
        elif rule.at_most is not None:
            found.append(Linkage(id_, "at_most", tuple(conj(dims, terms, True) for terms in rule.of), rule.at_most))
        else:
            found.append(Linkage(id_, "if", (conj(dims, rule.if_ or {}, True), conj(dims, rule.then or {}))))
    return tuple(found)


def red_lines(case: Case, dims: tuple[Dimension, ...]) -> tuple[Line, ...]:
    """Return the enforced red lines of the parties; that of a person binds the person, whose principal may still agree."""
    parties = tuple(case.file.parties)
    return tuple(
        Line(parties.index(holder), f"{holder}.{id_}", line.kind, conj(dims, line.forbids, True))
        for holder, mandate in case.file.mandates.items()
        if holder in parties
        for id_, line in mandate.red_lines.items()
        if line.enforced and line.forbids
    )
