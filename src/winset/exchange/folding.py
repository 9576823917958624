"""A text without case, diacritics and invisible letters, and where each letter of it stood; so that a name is found however it is
spelt."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import reduce

# Letters without a decomposition in Unicode, and letters of other scripts that look like Latin ones.
_PLAIN = {
    "ø": "o", "đ": "d", "ð": "d", "ł": "l", "ħ": "h", "ı": "i", "þ": "th", "æ": "ae", "œ": "oe", "ŋ": "n",
    "а": "a", "е": "e", "о": "o", "р": "p", "с": "c", "у": "y", "х": "x", "і": "i", "ј": "j", "ѕ": "s", "һ": "h", "ԁ": "d",
    "ο": "o", "α": "a", "ρ": "p", "ι": "i", "κ": "k", "ν": "v", "υ": "u", "τ": "t", "χ": "x",
}  # fmt: skip
# How German and the Nordic languages write a letter when they have not got it.
_IN_TWO = {"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"}
_TWO = {"ae": "a", "oe": "o", "ue": "u", "aa": "a"}
_MARKS = frozenset("_'`´’‘ʼʹʻ′＇.·")


@dataclass(frozen=True)
class Folded:
    """A folded text.

    Parameters
    ----------
    text : str
        Lower case, plain letters; blanks, hyphens, underscores, full stops and apostrophes are one blank each.
    at : sequence of int
        Where each of its letters stood.
    """

    text: str
    at: range | list[int]


def fold(text: str) -> Folded:
    """Return the folded form of a text.

    Examples
    --------
    >>> fold("Zoë al-Müller’s").text
    'zoe al muller s'
    """
    table = {letter: _folded(letter) for letter in set(text)}
    if all(len(entry) == 1 for entry in table.values()):
        return Folded("".join(table[letter] for letter in text), range(len(text)))
    at = [position for position, letter in enumerate(text) for _ in table[letter]]
    return Folded("".join(table[letter] for letter in text), at)


def _folded(letter: str) -> str:
    plain = "".join(
        _PLAIN.get(part, part)
        for part in unicodedata.normalize("NFKD", letter).casefold()
        if not unicodedata.category(part).startswith("M") and unicodedata.category(part) != "Cf"
    )
    plain = unicodedata.normalize("NFKD", plain)
    return "".join(
        " " if part in _MARKS or part.isspace() or unicodedata.category(part) == "Pd" else part
        for part in plain
        if not unicodedata.category(part).startswith("M")
    )


def spellings(name: str) -> tuple[str, ...]:
    """Return the folded forms under which a name may stand in a folded text: without diacritics, and with two letters for one.

    Examples
    --------
    >>> spellings("Müller"), spellings("Mueller")
    (('muller', 'mueller'), ('mueller', 'muller'))
    """
    composed = unicodedata.normalize("NFKC", name).casefold()
    wide = reduce(lambda text, pair: text.replace(*pair), _IN_TWO.items(), composed)
    plain, longer = (" ".join(fold(form).text.split()) for form in (composed, wide))
    narrow = reduce(lambda text, pair: text.replace(*pair), _TWO.items(), plain)
    return tuple(dict.fromkeys((plain, longer, narrow)))


def is_unseen(letter: str) -> bool:
    """Whether nobody sees a letter: it takes no room, or joins the one before it."""
    return unicodedata.category(letter) in ("Cf", "Mn", "Me")
