"""What falls if a source was wrong: leave one out, smallest sets that flip, smallest sets that carry,
shares of draws.

Two ways in, with the same answers:

* any question as a callable on the sources in force (`Asked`): each what-if is one call;
* conclusions as true-or-false functions of claims (`Grounds`): all what-ifs at once, one bit for each in
whole numbers of
  any length, so that sixty sources and twenty conclusions cost milliseconds.
"""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

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


def leave_one_out(name: str, sources: Sequence[str], ask: Asked) -> tuple[Change, ...]:
    """Return every source whose silence, or whose opposite, changes the answer.

    Examples
    --------
    >>> changes = leave_one_out("blocked", ["a", "b"], lambda right, opposite: "a" in right)
    >>> [(c.sources, c.mode, c.before, c.after) for c in changes]
    [(('a',), 'unknown', True, False), (('a',), 'opposite', True, False)]
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


def flipping_sets(name: str, sources: Sequence[str], ask: Asked, most: int = 3, mode: str = "unknown") -> tuple[Change, ...]:
    """Return the smallest sets of up to `most` sources without which the answer is another one.

    A set is listed if it changes the answer and no smaller set inside it does.

    Raises
    ------
    TooLarge
        More than `MOST_SETS` sets would have to be tried.
    """
    affordable(len(sources), most)
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


def minimal_supports(name: str, sources: Sequence[str], ask: Asked, most: int | None = None) -> tuple[tuple[str, ...], ...]:
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
    affordable(len(sources), limit)
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

    Every source is right or wrong on its own, right with its probability. Up to `EXACT_UP_TO` sources
    every case is
    counted; beyond, `draws` cases are drawn, the same ones for the same seed.

    Raises
    ------
    UnknownName
        A source has no probability.
    BadRequest
        A probability is none.
    """
    chance = probabilities(sources, probability)
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


def probabilities(sources: Sequence[str], probability: Mapping[str, float]) -> dict[str, float]:
    out = {}
    for s in sources:
        if s not in probability:
            raise UnknownName("probability for source", s, probability)
        if not 0 <= probability[s] <= 1:
            raise BadRequest(f"The probability of {s} must lie between 0 and 1, not {probability[s]}.")
        out[s] = float(probability[s])
    return out


def affordable(n: int, most: int) -> None:
    sets = sum(math.comb(n, k) for k in range(most + 1))
    if sets > MOST_SETS:
        raise TooLarge("sets of sources", sets, MOST_SETS, "Ask for smaller sets.")
