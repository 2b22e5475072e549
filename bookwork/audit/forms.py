"""Cells in the form of a file, a column of some hundreds at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

from bookwork.audit.opendocument import cell_xml, text_in_xml, text_xml
from bookwork.editions.markup import many
from bookwork.editions.spreadsheet import csv_cell, csv_texts
from bookwork.editions.tables import Cell, Column
from bookwork.records import json_lines, json_text

_TEXT: Final = "texte"
"""The type of a column of texts."""
ColumnForm = Callable[[Sequence[Any]], Iterable[str]]
"""Puts cells of one column into the form of a file."""
Form = Callable[[Column], ColumnForm]
"""What does so with the cells of this column."""


def csv_form(column: Column) -> ColumnForm:
    """Cells of CSV."""
    return csv_texts if column.type == _TEXT else _one_by_one(csv_cell)


def xml_form(column: Column) -> ColumnForm:
    """Cells of OpenDocument."""
    return _xml_texts if column.type == _TEXT else _one_by_one(cell_xml)


def _xml_texts(texts: Sequence[str]) -> list[str]:
    empty = cell_xml("")
    return [text_xml(text) if text else empty for text in many(text_in_xml, texts)]


def json_form(column: Column) -> ColumnForm:
    """Members of objects in JSON."""
    named = f"{json_text(column.name)}:"
    return lambda cells: [named + cell for cell in json_lines(cells)]


def _one_by_one(form: Callable[[Cell], str]) -> ColumnForm:
    return lambda cells: map(form, cells)
