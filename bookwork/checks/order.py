"""The order of the book: every part that ``book.toml`` names must exist, and there must be notices."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from bookwork.diagnostics import Diagnostic, Level, Place, rule
from bookwork.model.book import Book
from bookwork.project import Order

SETTINGS = "manuscript/book.toml"
MADE_PARTS = (
    "faux-titre", "titre", "mentions", "table", "bibliographie", "index-personnes", "index-pseudonymes", "index-lieux",
    "index-camps", "index-convois", "index-réseaux", "index-départements",
)  # fmt: skip
"""Parts that are made from the book's data and need no file."""

EMPTY = rule(
    "book.empty",
    Level.ERROR,
    fr="le livre n’a aucune notice ; mettez-en une dans biographies/, par exemple biographies/F/fictif-jean.md",
    en="the book has no notice; put one in biographies/, for instance biographies/F/fictif-jean.md",
    why="Un dictionnaire sans notice n’a ni pages ni index.",
)
PART_UNKNOWN = rule(
    "book.part-unknown",
    Level.ERROR,
    fr="« {part} » n’est ni une partie connue ({made}) ni un chapitre de manuscript/ ({chapters})",
    en="“{part}” is neither a known part ({made}) nor a chapter in manuscript/ ({chapters})",
    why="Une partie mal nommée manquerait au livre sans que personne le voie.",
)


PART_TWICE = rule(
    "book.part-twice",
    Level.ERROR,
    fr="« {part} » est deux fois dans l’ordre du livre ; gardez-en une",
    en="“{part}” is twice in the order of the book; keep one",
    why="Une partie imprimée deux fois aurait deux places et un seul renvoi.",
)


def faults_of_order(book: Book, order: Order) -> Iterator[Diagnostic]:
    """Parts named in ``book.toml`` that do not exist; a book without notices."""
    if not book.notices and not book.broken:
        yield EMPTY.at(Place("biographies"))
    for part in (*order.front, *order.back):
        if part not in MADE_PARTS and part not in book.chapters:
            chapters = ", ".join(book.chapters)
            yield PART_UNKNOWN.at(Place(SETTINGS, 1), part=part, made=", ".join(MADE_PARTS), chapters=chapters)
    named = Counter((*order.front, *order.back))
    for part in (part for part, count in named.items() if count > 1):
        yield PART_TWICE.at(Place(SETTINGS, 1), part=part)
