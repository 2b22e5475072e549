"""Galley proofs: one notice in its column on A4 paper, lines numbered, with a wide margin for the pencil."""

from __future__ import annotations

from collections.abc import Iterator

from bookwork.makeup.sheets import Placed, Sheet
from bookwork.model.pagemap import Folio, PageMap
from bookwork.press.imprint import Forme
from bookwork.project import PT_PER_MM, Layout, Project
from bookwork.typesetting.faces import face_files
from bookwork.typesetting.foundry import whole_fonts
from bookwork.typesetting.galley import PT_PER_PX, Piece, Shape
from bookwork.typesetting.setting import SettingRoom
from bookwork.typesetting.templates import Templates

_A4 = {"width": 210.0, "height": 297.0, "bleed": 0.0}
_LEFT_MM, _HEAD_MM, _FOOT_MM = 35.0, 20.0, 20.0
_NUMBER_WIDTH = 24.0
"""Width of a line number, in pt."""
_NUMBER_GAP = 10.0
"""White between a line number and the column, in pt."""


def proof_sheets(piece: Piece, room: SettingRoom, project: Project, templates: Templates) -> Forme:
    """A forme with the galley of this piece, ready for the imprint."""
    layout = project.layout.model_copy(update={"trim": project.layout.trim.model_copy(update=_A4)})
    galley = room.set([piece])[piece.id]
    galleys = {piece.id: galley, **room.set(line_numbers(galley.height, templates))}
    rows = int((layout.page_height - (_HEAD_MM + _FOOT_MM) * PT_PER_MM) / layout.grid.leading)
    sheets = tuple(_sheets(piece.id, galley, rows, layout))
    return Forme(
        sheets=sheets,
        room=room,
        shapes=galleys,
        fonts=whole_fonts(face_files(project), galleys.values(), room.store),
        pagemap=PageMap({}, {}, tuple(sheet.number for sheet in sheets)),
        outline=(),
        identity=project.book.identity,
        layout=layout,
        screen=True,
    )


def line_numbers(rows: int, templates: Templates) -> list[Piece]:
    """The numbers of so many lines, for the margin."""
    return [Piece(f"l-{row}", templates.fill("ligne", numéro=row), _NUMBER_WIDTH) for row in range(1, rows + 1)]


def _sheets(name: str, galley: Shape, rows: int, layout: Layout) -> Iterator[Sheet]:
    """The galley cut at whole lines into sheets of so many grid lines."""
    leading = layout.grid.leading
    placed: list[Placed] = []
    start, row, top_row = 0, 0, 0
    for number, height in enumerate(galley.heights):
        if row + height - top_row > rows and number > start:
            yield _sheet([*placed, _column(name, start, number, top_row, leading)], layout)
            placed, start, top_row = [], number, row
        placed += [_margin(row + n + 1, row + n - top_row, leading) for n in range(height)]
        row += height
    yield _sheet([*placed, _column(name, start, len(galley.heights), top_row, leading)], layout)


def _sheet(placed: list[Placed], layout: Layout) -> Sheet:
    return Sheet(Folio("1"), Folio("1"), recto=True, part="proof", placed=tuple(placed))


def _column(name: str, start: int, stop: int, row: int, leading: float) -> Placed:
    return Placed(name, start, stop, _LEFT_MM * PT_PER_MM, _HEAD_MM * PT_PER_MM, row * leading / PT_PER_PX)


def _margin(number: int, row: int, leading: float) -> Placed:
    left = _LEFT_MM * PT_PER_MM - _NUMBER_WIDTH - _NUMBER_GAP
    return Placed(f"l-{number}", 0, 1, left, _HEAD_MM * PT_PER_MM + row * leading)
