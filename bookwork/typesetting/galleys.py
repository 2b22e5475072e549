"""Sets pieces of HTML in type with WeasyPrint and cuts the result into galleys.

Setting is a pure function of the piece and the style: it can run in any process, on any machine, in any batch, and
gives the same bytes. (That is why a face must count 1 000 units to the em: WeasyPrint rounds advances to thousandths,
and only then is the rounding exact at every size.)
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import weasyprint
from weasyprint.text.ffi import pango
from weasyprint.text.fonts import FontConfiguration

from bookwork.typesetting.caster import Laid, cast_batch, cast_sheets
from bookwork.typesetting.galley import Galley, Picture, Piece
from bookwork.typesetting.store import Store, picture_key, picture_name

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


def versions() -> str:
    """The versions of everything that shapes a galley."""
    pango_version = pango.pango_version()
    return f"weasyprint {weasyprint.__version__}, pango {pango_version}, galley 6"


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
    page = f"@page{{size:{pieces[0].measure:.4f}pt {TALLEST * style.leading:.4f}pt;margin:0}}"
    body = "".join(f'<article id="{frame_anchor(piece.id)}">{piece.html}</article>' for piece in pieces)
    laid, complaints = _lay(style, page + style.galley_css, body)
    if len(laid) != 1:
        raise ValueError(f"a batch is higher than {TALLEST} lines: {', '.join(piece.id for piece in pieces)}")
    return cast_batch([frame_anchor(piece.id) for piece in pieces], laid[0], style.leading, complaints), complaints


def frame_anchor(piece_id: str) -> str:
    """The name of the box that holds a whole piece; it never leaves the galley."""
    return f"{piece_id}._"


def _lay(style: Style, css: str, body: str) -> tuple[list[Laid], list[str]]:
    """Lay out and print one document; its pages, and what WeasyPrint complained of."""
    sheet, fonts = _sheets(css)
    html = f'<html lang="{style.language}"><body>{body}</body></html>'
    fetcher = _Fetcher(style.store)
    with _complaints() as complaints:
        source = weasyprint.HTML(string=html, base_url=style.base, url_fetcher=fetcher)
        document = source.render(stylesheets=[sheet], font_config=fonts)
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
        key = picture_key(url.removeprefix("picture:"))
        with Store(Path(self._store)) as store:
            found = store.read([key]).get(key)
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
