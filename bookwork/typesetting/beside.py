"""Lines beside pictures: how much of the column is free at each height (CSS 2, 9.5.1), and what stands there.

Lengths are micropoints; heights count from the head of the piece, downwards.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Final, NamedTuple

from bookwork.typesetting.caster import Frame
from bookwork.typesetting.inline import Block
from bookwork.typesetting.skeleton import StandIn

_TOLERANCE: Final = 15_000
"""How far edges may lie off the grid: 0.015 pt. Pango counts in 1/1024 px."""

_FOOT: Final = '<div style="height:1px"></div>'
"""WeasyPrint stands a box that holds nothing else than something at its side on the box before it."""


class Aside(NamedTuple):
    """What stands beside the text: its top and bottom, its outer edges with the white round it, its side."""

    top: int
    bottom: int
    left: int
    right: int
    on_left: bool


def free_edges(edges: tuple[int, int], top: int, leading: int, asides: Sequence[Aside]) -> list[tuple[int, int]]:
    """The edges of each line of a paragraph that begins at ``top``; the last pair is that of all further lines."""
    lowest = max((aside.bottom for aside in asides), default=top)
    free: list[tuple[int, int]] = []
    while top < lowest - _TOLERANCE:
        left, right = edges
        for aside in asides:
            if aside.top < top + leading - _TOLERANCE and aside.bottom > top + _TOLERANCE:
                left, right = (max(left, aside.right), right) if aside.on_left else (left, min(right, aside.left))
        free.append((left, right))
        top += leading
    return [*free, edges]


@dataclass(slots=True)
class Column:
    """The column of a piece while it fills: its measure, names that are not divided, lines set, what stands beside."""

    measure: int
    names: frozenset[str]
    pending: list[tuple[int, Aside]]
    """Things that stand beside the text behind the paragraphs still to be set: where in the HTML, how high so far."""
    fits: Mapping[int, int] = field(default_factory=dict)
    """How many lines more or less each of its paragraphs, by number, is asked for."""
    lines: int = 0
    asides: list[Aside] = field(default_factory=list)

    def pass_by(self, start: int, leading: int) -> None:
        """Come to a paragraph that begins here: what comes before it stands below the lines set so far."""
        height = self.lines * leading
        while self.pending and self.pending[0][0] < start:
            aside = self.pending.pop(0)[1]
            self.asides.append(aside._replace(top=aside.top + height, bottom=aside.bottom + height))


class Beside(NamedTuple):
    """What stands beside the text: the box that marks its place in the piece, and how it is laid out by itself."""

    place: StandIn
    html: str
    frame: Frame | None = None
    """As it is set by hand, but for the pixels of its pictures."""


def set_apart(html: str, floats: Sequence[Block]) -> Beside | None:
    """The one thing that stands beside the text of a piece, where it can be laid out by itself."""
    if len(floats) != 1 or len(floats[0].chain) != 2 or not floats[0].name:
        return None
    (block,) = floats
    element = block.chain[-1]
    tag = f'<{element.name} class="{escape(element.classes)}"'
    name, classes = element.before or ("p", "")
    before = f'<{name} class="{escape(classes)}" style="display:none"></{name}>' if element.before else ""
    stand_in = StandIn(block.start, block.end, tag, block.name, None, "position:absolute;margin:0")
    return Beside(stand_in, f"{before}{html[block.start : block.end]}{_FOOT}")


def left_beside(
    blocks: Sequence[Block], apart: tuple[Sequence[Block], Sequence[Block]], done: Container[int]
) -> Iterator[Block]:
    """What WeasyPrint sets behind the first thing that stands beside the text; not what is in such things, or drawn."""
    floats, drawn = apart
    for number, block in enumerate(blocks):
        inside = any(each.start <= block.start < each.end for each in (*floats, *drawn))
        holds_others = number + 1 < len(blocks) and blocks[number + 1].start < block.end
        if block.start > floats[0].start and not (inside or holds_others or block.start in done):
            yield block
