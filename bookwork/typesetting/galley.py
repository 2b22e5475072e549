"""Pieces to be set and what comes back: galleys of lines on the grid, and sheets of paged chapters.

Lengths are CSS pixels (1/96 in) as WeasyPrint writes them, y downwards from the head of the galley; ``PT_PER_PX``
turns them into points. Line counts are grid lines.
"""

from __future__ import annotations

import re
import struct
from bisect import bisect_right
from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import NamedTuple

from bookwork.records import Struct
from bookwork.typesetting.slots import count

PT_PER_PX = 0.75


STACKED = "\f"
"""Parts the pieces of a stack in its HTML."""


class Role(StrEnum):
    """What a paragraph is to the make-up."""

    HEAD = "head"
    TEXT = "text"
    NOTE = "note"
    PICTURE = "picture"


class Piece(Struct, frozen=True):
    """A piece of HTML to be set by itself: at column width as a galley, or on pages of its own when ``paged``.

    ``html`` is all that stands inside ``<body>``; with the style, measure, fonts and versions it makes the piece's key
    in the store, so equal pieces are set once. Parted by :data:`STACKED`, it is a stack: pieces that are set one by one
    and stand below each other in one galley.
    """

    id: str
    html: str
    measure: float
    """Width of the column in pt; of the page when ``paged``."""
    paged: bool = False
    fits: tuple[tuple[int, int], ...] = ()
    """Paragraphs, by number, that are asked for a line more (1) or a line less (-1) than is best for them."""

    @property
    def stack(self) -> tuple[Piece, ...]:
        """The pieces that are stacked in it; itself alone, where it is none."""
        if STACKED not in self.html:
            return (self,)
        return tuple(Piece(f"{self.id}.{n}", html, self.measure) for n, html in enumerate(self.html.split(STACKED)))

    @property
    def pictures(self) -> frozenset[str]:
        """The hashes of the photographs that it shows."""
        return frozenset(_PICTURE.findall(self.html))


_PICTURE = re.compile(r"picture:([0-9a-f]{32})")


class Order(Struct, frozen=True):
    """A piece that need not be composed where it is known: its id, the hash of all that it is composed from, and how.

    Setting looks first whether what was made from the same is in the store.
    """

    id: str
    made_from: bytes
    compose: Callable[[], Piece]


class Line(Struct, frozen=True):
    """One cast line: how many grid lines it takes, and the operators that draw it."""

    height: int
    content: bytes


class Span(Struct, frozen=True):
    """A paragraph of a galley: its first line, how many, and its role."""

    role: Role
    first: int
    count: int


class Leeway(NamedTuple):
    """A paragraph that could be set a line longer or shorter: its number in the piece, and the line that stands for it.

    The third line from its end stands for it (the first, where it has but two): whichever side of a break that is on
    has the line more or less, and with five lines and more neither side is left with fewer than two. One of fewer lines
    may only be longer. ``longer`` and ``shorter`` are the demerits that the paragraph would have more; -1 where there
    is no such way.
    """

    paragraph: int
    line: int
    longer: int
    shorter: int


class Anchor(Struct, frozen=True):
    """A named point: the line (or sheet) where it stands, and x, y in px."""

    name: str
    line: int
    x: float
    y: float


class Link(Struct, frozen=True):
    """A rectangle that leads somewhere: ``#anchor`` inside the book, or a URL; line (or sheet), then px."""

    target: str
    line: int
    left: float
    top: float
    right: float
    bottom: float


class Face(Struct, frozen=True):
    """The glyphs that a piece uses of one font resource: its name in the content, its face, its glyph numbers.

    The numbers are two bytes each, in their order: as numbers those of a book of 9 000 notices took a second to read.
    """

    resource: str
    face: str
    glyphs: bytes

    @staticmethod
    def of(resource: str, face: str, numbers: Iterable[int]) -> Face:
        """The face with these glyph numbers."""
        return Face(resource, face, b"".join(number.to_bytes(2, "big") for number in sorted(numbers)))

    @property
    def numbers(self) -> tuple[int, ...]:
        """The glyph numbers."""
        return struct.unpack(f">{len(self.glyphs) // 2}H", self.glyphs)


class Picture(Struct, frozen=True):
    """A picture that a piece shows: the hash of its JPEG, which is its resource name (``p-…``), and its pixels."""

    hash: str
    width: int
    height: int


class Fault(Struct, frozen=True):
    """What was wrong in the setting of a piece, kept with it: rule code and particulars."""

    code: str
    particulars: tuple[tuple[str, str], ...]


class Shape(Struct, frozen=True):
    """What make-up takes of a galley: the heights of its lines, in grid lines, and all but what draws them."""

    heights: tuple[int, ...]
    spans: tuple[Span, ...] = ()
    anchors: tuple[Anchor, ...] = ()
    faces: tuple[Face, ...] = ()
    faults: tuple[Fault, ...] = ()
    joints: tuple[int, ...] = ()
    """Of a stack, the lines with which its pieces begin."""
    slots: int = 0
    """How many folios the press will put in."""
    leeways: tuple[Leeway, ...] = ()
    hyphened: tuple[int, ...] = ()
    """The lines that end in a hyphen, as far as they are set by hand."""

    @property
    def height(self) -> int:
        """Height in grid lines."""
        return sum(self.heights)

    def piece_at(self, line: int) -> int:
        """Which piece of a stack this line is of, from 0."""
        return max(0, bisect_right(self.joints, line) - 1)


class SetType(Struct, frozen=True):
    """What the press takes of a galley: the operators that draw each line, its links, its pictures."""

    contents: tuple[bytes, ...]
    links: tuple[Link, ...] = ()
    pictures: tuple[Picture, ...] = ()


class Galley(Struct, frozen=True):
    """A set piece: lines, paragraphs, anchors, links, faces. Of a paged piece each line is a whole sheet."""

    lines: tuple[Line, ...]
    spans: tuple[Span, ...] = ()
    anchors: tuple[Anchor, ...] = ()
    links: tuple[Link, ...] = ()
    faces: tuple[Face, ...] = ()
    pictures: tuple[Picture, ...] = ()
    faults: tuple[Fault, ...] = ()
    joints: tuple[int, ...] = ()
    leeways: tuple[Leeway, ...] = ()
    hyphened: tuple[int, ...] = ()

    @property
    def height(self) -> int:
        """Height in grid lines."""
        return sum(line.height for line in self.lines)

    @property
    def shape(self) -> Shape:
        """What make-up takes of it."""
        heights, slots = tuple(line.height for line in self.lines), sum(count(line.content) for line in self.lines)
        common = self.spans, self.anchors, self.faces, self.faults
        return Shape(heights, *common, self.joints, slots, self.leeways, self.hyphened)

    @property
    def type(self) -> SetType:
        """What the press takes of it."""
        return SetType(tuple(line.content for line in self.lines), self.links, self.pictures)
