"""Texts that were made to hurt: a clear error or a result, in bounded time and memory, nothing run."""

from __future__ import annotations

import datetime as dt
import random
import time

import pytest

from winset.errors import BadRequest, TooLarge
from winset.intake.html_text import html_to_text
from winset.intake.oddities import find_oddities
from winset.intake.plain import read_text
from winset.intake.propose import propose

DAY = dt.date(2025, 3, 8)
SIZE = 40_000


def test_a_file_of_fifty_megabytes_is_refused_at_once() -> None:
    begin = time.perf_counter()
    with pytest.raises(TooLarge, match="bytes of report"):
        read_text(b"They met on Tuesday. " * 2_500_000, "report.txt")
    assert time.perf_counter() - begin < 1


@pytest.mark.parametrize(
    "data",
    [
        bytes(range(256)) * 40,
        b"%PDF-1.7 x",
        b"PK\x03\x04",
        b"\xff\xfe\x00",
        b"\x81\x8d\x8f",
        b"\x01\x02\x03" * 99,
        b"",
        b"  \n ",
        b"<p></p>",
    ],
)
def test_what_is_no_text_is_refused_in_words(data: bytes) -> None:
    with pytest.raises(BadRequest):
        read_text(data)


def test_old_and_wide_encodings_are_read() -> None:
    assert read_text("“Ja”, sagte er.".encode("utf-16")) == "“Ja”, sagte er."
    assert read_text("“Yes”, he said.".encode("cp1252")) == "“Yes”, he said."
    assert read_text(b"\xef\xbb\xbfHe left.\r\nShe came.") == "He left.\nShe came."


@pytest.mark.parametrize(
    "unit",
    [
        "a", "word ", "Word ", "1", "1 ", ",", '"', "“", "“‘", "'", "(", "x said ", "he said that ", "Boehler and ", "Xa, ", " x", "\n", ".",
        "the ", "March ", "on Tuesday ", "two weeks ago ", "\u202e", "if will not agree ", "was told ", "-", "a-", "a'", "0:0", "1,000,", "U.S. ",
        "said by ", "which ", "according to ", "``", "of the ", "who said ", "early in the ", "end of ", "$ 5 a year ",
    ],
)  # fmt: skip
def test_no_repetition_takes_more_than_time_in_proportion(unit: str) -> None:
    text = unit * (SIZE // len(unit)) + " end."
    begin = time.perf_counter()
    propose(text, DAY)
    assert time.perf_counter() - begin < 10


@pytest.mark.parametrize(
    "unit",
    [
        "<!--",
        "<script>",
        "<a ",
        "</",
        "<![CDATA[",
        "&#",
        "<",
        "<div>",
        '<a b="',
        "<?",
        "<!",
        "<style",
        "<svg><p>",
        "<a/",
    ],
)
def test_broken_markup_takes_no_longer(unit: str) -> None:
    html = "<p>ok</p>" + unit * (200_000 // len(unit))
    begin = time.perf_counter()
    assert html_to_text(html).startswith("ok")
    assert time.perf_counter() - begin < 10


def test_a_page_gives_its_words_and_nothing_of_its_scripts() -> None:
    page = (
        "<!DOCTYPE html><html><head><title>T</title><script src='http://evil.example/x.js'>var a = '</p>';</script><style>p{}</style></head>"
        "<body onload=\"evil()\"><h1>Talks</h1><p>They met&nbsp;in <b>Doha</b>.</p><!-- hidden <p>no</p> --><iframe src='x'>frame</iframe>"
        "<svg><text>no</text></svg><p>Second.<br>Third.</p><ScRiPt>more()</sCrIpT></body></html>"
    )
    text = read_text(page.encode())
    assert text.split("\n\n") == ["Talks", "They met in Doha.", "Second.", "Third."]


def test_turned_and_hidden_characters_are_raised() -> None:
    (found,) = [o for o in find_oddities("Pay \u202e001\u202c now, he said.", DAY) if o.kind == "hidden characters"]
    assert "turn the writing direction" in found.why


def test_a_quotation_that_never_closes_is_raised() -> None:
    assert any(o.kind == "quotation never closed" for o in find_oddities("He said: “We go. And then he left.", DAY))


@pytest.mark.parametrize("seed", range(8))
def test_a_random_mixture_made_to_hurt_takes_bounded_time(seed: int) -> None:
    rng = random.Random(seed)
    units = [
        '"', "“", "”", "‘", "’", "'", "``", ", ", "; ", " -- ", "(", ")", "1", "2030 ", "May 1 to ", "from 3 to ", "two weeks ", "said ", "told by ",
        "Anna Berg ", "Mr. ", "He said ", "she ", "who ", "which ", "and ", "of the ", "not ", "if ", "will ", "agreed ", "ultimatum ", "\n", "\n\n",
        "\u202e", "\u200b", "İ", "ß", ". ", "? ", "! ", "according to ", "in the view of ", "A", "a-", "9 and 10 September ", " " * 40, "<p>",
    ]  # fmt: skip
    parts: list[str] = []
    while sum(map(len, parts)) < SIZE:
        parts.append(rng.choice(units) * rng.choice([1, 1, 1, 2, 5, 60]))
    text = "".join(parts)
    begin = time.process_time()
    claims = propose(text, DAY)
    assert time.process_time() - begin < 6
    assert all(claim.span.of(text) == claim.quote for claim in claims)


def test_time_grows_in_proportion_to_the_text() -> None:
    report = (
        "Anna Berg met Jon Berg on Tuesday. She said “we agree” and he will not sign it by Friday, two officials told Axios.\n\n"
    )
    took = []
    for size in (300, 1200):
        begin = time.process_time()
        propose(report * size, DAY)
        took.append(time.process_time() - begin)
    assert took[1] < 8 * took[0] + 0.5
