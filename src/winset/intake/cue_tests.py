"""Whether a word that can report does so here: a verb and not a noun, with something said."""

from __future__ import annotations

from winset.intake.cue_words import (
    ADVERBS,
    AUXILIARIES,
    CUES,
    DETERMINERS,
    PREPOSITIONS,
    PRONOUNS,
    CueWord,
)
from winset.intake.date_words import word_set
from winset.intake.subjects import phrase_back
from winset.intake.words import QUOTE_MARKS, STOPS, Words, is_finite


def clause_follows(w: Words, i: int) -> bool:
    """Whether what follows the verb looks like its content: that, to, a quotation, a question word, a
    clause."""
    k = i + 1
    while k < len(w.tokens) and (
        w.dated[k] or w.low(k) in ADVERBS or (w.low(k) in {"on", "in", "at"} and k + 1 < len(w.tokens) and w.dated[k + 1])
    ):
        k += 1
    nxt = w.low(k)
    if nxt in {"that", "whether", "how", "what", "why", "if"} or w.raw(k) in QUOTE_MARKS:
        return True
    if (nxt == "," and w.raw(k + 1) in QUOTE_MARKS) or nxt == ":":
        return True
    return any(is_finite(w, m) and not w.dated[m] for m in range(k + 1, min(k + 9, len(w.tokens))) if w.raw(m) not in STOPS) and (
        w.is_name(k) or nxt in DETERMINERS or nxt in PRONOUNS
    )


def needed(w: Words, i: int, cue: CueWord) -> bool:
    after = w.low(i + 1)
    if cue.lemma in {"call", "appeal", "plead", "apologise", "apologize"} and after in {"for", "on"}:
        return True
    if cue.lemma in {"agree", "want", "seek", "ask", "object", "appeal"} and after in {
        "to",
        "on",
        "that",
        "for",
    }:
        return True
    if cue.lemma == "point" and after == "out":
        return True
    if cue.lemma in _WITH:
        return w.low(i + 1) in _WITH[cue.lemma] or (
            cue.lemma == "make" and w.low(i + 1) in {"it", "this"} and w.low(i + 2) in {"clear", "plain"}
        )
    if cue.lemma == "rule" and after == "out":
        return True
    if cue.lemma == "call" and cue.form in {"past", "present", "ing"} and _named_as(w, i):
        return True
    if cue.lemma == "like":
        return w.low(i - 1) in {"would", "'d"} and after == "to"
    if cue.lemma == "mean":
        return cue.form == "ing" and after == "that"
    if cue.lemma in {"offer", "vote"} and w.low(i + 1) in {"to", "for", "against"}:
        return True
    if cue.lemma == "consider":
        return w.low(i + 1).endswith("ing") or clause_follows(w, i)
    if cue.lemma == "blame" and "on" in {w.low(k) for k in range(i + 2, min(i + 8, len(w.tokens)))}:
        return True
    if cue.lemma in {"name", "label", "dub", "describe", "bill", "hail"}:
        return cue.form in {"past", "present"} and (
            "as" in {w.low(k) for k in range(i + 1, min(i + 8, len(w.tokens)))} or w.is_name(i + 1)
        )
    if cue.lemma in _OBJECTS and cue.form in {"past", "present", "ing"}:
        near = {w.low(k).removesuffix("s") for k in range(i + 1, min(i + 8, len(w.tokens)))}
        if near & _OBJECTS[cue.lemma]:
            return True
    if cue.lemma in {
        "report",
        "tell",
        "quote",
        "cite",
        "note",
        "order",
        "reject",
        "ask",
        "present",
        "praise",
        "criticise",
    } and cue.form in {"past", "present"}:
        return cue.form == "past" or verb_not_noun(w, i, cue)
    if cue.lemma in {"want", "agree"} and cue.form != "base":
        return True
    return clause_follows(w, i)


_WITH = {
    "make": word_set("clear plain known public"),
    "put": word_set("forward"),
    "lay": word_set("out down"),
    "set": word_set("out forth"),
    "spell": word_set("out"),
    "speak": word_set("of"),
}
"""Verbs that report only together with a second word: "made clear that", "laid out three conditions"."""


def _named_as(w: Words, i: int) -> bool:
    """Whether an object and then a name for it follow: "called the offer an insult", "called it unfair"."""
    if w.low(i + 1) in {"it", "this", "that", "them", "him", "her"}:
        return w.is_word(i + 2) and w.low(i + 2) not in PREPOSITIONS | {"to", "and"}
    if w.low(i + 1) not in DETERMINERS:
        return False
    return any(
        w.low(k) in {"a", "an"} and w.is_word(k - 1) and w.low(k - 1) not in PREPOSITIONS
        for k in range(i + 3, min(i + 8, len(w.tokens)))
    )


_DEEDS = "law decision plan policy record move vote deal ruling handling choice offer proposal agreement announcement news "
_OBJECTS = {
    "defend": word_set(_DEEDS),
    "welcome": word_set(_DEEDS),
    "hail": word_set(_DEEDS),
    "dismiss": word_set(_DEEDS + "claim report charge allegation criticism idea suggestion concern accusation"),
    "issue": word_set("statement warning report apology order ruling forecast advisory call alert denial decree"),
    "release": word_set("statement report figure result video list data detail document survey forecast"),
    "file": word_set("lawsuit suit complaint charge bankruptcy petition appeal claim motion"),
    "introduce": word_set("plan bill law motion measure legislation proposal"),
    "approve": word_set("plan deal bill sale merger measure budget law request loan proposal purchase takeover"),
    "post": word_set(
        "profit los loss losse gain result revenue earning sale growth message video comment statement decline deficit"
    ),
    "present": word_set("plan proposal report result detail finding offer document evidence programme program budget idea"),
}
"""What is posted or presented when the verb reports something."""


def reduced_cue(w: Words, i: int) -> bool:
    """Whether the participle only describes the noun before it: "plans announced in January were dropped"."""
    return (
        w.low(i + 1) in {"in", "on", "at", "during", "last"}
        and any(is_finite(w, m) for m in range(i + 2, min(len(w.tokens), i + 12)) if w.raw(m) not in STOPS)
        and not w.is_name(i - 1)
        and w.low(i - 1) not in PRONOUNS
        and _object_before(w, i)
    )


def _object_before(w: Words, i: int) -> bool:
    return any(is_finite(w, m) for m in range(max(0, i - 12), i)) or w.low(max(0, i - 3)) in {
        "of",
        "with",
        "from",
    }


NOUNY = word_set(
    "claims reports plans demands requests hopes fears orders calls estimates promises threats "
    "warnings comments remarks notes forecasts answers replies posts quotes details hints signals "
    "doubts aims wishes vows pledges proposes admits charges objects stresses contends blames "
    "quips outlines jokes presents shows names counters protests briefs appeals desires worries "
    "regrets whispers shouts releases sues points voices"
)


def verb_not_noun(w: Words, i: int, cue: CueWord) -> bool:
    word, before, after = w.low(i), w.low(i - 1), w.low(i + 1)
    if w.low(i - 2) == "to" and word in NOUNY:
        return False
    if i == 0 or before in DETERMINERS or before.endswith(("'s", "’s", "s'")) or before in PREPOSITIONS:
        return word not in NOUNY and i > 0 and before not in PREPOSITIONS
    if word not in NOUNY:
        return True
    if after in PREPOSITIONS - {"that", "to", "about"} or after in AUXILIARIES or not after or w.raw(i + 1) in {".", ","}:
        return False
    if before in PRONOUNS or before in {"who", "which"} or before in {",", ")"}:
        return True
    if is_finite(w, i - 1) or (before in CUES and CUES[before].form in {"past", "ing"}):
        return False
    if w.is_name(i - 1):
        return True
    return after in {"that", "to", "it", "he", "she", "they", "the", "a", "an"} and not before.endswith(
        ("ing", "ed", "al", "ic", "ive", "ous", "ed")
    )


def _head_of(w: Words, j: int) -> str:
    """The noun that the phrase ending at j is about: in "critics of the deal" the critics."""
    place = phrase_back(w, j)
    if place is None:
        return w.low(j)
    for k in range(place[0] + 1, j + 1):
        if w.low(k) in PREPOSITIONS or w.low(k) in {"familiar", "close"}:
            return w.low(k - 1)
    return w.low(j)


def base_is_verb(w: Words, i: int, group: int, cue: CueWord) -> bool:
    before, lead = w.low(i - 1), w.low(group - 1)
    aux = {w.low(k) for k in range(group, i)}
    if before == "to" or lead == "to":
        return False
    if aux & {
        "did",
        "does",
        "do",
        "will",
        "would",
        "could",
        "can",
        "may",
        "might",
        "must",
        "should",
        "didn't",
        "don't",
        "doesn't",
        "n't",
        "not",
        "wo",
        "ca",
        "'ll",
    }:
        return cue.lemma not in {"present", "order"} or clause_follows(w, i)
    if lead in {"i", "we", "you", "they", "who"}:
        return True
    if (
        not w.is_word(group - 1)
        or lead in DETERMINERS - {"some", "many", "most", "several", "both", "others"}
        or lead in PREPOSITIONS
        or w.dated[group - 1]
    ):
        return False
    if cue.lemma + "s" in NOUNY:
        return lead.endswith("s") and (w.low(i + 1) in {"to", "that"} or clause_follows(w, i)) and not lead.endswith(("'s", "ss"))
    if lead in {"some", "many", "most", "others", "both", "people", "families", "police"}:
        return True
    if is_finite(w, group - 1) or (lead in CUES and CUES[lead].form == "ing"):
        return False
    head = _head_of(w, group - 1)
    return (head.endswith("s") and not head.endswith(("'s", "’s", "ss"))) or (
        w.is_name(group - 1) and (w.low(i + 1) in {"that", "the", "it", "airlines"} or cue.lemma in {"say", "think", "believe"})
    )
