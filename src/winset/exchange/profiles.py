"""Whom an export is for: the profiles of a case, and those that come with Winset."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from pathlib import PurePosixPath
from typing import Any, Literal

from winset.case.case import Case
from winset.case.reader import read_bytes
from winset.case.schema_evidence import Profile
from winset.errors import BadRequest, CaseError, UnknownName, quoted

_FILE = PurePosixPath("profiles.yaml")
_FIELDS = ("sees", "pseudonyms", "documents", "quotes", "notes", "texts")
# What a profile of a new name does not write.
_NEW: dict[str, Any] = {"sees": (), "pseudonyms": (), "documents": "drop", "quotes": "drop", "notes": "drop", "texts": "keep"}
_Keep = Literal["keep", "drop"]


@dataclass(frozen=True)
class Reader:
    """A profile with nothing left open.

    Parameters
    ----------
    sees : frozenset of str
        Compartments it may see.
    pseudonyms : frozenset of str
        Sections whose names get pseudonyms.
    documents, quotes, notes, texts : str
        ``keep`` or ``drop``.
    changes : tuple of str
        What the case changes in a profile that comes with Winset, in words.
    """

    sees: frozenset[str]
    pseudonyms: frozenset[str]
    documents: _Keep
    quotes: _Keep
    notes: _Keep
    texts: _Keep
    changes: tuple[str, ...] = ()


def bundled() -> dict[str, Profile]:
    """Return the profiles that come with Winset.

    Examples
    --------
    >>> sorted(bundled())
    ['family', 'mandator', 'partner', 'public', 'teaching']
    """
    page = read_bytes(files("winset.exchange").joinpath(str(_FILE)).read_bytes(), _FILE.name)
    if page.slips or not isinstance(page.value, dict):
        raise CaseError(page.slips)
    return {name: Profile.model_validate(entry) for name, entry in page.value.items()}


def profile(case: Case, name: str) -> Reader:
    """Return a profile by its name; one of the case changes, in the profile of that name that comes with Winset, what it writes.

    Raises
    ------
    UnknownName
        With the nearest name, if there is no such profile.
    BadRequest
        If a profile of a new name does not say whose names get pseudonyms.

    Examples
    --------
    >>> import winset
    >>> case = winset.load("doha2025").set("profiles", {"public": {"quotes": "keep"}})
    >>> found = profile(case, "public")
    >>> found.changes, sorted(found.pseudonyms)
    (('quotes: keep instead of drop',), ['people', 'sources'])
    """
    own, theirs = case.file.profiles, bundled()
    if name not in own and name not in theirs:
        raise UnknownName("profile", name, {**theirs, **own})
    base = theirs.get(name)
    written = own.get(name, base) or Profile()
    if base is None and written.pseudonyms is None:
        raise BadRequest(
            f"the profile {quoted(name)} does not say whose names get pseudonyms. Write pseudonyms: [people, sources] or any "
            "other choice of parties, people and sources; pseudonyms: [] if every name may leave. Nothing was written"
        )
    found: dict[str, Any] = {}
    for field in _FIELDS:
        value = getattr(written, field)
        found[field] = value if value is not None else getattr(base, field) if base else _NEW[field]
    changes = tuple(
        f"{field}: {_shown(found[field])} instead of {_shown(getattr(base, field))}"
        for field in _FIELDS
        if base and _plain(found[field]) != _plain(getattr(base, field))
    )
    sees, pseudonyms = frozenset(found.pop("sees")), frozenset(found.pop("pseudonyms"))
    return Reader(sees, pseudonyms, **found, changes=changes)


def _plain(value: str | tuple[str, ...]) -> object:
    return value if isinstance(value, str) else frozenset(value)


def _shown(value: str | tuple[str, ...]) -> str:
    return value if isinstance(value, str) else ", ".join(value) or "none"
