"""Lines over the number of notices, as SVG: no plotting library needed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from math import ceil, floor, log10
from typing import Final

WIDTH, HEIGHT, LEFT, TOP, RIGHT, FOOT = 520, 340, 56, 34, 150, 42
"""A panel, and the white round its frame, which takes the labels."""
COLOURS: Final = ("#1b4f72", "#b03a2e", "#1e8449", "#7d6608", "#6c3483")


@dataclass(frozen=True, slots=True)
class Line:
    """A step: its name, its points as (notices, value)."""

    name: str
    points: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Panel:
    """Lines that share their axes; both are logarithmic."""

    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class _Scale:
    """From values to places on paper, by their logarithms."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        return self.start + (log10(value) - self.low) / (self.high - self.low) * (self.end - self.start)


def _scale(values: Sequence[float], start: float, end: float) -> _Scale:
    """Whole powers of ten round all values."""
    low, high = floor(log10(min(values))), ceil(log10(max(values)))
    return _Scale(low, max(high, low + 1), start, end)


def svg(panels: Sequence[Panel]) -> str:
    """The panels side by side."""
    drawn = "".join(
        f'<g transform="translate({number * (WIDTH + 10)} 0)">{_panel(panel)}</g>'
        for number, panel in enumerate(panels)
    )
    width = len(panels) * (WIDTH + 10)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {HEIGHT}" width="{width}" height="{HEIGHT}" '
        f'font-family="sans-serif" font-size="11">\n<rect width="{width}" height="{HEIGHT}" fill="white"/>\n'
        f"{drawn}</svg>\n"
    )


def _panel(panel: Panel) -> str:
    title = f'<text x="{LEFT}" y="18" font-size="13" font-weight="bold">{escape(panel.title)}</text>\n'
    points = [point for line in panel.lines for point in line.points if point[1] > 0]
    if not points:
        return title
    across = _scale([x for x, _ in points], LEFT, WIDTH - RIGHT)
    up = _scale([y for _, y in points], HEIGHT - FOOT, TOP)
    return title + _axes(across, up, sorted({x for x, _ in points})) + _lines(panel, across, up)


def _axes(across: _Scale, up: _Scale, sizes: Sequence[float]) -> str:
    parts = []
    for power in range(int(up.low), int(up.high) + 1):
        for value in (10.0**power * step for step in (1, 2, 5)):
            if value <= 10.0**up.high:
                y = up.at(value)
                parts.append(f'<line x1="{across.start}" y1="{y:.1f}" x2="{across.end}" y2="{y:.1f}" stroke="#ddd"/>')
                parts.append(f'<text x="{across.start - 6}" y="{y + 4:.1f}" text-anchor="end">{value:g}</text>')
    for size in sizes:
        x = across.at(size)
        parts.append(f'<line x1="{x:.1f}" y1="{up.start}" x2="{x:.1f}" y2="{up.end}" stroke="#eee"/>')
        parts.append(f'<text x="{x:.1f}" y="{up.start + 16}" text-anchor="middle">{size:g}</text>')
    middle = (across.start + across.end) / 2
    parts.append(f'<text x="{middle}" y="{HEIGHT - 8}" text-anchor="middle">notices</text>\n')
    return "\n".join(parts)


def _lines(panel: Panel, across: _Scale, up: _Scale) -> str:
    """Each line with its name at its end; names that would touch are pushed apart."""
    ends = sorted(panel.lines, key=lambda line: -line.points[-1][1])
    parts, lowest = [], float("-inf")
    for number, line in enumerate(ends):
        colour = COLOURS[number % len(COLOURS)]
        places = [(across.at(x), up.at(y)) for x, y in line.points if y > 0]
        drawn = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
        parts.append(f'<polyline points="{drawn}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in places]
        lowest = max(places[-1][1] + 4, lowest + 13)
        parts.append(f'<text x="{across.end + 8}" y="{lowest:.1f}" fill="{colour}">{escape(line.name)}</text>')
    return "\n".join(parts) + "\n"
