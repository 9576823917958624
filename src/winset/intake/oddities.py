"""What is odd about a text: each finding says where, why, and one possible reading. Nothing is repaired.

The text stays as it is. A proposed reading is a suggestion to a person, never a correction.
"""

# ruff: noqa: E501  (a rule reads best on one line)
from __future__ import annotations

import datetime as dt
import itertools
import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass

from winset.intake.attribution import Attribution, find_attributions
from winset.intake.contradictions import opposed_statements
from winset.intake.dates import TimeExpression, find_dates
from winset.intake.modality import may_expect, modality
from winset.intake.spans import Quotation, Span, hidden_marks, quotations, sentences, wording

MOST_ODDITIES = 500
"""Findings beyond this number are dropped; a text with more is not a report."""


@dataclass(frozen=True)
class Oddity:
    """One thing about the text that a person should look at.

    Parameters
    ----------
    kind : str
        What it is, for instance ``lost negation?`` or ``no deadline``.
    spans : tuple of Span
        The places it is about, in reading order.
    why : str
        In plain words.
    proposed : str
        A reading that would make sense, or what stays unknown; never applied by itself.
    """

    kind: str
    spans: tuple[Span, ...]
    why: str
    proposed: str

    def to_record(self, text: str) -> dict[str, object]:
        """Return a plain dict with the words of every place."""
        return {
            "kind": self.kind,
            "texts": [s.of(text) for s in self.spans],
            "spans": [[s.start, s.end] for s in self.spans],
            "why": self.why,
            "proposed": self.proposed,
        }


class _Nearby:
    """The attributions whose content may cover a sentence, by place."""

    def __init__(self, said: tuple[Attribution, ...]) -> None:
        self._kept = sorted((a for a in said if a.source and a.content), key=lambda a: a.content.start if a.content else 0)
        self._starts = [a.content.start if a.content else 0 for a in self._kept]
        self._longest = max((a.content.end - a.content.start for a in self._kept if a.content), default=0)

    def of(self, part: Span) -> tuple[Attribution, ...]:
        low = bisect_left(self._starts, part.start - self._longest)
        return tuple(self._kept[low : bisect_right(self._starts, part.end)])


def find_oddities(
    text: str,
    document_date: dt.date | None = None,
    *,
    attributions: tuple[Attribution, ...] | None = None,
    dates: tuple[TimeExpression, ...] | None = None,
) -> tuple[Oddity, ...]:
    """Return what is odd about the text, in reading order.

    Parameters
    ----------
    text : str
        English text.
    document_date : datetime.date, optional
        Its day of publication.
    attributions, dates : tuple, optional
        What `find_attributions` and `find_dates` gave, if they were run already.

    Examples
    --------
    >>> text = "Israel had not agreed to it. He objected to offers made with the consent of Israel."
    >>> [(o.kind, o.proposed) for o in find_oddities(text) if o.kind == "lost negation?"]
    [('lost negation?', '“without the consent of Israel” instead of “with the consent of Israel”')]
    """
    when = find_dates(text, document_date) if dates is None else dates
    said = find_attributions(text, document_date, dates=when) if attributions is None else attributions
    parts = sentences(text)
    found: list[Oddity] = []
    for first, second, why, proposed, kind in opposed_statements(text, parts):
        found.append(Oddity(kind, (first, second), why, proposed))
    marks = quotations(text)
    near = _Nearby(said)
    for number, part in enumerate(parts):
        found.extend(_actorless(text, part))
        found.extend(_expectations(text, part, near.of(part), marks))
        found.extend(_ultimatums(text, part, parts, number, when))
    found.extend(_handovers(text, parts))
    found.extend(_two_beginnings(text, parts))
    found.extend(_outside_the_marks(text, said, marks))
    found.extend(_unintroduced(text, said))
    found.extend(_unclear_pronouns(said))
    found.extend(_marks(text, marks))
    found.sort(key=lambda o: (o.spans[0], o.kind))
    return tuple(found[:MOST_ODDITIES])


_LEARNED = "known|learned|learnt|revealed|disclosed|leaked|understood|discovered|established|noticed"
_DECIDED = (
    "informed|told|notified|consulted|warned|asked|decided|agreed|approved|authori[sz]ed|ordered|promised|offered|proposed|rejected|requested"
    "|suggested|arranged|sent|issued|signed|imposed|postponed|cancelled|invited|banned|excluded|dismissed|discussed|negotiated|expected|believed|thought|considered|assumed|feared|hoped|said|reported|alleged|taken|made"
)
_PASSIVE = re.compile(
    rf"\b(?:(?:came|come|comes|has come) to be|(?:is|are|was|were|be|been|being|gets?|got)(?:\s(?:also|not|then|later|already|widely|now|never|since|still|being|once)){{0,2}})"
    rf"\s(?P<verb>{_LEARNED}|{_DECIDED})\b",
    re.I,
)
_IMPERSONAL = re.compile(
    r"\b[Ii]t (?:later |then |soon )?(?:emerged|transpired|turned out|became (?:known|clear|apparent|public)|came out)\b"
)
_AGENT = re.compile(
    r"\bby\s(?!(?:other|another|some|various|different|these|those|indirect|unknown)\s(?:routes?|means|ways?|channels?|paths?)|means|way|phone|email|mail|telephone|force|accident|mistake|chance"
    r"|the end|then|now|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|January|February|March|April|May|June|July|August|September|October|November|December|\d)\w",
)


def _actorless(text: str, part: Span) -> list[Oddity]:
    out = []
    words = part.of(text)[:6000]
    for hit in [*_PASSIVE.finditer(words), *_IMPERSONAL.finditer(words)]:
        tail = words[hit.end() : hit.end() + 90]
        if _AGENT.search(re.split(r"[.;:]| that | and | but |, ", tail)[0] if hit.re is _PASSIVE else ""):
            continue
        verb = hit["verb"].lower() if hit.re is _PASSIVE else "known"
        if verb in {"expected", "hoped", "feared"}:
            continue
        learned = re.fullmatch(_LEARNED, verb) is not None
        if verb in {"taken", "made"} and not re.search(
            r"\b(?:action|steps?|measures?|decisions?|proposals?|offers?|promises?|concessions?|statements?)\b",
            words[max(0, hit.start() - 60) : hit.start()],
        ):
            continue
        who = (
            "learned it"
            if learned
            else {"expected": "expected it", "said": "says so", "taken": "acts", "made": "makes it"}.get(verb, "did it")
        )
        out.append(
            Oddity(
                "actor not named",
                (Span(part.start + hit.start(), part.start + hit.end()),),
                f"The passive leaves out who {who}.",
                "The actor stays unknown until a person or another source names one.",
            )
        )
    return out


_THINGS = r"(?:deal|talks?|negotiations?|agreement|accord|treaty|pact|settlement|compromise|arrangement|initiative|offer|summit|meeting|withdrawal|release|truce|ceasefire|move|step|plan|proposal|exchange|visit|war|fighting|outcome|success|process|it|this|that|they)"
_WILL = re.compile(
    rf"\b(?:the|this|that|such|a|an|any|these)?\s?(?:\w+\s)?{_THINGS}\s(?:will|would|is going to|are going to)\s(?:\w+ly\s)?(?:lead|open|bring|end|pave|allow|help|make|mean|result|succeed|fail|give|start|continue|collapse|cause|produce|strengthen|weaken|aggravate)\b",
    re.I,
)


def _expectations(text: str, part: Span, said: tuple[Attribution, ...], marks: tuple[Quotation, ...]) -> list[Oddity]:
    words = part.of(text)
    expects = may_expect(words)
    level = modality(words) if expects else None
    out = []
    if level is not None and level.modality == "expected" and level.by == "?":
        at = words.find(level.cue)
        spot = Span(part.start + at, part.start + at + len(level.cue))
        if not any(a.source and a.content and a.content.holds(spot) for a in said):
            out.append(
                Oddity(
                    "expectation without an owner", (spot,),
                    "Something is said to be expected, and not by whom: it is a hope or a forecast, not a fact.",
                    "expected by: unknown",
                )
            )  # fmt: skip
    for hit in _WILL.finditer(words[:6000]):
        spot = Span(part.start + hit.start(), part.start + hit.end())
        covered = any(a.source and a.content and a.content.meets(spot) for a in said)
        if not covered and wording(text, spot, marks) == "paraphrased" and (level is None or level.by != "?"):
            out.append(
                Oddity(
                    "expectation told as fact", (spot,),
                    "The writer tells what will come of it without a source.",
                    "an expectation of the writer, or of a source that is not named",
                )
            )  # fmt: skip
    return out


_ULTIMATUM = re.compile(r"\b(?:ultimat(?:um|ums|a)|(?:last|final) (?:warning|chance|offer)|or else|deadline|hell to pay)\b", re.I)
_LIMIT = re.compile(
    r"\b(?:by|until|till|before|within|no later than|expires?(?: on| at)?|deadline (?:of|is|on)|has|have|had|in)\s{1,3}$",
    re.I,
)


def _ultimatums(text: str, part: Span, parts: tuple[Span, ...], number: int, when: tuple[TimeExpression, ...]) -> list[Oddity]:
    hit = _ULTIMATUM.search(part.of(text)[:6000])
    if hit is None:
        return []
    before = parts[number - 1] if number else None
    if before is not None and _ULTIMATUM.search(before.of(text)[:6000]):
        return []
    around = Span(parts[max(0, number - 1)].start, parts[min(len(parts) - 1, number + 2)].end)
    for t in when:
        if part.start <= t.start < part.end and re.match(r"\s(?:deadline|cut-?off)\b", text[t.end : t.end + 10]):
            return []
        if not around.start <= t.start < around.end:
            continue
        if (
            _LIMIT.search(text[max(0, t.start - 24) : t.start])
            and t.value not in {"PAST_REF", "PRESENT_REF"}
            and not t.text.lower().startswith(("the past", "recent", "last"))
        ):
            if re.search(r"\bin\s{1,3}$", text[max(0, t.start - 5) : t.start]) and t.type == "DATE":
                continue
            return []
    if re.search(
        r"\b\d{1,3}[- ](?:hour|day|week)\b|\bdeadline\b.{0,30}\b(?:January|February|March|April|May|June|July|August|September|October|November|December|\d)",
        around.of(text)[:6000],
    ):
        return []
    spot = Span(part.start + hit.start(), part.start + hit.end())
    return [
        Oddity(
            "no deadline", (spot,), "An ultimatum is reported, and nowhere until when.",
            "expiry: unknown; no date is to be filled in without a source",
        )
    ]  # fmt: skip


_START = re.compile(
    r"\b(?:came (?:in)?to (?:power|office)|come (?:in)?to (?:power|office)|took (?:office|power|over)|takes? (?:office|power)|(?:was|were|been) (?:sworn in|inaugurated)|inauguration|new (?:administration|government|president|prime minister))\b",
    re.I,
)
_ENDING = re.compile(
    r"\b(?:(?:final|last|closing|dying|waning) (?:days|weeks|months|hours)|outgoing (?:administration|government|president)|still in office|lame[- ]duck|before leaving office)\b",
    re.I,
)


def _handovers(text: str, parts: tuple[Span, ...]) -> list[Oddity]:
    out = []
    for number, part in enumerate(parts):
        window = Span(part.start, parts[min(number + 1, len(parts) - 1)].end)
        # "came to power" says more than "the new administration" in the same sentence.
        starts = list(_START.finditer(part.of(text)[:6000]))
        start = next((m for m in starts if not m.group().lower().startswith("new ")), starts[0] if starts else None)
        ends = list(_ENDING.finditer(window.of(text)[:6000])) if start else []
        if start is None and number + 1 < len(parts) and _ENDING.search(part.of(text)[:6000]):
            late = _START.search(parts[number + 1].of(text)[:6000])
            if late:
                ending = _ENDING.search(part.of(text)[:6000])
                assert ending is not None
                a = Span(part.start + ending.start(), part.start + ending.end())
                b = Span(parts[number + 1].start + late.start(), parts[number + 1].start + late.end())
                out.append(_handover(a, b))
        if start and ends:
            a = Span(part.start + start.start(), part.start + start.end())
            b = Span(window.start + ends[0].start(), window.start + ends[0].end())
            out.append(_handover(*sorted((a, b))))
    return out


def _handover(a: Span, b: Span) -> Oddity:
    return Oddity(
        "times that cannot both hold", (a, b),
        "One office-holder has come to power while the other is still in the last days: the two overlap.",
        "the weeks around the hand-over; keep an interval that covers both until a source gives the day",
    )  # fmt: skip


_FIRSTS = re.compile(r"\b(?:initially|at first|originally|in the beginning|at the outset|to begin with)\b", re.I)


def _two_beginnings(text: str, parts: tuple[Span, ...]) -> list[Oddity]:
    hits = [Span(m.start(), m.end()) for part in parts for m in _shifted(_FIRSTS, text, part)]
    out = []
    for a, b in itertools.pairwise(hits):
        if b.start - a.end <= 600:
            out.append(
                Oddity(
                    "two beginnings", (a, b), f"“{a.of(text)}” and “{b.of(text)}” each call something the first; which came first is not said.",
                    "the order of the two stays open",
                )
            )  # fmt: skip
    return out


def _shifted(pattern: re.Pattern[str], text: str, part: Span) -> list[re.Match[str]]:
    return list(pattern.finditer(text, part.start, part.end))


def _outside_the_marks(text: str, said: tuple[Attribution, ...], quoted: tuple[Quotation, ...]) -> list[Oddity]:
    marks = [q for q in quoted if q.depth == 0]
    starts = [q.outer.start for q in marks]
    out = []
    seen: set[Span] = set()
    for a in said:
        if a.source is None or a.content is None or a.mode != "mixed" or a.family not in {"saying", "according"}:
            continue
        low = max(0, bisect_right(starts, a.content.start) - 1)
        inside = [q for q in marks[low : bisect_right(starts, a.content.end)] if q.outer.meets(a.content)]
        for piece in _outside(text, a, [q.outer for q in inside]):
            if piece in seen:
                continue
            seen.add(piece)
            out.append(
                Oddity(
                    "outside the quotation marks", (piece,),
                    f"These words are given as what {a.source.text} said, but they stand outside the quotation marks.",
                    "a paraphrase by the writer; only the words between the marks are the speaker's own",
                )
            )  # fmt: skip
    return out


def _outside(text: str, a: Attribution, quoted: list[Span]) -> list[Span]:
    assert a.content is not None
    blocked = [*quoted, a.cue, *([a.source.span] if a.source else [])]
    at, pieces = a.content.start, []
    for block in sorted(blocked):
        if block.start > at:
            pieces.append(Span(at, min(block.start, a.content.end)))
        at = max(at, block.end)
    if at < a.content.end:
        pieces.append(Span(at, a.content.end))
    out = []
    for p in pieces:
        words = p.of(text)
        left = len(words) - len(words.lstrip(" ,.;:\n\t-–—"))
        right = len(words.rstrip(" ,.;:\n\t-–—"))
        if right > left and re.search(r"\w+\W+\w+", words[left:right]):
            out.append(Span(p.start + left, p.start + right))
    return out


def _unintroduced(text: str, said: tuple[Attribution, ...]) -> list[Oddity]:
    out = []
    done: set[str] = set()
    for a in said:
        source = a.source
        if source is None or source.kind != "unnamed" or not re.match(r"(?i)the\s", source.text) or source.text.lower() in done:
            continue
        done.add(source.text.lower())
        words = [w for w in re.findall(r"[A-Za-z]+", source.text.split(",")[0])[1:] if w.islower()]
        if not words:
            continue
        head = words[-1] if " of " not in source.text else words[0]
        earlier = text[max(0, source.span.start - 20_000) : source.span.start]
        others = {w.lower() for w in re.findall(r"[A-Za-z]{4,}", source.text)} - {
            head.lower(),
            head.lower().rstrip("s"),
        }
        hits = re.finditer(rf"\b{re.escape(head.rstrip('s'))}", earlier, re.I)
        around = [earlier[max(0, h.start() - 60) : h.end() + 60].lower() for h, _ in zip(hits, range(50), strict=False)]
        if any(not others or any(o in near for o in others) for near in around):
            continue
        out.append(
            Oddity(
                "role without a name", (source.span,),
                f"“{source.text}” speaks as if already introduced, but no earlier sentence says who this is.",
                "a source known by role only; reliability cannot be judged",
            )
        )  # fmt: skip
    return out


def _unclear_pronouns(said: tuple[Attribution, ...]) -> list[Oddity]:
    return [
        Oddity(
            "unclear who speaks", (a.source.span,),
            f"“{a.source.text}” may be {' or '.join(a.source.candidates)}; the text does not tell.",
            "no name until a person settles it",
        )
        for a in said
        if a.source is not None and a.source.candidates
    ]  # fmt: skip


def _marks(text: str, marks: tuple[Quotation, ...]) -> list[Oddity]:
    out = []
    hidden = hidden_marks(text)
    if hidden:
        out.append(
            Oddity(
                "hidden characters", hidden[:20], f"{len(hidden)} characters show nothing or turn the writing direction around.",
                "read the text in an editor that shows them before trusting a quote",
            )
        )  # fmt: skip
    for q in marks[:2000]:
        if not q.closed and not re.match(r"\s*(?:``|[“„«])", text[q.outer.end : q.outer.end + 8]):
            out.append(
                Oddity(
                    "quotation never closed",
                    (q.outer,),
                    "A quotation opens here and no mark closes it.",
                    "where the speaker's own words end is not known",
                )
            )
    return out
