"""Whether a word that can report does so here: a verb and not a noun, with something said."""

from __future__ import annotations

from winset.intake.cue_company import clause_follows
from winset.intake.cue_lexicon import PARTICLES
from winset.intake.cue_words import (
    AUXILIARIES,
    CUES,
    DETERMINERS,
    PREPOSITIONS,
    PRONOUNS,
    SUBORDINATORS,
    CueWord,
)
from winset.intake.date_words import word_set
from winset.intake.subjects import phrase_back
from winset.intake.words import STOPS, Words, is_finite


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


def _only_verb(w: Words, i: int) -> bool:
    """Whether the clause has no other verb: "a union rep hints at a deal", "Harlow Relief appeals for help"."""
    for step in (1, -1):
        k = i + step
        while 0 <= k < len(w.tokens) and w.raw(k) not in STOPS and w.raw(k) != "," and w.low(k) not in SUBORDINATORS | {"and"}:
            if is_finite(w, k):
                return False
            k += step
    place = phrase_back(w, i - 1)
    return place is not None and not w.low(i - 1).endswith(("ing", "ed", "al", "ic", "ive", "ous", "s", "new", "fresh"))


def verb_not_noun(w: Words, i: int, cue: CueWord) -> bool:
    word, before, after = w.low(i), w.low(i - 1), w.low(i + 1)
    if w.raw(i + 1) == ":" and i > 0 and w.is_word(i - 1) and before not in DETERMINERS | PREPOSITIONS:
        return True
    if w.low(i - 2) == "to" and word in NOUNY:
        return False
    if i == 0 or before in DETERMINERS or before.endswith(("'s", "’s", "s'")) or before in PREPOSITIONS:
        return word not in NOUNY and i > 0 and before not in PREPOSITIONS
    if word not in NOUNY:
        return True
    if after in PARTICLES.get(cue.lemma, frozenset()) | {"at"} and _only_verb(w, i):
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


_MANY = word_set("people police men women children staff both majority rest public few many")


def base_is_verb(w: Words, i: int, group: int, cue: CueWord) -> bool:
    before, lead = w.low(i - 1), w.low(group - 1)
    aux = {w.low(k) for k in range(group, i)}
    if before == "to" or lead == "to":
        # "Dockers I spoke to say": this "to" belongs to the verb before it.
        return (
            w.low(i - 3) in {"i", "we", "he", "she", "they"}
            and w.is_word(i - 4)
            and w.low(i - 2) in {"spoke", "talked", "listened"}
        )
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
        told = w.low(i + 1) in {"to", "that"} or w.raw(i + 1)[:1].isdigit() or clause_follows(w, i)
        return (lead.endswith("s") or _head_of(w, group - 1) in _MANY) and told and not lead.endswith(("'s", "ss"))
    if lead in {"some", "many", "most", "others", "both", "families"} | _MANY:
        return True
    if w.low(group - 2) in {"i", "we"} and w.low(group - 3).endswith("s"):
        # "two people I trust confirm": a clause hangs on the subject.
        return True
    if lead == "me" and w.low(group - 2) == "let":
        return True
    if is_finite(w, group - 1) or (lead in CUES and CUES[lead].form == "ing"):
        return False
    head = _head_of(w, group - 1)
    return (head in _MANY or (head.endswith("s") and not head.endswith(("'s", "’s", "ss")))) or (
        w.is_name(group - 1)
        and (
            w.low(i + 1) in {"that", "the", "it", "our", "their", "his", "her", "its", "this", "these"}
            or cue.lemma in {"say", "think", "believe"}
        )
    )
