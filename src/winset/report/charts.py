"""Small charts as inline SVG: no script, no font, no network."""

from __future__ import annotations

import math

from winset.report.safe import escaped
from winset.results import Bars, Graph, Scatter

_COLOURS = {"deal": "#c4c8cc", "winset": "#d98a00", "efficient": "#d98a00", "deliverable": "#0b5cad"}
_WORDS = {
    "deal": "other deals",
    "winset": "in the win-set in most draws",
    "efficient": "efficient in most draws",
    "deliverable": "the signatories can deliver it",
}


def scatter(block: Scatter) -> str:
    """Return deals in the plane of two parties as SVG; kinds differ by shape as well as colour."""
    side, left, top = 190, 34, 8
    order = {"deal": 0, "efficient": 1, "winset": 1, "deliverable": 2}
    (x0, x1), (y0, y1) = block.ends

    def place(x: float, y: float) -> tuple[float, float]:
        return left + (x - x0) / (x1 - x0) * side, top + (y1 - y) / (y1 - y0) * side

    marks = []
    for label, x, y, kind in sorted(block.points, key=lambda p: order.get(p[3], 0)):
        px, py = place(x, y)
        title = f"<title>{escaped(label)}</title>"
        colour = _COLOURS.get(kind, "#888")
        if kind == "deliverable":
            marks.append(f'<rect x="{px - 2.4:.1f}" y="{py - 2.4:.1f}" width="4.8" height="4.8" fill="{colour}">{title}</rect>')
        elif kind == "deal":
            marks.append(f'<circle cx="{px:.1f}" cy="{py:.1f}" r="1.6" fill="{colour}">{title}</circle>')
        else:
            marks.append(
                f'<circle cx="{px:.1f}" cy="{py:.1f}" r="2.6" fill="none" stroke="{colour}" stroke-width="1.2">{title}</circle>'
            )
    lines = ""
    if len(block.lines) == 2:
        px, py = place(block.lines[0][1], block.lines[1][1])
        lines = f'<path d="M{px:.1f} {top}V{top + side}M{left} {py:.1f}H{left + side}" stroke="#555" stroke-dasharray="3 2" stroke-width=".7"/>'
    kinds = [kind for kind in ("deliverable", "winset", "efficient", "deal") if any(p[3] == kind for p in block.points)]
    legend = "".join(
        f'<text x="{left + side + 8}" y="{top + 10 + 12 * n}" font-size="8" fill="{_COLOURS[kind] if kind != "deal" else "#777"}">'
        f"{'■' if kind == 'deliverable' else '○' if kind != 'deal' else '•'} {escaped(_WORDS[kind])}</text>"
        for n, kind in enumerate(kinds)
    )
    return (
        f'<svg viewBox="0 0 370 {side + 34}" role="img" aria-label="{escaped(block.title)}">'
        f'<rect x="{left}" y="{top}" width="{side}" height="{side}" fill="none" stroke="#999" stroke-width=".7"/>{lines}{"".join(marks)}'
        f'<text x="{left + side / 2}" y="{top + side + 20}" text-anchor="middle" font-size="9">{escaped(block.x)}, {100 * x0:.0f} to {100 * x1:.0f}</text>'
        f'<text transform="translate(12 {top + side / 2}) rotate(-90)" text-anchor="middle" font-size="9">'
        f"{escaped(block.y)}, {100 * y0:.0f} to {100 * y1:.0f}</text>"
        f"{legend}</svg>"
    )


def graph(block: Graph) -> str:
    """Return who needs whom as SVG: nodes on a circle, arrows with what is needed."""
    width, height = 370, 224
    centre_x, centre_y, rx, ry = width / 2, height / 2, 118, 84
    at = {}
    for n, (id_, _, _) in enumerate(block.nodes):
        angle = -math.pi / 2 + 2 * math.pi * n / max(1, len(block.nodes))
        at[id_] = (centre_x + rx * math.cos(angle), centre_y + ry * math.sin(angle))
    parts = [
        '<defs><marker id="tip" viewBox="0 0 6 6" refX="6" refY="3" markerWidth="6" markerHeight="6" orient="auto">'
        '<path d="M0 0L6 3L0 6z" fill="#555"/></marker></defs>'
    ]
    both = {(a, b) for a, b, _ in block.edges if (b, a) in {(x, y) for x, y, _ in block.edges}}
    labels = []
    for first, second, label in block.edges:
        if first not in at or second not in at:
            continue
        (x1, y1), (x2, y2) = at[first], at[second]
        length = math.hypot(x2 - x1, y2 - y1) or 1
        ux, uy = (x2 - x1) / length, (y2 - y1) / length
        shift = 5 if (first, second) in both else 0
        sx, sy, ex, ey = (
            x1 + 24 * ux - shift * uy,
            y1 + 14 * uy + shift * ux,
            x2 - 28 * ux - shift * uy,
            y2 - 16 * uy + shift * ux,
        )
        parts.append(
            f'<path d="M{sx:.1f} {sy:.1f}L{ex:.1f} {ey:.1f}" stroke="#555" stroke-width=".8" fill="none" marker-end="url(#tip)"/>'
        )
        place = 0.34 if shift else 0.5
        lx, ly = sx + place * (ex - sx), sy + place * (ey - sy)
        labels.append((lx, ly, label))
    for lx, ly, label in labels:
        for row, line in enumerate(_wrapped(label, 26)):
            parts.append(
                f'<text x="{lx:.1f}" y="{ly + 8 * row:.1f}" font-size="7" text-anchor="middle" fill="#333" stroke="#fff" '
                f'stroke-width="2" paint-order="stroke">{escaped(line)}</text>'
            )
    for id_, label, kind in block.nodes:
        x, y = at[id_]
        dash = "" if kind == "signs" else ' stroke-dasharray="3 2"'
        lines = _wrapped(label, 24)
        half = max(22, 2.6 * max(len(line) for line in lines))
        top = y - 4.5 * (len(lines) + 1)
        parts.append(
            f'<rect x="{x - half:.1f}" y="{top:.1f}" width="{2 * half:.1f}" height="{9 * (len(lines) + 1)}" rx="4" fill="#eef3f8" '
            f'stroke="#0b5cad"{dash}/>'
        )
        for row, line in enumerate(lines):
            parts.append(
                f'<text x="{x:.1f}" y="{top + 12 + 9 * row:.1f}" font-size="9" text-anchor="middle">{escaped(line)}</text>'
            )
    return f'<svg viewBox="0 0 {width} {height}" role="img" aria-label="{escaped(block.title)}">{"".join(parts)}</svg>'


def bars(block: Bars) -> str:
    """Return shares as horizontal bars in SVG, with the count in words beside each."""
    rows = []
    for n, (label, share) in enumerate(block.bars):
        y = 4 + 14 * n
        rows.append(
            f'<text x="118" y="{y + 8}" font-size="8" text-anchor="end">{escaped(label[:30])}</text>'
            f'<rect x="122" y="{y}" width="{share.percent}" height="10" fill="#0b5cad"/>'
            f'<text x="{126 + share.percent}" y="{y + 8}" font-size="8">{escaped(str(share))}</text>'
        )
    return (
        f'<svg viewBox="0 0 420 {8 + 14 * len(block.bars)}" role="img" aria-label="{escaped(block.title)}">{"".join(rows)}</svg>'
    )


def _wrapped(text: str, most: int) -> list[str]:
    lines = [""]
    for word in text.split(" "):
        if lines[-1] and len(lines[-1]) + len(word) + 1 > most:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return lines[:3]
