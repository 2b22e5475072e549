"""Batches: which pieces are set together, and what becomes of a batch that could not be set."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from html import escape
from typing import TYPE_CHECKING

from bookwork.records import Struct, replace
from bookwork.typesetting.encoding import Record, encode
from bookwork.typesetting.galley import Fault, Piece, Role
from bookwork.typesetting.lessons import NO_LESSONS, Lessons
from bookwork.typesetting.shop import Style

if TYPE_CHECKING:
    from bookwork.typesetting.galleys import Stone

MOST_PIECES = 40
"""Pieces to one WeasyPrint document: enough to share its set-up."""

HEAVIEST = 200_000
"""Characters of HTML to a batch of several pieces, about 40 notices: a worker stays small, no batch ends long after
the others."""

TRIES = 2
"""How often a batch may lose its worker; what is lost once more by itself is named."""

Work = Callable[[Style, Sequence[Piece]], list[Record]]
"""Sets pieces of one measure; their galleys as records, in the same order."""


class Batch(Struct, frozen=True):
    """Pieces that are set together, and how often their worker was lost."""

    pieces: tuple[Piece, ...]
    losses: int = 0

    def after_loss(self) -> tuple[Batch, ...]:
        """What to try when a worker was lost over it: it again, then each piece alone; nothing when all was tried."""
        if self.losses + 1 < TRIES:
            return (replace(self, losses=self.losses + 1),)
        return self.apart()

    def apart(self) -> tuple[Batch, ...]:
        """Each piece alone; nothing when it is alone already."""
        return tuple(Batch((piece,)) for piece in self.pieces) if len(self.pieces) > 1 else ()


class Done(Struct, frozen=True):
    """Pieces with their galleys as records; those of a piece that could not be set are stand-ins, not to be kept."""

    pieces: tuple[Piece, ...]
    records: tuple[Record, ...]
    to_keep: bool = True
    lessons: Lessons = NO_LESSONS
    """What is to be kept of what WeasyPrint said meanwhile."""


def set_records(style: Style, pieces: Sequence[Piece]) -> list[Record]:
    """Set pieces of one measure; their galleys as records."""
    from bookwork.typesetting.galleys import set_pieces  # noqa: PLC0415 - slow to load, and only who sets needs it

    return [encode(galley) for galley in set_pieces(style, pieces)]


def record_as_taught(stone: Stone, piece: Piece) -> Record | None:
    """The galley of a piece as a record, set without WeasyPrint; None where that is not enough."""
    if piece.paged:
        return None
    try:
        (galley,) = stone.set([piece])
    except Exception:  # whatever is wrong with it, the crew finds it too, and names it
        return None
    return encode(galley)


def batches(pieces: Iterable[Piece]) -> list[Batch]:
    """Pieces of one measure together, chapters alone; the heaviest first, so that all cores end together."""
    groups: dict[tuple[float, bool], list[Piece]] = {}
    for piece in pieces:
        groups.setdefault((piece.measure, piece.paged), []).append(piece)
    found = [batch for (_, paged), group in groups.items() for batch in _parted(group, 1 if paged else MOST_PIECES)]
    return sorted(found, key=_weight, reverse=True)


def _parted(group: list[Piece], most: int) -> Iterator[Batch]:
    batch: list[Piece] = []
    weight = 0
    for piece in sorted(group, key=lambda each: len(each.html), reverse=True):
        if batch and (len(batch) == most or weight + len(piece.html) > HEAVIEST):
            yield Batch(tuple(batch))
            batch, weight = [], 0
        batch.append(piece)
        weight += len(piece.html)
    yield Batch(tuple(batch))


def _weight(batch: Batch) -> int:
    return sum(len(piece.html) for piece in batch.pieces)


def stand_in(style: Style, piece: Piece, reason: str) -> Done:
    """What stands for a piece that cannot be set: its name, its anchors, and the fault that names it.

    Without a reason, it was the end of every worker that had it.
    """
    from bookwork.typesetting.galleys import set_pieces  # noqa: PLC0415

    anchors = "".join(f'<span id="{name}"></span>' for name in _ID.findall(piece.html) if not _PARAGRAPH.search(name))
    name = escape(piece.id)
    html = f'<p id="{name}.{Role.HEAD.value}.1">{anchors}{name}</p>'
    (galley,) = set_pieces(style, [replace(piece, html=html)])
    named = (("piece", piece.id),)
    fault = Fault("galley.failed", (*named, ("reason", reason))) if reason else Fault("galley.crash", named)
    return Done((piece,), (encode(replace(galley, faults=(*galley.faults, fault))),), to_keep=False)


_ID = re.compile(r'\sid="([^"]+)"')
_PARAGRAPH = re.compile(rf"\.(?:{'|'.join(role.value for role in Role)})\.\d+$")
