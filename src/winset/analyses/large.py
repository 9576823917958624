"""What analyses of a deal space too large to list start from: factors per draw, deals in words, best deals of the win-set."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np

from winset.arrays.deal_space import DealSpace, deal_space
from winset.arrays.ratification import Body, bodies
from winset.case.case import Case
from winset.case.dimensions import Dimension
from winset.deals.bridge import deals_of, factored, never
from winset.deals.conditions import Part, parts_of
from winset.deals.factors import FactoredSpace, Integers
from winset.deals.optimum import best_deals
from winset.deals.plain import Goal
from winset.deals.space import only
from winset.deals.sweep import MEMORY
from winset.engine.slices import PATIENCE
from winset.errors import BadRequest, TooLarge, UnknownName
from winset.results import Note

#: Draws of a space too large to list: each is a whole run of the engine.
LARGE_DRAWS = 20
#: Issues and named items together.
MOST_DIMS = 2_000
HOW = f"without listing the deals; memory limit {MEMORY / 1e9:g} GB; one deal is shown for each outcome, or the first that tie"


@dataclass(frozen=True)
class Large:
    """A case whose deals are too many to be listed.

    Parameters
    ----------
    case : Case
        The case.
    dims : tuple of Dimension
        Its dimensions.
    middle : DealSpace
        Its arrays at the middle of every range.
    space : DealSpace
        Its arrays in a few draws.
    bodies : tuple of Body
        The ratifying bodies.
    notes : tuple of Note
        What the reader must know.
    """

    case: Case
    dims: tuple[Dimension, ...]
    middle: DealSpace
    space: DealSpace
    bodies: tuple[Body, ...]
    notes: tuple[Note, ...]

    def party_name(self, position: int) -> str:
        """Return the label of a party."""
        return self.case.name_of(self.space.parties[position])

    def parties(self, names: Iterable[str] | None) -> tuple[int, ...]:
        """Return the positions of the parties asked for (the signatories by default); all must have preferences."""
        known = self.space.parties
        for name in names or ():
            if name not in known:
                raise UnknownName("party", name, known)
        chosen = tuple(dict.fromkeys(known.index(n) for n in names)) if names is not None else self.space.signers
        bare = [known[p] for p in chosen if not self.space.valued[p]]
        if not chosen or bare:
            raise BadRequest(
                f"no preferences are written down for {', '.join(bare)}; add them under preferences, or leave them out"
                if bare
                else "name at least one party"
            )
        return chosen


def large(case: Case, draws: int, seed: int) -> Large:
    """Return the scene of a large case, with at most `LARGE_DRAWS` draws."""
    dims = tuple(case.dimensions().values())
    if len(dims) > MOST_DIMS:
        raise TooLarge("issues and named items", len(dims), MOST_DIMS, "Count people of one class instead of naming each.")
    middle = deal_space(case, 0)
    few = min(draws, LARGE_DRAWS)
    space = deal_space(case, few, seed) if few else middle
    notes = [Note(text) for text in space.notes]
    if draws > few and space.draws > 1:
        notes.append(
            Note(f"{few} draws instead of {draws:,} for what takes a run of the engine each: the space is too large to be listed")
        )
    return Large(case, dims, middle, space, bodies(case, dims), tuple(notes))


def each_draw(at: Large, label: str) -> Iterator[int]:
    """Yield the number of each draw; a terminal is told how far it is. Who loops catches KeyboardInterrupt."""
    start = time.monotonic()
    for draw in range(at.space.draws):
        if draw and time.monotonic() - start > PATIENCE:
            tell(f"{label}: {draw} of {at.space.draws} draws (Ctrl-C keeps these)")
        yield draw
    untell(start)


def watched(steps: Iterator[Any], words: str) -> Any:
    """Return the last thing an engine yields; a terminal is told of the steps before it once that takes over two seconds."""
    start, last = time.monotonic(), None
    for last in steps:
        if isinstance(last, tuple) and time.monotonic() - start > PATIENCE:
            first, *rest = last
            tell(f"{words}: {first:,}" + (f" of {rest[0]:,}" if isinstance(rest[0], int) else ""))
    untell(start)
    return last


@contextmanager
def busy(words: str) -> Iterator[None]:
    """Tell a terminal every second what is being done, once it takes over two seconds: for steps that cannot tell themselves."""
    start, done = time.monotonic(), threading.Event()

    def tick() -> None:
        while not done.wait(PATIENCE if time.monotonic() - start < PATIENCE else 1):
            tell(f"{words}: {time.monotonic() - start:.0f} s (Ctrl-C leaves)")

    ticker = threading.Thread(target=tick, daemon=True)
    if sys.stderr.isatty():
        ticker.start()
    try:
        yield
    finally:
        done.set()
        if ticker.ident is not None:
            ticker.join()
        untell(start)


def tell(text: str) -> None:
    """Write a line over the last one, on a terminal only."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{text[:78]:78s}")
        sys.stderr.flush()


def untell(start: float) -> None:
    """Clear the line, if there can be one."""
    if sys.stderr.isatty() and time.monotonic() - start > PATIENCE:
        sys.stderr.write("\r" + " " * 78 + "\r")


def reach(at: DealSpace, inside: Iterable[int], given: Mapping[int, Iterable[tuple[int, int]]]) -> dict[str, Any]:
    """Return what keeps a deal within the reach of some parties, as arguments of `factored`; see `deals.consent.deliverable`."""
    who = set(inside)
    extra = {party: set(terms) for party, terms in given.items()}
    without: dict[int, list[int]] = {}
    for dim, by_value in enumerate(at.control):
        for value, groups in enumerate(by_value):
            if not all(any(p in who or (dim, value) in extra.get(p, ()) for p in group) for group in groups):
                without.setdefault(dim, []).append(value)
    tests = [never(line.terms) for line in at.lines if line.holder in who and line.kind == "legal"]
    return {"tests": tests, "without": without}


def kept(part: Part) -> dict[str, Any]:
    """Return a part of the win-set as arguments of `factored`."""
    return {"tests": part.tests, "without": part.without}


def best_of(at: Large, party: int, most: int = 3) -> tuple[int | None, Integers]:
    """Return the largest worth of the win-set's deals to one party at the middle of the ranges, and deals that have it."""
    best: int | None = None
    found: list[tuple[int, ...]] = []
    for part in parts_of(at.middle, at.bodies):
        who = [party, *(p for p in part.content if p != party)]
        whole = factored(at.middle, parties=who, **kept(part))
        goal = Goal("sum", (1, *[0] * (len(who) - 1)), whole.reservation, tuple(p in part.content for p in who))
        score, deals, _ = best_deals(whole, goal, most=most)
        if score is None or (best is not None and score < best):
            continue
        rows = [tuple(row) for row in deals_of(at.middle, deals).tolist()]
        found = rows if best is None or score > best else found + rows
        best = int(score)
    listed = list(dict.fromkeys(found))[:most]
    return best, np.array(listed, np.int64).reshape(-1, len(at.dims))


def points(space: FactoredSpace, worth: Any, column: int) -> int:
    """Return a worth on the scale of 0 to 100, for showing."""
    return round(100 * int(worth) / space.scale[column])


def words(at: Large, deals: Any) -> list[str]:
    """Return deals as the terms that differ from the status quo."""
    from winset.deals.space import changes

    here = only(at.middle, deals)
    return [changes(here, k) for k in range(len(here.rows if here.rows is not None else ()))]
