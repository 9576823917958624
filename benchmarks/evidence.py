"""What falls, against striking out every set of sources by hand:  python benchmarks/evidence.py

A case of 60 sources, 400 claims and 60 issues (two claims about each of the 20 issues asked about, nine about each other one),
and 20 questions who can block a term, through `winset.falls` as the verb calls it: leave one out both ways, smallest sets of up
to three sources both ways, smallest sets that carry, shares of 200 draws. The naive way rewrites the case for each set of sources
and asks again; it is run on some sets, which must give the same answers, and multiplied.
"""

from __future__ import annotations

import itertools
import math
import random
import time
from typing import Any

import winset
from winset.analyses import conclusions
from winset.case import change, ledger
from winset.case.case import Case
from winset.case.explicit import as_yaml
from winset.evidence.independence import Hand, independence

SOURCES, CLAIMS, ISSUES, QUESTIONS, TRIED = 60, 400, 60, 20, 40
PARTIES = ("north", "south", "east")


def build(seed: int = 1) -> Case:
    rng = random.Random(seed)
    names = [f"s{k:02}" for k in range(SOURCES)]
    issues = {
        f"i{k:03}": {"name": f"Issue {k}", "values": ["no", "yes"], "delivered_by": rng.choice(PARTIES)} for k in range(ISSUES)
    }
    claims: dict[str, Any] = {}
    for k in range(CLAIMS):
        issue = f"i{k % QUESTIONS if k < 2 * QUESTIONS else QUESTIONS + k % (ISSUES - QUESTIONS):03}"
        hands = rng.sample(names, rng.choice([1, 1, 2, 3]))
        wrong = rng.choice([party for party in PARTIES if party != issues[issue]["delivered_by"]])
        about = f"issues.{issue}.delivered_by"
        claims[f"c{k:03}"] = {"about": about, "reading": "as told", "by": hands[0], "via": hands[1:], "if_wrong": wrong}
    sources = {name: {"name": name, "grade": f"{rng.choice('ABCDEF')}3"} for name in names}
    data = {
        "case": "many",
        "title": "Many sources",
        "as_of": "2030-01-01",
        "signed_by": ["north", "south"],
        "parties": {"north": "North", "south": "South", "east": {"name": "East", "at_table": "no"}},
        "issues": issues,
        "sources": sources,
        "claims": claims,
    }
    return winset.loads(as_yaml(data))


def main() -> None:
    case = build()
    questions = [f"who_can_block(i{k:03}=yes)" for k in range(QUESTIONS)]
    winset.falls(case, questions[:1])  # loads what is loaded once
    begin = time.process_time()
    found = winset.falls(case, questions).value
    fast = time.process_time() - begin
    rng = random.Random(3)
    hands = {id_: frozenset(ledger.hands(case.file, claim)) for id_, claim in case.file.claims.items()}
    groups = rng.sample(list(itertools.combinations(case.file.sources, 3)), TRIED)
    begin = time.process_time()
    for group in groups:
        gone = [id_ for id_, through in hands.items() if through & set(group)]
        answer = conclusions.answered(change.strike(case, gone, "by hand", wrong=False), questions[0]).value
        flips = any(set(flip) <= set(group) for flip in found[questions[0]]["flips"])
        # A set with a smaller one inside that flips may flip back; none without may flip.
        assert flips or answer == found[questions[0]]["answer"]
    sets = sum(math.comb(SOURCES, size) for size in range(1, 4))
    naive = (time.process_time() - begin) / TRIED * sets * 2 * QUESTIONS
    flipping = sum(bool(entry["flips"]) for entry in found.values())
    print("| what | size | time | naive way | ratio |")
    print("|---|---|---|---|---|")
    print(
        f"| what falls ({flipping} of {QUESTIONS} do) "
        f"| {SOURCES} sources, {CLAIMS} claims, {QUESTIONS} conclusions | {fast:.2f} s CPU "
        f"| {naive / 3600:.1f} hours ({2 * sets * QUESTIONS:,} what-ifs, {TRIED} run) | {naive / fast:,.0f} |"
    )

    rng = random.Random(2)
    hands = [Hand(f"o{k}", 1 + k % 2, 1 + k % 2, "unnamed" if k % 3 else "") for k in range(60)] + [
        Hand(f"r{k}") for k in range(140)
    ]
    relays = [(f"o{k}", f"r{k}") for k in range(60)] + [(f"r{rng.randrange(k)}", f"r{k}") for k in range(60, 140)]
    begin = time.process_time()
    result = independence(hands, relays, [f"r{k}" for k in range(100, 140)])
    fast = time.process_time() - begin
    print(f"| independence ({result.in_words()}) | 60 origins, 140 relays | {1000 * fast:.0f} ms | trying all sets: 2^140 | |")


if __name__ == "__main__":
    main()
