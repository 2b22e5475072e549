"""Makes ``layout/outlines/europe.json`` from world-atlas: ``python benchmarks/outlines.py countries-50m.json europe.json``.

TopoJSON (github.com/topojson/topojson-specification) keeps every shore and border once, as an arc: integers, each the
step from the one before, to be scaled and moved. Two countries that meet share an arc, so a border is an arc with two
owners, and thinning the arcs before they are joined into rings leaves no gap between neighbours.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

Point = tuple[float, float]
"""Longitude, latitude in degrees."""
Line = list[Point]
Box = tuple[float, float, float, float]
"""West, south, east, north in degrees."""

EUROPE: Box = (-11.0, 38.0, 28.0, 60.0)
TOLERANCE = 0.012
"""Degrees that a thinned line may leave its original by: less than 0.4 pt on the map of the book."""
SMALLEST = 0.004
"""Islands of less area, in square degrees (some 30 km²), are left out."""


def decode(topology: Mapping[str, Any]) -> list[Line]:
    """The arcs of a quantized topology in degrees (specification, 2.1.2 and 2.1.4)."""
    (step_x, step_y), (left, bottom) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs: list[Line] = []
    for arc in topology["arcs"]:
        x = y = 0
        line: Line = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            line.append((x * step_x + left, y * step_y + bottom))
        arcs.append(line)
    return arcs


def join(numbers: Sequence[int], arcs: Sequence[Line]) -> Line:
    """The line of these arcs; a number below zero is the arc ``~number`` backwards (specification, 2.1.4)."""
    line: Line = []
    for number in numbers:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        line += arc[1:] if line else arc
    return line


def rings(geometry: Mapping[str, Any]) -> Iterator[Sequence[int]]:
    """The rings of a polygon, of several, or of a collection, as numbers of arcs."""
    if geometry["type"] == "GeometryCollection":
        for each in geometry["geometries"]:
            yield from rings(each)
    elif geometry["type"] == "MultiPolygon":
        for polygon in geometry["arcs"]:
            yield from polygon
    elif geometry["type"] == "Polygon":
        yield from geometry["arcs"]


def shared(countries: Mapping[str, Any]) -> list[int]:
    """The arcs on which two countries meet."""
    owners: dict[int, set[int]] = {}
    for owner, country in enumerate(countries["geometries"]):
        for ring in rings(country):
            for number in ring:
                owners.setdefault(number if number >= 0 else ~number, set()).add(owner)
    return sorted(number for number, countries_of in owners.items() if len(countries_of) > 1)


def thin(line: Line, tolerance: float) -> Line:
    """The line without the points that lie within the tolerance of it (Douglas and Peucker, 1973)."""
    kept = {0, len(line) - 1}
    waiting = [(0, len(line) - 1)]
    while waiting:
        first, last = waiting.pop()
        between = range(first + 1, last)
        far = max(between, key=lambda index: distance(line[index], line[first], line[last]), default=first)
        if far > first and distance(line[far], line[first], line[last]) > tolerance:
            kept.add(far)
            waiting += [(first, far), (far, last)]
    return [line[index] for index in sorted(kept)]


def distance(point: Point, start: Point, end: Point) -> float:
    """From a point to a segment."""
    (x, y), (x1, y1), (x2, y2) = point, start, end
    square = (x2 - x1) ** 2 + (y2 - y1) ** 2
    along = max(0.0, min(1.0, ((x - x1) * (x2 - x1) + (y - y1) * (y2 - y1)) / square)) if square else 0.0
    return float(((x - x1 - along * (x2 - x1)) ** 2 + (y - y1 - along * (y2 - y1)) ** 2) ** 0.5)


def clip_ring(ring: Line, box: Box) -> Line:
    """The part of a ring inside the box (Sutherland and Hodgman, 1974)."""
    west, south, east, north = box
    ring = _cut(ring, 0, west, lambda value: value >= west)
    ring = _cut(ring, 0, east, lambda value: value <= east)
    ring = _cut(ring, 1, south, lambda value: value >= south)
    return _cut(ring, 1, north, lambda value: value <= north)


def _cut(ring: Line, axis: int, edge: float, inside: Callable[[float], bool]) -> Line:
    out: Line = []
    for before, here in zip(ring[-1:] + ring[:-1], ring, strict=True):
        if inside(before[axis]) != inside(here[axis]):
            along = (edge - before[axis]) / (here[axis] - before[axis])
            out.append((before[0] + along * (here[0] - before[0]), before[1] + along * (here[1] - before[1])))
        if inside(here[axis]):
            out.append(here)
    return out


def runs_inside(line: Line, box: Box) -> Iterator[Line]:
    """The pieces of a line that touch the box, each with one point beyond its ends."""
    west, south, east, north = box
    inside = [west <= x <= east and south <= y <= north for x, y in line]
    run: Line = []
    for index, point in enumerate(line):
        if any(inside[max(0, index - 1) : index + 2]):
            run.append(point)
        elif run:
            yield run
            run = []
    if len(run) > 1:
        yield run


def area(ring: Line) -> float:
    """The area of a ring in square degrees."""
    pairs = zip(ring, ring[1:] + ring[:1], strict=True)
    return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairs)) / 2


def convert(topology: Mapping[str, Any], box: Box) -> dict[str, list[list[list[float]]]]:
    """The land of a region as rings, and the borders between countries as lines."""
    arcs = [thin(arc, TOLERANCE) for arc in decode(topology)]
    land = [clip_ring(join(ring, arcs), box) for ring in rings(topology["objects"]["land"])]
    borders = [run for number in shared(topology["objects"]["countries"]) for run in runs_inside(arcs[number], box)]
    return {
        "terres": sorted(_rounded(ring) for ring in land if ring and area(ring) >= SMALLEST),
        "frontières": sorted(_rounded(line) for line in borders),
    }


def _rounded(line: Line) -> list[list[float]]:
    points = [[round(x, 3), round(y, 3)] for x, y in line]
    return [point for number, point in enumerate(points) if not number or point != points[number - 1]]


def main(source: str, target: str) -> None:
    """Read world-atlas, write the outlines of Europe."""
    topology = json.loads(Path(source).read_text(encoding="utf-8"))
    text = json.dumps(convert(topology, EUROPE), ensure_ascii=False, separators=(",", ":"))
    Path(target).write_text(text.replace("]],[[", "]],\n[[") + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
