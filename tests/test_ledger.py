"""Who said so, since when, and through whom: the ledger on a day, corrections, origins, audits and disputes."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

import pytest

import winset
from winset.analyses.origins import chances, in_icd_words, origins, weighed
from winset.case import ledger
from winset.case.case import Case, rebuilt
from winset.case.explicit import as_yaml
from winset.errors import UnknownName
from winset.evidence.history import Record, as_of, replay
from winset.results import Text
from winset.values import When

HISTORIES = 1000
BASE: dict[str, Any] = {
    "case": "talks",
    "title": "Talks",
    "as_of": "2025-03-31",
    "parties": {"us": "United States", "israel": {"name": "Israel", "at_table": "no"}},
    "issues": {"prisoners": {"name": "Prisoners", "values": ["none", "some"], "delivered_by": "israel"}},
}
LINKS = ("corrects", "retracts", "contradicts", "copied_from")


def day(number: int) -> str:
    return dt.date(2025, 3, number).isoformat()


def history(rng: random.Random) -> tuple[dict[str, Any], list[Record]]:
    """A case with claims learned on random days that correct, retract, contradict and copy earlier ones, and dated events."""
    claims: dict[str, Any] = {}
    records = []
    events = {f"e{k}": {"name": f"Event {k}", "when": day(rng.randint(1, 9))} for k in range(rng.randint(0, 3))}
    for k in range(rng.randint(1, 7)):
        known = rng.randint(1, 9)
        about = rng.choice([["issues.prisoners"], [f"events.{id_}" for id_ in events] or ["title"], ["title", "parties.us"]])
        links = [(link, f"c{rng.randrange(k)}") for link in LINKS if k and rng.random() < 0.3]
        claim: dict[str, Any] = {"about": about, "known": day(known), "reading": "as told"}
        for link, target in links:
            claim.setdefault(link, []).append(target)
        claims[f"c{k}"] = claim
        records.append(Record(f"c{k}", dt.date(2025, 3, known), tuple(links)))
    return {**BASE, **({"events": events} if events else {}), "claims": claims}, records


def closed(records: list[Record]) -> list[Record]:
    """The records known by then; who corrects a correction corrects the first one too."""
    corrected: dict[str, set[str]] = {}
    out = []
    for record in records:
        links = {(link, other) for link, other in record.links if other in corrected}
        for link, other in list(links):
            links |= {("corrects", first) for first in corrected[other]} if link == "corrects" else set()
        corrected[record.id] = {other for link, other in links if link == "corrects"}
        out.append(Record(record.id, record.known, tuple(sorted(links))))
    return out


def from_scratch(data: dict[str, Any], last: int) -> dict[str, Any]:
    """What somebody writing the case on that day would have written."""
    known = {id_: claim for id_, claim in data["claims"].items() if claim["known"] <= day(last)}
    claims = {}
    for id_, claim in known.items():
        links = {link: kept for link in LINKS if (kept := [other for other in claim.get(link, []) if other in known])}
        claims[id_] = {**{key: entry for key, entry in claim.items() if key not in LINKS}, **links}
    events = {}
    for id_, event in data.get("events", {}).items():
        told = [claim["known"] for claim in data["claims"].values() if f"events.{id_}" in claim["about"]]
        if (min(told) if told else event["when"]) <= day(last):
            events[id_] = event
    written = {key: entry for key, entry in data.items() if key not in ("claims", "events")}
    return {**written, "as_of": day(last), **({"events": events} if events else {}), **({"claims": claims} if claims else {})}


def test_a_day_replayed_is_the_case_rebuilt_from_scratch_on_a_thousand_random_histories() -> None:
    rng = random.Random(20250308)
    for _ in range(HISTORIES):
        data, records = history(rng)
        case = winset.loads(as_yaml(data))
        last = rng.randint(1, 9)
        replayed = case.on(day(last))
        rebuilt_case = winset.loads(as_yaml(from_scratch(data, last)))
        assert replayed.data() == rebuilt_case.data()
        told = closed([record for record in records if record.known.day <= last])
        standing = as_of(told).standing
        assert set(ledger.in_force(replayed.file)) == standing
        assert standing == (replay(told)[-1][1].standing if told else frozenset())


def test_going_back_in_two_steps_is_going_back_in_one() -> None:
    rng = random.Random(7)
    for _ in range(60):
        data, _ = history(rng)
        case = winset.loads(as_yaml(data))
        early, late = sorted((rng.randint(1, 9), rng.randint(1, 9)))
        assert case.on(day(late)).on(day(early)).data() == case.on(day(early)).data()


def test_before_a_correction_was_known_the_value_was_the_one_first_told() -> None:
    data = {
        **BASE,
        "consents": {"israel": {"prisoners": "consented"}},
        "claims": {
            "first": {"about": ["consents.israel.prisoners"], "value": "withheld", "known": day(2)},
            "second": {"about": ["consents.israel.prisoners"], "value": "informed", "known": day(4), "corrects": ["first"]},
            "third": {"about": ["consents.israel.prisoners"], "value": "consented", "known": day(6), "corrects": ["second"]},
        },
    }
    case = winset.loads(as_yaml(data))
    states = [case.on(day(n)).get("consents.israel.prisoners")[0]["state"] for n in (3, 5, 7)]
    assert states == ["withheld", "informed", "consented"]
    assert set(ledger.in_force(case.file)) == {"third"}
    assert case.without("third").get("consents.israel.prisoners")[0]["state"] == "informed"


def test_taking_a_correction_back_brings_the_corrected_claim_to_life_again() -> None:
    claims = {
        "first": {"about": ["title"], "reading": "so"},
        "no": {"about": ["title"], "reading": "not so", "corrects": ["first"]},
        "back": {"about": ["title"], "retracts": ["no"]},
    }
    case = winset.loads(as_yaml({**BASE, "claims": claims}))
    assert set(ledger.in_force(case.file)) == {"first", "back"}
    assert ledger.supports(case, "title") == ("first",)
    assert set(ledger.in_force(case.without("back").file)) == {"no"}


def test_a_date_is_never_narrowed() -> None:
    for name in ("doha2025", "orvan"):
        case = winset.load(name)
        for later in (case, case.on(str(case.day())), case.on(str(case.day())).stage(case.file.current_stage)):
            for id_, claim in later.file.claims.items():
                before = case.file.claims[id_]
                for field in ("when", "said", "published", "known"):
                    assert getattr(claim, field) == getattr(before, field)
            for id_, event in later.file.events.items():
                assert event.when == case.file.events[id_].when
        again = winset.load(name).resolve()
        for claim in case.file.claims.values():
            assert claim.when is None or claim.when.text in again
    february = winset.load("doha2025").file.claims["consultation"].when
    assert isinstance(february, When)
    assert (str(february.earliest), str(february.latest)) == ("2025-02-01", "2025-02-28")


def test_on_the_day_of_the_call_nobody_knew_of_the_ultimatum() -> None:
    case = winset.load("doha2025")
    assert len(case.file.claims) == 44
    early = case.on("2025-03-04")
    assert not {"ultimatum", "last_warning"} & set(early.file.claims)
    assert not early.file.ultimatums
    assert len(case.on("2025-03-08").file.claims) == 44


# Origins


def test_two_sources_and_one_source_are_two_or_three_people() -> None:
    case = winset.load("doha2025")
    found = origins(case, ["not_agreed", "worried"])
    assert (found.origins.least, found.origins.most) == (2, 3)
    assert (found.lines.least, found.lines.most, found.documents) == (1, 1, 1)


def test_two_unnamed_sources_relayed_are_never_three_sources() -> None:
    case = winset.load("doha2025")
    found = origins(case, ["call"])
    assert (found.origins.least, found.origins.most) == (2, 2)


def test_an_article_and_its_relay_are_one_line_and_another_official_elsewhere_makes_two() -> None:
    data = winset.load("doha2025").data()
    data["sources"]["toi"] = {"name": "Another outlet", "kind": "outlet"}
    data["sources"]["western"] = {"name": "A Western official", "anonymous": True, "count": 1, "kind": "official"}
    data["claims"]["axios_itself"] = {
        "about": ["consents.israel.prisoners"],
        "by": "two_sources",
        "via": ["axios"],
        "value": "withheld",
    }
    data["claims"]["elsewhere"] = {"about": ["consents.israel.prisoners"], "by": "western", "via": ["toi"], "value": "withheld"}
    data["claims"]["copied"] = {
        "about": ["consents.israel.prisoners"], "by": "two_sources", "via": ["toi"], "value": "withheld", "copied_from": ["not_agreed"],
    }  # fmt: skip
    case = rebuilt(winset.load("doha2025"), data, None)
    assert str(origins(case, ["not_agreed", "axios_itself"]).lines) == "1"
    assert str(origins(case, ["not_agreed", "axios_itself", "elsewhere"]).lines) == "2"
    assert str(origins(case, ["not_agreed", "axios_itself", "elsewhere"]).origins) == "2 to 3"
    # A copy is no corroboration, even through another outlet.
    assert str(origins(case, ["not_agreed", "copied"]).lines) == "1"
    assert str(origins(case, ["not_agreed", "copied"]).origins) == "2"


def test_the_table_of_grades_is_the_users_to_edit() -> None:
    case = winset.load("doha2025")
    assert chances(case.file)["axios"] == 0.85
    edited = case.set("grades.B", "0.5").set("grades.basis", "Our own record")
    assert chances(edited.file)["axios"] == 0.5
    assert any("Our own record" in note for note in winset.why(edited, "issues.prisoners.delivered_by").notes())
    before, after = weighed(case, ["not_agreed"]), weighed(edited, ["not_agreed"])
    assert before is not None
    assert after is not None
    assert before.share == pytest.approx(0.7 * 0.85 * 0.7)
    assert after.share == pytest.approx(0.7 * 0.5 * 0.7)
    assert "%" in in_icd_words(after)


def test_why_tells_letter_and_number_apart_and_words_with_their_bands() -> None:
    case = winset.load("doha2025").set("claims.not_agreed.confidence", "likely")
    told = [block.text for block in winset.why(case, "consents.israel.prisoners").blocks if isinstance(block, Text)]
    assert "not_agreed: source fairly reliable (C); this statement possibly true (3)" in told
    assert "not_agreed: held to be likely (55-80%)" in told
    assert winset.why(case, "consents.israel.prisoners").value["origins"] == [2, 2]


# Audit and disputes


def test_the_audit_counts_how_often_the_reporter_speaks() -> None:
    questions = ["who_can_block(prisoners=changed)", "who_can_block(bodies=changed)"]
    found = winset.audit(winset.load("doha2025"), questions)
    assert (found.value["no_stated_source"], found.value["claims"]) == (24, 44)
    assert found.value["one_unnamed_source"] == 6
    assert found.value["conclusions"]["who_can_block(prisoners=changed)"] == {
        "origins": [2, 3],
        "rests_on": ["issues.prisoners.delivered_by"],
    }
    assert found.value["conclusions"]["who_can_block(bodies=changed)"]["origins"] is None


def test_both_readings_of_a_lost_negation_are_run_and_nothing_is_repaired() -> None:
    case = winset.load("doha2025")
    before = case.resolve()
    found = winset.disputes(case)
    entry = next(one for one in found.value if one["about"] == "consents.israel.prisoners")
    assert entry["kind"] == "contradiction"
    assert set(entry["claims"]) == {"not_agreed", "with_the_consent"}
    (reading,) = entry["readings"]
    assert reading["reading"] == "consents.israel.prisoners = consented"
    assert any("prisoners=some" in question for question in reading["differ"])
    assert case.resolve() == before


def test_two_stances_towards_different_audiences_are_no_dispute() -> None:
    found = winset.disputes(winset.load("doha2025"), ["who_can_block(prisoners=some)"])
    assert not [one for one in found.value if "stances.israel" in one["about"]]


def test_an_objection_is_tied_to_what_it_objects_to() -> None:
    case = winset.load("doha2025")
    data = case.data()
    from winset.case.change import removed

    without = removed(case, {"issues": {"prisoners"}}, [], "without prisoners")
    assert "objection" in data["stances"]
    assert "objection" not in without.file.stances
    assert "israel_private" in without.file.stances


def test_a_suggestion_is_no_attempt_and_a_paraphrase_no_quote() -> None:
    case = winset.load("doha2025")
    assert case.file.attempts["witkoff_proposal"].status == "proposed"
    assert case.file.claims["by_israel"].kind == "paraphrase"
    disputed = {one["about"]: one for one in winset.disputes(case, ["who_can_block(prisoners=some)"]).value}
    assert disputed["threats.action.carried_out_by"]["kind"] == "ambiguity"
    assert any("regimes.trump.from" in about for about in disputed)


def test_a_date_that_clashes_with_the_events_own_is_told() -> None:
    case: Case = winset.load("doha2025").set("claims.call.when", "2025-03-07")
    found = [one for one in winset.disputes(case, ["who_can_block(prisoners=some)"]).value if one["kind"] == "dates"]
    assert [one["about"] for one in found] == ["events.call"]


def test_an_unknown_claim_or_question_is_told_with_the_nearest() -> None:
    case = winset.load("doha2025")
    with pytest.raises(UnknownName, match="not_agreed"):
        winset.retract(case, "not_agred")
    with pytest.raises(UnknownName):
        winset.audit(case, ["who_can_blok"])
