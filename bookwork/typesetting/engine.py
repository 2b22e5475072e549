"""WeasyPrint behind our own records: it lays out HTML on pages, and says what the style sheets give an element.

What it lays out here is what nobody sets by hand: chapters, boxes, photographs, and what the setter does not know.
"""

from __future__ import annotations

import logging
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import weasyprint
from weasyprint.css import get_all_computed_styles
from weasyprint.css.properties import INITIAL_VALUES
from weasyprint.text.ffi import pango
from weasyprint.text.fonts import FontConfiguration, font_features

from bookwork.store import picture_name
from bookwork.typesetting.caster import Laid
from bookwork.typesetting.cutter import BLACK
from bookwork.typesetting.galley import Picture
from bookwork.typesetting.shop import Style
from bookwork.typesetting.values import STRANGE, Length
from bookwork.typesetting.versions import versions_of
from bookwork.window import stored_picture

_FONT_NAME = re.compile(r"/?([A-Z]{6})\+(.+)")


def versions() -> str:
    """The versions of everything that shapes a galley."""
    return versions_of(weasyprint.__version__, pango.pango_version())


@lru_cache(maxsize=4)
def _sheets(css: str) -> tuple[weasyprint.CSS, FontConfiguration]:
    return _parsed(css)


def _parsed(css: str) -> tuple[weasyprint.CSS, FontConfiguration]:
    """A style sheet with its fonts, of which WeasyPrint makes files that it may leave behind: they go with ours."""
    usual, tempfile.tempdir = tempfile.tempdir, _folder().name
    try:
        fonts = FontConfiguration()
        return weasyprint.CSS(string=css, font_config=fonts), fonts
    finally:
        tempfile.tempdir = usual


@lru_cache(maxsize=1)
def _folder() -> tempfile.TemporaryDirectory[str]:
    """A folder for such files; it is taken away when this process ends."""
    return tempfile.TemporaryDirectory(prefix="bookwork-")


def style_complaints(style: Style) -> tuple[str, ...]:
    """What WeasyPrint does not understand in the style sheets."""
    with _complaints() as complaints:
        for css in (style.galley_css, style.chapter_css):
            _parsed(css)
    return tuple(complaints)


def computed_values(style: Style, body: str) -> dict[str, dict[str, Any]]:
    """What the style sheets give the elements with an ``id`` in this body: see ``values.Values``."""
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
    own = (name for name, initial in INITIAL_VALUES.items() if style[name] != initial)
    own = (name for name, initial in INITIAL_VALUES.items() if style[name] != initial)
    values: dict[str, Any] = {name: _plain(style[name]) for name in own}
    values["features"] = font_features(*(style[name] for name in _FEATURES))
    values["ink"] = _ink(style["color"])
    values["boxes"] = tuple(f"::{name}" for name in _PSEUDO if style_for(element, name))
    return values


def _plain(value: Any) -> float | str | tuple[str, ...] | Length:
    """A computed value as it can be kept."""
    if isinstance(value, (int, float, str)):
        return value
    if isinstance(value, tuple) and all(isinstance(each, str) for each in value):
        return tuple(map(str, value))
    if isinstance(getattr(value, "value", None), (int, float)) and isinstance(getattr(value, "unit", None), str):
        return Length(float(value.value), value.unit)
    return STRANGE


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


def lay(style: Style, css: str, body: str, page: str = "") -> tuple[list[Laid], list[str]]:
    """Lay out and print one document; its pages, and what WeasyPrint complained of. ``page`` is a sheet of its own."""
    sheet, fonts = _sheets(css)
    html = f'<html lang="{style.language}"><body>{body}</body></html>'
    with _complaints() as complaints:
        source = weasyprint.HTML(string=html, base_url=style.base, url_fetcher=_Fetcher(style.store))
        sheets = [sheet, weasyprint.CSS(string=page)] if page else [sheet]
        document = source.render(stylesheets=sheets, font_config=fonts)
        written = document.write_pdf(uncompressed_pdf=True)
    with pikepdf.open(BytesIO(written)) as pdf:
        contents = [page.Contents.read_bytes() for page in pdf.pages]
        fonts_used = pdf.pages[0].Resources.get("/Font", pikepdf.Dictionary())
        faces = {str(name)[1:]: _face_name(font) for name, font in fonts_used.items()}
        images = dict(_pictures(pdf.pages[0].Resources.get("/XObject", pikepdf.Dictionary())))
        pictures = {name: each for name, each in images.items() if f"picture:{each.hash}" in body}
    return [
        Laid(content, page.height, dict(page.anchors), _links(page), faces, pictures)
        for content, page in zip(contents, document.pages, strict=True)
    ], complaints


def _pictures(resources: Any) -> Iterator[tuple[str, Picture]]:
    """The JPEGs among a page's images, by resource name: a photograph is known again by the hash of its JPEG."""
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
