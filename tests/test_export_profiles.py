"""Profiles of a case: none opens by accident, numbers tell nothing, and single words of hidden names do not stay."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import winset
from winset.case.case import Case
from winset.case.explicit import as_yaml
from winset.errors import BadRequest
from winset.exchange.profiles import bundled, profile
from winset.exchange.redact import redacted

Cli = Callable[..., Any]
CASE = """
case: kolvar_talks
title: Talks between the Valley and the Kolvar Republic
as_of: 2030-05-10
signed_by: [valley, kolvar]
parties:
  valley: {name: Valley Assembly}
  kolvar: {name: Kolvar Republic, aliases: [Republic of Kolvar]}
  plain: {name: Plain Party}
people:
  anna: {name: Anna Zeller, for: valley, authority: explicit}
  mueller: {name: Jörg Müller-Çelik, for: kolvar, rank: envoy, authority: implied}
  bert: {name: Bert Yorke, for: valley, authority: implied}
issues:
  bridge: {name: The bridge, values: [closed, open], delivered_by: kolvar}
attempts:
  first: {name: A first try, by: [valley], outcome: The outcome was nothing, reason: A reason of its own}
events:
  walkout: {name: Dermer walked out with the Kolvars and Mueller, when: 2030-05-01}
sources:
  person: {name: Ron Dermer, kind: other}
  paper: {name: Kolvar Times, kind: outlet}
"""
EXPOSED = (
    "Müller", "Muller", "Mueller", "MÜLLER", "mu\u0308ller", "Müllers", "Müller's", "jorg", "Joerg", "Çelik", "Celik", "Müller Çelik",
    "Müller–Celik", "Mullercelik", "al_mueller", "Dermer", "dermer’s", "DERMERS", "D\u200bermer", "Dеrmer", "Kolvar", "kolvar's",
    "Kolvarian", "KOLVAR-REPUBLIC", "Ron",
)  # fmt: skip


def talks(text: str = CASE) -> Case:
    return winset.loads(text)


@pytest.mark.parametrize("name", sorted(bundled()))
def test_a_profile_of_a_bundled_name_changes_only_what_it_writes(name: str) -> None:
    plain, empty = profile(talks(), name), profile(talks().set("profiles", {name: {"name": "Mine"}}), name)
    assert plain == empty
    assert empty.changes == ()
    changed = profile(talks().set("profiles", {name: {"quotes": "keep", "notes": "drop"}}), name)
    assert changed.pseudonyms == plain.pseudonyms
    assert changed.sees == plain.sees
    assert changed.quotes == "keep"


def test_an_empty_list_is_meant_and_survives_a_what_if() -> None:
    case = talks().set("profiles", {"public": {"pseudonyms": []}}).set("title", "Other talks")
    found = profile(case, "public")
    assert found.pseudonyms == frozenset()
    assert found.changes == ("pseudonyms: none instead of people, sources",)


def test_a_profile_of_a_new_name_must_say_whose_names_get_pseudonyms(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "case.yaml").write_text(CASE + "profiles: {press: {sees: [public]}}\n", encoding="utf-8")
    ran = cli("export", tmp_path / "case.yaml", "--to", tmp_path / "out", "--profile", "press")
    assert ran.status == 2
    assert "'press' does not say whose names get pseudonyms" in ran.err
    assert not (tmp_path / "out").exists()


def test_the_result_says_what_a_case_changes_in_a_bundled_profile(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "case.yaml").write_text(CASE + "profiles: {public: {sees: [public], quotes: keep}}\n", encoding="utf-8")
    ran = cli("export", tmp_path / "case.yaml", "--to", tmp_path / "out", "--format", "yaml")
    assert "changes the profile public that comes with Winset: quotes: keep instead of drop" in " ".join(ran.out.split())
    shown = (tmp_path / "out" / "case" / "case.yaml").read_text(encoding="utf-8")
    assert "Dermer" not in shown
    assert "Zeller" not in shown


@pytest.mark.parametrize("word", EXPOSED)
def test_no_spelling_of_a_hidden_name_and_no_word_of_it_stays(word: str) -> None:
    case = talks().set("title", f"They say {word} agreed").set("parties.kolvar.compartments", ["secret"])
    case = case.set("events.walkout.name", f"({word})").set("attempts.first.name", f"After {word}, and before")
    data = redacted(case, profile(case, "public")).data
    assert data["title"] in ("[withheld]",) or data["title"].startswith("They say ")
    for text in (data["title"], data["events"]["walkout"]["name"], data["attempts"]["first"]["name"]):
        bare = text.casefold().replace("\u200b", "")
        for form in (word.casefold().replace("\u200b", ""), "kolvar", "dermer", "muller", "mueller", "müller", "celik"):
            assert form not in bare, text
        assert "Person" in text or "Source" in text or "Party" in text or "withheld" in text


def test_the_name_of_the_case_tells_no_hidden_party() -> None:
    case = talks().set("parties.kolvar.compartments", ["secret"])
    shown = as_yaml(redacted(case, profile(case, "partner")).data).casefold()
    assert "kolvar" not in shown
    assert "party_2" in shown


def test_common_words_of_hidden_names_stay_and_are_named(cli: Cli, tmp_path: Path) -> None:
    text = CASE.replace("A first try", "The old republic").replace("aliases: [Republic of Kolvar]", "compartments: secret")
    (tmp_path / "case.yaml").write_text(text, encoding="utf-8")
    ran = cli("export", tmp_path / "case.yaml", "--to", tmp_path / "out", "--format", "yaml")
    assert ran.status == 0
    assert "common words of hidden names still stand in texts: Republic" in " ".join(ran.out.split())


def test_a_party_that_may_be_seen_keeps_its_name_in_a_description_of_somebody_hidden() -> None:
    case = winset.load("doha2025")
    data = redacted(case, profile(case, "public")).data
    assert data["parties"]["hamas"]["name"] == "Hamas"
    assert "Hamas" in data["title"]


@pytest.mark.parametrize("protected", ["anna", "mueller", "bert"])
def test_pseudonyms_do_not_tell_who_is_protected(protected: str) -> None:
    plain = redacted(talks(), profile(talks(), "public")).data["people"]
    case = talks().set(f"people.{protected}.compartments", ["secret"])
    found = redacted(case, profile(case, "public")).data["people"]
    assert list(plain) == list(found) == ["person_1", "person_2", "person_3"]
    assert len({tuple(record) for record in found.values()}) == 1


def test_the_order_of_pseudonyms_is_that_of_the_case_and_not_of_the_names() -> None:
    data = redacted(talks(), profile(talks(), "teaching")).data
    assert [record["name"] for record in data["people"].values()] == ["Person 1", "Person 2", "Person 3"]
    assert [record["rank"] for record in data["people"].values()] == ["official", "envoy", "official"]


def test_for_teaching_the_structure_alone_is_left() -> None:
    case = winset.load("doha2025")
    data = redacted(case, profile(case, "teaching")).data
    assert data["case"] == "case"
    assert data["title"] == "A case"
    assert list(data["events"])[:2] == ["event_1", "event_2"]
    assert not {"outcome", "reason"} & set().union(*(set(attempt) for attempt in data["attempts"].values()))
    assert {record["name"].split()[0] for record in data["events"].values()} == {"Event"}
    assert data["issues"]["ceasefire"]["name"] == "Ceasefire"


def test_without_notes_outcomes_and_reasons_stay_behind_too() -> None:
    data = redacted(talks(), profile(talks(), "public")).data
    assert set(data["attempts"]["first"]) == {"name", "status", "by"}


def test_a_name_in_a_place_that_cannot_be_cleaned_refuses_the_export(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("winset.exchange.redact.scrubbed", lambda data, words: data)
    with pytest.raises(BadRequest, match="still stands in the export"):
        redacted(talks(), profile(talks(), "public"))
