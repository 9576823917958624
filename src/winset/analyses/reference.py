"""`going_rate`: what an unknown number was in earlier cases known on the day; a range, never a point."""

from __future__ import annotations

from winset.analyses.scene import result
from winset.case.case import Case
from winset.errors import BadRequest, UnknownName
from winset.results import Note, Result, Table
from winset.values import plain_number


def going_rate(case: Case, issue: str, *, point: bool = False) -> Result:
    """Return the amount that the user has set for an issue, or else the range of its precedents known on the day.

    Parameters
    ----------
    case : Case
        The case; its day decides which precedents are known.
    issue : str
        An issue.
    point : bool
        Ask for one number; refused where only precedents are known.

    Raises
    ------
    UnknownName
        If there is no such issue.
    BadRequest
        If a point is asked for and the user has set none, or the issue names no reference class.

    Examples
    --------
    >>> import winset
    >>> winset.load("doha2025").file.issues["prisoners"].quantity.reference
    'exchange_precedents'
    """
    if issue not in case.file.issues:
        raise UnknownName("issue", issue, case.file.issues)
    quantity = case.file.issues[issue].quantity
    path = f"issues.{issue}.quantity.amount"
    if quantity.amount is not None:
        text = f"{case.name_of(issue)}: {quantity.amount} {quantity.unit or ''}".rstrip() + ", as set in the case."
        ends = (quantity.amount.low, quantity.amount.high)
        return result(case, f"how many {issue}", text, "the amount set in the case", [], value={"range": ends, "precedents": 0})
    if quantity.reference is None:
        raise BadRequest(f"the amount of {issue} is unknown and it names no reference class; set {path}, or name one")
    reference = case.file.references[quantity.reference]
    day = case.day()
    known = [row for row in reference.rows if day is None or (row.date.latest is not None and row.date.latest <= day)]
    later = len(reference.rows) - len(known)
    if point:
        raise BadRequest(
            f"no one number for {issue}: {len(known)} precedents are a range, not an estimate. "
            f"Set your own with --set {path}=NUMBER"
        )
    if not known:
        text = f"{case.name_of(issue)}: unknown; no precedent was known on {case.file.as_of}."
        return result(case, f"how many {issue}", text, "reference class", [], value={"range": None, "precedents": 0})
    low, high = min(row.value.low for row in known), max(row.value.high for row in known)
    text = (
        f"{case.name_of(issue)}: unknown. {len(known)} precedents known on {case.file.as_of} run from {plain_number(low)} to "
        f"{plain_number(high)} {reference.unit}."
    )
    table = Table(
        ("date", "precedent", reference.unit, "source"),
        tuple((row.date, row.name or "-", row.value, row.source) for row in known),
        reference.name,
    )
    notes = [Note(reference.caution)] if reference.caution else []
    notes += [Note(f"{later} later rows are left out: they were not known on {case.file.as_of}")] if later else []
    return result(
        case,
        f"how many {issue}",
        text,
        "range of the reference class over the rows dated on or before the day; never a point",
        [table, *notes],
        value={"range": (low, high), "precedents": len(known), "left_out": later},
    )
