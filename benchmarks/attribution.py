"""Who says so, against the reporting links of MEANTIME:  python benchmarks/attribution.py [FILE] [--errors]

Cue recall: of the distinct cues of the corpus (a cue with several reported events counts once), how many we mark.
Right source: of those found whose link has a source, in how many our source shares at least half of the words (F1 of the two
word sets at least 0.5, overlapping in the text) with one of the corpus; "exact" wants the same characters. Precision: of our
cues, how many the corpus links. The corpus does not link everything that reports, so precision is a lower bound.
"""

# ruff: noqa: E501  (tables)
from __future__ import annotations

import re
import sys
import time
from typing import Any

from halves import corpus, day_of, documents
from winset.intake.attribution import find_attributions


def agrees(text: str, ours: tuple[int, int], gold: list[int]) -> bool:
    if min(ours[1], gold[1]) <= max(ours[0], gold[0]):
        return False
    a, b = set(re.findall(r"\w+", text[ours[0] : ours[1]])), set(re.findall(r"\w+", text[gold[0] : gold[1]]))
    return bool(a & b) and 2 * len(a & b) >= 0.5 * (len(a) + len(b))


def score(half: list[dict[str, Any]], errors: bool) -> dict[str, float]:
    n: dict[str, float] = dict.fromkeys(("cues", "found", "sourced", "right", "exact", "ours", "linked", "slowest"), 0)
    for document in half:
        text = document["text"]
        begin = time.perf_counter()
        ours = find_attributions(text, day_of(document))
        n["slowest"] = max(n["slowest"], 1000 * (time.perf_counter() - begin))
        n["ours"] += len(ours)
        gold: dict[tuple[int, int], list[list[int]]] = {}
        for link in document["slinks"]:
            gold.setdefault(tuple(link["cue"]), []).extend([link["source"]] if link["source"] else [])
        linked = set()
        for cue, sources in sorted(gold.items()):
            n["cues"] += 1
            hit = next((a for a in ours if a.cue.start < cue[1] and cue[0] < a.cue.end), None)
            if hit is None:
                if errors:
                    print(
                        f"missed {text[cue[0] : cue[1]]!r}: ...{text[max(0, cue[0] - 60) : cue[1] + 30]!r}",
                        file=sys.stderr,
                    )
                continue
            n["found"] += 1
            linked.add(hit.cue)
            if not sources:
                continue
            n["sourced"] += 1
            place = (hit.source.span.start, hit.source.span.end) if hit.source else (0, 0)
            right = any(agrees(text, place, s) for s in sources)
            n["right"] += right
            n["exact"] += any(place == tuple(s) for s in sources)
            if errors and not right:
                given = hit.source.text if hit.source else None
                print(
                    f"source of {text[cue[0] : cue[1]]!r}: corpus {[text[s[0] : s[1]] for s in sources]} ours {given!r}",
                    file=sys.stderr,
                )
        n["linked"] += len(linked)
    return n


def main() -> None:
    halves = documents(corpus())
    shown = [("first", halves[0]), ("second", halves[1])]
    if "--first" in sys.argv:
        shown = shown[:1]
    else:
        shown.append(("both", halves[0] + halves[1]))
    print("| half | documents | cues | cue recall | right source | exact source | our cues | precision | slowest report |")
    print("|---|---|---|---|---|---|---|---|---|")
    for name, half in shown:
        n = score(half, "--errors" in sys.argv and name != "both")
        print(
            f"| {name} | {len(half)} | {n['cues']:.0f} | {100 * n['found'] / n['cues']:.1f} % | {100 * n['right'] / n['sourced']:.1f} % of {n['sourced']:.0f} "
            f"| {100 * n['exact'] / n['sourced']:.1f} % | {n['ours']:.0f} | {100 * n['linked'] / n['ours']:.1f} % | {n['slowest']:.1f} ms |"
        )


if __name__ == "__main__":
    main()
