"""One map drawn: its signs as SVG, its names as HTML hung by their baselines (``.planche`` in ``drawing.css``)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import hypot

from bookwork.drawing.labels import Box, Ground, Label, Mark, place_labels
from bookwork.drawing.outlines import Outlines, Word
from bookwork.drawing.pen import Faces, Size, hung, number, outline, rectangle, stroked, svg
from bookwork.drawing.projection import LonLat, Sheet, along, distance_km
from bookwork.drawing.signs import (
    Arrow,
    arrows_to,
    draw_arrow,
    draw_ground,
    draw_mark,
    draw_road,
    draw_scale,
    mark_radius,
    road_curve,
)
from bookwork.drawing.sites import Road, Site
from bookwork.records import Struct, replace

_MAIN, _SMALL, _CENTRE = 8.6, 7.4, 9.5
"""Sizes of names in pt: main camps and departures, Kommandos, the place that matters most."""
_WORD, _SCALE, _TITLE = 7.4, 6.6, 9.0
"""Sizes of countries and waters (as ``drawing.css`` sets them), of the scale, of the title, in pt."""
_SPACED = 1.12
"""What letterspacing adds to the width of small capitals; capitals of the same size are wider than they are."""
_FRAME = 0.8
"""Shade of frames."""
_TOO_NEAR = 3.6
"""Places nearer to each other than this, in pt, share a mark."""
_SHIFTS = (0.0, -7.0, 7.0, -13.0, 13.0)
"""How far a country's name may be moved up or down to be free, in pt."""


class Plate(Struct, frozen=True):
    """What one map shows: its sheet, places and roads, the place that matters most, the length of its scale in km."""

    sheet: Sheet
    sites: tuple[Site, ...]
    roads: tuple[Road, ...] = ()
    beyond: tuple[Site, ...] = ()
    """Places outside the frame that arrows at its edge point to, from the centre."""
    centre: Site | None = None
    scale_km: int = 200
    title: str = ""
    frame: tuple[LonLat, ...] = ()
    """The corners of the region that another map enlarges."""


class Lettered(Struct, frozen=True):
    """A map with its names placed, and the places whose names found no room."""

    html: str
    homeless: tuple[str, ...]


def draw_plate(plate: Plate, outlines: Outlines, faces: Faces) -> Lettered:
    """The map, as wide and high as its sheet."""
    sheet, sites, arrows = plate.sheet, _gathered(plate), _arrows(plate)
    curves = {road: road_curve(road, sheet) for road in plate.roads}
    marks = [*(_mark(site, plate, faces) for site in sites), *(_arrow_mark(arrow, faces) for arrow in arrows)]
    title = _title_box(plate, faces, marks)
    ground = Ground(
        frame=Box(3, 3, sheet.size.width - 3, sheet.size.height - 3),
        taken=(_scale_box(plate), title),
        roads=tuple(point for curve in curves.values() for point in along(curve, 2.0)),
    )
    labels, homeless = place_labels(marks, ground)
    signs = [
        *draw_ground(sheet, outlines),
        *(draw_road(road, curve) for road, curve in curves.items()),
        *_inset_frame(plate),
        *(stroked(outline(label.leader), 0.3, 0.7) for label in labels if label.leader),
        *(draw_mark(site, sheet.place(site.point), centre=site == plate.centre) for site in sites),
        *map(draw_arrow, arrows),
        draw_scale(sheet.kilometres(plate.scale_km), sheet.size),
        stroked(rectangle((0, 0), sheet.size), 0.6, _FRAME),
    ]
    words = _words(outlines, plate, faces, replace(ground, taken=(*ground.taken, *(label.box for label in labels))))
    names = (_name(label, sheet.size) for label in labels)
    html = "".join([svg(sheet.size, signs), _scale_name(plate), _title(plate, title), *words, *names])
    return Lettered(html, tuple(mark.name for mark in homeless))


def _gathered(plate: Plate) -> list[Site]:
    """The places, those that would print one on the other gathered under their names together; never the centre."""
    groups: list[list[Site]] = []
    for site in plate.sites:
        apart = [
            each for each in groups if plate.centre in each or not all(_near(site, other, plate) for other in each)
        ]
        free = [each for each in groups if each not in apart]
        if free and site != plate.centre:
            free[0].append(site)
        else:
            groups.append([site])
    return [_together(group) for group in groups]


def _near(one: Site, other: Site, plate: Plate) -> bool:
    (x1, y1), (x2, y2) = plate.sheet.place(one.point), plate.sheet.place(other.point)
    return hypot(x1 - x2, y1 - y2) < _TOO_NEAR


def _together(group: Sequence[Site]) -> Site:
    if len(group) == 1:
        return group[0]
    longitude, latitude = (sum(site.point[axis] for site in group) / len(group) for axis in (0, 1))
    return Site(
        name=", ".join(site.name for site in group),
        point=(longitude, latitude),
        exact=all(site.exact for site in group),
        main=any(site.main for site in group),
        other=all(site.other for site in group),
        camps=tuple(camp for site in group for camp in site.camps),
    )


def _arrows(plate: Plate) -> list[Arrow]:
    """One arrow to each place beyond, with its distance from the centre: « Quedlinburg, 40 km »."""
    centre, sheet = plate.centre, plate.sheet
    if centre is None:
        return []
    named = [
        (f"{site.name}, {round(distance_km(centre.point, site.point))}\u00a0km", sheet.place(site.point))
        for site in plate.beyond
    ]
    return arrows_to(named, sheet.place(centre.point), sheet.size)


def _mark(site: Site, plate: Plate, faces: Faces) -> Mark:
    is_centre, place = site == plate.centre, plate.sheet.place(site.point)
    size = _CENTRE if is_centre else _MAIN if site.main else _SMALL
    width = (faces.bold if is_centre else faces.roman)(site.name, size)
    rank = 0 if is_centre else 1 if site.main else 2
    return Mark(site.name, size, width, place, mark_radius(site, centre=is_centre), rank)


def _arrow_mark(arrow: Arrow, faces: Faces) -> Mark:
    return Mark(arrow.name, _SMALL, faces.roman(arrow.name, _SMALL), arrow.middle, arrow.reach, 2)


def _inset_frame(plate: Plate) -> Iterator[str]:
    if plate.frame:
        yield stroked(outline([plate.sheet.place(point) for point in plate.frame], closed=True), 0.4, _FRAME)


def _scale_box(plate: Plate) -> Box:
    foot = plate.sheet.size.height
    return Box(0, foot - 18, plate.sheet.kilometres(plate.scale_km) + 16, foot)


def _title_box(plate: Plate, faces: Faces, marks: Sequence[Mark]) -> Box:
    """The first corner without a mark: above on the left, above on the right, below on the right."""
    size, width = plate.sheet.size, faces.roman(plate.title.upper(), _TITLE) + 16 if plate.title else 0.0
    left, foot = size.width - width, size.height - 20
    corners = [Box(0, 0, width, 20), Box(left, 0, size.width, 20), Box(left, foot, size.width, size.height)]
    return next((box for box in corners if not any(box.holds(mark.centre) for mark in marks)), corners[0])


def _scale_name(plate: Plate) -> str:
    style = f"left:10pt;top:{number(plate.sheet.size.height - 9)}pt;font-size:{_SCALE}pt"
    return hung("carte-nom", style, f"{plate.scale_km}\u00a0km")


def _title(plate: Plate, box: Box) -> str:
    if not plate.title:
        return ""
    style = f"left:{number(box.left + 8)}pt;top:{number(box.top + 14)}pt;font-size:{_TITLE}pt"
    return hung("carte-titre", style, plate.title)


def _name(label: Label, size: Size) -> str:
    """A name from its left edge, or to its right one: so it touches its mark however the type is kerned."""
    right = f"right:{number(size.width - label.box.right)}pt"
    side = right if label.to_the_left else f"left:{number(label.box.left)}pt"
    style = f"{side};top:{number(label.baseline)}pt;font-size:{number(label.mark.size)}pt"
    return hung("carte-nom carte-centre" if label.mark.rank == 0 else "carte-nom", style, label.mark.name)


def _words(outlines: Outlines, plate: Plate, faces: Faces, ground: Ground) -> Iterator[str]:
    """Countries in spaced small capitals, waters in italics; a word that would touch anything is moved or left out."""
    for word in outlines.gazetteer.words:
        width = faces.italic(word.name, _WORD) if word.water else faces.roman(word.name.upper(), _WORD) * _SPACED
        x, y = plate.sheet.place(word.point)
        boxes = (Box(x - width / 2, y + shift - 5.5, x + width / 2, y + shift + 2) for shift in _SHIFTS)
        free = next((box for box in boxes if ground.is_free(box)), None)
        if free:
            yield _word(word, free)


def _word(word: Word, box: Box) -> str:
    width, baseline = box.right - box.left, box.bottom - 2
    style = f"left:{number(box.left)}pt;width:{number(width)}pt;top:{number(baseline)}pt"
    return hung("carte-eau" if word.water else "carte-pays", style, word.name)
