"""`Result`: what was asked, how it was answered, and the answer as blocks that a terminal, a page or a program can show.

A result computes nothing. Reports read it; programs take `rows` or `to_json`.
"""

from __future__ import annotations

import datetime as dt
import json
import platform
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from fractions import Fraction
from html import escape
from pathlib import Path
from typing import Any

from winset import __version__
from winset.errors import MissingExtra
from winset.values import Range, Share, When, plain_number

_BAND = re.compile(r" \(\d{1,2}-\d{1,2} %\)")
_DRAWN = re.compile(r" draws, \d{1,2}(?:-\d{1,2})? %")
Cell = Any  # str, int, bool, None, Fraction, Range, Share, When, Backed, or a tuple of them


@dataclass(frozen=True)
class Backed:
    """A value with the claims behind it; without any it is the analyst's assumption, and says so.

    Examples
    --------
    >>> str(Backed("Israel", ("c8",))), str(Backed(3))
    ('Israel [c8]', '3 ASSUMED')
    """

    value: Cell
    claims: tuple[str, ...] = ()
    partly: bool = False

    def __str__(self) -> str:
        if not self.claims:
            return f"{show(self.value)} ASSUMED"
        return f"{show(self.value)} [{', '.join(self.claims)}]" + (" + ASSUMED" if self.partly else "")

    def plain(self) -> dict[str, Any]:
        """Return value, claims and whether it is assumed, as plain data."""
        return {"value": plain(self.value), "claims": list(self.claims), "assumed": self.partly or not self.claims}


@dataclass(frozen=True)
class Heading:
    """A line that opens a part of the answer; a wide part takes the whole breadth of a page."""

    text: str
    wide: bool = False


@dataclass(frozen=True)
class Text:
    """A paragraph."""

    text: str


@dataclass(frozen=True)
class Note:
    """Something the reader must know about how far the answer goes."""

    text: str


@dataclass(frozen=True)
class Table:
    """Rows under named columns.

    Parameters
    ----------
    columns : tuple of str
        Column names.
    rows : tuple of tuple
        One tuple of cells a row.
    title : str
        What the rows are.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    title: str = ""


@dataclass(frozen=True)
class Bars:
    """Shares of draws side by side: (label, share)."""

    bars: tuple[tuple[str, Share], ...]
    title: str = ""


@dataclass(frozen=True)
class Scatter:
    """Points in the plane of two parties, each axis 0 to 1, or as far as they reach beyond: (label, x, y, kind); for showing."""

    x: str
    y: str
    points: tuple[tuple[str, float, float, str], ...]
    title: str = ""
    lines: tuple[tuple[str, float], ...] = ()

    @property
    def ends(self) -> tuple[tuple[float, float], tuple[float, float]]:
        """The first and last value of each axis, x and y."""
        across = [x for _, x, _, _ in self.points] + [at for _, at in self.lines[:1]]
        up = [y for _, _, y, _ in self.points] + [at for _, at in self.lines[1:]]
        return (min(0.0, *across, 1.0), max(1.0, *across, 0.0)), (min(0.0, *up, 1.0), max(1.0, *up, 0.0))


@dataclass(frozen=True)
class Graph:
    """Who needs whom: nodes (id, label, kind) and edges (from, to, label)."""

    nodes: tuple[tuple[str, str, str], ...]
    edges: tuple[tuple[str, str, str], ...]
    title: str = ""


@dataclass(frozen=True)
class Timeline:
    """Dated entries: (when, first day or None, last day or None, text, kind)."""

    entries: tuple[tuple[str, dt.date | None, dt.date | None, str, str], ...]
    title: str = ""


@dataclass(frozen=True)
class Legend:
    """The claims that a page names, each with who says so; a report gives them short numbers, programs get the ids."""

    entries: tuple[tuple[str, str], ...]
    more: str = ""


Block = Heading | Text | Note | Table | Bars | Scatter | Graph | Timeline | Legend


@dataclass(frozen=True)
class Result:
    """One answer with everything needed to ask again and get the same.

    Parameters
    ----------
    question : str
        The verb and what it was asked about.
    answer : str
        One or two sentences.
    method : str
        Name of the method and its definition or source.
    exact : bool
        Whether the answer is exact for the draws made (False: approximate).
    case, case_hash : str
        Which case, and the 16 digits that name its content.
    steps : tuple of str
        The what-ifs applied.
    blocks : tuple of Block
        What to show; the first `Table` is what `rows` returns.
    settings : mapping
        Arguments that matter for asking again.
    seed : int or None
        Seed of the draws, where there are draws.
    draws : int
        Number of draws; 1 where no preference is a range, 0 where none was used.
    scale : mapping
        Per party the whole number that stands for a worth of 1 in exact reckoning; where draws differ, the smallest and largest.
    """

    question: str
    answer: str
    method: str
    case: str
    case_hash: str
    steps: tuple[str, ...] = ()
    blocks: tuple[Block, ...] = ()
    settings: Mapping[str, Any] = field(default_factory=dict)
    seed: int | None = None
    draws: int = 0
    exact: bool = True
    value: Any = None
    scale: Mapping[str, int | tuple[int, int]] = field(default_factory=dict)

    def rows(self) -> list[dict[str, Any]]:
        """Return the main table as one dict a row; cells keep their types (`Share`, `Backed` ...)."""
        table = next((block for block in self.blocks if isinstance(block, Table)), None)
        return [dict(zip(table.columns, row, strict=True)) for row in table.rows] if table else []

    def table(self) -> str:
        """Return the main table as text with aligned columns."""
        table = next((block for block in self.blocks if isinstance(block, Table)), None)
        return aligned(table) if table else self.answer

    def notes(self) -> list[str]:
        """Return the notes: how far the answer goes."""
        return [block.text for block in self.blocks if isinstance(block, Note)]

    def words_told(self) -> str:
        """Return what the words of likelihood in this answer and the figures beside them are; empty where there are none."""
        texts = [self.answer]
        for block in self.blocks:
            if isinstance(block, Note) and "ICD-203" in block.text:
                return ""
            if isinstance(block, Table):
                texts += [show(cell) for row in block.rows for cell in row]
            elif isinstance(block, Bars):
                texts += [str(share) for _, share in block.bars]
            elif isinstance(block, Text):
                texts.append(block.text)
        if not any(_BAND.search(text) for text in texts):
            return ""
        drawn = any(_DRAWN.search(text) for text in texts)
        return "words with their bands: ICD 203" + ("; last range: what so many draws allow (95 %)" if drawn else "")

    def provenance(self) -> dict[str, Any]:
        """Return method, settings, seed, scale, versions and case hash: what makes the answer repeatable."""
        return {
            "method": self.method,
            "exact": self.exact,
            "settings": plain(dict(self.settings)),
            "seed": self.seed,
            "draws": self.draws,
            "scale": plain(dict(self.scale)),
            "case": self.case,
            "case_hash": self.case_hash,
            "what_ifs": list(self.steps),
            "versions": {"winset": __version__, "python": platform.python_version()},
        }

    def to_json(self) -> str:
        """Return the whole result as JSON text, for programs."""
        content = {
            "question": self.question,
            "answer": self.answer,
            "value": plain(self.value),
            "rows": [{key: plain(cell) for key, cell in row.items()} for row in self.rows()],
            "blocks": [{"block": type(block).__name__.lower(), **plain(block)} for block in self.blocks],
            "provenance": self.provenance(),
        }
        return json.dumps(content, ensure_ascii=False, indent=1)

    def to_frame(self) -> Any:
        """Return the main table as a pandas (or else polars) data frame; `MissingExtra` if neither is installed."""
        records = [{key: plain(cell) for key, cell in row.items()} for row in self.rows()]
        try:
            import pandas
        except ImportError:
            try:
                import polars  # type: ignore[import-not-found,unused-ignore]
            except ImportError:
                raise MissingExtra("a data frame", "frames") from None
            # Unlike pandas, polars wants one type in a column: mixed cells become what people read.
            table = next((block for block in self.blocks if isinstance(block, Table)), Table((), ()))
            return polars.DataFrame({name: _column([row[k] for row in table.rows]) for k, name in enumerate(table.columns)})
        return pandas.DataFrame(records)

    def to_parquet(self, path: str | Path) -> None:
        """Write the main table to a Parquet file, cells as people read them; `MissingExtra` without pyarrow."""
        try:
            import pyarrow
            import pyarrow.parquet
        except ImportError:
            raise MissingExtra("a Parquet file", "parquet") from None
        table = next((block for block in self.blocks if isinstance(block, Table)), Table((), ()))
        columns = {name: _column([row[k] for row in table.rows]) for k, name in enumerate(table.columns)}
        pyarrow.parquet.write_table(pyarrow.table(columns), str(path))

    def _repr_html_(self) -> str:
        """Return the answer as HTML for a notebook: everything escaped, no script, nothing loaded from outside."""
        parts = [f"<p><b>{escape(self.answer)}</b></p>"]
        for block in self.blocks:
            if isinstance(block, Heading):
                parts.append(f"<h4>{escape(block.text)}</h4>")
            elif isinstance(block, Text | Note):
                parts.append(f"<p>{'note: ' if isinstance(block, Note) else ''}{escape(block.text)}</p>")
            elif isinstance(block, Table):
                parts.append(_html_table(block))
        draws = f"; {self.draws:,} draws, seed {self.seed}" if self.seed is not None else ""
        draws += f"; {told}" if (told := self.words_told()) else ""
        kind = "exact" if self.exact else "approximate"
        parts.append(f"<p><small>{escape(self.method)}{draws}; {kind}; case {escape(self.case)} {self.case_hash}</small></p>")
        return "".join(parts)


MOST_HTML_ROWS = 500


def _html_table(table: Table) -> str:
    head = "".join(f"<th>{escape(str(name))}</th>" for name in table.columns)
    rows = "".join(
        "<tr>" + "".join(f"<td>{escape(show(cell))}</td>" for cell in row) + "</tr>" for row in table.rows[:MOST_HTML_ROWS]
    )
    more = len(table.rows) - MOST_HTML_ROWS
    caption = f"<caption>{escape(table.title)}</caption>" if table.title else ""
    note = f"<p>{more:,} more rows are not shown</p>" if more > 0 else ""
    return f"<table>{caption}<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>{note}"


def _column(cells: list[Cell]) -> list[Any]:
    """Return cells of one type: numbers or truths as they are, everything else as people read it."""
    for kind in (bool, int, float):
        if all(type(cell) is kind for cell in cells):
            return cells
    return [show(cell) for cell in cells]


def show(cell: Cell) -> str:
    """Return `cell` as people read it."""
    if cell is None:
        return "-"
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, Fraction):
        return plain_number(cell)
    if isinstance(cell, int):
        return f"{cell:,}"
    if isinstance(cell, tuple | list):
        return ", ".join(show(entry) for entry in cell) or "-"
    return str(cell)


def plain(value: Any) -> Any:
    """Return `value` as JSON-ready data."""
    if isinstance(value, Share | Backed):
        return value.plain()
    if isinstance(value, Fraction):
        return plain_number(value)
    if isinstance(value, Range):
        return value.plain()
    if isinstance(value, When):
        return value.text
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): plain(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [plain(entry) for entry in value]
    if isinstance(value, set | frozenset):
        return sorted(plain(entry) for entry in value)
    if is_dataclass(value):
        return {f.name: plain(getattr(value, f.name)) for f in fields(value)}
    if value is None or isinstance(value, str | int | float | bool):
        return value
    return str(value)


def aligned(table: Table) -> str:
    """Return `table` as text, columns aligned by spaces."""
    lines = [table.columns, *[tuple(show(cell) for cell in row) for row in table.rows]]
    widths = [max(len(line[i]) for line in lines) for i in range(len(table.columns))]
    text = ["  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines]
    text.insert(1, "  ".join("-" * width for width in widths))
    return "\n".join(text)
