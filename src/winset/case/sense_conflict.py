"""What a well-typed conflict may still get wrong: statements about options that do not exist, threats nobody can carry out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from winset import statements
from winset.case.names import is_left_out
from winset.case.schema import CaseFile, Threat
from winset.case.schema_conflict import ConflictPreference
from winset.errors import did_you_mean, quoted

Found = Iterator[tuple[tuple[str, ...], str]]
LeftOut = frozenset[tuple[str, ...]]
Place = tuple[tuple[str, ...], str]
FORMS = ("statements", "weights", "ranking", "pairs")
_PAIR = re.compile(r"(?P<left>.+?)\s*(?P<sign>>>|>|=)\s*(?P<right>.+)", re.DOTALL)


def slips(file: CaseFile, left_out: LeftOut) -> Found:
    """Yield the path and message of everything in the conflict, and in threats about it, that cannot be meant."""
    conflict = file.conflict
    options: dict[str, str] = {}
    for party, own in conflict.options.items():
        for option in own:
            if option in options:
                yield ("conflict", "options", party, option), f"is an option of {options[option]} already"
            options[option] = party
    if is_left_out(("conflict", "options"), left_out):
        return  # which options there are cannot be known
    spoiled = {path[3] for path in left_out if path[:2] == ("conflict", "options") and len(path) == 4}
    places: list[Place] = [(("conflict", "infeasible", str(n)), text) for n, text in enumerate(conflict.infeasible)]
    preferences: list[tuple[tuple[str, ...], ConflictPreference]]
    preferences = [(("conflict", "preferences", party), p) for party, p in conflict.preferences.items()]
    preferences += [
        (("conflict", "views", who, "believes", party), p)
        for who, view in conflict.views.items()
        for party, p in view.believes.items()
    ]
    for base, preference in preferences:
        given = [form for form in FORMS if getattr(preference, form)]
        if len(given) != 1:
            yield base, "needs exactly one of statements, weights, ranking and pairs"
        for n, text in enumerate(preference.pairs):
            if pair(text) is None:
                yield (*base, "pairs", str(n)), "should read 'better > worse', 'much better >> worse' or 'one = other'"
        places += _texts(base, preference)
    for id_, move in conflict.common_moves.items():
        places += [(("conflict", "common_moves", id_, key), text) for key, text in (("from", move.from_), ("to", move.to))]
    for id_, threat in file.threats.items():
        yield from _threat(("threats", id_), threat, file, options, spoiled)
        if threat.trigger_states:
            places.append((("threats", id_, "trigger_states"), threat.trigger_states))
    for path, text in places:
        try:
            names = statements.parse(text).names()
        except ValueError as error:
            yield path, str(error)
            continue
        for name in names:
            if name not in options and name not in spoiled:
                yield path, f"no option called {quoted(name)}.{did_you_mean(name, options)}"


def pair(text: str) -> tuple[str, str, str] | None:
    """Return the two statements of a pair and the sign between them, or None if it is no pair.

    Examples
    --------
    >>> pair("release and not strike >> strike")
    ('release and not strike', '>>', 'strike')
    """
    match = _PAIR.fullmatch(text.strip())
    return (match["left"], match["sign"], match["right"]) if match else None


def executor(file: CaseFile, threat: Threat) -> str:
    """Return the party that would carry a threat out: the one named, or else the party of the one who threatens."""
    if threat.carried_out_by:
        return threat.carried_out_by
    person = file.people.get(threat.by)
    return person.for_ if person else threat.by


def _texts(base: tuple[str, ...], preference: ConflictPreference) -> Iterator[Place]:
    yield from (((*base, "statements", str(n)), text) for n, text in enumerate(preference.statements))
    yield from (((*base, "weights", text), text) for text in preference.weights)
    for n, level in enumerate(preference.ranking):
        yield from (((*base, "ranking", str(n)), text) for text in level if text != "none")
    for n, text in enumerate(preference.pairs):
        left, _, right = pair(text) or ("none", "", "none")
        yield from (((*base, "pairs", str(n)), side) for side in (left, right) if side != "none")


def option_of(threat: Threat) -> tuple[str | None, bool]:
    """Return the option that carries a threat out, and whether it is then taken up; ``not X`` gives X up."""
    name = threat.option
    return (name.removeprefix("not "), False) if name is not None and name.startswith("not ") else (name, True)


def _threat(path: tuple[str, ...], threat: Threat, file: CaseFile, options: dict[str, str], spoiled: set[str]) -> Found:
    name, _ = option_of(threat)
    if name is None or name in spoiled:
        return
    if name not in options:
        yield (*path, "option"), f"no option called {quoted(name)}.{did_you_mean(name, options)}"
    elif options[name] != executor(file, threat):
        yield (*path, "option"), f"is an option of {options[name]}; {executor(file, threat)} carries this threat out"
