"""Pictures drawn from the registers and notices at every build: vector graphics in shades of black, lettered in HTML.

Pure functions, values in, HTML out; the styles are in ``layout/drawing.css``, the ground of the maps in
``layout/outlines/``.
"""

from bookwork.drawing.bars import convoy_bars
from bookwork.drawing.itinerary import itinerary
from bookwork.drawing.map import camp_map
from bookwork.drawing.outlines import Outlines, read_outlines
from bookwork.drawing.pen import Faces, Size, WidthOf
from bookwork.drawing.timeline import timeline

__all__ = [
    "Faces", "Outlines", "Size", "WidthOf", "camp_map", "convoy_bars", "itinerary", "read_outlines", "timeline",
]  # fmt: skip
