"""Which source of a case a text means, and the record of one the case does not have yet."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from winset.case.case import Case
from winset.intake.sources import SourceName


def free_id(name: str, taken: Any) -> str:
    """Return an id made of the name that is not among those taken.

    Examples
    --------
    >>> free_id("Two sources", {"two_sources"})
    'two_sources_2'
    """
    plain = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")[:40].strip("_") or "source"
    found, number = plain, 2
    while found in taken:
        found, number = f"{plain}_{number}", number + 1
    return found


@dataclass(frozen=True)
class Sources:
    """Finds the source of the case that a text means, and collects those it does not have.

    Parameters
    ----------
    case : Case
        The case.
    document : str
        Id of the document that is read: "two sources" of another one may be two other people.
    new : dict
        Sources that were met and the case does not have; filled by `id_of`.
    """

    case: Case
    document: str
    new: dict[str, dict[str, Any]] = field(default_factory=dict)

    def id_of(self, source: SourceName) -> str:
        """Return the id of the source; a new one where the case has none by that name."""
        name = _flat(source.refers_to if source.kind == "pronoun" else source.text)
        people = {_flat(n): id_ for id_, p in self.case.file.people.items() for n in (p.name, *p.aliases) if n}
        for id_, known in self.case.file.sources.items():
            # "President Donald Trump" and "Trump" are Donald Trump.
            own = _flat(known.name)
            titled = not known.anonymous and " " in own and name.endswith(" " + own)
            same = own == name or titled or (known.kind in ("person", "official") and own.split()[-1:] == [name])
            # "Two sources" of another report may be two other people.
            if same and (not known.anonymous or self._quoted_here(id_)):
                return id_
            if id_ == next((p for n, p in people.items() if n == name or (" " in n and name.endswith(" " + n))), None):
                return id_
        if source.kind == "pronoun" and not source.refers_to:
            return ""
        shown = " ".join((source.refers_to if source.kind == "pronoun" else source.text).split())
        for id_, other in self.new.items():
            if _flat(other["name"]) == name:
                return id_
        kind = {"outlet": "outlet", "document": "document", "named": "person"}.get(source.kind, "other")
        record: dict[str, Any] = {"name": shown[:1].upper() + shown[1:], "kind": kind}
        if source.kind == "unnamed":
            record["anonymous"] = "yes"
            if source.most == source.least:
                record["count"] = source.least
        taken = {**self.case.file.sources, **self.new}
        id_ = free_id(name, taken)
        self.new[id_] = record
        return id_

    def _quoted_here(self, id_: str) -> bool:
        return any(c.document == self.document and (c.by == id_ or id_ in c.via) for c in self.case.file.claims.values())


def _flat(name: str) -> str:
    low = " ".join(re.findall(r"[\w'’-]+", name.lower()))
    return re.sub(r"^(?:the|a|an)\s", "", low)
