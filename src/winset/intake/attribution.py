"""Who says so: reporting cues, the source of each, what it covers, and the chain of hands.

General rules over word lists, no parser and no model: the subject before the verb, the name after it,
the agent of a
passive, the subject a participle shares, possessors of reporting nouns, and "according to".
"""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_right
from dataclasses import dataclass, replace

from winset.intake.content import content_of
from winset.intake.cue_sources import antecedent, cue_adjective, cue_noun, cue_verb
from winset.intake.cue_words import (
    ADJECTIVES,
    CUE_NOUNS,
    CUES,
    VIEW_NOUNS,
)
from winset.intake.dates import TimeExpression, find_dates
from winset.intake.phrases import phrase_after
from winset.intake.pronouns import Mention, people_in, resolve
from winset.intake.sources import SourceName, describe_source
from winset.intake.spans import Quotation, Span, Token, quotations, sentences, tokens, wording
from winset.intake.subjects import subject_before
from winset.intake.words import QUOTE_MARKS, Words, is_finite, verb_group_start

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
    people: list[Mention] = []
    outer = [q for q in marks if q.depth == 0]
    index = (
        ([d.start for d in found_dates], [d.end for d in found_dates]),
        _Outer([q.outer.start for q in outer], outer),
    )
    for number, span in enumerate(sentences(text)):
        low = max(0, bisect_right(index[1].starts, span.start - 4000) - 1)
        near = tuple(outer[low : bisect_right(index[1].starts, span.end)])
        for piece in _pieces(text, span):
            words = _words(text, piece, index)
            found = _in_sentence(text, words, span, near, outlets)
            here = people_in(text, words, piece, number, *_mentions(text, words, found), people)
            resolved = [_resolve(a, [*people, *(m for m in here if _before(m, a))], number) for a in found]
            out.extend(_with_chains(text, resolved, words, outlets))
            people.extend([*here, *_carried(resolved, number)])
            del people[:-40]
    return tuple(out)


def _pieces(text: str, span: Span) -> list[Span]:
    if span.end - span.start < 6 * LONGEST_SENTENCE:
        return [span]
    words = tokens(text, span)
    return [
        Span(words[k].start, words[min(k + LONGEST_SENTENCE, len(words)) - 1].end) for k in range(0, len(words), LONGEST_SENTENCE)
    ]


Places = tuple[list[int], list[int]]


@dataclass(frozen=True)
class _Outer:
    starts: list[int]
    quotes: list[Quotation]


def _within(at: int, places: Places) -> bool:
    k = bisect_right(places[0], at) - 1
    return k >= 0 and at < places[1][k]


def _words(text: str, span: Span, index: tuple[Places, _Outer]) -> Words:
    dated_at, outer = index
    low = max(0, bisect_right(outer.starts, span.start) - 1)
    marks = outer.quotes[low : bisect_right(outer.starts, span.end)]
    edges = {q.outer.start for q in marks} | {q.outer.end for q in marks}
    # Whatever shape they have, the marks of an outermost quotation read alike from here on.
    toks = tuple(
        Token('"', t.start, t.end) if t.text in {"'", "’", "‘", "`"} and (t.start in edges or t.end in edges) else t
        for t in tokens(text, span)
    )
    dated = tuple(_within(t.start, dated_at) for t in toks)
    inner = ([q.inner.start for q in marks], [q.inner.end for q in marks])
    quoted = tuple(_within(t.start, inner) for t in toks)
    return Words(toks, dated, quoted)


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
            lemma, family = cue.lemma, "saying" if cue.family == "manner" else cue.family
            hit = cue_verb(w, i, cue)
            if word in ADJECTIVES and (hit is None or hit[0] is None):
                hit = cue_adjective(w, i) or hit
        elif word in ADJECTIVES:
            lemma, family = word, "thinking"
            hit = cue_adjective(w, i)
        if hit is None and (noun := _noun_lemma(word)):
            lemma, family = noun, "saying"
            hit = cue_noun(w, i)
        if hit is None:
            continue
        place, rule = hit
        source = describe_source(text, without_possessive(text, w.span(*place)), outlets) if place else None
        if source is not None and place is not None and source.text.lower() in {"who", "which"}:
            named = antecedent(w, place[0])
            source = replace(source, refers_to=w.span(*named).of(text) if named else "")
        content = content_of(text, w, i, place, rule, sentence, marks)
        mode = wording(text, content, marks) if content else "paraphrased"
        group = verb_group_start(w, i)
        negated = any(w.low(k) in {"not", "n't", "never"} or w.low(k).endswith("n't") for k in range(group, i))
        out.append(Attribution(w.span(first, i), lemma, family, source, content, mode, (), negated, rule))
    return out


def without_possessive(text: str, span: Span) -> Span:
    """Leave the possessive ending off: "Fiat's announcement" is Fiat's, and Fiat is the source."""
    return Span(span.start, span.end - 2) if re.search(r"\w['’]s$", span.of(text)) else span


def _noun_lemma(word: str) -> str:
    if word in VIEW_NOUNS and word not in CUE_NOUNS:
        return word
    for form in (word, word[:-1] if word.endswith("s") else word):
        if form in CUE_NOUNS:
            return form
    return ""


def _mentions(text: str, w: Words, found: list[Attribution]) -> tuple[list[SourceName], list[SourceName]]:
    """The sources of the sentence, and the named subject of its first verb: whom "he" may mean further
    down."""
    sources = [a.source for a in found if a.source is not None and a.source.kind in {"named", "unnamed", "body"}]
    first = next((m for m in range(len(w.tokens)) if is_finite(w, m) and not w.quoted[m]), None)
    place = subject_before(w, first) if first is not None else None
    if place is None:
        run = next((m for m in range(len(w.tokens)) if not w.is_name(m)), len(w.tokens))
        place = (0, run - 1) if run >= 2 else None
    if place is not None and w.is_name(place[0]):
        subject = describe_source(text, without_possessive(text, w.span(*place)))
        if subject.kind == "named" and all(s.span != subject.span for s in sources):
            return sources, [subject]
    return sources, []


def _resolve(a: Attribution, people: list[Mention], number: int) -> Attribution:
    """Name the earlier person that a pronoun most likely means; the pronoun itself stays."""
    if a.source is None or a.source.kind != "pronoun":
        return a
    return replace(a, source=resolve(a.source, a.lemma, people, number))


def _before(m: Mention, a: Attribution) -> bool:
    """Whether somebody is named before the pronoun, and not within what the pronoun says."""
    return m.name.span.end <= a.cue.start and not (a.content is not None and a.content.holds(m.name.span))


def _carried(resolved: list[Attribution], number: int) -> list[Mention]:
    """Those a pronoun stood for: "he" goes on meaning the same person."""
    out = []
    for a in resolved:
        if a.source is not None and a.source.kind == "pronoun" and a.source.refers_to:
            named = replace(a.source, text=a.source.refers_to, kind="named", refers_to="")
            out.append(Mention(named, number, 2))
    return out


def _with_chains(text: str, found: list[Attribution], w: Words, outlets: tuple[str, ...]) -> list[Attribution]:
    out = []
    found = [_trimmed(text, a, found) for a in found]
    relays = {id(a): _relay(text, a, w, outlets) for a in found}
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
            _push(hands, relays[id(b)])
            _push(hands, b.source)
        _push(hands, relays[id(a)])
        _push(hands, a.source)
        for c in found:
            if c.lemma in {"cite", "quote"} and c is not a and c.source and a.source and c.source.span == a.source.span:
                cited = _object(w, c.cue)
                if cited is not None:
                    _push(hands, describe_source(text, cited, outlets))
        if a.lemma in {"cite", "quote"} and (cited := _object(w, a.cue)) is not None:
            _push(hands, describe_source(text, cited, outlets))
        out.append(replace(a, chain=tuple(hands)))
    return out


def _trimmed(text: str, a: Attribution, found: list[Attribution]) -> Attribution:
    """Cut a closing ", Interfax reported" off what an earlier speaker of the same sentence is said to
    have said."""
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
        r"\b(?:in an interview (?:with|to|on)|in comments to|speaking to|quoted by|in remarks to|in a (?:post|statement) (?:on|to))\s",  # noqa: E501
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
