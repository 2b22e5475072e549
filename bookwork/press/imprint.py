"""The imprint: sheets and galleys to the finished PDF – pages, boxes, fonts, links, outline, page labels, metadata.

The same sheets give the same bytes: nothing here reads the clock, and the file's identifier is a hash of its content.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, OutlineItem

from bookwork.makeup.sheets import Placed, Sheet
from bookwork.model.pagemap import PageMap
from bookwork.press.fonts import embed_font
from bookwork.project import PT_PER_MM, BookIdentity, Layout
from bookwork.typesetting.cutter import BLACK
from bookwork.typesetting.foundry import CastFont
from bookwork.typesetting.galley import PT_PER_PX, Galley

_COMPRESSION = 1
"""zlib level of page contents: level 9 makes them 4 % smaller and takes six times as long (measured)."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the outline: its level from 1, its title, the anchor it leads to."""

    level: int
    title: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Forme:
    """All that is locked up for the press. (The forme: type made up into pages, ready to be printed.)"""

    sheets: Sequence[Sheet]
    galleys: Mapping[str, Galley]
    fonts: Mapping[str, CastFont]
    """Cast fonts by the name that galleys give their face."""
    picture: Callable[[str], bytes]
    """The gray JPEG of a hash."""
    pagemap: PageMap
    outline: Sequence[Entry]
    identity: BookIdentity
    layout: Layout
    screen: bool
    """With links, outline and labels, trimmed; the print edition has bleed and none of these (ISO 15930-7, 6.16)."""


def imprint(forme: Forme, target: Path) -> None:
    """Write the book; raises OSError where the file cannot be written."""
    pdf = pikepdf.new()
    fonts = _font_resources(pdf, forme)
    pictures = _picture_resources(pdf, forme)
    pages = [_page(pdf, sheet, forme, (fonts, pictures)) for sheet in forme.sheets]
    for page in pages:
        pdf.pages.append(page)
    if forme.screen:
        _link(pdf, forme)
        _label(pdf, forme.sheets)
        _outline(pdf, forme)
    _describe(pdf, forme)
    pdf.save(target, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)


def _font_resources(pdf: pikepdf.Pdf, forme: Forme) -> pikepdf.Object:
    """One dictionary for all pages: every resource name that a galley uses leads to the one font of its face."""
    embedded: dict[str, pikepdf.Object] = {}
    resources: dict[str, pikepdf.Object] = {}
    names = {(face.resource, face.face) for galley in forme.galleys.values() for face in galley.faces}
    for resource, face in sorted(names):
        if face in forme.fonts:
            if face not in embedded:
                embedded[face] = embed_font(pdf, forme.fonts[face])
            resources[f"/{resource}"] = embedded[face]
    return pdf.make_indirect(Dictionary(resources))


def _picture_resources(pdf: pikepdf.Pdf, forme: Forme) -> dict[str, pikepdf.Object]:
    """Every photograph once, by its hash."""
    pictures = {picture.hash: picture for galley in forme.galleys.values() for picture in galley.pictures}
    embedded: dict[str, pikepdf.Object] = {}
    for name, picture in sorted(pictures.items()):
        image = pikepdf.Stream(pdf, forme.picture(name))
        image.Type, image.Subtype = Name.XObject, Name.Image
        image.Width, image.Height = picture.width, picture.height
        image.ColorSpace, image.BitsPerComponent, image.Filter = Name.DeviceGray, 8, Name.DCTDecode
        embedded[name] = pdf.make_indirect(image)
    return embedded


def _page(
    pdf: pikepdf.Pdf, sheet: Sheet, forme: Forme, resources: tuple[pikepdf.Object, Mapping[str, pikepdf.Object]]
) -> pikepdf.Page:
    layout, (fonts, pictures) = forme.layout, resources
    bleed = 0.0 if forme.screen else layout.trim.bleed * PT_PER_MM
    width, height = layout.page_width, layout.page_height
    content = page_content(sheet, forme.galleys, height + bleed, bleed)
    stream = pikepdf.Stream(pdf, zlib.compress(content, _COMPRESSION))
    stream.Filter = Name.FlateDecode
    page = Dictionary(
        Type=Name.Page,
        MediaBox=_box(0, 0, width + 2 * bleed, height + 2 * bleed),
        TrimBox=_box(bleed, bleed, width + bleed, height + bleed),
        Resources=Dictionary(Font=fonts),
        Contents=pdf.make_indirect(stream),
    )
    shown = {
        f"/p-{picture.hash}": pictures[picture.hash]
        for placed in sheet.placed
        for picture in forme.galleys[placed.galley].pictures
    }
    if shown:
        page.Resources.XObject = Dictionary(shown)
    if bleed:
        page.BleedBox = page.MediaBox
    return pikepdf.Page(pdf.make_indirect(page))


def _numbers(*values: float) -> list[Any]:
    return [round(value, 4) for value in values]


def _box(*edges: float) -> Array:
    return Array(_numbers(*edges))


def page_content(sheet: Sheet, galleys: Mapping[str, Galley], height: float, left: float) -> bytes:
    """The content stream of a sheet; ``height`` of the page's top edge and ``left`` edge of the trim, in pt."""
    parts = [BLACK]
    for placed in sheet.placed:
        galley = galleys[placed.galley]
        drawn = [line.content for line in galley.lines[placed.first : placed.stop] if line.content]
        if not drawn:
            continue
        x, y = placed.left + left, height - placed.top + placed.lead * PT_PER_PX
        parts += [b"q", b"%s 0 0 -%s %s %s cm" % (_SCALE, _SCALE, _number(x), _number(y)), *drawn, b"Q"]
    return b"\n".join(parts)


_SCALE = b"0.75"


def _number(value: float) -> bytes:
    return f"{value:.4f}".rstrip("0").rstrip(".").encode("ascii")


def _link(pdf: pikepdf.Pdf, forme: Forme) -> None:
    """Links inside the book and out of it, as annotations on their pages."""
    for page, sheet in zip(pdf.pages, forme.sheets, strict=True):
        annotations = [pdf.make_indirect(link) for placed in sheet.placed for link in _links(pdf, placed, forme)]
        if annotations:
            page.Annots = Array(annotations)


def _links(pdf: pikepdf.Pdf, placed: Placed, forme: Forme) -> Iterator[Dictionary]:
    height = forme.layout.page_height
    for link in forme.galleys[placed.galley].links:
        if not placed.first <= link.line < placed.stop:
            continue
        left, right = (placed.left + x * PT_PER_PX for x in (link.left, link.right))
        top, bottom = (height - placed.top - (y - placed.lead) * PT_PER_PX for y in (link.top, link.bottom))
        annotation = Dictionary(
            Type=Name.Annot, Subtype=Name.Link, Rect=_box(left, bottom, right, top), Border=Array([0, 0, 0]), F=4
        )
        if link.target.startswith("#"):
            spot = forme.pagemap.anchors.get(link.target[1:])
            if spot is None:
                continue
            annotation.Dest = _destination(pdf, spot.sheet, spot.top, height)
        else:
            annotation.A = Dictionary(S=Name.URI, URI=link.target.encode("utf-8"))
        yield annotation


def _destination(pdf: pikepdf.Pdf, sheet: int, top: float, height: float) -> Array:
    return Array([pdf.pages[sheet - 1].obj, Name.XYZ, *_numbers(0, height - top + 4, 0)])


def _label(pdf: pikepdf.Pdf, sheets: Sequence[Sheet]) -> None:
    """Page labels (ISO 32000-2, 12.4.2): roman in front, arabic from the first notice."""
    numbers = Array()
    style = ""
    for index, sheet in enumerate(sheets):
        own = "D" if sheet.number.isdigit() else "r"
        if own != style:
            numbers.append(index)
            numbers.append(Dictionary(S=Name(f"/{own}")))
            style = own
    pdf.Root.PageLabels = Dictionary(Nums=numbers)


def _outline(pdf: pikepdf.Pdf, forme: Forme) -> None:
    with pdf.open_outline() as outline:
        branches: list[list[OutlineItem]] = [outline.root]
        for entry in forme.outline:
            spot = forme.pagemap.anchors.get(entry.anchor)
            if spot is None:
                continue
            item = OutlineItem(entry.title, _destination(pdf, spot.sheet, spot.top, forme.layout.page_height))
            item.is_closed = True
            del branches[max(1, entry.level) :]
            branches[-1].append(item)
            branches.append(item.children)
    pdf.Root.PageMode = Name.UseOutlines


def _describe(pdf: pikepdf.Pdf, forme: Forme) -> None:
    identity = forme.identity
    stamp = f"{identity.date:%Y-%m-%d}T00:00:00+00:00"
    title = f"{identity.title}. {identity.subtitle}" if identity.subtitle else identity.title
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
        metadata["dc:title"] = title
        metadata["dc:language"] = [identity.language]
        if identity.author:
            metadata["dc:creator"] = [identity.author]
        if identity.publisher:
            metadata["dc:publisher"] = [identity.publisher]
        metadata["xmp:CreateDate"] = metadata["xmp:ModifyDate"] = metadata["xmp:MetadataDate"] = stamp
        metadata["xmp:CreatorTool"] = metadata["pdf:Producer"] = "bookwork"
    day = f"D:{identity.date:%Y%m%d}000000Z"
    pdf.docinfo["/Title"] = title
    if identity.author:
        pdf.docinfo["/Author"] = identity.author
    for name, value in (("/Creator", "bookwork"), ("/Producer", "bookwork"), ("/CreationDate", day), ("/ModDate", day)):
        pdf.docinfo[name] = value
    pdf.Root.Lang = identity.language
    pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
