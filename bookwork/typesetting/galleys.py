"""Sets pieces of HTML in type with WeasyPrint and cuts the result into galleys.

Setting is a pure function of the piece and the style: it can run in any process, on any machine, in any batch, and
gives the same bytes. (That is why a face must count 1 000 units to the em: WeasyPrint rounds advances to thousandths,
and only then is the rounding exact at every size.)
"""

from __future__ import annotations

import logging
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import weasyprint
from weasyprint.css import get_all_computed_styles
from weasyprint.css.properties import INITIAL_VALUES
from weasyprint.text.ffi import pango
from weasyprint.text.fonts import FontConfiguration, font_features

from bookwork.store import picture_name, stored_picture
from bookwork.typesetting.caster import Box, Laid, cast_batch, cast_sheets
from bookwork.typesetting.cutter import BLACK, Words
from bookwork.typesetting.division import PATTERNS
from bookwork.typesetting.galley import Galley, Picture, Piece
from bookwork.typesetting.handset import HandSet, HandSetter, SetParagraph, Shop
from bookwork.typesetting.linotype import TOLERANCE
from bookwork.typesetting.measure import SHAPER

TALLEST = 400_000
"""Height of a batch's page in grid lines: some 20 million characters."""

_FONT_NAME = re.compile(r"/?([A-Z]{6})\+(.+)")


@dataclass(frozen=True, slots=True)
class Style:
    """What all pieces share: style sheets (text, with absolute font addresses), language, leading in pt, versions."""

    galley_css: str
    chapter_css: str
    language: str
    leading: float
    base: str
    """Folder that relative addresses in pieces start from."""
    store: str
    """The store's file, which holds the photographs (``picture:hash``)."""
    shop: Shop | None = None
    """What paragraphs are set by hand with; None leaves them to WeasyPrint."""


def versions() -> str:
    """The versions of everything that shapes a galley."""
    pango_version = pango.pango_version()
    return f"weasyprint {weasyprint.__version__}, pango {pango_version}, {SHAPER}, {PATTERNS}, galley 7"


@lru_cache(maxsize=4)
def _sheets(css: str) -> tuple[weasyprint.CSS, FontConfiguration]:
    fonts = FontConfiguration()
    return weasyprint.CSS(string=css, font_config=fonts), fonts


def style_complaints(style: Style) -> tuple[str, ...]:
    """What WeasyPrint does not understand in the style sheets."""
    with _complaints() as complaints:
        for css in (style.galley_css, style.chapter_css):
            weasyprint.CSS(string=css, font_config=FontConfiguration())
    return tuple(complaints)


def set_pieces(style: Style, pieces: Sequence[Piece]) -> list[Galley]:
    """Set pieces of one measure; what WeasyPrint complains of becomes a fault of the piece it concerns."""
    if len(pieces) == 1 and pieces[0].paged:
        laid, complaints = _lay(style, style.chapter_css, pieces[0].html)
        return [cast_sheets(laid, complaints)]
    if any(piece.paged for piece in pieces):
        return [galley for piece in pieces for galley in set_pieces(style, [piece])]
    galleys, complaints = _set_batch(style, pieces)
    if complaints and len(pieces) > 1:
        return [galley for piece in pieces for galley in _set_batch(style, [piece])[0]]
    return galleys


def _set_batch(style: Style, pieces: Sequence[Piece]) -> tuple[list[Galley], list[str]]:
    """Set pieces below each other on one page, as wide as the measure and far taller than any batch."""
    hand_set = _set_by_hand(style, pieces)
    frames = [frame_anchor(piece.id) for piece in pieces]
    laid, complaints = _lay(style, *_sheet_of(style, pieces, [each.html for each in hand_set]))
    if len(laid) != 1:
        raise ValueError(f"a batch is higher than {TALLEST} lines: {', '.join(piece.id for piece in pieces)}")
    paragraphs = [paragraph for each in hand_set for paragraph in each.paragraphs]
    galleys = cast_batch(frames, _with_paragraphs(laid[0], paragraphs), style.leading, complaints)
    return [
        replace(galley, faults=(*galley.faults, *each.faults)) if each.faults else galley
        for galley, each in zip(galleys, hand_set, strict=True)
    ], complaints


def _sheet_of(style: Style, pieces: Sequence[Piece], texts: Sequence[str]) -> tuple[str, str]:
    """The style sheet and the body of a page for these pieces below each other, with these texts."""
    page = f"@page{{size:{pieces[0].measure:.4f}pt {TALLEST * style.leading:.4f}pt;margin:0}}"
    framed = (
        f'<article id="{frame_anchor(piece.id)}">{text}</article>' for piece, text in zip(pieces, texts, strict=True)
    )
    return page + style.galley_css, "".join(framed)


def _set_by_hand(style: Style, pieces: Sequence[Piece]) -> list[HandSet]:
    """The pieces with stand-ins for the paragraphs that we set, and these paragraphs."""
    if style.shop is None:
        return [HandSet(piece.html) for piece in pieces]
    setter = _hand_setter(style)
    hand_set = [setter.set(piece.html, piece.measure) for piece in pieces]
    unplaced = [piece for piece, each in zip(pieces, hand_set, strict=True) if each.unplaced]
    boxes = named_boxes(style, unplaced, [each.html for each in hand_set if each.unplaced])
    return [
        setter.set(piece.html, piece.measure, boxes[piece.id]) if each.unplaced else each
        for piece, each in zip(pieces, hand_set, strict=True)
    ]


def named_boxes(style: Style, pieces: Sequence[Piece], texts: Sequence[str]) -> dict[str, dict[str, Box]]:
    """By piece, its named boxes in px from its upper left corner, where it stands with this text."""
    if not pieces:
        return {}
    with _complaints():
        page = _render(style, *_sheet_of(style, pieces, texts)).pages[0]
    tops = [page.anchors[frame_anchor(piece.id)][1] for piece in pieces]
    boxes: dict[str, dict[str, Box]] = {piece.id: {} for piece in pieces}
    for name, box in page.anchors.items():
        number = max(0, bisect_right(tops, box[1] + TOLERANCE) - 1)
        boxes[pieces[number].id][name] = _lowered(box, -tops[number])
    return boxes


@lru_cache(maxsize=4)
def _hand_setter(style: Style) -> HandSetter:
    assert style.shop is not None
    return HandSetter(style.shop, partial(computed_values, style))


def computed_values(style: Style, body: str) -> dict[str, dict[str, Any]]:
    """What the style sheets give the elements with an ``id`` in this body: see ``cascade.Values``."""
    sheet, fonts = _sheets(style.galley_css)
    html = weasyprint.HTML(string=f'<html lang="{style.language}"><body>{body}</body></html>', base_url=style.base)
    style_for = get_all_computed_styles(html, [sheet], False, fonts)
    return {
        element.get("id"): _values(style_for, element)
        for element in html.etree_element.iter()
        if element.get("id") is not None
    }


def _values(style_for: Any, element: Any) -> dict[str, Any]:
    style = style_for(element)
    values = {name: style[name] for name, initial in INITIAL_VALUES.items() if style[name] != initial}
    values["features"] = font_features(*(style[name] for name in _FEATURES))
    values["ink"] = _ink(style["color"])
    values["boxes"] = tuple(f"::{name}" for name in _PSEUDO if style_for(element, name))
    return values


def _ink(color: Any) -> bytes | None:
    """The operator that sets a colour of four inks, or black; None for others."""
    if color.alpha != 1 or color.space not in ("device-cmyk", "srgb"):
        return None
    if color.space == "device-cmyk":
        return b"%s k" % b" ".join(b"%g" % part for part in color.coordinates)
    return BLACK if not any(color.coordinates) else None


_FEATURES = (
    "font_kerning", "font_variant_ligatures", "font_variant_position", "font_variant_caps", "font_variant_numeric",
    "font_variant_alternates", "font_variant_east_asian", "font_feature_settings",
)  # fmt: skip
_PSEUDO = ("before", "after", "first-line", "first-letter")


def _with_paragraphs(laid: Laid, paragraphs: Sequence[SetParagraph]) -> Laid:
    """The page with the lines of these paragraphs where their stand-ins are."""
    words: list[Words] = []
    anchors = dict(laid.anchors)
    links = list(laid.links)
    for paragraph in paragraphs:
        top = laid.anchors[paragraph.name][1]
        words += [replace(each, baseline=each.baseline + top) for each in paragraph.words]
        anchors |= {name: _lowered(box, top) for name, box in paragraph.anchors.items()}
        links += [(target, _lowered(box, top)) for target, box in paragraph.links]
    faces = {**laid.faces, **{face: face for face in {each.font[1:].decode() for each in words}}}
    return replace(laid, words=tuple(words), anchors=anchors, links=tuple(links), faces=faces)


def _lowered(box: Box, height: float) -> Box:
    return box[0], box[1] + height, box[2], box[3] + height


def frame_anchor(piece_id: str) -> str:
    """The name of the box that holds a whole piece; it never leaves the galley."""
    return f"{piece_id}._"


def _lay(style: Style, css: str, body: str) -> tuple[list[Laid], list[str]]:
    """Lay out and print one document; its pages, and what WeasyPrint complained of."""
    with _complaints() as complaints:
        document = _render(style, css, body)
        written = document.write_pdf(uncompressed_pdf=True)
    with pikepdf.open(BytesIO(written)) as pdf:
        contents = [page.Contents.read_bytes() for page in pdf.pages]
        fonts_used = pdf.pages[0].Resources.get("/Font", pikepdf.Dictionary())
        faces = {str(name)[1:]: _face_name(font) for name, font in fonts_used.items()}
        pictures = dict(_pictures(pdf.pages[0].Resources.get("/XObject", pikepdf.Dictionary())))
    return [
        Laid(content, page.height, dict(page.anchors), _links(page), faces, pictures)
        for content, page in zip(contents, document.pages, strict=True)
    ], complaints


def _render(style: Style, css: str, body: str) -> Any:
    sheet, fonts = _sheets(css)
    html = f'<html lang="{style.language}"><body>{body}</body></html>'
    source = weasyprint.HTML(string=html, base_url=style.base, url_fetcher=_Fetcher(style.store))
    return source.render(stylesheets=[sheet], font_config=fonts)


def _pictures(resources: Any) -> Iterator[tuple[str, Picture]]:
    """The photographs among a page's images, by resource name: each is known again by the hash of its JPEG."""
    for name, image in resources.items():
        if image.get("/Filter") == pikepdf.Name.DCTDecode:
            yield str(name)[1:], Picture(picture_name(image.read_raw_bytes()), int(image.Width), int(image.Height))


class _Fetcher(weasyprint.urls.URLFetcher):  # type: ignore[misc]
    """Reads what a book needs and nothing else: files of the layout and photographs of the store, never the network."""

    def __init__(self, store: str) -> None:
        super().__init__(allowed_protocols=("file", "data"))
        self._store = store

    def fetch(self, url: str, headers: Any = None) -> Any:
        """The file, or the photograph called ``picture:hash``."""
        if not url.startswith("picture:"):
            return super().fetch(url, headers)
        found = stored_picture(Path(self._store), url.removeprefix("picture:"))
        if found is None:
            raise ValueError(f"{url} is not in the store")
        return weasyprint.urls.URLFetcherResponse(url, body=found, headers={"Content-Type": "image/jpeg"})


def _links(page: Any) -> tuple[tuple[str, tuple[float, float, float, float]], ...]:
    """Targets with their rectangles in px; the type that WeasyPrint gives them does not matter to us."""
    return tuple((("#" if kind == "internal" else "") + target, box) for kind, target, box, *_ in page.links)


def _face_name(font: Any) -> str:
    """``Livre-Semi-Bold-Italic`` from ``/QEEKHM+Livre-Semi-Bold-Italic``."""
    match = _FONT_NAME.fullmatch(str(font.BaseFont))
    return match.group(2) if match else str(font.BaseFont)


class _Listener(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the message, once."""
        message = record.getMessage()
        if message not in self.messages and not message.startswith(_EXPECTED):
            self.messages.append(message)


_EXPECTED = ("No anchor #",)
"""Links to other pieces: they are resolved when the book is imprinted."""


@contextmanager
def _complaints() -> Iterator[list[str]]:
    logger, listener = logging.getLogger("weasyprint"), _Listener()
    propagates, logger.propagate = logger.propagate, False
    kept, logger.handlers = logger.handlers, [listener]
    try:
        yield listener.messages
    finally:
        logger.handlers, logger.propagate = kept, propagates
