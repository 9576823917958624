"""What falls if a source was wrong: leave one out, smallest sets that flip, smallest sets that carry, shares of draws.

Two ways in, with the same answers:

* any question as a callable on the sources in force (`Asked`): each what-if is one call;
* conclusions as true-or-false functions of claims (`Grounds`): all what-ifs at once, one bit for each in whole numbers of
  any length, so that sixty sources and twenty conclusions cost milliseconds.
"""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from winset.errors import BadRequest, TooLarge, UnknownName

EXACT_UP_TO = 12
"""Up to so many sources every one of the 2**n cases is counted; beyond, draws are."""
MOST_SETS = 3_000_000
"""Sets of sources that are looked through before refusing."""

Asked = Callable[[frozenset[str], frozenset[str]], Hashable]
"""`(sources in force, sources taken to say the opposite) -> answer`."""


@dataclass(frozen=True)
class Change:
    """What one conclusion becomes without some sources.

    Parameters
    ----------
    conclusion : str
        Its name.
    sources : tuple of str
        The sources left out.
    mode : str
        ``unknown`` (as if they had said nothing) or ``opposite``.
    before, after : hashable
        The answer with and without.
    """

    conclusion: str
    sources: tuple[str, ...]
    mode: str
    before: Hashable
    after: Hashable


@dataclass(frozen=True)
class Share:
    """In how many draws a conclusion holds.

    Parameters
    ----------
    conclusion : str
        Its name.
    share : float
        Between 0 and 1.
    holds, of : int
        Draws counted; for an exact share, cases of 2**n and not draws.
    exact : bool
        Whether every case was counted with its probability.
    """

    conclusion: str
    share: float
    holds: int
    of: int
    exact: bool


@dataclass(frozen=True)
class Conclusion:
    """A statement that follows from claims.

    Parameters
    ----------
    name : str
        Its name.
    supports : tuple of frozenset of str
        It holds if all claims of any one of these sets stand. ``"!c1"`` stands for "c1 is denied", which silence about
        c1 does not give.
    """

    name: str
    supports: tuple[frozenset[str], ...]


@dataclass(frozen=True)
class Grounds:
    """Which sources carry which claims, and which claims carry which conclusions.

    A claim stands if all hands of any one of its chains are right. It is denied if a chain is turned around because a
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


# --- any question ------------------------------------------------------------------------------------------------


def leave_one_out(name: str, sources: Sequence[str], ask: Asked) -> tuple[Change, ...]:
    """Return every source whose silence, or whose opposite, changes the answer.

    Examples
    --------
    >>> leave_one_out("blocked", ["a", "b"], lambda right, opposite: "a" in right)
    (Change(conclusion='blocked', sources=('a',), mode='unknown', before=True, after=False), Change(conclusion='blocked', sources=('a',), mode='opposite', before=True, after=False))
    """
    everybody = frozenset(sources)
    before = ask(everybody, frozenset())
    out = []
    for s in sources:
        for mode, opposite in (("unknown", frozenset[str]()), ("opposite", frozenset({s}))):
            after = ask(everybody - {s}, opposite)
            if after != before:
                out.append(Change(name, (s,), mode, before, after))
    return tuple(out)


def flipping_sets(
    name: str, sources: Sequence[str], ask: Asked, most: int = 3, mode: str = "unknown"
) -> tuple[Change, ...]:
    """Return the smallest sets of up to `most` sources without which the answer is another one.

    A set is listed if it changes the answer and no smaller set inside it does.

    Raises
    ------
    TooLarge
        More than `MOST_SETS` sets would have to be tried.
    """
    _affordable(len(sources), most)
    everybody = frozenset(sources)
    before = ask(everybody, frozenset())
    out: list[Change] = []
    found: list[frozenset[str]] = []
    for size in range(1, min(most, len(sources)) + 1):
        for group in itertools.combinations(sources, size):
            out_of = frozenset(group)
            if any(f < out_of for f in found):
                continue
            after = ask(everybody - out_of, out_of if mode == "opposite" else frozenset())
            if after != before:
                found.append(out_of)
                out.append(Change(name, group, mode, before, after))
    return tuple(out)


def minimal_supports(
    name: str, sources: Sequence[str], ask: Asked, most: int | None = None
) -> tuple[tuple[str, ...], ...]:
    """Return the smallest sets of sources that alone give the answer that all of them give.

    Parameters
    ----------
    most : int, optional
        Largest set that is tried; all sizes if left out, which is meant for up to `EXACT_UP_TO` sources.

    Raises
    ------
    TooLarge
        Too many sets would have to be tried.
    """
    limit = len(sources) if most is None else min(most, len(sources))
    _affordable(len(sources), limit)
    wanted = ask(frozenset(sources), frozenset())
    found: list[tuple[str, ...]] = []
    for size in range(limit + 1):
        for group in itertools.combinations(sources, size):
            if any(set(f) <= set(group) for f in found):
                continue
            if ask(frozenset(group), frozenset()) == wanted:
                found.append(group)
    return tuple(found)


def holding_share(
    name: str,
    sources: Sequence[str],
    ask: Asked,
    probability: Mapping[str, float],
    *,
    mode: str = "unknown",
    draws: int = 10_000,
    seed: int = 0,
) -> Share:
    """Return in what share of cases the answer is the one that all sources give.

    Every source is right or wrong on its own, right with its probability. Up to `EXACT_UP_TO` sources every case is
    counted; beyond, `draws` cases are drawn, the same ones for the same seed.

    Raises
    ------
    UnknownName
        A source has no probability.
    BadRequest
        A probability is none.
    """
    chance = _probabilities(sources, probability)
    everybody = frozenset(sources)
    wanted = ask(everybody, frozenset())
    if len(sources) <= EXACT_UP_TO:
        weights, holds = [], 0
        for right, weight in _cases(sources, chance):
            if ask(right, everybody - right if mode == "opposite" else frozenset()) == wanted:
                holds += 1
                weights.append(weight)
        return Share(name, min(1.0, math.fsum(weights)), holds, 2 ** len(sources), True)
    rng = random.Random(seed)
    holds = 0
    for _ in range(draws):
        right = frozenset(s for s in sources if rng.random() < chance[s])
        holds += ask(right, everybody - right if mode == "opposite" else frozenset()) == wanted
    return Share(name, holds / draws, holds, draws, False)


def _cases(sources: Sequence[str], chance: Mapping[str, float]) -> Iterable[tuple[frozenset[str], float]]:
    for bits in itertools.product((True, False), repeat=len(sources)):
        yield (
            frozenset(s for s, b in zip(sources, bits, strict=True) if b),
            math.prod(chance[s] if b else 1 - chance[s] for s, b in zip(sources, bits, strict=True)),
        )


def _probabilities(sources: Sequence[str], probability: Mapping[str, float]) -> dict[str, float]:
    out = {}
    for s in sources:
        if s not in probability:
            raise UnknownName("probability for source", s, probability)
        if not 0 <= probability[s] <= 1:
            raise BadRequest(f"The probability of {s} must lie between 0 and 1, not {probability[s]}.")
        out[s] = float(probability[s])
    return out


def _affordable(n: int, most: int) -> None:
    sets = sum(math.comb(n, k) for k in range(most + 1))
    if sets > MOST_SETS:
        raise TooLarge("sets of sources", sets, MOST_SETS, "Ask for smaller sets.")


# --- conclusions of claims, all what-ifs at once ----------------------------------------------------------------------


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
    ...     (Conclusion("israel can block", (frozenset({"c2"}),)), Conclusion("a call took place", (frozenset({"c1"}),))),
    ... )
    >>> for f in what_falls(g, {"axios": 0.5, "toi": 0.5}):
    ...     print(f.conclusion, f.flips, f.supports, f.share.share)
    israel can block (('axios', 'toi'),) (('axios',), ('toi',)) 0.75
    a call took place (('axios',),) (('axios',),) 0.5
    """
    if mode not in {"unknown", "opposite"}:
        raise UnknownName("mode", mode, ("unknown", "opposite"))
    sources = grounds.sources
    _affordable(len(sources), most)
    groups = [g for size in range(1, most + 1) for g in itertools.combinations(range(len(sources)), size)]
    width, everything = len(groups), (1 << len(groups)) - 1
    out_of = _membership(groups, len(sources))
    silent = {s: (everything ^ out_of[k], 0) for k, s in enumerate(sources)}
    ones = {s: (((1 << len(sources)) - 1) ^ (1 << k), 1 << k) for k, s in enumerate(sources)}
    silent_claims = _claims(grounds, silent, everything)
    opposite_claims = _claims(grounds, ones, (1 << len(sources)) - 1)
    whole_claims = _claims(grounds, dict.fromkeys(sources, (1, 0)), 1)
    chance = None if probability is None else _probabilities(sources, probability)
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
                conclusion.name, holds, tuple(one_out), tuple(tuple(sources[k] for k in groups[g]) for g in flips),
                _supports(grounds, conclusion) if holds else (), share,
            )
        )  # fmt: skip
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
        inside = any(
            sub in seen for size in range(1, len(group)) for sub in itertools.combinations(group, size)
        )
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
    """Smallest sets of sources that carry a conclusion: the supports of claims multiplied out, larger ones dropped."""
    total: list[frozenset[str]] = []
    for support in conclusion.supports:
        if any(c.startswith("!") for c in support):
            # Silence about others never denies a claim, so a denial is not carried by sources in force alone.
            continue
        partial: list[frozenset[str]] = [frozenset()]
        for claim in sorted(support):
            partial = _smallest({a | b for a in partial for b in grounds.chains[claim] if b})
            if len(partial) > MOST_SUPPORTS:
                raise TooLarge(
                    "ways to carry " + conclusion.name, len(partial), MOST_SUPPORTS, "Ask `flips` instead."
                )
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
