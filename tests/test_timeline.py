"""The timeline holds every date of a case once: of its records, its documents and its claims."""

from __future__ import annotations

import json

import pytest

import winset

TEXT = """
case: well
title: The well
as_of: 2030-05-10
signed_by: [north, south]
parties: {north: Northfield, south: Southfield}
issues: {well: {name: The well, values: [closed, open], delivered_by: south}}
events: {met: {name: They meet, when: 2030-05-02}}
sources: {clerk: The clerk}
claims:
  meeting: {about: events.met, by: clerk, reading: They met, when: 2030-05-02, said: 2030-05-03, published: 2030-05-04, known: 2030-05-06}
  other_day: {about: events.met, by: clerk, reading: They met in May, when: 2030-05}
  ahead: {about: issues.well, by: clerk, reading: It will be opened, modality: planned, when: 2030-05-12}
  wrong: {about: issues.well, reading: Never, when: 2030-05-01}
  back: {about: issues.well, retracts: wrong, when: unknown}
"""


@pytest.fixture
def found() -> winset.Result:
    return winset.timeline(winset.loads(TEXT))


def test_each_date_of_a_claim_has_a_line_unless_a_record_has_it(found: winset.Result) -> None:
    rows = [(str(row["when"]), row["what"], row["kind"]) for row in found.rows() if row["kind"] != "event"]
    assert rows == [
        ("2030-05", "The clerk: They met in May", "claim"),
        ("2030-05-03", "The clerk: They met", "said"),
        ("2030-05-04", "The clerk: They met", "published"),
        ("2030-05-06", "The clerk: They met", "known"),
        ("2030-05-12", "The clerk: It will be opened", "claim"),
    ]
    assert [row["claims"] for row in found.rows() if row["kind"] == "event"] == [("meeting", "other_day")]


def test_the_next_date_may_be_one_that_only_a_claim_names(found: winset.Result) -> None:
    assert found.value["next"] == ["The clerk: It will be opened", "2030-05-12"]


def test_programs_get_every_date_of_every_claim_in_force(found: winset.Result) -> None:
    held = json.loads(found.to_json())["value"]["claims"]
    assert held["meeting"] == {
        "when": "2030-05-02", "said": "2030-05-03", "published": "2030-05-04", "known": "2030-05-06", "could_be_known": "2030-05-06",
    }  # fmt: skip
    assert held["other_day"] == {"when": "2030-05", "could_be_known": "2030-05-01"}
    assert held["back"] == {"when": "unknown"}
    assert "wrong" not in held


def test_documents_stand_with_their_date_and_claims_of_the_bundled_case_are_all_there() -> None:
    case = winset.load("doha2025")
    found = winset.timeline(case)
    assert [(str(row["when"]), row["claims"]) for row in found.rows() if row["kind"] == "document"] == [("2025-03-08", "-")]
    assert found.value["documents"] == {"synopsis": case.file.documents["synopsis"].date}
    listed = {id_ for row in found.rows() if isinstance(row["claims"], tuple) for id_ in row["claims"]}
    stated = {id_ for id_, c in case.file.claims.items() if any((c.when, c.said, c.published, c.known))}
    assert stated <= listed


def test_what_could_not_be_known_that_day_is_not_there() -> None:
    rows = winset.timeline(winset.load("doha2025").on("2025-03-04")).rows()
    assert not any("last_warning" in row["claims"] for row in rows)
