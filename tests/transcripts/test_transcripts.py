"""What the command line prints on bundled cases, letter by letter.

The first line of each file is the command, the rest what it prints at 110 columns without colour. Where that has changed, the
test writes NAME.txt.new; read the difference, then `make accept` takes it over. A new file needs its first line only.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

FILES = sorted(Path(__file__).parent.glob("*.txt"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_command_prints_what_was_read_and_accepted(cli: Callable[..., Any], path: Path) -> None:
    command, _, accepted = path.read_text(encoding="utf-8").partition("\n")
    prompt, program, *words = shlex.split(command)
    assert (prompt, program) == ("$", "winset")
    ran = cli(*words)
    printed = ran.out + ran.err + (f"[exit status {ran.status}]\n" if ran.status else "")
    # Trailing blanks are the table's padding; nobody sees them.
    printed = "".join(f"{line.rstrip()}\n" for line in printed.splitlines())
    new = path.with_suffix(".txt.new")
    if printed != accepted:
        new.write_text(f"{command}\n{printed}", encoding="utf-8")
    else:
        new.unlink(missing_ok=True)
    assert printed == accepted, f"read {new.name} beside {path.name}, then: make accept"


def test_there_is_a_transcript_of_every_verb() -> None:
    from winset.cli import app

    verbs = {str(command.name or command.callback.__name__) for command in app.registered_commands}
    shown = {shlex.split(path.read_text(encoding="utf-8").partition("\n")[0])[2] for path in FILES}
    # `schema` prints pages for editors, the others write files; all are tested elsewhere.
    written = {"export", "export-gmcr", "export-to", "import", "read", "accept", "review", "lock", "unlock"}
    assert verbs - shown == {"new", "schema"} | written
