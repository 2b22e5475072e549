"""Galley racks: what the last build had set, some dozens of galleys to a record, so that a build reads all at one go.

(Set type waits for its corrections on galley racks.) A rack says what each galley was composed from, under which key
its type is kept, and its shape. A galley that stands on none is composed again, and found in the store by what was
composed: with a rack nothing is lost but a little time.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple
from zlib import crc32

from bookwork.records import RecordError, pack, unpack
from bookwork.store import Store, content_key
from bookwork.typesetting.galley import Order, Shape

_RACKS: Final = 256
"""A book of 9 000 notices has 26 000 galleys: a hundred to a rack, and a few racks to write after a correction."""


class Racked(NamedTuple):
    """A galley on its rack: the id of its piece, the hash of what that was composed from, its key, its shape."""

    name: str
    made_from: bytes
    key: bytes
    shape: Shape


class Racks:
    """The racks of one style: looked into as they are needed; what is put there is kept when it is said so."""

    def __init__(self, store: Store, style: bytes) -> None:
        self._store, self._style = store, style
        self._galleys: dict[tuple[str, bytes], Racked] = {}
        self._used: set[tuple[str, bytes]] = set()
        self._seen: set[int] = set()
        """The racks that were looked into."""
        self._changed: set[int] = set()

    def find(self, orders: Iterable[Order]) -> dict[str, Racked]:
        """Of these the galleys that stand on a rack and were composed from the same, by id."""
        wanted = {(order.id, order.made_from) for order in orders}
        self._look({_rack(name) for name, _ in wanted} - self._seen)
        found = wanted & self._galleys.keys()
        self._used |= found
        return {name: self._galleys[name, made_from] for name, made_from in found}

    def put(self, galleys: Iterable[Racked]) -> None:
        """Put galleys on their racks."""
        new = {(each.name, each.made_from): each for each in galleys}
        numbers = {_rack(name) for name, _ in new}
        self._look(numbers - self._seen)
        self._galleys |= new
        self._used |= new.keys()
        self._changed |= numbers

    def forget(self, keys: frozenset[bytes]) -> None:
        """Take the galleys with these keys from their racks: their type is lost."""
        for place in [place for place, each in self._galleys.items() if each.key in keys]:
            self._changed.add(_rack(place[0]))
            del self._galleys[place]

    def keep(self, *, alone: bool = False) -> None:
        """Keep the racks that have changed, with the galleys that were used in this run ``alone`` or with all.

        Raises OSError where the disk does not take them.
        """
        if alone:
            idle = self._galleys.keys() - self._used
            self._changed |= {_rack(name) for name, _ in idle}
            for place in idle:
                del self._galleys[place]
        if not self._changed:
            return
        racks: dict[int, list[Racked]] = {number: [] for number in self._changed}
        for each in self._galleys.values():
            if (number := _rack(each.name)) in racks:
                racks[number].append(each)
        self._store.write({self._key(number): pack(rack) for number, rack in racks.items()})
        self._changed.clear()

    def _look(self, numbers: set[int]) -> None:
        self._seen |= numbers
        for record in self._store.read([self._key(number) for number in sorted(numbers)]).values():
            try:
                rack = unpack(record, list[Racked])
            except RecordError:
                continue
            self._galleys |= {(each.name, each.made_from): each for each in rack}

    def _key(self, number: int) -> bytes:
        return content_key(self._style, "rack", f"{number}")


def _rack(name: str) -> int:
    return crc32(name.encode("utf-8")) % _RACKS
