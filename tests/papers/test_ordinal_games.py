"""The 78 ordinal 2x2 games: Albrecht, Christianos & Schäfer (2024), section 11.2, after Rapoport & Guyer (1966)."""

from __future__ import annotations

import json
from itertools import permutations, product
from pathlib import Path

import numpy as np
import pytest

from winset.arrays.graph_model import GraphModel, option_model
from winset.conflict.coalitions import coalition_stability, vulnerable
from winset.conflict.concepts import CONCEPTS, stability
from winset.conflict.limited import non_myopic

FILE = Path(__file__).parent / "conflicts" / "ordinal_games_78.json"
GAMES: list[list[list[list[int]]]] = json.loads(FILE.read_text(encoding="utf-8"))["games"]
Cells = tuple[tuple[int, int], ...]


def cells(game: list[list[list[int]]]) -> Cells:
    return tuple((a, b) for row in game for a, b in row)


def model(four: Cells) -> GraphModel:
    """Bit 0: the row player takes the second row; bit 1: the column player the second column."""
    ranks = [[four[2 * (s & 1) + (s >> 1)][p] for s in range(4)] for p in (0, 1)]
    return option_model(["Row", "Column"], [("second row", "Row"), ("second column", "Column")], ranks)


def alike(four: Cells) -> Cells:
    """One of the eight ways to write the same game: rows, columns and players exchanged."""
    grid = {(i, j): four[2 * i + j] for i in (0, 1) for j in (0, 1)}
    ways = []
    for rows, columns, players in product((0, 1), repeat=3):
        turned = {}
        for (i, j), (a, b) in grid.items():
            place, pair = (i ^ rows, j ^ columns), (a, b)
            turned[place[::-1] if players else place] = pair[::-1] if players else pair
        ways.append(tuple(turned[i, j] for i in (0, 1) for j in (0, 1)))
    return min(ways)


def test_the_list_holds_every_ordinal_game_once() -> None:
    every = {
        alike(tuple(zip(row, column, strict=True))) for row in permutations((1, 2, 3, 4)) for column in permutations((1, 2, 3, 4))
    }
    assert {alike(cells(game)) for game in GAMES} == every
    assert len(every) == len(GAMES) == 78


@pytest.mark.parametrize("number", range(1, 22))
def test_the_best_of_a_game_without_conflict_holds_in_every_sense(number: int) -> None:
    """Published: games 1 to 21 are those in which both like the same outcome best."""
    game = model(cells(GAMES[number - 1]))
    (best,) = (s for s in range(4) if (game.ranks[:, s] == 4).all())
    found = stability(game, CONCEPTS)
    for concept in CONCEPTS:
        assert best in found.equilibria(concept)
    assert coalition_stability(game, ["cnash"]).equilibria("cnash") == [best]
    assert all(v.target == best for v in vulnerable(game, found.equilibria("nash")))
    assert best in non_myopic(game).equilibria()


@pytest.mark.parametrize("number", range(22, 79))
def test_a_game_of_conflict_has_no_state_that_is_best_for_both(number: int) -> None:
    """Published: games 22 to 78 are those in which they disagree about it."""
    game = model(cells(GAMES[number - 1]))
    assert not any((game.ranks[:, s] == 4).all() for s in range(4))


def test_some_games_have_no_nash_state_and_all_have_one_by_gmr() -> None:
    """Published: the Nash outcomes are underlined, and some games have none. That GMR is never empty is ours."""
    without = [n for n, game in enumerate(GAMES, 1) if not stability(model(cells(game)), ["nash"]).equilibria("nash")]
    assert without
    assert min(without) > 21
    assert all(stability(model(cells(game)), ["gmr"]).equilibria("gmr") for game in GAMES)


def test_published_slip_number_23_of_the_original_list() -> None:
    """Footnote 2: game 8 here (23 in Rapoport & Guyer 1966) has a wrong number there; a(2,1) should be 1.

    The proof: the row player's other three ranks are 4, 3 and 2, and ranks are strict.
    """
    (first, second, third, fourth) = (a for a, _ in cells(GAMES[8 - 1]))
    assert (first, second, fourth) == (4, 3, 2)
    assert {1, 2, 3, 4} - {first, second, fourth} == {third} == {1}


def test_rows_columns_and_players_can_be_exchanged() -> None:
    """Eight ways to write one game: as many equilibria, and the same ranks at them."""
    for game in GAMES:
        four = cells(game)
        plain = model(four)
        other = model(alike(four))
        for concept in CONCEPTS:
            a, b = stability(plain, [concept]).equilibria(concept), stability(other, [concept]).equilibria(concept)
            pairs = [sorted(tuple(sorted(m.ranks[:, s].tolist())) for s in held) for m, held in ((plain, a), (other, b))]
            assert pairs[0] == pairs[1]
    assert np.array_equal(model(cells(GAMES[0])).ranks[:, 0], [4, 4])
