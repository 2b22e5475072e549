"""From the sources to paper: sources → checks (the inspection), then typesetting → makeup → press."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from functools import partial
from pathlib import Path

from bookwork.audit.leaves import keep_leaves
from bookwork.citing.csl import StyleTroubleError
from bookwork.diagnostics import Diagnostic, Level
from bookwork.inspection import Inspected, inspect
from bookwork.makeup.plan import Plan
from bookwork.makeup.settle import MadeBook, make_book
from bookwork.press.imprint import Forme, imprint
from bookwork.press.outline import outline_of
from bookwork.press.proof import line_numbers
from bookwork.project import Project
from bookwork.proofing import cache_folder, call_ahead, faults_by_notice, told
from bookwork.recollection import sort_keys_kept
from bookwork.records import Struct, field, replace
from bookwork.reports.makeup import makeup_html, makeup_json, pagemap_json
from bookwork.stages import Progress
from bookwork.stamp import PRODUCTS, Stamp, print_of_products, print_of_sources, stamp_file, stamp_text, standing, wish
from bookwork.turn import turn
from bookwork.typesetting.compose import lay_out_desk, notice_anchor
from bookwork.typesetting.crew import Crew, Workers
from bookwork.typesetting.drawings import draw_registers
from bookwork.typesetting.faces import face_files
from bookwork.typesetting.faults import MadeGalleys, galley_diagnostics, style_diagnostics
from bookwork.typesetting.figures import cited_in, cited_keys, cited_outside
from bookwork.typesetting.foundry import cast_fonts
from bookwork.typesetting.galley import Order
from bookwork.typesetting.gleaning import glean
from bookwork.typesetting.pictures import make_prints
from bookwork.typesetting.provenance import Provenance, notices_made_from
from bookwork.typesetting.references import References, Wanted, word_references
from bookwork.typesetting.setting import LostTypeError, SettingRoom
from bookwork.typesetting.templates import TemplateTroubleError
from bookwork.writing import write_beside, write_text_beside


class BuildOptions(Struct, frozen=True):
    """What a build may be asked: the edition, frames for faulty notices, who sets the pieces, how many read notices."""

    screen: bool = True
    draft: bool = False
    crew: Crew = field(default_factory=lambda: Workers(1))
    readers: int = 1

    @property
    def asked(self) -> str:
        """What was asked that shapes the book."""
        return wish(screen=self.screen, draft=self.draft)


class Built(Struct, frozen=True):
    """What came of a build: the book off the press, or None where faults forbid it; pages, pieces, diagnostics."""

    path: Path | None
    sheets: int
    asked: int
    set: int
    diagnostics: tuple[Diagnostic, ...]


def print_book(root: Path, default_layout: Path, options: BuildOptions, progress: Progress, sources: str = "") -> Built:
    """From the sources in this folder, whose print may be at hand, to the finished book; with nothing changed, nothing
    is done again.

    Two builds in one folder take turns. Raises OSError where the disk takes no more.
    """

    def wait(holder: str) -> None:
        nonlocal sources
        sources = ""  # they may change while another build is at work
        progress.note("waiting", holder=holder)

    with turn(cache_folder(root), wait), closing(options.crew):
        sources = sources or print_of_sources(root, default_layout, options.asked)
        return _print_book(root, default_layout, options, progress, sources)


def _print_book(root: Path, default_layout: Path, options: BuildOptions, progress: Progress, sources: str) -> Built:
    if stamp := standing(root, sources):
        return Built(root / "build" / PRODUCTS[0], stamp.sheets, stamp.pieces, 0, stamp.diagnostics)
    call_ahead(options.crew, root)
    inspected = inspect(root, default_layout, progress, options.readers)
    if inspected.project is None or _forbidden(inspected.errors, options):
        return Built(None, 0, 0, 0, inspected.diagnostics)
    built = build(inspected.project, inspected, options, progress)
    if built.path is not None and inspected.book is not None:
        keep_leaves(inspected.book, root)
        stamp = Stamp(sources, print_of_products(root), built.diagnostics, built.sheets, built.asked)
        write_text_beside(stamp_file(root), stamp_text(stamp))
    return built


def _forbidden(errors: Sequence[Diagnostic], options: BuildOptions) -> bool:
    """A book is not printed while errors stand; even a draft needs settings, parts, layout and a notice."""
    if not options.draft:
        return bool(errors)
    return any(error.code.startswith(("settings.", "book.", "layout.")) for error in errors)


def build(project: Project, inspected: Inspected, options: BuildOptions, progress: Progress) -> Built:
    """Set, make up and print; files are written beside and renamed: a stopped build leaves the last ones whole."""
    assert inspected.book is not None
    with SettingRoom(project, project.galleys, options.crew, progress) as room:
        progress.stage("typesetting")
        try:
            plan, made = _make(project, inspected, room, progress)
        except (TemplateTroubleError, StyleTroubleError) as trouble:
            return Built(None, 0, 0, 0, (*inspected.diagnostics, told(trouble)))
        found = (
            *style_diagnostics(room.style_complaints()),
            *made.diagnostics,
            *galley_diagnostics(MadeGalleys(made.galleys, made.pagemap, face_files(project)), inspected.book),
        )
        diagnostics = (*inspected.diagnostics, *found)
        tally = (len(made.paged.sheets), room.tally.asked, room.tally.set, diagnostics)
        if not options.draft and any(each.level is Level.ERROR for each in found):
            return Built(None, *tally)
        progress.count(pages=len(made.paged.sheets))
        progress.stage("press")
        target = project.build / PRODUCTS[0]
        try:
            write_beside(target, partial(imprint, _forme(made, plan, room, options)))
        except LostTypeError:
            room.forget_lost()
            plan, made = _make(project, inspected, room, progress)
            write_beside(target, partial(imprint, _forme(made, plan, room, options)))
        progress.count(pages=len(made.paged.sheets), kilobytes=target.stat().st_size // 1000)
        room.tidy_racks()
        if dropped := room.store.keep_within(project.layout.reserve * 1e9):
            progress.note("store-small", count=dropped)
    _write_reports(project, made)
    return Built(target, *tally)


def _make(project: Project, inspected: Inspected, room: SettingRoom, progress: Progress) -> tuple[Plan, MadeBook]:
    """The book planned and made up; once more where the store lost meanwhile what the plan counted on."""
    try:
        return _make_once(project, inspected, room, progress)
    except LostTypeError:
        room.forget_lost()
        return _make_once(project, inspected, room, progress)


def _make_once(project: Project, inspected: Inspected, room: SettingRoom, progress: Progress) -> tuple[Plan, MadeBook]:
    with sort_keys_kept(room.store):
        plan = _plan(project, inspected, room)
        made = make_book(plan, room, progress)
    if room.has_learned:  # so that no proof has to ask WeasyPrint
        notices = (made.galleys[notice_anchor(notice.id)] for notice in plan.desk.book.notices)
        room.set(line_numbers(max((galley.height for galley in notices), default=0), plan.desk.templates))
    return plan, made


def _forme(made: MadeBook, plan: Plan, room: SettingRoom, options: BuildOptions) -> Forme:
    project = plan.project
    return Forme(
        sheets=made.paged.sheets,
        shapes=made.galleys,
        room=room,
        fonts=cast_fonts(face_files(project), made.galleys.values(), room.store),
        pagemap=made.pagemap,
        outline=outline_of(made.parts, plan.desk.book),
        identity=project.book.identity,
        layout=project.layout,
        screen=options.screen,
        printed=project.build / PRODUCTS[0],
    )


def _plan(project: Project, inspected: Inspected, room: SettingRoom) -> Plan:
    assert inspected.book is not None
    book = inspected.book
    prints = make_prints(book, project.root, project.layout, room.store)
    harvest = glean(book, room.store)
    desk = lay_out_desk(book, project, harvest, prints, References({}, {}))
    provenance = Provenance(project, desk)
    plan = Plan(
        project,
        desk,
        faults_by_notice(inspected.errors),
        draw_registers(book, project),
        provenance.base,
        notices_made_from(desk, provenance, room.store),
    )
    return replace(plan, desk=replace(desk, references=_worded(plan, room)))


def _worded(plan: Plan, room: SettingRoom) -> References:
    """The words of the sources that pieces not yet composed cite, of those outside notices, of the bibliography."""
    book = plan.desk.book
    orders = {notice.id: plan.order(notice) for notice in book.notices if notice.id in plan.made_from}
    known = room.composed(order for order in orders.values() if isinstance(order, Order))
    new = [notice for notice in book.notices if notice.id not in orders or orders[notice.id].id not in known]
    wanted = Wanted(cited_in(new) | cited_outside(book), frozenset(cited_keys(plan.desk.cited)))
    return word_references(plan.project, book.works, book.repositories, wanted, room.store)


def _write_reports(project: Project, made: MadeBook) -> None:
    texts = (pagemap_json(made.pagemap), makeup_json(made), makeup_html(made, project.book.identity.title))
    for name, text in zip(PRODUCTS[1:], texts, strict=True):
        write_text_beside(project.build / name, text)
