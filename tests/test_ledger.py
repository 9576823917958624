"""Who said so, since when, and through whom: the ledger on a day, corrections, origins, audits and disputes."""

from __future__ import annotations

import datetime as dt
import random
from pathlib import Path
from typing import Any

import pytest

import winset
from winset.analyses.origins import chances, in_icd_words, origins, weighed
from winset.case import ledger
from winset.case.case import Case, rebuilt
from winset.case.explicit import as_yaml
from winset.errors import UnknownName
from winset.results import Text
from winset.values import When

BASE: dict[str, Any] = {
    "case": "talks",
    "title": "Talks",
    "as_of": "2025-03-31",
    "parties": {"us": "United States", "israel": {"name": "Israel", "at_table": "no"}},
    "issues": {"prisoners": {"name": "Prisoners", "values": ["none", "some"], "delivered_by": "israel"}},
}


def day(number: int) -> str:
    return dt.date(2025, 3, number).isoformat()


def test_going_back_in_two_steps_is_going_back_in_one() -> None:
    rng = random.Random(7)
    for _ in range(60):
        claims: dict[str, Any] = {}
        for k in range(rng.randint(1, 7)):
            claims[f"c{k}"] = {
                "about": ["title", "events.e0"][: rng.randint(1, 2)],
                "known": day(rng.randint(1, 9)),
                "reading": "so",
            }
            for link in ("corrects", "retracts", "contradicts", "copied_from"):
                if k and rng.random() < 0.3:
                    claims[f"c{k}"][link] = [f"c{rng.randrange(k)}"]
        case = winset.loads(as_yaml({**BASE, "events": {"e0": {"name": "Event", "when": day(5)}}, "claims": claims}))
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


WELL: dict[str, Any] = {
    "case": "well",
    "title": "The well",
    "as_of": "2025-03-31",
    "signed_by": ["north", "south"],
    "parties": {"north": "Northfield", "south": "Southfield", "east": "Eastfield"},
    "issues": {
        "well": {"name": "The well", "values": ["closed", "open"], "delivered_by": "south"},
        "road": {"name": "The road", "values": ["closed", "open"], "delivered_by": "north"},
    },
    "sources": {
        "agency": {"name": "The agency", "kind": "outlet", "grade": "E4"},
        "paper": {"name": "The paper", "kind": "outlet", "grade": "B2"},
        "relaypaper": {"name": "The relay", "kind": "outlet", "grade": "B2", "via": ["agency"]},
    },
}
WHO = "issues.well.delivered_by"
BLOCKS = "who_can_block(well=open)"


def well(**claims: dict[str, Any]) -> Case:
    whole = {id_: {"about": [WHO], "reading": "as told", **claim} for id_, claim in claims.items()}
    return winset.loads(as_yaml({**WELL, "claims": whole}))


def test_a_copy_came_through_the_hands_of_its_original_wherever_sources_are_struck_out() -> None:
    original = {"by": "agency", "value": "south", "if_wrong": "east"}
    case = well(original=original, copy={**original, "by": "paper", "copied_from": ["original"]})
    assert ledger.hands(case.file, case.file.claims["copy"]) == ("agency", "paper")
    assert winset.why(case.without("agency"), WHO).value["claims"] == []
    assert case.without("agency").get(WHO) == "east"
    assert case.without("paper").get(WHO) == "south"
    assert winset.flips(case, BLOCKS).value["carriers"] == [["agency"]]
    found = winset.falls(case, [BLOCKS]).value[BLOCKS]
    assert (found["flips"], found["supports"]) == ([["agency"]], [["agency"]])
    assert found["holds"][0]["share"] == 0.2
    assert winset.audit(case, [BLOCKS]).value["conclusions"][BLOCKS]["origins"] == [1, 1]
    row = next(row for row in winset.why(case, WHO).rows() if row["claim"] == "copy")
    assert row["through"] == ("The agency",)
    # Who takes the original back takes the copy back.
    assert winset.retract(case, "original", [BLOCKS]).value["changed"] == [BLOCKS]
    data = case.data()
    data["claims"]["back"] = {"about": [WHO], "retracts": ["original"]}
    assert set(ledger.in_force(rebuilt(case, data, None).file)) == {"back"}


def test_copies_in_a_ring_and_sources_in_a_ring_are_named_once() -> None:
    case = well(one={"by": "agency", "via": ["relaypaper"]}, two={"by": "paper", "copied_from": ["one"]})
    file, claims = case.file, case.file.claims
    ring = file.model_copy(update={"claims": {**claims, "one": claims["one"].model_copy(update={"copied_from": ("two",)})}})
    assert set(ledger.hands(ring, ring.claims["two"])) == {"agency", "relaypaper", "paper"}
    assert ledger.standing(ring.claims) == {"one", "two"}
    sources = {id_: source.model_copy(update={"via": ("paper", "relaypaper")}) for id_, source in file.sources.items()}
    assert set(ledger.hands(file.model_copy(update={"sources": sources}), claims["one"])) == set(sources)


def test_many_sources_that_name_each_other_are_followed_in_time() -> None:
    via = {f"s{k}": {"name": "So", "kind": "outlet", "via": [f"s{k + 1}", f"s{k + 2}"][: max(0, 2999 - k)]} for k in range(3000)}
    claims = {"one": {"about": ["title"], "by": "s0", "reading": "so"}}
    case = winset.loads(as_yaml({**WELL, "sources": via, "claims": claims}))
    assert len(ledger.hands(case.file, case.file.claims["one"])) == 3000


def test_the_outlet_of_a_document_came_through_whom_its_record_names(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("The well is Southfield's to open.", encoding="utf-8")
    documents = {"a": {"file": "a.txt", "outlet": "relaypaper"}}
    claims = {"told": {"about": [WHO], "document": "a", "quote": "Southfield's", "value": "south", "if_wrong": "east"}}
    (tmp_path / "case.yaml").write_text(as_yaml({**WELL, "documents": documents, "claims": claims}), encoding="utf-8")
    case = winset.load(tmp_path)
    assert ledger.hands(case.file, case.file.claims["told"]) == ("agency", "relaypaper")
    assert case.without("agency").get(WHO) == "east"
    assert winset.flips(case, BLOCKS).value["carriers"] == [["agency"], ["relaypaper"]]
    assert winset.falls(case, [BLOCKS]).value[BLOCKS]["flips"] == [["agency"], ["relaypaper"]]
    assert winset.why(case, WHO).rows()[0]["through"] == ("The agency", "The relay")


def test_taking_a_retraction_back_is_the_same_on_a_day_and_without_it() -> None:
    case = well(
        one={"value": "east", "known": day(1)},
        two={"value": "north", "known": day(3), "corrects": ["one"]},
        three={"value": "south", "known": day(5), "corrects": ["two"]},
        four={"known": day(7), "retracts": ["three"]},
        five={"known": day(9), "retracts": ["four"]},
    )
    held = [case.on(day(n)).get(WHO) for n in (2, 4, 6, 8, 10)]
    assert held == ["east", "north", "south", "north", "south"]
    assert case.without("five").get(WHO) == "north"
    assert winset.why(case.without("five"), WHO).value["claims"] == ["two"]
    assert case.without("five", "four").get(WHO) == "south"
    assert case.without("five", "four", "three").get(WHO) == "north"
    found = winset.retract(case, "five", [BLOCKS])
    assert found.value == {"changed": [BLOCKS], "lost": [], "stated": {WHO: "north"}}
    case = well(c0={"value": "south"}, c1={"value": "east", "retracts": ["c0"]}, c2={"retracts": ["c1"]})
    assert case.without("c2").get(WHO) == "east"


def test_what_a_value_becomes_when_others_state_another_one() -> None:
    # What is left is stated by one: that. By two who differ: unknown. By nobody: what if_wrong says.
    held = {"value": "south", "if_wrong": "nobody"}
    assert well(held=held, other={"value": "east"}).without("held").get(WHO) == "east"
    assert well(held=held, other={"value": "east"}, third={"value": "north"}).without("held").get(WHO) == "unknown"
    assert well(held=held).without("held").get(WHO) == "nobody"
    assert well(held=held, no={"denies": True}).without("held").get(WHO) == "nobody"
    # The analyst's own value, which no claim supports, goes only where a claim stands again that states another one.
    own = well(other={"value": "east"}, back={"retracts": ["third"]}, third={"value": "north"})
    assert own.without("other").get(WHO) == "south"
    assert own.without("back").get(WHO) == "north"
    # Without a value a claim says what the case writes, unless it was corrected.
    assert well(first={}, taken={"retracts": ["first"]}, held=held).without("held", "taken").get(WHO) == "south"
    assert well(first={}, held={**held, "corrects": ["first"]}).without("held").get(WHO) == "nobody"


def test_a_claim_that_takes_another_back_does_so_also_when_what_it_was_about_is_gone() -> None:
    claims = {
        "told": {"about": ["events.e0"], "reading": "so"},
        "south": {"about": [WHO], "value": "south"},
        "no": {"about": ["events.e0"], "reading": "neither", "denies": True, "retracts": ["south"]},
    }
    case = winset.loads(as_yaml({**WELL, "events": {"e0": {"name": "The meeting"}}, "claims": claims}))
    without = case.without("told")
    assert not without.file.events
    assert set(ledger.in_force(without.file)) == {"no"}
    assert without.file.claims["no"].about == ("title",)


def test_a_retraction_compares_the_same_stage() -> None:
    found = winset.retract(winset.load("doha2025"), "wider_terms", ["which_deal(nash)"])
    assert found.value["changed"] == []


def test_documents_that_do_not_exist_are_not_counted() -> None:
    case = well(one={"by": "agency", "value": "south"}, two={"by": "paper", "value": "south"})
    assert origins(case, ["one", "two"]).in_words() == "2 origins, 2 independent lines"


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
    assert "not_agreed: source fairly reliable (C); its statements usually possibly true (3)" in told
    assert "not_agreed: held to be likely (55-80 %)" in told
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
