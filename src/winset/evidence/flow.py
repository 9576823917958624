"""Minimum vertex cuts by maximum flow (Ford & Fulkerson 1956; Menger 1927), in whole numbers."""

from __future__ import annotations

from collections import deque
from collections.abc import Hashable, Iterable, Mapping
from typing import TypeVar

V = TypeVar("V", bound=Hashable)
ENDLESS = 10**9
"""Capacity of what cannot be cut."""


def vertex_cut(
    capacity: Mapping[V, int],
    edges: Iterable[tuple[V, V]],
    starts: Iterable[V],
    ends: Iterable[V],
) -> int:
    """Return the least total capacity of vertices that parts every start from every end.

    Parameters
    ----------
    capacity : mapping
        What it costs to cut each vertex; `ENDLESS` for never. Starts and ends may be cut too.
    edges : iterable of (from, to)
        Directed edges.
    starts, ends : iterable
        Vertices where paths begin and end.

    Returns
    -------
    int
        `ENDLESS` or more where no cut exists.

    Examples
    --------
    >>> vertex_cut({"a": 1, "b": 1, "m": 1}, [("a", "m"), ("b", "m")], ["a", "b"], ["m"])
    1
    """
    number = {v: k for k, v in enumerate(capacity)}
    source, sink = 2 * len(number), 2 * len(number) + 1
    to: list[int] = []
    room: list[int] = []
    at: list[list[int]] = [[] for _ in range(sink + 1)]

    def join(a: int, b: int, c: int) -> None:
        at[a].append(len(to))
        to.append(b)
        room.append(c)
        at[b].append(len(to))
        to.append(a)
        room.append(0)

    for v, k in number.items():
        join(2 * k, 2 * k + 1, capacity[v])
    for tail, head in dict.fromkeys(edges):
        join(2 * number[tail] + 1, 2 * number[head], ENDLESS)
    for v in dict.fromkeys(starts):
        join(source, 2 * number[v], ENDLESS)
    for v in dict.fromkeys(ends):
        join(2 * number[v] + 1, sink, ENDLESS)
    total = 0
    while total < ENDLESS:
        came: list[int] = [-1] * (sink + 1)
        came[source] = -2
        queue = deque([source])
        while queue and came[sink] == -1:
            here = queue.popleft()
            for e in at[here]:
                if room[e] > 0 and came[to[e]] == -1:
                    came[to[e]] = e
                    queue.append(to[e])
        if came[sink] == -1:
            return total
        path, at_vertex = [], sink
        while at_vertex != source:
            path.append(came[at_vertex])
            at_vertex = to[came[at_vertex] ^ 1]
        least = min(room[e] for e in path)
        for e in path:
            room[e] -= least
            room[e ^ 1] += least
        total += least
    return total
