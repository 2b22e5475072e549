"""Characters that the book's faces do not have: they would be set in whatever font the machine happens to hold."""

from __future__ import annotations

from collections.abc import Iterator
from html import unescape

from bookwork.diagnostics import Diagnostic, Level, Place, rule
from bookwork.model.book import Book
from bookwork.model.notice import Notice

MISSING = rule(
    "type.missing-character",
    Level.ERROR,
    fr="les caractères du livre n’ont pas « {character} » (U+{code}) ; remplacez ce signe, ou choisissez dans "
    "layout/layout.toml une fonte qui l’a",
    en="the book’s faces lack “{character}” (U+{code}); replace this sign, or choose a face in layout/layout.toml that "
    "has it",
    why="Un signe absent serait pris à une autre fonte, différente d’une machine à l’autre.",
)

_MADE_BY_THE_SHAPER = frozenset("\n\r\t \u00a0\u00ad\u2009\u200a\u202f\u2011")
"""Spaces and hyphens that HarfBuzz makes from others when a face lacks them."""


def missing_characters(book: Book, coverage: frozenset[str]) -> Iterator[Diagnostic]:
    """Every character of a notice or chapter that no face has, once for each notice."""
    known = coverage | _MADE_BY_THE_SHAPER
    for notice in book.notices:
        for character in sorted(_characters(notice) - known):
            place = Place(notice.file, 1)
            yield MISSING.at(place, notice.id, character=character, code=f"{ord(character):04X}")
    for chapter in book.chapters.values():
        for character in sorted(set(unescape(chapter.text.html)) - known):
            yield MISSING.at(Place(chapter.file, 1), character=character, code=f"{ord(character):04X}")


def _characters(notice: Notice) -> set[str]:
    """What is printed of a notice: its text, and the head and disputes of its front matter."""
    name, facts = notice.name, notice.facts
    printed = [unescape(notice.text.html), name.family.upper(), name.family, name.given, name.usual]
    printed += [*facts.pseudonyms, *facts.numbers, *facts.authors]
    printed += [number.value for number in facts.numbers.values()]
    for conflict in facts.conflicts:
        printed += [conflict.field, conflict.note, *(version.value for version in conflict.versions)]
    return set().union(*printed)
