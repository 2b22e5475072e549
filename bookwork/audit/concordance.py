"""The concordance: every claim by repository, fonds, shelfmark and place in the document, and where it is printed."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import chain, groupby
from operator import itemgetter
from typing import Final, NamedTuple

from bookwork.audit.gathering import Collection
from bookwork.audit.leaves import place_within
from bookwork.audit.slips import Slip, Slips
from bookwork.audit.states import Finding, State, state_of
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
from bookwork.records import Struct
from bookwork.sources.verifications import Identity, Verifications, identity

PARTS: Final = {ARCHIVES: "Archives", PRINTED: "Imprimés", ONLINE: "Pages en ligne", "": "Clés sans entrée"}
_ROWS: Final = {"camps": "k-", "convois": "c-"}
"""How the rows of registers are anchored in the printed tables."""
NO_REPOSITORY: Final = "Service non indiqué"


_ANY: Final = ReadingRoom()
"""A reading room that sets no bounds, or none that is known."""


class Shelf(Struct, frozen=True):
    """Where a source is kept: a part of the bibliography, and for archives the repository and its town."""

    part: str
    repository: str = ""
    room: ReadingRoom = _ANY

    @property
    def name(self) -> str:
        """« Archives nationales », « Imprimés »."""
        return self.repository or PARTS[self.part]


class Runs(Struct, frozen=True, eq=False):
    """Where a notice is printed, or the head of a chapter: one of all its lines, with its words."""

    spots: tuple[Spot, ...]
    pages: str
    """« 13-14 », empty where the book is not built."""
    places: str
    """« 13, col. 2 ; 14, col. 1 »."""


class Source(NamedTuple):
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


class Holder(Struct, frozen=True, eq=False):
    """Whose statements they are: a notice, a chapter, an entry of a register; where they stand and are printed."""

    id: str
    notice: NoticeId | None
    name: str
    """The person’s name, the chapter’s title, the register’s entry."""
    file: str
    runs: Runs


class Line(NamedTuple):
    """One line of the concordance: a source, whose statement cites it, the slip of the citation, what was found."""

    source: Source
    holder: Holder
    slip: Slip
    mark: int
    state: State

    @property
    def print(self) -> str:
        """The print of the citation, in figures."""
        return _figures(self.mark)


def _figures(mark: int) -> str:
    return f"{mark:08x}"


class Concordance(Struct, frozen=True):
    """All lines, each made when it is asked for; in their own order they stand by notice, the text of one first."""

    archive: Archive
    slips: Slips
    sources: tuple[Source, ...]
    holders: tuple[Holder, ...]
    notices: int
    """So many holders, the first, are notices in French order."""
    shelves: tuple[tuple[Shelf, Sequence[int]], ...]
    """The numbers of the lines of each shelf, by source: those of one document stand together."""
    findings: tuple[Finding, ...]
    found: Sequence[int]
    """Of each line the number of its finding."""
    documents: Sequence[int]
    """Of each line the number of the document that it cites."""
    idle: tuple[Verification, ...]
    """What was looked up and is cited no more."""

    def __len__(self) -> int:
        return len(self.slips)

    def lines(self, numbers: Iterable[int]) -> Iterator[Line]:
        """The lines of these numbers."""
        slips = self.slips
        for number in numbers:
            source, holder = self.source(number), self.holder(number)
            yield Line(source, holder, slips.slip(number), slips.prints[number], self.state(number))

    def source(self, number: int) -> Source:
        """What the line of this number cites."""
        return self.sources[self.slips.cited[number]]

    def holder(self, number: int) -> Holder:
        """Whose statement the line of this number is."""
        return self.holders[self.slips.holders[number]]

    def state(self, number: int) -> State:
        """The state of the line of this number."""
        return self.findings[self.found[number]].state

    def by_source(self) -> Iterator[int]:
        """The numbers of all lines, shelf after shelf."""
        return chain.from_iterable(numbers for _, numbers in self.shelves)

    def by_document(self, numbers: Sequence[int]) -> Iterator[list[int]]:
        """Numbers of lines by source, cut where another document begins."""
        return (list(group) for _, group in groupby(numbers, key=self.documents.__getitem__))


def make_concordance(
    collection: Collection, slips: Slips, printed: Printed | None, found: Verifications
) -> Concordance:
    """Every citation of the book at its place."""
    archive = collection.archive
    shelves, desk = _Shelves(archive), _Desk(archive, found)
    sources = tuple(desk.cited(item, shelves.of(item.key)) for item in slips.items)
    ranks = _ranks(sources, shelves)
    order = sorted(range(len(slips)), key=[ranks[number] for number in slips.cited].__getitem__)
    idle = tuple(each for known, each in sorted(found.by_document.items()) if known not in desk.seen)
    by_shelf = groupby(order, key=lambda number: sources[slips.cited[number]].shelf)
    filed = tuple((shelf, array("I", numbers)) for shelf, numbers in by_shelf)
    known: dict[tuple[str, str], int] = {}
    documents = [known.setdefault((each.fonds, each.cote), len(known)) for each in sources]
    cited = array("I", map(documents.__getitem__, slips.cited))
    holders, notices = tuple(_holders(collection, slips, printed)), len(collection.notices)
    return Concordance(archive, slips, sources, holders, notices, filed, *_find(sources, slips), cited, idle)


def _holders(collection: Collection, slips: Slips, printed: Printed | None) -> Iterator[Holder]:
    """Everybody whose notice, chapter or entry of a register it is, and where that is printed."""
    titles = {chapter.id: chapter.title for chapter in collection.archive.book.chapters.values()}
    for each in collection.notices:
        yield Holder(each.id, each.id, each.name.inverted(), each.file, _runs(printed, each.id, each.id))
    for other in slips.outside:
        name, runs = titles.get(other.holder, other.holder), _runs(printed, None, other.holder)
        yield Holder(other.holder, None, name, other.file, runs)


def _find(sources: Sequence[Source], slips: Slips) -> tuple[tuple[Finding, ...], array[int]]:
    """What there is to find, and of each line the number of what was found."""
    findings = [Finding(state, None) for state in State]
    plain = {each.state: number for number, each in enumerate(findings)}
    unseen = [-1 if each.verification else plain[each.unverified] for each in sources]
    found = array("l", map(unseen.__getitem__, slips.cited))
    numbers: dict[tuple[int, State], int] = {}
    for line in (line for line, finding in enumerate(found) if finding < 0):
        source = sources[slips.cited[line]]
        state = _state(source, slips.prints[line])
        found[line] = numbers.setdefault((slips.cited[line], state), len(findings))
        if found[line] == len(findings):
            findings.append(Finding(state, source.verification))
    return tuple(findings), found


def _state(source: Source, mark: int) -> State:
    if source.unverified is State.OUTSIDE:
        return source.unverified
    return state_of(_figures(mark), source.verification, source.prints)


def _ranks(sources: Sequence[Source], shelves: _Shelves) -> list[int]:
    """The place of each source among all: by shelf, fonds, shelfmark and place in the document; equals have one."""
    order = cache(natural_key)
    keys = [
        (shelves.rank(each.fonds), each.fonds, each.known[1], order(each.locator), number)
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
        self._named: dict[tuple[str, str], tuple[str, Identity, Verification | None, frozenset[str]]] = {}
        self.seen: set[Identity] = set()

    def cited(self, item: CitationItem, shelf: Shelf) -> Source:
        """What a citation names."""
        named = item.key, item.cote
        if named not in self._named:
            document = self._documents.of(item)
            cote = document.normal if document else clean(item.cote)
            known = identity(item.key, cote)
            self.seen.add(known)
            self._named[named] = cote, known, self._found.get(known), self._prints.get(known, frozenset())
        cote, known, found, prints = self._named[named]
        return Source(item.key, shelf, cote, place_within(item), known, found, prints)


def _runs(printed: Printed | None, notice: NoticeId | None, holder: str) -> Runs:
    """The runs of the notice; the head of the chapter; the row of a camp or a convoy, and nothing for other registers,
    which have no rows of their own.
    """
    listed, _, entry = holder.partition(" : ")
    anchor = f"{_ROWS[listed]}{entry}" if listed in _ROWS else holder
    spots: tuple[Spot, ...] = ()
    if printed:
        spots = printed.notices.get(notice, ()) if notice else printed.anchor(anchor)
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
