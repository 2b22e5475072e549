"""Make up, look which folios moved, set those pieces again, until nothing moves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from bookwork.diagnostics import Diagnostic, Place
from bookwork.makeup.furniture import Fitter, furnish
from bookwork.makeup.pages import UNSETTLED, Bench, Paged, map_pages, page_book
from bookwork.makeup.plan import BODY, CONTENTS, Plan
from bookwork.makeup.reckoning import Reckoning
from bookwork.makeup.sections import Broken, MadeUp, break_part
from bookwork.makeup.sheets import Part
from bookwork.makeup.slugs import Column
from bookwork.makeup.standing import keep, recall, what_makes
from bookwork.model.pagemap import PageMap
from bookwork.project import Layout
from bookwork.records import pack, recalled
from bookwork.stages import Progress
from bookwork.store import Store, content_key, program_key
from bookwork.typesetting.galley import Order, Piece, Shape
from bookwork.typesetting.setting import SettingRoom

_RECKONING = content_key("reckoning", program_key(("makeup",), ()))
"""Under it, and the name of a part, the store keeps what was reckoned for the part last."""

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
    layout = plan.project.layout
    body = plan.body()
    galleys = room.set(_pieces(body))
    progress.stage("makeup")
    made = _made_up(body, galleys, layout, room)
    bench = Bench(galleys, layout, made)
    outer = plan.outer_parts(body, map_pages(page_book(body, BODY, bench).sheets, galleys))
    galleys |= room.set(_pieces(part for part in outer if part.id not in made))
    outer = tuple(_without_slots(part, galleys) for part in outer)
    galleys |= room.set(matter.piece for part in outer for matter in part.matter if matter.piece.id not in galleys)
    rest = [part for part in outer if part.matter and part.id not in made]
    made |= _made_up(rest, galleys, layout, room)
    return _settle(plan, room, outer, bench)


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
        made_of = what_makes(part, galleys, layout)
        made[part.id] = recall(part, galleys, room, made_of) or _made_anew(part, galleys, layout, (room, made_of))
        galleys.update(made[part.id].fitted)
    return made


def _made_anew(part: Part, galleys: Mapping[str, Shape], layout: Layout, keeping: tuple[SettingRoom, bytes]) -> MadeUp:
    """A part broken into pages and kept standing, unless a piece could not be set as it was asked for."""
    room, made_of = keeping
    broken = _broken(part, galleys, layout, room.store)
    orders = broken.orders()
    made = broken.place(room.set(orders) if orders else {})
    if len(made.fitted) == len(orders):
        keep(part, made, room, made_of)
    return made


def _broken(part: Part, galleys: Mapping[str, Shape], layout: Layout, store: Store) -> Broken:
    """A part broken into pages, from what was reckoned for it the last time; its reckoning is kept for the next."""
    key = content_key(_RECKONING, part.id)
    known = recalled(store, key, Reckoning)
    broken = break_part(part, galleys, layout, known)
    if broken.reckoning is not None and broken.reckoning != known:
        store.write({key: pack(broken.reckoning)})
    return replace(broken, reckoning=None)


def _settle(plan: Plan, room: SettingRoom, outer: Sequence[Part], bench: Bench) -> MadeBook:
    """Number the pages until the contents, which push what follows them, no longer change.

    The folios of the notices do not hang on what stands before them: all that names them is right from the first.
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
    return _finish(plan, room, MadeBook(parts, paged, galleys, map_pages(paged.sheets, galleys), faults))


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
