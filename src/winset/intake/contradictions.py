"""Statements of one text that cannot both hold: the same party consents in one and does not in the other."""

# ruff: noqa: E501  (a rule reads best on one line)
from __future__ import annotations

import itertools
import re
from dataclasses import dataclass

from winset.intake.date_words import word_set
from winset.intake.spans import Span

_FAMILIES = {
    "consent": re.compile(
        r"\b(?:consent(?:s|ed|ing)?|agree(?:s|d|ing|ment)?|approv(?:al|e|es|ed|ing)|permission|blessing|backing|authori[sz](?:ation|e|ed)|accept(?:s|ed|ing|ance)?|green light)\b", re.I),
    "knowledge": re.compile(r"\b(?:knowledge|knew|known|knows?|aware|informed|notified|consulted|coordinat(?:ed|ion)|briefed)\b", re.I),
    "presence": re.compile(r"\b(?:attended|present at|took part|taken part|participat(?:e|ed|ing)|joined)\b", re.I),
}  # fmt: skip
_NAME = re.compile(r"\b(?:[A-Z][\w’'-]*)(?:\s(?:[A-Z][\w’'-]*)){0,3}")
_BODY = re.compile(
    r"(?:\b(?:[Tt]he|[Ii]ts|[Hh]is|[Hh]er|[Tt]heir|[Oo]ur)|\b\w+['’]s?)\s(?:[a-z]+\s){0,2}?(board|assembly|cabinet|council|committee|government|administration|ministry|parliament|senate|congress|court"
    r"|army|police|party|union|delegation|delegate|mediators?|negotiators?|minister|president|chair|director|envoy|rebels?|villages?|families"
    r"|company|bank|commission|authorities|opposition|coalition|group|front|movement|side|team)\b"
)
"""Parties known by what they are and not by a name."""
_NEGATION = re.compile(
    r"\b(?:not|never|no|without|nobody|none|neither|nor|refus(?:e|es|ed|ing)|reject(?:s|ed|ing)?|denied|denies|lack(?:s|ed|ing)?|fail(?:s|ed)? to|unaware|cannot)\b|\w{1,12}n['’]t\b",
    re.I,
)
_DENIED = re.compile(
    r"\b(?:den(?:y|ies|ied|ying)|disput(?:e|es|ed|ing)|reject(?:s|ed)? (?:\w+ ){0,2}(?:claims?|reports?))\b[^.;,]{0,40}\bthat$",
    re.I,
)
"""A denial that governs the clause: "denies that its delegation agreed"."""
_COMMON = word_set(
    "the a an in on at it he she they we i this that these those but and when if as by for of to "
    "his her its their initially later earlier"
)


@dataclass(frozen=True)
class _Statement:
    place: Span
    word: Span
    family: str
    names: frozenset[str]
    negative: bool
    phrase: Span


def opposed_statements(text: str, parts: tuple[Span, ...]) -> list[tuple[Span, Span, str, str, str]]:
    """Return pairs of statements that speak of the same party and thing with opposite signs.

    Parameters
    ----------
    text : str
        The text.
    parts : tuple of Span
        Its sentences.

    Returns
    -------
    list of (Span, Span, str, str, str)
        The earlier and the later place, why they clash, a proposed reading and the kind of oddity.
    """
    statements = [s for part in parts[:4000] for s in _statements(text, part)]
    out = []
    by_family: dict[tuple[str, str], list[_Statement]] = {}
    for s in statements:
        for name in s.names:
            by_family.setdefault((s.family, name), []).append(s)
    seen: set[tuple[Span, Span]] = set()
    for (family, name), group in sorted(by_family.items()):
        for a, b in itertools.pairwise(group):
            if a.negative == b.negative or a.place == b.place or (a.place, b.place) in seen:
                continue
            seen.add((a.place, b.place))
            out.append((a.phrase, b.phrase, *_explain(text, a, b, name, family)))
    out.extend(_repeated(text, parts, seen))
    return out


def _statements(text: str, part: Span) -> list[_Statement]:
    words = part.of(text)[:6000]
    out = []
    for family, pattern in _FAMILIES.items():
        for hit in pattern.finditer(words):
            low = max(0, hit.start() - 48)
            while 0 < low < hit.start() and words[low - 1].isalnum():
                low += 1
            lead = words[low : hit.start()]
            # The sign counts only within the clause that holds the word.
            lead = re.split(r"[,;:)]|\s[-–—]\s|\b(?:but|although|though|while|because|that)\b", lead)[-1]
            clause_start = hit.start() - len(lead)
            tail = re.split(r"[,;:.]|\b(?:but|although|though|while|because)\b", words[hit.end() : hit.end() + 60])[0]
            span_words = lead + hit.group() + tail
            roles = frozenset(b[1].lower() for b in _BODY.finditer(span_words))
            names = roles | frozenset(
                n.group().removesuffix("'s").removesuffix("’s")
                for n in _NAME.finditer(span_words)
                if n.group().split()[0].lower() not in _COMMON or len(n.group().split()) > 1
            )
            if not names:
                continue
            negations = len(_NEGATION.findall(lead)) + (_DENIED.search(words[:clause_start]) is not None)
            with_ = re.search(r"\bwith(?:out)?\s(?:the\s)?(?:(?:[\w’']+\s){0,2}\w+['’]s?\s)?$", lead)
            phrase_start = with_.start() + clause_start if with_ else clause_start + len(lead) - len(lead.lstrip())
            phrase_end = hit.end() + len(tail.rstrip()) if with_ and re.match(r"\s(?:of|from)\b", tail) else hit.end()
            out.append(
                _Statement(
                    part, Span(part.start + hit.start(), part.start + hit.end()), family, names, negations % 2 == 1,
                    Span(part.start + phrase_start, part.start + phrase_end),
                )
            )  # fmt: skip
    return out


def _explain(text: str, a: _Statement, b: _Statement, name: str, family: str) -> tuple[str, str, str]:
    what = {"consent": "consent", "knowledge": "knowledge", "presence": "taking part"}[family]
    yes, no = (b, a) if a.negative else (a, b)
    why = f"“{yes.phrase.of(text)}” gives the {what} of {name}; “{no.phrase.of(text)}” denies it."
    literal = yes.phrase.of(text)
    if re.match(r"(?i)with\s", literal):
        flipped = re.sub(r"^(W|w)ith\b", lambda m: m[1] + "ithout", literal, count=1)
        return why, f"“{flipped}” instead of “{literal}”", "lost negation?"
    return (
        why,
        "both readings stay open; perhaps they speak of different things or days",
        "statements that clash",
    )


_STOP = word_set(
    "that with from have been were will would which their there about after before also said says "
    "into over more than when what this they them"
)


def _repeated(text: str, parts: tuple[Span, ...], seen: set[tuple[Span, Span]]) -> list[tuple[Span, Span, str, str, str]]:
    """Two sentences that share most of their words and differ in a negation."""
    kept: list[tuple[Span, frozenset[str], bool]] = []
    out = []
    for part in parts[:600]:
        words = part.of(text)
        stems = frozenset(w.lower()[:6] for w in re.findall(r"[A-Za-z]{4,}", words[:3000]) if w.lower() not in _STOP)
        negative = len(_NEGATION.findall(words[:3000])) % 2 == 1
        if len(stems) >= 3:
            for earlier, others, sign in kept[-80:]:
                shared = len(stems & others)
                if (
                    sign != negative
                    and shared >= 3
                    and shared >= 0.7 * min(len(stems), len(others))
                    and (earlier, part) not in seen
                ):
                    out.append(
                        (
                            earlier,
                            part,
                            "The two sentences say nearly the same, one of them with a “not”.",
                            "both readings stay open",
                            "statements that clash",
                        )
                    )
            kept.append((part, stems, negative))
    return out
