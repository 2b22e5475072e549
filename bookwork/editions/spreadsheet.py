"""Tables as CSV for spreadsheets: semicolons, UTF-8 with its mark, and no cell that a spreadsheet would run.

A text that begins – after spaces – with a sign that opens a formula gets an apostrophe before it (OWASP, « CSV
Injection »: ``= + - @``, tab, carriage return, and the full-width forms that East Asian versions take for them); texts
stand between quotation marks, numbers are numbers and stand bare.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from bookwork.editions.markup import many
from bookwork.editions.tables import Cell, Table

_OPENERS: Final = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_CONTROLS: Final = ("\t", "\r", "\n", "\0")


def write_csv(tables: tuple[Table, ...], folder: Path) -> None:
    """One file for each table into an empty folder."""
    for table in tables:
        with (folder / f"{table.name}.csv").open("w", encoding="utf-8-sig", newline="") as file:
            file.write(csv_cells(tuple(column.name for column in table.columns)) + CSV_END)
            file.writelines(csv_cells(row) + CSV_END for row in table.rows)


CSV_BETWEEN: Final = ";"
_QUOTE, _QUOTES = '"', '""'
CSV_END: Final = "\r\n"


def csv_cells(cells: tuple[Cell, ...]) -> str:
    """Cells that stand together in a line (RFC 4180, with semicolons)."""
    return CSV_BETWEEN.join(map(csv_cell, cells))


def csv_cell(cell: Cell) -> str:
    """One cell of a line."""
    told = harmless(cell)
    return f'"{told.replace(_QUOTE, _QUOTES)}"' if isinstance(told, str) else repr(told)


def csv_texts(texts: Sequence[str]) -> list[str]:
    """Cells of texts."""
    doubled = many(_doubled, texts)
    return [f'"{text if text[:1].isalnum() else _guarded(text)}"' for text in doubled]


def _doubled(text: str) -> str:
    return _sound(text).replace(_QUOTE, _QUOTES)


def harmless(cell: Cell) -> Cell:
    """The cell as no spreadsheet takes it for a formula."""
    if not isinstance(cell, str):
        return "" if cell is None else cell
    return _guarded(cell if cell.isprintable() else _sound(cell))  # a no-break space is not printable


def _sound(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8").replace("\0", "\ufffd")


def _guarded(text: str) -> str:
    if text[:1].isalnum():
        return text
    return f"'{text}" if text.startswith(_CONTROLS) or text.lstrip().startswith(_OPENERS) else text
