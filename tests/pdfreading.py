"""Reads printed books back: with poppler, and with a reader of content streams of its own.

Nothing here comes from the code under test: the graphics state is tracked anew, by ISO 32000-2.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pikepdf
import pytest

needs_poppler = pytest.mark.skipif(not shutil.which("pdftotext"), reason="poppler (pdftotext, pdffonts) is not here")
needs_qpdf = pytest.mark.skipif(not shutil.which("qpdf"), reason="qpdf is not here")

Box = tuple[float, float, float, float]
"""Left, top, width, height in pt, from the upper left corner of the page."""


def said_by(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def text(pdf: Path, first: int, last: int | None = None, box: Box | None = None, mode: str = "-raw") -> str:
    """The text of these pages, from 1, or of a part of each; -raw is the order in which it is drawn."""
    return _text(pdf, pdf.stat().st_mtime_ns, (first, last or first), box, mode)


@cache
def _text(pdf: Path, _: int, pages: tuple[int, int], box: Box | None, mode: str) -> str:
    area: list[str] = []
    if box:
        left, top, width, height = (str(round(edge)) for edge in box)
        area = ["-x", left, "-y", top, "-W", width, "-H", height]
    span = ["-f", str(pages[0]), "-l", str(pages[1])]
    return said_by("pdftotext", mode, "-r", "72", "-nopgbrk", *span, *area, str(pdf), "-")


def letters(text: str) -> str:
    """The text without white space and hyphens: what must be the same however lines are broken."""
    return re.sub(r"[\s\u00ad\u2010\u2011-]+", "", text)


@dataclass(frozen=True)
class Run:
    """A run of glyphs: where its baseline starts, in pt from the lower left corner, its size in pt, its text.

    ``widest_gap`` is the widest space, in pt, that is put between two of its glyphs beyond their own widths.
    """

    x: float
    y: float
    size: float
    text: str
    widest_gap: float


def sheets_of_names(pdf: pikepdf.Pdf) -> dict[str, int]:
    """The sheet, from 1, of every named destination."""
    sheets = {page.objgen: number for number, page in enumerate(pdf.pages, 1)}
    return {name: sheets[there[0].objgen] for name, there in pikepdf.NameTree(pdf.Root.Names.Dests).items()}


Matrix = tuple[float, float, float, float, float, float]


def times(m: Matrix, n: Matrix) -> Matrix:
    a, b, c, d, e, f = m
    g, h, i, j, k, l = n  # noqa: E741
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + l)


def runs(page: pikepdf.Page) -> Iterator[Run]:
    """Every run of text on a page, in the order of drawing."""
    maps = {name: unicode_map(font) for name, font in page.Resources.get("/Font", {}).items()}
    matrix: Matrix = (1, 0, 0, 1, 0, 0)
    stack: list[Matrix] = []
    font, size, at = "", 0.0, matrix
    for operands, operator in pikepdf.parse_content_stream(page):
        match str(operator):
            case "q":
                stack.append(matrix)
            case "Q":
                matrix = stack.pop()
            case "cm":
                matrix = times(tuple(map(float, operands)), matrix)
            case "Tm":
                at = tuple(map(float, operands))
            case "Tf":
                font, size = str(operands[0]), float(operands[1])
            case "TJ":
                whole = times(at, matrix)
                shown = b"".join(bytes(each) for each in operands[0] if isinstance(each, pikepdf.String))
                codes = [int.from_bytes(shown[n : n + 2], "big") for n in range(0, len(shown), 2)]
                said = "".join(maps[font].get(code, "\ufffd") for code in codes)
                gaps = [-float(each) / 1000 for each in operands[0] if not isinstance(each, pikepdf.String)]
                scaled = size * abs(whole[3])
                yield Run(whole[4], whole[5], scaled, said, max(gaps, default=0.0) * scaled)
            case "Td" | "TD" | "T*" | "'" | '"' | "Tj":
                raise AssertionError(f"the reader of the tests does not know {operator}")
    assert not stack, "q and Q do not balance"


def unicode_map(font: pikepdf.Object) -> dict[int, str]:
    """Glyph numbers to text, from the ToUnicode CMap."""
    found = re.findall(rb"<([0-9a-f]{4})> <([0-9a-f]+)>", font.ToUnicode.read_bytes())
    return {int(code, 16): bytes.fromhex(text.decode()).decode("utf-16-be") for code, text in found}


def paints(page: pikepdf.Page) -> list[str]:
    """The operators that leave ink on a page."""
    painting = {"TJ", "Tj", "'", '"', "f", "f*", "F", "S", "s", "B", "B*", "b", "b*", "Do", "sh", "INLINE IMAGE"}
    return [str(operator) for _, operator in pikepdf.parse_content_stream(page) if str(operator) in painting]
