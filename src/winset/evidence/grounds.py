"""Conclusions as true-or-false functions of claims: every what-if at once, one bit for each in whole
numbers of any length."""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field

from winset.errors import BadRequest, TooLarge, UnknownName
from winset.evidence.falls import EXACT_UP_TO, Asked, Change, Share, affordable, probabilities


@dataclass(frozen=True)
class Conclusion:
    """A statement that follows from claims.

    Parameters
    ----------
    name : str
        Its name.
    supports : tuple of frozenset of str
        It holds if all claims of any one of these sets stand. ``"!c1"`` stands for "c1 is denied", which
        silence about
        c1 does not give.
    """

    name: str
    supports: tuple[frozenset[str], ...]


@dataclass(frozen=True)
class Grounds:
    """Which sources carry which claims, and which claims carry which conclusions.

    A claim stands if all hands of any one of its chains are right. It is denied if a chain is turned
    around because a
    hand in it says the opposite. A claim that is both is contested and counts as unknown.

    Parameters
    ----------
    chains : mapping of str to tuple of frozenset of str
        For each claim, the chains of sources it came through.
    conclusions : tuple of Conclusion
        What follows.

    Raises
    ------
    UnknownName
        A conclusion rests on a claim that has no entry.
    """

    chains: Mapping[str, tuple[frozenset[str], ...]]
    conclusions: tuple[Conclusion, ...]
    sources: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        frozen = {name: tuple(frozenset(c) for c in chains) for name, chains in self.chains.items()}
        object.__setattr__(self, "chains", frozen)
        found = sorted({s for chains in frozen.values() for chain in chains for s in chain})
        object.__setattr__(self, "sources", tuple(found))
        for conclusion in self.conclusions:
            for support in conclusion.supports:
                for claim in support:
                    if claim.removeprefix("!") not in frozen:
                        raise UnknownName("claim", claim.removeprefix("!"), frozen)

    def asked(self, name: str) -> Asked:
        """Return one conclusion as a callable, for the functions that take any question."""
        conclusion = _named(self.conclusions, name)

        def ask(right: frozenset[str], opposite: frozenset[str]) -> Hashable:
            case = {s: (1 if s in right else 0, 1 if s in opposite else 0) for s in self.sources}
            return bool(_value(self, conclusion, case, 1))

        return ask


@dataclass(frozen=True)
class Falls:
    """What `what_falls` found for one conclusion.

    Parameters
    ----------
    conclusion : str
        Its name.
    holds : bool
        Whether it holds with all sources right.
    one_out : tuple of Change
        Single sources whose silence or opposite flips it.
    flips : tuple of tuple of str
        Smallest sets of up to three sources without which it flips.
    supports : tuple of tuple of str
        Smallest sets of sources that alone carry it; empty if it does not hold.
    share : Share or None
        Share of draws in which it holds; None where no probabilities were given.
    """

    conclusion: str
    holds: bool
    one_out: tuple[Change, ...]
    flips: tuple[tuple[str, ...], ...]
    supports: tuple[tuple[str, ...], ...]
    share: Share | None


def what_falls(
    grounds: Grounds,
    probability: Mapping[str, float] | None = None,
    *,
    most: int = 3,
    mode: str = "unknown",
    draws: int = 10_000,
    seed: int = 0,
) -> tuple[Falls, ...]:
    """Return for every conclusion what it hangs on.

    Parameters
    ----------
    grounds : Grounds
        Sources, claims and conclusions.
    probability : mapping of str to float, optional
        How often each source is right.
    most : int
        Largest set of sources that is tried together.
    mode : str
        What a wrong source does in the draws: ``unknown`` or ``opposite``.
    draws, seed : int
        For conclusions that rest on more than `EXACT_UP_TO` sources.

    Examples
    --------
    >>> g = Grounds(
    ...     {"c1": (frozenset({"axios"}),), "c2": (frozenset({"axios"}), frozenset({"toi"}))},
    ...     (
    ...         Conclusion("israel can block", (frozenset({"c2"}),)),
    ...         Conclusion("a call took place", (frozenset({"c1"}),)),
    ...     ),
    ... )
    >>> for f in what_falls(g, {"axios": 0.5, "toi": 0.5}):
    ...     print(f.conclusion, f.flips, f.supports, f.share.share)
    israel can block (('axios', 'toi'),) (('axios',), ('toi',)) 0.75
    a call took place (('axios',),) (('axios',),) 0.5
    """
    if mode not in {"unknown", "opposite"}:
        raise UnknownName("mode", mode, ("unknown", "opposite"))
    sources = grounds.sources
    affordable(len(sources), most)
    groups = [g for size in range(1, most + 1) for g in itertools.combinations(range(len(sources)), size)]
    width, everything = len(groups), (1 << len(groups)) - 1
    out_of = _membership(groups, len(sources))
    silent = {s: (everything ^ out_of[k], 0) for k, s in enumerate(sources)}
    ones = {s: (((1 << len(sources)) - 1) ^ (1 << k), 1 << k) for k, s in enumerate(sources)}
    silent_claims = _claims(grounds, silent, everything)
    opposite_claims = _claims(grounds, ones, (1 << len(sources)) - 1)
    whole_claims = _claims(grounds, dict.fromkeys(sources, (1, 0)), 1)
    chance = None if probability is None else probabilities(sources, probability)
    drawn = None
    out = []
    for conclusion in grounds.conclusions:
        holds = bool(_from_claims(conclusion, whole_claims, 1))
        after = _from_claims(conclusion, silent_claims, everything)
        flipped = after ^ (everything if holds else 0)
        flips = _minimal(flipped, groups, width)
        turned = _from_claims(conclusion, opposite_claims, (1 << len(sources)) - 1)
        one_out = []
        for k, s in enumerate(sources):
            if flipped >> k & 1:
                one_out.append(Change(conclusion.name, (s,), "unknown", holds, not holds))
            if bool(turned >> k & 1) != holds:
                one_out.append(Change(conclusion.name, (s,), "opposite", holds, not holds))
        share = None
        if chance is not None:
            mine = _sources_of(grounds, conclusion)
            if len(mine) <= EXACT_UP_TO:
                share = _exact_share(grounds, conclusion, mine, chance, mode, holds)
            else:
                if drawn is None:
                    drawn = _claims(grounds, _draw(sources, chance, mode, draws, seed), (1 << draws) - 1)
                hit = _from_claims(conclusion, drawn, (1 << draws) - 1)
                count = hit.bit_count() if holds else draws - hit.bit_count()
                share = Share(conclusion.name, count / draws, count, draws, False)
        out.append(
            Falls(
                conclusion.name,
                holds,
                tuple(one_out),
                tuple(tuple(sources[k] for k in groups[g]) for g in flips),
                _supports(grounds, conclusion) if holds else (),
                share,
            )
        )
    return tuple(out)


Bits = Mapping[str, tuple[int, int]]


def _claims(grounds: Grounds, case: Bits, full: int) -> dict[str, tuple[int, int]]:
    """For every claim the cases in which it stands and those in which it is denied, one bit a case."""
    out = {}
    for name, chains in grounds.chains.items():
        yes = no = 0
        for chain in chains:
            right, spoken, turned = full, full, 0
            for s in chain:
                a, b = case[s]
                right &= a
                spoken &= a | b
                turned |= b
            yes |= right if chain else 0
            no |= spoken & turned
        out[name] = (yes & ~no & full, no & ~yes & full)
    return out


def _from_claims(conclusion: Conclusion, claims: Mapping[str, tuple[int, int]], full: int) -> int:
    value = 0
    for support in conclusion.supports:
        carried = full
        for claim in support:
            carried &= claims[claim[1:]][1] if claim.startswith("!") else claims[claim][0]
            if not carried:
                break
        value |= carried
    return value


def _value(grounds: Grounds, conclusion: Conclusion, case: Bits, full: int) -> int:
    used = {c.removeprefix("!") for support in conclusion.supports for c in support}
    part = Grounds({c: grounds.chains[c] for c in used}, ())
    return _from_claims(conclusion, _claims(part, case, full), full)


def _membership(groups: list[tuple[int, ...]], n: int) -> list[int]:
    rows = [bytearray((len(groups) + 7) // 8) for _ in range(n)]
    for at, group in enumerate(groups):
        for k in group:
            rows[k][at >> 3] |= 1 << (at & 7)
    return [int.from_bytes(row, "little") for row in rows]


def _minimal(flipped: int, groups: list[tuple[int, ...]], width: int) -> list[int]:
    found: list[int] = []
    sets: list[frozenset[int]] = []
    seen: set[tuple[int, ...]] = set()
    # Groups come smallest first, so a set is minimal if no earlier find lies inside it.
    while flipped:
        at = (flipped & -flipped).bit_length() - 1
        flipped &= flipped - 1
        group = groups[at]
        inside = any(sub in seen for size in range(1, len(group)) for sub in itertools.combinations(group, size))
        if not inside:
            found.append(at)
            sets.append(frozenset(group))
            seen.add(group)
    return found


def _sources_of(grounds: Grounds, conclusion: Conclusion) -> tuple[str, ...]:
    claims = {c.removeprefix("!") for support in conclusion.supports for c in support}
    return tuple(sorted({s for c in claims for chain in grounds.chains[c] for s in chain}))


def _exact_share(
    grounds: Grounds,
    conclusion: Conclusion,
    mine: tuple[str, ...],
    chance: Mapping[str, float],
    mode: str,
    holds: bool,
) -> Share:
    size = 1 << len(mine)
    full = (1 << size) - 1
    case: dict[str, tuple[int, int]] = {}
    for k, s in enumerate(mine):
        # Bit j of the row is whether source k is right in case j: blocks of ones and zeros, doubled up.
        block, wide = ((1 << (1 << k)) - 1) << (1 << k), 2 << k
        while wide < size:
            block |= block << wide
            wide *= 2
        case[s] = (block, full ^ block if mode == "opposite" else 0)
    value = _value(grounds, conclusion, case, full)
    if not holds:
        value = full ^ value
    weights = [1.0]
    for s in mine:
        weights = [w * (1 - chance[s]) for w in weights] + [w * chance[s] for w in weights]
    total = math.fsum(weights[j] for j in range(size) if value >> j & 1)
    return Share(conclusion.name, min(1.0, total), value.bit_count(), size, True)


def _draw(sources: tuple[str, ...], chance: Mapping[str, float], mode: str, draws: int, seed: int) -> Bits:
    if draws < 1:
        raise BadRequest("At least one draw is needed.")
    rng = random.Random(seed)
    full = (1 << draws) - 1
    out = {}
    for s in sources:
        p = chance[s]
        row = int("".join("1" if rng.random() < p else "0" for _ in range(draws)), 2)
        out[s] = (row, full ^ row if mode == "opposite" else 0)
    return out


MOST_SUPPORTS = 2_000


def _supports(grounds: Grounds, conclusion: Conclusion) -> tuple[tuple[str, ...], ...]:
    """Smallest sets of sources that carry a conclusion: the supports of claims multiplied out, larger
    ones dropped."""
    total: list[frozenset[str]] = []
    for support in conclusion.supports:
        if any(c.startswith("!") for c in support):
            # Silence about others never denies a claim, so a denial is not carried by sources in force alone.
            continue
        partial: list[frozenset[str]] = [frozenset()]
        for claim in sorted(support):
            partial = _smallest({a | b for a in partial for b in grounds.chains[claim] if b})
            if len(partial) > MOST_SUPPORTS:
                raise TooLarge("ways to carry " + conclusion.name, len(partial), MOST_SUPPORTS, "Ask `flips` instead.")
        total = _smallest({*total, *partial})
    return tuple(tuple(sorted(s)) for s in sorted(total, key=lambda s: (len(s), sorted(s))))


def _smallest(sets: Iterable[frozenset[str]]) -> list[frozenset[str]]:
    kept: list[frozenset[str]] = []
    for s in sorted(sets, key=len):
        if not any(k <= s for k in kept):
            kept.append(s)
    return kept


def _named(conclusions: tuple[Conclusion, ...], name: str) -> Conclusion:
    for c in conclusions:
        if c.name == name:
            return c
    raise UnknownName("conclusion", name, [c.name for c in conclusions])
