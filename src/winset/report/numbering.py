"""Claims by short numbers on a page that has a legend; the result itself keeps their ids."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from winset.results import Backed, Block, Legend, Result, Table, Text


def numbered(result: Result) -> tuple[Block, ...]:
    """Return the blocks of `result`; where there is a legend, its claims stand as numbers and the legend says which is which."""
    legend = next((block for block in result.blocks if isinstance(block, Legend)), None)
    if legend is None:
        return result.blocks
    numbers = {id_: str(position) for position, (id_, _) in enumerate(legend.entries, 1)}
    text = "; ".join(f"[{numbers[id_]}] {id_}: {by}" for id_, by in legend.entries)
    shown: list[Block] = []
    for block in result.blocks:
        if isinstance(block, Legend):
            shown.append(Text(f"{text}. {legend.more}".strip()))
        elif isinstance(block, Table):
            shown.append(replace(block, rows=tuple(tuple(_cell(cell, numbers) for cell in row) for row in block.rows)))
        else:
            shown.append(block)
    return tuple(shown)


def _cell(cell: Any, numbers: dict[str, str]) -> Any:
    if isinstance(cell, Backed):
        return Backed(cell.value, tuple(numbers.get(id_, id_) for id_ in cell.claims), cell.partly)
    if isinstance(cell, tuple):
        return tuple(_cell(entry, numbers) for entry in cell)
    return cell
