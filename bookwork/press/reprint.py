"""Reprinting: what stays the same since the last printing is taken from the book as it was printed then.

(Printers kept stereotype plates of a book, and cast anew only those of the pages that changed.) A plate is the pages
under one node of the page tree: their contents, their links, the photographs that are first shown there. Its bytes
are checked against their digest before they are taken, unless the file is as it was left.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping, Set
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final

from bookwork.press.pdffile import PdfFile, Stretch
from bookwork.records import Struct, pack, recalled
from bookwork.store import Store, content_key, program_key

_KEY: Final = content_key("plates", program_key(("press",), ()))


class Plate(Struct, frozen=True):
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


class _Printed(Struct, frozen=True):
    """A book as it was printed: size, time of modification in ns and inode of its file; its plates."""

    seen: tuple[int, int, int]
    plates: tuple[Plate, ...]


class Plates:
    """The plates of the book as it was printed last."""

    def __init__(self, book: BinaryIO | None = None, printed: _Printed | None = None) -> None:
        self._book = book
        self._plates = {plate.key: plate for plate in printed.plates} if printed else {}
        self._left_alone = bool(book and printed and printed.seen == _seen(book))

    def find(self, key: bytes) -> Plate | None:
        """The plate with this key."""
        return self._plates.get(key)

    def copy(self, plate: Plate, pdf: PdfFile) -> Stretch | None:
        """Write a plate into another book, if its bytes are as they were."""
        if self._book is None:
            return None
        if not self._left_alone:
            self._book.seek(plate.stretch.start)
            data = self._book.read(plate.stretch.length)
            if hashlib.blake2b(data, digest_size=16).digest() != plate.stretch.digest:
                return None
        return pdf.copy(self._book, plate.stretch)


def _seen(book: BinaryIO) -> tuple[int, int, int]:
    stat = os.fstat(book.fileno())
    return stat.st_size, stat.st_mtime_ns, stat.st_ino


@contextmanager
def plates_of(printed: Path | None, store: Store) -> Iterator[Plates]:
    """The plates that the store knows of a book printed before; none where it cannot be read."""
    kept = recalled(store, _KEY, _Printed) if printed else None
    try:
        book = printed.open("rb") if printed else None
    except OSError:
        book = None
    if kept is None or book is None:
        yield Plates()
        return
    with book:
        yield Plates(book, kept)


def keep_plates(book: Path, plates: tuple[Plate, ...], store: Store) -> None:
    """Keep what the plates of the book are that was printed now, into this file."""
    with book.open("rb") as opened:
        store.write({_KEY: pack(_Printed(_seen(opened), plates))})
