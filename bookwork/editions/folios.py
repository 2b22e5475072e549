"""Where each notice is printed, read from the page map that the last build left in ``build/pagemap.json``."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bookwork.model.pagemap import Folio, Spot


@dataclass(frozen=True, slots=True)
class Printed:
    """Where the last build printed what: the runs of each notice in order, and where each anchor stands."""

    notices: Mapping[str, tuple[Spot, ...]]
    anchors: Mapping[str, Spot]


def read_printed(path: Path) -> Printed | None:
    """The page map in this file; None where no book was built, or where the file is no page map."""
    try:
        found = json.loads(path.read_text("utf-8"))
        notices = {
            str(notice): tuple(
                Spot(int(spot["sheet"]), Folio(str(spot["folio"])), int(spot["column"]), float(spot["top_pt"]))
                for spot in places["places"]
            )
            for notice, places in found["notices"].items()
        }
        anchors = {
            str(name): Spot(int(sheet), Folio(str(folio)), int(column), float(top))
            for name, (sheet, folio, column, top) in found["anchors"].items()
        }
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None
    return Printed(notices, anchors)


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
