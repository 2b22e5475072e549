"""What all drawings share: numbers, paths and inks as SVG writes them.

One ink, black (K), in shades; the lettering is HTML over the drawing, because every SVG ``text`` would make a
transparency group. Lengths are points, y downwards.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from html import escape

from bookwork.records import Struct

XY = tuple[float, float]
"""A point of the drawing, in pt from its upper left corner."""

WidthOf = Callable[[str, float], float]
"""The width in pt of a text set at a size in pt."""


class Faces(Struct, frozen=True):
    """How wide a text is in the faces that drawings are lettered with."""

    roman: WidthOf
    italic: WidthOf
    bold: WidthOf


class Size(Struct, frozen=True):
    """The width and height of a drawing without its caption, in pt."""

    width: float
    height: float


def number(value: float) -> str:
    """To a hundredth of a point, without idle zeros: the same on every machine."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def numbers(*values: float) -> str:
    """Several numbers, as attributes and path data want them."""
    return " ".join(number(value) for value in values)


def ink(black: float) -> str:
    """A shade of black, 0 for paper to 1 for full ink."""
    return f"device-cmyk(0 0 0 {number(black)})"


def outline(points: Sequence[XY], *, closed: bool = False) -> str:
    """Path data of a line through these points."""
    first, *others = [numbers(x, y) for x, y in points]
    return f"M{first}L{' '.join(others)}{'Z' if closed else ''}" if others else f"M{first}"


def stroked(data: str, width: float, black: float, more: str = "") -> str:
    """A path drawn with a pen of this width in pt."""
    return f'<path d="{data}" fill="none" stroke="{ink(black)}" stroke-width="{number(width)}"{more}/>'


def filled(data: str, black: float) -> str:
    """A path filled with a shade."""
    return f'<path d="{data}" fill="{ink(black)}"/>'


def rectangle(corner: XY, size: Size) -> str:
    """Path data of a rectangle from its upper left corner."""
    return f"M{numbers(*corner)}h{number(size.width)}v{number(size.height)}h{number(-size.width)}Z"


def dot(centre: XY, radius: float, black: float) -> str:
    """A full dot."""
    return f'<circle cx="{number(centre[0])}" cy="{number(centre[1])}" r="{number(radius)}" fill="{ink(black)}"/>'


def ring(centre: XY, radius: float, width: float) -> str:
    """An empty dot, paper inside."""
    return (
        f'<circle cx="{number(centre[0])}" cy="{number(centre[1])}" r="{number(radius)}" fill="{ink(0)}" '
        f'stroke="{ink(1)}" stroke-width="{number(width)}"/>'
    )


def svg(size: Size, parts: Iterable[str]) -> str:
    """A drawing of this size; it says nothing to a screen reader, its frame does."""
    width, height = number(size.width), number(size.height)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" aria-hidden="true" width="{width}pt" height="{height}pt" '
        f'viewBox="0 0 {width} {height}">{"".join(parts)}</svg>'
    )


def hung(kind: str, style: str, text: str) -> str:
    """A text hung by its baseline: its ``top`` is where its letters stand."""
    return f'<span class="{kind}" style="{style}">{escape(text)}</span>'


def framed(size: Size, html: str, alternative: str) -> str:
    """A drawing and the words on it as one picture, with what it says to those who cannot see it."""
    style = f"width:{number(size.width)}pt;height:{number(size.height)}pt"
    return f'<div class="planche" role="img" aria-label="{escape(alternative)}" style="{style}">{html}</div>'
