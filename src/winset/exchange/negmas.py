"""NegMAS scenario folders: one YAML file with the outcome space, one per utility function."""

from __future__ import annotations

import itertools
from fractions import Fraction
from pathlib import Path
from typing import Any

import yaml

from winset.errors import did_you_mean, quoted
from winset.exchange.scenario import (
    Issue,
    Profile,
    Scenario,
    Written,
    checked,
    decimal,
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


def read_negmas(folder: Path) -> Scenario:
    """Return the scenario of a NegMAS folder: additive utilities, discount and reservation.

    Files without a `type` NegMAS gives to outcome spaces or utility functions are left alone.

    Raises
    ------
    CaseError
        If there is no outcome space, a file is damaged, or a utility function is of another kind.
    """
    paths = sorted(p for p in folder.iterdir() if p.suffix in (".yml", ".yaml")) if folder.is_dir() else []
    bodies = [(path, read_yaml(path)) for path in paths]
    spaces = [(p, b) for p, b in bodies if isinstance(b, dict) and "issues" in b]
    if len(spaces) != 1:
        raise wrong(folder.name, 0, "", f"one file with 'issues' is needed and {len(spaces)} were found")
    lost: list[str] = []
    path, body = spaces[0]
    issues = _issues(body["issues"], path.name, lost)
    parties = tuple(_profile(p, b, issues, lost) for p, b in bodies if isinstance(b, dict) and "issues" not in b and "type" in b)
    name = body.get("name")
    return checked(Scenario(str(name) if name else folder.name, issues, parties, tuple(lost)), path.name)


def write_negmas(scenario: Scenario) -> Written:
    """Return the files of a NegMAS scenario folder, with table utilities and weights."""
    lost: list[str] = []
    rows = ["issues:"]
    for issue in scenario.issues:
        whole = issue.kind == "integer" and _contiguous(issue.values)
        if issue.kind != "discrete" and not whole:
            lost.append(f"{issue.name}: its numbers are written as values without order")
        shown = (issue.values[0], issue.values[-1]) if whole else issue.values
        rows.append(f"- name: {_scalar(issue.name)}")
        rows.append(f"  type: {'ContiguousIssue' if whole else 'CategoricalIssue'}")
        rows.append("  values:")
        rows.extend(f"  - {v if whole else _scalar(v)}" for v in shown)
    rows += [f"name: {_scalar(scenario.name)}", "path: null", "type: DiscreteCartesianOutcomeSpace", ""]
    files = [(f"{scenario.name}.yml", "\n".join(rows))]
    files.extend((f"{p.name}.yml", _profile_text(scenario, p, lost)) for p in scenario.parties)
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


def _issues(bodies: Any, file: str, lost: list[str]) -> tuple[Issue, ...]:
    if not isinstance(bodies, list):
        raise wrong(file, 0, "issues", "a list of issues is expected here")
    out = []
    for k, body in enumerate(bodies):
        if not isinstance(body, dict) or "name" not in body or not isinstance(body.get("values"), list):
            raise wrong(file, 0, f"issues[{k}]", "an issue needs a name and a list of values")
        name, kind, values = str(body["name"]), str(body.get("type", "")), body["values"]
        if any(isinstance(v, dict | list) for v in values):
            raise wrong(file, 0, name, "values are texts or numbers")
        path = f"issues.{name}"
        if kind in ("ContiguousIssue", "ContinuousIssue"):
            if len(values) != 2:
                raise wrong(file, 0, path, "a range needs its two ends")
            low, high = number(values[0], file, 0, path), number(values[1], file, 0, path)
            if kind == "ContiguousIssue":
                found = steps(low, high, Fraction(1), file, 0, path)
                out.append(Issue(name, tuple(plain(x) for x in found), "integer"))
            else:
                lost.append(f"{name}: a continuous issue, read at {_REAL_STEPS} evenly spaced values")
                found = steps(low, high, (high - low) / (_REAL_STEPS - 1), file, 0, path)
                out.append(Issue(name, tuple(plain(x) for x in found), "number"))
        else:
            out.append(Issue(name, tuple(str(v) for v in values), "discrete"))
    return tuple(out)


def _profile(path: Path, body: dict[str, Any], issues: tuple[Issue, ...], lost: list[str]) -> Profile:
    file, kind = path.name, str(body["type"]).rpartition(".")[2]
    discount = None
    if kind == "ExpDiscountedUFun" and isinstance(body.get("ufun"), dict):
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
    weights = _by_issue(body.get("weights"), issues, file, "weights")
    curves = []
    functions = _by_issue(given, issues, file, "values") if given is not None else [None] * len(issues)
    for issue, function in zip(issues, functions, strict=True):
        curves.append(_curve(issue, function, file))
    reserved = body.get("reserved_value")
    reservation = number(reserved, file, 0, "reserved_value") if _number(reserved) else None
    if str(body.get("reserved_outcome", "null")) not in ("null", "~", ""):
        lost.append(f"{file}: the reserved outcome; its utility is what counts")
    name = body.get("name")
    return Profile(
        str(name) if name else path.stem,
        tuple(number(w, file, 0, "weights") for w in weights),
        tuple(curves),
        number(body.get("bias", "0"), file, 0, "bias"),
        reservation,
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


def _curve(issue: Issue, function: Any, file: str) -> tuple[Fraction, ...]:
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
        missing = [v for v in issue.values if v not in table]
        if missing:
            raise wrong(file, 0, path, f"no worth for {quoted(missing[0])}.{did_you_mean(missing[0], table)}")
        return tuple(number(table[v], file, 0, f"{path}.{v}") for v in issue.values)
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


def _profile_text(scenario: Scenario, party: Profile, lost: list[str]) -> str:
    body = [
        f"name: {_scalar(party.name)}",
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
            f"name: {_scalar(party.name)}",
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
    return "'" + text.replace("'", "''") + "'" if "\n" not in text else repr(text)
