"""Citations against the bibliography: unknown keys, forgotten brackets, fonds without shelfmark, unused works."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from bookwork.citing.filing import kind
from bookwork.citing.locators import PAGE
from bookwork.diagnostics import Diagnostic, Level, NoticeId, Place, check, notice_check, rule
from bookwork.model.bibmodel import bib_model
from bookwork.model.book import Authorities, Book
from bookwork.model.citation import Citation, CitationItem, Text
from bookwork.model.nearness import NONE, nearest_few
from bookwork.model.notice import Notice
from bookwork.model.source import Work

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
    mend=("@{key}", "[@{key}]"),
)
NO_SHELFMARK = rule(
    "cite.shelfmark-missing",
    Level.ERROR,
    fr="« @{key} » est un fonds d’archives : donnez la cote du document, [@{key}, cote, f. 3].",
    en="“@{key}” is an archival fonds: give the shelfmark of the document, [@{key}, shelfmark, f. 3].",
    why="Un fonds entier ne se vérifie pas ; un document, si.",
)
NO_PAGE = rule(
    "cite.locator-missing",
    Level.WARNING,
    fr="« @{key} » a {count} pages : dites laquelle, [@{key}, p. 12].",
    en="“@{key}” has {count} pages: say which, [@{key}, p. 12].",
    why="Personne ne relit tout un livre pour vérifier une phrase.",
)
PAGE_BEYOND = rule(
    "cite.locator-range",
    Level.WARNING,
    fr="« @{key} » va de la page {first} à la page {last} ; elle n’a pas de page {page}.",
    en="“@{key}” runs from page {first} to page {last}; it has no page {page}.",
    why="Une page qui n’existe pas est un chiffre mal tapé, ou la page d’un autre ouvrage.",
)
DUPLICATE = rule(
    "cite.duplicate",
    Level.INFORMATION,
    fr="« @{key} » est citée deux fois au même endroit, repère compris ; une fois suffit.",
    en="“@{key}” is cited twice in one place, locator included; once is enough.",
    why="Deux citations égales font croire à deux preuves.",
)
ORDER = rule(
    "cite.order",
    Level.INFORMATION,
    fr="L’ordre de la maison : les archives, puis les imprimés, puis les pages en ligne.",
    en="The order of the house: archives, then printed works, then pages on line.",
    why="Le lecteur trouve la preuve la plus proche du fait en tête, partout de même.",
)
UNUSED_WORK = rule(
    "bib.unused",
    Level.INFORMATION,
    fr="« {key} » n’est citée nulle part ; gardez-la avec keywords = {{bibliographie}} ou ôtez-la.",
    en="“{key}” is cited nowhere; keep it with keywords = {{bibliographie}} or take it out.",
    why="Une bibliographie imprimée ne liste que ce qui a servi.",
)


_LONG: Final = 100
"""Pages; a shorter work is looked through."""
_HOUSE_ORDER: Final = ("archives", "printed", "online")
"""That of the bibliography."""


class Cited(NamedTuple):
    """A source where it is cited: in a notice, or in a chapter or register (no notice).

    ``general`` for the list of sources of a whole notice, or of a register, which cites works as wholes.
    """

    item: CitationItem
    citation: Citation
    notice: NoticeId | None = None
    general: bool = False


def cited_by(notice: Notice) -> Iterator[Cited]:
    """Every source that a notice cites."""
    for text in (notice.text, notice.sources, notice.value_sources):
        for citation in text.citations:
            for item in citation.items:
                yield Cited(item, citation, notice.id, text is notice.sources)


def cited_elsewhere(book: Book) -> Iterator[Cited]:
    """Every source that a chapter or a register cites."""
    for chapter in book.chapters.values():
        for citation in chapter.text.citations:
            for item in citation.items:
                yield Cited(item, citation)
    for citation in book.registers.citations:
        for item in citation.items:
            yield Cited(item, citation, general=True)


@notice_check
def citations(notice: Notice, authorities: Authorities) -> Iterator[Diagnostic]:
    """Each source cited against its entry, forgotten brackets, sources twice in one place or out of order."""
    works, pages = authorities.works, _pages(authorities)
    for cited in cited_by(notice):
        yield from _against_entry(cited, works)
        if (key := cited.item.key) in pages:
            yield from _wrong_pages(cited, pages[key], works[key].field("title"), notice.text.source)
    yield from _bare_keys(notice.text, works, notice.id)
    yield from _repeated(notice, works)


@check
def citations_elsewhere(book: Book) -> Iterator[Diagnostic]:
    """The same in chapters and registers."""
    pages = _pages(book.authorities)
    for cited in cited_elsewhere(book):
        yield from _against_entry(cited, book.works)
        if cited.item.key in pages:
            yield from _wrong_pages(cited, pages[cited.item.key])
    for chapter in book.chapters.values():
        yield from _bare_keys(chapter.text, book.works, None)


def _against_entry(cited: Cited, works: Mapping[str, Work]) -> Iterator[Diagnostic]:
    """A key that the bibliography does not hold; a fonds without shelfmark, unless it has none to give."""
    work = works.get(cited.item.key)
    if work is None:
        yield _unknown(cited, works)
    elif work.type == "archive" and not (cited.item.cote or work.is_document or _has_no_shelfmarks(work)):
        yield NO_SHELFMARK.at(cited.citation.place, cited.notice, key=work.key)


def _has_no_shelfmarks(fonds: Work) -> bool:
    return fonds.field("shelfmark").casefold() == "sans cote"


@lru_cache(maxsize=2)
def _pages(authorities: Authorities) -> dict[str, range]:
    """The pages of the works that have them."""
    known = {key: _pages_of(work) for key, work in authorities.works.items()
             if work.type not in ("archive", "etat-civil")}  # fmt: skip
    return {key: pages for key, pages in known.items() if pages}


def _unknown(cited: Cited, works: Mapping[str, Work]) -> Diagnostic:
    key, place = cited.item.key, cited.citation.place
    near = nearest_few(key, works)
    if near and near[0].casefold() == key.casefold():
        return KEY_CASE.at(place, cited.notice, key=key, right=near[0])
    return UNKNOWN_KEY.at(place, cited.notice, key=key, nearest=", ".join(f"@{each}" for each in near) or NONE)


def _wrong_pages(cited: Cited, pages: range, title: str = "", text: str = "") -> Iterator[Diagnostic]:
    """A long work cited in a notice without a page, unless the text names its title; a page it has not."""
    item, place = cited.item, cited.citation.place
    whole = not item.locators and cited.notice and not cited.general
    if whole and len(pages) > _LONG and title not in text:
        yield NO_PAGE.at(place, cited.notice, key=item.key, count=len(pages))
    beyond = next((number for number in _pages_cited(item) if number not in pages), None)
    if beyond is not None:
        span = {"first": pages[0], "last": pages[-1]}
        yield PAGE_BEYOND.at(place, cited.notice, key=item.key, page=beyond, **span)


def _pages_of(work: Work) -> range:
    """The pages of a work: those of a part of something larger, else from 1 to the last; empty if not known."""
    part = re.fullmatch(r"([0-9]{1,5}) ?[-–—]+ ?([0-9]{1,5})", work.field("pages"))
    if part:
        return range(int(part[1]), int(part[2]) + 1)
    total = re.fullmatch(r"([0-9]{1,5})(?: ?p\.?)?", work.field("pagetotal"))
    return range(1, int(total[1]) + 1) if total else range(0)


def _pages_cited(item: CitationItem) -> Iterator[int]:
    """The pages in Arabic figures that a citation names, of a work in one volume."""
    if not any(locator.label in ("volume", "tome") for locator in item.locators):
        for locator in item.locators:
            if locator.label == PAGE:
                yield from map(int, re.findall(r"(?<![0-9])[0-9]{1,5}(?![0-9])", locator.value))


def _repeated(notice: Notice, works: Mapping[str, Work]) -> Iterator[Diagnostic]:
    for citation in notice.text.citations:
        if len(citation.items) > 1:
            yield from _twice(citation.items, citation.place, notice)
            yield from _out_of_order(citation, notice, works)
    seen: set[CitationItem] = set()
    for citation in notice.sources.citations:
        for item in citation.items:
            if item in seen:
                yield DUPLICATE.at(citation.place, notice.id, key=item.key)
            seen.add(item)


def _twice(items: Sequence[CitationItem], place: Place, notice: Notice) -> Iterator[Diagnostic]:
    places = [(item.key, item.locators) for item in items]
    for key, locators in dict.fromkeys(places):
        if places.count((key, locators)) > 1:
            yield DUPLICATE.at(place, notice.id, key=key)


def _out_of_order(citation: Citation, notice: Notice, works: Mapping[str, Work]) -> Iterator[Diagnostic]:
    kinds = [_HOUSE_ORDER.index(kind(works[item.key])) for item in citation.items if item.key in works]
    if kinds != sorted(kinds) and not any(item.prefix for item in citation.items):
        yield ORDER.at(citation.place, notice.id)


def _bare_keys(text: Text, works: Mapping[str, Work], notice: NoticeId | None) -> Iterator[Diagnostic]:
    """Known keys that stand in the prose without brackets."""
    for mention in text.mentions:
        if mention.kind == "key" and mention.value in works:
            yield BARE.at(mention.place, notice, key=mention.value)


@check
def unused(book: Book) -> Iterator[Diagnostic]:
    """Works that nothing cites and that are not meant for the bibliography alone."""
    used = {item.key for notice in book.notices for item in notice.cited}
    used |= {cited.item.key for cited in cited_elsewhere(book)}
    for work in book.works.values():
        used.update(key for name in bib_model().references for key in work.references(name))
    for key, work in book.works.items():
        if key not in used and "bibliographie" not in work.field("keywords"):
            yield UNUSED_WORK.at(work.place, key=key)
