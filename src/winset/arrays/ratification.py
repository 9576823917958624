"""Ratification: a decision rule as a function of votes, in three values, and the groups of voters that can stop it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, islice, product
from math import comb, prod
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from winset.arrays.deal_space import NO, OPEN, YES
from winset.case.case import Case
from winset.case.dimensions import Dimension
from winset.case.schema import Ratification, VoteRule
from winset.errors import TooLarge
from winset.values import Range

# Ways to count the noes of equal voters that are tried, and blocking sets that are listed.
MAX_WAYS = 20_000
MAX_SETS = 20_000
Voice = tuple[int, str | None]
Member = TypeVar("Member", str, int)
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
        """Return `YES`, `NO` or `OPEN` for given votes; unknown ones are tried as yes, no and abstention.

        Notes
        -----
        Yes is always the best vote for passing. Each condition of a rule is hardest either when all the unknown vote no (shares)
        or when they all abstain (quorum, a community without votes), so these three ways stand for all.
        """
        if self.rule.kind == "referendum":
            return referendum(self.rule)

        def carries(word: str) -> bool:
            return passes(self.rule, self.ballots, {id_: word if vote == "unknown" else vote for id_, vote in votes.items()})

        if not carries("yes"):
            return NO
        return YES if carries("no") and carries("abstain") else OPEN

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
        """Return the minimal sets of voters whose no stops it, however the others vote; the smallest first.

        Raises
        ------
        TooLarge
            If there are too many; `stoppers` shows some of them at any size.
        """
        alike = self._alike([(b.id, ((b.weight, b.community),)) for b in self.ballots])
        return tuple(frozenset(group) for group in self._all_groups(alike))

    def stoppers(self, most: int = 6) -> tuple[tuple[frozenset[str], ...], int] | None:
        """Return up to `most` of the minimal blocking sets of voters and the number of all; None where there are too many."""
        alike = self._alike([(b.id, ((b.weight, b.community),)) for b in self.ballots])
        counts = self._minimal_counts(alike)
        if counts is None:
            return None
        if _number(alike, counts) <= MAX_SETS:
            return self.blocking_voters()[:most], _number(alike, counts)
        return tuple(frozenset(group) for group in islice(_groups(alike, counts), most)), _number(alike, counts)

    def blocking_parties(self) -> frozenset[frozenset[int]]:
        """Return the minimal sets of parties that stop it when all their voters say no and everybody else says yes."""
        voices: dict[int, list[Voice]] = {}
        for ballot in self.ballots:
            if ballot.party is not None:
                voices.setdefault(ballot.party, []).append((ballot.weight, ballot.community))
        alike = self._alike([(p, tuple(sorted(mine, key=str))) for p, mine in voices.items()])
        return frozenset(frozenset(group) for group in self._all_groups(alike))

    def _alike(self, who: Sequence[tuple[Member, tuple[Voice, ...]]]) -> list[tuple[tuple[Voice, ...], list[Member]]]:
        """Return those who count the same together, each class with the votes of one of them; nobody for a referendum."""
        classes: dict[tuple[Voice, ...], list[Member]] = {}
        for member, votes in who if self.rule.kind != "referendum" else ():
            classes.setdefault(votes, []).append(member)
        return list(classes.items())

    def _minimal_counts(self, alike: Sequence[tuple[tuple[Voice, ...], list[Member]]]) -> list[tuple[int, ...]] | None:
        """Return how many of each class suffice to stop it, all minimal ways, the fewest first; None above `MAX_WAYS`."""
        if prod(len(members) + 1 for _, members in alike) > MAX_WAYS:
            return None
        found: list[tuple[int, ...]] = []
        stops: set[tuple[int, ...]] = set()
        # Counts grow along the product, so one less of any class has been looked at before.
        for counts in product(*(range(len(members) + 1) for _, members in alike)):
            less = (tuple(c - (i == j) for j, c in enumerate(counts)) for i in range(len(counts)) if counts[i])
            if any(smaller in stops for smaller in less):
                stops.add(counts)
            elif not self._passes_against(alike, counts):
                stops.add(counts)
                found.append(counts)
        return sorted(found, key=sum) if (0,) * len(alike) not in stops else []

    def _passes_against(self, alike: Sequence[tuple[tuple[Voice, ...], list[Member]]], counts: tuple[int, ...]) -> bool:
        """Whether it passes when so many of each class say no and everybody else, in these classes or not, says yes."""
        against: dict[str | None, int] = {}
        everybody: dict[str | None, int] = {}
        for ballot in self.ballots:
            everybody[ballot.community] = everybody.get(ballot.community, 0) + ballot.weight
        for (voices, _), count in zip(alike, counts, strict=True):
            for weight, community in voices:
                against[community] = against.get(community, 0) + weight * count
        ballots: list[Ballot] = []
        for place, (community, weight) in enumerate(everybody.items()):
            no = against.get(community, 0)
            for vote, share in (("no", no), ("yes", weight - no)):
                ballots.append(Ballot(f"{vote} {place}", share, community, None, vote))
        votes = {ballot.id: ballot.vote for ballot in ballots}
        return passes(self.rule, tuple(ballots), votes)

    def _all_groups(self, alike: Sequence[tuple[tuple[Voice, ...], list[Member]]]) -> list[tuple[Member, ...]]:
        counts = self._minimal_counts(alike)
        number = MAX_WAYS if counts is None else _number(alike, counts)
        if counts is None or number > MAX_SETS:
            raise TooLarge(f"ways to stop {self.name}", number, MAX_SETS, "Give equal voters equal weights, or group them.")
        order = {member: i for i, member in enumerate(m for _, members in alike for m in members)}
        return sorted(_groups(alike, counts), key=lambda group: (len(group), [order[m] for m in group]))


def _number(alike: Sequence[tuple[tuple[Voice, ...], list[Member]]], counts: Iterable[tuple[int, ...]]) -> int:
    return sum(prod(comb(len(members), c) for (_, members), c in zip(alike, ways, strict=True)) for ways in counts)


def _groups(
    alike: Sequence[tuple[tuple[Voice, ...], list[Member]]], counts: Iterable[tuple[int, ...]]
) -> Iterator[tuple[Member, ...]]:
    """Yield the groups one by one: there may be more than could be held."""
    if not alike:
        yield from (() for _ in counts)
        return
    (_, members), rest = alike[0], alike[1:]
    for first, *others in counts:
        for chosen in combinations(members, first):
            for further in _groups(rest, [tuple(others)]):
                yield chosen + further


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
    ``all``: everybody says yes; an abstention is not a yes. ``majority``: the weight of yes is at least `share` of yes and no
    together, or more than one half where no share is given (to ask for more than a share, write it a little higher).
    ``weighted``: the weight of yes reaches `threshold`. ``sufficient_consensus``: yes as for a majority, and in every community
    at least `each_community` (default one half), after the South African talks of 1991-93; the weighted vote of the Northern
    Ireland Act 1998, section 4(5), is this with shares of 60 % and 40 %, but counts members without a designation in the total
    only. Where nobody votes yes or no, nothing passes by a share. `quorum` is the share of all weight that must vote yes or no.
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
    if yes + no == 0 or not _enough(rule, Fraction(yes, yes + no)):
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


def _enough(rule: VoteRule, yes: Fraction) -> bool:
    return yes >= rule.share if rule.share is not None else yes > Fraction(1, 2)


def referendum(rule: VoteRule) -> int:
    """Return the outcome of a referendum over the ranges: at least `share` (else more than half), `quorum` turnout or more."""
    expected = rule.expected_yes or Range(Fraction(0), Fraction(1))
    turnout = rule.turnout or Range(Fraction(1), Fraction(1))
    quorum = rule.quorum or Fraction(0)
    if _enough(rule, expected.low) and turnout.low >= quorum:
        return YES
    if not _enough(rule, expected.high) or turnout.high < quorum:
        return NO
    return OPEN
