"""Kalai & Smorodinsky (1975), Other solutions to Nash's bargaining problem, Econometrica 43, 513-518: individual monotonicity.

Their objection: when the possibilities of one party only get better, Nash's solution may give it less; theirs never does. The
numbers here are our own: the corners and the crossing points of two such frontiers, listed as deals.
"""

from __future__ import annotations

import yaml

import winset

# Gains of the two parties. The frontier through `d` lies above the one through `c`: better for the second party throughout.
POINTS = {"a": ("0", "1"), "b": ("1", "0"), "c": ("3/4", "3/4"), "d": ("1", "7/10"), "e": ("10/13", "10/13")}


def problem(*open_: str) -> winset.Case:
    values = ["none", *open_]
    case = {
        "case": "monotone",
        "title": "One choice",
        "as_of": "1975",
        "parties": {"one": "One", "two": "Two"},
        "issues": {"choice": {"name": "The choice", "values": values}},
        "preferences": {
            who: {
                "weights": {"choice": 1},
                "curves": {"choice": {"none": 0, **{v: POINTS[v][i] for v in open_}}},
                "reservation": 0,
            }
            for i, who in enumerate(("one", "two"))
        },
    }
    return winset.loads(yaml.safe_dump(case, sort_keys=False))


def chosen(concept: str, *open_: str) -> list[str]:
    return [deal.removeprefix("choice=") for deal in winset.solve(problem(*open_), concept).value["middle"]]


def test_nash_gives_the_second_party_less_when_its_possibilities_grow() -> None:
    assert chosen("nash", "a", "b", "c") == ["c"]
    assert chosen("nash", *POINTS) == ["d"]


def test_kalai_smorodinsky_gives_it_more() -> None:
    assert chosen("kalai_smorodinsky", "a", "b", "c") == ["c"]
    assert chosen("kalai_smorodinsky", *POINTS) == ["e"]


def test_the_egalitarian_solution_agrees_where_both_scales_are_the_same() -> None:
    assert chosen("egalitarian", *POINTS) == ["e"]


def test_the_utilitarian_solution_takes_the_largest_sum() -> None:
    assert chosen("utilitarian", *POINTS) == ["d"]
