"""What a case says and why: `why`, `gaps`, `show`, `attempts`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from winset.analyses.grading import GRADES, GRADES_TOLD, confidence_in_words, grade_cells, grades_in_words, plain_grades
from winset.analyses.origins import chances_text, in_icd_words, origins, weighed
from winset.analyses.scene import result
from winset.case import ledger, paths
from winset.case.case import Case
from winset.case.change import regimes_on
from winset.case.sense_evidence import find_quote
from winset.errors import counted
from winset.results import Backed, Block, Heading, Note, Result, Table, Text
from winset.values import with_band

# What a model value is: a claim can stand behind it, and without one it is an assumption.
_PARAMETERS = (
    "issues.*.delivered_by",
    "issues.*.quantity.amount",
    "consents.*.*",
    "preferences.*.weights.*",
    "preferences.*.curves.*",
    "preferences.*.joint.*",
    "preferences.*.reservation",
    "preferences.*.discount",
    "channels.*.costs.*",
    "channels.*.known_by.*",
    "channels.*.secret",
    "mandates.*.scope",
    "mandates.*.red_lines.*",
    "ratifications.*",
    "rules.*",
    "stages.*.likelihood",
    "stages.*.worth.*",
    "ultimatums.*",
    "threats.*.carried_out_by",
    "deadlines.*",
    "conflict.preferences.*",
    "conflict.views.*",
    "conflict.options.*.*",
    "attempts.*",
    "beliefs.*",
    "stances.*",
)  # fmt: skip


def why(case: Case, path: str) -> Result:
    """Return the claims behind a value: the words, who said so through whom, when, and what holds if they are wrong.

    Raises
    ------
    UnknownName
        If the path leads nowhere, with the nearest one.

    Examples
    --------
    >>> import winset
    >>> winset.why(winset.load("doha2025"), "issues.prisoners.delivered_by").value["assumed"]
    False
    """
    value = case.get(path)
    for_, contra = ledger.behind(case, path), ledger.against(case, path)
    rows = tuple(_claim_row(case, id_, "supports") for id_ in for_) + tuple(_claim_row(case, id_, "against") for id_ in contra)
    file, line = case.lines.place(path)
    answer = f"{path} = {written(value)} ({file}:{line}). "
    if for_:
        speakers = {case.file.claims[c].by or "(no stated source)" for c in for_}
        answer += (
            f"{len(for_)} claim{'s' * (len(for_) != 1)} behind it, by {', '.join(sorted(case.name_of(one) for one in speakers))}."
        )
    else:
        answer += "No claim supports it: an analyst's assumption."
    if contra:
        answer += f" {len(contra)} claim{'s' * (len(contra) != 1)} against it."
    columns = ("claim", "", "words", "by", "through", "modality", "when", *GRADES, "if wrong")
    blocks: list[Block] = [Table(columns, rows, "Claims"), *([Note(GRADES_TOLD)] if rows else [])]
    found = origins(case, for_)
    holds = weighed(case, for_)
    if for_:
        blocks.append(Text(f"Independence: {found.in_words()}."))
        blocks.append(Text(f"At least one of these claims came through right hands only: {in_icd_words(holds)}."))
        blocks.append(Note(chances_text(case.file)))
    for id_ in (*for_, *contra):
        blocks += [Text(f"{id_}: {text}") for text in _context(case, id_)]
    return result(
        case,
        f"why {path}",
        answer,
        "claims in force about the path, else about its parts or the record it belongs to; retracted and corrected ones left out",
        blocks,
        value={
            "value": value,
            "claims": list(for_),
            "against": list(contra),
            "grades": {id_: plain_grades(case, case.file.claims[id_]) for id_ in (*for_, *contra)},
            "assumed": not for_,
            "origins": [found.origins.least, found.origins.most],
            "lines": [found.lines.least, found.lines.most],
            "holds": in_icd_words(holds),
        },
    )


def written(value: Any) -> str:
    """Return a plain value on one line."""
    if isinstance(value, dict):
        return ", ".join(f"{key}: {written(entry)}" if key != "*" else written(entry) for key, entry in value.items())
    if isinstance(value, list) and value and all(isinstance(entry, list) for entry in value):
        return " and ".join(" or ".join(str(party) for party in group) for group in value)
    if isinstance(value, list):
        return "[" + ", ".join(written(entry) for entry in value) + "]"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def _claim_row(case: Case, id_: str, role: str) -> tuple[Any, ...]:
    claim = case.file.claims[id_]
    source = case.file.sources.get(claim.by or "")
    words = f"“{' '.join(claim.quote.split())}”" if claim.quote else (claim.reading or "-")
    if claim.kind != "quoted" and claim.quote:
        words += f" ({claim.kind})"
    chain = tuple(case.name_of(s) for s in ledger.hands(case.file, claim) if s != claim.by)
    return (
        id_,
        role,
        words,
        source.name if source else "no stated source",
        chain,
        claim.modality + (", denied" if claim.denies else ""),
        claim.when,
        *grade_cells(case, claim),
        written(claim.if_wrong) if claim.if_wrong is not None else "unknown",
    )


def _context(case: Case, id_: str) -> Iterator[str]:
    claim = case.file.claims[id_]
    text = case.texts.get(claim.document or "")
    if claim.quote and text:
        place = find_quote(text, claim.quote)
        if place:
            line = text.count("\n", 0, place[0]) + 1
            yield f"document {claim.document}, line {line}, characters {place[0]}-{place[1]}"
    if grades := grades_in_words(case, claim):
        yield grades
    if sure := confidence_in_words(claim):
        yield f"held to be {sure}"
    if claim.oddity:
        yield f"oddity: {claim.oddity}"
    if claim.reading:
        yield f"read as: {claim.reading}"


def gaps(case: Case) -> Result:
    """Return the values that no claim supports: the analyst's assumptions.

    Examples
    --------
    >>> import winset
    >>> "preferences.us.reservation" in winset.gaps(winset.load("doha2025")).value["assumed"]
    True
    """
    data = case.data()
    rows, supported = [], 0
    for path in parameters(data):
        if ledger.behind(case, path):
            supported += 1
        else:
            value = written(paths.get(data, paths.split(data, path)))
            rows.append((path, value if len(value) < 60 else value[:57] + "...", "{}:{}".format(*case.lines.place(path))))
    total = supported + len(rows)
    answer = f"{len(rows)} of {total} values are the analyst's assumptions: no claim supports them."
    return result(
        case,
        "gaps",
        answer,
        "values of the model about which no claim in force speaks, nor about the record they belong to",
        [Table(("path", "value", "place"), tuple(rows), "Assumed")],
        value={"assumed": [row[0] for row in rows], "supported": supported},
    )


def parameters(data: dict[str, Any]) -> list[str]:
    """Return the paths of the values that a claim could support."""
    found = []
    for pattern in _PARAMETERS:
        found += [".".join(parts) for parts in _matching(data, tuple(pattern.split(".")))]
    return found


def _matching(here: Any, pattern: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    if not pattern:
        yield ()
        return
    if not isinstance(here, dict):
        return
    keys = list(here) if pattern[0] == "*" else [pattern[0]] if pattern[0] in here else []
    for key in keys:
        for rest in _matching(here[key], pattern[1:]):
            yield (key, *rest)


def attempts(case: Case) -> Result:
    """Return each earlier attempt beside today: what has changed since, and what has not.

    References
    ----------
    Backward mapping after Lax & Sebenius (2006); conditions are compared by their path in the case where they name one.

    Examples
    --------
    >>> import winset
    >>> len(winset.attempts(winset.load("doha2025")).rows()) > 0
    True
    """
    rows, changed, same, blocks = [], list[str](), list[str](), list[Block]()
    for id_, attempt in case.file.attempts.items():
        when = f", {attempt.when}" if attempt.when else ""
        asked = f"; asked for by {', '.join(case.name_of(a) for a in attempt.asked_by)}" if attempt.asked_by else ""
        why_failed = f"; why: {attempt.reason}" if attempt.reason else ""
        blocks.append(Text(f"{attempt.name} ({attempt.status}{when}){asked}{why_failed}"))
        for name, condition in attempt.conditions.items():
            if condition.about:
                now = written(case.get(condition.about))
                equal = ledger.same_value(case, condition.about, condition.then)
                claims = ledger.behind(case, condition.about)
            else:
                now, equal = condition.now or "-", written(condition.then) == condition.now
                claims = ledger.behind(case, f"attempts.{id_}.conditions.{name}")
            (same if equal else changed).append(condition.name)
            rows.append(
                (id_, condition.name, written(condition.then), now, "unchanged" if equal else "changed", claims or "ASSUMED")
            )
    table = Table(("attempt", "condition", "then", "now", "", "claims"), tuple(rows), "Then and now")
    running = regimes_on(case)
    if running:
        blocks.append(Text("In force on the day: " + ", ".join(case.file.regimes[r].name for r in running) + "."))
    if not rows:
        return result(case, "attempts", "No earlier attempt is written down.", "comparison", [])
    answer = f"Changed since: {', '.join(changed) or 'nothing'}. Unchanged: {', '.join(same) or 'nothing'}."
    return result(
        case,
        "attempts",
        answer,
        "conditions of each earlier attempt held beside the case today",
        [table, *blocks],
        value={"changed": changed, "unchanged": same},
    )


def show(case: Case, path: str | None = None) -> Result:
    """Return one value or record of the case, or an overview of it.

    Raises
    ------
    UnknownName
        If the path leads nowhere.

    Examples
    --------
    >>> import winset
    >>> winset.show(winset.load("doha2025"), "parties.us.name").answer
    'parties.us.name = United States'
    """
    if path is not None:
        value = case.get(path)
        if not isinstance(value, dict | list):
            return result(case, f"show {path}", f"{path} = {_shown(path, value)}", "the case as resolved", [], value=value)
        entries = value.items() if isinstance(value, dict) else enumerate(value)
        rows = tuple((str(key), _with_claims(case, f"{path}.{key}", entry)) for key, entry in entries)
        return result(case, f"show {path}", path, "the case as resolved", [Table(("field", "value"), rows)], value=value)
    data = case.data()
    rows2 = tuple(
        (section, len(records), tuple(records)[:8] + (("...",) if len(records) > 8 else ()))
        for section, records in data.items()
        if isinstance(records, dict) and section != "conflict"
    )
    dims = case.dimensions()
    space = Table(
        ("issue", "values, status quo first", "delivered by", "stage"),
        tuple((d.id, _few(d.values), _who(case, d), d.stage) for d in dims.values()),
        "Issues",
    )
    product = 1
    for dim in dims.values():
        product *= len(dim.values)
    count = f"{counted(product)} deals" if dims else "no issues, only a conflict"
    answer = f"{case.title} ({case.id}), as of {case.file.as_of}: {count}."
    rule_rows = tuple((id_, r.name or id_, r.on) for id_, r in case.file.rules.items())
    blocks: list[Block] = [Table(("section", "records", "ids"), rows2, "What is written down")]
    blocks += [Heading("The deal space"), space] if dims else []
    if rule_rows:
        blocks.append(Table(("rule", "name", "on"), rule_rows, "Rules"))
    blocks += [Note(f"what-if: {step}") for step in case.steps]
    return result(
        case, "show", answer, "the case as resolved", blocks, value={"deals": product if product < 10**30 else counted(product)}
    )


def _with_claims(case: Case, path: str, value: Any) -> Backed | str:
    """Return a value with its claims; only a parameter without any is said to be assumed, a name or label is not."""
    claims = ledger.behind(case, path)
    known = parameters(case.data())
    parameter = any(path == p or p.startswith(path + ".") or path.startswith(p + ".") for p in known)
    return Backed(_shown(path, value), claims) if claims or parameter else _shown(path, value)


def _shown(path: str, value: Any) -> str:
    """Return a value on one line; how sure we are of a claim with the band of the word."""
    sure = path.startswith("claims.") and path.endswith(".confidence")
    return with_band(str(value).replace("_", " ")) if sure else written(value)


def _few(values: tuple[str, ...]) -> tuple[str, ...]:
    return values if len(values) <= 6 else (*values[:3], "...", values[-1])


def _who(case: Case, dim: Any) -> Backed:
    words = []
    for value in dim.values[1:]:
        words.append(" and ".join(" or ".join(group) for group in dim.groups(value)) or "nobody")
    same = len(set(words)) == 1
    text = words[0] if same else "; ".join(f"{v}: {w}" for v, w in zip(dim.values[1:], words, strict=True))
    return Backed(text, ledger.behind(case, f"issues.{dim.issue}.delivered_by"))
