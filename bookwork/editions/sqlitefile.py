"""Tables as one SQLite file, ready for Datasette: keys, foreign keys, indexes, and full-text search of the notices."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final

from bookwork.editions.tables import Column, Table

_TYPES: Final = {"texte": "TEXT", "entier": "INTEGER", "réel": "REAL"}
_SEARCHED: Final = ("entrée", "profession", "texte")
"""The columns of ``personnes`` that full-text search reads; accents do not count in it."""


def write_sqlite(tables: tuple[Table, ...], path: Path) -> None:
    """Write the database anew: the same tables give the same bytes with the same SQLite."""
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.execute("PRAGMA journal_mode = OFF")
        database.execute("PRAGMA foreign_keys = ON")
        database.execute("BEGIN")
        for table in tables:
            _write(database, table)
        columns = ", ".join(_SEARCHED)
        options = "content='personnes', tokenize='unicode61 remove_diacritics 2'"
        database.execute(f"CREATE VIRTUAL TABLE personnes_fts USING fts5({columns}, {options})")
        database.execute("INSERT INTO personnes_fts (personnes_fts) VALUES ('rebuild')")
        database.execute("COMMIT")


def _write(database: sqlite3.Connection, table: Table) -> None:
    key, *others = table.columns
    defined = [f'"{key.name}" {_TYPES[key.type]} PRIMARY KEY NOT NULL', *map(_defined, others)]
    database.execute(f'CREATE TABLE "{table.name}" ({", ".join(defined)})')
    places = ", ".join("?" * len(table.columns))
    rows = ([_storable(cell) if isinstance(cell, str) else cell for cell in row] for row in table.rows)
    database.executemany(f'INSERT INTO "{table.name}" VALUES ({places})', rows)
    for column in others:
        if column.refers:
            name = f"{table.name}_{column.name}"
            database.execute(f'CREATE INDEX "{name}" ON "{table.name}" ("{column.name}")')


def _defined(column: Column) -> str:
    other, _, its_key = column.refers.partition(".")
    return f'"{column.name}" {_TYPES[column.type]}' + (f' REFERENCES "{other}" ("{its_key}")' if other else "")


def _storable(text: str) -> str | None:
    """What is unknown is NULL; half a character, which UTF-8 cannot write, becomes a question mark."""
    return text.encode("utf-8", "replace").decode("utf-8") or None
