"""A source: a printed work, a page on line, an archival fonds – an entry of the bibliography, decoded to text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bookwork.diagnostics import Place


@dataclass(frozen=True, slots=True)
class WorkName:
    """The name of an author or editor: family, given, particle."""

    family: str
    given: str = ""
    particle: str = ""


@dataclass(frozen=True, slots=True)
class Work:
    """An entry of ``bibliography.bib``: type, names by role, and fields as plain Unicode text."""

    key: str
    type: str
    names: Mapping[str, tuple[WorkName, ...]]
    fields: Mapping[str, str]
    place: Place

    def field(self, *names: str) -> str:
        """The first of these fields that is filled, or an empty text."""
        return next((self.fields[name] for name in names if self.fields.get(name)), "")
