"""Cast fonts as PDF objects: one composite font per face (ISO 32000-2, 9.7)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pikepdf
from pikepdf import Array, Dictionary, Name

from bookwork.typesetting.foundry import CastFont

_SYMBOLIC, _ITALIC = 1 << 2, 1 << 6
"""Font descriptor flags (ISO 32000-2, table 121): bit 3 symbolic, as glyphs are addressed by number; bit 7 italic."""

_LONGEST_BLOCK = 100
"""A CMap may list at most 100 entries in one block (Adobe Technical Note 5411)."""


def embed_font(pdf: pikepdf.Pdf, font: CastFont) -> pikepdf.Object:
    """The font dictionary of a face, with its program, widths and Unicode map."""
    name = Name("/" + font.name.replace(" ", "-"))
    descriptor = pdf.make_indirect(
        Dictionary(
            Type=Name.FontDescriptor,
            FontName=name,
            Flags=_SYMBOLIC | (_ITALIC if font.italic_angle else 0),
            FontBBox=Array(list(font.box)),
            ItalicAngle=round(font.italic_angle),
            Ascent=font.ascent,
            Descent=font.descent,
            CapHeight=font.cap_height,
            StemV=80,
            FontFile2=pdf.make_stream(font.program, Length1=len(font.program)),
        )
    )
    descendant = pdf.make_indirect(
        Dictionary(
            Type=Name.Font,
            Subtype=Name.CIDFontType2,
            BaseFont=name,
            CIDSystemInfo=Dictionary(Registry=b"Adobe", Ordering=b"Identity", Supplement=0),
            CIDToGIDMap=Name.Identity,
            DW=0,
            W=Array(list(_widths(font.widths))),
            FontDescriptor=descriptor,
        )
    )
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Font,
            Subtype=Name.Type0,
            BaseFont=name,
            Encoding=Name("/Identity-H"),
            DescendantFonts=Array([descendant]),
            ToUnicode=pdf.make_stream(unicode_map(font.texts)),
        )
    )


def _widths(widths: Mapping[int, int]) -> Iterator[int | Array]:
    """Runs of neighbouring glyphs: ``first [w w w]``."""
    run: list[int] = []
    start = -1
    for glyph in sorted(widths):
        if run and glyph != start + len(run):
            yield start
            yield Array(run)
            run = []
        if not run:
            start = glyph
        run.append(widths[glyph])
    if run:
        yield start
        yield Array(run)


def unicode_map(texts: Mapping[int, str]) -> bytes:
    """The ToUnicode CMap: glyph numbers to UTF-16BE texts."""
    entries = [f"<{glyph:04x}> <{text.encode('utf-16-be').hex()}>" for glyph, text in sorted(texts.items())]
    blocks = [entries[start : start + _LONGEST_BLOCK] for start in range(0, len(entries), _LONGEST_BLOCK)]
    body = "\n".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks)
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        f"1 begincodespacerange\n<0000> <ffff>\nendcodespacerange\n{body}\n"
        "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
    ).encode("ascii")
