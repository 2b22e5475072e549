"""A source: a printed work, a page on line, an archival fonds – an entry of the bibliography, decoded to text."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Final

from bookwork import records
from bookwork.diagnostics import Place

ARCHIVAL: Final = frozenset({"archive", "etat-civil"})
"""Types that are cited as archives: by shelfmark, never by page."""
_PARTS_OF_A_FONDS: Final = frozenset({"file", "item", "dossier", "pièce", "document"})
"""Levels of description (ISAD(G) 3.1.4) below the series: their shelfmark is whole."""


class WorkName(records.Struct, frozen=True):
    """The name of an author or editor: family, given, particle, suffix (« fils », « Jr. »)."""

    family: str
    given: str = ""
    particle: str = ""
    suffix: str = ""


class Work(records.Struct, frozen=True):
    """An entry of the bibliography: type, names by role, and fields as plain Unicode text.

    ``marked`` holds, for the fields that have italics, small capitals or superiors, the same text as HTML. ``lines``
    tells where each field stands; a field that came from a parent by ``crossref`` or ``xdata`` is in ``inherited``, in
    order: a set, packed, would be other bytes in every run, and nothing that hangs on works would be found again.
    """

    key: str
    type: str
    names: Mapping[str, tuple[WorkName, ...]]
    fields: Mapping[str, str]
    place: Place
    marked: Mapping[str, str] = records.field(default_factory=dict)
    lines: Mapping[str, int] = records.field(default_factory=dict)
    inherited: tuple[str, ...] = ()

    def field(self, *names: str) -> str:
        """The first of these fields that is filled, or an empty text."""
        fields = self.fields
        for name in names:
            if fields.get(name):
                return fields[name]
        return ""

    def html(self, *names: str) -> str:
        """The first of these fields that is filled, as HTML with its marks, or an empty text."""
        name = next((name for name in names if self.fields.get(name)), "")
        return self.marked.get(name) or escape(self.fields.get(name, ""), quote=False)

    def references(self, name: str) -> tuple[str, ...]:
        """The keys of other works in a field such as ``crossref`` or ``related``."""
        return tuple(key.strip() for key in self.fields.get(name, "").split(",") if key.strip())

    def place_of(self, name: str) -> Place:
        """Where a field stands; the entry itself for one that is missing or inherited."""
        line = 0 if name in self.inherited else self.lines.get(name, 0)
        return records.replace(self.place, line=line) if line else self.place

    @property
    def is_document(self) -> bool:
        """True for archives described down to the document (``level``), whose shelfmark needs no other after it."""
        return self.type in ARCHIVAL and self.field("level").casefold() in _PARTS_OF_A_FONDS


def archival_keys(works: Mapping[str, Work]) -> frozenset[str]:
    """The keys of archival fonds, which are cited by shelfmark."""
    return frozenset(key for key, work in works.items() if work.type in ARCHIVAL)
