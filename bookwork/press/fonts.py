"""Cast fonts as PDF objects: one composite font per face (ISO 32000-2, 9.7)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bookwork.press.pdffile import PdfFile, array, name, reference
from bookwork.typesetting.foundry import CastFont

_SYMBOLIC, _ITALIC = 1 << 2, 1 << 6
"""Font descriptor flags (ISO 32000-2, table 121): bit 3 symbolic, as glyphs are addressed by number; bit 7 italic."""

_LONGEST_BLOCK = 100
"""A CMap may list at most 100 entries in one block (Adobe Technical Note 5411)."""


def embed_font(pdf: PdfFile, font: CastFont) -> int:
    """Write a face with its program, widths and Unicode map; the number of its font dictionary."""
    called = name(font.name.replace(" ", "-"))
    program = pdf.add_stream(font.program, b"/Length1 %d/Filter/FlateDecode" % font.length)
    flags = _SYMBOLIC | (_ITALIC if font.italic_angle else 0)
    descriptor = pdf.add(
        b"<</Type/FontDescriptor/FontName%s/Flags %d/FontBBox%s/ItalicAngle %d/Ascent %d/Descent %d/CapHeight %d"
        b"/StemV 80/FontFile2 %s>>"
        % (
            called, flags, array(font.box), round(font.italic_angle), font.ascent, font.descent, font.cap_height,
            reference(program),
        )
    )  # fmt: skip
    descendant = pdf.add(
        b"<</Type/Font/Subtype/CIDFontType2/BaseFont%s"
        b"/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
        b"/CIDToGIDMap/Identity/DW 0/W[%s]/FontDescriptor %s>>"
        % (called, b" ".join(_widths(font.widths)), reference(descriptor))
    )
    unicode = pdf.add_deflated(unicode_map(font.texts))
    return pdf.add(
        b"<</Type/Font/Subtype/Type0/BaseFont%s/Encoding/Identity-H/DescendantFonts[%s]/ToUnicode %s>>"
        % (called, reference(descendant), reference(unicode))
    )


def _widths(widths: Mapping[int, int]) -> Iterator[bytes]:
    """Runs of neighbouring glyphs: ``first [w w w]``."""
    run: list[int] = []
    start = -1
    for glyph in sorted(widths):
        if run and glyph != start + len(run):
            yield b"%d %s" % (start, array(run))
            run = []
        if not run:
            start = glyph
        run.append(widths[glyph])
    if run:
        yield b"%d %s" % (start, array(run))


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
