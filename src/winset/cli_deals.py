"""The verbs about bettering deals, shares over draws, stages, and other people's files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from winset.cli_options import WhatIf, parse_terms, verb

_Deal = Annotated[list[str] | None, typer.Argument(help="The deal now, issue=value; the rest stays at the status quo.")]
_Draws = Annotated[int, typer.Option(help="Draws of the preferences that are ranges.", min=1)]


def step(
    what: WhatIf,
    deal: _Deal = None,
    parties: Annotated[str | None, typer.Option(help="Who must gain, comma between; the signatories by default.")] = None,
    draws: _Draws = 500,
    rows: Annotated[int, typer.Option(help="How many trades to list.", min=1)] = 10,
) -> Any:
    """From a deal, the trades that make everybody better off, those with the fewest changed terms first."""
    import winset

    who = _list(parties)
    return winset.step(what.case, parse_terms(deal or []), who, draws=draws, seed=what.seed, rows=rows)


def sidepay(
    what: WhatIf,
    deal: _Deal = None,
    terms: Annotated[int, typer.Option(help="How many terms may change at once, 1 to 3.")] = 2,
    draws: _Draws = 500,
    rows: Annotated[int, typer.Option(help="How many changes to list for each blocker.", min=1)] = 5,
) -> Any:
    """For each party that blocks a deal, the cheapest terms in somebody else's hands that win its consent."""
    import winset

    return winset.sidepay(what.case, parse_terms(deal or []), terms=terms, draws=draws, seed=what.seed, rows=rows)


def acceptability(
    what: WhatIf,
    parties: Annotated[str | None, typer.Option(help="Between whom, comma between; the signatories by default.")] = None,
    count: Annotated[str, typer.Option(help="What to count: winset, efficient, nash; comma between.")] = "winset,efficient,nash",
    draws: _Draws = 10_000,
    rows: Annotated[int, typer.Option(help="How many deals to list.", min=1)] = 20,
) -> Any:
    """In which share of many draws each deal is in the win-set, efficient, and the Nash deal."""
    import winset

    chosen = _list(count) or []
    return winset.acceptability(what.case, _list(parties), what=chosen, draws=draws, seed=what.seed, rows=rows)


def staged(
    what: WhatIf,
    draws: _Draws = 500,
    rows: Annotated[int, typer.Option(help="How many deals to list.", min=1)] = 20,
) -> Any:
    """What the hope of a next stage adds to this one, and the probability of it from which each party accepts a deal."""
    import winset

    return winset.staged(what.case, draws=draws, seed=what.seed, rows=rows)


def import_(
    source: Annotated[
        Path,
        typer.Argument(
            help="A GENIUS, GeniusWeb, NegMAS, CSV or XLSX file, a folder of them, or a JSON or SQLite file from `export`."
        ),
    ],
    to: Annotated[Path, typer.Option(help="The case folder to make; it must not exist yet.")],
) -> None:
    """Make a case folder from other people's files, or from what `export` wrote; what a case cannot hold is listed."""
    from winset.analyses.exchanging import import_case

    case, done = import_case(source, to)
    dims = case.dimensions()
    print(f"written: {done.files[0]} ({len(case.file.parties)} parties, {len(dims)} issues)")
    _lost(done.lost)


def export_to(
    what: WhatIf,
    form: Annotated[str, typer.Argument(metavar="FORMAT", help="genius, geniusweb, negmas, csv, xlsx, efg or nfg.")],
    to: Annotated[Path, typer.Option(help="A new folder (genius, geniusweb, negmas) or a new file.")],
    rounds: Annotated[int, typer.Option(help="Rounds of offers, for efg.", min=1)] = 1,
) -> Any:
    """Write the case in another program's format; what that cannot hold is listed."""
    from winset.analyses.exchanging import export_case

    done = export_case(what.case, form, to, rounds)
    for path in done.files:
        print(f"written: {path}")
    _lost(done.lost)


def _lost(lost: tuple[str, ...]) -> None:
    print("lost: nothing" if not lost else "lost:")
    for line in lost:
        print(f"  {line}")


def _list(text: str | None) -> list[str] | None:
    return [part.strip() for part in text.split(",") if part.strip()] if text is not None else None


def register(app: typer.Typer) -> None:
    """Add these verbs to the command line."""
    for function in (step, sidepay, acceptability, staged):
        verb(app)(function)
    verb(app, ahead=1)(export_to)
    app.command(name="import")(import_)
