"""NegMAS scenario folders: one YAML file with the outcome space, one per utility function."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import yaml

from winset.errors import CaseError, Slip, did_you_mean, quoted
from winset.exchange.lines import placed, yaml_lines
from winset.exchange.naming import case_ids, file_names, ids_of
from winset.exchange.scenario import (
    Issue,
    Profile,
    Scenario,
    Written,
    checked,
    decimal,
    gathered,
    number,
    plain,
    read_text,
    steps,
    wrong,
)

_ADDITIVE = ("LinearAdditiveUtilityFunction", "LinearUtilityAggregationFunction")
_AFFINE = ("LinearUtilityFunction", "AffineUtilityFunction")
_REAL_STEPS = 11
_MOST_NODES = 500_000
_ID_BEHIND = re.compile(r" # id: ([A-Za-z0-9][A-Za-z0-9_-]{0,79})$")


def read_negmas(folder: Path) -> Scenario:
    """Return the scenario of a NegMAS folder: additive utilities, discount and reservation.

    Files without a `type` NegMAS gives to outcome spaces or utility functions are left alone.

    Raises
    ------
    CaseError
        With every slip of every file: damaged, no outcome space, or a utility function of another kind.
    """
    paths = sorted(p for p in folder.iterdir() if p.suffix in (".yml", ".yaml")) if folder.is_dir() else []
    slips: list[Slip] = []
    bodies: list[tuple[Path, Any]] = []
    for path in paths:
        with gathered(slips):
            bodies.append((path, read_yaml(path)))
    spaces = [(p, b) for p, b in bodies if isinstance(b, dict) and "issues" in b]
    if len(spaces) != 1:
        if not slips:
            slips.append(Slip(folder.name, 0, "", f"one file with 'issues' is needed and {len(spaces)} were found"))
        raise CaseError(slips)
    lost: list[str] = []
    path, body = spaces[0]
    here: list[Slip] = []
    noted = _Noted(path)
    issues = tuple(noted.issue(k, issue) for k, issue in enumerate(_issues(body["issues"], path.name, lost, here)))
    slips += placed(here, path.name, noted.lines)
    parties = []
    for at, profile in bodies:
        # Against half a space every profile would look wrong.
        if not here and isinstance(profile, dict) and "issues" not in profile and "type" in profile:
            own: list[Slip] = []
            with gathered(own):
                party = _profile(at, profile, issues, lost, own)
                parties.append(replace(party, id=_Noted(at).id("name")))
            slips += placed(own, at.name, _Noted(at).by_name(issues), ("", "ufun."))
    if slips:
        raise CaseError(slips)
    name = body.get("name")
    case = Scenario(str(name) if name else folder.name, issues, tuple(parties), tuple(lost), noted.id("name"))
    return checked(case, path.name, {issue.name: noted.lines.get(f"issues[{k}]", 0) for k, issue in enumerate(issues)})


class _Noted:
    """The lines of a file, and the ids that `write_negmas` left in the comments behind names."""

    def __init__(self, path: Path) -> None:
        text = read_text(path)
        self.rows = text.splitlines()
        self.lines = yaml_lines(yaml.compose(text, Loader=yaml.BaseLoader))

    def id(self, path: str) -> str:
        line = self.lines.get(path, 0)
        found = _ID_BEHIND.search(self.rows[line - 1]) if 0 < line <= len(self.rows) else None
        return found[1] if found else ""

    def issue(self, k: int, issue: Issue) -> Issue:
        ids = tuple(self.id(f"issues[{k}].values[{v}]") for v in range(len(issue.values))) if issue.kind == "discrete" else ()
        return replace(issue, id=self.id(f"issues[{k}].name"), value_ids=ids if any(ids) else ())

    def by_name(self, issues: tuple[Issue, ...]) -> dict[str, int]:
        """Return the lines, those of the value functions also under the names of their issues."""
        out = dict(self.lines)
        for k, issue in enumerate(issues):
            for start in ("values", "ufun.values"):
                one = f"{start}[{k}]"
                out |= {f"{start}.{issue.name}{p[len(one) :]}": n for p, n in self.lines.items() if p.startswith(one)}
        return out


def write_negmas(scenario: Scenario) -> Written:
    """Return the files of a NegMAS scenario folder, with table utilities and weights."""
    lost: list[str] = []
    case_id, parties, issues, value_ids = case_ids(scenario)
    own, names = file_names(scenario)
    rows = ["issues:"]
    for k, issue in enumerate(scenario.issues):
        whole = issue.kind == "integer" and _contiguous(issue.values)
        if issue.kind != "discrete" and not whole:
            lost.append(f"{issue.name}: its numbers are written as values without order")
        rows.append(f"- name: {_scalar(issue.name)}{_behind(issue.name, issues[k])}")
        rows.append(f"  type: {'ContiguousIssue' if whole else 'CategoricalIssue'}")
        rows.append("  values:")
        if whole:
            rows += [f"  - {issue.values[0]}", f"  - {issue.values[-1]}"]
        else:
            rows += [f"  - {_scalar(v)}{_behind(v, id_)}" for v, id_ in zip(issue.values, value_ids[k], strict=True)]
    rows += [
        f"name: {_scalar(scenario.name)}{_behind(scenario.name, case_id)}",
        "path: null",
        "type: DiscreteCartesianOutcomeSpace",
        "",
    ]
    files = [(f"{own}.yml", "\n".join(rows))]
    for file, id_, party in zip(names, parties, scenario.parties, strict=True):
        files.append((f"{file}.yml", _profile_text(scenario, party, id_, lost)))
    return Written(tuple(files), tuple(lost))


def read_yaml(path: Path) -> Any:
    """Return YAML with every scalar as text: no tags, no anchors, no double keys, bounded size."""
    text = read_text(path)
    try:
        for count, event in enumerate(yaml.parse(text, Loader=yaml.BaseLoader)):
            anchor = getattr(event, "anchor", None)
            mark = event.start_mark
            line = mark.line + 1 if mark else 0
            tag = getattr(event, "tag", None)
            if anchor is not None:
                raise wrong(path.name, line, "", "anchors and aliases are not accepted")
            if tag is not None:
                raise wrong(path.name, line, "", f"the tag {quoted(tag)} is not accepted")
            if count > _MOST_NODES:
                raise wrong(path.name, line, "", "the file is too large")
        node = yaml.compose(text, Loader=yaml.BaseLoader)
        if node is not None:
            _no_doubles(node, path.name)
        return yaml.load(text, Loader=yaml.BaseLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise wrong(path.name, line, "", f"this is not YAML: {error.problem}") from error
    except (yaml.YAMLError, RecursionError) as error:
        raise wrong(path.name, 0, "", "this is not YAML that can be read") from error


def _no_doubles(node: yaml.Node, file: str) -> None:
    if isinstance(node, yaml.MappingNode):
        seen = set()
        for key, value in node.value:
            if key.value in seen and isinstance(key, yaml.ScalarNode):
                raise wrong(file, key.start_mark.line + 1, key.value, "this key is written twice")
            seen.add(key.value if isinstance(key, yaml.ScalarNode) else id(key))
            _no_doubles(value, file)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            _no_doubles(value, file)


def _issues(bodies: Any, file: str, lost: list[str], slips: list[Slip]) -> tuple[Issue, ...]:
    """Return the issues that can be read; what is wrong with the others is added to `slips`."""
    if not isinstance(bodies, list):
        slips.append(Slip(file, 0, "issues", "a list of issues is expected here"))
        return ()
    out = []
    for k, body in enumerate(bodies):
        with gathered(slips):
            out.append(_issue(body, f"issues[{k}]", file, lost))
    return tuple(out)


def _issue(body: Any, path: str, file: str, lost: list[str]) -> Issue:
    if not isinstance(body, dict) or "name" not in body or not isinstance(body.get("values"), list):
        raise wrong(file, 0, path, "an issue needs a name and a list of values")
    name, kind, values = str(body["name"]), str(body.get("type", "")), body["values"]
    if any(isinstance(v, dict | list) for v in values):
        raise wrong(file, 0, path, f"{name}: values are texts or numbers")
    if kind not in ("ContiguousIssue", "ContinuousIssue"):
        return Issue(name, tuple(str(v) for v in values), "discrete")
    if len(values) != 2:
        raise wrong(file, 0, path, f"{name}: a range needs its two ends")
    low, high = (number(value, file, 0, f"{path}.values[{k}]") for k, value in enumerate(values))
    if kind == "ContiguousIssue":
        found = steps(low, high, Fraction(1), file, 0, path)
        return Issue(name, tuple(plain(x) for x in found), "integer")
    lost.append(f"{name}: a continuous issue, read at {_REAL_STEPS} evenly spaced values")
    found = steps(low, high, (high - low) / (_REAL_STEPS - 1), file, 0, path)
    return Issue(name, tuple(plain(x) for x in found), "number")


def _profile(path: Path, body: dict[str, Any], issues: tuple[Issue, ...], lost: list[str], slips: list[Slip]) -> Profile:
    """Return the party; everything wrong in it is added to `slips`."""
    file, kind = path.name, str(body["type"]).rpartition(".")[2]
    discount = None
    if kind == "ExpDiscountedUFun" and isinstance(body.get("ufun"), dict):
        with gathered(slips):
            discount = number(body.get("discount", "1"), file, 0, "discount")
        if str(body.get("factor", "relative_time")) != "relative_time":
            lost.append(f"{file}: the discount counts {quoted(body['factor'])}; it is kept as a discount over [0, 1]")
        inner = dict(body["ufun"])
        if _number(body.get("reserved_value")) and not _number(inner.get("reserved_value")):
            inner["reserved_value"] = body["reserved_value"]
        body, kind = inner, str(inner.get("type", "")).rpartition(".")[2]
    if kind not in (*_ADDITIVE, *_AFFINE):
        known = did_you_mean(kind, (*_ADDITIVE, *_AFFINE, "ExpDiscountedUFun"))
        raise wrong(file, 0, "type", f"utility functions of type {quoted(kind)} are not read.{known}")
    given = body.get("values") if kind in _ADDITIVE else None
    weights, functions, curves = list[Fraction](), list[Any](), list[tuple[Fraction, ...]]()
    with gathered(slips):
        for k, weight in enumerate(_by_issue(body.get("weights"), issues, file, "weights")):
            weights.append(Fraction(0))
            with gathered(slips):
                listed = f"weights[{k}]" if isinstance(body["weights"], list) else f"weights.{issues[k].name}"
                weights[k] = number(weight, file, 0, listed)
    with gathered(slips):
        functions = _by_issue(given, issues, file, "values") if given is not None else [None] * len(issues)
    for issue, function in zip(issues, functions, strict=False):
        with gathered(slips):
            curves.append(_curve(issue, function, file, slips))
    single: dict[str, Fraction] = {}
    for key in ("reserved_value", "bias"):
        if key == "bias" or _number(body.get(key)):
            with gathered(slips):
                single[key] = number(body.get(key, "0"), file, 0, key)
    if str(body.get("reserved_outcome", "null")) not in ("null", "~", ""):
        lost.append(f"{file}: the reserved outcome; its utility is what counts")
    name = body.get("name")
    return Profile(
        str(name) if name else path.stem,
        tuple(weights),
        tuple(curves),
        single.get("bias", Fraction(0)),
        single.get("reserved_value"),
        discount,
    )


def _number(value: Any) -> bool:
    return value is not None and str(value).lower() not in ("null", "~", "", "-.inf", ".nan", "-inf", "none")


def _by_issue(given: Any, issues: tuple[Issue, ...], file: str, path: str) -> list[Any]:
    if isinstance(given, dict) and all(issue.name in given for issue in issues):
        return [given[issue.name] for issue in issues]
    if isinstance(given, list) and len(given) == len(issues):
        return given
    raise wrong(file, 0, path, "one entry per issue is expected here")


def _curve(issue: Issue, function: Any, file: str, slips: list[Slip]) -> tuple[Fraction, ...]:
    path = f"values.{issue.name}"
    if function is None:
        return tuple(number(v, file, 0, path) for v in issue.values)
    if not isinstance(function, dict):
        raise wrong(file, 0, path, "a value function is expected here")
    kind = str(function.get("type", "TableFun")).rpartition(".")[2]
    if kind in ("TableFun", "MappingUtilityFunction") or ("mapping" in function and "type" not in function):
        table = function.get("mapping")
        if not isinstance(table, dict):
            raise wrong(file, 0, path, "a table of values is expected here")
        curve = []
        for value in issue.values:
            worth = Fraction(0)
            with gathered(slips):
                if value not in table:
                    raise wrong(file, 0, path, f"no worth for {quoted(value)}.{did_you_mean(value, table)}")
                worth = number(table[value], file, 0, f"{path}.mapping.{value}")
            curve.append(worth)
        return tuple(curve)
    slope, bias = Fraction(1), Fraction(0)
    if kind in ("AffineFun", "LinearFun"):
        slope = number(function.get("slope", "1"), file, 0, path)
        bias = number(function.get("bias", "0"), file, 0, path)
    elif kind == "ConstFun":
        slope, bias = Fraction(0), number(function.get("bias", "0"), file, 0, path)
    elif kind != "IdentityFun":
        raise wrong(file, 0, path, f"value functions of type {quoted(kind)} are not read")
    return tuple(bias + (slope * number(v, file, 0, path) if slope else 0) for v in issue.values)


def _contiguous(values: tuple[str, ...]) -> bool:
    numbers = [Fraction(v) for v in values]
    return all(x.denominator == 1 for x in numbers) and all(b - a == 1 for a, b in itertools.pairwise(numbers))


def _behind(name: str, id_: str) -> str:
    """Return the comment that keeps an id which the name would not give; every other reader passes over it."""
    return f"  # id: {id_}" if ids_of([name]) != (id_,) else ""


def _profile_text(scenario: Scenario, party: Profile, id_: str, lost: list[str]) -> str:
    name = f"name: {_scalar(party.name)}{_behind(party.name, id_)}"
    body = [
        name,
        "reserved_outcome: null",
        "reserved_value: "
        + ("null" if party.reservation is None else _float(party.reservation, f"{party.name}: reservation", lost)),
        "type: LinearAdditiveUtilityFunction",
        "values:",
    ]
    for k, issue in enumerate(scenario.issues):
        whole = issue.kind == "integer" and _contiguous(issue.values)
        body.append("- mapping:")
        what = f"{party.name}: {issue.name}"
        body.extend(
            f"    {v if whole else _scalar(v)}: {_float(party.curves[k][n], what, lost)}" for n, v in enumerate(issue.values)
        )
        body.append("  type: TableFun")
    body.append("weights:")
    body.extend(f"- {_float(w, f'{party.name}: weight', lost)}" for w in party.weights)
    body.append(f"bias: {_float(party.bias, f'{party.name}: bias', lost)}")
    if party.discount is None:
        return "\n".join([*body, ""])
    shifted = ["  " + row for row in body]
    return "\n".join(
        [
            f"discount: {_float(party.discount, f'{party.name}: discount', lost)}",
            "factor: relative_time",
            name,
            "type: ExpDiscountedUFun",
            "ufun:",
            *shifted,
            "",
        ]
    )


def _float(value: Fraction, what: str, lost: list[str]) -> str:
    text = decimal(value, what, lost)
    return text if "." in text else text + ".0"


def _scalar(text: str) -> str:
    # A line break between single quotes would become a blank; JSON's escapes are not enough beyond the first 65,536 characters.
    if text.isprintable():
        return "'" + text.replace("'", "''") + "'"
    return '"' + "".join(c if c.isprintable() and c not in '"\\' else f"\\U{ord(c):08x}" for c in text) + '"'
