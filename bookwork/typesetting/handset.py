"""Sets by hand the paragraphs of a piece, justified or aligned left, and leaves the rest of it to WeasyPrint.

In the HTML that WeasyPrint gets, an empty box of so many lines stands in for each paragraph; once it has said where
the boxes are, their lines are put there. What the setter does not know is left as it is, and said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from bookwork.records import Struct, replace
from bookwork.typesetting.beside import Aside, Beside, Column, free_edges, left_beside, set_apart
from bookwork.typesetting.cascade import BlockStyle, Cascade, RunStyle, Typography, UnknownStyleError
from bookwork.typesetting.caster import Box, Frame, role_of
from bookwork.typesetting.contents import Contents, survey
from bookwork.typesetting.cutter import Words
from bookwork.typesetting.galley import Fault, Piece, Role
from bookwork.typesetting.inline import LETTERS, Block, Chain, Copy, Spot, UnknownMarkupError, family_names, read
from bookwork.typesetting.measure import Case, MissingGlyphError, case
from bookwork.typesetting.paragraphs import Choice, break_lines, choose
from bookwork.typesetting.photograph import lay_photograph, read_photograph
from bookwork.typesetting.plate import Label
from bookwork.typesetting.row import RowMaker, Text
from bookwork.typesetting.search import Room
from bookwork.typesetting.shop import Shop
from bookwork.typesetting.skeleton import StandIn, without_id
from bookwork.typesetting.slots import number_of
from bookwork.typesetting.stick import Seat, SetParagraph, aligned, justify, lowered, seated
from bookwork.typesetting.taste import Taste, ragged
from bookwork.typesetting.values import Compute, Values

_MICROPOINTS: Final = 1_000_000
_MICROPOINTS_PER_PX: Final = 750_000
_PT_PER_PX: Final = 0.75
_ENDLESS: Final = 10**12
"""A column that any line fits, in micropoints."""
_GIVING: Final = (Role.TEXT, Role.NOTE)
"""What may be set a line longer or shorter where a page asks for it: no head."""
_OTHER_WAY: Final = re.compile("[\u0590-\u08ff\u200e\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufefc]")
"""Characters written from right to left, and signs that turn the direction (Unicode Standard Annex 9)."""


class CannotFitError(Exception):
    """A paragraph of which no way to break it fits its column."""


class HandSet(Struct, frozen=True):
    """A piece with stand-ins for what was set by hand, and what could not be.

    Where something stands beside its text, the first step only empties the paragraphs (``unplaced``): it must be known
    where that something is before lines can be set beside it.
    """

    piece: Piece
    stand_ins: tuple[StandIn, ...] = ()
    paragraphs: tuple[SetParagraph, ...] = ()
    faults: tuple[Fault, ...] = ()
    unplaced: bool = False
    beside: Beside | None = None


class _Place(NamedTuple):
    """Where a paragraph stands: its edges, line by line, the last for all further lines; names; lines asked for.

    So many lines more or less than its best are asked for; None where nobody asks what else there could be.
    """

    edges: list[tuple[int, int]]
    names: frozenset[str] = frozenset()
    asked: int | None = None


class HandSetter:
    """Sets the paragraphs of pieces in one style."""

    def __init__(self, shop: Shop, compute: Compute, taught: Mapping[Chain, Values]) -> None:
        self._shop = shop
        self._files = {face.name: face.file for face in shop.faces}
        names = {(face.weight, face.italic): face.name for face in shop.faces}
        typography = Typography(shop.family, names, shop.language, shop.leading / _PT_PER_PX)
        self._cascade = Cascade(typography, compute, taught)
        self._rows: dict[Taste, RowMaker] = {}
        self._leading = round(shop.leading * _MICROPOINTS)

    @property
    def values(self) -> Mapping[Chain, Values]:
        """What is known of every kind of element met so far."""
        return self._cascade.values

    def _case(self, style: RunStyle | BlockStyle) -> Case:
        return case(style.fount, self._files[style.fount.face])

    def set(self, piece: Piece, boxes: Mapping[str, Box] | None = None) -> HandSet:
        """Set a piece; ``boxes`` by id, from its head, where it is known how it stands with empty paragraphs."""
        plan = survey(piece, self._cascade)
        if plan is None:
            return HandSet(piece)
        beside = set_apart(piece.html, plan.floats)
        if plan.floats and boxes is None:
            shown = beside and beside._replace(frame=self._photograph(plan))
            return HandSet(piece, self._emptied(plan), unplaced=True, beside=shown)
        boxes = boxes or {}
        column = Column(round(piece.measure * _MICROPOINTS), family_names(piece.html), [], dict(piece.fits))
        try:
            column.pending = [(block.start, self._aside(block, boxes)) for block in plan.floats]
        except UnknownStyleError as error:
            return HandSet(piece, faults=(_left(plan.floats[0].name, error),))
        done, faults = self._set_paragraphs(plan, column, boxes)
        lines = [(box.start, box.lines or 0) for box, _ in done]
        apart = plan.floats, [plate.box for plate in plan.plates]
        for block in left_beside(plan.blocks, apart, {start for start, _ in lines}) if plan.floats else ():
            if not self._is_below(block, column, lines, boxes):
                return HandSet(piece, faults=faults or (_left(plan.floats[0].name, UnknownStyleError("float")),))
        done = sorted((*done, *((stand, plate) for stand, plate in self._set_plates(plan))))
        stand_ins, paragraphs = zip(*done, strict=True) if done else ((), ())
        return HandSet(piece, stand_ins, paragraphs, faults, beside=beside)

    def _set_paragraphs(
        self, plan: Contents, column: Column, boxes: Mapping[str, Box]
    ) -> tuple[list[tuple[StandIn, SetParagraph]], tuple[Fault, ...]]:
        """The paragraphs with their stand-ins; those that cannot be set are left as they are, and said."""
        done: list[tuple[StandIn, SetParagraph]] = []
        faults: list[Fault] = []
        for number, spot in enumerate(plan.texts()):
            try:
                ready = self._paragraph(spot, (plan.name(spot), number), column, boxes)
            except (UnknownMarkupError, UnknownStyleError, MissingGlyphError, CannotFitError) as error:
                if spot.name and self._cascade.is_justified(spot.chain):
                    faults.append(_left(spot.name, error))
                continue
            if ready is not None:
                done.append((StandIn(spot.start, spot.end, without_id(spot.tag), ready.name, ready.lines), ready))
        return done, tuple(faults)

    def _emptied(self, plan: Contents) -> tuple[StandIn, ...]:
        """Empty boxes for the paragraphs that may be set by hand."""
        wanted = []
        for spot in plan.texts():
            try:
                known = self._cascade.block(spot.chain)
            except UnknownStyleError:
                continue
            if known and spot.html.strip():
                wanted.append(StandIn(spot.start, spot.end, without_id(spot.tag), plan.name(spot)))
        boxes = (StandIn(each.box.start, each.box.end, each.tag, plan.name(each.box), None) for each in plan.plates)
        return tuple(sorted((*wanted, *boxes)))

    def _set_plates(self, plan: Contents) -> Iterator[tuple[StandIn, SetParagraph]]:
        """The lines of stations that can be set whole."""
        for plate in plan.plates:
            words: list[Words] = []
            try:
                for label in plate.labels:
                    words += self._label(label)
            except (UnknownMarkupError, UnknownStyleError, MissingGlyphError):
                continue
            name = plan.name(plate.box)
            yield (
                StandIn(plate.box.start, plate.box.end, plate.tag, name, None),
                SetParagraph(name, 0, (plate.drawing, *words)),
            )

    def _label(self, label: Label) -> list[Words]:
        block = self._cascade.label(label.spot.chain)
        runs = self._runs(read(label.spot), len(label.spot.chain))
        taste = self._taste(block, runs)
        row = self._rows[taste].row(runs, frozenset())
        left = round(label.left * _MICROPOINTS_PER_PX) + block.indent
        line = justify(row, (0, len(row.cuts) - 1), (left, left + _ENDLESS), taste)
        baseline = label.top + self._seat(block).baseline
        return [lowered(words, baseline) for words in line.words]

    def _aside(self, block: Block, boxes: Mapping[str, Box]) -> Aside:
        """What stands beside the text, as high as it would with nothing above it but what WeasyPrint sets."""
        side, box = self._cascade.side(block.chain), boxes.get(block.name)
        if box is None or side not in ("left", "right"):
            raise UnknownStyleError("float")
        left, top, right, bottom = (round(edge * _MICROPOINTS_PER_PX) for edge in box)
        white = self._cascade.margins(block.chain)
        return Aside(top - white[1], bottom + white[3], left - white[0], right + white[2], side == "left")

    def _paragraph(
        self, spot: Spot, called: tuple[str, int], column: Column, boxes: Mapping[str, Box]
    ) -> SetParagraph | None:
        """A paragraph in lines; None where it is empty, or is left for its style."""
        name, number = called
        block = self._cascade.block(spot.chain)
        if block is None or not (copy := read(spot)).text:
            return None
        if _OTHER_WAY.search(copy.text):
            raise UnknownMarkupError("right-to-left")
        column.pass_by(spot.start, self._leading)
        top = block.head + (round(boxes[name][1] * _MICROPOINTS_PER_PX) if name in boxes else 0)
        edges = free_edges(
            (block.left, column.measure - block.right), top + column.lines * self._leading, self._leading, column.asides
        )
        asked = column.fits.get(number, None if column.fits else 0)
        free = len(edges) == 1 and role_of(spot.name) in _GIVING and not block.share
        filled = self._fill(spot, copy, block, _Place(edges, column.names, asked if free else None))
        column.lines += filled.lines
        return replace(filled, name=name, number=number)

    def _fill(self, spot: Spot, copy: Copy, block: BlockStyle, place: _Place) -> SetParagraph:
        """A paragraph in lines."""
        edges = place.edges
        runs = self._runs(copy, len(spot.chain))
        taste = self._taste(block, runs)
        row = self._rows[taste].row(runs, place.names)
        first = [(edges[0][0] + block.indent, edges[0][1]), *(edges[1:] or edges)]
        room = Room(tuple(right - left for left, right in first), row.em)
        if place.asked is None:
            places = break_lines(row.points, room, taste)
            chosen = Choice(places) if places else None
        else:
            chosen = choose(row.points, room, taste, place.asked)
        if chosen is None:
            raise CannotFitError("width")
        lines = [
            aligned(row, ends, first[min(number, len(first) - 1)], (taste, block.share))
            for number, ends in enumerate(pairwise([0, *chosen.places]))
        ]
        ended = tuple(number for number, end in enumerate(chosen.places) if row.points.hyphens[end])
        return replace(seated(spot.name, copy.marks, lines, self._seat(block)), leeway=chosen.leeway, hyphened=ended)

    def _photograph(self, plan: Contents) -> Frame | None:
        """What stands beside the text of a piece, where it is a photograph as the setter knows it."""
        (box,), captions = plan.floats, [spot for spot in plan.spots if plan.is_beside(spot)]
        shown = read_photograph(plan.piece.html, box, captions[0], self._shop.leading) if len(captions) == 1 else None
        if shown is None:
            return None
        try:
            return lay_photograph(shown, plan.piece.measure / _PT_PER_PX, self._cascade, self._caption)
        except (UnknownMarkupError, UnknownStyleError, MissingGlyphError, CannotFitError):
            return None

    def _caption(self, spot: Spot, edges: tuple[float, float]) -> SetParagraph:
        left, right = (round(edge * _MICROPOINTS_PER_PX) for edge in edges)
        copy = read(spot)
        if not copy.text or _OTHER_WAY.search(copy.text):
            raise UnknownMarkupError("right-to-left")
        return self._fill(spot, copy, self._cascade.caption(spot.chain), _Place([(left, right)]))

    def _taste(self, block: BlockStyle, runs: Sequence[Text]) -> Taste:
        """The taste of the book; for lines that are not justified, with the spaces of the style sheet."""
        taste = self._shop.taste
        if not block.justified:
            letters = max(runs, key=lambda run: len(run.text)).case
            fount = letters.fount
            taste = ragged(taste, letters.space_advance + fount.tracking + block.word_space // fount.size)
        if taste not in self._rows:
            self._rows[taste] = RowMaker(taste, self._shop.limits)
        return taste

    def _is_below(
        self, block: Block, column: Column, done: Sequence[tuple[int, int]], boxes: Mapping[str, Box]
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
        slots = {mark.start: number for mark in copy.marks if (number := number_of(mark.name)) is not None}
        held: RunStyle | None = None
        start = 0
        for run in copy.runs:
            text, slot = copy.text[start : run.end], slots.get(start, -1)
            start = run.end
            style = self._cascade.run(run.chain, depth)
            if slot >= 0:
                held = None
                runs.append(Text(text, self._case(style), style.rise, style.ink, False, True, slot))
                continue
            if style.bound and " " not in text and not LETTERS.search(text):
                style = replace(style, bound=False)
            if style == held:
                runs[-1] = runs[-1]._replace(text=runs[-1].text + text)
                continue
            held = style
            runs.append(Text(text, self._case(style), style.rise, style.ink, style.divides, style.bound))
        return runs

    def _seat(self, block: BlockStyle) -> Seat:
        """Where the lines of a paragraph stand (CSS 2, 10.8)."""
        leading, head = self._shop.leading / _PT_PER_PX, block.head / _MICROPOINTS_PER_PX
        seat = self._case(block).seat * block.fount.size * 1000 / _MICROPOINTS_PER_PX
        return Seat(leading, head, head + leading / 2 + seat)


def _left(name: str, error: Exception) -> Fault:
    return Fault("galley.paragraph-left", (("paragraph", name), ("reason", str(error))))
