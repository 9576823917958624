"""`flips`: strike out every single source (or small groups of them) and ask the same question again."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from winset.analyses.questions import Answer, Asked, Question, known_question, parsed
from winset.analyses.scene import result
from winset.arrays.deal_space import DEFAULT_DRAWS, DEFAULT_SEED
from winset.case.case import Case
from winset.case.ledger import hands
from winset.errors import BadRequest, WinsetError
from winset.results import Note, Result, Table, plain

FAILED = "cannot be answered"


def flips(case: Case, text: str, *, most: int = 1, draws: int = DEFAULT_DRAWS, seed: int = DEFAULT_SEED) -> Result:
    """Return which sources carry a conclusion: for each one struck out, the old and the new answer.

    Parameters
    ----------
    case : Case
        The case.
    text : str
        A question, as in `ask`.
    most : int
        Also strike out groups of up to this many sources (1 to 3); of groups only minimal ones are listed: those of which no
        part flips the answer already.
    draws, seed : int
        Draws and their seed; the same for every what-if, so that only the source differs.

    Raises
    ------
    UnknownName, BadRequest
        As `ask`; and if `most` is not 1, 2 or 3.

    Examples
    --------
    >>> import winset
    >>> case = winset.load("doha2025").stage(1)
    >>> found = winset.flips(case, "who_can_block(prisoners=some)")
    >>> {row["without"] for row in found.rows() if row["flips"] == "yes"} == {"relay", "axios"}
    True
    >>> [row["answer without it"] for row in found.rows() if row["without"] in ("axios", "former_adviser")]
    ['United States can block prisoners=some.', 'the same']
    """
    if most not in (1, 2, 3):
        raise BadRequest(f"groups of sources are struck out up to three at a time, not {most}")
    name, asked = parsed(text, draws, seed)
    entry = known_question(name)
    base = entry.function(case, asked)
    through = {id_: hands(case.file, claim) for id_, claim in case.file.claims.items()}
    carried = {source: tuple(id_ for id_, named in through.items() if source in named) for source in case.file.sources}
    sources = [source for source, claims in carried.items() if claims]
    rows, carriers = [], list[tuple[str, ...]]()
    for group in _groups(sources, most):
        if any(set(smaller) <= set(group) for smaller in carriers):
            continue
        answer = _asked_again(case, group, entry.function, asked)
        flipped = plain(answer.value) != plain(base.value)
        if flipped:
            carriers.append(group)
        if flipped or len(group) == 1:
            claims = tuple(dict.fromkeys(c for source in group for c in carried[source]))
            rows.append(
                (" + ".join(group), "yes" if flipped else "no", base.text, answer.text if flipped else "the same", claims)
            )
    rows.sort(key=lambda row: (row[1] != "yes", row[0]))
    answer_text = (
        f"{text.strip()} flips without {'; without '.join(' and '.join(group) for group in carriers)}."
        if carriers
        else f"{text.strip()} stands whichever {'source' if most == 1 else f'up to {most} sources'} is struck out."
    )
    idle = [source for source, claims in carried.items() if not claims]
    notes = [Note(f"no claim rests on {', '.join(idle)}")] if idle else []
    return result(
        case,
        f"flips {text.strip()}",
        answer_text,
        "each source struck out with every claim that came through it; a value that nobody states any more becomes what the "
        "claims left state, else the value of if_wrong, else unknown; then the same question with the same draws",
        [
            Table(("without", "flips", "answer with it", "answer without it", "claims struck out"), tuple(rows), "One by one"),
            *notes,
        ],
        value={"carriers": [list(group) for group in carriers], "base": plain(base.value)},
        settings={"question": text, "most": most, "draws": draws, "seed": seed},
    )


def _groups(sources: list[str], most: int) -> Iterator[tuple[str, ...]]:
    for size in range(1, most + 1):
        yield from combinations(sources, size)


def _asked_again(case: Case, group: tuple[str, ...], function: Question, asked: Asked) -> Answer:
    try:
        return function(case.without(*group), asked)
    except WinsetError as error:
        return Answer(FAILED, f"{FAILED}: {error}")
