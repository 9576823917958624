"""The ledger by its definitions, on the plain data of a case: which claims stand, and the case rewritten without some of them.

Nothing here is fast, and nothing is read from the package: each question is answered from the words of docs/concepts/claims.md.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable
from typing import Any

Data = dict[str, Any]
LINKS = ("corrects", "retracts", "contradicts", "copied_from")


def overruled(claims: Data, id_: str) -> set[str]:
    """Whom a claim corrects or retracts; who corrects a correction corrects the first one too."""

    def down(one: str, way: frozenset[str]) -> set[str]:
        nearest = set(claims[one].get("corrects", ())) & set(claims) - way
        return nearest.union(*(down(other, way | nearest) for other in nearest))

    return down(id_, frozenset({id_})) | set(claims[id_].get("retracts", ())) & set(claims)


def corrected(claims: Data, id_: str) -> set[str]:
    return overruled({one: {**claim, "retracts": []} for one, claim in claims.items()}, id_)


def falls(claims: Data, id_: str, way: frozenset[tuple[str, str]] = frozenset()) -> bool:
    """Whether it can be shown that a claim falls: one that surely stands overrules it, or what it was copied from falls."""
    goal = ("falls", id_)
    if goal in way:
        return False
    against = [other for other in claims if id_ in overruled(claims, other)]
    shown = way | {goal}
    return any(surely(claims, other, shown) for other in against) or any(falls(claims, o, shown) for o in copied(claims, id_))


def surely(claims: Data, id_: str, way: frozenset[tuple[str, str]] = frozenset()) -> bool:
    """Whether it can be shown that a claim stands."""
    goal = ("stands", id_)
    if goal in way:
        return False
    against = [other for other in claims if id_ in overruled(claims, other)]
    shown = way | {goal}
    return all(falls(claims, other, shown) for other in against) and all(surely(claims, o, shown) for o in copied(claims, id_))


def copied(claims: Data, id_: str) -> list[str]:
    return [one for one in claims[id_].get("copied_from", ()) if one in claims and one not in overruled(claims, id_)]


def standing(claims: Data) -> set[str]:
    return {id_ for id_ in claims if not falls(claims, id_)}


def hands(data: Data, id_: str) -> set[str]:
    """Everybody a claim came through."""
    found: set[str] = set()
    claims, waiting = {id_}, [id_]
    while waiting:
        claim = data["claims"][waiting.pop()]
        document = data.get("documents", {}).get(claim.get("document"), {})
        found |= {*claim.get("via", ()), *document.get("relays", ())} | ({claim.get("by"), document.get("outlet")} - {None})
        more = set(claim.get("copied_from", ())) - claims
        claims |= more
        waiting += more
    while more := {via for source in found for via in data["sources"][source].get("via", ())} - found:
        found |= more
    return found


def with_copies(claims: Data, gone: Iterable[str]) -> set[str]:
    out = set(gone)
    for _ in claims:
        out |= {id_ for id_, claim in claims.items() if out & set(claim.get("copied_from", ()))}
    return out


def written_at(data: Data, path: str) -> Any:
    here: Any = data
    for part in path.split("."):
        here = here[part]
    return here[-1]["state"] if path.startswith("consents.") and isinstance(here, list) else here


def plain(value: Any) -> Any:
    return value[0] if isinstance(value, list) and len(value) == 1 else value


def value_of(data: Data, path: str, gone: set[str], otherwise: str) -> Any:
    """What stands at a path when some claims are not there; None where it stays as written."""
    claims = data["claims"]
    left = {id_: claim for id_, claim in claims.items() if id_ not in gone}
    all_stand, left_stand = standing(claims), standing(left)
    now = plain(written_at(data, path))
    mended = {one for id_ in all_stand for one in corrected(claims, id_)} - all_stand
    record = path.count(".") == 1

    def speaks(id_: str) -> bool:
        claim = claims[id_]
        return path in claim["about"] and not claim.get("denies") and ("value" in claim or not claim.get("retracts"))

    def agrees(id_: str) -> bool:
        return plain(claims[id_]["value"]) == now if "value" in claims[id_] else id_ not in mended or record

    holders = [id_ for id_ in claims if id_ in all_stand and speaks(id_) and agrees(id_)]
    if any(speaks(id_) and agrees(id_) for id_ in left_stand):
        return None
    others = {id_ for id_ in left_stand if speaks(id_) and "value" in claims[id_] and "oddity" not in claims[id_]}
    if not holders:
        others -= all_stand
    said = [plain(claims[id_]["value"]) for id_ in claims if id_ in others]
    if said:
        return said[0] if all(one == said[0] for one in said) else "unknown"
    if not holders or otherwise == "as written":
        return None
    opposite = [plain(claims[id_].get("if_wrong")) for id_ in holders]
    if otherwise == "if wrong" and opposite[0] is not None and all(one == opposite[0] for one in opposite):
        return opposite[0]
    return "unknown"


def rewritten(data: Data, gone: set[str], otherwise: str) -> Data:
    """The case as somebody would have written it who never read some of the claims."""
    out = copy.deepcopy(data)
    values = {path: value_of(data, path, gone, otherwise) for path in {p for c in data["claims"].values() for p in c["about"]}}
    out["claims"] = {}
    for id_, claim in data["claims"].items():
        if id_ not in gone:
            links = {link: kept for link in LINKS if (kept := [other for other in claim.get(link, ()) if other not in gone])}
            out["claims"][id_] = {**{key: entry for key, entry in claim.items() if key not in LINKS}, **links}
    for path, value in values.items():
        if value is not None:
            write(data, out, path, value)
    return out


def write(data: Data, out: Data, path: str, value: Any) -> None:
    parts = path.split(".")
    if parts[0] in ("events", "rules"):
        assert value == "unknown"
        without_record(out, parts[0], parts[1])
        return
    here = out
    for part in parts[:-1]:
        here = here[part]
    if parts[0] == "consents":
        here[parts[-1]] = [{"state": value}]
    elif "weights" in parts and value == "unknown":
        widest = max(abs(weight) for weight in data["preferences"][parts[1]]["weights"].values())
        here[parts[-1]] = [-widest, widest]
    elif parts[-1] == "reservation" and value == "unknown":
        here[parts[-1]] = [0, 1]
    else:
        here[parts[-1]] = value


def without_record(out: Data, section: str, id_: str) -> None:
    """Take a record away with every mention; a claim about nothing else stays only where others stand or fall with it."""
    del out[section][id_]
    if not out[section]:
        del out[section]
    claims = out["claims"]
    ends = {
        end for one, c in claims.items() for link in LINKS if link != "contradicts" for o in c.get(link, ()) for end in (one, o)
    }
    for one in list(claims):
        claims[one]["about"] = [path for path in claims[one]["about"] if path != f"{section}.{id_}"]
        if not claims[one]["about"] and one not in ends:
            del claims[one]
            for other in claims.values():
                other["contradicts"] = [o for o in other.get("contradicts", ()) if o != one]
        elif not claims[one]["about"]:
            claims[one] = {key: entry for key, entry in claims[one].items() if key not in ("value", "if_wrong", "denies")}
            claims[one]["about"] = ["title"]


def on_a_day(data: Data, last: str) -> Data:
    """The case as somebody would have written it on a day: claims known by then, and events known by then."""
    later = {id_ for id_, claim in data["claims"].items() if claim["known"] > last}
    out = rewritten(data, later, "as written")
    for id_, event in data.get("events", {}).items():
        told = [claim["known"] for claim in data["claims"].values() if f"events.{id_}" in claim["about"]]
        if (min(told) if told else event["when"]) > last and id_ in out.get("events", {}):
            without_record(out, "events", id_)
    return {**out, "as_of": last}
