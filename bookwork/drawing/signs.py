"""The signs of a map as SVG: sea, land and borders, the roads of convoys, the marks of places, arrows, the scale."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import hypot, inf

from bookwork.drawing.clipping import clip_ring, runs_inside
from bookwork.drawing.outlines import Outlines
from bookwork.drawing.pen import XY, Size, dot, filled, number, numbers, outline, rectangle, ring, stroked
from bookwork.drawing.projection import Sheet, bowed
from bookwork.drawing.sites import Road, Site
from bookwork.records import Struct

_SEA, _SHORE, _BORDER, _ROAD = 0.08, 0.5, 0.45, 0.6
"""Shades of black."""
_BOW = 0.07
"""How far a road leaves the straight line, as a part of its length."""
_OUTSIDE = 3.0
"""How far beyond the frame the ground is drawn, in pt: shores cut at the frame show no stroke along it."""
_ARROW = 6.0
"""Length of an arrow's head, in pt."""
_EDGE = 6.0
"""How near to the frame arrows come, in pt."""
_HALO = 1.5
"""The second ring of the centre stands so far off its mark, in pt."""

Curve = tuple[XY, XY, XY]
"""A quadratic Bézier curve: start, control point, end."""


def draw_ground(sheet: Sheet, outlines: Outlines) -> Iterator[str]:
    """Sea, land with its shores, borders; what lies outside the frame is not drawn."""
    box = (-_OUTSIDE, -_OUTSIDE, sheet.size.width + _OUTSIDE, sheet.size.height + _OUTSIDE)
    rings = (clip_ring([sheet.place(point) for point in each], box) for each in outlines.land)
    lines = (runs_inside([sheet.place(point) for point in line], box) for line in outlines.borders)
    land = "".join(outline(each, closed=True) for each in rings if each)
    borders = "".join(outline(run) for runs in lines for run in runs)
    yield filled(rectangle((0, 0), sheet.size), _SEA)
    if land:
        yield filled(land, 0)
        yield stroked(land, 0.3, _SHORE)
    if borders:
        yield stroked(borders, 0.35, _BORDER, ' stroke-dasharray="2.4 1.4"')


def road_curve(road: Road, sheet: Sheet) -> Curve:
    """The way of a road on the sheet; it bows to the left, so that a way and its way back stay apart."""
    return bowed(sheet.place(road.start.point), sheet.place(road.end.point), _BOW)


def draw_road(road: Road, curve: Curve) -> str:
    """A road, the thicker the more convoys took it."""
    start, control, end = (numbers(*point) for point in curve)
    return stroked(f"M{start}Q{control} {end}", 0.3 + 0.2 * road.convoys, _ROAD)


def mark_radius(site: Site, *, centre: bool) -> float:
    """How far the mark of a place reaches, in pt."""
    return 2.4 + _HALO if centre else 1.7 if site.main else 1.4


def draw_mark(site: Site, place: XY, *, centre: bool) -> str:
    """A full dot for a camp, an empty one for its locality, a square for what is no camp; the centre has two rings."""
    radius = mark_radius(site, centre=centre)
    if site.other:
        return filled(rectangle((place[0] - 1.3, place[1] - 1.3), Size(2.6, 2.6)), 1)
    halo = ring(place, radius, 0.4) if centre else ""
    inner = radius - _HALO if centre else radius
    return halo + (dot(place, inner, 1) if site.exact else ring(place, inner - 0.2, 0.55))


class Arrow(Struct, frozen=True):
    """A head near the frame that points to what lies beyond: its tip, its way as a unit vector, its name."""

    tip: XY
    way: XY
    name: str

    @property
    def middle(self) -> XY:
        """The middle of the head."""
        return self.tip[0] - self.way[0] * _ARROW / 2, self.tip[1] - self.way[1] * _ARROW / 2

    @property
    def reach(self) -> float:
        """How far the head reaches from its middle, in pt."""
        return _ARROW / 2


def arrows_to(places: Iterable[tuple[str, XY]], centre: XY, size: Size) -> list[Arrow]:
    """From the centre towards each place, as far as the frame allows."""
    arrows = []
    for name, (x, y) in places:
        across, down = x - centre[0], y - centre[1]
        length = hypot(across, down) or 1.0
        way = (across / length, down / length)
        reach = min(_room(centre[0], way[0], size.width), _room(centre[1], way[1], size.height))
        arrows.append(Arrow((centre[0] + reach * way[0], centre[1] + reach * way[1]), way, name))
    return arrows


def _room(start: float, step: float, length: float) -> float:
    """How many steps lead from the start to the edge."""
    if step == 0:
        return inf
    return ((length - _EDGE if step > 0 else _EDGE) - start) / step


def draw_arrow(arrow: Arrow) -> str:
    """A slender head."""
    (x, y), (across, down) = arrow.tip, arrow.way
    tail = [(x - _ARROW * across - side * down, y - _ARROW * down + side * across) for side in (1.2, -1.2)]
    return filled(outline([arrow.tip, *tail], closed=True), 1)


def draw_scale(length: float, size: Size) -> str:
    """A bar of this length in the lower left corner."""
    return stroked(f"M8 {number(size.height - 9.5)}v2.5h{number(length)}v-2.5", 0.5, 1)
