"""One map drawn: ground, roads and marks as SVG, names as HTML hung by their baselines (``.nom`` in ``drawing.css``)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from html import escape
from math import hypot, inf

from bookwork.drawing.labels import Box, Ground, Label, Mark, place_labels
from bookwork.drawing.outlines import Outlines, Word
from bookwork.drawing.pen import XY, Faces, Size, dot, filled, number, numbers, outline, rectangle, ring, stroked, svg
from bookwork.drawing.projection import LonLat, Sheet, along, bowed, distance_km
from bookwork.drawing.sites import Road, Site

_SEA, _SHORE, _BORDER, _ROAD, _FRAME = 0.08, 0.5, 0.45, 0.6, 0.8
"""Shades of black."""
_BOW = 0.07
"""How far a road leaves the straight line, as a part of its length."""
_SPACED = 1.12
"""What letterspacing adds to the width of a country's name in small capitals."""
_WORD_SIZE = 7.4
_SCALE_SIZE = 6.6
_TITLE_SIZE = 9.0
_ARROW = 6.0
"""Length of an arrow's head, in pt."""
_EDGE = 6.0
"""How near to the frame arrows come, in pt."""
_TOO_NEAR = 3.6
"""Places nearer to each other than this, in pt, share a mark."""


@dataclass(frozen=True, slots=True)
class Plate:
    """What one map shows and how: its sheet, places, roads, names in pt, the place that matters most."""

    sheet: Sheet
    sites: tuple[Site, ...]
    roads: tuple[Road, ...] = ()
    beyond: tuple[Site, ...] = ()
    """Places outside the frame that an arrow at its edge points to, from the centre."""
    main_size: float = 8.6
    """Of the names of main camps and departures; the centre's is a tenth more."""
    small_size: float = 7.4
    centre: Site | None = None
    scale_km: int = 200
    title: str = ""
    frame: tuple[LonLat, ...] = ()
    """The corners of the region that another map enlarges."""


@dataclass(frozen=True, slots=True)
class Lettered:
    """A map with its names placed, and the places whose names found no room."""

    html: str
    homeless: tuple[str, ...]


def draw_plate(plate: Plate, outlines: Outlines, faces: Faces) -> Lettered:
    """The map, as wide and high as its sheet."""
    sheet, sites = plate.sheet, _gathered(plate)
    curves = {road: _curve(road, sheet) for road in plate.roads}
    roads = tuple(point for curve in curves.values() for point in along(curve, 2.0))
    arrows = _arrows(plate)
    marks = [*(_mark(site, plate, faces) for site in sites), *(_arrow_mark(arrow, plate, faces) for arrow in arrows)]
    scale, title = _scale_box(plate), _title_box(plate, faces, marks)
    ground = Ground(Box(3, 3, sheet.size.width - 3, sheet.size.height - 3), (scale, title), roads)
    labels, homeless = place_labels(marks, ground)
    shapes = [
        *_ground(sheet, outlines),
        *(_road(road, curve) for road, curve in curves.items()),
        *_inset_frame(plate),
        *(stroked(outline(label.leader), 0.3, 0.7) for label in labels if label.leader),
        *(_symbol(site, plate) for site in sites),
        *(_arrowhead(arrow) for arrow in arrows),
        *_scale(plate),
        stroked(rectangle((0, 0), sheet.size), 0.6, _FRAME),
    ]
    taken = (*ground.taken, *(label.box for label in labels))
    words = _words(outlines, plate, faces, Ground(ground.frame, taken, roads))
    names = (_name(label, sheet.size, plate) for label in labels)
    return Lettered(
        "".join([svg(sheet.size, shapes), _scale_name(plate), _title(plate, title), *words, *names]),
        tuple(mark.name for mark in homeless),
    )


def _gathered(plate: Plate) -> list[Site]:
    """The places, those that would print one on the other gathered under their names together."""
    groups: list[list[Site]] = []
    for site in plate.sites:
        x, y = plate.sheet.place(site.point)
        near = (group for group in groups if all(_near((x, y), plate.sheet.place(each.point)) for each in group))
        group = next(near, None) if site != plate.centre else None
        if group is None or plate.centre in group:
            groups.append([site])
        else:
            group.append(site)
    return [_together(group) for group in groups]


def _near(one: XY, other: XY) -> bool:
    return hypot(one[0] - other[0], one[1] - other[1]) < _TOO_NEAR


def _together(group: Sequence[Site]) -> Site:
    if len(group) == 1:
        return group[0]
    longitude, latitude = (sum(site.point[axis] for site in group) / len(group) for axis in (0, 1))
    return replace(
        group[0],
        name=", ".join(site.name for site in group),
        point=(longitude, latitude),
        exact=all(site.exact for site in group),
        main=any(site.main for site in group),
        other=all(site.other for site in group),
        camps=tuple(camp for site in group for camp in site.camps),
    )


def _scale_box(plate: Plate) -> Box:
    foot = plate.sheet.size.height
    return Box(0, foot - 18, plate.sheet.kilometres(plate.scale_km) + 16, foot)


def _title_box(plate: Plate, faces: Faces, marks: Sequence[Mark]) -> Box:
    """The first corner without a mark: above on the left, above on the right, below on the right."""
    size, width = plate.sheet.size, faces.roman(plate.title.upper(), _TITLE_SIZE) + 16 if plate.title else 0.0
    left, foot = size.width - width, size.height - 20
    corners = [Box(0, 0, width, 20), Box(left, 0, size.width, 20), Box(left, foot, size.width, size.height)]
    return next((box for box in corners if not any(box.holds(mark.centre) for mark in marks)), corners[0])


def _ground(sheet: Sheet, outlines: Outlines) -> Iterator[str]:
    """Sea, land with its shores, borders."""
    land = "".join(outline([sheet.place(point) for point in ring_], closed=True) for ring_ in outlines.land)
    borders = "".join(outline([sheet.place(point) for point in line]) for line in outlines.borders)
    yield filled(rectangle((0, 0), sheet.size), _SEA)
    if land:
        yield filled(land, 0)
        yield stroked(land, 0.3, _SHORE)
    if borders:
        yield stroked(borders, 0.35, _BORDER, ' stroke-dasharray="2.4 1.4"')


def _curve(road: Road, sheet: Sheet) -> tuple[XY, XY, XY]:
    """Eastward roads bow to the north, westward ones to the south: a way and its way back stay apart."""
    return bowed(sheet.place(road.start.point), sheet.place(road.end.point), _BOW)


def _road(road: Road, curve: tuple[XY, XY, XY]) -> str:
    start, control, end = (numbers(*point) for point in curve)
    return stroked(f"M{start}Q{control} {end}", 0.3 + 0.2 * road.convoys, _ROAD)


@dataclass(frozen=True, slots=True)
class _Arrow:
    """A point near the edge of the frame, the way on from there as a unit vector, and what lies there."""

    tip: XY
    way: XY
    name: str


def _arrows(plate: Plate) -> list[_Arrow]:
    """From the centre towards each place beyond, as far as the frame allows."""
    if plate.centre is None:
        return []
    size, (x, y) = plate.sheet.size, plate.sheet.place(plate.centre.point)
    arrows = []
    for site in plate.beyond:
        across, down = (there - here for there, here in zip(plate.sheet.place(site.point), (x, y), strict=True))
        length = hypot(across, down) or 1.0
        way = (across / length, down / length)
        to_sides = ((size.width - _EDGE if way[0] > 0 else _EDGE) - x) / way[0] if way[0] else inf
        to_ends = ((size.height - _EDGE if way[1] > 0 else _EDGE) - y) / way[1] if way[1] else inf
        reach = min(to_sides, to_ends)
        distance = round(distance_km(plate.centre.point, site.point))
        name = f"{site.name}, {distance}\u00a0km"
        arrows.append(_Arrow((x + reach * way[0], y + reach * way[1]), way, name))
    return arrows


def _arrow_mark(arrow: _Arrow, plate: Plate, faces: Faces) -> Mark:
    (x, y), (across, down) = arrow.tip, arrow.way
    middle = (x - across * _ARROW / 2, y - down * _ARROW / 2)
    return Mark(arrow.name, plate.small_size, faces.roman(arrow.name, plate.small_size), middle, _ARROW / 2, 2)


def _arrowhead(arrow: _Arrow) -> str:
    (x, y), (across, down) = arrow.tip, arrow.way
    corners = [(x - _ARROW * across - side * down, y - _ARROW * down + side * across) for side in (1.2, -1.2)]
    return filled(outline([(x, y), *corners], closed=True), 1)


def _inset_frame(plate: Plate) -> Iterator[str]:
    if plate.frame:
        yield stroked(outline([plate.sheet.place(point) for point in plate.frame], closed=True), 0.4, _FRAME)


def _radius(site: Site, plate: Plate) -> float:
    return 2.4 if site == plate.centre else 1.7 if site.main else 1.4


def _symbol(site: Site, plate: Plate) -> str:
    """A full dot for a camp, an empty one for its locality, a square for what is no camp; the centre has a second ring."""
    centre, radius = plate.sheet.place(site.point), _radius(site, plate)
    if site.other:
        return filled(rectangle((centre[0] - 1.3, centre[1] - 1.3), Size(2.6, 2.6)), 1)
    halo = ring(centre, radius + 1.5, 0.4) if site == plate.centre else ""
    return halo + (dot(centre, radius, 1) if site.exact else ring(centre, radius - 0.2, 0.55))


def _mark(site: Site, plate: Plate, faces: Faces) -> Mark:
    size = plate.main_size * 1.1 if site == plate.centre else plate.main_size if site.main else plate.small_size
    face = faces.bold if site == plate.centre else faces.roman
    radius = _radius(site, plate) + (1.7 if site == plate.centre else 0)
    rank = 0 if site == plate.centre else 1 if site.main else 2
    return Mark(site.name, size, face(site.name, size), plate.sheet.place(site.point), radius, rank)


def _name(label: Label, size: Size, plate: Plate) -> str:
    side = f"right:{number(size.width - label.box.right)}pt" if label.to_the_left else f"left:{number(label.box.left)}pt"
    weight = " centre" if label.mark.rank == 0 and plate.centre else ""
    return _hung(f"nom{weight}", f"{side};top:{number(label.baseline)}pt;font-size:{number(label.mark.size)}pt", label.mark.name)


def _hung(kind: str, style: str, text: str) -> str:
    return f'<span class="{kind}" style="{style}">{escape(text)}</span>'


def _words(outlines: Outlines, plate: Plate, faces: Faces, ground: Ground) -> Iterator[str]:
    """Countries in spaced small capitals, waters in italics; a word that would touch anything is moved or left out."""
    for word in outlines.gazetteer.words:
        width = faces.italic(word.name, _WORD_SIZE) if word.water else faces.roman(word.name.upper(), _WORD_SIZE) * _SPACED
        x, y = plate.sheet.place(word.point)
        for shift in (0.0, -7.0, 7.0, -13.0, 13.0):
            box = Box(x - width / 2, y + shift - 5.5, x + width / 2, y + shift + 2)
            if box.within(ground.frame) and not any(box.touches(taken) for taken in ground.taken):
                if not any(box.holds(point) for point in ground.roads):
                    yield _word(word, box, y + shift)
                    break


def _word(word: Word, box: Box, baseline: float) -> str:
    style = f"left:{number(box.left)}pt;width:{number(box.right - box.left)}pt;top:{number(baseline)}pt"
    return _hung("eau" if word.water else "pays", style, word.name)


def _title(plate: Plate, box: Box) -> str:
    if not plate.title:
        return ""
    return _hung("titre", f"left:{number(box.left + 8)}pt;top:{number(box.top + 14)}pt;font-size:{_TITLE_SIZE}pt", plate.title)


def _scale(plate: Plate) -> Iterator[str]:
    """A bar as long as so many kilometres, in the lower left corner."""
    length, foot = plate.sheet.kilometres(plate.scale_km), plate.sheet.size.height - 7
    yield stroked(f"M8 {number(foot - 2.5)}v2.5h{number(length)}v-2.5", 0.5, 1)


def _scale_name(plate: Plate) -> str:
    style = f"left:10pt;top:{number(plate.sheet.size.height - 9)}pt;font-size:{_SCALE_SIZE}pt"
    return _hung("nom", style, f"{plate.scale_km}\u00a0km")
