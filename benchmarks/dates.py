"""Dates in text against MEANTIME:  python benchmarks/dates.py [FILE] [--errors]

Scoring as in TempEval-3 (UzZaman et al. 2013): an expression is found (relaxed) if it shares a character with one of the
corpus, one to one; found strictly if both ends agree; its value is right if it was found and the TIMEX3 values are the same
string. F1 over all expressions of a half. Weekdays: of the expressions that are a bare weekday and were found, how many have the
corpus's value; "possible" leaves out those whose value in the corpus is no such weekday.
"""

# ruff: noqa: E501  (tables)
from __future__ import annotations

import datetime as dt
import re
import sys
import time
from typing import Any

from halves import corpus, day_of, documents
from winset.intake.dates import TimeExpression, find_dates

NAMES = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


def pairs(gold: list[dict[str, Any]], ours: tuple[TimeExpression, ...]) -> list[tuple[dict[str, Any], TimeExpression]]:
    """Match each expression of the corpus with one of ours: the same span first, then the largest overlap."""
    used: set[int] = set()
    out = []
    for g in sorted(gold, key=lambda g: g["start"]):
        near = [i for i, o in enumerate(ours) if i not in used and o.start < g["end"] and g["start"] < o.end]
        if near:
            best = min(
                near,
                key=lambda i: (
                    (ours[i].start, ours[i].end) != (g["start"], g["end"]),
                    max(ours[i].start, g["start"]) - min(ours[i].end, g["end"]),
                ),
            )
            used.add(best)
            out.append((g, ours[best]))
    return out


def possible(name: str, value: str) -> bool:
    try:
        return dt.date.fromisoformat(value[:10]).weekday() == NAMES.index(name)
    except ValueError:
        return False


def score(half: list[dict[str, Any]], errors: bool) -> dict[str, Any]:
    n: dict[str, Any] = dict.fromkeys(
        ("gold", "ours", "relaxed", "strict", "value", "type", "days", "days_right", "days_possible"), 0
    )
    slowest = total = 0.0
    for document in half:
        begin = time.perf_counter()
        ours = find_dates(document["text"], day_of(document))
        took = time.perf_counter() - begin
        slowest, total = max(slowest, took), total + took
        n["gold"] += len(document["timex"])
        n["ours"] += len(ours)
        for g, o in pairs(document["timex"], ours):
            n["relaxed"] += 1
            n["strict"] += (o.start, o.end) == (g["start"], g["end"])
            n["value"] += o.value == g["value"]
            n["type"] += o.type == g["type"]
            words = document["text"][g["start"] : g["end"]]
            if words in NAMES and re.match(r"\d{4}-\d\d-\d\d", g["value"]):
                n["days"] += 1
                n["days_right"] += o.value == g["value"]
                n["days_possible"] += possible(words, g["value"])
            if errors and o.value != g["value"]:
                print(
                    f"{document['dct']} {words!r} corpus {g['value']} ours {o.value} ({o.rule})",
                    file=sys.stderr,
                )
    n["slowest"], n["mean"] = 1000 * slowest, 1000 * total / max(1, len(half))
    return n


def f1(n: dict[str, Any], key: str) -> str:
    return f"{200 * n[key] / (n['gold'] + n['ours']):.1f}"


def main() -> None:
    halves = documents(corpus())
    print(
        "| half | documents | expressions | found | relaxed F1 | strict F1 | value F1 | type F1 | weekdays right | of possible | slowest report |"
    )
    print("|---|---|---|---|---|---|---|---|---|---|---|")
    shown = [("first", halves[0]), ("second", halves[1])]
    if "--first" in sys.argv:
        shown = shown[:1]
    else:
        shown.append(("both", halves[0] + halves[1]))
    for name, half in shown:
        n = score(half, "--errors" in sys.argv and name != "both")
        print(
            f"| {name} | {len(half)} | {n['gold']} | {n['ours']} | {f1(n, 'relaxed')} | {f1(n, 'strict')} | {f1(n, 'value')} | {f1(n, 'type')} "
            f"| {n['days_right']} of {n['days']} | {n['days_right']} of {n['days_possible']} | {n['slowest']:.1f} ms |"
        )


if __name__ == "__main__":
    main()
