"""What one conclusion hangs on: every set of sources struck out, many sets at once."""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from winset.analyses.conclusions import SILENT, WRONG, Conclusion
from winset.analyses.striking import Answers, Bools, Ground, plain_value, sets_gone
from winset.evidence.falls import EXACT_UP_TO, Change, Share, affordable, probabilities

_AT_ONCE = 50_000


@dataclass(frozen=True)
class Fall:
    """What one conclusion hangs on.

    Parameters
    ----------
    now : Conclusion
        The question and the answer with all sources.
    one_out : tuple of (Change, Conclusion)
        Single sources whose silence, or whose opposite, changes it, and what it is then.
    flips, turned : tuple of Change
        Smallest sets of sources without which it changes: as if they had said nothing, and as if they were wrong.
    supports : tuple of tuple of str
        Smallest sets of sources that alone give it; one empty set if it needs none.
    shares : tuple of Share
        In what share of cases it holds when sources are right with the probability of their grade: wrong ones silent, and wrong
        ones saying the opposite.
    """

    now: Conclusion
    one_out: tuple[tuple[Change, Conclusion], ...]
    flips: tuple[Change, ...]
    turned: tuple[Change, ...]
    supports: tuple[tuple[str, ...], ...]
    shares: tuple[Share, Share]


def fall(on: Ground, question: str, each: Answers, chance: Mapping[str, float], most: int, draws: int, seed: int) -> Fall:
    """Return what one question's answer hangs on.

    Parameters
    ----------
    on : Ground
        What the questions stand on; `question` is one of them.
    each : Answers
        Answers for sets of sources gone, from `striking.askers`.
    chance : mapping
        Source to the probability that it is right.
    most : int
        Largest set of sources that is left out.
    draws, seed : int
        Draws of who is right, beyond `EXACT_UP_TO` sources.

    Raises
    ------
    TooLarge
        If more sets, or more different what-ifs, would have to be looked at than the limits allow.

    Examples
    --------
    >>> import winset
    >>> from winset.analyses.striking import askers, ground
    >>> case, question = winset.load("doha2025").stage(1), "who_can_block(prisoners=some)"
    >>> on = ground(case, [question])
    >>> found = fall(on, question, askers(case, on, 20, 1)[0], dict.fromkeys(on.sources, 0.9), 2, 20, 1)
    >>> [change.sources for change in found.flips]
    [('axios',), ('relay',), ('former_adviser', 'two_sources')]
    """
    few = len(on.sources) <= EXACT_UP_TO
    who = tuple(range(len(on.sources))) if few else on.fields[question].touching
    affordable(len(who), most)
    now = each(question, sets_gone(len(on.sources), [()]), (SILENT,))[0][0][0]
    one_out = list(_one_out(on, now, each, who))
    flips, turned = _flipping(on, now, each, who, most)
    supports = tuple(_carrying(on, now, each, who, len(who) if few else most))
    return Fall(now, tuple(one_out), flips, turned, supports, _shares(on, now, each, who, chance, draws, seed))


def _one_out(on: Ground, now: Conclusion, each: Answers, who: Sequence[int]) -> Iterator[tuple[Change, Conclusion]]:
    if not who:
        return
    found, which = each(now.question, sets_gone(len(on.sources), [(source,) for source in who]), (SILENT, WRONG))
    for source, case in zip(who, which.tolist(), strict=True):
        for mode, cases in zip((SILENT, WRONG), found, strict=True):
            if cases[case].value != now.value:
                yield _change(on, now, (source,), mode, cases[case]), cases[case]


def _change(on: Ground, now: Conclusion, group: Sequence[int], mode: str, then: Conclusion) -> Change:
    names = tuple(on.sources[k] for k in group)
    return Change(now.question, names, mode, plain_value(now.value), plain_value(then.value))


def _groups(who: Sequence[int], size: int) -> Iterator[list[tuple[int, ...]]]:
    sets = itertools.combinations(who, size)
    while some := list(itertools.islice(sets, _AT_ONCE)):
        yield some


def _flipping(
    on: Ground, now: Conclusion, each: Answers, who: Sequence[int], most: int
) -> tuple[tuple[Change, ...], tuple[Change, ...]]:
    """Return the smallest sets that change the answer, silent and wrong: no smaller set inside one of them does."""
    found: dict[str, dict[frozenset[int], Change]] = {SILENT: {}, WRONG: {}}
    for size in range(1, min(most, len(who)) + 1):
        for groups in _groups(who, size):
            answers, which = each(now.question, sets_gone(len(on.sources), groups), (SILENT, WRONG))
            for mode, cases in zip((SILENT, WRONG), answers, strict=True):
                for k in np.flatnonzero(~_same(now, cases)[which]).tolist():
                    group = frozenset(groups[k])
                    if not any(smaller <= group for smaller in found[mode]):
                        found[mode][group] = _change(on, now, groups[k], mode, cases[which[k]])
    return tuple(found[SILENT].values()), tuple(found[WRONG].values())


def _carrying(on: Ground, now: Conclusion, each: Answers, who: Sequence[int], most: int) -> Iterator[tuple[str, ...]]:
    """Yield the smallest sets that alone give the answer that all give."""
    found: list[frozenset[int]] = []
    for size in range(min(most, len(who)) + 1):
        for groups in _groups(who, size):
            (cases,), which = each(now.question, ~sets_gone(len(on.sources), groups), (SILENT,))
            for k in np.flatnonzero(_same(now, cases)[which]).tolist():
                if not any(smaller <= frozenset(groups[k]) for smaller in found):
                    found.append(frozenset(groups[k]))
                    yield tuple(on.sources[one] for one in groups[k])


def _same(now: Conclusion, cases: Sequence[Conclusion]) -> Bools:
    return np.array([then.value == now.value for then in cases], bool)


def _shares(
    on: Ground, now: Conclusion, each: Answers, who: Sequence[int], chance: Mapping[str, float], draws: int, seed: int
) -> tuple[Share, Share]:
    """Return in what share of cases the answer is the one of today: counted up to `EXACT_UP_TO` sources, else drawn."""
    right = probabilities([on.sources[k] for k in who], chance)
    odds = [right[on.sources[k]] for k in who]
    exact = len(who) <= EXACT_UP_TO
    if exact:
        bits = np.array(list(itertools.product((False, True), repeat=len(who))), bool).reshape(2 ** len(who), len(who))
    else:
        rng = random.Random(seed)
        bits = np.array([[rng.random() >= p for p in odds] for _ in range(draws)], bool)
    gone = np.zeros((len(bits), len(on.sources)), bool)
    gone[:, list(who)] = bits
    answers, which = each(now.question, gone, (SILENT, WRONG))
    found = []
    for cases in answers:
        holds = _same(now, cases)[which]
        share = int(holds.sum()) / len(bits)
        if exact:
            rows = bits[holds].tolist()
            share = min(1.0, math.fsum(math.prod(1 - p if out else p for p, out in zip(odds, row, strict=True)) for row in rows))
        found.append(Share(now.question, share, int(holds.sum()), len(bits), exact))
    return found[0], found[1]
