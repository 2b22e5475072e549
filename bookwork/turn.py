"""The turn: one build at a time works in a book's folder; a second one says so and waits.

The lock is SQLite's on an empty file: it is there on every system, and ends with the process that holds it, however
that ends, so nothing stale is ever in the way.
"""

from __future__ import annotations

import os
import socket
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

_PATIENCE = 0.3
"""Seconds between two tries; an interruption is heard between them."""


@contextmanager
def turn(folder: Path, wait: Callable[[str], None]) -> Iterator[None]:
    """Hold the turn in this folder; ``wait`` is told once who has it. Raises OSError where nothing can be written."""
    folder.mkdir(parents=True, exist_ok=True)
    holder = folder / "turn.txt"
    with closing(_connect(folder / "turn.lock")) as connection:
        if not _taken(connection):
            wait(_said(holder))
            while not _taken(connection):
                pass
        holder.write_text(f"{os.getpid()} ({socket.gethostname()})", encoding="utf-8")
        try:
            yield
        finally:
            connection.execute("ROLLBACK")


def _connect(lock: Path) -> sqlite3.Connection:
    if not lock.is_file() or lock.stat().st_size:  # nothing is ever written there: what stands in it is not ours
        lock.unlink(missing_ok=True)
        lock.touch()
    return sqlite3.connect(lock, timeout=_PATIENCE, isolation_level=None)


def _taken(connection: sqlite3.Connection) -> bool:
    try:
        connection.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY:
            return False
        raise OSError(str(error)) from error
    return True


def _said(holder: Path) -> str:
    """Who holds the turn, as it wrote down itself."""
    try:
        return holder.read_text(encoding="utf-8")[:200]
    except (OSError, UnicodeDecodeError):
        return "?"
