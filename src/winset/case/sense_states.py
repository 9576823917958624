"""What only the states of a conflict show: rankings with gaps, pairs in a circle, a status quo that cannot be, no state left.

The states are listed as the bits of one whole number: bit s says whether a statement holds in state s, and bit k of s whether
option k is taken there. So the whole conflict is checked at once, without arrays, up to `MOST_OPTIONS` options.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from winset import statements
from winset.case.names import is_left_out
from winset.case.schema import CaseFile
from winset.case.schema_conflict import GREATLY, Conflict, ConflictPreference
from winset.case.sense_conflict import WHATEVER_ELSE, executor, option_of, pair, reading
from winset.errors import quoted

Found = Iterator[tuple[tuple[str, ...], str]]
LeftOut = frozenset[tuple[str, ...]]
MOST_OPTIONS, MOST_IN_PAIRS = 20, 11


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

    def like(self, state: int, names: tuple[str, ...]) -> int:
        """Return the states that agree with one in some options."""
        found = self.every
        for name in names:
            found &= self.taken[name] if self.taken[name] >> state & 1 else ~self.taken[name]
        return found

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
        if plain and taken[True] & taken[False]:  # what is no conjunction is told by `sense_conflict`
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
            if text == GREATLY:
                continue
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
    """Yield a circle of pairs with a strict one in it, read all else equal unless a pair says `whatever else`."""
    if len(states.names) > MOST_IN_PAIRS:
        return  # more than are compared in pairs at all; the model is refused with its size
    said: list[tuple[str, str, dict[int, int]]] = []
    for text in preference.pairs:
        sides = pair(text)
        if sides is None:
            return  # has a slip of its own
        left, right = states.where(sides[0]) & feasible, states.where(sides[2]) & feasible
        left, right = left & ~right, right & ~left
        free = () if reading(text) == WHATEVER_ELSE else _unnamed(sides[0], sides[2], states.names)
        below = {s: right & states.like(s, free) for s in _members(left)}
        said.append((text, sides[1], below))
        if sides[1] == "=":
            said.append((text, "=", {s: left & states.like(s, free) for s in _members(right)}))
    after: dict[int, int] = {}
    for _, _, below in said:
        for s, goals in below.items():
            after[s] = after.get(s, 0) | goals
    core = _core(after)
    for strict, sign, below in said:
        for s, goals in below.items() if sign != "=" else ():
            way = _way_back(after, goals & core, s) if core >> s & 1 else []
            if way:
                yield (*base, "pairs"), f"they go round in a circle: {_round([s, *way], strict, said, states)}"
                return


def _unnamed(left: str, right: str, names: tuple[str, ...]) -> tuple[str, ...]:
    told = {name for side in (left, right) for name in (names if side == "none" else statements.parse(side).names())}
    return tuple(name for name in names if name not in told)


def _members(states: int) -> Iterator[int]:
    while states:
        yield (states & -states).bit_length() - 1
        states &= states - 1


def _core(after: Mapping[int, int]) -> int:
    """Return the states that may lie on a circle: each of them leads to one of them, and is led to."""
    core = sum(1 << s for s in after)
    while True:
        led = 0
        for s in _members(core):
            led |= after[s]
        left = sum(1 << s for s in _members(core & led) if after[s] & core)
        if left == core:
            return core
        core = left


def _way_back(after: Mapping[int, int], goals: int, start: int) -> list[int]:
    """Return a shortest way from one of some states to `start`, or nothing."""
    came, todo, seen = dict.fromkeys(_members(goals), -1), list(_members(goals)), goals
    for state in todo:
        if state == start:
            way = [state]
            while came[way[-1]] >= 0:
                way.append(came[way[-1]])
            return way[::-1]
        for following in _members(after.get(state, 0) & ~seen):
            came[following] = state
            todo.append(following)
        seen |= after.get(state, 0)
    return []


def _round(circle: list[int], strict: str, said: list[tuple[str, str, dict[int, int]]], states: States) -> str:
    """Return a circle of states in words, each step with the pair that says it; the first is said by the pair `strict`."""
    steps = []
    for step, (better, worse) in enumerate(pairwise(circle)):
        saying = [(text, sign) for text, sign, below in said if below.get(better, 0) >> worse & 1]
        text, sign = next((one for one in saying if one[0] == strict), saying[0]) if step == 0 else saying[0]
        word = "as good as" if sign == "=" else "over"
        steps.append(f"({states.words(1 << better)}) {word} ({states.words(1 << worse)}) by {quoted(text)}")
    return "; ".join(steps)


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
