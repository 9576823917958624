"""From bytes to text: what can be read, what is refused, and how large a text may be."""

from __future__ import annotations

from winset.errors import BadRequest, TooLarge
from winset.intake.html_text import html_to_text, looks_like_html

LONGEST_TEXT = 1_000_000
"""Characters of text that one reading takes: about two long novels."""
LONGEST_LINE = 100_000
"""Characters of one line: no paragraph is longer, and a line made to hurt would take many seconds."""
LARGEST_FILE = 20_000_000
"""Bytes of a file that are looked at; a web page may carry far more markup than text."""


def read_text(data: bytes, name: str = "the text", kind: str = "") -> str:
    """Return the text that the bytes hold; of a web page its visible words. Nothing is executed or fetched.

    Parameters
    ----------
    data : bytes
        The file.
    name : str
        What to call it in messages.
    kind : str
        ``"html"`` or ``"text"`` if known; otherwise the beginning decides.

    Raises
    ------
    BadRequest
        The bytes are no text, or hold none.
    TooLarge
        More than `LARGEST_FILE` bytes or `LONGEST_TEXT` characters.

    Examples
    --------
    >>> read_text(b"<p>They met.</p><script>alert(1)</script>")
    'They met.'
    """
    if len(data) > LARGEST_FILE:
        raise TooLarge(f"bytes of {name}", len(data), LARGEST_FILE, "Cut out the part that matters and read that.")
    text = _decoded(data, name)
    if kind == "html" or (not kind and looks_like_html(text)):
        text = html_to_text(text)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    check_length(text, name)
    if not text.strip():
        raise BadRequest(f"{name} holds no words.")
    return text


def check_length(text: str, name: str = "the text") -> None:
    """Refuse a text longer than `LONGEST_TEXT`, or with a line longer than `LONGEST_LINE`.

    Raises
    ------
    TooLarge
        It is longer; a line is named by its number.
    """
    if len(text) > LONGEST_TEXT:
        raise TooLarge(f"characters of {name}", len(text), LONGEST_TEXT, "Read it in parts.")
    start, number = 0, 1
    while len(text) - start > LONGEST_LINE:
        end = text.find("\n", start, start + LONGEST_LINE + 1)
        if end < 0:
            size = (text.find("\n", start) if "\n" in text[start:] else len(text)) - start
            raise TooLarge(f"characters in line {number} of {name}", size, LONGEST_LINE, "Break it into paragraphs first.")
        start, number = end + 1, number + 1


def _decoded(data: bytes, name: str) -> str:
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        try:
            return _checked(data.decode("utf-16"), name)
        except UnicodeDecodeError:
            raise BadRequest(f"{name} begins like UTF-16 text but is damaged.") from None
    head = data[:100_000]
    if b"\x00" in data:
        raise BadRequest(f"{name} is not a text: it holds zero bytes. PDF and Word files must be saved as text first.")
    if head[:5] == b"%PDF-" or head[:4] == b"PK\x03\x04" or head[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise BadRequest(f"{name} is a PDF, a Word file or an archive. Save it as text or HTML first.")
    try:
        return _checked(data.decode("utf-8-sig"), name)
    except UnicodeDecodeError:
        # Old Western files; a byte that has no meaning there is refused and not guessed.
        try:
            return _checked(data.decode("cp1252"), name)
        except UnicodeDecodeError:
            raise BadRequest(f"{name} is not text in UTF-8, UTF-16 or Windows-1252.") from None


def _checked(text: str, name: str) -> str:
    head = text[:100_000]
    odd = sum(1 for c in head if c < " " and c not in "\n\r\t\f\v")
    if odd > 0.01 * len(head) + 2:
        raise BadRequest(f"{name} is not a text: too many control characters.")
    return text
