"""Analyses of spaces too large to list say what listing them says: the limit is lowered, and both ways are asked."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent / "twins"))
from random_cases import random_case

import winset
from winset.analyses import scene
from winset.arrays.deal_space import deal_space
from winset.deals import optimum, search

CONCEPTS = ("nash", "egalitarian", "utilitarian", "kalai_smorodinsky", "kalai_rosenthal", "weighted_nash", "proportional")


@pytest.fixture
def as_large(monkeypatch: pytest.MonkeyPatch) -> Callable[[bool], None]:
    def switch(on: bool) -> None:
        monkeypatch.setattr(scene, "MAX_DEALS", 0 if on else 2_000_000)

    return switch


def cases(count: int, ranges: bool = False) -> Iterator[tuple[winset.Case, list[str]]]:
    for seed in range(count):
        case = random_case(seed, ranges)
        space = deal_space(case, 0)
        yield case, [name for name, valued in zip(space.parties, space.valued, strict=True) if valued]


def deals(result: Any) -> set[str]:
    return {row["deal"] for row in result.rows()}


@pytest.mark.parametrize("among", ["all", "deliverable"])
def test_the_frontier_is_the_same(as_large: Callable[[bool], None], among: Any) -> None:
    for case, who in cases(60):
        if len(who) < 2:
            continue
        as_large(False)
        listed = winset.frontier(case, who[:3], among=among, rows=10_000)
        as_large(True)
        found = winset.frontier(case, who[:3], among=among, rows=10_000)
        assert found.value["deals"] == listed.value["some_draw"]
        assert deals(found) <= deals(listed)
        assert len({tuple(list(row.values())[1:]) for row in found.rows()}) <= found.value["points"]


def test_the_frontier_of_the_win_set_is_the_same(as_large: Callable[[bool], None]) -> None:
    for case, who in cases(60):
        if len(who) < 2:
            continue
        as_large(False)
        listed = winset.frontier(case, who[:2], among="winset", rows=10_000)
        as_large(True)
        found = winset.frontier(case, who[:2], among="winset", rows=10_000)
        assert deals(found) <= deals(listed)
        assert bool(deals(found)) == bool(deals(listed))


@pytest.mark.parametrize("concept", CONCEPTS)
@pytest.mark.parametrize("among", ["all", "deliverable", "winset"])
@pytest.mark.parametrize("plain", [20_000, 0])
def test_solutions_choose_the_same_deals_with_every_tie(
    as_large: Callable[[bool], None], concept: str, among: Any, plain: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "PLAIN", plain)
    compared = 0
    for case, who in cases(40):
        if len(who) < 2:
            continue
        shares = {who[0]: 2, who[1]: "3/2"} if concept in ("weighted_nash", "proportional") else None
        as_large(False)
        listed = winset.solve(case, concept, who[:2], among=among, shares=shares, rows=10_000)
        as_large(True)
        found = winset.solve(case, concept, who[:2], among=among, shares=shares, rows=10_000)
        assert found.value["ties"] == len(listed.value["middle"])
        assert set(found.value["middle"]) == set(listed.value["middle"])
        assert found.settings["score_at_middle"] == listed.settings["score_at_middle"]
        compared += 1
    assert compared > 5


def test_ties_too_many_to_list_are_counted_by_thresholds(
    as_large: Callable[[bool], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(optimum, "ties", lambda *_: None)
    some = 0
    for case, who in cases(40):
        if len(who) < 2:
            continue
        as_large(False)
        listed = winset.solve(case, "egalitarian", who[:2], among="winset", rows=10_000)
        as_large(True)
        found = winset.solve(case, "egalitarian", who[:2], among="winset")
        assert found.value["ties"] == len(listed.value["middle"])
        some += found.value["ties"] > 1
    assert some


def test_the_win_set_is_counted_alike_and_its_best_deals_are_in_it(as_large: Callable[[bool], None]) -> None:
    for case, who in cases(60):
        as_large(False)
        listed = winset.winset(case, rows=10_000)
        as_large(True)
        found = winset.winset(case)
        assert found.value["inside_at_middle"] == listed.value["some_draw"]
        assert found.value["open_at_middle"] == listed.value["open_only"]
        assert found.value["allowed"] == listed.value["allowed"]
        assert all(row["in the win-set"].count for row in found.rows())
        assert bool(found.rows()) == bool(listed.value["some_draw"] and who)
        for party in case.file.parties:
            as_large(False)
            one = winset.winset(case, party).value["some_draw"]
            as_large(True)
            assert winset.winset(case, party).value["at_middle"] == one


def test_what_can_be_delivered_is_counted_alike(as_large: Callable[[bool], None]) -> None:
    for case, _ in cases(60):
        as_large(False)
        listed = winset.deliverable(case, rows=7)
        as_large(True)
        found = winset.deliverable(case, rows=7)
        assert (found.value["deals"], found.value["allowed"]) == (listed.value["deals"], listed.value["allowed"])
        assert found.value["by_issue"] == listed.value["by_issue"]
        assert [row["terms changed"] for row in found.rows()] == [row["terms changed"] for row in listed.rows()]


def test_blockers_are_found_without_listing_the_space(as_large: Callable[[bool], None]) -> None:
    for case, _ in cases(30):
        dims = case.dimensions()
        deal = {id_: dim.values[-1] for id_, dim in dims.items()}
        as_large(False)
        listed = winset.blockers(case, deal), winset.ask(case, "who_can_block")
        as_large(True)
        found = winset.blockers(case, deal), winset.ask(case, "who_can_block")
        assert [r.to_json() for r in found] == [r.to_json() for r in listed]


def test_blockers_of_terms_follow_the_rules_without_a_list(as_large: Callable[[bool], None]) -> None:
    linked = 0
    for case, _ in cases(80):
        for id_, dim in case.dimensions().items():
            as_large(False)
            listed = winset.blockers(case, terms={id_: dim.values[-1]})
            as_large(True)
            found = winset.blockers(case, terms={id_: dim.values[-1]})
            assert found.to_json() == listed.to_json()
            linked += "which the rules require" in str(found.rows())
    assert linked


def test_counts_over_draws_are_those_of_listing_each(as_large: Callable[[bool], None]) -> None:
    for case, _ in cases(15, ranges=True):
        as_large(True)
        found = winset.winset(case, draws=5)
        space = deal_space(case, 5)
        if space.draws == 1:
            continue
        as_large(False)
        each = winset.winset(case, draws=5, rows=10_000).rows()
        assert found.value["most"] * 5 >= sum(row["in the win-set"].count for row in each) >= found.value["fewest"] * 5


BIG = """
case: big
title: Thirty issues
as_of: 2030
signed_by: [a, b]
parties: {a: A, b: B}
issues: {%s}
preferences:
  a: {weights: {%s}, reservation: 0.4}
  b: {weights: {%s}, reservation: 0.4}
"""


def big(issues: int) -> str:
    names = [f"i{k}" for k in range(issues)]
    return BIG % (
        ", ".join(
            f"{n}: {{name: {n}, values: [none, some, most, all], delivered_by: {'ab'[k % 2]}}}" for k, n in enumerate(names)
        ),
        ", ".join(f"{n}: {1 + k % 5}" for k, n in enumerate(names)),
        ", ".join(f"{n}: -{1 + k % 7}" for k, n in enumerate(names)),
    )


def test_ten_to_the_eighteen_deals_are_answered_exactly(cli: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "big.yaml").write_text(big(30))
    assert f"{4**30:,} deals" in cli("winset", tmp_path / "big.yaml").out.replace("\n", " ")
    for words in (["frontier"], ["solve", "nash"], ["deliverable"], ["blockers", "i3=all"], ["step", "i3=all"]):
        ran = cli(words[0], tmp_path / "big.yaml", *words[1:])
        assert (ran.status, ran.err) == (0, ""), words
    assert "without listing the deals" in cli("frontier", tmp_path / "big.yaml").out.replace("\n", " ")


def test_a_first_brief_never_waits_for_the_compiler(spawned: Callable[..., Any]) -> None:
    code = "import sys; sys.argv = ['winset', 'brief', 'doha2025']\nfrom winset.cli import main\nmain()\nassert 'numba' not in sys.modules"
    ran = spawned("-c", code)
    assert (ran.status, ran.err) == (0, "")


def test_an_interrupted_count_keeps_whole_draws(as_large: Callable[[bool], None], monkeypatch: pytest.MonkeyPatch) -> None:
    from winset.analyses import large_winset

    as_large(True)
    case = next(case for case, _ in cases(20, ranges=True) if deal_space(case, 5).draws == 5)
    calls, count = [], large_winset.count_inside

    def third(*given: Any, **named: Any) -> int:
        calls.append(1)
        if len(calls) == 5:
            raise KeyboardInterrupt
        return count(*given, **named)

    monkeypatch.setattr(large_winset, "count_inside", third)
    found = winset.winset(case, draws=5)
    assert "interrupted: 2 of 5 draws were made and are counted here" in found.notes()


@pytest.mark.parametrize("concept", ["nash", "egalitarian", "kalai_smorodinsky"])
@pytest.mark.parametrize("among", ["all", "winset"])
def test_shares_over_draws_are_those_of_listing_and_do_not_hang_on_the_rows(
    as_large: Callable[[bool], None], concept: str, among: Any
) -> None:
    compared = 0
    for case, who in cases(25, ranges=True):
        if len(who) < 2:
            continue
        as_large(False)
        listed = winset.solve(case, concept, who[:2], among=among, draws=4, rows=10_000)
        expected = {row["deal"]: row["chosen"].count for row in listed.rows()}
        as_large(True)
        for rows in (1, 10_000):
            for row in winset.solve(case, concept, who[:2], among=among, draws=4, rows=rows).rows():
                if "chosen" in row:
                    assert row["chosen"].count == expected.get(row["deal"], 0)
                    compared += 1
    assert compared > 20


@pytest.mark.parametrize("large", [False, True])
def test_where_nobody_gains_with_all_there_is_no_nash_deal_anywhere(as_large: Callable[[bool], None], large: bool) -> None:
    case = winset.loads(
        """
        case: c
        title: t
        as_of: 2030-01-01
        parties: {a: A, b: B}
        signed_by: [a, b]
        issues: {x: {name: X, values: [n, y], delivered_by: a}}
        preferences: {a: {weights: {x: 1}, reservation: 0}, b: {weights: {x: -1}, reservation: 0}}
        """
    )
    as_large(large)
    for concept, shares in (("nash", None), ("weighted_nash", {"a": 1, "b": 2})):
        found = winset.solve(case, concept, shares=shares)
        assert (found.value["middle"], found.value["most_often"], found.settings["score_at_middle"]) == ([], None, None)
        assert "chooses nothing" in found.answer
    assert winset.solve(case, "egalitarian").value["middle"]
    as_large(False)
    assert winset.acceptability(case).value["nash"] == 0


def test_a_listed_frontier_too_long_to_show_is_shown_through_a_cover() -> None:
    names = [f"i{k}" for k in range(8)]
    case = winset.loads(
        BIG.replace("0.4", "0")
        % (
            ", ".join(f"{n}: {{name: {n}, values: [none, some, all], delivered_by: a}}" for n in names),
            ", ".join(f"{n}: {1 + k}" for k, n in enumerate(names)),
            ", ".join(f"{n}: -{9 - k}" for k, n in enumerate(names)),
        )
    )
    every = winset.frontier(case, rows=10_000).rows()
    found = winset.frontier(case, rows=6)
    some = [(row["a (0-100)"], row["b (0-100)"]) for row in found.rows()]
    assert len(some) == 6 < len(every)
    assert max(a for a, _ in some) == max(row["a (0-100)"] for row in every)
    assert max(b for _, b in some) == max(row["b (0-100)"] for row in every)
    note = next(n for n in found.notes() if "worse by at most" in n)
    share = float(note.split("at most ")[1].split(" of")[0])
    for row in every:
        assert any(a >= row["a (0-100)"] - 100 * share - 1 and b >= row["b (0-100)"] - 100 * share - 1 for a, b in some)
