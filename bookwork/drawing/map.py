"""Maps of the camps: Europe with the roads of the convoys, and the neighbourhood of one camp, enlarged."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from math import cos, degrees, radians

from bookwork.drawing.outlines import Outlines
from bookwork.drawing.pen import Faces, Size, framed
from bookwork.drawing.plate import Plate, draw_plate
from bookwork.drawing.projection import LonLat, Sheet, distance_km, fit
from bookwork.drawing.sites import Site, Survey, survey
from bookwork.model.register import Registers
from bookwork.records import Struct

_GAP = 9.5
"""White between the two maps, in pt."""
_UPPER = 0.56
"""The part of the height that the map of Europe takes."""
_MARGIN = Size(40.0, 17.0)
"""White between the outermost places and the frame, in pt, beside and above."""


def camp_map(registers: Registers, outlines: Outlines, faces: Faces, size: Size) -> str:
    """The maps as one figure; ``size`` is that of the maps together, without the caption. Empty without any place."""
    found = survey(registers, outlines.gazetteer)
    if not found.sites:
        return ""
    region = _region(found.sites, outlines)
    upper = Size(size.width, round((size.height - _GAP) * _UPPER, 2)) if region else size
    lower = Size(size.width, size.height - _GAP - upper.height)
    enlarged = _neighbourhood(region, lower) if region else None
    europe = draw_plate(_europe(found, region, (upper, enlarged)), outlines, faces)
    plates = [framed(upper, europe.html, _europe_in_words(found))]
    homeless = [*europe.homeless]
    if region and enlarged:
        drawn = draw_plate(enlarged, outlines, faces)
        names = ", ".join(site.name for site in (*region.near, *region.beyond))
        plates.append(framed(lower, drawn.html, f"{region.title} : {names}."))
        homeless += drawn.homeless
    caption = escape(_caption(found, homeless))
    return f'<figure class="dessin dessin-carte">{"".join(plates)}<figcaption>{caption}</figcaption></figure>'


class _Region(Struct, frozen=True):
    """What the second map enlarges: its title, its centre, the places round it, and those that it only points to."""

    title: str
    centre: Site
    near: tuple[Site, ...]
    beyond: tuple[Site, ...]


def _region(sites: Sequence[Site], outlines: Outlines) -> _Region | None:
    """The region of the inset; none where nothing but its centre is known there."""
    wanted = outlines.gazetteer.inset
    centre = next((site for site in sites if wanted and wanted.centre in site.camps), None)
    if wanted is None or centre is None:
        return None
    distances = {site: distance_km(centre.point, site.point) for site in sites}
    near = tuple(site for site in sites if distances[site] <= wanted.radius)
    beyond = tuple(site for site in sites if wanted.radius < distances[site] <= wanted.reach)
    return _Region(wanted.title, centre, near, beyond) if len(near) > 1 else None


def _europe(found: Survey, region: _Region | None, place: tuple[Size, Plate | None]) -> Plate:
    """The whole map, where the region of the inset is but its centre and a frame."""
    size, enlarged = place
    if region is None or enlarged is None:
        return Plate(fit([site.point for site in found.sites], size, _MARGIN), found.sites, found.roads)
    hidden = {*region.near, *region.beyond} - {region.centre}
    shown = tuple(site for site in found.sites if site not in hidden)
    sheet = fit([site.point for site in shown], size, _MARGIN)
    return Plate(sheet, shown, found.roads, centre=region.centre, frame=_corners(region.near, enlarged.sheet))


def _neighbourhood(region: _Region, size: Size) -> Plate:
    """The inset."""
    sheet = fit([site.point for site in region.near], size, _MARGIN)
    return Plate(sheet, region.near, beyond=region.beyond, centre=region.centre, scale_km=5, title=region.title)


def _corners(sites: Sequence[Site], sheet: Sheet) -> tuple[LonLat, ...]:
    """The corners of what the inset shows: its frame measured on the earth, about the middle of its places."""
    longitudes, latitudes = [site.point[0] for site in sites], [site.point[1] for site in sites]
    x, y = (min(longitudes) + max(longitudes)) / 2, (min(latitudes) + max(latitudes)) / 2
    height = degrees(sheet.size.height / sheet.scale / 2)
    width = degrees(sheet.size.width / sheet.scale / 2) / cos(radians(y))
    return (x - width, y + height), (x + width, y + height), (x + width, y - height), (x - width, y - height)


def _europe_in_words(found: Survey) -> str:
    roads = ", ".join(
        f"de {road.start.name} à {road.end.name} ({road.convoys} convoi{'s' if road.convoys > 1 else ''})"
        for road in found.roads
    )
    return f"Carte d’Europe. Chemins des convois : {roads}." if roads else "Carte d’Europe des camps."


def _caption(found: Survey, homeless: Sequence[str]) -> str:
    most = max((road.convoys for road in found.roads), default=0)
    sentences = ["Point plein : un camp ; cercle : la localité d’un camp ; carré : un autre lieu."]
    if most:
        sentences.append(
            "Un trait va, à vol d’oiseau, d’un lieu de départ à un camp d’arrivée ; son épaisseur dit le nombre des "
            f"convois du registre, de 1 à {most}."
        )
    sentences.append("Frontières d’aujourd’hui ; fond Natural Earth.")
    unplaced = [camp.name for camp in found.unplaced]
    if unplaced:
        sentences.append(f"Ne sont pas placés, faute de coordonnées : {', '.join(unplaced)}.")
    if homeless:
        sentences.append(f"Sont marqués sans leur nom, faute de place : {', '.join(homeless)}.")
    if found.roadless:
        days = [convoy.departure.date.in_french() if convoy.departure.date else convoy.id for convoy in found.roadless]
        sentences.append(f"Convois sans trait, faute de coordonnées : {', '.join(days)}.")
    return " ".join(sentences)
