"""One sentence as words: marks for dates and quotations, and which words are verbs."""

from __future__ import annotations

import re
from dataclasses import dataclass

from winset.intake.cue_words import (
    ADVERBS,
    AUXILIARIES,
    CUES,
    DETERMINERS,
    FINITE,
    OBJECT_PRONOUNS,
    PREPOSITIONS,
    PRONOUNS,
)
from winset.intake.spans import Span, Token

OPEN_MARKS = frozenset({"``", "“", "„", "«"})
QUOTE_MARKS = OPEN_MARKS | {"''", "”", '"', "»", "`", "‘"}
STOPS = frozenset({".", ";", ":", "!", "?", "--", "—", "–", "…", "..."}) | QUOTE_MARKS
_TOLD_TO = frozenset({"brief", "charge", "credit", "commit", "record", "value", "rate", "list", "interview"})
"""Verbs whose -ed form mostly describes the noun before it: "officials briefed on the talks"."""
NOUNS_TOO = frozenset(
    {
        "talks",
        "messages",
        "texts",
        "cables",
        "wires",
        "records",
        "values",
        "rates",
        "gauges",
        "terms",
        "brands",
        "strikes",
        "laughs",
        "cries",
    }
    | {
        "smiles",
        "screams",
        "sobs",
        "moans",
        "groans",
        "starts",
        "chips",
        "snaps",
        "shares",
        "casts",
        "bets",
        "flags",
        "mocks",
        "scolds",
    }
)
"""Plural nouns that look like verbs; they are taken for verbs only before a person or "that"."""
LONGEST_PHRASE = 60
"""Subjects longer than this many words are cut; the search never goes further."""


@dataclass(frozen=True)
class Words:
    """One sentence as words, with marks for those in a date and those between quotation marks.

    Parameters
    ----------
    tokens : tuple of Token
        The words in order.
    dated : tuple of bool
        Whether the word is part of a date expression.
    quoted : tuple of bool
        Whether the word stands between quotation marks.
    """

    tokens: tuple[Token, ...]
    dated: tuple[bool, ...]
    quoted: tuple[bool, ...]

    def low(self, i: int) -> str:
        """Return the word in lower case, or "" beyond the ends."""
        if not 0 <= i < len(self.tokens):
            return ""
        text = self.tokens[i].text
        # The country is not the pronoun, and the trade is not "it".
        return text if text in {"US", "IT", "WHO"} else text.lower()

    def raw(self, i: int) -> str:
        """Return the word as written, or "" beyond the ends."""
        return self.tokens[i].text if 0 <= i < len(self.tokens) else ""

    def span(self, a: int, b: int) -> Span:
        """Return the place of the words a to b, both included."""
        return Span(self.tokens[a].start, self.tokens[b].end)

    def is_name(self, i: int) -> bool:
        """Return whether the word starts with a capital."""
        return self.raw(i)[:1].isupper()

    def is_word(self, i: int) -> bool:
        """Return whether it is a word or a number, not a mark."""
        return self.raw(i)[:1].isalnum()


def is_finite(w: Words, i: int) -> bool:
    """Return whether the word is probably a verb that has its own subject."""
    word = w.low(i)
    if not word or not w.is_word(i):
        return False
    if word in {"be", "been", "being", "having", "'s"} or (w.is_name(i) and i > 0 and word not in AUXILIARIES):
        return False
    if word in AUXILIARIES or word in FINITE:
        return not (word in {"may"} and w.is_name(i))
    after, before = w.low(i + 1), w.low(i - 1)
    if word in NOUNS_TOO and after not in OBJECT_PRONOUNS | {"that", "about"}:
        return False
    if i == 0 and word in CUES and CUES[word].form == "present":
        return False
    if word in CUES and CUES[word].form in {"past", "present"}:
        if before in DETERMINERS or before.endswith(("'s", "’s")) or before in PREPOSITIONS:
            return False
        return not (CUES[word].form == "past" and after == "by")
    if word.endswith("ed") and len(word) > 4 and before not in DETERMINERS and not before.endswith("'s"):
        return (
            after in DETERMINERS
            or after in PRONOUNS
            or after in OBJECT_PRONOUNS
            or after in ADVERBS
            or after in {"to", "that", "out", "off", "away", "back", "down", "up"}
            or (after == "by" and w.low(i + 2).endswith("ing"))
            or (w.is_name(i + 1) and w.raw(i + 1)[:1].isalpha())
            or after[:1].isdigit()
        )
    return False


def verb_group_start(w: Words, i: int) -> int:
    """Return the first word of the verb group that ends at i: "has also said" starts at "has"."""
    j = i
    while j > 0:
        word = w.low(j - 1)
        if (
            (word in AUXILIARIES or (word in ADVERBS and not w.is_name(j - 1)) or re.fullmatch(r"[a-z]{3,14}ly", w.raw(j - 1)))
            or w.dated[j - 1]
            or (word in {"on", "in", "at", "by", "early", "late", "since", "during"} and w.dated[j])
            or (word == "'" and w.low(j) in {"ve", "s", "d", "ll"})
            or (word in {"neither", "either", "both"} and w.low(j - 2) in AUXILIARIES)
        ):
            j -= 1
        else:
            break
    return j


def initial_dot(w: Words, k: int) -> bool:
    return w.raw(k) == "." and len(w.raw(k - 1)) <= 4 and w.is_name(k - 1) and k + 1 < len(w.tokens)


def is_reduced(w: Words, k: int) -> bool:
    """Whether a word in -ed describes the noun before it: "officials briefed on the talks"."""
    word = w.low(k)
    reporting = word in CUES and CUES[word].lemma not in _TOLD_TO
    return word.endswith("ed") and not reporting and word not in FINITE and w.low(k + 1) in PREPOSITIONS


def as_words(toks: tuple[Token, ...]) -> Words:
    """Return the tokens as `Words`, none of them dated or quoted."""
    empty = (False,) * len(toks)
    return Words(toks, empty, empty)
