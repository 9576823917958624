"""Whom an export is for: the profiles of a case, and those that come with Winset."""

from __future__ import annotations

from importlib.resources import files
from pathlib import PurePosixPath

from winset.case.case import Case
from winset.case.reader import read_bytes
from winset.case.schema_evidence import Profile
from winset.errors import CaseError, UnknownName

_FILE = PurePosixPath("profiles.yaml")


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


def profile(case: Case, name: str) -> Profile:
    """Return a profile by its name: the case's own first; UnknownName with the nearest one if there is none."""
    known = {**bundled(), **case.file.profiles}
    if name not in known:
        raise UnknownName("profile", name, known)
    return known[name]
