"""Tables as Parquet files, where the optional package ``pyarrow`` is installed. Alone in importing it."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Final

from bookwork.editions.tables import Cell, Table

PACKAGE: Final = "pyarrow"


def has_parquet() -> bool:
    """Whether Parquet can be written here."""
    return find_spec(PACKAGE) is not None


def write_parquet(tables: tuple[Table, ...], folder: Path) -> None:
    """One file for each table into an empty folder."""
    import pyarrow
    from pyarrow import parquet

    types = {"texte": pyarrow.string(), "entier": pyarrow.int64(), "réel": pyarrow.float64()}
    for table in tables:
        schema = pyarrow.schema([(column.name, types[column.type]) for column in table.columns])
        columns = [
            pyarrow.array([_filled(row[number]) for row in table.rows], types[column.type])
            for number, column in enumerate(table.columns)
        ]
        parquet.write_table(pyarrow.table(columns, schema=schema), folder / f"{table.name}.parquet")


def _filled(cell: Cell) -> Cell:
    """What is unknown is null."""
    return None if cell == "" else cell
