"""The parts of the book in order, on numbered sheets; and the page map read off them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import cycle

from bookwork.diagnostics import Level, NoticeId, rule
from bookwork.makeup.sections import MadeUp, make_up
from bookwork.makeup.sheets import Opening, Part, Placed, Sheet
from bookwork.makeup.slugs import Column
from bookwork.model.pagemap import Folio, PageMap, Spot
from bookwork.project import Layout
from bookwork.records import Struct, field
from bookwork.typesetting.galley import PT_PER_PX, Shape

UNSETTLED = rule(
    "makeup.unsettled",
    Level.ERROR,
    fr="les folios bougent encore après {rounds} mises en pages ; un renvoi change la longueur de sa propre page",
    en="folios still move after {rounds} rounds of make-up; a page reference changes the length of its own page",
    why="Un renvoi imprimé doit mener à la bonne page.",
)


class Paged(Struct, frozen=True):
    """The book on its sheets, without furniture; the columns of every sheet that has some, with their costs."""

    sheets: tuple[Sheet, ...]
    columns: Mapping[int, tuple[Column, ...]]
    """By sheet, from 1."""


class Bench(Struct, frozen=True):
    """What paging works with: galleys, layout, and the parts that are made up already, by part."""

    galleys: Mapping[str, Shape]
    layout: Layout
    made: Mapping[str, MadeUp]
    papers: dict[tuple[str, bool], list[tuple[Placed, ...]]] = field(default_factory=dict)
    """The pages of made-up parts as they stand on paper, by part and whether its first is a recto; filled as needed."""

    def on_paper(self, part: Part, *, recto: bool) -> Sequence[tuple[Placed, ...]]:
        """The pages of a part, measured from the corner of the page; the first is a recto or not."""
        if part.chapter is not None:
            lines = range(len(self.galleys[part.chapter.id].heights))
            return [(Placed(part.chapter.id, line, line + 1, 0.0, 0.0),) for line in lines]
        if (part.id, recto) not in self.papers:
            sides = cycle((recto, not recto))
            pages = [
                tuple(self._moved(page, side)) for page, side in zip(self.made_up(part).pages, sides, strict=False)
            ]
            self.papers[part.id, recto] = pages
        return self.papers[part.id, recto]

    def made_up(self, part: Part) -> MadeUp:
        """A part in columns made up; one that has not been yet is empty, or stands alone."""
        return self.made.get(part.id) or make_up(part, self.galleys, self.layout)

    def _moved(self, page: Iterable[Placed], recto: bool) -> Iterator[Placed]:
        """From the corner of the type area to the corner of the page."""
        left, top = self.layout.left_edge(recto=recto), self.layout.head
        for p in page:
            yield Placed(p.galley, p.first, p.stop, p.left + left, p.top + top, p.lead, p.column, p.matter)


def page_book(parts: Sequence[Part], body: str, bench: Bench) -> Paged:
    """Page every part; roman numbers before the part called ``body``, arabic from it on.

    A part that opens on a recto leaves the verso before it blank.
    """
    sheets: list[Sheet] = []
    columns: dict[int, tuple[Column, ...]] = {}
    arabic_from = 0
    for part in parts:
        if part.opening is Opening.RECTO and len(sheets) % 2:
            sheets.append(Sheet(_number(len(sheets), arabic_from), Folio(""), False, "", bare=True))
        if part.id == body:
            arabic_from = len(sheets) + 1
        start = len(sheets)
        for index, placed in enumerate(bench.on_paper(part, recto=start % 2 == 0), start):
            number = _number(index, arabic_from)
            folio = Folio("") if part.bare else number
            sheets.append(Sheet(number, folio, index % 2 == 0, part.id, placed, index == start, part.bare))
        if part.chapter is None:
            columns.update(enumerate(bench.made_up(part).columns, start + 1))
    return Paged(tuple(sheets), {sheet: each for sheet, each in columns.items() if each})


def _number(index: int, arabic_from: int) -> Folio:
    return Folio(str(index + 2 - arabic_from) if arabic_from else roman(index + 1))


def roman(number: int) -> str:
    """A page number in small roman figures: 14 → ``xiv``."""
    signs = (
        (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
        (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
    )  # fmt: skip
    text = ""
    for value, sign in signs:
        count, number = divmod(number, value)
        text += sign * count
    return text


def map_pages(sheets: Sequence[Sheet], galleys: Mapping[str, Shape], first: int = 1) -> PageMap:
    """Where every anchor stands, and every page of every notice; the first of the sheets has this number."""
    anchors: dict[str, Spot] = {}
    notices: dict[NoticeId, list[Spot]] = {}
    for number, sheet in enumerate(sheets, first):
        folio = sheet.number
        if sheet.opens:
            anchors.setdefault(sheet.part, Spot(number, folio))
        for placed in sheet.placed:
            name, start, stop, column = placed.galley, placed.first, placed.stop, placed.column
            spot = Spot(number, folio, column, round(placed.top, 2))
            if start == 0:
                anchors.setdefault(name, spot)
            if placed.matter is not None and placed.matter.notice is not None:
                notices.setdefault(placed.matter.notice, []).append(spot)
            for anchor in galleys[name].anchors:
                if start <= anchor.line < stop and anchor.name not in anchors:
                    top = round(placed.top + (anchor.y - placed.lead) * PT_PER_PX, 2)
                    anchors[anchor.name] = Spot(number, folio, column, top)
    return PageMap(
        anchors, {notice: tuple(spots) for notice, spots in notices.items()}, tuple(sheet.number for sheet in sheets)
    )


def map_book(sheets: Sequence[Sheet], galleys: Mapping[str, Shape], body: PageMap, name: str) -> PageMap:
    """The page map of the whole book, of which the body, the part of this name, was mapped as if it stood alone."""
    above = next((number for number, sheet in enumerate(sheets) if sheet.part == name), len(sheets))
    below = above + len(body.sheets)
    front, back = map_pages(sheets[:above], galleys), map_pages(sheets[below:], galleys, below + 1)
    return front.followed_by(body.moved(above)).followed_by(back)
