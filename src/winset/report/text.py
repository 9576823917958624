"""A Result on a terminal, by rich; never a control character, never markup from a case."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table as RichTable
from rich.text import Text as RichText

from winset.report.numbering import numbered
from winset.report.safe import printable
from winset.results import Bars, Graph, Heading, Note, Result, Scatter, Table, Text, Timeline, show

_WIDTH = 110


def console(stderr: bool = False) -> Console:
    """Return a console as wide as the terminal, or 110 columns where there is none."""
    found = Console(stderr=stderr, highlight=False, soft_wrap=False)
    if not found.is_terminal and "COLUMNS" not in found._environ:
        found = Console(stderr=stderr, highlight=False, soft_wrap=False, width=_WIDTH)
    return found


def print_result(result: Result, to: Console) -> None:
    """Print `result`: what-ifs, the answer, every block, then method, draws and case."""
    for step in result.steps:
        to.print(RichText(f"what if: {printable(step)}", style="dim"))
    to.print(RichText(printable(result.answer), style="bold"))
    for block in numbered(result):
        if isinstance(block, Heading):
            to.print()
            to.print(RichText(printable(block.text), style="bold cyan"))
        elif isinstance(block, Text):
            to.print(RichText(printable(block.text)))
        elif isinstance(block, Note):
            to.print(RichText(f"note: {printable(block.text)}", style="yellow"))
        elif isinstance(block, Table):
            _table(block, to)
        elif isinstance(block, Bars):
            _bars(block, to)
        elif isinstance(block, Graph):
            _graph(block, to)
        elif isinstance(block, Scatter):
            _scatter(block, to)
        elif isinstance(block, Timeline):
            continue  # the same entries stand in the table
    draws = f"; {result.draws:,} draws, seed {result.seed}" if result.seed is not None and result.draws > 1 else ""
    draws += f"; {told}" if (told := result.words_told()) else ""
    to.print(RichText(f"method: {printable(result.method)}{draws}; case {result.case} {result.case_hash}", style="dim"))


def _table(block: Table, to: Console) -> None:
    if not block.rows:
        return
    if block.title:
        to.print(RichText(printable(block.title), style="italic"))
    table = RichTable(box=None, pad_edge=False, header_style="bold", show_edge=False)
    for position, column in enumerate(block.columns):
        table.add_column(RichText(printable(column)), overflow="fold", ratio=None, no_wrap=position == 0 and _narrow(block))
    for row in block.rows:
        table.add_row(*(RichText(printable(show(cell))) for cell in row))
    if not any(block.columns):
        table.show_header = False
    to.print(table)


def _narrow(block: Table) -> bool:
    return max((len(show(row[0])) for row in block.rows), default=0) <= 32


def _bars(block: Bars, to: Console) -> None:
    for label, share in block.bars:
        filled = "#" * (share.percent // 5)
        to.print(RichText(f"{printable(label)[:40]:40} {filled:20} {share}"))


def _graph(block: Graph, to: Console) -> None:
    if block.title:
        to.print(RichText(printable(block.title), style="italic"))
    names = {id_: label for id_, label, _ in block.nodes}
    for first, second, label in block.edges:
        to.print(RichText(printable(f"  {names.get(first, first)} --> {names.get(second, second)}: {label}")))


_MARKS = {"deal": ".", "winset": "o", "efficient": "o", "deliverable": "#"}
_COLUMNS, _LINES = 50, 12


def _scatter(block: Scatter, to: Console) -> None:
    cells = [[" "] * (_COLUMNS + 1) for _ in range(_LINES + 1)]
    order = {".": 0, "o": 1, "#": 2, " ": -1}
    (x0, x1), (y0, y1) = block.ends
    for _, x, y, kind in block.points:
        mark = _MARKS.get(kind, ".")
        column, line = round((x - x0) / (x1 - x0) * _COLUMNS), _LINES - round((y - y0) / (y1 - y0) * _LINES)
        if order[mark] > order[cells[line][column]]:
            cells[line][column] = mark
    kinds = dict.fromkeys(kind for *_, kind in block.points)
    legend = "  ".join(f"{_MARKS.get(kind, '.')} {kind}" for kind in kinds)
    to.print(RichText(printable(block.title), style="italic"))
    across = f"{100 * x0:.0f} to {100 * x1:.0f}"
    up = "" if (x0, x1) == (y0, y1) else f", {100 * y0:.0f} to {100 * y1:.0f}"
    to.print(RichText(printable(f"  up: {block.y}{up}, right: {block.x}, {across}   {legend}"), style="dim"))
    for row in cells:
        to.print(RichText("  |" + "".join(row).rstrip()))
    to.print(RichText("  +" + "-" * (_COLUMNS + 1)))
