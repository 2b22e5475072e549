"""What stands round the type area: guide words, running titles, folios, letter tabs. Each is a piece, set once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from bookwork.makeup.sheets import Matter, Part, Placed, Sheet
from bookwork.project import PT_PER_MM, Layout
from bookwork.records import Struct, field, replace
from bookwork.store import content_key
from bookwork.typesetting.galley import Order, Piece, Shape
from bookwork.typesetting.templates import Templates

TAB_MM = 8.0
"""Visible width of a letter tab, in mm; it runs on over the bleed."""

_ALPHABET = 26


class Fitting(Struct, frozen=True):
    """A piece of furniture and where its upper left corner stands on the trimmed page, in pt."""

    piece: Order
    left: float
    top: float


class Fitter(Struct, frozen=True):
    """Finds the furniture of sheets."""

    templates: Templates
    layout: Layout
    galleys: Mapping[str, Shape]
    base: bytes
    """The hash of what all pieces are composed with."""
    pieces: dict[tuple[str, ...], Order] = field(default_factory=dict)
    """What was ordered: the tab of a letter is the same on hundreds of pages."""

    def fit(self, sheet: Sheet, part: Part) -> tuple[Fitting, ...]:
        """The furniture of one sheet; a bare sheet has none."""
        if sheet.bare:
            return ()
        words = guide_words(sheet, self.galleys)
        return tuple(_Workshop(sheet, part, self).fit(words))

    def piece(self, template: str, measure: float, values: Mapping[str, str]) -> Order:
        """A piece of furniture, as wide as the measure in pt; composed where it is not known."""
        key = (template, *values.values())
        if key not in self.pieces:
            said = content_key(template, f"{measure:.4f}", *(f"{k}={v}" for k, v in values.items()))
            name = f"f-{said.hex()[:16]}"
            compose = partial(self._compose, name, template, measure, values)
            self.pieces[key] = Order(name, self.base + said, compose)
        return self.pieces[key]

    def _compose(self, name: str, template: str, measure: float, values: Mapping[str, str]) -> Piece:
        return Piece(name, self.templates.fill(template, **values), measure)


class _Workshop(Struct, frozen=True):
    sheet: Sheet
    part: Part
    fitter: Fitter

    @property
    def layout(self) -> Layout:
        """The layout of the book."""
        return self.fitter.layout

    def fit(self, words: tuple[str, str] | None) -> Iterator[Fitting]:
        layout, leading = self.layout, self.layout.grid.leading
        left = layout.left_edge(recto=self.sheet.recto)
        head = layout.head - 2 * leading
        if words and not (self.sheet.opens and self.part.heading is not None):
            yield Fitting(self._piece("repères", premier=words[0], dernier=words[1]), left, head)
        elif not self.sheet.opens and self.part.chapter is not None:
            title = self.part.short_title or self.part.title
            yield Fitting(self._piece("courant", titre=title), left, head)
        foot = layout.head + layout.text_height + leading
        yield Fitting(self._piece("folio", folio=self.sheet.folio), left, foot)
        letter = _letter(self.sheet)
        if letter and layout.letters.tabs:
            yield self._tab(letter)

    def _tab(self, letter: str) -> Fitting:
        """On the outer edge, lower from letter to letter, on the grid."""
        layout = self.layout
        width = (TAB_MM + layout.trim.bleed) * PT_PER_MM
        step = (layout.grid.lines - 2) / (_ALPHABET - 1)
        line = round((ord(letter) - ord("A")) * step)
        left = layout.page_width - TAB_MM * PT_PER_MM if self.sheet.recto else -layout.trim.bleed * PT_PER_MM
        piece = self._piece("onglet", width, lettre=letter)
        return Fitting(piece, left, layout.head + line * layout.grid.leading)

    def _piece(self, template: str, measure: float = 0.0, **values: str) -> Order:
        side = "belle" if self.sheet.recto else "fausse"
        return self.fitter.piece(template, measure or self.layout.text_width, {"côté": side, **values})


def guide_words(sheet: Sheet, galleys: Mapping[str, Shape]) -> tuple[str, str] | None:
    """The first and the last person (or entry) on a page."""
    guiding = [placed for placed in sheet.placed if placed.matter is not None and placed.matter.guides]
    if not guiding:
        return None
    first, last = guiding[0], guiding[-1]
    return _guide(first, first.first, galleys), _guide(last, last.stop - 1, galleys)


def _guide(placed: Placed, line: int, galleys: Mapping[str, Shape]) -> str:
    assert placed.matter is not None
    return placed.matter.guide(galleys[placed.galley].piece_at(line))


def _letter(sheet: Sheet) -> str:
    """The letter of the alphabet that a page of notices opens with."""
    letters = [placed.matter.letter for placed in sheet.placed if placed.matter is not None]
    return next((letter for letter in letters if "A" <= letter <= "Z"), "")


def furnish(sheet: Sheet, fittings: Sequence[Fitting], galleys: Mapping[str, Shape]) -> Sheet:
    """The sheet with its furniture placed."""
    placed = [Placed(f.piece.id, 0, len(galleys[f.piece.id].heights), f.left, f.top) for f in fittings]
    return replace(sheet, placed=(*sheet.placed, *placed))


__all__ = ["Fitter", "Fitting", "Matter", "furnish", "guide_words"]
