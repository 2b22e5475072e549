"""The outline of the screen edition: parts, and under the notices their letters and names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from bookwork.diagnostics import NoticeId
from bookwork.makeup.sheets import Part
from bookwork.model.book import Book
from bookwork.press.imprint import Entry


def outline_of(parts: Sequence[Part], book: Book) -> tuple[Entry, ...]:
    """Parts at level 1, letters at 2, persons at 3."""
    return tuple(_entries(parts, {notice: name.inverted() for notice, name in book.names.items()}))


def _entries(parts: Sequence[Part], names: Mapping[NoticeId, str]) -> Iterator[Entry]:
    for part in parts:
        if part.level:
            yield Entry(part.level, part.title, part.id)
        for matter in part.matter:
            if matter.notice is not None:
                yield Entry(3, names[matter.notice], matter.piece.id)
            elif matter.letter:
                yield Entry(2, matter.letter, matter.piece.id)
