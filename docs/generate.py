"""Write docs/reference from the schema, the command line, the public names, the errors and the registries.

Run ``python docs/generate.py``; ``--check`` writes nothing, and ends with status 1 if a page is out of date.
"""

from __future__ import annotations

import inspect
import re
import sys
import types
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import typer
from pydantic import BaseModel
from pydantic_core import PydanticUndefined

import winset
import winset.analyses.talking  # registers its questions
from winset import errors, results, values
from winset.analyses.questions import question
from winset.case import scalars
from winset.case.parts import Part, Record, Terms, TermSpec
from winset.case.schema import CaseFile, Delivery
from winset.case.schema_conflict import OptionId
from winset.cli import app
from winset.deals.solutions import concept
from winset.registry import Registry

DOCS = Path(__file__).resolve().parent
MARK = "<!-- Written by docs/generate.py; do not edit. -->\n\n"

# One plain word for each type of value; what it means stands at the top of the page.
WORDS = {
    "Text": "text", "Id": "id", "Dotted": "id or issue.item", "YesNo": "yes or no", "Whole": "whole number", "Number": "number",
    "Span": "number or range", "Time": "time", "PartyId": "party", "PersonId": "person", "ActorId": "party or person",
    "IssueId": "issue", "ChannelId": "channel", "StageId": "stage", "SourceId": "source", "DocumentId": "document",
    "ClaimId": "claim", "EventId": "event", "ThreatId": "threat", "RegimeId": "regime", "ReferenceId": "reference",
    "RatifierId": "ratification, party or person", "KnowerId": "party, person or public", "ConsentTarget": "issue or channel",
}  # fmt: skip

# What every case file needs, so that a part of one can be read.
NEEDED = "{case: c, title: T, as_of: unknown, parties: {a: A}, issues: {i: {name: I, values: [x, y]}}}"


class Stale(Exception):
    """The generator cannot write a page, because it does not know something new."""


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


# Fields


def fields_page() -> str:
    """Return the page of every section and field of a case file."""
    meanings: dict[str, dict[str, str]] = plain((DOCS / "meanings.yaml").read_text(encoding="utf-8"))
    models = list(reached(CaseFile))
    forms: dict[str, dict[str, str]] = plain((DOCS / "short_forms.yaml").read_text(encoding="utf-8"))
    check_meanings(models, meanings)
    check_forms(models, forms)
    text = [MARK, "# Fields of a case file\n\n", INTRO]
    text += [
        f"## {heading(model)}\n\n" + record_text(model, meanings[model.__name__], forms.get(model.__name__, {}))
        for model in models
    ]
    return "".join(text).rstrip() + "\n"


INTRO = """\
A case file is a mapping of sections; a section maps ids of your choice to records; a record is a mapping of fields. Nothing is
typed by YAML: every value is the text you wrote, and the field says how it is read.

| word | how it is written |
|---|---|
| text | anything; `no`, `010` and `12:30` stay what they are |
| id | letters, digits, `_` and `-`; up to 80 characters |
| yes or no | `yes`, `no` (also `true`, `false`, `on`, `off`) |
| whole number | `4`, `-2`; not `010`, not `4.0` |
| number | exact: `3`, `0.15`, `1/3` |
| number or range | a number, or `[low, high]` with both ends included |
| time | `2025-03-04`, `2025-03`, `2025`, `2025-03-09/2025-03-16`, `before` a date, `unknown`; [more](../concepts/dates.md) |
| party, person, issue ... | the id of such a record; it must exist |
| terms | a mapping of issue to the values meant, see [TermSpec](#termspec) |
| list of ... | `[a, b]`; one entry may be written without the brackets |
| map of ... | a mapping of ids (or of the names said) to such values |

A field whose default is "needed" must be written. Every record that says so may also carry `note` and `compartments`.

"""


def reached(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    """Yield `model` and every record it holds, in the order of the fields; each one once."""
    seen: dict[type[BaseModel], None] = {}

    def walk(one: type[BaseModel]) -> None:
        if one in seen:
            return
        seen[one] = None
        for info in one.model_fields.values():
            for inner in inside(info.annotation):
                walk(inner)

    walk(model)
    if Record in seen:
        raise Stale("Record should not be used by itself")
    yield from (CaseFile, Record, *(one for one in seen if one is not CaseFile))


def inside(annotation: Any) -> Iterator[type[BaseModel]]:
    """Yield the records that an annotation names."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from inside(argument)


def check_meanings(models: Iterable[type[BaseModel]], meanings: dict[str, dict[str, str]]) -> None:
    """Raise `Stale` for a field without a meaning, a meaning without a field, or a short form without an example."""
    known = {model.__name__: own_fields(model) for model in models}
    for name, fields in known.items():
        told = set(meanings.get(name, {}))
        missing = {field.rstrip("_") for field in fields} - told
        extra = told - {field.rstrip("_") for field in fields}
        if missing or extra:
            raise Stale(f"docs/meanings.yaml, {name}: no line for {sorted(missing)}, no field for {sorted(extra)}")
    if set(meanings) - set(known):
        raise Stale(f"docs/meanings.yaml: no record called {sorted(set(meanings) - set(known))}")


def check_forms(models: Iterable[type[BaseModel]], forms: dict[str, dict[str, str]]) -> None:
    """Raise `Stale` for a record with a short form and no example of it, or an example that reads otherwise."""
    for model in models:
        has = "expand" in vars(model)
        if has != (model.__name__ in forms):
            raise Stale(f"docs/short_forms.yaml: {model.__name__} {'has' if has else 'has no'} short form")
        for short, long in forms.get(model.__name__, {}).items():
            one, other = plain(short), plain(long)
            if model is CaseFile:
                one, other = ({**plain(NEEDED), **part} for part in (one, other))
            if model.model_validate(one) != model.model_validate(other):
                raise Stale(f"docs/short_forms.yaml, {model.__name__}: {short} is not {long}")


def plain(text: str) -> Any:
    """Return what a case file holds where `text` is written: texts, lists, mappings."""
    from winset.case.reader import read_bytes

    page = read_bytes(text.encode(), "short form")
    if page.slips:
        raise Stale(f"{text}: {page.slips[0]}")
    return page.value


def own_fields(model: type[BaseModel]) -> dict[str, Any]:
    """Return the fields of a record by the name written in the file, without those that every record has."""
    shared = set(Record.model_fields) if issubclass(model, Record) and model is not Record else set()
    return {info.alias or name: info for name, info in model.model_fields.items() if name not in shared}


def heading(model: type[BaseModel]) -> str:
    """Return the heading of a record."""
    return {"CaseFile": "The file", "Record": "Every record"}.get(model.__name__, model.__name__)


def record_text(model: type[BaseModel], meanings: dict[str, str], forms: dict[str, str]) -> str:
    """Return the text of one record: what it is, where it stands, its fields, its short forms."""
    lines = [inspect.cleandoc(model.__doc__ or ""), ""]
    if model.__name__ in SECTIONS:
        lines += [f"Stands under: {SECTIONS[model.__name__]}.", ""]
    lines += ["| field | type | default | what it is |", "|---|---|---|---|"]
    for name, info in own_fields(model).items():
        lines.append(f"| `{name}` | {kind(info)} | {default(info)} | {meanings[name.rstrip('_')]} |")
    if model is not Record and issubclass(model, Record):
        lines += ["", "And `note` and `compartments`, as [every record](#every-record)."]
    if forms:
        lines += ["", "Short forms:", "", "| written | the same as |", "|---|---|"]
        lines += [f"| `{short}` | `{long}` |" for short, long in forms.items()]
    return "\n".join(lines) + "\n\n"


def _sections() -> dict[str, str]:
    """Return where each record stands: the dotted places, with * for an id of your choice."""
    places: dict[str, list[str]] = {}

    def walk(model: type[BaseModel], path: tuple[str, ...]) -> None:
        for name, info in own_fields(model).items():
            for inner, stars in held(info.annotation, ()):
                place = (*path, name, *stars)
                if ".".join(place) not in places.setdefault(inner.__name__, []) and inner.__name__ != "TermSpec":
                    places[inner.__name__].append(".".join(place))
                    walk(inner, place)

    walk(CaseFile, ())
    return {name: ", ".join(f"`{place}`" for place in found) for name, found in places.items() if found}


def held(annotation: Any, stars: tuple[str, ...]) -> Iterator[tuple[type[BaseModel], tuple[str, ...]]]:
    """Yield the records in an annotation with one star for every mapping or list around them."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation, stars
    star = ("*",) if get_origin(annotation) in (dict, tuple) else ()
    for argument in get_args(annotation):
        yield from held(argument, (*stars, *star))


SECTIONS = _sections()


def kind(info: Any) -> str:
    """Return the type of a field in plain words."""
    annotation = info.annotation
    if info.metadata:
        annotation = Annotated[(annotation, *info.metadata)]
    return words(annotation)


def words(annotation: Any) -> str:
    """Return a type in plain words."""
    for name, word in WORDS.items():
        if annotation == getattr(scalars, name):
            return word
    if annotation in (Terms, OptionId):
        return "terms" if annotation == Terms else "option"
    origin, arguments = get_origin(annotation), get_args(annotation)
    if annotation is Any:
        return "anything"
    if annotation is TermSpec:
        return "terms"
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return f"[{annotation.__name__}](#{annotation.__name__.lower()})"
    if origin is Literal:
        return "one of " + ", ".join(f"`{word}`" for word in arguments)
    if origin in (Union, types.UnionType):
        return words(next(a for a in arguments if a is not type(None)))
    if origin is Annotated:
        return words(arguments[0])
    if origin is tuple:
        return f"list of {words(arguments[0])}"
    if origin is dict:
        key = words(arguments[0])
        return f"map of {words(arguments[1])}" if key == "id" else f"map of {key} to {words(arguments[1])}"
    return {str: "text", int: "whole number", bool: "yes or no"}.get(annotation, "text")


def default(info: Any) -> str:
    """Return the default of a field as it would be written."""
    if info.is_required():
        return "needed"
    value = info.default
    if value is None or value is PydanticUndefined or value in ((), {}):
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Part):
        if isinstance(value, Delivery):
            return "nobody"
        named = {name: entry for name, entry in value if entry and name == "kind"}
        return f"`{named['kind']}`" if named else "-"
    return f"`{value}`"


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
