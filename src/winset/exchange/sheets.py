"""Issue grids: one row per value, one column per party, as CSV or XLSX.

::

    issue,      value,          us,   hamas
    (reservation), ,            0.3,  0.2
    prisoners,  (weight),       2,    5
    prisoners,  0,              1,    0
    prisoners,  100,            0,    1

A row `(weight)` under an issue, and rows `(reservation)`, `(discount)` and `(constant)`, may be left out:
weights are then 1. Numbers may be decimals or fractions such as 1/3. Where ids are not what the names would give, a row `(id)`
holds the parties' and a last column `(id)` the issues' (beside the weight) and the values'. `(title)` is the title of the case.
"""

from __future__ import annotations

import csv
import importlib
import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

from winset.errors import CaseError, MissingExtra, Slip, quoted
from winset.exchange.naming import case_ids, file_names, is_numbers, without_ids
from winset.exchange.scenario import (
    MOST_BYTES,
    MOST_VALUES,
    Issue,
    Profile,
    Scenario,
    Written,
    checked,
    gathered,
    plain,
    read_text,
    wrong,
)

_SPECIAL = ("(reservation)", "(discount)", "(constant)")
_TEXTS = ("(id)", "(title)")
_UNSAFE = ("=", "+", "-", "@", "\t", "\r")


def read_csv(path: Path) -> Scenario:
    """Return the scenario of a CSV issue grid; commas, semicolons or tabs separate.

    Raises
    ------
    CaseError
        Naming the row of anything that is not as described.
    """
    text = read_text(path)
    first = text.lstrip().split("\n", 1)[0]
    # What stands between the first two cells; names further on may hold any of the three.
    begun = re.match(r"""["']?issue["']?\s*([,;\t])""", first, re.IGNORECASE)
    separator = begun[1] if begun else max((",", ";", "\t"), key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    rows: list[tuple[int, list[str]]] = []
    line = 1
    try:
        for row in reader:
            rows.append((line, row))
            line = reader.line_num + 1
    except csv.Error as error:
        raise wrong(path.name, line, "", f"this is not a CSV file: {error}") from error
    return _scenario(rows, path)


def write_csv(scenario: Scenario) -> Written:
    """Return `<name>.csv`; nothing is lost but whether an issue's values are numbers."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(_rows(scenario))
    return Written(((f"{file_names(scenario)[0]}.csv", out.getvalue()),), _kinds(scenario))


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
        if not path.stat().st_size:
            raise wrong(path.name, 1, "", "the file is empty")
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
            rows = [
                (line, ["" if c is None else _cell(c) for c in row])
                for line, row in enumerate(book.worksheets[0].iter_rows(values_only=True), start=1)
            ]
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
    last = 2 + len(scenario.parties)
    for r, row in enumerate(_rows(scenario), start=1):
        for c, text in enumerate(row, start=1):
            cell = sheet.cell(row=r, column=c)
            is_number = r > 1 and 2 < c <= last and text and row[0] not in _TEXTS and "/" not in text
            if is_number and Fraction(repr(float(text))) == Fraction(text):
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
    lost = [
        f"{i.name}: the grid does not say that its values are numbers"
        for i in scenario.issues
        if i.kind != "discrete" and not is_numbers(i.values)
    ]
    return tuple(lost)


def _rows(scenario: Scenario) -> list[list[str]]:
    rows = [["issue", "value", *(_safe(p.name) for p in scenario.parties)]]
    _, parties, issues, values = case_ids(scenario)
    _, parties_made, issues_made, values_made = case_ids(without_ids(scenario, parties=True, terms=True))
    # Ids are written only where the names would not give them.
    ids = (issues, values) != (issues_made, values_made)
    end = [""] if ids else []
    rows[0] += ["(id)"] if ids else []
    if scenario.id and scenario.name != scenario.id:
        rows.append(["(title)", _safe(scenario.name), *[""] * len(parties), *end])
    if parties != parties_made:
        rows.append(["(id)", "", *parties, *end])
    if any(p.reservation is not None for p in scenario.parties):
        rows.append(["(reservation)", "", *(_number(p.reservation) for p in scenario.parties), *end])
    if any(p.discount is not None for p in scenario.parties):
        rows.append(["(discount)", "", *(_number(p.discount) for p in scenario.parties), *end])
    if any(p.bias for p in scenario.parties):
        rows.append(["(constant)", "", *(_number(p.bias) for p in scenario.parties), *end])
    for k, issue in enumerate(scenario.issues):
        name = _safe(issue.name)
        rows.append([name, "(weight)", *(_number(p.weights[k]) for p in scenario.parties), *([issues[k]] if ids else [])])
        for v, text in enumerate(issue.values):
            id_ = [values[k][v]] if ids else []
            rows.append([name, _safe(text), *(_number(p.curves[k][v]) for p in scenario.parties), *id_])
    return rows


def _number(value: Fraction | None) -> str:
    return "" if value is None else plain(value)


def _safe(text: str) -> str:
    """Return a text that a spreadsheet program does not take for a formula, nor this module for a word of its own or a blank.

    Numbers stay as they are.
    """
    own = text.startswith(("'", "(")) or text != text.strip()
    return "'" + text if own or (text.startswith(_UNSAFE) and not _is_number(text)) else text


def _is_number(text: str) -> bool:
    try:
        return len(text) < 400 and (Fraction(text) or True) is not None
    except (ValueError, ZeroDivisionError):
        return False


def _scenario(rows: Sequence[tuple[int, Sequence[str]]], path: Path) -> Scenario:
    """Return the scenario of numbered rows, or a CaseError with every slip in them."""
    file = path.name
    filled = [(line, [_trimmed(c) for c in row]) for line, row in rows if any(c.strip() for c in row)]
    if not filled:
        raise wrong(file, 1, "", "the grid is empty: it has no row with anything in it")
    top, head = filled[0]
    if len(head) < 3 or [c.lower() for c in head[:2]] != ["issue", "value"]:
        raise wrong(file, top, "", "the first row must be: issue, value, and one column per party")
    if len(filled) > MOST_VALUES:
        raise wrong(file, 0, "", f"the grid has more than {MOST_VALUES:,} rows")
    while not head[-1]:
        head.pop()
    with_ids = head[-1] == "(id)"
    names = [_plain(c) for c in (head[2:-1] if with_ids else head[2:])]
    slips: list[Slip] = []
    if not names or "" in names:
        slips.append(Slip(file, top, "", "every party column needs a name in the first row"))
    slips += [Slip(file, top, name, "there are two of this party") for name in {n for n in names if n and names.count(n) > 1}]
    if len(filled) == 1:
        slips.append(Slip(file, top, "", "the grid is empty: it has a first row, and no issue below it"))
    grid = _Grid(file, tuple(names), with_ids)
    for line, row in filled[1:]:
        with gathered(slips):
            grid.take(line, row, slips)
    for name, found in grid.values.items():
        if not found:
            slips.append(Slip(file, grid.lines[name], name, "the issue has no value"))
    if slips:
        raise CaseError(slips)
    return checked(grid.scenario(path.stem), file)


class _Grid:
    """The rows of a grid taken so far."""

    def __init__(self, file: str, names: tuple[str, ...], with_ids: bool) -> None:
        self.file, self.names, self.width = file, names, len(names) + with_ids
        self.special: dict[str, list[Fraction | None]] = {}
        self.weights: dict[str, list[Fraction]] = {}
        self.values: dict[str, list[str]] = {}
        self.curves: dict[str, list[list[Fraction]]] = {}
        self.ids: dict[tuple[str, str], str] = {}
        self.party_ids: tuple[str, ...] = ()
        self.lines: dict[str, int] = {}
        self.title = ""

    def take(self, line: int, row: Sequence[str], slips: list[Slip]) -> None:
        """Take one row; what is wrong in its cells is added to `slips`."""
        marked, marked_value = row[0], row[1] if len(row) > 1 else ""
        issue, value = _plain(marked), _plain(marked_value)
        cells = list(row[2 : 2 + self.width]) + [""] * (2 + self.width - max(len(row), 2))
        id_ = _plain(cells.pop()) if self.width > len(self.names) else ""
        if any(row[2 + self.width :]):
            slips.append(Slip(self.file, line, issue, "this row has more cells than there are parties"))
        if marked == "(id)":
            self.party_ids = tuple(_plain(c) for c in cells)
            return
        if marked == "(title)":
            self.title = value
            return
        if marked in _SPECIAL:
            self.special[marked] = [self._number(c, line, marked, slips) if c else None for c in cells]
            return
        if not issue or not value:
            raise wrong(self.file, line, issue, "a row needs an issue and a value")
        self.lines.setdefault(issue, line)
        self.values.setdefault(issue, [])
        self.curves.setdefault(issue, [])
        weight = marked_value == "(weight)"
        place = f"{issue}.{value}"
        if (value in self.values[issue] and not weight) or (weight and issue in self.weights):
            slips.append(Slip(self.file, line, place, f"there are two of this {'weight' if weight else f'value of {issue}'}"))
        numbers = []
        for party, cell in zip(self.names, cells, strict=True):
            if not cell:
                slips.append(Slip(self.file, line, place, f"there is no number for {quoted(party)}"))
            numbers.append(self._number(cell, line, place, slips) if cell else Fraction(0))
        if weight:
            self.ids[issue, ""] = id_
            self.weights[issue] = numbers
        else:
            self.ids[issue, value] = id_
            self.values[issue].append(value)
            self.curves[issue].append(numbers)

    def _number(self, cell: str, line: int, place: str, slips: list[Slip]) -> Fraction:
        with gathered(slips):
            return _read(cell, self.file, line, place)
        return Fraction(0)

    def scenario(self, name: str) -> Scenario:
        """Return the scenario of all the rows."""
        one = [Fraction(1)] * len(self.names)
        nothing: list[Fraction | None] = [None] * len(self.names)
        issues = tuple(self._issue(issue, tuple(found)) for issue, found in self.values.items())
        profiles = tuple(
            Profile(
                party,
                tuple(self.weights.get(i.name, one)[p] for i in issues),
                tuple(tuple(row[p] for row in self.curves[i.name]) for i in issues),
                self.special.get("(constant)", nothing)[p] or Fraction(0),
                self.special.get("(reservation)", nothing)[p],
                self.special.get("(discount)", nothing)[p],
                self.party_ids[p] if self.party_ids else "",
            )
            for p, party in enumerate(self.names)
        )
        return Scenario(self.title or name, issues, profiles, (), name if self.title else "")

    def _issue(self, name: str, values: tuple[str, ...]) -> Issue:
        ids = tuple(self.ids[name, value] for value in values)
        return Issue(name, values, "discrete", self.ids.get((name, ""), ""), ids if any(ids) else ())


def _trimmed(cell: str) -> str:
    # Behind an apostrophe a cell is a text as it stands, with its blanks.
    return cell if cell.startswith("'") else cell.strip()


def _plain(text: str) -> str:
    return text[1:] if text.startswith("'") else text


def _read(text: str, file: str, line: int, path: str) -> Fraction:
    try:
        if len(text) > 400 or (("e" in text.lower()) and abs(int(text.lower().partition("e")[2])) > 400):
            raise ValueError
        return Fraction(text.replace(" ", ""))
    except (ValueError, ZeroDivisionError) as error:
        raise wrong(file, line, path, f"{quoted(text)} is not a number") from error
