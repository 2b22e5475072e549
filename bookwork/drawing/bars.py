"""The fate of each convoy as a bar: one table, the heads of its columns are the legend.

A bar is as long as the convoy was large. Nothing is filled in: a number that the register does not give leaves its
cell empty, and what the numbers given leave of the whole is drawn as « non précisé ».
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from html import escape

from bookwork.drawing.pen import Size, filled, number, outline, rectangle, stroked, svg
from bookwork.model.register import Convoy, Count, TransportDeaths
from bookwork.records import Struct

_NAME, _NUMBER = 112.0, 23.5
"""Widths of the columns of names and of numbers, in pt."""
_AIR = 10.0
"""White between the name and the bar, and between the bar and the numbers together, in pt."""
_BAR = 7.0
"""Height of a bar in pt."""
_EDGE = 0.3
"""Thickness of its outline in pt."""


class Shade(Struct, frozen=True):
    """How one fate is drawn: a shade of black, or hatched; and what the column is called."""

    name: str
    black: float
    hatched: bool = False


SHADES = (
    Shade("morts en route", 1.0),
    Shade("décédés, disparus", 0.72),
    Shade("sort inconnu", 0.0, hatched=True),
    Shade("rentrés", 0.22),
    Shade("évadés, libérés", 0.0),
)
"""From death to freedom; neighbours stay apart in one ink."""


class Tally(Struct, frozen=True):
    """What the register counts of one convoy, in the order of :data:`SHADES`; None where it says nothing."""

    total: int | None
    at_least: bool
    """The total is but a minimum."""
    parts: tuple[int | None, ...]

    @property
    def known(self) -> int:
        """The sum of the parts given."""
        return sum(part or 0 for part in self.parts)

    @property
    def gap(self) -> int:
        """What the parts leave of the total, if the parts do not exceed it."""
        return max(0, (self.total or 0) - self.known)

    @property
    def length(self) -> int:
        """How long the bar is, in people."""
        return max(self.total or 0, self.known)


def tally(convoy: Convoy) -> Tally:
    """The numbers of a convoy."""
    counted = convoy.counted
    total = _people(counted)
    minimum = counted.minimum if counted and total is None else None
    parts = (
        _people(convoy.transport_deaths), _people(convoy.died), _people(convoy.unknown), _people(convoy.returned),
        _sum(_people(convoy.escaped), _people(convoy.freed)),
    )  # fmt: skip
    return Tally(minimum if total is None else total, minimum is not None, parts)


def _people(count: Count | TransportDeaths | None) -> int | None:
    """Those counted together, or else men and women; an estimate is no count."""
    if count is None:
        return None
    together = count.total if isinstance(count, Count) else count.counted
    return _sum(count.men, count.women) if together is None else together


def _sum(*counts: int | None) -> int | None:
    given = [count for count in counts if count is not None]
    return sum(given) if given else None


def convoy_bars(convoys: Iterable[Convoy], width: float) -> str:
    """All convoys in the order of their departure, ``width`` pt wide; empty without convoys. Rows do not break."""
    rows = [(convoy, tally(convoy)) for convoy in sorted(convoys, key=_order)]
    if not rows:
        return ""
    room = width - _NAME - _AIR - _NUMBER * (len(SHADES) + 1)
    scale = room / max(1, *(row.length for _, row in rows))
    body = "".join(_row(convoy, row, Size(room, _BAR), scale) for convoy, row in rows)
    return (
        f'<figure class="dessin dessin-convois"><table style="width:{number(width)}pt">{_columns(room)}{_head()}'
        f"<tbody>{body}</tbody></table><figcaption>{escape(_caption(row for _, row in rows))}</figcaption></figure>"
    )


def _order(convoy: Convoy) -> tuple[date, str]:
    arrival = convoy.arrival.date if convoy.arrival else None
    day = convoy.departure.date or arrival
    return (day.earliest if day else date.max, convoy.id)


def _columns(room: float) -> str:
    widths = [_NAME, room + _AIR, *[_NUMBER] * (len(SHADES) + 1)]
    return "<colgroup>" + "".join(f'<col style="width:{number(each)}pt"/>' for each in widths) + "</colgroup>"


def _head() -> str:
    cells = [f"<th>{escape(shade.name)}{_swatch(shade)}</th>" for shade in SHADES]
    first = '<th class="convois-lieu">Départ</th><th></th><th>effectif recensé</th>'
    return f"<thead><tr>{first}{''.join(cells)}</tr></thead>"


def _swatch(shade: Shade) -> str:
    edge = stroked(rectangle((0.2, 0.2), Size(10.6, 4.6)), _EDGE, 1)
    return svg(Size(11.0, 5.0), [*_segment(shade, 0.2, Size(10.6, 5.0)), edge])


def _row(convoy: Convoy, row: Tally, room: Size, scale: float) -> str:
    figures = [_figure(row.total, at_least=row.at_least), *(_figure(part) for part in row.parts)]
    cells = "".join(f"<td>{figure}</td>" for figure in figures)
    bar = _bar(row, room, scale) if row.length else "<i>nombres non donnés</i>"
    return f'<tr><th scope="row">{_name(convoy)}</th><td class="convois-barre">{bar}</td>{cells}</tr>'


def _figure(count: int | None, *, at_least: bool = False) -> str:
    return "" if count is None else ("≥\u202f" if at_least else "") + f"{count:,}".replace(",", "\u202f")


def _name(convoy: Convoy) -> str:
    """« 28 avril 1943 », and below it « Compiègne – Sachsenhausen, Ravensbrück »."""
    departure, arrival = convoy.departure, convoy.arrival
    day = departure.date.in_french() if departure.date else ""
    if not day and arrival and arrival.date:
        day = f"arrivée : {arrival.date.in_french()}"
    camps = ", ".join(arrival.camps) if arrival else ""
    way = " – ".join(part for part in (departure.place, camps) if part)
    return f"{escape(day or 'sans date')}<br/><i>{escape(way)}</i>"


def _bar(row: Tally, room: Size, scale: float) -> str:
    """The parts one behind the other, then what the numbers leave open; an open end for « au moins »."""
    shapes: list[str] = []
    edges: list[float] = [0.0]
    for shade, part in zip(SHADES, row.parts, strict=True):
        if part:
            left = edges[-1]
            shapes += _segment(shade, left, Size(part * scale, room.height))
            edges.append(left + part * scale)
    if row.known:
        shapes.append(stroked(rectangle((0, 0), Size(edges[-1], room.height)), _EDGE, 1))
        shapes += [stroked(f"M{number(x)} 0v{number(room.height)}", _EDGE, 1) for x in _separators(edges)]
    if row.gap:
        shapes.append(_open(edges[-1], Size(row.gap * scale, room.height), closed=not row.at_least))
    moved = f'<g transform="translate(.5 .5)">{"".join(shapes)}</g>'
    return svg(Size(room.width + 1, room.height + 1), [moved])


def _separators(edges: Sequence[float]) -> Iterator[float]:
    """Where two parts meet that are both wide enough to show a rule between them."""
    for before, here, after in zip(edges, edges[1:], edges[2:], strict=False):
        if min(here - before, after - here) >= 2 * _EDGE:
            yield here


def _segment(shade: Shade, left: float, size: Size) -> Iterator[str]:
    yield filled(rectangle((left, 0), size), shade.black)
    if shade.hatched:
        yield stroked("".join(_hatches(left, size)), 0.4, 1)


def _hatches(left: float, size: Size, step: float = 2.0) -> Iterator[str]:
    """Rising lines ``step`` pt apart, cut at the edges of the rectangle."""
    foot = step
    while foot < size.width + size.height:
        start = (left + min(foot, size.width), max(0.0, foot - size.width))
        end = (left + max(0.0, foot - size.height), min(foot, size.height))
        yield outline([start, end])
        foot += step


def _open(left: float, size: Size, *, closed: bool) -> str:
    """A dotted frame; without its right side, the number is a minimum."""
    right, foot = number(left + size.width), number(size.height)
    data = f"M{right} 0H{number(left)}V{foot}H{right}{'Z' if closed else ''}"
    return stroked(data, _EDGE, 1, ' stroke-dasharray="1 1.2"')


def _caption(rows: Iterable[Tally]) -> str:
    tallies = list(rows)
    sentences = ["La longueur d’une barre est l’effectif recensé du convoi. Une case vide : le nombre n’est pas donné."]
    if any(row.gap for row in tallies):
        sentences.append("Cadre pointillé : sort non précisé.")
    if any(row.at_least for row in tallies):
        sentences.append("Barre ouverte : l’effectif est un minimum.")
    if any(row.total is not None and row.known > row.total for row in tallies):
        sentences.append("Là où les nombres dépassent l’effectif recensé, la barre a la longueur de leur somme.")
    return " ".join(sentences)
