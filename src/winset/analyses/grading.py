"""The letter of a source, the figure of a statement and the word for how sure we are: three things, each in its own place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from winset.case.case import Case
from winset.case.schema import CaseFile, Claim
from winset.evidence.grades import CREDIBILITY, ICD203, RELIABILITY

GRADES = ("A-F", "1-6")
"""The two columns: the Admiralty letter of who says so, and the Admiralty figure of what is said."""
GRADES_TOLD = (
    "Admiralty grades: A-F, how reliable the speaker is; 1-6, how credible the statement, "
    "in brackets where only as this speaker's usually are"
)
CONFIDENCE: Mapping[str, int] = {
    "almost_no_chance": 0,
    "very_unlikely": 1,
    "unlikely": 2,
    "roughly_even_chance": 3,
    "likely": 4,
    "very_likely": 5,
    "almost_certain": 6,
}
"""The words that a claim's ``confidence`` takes, as places in the scale of ICD 203."""


def reliability(file: CaseFile, claim: Claim) -> str | None:
    """Return the letter of who says so; None without a stated source or without a letter."""
    source = file.sources.get(claim.by or "")
    return source.grade if source else None


def credibility(file: CaseFile, claim: Claim) -> tuple[int | None, bool]:
    """Return the figure of a statement, and whether it is its own; else it is what its source's statements are graded as a rule.

    Examples
    --------
    >>> import winset
    >>> file = winset.load("doha2025").set("claims.not_agreed.credibility", "2").file
    >>> credibility(file, file.claims["not_agreed"]), credibility(file, file.claims["worried"])
    ((2, True), (3, False))
    """
    if claim.credibility is not None:
        return claim.credibility, True
    source = file.sources.get(claim.by or "")
    return (source.credibility if source else None), False


def grade_cells(case: Case, claim: Claim) -> tuple[str | None, str | None]:
    """Return the two cells of a claim, letter and figure; a figure that is only its source's default in brackets.

    Examples
    --------
    >>> import winset
    >>> case = winset.load("doha2025")
    >>> grade_cells(case, case.file.claims["not_agreed"])
    ('C', '(3)')
    """
    figure, own = credibility(case.file, claim)
    return reliability(case.file, claim), None if figure is None else str(figure) if own else f"({figure})"


def grades_in_words(case: Case, claim: Claim) -> str:
    """Return letter and figure of a claim in words, one never speaking for the other; empty if it has neither."""
    letter = reliability(case.file, claim)
    figure, own = credibility(case.file, claim)
    source = f"source {RELIABILITY[letter]} ({letter})" if letter else ""
    whose = "this statement" if own else "its statements usually"
    said = f"{whose} {CREDIBILITY[figure]} ({figure})" if figure else ""
    return "; ".join(words for words in (source, said) if words)


def plain_grades(case: Case, claim: Claim) -> dict[str, Any]:
    """Return letter, figure, whether the figure is the claim's own, and how sure we are, for programs."""
    figure, own = credibility(case.file, claim)
    grades = {"reliability": reliability(case.file, claim), "credibility": figure, "credibility_own": own}
    sure = ICD203[CONFIDENCE[claim.confidence]] if claim.confidence else None
    return {**grades, "confidence": {"word": sure.word, "band_percent": [sure.low, sure.high]} if sure else None}


def confidence_in_words(claim: Claim) -> str | None:
    """Return how sure we are of a claim, as a word of ICD 203 with its band; None where the case does not say."""
    return str(ICD203[CONFIDENCE[claim.confidence]]) if claim.confidence else None
