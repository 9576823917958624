"""Named conclusions of a case, and what they become when some sources said nothing or were wrong."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from winset.analyses.questions import known_question, parsed
from winset.analyses.solving import solve
from winset.case import change, ledger
from winset.case.case import Case, rebuilt
from winset.errors import TooLarge, WinsetError
from winset.results import plain

FAILED = "cannot be answered"
DEFAULT_DRAWS = 200
MOST_CASES = 4000
"""Different what-ifs that one call works through before it refuses."""
SILENT, WRONG = "unknown", "opposite"
# Records that the questions about deals do not read: losing one of these cannot change their answers.
_UNREAD = frozenset(
    {
        "events", "stances", "beliefs", "attempts", "pressures", "deadlines", "ultimatums", "threats", "regimes", "variants",
        "conflict", "documents", "sources", "grades", "profiles",
    }
)  # fmt: skip
_ABOUT_DEALS = frozenset({"who_can_block", "what_can_be_delivered_without", "is_in_winset", "which_deal", "how_many"})


@dataclass(frozen=True)
class Conclusion:
    """One question and what it comes to.

    Parameters
    ----------
    question : str
        As `ask` takes it.
    value : Any
        The answer as plain data: it has flipped when this differs.
    text : str
        The answer in words.
    """

    question: str
    value: Any
    text: str

    @property
    def short(self) -> str:
        """The answer without the deal that the question names already, for a table with the question beside it."""
        return self.text.split(": ", 1)[-1] if self.text.startswith("The deal ") else self.text

    def beside(self, old: Conclusion) -> str:
        """The answer for a table with the old one beside it: said again only where it differs."""
        return self.short if self.text != old.text else "the same"


@dataclass(frozen=True)
class Footing:
    """Which sources a case's values stand on.

    Parameters
    ----------
    holders : mapping
        Path to the claims that support it.
    hands : mapping
        Claim to the sources it came through.
    deals_only : bool
        Whether the questions are about deals alone, so that two cases with the same model have the same answers.
    """

    holders: Mapping[str, tuple[str, ...]]
    hands: Mapping[str, frozenset[str]]
    deals_only: bool = False

    @property
    def sources(self) -> tuple[str, ...]:
        """The sources that any of the values came through."""
        return tuple(sorted({source for ids in self.holders.values() for id_ in ids for source in self.hands[id_]}))

    def lost(self, gone: frozenset[str]) -> frozenset[str]:
        """Return the paths whose every support came through a source in `gone`."""
        return frozenset(path for path, ids in self.holders.items() if all(self.hands[id_] & gone for id_ in ids))


def staged(case: Case) -> Case:
    """Return the case with the issues of its current stage only, as the brief shows it, unless a stage was chosen already."""
    stages = {issue.stage for issue in case.file.issues.values()}
    if len(stages) < 2 or any(step.startswith("stage ") for step in case.steps):
        return case
    return case.stage(case.file.current_stage)


def default_questions(case: Case, draws: int = DEFAULT_DRAWS, seed: int = 1) -> tuple[str, ...]:
    """Return the questions that a case answers by itself.

    Who can block a change of each issue; what can be delivered without each party outside the room that must deliver something;
    which deal the Nash solution chooses; and whether some deals are in the win-set (everything changes; only what the signatories
    deliver alone; that and one thing which others deliver; what the Nash solution chooses).

    Examples
    --------
    >>> import winset
    >>> default_questions(winset.load("doha2025").stage(1))[:2]
    ('who_can_block(living_hostage=changed)', 'who_can_block(bodies=changed)')
    """
    file, dims = case.file, case.dimensions()
    questions = [f"who_can_block({dim})" for dim in (f"{id_}=changed" for id_ in dims)]
    needed = {party for dim in dims.values() for value in dim.values[1:] for group in dim.groups(value) for party in group}
    outside = [id_ for id_ in file.parties if id_ in needed and id_ not in file.signed_by]
    questions += [f"what_can_be_delivered_without({party})" for party in outside]
    everything = [f"{dim.id}={dim.values[-1]}" for dim in dims.values()]
    alone = [
        f"{dim.id}={dim.values[-1]}"
        for dim in dims.values()
        if all(set(group) & set(file.signed_by) for group in dim.groups(dim.values[-1]))
    ]
    others = [dim for dim in dims.values() if not any(set(g) & set(file.signed_by) for g in dim.groups(dim.values[1]))]
    deals = [terms for terms in (everything, alone, *([*alone, f"{dim.id}={dim.values[1]}"] for dim in others)) if terms]
    if file.preferences:
        try:
            chosen = solve(case, "nash", draws=draws, seed=seed).value["most_often"]
            deals += [[term.strip() for term in chosen.split(",")]] if "=" in chosen else []
            questions.append("which_deal(nash)")
        except WinsetError:
            pass  # the signatories have no preferences, so no solution is chosen
        questions += [f"is_in_winset({', '.join(deal)})" for deal in deals]
    return tuple(dict.fromkeys(questions))


def answered(case: Case, question: str, draws: int = DEFAULT_DRAWS, seed: int = 1) -> Conclusion:
    """Return the answer to one question; one that cannot be answered in this case says so and why."""
    name, asked = parsed(question, draws, seed)
    entry = known_question(name)
    try:
        answer = entry.function(case, asked)
    except WinsetError as error:
        return Conclusion(question, FAILED, f"{FAILED}: {error}")
    return Conclusion(question, plain(answer.value), answer.text)


def footing(case: Case, questions: Iterable[str]) -> Footing:
    """Return the values that the questions may read and that claims stand behind."""
    read_all = any(parsed(question, 1, 1)[0] not in _ABOUT_DEALS for question in questions)
    held = ledger.support(case).behind
    holders = {path: ids for path, ids in held.items() if read_all or path.split(".", 1)[0] not in _UNREAD}
    hands = {id_: frozenset(ledger.hands(case.file, case.file.claims[id_])) for ids in holders.values() for id_ in ids}
    return Footing(holders, hands, not read_all)


def without(case: Case, foot: Footing, lost: frozenset[str], mode: str) -> Case:
    """Return the case whose paths `lost` have no support: ``unknown``, or ``opposite`` (what holds if they are wrong)."""
    claims = [id_ for path in foot.holders if path in lost for id_ in foot.holders[path]]
    if not claims:
        return case
    return change.strike(case, list(dict.fromkeys(claims)), f"without {', '.join(sorted(lost))}", wrong=mode == WRONG)


Ask = Callable[[str, frozenset[str], str], Conclusion]
"""`(question, sources or paths gone, mode) -> answer`."""


def asker(case: Case, foot: Footing, draws: int, seed: int) -> Ask:
    """Return a function that answers any question without the supports of some paths.

    Paths lost that leave the same model give the same answers, so each such case is built once, and each question is asked once
    of it; what was found lives as long as the function that is returned.
    """
    bare = _bare(case, foot)
    cases: dict[tuple[frozenset[str], str], tuple[str, Case]] = {}
    answers: dict[tuple[str, str], Conclusion] = {}

    def ask(question: str, lost: frozenset[str], mode: str) -> Conclusion:
        key = (lost, mode)
        if key not in cases:
            if len(cases) >= MOST_CASES:
                raise TooLarge("what-ifs", len(cases) + 1, MOST_CASES, "Ask fewer questions, or smaller sets with --most.")
            built = without(bare, foot, *key)
            cases[key] = (_model(built, foot.deals_only), built)
        model, built = cases[key]
        if (question, model) not in answers:
            answers[question, model] = answered(built, question, draws, seed)
        return answers[question, model]

    return ask


def _bare(case: Case, foot: Footing) -> Case:
    """Return the case with what the questions read and nothing else; the same what-ifs of it take a fraction of the time."""
    told = any(claim.retracts and claim.quote and claim.value is None for claim in case.file.claims.values())
    if told or not foot.deals_only:
        return case  # a quote that takes another claim back speaks for itself, and needs its document
    data = {section: entry for section, entry in case.data().items() if section not in _UNREAD}
    claims = {}
    for id_, claim in data.get("claims", {}).items():
        about = [path for path in claim["about"] if path.split(".", 1)[0] not in _UNREAD]
        # A claim about other things may still have corrected one that matters.
        if about or claim.get("corrects") or claim.get("retracts"):
            kept = {key: entry for key, entry in claim.items() if key in ("value", "denies", "if_wrong", "corrects", "retracts")}
            claims[id_] = {**kept, "about": about or ["title"], "reading": claim.get("reading", "as told")}
    for claim in claims.values():
        for link in ("corrects", "retracts"):
            if link in claim:
                claim[link] = [other for other in claim[link] if other in claims]
    data.pop("claims", None)
    return rebuilt(case, {**data, **({"claims": claims} if claims else {})}, None)


def without_sources(foot: Footing, ask: Ask) -> Ask:
    """Return `ask` for sources instead of paths: sources that cost the same paths their supports are the same question."""
    lost: dict[frozenset[str], frozenset[str]] = {}

    def asked(question: str, gone: frozenset[str], mode: str) -> Conclusion:
        if gone not in lost:
            lost[gone] = foot.lost(gone)
        return ask(question, lost[gone], mode)

    return asked


def _model(case: Case, deals_only: bool) -> str:
    """Return what decides the answers to questions about deals; everything where other questions are asked."""
    left_out = (*_UNREAD, "claims") if deals_only else ()
    return json.dumps({name: entry for name, entry in case.data().items() if name not in left_out}, sort_keys=True)
