"""Casts the book's fonts: of each face one subset, made once from the glyphs that the whole book uses.

WeasyPrint keeps the font's own glyph numbers, so a subset that keeps them too serves the lines of every galley. The
text of a glyph (ToUnicode, ISO 32000-2, 9.10.3) is read from the font itself, not from any one galley: small capitals
are the letters they stand for, old-style figures are figures, a ligature is its letters.
"""

from __future__ import annotations

import hashlib
import unicodedata
import zlib
from collections.abc import Iterable, Mapping
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from fontTools.ttLib import TTFont, TTLibError

from bookwork.records import Struct, pack, recalled, replace
from bookwork.store import Store, content_key, program_key
from bookwork.typesetting.galley import Face, Shape

_PROGRAM: Final = ("typesetting/foundry",), ("fonttools",)
"""What shapes a cast font beside its face and its glyphs."""
_SINGLE, _LIGATURE, _EXTENSION = 1, 4, 7
"""GSUB lookup types (OpenType 1.9)."""

_FEATURES = (
    "smcp",
    "onum",
    "lnum",
    "tnum",
    "pnum",
    "sups",
    "ordn",
    "liga",
    "clig",
    "dlig",
    "locl",
    "case",
    "calt",
    "c2sc",
)
"""Features whose glyphs get a text, in order of preference: a small capital is a small letter, then a capital."""

_PREFERRED = {0x00A0: 0x0020, 0x00AD: 0x002D, 0x2010: 0x002D, 0x2011: 0x002D, 0x03BC: 0x00B5, 0x2126: 0x03A9}
"""Where several characters share a glyph, the one that a reader would search for."""


class CastFont(Struct, frozen=True):
    """One embedded face: name, widths and texts by glyph, metrics in thousandths of an em.

    Its program is deflated; ``length`` is that of the program as it was before, in bytes.
    """

    name: str
    program: bytes
    length: int
    widths: Mapping[int, int]
    texts: Mapping[int, str]
    ascent: int
    descent: int
    cap_height: int
    box: tuple[int, int, int, int]
    italic_angle: float


@lru_cache(maxsize=16)
def coverage(path: Path) -> frozenset[str]:
    """The characters that a face can set."""
    with TTFont(path, lazy=True) as font:
        return frozenset(chr(code) for code in font.getBestCmap())


def face_trouble(path: Path) -> str:
    """Why a face cannot be used, or an empty text."""
    if not path.is_file():
        return "le fichier n’existe pas / there is no such file"
    try:
        with TTFont(path, lazy=True) as font:
            units = int(font["head"].unitsPerEm)
            if "glyf" not in font:
                return "ce n’est pas une fonte TrueType (table glyf) / it is no TrueType font"
    except (TTLibError, OSError, KeyError, AssertionError) as error:
        return str(error)
    return "" if units == 1000 else f"{units} unités au cadratin / units per em (1000)"


def line_seat(path: Path) -> float:
    """How far below the middle of its line a face's baseline lies, in em: half of ascent less descent (CSS 2, 10.8)."""
    with TTFont(path, lazy=True) as font:
        return float(font["hhea"].ascent + font["hhea"].descent) / 2 / float(font["head"].unitsPerEm)


def cast_fonts(files: Mapping[str, Path], galleys: Iterable[Shape], store: Store | None = None) -> dict[str, CastFont]:
    """One font for each face that these galleys use, by the name that they give it; what the store has it gives."""
    glyphs: dict[str, set[bytes]] = {}
    for each in (used for galley in galleys for used in galley.faces):
        glyphs.setdefault(each.face, set()).add(each.glyphs)
    used = {face: set(Face("", face, b"".join(numbers)).numbers) for face, numbers in glyphs.items()}
    return {face: _kept_font(files[face], used[face], store) for face in sorted(used) if face in files}


def whole_fonts(files: Mapping[str, Path], galleys: Iterable[Shape], store: Store) -> dict[str, CastFont]:
    """The same with all glyphs of each face, so that no letter more makes another font: to cast one takes 0.2 s."""
    faces = {used.face for galley in galleys for used in galley.faces}
    return {face: _kept_font(files[face], None, store) for face in sorted(faces) if face in files}


def _kept_font(path: Path, glyphs: set[int] | None, store: Store | None) -> CastFont:
    if store is None:
        return cast_font(path, glyphs)
    wanted = "all" if glyphs is None else repr(sorted(glyphs))
    key = content_key("font", program_key(*_PROGRAM), path.name, path.read_bytes(), wanted)
    known = recalled(store, key, CastFont)
    if known is not None:
        return known
    cast = cast_font(path, glyphs)
    store.write({key: pack(cast)})
    return cast


def cast_font(path: Path, glyphs: Iterable[int] | None) -> CastFont:
    """Subset a face to these glyphs, keeping their numbers, or take all; raises OSError where it cannot be read."""
    font = TTFont(path, lazy=True, recalcTimestamp=False)
    order = font.getGlyphOrder()
    used = (
        sorted({0, *(glyph for glyph in glyphs if glyph < len(order))}) if glyphs is not None else [*range(len(order))]
    )
    texts = glyph_texts(font)
    scale = 1000 / font["head"].unitsPerEm
    advances = font["hmtx"].metrics
    head = font["head"]
    left, bottom, right, top = (round(n * scale) for n in (head.xMin, head.yMin, head.xMax, head.yMax))
    own = str(font["name"].getDebugName(6))
    cast = CastFont(
        name=own if glyphs is None else f"{_subset_tag(path, used)}+{own}",
        widths={glyph: round(advances[order[glyph]][0] * scale) for glyph in used},
        texts={glyph: texts[order[glyph]] for glyph in used if order[glyph] in texts},
        ascent=round(font["hhea"].ascent * scale),
        descent=round(font["hhea"].descent * scale),
        cap_height=round(font["OS/2"].sCapHeight * scale),
        box=(left, bottom, right, top),
        italic_angle=float(font["post"].italicAngle),
        program=b"",
        length=0,
    )
    program = path.read_bytes() if glyphs is None else _subset(font, used)  # which takes tables away
    return replace(cast, program=zlib.compress(program), length=len(program))


def _subset_tag(path: Path, glyphs: list[int]) -> str:
    """Six letters that depend on the subset alone (ISO 32000-2, 9.9.2)."""
    digest = hashlib.blake2b(path.name.encode() + repr(glyphs).encode(), digest_size=6).digest()
    return "".join(chr(65 + byte % 26) for byte in digest)


def _subset(font: TTFont, glyphs: list[int]) -> bytes:
    from fontTools.subset import Options, Subsetter  # noqa: PLC0415 - slow to load, and who only reads faces needs none

    options = Options(retain_gids=True, notdef_outline=True, hinting=False, layout_features=[], recalc_timestamp=False)
    options.drop_tables += ["GSUB", "GPOS", "GDEF", "DSIG", "name", "STAT", "BASE", "MATH", "OS/2", "post"]
    subsetter = Subsetter(options)
    subsetter.populate(gids=glyphs)
    subsetter.subset(font)
    out = BytesIO()
    font.save(out, reorderTables=False)
    return out.getvalue()


def glyph_texts(font: TTFont) -> dict[str, str]:
    """The text of every glyph of a face that can be told from its character map and its substitutions."""
    texts: dict[str, str] = {}
    for code, glyph in sorted(font.getBestCmap().items()):
        if glyph not in texts or code in _PREFERRED.values():
            texts[glyph] = _spelled_out(chr(_PREFERRED.get(code, code)))
    if "GSUB" in font:
        for lookup in _lookups(font):
            _follow(lookup, texts)
    return texts


def _spelled_out(character: str) -> str:
    """The letters of a ligature that has a character of its own: a reader searches for « fi », not for U+FB01."""
    return unicodedata.normalize("NFKC", character) if "\ufb00" <= character <= "\ufb06" else character


def _lookups(font: TTFont) -> list[Any]:
    """The substitution lookups of the features we set with, in order of preference."""
    table = font["GSUB"].table
    indices: dict[int, None] = {}
    for tag in _FEATURES:
        for record in table.FeatureList.FeatureRecord:
            if record.FeatureTag == tag:
                indices.update(dict.fromkeys(record.Feature.LookupListIndex))
    return [table.LookupList.Lookup[index] for index in indices]


def _follow(lookup: Any, texts: dict[str, str]) -> None:
    for subtable in lookup.SubTable:
        extended = lookup.LookupType == _EXTENSION
        kind = subtable.ExtensionLookupType if extended else lookup.LookupType
        table = subtable.ExtSubTable if extended else subtable
        if kind == _SINGLE:
            for source, target in sorted(table.mapping.items()):
                if source in texts:
                    texts.setdefault(target, texts[source])
        elif kind == _LIGATURE:
            for first, ligatures in sorted(table.ligatures.items()):
                for ligature in ligatures:
                    parts = [first, *ligature.Component]
                    if all(part in texts for part in parts):
                        texts.setdefault(ligature.LigGlyph, "".join(texts[part] for part in parts))
