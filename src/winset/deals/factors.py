"""A deal space written as integer factors: worth tables per issue, joint worths, rules and control.

Nothing here lists the deals. A party's utility of a deal is a sum of integers divided by that party's scale::

    utility_p(deal) = (sum_i worth[i][p, deal[i]] + sum_f joint[f].worth[p, deal[scope_f]]) / scale_p

Value 0 of an issue is its status quo. Indices are 0-based; names belong to the caller.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from winset.errors import BadRequest

Integers = NDArray[np.int64]
#: int64, or Python integers in an object array where int64 would lose a digit
AnyIntegers = NDArray[Any]
Flags = NDArray[np.bool_]

#: Sums stay below this, so that a few more additions, and a guard bit, still fit int64.
WORD = 2**59


@dataclass(frozen=True)
class JointWorth:
    """A worth that depends on several issues at once.

    Parameters
    ----------
    scope : tuple of int
        The issues, ascending.
    worth : integer array, shape (P, V_a, V_b, ...)
        Worth of each combination for each party, in that party's integer unit.
    """

    scope: tuple[int, ...]
    worth: AnyIntegers


@dataclass(frozen=True)
class RuleFactor:
    """Which combinations of the values of a few issues are allowed.

    Parameters
    ----------
    scope : tuple of int
        The issues, ascending.
    allowed : bool array, shape (V_a, V_b, ...)
        True where the combination may stand in a deal.
    """

    scope: tuple[int, ...]
    allowed: Flags


@dataclass(frozen=True)
class FactoredSpace:
    """A deal space as factors; build it with `factored_space`.

    Parameters
    ----------
    sizes : tuple of int
        Number of values of each issue, length I.
    worth : tuple of integer arrays, each of shape (P, V_i)
        Worth of each value for each party. int64, or Python integers (dtype object) where int64 would
        overflow.
    reservation : tuple of int, length P
        Worth of no deal, in the same unit as `worth`.
    scale : tuple of int, length P
        utility = integer / scale.
    joint : tuple of JointWorth
        Worths over several issues.
    rules : tuple of RuleFactor
        Allowed combinations.
    needs : tuple of bool arrays, each of shape (P, V_i)
        Control: True where the party must deliver the value, so that its consent is needed.
    refuses : tuple of bool arrays, each of shape (P, V_i)
        True where the party has said that it will not consent to the value.
    signs : tuple of bool, length P
        Whose consent every deal needs.
    """

    sizes: tuple[int, ...]
    worth: tuple[AnyIntegers, ...]
    reservation: tuple[int, ...]
    scale: tuple[int, ...]
    joint: tuple[JointWorth, ...]
    rules: tuple[RuleFactor, ...]
    needs: tuple[Flags, ...]
    refuses: tuple[Flags, ...]
    signs: tuple[bool, ...]

    @property
    def parties(self) -> int:
        """Number of parties, P."""
        return len(self.reservation)

    @property
    def size(self) -> int:
        """Number of combinations of values before any rule, as an exact integer."""
        return math.prod(self.sizes)

    @property
    def wide(self) -> bool:
        """True where the sums need Python integers."""
        return any(w.dtype.kind == "O" for w in self.worth) or any(f.worth.dtype.kind == "O" for f in self.joint)


def factored_space(
    worth: Sequence[Any],
    reservation: Sequence[int] | None = None,
    scale: Sequence[int] | int = 1,
    *,
    joint: Sequence[tuple[Sequence[int], Any]] = (),
    rules: Sequence[tuple[Sequence[int], Any]] = (),
    needs: Sequence[Any] | None = None,
    refuses: Sequence[Any] | None = None,
    signs: Sequence[bool] | None = None,
) -> FactoredSpace:
    """Return a checked, frozen `FactoredSpace`.

    Parameters
    ----------
    worth : sequence of integer tables, each of shape (P, V_i)
        Worth of each value of each issue for each party.
    reservation : sequence of int, optional
        Worth of no deal; 0 for everybody if left out.
    scale : int or sequence of int
        utility = integer / scale.
    joint : sequence of (scope, table of shape (P, V_a, V_b, ...))
        Worths over several issues; a scope may be given in any order.
    rules : sequence of (scope, table of bool of shape (V_a, V_b, ...))
        Allowed combinations.
    needs, refuses : sequence of bool tables of shape (P, V_i), optional
        Control and refused terms.
    signs : sequence of bool, optional
        Signatories; everybody if left out.

    Raises
    ------
    BadRequest
        If shapes do not fit, a worth is not an integer, or there is no party or issue.

    Examples
    --------
    >>> space = factored_space([[[0, 3], [2, 0]], [[0, 1, 4], [4, 2, 0]]])
    >>> space.sizes, space.parties, space.size
    ((2, 3), 2, 6)
    """
    if not len(worth):
        raise BadRequest("a deal space needs at least one issue")
    tables = [_integers(w) for w in worth]
    if any(t.ndim != 2 or 0 in t.shape for t in tables):
        raise BadRequest("each issue needs a table of worths with one row per party and one column per value")
    parties = int(tables[0].shape[0])
    if any(t.shape[0] != parties for t in tables):
        raise BadRequest("every issue needs one row of worths per party")
    sizes = tuple(int(t.shape[1]) for t in tables)
    joints = [_sorted_scope(s, _integers(t), 1, sizes) for s, t in joint]
    if any(t.shape != (parties, *(sizes[i] for i in s)) for s, t in joints):
        raise BadRequest("a joint worth does not have one entry per party and combination of values")
    rule_tables = [_sorted_scope(s, np.asarray(t, dtype=bool), 0, sizes) for s, t in rules]
    if any(t.shape != tuple(sizes[i] for i in s) for s, t in rule_tables):
        raise BadRequest("a rule does not have one entry per combination of values")
    floor = tuple(int(r) for r in reservation) if reservation is not None else (0,) * parties
    units = (int(scale),) * parties if isinstance(scale, int) else tuple(int(s) for s in scale)
    if len(floor) != parties or len(units) != parties or min(units) < 1:
        raise BadRequest("reservation and scale need one entry per party, and a scale is at least 1")
    signing = tuple(bool(s) for s in signs) if signs is not None else (True,) * parties
    if len(signing) != parties:
        raise BadRequest("signatories need one entry per party")
    most = [
        sum(int(np.abs(t[p]).max()) for t in tables) + sum(int(np.abs(t[p]).max()) for _, t in joints) for p in range(parties)
    ]
    if max(max(most), max(abs(r) for r in floor)) >= WORD:
        tables = [t.astype(object) for t in tables]
        joints = [(s, t.astype(object)) for s, t in joints]
    else:
        tables = [t.astype(np.int64) for t in tables]
        joints = [(s, t.astype(np.int64)) for s, t in joints]
    return FactoredSpace(
        sizes=sizes,
        worth=tuple(_frozen(t) for t in tables),
        reservation=floor,
        scale=units,
        joint=tuple(JointWorth(s, _frozen(t)) for s, t in joints),
        rules=tuple(RuleFactor(s, _frozen(t)) for s, t in rule_tables),
        needs=_flag_tables(needs, parties, sizes),
        refuses=_flag_tables(refuses, parties, sizes),
        signs=signing,
    )


def space_from_fractions(
    worth: Sequence[Sequence[Sequence[Fraction]]],
    reservation: Sequence[Fraction] | None = None,
    *,
    joint: Sequence[tuple[Sequence[int], Any]] = (),
    **rest: Any,
) -> FactoredSpace:
    """Return the space of rational worths, scaled exactly to integers party by party.

    Parameters
    ----------
    worth : sequence of tables of Fraction (or int), each of shape (P, V_i)
        Worth of each value; floats are refused, because they are not what was written.
    reservation : sequence of Fraction, optional
        Worth of no deal.
    joint : sequence of (scope, object array of Fraction of shape (P, V_a, ...))
        Worths over several issues.
    **rest
        `rules`, `needs`, `refuses`, `signs` of `factored_space`.

    Examples
    --------
    >>> from fractions import Fraction as F
    >>> space = space_from_fractions([[[F(1, 2), F(1, 3)]], [[F(0), F(1, 6)]]], [F(1, 4)])
    >>> space.scale, space.reservation, space.worth[0].tolist()
    ((12,), (3,), [[6, 4]])
    """
    parties = len(worth[0]) if len(worth) else 0
    floor = [Fraction(r) for r in reservation] if reservation is not None else [Fraction(0)] * parties
    joint_tables: list[tuple[tuple[int, ...], Any]] = []
    joint_tables.extend((tuple(s), np.asarray(t, dtype=object)) for s, t in joint)
    units = []
    for p in range(parties):
        numbers = [
            floor[p],
            *(x for table in worth for x in table[p]),
            *(x for _, t in joint_tables for x in t[p].flat),
        ]
        if any(isinstance(x, float) for x in numbers):
            raise BadRequest("worths must be integers or fractions, not floating-point numbers")
        units.append(math.lcm(*(Fraction(x).denominator for x in numbers)))
    scaled = [[[int(Fraction(x) * units[p]) for x in table[p]] for p in range(parties)] for table in worth]
    scaled_joint = []
    for scope, table in joint_tables:
        out: Any = np.empty(table.shape, dtype=object)
        for index in np.ndindex(table.shape):
            out[index] = int(Fraction(table[index]) * units[index[0]])
        scaled_joint.append((scope, out))
    return factored_space(scaled, [int(r * u) for r, u in zip(floor, units, strict=True)], units, joint=scaled_joint, **rest)


def utilities(space: FactoredSpace, deals: Any) -> AnyIntegers:
    """Return the integer utilities of the given deals, shape (D, P).

    Parameters
    ----------
    space : FactoredSpace
    deals : integer array of shape (D, I)

    Examples
    --------
    >>> space = factored_space([[[0, 3], [2, 0]], [[0, 1, 4], [4, 2, 0]]])
    >>> utilities(space, [[1, 2], [0, 0]]).tolist()
    [[7, 0], [0, 6]]
    """
    rows = np.asarray(deals, dtype=np.int64).reshape(-1, len(space.sizes))
    total = np.zeros((len(rows), space.parties), dtype=object if space.wide else np.int64)
    for i, table in enumerate(space.worth):
        total += table[:, rows[:, i]].T
    for factor in space.joint:
        place: Any = (slice(None), *(rows[:, i] for i in factor.scope))
        total += factor.worth[place].T
    return total


def allowed(space: FactoredSpace, deals: Any) -> Flags:
    """Return which of the given deals break no rule, shape (D,)."""
    rows = np.asarray(deals, dtype=np.int64).reshape(-1, len(space.sizes))
    good = np.ones(len(rows), dtype=bool)
    for rule in space.rules:
        good &= rule.allowed[tuple(rows[:, i] for i in rule.scope)]
    return good


def for_parties(space: FactoredSpace, parties: Sequence[int]) -> FactoredSpace:
    """Return the space as it looks to some of the parties only (rules and values stay)."""
    keep = list(parties)
    return replace(
        space,
        worth=tuple(_frozen(w[keep]) for w in space.worth),
        reservation=tuple(space.reservation[p] for p in keep),
        scale=tuple(space.scale[p] for p in keep),
        joint=tuple(JointWorth(f.scope, _frozen(f.worth[keep])) for f in space.joint),
        needs=tuple(_frozen(n[keep]) for n in space.needs),
        refuses=tuple(_frozen(n[keep]) for n in space.refuses),
        signs=tuple(space.signs[p] for p in keep),
    )


def _integers(table: Any) -> AnyIntegers:
    array: Any = np.asarray(table)
    if array.dtype == object or array.dtype.kind == "u":
        array = np.asarray(table, dtype=object)
        if any(not isinstance(x, int | np.integer) or isinstance(x, bool) for x in array.flat):
            raise BadRequest("worths must be integers; scale fractions first")
        out: Any = np.empty(array.shape, dtype=object)
        out.flat = [int(x) for x in array.flat]
        exact: AnyIntegers = out
        return exact
    if array.dtype.kind != "i":
        raise BadRequest("worths must be integers; scale fractions first")
    whole: AnyIntegers = array.astype(np.int64)
    return whole


def _sorted_scope(scope: Sequence[int], table: Any, lead: int, sizes: tuple[int, ...]) -> tuple[tuple[int, ...], Any]:
    order = sorted(range(len(scope)), key=lambda k: scope[k])
    issues = tuple(int(scope[k]) for k in order)
    if not issues or len(set(issues)) < len(issues) or issues[0] < 0 or issues[-1] >= len(sizes):
        raise BadRequest("a factor names its issues once each, by their number")
    if table.ndim != len(issues) + lead:
        raise BadRequest("a factor's table needs one axis per issue it names")
    return issues, np.transpose(table, (*range(lead), *(k + lead for k in order)))


def _flag_tables(tables: Sequence[Any] | None, parties: int, sizes: tuple[int, ...]) -> tuple[Flags, ...]:
    if tables is None:
        return tuple(_frozen(np.zeros((parties, v), dtype=bool)) for v in sizes)
    arrays = [np.asarray(t, dtype=bool) for t in tables]
    if [a.shape for a in arrays] != [(parties, v) for v in sizes]:
        raise BadRequest("control and refusals need one entry per party and value of every issue")
    return tuple(_frozen(a) for a in arrays)


def _frozen(array: Any) -> Any:
    out = np.array(array)
    out.setflags(write=False)
    return out
