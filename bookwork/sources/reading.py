"""The whole book from its folder: bibliography first, because it tells which keys are archival fonds."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from bookwork.diagnostics import Diagnostic
from bookwork.model.archive import Repositories
from bookwork.model.book import Book, Chapter
from bookwork.model.register import Registers
from bookwork.model.source import Work, archival_keys
from bookwork.records import Struct
from bookwork.sources.archives import archives_file, read_repositories
from bookwork.sources.files import BIBLIOGRAPHY, CSL_JSON, walk
from bookwork.sources.frontmatter import locate
from bookwork.sources.manuscript import FOLDER as MANUSCRIPT
from bookwork.sources.manuscript import read_chapters
from bookwork.sources.notices import Notices, read_notices
from bookwork.sources.registers import read_registers

__all__ = ["Frame", "collector_paused", "locate", "read_book", "read_frame"]


class Frame(Struct, frozen=True):
    """A book but for its notices, and all that is wrong with it; ``archival`` are the keys of archival fonds."""

    works: Mapping[str, Work]
    archival: frozenset[str]
    registers: Registers
    chapters: Mapping[str, Chapter]
    repositories: Repositories
    faults: tuple[Diagnostic, ...]

    def without_notices(self) -> Book:
        """The book as far as it is read."""
        return Book((), (), self.chapters, self.registers, self.works, {}, self.repositories)

    def with_notices(self, notices: Notices) -> tuple[Book, tuple[Diagnostic, ...]]:
        """The book, and all faults found in reading it."""
        book = replace(self.without_notices(), notices=notices.whole, broken=notices.broken, prints=notices.prints)
        return book, tuple(sorted((*self.faults, *notices.diagnostics), key=lambda fault: fault.order))


def read_book(root: Path) -> tuple[Book, tuple[Diagnostic, ...]]:
    """The book in a folder that holds ``manuscript/``, ``biographies/`` and ``bibliography.bib``, and all its faults.

    Nothing that stands in a file makes this raise.
    """
    with collector_paused():
        frame = read_frame(root)
        return frame.with_notices(read_notices(root, frame.archival))


def frame_files(root: Path) -> list[Path]:
    """The files that :func:`read_frame` reads."""
    bibliography = [root / name for name in (BIBLIOGRAPHY, CSL_JSON) if (root / name).is_file()]
    return [*walk(root / MANUSCRIPT, ".md", ".yml", ".yaml"), *bibliography, archives_file(root)]


def read_frame(root: Path) -> Frame:
    """Everything but the notices."""
    from bookwork.sources.bibliography import read_bibliography  # noqa: PLC0415 - slow to load, and seldom needed

    repositories, archive_faults = read_repositories(root)
    works, bib_faults = read_bibliography(root)
    archival = archival_keys(works)
    registers, register_faults = read_registers(root, archival)
    chapters, chapter_faults = read_chapters(root, archival)
    faults = locate(root, (*archive_faults, *bib_faults, *register_faults, *chapter_faults))
    return Frame(works, archival, registers, chapters, repositories, faults)


@contextmanager
def collector_paused() -> Iterator[None]:
    """Reading makes trees without cycles, which the cycle collector would walk again and again.

    Measured in November 2026 on 9 000 notices: 19 s of reading with it, 12 s without; checks 5.8 s, and 2.6 s once the
    book is frozen. What is frozen still goes when nothing refers to it any more.
    """
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if running:
            gc.enable()
