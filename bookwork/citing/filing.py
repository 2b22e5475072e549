"""The order of sources: archives, printed works, pages on line; each in French order, whatever the style."""

from __future__ import annotations

from typing import Final

from bookwork.model.collation import french_key
from bookwork.model.source import Work

ARCHIVES: Final = "archives"
PRINTED: Final = "printed"
ONLINE: Final = "online"

_ARCHIVES = ("archive", "etat-civil", "unpublished")


def kind(work: Work) -> str:
    """The part of the bibliography a work belongs to."""
    if work.type in _ARCHIVES:
        return ARCHIVES
    return ONLINE if work.type == "online" else PRINTED


def is_archival(work: Work) -> bool:
    """True for a fonds, which is cited by shelfmark and has a style of its own."""
    return work.type in ("archive", "etat-civil")


def filing_key(work: Work) -> tuple[object, ...]:
    """The place in its part: by repository and fonds, or by first author or editor, else institution, title, date."""
    if kind(work) == ARCHIVES and not work.names:
        words = [work.field("library"), work.field("shelfmark", "title"), work.field("title")]
    else:
        people = work.names.get("author") or work.names.get("editor") or ()
        first = f"{people[0].family} {people[0].given}" if people else work.field("organization", "library", "title")
        words = [first, work.field("title"), work.field("date")]
    return (*(french_key(word) for word in words), work.key)
