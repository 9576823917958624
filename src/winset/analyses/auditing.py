"""`audit` and `disputes`: how thin the support is, and what speaks against what."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from winset.analyses import conclusions
from winset.analyses.conclusions import SILENT, WRONG
from winset.analyses.origins import in_icd_words, origins, weighed
from winset.analyses.records import written
from winset.analyses.scene import result
from winset.analyses.striking import askers, ground
from winset.case import ledger
from winset.case.case import Case
from winset.case.schema_evidence import Claim
from winset.errors import WinsetError
from winset.evidence.independence import Count
from winset.results import Block, Heading, Note, Result, Table

# Values that are left out together, and sets of them that are tried.
_TOGETHER = 3
_MOST_SETS = 600


def audit(
    case: Case,
    questions: Iterable[str] | None = None,
    *,
    draws: int = conclusions.DEFAULT_DRAWS,
    seed: int = 1,
) -> Result:
    """Return how thin the evidence is: claims without a stated source, by one unnamed source, of one origin; and origins.

    Parameters
    ----------
    case : Case
        The case.
    questions : iterable of str, optional
        Conclusions to audit, as in `ask`; a list that the case suggests if left out.
    draws, seed : int
        Draws of the preferences, and their seed.

    References
    ----------
    Origins and lines: a minimum vertex cut over the relays (Menger, 1927). Words: Intelligence Community Directive 203 (2015).

    Examples
    --------
    >>> import winset
    >>> found = winset.audit(winset.load("doha2025"), ["who_can_block(prisoners=some)"])
    >>> found.value["no_stated_source"], found.value["claims"]
    (24, 44)
    """
    file = case.file
    claims = ledger.in_force(file)
    bare = [id_ for id_, claim in claims.items() if claim.by is None]
    lone = [id_ for id_, claim in claims.items() if claim.by and file.sources[claim.by].anonymous and _one(case, claim)]
    one = [id_ for id_ in claims if origins(case, [id_]).origins == Count(1, 1)]
    copied = [id_ for id_, claim in claims.items() if claim.copied_from]
    counts = Table(
        ("what", "claims", "of", "which"),
        (
            ("no stated source: the reporter speaks", len(bare), len(claims), tuple(bare)),
            ("one unnamed source", len(lone), len(claims), tuple(lone)),
            ("one origin, whoever passed it on", len(one), len(claims), tuple(one)),
            ("copied from another claim", len(copied), len(claims), tuple(copied)),
        ),
        "Claims in force",
    )
    now = conclusions.staged(case)
    asked = tuple(questions) if questions is not None else conclusions.default_questions(now, draws, seed)
    rows, value = [], {}
    untried = list[str]()
    for question, resting, tried in _resting(now, asked, draws, seed):
        found = [(" and ".join(paths), origins(now, ids), weighed(now, ids)) for paths, ids in resting.items()]
        untried += [] if tried else [question]
        least = _fewest([on.origins for _, on, _ in found])
        lines = _fewest([on.lines for _, on, _ in found])
        weakest = min(found, key=lambda entry: (entry[1].origins.least, entry[2].share if entry[2] else 0), default=None)
        rests = [path for path, *_ in found]
        value[question] = {
            "origins": None if least is None else [least.least, least.most],
            "rests_on": rests,
        }
        rows.append(
            (
                question,
                str(least) if least else "none: assumptions alone",
                str(lines) if lines else "-",
                weakest[0] if weakest else "-",
                in_icd_words(weakest[2]) if weakest else "-",
                tuple(rests),
            )
        )
    blocks: list[Block] = [
        counts,
        Heading("Origins of each conclusion", wide=True),
        Table(("conclusion", "origins", "lines", "weakest value", "that value holds", "rests on"), tuple(rows), "Conclusions"),
        Note("origins are people who could know, not articles; unnamed ones may be the same people, so the number is a range"),
        Note("a conclusion has as many origins as the weakest of the values, or of values together, without which it changes"),
    ]
    if untried:
        blocks.append(Note(f"several values at a time were not all left out, there are too many sets: {'; '.join(untried)}"))
    answer = (
        f"{len(bare)} of {len(claims)} claims have no stated source, {len(lone)} rest on one unnamed source, "
        f"{len(one)} on one origin."
    )
    return result(
        case,
        "audit",
        answer,
        "claims in force; origins and independent lines by minimum vertex cuts over the relays",
        blocks,
        value={
            "claims": len(claims),
            "no_stated_source": len(bare),
            "one_unnamed_source": len(lone),
            "one_origin": len(one),
            "conclusions": value,
        },
        settings={"questions": list(asked), "draws": draws, "seed": seed},
    )


def _one(case: Case, claim: Claim) -> bool:
    source = case.file.sources[claim.by or ""]
    return source.count == 1 or source.independence == "same"


def _fewest(counts: list[Count]) -> Count | None:
    """Return the range of the smallest number: at least the least of all, at most the least upper end."""
    if not counts:
        return None
    tops = [count.most for count in counts if count.most is not None]
    return Count(min(count.least for count in counts), min(tops) if tops else None)


def _resting(
    case: Case, asked: tuple[str, ...], draws: int, seed: int
) -> Iterator[tuple[str, dict[tuple[str, ...], tuple[str, ...]], bool]]:
    """Yield each question with the smallest sets of values without which its answer changes, and the claims behind them.

    With them comes whether all sets of up to `_TOGETHER` values could be tried.
    """
    on = ground(case, asked)
    _, without = askers(case, on, draws, seed)
    for question in asked:
        now = without(question, (), SILENT).value
        held = {path: ids for path, ids in on.holders.items() if path in on.fields[question].paths}
        found: dict[tuple[str, ...], tuple[str, ...]] = {}
        tried = True
        for size in range(1, _TOGETHER + 1):
            left = [path for path in held if (path,) not in found]
            if size > 1 and math.comb(len(left), size) > _MOST_SETS:
                tried = False
                break
            for paths in itertools.combinations(left, size):
                if any(set(smaller) <= set(paths) for smaller in found):
                    continue
                claims = tuple(dict.fromkeys(id_ for path in paths for id_ in held[path]))
                if any(without(question, claims, mode).value != now for mode in (SILENT, WRONG)):
                    found[paths] = claims
        yield question, found, tried


@dataclass(frozen=True)
class Dispute:
    """Two readings of one thing.

    Parameters
    ----------
    what : str
        Path, or the claims concerned.
    kind : str
        ``contradiction``, ``ambiguity`` or ``dates``.
    claims : tuple of str
        The claims concerned.
    text : str
        What is odd, in words.
    readings : tuple of (str, Case)
        What else it could mean, and the case read that way.
    """

    what: str
    kind: str
    claims: tuple[str, ...]
    text: str
    readings: tuple[tuple[str, Case], ...]


def disputes(
    case: Case,
    questions: Iterable[str] | None = None,
    *,
    draws: int = conclusions.DEFAULT_DRAWS,
    seed: int = 1,
) -> Result:
    """Return contradictions, ambiguities and clashing dates, with the conclusions that differ when they are read otherwise.

    Nothing is repaired: the case stays as written, and which reading is right is the reader's to say. Two stances of one party
    towards different audiences are no contradiction.

    Parameters
    ----------
    case : Case
        The case. Other readings are values stated by claims against the case's own value, variants that set a value which an odd
        claim is about, and ``if_wrong`` of such a claim.
    questions : iterable of str, optional
        Conclusions to compare, as in `ask`; a list that the case suggests if left out.
    draws, seed : int
        Draws of the preferences, and their seed.

    Examples
    --------
    >>> import winset
    >>> found = winset.disputes(winset.load("doha2025"), ["who_can_block(prisoners=some)"])
    >>> [row["about"] for row in found.rows() if row["kind"] == "contradiction"]
    ['consents.israel.prisoners']
    """
    now = conclusions.staged(case)
    asked = tuple(questions) if questions is not None else conclusions.default_questions(now, draws, seed)
    found = list(_disputes(case))
    base = {question: conclusions.answered(now, question, draws, seed) for question in asked}
    rows: list[tuple[Any, ...]] = []
    differing: list[tuple[Any, ...]] = []
    value: list[dict[str, Any]] = []
    for dispute in found:
        outcomes = []
        for reading, other in dispute.readings:
            read = conclusions.staged(other)
            new = {question: conclusions.answered(read, question, draws, seed) for question in asked}
            differ = [(q, base[q], new[q]) for q in asked if new[q].value != base[q].value]
            differing += [(dispute.what, reading, q, old.short, other_answer.short) for q, old, other_answer in differ]
            outcomes.append((reading, [q for q, *_ in differ]))
        run = "; ".join(f"{reading}: {len(changed)} of {len(asked)} differ" for reading, changed in outcomes)
        rows.append((dispute.what, dispute.kind, dispute.text, dispute.claims, run or "only one reading is written down"))
        entry = {"about": dispute.what, "kind": dispute.kind, "claims": list(dispute.claims)}
        value.append({**entry, "readings": [{"reading": reading, "differ": changed} for reading, changed in outcomes]})
    several = sum(bool(dispute.readings) for dispute in found)
    answer = f"{len(found)} disputed places; {several} with another reading that can be run. Nothing was repaired."
    blocks: list[Block] = [Table(("about", "kind", "what", "claims", "other readings run"), tuple(rows), "Disputed")]
    if differing:
        columns = ("about", "read as", "conclusion", "as the case is written", "read that way")
        blocks.append(Table(columns, tuple(differing), "Conclusions that differ"))
    elif found:
        blocks.append(Note("no conclusion asked about differs between the readings"))
    return result(
        case,
        "disputes",
        answer,
        "claims in force that go against a value or another claim, oddities noted by the reader, dates that cannot both hold; "
        "the same questions and draws for every reading",
        blocks,
        value=value,
        settings={"questions": list(asked), "draws": draws, "seed": seed},
    )


def _disputes(case: Case) -> Iterator[Dispute]:
    claims = ledger.in_force(case.file)
    held = ledger.support(case)
    told = set[str]()
    for path, contra in held.against.items():
        sides = (*held.behind.get(path, ()), *contra)
        told.update(contra)
        yield Dispute(path, "contradiction", sides, _sides(case, path, contra), tuple(_readings(case, path, contra)))
    for id_, claim in claims.items():
        others = [other for other in claim.contradicts if other in claims]
        if others and id_ not in told:
            pair = (id_, *others)
            yield Dispute(", ".join(claim.about), "contradiction", pair, f"contradicts {', '.join(others)}", ())
        elif claim.oddity and id_ not in told:
            readings = [entry for path in claim.about for entry in _readings(case, path, (id_,))]
            yield Dispute(", ".join(claim.about), "ambiguity", (id_,), claim.oddity, tuple(readings))
    for event_id, event in case.file.events.items():
        path = f"events.{event_id}"
        apart = [id_ for id_, c in claims.items() if path in c.about and c.when and event.when and _apart(c, event.when)]
        if apart:
            text = f"dated {event.when} in the case, " + ", ".join(f"{claims[id_].when} by {id_}" for id_ in apart)
            yield Dispute(path, "dates", tuple(apart), text, ())


def _apart(claim: Claim, when: Any) -> bool:
    own = claim.when
    if own is None:
        return False
    ends = ((own.latest, when.earliest), (when.latest, own.earliest))
    return any(last is not None and first is not None and last < first for last, first in ends)


def _sides(case: Case, path: str, contra: tuple[str, ...]) -> str:
    words = []
    for id_ in contra:
        claim = case.file.claims[id_]
        said = f"says {written(claim.value)}" if claim.value is not None else "denies it"
        words.append(f"{id_} {said}" + (f" ({claim.oddity})" if claim.oddity else ""))
    return f"{written(case.get(path))} in the case; " + "; ".join(words)


def _readings(case: Case, path: str, claims: tuple[str, ...]) -> Iterator[tuple[str, Case]]:
    """Yield what else a path could hold, with the case read that way; each reading once."""
    seen = {case.hash()}
    options: list[tuple[str, Any]] = []
    for id_ in claims:
        claim = case.file.claims[id_]
        if claim.value is not None and not ledger.same_value(case, path, claim.value):
            options.append((f"{path} = {written(claim.value)}", lambda v=claim.value: case.set(path, v)))
        if claim.if_wrong is not None and claim.if_wrong != "unknown":
            options.append((f"{path} = {written(claim.if_wrong)}", lambda v=claim.if_wrong: case.set(path, v)))
    for name, variant in case.file.variants.items():
        if any(set_ == path or set_.startswith(path + ".") for set_ in variant.set):
            options.append((f"variant {name}", lambda n=name: case.variant(n)))
    for label, build in options:
        try:
            other = build()
        except WinsetError:
            continue  # a value that does not hold together with the rest of the case is no reading of it
        if other.hash() not in seen:
            seen.add(other.hash())
            yield label, other
