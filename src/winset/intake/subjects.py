"""The subject of a verb, found without a grammar: before it, around an insertion, or shared with another
verb.

Every walk is bounded by the sentence and by `LONGEST_PHRASE`.
"""

from __future__ import annotations

from winset.intake.cue_words import (
    ADVERBS,
    AUXILIARIES,
    CUES,
    DETERMINERS,
    PREPOSITIONS,
    PRONOUNS,
    SUBORDINATORS,
)
from winset.intake.date_words import word_set
from winset.intake.phrases import phrase_after
from winset.intake.words import (
    LONGEST_PHRASE,
    QUOTE_MARKS,
    STOPS,
    Words,
    initial_dot,
    is_finite,
    is_reduced,
    verb_group_start,
)


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
    if w.raw(j) == "." and w.is_name(j - 1) and len(w.raw(j - 1)) <= 4:
        return phrase_back(w, j)
    if not w.is_word(j) or w.low(j) in SUBORDINATORS or w.low(j) in {"not"}:
        return None
    relative = _relative_before(w, j)
    if relative is not None:
        return relative
    if w.low(j) == "to":
        return None
    # ", the minister stressed," stands in the middle of what she says: nothing before the comma is hers.
    return phrase_back(w, j, reach=w.raw(i + 1) != ",")


def phrase_back(w: Words, j: int, *, reach: bool = True) -> tuple[int, int] | None:
    """Return the noun phrase that ends at word j, or None; `reach` lets it go over a comma to a name."""
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
        if raw in STOPS and not initial_dot(w, k):
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
        elif (
            (is_finite(w, k) and not is_reduced(w, k))
            or (word in PRONOUNS and word not in {"one", "some", "many", "others", "both"} and k < end)
            or (w.dated[k] and k < end and not _date_in_name(w, k))
            or (w.low(k - 1) in _MODALS and not w.is_name(k) and k < end and not _noun_after_to(w, k))
        ):
            break
        k -= 1
    first = _strip_front(w, k + 1, end)
    if first is None or first > end:
        return None
    if reach and first == k + 1 and w.raw(k) == "," and not w.is_name(first):
        first = _named_before(w, k, first)
    return first, end


def _relative_before(w: Words, j: int) -> tuple[int, int] | None:
    """The subject over a clause that hangs on it: "a manager who asked not to be named told", "dockers I spoke to say"."""
    for k in range(j, max(-1, j - 14), -1):
        if w.raw(k) in STOPS or w.raw(k) == "," or w.low(k) in SUBORDINATORS - {"that"}:
            return None
        if w.low(k) == "who" and k > 0 and w.is_word(k - 1):
            if not any(is_finite(w, m) for m in range(k + 1, j + 1)):
                return None
            head = phrase_back(w, k - 1)
            return (head[0], j) if head is not None else None
    if w.low(j) in {"to", "with", "about", "from"} and w.low(j - 2) in {"i", "we", "he", "she", "they"} and w.is_word(j - 3):
        head = phrase_back(w, j - 3)
        return (head[0], j) if head is not None else None
    if w.low(j - 1) in {"i", "we"} and w.is_word(j) and w.low(j - 2).endswith("s") and not is_finite(w, j - 2):
        head = phrase_back(w, j - 2)
        return (head[0], j) if head is not None else None
    return None


_MODALS = word_set("will would shall should can could may might must to did does do 'll wo")


def _noun_after_to(w: Words, k: int) -> bool:
    if w.low(k - 1) != "to":
        return False
    return w.low(k) in DETERMINERS or w.low(k - 2) in {
        "close",
        "linked",
        "related",
        "adviser",
        "advisor",
        "aide",
        "ambassador",
        "envoy",
    }


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
    if comma - a > 8 or has_verb(w, a, comma - 1) or w.low(first) in PRONOUNS:
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
    """Whether a verb with a subject stands between here and the start of the clause: then "and" joins
    clauses."""
    for m in range(k, max(-1, k - LONGEST_PHRASE), -1):
        # A comma ends the search: in "They left, a diplomat and an aide said" two people say so.
        if w.raw(m) in STOPS or w.raw(m) == "," or w.low(m) in SUBORDINATORS:
            return False
        if is_finite(w, m):
            return True
    return False


def _strip_front(w: Words, a: int, b: int) -> int | None:
    while a <= b:
        word = w.low(a)
        if (
            not w.is_word(a)
            or word in {"and", "but", "or", "yet", "so"}
            or w.dated[a]
            or (word in ADVERBS and word not in {"first", "all", "both", "once"})
            or (w.raw(a).endswith("ly") and not w.is_name(a) and a < b and word not in {"family", "early", "daily", "italy"})
        ):
            a += 1
        elif word in PREPOSITIONS:
            a = _after_fronted(w, a, b)
        else:
            return a
    return None


_SETTINGS = word_set(
    "public private secret turn return response reply addition part short general theory practice effect fact essence parallel "
    "advance particular contrast court parliament congress first last home"
)


def _after_fronted(w: Words, a: int, b: int) -> int:
    if w.low(a) in {"in", "at"} and w.low(a + 1) in _SETTINGS and a + 2 <= b:
        # "In public Israel says": the setting is no part of the name.
        return a + 2
    # "In Doha two officials": past the place to the next determiner or plural that opens a new phrase.
    for m in range(a + 2, b + 1):
        if w.low(m) in DETERMINERS and w.low(m - 1) not in PREPOSITIONS and w.low(m - 1) not in DETERMINERS:
            return m
        if w.dated[m - 1] and not w.dated[m]:
            return m
    for m in range(a + 2, b + 1):
        if w.is_name(m - 1) and not w.is_name(m) and w.low(m) not in PREPOSITIONS and w.low(m) not in {"and", "'s"}:
            return m
    return a + 1


def _around_insertion(w: Words, j: int) -> tuple[int, int] | None:
    """The subject before ", the spokesman," or ", which was hit by the crisis,"."""
    floor = max(0, j - LONGEST_PHRASE)
    start = j - 1
    while start > floor:
        raw, low = w.raw(start - 1), w.low(start - 1)
        if (raw in STOPS and not initial_dot(w, start - 1)) or (
            low in SUBORDINATORS and low not in {"where", "since", "once", "so"} and not _inside_relative(w, start - 1)
        ):
            break
        start -= 1
    commas = [m for m in range(start, j) if w.raw(m) == ","]
    at = start
    for comma in commas:
        head = w.low(at)
        fronted = (
            head in PREPOSITIONS
            or head in SUBORDINATORS
            or head in ADVERBS
            or _is_participle(w, at, comma)
            or w.dated[at]
            or (head in CUES and CUES[head].form == "past")
            or head in {"asked", "and", "but"}
        )
        if fronted and comma + 1 < j:
            at = comma + 1
            continue
        if has_verb(w, at, comma - 1):
            at = comma + 1
            while at < j and w.low(at) in {"and", "but", "while", "as"}:
                at += 1
            continue
        first = _strip_front(w, at, comma - 1)
        told = w.low(comma + 1)
        aside = told in ADVERBS or told.endswith(("ing", "ly")) or told in PREPOSITIONS or w.dated[comma + 1]
        return None if first is None else (first, comma - 1 if aside else j - 1)
    return None


def interrupted_subject(w: Words, comma: int) -> tuple[int, int] | None:
    """The subject whose sentence is broken off for an aside: "An official, speaking on condition that ..., said"."""
    start = 0
    for k in range(comma - 1, max(-1, comma - 2 * LONGEST_PHRASE), -1):
        if w.raw(k) in STOPS and not initial_dot(w, k):
            start = k + 1
            break
    while start < comma and (w.low(start) in {"and", "but"} or w.raw(start) == ","):
        start += 1
    first = next((k for k in range(start, comma) if w.raw(k) == ","), None)
    if first is None or first == start:
        return None
    opens = w.low(first + 1)
    aside = opens in {"who", "which", "whose", "whom"} or (opens.endswith("ing") and not w.is_name(first + 1))
    if not aside or w.low(start) in PREPOSITIONS | SUBORDINATORS | ADVERBS or w.dated[start] or has_verb(w, start, first - 1):
        return None
    if w.low(start).endswith("ing") or any(w.raw(k) in STOPS for k in range(start, first)):
        return None
    # A second clause with "and" after the aside has its own subject.
    if any(w.low(k) in {"but"} for k in range(first + 1, comma)):
        return None
    return start, comma - 1


def _is_participle(w: Words, at: int, comma: int) -> bool:
    """Whether the clause opens with "Speaking in Doha," and not with Boeing."""
    return w.low(at).endswith("ing") and at + 1 < comma and not w.is_name(at + 1)


def _inside_relative(w: Words, k: int) -> bool:
    for m in range(k - 1, max(-1, k - 25), -1):
        if w.low(m) in {"which", "who"} and w.raw(m - 1) == ",":
            return True
        if w.raw(m) in STOPS:
            return False
    return False


def has_verb(w: Words, a: int, b: int) -> bool:
    return any(is_finite(w, m) and not is_reduced(w, m) for m in range(a, b + 1))


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
        if is_finite(w, m) and w.quoted[m] == w.quoted[j]:
            group = verb_group_start(w, m)
            if w.low(group - 1) in {"who", "which"} and w.raw(group - 2) == ",":
                continue
            found = subject_before(w, m)
            if found is not None:
                return found
    return None


def main_subject(w: Words, i: int) -> tuple[int, int] | None:
    """Return the subject of the nearest finite verb to the left of i, for "..., citing" and "by saying".

    A verb of a clause within another one ("to stay out until its dues are paid, adding") only counts if there is no other.
    """
    inner: tuple[int, int] | None = None
    for m in range(i - 1, max(-1, i - 2 * LONGEST_PHRASE), -1):
        if w.raw(m) in {".", ";"} and not initial_dot(w, m):
            return None
        if is_finite(w, m) and not (w.quoted[m] and not w.quoted[i]):
            found = subject_before(w, m)
            if found is None and w.low(m) in CUES and (w.is_name(m + 1) or w.low(m + 1) in DETERMINERS | PRONOUNS):
                found = phrase_after(w, m + 1)
            if found is None:
                continue
            if w.low(found[0]) in {"which", "who"} and found[0] == found[1]:
                continue
            if found[0] == found[1] and w.low(found[0]) in PRONOUNS and _reduced_relative(w, found[0]):
                continue
            if w.low(found[0] - 1) in SUBORDINATORS and not w.quoted[m]:
                inner = inner or found
                continue
            return found
    return inner


def _reduced_relative(w: Words, k: int) -> bool:
    """Whether the pronoun opens a clause that hangs on the noun before it: "the four billion it has
    received"."""
    return (
        k > 0
        and w.is_word(k - 1)
        and w.low(k - 1) not in SUBORDINATORS | {"and", "but", "or"}
        and not is_finite(w, k - 1)
        and not w.dated[k - 1]
    )
