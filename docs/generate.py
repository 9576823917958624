"""Write docs/reference from the schema, the command line, the public names, the errors and the registries.

Run ``python docs/generate.py``; ``--check`` writes nothing, and ends with status 1 if a page is out of date.
"""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Iterable
from typing import Any

import typer
from fields_page import DOCS, MARK, fields_page

import winset
import winset.analyses.talking  # registers its questions
from winset import errors, results, values
from winset.analyses.questions import question
from winset.cli import app
from winset.deals.solutions import concept
from winset.registry import Registry


def main() -> int:
    """Write the pages, or with --check compare them; return the exit status."""
    stale = []
    for name, text in pages().items():
        target = DOCS / "reference" / name
        if target.is_file() and target.read_text(encoding="utf-8") == text:
            continue
        stale.append(name)
        if "--check" not in sys.argv:
            target.parent.mkdir(exist_ok=True)
            target.write_text(text, encoding="utf-8")
    if stale:
        print(("out of date: " if "--check" in sys.argv else "written: ") + ", ".join(stale))
    return 1 if stale and "--check" in sys.argv else 0


def pages() -> dict[str, str]:
    """Return every generated page: file name to text."""
    return {
        "fields.md": fields_page(),
        "verbs.md": verbs_page(),
        "python.md": python_page(),
        "errors.md": errors_page(),
        "questions.md": registry_page(
            "Questions", question, "Ask one with `winset ask CASE 'QUESTION'` or `winset.ask(case, 'QUESTION')`; see whether it "
            "hangs on one source with `winset flips`. Arguments stand in brackets: `who_can_block(prisoners=some)`."
        ),
        "solutions.md": registry_page(
            "Solution concepts", concept, "Use one with `winset solve CASE CONCEPT` or `winset.solve(case, 'CONCEPT')`. Each is "
            "worked out by hand in [solution concepts](../concepts/solutions.md)."
        ),
    }  # fmt: skip


# Verbs


def verbs_page() -> str:
    """Return the page of every verb, argument and option."""
    group: Any = typer.main.get_command(app)
    text = [MARK, "# Verbs\n\n", f"{group.help}\n\n"]
    shared = shared_options(group)
    text.append("Besides its own options every verb that takes a what-if has these:\n\n" + options_table(shared))
    text.append("\nThe what-ifs are applied in this order: `--on`, `--without`, `--set`, `--variant`, `--seen-by`, `--stage`.\n")
    text.append("\nThe program itself:\n\n" + options_table([p for p in group.params if p.name != "help"]))
    names = {parameter.name for parameter in shared}
    for name, command in group.commands.items():
        what_if = any(parameter.name == "on" for parameter in command.params)
        own = [p for p in command.params if not (what_if and p.name in names)]
        arguments = [p for p in own if p.param_type_name == "argument"]
        options = [p for p in own if p.param_type_name == "option" and p.name != "help"]
        usage = " ".join(shown_argument(p) for p in arguments)
        summary = (command.help or "").partition("\n\n")[0]
        text.append(f"\n## {name}\n\n`winset {name} {usage}`".rstrip().replace(" `", "`") + f"\n\n{summary}\n")
        if arguments:
            text.append("\n| argument | what it is |\n|---|---|\n")
            text += [f"| `{p.name.upper()}` | {cell(p.help)} |\n" for p in arguments]
        if options:
            text.append("\n" + options_table(options))
        if what_if:
            text.append("\nWhat-ifs, `--seed` and `--json` as above.\n")
    return "".join(text)


def shared_options(group: Any) -> list[Any]:
    """Return the options that the verbs share, as the command line builds them."""
    from winset.cli_options import _options

    names = [parameter.name for parameter in _options()]
    command = group.commands["brief"]
    return [parameter for parameter in command.params if parameter.name in names]


def shown_argument(parameter: Any) -> str:
    """Return an argument as usage lines show it."""
    name = parameter.name.upper() + ("..." if parameter.nargs == -1 else "")
    return name if parameter.required else f"[{name}]"


def options_table(parameters: Iterable[Any]) -> str:
    """Return a table of options."""
    rows = ["| option | default | what it does |", "|---|---|---|"]
    for parameter in parameters:
        flag = getattr(parameter, "is_flag", False)
        value = "" if flag else " NUMBER" if isinstance(parameter.default, int) else " TEXT"
        given = "-" if flag or parameter.default in (None, ()) else f"`{parameter.default}`"
        rows.append(f"| `{', '.join(parameter.opts)}{value}` | {given} | {cell(parameter.help)} |")
    return "\n".join(rows) + "\n"


def cell(text: str | None) -> str:
    """Return `text` as it can stand in a table."""
    return (text or "").replace("|", "\\|").replace("\n", " ")


# Python


def python_page() -> str:
    """Return the page of the public names, their signatures and what comes out."""
    text = [MARK, "# Python\n\n"]
    text.append(
        "`import winset` gives these names and loads nothing else until one is used. Analyses take a [case](../concepts/case.md) "
        "first, then keywords, and give a [Result](#result).\n\n"
    )
    objects = {name: getattr(winset, name) for name in winset.__all__}
    for name, thing in objects.items():
        text.append(class_text(f"winset.{name}", thing) if inspect.isclass(thing) else function_text(f"winset.{name}", thing))
    for thing in (results.Result, results.Backed, values.Range, values.When, values.Share, errors.Slip):
        text.append(class_text(thing.__name__, thing))
    return "".join(text).rstrip() + "\n"


def function_text(name: str, function: Any) -> str:
    """Return heading, signature, first paragraph and the parts of a numpydoc docstring that a caller needs."""
    parts = sections(function)
    text = f"## {name}\n\n```text\n{name}{signature(function)}\n```\n\n{parts['']}\n\n"
    for part in ("Parameters", "Raises", "References"):
        if part in parts:
            text += f"*{part}*\n\n{listed(parts[part])}\n\n"
    return text


def class_text(name: str, thing: Any) -> str:
    """Return a class: what it is, its fields, its methods."""
    parts = sections(thing)
    text = f"## {name}\n\n{parts['']}\n\n"
    if "Parameters" in parts:
        text += listed(parts["Parameters"]) + "\n\n"
    rows = []
    for key, member in vars(thing).items():
        if key.startswith("_") or not (callable(member) or isinstance(member, property | classmethod)):
            continue
        inner = member.fget if isinstance(member, property) else member.__func__ if isinstance(member, classmethod) else member
        if not inspect.getdoc(inner) or inspect.isclass(inner):
            continue
        shown = key if isinstance(member, property) else key + signature(inner, bound=True)
        rows.append(f"| `{cell(shown)}` | {cell(sections(inner)[''])} |")
    if rows:
        text += "| name | what it gives |\n|---|---|\n" + "\n".join(rows) + "\n\n"
    return text


def signature(function: Any, bound: bool = False) -> str:
    """Return the signature as written, without the names of modules."""
    found = inspect.signature(function)
    parameters = list(found.parameters.values())
    if bound and parameters and parameters[0].name in ("self", "cls"):
        parameters = parameters[1:]
    return re.sub(r"'", "", str(found.replace(parameters=parameters)))


def sections(thing: Any) -> dict[str, str]:
    """Return the parts of a numpydoc docstring by heading; the first paragraph under an empty one."""
    text = inspect.getdoc(thing) or ""
    found = {"": text.split("\n\n")[0].replace("\n", " ")}
    for match in re.finditer(r"^([A-Z][a-z]+)\n-+\n(.*?)(?=^[A-Z][a-z]+\n-+\n|\Z)", text, re.MULTILINE | re.DOTALL):
        found[match[1]] = match[2].rstrip()
    return {part: entry.replace("``", "`") for part, entry in found.items()}


def listed(text: str) -> str:
    """Return the entries of a numpydoc section as a list."""
    lines: list[str] = []
    for line in text.splitlines():
        if line and not line.startswith(" "):
            name, colon, type_ = line.partition(" : ")
            lines.append(f"- `{name}`" + (f" ({type_})" if colon else "") if colon or re.fullmatch(r"[\w*, ]+", line) else line)
        elif line.strip():
            lines[-1] += (": " if lines[-1].startswith("- `") and ": " not in lines[-1] else " ") + line.strip()
    return "\n".join(lines)


# Errors


def errors_page() -> str:
    """Return the page of errors: the tree, each class, the exit statuses."""
    tree = inspect.cleandoc(errors.__doc__ or "").partition("::\n")[2].partition("\nExit status")[0]
    text = [
        MARK,
        "# Errors and exit statuses\n\n",
        "Every error that Winset raises on purpose is one of these, in plain words:\n\n",
    ]
    text.append(f"```text\n{inspect.cleandoc(tree)}\n```\n\n")
    text.append("| exit status of the command line | when |\n|---|---|\n| 0 | done |\n")
    classes = [errors.WinsetError, *errors.WinsetError.__subclasses__()]
    by_status: dict[int, list[str]] = {}
    for one in classes[1:]:
        by_status.setdefault(one.exit_status, []).append(f"`{one.__name__}`")
    text += [f"| {status} | {', '.join(names)} |\n" for status, names in sorted(by_status.items())]
    text.append("| 130 | interrupted by Ctrl-C before anything could be said |\n\n")
    for one in classes:
        text.append(f"## {one.__name__}\n\n{sections(one)['']}\n\n")
        if "Parameters" in sections(one):
            text.append(listed(sections(one)["Parameters"]) + "\n\n")
    text.append("A slip reads `file:line: path: message`; how to read one is in [read a slip](../how-to/read-a-slip.md).\n")
    return "".join(text)


# Registries


def registry_page(title: str, registry: Registry[Any], intro: str) -> str:
    """Return the page of everything registered by name."""
    text = [MARK, f"# {title}\n\n{intro}\n\n", "| name | what it says | source |\n|---|---|---|\n"]
    for name in registry:
        entry = registry[name]
        text.append(f"| `{name}` | {cell(entry.summary)} | {cell(entry.source)} |\n")
    text.append(
        f"\nOther packages add theirs through entry points of the group `winset.{registry.kind.replace(' ', '_')}`; see "
        "[how to add a concept](../contributing/how_to_add_a_concept.md).\n"
    )
    return "".join(text)


if __name__ == "__main__":
    sys.exit(main())
