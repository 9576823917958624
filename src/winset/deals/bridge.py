"""From a case's arrays to factors: worths, rules and red lines of a `DealSpace` as a `FactoredSpace`, exactly.

A rule that names many dimensions at once becomes a chain of small tables over helper issues that count how many of its terms
hold. Helper issues stand behind the real ones, have no worth, and are settled by the real ones: nothing is counted twice.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from winset.arrays.deal_space import Conj, DealSpace, Term
from winset.deals.factors import FactoredSpace, Flags, Integers, factored_space

#: A rule over more combinations of values than this is written as a chain.
DIRECT = 5_000


@dataclass(frozen=True)
class AtMost:
    """At most `most` of `parts` may hold; a part is a set of terms that all hold."""

    parts: tuple[Conj, ...]
    most: int


@dataclass(frozen=True)
class Extra:
    """A column besides the parties' worths: flags of values per dimension, counted, and sets of terms, counted too."""

    flags: tuple[Flags, ...]
    conjs: tuple[Conj, ...] = ()


def never(conj: Conj) -> AtMost:
    """Return the test that the terms of `conj` never hold together."""
    return AtMost(tuple((term,) for term in conj), len(conj) - 1)


def outside(sizes: Sequence[int], term: Term) -> Term:
    """Return the other values of a term's dimension."""
    return Term(term.dim, tuple(v for v in range(sizes[term.dim]) if v not in term.values))


def both(first: Conj, second: Conj) -> Conj | None:
    """Return terms that hold where both hold, each dimension once; None where they cannot."""
    found: dict[int, tuple[int, ...]] = {}
    for dim, values in (*first, *second):
        found[dim] = tuple(v for v in found.get(dim, values) if v in values)
    return tuple(Term(dim, values) for dim, values in sorted(found.items())) if all(found.values()) else None


def tests_of(space: DealSpace) -> list[AtMost]:
    """Return the rules of the case that are on, each as such tests."""
    found: list[AtMost] = []
    for rule in space.rules:
        if rule.kind == "never":
            found += _nevers([rule.parts[0]])
        elif rule.kind == "at_most":
            found.append(AtMost(rule.parts, rule.most))
        elif rule.kind == "if":
            found += _nevers(both(rule.parts[0], (outside(space.sizes, term),)) for term in rule.parts[1])
        else:
            for first, second in pairwise(rule.parts):
                still = tuple(outside(space.sizes, term) for term in first)
                found += _nevers(both(still, (term,)) for term in second)
    return found


def _nevers(conjs: Iterable[Conj | None]) -> list[AtMost]:
    # A term without values never holds, so its test is idle; a test without terms forbids everything.
    merged = (both(conj, ()) if conj else conj for conj in conjs if conj is not None)
    return [never(conj) for conj in merged if conj is not None]


def factored(
    space: DealSpace,
    draw: int = 0,
    *,
    parties: Sequence[int] | None = None,
    tests: Iterable[AtMost] = (),
    without: Mapping[int, Iterable[int]] | None = None,
    extra: Sequence[Extra] = (),
) -> FactoredSpace:
    """Return the factors of a case in one draw.

    Parameters
    ----------
    space : DealSpace
        The case as arrays.
    draw : int
        Which draw; 0 where the middle of the ranges was taken.
    parties : sequence of int, optional
        Whose worths become columns, in this order; everybody's by default.
    tests : iterable of AtMost
        More tests besides the rules of the case.
    without : mapping, optional
        Dimension to values that no deal may have.
    extra : sequence of Extra
        More columns, after the parties.

    Returns
    -------
    FactoredSpace
        Its first issues are the dimensions of the case, in order; any others are helpers.
    """
    who = list(range(len(space.parties))) if parties is None else list(parties)
    rules: list[tuple[tuple[int, ...], Any]] = []
    sizes = list(space.sizes)
    for test in (*tests_of(space), *tests):
        _write(test, sizes, rules)
    for dim, values in (without or {}).items():
        flags = np.ones(sizes[dim], bool)
        flags[list(values)] = False
        rules.append(((dim,), flags))
    worth = []
    for dim, size in enumerate(sizes):
        real = dim < len(space.dims)
        mine = [space.worth[dim][draw, p] if real else np.zeros(size, np.int64) for p in who]
        more = [column.flags[dim].astype(np.int64) if real and column.flags else np.zeros(size, np.int64) for column in extra]
        worth.append(np.array([*mine, *more]).reshape(-1, size))
    joint = []
    for bonus in space.bonuses:
        scope = tuple(term.dim for term in bonus.terms)
        mine = [bonus.worth[draw, p] for p in who] + [0] * len(extra)
        joint.append((scope, np.array(mine, np.int64).reshape(-1, *[1] * len(scope)) * _holding(bonus.terms, scope, sizes)))
    for k, column in enumerate(extra):
        for conj in column.conjs:
            scope = tuple(term.dim for term in conj)
            table = np.zeros((len(who) + len(extra), *(sizes[i] for i in scope)), np.int64)
            table[len(who) + k] = _holding(conj, scope, sizes)
            joint.append((scope, table))
    floor = [int(space.floor[draw, p]) for p in who] + [0] * len(extra)
    scale = [int(space.scale[draw, p]) for p in who] + [1] * len(extra)
    signs = [p in space.signers for p in who] + [False] * len(extra)
    return factored_space(worth, floor, scale, joint=joint, rules=rules, signs=signs)


def deals_of(space: DealSpace, found: Any) -> Integers:
    """Return deals as the case knows them, without the values of helper issues, each once; array (D, dims)."""
    rows: Integers = np.asarray(found, np.int64)[:, : len(space.dims)]
    return rows


def _holding(conj: Conj, scope: Sequence[int], sizes: Sequence[int]) -> Any:
    """Return where all terms hold, an array over the values of `scope`."""
    good = np.ones([sizes[i] for i in scope], bool)
    for dim, values in conj:
        flags = np.zeros(sizes[dim], bool)
        flags[list(values)] = True
        good &= flags.reshape([-1 if i == dim else 1 for i in scope])
    return good


def _write(test: AtMost, sizes: list[int], rules: list[tuple[tuple[int, ...], Any]]) -> None:
    """Add a test as tables to `rules`, with helper issues at the end of `sizes` where it is wide."""
    scope = sorted({term.dim for part in test.parts for term in part})
    if test.most >= len(test.parts):
        return
    if not scope or math.prod(sizes[i] for i in scope) <= DIRECT:
        held: Any = np.zeros([sizes[i] for i in scope] if scope else [1], np.int64)
        for part in test.parts:
            held = held + (_holding(part, scope, sizes) if scope else 1)
        rules.append((tuple(scope) if scope else (0,), held <= test.most if scope else np.zeros(sizes[0], bool)))
        return
    before: int | None = None
    for place, part in enumerate(test.parts):
        own = tuple(sorted({term.dim for term in part}))
        holds = _holding(part, own, sizes).astype(np.int64)
        last = place == len(test.parts) - 1
        left = (before, *own) if before is not None else own
        held = holds[None] + np.arange(test.most + 1).reshape(-1, *[1] * len(own)) if before is not None else holds
        if last:
            rules.append((left, held <= test.most))
            return
        sizes.append(test.most + 1)
        now = len(sizes) - 1
        rules.append(((*left, now), held[..., None] == np.arange(test.most + 1)))
        before = now
