"""What a notice states, statement by statement, each with its own sources: one account for every edition.

Nothing is added: a statement is a value of the front matter under its own key, and what the file does not say is not
there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from html import escape

from bookwork.citing.grammar import parse_citation
from bookwork.diagnostics import NoticeId, Place
from bookwork.editions.markup import plain_text
from bookwork.editions.wording import WorkWords
from bookwork.model.book import Book
from bookwork.model.citation import Citation, CitationItem, CrossReference
from bookwork.model.dates import EdtfDate
from bookwork.model.directory import Directory
from bookwork.model.notice import Event, Notice
from bookwork.model.register import Convoy, Registers
from bookwork.model.schema import known_keys
from bookwork.model.source import archival_keys
from bookwork.records import Struct
from bookwork.typesetting.references import References

EVENTS = ("naissance", "arrestation", "internements", "convoi", "parcours", "sort", "décès", "faits")
"""The keys of the front matter that tell what happened, in the order of a life; ``faits`` have dates of their own."""


UNWORDED = References({}, {})
"""Works that no style has put into words are shown by their titles."""
_CITES = re.compile(r"\s*<x-cite[^>]*></x-cite>")
_REFERENCE = re.compile(r'<x-ref n="([0-9]+)"></x-ref>')


class Cited(Struct, frozen=True):
    """A source with the place cited in it: one of a notice, ``s1`` … in the order of the notice."""

    id: str
    item: CitationItem
    in_text: bool
    general: bool
    """Whether the notice names it for itself as a whole, under ``sources`` or ``archives``."""


class Statement(Struct, frozen=True):
    """One value of the front matter: its key (``parcours.2``), and what it says, as the author wrote it."""

    key: str
    text: str = ""
    date: EdtfDate | None = None
    place: str = ""
    department: str = ""
    country: str = ""
    camp: str = ""
    """The id of a camp of the register."""
    details: tuple[tuple[str, str], ...] = ()
    """Other keys beside it: ``par``, ``motif``, ``cause``."""
    note: str = ""
    sources: tuple[str, ...] = ()
    """Ids of the notice's sources; empty where only those of the whole notice stand for it."""

    @property
    def kind(self) -> str:
        """The key without the number of an item: ``parcours``."""
        return self.key.partition(".")[0]

    @property
    def is_event(self) -> bool:
        """Whether it tells what happened."""
        return self.kind in EVENTS


class Dispute(Struct, frozen=True):
    """A fact on which sources differ, with every version and its sources; none is preferred."""

    key: str
    field: str
    versions: tuple[Statement, ...]
    note: str


class Account(Struct, frozen=True):
    """One notice, told as statements."""

    notice: Notice
    sources: tuple[Cited, ...]
    source_id: Mapping[CitationItem, str]
    statements: tuple[Statement, ...]
    disputes: tuple[Dispute, ...]
    earlier_ids: tuple[str, ...]
    folios: tuple[str, ...]

    @property
    def id(self) -> NoticeId:
        """The notice's id."""
        return self.notice.id

    @property
    def general(self) -> tuple[str, ...]:
        """The ids of the sources that the notice names for itself as a whole."""
        return tuple(source.id for source in self.sources if source.general)

    def of(self, kind: str) -> tuple[Statement, ...]:
        """The statements under one key."""
        return tuple(statement for statement in self.statements if statement.kind == kind)

    def source_ids(self, citation: Citation) -> tuple[str, ...]:
        """The ids of the sources that a citation of this notice names."""
        return tuple(dict.fromkeys(self.source_id[item] for item in citation.items))


class Archive(Struct, frozen=True):
    """What every edition is made from: the book, its notices' printed pages, who is meant by a cross-reference."""

    book: Book
    folios: Mapping[str, tuple[str, ...]]
    directory: Directory
    earlier_ids: Mapping[str, tuple[str, ...]]
    words: WorkWords
    archival: frozenset[str]
    """The keys that are archival fonds, whose first locator is a shelfmark."""

    def accounts(self) -> Iterator[Account]:
        """The account of each notice, in French order; made one after the other, so that memory stays small."""
        for notice in self.book.notices:
            yield self._account(notice)

    def referred(self, target: str) -> NoticeId | None:
        """The one notice that a cross-reference means."""
        found = self.directory.find(target)
        return found[0].id if len(found) == 1 else None

    def words_of(self, reference: CrossReference) -> str:
        """The words of a cross-reference: the author's own, else the name of whom it means."""
        meant = self.referred(reference.target)
        return reference.text or (self.directory.by_id[meant].name.natural() if meant else reference.target)

    def items_in(self, strings: Iterable[str]) -> tuple[CitationItem, ...]:
        """The sources, with the places cited, that an entry of a register names."""
        return tuple(_in_words(strings, self.archival))

    def prose_of(self, notice: Notice) -> str:
        """The text of a notice as it is read aloud: names for cross-references, no citations, a line to a paragraph."""
        html = _CITES.sub("", notice.text.html)
        html = _REFERENCE.sub(lambda hole: escape(self.words_of(notice.text.references[int(hole[1])])), html)
        return "\n".join(line for line in map(str.strip, plain_text(html).splitlines()) if line)

    def _account(self, notice: Notice) -> Account:
        sources = _sources(notice)
        ids = {source.item: source.id for source in sources}
        telling = _Telling(notice, self.book.registers, ids)
        return Account(
            notice,
            sources,
            ids,
            tuple(telling.statements()),
            tuple(telling.disputes()),
            self.earlier_ids.get(notice.id, ()),
            self.folios.get(notice.id, ()),
        )


def counts_of(convoy: Convoy) -> Iterator[tuple[str, str]]:
    """The figures of a convoy under their keys, in the words of the register: « hommes : 876, femmes : 220 »."""
    counts = (
        ("recensés", convoy.counted), ("évadés", convoy.escaped), ("libérés", convoy.freed),
        ("décédés_transport", convoy.transport_deaths), ("décédés", convoy.died), ("rentrés", convoy.returned),
        ("inconnus", convoy.unknown),
    )  # fmt: skip
    for key, value in counts:
        if value is not None:
            said = zip(known_keys(type(value)), (getattr(value, name) for name in value.model_fields), strict=True)
            yield key, ", ".join(f"{name} : {each}" for name, each in said if each not in (None, ""))


def open_archive(book: Book, folios: Mapping[str, tuple[str, ...]], references: References = UNWORDED) -> Archive:
    """The archive of this book, its works in these words."""
    earlier: dict[str, tuple[str, ...]] = {}
    for old, new in sorted(book.registers.redirects.items()):
        earlier[new] = (*earlier.get(new, ()), old)
    directory = book.directory
    return Archive(book, folios, directory, earlier, WorkWords(book.works, references), archival_keys(book.works))


def _in_words(strings: Iterable[str], archival: frozenset[str]) -> Iterator[CitationItem]:
    for string in strings:
        yield from parse_citation(string, Place(""), archival)[0].items


def _items(citations: Iterable[Citation]) -> dict[CitationItem, None]:
    return dict.fromkeys(item for citation in citations for item in citation.items)


def _sources(notice: Notice) -> tuple[Cited, ...]:
    """Every source of the notice once: those of the text first, in its order, then those of values, then the rest."""
    in_text, general = _items(notice.text.citations), _items(notice.sources.citations)
    every = in_text | _items(notice.value_sources.citations) | general
    return tuple(Cited(f"s{number}", item, item in in_text, item in general) for number, item in enumerate(every, 1))


class _Telling(Struct, frozen=True):
    """A notice while it is told."""

    notice: Notice
    registers: Registers
    ids: Mapping[CitationItem, str]

    def statements(self) -> Iterator[Statement]:
        yield from self._identity()
        yield from self._arrest_and_before()
        yield from self._deportation()
        yield from self._afterwards()

    def _sourced(self, key: str) -> tuple[str, ...]:
        return tuple(self.ids[item] for item in _items(self.notice.sources_of(key)))

    def _stated(self, key: str, value: object, note: str = "") -> Statement:
        return Statement(key, str(value), note=note, sources=self._sourced(key))

    def _identity(self) -> Iterator[Statement]:
        facts = self.notice.facts
        for number, name in enumerate(facts.pseudonyms):
            yield self._stated(f"pseudonymes.{number}", name)
        values = (("nationalité", facts.nationality), ("parents", facts.parents), ("famille", facts.family))
        for key, value in (*values, ("profession", facts.profession)):
            if value is not None:
                yield self._stated(key, value.value, value.note)

    def _arrest_and_before(self) -> Iterator[Statement]:
        facts = self.notice.facts
        yield from self._event("naissance", facts.birth)
        if (lived := facts.residence) is not None:
            where = (lived.place, lived.department, lived.country)
            yield Statement("résidence", "", None, *where, note=lived.note, sources=self._sourced("résidence"))
        for number, name in enumerate(facts.movements):
            yield self._stated(f"engagement.{number}", name)
        yield from self._event("arrestation", facts.arrest)
        for number, event in enumerate(facts.internments):
            yield from self._event(f"internements.{number}", event)

    def _event(self, key: str, event: Event | None) -> Iterator[Statement]:
        if event is not None:
            details = tuple(pair for pair in (("par", event.by), ("motif", event.reason)) if pair[1])
            where = (event.place, event.department, event.country, self._camp(event.place))
            yield Statement(key, "", event.date, *where, details, event.note, self._sourced(key))

    def _camp(self, name: str) -> str:
        camp = self.registers.camp(name) if name else None
        return camp.id if camp is not None else ""

    def _deportation(self) -> Iterator[Statement]:
        facts = self.notice.facts
        if facts.convoy:
            yield self._stated("convoi", facts.convoy)
        for name, number in facts.numbers.items():
            key = f"matricules.{name}"
            sources = self._sourced(key)
            yield Statement(key, number.value, place=name, camp=self._camp(name), note=number.note, sources=sources)
        for position, stage in enumerate(facts.stages):
            key = f"parcours.{position}"
            where = (stage.place or stage.camp, "", "", self._camp(stage.camp))
            yield Statement(key, "", stage.date, *where, (), stage.note, self._sourced(key))

    def _afterwards(self) -> Iterator[Statement]:
        facts = self.notice.facts
        if (fate := facts.fate) is not None:
            details = (("cause", fate.cause),) if fate.cause else ()
            where = (fate.place, "", "", self._camp(fate.place))
            yield Statement("sort", fate.state, fate.date, *where, details, fate.note, self._sourced("sort"))
        yield from self._event("décès", facts.death)
        for key, values in (("œuvres", facts.works), ("distinctions", facts.honours)):
            for number, value in enumerate(values):
                yield self._stated(f"{key}.{number}", value)
        for number, fact in enumerate(facts.milestones):
            key = f"faits.{number}"
            yield Statement(key, fact.fact, fact.date, note=fact.note, sources=self._sourced(key))

    def disputes(self) -> Iterator[Dispute]:
        for number, conflict in enumerate(self.notice.facts.conflicts):
            key = f"conflits.{number}"
            versions = tuple(
                self._stated(f"{key}.versions.{n}", version.value) for n, version in enumerate(conflict.versions)
            )
            yield Dispute(key, conflict.field, versions, conflict.note)
