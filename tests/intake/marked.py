"""Texts of our own with their answers marked in the text, and how what we find is counted against them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from winset.intake.attribution import find_attributions

TEXTS = Path(__file__).parent / "texts"
_MARK = re.compile(r"\{(?P<star>\*?)(?P<id>[a-z?]?)\|(?P<words>[^{}]*)\}")


@dataclass
class Marked:
    name: str
    text: str = ""
    cues: list[tuple[int, int, str]] = field(default_factory=list)
    sources: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    optional: list[tuple[int, int]] = field(default_factory=list)


def marked_texts(path: Path) -> list[Marked]:
    """Return the texts of a file; a source's letter counts within its paragraph and the ones around it."""
    out: list[Marked] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            out.append(Marked(line[3:]))
        elif line.strip() and not line.startswith("#"):
            _add(out[-1], line)
    return out


def _add(into: Marked, line: str) -> None:
    at, text = 0, into.text
    for hit in _MARK.finditer(line):
        text += line[at : hit.start()]
        span = (len(text), len(text) + len(hit["words"]))
        if hit["id"] == "?":
            into.optional.append(span)
        elif hit["star"]:
            into.cues.append((*span, hit["id"]))
        else:
            into.sources.setdefault(hit["id"], []).append(span)
        text += hit["words"]
        at = hit.end()
    into.text = text + line[at:] + "\n\n"


def agrees(text: str, ours: tuple[int, int], gold: tuple[int, int]) -> bool:
    """Whether two sources overlap and share at least half of their words (F1 of the two word sets)."""
    if min(ours[1], gold[1]) <= max(ours[0], gold[0]):
        return False
    a, b = set(re.findall(r"\w+", text[ours[0] : ours[1]])), set(re.findall(r"\w+", text[gold[0] : gold[1]]))
    return bool(a & b) and 2 * len(a & b) >= 0.5 * (len(a) + len(b))


def count(texts: list[Marked], complaints: list[str] | None = None) -> dict[str, int]:
    """Return cues, found, right (its source, or nobody where the text names nobody), ours and linked."""
    n = dict.fromkeys(("cues", "found", "right", "ours", "linked"), 0)
    said = complaints if complaints is not None else []
    for marked in texts:
        text = marked.text
        ours = find_attributions(text)
        optional = {a.cue for a in ours for s in marked.optional if a.cue.start < s[1] and s[0] < a.cue.end}
        linked = set()
        for start, end, wanted in marked.cues:
            n["cues"] += 1
            hits = [a for a in ours if a.cue.start < end and start < a.cue.end]
            around = text[max(0, start - 70) : end + 40].replace("\n", " ")
            if not hits:
                said.append(f"missed {text[start:end]!r}: {around}")
                continue
            hit = hits[0]
            n["found"] += 1
            linked.update(a.cue for a in hits)
            place = (hit.source.span.start, hit.source.span.end) if hit.source else None
            near = [s for s in marked.sources.get(wanted, []) if abs(s[0] - start) < 1500]
            right = place is None if not wanted else place is not None and any(agrees(text, place, s) for s in near)
            n["right"] += right
            if not right:
                given = hit.source.text if hit.source else None
                said.append(f"source of {text[start:end]!r}: ours {given!r}, wanted {[text[a:b] for a, b in near]}: {around}")
        for a in ours:
            if a.cue not in optional - linked:
                n["ours"] += 1
                n["linked"] += a.cue in linked
                if a.cue not in linked:
                    around = text[max(0, a.cue.start - 60) : a.cue.end + 40].replace("\n", " ")
                    said.append(f"too much {a.cue.of(text)!r} ({a.source.text if a.source else None}): {around}")
    return n
