"""Maps of the camps: Europe with the roads of the convoys, and the neighbourhood of one camp, enlarged.

Names are HTML over the drawing: ``.nom`` in ``drawing.css`` hangs a text by its baseline.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from math import hypot

from bookwork.drawing.labels import Box, Ground, Label, Mark, place_labels
from bookwork.drawing.outlines import Inset, Outlines, Word
from bookwork.drawing.pen import XY, Faces, Size, dot, filled, ink, number, numbers, outline, rectangle, ring, stroked, svg
from bookwork.drawing.projection import LonLat, Sheet, along, bowed, distance_km, fit
from bookwork.drawing.sites import Road, Site, Survey, survey

_SEA, _SHORE, _BORDER, _ROAD = 0.09, 0.5, 0.45, 0.62
"""Shades of black."""
_GAP = 9.5
"""White between the two maps, in pt."""
_BOW = 0.07
"""How far a road leaves the straight line."""
_MARGIN = 30.0
"""White between the outermost places and the frame, in pt."""


@dataclass(frozen=True, slots=True)
class _Map:
    """One map: its sheet, its places and roads, the sizes of its names in pt, the place that matters most."""

    sheet: Sheet
    sites: tuple[Site, ...]
    roads: tuple[Road, ...]
    sizes: tuple[float, float]
    """Of main camps and departures, of Kommandos."""
    centre: Site | None


def camp_map(registers: Registers, outlines: Outlines, faces: Faces, size: Size) -> str:
    """Both maps as one figure; ``size`` is that of the maps together, without the caption."""
