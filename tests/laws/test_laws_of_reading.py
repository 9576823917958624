"""Laws that hold for every text: places are true, nothing overlaps, nothing is narrowed, nothing crashes."""

from __future__ import annotations

import datetime as dt
import itertools

from hypothesis import given, settings
from hypothesis import strategies as st

from winset.intake.dates import find_dates
from winset.intake.edtf import bounds
from winset.intake.html_text import html_to_text
from winset.intake.propose import propose
from winset.intake.spans import Span, find_quote, quotations, sentences, tokens, wording

PIECES = st.sampled_from(
    [
        "two",
        "sources",
        "told",
        "Axios",
        "that",
        "Israel",
        "said",
        "on",
        "Tuesday",
        "in",
        "February",
        "will",
        "not",
        "agree",
        "if",
        "the",
        ",",
        ".",
        "“",
        "”",
        "‘",
        "’",
        '"',
        "'",
        "``",
        "''",
        "(",
        ")",
        "\n",
        "\n\n",
        "last",
        "week",
        "2025",
        "March",
        "5",
        "p.m.",
        "according",
        "to",
        "which",
        "who",
        "and",
        "but",
        "initially",
        "ultimatum",
        "by",
        "consent",
        "of",
        "expected",
        "is",
        "was",
        "U.S.",
        "Mr.",
        "17:30",
        "a",
        "few",
        "hours",
        "after",
        "--",
        ";",
        ":",
        "the",
        "end",
        "year",
        "\u202e",
    ]
)
TEXTS = st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=60).map(" ".join))
DAYS = st.one_of(st.none(), st.dates(dt.date(1, 1, 1), dt.date(9999, 12, 31)))


@settings(deadline=None, max_examples=150)
@given(TEXTS, DAYS)
def test_every_claim_stands_where_it_says_and_every_interval_can_be_read(text: str, day: dt.date | None) -> None:
    for claim in propose(text, day):
        assert claim.span.of(text) == claim.quote
        for t in claim.when:
            assert text[t.start : t.end] == t.text
    at = 0
    for t in find_dates(text, day):
        assert at <= t.start < t.end
        at = t.end
        first, last = bounds(t.edtf)
        assert (first, last) == (t.earliest, t.latest)


@settings(deadline=None)
@given(TEXTS)
def test_sentences_words_and_quotations_lie_within_the_text(text: str) -> None:
    spans = sentences(text)
    assert all(a.end <= b.start for a, b in itertools.pairwise(spans))
    assert "".join("".join(s.of(text).split()) for s in spans) == "".join(text.split())
    assert all(t.text == text[t.start : t.end] for t in tokens(text))
    for q in quotations(text):
        assert q.outer.holds(q.inner)


@settings(deadline=None)
@given(TEXTS, st.data())
def test_every_run_of_words_of_a_text_is_found_in_it(text: str, data: st.DataObject) -> None:
    words = [t for t in tokens(text) if t.text.isalnum() and t.text.isascii()]
    if not words:
        return
    a = data.draw(st.integers(0, len(words) - 1))
    b = data.draw(st.integers(a, len(words) - 1))
    span = Span(words[a].start, words[b].end)
    edges = text[span.start - 1 : span.start] + text[span.end : span.end + 1]
    if not any(c.isalnum() or c == "_" for c in edges):
        place = find_quote(text, span.of(text))
        assert place is not None
        assert wording(text, place) in {"quoted", "paraphrased", "mixed"}


@settings(deadline=None)
@given(st.text(max_size=300))
def test_no_page_breaks_the_reader(html: str) -> None:
    assert "<script" not in html_to_text("<script>" + html.replace("</script", "") + "</script>")
    html_to_text(html)
