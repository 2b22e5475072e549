"""What was learnt of files when they were last seen: a file that is still the same need not be opened again.

A file is the same while its size, its dates and its place on the disk are. Git’s « racily clean » rule holds: what was
written in the very tick in which it was read may change again without a new date, so it is learnt anew next time.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from typing import Final

Sighting = tuple[int, int, int, int, bytes]
"""Size in bytes, times of modification and of change in ns, inode, and what was learnt."""

_TICK: Final = 2_000_000_000
"""The coarsest tick of a file system's dates, in ns: that of FAT, two seconds."""


class Ledger:
    """Files as they were last seen, and as they are seen now; ``now`` is the disk's own time in ns."""

    def __init__(self, known: Mapping[str, Sighting], now: int) -> None:
        self._known = known
        self._now = now
        self._seen: dict[str, Sighting] = {}
        self._sure: dict[str, Sighting] = {}

    def strangers(self, paths: Iterable[str]) -> int:
        """How many of these files were never seen, or not surely."""
        return sum(path not in self._known for path in paths)

    def learn(self, path: str, look: Callable[[str], bytes]) -> bytes:
        """What ``look`` says of a file, asked again only where the file is not the same; raises OSError."""
        stat = os.stat(path)  # noqa: PTH116 - a third of the time of Path.stat, and there are thousands
        signature = stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino
        last = self._seen.get(path) or self._known.get(path)
        if last is None or last[:4] != signature:
            last = (*signature, look(path))
        self._seen[path] = last
        if max(stat.st_mtime_ns, stat.st_ctime_ns) < self._now - _TICK:
            self._sure[path] = last
        return last[4]

    def news(self, *, whole: bool) -> dict[str, Sighting] | None:
        """All that may be believed next time, or None where that is known already.

        Whoever looked at a part of the files alone (not ``whole``) takes nothing away from what is known of the others.
        """
        sure = self._sure if whole else {**self._known, **self._sure}
        return sure if sure != self._known else None
