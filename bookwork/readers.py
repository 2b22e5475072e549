"""The readers: they read and check every notice, by what is kept of it or anew, several at a time where many are new.

A notice is known by its content. What is read of it hangs on its file alone (and on which of its sources are archival
fonds), what is found in it also on the authorities; both are kept as records. Whatever is made goes through the
same bytes as what is kept, so that no way of reading can give another book.
"""

from __future__ import annotations

import gc
import multiprocessing
import signal
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from bookwork.checks import check_notice
from bookwork.checks.glyphs import Coverage, missing_characters
from bookwork.diagnostics import Diagnostic, NoticeId
from bookwork.model.book import Authorities
from bookwork.model.citation import CitationItem, CrossReference
from bookwork.model.names import PersonName
from bookwork.model.notice import BrokenNotice, Facts, Notice, Prose
from bookwork.readings import Readings
from bookwork.records import Packed, RecordError, pack, unpack
from bookwork.sources.files import decode, printable
from bookwork.sources.frontmatter import located
from bookwork.sources.notices import (
    ReadNotice,
    archival_of,
    content_digest,
    notice_files,
    notice_print,
    read_content,
    read_notice_file,
    reading_key,
)  # fmt: skip
from bookwork.store import content_key, program_key

ALONE: Final = 300
"""Up to so many new notices are read without help: a second reader needs as long to arrive."""
_CHUNK: Final = 100
Signs = Mapping[tuple[bool, bool], str]
"""The characters of each cut of the family, (bold, italic), as one text."""
_CHECKING: Final = ("diagnostics", "model", "typography", "citing", "checks"), ("google-re2", "rapidfuzz")
"""The rooms and libraries that shape what is found in a notice."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What every reader has before them: the book's folder, its fonds, the authorities, the characters of its faces.

    The ``key`` is that of all that shapes the findings, but for the notice.
    """

    root: str
    archival: frozenset[str]
    authorities: Authorities
    coverage: Coverage
    key: bytes


def lay_desk(root: Path, archival: frozenset[str], authorities: Authorities, signs: Signs) -> Desk:
    """The desk; without the characters of the faces, characters are not looked at."""
    coverage = {cut: frozenset(characters) for cut, characters in signs.items()}
    key = content_key(program_key(*_CHECKING), pack(authorities), pack(signs))
    return Desk(str(root), archival, authorities, coverage, key)


@dataclass(frozen=True, slots=True)
class Findings:
    """What the checks found in one notice; a missing character cannot be ignored."""

    faults: tuple[Diagnostic, ...] = ()
    missing_characters: tuple[Diagnostic, ...] = ()


@dataclass(frozen=True, slots=True)
class CheckedNotice:
    """A notice as read, and what was found in it."""

    read: ReadNotice
    findings: Findings


@dataclass(frozen=True, slots=True)
class _Reading:
    """The record of a notice as read; broken if it has no facts. Its prose stays packed inside."""

    id: NoticeId
    file: str
    name: PersonName
    facts: Facts | None
    prose: bytes
    references: tuple[CrossReference, ...]
    cited: tuple[CitationItem, ...]
    archival: tuple[str, ...]
    faults: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True)
class _Order:
    """A notice to read and check: its file, its digest when last looked at, and its reading where that is kept."""

    file: str
    digest: bytes
    reading: bytes


@dataclass(frozen=True, slots=True)
class _Answer:
    """What a reader gives back; no digest for a file that cannot be read."""

    file: str
    digest: bytes
    reading: bytes
    findings: bytes


@dataclass(frozen=True, slots=True)
class _Known:
    """A notice as far as it is known, and the keys of its records; the reading itself while its findings are wanted."""

    read: ReadNotice
    keys: tuple[bytes, bytes]
    findings: Findings | None = None
    reading: bytes = b""


def read_and_check(
    desk: Desk, readings: Readings, jobs: int, progress: Callable[[int, int], None]
) -> tuple[CheckedNotice, ...]:
    """Every notice of the book, in the order of its files."""
    digests = {file: _digest(desk, file, readings) for file in notice_files(Path(desk.root))}
    known = _kept(desk, readings, digests)
    orders = []
    for file, digest in digests.items():
        kept = known.get(file)
        if kept is None or kept.findings is None:
            orders.append(_Order(file, digest, kept.reading if kept else b""))
    done = 0
    for answers in _answers(desk, orders, jobs):
        records: dict[bytes, bytes] = {}
        for answer in answers:
            new = _opened(desk, answer.file, answer.digest, answer.reading)
            known[answer.file] = replace(new, findings=unpack(answer.findings, Findings))
            if answer.digest:
                records.update(zip(new.keys, (answer.reading, answer.findings), strict=True))
        readings.write(records)
        done += len(answers)
        progress(done, len(orders))
    return tuple(CheckedNotice(known[file].read, known[file].findings or Findings()) for file in digests)


def _digest(desk: Desk, file: str, readings: Readings) -> bytes:
    """What stands for the content of a file; nothing where it cannot be read."""
    try:
        return readings.ledger.learn(f"{desk.root}/{file}", lambda path: content_digest(Path(path).read_bytes()))
    except OSError:
        return b""


def _kept(desk: Desk, readings: Readings, digests: Mapping[str, bytes]) -> dict[str, _Known]:
    """The notices whose readings are kept, with their findings where these are kept, too."""
    keys = {file: _reading_key(file, digest) for file, digest in digests.items() if digest}
    bodies = readings.read(keys.values())
    known: dict[str, _Known] = {}
    for file, key in keys.items():
        if key in bodies:
            with suppress(RecordError, _OtherFondsError):
                known[file] = _opened(desk, file, digests[file], bodies[key])
    found = readings.read([each.keys[1] for each in known.values()])
    for file, each in known.items():
        try:
            known[file] = replace(each, findings=unpack(found.get(each.keys[1], b""), Findings))
        except RecordError:
            known[file] = replace(each, reading=bodies[keys[file]])
    return known


class _OtherFondsError(ValueError):
    """A reading that took other keys for archival fonds than the bibliography does now."""


def _opened(desk: Desk, file: str, digest: bytes, record: bytes) -> _Known:
    """The notice that a record holds; raises RecordError where it holds none."""
    kept = unpack(record, _Reading)
    notice: Notice | BrokenNotice = BrokenNotice(kept.id, kept.file, kept.name)
    if kept.facts is not None:
        prose = Packed(Prose, kept.prose)
        notice = Notice(kept.id, kept.file, kept.facts, kept.name, prose, kept.references, kept.cited)
    if kept.archival != archival_of(notice, desk.archival):
        raise _OtherFondsError
    print_ = notice_print(kept.file, digest, kept.archival)
    keys = (_reading_key(file, digest), content_key("findings", desk.key, print_))
    return _Known(ReadNotice(notice, kept.faults, print_), keys)


def _reading_key(file: str, digest: bytes) -> bytes:
    return content_key("reading", reading_key(), printable(file), digest)


def _packed(read: ReadNotice, archival: frozenset[str]) -> bytes:
    notice = read.notice
    if isinstance(notice, BrokenNotice):
        return pack(_Reading(notice.id, notice.file, notice.name, None, b"", (), (), (), read.faults))
    used = archival_of(notice, archival)
    own = (notice.prose.data, notice.references, notice.cited, used, read.faults)
    return pack(_Reading(notice.id, notice.file, notice.name, notice.facts, *own))


def _answers(desk: Desk, orders: Sequence[_Order], jobs: int) -> Iterator[list[_Answer]]:
    """The answers to all orders, a chunk at a time and in their order."""
    chunks = [orders[start : start + _CHUNK] for start in range(0, len(orders), _CHUNK)]
    if jobs == 1 or len(orders) <= ALONE:
        for chunk in chunks:
            yield [_answer(desk, order) for order in chunk]
        return
    context = multiprocessing.get_context("spawn")
    executor = ProcessPoolExecutor(jobs, mp_context=context, initializer=_sit_down, initargs=(pack(desk),))
    done = 0
    try:
        for answers in executor.map(_answer_chunk, chunks):
            yield answers
            done += 1
    except BrokenProcessPool:  # the system took a reader away, for want of memory perhaps: one goes on alone
        yield from _answers(desk, [order for chunk in chunks[done:] for order in chunk], 1)
    finally:
        executor.shutdown(cancel_futures=True)


_desk_of_this_reader: list[Desk] = []
"""In a process of its own a reader is given the desk once, not with every chunk."""


def _sit_down(desk: bytes) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the main process hears Ctrl-C, and stops the others
    gc.disable()
    _desk_of_this_reader[:] = [unpack(desk, Desk)]


def _answer_chunk(orders: Sequence[_Order]) -> list[_Answer]:
    return [_answer(_desk_of_this_reader[0], order) for order in orders]


def _answer(desk: Desk, order: _Order) -> _Answer:
    """The notice read – unless its reading is kept and its file still the same – and checked."""
    try:
        content = Path(desk.root, order.file).read_bytes()
    except OSError:
        read = read_notice_file(Path(desk.root), order.file, desk.archival)
        return _Answer(order.file, b"", _packed(read, desk.archival), pack(Findings()))
    digest = content_digest(content)
    if order.reading and digest == order.digest:
        record, read = order.reading, _opened(desk, order.file, digest, order.reading).read
    else:
        read = read_content(printable(order.file), content, desk.archival)
        record = _packed(read, desk.archival)
    return _Answer(order.file, digest, record, pack(_findings(desk, read.notice, content)))


def _findings(desk: Desk, notice: Notice | BrokenNotice, content: bytes) -> Findings:
    source, _ = decode(notice.file, content)
    if isinstance(notice, BrokenNotice) or source is None:
        return Findings()
    faults = located(check_notice(notice, desk.authorities), source)
    return Findings(faults, tuple(missing_characters(notice, desk.coverage) if desk.coverage else ()))
