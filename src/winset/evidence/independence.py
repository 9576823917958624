"""How many independent origins stand behind a claim: people who could know, not articles that repeat them.

The hands a claim went through form a graph of relays. Two counts are made of it, both as a range:

* **origins**: the people at the start of the paths. Unnamed ones may be the same people, so "two sources" and
  "a source" are 2 to 3.
* **lines**: the least number of hands that would all have to be wrong for the claim to lose every
support (a minimum
  vertex cut; Menger 1927). An article and its copies are one line, however many they are.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass

from winset.errors import BadRequest, TooLarge, UnknownName
from winset.evidence.flow import ENDLESS, vertex_cut

MOST_LEVELS = 50_000
"""Combinations of overlaps that are tried; more pools of unnamed sources than this are refused."""


@dataclass(frozen=True)
class Hand:
    """One hand that a claim went through.

    Parameters
    ----------
    id : str
        Its name in the graph.
    least : int
        How many people it stands for at least: 2 for "two sources".
    most : int or None
        At most; None where the text sets no limit ("officials").
    pool : str
        Unnamed hands of one pool may be the same people; hands of different pools cannot. Empty for a
        named hand,
        which is nobody but itself.
    """

    id: str
    least: int = 1
    most: int | None = 1
    pool: str = ""

    def __post_init__(self) -> None:
        if self.least < 1 or (self.most is not None and self.most < self.least):
            raise BadRequest(f"{self.id}: from {self.least} to {self.most} people is no range.")


@dataclass(frozen=True)
class Count:
    """A number that is only known as a range; `most` is None where the text sets no limit."""

    least: int
    most: int | None

    def __str__(self) -> str:
        if self.most is None:
            return f"{self.least} or more"
        return str(self.least) if self.least == self.most else f"{self.least} to {self.most}"


@dataclass(frozen=True)
class Independence:
    """How independent the support of a claim is.

    Parameters
    ----------
    origins : Count
        People at the start of the relays.
    lines : Count
        Hands that would all have to fail.
    documents : int
        What was counted before anybody asked: the number of documents; 0 where claims were read in none.
    """

    origins: Count
    lines: Count
    documents: int

    def in_words(self) -> str:
        """Return one sentence; it does not speak of documents where there are none.

        Examples
        --------
        >>> Independence(Count(2, 3), Count(1, 1), 2).in_words()
        '2 documents, 2 to 3 origins, 1 independent line'
        """
        lines = "line" if self.lines == Count(1, 1) else "lines"
        origins = "origin" if self.origins == Count(1, 1) else "origins"
        documents = f"{self.documents} document{'s' * (self.documents != 1)}, " if self.documents else ""
        return f"{documents}{self.origins} {origins}, {self.lines} independent {lines}"


def independence(hands: Iterable[Hand], relays: Iterable[tuple[str, str]], documents: Iterable[str]) -> Independence:
    """Return how many origins and independent lines stand behind the documents.

    Parameters
    ----------
    hands : iterable of Hand
        Every hand, the documents among them.
    relays : iterable of (str, str)
        ``(from, to)``: `to` passes on what `from` said. A hand that nobody passes anything to is an origin.
    documents : iterable of str
        The hands in which the claim was read.

    Raises
    ------
    UnknownName
        A relay or document names no hand.
    TooLarge
        Too many pools of unnamed sources to try every overlap.

    Examples
    --------
    >>> two, one = Hand("two sources", 2, 2, "unnamed"), Hand("a source", 1, 1, "unnamed")
    >>> found = independence(
    ...     [two, one, Hand("axios"), Hand("host")],
    ...     [("two sources", "axios"), ("a source", "axios"), ("axios", "host")],
    ...     ["axios", "host"],
    ... )
    >>> str(found.origins), str(found.lines)
    ('2 to 3', '1')
    """
    known = {h.id: h for h in hands}
    edges = tuple(dict.fromkeys(relays))
    ends = tuple(dict.fromkeys(documents))
    for name in [n for edge in edges for n in edge] + list(ends):
        if name not in known:
            raise UnknownName("hand", name, known)
    alive = _leading_to(ends, edges)
    edges = tuple(e for e in edges if e[0] in alive and e[1] in alive and e[0] != e[1])
    fed = {b for _, b in edges}
    starts = tuple(n for n in known if n in alive and n not in fed)
    if not starts and alive:
        # Everybody copies somebody in a ring: nobody is known to be first, and one voice is all that is
        # certain.
        starts = tuple(sorted(alive))
    return Independence(
        origins=_range(known, edges, starts, ends, alive, relays_fail=False),
        lines=_range(known, edges, starts, ends, alive, relays_fail=True),
        documents=len(ends),
    )


def _leading_to(ends: tuple[str, ...], edges: tuple[tuple[str, str], ...]) -> frozenset[str]:
    before: dict[str, list[str]] = {}
    for a, b in edges:
        before.setdefault(b, []).append(a)
    seen, stack = set(ends), list(ends)
    while stack:
        for a in before.get(stack.pop(), ()):
            if a not in seen:
                seen.add(a)
                stack.append(a)
    return frozenset(seen)


def _range(
    known: dict[str, Hand],
    edges: tuple[tuple[str, str], ...],
    starts: tuple[str, ...],
    ends: tuple[str, ...],
    alive: frozenset[str],
    *,
    relays_fail: bool,
) -> Count:
    if not starts:
        return Count(0, 0)
    first = frozenset(starts)

    def cost(name: str, people: int) -> int:
        if name in first:
            return people
        return 1 if relays_fail else ENDLESS

    widest = {n: cost(n, ENDLESS if (m := known[n].most) is None else m) for n in alive}
    top = vertex_cut(widest, edges, starts, ends)
    return Count(_least(known, edges, starts, ends, alive, relays_fail), None if top >= ENDLESS else top)


def _least(
    known: dict[str, Hand],
    edges: tuple[tuple[str, str], ...],
    starts: tuple[str, ...],
    ends: tuple[str, ...],
    alive: frozenset[str],
    relays_fail: bool,
) -> int:
    """The least cut over every way in which unnamed people may coincide.

    Within a pool all hands may share their people, so m failing people silence every hand of the pool
    that stands for
    m people or fewer. It is enough to try for m the sizes that occur, and to cut the rest from the documents.
    """
    pools: dict[str, list[int]] = {}
    for n in starts:
        if known[n].pool:
            pools.setdefault(known[n].pool, []).append(known[n].least)
    levels = [sorted({0, *sizes}) for sizes in pools.values()]
    tried = 1
    for sizes in levels:
        tried *= len(sizes)
        if tried > MOST_LEVELS:
            raise TooLarge(
                "overlaps of unnamed sources",
                tried,
                MOST_LEVELS,
                "Name some of them, or put them in one pool.",
            )
    best = ENDLESS
    for choice in itertools.product(*levels):
        silenced = dict(zip(pools, choice, strict=True))
        paid = sum(choice)
        if paid >= best:
            continue
        open_ = [n for n in starts if known[n].least > silenced.get(known[n].pool, 0) or not known[n].pool]
        capacity = {}
        for n in alive:
            if n in starts:
                capacity[n] = ENDLESS if known[n].pool else known[n].least
            else:
                capacity[n] = 1 if relays_fail else ENDLESS
        best = min(best, paid + vertex_cut(capacity, edges, open_, ends))
    return best
