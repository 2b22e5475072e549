"""Parts set in columns: galleys to slugs, slugs to pages, pages to lines placed on sheets."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import accumulate, pairwise
from math import inf

from bookwork.makeup.columns import break_again
from bookwork.makeup.reckoning import Reckoning
from bookwork.makeup.sheets import Matter, Part, Placed
from bookwork.makeup.slugs import Column, Frame, Page, Paragraph, Prices, Slug, penalties
from bookwork.project import Layout
from bookwork.typesetting.galley import PT_PER_PX, Role, Shape, Span

CONTINUED = 8.0
"""Price of a break inside a group whose heading is then repeated."""


@dataclass(frozen=True, slots=True)
class Cast:
    """A part's slugs, and for each the matter and the line it is (line -1: white)."""

    slugs: tuple[Slug, ...]
    origins: tuple[tuple[Matter, int], ...]


@dataclass(frozen=True, slots=True)
class MadeUp:
    """A part broken into pages: what stands on each, and the columns with their costs."""

    pages: tuple[tuple[Placed, ...], ...]
    columns: tuple[tuple[Column, ...], ...]
    reckoning: Reckoning | None = None
    """What its page breaks cost, to be taken up again at the next make-up."""


def cast_part(part: Part, galleys: Mapping[str, Shape]) -> Cast:
    """The slugs of a part; the first line of a notice that follows a letter heading keeps with it."""
    slugs: list[Slug] = []
    origins: list[tuple[Matter, int]] = []
    kept = False
    for matter in part.matter:
        galley = galleys[matter.piece.id]
        if matter.blank:
            slugs += [_WHITE] * matter.blank
            origins += [(matter, -1)] * matter.blank
        prices = list(line_penalties(galley.heights, galley.spans, galley.joints))
        if kept and prices:
            prices[0] = inf
        carried = galleys[matter.carried.id].height if matter.carried else 0
        extra = CONTINUED if carried else 0.0
        slugs += [_slug(height, price + extra, carried) for height, price in zip(galley.heights, prices, strict=True)]
        origins += [(matter, number) for number in range(len(galley.heights))]
        kept = bool(galley.spans) and galley.spans[-1].role is Role.HEAD
    return Cast(tuple(slugs), tuple(origins))


_WHITE = Slug(blank=True)


@cache
def _slug(height: int, penalty: float, carried: int) -> Slug:
    """One slug for all lines alike: a book has half a million of them, and some hundred kinds."""
    return Slug(height, penalty, carried=carried)


def line_penalties(heights: tuple[int, ...], spans: tuple[Span, ...], joints: Sequence[int] = ()) -> Iterator[float]:
    """The price of a break before each cast line of a galley, from its paragraphs; of a stack, piece by piece.

    Of a piece no single line is left alone at the head or foot of a column, be it a paragraph of its own.
    """
    if not joints:
        yield from _piece_penalties(heights, spans)
        return
    rows = [0, *accumulate(heights)]
    left = deque(spans)
    for start, stop in pairwise([*joints, len(heights)]):
        own = []
        while left and left[0].first < rows[stop]:
            span = left.popleft()
            own.append(Span(span.role, span.first - rows[start], span.count))
        yield from _piece_penalties(heights[start:stop], tuple(own))


@lru_cache(maxsize=16384)
def _piece_penalties(heights: tuple[int, ...], spans: tuple[Span, ...]) -> tuple[float, ...]:
    """Of one piece; thousands of index entries are alike."""
    paragraphs: list[Paragraph] = []
    waiting = iter(spans)
    span = next(waiting, None)
    row = 0
    for height in heights:
        while span is not None and row >= span.first + span.count:
            span = next(waiting, None)
        inside = span is not None and span.first <= row
        if inside and span is not None and row > span.first and paragraphs:
            last = paragraphs[-1]
            paragraphs[-1] = Paragraph(last.lines + 1, last.role)
        else:
            paragraphs.append(Paragraph(1, span.role if inside and span is not None else Role.TEXT))
        row += height
    prices = list(penalties(paragraphs))
    if len(prices) > 1:
        prices[1] = prices[-1] = inf
    return tuple(prices)


def make_up(part: Part, galleys: Mapping[str, Shape], layout: Layout, known: Reckoning | None = None) -> MadeUp:
    """Break a part into pages and place its lines; the part's heading stands over the columns of the first page.

    ``known`` is what was reckoned for the part before.
    """
    cast = cast_part(part, galleys)
    head = galleys[part.heading.id].height if part.heading else 0
    frame = Frame(layout.grid.lines, part.columns, layout.grid.lines - head)
    settings = layout.prices
    prices = Prices(settings.short_line, settings.uneven_line, max_short=settings.max_short)
    pages, reckoning = break_again(cast.slugs, frame, prices, known)
    pages = (*(_spread(page, cast) for page in pages[:-1]), *pages[-1:])
    bench = _Bench(part, galleys, layout, cast)
    placed = tuple(tuple(bench.place(page, head if not number else 0)) for number, page in enumerate(pages))
    if part.heading and placed:
        title = Placed(part.heading.id, 0, len(galleys[part.heading.id].heights), 0.0, 0.0)
        placed = ((title, *placed[0]), *placed[1:])
    return MadeUp(placed, tuple(page.columns for page in pages), reckoning)


def _spread(page: Page, cast: Cast) -> Page:
    """The page with what its columns are short of spread between notices, where that is half a line or less for each.

    White grows by whole lines, at places evenly apart: all stays on the grid.
    """
    return Page(tuple(_bring_down(column, cast) for column in page.columns))


def _bring_down(column: Column, cast: Cast) -> Column:
    whites = [index for index in range(column.start, column.stop) if cast.slugs[index].blank]
    short, gaps = column.short, len(whites)
    if not short or 2 * short > gaps:
        return column
    chosen = tuple(whites[(2 * number + 1) * gaps // (2 * short)] for number in range(short))
    return replace(column, height=column.height + short, short=0, widened=chosen)


@dataclass(frozen=True, slots=True)
class _Bench:
    """Where one part's pages are put together."""

    part: Part
    galleys: Mapping[str, Shape]
    layout: Layout
    cast: Cast

    def place(self, page: Page, head: int) -> Iterator[Placed]:
        """The runs of lines on one page; left and top count from the corner of the type area."""
        measure, leading = self.layout.measure(self.part.columns), self.layout.grid.leading
        for number, column in enumerate(page.columns):
            left, top = number * (measure + self.layout.gutter), head * leading
            carried = self.cast.origins[column.start][0].carried if column.start else None
            if carried is not None:
                lines = self.galleys[carried.id].heights
                yield Placed(carried.id, 0, len(lines), left, top, column=number + 1)
                top += leading * self.galleys[carried.id].height
            for start, stop in self._runs(column):
                matter, line = self.cast.origins[start]
                if line >= 0:
                    yield self._run(matter, (line, line + stop - start), (left, top), number + 1)
                widened = sum(start <= white < stop for white in column.widened)
                top += leading * (widened + sum(slug.height for slug in self.cast.slugs[start:stop]))

    def _runs(self, column: Column) -> Iterator[tuple[int, int]]:
        """Slices of the slugs that are lines, or white, of one matter."""
        origins, start = self.cast.origins, column.start
        for index in range(column.start, column.stop + 1):
            ends = index == column.stop or origins[index][0] is not origins[start][0]
            if ends or (origins[index][1] < 0) != (origins[start][1] < 0):
                if index > start:
                    yield start, index
                start = index

    def _run(self, matter: Matter, lines: tuple[int, int], corner: tuple[float, float], column: int) -> Placed:
        galley = self.galleys[matter.piece.id]
        lead = self.layout.grid.leading / PT_PER_PX * sum(galley.heights[: lines[0]])
        return Placed(matter.piece.id, *lines, *corner, lead, column, matter)
