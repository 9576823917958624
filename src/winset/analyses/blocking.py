"""`blockers`: who can block a deal or some terms, why, what is recorded of their consent, and the claim behind it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from winset.analyses.linked import linked
from winset.analyses.mandates import beyond_mandates
from winset.analyses.ratifying import ratified, ratifying_alone, unlinked
from winset.analyses.scene import Scene, result, scene_of
from winset.analyses.winsets import tally_of
from winset.arrays.deal_space import DEFAULT_DRAWS, DEFAULT_SEED, Ints, deal_space, in_force
from winset.arrays.ratification import Body
from winset.case.case import Case
from winset.case.dimensions import term_values
from winset.case.ledger import behind
from winset.case.parts import TermSpec
from winset.deals.consent import clauses, minimal_blocking_sets
from winset.deals.space import changes, deal_at, deal_values
from winset.errors import BadRequest, UnknownName
from winset.results import Block, Heading, Note, Result, Table, Text
from winset.values import Share

METHOD = (
    "who can block: every party whose consent is needed because it signs, must deliver, or votes in a ratifying body; 'would "
    "refuse' says in which draws it would not give it, or that it has said so; opposing is not blocking. Minimal blocking sets: "
    "smallest groups of parties that can stop it by refusing together"
)


@dataclass(frozen=True)
class Blocker:
    """One party (or ratifying body) that can block.

    Parameters
    ----------
    id : str
        Party or ratification id.
    reasons : tuple of str
        ``signs``, ``delivers ISSUE``, ``ratifies``; with ``or`` where anybody of a group is enough.
    recorded : tuple of str
        Recorded consent per term, for instance ``prisoners: withheld``.
    claims : tuple of str
        Claims behind control and consent.
    refuses : Share or None
        Share of draws in which it would refuse; None where nothing is known.
    """

    id: str
    reasons: tuple[str, ...]
    recorded: tuple[str, ...]
    claims: tuple[str, ...]
    refuses: Share | None


def blockers(
    case: Case,
    deal: Mapping[str, str] | None = None,
    terms: Mapping[str, str] | None = None,
    *,
    draws: int = DEFAULT_DRAWS,
    seed: int = DEFAULT_SEED,
    **named: str,
) -> Result:
    """Return who can block a deal, or some terms whatever else is agreed, with the reason, the record and the claim for each.

    Parameters
    ----------
    case : Case
        The case.
    deal : mapping, optional
        A whole deal, issue to value; issues left out stay at the status quo. Its signatories count.
    terms : mapping, optional
        Instead of a deal: terms, issue to value (``changed`` for any value but the status quo). Only those who must deliver
        or ratify these terms count, because signatories can refuse anything.
    draws, seed : int
        Draws of the preferences, and their seed.
    **named : str
        The same terms as keywords.

    Raises
    ------
    UnknownName, BadRequest
        For an issue or value that does not exist, or if neither or both of deal and terms are given.

    References
    ----------
    Putnam (1988); Tsebelis (2002), Veto Players, on individual and collective veto players.

    Examples
    --------
    >>> import winset
    >>> case = winset.load("doha2025").stage(1)
    >>> [row["party"] for row in winset.blockers(case, prisoners="some").rows()]
    ['israel']
    """
    wanted = {**(terms or {}), **named}
    if bool(wanted) == (deal is not None):
        raise BadRequest("name either a deal or some terms, for instance blockers(case, prisoners='some')")
    if deal is not None:
        return _of_deal(scene_of(case, [deal_values(deal_space(case, 0), deal)], draws, seed))
    return _of_terms(scene_of(case, [], draws, seed), wanted)


def _of_deal(at: Scene) -> Result:
    position = 0
    counts = tally_of(at, position)
    found = deal_blockers(at, counts.refuses[:, 0], counts.draws, position)
    sets = minimal_blocking_sets([clauses(at.space, at.need, position, at.bodies)])
    named = [_group_names(at, group) for group in sets]
    forbidden = not at.rules[position]
    ratifying = at.ratify(position)
    blocks: list[Block] = [_table(found), _sets_table(named), *_ratification(at, ratifying), *_mandates(at, position)]
    text = changes(at.space, position)
    answer = _words(sets, at, f"the deal {text}")
    if forbidden:
        answer = f"The rules of the case do not allow the deal {text}. " + answer
    inside = Share(int(counts.inside[0]), counts.draws, at.space.ranged)
    blocks.append(Text(f"In the win-set of the case: {inside}."))
    value = {"blockers": [b.id for b in found], "minimal_sets": [list(s) for s in named], "deal": text}
    return result(at.case, f"blockers of {text}", answer, METHOD, blocks, value=value, at=at, draws=counts.draws)


def _of_terms(at: Scene, terms: Mapping[str, str]) -> Result:
    wanted = parsed_terms(at, terms)
    found = term_blockers(at, wanted)
    more = linked(at, wanted)
    families = more.families if more else unlinked(at, wanted)
    sets = minimal_blocking_sets(families)
    named = [_group_names(at, group) for group in sets]
    if more:
        found = _with_linked(at, found, {p for group in sets for p in group}, more.reasons)
    text = ", ".join(
        f"{at.space.dims[dim]}={'|'.join(at.space.values[dim][v] for v in values)}" for dim, values in wanted.items()
    )
    answer = (
        _named_alone(sets, at, text, found)
        if more is None or more.families
        else f"The rules of the case allow no deal with {text}."
    )
    ratifying = [body for body in at.bodies if ratified(at, body, [(dim, v) for dim, values in wanted.items() for v in values])]
    blocks: list[Block] = [_table(found, alone=True), _sets_table(named), *_ratification(at, ratifying)]
    if more is None:
        blocks.append(
            Note("the rules link too many issues to be followed here: others may be needed for what they add to these terms")
        )
    value = {"blockers": [b.id for b in found], "minimal_sets": [list(s) for s in named], "terms": text}
    return result(at.case, f"blockers of {text}", answer, METHOD, blocks, value=value, at=at)


def _named_alone(sets: tuple[frozenset[int], ...], at: Scene, what: str, found: list[Blocker]) -> str:
    """Return the answer in words, with the bodies that are no parties and whose yes is needed as well."""
    organs = [at.case.name_of(b.id) for b in found if b.id not in at.space.parties and b.id != "unknown"]
    if not organs:
        return _words(sets, at, what)
    more = f"{_and(organs)} must ratify {what}" + (", and so can block it." if not sets else " as well.")
    return f"{_words(sets, at, what)} {more}" if sets else more


def _with_linked(at: Scene, found: list[Blocker], blocking: set[int], reasons: Mapping[int, str]) -> list[Blocker]:
    """Add those whom the rules make indispensable for the terms, although they deliver none of them."""
    known = {b.id for b in found}
    more = []
    for p in sorted(blocking):
        if p < 0 or at.space.parties[p] in known:
            continue
        issues = reasons[p]
        dims = [i for i, dim in enumerate(at.dims) if dim.id in issues.replace(" or ", ", ").split(", ")]
        terms = [(d, v) for d in dims for v, groups in enumerate(at.space.control[d]) if any(p in g for g in groups)]
        words = f"delivers {issues}, which the rules require" if issues else "votes on what the rules require"
        more.append(Blocker(at.space.parties[p], (words,), _records(at, p, terms), _claims(at, p, terms), None))
    return [*found, *more]


def _group_names(at: Scene, group: frozenset[int]) -> tuple[str, ...]:
    return tuple(at.space.parties[p] if p >= 0 else "nobody knows who" for p in sorted(group))


def parsed_terms(at: Scene, terms: Mapping[str, str]) -> dict[int, tuple[int, ...]]:
    """Return terms as positions, dimension to the values meant; the status quo is left out of ``changed`` and ``a|b``."""
    dims = {dim.id: dim for dim in at.dims}
    index = {dim.id: i for i, dim in enumerate(at.dims)}
    found: dict[int, tuple[int, ...]] = {}
    for name, text in terms.items():
        if name not in dims and not any(dim.startswith(name + ".") for dim in dims):
            raise UnknownName("issue", name, dims)
        spec = TermSpec(change=True) if text in ("changed", "any") else TermSpec(values=tuple(str(text).split("|")))
        try:
            values = term_values(dims, {name: spec})
        except ValueError as error:
            raise BadRequest(str(error)) from None
        for dim, chosen in values.items():
            positions = sorted({dims[dim].values.index(v) for v in chosen})
            found[index[dim]] = tuple(p for p in positions if p or positions == [0])
        if not any(found[index[dim]] != (0,) for dim in values):
            raise BadRequest(f"{name}={text} is the status quo, which nobody has to deliver; name another value of it")
    return found


def deal_blockers(at: Scene, refusals: Ints, draws: int, position: int) -> list[Blocker]:
    """Return everybody whose consent a deal needs, with the reasons; `refusals` counts the draws in which each party says no."""
    deal = _positions(at, position)
    by_party: dict[int, list[str]] = {p: ["signs"] for p in at.space.signers}
    touched: dict[int, list[tuple[int, int]]] = {p: [(d, v) for d, v in deal.items() if v] for p in at.space.signers}
    for dim, value in deal.items():
        for group in at.space.control[dim][value]:
            for party in group:
                others = [at.party_name(p) for p in group if p != party]
                by_party.setdefault(party, []).append(_delivers(at, dim, others))
                touched.setdefault(party, []).append((dim, value))
    for body in at.ratify(position):
        _add_voters(body, by_party, touched, list(deal.items()))
    found = []
    for party, reasons in by_party.items():
        if party < 0:
            found.append(Blocker("unknown", tuple(reasons), (), _control_claims(at, touched[party]), None))
            continue
        refuses = Share(int(refusals[party]), draws, at.space.ranged)
        known = bool(at.space.valued[party]) or at.giving[party, position] >= 0
        found.append(
            Blocker(
                at.space.parties[party],
                tuple(dict.fromkeys(reasons)),
                _records(at, party, touched[party]),
                _claims(at, party, touched[party]),
                refuses if known else None,
            )
        )
    return found


def term_blockers(at: Scene, wanted: Mapping[int, tuple[int, ...]]) -> list[Blocker]:
    """Return everybody who must deliver or ratify terms; the share is of draws in which the party alone loses by them."""
    by_party: dict[int, list[str]] = {}
    touched: dict[int, list[tuple[int, int]]] = {}
    for dim, values in wanted.items():
        for value in values:
            for group in at.space.control[dim][value]:
                for party in group:
                    others = [at.party_name(p) for p in group if p != party]
                    by_party.setdefault(party, []).append(_delivers(at, dim, others))
                    touched.setdefault(party, []).append((dim, value))
    for body in at.bodies:
        terms = [(dim, value) for dim, values in wanted.items() for value in values]
        if ratified(at, body, terms):
            _add_voters(body, by_party, touched, [(dim, value) for dim, value in terms if value and dim in body.covers])
    organs = [body for body in ratifying_alone(at, wanted) if body.party not in by_party]
    found = [
        Blocker(body.id, (f"ratifies for {at.space.parties[body.party]}",), (), behind(at.case, f"ratifications.{body.id}"), None)
        for body in organs
    ]
    for party, reasons in sorted(by_party.items()):
        if party < 0:
            found.append(Blocker("unknown", tuple(dict.fromkeys(reasons)), (), _control_claims(at, touched[party]), None))
            continue
        found.append(
            Blocker(
                at.space.parties[party],
                tuple(dict.fromkeys(reasons)),
                _records(at, party, touched[party]),
                _claims(at, party, touched[party]),
                _loses(at, party, touched[party]),
            )
        )
    return found


def _add_voters(
    body: Body, by_party: dict[int, list[str]], touched: dict[int, list[tuple[int, int]]], terms: list[tuple[int, int]]
) -> None:
    """Add the parties that vote in `body`; a body whose voters are no parties is an organ of the party it ratifies for."""
    for ballot in body.ballots:
        if ballot.party is not None:
            by_party.setdefault(ballot.party, []).append(f"votes in {body.id}")
            touched.setdefault(ballot.party, []).extend(terms)


def _loses(at: Scene, party: int, terms: list[tuple[int, int]]) -> Share | None:
    states = [at.space.recorded[party][d][v] for d, v in terms]
    if any(state == 0 for state in states):
        return Share(at.space.draws, at.space.draws, at.space.ranged)
    if all(state == 2 for state in states):
        return Share(0, at.space.draws, at.space.ranged)
    if not at.space.valued[party]:
        return None
    worst = np.zeros(at.space.draws, bool)
    for dim, value in terms:
        worst |= at.space.worth[dim][:, party, value] < at.space.worth[dim][:, party, 0]
    return Share(int(worst.sum()), at.space.draws, at.space.ranged)


def _delivers(at: Scene, dim: int, others: list[str]) -> str:
    text = f"delivers {at.space.dims[dim]}"
    return f"{text} (or {', '.join(others)})" if others else text


def _positions(at: Scene, position: int) -> dict[int, int]:
    return {dim: at.space.values[dim].index(value) for dim, value in enumerate(deal_at(at.space, position).values())}


def _records(at: Scene, party: int, terms: list[tuple[int, int]]) -> tuple[str, ...]:
    sheet = at.case.file.consents.get(at.space.parties[party], {})
    found = []
    for dim, value in terms:
        for target in {at.dims[dim].id, at.dims[dim].issue}:
            for entry in sheet.get(target, ()):
                if in_force(at.case, entry) and (not entry.values or at.space.values[dim][value] in entry.values):
                    found.append(f"{target}: {entry.state.replace('_', ' ')}")
    return tuple(dict.fromkeys(found))


def _claims(at: Scene, party: int, terms: list[tuple[int, int]]) -> tuple[str, ...]:
    name = at.space.parties[party]
    sheet = at.case.file.consents.get(name, {})
    found: list[str] = []
    for dim, _ in terms:
        for target in dict.fromkeys((at.dims[dim].issue, at.dims[dim].id)):
            if target in sheet:
                found += behind(at.case, f"consents.{name}.{target}")
    delivering = [(d, v) for d, v in terms if any(party in group for group in at.space.control[d][v])]
    return tuple(dict.fromkeys([*found, *_control_claims(at, delivering)]))


def _control_claims(at: Scene, terms: list[tuple[int, int]]) -> tuple[str, ...]:
    issues = dict.fromkeys(at.dims[d].issue for d, _ in terms)
    return tuple(dict.fromkeys(c for issue in issues for c in behind(at.case, f"issues.{issue}.delivered_by")))


def _words(sets: tuple[frozenset[int], ...], at: Scene, what: str) -> str:
    if not sets:
        return f"Nobody's consent is needed for {what}."
    alone = [at.party_name(p) for group in sets if len(group) == 1 for p in group]
    groups = [_and([at.party_name(p) for p in sorted(group)]) for group in sets if len(group) > 1]
    together = "; ".join(groups)
    if not alone:
        return f"{together} can block {what} only together."
    words = f"{_and(alone)} can{' each' if len(alone) > 1 else ''} block {what}"
    return f"{words}; {together} only together." if together else f"{words}."


def _and(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _table(found: list[Blocker], alone: bool = False) -> Table:
    return Table(
        ("party", "because it", "recorded consent", "would refuse it alone" if alone else "would refuse", "claims"),
        tuple(
            (
                b.id,
                b.reasons,
                b.recorded or "none",
                b.refuses if b.refuses is not None else "unknown",
                b.claims or "ASSUMED",
            )
            for b in found
        ),
        "Who can block",
    )


def _sets_table(sets: list[tuple[str, ...]]) -> Table:
    return Table(("minimal blocking set",), tuple((group,) for group in sets), "Smallest groups that can block together")


def _ratification(at: Scene, bodies: list[Body]) -> list[Block]:
    rows = []
    for body in bodies:
        claims = behind(at.case, f"ratifications.{body.id}") or "ASSUMED"
        open_votes = sum(ballot.vote == "unknown" and ballot.party is None for ballot in body.ballots)
        rows.append((body.id, at.party_name(body.party), body.rule.kind.replace("_", " "), open_votes, _stoppers(body), claims))
    columns = ("body", "ratifies for", "rule", "votes unknown", "voters who can stop it together", "claims")
    return [Table(columns, tuple(rows), "Ratification")] if rows else []


def _stoppers(body: Body, most: int = 6) -> str:
    found = body.stoppers(most)
    if found is None:
        return "many"
    groups, count = found
    shown = "; ".join(" + ".join(sorted(group)) for group in groups)
    return (f"{shown} and {count - most:,} more" if count > most else shown) or "-"


def _mandates(at: Scene, position: int) -> list[Block]:
    rows = beyond_mandates(at.case, {at.dims[d].id: at.space.values[d][v] for d, v in _positions(at, position).items()})
    if not rows:
        return []
    table = Table(
        ("person", "for", "outside the mandate", "needs"),
        tuple((r.person, r.party, r.what, r.needs) for r in rows),
        "Beyond what an envoy may agree to",
    )
    return [Heading("Mandates"), table]
