"""The first half of the work: sources → checks. (The second, typesetting → makeup → press, is the workshop's.)

Each stage is named as its folder is. Only the command decides what is fatal.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Final

from bookwork.checks import run_checks
from bookwork.checks.glyphs import missing_in_chapters
from bookwork.checks.order import faults_of_order
from bookwork.diagnostics import Diagnostic, NoticeId, errors_among
from bookwork.model.book import Authorities, Book
from bookwork.model.directory import Directory
from bookwork.model.notice import BrokenNotice, Notice
from bookwork.project import Project, read_project
from bookwork.readers import CHECKING, Desk, ReadingRoom, Signs, lay_desk, reading_room
from bookwork.readings import Readings, open_readings
from bookwork.recollection import people_kept, sort_keys_kept
from bookwork.records import Struct, field, pack, recalled
from bookwork.roll import called, keep_roll
from bookwork.shelving import Heading, Shelf
from bookwork.sources.files import printable
from bookwork.sources.frontmatter import locate
from bookwork.sources.notices import gathered
from bookwork.sources.reading import Frame, collector_paused, frame_files, read_frame
from bookwork.stages import Progress
from bookwork.store import content_key, program_key
from bookwork.typesetting.faces import face_coverage
from bookwork.typesetting.layoutcheck import chapter_faults, layout_faults
from bookwork.typesetting.pictures import look_at_photograph, photograph_of, photographs_of, picture_faults
from bookwork.window import Window

_PROGRAM: Final = (
    ("diagnostics", "records", "model", "project", "typography", "citing", "sources", "typesetting"),
    ("bibtexparser", "fonttools", "google-re2", "jinja2", "markdown", "msgspec", "pydantic", "pyyaml", "rapidfuzz"),
)
"""The rooms and libraries that read everything but the notices."""


class Inspected(Struct, frozen=True):
    """A book as read and checked; without a project its settings could not be read."""

    project: Project | None
    book: Book | None
    diagnostics: tuple[Diagnostic, ...]

    @property
    def errors(self) -> tuple[Diagnostic, ...]:
        """The faults that forbid a finished book."""
        return errors_among(self.diagnostics)


class Overview(Struct, frozen=True):
    """A book as it was checked, without its notices: what names them, in their order, and where each is found."""

    project: Project | None
    frame: Frame
    diagnostics: tuple[Diagnostic, ...]
    notices: tuple[Heading, ...]
    broken: frozenset[NoticeId]
    shelf: Shelf
    directory: Directory
    """Whom names mean, as far as it was found before."""


class LookedOver(Struct, frozen=True):
    """What is wrong with the designers' files; where nothing is, the characters of each cut of the family."""

    faults: tuple[Diagnostic, ...] = ()
    signs: Signs = field(default_factory=dict)


def _look_over(project: Project) -> LookedOver:
    if faults := tuple(layout_faults(project)):
        return LookedOver(faults)
    return LookedOver((), {cut: "".join(sorted(signs)) for cut, signs in face_coverage(project).items()})


def _key(name: str, files: Iterable[Path]) -> bytes:
    """The key of what is made from the contents of these files."""
    parts = [part for path in files for part in (printable(path), _content(path))]
    return content_key(name, program_key(*_PROGRAM), *parts)


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        return repr(error).encode()


class _Survey(Struct, frozen=True):
    """All that was found in a book, how many of its notices are broken, and its photographs as they were seen."""

    diagnostics: tuple[Diagnostic, ...]
    broken: int
    photographs: tuple[tuple[str, bytes], ...]


class Inspection(Struct, frozen=True):
    """One look at a book: its folder, the layout, what is kept, where its notices are read."""

    root: Path
    default_layout: Path
    readings: Readings
    room: ReadingRoom

    def layout(self, project: Project | None) -> LookedOver:
        """What there is to be said of the designers' files."""
        if project is None:
            return LookedOver()
        folder = project.layout_folder
        faces = [folder / face.file for face in project.layout.type.faces]
        files = sorted({*faces, *(path for path in folder.rglob("*") if path.is_file())})
        return self.readings.kept(_key("layout", files), LookedOver, partial(_look_over, project))

    def frame(self) -> Frame:
        """The book but for its notices."""
        return self.readings.kept(_key("frame", frame_files(self.root)), Frame, lambda: read_frame(self.root))

    def desk(self, frame: Frame, signs: Signs) -> Desk:
        """What the readers of the notices have before them."""
        authorities = Authorities(frame.registers, frame.works, frame.repositories)
        return lay_desk(self.root, frame.archival, authorities, signs)

    def survey_key(self) -> bytes:
        """The key of all that is found in the book, but for its photographs."""
        files = [self.root / "manuscript" / "book.toml", *frame_files(self.root)]
        for folder in (self.root / "layout", self.default_layout):
            files += sorted(path for path in folder.rglob("*") if path.is_file())
        house = program_key(*CHECKING), program_key(("inspection", "readers", "shelving", "bundles"), ("pillow",))
        return content_key(_key("survey", files), *house, self.room.print)

    def survey(self, key: bytes) -> _Survey | None:
        """What was found in the book of this key, if its photographs are the same, too."""
        known = recalled(self.readings, key, _Survey)
        if known is not None and all(self._seen(file) == seen for file, seen in known.photographs):
            return known
        return None

    def keep_survey(self, key: bytes, book: Book, found: tuple[Diagnostic, ...]) -> None:
        """Keep what was found in the book of this key for the next who asks."""
        photographs = tuple((file, self._seen(file)) for file in photographs_of(book))
        self.readings.write({key: pack(_Survey(found, len(book.broken), photographs))})

    def look_at_photograph(self, notice: Notice | BrokenNotice) -> None:
        """Look at the photograph of a notice: later it is known."""
        if isinstance(notice, Notice) and (file := photograph_of(notice)):
            self._seen(file)

    def _seen(self, file: str) -> bytes:
        return look_at_photograph(self.root, file, self.readings.ledger)


@contextmanager
def opened(root: Path, default_layout: Path, jobs: int) -> Iterator[Inspection]:
    """What is kept of the book in this folder, and so many readers at most."""
    with (
        collector_paused(),
        open_readings(root / "build" / "cache" / "reading.sqlite") as readings,
        reading_room(root, readings, jobs) as room,
    ):
        yield Inspection(root, default_layout, readings, room)


def find_faults(root: Path, default_layout: Path, progress: Progress, jobs: int = 1) -> tuple[Diagnostic, ...]:
    """What :func:`inspect` finds in a book, without the book where that is known already."""
    progress.stage("sources")
    with opened(root, default_layout, jobs) as inspection:
        return _found(inspection, progress)


def _found(inspection: Inspection, progress: Progress) -> tuple[Diagnostic, ...]:
    key = inspection.survey_key()
    survey = inspection.survey(key)
    if survey is None:
        return _inspected(inspection, progress, key).diagnostics
    inspection.readings.whole = False
    progress.count(notices=len(inspection.room.digests) - survey.broken, broken=survey.broken)
    progress.stage("checks")
    progress.count(faults=len(survey.diagnostics))
    return survey.diagnostics


def look_over(root: Path, default_layout: Path, progress: Progress, jobs: int = 1) -> Overview:
    """What :func:`inspect` finds, for whoever then opens one notice after the other: a whole book takes 440 MB."""
    progress.stage("sources")
    with opened(root, default_layout, jobs) as inspection:
        readings = inspection.readings
        diagnostics = _found(inspection, progress)
        project, _ = read_project(root, default_layout)
        frame = inspection.frame()
        window = Window(Path(readings.lasting)) if readings.lasting else None
        shelf = Shelf(str(root), frame.archival, window)
        seen: dict[NoticeId, Heading] = {}
        with sort_keys_kept(readings):
            for heading in inspection.room.headings(shelf):
                seen.setdefault(heading.id, heading)
        whole = sorted((each for each in seen.values() if not each.is_broken), key=lambda each: each.order)
        broken = frozenset(each.id for each in seen.values() if each.is_broken)
        directory = Directory(whole, frame.registers.redirects)
        with people_kept(directory, readings):
            return Overview(project, frame, diagnostics, tuple(whole), broken, shelf, directory)


def inspect(root: Path, default_layout: Path, progress: Progress, jobs: int = 1) -> Inspected:
    """Read and check the book in this folder, in so many processes where many notices are new."""
    progress.stage("sources")
    with opened(root, default_layout, jobs) as inspection:
        return _inspected(inspection, progress, inspection.survey_key())


def _inspected(inspection: Inspection, progress: Progress, key: bytes) -> Inspected:
    """The book read and checked; its key was made before, so that what is edited meanwhile is looked at again."""
    root, readings, room = inspection.root, inspection.readings, inspection.room
    project, setting_faults = read_project(root, inspection.default_layout)
    layout = inspection.layout(project)
    frame = inspection.frame()
    desk = inspection.desk(frame, layout.signs)
    checked = room.read_and_check(desk, room.digests, progress.step, inspection.look_at_photograph)
    keep_roll(called(room.digests, zip(room.digests, checked, strict=True)), readings)
    with sort_keys_kept(readings):
        book, found = frame.with_notices(gathered(each.read for each in checked))
    progress.count(notices=len(book.notices), broken=len(book.broken))
    progress.stage("checks")
    of_notices = [fault for each in checked for fault in each.findings.faults]
    with people_kept(book.directory, readings):
        diagnostics = [*setting_faults, *layout.faults, *run_checks(book, found, of_notices)]
    diagnostics += [fault for each in checked for fault in each.findings.missing_characters]
    if project is not None:
        diagnostics += [*faults_of_order(book, project.book.order), *chapter_faults(book)]
        if not layout.faults:
            diagnostics += picture_faults(book, root, project.layout, readings.ledger)
    if desk.coverage:
        diagnostics += missing_in_chapters(book, desk.coverage)
    located = tuple(sorted(locate(root, diagnostics), key=lambda each: each.order))
    progress.count(faults=len(located))
    inspection.keep_survey(key, book, located)
    return Inspected(project, book, located)
