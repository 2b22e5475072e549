"""The readers: they read and check every notice, by what is kept of it or anew, several at a time where many are new.

A notice is known by its content. What is read of it hangs on its file (and on which of its sources are fonds), what is
found in it also on the authorities; both are kept. Whatever is made goes through the same bytes as what is kept.
"""

from __future__ import annotations

import atexit
import gc
import multiprocessing
import os
import signal
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from functools import lru_cache
from itertools import repeat
from pathlib import Path
from threading import Thread
from typing import Final

from bookwork.bundles import Binder, CheckedNotice, Findings, Known
from bookwork.checks import check_notice
from bookwork.checks.glyphs import Coverage, missing_characters
from bookwork.model.book import Authorities
from bookwork.model.notice import BrokenNotice, Notice
from bookwork.readings import Readings
from bookwork.records import RecordError, Struct, pack, replace, unpack
from bookwork.shelving import Heading, OtherFondsError, Shelf, Shelved, packed, prose_key, record_key
from bookwork.sources.files import content_of, decode, printable
from bookwork.sources.frontmatter import located
from bookwork.sources.notices import (
    ReadNotice,
    content_digest,
    notice_files,
    notice_in,
    read_notice_file,
    reading_key,
)
from bookwork.store import content_key, program_key
from bookwork.window import Window

ALONE: Final = 300
"""Up to so many new notices are read without help: a second reader needs as long to arrive."""
_CHUNK: Final = 100
Look = Callable[[Notice | BrokenNotice], object]
Signs = Mapping[tuple[bool, bool], str]
"""The characters of each cut of the family, (bold, italic), as one text."""
CHECKING: Final = ("diagnostics", "model", "typography", "citing", "checks"), ("google-re2", "rapidfuzz")
"""The rooms and libraries that shape what is found in a notice."""


class Desk(Struct, frozen=True):
    """What every reader has before them: the book's folder, its fonds, the authorities, the characters of its faces.

    The ``key`` is that of all that shapes the findings, but for the notice; ``store`` is where readings are kept.
    """

    root: str
    archival: frozenset[str]
    authorities: Authorities
    coverage: Coverage
    key: bytes
    store: str = ""

    @property
    def shelf(self) -> Shelf:
        """Where this reader finds what was read before."""
        return Shelf(self.root, self.archival, Window(Path(self.store)) if self.store else None)


def lay_desk(root: Path, archival: frozenset[str], authorities: Authorities, signs: Signs) -> Desk:
    """The desk; without the characters of the faces, characters are not looked at."""
    coverage = {cut: frozenset(characters) for cut, characters in signs.items()}
    key = content_key(program_key(*CHECKING), pack(authorities), pack(signs))
    return Desk(str(root), archival, authorities, coverage, key)


@lru_cache(maxsize=64)
def _opened(record: bytes) -> Findings | None:
    """The findings that a record holds; most records of a book are that of none."""
    with suppress(RecordError):
        return unpack(record, Findings)
    return None


class _Order(Struct, frozen=True):
    """A notice to read and check: its file, its digest when last looked at, and its reading where that is kept."""

    file: str
    digest: bytes
    reading: bytes


class _Answer(Struct, frozen=True):
    """What a reader gives back: no digest for a file that cannot be read, no prose where the reading was kept."""

    file: str
    digest: bytes
    reading: bytes
    prose: bytes
    findings: bytes


class ReadingRoom:
    """The files of the notices with what is kept of them, and readers, where many notices are new.

    These come while the files are looked at and the rest of the book is read: they need half a second to arrive.
    """

    def __init__(self, root: Path, readings: Readings, jobs: int) -> None:
        self._root, self._readings, self._jobs = str(root), readings, jobs
        paths = {file: f"{root}/{file}" for file in notice_files(root)}
        self._readers: ProcessPoolExecutor | None = None
        self._call_readers(readings.ledger.strangers(paths.values()))
        self.digests: Mapping[str, bytes] = {file: _digest(path, readings) for file, path in paths.items()}
        """What stands for the content of each file, in their order; nothing for one that cannot be read."""

    def _call_readers(self, new: int) -> None:
        if self._readers is None and self._jobs > 1 and new > ALONE:
            self._readers = _summoned(self._jobs)

    @property
    def print(self) -> bytes:
        """What stands for the contents of all files of notices."""
        return content_key(*(part for file, digest in self.digests.items() for part in (printable(file), digest)))

    def headings(self, shelf: Shelf) -> Iterator[Heading]:
        """What names each notice, in the order of the files."""
        return shelf.headings(self.digests, self._readings)

    def dismiss(self) -> None:
        """Let the readers go, without waiting for them to leave."""
        if self._readers is not None:
            self._readers.shutdown(wait=False, cancel_futures=True)

    def read_and_check(
        self, desk: Desk, files: Collection[str], progress: Callable[[int, int], None], look: Look = id
    ) -> tuple[CheckedNotice, ...]:
        """The notice of each of these files, in their order; meanwhile somebody may look at those that are new."""
        desk = replace(desk, store=self._readings.lasting)
        hall = _Hall(desk, desk.shelf, self._readings)
        known = hall.kept({file: self.digests[file] for file in files})
        wanted = [file for file in files if file not in known or known[file].findings is None]
        readings = {file: known[file].reading if file in known else b"" for file in wanted}
        orders = [_Order(file, self.digests[file], reading) for file, reading in readings.items()]
        self._call_readers(len(orders))
        for chunk, answers in enumerate(_answers(desk, orders, self._readers)):
            known |= hall.taken(answers)
            for each in answers:
                look(known[each.file].read.notice)
            progress(chunk * _CHUNK + len(answers), len(orders))
        self.dismiss()
        if self._readings.whole:
            hall.binder.bind(known, self.digests)
        return tuple(CheckedNotice(known[file].read, known[file].findings or Findings()) for file in files)


@contextmanager
def reading_room(root: Path, readings: Readings, jobs: int) -> Iterator[ReadingRoom]:
    """The room of a book, with so many readers at most."""
    room = ReadingRoom(root, readings, jobs)
    try:
        yield room
    finally:
        room.dismiss()


def _digest(path: str, readings: Readings) -> bytes:
    """What stands for the content of a file; nothing where it cannot be read."""
    with suppress(OSError):
        return readings.ledger.learn(path, lambda path: content_digest(content_of(path)))
    return b""


class _Hall(Struct, frozen=True):
    """Where what is kept and what the readers answer come together."""

    desk: Desk
    shelf: Shelf
    readings: Readings

    @property
    def binder(self) -> Binder:
        """Who binds what is kept of the whole book."""
        return Binder(self.shelf, self.readings, content_key(self.desk.key, reading_key(), *sorted(self.desk.archival)))

    def kept(self, digests: Mapping[str, bytes]) -> dict[str, Known]:
        """The notices whose readings are kept, with their findings where these are kept, too."""
        known = self.binder.opened(digests) if self.readings.whole else {}
        return known | self._kept_alone({file: digest for file, digest in digests.items() if file not in known})

    def _kept_alone(self, digests: Mapping[str, bytes]) -> dict[str, Known]:
        keys = {file: record_key(file, digest) for file, digest in digests.items() if digest}
        bodies = self.readings.read(keys.values())
        opened: dict[str, Shelved] = {}
        for file, key in keys.items():
            with suppress(RecordError, OtherFondsError):
                opened[file] = self.shelf.open(file, digests[file], bodies.get(key, b""))
        wanted = {file: self._key(each.read) for file, each in opened.items()}
        found = self.readings.read(wanted.values())
        known: dict[str, Known] = {}
        for file, each in opened.items():
            body, record = bodies[keys[file]], found.get(wanted[file], b"")
            prose = prose_key(each.read.print), each.prose
            records = prose, (keys[file], len(body)), (wanted[file], len(record))
            findings = _opened(record)
            known[file] = Known(each.read, digests[file], records, findings, b"" if findings else body)
        self.readings.use(dict(each.records[0] for each in known.values()))
        return known

    def taken(self, answers: Sequence[_Answer]) -> dict[str, Known]:
        """What the readers answered, by file; a prose that the disk does not take stays at hand."""
        opened = {each.file: self.shelf.open(each.file, each.digest, each.reading) for each in answers}
        own = {each.file: self._records(each, opened[each.file].read) for each in answers if each.digest}
        lasting = self.readings.write({key: record for each in own.values() for key, record in each if record})
        known: dict[str, Known] = {}
        for each in answers:
            read, prose = opened[each.file].read, opened[each.file].prose
            if each.prose and not lasting:
                read = self.shelf.open(each.file, each.digest, each.reading, each.prose).read
            records = tuple((key, len(record) or prose) for key, record in own.get(each.file, ()))
            known[each.file] = Known(read, each.digest, records, _opened(each.findings))
        return known

    def _records(self, answer: _Answer, read: ReadNotice) -> tuple[tuple[bytes, bytes], ...]:
        """The records of a notice by their keys, the prose first: nothing where it is kept, or there is none."""
        reading = record_key(answer.file, answer.digest), answer.reading
        return (prose_key(read.print), answer.prose), reading, (self._key(read), answer.findings)

    def _key(self, read: ReadNotice) -> bytes:
        return content_key("findings", self.desk.key, read.print)


def _summoned(jobs: int) -> ProcessPoolExecutor:
    executor = ProcessPoolExecutor(jobs, mp_context=multiprocessing.get_context("spawn"), initializer=_sit_down)
    with suppress(BrokenProcessPool):  # it breaks again, and is seen, when there is something to read
        for _ in range(jobs):
            executor.submit(gc.disable)
    return executor


def _answers(desk: Desk, orders: Sequence[_Order], readers: ProcessPoolExecutor | None) -> Iterator[list[_Answer]]:
    """The answers to all orders, a chunk at a time and in their order."""
    chunks = [orders[start : start + _CHUNK] for start in range(0, len(orders), _CHUNK)]
    done = 0
    if readers is not None:
        with suppress(BrokenProcessPool):  # the system took one away, for want of memory perhaps: one goes on alone
            for answers in readers.map(_answer_chunk, repeat(pack(desk)), chunks):
                yield answers
                done += 1
    shelf = desk.shelf
    for chunk in chunks[done:]:
        yield [_answer(desk, shelf, order) for order in chunk]


def _sit_down() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the main process hears Ctrl-C, and stops the others
    gc.disable()
    atexit.register(os._exit, 0)  # to take all apart that was read takes a second, and nobody needs it
    Thread(target=_leave_with_the_main_process, daemon=True).start()


def _leave_with_the_main_process() -> None:
    """A pool's processes wait for ever for work from one that was killed."""
    if main := multiprocessing.parent_process():
        main.join()
        os._exit(1)


@lru_cache(maxsize=1)
def _laid(desk: bytes) -> tuple[Desk, Shelf]:
    """In a process of its own a reader lays the desk once, not for every chunk."""
    return (own := unpack(desk, Desk)), own.shelf


def _answer_chunk(desk: bytes, orders: Sequence[_Order]) -> list[_Answer]:
    own, shelf = _laid(desk)
    return [_answer(own, shelf, order) for order in orders]


def _answer(desk: Desk, shelf: Shelf, order: _Order) -> _Answer:
    """The notice read – unless its reading is kept and its file still the same – and checked."""
    try:
        content = content_of(f"{desk.root}/{order.file}")
    except OSError:
        read = read_notice_file(Path(desk.root), order.file, desk.archival)
        return _Answer(order.file, b"", *packed(read.notice, read.faults, desk.archival), pack(Findings()))
    digest = content_digest(content)
    if order.reading and digest == order.digest:
        record, prose = order.reading, b""
        notice = shelf.open(order.file, digest, order.reading).read.notice
    else:
        notice, faults = notice_in(printable(order.file), content, desk.archival)
        record, prose = packed(notice, faults, desk.archival)
    return _Answer(order.file, digest, record, prose, pack(_findings(desk, notice, content)))


def _findings(desk: Desk, notice: Notice | BrokenNotice, content: bytes) -> Findings:
    if isinstance(notice, BrokenNotice):
        return Findings()
    faults = check_notice(notice, desk.authorities)
    if faults and (source := decode(notice.file, content)[0]):
        faults = located(faults, source)
    return Findings(faults, tuple(missing_characters(notice, desk.coverage)) if desk.coverage else ())
