"""`falls` and `retract`: what becomes of named conclusions when sources said nothing or were wrong, or a claim is taken back."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from typing import Any

from winset.analyses import conclusions
from winset.analyses.conclusions import SILENT, WRONG
from winset.analyses.fallen import Fall, fall
from winset.analyses.large import tell, untell
from winset.analyses.origins import chances, chances_text, in_icd_words
from winset.analyses.records import written
from winset.analyses.scene import result
from winset.analyses.striking import Ground, askers, ground
from winset.case import change, ledger
from winset.case.case import Case
from winset.engine.slices import PATIENCE
from winset.errors import BadRequest, TooLarge, UnknownName
from winset.evidence.falls import EXACT_UP_TO, Change
from winset.results import Block, Heading, Note, Result, Table

_MOST_NAMED = 12


def falls(
    case: Case,
    questions: Iterable[str] | None = None,
    *,
    most: int = 3,
    draws: int = conclusions.DEFAULT_DRAWS,
    seed: int = 1,
) -> Result:
    """Return what falls if sources are wrong: for every conclusion, what it hangs on and how often it holds.

    Each source is left out both as if it had said nothing (``unknown``) and as if the opposite held (``opposite``: what its
    claims name in ``if_wrong``; a value that another claim supports as well stays what it is).

    Parameters
    ----------
    case : Case
        The case; of a case with stages the current one, if none was chosen.
    questions : iterable of str, optional
        Questions as in `ask`; a list that the case suggests if left out (see ``conclusions.default_questions``).
    most : int
        Largest set of sources tried together (1 to 3).
    draws, seed : int
        Draws of the preferences for each question, draws of right and wrong sources where there are more than 12, and their seed.

    Raises
    ------
    UnknownName, BadRequest
        As `ask`; and if `most` is not 1, 2 or 3.
    TooLarge
        If too many different what-ifs would have to be worked through.

    References
    ----------
    Words of likelihood and bands: Intelligence Community Directive 203 (2015). The probabilities behind the letters are an
    assumption and can be edited under ``grades`` in the case file.

    Examples
    --------
    >>> import winset
    >>> found = winset.falls(winset.load("doha2025"), ["who_can_block(prisoners=some)"])
    >>> found.value["who_can_block(prisoners=some)"]["flips"]
    [['axios'], ['relay'], ['former_adviser', 'two_sources']]
    """
    if most not in (1, 2, 3):
        raise BadRequest(f"sources are left out up to three at a time, not {most}")
    now = conclusions.staged(case)
    asked = tuple(questions) if questions is not None else conclusions.default_questions(now, draws, seed)
    if not asked:
        raise BadRequest("name at least one question, for instance 'who_can_block(prisoners=some)'")
    on = ground(now, asked)
    found, notes = _all_that_fall(now, on, asked, most, draws, seed)
    fallen = [fall for fall in found if fall.flips or fall.turned]
    answer = (
        f"{len(fallen)} of {len(found)} conclusions change when up to {most} source{'s' * (most != 1)} "
        f"{'are' if most != 1 else 'is'} silent or wrong; {len(found) - len(fallen)} stand."
    )
    label = {question: f"C{place}" for place, question in enumerate(asked, 1)}
    meant = Table(
        ("conclusion", "question", "answer"),
        tuple((label[fall.now.question], fall.now.question, fall.now.short) for fall in found),
        "The conclusions asked about",
    )
    summary = Table(
        ("conclusion", "changes without", "changes if wrong", "holds, silent", "holds, the opposite"),
        tuple(
            (
                label[fall.now.question],
                _sets(fall.flips, most),
                _sets(fall.turned, most),
                in_icd_words(fall.shares[0]) if on.sources else "-",
                in_icd_words(fall.shares[1]) if on.sources else "-",
            )
            for fall in found
        ),
        "What each conclusion hangs on; how often it holds when sources are right with the probability of their grade",
    )
    one = Table(
        ("conclusion", "without", "as if", "answer now", "answer then"),
        tuple(
            (
                label[now_.question],
                one.sources[0],
                one.mode,
                now_.short,
                then.short,
            )
            for now_, ones in ((fall.now, fall.one_out) for fall in found)
            for one, then in ones
        ),
        "One source left out: as if it had said nothing (unknown), and as if it was wrong (opposite)",
    )
    carried = Table(
        ("conclusion", "smallest sets of sources that carry it"),
        tuple((label[fall.now.question], _supports(fall.supports)) for fall in found),
        "What carries each conclusion",
    )
    idle = [source for source in now.file.sources if source not in on.sources]
    blocks: list[Block] = [meant, summary, Heading("One by one", wide=True), one, carried, Note(chances_text(now.file)), *notes]
    if len(on.sources) > EXACT_UP_TO:
        blocks.append(Note(f"{len(on.sources)} sources: sets that carry are tried up to {most} sources, shares are drawn"))
    if idle:
        blocks.append(Note(f"nothing that these questions read rests on {', '.join(idle)} alone or with others"))
    return result(
        now,
        "falls",
        answer,
        "every set of sources left out, each different set of values built once and asked with the same draws; shares with "
        "sources right by the letter of their grade, each on its own",
        blocks,
        value={fall.now.question: _plain(fall) for fall in found},
        settings={"questions": list(asked), "most": most, "draws": draws, "seed": seed},
    )


def _all_that_fall(
    case: Case, on: Ground, asked: Sequence[str], most: int, draws: int, seed: int
) -> tuple[list[Fall], list[Note]]:
    """Return what each question hangs on; one that is too large for sets of `most` sources is looked at with smaller ones."""
    each, _ = askers(case, on, draws, seed)
    chance = chances(case.file)
    found: list[Fall] = []
    notes: list[Note] = []
    start = time.monotonic()
    try:
        for place, question in enumerate(asked):
            if place and time.monotonic() - start > PATIENCE:
                tell(f"falls: {place} of {len(asked)} conclusions (Ctrl-C keeps these)")
            for size in range(most, 0, -1):
                try:
                    found.append(fall(on, question, each, chance, size, draws, seed))
                except TooLarge:
                    if size == 1:
                        raise
                    continue
                if size < most:
                    notes.append(
                        Note(f"{question}: too many different what-ifs; only sets of up to {size} sources were left out")
                    )
                break
    except KeyboardInterrupt:
        if not found:
            raise
        notes.append(Note(f"interrupted: {len(found)} of {len(asked)} conclusions were looked at"))
    finally:
        untell(start)
    return found, notes


def _sets(changes: Sequence[Change], most: int) -> str:
    if not changes:
        return f"no set of up to {most}"
    named = "; ".join(" and ".join(change.sources) for change in changes[:_MOST_NAMED])
    return named + (f"; and {len(changes) - _MOST_NAMED} more sets" if len(changes) > _MOST_NAMED else "")


def _supports(sets: Sequence[tuple[str, ...]]) -> str:
    if sets == ((),):
        return "none is needed: it rests on assumptions alone"
    named = "; ".join(" and ".join(group) for group in sets[:_MOST_NAMED]) or "no set that was tried"
    return named + (f"; and {len(sets) - _MOST_NAMED} more sets" if len(sets) > _MOST_NAMED else "")


def _plain(fall: Fall) -> dict[str, Any]:
    return {
        "answer": fall.now.value,
        "one_out": [{"without": one.sources[0], "as_if": one.mode} for one, _ in fall.one_out],
        "flips": [list(flip.sources) for flip in fall.flips],
        "flips_if_wrong": [list(flip.sources) for flip in fall.turned],
        "supports": [list(group) for group in fall.supports],
        "holds": [
            {"as_if": mode, "share": round(share.share, 2), "of": share.of, "exact": share.exact, "word": in_icd_words(share)}
            for mode, share in zip((SILENT, WRONG), fall.shares, strict=True)
        ],
    }


def retract(
    case: Case,
    claim: str,
    questions: Iterable[str] | None = None,
    *,
    draws: int = conclusions.DEFAULT_DRAWS,
    seed: int = 1,
) -> Result:
    """Return every conclusion with its old and its new value if one claim is taken back.

    Nothing is deleted: the case stays as it is, and a retraction that is meant goes into ``claims.yaml`` as a claim of its own
    with ``retracts``.

    Parameters
    ----------
    case : Case
        The case; of a case with stages the current one, if none was chosen.
    claim : str
        A claim.
    questions : iterable of str, optional
        Questions as in `ask`; a list that the case suggests if left out.
    draws, seed : int
        Draws of the preferences, and their seed.

    Raises
    ------
    UnknownName
        If there is no such claim.

    Examples
    --------
    >>> import winset
    >>> found = winset.retract(winset.load("doha2025"), "not_agreed", ["who_can_block(prisoners=some)"])
    >>> found.rows()[0]["changes"]
    'no'
    """
    now = conclusions.staged(case)
    if claim not in case.file.claims:
        raise UnknownName("claim", claim, case.file.claims)
    asked = tuple(questions) if questions is not None else conclusions.default_questions(now, draws, seed)
    # A claim about another stage is not in the case of this one, and is struck out before the stage is taken.
    held = now if claim in now.file.claims else case
    gone = ledger.copies(held.file.claims, [claim])
    struck = [change.strike(held, gone, f"without claim {claim}", wrong=mode == WRONG) for mode in (SILENT, WRONG)]
    silent, wrong = (conclusions.staged(one) for one in struck)
    rows = []
    for question in asked:
        old, new, opposite = (conclusions.answered(one, question, draws, seed) for one in (now, silent, wrong))
        changes = old.value != new.value or old.value != opposite.value
        rows.append((question, "yes" if changes else "no", old.short, new.beside(old), opposite.beside(old)))
    changed = [row[0] for row in rows if row[1] == "yes"]
    left = ledger.support(struck[0]).behind
    lost = sorted(path for path in ledger.support(held).behind if path not in left)
    other = {path: value for path, value in sorted(ledger.restated(held, gone).items()) if value != "unknown"}
    stated = ", ".join(f"{path} = {written(value)}" for path, value in other.items())
    answer = f"Without {claim} {len(changed)} of {len(rows)} conclusions change{': ' if changed else ''}{'; '.join(changed)}."
    columns = ("conclusion", "changes", "old value", "new value: nobody said it", "new value: it is wrong")
    return result(
        now,
        f"retract {claim}",
        answer,
        "the claim struck out with its copies; a value that nobody states any more becomes what the claims that stand then "
        "state, else unknown, or the value of if_wrong; the same draws",
        [
            Table(columns, tuple(rows), "Every conclusion"),
            Note(f"about {', '.join(case.file.claims[claim].about)}; what other claims support as well stays as it is"),
            *([Note(f"copies that go with it: {', '.join(sorted(gone - {claim}))}")] if len(gone) > 1 else []),
            Note(f"values that lose their last support: {', '.join(lost) or 'none'}"),
            *([Note(f"values that other claims state then: {stated}")] if stated else []),
        ],
        value={"changed": changed, "lost": lost, "stated": other},
        settings={"questions": list(asked), "draws": draws, "seed": seed},
    )
