"""What every conflict analysis starts from: the graph model with names that people read, draws, and slips with their place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from winset.arrays.conflict_model import conflict_model, conflict_view
from winset.arrays.conflict_preferences import decision_makers
from winset.arrays.deal_space import DEFAULT_SEED
from winset.arrays.graph_model import UNKNOWN, GraphModel
from winset.case.case import Case
from winset.case.ledger import behind
from winset.conflict.concepts import CONCEPTS, stability_over
from winset.conflict.moves import LARGEST_MATRIX
from winset.conflict.narrate import words
from winset.conflict.partial import degrees_between
from winset.conflict.paths import Steps
from winset.errors import BadRequest, CaseError, TooLarge, UnknownName
from winset.results import Backed, Block, Note, Table
from winset.values import Share

DEFAULT_DRAWS = 200
VARIANTS = {
    "nash": "Nash: nobody has an improvement",
    "gmr": "GMR: the others can answer every improvement by any legal sequence of moves (Howard 1971)",
    "smr": "SMR: as GMR, and there is no way out of the answer (Howard 1971)",
    "seq": "SEQ: each step of the answer improves for the one who makes it (Fraser & Hipel 1979, 1984)",
    "sseq": "SSEQ: as SEQ, and there is no way out of the answer (Rêgo & Vieira 2016)",
    "sim": "SIM: as SEQ; where two or more would leave, leaving at the same time is looked at too (Fraser & Hipel 1979, 1984)",
    "policy": "policy: nobody moves, and no other policy pays, where everybody takes the best own improvement (Zeng, Fang, "
    "Hipel & Kilgour 2004; the order of play is our reading)",
    "non_myopic": "non-myopic: staying is best at every long foresight (Kilgour 1985; with more than two our cautious reading)",
}
# Ranks (draws x decision makers x states) up to which the numpy kernels do; over that loading the compiled ones pays.
_PLAIN = 40_000_000
# Ranks that are kept in memory at once, 4 bytes each.
_MOST_CELLS = 100_000_000


@dataclass(frozen=True)
class Stage:
    """A conflict ready for an analysis.

    Parameters
    ----------
    case : Case
    model : GraphModel
        Decision makers by their names, options by their ids.
    ids : tuple of str
        The parties' ids, in the order of the decision makers.
    draws, seed : int
        Draws made (1 where nothing is a range), and their seed.
    notes : tuple of Note
    """

    case: Case
    model: GraphModel
    ids: tuple[str, ...]
    draws: int
    seed: int
    notes: tuple[Note, ...] = ()

    def dm(self, name: str) -> int:
        """Return the position of a party, by its id or its name."""
        if name in self.ids:
            return self.ids.index(name)
        if name in self.model.dms:
            return self.model.dms.index(name)
        if name in self.case.file.parties:
            raise BadRequest(f"{name} has no option in this conflict, so it decides nothing in it")
        raise UnknownName("decision maker", name, self.ids)


def has_conflict(case: Case) -> bool:
    """Return whether anybody has an option."""
    return any(case.file.conflict.options.values())


def conflict_stage(case: Case, draws: int = DEFAULT_DRAWS, seed: int = DEFAULT_SEED, party: str | None = None) -> Stage:
    """Return the conflict of a case, or as one party sees it on the day of the case.

    Raises
    ------
    CaseError
        With file, line and path where the conflict itself is wrong: a ranking that leaves out a state, pairs in a circle, or
        patterns
        that leave no state.
    BadRequest
        If nobody has an option.
    """
    if not has_conflict(case):
        raise BadRequest(f"{case.id} has no conflict part: write under conflict.options what each party can do alone")
    notes: list[Note] = []
    dms, names = decision_makers(case)
    if party is not None and party not in dms:
        raise UnknownName("decision maker", party, dms)
    most = max(1, _MOST_CELLS // (len(dms) << min(len(names), 40)))
    if draws > most:
        notes.append(Note(f"{most:,} draws instead of {draws:,}: so many states times draws reach the limit of {_MOST_CELLS:,}"))
        draws = most
    try:
        model = conflict_model(case, draws, seed) if party is None else conflict_view(case, party, None, draws, seed)
    except BadRequest as error:
        raise placed(case, error) from None
    except TooLarge as error:
        raise too_large(case, error) from None
    bare = [p for p in model.dms if p not in case.file.conflict.preferences]
    if bare:
        who = ", ".join(case.name_of(p) for p in bare)
        notes.append(Note(f"{who}: ranked by what the deal is worth that the options bring about (does); nothing is ranked here"))
    made = 1 if model.draws is None else len(model.draws)
    return Stage(case, named(case, model), model.dms, made, seed, tuple(notes))


def named(case: Case, model: GraphModel) -> GraphModel:
    """Return the model with the decision makers' names in place of their ids, where the names differ."""
    names = tuple(case.name_of(party) for party in model.dms)
    return replace(model, dms=names) if len(set(names)) == len(names) else model


def placed(case: Case, error: BadRequest) -> BadRequest | CaseError:
    """Return the error with the place in the case file that it speaks of, if it speaks of one."""
    path, colon, message = str(error).partition(": ")
    if path in ("infeasible", "options"):
        path = f"conflict.{path}"
    if not colon or not path.startswith("conflict"):
        return error
    return CaseError([case.lines.slip(tuple(path.split(".")), message)])


def too_large(case: Case, error: TooLarge) -> TooLarge:
    """Return the error with the place in the case file that makes the conflict so large: its options, or what it names itself."""
    path = error.place or "conflict.options"
    file, line = case.lines.place(path)
    return TooLarge(error.what, error.size, error.limit, error.advice, f"{file}:{line}: {path}")


def state_of(model: GraphModel, text: str) -> int:
    """Return the state that a text names: options taken, comma between; ``none``; ``status_quo``; or a listed state's label."""
    text = text.strip()
    if text in ("status_quo", "status quo"):
        if model.status_quo is None:
            raise BadRequest("this conflict names no status quo, or one that is not feasible")
        return model.status_quo
    if model.labels:
        label = "nothing taken" if text in ("none", "nothing taken") else text
        found = {frozenset(name.split(", ")): k for k, name in enumerate(model.labels)}
        wanted = frozenset(part.strip() for part in label.split(","))
        if wanted in found:
            return found[wanted]
        raise UnknownName("state", text, model.labels)
    taken = [] if text in ("none", "nothing taken", "") else [part.strip() for part in text.split(",")]
    state = model.state(taken)
    if not model.feasible[state]:
        raise BadRequest(f"the state '{model.describe(state)}' is not feasible")
    return state


def options_table(case: Case) -> Table:
    """Return what the short names of options mean, who controls them and whether they can be undone."""
    rows = []
    for party, own in case.file.conflict.options.items():
        for id_, option in own.items():
            undone = {"no": "yes", "once_taken": "not once taken", "once_dropped": "not once given up"}[option.irreversible]
            claims = behind(case, f"conflict.options.{party}.{id_}")
            rows.append((id_, case.name_of(party), Backed(option.name, claims), undone))
    return Table(
        ("option", "whose", "what it is", "can be undone"), tuple(rows), "The options; a state names those that are taken"
    )


def way(model: GraphModel, moves: Steps | None, better: Steps | None) -> str:
    """Return how a state can be reached from the status quo, in words."""
    if better == () or moves == ():
        return "it is the status quo"
    if better is not None:
        return f"by improvements: {words(model, better)}"
    if moves is not None:
        return f"only by moves that do not all improve for the mover: {words(model, moves)}"
    return "unreachable from the status quo"


def shares(at: Stage, concepts: Sequence[str]) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Return per concept the draws in which each state holds for everybody (S,) and for each decision maker (P, S)."""
    model = at.model
    ranks = model.ranks[None] if model.draws is None else model.draws
    asked = [c for c in concepts if c in CONCEPTS and c != "sim"]
    everybody = {c: np.zeros(model.size, dtype=np.int64) for c in asked}
    each = {c: np.zeros((len(model.dms), model.size), dtype=np.int64) for c in asked}
    compiled = None if ranks.size > _PLAIN or model.arcs is not None else False
    step = max(1, 2**16 // model.size)
    for start in range(0, len(ranks), step):
        verdicts = stability_over(model, ranks[start : start + step], asked, compiled)
        for c in asked:
            everybody[c] += verdicts[c].all(axis=1).sum(axis=0)
            each[c] += verdicts[c].sum(axis=0)
    return {c: (everybody[c], each[c]) for c in asked}


def share(count: int, draws: int, ranged: bool = True) -> Share:
    """Return how many draws say yes; `ranged` off where no preference is a range."""
    return Share(int(count), draws, ranged)


def liked(count: int, draws: int, ranged: bool) -> Share | str:
    """Return a count of `liking` as a share, or that the comparison is unknown."""
    return share(count, draws, ranged) if draws else "unknown"


def liking(model: GraphModel, dm: int, before: int, after: int) -> tuple[int, int, int]:
    """Return the draws in which `dm` likes `after` better, those in which worse, and how many there are.

    All 0 where the comparison is unknown; by the relation or the ranks there is one draw.
    """
    if model.draws is not None:
        gap = model.draws[:, dm, after].astype(np.int64) - model.draws[:, dm, before]
        return int((gap > 0).sum()), int((gap < 0).sum()), len(gap)
    (degree,) = degrees_between(model, dm, [before], [after])
    return (0, 0, 0) if degree == UNKNOWN else (int(degree > 0), int(degree < 0), 1)


def small(model: GraphModel) -> bool:
    """Return whether analyses that compare all pairs of states are possible."""
    return int(np.count_nonzero(model.feasible)) <= LARGEST_MATRIX


def dated_beliefs(case: Case, party: str) -> list[tuple[str, str, str, tuple[str, ...]]]:
    """Return what a party's people held to be true on the day of the case: who, what, when, claims."""
    day = case.day()
    people = {party, *(id_ for id_, person in case.file.people.items() if person.for_ == party)}
    found = []
    for id_, belief in case.file.beliefs.items():
        past = belief.when is not None and day is not None and belief.when.over_by(day)
        if belief.by in people and not past:
            found.append((case.name_of(belief.by), belief.that, str(belief.when or "unknown"), behind(case, f"beliefs.{id_}")))
    return found


def listed(names: Iterable[str]) -> str:
    """Return names with `and` before the last."""
    *first, last = [*names] or ["nobody"]
    return f"{', '.join(first)} and {last}" if first else last


def variant_notes(concepts: Iterable[str]) -> list[Block]:
    """Return which variant of each concept was computed."""
    known = [VARIANTS[c] for c in concepts if c in VARIANTS]
    return [Note("; ".join(known))] if known else []
