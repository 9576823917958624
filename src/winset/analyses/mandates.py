"""What a deal asks of envoys beyond their mandate: terms out of scope or over a limit, and who must then say yes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from winset.case.case import Case
from winset.case.dimensions import term_values


@dataclass(frozen=True)
class Beyond:
    """One thing an envoy may not agree to: the person, its party, what it is, and whose word it needs."""

    person: str
    party: str
    what: str
    needs: tuple[str, ...]


def beyond_mandates(case: Case, deal: Mapping[str, str]) -> list[Beyond]:
    """Return what `deal` (dimension to value) asks beyond each person's mandate.

    A term out of scope needs the principal of the person's party and everybody who must deliver the term (F10: an envoy whose
    scope does not hold the prisoners needs the principal and whoever holds them).
    """
    dims = case.dimensions()
    found = []
    for holder, mandate in case.file.mandates.items():
        person = case.file.people.get(holder)
        if person is None:
            continue
        principals = tuple(
            id_ for id_, other in case.file.people.items() if other.for_ == person.for_ and other.rank == "principal"
        ) or (person.for_,)
        limits = term_values(dims, mandate.limits)
        for name, value in deal.items():
            dim = dims[name]
            if value == dim.values[0]:
                continue
            deliverers = tuple(dict.fromkeys(p for group in dim.groups(value) for p in group if p != person.for_))
            if mandate.scope and name not in mandate.scope and dim.issue not in mandate.scope:
                found.append(Beyond(holder, person.for_, f"{name}={value}: out of scope", (*principals, *deliverers)))
            elif name in limits and value not in limits[name]:
                found.append(Beyond(holder, person.for_, f"{name}={value}: over the limit", principals))
        for id_, line in mandate.red_lines.items():
            forbidden = term_values(dims, line.forbids)
            if line.enforced and forbidden and all(deal[name] in values for name, values in forbidden.items()):
                found.append(Beyond(holder, person.for_, f"red line {id_} ({line.kind})", principals))
        if mandate.consult and any(value != dims[name].values[0] for name, value in deal.items()):
            found.append(Beyond(holder, person.for_, "must consult first", mandate.consult))
    return found
