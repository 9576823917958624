"""Random small conflicts with ties, infeasible states, irreversible options and listed arcs."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from winset.arrays.graph_model import UNKNOWN, GraphModel


def random_options(rng: np.random.Generator, most: int = 5) -> GraphModel:
    count = int(rng.integers(2, 6))
    options = int(rng.integers(1, most + 1))
    owner = tuple(int(x) for x in rng.integers(0, count, options))
    direction = tuple(rng.choice(["both", "both", "fwd", "back"]) for _ in range(options))
    if rng.random() < 0.4:
        direction = ("both",) * options
    size = 1 << options
    feasible = rng.random(size) < rng.choice([1.0, 0.8, 0.5])
    feasible[rng.integers(size)] = True
    ranks = rng.integers(0, int(rng.choice([2, 4, 2 * size])), (count, size)).astype(np.int32)
    return GraphModel(
        tuple(f"D{i}" for i in range(count)),
        tuple(f"o{k}" for k in range(options)),
        owner,
        tuple(str(d) for d in direction),
        feasible,
        ranks,
    )


def random_common(rng: np.random.Generator, most: int = 4) -> GraphModel:
    """Options, and some common moves besides: the same arc for several."""
    model = random_options(rng, most)
    states, arcs = model.states(), []
    for who in range(len(model.dms)):
        own = sum(1 << k for k, o in enumerate(model.owner) if o == who)
        legal = [(s, q) for s in states for q in states if s != q and not (s ^ q) & ~own]
        legal = [
            (s, q)
            for s, q in legal
            if all(
                model.direction[k] == "both" or (model.direction[k] == "fwd") == bool(q >> k & 1)
                for k in range(len(model.owner))
                if (s ^ q) >> k & 1
            )
        ]
        arcs.append(legal)
    for _ in range(int(rng.integers(1, 4))):
        s, q = (int(x) for x in rng.choice(states, 2))
        for who in range(len(model.dms)):
            if s != q and rng.random() < 0.6:
                arcs[who].append((s, q))
    listed = tuple(np.array(sorted(set(a)), dtype=np.int64).reshape(-1, 2) for a in arcs)
    return replace(model, arcs=listed)


def random_arcs(rng: np.random.Generator) -> GraphModel:
    count, size = int(rng.integers(2, 5)), int(rng.integers(2, 10))
    density = rng.choice([0.15, 0.3, 0.6])
    arcs = []
    for _ in range(count):
        there = rng.random((size, size)) < density
        np.fill_diagonal(there, False)
        arcs.append(np.argwhere(there).astype(np.int64))
    ranks = rng.integers(0, int(rng.choice([2, 4, 20])), (count, size)).astype(np.int32)
    return GraphModel(
        tuple(f"D{i}" for i in range(count)),
        (),
        (),
        (),
        np.ones(size, dtype=bool),
        ranks,
        tuple(arcs),
        tuple(f"s{k}" for k in range(size)),
    )


def random_relation(rng: np.random.Generator, count: int, size: int, unknown: float) -> np.ndarray:
    upper = rng.integers(-2, 3, (count, size, size)).astype(np.int8)
    relation = np.triu(upper, 1)
    relation = (relation - relation.transpose(0, 2, 1)).astype(np.int8)
    hidden = np.triu(rng.random((count, size, size)) < unknown, 1)
    relation[hidden | hidden.transpose(0, 2, 1)] = UNKNOWN
    return relation
