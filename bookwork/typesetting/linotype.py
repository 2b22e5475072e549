"""Casts strokes into lines: each stroke to the grid line on which it falls, so that any line can be drawn alone.

(The Linotype cast a line of type in one piece.) What spans several grid lines, such as a picture or a rule, ties them
into one line, which make-up never breaks.
"""

from __future__ import annotations

from collections.abc import Sequence

from bookwork.typesetting.cutter import BLACK, Stroke, Words, raised, settled
from bookwork.typesetting.galley import Line

TOLERANCE = 0.02
"""How far, in px, a baseline or an edge may lie off the grid: Pango counts in 1/1024 px."""


_UNFITTED = b"100 Tz 0 Tc"


def cast_lines(
    strokes: Sequence[Stroke], leading: float, count: int, frame: tuple[float, Sequence[tuple[int, int]]]
) -> tuple[list[tuple[int, Line]], list[int]]:
    """Lines with their first grid line, and the grid lines whose baseline is off the grid.

    ``leading`` in px; ``count`` is the height of the galley in grid lines; the ``frame`` is its top in px and the first
    and last rows of what must stay whole.
    """
    top, ties = frame
    rows = [_rows(stroke, leading, count, top) for stroke in strokes]
    first_of = _tie([*rows, *ties], count)
    members: dict[int, list[Stroke]] = {first: [] for first in first_of}
    heights = dict.fromkeys(members, 0)
    for first in first_of:
        heights[first] += 1
    for stroke, (first, _) in zip(strokes, rows, strict=True):
        members[first_of[first]].append(stroke)
    lines = [(first, Line(heights[first], draw_line(kept, top))) for first, kept in members.items()]
    return lines, _off_grid(strokes, rows, leading, top)


def _tie(rows: Sequence[tuple[int, int]], count: int) -> list[int]:
    """For each grid line, the first grid line of the cast line it belongs to."""
    reach = list(range(count))
    for first, last in rows:
        reach[first] = max(reach[first], last)
    first_of: list[int] = []
    head = tied_to = -1
    for row in range(count):
        if row > tied_to:
            head = row
        tied_to = max(tied_to, reach[row])
        first_of.append(head)
    return first_of


def _rows(stroke: Stroke, leading: float, count: int, top: float) -> tuple[int, int]:
    if isinstance(stroke, Words):
        first = last = int((stroke.baseline - top + TOLERANCE) // leading)
    else:
        first = int((stroke.top - top + TOLERANCE) // leading)
        last = int((stroke.bottom - top - TOLERANCE) // leading)
    return max(0, min(first, count - 1)), max(0, min(max(first, last), count - 1))


def draw_line(strokes: Sequence[Stroke], top: float) -> bytes:
    """The content of one line: texts share one text object, and each ink and font is said once."""
    parts: list[bytes] = []
    ink, font, fit, in_text = BLACK, b"", _UNFITTED, False
    for stroke in strokes:
        if in_text and not (isinstance(stroke, Words) and stroke.ink == ink):
            parts.append(b"ET")
            in_text = False
        if not isinstance(stroke, Words):
            parts += raised(stroke.operators, top - stroke.sunk)
            continue
        if stroke.ink != ink:
            ink = stroke.ink
            parts.append(ink)
        if not in_text:
            parts.append(b"BT")
            font, in_text = b"", True
        parts.append(b"1 0 0 -1 %s %.2f Tm" % (stroke.x, settled(stroke.baseline - top)))
        own = b"%s %g Tf" % (stroke.font, stroke.size), stroke.fit or _UNFITTED
        parts += [new for old, new in zip((font, fit), own, strict=True) if new != old]
        font, fit = own
        parts.append(stroke.shown + b" TJ")
    if fit != _UNFITTED:
        parts.append(_UNFITTED)
    if in_text:
        parts.append(b"ET")
    if ink != BLACK:
        parts.append(BLACK)
    return b"\n".join(parts)


def _off_grid(strokes: Sequence[Stroke], rows: Sequence[tuple[int, int]], leading: float, top: float) -> list[int]:
    """Rows whose principal baseline (that of the largest type on the row) differs from the first row's."""
    principal: dict[int, Words] = {}
    for stroke, (row, _) in zip(strokes, rows, strict=True):
        if isinstance(stroke, Words) and (row not in principal or stroke.size > principal[row].size):
            principal[row] = stroke
    offsets = {row: words.baseline - top - row * leading for row, words in principal.items()}
    if not offsets:
        return []
    expected = offsets[min(offsets)]
    return [row for row, offset in offsets.items() if abs(offset - expected) > TOLERANCE]
