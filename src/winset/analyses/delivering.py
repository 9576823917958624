"""`deliverable`: which deals some consenting parties can deliver, with what others give in part."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from winset.analyses.scene import Scene, is_large, numbered, result, scene, scene_of
from winset.analyses.solving import recorded_terms
from winset.arrays.deal_space import Bools, Ints
from winset.case.case import Case
from winset.deals.consent import deliverable as reach
from winset.deals.space import changes, values_at
from winset.errors import BadRequest, UnknownName, WinsetError, collected, did_you_mean, quoted, refuse_all
from winset.results import Block, Note, Result, Table

METHOD = (
    "deliverable: every term that differs from the status quo must be delivered by the parties that consent (all groups of its "
    "delivered_by, anybody inside a group), others only deliver terms they have consented to; rules hold; a legal red line of a "
    "consenting party still forbids"
)


def deliverable(
    case: Case,
    parties: Iterable[str] | None = None,
    *,
    given: Mapping[str, Iterable[str]] | None = None,
    without: str | None = None,
    rows: int = 20,
) -> Result:
    """Return the deals that a set of consenting parties can deliver, the one with the most changed terms first.

    Parameters
    ----------
    case : Case
        The case.
    parties : iterable of str, optional
        Who consents to everything; the signatories by default.
    given : mapping, optional
        Partial consent: party to the issues (or ``issue=value`` terms) that it delivers, for instance
        ``{"israel": ["handover"]}``. Consents recorded in the case count as well.
    without : str, optional
        Instead of `parties`: everybody but this one.
    rows : int
        How many deals to list; all are counted.

    Raises
    ------
    UnknownName, BadRequest
        For a name that does not exist.
    TooLarge
        If the rules of more than 2 million deals link too many issues at once.

    References
    ----------
    Control of terms as in Lax & Sebenius (2006), 3-D Negotiation (all-party map); veto players, Tsebelis (2002).

    Examples
    --------
    >>> import winset
    >>> case = winset.load("doha2025").stage(1)
    >>> winset.deliverable(case, ["us", "hamas"]).value["deals"]
    12
    """
    large = is_large(case)
    at = scene_of(case, [], 0) if large else scene(case, 0)
    if without is not None:
        out = at.space.party(without)
        inside = tuple(p for p in range(len(at.space.parties)) if p != out)
        who = f"everybody but {at.party_name(out)}"
    else:
        inside = numbered(case, parties, at.space.signers, at.space)
        who = " and ".join(at.party_name(p) for p in inside)
    partial = {p: list(terms) for p, terms in recorded_terms(at, inside).items()}
    if without is not None:
        partial = {p: terms for p, terms in partial.items() if p != at.space.party(without)}
    wrong: list[WinsetError] = []
    for name, terms in (given or {}).items():
        promised: list[tuple[int, int]] = []
        with collected(wrong):
            promised = _terms(at, terms)
        with collected(wrong):
            partial.setdefault(at.space.party(name), []).extend(promised)
    refuse_all(wrong)
    if large:
        from winset.analyses.large_winset import large_deliverable

        count, allowed, listed, per_issue = large_deliverable(case, inside, partial, rows)
    else:
        good = reach(at.space, inside, partial, at.rules)
        found = np.flatnonzero(good)
        changed = _changed_counts(at, good)
        order = found[np.lexsort((found, -changed[found]))]
        count, allowed = len(found), int(at.rules.sum())
        listed = [(changes(at.space, int(i)), int(changed[i])) for i in order[:rows]]
        per_issue = _issues(at, good)
    helpers = [
        f"{at.party_name(p)} for {', '.join(sorted({at.dims[d].id for d, _ in terms}))}"
        for p, terms in partial.items()
        if terms and p not in inside
    ]
    answer = f"{who[:1].upper()}{who[1:]} can deliver {count:,} of {allowed:,} allowed deals ({at.space.size:,} in all)"
    answer += f", with the consent of {'; '.join(helpers)}." if helpers else "."
    stuck = [row[0] for row in per_issue if not row[2]]
    if stuck:
        answer += f" Out of reach: {', '.join(stuck)}."
    blocks: list[Block] = [
        Table(("deal", "terms changed"), tuple(listed), "Deals"),
        *([Note(f"{count - len(listed):,} more deals are not listed")] if count > len(listed) else []),
        Table(
            ("issue", "within reach", "beyond the status quo", "out of reach"),
            tuple((dim, _short(within), some, _short(out)) for dim, within, some, out in per_issue),
            "By issue",
        ),
    ]
    return result(
        case,
        "deliverable",
        answer,
        METHOD,
        blocks,
        value={
            "deals": count,
            "allowed": allowed,
            "all": at.space.size,
            "by_issue": {r[0]: _short(r[1]) for r in per_issue},
        },
        settings={"parties": [at.space.parties[p] for p in inside], "given": {k: list(v) for k, v in (given or {}).items()}},
    )


def _changed_counts(at: Scene, good: Bools) -> Ints:
    total = np.zeros(len(good), np.int64)
    for dim in range(len(at.dims)):
        total += values_at(at.space, dim) > 0
    return total


def _issues(at: Scene, good: Bools) -> list[tuple[str, tuple[str, ...], bool, tuple[str, ...]]]:
    found = []
    for position, dim in enumerate(at.dims):
        reached = set(np.unique(values_at(at.space, position)[good]).tolist())
        inside = tuple(v for i, v in enumerate(dim.values) if i in reached)
        outside = tuple(v for i, v in enumerate(dim.values) if i not in reached)
        found.append((dim.id, inside, any(i for i in reached), outside))
    return found


def _short(values: tuple[str, ...], most: int = 8) -> tuple[str, ...]:
    return values if len(values) <= most else (*values[: most - 1], f"... {values[-1]} ({len(values)} values)")


def _terms(at: Scene, names: Iterable[str]) -> list[tuple[int, int]]:
    found = []
    wrong: list[WinsetError] = []
    for name in names:
        issue, equals, value = name.partition("=")
        dims = [i for i, dim in enumerate(at.dims) if issue in (dim.id, dim.issue)]
        if not dims:
            wrong.append(UnknownName("issue", issue, at.space.dims))
        for d in dims:
            if equals and value not in at.space.values[d]:
                known = did_you_mean(value, at.space.values[d])
                wrong.append(BadRequest(f"issue {issue} has no value {quoted(value)}.{known}"))
            found += [(d, v) for v, label in enumerate(at.space.values[d]) if v and (not equals or label == value)]
    refuse_all(wrong)
    return found
