"""Makes the ground of the maps: ``python -m benchmarks.outlines countries-50m.json layout/outlines/europe.json``.

TopoJSON (github.com/topojson/topojson-specification) keeps every shore and border once, as an arc: integers, each the
step from the one before, to be scaled and moved. Two countries that meet share an arc, so a border is an arc with two
owners, and thinning the arcs before they are joined into rings leaves no gap between neighbours.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from bookwork.drawing.clipping import clip_ring, runs_inside

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
SHORTEST = 0.25
"""Borders that reach less far, in degrees (round San Marino, Monaco), are left out."""


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


def area(ring: Line) -> float:
    """The area of a ring in square degrees."""
    pairs = zip(ring, ring[1:] + ring[:1], strict=True)
    return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairs)) / 2


def extent(line: Line) -> float:
    """How far a line reaches, east to west or south to north."""
    return max(max(point[axis] for point in line) - min(point[axis] for point in line) for axis in (0, 1))


def convert(topology: Mapping[str, Any], box: Box) -> dict[str, list[list[list[float]]]]:
    """The land of a region as rings, and the borders between countries as lines."""
    arcs = [thin(arc, TOLERANCE) for arc in decode(topology)]
    land = [clip_ring(join(ring, arcs), box) for ring in rings(topology["objects"]["land"])]
    lines = [arcs[number] for number in shared(topology["objects"]["countries"])]
    borders = [run for line in lines for run in runs_inside(line, box) if extent(run) >= SHORTEST]
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
