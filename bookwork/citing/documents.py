"""Documents of archives: a fonds and the normal form of a shelfmark identify one, however it is typed."""

from __future__ import annotations

from collections.abc import Mapping

from bookwork.citing.cotes import CoteForm, clean, form_of, natural_key, parse_cote
from bookwork.model.archive import Cote, NaturalKey, Repositories
from bookwork.model.citation import CitationItem
from bookwork.model.source import Work
from bookwork.records import Struct


class Document(Struct, frozen=True):
    """A document of a fonds: the key of the fonds, the shelfmark as typed, and as read if it fits its repository."""

    fonds: str
    typed: str
    form: CoteForm | None
    cote: Cote | None

    @property
    def identity(self) -> tuple[str, NaturalKey]:
        """Equal for two citations of one document, however the spaces and capitals of its shelfmark are typed."""
        return self.fonds, self.cote.order if self.cote else natural_key(clean(self.typed))

    @property
    def normal(self) -> str:
        """The shelfmark as the repository writes it; as typed if it does not fit."""
        return self.cote.normal if self.cote else clean(self.typed)

    @property
    def printed(self) -> str:
        """The shelfmark as the book prints it; as typed if it does not fit."""
        return self.cote.printed if self.cote else clean(self.typed)

    @property
    def order(self) -> tuple[str, NaturalKey, str]:
        """Sorts documents by fonds, then as archivists sort shelfmarks."""
        return (*self.identity, self.normal)


class Documents:
    """Reads the documents that citations name; each shelfmark is read once."""

    def __init__(self, works: Mapping[str, Work], repositories: Repositories) -> None:
        self._forms = {key: form_of(work, repositories) for key, work in works.items() if work.type == "archive"}
        self._read: dict[tuple[str, str], Document] = {}

    @property
    def fonds_of_persons(self) -> frozenset[str]:
        """The keys of the fonds that hold files of one person each."""
        return frozenset(key for key, form in self._forms.items() if form and form.repository.personal)

    def of(self, item: CitationItem) -> Document | None:
        """The document that a citation names, or None if it names none: a printed work, a fonds without shelfmark."""
        return self.named(item.key, item.cote) if item.key in self._forms else None

    def named(self, fonds: str, cote: str) -> Document | None:
        """The document of this fonds with this shelfmark as typed; None if the key is no fonds, or nothing typed."""
        if fonds not in self._forms or not cote:
            return None
        found = self._read.get((fonds, cote))
        if found is None:
            form = self._forms[fonds]
            found = self._read[fonds, cote] = Document(fonds, cote, form, parse_cote(cote, form) if form else None)
        return found
