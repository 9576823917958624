"""`stability`: which states of the conflict hold, for whom, why, and how each can be reached."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from winset.analyses import holding_more as more
from winset.analyses import holding_partial as partial
from winset.analyses.conflict_scene import (
    DEFAULT_DRAWS,
    Stage,
    conflict_stage,
    dated_beliefs,
    listed,
    options_table,
    share,
    shares,
    small,
    state_of,
    variant_notes,
)
from winset.analyses.policies import policy_blocks
from winset.analyses.scene import result
from winset.analyses.state_blocks import picture, told, ways
from winset.arrays.deal_space import DEFAULT_SEED
from winset.case.case import Case
from winset.conflict.coalitions import MOST_DMS, Vulnerability, vulnerable
from winset.conflict.named import named_stability, stability_concept
from winset.conflict.narrate import CONCEPTS as CLOSED
from winset.conflict.narrate import TOLD, story, words
from winset.conflict.paths import LARGEST
from winset.errors import BadRequest
from winset.results import Backed, Block, Heading, Note, Result, Table, Text
from winset.values import Share

METHOD = "graph model for conflict resolution (Kilgour, Hipel & Fang 1987; Fang, Hipel & Kilgour 1993)"
DEFAULT = ("nash", "gmr", "smr", "seq", "sseq")


@dataclass(frozen=True)
class Verdicts:
    """How often each state holds.

    Parameters
    ----------
    concepts : tuple of str
    everybody : mapping of concept to array (S,)
        Draws in which the state holds for everybody.
    each : mapping of concept to array (P, S)
        Draws in which it holds for one decision maker.
    draws : mapping of concept to int
        1 where a concept was judged at the middle of the ranges only.
    main : str
        The concept that states are ordered by.
    ranged : bool
        Whether any preference is a range.
    """

    concepts: tuple[str, ...]
    everybody: dict[str, Any]
    each: dict[str, Any]
    draws: dict[str, int]
    main: str
    ranged: bool

    def share(self, concept: str, state: int) -> Share:
        """Return the share of draws in which a state holds."""
        return share(self.everybody[concept][state], self.draws[concept], self.ranged)

    def order(self) -> list[int]:
        """Return the states that hold in some draw by some concept: the main concept first, then by all."""
        total = sum(self.everybody[c] / self.draws[c] for c in self.concepts)
        main = self.everybody[self.main]
        held = np.flatnonzero(total > 0)
        return sorted(held.tolist(), key=lambda s: (-int(main[s]), -float(total[s]), s))


def stability(
    case: Case,
    concepts: Sequence[str] = DEFAULT,
    *,
    party: str | None = None,
    draws: int = DEFAULT_DRAWS,
    seed: int = DEFAULT_SEED,
    rows: int = 12,
    story_of: str | None = None,
    limited: int | None = None,
    stackelberg: str | None = None,
    coalitions: bool = False,
    inverse: str | None = None,
    robust: bool = False,
    policies: str | None = None,
    threshold: str | None = None,
) -> Result:
    """Return which states of the conflict hold, for whom, why, and how each can be reached from the status quo.

    Parameters
    ----------
    case : Case
        A case with a conflict part.
    concepts : sequence of str
        Registered stability concepts: nash, gmr, smr, seq, sseq, sim, non_myopic, policy. SEQ orders the states, or else the
        last one.
    party : str, optional
        Judge in the game that this party sees on the day of the case, by the preferences that it ascribes to the others.
    draws, seed : int
        Draws of the preferences that are ranges; a state then has a share of draws, and never one verdict.
    rows : int
        How many states to list.
    story_of : str, optional
        Tell why one state holds or does not: its options, comma between; ``none``; or ``status_quo``.
    limited : int, optional
        Also what holds with foresight of so many moves: L_h for two decision makers, two readings of our own for more.
    stackelberg : str, optional
        Also what holds with this party as the leader; two decision makers only.
    coalitions : bool
        Also what holds against every group that moves together, singletons included.
    inverse : str, optional
        Also which preferences would make this state hold: conditions, their share, the fewest changes.
    robust : bool
        Also the margin of every share, and the comparisons that decide it.
    policies : str, optional
        Also what is policy stable: ``written`` (conflict.policies), ``improve`` or ``stay``.
    threshold : str, optional
        Read degrees, and ranges as degrees, with this fuzzy threshold: ``0.5`` for everybody, or ``us=0.5,hamas=0.3``.

    Raises
    ------
    CaseError, UnknownName, BadRequest, TooLarge
        A conflict that is wrong (with its place), names that do not exist, a conflict too large for a table of all pairs.

    References
    ----------
    Fang, Hipel & Kilgour (1993), *Interactive Decision Making*; the paths are a status quo analysis (Li, Kilgour & Hipel 2005).

    Examples
    --------
    >>> import winset
    >>> found = winset.stability(winset.load("doha2025"), ["nash", "seq"], draws=20)
    >>> found.value["status_quo"], found.value["states"]
    ('talk', 320)
    """
    concepts = tuple(dict.fromkeys(concepts))
    for name in concepts:
        stability_concept[name]
    if not concepts:
        raise BadRequest("name at least one stability concept, such as seq")
    limits: dict[str, Fraction] = {}
    if threshold is not None:
        case, limits = partial.thresholds(case, threshold)
    at = conflict_stage(case, draws, seed, party)
    if threshold is not None:
        at = partial.fuzzy_stage(at, limits)
    blocks: list[Block] = []
    if story_of is not None:
        blocks += told(at, state_of(at.model, story_of), concepts)
    if inverse is not None:
        blocks += more.inverse(at, state_of(at.model, inverse), [c for c in concepts if c in CLOSED])
    chosen: list[int]
    if at.model.relation is not None:
        some, left = partial.judged(at, concepts)
        main, chosen, said, value = some.main, some.order(), partial.answer(at, some), partial.value(at, some)
        blocks += partial.main_blocks(at, some, rows) if not (story_of or inverse) else []
        ending = [*left, *partial.notes(at, some, threshold), *variant_notes(some.concepts)]
    else:
        found = verdicts(at, concepts)
        main, chosen, said, value = found.main, found.order(), answer(at, found, party), _value(at, found, found.order())
        blocks += main_blocks(at, found, chosen, rows) if not (story_of or inverse) else []
        ending = [*variant_notes(concepts), *_draw_notes(at, found)]
    if limited is not None:
        blocks += partial.unranked(at, "--limited") or more.foresight(partial.ranked(at), limited, rows)
    if stackelberg is not None:
        blocks += partial.unranked(at, "--stackelberg") or more.leader(partial.ranked(at), stackelberg)
    if policies is not None:
        planned, fields = policy_blocks(at, policies, rows)
        blocks, value = [*blocks, *planned], {**value, **fields}
    if coalitions:
        blocks += more.groups(at, rows)
    if robust:
        blocks += more.sure(at, main, chosen[:rows])
    if party is not None:
        blocks += _as_seen(case, party)
    if not case.file.conflict.status_quo:
        blocks.append(
            Note("no status quo is written (conflict.status_quo): that nothing is taken counts as one, where it can be")
        )
    asked = {"party": party, "story_of": story_of, "limited": limited, "stackelberg": stackelberg, "policies": policies}
    asked |= {"coalitions": coalitions or None, "inverse": inverse, "robust": robust or None, "threshold": threshold}
    kept = {key: entry for key, entry in asked.items() if entry is not None or key == "party"}
    return result(
        case,
        "stability" + (f" as {case.name_of(party)} sees it" if party else ""),
        said,
        METHOD,
        [*blocks, *ending, *at.notes],
        value=value,
        settings={"concepts": list(concepts), **kept, "draws": draws, "seed": seed},
        draws=at.draws,
        seed=seed,
    )


def verdicts(at: Stage, concepts: Sequence[str]) -> Verdicts:
    """Return how often each state holds by each concept; SIM, non-myopic and registered ones at the middle of the ranges only."""
    counted = shares(at, concepts)
    rest = [c for c in concepts if c not in counted]
    everybody: dict[str, Any] = {c: counted[c][0] for c in counted}
    each: dict[str, Any] = {c: counted[c][1] for c in counted}
    draws = dict.fromkeys(counted, at.draws)
    if rest:
        table = named_stability(at.model, rest)
        for c in rest:
            each[c], draws[c] = table.of(c).astype(np.int64), 1
            everybody[c] = np.asarray(table.of(c).all(axis=0), dtype=np.int64)
    main = "seq" if "seq" in concepts else concepts[-1]
    return Verdicts(tuple(concepts), everybody, each, draws, main, at.model.draws is not None)


def answer(at: Stage, found: Verdicts, party: str | None = None) -> str:
    """Return the conclusion in two sentences."""
    model, main = at.model, found.main
    feasible = int(np.count_nonzero(model.feasible))
    always = int((found.everybody[main] == found.draws[main]).sum())
    some = int((found.everybody[main] > 0).sum())
    seen = f"In the game that {at.case.name_of(party)} sees on {at.case.file.as_of}, " if party else ""
    text = f"{seen}{'of' if seen else 'Of'} {feasible:,} states {some:,} "
    text += (
        f"hold by {main.upper()}" if found.draws[main] == 1 else f"hold by {main.upper()} in some draw, {always:,} in every draw"
    )
    quo = model.status_quo
    if quo is None:
        return text + "; no status quo is named."
    return text + f"; the status quo ({model.describe(quo)}): {found.share(main, quo)}."


def main_blocks(at: Stage, found: Verdicts, order: list[int], rows: int) -> list[Block]:
    """Return the states that hold, who is stable, the ways, the stories, groups that would leave, and the graph."""
    model, chosen = at.model, order[:rows]
    if not order:
        return [Text("No state holds for everybody by any of these concepts."), options_table(at.case)]
    reached = ways(at, chosen)
    held = tuple((model.describe(s), found.share(found.main, s), _others(found, s), reached[s]) for s in chosen)
    columns = ("state: the options taken", f"holds by {found.main.upper()}", "by the others", "how it can be reached")
    blocks: list[Block] = [Table(columns, held, "What holds"), *_more(order, rows)]
    stable = tuple((model.describe(s), *(_stable_for(found, p, s) for p in range(len(model.dms)))) for s in chosen)
    blocks += [Table(("state", *model.dms), stable, "Who would stay, by which concepts (in more than half of the draws)")]
    blocks += [Heading("Why"), *_why(at, found, chosen)]
    blocks += _would_leave_together(at, found, chosen)
    if int(np.count_nonzero(model.feasible)) <= LARGEST:
        blocks += [Heading("The states that matter, and the moves between them"), picture(at, chosen)]
    return [*blocks, options_table(at.case)]


def _others(found: Verdicts, state: int) -> str:
    words_ = [f"{c.upper()}: {found.share(c, state).banded}" for c in found.concepts if c != found.main]
    return "; ".join(words_) or "-"


def _stable_for(found: Verdicts, dm: int, state: int) -> str:
    return ", ".join(c.upper() for c in found.concepts if 2 * int(found.each[c][dm, state]) > found.draws[c]) or "would leave"


def _why(at: Stage, found: Verdicts, chosen: Sequence[int]) -> list[Block]:
    if found.main not in TOLD:
        return [Text(f"Which moves decide is not told for {found.main.upper()}; ask for another concept as well.")]
    quo = at.model.status_quo
    states = list(dict.fromkeys([*([quo] if quo is not None else []), *chosen[:3]]))
    blocks: list[Block] = []
    for s in states:
        one = story(at.model, s, found.main)
        verdict = "holds" if one.holds() else "does not hold"
        blocks.append(Text(f"'{at.model.describe(s)}' {verdict} by {found.main.upper()}: {' '.join(one.sentences)}"))
    return blocks


def _would_leave_together(at: Stage, found: Verdicts, chosen: Sequence[int]) -> list[Block]:
    if len(at.model.dms) > MOST_DMS or not small(at.model):
        return [Note("groups that would leave together were not looked for: too many decision makers or states")]
    states = [s for s in chosen if 2 * found.everybody[found.main][s] >= found.draws[found.main]]
    rows: dict[tuple[int, tuple[int, ...]], tuple[Any, ...]] = {}
    for v in vulnerable(at.model, states, ways=1):
        if (v.state, v.coalition) not in rows:
            who, how = listed(at.model.dms[i] for i in v.coalition), words(at.model, v.path)
            rows[v.state, v.coalition] = (at.model.describe(v.state), who, how, _all_better(at, v))
    if not rows:
        return [Text("No group would leave together what holds in at least half of the draws (middle of every range).")]
    title = "Vulnerable: a group would leave together, all its members strictly better off (found at the middle of every range)"
    columns = ("state", "who", "how", "all better off there")
    return [Table(columns, tuple(rows.values())[:10], title)]


def _all_better(at: Stage, found: Vulnerability) -> Share:
    """Return in how many draws every member of the group likes the end better; the way there does not hang on preferences."""
    model = at.model
    if model.draws is None:
        return share(1, 1, False)
    ranks = model.draws[:, list(found.coalition)]
    return share((ranks[:, :, found.target] > ranks[:, :, found.state]).all(axis=1).sum(), len(ranks))


def _as_seen(case: Case, party: str) -> list[Block]:
    view = case.file.conflict.views.get(party)
    day = case.day()
    name = case.name_of(party)
    blocks: list[Block] = []
    if view and view.unaware_of and not (view.until and day and view.until.over_by(day)):
        until = f", until {view.until}" if view.until else ""
        blocks.append(Text(f"On {case.file.as_of} {name} is unaware of: {', '.join(view.unaware_of)}{until}."))
    else:
        blocks.append(Text(f"On {case.file.as_of} {name} is unaware of nothing that this conflict holds."))
    beliefs = dated_beliefs(case, party)
    if beliefs:
        rows = tuple((who, Backed(what, claims), when) for who, what, when, claims in beliefs)
        blocks.append(Table(("who", "held to be true", "when"), rows, f"What {name} believed on that day"))
    return blocks


def _draw_notes(at: Stage, found: Verdicts) -> list[Block]:
    if at.model.draws is None:
        return [Note("no preference is a range here, so each verdict is one verdict and no share")]
    single = [c.upper() for c in found.concepts if found.draws[c] == 1]
    notes: list[Block] = [Note(f"shares are of {at.draws:,} draws of the preferences that are ranges; they are the analyst's")]
    notes.append(
        Note("ways, stories, arrows, groups, foresight, a leader and what would make a state hold: at the middle of every range")
    )
    if single:
        notes.append(Note(f"{listed(single)}: judged at the middle of every range only"))
    return notes


def _more(order: Sequence[int], rows: int) -> list[Block]:
    return (
        [Note(f"{len(order) - rows:,} more states hold in some draw by some concept; --rows lists more")]
        if len(order) > rows
        else []
    )


def _value(at: Stage, found: Verdicts, order: Sequence[int]) -> dict[str, Any]:
    model, quo = at.model, at.model.status_quo
    return {
        "states": int(np.count_nonzero(model.feasible)),
        "decision_makers": list(at.ids),
        "status_quo": model.describe(quo) if quo is not None else None,
        "status_quo_holds": found.share(found.main, quo) if quo is not None else None,
        "holds": {c: {model.describe(s): found.share(c, s) for s in order if found.everybody[c][s]} for c in found.concepts},
    }
