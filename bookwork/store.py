"""The store: one SQLite file of records addressed by the hash of everything that shaped them.

A record is right or it is not there: its digest is checked on reading, a file that is not ours or damaged is set aside,
and what is missing is simply made again. Records are data, never code (no pickle). What was used longest ago goes first
when the file grows over its limit.

Faults of the disk (full, not to be written) are raised as OSError; every other fault costs only time.
"""

from __future__ import annotations

import errno
import hashlib
import sqlite3
import struct
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from importlib.metadata import version
from pathlib import Path
from types import TracebackType
from typing import Any

_CHUNK = 500
"""Keys to one SELECT; SQLite allows 999 parameters in its older builds."""

_DROPPED_AT_ONCE = 50
"""Records dropped before the size is looked at again."""

_LARGEST = 1 << 26
"""Bytes of the largest record: more is not ours, and not kept."""

_MARK, _FORM = 0x626F6F6B, 2
"""``application_id`` and ``user_version`` of a store; the second changes when the schema does."""

_SCHEMA = {
    "record": "CREATE TABLE record (key BLOB PRIMARY KEY, digest BLOB NOT NULL, body BLOB NOT NULL)",
    "idle": "CREATE TABLE idle (key BLOB PRIMARY KEY, since INTEGER NOT NULL) WITHOUT ROWID",
}
"""``idle`` names the records that the last build did not use, and the first in a row that did not: reading a record
writes nothing, and a build like the one before notes nothing."""

_DISK = {
    sqlite3.SQLITE_FULL: errno.ENOSPC,
    sqlite3.SQLITE_IOERR: errno.EIO,
    sqlite3.SQLITE_READONLY: errno.EROFS,
    sqlite3.SQLITE_CANTOPEN: errno.EACCES,
    sqlite3.SQLITE_PERM: errno.EACCES,
    sqlite3.SQLITE_BUSY: errno.EBUSY,
    sqlite3.SQLITE_NOMEM: errno.ENOMEM,
}
"""SQLite's errors that are no fault of the file's content, as the system would number them."""

_FORBIDDEN = (errno.EACCES, errno.EROFS, errno.EPERM)


class _StrangeError(sqlite3.DatabaseError):
    """A sound database that is not our store."""


def content_key(*parts: str | bytes) -> bytes:
    """The key of a record: a hash of its parts that tells ``("ab", "c")`` from ``("a", "bc")``."""
    data = [part.encode() if isinstance(part, str) else part for part in parts]
    lengths = struct.pack(f">{len(data)}Q", *map(len, data))
    return hashlib.blake2b(b"".join([lengths, *data]), digest_size=20).digest()


@cache
def program_key(rooms: tuple[str, ...], libraries: tuple[str, ...]) -> bytes:
    """The key of the code in these rooms of the house, of these distributions and of Python itself."""
    house = Path(__file__).parent
    modules = [path for room in rooms for path in sorted((house / room).rglob("*.py")) or [house / f"{room}.py"]]
    texts = [part for path in modules for part in (path.relative_to(house).as_posix(), path.read_bytes())]
    return content_key(sys.version, *(f"{name} {version(name)}" for name in libraries), *texts)


def picture_name(jpeg: bytes) -> str:
    """The name of a photograph: the hash of its JPEG."""
    return hashlib.blake2b(jpeg, digest_size=16).hexdigest()


def picture_key(name: str) -> bytes:
    """The key under which the store keeps the JPEG of this name."""
    return content_key("jpeg", name)


_ROOMY, _LITTLE, _ROOM = 0.8, 0.01, 0.95
"""Parts of its limit: below the first, a store need not know what is used (it takes a second at 9 000 notices to note),
nor above it after a build that wrote no more than the second; once over its limit it shrinks to the third."""


class Store:
    """A content-addressed store in one file; use it as a context.

    Where the folder is not to be written, records are kept for this run alone.
    """

    def __init__(self, path: Path) -> None:
        self.set_aside: Path | None = None
        """Where a damaged or foreign file was put, if there was one."""
        self.path = path
        self._used: set[bytes] = set()
        self._written = 0
        self.lasts = True
        """Whether what is written here can be read when the store is closed."""
        try:
            self._connection = self._open()
        except OSError as error:
            if error.errno not in _FORBIDDEN:
                raise
            self._connection = _connect(Path(":memory:"))
            self.lasts = False

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    def _open(self) -> sqlite3.Connection:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        if self.path.exists() and not self.path.is_file():
            self._put_aside()
        try:
            return _connect(self.path)
        except sqlite3.DatabaseError as error:
            if _code(error) in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_BUSY, sqlite3.SQLITE_NOMEM):
                raise _disk_error(error, self.path) from error
            self._put_aside()
        with self._disk():
            return _connect(self.path)

    def _put_aside(self) -> None:
        for suffix in ("", "-wal", "-shm"):
            damaged = self.path.with_name(self.path.name + suffix)
            if damaged.exists() or damaged.is_symlink():
                aside = damaged.with_name(damaged.name + ".damaged")
                damaged.replace(aside)
                self.set_aside = self.set_aside or aside

    def _begin_again(self, error: sqlite3.DatabaseError) -> None:
        """Set a damaged file aside and begin a new one; raises OSError where the disk is at fault."""
        if _code(error) in _DISK:
            raise _disk_error(error, self.path) from error
        self._connection.close()
        self._put_aside()
        with self._disk():
            self._connection = _connect(self.path)

    @contextmanager
    def _disk(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.DatabaseError as error:
            raise _disk_error(error, self.path) from error

    def read(self, keys: Iterable[bytes]) -> dict[bytes, bytes]:
        """The sound records under these keys; damaged ones count as missing."""
        found: dict[bytes, bytes] = {}
        wanted = list(keys)
        for start in range(0, len(wanted), _CHUNK):
            found.update(self._read_chunk(wanted[start : start + _CHUNK]))
        self._used.update(found)
        return found

    def holding(self, keys: Iterable[bytes]) -> frozenset[bytes]:
        """Those keys under which a record stands; whether it is sound is seen when it is read."""
        wanted = list(keys)
        chunks = (wanted[start : start + _CHUNK] for start in range(0, len(wanted), _CHUNK))
        found = frozenset(key for chunk in chunks for (key,) in self._select("key", chunk))
        self._used.update(found)
        return found

    def use(self, keys: Iterable[bytes]) -> None:
        """Count these records as used by this build, though nobody needs to read them."""
        self._used.update(keys)

    def _read_chunk(self, keys: Sequence[bytes]) -> dict[bytes, bytes]:
        rows = self._select("key, digest, body", keys)
        found = {key: body for key, digest, body in rows if is_sound(digest, body)}
        if len(found) < len(rows):
            self._throw_out([row[0] for row in rows if row[0] not in found])
        return found

    def _select(self, columns: str, keys: Sequence[bytes]) -> list[Any]:
        marks = ",".join("?" * len(keys))
        try:
            return self._connection.execute(f"SELECT {columns} FROM record WHERE key IN ({marks})", keys).fetchall()
        except sqlite3.DatabaseError as error:
            self._begin_again(error)
            return []

    def _throw_out(self, keys: Sequence[bytes]) -> None:
        """Take away records that are not sound, so that nobody counts on them; where that fails, they stay unread."""
        with suppress(sqlite3.DatabaseError), self._connection:
            self._connection.executemany("DELETE FROM record WHERE key = ?", [(key,) for key in keys])

    def write(self, records: Mapping[bytes, bytes]) -> None:
        """Keep these records, all or none; raises OSError where the disk does not take them."""
        rows = [(key, _digest(body), body) for key, body in records.items() if len(body) <= _LARGEST]
        try:
            self._insert(rows)
        except sqlite3.DatabaseError as error:
            self._begin_again(error)
            with self._disk():
                self._insert(rows)

    def _insert(self, rows: Sequence[tuple[bytes, bytes, bytes]]) -> None:
        with self._connection:
            self._connection.execute("BEGIN IMMEDIATE")
            self._connection.executemany("INSERT OR REPLACE INTO record VALUES (?, ?, ?)", rows)
        self._used.update(key for key, _, _ in rows)
        self._written += sum(len(body) for _, _, body in rows)

    def keep_within(self, limit: float) -> int:
        """Note what this build used, drop what was used longest ago where the file is larger than ``limit`` bytes.

        To be called once, at the end of a build. Gives the number of records dropped that this very build used: more
        than 0 means that the limit is too small for the book. Raises OSError where the disk does not take it.
        """
        try:
            size = self._size()
            if size > limit or (size > limit * _ROOMY and self._written > limit * _LITTLE):
                self._note_use()
            dropped = self._drop_oldest(limit) if self._size() > limit else 0
            self._connection.executescript("PRAGMA incremental_vacuum")  # execute() stops at one page
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        except sqlite3.DatabaseError as error:
            self._begin_again(error)
            return 0
        return dropped

    def _note_use(self) -> None:
        with self._connection:
            self._connection.execute("BEGIN IMMEDIATE")  # before it is read: another process may be noting the same
            known = {key for (key,) in self._connection.execute("SELECT key FROM record")}
            was_idle = {key for (key,) in self._connection.execute("SELECT key FROM idle")}
            build = 1 + self._number("SELECT coalesce(max(since), 0) FROM idle")
            again = was_idle & self._used | was_idle - known
            self._connection.executemany("DELETE FROM idle WHERE key = ?", [(key,) for key in again])
            rows = [(key, build) for key in known - self._used - was_idle]
            self._connection.executemany("INSERT INTO idle VALUES (?, ?)", rows)

    def _drop_oldest(self, limit: float) -> int:
        idle = [key for (key,) in self._connection.execute("SELECT key FROM idle ORDER BY since, key")]
        oldest = [*idle, *sorted(self._used)]
        start = 0
        while start < len(oldest) and self._size() > limit * (_ROOM if start < len(idle) else 1):
            keys = [(key,) for key in oldest[start : start + _DROPPED_AT_ONCE]]
            with self._connection:
                self._connection.execute("BEGIN IMMEDIATE")
                self._connection.executemany("DELETE FROM record WHERE key = ?", keys)
                self._connection.executemany("DELETE FROM idle WHERE key = ?", keys)
            start += len(keys)
        return max(0, start - len(idle))

    def _size(self) -> int:
        """Bytes of the file when it has been shrunk."""
        pages, free, size = (self._number(f"PRAGMA {each}") for each in ("page_count", "freelist_count", "page_size"))
        return (pages - free) * size

    def _number(self, question: str) -> int:
        return int(self._connection.execute(question).fetchone()[0])


def _connect(path: Path) -> sqlite3.Connection:
    """A connection to a store that is ours; raises sqlite3.DatabaseError where the file is not."""
    connection = sqlite3.connect(path, timeout=60, isolation_level=None)
    try:
        # https://sqlite.org/security.html, “Untrusted SQLite Database Files”: the schema of a strange file is not run.
        connection.execute("PRAGMA trusted_schema=OFF")
        connection.execute("PRAGMA cell_size_check=ON")
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LARGEST + 4096)
        _set_up(connection)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")
        connection.execute("SELECT count(*) FROM record WHERE key = x'00'").fetchone()
        connection.execute("SELECT max(since) FROM idle").fetchone()
    except BaseException:
        connection.close()
        raise
    return connection


def _set_up(connection: sqlite3.Connection) -> None:
    """Make sure of our tables and no others, in an empty file or in one that is our store."""
    connection.execute("PRAGMA auto_vacuum=INCREMENTAL")  # takes in an empty file only, and before its first table
    with connection:
        connection.execute("BEGIN IMMEDIATE")
        found = dict(connection.execute("SELECT name, sql FROM sqlite_master WHERE sql NOT NULL"))
        mark = connection.execute("PRAGMA application_id").fetchone()[0]
        form = connection.execute("PRAGMA user_version").fetchone()[0]
        if not found and not mark and not form:
            for sql in _SCHEMA.values():
                connection.execute(sql)
            connection.execute(f"PRAGMA application_id={_MARK}")
            connection.execute(f"PRAGMA user_version={_FORM}")
        elif (found, mark, form) != (_SCHEMA, _MARK, _FORM):
            raise _StrangeError("another schema")


def _code(error: sqlite3.Error) -> int:
    """SQLite's primary result code."""
    return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF


def _disk_error(error: sqlite3.DatabaseError, path: Path) -> OSError:
    return OSError(_DISK.get(_code(error), errno.EIO), str(error), str(path))


def _digest(body: bytes) -> bytes:
    return hashlib.blake2b(body, digest_size=16).digest()


def is_sound(digest: object, body: object) -> bool:
    """Whether a record is as it was written."""
    return isinstance(body, bytes) and digest == _digest(body)
