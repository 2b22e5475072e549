"""One small function per family of faults, on the book as a value; ``run_checks`` runs them all."""

from __future__ import annotations

from collections.abc import Iterable

from bookwork.checks import (
    addresses,
    archives,
    citations,
    duplicates,
    evidence,
    facts,
    fields,
    identifiers,
    links,
    people,
    prose,
    statements,
    typography,
    works,
)
from bookwork.checks.ignores import settled
from bookwork.diagnostics import CHECKS, NOTICE_CHECKS, Diagnostic
from bookwork.model.book import Authorities, Book
from bookwork.model.notice import Notice

__all__ = [
    "addresses", "archives", "check_notice", "citations", "duplicates", "evidence", "facts", "fields", "identifiers",
    "links", "people", "prose", "run_checks", "statements", "typography", "works",
]  # fmt: skip


def check_notice(notice: Notice, authorities: Authorities) -> tuple[Diagnostic, ...]:
    """The faults of one notice, which hang on itself and on the authorities alone.

    Places of front-matter values still want ``sources.frontmatter.locate`` to get their lines.
    """
    return tuple(diagnostic for one in NOTICE_CHECKS for diagnostic in one(notice, authorities))


def run_checks(
    book: Book, found: Iterable[Diagnostic] = (), of_notices: Iterable[Diagnostic] | None = None
) -> tuple[Diagnostic, ...]:
    """All faults of the book, those already ``found`` in reading with them, less those that a notice may ignore.

    The faults ``of_notices`` (:func:`check_notice`) are looked for here unless somebody has already done so.
    """
    if of_notices is None:
        authorities = book.authorities
        of_notices = [fault for notice in book.notices for fault in check_notice(notice, authorities)]
    checked = [*of_notices, *(fault for one in CHECKS for fault in one(book))]
    return tuple(sorted(settled(book, tuple(found), tuple(checked)), key=lambda each: each.order))
