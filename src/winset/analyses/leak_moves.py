"""`leak --as-move`: one conflict in which letting the secret be known is a move, before and after it side by side."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from winset.analyses.conflict_scene import Stage, conflict_stage, liked, liking, listed, options_table, share
from winset.analyses.holding_partial import at_the_middle
from winset.analyses.hypergames import DEFAULT_DRAWS, check_concept
from winset.analyses.learned import learned
from winset.analyses.scene import result
from winset.arrays.deal_space import DEFAULT_SEED
from winset.arrays.graph_model import UNKNOWN, GraphModel
from winset.case.case import Case
from winset.conflict.leaks import effect_of, leak_as_move
from winset.conflict.moves import one_step
from winset.conflict.narrate import deterrent, words
from winset.conflict.partial import degrees_between, judge
from winset.conflict.paths import evolution, improvements
from winset.errors import BadRequest
from winset.results import Block, Heading, Note, Result, Table, Text

METHOD = (
    "the leak as a move of its own: every state twice, still secret and then known; a leak keeps the state and cannot be undone "
    "(ours); what holds by the graph model (Fang, Hipel & Kilgour 1993)"
)


@dataclass(frozen=True)
class Joint:
    """The conflict with the leak as a move.

    Parameters
    ----------
    at : Stage
        The conflict of the case.
    games : tuple of GraphModel
        The joint game, one for each draw; state s is secret, S + s known.
    middle : GraphModel
        The joint game at the middle of every range.
    leakers : tuple of str
        The parties that can leak.
    reveals : int
        The bits of the options that let the secret be known; the leak stands for them, and no secret state has them.
    withheld : tuple of str
        Options that the excluded party has only once it knows.
    """

    at: Stage
    games: tuple[GraphModel, ...]
    middle: GraphModel
    leakers: tuple[str, ...]
    reveals: int
    withheld: tuple[str, ...]

    @property
    def ranged(self) -> bool:
        """Whether any preference is a range."""
        return self.at.model.draws is not None


def leak_moves(
    case: Case,
    to: str,
    *,
    concept: str = "seq",
    draws: int = DEFAULT_DRAWS,
    seed: int = DEFAULT_SEED,
    rows: int = 12,
) -> Result:
    """Return what holds in the conflict in which the leak is a move, what the excluded party could do, and who gains by each act.

    Parameters
    ----------
    case : Case
        With ``conflict.views`` for the excluded party; an option with ``reveals: yes`` is the leak, and its owner can leak. Where
        no option is marked so, the excluded party itself can leak once it has learnt.
    to : str
        The excluded party.
    concept : str
        nash, gmr, smr, seq or sseq.
    draws, seed : int
        Draws of the preferences that are ranges.
    rows : int
        How many states to list.

    Raises
    ------
    UnknownName, BadRequest, TooLarge
        A party that does not exist or is unaware of nothing, no status quo, more states than can be listed.

    Examples
    --------
    >>> import winset
    >>> found = winset.leak(winset.load("doha2025"), "israel", as_move=True, draws=1).value
    >>> found["leakers"], found["status_quo"]
    (['israel'], 'talk, secret')
    """
    check_concept(concept)
    joint = joint_game(case, to, draws, seed)
    at, middle = joint.at, joint.middle
    quo = middle.status_quo
    if quo is None:
        raise BadRequest("this conflict names no status quo, or one in which the secret is out; say it under conflict.status_quo")
    held: Counter[int] = Counter()
    after: list[tuple[GraphModel, list[int]]] = []
    for game in joint.games:
        found = [int(s) for s in np.flatnonzero(judge(game, concept).all(axis=0))]
        held.update(found)
        after.append((game, found))
    count, by = len(joint.games), concept.upper()
    order = sorted(held, key=lambda s: (-held[s], s))
    secret = [s for s in order if s < at.model.size]
    known = [s for s in order if s >= at.model.size]
    name = case.name_of(to)
    blocks: list[Block] = []
    some = " in some draw" if joint.ranged else ""
    for states, word in ((secret, "while it is secret"), (known, "once it is known")):
        cells = tuple((middle.describe(s), share(held[s], count, joint.ranged)) for s in states[:rows])
        if cells:
            blocks.append(Table(("state", f"holds by {by}"), cells, f"What holds {word}: {len(states)} states{some}"))
    outcome, table = _acts(joint, at.dm(to), quo, concept, after)
    blocks += [Heading(f"What {name} could do from '{middle.describe(quo)}', and who gains by it"), table]
    reach = _from(joint, quo, at.dm(to), concept)
    if reach:
        title = f"Improvements of {name} from '{middle.describe(quo)}', leaking among them (middle of every range)"
        blocks.append(Table(("the state then", "better for it", f"by {by}"), tuple(reach[:rows]), title))
    who = listed(case.name_of(p) for p in joint.leakers)
    why = "whose option is marked reveals" if joint.reveals else "the party that was kept out; no option is marked reveals"
    blocks += [
        Text(f"The leak is a move of {who}: {why}."),
        options_table(case),
        *_notes(joint, name, count),
    ]
    leak = next((row for row in outcome if row["act"] == "leak"), None)
    here = share(held[quo], count, joint.ranged)
    answer = f"With the leak as a move of {who}, the status quo ({middle.describe(quo)}) holds by {by}: {here}."
    if leak:
        gaining = [p for p, cell in leak["gains"].items() if 2 * cell.count > cell.draws]
        answer += (
            f" If {who} leaks there, {listed(case.name_of(p) for p in gaining)} gain{'s' * (len(gaining) <= 1)} in most draws."
        )
    value = {
        "leakers": list(joint.leakers),
        "status_quo": middle.describe(quo),
        "status_quo_holds": here,
        "holds": {middle.describe(s): share(held[s], count, joint.ranged) for s in order},
        "acts": outcome,
    }
    settings = {"to": to, "as_move": True, "concept": concept, "draws": draws, "seed": seed}
    return result(
        case, f"leak to {name} as a move", answer, METHOD, blocks, value=value, settings=settings, draws=count, seed=seed
    )


def joint_game(case: Case, to: str, draws: int, seed: int) -> Joint:
    """Return the conflict of a case with the leak as a move, for each draw."""
    learning = learned(case, to)
    at = conflict_stage(learning.after, draws, seed)
    model = at.model
    options = at.case.file.conflict.options
    leakers = [party for party in at.ids if any(o.reveals for o in options.get(party, {}).values())]
    marked = {id_ for own in options.values() for id_, option in own.items() if option.reveals}
    reveals = sum(1 << k for k, id_ in enumerate(model.options) if id_ in marked)
    movers = leakers or [to]
    # Who leaks must know already; somebody else's leak is what tells the excluded party of its own hidden options.
    own = [id_ for id_ in learning.hidden if id_ in options.get(to, {}) and id_ not in marked and to not in movers]
    mine = sum(1 << k for k, id_ in enumerate(model.options) if id_ in own)
    numbers = np.arange(model.size)
    clear = (numbers & reveals) == 0
    # Once it is known the leak has happened: the state is liked as the one in which the revealing options are taken.
    out = numbers | reveals
    secret_ok = model.feasible & clear & ((numbers & mine) == 0)
    known_ok = model.feasible[out] & clear
    if not secret_ok.any() or not known_ok.any():
        raise BadRequest(f"conflict.views.{to}: no state is left in which the secret is kept, or none in which it can get out")
    quo = model.status_quo if model.status_quo is not None and secret_ok[model.status_quo] else None
    names = [model.dms[at.ids.index(party)] for party in movers]

    bare = replace(model, relation=None, draws=None)
    secret = replace(bare, feasible=secret_ok, status_quo=quo)
    arcs = model.arcs and tuple(a[((a & reveals) == reveals).all(axis=1)] & ~reveals for a in model.arcs)
    known = replace(bare, feasible=known_ok, ranks=model.ranks[:, out], arcs=arcs, status_quo=None)
    middle = leak_as_move(secret, known, names)
    if model.relation is not None:
        both = np.concatenate([numbers, out])
        relation = model.relation[:, both[:, None], both[None, :]]
        middle = replace(middle, relation=relation)
    games = (
        (middle,)
        if model.draws is None
        else tuple(middle.with_ranks(np.concatenate([ranks, ranks[:, out]], axis=1)) for ranks in model.draws)
    )
    return Joint(at, games, middle, tuple(movers), reveals, tuple(own))


def _acts(
    joint: Joint, dm: int, quo: int, concept: str, after: list[tuple[GraphModel, list[int]]]
) -> tuple[list[dict[str, Any]], Table]:
    """Return each single act of a party from the status quo: is it better at once, is it deterred, who gains by what follows."""
    at, middle = joint.at, joint.middle
    goals = _single_acts(joint, dm, quo)
    rows, found = [], []
    for word, option, label, goal in goals:
        withhold = word == "withhold"
        effects: list[Counter[str]] = [Counter() for _ in middle.dms]
        for game, held in after:
            ends = _ends(game, goal, held)
            for p in range(len(middle.dms)):
                effects[p][effect_of(degrees_between(game, p, [quo], ends))] += 1
        count = len(after)
        # Keeping something back is better for those who would lose by what follows the giving.
        word_for = "loses" if withhold else "gains"
        gains = {id_: share(effects[p][word_for], count, joint.ranged) for p, id_ in enumerate(at.ids)}
        better, worse, draws = _liking(joint, dm, quo, goal)
        now = liked(worse if withhold else better, draws, joint.ranged)
        reply = deterrent(middle, dm, quo, goal, concept)
        deters = "-" if withhold else "nothing" if reply is None else words(middle, reply)
        rows.append((label, now, deters, *gains.values()))
        found.append({"act": word, "option": option, "what": label, "better_at_once": now, "gains": gains})
    columns = ("act", f"better at once for {middle.dms[dm]}", "what deters it", *(f"{name} gains" for name in middle.dms))
    title = "Gains: every end that improvements then lead to is at least as good as the status quo for it, and one is better"
    return found, Table(columns, tuple(rows), title)


def _single_acts(joint: Joint, dm: int, quo: int) -> list[tuple[str, str | None, str, int]]:
    """Return what a party can do alone from a secret state: the kind of act, the option, its words, the state after it.

    The kinds are leak, do, stop, and withhold: not to give what an option does for a deal, against giving it.
    """
    at, size = joint.at, joint.at.model.size
    reachable = set(one_step(joint.middle, dm, quo))
    acts: list[tuple[str, str | None, str, int]] = []
    if quo + size in reachable:
        acts.append(("leak", None, "leak: let the secret be known", quo + size))
    for k, id_ in enumerate(at.model.options):
        if at.model.owner[k] != dm or joint.reveals >> k & 1 or (quo ^ (1 << k)) not in reachable:
            continue
        option = at.case.file.conflict.options[at.ids[dm]][id_]
        if quo >> k & 1:
            kind, label = "stop", f"no more: {option.name}"
        elif option.does:
            kind, label = "withhold", f"withhold: {option.name} (against giving it)"
        else:
            kind, label = "do", option.name
        acts.append((kind, id_, label, quo ^ (1 << k)))
    return acts


def _ends(game: GraphModel, start: int, held: list[int]) -> list[int]:
    """Return the equilibria that chains of improvements lead to from `start`, or `start` itself if it holds."""
    if start in held:
        return [start]
    ways = evolution(game, held, start=start)
    return [e for e, way in zip(held, ways.by_improvements, strict=True) if way is not None]


def _liking(joint: Joint, dm: int, before: int, after: int) -> tuple[int, int, int]:
    if not joint.ranged:
        return liking(joint.middle, dm, before, after)
    degrees = [degrees_between(game, dm, [before], [after])[0] for game in joint.games]
    return sum(d > 0 for d in degrees), sum(d < 0 for d in degrees), len(degrees)


def _from(joint: Joint, quo: int, dm: int, concept: str) -> list[tuple[Any, ...]]:
    model = joint.middle
    rows = []
    for q in improvements(model, dm, quo):
        reply = deterrent(model, dm, quo, q, concept)
        said = "nothing deters it" if reply is None else f"deterred: {words(model, reply)}"
        up, _, draws = _liking(joint, dm, quo, q)
        rows.append((-up, model.describe(q), liked(up, draws, joint.ranged), said))
    return [row[1:] for row in sorted(rows, key=lambda row: row[:2])]


def _notes(joint: Joint, name: str, count: int) -> list[Block]:
    text = "a secret state does not hold the revealing options: the leak stands for them, and a known state is liked as with them"
    withheld = "withholding: better at once against giving it; gains by it: whoever loses by every end that the giving leads to"
    found: list[Block] = [
        Note(withheld),
        Note(text if joint.reveals else "no option is marked reveals, so that the leak itself costs nobody anything"),
    ]
    if joint.withheld:
        found.append(Note(f"{name} has {', '.join(joint.withheld)} only once it knows"))
    if joint.middle.relation is not None and (joint.middle.relation == UNKNOWN).any():
        found.append(
            Note("unknown comparisons are read as in b: one leaves for what is better, deterred by what is certainly not")
        )
    if count > 1:
        found.append(Note(f"shares are of {count:,} draws of the ranges; replies: at the middle of every range"))
    return [*found, *at_the_middle(joint.at), *joint.at.notes]
