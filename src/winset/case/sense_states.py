"""What only the states of a conflict show: rankings with gaps, pairs in a circle, a status quo that cannot be, no state left.

The states are listed as the bits of one whole number: bit s says whether a statement holds in state s, and bit k of s whether
option k is taken there. So the whole conflict is checked at once, without arrays, up to `MOST_OPTIONS` options.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from winset import statements
from winset.case.names import is_left_out
from winset.case.schema import CaseFile
from winset.case.schema_conflict import Conflict, ConflictPreference
from winset.case.sense_conflict import executor, option_of, pair
from winset.errors import quoted

Found = Iterator[tuple[tuple[str, ...], str]]
LeftOut = frozenset[tuple[str, ...]]
MOST_OPTIONS = 20


@dataclass(frozen=True)
class States:
    """All states of a conflict.

    Parameters
    ----------
    names : tuple of str
        The options, in the order of the bits.
    taken : mapping of option to int
        The states in which it is taken, as a set of bits.
    every : int
        All states.
    """

    names: tuple[str, ...]
    taken: Mapping[str, int]
    every: int

    def where(self, text: str) -> int:
        """Return the states in which a statement holds; ``none`` is the one in which nothing is taken.

        Raises
        ------
        ValueError, KeyError
            The text is no statement, or names an option that does not exist.
        """
        if text == "none":
            return 1
        statement = statements.parse(text)
        return statement.fold(self.taken.__getitem__, lambda a: self.every ^ a, int.__and__, int.__or__)

    def words(self, states: int) -> str:
        """Return the first of some states in words."""
        first = (states & -states).bit_length() - 1
        return ", ".join(name for k, name in enumerate(self.names) if first >> k & 1) or "none"


def listed(names: tuple[str, ...]) -> States:
    """Return the states that options make.

    Examples
    --------
    >>> both = listed(("a", "b"))
    >>> f"{both.where('a and not b'):04b}", both.words(both.where("b"))
    ('0010', 'b')
    """
    count = 1 << len(names)
    taken = {}
    for k, name in enumerate(names):
        width = 2 << k
        bits = ((1 << (1 << k)) - 1) << (1 << k)
        while width < count:
            bits |= bits << width
            width *= 2
        taken[name] = bits
    return States(names, taken, (1 << count) - 1)


def slips(file: CaseFile, left_out: LeftOut = frozenset()) -> Found:
    """Yield the path and message of everything that the states show to be wrong, in the whole conflict part and in threats."""
    conflict = file.conflict
    if not any(conflict.options.values()):
        return
    yield from _common_moves(conflict)
    names = tuple(option for own in conflict.options.values() for option in own)
    spoiled = any(path[:2] in (("conflict", "options"), ("conflict", "infeasible")) or path == ("conflict",) for path in left_out)
    if len(names) > MOST_OPTIONS or len(set(names)) != len(names) or spoiled:
        return
    states = listed(names)
    try:
        feasible = states.every
        for text in conflict.infeasible:
            feasible &= ~states.where(text)
    except (ValueError, KeyError):
        return  # told where the pattern stands; until then it is open which states there are
    if not feasible:
        yield ("conflict", "infeasible"), "the patterns rule out every state; no feasible state is left"
        return
    yield from _status_quo(conflict, states)
    for party, preference in conflict.preferences.items():
        yield from _preference(("conflict", "preferences", party), preference, states, feasible)
    for who, view in conflict.views.items():
        seen = feasible
        for option in view.unaware_of:
            seen &= ~states.taken.get(option, 0)
        if not seen:
            yield ("conflict", "views", who, "unaware_of"), "without these options no feasible state is left for it to see"
            continue
        for party, preference in view.believes.items():
            yield from _preference(("conflict", "views", who, "believes", party), preference, states, seen)
    yield from _threats(file, states, feasible)


def without_preferences(file: CaseFile, left_out: LeftOut = frozenset()) -> Found:
    """Yield who has options and no preferences.

    Such a case may be read, since a copy for somebody else may leave preferences out on purpose; it is no conflict to be judged.
    """
    for party, own in file.conflict.options.items():
        places = (("conflict", "preferences", party), ("preferences", party))
        told = any(is_left_out(place, left_out) for place in places)
        if party not in file.parties:
            continue  # has a slip of its own
        if own and party not in file.conflict.preferences and party not in file.preferences and not told:
            yield (
                ("conflict", "options", party),
                f"{quoted(party)} has options but no preferences; write conflict.preferences.{party}, "
                f"or preferences.{party} over deals",
            )


def _common_moves(conflict: Conflict) -> Found:
    for id_, move in conflict.common_moves.items():
        path = ("conflict", "common_moves", id_)
        for party in move.by:
            if not conflict.options.get(party):
                yield (*path, "by"), f"{quoted(party)} has no option in this conflict, so it can make no move in it"
        try:
            root = statements.parse(move.to).root
        except ValueError:
            continue  # told as a slip of the statement
        taken = {True: set[str](), False: set[str]()}
        plain = True
        for node in root.parts if root.word == "and" else (root,):
            inner = node.parts[0] if node.word == "not" else node
            plain &= inner.word == "name"
            taken[node.word != "not"].add(inner.name)
        if not plain:
            yield (*path, "to"), "must say which options are then taken and which not, such as 'a and not b'"
        elif taken[True] & taken[False]:
            yield (*path, "to"), f"takes {quoted(min(taken[True] & taken[False]))} and gives it up at once"


def _status_quo(conflict: Conflict, states: States) -> Found:
    if any(option not in states.taken for option in conflict.status_quo):
        return
    here = 1 << sum(1 << states.names.index(option) for option in set(conflict.status_quo))
    ruled = next((text for text in conflict.infeasible if states.where(text) & here), None)
    if ruled is not None and conflict.status_quo:
        yield ("conflict", "status_quo"), f"the state {states.words(here)} is not feasible: {quoted(ruled)} rules it out"


def _preference(base: tuple[str, ...], preference: ConflictPreference, states: States, feasible: int) -> Found:
    try:
        if preference.ranking:
            yield from list(_ranking(base, preference, states, feasible))
        if preference.pairs:
            yield from list(_pairs(base, preference, states, feasible))
    except (ValueError, KeyError):
        return  # a statement has a slip of its own


def _ranking(base: tuple[str, ...], preference: ConflictPreference, states: States, feasible: int) -> Found:
    ranked = 0
    for depth, level in enumerate(preference.ranking):
        here = 0
        for text in level:
            held = states.where(text) & feasible
            if held and not held & ~ranked:
                yield (
                    (*base, "ranking", str(depth)),
                    f"{quoted(text)}: every state of it stands higher already, so the ranking goes round in a circle",
                )
            here |= held
        ranked |= here
    missing = feasible & ~ranked
    if missing:
        more = f" and {missing.bit_count() - 1} more" if missing.bit_count() > 1 else ""
        yield (*base, "ranking"), f"it leaves out the state {states.words(missing)}{more}"


def _pairs(base: tuple[str, ...], preference: ConflictPreference, states: States, feasible: int) -> Found:
    """Yield a circle of pairs with a strict one in it: a path over states is one over pairs that meet in a state."""
    steps: list[tuple[int, int, bool, str]] = []
    for text in preference.pairs:
        sides = pair(text)
        if sides is None:
            return  # has a slip of its own
        left, right = states.where(sides[0]) & feasible, states.where(sides[2]) & feasible
        left, right = left & ~right, right & ~left
        steps.append((left, right, sides[1] != "=", text))
        if sides[1] == "=":
            steps.append((right, left, False, text))
    steps = [step for step in steps if step[0] and step[1]]
    follows = [[j for j, other in enumerate(steps) if step[1] & other[0]] for step in steps]
    circles = [_circle(follows, i) for i, step in enumerate(steps) if step[2]]
    circle = min((c for c in circles if c), key=len, default=[])
    if circle:
        meets = [states.words(steps[a][1] & steps[b][0]) for a, b in zip(circle, [*circle[1:], circle[0]], strict=True)]
        words = " over ".join(f"({state})" for state in [meets[-1], *meets])
        texts = ", ".join(quoted(text) for text in dict.fromkeys(steps[i][3] for i in circle))
        yield (*base, "pairs"), f"they go round in a circle: {words}, by {texts}"


def _circle(follows: list[list[int]], start: int) -> list[int]:
    """Return a shortest way from a step back to itself, or nothing."""
    came: dict[int, int] = {}
    todo = [start]
    for step in todo:
        for after in follows[step]:
            if after == start:
                way = [step]
                while way[-1] != start:
                    way.append(came[way[-1]])
                return way[::-1]
            if after not in came:
                came[after] = step
                todo.append(after)
    return []


def _threats(file: CaseFile, states: States, feasible: int) -> Found:
    for id_, threat in file.threats.items():
        option, taken = option_of(threat)
        if threat.trigger_states is None or option not in file.conflict.options.get(executor(file, threat), {}):
            continue
        try:
            held = states.where(threat.trigger_states) & feasible
        except (ValueError, KeyError):
            continue
        before = ~states.taken[option] if taken else states.taken[option]
        if not held & before:
            yield (("threats", id_, "trigger_states"), "holds in no feasible state in which the threat is not carried out yet")
