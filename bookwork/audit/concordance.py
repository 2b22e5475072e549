"""The concordance: every claim by repository, fonds, shelfmark and place in the document, and where it is printed."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from operator import itemgetter
from typing import Final, NamedTuple

from bookwork.audit.gathering import Collection
from bookwork.audit.leaves import place_within
from bookwork.audit.slips import Slip, Slips
from bookwork.audit.states import State, state_of
from bookwork.citing.cotes import clean, form_of, natural_key
from bookwork.citing.documents import Documents
from bookwork.citing.filing import ARCHIVES, ONLINE, PRINTED, filing_key, kind
from bookwork.diagnostics import NoticeId
from bookwork.editions.accounts import Archive
from bookwork.editions.folios import Printed, folio_range, folios_of
from bookwork.model.archive import ReadingRoom
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


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """A source as it is cited: its shelf, its document, the place in it, what was found and for which citations."""

    fonds: str
    """The key of the source."""
    shelf: Shelf
    cote: str
    """The normal shelfmark, empty for works and for fonds without."""
    locator: str
    known: Identity
    verification: Verification | None
    prints: frozenset[str]

    @property
    def unverified(self) -> State:
        """The state of its citations as long as nothing was found."""
        return State.UNSEEN if self.shelf.part == ARCHIVES else State.OUTSIDE


@dataclass(frozen=True, slots=True, eq=False)
class Holder:
    """Whose statements they are: a notice, a chapter, an entry of a register; where they stand and are printed."""

    id: str
    notice: NoticeId | None
    name: str
    """The person’s name, the chapter’s title, the register’s entry."""
    file: str
    runs: Runs


class Line(NamedTuple):
    """One line of the concordance: a source, whose statement cites it, and the slip of the citation."""

    source: Source
    holder: Holder
    slip: Slip
    mark: int

    @property
    def print(self) -> str:
        """The print of the citation, in figures."""
        return f"{self.mark:08x}"

    @property
    def state(self) -> State:
        """What was found of this citation."""
        return _state(self.source, self.mark)


def _state(source: Source, mark: int) -> State:
    if source.verification is None or source.unverified is State.OUTSIDE:
        return source.unverified
    return state_of(f"{mark:08x}", source.verification, source.prints)


@dataclass(frozen=True, slots=True)
class Concordance:
    """All lines, each made when it is asked for; in their own order they stand by notice, the text of one first."""

    archive: Archive
    slips: Slips
    sources: tuple[Source, ...]
    holders: tuple[Holder, ...]
    notices: int
    """So many holders, the first, are notices in French order."""
    by_source: Sequence[int]
    """The numbers of all lines by source: those of one shelf stand together, and there those of one document."""
    idle: tuple[Verification, ...]
    """What was looked up and is cited no more."""

    def __len__(self) -> int:
        return len(self.slips)

    def lines(self, numbers: Iterable[int]) -> Iterator[Line]:
        """The lines of these numbers."""
        slips, sources, holders = self.slips, self.sources, self.holders
        for number in numbers:
            cited, held = slips.cited[number], slips.holders[number]
            yield Line(sources[cited], holders[held], slips.slip(number), slips.prints[number])

    def source(self, number: int) -> Source:
        """What the line of this number cites."""
        return self.sources[self.slips.cited[number]]

    def holder(self, number: int) -> Holder:
        """Whose statement the line of this number is."""
        return self.holders[self.slips.holders[number]]

    def state(self, number: int) -> State:
        """The state of the line of this number."""
        return _state(self.source(number), self.slips.prints[number])

    def by_shelf(self) -> Iterator[tuple[Shelf, Sequence[int]]]:
        """The numbers of the lines of each shelf."""
        start = 0
        for shelf, lines in groupby(self.by_source, key=lambda number: self.source(number).shelf):
            stop = start + sum(1 for _ in lines)
            yield shelf, self.by_source[start:stop]
            start = stop

    def by_document(self, numbers: Sequence[int]) -> Iterator[tuple[tuple[str, str], list[int]]]:
        """Numbers of lines by source, cut where another document begins."""

        def document(number: int) -> tuple[str, str]:
            source = self.source(number)
            return source.fonds, source.cote

        return ((key, list(group)) for key, group in groupby(numbers, key=document))


def make_concordance(
    collection: Collection, slips: Slips, printed: Printed | None, found: Verifications
) -> Concordance:
    """Every citation of the book at its place."""
    archive = collection.archive
    shelves, desk = _Shelves(archive), _Desk(archive, found)
    sources = tuple(desk.cited(item, shelves.of(item.key)) for item in slips.items)
    ranks = _ranks(sources, shelves)
    order = sorted(range(len(slips)), key=[ranks[number] for number in slips.cited].__getitem__)
    titles = {chapter.id: chapter.title for chapter in archive.book.chapters.values()}
    runs = partial(_runs, printed)
    of_notices = (
        Holder(each.id, each.id, each.name.inverted(), each.file, runs(each.id, each.id)) for each in collection.notices
    )
    others = (
        Holder(each.holder, None, titles.get(each.holder, each.holder), each.file, runs(None, each.holder))
        for each in slips.outside
    )
    idle = tuple(each for known, each in sorted(found.by_document.items()) if known not in desk.seen)
    holders = (*of_notices, *others)
    return Concordance(archive, slips, sources, holders, len(collection.notices), array("I", order), idle)


def _ranks(sources: Sequence[Source], shelves: _Shelves) -> list[int]:
    """The place of each source among all: by shelf, fonds, shelfmark and place in the document; equals have one."""
    keys = [
        (shelves.rank(each.fonds), each.fonds, each.known[1], natural_key(each.locator), number)
        for number, each in enumerate(sources)
    ]
    ranks = [0] * len(sources)
    for rank, (_, group) in enumerate(groupby(sorted(keys), key=itemgetter(0, 1, 2, 3))):
        for *_, number in group:
            ranks[number] = rank
    return ranks


class _Desk:
    """Looks up each source as it is cited, once however often."""

    def __init__(self, archive: Archive, found: Verifications) -> None:
        self._documents = Documents(archive.book.works, archive.book.repositories)
        self._found = found.by_document
        self._prints = {known: frozenset(each.prints) for known, each in self._found.items()}
        self._named: dict[tuple[str, str], tuple[str, Identity]] = {}
        self.seen: set[Identity] = set()

    def cited(self, item: CitationItem, shelf: Shelf) -> Source:
        """What a citation names."""
        named = item.key, item.cote
        if named not in self._named:
            document = self._documents.of(item)
            cote = document.normal if document else clean(item.cote)
            self._named[named] = cote, identity(item.key, cote)
        cote, known = self._named[named]
        self.seen.add(known)
        found, prints = self._found.get(known), self._prints.get(known, frozenset())
        return Source(item.key, shelf, cote, place_within(item), known, found, prints)


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
