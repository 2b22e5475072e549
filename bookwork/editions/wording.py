"""Works in words, worded once for all the notices that cite them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from bookwork.citing.references import full_reference, short_reference
from bookwork.editions.markup import Child, plain_text, read_html
from bookwork.model.source import Work


class WorkWords:
    """The works of a book in their short form, as nodes of HTML, and in their full form, as text."""

    def __init__(self, works: Mapping[str, Work]) -> None:
        self._works = works
        self.short = cache(self._short)
        self.full = cache(self._full)

    def _short(self, key: str) -> tuple[Child, ...]:
        """The form of a notice's sources; the key itself of a work that the bibliography does not know."""
        return read_html(short_reference(self._works[key])) if key in self._works else (key,)

    def _full(self, key: str) -> str:
        """The form of the bibliography."""
        return plain_text(full_reference(self._works[key])) if key in self._works else key
