"""Reprinting: what stays the same since the last printing is taken from the book as it was printed then.

(Printers kept stereotype plates of a book, and cast anew only those of the pages that changed.) A plate is the pages
under one node of the page tree: their contents, their links, the photographs that are first shown there. Its bytes
are checked against their digest before they are taken.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Set
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from bookwork.press.pdffile import Stretch
from bookwork.records import RecordError, pack, unpack
from bookwork.store import Store, content_key, program_key

_KEY: Final = content_key("plates", program_key(("press",), ()))


@dataclass(frozen=True, slots=True)
class Plate:
    """The pages under one node, as they stand in a printed book.

    The ``key`` is that of all they are printed from but what links and photographs hang on: the places in the book that
    links lead to (``led``), those that are in no book (``lost``), and the object numbers of photographs by their hash.
    """

    key: bytes
    stretch: Stretch
    led: tuple[str, ...]
    lost: tuple[str, ...]
    pictures: Mapping[str, int]

    def fits(self, anchors: Set[str], numbers: Mapping[str, int], following: int) -> bool:
        """Whether it can be printed where these places are, these photographs stand and this number comes next."""
        own = set(self.pictures.items())
        new = [number for name, number in own if name not in numbers]
        return (
            anchors.isdisjoint(self.lost)
            and anchors >= set(self.led)
            and all(numbers.get(name, number) == number for name, number in own)
            and all(following <= number < following + self.stretch.count for number in new)
        )


class Plates:
    """The plates of the book as it was printed last."""

    def __init__(self, book: BinaryIO | None, plates: Mapping[bytes, Plate]) -> None:
        self._book = book
        self._plates = plates

    def find(self, key: bytes) -> Plate | None:
        """The plate with this key."""
        return self._plates.get(key)

    def cast(self, plate: Plate) -> bytes | None:
        """The bytes of a plate, if they are as they were."""
        if self._book is None:
            return None
        self._book.seek(plate.stretch.start)
        data = self._book.read(plate.stretch.length)
        return data if hashlib.blake2b(data, digest_size=16).digest() == plate.stretch.digest else None


@contextmanager
def plates_of(printed: Path | None, store: Store) -> Iterator[Plates]:
    """The plates that the store knows of a book printed before; none where it cannot be read."""
    kept: tuple[Plate, ...] = ()
    with suppress(KeyError, RecordError):
        kept = unpack(store.read([_KEY])[_KEY], tuple[Plate, ...])
    if printed is None or not kept:
        yield Plates(None, {})
        return
    try:
        book = printed.open("rb")
    except OSError:
        yield Plates(None, {})
        return
    with book:
        yield Plates(book, {plate.key: plate for plate in kept})


def keep_plates(plates: tuple[Plate, ...], store: Store) -> None:
    """Keep what the plates of the book are that was printed now."""
    store.write({_KEY: pack(plates)})
