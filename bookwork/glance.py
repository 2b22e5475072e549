"""A glance at a few notices: they are read and checked, and of all others no more is known than the names.

That is enough for a galley proof. What compares notices with each other is found when the whole book is checked.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path

from bookwork.bundles import CheckedNotice
from bookwork.checks.links import unresolved
from bookwork.diagnostics import Diagnostic, NoticeId, errors_among
from bookwork.inspection import Inspection, opened
from bookwork.model.book import Book
from bookwork.model.directory import Directory, Named
from bookwork.project import Project, read_project
from bookwork.readers import Desk
from bookwork.recollection import people_kept
from bookwork.records import Struct
from bookwork.roll import Roll, called, keep_roll, kept_roll
from bookwork.sources.frontmatter import locate
from bookwork.sources.notices import gathered, notice_id
from bookwork.stages import Progress
from bookwork.typesetting.pictures import picture_faults


class Glance(Struct, frozen=True):
    """The book with these notices alone, whole or broken, and what is wrong with them; where all people are known."""

    project: Project | None
    book: Book
    directory: Directory
    diagnostics: tuple[Diagnostic, ...]

    @property
    def errors(self) -> tuple[Diagnostic, ...]:
        """The faults that would forbid a finished book."""
        return errors_among(self.diagnostics)


def glance(root: Path, default_layout: Path, wanted: Collection[NoticeId], progress: Progress, jobs: int) -> Glance:
    """Read and check these notices, and any whose names are not known yet."""
    progress.stage("sources")
    with opened(root, default_layout, jobs) as inspection:
        project, faults = read_project(root, default_layout)
        layout = inspection.layout(project)
        frame = inspection.frame()
        desk = inspection.desk(frame, layout.signs)
        inspection.readings.whole = False
        checked, roll = _called(inspection, desk, wanted, progress.step)
        directory = Directory(
            (Named(notice_id(file), each.name) for file, each in roll.items() if each.whole), frame.registers.redirects
        )
        broken = {notice_id(file) for file, each in roll.items() if not each.whole}
        book, found = frame.with_notices(gathered(each.read for each in checked))
        progress.count(notices=len(book.notices), broken=len(book.broken))
        progress.stage("checks")
        diagnostics = [*faults, *layout.faults, *(each for each in found if each.notice in wanted)]
        diagnostics += [fault for each in checked for fault in each.findings.faults]
        diagnostics += [fault for each in checked for fault in each.findings.missing_characters]
        with people_kept(directory, inspection.readings):
            diagnostics += unresolved(((each.references, each.id) for each in book.notices), directory, broken)
        if project is not None and not layout.faults:
            diagnostics += picture_faults(book, root, project.layout, inspection.readings.ledger)
        located = tuple(sorted(locate(root, diagnostics), key=lambda each: each.order))
        progress.count(faults=len(located))
        return Glance(project, book, directory, located)


def _called(
    inspection: Inspection, desk: Desk, wanted: Collection[NoticeId], progress: Callable[[int, int], None]
) -> tuple[list[CheckedNotice], Roll]:
    """The notices wanted, and the roll of all, called anew where a file is not as it was."""
    room, readings = inspection.room, inspection.readings
    kept = kept_roll(readings)
    known = {file: kept[file] for file, digest in room.digests.items() if file in kept and kept[file].digest == digest}
    asked = [file for file in room.digests if notice_id(file) in wanted]
    new = [file for file in room.digests if file not in known]
    files = list(dict.fromkeys([*asked, *new]))
    checked = dict(zip(files, room.read_and_check(desk, files, progress), strict=True))
    lines = called(room.digests, ((file, checked[file]) for file in new))
    roll = {file: known.get(file) or lines[file] for file in room.digests}
    keep_roll(roll, readings)
    return [checked[file] for file in asked], roll
