"""The parts of the book in order, on numbered sheets; and the page map read off them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from bookwork.diagnostics import Level, NoticeId, rule
from bookwork.makeup.sections import MadeUp, make_up
from bookwork.makeup.sheets import Opening, Part, Placed, Sheet
from bookwork.makeup.slugs import Column
from bookwork.model.pagemap import Folio, PageMap, Spot
from bookwork.project import Layout
from bookwork.typesetting.galley import PT_PER_PX, Shape

UNSETTLED = rule(
    "makeup.unsettled",
    Level.ERROR,
    fr="les folios bougent encore après {rounds} mises en pages ; un renvoi change la longueur de sa propre page",
    en="folios still move after {rounds} rounds of make-up; a page reference changes the length of its own page",
    why="Un renvoi imprimé doit mener à la bonne page.",
)


@dataclass(frozen=True, slots=True)
class Paged:
    """The book on its sheets, without furniture; the columns of every sheet that has some, with their costs."""

    sheets: tuple[Sheet, ...]
    columns: Mapping[int, tuple[Column, ...]]
    """By sheet, from 1."""


@dataclass(frozen=True, slots=True)
class Bench:
    """What paging works with: galleys, layout, and the parts that are made up already, by part."""

    galleys: Mapping[str, Shape]
    layout: Layout
    made: Mapping[str, MadeUp]


def page_book(parts: Sequence[Part], body: str, bench: Bench) -> Paged:
    """Page every part; roman numbers before the part called ``body``, arabic from it on.

    A part that opens on a recto leaves the verso before it blank.
    """
    sheets: list[Sheet] = []
    columns: dict[int, tuple[Column, ...]] = {}
    arabic_from = 0
    for part in parts:
        if part.opening is Opening.RECTO and len(sheets) % 2:
            sheets.append(_sheet(len(sheets), arabic_from, Sheet(Folio(""), Folio(""), False, "", bare=True)))
        if part.id == body:
            arabic_from = len(sheets) + 1
        for number, (placed, made) in enumerate(_pages(part, bench)):
            index = len(sheets)
            blank = Sheet(Folio(""), Folio(""), True, part.id, opens=number == 0, bare=part.bare)
            sheet = _sheet(index, arabic_from, blank)
            sheets.append(replace(sheet, placed=tuple(_on_paper(placed, part, sheet, bench.layout))))
            if made:
                columns[index + 1] = made
    return Paged(tuple(sheets), columns)


def _pages(part: Part, bench: Bench) -> Iterator[tuple[tuple[Placed, ...], tuple[Column, ...]]]:
    if part.chapter is not None:
        for number in range(len(bench.galleys[part.chapter.id].heights)):
            yield (Placed(part.chapter.id, number, number + 1, 0.0, 0.0),), ()
        return
    made = bench.made[part.id] if part.id in bench.made else make_up(part, bench.galleys, bench.layout)
    yield from zip(made.pages, made.columns, strict=True)


def _sheet(index: int, arabic_from: int, sheet: Sheet) -> Sheet:
    number = Folio(str(index + 2 - arabic_from) if arabic_from else roman(index + 1))
    return replace(sheet, number=number, folio=Folio("") if sheet.bare else number, recto=index % 2 == 0)


def _on_paper(placed: Iterable[Placed], part: Part, sheet: Sheet, layout: Layout) -> Iterator[Placed]:
    """From the corner of the type area to the corner of the page."""
    if part.chapter is not None:
        yield from placed
        return
    left, top = layout.left_edge(recto=sheet.recto), layout.head
    for each in placed:
        yield replace(each, left=each.left + left, top=each.top + top)


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


def map_pages(sheets: Sequence[Sheet], galleys: Mapping[str, Shape]) -> PageMap:
    """Where every anchor stands, and every page of every notice."""
    anchors: dict[str, Spot] = {}
    notices: dict[NoticeId, list[Spot]] = {}
    for number, sheet in enumerate(sheets, 1):
        if sheet.opens:
            anchors.setdefault(sheet.part, Spot(number, sheet.number))
        for placed in sheet.placed:
            spot = Spot(number, sheet.number, placed.column, round(placed.top, 2))
            if placed.first == 0:
                anchors.setdefault(placed.galley, spot)
            if placed.matter is not None and placed.matter.notice is not None:
                notices.setdefault(placed.matter.notice, []).append(spot)
            for anchor in galleys[placed.galley].anchors:
                if placed.first <= anchor.line < placed.stop:
                    top = round(placed.top + (anchor.y - placed.lead) * PT_PER_PX, 2)
                    anchors.setdefault(anchor.name, Spot(number, sheet.number, placed.column, top))
    return PageMap(
        anchors, {notice: tuple(spots) for notice, spots in notices.items()}, tuple(sheet.number for sheet in sheets)
    )
