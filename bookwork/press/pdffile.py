"""A PDF file written from head to foot (ISO 32000-2, 7.5): what goes into it is on disk at once, not in memory.

Objects that are no streams are packed in object streams (7.5.7), and the cross-reference table is a stream (7.5.8).
A book of 2 400 pages has some 300 000 links; as objects in the memory of a PDF library they take 2 kB each, here none.
The same calls give the same bytes: the file's identifier is a hash of what it holds (14.4).
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import zlib
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from types import TracebackType
from typing import BinaryIO, Final

from bookwork.records import Struct, replace

_COMPRESSION: Final = 2
"""zlib level of object streams: level 6 makes them a tenth smaller and takes three times as long (measured)."""
_PACKED: Final = 200
"""Objects to one object stream: few enough for a reader to unpack one quickly."""
_PIECE: Final = 1 << 24
"""Bytes copied through memory at a time."""
_HEADER: Final = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
_SPECIAL: Final = re.compile(rb"[()\\\r\n]")
_ESCAPED: Final = {b"(": rb"\(", b")": rb"\)", b"\\": rb"\\", b"\r": rb"\r", b"\n": rb"\n"}
_IRREGULAR: Final = re.compile(rb"[^!-~]|[#()<>\[\]{}/%]")


class Stretch(Struct, frozen=True):
    """Objects that stand together in a file: where, the digest of the bytes, how many numbers they took, the entries.

    An entry is the number of an object and what the table says of it, with its offset from the head of the stretch.
    """

    start: int
    length: int
    digest: bytes
    count: int
    entries: tuple[tuple[int, int, int, int], ...]


class PdfFile:
    """Writes objects to a file; ``close`` writes what makes it a PDF."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self._hash = hashlib.blake2b(digest_size=16)
        self._offset = 0
        self._own: list[int] | None = None
        """The numbers of the objects written in the stretch that is open."""
        self._head = (0, 0)
        self._whole = self._hash
        self._entries: list[tuple[int, int, int]] = [(0, 0, 65535)]
        """By object number: (1, offset, 0) where it stands alone, (2, object stream, place) where it is packed."""
        self._waiting: list[tuple[int, bytes]] = []
        self._copyist: ThreadPoolExecutor | None = None
        self._copies: list[Future[None]] = []
        self._write(_HEADER)

    def __enter__(self) -> PdfFile:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._copyist is not None:
            self._copyist.shutdown(cancel_futures=True)

    @property
    def next(self) -> int:
        """The number that the next object will have."""
        return len(self._entries)

    def reserve(self, count: int = 1) -> int:
        """The first of so many new object numbers, for objects that others refer to before they are written."""
        first = len(self._entries)
        self._entries += [(0, 0, 0)] * count
        return first

    def add(self, body: bytes, number: int = 0) -> int:
        """Write an object that is no stream; its number."""
        number = number or self.reserve()
        self._waiting.append((number, body))
        if len(self._waiting) == _PACKED:
            self._pack()
        return number

    def add_stream(self, data: bytes, entries: bytes = b"", number: int = 0, digest: bytes = b"") -> int:
        """Write a stream as it is, with these entries in its dictionary; its number.

        Where the digest of the data is known already, it stands for them in the file's identifier; not in a stretch,
        whose own digest is that of its bytes.
        """
        number = number or self.reserve()
        self._enter(number, (1, self._offset, 0))
        self._write(b"%d 0 obj\n<<%s/Length %d>>\nstream\n" % (number, entries, len(data)))
        self._write(data, digest)
        self._write(b"\nendstream\nendobj\n")
        return number

    def add_deflated(self, data: bytes, entries: bytes = b"") -> int:
        """Write a stream that is yet to be compressed; its number."""
        return self.add_stream(zlib.compress(data), entries + b"/Filter/FlateDecode")

    def open_stretch(self) -> None:
        """Begin a stretch: what is written until it is closed can be written into another file as it stands."""
        self._pack()
        self._own = []
        self._head = (self._offset, len(self._entries))
        self._hash, self._whole = hashlib.blake2b(digest_size=16), self._hash

    def close_stretch(self) -> Stretch:
        """End the stretch; what packed objects it has are packed by themselves."""
        self._pack()
        (start, first), own = self._head, self._own or []
        entries = []
        for number in own:
            kind, place, rest = self._entries[number]
            entries.append((number, kind, place - start if kind == 1 else place, rest))
        digest = self._hash.digest()
        self._own, self._hash = None, self._whole
        self._hash.update(digest)
        return Stretch(start, self._offset - start, digest, len(self._entries) - first, tuple(entries))

    def copy(self, source: BinaryIO, stretch: Stretch) -> Stretch:
        """Write a stretch of another file, whose objects have the numbers that they would have here.

        It is copied while what follows is written; to be used as a context, for that.
        """
        self._pack()
        start = self._offset
        self.reserve(stretch.count)
        for number, kind, place, rest in stretch.entries:
            self._entries[number] = (kind, place + start if kind == 1 else place, rest)
        if hasattr(os, "copy_file_range"):
            self._copyist = self._copyist or ThreadPoolExecutor(1)
            files = source.fileno(), self._out.fileno()
            self._copies.append(self._copyist.submit(_copy, *files, stretch, start))
            self._out.seek(start + stretch.length)
        else:
            source.seek(stretch.start)
            self._out.write(source.read(stretch.length))
        self._hash.update(stretch.digest)
        self._offset += stretch.length
        return replace(stretch, start=start)

    def close(self, root: int, info: int) -> None:
        """Write what is left and the cross-reference table; ``root`` and ``info`` are catalogue and information.

        Raises OSError where a stretch could not be copied.
        """
        self._pack()
        number, start = self.reserve(), self._offset
        self._entries[number] = (1, start, 0)
        table = b"".join(
            kind.to_bytes(1, "big") + place.to_bytes(5, "big") + rest.to_bytes(2, "big")
            for kind, place, rest in self._entries
        )
        identifier = self._hash.hexdigest().encode("ascii")
        entries = b"/Type/XRef/W[1 5 2]/Size %d/Root %d 0 R/Info %d 0 R/ID[<%s><%s>]/Filter/FlateDecode" % (
            len(self._entries), root, info, identifier, identifier,
        )  # fmt: skip
        self.add_stream(zlib.compress(table), entries, number)
        self._write(b"startxref\n%d\n%%%%EOF\n" % start)
        for copied in self._copies:
            copied.result()

    def _pack(self) -> None:
        if not self._waiting:
            return
        holder = self.reserve()
        places, start = [], 0
        for place, (number, body) in enumerate(self._waiting):
            self._enter(number, (2, holder, place))
            places.append(b"%d %d" % (number, start))
            start += len(body) + 1
        head = b" ".join(places) + b"\n"
        data = head + b"\n".join(body for _, body in self._waiting)
        entries = b"/Type/ObjStm/N %d/First %d/Filter/FlateDecode" % (len(self._waiting), len(head))
        self._waiting.clear()
        self.add_stream(zlib.compress(data, _COMPRESSION), entries, holder)

    def _enter(self, number: int, entry: tuple[int, int, int]) -> None:
        self._entries[number] = entry
        if self._own is not None:
            self._own.append(number)

    def _write(self, data: bytes, digest: bytes = b"") -> None:
        self._out.write(data)
        self._hash.update(data if self._own is not None or not digest else digest)
        self._offset += len(data)


def _copy(source: int, out: int, stretch: Stretch, start: int) -> None:
    """Copy a stretch from file to file to its place, inside the system where the disk lets it, else through memory."""
    place, end, away = stretch.start, stretch.start + stretch.length, start - stretch.start
    with suppress(OSError):
        while place < end and (done := os.copy_file_range(source, out, end - place, place, place + away)):
            place += done
    while place < end:
        data = os.pread(source, min(_PIECE, end - place), place)
        if not data:
            raise OSError(errno.EIO, "the book printed before is shorter than it was")
        place += os.pwrite(out, data, place + away)


def name(text: str) -> bytes:
    """A name object (7.3.5)."""
    return b"/" + _IRREGULAR.sub(lambda match: b"#%02X" % match[0][0], text.encode("utf-8"))


def byte_string(data: bytes) -> bytes:
    """A string object (7.3.4.2)."""
    return b"(%s)" % (_SPECIAL.sub(lambda match: _ESCAPED[match[0]], data) if _SPECIAL.search(data) else data)


def text_string(text: str) -> bytes:
    """A text string (7.9.2.2): printable ASCII as it is, other text in UTF-16."""
    if text.isascii() and text.isprintable():
        return byte_string(text.encode("ascii"))
    return b"<feff" + text.encode("utf-16-be").hex().encode("ascii") + b">"


def number(value: float) -> bytes:
    """A number to four places (7.3.3)."""
    written = f"{value:.4f}".rstrip("0").rstrip(".")
    return b"0" if written in ("", "-0", "-") else written.encode("ascii")


def array(values: Iterable[float]) -> bytes:
    """An array of numbers (7.3.6)."""
    return b"[" + b" ".join(map(number, values)) + b"]"


def reference(number: int) -> bytes:
    """An indirect reference (7.3.10)."""
    return b"%d 0 R" % number
