"""Where each notice is printed, read from the page map that the last build left in ``build/pagemap.json``."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from bookwork.model.pagemap import Folio, Spot
from bookwork.records import RecordError, Struct, from_json


class _Places(Struct, frozen=True):
    """The runs of a notice."""

    places: tuple[Spot, ...]


class _PageMap(Struct, frozen=True):
    """So much of the page map as tells where notices and anchors are printed."""

    notices: dict[str, _Places]
    anchors: dict[str, tuple[int, str, int, float]]


class Printed(Struct, frozen=True):
    """Where the last build printed what."""

    notices: Mapping[str, tuple[Spot, ...]]
    """The runs of each notice, in order."""
    _anchors: Mapping[str, tuple[int, str, int, float]]

    def anchor(self, name: str) -> tuple[Spot, ...]:
        """Where this anchor stands, if it was printed."""
        found = self._anchors.get(name)
        return (Spot(found[0], Folio(found[1]), *found[2:]),) if found else ()


def read_printed(path: Path) -> Printed | None:
    """The page map in this file; None where no book was built, or where the file is no page map."""
    try:
        found = from_json(path.read_bytes(), _PageMap)
    except (OSError, RecordError):
        return None
    return Printed({notice: run.places for notice, run in found.notices.items()}, found.anchors)


def read_folios(path: Path) -> Mapping[str, tuple[str, ...]]:
    """For each notice the folios it runs over; none without a page map."""
    printed = read_printed(path)
    return {notice: folios_of(spots) for notice, spots in printed.notices.items()} if printed else {}


def folios_of(spots: tuple[Spot, ...]) -> tuple[str, ...]:
    """The printed folios of these runs, each once."""
    return tuple(dict.fromkeys(spot.folio for spot in spots if spot.folio))


def folio_range(folios: tuple[str, ...]) -> str:
    """« 97 » or « 97-98 »."""
    return "-".join(dict.fromkeys((folios[0], folios[-1]))) if folios else ""
