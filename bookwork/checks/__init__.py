"""One small function per family of faults, on the book as a value; ``run_checks`` runs them all."""

from __future__ import annotations

from collections.abc import Iterable

from bookwork.checks import citations, duplicates, facts, fields, links, people, prose, typography, works
from bookwork.checks.ignores import settled
from bookwork.diagnostics import CHECKS, Diagnostic
from bookwork.model.book import Book

__all__ = [
    "citations", "duplicates", "facts", "fields", "links", "people", "prose", "run_checks", "typography", "works",
]  # fmt: skip


def run_checks(book: Book, found: Iterable[Diagnostic] = ()) -> tuple[Diagnostic, ...]:
    """All faults of the book, those already ``found`` in reading with them, less those that a notice may ignore.

    Places of front-matter values still want ``sources.frontmatter.locate`` to get their lines.
    """
    checked = [diagnostic for one in CHECKS for diagnostic in one(book)]
    return tuple(sorted(settled(book, tuple(found), tuple(checked)), key=lambda each: each.order))
