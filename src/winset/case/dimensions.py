"""Issues as the dimensions of a deal: named items become dimensions of their own, terms become sets of values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from winset.case.parts import TermSpec
from winset.case.schema import CaseFile, Issue
from winset.errors import did_you_mean, quoted
from winset.values import Range

MAX_VALUES = 100_000
# Plain values of a contingent issue; every two of them make one more.
MAX_SIDES = 30
Groups = tuple[tuple[str, ...], ...]
# Reserved in `delivered_by`: nobody knows who must deliver the term.
UNKNOWN = "unknown"


@dataclass(frozen=True)
class Dimension:
    """One issue of the deal space, or one named item of an issue.

    Parameters
    ----------
    id : str
        ``issue`` or ``issue.item``.
    name : str
        For people.
    values : tuple of str
        Value ids, the status quo first.
    labels : mapping
        Value id to name, where there is one.
    stage : str
        Stage the issue belongs to.
    delivery : mapping
        Value id to groups of parties: every group is needed, anybody inside one is enough.
    pairs : mapping
        Of a contingent issue, the value ids that depend on its event: the value if it happens, and the value if not.
    chances : mapping
        Party id to the probability that it gives the event.
    """

    id: str
    name: str
    values: tuple[str, ...]
    labels: Mapping[str, str]
    stage: str
    delivery: Mapping[str, Groups]
    pairs: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    chances: Mapping[str, Range] = field(default_factory=dict)

    @property
    def plain(self) -> tuple[str, ...]:
        """The values that depend on no event, the status quo first."""
        return tuple(value for value in self.values if value not in self.pairs)

    @property
    def issue(self) -> str:
        """The id of the issue, without the item."""
        return self.id.partition(".")[0]

    def groups(self, value: str) -> Groups:
        """Return who must deliver `value`; nobody for the status quo."""
        if value == self.values[0]:
            return ()
        if value in self.pairs:
            # Whoever must deliver either side must promise it.
            return tuple(dict.fromkeys(group for side in self.pairs[value] for group in self.groups(side)))
        return self.delivery.get(value, self.delivery.get("*", ()))

    def label(self, value: str) -> str:
        """Return the name of `value`."""
        return self.labels.get(value, value.replace("_", " "))


def dimensions(file: CaseFile) -> dict[str, Dimension]:
    """Return the dimensions of the deal space by id, in the order of the file."""
    return {dim.id: dim for id_, issue in file.issues.items() for dim in _of_issue(id_, issue)}


def _of_issue(id_: str, issue: Issue) -> Iterator[Dimension]:
    delivery = issue.delivered_by.groups
    if issue.items:
        for item_id, item in issue.items.items():
            # An issue with too many values is a slip of its own (`sense`); here it must only not fill the memory.
            counts = range(min(item.count, MAX_VALUES) + 1)
            values = ("out", "in") if item.count == 1 else tuple(str(n) for n in counts)
            whole = {value: delivery[item_id] for value in values if item_id in delivery}
            yield Dimension(f"{id_}.{item_id}", item.name, values, {}, issue.stage, {**delivery, **whole})
        return
    values = issue.values
    if issue.numbers:
        span = issue.numbers
        step = (abs(span.step) or 1) * (1 if span.to >= span.from_ else -1)
        values = tuple(str(n) for n in range(span.from_, span.to + (1 if step > 0 else -1), step)[:MAX_VALUES])
    if issue.contingent is None:
        yield Dimension(id_, issue.name, values, issue.labels, issue.stage, delivery)
        return
    # Too many values are a slip of its own; here they must only not fill the memory.
    sides = values[:MAX_SIDES]
    pairs = {f"{a}_else_{b}": (a, b) for a in sides for b in sides if a != b}
    label = {value: issue.labels.get(value, value.replace("_", " ")) for value in values}
    labels = {value: f"{label[a]} if {issue.contingent.event}, otherwise {label[b]}" for value, (a, b) in pairs.items()}
    # The last value stays the far end, as for every other issue.
    yield Dimension(
        id_,
        issue.name,
        (*values[:1], *pairs, *values[1:]),
        {**issue.labels, **labels},
        issue.stage,
        delivery,
        pairs,
        issue.contingent.probability,
    )


def term_values(dims: Mapping[str, Dimension], terms: Mapping[str, TermSpec], either: bool = False) -> dict[str, tuple[str, ...]]:
    """Return the values that `terms` allows, per dimension it speaks of.

    A contingent value is among them if both its sides are, or, with `either`, if one of them is: a term that must be so has to be
    so whatever happens, and one that must not be has to be ruled out whatever happens.

    Raises
    ------
    ValueError
        With a line for each value that does not exist of the first issue that has one, or for the issue that does not exist.
    """
    found: dict[str, tuple[str, ...]] = {}
    for name, spec in terms.items():
        items = {dim_id: dim for dim_id, dim in dims.items() if dim_id.startswith(name + ".")}
        if name in dims:
            allowed = _values_of(dims[name], spec)
            test = any if either else all
            pairs = dims[name].pairs
            found[name] = tuple(
                v for v in dims[name].values if v in allowed or (v in pairs and test(side in allowed for side in pairs[v]))
            )
        elif items:
            found.update(_items_of(name, items, spec))
        else:
            raise ValueError(f"no issue called {quoted(name)}.{did_you_mean(name, dims)}")
    return found


def _values_of(dim: Dimension, spec: TermSpec) -> tuple[str, ...]:
    unknown = [value for value in spec.values if value not in dim.values]
    if unknown:
        told = (f"issue {dim.id} has no value {quoted(value)}.{did_you_mean(value, dim.values)}" for value in unknown)
        raise ValueError("\n".join(told))
    allowed = dim.values
    if spec.values:
        allowed = tuple(value for value in allowed if value in spec.values)
    if spec.change:
        allowed = tuple(value for value in allowed if value != dim.values[0])
    if spec.min is not None or spec.max is not None:
        allowed = tuple(value for value in allowed if value not in dim.pairs)
        if not all(value.lstrip("-").isdigit() for value in dim.plain):
            raise ValueError(f"issue {dim.id} has no numbers, so min and max mean nothing")
        low, high = spec.min, spec.max
        if low is not None and high is not None and low > high:
            raise ValueError(f"min {low} is more than max {high}")
        allowed = tuple(v for v in allowed if (low is None or int(v) >= low) and (high is None or int(v) <= high))
        if not allowed:
            asked = " and ".join(f"{word} {end}" for word, end in (("from", low), ("up to", high)) if end is not None)
            raise ValueError(f"issue {dim.id} has no value {asked}; it runs from {dim.values[0]} to {dim.values[-1]}")
    return allowed


def _items_of(name: str, items: Mapping[str, Dimension], spec: TermSpec) -> dict[str, tuple[str, ...]]:
    if spec.change or spec.min is not None or spec.max is not None:
        raise ValueError(f"issue {name} has named items; name them, for instance {next(iter(items))}: in")
    unknown = [value for value in spec.values if f"{name}.{value}" not in items and value != "none"]
    if unknown:
        known = [dim_id.partition(".")[2] for dim_id in items]
        raise ValueError("\n".join(f"issue {name} has no item {quoted(value)}.{did_you_mean(value, known)}" for value in unknown))
    return {
        dim_id: (dim.values[-1],) if dim_id.partition(".")[2] in spec.values else (dim.values[0],)
        for dim_id, dim in items.items()
    }
