"""Cells read out of an OpenDocument spreadsheet that anybody may have made: bounded in size, without DTD, no formulas.

Nothing is unpacked to disk, and no more is read than :data:`MOST_BYTES` whatever the archive says of itself.
"""

from __future__ import annotations

import zipfile
import zlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from xml.parsers import expat

from bookwork.audit.opendocument import MIMETYPE
from bookwork.records import Struct

MOST_BYTES: Final = 256_000_000
"""Of one XML file, unpacked: ten times a list of 60 000 citations."""
MOST_CELLS: Final = 4_000_000
MOST_COLUMNS: Final = 64
MOST_REPEATS: Final = 1000
"""Equal rows in one that still count as rows that somebody filled; a sheet’s empty rest is far longer."""
_PIECE: Final = 1 << 18
_TABLE: Final = "urn:oasis:names:tc:opendocument:xmlns:table:1.0 "
_OFFICE: Final = "urn:oasis:names:tc:opendocument:xmlns:office:1.0 "
_TEXT: Final = "urn:oasis:names:tc:opendocument:xmlns:text:1.0 "


class SpreadsheetError(ValueError):
    """Why a file cannot be read as a spreadsheet, in French and in English."""

    def __init__(self, french: str, english: str) -> None:
        super().__init__(french)
        self.french = french
        self.english = english


class CellText(Struct, frozen=True):
    """What a cell holds as text, and its type: ``string``, ``float``, ``date`` (an ISO date), ``boolean`` …"""

    text: str
    type: str = "string"


Row = tuple[int, tuple[CellText, ...]]
"""The number of a row in its sheet, from 1, and its cells up to the last that holds something."""


def read_spreadsheet(path: Path) -> dict[str, list[Row]]:
    """The rows that hold something, sheet by sheet; raises :class:`SpreadsheetError` and OSError."""
    reader = _Reader()
    try:
        with zipfile.ZipFile(path) as archive:
            with archive.open("mimetype") as file:
                if file.read(len(MIMETYPE) + 1).strip() != MIMETYPE.encode():
                    raise _NO_SPREADSHEET
            with archive.open("content.xml") as file:
                size = 0
                while piece := file.read(_PIECE):
                    size += len(piece)
                    if size > MOST_BYTES:
                        raise _TOO_BIG
                    reader.feed(piece)
        reader.end()
    except SpreadsheetError:
        raise
    except (zipfile.BadZipFile, KeyError, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        raise SpreadsheetError(
            f"ce n’est pas un classeur ODS ({error})", f"it is no ODS spreadsheet ({error})"
        ) from error
    except expat.ExpatError as error:
        raise SpreadsheetError(
            f"son contenu n’est pas du XML juste, ou est chiffré ({error})",
            f"its contents are no correct XML, or encrypted ({error})",
        ) from error
    return reader.sheets


_NO_SPREADSHEET = SpreadsheetError("ce n’est pas un classeur ODS", "it is no ODS spreadsheet")
_TOO_BIG = SpreadsheetError(
    f"son contenu dépasse {MOST_BYTES // 1_000_000} Mo", f"its contents are over {MOST_BYTES // 1_000_000} MB"
)


@dataclass(slots=True)
class _Reader:
    """Follows the elements of ``content.xml``; only rows of tables right in the spreadsheet count."""

    sheets: dict[str, list[Row]] = field(default_factory=dict)
    _path: list[str] = field(default_factory=list)
    _rows: list[Row] = field(default_factory=list)
    _row: int = 0
    _repeated: int = 1
    _cells: list[CellText] = field(default_factory=list)
    _kind: tuple[str, str, int] | None = None
    _paragraphs: list[str] = field(default_factory=list)
    _silent: int = 0
    _within: bool = False
    """Whether the elements are those of a table right in the spreadsheet."""
    _taken: int = 0
    _parser: expat.XMLParserType = field(init=False)

    def __post_init__(self) -> None:
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._stop
        self._parser.CharacterDataHandler = self._words
        self._parser.StartDoctypeDeclHandler = self._doctype

    def feed(self, piece: bytes) -> None:
        self._parser.Parse(piece, False)

    def end(self) -> None:
        self._parser.Parse(b"", True)

    def _doctype(self, *_declared: object) -> None:
        """An ODS has none; entities are how a small file becomes a large one, or reads another."""
        raise SpreadsheetError(
            "son XML a une DTD, qu’un classeur n’a pas", "its XML has a DTD, which no spreadsheet has"
        )

    @property
    def _in_table(self) -> bool:
        return (
            self._path[2:4] == [f"{_OFFICE}spreadsheet", f"{_TABLE}table"] and self._path.count(f"{_TABLE}table") == 1
        )

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._path.append(name)
        if name == f"{_TABLE}table":
            self._within = self._in_table
        if self._silent or name in _NOT_VALUES:
            self._silent += 1
        elif name == f"{_TABLE}table" and self._within:
            self._row = 0
            self._rows = self.sheets.setdefault(attributes.get(f"{_TABLE}name", ""), [])
        elif self._within:
            self._inside(name, attributes)

    def _inside(self, name: str, attributes: dict[str, str]) -> None:
        if name == f"{_TABLE}table-row":
            self._cells, self._repeated = [], _count(attributes.get(f"{_TABLE}number-rows-repeated"))
        elif name in _CELLS:
            kind = attributes.get(f"{_OFFICE}value-type", "")
            value = next((attributes[key] for key in _VALUES if key in attributes), "")
            self._kind = (kind, value, _count(attributes.get(f"{_TABLE}number-columns-repeated")))
            self._paragraphs = []
        elif self._kind is not None and name == f"{_TEXT}p":
            self._paragraphs.append("")
        elif self._paragraphs and name in (f"{_TEXT}s", f"{_TEXT}tab", f"{_TEXT}line-break"):
            self._paragraphs[-1] += " "

    def _words(self, text: str) -> None:
        if self._kind is not None and self._paragraphs and not self._silent:
            self._paragraphs[-1] += text

    def _stop(self, name: str) -> None:
        if self._silent:
            self._silent -= 1
        elif self._within and name in _CELLS and self._kind is not None:
            kind, value, repeated = self._kind
            text = " ".join(" ".join(self._paragraphs).split())
            text = value if value and (kind in ("date", "float") or not text) else text
            room = max(0, MOST_COLUMNS - len(self._cells))
            self._cells.extend([CellText(text, kind or "string")] * min(repeated, room))
            self._kind = None
        elif self._within and name == f"{_TABLE}table-row":
            self._end_row()
        self._path.pop()
        if name == f"{_TABLE}table":
            self._within = self._in_table

    def _end_row(self) -> None:
        while self._cells and not self._cells[-1].text:
            self._cells.pop()
        if self._cells:
            if self._repeated > MOST_REPEATS:
                raise SpreadsheetError(
                    f"la ligne {self._row + 1} y est répétée {self._repeated} fois",
                    f"row {self._row + 1} is repeated {self._repeated} times in it",
                )
            self._taken += self._repeated * len(self._cells)
            if self._taken > MOST_CELLS:
                raise SpreadsheetError("il a trop de cellules", "it has too many cells")
            self._rows.extend((self._row + n, tuple(self._cells)) for n in range(1, self._repeated + 1))
        self._row += self._repeated


_CELLS: Final = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")
_VALUES: Final = tuple(f"{_OFFICE}{name}" for name in ("date-value", "value", "string-value"))
_NOT_VALUES: Final = (f"{_OFFICE}annotation", f"{_TABLE}tracked-changes", f"{_TABLE}shapes", f"{_OFFICE}forms")
"""Notes on a cell, earlier versions of it, drawings: they hold text and cells that are none of the table’s."""


def _count(text: str | None) -> int:
    """How often something is repeated; what is no number is once."""
    return max(1, int(text)) if text and text.isascii() and text.isdigit() and len(text) < 8 else 1
