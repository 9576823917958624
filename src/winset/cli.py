"""The command line: each verb loads a case, applies the what-ifs, calls one public function, and shows the result."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from winset import __version__, cli_conflict, cli_evidence, cli_reading
from winset.cli_deals import register as register_deals
from winset.cli_options import OptionalCase, WhatIf, parse_pairs, parse_terms, verb
from winset.errors import BadRequest, CaseError, WinsetError

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Which deals win every consent they need, and who can block them. Exit status: 0 done; 2 the case or a name is wrong; "
    "3 an optional part is not installed.",
)


class _Ended(BaseException):
    """The system asks the program to end."""


@contextmanager
def _ended_in_order() -> Iterator[None]:
    """Let what is at work take away what it has half done when the system ends the program, as it does after Ctrl-C."""

    def end(number: int, frame: object) -> None:
        raise _Ended

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before if before is not None else signal.SIG_DFL)


def main() -> None:
    """Run the command line; errors go to stderr in plain words, with the exit status they carry."""
    with _ended_in_order():
        _main()


def _main() -> None:
    try:
        # Verbs return nothing; a number is the exit status of typer, 130 where it has caught Ctrl-C itself.
        status = app(standalone_mode=False)
        if status == 130:
            raise KeyboardInterrupt
        if status:
            sys.exit(int(status))
    except WinsetError as error:
        _complain(error)
        sys.exit(error.exit_status)
    except typer.Exit as done:
        sys.exit(done.exit_code)
    except (KeyboardInterrupt, typer.Abort):
        sys.stderr.write("interrupted; nothing was written\n")
        sys.exit(130)
    except _Ended:
        sys.stderr.write("ended by the system; what was half written was taken away\n")
        sys.exit(143)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    except OSError as error:
        # A file that cannot be read or written: no rights, no room.
        from winset.report.safe import printable

        sys.stderr.write(printable(f"{error.filename2 or error.filename or 'a file'}: {error.strerror}") + "\n")
        sys.exit(2)
    except Exception as error:  # typer carries its own click, whose errors cannot be named; all others go on
        if not hasattr(error, "format_message"):
            raise
        # A usage error of click (which typer carries inside): wrong option, missing argument.
        from winset.report.safe import printable

        message = printable(error.format_message())
        sys.stderr.write(f"winset: {message}\n" if message else "")
        sys.exit(2)


def _complain(error: WinsetError) -> None:
    from winset.report.safe import printable

    lines = str(error).splitlines()
    sys.stderr.write("".join(f"{printable(line)}\n" for line in lines))
    if isinstance(error, CaseError):
        count = len(error.slips)
        sys.stderr.write(f"{count} slip{'s' * (count != 1)}; nothing was changed.\n")


@app.callback(invoke_without_command=True)
def _top(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    if version:
        print(f"winset {__version__}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        print(context.get_help())


@verb(app)
def brief(
    what: WhatIf,
    to: Annotated[Path | None, typer.Option(help="Write the page to this HTML file as well.")] = None,
    draws: Annotated[int, typer.Option(help="Draws of the preferences that are ranges.", min=1)] = 500,
) -> Any:
    """The one-page brief: what is on the table, whose consent is missing, what can be delivered without it, what is known, the
    next date, what a leak does; then the deals and who can break them."""
    import winset

    _can_be_written(to)
    found = winset.brief(what.case, to=to, draws=draws, seed=what.seed)
    return None if to and not what.json and _said(f"written: {to}") else found


def _can_be_written(to: Path | None) -> None:
    if to is not None and to.is_dir():
        raise BadRequest(f"{to} is a folder; name a file")
    if to is not None and not to.parent.is_dir():
        raise BadRequest(f"{to} cannot be written: there is no folder {to.parent}")


def _said(text: str) -> bool:
    from winset.report.safe import printable

    print(printable(text))
    return True


@verb(app)
def check(what: WhatIf) -> Any:
    """Check the case: every slip at once with its line, or what the case holds, and where its two models disagree."""
    from dataclasses import replace

    import winset
    from winset.analyses.two_models import disagreements
    from winset.results import Note

    found = winset.show(what.case)
    notes = [Note(text) for text in disagreements(what.case)]
    return replace(found, blocks=(*found.blocks, *notes))


@verb(app)
def show(
    what: WhatIf, path: Annotated[str | None, typer.Argument(help="A dotted path, such as issues.prisoners.")] = None
) -> Any:
    """Show the case, or the value or record at a path."""
    import winset

    return winset.show(what.case, path)


@verb(app)
def why(what: WhatIf, path: Annotated[str, typer.Argument(help="A dotted path, such as issues.prisoners.delivered_by.")]) -> Any:
    """The claims behind a value: the words, who said so through whom, and what holds if they are wrong."""
    import winset

    return winset.why(what.case, path)


@verb(app)
def claims(
    what: WhatIf,
    facts: Annotated[bool, typer.Option("--facts", help="Only what is asserted; no hopes, plans, threats or opinions.")] = False,
    mood: Annotated[str | None, typer.Option(help="Only these, comma between: asserted, planned, expected, opinion ...")] = None,
) -> Any:
    """The claims in force: the words, who said so, in which mood, when, and about what."""
    import winset

    return winset.claims(what.case, _list(mood), facts=facts)


@verb(app)
def gaps(what: WhatIf) -> Any:
    """The values that no claim supports: the analyst's assumptions."""
    import winset

    return winset.gaps(what.case)


@verb(app)
def timeline(what: WhatIf) -> Any:
    """Everything dated, in order of time; what has no date is said so."""
    import winset

    return winset.timeline(what.case)


@verb(app)
def attempts(what: WhatIf) -> Any:
    """Each earlier attempt beside today: what has changed, and what has not."""
    import winset

    return winset.attempts(what.case)


@verb(app)
def winset(
    what: WhatIf,
    party: Annotated[str | None, typer.Option(help="Only what this party accepts.")] = None,
    draws: Annotated[int, typer.Option(help="Draws of the preferences that are ranges.", min=1)] = 500,
    rows: Annotated[int, typer.Option(help="How many deals to list.", min=1)] = 20,
) -> Any:
    """The deals that win every consent they need, of the case or of one party, as shares of draws."""
    import winset

    return winset.winset(what.case, party, draws=draws, seed=what.seed, rows=rows)


@verb(app)
def frontier(
    what: WhatIf,
    parties: Annotated[str | None, typer.Option(help="Parties, comma between; the signatories by default.")] = None,
    among: Annotated[str, typer.Option(help="all, deliverable or winset.")] = "all",
    draws: Annotated[int, typer.Option(help="Draws of the preferences that are ranges.", min=1)] = 500,
    rows: Annotated[int, typer.Option(help="How many deals to list.", min=1)] = 20,
) -> Any:
    """The efficient deals: no other betters one party without worsening another."""
    import winset

    among_: Any = among
    return winset.frontier(what.case, _list(parties), among=among_, draws=draws, seed=what.seed, rows=rows)


@verb(app)
def solve(
    what: WhatIf,
    concept: Annotated[
        str,
        typer.Argument(
            help="nash, weighted_nash, kalai_smorodinsky, kalai_rosenthal, egalitarian, utilitarian, proportional; "
            "over lotteries nash_lottery, egalitarian_lottery, kalai_smorodinsky_lottery."
        ),
    ] = "nash",
    parties: Annotated[str | None, typer.Option(help="Parties, comma between; the signatories by default.")] = None,
    among: Annotated[str, typer.Option(help="all, deliverable or winset.")] = "all",
    shares: Annotated[str | None, typer.Option(help="For proportional and weighted_nash: us=2,hamas=1.")] = None,
    draws: Annotated[int, typer.Option(help="Draws of the preferences that are ranges.", min=1)] = 500,
    rows: Annotated[int, typer.Option(help="How many deals to list.", min=1)] = 10,
) -> Any:
    """How often a solution concept chooses each deal over the draws, and what it chooses at the middle of the ranges."""
    import winset

    among_: Any = among
    return winset.solve(
        what.case, concept, _list(parties), among=among_, shares=parse_pairs(shares), draws=draws, seed=what.seed, rows=rows
    )


@verb(app)
def deliverable(
    what: WhatIf,
    parties: Annotated[str | None, typer.Option(help="Who consents, comma between; the signatories by default.")] = None,
    given: Annotated[
        list[str] | None, typer.Option(help="Partial consent, party:issue,issue or party:issue=value. May be repeated.")
    ] = None,
    except_: Annotated[str | None, typer.Option("--except", help="Instead: everybody but this party.")] = None,
    rows: Annotated[int, typer.Option(help="How many deals to list.", min=1)] = 20,
) -> Any:
    """Which deals some consenting parties can deliver, with what others give in part."""
    import winset

    if except_ is not None and parties is not None:
        raise BadRequest("name either --parties or --except, not both")
    partial: dict[str, list[str]] = {}
    for entry in given or []:
        party, colon, terms = entry.partition(":")
        if not colon or not terms:
            raise BadRequest(f"--given {entry}: write party:issue,issue, for instance --given israel:handover")
        partial.setdefault(party, []).extend(terms.split(","))
    return winset.deliverable(what.case, _list(parties), given=partial, without=except_, rows=rows)


@verb(app)
def blockers(
    what: WhatIf,
    terms: Annotated[list[str] | None, typer.Argument(help="Terms, issue=value (or issue=changed).")] = None,
    deal: Annotated[
        str | None, typer.Option(help="Instead: a whole deal, issue=value,issue=value; the rest stays as it is.")
    ] = None,
    draws: Annotated[int, typer.Option(help="Draws of the preferences that are ranges.", min=1)] = 500,
) -> Any:
    """Who can block some terms, or a whole deal; why, what is recorded, and the claim behind it."""
    import winset

    named = parse_terms(terms or [])
    whole = parse_terms(deal.split(",")) if deal is not None and deal.strip() else {} if deal is not None else None
    if not named and whole is None:
        raise BadRequest("name some terms, for instance: winset blockers CASE prisoners=some; or a deal with --deal")
    if named and whole is not None:
        raise BadRequest("name either terms or a deal, not both")
    if whole is not None:
        return winset.blockers(what.case, whole, draws=draws, seed=what.seed)
    return winset.blockers(what.case, draws=draws, seed=what.seed, terms=named)


@verb(app)
def ask(
    what: WhatIf,
    question: Annotated[str, typer.Argument(help="A question, for instance 'what_can_be_delivered_without(israel)'.")],
    draws: Annotated[int, typer.Option(help="Draws of the preferences that are ranges.", min=1)] = 500,
) -> Any:
    """Answer a named question: who_can_block, what_can_be_delivered_without, is_in_winset, which_deal, how_many, who_knew,
    what_does_talking_cost, is_stable, which_states_hold."""
    import winset

    return winset.ask(what.case, question, draws=draws, seed=what.seed)


@verb(app)
def flips(
    what: WhatIf,
    question: Annotated[str, typer.Argument(help="A question, for instance 'who_can_block(prisoners=some)'.")],
    most: Annotated[int, typer.Option(help="Also strike out groups of up to so many sources (1 to 3).")] = 1,
    draws: Annotated[int, typer.Option(help="Draws of the preferences that are ranges.", min=1)] = 500,
) -> Any:
    """Strike out every source in turn and name the answers that change."""
    import winset

    return winset.flips(what.case, question, most=most, draws=draws, seed=what.seed)


cli_conflict.add_verbs(app)
cli_evidence.add(app)


@verb(app)
def diff(
    what: WhatIf,
    other: Annotated[str | None, typer.Argument(help="Another case; without it, the same case before the what-ifs.")] = None,
) -> Any:
    """What differs between the case as written and after the what-ifs, or between two cases."""
    import winset

    if other is not None:
        return winset.diff(what.case, winset.load(other))
    return winset.diff(what.before, what.case)


@verb(app)
def resolve(what: WhatIf, to: Annotated[Path | None, typer.Option(help="Write to this file instead.")] = None) -> Any:
    """Print the case in its explicit form, what-ifs applied; resolving that again changes nothing."""
    _can_be_written(to)
    if what.json:
        import json

        print(json.dumps(what.case.data(), ensure_ascii=False, indent=1))
        return None
    text = what.case.resolve()
    if to is None:
        sys.stdout.write(text)
    else:
        from winset.report.html import write_whole

        write_whole(to, text)
        _said(f"written: {to}")
    return None


cli_reading.register(app)


@app.command()
def schema(case: OptionalCase = None) -> None:
    """Print the JSON Schema of a case file, for editors."""
    import json

    from winset.case.json_schema import json_schema

    print(json.dumps(json_schema(), indent=1))


@app.command()
def new(
    folder: Annotated[Path, typer.Argument(help="A folder that does not exist yet.")],
) -> None:
    """Start a case in a new folder from a commented template."""
    from importlib.resources import files

    if folder.exists():
        raise BadRequest(f"{folder} exists already; nothing was changed")
    text = files("winset").joinpath("template.yaml").read_text(encoding="utf-8")
    try:
        folder.mkdir(parents=True)
        (folder / "documents").mkdir()
        (folder / "case.yaml").write_text(text, encoding="utf-8")
    except OSError as error:
        raise BadRequest(f"{folder} cannot be made: {error.strerror}") from None
    _said(f"{folder / 'case.yaml'} is ready. Edit it, then: winset check {folder}")


@app.command()
def cases() -> None:
    """List the bundled cases."""
    from winset.case.case import catalogue, load

    for name in catalogue():
        _said(f"{name}: {load(name).title}")


register_deals(app)


def _list(text: str | None) -> list[str] | None:
    return [part.strip() for part in text.split(",") if part.strip()] if text is not None else None
