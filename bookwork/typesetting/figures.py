"""What the book says of itself, counted from its data: no number about the book is ever typed by hand."""

from __future__ import annotations

from bookwork.model.book import Book
from bookwork.model.citation import Citation


def cited_keys(book: Book) -> tuple[str, ...]:
    """The keys of all works that notices, chapters and registers cite, each once, in alphabetical order."""
    citations: list[Citation] = list(book.registers.citations)
    for notice in book.notices:
        citations += [*notice.text.citations, *notice.sources.citations, *notice.value_sources.citations]
    for chapter in book.chapters.values():
        citations += chapter.text.citations
    return tuple(sorted({item.key for citation in citations for item in citation.items}))


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
