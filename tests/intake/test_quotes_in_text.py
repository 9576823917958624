"""Sentences, quotations and the exact place of a quote."""

from __future__ import annotations

import random

import pytest

from winset.intake.spans import Span, find_quote, is_wrapped, quotations, sentences, wording

REPORT = (
    "On Tuesday the aide and the envoy had an angry call, two sources told Axios. “This is your last warning,” the president "
    "wrote. Israel had not agreed to free prisoners, although their number was discussed in Doha.\n"
    "The envoy said: “The talks were ‘very helpful’, and we will travel next week.” The former adviser objected to\n"
    "proposals made with the consent of Israel. Four bodies and one living hostage, aged 21, were on the table."
)


def test_a_quote_is_found_letter_by_letter_whatever_its_marks_and_white_space() -> None:
    place = find_quote(REPORT, "\"The talks were 'very   helpful', and we will travel next week.\"")
    assert place is not None
    assert place.of(REPORT).startswith("“The talks were ‘very helpful’")
    assert find_quote(REPORT, "objected to proposals made with the consent") is not None


def _falsified() -> list[str]:
    """Fifty quotes that the report does not hold: a word less, more, moved, changed, a letter, a sign, a case."""
    rng = random.Random(3)
    swaps = {
        "not ": "", "with the": "without the", "two": "three", "Tuesday": "Thursday", "last": "final", "angry": "Angry",
        "free": "release", "four": "five", "Four": "Five", "one": "no", "next": "this", "warning": "warnings", ",": ";", "envoy": "envoys",
    }  # fmt: skip
    parts = [s.of(REPORT) for s in sentences(REPORT)]
    out: set[str] = set()
    while len(out) < 50:
        sentence = rng.choice(parts)
        words = sentence.split()
        kind = rng.randrange(6)
        if kind == 0:
            old = rng.choice([k for k in swaps if k in sentence] or [""])
            fake = sentence.replace(old, swaps.get(old, ""), 1) if old else sentence + " indeed"
        elif kind == 1:
            at = rng.randrange(1, len(words) - 1)
            fake = " ".join(words[:at] + words[at + 1 :])
        elif kind == 2:
            at = rng.randrange(1, len(words) - 1)
            fake = " ".join([*words[:at], "reportedly", *words[at:]])
        elif kind == 3:
            at = rng.randrange(0, len(words) - 1)
            words[at], words[at + 1] = words[at + 1], words[at]
            fake = " ".join(words)
        elif kind == 4:
            at = rng.randrange(2, len(sentence) - 2)
            fake = sentence[:at] + ("x" if sentence[at] != "x" else "y") + sentence[at + 1 :]
        else:
            fake = sentence[1:] if sentence[0].isalpha() else sentence.upper()
        out.add(fake)
    return sorted(out)


@pytest.mark.parametrize("fake", _falsified())
def test_no_falsified_quote_passes(fake: str) -> None:
    assert find_quote(REPORT, fake) is None


@pytest.mark.parametrize("nothing", ["", " ", "...", "“”"])
def test_a_quote_without_words_is_no_quote(nothing: str) -> None:
    assert find_quote(REPORT, nothing) is None


def test_part_of_a_word_is_no_quote() -> None:
    assert find_quote("It is unacceptable.", "acceptable") is None


def test_hidden_characters_are_not_skipped_over() -> None:
    assert find_quote("no\u200bt agreed", "not agreed") is None


@pytest.mark.parametrize(
    ("text", "inner"),
    [
        ('He said "yes" twice.', ["yes"]),
        ("He said “yes, ‘maybe’ or” no.", ["yes, ‘maybe’ or", "maybe"]),
        ("Il a dit « oui ».", [" oui "]),
        ("`` We 've reduced it, '' he said.", [" We 've reduced it, "]),
        ("It's the workers' dogs' don't.", []),
        ("He called it 'a mess' twice.", ["a mess"]),
        ("They said “one\n\nand more.", ["one"]),
        ("the '90s and 'em", []),
    ],
)
def test_quotations_of_every_shape(text: str, inner: list[str]) -> None:
    assert [q.inner.of(text) for q in quotations(text)] == inner


def test_words_beside_the_marks_are_not_quoted() -> None:
    text = "“Action will follow,” he said, by Israel."
    assert wording(text, Span(0, 21)) == "quoted"
    assert wording(text, Span(text.index("by"), len(text))) == "paraphrased"
    assert wording(text, Span(0, len(text))) == "mixed"


def test_abbreviations_do_not_end_a_sentence_and_line_breaks_of_a_wrapped_text_neither() -> None:
    text = "Mr. Smith of the U.S. Army met Gen. Lee on Jan. 5. They spoke."
    assert [s.of(text) for s in sentences(text)] == [
        "Mr. Smith of the U.S. Army met Gen. Lee on Jan. 5.",
        "They spoke.",
    ]
    wrapped = "The envoy met the head of the team in\nDoha a few hours before the call, and\nthen left again for home.\n\nA new paragraph."
    assert is_wrapped(wrapped)
    assert len(sentences(wrapped)) == 2


def test_a_headline_is_a_sentence_of_its_own() -> None:
    assert len(sentences("Talks resume in Doha\nMarch 8, 2025\nThe envoys met again.")) == 3
