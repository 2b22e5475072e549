"""The pictures of the book, drawn from its registers in its own type, under the names that chapters call them by."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from bookwork.model.book import Book
from bookwork.model.notice import Notice
from bookwork.project import Project
from bookwork.typesetting.measure import width_in
from bookwork.typesetting.templates import Markup

if TYPE_CHECKING:
    from bookwork.drawing import Faces

_CAPTION_LINES = 9
"""Lines of the type area that a page-high picture leaves to its caption and the text above it."""


def draw_registers(book: Book, project: Project) -> dict[str, Markup]:
    """``{{ carte }}``, ``{{ graphique_convois }}`` and ``{{ frise }}``."""
    from bookwork.drawing import Size, camp_map, convoy_bars, read_outlines, timeline  # noqa: PLC0415 - slow to load

    layout = project.layout
    page = Size(layout.text_width, layout.text_height - _CAPTION_LINES * layout.grid.leading)
    outlines = read_outlines(project.layout_folder / "outlines")
    registers = book.registers
    return {
        "carte": Markup(camp_map(registers, outlines, _faces(project), page)),
        "graphique_convois": Markup(convoy_bars(registers.convoys.values(), page.width)),
        "frise": Markup(timeline(registers.events.values(), page)),
    }


def way_drawer(book: Book, project: Project) -> Callable[[Notice], str]:
    """Draws a notice's way through the camps as a line of stations, where the layout wants it and it fits."""
    if not project.layout.notices.way:
        return lambda notice: ""
    from bookwork.drawing import itinerary  # noqa: PLC0415

    measure = project.layout.measure(project.layout.columns.notices)
    return lambda notice: itinerary(notice, book.registers, _faces(project), measure)


def _faces(project: Project) -> Faces:
    """Widths in the roman, the italic and the bold of the family; a cut that is missing measures as the roman."""
    from bookwork.drawing import Faces  # noqa: PLC0415

    cuts = {(face.weight > 500, face.italic): face.file for face in reversed(project.layout.type.faces)}
    roman = cuts.get((False, False), project.layout.type.faces[0].file)
    files = (roman, cuts.get((False, True), roman), cuts.get((True, False), roman))
    return Faces(*(width_in(project.layout_folder / file) for file in files))
