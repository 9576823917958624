"""From a text to proposed claims: where, who, through whom, when, how firmly, and about which path of
the case.

Everything here is a proposal. Nothing is accepted, and nothing in the text is changed.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import itertools
import re
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass

from winset.intake.attribution import Attribution, find_attributions
from winset.intake.date_words import word_set
from winset.intake.dates import TimeExpression, dateline, find_dates
from winset.intake.modality import modality
from winset.intake.oddities import Oddity, find_oddities
from winset.intake.plain import check_length
from winset.intake.sources import SourceName
from winset.intake.spans import Quotation, Span, quotations, sentences, tokens, wording
from winset.intake.words import as_words, is_finite

MOST_CLAIMS = 20_000
"""Proposals from one text; a longer text is to be read in parts."""


@dataclass(frozen=True)
class Candidate:
    """A path of the case that the claim might be about, and why."""

    path: str
    reason: str


@dataclass(frozen=True)
class ProposedClaim:
    """One statement of a text, as a proposal for the ledger.

    Parameters
    ----------
    id : str
        Stays the same when the same text is read again: it is made of the quote.
    span : Span
        Its place in the text.
    quote : str
        The words, letter by letter as the text has them.
    speakers : tuple of SourceName
        Who says so; empty where the writer does.
    chain : tuple of SourceName
        All hands from the outermost to the speaker.
    when : tuple of TimeExpression
        The expressions of time inside.
    modality, polarity : str
        See `winset.intake.modality`.
    expected_by : str
        ``"?"`` where an expectation has no owner.
    kind : str
        ``quoted``, ``paraphrased`` or ``mixed``.
    mentions : tuple of str
        Ids of the vocabulary that the words name.
    candidates : tuple of Candidate
        Paths it might be about.
    oddities : tuple of Oddity
        What is odd about it.
    guessed : bool
        Whether the speaker is carried over from the quotation before and must be checked.
    said : tuple of TimeExpression
        Those of `when` that date the saying and not what is said: "two sources told Axios on Tuesday".
    """

    id: str
    span: Span
    quote: str
    speakers: tuple[SourceName, ...]
    chain: tuple[SourceName, ...]
    when: tuple[TimeExpression, ...]
    modality: str
    polarity: str
    expected_by: str
    kind: str
    mentions: tuple[str, ...]
    candidates: tuple[Candidate, ...]
    oddities: tuple[Oddity, ...]
    guessed: bool = False
    said: tuple[TimeExpression, ...] = ()

    def to_record(self, text: str) -> dict[str, object]:
        """Return a plain dict of strings, numbers and lists, ready for YAML or JSON.

        Parameters
        ----------
        text : str
            The text the claim was read from.
        """
        return {
            "id": self.id,
            "quote": self.quote,
            "start": self.span.start,
            "end": self.span.end,
            "kind": self.kind,
            "speakers": [s.to_record() for s in self.speakers],
            "chain": [s.to_record() for s in self.chain],
            "when": [t.to_record() for t in self.when],
            "said": [t.text for t in self.said],
            "modality": self.modality,
            "polarity": self.polarity,
            "expected_by": self.expected_by,
            "mentions": list(self.mentions),
            "about": [{"path": c.path, "reason": c.reason} for c in self.candidates],
            "oddities": [o.to_record(text) for o in self.oddities],
            "guessed": self.guessed,
        }


def propose(
    text: str,
    document_date: dt.date | None = None,
    *,
    names: Mapping[str, str] | None = None,
    hints: Mapping[str, str] | None = None,
    outlets: tuple[str, ...] = (),
) -> tuple[ProposedClaim, ...]:
    """Return one proposed claim for every statement of the text, in reading order.

    Parameters
    ----------
    text : str
        Plain text (see `winset.intake.plain.read_text` for files and web pages).
    document_date : datetime.date, optional
        Day of publication; a dateline in the text serves where it is missing.
    names : mapping of str to str, optional
        Names and aliases as a text writes them, to ids of the case.
    hints : mapping of str to str, optional
        Words to paths of the case: ``{"prisoners": "issues.prisoners"}``.
    outlets : tuple of str
        Names of outlets besides the well-known ones.

    Raises
    ------
    TooLarge
        The text is longer than one reading takes.

    Examples
    --------
    >>> text = 'Israel had not agreed to free prisoners, two sources told Axios on Tuesday.'
    >>> hints = {"prisoner": "issues.prisoners"}
    >>> (claim,) = propose(text, dt.date(2025, 3, 8), names={"Israel": "israel"}, hints=hints)
    >>> claim.modality, claim.polarity, [h.text for h in claim.chain], claim.when[0].edtf
    ('asserted', 'negative', ['Axios', 'two sources'], '2025-03-04')
    >>> claim.candidates
    (Candidate(path='issues.prisoners', reason='the text says “prisoners”'),)
    """
    check_length(text)
    day = document_date or dateline(text)
    dates = find_dates(text, day)
    marks = quotations(text)
    said = find_attributions(text, day, outlets=outlets, dates=dates)
    odd = find_oddities(text, day, attributions=said, dates=dates)
    known = _matcher(names or {})
    about = _matcher(hints or {})
    used: dict[str, int] = {}
    out: list[ProposedClaim] = []
    last: Attribution | None = None
    nearby = _Nearby(dates, said, odd, marks)
    for sentence in sentences(text):
        near = nearby.of(sentence)
        for span in statements(text, sentence):
            speaker, guessed = _speaker(text, span, near.said, last, near.marks)
            if speaker is not None and not guessed and wording(text, span, near.marks) != "paraphrased":
                last = speaker
            out.append(_claim(text, span, speaker, guessed, near, known, about, used))
            if len(out) >= MOST_CLAIMS:
                return tuple(out)
        for o in near.odd:
            # "by Israel" after the closing mark is a claim of its own: the writer's words, not the speaker's.
            if o.kind == "outside the quotation marks" and sentence.holds(o.spans[0]) and _is_tail(text, o.spans[0], near.marks):
                by = next((a for a in near.said if a.content and a.content.holds(o.spans[0])), None)
                out.append(_claim(text, o.spans[0], by, False, near, known, about, used))
    return tuple(out)


@dataclass(frozen=True)
class _Near:
    dates: tuple[TimeExpression, ...]
    said: tuple[Attribution, ...]
    odd: tuple[Oddity, ...]
    marks: tuple[Quotation, ...]


class _Nearby:
    """What belongs to a sentence, found by walking forward once: sentences come in order."""

    def __init__(
        self,
        dates: tuple[TimeExpression, ...],
        said: tuple[Attribution, ...],
        odd: tuple[Oddity, ...],
        marks: tuple[Quotation, ...],
    ) -> None:
        self._dates, self._said, self._odd, self._marks = dates, said, odd, marks
        self._places = sorted((p.start, p.end, n) for n, o in enumerate(odd) for p in o.spans)
        self._longest = max((end - start for start, end, _ in self._places), default=0)
        self._at = [0, 0, 0]

    def of(self, s: Span) -> _Near:
        i, j, k = self._at
        while i < len(self._dates) and self._dates[i].end <= s.start:
            i += 1
        while j < len(self._said) and self._said[j].cue.end <= s.start - 3000:
            j += 1
        while k < len(self._marks) and self._marks[k].outer.end <= s.start - 3000:
            k += 1
        self._at = [i, j, k]
        dates = tuple(itertools.takewhile(lambda d: d.start < s.end, itertools.islice(self._dates, i, None)))
        near_said = itertools.takewhile(lambda a: a.cue.start < s.end + 3000, itertools.islice(self._said, j, None))
        said = tuple(a for a in near_said if s.holds(a.cue) or (a.content is not None and a.content.meets(s)))
        near_marks = itertools.takewhile(lambda q: q.outer.start < s.end, itertools.islice(self._marks, k, None))
        marks = tuple(q for q in near_marks if q.outer.meets(s) or q.outer.end >= s.start - 400)
        low = bisect_left(self._places, (s.start - self._longest, 0, 0))
        here = itertools.takewhile(lambda place: place[0] < s.end, itertools.islice(self._places, low, None))
        odd = tuple(self._odd[n] for n in sorted({n for _, end, n in here if end > s.start}))
        return _Near(dates, said, odd, marks)


_SPLIT = re.compile(r"(?:,\s|\s(?:--|–|—)\s)(?=(?:although|though|but|while|whereas|however)\b)|;\s")


_DATELINE = re.compile(r"[A-Z][A-Z .'’-]{2,30}(?:,[^()—–\n]{1,60}?)?\s?(?:\([^()\n]{1,40}\)\s?)?(?:--|—|–|-)\s(?=\S)")
"""Place, day and agency before the first words of a report; no part of what it states."""


def statements(text: str, sentence: Span) -> tuple[Span, ...]:
    """Return the sentence cut into its statements: at "although", "but", "while" and semicolons, where
    both parts have a verb.

    Examples
    --------
    >>> text = "The number was discussed, although Israel had not agreed to it."
    >>> [s.of(text) for s in statements(text, Span(0, len(text)))]
    ['The number was discussed', 'although Israel had not agreed to it.']
    """
    opening = _DATELINE.match(text, sentence.start, sentence.end)
    if opening is not None:
        sentence = Span(opening.end(), sentence.end)
    if not _has_verb(text, sentence):
        return ()
    cuts = [m.span() for m in _SPLIT.finditer(text, sentence.start, min(sentence.end, sentence.start + 6000))]
    inside = [q.outer for q in quotations(sentence.of(text)[:6000]) if q.depth == 0]
    parts: list[Span] = []
    at = sentence.start
    for a, b in cuts:
        quoted = any(q.start < a - sentence.start < q.end for q in inside)
        left, right = Span(at, a), Span(b, sentence.end)
        if not quoted and _has_verb(text, left) and _has_verb(text, right):
            parts.append(left)
            at = b
    parts.append(Span(at, sentence.end))
    return tuple(parts)


def _has_verb(text: str, span: Span) -> bool:
    words = as_words(tokens(text, Span(span.start, min(span.end, span.start + 3000))))
    if any(is_finite(words, i) for i in range(len(words.tokens))):
        return True
    return bool(re.search(r"\b[a-z]{3,}(?:ed|es)\b", span.of(text)[:3000]))


def _is_tail(text: str, piece: Span, marks: tuple[Quotation, ...]) -> bool:
    before = any(q.outer.end <= piece.start and piece.start - q.outer.end < 80 for q in marks)
    return before and len(piece.of(text).split()) <= 6 and not _has_verb(text, piece)


def _speaker(
    text: str,
    span: Span,
    said: tuple[Attribution, ...],
    last: Attribution | None,
    marks: tuple[Quotation, ...],
) -> tuple[Attribution | None, bool]:
    """The attribution that covers the statement; a quotation without one is carried over, as a guess."""
    covering = [
        a
        for a in said
        if a.source is not None
        and a.content is not None
        and a.content.meets(span)
        and a.family != "thinking"
        and (a.lemma not in _ACTS or a.mode != "paraphrased")
    ]
    if covering:
        # The cue nearest to the speaker's words: the innermost, that is the shortest content.
        outer = [a for a in covering if _share(a.content, span) >= 0.5] or covering
        return max(outer, key=lambda a: (_share(a.content, span), len(a.chain))), False
    inside = [q for q in marks if q.depth == 0 and _share(q.outer, span) >= 0.8]
    if inside and last is not None:
        gap = text[last.content.end if last.content else last.cue.end : span.start]
        if len(gap) <= 400:
            return last, True
    return None, False


_ACTS = word_set(
    "agree advise reject refuse propose suggest object order promise pledge threaten demand "
    "request ask urge call post dismiss vow name appoint nominate approve endorse oppose rule "
    "vote guarantee ensure unveil introduce offer issue release file persuade convince label dub "
    "appeal plead criticise criticize praise condemn welcome denounce applaud blame accuse seek "
    "decide present propose"
)
"""Verbs of acts done with words: that the act took place is the writer's statement, not the actor's."""


def _kind(text: str, span: Span, speaker: Attribution | None, marks: tuple[Quotation, ...]) -> str:
    """Quoted or paraphrased, leaving out the words that only say who speaks."""
    if speaker is None or not span.holds(speaker.cue):
        return wording(text, span, marks)
    edges = sorted(
        {
            (speaker.cue.start, speaker.cue.end),
            *((s.span.start, s.span.end) for s in speaker.chain if span.holds(s.span)),
        }
    )
    at, kinds = span.start, set()
    for a, b in [*edges, (span.end, span.end)]:
        piece = Span(at, max(at, a))
        if re.search(r"\w{2,}", re.sub(r"\b(?:has|have|had|also|that|then|later)\b", "", piece.of(text))):
            kinds.add(wording(text, piece, marks))
        at = max(at, b)
    return kinds.pop() if len(kinds) == 1 else ("mixed" if kinds else wording(text, span, marks))


def _share(whole: Span | None, part: Span) -> float:
    if whole is None:
        return 0.0
    shared = min(whole.end, part.end) - max(whole.start, part.start)
    return max(0, shared) / max(1, part.end - part.start)


def _claim(
    text: str,
    span: Span,
    speaker: Attribution | None,
    guessed: bool,
    near: _Near,
    known: tuple[re.Pattern[str] | None, dict[str, str]],
    about: tuple[re.Pattern[str] | None, dict[str, str]],
    used: dict[str, int],
) -> ProposedClaim:
    quote = span.of(text)
    level = modality(quote)
    mentions = tuple(dict.fromkeys(target for _, target in _hits(quote, known)))
    candidates: dict[str, Candidate] = {}
    for word, path in _hits(quote, about):
        candidates.setdefault(path, Candidate(path, f"the text says “{word}”"))
    when = tuple(d for d in near.dates if span.start <= d.start < span.end)
    return ProposedClaim(
        id=_identity(quote, used),
        span=span,
        quote=quote,
        speakers=(speaker.source,) if speaker is not None and speaker.source is not None else (),
        chain=speaker.chain if speaker is not None else (),
        when=when,
        modality=level.modality,
        polarity=level.polarity,
        expected_by=level.by,
        kind=_kind(text, span, speaker, near.marks),
        mentions=mentions,
        candidates=tuple(candidates.values()),
        oddities=tuple(o for o in near.odd if any(p.meets(span) for p in o.spans)),
        guessed=guessed,
        said=_dates_of_saying(speaker, span, when) if not guessed else (),
    )


def _dates_of_saying(speaker: Attribution | None, span: Span, when: tuple[TimeExpression, ...]) -> tuple[TimeExpression, ...]:
    """The dates of the statement that stand with the reporting verb and not in what it reports."""
    if speaker is None or speaker.content is None or not span.holds(speaker.cue):
        return ()
    return tuple(d for d in when if not speaker.content.holds(Span(d.start, d.end)))


def _identity(quote: str, used: dict[str, int]) -> str:
    folded = re.sub(r"\s+", " ", quote).strip()
    base = "p" + hashlib.sha256(folded.encode("utf-8", "surrogatepass")).hexdigest()[:10]
    used[base] = used.get(base, 0) + 1
    return base if used[base] == 1 else f"{base}-{used[base]}"


def _matcher(table: Mapping[str, str]) -> tuple[re.Pattern[str] | None, dict[str, str]]:
    flat = {" ".join(word.lower().split()): target for word, target in table.items() if word.strip()}
    if not flat:
        return None, {}
    listed = sorted(flat, key=lambda w: (-len(w), w))
    pattern = re.compile(
        r"(?<!\w)(?:" + "|".join(re.escape(w).replace(r"\ ", r"\s") for w in listed) + r")(?:e?s|['’]s)?(?!\w)",
        re.I,
    )
    return pattern, flat


def _hits(quote: str, matcher: tuple[re.Pattern[str] | None, dict[str, str]]) -> list[tuple[str, str]]:
    pattern, flat = matcher
    if pattern is None:
        return []
    out = []
    for hit in pattern.finditer(quote):
        word = " ".join(hit.group().lower().split())
        for form in (word, re.sub(r"['’]s$", "", word), re.sub(r"s$", "", word), re.sub(r"es$", "", word)):
            if form in flat:
                out.append((hit.group(), flat[form]))
                break
    return out
