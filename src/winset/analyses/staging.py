"""`staged`: what the hope of a next stage adds to this one, and from which probability of it each party accepts a deal."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from winset.analyses.scene import Scene, result, scene_of
from winset.arrays.deal_space import DEFAULT_DRAWS, DEFAULT_SEED, NO, OPEN, YES, conj, deal_space
from winset.arrays.later import not_expected, power
from winset.case.case import Case
from winset.case.schema import Stage
from winset.deals.consent import verdicts
from winset.deals.space import changes, holds, listed, worths
from winset.errors import BadRequest
from winset.results import Block, Heading, Note, Result, Table
from winset.values import Share, plain_number

MOST_DEALS = 20_000
NEVER = Fraction(2)


@dataclass(frozen=True)
class _Next:
    """One stage that may follow: its id and record, and from which probability of it each party accepts each deal."""

    id: str
    stage: Stage
    opens: Any
    accepts: Any
    until: Any
    together: Any


def staged(case: Case, *, draws: int = DEFAULT_DRAWS, seed: int = DEFAULT_SEED, rows: int = 20) -> Result:
    """Return the deals of this stage that open the next one, and the probability of it from which each party accepts them.

    A deal that fulfils the next stage's ``opens_if`` is worth its own worth plus that probability times the next stage's worth.

    Parameters
    ----------
    case : Case
        The case; if no stage was chosen, the stage that the case calls current.
    draws, seed : int
        Draws of the preferences, of the next stage's likelihood and of its worth, and their seed.
    rows : int
        How many deals to list for each next stage.

    Raises
    ------
    BadRequest
        If no stage that comes after this one has a worth.
    TooLarge
        If the stage has more than 20,000 deals.

    References
    ----------
    Worth of a first stage as direct worth plus discounted continuation; opening moves and linked negotiations, Lax & Sebenius
    (2006), 3-D Negotiation.

    Examples
    --------
    >>> import winset
    >>> text = '''
    ... case: well
    ... title: A well
    ... as_of: 2030
    ... parties: {north: North, south: South}
    ... issues: {well: {name: The well, values: [closed, open], delivered_by: north},
    ...          board: {name: A board, values: [none, formed], stage: 2}}
    ... stages: {1: First, 2: {name: Later, after: 1, opens_if: {well: open}, likelihood: 0.5, worth: {north: 0.8}}}
    ... preferences: {north: {weights: {well: -1}, reservation: 1}, south: {weights: {well: 1}}}
    ... '''
    >>> found = winset.staged(winset.loads(text.replace("weights: {well: -1}", "weights: {well: -1, board: 0}")))
    >>> found.rows()[0]["accepted by all from"]
    'never'
    """
    stages = {issue.stage for issue in case.file.issues.values()}
    now = not_expected(case.stage(case.file.current_stage) if len(stages) > 1 else case)
    here = now.file.current_stage
    following = {id_: stage for id_, stage in case.file.stages.items() if here in stage.after and stage.worth}
    if not following:
        raise BadRequest(f"no stage that comes after stage {here} has a worth; write worth: {{party: ...}} under stages")
    middle = deal_space(now, 0)
    count = listed(middle, MOST_DEALS)
    at = scene_of(now, np.stack(np.unravel_index(np.arange(count), middle.sizes), axis=1), 0)
    found = [_next(at, id_, stage) for id_, stage in following.items()]
    blocks: list[Block] = []
    for one in found:
        blocks += [Heading(f"Stage {one.id}: {one.stage.name}"), *_tables(at, one, draws, seed, rows)]
    return result(
        now,
        "staged",
        " ".join(_answer(at, one) for one in found),
        "worth of a deal = its own worth + probability of the next stage x its worth, if the deal fulfils opens_if; "
        "thresholds are exact, at the middle of the ranges; shares draw likelihood and worths too",
        blocks,
        value={one.id: {at.space.parties[p]: _least(one.accepts[p][one.opens & at.rules]) for p in _who(at)} for one in found},
        settings={"draws": draws, "rows": rows, "seed": seed},
        draws=draws,
    )


def _who(at: Scene) -> list[int]:
    return [p for p in range(len(at.space.parties)) if at.space.valued[p]]


def _next(at: Scene, id_: str, stage: Stage) -> _Next:
    opens = holds(at.space, conj(at.dims, stage.opens_if))
    worth = worths(at.space, slice(0, 1))[0]
    patience = [_patience(at.case, name, stage) for name in at.space.parties]
    accepts, until = (np.full(worth.shape, Fraction(n), object) for n in (0, 1))
    for p, name in enumerate(at.space.parties):
        adds = stage.worth[name].middle * int(at.space.scale[0, p]) if name in stage.worth else Fraction(0)
        adds *= patience[p]
        floor = int(at.space.floor[0, p])
        for k, (own, giving) in enumerate(zip(worth[p].tolist(), at.giving[p].tolist(), strict=True)):
            if giving == YES or (giving < 0 and at.space.valued[p] and own >= floor):
                if giving < 0 and opens[k] and adds < 0:
                    # The next stage costs this party: the likelier it is, the less it likes the deal.
                    until[p, k] = min(Fraction(1), Fraction(own - floor) / -adds)
                continue
            short = Fraction(floor - own)
            hopes = giving < 0 and bool(at.space.valued[p]) and bool(opens[k]) and adds > 0
            accepts[p, k] = short / adds if hopes and short <= adds else NEVER
    return _Next(id_, stage, opens, accepts, until, _together(at, accepts, until))


def _patience(case: Case, party: str, stage: Stage) -> Fraction:
    """Return what one unit of the next stage is worth today: the middle of the discount to the power of its delay."""
    preference = case.file.preferences.get(party)
    if preference is None or preference.discount is None:
        return Fraction(1)
    times = case.file.elapsed or Fraction(0), stage.delay or Fraction(0)
    return power(preference.discount.middle, times[0]) * power(preference.discount.middle, times[1])


def _together(at: Scene, accepts: Any, until: Any) -> Any:
    """Return for each deal the smallest probability from which it wins every consent it needs; `NEVER` where none does."""
    found = np.full(accepts.shape[1], NEVER, object)
    ranked = np.sort(np.concatenate([np.full((1, accepts.shape[1]), Fraction(0), object), accepts]), axis=0)
    for row in ranked[::-1]:
        says = np.where((accepts <= row) & (row <= until), YES, NO).astype(np.int8)
        says = np.where((at.giving < 0) & ~at.space.valued[:, None], OPEN, says).astype(np.int8)
        state = verdicts(at.need, says, at.ratifying, at.rules)
        found = np.where((state == YES) & (row <= 1), row, found)
    return found


def _least(values: Any) -> Fraction | None:
    best = min(values, default=NEVER)
    return None if best > 1 else best


def _told(value: Fraction, until: Fraction = Fraction(1)) -> str:
    if until < 1 and value == 0:
        return f"up to {plain_number(until)} only"
    return "never" if value > 1 else "always" if value == 0 else plain_number(value)


def _tables(at: Scene, one: _Next, draws: int, seed: int, rows: int) -> list[Block]:
    who = _who(at)
    order: list[int] = np.flatnonzero(one.opens & at.rules).tolist()
    order.sort(key=lambda k: (one.together[k], sum(one.accepts[p][k] for p in who), k))
    shown = order[:rows]
    today, hoped, done = _shares(at, one, shown, draws, seed)
    names = [at.space.parties[p] for p in who]
    deals = Table(
        ("deal", "accepted by all from", *(f"{name} from" for name in names), "in the win-set today", "with the next stage"),
        tuple(
            (
                changes(at.space, k),
                _told(one.together[k]),
                *(_told(one.accepts[p][k], one.until[p][k]) for p in who),
                Share(int(today[i]), done),
                Share(int(hoped[i]), done),
            )
            for i, k in enumerate(shown)
        ),
        "Deals that open the next stage; probability of it from which they are accepted",
    )
    parties = []
    for p, name in zip(who, names, strict=True):
        mine = one.accepts[p][order] if order else np.array([], object)
        worth = one.stage.worth.get(name)
        first = _told(min(mine, default=NEVER))
        parties.append((name, str(worth) if worth else "not given", first, _told(max(mine, default=NEVER))))
    columns = ("party", "worth of the next stage", "accepts some such deal from", "accepts every such deal from")
    notes: list[Block] = [Note(f"{len(order) - rows:,} more deals are not listed")] if len(order) > rows else []
    return [deals, Table(columns, tuple(parties), "By party"), *notes]


def _shares(at: Scene, one: _Next, shown: list[int], draws: int, seed: int) -> tuple[Any, Any, int]:
    """Return in how many draws each deal wins every consent, without and with the next stage."""
    assert at.space.rows is not None
    here = scene_of(at.case, at.space.rows[shown], draws, seed)
    worth = worths(here.space, slice(0, here.space.draws)).astype(object)
    stream = np.random.Generator(np.random.Philox(np.random.SeedSequence([seed, 17])))
    rounds = max(draws, 1)
    patience = [_patience(at.case, name, one.stage) for name in at.space.parties]
    steps = stream.integers(0, 1001, (1 + len(at.space.parties), rounds))
    chance = one.stage.likelihood
    hope = [chance.low + (chance.high - chance.low) * Fraction(int(s), 1000) if chance else Fraction(1) for s in steps[0]]
    today, hoped = np.zeros(len(shown), np.int64), np.zeros(len(shown), np.int64)
    opens = one.opens[shown]
    for k in range(rounds):
        row = k if here.space.draws > 1 else 0
        plus = []
        for p, name in enumerate(at.space.parties):
            span = one.stage.worth.get(name)
            adds = (span.low + (span.high - span.low) * Fraction(int(steps[1 + p, k]), 1000)) * hope[k] if span else Fraction(0)
            adds *= patience[p]
            plus.append(adds * int(here.space.scale[row, p]))
        for counted, extra in ((today, [Fraction(0)] * len(plus)), (hoped, plus)):
            value = worth[row] + np.array(extra, object)[:, None] * opens[None, :]
            accepts = np.where(value >= here.space.floor[row].astype(object)[:, None], YES, NO).astype(np.int8)
            accepts[~here.space.valued] = OPEN
            says = np.where(here.giving >= 0, here.giving, accepts)
            counted += verdicts(here.need, says, here.ratifying, here.rules) == YES
    return today, hoped, rounds


def _answer(at: Scene, one: _Next) -> str:
    good = one.opens & at.rules
    if not good.any():
        return f"No deal of this stage opens stage {one.id}."
    best = min(np.flatnonzero(good).tolist(), key=lambda k: (one.together[k], k))
    chance = f" (its likelihood: {one.stage.likelihood})" if one.stage.likelihood else ""
    if one.together[best] > 1:
        return f"No deal that opens stage {one.id} wins every consent it needs, however likely that stage is{chance}."
    if one.together[best] == 0:
        return f"The deal {changes(at.space, best)} opens stage {one.id} and wins every consent without any hope of it{chance}."
    return (
        f"The deal {changes(at.space, best)} opens stage {one.id} and wins every consent from a probability of "
        f"{plain_number(one.together[best])} of that stage on{chance}."
    )
