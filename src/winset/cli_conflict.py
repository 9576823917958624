"""The verbs about the conflict: what holds, each party's own game, what a leak changes, threats, and files of another program."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from winset.cli_options import WhatIf, verb

Draws = Annotated[int, typer.Option(help="Draws of the preferences that are ranges.", min=1)]
Rows = Annotated[int, typer.Option(help="How many states to list.", min=1)]


def add_verbs(app: typer.Typer) -> None:
    """Add the verbs of the conflict to the command line."""
    for function in (stability, hypergame, leak, threats, export_gmcr):
        verb(app)(function)


def stability(
    what: WhatIf,
    concepts: Annotated[
        str, typer.Option(help="Comma between: nash, gmr, smr, seq, sseq, sim, non_myopic, policy.")
    ] = "nash,gmr,smr,seq,sseq",
    party: Annotated[str | None, typer.Option(help="In the game that this party sees on the day of the case.")] = None,
    story: Annotated[
        str | None, typer.Option(help="Why this state holds or does not: options taken, comma between; none; status_quo.")
    ] = None,
    inverse: Annotated[str | None, typer.Option(help="Which preferences would make this state hold.")] = None,
    limited: Annotated[
        int | None, typer.Option(help="Also with foresight of so many moves: L_h for two, our readings for more.", min=1)
    ] = None,
    stackelberg: Annotated[str | None, typer.Option(help="Also with this party as leader; two decision makers only.")] = None,
    policies: Annotated[
        str | None, typer.Option(help="Also what is policy stable: written (conflict.policies), improve or stay.")
    ] = None,
    threshold: Annotated[
        str | None, typer.Option(help="Fuzzy: read degrees, or ranges as degrees, with this threshold; or us=0.5,hamas=0.3.")
    ] = None,
    coalitions: Annotated[bool, typer.Option("--coalitions", help="Also against every group that moves together.")] = False,
    robust: Annotated[bool, typer.Option("--robust", help="Also the margins, and the comparisons that decide.")] = False,
    draws: Draws = 200,
    rows: Rows = 12,
) -> Any:
    """Which states of the conflict hold, for whom, why, and how each can be reached; CASE may be a .gmcr file."""
    import winset

    return winset.stability(
        what.case,
        [name.strip() for name in concepts.split(",") if name.strip()],
        party=party,
        draws=draws,
        seed=what.seed,
        rows=rows,
        story_of=story,
        limited=limited,
        stackelberg=stackelberg,
        coalitions=coalitions,
        inverse=inverse,
        robust=robust,
        policies=policies,
        threshold=threshold,
    )


def hypergame(
    what: WhatIf,
    level: Annotated[
        int, typer.Option(help="1: everybody judges in the own game; 2: and expects the others to move by theirs.")
    ] = 2,
    concept: Annotated[str, typer.Option(help="nash, gmr, smr, seq or sseq.")] = "seq",
    draws: Draws = 50,
    rows: Rows = 12,
) -> Any:
    """Each party's own game: what holds in the hypergame, what holds only by a mistake, and what it will be regretted for."""
    import winset

    return winset.hypergame(what.case, level=level, concept=concept, draws=draws, seed=what.seed, rows=rows)


def leak(
    what: WhatIf,
    to: Annotated[str, typer.Option(help="The party that learns.")],
    channel: Annotated[str | None, typer.Option(help="The secret channel it learns of; else all that it is unaware of.")] = None,
    as_move: Annotated[
        bool, typer.Option("--as-move", help="Instead, one conflict in which the leak is a move, and who gains by each act.")
    ] = False,
    concept: Annotated[str, typer.Option(help="nash, gmr, smr, seq or sseq.")] = "seq",
    draws: Draws = 50,
    rows: Rows = 12,
) -> Any:
    """The same conflict before and after a party learns: what is gained and lost, what it would do then, and who would leak."""
    import winset

    return winset.leak(what.case, to, channel=channel, concept=concept, draws=draws, seed=what.seed, rows=rows, as_move=as_move)


def threats(what: WhatIf, draws: Draws = 500) -> Any:
    """Every ultimatum and threat: would the executor carry it out, and what must backing down cost the one who threatens."""
    import winset

    return winset.threats(what.case, draws=draws, seed=what.seed)


def export_gmcr(what: WhatIf, to: Annotated[Path, typer.Option(help="The .gmcr file to write.")]) -> Any:
    """Write the conflict as a .gmcr file, at the middle of every range; the format has no place for ranges."""
    from winset.analyses.conflict_files import gmcr_text
    from winset.report.html import write_whole
    from winset.report.safe import printable

    write_whole(to, gmcr_text(what.case))
    print(printable(f"written: {to}"))
    return None
