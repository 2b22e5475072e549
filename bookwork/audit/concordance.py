"""The concordance: every claim by repository, fonds, shelfmark and place in the document, and where it is printed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Final

from bookwork.audit.claims import Claim, claims_elsewhere, claims_in
from bookwork.audit.states import State, print_of, state_of
from bookwork.citing.cotes import clean, form_of, natural_key
from bookwork.citing.coverage import NoticeCoverage, coverage
from bookwork.citing.documents import Documents
from bookwork.citing.filing import ARCHIVES, ONLINE, PRINTED, filing_key, kind
from bookwork.citing.locators import print_locator
from bookwork.diagnostics import NoticeId
from bookwork.editions.accounts import Archive
from bookwork.editions.folios import Printed, folio_range, folios_of
from bookwork.model.archive import NaturalKey, ReadingRoom
from bookwork.model.citation import CitationItem
from bookwork.model.collation import french_key
from bookwork.model.pagemap import Spot
from bookwork.model.source import Work
from bookwork.model.verification import Verification
from bookwork.sources.verifications import Identity, Verifications, identity

PARTS: Final = {ARCHIVES: "Archives", PRINTED: "Imprimés", ONLINE: "Pages en ligne", "": "Clés sans entrée"}
_ROWS: Final = {"camps": "k-", "convois": "c-"}
"""How the rows of registers are anchored in the printed tables."""
NO_REPOSITORY: Final = "Service non indiqué"


_ANY: Final = ReadingRoom()
"""A reading room that sets no bounds, or none that is known."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where a source is kept: a part of the bibliography, and for archives the repository and its town."""

    part: str
    repository: str = ""
    room: ReadingRoom = _ANY

    @property
    def name(self) -> str:
        """« Archives nationales », « Imprimés »."""
        return self.repository or PARTS[self.part]


@dataclass(frozen=True, slots=True, eq=False)
class Runs:
    """Where a notice is printed, or the head of a chapter: one of all its lines, with its words."""

    spots: tuple[Spot, ...]
    pages: str
    """« 13-14 », empty where the book is not built."""
    places: str
    """« 13, col. 2 ; 14, col. 1 »."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the concordance: a claim, its document, where it is printed, what was found of it."""

    claim: Claim
    holder: str
    """The person’s name, the chapter’s title, the register’s entry."""
    shelf: Shelf
    cote: str
    """The normal shelfmark, empty for works and for fonds without."""
    locator: str
    runs: Runs
    print: str
    state: State
    verification: Verification | None

    @property
    def fonds(self) -> str:
        """The key of the source."""
        return self.claim.item.key


@dataclass(frozen=True, slots=True)
class Concordance:
    """All lines, by source; those of one shelf stand together, and in them those of one source and document."""

    lines: tuple[Line, ...]
    archive: Archive
    covered: tuple[NoticeCoverage, ...]
    """What each fact of each notice rests on."""
    idle: tuple[Verification, ...]
    """What was looked up and is cited no more."""

    def by_shelf(self) -> Iterator[tuple[Shelf, list[Line]]]:
        """The lines of each shelf."""
        return ((shelf, list(lines)) for shelf, lines in groupby(self.lines, key=lambda line: line.shelf))

    def by_holder(self) -> list[Line]:
        """The same lines by notice in French order, chapters and registers after them."""
        ranks: dict[str, int] = {notice.id: number for number, notice in enumerate(self.archive.book.notices)}
        last = len(ranks)

        def order(line: Line) -> tuple[int, str, int, int, str]:
            place = line.claim.place
            return ranks.get(line.claim.holder, last), place.file, place.line, place.column, place.key

        return sorted(self.lines, key=order)


def make_concordance(archive: Archive, root: Path, printed: Printed | None, found: Verifications) -> Concordance:
    """Every claim of the book at its place."""
    shelves = _Shelves(archive)
    names: dict[str, str] = {chapter.id: chapter.title for chapter in archive.book.chapters.values()}
    names |= {notice.id: notice.name.inverted() for notice in archive.book.notices}
    desk = _Desk(archive, found)
    keyed: list[tuple[int, str, NaturalKey, NaturalKey, int, Line]] = []
    runs = cache(partial(_runs, printed))
    covered: list[NoticeCoverage] = []
    for number, claim in enumerate(_claims(archive, root, covered)):
        cited = desk.cited(claim.item)
        mark = print_of(claim, cited.locator)
        shelf, state = shelves.of(claim.item.key), State.OUTSIDE
        if shelf.part == ARCHIVES:
            state = state_of(mark, cited.found, cited.prints)
        holder, place = names.get(claim.holder, claim.holder), runs(claim.notice, claim.holder)
        line = Line(claim, holder, shelf, cited.cote, cited.locator, place, mark, state, cited.found)
        fonds, order = cited.known
        keyed.append((shelves.rank(fonds), fonds, order, natural_key(cited.locator), number, line))
    keyed.sort(key=itemgetter(0, 1, 2, 3, 4))
    idle = tuple(each for known, each in sorted(found.by_document.items()) if known not in desk.seen)
    return Concordance(tuple(line for *_, line in keyed), archive, tuple(covered), idle)


@dataclass(frozen=True, slots=True)
class _Cited:
    """A source as it is cited: its document, the place in it, what was found of it and for which citations."""

    cote: str
    locator: str
    known: Identity
    found: Verification | None
    prints: frozenset[str]


class _Desk:
    """Looks up each source as it is cited, once however often."""

    def __init__(self, archive: Archive, found: Verifications) -> None:
        self._documents = Documents(archive.book.works, archive.book.repositories)
        self._found = found.by_document
        self._prints = {known: frozenset(each.prints) for known, each in self._found.items()}
        self.cited = cache(self._cited)
        self.seen: set[Identity] = set()

    def _cited(self, item: CitationItem) -> _Cited:
        document = self._documents.of(item)
        cote = document.normal if document else clean(item.cote)
        known = identity(item.key, cote)
        self.seen.add(known)
        locator = ", ".join(map(print_locator, item.within))
        return _Cited(cote, locator, known, self._found.get(known), self._prints.get(known, frozenset()))


def _claims(archive: Archive, root: Path, covered: list[NoticeCoverage]) -> Iterator[Claim]:
    """Every claim; meanwhile the coverage of each notice is filled in, for both read the same sentences."""
    for notice in archive.book.notices:
        covered.append(coverage(notice, archive.book.registers.convoys))
        yield from claims_in(notice, covered[-1].facts, archive, root)
    yield from claims_elsewhere(archive, root)


def _runs(printed: Printed | None, notice: NoticeId | None, holder: str) -> Runs:
    """The runs of the notice; the head of the chapter; the row of a camp or a convoy, and nothing for other registers,
    which have no rows of their own.
    """
    spots: tuple[Spot, ...] = ()
    listed, _, entry = holder.partition(" : ")
    anchor = f"{_ROWS[listed]}{entry}" if listed in _ROWS else holder
    if printed and notice:
        spots = printed.notices.get(notice, ())
    elif printed and anchor in printed.anchors:
        spots = (printed.anchors[anchor],)
    return Runs(spots, folio_range(folios_of(spots)), places_of(spots))


class _Shelves:
    """Knows the shelf of each source, and the order of shelves and of the sources on them."""

    def __init__(self, archive: Archive) -> None:
        works = archive.book.works
        rooms: dict[str, list[ReadingRoom]] = {}
        for work in works.values():
            form = form_of(work, archive.book.repositories)
            if kind(work) == ARCHIVES and form:
                rooms.setdefault(_repository(work), []).append(form.room)
        narrowest = {name: _narrowest(each) for name, each in rooms.items()}
        self._shelves: dict[str, Shelf] = {}
        orders: dict[str, tuple[object, ...]] = {}
        for key, work in works.items():
            part, repository = kind(work), _repository(work) if kind(work) == ARCHIVES else ""
            self._shelves[key] = Shelf(part, repository, narrowest.get(repository, _ANY))
            orders[key] = (list(PARTS).index(part), french_key(repository), repository, filing_key(work))
        self._ranks = {key: rank for rank, key in enumerate(sorted(orders, key=orders.__getitem__))}

    def of(self, key: str) -> Shelf:
        return self._shelves.get(key) or Shelf("")

    def rank(self, key: str) -> int:
        """The place of a source among all; keys without an entry come last, in the order of their letters."""
        return self._ranks.get(key, len(self._ranks))


def _repository(work: Work) -> str:
    """The reading room: the institution, and its town where it is told."""
    name = work.field("library", "organization", "institution") or NO_REPOSITORY
    town = work.field("location")
    return f"{name} ({town})" if town and town not in name else name


def _narrowest(rooms: Sequence[ReadingRoom]) -> ReadingRoom:
    """The least that any form of shelfmarks of one repository allows."""
    batches = [room.batch for room in rooms if room.batch]
    halves = [room.half_day for room in rooms if room.half_day]
    return _ANY.model_copy(update={"batch": min(batches, default=None), "half_day": min(halves, default=None)})


def places_of(spots: Iterable[Spot]) -> str:
    """« 13, col. 2 ; 14, col. 1 »."""
    return " ; ".join(f"{spot.folio or '[' + str(spot.sheet) + ']'}, col. {spot.column}" for spot in spots)


def documents_in(lines: Iterable[Line]) -> Mapping[tuple[str, str], list[Line]]:
    """The lines of each document, in their order."""
    found: dict[tuple[str, str], list[Line]] = {}
    for line in lines:
        found.setdefault((line.fonds, line.cote), []).append(line)
    return found
