"""Notices as the store keeps them: what was read of each, and its prose, which stays there until somebody asks for it.

Most of what a book says is prose, and most of it nobody looks at: a check with nothing new needs none.
"""

from __future__ import annotations

import errno
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bookwork.diagnostics import Diagnostic, NoticeId
from bookwork.model.citation import CitationItem, CrossReference
from bookwork.model.names import PersonName
from bookwork.model.notice import BrokenNotice, Facts, Notice, Prose
from bookwork.records import Packed, pack, unpack
from bookwork.sources.files import printable
from bookwork.sources.notices import (
    ReadNotice,
    archival_of,
    content_digest,
    notice_print,
    read_content,
    reading_key,
)  # fmt: skip
from bookwork.store import content_key
from bookwork.window import Window


class OtherFondsError(ValueError):
    """A reading that took other keys for archival fonds than the bibliography does now."""


@dataclass(frozen=True, slots=True)
class _Reading:
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


@dataclass(frozen=True, slots=True)
class Shelved:
    """A notice as it comes from its record, and the size of the record of its prose."""

    read: ReadNotice
    prose: int


@dataclass(frozen=True, slots=True)
class Shelf:
    """The book's folder, its fonds, and the store, if there is one to look into."""

    root: str
    archival: frozenset[str]
    window: Window | None

    def open(self, file: str, digest: bytes, record: bytes, prose: bytes = b"") -> Shelved:
        """The notice that a record holds, with its prose or with where to find it.

        Raises RecordError where the record holds none, OtherFondsError where it no longer holds.
        """
        kept = unpack(record, _Reading)
        if kept.facts is None:
            broken = BrokenNotice(kept.id, kept.file, kept.name)
            return Shelved(ReadNotice(broken, kept.faults, notice_print(kept.file, digest, kept.archival)), 0)
        print_ = notice_print(kept.file, digest, kept.archival)
        words = Packed(Prose, prose or partial(self._prose, file, digest, print_))
        notice = Notice(kept.id, kept.file, kept.facts, kept.name, words, kept.references, kept.cited)
        if kept.archival != archival_of(notice, self.archival):
            raise OtherFondsError
        return Shelved(ReadNotice(notice, kept.faults, print_), kept.prose)

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


def packed(read: ReadNotice, archival: frozenset[str]) -> tuple[bytes, bytes]:
    """The records of a notice and of its prose."""
    notice = read.notice
    if isinstance(notice, BrokenNotice):
        return pack(_Reading(notice.id, notice.file, notice.name, None, 0, (), (), (), read.faults)), b""
    prose, used = notice.prose.data, archival_of(notice, archival)
    own = (len(prose), notice.references, notice.cited, used, read.faults)
    return pack(_Reading(notice.id, notice.file, notice.name, notice.facts, *own)), prose
