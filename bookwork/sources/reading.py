"""The whole book from its folder: bibliography first, because it tells which keys are archival fonds."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bookwork.diagnostics import Diagnostic
from bookwork.model.book import Book
from bookwork.sources.archives import read_repositories
from bookwork.sources.bibliography import archival_keys, read_bibliography
from bookwork.sources.frontmatter import locate
from bookwork.sources.manuscript import read_chapters
from bookwork.sources.notices import read_notices
from bookwork.sources.registers import read_registers

__all__ = ["locate", "read_book"]


def read_book(root: Path) -> tuple[Book, tuple[Diagnostic, ...]]:
    """The book in a folder that holds ``manuscript/``, ``biographies/`` and ``bibliography.bib``, and all its faults.

    Nothing that stands in a file makes this raise.
    """
    with _collector_paused():
        return _read(root)


@contextmanager
def _collector_paused() -> Iterator[None]:
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


def _read(root: Path) -> tuple[Book, tuple[Diagnostic, ...]]:
    repositories, archive_faults = read_repositories(root)
    works, bib_faults = read_bibliography(root)
    archival = archival_keys(works)
    registers, register_faults = read_registers(root, archival)
    chapters, chapter_faults = read_chapters(root, archival)
    notices = read_notices(root, archival)
    book = Book(notices.whole, notices.broken, chapters, registers, works, notices.prints, repositories)
    faults = (*archive_faults, *bib_faults, *register_faults, *chapter_faults, *notices.diagnostics)
    return book, tuple(sorted(locate(root, faults), key=lambda fault: fault.order))
