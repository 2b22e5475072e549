"""A notice: what its front matter states (French keys, as authors write them) and its text."""

from __future__ import annotations

from bookwork.diagnostics import NoticeId, Place
from bookwork.model.citation import NO_TEXT, Citation, CitationItem, CrossReference, Text
from bookwork.model.names import PersonName
from bookwork.model.schema import Annotated, Before, Record, key
from bookwork.model.values import Date, Sourced, Stated, Texts, Value, bare_text_as
from bookwork.records import Packed, Struct

__all__ = [
    "BrokenNotice", "Conflict", "Date", "Event", "Facts", "Fate", "Milestone", "Notice", "Photograph", "Prose",
    "Residence", "Sourced", "Stage", "Stated", "Texts", "Value", "Version",
]  # fmt: skip


class Event(Sourced):
    """Something that happened somewhere, some day: birth, arrest, internment, death."""

    date: Date | None = key("date", None, "date ISO ou EDTF niveau 1")
    place: str = key("lieu", "", "« Amiens (Somme) », « Weimar (Allemagne) »")
    department: str = key("département", "")
    country: str = key("pays", "")
    by: str = key("par", "", "qui arrête")
    reason: str = key("motif", "")


class Residence(Sourced):
    """Where somebody lived; the département feeds the index of départements."""

    place: str = key("lieu", "")
    department: str = key("département", "")
    country: str = key("pays", "")


class Stage(Sourced):
    """One stage of the way through the camps: a camp of the register, or a place in words."""

    camp: str = key("camp", "")
    place: str = key("lieu", "")
    date: Date | None = key("date", None)


class Fate(Sourced):
    """How the deportation ended for this person."""

    state: str = key("état", description="rentré, libéré, évadé, décédé, disparu, inconnu (accordé en genre)")
    date: Date | None = key("date", None)
    place: str = key("lieu", "")
    cause: str = key("cause", "")


class Milestone(Sourced):
    """A dated fact that has no key of its own: a mission, an office, a commemoration."""

    date: Date = key("date")
    fact: str = key("fait")


class Version(Record):
    """What one source says of a disputed fact."""

    value: str = key("valeur")
    source: Texts = key("source", ())


class Conflict(Record):
    """A fact on which sources disagree; printed as a note, never settled silently."""

    field: str = key("champ")
    versions: tuple[Version, ...] = key("versions")
    note: str = key("note", "")


class Photograph(Sourced):
    """A picture beside the notice, with the right to print it."""

    file: str = key("fichier")
    caption: str = key("légende")
    credit: str = key("crédit")
    shelfmark: str = key("cote", "")


def _several_numbers(value: object) -> object:
    """Two numbers received in one camp: ``Buchenwald: [10033, 81626]``."""
    numbers = value if isinstance(value, list) else []
    return " et ".join(numbers) if numbers and all(isinstance(each, str) for each in numbers) else value


Numbers = dict[str, Annotated[Value, Before(_several_numbers)]]
"""Camp to number; several numbers of one camp are one text, « 10033 et 81626 »."""


class Facts(Record):
    """The front matter of a notice."""

    name: str = key("nom")
    particle: str = key("particule", "")
    given_names: str = key("prénoms")
    usual_name: str = key("nom_usage", "")
    pseudonyms: Texts = key("pseudonymes", ())
    filing: str = key("classement", "", "forme de classement, quand la règle ne convient pas")
    sex: str = key("sexe", description="H ou F")
    nationality: Value | None = key("nationalité", None)
    birth: Event | None = key("naissance", None)
    parents: Value | None = key("parents", None)
    family: Value | None = key("famille", None)
    profession: Value | None = key("profession", None)
    residence: Annotated[Residence, bare_text_as("lieu")] | None = key("résidence", None)
    movements: Texts = key("engagement", (), "mouvements et réseaux, comme au registre")
    arrest: Event | None = key("arrestation", None)
    internments: tuple[Annotated[Event, bare_text_as("lieu")], ...] = key("internements", ())
    convoy: str = key("convoi", "", "identifiant du registre des convois")
    numbers: Numbers = key("matricules", {}, "camp : matricule, ou [matricule, matricule]")
    stages: tuple[Stage, ...] = key("parcours", ())
    fate: Fate | None = key("sort", None)
    death: Event | None = key("décès", None)
    works: Texts = key("œuvres", ())
    honours: Texts = key("distinctions", ())
    archives: Texts = key("archives", (), "cotes : « @fonds, cote »")
    milestones: tuple[Milestone, ...] = key("faits", (), "autres faits datés : {date, fait, source}")
    conflicts: tuple[Conflict, ...] = key("conflits", ())
    photograph: Photograph | None = key("photo", None)
    sources: Texts = key("sources")
    authors: Texts = key("auteurs")
    status: str = key("statut", description="brouillon, relu ou validé")
    ignored: dict[str, str] = key("ignorer", {}, "code de règle : raison")


class Prose(Struct, frozen=True):
    """What a notice says in words, and what it cites."""

    text: Text = NO_TEXT
    sources: Text = NO_TEXT
    value_sources: Text = NO_TEXT

    def cited(self) -> tuple[CitationItem, ...]:
        """Everything that is cited, each once, in its order."""
        citations = (*self.text.citations, *self.sources.citations, *self.value_sources.citations)
        return tuple(dict.fromkeys(item for citation in citations for item in citation.items))


class Notice(Struct, frozen=True):
    """One person's notice, as read: identity, facts, text, and what it cites."""

    id: NoticeId
    file: str
    facts: Facts
    name: PersonName
    prose: Packed[Prose]
    references: tuple[CrossReference, ...] = ()
    """The cross-references of the text, at hand without unpacking it."""
    cited: tuple[CitationItem, ...] = ()
    """Everything that the notice cites, each once; at hand without unpacking it."""

    @property
    def text(self) -> Text:
        """The life."""
        return self.prose.value.text

    @property
    def sources(self) -> Text:
        """The items of ``sources`` and ``archives`` as citations, in the order written."""
        return self.prose.value.sources

    @property
    def value_sources(self) -> Text:
        """The citations that values of the front matter and versions of conflicts carry."""
        return self.prose.value.value_sources

    def place(self, *path: str | int) -> Place:
        """The place of a value of the front matter, by its path of keys."""
        return Place(self.file, key=".".join(map(str, path)))

    def sources_of(self, *path: str | int) -> tuple[Citation, ...]:
        """The citations that the value at this path carries: ``sources_of("conflits", 0, "versions", 1)``."""
        start = ".".join((*map(str, path), "source."))
        return tuple(each for each in self.value_sources.citations if each.place.key.startswith(start))


class BrokenNotice(Struct, frozen=True):
    """A notice that could not be read: a draft prints a framed placeholder in its place."""

    id: NoticeId
    file: str
    name: PersonName
