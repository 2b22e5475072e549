"""Pages kept standing: a part of the same lines as the last time is not made up again.

(Printers tied up made-up pages and kept them standing for the next impression.) What the breaks hang on is the heights
of lines, what may not be parted, what could give way, and the layout; letters that change within a line alter none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from hashlib import blake2b
from typing import Final, NamedTuple

from bookwork.makeup.fitting import Fitted
from bookwork.makeup.sections import MadeUp
from bookwork.makeup.sheets import Matter, Part, Placed
from bookwork.makeup.slugs import Column, Page
from bookwork.makeup.takes import Take
from bookwork.project import Layout
from bookwork.records import Struct, pack, recalled
from bookwork.store import Store, content_key, program_key
from bookwork.typesetting.galley import Shape
from bookwork.typesetting.setting import SettingRoom

_STANDING: Final = content_key("standing", program_key(("makeup",), ()))
MARK: Final = 16
"""Bytes that stand for one galley."""
_TITLE: Final = -1
"""Stands for the part's heading where the number of a matter is expected; numbers below it for carried headings."""


class _Run(NamedTuple):
    """Lines placed on a page, as :class:`Placed`, with the number of their matter in the part."""

    matter: int
    first: int
    stop: int
    left: float
    top: float
    lead: float
    column: int


class Marks(NamedTuple):
    """What the pages of a part hang on, as hashes: grid, prices and columns; and each galley, by :data:`MARK` bytes."""

    setting: bytes
    rows: bytes


class Standing(Struct, frozen=True):
    """The pages of a part as they were made up: what stands on them, their columns; what they hung on; the takes."""

    marks: Marks
    takes: tuple[Take, ...]
    pages: tuple[tuple[_Run, ...], ...]
    columns: tuple[tuple[Column, ...], ...]

    def placed(self, numbers: range, part: Part, shift: int = 0) -> Iterator[tuple[Placed, ...]]:
        """Pages with these numbers on the part, where the matters on them are so many further on now."""
        for number in numbers:
            yield tuple(_placed(self.pages[number], part, shift))


def standing(part: Part, store: Store, setting: bytes) -> Standing | None:
    """The part as it was made up the last time, if that was on the same grid, at the same prices."""
    kept = recalled(store, content_key(_STANDING, part.id), Standing)
    return kept if kept and kept.marks.setting == setting else None


def recall(part: Part, galleys: Mapping[str, Shape], room: SettingRoom, kept: Standing) -> MadeUp | None:
    """A part that was made of the same before (:func:`what_makes`), as it was made up; None where a piece is lost."""
    shapes = set_again(Fitted((Page(columns) for columns in kept.columns), galleys), part, room)
    if shapes is None:
        return None
    return MadeUp(tuple(kept.placed(range(len(kept.pages)), part)), kept.columns, shapes)


def set_again(fitted: Fitted, part: Part, room: SettingRoom) -> Mapping[str, Shape] | None:
    """The pieces that the pages of a part ask for, set; None where one did not come as it was asked for."""
    orders = fitted.orders(part.matter)
    shapes = fitted.take(room.set(orders) if orders else {})
    return shapes if len(shapes) == len(orders) else None


def keep(part: Part, made: MadeUp, store: Store, marks: Marks, takes: tuple[Take, ...]) -> None:
    """Keep the pages of a part."""
    numbers = {id(matter): number for number, matter in enumerate(part.matter)}
    pages = tuple(tuple(_runs(page, part, numbers))[::-1] for page in made.pages)
    store.write({content_key(_STANDING, part.id): pack(Standing(marks, takes, pages, made.columns))})


def what_makes(part: Part, galleys: Mapping[str, Shape], layout: Layout) -> Marks:
    """All that the pages of a part hang on; of the galleys as they are before some are set again."""
    heading = galleys[part.heading.id].heights if part.heading else ()
    setting = f"{layout.grid} {layout.prices} {layout.columns} {layout.gutter} {layout.text_width} {part.columns}"
    rows = b"".join([blake2b(pack(row), digest_size=MARK).digest() for row in _rows(part.matter, galleys)])
    return Marks(content_key(setting, pack(heading)), rows)


def _rows(matters: Sequence[Matter], galleys: Mapping[str, Shape]) -> Iterator[object]:
    for matter in matters:
        shape = galleys[matter.piece.id]
        carried = galleys[matter.carried.id].heights if matter.carried else ()
        gives = shape.leeways, shape.hyphened
        yield matter.piece.id, matter.blank, carried, shape.heights, shape.spans, shape.joints, gives


def _runs(page: Sequence[Placed], part: Part, numbers: Mapping[int, int]) -> Iterator[_Run]:
    """What stands on a page; a carried heading by the matter that follows it."""
    following = 0
    for placed in reversed(page):
        if placed.matter is not None:
            number = following = numbers[id(placed.matter)]
        else:
            own = part.heading is not None and placed.galley == part.heading.id
            number = _TITLE if own else _TITLE - 1 - following
        yield _Run(number, placed.first, placed.stop, placed.left, placed.top, placed.lead, placed.column)


def _placed(page: Sequence[_Run], part: Part, shift: int) -> Iterator[Placed]:
    for number, *where, column in page:
        first, stop, left, top, lead = where
        matter = part.matter[number + shift] if number >= 0 else None
        if matter is not None:
            yield Placed(matter.piece.id, int(first), int(stop), left, top, lead, column, matter)
            continue
        piece = part.heading if number == _TITLE else part.matter[_TITLE - 1 - number + shift].carried
        assert piece is not None
        yield Placed(piece.id, int(first), int(stop), left, top, lead, column)
