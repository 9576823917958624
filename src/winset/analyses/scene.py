"""What every deal analysis starts from: the case as arrays, who is needed for which deal, and what is settled already."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from winset.arrays.deal_space import DEFAULT_DRAWS, DEFAULT_SEED, Bools, DealSpace, deal_space
from winset.arrays.joint import WORD_BITS
from winset.arrays.ratification import Body, bodies
from winset.case.case import Case
from winset.case.dimensions import Dimension
from winset.deals.consent import Needs, States, needs, ratified_deals, settled
from winset.deals.space import MAX_DEALS, allowed, deal_at, only
from winset.errors import BadRequest, counted
from winset.results import Block, Note, Result

# Cells (draws x deals) that one analysis works through; more draws than that are cut, and the result says so.
MOST_CELLS = 200_000_000


@dataclass(frozen=True)
class Scene:
    """A case ready for deal analyses.

    Parameters
    ----------
    case : Case
        The case.
    dims : tuple of Dimension
        Its dimensions.
    space : DealSpace
        Its arrays.
    rules : array (D,)
        Deals that the rules allow.
    need : Needs
        Whose consent each deal needs.
    ratifying : tuple of (Body, array (D,))
        Ratifying bodies, each with the deals it must ratify.
    giving : array (P, D)
        What is settled of each consent; -1 where preferences decide.
    seed : int
        Seed of the draws.
    notes : tuple of Note
        What the reader must know.
    """

    case: Case
    dims: tuple[Dimension, ...]
    space: DealSpace
    rules: Bools
    need: Needs
    ratifying: tuple[tuple[Body, Bools], ...]
    giving: States
    seed: int
    notes: tuple[Note, ...]

    @property
    def bodies(self) -> tuple[Body, ...]:
        """The ratifying bodies."""
        return tuple(body for body, _ in self.ratifying)

    def ratify(self, position: int) -> list[Body]:
        """Return the bodies that must ratify a deal."""
        return [body for body, deals in self.ratifying if deals[position]]

    def party_name(self, position: int) -> str:
        """Return the label of a party; an unknown one is said so."""
        return "somebody nobody knows" if position < 0 else self.case.name_of(self.space.parties[position])

    def deal_text(self, position: int) -> str:
        """Return a deal in words: the terms that differ from the status quo."""
        deal = deal_at(self.space, position)
        terms = [f"{dim.name}: {dim.label(deal[dim.id])}" for dim in self.dims if deal[dim.id] != dim.values[0]]
        return "; ".join(terms) or "nothing changes"


def scene(case: Case, draws: int = DEFAULT_DRAWS, seed: int = DEFAULT_SEED) -> Scene:
    """Return the scene of `case`, with at most as many draws as the stated limit of work allows."""
    dims = tuple(case.dimensions().values())
    if not dims:
        raise BadRequest(f"{case.id} has no issues, only a conflict: ask winset stability, hypergame, leak or threats")
    size = 1
    for dim in dims:
        size *= len(dim.values)
    most = max(1, MOST_CELLS // max(1, size))
    notes = []
    if draws > most:
        notes.append(
            Note(f"{most:,} draws instead of {draws:,}: {counted(size)} deals times draws reach the limit of {MOST_CELLS:,}")
        )
        draws = most
    space = deal_space(case, draws, seed)
    need = needs(space)
    notes += [Note(text) for text in space.notes]
    ratifying = tuple((body, ratified_deals(space, need, body)) for body in bodies(case, dims))
    return Scene(case, dims, space, allowed(space), need, ratifying, settled(space), seed, tuple(notes))


def is_large(case: Case) -> bool:
    """Whether the case has more deals than are listed; such a case is answered by the factored engine (`analyses.large`)."""
    return math.prod(len(dim.values) for dim in case.dimensions().values()) > MAX_DEALS


def scene_of(case: Case, deals: Any, draws: int = DEFAULT_DRAWS, seed: int = DEFAULT_SEED) -> Scene:
    """Return the scene of just some deals, given as value positions, array (D, dims); the space may be of any size."""
    dims = tuple(case.dimensions().values())
    space = only(deal_space(case, draws, seed), deals)
    need = needs(space)
    notes = tuple(Note(text) for text in space.notes)
    ratifying = tuple((body, ratified_deals(space, need, body)) for body in bodies(case, dims))
    return Scene(case, dims, space, allowed(space), need, ratifying, settled(space), seed, notes)


def numbered(case: Case, names: Iterable[str] | None, default: Iterable[int], space: DealSpace) -> tuple[int, ...]:
    """Return party positions for names, or `default`."""
    chosen = tuple(dict.fromkeys(space.party(name) for name in names)) if names is not None else tuple(default)
    if not chosen:
        raise BadRequest("name at least one party")
    return chosen


def valued(at: Scene, parties: Iterable[str] | None) -> tuple[int, ...]:
    """Return the positions of the parties asked for (the signatories by default); all must have preferences."""
    chosen = numbered(at.case, parties, at.space.signers, at.space)
    bare = [at.space.parties[p] for p in chosen if not at.space.valued[p]]
    if bare:
        raise BadRequest(f"no preferences are written down for {', '.join(bare)}; add them under preferences, or leave them out")
    return chosen


def result(
    case: Case,
    question: str,
    answer: str,
    method: str,
    blocks: Iterable[Block],
    *,
    value: Any = None,
    settings: dict[str, Any] | None = None,
    at: Scene | None = None,
    draws: int | None = None,
    seed: int | None = None,
    exact: bool = True,
    space: DealSpace | None = None,
) -> Result:
    """Return the result of an analysis, with everything needed to ask again; `space` says the scale where no scene is."""
    arrays = at.space if at else space
    wide = [name for name, p in (scales(arrays) if arrays else {}).items() if (p if isinstance(p, int) else p[1]) >> WORD_BITS]
    long = f"exact in Python integers: the worths of {', '.join(wide)} need more than {WORD_BITS} binary digits"
    return Result(
        question=question,
        answer=answer,
        method=method,
        case=case.id,
        case_hash=case.hash(),
        steps=case.steps,
        blocks=(*blocks, *(at.notes if at else ()), *([Note(long)] if wide else [])),
        settings=settings or {},
        seed=at.seed if at else seed,
        draws=draws if draws is not None else at.space.draws if at else 0,
        exact=exact,
        value=value,
        scale=scales(arrays) if arrays else {},
    )


def scales(space: DealSpace) -> dict[str, int | tuple[int, int]]:
    """Return per party with preferences the whole number that stands for a worth of 1; its ends where draws differ."""
    found: dict[str, int | tuple[int, int]] = {}
    for p, name in enumerate(space.parties):
        if space.valued[p]:
            low, high = int(space.scale[:, p].min()), int(space.scale[:, p].max())
            found[name] = low if low == high else (low, high)
    return found
