"""Slips from the book: the leaf of one notice after the other, as it is kept or told anew, is put into a drawer.

Nothing of a notice stays in memory: what a concordance wants of it lies in drawers on the disk (:mod:`slips`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby
from pathlib import Path
from typing import Final

from bookwork.audit.claims import claims_elsewhere
from bookwork.audit.leaves import Sheaf, Teller, leaves_bounded, slip_of, teller_of
from bookwork.audit.slips import Drawer, Leaf, leaf_of
from bookwork.editions.accounts import Archive
from bookwork.model.notice import BrokenNotice, Notice
from bookwork.records import Struct
from bookwork.shelving import Heading, Shelf
from bookwork.writing import write_at_once

_DRAWERS: Final = ("first", "second")


class Collection(Struct, frozen=True):
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

    with leaves_bounded(collection.root, (each.print for each in collection.notices)):
        write_at_once(first, second)
    return _DRAWERS


def _unwatched(_done: int, _total: int) -> None:
    """Nobody looks at a copy of this process."""


def _file_notices(
    collection: Collection, numbers: range, drawer: Drawer, step: Callable[[int, int], None] = _unwatched
) -> None:
    teller = teller_of(collection.archive, collection.root)
    with Sheaf(collection.root) as sheaf:
        for number in numbers:
            heading = collection.notices[number]
            leaf = sheaf.find(heading.print, teller)
            if leaf is None:
                leaf = _told_anew(collection.shelf.notice(heading), heading.print, teller, sheaf)
            drawer.put(leaf, number)
            drawer.put_facts(leaf)
            if not number % _OFTEN:
                step(number - numbers.start, len(numbers))


def _told_anew(notice: Notice | BrokenNotice, print_: bytes, teller: Teller, sheaf: Sheaf) -> Leaf:
    """The leaf of a notice, kept for the next audit."""
    if isinstance(notice, BrokenNotice):
        return Leaf()
    told = teller.told(notice)
    if teller.is_same(notice, print_):
        sheaf.keep(print_, told)
    return told.leaf


_OFTEN: Final = 100
"""So many notices between two words of how far the work is."""


def _file_elsewhere(collection: Collection, drawer: Drawer) -> None:
    first = len(collection.notices)
    claims = sorted(claims_elsewhere(collection.archive, collection.root), key=lambda each: each.place)
    for (holder, file), group in groupby(claims, key=lambda each: (each.holder, each.place.file)):
        drawer.put(leaf_of(map(slip_of, group)), first + drawer.outside(holder, file))
