"""A log-log chart of CPU seconds over states as SVG, without any library."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import floor, log10

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 640, 400, 60, 90, 20, 45
COLOURS = ("#0072b2", "#009e73", "#e69f00", "#d55e00")


def chart(options: Sequence[int], seconds: Mapping[str, Sequence[float]]) -> str:
    """Return the SVG text: one line for each concept, states on the x axis."""
    values = [v for line in seconds.values() for v in line]
    low, high = floor(log10(min(values))), floor(log10(max(values))) + 1

    def x(k: int) -> float:
        return LEFT + (options[k] - options[0]) / (options[-1] - options[0]) * (WIDTH - LEFT - RIGHT)

    def y(value: float) -> float:
        return HEIGHT - BOTTOM - (log10(value) - low) / (high - low) * (HEIGHT - TOP - BOTTOM)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif"'
        ' font-size="12"><title>CPU seconds by number of states</title>'
    ]
    for power in range(low, high + 1):
        level = y(10.0**power)
        parts.append(f'<path d="M{LEFT} {level:.1f}H{WIDTH - RIGHT}" stroke="#ddd"/>')
        parts.append(f'<text x="{LEFT - 6}" y="{level + 4:.1f}" text-anchor="end">{10.0**power:g} s</text>')
    for k, o in enumerate(options):
        if k % 2 == 0:
            parts.append(f'<text x="{x(k):.1f}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle">2^{o}</text>')
    parts.append(f'<text x="{(LEFT + WIDTH - RIGHT) / 2}" y="{HEIGHT - 6}" text-anchor="middle">states</text>')
    for colour, (name, line) in zip(COLOURS, seconds.items(), strict=False):
        points = " ".join(f"{x(k):.1f},{y(v):.1f}" for k, v in enumerate(line))
        parts.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts.append(f'<text x="{WIDTH - RIGHT + 6}" y="{y(line[-1]) + 4:.1f}" fill="{colour}">{name}</text>')
    return "\n".join([*parts, "</svg>"]) + "\n"
