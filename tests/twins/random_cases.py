"""Small random cases with everything that decides about consent: rules, items, groups, records, red lines, ratification."""

from __future__ import annotations

import json
import random
from typing import Any

import winset

PARTIES = ("p", "q", "r", "s")


def random_case(seed: int, ranges: bool = False) -> winset.Case:
    return winset.loads(json.dumps(random_plain(seed, ranges)))


def random_plain(seed: int, ranges: bool = False) -> dict[str, Any]:
    rng = random.Random(seed)
    issues: dict[str, Any] = {}
    for name in "abcd"[: rng.randint(2, 4)]:
        if rng.random() < 0.2:
            issues[name] = {"name": name, "items": {"x": "X", "y": {"name": "Y", "count": rng.randint(1, 2)}}}
        else:
            issues[name] = {"name": name, "values": [f"v{k}" for k in range(rng.randint(2, 3))]}
        issues[name]["delivered_by"] = _delivery(rng, issues[name])
    dims = [(n, i["values"]) for n, i in issues.items() if "values" in i]
    dims += [(f"{n}.x", ["out", "in"]) for n, i in issues.items() if "items" in i]

    def term() -> dict[str, Any]:
        name, values = rng.choice(dims)
        return {name: rng.choice([values[-1], values[0], "changed", values[:2]])}

    rules: dict[str, Any] = {}
    for k in range(rng.randint(0, 3)):
        kind = rng.choice(["if", "never", "at_most", "order"])
        if kind == "if":
            rules[f"r{k}"] = {"if": {**term(), **(term() if rng.random() < 0.5 else {})}, "then": {**term(), **term()}}
        elif kind == "never":
            rules[f"r{k}"] = {"never": {**term(), **term()}}
        elif kind == "at_most":
            terms = [term() for _ in range(rng.randint(2, 4))]
            rules[f"r{k}"] = {"at_most": rng.randint(1, len(terms)), "of": terms}
        elif not any("order" in rule for rule in rules.values()):
            rules[f"r{k}"] = {"order": rng.sample(list(issues), 2)}
    preferences = {}
    for party in PARTIES:
        if rng.random() < 0.8:
            weights = {name: _number(rng, -4, 6, 2, ranges) for name, _ in dims}
            weights[dims[0][0]] = str(rng.choice([1, 2, -3]))
            preferences[party] = {
                "weights": weights,
                **({"reservation": _number(rng, 0, 3, 6, ranges)} if rng.random() < 0.8 else {}),
            }
    consents: dict[str, Any] = {}
    for party in PARTIES:
        sheet = {n: rng.choice(["consented", "consented", "withheld", "informed"]) for n in issues if rng.random() < 0.35}
        if sheet:
            consents[party] = sheet
    plain: dict[str, Any] = {
        "case": "random", "title": "A random case", "as_of": "2030", "parties": {p: p.upper() for p in PARTIES},
        "signed_by": rng.sample(PARTIES, rng.randint(1, 2)), "issues": issues, "rules": rules, "preferences": preferences,
        "consents": consents,
    }  # fmt: skip
    if rng.random() < 0.4:
        plain["mandates"] = {
            rng.choice(PARTIES): {
                "red_lines": {"one": {"forbids": {**term(), **term()}, "kind": rng.choice(["legal", "political"])}}
            }
        }
    if rng.random() < 0.4:
        voters = {"one": {"name": "One", "party": rng.choice(PARTIES)}, "two": {"name": "Two", "party": rng.choice(PARTIES)}}
        voters["three"] = {"name": "Three", "votes": rng.choice(["yes", "no", "unknown"])}
        plain["ratifications"] = {
            "body": {"for": rng.choice(PARTIES), "body": "The body", "rule": rng.choice(["all", "majority"]), "voters": voters,
                     **({"covers": [rng.choice(list(issues))]} if rng.random() < 0.5 else {})}
        }  # fmt: skip
    return plain


def _delivery(rng: random.Random, issue: dict[str, Any]) -> Any:
    def one() -> Any:
        return rng.choice(["nobody", "unknown", *PARTIES, list(rng.sample(PARTIES, 2)), {"any_of": list(rng.sample(PARTIES, 2))}])

    if "values" in issue and rng.random() < 0.3:
        return {value: one() for value in issue["values"][1:]}
    return one()


def _number(rng: random.Random, low: int, high: int, unit: int, ranges: bool) -> Any:
    first, second = sorted((rng.randint(low, high), rng.randint(low, high)))
    return [f"{first}/{unit}", f"{second}/{unit}"] if ranges and rng.random() < 0.5 else f"{first}/{unit}"
