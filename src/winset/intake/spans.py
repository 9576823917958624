"""Places in a text: words, sentences, quotations, and where exactly a quote stands.

A place is a pair of character positions, the end not included. Every scan here is a single pass.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_right
from dataclasses import dataclass

from winset.intake.date_words import word_set

DEEPEST_QUOTE = 12
"""Quotation marks nested deeper than this are read as plain characters."""


@dataclass(frozen=True, order=True)
class Span:
    """A stretch of a text.

    Parameters
    ----------
    start, end : int
        Character positions, the end not included.
    """

    start: int
    end: int

    def of(self, text: str) -> str:
        """Return the words of the text at this place."""
        return text[self.start : self.end]

    def holds(self, other: Span) -> bool:
        """Return whether the other span lies within this one."""
        return self.start <= other.start and other.end <= self.end

    def meets(self, other: Span) -> bool:
        """Return whether the two spans share a character."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True)
class Token:
    """One word or mark of punctuation and its place."""

    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Quotation:
    """A stretch between quotation marks.

    Parameters
    ----------
    outer : Span
        With the marks.
    inner : Span
        Without them.
    depth : int
        0 for the outermost.
    closed : bool
        False where the text never closes it; it then ends with its paragraph.
    """

    outer: Span
    inner: Span
    depth: int
    closed: bool


_TOKEN = re.compile(
    r"``|''|\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:[.:]\d+)*"
    r"|(?:[A-Z]\.){2,6}|[^\W\d_](?:[\w]|(?<=\w)[-’'](?=[^\W\d_]))*|--|\.\.\.|[^\w\s]|_",
)


def tokens(text: str, within: Span | None = None) -> tuple[Token, ...]:
    """Return the words and marks of the text, or of one span of it, in order.

    Examples
    --------
    >>> [t.text for t in tokens("Mr. Obama's aide said: ``No.''")]
    ['Mr', '.', "Obama's", 'aide', 'said', ':', '``', 'No', '.', "''"]
    """
    start, end = (within.start, within.end) if within else (0, len(text))
    return tuple(Token(m.group(), m.start(), m.end()) for m in _TOKEN.finditer(text, start, end))


_SHORT = word_set(
    "mr mrs ms dr prof gen lt col maj sgt capt cmdr adm sen rep gov pres st jr sr inc corp ltd co "
    "llc plc bros vs etc eg ie cf no nos vol fig jan feb mar apr jun jul aug sep sept oct nov dec "
    "mon tue tues wed thu thurs fri sat sun approx dept est ft mt rev hon messrs"
)
_STARTERS = word_set(
    "the a an in on at it he she they we i this that these those but and however meanwhile "
    "according after before when while as his her its their there our some many most all no yes "
    "if by for from with since officials"
)
_END = re.compile(r"[.!?…]{1,4}(?:[\"”’»)\]]|''|' ?(?=\s|$)){0,3}(?=\s|$)|(?<=[.!?]) (?:''|[”\"»])(?=\s|$)")


def sentences(text: str) -> tuple[Span, ...]:
    """Return the sentences of the text; headlines and datelines on lines of their own count as sentences.

    A line break ends a sentence unless the text is wrapped at a fixed width; a blank line always does.

    Examples
    --------
    >>> text = 'Mr. Smith met U.S. envoys on Jan. 5. "We agreed," he said. It rained.'
    >>> [s.of(text) for s in sentences(text)]
    ['Mr. Smith met U.S. envoys on Jan. 5.', '"We agreed," he said.', 'It rained.']
    """
    out: list[Span] = []
    for block in _blocks(text):
        start = block.start
        for match in _END.finditer(text, block.start, block.end):
            if match.start() < start or not _ends_here(text, match, block.end):
                continue
            _keep(out, text, start, match.end())
            start = match.end()
        _keep(out, text, start, block.end)
    return tuple(out)


def _keep(out: list[Span], text: str, start: int, end: int) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        out.append(Span(start, end))


def _blocks(text: str) -> list[Span]:
    pattern = re.compile(r"\n[ \t\r]{0,200}\n" if is_wrapped(text) else r"\n")
    blocks, at = [], 0
    for match in pattern.finditer(text):
        blocks.append(Span(at, match.start()))
        at = match.end()
    blocks.append(Span(at, len(text)))
    return [b for b in blocks if b.start < b.end]


def is_wrapped(text: str) -> bool:
    """Return whether the text was broken into lines of a fixed width, so that a line break means nothing."""
    lines = [line.strip() for line in text[:20_000].split("\n")]
    pairs = [(a, b) for a, b in itertools.pairwise(lines) if a and b]
    if len(pairs) < 2 or max(len(a) for a, _ in pairs) > 140:
        return False
    running = sum(1 for a, b in pairs if a[-1] not in ".!?" and (b[0].islower() or a[-1] in ",;-"))
    return running >= 0.3 * len(pairs)


def _ends_here(text: str, match: re.Match[str], limit: int) -> bool:
    tail = text[match.end() : min(limit, match.end() + 40)].lstrip()
    if not tail:
        return True
    mark = match.group().strip()
    if mark[0] != ".":
        # A question or exclamation mark inside a quotation does not end "'Why?' he asked."
        return not tail[0].islower()
    before = re.search(r"[\w.]{1,20}$", text[max(0, match.start() - 20) : match.start()])
    word = before.group() if before else ""
    bare = word.replace(".", "").lower()
    following = re.match(r"[`'\"“‘«(\[ ]{0,4}([\w’']+)", tail)
    after = following.group(1) if following else ""
    if after and after[0].islower() and len(mark) == 1:
        return False
    if bare in _SHORT and mark == ".":
        return False
    if mark == "." and re.fullmatch(r"[A-Za-z]|(?:[A-Za-z]\.){1,5}[A-Za-z]", word):
        return after.lower() in _STARTERS and len(word) > 1
    return True


_CURLY = {"“": "”", "«": "»", "‹": "›", "„": "“”"}


def quotations(text: str) -> tuple[Quotation, ...]:
    """Return the quotations of the text by place: straight, curly, doubled, angled and nested ones.

    A single straight mark counts only where it both opens before a word and is closed; elsewhere it is
    an apostrophe.
    A quotation that is never closed ends with its paragraph.

    Examples
    --------
    >>> text = 'He said: “They told me ‘never’ twice.” Don\\'t.'
    >>> [(q.inner.of(text), q.depth) for q in quotations(text)]
    [('They told me ‘never’ twice.', 0), ('never', 1)]
    """
    found: list[Quotation] = []
    stack: list[tuple[str, int, int]] = []
    for match in re.finditer(r"``|''|[\"“”„«»‹›‘’'`]|\n[ \t\r]{0,200}\n", text):
        mark, at, end = match.group(), match.start(), match.end()
        before = text[at - 1] if at else " "
        after = text[end] if end < len(text) else " "
        if mark[0] == "\n":
            _give_up(found, stack, at)
            continue
        closer = _closes(mark, stack, before, after, text, end)
        if closer is not None:
            while len(stack) > closer + 1:
                stack.pop()
            _, opened, inner = stack.pop()
            found.append(Quotation(Span(opened, end), Span(inner, at), closer, True))
        elif len(stack) < DEEPEST_QUOTE and _opens(mark, before, after, text, end):
            stack.append((mark, at, end))
    _give_up(found, stack, len(text))
    return tuple(sorted((q for q in found if q.inner.end > q.inner.start), key=lambda q: (q.outer.start, -q.outer.end)))


def _give_up(found: list[Quotation], stack: list[tuple[str, int, int]], at: int) -> None:
    for depth, (mark, opened, inner) in enumerate(stack):
        if mark in {"“", "„", "«", "``"}:
            found.append(Quotation(Span(opened, at), Span(inner, at), depth, False))
            break
    stack.clear()


_ELIDED = re.compile(r"(?:s|t|re|ve|ll|d|m|em|til|tis|twas|cause|n)\b|\d0s\b", re.I)


def _opens(mark: str, before: str, after: str, text: str, end: int) -> bool:
    if mark in {"``", "“", "„", "«", "‹"}:
        return True
    free = before.isspace() or before in '([{—–-/:,“"«'
    if mark == '"':
        return (free and not after.isspace()) or (before.isspace() and after.isspace())
    if mark == "‘":
        return free and not _ELIDED.match(text, end)
    if mark in {"'", "`"}:
        tight = after.isalnum() or (mark == "`" and after.isspace())
        return free and tight and (mark == "`" or not _ELIDED.match(text, end))
    return False


def _closes(mark: str, stack: list[tuple[str, int, int]], before: str, after: str, text: str, end: int) -> int | None:
    if not stack:
        return None
    for place in range(len(stack) - 1, -1, -1):
        opener = stack[place][0]
        if opener in _CURLY:
            if mark in _CURLY[opener]:
                return place
        elif opener == "``":
            if mark == "''" or (mark in {'"', "”"} and not after.isalnum()):
                return place
        elif opener == '"':
            if mark == '"' and (not before.isspace() or after.isspace() or not after.isalnum()):
                return place
        elif (opener == "‘" and mark == "’") or (opener in {"'", "`"} and mark == "'"):
            elided = before.isspace() and _ELIDED.match(text, end)
            if not after.isalnum() and not elided and place == len(stack) - 1:
                return place
    return None


_DOUBLE = "(?:[\"“”„‟«»]|``|'')"
_SINGLE = "[‘’‚‛‹›`´']"
_MARKS = re.compile(r"``|''|[\"“”„‟«»]|[‘’‚‛‹›`´']|\s+")


def find_quote(text: str, quote: str, start: int = 0) -> Span | None:
    """Return where the text holds the quote, letter by letter, or None.

    Only the shape of quotation marks and the amount of white space are folded. Case, spelling, order and
    punctuation must agree, and the quote must start and end at the edge of a word: "acceptable" is not a
    quote
    from "unacceptable".

    Parameters
    ----------
    text, quote : str
        The text, and the words said to stand in it.
    start : int
        Where to begin looking.

    Examples
    --------
    >>> text = "It was made “with the\\n consent” of Israel."
    >>> find_quote(text, '"with the consent"')
    Span(start=12, end=31)
    >>> find_quote(text, "without the consent") is None
    True
    """
    wanted = quote.strip()
    if not any(c.isalnum() for c in wanted):
        return None
    parts, at = [], 0
    for match in _MARKS.finditer(wanted):
        parts.append(re.escape(wanted[at : match.start()]))
        mark = match.group()
        if mark.isspace():
            parts.append(r"\s++")
        else:
            parts.append(_DOUBLE if len(mark) == 2 or mark in '"“”„‟«»' else _SINGLE)
        at = match.end()
    parts.append(re.escape(wanted[at:]))
    head = r"(?<!\w)" if wanted[0].isalnum() else ""
    tail = r"(?!\w)" if wanted[-1].isalnum() else ""
    found = re.compile(head + "".join(parts) + tail).search(text, start)
    return Span(*found.span()) if found else None


def wording(text: str, span: Span, quoted: tuple[Quotation, ...] | None = None) -> str:
    """Return ``"quoted"``, ``"paraphrased"`` or ``"mixed"``: whether the words of the span stand between
    quotation marks.

    Examples
    --------
    >>> text = 'He said “action will follow”, by Israel.'
    >>> wording(text, Span(9, 27)), wording(text, Span(9, 39)), wording(text, Span(29, 39))
    ('quoted', 'mixed', 'paraphrased')
    """
    marks = quotations(text) if quoted is None else quoted
    outer = [q.inner for q in marks if q.depth == 0]
    starts = [q.start for q in outer]
    inside = outside = 0
    for match in re.finditer(r"\w+", text[span.start : span.end]):
        at = span.start + match.start()
        place = bisect_right(starts, at) - 1
        if place >= 0 and at < outer[place].end:
            inside += 1
        else:
            outside += 1
    if not inside:
        return "paraphrased"
    return "mixed" if outside else "quoted"


HIDDEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad\u061c]")


def hidden_marks(text: str) -> tuple[Span, ...]:
    """Return the places of characters that show nothing or turn the direction of the text around.

    Examples
    --------
    >>> hidden_marks("pay \\u202eeert\\u202c")
    (Span(start=4, end=5), Span(start=9, end=10))
    """
    return tuple(Span(m.start(), m.end()) for m in HIDDEN.finditer(text))
