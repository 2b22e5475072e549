"""A person's way as a line of stations, two lines of the grid high: names above, dates below.

What the notice states, in its order: departure of the convoy (as the register dates it), stages, end. Shown only where
at least three stations are dated, no date precedes another that should come before it, and all fits cleanly.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import escape
from itertools import pairwise

from bookwork.drawing.pen import Faces, Size, dot, number, ring, stroked, svg
from bookwork.drawing.shortdates import short_date
from bookwork.model.dates import EdtfDate
from bookwork.model.notice import Notice
from bookwork.model.register import Registers
from bookwork.records import Struct

_LINE = 9.5
"""Height in pt of the drawing, which stands in the middle of the first line, whatever the grid."""
_SIZE = 7.0
"""Size of names and dates in pt; ``.itinéraire-lieu`` in ``drawing.css`` says the same."""
_DOT = 1.5
_INDENT = 5.0
"""From the middle of a dot to its name, in pt."""
_LEAST_RULE = 4.0
"""The rule between a name and the next dot is at least so long, in pt."""
_MIDDLE = 4.9
"""Height of the rule below the head of the drawing, in pt: half-way up the small letters."""
_FEWEST = 3
_SHORTEST = 4
"""Letters that an abbreviated name keeps at least."""
_ENDS = {
    "rentré": "retour", "libéré": "libération", "évadé": "évasion", "décédé": "mort", "disparu": "disparition",
}  # fmt: skip
"""How the end is called, by the masculine of the state."""
_VOWELS = "aeiouyàâäéèêëîïôöùûü"
_ASIDE = re.compile(r"\s*[(,].*")


class Station(Struct, frozen=True):
    """A station: its name, its date if stated; the end of the way is called by what happened.

    Only the name of a camp or of a departure may be abbreviated, never words.
    """

    name: str
    date: EdtfDate | None
    end: bool = False
    words: bool = False


def itinerary(notice: Notice, registers: Registers, faces: Faces, width: float) -> str:
    """The line of stations, ``width`` pt wide, or an empty text."""
    way = stations(notice, registers)
    dates = [station.date for station in way if station.date]
    if len(dates) < _FEWEST or any(one.certainly_after(two) for one, two in pairwise(dates)):
        return ""
    names = fitting_names(way, faces, width)
    if not names:
        return ""
    slots = [_slot(name, station, faces) for name, station in zip(names, way, strict=True)]
    rule = (width - sum(slots)) / (len(way) - 1)
    lefts = [sum(slots[:place]) + place * rule for place in range(len(way))]
    words = "".join(_words(name, station, left) for name, station, left in zip(names, way, lefts, strict=True))
    drawing = svg(Size(width, _LINE), _line(way, lefts, (names, faces)))
    return f'<div class="itinéraire" role="img" aria-label="{escape(_in_words(way))}">{drawing}{words}</div>'


def stations(notice: Notice, registers: Registers) -> tuple[Station, ...]:
    """What the notice states of the way; a place in words loses what stands after a comma or in brackets."""
    facts = notice.facts
    convoy = registers.convoys.get(facts.convoy)
    way: list[Station] = []
    if convoy and convoy.departure.place:
        way.append(Station(_ASIDE.sub("", convoy.departure.place), convoy.departure.date))
    for stage in facts.stages:
        name = stage.camp or _ASIDE.sub("", stage.place)
        if name and not (way and way[-1].name == name and stage.date is None):
            way.append(Station(name, stage.date, words=not stage.camp))
    fate = facts.fate
    if fate and fate.date:
        state = fate.state.removesuffix("e") if facts.sex == "F" else fate.state
        if state in _ENDS:
            way.append(Station(_ENDS[state], fate.date, end=True))
    return tuple(way)


def fitting_names(way: Sequence[Station], faces: Faces, width: float) -> tuple[str, ...]:
    """The names, the longest abbreviated until all stations stand side by side; empty where that is not enough."""
    names = [station.name for station in way]
    room = width - _LEAST_RULE * (len(way) - 1)
    while sum(_slot(name, station, faces) for name, station in zip(names, way, strict=True)) > room:
        shorter = [
            (faces.roman(names[place], _SIZE), -place, abbreviation)
            for place, station in enumerate(way)
            if not (station.end or station.words) and (abbreviation := abbreviated(names[place]))
            and _slot(abbreviation, station, faces) < _slot(names[place], station, faces)
        ]  # fmt: skip
        if not shorter:
            return ()
        _, place, abbreviation = max(shorter)
        names[-place] = abbreviation
    return tuple(names)


def abbreviated(name: str) -> str:
    """The name cut once more before a vowel and closed by a point: « Sachsenhausen », « Sachsenh. », « Sachs. ».

    Empty where nothing more can go.
    """
    stem = name.removesuffix(".")
    cuts = [
        place
        for place in range(_SHORTEST, len(stem) - 1)
        if stem[place].lower() in _VOWELS and stem[place - 1].isalpha() and stem[place - 1].lower() not in _VOWELS
    ]
    return f"{stem[: cuts[-1]]}." if cuts else ""


def _slot(name: str, station: Station, faces: Faces) -> float:
    """Room for a station: dot, then name and date, the longer of them."""
    return _INDENT + max(_name_width(name, station, faces), _date_width(station, faces))


def _name_width(name: str, station: Station, faces: Faces) -> float:
    return (faces.italic if station.end else faces.roman)(name, _SIZE)


def _date_width(station: Station, faces: Faces) -> float:
    return faces.roman(short_date(station.date, century=False), _SIZE) if station.date else 0.0


def _line(way: Sequence[Station], lefts: Sequence[float], names: tuple[tuple[str, ...], Faces]) -> Iterator[str]:
    """Dots, and rules from the end of a name to the next dot; the end of the way is an empty dot."""
    for place, (station, left) in enumerate(zip(way, lefts, strict=True)):
        centre = (left + _DOT + 0.2, _MIDDLE)
        yield ring(centre, _DOT - 0.2, 0.4) if station.end else dot(centre, _DOT, 1)
        if place + 1 < len(way):
            start = left + _INDENT + _name_width(names[0][place], station, names[1]) + 1.5
            yield stroked(f"M{number(start)} {number(_MIDDLE)}H{number(lefts[place + 1] - 1)}", 0.4, 1)


def _words(name: str, station: Station, left: float) -> str:
    shown = f"<i>{escape(name)}</i>" if station.end else escape(name)
    day = escape(short_date(station.date, century=False)) if station.date else ""
    style = f"left:{number(left + _INDENT)}pt"
    second = f'<div class="itinéraire-lieu itinéraire-jour" style="{style}"><span>{day}</span></div>' if day else ""
    return f'<div class="itinéraire-lieu" style="{style}"><span>{shown}</span></div>{second}'


def _in_words(way: Sequence[Station]) -> str:
    return "Parcours : " + " ; ".join(
        f"{station.name}, {station.date.in_french()}" if station.date else station.name for station in way
    )
