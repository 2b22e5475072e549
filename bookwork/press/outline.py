"""The outline of the screen edition: parts, and under the notices their letters and names (ISO 32000-2, 12.3.3)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from bookwork.diagnostics import NoticeId
from bookwork.makeup.sheets import Part
from bookwork.model.book import Book
from bookwork.press.pdffile import PdfFile, byte_string, reference, text_string
from bookwork.records import Struct


class Entry(Struct, frozen=True):
    """A line of the outline: its level from 1, its title, the anchor it leads to."""

    level: int
    title: str
    anchor: str


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


def write_outline(pdf: PdfFile, entries: Sequence[Entry]) -> int:
    """Write the outline, its branches closed; the number of its root.

    An entry hangs on the last one before it of a lower level.
    """
    root = pdf.reserve()
    first = pdf.reserve(len(entries))
    children: list[list[int]] = [[] for _ in range(len(entries) + 1)]
    parents: list[int] = []
    branch = [-1]
    for place, entry in enumerate(entries):
        del branch[max(1, entry.level) :]
        parents.append(branch[-1])
        children[branch[-1]].append(place)
        branch.append(place)
    after = dict(pair for siblings in children for pair in pairwise(siblings))
    before = {following: place for place, following in after.items()}
    for place, entry in enumerate(entries):
        body = [
            b"/Title%s/Dest%s" % (text_string(entry.title), byte_string(entry.anchor.encode("utf-8"))),
            b"/Parent %s" % reference(first + parents[place] if parents[place] >= 0 else root),
            b"/Prev %s" % reference(first + before[place]) if place in before else b"",
            b"/Next %s" % reference(first + after[place]) if place in after else b"",
            *_family(children[place], first, closed=True),
        ]
        pdf.add(b"<<%s>>" % b"".join(body), first + place)
    pdf.add(b"<</Type/Outlines%s>>" % b"".join(_family(children[-1], first, closed=False)), root)
    return root


def _family(children: Sequence[int], first: int, *, closed: bool) -> Iterator[bytes]:
    if children:
        count = -len(children) if closed else len(children)
        yield b"/First %s/Last %s/Count %d" % (reference(first + children[0]), reference(first + children[-1]), count)
