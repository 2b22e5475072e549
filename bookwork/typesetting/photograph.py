"""A photograph that stands beside the text, with its caption below: laid out by hand as its style sheet says.

It reads what the template ``photographie`` writes: a box of a stated width at the side, in it the picture, of a stated
size, and a paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from bookwork.records import Struct
from bookwork.typesetting.cascade import Cascade
from bookwork.typesetting.caster import Frame
from bookwork.typesetting.cutter import Drawing
from bookwork.typesetting.galley import PT_PER_PX, Picture
from bookwork.typesetting.inline import Block, Element, Spot
from bookwork.typesetting.stick import SetParagraph, lowered_box, moved

_NUMBER: Final = r"\d+(?:\.\d+)?"
_BOX: Final = re.compile(rf'<\w+ id="[^"]*" class="[^"]*" style="width:({_NUMBER})pt">\s*')
_IMAGE: Final = re.compile(
    rf'<img src="picture:(\w+)" alt="[^"]*" style="width:({_NUMBER})pt;height:'
    rf'(?:({_NUMBER})pt|calc\((\d+) \* var\(--grille\) - ({_NUMBER})pt\))">\s*'
)
_END: Final = re.compile(r"\s*</\w+>")

_MARKER: Final = 0xFF
_FRAMES: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""Markers of frame headers, whatever the coding."""

SetCaption = Callable[[Spot, tuple[float, float]], SetParagraph]
"""Sets a paragraph between these edges of the column, in px; raises where it cannot."""


class Photograph(Struct, frozen=True):
    """A photograph as its template places it: hash, width and height in px, the paragraph of its caption."""

    box: Block
    hash: str
    width: float
    height: float
    caption: Spot


def read_photograph(html: str, box: Block, caption: Spot, leading: float) -> Photograph | None:
    """The photograph in this box of a piece, or None where something else is in it; ``leading`` in pt."""
    head = _BOX.match(html, box.start)
    image = _IMAGE.match(html, head.end()) if head else None
    end = _END.match(html, caption.end)
    if not (head and image and end) or (caption.start, box.end) != (image.end(), end.end()) or image[2] != head[1]:
        return None
    height = float(image[3]) if image[3] else int(image[4]) * leading - float(image[5])
    return Photograph(box, image[1], float(head[1]) / PT_PER_PX, height / PT_PER_PX, caption)


def lay_photograph(shown: Photograph, column: float, cascade: Cascade, set_caption: SetCaption) -> Frame:
    """The photograph at the side of a column of this width in px; raises UnknownStyleError.

    Its pixels are not known here.
    """
    chain = shown.box.chain
    image = (*chain, Element("img", own="style"))
    cascade.learn([image])
    left, top, right, bottom = cascade.beside(chain)
    above, below = cascade.image(image)
    start = left if cascade.side(chain) == "left" else column - right - shown.width
    head, foot = top + above, top + above + shown.height
    caption = set_caption(shown.caption, (start, start + shown.width))
    end = foot + below + caption.lines * cascade.leading
    width, height = (b"%.2f" % length for length in (shown.width, shown.height))
    operators = (
        b"q", b"1 0 0 1 %.2f %.2f cm" % (start, head), b"%s 0 0 -%s 0 %s cm" % (width, height, height),
        b"/%s Do" % shown.hash.encode(), b"Q",
    )  # fmt: skip
    return Frame(
        (0.0, 0.0, column, end + bottom),
        (Drawing(head, foot, operators), *(moved(stroke, foot + below) for stroke in caption.strokes)),
        {shown.box.name: (start, top, start + shown.width, end)}
        | {name: lowered_box(box, foot + below) for name, box in caption.anchors.items()},
        tuple((target, lowered_box(box, foot + below)) for target, box in caption.links),
        pictures={shown.hash: Picture(shown.hash, 0, 0)},
    )


def picture_size(jpeg: bytes) -> tuple[int, int] | None:
    """Width and height in pixels from the frame header of a JPEG (ISO 10918-1, B.2.2); None where it has none.

    Pillow knows this too; the modules that it comes with would cost every worker 0.2 s.
    """
    place = 2
    while place + 9 <= len(jpeg) and jpeg[place] == _MARKER:
        kind, length = jpeg[place + 1], int.from_bytes(jpeg[place + 2 : place + 4], "big")
        if kind in _FRAMES:
            height, width = (int.from_bytes(jpeg[place + n : place + n + 2], "big") for n in (5, 7))
            return width, height
        place += 2 + length
    return None
