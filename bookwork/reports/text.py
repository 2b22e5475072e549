"""Diagnostics for people: one line each, grouped by file, a count at the end."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from bookwork.diagnostics import Diagnostic
from bookwork.reports.words import count_line, level_word


def render(diagnostics: Sequence[Diagnostic], language: str = "fr") -> str:
    """``biographies/S/sellier-andre.md:12:9: erreur [convoy.unknown] …``, as compilers write and editors read."""
    ordered = sorted(diagnostics, key=lambda each: each.order)
    groups = [
        "".join(f"{line(each, language)}\n" for each in group)
        for _, group in groupby(ordered, key=lambda each: each.place.file)
    ]
    return "\n".join([*groups, f"{count_line(ordered, language)}\n"])


def line(diagnostic: Diagnostic, language: str) -> str:
    """One diagnostic on one line, with its printed page once that is known."""
    page = f" (p. {diagnostic.folio})" if diagnostic.folio else ""
    level = level_word(diagnostic.level, language)
    message = " ".join(diagnostic.message(language).split())
    remedy = " (--fix)" if diagnostic.mend else ""
    return f"{diagnostic.place}: {level} [{diagnostic.code}] {message}{page}{remedy}"
