"""Which values of linked issues stand behind one option vector of an eliminated group."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from winset.deals.elimination import Piece


def assignments(piece: Piece, option: int, sizes: Sequence[int]) -> Iterator[dict[int, int]]:
    """Yield the values of the piece's issues behind one option, as {issue: value}, each exactly once."""
    if not piece.buckets:
        yield {piece.issues[0]: piece.values[option]}
        return
    places: list[dict[int, set[tuple[int, ...]]]] = []
    for message in piece.messages:
        table: dict[int, set[tuple[int, ...]]] = {}
        for s, vector in zip(message.state.tolist(), message.vectors.tolist(), strict=True):
            table.setdefault(s, set()).add(tuple(vector))
        places.append(table)
    target = tuple(int(x) for x in piece.vectors[option])
    yield from _ways(piece, len(piece.buckets) - 1, {}, target, places, sizes)


def whole_deals(pieces: Sequence[Piece], options: Sequence[int], sizes: Sequence[int]) -> Iterator[list[int]]:
    """Yield the deals behind one option of each piece, as value numbers; one at a time, however many there are."""

    def rest(k: int) -> Iterator[dict[int, int]]:
        if k == len(pieces):
            yield {}
            return
        for some in assignments(pieces[k], options[k], sizes):
            for tail in rest(k + 1):
                yield {**some, **tail}

    for way in rest(0):
        yield [way[i] for i in range(len(sizes))]


def _ways(
    piece: Piece,
    b: int,
    given: dict[int, int],
    target: tuple[int, ...],
    places: list[dict[int, set[tuple[int, ...]]]],
    sizes: Sequence[int],
) -> Iterator[dict[int, int]]:
    bucket = piece.buckets[b]
    for value in range(sizes[bucket.issue]):
        here = {**{i: given[i] for i in bucket.left}, bucket.issue: value}
        at = tuple(here[i] for i in bucket.scope)
        if not bucket.allowed[at]:
            continue
        remainder = tuple(t - int(x) for t, x in zip(target, _column(bucket.base, at), strict=True))
        for found in _split(piece, bucket.children, here, remainder, places, sizes):
            yield {bucket.issue: value, **found}


def _split(
    piece: Piece,
    children: tuple[int, ...],
    here: dict[int, int],
    remainder: tuple[int, ...],
    places: list[dict[int, set[tuple[int, ...]]]],
    sizes: Sequence[int],
) -> Iterator[dict[int, int]]:
    if not children:
        if not any(remainder):
            yield {}
        return
    child, more = children[0], children[1:]
    left = piece.buckets[child].left
    state = int(np.ravel_multi_index([here[i] for i in left], [sizes[i] for i in left])) if left else 0
    options = places[child].get(state, set())
    if not more:
        options = {remainder} & options
    for vector in sorted(options):
        rest = tuple(r - x for r, x in zip(remainder, vector, strict=True))
        # The tails may be very many: one shows that there are any, and they are gone through anew for each head.
        if next(_split(piece, more, here, rest, places, sizes), None) is None:
            continue
        for found in _ways(piece, child, here, vector, places, sizes):
            for tail in _split(piece, more, here, rest, places, sizes):
                yield {**found, **tail}


def _column(base: Any, at: tuple[int, ...]) -> Any:
    return base[(slice(None), *at)]
