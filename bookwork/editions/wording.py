"""Works in words, in the styles of the printed book, worded once for all the notices that cite them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import closing
from functools import cache

from bookwork.editions.markup import Child, plain_text, read_html
from bookwork.model.book import Book
from bookwork.model.citation import CitationItem
from bookwork.model.source import Work
from bookwork.project import Project
from bookwork.records import Struct
from bookwork.store import Store
from bookwork.typesetting.references import References, Wanted, word_references
from bookwork.window import Window


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


def word_works(project: Project, book: Book) -> References:
    """Every work in both forms; a style that will not do raises :class:`StyleTroubleError`."""
    return _worded(project, book, Wanted(frozenset(map(CitationItem, book.works)), frozenset(book.works)))


def word_entries(project: Project, book: Book, keys: Iterable[str]) -> References:
    """These works as the bibliography has them; a style that will not do raises :class:`StyleTroubleError`."""
    return _worded(project, book, Wanted(frozenset(), frozenset(keys)))


def _worded(project: Project, book: Book, wanted: Wanted) -> References:
    """What is wanted, from a store of its own, from what the build has worded, or else from the engine."""
    path = project.build / "cache" / "references.sqlite"
    path.parent.mkdir(parents=True, exist_ok=True)
    with Store(path) as own, closing(Window(project.galleys)) as built:
        return word_references(project, book.works, book.repositories, wanted, _Shelves(own, built))


class _Shelves(Struct, frozen=True):
    """A store, and behind it another that is only looked into."""

    own: Store
    other: Window

    def read(self, keys: list[bytes], /) -> Mapping[bytes, bytes]:
        """The records under these keys, wherever they are."""
        found = self.own.read(keys)
        looked_up = ((key, self.other.read(key)) for key in keys if key not in found)
        return found | {key: record for key, record in looked_up if record is not None}

    def write(self, records: Mapping[bytes, bytes]) -> None:
        """Keep these records."""
        self.own.write(records)
