"""Whom "he", "she", "it" or "they" most likely means; where that is not clear, the candidates and no name.

Cautious on purpose: a name is given if only one person fits, or if the one who spoke just before goes on speaking. A pronoun always
stays a pronoun; what is given here is for a person to check.
"""

# ruff: noqa: E501  (word lists)
from __future__ import annotations

import re
from dataclasses import dataclass, replace

from winset.intake.date_words import word_set
from winset.intake.sources import SourceName, describe_source
from winset.intake.spans import Span
from winset.intake.words import Words

REACH = 3
"""Sentences back in which a person may have been named."""

_WOMEN = word_set(
    "anna anne ann maria marie mary sarah sara elizabeth emma julia laura lisa linda karen susan nancy helen ellen eva ida ada lena lina nina "
    "ingrid astrid sigrid signe kari hanne ilse maren tove liv greta karin kristin katrin katharina christine claudia petra sabine ursula angela "
    "monika andrea simone sophie sofia charlotte caroline catherine kate rachel rebecca ruth hannah leah miriam esther tamar noa golda amina "
    "fatima aisha layla leila zainab mariam nadia samira rania hanan olga natalia natasha tatiana irina svetlana elena yelena katya anastasia "
    "galina paula ana isabel carmen rosa lucia dolores gabriela giulia francesca chiara valentina jane janet joan jean margaret patricia "
    "barbara jennifer jessica michelle hillary nikki condoleezza madeleine benazir indira sheikh-hasina priya anita sunita lakshmi mei yuki akiko"
)
_MEN = word_set(
    "john james robert michael william david richard joseph thomas charles daniel matthew mark paul peter george kenneth steven steve edward "
    "brian kevin jason jeff jeffrey ryan jacob gary eric erik stephen jonathan larry scott frank benjamin samuel raymond patrick jack dennis "
    "jerry tony anthony adam adam's henry douglas zachary kyle ethan walter harold jeremy christian roger keith oskar oscar jon nils olaf lars "
    "sven bjorn hans karl carl klaus jurgen heinz wolfgang fritz otto ernst franz josef johann stefan andreas martin thomas tomas erling oystein "
    "magnus anders ole knut dov avi moshe yitzhak isaac ariel ehud benjamin benny yair gadi naftali mohammed muhammad mohamed mahmoud ahmed "
    "ahmad ali hassan hussein omar khalid yasser ismail yahya ibrahim mustafa recep vladimir sergei dmitri mikhail boris igor ivan nikolai oleg "
    "viktor yuri alexei volodymyr andriy ravi raj rajiv narendra arjun amit sanjay imran nawaz luis jose juan carlos miguel pedro antonio "
    "francisco jorge diego pablo emmanuel jacques pierre francois nicolas louis jean-claude giovanni giuseppe mario luca marco matteo donald joe "
    "barack bill steve jared tom bob jim mike ted al marco antony lloyd colin kofi ban antonio dag taro shinzo hiroshi wei jian xi deng kim"
)
_FEMALE_TITLES = re.compile(
    r"\b(?:Mrs|Ms|Miss|Madame?|Lady|Dame|Queen|Princess|[Ss]pokeswoman|[Cc]hairwoman|[Ss]ister|[Nn]un|[Mm]other|[Dd]aughter|[Ww]oman|[Aa]unt)\b"
)
_MALE_TITLES = re.compile(
    r"\b(?:Mr|Sir|Lord|King|Prince|Pope|Father|[Ss]pokesman|[Cc]hairman|[Bb]rother|[Bb]ishop|[Ss]on|[Mm]an|[Uu]ncle|[Gg]randfather|[Ff]ather)\b"
)
_REPLIES = word_set(
    "deny reject dismiss reply answer respond retort counter refuse decline agree accept apologise apologize thank rebut refute"
)
_GO_ON = word_set("add continue conclude repeat reiterate note stress explain")
_PLACES = word_set(
    "israel hamas iran egypt qatar russia ukraine china america britain france germany syria lebanon hezbollah gaza turkey jordan europe nato "
    "washington moscow kyiv kiev beijing jerusalem cairo doha tehran brussels london paris berlin india pakistan japan congress parliament senate"
)
_BODY = re.compile(
    r"\b(?:administration|government|house|office|states|kingdom|union|ministry|council|board|party|group|agency|committee|court|army|command)\b",
    re.I,
)
_PERSON_ROLE = re.compile(
    r"\b(?:[Tt]he|[Aa]n?|[Hh]is|[Hh]er|[Tt]heir)\s(?:[a-z]+\s){0,2}?(?:minister|president|envoy|colonel|general|mayor|judge|captain|king|queen|bishop|priest|aide"
    r"|spokesman|spokeswoman|ambassador|negotiator|mediator|official|adviser|chairman|chairwoman|director|senator|lawyer|witness|commander|leader|premier"
    r"|chancellor|prime minister|governor|secretary|defendant|prosecutor|officer|soldier|clerk|treasurer|editor|doctor|nurse)\b"
)
_NAME = re.compile(
    r"\b(?:(?:Mr|Mrs|Ms|Dr|Prof|Sen|Gen|Col|Gov|Rep|Sgt|Lt|Capt|St)\.\s)?[A-Z][\w’'-]+(?:\s(?:(?:al|el|bin|ibn|ben|de|van|von|der|da|di)\s)?[A-Z][\w’'-]*\.?){0,3}"
)
_PLACED = re.compile(r"\b(?:in|at|to|from|near|into|through|of|for|towards?|over|across|outside|inside)\s$")
"""Before a single capital word these speak of a place more often than of a person."""
_NO_NAME = word_set(
    "the a an in on at it he she they we i this that these those but and when if as by for of to his her its their nobody everyone later earlier "
    "after before while since although however meanwhile both neither either no yes not there here now then asked speaking according some many "
    "one two three monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october "
    "november december officials sources us eu un"
)


@dataclass(frozen=True)
class Mention:
    """Somebody who was named: who, in which sentence, and whether as the one who spoke or acted."""

    name: SourceName
    sentence: int
    rank: int
    """2 the source of a reporting word, 1 the subject of the sentence, 0 anybody else."""


def gender(name: SourceName) -> str:
    """Return ``f``, ``m`` or "" (not told by title or first name).

    Examples
    --------
    >>> [gender(describe_source(t, Span(0, len(t)))) for t in ("Anna Berg", "Mr. Lunde", "the envoy")]
    ['f', 'm', '']
    """
    if _FEMALE_TITLES.search(name.text):
        return "f"
    if _MALE_TITLES.search(name.text):
        return "m"
    words = re.findall(r"[A-Za-z’'-]+", name.text.split(",")[0])
    if len(words) < 2:
        return ""
    given = [w.lower() for w in words[:-1]]
    women, men = any(w in _WOMEN for w in given), any(w in _MEN for w in given)
    return "" if women == men else ("f" if women else "m")


def people_in(
    text: str, w: Words, sentence: Span, number: int, sources: list[SourceName], subjects: list[SourceName], seen: list[Mention]
) -> list[Mention]:
    """Return who is named in a sentence, sources ranked above subjects and those above the others."""
    out = [Mention(s, number, 2) for s in sources] + [Mention(s, number, 1) for s in subjects]
    known = [m.name.span for m in out if m.name.most == 1]
    words = sentence.of(text)[:4000]
    quoted = [w.span(i, i) for i in range(len(w.tokens)) if w.quoted[i]]
    spans = [Span(sentence.start + h.start(), sentence.start + h.end()) for p in (_NAME, _PERSON_ROLE) for h in p.finditer(words)]
    for span in sorted(spans)[:40]:
        head = span.of(text).split()
        while (
            head
            and (head[0].lower().strip(".,") in _NO_NAME or head[0].endswith("ly"))
            and not span.of(text)[0].islower()
            and not _PERSON_ROLE.match(span.of(text))
        ):
            span = Span(span.start + len(head[0]) + 1, span.end)
            head = head[1:]
        if not head or re.search(r"['’]s$", span.of(text)):
            continue
        # A single capital word that opens the sentence is only a person if the text has named them before.
        opens = len(head) == 1 and span.start <= sentence.start + 1
        if (
            (opens and not any(m.name.text.split(",")[0].endswith(head[0]) for m in seen))
            or span.start >= span.end
            or any(k.meets(span) for k in known)
            or any(q.meets(span) for q in quoted)
        ):
            continue
        if re.search(r"\w{2,}\.$", span.of(text)):
            span = Span(span.start, span.end - 1)
        if len(head) == 1 and not opens and _PLACED.search(text[max(0, span.start - 12) : span.start]):
            continue
        found = describe_source(text, span)
        if found.kind in {"named", "unnamed"} and found.most == 1:
            out.append(Mention(found, number, 1 if opens else 0))
            known.append(span)
    return out


def resolve(source: SourceName, lemma: str, people: list[Mention], number: int) -> SourceName:
    """Return the pronoun with whom it likely means, or with the candidates where more than one fits.

    Parameters
    ----------
    source : SourceName
        A pronoun that speaks.
    lemma : str
        Its reporting verb: who denies is seldom the one who accused.
    people : list of Mention
        Those named before, in order.
    number : int
        Number of the sentence of the pronoun.
    """
    word = source.text.lower()
    if word not in {"he", "she", "it", "they"}:
        return source
    near = [m for m in people if number - m.sentence <= REACH]
    fitting: list[Mention] = []
    for m in reversed(near):
        if _fits(word, m.name) and not any(same_person(m.name, f.name) for f in fitting):
            fitting.append(m)
    if not fitting:
        return source
    sure = [m for m in fitting if gender(m.name) == {"he": "m", "she": "f"}.get(word, "-")]
    persons = word in {"he", "she"}
    last = max(m.sentence for m in fitting)
    spoke = next((m for m in fitting if m.sentence == last and m.rank == 2), None)
    others = [m for m in fitting if m is not spoke and m.sentence >= last - (0 if spoke else 1)]
    if spoke is not None and (not others or lemma in _GO_ON or not persons):
        return _named(source, spoke)
    if spoke is not None and lemma not in _REPLIES and not any(m.rank == 2 for m in others) and (not sure or spoke in sure):
        return _named(source, spoke)
    latest = [m for m in fitting if m.sentence == last]
    spoken = any(m.rank == 2 and m.sentence < last for m in fitting)
    if persons and len(latest) == 1 and (latest[0].rank or not spoken) and last < number:
        return _named(source, latest[0])
    if len(fitting) == 1 or not persons:
        return _named(source, fitting[0])
    recent = [m for m in fitting if m.sentence == last]
    if len(recent) == 1 and last == number:
        return _named(source, recent[0])
    full = tuple(dict.fromkeys(_full(m.name, people) for m in sorted(fitting, key=lambda m: m.name.span)))
    return replace(source, candidates=full) if len(full) > 1 else _named(source, fitting[0])


def _named(source: SourceName, m: Mention) -> SourceName:
    return replace(source, refers_to=m.name.refers_to or m.name.text)


def _full(name: SourceName, people: list[Mention]) -> str:
    return next(
        (m.name.text for m in people if m.name.most == 1 and same_person(m.name, name) and len(m.name.text) > len(name.text)),
        name.text,
    )


def same_person(a: SourceName, b: SourceName) -> bool:
    """Return whether two names may be one person: the same words, or one the family name of the other."""
    x, y = (re.findall(r"[\w’-]+", n.text.split(",")[0].lower()) for n in (a, b))
    if not x or not y:
        return False
    if a.kind == "named" and b.kind == "named":
        return x[-1] == y[-1] and (len(x) == 1 or len(y) == 1 or x[-2:] == y[-2:] or gender(a) == gender(b))
    drop = {"the", "a", "an"}
    return [w for w in x if w not in drop] == [w for w in y if w not in drop]


def _fits(word: str, name: SourceName) -> bool:
    flat = name.text.lower().removeprefix("the ").strip()
    if word in {"he", "she"}:
        if name.kind not in {"named", "unnamed"} or name.most != 1 or flat in _PLACES or _BODY.search(flat):
            return False
        told = gender(name)
        return told in {"", {"he": "m", "she": "f"}[word]}
    if word == "it":
        return name.kind in {"body", "outlet", "document"} or (
            name.kind == "named" and (flat in _PLACES or bool(_BODY.search(flat)))
        )
    return name.kind in {"unnamed", "body"} and (name.most is None or name.most > 1 or name.kind == "body")
