"""What every verb of the command line shares: the case, the what-ifs, the seed, and how the answer is shown."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Annotated, Any

import typer

from winset.case.case import Case, load
from winset.errors import BadRequest, WinsetError, refuse_all
from winset.results import Result

case_argument = typer.Argument(help="A case file, a folder with case.yaml, the name of a bundled case, or a .gmcr file.")
OptionalCase = Annotated[str | None, typer.Argument(help="Not needed; taken for symmetry.")]
_HELP = "What-ifs (--on, --without, --set, --variant, --seen-by, --stage) are applied in this order."


@dataclass(frozen=True)
class WhatIf:
    """The case after its what-ifs and before them, and what else every verb takes."""

    case: Case
    before: Case
    seed: int
    json: bool


def _options() -> list[inspect.Parameter]:
    """Return the shared parameters in the order they are shown."""

    def parameter(name: str, kind: Any, default: Any) -> inspect.Parameter:
        return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=kind)

    many = list[str] | None
    return [
        parameter("on", Annotated[str | None, typer.Option(help="As it stood on this day, such as 2025-03-04.")], None),
        parameter("without", Annotated[many, typer.Option(help="Strike out a source, document or claim. Repeatable.")], None),
        parameter("set_", Annotated[many, typer.Option("--set", help="Change one value: PATH=VALUE. Repeatable.")], None),
        parameter("variant", Annotated[many, typer.Option(help="Apply a variant that the case names. Repeatable.")], None),
        parameter("seen_by", Annotated[str | None, typer.Option(help="The structure as this party sees it.")], None),
        parameter("stage", Annotated[str | None, typer.Option(help="Only the issues of this stage.")], None),
        parameter("seed", Annotated[int, typer.Option(help="Seed of the draws.", min=0)], 1),
        parameter("json", Annotated[bool, typer.Option("--json", help="Print JSON for programs.")], False),
    ]


def verb(app: typer.Typer, ahead: int = 0) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Return the decorator that makes a function a verb: it gets a `WhatIf` and returns a `Result` to show, or None.

    The first `ahead` arguments of its own stand before the case.
    """

    def register(function: Callable[..., Any]) -> Callable[..., Any]:
        own = list(inspect.signature(function, eval_str=True).parameters.values())[1:]
        own = [p.replace(kind=inspect.Parameter.KEYWORD_ONLY) for p in own]
        case = inspect.Parameter("case", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=Annotated[str, case_argument])

        @wraps(function)
        def run(*, case: str, **given: Any) -> None:
            shared = {p.name: given.pop(p.name) for p in _options()}
            before = _load(case)
            what = WhatIf(_changed(before, shared), before, shared["seed"], shared["json"])
            result = function(what, **given)
            if isinstance(result, Result):
                _show(result, what.json)

        first = [p.replace(kind=inspect.Parameter.POSITIONAL_OR_KEYWORD) for p in own[:ahead]]
        parameters = [*first, case, *own[ahead:], *_options()]
        run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
        run.__annotations__ = {p.name: p.annotation for p in parameters}
        text = inspect.cleandoc(function.__doc__ or "").replace("\n", " ")
        app.command(name=function.__name__.rstrip("_").replace("_", "-"), help=f"{text}\n\n{_HELP}")(run)
        return run

    return register


def _load(source: str) -> Case:
    if source.lower().endswith(".gmcr"):
        from winset.analyses.conflict_files import load_gmcr

        return load_gmcr(source)
    return load(source)


def _changed(case: Case, shared: dict[str, Any]) -> Case:
    _said_something(shared)
    if shared["on"]:
        case = case.on(shared["on"])
    if shared["without"]:
        case = case.without(*(name.strip() for entry in shared["without"] for name in entry.split(",")))
    for entry in shared["set_"] or []:
        path, equals, value = entry.partition("=")
        if not equals or not path.strip():
            raise BadRequest(f"--set {entry}: write PATH=VALUE, for instance --set consents.israel.handover=consented")
        case = case.set(path.strip(), value.strip())
    for name in shared["variant"] or []:
        case = case.variant(name)
    if shared["seen_by"]:
        case = case.seen_by(shared["seen_by"])
    if shared["stage"]:
        case = case.stage(shared["stage"])
    return case


def _said_something(shared: dict[str, Any]) -> None:
    """Refuse an option that is there but empty, which a script with an unset variable would pass."""
    examples = {"on": "a day, such as 2025-03-04", "stage": "a stage", "seen_by": "a party"}
    for name, what in examples.items():
        if shared[name] is not None and not shared[name].strip():
            raise BadRequest(f"--{name.replace('_', '-')} is empty; name {what}, or leave the option out")
    for name, what in {"without": "a source, document or claim", "variant": "a variant"}.items():
        if any(not part.strip() for entry in shared[name] or [] for part in entry.split(",")):
            raise BadRequest(f"--{name} is empty; name {what}, or leave the option out")


def _show(result: Result, as_json: bool) -> None:
    if as_json:
        print(result.to_json())
        return
    from winset.report.text import console, print_result

    print_result(result, console())


def parse_terms(entries: list[str]) -> dict[str, str]:
    """Return ``issue=value`` entries as a mapping; BadRequest for one without ``=``."""
    found: dict[str, str] = {}
    wrong: list[WinsetError] = []
    for entry in entries:
        name, equals, value = (part.strip() for part in entry.partition("="))
        if not equals or not name or not value:
            wrong.append(BadRequest(f"'{entry}': write issue=value, for instance prisoners=some"))
        elif name in found:
            wrong.append(BadRequest(f"{name} is named twice"))
        else:
            found[name] = value
    refuse_all(wrong)
    return found


def parse_pairs(text: str | None) -> dict[str, str] | None:
    """Return ``a=2,b=1`` as a mapping, or None."""
    return parse_terms(text.split(",")) if text else None
