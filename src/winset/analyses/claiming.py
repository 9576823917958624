"""`claims`: what is claimed, by whom and in which mood; facts can be told from hopes, plans, threats and opinions."""

from __future__ import annotations

from collections.abc import Iterable

from winset.analyses.grading import GRADES, GRADES_TOLD, confidence_in_words, grade_cells, plain_grades
from winset.analyses.scene import result
from winset.case import ledger
from winset.case.case import Case
from winset.case.schema_evidence import Claim
from winset.errors import UnknownName
from winset.results import Note, Result, Table

MODALITIES: tuple[str, ...] = ("asserted", "planned", "conditional", "demanded", "threatened", "expected", "opinion")
FACTS = ("asserted",)


def claims(case: Case, modalities: Iterable[str] | None = None, *, facts: bool = False) -> Result:
    """Return the claims in force, each with its words, who said so, in which mood, when, and what it is about.

    Parameters
    ----------
    case : Case
        The case.
    modalities : iterable of str, optional
        Only claims of these moods: ``asserted``, ``planned``, ``conditional``, ``demanded``, ``threatened``, ``expected``,
        ``opinion``.
    facts : bool
        Only what is asserted: hopes, plans, demands, threats, conditions and opinions are left out.

    Raises
    ------
    UnknownName
        For a mood that does not exist.

    Examples
    --------
    >>> import winset
    >>> case = winset.load("doha2025")
    >>> winset.claims(case, facts=True).value["shown"] < winset.claims(case).value["shown"]
    True
    """
    wanted = tuple(modalities) if modalities is not None else FACTS if facts else MODALITIES
    for name in wanted:
        if name not in MODALITIES:
            raise UnknownName("modality", name, MODALITIES)
    all_claims = ledger.in_force(case.file)
    shown = {id_: claim for id_, claim in all_claims.items() if claim.modality in wanted}
    sure = any(claim.confidence for claim in shown.values())
    rows = tuple(_row(case, id_, claim, sure) for id_, claim in shown.items())
    columns = ("claim", "words", "mood", "by", *GRADES, *(("held to be",) if sure else ()), "when", "about")
    gone = len(case.file.claims) - len(all_claims)
    answer = f"{len(shown)} of {len(all_claims)} claims"
    answer += f" that are {', '.join(wanted)}." if set(wanted) != set(MODALITIES) else "."
    notes = [Note(f"{gone} more are retracted or corrected by later ones")] if gone else []
    return result(
        case,
        "claims",
        answer,
        "claims in force, in the order of the file; a mood is that of the words, not a judgement of their truth",
        [Table(columns, rows), *notes, Note(GRADES_TOLD)],
        value={
            "shown": len(shown),
            "all": len(all_claims),
            "claims": list(shown),
            "grades": {id_: plain_grades(case, claim) for id_, claim in shown.items()},
        },
        settings={"modalities": list(wanted)},
    )


def _row(case: Case, id_: str, claim: Claim, sure: bool) -> tuple[object, ...]:
    words = f"“{' '.join(claim.quote.split())}”" if claim.quote else claim.reading or "-"
    mood = claim.modality + (", denied" if claim.denies else "")
    held = (confidence_in_words(claim),) if sure else ()
    return id_, words, mood, held_by(case, claim), *grade_cells(case, claim), *held, claim.when, claim.about


def held_by(case: Case, claim: Claim) -> str:
    """Return who says so; for an expectation, plan or opinion without a source, that nobody is said to hold it."""
    if claim.by:
        return case.name_of(claim.by)
    holders = {"expected": "expected by ?", "planned": "planned by ?", "opinion": "held by ?"}
    return holders.get(claim.modality, "no stated source")
