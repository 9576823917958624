"""Winset: which deals win every consent they need, and who can block them.

The public names below are imported on first use, so that ``import winset`` is quick and loads no numpy.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

__version__ = "0.1.0"

_PUBLIC = {
    "Case": "winset.case.case",
    "load": "winset.case.case",
    "loads": "winset.case.case",
    "CaseError": "winset.errors",
}
__all__ = ["Case", "CaseError", "load", "loads"]

if TYPE_CHECKING:
    from winset.case.case import Case, load, loads
    from winset.errors import CaseError


def __getattr__(name: str) -> object:
    if name in _PUBLIC:
        return getattr(import_module(_PUBLIC[name]), name)
    raise AttributeError(f"module 'winset' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
