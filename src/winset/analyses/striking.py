"""What conclusions become when sources are struck out, for many sets of sources at once.

Sets of sources that leave a question the same values are one what-if: it is built once and asked once. Which values a question
may read says `reads`; that nothing else changes its answer is compared with striking out by hand in the tests.
"""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from winset.analyses.conclusions import WRONG, Conclusion, answered
from winset.analyses.questions import parsed
from winset.case import change, ledger
from winset.case.case import Case, rebuilt
from winset.case.ledger import IF_WRONG, UNKNOWN
from winset.errors import TooLarge

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]

MOST_CASES = 4000
"""Different what-ifs that one call works through before it refuses."""
# Records that the questions about deals do not read: losing one of these cannot change their answers.
_UNREAD = frozenset(
    {
        "events", "stances", "beliefs", "attempts", "pressures", "deadlines", "ultimatums", "threats", "regimes", "variants",
        "conflict", "documents", "sources", "grades", "profiles",
    }
)  # fmt: skip
_ABOUT_DEALS = frozenset({"who_can_block", "what_can_be_delivered_without", "is_in_winset", "which_deal", "how_many"})


@dataclass(frozen=True)
class Field:
    """The claims that can change what one question reads, and through whom they came.

    Parameters
    ----------
    question : str
        As `ask` takes it.
    paths : frozenset of str
        Paths that it may read and that claims are about.
    claims : tuple of str
        The claims about them, and those that correct, retract or were copied from these; columns of what follows.
    through : ndarray of bool, shape (claims, sources)
        Whether a claim came through a source.
    simple : tuple of (ints, ints)
        For each path whose claims no other claim touches: those that hold its value, and those that state another one.
    single : ints
        Claims each of which has to be told by itself.
    """

    question: str
    paths: frozenset[str]
    claims: tuple[str, ...]
    through: Bools
    simple: tuple[tuple[Ints, Ints], ...]
    single: Ints

    @property
    def touching(self) -> tuple[int, ...]:
        """The sources that any of the claims came through."""
        return tuple(np.flatnonzero(self.through.any(axis=0)).tolist())


@dataclass(frozen=True)
class Ground:
    """What all the questions stand on.

    Parameters
    ----------
    sources : tuple of str
        The sources that any claim they may read came through, by name.
    fields : mapping of str to Field
        One for each question.
    holders : mapping of str to tuple of str
        Path that a question may read to the claims that hold its value.
    """

    sources: tuple[str, ...]
    fields: Mapping[str, Field]
    holders: Mapping[str, tuple[str, ...]]


def reads(case: Case, question: str) -> Callable[[str], bool]:
    """Return a test of paths: whether the answer to the question may depend on the value there.

    Who can block some terms depends on who delivers their issues and those that any rule names, on ratification and on recorded
    consents, not on what deals are worth to anybody; what can be delivered without a party depends on no worth either. Questions
    about deals read none of the records that are only told (events, stances ...). Of other questions, anything may matter.
    """
    name, asked = parsed(question, 1, 1)
    if name not in _ABOUT_DEALS:
        return lambda path: True
    if name == "what_can_be_delivered_without" or (name == "who_can_block" and not asked.named):
        return lambda path: path.split(".", 1)[0] not in _UNREAD | {"preferences"}
    if name != "who_can_block":
        return lambda path: path.split(".", 1)[0] not in _UNREAD
    issues = set(case.file.issues)
    rules = json.dumps(case.data()["rules"], ensure_ascii=False) if case.file.rules else ""
    words = set(re.findall(r"[^\s\"'{}\[\]:,.=|]+", rules))
    meant = {key.partition(".")[0] for key in asked.named} | (issues & words)

    def may(path: str) -> bool:
        section, *rest = path.split(".")
        if section == "issues" and rest:
            return rest[0] in meant
        if section == "consents" and len(rest) > 1:
            return rest[1] in meant or rest[1] not in issues
        return section not in _UNREAD and section != "preferences"

    return may


def ground(case: Case, questions: Iterable[str]) -> Ground:
    """Return which claims and sources the questions may depend on."""
    claims, said = case.file.claims, ledger.readings(case).said
    through = {id_: frozenset(ledger.hands(case.file, claim)) for id_, claim in claims.items()}
    families = _families(case)
    wanted: dict[str, tuple[frozenset[str], tuple[str, ...]]] = {}
    for question in questions:
        may = reads(case, question)
        paths = frozenset(path for path in dict.fromkeys(p for claim in claims.values() for p in claim.about) if may(path))
        told = {id_ for id_, claim in claims.items() if not paths.isdisjoint(claim.about)}
        told |= {other for id_ in told for other in families.get(id_, ())}
        wanted[question] = paths, tuple(id_ for id_ in claims if id_ in told)
    sources = tuple(sorted({source for _, ids in wanted.values() for id_ in ids for source in through[id_]}))
    fields = {}
    for question, (paths, ids) in wanted.items():
        matrix = np.array([[source in through[id_] for source in sources] for id_ in ids], bool).reshape(len(ids), len(sources))
        if parsed(question, 1, 1)[0] in _ABOUT_DEALS:
            fields[question] = _field(question, paths, ids, matrix, said, families)
        else:
            # It may read the claims themselves.
            fields[question] = Field(question, paths, ids, matrix, (), np.arange(len(ids), dtype=np.int64))
    behind = ledger.support(case).behind
    every = frozenset(path for paths, _ in wanted.values() for path in paths)
    return Ground(sources, fields, {path: held for path, held in behind.items() if path in every})


def _families(case: Case) -> dict[str, frozenset[str]]:
    """Return, for every claim that corrects, retracts, was copied or is met by one that does, all claims so joined with it."""
    claims = case.file.claims
    beside: dict[str, set[str]] = {}
    for id_, claim in claims.items():
        for other in (*claim.corrects, *claim.retracts, *claim.copied_from):
            beside.setdefault(id_, set()).add(other)
            beside.setdefault(other, set()).add(id_)
    found: dict[str, frozenset[str]] = {}
    for start in beside:
        if start in found:
            continue
        family, waiting = {start}, [start]
        while waiting:
            more = beside[waiting.pop()] - family
            family |= more
            waiting += more
        found |= dict.fromkeys(family, frozenset(family))
    return found


def _field(
    question: str,
    paths: frozenset[str],
    ids: tuple[str, ...],
    through: Bools,
    said: Mapping[str, Mapping[str, bool | None]],
    families: Mapping[str, frozenset[str]],
) -> Field:
    column = {id_: k for k, id_ in enumerate(ids)}
    simple, single = list[tuple[Ints, Ints]](), set[int]()
    for path in sorted(paths):
        speaking = said.get(path, {})
        if any(id_ in families for id_ in speaking):
            # Who stands depends on who else does: every claim of the families is told by itself.
            single |= {column[one] for id_ in speaking for one in (id_, *families.get(id_, ()))}
            continue
        held, others = ([column[id_] for id_, same in speaking.items() if same is wanted] for wanted in (True, False))
        if held:
            simple.append((np.array(held, np.int64), np.array(others, np.int64)))
    # A retraction without a value speaks at no path of its own.
    single |= {column[id_] for id_ in ids if id_ in families}
    return Field(question, paths, ids, through, tuple(simple), np.array(sorted(single), np.int64))


def patterns(field: Field, gone: Bools) -> Bools:
    """Return one row for each set of sources gone, such that equal rows leave the question the same values.

    Parameters
    ----------
    field : Field
        The question.
    gone : ndarray of bool, shape (sets, sources)
        Sources struck out.
    """
    hit = gone.astype(np.float32) @ field.through.T.astype(np.float32) > 0
    columns = []
    for held, others in field.simple:
        lost = hit[:, held].all(axis=1)
        columns += [lost, *(lost & hit[:, other] for other in others)]
    columns += [hit[:, one] for one in field.single]
    return np.stack(columns, axis=1) if columns else np.zeros((len(gone), 0), bool)


Answers = Callable[[str, Bools, Sequence[str]], tuple[tuple[tuple[Conclusion, ...], ...], Ints]]
"""`(question, sets of sources gone, modes) -> for each mode the different what-ifs, and for each set which of them it is`."""
Without = Callable[[str, Collection[str], str], Conclusion]
"""`(question, claims gone, mode) -> the conclusion`."""


def askers(case: Case, on: Ground, draws: int, seed: int) -> tuple[Answers, Without]:
    """Return two functions that answer a question without some sources, and without some claims.

    What was found lives as long as the functions that are returned.

    Raises
    ------
    TooLarge
        If more than `MOST_CASES` different what-ifs would have to be built; raised by the functions.
    """
    read = ledger.readings(case)
    bare = _bare(case)
    cases: dict[str, Case] = {}
    answers: dict[tuple[str, str], Conclusion] = {}

    def without(question: str, claims: Collection[str], mode: str) -> Conclusion:
        gone = ledger.copies(case.file.claims, claims)
        paths = on.fields[question].paths
        values = {
            path: value for path, value in read.without(gone, IF_WRONG if mode == WRONG else UNKNOWN).items() if path in paths
        }
        about_deals = parsed(question, 1, 1)[0] in _ABOUT_DEALS
        told = json.dumps([sorted(values.items()), [] if about_deals else sorted(gone), mode == WRONG and not about_deals])
        if (question, told) not in answers:
            if told not in cases:
                if len(cases) >= MOST_CASES:
                    raise TooLarge("what-ifs", len(cases) + 1, MOST_CASES, "Ask fewer questions, or smaller sets with --most.")
                step = f"without {', '.join(sorted(gone))}"
                if about_deals:
                    cases[told] = change.restate(bare, values, step)
                else:
                    cases[told] = change.strike(case, gone, step, wrong=mode == WRONG) if gone else case
            answers[question, told] = answered(cases[told], question, draws, seed)
        return answers[question, told]

    def each(question: str, gone: Bools, modes: Sequence[str]) -> tuple[tuple[tuple[Conclusion, ...], ...], Ints]:
        field = on.fields[question]
        rows = patterns(field, gone)
        first, which = np.zeros(1, np.int64), np.zeros(len(gone), np.int64)
        if rows.shape[1] and not (rows == rows[0]).all():
            packed = np.packbits(rows, axis=1)
            _, first, which = np.unique(packed, axis=0, return_index=True, return_inverse=True)
        hit = gone[first].astype(np.float32) @ field.through.T.astype(np.float32) > 0
        struck = [[field.claims[k] for k in np.flatnonzero(row)] for row in hit]
        return tuple(tuple(without(question, claims, mode) for claims in struck) for mode in modes), which.reshape(-1)

    return each, without


def _bare(case: Case) -> Case:
    """Return the case with what questions about deals read and nothing else: what-ifs of it take a fraction of the time."""
    return rebuilt(case, {name: entry for name, entry in case.data().items() if name not in (*_UNREAD, "claims")}, None)


def sets_gone(total: int, groups: Sequence[Sequence[int]]) -> Bools:
    """Return groups of sources, each a sequence of positions, as rows of flags.

    Examples
    --------
    >>> sets_gone(3, [(), (0, 2)]).astype(int).tolist()
    [[0, 0, 0], [1, 0, 1]]
    """
    found = np.zeros((len(groups), total), bool)
    rows = np.repeat(np.arange(len(groups)), [len(group) for group in groups])
    found[rows, np.fromiter(itertools.chain.from_iterable(groups), np.int64, len(rows))] = True
    return found


def plain_value(value: Any) -> Any:
    """Return a value that can be compared and counted: lists as tuples, mappings as pairs."""
    if isinstance(value, dict):
        return tuple((key, plain_value(entry)) for key, entry in value.items())
    return tuple(plain_value(entry) for entry in value) if isinstance(value, list) else value
