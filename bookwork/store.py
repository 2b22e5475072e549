"""The store: one SQLite file of records addressed by the hash of everything that shaped them.

A record is right or it is not there: its digest is checked on reading, a damaged file is set aside, and what is
missing is simply made again. Records are data, never code (no pickle).
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import TracebackType

_CHUNK = 500
"""Keys to one SELECT; SQLite allows 999 parameters in its older builds."""


def content_key(*parts: str | bytes) -> bytes:
    """The key of a record: a hash of its parts that tells ``("ab", "c")`` from ``("a", "bc")``."""
    digest = hashlib.blake2b(digest_size=20)
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        digest.update(len(data).to_bytes(8, "big"))
        digest.update(data)
    return digest.digest()


def picture_name(jpeg: bytes) -> str:
    """The name of a photograph: the hash of its JPEG."""
    return hashlib.blake2b(jpeg, digest_size=16).hexdigest()


def picture_key(name: str) -> bytes:
    """The key under which the store keeps the JPEG of this name."""
    return content_key("jpeg", name)


class Store:
    """A content-addressed store in one file; use it as a context."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._connection = self._open()

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    def _open(self) -> sqlite3.Connection:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        try:
            return self._connect()
        except sqlite3.DatabaseError:
            self._set_aside()
            return self._connect()

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path, timeout=60, isolation_level=None)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")
        connection.execute(
            "CREATE TABLE IF NOT EXISTS record (key BLOB PRIMARY KEY, digest BLOB NOT NULL, body BLOB NOT NULL)"
        )
        connection.execute("SELECT count(*) FROM record WHERE key = x'00'").fetchone()
        return connection

    def _set_aside(self) -> None:
        for suffix in ("", "-wal", "-shm"):
            damaged = self._path.with_name(self._path.name + suffix)
            if damaged.exists():
                damaged.replace(damaged.with_name(damaged.name + ".damaged"))

    def read(self, keys: Iterable[bytes]) -> dict[bytes, bytes]:
        """The sound records under these keys; damaged ones count as missing."""
        found: dict[bytes, bytes] = {}
        wanted = list(keys)
        for start in range(0, len(wanted), _CHUNK):
            found.update(self._read_chunk(wanted[start : start + _CHUNK]))
        return found

    def _read_chunk(self, keys: Sequence[bytes]) -> dict[bytes, bytes]:
        marks = ",".join("?" * len(keys))
        try:
            rows = self._connection.execute(f"SELECT key, digest, body FROM record WHERE key IN ({marks})", keys)
            return {key: body for key, digest, body in rows if _is_sound(digest, body)}
        except sqlite3.DatabaseError:
            self._connection.close()
            self._set_aside()
            self._connection = self._connect()
            return {}

    def write(self, records: Mapping[bytes, bytes]) -> None:
        """Keep these records, all or none."""
        rows = [(key, _digest(body), body) for key, body in records.items()]
        with self._connection:
            self._connection.execute("BEGIN IMMEDIATE")
            self._connection.executemany("INSERT OR REPLACE INTO record VALUES (?, ?, ?)", rows)


def _digest(body: bytes) -> bytes:
    return hashlib.blake2b(body, digest_size=16).digest()


def _is_sound(digest: object, body: object) -> bool:
    return isinstance(body, bytes) and digest == _digest(body)
