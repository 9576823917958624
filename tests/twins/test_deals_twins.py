"""The fast code and the definitions agree on random small cases, to the last fraction.

The cases hold ties, deals that no rule allows, items, either-or deliverers, deliverers that nobody knows, red lines, consents
withheld and given, ranges, parties without preferences, votes unknown, abstentions and quorums.
"""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

import naive_deals as naive
import numpy as np
import pytest
import yaml

import winset
from winset.arrays.deal_space import DealSpace, deal_space
from winset.arrays.ratification import NO, OPEN, YES, bodies
from winset.case.case import Case
from winset.deals import consent, space
from winset.deals.frontier import efficient
from winset.deals.solutions import choose
from winset.errors import BadRequest

CASES = 320
WORDS = {"no": NO, "open": OPEN, "yes": YES}
CONCEPTS = ("nash", "kalai_smorodinsky", "kalai_rosenthal", "egalitarian", "utilitarian", "proportional")
Plain = dict[str, Any]


def random_case(seed: int) -> Plain:
    """A small case as a case file writes it; everything that can tie or fail does so somewhere among the seeds."""
    rng = random.Random(seed)
    parties = [f"p{i}" for i in range(rng.randint(2, 5))]
    people = {"eve": {"name": "Eve", "for": parties[-1], "rank": "envoy"}}
    issues = {name: random_issue(rng, parties) for name in ("a", "b", "c", "d")[: rng.randint(2, 4)]}
    case: Plain = {"case": f"random_{seed}", "title": "A random case", "as_of": "2030-01-01", "issues": issues}
    case["parties"] = {p: {"name": p.upper()} for p in parties}
    for party in case["parties"].values():
        if rng.random() < 0.2:
            party["at_table"] = "no"
        if rng.random() < 0.1:
            party["kind"] = "constituency"
    if rng.random() < 0.6 or not naive.signers(case):
        case["signed_by"] = rng.sample(parties, rng.randint(1, min(3, len(parties))))
    case["people"] = people
    dims = naive.dims_of(case)
    if rng.random() < 0.7:
        case["rules"] = {f"r{i}": random_rule(rng, dims, issues) for i in range(rng.randint(1, 3))}
    case["consents"] = {p: random_sheet(rng, dims) for p in parties if rng.random() < 0.5}
    if rng.random() < 0.4:
        holder = rng.choice([*parties, "eve"])
        kinds = ["legal", "political", "moral"]
        lines = {
            f"line{i}": {
                "forbids": random_terms(rng, dims),
                "kind": rng.choice(kinds),
                "enforced": "yes" if rng.random() < 0.8 else "no",
            }
            for i in range(rng.randint(1, 2))
        }
        case["mandates"] = {holder: {"red_lines": lines}}
    case["preferences"] = {p: random_preference(rng, dims) for i, p in enumerate(parties) if i > 1 or rng.random() < 0.93}
    for party in rng.sample(parties, rng.randint(0, 1)):
        case["preferences"].pop(party, None)
    if rng.random() < 0.5:
        case["ratifications"] = {f"body{i}": random_body(rng, parties, dims) for i in range(rng.randint(1, 2))}
    return case


def random_issue(rng: random.Random, parties: list[str]) -> Plain:
    kind = rng.random()
    issue: Plain = {"name": "An issue"}
    if kind < 0.6:
        issue["values"] = ["v0", "v1", "v2"][: rng.randint(2, 3)]
        keys = issue["values"][1:]
    elif kind < 0.8:
        issue["values"] = rng.choice(
            [{"from": 0, "to": 4, "step": 2}, {"from": 3, "to": 1, "step": 1}, {"from": -1, "to": 1, "step": 2}]
        )
        low, high, step = issue["values"].values()
        keys = [str(n) for n in (range(low, high + 1, step) if low < high else range(low, high - 1, -step))][1:]
    else:
        issue["items"] = {"x": "An item", "y": {"name": "Two of them", "count": 2} if rng.random() < 0.3 else "Another item"}
        keys = ["x", "y"]
    if rng.random() < 0.3:
        issue["delivered_by"] = {key: random_delivery(rng, parties) if rng.random() < 0.8 else "nobody" for key in keys}
    elif rng.random() < 0.9:
        issue["delivered_by"] = random_delivery(rng, parties)
    if not issue.get("delivered_by"):
        issue.pop("delivered_by", None)
    return issue


def random_delivery(rng: random.Random, parties: list[str]) -> Any:
    kind = rng.random()
    some = rng.sample(parties, rng.randint(1, 2))
    if kind < 0.4:
        return some[0]
    if kind < 0.6:
        return some
    if kind < 0.75:
        return {"any_of": some}
    if kind < 0.85:
        return [some[0], {"any_of": rng.sample(parties, 2)}]
    if kind < 0.9:
        return [some[0], "unknown"]
    return rng.choice(["nobody", "unknown"])


def random_terms(rng: random.Random, dims: list[naive.Dim]) -> Plain:
    found: Plain = {}
    for dim in rng.sample(dims, rng.randint(1, min(2, len(dims)))):
        kind = rng.random()
        if dim.id != dim.issue and kind < 0.4:
            items = [d.id.partition(".")[2] for d in dims if d.issue == dim.issue]
            found = {k: v for k, v in found.items() if not k.startswith(dim.issue + ".")}
            found[dim.issue] = rng.sample(items, rng.randint(1, len(items)))
        elif dim.issue in found:
            continue
        elif kind < 0.6 and "-1" not in dim.values:
            found[dim.id] = rng.choice(dim.values)
        elif kind < 0.8 and "-1" not in dim.values:
            found[dim.id] = rng.sample(dim.values, rng.randint(1, len(dim.values)))
        elif all(v.lstrip("-").isdigit() for v in dim.values):
            found[dim.id] = {rng.choice(["min", "max"]): int(rng.choice(dim.values))}
        else:
            found[dim.id] = "changed"
    return found


def random_rule(rng: random.Random, dims: list[naive.Dim], issues: Plain) -> Plain:
    kind = rng.random()
    if kind < 0.35:
        rule: Plain = {"if": random_terms(rng, dims), "then": random_terms(rng, dims)}
    elif kind < 0.55:
        rule = {"never": random_terms(rng, dims)}
    elif kind < 0.75:
        of = [random_terms(rng, dims) for _ in range(rng.randint(1, 3))]
        rule = {"at_most": rng.randint(0, len(of)), "of": of}
    else:
        # In the order of the file, so that two orders never run in a circle.
        names = [name for name in issues if rng.random() < 0.8]
        rule = {"order": names} if len(names) > 1 else {"never": random_terms(rng, dims)}
    if rng.random() < 0.15:
        rule["on"] = "no"
    return rule


STATES = ("unknown", "informed", "advised_for", "advised_against", "consented", "consented", "withheld", "vetoed")


def random_sheet(rng: random.Random, dims: list[naive.Dim]) -> Plain:
    sheet: Plain = {}
    for dim in rng.sample(dims, rng.randint(1, len(dims))):
        target = rng.choice([dim.id, dim.issue])
        entries = []
        for _ in range(rng.randint(1, 2)):
            entry: Plain = {"state": rng.choice(STATES)}
            if rng.random() < 0.5:
                entry["since"] = f"20{rng.choice([29, 29, 30])}-0{rng.randint(1, 9)}"
            if target == dim.id and rng.random() < 0.4:
                entry["values"] = [rng.choice(dim.values[1:])]
            entries.append(entry)
        sheet[target] = entries
    return sheet


def random_preference(rng: random.Random, dims: list[naive.Dim]) -> Plain:
    ranges = rng.random() < 0.4
    coarse = rng.random() < 0.7

    def span(low: int, high: int, unit: int) -> Any:
        one, two = sorted(rng.randint(low, high) for _ in range(2))
        if ranges and rng.random() < 0.5:
            return [str(Fraction(one, unit)), str(Fraction(two, unit))]
        return str(Fraction(rng.choice([one, two]), unit))

    weights = {dim.id: span(-2, 2, 1) if coarse else span(-30, 30, 7) for dim in dims if rng.random() < 0.9}
    if not any(w != "0" and w != ["0", "0"] for w in weights.values()):
        weights[dims[0].id] = "1"
    if naive_total_zero(weights):
        weights[dims[0].id] = "3/2"
    preference: Plain = {"weights": weights}
    curved = {d.id: {v: span(0, 2, 2) if coarse else span(0, 10, 10) for v in d.values} for d in dims if rng.random() < 0.4}
    for dim in dims:
        # A curve over numbers may leave out values between its ends.
        if dim.id in curved and all(v.lstrip("-").isdigit() for v in dim.values):
            inner = {v for v in dim.values[1:-1] if rng.random() < 0.5}
            curved[dim.id] = {v: span for v, span in curved[dim.id].items() if v not in inner}
    if curved:
        preference["curves"] = curved
    if rng.random() < 0.8:
        preference["reservation"] = rng.choice(["0", "1/2", "1", span(0, 4, 4), span(0, 2, 4)])
    return preference


def naive_total_zero(weights: Plain) -> bool:
    return sum(abs(naive.middle(w)) for w in weights.values()) == 0


def random_body(rng: random.Random, parties: list[str], dims: list[naive.Dim]) -> Plain:
    body: Plain = {"for": rng.choice(parties), "body": "A body"}
    if rng.random() < 0.6:
        body["covers"] = [rng.choice([d.id, d.issue]) for d in rng.sample(dims, rng.randint(1, len(dims)))]
    kind = rng.choice(["all", "majority", "weighted", "sufficient_consensus", "referendum"])
    rule: Plain = {"kind": kind}
    if kind == "referendum":
        ends = sorted(rng.choice([0, 40, 50, 60, 100]) for _ in range(2))
        rule["expected_yes"] = [f"{e}/100" for e in ends]
        if rng.random() < 0.4:
            rule["turnout"], rule["quorum"] = ["2/5", rng.choice(["1/2", "4/5"])], "1/2"
        if rng.random() < 0.3:
            rule["share"] = "3/5"
        return {**body, "rule": rule}
    voters = {}
    for i in range(rng.randint(1, 4)):
        voter: Plain = {"weight": rng.randint(1, 3)}
        if rng.random() < 0.35:
            voter["party"] = rng.choice(parties)
        else:
            voter["votes"] = rng.choice(["yes", "no", "abstain", "unknown"])
        if kind == "sufficient_consensus":
            voter["community"] = rng.choice(["north", "south"])
        voters[f"v{i}"] = voter
    if kind == "weighted":
        rule["threshold"] = rng.randint(1, sum(v["weight"] for v in voters.values()))
    if kind in ("majority", "sufficient_consensus") and rng.random() < 0.5:
        rule["share"] = rng.choice(["1/2", "2/3", "3/5"])
    if kind == "sufficient_consensus" and rng.random() < 0.5:
        rule["each_community"] = rng.choice(["2/5", "1/2", "1"])
    if rng.random() < 0.3:
        rule["quorum"] = rng.choice(["1/2", "3/4", "1"])
    return {**body, "rule": rule, "voters": voters}


def loaded(plain: Plain) -> Case:
    return winset.loads(yaml.safe_dump(plain, sort_keys=False))


def text_of(dims: list[naive.Dim], deal: naive.Deal) -> str:
    return ", ".join(f"{dim.id}={v}" for dim, v in zip(dims, deal, strict=True) if v != dim.values[0]) or "status quo"


def chosen(deals: list[naive.Deal], flags: Any) -> set[naive.Deal]:
    return {deal for deal, flag in zip(deals, flags, strict=True) if flag}


def utilities(at: DealSpace, draw: int) -> tuple[list[list[list[Fraction]]], list[Fraction]]:
    """Per party and dimension the worth of each value, and the worth of no deal, as fractions of one draw."""
    tables, floors = [], []
    for p in range(len(at.parties)):
        unit = int(at.scale[draw, p])
        tables.append([[Fraction(int(w), unit) for w in table[draw, p]] for table in at.worth])
        floors.append(Fraction(int(at.floor[draw, p]), unit))
    return tables, floors


def summed(dims: list[naive.Dim], tables: list[list[Fraction]], deal: naive.Deal) -> Fraction:
    return sum((table[dim.values.index(v)] for table, dim, v in zip(tables, dims, deal, strict=True)), Fraction(0))


@pytest.mark.parametrize("block", range(16))
def test_the_fast_code_and_the_definitions_agree(block: int) -> None:
    for seed in range(block, CASES, 16):
        agree(seed, random_case(seed))


def grouped_case(seed: int) -> Plain:
    """A case in which nearly every term can be delivered by one of two, with bodies, records and legal red lines of theirs."""
    rng = random.Random(f"groups {seed}")
    case = random_case(seed)
    case.pop("rules", None)
    parties = list(case["parties"])
    for issue in case["issues"].values():
        issue["delivered_by"] = {"any_of": rng.sample(parties, 2)}
    case["signed_by"] = [rng.choice(parties)]
    dims = naive.dims_of(case)
    case["consents"] = {p: random_sheet(rng, dims) for p in parties}
    for sheet in case["consents"].values():
        for entries in sheet.values():
            for entry in entries:
                entry["state"] = rng.choice(["consented", "consented", entry["state"]])
    holders = rng.sample(parties, 2)
    kinds = ["legal", "legal", "political"]
    case["mandates"] = {
        h: {"red_lines": {f"line{i}": {"forbids": random_terms(rng, dims), "kind": rng.choice(kinds)} for i in range(2)}}
        for h in holders
    }
    case["ratifications"] = {f"body{i}": random_body(rng, parties, dims) for i in range(2)}
    return case


@pytest.mark.parametrize("block", range(5))
def test_they_agree_where_one_of_two_is_enough(block: int) -> None:
    for seed in range(block, 100, 5):
        agree(seed, grouped_case(seed))


@pytest.mark.slow
@pytest.mark.parametrize("block", range(10))
def test_they_agree_on_many_more_cases(block: int) -> None:
    for seed in range(1000 + block, 2500, 10):
        agree(seed, random_case(seed))


def agree(seed: int, plain: Plain) -> None:
    case, dims = loaded(plain), naive.dims_of(plain)
    deals = naive.all_deals(dims)
    at = deal_space(case, 0)
    need, all_bodies = consent.needs(at), bodies(case, tuple(case.dimensions().values()))
    rules = space.allowed(at)
    assert [tuple(space.deal_at(at, i).values()) for i in range(at.size)] == deals
    assert [space.position_of(at, space.deal_at(at, i)) for i in range(at.size)] == list(range(at.size))
    assert chosen(deals, rules) == {deal for deal in deals if naive.is_allowed(plain, dims, deal)}

    # Worths at the middle of every range, from the definition of additive utility.
    tables, floors = utilities(at, 0)
    for p, party in enumerate(at.parties):
        expected = naive.utility_tables(plain, dims, party)
        assert bool(at.valued[p]) == (expected is not None)
        if expected is not None:
            assert tables[p] == expected[0]
            assert floors[p] == expected[1]
    check_winset(plain, dims, deals, at, need, all_bodies, rules)
    drawn = deal_space(case, 2, seed)
    check_winset(plain, dims, deals, drawn, need, all_bodies, rules)
    check_solutions(seed, plain, dims, deals, at, rules)
    check_delivering(seed, plain, dims, deals, case, rules)
    check_blocking(seed, plain, dims, deals, case, at, need, all_bodies)


def check_winset(
    plain: Plain,
    dims: list[naive.Dim],
    deals: list[naive.Deal],
    at: DealSpace,
    need: consent.Needs,
    all_bodies: Any,
    rules: Any,
) -> None:
    worth = space.worths(at, slice(0, at.draws))
    giving = consent.settled(at)
    says = consent.consents(at, giving, worth, slice(0, at.draws))
    states = consent.in_winset(at, need, says, all_bodies, rules)
    for draw in range(at.draws):
        tables, floors = utilities(at, draw)
        for d, deal in enumerate(deals):
            mine = {}
            for p, party in enumerate(at.parties):
                likes = summed(dims, tables[p], deal) >= floors[p] if at.valued[p] else None
                mine[party] = naive.consent(plain, dims, party, deal, likes)
                assert says[p, draw, d] == WORDS[mine[party]], (plain["case"], deal, party)
            assert states[draw, d] == WORDS[naive.in_winset(plain, dims, deal, mine)], (plain["case"], deal)


def check_solutions(
    seed: int, plain: Plain, dims: list[naive.Dim], deals: list[naive.Deal], at: DealSpace, rules: np.ndarray
) -> None:
    who = [p for p in range(len(at.parties)) if at.valued[p]][: 2 + seed % 3]
    feasible = [deal for deal, good in zip(deals, rules, strict=True) if good]
    if not who or not feasible:
        return
    tables, floors = utilities(at, 0)
    points = {deal: [summed(dims, tables[p], deal) for p in who] for deal in feasible}
    worth = space.worths(at, slice(0, 1))[0][who]
    efficient_ones = set(np.array(range(len(deals)))[rules][efficient(worth[:, rules])].tolist())
    assert {deals[i] for i in efficient_ones} == naive.frontier(points)
    shares = [Fraction(1 + (seed + i) % 3) for i in range(len(who))]
    for name in CONCEPTS:
        found, _ = choose(name, worth, at.floor[0][who], at.scale[0][who], rules, shares if name == "proportional" else ())
        expected = naive.solution(name, points, [floors[p] for p in who], shares)
        assert {deals[i] for i in found} == expected, (plain["case"], name)


def check_delivering(seed: int, plain: Plain, dims: list[naive.Dim], deals: list[naive.Deal], case: Case, rules: Any) -> None:
    rng = random.Random(seed)
    parties = list(plain["parties"])
    inside = rng.sample(parties, rng.randint(1, len(parties)))
    given: dict[str, list[str]] = {}
    extra = {
        (party, dim.id, value)
        for party in parties
        if party not in inside
        for dim in dims
        for value in dim.values[1:]
        if naive.recorded(plain, party, dim, value) == "consented"
    }
    outsiders = [p for p in parties if p not in inside]
    if outsiders and rng.random() < 0.7:
        helper, dim = rng.choice(outsiders), rng.choice(dims)
        if rng.random() < 0.5:
            value = rng.choice(dim.values[1:])
            given[helper] = [f"{dim.id}={value}"]
            extra.add((helper, dim.id, value))
        else:
            given[helper] = [dim.issue]
            extra |= {(helper, d.id, v) for d in dims if d.issue == dim.issue for v in d.values[1:]}
    expected = {deal for deal in deals if naive.is_deliverable(plain, dims, deal, set(inside), extra)}
    found = winset.deliverable(case, inside, given=given, rows=len(deals))
    assert found.value["deals"] == len(expected)
    assert found.value["all"] == len(deals)
    assert found.value["allowed"] == int(rules.sum())
    assert [row["deal"] for row in found.rows()].count("status quo") == int(deals[0] in expected)
    assert {row["deal"] for row in found.rows()} == {text_of(dims, deal) for deal in expected}
    out = parties[seed % len(parties)]
    rest = [p for p in parties if p != out]
    without = winset.deliverable(case, without=out).value["deals"]
    assert without == sum(naive.is_deliverable(plain, dims, deal, set(rest), set()) for deal in deals)


def check_blocking(
    seed: int,
    plain: Plain,
    dims: list[naive.Dim],
    deals: list[naive.Deal],
    case: Case,
    at: DealSpace,
    need: consent.Needs,
    all_bodies: Any,
) -> None:
    rng = random.Random(seed)
    for deal in rng.sample(deals, min(2, len(deals))):
        expected = naive.blocking_sets(plain, dims, deal)
        sets = consent.minimal_blocking_sets([consent.clauses(at, need, deals.index(deal), all_bodies)])
        names = [*at.parties, naive.SOMEBODY]
        assert {frozenset(names[p] for p in group) for group in sets} == expected, (plain["case"], deal)
    deal = rng.choice(deals)
    told = winset.blockers(case, {dim.id: v for dim, v in zip(dims, deal, strict=True)}, draws=2)
    somebody = {"nobody knows who": naive.SOMEBODY}
    said = {frozenset(somebody.get(name, name) for name in group) for group in told.value["minimal_sets"]}
    assert said == naive.blocking_sets(plain, dims, deal), (plain["case"], deal)
    assert set(told.value["blockers"]) >= set().union(*said) - {naive.SOMEBODY}

    for dim in rng.sample(dims, min(2, len(dims))):
        text = rng.choice(["changed", *([] if "-1" in dim.values else dim.values[1:])])
        values = list(dim.values[1:]) if text == "changed" else [text]
        terms, meant = {dim.id: text}, {dim.id: values}
        other = rng.choice(dims)
        if other is not dim:
            terms[other.id], meant[other.id] = other.values[-1], [other.values[-1]]
        told = winset.blockers(case, terms=terms, draws=2)
        said = {frozenset(somebody.get(name, name) for name in group) for group in told.value["minimal_sets"]}
        assert said == naive.term_blocking_sets(plain, dims, meant), (plain["case"], terms)
        assert set(told.value["blockers"]) >= set().union(*said) - {naive.SOMEBODY}


@pytest.mark.parametrize("parties", [2, 3, 4])
@pytest.mark.parametrize("span", [6, 60])
def test_the_frontier_of_many_deals_with_many_ties_is_that_of_the_definition(parties: int, span: int) -> None:
    rng = np.random.default_rng(parties * span)
    worth = rng.integers(0, span, (parties, 6000))
    worth[:, ::7] //= 2
    points = [tuple(int(w) for w in column) for column in worth.T]
    different = set(points)
    best = {p for p in different if not any(naive.dominated(p, other) for other in different if sum(other) > sum(p))}
    assert efficient(worth).tolist() == [p in best for p in points]


VOTES = ("yes", "no", "abstain", "unknown")


@pytest.mark.parametrize("seed", range(8))
def test_a_body_decides_as_its_rule_says_whichever_way_unknown_votes_fall(seed: int) -> None:
    rng = random.Random(f"bodies {seed}")
    base = random_case(seed)
    base.pop("consents", None)
    for number in range(60):
        body = random_body(rng, list(base["parties"]), naive.dims_of(base))
        plain = {**base, "case": f"body_{seed}_{number}", "ratifications": {"body": body}}
        (fast,) = bodies(loaded(plain), tuple(loaded(plain).dimensions().values()))
        votes = {voter: rng.choice(VOTES) for voter in body.get("voters", {})}
        expected = naive.outcomes(body, votes)
        assert fast.outcome(votes) == (OPEN if len(expected) == 2 else YES if True in expected else NO), (body, votes)


def test_the_random_cases_hold_what_they_promise() -> None:
    cases = [random_case(seed) for seed in range(CASES)]
    spaces = [deal_space(loaded(plain), 0) for plain in cases]
    assert {len(plain["parties"]) for plain in cases} == {2, 3, 4, 5}
    curves = [
        (plain, dim.values, curve)
        for plain in cases
        for dim in naive.dims_of(plain)
        for preference in plain.get("preferences", {}).values()
        for name, curve in preference.get("curves", {}).items()
        if name == dim.id
    ]
    assert sum(len(curve) < len(values) for _, values, curve in curves) > 15
    assert any(not space.allowed(at).any() for at in spaces)
    assert any(not at.valued.all() for at in spaces)
    assert sum(bool(at.lines) for at in spaces) > 30
    assert sum(any(-1 in group for dim in at.control for value in dim for group in value) for at in spaces) > 40
    assert sum(any(len(group) > 1 for dim in at.control for value in dim for group in value) for at in spaces) > 40
    assert sum("ratifications" in plain for plain in cases) > 100
    assert sum(any("items" in issue for issue in plain["issues"].values()) for plain in cases) > 60


def test_a_giver_outside_keeps_back_only_what_a_legal_line_of_its_own_names() -> None:
    plain: Plain = {
        "case": "giver",
        "title": "A giver",
        "as_of": "2030",
        "parties": {"p": "P", "q": "Q"},
        "issues": {
            name: {"name": name, "values": ["no", "yes"], "delivered_by": who}
            for name, who in (("a", "p"), ("b", "p"), ("c", "q"))
        },
        "mandates": {
            "p": {
                "red_lines": {
                    "b_alone": {"forbids": {"b": "yes"}, "kind": "legal"},
                    "a_with_c": {"forbids": {"a": "yes", "c": "yes"}, "kind": "political"},
                    "c_alone": {"forbids": {"c": "yes"}, "kind": "legal"},
                }
            }
        },
    }
    case, dims = loaded(plain), naive.dims_of(plain)
    given = {("p", "a", "yes"), ("p", "b", "yes")}
    expected = {deal for deal in naive.all_deals(dims) if naive.is_deliverable(plain, dims, deal, {"q"}, given)}
    assert expected == {("no", "no", "no"), ("yes", "no", "no"), ("no", "no", "yes"), ("yes", "no", "yes")}
    found = winset.deliverable(case, ["q"], given={"p": ["a", "b"]})
    assert {row["deal"] for row in found.rows()} == {text_of(dims, deal) for deal in expected}


def test_a_ratifier_of_one_of_two_who_can_deliver_blocks_neither_deal_nor_terms_alone() -> None:
    plain: Plain = {
        "case": "either",
        "title": "Either of two",
        "as_of": "2030",
        "parties": {"p": "P", "q": "Q", "r": "R", "s": "S"},
        "signed_by": ["s"],
        "issues": {"a": {"name": "A", "values": ["no", "yes"], "delivered_by": {"any_of": ["p", "q"]}}},
        "consents": {"p": {"a": "vetoed"}, "q": {"a": "consented"}, "s": {"a": "consented"}},
        "ratifications": {"hall": {"for": "p", "body": "Hall", "rule": "all", "voters": {"r": {"party": "r"}, "m": "no"}}},
    }
    case = loaded(plain)
    assert winset.ask(case, "is_in_winset(a=yes)").value == "yes"
    told = winset.blockers(case, {"a": "yes"}).value
    assert {frozenset(group) for group in told["minimal_sets"]} == {frozenset("s"), frozenset("pq"), frozenset("qr")}
    told = winset.blockers(case, a="yes").value
    assert {frozenset(group) for group in told["minimal_sets"]} == {frozenset("pq"), frozenset("qr")}


def test_a_body_of_a_signatory_that_covers_a_term_is_named() -> None:
    plain: Plain = {
        "case": "senate",
        "title": "A senate",
        "as_of": "2030",
        "parties": {"p": "P", "q": "Q"},
        "signed_by": ["q"],
        "issues": {
            "a": {
                "name": "A",
                "values": {"from": 0, "to": 14, "step": 1},
                "delivered_by": {str(n): "p" if n < 8 else "nobody" for n in range(1, 15)},
            },
            "b": {"name": "B", "values": ["no", "yes"], "delivered_by": "p"},
        },
        "ratifications": {"senate": {"for": "q", "body": "The Senate", "covers": ["a"], "rule": "all", "voters": {"m": "no"}}},
    }
    case = loaded(plain)
    assert sorted(winset.blockers(case, a="3").value["blockers"]) == ["p", "senate"]
    assert winset.blockers(case, a="9").answer == "The Senate must ratify a=9, and so can block it."
    assert winset.blockers(case, b="yes").value["blockers"] == ["p"]
    assert winset.ask(case, "who_can_block").value == {"a=1..7": ["p", "senate"], "a=8..14": ["senate"], "b=yes": ["p"]}
    assert winset.blockers(case, a="0|3").value == winset.blockers(case, a="3").value
    with pytest.raises(BadRequest, match="status quo"):
        winset.blockers(case, b="no")
