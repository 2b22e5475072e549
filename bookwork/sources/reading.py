"""The whole book from its folder: bibliography first, because it tells which keys are archival fonds."""

from __future__ import annotations

from pathlib import Path

from bookwork.diagnostics import Diagnostic
from bookwork.model.book import Book
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
    works, bib_faults = read_bibliography(root)
    archival = archival_keys(works)
    registers, register_faults = read_registers(root, archival)
    chapters, chapter_faults = read_chapters(root, archival)
    notices = read_notices(root, archival)
    book = Book(notices.whole, notices.broken, chapters, registers, works)
    faults = (*bib_faults, *register_faults, *chapter_faults, *notices.diagnostics)
    return book, tuple(sorted(locate(root, faults), key=lambda fault: fault.order))
