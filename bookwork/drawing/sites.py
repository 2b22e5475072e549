"""Which places a map shows: camps of the register that can be located, departures, and the roads of the convoys."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping

from bookwork.drawing.outlines import Gazetteer, Town
from bookwork.drawing.projection import LonLat
from bookwork.model.names import french_key
from bookwork.model.register import Camp, Convoy, Registers
from bookwork.records import Struct, replace

_ASIDE = re.compile(r"\s*\([^)]*\)")


class Site(Struct, frozen=True):
    """A place of the map."""

    name: str
    point: LonLat
    exact: bool
    """The mark stands for the camp itself, not for the locality that the camp was in."""
    main: bool
    """A main camp, or a place that convoys leave from or arrive at."""
    other: bool = False
    """No camp at all: a bunker, the place of a massacre."""
    camps: tuple[str, ...] = ()
    """The ids of the camps that it stands for."""


class Road(Struct, frozen=True):
    """From where to where convoys went, and how many."""

    start: Site
    end: Site
    convoys: int


class Survey(Struct, frozen=True):
    """All that can be drawn, and what cannot: camps without coordinates, convoys of which an end is unknown."""

    sites: tuple[Site, ...]
    roads: tuple[Road, ...]
    unplaced: tuple[Camp, ...]
    roadless: tuple[Convoy, ...]


def survey(registers: Registers, gazetteer: Gazetteer) -> Survey:
    """The places and roads that the registers and the gazetteer locate; nothing is located by its likeness."""
    towns = {camp: town for town in gazetteer.towns for camp in town.camps}
    located = {camp.id: _site(camp, towns.get(camp.id), registers) for camp in registers.camps.values()}
    ends = {convoy.id: _ends(convoy, located, registers, gazetteer) for convoy in registers.convoys.values()}
    counted = Counter(pair for pairs in ends.values() for pair in pairs)
    used = {site for pair in counted for site in pair}
    known = {site for site in located.values() if site} | used
    merged = {site: replace(site, main=site.main or site in used) for site in known}
    roads = [Road(merged[start], merged[end], convoys) for (start, end), convoys in counted.items()]
    homeless = [registers.camps[id_] for id_, site in located.items() if not site]
    return Survey(
        sites=tuple(sorted(merged.values(), key=_order)),
        roads=tuple(sorted(roads, key=lambda road: (-road.convoys, _order(road.start), _order(road.end)))),
        unplaced=tuple(sorted(homeless, key=lambda camp: french_key(camp.name))),
        roadless=tuple(convoy for convoy in registers.convoys.values() if not ends[convoy.id]),
    )


def _order(site: Site) -> tuple[object, LonLat]:
    return french_key(site.name), site.point


def _site(camp: Camp, town: Town | None, registers: Registers) -> Site | None:
    """Where a camp is drawn; coordinates of the register that carry a note are those of its locality."""
    if camp.coordinates:
        point = (camp.coordinates.longitude, camp.coordinates.latitude)
        return Site(camp.name, point, not camp.coordinates.note, _is_main(camp), _is_other(camp), (camp.id,))
    return _town_site(town, registers) if town else None


def _town_site(town: Town, registers: Registers) -> Site:
    """A town by its own name, unless it stands for one camp and nothing else: « Boelcke-Kaserne (Nordhausen) »."""
    camps = [registers.camps[id_] for id_ in town.camps if id_ in registers.camps]
    name = town.name
    if len(camps) == 1 and not town.departures:
        name = camps[0].name if town.name in camps[0].name else f"{camps[0].name} ({town.name})"
    main, other = any(map(_is_main, camps)), bool(camps) and all(map(_is_other, camps))
    return Site(name, town.point, town.exact, main, other, tuple(camp.id for camp in camps))


def _is_main(camp: Camp) -> bool:
    return camp.type.startswith("camp ")


def _is_other(camp: Camp) -> bool:
    """A camp of which the register does not say what it was is taken for one; so are « mouroir » and the like."""
    return bool(camp.type) and not camp.type.startswith(("camp", "Kommando"))


def _ends(
    convoy: Convoy, located: Mapping[str, Site | None], registers: Registers, gazetteer: Gazetteer
) -> list[tuple[Site, Site]]:
    """The roads of one convoy: from its departure to each camp where it arrived."""
    start = _departure(convoy, located, registers, gazetteer)
    camps = convoy.arrival.camps if convoy.arrival else ()
    arrivals = (registers.camp(name) for name in camps)
    ends = [located[camp.id] for camp in arrivals if camp]
    return [(start, end) for end in ends if start and end and start != end]


def _departure(
    convoy: Convoy, located: Mapping[str, Site | None], registers: Registers, gazetteer: Gazetteer
) -> Site | None:
    """The place of departure as a town of the gazetteer, or else as a camp of the register (« Drancy »)."""
    name = _ASIDE.sub("", convoy.departure.place)
    for town in gazetteer.towns:
        if name in town.departures:
            return _town_site(town, registers)
    camp = registers.camp(name)
    return located[camp.id] if camp else None
