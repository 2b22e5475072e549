"""Words measured and spelt in glyphs by HarfBuzz, each once for every fount it stands in.

Lengths are whole micropoints (10⁻⁶ pt): an advance in thousandths of an em times a size in thousandths of a point, so
that sums are exact and the same on any machine. Shaping is what Pango asks of HarfBuzz for a run of Latin text; that
the widths are WeasyPrint's is held by a test.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, lru_cache
from itertools import count
from pathlib import Path
from typing import Any, Final, NamedTuple

import uharfbuzz

from bookwork.records import Struct
from bookwork.typesetting.slots import FIGURES

MICROPOINTS: Final = 1_000_000
"""Micropoints to a point."""

SHAPER: Final = f"harfbuzz {uharfbuzz.version_string()}"
"""The version of the shaper: another one may measure otherwise."""
_EM: Final = 1000
_LIGATURES: Final = ("liga", "clig", "dlig", "hlig")
_MOST_WORDS: Final = 50_000
"""Words kept for one fount: some 10 MB. A book of 29 million characters has fewer in most founts."""


_numbers = count()


class MissingGlyphError(LookupError):
    """A character that the face does not have, or sets in a way that a line of plain glyphs cannot show."""


class Fount(Struct, frozen=True):
    """Type of one face at one size, with its features (OpenType tags and values)."""

    face: str
    """The face's name as PDF resources call it (``Livre-Italic``)."""
    size: int
    """In thousandths of a point."""
    features: tuple[tuple[str, int], ...] = ()
    tracking: int = 0
    """White added behind every glyph, in thousandths of an em (``letter-spacing``)."""
    language: str = "fr"


class Shaped(NamedTuple):
    """A word in glyphs: width in micropoints, what stands between the brackets of TJ (ISO 32000-2, 9.4.3), count."""

    width: int
    shown: bytes
    glyphs: int


class _Advances(dict[int, int]):
    """The advance that each glyph of a font has by itself, in its units."""

    def __init__(self, font: Any) -> None:
        super().__init__()
        self._font = font

    def __missing__(self, number: int) -> int:
        """Ask the font for a glyph's advance, once."""
        advance: int = self._font.get_glyph_h_advance(number)
        self[number] = advance
        return advance


class Case(dict[str, Shaped]):
    """The type case of a fount: every word that was asked for, shaped once."""

    def __init__(self, fount: Fount, file: str) -> None:
        super().__init__()
        self.fount = fount
        self.number = next(_numbers)
        """Tells cases apart within a process."""
        self._font = _font(file)
        features = dict(fount.features)
        if fount.tracking:  # tracked letters are not joined (CSS Text 3, 8.2)
            features.update(dict.fromkeys(_LIGATURES, 0))
        self._features = features
        self._widths: dict[str, int] = {}
        self._advances = _Advances(self._font)
        number = self._font.get_nominal_glyph(ord(" "))
        if number is None:
            raise MissingGlyphError(f"{fount.face} has no space")
        self.space = b"<%04x>" % number
        """The glyph of a space; spaces between words are never shaped with them."""
        self.space_advance: int = self._font.get_glyph_h_advance(number)
        """Its advance in thousandths of an em, without tracking."""
        extents = self._font.get_font_extents("ltr")
        self.seat: float = (extents.ascender + extents.descender) / 2 / _EM
        """How far below the middle of its line the baseline lies, in em (CSS 2, 10.8)."""

    def __missing__(self, text: str) -> Shaped:
        """Shape a word that is not in the case yet; raises MissingGlyphError."""
        if len(self) > _MOST_WORDS:
            self.clear()
        shaped = self[text] = self._spell(text)
        return shaped

    def width(self, text: str) -> int:
        """The width in micropoints of a piece of a word, of which few are ever set: it is measured, and not spelt."""
        width = self._widths.get(text)
        if width is None:
            if len(self._widths) > _MOST_WORDS:
                self._widths.clear()
            advances = [position.x_advance for position in self._shaped(text).glyph_positions]
            tracked = sum(1 for advance in advances if advance) * self.fount.tracking
            width = self._widths[text] = (sum(advances) + tracked) * self.fount.size
        return width

    @cached_property
    def figures(self) -> bytes:
        """The glyphs of folios, in hexadecimal; raises MissingGlyphError where figures differ in width."""
        sorts = [self[figure] for figure in FIGURES]
        if any(sort.glyphs != 1 for sort in sorts) or len({sort.width for sort in sorts[:-1]}) != 1:
            raise MissingGlyphError("tabular-nums")
        return b"".join(sort.shown.strip(b"<>") for sort in sorts)

    def _shaped(self, text: str) -> Any:
        buffer = uharfbuzz.Buffer()
        buffer.add_str(text)
        buffer.direction, buffer.script, buffer.language = "ltr", "Latn", self.fount.language
        uharfbuzz.shape(self._font, buffer, self._features)
        return buffer

    def _spell(self, text: str) -> Shaped:
        width = 0
        parts: list[str] = []
        buffer = self._shaped(text)
        glyphs = buffer.glyph_infos
        for info, position in zip(glyphs, buffer.glyph_positions, strict=True):
            number, offset = info.codepoint, position.x_offset
            if number == 0 or position.y_offset:
                raise MissingGlyphError(text)
            advance = position.x_advance
            if advance:
                advance += self.fount.tracking
            if offset:
                parts.append(f">{-offset}<")
            parts.append(f"{number:04x}")
            if kern := self._advances[number] + offset - advance:
                parts.append(f">{kern}<")
            width += advance
        shown = f"<{''.join(parts)}>".replace("<>", "")
        return Shaped(width * self.fount.size, shown.encode("ascii"), len(glyphs))


@lru_cache(maxsize=256)
def case(fount: Fount, file: str) -> Case:
    """The case of a fount, whose face is in this file; one to a process."""
    return Case(fount, file)


@lru_cache(maxsize=32)
def _font(file: str) -> Any:
    """The face with a thousand units to the em, as galleys count."""
    font = uharfbuzz.Font(uharfbuzz.Face(uharfbuzz.Blob(Path(file).read_bytes())))
    font.scale = (_EM, _EM)
    return font


@lru_cache(maxsize=16)
def width_in(path: Path) -> Callable[[str, float], float]:
    """How wide a text is in a face, in pt, at a size in pt: the sum of its advances (drawings need no kerning)."""
    font = _font(str(path))
    advances = _Advances(font)

    def width(text: str, size: float) -> float:
        return float(sum(advances[font.get_nominal_glyph(ord(sign)) or 0] for sign in text)) * size / _EM

    return width
