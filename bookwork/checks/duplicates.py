"""Works that are probably one: the same number, the same fonds, or nearly the same title by one author in one year."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from itertools import pairwise
from typing import Final

from bookwork.diagnostics import Diagnostic, Level, check, rule
from bookwork.model.bibmodel import bib_model
from bookwork.model.book import Book
from bookwork.model.collation import french_key
from bookwork.model.identifiers import plain_doi, plain_isbn
from bookwork.model.nearness import like_pairs
from bookwork.model.source import Work

NEAR_DUPLICATE = rule(
    "bib.near-duplicate",
    Level.WARNING,
    fr="« {key} » décrit sans doute la même source que « {other} » ({where}) : {reason_fr}.",
    en="“{key}” probably describes the same source as “{other}” ({where}): {reason_en}.",
    why="Une source décrite deux fois a deux places dans la bibliographie et deux listes de citations.",
)

LIKENESS: Final = 95.0
"""Titles at least so much alike (0 to 100) are one title misspelled."""
_WHOLE: Final = frozenset({"book", "mvbook", "collection", "mvcollection", "reference", "mvreference", "proceedings",
                           "mvproceedings", "booklet", "manual", "report", "thesis"})  # fmt: skip
"""Types that have an ISBN of their own: chapters of one book share theirs."""
_TOLD_APART: Final = (
    "volume",
    "part",
    "number",
    "issue",
    "edition",
    "pages",
    "chapter",
    "type",
    "version",
    "eventdate",
)
_SAME_TITLE = "même auteur, même année, titres presque égaux", "same author, same year, nearly the same titles"
_SAME_ISBN = "même ISBN", "same ISBN"
_SAME_DOI = "même DOI", "same DOI"
_SAME_FONDS = "même service d’archives, même cote", "same archive, same shelfmark"
_Found = tuple[Work, Work, tuple[str, str]]


@check
def near_duplicates(book: Book) -> Iterator[Diagnostic]:
    """Pairs of works that look like one source, each pair once, at the later of the two."""
    works = [work for work in book.works.values() if work.type not in ("xdata", "set")]
    told: set[frozenset[str]] = set()
    for other, work, (french, english) in (*_same_numbers(works), *_same_fonds(works), *_same_titles(works)):
        pair = frozenset((other.key, work.key))
        if pair in told or _is_part(work, other) or _is_part(other, work):
            continue
        told.add(pair)
        yield NEAR_DUPLICATE.at(
            work.place,
            key=work.key,
            other=other.key,
            where=f"{other.place.file}:{other.place.line}",
            reason_fr=french,
            reason_en=english,
        )


def _is_part(work: Work, other: Work) -> bool:
    """Whether a work inherits from the other, or is related to it by name."""
    return any(other.key in work.references(name) for name in bib_model().references)


def _same_numbers(works: Iterable[Work]) -> Iterator[_Found]:
    books = [(plain_isbn(work.field("isbn")), work) for work in works if _own(work, "isbn") and work.type in _WHOLE]
    papers = [(plain_doi(work.field("doi")), work) for work in works if _own(work, "doi")]
    for numbered, reason in ((books, _SAME_ISBN), (papers, _SAME_DOI)):
        for group in _groups(numbered):
            for one, two in pairwise(group):
                if not _differ(one, two, ("volume", "part")):
                    yield one, two, reason


def _own(work: Work, name: str) -> bool:
    return bool(work.field(name)) and name not in work.inherited


def _same_fonds(works: Iterable[Work]) -> Iterator[_Found]:
    placed = [
        ((french_key(work.field("library"))[0], _letters(work.field("section")), _letters(shelfmark)), work)
        for work in works
        if (shelfmark := work.field("shelfmark")) and shelfmark.casefold() != "sans cote" and work.field("library")
    ]
    for group in _groups(placed):
        for one, two in pairwise(group):
            if _letters(one.field("title")) == _letters(two.field("title")) or not _documents(one, two):
                yield one, two, _SAME_FONDS


def _documents(one: Work, two: Work) -> bool:
    """Whether both are documents with titles of their own, of which one shelfmark may hold many."""
    return (one.is_document and two.is_document) or "unpublished" in (one.type, two.type)


def _same_titles(works: Iterable[Work]) -> Iterator[_Found]:
    blocks = [
        ((_author(work), work.field("date")[:4]), work) for work in works if work.field("title") and _author(work)
    ]
    for group in _groups(blocks):
        titles = [_title(work) for work in group]
        for first, second in like_pairs(titles, LIKENESS):
            one, two = group[first], group[second]
            same_numbers = re.findall(r"\d+|\b[ivxlc]+\b", titles[first]) == re.findall(
                r"\d+|\b[ivxlc]+\b", titles[second]
            )
            if same_numbers and one.type == two.type and not _differ(one, two, _TOLD_APART):
                yield one, two, _SAME_TITLE


def _author(work: Work) -> str:
    """The letters of the first author's or editor's name."""
    names = work.names.get("author") or work.names.get("editor") or ()
    return french_key(names[0].family)[0] if names else ""


def _title(work: Work) -> str:
    return re.sub(r"\W+", " ", f"{work.field('title')} {work.field('subtitle')}".casefold()).strip()


def _letters(text: str) -> str:
    return re.sub(r"\W+", "", text.casefold())


def _differ(one: Work, two: Work, names: Iterable[str]) -> bool:
    """Whether both works have one of these fields and it differs."""
    return any(one.field(name) and two.field(name) and one.field(name) != two.field(name) for name in names)


def _groups(keyed: Iterable[tuple[Hashable, Work]]) -> Iterator[list[Work]]:
    """The works that share a key, if there is more than one of them."""
    groups: dict[Hashable, list[Work]] = defaultdict(list)
    for key, work in keyed:
        if key:
            groups[key].append(work)
    yield from (group for group in groups.values() if len(group) > 1)
