"""Where readings are kept between runs: what was read and found by content, and the ledger of files.

Like every store it only saves work: where it cannot be opened or written, everything is read anew.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from bookwork.records import Value, pack, recalled, unpack
from bookwork.sources.ledger import Ledger, Sighting
from bookwork.store import Store, content_key, program_key

_LEDGER: Final = ("diagnostics", "store", "records", "sources", "typesetting"), ("pillow",)
"""What a ledger says was learnt by these rooms and libraries."""
_SPARE: Final = 4
"""So many times the bytes in use may lie in the store before the rest is thrown away."""
_LEAST: Final = 16_000_000
"""Bytes that the store may always hold."""


class Readings:
    """Records by their keys, and the ledger; without a store nothing is found and nothing kept."""

    def __init__(self, store: Store | None, now: int = 0) -> None:
        self._store = store
        self._ledger_key = content_key("ledger", program_key(*_LEDGER))
        self._size = 0
        self._made = False
        self.whole = True
        """Whether these readings are all that the store should keep: not where only a part of the book was read."""
        self.lasting = str(store.path) if store and store.lasts else ""
        """The file where what is kept can still be read when these readings are closed."""
        self.ledger = Ledger(self._sightings(), now)

    def read(self, keys: Collection[bytes]) -> dict[bytes, bytes]:
        """The records under these keys that are there."""
        found: dict[bytes, bytes] = {}
        self._try(lambda store: found.update(store.read(keys)))
        self._size += sum(map(len, found.values()))
        return found

    def use(self, records: Mapping[bytes, int]) -> None:
        """Count these records as used, though nobody has read them yet; each with its size."""
        self._try(lambda store: store.use(records))
        self._size += sum(records.values())

    def write(self, records: Mapping[bytes, bytes]) -> bool:
        """Keep these records, if the disk takes them; False if it does not."""
        self._made = self._made or bool(records)
        self._try(lambda store: store.write(records))
        self._size += sum(map(len, records.values()))
        return self._store is not None and self._store.lasts

    def kept(self, key: bytes, kind: type[Value], make: Callable[[], Value]) -> Value:
        """What is kept under this key, or else what is made now, and kept: the same to the letter, for it is packed."""
        known = recalled(self, key, kind)
        if known is not None:
            return known
        record = pack(make())
        self.write({key: record})
        return unpack(record, kind)

    def close(self) -> None:
        """Keep the ledger, and throw away what was used longest ago where the store has grown."""
        news = self.ledger.news(whole=self.whole)
        if news is not None:
            self.write({self._ledger_key: pack(news)})
        if self._made and self.whole:
            self._try(lambda store: store.keep_within(max(_LEAST, _SPARE * self._size)))

    def _try(self, do: Callable[[Store], object]) -> None:
        if self._store:
            try:
                do(self._store)
            except OSError:
                self._store = None

    def _sightings(self) -> dict[str, Sighting]:
        return recalled(self, self._ledger_key, dict[str, Sighting]) or {}


@contextmanager
def open_readings(path: Path) -> Iterator[Readings]:
    """The readings kept in this file; where the disk refuses it, readings that keep nothing."""
    try:
        store, now = Store(path), _time_of_disk(path.parent)
    except OSError:
        yield Readings(None)
        return
    with store:
        readings = Readings(store, now)
        yield readings
        readings.close()


def _time_of_disk(folder: Path) -> int:
    """What time the disk writes beside a file that is touched now, in ns."""
    marker = folder / ".now"
    marker.touch()
    return marker.stat().st_mtime_ns
