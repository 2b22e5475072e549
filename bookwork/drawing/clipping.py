"""Cuts lines and rings to a rectangle, in whatever unit they are measured."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

Point = tuple[float, float]
Rectangle = tuple[float, float, float, float]
"""Least x, least y, greatest x, greatest y."""


def clip_ring(ring: Sequence[Point], box: Rectangle) -> list[Point]:
    """The part of a ring inside the rectangle, closed along its edges (Sutherland and Hodgman, 1974)."""
    left, low, right, high = box
    cut = _cut(ring, 0, left, lambda value: value >= left)
    cut = _cut(cut, 0, right, lambda value: value <= right)
    cut = _cut(cut, 1, low, lambda value: value >= low)
    return _cut(cut, 1, high, lambda value: value <= high)


def _cut(ring: Sequence[Point], axis: int, edge: float, inside: Callable[[float], bool]) -> list[Point]:
    """The part of a ring on the inner side of one edge."""
    out: list[Point] = []
    for number, here in enumerate(ring):
        before = ring[number - 1]
        if inside(before[axis]) != inside(here[axis]):
            part = (edge - before[axis]) / (here[axis] - before[axis])
            out.append((before[0] + part * (here[0] - before[0]), before[1] + part * (here[1] - before[1])))
        if inside(here[axis]):
            out.append(here)
    return out


def runs_inside(line: Sequence[Point], box: Rectangle) -> Iterator[list[Point]]:
    """The pieces of a line that touch the rectangle, each with one point beyond its ends."""
    left, low, right, high = box
    inside = [left <= x <= right and low <= y <= high for x, y in line]
    run: list[Point] = []
    for index, point in enumerate(line):
        if any(inside[max(0, index - 1) : index + 2]):
            run.append(point)
        elif run:
            yield run
            run = []
    if len(run) > 1:
        yield run
