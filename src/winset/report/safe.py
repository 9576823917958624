"""Text that is safe to show: no control characters, no invisible characters that turn the reading direction."""

from __future__ import annotations

import html
import unicodedata


def printable(text: str) -> str:
    """Return `text` with every control, direction and other invisible character written as its code.

    Examples
    --------
    >>> printable("a\\x1b[31mb")
    'a\\\\x1b[31mb'
    """
    if text.isprintable():
        return text
    return "".join(
        c if c == "\n" or not _hidden(c) or _joins(text[max(0, i - 1) : i + 2]) else c.encode("unicode_escape").decode()
        for i, c in enumerate(text)
    )


def _joins(three: str) -> bool:
    """Whether a joiner stands between two characters that are seen, as Persian or Hindi spelling and joined emoji need it."""
    if len(three) != 3 or three[1] not in "\u200c\u200d":
        return False
    return not any(_hidden(c) or c < "\x80" for c in (three[0], three[2]))


def _hidden(c: str) -> bool:
    # Control, format (directions, zero width, soft hyphens, tags) and lone surrogates; line and paragraph separators.
    return unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp")


def escaped(text: str) -> str:
    """Return `text` safe to stand in HTML, attributes included."""
    return html.escape(printable(text), quote=True)
