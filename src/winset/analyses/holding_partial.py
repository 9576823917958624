"""What holds where preferences are more, or less, than ranks: unknown pairs, degrees with a threshold, great steps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import numpy as np

from winset.analyses.conflict_scene import Stage, listed, options_table
from winset.analyses.state_blocks import picture, told, ways
from winset.arrays.fuzzy import drawn_relation
from winset.arrays.graph_model import UNKNOWN
from winset.case.case import Case
from winset.conflict.partial import CONCEPTS, VARIANTS, by_strength, with_unknown
from winset.conflict.paths import LARGEST
from winset.errors import BadRequest, UnknownName
from winset.results import Block, Heading, Note, Table
from winset.values import exact, plain_number

READINGS = (
    "a: leaves for what is better or unknown, deterred only by what is certainly not better; b: leaves only for what is better, "
    "deterred as a; c: leaves as a, deterred by what may be no better; d: leaves as b, deterred as c (Li, Hipel, Kilgour & Fang "
    "2004)"
)
STRENGTH = (
    "improvements are mild or great; strongly: every one meets a sanction that is greatly worse than the state left (under SMR "
    "and SSEQ also after every way out of it); weakly: it holds, but not strongly (Hamouda, Kilgour & Hipel 2004)"
)
FUZZY = (
    "fuzzy: one state is better than another where the degree for, less the degree against, reaches the decision maker's "
    "threshold; what stays below it either way counts as no better (Bashar, Kilgour & Hipel 2012)"
)


@dataclass(frozen=True)
class PartialVerdicts:
    """What holds by each concept under each reading of the unknown, and what holds strongly.

    Parameters
    ----------
    concepts : tuple of str
    unknown, great : bool
        Whether some comparison is unknown, and whether some step is great.
    held : mapping of concept to mapping of reading to states
    strong : mapping of concept to states
        Strongly held, unknown comparisons read as in b.
    stays : mapping of concept to array of bool, (P, S)
        Who would stay, unknown comparisons read as in b.
    main : str
        The concept that states are ordered by.
    """

    concepts: tuple[str, ...]
    unknown: bool
    great: bool
    held: Mapping[str, Mapping[str, list[int]]]
    strong: Mapping[str, list[int]]
    stays: Mapping[str, Any]
    main: str

    def order(self) -> list[int]:
        """Return the states that hold by some concept under some reading, those first that hold most by the main concept."""
        states = {s for by in self.held.values() for these in by.values() for s in these}
        strong = set(self.strong[self.main])
        return sorted(states, key=lambda s: (-sum(s in self.held[self.main][v] for v in VARIANTS), s not in strong, s))

    def cell(self, concept: str, state: int) -> str:
        """Return in a word whether a state holds by a concept."""
        under = "".join(v for v in VARIANTS if state in self.held[concept][v])
        graded = self.great and concept != "nash"
        how = ("strongly" if state in self.strong[concept] else "weakly") if graded else ""
        if not self.unknown:
            return (how or "yes") if under else "no"
        return "all four" + (f" ({how})" if how else "") if under == "abcd" else under or "none"


def judged(at: Stage, asked: Sequence[str]) -> tuple[PartialVerdicts, list[Block]]:
    """Return the verdicts by those of the concepts that partial preferences allow, and a note about the others."""
    concepts = tuple(c for c in asked if c in CONCEPTS)
    left = [c.upper() for c in asked if c not in CONCEPTS]
    if not concepts:
        raise BadRequest(f"{', '.join(left)}: needs plain ranks; with these preferences ask for {', '.join(CONCEPTS)}")
    model = at.model
    found, strong = with_unknown(model, concepts), by_strength(model, concepts)
    assert model.relation is not None
    states = model.states()
    seen = model.relation[:, states[:, None], states[None, :]]
    verdicts = PartialVerdicts(
        concepts,
        bool((seen == UNKNOWN).any()),
        bool((np.abs(seen) == 2).any()),
        {c: {v: found.equilibria(v, c) for v in VARIANTS} for c in concepts},
        {c: strong.strong_equilibria(c) for c in concepts},
        {c: found.of("b", c) for c in concepts},
        "seq" if "seq" in concepts else concepts[-1],
    )
    return verdicts, [
        Note(f"{', '.join(left)}: left out, since these preferences are no plain ranks (for policies: --policies)")
    ] if left else []


def answer(at: Stage, found: PartialVerdicts) -> str:
    """Return the conclusion in a sentence or two."""
    states, by = found.order(), found.main.upper()
    here = [s for s in states if any(s in these for these in found.held[found.main].values())]
    quo = at.model.status_quo
    if found.unknown:
        every = sum(all(s in found.held[found.main][v] for v in VARIANTS) for s in states)
        text = f"Some comparisons are unknown: of {at.model.states().size:,} states {every:,} hold by {by} under all four "
        text += f"readings, {len(here):,} under some"
        if quo is None:
            return text + "; no status quo is named."
        under = "".join(v for v in VARIANTS if quo in found.held[found.main][v])
        said = {"abcd": "all four", "": "none"}.get(under, listed(under) + " only")
        return f"{text}; the status quo ({at.model.describe(quo)}) holds under {said}."
    text = f"Of {at.model.states().size:,} states {len(here):,} hold by {by}"
    if found.great and found.main != "nash":
        text += f", {len(found.strong[found.main]):,} of them strongly"
    return text + (f"; the status quo ({at.model.describe(quo)}): {found.cell(found.main, quo)}." if quo is not None else ".")


def main_blocks(at: Stage, found: PartialVerdicts, rows: int) -> list[Block]:
    """Return what holds, who would stay, why, the ways, and the graph."""
    model, states = at.model, found.order()
    chosen = states[:rows]
    reached = ways(at, chosen)
    cells = tuple((model.describe(s), *(found.cell(c, s) for c in found.concepts), reached[s]) for s in chosen)
    title = "What holds, under which readings" if found.unknown else "What holds"
    columns = ("state", *(c.upper() for c in found.concepts), "how it can be reached")
    blocks: list[Block] = [Table(columns, cells, title)]
    if len(states) > rows:
        some = " under some reading" if found.unknown else ""
        blocks.append(Note(f"{len(states) - rows:,} more states hold{some}; --rows lists more"))
    if not found.unknown and chosen:
        rows_ = tuple((model.describe(s), *(_stays(found, p, s) for p in range(len(model.dms)))) for s in chosen)
        blocks.append(Table(("state", *model.dms), rows_, "Who would stay, by which concepts"))
    quo = [model.status_quo] if model.status_quo is not None else []
    for s in list(dict.fromkeys([*quo, *chosen[:2]])):
        blocks += told(at, s, [found.main])[:-2]
    if chosen and model.states().size <= LARGEST:
        blocks += [Heading("The states that matter, and the moves between them"), picture(at, chosen)]
    return [*blocks, options_table(at.case)]


def notes(at: Stage, found: PartialVerdicts, threshold: str | None) -> list[Block]:
    """Return which definitions were used, and what stands at the middle of a range."""
    said: list[Block] = []
    if found.unknown:
        said.append(Note(READINGS))
    if found.great:
        said.append(Note(STRENGTH))
    preferences = at.case.file.conflict.preferences
    limits = [(at.case.name_of(p), preferences[p].threshold) for p in at.ids if p in preferences and preferences[p].degrees]
    if limits or threshold:
        said.append(Note(FUZZY))
    if limits:
        written = ", ".join(f"{name} {plain_number(limit)}" for name, limit in limits if limit is not None)
        said.append(Note(f"thresholds: {written}; of two degrees for the same two states the first written counts, none is 0.5"))
    return [*said, *at_the_middle(at)]


def at_the_middle(at: Stage) -> list[Block]:
    """Return who stands at the middle of every range, since somebody else's preferences are no plain ranks."""
    preferences = at.case.file.conflict.preferences
    ranged = [p for p in at.ids if p in preferences and any(not w.is_point for w in preferences[p].weights.values())]
    if not ranged or at.model.relation is None or at.draws > 1:
        return []
    who = ", ".join(at.case.name_of(p) for p in ranged)
    return [Note(f"{who}: at the middle of every range, since another decision maker's preferences are no plain ranks")]


def value(at: Stage, found: PartialVerdicts) -> dict[str, Any]:
    """Return the verdicts as plain data: per concept and reading, or per concept if nothing is unknown; and the strong ones."""
    words = at.model.describe
    strong = {c: [words(s) for s in found.strong[c]] for c in found.concepts if c != "nash"} if found.great else {}
    if found.unknown:
        by: dict[str, Any] = {c: {v: [words(s) for s in found.held[c][v]] for v in VARIANTS} for c in found.concepts}
        return {**by, "strong": strong}
    quo = at.model.status_quo
    return {
        "states": int(at.model.states().size),
        "status_quo": words(quo) if quo is not None else None,
        "holds": {c: [words(s) for s in found.held[c]["b"]] for c in found.concepts},
        "strong": strong,
    }


def ranked(at: Stage) -> Stage:
    """Return the stage by plain ranks, where the preferences are complete and only say in addition what is greatly better."""
    own = at.case.file.conflict.preferences
    if at.model.draws is not None or any(p in own and (own[p].pairs or own[p].degrees) for p in at.ids):
        return at
    return replace(at, model=replace(at.model, relation=None))


def unranked(at: Stage, asked: str) -> list[Block]:
    """Return a note that a question is left out because the preferences are no plain ranks; nothing where they are."""
    if ranked(at).model.relation is None:
        return []
    own = at.case.file.conflict.preferences
    who = [at.case.name_of(p) for p in at.ids if p in own and (own[p].pairs or own[p].degrees)]
    because = f"the preferences of {listed(who)}" if who else "these preferences"
    return [Note(f"{asked}: left out, since it needs complete preferences, and {because} are no plain ranks")]


def thresholds(case: Case, text: str) -> tuple[Case, dict[str, Fraction]]:
    """Return the case with the thresholds of a text for those who have degrees, and what it says for each party or ``""``.

    Raises
    ------
    UnknownName, BadRequest
        A party that is no decision maker here, or a threshold that is not more than 0 and at most 1.
    """
    found: dict[str, Fraction] = {}
    known = [*dict.fromkeys([*case.file.conflict.options, *case.file.conflict.preferences])]
    for part in text.split(","):
        who, sign, number = (piece.strip() for piece in part.rpartition("="))
        if sign and who not in known:
            raise UnknownName("decision maker", who, known)
        try:
            limit = exact(number)
        except ValueError as error:
            raise BadRequest(f"threshold: {error}") from None
        if not 0 < limit <= 1:
            raise BadRequest(f"threshold: it should be more than 0 and at most 1, not {plain_number(limit)}")
        found[who] = limit
    for party, preference in case.file.conflict.preferences.items():
        wanted = found.get(party, found.get(""))
        if preference.degrees and wanted is not None:
            case = case.set(f"conflict.preferences.{party}.threshold", plain_number(wanted))
    return case, found


def fuzzy_stage(at: Stage, limits: Mapping[str, Fraction]) -> Stage:
    """Return the stage with ranges read as degrees: the shares of draws in which one state is better, ties half.

    Raises
    ------
    BadRequest
        If nothing is a range and nobody has degrees.
    """
    preferences = at.case.file.conflict.preferences
    fuzzy = [p for p in at.ids if p in preferences and preferences[p].degrees]
    model = at.model
    if model.draws is None:
        if not fuzzy:
            raise BadRequest("a threshold is for degrees and for ranges, and no preference here is either")
        return at
    least = Fraction(1, len(model.draws))
    each = [limits.get(p, limits.get("", least)) for p in at.ids]
    relation = drawn_relation(model.draws, model.states(), each)
    said = ", ".join(f"{name} {plain_number(t)}" for name, t in zip(model.dms, each, strict=True))
    share = f"the share of {len(model.draws):,} draws in which a state is better, ties half (ours)"
    note = Note(f"degrees: {share}; thresholds: {said}")
    return replace(at, model=replace(model, relation=relation, draws=None), notes=(*at.notes, note))


def _stays(found: PartialVerdicts, dm: int, state: int) -> str:
    return ", ".join(c.upper() for c in found.concepts if found.stays[c][dm, state]) or "would leave"
