"""Maps of the camps: Europe with the roads of the convoys, and the neighbourhood of one camp, enlarged."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from bookwork.drawing.outlines import Outlines
from bookwork.drawing.pen import Faces, Size, number
from bookwork.drawing.plate import Plate, draw_plate
from bookwork.drawing.projection import LonLat, Sheet, distance_km, fit
from bookwork.drawing.sites import Site, Survey, survey
from bookwork.model.register import Registers

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
    near, centre = _neighbourhood(found.sites, outlines, registers)
    upper = Size(size.width, round((size.height - _GAP) * _UPPER, 2)) if near else size
    lower = Size(size.width, size.height - _GAP - upper.height)
    inset = fit([site.point for site in near], lower, _MARGIN) if near else None
    europe = draw_plate(_europe(found, near, centre, (upper, inset)), outlines, faces)
    plates = [_framed(upper, europe.html, _europe_in_words(found))]
    homeless = [*europe.homeless]
    if inset and outlines.gazetteer.inset:
        plate = Plate(inset, near, centre=centre, scale_km=10, title=outlines.gazetteer.inset.title)
        drawn = draw_plate(plate, outlines, faces)
        title = f"{outlines.gazetteer.inset.title} : {', '.join(site.name for site in near)}."
        plates.append(_framed(lower, drawn.html, title))
        homeless += drawn.homeless
    return f'<figure class="dessin carte">{"".join(plates)}<figcaption>{_caption(found, homeless)}</figcaption></figure>'


def _neighbourhood(
    sites: Sequence[Site], outlines: Outlines, registers: Registers
) -> tuple[tuple[Site, ...], Site | None]:
    """The places round the centre of the inset, and the centre; none where nothing but the centre is known there."""
    wanted = outlines.gazetteer.inset
    centre = next((site for site in sites if wanted and wanted.centre in site.camps), None)
    if wanted is None or centre is None:
        return (), None
    near = tuple(site for site in sites if distance_km(centre.point, site.point) <= wanted.radius)
    return (near, centre) if len(near) > 1 else ((), centre)


def _europe(found: Survey, near: Sequence[Site], centre: Site | None, sizes: tuple[Size, Sheet | None]) -> Plate:
    """The whole map, where the neighbourhood is but its centre and a frame."""
    size, inset = sizes
    shown = tuple(site for site in found.sites if site not in near or site == centre)
    sheet = fit([site.point for site in shown], size, _MARGIN)
    return Plate(sheet, shown, found.roads, centre=centre, frame=_corners(near) if inset else ())


def _corners(sites: Sequence[Site]) -> tuple[LonLat, ...]:
    longitudes, latitudes = [site.point[0] for site in sites], [site.point[1] for site in sites]
    west, east, south, north = min(longitudes), max(longitudes), min(latitudes), max(latitudes)
    return (west, north), (east, north), (east, south), (west, south)


def _framed(size: Size, html: str, words: str) -> str:
    style = f"width:{number(size.width)}pt;height:{number(size.height)}pt"
    return f'<div class="planche" role="img" aria-label="{escape(words)}" style="{style}">{html}</div>'


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
    return escape(" ".join(sentences))



