"""A look into a store that somebody else holds, or held: records one by one, and nothing is written."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from bookwork.store import is_sound, picture_key


class Window:
    """Looks into a store that somebody else may hold: nothing is mended or noted, None stands for what is not sound."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._connection: sqlite3.Connection | None = None

    def read(self, key: bytes) -> bytes | None:
        """The record under this key."""
        try:
            if self._connection is None:
                self._connection = sqlite3.connect(f"{self._path.as_uri()}?mode=ro", uri=True, timeout=60)
            rows = self._connection.execute("SELECT digest, body FROM record WHERE key = ?", (key,))
            return next((body for digest, body in rows if is_sound(digest, body)), None)
        except sqlite3.Error:
            self.close()
            return None

    def close(self) -> None:
        """Look no longer."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def stored_picture(path: Path, name: str) -> bytes | None:
    """The JPEG of this name in a store that another process may hold."""
    with closing(Window(path)) as window:
        return window.read(picture_key(name))
