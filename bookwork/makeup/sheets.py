"""What the make-up gives to the press: sheets with lines of galleys placed on them. Lengths in pt, y downwards."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import NamedTuple

from bookwork.diagnostics import NoticeId
from bookwork.model.pagemap import Folio
from bookwork.records import Struct
from bookwork.typesetting.galley import Order, Piece


class Opening(StrEnum):
    """On which page a part may begin."""

    RECTO = "recto"
    NEXT = "next"


class Reference(NamedTuple):
    """Folios of one place or of one run of pages, the anchor they lead to, and whether it is the main entry."""

    sheet: int
    text: str
    anchor: str
    main: bool = False


class Matter(Struct, frozen=True):
    """A galley in a part set in columns: white lines above it, the words that guide to it, the notice it is."""

    piece: Piece | Order
    blank: int = 0
    guides: tuple[str, ...] = ()
    """The words for a page that begins or ends in it: of a stack for each of its pieces, or one for all."""
    notice: NoticeId | None = None
    letter: str = ""
    carried: Piece | Order | None = None
    """The heading repeated above a column that begins inside a group: « Nord (suite) »."""
    references: tuple[Reference, ...] = ()
    """What the press puts into its folio slots, by their numbers."""
    plain: Callable[[], Order] | None = None
    """Orders the same with its folios set as text, for where slots cannot be had."""

    def guide(self, piece: int) -> str:
        """The words that guide to one piece of a stack."""
        return self.guides[min(piece, len(self.guides) - 1)] if self.guides else ""


class Part(Struct, frozen=True):
    """A part of the book in order: pages of its own (``chapter``), or galleys made up in columns (``matter``)."""

    id: str
    title: str
    short_title: str = ""
    opening: Opening = Opening.RECTO
    chapter: Piece | None = None
    heading: Piece | None = None
    """The part's title over the columns of its first page."""
    matter: tuple[Matter, ...] = ()
    columns: int = 1
    bare: bool = False
    """No folio, no running head: title pages."""
    level: int = 1
    """Level in the contents and the outline; 0 stands in neither."""


class Placed(Struct, frozen=True):
    """Lines ``first`` to ``stop`` of a galley, their upper left corner at ``left``, ``top`` of the trimmed page."""

    galley: str
    first: int
    stop: int
    left: float
    top: float
    lead: float = 0.0
    """How far below the galley's head the first of these lines begins, in px."""
    column: int = 1
    matter: Matter | None = None


class Sheet(Struct, frozen=True):
    """One page of the book; its ``number`` counts every page, its ``folio`` is what is printed, perhaps nothing."""

    number: Folio
    folio: Folio
    recto: bool
    part: str
    placed: tuple[Placed, ...] = ()
    opens: bool = False
    """The first page of its part."""
    bare: bool = False
