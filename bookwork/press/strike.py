"""Sheets struck off one by one: the content of each page, its links, its pictures; none is struck twice.

What is on a page depends on the galleys placed there and on where they stand, and on nothing else: it is kept in the
store under their hash. Links lead to names, so that a sheet need not be struck again when what it leads to moves.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from bookwork.makeup.sheets import Placed, Sheet
from bookwork.press.pdffile import array, byte_string, number
from bookwork.project import PT_PER_MM, Layout
from bookwork.records import RecordError, Struct, pack, unpack
from bookwork.store import content_key
from bookwork.typesetting.cutter import BLACK
from bookwork.typesetting.galley import PT_PER_PX, Link, Picture, SetType
from bookwork.typesetting.setting import SettingRoom
from bookwork.typesetting.slots import number_of, put_in

_VERSION: Final = "sheet 4"
_COMPRESSION: Final = 1
"""zlib level of page contents: level 9 makes them 4 % smaller and takes six times as long (measured)."""
_SCALE: Final = b"0.75"


class Impression(Struct, frozen=True):
    """A page as it comes off the press: its content, deflated, and the digest of that; its links; its pictures.

    A link is the annotation that it is (ISO 32000-2, 12.5.6.5), with its target, if that is in the book.
    """

    content: bytes
    digest: bytes
    links: tuple[tuple[str, bytes], ...]
    pictures: tuple[Picture, ...]


class Paper(Struct, frozen=True):
    """The paper of a page in pt: height of the trimmed page, bleed around it; and whether it carries links."""

    height: float
    bleed: float
    links: bool


def paper(layout: Layout, *, screen: bool) -> Paper:
    """The paper of an edition: on screen trimmed and with links, in print with bleed and without."""
    return Paper(layout.page_height, 0.0 if screen else layout.trim.bleed * PT_PER_MM, screen)


def strike(sheets: Sequence[Sheet], keys: Sequence[bytes], on: Paper, room: SettingRoom) -> Iterator[Impression]:
    """The impression of each sheet by its key; all are in memory. Raises ``LostTypeError`` where type is lost."""
    known = {key: found for key, record in room.store.read(keys).items() if (found := _decode(record)) is not None}
    new = {key: sheet for key, sheet in zip(keys, sheets, strict=True) if key not in known}
    types = room.types({placed.galley for sheet in new.values() for placed in sheet.placed})
    struck = {key: _impression(sheet, on, types) for key, sheet in new.items()}
    room.store.write({key: pack(each) for key, each in struck.items()})
    known |= struck
    for key in keys:
        yield known[key]


def sheet_key(sheet: Sheet, on: Paper, room: SettingRoom) -> bytes:
    """The hash of all that is on a sheet."""
    rows = [
        (room.key(p.galley), p.first, p.stop, p.left, p.top, p.lead, p.matter.references if p.matter else ())
        for p in sheet.placed
    ]
    return content_key(_VERSION, pack((on, rows)))


def _decode(record: bytes) -> Impression | None:
    try:
        return unpack(record, Impression)
    except RecordError:
        return None


def _impression(sheet: Sheet, on: Paper, types: Mapping[str, SetType]) -> Impression:
    content = page_content(sheet, types, on.height + on.bleed, on.bleed)
    pictures = [picture for placed in sheet.placed for picture in types[placed.galley].pictures]
    links = [link for placed in sheet.placed for link in _links(placed, types, on.height)] if on.links else []
    deflated = zlib.compress(content, _COMPRESSION)
    return Impression(deflated, content_key(deflated), tuple(links), tuple(dict.fromkeys(pictures)))


def page_content(sheet: Sheet, types: Mapping[str, SetType], height: float, left: float) -> bytes:
    """The content stream of a sheet; ``height`` of the page's top edge and ``left`` edge of the trim, in pt."""
    parts = [BLACK]
    for placed in sheet.placed:
        drawn = [content for content in types[placed.galley].contents[placed.first : placed.stop] if content]
        if not drawn:
            continue
        if placed.matter is not None and placed.matter.references:
            folios = [reference.text for reference in placed.matter.references]
            drawn = [put_in(content, folios) for content in drawn]
        x, y = placed.left + left, height - placed.top + placed.lead * PT_PER_PX
        parts += [b"q", b"%s 0 0 -%s %s %s cm" % (_SCALE, _SCALE, number(x), number(y)), *drawn, b"Q"]
    return b"\n".join(parts)


def _links(placed: Placed, types: Mapping[str, SetType], height: float) -> Iterator[tuple[str, bytes]]:
    for link in types[placed.galley].links:
        if placed.first <= link.line < placed.stop:
            left, right = (placed.left + x * PT_PER_PX for x in (link.left, link.right))
            top, bottom = (height - placed.top - (y - placed.lead) * PT_PER_PX for y in (link.top, link.bottom))
            yield _annotation(_target(link, placed), array((left, bottom, right, top)))


def _annotation(target: str, box: bytes) -> tuple[str, bytes]:
    inside = target[1:] if target.startswith("#") else ""
    said = byte_string((inside or target).encode("utf-8"))
    action = b"/Dest%s" % said if inside else b"/A<</S/URI/URI%s>>" % said
    return inside, b"<</Type/Annot/Subtype/Link/Border[0 0 0]/F 4/Rect%s%s>>" % (box, action)


def _target(link: Link, placed: Placed) -> str:
    """What a link leads to: that of a folio slot, where its reference does."""
    slot = number_of(link.target)
    return link.target if slot is None or placed.matter is None else f"#{placed.matter.references[slot].anchor}"
