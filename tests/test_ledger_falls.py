"""What falls if sources were wrong: the same as striking out every set of sources by hand."""

from __future__ import annotations

import itertools
import math
import random
from typing import Any

import pytest

import winset
from winset.analyses import conclusions, striking
from winset.analyses.origins import chances
from winset.analyses.striking import ground
from winset.case import change, ledger
from winset.case.case import Case
from winset.case.explicit import as_yaml
from winset.errors import BadRequest, TooLarge, UnknownName

PATHS = (
    "issues.prisoners.delivered_by",
    "issues.bodies.delivered_by",
    "consents.israel.prisoners",
    "rules.swap",
    "issues.hours.delivered_by",
    "preferences.us.weights.prisoners",
)
VALUES: dict[str, tuple[Any, Any]] = {
    "issues.prisoners.delivered_by": ("israel", "us"),
    "issues.bodies.delivered_by": ("hamas", ["us", "hamas"]),
    "consents.israel.prisoners": ("withheld", "consented"),
    "rules.swap": (None, None),
    "issues.hours.delivered_by": ("hamas", "us"),
    "preferences.us.weights.prisoners": ("-1", "2"),
}
QUESTIONS = (
    "who_can_block(prisoners=some)",
    "what_can_be_delivered_without(israel)",
    "is_in_winset(prisoners=some, bodies=returned)",
)


def drawn_case(rng: random.Random, sources: int, claims: int) -> Case:
    names = [f"s{k}" for k in range(sources)]
    said: dict[str, Any] = {}
    for k in range(claims):
        path = rng.choice(PATHS)
        value, wrong = VALUES[path]
        hands = rng.sample(names, rng.choice([1, 1, 2]))
        claim: dict[str, Any] = {"about": [path], "by": hands[0], "via": hands[1:], "reading": "as told"}
        if value is not None and rng.random() < 0.7:
            claim["value"] = value
        if wrong is not None and rng.random() < 0.6:
            claim["if_wrong"] = wrong
        if k and rng.random() < 0.2:
            claim[rng.choice(["corrects", "retracts", "contradicts"])] = [f"c{rng.randrange(k)}"]
        said[f"c{k}"] = claim
    return winset.loads(
        as_yaml(
            {
                "case": "talks",
                "title": "Talks",
                "as_of": "2025-03-08",
                "signed_by": ["us", "hamas"],
                "parties": {"us": "United States", "hamas": "Hamas", "israel": {"name": "Israel", "at_table": "no"}},
                "issues": {
                    "prisoners": {"name": "Prisoners", "values": ["none", "some"], "delivered_by": "israel"},
                    "bodies": {"name": "Bodies", "values": ["held", "returned"], "delivered_by": "hamas"},
                    "hours": {"name": "Hours", "values": ["few", "many"], "delivered_by": "hamas"},
                },
                "rules": {"swap": {"if": {"prisoners": "some"}, "then": {"bodies": "returned"}}},
                "consents": {"israel": {"prisoners": "withheld"}},
                "preferences": {
                    "us": {"weights": {"prisoners": -1, "bodies": 2}, "reservation": "0.2"},
                    "hamas": {"weights": {"prisoners": 3, "bodies": -1}, "reservation": "0.1"},
                },
                "grades": {"F": "0.6", "B": "0.9"},
                "sources": {name: {"name": name, **({"grade": "B2"} if k % 2 else {})} for k, name in enumerate(names)},
                "claims": said,
            }
        )
    )


def by_hand(case: Case, question: str, gone: frozenset[str], wrong: bool) -> Any:
    """Strike out every claim that came through a source in `gone`, and ask."""
    struck = [id_ for id_, claim in case.file.claims.items() if set(ledger.hands(case.file, claim)) & gone]
    held = change.strike(case, struck, "by hand", wrong=wrong) if struck else case
    return conclusions.answered(held, question, 20, 1).value


@pytest.mark.parametrize("seed", range(12))
def test_what_falls_is_what_falls_when_every_set_of_sources_is_struck_out_by_hand(seed: int) -> None:
    rng = random.Random(seed)
    case = drawn_case(rng, 4, 7)
    found = winset.falls(case, QUESTIONS, draws=20).value
    assert any(entry["flips"] or entry["flips_if_wrong"] for entry in found.values())
    foot = ground(case, QUESTIONS)
    assert set(foot.sources) <= set(case.file.sources)
    chance = chances(case.file)
    for question in QUESTIONS:
        table = {
            (frozenset(gone), wrong): by_hand(case, question, frozenset(gone), wrong)
            for size in range(len(foot.sources) + 1)
            for gone in itertools.combinations(foot.sources, size)
            for wrong in (False, True)
        }
        now = table[frozenset(), False]
        assert found[question]["answer"] == now
        for wrong, field in ((False, "flips"), (True, "flips_if_wrong")):
            flipping = {g for (g, w), answer in table.items() if w is wrong and answer != now and 0 < len(g) <= 3}
            smallest = {g for g in flipping if not any(other < g for other in flipping)}
            assert {frozenset(g) for g in found[question][field]} == smallest
            mode = "opposite" if wrong else "unknown"
            ones = {one["without"] for one in found[question]["one_out"] if one["as_if"] == mode}
            assert ones == {next(iter(g)) for g in flipping if len(g) == 1}
        carrying = {frozenset(foot.sources) - g for (g, w), answer in table.items() if not w and answer == now}
        assert {frozenset(g) for g in found[question]["supports"]} == {g for g in carrying if not any(o < g for o in carrying)}
        for entry, wrong in zip(found[question]["holds"], (False, True), strict=True):
            share = math.fsum(
                math.prod(1 - chance[s] if s in g else chance[s] for s in foot.sources)
                for (g, w), answer in table.items()
                if w is wrong and answer == now
            )
            assert entry["exact"]
            assert entry["share"] == round(share, 2)


def test_twelve_sources_are_counted_to_the_last_of_their_4096_cases() -> None:
    case = drawn_case(random.Random(5), 12, 14)
    question = "who_can_block(prisoners=some)"
    foot = ground(case, [question])
    assert 10 <= len(foot.sources) <= 12
    entry = winset.falls(case, [question], draws=20).value[question]
    assert entry["holds"][0]["of"] == 2 ** len(foot.sources)
    claims = case.file.claims
    chance, answers, total = chances(case.file), dict[frozenset[str], Any](), []
    for bits in itertools.product((True, False), repeat=len(foot.sources)):
        gone = frozenset(s for s, right in zip(foot.sources, bits, strict=True) if not right)
        lost = frozenset(id_ for id_, claim in claims.items() if set(ledger.hands(case.file, claim)) & gone)
        if lost not in answers:
            answers[lost] = by_hand(case, question, gone, False)
        if answers[lost] == entry["answer"]:
            total.append(math.prod(chance[s] if right else 1 - chance[s] for s, right in zip(foot.sources, bits, strict=True)))
    assert entry["holds"][0]["share"] == round(math.fsum(total), 2)


def test_more_than_twelve_sources_are_drawn_the_same_for_the_same_seed() -> None:
    case = drawn_case(random.Random(3), 20, 40)
    question = "who_can_block(prisoners=some)"
    first, again = (winset.falls(case, [question], most=2, draws=100, seed=4).value for _ in range(2))
    assert first == again
    assert not first[question]["holds"][0]["exact"]


def test_one_former_adviser_carries_nothing_alone_and_both_carry_the_control_finding() -> None:
    found = winset.falls(winset.load("doha2025"), ["who_can_block(prisoners=some)"])
    entry = found.value["who_can_block(prisoners=some)"]
    assert ["former_adviser"] not in entry["flips"]
    assert ["former_adviser", "two_sources"] in entry["flips"]
    assert sorted(map(sorted, entry["supports"])) == [["axios", "former_adviser", "relay"], ["axios", "relay", "two_sources"]]
    # Axios and the relay right, and at least one of the two: 0.85 * 0.7 * (1 - 0.3 * 0.5).
    assert entry["holds"][0]["share"] == round(0.85 * 0.7 * (1 - 0.3 * 0.5), 2)
    assert entry["holds"][0]["word"].startswith("roughly even chance (45-55 %")


def test_every_named_conclusion_says_its_answer_its_supports_and_a_word() -> None:
    found = winset.falls(winset.load("orvan"), most=1)
    assert len(found.value) == len(conclusions.default_questions(winset.load("orvan")))
    for entry in found.value.values():
        assert entry["supports"]
        assert all("%" in one["word"] or one["word"].startswith("in ") for one in entry["holds"])


def test_a_retraction_names_every_conclusion_with_its_old_and_its_new_value() -> None:
    case = winset.load("doha2025")
    found = winset.retract(case, "political_capital")
    rows = {row["conclusion"]: row for row in found.rows()}
    assert set(rows) == set(conclusions.default_questions(conclusions.staged(case)))
    assert rows["which_deal(nash)"]["changes"] == "yes"
    assert "political credit" in rows["which_deal(nash)"]["old value"]
    assert rows["which_deal(nash)"]["new value: nobody said it"] != rows["which_deal(nash)"]["old value"]
    assert found.value["lost"] == ["preferences.hamas.weights.currency"]
    assert "political_capital" in case.file.claims


def test_a_retracted_claim_of_another_stage_still_answers() -> None:
    found = winset.retract(winset.load("doha2025"), "wider_terms", ["who_can_block(prisoners=some)"])
    assert found.rows()[0]["changes"] == "no"


def test_questions_that_are_not_about_deals_are_asked_of_the_whole_case() -> None:
    case = winset.load("doha2025")
    assert "channels.doha.secret" in ground(case, ["who_knew(doha, israel)"]).holders
    assert "events.call" in ground(case, ["who_knew(doha, israel)"]).holders
    assert "events.call" not in ground(case, ["which_deal(nash)"]).holders


def test_requests_that_make_no_sense_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    case = winset.load("doha2025")
    with pytest.raises(BadRequest):
        winset.falls(case, most=4)
    with pytest.raises(BadRequest):
        winset.falls(case, [])
    with pytest.raises(UnknownName):
        winset.falls(case, ["who_can_blok"])
    monkeypatch.setattr(striking, "MOST_CASES", 2)
    with pytest.raises(TooLarge):
        winset.falls(case)
