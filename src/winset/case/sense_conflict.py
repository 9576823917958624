"""What a well-typed conflict may still get wrong: statements about options that do not exist, threats nobody can carry out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from winset import statements
from winset.case.names import is_left_out
from winset.case.schema import CaseFile, Threat
from winset.case.schema_conflict import GREATLY, ConflictPreference
from winset.errors import did_you_mean, quoted
from winset.values import plain_number

Found = Iterator[tuple[tuple[str, ...], str]]
LeftOut = frozenset[tuple[str, ...]]
Place = tuple[tuple[str, ...], str]
FORMS = ("statements", "weights", "ranking", "pairs", "degrees")
WHATEVER_ELSE, ELSE_EQUAL = "whatever else", "all else equal"
_PAIR = re.compile(
    rf"(?P<left>.+?)\s*(?P<sign>>>|>|=)\s*(?P<right>.+?)(?:\s+(?P<reading>{WHATEVER_ELSE}|{ELSE_EQUAL}))?", re.DOTALL
)


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
            yield base, "needs exactly one of statements, weights, ranking, pairs and degrees"
        for n, text in enumerate(preference.pairs):
            if pair(text) is None:
                yield (*base, "pairs", str(n)), "should read 'better > worse', 'much better >> worse' or 'one = other'"
        yield from _strength(base, preference)
        yield from _fuzzy(base, preference)
        places += _texts(base, preference)
    for key in ("arcs", "policies"):
        for party, texts in getattr(conflict, key).items():
            for n, text in enumerate(texts):
                yield from _arrow(("conflict", key, party, str(n)), text, places)
    for id_, move in conflict.common_moves.items():
        places += [(("conflict", "common_moves", id_, key), text) for key, text in (("from", move.from_), ("to", move.to))]
        try:
            if literals(move.to) is None:
                yield (
                    ("conflict", "common_moves", id_, "to"),
                    f"{quoted(move.to)} should say which options are then taken and dropped, such as 'a and not b'",
                )
        except ValueError:
            continue  # told with the other statements
    for id_, threat in file.threats.items():
        yield from _threat(("threats", id_), threat, file, options)
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


def reading(text: str) -> str | None:
    """Return how a pair says that it is to be read, at its end: `WHATEVER_ELSE`, `ELSE_EQUAL`; None where it does not say.

    Examples
    --------
    >>> reading("release > strike whatever else"), reading("release > strike")
    ('whatever else', None)
    """
    match = _PAIR.fullmatch(text.strip())
    return match["reading"] if match else None


def executor(file: CaseFile, threat: Threat) -> str:
    """Return the party that would carry a threat out: the one named, or else the party of the one who threatens."""
    if threat.carried_out_by:
        return threat.carried_out_by
    person = file.people.get(threat.by)
    return person.for_ if person else threat.by


def _texts(base: tuple[str, ...], preference: ConflictPreference) -> Iterator[Place]:
    said = ((n, text) for n, text in enumerate(preference.statements) if text != GREATLY)
    yield from (((*base, "statements", str(n)), text) for n, text in said)
    yield from (((*base, "weights", text), text) for text in preference.weights)
    for n, level in enumerate(preference.ranking):
        yield from (((*base, "ranking", str(n)), text) for text in level if text not in ("none", GREATLY))
    for key, texts in (("pairs", tuple(enumerate(preference.pairs))), ("degrees", tuple((t, t) for t in preference.degrees))):
        for place, text in texts:
            left, _, right = pair(text) or ("none", "", "none")
            yield from (((*base, key, str(place)), side) for side in (left, right) if side != "none")


def _strength(base: tuple[str, ...], preference: ConflictPreference) -> Found:
    """Yield where ``>>`` stands between nothing, or twice where once is all."""
    said = preference.statements
    marks = [n for n, text in enumerate(said) if text == GREATLY]
    if marks and (len(marks) > 1 or marks[0] == 0 or len(said) == 1):
        yield (*base, "statements", str(marks[-1])), "'>>' should stand once, below the statements that matter greatly"
    levels = preference.ranking
    for n, level in enumerate(levels):
        if GREATLY in level and (len(level) > 1 or n in (0, len(levels) - 1) or GREATLY in levels[n - 1]):
            yield (*base, "ranking", str(n)), "'>>' should stand by itself, between what is greatly better and what is worse"
    if preference.greatly is not None:
        if not preference.weights:
            yield (*base, "greatly"), "says from which difference of weights on a state is greatly better; so it needs weights"
        elif preference.greatly <= 0:
            yield (*base, "greatly"), "should be more than 0"


def _fuzzy(base: tuple[str, ...], preference: ConflictPreference) -> Found:
    """Yield degrees that are none, and thresholds that nothing or everything meets."""
    if preference.threshold is not None:
        if not preference.degrees:
            yield (*base, "threshold"), "is for degrees; with other preferences it is asked for (--threshold)"
        elif not 0 < preference.threshold <= 1:
            yield (*base, "threshold"), f"should be more than 0 and at most 1, not {plain_number(preference.threshold)}"
    elif preference.degrees:
        yield base, "degrees need a threshold: from which strength on one state counts as better (0 to 1)"
    before: dict[tuple[str, str], str] = {}
    for text, degree in preference.degrees.items():
        sides, place = pair(text), (*base, "degrees", text)
        if sides is None or sides[1] != ">":
            yield place, "should read 'one > other'; the degree says how much rather the one"
            continue
        if not 0 <= degree <= 1:
            yield place, f"the degree should be from 0 to 1, not {plain_number(degree)}"
            continue
        back = before.get((sides[2], sides[0]))
        if back is not None and preference.degrees[back] + degree != 1:
            yield place, f"the degree and that of {quoted(back)} should add up to 1"
        before[sides[0], sides[2]] = text


def arrow(text: str) -> tuple[str, str] | None:
    """Return where a move ``from -> to`` starts and where it leads, as written, or None if it is no such text.

    Examples
    --------
    >>> arrow("strike and not talk -> only talk")
    ('strike and not talk', 'only talk')
    """
    left, sign, right = (part.strip() for part in text.partition("->"))
    return (left, right) if sign and left and right else None


def only(text: str) -> tuple[str, ...] | None:
    """Return the options that a state written as ``only a, b`` or ``none`` takes; None where the text is a statement.

    Examples
    --------
    >>> only("only talk, leak"), only("none"), only("talk and not leak")
    (('talk', 'leak'), (), None)
    """
    if text == "none":
        return ()
    if not text.startswith("only "):
        return None
    return tuple(part.strip() for part in re.split(r",|\band\b", text[len("only ") :]))


def literals(text: str) -> dict[str, bool] | None:
    """Return which options a conjunction such as ``a and not b`` takes and drops; None if it is no such conjunction.

    Examples
    --------
    >>> literals("a and not b"), literals("a or b")
    ({'a': True, 'b': False}, None)
    """
    root = statements.parse(text).root
    found: dict[str, bool] = {}
    for node in root.parts if root.word == "and" else (root,):
        inner = node.parts[0] if node.word == "not" else node
        if inner.word != "name" or found.setdefault(inner.name, node.word != "not") != (node.word != "not"):
            return None
    return found


def _arrow(path: tuple[str, ...], text: str, places: list[Place]) -> Found:
    sides = arrow(text)
    if sides is None:
        yield path, "should read 'from -> to', such as 'strike and not talk -> talk'"
        return
    for n, side in enumerate(sides):
        exact = only(side)
        if exact is not None:
            odd = [name for name in exact if not re.fullmatch(r"[\w.\-]+", name)]
            if odd:
                yield path, f"after 'only' stand plain options with a comma or 'and' between; {quoted(odd[0])} is none"
            else:
                places += [(path, name) for name in exact]
            continue
        places.append((path, side))
        try:
            fixed = n == 0 or literals(side) is not None
        except ValueError:
            continue  # told with the other statements
        if not fixed:
            yield path, f"{quoted(side)} should say what is then taken and dropped: 'a and not b', 'only a, b' or 'none'"


def _threat(path: tuple[str, ...], threat: Threat, file: CaseFile, options: dict[str, str]) -> Found:
    if threat.option is not None and threat.option in options:
        owner, who = options[threat.option], executor(file, threat)
        if owner != who:
            yield (*path, "option"), f"is an option of {owner}; {who} carries this threat out"
