"""The printed pages of each notice, read from the page map that the last build left in ``build/pagemap.json``."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path


def read_folios(path: Path) -> Mapping[str, tuple[str, ...]]:
    """For each notice the folios it runs over; none where no book was built, or where the file is no page map."""
    try:
        notices = json.loads(path.read_text("utf-8"))["notices"]
        return {
            str(notice): tuple(str(folio) for folio in places["pages"] if folio) for notice, places in notices.items()
        }
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return {}


def folio_range(folios: tuple[str, ...]) -> str:
    """« 97 » or « 97-98 »."""
    return "-".join(dict.fromkeys((folios[0], folios[-1]))) if folios else ""
