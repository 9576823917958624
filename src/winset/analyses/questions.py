"""`ask`: named questions with a comparable answer, so that a what-if can be seen to flip it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from winset.analyses.blocking import blockers
from winset.analyses.delivering import deliverable
from winset.analyses.ratifying import ratifiers
from winset.analyses.reference import going_rate
from winset.analyses.scene import result, scene_of
from winset.analyses.solving import solve
from winset.analyses.winsets import tally_of
from winset.arrays.deal_space import DEFAULT_DRAWS, DEFAULT_SEED, deal_space
from winset.case.case import Case
from winset.deals.space import changes, deal_values
from winset.errors import BadRequest
from winset.registry import Entry, Registry
from winset.results import Block, Result, Table, plain
from winset.values import Share


@dataclass(frozen=True)
class Answer:
    """What a question comes to.

    Parameters
    ----------
    value : Any
        The conclusion in a form that can be compared: it flips when this differs.
    text : str
        The conclusion in words.
    blocks : tuple of Block
        What backs it.
    """

    value: Any
    text: str
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True)
class Asked:
    """The arguments of a question: those by position, those by name, and the draws."""

    plain: tuple[str, ...]
    named: Mapping[str, str]
    draws: int
    seed: int


Question = Callable[[Case, Asked], Answer]
question: Registry[Question] = Registry("question", ("case", "asked"))
_CALL = re.compile(r"\s*([a-z_]+)\s*(?:\((.*)\))?\s*", re.DOTALL)


def ask(case: Case, text: str, *, draws: int = DEFAULT_DRAWS, seed: int = DEFAULT_SEED) -> Result:
    """Return the answer to a named question such as ``what_can_be_delivered_without(israel)``.

    Parameters
    ----------
    case : Case
        The case.
    text : str
        A registered question, arguments in brackets: ``who_can_block``, ``who_can_block(prisoners=some)``,
        ``what_can_be_delivered_without(party)``, ``is_in_winset(issue=value)``, ``which_deal(concept)``, ``how_many(issue)``,
        ``is_stable(option, option)``, ``which_states_hold(concept)``.
    draws, seed : int
        Draws and their seed.

    Raises
    ------
    UnknownName, BadRequest
        For a question, party, issue or value that does not exist, or missing arguments.

    Examples
    --------
    >>> import winset
    >>> case = winset.load("doha2025").stage(1)
    >>> winset.ask(case, "who_can_block(prisoners=some)").value
    ['israel']
    """
    name, asked = parsed(text, draws, seed)
    entry = known_question(name)
    answer = entry.function(case, asked)
    return result(
        case,
        f"ask {text.strip()}",
        answer.text,
        f"{entry.summary} ({entry.source})",
        answer.blocks,
        value=plain(answer.value),
        settings={"draws": draws, "seed": seed},
    )


def known_question(name: str) -> Entry[Question]:
    """Return a registered question; the modules that register more are imported first."""
    _register_all()
    return question[name]


def _register_all() -> None:
    import winset.analyses.holding_questions
    import winset.analyses.talking  # noqa: F401 - registers its questions


def parsed(text: str, draws: int, seed: int) -> tuple[str, Asked]:
    """Return the name and the arguments of a question as written."""
    match = _CALL.fullmatch(text)
    if not match:
        _register_all()
        raise BadRequest(f"'{text}' is no question; write name(argument, issue=value). Known: {', '.join(question)}")
    plain_args, named = [], {}
    for part in (match[2] or "").split(","):
        if not part.strip():
            continue
        key, equals, value = part.partition("=")
        if equals:
            if key.strip() in named:
                raise BadRequest(f"{key.strip()} is named twice")
            named[key.strip()] = value.strip()
        else:
            plain_args.append(part.strip())
    return match[1], Asked(tuple(plain_args), named, draws, seed)


@question("who_can_block", source="Putnam 1988; Tsebelis 2002")
def who_can_block(case: Case, asked: Asked) -> Answer:
    """Who must deliver or ratify the terms named, and so can block them; without terms, for every value of each issue."""
    if asked.plain:
        raise BadRequest("who_can_block takes terms, for instance who_can_block(prisoners=some)")
    if asked.named:
        found = blockers(case, draws=asked.draws, seed=asked.seed, terms=asked.named)
        return Answer(tuple(found.value["blockers"]), found.answer, found.blocks)
    rows, value = [], {}
    for dim in case.dimensions().values():
        runs: list[tuple[str, str, tuple[str, ...], tuple[str, ...]]] = []
        for label in dim.values[1:]:
            groups, ratifying = dim.groups(label), ratifiers(case, dim.id, label)
            who = tuple(sorted({*ratifying, *(party for group in groups for party in group)}))
            words = (*(" or ".join(group) for group in groups), *(f"{one} (ratifies)" for one in ratifying))
            # Of many values, neighbours with the same answer stand together.
            if runs and len(dim.values) >= 12 and runs[-1][2:] == (who, words):
                runs[-1] = (runs[-1][0], label, who, words)
            else:
                runs.append((label, label, who, words))
        for first, last, who, words in runs:
            term = f"{dim.id}={first}" if first == last else f"{dim.id}={first}..{last}"
            value[term] = who
            rows.append((term, words))
    text = "; ".join(f"{term}: {' and '.join(who) or 'nobody'}" for term, who in value.items())
    return Answer(value, text, (Table(("term", "who can block it"), tuple(rows)),))


@question("what_can_be_delivered_without", source="Lax & Sebenius 2006, all-party map")
def what_can_be_delivered_without(case: Case, asked: Asked) -> Answer:
    """Which deals everybody else can deliver when one party gives nothing."""
    if len(asked.plain) != 1 or asked.named:
        raise BadRequest("name one party, for instance what_can_be_delivered_without(israel)")
    found = deliverable(case, without=asked.plain[0])
    value = {"deals": found.value["deals"], **{issue: tuple(values) for issue, values in found.value["by_issue"].items()}}
    return Answer(value, found.answer, found.blocks)


@question("is_in_winset", source="Putnam 1988; Tsebelis 2002")
def is_in_winset(case: Case, asked: Asked) -> Answer:
    """Whether a deal wins every consent it needs; issues left out stay at the status quo."""
    if asked.plain:
        raise BadRequest("write the deal as issue=value, for instance is_in_winset(living_hostage=released)")
    at, position = scene_of(case, [deal_values(deal_space(case, 0), asked.named)], asked.draws, asked.seed), 0
    counts = tally_of(at, position)
    inside, open_ = (Share(int(n[0]), counts.draws, at.space.ranged) for n in (counts.inside, counts.open))
    allowed = bool(at.rules[position])
    value = "not allowed by the rules" if not allowed else inside.banded if inside.count or not open_.count else "open"
    text = f"The deal {changes(at.space, position)}: "
    text += "the rules do not allow it." if not allowed else f"in the win-set {inside}; hangs on an open consent {open_}."
    return Answer(value, text)


@question("which_deal", source="the solution concept named; see solve")
def which_deal(case: Case, asked: Asked) -> Answer:
    """Which deal a solution concept chooses most often over the draws, with all that tie for it at the middle of the ranges."""
    if len(asked.plain) < 1 or set(asked.named) - {"among"}:
        raise BadRequest("name a concept, and parties if not the signatories: which_deal(nash, us, hamas)")
    name, *parties = asked.plain
    among: Any = asked.named.get("among", "all")
    found = solve(case, name, parties or None, among=among, draws=asked.draws, seed=asked.seed)
    return Answer(found.value["most_often"], found.answer, found.blocks)


@question("how_many", source="reference class; the range of precedents known on the day")
def how_many(case: Case, asked: Asked) -> Answer:
    """How much or how many an issue is about: the amount the user set, or else the range of precedents known on the day."""
    if len(asked.plain) not in (1, 2):
        raise BadRequest("name one issue, for instance how_many(prisoners)")
    found = going_rate(case, asked.plain[0], point="point" in asked.plain[1:])
    low_high: tuple[Fraction, Fraction] | None = found.value["range"]
    return Answer(low_high, found.answer, found.blocks)
