"""Runs in the peers' own environment: times their ways to the frontier and prints one JSON line per peer.

python peers.py 7 10 2        # issues, values, parties: all peers at values ** issues deals
python peers.py bilateral 20 10 weighted
"""

from __future__ import annotations

import importlib
import json
import sys
import time
import warnings
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from spaces import tables

warnings.simplefilter("ignore")


def listed(worth: list[np.ndarray]) -> np.ndarray:
    """All deals' utilities by broadcasting: the fastest enumeration we know, given to every peer for free."""
    total = np.zeros((1, worth[0].shape[0]))
    for table in worth:
        total = (total[:, None, :] + table.T[None, :, :]).reshape(-1, table.shape[0])
    return total


def report(name: str, points: int, seconds: float, enumeration: float) -> None:
    print(
        json.dumps({"peer": name, "points": points, "seconds": seconds, "enumeration": enumeration}),
        flush=True,
    )


def enumerating(issues: int, values: int, parties: int) -> None:
    worth = tables(parties, issues, values)
    start = time.process_time()
    utilities = listed(worth)
    enumeration = time.process_time() - start
    small = listed(tables(parties, 3, values))
    for name in ("moocore", "paretoset", "negmas", "pymoo"):
        if name == "pymoo" and len(utilities) > 200_000:
            continue  # sorts by comparing all pairs in one matrix
        run = {"moocore": moocore, "paretoset": paretoset, "negmas": negmas, "pymoo": pymoo}[name]
        run(small)  # import and compile outside the clock
        start = time.process_time()
        keep = run(utilities)
        seconds = time.process_time() - start
        report(name, len(np.unique(utilities[keep], axis=0)), seconds, enumeration)


def moocore(utilities: np.ndarray) -> np.ndarray:
    return importlib.import_module("moocore").is_nondominated(utilities, maximise=True)


def paretoset(utilities: np.ndarray) -> np.ndarray:
    return importlib.import_module("paretoset").paretoset(utilities, sense=["max"] * utilities.shape[1])


def negmas(utilities: np.ndarray) -> np.ndarray:
    return importlib.import_module("negmas.preferences.ops").pareto_frontier_active(utilities)


def pymoo(utilities: np.ndarray) -> np.ndarray:
    sorting = importlib.import_module("pymoo.util.nds.non_dominated_sorting").NonDominatedSorting
    return sorting().do(-utilities, only_non_dominated_front=True)


def bilateral(issues: int, values: int, kind: str) -> None:
    """NegMAS's own frontier constructions for two additive utilities, which do not list the space."""
    outcomes = importlib.import_module("negmas.outcomes")
    linear = importlib.import_module("negmas.preferences.crisp.linear").LinearAdditiveUtilityFunction
    samplers = importlib.import_module("negmas.preferences.pareto_sampler")
    worth = tables(2, issues, values, kind)
    space = outcomes.make_os([outcomes.make_issue(values, f"i{k}") for k in range(issues)])
    ufuns = [
        linear(
            values=[{v: float(t[p, v]) for v in range(values)} for t in worth],
            weights=[1.0] * issues,
            outcome_space=space,
        )
        for p in range(2)
    ]
    names = [n for n in dir(samplers) if n.endswith("ParetoSampler") and n not in ("ParetoSampler",)]
    for name in names:
        sampler = getattr(samplers, name)
        if name.startswith("BruteForce") or not isinstance(sampler, type):
            continue
        try:
            start = time.process_time()
            one = sampler()
            one.init(ufun=ufuns[0], opponent_ufun=ufuns[1])
            found = one.pareto_outcomes(min_util=-1.0)
            seconds = time.process_time() - start
        except (TypeError, ValueError, AttributeError, MemoryError) as error:
            print(json.dumps({"peer": name, "error": str(error)[:200]}), flush=True)
            continue
        points = {tuple(float(u(o)) for u in ufuns) for o in found}
        report(name, len(points), seconds, 0.0)


if __name__ == "__main__":
    if sys.argv[1] == "bilateral":
        bilateral(int(sys.argv[2]), int(sys.argv[3]), sys.argv[4])
    else:
        enumerating(int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
