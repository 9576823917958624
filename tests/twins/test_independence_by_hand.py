"""Origins and lines against brute force: every way in which unnamed people may coincide, every set of hands that may fail."""

from __future__ import annotations

import itertools
import random

import pytest

from winset.errors import BadRequest, UnknownName
from winset.evidence.independence import Count, Hand, independence


def _identities(hands: list[Hand]) -> list[list[frozenset[str]]]:
    """Every assignment of people to origins: each origin gets as many as it stands for, pools may share theirs."""
    people_of: list[list[frozenset[str]]] = [[]]
    for hand in hands:
        options = []
        pool = [f"{hand.pool}/{k}" for k in range(6)] if hand.pool else [f"{hand.id}:{k}" for k in range(hand.least)]
        for size in range(hand.least, (hand.most or hand.least) + 1):
            source = pool if hand.pool else [f"{hand.id}:{k}" for k in range(size)]
            options += [frozenset(c) for c in itertools.combinations(source, size)]
        people_of = [[*done, o] for done in people_of for o in options]
    return people_of


def _least_cut(nodes: dict[str, bool], edges: set[tuple[str, str]], starts: set[str], ends: set[str]) -> int:
    """The fewest nodes that may be cut so that nothing leads from a start to an end, by trying all sets."""
    cuttable = sorted(n for n, free in nodes.items() if free)
    for size in range(len(cuttable) + 1):
        for cut in itertools.combinations(cuttable, size):
            gone = set(cut)
            seen = starts - gone
            stack = list(seen)
            while stack:
                a = stack.pop()
                for x, y in edges:
                    if x == a and y not in gone and y not in seen:
                        seen.add(y)
                        stack.append(y)
            if not seen & ends:
                return size
    raise AssertionError("no cut")


def _by_hand(hands: list[Hand], relays: list[tuple[str, str]], documents: list[str], *, relays_fail: bool) -> tuple[int, int]:
    before: dict[str, set[str]] = {}
    for a, b in relays:
        before.setdefault(b, set()).add(a)
    alive = set(documents)
    while True:
        more = {a for b in alive for a in before.get(b, ())} - alive
        if not more:
            break
        alive |= more
    inner = [(a, b) for a, b in relays if a in alive and b in alive]
    starts = [h for h in hands if h.id in alive and not any(b == h.id for _, b in inner)]
    found = []
    for people in _identities(starts):
        nodes: dict[str, bool] = {}
        edges: set[tuple[str, str]] = set()
        begin: set[str] = set()
        for n in alive:
            nodes["hand " + n] = relays_fail and n not in {h.id for h in starts}
        for h, group in zip(starts, people, strict=True):
            for p in group:
                nodes["person " + p] = True
                begin.add("person " + p)
                edges.add(("person " + p, "hand " + h.id))
        edges |= {("hand " + a, "hand " + b) for a, b in inner}
        found.append(_least_cut(nodes, edges, begin, {"hand " + d for d in documents}))
    return min(found), max(found)


def _random_case(rng: random.Random) -> tuple[list[Hand], list[tuple[str, str]], list[str]]:
    origins = []
    room = 4
    for k in range(rng.randint(1, 3)):
        least = rng.randint(1, min(2, room))
        room -= least
        pool = rng.choice(["", "p", "p", "q"])
        origins.append(Hand(f"o{k}", least, least, pool))
        if room == 0:
            break
    relays = [Hand(f"r{k}") for k in range(rng.randint(1, 4))]
    hands = origins + relays
    edges = []
    for k, r in enumerate(relays):
        earlier = origins + relays[:k]
        for h in rng.sample(earlier, rng.randint(1, min(2, len(earlier)))):
            edges.append((h.id, r.id))
    documents = [r.id for r in rng.sample(relays, rng.randint(1, len(relays)))]
    return hands, edges, documents


@pytest.mark.parametrize("seed", range(200))
def test_origins_and_lines_agree_with_trying_everything(seed: int) -> None:
    hands, relays, documents = _random_case(random.Random(seed))
    found = independence(hands, relays, documents)
    assert (found.origins.least, found.origins.most) == _by_hand(hands, relays, documents, relays_fail=False)
    assert (found.lines.least, found.lines.most) == _by_hand(hands, relays, documents, relays_fail=True)


def test_two_sources_and_a_source_are_two_to_three_origins() -> None:
    two, one = Hand("two sources", 2, 2, "unnamed"), Hand("a source", 1, 1, "unnamed")
    found = independence([two, one, Hand("axios")], [("two sources", "axios"), ("a source", "axios")], ["axios"])
    assert str(found.origins) == "2 to 3"


def test_a_copy_is_no_second_line_and_another_official_is() -> None:
    hands = [Hand("two sources", 2, 2, "unnamed"), Hand("axios"), Hand("host")]
    relays = [("two sources", "axios"), ("axios", "host")]
    assert str(independence(hands, relays, ["axios", "host"]).lines) == "1"
    hands += [Hand("a Western official", 1, 1, "western"), Hand("toi")]
    relays += [("a Western official", "toi")]
    assert str(independence(hands, relays, ["axios", "host", "toi"]).lines) == "2"


def test_officials_without_a_number_set_no_upper_limit_to_the_origins() -> None:
    found = independence([Hand("officials", 2, None, "unnamed"), Hand("paper")], [("officials", "paper")], ["paper"])
    assert found.origins == Count(2, None)
    assert found.lines == Count(1, 1)


def test_papers_that_only_copy_each_other_are_one_voice() -> None:
    found = independence([Hand("a"), Hand("b")], [("a", "b"), ("b", "a")], ["a", "b"])
    assert found.origins.least >= 1


def test_unknown_hands_and_empty_ranges_are_errors() -> None:
    with pytest.raises(UnknownName):
        independence([Hand("a")], [("a", "x")], ["a"])
    with pytest.raises(BadRequest):
        Hand("a", 3, 2)
