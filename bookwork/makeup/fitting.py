"""Which paragraphs give way in a column, and where its lines then are.

The make-up reads galleys as they were cast; what it asks for is set afterwards, under the same ids. A break before a
line then stands as many lines further on as paragraphs above it in the galley have become longer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial

from bookwork.makeup.sheets import Matter
from bookwork.makeup.slugs import Asked, Column, Page, Slug
from bookwork.records import Struct, replace
from bookwork.store import content_key
from bookwork.typesetting.galley import Order, Piece, Shape

Origins = Sequence[tuple[Matter, int]]
"""For each slug of a part the matter and the line that it is; line -1 is white."""


class Asking(Struct, frozen=True):
    """Finds what gives way in columns: of the paragraphs the cheapest, of white at places evenly apart."""

    slugs: Sequence[Slug]
    origins: Origins
    galleys: Mapping[str, Shape]

    def page(self, page: Page) -> Page:
        """A page whose columns name what gives way in them."""
        if not any(column.fits or column.white for column in page.columns):
            return page
        return Page(tuple(self._column(column) for column in page.columns))

    def _column(self, column: Column) -> Column:
        offered = sorted(self._offered(column), key=lambda asked: asked.demerits)
        whites = [index for index in range(column.start, column.stop) if self.slugs[index].blank]
        gaps, more = len(whites), column.white
        widened = tuple(whites[(2 * number + 1) * gaps // (2 * more)] for number in range(more))
        return replace(column, asked=tuple(offered[: abs(column.fits)]), widened=widened)

    def _offered(self, column: Column) -> Iterator[Asked]:
        """The paragraphs that could be as long as the column asks for, in their order."""
        longer = column.fits > 0
        for index in range(column.start, column.stop) if column.fits else ():
            slug = self.slugs[index]
            if not (slug.longer if longer else slug.shorter):
                continue
            matter, line = self.origins[index]
            for give in self.galleys[matter.piece.id].leeways:
                if give.line == line:
                    price = give.longer if longer else give.shorter
                    yield Asked(matter.piece.id, give.paragraph, 1 if longer else -1, price)


class Fitted:
    """The pieces that are asked to be set again, and how their lines then count."""

    def __init__(self, pages: Iterable[Page], galleys: Mapping[str, Shape]) -> None:
        self._galleys = galleys
        self._asked: dict[str, dict[int, int]] = {}
        for page in pages:
            for column in page.columns:
                for asked in column.asked:
                    self._asked.setdefault(asked.piece, {})[asked.paragraph] = asked.lines
        self._moves = {
            name: [
                (give.line, asked[give.paragraph]) for give in galleys[name].leeways if give.paragraph in asked
            ]
            for name, asked in self._asked.items()
        }  # fmt: skip

    def asked(self, name: str) -> Mapping[int, int]:
        """How many lines more or less a piece is asked for, by paragraph."""
        return self._asked.get(name, {})

    def orders(self, matters: Iterable[Matter]) -> list[Piece | Order]:
        """The pieces of a part that are to be set again."""
        asked = ((matter.piece, self._asked.get(matter.piece.id)) for matter in matters) if self._asked else ()
        return [_again(piece, tuple(sorted(fits.items()))) for piece, fits in asked if fits is not None]

    def take(self, shapes: Mapping[str, Shape]) -> dict[str, Shape]:
        """The shapes that are as long as they were asked to be; what is not stays as it was cast."""
        for name in list(self._moves):
            wanted = len(self._galleys[name].heights) + sum(lines for _, lines in self._moves[name])
            if name not in shapes or len(shapes[name].heights) != wanted:
                del self._moves[name]
        return {name: shapes[name] for name in self._moves}

    def line(self, name: str, line: int) -> int:
        """Where a line of a piece is once the piece is set again."""
        moves = self._moves.get(name)
        return line + sum(lines for place, lines in moves if place < line) if moves else line

    def column(self, column: Column) -> Column:
        """A column without what did not give way as it was asked to: a fault of ours, which its foot shows."""
        done = tuple(asked for asked in column.asked if asked.piece in self._moves)
        missing = sum(asked.lines for asked in column.asked) - sum(asked.lines for asked in done)
        if done == column.asked:
            return column
        fits = column.fits - missing
        return replace(column, asked=done, fits=fits, height=column.height - missing, short=column.short + missing)


def _again(piece: Piece | Order, fits: tuple[tuple[int, int], ...]) -> Piece | Order:
    """The same piece with some of its paragraphs longer or shorter."""
    if isinstance(piece, Piece):
        return replace(piece, fits=fits)
    return Order(piece.id, content_key(piece.made_from, f"{fits}"), partial(_composed, piece, fits))


def _composed(order: Order, fits: tuple[tuple[int, int], ...]) -> Piece:
    return replace(order.compose(), fits=fits)
