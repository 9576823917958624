"""GeniusWeb JSON: a linear additive profile with its domain, numeric issues included."""

from __future__ import annotations

import itertools
import json
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

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

_DISCRETE = ("DiscreteValueSetUtilities", "discreteutils")
_NUMBER = ("NumberValueSetUtilities", "numberutils")
_LINEAR = "LinearAdditiveUtilitySpace"
_MOST_DEPTH = 60


def read_geniusweb(profiles: Sequence[Path]) -> Scenario:
    """Return the scenario of GeniusWeb profiles over one domain, a party per file; the domain's own file may be among them.

    The reservation is the utility of the reservation bid, where there is one.

    Raises
    ------
    CaseError
        If a file is damaged, not such a profile, or the domains differ.
    """
    if not profiles:
        raise wrong("", 0, "", "name at least one profile")
    lost: list[str] = []
    issues: tuple[Issue, ...] = ()
    parties = []
    name = ""
    for path in profiles:
        file = path.name
        data = read_json(path)
        alone = isinstance(data, dict) and "issuesValues" in data
        body = {} if alone else _space(data, file)
        domain = data if alone else _member(body, "domain", file, _LINEAR)
        here = _issues(_member(domain, "issuesValues", file, "domain"), file)
        if issues and here != issues:
            raise wrong(file, 0, "domain", f"this file is about another domain than {profiles[0].name}")
        issues, name = here, str(domain.get("name", path.stem))
        if alone:
            continue
        parties.append(_profile(body, here, file, path.stem))
        known = {"issueUtilities", "issueWeights", "domain", "name", "reservationBid"}
        lost.extend(f"{file}: {quoted(key)} is not read" for key in body if key not in known)
    return checked(Scenario(name, issues, tuple(parties), tuple(lost)), profiles[0].name)


def _space(data: Any, file: str) -> dict[str, Any]:
    if isinstance(data, dict) and len(data) == 1 and _LINEAR not in data:
        kind = next(iter(data))
        raise wrong(
            file, 0, kind, f"profiles of type {quoted(kind)} are not read, only {_LINEAR}.{did_you_mean(kind, (_LINEAR,))}"
        )
    return _member(data, _LINEAR, file, "")


def write_geniusweb(scenario: Scenario) -> Written:
    """Return the GeniusWeb domain `<name>.json` and one profile `<party>.json` per party.

    Numbers are written as exact decimals where they have one. GeniusWeb wants weights that add up to 1: others are
    divided by their sum. A reservation is a bid in GeniusWeb: a deal of
    exactly that utility is written if a short search finds one, and otherwise the reservation is lost.
    """
    lost: list[str] = []
    files: list[tuple[str, str]] = []
    straight = [_straight(issue, [p.curves[k] for p in scenario.parties]) for k, issue in enumerate(scenario.issues)]
    for issue, line in zip(scenario.issues, straight, strict=True):
        if issue.kind != "discrete" and not line:
            lost.append(f"{issue.name}: its numbers are written as a list of values; some worth is no straight line")
    for party in scenario.parties:
        if party.bias:
            lost.append(f"{party.name}: a constant {party.bias} that GeniusWeb cannot write")
        if party.discount is not None:
            lost.append(f"{party.name}: the discount; GeniusWeb profiles have none")
        if any(not 0 <= x <= 1 for curve in party.curves for x in curve):
            lost.append(f"{party.name}: worths outside 0 to 1 are written, and GeniusWeb refuses them")
        total = sum(party.weights, Fraction(0))
        if total not in (0, 1):
            lost.append(f"{party.name}: its weights add up to {plain(total)}; GeniusWeb wants 1, so they are divided by it")
        weights = _weights(scenario.issues, party, total, lost)
        utilities: dict[str, Any] = {}
        domain: dict[str, Any] = {}
        for k, issue in enumerate(scenario.issues):
            what = f"{party.name}: {issue.name}"
            utilities[issue.name], domain[issue.name] = _utilities(issue, party.curves[k], straight[k], what, lost)
        bid = None
        if party.reservation is not None:
            bid = _bid(scenario.issues, party)
            if bid is None:
                lost.append(f"{party.name}: the reservation {party.reservation}; no deal found is worth exactly that")
        body = {
            _LINEAR: {
                "issueUtilities": utilities,
                "issueWeights": weights,
                "domain": {"name": scenario.name, "issuesValues": domain},
                "name": party.name,
                **({} if bid is None else {"reservationBid": {"issuevalues": bid}}),
            }
        }
        if not files and all(scenario.name != p.name for p in scenario.parties):
            files.append((f"{scenario.name}.json", _text({"name": scenario.name, "issuesValues": domain}) + "\n"))
        files.append((f"{party.name}.json", _text(body) + "\n"))
    return Written(tuple(files), tuple(lost))


def _weights(issues: Sequence[Issue], party: Profile, total: Fraction, lost: list[str]) -> dict[str, Any]:
    """Return the weights as they are written: adding up to exactly 1, the last one taking up what rounding leaves."""
    out: dict[str, Any] = {}
    left = Fraction(1)
    for k, issue in enumerate(issues):
        weight = party.weights[k] / (total or 1)
        text = decimal(left if total and k == len(issues) - 1 else weight, f"{party.name}: {issue.name}", lost)
        left -= Fraction(text)
        out[issue.name] = _Number(text)
    return out


def read_json(path: Path) -> Any:
    """Return JSON with exact fractions; keys written twice and deep nesting are refused."""
    text = read_text(path)
    depth = most = 0
    inside = False
    escaped = False
    for c in text:
        if inside:
            if escaped:
                escaped = False
            elif c == "\\":
                escaped = True
            elif c == '"':
                inside = False
        elif c == '"':
            inside = True
        elif c in "[{":
            depth += 1
            most = max(most, depth)
        elif c in "]}":
            depth -= 1
    if most > _MOST_DEPTH:
        raise wrong(path.name, 0, "", "the file is nested too deeply")

    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        out: dict[str, Any] = {}
        for key, value in items:
            if key in out:
                raise wrong(path.name, 0, key, "this key is written twice")
            out[key] = value
        return out

    def strict(text: str) -> Fraction:
        return number(text, path.name, 0, "")

    try:
        return json.loads(text, parse_float=strict, parse_int=strict, parse_constant=strict, object_pairs_hook=pairs)
    except json.JSONDecodeError as error:
        raise wrong(path.name, error.lineno, "", f"this is not JSON: {error.msg}") from error


class _Number(float):
    """A decimal that JSON writes as the text it was given."""

    def __new__(cls, text: str) -> _Number:
        new = super().__new__(cls, float(text))
        new.text = text
        return new

    text: str


def _text(value: Any, indent: int = 0) -> str:
    pad = "  " * (indent + 1)
    if isinstance(value, _Number):
        return value.text
    if isinstance(value, dict):
        if not value:
            return "{}"
        rows = [f"{pad}{json.dumps(str(k))}: {_text(v, indent + 1)}" for k, v in value.items()]
        return "{\n" + ",\n".join(rows) + "\n" + "  " * indent + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_text(v, indent + 1) for v in value) + "]"
    return json.dumps(value, ensure_ascii=False)


def _member(holder: Any, key: str, file: str, path: str) -> dict[str, Any]:
    if not isinstance(holder, dict):
        raise wrong(file, 0, path, "a JSON object is expected here")
    if key not in holder:
        raise wrong(file, 0, path, f"there is no {quoted(key)} here.{did_you_mean(key, holder)}")
    if not isinstance(holder[key], dict):
        raise wrong(file, 0, f"{path}.{key}".lstrip("."), "a JSON object is expected here")
    found: dict[str, Any] = holder[key]
    return found


def _issues(values: dict[str, Any], file: str) -> tuple[Issue, ...]:
    out = []
    for name, body in values.items():
        path = f"domain.issuesValues.{name}"
        if isinstance(body, dict) and isinstance(body.get("values"), list):
            out.append(Issue(name, tuple(_plain(v) for v in body["values"]), "discrete"))
        elif isinstance(body, dict) and isinstance(body.get("range"), dict):
            ends = [number(_plain(body["range"].get(key, "")), file, 0, f"{path}.range.{key}") for key in ("low", "high", "step")]
            found = steps(ends[0], ends[1], ends[2], file, 0, path)
            out.append(Issue(name, tuple(plain(x) for x in found), "number"))
        else:
            raise wrong(file, 0, path, "an issue has either 'values' or a 'range' with low, high and step")
    return tuple(out)


def _plain(value: Any) -> str:
    return plain(value) if isinstance(value, Fraction) else str(value)


def _profile(body: dict[str, Any], issues: tuple[Issue, ...], file: str, stem: str) -> Profile:
    utilities = _member(body, "issueUtilities", file, "LinearAdditiveUtilitySpace")
    weights = _member(body, "issueWeights", file, "LinearAdditiveUtilitySpace")
    curves = []
    for issue in issues:
        path = f"issueUtilities.{issue.name}"
        given = _member(utilities, issue.name, file, "issueUtilities")
        table = next((given[k] for k in _DISCRETE if k in given), None)
        line = next((given[k] for k in _NUMBER if k in given), None)
        if isinstance(table, dict):
            worth = _member(table, "valueUtilities", file, path)
            missing = [v for v in issue.values if v not in worth]
            if missing:
                # GeniusWeb counts a value without an utility as 0.
                worth = {**worth, **dict.fromkeys(missing, Fraction(0))}
            curves.append(tuple(number(_plain(worth[v]), file, 0, f"{path}.{v}") for v in issue.values))
        elif isinstance(line, dict):
            low, bottom, high, top = (
                number(_plain(line.get(key, "")), file, 0, f"{path}.{key}")
                for key in ("lowValue", "lowUtility", "highValue", "highUtility")
            )
            if high <= low:
                raise wrong(file, 0, path, "highValue must be above lowValue")
            curves.append(
                tuple(
                    bottom + (top - bottom) * (x - low) / (high - low) if low <= x <= high else Fraction(0)
                    for x in (number(text, file, 0, path) for text in issue.values)
                )
            )
        else:
            raise wrong(file, 0, path, f"an issue's utilities are {_DISCRETE[0]} or {_NUMBER[0]}")
    shares = tuple(number(_plain(weights.get(i.name, Fraction(0))), file, 0, f"issueWeights.{i.name}") for i in issues)
    reservation = None
    bid = body.get("reservationBid")
    if isinstance(bid, dict):
        terms = _member(bid, "issuevalues", file, "reservationBid")
        reservation = Fraction(0)
        for k, issue in enumerate(issues):
            value = _plain(terms.get(issue.name, ""))
            if value not in issue.values:
                raise wrong(file, 0, f"reservationBid.{issue.name}", f"{quoted(value)} is not a value of this issue")
            reservation += shares[k] * curves[k][issue.values.index(value)]
    name = body.get("name")
    return Profile(
        name if isinstance(name, str) and name else stem,
        shares,
        tuple(curves),
        Fraction(0),
        reservation,
        None,
    )


def _straight(issue: Issue, curves: Sequence[tuple[Fraction, ...]]) -> bool:
    """Return whether the issue is evenly spaced numbers on which every party's worth is a straight line."""
    if issue.kind == "discrete" or len(issue.values) < 2:
        return False
    numbers = [Fraction(text) for text in issue.values]
    gap = numbers[1] - numbers[0]
    even = gap > 0 and all(b - a == gap for a, b in itertools.pairwise(numbers))
    return even and all(
        (c - curve[0]) * (numbers[-1] - numbers[0]) == (curve[-1] - curve[0]) * (x - numbers[0])
        for curve in curves
        for c, x in zip(curve, numbers, strict=True)
    )


def _utilities(
    issue: Issue, curve: tuple[Fraction, ...], straight: bool, what: str, lost: list[str]
) -> tuple[dict[str, Any], dict[str, Any]]:
    if straight:
        numbers = [Fraction(text) for text in issue.values]
        ends = {
            "lowValue": numbers[0],
            "lowUtility": curve[0],
            "highValue": numbers[-1],
            "highUtility": curve[-1],
        }
        spread = {"low": numbers[0], "high": numbers[-1], "step": numbers[1] - numbers[0]}
        return (
            {_NUMBER[0]: {k: _Number(decimal(v, what, lost)) for k, v in ends.items()}},
            {"range": {k: _Number(decimal(v, what, lost)) for k, v in spread.items()}},
        )
    worth = {v: _Number(decimal(c, what, lost)) for v, c in zip(issue.values, curve, strict=True)}
    return {_DISCRETE[0]: {"valueUtilities": worth}}, {"values": list(issue.values)}


def _bid(issues: tuple[Issue, ...], party: Profile, most: int = 20_000) -> dict[str, str] | None:
    """Return a deal worth exactly the reservation, if few enough partial sums lead to one."""
    sums: dict[Fraction, tuple[int, ...]] = {Fraction(0): ()}
    for k in range(len(issues)):
        grown: dict[Fraction, tuple[int, ...]] = {}
        for total, row in sums.items():
            for v, worth in enumerate(party.curves[k]):
                grown.setdefault(total + party.weights[k] * worth, (*row, v))
        if len(grown) > most:
            return None
        sums = grown
    row = sums.get(party.reservation or Fraction(0), ())
    return {i.name: i.values[v] for i, v in zip(issues, row, strict=True)} if row else None
