"""Citations, cross-references and index marks, and the text that holds them."""

from __future__ import annotations

from typing import Final

from bookwork.diagnostics import Place
from bookwork.records import Struct

COTE: Final = "cote"
"""The label of a shelfmark, the first locator of an archival fonds."""


class Locator(Struct, frozen=True):
    """A place in a source: its canonical French label (``page``, ``folio``, ``cote``, ``acte`` …) and its value."""

    label: str
    value: str


class CitationItem(Struct, frozen=True):
    """One source in a citation: ``voir @sellier1998, p. 12, passim``."""

    key: str
    prefix: str = ""
    locators: tuple[Locator, ...] = ()
    suffix: str = ""
    suppress_author: bool = False

    @property
    def cote(self) -> str:
        """The shelfmark as typed, or an empty text."""
        return next((locator.value for locator in self.locators if locator.label == COTE), "")

    @property
    def within(self) -> tuple[Locator, ...]:
        """The places in the document or the work: every locator but the shelfmark."""
        return tuple(locator for locator in self.locators if locator.label != COTE)


class Citation(Struct, frozen=True):
    """A bracketed group of items, and where it stands."""

    items: tuple[CitationItem, ...]
    place: Place


class CrossReference(Struct, frozen=True):
    """``[[id]]``, ``[[id|texte]]`` or ``[[NOM Prénom]]``: a pointer to another notice."""

    target: str
    text: str
    place: Place


class IndexMark(Struct, frozen=True):
    """``[texte]{.index terme="…"}`` adds a term; ``{.noindex}`` takes the words out of every index."""

    term: str
    text: str
    excluded: bool
    place: Place


class Mention(Struct, frozen=True):
    """Something the prose says that the front matter or the bibliography may know.

    Kinds: ``date`` (one day, as ISO), ``number`` (a camp number, figures only), ``key`` (``@key`` without brackets).
    """

    kind: str
    value: str
    place: Place


class Text(Struct, frozen=True):
    """Markdown made HTML, with numbered holes for what composition fills in.

    ``<x-cite n="0"></x-cite>``, ``<x-ref n="0"></x-ref>`` and ``<x-mark n="0">…</x-mark>`` point into the tuples.
    """

    html: str = ""
    citations: tuple[Citation, ...] = ()
    references: tuple[CrossReference, ...] = ()
    marks: tuple[IndexMark, ...] = ()
    mentions: tuple[Mention, ...] = ()
    source: str = ""
    """The Markdown as written, for checks that look at the author's own signs."""
    line: int = 1
    """The line of the file where it starts."""

    def place(self, file: str, index: int) -> Place:
        """Line and column in the file of a character of the source."""
        before = self.source.rfind("\n", 0, index)
        return Place(file, self.line + self.source.count("\n", 0, index), index - before)


NO_TEXT = Text()
"""Nothing said."""
