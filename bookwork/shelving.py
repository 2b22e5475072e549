"""Notices as the store keeps them: what was read of each, and its prose, which stays there until somebody asks for it.

Most of what a book says is prose, and most of it nobody looks at: a check with nothing new needs none.
"""

from __future__ import annotations

import errno
from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Final

from bookwork.diagnostics import Diagnostic, NoticeId
from bookwork.model.citation import CitationItem, CrossReference
from bookwork.model.names import PersonName
from bookwork.model.notice import BrokenNotice, Event, Facts, Notice, Prose
from bookwork.readings import Readings
from bookwork.records import Packed, RecordError, Struct, pack, unpack
from bookwork.sources.files import printable
from bookwork.sources.notices import (
    FrenchOrder,
    ReadNotice,
    archival_of,
    content_digest,
    french_order,
    notice_print,
    read_content,
    read_notice_file,
    reading_key,
)
from bookwork.store import content_key
from bookwork.window import Window

_TOGETHER: Final = 100
"""Records that are read at once, where they are not kept."""


class OtherFondsError(ValueError):
    """A reading that took other keys for archival fonds than the bibliography does now."""


class Reading(Struct, frozen=True):
    """The record of a notice as read; broken if it has no facts. Its prose is a record of its own, of this size."""

    id: NoticeId
    file: str
    name: PersonName
    facts: Facts | None
    prose: int
    references: tuple[CrossReference, ...]
    cited: tuple[CitationItem, ...]
    archival: tuple[str, ...]
    faults: tuple[Diagnostic, ...]


class _Life(Struct, frozen=True):
    """So much of the facts as puts a notice in its place."""

    birth: Event | None = None


class _Key(Struct, frozen=True):
    """So much of a source cited as names it."""

    key: str


class _Names(Struct, frozen=True):
    """So much of the record of a notice as names it, puts it in its place and gives its print."""

    id: NoticeId
    name: PersonName
    facts: _Life | None
    cited: tuple[_Key, ...] = ()
    archival: tuple[str, ...] = ()


class Heading(Struct, frozen=True):
    """What names a notice and puts it in its place among the others, and where to find it."""

    id: NoticeId
    name: PersonName
    order: FrenchOrder
    is_broken: bool
    path: str
    digest: bytes
    print: bytes

    @property
    def file(self) -> str:
        """Its file as people are told of it."""
        return printable(self.path)


class Shelved(Struct, frozen=True):
    """A notice as it comes from its record, and the size of the record of its prose."""

    read: ReadNotice
    prose: int


class Shelf(Struct, frozen=True):
    """The book's folder, its fonds, and the store, if there is one to look into."""

    root: str
    archival: frozenset[str]
    window: Window | None

    def open(self, file: str, digest: bytes, record: bytes, prose: bytes = b"") -> Shelved:
        """The notice that a record holds, with its prose or with where to find it.

        Raises RecordError where the record holds none, OtherFondsError where it no longer holds.
        """
        kept = unpack(record, Reading)
        shelved = self.shelved(file, digest, kept, notice_print(kept.file, digest, kept.archival), prose)
        if kept.archival != archival_of(shelved.read.notice, self.archival):
            raise OtherFondsError
        return shelved

    def shelved(self, file: str, digest: bytes, kept: Reading, print_: bytes, prose: bytes = b"") -> Shelved:
        """The notice with this print as it comes from a record that is known to hold."""
        if kept.facts is None:
            return Shelved(ReadNotice(BrokenNotice(kept.id, kept.file, kept.name), kept.faults, print_), 0)
        words = Packed(Prose, prose or partial(self._prose, file, digest, print_))
        notice = Notice(kept.id, kept.file, kept.facts, kept.name, words, kept.references, kept.cited)
        return Shelved(ReadNotice(notice, kept.faults, print_), kept.prose)

    def headings(self, digests: Mapping[str, bytes], readings: Readings) -> Iterator[Heading]:
        """What names each notice, by the digests of their files; few of their records are held at once."""
        files = list(digests.items())
        for start in range(0, len(files), _TOGETHER):
            part = files[start : start + _TOGETHER]
            keys = [record_key(*file) for file in part]
            found = readings.read(keys)
            for file, key in zip(part, keys, strict=True):
                yield self._heading(*file, found.get(key, b""))

    def _heading(self, file: str, digest: bytes, record: bytes) -> Heading:
        """What names the notice in a file with this content, by its record or else by the file itself."""
        try:
            kept = unpack(record, _Names)
            if kept.archival != tuple(sorted({each.key for each in kept.cited} & self.archival)):
                raise OtherFondsError
            print_ = notice_print(printable(file), digest, kept.archival)
        except (RecordError, OtherFondsError):
            read = read_notice_file(Path(self.root), file, self.archival)
            notice, print_ = read.notice, read.print
            life = _Life(notice.facts.birth) if isinstance(notice, Notice) else None
            kept = _Names(notice.id, notice.name, life)
        order = french_order(kept.name, kept.facts.birth if kept.facts else None, kept.id)
        return Heading(kept.id, kept.name, order, kept.facts is None, file, digest, print_)

    def notice(self, heading: Heading) -> Notice | BrokenNotice:
        """The notice of this heading, as it is kept or else read anew."""
        record = self.window.read(record_key(heading.path, heading.digest)) if self.window else None
        with suppress(RecordError, OtherFondsError):
            return self.open(heading.path, heading.digest, record or b"").read.notice
        return read_notice_file(Path(self.root), heading.path, self.archival).notice

    def _prose(self, file: str, digest: bytes, print_: bytes) -> bytes:
        """The prose from the store or, where that has lost it, from the file, if it is still the same."""
        found = self.window.read(prose_key(print_)) if self.window else None
        if found is not None:
            return found
        content = Path(self.root, file).read_bytes()
        notice = read_content(printable(file), content, self.archival).notice
        if content_digest(content) != digest or isinstance(notice, BrokenNotice):
            raise OSError(errno.ESTALE, "changed while the book was being made", file)
        return notice.prose.data


def record_key(file: str, digest: bytes) -> bytes:
    """Under which the store keeps what was read of a file with this content."""
    return content_key("reading", reading_key(), printable(file), digest)


def prose_key(print_: bytes) -> bytes:
    """Under which the store keeps the prose of a notice with this print."""
    return content_key("prose", print_)


def packed(
    notice: Notice | BrokenNotice, faults: tuple[Diagnostic, ...], archival: frozenset[str]
) -> tuple[bytes, bytes]:
    """The records of a notice, with what is wrong with it, and of its prose."""
    prose = notice.prose.data if isinstance(notice, Notice) else b""
    return pack(reading_of(notice, faults, archival, len(prose))), prose


def reading_of(
    notice: Notice | BrokenNotice, faults: tuple[Diagnostic, ...], archival: frozenset[str], prose: int
) -> Reading:
    """What is kept of a notice whose prose is so large."""
    if isinstance(notice, BrokenNotice):
        return Reading(notice.id, notice.file, notice.name, None, 0, (), (), (), faults)
    own = (prose, notice.references, notice.cited, archival_of(notice, archival), faults)
    return Reading(notice.id, notice.file, notice.name, notice.facts, *own)
