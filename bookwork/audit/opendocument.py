"""Tables as an OpenDocument spreadsheet (ISO/IEC 26300), written and read as far as lists need it.

Libraries were looked at in November 2026: odfpy and ezodf are not kept up, pyexcel-ods3 stands on ezodf, odfdo holds a
document as a tree in memory. A list needs four small files in an archive, the same
bytes for the same rows, and a reader (``odsreading``) that a hostile file cannot harm.

A text is written with its type and no formula: a spreadsheet shows it and never runs it.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from bookwork.editions.markup import legal
from bookwork.editions.tables import Cell, Table
from bookwork.records import Struct, field

MIMETYPE: Final = "application/vnd.oasis.opendocument.spreadsheet"
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
"""The first day that an archive can name: the same rows give the same bytes."""
_UNIX: Final = 3
"""The system that an archive names as its own, wherever it is made (APPNOTE 4.4.2)."""
_PIECE: Final = 1 << 16
_LEVEL: Final = 2
"""Of compression: tables of the audit take a third of the time of level 6, and a quarter more bytes (November 2026)."""

_SPACES: Final = {
    name: f"urn:oasis:names:tc:opendocument:xmlns:{name}:1.0" for name in ("office", "table", "text", "style")
} | {"fo": "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"}
_NAMESPACES: Final = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in _SPACES.items())
_DECLARATION: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'
_MANIFEST: Final = (
    _DECLARATION + '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" '
    f'manifest:version="1.3"><manifest:file-entry manifest:full-path="/" manifest:media-type="{MIMETYPE}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
    '<manifest:file-entry manifest:full-path="styles.xml" manifest:media-type="text/xml"/></manifest:manifest>\n'
)
_STYLES: Final = (
    f'{_DECLARATION}<office:document-styles {_NAMESPACES} office:version="1.3"><office:styles>'
    '<style:style style:name="Default" style:family="table-cell"><style:table-cell-properties '
    'fo:wrap-option="wrap" style:vertical-align="top"/></style:style></office:styles></office:document-styles>\n'
)


class Sheet(Struct, frozen=True):
    """A table as a sheet: widths of its columns in cm by name, and the words that a column may hold.

    Rows too many to be held are given by ``rows``, some at a time, each as the XML of its cells.
    """

    table: Table
    widths: Mapping[str, float] = field(default_factory=dict)
    choices: Mapping[str, Sequence[str]] = field(default_factory=dict)
    rows: Callable[[], Iterator[Sequence[bytes]]] | None = None


def write_spreadsheet(sheets: Sequence[Sheet], path: Path) -> None:
    """The sheets in one file; their first rows are heads and stay in view."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as archive:
        archive.writestr(zipfile.ZipInfo("mimetype", _EPOCH), MIMETYPE)  # first and bare, ODF 1.3 part 2, 3.3
        _write(archive, "META-INF/manifest.xml", (_MANIFEST.encode(),))
        _write(archive, "styles.xml", (_STYLES.encode(),))
        _write(archive, "content.xml", _content(sheets))
        for entry in archive.infolist():
            entry.external_attr, entry.create_system = 0o644 << 16, _UNIX


def _write(archive: zipfile.ZipFile, name: str, parts: Iterable[bytes]) -> None:
    """A file of the archive; it is opened by its name, since only such files are compressed at the archive's level."""
    with archive.open(name, "w") as file:
        waiting, size = [], 0
        for part in parts:
            waiting.append(part)
            size += len(part)
            if size > _PIECE:
                file.write(b"".join(waiting))
                waiting, size = [], 0
        file.write(b"".join(waiting))


def _content(sheets: Sequence[Sheet]) -> Iterator[bytes]:
    yield "".join(_content_head(sheets)).encode()
    for number, sheet in enumerate(sheets):
        yield from _sheet(sheet, number)
    yield b"</office:spreadsheet></office:body></office:document-content>\n"


def _content_head(sheets: Sequence[Sheet]) -> Iterator[str]:
    yield f'{_DECLARATION}<office:document-content {_NAMESPACES} office:version="1.3"><office:automatic-styles>'
    yield '<style:style style:name="head" style:family="table-cell" style:parent-style-name="Default">'
    yield '<style:text-properties fo:font-weight="bold"/></style:style>'
    widths = sorted({width for sheet in sheets for width in (*sheet.widths.values(), _WIDTH)})
    for width in widths:
        yield f'<style:style style:name={quoteattr(_column_style(width))} style:family="table-column">'
        yield f'<style:table-column-properties style:column-width="{width:g}cm"/></style:style>'
    yield "</office:automatic-styles><office:body><office:spreadsheet>"
    yield from _validations(sheets)


_WIDTH: Final = 3.0
"""Of a column that says nothing of its width, in cm."""


def _column_style(width: float) -> str:
    return f"w{round(width * 100)}"


def _validations(sheets: Sequence[Sheet]) -> Iterator[str]:
    """Columns that offer their words in a list; another word is let in and refused when the file is read."""
    named = [
        (f"choice-{number}-{name}", words)
        for number, sheet in enumerate(sheets)
        for name, words in sheet.choices.items()
    ]
    if named:
        yield "<table:content-validations>"
        for name, words in named:
            condition = "of:cell-content-is-in-list(" + ";".join(f'"{word}"' for word in words) + ")"
            yield (
                f'<table:content-validation table:name={quoteattr(name)} xmlns:of="urn:oasis:names:tc:opendocument:'
                f'xmlns:of:1.2" table:condition={quoteattr(condition)} table:allow-empty-cell="true" '
                'table:display-list="unsorted"/>'
            )
        yield "</table:content-validations>"


def _sheet_head(sheet: Sheet) -> Iterator[str]:
    columns = sheet.table.columns
    yield f"<table:table table:name={quoteattr(legal(sheet.table.name))}>"
    for column in columns:
        style = _column_style(sheet.widths.get(column.name, _WIDTH))
        yield f"<table:table-column table:style-name={quoteattr(style)}/>"
    heads = "".join(cell_xml(column.name, ' table:style-name="head"') for column in columns)
    yield f"<table:table-header-rows><table:table-row>{heads}</table:table-row></table:table-header-rows>"


_BETWEEN_ROWS: Final = b"</table:table-row><table:table-row>"


def _sheet(sheet: Sheet, number: int) -> Iterator[bytes]:
    columns = sheet.table.columns
    yield "".join(_sheet_head(sheet)).encode()
    marks = [
        f" table:content-validation-name={quoteattr(f'choice-{number}-{column.name}')}"
        if column.name in sheet.choices
        else ""
        for column in columns
    ]
    rows = sheet.rows() if sheet.rows else (["".join(map(cell_xml, row, marks)).encode()] for row in sheet.table.rows)
    for some in rows:
        yield b"<table:table-row>%b</table:table-row>" % _BETWEEN_ROWS.join(some)
    yield b"</table:table>"


def cell_xml(value: Cell, attributes: str = "") -> str:
    """A cell of a row."""
    if value is None or value == "":
        return f"<table:table-cell{attributes}/>"
    if isinstance(value, str):
        return text_xml(text_in_xml(value), attributes)
    shown = f'office:value-type="float" office:value="{value!r}"'
    return f"<table:table-cell {shown}{attributes}><text:p>{value}</text:p></table:table-cell>"


def text_in_xml(text: str) -> str:
    """A text, or many with line ends between them, as XML can hold it."""
    return escape(legal(text))


def text_xml(text: str, attributes: str = "") -> str:
    """A cell of this XML."""
    return f'<table:table-cell office:value-type="string"{attributes}><text:p>{text}</text:p></table:table-cell>'
