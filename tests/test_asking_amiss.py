"""What is asked amiss is told in plain words, and nothing that a terminal would obey or hide is printed raw."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import winset
from winset.errors import BadRequest
from winset.report.safe import printable

Cli = Callable[..., Any]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--on", ""], "--on is empty; name a day, such as 2025-03-04, or leave the option out"),
        (["--stage", " "], "--stage is empty; name a stage, or leave the option out"),
        (["--seen-by", ""], "--seen-by is empty; name a party, or leave the option out"),
        (["--without", ""], "--without is empty; name a source, document or claim, or leave the option out"),
        (["--without", "axios,"], "--without is empty; name a source, document or claim, or leave the option out"),
        (["--variant", ""], "--variant is empty; name a variant, or leave the option out"),
        (["--set", ""], "--set : write PATH=VALUE, for instance --set consents.israel.handover=consented"),
        (["--set", "=5"], "--set =5: write PATH=VALUE, for instance --set consents.israel.handover=consented"),
    ],
)
def test_an_empty_what_if_is_an_error_and_not_the_case_as_it_is(cli: Cli, words: list[str], told: str) -> None:
    ran = cli("show", "doha2025", *words)
    assert (ran.status, ran.out, ran.err.strip()) == (2, "", told)


def test_names_of_sources_may_have_spaces_between_them(cli: Cli) -> None:
    assert cli("show", "doha2025", "--without", "axios, relay").status == 0


def test_who_delivers_is_named_either_by_who_consents_or_by_who_does_not(cli: Cli) -> None:
    ran = cli("deliverable", "doha2025", "--stage", "1", "--except", "israel", "--parties", "us,hamas")
    assert (ran.status, ran.out, ran.err.strip()) == (2, "", "name either --parties or --except, not both")


def test_a_question_that_names_an_issue_twice_is_refused(cli: Cli) -> None:
    with pytest.raises(BadRequest, match="prisoners is named twice"):
        winset.ask(winset.load("doha2025").stage(1), "who_can_block(prisoners=some, prisoners=none)")
    assert cli("blockers", "doha2025", "--stage", "1", "prisoners=some", "prisoners=none").status == 2


@pytest.mark.parametrize("text", ["?", "what can be delivered", "who_can_block("])
def test_what_is_no_question_is_told_all_questions_there_are(text: str) -> None:
    with pytest.raises(BadRequest) as caught:
        winset.ask(winset.load("doha2025"), text)
    for name in ("who_can_block", "who_knew", "what_does_talking_cost", "is_stable", "which_states_hold"):
        assert name in str(caught.value)


def test_the_name_of_a_file_cannot_colour_the_terminal(cli: Cli, tmp_path: Path) -> None:
    name = "brief\x1b[31m.html"
    page = cli("brief", "doha2025", "--draws", "20", "--to", tmp_path / name)
    case = cli("resolve", "doha2025", "--to", tmp_path / "case\x1b[31m.yaml")
    gmcr = cli("export-gmcr", "doha2025", "--to", tmp_path / "a\x1b[31m.gmcr")
    new = cli("new", tmp_path / "new\x1b[31m")
    missing = cli("show", "no\x1b[31m")
    option = cli("show", "doha2025", "--\x1b[31m")
    for ran in (page, case, gmcr, new, missing, option):
        assert "\x1b" not in ran.out + ran.err
        assert "\\x1b[31m" in ran.out.replace("\n", "") + ran.err.replace("\n", "")
    assert (tmp_path / name).is_file()


@pytest.mark.parametrize("hidden", ["\u202e", "\u200b", "\u00ad", "\ufeff", "\u2060", "\U000e0041", "\u2028", "\x07", "\x9b"])
def test_a_character_that_is_not_seen_is_shown_as_its_code(hidden: str) -> None:
    assert printable(f"a{hidden}b") == f"a{hidden.encode('unicode_escape').decode()}b"


def test_joiners_stay_where_a_script_spells_with_them_and_are_shown_elsewhere() -> None:
    assert printable("می\u200cخواهم") == "می\u200cخواهم"
    assert printable("क्\u200dष") == "क्\u200dष"
    assert printable("us\u200ders \u200d") == "us\\u200ders \\u200d"


def test_the_worth_of_no_deal_keeps_its_number_when_one_stage_is_looked_at() -> None:
    from winset.arrays.deal_space import deal_space

    case = winset.loads(
        "case: two\ntitle: Two stages\nas_of: 2030\nparties: {a: A}\nissues:\n"
        "  well: {name: Well, values: [closed, open], delivered_by: a}\n"
        "  road: {name: Road, values: [closed, open], delivered_by: a, stage: 2}\n"
        "stages: {1: First, 2: Second}\n"
        "preferences: {a: {weights: {well: 1, road: 3}, reservation: 0.25}}\n"
    )
    for part, open_well in ((case, 0.25), (case.stage(1), 1)):
        at = deal_space(part, 0)
        assert at.floor[0, 0] / at.scale[0, 0] == 0.25
        assert at.worth[0][0, 0, 1] / at.scale[0, 0] == open_well
