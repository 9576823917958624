"""Plain words for the phrase rules where neither dates nor quotations matter."""

from __future__ import annotations

from winset.intake.phrases import Words
from winset.intake.spans import Token


def as_words(toks: tuple[Token, ...]) -> Words:
    """Return the tokens as `Words`, none of them dated or quoted."""
    empty = (False,) * len(toks)
    return Words(toks, empty, empty)
