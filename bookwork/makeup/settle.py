"""Make up, look which folios moved, set those pieces again, until nothing moves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from bookwork.diagnostics import Diagnostic, Place
from bookwork.makeup.changes import Comparison
from bookwork.makeup.furniture import Fitter, furnish
from bookwork.makeup.overrun import overrun
from bookwork.makeup.pages import UNSETTLED, Bench, Paged, map_book, map_pages, page_book
from bookwork.makeup.plan import BODY, CONTENTS, Plan
from bookwork.makeup.sections import MadeUp, break_part
from bookwork.makeup.sheets import Part
from bookwork.makeup.slugs import Column
from bookwork.makeup.standing import Marks, Standing, keep, recall, standing, what_makes
from bookwork.makeup.takes import divide, keep_costs
from bookwork.model.pagemap import PageMap
from bookwork.project import Layout
from bookwork.records import Struct, replace
from bookwork.stages import Progress
from bookwork.typesetting.galley import Order, Piece, Shape
from bookwork.typesetting.setting import SettingRoom

ROUNDS = 5
"""Rounds of make-up before folios that still move are reported; two is usual."""


class MadeBook(Struct, frozen=True):
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
    layout = plan.project.layout
    body = plan.body()
    galleys = room.set(_pieces(body))
    progress.stage("makeup")
    made = _made_up(body, galleys, layout, room)
    bench = Bench(galleys, layout, made)
    own = map_pages(page_book(body, BODY, bench).sheets, galleys)
    outer = plan.outer_parts(body, own)
    galleys |= room.set(_pieces(part for part in outer if part.id not in made))
    outer = tuple(_without_slots(part, galleys) for part in outer)
    galleys |= room.set(matter.piece for part in outer for matter in part.matter if matter.piece.id not in galleys)
    rest = [part for part in outer if part.matter and part.id not in made]
    made |= _made_up(rest, galleys, layout, room)
    return _settle(plan, room, outer, bench, own)


def _without_slots(part: Part, galleys: dict[str, Shape]) -> Part:
    """The part with its folios as text where a galley has not a slot for each; such a galley is taken away."""
    if all(len(each.references) == galleys[each.piece.id].slots for each in part.matter if each.plain is not None):
        return part
    matter = []
    for each in part.matter:
        if each.plain is not None and len(each.references) != galleys[each.piece.id].slots:
            del galleys[each.piece.id]
            matter.append(replace(each, piece=each.plain(), references=(), plain=None))
        else:
            matter.append(each)
    return replace(part, matter=tuple(matter))


def _made_up(parts: Iterable[Part], galleys: dict[str, Shape], layout: Layout, room: SettingRoom) -> dict[str, MadeUp]:
    """Parts made up; the pieces that were set again for that take the places of the others among the galleys."""
    made: dict[str, MadeUp] = {}
    for part in parts:
        marks = what_makes(part, galleys, layout)
        old = standing(part, room.store, marks.setting)
        same = recall(part, galleys, room, old) if old and old.marks == marks else None
        made[part.id] = same or _made_again(part, galleys, layout, room, old, marks)
        galleys.update(made[part.id].fitted)
    return made


def _made_again(
    part: Part,
    galleys: Mapping[str, Shape],
    layout: Layout,
    room: SettingRoom,
    old: Standing | None,
    marks: Marks,
) -> MadeUp:
    """A part broken into pages where it has changed, or anew; kept standing, if all was set as it was asked for."""
    takes = tuple(divide(part.matter, galleys, layout.grid.lines))
    corrected = overrun(part, galleys, layout, room, Comparison(old, marks.rows, takes)) if old else None
    if corrected is not None:
        keep(part, corrected.made, room.store, marks, corrected.takes)
        return corrected.made
    broken = break_part(part, galleys, layout)
    orders = broken.orders()
    made = broken.place(room.set(orders) if orders else {})
    if len(made.fitted) == len(orders):
        keep(part, made, room.store, marks, keep_costs(part.id, takes, broken.onward, room.store))
    return made


def _settle(plan: Plan, room: SettingRoom, outer: Sequence[Part], bench: Bench, own: PageMap) -> MadeBook:
    """Number the pages until the contents, which push what follows them, no longer change.

    The folios of the notices do not hang on what stands before them: all that names them is right from the first, and
    so is their own page map but for the sheets before.
    """
    galleys = dict(bench.galleys)
    starts: dict[str, str] = {}
    faults: tuple[Diagnostic, ...] = ()
    for _ in range(ROUNDS):
        parts = plan.with_contents(outer, starts)
        galleys |= room.set(_pieces(part for part in parts if part.id == CONTENTS))
        paged = page_book(parts, BODY, replace(bench, galleys=galleys))
        before, starts = starts, {sheet.part: sheet.number for sheet in paged.sheets if sheet.opens}
        if before == starts:
            break
    else:
        faults = (UNSETTLED.at(Place("manuscript/book.toml", 1), rounds=ROUNDS),)
    return _finish(plan, room, MadeBook(parts, paged, galleys, map_book(paged.sheets, galleys, own, BODY), faults))


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
    fitter = Fitter(plan.desk.templates, plan.project.layout, made.galleys, plan.base)
    fittings = [fitter.fit(sheet, by_id[sheet.part]) if sheet.part else () for sheet in made.paged.sheets]
    unique = {fitting.piece.id: fitting.piece for each in fittings for fitting in each}
    galleys = {**made.galleys, **room.set(unique.values())}
    sheets = tuple(furnish(sheet, each, galleys) for sheet, each in zip(made.paged.sheets, fittings, strict=True))
    return MadeBook(made.parts, Paged(sheets, made.paged.columns), galleys, made.pagemap, made.diagnostics)
