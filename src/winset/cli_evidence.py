"""The verbs about evidence: who stands behind what, what falls without them, and what leaves the machine."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from winset.cli_options import WhatIf, verb

_QUESTIONS = "Questions, as `ask` takes them; a list that the case suggests if left out."
Questions = Annotated[list[str] | None, typer.Argument(help=_QUESTIONS)]
Draws = Annotated[int, typer.Option(help="Draws of the preferences that are ranges.", min=1)]


def audit(what: WhatIf, questions: Questions = None, draws: Draws = 200) -> Any:
    """How thin the evidence is: claims without a stated source, by one unnamed source, of one origin; origins per conclusion."""
    import winset

    return winset.audit(what.case, questions or None, draws=draws, seed=what.seed)


def disputes(what: WhatIf, questions: Questions = None, draws: Draws = 200) -> Any:
    """Contradictions, ambiguities and clashing dates; every reading is run, and the conclusions that differ are listed."""
    import winset

    return winset.disputes(what.case, questions or None, draws=draws, seed=what.seed)


def falls(
    what: WhatIf,
    questions: Questions = None,
    most: Annotated[int, typer.Option(help="Leave out up to so many sources together (1 to 3).")] = 3,
    draws: Draws = 200,
) -> Any:
    """What falls if sources said nothing or were wrong: what each conclusion hangs on, and how often it holds."""
    import winset

    return winset.falls(what.case, questions or None, most=most, draws=draws, seed=what.seed)


def retract(
    what: WhatIf,
    claim: Annotated[str, typer.Argument(help="The claim to take back; nothing is deleted.")],
    questions: Questions = None,
    draws: Draws = 200,
) -> Any:
    """Every conclusion with its old and its new value if one claim is taken back."""
    import winset

    return winset.retract(what.case, claim, questions or None, draws=draws, seed=what.seed)


def export(
    what: WhatIf,
    to: Annotated[Path, typer.Option(help="A folder that does not exist yet, or is empty.")],
    profile: Annotated[
        str, typer.Option(help="mandator, partner, family, public, teaching, or one that the case defines under `profiles`.")
    ] = "public",
    format_: Annotated[str, typer.Option("--format", help="yaml, html, json, csv, sqlite, prov; comma between.")] = "yaml,html",
    draws: Annotated[int, typer.Option(help="Draws of the preferences in the brief.", min=1)] = 500,
) -> Any:
    """Write the case for one kind of reader: what they may not see is dropped or gets a pseudonym, with every mention of it."""
    import winset

    formats = [part.strip() for part in format_.split(",") if part.strip()]
    return winset.export(what.case, to, profile, formats, draws=draws, seed=what.seed)


def add(app: typer.Typer) -> None:
    """Add the verbs to the command line."""
    for function in (audit, disputes, falls, retract, export):
        verb(app)(function)
