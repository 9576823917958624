"""`brief`: the one page a person carries into the meeting; which answers, in which order."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from winset.analyses import brief_consent
from winset.analyses import brief_parts as parts
from winset.analyses.conflict_brief import conflict_parts
from winset.analyses.conflict_scene import has_conflict
from winset.analyses.grading import GRADES_TOLD, grade_cells
from winset.analyses.holding import METHOD as CONFLICT_METHOD
from winset.analyses.large_brief import large_facts
from winset.analyses.scene import Scene, is_large, result, scene
from winset.analyses.winsets import METHOD, interrupted, tally
from winset.arrays.deal_space import DEFAULT_SEED
from winset.case.case import Case
from winset.results import Backed, Block, Heading, Legend, Note, Result, Table

DEFAULT_DRAWS = 500
# States that a page about a conflict alone lists; beside the deals there is room for two.
STATES_ALONE = 6


def brief(case: Case, to: str | Path | None = None, *, draws: int = DEFAULT_DRAWS, seed: int = DEFAULT_SEED) -> Result:
    """Return the one-page brief: six answers in a fixed order, then the deals, what holds in the conflict, dissent and charts.

    The six: what is on the table and who controls it; whose consent is missing; what can be delivered without them; what is
    known, assumed and disputed, and from whom; the next date; what happens if it leaks.

    Parameters
    ----------
    case : Case
        The case; if no stage was chosen, the stage that the case calls current.
    to : str or Path, optional
        Also write the page to this HTML file: self-contained, printing on one A4 page.
    draws, seed : int
        Draws of the preferences that are ranges, and their seed.

    Raises
    ------
    TooLarge
        If the rules of more than 2 million deals link too many issues at once. Such a space is not listed: what cannot be told
        without a list is left out, and a note says so.

    References
    ----------
    The order of the answers is that of the program's purpose; the grid of issues and parties follows the all-party map of Lax &
    Sebenius (2006).

    Examples
    --------
    >>> import winset
    >>> page = winset.brief(winset.load("doha2025"))
    >>> page.value["deals"], page.value["deliverable"]
    (216, 12)
    """
    if not case.file.issues and has_conflict(case):
        return _of_conflict(case, to, seed)
    stages = {issue.stage for issue in case.file.issues.values()}
    now = case.stage(case.file.current_stage) if len(stages) > 1 and not _staged(case) else case
    big = large_facts(now, draws, seed) if is_large(now) else None
    at = big.at if big else scene(now, draws, seed)
    counts = big.counts if big else tally(at)
    allowed = big.allowed if big else int(at.rules.sum())
    delivered, reach = parts.reach(at, bool(big))
    deals = parts.deals(at, counts)
    conflict, graph, _ = conflict_parts(case, seed)
    blocks: list[Block] = [
        Heading("1. What is on the table, and who controls it", wide=True),
        *brief_consent.grid(at),
        Heading("2. Whose consent is missing"),
        *brief_consent.missing(at),
        Heading("3. What can be delivered without them"),
        *reach,
        Heading("4. Known, assumed, disputed - and from whom"),
        *parts.known(now),
        Heading("5. The next date"),
        *parts.dates(now),
        Heading("6. If it leaks"),
        *parts.leaks(case, now),
        Heading("Deals, who can break them, and a first step", wide=True),
        deals,
        *(big.notes if big else ()),
        *parts.attempts_line(now),
        *conflict,
        Heading("Dissent", wide=True),
        *parts.dissent(now),
        *(big.pictures if big else parts.plane(at, counts)),
        *parts.needs(at),
        *graph,
    ]
    blocks += [*_legend(now, blocks), *interrupted(at, counts), *_shown_note(at)]
    blocking = brief_consent.outside(at)
    names = " and ".join(at.party_name(p) for p in blocking)
    signers = " and ".join(at.party_name(p) for p in at.space.signers)
    whole = f"{allowed:,} deals" if allowed == at.space.size else f"{allowed:,} allowed deals ({at.space.size:,} in all)"
    answer = f"{case.title}, as of {case.file.as_of}. {signers} can deliver {delivered:,} of {whole} by themselves"
    answer += f"; without {names} nothing else can be delivered." if names else "."
    page = result(
        now,
        "brief",
        answer,
        METHOD,
        blocks,
        value={
            "deals": at.space.size,
            "allowed": allowed,
            "deliverable": delivered,
            **({"inside_at_middle": big.inside} if big else {"in_winset_some_draw": int((counts.inside > 0).sum())}),
            "outside": [at.space.parties[p] for p in blocking],
        },
        at=at,
        draws=counts.draws,
    )
    return _written(page, case, to)


def _written(page: Result, case: Case, to: str | Path | None) -> Result:
    if to is not None:
        from winset.report.html import write_page

        write_page(page, case.title, Path(to))
    return page


def _of_conflict(case: Case, to: str | Path | None, seed: int) -> Result:
    """Return the page of a case that holds a conflict and no issues: what holds, why, how it is reached, what is known."""
    conflict, graph, said = conflict_parts(case, seed, STATES_ALONE)
    known: list[Block] = []
    if case.file.claims:
        known = [
            Heading("Known, assumed, disputed - and from whom"),
            *parts.known(case),
            Heading("Dissent"),
            *parts.dissent(case),
        ]
    blocks: list[Block] = [*conflict, *graph, *known]
    blocks += _legend(case, blocks) if case.file.claims else []
    answer = f"{case.title}, as of {case.file.as_of}. {said}"
    page = result(case, "brief", answer, CONFLICT_METHOD, blocks, value={"deals": 0}, seed=seed)
    return _written(page, case, to)


def _staged(case: Case) -> bool:
    return any(step.startswith("stage ") for step in case.steps)


def _shown_note(at: Scene) -> list[Block]:
    if not at.space.ranged:
        return [Note("No preference is a range, so there is one draw and no share.")]
    return [
        Note(
            f"Shares are of {at.space.draws:,} draws (seed {at.seed}) of the analyst's ranges, in ICD-203 words and bands, "
            "then what so many draws allow (95 %): they say what follows from the ASSUMED preferences, not what will happen."
        )
    ]


def _legend(case: Case, blocks: Iterable[Block]) -> list[Block]:
    """Return the claims that the page names, in the order of their first use, each with who says so."""
    found: dict[str, str] = {}

    def look(value: Any) -> None:
        if isinstance(value, Backed):
            for id_ in value.claims:
                by = case.file.claims[id_].by
                grades = " | ".join(cell or "-" for cell in grade_cells(case, case.file.claims[id_])) if by else ""
                found.setdefault(id_, f"{case.name_of(by)} {grades}" if by else "no stated source")
        elif isinstance(value, tuple):
            for entry in value:
                look(entry)

    for block in blocks:
        look(block.rows if isinstance(block, Table) else None)
    heading = Heading("Claims and draws", wide=True)
    return [heading, Legend(tuple(found.items()), f"{GRADES_TOLD}. See: winset why {case.id} PATH.")] if found else [heading]
