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
    "acceptability": "winset.analyses.acceptabilities",
    "ask": "winset.analyses.questions",
    "attempts": "winset.analyses.records",
    "audit": "winset.analyses.auditing",
    "blockers": "winset.analyses.blocking",
    "brief": "winset.analyses.brief",
    "claims": "winset.analyses.claiming",
    "deliverable": "winset.analyses.delivering",
    "diff": "winset.analyses.differing",
    "disputes": "winset.analyses.auditing",
    "export": "winset.analyses.exporting",
    "falls": "winset.analyses.falling",
    "flips": "winset.analyses.flipping",
    "frontier": "winset.analyses.solving",
    "gaps": "winset.analyses.records",
    "hypergame": "winset.analyses.hypergames",
    "leak": "winset.analyses.leaking",
    "retract": "winset.analyses.falling",
    "read": "winset.analyses.reading",
    "show": "winset.analyses.records",
    "sidepay": "winset.analyses.bettering",
    "solve": "winset.analyses.solving",
    "stability": "winset.analyses.holding",
    "threats": "winset.analyses.threatening",
    "staged": "winset.analyses.staging",
    "step": "winset.analyses.bettering",
    "timeline": "winset.analyses.dating",
    "why": "winset.analyses.records",
    "winset": "winset.analyses.winsets",
}
__all__ = [
    "Case",
    "CaseError",
    "acceptability",
    "ask",
    "attempts",
    "audit",
    "blockers",
    "brief",
    "claims",
    "deliverable",
    "diff",
    "disputes",
    "export",
    "falls",
    "flips",
    "frontier",
    "gaps",
    "hypergame",
    "leak",
    "load",
    "loads",
    "read",
    "retract",
    "show",
    "sidepay",
    "solve",
    "stability",
    "staged",
    "step",
    "threats",
    "timeline",
    "why",
    "winset",
]

if TYPE_CHECKING:
    from winset.analyses.acceptabilities import acceptability
    from winset.analyses.auditing import audit, disputes
    from winset.analyses.bettering import sidepay, step
    from winset.analyses.blocking import blockers
    from winset.analyses.brief import brief
    from winset.analyses.claiming import claims
    from winset.analyses.dating import timeline
    from winset.analyses.delivering import deliverable
    from winset.analyses.differing import diff
    from winset.analyses.exporting import export
    from winset.analyses.falling import falls, retract
    from winset.analyses.flipping import flips
    from winset.analyses.holding import stability
    from winset.analyses.hypergames import hypergame
    from winset.analyses.leaking import leak
    from winset.analyses.questions import ask
    from winset.analyses.reading import read
    from winset.analyses.records import attempts, gaps, show, why
    from winset.analyses.solving import frontier, solve
    from winset.analyses.staging import staged
    from winset.analyses.threatening import threats
    from winset.analyses.winsets import winset
    from winset.case.case import Case, load, loads
    from winset.errors import CaseError


def __getattr__(name: str) -> object:
    if name in _PUBLIC:
        return getattr(import_module(_PUBLIC[name]), name)
    raise AttributeError(f"module 'winset' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
