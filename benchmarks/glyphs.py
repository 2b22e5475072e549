"""Reads the glyphs of any PDF's pages: where each stands, how wide it is, what it says.

For measuring only: text operators (ISO 32000-2, 9.4), form XObjects, composite fonts of two-byte codes and simple
fonts. Lengths in pt from the lower left corner; rotated text is left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pikepdf
from fontTools.agl import toUnicode

Matrix = tuple[float, float, float, float, float, float]
_UNIT: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_CODE = rb"<([0-9A-Fa-f]+)>\s*"
_CHARACTER, _RANGE = re.compile(_CODE * 2), re.compile(_CODE * 3)
_CHARACTERS = re.compile(rb"beginbfchar(.*?)endbfchar", re.DOTALL)
_RANGES = re.compile(rb"beginbfrange(.*?)endbfrange", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Glyph:
    """One glyph: its origin, where the next one would stand, its baseline, its size, its text."""

    left: float
    right: float
    baseline: float
    size: float
    text: str


@dataclass(frozen=True, slots=True)
class Font:
    """How a font reads codes: bytes to a code, advances in thousandths of an em, texts."""

    length: int
    widths: dict[int, float]
    missing: float
    texts: dict[int, str]


@dataclass(frozen=True, slots=True)
class Text:
    """The text state (ISO 32000-2, 9.3)."""

    font: Font | None = None
    size: float = 0.0
    character: float = 0.0
    word: float = 0.0
    scale: float = 1.0
    leading: float = 0.0


def pages(path: Path) -> Iterator[list[Glyph]]:
    """The glyphs of each page."""
    with pikepdf.open(path) as pdf:
        fonts: dict[tuple[int, int], Font] = {}
        for page in pdf.pages:
            reader = _Reader(fonts)
            reader.read(page, page.get("/Resources", pikepdf.Dictionary()), _UNIT)
            yield reader.glyphs


def times(m: Matrix, n: Matrix) -> Matrix:
    """First m, then n (ISO 32000-2, 8.3.4)."""
    return (
        m[0] * n[0] + m[1] * n[2],
        m[0] * n[1] + m[1] * n[3],
        m[2] * n[0] + m[3] * n[2],
        m[2] * n[1] + m[3] * n[3],
        m[4] * n[0] + m[5] * n[2] + n[4],
        m[4] * n[1] + m[5] * n[3] + n[5],
    )


class _Reader:
    """Walks content streams; ``fonts`` are kept from page to page."""

    def __init__(self, fonts: dict[tuple[int, int], Font]) -> None:
        self.glyphs: list[Glyph] = []
        self._fonts = fonts
        self._text = Text()
        self._at = self._line = _UNIT

    def read(self, stream: Any, resources: Any, matrix: Matrix) -> None:
        """The glyphs of a page or a form."""
        stack: list[tuple[Matrix, Text]] = []
        for instruction in pikepdf.parse_content_stream(stream):
            operands: Any = instruction.operands
            name = str(instruction.operator)
            if name == "q":
                stack.append((matrix, self._text))
            elif name == "Q" and stack:
                matrix, self._text = stack.pop()
            elif name == "cm":
                matrix = times(_matrix(operands), matrix)
            elif name == "Do":
                self._form(resources.get("/XObject", {}).get(str(operands[0])), resources, matrix)
            elif name == "Tf":
                font = resources.get("/Font", {}).get(str(operands[0]))
                self._text = replace(self._text, font=self._font(font), size=float(operands[1]))
            elif name in _STATE:
                self._text = _STATE[name](self._text, float(operands[0]))
            else:
                self._move_or_show(name, operands, matrix)

    def _form(self, form: Any, resources: Any, matrix: Matrix) -> None:
        if form is not None and form.get("/Subtype") == pikepdf.Name.Form:
            own = _matrix(form.get("/Matrix", [1, 0, 0, 1, 0, 0]))
            self.read(form, form.get("/Resources", resources), times(own, matrix))

    def _move_or_show(self, name: str, operands: Any, matrix: Matrix) -> None:
        if name == "BT":
            self._at = self._line = _UNIT
        elif name == "Tm":
            self._at = self._line = _matrix(operands)
        elif name in ("Td", "TD"):
            x, y = float(operands[0]), float(operands[1])
            if name == "TD":
                self._text = replace(self._text, leading=-y)
            self._next_line(x, y)
        elif name in ("T*", "'", '"'):
            self._next_line(0.0, -self._text.leading)
        if name == '"':
            self._text = replace(self._text, word=float(operands[0]), character=float(operands[1]))
        if name in ("Tj", "'", '"'):
            self._show([operands[-1]], matrix)
        elif name == "TJ":
            self._show(operands[0], matrix)

    def _next_line(self, x: float, y: float) -> None:
        self._at = self._line = times((1.0, 0.0, 0.0, 1.0, x, y), self._line)

    def _show(self, parts: Any, matrix: Matrix) -> None:
        text = self._text
        if text.font is None:
            return
        for part in parts:
            if not isinstance(part, pikepdf.String):
                self._advance(-float(part) / 1000 * text.size * text.scale)
                continue
            data, length = bytes(part), text.font.length
            for start in range(0, len(data), length):
                self._glyph(int.from_bytes(data[start : start + length], "big"), matrix)

    def _glyph(self, code: int, matrix: Matrix) -> None:
        text = self._text
        assert text.font is not None
        width = text.font.widths.get(code, text.font.missing) / 1000 * text.size
        spacing = text.character + (text.word if text.font.length == 1 and code == 32 else 0.0)
        whole = times(self._at, matrix)
        if abs(whole[1]) < 1e-6 and whole[0] > 0:
            size = abs(text.size * whole[3])
            right = whole[4] + width * text.scale * whole[0]
            self.glyphs.append(Glyph(whole[4], right, whole[5], size, text.font.texts.get(code, "\ufffd")))
        self._advance((width + spacing) * text.scale)

    def _advance(self, x: float) -> None:
        self._at = times((1.0, 0.0, 0.0, 1.0, x, 0.0), self._at)

    def _font(self, font: Any) -> Font | None:
        if font is None:
            return None
        key = font.objgen if font.is_indirect else (-id(font), 0)
        if key not in self._fonts:
            self._fonts[key] = _read_font(font)
        return self._fonts[key]


_STATE: dict[str, Callable[[Text, float], Text]] = {
    "Tc": lambda text, value: replace(text, character=value),
    "Tw": lambda text, value: replace(text, word=value),
    "Tz": lambda text, value: replace(text, scale=value / 100),
    "TL": lambda text, value: replace(text, leading=value),
}


def _matrix(operands: Any) -> Matrix:
    a, b, c, d, e, f = (float(number) for number in operands)
    return (a, b, c, d, e, f)


def _read_font(font: Any) -> Font:
    texts = _unicode_map(font.ToUnicode.read_bytes()) if "/ToUnicode" in font else {}
    if font.Subtype == pikepdf.Name.Type0:
        descendant = font.DescendantFonts[0]
        widths = _composite_widths(descendant.get("/W", []))
        return Font(2, widths, float(descendant.get("/DW", 1000)), texts)
    first = int(font.get("/FirstChar", 0))
    widths = {first + number: float(width) for number, width in enumerate(font.get("/Widths", []))}
    return Font(1, widths, 0.0, {**_encoding(font), **texts})


def _composite_widths(array: Any) -> dict[int, float]:
    widths: dict[int, float] = {}
    parts = list(array)
    while parts:
        first, second = int(parts[0]), parts[1]
        if isinstance(second, pikepdf.Array):
            widths.update({first + number: float(width) for number, width in enumerate(second)})
            parts = parts[2:]
        else:
            widths.update(dict.fromkeys(range(first, int(second) + 1), float(parts[2])))
            parts = parts[3:]
    return widths


def _unicode_map(cmap: bytes) -> dict[int, str]:
    texts: dict[int, str] = {}
    for block in _CHARACTERS.findall(cmap):
        texts.update({int(code, 16): _utf16(text) for code, text in _CHARACTER.findall(block)})
    for block in _RANGES.findall(cmap):
        for low, high, text in _RANGE.findall(block):
            base = _utf16(text)
            for number in range(int(high, 16) - int(low, 16) + 1):
                texts[int(low, 16) + number] = base[:-1] + chr(ord(base[-1]) + number)
    return texts


def _utf16(digits: bytes) -> str:
    return bytes.fromhex(digits.decode()).decode("utf-16-be", "replace")


def _encoding(font: Any) -> dict[int, str]:
    """Texts from the names of glyphs, where the font has no Unicode map; ASCII codes stand for themselves."""
    texts = {code: chr(code) for code in range(32, 127)}
    encoding = font.get("/Encoding")
    if isinstance(encoding, pikepdf.Dictionary):
        code = 0
        for each in encoding.get("/Differences", []):
            if isinstance(each, pikepdf.Name):
                texts[code] = toUnicode(str(each)[1:]) or "\ufffd"
                code += 1
            else:
                code = int(each)
    return texts
