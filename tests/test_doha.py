"""The bundled case answers what a negotiator asks of that report, one sentence after the other; counts to the digit."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest

import winset
from winset.arrays.deal_space import deal_space
from winset.errors import BadRequest, CaseError
from winset.results import Backed, Legend, Table
from winset.values import Range, Share

Cli = Callable[..., Any]
FIRST_ISSUES = ["living_hostage", "bodies", "prisoners", "ceasefire", "handover", "currency"]


@pytest.fixture(scope="module")
def doha() -> winset.Case:
    return winset.load("doha2025")


@pytest.fixture(scope="module")
def first(doha: winset.Case) -> winset.Case:
    return doha.stage(1)


def deals(found: winset.results.Result) -> list[str]:
    return [row["deal"] for row in found.rows()]


def flat(text: str) -> str:
    return " ".join(text.split())


# People, ranks, mandates (F01, F10, F12)


def test_everybody_stands_there_once_however_often_the_report_names_them(doha: winset.Case) -> None:
    people = doha.file.people
    names = [name for person in people.values() for name in (person.name, *person.aliases)]
    assert len(names) == len(set(names))
    called = {name: id_ for id_, person in people.items() for name in (person.name, *person.aliases)}
    assert called["Ron Dermer"] == called["the closest aide of Israel's prime minister"] == "dermer"
    assert called["Adam Boehler"] == called["the US envoy for hostages"] == "boehler"
    assert called["the American who leads the talks with Hamas"] == "boehler"


def test_an_envoy_speaks_for_a_party_and_reports_to_its_principal(doha: winset.Case) -> None:
    people = doha.file.people
    for envoy, principal, party in (("boehler", "trump", "us"), ("witkoff", "trump", "us"), ("dermer", "netanyahu", "israel")):
        assert (people[envoy].rank, people[envoy].for_, people[envoy].reports_to) == ("envoy", party, principal)
        assert people[principal].rank == "principal"
    assert {people[id_].rank for id_ in ("officials", "ex_adviser")} == {"official"}


@pytest.mark.parametrize("deal", [{"prisoners": "some"}, {"living_hostage": "released", "prisoners": "hundreds"}])
def test_any_deal_with_prisoners_is_outside_the_envoys_mandate_and_needs_his_principal_and_israel(
    first: winset.Case, cli: Cli, deal: dict[str, str]
) -> None:
    tables = [block for block in winset.blockers(first, deal).blocks if isinstance(block, Table)]
    (beyond,) = [table for table in tables if table.title == "Beyond what an envoy may agree to"]
    rows = {row[2]: row for row in beyond.rows}
    person, party, _, needs = rows[f"prisoners={deal['prisoners']}: out of scope"]
    assert (person, party) == ("boehler", "us")
    assert set(needs) == {"trump", "israel"}
    text = ",".join(f"{issue}={value}" for issue, value in deal.items())
    assert "out of scope" in cli("blockers", "doha2025", "--stage", "1", "--deal", text).out


def test_a_deal_inside_the_envoys_mandate_is_not_called_out_of_scope(first: winset.Case) -> None:
    assert "out of scope" not in winset.blockers(first, {"living_hostage": "released"}).to_json()


def test_the_level_of_the_talks_has_two_steps_and_the_counterparts_authority_is_not_stated(doha: winset.Case, cli: Cli) -> None:
    levels = doha.file.channels["doha"].levels
    assert [(level.level, str(level.since)) for level in levels] == [("officials", "../2025-03-04"), ("heads", "2025-03-04")]
    assert doha.file.people["al_hayya"].authority == "not_stated"
    assert "not_stated" in cli("show", "doha2025", "people.al_hayya").out


# Channels, advice, the cost of talking (F02, F05, F14, F31)


def knowing(case: winset.Case, who: str) -> list[str]:
    return [entry.status for entry in case.file.channels["doha"].known_by.get(who, ())]


def test_the_public_knew_of_the_talks_from_5_march_and_israel_by_4_march_before_that_it_is_disputed(doha: winset.Case) -> None:
    assert knowing(doha.on("2025-03-04"), "public") == []
    assert knowing(doha.on("2025-03-05"), "public") == ["known"]
    assert "known" in knowing(doha.on("2025-03-04"), "israel")
    assert knowing(doha.on("2025-03-03"), "israel") == ["disputed"]
    assert knowing(doha.on("2025-01-31"), "israel") == []
    told = winset.ask(doha.on("2025-03-04"), "who_knew(doha)").value
    assert (told["us"], told["hamas"], told["israel"], told["public"]) == ("talks in it", "talks in it", "known", "not known")
    assert winset.ask(doha.on("2025-02-20"), "who_knew(doha)").value["israel"] == "disputed"
    assert winset.ask(doha.on("2025-03-05"), "who_knew(doha)").value["public"] == "known"
    assert "doha" not in doha.seen_by("israel", on="2025-02").file.channels
    assert "doha" in doha.seen_by("israel", on="2025-03-04").file.channels


def test_israels_no_to_talking_is_advice_and_its_no_on_prisoners_is_a_consent_withheld(first: winset.Case) -> None:
    sheet = first.file.consents["israel"]
    assert [entry.state for entry in sheet["doha"]] == ["advised_against"]
    assert [entry.state for entry in sheet["prisoners"]] == ["withheld"]
    # Talking is feasible: both who talk have consented, and deals can be made and delivered between them.
    for party in first.file.channels["doha"].between:
        assert [entry.state for entry in first.file.consents[party]["doha"]] == ["consented"]
    mine = winset.deliverable(first, ["us", "hamas"])
    assert mine.value["deals"] == 12
    assert mine.value["by_issue"]["prisoners"] == ("none",)
    assert winset.ask(first, "is_in_winset(bodies=returned, prisoners=some)").value == "in no draw"


def test_when_the_lower_level_talks_began_is_unknown_and_no_day_is_invented(doha: winset.Case, cli: Cli) -> None:
    since = doha.file.channels["doha"].since
    assert since is not None
    assert since.earliest is None
    assert str(since.latest) == "2025-03-04"
    rows = {row["what"]: str(row["when"]) for row in winset.timeline(doha).rows()}
    assert rows["Direct talks in Doha: level of officials"] == "../2025-03-04"
    assert "../2025-03-04" in cli("timeline", "doha2025").out


def test_talking_costs_the_same_whether_or_not_a_deal_comes_and_is_no_term_of_any_deal(
    doha: winset.Case, first: winset.Case, cli: Cli
) -> None:
    dearer = first.set("channels.doha.costs.us", ["0.5", "0.9"])
    before, after = deal_space(first, 20), deal_space(dearer, 20)
    assert all((a == b).all() for a, b in zip(before.worth, after.worth, strict=True))
    assert (before.floor == after.floor).all()
    assert "cost of talking, deal or not" in flat(cli("brief", "doha2025").out)


def test_talking_cost_the_old_administration_more(doha: winset.Case) -> None:
    def cost(day: str) -> Range:
        return doha.on(day).file.channels["doha"].costs["us"]

    assert cost("2025-01-10").low > cost("2025-03-08").high


# What is on the table (F15, F16, F18, F20, F21)


def test_four_bodies_and_one_living_hostage_are_two_issues(doha: winset.Case) -> None:
    quantities = {id_: issue.quantity.amount for id_, issue in doha.file.issues.items()}
    assert quantities["bodies"] == Range.parse("4")
    assert quantities["living_hostage"] == Range.parse("1")
    assert {"soldier", "dual national"} <= set(doha.file.issues["living_hostage"].tags)


FIVE = {f"person_{n}": f"Person {n}" for n in range(5)}


def items_case(items: dict[str, Any]) -> winset.Case:
    lines = "\n".join(f"      {id_}: {item}" for id_, item in items.items())
    return winset.loads(
        f"case: items\ntitle: Items\nas_of: 2030\nparties: {{a: A, b: B}}\nissues:\n  people:\n    name: People\n"
        f"    delivered_by: a\n    items:\n{lines}\n"
    )


def test_five_people_are_32_deals_one_for_every_choice_of_names() -> None:
    case = items_case(FIVE)
    assert winset.winset(case).value["deals"] == 32
    found = winset.deliverable(case, ["a"], rows=40)
    assert len(set(deals(found))) == 32
    assert winset.blockers(case, terms={"people.person_3": "in"}).value["blockers"] == ["a"]


def test_people_of_one_class_can_be_counted_instead_of_named() -> None:
    case = items_case({"soldiers": "{name: Soldiers, count: 4}", "civilian": "A civilian"})
    assert winset.winset(case).value["deals"] == 10


def test_a_list_of_a_thousand_names_is_counted_to_the_last_deal_and_so_are_classes_of_them() -> None:
    found = winset.winset(items_case({f"prisoner_{n}": f"Prisoner {n}" for n in range(1027)}))
    assert found.value["deals"] == 2**1027
    classes = items_case({"men": "{name: Men, count: 1000}", "women": "{name: Women, count: 27}"})
    assert winset.deliverable(classes, ["a"]).value["deals"] == 1001 * 28


def test_the_end_of_the_war_comes_last_and_an_order_that_runs_in_a_circle_is_refused_with_its_path(doha: winset.Case) -> None:
    order = doha.file.rules["wider_order"].order
    assert order == ("truce", "remaining_hostages", "safe_passage", "war")
    assert not any("war" in rule.order[:-1] for rule in doha.file.rules.values())
    with pytest.raises(CaseError, match=r"runs in a circle: .*war -> truce|runs in a circle: .*truce -> .*war"):
        doha.set("rules.back", "{order: [war, truce]}")


def test_in_the_wider_deal_the_war_ends_only_after_everything_else(doha: winset.Case) -> None:
    at = winset.deliverable(doha, ["us", "hamas", "israel"], rows=20_000)
    ended = [deal for deal in deals(at) if "war=ended" in deal]
    assert ended
    assert all(all(f"{issue}=" in deal for issue in ("truce", "remaining_hostages", "safe_passage")) for deal in ended)


def test_what_was_expected_is_no_fact_and_nobody_is_said_to_expect_it(doha: winset.Case, cli: Cli) -> None:
    hopes = {id_ for id_, claim in doha.file.claims.items() if claim.modality == "expected"}
    assert hopes == {"wider_deal", "wider_terms", "end_of_war_last"}
    assert all(doha.file.claims[id_].by is None for id_ in hopes)
    told = flat(cli("why", "doha2025", "stages.2.likelihood").out)
    assert "expected" in told
    assert "no stated source" in told
    # With the facts alone, the way to the wider deal rests on the value that holds if the hope is wrong.
    facts = doha.without(*hopes)
    assert facts.file.stages["2"].likelihood == Range.parse(["0", "0.1"])
    assert "wider_order" not in facts.file.rules


def test_the_going_rate_is_a_range_of_what_was_known_on_the_day_and_a_point_is_refused(doha: winset.Case, cli: Cli) -> None:
    told = winset.ask(doha, "how_many(prisoners)")
    assert "11 precedents known on 2025-03-08 run from 1 to 1027" in told.answer
    assert len(told.rows()) == 11
    with pytest.raises(BadRequest, match="a range, not an estimate"):
        winset.ask(doha, "how_many(prisoners, point)")
    assert cli("ask", "doha2025", "how_many(prisoners, point)").status == 2
    mine = doha.set("issues.prisoners.quantity.amount", "50")
    assert winset.ask(mine, "how_many(prisoners, point)").value == ["50", "50"]
    earlier = winset.ask(doha.on("2023-12-31"), "how_many(prisoners)")
    assert "8 precedents known on 2023-12-31" in earlier.answer


# Who can deliver and who can block (F22, F23, F29, F32, F34)


def test_six_issues_make_216_deals_of_which_the_two_talking_deliver_12_six_with_the_living_hostage(first: winset.Case) -> None:
    assert list(first.dimensions()) == FIRST_ISSUES
    found = winset.deliverable(first, ["us", "hamas"], rows=216)
    assert (found.value["all"], found.value["deals"]) == (216, 12)
    assert len(deals(found)) == 12
    assert sum("living_hostage=released" in deal for deal in deals(found)) == 6


def test_if_a_release_needs_a_safe_handover_they_deliver_3_and_nobody_comes_home(first: winset.Case) -> None:
    found = winset.deliverable(first.variant("safe_handover"), ["us", "hamas"], rows=216)
    assert found.value["deals"] == 3
    assert not any("released" in deal or "returned" in deal for deal in deals(found))


def test_with_israels_consent_to_the_handover_alone_they_deliver_15_six_with_the_hostage_and_no_prisoner_is_freed(
    first: winset.Case,
) -> None:
    recorded = winset.deliverable(first.variant("corridor"), ["us", "hamas"], rows=216)
    said = winset.deliverable(first.variant("safe_handover"), ["us", "hamas"], given={"israel": ["handover"]}, rows=216)
    assert set(deals(recorded)) == set(deals(said))
    for found in (recorded, said):
        assert found.value["deals"] == 15
        assert sum("living_hostage=released" in deal for deal in deals(found)) == 6
        assert not any("prisoners=" in deal for deal in deals(found))


def test_the_same_counts_on_the_command_line(cli: Cli) -> None:
    assert "can deliver 12 of 216 allowed deals" in flat(cli("deliverable", "doha2025", "--stage", "1").out)
    words = ("deliverable", "doha2025", "--stage", "1", "--variant", "safe_handover")
    assert "can deliver 3 of 135 allowed deals" in flat(cli(*words).out)
    assert "can deliver 15 of 135 allowed deals" in flat(cli(*words, "--given", "israel:handover").out)


@pytest.mark.parametrize("terms", [{"prisoners": "some"}, {"prisoners": "hundreds"}, {"prisoners": "changed"}])
def test_israel_alone_can_block_the_freeing_of_prisoners(first: winset.Case, terms: dict[str, str]) -> None:
    found = winset.blockers(first, terms=terms)
    assert found.value["blockers"] == ["israel"]
    assert found.value["minimal_sets"] == [["israel"]]
    (row,) = found.rows()
    assert row["because it"] == ("delivers prisoners",)
    assert row["recorded consent"] == ("prisoners: withheld",)
    assert {"not_agreed", "prisoners_in_israeli_jails"} <= set(row["claims"])


def test_a_release_without_prisoners_can_be_blocked_by_hamas_by_the_us_and_for_the_handover_by_israel(first: winset.Case) -> None:
    with_handover = winset.blockers(first, {"living_hostage": "released", "handover": "yes"})
    assert {row["party"]: row["because it"] for row in with_handover.rows()} == {
        "us": ("signs",),
        "hamas": ("signs", "delivers living_hostage", "delivers handover"),
        "israel": ("delivers handover",),
    }
    without = winset.blockers(first, {"living_hostage": "released"})
    assert set(without.value["blockers"]) == {"us", "hamas"}


def test_families_press_and_cannot_block_unless_they_are_given_a_vote(first: winset.Case) -> None:
    assert first.file.parties["families"].kind == "constituency"
    assert first.file.pressures["families"].on == "us"
    everything = {id_: dim.values[-1] for id_, dim in first.dimensions().items()}
    assert "families" not in winset.blockers(first, everything).value["blockers"]
    for issue in FIRST_ISSUES:
        assert "families" not in winset.blockers(first, terms={issue: "changed"}).value["blockers"]
    vote = "{for: us, body: The families, covers: [bodies], rule: all, voters: {they: {party: families}}}"
    asked = first.set("ratifications.families_vote", vote)
    assert "families" in winset.blockers(asked, {"bodies": "returned"}).value["blockers"]
    assert ["families"] in winset.blockers(asked, {"bodies": "returned"}).value["minimal_sets"]


def test_american_law_forbids_money_but_not_talking_and_the_line_can_be_lifted_on_the_record(doha: winset.Case) -> None:
    line = doha.file.mandates["us"].red_lines["no_funds"]
    assert (line.kind, line.enforced) == ("legal", True)
    assert "2339B" in (line.basis or "")
    assert winset.deliverable(doha, ["us", "hamas"]).value["by_issue"]["us_funds"] == ("none",)
    lifted = doha.variant("without_legal_line")
    found = winset.deliverable(lifted, ["us", "hamas"])
    assert found.value["by_issue"]["us_funds"] == ("none", "paid")
    assert found.steps == ("variant without_legal_line",)
    assert "without_legal_line" in found.to_json()
    assert "doha" in doha.file.channels


def test_prisoners_and_ceasefire_lie_in_israels_hands_and_the_brief_says_so(first: winset.Case) -> None:
    controls = winset.ask(first, "who_can_block").value
    assert controls["prisoners=some"] == controls["prisoners=hundreds"] == controls["ceasefire=pause"] == ["israel"]
    grid = winset.brief(first).rows()
    row = next(row for row in grid if str(row["issue"]).startswith("Prisoners"))
    assert "DELIVERS" in str(row["Israel"][0])
    assert "DELIVERS" not in str(row["United States"]) + str(row["Hamas"])
    ceasefire = next(row for row in grid if str(row["issue"]).startswith("Ceasefire"))
    assert "DELIVERS" in str(ceasefire["Israel"][0])


# Earlier tries, sources, regimes, days (F33, F36, F37, F51, F52)


def test_administration_envoy_and_channel_have_changed_and_who_holds_ceasefire_and_prisoners_has_not(doha: winset.Case) -> None:
    found = winset.attempts(doha).value
    assert found["changed"] == ["Administration", "Envoy for the talks", "Direct channel"]
    assert found["unchanged"] == ["Who delivers prisoners", "Who delivers a ceasefire"]


def test_a_source_known_only_by_a_role_is_graded_f(doha: winset.Case) -> None:
    source = doha.file.sources["former_adviser"]
    assert source.anonymous
    assert str(source.grade).startswith("F")


def test_that_israel_holds_the_prisoners_stands_without_the_adviser_and_falls_without_him_and_the_two_sources(
    first: winset.Case,
) -> None:
    question = "who_can_block(prisoners=some)"
    found = winset.flips(first, question, most=2)
    assert ["former_adviser"] not in found.value["carriers"]
    assert ["two_sources"] not in found.value["carriers"]
    assert ["two_sources", "former_adviser"] in found.value["carriers"]
    assert winset.ask(first, question).value == ["israel"]
    assert winset.ask(first.without("former_adviser"), question).value == ["israel"]
    assert winset.ask(first.without("former_adviser", "two_sources"), question).value != ["israel"]


def test_two_administrations_overlap_on_10_january_and_from_the_20th_the_new_one_alone_sets_the_cost(doha: winset.Case) -> None:
    def told(day: str) -> str:
        return winset.attempts(doha.on(day)).to_json()

    assert "In force on the day: The Biden administration, The Trump administration." in told("2025-01-10")
    assert "In force on the day: The Trump administration." in told("2025-01-20")
    cost = {
        day: doha.on(day).file.channels["doha"].costs["us"] for day in ("2025-01-10", "2025-01-19", "2025-01-20", "2025-03-08")
    }
    assert cost["2025-01-10"] == cost["2025-01-19"] == Range.parse(["0.08", "0.2"])
    changed = winset.diff(doha.on("2025-01-19"), doha.on("2025-01-20"))
    rows = {row["path"]: (row["before"], row["after"]) for row in changed.rows()}
    assert rows["channels.doha.costs.us"] == ("[0.08, 0.2]", "[0, 0.04]")
    assert cost["2025-01-20"] == cost["2025-03-08"] == Range.parse(["0", "0.04"])


def test_on_4_march_the_ultimatum_and_the_trip_are_not_known_yet_and_on_8_march_all_44_claims_are(doha: winset.Case) -> None:
    early, late = doha.on("2025-03-04"), doha.on("2025-03-08")
    assert len(late.file.claims) == len(doha.file.claims) == 44
    hidden = set(doha.file.claims) - set(early.file.claims)
    assert {"ultimatum", "last_warning", "trip"} <= hidden
    assert not early.file.ultimatums
    assert {"call", "meeting", "advised_against"} <= set(early.file.claims)


@pytest.mark.parametrize(
    "question",
    ["who_can_block", "who_can_block(prisoners=some)", "what_can_be_delivered_without(israel)", "which_deal(nash, us, hamas)"],
)
def test_every_single_source_can_be_struck_out_in_turn_and_each_conclusion_names_its_carriers(
    first: winset.Case, question: str
) -> None:
    start = time.perf_counter()
    found = winset.flips(first, question, draws=100)
    each = (time.perf_counter() - start) / len(first.file.sources)
    assert each < 2  # seconds; a tenth of it on an idle machine
    struck = {row["without"]: row["flips"] for row in found.rows()}
    with_claims = set(first.file.sources) - set(" ".join(found.notes()).replace(",", " ").replace(".", " ").split())
    assert set(struck) == with_claims
    assert {name for name, flips in struck.items() if flips == "yes"} == {one for (one,) in found.value["carriers"]}
    assert ["axios"] in found.value["carriers"] or question.startswith("which_deal")


# What can be paid in, the brief, how sure (F46, F57, F58)


def test_something_the_us_owns_opens_a_release_without_prisoners(first: winset.Case) -> None:
    found = {row["deal"]: row["in the win-set"].count for row in winset.winset(first, rows=216).rows()}
    released = {deal: count for deal, count in found.items() if "living_hostage=released" in deal and "prisoners=" not in deal}
    paid = max(count for deal, count in released.items() if "currency=" in deal)
    unpaid = max(count for deal, count in released.items() if "currency=" not in deal)
    assert paid > unpaid
    assert winset.blockers(first, terms={"currency": "changed"}).value["blockers"] == ["us"]
    mine = deals(winset.deliverable(first, ["us", "hamas"], rows=216))
    assert "living_hostage=released, currency=political_credit" in mine


def cells(value: Any) -> list[Any]:
    return [entry for part in value for entry in cells(part)] if isinstance(value, tuple) else [value]


def test_every_number_of_the_brief_has_a_claim_or_is_called_assumed(doha: winset.Case) -> None:
    page = winset.brief(doha)
    known = {id_ for id_, _ in next(block for block in page.blocks if isinstance(block, Legend)).entries}
    assert known <= set(doha.file.claims)
    seen = 0
    for block in page.blocks:
        for row in block.rows if isinstance(block, Table) else ():
            for cell in (entry for whole in row for entry in cells(whole)):
                if isinstance(cell, Backed):
                    assert set(cell.claims) <= known
                    assert cell.claims or str(cell).endswith("ASSUMED")
                    seen += 1
                elif isinstance(cell, Share):
                    raise AssertionError(f"{cell} stands in the brief without a claim and is not called assumed")
    assert seen > 40


def test_the_page_is_one_file_that_asks_for_nothing_from_outside_and_prints_on_a4(doha: winset.Case, tmp_path: Any) -> None:
    target = tmp_path / "brief.html"
    winset.brief(doha, to=target)
    text = target.read_text(encoding="utf-8")
    assert not re.search(r"""(src|href)\s*=|@import|url\((?!#)|<script|https?://(?!www\.w3\.org)""", text)
    assert re.search(r"@page\s*\{[^}]*A4", text)


PERCENT = re.compile(r"\d+(?:\.\d+)? %")
WITH_RANGE = re.compile(
    r" \(\d{1,2}-\d{1,2} %\): (?:\d{1,2} % of [\d,]+ draws, \d{1,2}-\d{1,2} %|[\d,]+ of [\d,]+ draws, \d{1,2} % or (?:more|less))"
)


@pytest.mark.parametrize("words", [("brief",), ("winset",), ("solve", "nash"), ("frontier",), ("blockers", "prisoners=some")])
def test_no_share_has_more_than_two_digits_or_stands_without_its_range_and_the_number_of_draws(
    cli: Cli, words: tuple[str, ...]
) -> None:
    what, *rest = words
    found = getattr(winset, what)(
        winset.load("doha2025").stage(1), **({"terms": {"prisoners": "some"}} if rest == ["prisoners=some"] else {})
    )
    shares = [
        cell for block in found.blocks if isinstance(block, Table) for row in block.rows for whole in row for cell in cells(whole)
    ]
    for share in (cell.value if isinstance(cell, Backed) else cell for cell in shares):
        if isinstance(share, Share) and share.draws > 1 and 0 < share.count < share.draws:
            assert WITH_RANGE.search(str(share)), share
    text = flat(cli(what, "doha2025", "--stage", "1", *rest).out)
    assert not re.search(r"\d[.,]\d+ ?%|\b\d{3,} %(?!;)", text.replace("100 %", ""))
    assert "draws" in text


def test_a_share_reads_as_a_word_a_percentage_its_range_and_its_draws() -> None:
    assert str(Share(310, 500)) == "likely (55-80 %): 62 % of 500 draws, 58-66 %"
    assert Share(499, 500).percent == 99
    assert Fraction(Share(1, 3).percent) == 33
