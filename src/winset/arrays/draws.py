"""Draws of one party's preferences as whole numbers: every range on a grid of 1000 steps, scaled so that nothing is rounded."""

from __future__ import annotations

import math
import re
import zlib
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate, pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from winset.case.case import Case
from winset.case.dimensions import Dimension
from winset.case.schema import Preference
from winset.errors import BadRequest, TooLarge
from winset.values import Range

Ints = npt.NDArray[np.int64]
GRID = 1000
_BATCHES = 60
_LIMIT = 1 << 62
_STATEMENT = re.compile(r"(\S+)\s+(before|over|first)(?:\s+(\S+))?")


@dataclass(frozen=True)
class PartyDraws:
    """One party's worths per dimension (K, V), its scale (K,) and the worth of no deal (K,)."""

    worth: tuple[Ints, ...]
    scale: Ints
    floor: Ints
    notes: tuple[str, ...]


def party_draws(case: Case, party: str, dims: tuple[Dimension, ...], draws: int, seed: int) -> PartyDraws | None:
    """Return `draws` draws for `party` (0: the middle of every range, in one row), or None if it has no preferences.

    Notes
    -----
    Utility is additive (Keeney & Raiffa, 1976): the sum over issues of ``|weight| * curve``, the curve turned round where the
    weight is negative, over the sum of the absolute weights. The worth of no deal that the file leaves out is that of the
    status quo. A range is drawn uniformly on 1001 equally spaced values, ends included; ordinal statements are kept by
    drawing again until they hold. The middle of the ranges is one point and not drawn again: where it does not fulfil a
    statement, a note says so. Values that a curve leaves out lie on the line between the drawn values beside them.
    """
    preference = case.file.preferences.get(party)
    if preference is None or not any(dim.id in preference.weights for dim in dims):
        return None
    curves = [_curve(preference, dim) for dim in dims]
    weights = [preference.weights.get(dim.id, Range(Fraction(0), Fraction(0))) for dim in dims]
    # The curve's unit holds every line between given points exactly: it is a multiple of the steps that each line takes.
    steps = math.lcm(*(last - first for curve in curves for first, last in pairwise(curve)))
    unit = unit_of(weights, draws), unit_of([span for curve in curves for span in curve.values()], draws) * steps
    reserve_unit = unit_of([preference.reservation], draws) if preference.reservation else 1
    # Probabilities of events are no part of the ordinal statements, so they are drawn once, by themselves.
    chances = {dim.id: dim.chances[party] for dim in dims if dim.pairs and dim.id in preference.weights}
    chance_unit = unit_of(list(chances.values()), draws)
    chance = {id_: column(span, chance_unit, f"{party}.p.{id_}", draws, seed, 0) for id_, span in chances.items()}
    biggest = max(1, sum(max(abs(w.low), abs(w.high)) for w in weights) * unit[0]) * unit[1] * chance_unit * reserve_unit
    if biggest >= _LIMIT:
        raise TooLarge(f"units in the worths of {party}", int(biggest), _LIMIT, "Write the numbers with fewer digits.")
    wanted = [_Wanted(dim, weight, curve) for dim, weight, curve in zip(dims, weights, curves, strict=True)]
    columns, notes = _columns(party, preference, wanted, unit, draws, seed)
    weight_columns = columns[: len(dims)]
    starts = np.cumsum([0, *(len(dim.plain) for dim in dims)])
    curve_columns = [columns[len(dims) + a : len(dims) + b] for a, b in pairwise(starts)]
    worth = []
    for dim, weight, curve in zip(dims, weight_columns, curve_columns, strict=True):
        up = np.where((weight > 0)[:, None], np.stack(curve, axis=1), unit[1] - np.stack(curve, axis=1))
        up = _expected(dim, up, chance.get(dim.id), chance_unit)
        worth.append(np.abs(weight)[:, None] * up * reserve_unit)
    total = np.sum([np.abs(weight) for weight in weight_columns], axis=0)
    scale = np.maximum(total, 1) * unit[1] * chance_unit * reserve_unit
    if preference.reservation is None:
        floor = np.sum([table[:, 0] for table in worth], axis=0)
        notes = (*notes, f"{party}: no worth of no deal is given; that of the status quo is taken")
    else:
        floor = column(preference.reservation, reserve_unit, f"{party}.reservation", draws, seed, 0)
        # A party whose drawn weights are all 0 values every deal at 0, and no deal at what its reservation says.
        floor = floor * np.maximum(total, 1) * unit[1] * chance_unit
    return PartyDraws(tuple(worth), scale, floor, notes)


def _expected(dim: Dimension, plain: Ints, chance: Ints | None, unit: int) -> Ints:
    """Return the worth of every value, times `unit`: a contingent one is worth what its sides are, by the party's chance."""
    at = {value: plain[:, k] * unit for k, value in enumerate(dim.plain)}
    for value, (happens, otherwise) in dim.pairs.items():
        first, second = (plain[:, dim.plain.index(side)] for side in (happens, otherwise))
        # A party that gives the issue no weight needs no probability either.
        at[value] = first * unit if chance is None else chance * first + (unit - chance) * second
    return np.stack([at[value] for value in dim.values], axis=1)


class _Wanted(NamedTuple):
    """What is drawn of one dimension: its weight, and its curve at the positions where a value is given."""

    dim: Dimension
    weight: Range
    curve: dict[int, Range]


def _curve(preference: Preference, dim: Dimension) -> dict[int, Range]:
    """Return the given points of a curve by position, the first and the last always among them."""
    given = preference.curves.get(dim.id)
    last = len(dim.plain) - 1
    if given is None:
        return {0: Range(Fraction(0), Fraction(0)), last: Range(Fraction(1), Fraction(1))}
    return {i: given[value] for i, value in enumerate(dim.plain) if value in given}


def _whole_curve(drawn: dict[int, Ints]) -> list[Ints]:
    """Return the curve at every position: between two given points, in each draw, the straight line between them."""
    whole = [drawn[0]]
    for first, last in pairwise(drawn):
        # Exact: the unit is a multiple of the steps.
        step = (drawn[last] - drawn[first]) // (last - first)
        whole += [drawn[first] + step * i for i in range(1, last - first)] + [drawn[last]]
    return whole


def unit_of(spans: list[Range], draws: int) -> int:
    """Return a whole number that turns both ends, and every step of the grid between them, into whole numbers."""
    denominators = [end.denominator for span in spans for end in (span.low, span.high)]
    fine = any(not span.is_point for span in spans)
    return math.lcm(1, *denominators) * ((GRID if draws else 2) if fine else 1)


def column(span: Range, unit: int, name: str, draws: int, seed: int, batch: int) -> Ints:
    """Return the draws of one range in whole numbers of ``1 / unit``, from the stream of its name; its middle for 0 draws."""
    low, high = span.low * unit, span.high * unit
    if not draws:
        return np.array([int(span.middle * unit)], np.int64)
    if span.is_point:
        return np.full(draws, int(low), np.int64)
    stream = np.random.Generator(np.random.Philox(np.random.SeedSequence([seed, zlib.crc32(name.encode()), batch])))
    return int(low) + stream.integers(0, GRID + 1, draws) * int((high - low) / GRID)


def _columns(
    party: str, preference: Preference, wanted: list[_Wanted], unit: tuple[int, int], draws: int, seed: int
) -> tuple[list[Ints], tuple[str, ...]]:
    """Draw every weight and curve, again and again until enough rows fulfil the ordinal statements."""
    dims = tuple(one.dim for one in wanted)
    kept: list[list[Ints]] = []
    count = made = 0
    for batch in range(_BATCHES):
        columns = [column(one.weight, unit[0], f"{party}.w.{one.dim.id}", draws, seed, batch) for one in wanted]
        for dim, _, curve in wanted:
            name = f"{party}.c.{dim.id}"
            drawn = {i: column(span, unit[1], f"{name}.{dim.plain[i]}", draws, seed, batch) for i, span in curve.items()}
            columns += _whole_curve(drawn)
        held = {text: _fulfilled(text, preference, dims, columns) for text in preference.statements}
        if not draws and _is_range(wanted):
            broken = [text for text, good in held.items() if not good.all()]
            return columns, tuple(
                f"the middle of {party}'s ranges does not fulfil '{text}'; it is shown all the same" for text in broken
            )
        good = np.logical_and.reduce([np.ones(len(columns[0]), bool), *held.values()])
        made += len(good)
        kept.append([column[good] for column in columns])
        count += int(good.sum())
        if count >= max(1, draws) or not draws:
            break
    if count == 0:
        texts = "; ".join(preference.statements)
        raise BadRequest(f"the statements of {party} ({texts}) contradict its ranges: none of {made:,} draws fulfils them")
    rows = max(1, draws)
    joined = [np.concatenate([batch[i] for batch in kept]) for i in range(len(kept[0]))]
    if count < rows:
        # Too few rows: they are used again in turn, and the note says so.
        note = f"{party}: its statements leave {count} of {made:,} draws; these are repeated to make {rows}"
        return [np.resize(column, rows) for column in joined], (note,)
    return [column[:rows] for column in joined], ()


def _is_range(wanted: list[_Wanted]) -> bool:
    """Whether the middle is one choice among others; where nothing is a range, the statements must hold."""
    return any(not span.is_point for one in wanted for span in (one.weight, *one.curve.values()))


def _fulfilled(text: str, preference: Preference, dims: tuple[Dimension, ...], columns: list[Ints]) -> npt.NDArray[np.bool_]:
    """Return, per draw, whether an ordinal statement holds."""
    good = np.ones(len(columns[0]), bool)
    match = _STATEMENT.fullmatch(text.strip())
    if match is None:
        return good  # the case would not have loaded
    position = {dim.id: i for i, dim in enumerate(dims)}
    start = dict(zip(position, accumulate((len(dim.plain) for dim in dims), initial=len(dims)), strict=False))

    def gain(term: str) -> Ints:
        issue, _, value = term.partition("=")
        base = start[issue]
        dim = dims[position[issue]]
        worth: Ints = columns[position[issue]] * (columns[base + dim.plain.index(value)] - columns[base])
        return worth

    left, word, right = match.groups()
    if word == "over":
        return gain(left) >= gain(right)
    others = [right] if word == "before" else [dim.id for dim in dims if dim.id != left and dim.id in preference.weights]
    for other in others:
        good &= np.abs(columns[position[left]]) >= np.abs(columns[position[other]])
    return good
