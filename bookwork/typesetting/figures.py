"""What the book says of itself, counted from its data: no number about the book is ever typed by hand."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from bookwork.citing.cotes import natural_key
from bookwork.citing.documents import Documents
from bookwork.model.book import Book
from bookwork.model.citation import CitationItem
from bookwork.model.notice import Notice
from bookwork.typesetting.gleaning import Harvest


def cited_in(notices: Iterable[Notice]) -> frozenset[CitationItem]:
    """Everything that these notices cite, each once."""
    return frozenset(item for notice in notices for item in notice.cited)


def cited_outside(book: Book) -> frozenset[CitationItem]:
    """Everything that chapters and registers cite, each once."""
    citations = list(book.registers.citations)
    for chapter in book.chapters.values():
        citations += chapter.text.citations
    return frozenset(item for citation in citations for item in citation.items)


Cited = frozenset[tuple[str, str]]
"""The key of every work that is cited, with every shelfmark, empty where there is none."""


def cited_works(book: Book, harvest: Harvest) -> Cited:
    """All that is cited in the book."""
    outside = {(item.key, item.cote) for item in cited_outside(book)}
    return frozenset(outside.union(*(gleaned.cited for gleaned in harvest.values())))


def cited_keys(cited: Cited) -> tuple[str, ...]:
    """The keys of all works that are cited, each once, in alphabetical order."""
    return tuple(sorted({key for key, _ in cited}))


def cited_cotes(book: Book, cited: Cited) -> dict[str, tuple[str, ...]]:
    """The shelfmarks cited of each archival fonds, in natural order; one that only repeats its fonds' is left out."""
    documents = Documents(book.works, book.repositories)
    found = {each.order: each for each in (documents.named(*work) for work in cited) if each}
    cotes: dict[str, dict[str, None]] = {}
    for _, document in sorted(found.items()):
        if natural_key(document.normal) != natural_key(book.works[document.fonds].field("shelfmark")):
            cotes.setdefault(document.fonds, {})[document.printed] = None
    return {fonds: tuple(own) for fonds, own in cotes.items()}


COUNTED: Final = ("notices", "femmes", "hommes", "convois", "camps", "sources")
"""What is counted, by the names that chapters use: ``{{ nombre.notices }}``."""


def counts(book: Book, cited: Cited) -> dict[str, int]:
    """Notices, women, convoys that notices name, camps of the register, works cited."""
    numbers = (
        len(book.notices),
        sum(notice.facts.sex == "F" for notice in book.notices),
        sum(notice.facts.sex == "H" for notice in book.notices),
        len({notice.facts.convoy for notice in book.notices if notice.facts.convoy}),
        len(book.registers.camps),
        sum(key in book.works for key in cited_keys(cited)),
    )
    return dict(zip(COUNTED, numbers, strict=True))
