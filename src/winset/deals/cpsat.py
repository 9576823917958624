"""The exact frontier by constraint programming, for rules that link too many issues for elimination.

Needs OR-Tools (the extra `cpsat`). Each round asks CP-SAT for the deal with the largest sum of utilities
among those that no known point covers; that deal is efficient, and when none is left the frontier is
complete (an epsilon-constraint scheme; Haimes, Lasdon & Wismer 1971 for the idea).
"""

from __future__ import annotations

import importlib
from typing import Any

import numpy as np

from winset.deals.factors import WORD, FactoredSpace
from winset.deals.sweep import Cuts
from winset.errors import BadRequest, MissingExtra, TooLarge


def cpsat_frontier(space: FactoredSpace, cuts: Cuts, *, count: bool = True, most: int = 100_000) -> Any:
    """Return the `ExactFrontier` found by CP-SAT, deals listed with it.

    Raises
    ------
    MissingExtra
        If OR-Tools is not installed.
    TooLarge
        If more than `most` deals stand behind the frontier.
    BadRequest
        If the utilities need more than 64 bits.
    """
    from winset.deals.exact import ExactFrontier

    try:
        solver_module = importlib.import_module("ortools.sat.python.cp_model")
    except ImportError as absent:
        raise MissingExtra("the frontier of issues linked this tightly", "cpsat") from absent
    total = sum(int(np.abs(w.astype(object)).max()) for w in space.worth)
    total += sum(int(np.abs(f.worth.astype(object)).max()) for f in space.joint)
    if total * space.parties >= WORD // 4:
        raise BadRequest("CP-SAT works with 64-bit integers and these utilities need more; round the worths")
    points: list[tuple[int, ...]] = []
    while True:
        model, chosen, utility = _model(solver_module, space, cuts)
        for point in points:
            better = []
            for p, value in enumerate(point):
                flag = model.new_bool_var("")
                model.add(utility[p] >= value + 1).only_enforce_if(flag)
                better.append(flag)
            model.add_bool_or(better)
        model.maximize(sum(utility))
        solver = _solver(solver_module)
        status = solver.solve(model)
        if status == solver_module.INFEASIBLE:
            break
        if status != solver_module.OPTIMAL:
            raise BadRequest(f"CP-SAT gave no answer ({solver.status_name(status)})")
        deal = [next(v for v, x in enumerate(xs) if solver.value(x)) for xs in chosen]
        points.append(_worth(space, deal))
    points.sort(reverse=True)
    listed = tuple(_deals(solver_module, space, cuts, point, most) for point in points) if count else ()
    table = np.array(points, dtype=np.int64).reshape(-1, space.parties)
    table.setflags(write=False)
    return ExactFrontier(
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


def _deals(module: Any, space: FactoredSpace, cuts: Cuts, point: tuple[int, ...], most: int) -> tuple[Any, ...]:
    model, chosen, utility = _model(module, space, cuts)
    for u, value in zip(utility, point, strict=True):
        model.add(u == value)
    found: list[tuple[int, ...]] = []
    while True:
        solver = _solver(module)
        if solver.solve(model) not in (module.OPTIMAL, module.FEASIBLE):
            return tuple(sorted(found))
        deal = tuple(next(v for v, x in enumerate(xs) if solver.value(x)) for xs in chosen)
        found.append(deal)
        if len(found) > most:
            raise TooLarge("deals behind one frontier point", len(found), most, "Ask without counting.")
        model.add_bool_or([chosen[i][v].negated() for i, v in enumerate(deal)])


def _worth(space: FactoredSpace, deal: list[int]) -> tuple[int, ...]:
    from winset.deals.factors import utilities

    return tuple(int(x) for x in utilities(space, [deal])[0])
