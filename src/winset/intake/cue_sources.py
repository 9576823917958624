"""The source of one cue: subject, inverted name, agent of a passive, shared subject, possessor."""

from __future__ import annotations

from winset.intake.cue_company import clause_follows, needed, that_ahead
from winset.intake.cue_lexicon import MEANS, NO_PASSIVE, PARTICLES
from winset.intake.cue_tests import NOUNY, base_is_verb, reduced_cue, verb_not_noun
from winset.intake.cue_words import (
    ADVERBS,
    AUXILIARIES,
    BARE_OBJECT,
    CONDITIONAL_VERBS,
    DETERMINERS,
    OBJECT_PRONOUNS,
    PREPOSITIONS,
    PRONOUNS,
    TALK_NOUNS,
    VIEW_NOUNS,
    CueWord,
)
from winset.intake.date_words import word_set
from winset.intake.phrases import phrase_after
from winset.intake.subjects import interrupted_subject, main_subject, phrase_back, subject_before
from winset.intake.words import NOUNS_TOO, QUOTE_MARKS, STOPS, Words, is_finite, is_reduced, verb_group_start

_OF = word_set("accuse complain warn boast speak tell")
"""Verbs that say something of something."""


def cue_verb(w: Words, i: int, cue: CueWord) -> tuple[tuple[int, int] | None, str] | None:
    before, after = w.low(i - 1), w.low(i + 1)
    group = verb_group_start(w, i)
    lead = w.low(group - 1)
    aux = {w.low(k) for k in range(group, i)}
    closing = w.raw(i + 1) in {".", ","} and _set_apart(w, i)
    quote_near = w.raw(i + 1) in QUOTE_MARKS or (w.raw(i + 1) in {",", ":"} and w.raw(i + 2) in QUOTE_MARKS)
    quote_before = w.raw(group - 1) in QUOTE_MARKS or (w.raw(group - 1) == "," and w.raw(group - 2) in QUOTE_MARKS)
    if after == "of" and cue.lemma not in _OF:
        return None
    if cue.family == "manner" and not (quote_near or quote_before or (closing and _after_quote(w, i))):
        return None
    if w.low(i) in NOUNS_TOO and after not in OBJECT_PRONOUNS | {"that", "about", "of"}:
        return None
    if w.raw(i - 1)[:1].isdigit() and w.low(i) in NOUNY:
        return None
    if cue.form == "ing":
        return _ing(w, i, cue, quote_near)
    if closing and cue.lemma in CONDITIONAL_VERBS and not _after_comma(w, i):
        closing = False
    passive = bool(aux & {"is", "are", "was", "were", "be", "been", "being", "'re", "re"}) and cue.form in {
        "past",
        "participle",
    }
    if passive:
        return _passive(w, i, cue)
    if cue.lemma in BARE_OBJECT and not (quote_near or quote_before or closing or needed(w, i, cue)):
        return None
    if cue.form in {"past", "participle"}:
        if after == "to" and not aux and cue.family == "thinking" and cue.form == "past" and before in {",", ")"}:
            return None, "passive, nobody named"
        if before in DETERMINERS or before.endswith(("'s", "’s")) or (before in PREPOSITIONS and not w.dated[i - 1]):
            return None
        if after == "by" and not aux and not _by_means(w, i + 1):
            return _passive(w, i, cue)
        if lead in {"as"} and before == "as":
            return None, "passive, nobody named"
        if (
            not aux
            and not _that_ahead(w, i)
            and after not in PARTICLES.get(cue.lemma, ())
            and after
            in PREPOSITIONS
            - {
                "that",
                "for",
                "on",
                "in",
                "at",
                "with",
                "against",
                "to",
                "of",
                "before",
                "after",
                "during",
                "since",
                "about",
                "from",
                "by",
                "over",
            }
        ):
            return None
        if not aux and cue.form == "past" and w.raw(i - 1) != "," and reduced_cue(w, i):
            return (None, "passive, nobody named") if cue.family == "saying" else None
    elif cue.form == "present":
        if not verb_not_noun(w, i, cue):
            return None
    elif cue.form == "base" and not base_is_verb(w, i, group, cue):
        if before == "to" and not is_finite(w, i + 1):
            # "declined to say", "went on to announce", "wrote to complain that": the subject is that of the verb before.
            told = quote_near or after == "that"
            place = main_subject(w, i) if cue.family == "saying" and (told or cue.lemma in _SPOKEN) else None
            if place and w.low(place[0]) not in {"it", "there", "that", "this"} and (_governs(w, i) or told):
                return place, "shared subject"
        return None
    found = _who(w, i, cue, quote_before)
    if found is not None and found[0] is None and (w.low(i) in NOUNY or (cue.form in {"past", "participle"} and not aux)):
        return None
    return found


def _set_apart(w: Words, i: int) -> bool:
    """Whether the subject of the verb follows a comma or a quotation: ", he added."."""
    place = subject_before(w, i)
    return place is not None and (place[0] == 0 or w.raw(place[0] - 1) in {","} | QUOTE_MARKS)


def _after_comma(w: Words, i: int) -> bool:
    place = subject_before(w, i)
    return place is not None and place[0] > 0


def _after_quote(w: Words, i: int) -> bool:
    """Whether the subject of the verb stands right after a quotation: "..., she laughed."."""
    place = subject_before(w, i)
    return place is not None and (w.raw(place[0] - 1) in QUOTE_MARKS or w.raw(place[0] - 2) in QUOTE_MARKS)


def _by_means(w: Words, k: int) -> bool:
    """Whether "by" tells how it was said: "said by e-mail"."""
    return any(w.low(m) in MEANS for m in (k + 1, k + 2)) and w.low(k) in {"by", "via"}


def _that_ahead(w: Words, i: int) -> bool:
    """Whether the content follows an aside: "testified under oath that", "confirmed as much"."""
    if w.low(i + 1) == "as":
        return w.low(i + 2) in {"much", "such"}
    return that_ahead(w, i)


_SPOKEN = word_set("say announce tell explain confirm comment reveal disclose discuss warn report admit deny add state")
_LEADING = word_set(
    "declined declines refused refuses went goes continued continues failed wants wanted hopes "
    "hoped plans planned expected agreed used began prepared due willing unable able ready set "
    "chose"
)


def _governs(w: Words, i: int) -> bool:
    return w.low(i - 2) in _LEADING or (w.low(i - 2) == "on" and w.low(i - 3) in {"went", "goes", "going"})


_BEING = word_set("is are was were be been 's 're 'm am s re m")


_HELD_OF = frozenset({"fear", "worrie", "concern", "hope", "rumour", "rumor"})


def cue_adjective(w: Words, i: int) -> tuple[tuple[int, int] | None, str] | None:
    """Return the source of "they were afraid of ...", or None where the word says nothing of a view.

    The word must follow a form of "be" or "remain" and be followed by what the view is about.
    """
    if w.low(i + 1) not in {"that", "to", "of", "about", "with", "by", "whether"} and not clause_follows(w, i):
        return None
    group = verb_group_start(w, i)
    if not {w.low(k) for k in range(group, i)} & {
        "is",
        "are",
        "was",
        "were",
        "be",
        "been",
        "'s",
        "'re",
        "'m",
        "am",
        "s",
        "re",
        "m",
    }:
        return None
    place = subject_before(w, i)
    if place is None or (place[0] == place[1] and w.low(place[0]) in {"it", "there"}):
        return None
    return place, "subject before"


def _ing(w: Words, i: int, cue: CueWord, quote_near: bool) -> tuple[tuple[int, int] | None, str] | None:
    before, after = w.low(i - 1), w.low(i + 1)
    if {w.low(k) for k in range(verb_group_start(w, i), i)} & {
        "is",
        "are",
        "was",
        "were",
        "been",
        "'re",
        "'s",
        "'m",
    }:
        if cue.lemma in BARE_OBJECT and not needed(w, i, cue):
            return None
        return subject_before(w, i), "subject before"
    if w.low(i - 2) == "quoted" and before == "as":
        return subject_before(w, i - 2) if w.low(i - 3) in AUXILIARIES else main_subject(w, i - 2), "quoted as saying"
    if before == "as" and any(w.low(k) == "quoted" for k in range(max(0, i - 9), i)):
        at = next(k for k in range(i - 1, max(-1, i - 10), -1) if w.low(k) == "quoted")
        if not {w.low(k) for k in range(verb_group_start(w, at), at)} & {
            "is",
            "was",
            "are",
            "were",
            "been",
            "being",
        }:
            return phrase_after(w, at + 1), "quoted as saying"
        return subject_before(w, at), "quoted as saying"
    if (
        cue.lemma in BARE_OBJECT - {"cite", "quote", "note", "tell", "warn", "report", "blame"}
        and not clause_follows(w, i)
        and not quote_near
        and not needed(w, i, cue)
    ):
        return None
    if before in DETERMINERS or before in {"of", "for", "without"} or before.endswith(("'s", "’s")):
        return None
    if before in {",", "by", "before", "after", "while", "when", "and", "in"} or w.raw(i - 1) in QUOTE_MARKS or i == 0:
        if before == "," and not any(is_finite(w, m) and not is_reduced(w, m) for m in range(i - 1)):
            # "The authority, citing costs, declined": its verb is still to come.
            return phrase_back(w, i - 2) if i > 1 else None, "shared subject"
        if i == 0:
            comma = next((k for k in range(1, min(40, len(w.tokens))) if w.raw(k) == ","), None)
            return (phrase_after(w, comma + 1) if comma else None), "shared subject"
        return main_subject(w, i), "shared subject"
    if cue.lemma in {"tell", "remind", "urge", "inform"} and w.is_word(i - 1) and before not in PREPOSITIONS:
        return subject_before(w, i), "noun before"
    if cue.lemma == "comment" and after == "on" and w.is_word(i - 1) and before not in PREPOSITIONS:
        return subject_before(w, i), "noun before"
    if cue.family == "thinking" and not clause_follows(w, i) and after != "to":
        return None
    if w.low(i) in {"warning", "ruling", "finding", "feeling", "saying", "meaning"} and (
        (w.low(i - 2) in DETERMINERS and after != "that") or w.raw(i + 1) == "," or before in _WHICH_ONE
    ):
        return None
    if (
        w.is_word(i - 1)
        and before not in PREPOSITIONS
        and (after in {"that", "it", "the", "them", "him", "her", "a"} or quote_near or w.is_name(i + 1))
    ):
        found = subject_before(w, i)
        return found, "noun before"
    return None


_WHICH_ONE = word_set("last final first second third new latest another clear stern grave early public own such")
"""Words that make a noun of the "warning" behind them: a last warning is nobody's warning somebody."""


def _passive(w: Words, i: int, cue: CueWord) -> tuple[tuple[int, int] | None, str] | None:
    for k in range(i + 1, min(i + 8, len(w.tokens))):
        if w.raw(k) in STOPS or w.raw(k) == "," or w.low(k) in {"to", "that", "have"}:
            break
        if w.low(k) == "by" and not w.dated[min(k + 1, len(w.tokens) - 1)] and not w.low(k + 1).endswith("ing"):
            place = phrase_after(w, k + 1)
            if (
                cue.lemma in BARE_OBJECT
                and cue.lemma not in {"tell", "report", "quote", "cite", "order"}
                and not clause_follows(w, i)
            ):
                return None
            return place, "agent after by"
    if cue.lemma in NO_PASSIVE or (cue.lemma in {"admit", "maintain", "observe"} and w.low(i + 1) not in {"that", "to"}):
        return None
    if cue.lemma in {"tell", "inform", "advise", "brief", "notify", "warn", "ask", "order", "urge", "assure"}:
        return None, "passive, nobody named"
    if w.low(i + 1) in {"that", "whether"} and w.low(verb_group_start(w, i) - 1) == "it":
        return None, "passive, nobody named"
    if w.low(i + 1) in {"to", "that", "as"} and cue.lemma not in BARE_OBJECT - {
        "report",
        "say",
        "know",
        "see",
        "understand",
        "discover",
        "find",
    }:
        if w.low(i + 1) == "as":
            return None
        return None, "passive, nobody named"
    if cue.family == "saying" and (cue.lemma not in BARE_OBJECT or cue.lemma in {"report", "bill"}):
        return None, "passive, nobody named"
    return None


def _who(w: Words, i: int, cue: CueWord, quote_before: bool) -> tuple[tuple[int, int] | None, str] | None:
    group = verb_group_start(w, i)
    previous = w.raw(group - 1)
    opens = group == 0
    nxt = w.low(i + 1)
    nominal = (w.is_name(i + 1) or nxt in DETERMINERS or nxt in PRONOUNS) and not w.dated[min(i + 1, len(w.tokens) - 1)]
    if quote_before and w.is_word(i + 1) and nxt not in PREPOSITIONS | ADVERBS | AUXILIARIES and not w.dated[i + 1]:
        # "explains lead author Hanne Vik", "said campaigners": after the quotation the next noun is who speaks.
        nominal = not is_finite(w, i + 1)
    inverted = nominal and group == i and cue.form in {"past", "present"} and cue.family in {"saying", "manner"}
    if inverted and (quote_before or opens or previous in QUOTE_MARKS):
        place = phrase_after(w, i + 1)
        if place is not None and not _verb_after(w, place[1]):
            return place, "name after the verb"
    if previous == "," and (interrupted := interrupted_subject(w, group - 1)) is not None:
        return interrupted, "subject before"
    if inverted and previous == "," and cue.lemma not in _TO_SOMEBODY:
        place = phrase_after(w, i + 1)
        if place is not None and not _verb_after(w, place[1]) and (_clause_before(w, group - 1)):
            return place, "name after the verb"
    if w.low(group - 1) == "as" and inverted:
        return phrase_after(w, i + 1), "name after the verb"
    place = subject_before(w, i)
    if place is not None and place[0] == place[1] and w.low(place[0]) in OBJECT_PRONOUNS:
        place = None
    if place is not None and w.low(place[1]) == "which" and place[0] == place[1]:
        return place, "relative clause"
    if place is None and opens and not w.is_name(i):
        return None
    return place, "subject before"


def antecedent(w: Words, k: int) -> tuple[int, int] | None:
    at = k - 1
    if w.raw(at) == ",":
        at -= 1
    if at < 0 or not (w.is_word(at) or w.raw(at) == ")"):
        return None
    return phrase_back(w, at)


def _verb_after(w: Words, k: int) -> bool:
    """Whether the phrase that ends at k is the subject of a verb of its own: then it is content, not the
    speaker."""
    m = k + 1
    while m < len(w.tokens) and (w.low(m) in ADVERBS or w.dated[m] or w.raw(m) in {")", "("}):
        m += 1
    if w.raw(m) == "," and w.low(m + 1) in {"who", "which"}:
        return False
    return m < len(w.tokens) and is_finite(w, m) and w.raw(m) not in STOPS


def _clause_before(w: Words, comma: int) -> bool:
    told = [m for m in range(comma) if is_finite(w, m)]
    return any(w.low(verb_group_start(w, m) - 1) not in {"who", "which"} for m in told)


_TO_SOMEBODY = word_set("tell warn urge ask inform notify advise assure order remind blame accuse reject")


def cue_noun(w: Words, i: int) -> tuple[tuple[int, int] | None, str] | None:
    word, before, after = w.low(i), w.low(i - 1), w.low(i + 1)
    if word in VIEW_NOUNS:
        return _held_view(w, i)
    if after in {"that", "of"} and word.rstrip("s") in _HELD | {"call"} and _there_are(w, i):
        return None, "noun, nobody named"
    follows = after in {"that", "to"} or w.raw(i + 1) in QUOTE_MARKS or (w.raw(i + 1) == ":" and word.rstrip("s") in TALK_NOUNS)
    owner: tuple[int, int] | None = None
    if before in {"his", "her", "their", "its", "my", "our"}:
        owner = (i - 1, i - 1)
    elif before.endswith(("'s", "’s", "s'", "s’")) or (before in {"'s", "'", "’"} and i > 1):
        owner = _possessor(w, i - 1)
    if after == "by":
        place = phrase_after(w, i + 2)
        return (place, "agent after by") if place else None
    if owner is None and after == "of" and w.is_name(i - 1) and i > 1 and not w.is_name(i):
        return _possessor(w, i - 1), "possessor"
    if after == "of" and before in PREPOSITIONS and word.rstrip("s") in {"fear", "worrie", "concern", "hope", "rumour", "rumor"}:
        return None, "noun, nobody named"
    if owner is None and after in {"that", "to"} and not w.is_name(i):
        verb = next((k for k in range(i - 1, max(-1, i - 5), -1) if is_finite(w, k)), None)
        crossed = verb is None or any(w.low(k) in PREPOSITIONS for k in range(verb + 1, i))
        if verb is not None and not crossed:
            return subject_before(w, verb), "subject before"
        if after == "that" and before in PREPOSITIONS | {"and", ","} and word.rstrip("s") in _HELD:
            return None, "noun, nobody named"
    if owner is not None and (
        follows or word in {"announcement", "speech", "statement", "warning", "declaration", "testimony", "remarks"}
    ):
        return owner, "possessor"
    if after == "from" and word in _FROM:
        place = phrase_after(w, i + 2)
        return (place, "agent after by") if place else None
    return None


def _held_view(w: Words, i: int) -> tuple[tuple[int, int] | None, str] | None:
    """ "In the minister's view", "in the words of the judge", "by her own account"."""
    if w.low(i + 1) == "of":
        lead = w.low(i - 2) if w.low(i - 1) == "the" else w.low(i - 1)
        place = phrase_after(w, i + 2)
        return (place, "possessor") if lead in {"in", "by", "to", "on"} and place else None
    at = i - 1
    while at > 0 and w.low(at) in {"own", "considered", "personal", "professional", "latest", "initial", "collective"}:
        at -= 1
    if w.low(at) in {"his", "her", "their", "its", "my", "our"}:
        return ((at, at), "possessor") if w.low(at - 1) in {"in", "by", "on", "to"} else None
    if not w.low(at).endswith(("'s", "’s", "s'", "s’")) and w.low(at) not in {"'s", "'", "’"}:
        return None
    head = at if w.is_word(at) else at - 1
    # The owner reaches back to the preposition: "in the prosecutor's words".
    start = next((k for k in range(head, max(-1, head - 10), -1) if w.low(k) in {"in", "by", "on"}), None)
    if start is None or start + 1 > head or any(is_finite(w, k) for k in range(start + 1, head)):
        return None
    return (start + 1, head), "possessor"


def _there_are(w: Words, i: int) -> bool:
    return any(w.low(k) == "there" for k in range(max(0, i - 6), i))


_FROM = word_set(
    "statement statements warning warnings announcement comment response reply denial confirmation reaction complaint objections"
)
_HELD = word_set(
    "report claim fear worry hope concern speculation rumour rumor expectation allegation suggestion warning belief prediction"
)


def _possessor(w: Words, k: int) -> tuple[int, int] | None:
    end = k if w.is_word(k) and w.low(k) != "s" else k - 1
    a = end
    while (
        a > 0
        and (w.is_name(a - 1) or w.low(a - 1) in {"of", "the", "'s", "company", "firm"})
        and w.raw(a - 1) not in STOPS
        and not w.dated[a - 1]
    ):
        if w.low(a - 1) in {"to", "in"} or (is_finite(w, a - 1)):
            break
        a -= 1
    while a < end and w.low(a) in {"of", "'s"}:
        a += 1
    return a, end
