"""Ratification: a decision rule as a function of votes, in three values, and the groups of voters that can stop it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

import numpy as np
import numpy.typing as npt

from winset.arrays.deal_space import NO, OPEN, YES
from winset.case.case import Case
from winset.case.dimensions import Dimension
from winset.case.schema import Ratification, VoteRule
from winset.errors import TooLarge
from winset.values import Range

MAX_VOTERS = 20
VOTES = {"yes": YES, "no": NO, "unknown": OPEN}


@dataclass(frozen=True)
class Ballot:
    """One voter: its weight and community, its fixed vote or the party that decides it."""

    id: str
    weight: int
    community: str | None
    party: int | None
    vote: str


@dataclass(frozen=True)
class Body:
    """A ratifying body of the case as numbers.

    Parameters
    ----------
    id, name : str
        Id and label.
    party : int
        Position of the party it ratifies for.
    covers : tuple of int
        Dimensions whose change it must ratify.
    rule : VoteRule
        The decision rule.
    ballots : tuple of Ballot
        The voters.
    """

    id: str
    name: str
    party: int
    covers: tuple[int, ...]
    rule: VoteRule
    ballots: tuple[Ballot, ...]

    def outcome(self, votes: Mapping[str, str]) -> int:
        """Return `YES`, `NO` or `OPEN` for given votes; unknown ones are tried both ways (every rule is monotone)."""
        if self.rule.kind == "referendum":
            return referendum(self.rule)
        low = passes(self.rule, self.ballots, {id_: "no" if vote == "unknown" else vote for id_, vote in votes.items()})
        high = passes(self.rule, self.ballots, {id_: "yes" if vote == "unknown" else vote for id_, vote in votes.items()})
        return YES if low else OPEN if high else NO

    def decide(self, says: npt.NDArray[np.int8]) -> npt.NDArray[np.int8]:
        """Return the outcome for every deal, given what each party says to it, array (P, ..., D)."""
        parties = sorted({ballot.party for ballot in self.ballots if ballot.party is not None})
        result = np.zeros(says.shape[1:], np.int8)
        if not parties:
            result[:] = self.outcome({ballot.id: ballot.vote for ballot in self.ballots})
            return result
        codes = np.zeros(says.shape[1:], np.int64)
        for party in parties:
            codes = codes * 3 + says[party]
        words = {NO: "no", OPEN: "unknown", YES: "yes"}
        for code in np.unique(codes).tolist():
            digits, rest = {}, code
            for party in reversed(parties):
                rest, digits[party] = divmod(rest, 3)
            votes = {b.id: words[digits[b.party]] if b.party is not None else b.vote for b in self.ballots}
            result[codes == code] = self.outcome(votes)
        return result

    def blocking_voters(self) -> tuple[frozenset[str], ...]:
        """Return the minimal sets of voters whose no stops it, however the others vote."""
        if self.rule.kind == "referendum":
            return ()
        if len(self.ballots) > MAX_VOTERS:
            raise TooLarge(f"voters of {self.name}", len(self.ballots), MAX_VOTERS, "Group them into communities with weights.")
        found: list[frozenset[str]] = []
        ids = [ballot.id for ballot in self.ballots]
        for size in range(1, len(ids) + 1):
            for group in combinations(ids, size):
                one = frozenset(group)
                if any(small <= one for small in found):
                    continue
                if not passes(self.rule, self.ballots, {id_: "no" if id_ in one else "yes" for id_ in ids}):
                    found.append(one)
        return tuple(found)

    def blocking_parties(self) -> frozenset[frozenset[int]]:
        """Return the minimal blocking sets of voters that consist of parties, as sets of party positions."""
        party_of = {ballot.id: ballot.party for ballot in self.ballots}
        if all(party is None for party in party_of.values()):
            return frozenset()
        groups = (frozenset(party_of[voter] for voter in group) for group in self.blocking_voters())
        return frozenset(frozenset(p for p in group if p is not None) for group in groups if None not in group)


def bodies(case: Case, dims: tuple[Dimension, ...]) -> tuple[Body, ...]:
    """Return the ratifying bodies of the case."""
    parties = tuple(case.file.parties)
    return tuple(_body(id_, entry, dims, parties) for id_, entry in case.file.ratifications.items())


def _body(id_: str, entry: Ratification, dims: tuple[Dimension, ...], parties: tuple[str, ...]) -> Body:
    covers = tuple(i for i, dim in enumerate(dims) if not entry.covers or dim.id in entry.covers or dim.issue in entry.covers)
    ballots = tuple(
        Ballot(name, voter.weight, voter.community, parties.index(voter.party) if voter.party else None, voter.votes)
        for name, voter in entry.voters.items()
    )
    return Body(id_, entry.body, parties.index(entry.for_), covers, entry.rule, ballots)


def passes(rule: VoteRule, ballots: tuple[Ballot, ...], votes: Mapping[str, str]) -> bool:
    """Whether ``yes``, ``no`` and ``abstain`` votes carry, by the rule.

    Notes
    -----
    ``all``: everybody says yes; an abstention is not a yes. ``majority``: the weight of yes is more than `share` (default one
    half) of yes and no together. ``weighted``: the weight of yes reaches `threshold`. ``sufficient_consensus``: yes is more
    than `share` (default one half) of all votes cast, and in every community at least `each_community` (default one half),
    after the South African talks of 1991-93; the weighted vote of the Northern Ireland Act 1998, section 4(5), is near to it but
    asks for "at least" 60 %, and counts members without a designation in the total only.
    `quorum` is the share of all weight that must vote yes or no.
    """
    yes = sum(b.weight for b in ballots if votes[b.id] == "yes")
    no = sum(b.weight for b in ballots if votes[b.id] == "no")
    everybody = sum(b.weight for b in ballots)
    if rule.quorum is not None and Fraction(yes + no) < rule.quorum * everybody:
        return False
    if rule.kind == "all":
        return yes == everybody
    if rule.kind == "weighted":
        return yes >= (rule.threshold or 0)
    share = rule.share if rule.share is not None else Fraction(1, 2)
    if not yes > share * (yes + no):
        return False
    if rule.kind == "sufficient_consensus":
        each = rule.each_community if rule.each_community is not None else Fraction(1, 2)
        for community in {b.community for b in ballots}:
            mine = [b for b in ballots if b.community == community]
            mine_yes = sum(b.weight for b in mine if votes[b.id] == "yes")
            mine_cast = sum(b.weight for b in mine if votes[b.id] != "abstain")
            if mine_yes < each * mine_cast or mine_cast == 0:
                return False
    return True


def referendum(rule: VoteRule) -> int:
    """Return the outcome of a referendum: yes over `share` (default one half) with at least `quorum` turnout, over the ranges."""
    share = rule.share if rule.share is not None else Fraction(1, 2)
    expected = rule.expected_yes or Range(Fraction(0), Fraction(1))
    turnout = rule.turnout or Range(Fraction(1), Fraction(1))
    quorum = rule.quorum or Fraction(0)
    if expected.low > share and turnout.low >= quorum:
        return YES
    if expected.high <= share or turnout.high < quorum:
        return NO
    return OPEN
