"""The parts of the brief about control and consent: the grid, whose consent is missing, who needs whom."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from winset.analyses.scene import Scene
from winset.arrays.deal_space import NO, YES
from winset.case import ledger
from winset.case.schema import ConsentEntry
from winset.results import Backed, Block, Graph, Note, Table, Text

#: Rows of the grid that leave room for the rest of the page.
MOST_ROWS = 16
_MANY = 6


def few(words: Sequence[str]) -> str:
    """Return words in a row, the first few where they are many."""
    return ", ".join(words) if len(words) <= _MANY else f"{', '.join(words[: _MANY - 1])} and {len(words) - _MANY + 1} more"


def grid(at: Scene) -> list[Block]:
    """Return the issue x party grid: who delivers what, which way the party leans, what is recorded of its consent.

    Of more issues than the page holds, those stand first on which a consent is recorded or a party outside is needed.
    """
    parties = [p for p in range(len(at.space.parties)) if has_part(at, p)]
    rows = []
    shown = list(range(len(at.dims)))
    if len(shown) > MOST_ROWS:
        weighty = [
            any(recorded_words(at, p, d)[0] or _needed(at, p, d) for p in parties if p not in at.space.signers) for d in shown
        ]
        shown = sorted(sorted(shown, key=lambda d: (not weighty[d], d))[:MOST_ROWS])
    for d in shown:
        dim = at.dims[d]
        values = " > ".join(dim.values if len(dim.values) <= 4 else (dim.values[0], "...", dim.values[-1]))
        amount = at.case.file.issues[dim.issue].quantity.amount
        claims = ledger.behind(at.case, f"issues.{dim.issue}.quantity.amount")
        name = Backed(f"{dim.name} ({amount})", claims) if amount else dim.name
        rows.append((name, values.replace("_", " "), *(_cell(at, d, p) for p in parties)))
    table = Table(
        ("issue", "values, status quo first", *(at.party_name(p) for p in parties)),
        tuple(rows),
        "DELIVERS: must act for the term; + wants the last value, - the first (in most draws); then the recorded consent",
    )
    left = len(at.dims) - len(shown)
    return [table, *([Note(f"{left:,} more issues are left out of the grid: winset show {at.case.id}.")] if left else [])]


def has_part(at: Scene, party: int) -> bool:
    """Whether a party signs, delivers something, or has preferences."""
    controls = any(party in group for by_value in at.space.control for groups in by_value for group in groups)
    return controls or party in at.space.signers or bool(at.space.valued[party])


def _cell(at: Scene, dim: int, party: int) -> tuple[object, ...]:
    name, issue = at.space.parties[party], at.dims[dim].issue
    found: list[object] = []
    mine = [v for v, groups in enumerate(at.space.control[dim]) if any(party in group for group in groups)]
    if mine:
        part = "" if len(mine) == at.space.sizes[dim] - 1 else f" ({', '.join(at.space.values[dim][v] for v in mine)})"
        groups = [group for v in mine for group in at.space.control[dim][v] if party in group]
        others = sorted({q for group in groups for q in group if q != party})
        word = "CAN DELIVER" if others and all(len(group) > 1 for group in groups) else "DELIVERS"
        part += f" (or {', '.join(at.party_name(q) for q in others)})" if word == "CAN DELIVER" else ""
        found.append(Backed(word + part.replace("_", " "), ledger.behind(at.case, f"issues.{issue}.delivered_by")))
    if at.space.valued[party]:
        table = at.space.worth[dim][:, party]
        up, down = int((table[:, -1] > table[:, 0]).sum()), int((table[:, -1] < table[:, 0]).sum())
        sign = "+" if up > 0.8 * len(table) else "-" if down > 0.8 * len(table) else "+/-" if up or down else "0"
        found.append(Backed(sign, ledger.supports(at.case, f"preferences.{name}.weights.{at.dims[dim].id}")))
    words, claims = recorded_words(at, party, dim)
    if words:
        found.append(Backed(words, claims))
    return tuple(found)


def recorded_words(at: Scene, party: int, dim: int) -> tuple[str, tuple[str, ...]]:
    """Return what is recorded of a party's consent to an issue, the latest word per value, and the claims behind it."""
    name, dimension = at.space.parties[party], at.dims[dim]
    sheet = at.case.file.consents.get(name, {})
    targets = [target for target in dict.fromkeys((dimension.issue, dimension.id)) if target in sheet]
    latest: dict[str, str] = {}
    for target in targets:
        for entry in in_time(sheet[target], at.case.day()):
            for value in dimension.values[1:]:
                if not entry.values or value in entry.values:
                    latest[value] = entry.state.replace("_", " ")
    by_state: dict[str, list[str]] = {}
    for value, state in latest.items():
        by_state.setdefault(state, []).append(value.replace("_", " "))
    everything = len(latest) == len(dimension.values) - 1 and len(by_state) == 1
    words = [state if everything else f"{state} ({', '.join(values)})" for state, values in by_state.items()]
    claims = tuple(dict.fromkeys(c for target in targets for c in ledger.behind(at.case, f"consents.{name}.{target}")))
    return ", ".join(words), claims


def in_time(entries: tuple[ConsentEntry, ...], day: dt.date | None) -> list[ConsentEntry]:
    """Return the entries that have begun by `day`, the latest last; undated ones come first."""
    begun = [e for e in entries if day is None or e.since is None or e.since.begun_by(day)]
    return sorted(begun, key=lambda e: e.since.earliest.toordinal() if e.since and e.since.earliest else 0)


def _needed(at: Scene, party: int, dim: int) -> list[int]:
    """Return the values of an issue that nobody at the table can deliver instead of a party outside."""
    inside = set(at.space.signers)
    return [
        v
        for v, groups in enumerate(at.space.control[dim])
        if any(party in group and not (set(group) & inside) for group in groups)
    ]


def outside(at: Scene) -> list[int]:
    """Return the parties that do not sign but of which some term needs one: no signatory can deliver it instead."""
    return [
        p
        for p in range(len(at.space.parties))
        if p not in at.space.signers and any(_needed(at, p, d) for d in range(len(at.dims)))
    ]


def missing(at: Scene) -> list[Block]:
    """Return whose consent no record gives, for which terms, and what is recorded instead."""
    rows: list[tuple[object, ...]] = []
    for p in [*outside(at), *at.space.signers]:
        signs = p in at.space.signers
        for d, dim in enumerate(at.dims):
            mine = [v for v, groups in enumerate(at.space.control[d]) if any(p in group for group in groups)]
            values = mine if signs else _needed(at, p, d)
            if not values or all(at.space.recorded[p][d][v] == YES for v in values):
                continue
            if signs and not any(at.space.recorded[p][d][v] == NO for v in values):
                continue
            words, claims = recorded_words(at, p, d)
            groups = [g for v in values for g in at.space.control[d][v] if p in g and len(g) > 1]
            others = sorted({at.party_name(q) for g in groups for q in g if q != p})
            name = f"{at.party_name(p)} (or {', '.join(others)})" if others else at.party_name(p)
            rows.append((name, dim.name, Backed(words or "no word", claims)))
    rows = [*(rows if len(rows) <= MOST_ROWS // 2 else _together(rows)), *_advice(at)]
    signers = " and ".join(at.party_name(p) for p in at.space.signers)
    bodies = [f"{b.name} ({b.rule.kind.replace('_', ' ')}) ratifies for {at.party_name(b.party)}" for b in at.bodies]
    blocks: list[Block] = [Table(("party", "for", "recorded"), tuple(rows))] if rows else [Text("No consent is missing.")]
    line = f"Signs: {signers}." + (f" {'; '.join(bodies)}." if bodies else "")
    wants = _demands(at)
    return [*blocks, Text(line + (f" Wanted, but in other hands: {wants}." if wants else ""))]


def _together(rows: list[tuple[object, ...]]) -> list[tuple[object, ...]]:
    """Return one row for each party and word on record, with its issues."""
    found: dict[tuple[object, object], tuple[list[str], dict[str, None]]] = {}
    for party, issue, said in rows:
        assert isinstance(said, Backed)
        issues, claims = found.setdefault((party, said.value), ([], {}))
        issues.append(str(issue))
        claims.update(dict.fromkeys(said.claims))
    return [(party, few(issues), Backed(words, tuple(claims))) for (party, words), (issues, claims) in found.items()]


def _advice(at: Scene) -> list[tuple[object, ...]]:
    """Return advice against a channel: no term needs it, but it stands."""
    rows: list[tuple[object, ...]] = []
    for name, sheet in at.case.file.consents.items():
        for target, entries in sheet.items():
            told = in_time(entries, at.case.day())
            if target in at.case.file.channels and told and told[-1].state in ("advised_against", "withheld", "vetoed"):
                state = told[-1].state.replace("_", " ") + " (advice on talking; no term needs it)"
                claims = ledger.behind(at.case, f"consents.{name}.{target}")
                rows.append((at.case.name_of(name), at.case.name_of(target), Backed(state, claims)))
    return rows


def _demands(at: Scene) -> str:
    """Return what signatories want (in most draws) that only parties outside can deliver: demand against control."""
    found: dict[tuple[int, str], list[str]] = {}
    for p in at.space.signers:
        for d, dim in enumerate(at.dims):
            table = at.space.worth[d][:, p]
            out = [q for q in outside(at) if _needed(at, q, d)]
            if out and at.space.valued[p] and 2 * int((table[:, -1] > table[:, 0]).sum()) > len(table):
                found.setdefault((p, " and ".join(at.party_name(q) for q in out)), []).append(dim.id.replace("_", " "))
    return "; ".join(f"{at.party_name(p)} wants {few(names)} ({who} delivers; ASSUMED)" for (p, who), names in found.items())


def needs_graph(at: Scene) -> Graph:
    """Return who needs whom: an edge from each signatory to every party that must deliver what it cannot deliver itself."""
    parties = [p for p in range(len(at.space.parties)) if has_part(at, p)]
    nodes = tuple((at.space.parties[p], at.party_name(p), "signs" if p in at.space.signers else "outside") for p in parties)
    edges = []
    for q in parties:
        for p in at.space.signers:
            terms = [
                at.dims[d].id
                for d, by_value in enumerate(at.space.control)
                if any(q in group and p not in group for groups in by_value for group in groups)
            ]
            if p != q and terms:
                edges.append((at.space.parties[p], at.space.parties[q], few(terms).replace("_", " ")))
    return Graph(nodes, tuple(edges), "An arrow: needs the other for these terms; dashed: does not sign")
