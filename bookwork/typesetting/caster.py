"""Casts strokes into lines: each stroke to the grid line on which it falls, so that any line can be drawn alone.

What spans several grid lines (a picture, a rule) ties them into one line, which make-up never breaks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bookwork.typesetting.cutter import BLACK, Cut, Stroke, cut
from bookwork.typesetting.galley import PT_PER_PX, Anchor, Face, Fault, Galley, Line, Link, Role, Span

Box = tuple[float, float, float, float]
"""Left, top, right, bottom in px."""

_TOLERANCE = 0.02
"""How far, in px, a baseline or an edge may lie off the grid: Pango counts in 1/1024 px."""


@dataclass(frozen=True, slots=True)
class Laid:
    """A page as WeasyPrint laid it out: content stream, height in px, named boxes, links, face of each font resource."""

    content: bytes
    height: float
    anchors: Mapping[str, Box]
    links: tuple[tuple[str, Box], ...]
    faces: Mapping[str, str]


def cast_galley(frame: str, page: Laid, leading: float, complaints: Sequence[str]) -> Galley:
    """The galley on a page of one column; ``frame`` names the box that holds it all, ``leading`` is in pt."""
    leading /= PT_PER_PX
    bottom = page.anchors[frame][3]
    count = max(1, round(bottom / leading))
    taken = cut(page.content)
    cast, off_grid = cast_lines(taken.strokes, leading, count)
    spans = {name: _span(name, box, leading) for name, box in page.anchors.items() if _role(name)}
    faults = [_off_grid_fault(row, spans) for row in off_grid]
    if abs(bottom - count * leading) > _TOLERANCE * count:
        faults.append(Fault("galley.height", (("height", f"{bottom / leading:.2f}"),)))
    number_of = _line_numbers(cast, count)

    def line_at(y: float) -> int:
        return number_of[max(0, min(count - 1, int((y + _TOLERANCE) // leading)))]

    return Galley(
        lines=tuple(line for _, line in cast),
        spans=tuple(sorted(spans.values(), key=lambda span: span.first)),
        anchors=tuple(
            Anchor(name, line_at(box[1]), _px(box[0]), _px(box[1]))
            for name, box in page.anchors.items()
            if name != frame and name not in spans
        ),
        links=tuple(Link(target, line_at((box[1] + box[3]) / 2), *map(_px, box)) for target, box in page.links),
        faces=_faces([taken], page.faces),
        faults=(*faults, *_faults([taken], complaints)),
    )


def cast_sheets(pages: Sequence[Laid], complaints: Sequence[str]) -> Galley:
    """A paged piece as a galley of which every line is a whole sheet."""
    taken = [cut(page.content) for page in pages]
    sheets = [cast_lines(sheet.strokes, page.height, 1)[0][0][1] for sheet, page in zip(taken, pages, strict=True)]
    return Galley(
        lines=tuple(sheets),
        anchors=tuple(
            Anchor(name, number, _px(box[0]), _px(box[1]))
            for number, page in enumerate(pages)
            for name, box in page.anchors.items()
        ),
        links=tuple(
            Link(target, number, *map(_px, box)) for number, page in enumerate(pages) for target, box in page.links
        ),
        faces=_faces(taken, pages[0].faces),
        faults=tuple(_faults(taken, complaints)),
    )


def _px(length: float) -> float:
    return round(length, 2)


def _role(anchor: str) -> Role | None:
    """Paragraphs name themselves ``piece.role.number`` (``n-sellier-andre.text.2``)."""
    role = anchor.rpartition(".")[0].rpartition(".")[2]
    return Role(role) if role in Role._value2member_map_ else None


def _span(name: str, box: Box, leading: float) -> Span:
    role = _role(name)
    assert role is not None
    first = round(box[1] / leading)
    return Span(role, first, round(box[3] / leading) - first)


def _line_numbers(cast: Sequence[tuple[int, Line]], count: int) -> list[int]:
    """For each grid line, the number of its cast line."""
    numbers = [0] * count
    for number, (first, line) in enumerate(cast):
        numbers[first : first + line.height] = [number] * line.height
    return numbers


def _off_grid_fault(row: int, spans: Mapping[str, Span]) -> Fault:
    inside = [name for name, span in spans.items() if span.first <= row < span.first + span.count]
    return Fault("galley.off-grid", (("line", str(row + 1)), ("paragraph", inside[0] if inside else "?")))


def _faults(taken: Sequence[Cut], complaints: Sequence[str]) -> list[Fault]:
    operators = dict.fromkeys(fault for page in taken for fault in page.faults)
    return [Fault("galley.operator", (("operator", name),)) for name in operators] + [
        Fault("galley.complaint", (("complaint", text),)) for text in complaints
    ]


def _faces(taken: Sequence[Cut], faces: Mapping[str, str]) -> tuple[Face, ...]:
    glyphs: dict[str, set[int]] = {}
    for page in taken:
        for resource, numbers in page.glyphs.items():
            glyphs.setdefault(resource.decode()[1:], set()).update(numbers)
    return tuple(Face(name, faces.get(name, "?"), tuple(sorted(numbers))) for name, numbers in sorted(glyphs.items()))


def cast_lines(strokes: Sequence[Stroke], leading: float, count: int) -> tuple[list[tuple[int, Line]], list[int]]:
    """Lines with their first grid line, and the grid lines whose baseline is off the grid.

    ``leading`` in px; ``count`` is the height of the galley in grid lines.
    """
    rows = [_rows(stroke, leading, count) for stroke in strokes]
    first_of = _tie(rows, count)
    members: dict[int, list[Stroke]] = {first: [] for first in first_of}
    heights = dict.fromkeys(members, 0)
    for first in first_of:
        heights[first] += 1
    for stroke, (first, _) in zip(strokes, rows, strict=True):
        members[first_of[first]].append(stroke)
    lines = [(first, Line(heights[first], _draw(kept))) for first, kept in members.items()]
    return lines, _off_grid(strokes, rows, leading)


def _tie(rows: Sequence[tuple[int, int]], count: int) -> list[int]:
    """For each grid line, the first grid line of the cast line it belongs to."""
    reach = list(range(count))
    for first, last in rows:
        reach[first] = max(reach[first], last)
    first_of: list[int] = []
    tied_to = -1
    for row in range(count):
        if row > tied_to:
            head, tied_to = row, reach[row]
        tied_to = max(tied_to, reach[row])
        first_of.append(head)
    return first_of


def _rows(stroke: Stroke, leading: float, count: int) -> tuple[int, int]:
    first = int((stroke.top + _TOLERANCE) // leading)
    last = int((stroke.bottom - _TOLERANCE) // leading) if stroke.bottom > stroke.top else first
    return max(0, min(first, count - 1)), max(0, min(max(first, last), count - 1))


def _draw(strokes: Sequence[Stroke]) -> bytes:
    """The content of one line: texts share one text object, and each ink and font is said once."""
    parts: list[bytes] = []
    ink, font, in_text = BLACK, b"", False
    for stroke in strokes:
        is_text = stroke.baseline is not None
        if in_text and (not is_text or stroke.ink != ink):
            parts.append(b"ET")
            in_text = False
        if is_text and stroke.ink != ink:
            ink = stroke.ink
            parts.append(ink)
        if is_text and not in_text:
            parts.append(b"BT")
            font, in_text = b"", True
        if is_text:
            matrix, own_font, shown = stroke.content.split(b"\n", 2)
            parts += [matrix, shown] if own_font == font else [matrix, own_font, shown]
            font = own_font
        else:
            parts.append(stroke.content)
    if in_text:
        parts.append(b"ET")
    if ink != BLACK:
        parts.append(BLACK)
    return b"\n".join(parts)


def _off_grid(strokes: Sequence[Stroke], rows: Sequence[tuple[int, int]], leading: float) -> list[int]:
    """Rows whose principal baseline (that of the largest type on the row) differs from the first row's."""
    principal: dict[int, Stroke] = {}
    for stroke, (row, _) in zip(strokes, rows, strict=True):
        if stroke.baseline is not None and (row not in principal or stroke.size > principal[row].size):
            principal[row] = stroke
    offsets = {row: stroke.baseline - row * leading for row, stroke in principal.items() if stroke.baseline is not None}
    if not offsets:
        return []
    expected = offsets[min(offsets)]
    return [row for row, offset in offsets.items() if abs(offset - expected) > _TOLERANCE]
