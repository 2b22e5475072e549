"""Sets by hand the justified paragraphs of a piece, and leaves the rest of it to WeasyPrint.

In the HTML that WeasyPrint gets, an empty box of so many lines stands in for each paragraph; once it has said where
the boxes are, their lines are put there. What the setter does not know is left as it is, and said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from bookwork.typesetting.cascade import BlockStyle, Cascade, Compute, RunStyle, Typography, UnknownStyleError
from bookwork.typesetting.cutter import Words
from bookwork.typesetting.division import Limits
from bookwork.typesetting.galley import Fault
from bookwork.typesetting.inline import Copy, Mark, Spot, UnknownMarkupError, outline, read
from bookwork.typesetting.measure import Case, MissingGlyphError, case
from bookwork.typesetting.paragraphs import Room, Taste, break_lines
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
    words: tuple[Words, ...]
    anchors: Mapping[str, Box]
    links: tuple[tuple[str, Box], ...]


@dataclass(frozen=True, slots=True)
class HandSet:
    """A piece with stand-ins for the paragraphs that were set by hand, and what could not be."""

    html: str
    paragraphs: tuple[SetParagraph, ...] = ()
    faults: tuple[Fault, ...] = ()


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


@dataclass(frozen=True, slots=True)
class _Column:
    """What surrounds the paragraphs of a piece: the measure in micropoints, names that are not divided, floats."""

    measure: int
    names: frozenset[str]
    floats: bool


class HandSetter:
    """Sets the paragraphs of pieces in one style."""

    def __init__(self, shop: Shop, compute: Compute) -> None:
        self._shop = shop
        self._files = {face.name: face.file for face in shop.faces}
        names = {(face.weight, face.italic): face.name for face in shop.faces}
        self._cascade = Cascade(Typography(shop.family, names, shop.language, shop.leading / _PT_PER_PX), compute)
        self._rows = RowMaker(shop.taste, shop.limits)

    def _case(self, style: RunStyle | BlockStyle) -> Case:
        return case(style.fount, self._files[style.fount.face])

    def set(self, html: str, measure: float) -> HandSet:
        """Set a piece to a measure in pt."""
        plan = outline(html)
        if plan is None or not plan.spots:
            return HandSet(html)
        self._cascade.learn(plan.elements)
        column = _Column(round(measure * _MICROPOINTS), _family_names(html), self._cascade.floats(plan.elements))
        parts: list[str] = []
        done: list[SetParagraph] = []
        faults: list[Fault] = []
        end = 0
        for spot in plan.spots:
            try:
                lines = self._lines(spot, column)
            except (UnknownMarkupError, UnknownStyleError, MissingGlyphError, CannotFitError) as error:
                faults.append(Fault("galley.paragraph-left", (("paragraph", spot.name), ("reason", str(error)))))
                continue
            if lines is not None:
                block, copy, ready = lines
                done.append(self._seated(spot.name, copy, block, ready))
                stand_in = f'{spot.tag[:-1]} style="height:{len(ready) * self._shop.leading:.4f}pt"></p>'
                parts += [html[end : spot.start], stand_in]
                end = spot.end
        return HandSet("".join([*parts, html[end:]]), tuple(done), tuple(faults))

    def _lines(self, spot: Spot, column: _Column) -> tuple[BlockStyle, Copy, list[SetLine]] | None:
        """A paragraph in lines; None where it is not justified, is empty, or has no name to find it again by."""
        block = self._cascade.block(spot.chain) if spot.name else None
        if block is None:
            return None
        copy = read(spot)
        if not copy.text:
            return None
        if column.floats:
            raise UnknownStyleError("float")
        if _OTHER_WAY.search(copy.text):
            raise UnknownMarkupError("right-to-left")
        row = self._rows.row(self._runs(copy, len(spot.chain)), column.names)
        right = column.measure - block.right
        lefts = (block.left + block.indent, block.left)
        taste = self._shop.taste
        places = break_lines(row.points, Room(tuple(right - left for left in lefts), row.em), taste)
        if places is None:
            raise CannotFitError("width")
        ends = pairwise([0, *places])
        return block, copy, [justify(row, each, (lefts[min(n, 1)], right), taste) for n, each in enumerate(ends)]

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
        return SetParagraph(name, words, anchors, links)


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
