"""The first half of the work: sources → checks. (The second, typesetting → makeup → press, is the workshop's.)

Each stage is named as its folder is. Only the command decides what is fatal.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bookwork.checks import run_checks
from bookwork.checks.glyphs import missing_characters, missing_in_chapters
from bookwork.checks.order import faults_of_order
from bookwork.diagnostics import Diagnostic, Level
from bookwork.model.book import Book
from bookwork.project import Project, read_project
from bookwork.sources.frontmatter import locate
from bookwork.sources.reading import read_book
from bookwork.stages import Progress
from bookwork.typesetting.faces import face_coverage
from bookwork.typesetting.layoutcheck import chapter_faults, layout_faults
from bookwork.typesetting.pictures import picture_faults


@dataclass(frozen=True, slots=True)
class Inspected:
    """A book as read and checked; without a project its settings could not be read."""

    project: Project | None
    book: Book | None
    diagnostics: tuple[Diagnostic, ...]

    @property
    def errors(self) -> tuple[Diagnostic, ...]:
        """The faults that forbid a finished book."""
        return tuple(each for each in self.diagnostics if each.level is Level.ERROR)


def inspect(root: Path, default_layout: Path, progress: Progress) -> Inspected:
    """Read and check the book in this folder."""
    progress.stage("sources")
    project, setting_faults = read_project(root, default_layout)
    book, found = read_book(root)
    progress.count(notices=len(book.notices), broken=len(book.broken))
    progress.stage("checks")
    diagnostics = [*setting_faults, *run_checks(book, found)]
    if project is not None:
        broken = [*layout_faults(project)]
        diagnostics += [*faults_of_order(book, project.book.order), *chapter_faults(book), *broken]
    if project is not None and not broken:
        diagnostics += picture_faults(book, root, project.layout)
        coverage = face_coverage(project)
        diagnostics += [fault for notice in book.notices for fault in missing_characters(notice, coverage)]
        diagnostics += missing_in_chapters(book, coverage)
    located = locate(root, diagnostics)
    progress.count(faults=len(located))
    return Inspected(project, book, tuple(sorted(located, key=lambda each: each.order)))
