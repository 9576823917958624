"""The exact frontier of a deal space of any size, its deals, and the method that found it."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from winset.deals import elimination
from winset.deals.assignments import assignments, whole_deals
from winset.deals.factors import AnyIntegers, FactoredSpace, Integers
from winset.deals.packed import Packed
from winset.deals.sweep import MEMORY, Cuts, Stage, rationality_cuts, sweep
from winset.deals.trails import Trail, one_way_each, trails, walk_back
from winset.deals.undominated import descending
from winset.errors import BadRequest, TooLarge

METHODS = ("auto", "elimination", "cpsat")


@dataclass(frozen=True)
class ExactFrontier:
    """Every undominated utility vector and the way back to the deals.

    Parameters
    ----------
    points : integer array, shape (L, P)
        Integer utilities, each vector once, lexicographic descending.
    counts : tuple of int, length L
        How many deals stand behind each point, exactly.
    scale : tuple of int, length P
        utility = integer / scale.
    method : str
        What ran, in words.
    exact : bool
        Always True for this record; a cover or a sample is another record.
    """

    points: AnyIntegers
    counts: tuple[int, ...]
    scale: tuple[int, ...]
    method: str
    exact: bool
    sizes: tuple[int, ...]
    pieces: tuple[elimination.Piece, ...]
    trails: tuple[Trail, ...]
    listed: tuple[tuple[tuple[int, ...], ...], ...]

    @property
    def deals(self) -> int:
        """Number of efficient deals, exactly."""
        return sum(self.counts)


def exact_frontier(
    space: FactoredSpace,
    *,
    rational: bool | Sequence[bool] = True,
    method: str = "auto",
    memory: int = MEMORY,
    count: bool = True,
) -> ExactFrontier:
    """Return the exact Pareto frontier of the deals that obey the rules, without listing the space.

    Parameters
    ----------
    space : FactoredSpace
        2 to 8 parties are meant; 1 works too.
    rational : bool or sequence of bool
        True: only deals that every signatory values at least as much as no deal. False: all. Or one flag per
        party.
    method : {'auto', 'elimination', 'cpsat'}
        'auto' eliminates, and goes to CP-SAT where the treewidth forbids elimination.
    memory : int
        Limit in bytes.
    count : bool
        Also find the way back and count the deals behind each point (needs about as much time again).

    Raises
    ------
    TooLarge
        If the memory limit or, with 'elimination', the treewidth stands in the way.
    MissingExtra
        If CP-SAT is needed and not installed.

    Examples
    --------
    >>> from winset.deals.factors import factored_space
    >>> space = factored_space([[[0, 3, 2], [3, 0, 2]]] * 2)
    >>> found = exact_frontier(space)
    >>> found.points.tolist(), found.counts
    ([[6, 0], [5, 2], [4, 4], [2, 5], [0, 6]], (1, 2, 1, 2, 1))
    """
    last: ExactFrontier | None = None
    for step in frontier_steps(space, rational=rational, method=method, memory=memory, count=count):
        if isinstance(step, ExactFrontier):
            last = step
    assert last is not None
    return last


def frontier_steps(
    space: FactoredSpace,
    *,
    rational: bool | Sequence[bool] = True,
    method: str = "auto",
    memory: int = MEMORY,
    count: bool = True,
) -> Iterator[tuple[int, int | None, int] | ExactFrontier]:
    """Yield (pieces done, pieces in all, sums kept) and at last the `ExactFrontier`; stop to interrupt.

    With CP-SAT the points found are counted instead, and their number is not known before (None).

    Parameters are those of `exact_frontier`.
    """
    if method not in METHODS:
        raise BadRequest(f"method is one of {', '.join(METHODS)}")
    cuts = cuts_for(space, rational)
    if method == "cpsat" or (method == "auto" and too_wide(space)):
        from winset.deals.cpsat import cpsat_frontier

        yield from cpsat_frontier(space, cuts, count=count)
        return
    parts = elimination.pieces(space, cuts, memory=memory)
    tables = [part.vectors for part in parts]
    stages: list[Stage] = []
    for done, total, stage in sweep(tables, cuts, memory=memory):
        stages.append(stage)
        yield done, total, stage.size
    linked = sum(len(part.issues) > 1 for part in parts)
    words = "issue by issue sweep"
    if linked:
        words = f"variable elimination over {linked} linked group{'s' * (linked > 1)}, then {words}"
    points = stages[-1].points
    back: list[Trail] = []
    counts: tuple[int, ...] = ()
    if count and len(points):
        back = trails(stages, tables, [part.ways for part in parts])
        counts = back[-1].count
    found = None if space.wide or isinstance(stages[-1].front, Packed) else descending(points)
    if found is not None and len(points) and not count:
        points = points[found]
    elif found is not None and len(points):
        points, counts, back = _sorted(points, counts, back, found)
    frozen = np.array(points)
    frozen.setflags(write=False)
    yield ExactFrontier(frozen, counts, space.scale, words, True, space.sizes, tuple(parts), tuple(back), ())


def deals_behind(found: ExactFrontier, points: Sequence[int] | None = None, most: int = 10_000) -> tuple[Integers, Integers]:
    """Return up to `most` deals behind the given frontier points (all points if left out).

    Returns
    -------
    deals : integer array, shape (D, I)
        Value numbers.
    point : integer array, shape (D,)
        The row of `found.points` that each deal gives.

    Raises
    ------
    BadRequest
        If the frontier was asked for without counting.

    Examples
    --------
    >>> from winset.deals.factors import factored_space
    >>> found = exact_frontier(factored_space([[[0, 3, 2], [3, 0, 2]]] * 2))
    >>> deals_behind(found, [1])[0].tolist()
    [[1, 2], [2, 1]]
    """
    chosen = list(range(len(found.points))) if points is None else [int(p) for p in points]
    rows: list[list[int]] = []
    owner: list[int] = []
    if found.listed:
        for p in chosen:
            for deal in found.listed[p][: most - len(rows)]:
                rows.append(list(deal))
                owner.append(p)
    elif len(found.points):
        if not found.trails:
            raise BadRequest("this frontier was asked for without the way back to its deals")
        options, at = walk_back(found.trails, chosen, most)
        for option, p in zip(options.tolist(), at.tolist(), strict=True):
            for row in itertools.islice(whole_deals(found.pieces, option, found.sizes), most - len(rows)):
                rows.append(row)
                owner.append(p)
    return np.array(rows, dtype=np.int64).reshape(-1, len(found.sizes)), np.array(owner, dtype=np.int64)


def cuts_for(space: FactoredSpace, rational: bool | Sequence[bool]) -> Cuts:
    """Return the individual-rationality tests that `rational` asks for."""
    if rational is True:
        who: Sequence[bool] = space.signs
    elif rational is False:
        who = (False,) * space.parties
    else:
        who = tuple(bool(r) for r in rational)
        if len(who) != space.parties:
            raise BadRequest("rational needs one flag per party")
    return rationality_cuts(space.reservation, who)


def too_wide(space: FactoredSpace) -> bool:
    """Return whether rules and joint worths link too many issues for elimination, so that CP-SAT is needed."""
    try:
        elimination.check_width(space)
    except TooLarge:
        return True
    return False


def _sorted(
    points: AnyIntegers, counts: tuple[int, ...], back: list[Trail], order: Integers
) -> tuple[AnyIntegers, tuple[int, ...], list[Trail]]:
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    moved = tuple(counts[k] for k in order.tolist())
    end = back[-1]
    point = rank[end.point]
    by_point = np.argsort(point, kind="stable")
    new = Trail(end.piece, end.members, end.first, point[by_point], end.choice[by_point], end.before[by_point], moved)
    return points[order], moved, [*back[:-1], new]


def one_deal_each(found: ExactFrontier) -> Integers:
    """Return one deal behind each frontier point, shape (L, I), in the order of `found.points`.

    Examples
    --------
    >>> from winset.deals.factors import factored_space
    >>> found = exact_frontier(factored_space([[[0, 3, 2], [3, 0, 2]]] * 2))
    >>> one_deal_each(found).tolist()
    [[1, 1], [1, 2], [2, 2], [2, 0], [0, 0]]
    """
    deals = np.zeros((len(found.points), len(found.sizes)), dtype=np.int64)
    if found.listed:
        return np.array([rows[0] for rows in found.listed], dtype=np.int64)
    if not len(found.points):
        return deals
    if not found.trails:
        raise BadRequest("this frontier was asked for without the way back to its deals")
    options = one_way_each(found.trails)
    if all(not piece.buckets and piece.values == tuple(range(found.sizes[piece.issues[0]])) for piece in found.pieces):
        deals[:, [piece.issues[0] for piece in found.pieces]] = options
        return deals
    for k, piece in enumerate(found.pieces):
        if not piece.buckets:
            deals[:, piece.issues[0]] = np.array(piece.values, dtype=np.int64)[options[:, k]]
            continue
        for option in np.unique(options[:, k]).tolist():
            mine = options[:, k] == option
            for issue, value in next(assignments(piece, option, found.sizes)).items():
                deals[mine, issue] = value
    return deals
