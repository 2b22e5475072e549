"""A small fictional book with archives, and filled lists as LibreOffice writes them. Everybody in it is fictional."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from fixtures_book import small_book

from bookwork.audit.odsreading import read_spreadsheet

ARCHIVES = """
@archive{prefecture,
  library = {Archives fictives},
  location = {Port-Mensonge},
  title = {Préfecture fictive},
  shelfmark = {9 W},
  pattern = {ad-22},
}

@archive{papiers,
  library = {Archives fictives},
  location = {Port-Mensonge},
  title = {Papiers de la famille Songe, fictive},
  shelfmark = {sans cote},
  pattern = {libre},
}

@archive{ailleurs,
  library = {Bibliothèque imaginaire},
  location = {Villefictive},
  title = {Lettres fictives},
  shelfmark = {9 W},
  pattern = {ad},
}
"""
NOTICES = {
    "paul": "Personnage fictif, il naît en mai [@prefecture, 9 W 12, f. 3]. Il part un lundi "
    "[@prefecture, 9W2 ; @fictif2001, p. 9].",
    "rene": "Personnage fictif, il ne part pas. [@prefecture, 9 W 100] Il écrit à [[paul]] [@papiers] et à "
    "[nul]{.noindex} autre [@ailleurs, 9 W 7].",
    "zoe": "=1+1 est *son* calcul, personnage fictif [@prefecture, 9 W 2, f. 1]. Elle lit [@prefecture, 9 W 31].",
}
LIST = "archives-fictives-port-mensonge.ods"


def archive_book(root: Path, notices: Mapping[str, str] = NOTICES) -> Path:
    book = small_book(root, dict(notices))
    with (book / "bibliography.bib").open("a", encoding="utf-8") as file:
        file.write(ARCHIVES)
    return book


Cells = Sequence[tuple[str, str]]
"""Type and text."""
_NAMESPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text", "style")
)
_NOTE = "<office:annotation><text:p>une note de tableur</text:p></office:annotation>"


def libreoffice(sheets: Mapping[str, Sequence[Cells]], path: Path, before: str = "", doctype: str = "") -> Path:
    """A spreadsheet written as LibreOffice 7 writes it: equal cells and rows in one, empty rest of the sheet, notes."""
    tables = "".join(
        f'<table:table table:name="{escape(name)}" table:style-name="ta1"><office:forms/>'
        '<table:table-column table:style-name="co1" table:number-columns-repeated="9"/>'
        + "".join(map(_row, rows))
        + '<table:table-row table:style-name="ro1" table:number-rows-repeated="1048570">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row></table:table>'
        for name, rows in sheets.items()
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?>\n{doctype}<office:document-content {_NAMESPACES} office:version="1.3">'
        f"<office:body><office:spreadsheet>{before}{tables}<table:named-expressions/></office:spreadsheet>"
        "</office:body></office:document-content>"
    )
    return packed(path, content.encode())


def packed(path: Path, content: bytes, mimetype: str = "application/vnd.oasis.opendocument.spreadsheet") -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", mimetype)
        archive.writestr("content.xml", content)
    return path


def _row(cells: Cells) -> str:
    merged: list[tuple[tuple[str, str], int]] = []
    for cell in cells:
        if merged and merged[-1][0] == cell:
            merged[-1] = (cell, merged[-1][1] + 1)
        else:
            merged.append((cell, 1))
    return f'<table:table-row table:style-name="ro1">{"".join(_cell(*each) for each in merged)}</table:table-row>'


def _cell(cell: tuple[str, str], count: int) -> str:
    kind, text = cell
    repeated = f' table:number-columns-repeated="{count}"' if count > 1 else ""
    if not text:
        return f'<table:table-cell table:style-name="ce1"{repeated}/>'
    shown = f"<text:p>{escape(text).replace('  ', ' <text:s/>')}</text:p>"
    if kind == "date":
        return (
            f'<table:table-cell office:value-type="date" office:date-value="{text}"{repeated}>'
            f"<text:p>{'/'.join(reversed(text.split('-')))}</text:p></table:table-cell>"
        )
    if kind == "float":
        return f'<table:table-cell office:value-type="float" office:value="{text}"{repeated}>{shown}</table:table-cell>'
    return f'<table:table-cell office:value-type="string"{repeated}>{_NOTE}{shown}</table:table-cell>'


Filling = Mapping[str, Mapping[str, tuple[str, str]]]


def filled(ours: Path, filling: Filling, path: Path) -> Path:
    """Our list with these cells filled in, by shelfmark and column, saved by LibreOffice."""
    sheets: dict[str, list[list[tuple[str, str]]]] = {}
    for name, rows in read_spreadsheet(ours).items():
        heads = [cell.text for cell in rows[0][1]]
        at = heads.index("cote")
        saved = [[("string", head) for head in heads]]
        for _, cells in rows[1:]:
            texts = [cells[n].text if n < len(cells) else "" for n in range(len(heads))]
            row = [("string", text) for text in texts]
            for column, value in (filling.get(texts[at], {}) if "état" in heads and "date" in heads else {}).items():
                row[heads.index(column)] = value
            saved.append(row)
        sheets[name] = saved
    return libreoffice(sheets, path)


def seen(
    finding: str = "conforme", day: str = "2001-01-17", by: str = "AF", remark: str = ""
) -> dict[str, tuple[str, str]]:
    """What somebody writes on a line."""
    return {
        "état": ("string", finding), "date": ("date", day), "initiales": ("string", by), "remarque": ("string", remark),
    }  # fmt: skip
