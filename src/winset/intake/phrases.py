"""Noun phrases found without a grammar: the subject before a verb, the name after "said", the agent after "by".

A sentence is a list of words with a few marks on each; every walk is bounded by the sentence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from winset.intake.cue_words import (
    ADVERBS,
    AUXILIARIES,
    CUES,
    DETERMINERS,
    FINITE,
    MONTH_WORDS,
    OBJECT_PRONOUNS,
    PREPOSITIONS,
    PRONOUNS,
    SUBORDINATORS,
    WEEKDAY_WORDS,
)
from winset.intake.spans import Span, Token

OPEN_MARKS = frozenset({"``", "“", "„", "«"})
QUOTE_MARKS = OPEN_MARKS | {"''", "”", '"', "»", "`", "‘"}
STOPS = frozenset({".", ";", ":", "!", "?", "--", "—", "–", "…", "..."}) | QUOTE_MARKS
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
        return self.tokens[i].text.lower() if 0 <= i < len(self.tokens) else ""

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
    if word in {"be", "been", "being", "having", "'s"} or (
        w.is_name(i) and i > 0 and word not in AUXILIARIES
    ):
        return False
    if word in AUXILIARIES or word in FINITE:
        return not (word in {"may"} and w.is_name(i))
    after, before = w.low(i + 1), w.low(i - 1)
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
            or after in {"to", "that"}
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
            word in AUXILIARIES
            or (word in ADVERBS and not w.is_name(j - 1))
            or re.fullmatch(r"[a-z]{3,14}ly", w.raw(j - 1))
        ) or w.dated[j - 1] or (word in {"on", "in", "at", "by", "early", "late", "since", "during"} and w.dated[j]) or (word == "'" and w.low(j) in {"ve", "s", "d", "ll"}):
            j -= 1
        else:
            break
    return j


def subject_before(w: Words, i: int) -> tuple[int, int] | None:
    """Return the first and last word of the subject of the verb at i, or None."""
    start = verb_group_start(w, i)
    j = start - 1
    if j < 0:
        return None
    if w.raw(j) == ",":
        return _around_insertion(w, j)
    if w.low(j) in {"and", "but", "or", "yet"} or (w.raw(j) == "," and j == 0):
        return _shared_subject(w, j)
    if w.raw(j) == ")":
        return phrase_back(w, j)
    if w.low(j) in {"who", "which", "that"} and w.low(j - 1) and w.low(j) != "that":
        return j, j
    if not w.is_word(j) or w.low(j) in SUBORDINATORS or w.low(j) in {"to", "not"}:
        return None
    return phrase_back(w, j)


def phrase_back(w: Words, j: int) -> tuple[int, int] | None:
    """Return the noun phrase that ends at word j, or None."""
    end, k = j, j
    if w.low(j) in PRONOUNS and w.low(j) not in {"one", "some", "many", "others", "both"}:
        return j, j
    floor = max(0, j - LONGEST_PHRASE)
    while k >= floor:
        word, raw = w.low(k), w.raw(k)
        if raw == ")":
            k = _opening(w, k)
            k -= 1
            continue
        if raw in STOPS and not _initial_dot(w, k):
            break
        if raw == "," or raw == "(":
            break
        if word in SUBORDINATORS and not (word in {"since", "after", "before", "so"} and k == end):
            break
        if word in {"and", "or", "but"}:
            if word == "but" or not w.is_word(k - 1) or _verb_between(w, k - 1):
                break
            if not _noun_like(w, k - 1):
                break
        elif (is_finite(w, k) and not _reduced(w, k)) or (word in PRONOUNS and word not in {"one", "some", "many", "others", "both"} and k < end) or (w.dated[k] and k < end and not _date_in_name(w, k)) or (w.low(k - 1) in _MODALS and not w.is_name(k) and k < end):
            break
        k -= 1
    first = _strip_front(w, k + 1, end)
    if first is None or first > end:
        return None
    if first == k + 1 and w.raw(k) == "," and not w.is_name(first):
        first = _named_before(w, k, first)
    return first, end


_MODALS = frozenset(["will", "would", "shall", "should", "can", "could", "may", "might", "must", "to", "did", "does", "do", "'ll", "wo"])


def _named_before(w: Words, comma: int, first: int) -> int:
    """Reach over the comma in "Scott Carson, president of Boeing said" to the name before it."""
    a = comma
    while a > 0 and w.raw(a - 1) not in STOPS and w.raw(a - 1) != "," and w.low(a - 1) not in SUBORDINATORS:
        a -= 1
    head = w.low(a)
    if (
        a == comma
        or not w.is_name(a)
        or w.dated[a]
        or head in PREPOSITIONS | ADVERBS | SUBORDINATORS
        or head.endswith(("ing", "ly"))
    ):
        return first
    if comma - a > 8 or _has_verb(w, a, comma - 1) or w.low(first) in PRONOUNS:
        return first
    titled = {
        "the",
        "a",
        "an",
        "president",
        "chairman",
        "head",
        "chief",
        "director",
        "spokesman",
        "spokeswoman",
        "minister",
        "leader",
        "secretary",
        "former",
        "deputy",
        "vice",
        "senior",
    }
    return a if w.low(first) in titled else first


def _initial_dot(w: Words, k: int) -> bool:
    return w.raw(k) == "." and len(w.raw(k - 1)) <= 4 and w.is_name(k - 1) and k + 1 < len(w.tokens)


def _date_in_name(w: Words, k: int) -> bool:
    return w.low(k) in {"second", "week", "today", "day"} and w.is_name(k)


def _opening(w: Words, k: int) -> int:
    depth, floor = 0, max(0, k - LONGEST_PHRASE)
    for m in range(k, floor - 1, -1):
        depth += (w.raw(m) == ")") - (w.raw(m) == "(")
        if depth == 0:
            return m
    return k


def _noun_like(w: Words, k: int) -> bool:
    return w.is_word(k) and w.low(k) not in PREPOSITIONS and w.low(k) not in AUXILIARIES and not w.dated[k]


def _verb_between(w: Words, k: int) -> bool:
    """Whether a verb with a subject stands between here and the start of the clause: then "and" joins clauses."""
    for m in range(k, max(-1, k - LONGEST_PHRASE), -1):
        if w.raw(m) in STOPS or w.low(m) in SUBORDINATORS:
            return False
        if is_finite(w, m):
            return True
    return False


def _reduced(w: Words, k: int) -> bool:
    """Whether a word in -ed describes the noun before it: "officials briefed on the talks"."""
    word = w.low(k)
    return word.endswith("ed") and word not in CUES and w.low(k + 1) in PREPOSITIONS


def _strip_front(w: Words, a: int, b: int) -> int | None:
    while a <= b:
        word = w.low(a)
        if not w.is_word(a) or word in {"and", "but", "or", "yet", "so"} or w.dated[a] or (word in ADVERBS and word not in {"first", "all", "both", "once"}) or (
            w.raw(a).endswith("ly")
            and not w.is_name(a)
            and a < b
            and word not in {"family", "early", "daily", "italy"}
        ):
            a += 1
        elif word in PREPOSITIONS:
            a = _after_fronted(w, a, b)
        else:
            return a
    return None


def _after_fronted(w: Words, a: int, b: int) -> int:
    # "In Doha two officials": past the place to the next determiner or plural that opens a new phrase.
    for m in range(a + 2, b + 1):
        if w.low(m) in DETERMINERS and w.low(m - 1) not in PREPOSITIONS and w.low(m - 1) not in DETERMINERS:
            return m
        if w.dated[m - 1] and not w.dated[m]:
            return m
    for m in range(a + 2, b + 1):
        if (
            w.is_name(m - 1)
            and not w.is_name(m)
            and w.low(m) not in PREPOSITIONS
            and w.low(m) not in {"and", "'s"}
        ):
            return m
    return a + 1


_INSERTION = frozenset(
    ["which", "who", "whose", "where", "whom", "a", "an", "the", "one", "formerly", "now", "then", "also", "himself", "herself", "himselves", "another", "former", "and", "or"]
)


def _around_insertion(w: Words, j: int) -> tuple[int, int] | None:
    """The subject before ", the spokesman," or ", which was hit by the crisis,"."""
    floor = max(0, j - LONGEST_PHRASE)
    start = j - 1
    while start > floor:
        raw, low = w.raw(start - 1), w.low(start - 1)
        if (raw in STOPS and not _initial_dot(w, start - 1)) or (
            low in SUBORDINATORS
            and low not in {"where", "since", "once", "so"}
            and not _inside_relative(w, start - 1)
        ):
            break
        start -= 1
    commas = [m for m in range(start, j) if w.raw(m) == ","]
    at = start
    for comma in commas:
        head = w.low(at)
        fronted = (
            head in PREPOSITIONS or head in SUBORDINATORS or head in ADVERBS or head.endswith("ing") or w.dated[at]
            or (head in CUES and CUES[head].form == "past") or head in {"asked", "and", "but"}
        )  # fmt: skip
        if fronted and comma + 1 < j:
            at = comma + 1
            continue
        if _has_verb(w, at, comma - 1):
            at = comma + 1
            while at < j and w.low(at) in {"and", "but", "while", "as"}:
                at += 1
            continue
        first = _strip_front(w, at, comma - 1)
        told = w.low(comma + 1)
        aside = (
            told in ADVERBS
            or told.endswith("ing")
            or told in PREPOSITIONS
            or told.endswith("ly")
            or w.dated[comma + 1]
        )
        return None if first is None else (first, comma - 1 if aside else j - 1)
    return None


def _inside_relative(w: Words, k: int) -> bool:
    for m in range(k - 1, max(-1, k - 25), -1):
        if w.low(m) in {"which", "who"} and w.raw(m - 1) == ",":
            return True
        if w.raw(m) in STOPS:
            return False
    return False


def _has_verb(w: Words, a: int, b: int) -> bool:
    return any(is_finite(w, m) and not _reduced(w, m) for m in range(a, b + 1))


def _shared_subject(w: Words, j: int) -> tuple[int, int] | None:
    """The subject of the verb before "and": "Jobs welcomed everyone and announced"."""
    if w.raw(j - 1) == ",":
        # "He said that it posted a profit, and predicted": the comma closes the clause of the content.
        for m in range(max(0, j - 2 * LONGEST_PHRASE), j):
            led = CUES[w.low(m)].form == "base" and verb_group_start(w, m) < m if w.low(m) in CUES else False
            if w.low(m) in CUES and (is_finite(w, m) or led) and not w.quoted[m]:
                found = subject_before(w, m)
                if found is not None and w.low(found[0]) not in {"which", "who"}:
                    return found
    for m in range(j - 1, max(-1, j - LONGEST_PHRASE), -1):
        if w.raw(m) in STOPS and w.raw(m) not in QUOTE_MARKS:
            return None
        if is_finite(w, m) and not w.quoted[m]:
            group = verb_group_start(w, m)
            if w.low(group - 1) in {"who", "which"} and w.raw(group - 2) == ",":
                continue
            found = subject_before(w, m)
            if found is not None:
                return found
    return None


def main_subject(w: Words, i: int) -> tuple[int, int] | None:
    """Return the subject of the nearest finite verb to the left of i, for "..., citing" and "by saying"."""
    for m in range(i - 1, max(-1, i - 2 * LONGEST_PHRASE), -1):
        if w.raw(m) in {".", ";"} and not _initial_dot(w, m):
            return None
        if is_finite(w, m) and not (w.quoted[m] and not w.quoted[i]):
            found = subject_before(w, m)
            if found is None:
                continue
            if w.low(found[0]) in {"which", "who"} and found[0] == found[1]:
                continue
            if found[0] == found[1] and w.low(found[0]) in PRONOUNS and _reduced_relative(w, found[0]):
                continue
            return found
    return None


def _reduced_relative(w: Words, k: int) -> bool:
    """Whether the pronoun opens a clause that hangs on the noun before it: "the four billion it has received"."""
    return (
        k > 0
        and w.is_word(k - 1)
        and w.low(k - 1) not in SUBORDINATORS | {"and", "but", "or"}
        and not is_finite(w, k - 1)
        and not w.dated[k - 1]
    )


_KEPT = frozenset(["of", "for", "from"])
_QUALIFIERS = frozenset(["familiar", "close", "briefed", "involved"])


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
        if raw == "." and _initial_dot(w, k) and w.is_name(k + 1) and len(w.raw(k - 1)) <= 3:
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
        if (
            word in SUBORDINATORS
            or word in {"but", "who", "which", "whose"}
            or (word == "and" and not _noun_follows(w, k))
        ):
            break
        if word in _QUALIFIERS:
            qualified = True
        if word in PREPOSITIONS and word not in _KEPT and not qualified and not _belongs(w, k):
            break
        if k > i and (is_finite(w, k) and not _reduced(w, k)):
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
    # "officials in Doha", "an adviser to the president", "a report in the Journal", "spokesman at the ministry"
    before = w.low(k - 1)
    return w.low(k) in {"in", "at", "to", "on", "with", "within", "by", "inside"} and (
        (before.endswith(
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
        and w.low(k + 1) not in {"an", "a"} | ({"interview", "statement"}))
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
        if (w.raw(m) in STOPS and not _initial_dot(w, m)) or (w.raw(m) == "," and m > k + 1):
            break
        if is_finite(w, m) and w.low(m - 1) not in {"who", "which", "that"} and not _reduced(w, m):
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
    return (
        w.low(k) in PREPOSITIONS
        or w.low(k) in {"and", "or", ",", "both", "all", "half"}
        or w.low(k) in DETERMINERS
    )


def _noun_follows(w: Words, k: int) -> bool:
    nxt = w.low(k + 1)
    return (
        bool(nxt)
        and (w.is_name(k + 1) or nxt in DETERMINERS or not is_finite(w, k + 1))
        and nxt not in SUBORDINATORS
        and nxt not in CUES
    )


def clock_words() -> frozenset[str]:
    """Return the names of weekdays and months, in lower case."""
    return WEEKDAY_WORDS | MONTH_WORDS
