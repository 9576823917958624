"""Named conclusions of a case: which questions it answers by itself, and what their answers are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from winset.analyses.questions import known_question, parsed
from winset.analyses.solving import solve
from winset.case.case import Case
from winset.errors import WinsetError
from winset.results import plain

FAILED = "cannot be answered"
DEFAULT_DRAWS = 200
SILENT, WRONG = "unknown", "opposite"


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
