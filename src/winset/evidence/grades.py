"""Admiralty letters and numbers, kept apart, and the words of ICD 203 with their bands.

The letter grades the source, the number grades what it says this time (NATO STANAG 2511 / AJP-2.1 use
the same six by
six). Neither standard gives probabilities. The table `ASSUMED_PROBABILITY` is therefore Winset's own
assumption, there to be
edited; conclusions that hang on it must say so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from winset.errors import BadRequest, UnknownName
from winset.values import ICD_203, icd_word

RELIABILITY: Mapping[str, str] = {
    "A": "completely reliable",
    "B": "usually reliable",
    "C": "fairly reliable",
    "D": "not usually reliable",
    "E": "unreliable",
    "F": "reliability cannot be judged",
}
CREDIBILITY: Mapping[int, str] = {
    1: "confirmed by other sources",
    2: "probably true",
    3: "possibly true",
    4: "doubtful",
    5: "improbable",
    6: "truth cannot be judged",
}
ASSUMED_PROBABILITY: Mapping[str, float] = {"A": 0.95, "B": 0.85, "C": 0.70, "D": 0.45, "E": 0.20, "F": 0.50}
"""How often a source of each letter is taken to be right. An assumption of Winset, not of the Admiralty
code."""
PROBABILITY_ORIGIN = (
    "Assumed by Winset, to be edited: the Admiralty code defines no probabilities. "
    "F (cannot be judged) is set to one half, which says nothing either way."
)


@dataclass(frozen=True)
class Word:
    """A word of estimative probability and its band in per cent.

    Parameters
    ----------
    word : str
        The first of the two wordings of ICD 203.
    low, high : int
        Per cent.
    """

    word: str
    low: int
    high: int

    def __str__(self) -> str:
        return f"{self.word} ({self.low}-{self.high} %)"


ICD203: tuple[Word, ...] = tuple(Word(*entry) for entry in ICD_203)
"""Office of the Director of National Intelligence, Intelligence Community Directive 203, Analytic
Standards (2015)."""


@dataclass(frozen=True)
class Grade:
    """An Admiralty grade: the letter of the source and the number of what it says.

    Parameters
    ----------
    letter : str
        ``A`` to ``F``.
    number : int
        1 to 6.
    """

    letter: str = "F"
    number: int = 6

    def __post_init__(self) -> None:
        if self.letter not in RELIABILITY:
            raise UnknownName("reliability letter", self.letter, RELIABILITY)
        if self.number not in CREDIBILITY:
            raise UnknownName("credibility number", str(self.number), [str(n) for n in CREDIBILITY])

    def __str__(self) -> str:
        return f"{self.letter}{self.number}"

    def in_words(self) -> str:
        """Return both halves in words, one never speaking for the other.

        Examples
        --------
        >>> Grade("B", 3).in_words()
        'source usually reliable (B); this statement possibly true (3)'
        """
        source = f"source {RELIABILITY[self.letter]} ({self.letter})"
        return f"{source}; this statement {CREDIBILITY[self.number]} ({self.number})"


def parse_grade(text: str) -> Grade:
    """Return the grade that "B3" or "b 3" names; a letter or number alone leaves the other unjudged.

    Raises
    ------
    BadRequest
        The text is no grade.

    Examples
    --------
    >>> parse_grade("b3"), parse_grade("C")
    (Grade(letter='B', number=3), Grade(letter='C', number=6))
    """
    flat = "".join(text.split()).upper()
    letter = flat[:1] if flat[:1].isalpha() else "F"
    digits = flat[1:] if flat[:1].isalpha() else flat
    if (
        not flat
        or letter not in RELIABILITY
        or (digits and (not digits.isdecimal() or not digits.isascii() or int(digits[:3]) not in CREDIBILITY))
    ):
        raise BadRequest(f"“{text[:20]}” is no Admiralty grade. Write a letter A to F and a number 1 to 6, for instance B3.")
    return Grade(letter, int(digits) if digits else 6)


def probability(letter: str, table: Mapping[str, float] = ASSUMED_PROBABILITY) -> float:
    """Return how often a source with this letter is taken to be right, from an editable table.

    Raises
    ------
    UnknownName
        The table has no such letter.
    BadRequest
        The number is no probability.
    """
    if letter not in table:
        raise UnknownName("reliability letter", letter, table)
    value = table[letter]
    if not 0 <= value <= 1:
        raise BadRequest(f"The probability of letter {letter} must lie between 0 and 1, not {value}.")
    return value


def word_for(holds: int, of: int) -> Word:
    """Return the ICD 203 word for "in so many of so many draws", by `winset.values.icd_word`: the same rule as for every share.

    Below 1 and above 99 per cent the directive has no word; the outermost word is given and the band shown tells how far it
    reaches.

    Raises
    ------
    BadRequest
        The counts make no share.

    Examples
    --------
    >>> str(word_for(11, 20)), str(word_for(0, 10))
    ('roughly even chance (45-55 %)', 'almost no chance (1-5 %)')
    """
    if of <= 0 or not 0 <= holds <= of:
        raise BadRequest(f"{holds} of {of} is no share.")
    return Word(*icd_word(holds, of))


def word_for_share(share: float) -> Word:
    """Return the ICD 203 word for an exact share that is given as a number between 0 and 1.

    Examples
    --------
    >>> word_for_share(0.5).word
    'roughly even chance'
    """
    if not 0 <= share <= 1:
        raise BadRequest(f"{share} is no share between 0 and 1.")
    return word_for(round(share * 10**9), 10**9)
