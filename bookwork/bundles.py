"""Notices bound in bundles: what is kept of some sixty-four that lie together is found at one look.

Each has its own records, too: they are what is left of a bundle in which one notice has changed. (To read and check a
book of 9 000 notices with nothing new: 1.2 s of CPU, and 1.6 s by 27 000 keys and 18 000 records, November 2026.)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, TypeVar
from zlib import crc32

from bookwork.diagnostics import Diagnostic
from bookwork.readings import Readings
from bookwork.records import RecordError, Struct, field, pack, unpack
from bookwork.shelving import Reading, Shelf, reading_of
from bookwork.sources.files import printable
from bookwork.sources.notices import ReadNotice
from bookwork.store import content_key

Name = TypeVar("Name", bound=str)

_ABOUT: Final = 64
"""So many make a bundle, more or less."""


class Findings(Struct, frozen=True):
    """What the checks found in one notice; a missing character cannot be ignored."""

    faults: tuple[Diagnostic, ...] = ()
    missing_characters: tuple[Diagnostic, ...] = ()


class CheckedNotice(Struct, frozen=True):
    """A notice as read, and what was found in it."""

    read: ReadNotice
    findings: Findings


class Known(Struct, frozen=True):
    """A notice as far as it is known, of a file with this digest; its reading while the findings are wanted.

    It tells keys and sizes of its own records, where it does not lie in a bundle; the prose first.
    """

    read: ReadNotice
    digest: bytes
    records: tuple[tuple[bytes, int], ...] = ()
    findings: Findings | None = None
    reading: bytes = b""


class _Leaf(Struct, frozen=True):
    """A notice in a bundle."""

    reading: Reading
    print: bytes
    findings: Findings


class _Bundle(Struct, frozen=True):
    """Notices of files that follow each other, with keys and sizes of the records that each has for itself."""

    leaves: tuple[_Leaf, ...] = ()
    records: dict[bytes, int] = field(default_factory=dict)


class Binder(Struct, frozen=True):
    """Opens bundles and makes them; the ``key`` is that of all that shapes them, but for the files."""

    shelf: Shelf
    readings: Readings
    key: bytes

    def opened(self, digests: Mapping[str, bytes]) -> dict[str, Known]:
        """The notices of these files that lie in bundles."""
        bundles = self._keys(digests)
        found = self.readings.read(bundles)
        known: dict[str, Known] = {}
        for key, record in found.items():
            files, bundle = bundles[key], _opened(record)
            if len(bundle.leaves) == len(files):
                for file, leaf in zip(files, bundle.leaves, strict=True):
                    read = self.shelf.shelved(file, digests[file], leaf.reading, leaf.print).read
                    known[file] = Known(read, digests[file], findings=leaf.findings)
                self.readings.use(bundle.records)
        return known

    def bind(self, known: Mapping[str, Known], digests: Mapping[str, bytes]) -> None:
        """Make bundles of these notices, but for those that lie in one."""
        for files in parted(digests):
            notices = [known[file] for file in files]
            if all(each.records and each.digest == digests[file] for file, each in zip(files, notices, strict=True)):
                self.readings.write({self._key_of(files, digests): pack(self._bound(notices))})

    def _bound(self, notices: Sequence[Known]) -> _Bundle:
        return _Bundle(
            tuple(self._leaf(each) for each in notices),
            dict(record for each in notices for record in each.records),
        )

    def _leaf(self, known: Known) -> _Leaf:
        read, (_, prose) = known.read, known.records[0]
        reading = reading_of(read.notice, read.faults, self.shelf.archival, prose)
        return _Leaf(reading, read.print, known.findings or Findings())

    def _keys(self, digests: Mapping[str, bytes]) -> dict[bytes, tuple[str, ...]]:
        """The files in bundles, by the keys of these; none with a file that cannot be read."""
        bundles = (files for files in parted(digests) if all(digests[file] for file in files))
        return {self._key_of(files, digests): files for files in bundles}

    def _key_of(self, files: Iterable[str], digests: Mapping[str, bytes]) -> bytes:
        return content_key("bundle", self.key, *(part for file in files for part in (printable(file), digests[file])))


def parted(names: Iterable[Name]) -> Iterator[tuple[Name, ...]]:
    """Files or notices in bundles: each ends where the name of one says so, and one more changes no other bundle."""
    bundle: list[Name] = []
    for name in names:
        bundle.append(name)
        if crc32(name.encode("utf-8", "surrogatepass")) % _ABOUT == 0:
            yield tuple(bundle)
            bundle = []
    if bundle:
        yield tuple(bundle)


def _opened(record: bytes) -> _Bundle:
    try:
        return unpack(record, _Bundle)
    except RecordError:
        return _Bundle()
