"""Modality, oddities and proposed claims on a text like the report the tool was asked for with."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from winset.errors import TooLarge
from winset.intake.modality import MODALITIES, modality
from winset.intake.oddities import find_oddities
from winset.intake.plain import LONGEST_TEXT
from winset.intake.propose import propose

DAY = dt.date(2025, 3, 8)
REPORT = """On Tuesday Ron Dermer, the closest aide of the prime minister, and Adam Boehler, who leads the US talks with Hamas, \
had an angry phone call, two sources told Axios.
In February US officials had sounded out Israel. Later it came to be known by other routes that the US had gone ahead.
The release was expected to open the way to a broader deal.
The number of prisoners was also discussed, although Israel had not agreed to it.
Initially Netanyahu dismissed the idea, but now he is concerned, a source said.
Dermer objected to proposals being made with the consent of Israel.
"Those talks led nowhere," the former Biden adviser said. Talks would only aggravate the situation, he added.
When Trump came to power, Steve Witkoff joined the negotiations in the final days of the Biden administration.
Initially Witkoff suggested direct talks.
On Wednesday evening Trump posted a new ultimatum. "This is your last warning," he wrote.
If Hamas is not "reasonable", action will be taken, Witkoff said, by Israel.
"""


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("The two men had an angry call.", ("asserted", "positive")),
        ("Israel had not agreed to it.", ("asserted", "negative")),
        ("Witkoff will travel to Doha.", ("planned", "positive")),
        ("He proposed direct talks.", ("planned", "positive")),
        ("The deal was expected to open a truce.", ("expected", "positive")),
        ("They fear that the talks will fail.", ("expected", "positive")),
        ("Families demanded a separate deal.", ("demanded", "positive")),
        ("If Hamas refuses, there will be hell to pay.", ("threatened", "negative")),
        ("This is your last warning.", ("threatened", "positive")),
        ("The truce holds only if both sides stop.", ("conditional", "positive")),
        ("Talks would only make things worse.", ("opinion", "positive")),
        ("He denied that he had refused.", ("asserted", "positive")),
    ],
)
def test_how_firmly_a_sentence_speaks(sentence: str, expected: tuple[str, str]) -> None:
    found = modality(sentence)
    assert found.modality in MODALITIES
    assert (found.modality, found.polarity) == expected


def test_an_expectation_that_nobody_is_named_for_says_so() -> None:
    assert modality("It was expected to open a truce.").by == "?"
    assert modality("It was expected by mediators to open a truce.").by == ""


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("lost negation?", ["Israel had not agreed", "with the consent of Israel"]),
        ("actor not named", ["came to be known"]),
        ("expectation without an owner", ["expected"]),
        ("no deadline", ["ultimatum"]),
        ("times that cannot both hold", ["came to power", "final days"]),
        ("two beginnings", ["Initially", "Initially"]),
        ("outside the quotation marks", ["by Israel"]),
        ("role without a name", ["the former Biden adviser"]),
    ],
)
def test_what_is_odd_about_the_report_is_raised(kind: str, words: list[str]) -> None:
    found = [[s.of(REPORT) for s in o.spans] for o in find_oddities(REPORT, DAY) if o.kind == kind]
    assert words in found


def test_the_lost_negation_is_proposed_and_the_text_kept() -> None:
    (found,) = [o for o in find_oddities(REPORT, DAY) if o.kind == "lost negation?"]
    assert "“without the consent of Israel”" in found.proposed
    assert "with the consent of Israel" in [s.of(REPORT) for s in found.spans]


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("lost negation?", "Israel had agreed to it. They were made with the consent of Israel."),
        ("lost negation?", "Egypt had not agreed to it. They were made with the consent of Israel."),
        ("actor not named", "It was decided by the cabinet."),
        ("expectation without an owner", "Mediators said it was expected to open a truce."),
        ("no deadline", "He posted an ultimatum: release them by Saturday."),
        ("no deadline", "The company has a June 1 deadline."),
        ("times that cannot both hold", "When Trump came to power he named an envoy."),
        ("two beginnings", "Initially he refused."),
        ("outside the quotation marks", '"We are done," he said.'),
        ("role without a name", "A former adviser left. The former adviser said talks failed."),
    ],
)
def test_a_text_without_the_oddity_raises_none(kind: str, text: str) -> None:
    assert [o for o in find_oddities(text, DAY) if o.kind == kind] == []


def test_every_quote_is_in_the_text_where_it_says() -> None:
    for claim in propose(REPORT, DAY):
        assert REPORT[claim.span.start : claim.span.end] == claim.quote


def test_a_claim_names_hands_dates_paths_and_parties() -> None:
    found = propose(REPORT, DAY, names={"Hamas": "hamas"}, hints={"prisoner": "issues.prisoners"})
    assert [h.text for h in found[0].chain] == ["Axios", "two sources"]
    assert [t.edtf for t in found[0].when] == ["2025-03-04"]
    assert found[0].mentions == ("hamas",)
    number = next(c for c in found if c.quote.startswith("The number"))
    assert [c.path for c in number.candidates] == ["issues.prisoners"]


def test_words_after_the_closing_mark_are_a_claim_of_the_writer() -> None:
    found = {c.quote: c for c in propose(REPORT, DAY)}
    assert found["by Israel"].kind == "paraphrased"


def test_a_quoted_statement_is_quoted_though_the_writer_names_the_speaker() -> None:
    found = next(c for c in propose(REPORT, DAY) if "last warning" in c.quote)
    assert found.kind == "quoted"


def test_ids_stay_when_a_text_is_read_again_and_differ_within_it() -> None:
    first, second = propose(REPORT, DAY), propose(REPORT + "\nAnother line was added.", DAY)
    ids = [c.id for c in first]
    assert len(set(ids)) == len(ids)
    assert ids == [c.id for c in second][: len(ids)]
    twice = propose("They met. They met.", DAY)
    assert len({c.id for c in twice}) == 2


def test_a_quotation_without_a_speaker_is_carried_over_as_a_guess() -> None:
    text = "“It took too long,” said the analyst Chris Weafer. “They were afraid of a panic.”"
    last = propose(text, DAY)[-1]
    assert last.guessed
    assert [s.text for s in last.speakers] == ["the analyst Chris Weafer"]


def test_records_are_plain() -> None:
    json.dumps([c.to_record(REPORT) for c in propose(REPORT, DAY)])


def test_a_text_that_is_too_long_is_refused() -> None:
    with pytest.raises(TooLarge):
        propose("a" * (LONGEST_TEXT + 1), DAY)
