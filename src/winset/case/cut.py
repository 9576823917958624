"""What is left of a rule when some dimensions of the deal have a fixed value: the rules that the rest must still keep."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby, pairwise
from typing import Any

from winset.case import paths
from winset.case.dimensions import Dimension, term_values
from winset.case.parts import TermSpec
from winset.case.schema import CaseFile, Rule

Data = dict[str, Any]
_FORMS = ("if", "then", "never", "at_most", "of", "order")


def cut_rule(rule: Rule, data: Data, fixed: Mapping[str, str], dims: Mapping[str, Dimension]) -> list[Data]:
    """Return the rules, as explicit data, that say about the other dimensions what `rule` says once some are fixed.

    A rule that speaks only of fixed dimensions binds them and not the rest: nothing is left of it.

    Parameters
    ----------
    rule : Rule
        The rule of the whole case.
    data : dict
        The same rule as explicit data.
    fixed : mapping
        Dimension id to the value it has; all dimensions of an issue, or none.
    dims : mapping
        All dimensions of the whole case.
    """
    free = [name for name in _named(rule) if any(name in (dim.id, dim.issue) for dim in dims.values() if dim.id not in fixed)]
    if not free:
        return []
    bare = {key: value for key, value in data.items() if key not in _FORMS}
    return [{**bare, **form} for form in _forms(rule, data, fixed, dims)]


def _named(rule: Rule) -> list[str]:
    terms = [rule.if_ or {}, rule.then or {}, rule.never or {}, *rule.of]
    return [*rule.order, *(name for spec in terms for name in spec)]


def _forms(rule: Rule, data: Data, fixed: Mapping[str, str], dims: Mapping[str, Dimension]) -> Iterator[Data]:
    some = next(dim for dim in dims.values() if dim.id not in fixed)
    impossible: Data = {"never": {some.id: {"values": list(some.values)}}}
    if rule.order:
        yield from _order(rule.order, fixed, dims)
    elif rule.never is not None:
        never = cut_terms(rule.never, data["never"], fixed, dims)
        if never is not None:
            yield {"never": never} if never else impossible
    elif rule.at_most is not None:
        parts = [cut_terms(terms, written, fixed, dims) for terms, written in zip(rule.of, data["of"], strict=True)]
        left = rule.at_most - sum(1 for part in parts if part == {})
        of = [part for part in parts if part]
        if left < 0:
            yield impossible
        elif left < len(of):
            yield {"at_most": left, "of": of}
    else:
        then = rule.then or {}
        condition, result = cut_terms(rule.if_ or {}, data["if"], fixed, dims), cut_terms(then, data["then"], fixed, dims)
        if condition is None or result == {}:
            return
        if result is None:
            yield {"never": condition} if condition else impossible
        elif condition:
            yield {"if": condition, "then": result}
        else:
            yield from _must(term_values(dims, {name: spec for name, spec in then.items() if name in result}), dims)


def cut_terms(
    terms: Mapping[str, TermSpec], written: Data, fixed: Mapping[str, str], dims: Mapping[str, Dimension]
) -> Data | None:
    """Return the terms that are still open, or None if a fixed dimension makes them false."""
    allowed = term_values(dims, terms)
    if any(fixed[dim] not in values for dim, values in allowed.items() if dim in fixed):
        return None
    issues = {dim.partition(".")[0] for dim in fixed}
    return {name: spec for name, spec in written.items() if name.partition(".")[0] not in issues}


def _must(allowed: Mapping[str, tuple[str, ...]], dims: Mapping[str, Dimension]) -> Iterator[Data]:
    """Yield the rule that every dimension has one of its allowed values."""
    others = {dim: [value for value in dims[dim].values if value not in values] for dim, values in allowed.items()}
    of = [{dim: {"values": values}} for dim, values in others.items() if values]
    if of:
        yield {"at_most": 0, "of": of}


def _order(names: tuple[str, ...], fixed: Mapping[str, str], dims: Mapping[str, Dimension]) -> Iterator[Data]:
    """Yield what an order leaves: steps after one that never comes stay out, steps before one that has come must come."""
    steps = {name: [dim for dim in dims.values() if name in (dim.id, dim.issue)] for name in names}
    free = {name: step[0].id not in fixed for name, step in steps.items()}
    come = {name: any(fixed.get(dim.id, dim.values[0]) != dim.values[0] for dim in step) for name, step in steps.items()}
    for open_, run in groupby(names, key=lambda name: free[name]):
        kept = list(run)
        if open_ and len(kept) > 1:
            yield {"order": kept}
    for first, second in pairwise(names):
        if free[second] and not free[first] and not come[first]:
            yield {"at_most": 0, "of": [{dim.id: {"change": True}} for dim in steps[second]]}
        if free[first] and not free[second] and come[second]:
            yield {"never": {dim.id: {"values": [dim.values[0]]} for dim in steps[first]}}


def cut_joint(
    file: CaseFile, data: Data, fixed: Mapping[str, str], dims: Mapping[str, Dimension]
) -> tuple[Data, tuple[str, ...]]:
    """Return the data with what is left of every joint worth, and the paths of those of which nothing is."""
    gone: list[str] = []
    for party, preference in ((id_, one) for id_, one in file.preferences.items() if one.joint):
        joint: Data = data["preferences"][party]["joint"]
        cut = {id_: cut_terms(entry.if_, joint[id_]["if"], fixed, dims) for id_, entry in preference.joint.items()}
        # What always holds now is worth the same in every deal, as the fixed terms are themselves.
        left = {id_: {**joint[id_], "if": terms} for id_, terms in cut.items() if terms}
        data = paths.put(data, ("preferences", party, "joint"), left)
        gone += [f"preferences.{party}.joint.{id_}" for id_ in cut if id_ not in left]
    return data, tuple(gone)


def with_its_scale(file: CaseFile, dims: Mapping[str, Dimension], data: Data) -> Data:
    """Keep a worth of no deal outside 0 to 1, which only joint worths allow, where the last of them has gone: one of 0 stays."""
    for party, preference in file.preferences.items():
        own, span = data.get("preferences", {}).get(party, {}), preference.reservation
        if span is None or 0 <= span.low <= span.high <= 1 or not own.get("weights") or own.get("joint"):
            continue
        first = dims.get(next(iter(own["weights"])))
        if first is not None:
            nothing = {"if": {first.id: {"values": [first.values[0]]}}, "worth": "0"}
            data = paths.put(data, ("preferences", party, "joint"), {"none": nothing})
    return data
