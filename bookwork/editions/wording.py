"""Works in words, in the styles of the printed book, worded once for all the notices that cite them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from bookwork.editions.markup import Child, plain_text, read_html
from bookwork.model.book import Book
from bookwork.model.citation import CitationItem
from bookwork.model.source import Work
from bookwork.project import Project
from bookwork.store import Store
from bookwork.typesetting.references import References, Wanted, word_references


class WorkWords:
    """The works of a book as a notice cites them, as nodes of HTML, and as the bibliography has them, as text."""

    def __init__(self, works: Mapping[str, Work], references: References) -> None:
        self._works, self._references = works, references
        self.short = cache(self._short)
        self.full = cache(self._full)

    def _short(self, key: str) -> tuple[Child, ...]:
        """The form of a notice's sources, without a place."""
        html = self._references.cites.get(CitationItem(key), "")
        return read_html(html) if html else (self._bare(key),)

    def _full(self, key: str) -> str:
        """The form of the bibliography."""
        html = self._references.entries.get(key, "")
        return plain_text(html) if html else self._bare(key)

    def _bare(self, key: str) -> str:
        """The title of a work that no style has worded, else its key."""
        return self._works[key].field("title") or key if key in self._works else key


def word_works(project: Project, book: Book, store: Path) -> References:
    """Every work in both forms, from this store or from the engine; a style that will not do raises
    :class:`StyleTroubleError`.
    """
    wanted = Wanted(frozenset(CitationItem(key) for key in book.works), frozenset(book.works))
    store.parent.mkdir(parents=True, exist_ok=True)
    with Store(store) as kept:
        return word_references(project, book.works, book.repositories, wanted, kept)
