"""Issue grids: one row per value, one column per party, as CSV or XLSX.

::

    issue,      value,          us,   hamas
    (reservation), ,            0.3,  0.2
    prisoners,  (weight),       2,    5
    prisoners,  0,              1,    0
    prisoners,  100,            0,    1

A row `(weight)` under an issue, and rows `(reservation)`, `(discount)` and `(constant)`, may be left out:
weights are then 1. Numbers may be decimals or fractions such as 1/3.
"""

from __future__ import annotations

import csv
import importlib
import io
import warnings
import zipfile
import zlib
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

from winset.errors import MissingExtra, quoted
from winset.exchange.scenario import (
    MOST_BYTES,
    MOST_VALUES,
    Issue,
    Profile,
    Scenario,
    Written,
    checked,
    plain,
    read_text,
    wrong,
)

_SPECIAL = ("(reservation)", "(discount)", "(constant)")
_UNSAFE = ("=", "+", "-", "@", "\t", "\r")


def read_csv(path: Path) -> Scenario:
    """Return the scenario of a CSV issue grid; commas, semicolons or tabs separate.

    Raises
    ------
    CaseError
        Naming the row of anything that is not as described.
    """
    text = read_text(path)
    first = text.split("\n", 1)[0]
    separator = max((",", ";", "\t"), key=first.count)
    try:
        rows = list(csv.reader(io.StringIO(text), delimiter=separator, strict=True))
    except csv.Error as error:
        raise wrong(path.name, 0, "", f"this is not a CSV file: {error}") from error
    return _scenario(rows, path)


def write_csv(scenario: Scenario) -> Written:
    """Return `<name>.csv`; nothing is lost but whether an issue's values are numbers."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(_rows(scenario))
    return Written(((f"{scenario.name}.csv", out.getvalue()),), _kinds(scenario))


# What zipfile and openpyxl raise on damaged packages and on damaged XML in them.
_DAMAGED = (
    zipfile.BadZipFile, zlib.error, EOFError, LookupError, ValueError, TypeError, AttributeError, SyntaxError, RuntimeError,
)  # fmt: skip


def read_xlsx(path: Path) -> Scenario:
    """Return the scenario of the first sheet of an XLSX issue grid (needs the extra `xlsx`).

    Formulas are not evaluated: the value that the file stores is read.
    """
    openpyxl = _openpyxl()
    try:
        if path.stat().st_size > MOST_BYTES:
            raise wrong(path.name, 0, "", f"the file is larger than {MOST_BYTES:,} bytes")
        with zipfile.ZipFile(path) as archive:
            if sum(part.file_size for part in archive.infolist()) > 10 * MOST_BYTES:
                raise wrong(path.name, 0, "", "the file unpacks to more than is accepted")
            for part in archive.infolist():
                if part.filename.endswith((".xml", ".rels")) and b"<!DOCTYPE" in archive.read(part).upper():
                    raise wrong(path.name, 0, part.filename, "document types are not accepted in XML files")
        with warnings.catch_warnings():
            # What openpyxl only warns of is styles and links; the cells are checked below.
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(path, read_only=True, data_only=True)
            rows = [["" if c is None else _cell(c) for c in row] for row in book.worksheets[0].iter_rows(values_only=True)]
            book.close()
    except OSError as error:
        raise wrong(path.name, 0, "", f"the file cannot be read: {error.strerror or error}") from error
    except _DAMAGED as error:
        raise wrong(path.name, 0, "", "this is not an XLSX file, or it is damaged") from error
    return _scenario(rows, path)


def write_xlsx(scenario: Scenario, path: Path) -> tuple[str, ...]:
    """Write the XLSX issue grid to `path` and return what the format could not hold (needs the extra `xlsx`).

    Numbers without an exact decimal are written as text, so that reading them back loses nothing.
    """
    openpyxl = _openpyxl()
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "issues"
    for r, row in enumerate(_rows(scenario), start=1):
        for c, text in enumerate(row, start=1):
            cell = sheet.cell(row=r, column=c)
            if r > 1 and c > 2 and text and "/" not in text and Fraction(repr(float(text))) == Fraction(text):
                cell.value = int(text) if text.lstrip("-").isdigit() else float(text)
            else:
                cell.value = text
                cell.data_type = "s"
    book.save(path)
    return _kinds(scenario)


def _openpyxl() -> Any:
    try:
        return importlib.import_module("openpyxl")
    except ImportError as absent:
        raise MissingExtra("reading and writing XLSX files", "xlsx") from absent


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _kinds(scenario: Scenario) -> tuple[str, ...]:
    return tuple(f"{i.name}: the grid does not say that its values are numbers" for i in scenario.issues if i.kind != "discrete")


def _rows(scenario: Scenario) -> list[list[str]]:
    rows = [["issue", "value", *(_safe(p.name) for p in scenario.parties)]]
    if any(p.reservation is not None for p in scenario.parties):
        rows.append(["(reservation)", "", *(_number(p.reservation) for p in scenario.parties)])
    if any(p.discount is not None for p in scenario.parties):
        rows.append(["(discount)", "", *(_number(p.discount) for p in scenario.parties)])
    if any(p.bias for p in scenario.parties):
        rows.append(["(constant)", "", *(_number(p.bias) for p in scenario.parties)])
    for k, issue in enumerate(scenario.issues):
        rows.append([_safe(issue.name), "(weight)", *(_number(p.weights[k]) for p in scenario.parties)])
        for v, text in enumerate(issue.values):
            rows.append([_safe(issue.name), _safe(text), *(_number(p.curves[k][v]) for p in scenario.parties)])
    return rows


def _number(value: Fraction | None) -> str:
    return "" if value is None else plain(value)


def _safe(text: str) -> str:
    """Return a text that a spreadsheet program does not take for a formula; numbers stay as they are."""
    if text.startswith("'") or (text.startswith(_UNSAFE) and not _is_number(text)):
        return "'" + text
    return text


def _is_number(text: str) -> bool:
    try:
        return len(text) < 400 and (Fraction(text) or True) is not None
    except (ValueError, ZeroDivisionError):
        return False


def _scenario(rows: Sequence[Sequence[str]], path: Path) -> Scenario:
    file = path.name
    filled = [(k, [c.strip() for c in row]) for k, row in enumerate(rows, start=1) if any(c.strip() for c in row)]
    if not filled or len(filled[0][1]) < 3 or [c.lower() for c in filled[0][1][:2]] != ["issue", "value"]:
        raise wrong(file, 1, "", "the first row must be: issue, value, and one column per party")
    if len(filled) > MOST_VALUES:
        raise wrong(file, 0, "", f"the grid has more than {MOST_VALUES:,} rows")
    names = [_plain(c) for c in filled[0][1][2:]]
    while names and not names[-1]:
        names.pop()
    parties = len(names)
    if not parties or "" in names:
        raise wrong(file, filled[0][0], "", "every party column needs a name in the first row")
    special: dict[str, list[Fraction | None]] = {}
    weights: dict[str, list[Fraction]] = {}
    values: dict[str, list[str]] = {}
    curves: dict[str, list[list[Fraction]]] = {}
    for line, row in filled[1:]:
        issue, value, cells = _plain(row[0]), _plain(row[1]) if len(row) > 1 else "", row[2 : 2 + parties]
        cells += [""] * (parties - len(cells))
        if any(c for c in row[2 + parties :]):
            raise wrong(file, line, issue, "this row has more cells than there are parties")
        if issue in _SPECIAL:
            special[issue] = [_read(c, file, line, issue) if c else None for c in cells]
            continue
        if not issue or not value:
            raise wrong(file, line, issue, "a row needs an issue and a value")
        numbers = []
        for party, cell in zip(names, cells, strict=True):
            if not cell:
                raise wrong(file, line, f"{issue}.{value}", f"there is no number for {quoted(party)}")
            numbers.append(_read(cell, file, line, f"{issue}.{value}"))
        if value == "(weight)":
            weights[issue] = numbers
            values.setdefault(issue, [])
            curves.setdefault(issue, [])
            continue
        values.setdefault(issue, []).append(value)
        curves.setdefault(issue, []).append(numbers)
    one = [Fraction(1)] * parties
    nothing: list[Fraction | None] = [None] * parties
    issues = tuple(Issue(name, tuple(found), "discrete") for name, found in values.items())
    profiles = tuple(
        Profile(
            name,
            tuple(weights.get(i.name, one)[p] for i in issues),
            tuple(tuple(row[p] for row in curves[i.name]) for i in issues),
            special.get("(constant)", nothing)[p] or Fraction(0),
            special.get("(reservation)", nothing)[p],
            special.get("(discount)", nothing)[p],
        )
        for p, name in enumerate(names)
    )
    return checked(Scenario(path.stem, issues, profiles, ()), file)


def _plain(text: str) -> str:
    return text[1:] if text.startswith("'") else text


def _read(text: str, file: str, line: int, path: str) -> Fraction:
    try:
        if len(text) > 400 or (("e" in text.lower()) and abs(int(text.lower().partition("e")[2])) > 400):
            raise ValueError
        return Fraction(text.replace(" ", ""))
    except (ValueError, ZeroDivisionError) as error:
        raise wrong(file, line, path, f"{quoted(text)} is not a number") from error
