"""Deals, consent and solutions by their definitions: plain Python on the case file's own words, fractions, no arrays.

Everything here lists every deal, tries every way an open question could come out, and compares everybody with everybody.
Slow on purpose: it is what the fast code is held against.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain, combinations, product
from typing import Any

Deal = tuple[str, ...]
SOMEBODY = "unknown"


@dataclass(frozen=True)
class Dim:
    """A dimension of the deal space: its id, the issue it belongs to, its values (status quo first), who delivers each."""

    id: str
    issue: str
    values: tuple[str, ...]
    groups: Mapping[str, tuple[tuple[str, ...], ...]]


def groups_of(written: Any) -> tuple[tuple[str, ...], ...]:
    """A name: that party; a list: all of its entries; any_of: one of them is enough; nobody: no group."""
    if written is None or written == "nobody":
        return ()
    if isinstance(written, str):
        return ((written,),)
    if isinstance(written, dict):
        return (tuple(written["any_of"]),)
    return tuple(chain.from_iterable(groups_of(entry) for entry in written))


def dims_of(case: Mapping[str, Any]) -> list[Dim]:
    found = []
    for issue, record in case["issues"].items():
        delivered = record.get("delivered_by")
        per_value = isinstance(delivered, dict) and "any_of" not in delivered
        if "items" in record:
            for item, content in record["items"].items():
                count = content["count"] if isinstance(content, dict) else 1
                values = ("out", "in") if count == 1 else tuple(str(n) for n in range(count + 1))
                mine = delivered.get(item) if per_value else delivered
                found.append(Dim(f"{issue}.{item}", issue, values, {v: groups_of(mine) for v in values[1:]}))
        else:
            values = record["values"]
            if isinstance(values, dict):
                low, high, step = values["from"], values["to"], values["step"]
                values = (
                    [str(n) for n in range(low, high + 1, step)] if low < high else [str(n) for n in range(low, high - 1, -step)]
                )
            by_value = {v: groups_of(delivered.get(v) if per_value else delivered) for v in values[1:]}
            found.append(Dim(issue, issue, tuple(values), by_value))
    return found


def all_deals(dims: Sequence[Dim]) -> list[Deal]:
    """Every deal, in Cartesian order, the last dimension fastest."""
    return list(product(*(dim.values for dim in dims)))


def contains(dims: Sequence[Dim], deal: Deal, terms: Mapping[str, Any]) -> bool:
    """Whether the deal contains all of the terms as the case file writes them."""
    value = {dim.id: v for dim, v in zip(dims, deal, strict=True)}
    values = {dim.id: dim.values for dim in dims}
    for name, wanted in terms.items():
        if name in value:
            if wanted == "changed":
                good = value[name] != values[name][0]
            elif isinstance(wanted, dict):
                number = int(value[name])
                good = wanted.get("min", number) <= number <= wanted.get("max", number)
            elif isinstance(wanted, list):
                good = value[name] in wanted
            else:
                good = value[name] == wanted
        else:
            # Of an issue with items: exactly the items named are in, fully.
            named = [wanted] if isinstance(wanted, str) else wanted
            items = [dim for dim in dims if dim.issue == name]
            good = all(value[d.id] == (d.values[-1] if d.id.partition(".")[2] in named else d.values[0]) for d in items)
        if not good:
            return False
    return True


def taken(dims: Sequence[Dim], deal: Deal, issue: str) -> bool:
    return any(v != dim.values[0] for dim, v in zip(dims, deal, strict=True) if issue in (dim.issue, dim.id))


def is_allowed(case: Mapping[str, Any], dims: Sequence[Dim], deal: Deal) -> bool:
    for rule in case.get("rules", {}).values():
        if rule.get("on") == "no":
            continue
        if "if" in rule:
            good = contains(dims, deal, rule["then"]) if contains(dims, deal, rule["if"]) else True
        elif "never" in rule:
            good = not contains(dims, deal, rule["never"])
        elif "at_most" in rule:
            good = sum(contains(dims, deal, terms) for terms in rule["of"]) <= rule["at_most"]
        else:
            # Whatever has come, everything before it in the order has come too.
            order = rule["order"]
            good = all(taken(dims, deal, order[i]) for j in range(len(order)) for i in range(j) if taken(dims, deal, order[j]))
        if not good:
            return False
    return True


def signers(case: Mapping[str, Any]) -> list[str]:
    if "signed_by" in case:
        return list(case["signed_by"])
    return [
        id_
        for id_, party in case["parties"].items()
        if party.get("at_table") != "no" and party.get("kind") not in ("constituency", "mediator")
    ]


def groups_needed(dims: Sequence[Dim], deal: Deal) -> list[tuple[str, str, tuple[str, ...]]]:
    """Dimension, value and group of everybody who must deliver a term that differs from the status quo."""
    return [(dim.id, v, group) for dim, v in zip(dims, deal, strict=True) if v != dim.values[0] for group in dim.groups[v]]


def needed_for(case: Mapping[str, Any], dims: Sequence[Dim], party: str, deal: Deal) -> list[tuple[str, str]]:
    """The terms of the deal for which the party's consent counts."""
    if party in signers(case):
        return [(dim.id, v) for dim, v in zip(dims, deal, strict=True) if v != dim.values[0]]
    delivers = [(dim, v) for dim, v, group in groups_needed(dims, deal) if party in group]
    return list(dict.fromkeys([*delivers, *votes_on(case, dims, party, deal)]))


def votes_on(case: Mapping[str, Any], dims: Sequence[Dim], party: str, deal: Deal) -> list[tuple[str, str]]:
    """The changed terms that a body covers in which the party has a vote."""
    return [
        (dim.id, v)
        for body in case.get("ratifications", {}).values()
        if any(record.get("party") == party for record in body.get("voters", {}).values())
        for dim, v in zip(dims, deal, strict=True)
        if v != dim.values[0] and (not body.get("covers") or dim.id in body["covers"] or dim.issue in body["covers"])
    ]


def recorded(case: Mapping[str, Any], party: str, dim: Dim, value: str) -> str:
    """The last decision of the party about a term by the case's day: by date, undated first; an item's own record after that
    of its issue. Being informed and advice decide nothing; a later ``unknown`` takes a decision back."""
    sheet = case.get("consents", {}).get(party, {})
    state = "unknown"
    for target in dict.fromkeys((dim.issue, dim.id)):
        for entry in sorted(sheet.get(target, ()), key=lambda e: e.get("since", "0")):
            if "since" in entry and entry["since"] > case["as_of"][: len(entry["since"])]:
                continue
            if entry["state"] in ("informed", "advised_for", "advised_against"):
                continue
            if value in entry.get("values", [value]):
                state = entry["state"]
    return state


def crosses(case: Mapping[str, Any], dims: Sequence[Dim], party: str, deal: Deal, kinds: Iterable[str] | None = None) -> bool:
    """Whether the deal crosses an enforced red line of the party; a line of one of its people binds only that person."""
    for holder, mandate in case.get("mandates", {}).items():
        for line in mandate["red_lines"].values():
            wanted = holder == party and line.get("enforced") != "no" and (kinds is None or line["kind"] in kinds)
            if wanted and contains(dims, deal, line["forbids"]):
                return True
    return False


def number(text: Any) -> Fraction:
    return Fraction(str(text))


def middle(written: Any) -> Fraction:
    return (number(written[0]) + number(written[1])) / 2 if isinstance(written, list) else number(written)


def on_the_line(points: Mapping[int, Fraction | int], place: int) -> Fraction:
    """The worth given at a place, or else that of the straight line between the given ones beside it."""
    if place in points:
        return Fraction(points[place])
    left, right = max(p for p in points if p < place), min(p for p in points if p > place)
    return points[left] + Fraction(place - left, right - left) * (points[right] - points[left])


def utility_tables(case: Mapping[str, Any], dims: Sequence[Dim], party: str) -> tuple[list[list[Fraction]], Fraction] | None:
    """Worth of every value of every dimension and of no deal, at the middle of every range; utilities add up to at most 1."""
    preference = case.get("preferences", {}).get(party)
    if preference is None:
        return None
    weights = [middle(preference["weights"].get(dim.id, 0)) for dim in dims]
    total = sum((abs(w) for w in weights), Fraction(0))
    tables = []
    for dim, weight in zip(dims, weights, strict=True):
        given = preference.get("curves", {}).get(dim.id)
        last = len(dim.values) - 1
        points = {i: middle(given[v]) for i, v in enumerate(dim.values) if v in given} if given else {0: 0, last: 1}
        curve = [on_the_line(points, i) for i in range(last + 1)]
        tables.append([abs(weight) / total * (c if weight > 0 else 1 - c) if total else Fraction(0) for c in curve])
    if "reservation" in preference:
        return tables, middle(preference["reservation"])
    return tables, sum((table[0] for table in tables), Fraction(0))


def answers_for(case: Mapping[str, Any], dims: Sequence[Dim], party: str, deal: Deal) -> list[tuple[str, str]]:
    """The terms for which nobody can stand in for the party: it signs, alone must deliver, or votes on them."""
    changed = [(dim.id, v) for dim, v in zip(dims, deal, strict=True) if v != dim.values[0]]
    if party in signers(case):
        return changed
    alone = {(dim, v) for dim, v, group in groups_needed(dims, deal) if set(group) == {party}}
    return [term for term in changed if term in alone or term in votes_on(case, dims, party, deal)]


def consent(case: Mapping[str, Any], dims: Sequence[Dim], party: str, deal: Deal, likes: bool | None) -> str:
    """``yes``, ``no`` or ``open``: records and red lines first, then whether it likes the deal (None: nobody knows).

    A term that somebody else may deliver in its place, and that it refuses, is left to the others: it decides nothing here.
    """
    by_id = {dim.id: dim for dim in dims}
    own = answers_for(case, dims, party, deal)
    states = {term: recorded(case, party, by_id[term[0]], term[1]) for term in needed_for(case, dims, party, deal)}
    refused = {term for term, state in states.items() if state in ("withheld", "vetoed")}
    if refused & set(own) or crosses(case, dims, party, deal):
        return "no"
    left = [state for term, state in states.items() if term not in refused]
    if left and all(state == "consented" for state in left):
        return "yes"
    return "open" if likes is None else "yes" if likes else "no"


def gives(case: Mapping[str, Any], dims: Sequence[Dim], party: str, deal: Deal, term: tuple[str, str], word: str) -> bool:
    """Whether a member of a group delivers a term: by its record on that term, else by its word on the deal."""
    state = recorded(case, party, {dim.id: dim for dim in dims}[term[0]], term[1])
    if state in ("withheld", "vetoed") or crosses(case, dims, party, deal):
        return False
    return state == "consented" or word == "yes"


def carries(rule: Mapping[str, Any], voters: Mapping[str, Mapping[str, Any]], votes: Mapping[str, str]) -> bool:
    """Whether votes of yes, no and abstain carry."""
    weight = {v: record["weight"] for v, record in voters.items()}
    yes = sum(weight[v] for v, vote in votes.items() if vote == "yes")
    cast = sum(weight[v] for v, vote in votes.items() if vote != "abstain")
    if "quorum" in rule and cast < number(rule["quorum"]) * sum(weight.values()):
        return False
    if rule["kind"] == "all":
        return yes == sum(weight.values())
    if rule["kind"] == "weighted":
        return yes >= rule["threshold"]
    if not enough(rule, Fraction(yes), Fraction(cast)):
        return False
    if rule["kind"] == "majority":
        return True
    for community in {record["community"] for record in voters.values()}:
        mine = [v for v, record in voters.items() if record["community"] == community]
        mine_yes = sum(weight[v] for v in mine if votes[v] == "yes")
        mine_cast = sum(weight[v] for v in mine if votes[v] != "abstain")
        if mine_cast == 0 or mine_yes < number(rule.get("each_community", "1/2")) * mine_cast:
            return False
    return True


def enough(rule: Mapping[str, Any], yes: Fraction, cast: Fraction) -> bool:
    """More than half of those voting; or at least the share that is written. Of no votes, nothing is enough."""
    if "share" in rule:
        return cast > 0 and yes / cast >= number(rule["share"])
    return cast > 0 and yes / cast > Fraction(1, 2)


def outcomes(body: Mapping[str, Any], votes: Mapping[str, str]) -> set[bool]:
    """Every way the body could decide: an unknown vote may be yes, no or an abstention, one "not yes" either of the latter."""
    rule = body["rule"]
    if rule["kind"] == "referendum":
        quorum = number(rule.get("quorum", 0))
        ends = [number(e) for e in rule["expected_yes"]]
        turnouts = [number(t) for t in rule.get("turnout", ["1", "1"])]
        return {enough(rule, yes, Fraction(1)) and turnout >= quorum for yes in ends for turnout in turnouts}
    ways = {"unknown": ("yes", "no", "abstain"), "not yes": ("no", "abstain")}
    each = product(*(ways.get(vote, (vote,)) for vote in votes.values()))
    return {carries(rule, body["voters"], dict(zip(votes, way, strict=True))) for way in each}


def both_ways(count: int) -> Iterator[tuple[str, ...]]:
    return product(("yes", "no"), repeat=count)


def touches(dims: Sequence[Dim], body: Mapping[str, Any], deal: Deal) -> bool:
    """Whether a term that the body covers differs from the status quo."""
    covers = body.get("covers", [])
    return any(
        v != dim.values[0] for dim, v in zip(dims, deal, strict=True) if not covers or dim.id in covers or dim.issue in covers
    )


def must_ratify(case: Mapping[str, Any], dims: Sequence[Dim], body: Mapping[str, Any], deal: Deal) -> bool:
    """Its party signs or alone must deliver, so that nobody can stand in for it, and a covered term leaves the status quo."""
    party = body["for"]
    alone = any(set(group) == {party} for _, _, group in groups_needed(dims, deal))
    return (party in signers(case) or alone) and touches(dims, body, deal)


def wins(
    case: Mapping[str, Any],
    dims: Sequence[Dim],
    deal: Deal,
    says: Mapping[str, str],
    somebody: Sequence[str],
    approves: Mapping[str, bool],
    *,
    records: bool = True,
    signatures: bool = True,
) -> bool:
    """Whether the deal wins every consent it needs when everybody's word is known (``yes`` or ``no``).

    `somebody` holds the word of the unknown deliverer of every group, `approves` what every body decides. A member of a group
    delivers if it gives the term and all its bodies that have to do with the deal approve.
    """
    if signatures and any(says[party] == "no" for party in signers(case)):
        return False
    bodies = case.get("ratifications", {})
    for place, (dim, value, group) in enumerate(groups_needed(dims, deal)):
        good = False
        for p in group:
            if p == SOMEBODY:
                good |= somebody[place] == "yes"
                continue
            backed = all(approves[id_] for id_, body in bodies.items() if body["for"] == p and touches(dims, body, deal))
            if records and len(set(group)) > 1:
                good |= backed and gives(case, dims, p, deal, (dim, value), says[p])
            else:
                good |= backed and says[p] == "yes"
        if not good:
            return False
    return all(approves[id_] for id_, body in bodies.items() if must_ratify(case, dims, body, deal))


def in_winset(case: Mapping[str, Any], dims: Sequence[Dim], deal: Deal, says: Mapping[str, str]) -> str:
    """``yes`` if the deal wins however the open questions come out, ``no`` if it never does, else ``open``.

    A party whose word is open says yes, and votes yes; or it does not, and votes no or abstains.
    """
    if not is_allowed(case, dims, deal):
        return "no"
    free = [party for party, word in says.items() if word == "open"]
    groups = groups_needed(dims, deal)
    unknown = [place for place, (_, _, group) in enumerate(groups) if SOMEBODY in group]
    bodies = case.get("ratifications", {})
    found = set()
    for way in both_ways(len(free)):
        known = {**says, **dict(zip(free, way, strict=True))}
        decisions = []
        for body in bodies.values():
            cast = {
                v: ("not yes" if r["party"] in free and known[r["party"]] == "no" else known[r["party"]])
                if "party" in r
                else r["votes"]
                for v, r in body.get("voters", {}).items()
            }
            decisions.append(outcomes(body, cast) if touches(dims, body, deal) else {True})
        for decided in product(*decisions):
            approves = dict(zip(bodies, decided, strict=True))
            for words in both_ways(len(unknown)):
                somebody = ["yes"] * len(groups)
                for place, word in zip(unknown, words, strict=True):
                    somebody[place] = word
                found.add(wins(case, dims, deal, known, somebody, approves))
            if len(found) == 2:
                return "open"
    return "yes" if True in found else "no"


def forbids(case: Mapping[str, Any], dims: Sequence[Dim], party: str, deal: Deal, term: tuple[str, str]) -> bool:
    """Whether the deal crosses a legal red line of the party that has to do with the term."""
    place = [dim.id for dim in dims].index(term[0])
    for line in case.get("mandates", {}).get(party, {}).get("red_lines", {}).values():
        crossed = line["kind"] == "legal" and line.get("enforced") != "no" and contains(dims, deal, line["forbids"])
        if crossed and {dims[place].id, dims[place].issue} & set(line["forbids"]):
            return True
    return False


def is_deliverable(
    case: Mapping[str, Any], dims: Sequence[Dim], deal: Deal, inside: set[str], given: set[tuple[str, str, str]]
) -> bool:
    """Whether the parties inside, and those outside for the terms they give and may lawfully give, can deliver the deal."""
    if not is_allowed(case, dims, deal) or any(crosses(case, dims, party, deal, ("legal",)) for party in inside):
        return False
    return all(
        any(p in inside or ((p, dim, value) in given and not forbids(case, dims, p, deal, (dim, value))) for p in group)
        for dim, value, group in groups_needed(dims, deal)
    )


def stopped(case: Mapping[str, Any], dims: Sequence[Dim], deal: Deal, group: Iterable[str], signatures: bool = True) -> bool:
    """Whether the joint no of a group stops the deal though all others say yes, records and referendums aside."""
    says = {party: "no" if party in group else "yes" for party in (*case["parties"], SOMEBODY)}
    approves = {}
    for id_, body in case.get("ratifications", {}).items():
        # A referendum is no party's doing.
        cast = {v: says[r["party"]] if "party" in r else "yes" for v, r in body.get("voters", {}).items()}
        approves[id_] = not cast or all(outcomes(body, cast))
    somebody = [says[SOMEBODY]] * len(groups_needed(dims, deal))
    return not wins(case, dims, deal, says, somebody, approves, records=False, signatures=signatures)


def blocking_sets(case: Mapping[str, Any], dims: Sequence[Dim], deal: Deal) -> set[frozenset[str]]:
    """The minimal sets of parties (or the unknown somebody) whose joint no stops the deal though all others say yes."""
    who = [*case["parties"], SOMEBODY]
    found: list[frozenset[str]] = []
    for size in range(1, len(who) + 1):
        for group in combinations(who, size):
            if not any(small <= set(group) for small in found) and stopped(case, dims, deal, group):
                found.append(frozenset(group))
    return set(found)


def term_blocking_sets(case: Mapping[str, Any], dims: Sequence[Dim], terms: Mapping[str, Sequence[str]]) -> set[frozenset[str]]:
    """The minimal sets of parties whose joint no stops every allowed deal that contains the terms, signatures aside.

    Bodies that ratify for a signatory still have their say.
    """
    place = {dim.id: i for i, dim in enumerate(dims)}
    family = [
        deal
        for deal in all_deals(dims)
        if is_allowed(case, dims, deal) and all(deal[place[name]] in values for name, values in terms.items())
    ]
    if not family:
        return set()
    who = [*case["parties"], SOMEBODY]
    found: list[frozenset[str]] = []
    for size in range(1, len(who) + 1):
        for group in combinations(who, size):
            if any(small <= set(group) for small in found):
                continue
            if all(stopped(case, dims, deal, group, signatures=False) for deal in family):
                found.append(frozenset(group))
    return set(found)


def dominated(point: Sequence[Fraction], other: Sequence[Fraction]) -> bool:
    pairs = list(zip(point, other, strict=True))
    return all(b >= a for a, b in pairs) and any(b > a for a, b in pairs)


def frontier(points: Mapping[Deal, Sequence[Fraction]]) -> set[Deal]:
    """The deals that no other deal dominates (Pareto)."""
    return {deal for deal, point in points.items() if not any(dominated(point, other) for other in points.values())}


def solution(
    name: str, points: Mapping[Deal, Sequence[Fraction]], floor: Sequence[Fraction], shares: Sequence[Fraction] = ()
) -> set[Deal]:
    """All deals that a concept chooses among the individually rational ones."""
    gains = {deal: [u - f for u, f in zip(point, floor, strict=True)] for deal, point in points.items()}
    rational = {deal: g for deal, g in gains.items() if min(g) >= 0}
    if not rational:
        return set()

    def smallest(units: Sequence[Fraction]) -> dict[Deal, Fraction]:
        who = [i for i, unit in enumerate(units) if unit > 0]
        return {deal: min((g[i] / units[i] for i in who), default=Fraction(0)) for deal, g in rational.items()}

    one = [Fraction(1)] * len(floor)
    if name == "nash":
        score = {}
        for deal, g in rational.items():
            if min(g) <= 0:
                continue
            score[deal] = Fraction(1)
            for gain in g:
                score[deal] *= gain
        if not score:
            return set()
    elif name == "utilitarian":
        score = {deal: sum(g, Fraction(0)) for deal, g in rational.items()}
    elif name == "egalitarian":
        score = smallest(one)
    elif name == "proportional":
        score = smallest(shares)
    elif name == "kalai_smorodinsky":
        score = smallest([max(g[i] for g in rational.values()) for i in range(len(floor))])
    else:
        score = smallest([max(g[i] for g in gains.values()) for i in range(len(floor))])
    best = max(score.values())
    return {deal for deal, value in score.items() if value == best}
