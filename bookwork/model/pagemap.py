"""Where everything stands in the finished book: page by page, notice by notice."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NewType

from bookwork.records import Struct

Folio = NewType("Folio", str)
"""A page number as printed: ``xiv``, ``123``; empty on a page that carries none."""


class Spot(Struct, frozen=True, order=True):
    """A point of the book.

    Sheet (page of the file, from 1), printed folio, column (from 1), height in pt from the top: in this order in the
    page map's file.
    """

    sheet: int
    folio: Folio
    column: int = 1
    top: float = 0.0


class PageMap(Struct, frozen=True):
    """Anchors to spots (``n-sellier-andre`` → start), and for each notice every page it runs over."""

    anchors: Mapping[str, Spot]
    notices: Mapping[str, tuple[Spot, ...]]
    sheets: tuple[Folio, ...]
