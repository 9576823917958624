"""Hypergames from written cases against their definition: nothing of the program but the reader and the verdicts is used."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parent))

import naive_conflict as slow

import winset
from winset.analyses.hypergames import games
from winset.conflict.hypergame import aware

PARTIES = ("a", "b", "c")


def random_case(rng: np.random.Generator, common: bool) -> dict[str, Any]:
    """Two or three parties, three or four options; some unseen, some preferences believed wrongly, perhaps common moves."""
    parties = PARTIES[: int(rng.integers(2, 4))]
    count = int(rng.integers(len(parties), 5))
    owner = [*parties, *rng.choice(parties, count - len(parties))]
    names = [f"o{k}" for k in range(count)]
    options: dict[str, Any] = {p: {} for p in parties}
    for name, who in zip(names, owner, strict=True):
        options[str(who)][name] = {"name": name, "irreversible": str(rng.choice(["no", "no", "no", "once_taken"]))}
    order = [name for p in parties for name in options[p]]

    def wishes() -> list[str]:
        return [f"{rng.choice(['', 'not '])}{name}" for name in rng.permutation(order)[: int(rng.integers(1, count + 1))]]

    views: dict[str, Any] = {}
    for p in parties:
        unseen = [name for name in order if rng.random() < 0.2]
        believes = {q: {"statements": wishes()} for q in parties if q != p and rng.random() < 0.4}
        if unseen or believes:
            views[p] = {"unaware_of": unseen, "believes": believes}
    conflict = {
        "options": options,
        "preferences": {p: {"statements": wishes()} for p in parties},
        "views": views,
    }
    if rng.random() < 0.4:
        conflict["infeasible"] = [f"{order[0]} and {order[1]}"]
    if common:
        chosen = [str(x) for x in rng.choice(order, 2, replace=False)]
        by = [str(x) for x in rng.choice(parties, 2, replace=False)]
        conflict["common_moves"] = {"jump": {"by": by, "from": f"not {chosen[0]}", "to": " and ".join(chosen)}}
    return {"case": "x", "title": "x", "as_of": "2030-01-01", "parties": {p: p.upper() for p in parties}, "conflict": conflict}


class Written:
    """The case as it is written, read by the definitions."""

    def __init__(self, case: dict[str, Any]) -> None:
        self.conflict = case["conflict"]
        self.parties = list(self.conflict["options"])
        self.options = [(name, p, o) for p, own in self.conflict["options"].items() for name, o in own.items()]
        self.names = [name for name, _, _ in self.options]
        self.impossible = [text.split(" and ") for text in self.conflict.get("infeasible", [])]

    def taken(self, s: int) -> set[str]:
        return {name for k, name in enumerate(self.names) if s >> k & 1}

    def true_states(self) -> list[int]:
        return [s for s in range(1 << len(self.names)) if not any(set(bad) <= self.taken(s) for bad in self.impossible)]

    def unseen(self, p: str) -> set[str]:
        return set(self.conflict["views"].get(p, {}).get("unaware_of", []))

    def known(self, p: str) -> set[str]:
        """What is taken in some state that p thinks possible."""
        states = [s for s in self.true_states() if not self.taken(s) & self.unseen(p)]
        return set().union(*(self.taken(s) for s in states)) if states else set()

    def states(self, p: str) -> list[int]:
        return [s for s in self.true_states() if not self.taken(s) & self.unseen(p)]

    def moves(self, p: str, s: int, states: list[int]) -> set[int]:
        """One move of p between states of a game."""
        found = set()
        for q in states:
            changed = [(owner, o) for k, (_, owner, o) in enumerate(self.options) if (s ^ q) >> k & 1]
            undone = any(
                o["irreversible"] == "once_taken" and s >> k & 1 and not q >> k & 1 for k, (_, _, o) in enumerate(self.options)
            )
            if changed and all(owner == p for owner, _ in changed) and not undone:
                found.add(q)
        for move in self.conflict.get("common_moves", {}).values():
            absent = move["from"].removeprefix("not ")
            if p in move["by"] and absent not in self.taken(s):
                q = s | sum(1 << self.names.index(name) for name in move["to"].split(" and "))
                if q != s and q in states:
                    found.add(q)
        return found

    def likes(self, wishes: list[str], s: int) -> tuple[bool, ...]:
        return tuple((w.removeprefix("not ") in self.taken(s)) != w.startswith("not ") for w in wishes)

    def wants(self, p: str, q: str) -> list[str]:
        """What q wants, as p believes."""
        believes = self.conflict["views"].get(p, {}).get("believes", {})
        return (believes.get(q) or self.conflict["preferences"][q])["statements"]

    def through(self, p: str, q: str) -> str:
        """Whose eyes p lends to q: q's own if p sees at least as much, else p's."""
        return q if self.known(q) <= self.known(p) else p

    def seen_as(self, s: int, eyes: str, who: str) -> int | None:
        hidden = self.taken(s) - self.known(eyes)
        if any(owner == who for name, owner, _ in self.options if name in hidden):
            return None
        kept = sum(1 << k for k, name in enumerate(self.names) if name in self.taken(s) - hidden)
        return kept if kept in self.states(eyes) else None

    def game(self, p: str, level: int) -> slow.Naive:
        """The game in which p judges."""
        states = self.states(p)
        wishes = [self.wants(p, q) for q in self.parties]
        eyes = [p if level == 1 else self.through(p, q) for q in self.parties]

        def degree(i: int, s: int, r: int) -> int:
            q = self.parties[i]
            a, b = (s, r) if q == p or level == 1 else (self.seen_as(x, eyes[i], q) for x in (s, r))
            if a is None or b is None:
                return 0  # from and to such a state q makes no move, so that it never matters
            old, new = self.likes(wishes[i], a), self.likes(wishes[i], b)
            return (new > old) - (new < old)

        moves = []
        for i, q in enumerate(self.parties):
            table = {}
            for s in states:
                goals = self.moves(q, s, states)
                if q != p and level == 2:
                    known = self.known(eyes[i])
                    goals = {
                        r
                        for r in goals
                        if self.taken(s ^ r) <= known
                        and self.seen_as(s, eyes[i], q) is not None
                        and self.seen_as(r, eyes[i], q) is not None
                    }
                table[s] = frozenset(goals)
            moves.append(table)
        return slow.Naive(len(self.parties), tuple(states), tuple(moves), degree)

    def knows_of_another(self, p: str) -> bool:
        """Whether p thinks that somebody else sees other states, or holds something else to be wanted, than p does."""
        for q in self.parties:
            if q == p or self.through(p, q) == p:
                continue
            told = self.conflict["views"].get(q, {}).get("believes", {})
            other = any(self.ranked(told[r]["statements"], q) != self.ranked(self.wants(p, r), q) for r in told if r != q)
            if set(self.states(q)) != set(self.states(p)) or other:
                return True
        return False

    def ranked(self, wishes: list[str], eyes: str) -> list[list[int]]:
        """The order of the states that wishes say."""
        states = self.states(eyes)
        return [
            [s for s in states if self.likes(wishes, s) == level] for level in sorted({self.likes(wishes, s) for s in states})
        ]


@pytest.mark.parametrize("common", [False, True])
@pytest.mark.parametrize("seed", range(6))
def test_what_holds_in_a_written_case(seed: int, common: bool, tmp_path: Path) -> None:
    rng = np.random.default_rng([7, seed, common])
    for n in range(6):
        data = random_case(rng, common)
        path = tmp_path / f"c{n}.yaml"
        path.write_text(json.dumps(data))
        written = Written(data)
        if any(not written.states(p) for p in written.parties):
            continue
        found = games(winset.load(path), 0, 0)
        assert aware(found.pictures) == tuple(written.knows_of_another(p) for p in written.parties)
        for level, concept in ((1, "seq"), (2, "nash"), (2, "gmr"), (2, "smr"), (2, "seq"), (2, "sseq")):
            judged = found.judged(concept, level)
            for i, p in enumerate(written.parties):
                game = written.game(p, level)
                for s in written.true_states():
                    q = written.seen_as(s, p, p)
                    assert judged.stable[i, s] == (q is not None and slow.CONCEPTS[concept](game, i, q)), (level, concept, p, s)


def test_who_is_merely_wrong_is_not_aware(tmp_path: Path) -> None:
    path = tmp_path / "belief.yaml"
    path.write_text(
        """
case: belief
title: Belief
as_of: 2030-05-04
parties: {a: Aland, b: Bland}
conflict:
  options: {a: {go: go}, b: {hit: hit}}
  preferences:
    a: {statements: [not hit, go]}
    b: {statements: [go if hit, hit if go]}
  views:
    a: {believes: {b: {statements: [not hit]}}}
"""
    )
    case = winset.load(path)
    for level in (1, 2):
        found = winset.hypergame(case, level=level)
        assert list(found.value["holds"]) == ["go, hit"]
        assert found.value["aware"] == ["b"]
        assert found.value["wrong_about"] == {"a": ["b"], "b": []}


def test_two_that_are_both_wrong_know_of_no_other_game(tmp_path: Path) -> None:
    path = tmp_path / "both.yaml"
    path.write_text(
        """
case: both
title: Two that are wrong
as_of: 2030-05-04
parties: {a: Aland, b: Bland, c: Cland}
conflict:
  options: {a: {go: go}, b: {hit: hit}, c: {watch: watch}}
  preferences: {a: {statements: [go]}, b: {statements: [not hit]}, c: {statements: [watch]}}
  views:
    a: {believes: {c: {statements: [not watch]}}}
    b: {believes: {c: {statements: [not watch]}}}
"""
    )
    found = winset.hypergame(winset.load(path))
    # Each takes the other to see what it sees; only Cland, which knows its own wishes, sees that both are wrong.
    assert found.value["wrong_about"] == {"a": ["c"], "b": ["c"], "c": []}
    assert found.value["aware"] == ["c"]
    alone = winset.hypergame(winset.load(path).set("conflict.views.b.believes", {}).set("conflict.views.a.believes", {}))
    assert "All see the same game." in alone.answer


SECRET = """
case: secret
title: A secret deal
as_of: 2030-05-04
parties: {a: Aland, b: Bland}
conflict:
  options: {a: {deal: make a secret deal}, b: {withhold: withhold aid}}
  preferences:
    a: {statements: [not withhold, deal]}
    b: {statements: [not deal, deal iff withhold]}
  views: {b: {unaware_of: [deal]}}
"""
COMMON = "  common_moves: {war: {by: [a, b], from: not deal and not withhold, to: deal and withhold}}\n"


@pytest.mark.parametrize("more", ["", COMMON])
def test_a_common_move_keeps_the_options_of_views_and_leaks(more: str, tmp_path: Path) -> None:
    """The move improves for nobody, so that nothing may change by it."""
    path = tmp_path / "secret.yaml"
    path.write_text(SECRET + more)
    case = winset.load(path)
    judged = winset.hypergame(case).value
    assert list(judged["holds"]) == ["deal"]
    assert judged["by_mistake"] == judged["stealthy"] == {"deal": ["b"]}
    found = winset.leak(case, "b").value
    assert (found["hidden_before"], found["lost"], found["gained"]) == (
        ["deal"],
        ["deal"],
        ["nothing taken", "deal, withhold"],
    )
