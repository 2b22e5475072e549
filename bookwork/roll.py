"""The roll of a book: of every notice its file, as it was when it was read, and the name in it.

Who wants to know no more of a notice than its name finds it here, and need not open the notice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from bookwork.bundles import CheckedNotice
from bookwork.model.names import PersonName
from bookwork.model.notice import Notice
from bookwork.readings import Readings
from bookwork.records import Struct, pack, recalled
from bookwork.sources.notices import reading_key
from bookwork.store import content_key

_ROLL: Final = "roll"


class Line(Struct, frozen=True):
    """A line of the roll: the digest of a notice's file, the name in it, whether the notice is whole."""

    digest: bytes
    name: PersonName
    whole: bool


Roll = dict[str, Line]
"""By file."""


def called(digests: Mapping[str, bytes], checked: Iterable[tuple[str, CheckedNotice]]) -> Roll:
    """The lines of these notices, as they have just been read."""
    return {
        file: Line(digests[file], each.read.notice.name, isinstance(each.read.notice, Notice)) for file, each in checked
    }


def kept_roll(readings: Readings) -> Roll:
    """The roll as it was kept last."""
    return recalled(readings, _key(), dict[str, Line]) or {}


def keep_roll(roll: Roll, readings: Readings) -> None:
    """Keep the roll, where it is not the one that is kept."""
    key, record = _key(), pack(roll)
    if readings.read([key]).get(key) != record:
        readings.write({key: record})


def _key() -> bytes:
    return content_key(_ROLL, reading_key())
