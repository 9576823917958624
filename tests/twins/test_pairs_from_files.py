"""Pairs that a conflict file writes, against their definition: all else equal or whatever else, and what follows from them."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest

import winset
from winset.arrays.conflict_model import conflict_model
from winset.errors import CaseError

NAMES = ("a", "b", "c")
CASE = """
case: pairs
title: Pairs
as_of: 2030-01-01
parties: {{p: P, q: Q}}
conflict:
  options: {{p: {{a: a, b: b}}, q: {{c: c}}}}
  infeasible: [{infeasible}]
  preferences:
    p: {{pairs: [{pairs}]}}
    q: {{statements: [c]}}
"""
State = frozenset[str]


def all_states() -> list[State]:
    """In the order of the numbers: bit k is option k."""
    return [frozenset(n for k, n in enumerate(NAMES) if number >> k & 1) for number in range(8)]


def side(rng: np.random.Generator) -> tuple[str, list[tuple[str, bool]]]:
    """One or two literals; now and then ``none``."""
    if rng.random() < 0.1:
        return "none", [(n, False) for n in NAMES]
    chosen = [str(n) for n in rng.permutation(NAMES)[: int(rng.integers(1, 3))]]
    literals = [(n, bool(rng.random() < 0.6)) for n in chosen]
    return " and ".join(n if taken else f"not {n}" for n, taken in literals), literals


def holds(literals: list[tuple[str, bool]], state: State) -> bool:
    return all((n in state) == taken for n, taken in literals)


def compared(left: Any, right: Any, whatever_else: bool, states: list[State]) -> list[tuple[State, State]]:
    found = []
    named = {n for n, _ in (*left, *right)}
    for better, worse in itertools.product(states, states):
        fits = holds(left, better) and holds(right, worse) and not holds(right, better) and not holds(left, worse)
        if fits and (whatever_else or all((n in better) == (n in worse) for n in NAMES if n not in named)):
            found.append((better, worse))
    return found


def followed(steps: dict[tuple[State, State], int], states: list[State]) -> dict[tuple[State, State], int]:
    """All that follows by going on from one to the next; a way counts as its greatest step."""
    known = dict(steps)
    while True:
        more = dict(known)
        for (x, y), (u, v) in itertools.product(known, known):
            if y == u:
                more[x, v] = max(more.get((x, v), 0), known[x, y], known[u, v])
        if more == known:
            return known
        known = more


@pytest.mark.parametrize("seed", range(8))
def test_pairs_are_read_all_else_equal_unless_they_say_whatever_else(seed: int) -> None:
    rng = np.random.default_rng(3100 + seed)
    outcomes = set()
    for _ in range(20):
        impossible = str(rng.choice(["", "a and c", "a and b and c"]))
        banned = [] if not impossible else [(n, True) for n in impossible.split(" and ")]
        states = [s for s in all_states() if not banned or not holds(banned, s)]
        texts: list[str] = []
        steps: dict[tuple[State, State], int] = {}
        for _ in range(int(rng.integers(1, 4))):
            (left, a), (right, b) = side(rng), side(rng)
            sign, tail = str(rng.choice([">", ">", ">>", "="])), str(rng.choice(["", "", " all else equal", " whatever else"]))
            texts.append(f"{left} {sign} {right}{tail}")
            for better, worse in compared(a, b, tail == " whatever else", states):
                for way in [(better, worse), (worse, better)] if sign == "=" else [(better, worse)]:
                    steps[way] = max(steps.get(way, 0), {"=": 0, ">": 1, ">>": 2}[sign])
        known = followed(steps, states)
        text = CASE.format(infeasible=impossible, pairs=", ".join(texts))
        if any(degree and x == y for (x, y), degree in known.items()):
            with pytest.raises(CaseError, match=r"conflict\.preferences\.p\.pairs: they go round in a circle: \("):
                winset.loads(text)
            outcomes.add("circle")
            continue
        relation = conflict_model(winset.loads(text)).relation
        assert relation is not None
        for (n, x), (m, y) in itertools.product(enumerate(all_states()), repeat=2):
            if x in states and y in states:
                expected = 0 if x == y else known.get((y, x), -known[x, y] if (x, y) in known else 9)
                assert relation[0, n, m] == expected, (texts, x, y)
        outcomes.add("order")
    assert outcomes == {"circle", "order"}


def test_the_form_in_the_documentation_compares_over_different_options() -> None:
    case = winset.loads(
        """
case: p
title: p
as_of: 2030-05-04
parties: {x: X, y: Y}
conflict:
  options: {x: {release: release, peace: peace}, y: {strike: strike, war: war}}
  preferences:
    x: {pairs: [release > strike, peace >> war]}
    y: {statements: [strike]}
"""
    )
    model = conflict_model(case)
    assert model.relation is not None
    degree = model.relation[model.dm("x")]
    strike, release, peace, war = (model.state([n]) for n in ("strike", "release", "peace", "war"))
    assert (degree[strike, release], degree[release, strike]) == (1, -1)
    assert degree[war, peace] == 2
    assert degree[strike, model.state(["release", "war"])] == 9
    # Both together: from strike and war to release and peace, by way of either.
    assert degree[strike | war, release | peace] == 2


def test_a_circle_is_told_with_the_pairs_that_make_it() -> None:
    text = CASE.format(infeasible="", pairs="a > b, b > a and not c")
    with pytest.raises(CaseError) as told:
        winset.loads(text)
    assert str(told.value).endswith(
        "conflict.preferences.p.pairs: they go round in a circle: (a) over (b) by 'a > b'; (b) over (a) by 'b > a and not c'"
    )
