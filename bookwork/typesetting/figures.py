"""What the book says of itself, counted from its data: no number about the book is ever typed by hand."""

from __future__ import annotations

from collections.abc import Iterable

from bookwork.citing.filing import cote_key, is_archival
from bookwork.model.book import Book
from bookwork.model.citation import COTE, Citation, CitationItem
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


def cited_cotes(book: Book) -> dict[str, tuple[str, ...]]:
    """The shelfmarks cited of each archival fonds, in natural order; one that only repeats its fonds' is left out."""
    found: dict[str, set[str]] = {}
    for item in cited_anywhere(book):
        work = book.works.get(item.key)
        if work and is_archival(work) and item.locators and item.locators[0].label == COTE:
            found.setdefault(item.key, set()).add(item.locators[0].value)
    named = ((key, cotes - {book.works[key].field("shelfmark")}) for key, cotes in found.items())
    return {key: tuple(sorted(cotes, key=lambda cote: (cote_key(cote), cote))) for key, cotes in named if cotes}


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
