"""Parts set in columns: galleys to slugs, slugs to pages, pages to lines placed on sheets."""

from __future__ import annotations

from bisect import bisect_left
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from itertools import accumulate, pairwise
from math import inf

from bookwork.makeup.breaks import break_section
from bookwork.makeup.feet import levelled
from bookwork.makeup.fitting import Asking, Fitted
from bookwork.makeup.reckoning import Onward
from bookwork.makeup.sheets import Matter, Part, Placed
from bookwork.makeup.slugs import Column, Frame, Page, Paragraph, Prices, Slug, penalties
from bookwork.project import Layout
from bookwork.records import Struct, field, replace
from bookwork.typesetting.galley import PT_PER_PX, Order, Piece, Role, Shape, Span

CONTINUED = 8.0
"""Price of a break inside a group whose heading is then repeated."""


class Cast(Struct, frozen=True):
    """A part's slugs, and for each the matter and the line it is (line -1: white)."""

    slugs: tuple[Slug, ...]
    origins: tuple[tuple[Matter, int], ...]


class MadeUp(Struct, frozen=True):
    """A part broken into pages: what stands on each, and the columns with their costs."""

    pages: tuple[tuple[Placed, ...], ...]
    columns: tuple[tuple[Column, ...], ...]
    fitted: Mapping[str, Shape] = field(default_factory=dict)
    """The pieces that were set again for it."""


def cast_part(
    matters: Sequence[Matter], galleys: Mapping[str, Shape], hyphen: float = 0.0, before: Matter | None = None
) -> Cast:
    """The slugs of a part; the first line of a notice that follows a letter heading keeps with it.

    ``hyphen`` is the price of a hyphen on the last line of a column; ``before``, what stands before these.
    """
    slugs: list[Slug] = []
    origins: list[tuple[Matter, int]] = []
    kept = before is not None and _ends_in_a_head(galleys[before.piece.id])
    for matter in matters:
        galley = galleys[matter.piece.id]
        if matter.blank:
            slugs += [_WHITE] * matter.blank
            origins += [(matter, -1)] * matter.blank
        prices = list(line_penalties(galley.heights, galley.spans, galley.joints))
        if kept and prices:
            prices[0] = inf
        carried = galleys[matter.carried.id].height if matter.carried else 0
        extra = CONTINUED if carried else 0.0
        for line in galley.hyphened:
            if line + 1 < len(prices):
                prices[line + 1] += hyphen
        head = len(slugs)
        slugs += [_slug(height, price + extra, carried) for height, price in zip(galley.heights, prices, strict=True)]
        for give in galley.leeways:
            slug = slugs[head + give.line]
            slugs[head + give.line] = _giving(slug, give.longer >= 0, give.shorter >= 0)
        origins += [(matter, number) for number in range(len(galley.heights))]
        kept = _ends_in_a_head(galley)
    return Cast(tuple(slugs), tuple(origins))


def _ends_in_a_head(galley: Shape) -> bool:
    return bool(galley.spans) and galley.spans[-1].role is Role.HEAD


_WHITE = Slug(blank=True)


@cache
def _slug(height: int, penalty: float, carried: int) -> Slug:
    """One slug for all lines alike: a book has half a million of them, and some hundred kinds."""
    return Slug(height, penalty, carried=carried)


@lru_cache(maxsize=4096)
def _giving(slug: Slug, longer: bool, shorter: bool) -> Slug:
    return replace(slug, longer=longer, shorter=shorter)


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
    prices = list(penalties(_paragraphs(heights, spans)))
    if len(prices) > 1:
        prices[1] = prices[-1] = inf
    return tuple(prices)


def _paragraphs(heights: tuple[int, ...], spans: tuple[Span, ...]) -> Iterator[Paragraph]:
    """The paragraphs of a piece by their cast lines; a line in none is one of its own."""
    rows = [0, *accumulate(heights)]
    line = 0
    for span in spans:
        first, stop = bisect_left(rows, span.first, line), bisect_left(rows, span.first + span.count, line)
        yield from (Paragraph(1) for _ in range(line, min(first, len(heights))))
        line = max(line, min(stop, len(heights)))
        if line > first:
            yield Paragraph(line - first, span.role)
    yield from (Paragraph(1) for _ in range(line, len(heights)))


def make_up(part: Part, galleys: Mapping[str, Shape], layout: Layout) -> MadeUp:
    """Break a part into pages and place its lines as they were cast, whatever the breaks ask of its paragraphs."""
    return break_part(part, galleys, layout).place({})


def break_part(part: Part, galleys: Mapping[str, Shape], layout: Layout) -> Broken:
    """Break a part into pages; its heading stands over the columns of the first."""
    cast = cast_part(part.matter, galleys, layout.prices.hyphen)
    frame, prices = frame_of(part, galleys, layout), prices_of(layout)
    pages, onward = break_section(cast.slugs, frame, prices)
    asking = Asking(cast.slugs, cast.origins, galleys)
    pages = tuple(asking.page(levelled(page, prices)) for page in pages)
    return Broken(Bench(part, galleys, layout, cast), pages, onward, Fitted(pages, galleys))


def frame_of(part: Part, galleys: Mapping[str, Shape], layout: Layout) -> Frame:
    """The type area of a part; its heading stands over the columns of the first page."""
    head = galleys[part.heading.id].height if part.heading else 0
    return Frame(layout.grid.lines, part.columns, layout.grid.lines - head)


def prices_of(layout: Layout) -> Prices:
    """What page breaks cost in this layout."""
    settings = layout.prices
    return Prices(
        settings.short_line,
        settings.uneven_line,
        max_short=settings.max_short,
        fit_line=settings.fit_line,
        white_line=settings.white_line,
        most_longer=settings.most_longer,
        most_shorter=settings.most_shorter,
    )


class Broken(Struct, frozen=True):
    """A part broken into pages: what is asked of its paragraphs, and how it is put together once that is set."""

    bench: Bench
    pages: tuple[Page, ...]
    onward: Onward
    """What its page breaks cost, to be taken up again at the next make-up."""
    fitted: Fitted

    def orders(self) -> list[Piece | Order]:
        """The pieces that are to be set again, with paragraphs longer or shorter."""
        return self.fitted.orders(self.bench.part.matter)

    def place(self, shapes: Mapping[str, Shape]) -> MadeUp:
        """The lines on their pages; ``shapes`` are the pieces that were set again."""
        fitted = self.fitted.take(shapes)
        bench = self.bench.with_fitted(fitted)
        placed = tuple(tuple(bench.place(page, self.fitted, not number)) for number, page in enumerate(self.pages))
        columns = tuple(tuple(self.fitted.column(column) for column in page.columns) for page in self.pages)
        return MadeUp(placed, columns, fitted)


class Bench(Struct, frozen=True):
    """Where one part's pages are put together."""

    part: Part
    galleys: Mapping[str, Shape]
    layout: Layout
    cast: Cast

    def with_fitted(self, shapes: Mapping[str, Shape]) -> Bench:
        """The bench with the pieces that were set again."""
        return replace(self, galleys={**self.galleys, **shapes}) if shapes else self

    def place(self, page: Page, fitted: Fitted, is_first: bool) -> Iterator[Placed]:
        """The runs of lines on one page; left and top count from the corner of the type area."""
        measure, leading = self.layout.measure(self.part.columns), self.layout.grid.leading
        head = 0
        if is_first and self.part.heading:
            heading = self.galleys[self.part.heading.id]
            head = heading.height
            yield Placed(self.part.heading.id, 0, len(heading.heights), 0.0, 0.0)
        for number, column in enumerate(page.columns):
            left, top = number * (measure + self.layout.gutter), head * leading
            carried = self.cast.origins[column.start][0].carried if column.start else None
            if carried is not None:
                yield Placed(carried.id, 0, len(self.galleys[carried.id].heights), left, top, column=number + 1)
                top += leading * self.galleys[carried.id].height
            for start, stop in self._runs(column):
                matter, line = self.cast.origins[start]
                if line >= 0:
                    name = matter.piece.id
                    lines = fitted.line(name, line), fitted.line(name, line + stop - start)
                    yield self._run(matter, lines, (left, top), number + 1)
                    top += leading * sum(self.galleys[name].heights[slice(*lines)])
                else:
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
