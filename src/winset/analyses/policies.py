"""Policies: what everybody means to do from each state, and where nobody moves and nobody would rather mean something else."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from winset.analyses.conflict_scene import Stage, placed, share
from winset.arrays.directed import plan_where
from winset.conflict.limited import improving_policies, policy_stable
from winset.conflict.moves import one_step
from winset.errors import BadRequest, UnknownName, quoted
from winset.results import Block, Heading, Note, Table, Text
from winset.values import Share

KINDS = {
    "written": "as written under conflict.policies",
    "improve": "go to the best own improvement, stay where there is none",
    "stay": "stay everywhere",
}
MOST_DRAWS = 50
Longs = NDArray[np.int64]


def policy_blocks(at: Stage, kind: str, rows: int) -> tuple[list[Block], dict[str, Any]]:
    """Return the states that no one moves from by the policies, with who would rather have another one; and the stable ones.

    Raises
    ------
    UnknownName, CaseError, BadRequest
        A kind that does not exist; a policy that asks for a move which is not the decision maker's, with its place.
    """
    if kind not in KINDS:
        raise UnknownName("kind of policies", kind, KINDS)
    written = at.case.file.conflict.policies
    if kind == "written" and not written:
        raise BadRequest("no policy is written: write conflict.policies, or ask for improve or stay")
    model, some = at.model, at.model.draws
    games = [model] if some is None else [model.with_ranks(ranks) for ranks in some[:MOST_DRAWS]]
    rest: Counter[int] = Counter()
    stable: Counter[int] = Counter()
    changing: dict[int, Counter[int]] = {}
    for game in games:
        one = Stage(at.case, game, at.ids, 1, at.seed)
        for state, who in policy_stable(game, _plan(one, kind)).items():
            rest[state] += 1
            stable[state] += not who
            changing.setdefault(state, Counter()).update(who)
    draws, ranged = len(games), some is not None
    order = sorted(rest, key=lambda s: (-stable[s], -rest[s], s))
    table = [
        (
            model.describe(s),
            _cell(at, rest[s], draws),
            _cell(at, stable[s], draws),
            ", ".join(_would(model.dms[dm], n, draws, ranged) for dm, n in sorted(changing[s].items())) or "nobody",
        )
        for s in order[:rows]
    ]
    plans = tuple(
        (model.dms[p], " | ".join(written[id_]) if kind == "written" and id_ in written else _words(kind))
        for p, id_ in enumerate(at.ids)
    )
    blocks: list[Block] = [Heading("Policies"), Table(("who", "means to"), plans, "What everybody means to do, from each state")]
    columns = ("state", "nobody moves", "policy stable", "would rather have another policy")
    if table:
        blocks.append(Table(columns, tuple(table), "Where nobody moves by the policies"))
    else:
        blocks.append(Text("By these policies somebody moves from every state, so none is policy stable."))
    if len(order) > rows:
        some_ = " in some draw" if ranged else ""
        blocks.append(Note(f"in {len(order) - rows:,} more states nobody moves{some_}; --rows lists more"))
    held = [model.describe(s) for s in order if stable[s]]
    blocks.append(Text(f"States that are policy stable{' in some draw' if ranged else ''}: {len(held)}."))
    note = (
        "policy stable: nobody moves by the own policy, and nobody can secure a better end by another one, given the others' "
        "policies (Zeng, Fang, Hipel & Kilgour 2004); in which order several others act is left open, and a better end must come "
        "whatever the order: our reading"
    )
    blocks.append(Note(note + (f"; over the first {draws} draws" if some is not None and draws < len(some) else "")))
    value = {model.describe(s): _cell(at, stable[s], draws) for s in order if stable[s]}
    return blocks, {"policies": kind, "policy_stable": value}


def _cell(at: Stage, count: int, draws: int) -> Share | str:
    """Return a share of the draws, or a plain word where the draws became degrees."""
    if at.model.draws is None and at.draws > 1:
        return "yes" if count else "no"
    return share(count, draws, at.model.draws is not None)


def _would(name: str, count: int, draws: int, ranged: bool) -> str:
    return f"{name} (in {count} of {draws} draws)" if ranged else name


def _words(kind: str) -> str:
    return KINDS["improve" if kind == "written" else kind]


def _plan(at: Stage, kind: str) -> Longs:
    """Return the policies (P, S)."""
    model = at.model
    if kind == "stay":
        return np.tile(np.arange(model.size), (len(model.dms), 1))
    plan = improving_policies(model)
    if kind == "written":
        for party, texts in at.case.file.conflict.policies.items():
            if party not in at.ids:
                raise placed(at.case, BadRequest(f"conflict.policies.{party}: {party} decides nothing in this conflict"))
            plan[at.ids.index(party)] = _checked(at, party, texts)
    return plan


def _checked(at: Stage, party: str, texts: tuple[str, ...]) -> Longs:
    """Return one written policy, or refuse the text that asks for a move which is not the party's to make."""
    model, dm = at.model, at.ids.index(party)
    plan: Longs = np.arange(model.size)
    for n in range(len(texts)):
        before, plan = plan, plan_where(texts[: n + 1], model)
        for s in np.flatnonzero(plan != before).tolist():
            if int(plan[s]) not in one_step(model, dm, s):
                start, goal = model.describe(s), model.describe(int(plan[s]))
                message = f"{quoted(texts[n])} asks {model.dms[dm]} to go from '{start}' to '{goal}', which it cannot"
                raise placed(at.case, BadRequest(f"conflict.policies.{party}.{n}: {message}"))
    return plan
