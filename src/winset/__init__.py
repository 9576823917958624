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
    "acceptability": "winset.analyses.accepting",
    "ask": "winset.analyses.questions",
    "attempts": "winset.analyses.records",
    "blockers": "winset.analyses.blocking",
    "brief": "winset.analyses.brief",
    "deliverable": "winset.analyses.delivering",
    "diff": "winset.analyses.differing",
    "flips": "winset.analyses.flipping",
    "frontier": "winset.analyses.solving",
    "gaps": "winset.analyses.records",
    "show": "winset.analyses.records",
    "sidepay": "winset.analyses.bettering",
    "solve": "winset.analyses.solving",
    "staged": "winset.analyses.staging",
    "step": "winset.analyses.bettering",
    "timeline": "winset.analyses.records",
    "why": "winset.analyses.records",
    "winset": "winset.analyses.winsets",
}
__all__ = [
    "Case",
    "CaseError",
    "acceptability",
    "ask",
    "attempts",
    "blockers",
    "brief",
    "deliverable",
    "diff",
    "flips",
    "frontier",
    "gaps",
    "load",
    "loads",
    "show",
    "sidepay",
    "solve",
    "staged",
    "step",
    "timeline",
    "why",
    "winset",
]

if TYPE_CHECKING:
    from winset.analyses.accepting import acceptability
    from winset.analyses.bettering import sidepay, step
    from winset.analyses.blocking import blockers
    from winset.analyses.brief import brief
    from winset.analyses.delivering import deliverable
    from winset.analyses.differing import diff
    from winset.analyses.flipping import flips
    from winset.analyses.questions import ask
    from winset.analyses.records import attempts, gaps, show, timeline, why
    from winset.analyses.solving import frontier, solve
    from winset.analyses.staging import staged
    from winset.analyses.winsets import winset
    from winset.case.case import Case, load, loads
    from winset.errors import CaseError


def __getattr__(name: str) -> object:
    if name in _PUBLIC:
        return getattr(import_module(_PUBLIC[name]), name)
    raise AttributeError(f"module 'winset' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
