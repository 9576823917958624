"""Worth that lies ahead: patience while talks go on, and the hope of a next stage, on top of a party's draws."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np

from winset.arrays.draws import PartyDraws, column, unit_of
from winset.case.case import Case
from winset.case.schema import Stage
from winset.errors import TooLarge
from winset.values import Range

#: A power of a discount that is no whole number of periods is rounded down to this part of one.
FINE = 10**6
_LIMIT = 1 << 62


def expected_stages(case: Case) -> dict[str, Stage]:
    """Return the stages whose worth counts in the deals of this case: expected, after its stage, without an issue in it."""
    here = {issue.stage for issue in case.file.issues.values()}
    now = case.file.current_stage
    stages = case.file.stages.items()
    return {id_: s for id_, s in stages if s.expected and s.worth and s.opens_if and now in s.after and id_ not in here}


def not_expected(case: Case) -> Case:
    """Return the case with no expected stage: for what adds the worth of the next stage itself."""
    if not any(stage.expected for stage in case.file.stages.values()):
        return case
    stages = {id_: stage.model_copy(update={"expected": None}) for id_, stage in case.file.stages.items()}
    return replace(case, file=case.file.model_copy(update={"stages": stages}))


def as_written(case: Case) -> Case:
    """Return the case as if nothing lay ahead: no expected stage, no time elapsed."""
    plain = not_expected(case)
    return replace(plain, file=plain.file.model_copy(update={"elapsed": None}))


def power(value: Fraction, time: Fraction) -> Fraction:
    """Return a discount over some periods, as `ahead` takes it."""
    found, unit = _power(np.array([value.numerator], object), value.denominator, time)
    return Fraction(int(found[0]), unit)


def spans_ahead(case: Case, party: str) -> list[Range]:
    """Return what may be a range in the worth that lies ahead of a party."""
    preference = case.file.preferences.get(party)
    found: list[Range] = []
    stages = expected_stages(case)
    patient = bool(case.file.elapsed) or any(stage.delay for stage in stages.values())
    if preference is not None and preference.discount is not None and patient:
        found.append(preference.discount)
    for stage in stages.values():
        if party in stage.worth:
            found += [stage.worth[party], *([stage.likelihood] if stage.likelihood else [])]
    return found


def ahead(case: Case, party: str, made: PartyDraws, draws: int, seed: int) -> tuple[PartyDraws, dict[str, Any]]:
    """Return a party's draws as seen over time, and what each expected stage adds to a deal that opens it, array (K,).

    Every worth is multiplied by the party's discount to the power of the periods elapsed; the worth of no deal is kept, as GENIUS
    does. A stage adds its likelihood times its worth, times the discount to the power of its delay on top.
    """
    preference = case.file.preferences[party]
    patience = preference.discount or Range(Fraction(1), Fraction(1))
    base_unit = unit_of([patience], draws)
    base = column(patience, base_unit, f"{party}.discount", draws, seed, 0)
    now, now_unit = _power(base, base_unit, case.file.elapsed or Fraction(0))
    adds: dict[str, tuple[Any, int]] = {}
    for id_, stage in expected_stages(case).items():
        if party not in stage.worth:
            continue
        chance = stage.likelihood or Range(Fraction(1), Fraction(1))
        units = unit_of([chance], draws), unit_of([stage.worth[party]], draws)
        # One likelihood for everybody: all parties share its stream.
        likely = column(chance, units[0], f"stage.{id_}.likelihood", draws, seed, 0)
        worth = column(stage.worth[party], units[1], f"{party}.stage.{id_}", draws, seed, 0)
        later, later_unit = _power(base, base_unit, stage.delay or Fraction(0))
        adds[id_] = _reduced(likely.astype(object) * worth.astype(object) * later, units[0] * units[1] * later_unit)
    common = int(np.lcm.reduce(np.array([unit for _, unit in adds.values()] or [1], object)))
    biggest = int(made.scale.max()) * common * now_unit
    if biggest >= _LIMIT:
        raise TooLarge(f"units in the worths of {party}", biggest, _LIMIT, "Write discounts and stages with fewer digits.")
    times = now.astype(np.int64) * common
    scale = made.scale * (common * now_unit)
    whole = replace(
        made,
        worth=tuple(table * times[:, None] for table in made.worth),
        scale=scale,
        floor=made.floor * (common * now_unit),
        notes=(*made.notes, *_notes(case, party)),
    )
    return whole, {id_: (value * (common // unit) * now * made.scale).astype(np.int64) for id_, (value, unit) in adds.items()}


def _reduced(value: Any, unit: int) -> tuple[Any, int]:
    shared = int(np.gcd.reduce(np.concatenate([value, np.array([unit], object)])))
    return value // shared, unit // shared


def _notes(case: Case, party: str) -> tuple[str, ...]:
    times = [case.file.elapsed or Fraction(0), *(stage.delay or Fraction(0) for stage in expected_stages(case).values())]
    discount = case.file.preferences[party].discount
    if discount is None or all(t.denominator == 1 for t in times):
        return ()
    return (f"{party}: discounts over part of a period are rounded down to {FINE:,} parts",)


def _power(base: Any, unit: int, time: Fraction) -> tuple[Any, int]:
    """Return (base / unit) ** time as whole numbers over a unit: exact for whole periods, else rounded down to `FINE` parts."""
    value = base.astype(object)
    if time.denominator == 1:
        return _reduced(value ** int(time), unit ** int(time))
    up, root = time.numerator, time.denominator
    found = {x: _root((FINE**root * x**up) // unit**up, root) for x in set(value.tolist())}
    return _reduced(np.array([found[x] for x in value.tolist()], object), FINE)


def _root(value: int, degree: int) -> int:
    """Return the largest whole number whose power `degree` is at most `value`."""
    low, high = 0, 1
    while high**degree <= value:
        high *= 2
    while low + 1 < high:
        middle = (low + high) // 2
        low, high = (middle, high) if middle**degree <= value else (low, middle)
    return low
