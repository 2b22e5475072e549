"""Sets by hand the paragraphs of a piece, justified or aligned left, and leaves the rest of it to WeasyPrint.

In the HTML that WeasyPrint gets, an empty box of so many lines stands in for each paragraph; once it has said where
the boxes are, their lines are put there. What the setter does not know is left as it is, and said.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Final

from bookwork.typesetting.beside import Aside, free_edges
from bookwork.typesetting.cascade import BlockStyle, Cascade, Compute, RunStyle, Typography, UnknownStyleError
from bookwork.typesetting.cutter import Words
from bookwork.typesetting.division import Limits
from bookwork.typesetting.galley import Fault
from bookwork.typesetting.inline import Block, Copy, Mark, Outline, Spot, UnknownMarkupError, outline, read, stand_in
from bookwork.typesetting.measure import Case, MissingGlyphError, case
from bookwork.typesetting.paragraphs import Room, Taste, break_lines, ragged
from bookwork.typesetting.row import RowMaker, Text
from bookwork.typesetting.stick import SetLine, justify

Box = tuple[float, float, float, float]
"""Left, top, right, bottom in px."""

_MICROPOINTS: Final = 1_000_000
_MICROPOINTS_PER_PX: Final = 750_000
_PT_PER_PX: Final = 0.75
_OTHER_WAY: Final = re.compile("[\u0590-\u08ff\u200e\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufefc]")
"""Characters written from right to left, and signs that turn the direction (Unicode Standard Annex 9)."""
_FAMILY: Final = re.compile(r'<b>([^<]*)</b>|<span class="sc">([^<]*)</span>')
_LETTERS: Final = re.compile(r"[^\W\d_⁰¹²³⁴-⁹]+")


class CannotFitError(Exception):
    """A paragraph of which no way to break it fits its column."""


@dataclass(frozen=True, slots=True)
class SetParagraph:
    """A paragraph in lines: its runs, anchors and links, in px from the left edge of the column and its own head."""

    name: str
    lines: int
    words: tuple[Words, ...]
    anchors: Mapping[str, Box]
    links: tuple[tuple[str, Box], ...]


@dataclass(frozen=True, slots=True)
class HandSet:
    """A piece with stand-ins for the paragraphs that were set by hand, and what could not be.

    Where something stands beside its text, the first step only empties the paragraphs (``unplaced``): WeasyPrint must
    say where that something is before lines can be set beside it.
    """

    html: str
    paragraphs: tuple[SetParagraph, ...] = ()
    faults: tuple[Fault, ...] = ()
    unplaced: bool = False


@dataclass(frozen=True, slots=True)
class FaceFile:
    """A face of the book's family: its weight and slope, its name in a PDF, its file."""

    weight: int
    italic: bool
    name: str
    file: str


@dataclass(frozen=True, slots=True)
class Shop:
    """What setting by hand needs: the family and its faces, the language, the taste, the leading in pt."""

    family: str
    faces: tuple[FaceFile, ...]
    language: str
    taste: Taste
    limits: Limits
    leading: float


@dataclass(slots=True)
class _Column:
    """The column of a piece while it fills: its measure, names that are not divided, lines set, what stands beside."""

    measure: int
    names: frozenset[str]
    pending: list[tuple[int, Aside]]
    """Things that stand beside the text behind the paragraphs still to be set: where in the HTML, how high so far."""
    lines: int = 0
    asides: list[Aside] = field(default_factory=list)

    def pass_by(self, start: int, leading: int) -> None:
        """Come to a paragraph that begins here: what comes before it stands below the lines set so far."""
        height = self.lines * leading
        while self.pending and self.pending[0][0] < start:
            aside = self.pending.pop(0)[1]
            self.asides.append(aside._replace(top=aside.top + height, bottom=aside.bottom + height))


class HandSetter:
    """Sets the paragraphs of pieces in one style."""

    def __init__(self, shop: Shop, compute: Compute) -> None:
        self._shop = shop
        self._files = {face.name: face.file for face in shop.faces}
        names = {(face.weight, face.italic): face.name for face in shop.faces}
        self._cascade = Cascade(Typography(shop.family, names, shop.language, shop.leading / _PT_PER_PX), compute)
        self._rows: dict[Taste, RowMaker] = {}
        self._leading = round(shop.leading * _MICROPOINTS)

    def _case(self, style: RunStyle | BlockStyle) -> Case:
        return case(style.fount, self._files[style.fount.face])

    def set(self, html: str, measure: float, boxes: Mapping[str, Box] | None = None) -> HandSet:
        """Set a piece to a measure in pt; ``boxes`` by id where WeasyPrint has laid it out with empty paragraphs."""
        plan = outline(html)
        if plan is None or not plan.spots:
            return HandSet(html)
        self._cascade.learn(block.chain for block in plan.blocks)
        floats = [block for block in plan.blocks if self._cascade.side(block.chain)]
        if floats and boxes is None:
            return HandSet(self._emptied(html, plan.spots), unplaced=True)
        column = _Column(round(measure * _MICROPOINTS), _family_names(html), [])
        done: list[tuple[Spot, SetParagraph]] = []
        faults: list[Fault] = []
        try:
            column.pending = [(block.start, self._aside(block, boxes or {})) for block in floats]
        except UnknownStyleError as error:
            return HandSet(html, faults=(_left(floats[0].name, error),))
        for spot in plan.spots:
            try:
                ready = self._paragraph(spot, column, boxes or {})
            except (UnknownMarkupError, UnknownStyleError, MissingGlyphError, CannotFitError) as error:
                faults += [_left(spot.name, error)] if self._cascade.is_justified(spot.chain) else []
                continue
            if ready is not None:
                done.append((spot, ready))
        for block in _left_beside(plan, floats, {spot.start for spot, _ in done}) if floats else ():
            if not self._is_below(block, column, [(spot.start, each.lines) for spot, each in done], boxes or {}):
                return HandSet(html, faults=tuple(faults) or (_left(floats[0].name, UnknownStyleError("float")),))
        parts = [(spot, paragraph.lines * self._shop.leading) for spot, paragraph in done]
        return HandSet(stand_in(html, parts), tuple(paragraph for _, paragraph in done), tuple(faults))

    def _emptied(self, html: str, spots: Sequence[Spot]) -> str:
        """The piece with the paragraphs empty that may be set by hand."""
        wanted = []
        for spot in spots:
            try:
                wanted += [(spot, 0.0)] if spot.name and self._cascade.block(spot.chain) else []
            except UnknownStyleError:
                continue
        return stand_in(html, wanted)

    def _aside(self, block: Block, boxes: Mapping[str, Box]) -> Aside:
        """What stands beside the text, as high as it would with nothing above it but what WeasyPrint sets."""
        side, box = self._cascade.side(block.chain), boxes.get(block.name)
        if box is None or side not in ("left", "right"):
            raise UnknownStyleError("float")
        left, top, right, bottom = (round(edge * _MICROPOINTS_PER_PX) for edge in box)
        white = self._cascade.margins(block.chain)
        return Aside(top - white[1], bottom + white[3], left - white[0], right + white[2], side == "left")

    def _paragraph(self, spot: Spot, column: _Column, boxes: Mapping[str, Box]) -> SetParagraph | None:
        """A paragraph in lines; None where it has no name to find it again by, is empty, or is left for its style."""
        block = self._cascade.block(spot.chain) if spot.name else None
        if block is None or not (copy := read(spot)).text:
            return None
        if _OTHER_WAY.search(copy.text):
            raise UnknownMarkupError("right-to-left")
        column.pass_by(spot.start, self._leading)
        runs = self._runs(copy, len(spot.chain))
        taste = self._taste(block, runs)
        row = self._rows[taste].row(runs, column.names)
        top = round(boxes[spot.name][1] * _MICROPOINTS_PER_PX) if spot.name in boxes else 0
        edges = free_edges(
            (block.left, column.measure - block.right), top + column.lines * self._leading, self._leading, column.asides
        )
        first = [(edges[0][0] + block.indent, edges[0][1]), *(edges[1:] or edges)]
        places = break_lines(row.points, Room(tuple(right - left for left, right in first), row.em), taste)
        if places is None:
            raise CannotFitError("width")
        lines = [
            justify(row, ends, first[min(number, len(first) - 1)], taste)
            for number, ends in enumerate(pairwise([0, *places]))
        ]
        column.lines += len(lines)
        return self._seated(spot.name, copy, block, lines)

    def _taste(self, block: BlockStyle, runs: Sequence[Text]) -> Taste:
        """The taste of the book; for lines that are not justified, with the spaces of the style sheet."""
        taste = self._shop.taste
        if not block.justified:
            letters = max(runs, key=lambda run: len(run.text)).case
            taste = ragged(taste, letters.space_advance + block.word_space // letters.fount.size)
        if taste not in self._rows:
            self._rows[taste] = RowMaker(taste, self._shop.limits)
        return taste

    def _is_below(
        self, block: Block, column: _Column, done: Sequence[tuple[int, int]], boxes: Mapping[str, Box]
    ) -> bool:
        """Whether an element stands below all that stands beside the text, so that its own lines are full ones."""
        if block.name not in boxes or column.pending:
            return False
        above = sum(lines for start, lines in done if start < block.start) * self._leading
        lowest = max(aside.bottom for aside in column.asides)
        return boxes[block.name][1] * _MICROPOINTS_PER_PX + above >= lowest - self._leading // 2

    def _runs(self, copy: Copy, depth: int) -> list[Text]:
        """The runs of a paragraph; neighbours in one style are one run, so that their letters are kerned."""
        self._cascade.learn(run.chain for run in copy.runs)
        runs: list[Text] = []
        held: RunStyle | None = None
        start = 0
        for run in copy.runs:
            text = copy.text[start : run.end]
            start = run.end
            style = self._cascade.run(run.chain, depth)
            if style.bound and " " not in text and not _LETTERS.search(text):
                style = replace(style, bound=False)
            if style == held:
                runs[-1] = runs[-1]._replace(text=runs[-1].text + text)
                continue
            held = style
            runs.append(Text(text, self._case(style), style.rise, style.ink, style.divides, style.bound))
        return runs

    def _seated(self, name: str, copy: Copy, block: BlockStyle, lines: Sequence[SetLine]) -> SetParagraph:
        """The lines below each other, each on its baseline (CSS 2, 10.8)."""
        leading = self._shop.leading / _PT_PER_PX
        first = leading / 2 + self._case(block).seat * block.fount.size * 1000 / _MICROPOINTS_PER_PX
        words = tuple(
            replace(words, baseline=words.baseline + first + row * leading)
            for row, line in enumerate(lines)
            for words in line.words
        )
        boxes = [(mark, list(_boxes(mark, lines, leading))) for mark in copy.marks]
        anchors = {mark.name: found[0] for mark, found in boxes if found and not mark.link}
        links = tuple((mark.name, box) for mark, found in boxes if mark.link for box in found)
        return SetParagraph(name, len(lines), words, anchors, links)


def _boxes(mark: Mark, lines: Sequence[SetLine], leading: float) -> Iterator[Box]:
    """Where a marked stretch of text stands: one box in each of its lines; of an empty one, where it would stand."""
    stop = max(mark.end, mark.start + 1)
    for row, line in enumerate(lines):
        inside = [word for word in line.stood if word.start < stop and word.start + len(word.text) > mark.start]
        if inside:
            left, right = inside[0].edge(mark.start), inside[-1].edge(stop)
            yield left / _MICROPOINTS_PER_PX, row * leading, right / _MICROPOINTS_PER_PX, (row + 1) * leading


def _family_names(html: str) -> frozenset[str]:
    """The family names that a piece sets as such; they are not divided anywhere in it."""
    found = " ".join(bold or small for bold, small in _FAMILY.findall(html))
    return frozenset(_LETTERS.findall(found.casefold()))


def _left_beside(plan: Outline, floats: Sequence[Block], done: Container[int]) -> Iterator[Block]:
    """What WeasyPrint sets behind the first thing that stands beside the text, and not in it."""
    for number, block in enumerate(plan.blocks):
        inside = any(each.start <= block.start < each.end for each in floats)
        holds_others = number + 1 < len(plan.blocks) and plan.blocks[number + 1].start < block.end
        if block.start > floats[0].start and not (inside or holds_others or block.start in done):
            yield block


def _left(name: str, error: Exception) -> Fault:
    return Fault("galley.paragraph-left", (("paragraph", name), ("reason", str(error))))
