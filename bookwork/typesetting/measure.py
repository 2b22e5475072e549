"""Words measured and spelt in glyphs by HarfBuzz, each once for every fount it stands in.

Lengths are whole micropoints (10⁻⁶ pt): an advance in thousandths of an em times a size in thousandths of a point, so
that sums are exact and the same on any machine. Shaping is what Pango asks of HarfBuzz for a run of Latin text; that
the widths are WeasyPrint's is held by a test.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import count
from pathlib import Path
from typing import Any, Final

import uharfbuzz

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


@dataclass(frozen=True, slots=True)
class Fount:
    """Type of one face at one size, with its features (OpenType tags and values)."""

    face: str
    """The face's name as PDF resources call it (``Livre-Italic``)."""
    size: int
    """In thousandths of a point."""
    features: tuple[tuple[str, int], ...] = ()
    tracking: int = 0
    """White added behind every glyph, in thousandths of an em (``letter-spacing``)."""
    language: str = "fr"


@dataclass(frozen=True, slots=True)
class Shaped:
    """A word in glyphs: width in micropoints, what stands between the brackets of TJ (ISO 32000-2, 9.4.3), count."""

    width: int
    shown: bytes
    glyphs: int


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
        shaped = self[text] = self._shape(text)
        return shaped

    def _shape(self, text: str) -> Shaped:
        buffer = uharfbuzz.Buffer()
        buffer.add_str(text)
        buffer.direction, buffer.script, buffer.language = "ltr", "Latn", self.fount.language
        uharfbuzz.shape(self._font, buffer, self._features)
        width = 0
        parts: list[str] = []
        for info, position in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
            if info.codepoint == 0 or position.y_offset:
                raise MissingGlyphError(text)
            natural = self._font.get_glyph_h_advance(info.codepoint)
            advance = position.x_advance + (self.fount.tracking if position.x_advance else 0)
            if position.x_offset:
                parts.append(f">{-position.x_offset}<")
            parts.append(f"{info.codepoint:04x}")
            if kern := natural + position.x_offset - advance:
                parts.append(f">{kern}<")
            width += advance
        shown = f"<{''.join(parts)}>".replace("<>", "")
        return Shaped(width * self.fount.size, shown.encode("ascii"), len(buffer.glyph_infos))


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
