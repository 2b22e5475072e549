"""The ground that maps are drawn on: ``layout/outlines/europe.json`` and ``places.toml``, read into frozen values."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

from bookwork.drawing.projection import LonLat
from bookwork.model.schema import Record, key, validate
from bookwork.model.values import Texts
from bookwork.records import Struct


class Town(Record):
    """Where a place lies, in degrees, with the camps of the register and the departures that it stands for."""

    name: str = key("nom")
    latitude: float = key("lat")
    longitude: float = key("lon")
    exact: bool = key("exact", False, "la source situe le camp lui-même, non sa localité")
    camps: Texts = key("camps", ())
    departures: Texts = key("departs", ())
    source: str = key("source")

    @property
    def point(self) -> LonLat:
        """Longitude and latitude."""
        return self.longitude, self.latitude


class Word(Record):
    """The name of a country or of a water, and where its middle stands."""

    name: str = key("nom")
    latitude: float = key("lat")
    longitude: float = key("lon")
    water: bool = key("eau", False)

    @property
    def point(self) -> LonLat:
        """Longitude and latitude."""
        return self.longitude, self.latitude


class Inset(Record):
    """The second, larger map: what lies within a radius of a camp, in km; up to the reach, arrows at its edge."""

    centre: str = key("centre")
    radius: float = key("rayon_km")
    reach: float = key("portee_km", 0.0)
    title: str = key("titre")


class Gazetteer(Record):
    """``places.toml``."""

    towns: tuple[Town, ...] = key("lieux", ())
    words: tuple[Word, ...] = key("mots", ())
    inset: Inset | None = key("carton", None)


class Outlines(Struct, frozen=True):
    """Land as rings and borders as lines, in degrees; places and words."""

    land: tuple[tuple[LonLat, ...], ...]
    borders: tuple[tuple[LonLat, ...], ...]
    gazetteer: Gazetteer


def read_outlines(folder: Path) -> Outlines:
    """The outlines in this folder; raises OSError where a file cannot be read, ValueError where it cannot be right."""
    ground = json.loads((folder / "europe.json").read_text(encoding="utf-8"))
    mapping = tomllib.loads((folder / "places.toml").read_text(encoding="utf-8"))
    gazetteer, faults = validate(Gazetteer, mapping)
    if gazetteer is None:
        reasons = [f"{'.'.join(map(str, fault.path))} : {fault.reason}" for fault in faults]
        raise ValueError(f"{folder / 'places.toml'} : {' ; '.join(reasons)}")
    return Outlines(_lines(ground["terres"]), _lines(ground["frontières"]), gazetteer)


def _lines(lines: list[list[tuple[float, float]]]) -> tuple[tuple[LonLat, ...], ...]:
    return tuple(tuple((x, y) for x, y in line) for line in lines)
