"""Files and folders written beside their place and renamed into it: what stood there stays whole until then."""

from __future__ import annotations

import os
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from itertools import chain
from pathlib import Path


def write_beside(target: Path, write: Callable[[Path], None]) -> None:
    """Write a file beside its place and rename it, so that the old one stays whole until the new one is."""
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    os.close(handle)
    beside = Path(name)
    try:
        write(beside)
        beside.chmod(0o644)
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)


def write_text_beside(target: Path, text: str) -> None:
    """Write a text beside its place, in UTF-8 and with its line ends as they are."""

    def write(path: Path) -> None:
        path.write_bytes(text.encode("utf-8"))

    write_beside(target, write)


def write_at_once(
    one: Callable[[], None], other: Callable[[], None], either: Sequence[Callable[[], None]] = ()
) -> None:
    """Write two things at the same time, the first in a copy of this process, where the system makes such copies; then
    whoever is ready first goes on with the others, one by one.

    All only read what is in memory, and but for the second they say nothing. What goes wrong in the copy is done here
    again, so that it is seen here. A daemonic thread (it draws the bars of a terminal) may go on: the copy has no part
    in it.
    """
    threads = [each for each in threading.enumerate() if each is not threading.current_thread()]
    if not hasattr(os, "fork") or not all(each.daemon for each in threads):
        _do((one, other, *either))
        return
    numbers = _numbers(len(either))
    rest = (either[number[0]] for number in iter(partial(os.read, numbers, 1), b""))
    copy = os.fork()
    if not copy:
        code = 1
        try:
            _do(chain((one,), rest))
            code = 0
        finally:
            os._exit(code)
    try:
        _do(chain((other,), rest))
    finally:
        os.close(numbers)
        _, status = os.waitpid(copy, 0)
    if status:
        _do((one, *either))


def _numbers(count: int) -> int:
    """A pipe with the numbers from 0 in it: of all processes that read from it, one gets each."""
    reading, writing = os.pipe()
    os.write(writing, bytes(range(count)))
    os.close(writing)
    return reading


def _do(works: Iterable[Callable[[], None]]) -> None:
    for work in works:
        work()


def fill_beside(target: Path, fill: Callable[[Path], None]) -> None:
    """Fill a folder beside its place and put it there: files that are made no more do not stay behind."""
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
    try:
        new, old = beside / "new", beside / "old"
        new.mkdir()
        fill(new)
        new.chmod(0o755)
        if target.exists():
            target.replace(old)
        new.replace(target)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
