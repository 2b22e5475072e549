"""Leaves of notices: what an audit files of each is told once, and kept by the notice's print.

To tell 9 000 notices takes half the time of an audit (November 2026), so the build does it for those that are new.
Beside its print a leaf hangs on the day on which the convoy left and on the names of people pointed to: it remembers
both, and is told anew where either has changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import Final

from bookwork.audit.claims import Claim, NamesOf, claims_in
from bookwork.audit.slips import FactSlip, Leaf, Slip, leaf_of
from bookwork.audit.states import print_of
from bookwork.citing.coverage import FactCoverage, coverage
from bookwork.citing.locators import print_locator
from bookwork.diagnostics import Place
from bookwork.editions.accounts import Archive, open_archive
from bookwork.model.book import Book
from bookwork.model.citation import COTE, CitationItem, CrossReference, Locator
from bookwork.model.notice import Notice
from bookwork.model.register import Convoy
from bookwork.records import RecordError, Struct, pack, recalled, unpack
from bookwork.sources.notices import archival_of, content_digest, notice_print
from bookwork.store import Store, content_key, program_key
from bookwork.window import Window

_PROGRAM: Final = ("audit/claims", "audit/leaves", "audit/slips", "audit/states", "editions/accounts")
_LARGEST: Final = 400e6
"""Bytes of the store; the leaves of 9 000 notices take a sixth of it."""
_TOGETHER: Final = 100
"""Leaves that are written at once."""
_WORDED: Final = 1 << 15
"""Locators in words kept at once; the same places are cited again and again."""


class Told(Struct, frozen=True):
    """A leaf and what it hangs on: the convoy and the day it left, the names that stand for cross-references."""

    convoy: str
    departure: str
    named: tuple[tuple[str, str], ...]
    leaf: Leaf


class Teller(Struct, frozen=True):
    """Tells notices: the folder of the book, its convoys, its fonds, the words of cross-references."""

    root: Path
    convoys: Mapping[str, Convoy]
    archival: frozenset[str]
    words_of: NamesOf

    def told(self, notice: Notice) -> Told:
        """What there is to file of this notice."""
        named: dict[str, str] = {}

        def words_of(reference: CrossReference) -> str:
            words = self.words_of(reference)
            if not reference.text:
                named[reference.target] = words
            return words

        facts = coverage(notice, self.convoys).facts
        claims = claims_in(notice, facts, words_of, self.root)
        leaf = leaf_of(map(slip_of, claims), tuple(map(_fact_slip, facts)))
        return Told(notice.facts.convoy, self._departure(notice.facts.convoy), tuple(named.items()), leaf)

    def stands(self, told: Told) -> bool:
        """Whether all that a leaf hangs on, beside the notice's print, is as it was."""
        return told.departure == self._departure(told.convoy) and all(
            words == self.words_of(CrossReference(target, "", Place(""))) for target, words in told.named
        )

    def is_same(self, notice: Notice, print_: bytes) -> bool:
        """Whether the file of a notice, from which its lines come, is still the one with this print."""
        with suppress(OSError):
            content = (self.root / notice.file).read_bytes()
            return notice_print(notice.file, content_digest(content), archival_of(notice, self.archival)) == print_
        return False

    def _departure(self, convoy: str) -> str:
        found = self.convoys.get(convoy)
        return repr(found.departure.date) if found else ""


def teller_of(archive: Archive, root: Path) -> Teller:
    """A teller with this archive before them."""
    return Teller(root, archive.book.registers.convoys, archive.archival, archive.words_of)


class Sheaf:
    """Leaves as they are kept from run to run; new ones are written many at a time. Use it as a context.

    Like every store it only saves work: where the disk refuses it, nothing is kept.
    """

    def __init__(self, root: Path) -> None:
        self._path = _path(root)
        self._window = Window(self._path)
        self._fresh: dict[bytes, bytes] = {}

    def __enter__(self) -> Sheaf:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._window.close()
        self._write()

    def find(self, print_: bytes, teller: Teller) -> Leaf | None:
        """The leaf of the notice with this print, if it is kept and stands."""
        record = self._window.read(_key(print_))
        with suppress(RecordError):
            told = unpack(record, Told) if record else None
            if told and teller.stands(told):
                return told.leaf
        return None

    def keep(self, print_: bytes, told: Told) -> None:
        """Keep a leaf."""
        self._fresh[_key(print_)] = pack(told)
        if len(self._fresh) >= _TOGETHER:
            self._write()

    def _write(self) -> None:
        if self._fresh:
            with suppress(OSError), Store(self._path) as store:
                store.write(self._fresh)
        self._fresh = {}


@contextmanager
def leaves_bounded(root: Path, prints: Iterable[bytes]) -> Iterator[None]:
    """Where leaves are added meanwhile, drop what was used longest ago if they are too many; those of the notices with
    these prints are in use.
    """
    path = _path(root)
    before = _last_written(path)
    yield
    if _last_written(path) != before:
        with suppress(OSError), Store(path) as store:
            store.use(map(_key, prints))
            store.keep_within(_LARGEST)


def _last_written(path: Path) -> int:
    with suppress(OSError):
        return path.stat().st_mtime_ns
    return 0


def keep_leaves(book: Book, root: Path) -> None:
    """Tell the notices of a book that are new, so that the next audit finds them told.

    Which were told is kept in one record: to make 9 000 keys and look for each took 0.08 s of every rebuild.
    """
    with suppress(OSError), Store(_path(root)) as store:
        notices = {book.prints[notice.id]: notice for notice in book.notices if notice.id in book.prints}
        list_key = content_key("told", _program())
        known = recalled(store, list_key, dict[bytes, bytes]) or {}
        told = {print_: known[print_] for print_ in notices if print_ in known}
        store.use(told.values())
        new = {print_: _key(print_) for print_ in notices if print_ not in told}
        if not new:
            return
        held = store.holding(new.values())
        kept = _tell({print_: notices[print_] for print_, key in new.items() if key not in held}, book, root, store)
        told |= {print_: key for print_, key in new.items() if key in held or print_ in kept}
        store.write({list_key: pack(told)})
        store.keep_within(_LARGEST)


def _tell(notices: Mapping[bytes, Notice], book: Book, root: Path, store: Store) -> frozenset[bytes]:
    """Tell these notices, by their prints, and keep their leaves; the prints of those whose file is still the same."""
    teller = teller_of(open_archive(book, {}), root)
    kept: set[bytes] = set()
    records: dict[bytes, bytes] = {}
    for number, (print_, notice) in enumerate(notices.items(), 1):
        told = teller.told(notice)
        if teller.is_same(notice, print_):
            kept.add(print_)
            records[_key(print_)] = pack(told)
        if number % _TOGETHER == 0 or number == len(notices):
            store.write(records)
            records = {}
    return frozenset(kept)


def slip_of(claim: Claim) -> tuple[Slip, CitationItem, int]:
    """What is filed of a claim: its slip, its source, its print as a number."""
    place = claim.place
    mark = print_of(claim, place_within(claim.item))
    return Slip(place.line, place.column, place.key, claim.key, claim.words), claim.item, int(mark, 16)


def place_within(item: CitationItem) -> str:
    """« f. 3 », « p. 12, note 4 »: the place in the document or the work."""
    return _in_words(item.locators)


@lru_cache(maxsize=_WORDED)
def _in_words(locators: tuple[Locator, ...]) -> str:
    return ", ".join(print_locator(each) for each in locators if each.label != COTE)


def _fact_slip(found: FactCoverage) -> FactSlip:
    fact = found.fact
    cited = " ; ".join(", ".join(filter(None, (item.key, item.cote))) for item in found.sources)
    return FactSlip(fact.key, fact.words, int(found.support), cited)


def _key(print_: bytes) -> bytes:
    return content_key("leaf", _program(), print_)


def _program() -> bytes:
    return program_key(_PROGRAM, ("msgspec",))


def _path(root: Path) -> Path:
    return root / "build" / "cache" / "leaves.sqlite"
