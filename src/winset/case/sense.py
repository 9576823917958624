"""What a well-typed case may still get wrong: orders that run in circles, shares over one, quotes that are not in the text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

from winset.case import sense_conflict, sense_evidence
from winset.case.dimensions import MAX_SIDES, MAX_VALUES, Dimension
from winset.case.names import find_cycle, is_left_out
from winset.case.schema import CaseFile, Issue, Preference, Ratification, Rule
from winset.errors import did_you_mean, quoted
from winset.values import When, plain_number

Found = Iterator[tuple[tuple[str, ...], str]]
LeftOut = frozenset[tuple[str, ...]]
_STATEMENT = re.compile(r"(?P<left>\S+)\s+(?P<word>before|over|first)(?:\s+(?P<right>\S+))?")


def slips(
    file: CaseFile,
    dims: Mapping[str, Dimension],
    folder: Path | None,
    texts: Mapping[str, str],
    left_out: LeftOut = frozenset(),
) -> Found:
    """Yield the path and message of everything that cannot be meant; nothing about the records that were `left_out`."""
    yield from _parties(file, left_out)
    for id_, issue in file.issues.items():
        yield from _issue(("issues", id_), issue)
    for id_, rule in file.rules.items():
        yield from _rule(("rules", id_), rule)
    yield from _cycles(file)
    yield from _consents(file, dims)
    for party, preference in file.preferences.items():
        yield from _preference(("preferences", party), preference, dims, left_out)
    for id_, ratification in file.ratifications.items():
        yield from _ratification(("ratifications", id_), ratification)
    yield from _times(file)
    yield from sense_conflict.slips(file, left_out)
    for letter in "ABCDEF":
        chance = getattr(file.grades, letter)
        if chance is not None and not 0 <= chance <= 1:
            yield ("grades", letter), f"should be a probability from 0 to 1, not {plain_number(chance)}"
    yield from sense_evidence.slips(file, folder, texts, left_out)


def _parties(file: CaseFile, left_out: LeftOut) -> Found:
    sections = {path[0] for path in left_out}
    if not file.parties and "parties" not in sections:
        yield ("parties",), "a case needs at least one party"
    if not file.issues and not {"issues", "conflict"} & sections and not any(file.conflict.options.values()):
        yield ("issues",), "a case needs at least one issue, or a conflict with options"
    if "public" in file.parties:
        yield ("parties", "public"), "'public' is a reserved word in known_by; choose another id"
    for word in ("unknown", "nobody"):
        if word in file.parties:
            yield ("parties", word), f"'{word}' is a reserved word in delivered_by; choose another id"
    for id_ in file.people:
        if id_ in file.parties:
            yield ("people", id_), f"'{id_}' is a party already; give the person another id"
    for id_ in file.channels:
        if id_ in file.issues:
            yield ("channels", id_), f"'{id_}' is an issue already; give the channel another id"


def _issue(path: tuple[str, ...], issue: Issue) -> Found:
    ways = [name for name, given in (("values", issue.values), ("numbers", issue.numbers), ("items", issue.items)) if given]
    if len(ways) != 1:
        yield path, "needs exactly one of values (labels or {from, to, step}) and items"
        return
    if issue.values:
        if len(issue.values) < 2:
            yield (*path, "values"), "needs at least two values, the status quo first"
        for value in {value for value in issue.values if issue.values.count(value) > 1}:
            yield (*path, "values"), f"{quoted(value)} stands twice"
        if len(issue.values) > MAX_VALUES:
            yield (*path, "values"), f"has {len(issue.values):,} values; {MAX_VALUES:,} are the limit"
    for value in issue.labels:
        if value not in issue.values:
            yield (*path, "labels", value), f"no value called {quoted(value)}.{did_you_mean(value, issue.values)}"
    if issue.numbers:
        span = issue.numbers
        if span.step == 0:
            yield (*path, "values", "step"), "should not be 0"
        elif span.from_ == span.to:
            yield (*path, "values"), "from and to are the same; an issue needs at least two values"
        elif abs(span.to - span.from_) // abs(span.step) + 1 > MAX_VALUES:
            count = abs(span.to - span.from_) // abs(span.step) + 1
            yield (*path, "values"), f"has {count:,} values; {MAX_VALUES:,} are the limit"
        elif abs(span.to - span.from_) % abs(span.step):
            yield (*path, "values", "step"), f"steps of {span.step} from {span.from_} do not meet {span.to}"
    yield from _contingent(path, issue)
    for item_id, item in issue.items.items():
        if not 1 <= item.count <= MAX_VALUES:
            yield (*path, "items", item_id, "count"), f"should lie between 1 and {MAX_VALUES:,}"
    known = issue.values or tuple(issue.items) or _number_values(issue)
    strange = [value for value in issue.delivered_by.groups if value != "*" and value not in known]
    for value in strange:
        yield (*path, "delivered_by", value), f"no value called {quoted(value)}.{did_you_mean(value, known)}"
    wanted = known if issue.items else known[1:]
    silent = [value for value in wanted if value not in issue.delivered_by.groups]
    # Nothing written at all is an assumption that `gaps` shows; some values written and others not is more likely a slip.
    if silent and issue.delivered_by.groups and "*" not in issue.delivered_by.groups and not strange:
        left = ", ".join(silent[:5]) + (f" and {len(silent) - 5:,} more" if len(silent) > 5 else "")
        yield (*path, "delivered_by"), f"says nothing of {left}; write nobody if nobody has to deliver it"
    if issue.values and issue.values[0] in issue.delivered_by.groups and issue.delivered_by.groups[issue.values[0]]:
        yield (*path, "delivered_by", issue.values[0]), "is the status quo; nobody has to deliver it"


def _contingent(path: tuple[str, ...], issue: Issue) -> Found:
    if issue.contingent is None:
        return
    here = (*path, "contingent")
    if issue.items:
        yield here, "named items cannot depend on an event; write values"
    count = len(issue.values) if issue.values else 0
    if issue.numbers and issue.numbers.step:
        count = abs(issue.numbers.to - issue.numbers.from_) // abs(issue.numbers.step) + 1
    if count > MAX_SIDES:
        yield here, f"the issue has {count:,} values; {MAX_SIDES} are the limit where they may depend on an event"
    for value in issue.values:
        before, word, after = value.partition("_else_")
        if word and before in issue.values and after in issue.values:
            yield (*path, "values"), f"{quoted(value)} is the name of a contingent value; choose another id"
    for party, chance in issue.contingent.probability.items():
        if chance.low < 0 or chance.high > 1:
            yield (*here, "probability", party), "should lie between 0 and 1"


def _number_values(issue: Issue) -> tuple[str, ...]:
    span = issue.numbers
    if span is None or span.step == 0:
        return ()
    step = abs(span.step) * (1 if span.to >= span.from_ else -1)
    # As many values as an issue may have; one with more has a slip of its own.
    return tuple(str(n) for n in range(span.from_, span.to + (1 if step > 0 else -1), step)[:MAX_VALUES])


def _rule(path: tuple[str, ...], rule: Rule) -> Found:
    forms = {
        "if and then": rule.if_ is not None or rule.then is not None,
        "at_most and of": rule.at_most is not None or bool(rule.of),
        "never": rule.never is not None,
        "order": bool(rule.order),
    }
    if sum(forms.values()) != 1:
        yield path, "should have exactly one form: if and then; at_most and of; never; or order"
        return
    if forms["if and then"] and not (rule.if_ and rule.then):
        yield path, "needs both 'if' and 'then', each with at least one term"
    if forms["at_most and of"] and (rule.at_most is None or not rule.of):
        yield path, "needs both 'at_most' and 'of'"
    elif forms["at_most and of"] and rule.at_most is not None and not 0 <= rule.at_most <= len(rule.of):
        yield (*path, "at_most"), f"should lie between 0 and {len(rule.of)}"
    if forms["never"] and not rule.never:
        yield (*path, "never"), "needs at least one term"
    if rule.order and len(rule.order) < 2:
        yield (*path, "order"), "needs at least two issues"


def _cycles(file: CaseFile) -> Found:
    followers: dict[str, tuple[str, ...]] = {}
    last_rule = {}
    for id_, rule in file.rules.items():
        if not rule.on:
            continue
        for first, second in pairwise(rule.order):
            followers[first] = (*followers.get(first, ()), second)
            last_rule[first] = id_
    cycle = find_cycle(followers)
    if cycle:
        yield ("rules", last_rule[cycle[-2]], "order"), f"runs in a circle: {' -> '.join(cycle)}"
    for section, edges in (
        ("stages", {id_: stage.after for id_, stage in file.stages.items()}),
        ("events", {id_: event.after for id_, event in file.events.items()}),
        ("people", {id_: (person.reports_to,) if person.reports_to else () for id_, person in file.people.items()}),
        ("sources", {id_: source.via for id_, source in file.sources.items()}),
        ("claims", {id_: claim.copied_from for id_, claim in file.claims.items()}),
        ("claims", {id_: (*claim.corrects, *claim.retracts) for id_, claim in file.claims.items()}),
    ):
        cycle = find_cycle(edges)
        if cycle:
            yield (section, cycle[0]), f"runs in a circle: {' -> '.join(cycle)}"


def _consents(file: CaseFile, dims: Mapping[str, Dimension]) -> Found:
    for party, sheet in file.consents.items():
        for target, entries in sheet.items():
            for entry in entries:
                for value in entry.values:
                    known = dims[target].values if target in dims else ()
                    if target in dims and value not in known:
                        yield (
                            ("consents", party, target, value),
                            f"issue {target} has no value {quoted(value)}.{did_you_mean(value, known)}",
                        )
                    if target in file.channels:
                        yield ("consents", party, target), "a channel has no values; write one state"


def _preference(path: tuple[str, ...], preference: Preference, dims: Mapping[str, Dimension], left_out: LeftOut) -> Found:
    def spoiled(name: str) -> bool:
        return is_left_out(("issues", re.split("[.=]", name)[0]), left_out)

    for name in preference.weights:
        if name not in dims and not spoiled(name):
            yield (*path, "weights", name), f"no issue called {quoted(name)}.{did_you_mean(name, dims)}"
        elif name in dims and dims[name].pairs and path[-1] not in dims[name].chances and not spoiled(name):
            yield (*path, "weights", name), f"issue {name} is contingent; write this party's probability of its event there"
    if preference.weights and all(weight.low == 0 == weight.high for weight in preference.weights.values()):
        yield (*path, "weights"), "are all 0; then every deal is worth the same"
    for name, curve in preference.curves.items():
        if spoiled(name):
            continue
        if name not in dims:
            yield (*path, "curves", name), f"no issue called {quoted(name)}.{did_you_mean(name, dims)}"
            continue
        for value, worth in curve.items():
            if value not in dims[name].plain:
                yield (*path, "curves", name, value), f"no value called {quoted(value)}.{did_you_mean(value, dims[name].plain)}"
            if worth.low < 0 or worth.high > 1:
                yield (*path, "curves", name, value), "should lie between 0 and 1"
        ends = dims[name].plain
        numeric = all(v.lstrip("-").isdigit() for v in ends)
        missing = [value for value in ends if value not in curve]
        if missing and not numeric:
            yield (*path, "curves", name), f"leaves out {', '.join(missing[:5])}"
        elif numeric and not {ends[0], ends[-1]} <= set(curve):
            yield (*path, "curves", name), f"needs at least {ends[0]} and {ends[-1]}"
    for field, span in (("reservation", preference.reservation), ("discount", preference.discount)):
        if span is not None and (span.low < 0 or span.high > 1):
            yield (*path, field), "should lie between 0 and 1"
    for position, text in enumerate(preference.statements):
        message = statement_slip(text, dims)
        if message and not any(spoiled(word) for word in text.split()):
            yield (*path, "statements", str(position)), message


_PERIODS = "should be a number of periods from 0 to 100, with at most two decimals"


def _period(time: Fraction) -> bool:
    return 0 <= time <= 100 and (time * 100).denominator == 1


def statement_slip(text: str, dims: Mapping[str, Dimension]) -> str | None:
    """Return what is wrong with an ordinal statement such as ``a before b``, ``a=x over b=y`` or ``a first``; None if nothing."""
    match = _STATEMENT.fullmatch(text.strip())
    if not match or (match["right"] is None) != (match["word"] == "first"):
        return "should read 'issue before issue', 'issue=value over issue=value' or 'issue first'"
    sides = [side for side in (match["left"], match["right"]) if side]
    for side in sides:
        issue, equals, value = side.partition("=")
        if issue not in dims:
            return f"no issue called {quoted(issue)}.{did_you_mean(issue, dims)}"
        if (match["word"] == "over") != bool(equals):
            return "'over' compares terms (issue=value); 'before' and 'first' compare issues"
        if equals and value not in dims[issue].plain:
            return f"issue {issue} has no value {quoted(value)}.{did_you_mean(value, dims[issue].plain)}"
    return None


def _ratification(path: tuple[str, ...], ratification: Ratification) -> Found:
    rule, voters = ratification.rule, ratification.voters
    if rule.kind == "referendum":
        if rule.expected_yes is None:
            yield (*path, "rule"), "a referendum needs expected_yes, a share or a range"
    elif not voters:
        yield path, f"needs voters for the rule '{rule.kind}'"
    shares = (("share", rule.share), ("each_community", rule.each_community), ("quorum", rule.quorum))
    for name, value in shares:
        if value is not None and not 0 <= value <= 1:
            yield (*path, "rule", name), "should lie between 0 and 1"
    for name, span in (("expected_yes", rule.expected_yes), ("turnout", rule.turnout)):
        if span is not None and (span.low < 0 or span.high > 1):
            yield (*path, "rule", name), "should lie between 0 and 1"
    if rule.kind == "weighted":
        total = sum(voter.weight for voter in voters.values())
        if rule.threshold is None:
            yield (*path, "rule"), "a weighted vote needs a threshold"
        elif not 0 < rule.threshold <= total:
            yield (*path, "rule", "threshold"), f"should lie between 1 and the sum of the weights, {total}"
    for id_, voter in voters.items():
        if voter.weight < 0:
            yield (*path, "voters", id_, "weight"), "should not be negative"
        if rule.kind == "sufficient_consensus" and voter.community is None:
            yield (*path, "voters", id_), "needs a community for sufficient consensus"


def _times(file: CaseFile) -> Found:
    if file.as_of.latest is None and file.as_of.text != "unknown":
        yield ("as_of",), "should be a day or a period with an end"
    spans: list[tuple[tuple[str, ...], When | None, When | None]]
    spans = [(("channels", id_), channel.since, channel.until) for id_, channel in file.channels.items()]
    spans += [
        (("channels", id_, "levels", str(n)), level.since, level.until)
        for id_, channel in file.channels.items()
        for n, level in enumerate(channel.levels)
    ]
    spans += [(("regimes", id_), regime.from_, regime.until) for id_, regime in file.regimes.items()]
    for path, since, until in spans:
        if since and until and since.earliest and until.latest and since.earliest > until.latest:
            yield path, f"ends ({until}) before it begins ({since})"
    for id_, reference in file.references.items():
        for n, row in enumerate(reference.rows):
            if row.date.latest is None:
                yield ("references", id_, "rows", str(n), "date"), "needs a date, so that it is known what was known when"
    for id_, stage in file.stages.items():
        if stage.likelihood and (stage.likelihood.low < 0 or stage.likelihood.high > Fraction(1)):
            yield ("stages", id_, "likelihood"), "should lie between 0 and 1"
        if not _period(stage.delay or Fraction(0)):
            yield ("stages", id_, "delay"), _PERIODS
    if not _period(file.elapsed or Fraction(0)):
        yield ("elapsed",), _PERIODS
