"""The chronology as a picture of one page: a scale of months, and one row to an event.

On the left the scale, true to time; a fine line leads from the day to the row of the event, which gives its short date
and a dot in the column of its theme. What lies apart from the dense years stands above and below the scale, in order,
without scale. The words themselves are in the chronology.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import pairwise

from bookwork.drawing.pen import XY, Size, dot, filled, framed, hung, number, outline, rectangle, ring, stroked, svg
from bookwork.drawing.shortdates import short_date
from bookwork.model.dates import EdtfDate
from bookwork.model.register import HistoricalEvent
from bookwork.records import Struct

_AXIS, _ROWS, _THEMES = 34.0, 62.0, 122.0
"""How far from the left edge the scale, the dates and the first theme's column stand, in pt."""
_HEAD = 22.0
"""Height of the themes' names in pt."""
_PAUSE = 184
"""So many days without an event part the dense years from the rest."""
_BREAK = 8.0
"""White where the scale is broken, in pt."""
_LETTERS = "JFMAMJJASOND"


class Row(Struct, frozen=True):
    """An event in its place: the height of its day on the scale (None outside it) and of its row, in pt."""

    event: HistoricalEvent
    day: float | None
    height: float


class Scale(Struct, frozen=True):
    """The months drawn, first and one behind the last, and where on the page they begin and end, in pt."""

    first: date
    last: date
    top: float
    bottom: float

    def place(self, day: date) -> float:
        """The height of a day."""
        part = (day - self.first).days / (self.last - self.first).days
        return self.top + part * (self.bottom - self.top)


def timeline(events: Iterable[HistoricalEvent], size: Size) -> str:
    """The events, their themes and times; empty without events. ``size`` without the caption."""
    ordered = sorted(events, key=lambda event: (event.date.earliest, event.date.latest))
    if not ordered:
        return ""
    dense = dense_run([event.date for event in ordered])
    scale, rows = _lay_out(ordered, dense, size)
    themes = list(dict.fromkeys(event.theme for event in ordered))
    column = (size.width - _THEMES) / max(1, len(themes))
    centres = {theme: _THEMES + column * (place + 0.5) for place, theme in enumerate(themes)}
    shapes = [*_axis(scale), *(shape for row in rows for shape in _row(row, centres, size.width))]
    words = [*_years(scale), *_months(scale), *_heads(centres, column), *(_date(row) for row in rows)]
    plate = framed(size, svg(size, shapes) + "".join(words), _in_words(ordered))
    return f'<figure class="dessin dessin-frise">{plate}<figcaption>{_CAPTION}</figcaption></figure>'


_CAPTION = (
    "À gauche, l’échelle des mois ; chaque ligne est un fait de la chronologie. Cercle : jour inconnu ou douteux."
)


def dense_run(dates: Sequence[EdtfDate]) -> tuple[int, int]:
    """First and one behind the last of the longest run of dates without a pause of half a year; dates in order."""
    starts = [0, *(n for n, (one, two) in enumerate(pairwise(dates), 1) if (two.earliest - one.earliest).days > _PAUSE)]
    runs = list(zip(starts, [*starts[1:], len(dates)], strict=True))
    return max(runs, key=lambda run: (run[1] - run[0], -run[0]))


def _lay_out(events: Sequence[HistoricalEvent], dense: tuple[int, int], size: Size) -> tuple[Scale, list[Row]]:
    """The scale, and every row in its place: all at least a row apart, none farther from its day than need be."""
    first, last = dense
    step = min(11.0, (size.height - _HEAD - 2 * _BREAK) / len(events))
    top = _HEAD + first * step + (_BREAK if first else 0)
    bottom = size.height - (len(events) - last) * step - (_BREAK if last < len(events) else 0)
    months = Scale(_month(events[first].date.earliest), _month_after(events[last - 1].date.earliest), top, bottom)
    days = [months.place(event.date.earliest) for event in events[first:last]]
    heights = spread(days, step, top + step / 2, bottom - step / 2)
    before = [Row(event, None, _HEAD + (n + 0.5) * step) for n, event in enumerate(events[:first])]
    within = [Row(*row) for row in zip(events[first:last], days, heights, strict=True)]
    foot = size.height - (len(events) - last) * step
    after = [Row(event, None, foot + (n + 0.5) * step) for n, event in enumerate(events[last:])]
    return months, [*before, *within, *after]


def spread(wanted: Sequence[float], step: float, top: float, bottom: float) -> list[float]:
    """Heights at least a step apart, as near to those wanted (in order) as the squares of the ways can be.

    Isotonic regression by pooling neighbours that violate the order (Ayer et al., 1955), on heights less their share
    of steps; within the bounds if there is room at all.
    """
    pools: list[tuple[float, int]] = []
    for index, height in enumerate(wanted):
        total, count = height - index * step, 1
        while pools and pools[-1][0] / pools[-1][1] >= total / count:
            total, count = total + pools[-1][0], count + pools[-1][1]
            pools.pop()
        pools.append((total, count))
    level = [total / count for total, count in pools for _ in range(count)]
    highest = bottom - (len(wanted) - 1) * step
    return [max(top, min(highest, height)) + index * step for index, height in enumerate(level)]


def _month(day: date) -> date:
    return day.replace(day=1)


def _month_after(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def _all_months(scale: Scale) -> Iterator[date]:
    month = scale.first
    while month < scale.last:
        yield month
        month = _month_after(month)


def _axis(scale: Scale) -> Iterator[str]:
    """The line of time with a tick at every month, a longer one at every year; every other month is shaded."""
    for month in _all_months(scale):
        top, foot = scale.place(month), scale.place(_month_after(month))
        if month.month % 2:
            yield filled(rectangle((_AXIS - 9, top), Size(9, foot - top)), 0.1)
        if month.month == 1:
            yield stroked(f"M0 {number(top)}H{number(_AXIS)}", 0.4, 1)
    yield stroked(f"M{number(_AXIS)} {number(scale.top)}V{number(scale.bottom)}", 0.6, 1)


def _row(row: Row, centres: dict[str, float], width: float) -> Iterator[str]:
    """The way from the day to the row, a dotted line across the themes, and the dot."""
    dotted = ' stroke-dasharray=".4 2.2" stroke-linecap="round"'
    if row.day is not None:
        knee = [(_AXIS, row.day), (_AXIS + 5, row.day), (_ROWS - 8, row.height), (_ROWS - 3, row.height)]
        yield stroked(outline(knee), 0.3, 0.75)
    yield stroked(f"M{number(_THEMES - 4)} {number(row.height)}H{number(width)}", 0.4, 0.45, dotted)
    place = (centres[row.event.theme], row.height)
    yield dot(place, 1.9, 1) if row.event.date.is_day else ring(place, 1.7, 0.5)


def _years(scale: Scale) -> Iterator[str]:
    """Each year beside its first month drawn."""
    for month in _all_months(scale):
        if month == scale.first or month.month == 1:
            yield _hung("frise-année", (0.0, scale.place(month) + 9), str(month.year))


def _months(scale: Scale) -> Iterator[str]:
    for month in _all_months(scale):
        middle = (scale.place(month) + scale.place(_month_after(month))) / 2
        yield _hung("frise-mois", (_AXIS - 9, middle + 1.9), _LETTERS[month.month - 1])


def _heads(centres: dict[str, float], column: float) -> Iterator[str]:
    """The names of the themes, by turns on two lines, so that each has the room of two columns."""
    for place, (theme, centre) in enumerate(centres.items()):
        baseline = _HEAD - 14 if place % 2 else _HEAD - 5
        width = f";width:{number(2 * column)}pt"
        yield _hung("frise-thème", (centre - column, baseline), theme, width)


def _date(row: Row) -> str:
    return _hung("frise-date", (_ROWS, row.height + 2.2), short_date(row.event.date))


def _hung(kind: str, place: XY, text: str, more: str = "") -> str:
    return hung(kind, f"left:{number(place[0])}pt;top:{number(place[1])}pt{more}", text)


def _in_words(events: Sequence[HistoricalEvent]) -> str:
    rows = " ; ".join(
        f"{event.date.in_french()}, {event.theme}" if event.theme else event.date.in_french() for event in events
    )
    return f"Frise chronologique : {rows}."
