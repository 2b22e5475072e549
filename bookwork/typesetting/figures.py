"""What the book says of itself, counted from its data: no number about the book is ever typed by hand."""

from __future__ import annotations

from collections.abc import Iterable

from bookwork.model.book import Book
from bookwork.model.citation import Citation, CitationItem
from bookwork.model.notice import Notice


def cited_in(notices: Iterable[Notice]) -> frozenset[CitationItem]:
    """Everything that these notices cite, each once."""
    citations: list[Citation] = []
    for notice in notices:
        citations += [*notice.text.citations, *notice.sources.citations, *notice.value_sources.citations]
    return frozenset(item for citation in citations for item in citation.items)


def cited_anywhere(book: Book) -> frozenset[CitationItem]:
    """Everything that notices, chapters and registers cite, each once."""
    citations = list(book.registers.citations)
    for chapter in book.chapters.values():
        citations += chapter.text.citations
    return cited_in(book.notices) | frozenset(item for citation in citations for item in citation.items)


def cited_keys(book: Book) -> tuple[str, ...]:
    """The keys of all works that are cited, each once, in alphabetical order."""
    return tuple(sorted({item.key for item in cited_anywhere(book)}))


def counts(book: Book) -> dict[str, int]:
    """Notices, women, convoys that notices name, camps of the register, works cited."""
    return {
        "notices": len(book.notices),
        "femmes": sum(notice.facts.sex == "F" for notice in book.notices),
        "hommes": sum(notice.facts.sex == "H" for notice in book.notices),
        "convois": len({notice.facts.convoy for notice in book.notices if notice.facts.convoy}),
        "camps": len(book.registers.camps),
        "sources": sum(key in book.works for key in cited_keys(book)),
    }
