"""Who says so: reporting cues, the source of each, what it covers, and the chain of hands.

General rules over word lists, no parser and no model: the subject before the verb, the name after it, the agent of a
passive, the subject a participle shares, possessors of reporting nouns, and "according to".
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace

from winset.intake.cue_words import (
    ADVERBS,
    AUXILIARIES,
    BARE_OBJECT,
    CUE_NOUNS,
    CUES,
    DETERMINERS,
    OBJECT_PRONOUNS,
    PREPOSITIONS,
    PRONOUNS,
    SUBORDINATORS,
    TALK_NOUNS,
    CueWord,
)
from winset.intake.dates import TimeExpression, find_dates
from winset.intake.phrases import (
    QUOTE_MARKS,
    STOPS,
    Words,
    is_finite,
    main_subject,
    phrase_after,
    phrase_back,
    subject_before,
    verb_group_start,
)
from winset.intake.sources import SourceName, describe_source
from winset.intake.spans import Quotation, Span, Token, quotations, sentences, tokens, wording

LONGEST_SENTENCE = 150
"""Sentences of more words than this are cut into pieces of this length."""
MOST_CUES = 40
"""Cues that one piece of a sentence can hold; a text with more is no prose."""
LONGEST_CHAIN = 8


@dataclass(frozen=True)
class Attribution:
    """One place where the text says whose word something is.

    Parameters
    ----------
    cue : Span
        The reporting word.
    lemma, family : str
        Its verb, and ``saying``, ``thinking``, ``showing`` or ``according``.
    source : SourceName or None
        Who; None where the text names nobody ("was expected").
    content : Span or None
        What is reported.
    mode : str
        ``quoted``, ``paraphrased`` or ``mixed``.
    chain : tuple of SourceName
        Hands from the outermost to the speaker: outlet, its sources, the person they speak of.
    negated : bool
        "did not say".
    rule : str
        How the source was found.
    """

    cue: Span
    lemma: str
    family: str
    source: SourceName | None
    content: Span | None
    mode: str
    chain: tuple[SourceName, ...]
    negated: bool
    rule: str

    def to_record(self, text: str) -> dict[str, object]:
        """Return a plain dict with the words of the cue and of the content."""
        return {
            "cue": self.cue.of(text),
            "source": self.source.to_record() if self.source else None,
            "content": self.content.of(text) if self.content else "",
            "mode": self.mode,
            "chain": [hand.to_record() for hand in self.chain],
            "negated": self.negated,
            "rule": self.rule,
        }


def find_attributions(
    text: str,
    document_date: dt.date | None = None,
    *,
    outlets: tuple[str, ...] = (),
    dates: tuple[TimeExpression, ...] | None = None,
) -> tuple[Attribution, ...]:
    """Return every reporting cue of the text with its source, in reading order.

    Parameters
    ----------
    text : str
        English text.
    document_date : datetime.date, optional
        Only helps to tell "said Friday" from "said Smith".
    outlets : tuple of str
        Names of outlets besides the well-known ones.
    dates : tuple of TimeExpression, optional
        What `find_dates` gave, if it was run already.

    Examples
    --------
    >>> text = 'The envoy met Hamas in Doha, two sources told Axios. “It is over,” said a senior official.'
    >>> for a in find_attributions(text):
    ...     print(a.source.text, a.source.least, [hand.text for hand in a.chain], a.mode)
    two sources 2 ['Axios', 'two sources'] paraphrased
    a senior official 1 ['a senior official'] quoted
    """
    marks = quotations(text)
    found_dates = find_dates(text, document_date) if dates is None else dates
    out: list[Attribution] = []
    people: list[SourceName] = []
    for span in sentences(text):
        for piece in _pieces(text, span):
            words = _words(text, piece, found_dates, marks)
            found = _in_sentence(text, words, span, marks, outlets)
            resolved = [_resolve(a, people, text) for a in found]
            out.extend(_with_chains(text, resolved, words, outlets))
            people.extend(_mentions(text, words, resolved))
            del people[:-40]
    return tuple(out)


def _pieces(text: str, span: Span) -> list[Span]:
    if span.end - span.start < 6 * LONGEST_SENTENCE:
        return [span]
    words = tokens(text, span)
    return [
        Span(words[k].start, words[min(k + LONGEST_SENTENCE, len(words)) - 1].end)
        for k in range(0, len(words), LONGEST_SENTENCE)
    ]


def _words(text: str, span: Span, dates: tuple[TimeExpression, ...], marks: tuple[Quotation, ...]) -> Words:
    edges = {q.outer.start for q in marks if q.depth == 0} | {q.outer.end for q in marks if q.depth == 0}
    # Whatever shape they have, the marks of an outermost quotation read alike from here on.
    toks = tuple(
        Token('"', t.start, t.end)
        if t.text in {"'", "’", "‘", "`"} and (t.start in edges or t.end in edges)
        else t
        for t in tokens(text, span)
    )
    near = [d for d in dates if d.start < span.end and d.end > span.start]
    within = [
        q.inner for q in marks if q.depth == 0 and q.inner.start < span.end and q.inner.end > span.start
    ]
    dated = tuple(any(d.start <= t.start < d.end for d in near) for t in toks)
    quoted = tuple(any(q.start <= t.start < q.end for q in within) for t in toks)
    return Words(toks, dated, quoted)


# --- one sentence ------------------------------------------------------------------------------------------------


def _in_sentence(
    text: str, w: Words, sentence: Span, marks: tuple[Quotation, ...], outlets: tuple[str, ...]
) -> list[Attribution]:
    out: list[Attribution] = []
    for i in range(len(w.tokens)):
        if len(out) >= MOST_CUES:
            break
        word = w.low(i)
        hit: tuple[tuple[int, int] | None, str] | None = None
        lemma, family, first = "", "", i
        if word == "according" and w.low(i + 1) == "to":
            lemma, family = "according to", "according"
            hit = (phrase_after(w, i + 2), "according to")
        elif word in CUES and (i == 0 or not w.is_name(i) or w.raw(i - 1) in QUOTE_MARKS):
            cue = CUES[word]
            lemma, family = cue.lemma, cue.family
            hit = _verb(w, i, cue)
        if hit is None and (noun := _noun_lemma(word)):
            lemma, family = noun, "saying"
            hit = _noun(w, i)
        if hit is None:
            continue
        place, rule = hit
        source = describe_source(text, _bare(text, w.span(*place)), outlets) if place else None
        if source is not None and place is not None and source.text.lower() in {"who", "which"}:
            named = _antecedent(w, place[0])
            source = replace(source, refers_to=w.span(*named).of(text) if named else "")
        content = _content(text, w, i, place, rule, sentence, marks)
        mode = wording(text, content, marks) if content else "paraphrased"
        group = verb_group_start(w, i)
        negated = any(
            w.low(k) in {"not", "n't", "never"} or w.low(k).endswith("n't") for k in range(group, i)
        )
        out.append(Attribution(w.span(first, i), lemma, family, source, content, mode, (), negated, rule))
    return out


def _bare(text: str, span: Span) -> Span:
    """Leave the possessive ending off: "Fiat's announcement" is Fiat's, and Fiat is the source."""
    return Span(span.start, span.end - 2) if re.search(r"\w['’]s$", span.of(text)) else span


def _noun_lemma(word: str) -> str:
    for form in (word, word[:-1] if word.endswith("s") else word):
        if form in CUE_NOUNS:
            return form
    return ""


def _clause_follows(w: Words, i: int) -> bool:
    """Whether what follows the verb looks like its content: that, to, a quotation, a question word, a clause."""
    k = i + 1
    while k < len(w.tokens) and (
        w.dated[k]
        or w.low(k) in ADVERBS
        or (w.low(k) in {"on", "in", "at"}
        and k + 1 < len(w.tokens)
        and w.dated[k + 1])
    ):
        k += 1
    nxt = w.low(k)
    if nxt in {"that", "whether", "how", "what", "why", "if"} or w.raw(k) in QUOTE_MARKS:
        return True
    if (nxt == "," and w.raw(k + 1) in QUOTE_MARKS) or nxt == ":":
        return True
    return any(
        is_finite(w, m) and not w.dated[m]
        for m in range(k + 1, min(k + 9, len(w.tokens)))
        if w.raw(m) not in STOPS
    ) and (w.is_name(k) or nxt in DETERMINERS or nxt in PRONOUNS)


def _verb(w: Words, i: int, cue: CueWord) -> tuple[tuple[int, int] | None, str] | None:
    before, after = w.low(i - 1), w.low(i + 1)
    group = verb_group_start(w, i)
    lead = w.low(group - 1)
    aux = {w.low(k) for k in range(group, i)}
    closing = w.raw(i + 1) in {".", ","} and (w.raw(max(0, group - 2)) in {","} | QUOTE_MARKS or group <= 2)
    quote_near = w.raw(i + 1) in QUOTE_MARKS or (w.raw(i + 1) in {",", ":"} and w.raw(i + 2) in QUOTE_MARKS)
    quote_before = w.raw(group - 1) in QUOTE_MARKS or (
        w.raw(group - 1) == "," and w.raw(group - 2) in QUOTE_MARKS
    )
    if after in {"of"} and cue.lemma not in {"accuse", "complain", "warn", "boast", "speak"}:
        return None
    if cue.form == "ing":
        return _ing(w, i, cue, quote_near)
    passive = bool(aux & {"is", "are", "was", "were", "be", "been", "being", "'re", "re"}) and cue.form in {
        "past",
        "participle",
    }
    if passive:
        return _passive(w, i, cue)
    if cue.lemma in BARE_OBJECT and not (quote_near or quote_before or closing or _needed(w, i, cue)):
        return None
    if cue.form in {"past", "participle"}:
        if (
            after == "to"
            and not aux
            and cue.family == "thinking"
            and cue.form == "past"
            and before in {",", ")"}
        ):
            return None, "passive, nobody named"
        if (
            before in DETERMINERS
            or before.endswith(("'s", "’s"))
            or (before in PREPOSITIONS and not w.dated[i - 1])
        ):
            return None
        if after == "by" and not aux:
            return _passive(w, i, cue)
        if lead in {"as"} and before == "as":
            return None
        if not aux and after in PREPOSITIONS - {
            "that",
            "for",
            "on",
            "in",
            "at",
            "with",
            "against",
            "to",
            "before",
            "after",
            "during",
            "since",
            "about",
            "from",
            "by",
            "over",
        }:
            return None
        if not aux and cue.form == "past" and w.raw(i - 1) != "," and _reduced_cue(w, i):
            return None
    elif cue.form == "present":
        if not _verb_not_noun(w, i, cue):
            return None
    elif cue.form == "base" and not _base_is_verb(w, i, group, cue):
        return None
    found = _who(w, i, cue, quote_before)
    if (
        found is not None
        and found[0] is None
        and (w.low(i) in _NOUNY or (cue.form in {"past", "participle"} and not aux))
    ):
        return None
    return found


def _needed(w: Words, i: int, cue: CueWord) -> bool:
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
    if cue.lemma == "like":
        return w.low(i - 1) in {"would", "'d"} and after == "to"
    if cue.lemma == "mean":
        return cue.form == "ing" and after == "that"
    if cue.lemma in _OBJECTS and cue.form in {"past", "present"}:
        near = {w.low(k).rstrip("s") for k in range(i + 1, min(i + 8, len(w.tokens)))}
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
        return cue.form == "past" or _verb_not_noun(w, i, cue)
    if cue.lemma in {"want", "agree"} and cue.form != "base":
        return True
    return _clause_follows(w, i)


_OBJECTS = {
    "post": frozenset(
        ["profit", "los", "gain", "result", "revenue", "earning", "sale", "growth", "message", "video", "comment", "statement", "decline", "deficit"]
    ),
    "present": frozenset(
        ["plan", "proposal", "report", "result", "detail", "finding", "offer", "document", "evidence", "programme", "program", "budget", "idea"]
    ),
}
"""What is posted or presented when the verb reports something."""


def _reduced_cue(w: Words, i: int) -> bool:
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


_NOUNY = frozenset(
    ["claims", "reports", "plans", "demands", "requests", "hopes", "fears", "orders", "calls", "estimates", "promises", "threats", "warnings", "comments", "remarks", "notes", "forecasts", "answers", "replies", "posts", "quotes", "details", "hints", "signals", "doubts", "aims", "wishes", "vows", "pledges", "proposes", "admits", "charges", "objects", "stresses", "contends", "blames", "quips", "outlines", "jokes", "presents", "shows", "names", "counters", "protests", "briefs", "appeals", "desires", "worries", "regrets", "whispers", "shouts", "releases", "sues", "points", "voices"]
)


def _verb_not_noun(w: Words, i: int, cue: CueWord) -> bool:
    word, before, after = w.low(i), w.low(i - 1), w.low(i + 1)
    if w.low(i - 2) == "to" and word in _NOUNY:
        return False
    if i == 0 or before in DETERMINERS or before.endswith(("'s", "’s", "s'")) or before in PREPOSITIONS:
        return word not in _NOUNY and i > 0 and before not in PREPOSITIONS
    if word not in _NOUNY:
        return True
    if (
        after in PREPOSITIONS - {"that", "to", "about"}
        or after in AUXILIARIES
        or not after
        or w.raw(i + 1) in {".", ","}
    ):
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


def _base_is_verb(w: Words, i: int, group: int, cue: CueWord) -> bool:
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
        return cue.lemma not in {"present", "order", "like"} or _clause_follows(w, i)
    if lead in {"i", "we", "you", "they", "who"}:
        return True
    if (
        not w.is_word(group - 1)
        or lead in DETERMINERS - {"some", "many", "most", "several", "both", "others"}
        or lead in PREPOSITIONS
        or w.dated[group - 1]
    ):
        return False
    if cue.lemma + "s" in _NOUNY:
        return (
            lead.endswith("s")
            and (w.low(i + 1) in {"to", "that"} or _clause_follows(w, i))
            and not lead.endswith(("'s", "ss"))
        )
    if lead in {"some", "many", "most", "others", "both", "people", "families", "police"}:
        return True
    if is_finite(w, group - 1) or (lead in CUES and CUES[lead].form == "ing"):
        return False
    return (lead.endswith("s") and not lead.endswith(("'s", "’s", "ss"))) or (
        w.is_name(group - 1)
        and (w.low(i + 1) in {"that", "the", "it", "airlines"} or cue.lemma in {"say", "think", "believe"})
    )


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
        if cue.lemma in BARE_OBJECT and not _needed(w, i, cue):
            return None
        return subject_before(w, i), "subject before"
    if w.low(i - 2) == "quoted" and before == "as":
        return subject_before(w, i - 2) if w.low(i - 3) in AUXILIARIES else main_subject(
            w, i - 2
        ), "quoted as saying"
    if before == "as" and any(w.low(k) == "quoted" for k in range(max(0, i - 9), i)):
        at = next(k for k in range(i - 1, max(-1, i - 10), -1) if w.low(k) == "quoted")
        return subject_before(w, at), "quoted as saying"
    if (
        cue.lemma in BARE_OBJECT - {"cite", "quote", "note", "tell", "warn", "report", "blame"}
        and not _clause_follows(w, i)
        and not quote_near
    ):
        return None
    if before in DETERMINERS or before in {"of", "for", "without"} or before.endswith(("'s", "’s")):
        return None
    if (
        before in {",", "by", "before", "after", "while", "when", "and", "in"}
        or w.raw(i - 1) in QUOTE_MARKS
        or i == 0
    ):
        if i == 0:
            comma = next((k for k in range(1, min(40, len(w.tokens))) if w.raw(k) == ","), None)
            return (phrase_after(w, comma + 1) if comma else None), "shared subject"
        return main_subject(w, i), "shared subject"
    if cue.family == "thinking" and not _clause_follows(w, i) and after != "to":
        return None
    if w.low(i) in {"warning", "ruling", "finding", "feeling", "saying", "meaning"} and (
        w.low(i - 2) in DETERMINERS or w.raw(i + 1) == ","
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


def _passive(w: Words, i: int, cue: CueWord) -> tuple[tuple[int, int] | None, str] | None:
    for k in range(i + 1, min(i + 8, len(w.tokens))):
        if w.raw(k) in STOPS or w.raw(k) == ",":
            break
        if (
            w.low(k) == "by"
            and not w.dated[min(k + 1, len(w.tokens) - 1)]
            and not w.low(k + 1).endswith("ing")
        ):
            place = phrase_after(w, k + 1)
            if (
                cue.lemma in BARE_OBJECT
                and cue.lemma not in {"tell", "report", "quote", "cite", "order"}
                and not _clause_follows(w, i)
            ):
                return None
            return place, "agent after by"
    if cue.lemma in {"tell", "inform", "advise", "brief", "notify", "warn", "ask", "order", "urge", "assure"}:
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
    if cue.family == "saying" and cue.lemma not in BARE_OBJECT:
        return None, "passive, nobody named"
    return None


def _who(w: Words, i: int, cue: CueWord, quote_before: bool) -> tuple[tuple[int, int] | None, str] | None:
    group = verb_group_start(w, i)
    previous = w.raw(group - 1)
    opens = group == 0
    nxt = w.low(i + 1)
    nominal = (w.is_name(i + 1) or nxt in DETERMINERS or nxt in PRONOUNS) and not w.dated[
        min(i + 1, len(w.tokens) - 1)
    ]
    inverted = nominal and group == i and cue.form in {"past", "present"} and cue.family == "saying"
    if inverted and (quote_before or opens or previous in QUOTE_MARKS):
        place = phrase_after(w, i + 1)
        if place is not None and not _verb_after(w, place[1]):
            return place, "name after the verb"
    if inverted and previous == "," and cue.lemma not in _TO_SOMEBODY:
        place = phrase_after(w, i + 1)
        if place is not None and not _verb_after(w, place[1]) and (_clause_before(w, group - 1)):
            return place, "name after the verb"
    if w.low(group - 1) == "as" and inverted:
        return phrase_after(w, i + 1), "name after the verb"
    place = subject_before(w, i)
    if place is not None and w.low(place[0]) in OBJECT_PRONOUNS:
        place = None
    if place is not None and w.low(place[1]) == "which" and place[0] == place[1]:
        return place, "relative clause"
    if place is None and opens and not w.is_name(i):
        return None
    return place, "subject before"


def _antecedent(w: Words, k: int) -> tuple[int, int] | None:
    at = k - 1
    if w.raw(at) == ",":
        at -= 1
    if at < 0 or not (w.is_word(at) or w.raw(at) == ")"):
        return None
    return phrase_back(w, at)


def _verb_after(w: Words, k: int) -> bool:
    """Whether the phrase that ends at k is the subject of a verb of its own: then it is content, not the speaker."""
    m = k + 1
    while m < len(w.tokens) and (w.low(m) in ADVERBS or w.dated[m] or w.raw(m) in {")", "("}):
        m += 1
    if w.raw(m) == "," and w.low(m + 1) in {"who", "which"}:
        return False
    return m < len(w.tokens) and is_finite(w, m) and w.raw(m) not in STOPS


def _clause_before(w: Words, comma: int) -> bool:
    told = [m for m in range(comma) if is_finite(w, m)]
    return any(w.low(verb_group_start(w, m) - 1) not in {"who", "which"} for m in told)


_TO_SOMEBODY = frozenset(
    ["tell", "warn", "urge", "ask", "inform", "notify", "advise", "assure", "order", "remind", "blame", "accuse", "reject"]
)


def _noun(w: Words, i: int) -> tuple[tuple[int, int] | None, str] | None:
    word, before, after = w.low(i), w.low(i - 1), w.low(i + 1)
    follows = (
        after in {"that", "to"}
        or w.raw(i + 1) in QUOTE_MARKS
        or (w.raw(i + 1) == ":" and word.rstrip("s") in TALK_NOUNS)
    )
    owner: tuple[int, int] | None = None
    if before in {"his", "her", "their", "its", "my", "our"}:
        owner = (i - 1, i - 1)
    elif before.endswith(("'s", "’s", "s'", "s’")) or (before in {"'s", "'", "’"} and i > 1):
        owner = _possessor(w, i - 1)
    if after == "by":
        place = phrase_after(w, i + 2)
        return (place, "agent after by") if place else None
    if owner is not None and (
        follows
        or word in {"announcement", "speech", "statement", "warning", "declaration", "testimony", "remarks"}
    ):
        return owner, "possessor"
    if after == "from" and word in {"statement", "warning", "announcement"}:
        place = phrase_after(w, i + 2)
        return (place, "agent after by") if place else None
    return None


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


# --- content, pronouns, chains ----------------------------------------------------------------------------------


def _content(
    text: str,
    w: Words,
    i: int,
    place: tuple[int, int] | None,
    rule: str,
    sentence: Span,
    marks: tuple[Quotation, ...],
) -> Span | None:
    end = len(w.tokens) - 1
    while end > 0 and not w.is_word(end) and w.raw(end) not in QUOTE_MARKS | {")"}:
        end -= 1
    if w.quoted[i]:
        last = next((k for k in range(i, end + 1) if not w.quoted[k]), end + 1) - 1
        end = last
        while end > i and not w.is_word(end):
            end -= 1
    group = verb_group_start(w, i)
    first = place[0] if place and place[0] < i else group
    after_first = i + 1
    if (rule == "name after the verb" and place) or (rule == "according to" and place) or (rule == "agent after by" and place):
        after_first = place[1] + 1
    else:
        after_first = _skip_addressee(w, i + 1)
    aside = w.low(after_first) in PREPOSITIONS - {"as", "for", "of"} and rule != "according to"
    for k in range(after_first, min(after_first + 9, end)) if aside else ():
        if w.low(k) == "that" or w.raw(k) in QUOTE_MARKS:
            after_first = k + (w.low(k) == "that")
            break
        if is_finite(w, k) or w.raw(k) in STOPS:
            break
    while after_first <= end and (
        w.dated[after_first] or w.raw(after_first) in {",", ":"} or w.low(after_first) in {"on", "that"}
    ):
        after_first += 1
    rest = w.span(after_first, end) if after_first <= end else None
    head_end = first - 1
    while head_end >= 0 and w.raw(head_end) in {",", "-", "--", "—"}:
        head_end -= 1
    head = w.span(0, head_end) if head_end >= 0 else None
    apart = (
        any(w.raw(k) == "," or w.raw(k) in QUOTE_MARKS for k in range(max(head_end, 0), first))
        or rule == "agent after by"
    )
    back = rule in {"name after the verb"} or (rest is None and apart)
    if rule == "according to":
        back = (head is not None and w.raw(i - 1) == ",") or after_first > end
        if not back and i > 0 and head is not None and not w.tokens[0].text == "According":
            back = True
    middle = place is not None and w.raw(first - 1) == "," and w.raw(i + 1) == "," and not back
    if middle:
        return Span(sentence.start, sentence.end)
    chosen = head if back else rest
    if chosen is None:
        return rest or _quote_before(w, sentence, marks)
    if back:
        for q in marks:
            # A quotation that began in an earlier sentence belongs to the same speaker.
            if (
                q.depth == 0
                and q.outer.start < chosen.start
                and q.outer.end >= chosen.start
                and q.outer.end <= chosen.end + 3
            ):
                chosen = Span(q.outer.start, max(chosen.end, q.outer.end))
    else:
        for q in marks:
            if q.depth == 0 and chosen.start <= q.outer.start < chosen.end < q.outer.end:
                chosen = Span(chosen.start, q.outer.end)
    return chosen


def _quote_before(w: Words, sentence: Span, marks: tuple[Quotation, ...]) -> Span | None:
    ended = [q.outer for q in marks if q.depth == 0 and sentence.start - 6 <= q.outer.end <= sentence.start]
    return ended[-1] if ended else None


def _skip_addressee(w: Words, k: int) -> int:
    if (
        k > 0
        and w.low(k) not in PREPOSITIONS
        and w.low(k - 1)
        in {
            "told",
            "tell",
            "tells",
            "telling",
            "informed",
            "warned",
            "assured",
            "urged",
            "advised",
            "asked",
            "notified",
        }
        and w.raw(k) not in QUOTE_MARKS
        and w.low(k) not in SUBORDINATORS
    ):
        place = phrase_after(w, k)
        if place is not None:
            return place[1] + 1
    return k


def _mentions(text: str, w: Words, found: list[Attribution]) -> list[SourceName]:
    """The sources of the sentence, and the named subject of its first verb: whom "he" may mean further down."""
    sources = [
        a.source for a in found if a.source is not None and a.source.kind in {"named", "unnamed", "body"}
    ]
    first = next((m for m in range(len(w.tokens)) if is_finite(w, m) and not w.quoted[m]), None)
    place = subject_before(w, first) if first is not None else None
    if place is not None and w.is_name(place[0]):
        subject = describe_source(text, _bare(text, w.span(*place)))
        if subject.kind == "named" and all(s.span != subject.span for s in sources):
            sources.insert(0, subject)
    return sources


_PLACES = frozenset(
    ["israel", "hamas", "iran", "egypt", "qatar", "russia", "ukraine", "china", "america", "britain", "france", "germany", "syria", "lebanon", "hezbollah", "gaza", "turkey", "jordan", "europe", "nato", "washington", "moscow", "kyiv", "kiev", "beijing", "jerusalem", "cairo", "doha", "tehran", "brussels", "london", "paris", "berlin", "india", "pakistan", "japan", "congress", "parliament", "senate"]
)


def _could_be(word: str, name: SourceName) -> bool:
    flat = name.text.lower().removeprefix("the ").strip()
    if word in {"he", "she"}:
        body = flat in _PLACES or re.search(
            r"\b(?:administration|government|house|office|states|kingdom|union|ministry)\b", flat
        )
        return not body and name.most == 1
    return word != "it" or name.most == 1


def _resolve(a: Attribution, people: list[SourceName], text: str) -> Attribution:
    """Name the earlier source that a pronoun most likely means; the pronoun itself stays."""
    source = a.source
    if source is None or source.kind != "pronoun":
        return a
    word = source.text.lower()
    wanted = {"he": "named unnamed", "she": "named unnamed", "it": "body named", "they": "unnamed body"}.get(
        word, ""
    )
    for earlier in reversed(people):
        if earlier.kind in wanted.split() and _could_be(word, earlier):
            return replace(a, source=replace(source, refers_to=earlier.refers_to or earlier.text))
    return a


def _with_chains(
    text: str, found: list[Attribution], w: Words, outlets: tuple[str, ...]
) -> list[Attribution]:
    out = []
    found = [_trimmed(text, a, found) for a in found]
    for a in found:
        hands: list[SourceName] = []
        around = [
            b
            for b in found
            if b is not a
            and b.content
            and b.content.holds(a.cue)
            and b.source
            and b.family != "thinking"
            and not (a.content and a.content.holds(b.cue))
        ]
        for b in sorted(around, key=lambda b: -(b.content.end - b.content.start) if b.content else 0):
            _push(hands, _relay(text, b, w, outlets))
            _push(hands, b.source)
        relay = _relay(text, a, w, outlets)
        _push(hands, relay)
        _push(hands, a.source)
        for c in found:
            if (
                c.lemma in {"cite", "quote"}
                and c is not a
                and c.source
                and a.source
                and c.source.span == a.source.span
            ):
                cited = _object(w, c.cue)
                if cited is not None:
                    _push(hands, describe_source(text, cited, outlets))
        if a.lemma in {"cite", "quote"} and (cited := _object(w, a.cue)) is not None:
            _push(hands, describe_source(text, cited, outlets))
        out.append(replace(a, chain=tuple(hands)))
    return out


def _trimmed(text: str, a: Attribution, found: list[Attribution]) -> Attribution:
    """Cut a closing ", Interfax reported" off what an earlier speaker of the same sentence is said to have said."""
    for b in found:
        if a.content is None or b.content is None or b is a or b.source is None or b.cue.start < a.cue.start:
            continue
        if a.content.holds(b.cue) and b.content.holds(a.cue):
            cut = min(b.source.span.start, b.cue.start)
            words = text[a.content.start : cut].rstrip(" ,\n\t")
            a = replace(a, content=Span(a.content.start, a.content.start + len(words)) if words else None)
    return a


def _push(hands: list[SourceName], hand: SourceName | None) -> None:
    if hand is not None and len(hands) < LONGEST_CHAIN and all(h.span != hand.span for h in hands):
        hands.append(hand)


def _object(w: Words, cue: Span) -> Span | None:
    i = next((k for k, t in enumerate(w.tokens) if t.end == cue.end), None)
    if i is None:
        return None
    place = phrase_after(w, i + 1)
    return w.span(*place) if place else None


def _relay(text: str, a: Attribution, w: Words, outlets: tuple[str, ...]) -> SourceName | None:
    """The outlet that somebody told, or gave an interview to: one more hand, outside the source."""
    i = next((k for k, t in enumerate(w.tokens) if t.end == a.cue.end), None)
    if i is None:
        return None
    if a.lemma in {"tell", "inform"}:
        place = phrase_after(w, i + 1)
        if place is not None and place[0] == i + 1:
            source = describe_source(text, w.span(*place), outlets)
            return source if source.kind == "outlet" else None
    tail = text[a.cue.end : a.cue.end + 160]
    hit = re.search(
        r"\b(?:in an interview (?:with|to|on)|in comments to|speaking to|quoted by|in remarks to|in a (?:post|statement) (?:on|to))\s",
        tail,
    )
    if hit:
        at = a.cue.end + hit.end()
        k = next((k for k, t in enumerate(w.tokens) if t.start >= at), None)
        if k is not None:
            place = phrase_after(w, k)
            if place is not None:
                source = describe_source(text, w.span(*place), outlets)
                return source if source.kind == "outlet" else None
    return None
