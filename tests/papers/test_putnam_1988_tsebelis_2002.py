"""Putnam (1988), Diplomacy and domestic politics, International Organization 42, 427-460, Figure 1; Tsebelis (2002), Veto Players.

Putnam's figure: X and Y want opposite ends of one line; each has a win-set from its own end up to a limit. An agreement can be
ratified where the win-sets overlap; if Y's shrinks, what is left favours Y; if it shrinks further, there is deadlock. Tsebelis:
one more veto player never adds to the deals that win. The numbers of the line are our own; both sources draw it without any.
"""

from __future__ import annotations

from collections.abc import Mapping

import yaml

import winset

END = 10


def line(limits: Mapping[str, int], ends: Mapping[str, int]) -> winset.Case:
    """Deals 0 to 10 on a line, and no agreement; a party accepts what is no further from its end than its limit."""
    curves = {}
    for who, limit in limits.items():
        near = {str(n): 1 if abs(n - ends[who]) <= limit else 0 for n in range(END + 1)}
        curves[who] = {"none": "1/2", **{f"at_{n}": worth for n, worth in near.items()}}
    case = {
        "case": "line",
        "title": "A line",
        "as_of": "1988",
        "parties": {who: who.upper() for who in limits},
        "issues": {"line": {"name": "Where", "values": ["none", *(f"at_{n}" for n in range(END + 1))]}},
        "preferences": {
            who: {"weights": {"line": 1}, "curves": {"line": curve}, "reservation": "1/2"} for who, curve in curves.items()
        },
    }
    return winset.loads(yaml.safe_dump(case, sort_keys=False))


def won(case: winset.Case) -> list[int]:
    """Agreements in the win-set; no agreement at all is always open to them and left out."""
    deals = [row["deal"] for row in winset.winset(case, rows=100).rows()]
    return sorted(int(deal.removeprefix("line=at_")) for deal in deals if deal != "status quo")


def test_agreements_that_both_can_ratify_are_the_overlap_of_the_win_sets() -> None:
    assert won(line({"x": 7, "y": 8}, {"x": 0, "y": END})) == [2, 3, 4, 5, 6, 7]


def test_a_smaller_win_set_moves_what_is_left_towards_its_owner() -> None:
    assert won(line({"x": 7, "y": 5}, {"x": 0, "y": END})) == [5, 6, 7]


def test_win_sets_that_do_not_meet_are_a_deadlock() -> None:
    case = line({"x": 7, "y": 2}, {"x": 0, "y": END})
    assert won(case) == []
    assert winset.blockers(case, {"line": "at_7"}).value["blockers"] == ["x", "y"]


def test_one_more_veto_player_can_only_shrink_the_win_set() -> None:
    two = won(line({"x": 7, "y": 8}, {"x": 0, "y": END}))
    inside = won(line({"x": 7, "y": 8, "z": 10}, {"x": 0, "y": END, "z": 5}))
    further = won(line({"x": 7, "y": 8, "z": 1}, {"x": 0, "y": END, "z": 5}))
    # Absorption: a veto player who accepts whatever the others accept changes nothing.
    assert inside == two
    assert further == [4, 5, 6]
    assert set(further) < set(two)
