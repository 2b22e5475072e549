"""Galley proofs of a few notices, from what a glance at them has seen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path

from bookwork.citing.csl import StyleTroubleError
from bookwork.diagnostics import Diagnostic, NoticeId
from bookwork.glance import Glance
from bookwork.press.imprint import imprint
from bookwork.press.proof import proof_sheets
from bookwork.project import Project, galleys_in
from bookwork.records import replace
from bookwork.stages import Progress
from bookwork.typesetting.compose import compose_notice, compose_placeholder, lay_out_desk
from bookwork.typesetting.crew import Crew
from bookwork.typesetting.figures import cited_in
from bookwork.typesetting.gleaning import gleaned
from bookwork.typesetting.layoutcheck import csl_diagnostic, template_diagnostic
from bookwork.typesetting.pictures import make_prints
from bookwork.typesetting.references import Wanted, word_references
from bookwork.typesetting.setting import SettingRoom
from bookwork.typesetting.templates import TemplateTroubleError
from bookwork.writing import write_beside


def proof(
    project: Project, seen: Glance, notices: list[NoticeId], crew: Crew, progress: Progress
) -> tuple[list[Path], tuple[Diagnostic, ...]]:
    """The galley of each of these notices, with line numbers in the margin; a designer's file may forbid it."""
    progress.stage("typesetting")
    with SettingRoom(project, project.galleys, crew, progress) as room:
        try:
            return list(_proofs(project, seen, notices, room)), ()
        except (TemplateTroubleError, StyleTroubleError) as trouble:
            return [], (told(trouble),)


def _proofs(project: Project, seen: Glance, notices: list[NoticeId], room: SettingRoom) -> Iterator[Path]:
    book = seen.book
    by_id = {notice.id: notice for notice in book.notices}
    broken = {notice.id: notice for notice in book.broken}
    faults = faults_by_notice(seen.errors)
    prints = make_prints(book, project.root, project.layout, room.store)
    references = word_references(project, book.works, book.repositories, Wanted(cited_in(book.notices)), room.store)
    harvest = {notice.id: gleaned(notice, book.registers) for notice in book.notices}
    desk = replace(lay_out_desk(book, project, harvest, prints, references), directory=seen.directory)
    for notice in notices:
        piece = (
            compose_notice(by_id[notice], desk)
            if notice in by_id
            else compose_placeholder(broken[notice], desk, faults.get(notice, ()))
        )
        forme = proof_sheets(piece, room, project, desk.templates)
        path = project.build / "proofs" / f"{notice}.pdf"
        write_beside(path, partial(imprint, forme))
        yield path


def call_ahead(crew: Crew, root: Path) -> None:
    """Have a setter come while the book is read, where nothing has been set yet: WeasyPrint will be wanted."""
    if not galleys_in(root).exists():
        crew.call()


def cache_folder(root: Path) -> Path:
    """Where work is kept that was done before."""
    return root / "build" / "cache"


def faults_by_notice(errors: tuple[Diagnostic, ...]) -> Mapping[NoticeId, tuple[Diagnostic, ...]]:
    """The faults of each notice that has some."""
    found: dict[NoticeId, list[Diagnostic]] = defaultdict(list)
    for error in errors:
        if error.notice is not None:
            found[error.notice].append(error)
    return {notice: tuple(faults) for notice, faults in found.items()}


def told(trouble: TemplateTroubleError | StyleTroubleError) -> Diagnostic:
    """A designer's file that failed at its work, as a fault."""
    return template_diagnostic(trouble) if isinstance(trouble, TemplateTroubleError) else csl_diagnostic(trouble)
