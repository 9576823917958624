"""GENIUS XML: a domain file and one profile per party.

A value's worth is its evaluation divided by the largest evaluation of its issue, an issue's weight
multiplies it, and at time t in [0, 1] a utility is multiplied by discount ** t (Baarslag, Pasman, Hindriks &
Tykhonov, Using the Genius Framework, 2019). Linear evaluators of integer issues give offset + slope * value.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from xml.sax.saxutils import quoteattr

from winset.errors import did_you_mean, quoted
from winset.exchange.safe_xml import Element, read_xml
from winset.exchange.scenario import (
    Issue,
    Profile,
    Scenario,
    Written,
    checked,
    decimal,
    number,
    plain,
    steps,
    wrong,
)

_REAL_STEPS = 11


def read_genius(domain: Path, profiles: Sequence[Path]) -> Scenario:
    """Return the scenario of a GENIUS domain file and its profiles.

    Parameters
    ----------
    domain : Path
        The domain, or a profile (which lists the issues too).
    profiles : sequence of Path
        One per party; the party is named after the file.

    Raises
    ------
    CaseError
        If a file is damaged, is not GENIUS, a profile names an issue or value that the domain does not have, or a profile is
        nonlinear.
    """
    lost: list[str] = []
    issues = _issues(read_xml(domain), domain.name, lost)
    parties = tuple(_profile(read_xml(path), path, issues, lost) for path in profiles)
    return checked(Scenario(domain.stem, issues, parties, tuple(dict.fromkeys(lost))), domain.name)


def write_genius(scenario: Scenario) -> Written:
    """Return GENIUS files for a scenario: `<name>.xml` and one `<name>_<party>.xml` per party.

    Evaluations are written relative to the largest of their issue; where that is not 1, the weight takes the
    factor, so that reading the files gives the same utilities.
    """
    lost: list[str] = []
    rows = [
        "<negotiation_template>",
        f'<utility_space number_of_issues="{len(scenario.issues)}">',
        '<objective description="" etype="objective" index="0" name="any" type="objective">',
    ]
    for k, issue in enumerate(scenario.issues, start=1):
        rows.append(_opening(k, issue))
        rows.extend(
            f'    <item description="" index="{v}" value={quoteattr(text)}/>' for v, text in enumerate(issue.values, start=1)
        )
        rows.append("  </issue>")
        if issue.kind != "discrete":
            lost.append(f"{issue.name}: written as a list of values, no longer as numbers")
    rows.extend(["</objective>", "</utility_space>", "</negotiation_template>", ""])
    files = [(f"{scenario.name}.xml", "\n".join(rows))]
    files.extend((f"{scenario.name}_{p.name}.xml", _profile_text(scenario, p, lost)) for p in scenario.parties)
    return Written(tuple(files), tuple(lost))


def _issues(root: Element, file: str, lost: list[str]) -> tuple[Issue, ...]:
    space = root
    if root.tag == "negotiation_template":
        spaces = root.all("utility_space")
        if len(spaces) != 1:
            raise wrong(file, root.line, "", "a GENIUS domain holds one utility_space")
        space = spaces[0]
    if space.tag != "utility_space":
        raise wrong(file, root.line, "", f"this is not a GENIUS file: it starts with {quoted(root.tag)}")
    found: list[tuple[int, Issue]] = []
    for objective in space.all("objective"):
        if objective.all("objective"):
            lost.append("nested objectives: their issues are read, the hierarchy is not kept")
        for element in _nested(objective):
            name = _attribute(element, "name", file)
            kind = element.attributes.get("type", element.attributes.get("etype", "discrete"))
            found.append((_index(element, file), Issue(name, *_values(element, name, kind, file, lost))))
    found.sort(key=lambda pair: pair[0])
    return tuple(issue for _, issue in found)


def _nested(objective: Element) -> list[Element]:
    out = list(objective.all("issue"))
    for inner in objective.all("objective"):
        out.extend(_nested(inner))
    return out


def _values(element: Element, name: str, kind: str, file: str, lost: list[str]) -> tuple[tuple[str, ...], str]:
    items = element.all("item")
    if items:
        ordered = sorted(items, key=lambda item: _index(item, file))
        return tuple(_attribute(item, "value", file) for item in ordered), "discrete"
    if kind == "discrete":
        raise wrong(file, element.line, name, "the issue has no item")
    if kind not in ("integer", "real"):
        raise wrong(file, element.line, name, f"issues of type {quoted(kind)} are not known")
    low, high = _bounds(element, name, file)
    if kind == "integer":
        return tuple(plain(x) for x in steps(low, high, Fraction(1), file, element.line, name)), "integer"
    lost.append(f"{name}: a continuous issue, read at {_REAL_STEPS} evenly spaced values")
    width = (high - low) / (_REAL_STEPS - 1)
    if width <= 0:
        raise wrong(file, element.line, name, "the range is empty")
    return tuple(plain(x) for x in steps(low, high, width, file, element.line, name)), "number"


def _bounds(element: Element, name: str, file: str) -> tuple[Fraction, Fraction]:
    ranges = element.all("range")
    holder = ranges[0] if ranges else element
    if "lowerbound" not in holder.attributes or "upperbound" not in holder.attributes:
        raise wrong(file, element.line, name, "the issue has neither items nor a lowerbound and an upperbound")
    return (
        number(holder.attributes["lowerbound"], file, holder.line, name),
        number(holder.attributes["upperbound"], file, holder.line, name),
    )


def _profile(root: Element, path: Path, issues: tuple[Issue, ...], lost: list[str]) -> Profile:
    file = path.name
    if root.tag != "utility_space":
        raise wrong(file, root.line, "", f"this is not a GENIUS profile: it starts with {quoted(root.tag)}")
    for tag in ("utility_function", "ufun", "hyperRectangle"):
        region = _first(root, tag)
        if region is not None:
            raise wrong(
                file,
                region.line,
                tag,
                "this profile is nonlinear: it gives worth to regions of several issues at once (hyper-rectangles). Only "
                "profiles with a weight and evaluations for each issue (linear additive) are read",
            )
    names = [issue.name for issue in issues]
    index_of: dict[int, str] = {}
    curves: dict[str, tuple[Fraction, ...]] = {}
    weights: dict[int, Fraction] = {}
    for objective in root.all("objective"):
        for element in _nested(objective):
            name = _attribute(element, "name", file)
            if name not in names:
                raise wrong(file, element.line, name, f"the domain has no such issue.{did_you_mean(name, names)}")
            index_of[_index(element, file)] = name
            curves[name] = _curve(element, issues[names.index(name)], file, lost)
        for weight in _weights(objective):
            weights[_index(weight, file)] = number(weight.attributes.get("value", ""), file, weight.line, "weight")
    by_name = {index_of[k]: w for k, w in weights.items() if k in index_of}
    for name in names:
        if name not in curves:
            raise wrong(file, root.line, name, "the profile says nothing about this issue")
    return Profile(
        path.stem,
        tuple(by_name.get(name, Fraction(0)) for name in names),
        tuple(curves[name] for name in names),
        sum((w for k, w in weights.items() if k not in index_of), Fraction(0)),
        _single(root, "reservation", file),
        _single(root, "discount_factor", file),
    )


def _first(element: Element, tag: str) -> Element | None:
    """Return the first element of this tag, at any depth."""
    if element.tag == tag:
        return element
    return next((found for child in element.children if (found := _first(child, tag)) is not None), None)


def _weights(objective: Element) -> list[Element]:
    out = list(objective.all("weight"))
    for inner in objective.all("objective"):
        out.extend(_weights(inner))
    return out


def _curve(element: Element, issue: Issue, file: str, lost: list[str]) -> tuple[Fraction, ...]:
    evaluators = element.all("evaluator")
    if evaluators:
        one = evaluators[0]
        kind = one.attributes.get("ftype", "")
        if kind not in ("linear", "constant"):
            raise wrong(
                file,
                one.line,
                issue.name,
                f"evaluators of type {quoted(kind)} are not read; only linear ones",
            )
        given = one.attributes
        offset = number(given.get("offset", given.get("parameter0", "0")), file, one.line, issue.name)
        slope = number(given.get("slope", given.get("parameter1", "0")), file, one.line, issue.name)
        if issue.kind == "discrete":
            raise wrong(file, one.line, issue.name, "a linear evaluator needs an issue of numbers")
        return tuple(offset + slope * number(text, file, one.line, issue.name) for text in issue.values)
    given_items: dict[str, Fraction] = {}
    for item in element.all("item"):
        value = _attribute(item, "value", file)
        if value not in issue.values:
            known = did_you_mean(value, issue.values)
            raise wrong(file, item.line, issue.name, f"the domain has no value {quoted(value)}.{known}")
        if "evaluation" not in item.attributes:
            raise wrong(file, item.line, f"{issue.name}.{value}", "the value has no evaluation")
        given_items[value] = number(item.attributes["evaluation"], file, item.line, f"{issue.name}.{value}")
    missing = [v for v in issue.values if v not in given_items]
    if missing:
        raise wrong(file, element.line, issue.name, f"no evaluation for {quoted(missing[0])}")
    top = max(given_items.values())
    if top <= 0:
        lost.append(f"{issue.name}: no positive evaluation, so every value counts 0")
        return (Fraction(0),) * len(issue.values)
    return tuple(given_items[v] / top for v in issue.values)


def _profile_text(scenario: Scenario, party: Profile, lost: list[str]) -> str:
    rows = [
        f'<utility_space number_of_issues="{len(scenario.issues)}">',
        '<objective description="" etype="objective" index="0" name="any" type="objective">',
    ]
    shift = party.bias
    weights = []
    for k, issue in enumerate(scenario.issues):
        curve = party.curves[k]
        low = min(curve)
        if low < 0:
            # GENIUS divides by the largest evaluation and knows no negative ones: lift the curve, lower the
            # bias.
            shift += party.weights[k] * low
            curve = tuple(x - low for x in curve)
        top = max(curve)
        weights.append(party.weights[k] * top)
        rows.append(_opening(k + 1, issue))
        what = f"{party.name}: {issue.name}"
        for v, text in enumerate(issue.values):
            share = curve[v] / top if top else Fraction(0)
            rows.append(
                f'    <item description="" evaluation="{decimal(share, what, lost)}" index="{v + 1}" value={quoteattr(text)}/>'
            )
        rows.append("  </issue>")
    rows.extend(
        f'  <weight index="{k}" value="{decimal(w, f"{party.name}: weight", lost)}"/>' for k, w in enumerate(weights, start=1)
    )
    rows.append("</objective>")
    if shift:
        lost.append(f"{party.name}: utilities are lower by a constant {shift} that GENIUS cannot write")
    if party.discount is not None:
        rows.append(f'<discount_factor value="{decimal(party.discount, f"{party.name}: discount", lost)}"/>')
    if party.reservation is not None:
        kept = decimal(party.reservation - shift, f"{party.name}: reservation", lost)
        rows.append(f'<reservation value="{kept}"/>')
    rows.extend(["</utility_space>", ""])
    return "\n".join(rows)


def _opening(index: int, issue: Issue) -> str:
    kind = 'type="discrete" vtype="discrete"'
    return f'  <issue etype="discrete" index="{index}" name={quoteattr(issue.name)} {kind}>'


def _single(root: Element, tag: str, file: str) -> Fraction | None:
    found = root.all(tag)
    if not found:
        return None
    return number(found[0].attributes.get("value", ""), file, found[0].line, tag)


def _attribute(element: Element, name: str, file: str) -> str:
    if name not in element.attributes:
        raise wrong(file, element.line, element.tag, f"the {element.tag} has no {name}")
    return element.attributes[name]


def _index(element: Element, file: str) -> int:
    text = _attribute(element, "index", file)
    if not text.isdigit():
        raise wrong(file, element.line, element.tag, f"{quoted(text)} is not an index")
    return int(text)
