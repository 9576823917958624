"""What-ifs give another case and leave the first as it was; what they cut, they cut to the letter."""

from __future__ import annotations

import dataclasses
import json
from itertools import pairwise, product
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import winset
from winset.case.case import Case
from winset.case.dimensions import Dimension, term_values
from winset.case.schema import Rule
from winset.errors import BadRequest, CaseError, UnknownName

TALKS = """
case: talks
title: Talks in Doha
as_of: 2025-03-08
signed_by: [us, hamas]
parties:
  us: United States
  hamas: Hamas
  israel: {name: Israel, at_table: no}
people:
  boehler: {name: Adam Boehler, for: us, rank: envoy}
  dermer: {name: Ron Dermer, for: israel}
mandates:
  boehler: {scope: [bodies, prisoners, war], limits: {prisoners: {max: 20}, war: ended}}
channels:
  early: {between: [us, hamas], secret: yes, since: 2025-01}
  doha:
    between: [boehler, hamas]
    secret: yes
    since: 2025-03-01
    levels: [{since: 2025-03-01, level: officials}, {since: 2025-03-04, level: envoys}]
    known_by: {israel: 2025-03-04}
  call: {between: [boehler, dermer], secret: yes}
  open: {between: [us, hamas]}
issues:
  bodies: {name: Bodies, values: [kept, returned], delivered_by: hamas}
  prisoners: {name: Prisoners, values: {from: 0, to: 30, step: 10}, delivered_by: israel}
  war: {name: The war, values: [goes_on, ended], delivered_by: [israel, hamas], stage: 2}
stages:
  1: The hostages
  2: {name: The war, after: 1, opens_if: {bodies: returned}}
rules:
  swap: {if: {prisoners: {min: 10}}, then: {bodies: returned}}
  last: {if: {war: ended}, then: {bodies: returned, prisoners: 30}}
consents:
  israel:
    prisoners: [{state: informed, since: 2025-02}, {state: withheld, since: 2025-03-05}]
    war: vetoed
preferences:
  us: {weights: {bodies: 3, prisoners: [-2, -1], war: 1}, reservation: 0.2}
  hamas: {weights: {prisoners: 5, war: 4, bodies: -1}}
regimes:
  old: {name: The old team, of: us, until: 2025-01-20, set: {preferences.us.reservation: 0.5}}
  new: {name: The new team, of: us, from: 2025-01-20}
ultimatums:
  last_warning: {name: Last warning, by: us, to: hamas, announced: 2025-03-05, demand: {bodies: returned}}
events:
  meeting: {name: They meet, when: 2025-03-04, channel: doha}
variants:
  soft: {name: A softer line, set: {preferences.us.weights.prisoners: 0, consents.israel.war: consented}}
conflict:
  options:
    us: {talk: Keep talking}
    hamas: {release: Release}
  infeasible: [release and not talk]
  status_quo: [talk]
  views: {israel: {unaware_of: talk, until: 2025-02}}
sources:
  axios: {name: Axios, kind: outlet}
  adviser: {name: A former adviser, via: axios, anonymous: yes}
  reader: {name: Somebody without a claim}
claims:
  hands: {about: issues.prisoners.delivered_by, by: adviser, reading: it is in their hands, if_wrong: us}
  envoy: {about: mandates.boehler, by: axios, reading: he may agree}
  no: {about: [consents.israel.prisoners, consents.israel.war], by: adviser, reading: no consent, said: 2025-03-07}
  warned: {about: ultimatums.last_warning, by: axios, reading: a last warning, said: 2025-03-05}
"""


@pytest.fixture
def case() -> Case:
    return winset.loads(TALKS, "case.yaml")


def test_a_what_if_leaves_the_case_as_it_was(case: Case) -> None:
    before, text = case.hash(), case.resolve()
    case.on("2025-03-01").without("adviser").stage(1).set("title", "Another").seen_by("israel")
    case.variant("soft")
    assert (case.hash(), case.resolve(), case.steps) == (before, text, ())
    with pytest.raises(dataclasses.FrozenInstanceError):
        case.steps = ("x",)  # type: ignore[misc]
    with pytest.raises(ValueError):
        case.file.title = "x"


def test_the_steps_that_led_to_a_case_are_told_in_their_order(case: Case) -> None:
    chained = case.on("2025-03-06").without("adviser").stage(1).set("title", "Another").variant("soft").seen_by("israel")
    assert chained.steps == (
        "on 2025-03-06",
        "without source adviser",
        "stage 1",
        "set title = Another",
        "variant soft",
        "seen by israel",
    )


def test_a_case_after_every_what_if_is_a_case_that_can_be_written_and_read_again(case: Case) -> None:
    for changed in (
        case.on("2025-02"),
        case.without("axios"),
        case.stage(1),
        case.stage(2),
        case.seen_by("israel", "2025-02"),
        case.variant("soft"),
        case.set("rules.swap", None),
    ):
        assert winset.loads(changed.resolve()).hash() == changed.hash()


# on


def test_on_a_day_what_came_later_is_gone_and_what_was_open_is_there(case: Case) -> None:
    then = case.on("2025-03-03")
    assert list(then.file.channels) == ["early", "doha", "call", "open"]
    assert [level.level for level in then.file.channels["doha"].levels] == ["officials"]
    assert not then.file.channels["doha"].known_by
    assert not then.file.ultimatums
    assert not then.file.events
    assert [entry.state for entry in then.file.consents["israel"]["prisoners"]] == ["informed"]
    assert "no" not in then.file.claims
    assert then.file.as_of.text == "2025-03-03"


def test_on_the_day_itself_it_is_there(case: Case) -> None:
    then = case.on("2025-03-05")
    assert then.file.channels["doha"].known_by["israel"][0].since is not None
    assert list(then.file.ultimatums) == ["last_warning"]
    assert [entry.state for entry in then.file.consents["israel"]["prisoners"]] == ["informed", "withheld"]


def test_a_month_counts_to_its_last_day(case: Case) -> None:
    assert case.on("2025-02").file.as_of.text == "2025-02-28"
    assert "doha" not in case.on("2025-02").file.channels
    assert "meeting" not in case.on("2025-02").file.events


def test_on_a_day_of_the_old_regime_its_parameters_hold_and_on_the_last_day_the_older_one_governs(case: Case) -> None:
    held = [case.on(day).get("preferences.us.reservation") for day in ("2025-01-19", "2025-01-20", "2025-01-21")]
    assert held == ["0.5", "0.5", "0.2"]


def test_the_case_on_its_own_day_loses_nothing_dated_before(case: Case) -> None:
    assert case.on("2025-03-08").hash() == case.hash()


@pytest.mark.parametrize("day", ["2025-02-30", "last week", "since 2025-01", "unknown"])
def test_a_day_that_is_none_is_refused(case: Case, day: str) -> None:
    with pytest.raises(BadRequest):
        case.on(day)


# without


def test_without_a_source_what_it_alone_said_falls_to_what_holds_if_it_is_wrong(case: Case) -> None:
    changed = case.without("adviser")
    assert changed.get("issues.prisoners.delivered_by") == "us"
    assert list(changed.file.claims) == ["envoy", "warned"]
    assert changed.get("consents.israel.prisoners") == [{"state": "unknown"}]


def test_without_a_source_what_came_through_it_goes_too(case: Case) -> None:
    assert list(case.without("axios").file.claims) == []


def test_without_a_source_that_claims_nothing_the_case_is_the_same_but_for_the_record_of_the_step(case: Case) -> None:
    changed = case.without("reader")
    assert changed.hash() == case.hash()
    assert changed.steps == ("without source reader",)


def test_without_the_same_source_twice_is_without_it_once(case: Case) -> None:
    once = case.without("adviser")
    assert once.without("adviser").hash() == once.hash()
    assert case.without("adviser", "adviser").hash() == once.hash()


def test_without_two_sources_in_either_order_is_the_same_case(case: Case) -> None:
    assert case.without("adviser", "axios").hash() == case.without("axios", "adviser").hash()


def test_a_source_that_nobody_knows_is_told_with_the_nearest_name(case: Case) -> None:
    with pytest.raises(UnknownName, match=r"no source, document or claim called 'axois'\. Did you mean 'axios'\?"):
        case.without("axois")


# set and variant


def test_a_value_is_set_as_a_case_file_writes_it(case: Case) -> None:
    assert case.set("preferences.us.weights.war", "[1, 2]").get("preferences.us.weights.war") == ["1", "2"]
    assert case.set("parties.israel.at_table", "yes").file.parties["israel"].at_table
    assert case.set("parties.israel.at_table", True).file.parties["israel"].at_table
    assert case.set("issues.prisoners.delivered_by", ["us", "hamas"]).get("issues.prisoners.delivered_by") == ["us", "hamas"]
    assert case.set("issues.prisoners.values.to", 40).dimensions()["prisoners"].values == ("0", "10", "20", "30", "40")
    assert case.set("consents.us.war", "consented").file.consents["us"]["war"][0].state == "consented"
    assert case.set("preferences.israel.weights.war", -1).file.preferences["israel"].weights["war"].low == -1


def test_nothing_takes_a_value_away(case: Case) -> None:
    assert "swap" not in case.set("rules.swap", None).file.rules
    assert "swap" not in case.set("rules.swap", "null").file.rules


def every_path(data: Any, path: tuple[str, ...] = ()) -> list[str]:
    entries = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    own = [".".join(path)] if path else []
    return own + [found for key, entry in entries for found in every_path(entry, (*path, str(key)))]


PATHS = every_path(winset.loads(TALKS).data())


@pytest.mark.parametrize("path", PATHS)
def test_setting_the_value_that_is_there_changes_nothing(case: Case, path: str) -> None:
    same = case.set(path, case.get(path))
    assert same.hash() == case.hash()
    assert same.file == case.file


def test_a_path_that_leads_nowhere_is_told_with_the_nearest_one(case: Case) -> None:
    for path, nearest in (
        ("issues.prisoner.name", "issues.prisoners"),
        ("issues.bodies.deliverd_by", "issues.bodies.delivered_by"),
        ("rule.swap", "rules"),
    ):
        with pytest.raises(UnknownName) as caught:
            case.set(path, "us")
        assert f"no path called '{path}'. Did you mean '{nearest}'?" in str(caught.value)
    with pytest.raises(UnknownName):
        case.get("issues.nothing")


def test_one_field_does_not_make_a_record_that_is_not_there(case: Case) -> None:
    with pytest.raises(UnknownName, match=r"no path called 'issues\.truce\.name'"):
        case.set("issues.truce.name", "A truce")


def test_a_value_that_does_not_fit_is_refused_with_its_path(case: Case) -> None:
    with pytest.raises(CaseError) as caught:
        case.set("issues.prisoners.delivered_by", "isreal")
    assert str(caught.value) == "case.yaml:27: issues.prisoners.delivered_by: no party called 'isreal'. Did you mean 'israel'?"
    with pytest.raises(CaseError, match="is a YAML anchor"):
        case.set("title", "&a b")


def test_a_variant_sets_all_that_it_names(case: Case) -> None:
    soft = case.variant("soft")
    assert soft.get("preferences.us.weights.prisoners") == "0"
    assert soft.file.consents["israel"]["war"][0].state == "consented"
    with pytest.raises(UnknownName, match=r"no variant called 'sofd'\. Did you mean 'soft'\?"):
        case.variant("sofd")


# seen_by


def test_a_party_sees_its_own_channels_the_open_ones_and_those_it_knew_of(case: Case) -> None:
    assert list(case.seen_by("israel").file.channels) == ["doha", "call", "open"]
    assert list(case.seen_by("israel", "2025-03-03").file.channels) == ["call", "open"]
    assert list(case.seen_by("us").file.channels) == list(case.file.channels)


def test_an_option_that_a_party_is_unaware_of_cannot_be_taken_in_what_it_sees(case: Case) -> None:
    seen = case.seen_by("israel", "2025-02")
    assert seen.file.conflict.infeasible == ("release and not talk", "talk")
    assert seen.file.conflict.status_quo == ()
    assert case.seen_by("israel", "2025-03-05").file.conflict == case.file.conflict


def test_a_party_that_does_not_exist_sees_nothing(case: Case) -> None:
    with pytest.raises(UnknownName, match="Did you mean 'israel'"):
        case.seen_by("isreal")


# stage


def test_a_stage_keeps_its_issues_and_forgets_the_others_everywhere(case: Case) -> None:
    first = case.stage(1)
    assert list(first.file.issues) == ["bodies", "prisoners"]
    assert list(first.file.preferences["us"].weights) == ["bodies", "prisoners"]
    assert first.file.mandates["boehler"].scope == ("bodies", "prisoners")
    assert list(first.file.mandates["boehler"].limits) == ["prisoners"]
    assert list(first.file.consents["israel"]) == ["prisoners"]
    assert list(first.file.rules) == ["swap"]
    assert first.file.current_stage == "1"


def test_in_a_later_stage_the_earlier_ones_are_carried_out(case: Case) -> None:
    second = case.stage("2")
    assert list(second.file.issues) == ["war"]
    assert not second.file.rules


def test_a_stage_of_a_stage_is_that_stage(case: Case) -> None:
    assert case.stage(1).stage(1).hash() == case.stage(1).hash()


def test_a_stage_that_does_not_exist_or_is_empty_is_refused(case: Case) -> None:
    with pytest.raises(UnknownName, match="no stage called '3'"):
        case.stage(3)
    with pytest.raises(BadRequest, match="no issue belongs to stage 3"):
        case.set("stages.3", "Later").stage(3)


def test_a_party_that_wants_nothing_of_a_stage_does_not_stop_it(case: Case) -> None:
    only_war = case.set("preferences.us.weights", {"war": 1, "bodies": 0})
    first = only_war.stage(1)
    assert list(first.file.issues) == ["bodies", "prisoners"]
    assert not first.file.preferences["us"].weights
    assert first.file.preferences["us"].reservation == only_war.file.preferences["us"].reservation


def holds(dims: dict[str, Dimension], terms: Any, deal: dict[str, str]) -> bool:
    return all(deal[dim] in values for dim, values in term_values(dims, terms).items())


def keeps(dims: dict[str, Dimension], rule: Rule, deal: dict[str, str]) -> bool:
    """Whether `deal` keeps `rule`, by the words of its definition."""
    if rule.order:
        changed = [any(deal[d.id] != d.values[0] for d in dims.values() if name in (d.id, d.issue)) for name in rule.order]
        return all(first or not second for first, second in pairwise(changed))
    if rule.never is not None:
        return not holds(dims, rule.never, deal)
    if rule.at_most is not None:
        return sum(holds(dims, terms, deal) for terms in rule.of) <= rule.at_most
    return holds(dims, rule.then, deal) or not holds(dims, rule.if_, deal)


def speaks_of(rule: Rule, issues: set[str]) -> bool:
    terms = [rule.if_ or {}, rule.then or {}, rule.never or {}, *rule.of]
    return bool({name.partition(".")[0] for name in [*rule.order, *(name for spec in terms for name in spec)]} & issues)


@st.composite
def staged_cases(draw: st.DrawFn) -> str:
    issues: dict[str, Any] = {}
    for n in range(draw(st.integers(2, 4))):
        kind = draw(st.sampled_from(["labels", "numbers", "items"]))
        stage = "12"[n] if n < 2 else draw(st.sampled_from("12"))
        values: dict[str, Any] = {
            "labels": {"values": ["no", "half", "yes"]},
            "numbers": {"values": {"from": 0, "to": 2}},
            "items": {"items": {"a": "A", "b": {"name": "B", "count": 2}}},
        }[kind]
        issues[f"i{n}"] = {"name": "I", "stage": stage, **values}

    def term(name: str) -> tuple[str, Any]:
        issue = issues[name]
        if "items" in issue:
            if draw(st.booleans()):
                return name, draw(st.sampled_from(["a", ["a", "b"], "none"]))
            return draw(
                st.sampled_from(
                    [(f"{name}.a", "in"), (f"{name}.b", ["1", "2"]), (f"{name}.b", {"min": 1}), (f"{name}.b", "changed")]
                )
            )
        if isinstance(issue["values"], dict):
            return name, draw(st.sampled_from(["0", ["1", "2"], {"min": 1}, {"max": 1}, "changed"]))
        return name, draw(st.sampled_from(["no", "yes", ["half", "yes"], "changed"]))

    def terms() -> dict[str, Any]:
        return dict(term(name) for name in draw(st.lists(st.sampled_from(sorted(issues)), min_size=1, max_size=2, unique=True)))

    rules: dict[str, Any] = {}
    for n in range(draw(st.integers(1, 3))):
        form = draw(st.sampled_from(["if", "never", "at_most", "order"]))
        if form == "if":
            rules[f"r{n}"] = {"if": terms(), "then": terms()}
        elif form == "never":
            rules[f"r{n}"] = {"never": terms()}
        elif form == "at_most":
            of = [terms() for _ in range(draw(st.integers(1, 3)))]
            rules[f"r{n}"] = {"at_most": draw(st.integers(0, len(of))), "of": of}
        elif "order" not in rules:
            rules["order"] = {"order": draw(st.permutations(sorted(issues)).map(lambda names: names[: max(2, len(names) - 1)]))}
    return json.dumps(
        {
            "case": "c",
            "title": "C",
            "as_of": "2025",
            "parties": {"p": "P"},
            "issues": issues,
            "rules": rules,
            "stages": {"1": "One", "2": {"name": "Two", "after": ["1"]}},
        }
    )


def test_a_stage_allows_exactly_the_deals_that_the_whole_case_allows_with_the_other_stages_fixed() -> None:
    seen = {"cut": 0, "all": 0, "none": 0}

    @settings(max_examples=400, deadline=None, database=None, derandomize=True)
    @given(staged_cases(), st.sampled_from("12"))
    def law(text: str, number: str) -> None:
        whole = winset.loads(text)
        dims = whole.dimensions()
        fixed = {d.id: d.values[-1 if d.stage < number else 0] for d in dims.values() if d.stage != number}
        free = [d for d in dims.values() if d.stage == number]
        # A rule that speaks of other stages only binds those.
        rules = [rule for rule in whole.file.rules.values() if speaks_of(rule, {d.issue for d in free})]
        deals = [dict(zip((d.id for d in free), values, strict=True)) for values in product(*(d.values for d in free))]
        expected = [deal for deal in deals if all(keeps(dims, rule, {**fixed, **deal}) for rule in rules)]
        cut = whole.stage(number)
        assert list(cut.dimensions()) == [d.id for d in free]
        assert [
            deal for deal in deals if all(keeps(cut.dimensions(), rule, deal) for rule in cut.file.rules.values())
        ] == expected
        seen["none" if not expected else "all" if len(expected) == len(deals) else "cut"] += 1

    law()
    assert min(seen.values()) >= 5  # the law was tried where rules allow some deals, all of them and none


@settings(max_examples=30, deadline=None)
@given(st.permutations(["us", "hamas", "israel"]), st.sampled_from(["on", "stage", "without", "variant"]))
def test_other_names_for_the_parties_change_nothing_but_the_names(names: list[str], verb: str) -> None:
    def renamed(text: str) -> str:
        for old, mark in (("us", "@1@"), ("hamas", "@2@"), ("israel", "@3@")):
            text = (
                text.replace(f" {old}:", f" {mark}:")
                .replace(f" {old},", f" {mark},")
                .replace(f" {old}]", f" {mark}]")
                .replace(f"[{old},", f"[{mark},")
            )
            text = (
                text.replace(f" {old}}}", f" {mark}}}")
                .replace(f".{old}.", f".{mark}.")
                .replace(f"{{{old}:", f"{{{mark}:")
                .replace(f"[{old}]", f"[{mark}]")
                .replace(f" {old}\n", f" {mark}\n")
            )
        for mark, new in zip(("@1@", "@2@", "@3@"), names, strict=True):
            text = text.replace(mark, f"{new}x")
        return text

    def changed(case: Case) -> Case:
        return {
            "on": lambda: case.on("2025-03-03"),
            "stage": lambda: case.stage(1),
            "without": lambda: case.without("adviser"),
            "variant": lambda: case.variant("soft"),
        }[verb]()

    assume(renamed(TALKS) != TALKS)
    assert changed(winset.loads(renamed(TALKS))).resolve() == renamed(changed(winset.loads(TALKS)).resolve())


# claims that correct or retract others, and claims that disagree about what holds if they are wrong

REPORTS = """
case: reports
title: Reports
as_of: 2025-03-08
parties: {north: Northfield, south: Southfield, west: Westfield}
issues:
  well: {name: The well, values: [closed, open], delivered_by: north}
  road: {name: The road, values: [closed, half, open], delivered_by: {half: south, open: [south, north]}}
channels:
  line: {between: [north, south], since: ../2025-03-04}
  old: {between: [north, west], since: 2025-01}
consents:
  north: {well: [{state: withheld, since: 2025-03-05}, {state: consented, since: 2025-02}]}
regimes:
  first: {name: The first team, of: north, until: 2025-02-20, set: {channels.line.secret: yes, ultimatums.last.public: no}}
ultimatums:
  last: {name: Last word, by: north, to: south, announced: 2025-03-01, public: yes}
documents:
  paper: {file: paper.txt, title: The paper, date: 2025-03-06}
sources: {a: A, b: B, c: C}
claims:
  first: {about: issues.well.delivered_by, by: a, reading: north has the key, value: north, if_wrong: south}
  taken_back: {about: issues.well.delivered_by, by: b, reading: that was not so, retracts: first}
  second: {about: issues.well.delivered_by, by: c, reading: north turned it, value: north, if_wrong: west}
  no_well: {about: consents.north.well, by: a, reading: it says no, value: withheld}
  road_half: {about: issues.road.delivered_by.half, by: a, reading: south clears it}
"""


@pytest.fixture
def reports(tmp_path: Any) -> Case:
    (tmp_path / "case.yaml").write_text(REPORTS, encoding="utf-8")
    (tmp_path / "paper.txt").write_text("The north had the key.\n", encoding="utf-8")
    return winset.load(tmp_path)


def test_without_a_retraction_the_claim_it_took_back_supports_its_value_again(reports: Case) -> None:
    path = "issues.well.delivered_by"
    assert winset.why(reports, path).value["claims"] == ["second"]
    assert winset.why(reports.without("b"), path).value["claims"] == ["first", "second"]
    # The last other support goes with the retraction, and the claim that was taken back holds the value.
    both = reports.without("b", "c")
    assert both.get(path) == "north"
    assert winset.why(both, path).value["claims"] == ["first"]
    # So it does where it states no value of its own.
    silent = reports.set("claims.first.value", None).without("b", "c")
    assert silent.get(path) == "north"
    # While the retraction stands, the last other support was all there was.
    assert reports.without("c").get(path) == "west"


def test_lost_claims_that_disagree_about_what_holds_if_they_are_wrong_leave_the_value_unknown_in_any_order(
    reports: Case,
) -> None:
    plain = reports.set("claims.taken_back", None)
    one, two = plain.without("a", "c"), plain.without("c", "a")
    assert one.get("issues.well.delivered_by") == two.get("issues.well.delivered_by") == "unknown"
    agreed = plain.set("claims.second.if_wrong", "south")
    for names in (("a", "c"), ("c", "a")):
        assert agreed.without(*names).get("issues.well.delivered_by") == "south"


def test_who_delivers_one_value_becomes_unknown_when_nobody_says_so_any_more(reports: Case) -> None:
    assert reports.without("road_half").file.issues["road"].delivered_by.groups["half"] == (("unknown",),)


def test_a_claim_about_a_consent_is_held_against_the_latest_state_in_time_not_the_last_one_written(reports: Case) -> None:
    assert winset.why(reports, "consents.north.well").value["claims"] == ["no_well"]
    assert winset.why(reports.on("2025-03-01"), "consents.north.well").value["against"] == ["no_well"]


# what could be known on a day


def test_on_a_day_a_setting_of_the_regime_about_something_not_yet_begun_is_left_out(reports: Case) -> None:
    then = reports.on("2025-02-10")
    assert not then.file.ultimatums
    assert then.file.channels["line"].secret
    assert list(then.file.regimes["first"].set) == ["channels.line.secret"]


def test_a_statement_without_any_date_could_be_known_from_the_day_its_document_appeared(reports: Case) -> None:
    claim = "{about: issues.well.delivered_by, document: paper, quote: The north had the key, if_wrong: south%s}"

    def known(more: str) -> list[str]:
        case = reports.set("claims.key", claim % more)
        return [day for day in ("2025-02-28", "2025-03-01", "2025-03-05", "2025-03-06") if "key" in case.on(day).file.claims]

    assert known("") == known(", modality: opinion") == known(", modality: expected") == ["2025-03-06"]
    assert known(", published: 2025-03-05") == ["2025-03-05", "2025-03-06"]
    # Somebody who was there knew of it when it happened; what was said was known when it was said.
    assert known(", when: 2025-03") == ["2025-03-01", "2025-03-05", "2025-03-06"]
    assert known(", when: 2025-02, said: 2025-03-05") == ["2025-03-05", "2025-03-06"]
    assert known(", when: 2025-02, modality: planned") == ["2025-03-06"]
    assert known(", known: 2025-03-01, published: 2025-03-06") == ["2025-03-01", "2025-03-05", "2025-03-06"]


def test_a_value_whose_claims_were_not_known_yet_stays_and_is_assumed(reports: Case) -> None:
    case = reports.without("b").set("claims.first.known", "2025-03-05").set("claims.second.known", "2025-03-06")
    path = "issues.well.delivered_by"
    assert winset.why(case.on("2025-03-05"), path).value["assumed"] is False
    then = case.on("2025-03-04")
    assert (then.get(path), winset.why(then, path).value["assumed"]) == ("north", True)


def test_before_the_latest_day_on_which_a_channel_with_an_unknown_start_began_its_parties_may_talk_in_it(reports: Case) -> None:
    may = "may talk in it (start unknown)"
    assert winset.ask(reports.on("2025-03-03"), "who_knew(line)").value["north"] == may
    assert winset.ask(reports.on("2025-03-04"), "who_knew(line)").value["north"] == "talks in it"
    assert winset.ask(reports.on("2025-01-10"), "who_knew(old)").value["west"] == "talks in it"
