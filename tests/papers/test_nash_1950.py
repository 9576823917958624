"""Nash (1950), The Bargaining Problem, Econometrica 18, 155-162: his example of Bill and Jack, who may only barter."""

from __future__ import annotations

from fractions import Fraction

import yaml

import winset

# Utility to Bill, utility to Jack; the first five are Bill's, the rest Jack's.
BILLS = {"book": (2, 4), "whip": (2, 2), "ball": (2, 1), "bat": (2, 2), "box": (4, 1)}
JACKS = {"pen": (10, 1), "toy": (4, 1), "knife": (6, 2), "hat": (2, 2)}


def barter() -> winset.Case:
    """Each good may change hands; a weight below 0 is what its owner loses. No deal is the status quo."""
    goods = {**BILLS, **JACKS}
    case = {
        "case": "bill_and_jack",
        "title": "Bill and Jack",
        "as_of": "1950",
        "parties": {"bill": "Bill", "jack": "Jack"},
        "issues": {
            "bills": {"name": "Bill gives", "items": {good: good for good in BILLS}, "delivered_by": "bill"},
            "jacks": {"name": "Jack gives", "items": {good: good for good in JACKS}, "delivered_by": "jack"},
        },
        "preferences": {
            who: {
                "weights": {
                    "bills": {good: sign * goods[good][place] for good in BILLS},
                    "jacks": {good: -sign * goods[good][place] for good in JACKS},
                }
            }
            for who, place, sign in (("bill", 0, -1), ("jack", 1, 1))
        },
    }
    return winset.loads(yaml.safe_dump(case, sort_keys=False))


def test_bill_gives_book_whip_ball_and_bat_and_jack_gives_pen_toy_and_knife() -> None:
    found = winset.solve(barter(), "nash")
    assert found.draws == 1
    (deal,) = found.value["middle"]
    assert deal == "bills.book=in, bills.whip=in, bills.ball=in, bills.bat=in, jacks.pen=in, jacks.toy=in, jacks.knife=in"


def test_the_product_of_their_gains_is_twelve_times_five() -> None:
    # In units of the 0-to-1 scales: 34 is the sum of Bill's utilities, 16 of Jack's.
    score = winset.solve(barter(), "nash").settings["score_at_middle"]
    assert score == Fraction(12, 34) * Fraction(5, 16)


def test_there_are_512_ways_to_swap_and_the_owner_of_a_good_can_block_it() -> None:
    found = winset.frontier(barter())
    assert winset.winset(barter()).value["deals"] == 512
    assert found.value["some_draw"] == found.value["every_draw"]
    assert winset.blockers(barter(), terms={"bills.book": "in"}).value["blockers"] == ["bill"]
