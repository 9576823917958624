"""`frontier` and `solve`: efficient deals and the deals that rules of fairness choose; the share of draws comes first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sized
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

import numpy as np
import numpy.typing as npt

from winset.analyses.scene import Scene, is_large, result, scene, valued
from winset.arrays.deal_space import DEFAULT_DRAWS, DEFAULT_SEED, YES, Bools, Ints, deal_space
from winset.case.case import Case
from winset.deals.consent import consents, deliverable, verdicts
from winset.deals.epsilon_cover import cover_of
from winset.deals.frontier import efficient
from winset.deals.powers import Powers
from winset.deals.solutions import Chosen, choose, concept
from winset.deals.space import changes, worths
from winset.engine.slices import slices
from winset.errors import BadRequest
from winset.results import Block, Note, Result, Scatter, Table
from winset.values import Share, exact

Among = Literal["all", "deliverable", "winset"]
AMONG = ("all", "deliverable", "winset")
DEFAULT_ROWS = 20


@dataclass(frozen=True)
class _Counted:
    """How often each deal was found, draws that found none, and draws made; a new one per draw, so that it is never half done."""

    counts: Ints
    without: int
    draws: int

    def and_one(self, found: npt.NDArray[np.intp]) -> _Counted:
        """Return the counts with one more draw, which found the deals at these positions."""
        counts = self.counts.copy()
        counts[found] += 1
        return _Counted(counts, self.without + (not len(found)), self.draws + 1)


def frontier(
    case: Case,
    parties: Iterable[str] | None = None,
    *,
    among: Among = "all",
    draws: int = DEFAULT_DRAWS,
    seed: int = DEFAULT_SEED,
    rows: int = DEFAULT_ROWS,
) -> Result:
    """Return the efficient deals: those that no other deal betters for one party without worsening another.

    Parameters
    ----------
    case : Case
        The case.
    parties : iterable of str, optional
        Whose worths count; the signatories by default.
    among : {"all", "deliverable", "winset"}
        Among all deals the rules allow, those that these parties can deliver, or those of the win-set (draw by draw).
    draws, seed, rows : int
        Draws, their seed, and how many deals to list.

    Raises
    ------
    BadRequest
        If a party has no preferences.
    TooLarge
        If there are more than 2 million deals and their rules link too many issues, or the answer does not fit the memory limit.

    References
    ----------
    Pareto efficiency over finitely many deals, exact on whole numbers; Raiffa (1982), The Art and Science of Negotiation.

    Examples
    --------
    >>> import winset
    >>> case = winset.load("doha2025").stage(1)
    >>> winset.frontier(case, ["us", "hamas"], draws=50).draws
    50
    """
    _known_among(among)
    if is_large(case):
        from winset.analyses.large_solving import large_frontier

        return large_frontier(case, parties, among, draws, seed, rows)
    at = scene(case, draws, seed)
    chosen = valued(at, parties)
    kept = _Counted(np.zeros(len(at.rules), np.int64), 0, 0)
    try:
        for _, worth, feasible in among_draws(at, chosen, among):
            found = np.flatnonzero(feasible)
            kept = kept.and_one(found[efficient(worth[:, feasible])] if len(found) else found)
    except KeyboardInterrupt:
        if not kept.draws:
            raise
    counts, done = kept.counts, kept.draws
    order = np.argsort(-counts, kind="stable")
    order = order[counts[order] > 0]
    shown_, cover = _covered(case, chosen, among, order, rows)
    middle = middle_worths(case, chosen)
    names = [at.space.parties[p] for p in chosen]
    table = Table(
        ("deal", "efficient", *(f"{name} (0-100)" for name in names)),
        tuple(
            (changes(at.space, int(i)), Share(int(counts[i]), done, at.space.ranged), *(_points(u[i]) for u in middle))
            for i in shown_
        ),
    )
    sure = int((counts == done).sum())
    answer = (
        f"{len(order):,} of {int(at.rules.sum()):,} allowed deals are efficient for {', '.join(names)} in at least one draw, "
    )
    answer += f"{sure:,} in every draw."
    blocks: list[Block] = [
        table,
        *_more(order, len(shown_)),
        *cover,
        *_missing(done, at.space.draws),
        *_plane(case, at, chosen, counts, done),
    ]
    return result(
        case,
        "frontier",
        answer,
        "Pareto frontier by enumeration, exact on whole-number worths; utilities shown are those at the middle of every range",
        blocks,
        value={"some_draw": len(order), "every_draw": sure},
        settings={"parties": names, "among": among, "draws": draws, "rows": rows},
        at=at,
        draws=done,
    )


def _covered(
    case: Case, chosen: tuple[int, ...], among: Among, order: npt.NDArray[np.intp], rows: int
) -> tuple[npt.NDArray[np.intp], list[Note]]:
    """Return which of the efficient deals to show, in their order, and how far what is left out can be from what is shown.

    Where there are too many, the ones shown stand for all deals that are efficient at the middle of the ranges.
    """
    if len(order) <= rows:
        return order, []
    _, worth, feasible = next(among_draws(scene(case, 0), chosen, among))
    found = np.flatnonzero(feasible)
    best = order[np.isin(order, found[efficient(worth[:, feasible])] if len(found) else found)]
    points, first = np.unique(worth[:, best].T, axis=0, return_index=True)
    cover = cover_of(points, rows)
    kept = best[first[cover.rows]]
    more = order[~np.isin(order, kept)][: max(0, rows - len(kept))] if len(cover.rows) == len(points) else order[:0]
    notes = [Note(f"at the middle of the ranges, {cover.guarantee}")] if len(cover.rows) < len(points) else []
    return order[np.isin(order, [*kept, *more])], notes


def solve(
    case: Case,
    concept_name: str = "nash",
    parties: Iterable[str] | None = None,
    *,
    among: Among = "all",
    shares: Mapping[str, str | int | Fraction] | None = None,
    draws: int = DEFAULT_DRAWS,
    seed: int = DEFAULT_SEED,
    rows: int = 10,
) -> Result:
    """Return how often each deal is chosen by a solution concept over the draws, and what it chooses at the middle of the ranges.

    Parameters
    ----------
    case : Case
        The case.
    concept_name : str
        ``nash``, ``weighted_nash``, ``kalai_smorodinsky``, ``kalai_rosenthal``, ``egalitarian``, ``utilitarian``,
        ``proportional``, or a plug-in; over lotteries between deals the same names with ``_lottery`` behind them.
    parties : iterable of str, optional
        Between whom; the signatories by default.
    among : {"all", "deliverable", "winset"}
        Which deals may be chosen.
    shares : mapping, optional
        For ``proportional``: party to the proportion of its gain; for ``weighted_nash`` to its power.
    draws, seed, rows : int
        Draws, their seed, and how many deals to list.

    Raises
    ------
    UnknownName
        If no such concept is known.
    BadRequest
        If a party has no preferences, or shares are missing.
    TooLarge
        If there are more than 2 million deals and their rules link too many issues, or the answer does not fit the memory limit.

    References
    ----------
    The source of each concept is part of the result's method. All ties are counted: a draw with two best deals counts for both.

    Examples
    --------
    >>> import winset
    >>> case = winset.load("doha2025").stage(1)
    >>> winset.solve(case, "nash", parties=["us", "hamas"], draws=50).draws
    50
    """
    _known_among(among)
    if concept_name.endswith("_lottery"):
        from winset.analyses.lotteries import solve_lottery

        given = {name: _share(name, value) for name, value in (shares or {}).items()}
        return solve_lottery(case, concept_name, parties, among, given, draws, seed, rows)
    entry = concept[concept_name]
    if is_large(case):
        from winset.analyses.large_solving import large_solve

        given = {name: _share(name, value) for name, value in (shares or {}).items()}
        return large_solve(case, concept_name, parties, among, given, draws, seed, rows)
    at = scene(case, draws, seed)
    chosen = valued(at, parties)
    parts = _shares(at, chosen, shares)
    kept = _Counted(np.zeros(len(at.rules), np.int64), 0, 0)
    try:
        for draw, worth, feasible in among_draws(at, chosen, among):
            found, _ = choose(
                concept_name, worth, at.space.floor[draw][list(chosen)], at.space.scale[draw][list(chosen)], feasible, parts
            )
            kept = kept.and_one(found)
    except KeyboardInterrupt:
        if not kept.draws:
            raise
    counts, without, done = kept.counts, kept.without, kept.draws
    middle_found, score = _at_middle(case, concept_name, chosen, among, parts)
    order = np.argsort(-counts, kind="stable")
    order = order[counts[order] > 0]
    middle = middle_worths(case, chosen)
    names = [at.space.parties[p] for p in chosen]
    table = Table(
        ("deal", "chosen", "at the middle", *(f"{name} (0-100)" for name in names)),
        tuple(
            (
                changes(at.space, int(i)),
                Share(int(counts[i]), done, at.space.ranged),
                bool(i in middle_found),
                *(_points(u[i]) for u in middle),
            )
            for i in order[:rows]
        ),
    )
    if len(order):
        often = Share(int(counts[order[0]]), done, at.space.ranged)
        answer = f"{concept_name} chooses most often: {at.deal_text(int(order[0]))}; {often}."
        if len(middle_found) > 1:
            answer += f" At the middle of the ranges {len(middle_found)} deals tie."
    else:
        answer = f"{concept_name} chooses nothing: in no draw is any deal {_asked(concept_name)} for {', '.join(names)}."
    notes = [Note(f"in {without:,} of {done:,} draws no deal is {_asked(concept_name)} for all of them")] if without else []
    blocks: list[Block] = [table, *_more(order, rows), *notes, *_missing(done, at.space.draws)]
    return result(
        case,
        f"solve {concept_name}",
        answer,
        f"{concept_name}: {entry.summary} ({entry.source}); all ties counted; exact on whole numbers",
        blocks,
        value={
            "middle": [changes(at.space, int(i)) for i in middle_found],
            "most_often": changes(at.space, int(order[0])) if len(order) else None,
        },
        settings={
            "concept": concept_name,
            "parties": names,
            "among": among,
            "draws": draws,
            "score_at_middle": shown(score) if len(middle_found) else None,
        },
        at=at,
        draws=done,
    )


def shown(score: Fraction | Powers | int | None) -> Fraction | int | str | None:
    """Return a score as a number, or in words where it is a product of powers too large to write out."""
    return str(score) if isinstance(score, Powers) else score


def _asked(name: str) -> str:
    return "better than no deal" if name in ("nash", "weighted_nash") else "at least as good as no deal"


def _known_among(among: str) -> None:
    if among not in AMONG:
        raise BadRequest(f"among should be one of {', '.join(AMONG)}, not '{among}'")


def among_draws(at: Scene, chosen: tuple[int, ...], among: str) -> Iterator[tuple[int, Ints, Bools]]:
    """Yield each draw with the worths of the chosen parties and the deals that may be chosen."""
    feasible = at.rules
    if among == "deliverable":
        feasible = deliverable(at.space, chosen, recorded_terms(at, chosen), at.rules)
    for part in slices(at.space.draws, len(at.rules) * len(at.space.parties)):
        worth = worths(at.space, part)
        inside = None
        if among == "winset":
            says = consents(at.space, at.giving, worth, part)
            inside = verdicts(at.need, says, at.ratifying, at.rules) == YES
        for offset in range(len(worth)):
            yield part.start + offset, worth[offset][list(chosen)], feasible if inside is None else inside[offset]


def recorded_terms(at: Scene, inside: Iterable[int]) -> dict[int, list[tuple[int, int]]]:
    """Return the terms that parties outside have consented to deliver, by party position."""
    skip = set(inside)
    return {
        party: [(d, v) for d, states in enumerate(at.space.recorded[party]) for v, state in enumerate(states) if state == YES]
        for party in range(len(at.space.parties))
        if party not in skip
    }


def _at_middle(case: Case, name: str, chosen: tuple[int, ...], among: str, shares: tuple[Fraction, ...]) -> Chosen:
    at = scene(case, 0)
    _, worth, feasible = next(among_draws(at, chosen, among))
    return choose(name, worth, at.space.floor[0][list(chosen)], at.space.scale[0][list(chosen)], feasible, shares)


def middle_worths(case: Case, chosen: Iterable[int]) -> list[list[float]]:
    """Return, for showing only, the utilities (0 to 1) of all deals for some parties at the middle of every range."""
    space = deal_space(case, 0)
    worth = worths(space, slice(0, 1))[0]
    return [(worth[p] / float(space.scale[0][p])).tolist() for p in chosen]


def _shares(at: Scene, chosen: tuple[int, ...], shares: Mapping[str, str | int | Fraction] | None) -> tuple[Fraction, ...]:
    if not shares:
        return ()
    by_party = {at.space.party(name): _share(name, value) for name, value in shares.items()}
    missing = [at.space.parties[p] for p in chosen if p not in by_party]
    if missing:
        raise BadRequest(f"a share is missing for {', '.join(missing)}")
    return tuple(by_party[p] for p in chosen)


def _share(name: str, value: str | int | Fraction) -> Fraction:
    try:
        return exact(str(value))
    except ValueError as error:
        raise BadRequest(f"the share of {name} {error}") from None


def _points(value: float) -> int:
    return round(100 * value)


def _more(order: Sized, rows: int) -> list[Note]:
    return [Note(f"{len(order) - rows:,} more deals are not listed")] if len(order) > rows else []


def _missing(done: int, wanted: int) -> list[Note]:
    return [Note(f"interrupted: {done:,} of {wanted:,} draws were made and are counted here")] if done < wanted else []


def _plane(case: Case, at: Scene, chosen: tuple[int, ...], counts: Ints, done: int) -> list[Scatter]:
    if len(chosen) < 2 or len(at.rules) > 5000:
        return []
    xs, ys = middle_worths(case, chosen[:2])
    points = tuple(
        (changes(at.space, int(i)), xs[i], ys[i], "efficient" if counts[i] * 2 > done else "deal")
        for i in np.flatnonzero(at.rules)
    )
    return [Scatter(at.party_name(chosen[0]), at.party_name(chosen[1]), points, "Deals at the middle of every range")]
