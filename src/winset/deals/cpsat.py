"""Frontier and solutions by constraint programming, for rules that link too many issues for elimination.

Needs OR-Tools (the extra `cpsat`). The solver only ever proposes deals and proves that none is left; every score is computed
and compared here, in whole numbers. Frontier: each round asks for the deal with the largest sum of utilities among those that
no known point covers; that deal is efficient, and when none is left the frontier is complete (an epsilon-constraint scheme;
Haimes, Lasdon & Wismer 1971 for the idea).
"""

from __future__ import annotations

import importlib
import math
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from winset.deals.factors import WORD, FactoredSpace, Integers, utilities
from winset.deals.plain import Goal, score
from winset.deals.powers import Score, above
from winset.deals.sweep import Cuts, rationality_cuts
from winset.errors import BadRequest, MissingExtra, TooLarge

_TIES = 20_000
_FINE = 1_000_000
Deal = tuple[int, ...]


def cpsat_frontier(space: FactoredSpace, cuts: Cuts, *, count: bool = True, most: int = 100_000) -> Iterator[Any]:
    """Yield (points found, None, points found) and at last the `ExactFrontier`, deals listed with it.

    Raises
    ------
    MissingExtra
        If OR-Tools is not installed.
    TooLarge
        If more than `most` deals stand behind one point of the frontier.
    BadRequest
        If the utilities need more than 64 bits.
    """
    from winset.deals.exact import ExactFrontier

    module = _solver_module(space, "the frontier of issues linked this tightly")
    points: list[Deal] = []
    model, chosen, utility = _model(module, space, cuts)
    span = 2 * _size(space) + 1
    # Of two parties, the best for the first, then the best for it among those that are better for the second, and so on.
    stairs = space.parties == 2 and span * span < WORD // 4
    model.maximize(utility[0] * span + utility[1] if stairs else sum(utility))
    while True:
        deal = _solved(module, model, chosen)
        if deal is None:
            break
        points.append(_worth(space, deal))
        if stairs:
            model.add(utility[1] >= points[-1][1] + 1)
        else:
            _beyond(model, utility, points[-1])
        yield len(points), None, len(points)
    points.sort(reverse=True)
    listed = tuple(_behind(module, space, cuts, point, most) for point in points) if count else ()
    table = np.array(points, dtype=np.int64).reshape(-1, space.parties)
    table.setflags(write=False)
    yield ExactFrontier(
        table,
        tuple(len(rows) for rows in listed),
        space.scale,
        "CP-SAT, one efficient deal after the other",
        True,
        space.sizes,
        (),
        (),
        listed,
    )


def cpsat_best(space: FactoredSpace, goal: Goal, most: int = 1_000) -> tuple[Score | None, Integers, Integers, int | None]:
    """Return a goal's best score, up to `most` deals that reach it, their utilities, and how many deals do (None: too many).

    Sums are left to the solver. The largest smallest share is raised by asking for a deal in which every share is larger, until
    there is none. Products: a deal whose product is at least that of gains c fulfils sum of w * gain / c >= sum of w (the
    inequality of the means), which is linear; among the deals that it leaves, the efficient ones are listed.

    Raises
    ------
    MissingExtra, BadRequest
        As `cpsat_frontier`.
    """
    module = _solver_module(space, "the best deals of issues linked this tightly")
    cuts = rationality_cuts(space.reservation, goal.rational)
    find = {"sum": _largest_sum, "least": _largest_least, "product": _largest_product}[goal.kind]
    best, vectors = find(module, space, cuts, goal)
    if best is None:
        return None, _table([], space), np.zeros((0, space.parties), dtype=np.int64), 0
    deals: list[Deal] = []
    for limits in _tied(goal, best, vectors):
        model, chosen, utility = _model(module, space, cuts)
        for low, high, coefficients in limits:
            total = sum(c * u for c, u in zip(coefficients, utility, strict=True))
            if low is not None:
                model.add(total >= low)
            if high is not None:
                model.add(total <= high)
        deals += _every(module, model, chosen, _TIES - len(deals))
    counted = len(deals) if len(deals) < _TIES else None
    table = _table(sorted(deals)[:most], space)
    points = sorted({_worth(space, deal) for deal in table.tolist()}, reverse=True)
    return best, table, np.array(points, dtype=np.int64).reshape(-1, space.parties), counted


Limits = list[tuple[int | None, int | None, tuple[int, ...]]]


def _tied(goal: Goal, best: Score, vectors: Sequence[Deal]) -> list[Limits]:
    """Return sets of limits, as (least, most, coefficients): deals of the best score fulfil one set, other deals none."""
    units = [tuple(int(p == q) for q in range(len(goal.base))) for p in range(len(goal.base))]
    if goal.kind == "sum" and isinstance(best, Fraction):
        return [[(int(best), int(best), goal.weights)]]
    if goal.kind == "least" and isinstance(best, Fraction):
        return [[(b + math.ceil(best * w), None, one) for b, w, one in zip(goal.base, goal.weights, units, strict=True)]]
    return [[(value, value, one) for value, one in zip(vector, units, strict=True)] for vector in vectors]


def _largest_sum(module: Any, space: FactoredSpace, cuts: Cuts, goal: Goal) -> tuple[Score | None, list[Deal]]:
    if _size(space) * sum(goal.weights) >= WORD // 4:
        raise BadRequest("CP-SAT works with 64-bit integers and these utilities need more; round the worths")
    model, chosen, utility = _model(module, space, cuts)
    model.maximize(sum(w * u for w, u in zip(goal.weights, utility, strict=True)))
    deal = _solved(module, model, chosen)
    return (None, []) if deal is None else (score(goal, _worth(space, deal)), [])


def _largest_least(module: Any, space: FactoredSpace, cuts: Cuts, goal: Goal) -> tuple[Score | None, list[Deal]]:
    model, chosen, utility = _model(module, space, cuts)
    # What is maximised is only about the smallest share: the limits below decide, and they are exact.
    size = _size(space) + max(abs(b) for b in goal.base) + 1
    fine = max(1, min(2**50 * w // size for w in goal.weights if w))
    least = model.new_int_var(-(2**55), 2**55, "")
    counting = [(u, b, w) for u, b, w in zip(utility, goal.base, goal.weights, strict=True) if w]
    for u, b, w in counting:
        each = min(max(1, fine // w), 2**50 // size or 1)
        model.add(least <= each * (u - b))
    model.maximize(least)
    best: Score | None = None
    while True:
        deal = _solved(module, model, chosen)
        if deal is None:
            return best, []
        best = score(goal, _worth(space, deal))
        assert isinstance(best, Fraction)
        for u, b, w in counting:
            model.add(u >= b + math.floor(best * w) + 1)


def _largest_product(module: Any, space: FactoredSpace, cuts: Cuts, goal: Goal) -> tuple[Score | None, list[Deal]]:
    model, chosen, utility = _model(module, space, cuts)
    gains = [u - b for u, b in zip(utility, goal.base, strict=True)]
    for gain, w in zip(gains, goal.weights, strict=True):
        if w:
            model.add(gain >= 1)
    model.maximize(sum(utility))
    size = _size(space) + max(abs(b) for b in goal.base)
    fine = min(_FINE, max(1, WORD // (8 * size * sum(goal.weights))))
    best: Score | None = None
    tied: list[Deal] = []
    while True:
        deal = _solved(module, model, chosen)
        if deal is None:
            return best, tied
        found = _worth(space, deal)
        value = score(goal, found)
        assert value is not None
        if best is None or above(value, best):
            best, tied = value, [found]
            # Rounded up, so that the limit lets through every deal whose product is not smaller.
            slope = [-(-w * fine // (u - b)) if w else 0 for w, u, b in zip(goal.weights, found, goal.base, strict=True)]
            steep = sum(s * gain for s, gain in zip(slope, gains, strict=True))
            model.add(steep >= fine * sum(goal.weights))
            model.maximize(steep)
        elif value == best:
            tied.append(found)
        _beyond(model, utility, found)


def _solver_module(space: FactoredSpace, what: str) -> Any:
    try:
        module = importlib.import_module("ortools.sat.python.cp_model")
    except ImportError as absent:
        raise MissingExtra(what, "cpsat") from absent
    if _size(space) * space.parties >= WORD // 4:
        raise BadRequest("CP-SAT works with 64-bit integers and these utilities need more; round the worths")
    return module


def _size(space: FactoredSpace) -> int:
    """Return a number that no utility exceeds in absolute value."""
    total = sum(int(np.abs(w.astype(object)).max()) for w in space.worth)
    return total + sum(int(np.abs(f.worth.astype(object)).max()) for f in space.joint)


def _beyond(model: Any, utility: Sequence[Any], point: Deal) -> None:
    """Let only deals through that give some party more than `point` does."""
    flags = []
    for u, value in zip(utility, point, strict=True):
        flag = model.new_bool_var("")
        model.add(u >= value + 1).only_enforce_if(flag)
        flags.append(flag)
    model.add_bool_or(flags)


def _solved(module: Any, model: Any, chosen: Sequence[Sequence[Any]]) -> Deal | None:
    """Return the best deal of the model, or None if there is none at all."""
    solver = _solver(module)
    status = solver.solve(model)
    if status == module.INFEASIBLE:
        return None
    if status != module.OPTIMAL:
        # No limit of time is set, so that only a Ctrl-C ends a search early.
        if status == module.MODEL_INVALID:
            raise BadRequest("CP-SAT does not take these utilities; round the worths")
        raise KeyboardInterrupt
    return tuple(next(v for v, x in enumerate(xs) if solver.value(x)) for xs in chosen)


def _every(module: Any, model: Any, chosen: Sequence[Sequence[Any]], most: int) -> list[Deal]:
    """Return up to `most` deals that the model lets through."""
    found: list[Deal] = []

    class Listing(module.CpSolverSolutionCallback):  # type: ignore[misc]
        def on_solution_callback(self) -> None:
            if len(found) < most:
                found.append(tuple(next(v for v, x in enumerate(xs) if self.value(x)) for xs in chosen))
            else:
                self.stop_search()

    solver = _solver(module)
    solver.parameters.enumerate_all_solutions = True
    status = solver.solve(model, Listing())
    if len(found) < most and status not in (module.OPTIMAL, module.INFEASIBLE):
        raise KeyboardInterrupt
    return found


def _solver(module: Any) -> Any:
    solver = module.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 0
    return solver


def _model(module: Any, space: FactoredSpace, cuts: Cuts) -> tuple[Any, list[list[Any]], list[Any]]:
    model = module.CpModel()
    chosen = [[model.new_bool_var("") for _ in range(v)] for v in space.sizes]
    for xs in chosen:
        model.add_exactly_one(xs)
    for rule in space.rules:
        for at in zip(*np.nonzero(~rule.allowed), strict=True):
            model.add_bool_or([chosen[i][int(v)].negated() for i, v in zip(rule.scope, at, strict=True)])
    terms: list[list[Any]] = [[] for _ in range(space.parties)]
    for xs, worth in zip(chosen, space.worth, strict=True):
        for p in range(space.parties):
            terms[p].extend(int(w) * x for w, x in zip(worth[p], xs, strict=True))
    for factor in space.joint:
        cells = []
        for at in np.ndindex(factor.worth.shape[1:]):
            cell = model.new_bool_var("")
            cells.append(cell)
            for i, v in zip(factor.scope, at, strict=True):
                model.add_implication(cell, chosen[i][v])
            for p in range(space.parties):
                terms[p].append(int(factor.worth[(p, *at)]) * cell)
        model.add_exactly_one(cells)
    utility = [sum(t) for t in terms]
    for row, least in zip(cuts.rows, cuts.floor, strict=True):
        model.add(sum(int(r) * u for r, u in zip(row, utility, strict=True)) >= least)
    return model, chosen, utility


def _behind(module: Any, space: FactoredSpace, cuts: Cuts, point: Deal, most: int) -> tuple[Deal, ...]:
    """Return all deals with exactly these utilities."""
    model, chosen, utility = _model(module, space, cuts)
    for u, value in zip(utility, point, strict=True):
        model.add(u == value)
    found = _every(module, model, chosen, most + 1)
    if len(found) > most:
        raise TooLarge("deals behind one frontier point", len(found), most, "Ask without counting.")
    return tuple(sorted(found))


def _worth(space: FactoredSpace, deal: Sequence[int]) -> Deal:
    return tuple(int(x) for x in utilities(space, [deal])[0])


def _table(deals: Sequence[Deal], space: FactoredSpace) -> Integers:
    return np.array(deals, dtype=np.int64).reshape(-1, len(space.sizes))
