"""Striking claims out, striking sources out and going back to a day: the case rewritten from scratch, on random histories."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from typing import Any

from naive_ledger import Data, hands, on_a_day, rewritten, standing, with_copies

import winset
from winset.case import change, ledger
from winset.case.explicit import as_yaml

HISTORIES = 1000
PARTIES = ("us", "hamas", "israel")
STATES = ("unknown", "informed", "consented", "withheld")
VALUES: dict[str, tuple[Any, ...]] = {
    "issues.prisoners.delivered_by": ("israel", "us", "hamas", ["us"], "unknown"),
    "issues.bodies.delivered_by": ("hamas", ["us", "hamas"], ["israel"]),
    "consents.israel.prisoners": STATES,
    "preferences.us.weights.prisoners": ("2", "-3", "5"),
    "preferences.us.reservation": ("0.2", "0.5"),
}
RECORDS = ("events.e0", "events.e1", "rules.swap")


def day(number: int) -> str:
    return dt.date(2025, 3, number).isoformat()


def history(rng: random.Random) -> Data:
    """A case whose claims state, deny, correct, retract, contradict and copy; its values follow some claim, or nobody's."""
    claims: Data = {}
    favourite = [rng.choice(list(VALUES)), rng.choice([*VALUES, *RECORDS])]
    for k in range(rng.randint(1, 8)):
        path = rng.choice(favourite)
        about = [path] if rng.random() < 0.8 else list(dict.fromkeys([path, rng.choice([*VALUES, *RECORDS])]))
        claim: Data = {"about": about, "known": day(rng.randint(1, 9)), "reading": "as told"}
        if rng.random() < 0.8:
            claim["by"] = f"s{rng.randrange(4)}"
        if rng.random() < 0.3:
            claim["via"] = [f"s{rng.randrange(4)}"]
        options = VALUES.get(path, ())
        if options and len(about) == 1 and rng.random() < 0.7:
            claim["value"] = rng.choice(options)
        if options and len(about) == 1 and rng.random() < 0.5:
            claim["if_wrong"] = rng.choice(options)
        if rng.random() < 0.15:
            claim["oddity"] = "hard to read"
        if rng.random() < 0.12:
            claim["denies"] = True
        for link, often in (("corrects", 0.25), ("retracts", 0.45), ("contradicts", 0.1), ("copied_from", 0.2)):
            if k and rng.random() < often:
                # The last ones more often, so that chains of retractions of retractions grow.
                claim[link] = [f"c{max(rng.randrange(k), rng.randrange(k))}"]
        claims[f"c{k}"] = claim

    def written(path: str) -> Any:
        said = [c["value"] for id_, c in claims.items() if path in c["about"] and "value" in c and id_ in standing(claims)]
        return rng.choice(said) if said and rng.random() < 0.7 else rng.choice(VALUES[path])

    return {
        "case": "talks",
        "title": "Talks",
        "as_of": "2025-03-31",
        "signed_by": ["us", "hamas"],
        "parties": {"us": "United States", "hamas": "Hamas", "israel": {"name": "Israel", "at_table": "no"}},
        "issues": {
            "prisoners": {
                "name": "Prisoners", "values": ["none", "some"], "delivered_by": written("issues.prisoners.delivered_by"),
            },
            "bodies": {
                "name": "Bodies", "values": ["held", "returned"], "delivered_by": written("issues.bodies.delivered_by"),
            },
        },
        "rules": {"swap": {"if": {"prisoners": "some"}, "then": {"bodies": "returned"}}},
        "consents": {"israel": {"prisoners": [{"state": written("consents.israel.prisoners")}]}},
        "preferences": {
            "us": {
                "weights": {"prisoners": float(written("preferences.us.weights.prisoners")), "bodies": 4},
                "reservation": float(written("preferences.us.reservation")),
            }
        },
        "events": {f"e{k}": {"name": f"Event {k}", "when": day(rng.randint(1, 9))} for k in range(2)},
        "sources": {
            "s0": {"name": "Zero", "kind": "person", "via": ["s3"]},
            "s1": {"name": "One", "kind": "outlet", "via": ["s2"]},
            "s2": {"name": "Two", "kind": "outlet"},
            "s3": {"name": "Three", "kind": "outlet"},
        },
        "claims": claims,
    }  # fmt: skip


def same(one: winset.Case, other: Data) -> None:
    again = winset.loads(as_yaml({key: entry for key, entry in other.items() if entry != {}}))
    assert one.data() == again.data()
    assert set(ledger.in_force(one.file)) == standing(other["claims"])


def numbers(data: Data) -> Data:
    """Figures written as numbers are figures written as words."""
    for claim in data["claims"].values():
        if any(path.startswith("preferences.") for path in claim["about"]):
            for key in {"value", "if_wrong"} & set(claim):
                claim[key] = float(claim[key])
    return data


def test_claims_struck_out_leave_the_case_rewritten_without_them_on_a_thousand_random_histories() -> None:
    rng, seen = random.Random(20250308), Counter[str]()
    for number in range(HISTORIES):
        data = numbers(history(rng))
        case = winset.loads(as_yaml(data))
        assert set(ledger.in_force(case.file)) == standing(data["claims"])
        struck = rng.sample(list(data["claims"]), rng.randint(1, min(3, len(data["claims"]))))
        gone = with_copies(data["claims"], struck)
        wrong = number % 2 == 0
        twin = rewritten(data, gone, "if wrong" if wrong else "unknown")
        same(case.without(*struck) if wrong else change.strike(case, struck, "by hand", wrong=False), twin)
        seen["changed"] += any(twin[part] != data[part] for part in ("issues", "consents", "preferences"))
        left = {id_: claim for id_, claim in data["claims"].items() if id_ not in gone}
        seen["revived"] += bool(standing(left) - standing(data["claims"]))
        seen["fallen"] += bool(standing(data["claims"]) - standing(left) - gone)
        seen["copies"] += gone != set(struck)
    # Nothing of what could go wrong is rare.
    assert min(seen[what] for what in ("changed", "revived", "fallen", "copies")) > 30, seen


def test_sources_struck_out_take_everything_that_came_through_them() -> None:
    rng = random.Random(7)
    for _ in range(HISTORIES // 2):
        data = numbers(history(rng))
        case = winset.loads(as_yaml(data))
        for id_, claim in case.file.claims.items():
            assert set(ledger.hands(case.file, claim)) == hands(data, id_)
        named = rng.sample(list(data["sources"]), rng.randint(1, 2))
        gone = {id_ for id_ in data["claims"] if hands(data, id_) & set(named)}
        same(case.without(*named), rewritten(data, gone, "if wrong"))


def test_a_day_replayed_is_the_case_rewritten_on_that_day_on_a_thousand_random_histories() -> None:
    rng, changed = random.Random(11), 0
    for _ in range(HISTORIES):
        data = numbers(history(rng))
        last = day(rng.randint(1, 9))
        twin = on_a_day(data, last)
        same(winset.loads(as_yaml(data)).on(last), twin)
        changed += any(twin[part] != data[part] for part in ("issues", "consents", "preferences"))
    assert changed > 40
