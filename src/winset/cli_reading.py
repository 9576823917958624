"""Verbs that read texts, take what was read into a case, and lock and unlock a case."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from winset.cli_review import review
from winset.errors import BadRequest, quoted

_Case = Annotated[str, typer.Argument(help="The folder of a case of your own.")]
_Passphrase = Annotated[
    Path | None,
    typer.Option(help="Take the passphrase from the first line of this file, or of a pipe (-), instead of asking for it."),
]


LONG_TEXT = 100_000
"""Characters from which on `winset read` says beforehand how long it will take."""


def register(app: typer.Typer) -> None:
    """Give the command line its verbs for reading and locking."""
    for function in (read, accept, review, lock, unlock):
        app.command()(function)


def read(
    file: Annotated[str, typer.Argument(help="A text file or a web page (HTML), or - for what is piped in.")],
    case: Annotated[str, typer.Option(help="The folder of a case of your own.")],
    date: Annotated[str, typer.Option(help="Day of publication, such as 2025-03-08; relative dates count from it.")] = "",
    document: Annotated[str, typer.Option(help="Id of the document; by default made of the file's name.")] = "",
    title: Annotated[str, typer.Option(help="Title of a new document.")] = "",
    outlet: Annotated[str, typer.Option(help="Source of the case that published it.")] = "",
    endpoint: Annotated[
        str,
        typer.Option(help="Let a language model mark the statements: address of an OpenAI-compatible service on this machine."),
    ] = "",
    model: Annotated[str, typer.Option(help="Name of the model there.")] = "",
    confirm_host: Annotated[
        str, typer.Option(help="Name of another machine that the whole text may be sent to, as confirmation.")
    ] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what was found; write nothing.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print JSON for programs.")] = False,
) -> None:
    """Read a text: who says what, through whom, when, which part of the case it may be about, and what is odd. Writes
    proposed.yaml; accepts nothing."""
    from winset.analyses.accepting import refused
    from winset.analyses.proposed_file import NAME, add_reading, load_proposed
    from winset.analyses.reading import About, reading_of, shown
    from winset.analyses.whole_files import own_folder
    from winset.case.case import load
    from winset.intake.plain import read_text

    folder = None if dry_run else own_folder(case)
    loaded = load(folder or case)
    before = load_proposed(folder, loaded) if folder else None
    name = "the text" if file == "-" else Path(file).name
    text = read_text(_bytes_of(file), name, "html" if Path(file).suffix.lower() in (".html", ".htm", ".xhtml") else "")
    about = About(document, "text" if file == "-" else file, date, title, outlet, endpoint, model, confirm_host)
    if len(text) > LONG_TEXT:
        low, high = len(text) // 150_000, len(text) // 30_000
        sys.stderr.write(f"Reading {len(text):,} characters; that takes about {low + 1} to {high + 1} seconds.\n")
        sys.stderr.flush()
    found = reading_of(loaded, text, about, refused(folder) if folder else frozenset())
    if folder and before:
        add_reading(folder, before, found)
    result = shown(loaded, found)
    if json:
        print(result.to_json())
        return
    from winset.report.text import console, print_result

    print_result(result, console())
    if folder:
        print(f"written: {folder / NAME}. Go through it with: winset review {case}")


def _bytes_of(file: str) -> bytes:
    from winset.errors import TooLarge, UnknownName
    from winset.intake.plain import LARGEST_FILE

    if file == "-":
        return sys.stdin.buffer.read(LARGEST_FILE + 1)
    path = Path(file)
    if not path.is_file():
        if path.exists():
            raise BadRequest(f"{quoted(file)} is no file. For a pipe write - instead.")
        raise UnknownName("file", file, ())
    size = path.stat().st_size
    if size > LARGEST_FILE:
        raise TooLarge(f"bytes of {path.name}", size, LARGEST_FILE, "Cut out the part that matters and read that.")
    with path.open("rb") as opened:
        return opened.read(LARGEST_FILE + 1)


def accept(
    case: _Case,
    ids: Annotated[list[str] | None, typer.Argument(help="Ids of proposed.yaml to take.")] = None,
    about: Annotated[list[str] | None, typer.Option(help="Path of the case it is about. Repeatable.")] = None,
    by: Annotated[str, typer.Option(help="Whose word it is: a source, or - for the writer.")] = "",
    value: Annotated[str, typer.Option(help="The value it states for the path.")] = "",
    reading: Annotated[str, typer.Option(help="How you read the words, where that differs from them.")] = "",
    when: Annotated[str, typer.Option(help="When it was, such as 2025-02 or ../2025-03-04.")] = "",
    known: Annotated[str, typer.Option(help="Since when you know it.")] = "",
    if_wrong: Annotated[str, typer.Option(help="The value that holds if it is wrong.")] = "",
    denies: Annotated[
        bool | None,
        typer.Option("--denies/--no-denies", help="Whether the words deny what the case holds there; a negative statement does."),
    ] = None,
    credibility: Annotated[str, typer.Option(help="How credible this is, 1-6 (Admiralty); else as its source.")] = "",
    refuse: Annotated[list[str] | None, typer.Option(help="Id of proposed.yaml not to take. Repeatable.")] = None,
    why: Annotated[str, typer.Option(help="Why it is refused.")] = "",
) -> None:
    """Take statements that were read into claims.yaml, or refuse them. What you wrote is never changed, only added to; where the
    case would not hold together, nothing is written."""
    from winset.analyses import accepting

    ids, turned_down = ids or [], [name for entry in refuse or [] for name in entry.split(",") if name]
    if not ids and not turned_down:
        raise BadRequest("name the ids to take, or to turn down with --refuse; proposed.yaml lists them")
    both = sorted(set(ids) & set(turned_down))
    if both:
        raise BadRequest(f"{both[0]} is both taken and refused")
    if len(ids) > 1 and any((value, reading, when, if_wrong, credibility)):
        raise BadRequest(
            "--value, --reading, --when, --if-wrong and --credibility say something of one claim: accept one at a time"
        )
    choice = accepting.Choice(tuple(about or ()), by, value, reading, if_wrong, when, known, denies, credibility)
    try:
        done = accepting.accept(case, tuple(ids), choice) if ids else None
    except KeyboardInterrupt:
        raise BadRequest("interrupted; every file is whole. Accept again to complete what was begun.") from None
    if done:
        files = ", ".join(f"{count} to {name}" for name, count in done.files.items()) or "nothing new: they are claims already"
        print(f"taken: {', '.join(done.claims)} ({files})")
    if turned_down:
        print(f"refused: {', '.join(accepting.refuse(case, tuple(turned_down), why).refused)}")


def lock(
    case: _Case,
    passphrase_file: _Passphrase = None,
    keep: Annotated[bool, typer.Option("--keep", help="Leave the readable case where it is as well.")] = False,
) -> None:
    """Lock a case with a passphrase: one sealed file CASE.locked takes the place of the folder. Without the passphrase there
    is no way back."""
    from winset.analyses.whole_files import own_folder
    from winset.vault import lock as vault

    vault.is_installed()
    begun = (Path(case) / vault.UNFINISHED).is_file()
    folder = (Path(case) if begun else own_folder(case)).resolve()
    if Path.cwd().resolve().is_relative_to(folder) and not keep:
        raise BadRequest(
            f"you are in the folder that would go ({folder}). Go to the one above it, and then: winset lock {folder.name}"
        )
    if passphrase_file and str(passphrase_file) != "-" and passphrase_file.resolve().is_relative_to(folder):
        raise BadRequest(f"{quoted(passphrase_file)} lies in the case and would be locked in with it. Put it somewhere else.")
    done = vault.lock(folder, _passphrase(passphrase_file, twice=True), keep=keep)
    again = case if Path(case).name == folder.name else folder
    print(f"locked: {done.path} ({done.files} file{'s' * (done.files != 1)}). Open it again with: winset unlock {again}")
    if done.completed:
        print("Locking had been interrupted before; now it is complete.")
    if not keep:
        print("The readable files were removed. What backups or the disk itself still hold is beyond this program.")


def unlock(
    case: Annotated[str, typer.Argument(help="The case, or its locked file.")],
    passphrase_file: _Passphrase = None,
    keep: Annotated[bool, typer.Option("--keep", help="Leave the locked file where it is as well.")] = False,
) -> None:
    """Unlock a case with its passphrase. A wrong passphrase or a damaged file changes nothing."""
    from winset.case.case import LOCKED
    from winset.vault import lock as vault

    vault.is_installed()
    path = Path(case)
    sealed = path if path.name.endswith(LOCKED) else path.resolve().with_name(path.resolve().name + LOCKED)
    if not sealed.is_file():
        raise BadRequest(f"{quoted(case)} is not locked: there is no file {quoted(sealed.name)} beside it")
    done = vault.unlock(sealed, _passphrase(passphrase_file, twice=False), keep=keep)
    print(f"unlocked: {done.path} ({done.files} file{'s' * (done.files != 1)})")
    if done.completed:
        print("Unlocking had been interrupted before; now it is complete.")


def _passphrase(file: Path | None, *, twice: bool) -> str:
    if file is not None:
        name = "what is piped in" if str(file) == "-" else quoted(file)
        if str(file) == "-":
            raw = sys.stdin.buffer.readline(10_000)
        elif file.is_file():
            with file.open("rb") as opened:
                raw = opened.readline(10_000)
        else:
            raise BadRequest(f"there is no file {name} with the passphrase")
        try:
            return raw.decode("utf-8-sig").removesuffix("\n").removesuffix("\r")
        except UnicodeDecodeError:
            raise BadRequest(f"{name} is not UTF-8 text") from None
    if not sys.stdin.isatty():
        raise BadRequest(
            "there is no terminal to ask for the passphrase; name a file that holds it with --passphrase-file, or - for a pipe"
        )
    import getpass

    given = getpass.getpass("Passphrase: ")
    if twice and getpass.getpass("Once more: ") != given:
        raise BadRequest("the two passphrases differ; nothing was changed")
    return given
