"""Citations against the bibliography: unknown keys, forgotten brackets, fonds without shelfmark, unused works."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bookwork.citing.locators import COTE
from bookwork.diagnostics import Diagnostic, Level, NoticeId, check, rule
from bookwork.model.bibmodel import bib_model
from bookwork.model.book import Book
from bookwork.model.citation import Citation, CitationItem
from bookwork.model.nearness import NONE, nearest_few

UNKNOWN_KEY = rule(
    "cite.unknown-key",
    Level.ERROR,
    fr="La source « @{key} » n’est pas dans bibliography.bib ; les plus proches : {nearest}.",
    en="The source “@{key}” is not in bibliography.bib; the nearest are {nearest}.",
    why="Une citation sans source ne prouve rien.",
)
KEY_CASE = rule(
    "cite.key-case",
    Level.ERROR,
    fr="La source s’écrit « @{right} », non « @{key} ».",
    en="The source is written “@{right}”, not “@{key}”.",
    why="Les clés se comparent lettre à lettre, majuscules comprises.",
)
BARE = rule(
    "cite.bare",
    Level.WARNING,
    fr="« @{key} » est une source, mais les crochets manquent : [@{key}].",
    en="“@{key}” is a source, but the brackets are missing: [@{key}].",
    why="Sans crochets, la clé s’imprime dans la phrase.",
)
NO_SHELFMARK = rule(
    "cite.shelfmark-missing",
    Level.ERROR,
    fr="« @{key} » est un fonds d’archives : donnez la cote du document, [@{key}, cote, f. 3].",
    en="“@{key}” is an archival fonds: give the shelfmark of the document, [@{key}, shelfmark, f. 3].",
    why="Un fonds entier ne se vérifie pas ; un document, si.",
)
NO_SOURCE = rule(
    "fact.notice-without-source",
    Level.ERROR,
    fr="La notice n’a aucune source ; il en faut au moins une sous « sources ».",
    en="The notice has no source; at least one is needed under “sources”.",
    why="Rien n’est dit d’une personne qu’une source ne dise.",
)
UNUSED_WORK = rule(
    "bib.unused",
    Level.INFORMATION,
    fr="« {key} » n’est citée nulle part ; gardez-la avec keywords = {{bibliographie}} ou ôtez-la.",
    en="“{key}” is cited nowhere; keep it with keywords = {{bibliographie}} or take it out.",
    why="Une bibliographie imprimée ne liste que ce qui a servi.",
)


@dataclass(frozen=True, slots=True)
class Cited:
    """A source where it is cited: in a notice, or in a chapter or register (no notice)."""

    item: CitationItem
    citation: Citation
    notice: NoticeId | None = None


def cited_items(book: Book) -> Iterator[Cited]:
    """Every source that is cited anywhere in the book."""
    for notice in book.notices:
        for text in (notice.text, notice.sources, notice.value_sources):
            for citation in text.citations:
                for item in citation.items:
                    yield Cited(item, citation, notice.id)
    others = [citation for chapter in book.chapters.values() for citation in chapter.text.citations]
    for citation in (*others, *book.registers.citations):
        for item in citation.items:
            yield Cited(item, citation)


@check
def keys(book: Book) -> Iterator[Diagnostic]:
    """Keys that the bibliography does not hold."""
    for cited in cited_items(book):
        key = cited.item.key
        if key in book.works:
            continue
        near = nearest_few(key, book.works)
        if near and near[0].casefold() == key.casefold():
            yield KEY_CASE.at(cited.citation.place, cited.notice, key=key, right=near[0])
        else:
            shown = ", ".join(f"@{each}" for each in near) or NONE
            yield UNKNOWN_KEY.at(cited.citation.place, cited.notice, key=key, nearest=shown)


@check
def shelfmarks(book: Book) -> Iterator[Diagnostic]:
    """Archival fonds cited without the shelfmark of the document; one without shelfmarks, or a document, is let be."""
    for cited in cited_items(book):
        work = book.works.get(cited.item.key)
        if not work or work.type != "archive" or work.is_document:
            continue
        if work.field("shelfmark").casefold() == "sans cote":
            continue
        if not any(locator.label == COTE for locator in cited.item.locators):
            yield NO_SHELFMARK.at(cited.citation.place, cited.notice, key=work.key)


@check
def bare_keys(book: Book) -> Iterator[Diagnostic]:
    """Known keys that stand in the prose without brackets."""
    texts = [(notice.text, notice.id) for notice in book.notices]
    for text, notice in [*texts, *((chapter.text, None) for chapter in book.chapters.values())]:
        for mention in text.mentions:
            if mention.kind == "key" and mention.value in book.works:
                yield BARE.at(mention.place, notice, key=mention.value)


@check
def sources(book: Book) -> Iterator[Diagnostic]:
    """Notices without any source."""
    for notice in book.notices:
        if not any(citation.items for citation in notice.sources.citations):
            yield NO_SOURCE.at(notice.place("sources"), notice.id)


@check
def unused(book: Book) -> Iterator[Diagnostic]:
    """Works that nothing cites and that are not meant for the bibliography alone."""
    used = {cited.item.key for cited in cited_items(book)}
    for work in book.works.values():
        used.update(key for name in bib_model().references for key in work.references(name))
    for key, work in book.works.items():
        if key not in used and "bibliographie" not in work.field("keywords"):
            yield UNUSED_WORK.at(work.place, key=key)
