"""A line of stations set by hand: its strokes as operators, its words as lines, where the style sheet places them.

It reads what ``drawing/itinerary.py`` writes: one drawing of dots and level rules, and words placed over it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import escape
from typing import Final, NamedTuple

from bookwork.records import Struct
from bookwork.typesetting.cascade import Cascade, UnknownStyleError
from bookwork.typesetting.cutter import Drawing
from bookwork.typesetting.galley import PT_PER_PX
from bookwork.typesetting.inline import Block, Chain, Element, Spot

_NUMBER: Final = r"-?\d+(?:\.\d+)?"
_INK: Final = r"\S+ \S+ \S+ \S+"
_PLATE: Final = re.compile(
    rf'<svg [^<>]*?width="({_NUMBER})pt" height="({_NUMBER})pt" viewBox="0 0 \1 \2">((?:<[^<>]*/>)+)</svg>'
    rf'((?:<div class="[^"]*" style="left:{_NUMBER}pt">(?:(?!</?div).)*</div>)*)',
    re.DOTALL,
)
_LABEL: Final = re.compile(rf'(<div class="([^"]*)" style="left:({_NUMBER})pt">)((?:(?!</?div).)*)</div>', re.DOTALL)
_STROKE: Final = re.compile(
    rf'<circle cx="(?P<x>{_NUMBER})" cy="(?P<y>{_NUMBER})" r="(?P<r>{_NUMBER})" fill="device-cmyk\((?P<fill>{_INK})\)"'
    rf'(?: stroke="device-cmyk\((?P<edge>{_INK})\)" stroke-width="(?P<pen>{_NUMBER})")?/>'
    rf'|<path d="M(?P<start>{_NUMBER}) (?P<at>{_NUMBER})H(?P<end>{_NUMBER})" fill="none" '
    rf'stroke="device-cmyk\((?P<ink>{_INK})\)" stroke-width="(?P<width>{_NUMBER})"/>'
)
_KAPPA: Final = 0.5522848
"""Where the handles of the four curves stand that draw a circle: 4/3 (√2 − 1) of its radius."""


class Label(NamedTuple):
    """Words set in one line: their paragraph, and how far its box stands from the left edge and the head, in px."""

    spot: Spot
    left: float
    top: float = 0.0


class Plate(Struct, frozen=True):
    """A drawing and the words on it, from the upper left corner of their box."""

    box: Block
    tag: str
    drawing: Drawing
    labels: tuple[Label, ...]


def read_plate(html: str, box: Block, cascade: Cascade) -> Plate | None:
    """The line of stations in this box of a piece, or None where something else is in it."""
    element = box.chain[-1]
    match = _PLATE.fullmatch(html, html.index(">", box.start) + 1, box.end - len(f"</{element.name}>"))
    strokes = list(_STROKE.finditer(match[3])) if match else []
    if match is None or sum(len(stroke[0]) for stroke in strokes) != len(match[3]):
        return None
    drawn = (*box.chain, Element("svg"))
    found = list(_labels(match[4], drawn))
    cascade.learn([drawn, *(label.spot.chain for label in found)])
    try:
        drawing = _drawing(strokes, cascade.place(drawn))
        labels = tuple(label._replace(top=cascade.place(label.spot.chain)[1]) for label in found)
    except UnknownStyleError:
        return None
    return Plate(box, f'<{element.name} class="{escape(element.classes)}"', drawing, labels)


def _labels(html: str, drawn: Chain) -> Iterator[Label]:
    before = drawn[-1]
    for found in _LABEL.finditer(html):
        element = Element("div", found[2], before=(before.name, before.classes))
        yield Label(Spot(0, 0, found[1], "", (*drawn[:-1], element), found[4]), float(found[3]) / PT_PER_PX)
        before = element


def _drawing(strokes: Sequence[re.Match[str]], place: tuple[float, float]) -> Drawing:
    """The drawing in one graphics state, scaled from points to px."""
    scale = 1 / PT_PER_PX
    operators = [b"q", b"1 0 0 1 %.6f %.6f cm" % place, b"%.6f 0 0 %.6f 0 0 cm" % (scale, scale)]
    heights: list[float] = []
    for stroke in strokes:
        y, reach = float(stroke["y"] or stroke["at"]), float(stroke["r"] or 0)
        heights += [y - reach, y + reach]
        operators += [line.encode() for line in (_circle(stroke) if stroke["r"] else _rule(stroke))]
    top, bottom = (place[1] + height / PT_PER_PX for height in (min(heights), max(heights)))
    return Drawing(top, bottom, (*operators, b"Q"))


def _circle(stroke: re.Match[str]) -> Iterator[str]:
    x, y, r = (float(stroke[name]) for name in "xyr")
    k = _KAPPA * r
    yield f"{stroke['fill']} k"
    if stroke["edge"]:
        yield f"{stroke['edge']} K"
        yield f"{stroke['pen']} w"
    yield f"{x + r:.3f} {y:.3f} m"
    for curve in (
        (x + r, y + k, x + k, y + r, x, y + r), (x - k, y + r, x - r, y + k, x - r, y),
        (x - r, y - k, x - k, y - r, x, y - r), (x + k, y - r, x + r, y - k, x + r, y),
    ):  # fmt: skip
        yield " ".join(f"{number:.3f}" for number in curve) + " c"
    yield "b" if stroke["edge"] else "f"


def _rule(stroke: re.Match[str]) -> Iterator[str]:
    yield f"{stroke['ink']} K"
    yield f"{stroke['width']} w"
    yield f"{stroke['start']} {stroke['at']} m"
    yield f"{stroke['end']} {stroke['at']} l"
    yield "S"
