"""The crew: workers that set batches, each in a process of its own.

A worker that has grown is replaced, one that is lost (killed, out of memory, crashed) loses no piece: its batch is set
again, then piece by piece, and a piece that takes its worker with it each time is named. The standard library's pool
cannot say which batch a lost process had, and in Python 3.11 may wait for ever once it has replaced a process
(gh-115634); hence our own.
"""

from __future__ import annotations

import multiprocessing
import multiprocessing.resource_tracker
import signal
import sys
import tempfile
import traceback
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Protocol

from bookwork.memory import peak_memory
from bookwork.stages import Progress, Unwatched
from bookwork.typesetting.batches import Batch, Done, Work, batches, set_records, stand_in
from bookwork.typesetting.encoding import Record
from bookwork.typesetting.galley import Piece
from bookwork.typesetting.lessons import NO_LESSONS, Lessons
from bookwork.typesetting.shop import Style
from bookwork.typesetting.versions import versions_here

ALONE = 60
"""Up to so many pieces one worker sets, or this process: more workers need longer to arrive (0.7 s each, measured)."""

LONG_CHAPTERS = 30_000
"""Characters of HTML in several chapters that are worth a worker each: WeasyPrint takes some 3 s for so many."""

FULL_GROWN = 300_000_000
"""Bytes at which a worker is replaced: the budget is 400 MB, a batch more takes some 20."""

_FALSE_STARTS = 3
"""Workers in a row that end before their first batch; then everything is set in this process."""

_Answer = tuple[list[Record] | str, int, Lessons]
"""The records of a batch, or what went wrong with it; the worker's peak memory in bytes; what it has learnt anew.

A worker's first word is what versions it sets with, and its memory."""


class CrewError(Exception):
    """The crew that was asked for cannot be had; ``sentence`` names what people are told, ``particulars`` fill it."""

    def __init__(self, sentence: str, **particulars: str) -> None:
        super().__init__(sentence, particulars)
        self.sentence, self.particulars = sentence, particulars


class Crew(Protocol):
    """Whoever sets pieces, here or elsewhere."""

    @property
    def peak(self) -> int:
        """The most memory that one worker of this machine has held, in bytes; 0 where there was none."""

    def call(self) -> None:
        """Say that there will be pieces to set: whoever sets them may come while the book is read."""

    def versions(self) -> str:
        """The versions of all that shapes a galley there."""

    def set(self, style: Style, pieces: Sequence[Piece], progress: Progress) -> Iterator[Done]:
        """Set these pieces, batch by batch, in any order."""

    def close(self) -> None:
        """Stop at once."""


@dataclass(slots=True, eq=False)
class _Worker:
    process: BaseProcess
    pipe: Connection
    ready: bool = False
    batch: Batch | None = None


class Workers:
    """A crew of so many processes on this machine; of one, or for a few pieces, this process itself."""

    def __init__(self, jobs: int, work: Work = set_records) -> None:
        self.peak = 0
        self._jobs = jobs
        self._work = work
        self._workers: list[_Worker] = []
        self._versions = ""
        self._false_starts = 0
        self._progress: Progress = Unwatched()
        self._folder: tempfile.TemporaryDirectory[str] | None = None

    def call(self) -> None:
        """Have a worker come, where there may be several: WeasyPrint loads there, while the book is read here.

        Nobody comes where this process has loaded it already.
        """
        if self._jobs > 1 and not self._workers and "weasyprint" not in sys.modules:
            self._hire(1, 1, ahead=True)

    def versions(self) -> str:
        """The versions of all that shapes a galley, from whoever of us sets."""
        self._versions = self._versions or versions_here() or ""
        if not self._versions:
            self.call()
        while self._workers and not self._versions:
            for worker in self._speaking():
                self._greeted(worker)
        self._versions = self._versions or _versions(ahead=True)
        return self._versions

    def set(self, style: Style, pieces: Sequence[Piece], progress: Progress) -> Iterator[Done]:
        """Set these pieces, batch by batch, in any order."""
        self._progress = progress
        queue = deque(batches(pieces))
        many = len(pieces) > ALONE or _are_long(pieces)
        if self._jobs > 1 and (self._workers or many):
            yield from self._set_by_workers(style, queue, self._jobs if many else 1)
        while queue:
            yield from self._set_here(style, queue)

    def close(self) -> None:
        """Stop all workers at once; they hold nothing that is not in the store or must be set anyway."""
        for worker in self._workers:
            worker.process.kill()
        for worker in self._workers:
            worker.process.join()
            worker.pipe.close()
        self._workers = []
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None

    def _set_here(self, style: Style, queue: deque[Batch]) -> Iterator[Done]:
        batch = queue.popleft()
        try:
            yield Done(batch.pieces, tuple(self._work(style, batch.pieces)), lessons=_learnt(style, 0))
        except Exception:
            yield from self._failed(style, batch, queue, traceback.format_exc())

    def _set_by_workers(self, style: Style, queue: deque[Batch], most: int) -> Iterator[Done]:
        """Set the queue by workers; what stays in it when they cannot be started is left to this process."""
        while queue or any(worker.batch for worker in self._workers):
            if not self._hire(most, len(queue)):
                self._progress.note("no-workers")
                return
            self._hand_out(style, queue)
            for worker in self._speaking():
                if worker in self._workers:  # else it was found dead while the one before was heard
                    yield from self._heard(style, worker, queue)

    def _hire(self, most: int, waiting: int, *, ahead: bool = False) -> bool:
        """Have as many workers as there is work for, or will be; False where none can be started."""
        idle = sum(worker.batch is None for worker in self._workers)
        if self._folder is None:
            self._folder = tempfile.TemporaryDirectory(prefix="bookwork-")
        for _ in range(min(most - len(self._workers), waiting - idle)):
            if self._false_starts < _FALSE_STARTS:
                with suppress(OSError):
                    self._workers.append(_started(self._work, self._folder.name, ahead))
        return bool(self._workers)

    def _hand_out(self, style: Style, queue: deque[Batch]) -> None:
        for worker in list(self._workers):
            if worker.ready and worker.batch is None and queue:
                try:
                    worker.pipe.send((style, queue[0].pieces))
                    worker.batch = queue.popleft()
                except OSError:  # it died idle, and no batch is to blame
                    self._dismiss(worker)

    def _speaking(self) -> list[_Worker]:
        heard = wait([worker.pipe for worker in self._workers])
        return [worker for worker in self._workers if worker.pipe in heard]

    def _heard(self, style: Style, worker: _Worker, queue: deque[Batch]) -> Iterator[Done]:
        """Take what a worker says: that it is ready, what it has set, or, by its silence, that it is lost."""
        if not worker.ready:
            self._greeted(worker)
            self._hand_out(style, queue)
            return
        try:
            answer: _Answer = worker.pipe.recv()
        except (EOFError, OSError):
            lost = self._lose(worker, queue)
            if lost is not None:
                yield stand_in(style, lost.pieces[0], "")
            return
        said, peak, lessons = answer
        self.peak = max(self.peak, peak)
        batch, worker.batch = worker.batch, None
        assert batch is not None
        if peak > FULL_GROWN:
            self._dismiss(worker)
        self._hand_out(style, queue)  # before the galleys are looked at, so that nobody waits
        if isinstance(said, str):
            yield from self._failed(style, batch, queue, said)
        else:
            yield Done(batch.pieces, tuple(said), lessons=lessons)

    def _greeted(self, worker: _Worker) -> None:
        """A worker is there and says what it sets with, or will never come."""
        try:
            self._versions, peak = worker.pipe.recv()
        except (EOFError, OSError):
            self._false_starts += 1
            self._dismiss(worker)
        else:
            self.peak = max(self.peak, peak)
            self._false_starts, worker.ready = 0, True

    def _lose(self, worker: _Worker, queue: deque[Batch]) -> Batch | None:
        """A worker is lost: put its batch back; the batch if there is no way left to set it."""
        self._dismiss(worker)
        if worker.batch is None:
            return None
        again = worker.batch.after_loss()
        self._progress.note("worker-lost", count=len(worker.batch.pieces), first=worker.batch.pieces[0].id)
        queue.extendleft(again)
        return None if again else worker.batch

    def _dismiss(self, worker: _Worker) -> None:
        worker.process.kill()
        worker.process.join()
        worker.pipe.close()
        self._workers.remove(worker)

    def _failed(self, style: Style, batch: Batch, queue: deque[Batch], trace: str) -> Iterator[Done]:
        """Setting raised: the pieces one by one, and the one that raises again is named."""
        again = batch.apart()
        queue.extendleft(again)
        if not again:
            yield stand_in(style, batch.pieces[0], trace.strip().splitlines()[-1])


def _are_long(pieces: Sequence[Piece]) -> bool:
    """Whether there are several chapters among these, and long ones."""
    chapters = [len(piece.html) for piece in pieces if piece.paged]
    return len(chapters) > 1 and sum(chapters) > LONG_CHAPTERS


def _started(work: Work, folder: str, ahead: bool) -> _Worker:
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=_serve, args=(there, work, folder, ahead), daemon=True)
    with _without_interruption():
        process.start()
    there.close()
    return _Worker(process, here)


@contextmanager
def _without_interruption() -> Iterator[None]:
    """Workers start deaf to Ctrl-C: only the main process answers it, and stops them."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    multiprocessing.resource_tracker.ensure_running()  # which would unblock the signal itself
    kept = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, kept)


def _serve(pipe: Connection, work: Work, folder: str, ahead: bool) -> None:
    """A worker's life: batches in, records out, until the main process stops it or is gone itself.

    One that comes ahead loads WeasyPrint meanwhile; others do when they want it, and after lessons they seldom do. What
    libraries leave lying about (WeasyPrint: its fonts) goes into the folder, which the main process takes away.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    tempfile.tempdir = folder
    with suppress(EOFError, OSError):
        pipe.send((_versions(ahead=ahead), peak_memory()))
        told = 0
        while True:
            style, pieces = pipe.recv()
            said, lessons = _attempted(work, style, pieces), _learnt(style, told)
            told = max(told, len(lessons))
            pipe.send((said, peak_memory(), lessons))


def _versions(*, ahead: bool) -> str:
    """The versions of all that shapes a galley here; ``ahead``, with WeasyPrint loaded."""
    known = versions_here()
    if known and not ahead:
        return known
    from bookwork.typesetting.engine import versions  # noqa: PLC0415 - slow to load

    return versions()


def _learnt(style: Style, told: int) -> Lessons:
    """All that was learnt in this process of a style, if it is more than so many lessons."""
    from bookwork.typesetting.galleys import lessons_learnt  # noqa: PLC0415 - slow to load

    lessons = lessons_learnt(style)
    return lessons if len(lessons) > told else NO_LESSONS


def _attempted(work: Work, style: Style, pieces: Sequence[Piece]) -> list[Record] | str:
    try:
        return work(style, pieces)
    except Exception:
        return traceback.format_exc()
