"""What a cue reports: the words after it, before it, or all around it."""

from __future__ import annotations

from winset.intake.cue_words import (
    PREPOSITIONS,
    SUBORDINATORS,
)
from winset.intake.phrases import phrase_after
from winset.intake.spans import Quotation, Span
from winset.intake.words import QUOTE_MARKS, STOPS, Words, is_finite, verb_group_start


def content_of(
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
    end = next((k - 1 for k in range(i + 1, end) if w.raw(k) == ";" and not w.quoted[k]), end)
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
    apart = any(w.raw(k) == "," or w.raw(k) in QUOTE_MARKS for k in range(max(head_end, 0), first)) or rule == "agent after by"
    aside_only = (
        rest is not None
        and w.low(after_first) in PREPOSITIONS
        and not any(is_finite(w, k) or w.raw(k) in QUOTE_MARKS for k in range(after_first, end + 1))
    )
    aside_only = aside_only and w.raw(i + 1) != ","
    back = rule in {"name after the verb"} or ((rest is None or aside_only) and apart and rule != "according to")
    if rule == "according to":
        back = (head is not None and w.raw(i - 1) == ",") or after_first > end
        if not back and i > 0 and head is not None and w.tokens[0].text != "According":
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
            if q.depth == 0 and q.outer.start < chosen.start and q.outer.end >= chosen.start and q.outer.end <= chosen.end + 3:
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
