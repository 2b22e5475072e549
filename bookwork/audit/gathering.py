"""Slips from the book: one notice is opened after the other, told fact by fact and citation by citation, and put back.

Nothing of a notice stays in memory: what a concordance wants of it lies in drawers on the disk (:mod:`slips`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from bookwork.audit.claims import Claim, claims_elsewhere, claims_in
from bookwork.audit.slips import Drawer, FactSlip, Slip
from bookwork.audit.states import print_of
from bookwork.citing.coverage import FactCoverage, coverage
from bookwork.citing.locators import print_locator
from bookwork.editions.accounts import Archive
from bookwork.model.citation import CitationItem
from bookwork.model.notice import Notice
from bookwork.shelving import Heading, Shelf
from bookwork.writing import write_at_once

_DRAWERS: Final = ("first", "second")
_KEPT: Final = 1 << 15
"""Locators in words kept at once; the same sources are cited again and again."""


@dataclass(frozen=True, slots=True)
class Collection:
    """What slips are made from: the archive, the headings of its notices in order, and where the notices are."""

    archive: Archive
    notices: Sequence[Heading]
    shelf: Shelf

    @property
    def root(self) -> Path:
        """The folder of the book."""
        return Path(self.shelf.root)


def gather(collection: Collection, folder: Path, step: Callable[[int, int], None]) -> tuple[str, ...]:
    """Put the slips of the whole book into drawers in this folder, half of the notices in a copy of this process.

    The names of the drawers, in order: notices first, then chapters and registers.
    """
    half = len(collection.notices) // 2

    def first() -> None:
        with Drawer(folder, _DRAWERS[0]) as drawer:
            _file_notices(collection, range(half), drawer)

    def second() -> None:
        with Drawer(folder, _DRAWERS[1]) as drawer:
            rest = range(half, len(collection.notices))
            _file_notices(collection, rest, drawer, step)
            _file_elsewhere(collection, drawer)

    write_at_once(first, second)
    return _DRAWERS


def _unwatched(_done: int, _total: int) -> None:
    """Nobody looks at a copy of this process."""


def _file_notices(
    collection: Collection, numbers: range, drawer: Drawer, step: Callable[[int, int], None] = _unwatched
) -> None:
    archive, root = collection.archive, collection.root
    for number in numbers:
        notice = collection.shelf.notice(collection.notices[number])
        facts: tuple[FactCoverage, ...] = ()
        if isinstance(notice, Notice):
            facts = coverage(notice, archive.book.registers.convoys).facts
            for claim in claims_in(notice, facts, archive, root):
                _file(claim, number, drawer)
        drawer.put_facts(tuple(map(_fact_slip, facts)))
        if not number % _OFTEN:
            step(number - numbers.start, len(numbers))


_OFTEN: Final = 100
"""So many notices between two words of how far the work is."""


def _file_elsewhere(collection: Collection, drawer: Drawer) -> None:
    first = len(collection.notices)
    for claim in sorted(claims_elsewhere(collection.archive, collection.root), key=lambda each: each.place):
        _file(claim, first + drawer.outside(claim.holder, claim.place.file), drawer)


def _file(claim: Claim, holder: int, drawer: Drawer) -> None:
    place = claim.place
    mark = print_of(claim, place_within(claim.item))
    slip = Slip(place.line, place.column, place.key, claim.key, claim.words)
    drawer.put(slip, claim.item, holder, int(mark, 16))


@lru_cache(maxsize=_KEPT)
def place_within(item: CitationItem) -> str:
    """« f. 3 », « p. 12, note 4 »: the place in the document or the work."""
    return ", ".join(map(print_locator, item.within))


def _fact_slip(found: FactCoverage) -> FactSlip:
    fact = found.fact
    cited = " ; ".join(", ".join(filter(None, (item.key, item.cote))) for item in found.sources)
    return FactSlip(fact.key, fact.words, int(found.support), cited)
