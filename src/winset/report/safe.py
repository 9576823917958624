"""Text that is safe to show: no control characters, no invisible characters that turn the reading direction."""

from __future__ import annotations

import html
import unicodedata

_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u2028\u2029")


def printable(text: str) -> str:
    """Return `text` with every control and direction character written as its code.

    Examples
    --------
    >>> printable("a\\x1b[31mb")
    'a\\\\x1b[31mb'
    """
    if text.isprintable():
        return text
    return "".join(c if c == "\n" or not _hidden(c) else c.encode("unicode_escape").decode() for c in text)


def _hidden(c: str) -> bool:
    return c in _BIDI or unicodedata.category(c) in ("Cc", "Cs")


def escaped(text: str) -> str:
    """Return `text` safe to stand in HTML, attributes included."""
    return html.escape(printable(text), quote=True)
