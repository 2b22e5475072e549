"""The composing stick: words into lines of the width that the column asks for.

Each line is justified once the places where it begins and ends are chosen: its glyphs become a little wider or
narrower, then the white between them, its spaces only where that is not enough, and its hyphen hangs in the margin.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Final, NamedTuple

from bookwork.records import Struct, field
from bookwork.typesetting.caster import Box
from bookwork.typesetting.cutter import Drawing, Stroke, Words
from bookwork.typesetting.division import Kind
from bookwork.typesetting.inline import Mark
from bookwork.typesetting.measure import Case
from bookwork.typesetting.row import Part, Row, Text, hanging
from bookwork.typesetting.slots import slot
from bookwork.typesetting.taste import Taste, ratio

_MICROPOINTS_PER_PX: Final = 750_000
_MILLIPOINTS_PER_PX: Final = 750
_FULL: Final = 10_000
"""Glyphs at their own width: the scale of a line is in ten-thousandths."""
_WHOLE: Final = 1000


class Stood(NamedTuple):
    """A word as it stands in its line: its place in the text, its case, its left and right edge in micropoints."""

    start: int
    text: str
    case: Case
    left: int
    right: int

    def edge(self, place: int) -> int:
        """Where this place of the text is, from the left; the word's own edges beyond them."""
        inside = place - self.start
        if inside <= 0:
            return self.left
        return self.right if inside >= len(self.text) else self.left + self.case[self.text[:inside]].width


class SetLine(NamedTuple):
    """A line: its runs (``baseline`` counts from that of the line), and where each word stands."""

    words: list[Words]
    stood: list[Stood]


class Fit(Struct, frozen=True):
    """How a line is justified: scale of its glyphs, white behind each of them and its spaces in micropoints."""

    scale: int
    tracking: int
    space: int


class SetParagraph(Struct, frozen=True):
    """What was set by hand: strokes, anchors and links, in px from the left edge of the column and its own head."""

    name: str
    lines: int
    strokes: tuple[Stroke, ...]
    anchors: Mapping[str, Box] = field(default_factory=dict)
    links: tuple[tuple[str, Box], ...] = ()
    number: int = 0
    """Which of the paragraphs of its piece it is."""
    leeway: tuple[int, int] = (-1, -1)
    """What it would cost more to be a line longer, and a line shorter, in demerits; -1 where it cannot be."""
    hyphened: tuple[int, ...] = ()
    """Its lines that end in a hyphen."""


class Seat(NamedTuple):
    """How lines stand in their paragraph, in px: from line to line, from its head to the first line, its baseline."""

    leading: float
    head: float
    baseline: float


def lowered(words: Words, height: float) -> Words:
    """The words so many px further down."""
    return Words(words.x, words.baseline + height, words.font, words.size, words.shown, words.ink, words.fit)


def moved(stroke: Stroke, height: float) -> Stroke:
    """A stroke so many px further down."""
    if isinstance(stroke, Words):
        return lowered(stroke, height)
    return Drawing(stroke.top + height, stroke.bottom + height, stroke.operators, stroke.sunk + height)


def lowered_box(box: Box, height: float) -> Box:
    """A box so many px further down."""
    return box[0], box[1] + height, box[2], box[3] + height


def justify(row: Row, places: tuple[int, int], edges: tuple[int, int], taste: Taste) -> SetLine:
    """The line from one place of the row to another, between these edges of the column in micropoints."""
    held = row.between(*places)
    fit = _fit(row, held, edges[1] - edges[0], (taste, places[1]))
    return _Setter(fit, edges[0]).set(held)


def aligned(row: Row, ends: tuple[int, int], edges: tuple[int, int], rule: tuple[Taste, int]) -> SetLine:
    """A line with as many halves of the white it leaves on its left."""
    taste, share = rule
    line = justify(row, ends, edges, taste)
    if not share or not line.stood:
        return line
    return justify(row, ends, (edges[0] + (edges[1] - line.stood[-1].right) * share // 2, edges[1]), taste)


def seated(name: str, marks: Sequence[Mark], lines: Sequence[SetLine], seat: Seat) -> SetParagraph:
    """The lines below each other, each on its baseline, with the ids and links of their text."""
    words = tuple(
        lowered(words, seat.baseline + row * seat.leading) for row, line in enumerate(lines) for words in line.words
    )
    stood = [(row, word) for row, line in enumerate(lines) for word in line.stood]
    boxes = [(mark, list(_boxes(stretch, seat))) for mark, stretch in zip(marks, _held(marks, stood), strict=True)]
    anchors = {mark.name: found[0] for mark, found in boxes if found and not mark.link}
    links = tuple((mark.name, box) for mark, found in boxes if mark.link for box in found)
    return SetParagraph(name, len(lines), words, anchors, links)


_Stretch = tuple[int, int, Sequence[tuple[int, Stood]]]
"""From where to where in the text, and the words that have part in it, each with the number of its line."""


def _held(marks: Sequence[Mark], stood: Sequence[tuple[int, Stood]]) -> Iterator[_Stretch]:
    """The words that each mark holds; of an empty mark, the one that it would stand in.

    The entry of a camp has thousands of marks and words: each is looked for where it must be.
    """
    starts = [word.start for _, word in stood]
    longest = max((len(word.text) for _, word in stood), default=0)
    for mark in marks:
        stop = max(mark.end, mark.start + 1)
        near = stood[bisect_left(starts, mark.start - longest) : bisect_left(starts, stop)]
        yield mark.start, stop, [each for each in near if each[1].start + len(each[1].text) > mark.start]


def _boxes(stretch: _Stretch, seat: Seat) -> Iterator[Box]:
    """Where a stretch of text stands: one box in each of its lines."""
    start, stop, stood = stretch
    for row, words in groupby(stood, key=itemgetter(0)):
        inside = [word for _, word in words]
        left, right = inside[0].edge(start), inside[-1].edge(stop)
        top = seat.head + row * seat.leading
        yield left / _MICROPOINTS_PER_PX, top, right / _MICROPOINTS_PER_PX, top + seat.leading


def _fit(row: Row, held: Sequence[Part], width: int, rule: tuple[Taste, int]) -> Fit:
    """How the line that ends at this place of the row is justified; one that would be torn open stays short."""
    taste, place = rule
    last, ends_item = place == len(row.cuts) - 1, row.points.kinds[place] is Kind.ITEM
    inked = [part.shaped for part in held if not part.space]
    spaces = len(held) - len(inked)
    glyphs = sum([shaped.width for shaped in inked])
    space = taste.space * row.em // _WHOLE
    room = width + (0 if last else hanging(held[-1].text, held[-1].run.case, taste))
    missing = room - glyphs - spaces * space
    short = ends_item and ratio(taste, missing, spaces, glyphs - room + width, row.em) > taste.item
    if (last and missing >= 0) or not spaces or not taste.justified or short:
        return Fit(_FULL, 0, space)
    limit = glyphs * taste.expansion // _WHOLE
    scale = _FULL + max(-limit, min(missing, limit)) * _FULL // glyphs
    rest = room - glyphs * scale // _FULL - spaces * space
    between = max(-glyphs * taste.tightening // _WHOLE, min(rest, glyphs * taste.tracking // _WHOLE))
    count = sum([shaped.glyphs for shaped in inked])
    tracking = between // max(1, count - 1)
    taken = sum([shaped.width * scale // _FULL for shaped in inked]) + tracking * count
    return Fit(scale, tracking, (room + tracking - taken) // spaces)


class _Setter:
    """Sets the parts of one line from left to right."""

    def __init__(self, fit: Fit, left: int) -> None:
        self._fit = fit
        self._x = left
        self._error = 0
        """How far what was written stands left of where it ought to, in micropoints."""
        self._words: list[Words] = []
        self._stood: list[Stood] = []
        self._shown: list[bytes] = []
        self._run: Text | None = None
        self._operators = b""
        if fit.scale != _FULL or fit.tracking:
            tracking = fit.tracking * _FULL / fit.scale / _MICROPOINTS_PER_PX
            self._operators = b"%.2f Tz %.5f Tc" % (fit.scale * 100 / _FULL, tracking)

    def set(self, parts: Sequence[Part]) -> SetLine:
        """The line."""
        for part in parts:
            if part.space:
                self._space(part)
            else:
                self._word(part)
        self._close()
        return SetLine(self._words, self._stood)

    def _word(self, part: Part) -> None:
        if part.run is not self._run:
            self._open(part.run)
        width, shown, glyphs = part.shaped
        self._shown.append(shown if part.run.slot < 0 else slot(part.run.slot, part.run.case.figures))
        left = self._x
        self._x += width * self._fit.scale // _FULL + self._fit.tracking * glyphs
        self._stood.append(Stood(part.start, part.text, part.run.case, left, self._x))
        if part.run.slot >= 0:
            self._close()

    def _space(self, part: Part) -> None:
        """A space glyph in the run that is open, drawn together or apart by an adjustment to a tenth of a unit."""
        if self._run is None:
            self._open(part.run)
        assert self._run is not None
        case = self._run.case
        size = case.fount.size * self._fit.scale // _FULL
        surplus = case.space_advance * size + self._fit.tracking - self._fit.space - self._error
        tenths = round(surplus * 10 / size)
        self._error = tenths * size // 10 - surplus
        self._shown.append(case.space + b"%.1f" % (tenths / 10) if tenths else case.space)
        self._x += self._fit.space

    def _open(self, run: Text) -> None:
        self._close()
        self._run, self._error = run, 0
        self._place = self._x

    def _close(self) -> None:
        run = self._run
        if run is None:
            return
        fount = run.case.fount
        shown = b"[%s]" % b"".join(self._shown).replace(b"><", b"")
        x = b"%.3f" % (self._place / _MICROPOINTS_PER_PX)
        baseline = -run.rise / _MICROPOINTS_PER_PX
        font = b"/%s" % fount.face.encode()
        self._words.append(Words(x, baseline, font, fount.size / _MILLIPOINTS_PER_PX, shown, run.ink, self._operators))
        self._shown, self._run = [], None
