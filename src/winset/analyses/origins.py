"""How many independent origins stand behind some claims of a case, and how likely their grades make them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from winset.case import ledger
from winset.case.case import Case
from winset.case.schema import CaseFile, Source
from winset.evidence.falls import Share as Weighed
from winset.evidence.grades import ASSUMED_PROBABILITY, PROBABILITY_ORIGIN, word_for_share
from winset.evidence.grounds import Conclusion, Grounds, what_falls
from winset.evidence.independence import Hand, Independence, independence

_UNNAMED = "unnamed"


def origins(case: Case, claims: Iterable[str]) -> Independence:
    """Return how many origins and independent lines stand behind some claims, as ranges.

    A claim that is copied from another one passes on what that one's document says. Unnamed sources whose independence is not
    known may be the same people; a claim without a stated source has the first hand that carried it as its origin.

    Examples
    --------
    >>> import winset
    >>> case = winset.load("doha2025")
    >>> str(origins(case, ["not_agreed", "worried"]).origins)
    '2 to 3'
    """
    file = case.file
    found: dict[str, Hand] = {}
    relays: list[tuple[str, str]] = []
    ends: list[str] = []
    waiting, seen = list(dict.fromkeys(claims)), set[str]()
    wanted = set(waiting)
    while waiting:
        id_ = waiting.pop(0)
        if id_ in seen:
            continue
        seen.add(id_)
        claim = file.claims[id_]
        end = f"document {claim.document}" if claim.document else f"claim {id_}"
        found.setdefault(end, Hand(end))
        if id_ in wanted:
            ends.append(end)
        way = [f"source {name}" for name in ledger.hands(file, claim, copied=False)]
        if claim.copied_from:
            # What was copied came from where the other one stands; whoever is named as speaker is named there.
            spoken = {f"source {name}" for name in (claim.by, *claim.via) if name}
            way = [hand for hand in way if hand not in spoken]
            for other in claim.copied_from:
                document = file.claims[other].document
                relays.append((f"document {document}" if document else f"claim {other}", (way or [end])[0]))
                waiting.append(other)
        for hand in way:
            found.setdefault(hand, _hand(hand, file.sources[hand.removeprefix("source ")]))
        relays += zip(way, [*way, end][1:], strict=True)
    counted = independence(found.values(), [(a, b) for a, b in relays if a != b], ends)
    # A claim without a document stands at the end of its own relay, but is no text that anybody could read.
    return replace(counted, documents=len({file.claims[id_].document for id_ in wanted} - {None}))


def _hand(id_: str, source: Source) -> Hand:
    if not source.anonymous:
        return Hand(id_)
    if source.independence == "same":
        return Hand(id_, 1, 1, _UNNAMED)
    pool = "" if source.independence == "independent" else _UNNAMED
    return Hand(id_, max(1, source.count or 1), source.count, pool)


def chances(file: CaseFile) -> dict[str, float]:
    """Return how often each source is taken to be right: by its letter, F where it has none, from the table of the case."""
    table = {letter: float(set_ if (set_ := getattr(file.grades, letter)) is not None else assumed)
             for letter, assumed in ASSUMED_PROBABILITY.items()}  # fmt: skip
    return {id_: table[source.grade or "F"] for id_, source in file.sources.items()}


def chances_text(file: CaseFile) -> str:
    """Return the table of probabilities in words, with where it comes from."""
    own = {letter for letter in ASSUMED_PROBABILITY if getattr(file.grades, letter) is not None}
    table = ", ".join(
        f"{letter} {100 * float(getattr(file.grades, letter) if letter in own else assumed):.0f} %"
        for letter, assumed in ASSUMED_PROBABILITY.items()
    )
    origin = file.grades.basis or ("set in the case" if own else PROBABILITY_ORIGIN)
    return f"A source is taken to be right, by its letter alone (no figure of a statement enters): {table}. {origin}"


def weighed(case: Case, claims: Iterable[str]) -> Weighed | None:
    """Return how likely it is that one of some claims came through right hands only, or None without claims.

    Every hand is right or wrong on its own, with the probability of its letter; a copy came through the hands of its original
    too. A claim through no source at all says nothing.
    """
    chains = {id_: (frozenset(ledger.hands(case.file, case.file.claims[id_])),) for id_ in claims}
    chains = {id_: chain for id_, chain in chains.items() if chain[0]}
    if not chains:
        return None
    whole = Conclusion("value", tuple(frozenset({id_}) for id_ in chains))
    return what_falls(Grounds(chains, (whole,)), chances(case.file), most=1)[0].share


def in_icd_words(share: Weighed | None) -> str:
    """Return a share in the words of ICD 203 with their band, and of how many cases it is.

    Examples
    --------
    >>> in_icd_words(Weighed("value", 0.623, 1, 8, True))
    'likely (55-80 %): 62 % of all 8 cases'
    """
    if share is None:
        return "not weighed"
    kind = "cases" if share.exact else "draws"
    if share.share in (0, 1):
        return f"in {'every' if share.share else 'no'} {kind[:-1]} ({share.of:,} {kind})"
    percent = min(99, max(1, round(100 * share.share)))
    over = f"all {share.of:,} cases" if share.exact else f"{share.of:,} draws"
    return f"{word_for_share(share.share)}: {percent} % of {over}"
