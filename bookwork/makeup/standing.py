"""Pages kept standing: a part of the same lines as the last time is not made up again.

(Printers tied up made-up pages and kept them standing for the next impression.) What the breaks hang on is the heights
of lines, what may not be parted, what could give way, and the layout; letters that change within a line alter none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from bookwork.makeup.fitting import Fitted
from bookwork.makeup.sections import MadeUp
from bookwork.makeup.sheets import Matter, Part, Placed
from bookwork.makeup.slugs import Column, Page
from bookwork.project import Layout
from bookwork.records import RecordError, pack, recalled, unpack
from bookwork.store import content_key, program_key
from bookwork.typesetting.galley import Shape
from bookwork.typesetting.setting import SettingRoom

_STANDING: Final = content_key("standing", program_key(("makeup",), ()))
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


@dataclass(frozen=True, slots=True)
class _Standing:
    """The pages of a part: what stands on them, their columns."""

    pages: tuple[tuple[_Run, ...], ...]
    columns: tuple[tuple[Column, ...], ...]


def recall(part: Part, galleys: Mapping[str, Shape], room: SettingRoom, made_of: bytes) -> MadeUp | None:
    """The part as it was made up the last time, if it was made of the same (:func:`what_makes`)."""
    kept = recalled(room.store, content_key(_STANDING, part.id), tuple[bytes, bytes])
    were_made_of, pages = kept or (b"", b"")
    try:
        standing = unpack(pages, _Standing) if were_made_of == made_of else None
    except RecordError:
        return None
    if standing is None:
        return None
    fitted = Fitted((Page(columns) for columns in standing.columns), galleys)
    orders = fitted.orders(part.matter)
    shapes = fitted.take(room.set(orders) if orders else {})
    if len(shapes) < len(orders):
        return None
    return MadeUp(tuple(tuple(_placed(page, part)) for page in standing.pages), standing.columns, None, shapes)


def keep(part: Part, made: MadeUp, room: SettingRoom, made_of: bytes) -> None:
    """Keep the pages of a part."""
    numbers = {id(matter): number for number, matter in enumerate(part.matter)}
    carried = {matter.carried.id: number for number, matter in enumerate(part.matter) if matter.carried}
    pages = tuple(tuple(_run(placed, part, (numbers, carried)) for placed in page) for page in made.pages)
    standing = made_of, pack(_Standing(pages, made.columns))
    room.store.write({content_key(_STANDING, part.id): pack(standing)})


def what_makes(part: Part, galleys: Mapping[str, Shape], layout: Layout) -> bytes:
    """The hash of all that the pages of a part hang on; of the galleys as they are before some are set again."""
    heading = galleys[part.heading.id].heights if part.heading else ()
    setting = f"{layout.grid} {layout.prices} {layout.columns} {layout.gutter} {layout.text_width} {part.columns}"
    return content_key(setting, pack((heading, list(_rows(part.matter, galleys)))))


def _rows(matters: Sequence[Matter], galleys: Mapping[str, Shape]) -> Iterator[object]:
    for matter in matters:
        shape = galleys[matter.piece.id]
        carried = galleys[matter.carried.id].heights if matter.carried else ()
        gives = shape.leeways, shape.hyphened
        yield matter.piece.id, matter.blank, carried, shape.heights, shape.spans, shape.joints, gives


def _run(placed: Placed, part: Part, numbers: tuple[Mapping[int, int], Mapping[str, int]]) -> _Run:
    by_matter, by_carried = numbers
    if placed.matter is not None:
        number = by_matter[id(placed.matter)]
    else:
        own = part.heading is not None and placed.galley == part.heading.id
        number = _TITLE if own else _TITLE - 1 - by_carried[placed.galley]
    return _Run(number, placed.first, placed.stop, placed.left, placed.top, placed.lead, placed.column)


def _placed(page: Sequence[_Run], part: Part) -> Iterator[Placed]:
    for number, *where, column in page:
        first, stop, left, top, lead = where
        matter = part.matter[number] if number >= 0 else None
        if matter is not None:
            yield Placed(matter.piece.id, int(first), int(stop), left, top, lead, column, matter)
            continue
        piece = part.heading if number == _TITLE else part.matter[_TITLE - 1 - number].carried
        assert piece is not None
        yield Placed(piece.id, int(first), int(stop), left, top, lead, column)
