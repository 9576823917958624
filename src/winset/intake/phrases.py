"""The noun phrase that starts at a word: the name after "said", "by" or "according to"."""

from __future__ import annotations

from winset.intake.cue_words import (
    CUES,
    DETERMINERS,
    OBJECT_PRONOUNS,
    PREPOSITIONS,
    PRONOUNS,
    SUBORDINATORS,
)
from winset.intake.date_words import word_set
from winset.intake.words import LONGEST_PHRASE, STOPS, Words, initial_dot, is_finite, is_reduced

_KEPT = word_set("of for from")
_QUALIFIERS = word_set("familiar close briefed involved")


def phrase_after(w: Words, i: int) -> tuple[int, int] | None:
    """Return the noun phrase that starts at word i: the name after "said", "by" or "according to"."""
    n = len(w.tokens)
    if i >= n or not w.is_word(i) or w.low(i) in SUBORDINATORS:
        return None
    if w.low(i) in PRONOUNS | OBJECT_PRONOUNS and w.low(i) not in {"one", "some", "many", "others", "both"}:
        return i, i
    k = i
    qualified = False
    while k < n and k - i <= LONGEST_PHRASE:
        word, raw = w.low(k), w.raw(k)
        if raw == "(":
            close = next((m for m in range(k, min(n, k + 20)) if w.raw(m) == ")"), None)
            if close is None:
                break
            k = close + 1
            continue
        if raw == "." and initial_dot(w, k) and w.is_name(k + 1) and len(w.raw(k - 1)) <= 3:
            k += 1
            continue
        if raw in STOPS or (w.dated[k] and k > i):
            break
        if raw == ",":
            if _apposition(w, k):
                k += 1
                continue
            break
        if (
            k > i
            and (
                word
                in {
                    "the",
                    "a",
                    "an",
                    "this",
                    "these",
                    "it",
                    "he",
                    "she",
                    "they",
                    "we",
                    "there",
                    "his",
                    "her",
                    "its",
                    "their",
                }
            )
            and not _takes_noun(w, k - 1)
        ):
            break
        if word in SUBORDINATORS or word in {"but", "who", "which", "whose"} or (word == "and" and not _noun_follows(w, k)):
            break
        if word == "of" and w.low(k + 1) in {"his", "her", "their", "its", "him", "them"}:
            break
        if word in _QUALIFIERS:
            qualified = True
        if word in PREPOSITIONS and word not in _KEPT and not qualified and not _belongs(w, k):
            break
        if k > i and (is_finite(w, k) and not is_reduced(w, k)):
            break
        if k > i and word.endswith("ing") and w.low(k) in CUES:
            break
        k += 1
    end = k - 1
    while end >= i and (not w.is_word(end) and w.raw(end) != ")"):
        end -= 1
    while end > i and (w.low(end) in PREPOSITIONS or w.low(end) in {"and", "the", "a"}):
        end -= 1
    return (i, end) if end >= i else None


def _belongs(w: Words, k: int) -> bool:
    # "officials in Doha", "an adviser to the president", "a report in the Journal", "spokesman at the
    # ministry"
    before = w.low(k - 1)
    return w.low(k) in {"in", "at", "to", "on", "with", "within", "by", "inside"} and (
        (
            before.endswith(
                (
                    "s",
                    "er",
                    "or",
                    "man",
                    "woman",
                    "report",
                    "minister",
                    "ambassador",
                    "envoy",
                    "aide",
                    "source",
                    "official",
                    "statement",
                    "interview",
                    "person",
                    "article",
                    "analyst",
                    "briefing",
                )
            )
            and not w.dated[min(k + 1, len(w.tokens) - 1)]
            and not w.is_name(k - 1)
            and w.low(k + 1) not in {"an", "a", "his", "her", "their", "its", "interview", "statement"}
        )
        or (before in {"report", "interview", "article"})
    )


def _apposition(w: Words, k: int) -> bool:
    nxt = w.low(k + 1)
    if (
        nxt
        in {
            "who",
            "which",
            "adding",
            "saying",
            "as",
            "in",
            "on",
            "at",
            "but",
            "and",
            "while",
            "with",
            "when",
            "after",
            "before",
            "citing",
            "speaking",
            "referring",
            "noting",
            "he",
            "she",
            "it",
            "they",
            "was",
            "is",
            "to",
        }
        or not nxt
    ):
        return False
    if w.dated[min(k + 1, len(w.tokens) - 1)] or is_finite(w, k + 1):
        return False
    for m in range(k + 1, min(len(w.tokens), k + 40)):
        if (w.raw(m) in STOPS and not initial_dot(w, m)) or (w.raw(m) == "," and m > k + 1):
            break
        if is_finite(w, m) and w.low(m - 1) not in {"who", "which", "that"} and not is_reduced(w, m):
            return False
    if nxt in {
        "a",
        "an",
        "the",
        "head",
        "chief",
        "president",
        "chairman",
        "former",
        "director",
        "secretary",
        "minister",
        "spokesman",
        "spokeswoman",
        "vice",
        "deputy",
        "senior",
        "managing",
        "leader",
        "executive",
        "ceo",
    }:
        return True
    # "X, Chairman of Y": a capital word, as long as the rest is not a clause of its own.
    return w.is_name(k + 1) and not any(is_finite(w, m) for m in range(k + 1, min(len(w.tokens), k + 8)))


def _takes_noun(w: Words, k: int) -> bool:
    return w.low(k) in PREPOSITIONS or w.low(k) in {"and", "or", ",", "both", "all", "half"} or w.low(k) in DETERMINERS


def _noun_follows(w: Words, k: int) -> bool:
    nxt = w.low(k + 1)
    return (
        bool(nxt)
        and (w.is_name(k + 1) or nxt in DETERMINERS or not is_finite(w, k + 1))
        and nxt not in SUBORDINATORS
        and nxt not in CUES
    )
