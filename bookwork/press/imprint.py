"""The imprint: sheets and galleys to the finished PDF – pages, boxes, fonts, links, outline, page labels, metadata.

The same sheets give the same bytes: nothing here reads the clock, and the file's identifier is a hash of its content.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final

from bookwork.makeup.sheets import Sheet
from bookwork.model.pagemap import PageMap
from bookwork.press.fonts import embed_font
from bookwork.press.metadata import information, xmp_packet
from bookwork.press.outline import Entry, write_outline
from bookwork.press.pdffile import PdfFile, array, byte_string, name, number, reference, text_string
from bookwork.press.reprint import Plate, Plates, keep_plates, plates_of
from bookwork.press.strike import Impression, Paper, paper, sheet_key, strike
from bookwork.project import BookIdentity, Layout
from bookwork.records import Struct, replace
from bookwork.store import content_key, picture_key
from bookwork.typesetting.foundry import CastFont
from bookwork.typesetting.galley import Picture, Shape
from bookwork.typesetting.setting import SettingRoom

_KIDS: Final = 64
"""Pages, or destinations, to one node of their tree (ISO 32000-2, 7.7.3.3 and 7.9.6)."""


class Forme(Struct, frozen=True):
    """All that is locked up for the press. (The forme: type made up into pages, ready to be printed.)"""

    sheets: Sequence[Sheet]
    shapes: Mapping[str, Shape]
    room: SettingRoom
    """Where the type of the galleys and the photographs are."""
    fonts: Mapping[str, CastFont]
    """Cast fonts by the name that galleys give their face."""
    pagemap: PageMap
    outline: Sequence[Entry]
    identity: BookIdentity
    layout: Layout
    screen: bool
    """With links, outline and labels, trimmed; the print edition has bleed and none of these (ISO 15930-7, 6.16)."""
    printed: Path | None = None
    """The book as it was printed the last time."""


def imprint(forme: Forme, target: Path) -> None:
    """Write the book; raises OSError where the file cannot be written, LostTypeError where a galley is lost."""
    store = forme.room.store
    with target.open("wb") as out, plates_of(forme.printed, store) as plates, PdfFile(out) as pdf:
        made = _Press(pdf, forme, plates).print()
    if forme.printed is not None:
        keep_plates(target, made, store)


@lru_cache(maxsize=4096)
def _up(height: float, top: float) -> bytes:
    """How high a destination is, from its distance from the head of the page: a little above what it leads to."""
    return number(height - top + 4)


class _Press:
    """One run of the press."""

    def __init__(self, pdf: PdfFile, forme: Forme, plates: Plates) -> None:
        self._pdf, self._forme, self._plates = pdf, forme, plates
        self._paper: Paper = paper(forme.layout, screen=forme.screen)
        self._first = pdf.reserve(len(forme.sheets))
        self._pictures: dict[str, int] = {}
        self._targets: set[str] = set()

    def print(self) -> tuple[Plate, ...]:
        """All of the file; what can be taken from it for the next."""
        pdf, forme = self._pdf, self._forme
        fonts = self._fonts()
        nodes, root = self._page_tree()
        made = tuple(self._plate(_KIDS * rank, (fonts, node)) for rank, node in enumerate(nodes))
        entries = [b"/Type/Catalog/Pages %s/Lang%s" % (reference(root), text_string(forme.identity.language))]
        entries.append(b"/ViewerPreferences<</DisplayDocTitle true>>")
        entries.append(
            b"/Metadata %s" % reference(pdf.add_stream(xmp_packet(forme.identity), b"/Type/Metadata/Subtype/XML"))
        )
        if forme.screen:
            entries += [self._labels(), self._outline(), self._destinations()]
        pdf.close(pdf.add(b"<<%s>>" % b"".join(entries)), pdf.add(information(forme.identity)))
        return made

    def _fonts(self) -> int:
        """One dictionary for all pages: every resource name that a galley uses leads to the one font of its face."""
        embedded: dict[str, int] = {}
        rows: list[bytes] = []
        for resource, face in sorted(
            {(each.resource, each.face) for shape in self._forme.shapes.values() for each in shape.faces}
        ):
            if face in self._forme.fonts:
                if face not in embedded:
                    embedded[face] = embed_font(self._pdf, self._forme.fonts[face])
                rows.append(b"%s %s" % (name(resource), reference(embedded[face])))
        return self._pdf.add(b"<<%s>>" % b"".join(rows))

    def _page_tree(self) -> tuple[list[int], int]:
        """The nodes that hold the pages, :data:`_KIDS` each, and the root above them."""
        count = len(self._forme.sheets)
        starts = range(0, count, _KIDS)
        first = self._pdf.reserve(len(starts))
        root = self._pdf.reserve()
        for node, start in enumerate(starts):
            stop = min(count, start + _KIDS)
            kids = b" ".join(reference(self._first + place) for place in range(start, stop))
            body = b"<</Type/Pages/Parent %s/Count %d/Kids[%s]>>" % (reference(root), stop - start, kids)
            self._pdf.add(body, first + node)
        kids = b" ".join(reference(first + node) for node in range(len(starts)))
        self._pdf.add(b"<</Type/Pages/Count %d/Kids[%s]>>" % (count, kids), root)
        return [first + node for node in range(len(starts))], root

    def _plate(self, start: int, common: tuple[int, int]) -> Plate:
        """The pages under one node, as they were printed before or anew; ``start`` is the place of the first."""
        pdf, forme = self._pdf, self._forme
        sheets = forme.sheets[start : start + _KIDS]
        keys = [sheet_key(sheet, self._paper, forme.room) for sheet in sheets]
        where = f"{forme.screen:d} {pdf.next} {self._first + start} {common} {forme.layout.page_width}"
        key = content_key(where, *keys)
        standing = self._plates.find(key)
        if standing and standing.fits(forme.pagemap.anchors.keys(), self._pictures, pdf.next):
            stretch = self._plates.copy(standing, pdf)
            if stretch is not None:
                forme.room.store.use([*keys, *map(picture_key, standing.pictures)])
                self._pictures.update(standing.pictures)
                self._targets.update(standing.led)
                return replace(standing, stretch=stretch)
        return self._plate_anew(key, list(strike(sheets, keys, self._paper, forme.room)), start, common)

    def _plate_anew(self, key: bytes, impressions: Sequence[Impression], start: int, common: tuple[int, int]) -> Plate:
        self._pdf.open_stretch()
        for place, impression in enumerate(impressions, start):
            self._page(place, impression, common)
        stretch = self._pdf.close_stretch()
        wanted = {target for each in impressions for target, _ in each.links if target}
        led = wanted & self._forme.pagemap.anchors.keys()
        pictures = {each.hash: self._pictures[each.hash] for impression in impressions for each in impression.pictures}
        return Plate(key, stretch, tuple(sorted(led)), tuple(sorted(wanted - led)), pictures)

    def _page(self, place: int, impression: Impression, common: tuple[int, int]) -> None:
        layout, bleed = self._forme.layout, self._paper.bleed
        width, height = layout.page_width, layout.page_height
        fonts, parent = common
        media = array((0, 0, width + 2 * bleed, height + 2 * bleed))
        resources = b"/Font %s" % reference(fonts)
        if impression.pictures:
            shown = b"".join(
                b"/p-%s %s" % (each.hash.encode("ascii"), reference(self._picture(each)))
                for each in impression.pictures
            )
            resources += b"/XObject<<%s>>" % shown
        content = self._pdf.add_stream(impression.content, b"/Filter/FlateDecode", digest=impression.digest)
        entries = [
            b"/Type/Page/Parent %s/MediaBox%s" % (reference(parent), media),
            b"/TrimBox%s" % array((bleed, bleed, width + bleed, height + bleed)),
            b"/BleedBox%s" % media if bleed else b"",
            b"/Resources<<%s>>" % resources,
            b"/Contents %s" % reference(content),
        ]
        if links := self._annotations(impression):
            entries.append(b"/Annots[%s]" % links)
        self._pdf.add(b"<<%s>>" % b"".join(entries), self._first + place)

    def _picture(self, picture: Picture) -> int:
        """A photograph, written once."""
        if picture.hash not in self._pictures:
            size = b"/Width %d/Height %d" % (picture.width, picture.height)
            entries = b"/Type/XObject/Subtype/Image/ColorSpace/DeviceGray/BitsPerComponent 8/Filter/DCTDecode" + size
            data, digest = self._forme.room.picture(picture.hash), picture.hash.encode("ascii")
            self._pictures[picture.hash] = self._pdf.add_stream(data, entries, digest=digest)
        return self._pictures[picture.hash]

    def _annotations(self, impression: Impression) -> bytes:
        """Links inside the book and out of it; one that leads to nothing is left out."""
        anchors = self._forme.pagemap.anchors
        led = {target for target, _ in impression.links if target in anchors}
        self._targets |= led
        return b"".join([annotation for target, annotation in impression.links if not target or target in led])

    def _destinations(self) -> bytes:
        """The tree of named destinations (7.9.6, 12.3.2.4): ``livre.pdf#nameddest=n-…`` opens the book at a notice."""
        height, first, anchors = self._forme.layout.page_height, self._first - 1, self._forme.pagemap.anchors
        names = sorted(self._targets)  # in the order of their code points, and so of their bytes in UTF-8
        kids = []
        for start in range(0, len(names), _KIDS):
            leaf = [(byte_string(name.encode("utf-8")), anchors[name]) for name in names[start : start + _KIDS]]
            rows = [b"%s[%d 0 R/XYZ 0 %s 0]" % (n, first + spot.sheet, _up(height, spot.top)) for n, spot in leaf]
            limits = leaf[0][0] + leaf[-1][0]
            kids.append(reference(self._pdf.add(b"<</Limits[%s]/Names[%s]>>" % (limits, b"".join(rows)))))
        return b"/Names<</Dests %s>>" % reference(self._pdf.add(b"<</Kids[%s]>>" % b" ".join(kids)))

    def _outline(self) -> bytes:
        entries = [entry for entry in self._forme.outline if entry.anchor in self._forme.pagemap.anchors]
        self._targets.update(entry.anchor for entry in entries)
        return b"/PageMode/UseOutlines/Outlines %s" % reference(write_outline(self._pdf, entries)) if entries else b""

    def _labels(self) -> bytes:
        """Page labels (12.4.2): roman in front, arabic from the first notice."""
        labels = b""
        style = ""
        for index, sheet in enumerate(self._forme.sheets):
            own = "D" if sheet.number.isdigit() else "r"
            if own != style:
                labels += b"%d<</S/%s>>" % (index, own.encode("ascii"))
                style = own
        return b"/PageLabels<</Nums[%s]>>" % labels
