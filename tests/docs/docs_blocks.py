"""The code blocks of a page of the documentation, and how they are run: in order, in one empty folder, without any network.

Conventions: a block with ``title="FILE"`` is written to that file; a YAML block that holds ``format:`` begins the file anew, any other
one puts its sections in the place of those of the same name. ``$ winset ...`` in a console block is run, and what follows must be what
it prints; a line ``...`` stands for any number of lines. After reading the difference, ``python tests/docs/docs_blocks.py PAGE...``
puts what is printed now into the page, with as many lines before and after the ``...`` as stood there.
"""

from __future__ import annotations

import doctest
import io
import re
import shlex
import sys
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
FENCE = re.compile(r"^```(?P<word>\w+)(?P<rest>[^\n]*)\n(?P<text>.*?)^```[ ]*$", re.MULTILINE | re.DOTALL)
TITLE = re.compile(r'title="([^"]+)"')


@dataclass(frozen=True)
class CodeBlock:
    """One fenced block: its language, the file it is said to be (or nothing), its text and the line where it begins."""

    word: str
    file: str
    text: str
    line: int


def pages() -> list[Path]:
    """Return every page that a reader sees."""
    return [ROOT / name for name in ("README.md", "CHANGELOG.md", "CONTRIBUTING.md")] + sorted((ROOT / "docs").rglob("*.md"))


def written_by_hand() -> list[Path]:
    """Return the pages that no program writes."""
    return [page for page in pages() if page.parent.name != "reference"]


def blocks(page: Path) -> list[CodeBlock]:
    """Return the fenced blocks of a page."""
    text = page.read_text(encoding="utf-8")
    found = []
    for match in FENCE.finditer(text):
        title = TITLE.search(match["rest"])
        found.append(CodeBlock(match["word"], title[1] if title else "", match["text"], text.count("\n", 0, match.start()) + 1))
    return found


def commands(block: CodeBlock) -> Iterator[tuple[str, list[str]]]:
    """Yield each ``$`` command of a console block with the lines that are said to come out."""
    parts = re.split(r"^\$ ", block.text, flags=re.MULTILINE)
    assert not parts[0].strip(), f"line {block.line}: a console block begins with '$ '"
    for part in parts[1:]:
        command, _, output = part.partition("\n")
        yield command.strip(), [line.rstrip() for line in output.rstrip().splitlines()]


def run_command(command: str) -> list[str]:
    """Run ``winset ...`` in this process and return the lines it prints, what goes to stderr after the rest."""
    from winset import cli

    words = shlex.split(command)
    assert words[0] == "winset", f"only winset is run in console blocks, not {words[0]}"
    out, err, before = io.StringIO(), io.StringIO(), sys.argv
    sys.argv, status = words, None
    try:
        with redirect_stdout(out), redirect_stderr(err):
            cli.main()
    except SystemExit as done:
        status = done.code
    finally:
        sys.argv = before
    assert status in (0, 2, None), f"exit status {status}: {err.getvalue()}"
    return [line.rstrip() for line in (out.getvalue() + err.getvalue()).rstrip().splitlines()]


def agrees(said: list[str], printed: list[str]) -> bool:
    """Whether `printed` is what is said; a line ``...`` stands for any number of lines."""
    if not said:
        return not printed
    if said[0] == "...":
        return any(agrees(said[1:], printed[start:]) for start in range(len(printed) + 1))
    return bool(printed) and said[0] == printed[0] and agrees(said[1:], printed[1:])


def write_file(block: CodeBlock, folder: Path) -> None:
    """Write a titled block to its file; a YAML block that begins with a section puts it in the place of an earlier one."""
    target = folder / block.file
    assert target.resolve().is_relative_to(folder.resolve()), f"{block.file} climbs out of the folder"
    target.parent.mkdir(parents=True, exist_ok=True)
    anew = block.word != "yaml" or re.search(r"^format:", block.text, re.MULTILINE) or not target.is_file()
    old = "" if anew else target.read_text(encoding="utf-8")
    for section in re.findall(r"^(\w+):", block.text, re.MULTILINE) if block.word == "yaml" else ():
        old = re.sub(rf"^{section}:.*\n(?:[ #\n].*\n|\n)*", "", old, flags=re.MULTILINE)
    target.write_text(old + block.text, encoding="utf-8")


def run_python(block: CodeBlock, names: dict[str, Any], page: str) -> str:
    """Run a Python block, as a doctest where it has prompts; return what is wrong, or nothing."""
    if ">>> " not in block.text:
        with redirect_stdout(io.StringIO()):
            exec(compile(block.text, f"{page}:{block.line}", "exec"), names)
        return ""
    test = doctest.DocTestParser().get_doctest(block.text, names, page, page, block.line)
    out = io.StringIO()
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
    runner.run(test, out=out.write, clear_globs=False)
    names.update(test.globs)
    return out.getvalue()


def accept(page: Path, folder: Path) -> str:
    """Return the text of a page with what its commands print now; the blocks are run in `folder`, the current one."""
    text = page.read_text(encoding="utf-8")
    names: dict[str, Any] = {"__name__": "__page__"}
    for block in blocks(page):
        if block.file:
            write_file(block, folder)
        elif block.word == "python":
            run_python(block, names, page.name)
        elif block.word == "console":
            new = block.text
            for command, said in commands(block):
                printed = run_command(command)
                if not agrees(said, printed):
                    old = "\n".join([f"$ {command}", *said])
                    new = new.replace(old, "\n".join([f"$ {command}", *trimmed(said, printed)]))
            text = text.replace(f"```console\n{block.text}", f"```console\n{new}", 1)
    return text


def trimmed(said: list[str], printed: list[str]) -> list[str]:
    """Return `printed` cut as `said` was, where that had one ``...``; else the whole."""
    if said.count("...") != 1:
        return printed
    first = said.index("...")
    last = len(said) - first - 1
    return [*printed[:first], "...", *(printed[-last:] if last else [])] if first + last < len(printed) else printed


if __name__ == "__main__":
    import os
    import tempfile

    for name in map(Path.resolve, map(Path, sys.argv[1:])):
        with tempfile.TemporaryDirectory() as empty:
            os.chdir(empty)
            name.write_text(accept(name, Path(empty)), encoding="utf-8")
            os.chdir(ROOT)
