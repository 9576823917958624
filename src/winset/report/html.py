"""A Result as one self-contained HTML page: no script, no network, everything escaped, printing on A4."""

from __future__ import annotations

import math
import os
import re
import tempfile
from pathlib import Path

from winset import __version__
from winset.errors import BadRequest
from winset.report import charts
from winset.report.numbering import numbered
from winset.report.safe import escaped
from winset.results import Backed, Bars, Block, Graph, Heading, Note, Result, Scatter, Table, Text, Timeline, show
from winset.values import Share

# A page that may not load or run anything, whatever a case wrote into it.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_FEW = 3
_STYLE = """
@page{size:A4;margin:8mm 9mm}
*{box-sizing:border-box}
body{font:8.6pt/1.25 system-ui,-apple-system,'Segoe UI',Roboto,'DejaVu Sans',sans-serif;color:#14181c;margin:0 auto;padding:4mm;max-width:210mm;background:#fff}
h1{font-size:12.5pt;margin:0 0 1mm}
.answer{font-weight:600;margin:0 0 1.2mm}.what-if{color:#7a4b00;margin:0}
h2{font-size:8.8pt;margin:1.4mm 0 .5mm;border-bottom:.4pt solid #0b5cad;color:#0b3d73}
section{break-inside:avoid;min-width:0}section:first-child h2{margin-top:0}
.group{columns:2;column-gap:4mm}.group.few{display:grid;grid-template-columns:repeat(auto-fit,minmax(58mm,1fr));gap:0 4mm}
table{border-collapse:collapse;width:100%;margin:.3mm 0}caption{caption-side:top;text-align:left;font-style:italic;color:#444;font-size:.92em}
th,td{text-align:left;vertical-align:top;padding:.25mm 1.2mm .25mm 0;border-bottom:.3pt solid #d7dce1;overflow-wrap:break-word}
th{font-weight:600}p{margin:.4mm 0}
.claims{color:#0b5cad;font-size:.82em;white-space:nowrap}.assumed{color:#9a3b00;font-size:.74em;letter-spacing:.02em;white-space:nowrap}
.note{color:#444;font-size:.92em}.pictures{display:grid;grid-template-columns:1fr 1fr;gap:3mm}
.pictures figure,figure{margin:0}figcaption{font-style:italic;color:#444;font-size:.9em}svg{width:100%;height:auto;max-height:var(--chart,none);font-family:inherit}
footer{color:#555;font-size:.82em;margin-top:1mm;border-top:.3pt solid #d7dce1;overflow-wrap:anywhere}
@media print{body{padding:0;font-size:var(--print);line-height:1.15;max-width:none}h1{font-size:1.6em}h2{font-size:1.08em;margin-top:.8mm}svg{max-height:31mm}}
@media (max-width:700px){.group{columns:1}.pictures{grid-template-columns:1fr}}
"""  # noqa: E501 - one rule a line reads better than wrapped ones


def page(result: Result, title: str) -> str:
    """Return `result` as a whole HTML document."""
    sections = _grouped(_sections(numbered(result)))
    steps = "".join(f'<p class="what-if">what if: {escaped(step)}</p>' for step in result.steps)
    draws = f"{result.draws:,} draws, seed {result.seed}; " if result.seed is not None and result.draws > 1 else ""
    told = f"{words}; " if (words := result.words_told()) else ""
    footer = f"Method: {result.method}. {draws}{told}case {result.case} {result.case_hash}; Winset {__version__}. Options, who can block, risks and sources; no recommendation."  # noqa: E501
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        '<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="referrer" content="no-referrer">'
        f'<title>{escaped(title)}</title><style>{_STYLE}</style></head><body style="--print:{_print_size(sections):.2f}pt">'
        f'<h1>{escaped(title)}</h1>{steps}<p class="answer">{escaped(result.answer)}</p><main>{sections}</main>'
        f"<footer>{escaped(footer)}</footer></body></html>\n"
    )


# The many short rows of a long table take more room than their letters.
_ROWS, _ROW = 10, 250
_FULL_PAGE, _LARGEST, _SMALLEST = 6900, 6.8, 5.2


def _print_size(sections: str) -> float:
    """Return the size of the printed letters in points that lets a brief fill one A4 page, within what can be read."""
    letters = len(re.sub(r"<svg.*?</svg>|<[^>]*>", "", sections))
    letters += _ROW * max(0, max(table.count("<tr>") for table in sections.split("<table")) - _ROWS)
    return float(max(_SMALLEST, min(_LARGEST, 6.0 * math.sqrt(_FULL_PAGE / max(1, letters)))))


def write_page(result: Result, title: str, path: Path) -> None:
    """Write the page to `path`, whole or not at all."""
    write_whole(path, page(result, title))


def write_whole(path: Path, text: str) -> None:
    """Write `text` to `path` through a file beside it, so that an interruption leaves the old one.

    A link is followed to the file it leads to; a device, pipe or folder is refused, because it cannot be replaced.
    """
    path = path.resolve()
    if path.exists() and not path.is_file():
        raise BadRequest(f"{path.name} is no ordinary file; name another one to write to")
    handle, name = tempfile.mkstemp(dir=path.parent or Path(), prefix=".winset-", suffix=".part")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        umask = os.umask(0)
        os.umask(umask)
        os.chmod(name, 0o666 & ~umask)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _sections(blocks: tuple[Block, ...]) -> list[tuple[Heading | None, list[Block]]]:
    found: list[tuple[Heading | None, list[Block]]] = [(None, [])]
    for block in blocks:
        if isinstance(block, Heading):
            found.append((block, []))
        else:
            found[-1][1].append(block)
    return [entry for entry in found if entry[0] or entry[1]]


def _grouped(sections: list[tuple[Heading | None, list[Block]]]) -> str:
    """Return the sections; narrow ones that follow each other stand side by side, two columns of many or one each of a few."""
    parts: list[str] = []
    narrow: list[str] = []

    def flush() -> None:
        if narrow:
            few = " few" if len(narrow) <= _FEW else ""
            parts.append(f'<div class="group{few}">{"".join(narrow)}</div>')
            narrow.clear()

    for heading, blocks in sections:
        if heading is None or heading.wide:
            flush()
            parts.append(_section(heading, blocks))
        else:
            narrow.append(_section(heading, blocks))
    flush()
    return "".join(parts)


def _section(heading: Heading | None, blocks: list[Block]) -> str:
    title = f"<h2>{escaped(heading.text)}</h2>" if heading else ""
    pictures = [block for block in blocks if isinstance(block, Scatter | Graph | Bars)]
    body = "".join(_block(block) for block in blocks if block not in pictures)
    if pictures:
        figures = "".join(f"<figure><figcaption>{escaped(p.title)}</figcaption>{_picture(p)}</figure>" for p in pictures)
        body = (f'<div class="pictures">{figures}</div>' if len(pictures) > 1 else figures) + body
    return f"<section>{title}{body}</section>"


def _picture(block: Block) -> str:
    if isinstance(block, Scatter):
        return charts.scatter(block)
    return charts.graph(block) if isinstance(block, Graph) else charts.bars(block) if isinstance(block, Bars) else ""


def _block(block: Block) -> str:
    if isinstance(block, Text):
        return f"<p>{escaped(block.text)}</p>"
    if isinstance(block, Note):
        return f'<p class="note">{escaped(block.text)}</p>'
    if isinstance(block, Timeline) or not isinstance(block, Table) or not block.rows:
        return ""
    caption = f"<caption>{escaped(block.title)}</caption>" if block.title else ""
    head = f"<tr>{''.join(f'<th>{escaped(c)}</th>' for c in block.columns)}</tr>" if any(block.columns) else ""
    rows = "".join(f"<tr>{''.join(f'<td>{_cell(cell)}</td>' for cell in row)}</tr>" for row in block.rows)
    return f"<table>{caption}{head}{rows}</table>"


def _cell(cell: object) -> str:
    if isinstance(cell, Backed):
        text = _cell(cell.value)
        claims = f' <span class="claims">[{escaped(", ".join(cell.claims))}]</span>' if cell.claims else ""
        assumed = ' <span class="assumed">ASSUMED</span>' if cell.partly or not cell.claims else ""
        return text + claims + assumed
    if isinstance(cell, tuple):
        return ", ".join(_cell(entry) for entry in cell) or "-"
    if isinstance(cell, Share):
        return escaped(str(cell))
    return escaped(show(cell))
