"""Where everything stands in the finished book: page by page, notice by notice."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NewType

from bookwork.records import Struct

Folio = NewType("Folio", str)
"""A page number as printed: ``xiv``, ``123``; empty on a page that carries none."""


class Spot(Struct, frozen=True, order=True, rename={"top": "top_pt"}):
    """A point of the book.

    Sheet (page of the file, from 1), printed folio, column (from 1), height in pt from the top: in this order, and
    under these names, in the page map's file.
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

    def moved(self, sheets: int) -> PageMap:
        """The same behind so many more sheets, whose folios do not count."""
        anchors = {name: _moved(spot, sheets) for name, spot in self.anchors.items()}
        notices = {notice: tuple([_moved(spot, sheets) for spot in spots]) for notice, spots in self.notices.items()}
        return PageMap(anchors, notices, self.sheets)

    def followed_by(self, other: PageMap) -> PageMap:
        """Both; an anchor stands where it stands first."""
        return PageMap(
            {**other.anchors, **self.anchors}, {**other.notices, **self.notices}, (*self.sheets, *other.sheets)
        )


def _moved(spot: Spot, sheets: int) -> Spot:
    return Spot(spot.sheet + sheets, spot.folio, spot.column, spot.top)
