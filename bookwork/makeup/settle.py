"""Make up, look which folios moved, set those pieces again, until nothing moves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bookwork.diagnostics import Diagnostic, Place
from bookwork.makeup.furniture import fit_sheet, furnish
from bookwork.makeup.pages import UNSETTLED, Bench, Paged, map_pages, page_book
from bookwork.makeup.plan import BODY, Plan
from bookwork.makeup.sections import make_up
from bookwork.makeup.sheets import Part
from bookwork.makeup.slugs import Column
from bookwork.model.pagemap import PageMap
from bookwork.stages import Progress
from bookwork.typesetting.galley import Order, Piece, Shape
from bookwork.typesetting.setting import SettingRoom

ROUNDS = 5
"""Rounds of make-up before folios that still move are reported; two is usual."""


@dataclass(frozen=True, slots=True)
class MadeBook:
    """The book made up: sheets with their furniture, galleys, page map, columns with their costs by sheet."""

    parts: tuple[Part, ...]
    paged: Paged
    galleys: Mapping[str, Shape]
    pagemap: PageMap
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def columns(self) -> Mapping[int, tuple[Column, ...]]:
        """The columns of each sheet that has some, by sheet from 1."""
        return self.paged.columns


def make_book(plan: Plan, room: SettingRoom, progress: Progress) -> MadeBook:
    """Set and make up the whole book until no folio moves."""
    progress.stage("typesetting")
    layout = plan.project.layout
    body = plan.body()
    galleys = room.set(_pieces(body))
    progress.stage("makeup")
    made = {part.id: make_up(part, galleys, layout) for part in body}
    bench = Bench(galleys, layout, made)
    pagemap = map_pages(page_book(body, BODY, bench).sheets, galleys)
    for _ in range(ROUNDS):
        parts = plan.parts(body, pagemap)
        galleys |= room.set(_pieces(part for part in parts if part.id not in made))
        paged = page_book(parts, BODY, bench)
        before, pagemap = pagemap, map_pages(paged.sheets, galleys)
        if _folios(before) == _folios(pagemap):
            return _finish(plan, room, MadeBook(parts, paged, galleys, pagemap))
    fault = UNSETTLED.at(Place("manuscript/book.toml", 1), rounds=ROUNDS)
    return _finish(plan, room, MadeBook(parts, paged, galleys, pagemap, (fault,)))


def _folios(pagemap: PageMap) -> dict[str, str]:
    return {name: spot.folio for name, spot in pagemap.anchors.items()}


def _pieces(parts: Iterable[Part]) -> list[Piece | Order]:
    pieces: list[Piece | Order] = []
    for part in parts:
        pieces += [piece for piece in (part.chapter, part.heading) if piece is not None]
        pieces += [matter.piece for matter in part.matter]
        pieces += {matter.carried.id: matter.carried for matter in part.matter if matter.carried}.values()
    return pieces


def _finish(plan: Plan, room: SettingRoom, made: MadeBook) -> MadeBook:
    """Put guide words, folios and tabs round every page."""
    by_id = {part.id: part for part in made.parts}
    templates, layout = plan.desk.templates, plan.project.layout
    fittings = [
        fit_sheet(sheet, by_id[sheet.part], templates, layout) if sheet.part else () for sheet in made.paged.sheets
    ]
    unique = {fitting.piece.id: fitting.piece for each in fittings for fitting in each}
    galleys = {**made.galleys, **room.set(unique.values())}
    sheets = tuple(furnish(sheet, each, galleys) for sheet, each in zip(made.paged.sheets, fittings, strict=True))
    return MadeBook(made.parts, Paged(sheets, made.paged.columns), galleys, made.pagemap, made.diagnostics)
