"""The words of a web page, without markup. The page is taken apart, never run; nothing it names is
fetched."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from winset.intake.date_words import word_set

_SILENT = word_set(
    "script style noscript template svg math iframe object embed canvas audio video head select textarea button form nav"
)
_RAW = (
    "script",
    "style",
    "textarea",
    "title",
    "noscript",
    "iframe",
    "xmp",
    "noembed",
    "noframes",
    "template",
    "svg",
    "plaintext",
)
_BLOCKS = word_set(
    "address article aside blockquote body dd details dialog div dl dt fieldset figcaption figure "
    "footer h1 h2 h3 h4 h5 h6 header hr html li main ol p pre section table tbody td tfoot th "
    "thead tr ul br summary"
)
_VOID = word_set("area base br col embed hr img input link meta param source track wbr")


def looks_like_html(text: str) -> bool:
    """Return whether the text begins like a web page.

    Examples
    --------
    >>> looks_like_html("<!DOCTYPE html><p>Hi"), looks_like_html("a < b and b > c")
    (True, False)
    """
    head = text[:4000].lstrip("\ufeff \t\r\n").lower()
    return head.startswith(("<!doctype html", "<html", "<head", "<body", "<?xml")) or bool(
        re.search(r"<(?:p|div|article|br|span|h1|h2|script|table|ul|section|meta|title)\b[^<>]{0,300}>", head)
    )


def html_to_text(html: str) -> str:
    """Return the visible words of the page, one block a paragraph.

    Scripts, styles, comments, forms, frames and the title of the window are dropped with everything in them.

    Examples
    --------
    >>> html_to_text("<h1>Talks</h1><p>They <b>met</b>&nbsp;in Doha.<script>x()</script></p><!-- no -->")
    'Talks\\n\\nThey met in Doha.'
    """
    reader = _Reader()
    reader.feed(_closed_tags(_without_raw(html)))
    reader.close()
    lines = [re.sub(r"[ \t\u00a0\f\v\r\n]+", " ", line).strip() for line in "".join(reader.out).split("\x1e")]
    return "\n\n".join(line for line in lines if line)


def _without_raw(html: str) -> str:
    """Cut comments and script-like elements out by plain search, in one pass.

    The standard parser needs time in the square of the length for many openings that are never closed;
    after this
    pass there are none left for it.
    """
    out: list[str] = []
    at = 0
    opening = re.compile(r"<!--|<!\[|<\?|<!|<(" + "|".join(_RAW) + r")\b", re.I)
    closings: dict[str, int] = {}
    lowered = html.lower() if len(html.lower()) == len(html) else html
    while True:
        hit = opening.search(html, at)
        if hit is None:
            out.append(html[at:])
            break
        out.append(html[at : hit.start()])
        name = (hit[1] or "").lower()
        closer = f"</{name}" if name else {"<!--": "-->", "<![": "]>"}.get(hit.group(), ">")
        end = closings.get(closer, -2)
        if end != -1 and end < hit.end():
            end = lowered.find(closer, hit.end())
            closings[closer] = end
        if end == -1:
            if name or hit.group() == "<!--":
                break
            at = hit.end()
            continue
        after = html.find(">", end) if name else end + len(closer) - 1
        at = after + 1 if after != -1 else len(html)
        out.append(" ")
    return "".join(out)


LONGEST_TAG = 4_000


def _closed_tags(html: str) -> str:
    """Turn every "<" that opens no tag of reasonable length into a plain character.

    A tag that is never closed makes the standard parser start over at each later one.
    """
    first, *rest = html.split("<")
    out = [first]
    for piece in rest:
        tag = piece[:1].isalpha() or piece[:1] == "/"
        out.append(("<" if tag and piece.find(">", 0, LONGEST_TAG) != -1 else "&lt;") + piece)
    return "".join(out)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.out: list[str] = []
        self._silent = ""
        self._depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._silent:
            self._depth += tag == self._silent
        elif tag in _SILENT and tag not in _VOID:
            self._silent, self._depth = tag, 1
        elif tag in _BLOCKS:
            self.out.append("\x1e")

    def handle_endtag(self, tag: str) -> None:
        if self._silent:
            self._depth -= tag == self._silent
            if self._depth == 0:
                self._silent = ""
        elif tag in _BLOCKS:
            self.out.append("\x1e")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.out.append(data.replace("\x1e", " "))
