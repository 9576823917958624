"""Who gains by a leak in written cases, against the definition: by what holds before and after, and by where things go."""

from __future__ import annotations

import copy
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parent))

import naive_conflict as slow
from test_hypergame_cases import SECRET, Written, random_case

import winset

WORDS = ("gains", "loses", "same", "mixed", "open")


def effect(written: Written, p: str, old: list[int], new: list[int]) -> str:
    wishes = written.conflict["preferences"][p]["statements"]
    gaps = [
        (written.likes(wishes, q) > written.likes(wishes, s)) - (written.likes(wishes, q) < written.likes(wishes, s))
        for s in old
        for q in new
    ]
    if not gaps:
        return "open"
    if all(gap == 0 for gap in gaps):
        return "same"
    return "gains" if min(gaps) >= 0 else "loses" if max(gaps) <= 0 else "mixed"


def holding(written: Written) -> list[int]:
    """What holds in the hypergame of the second level, by SEQ."""
    return [
        s
        for s in written.true_states()
        if all(
            (q := written.seen_as(s, p, p)) is not None and slow.seq(written.game(p, 2), i, q)
            for i, p in enumerate(written.parties)
        )
    ]


def open_game(data: dict[str, Any]) -> tuple[Written, slow.Naive]:
    """The true game: nobody unaware, nobody wrong."""
    plain = copy.deepcopy(data)
    plain["conflict"]["views"] = {}
    written = Written(plain)
    return written, written.game(written.parties[0], 1)


@pytest.mark.parametrize("common", [False, True])
@pytest.mark.parametrize("seed", range(4))
def test_who_gains_is_that_of_the_definition(seed: int, common: bool, tmp_path: Path) -> None:
    rng = np.random.default_rng([11, seed, common])
    seen = 0
    while seen < 6:
        data = random_case(rng, common)
        before = Written(data)
        blind = [p for p in before.parties if before.unseen(p) & before.known("nobody") and before.states(p)]
        if not blind or any(not before.states(p) for p in before.parties):
            continue
        seen += 1
        path = tmp_path / f"c{seen}.yaml"
        path.write_text(json.dumps(data))
        told = copy.deepcopy(data)
        told["conflict"]["views"][blind[0]]["unaware_of"] = []
        found = winset.leak(winset.load(path), blind[0], rows=200).value
        old, new = holding(before), holding(Written(told))
        assert set(found["lost"]) == {
            ", ".join(n for n in before.names if n in before.taken(s)) or "nothing taken" for s in set(old) - set(new)
        }
        for p in before.parties:
            assert found["by_what_holds"][p] == {word: int(word == effect(before, p, old, new)) for word in WORDS}
        written, game = open_game(data)
        held = [s for s in game.states if all(slow.seq(game, i, s) for i in range(game.count))]
        quo = [0] if 0 in game.states else []
        looked = {*quo, *[s for s in sorted(old) if s not in quo][:3]}
        assert len(found["if_it_gets_out"]) == len(looked)
        for s in looked:
            label = ", ".join(n for n in before.names if n in before.taken(s)) or "nothing taken"
            reached = slow.improving_moves(game, range(game.count), s)
            ends = [s] if s in held else [e for e in held if e in reached]
            gain = [p for p in before.parties if effect(written, p, [s], ends) == "gains"]
            assert found["if_it_gets_out"][label] == {"looked_at": 1, "gain": gain}


def test_the_secret_deal_falls_as_the_page_about_hypergames_says() -> None:
    found = winset.leak(winset.loads(SECRET), "b")
    assert found.value["by_what_holds"]["a"]["loses"] == found.value["by_what_holds"]["b"]["gains"] == 1
    assert found.value["if_it_gets_out"]["deal"] == {"looked_at": 1, "gain": ["b"]}
    assert found.value["if_it_gets_out"]["nothing taken"]["gain"] == []
    assert "Bland gains, Aland loses" in found.answer


def test_over_draws_every_row_adds_up() -> None:
    found = winset.leak(winset.load("doha2025"), "israel", draws=8).value
    for counts in found["by_what_holds"].values():
        assert sum(counts.values()) == 8
    assert found["if_it_gets_out"]["talk"]["looked_at"] == 8
    assert found["would_leak"] == found["if_it_gets_out"]["talk"]["gain"] == ["israel"]
