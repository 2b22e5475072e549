"""The plan of the book: its parts in the order of ``book.toml``, composed with the folios known so far."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import groupby

from bookwork.citing.filing import ARCHIVES, ONLINE, PRINTED, filing_key, kind
from bookwork.diagnostics import Diagnostic, NoticeId
from bookwork.makeup.cards import Cards
from bookwork.makeup.entries import EntrySetting, stacks
from bookwork.makeup.indexes import index_of_persons, index_of_pseudonyms
from bookwork.makeup.sheets import Matter, Opening, Part
from bookwork.makeup.subject_indexes import INDEXES
from bookwork.model.names import PersonName
from bookwork.model.notice import Notice
from bookwork.model.pagemap import PageMap
from bookwork.model.source import Work
from bookwork.project import LetterOpening, Project
from bookwork.records import Struct, replace
from bookwork.store import content_key
from bookwork.typesetting.compose import (
    Desk,
    compose_chapter,
    compose_notice,
    compose_page,
    compose_placeholder,
    notice_anchor,
)  # fmt: skip
from bookwork.typesetting.figures import cited_cotes, cited_keys, counts
from bookwork.typesetting.galley import Order, Piece
from bookwork.typesetting.tables import Pages, register_tables
from bookwork.typesetting.templates import Markup
from bookwork.typography.rules import set_html

BODY = "notices"
CONTENTS = "table"
_TITLES = {
    BODY: "Notices",
    "bibliographie": "Bibliographie",
    "index-personnes": "Index des personnes",
    "index-pseudonymes": "Index des pseudonymes",
    "index-lieux": "Index des lieux",
    "index-camps": "Index des camps et Kommandos",
    "index-convois": "Index des convois",
    "index-réseaux": "Index des réseaux et mouvements",
    "index-départements": "Index des départements de résidence",
}
_INDEXES = {"index-personnes": index_of_persons, "index-pseudonymes": index_of_pseudonyms, **INDEXES}
_GROUPED = ("index-lieux", "index-convois", "index-départements")
"""Indexes whose groups are headings of their own; the others are grouped by letter."""

_TITLE_PAGES = ("faux-titre", "titre", "mentions")
_KINDS = ((ARCHIVES, "Archives"), (PRINTED, "Ouvrages et articles"), (ONLINE, "Pages en ligne"))


_COTES = 100
"""Shelfmarks to a paragraph."""


class Plan(Struct, frozen=True):
    """What the parts are composed from; in a draft, ``faulty`` notices give their places to frames."""

    project: Project
    desk: Desk
    faulty: Mapping[NoticeId, tuple[Diagnostic, ...]]
    drawings: Mapping[str, Markup]
    """The pictures drawn from the registers, by the name that chapters call them by."""
    base: bytes
    """The hash of what all pieces are composed with."""
    made_from: Mapping[NoticeId, bytes]
    """The hash of what each notice is composed from, where it is known."""

    def body(self) -> tuple[Part, ...]:
        """The notices in order, in one part, or in one for each letter where letters open pages."""
        columns, opening = self.project.layout.columns.notices, self.project.layout.letters.opening
        matter = tuple(self._notices())
        if opening is LetterOpening.RUN_ON:
            return (Part(BODY, _TITLES[BODY], matter=matter, columns=columns),)
        letters = [tuple(group) for _, group in groupby(matter, key=lambda each: each.letter)]
        first, *others = letters or [()]
        begin = Opening.RECTO if opening is LetterOpening.RECTO else Opening.NEXT
        return (
            Part(BODY, _TITLES[BODY], matter=first, columns=columns),
            *(
                Part(f"{BODY}-{group[0].letter}", "", opening=begin, matter=group, columns=columns, level=0)
                for group in others
            ),
        )

    def outer_parts(self, body: Sequence[Part], pagemap: PageMap) -> tuple[Part, ...]:
        """All parts in order, the contents still empty; those that name folios of notices take them from this map."""
        order = self.project.book.order
        pages = Pages(pagemap, (*order.front, *order.back))
        tables = register_tables(self.desk.book, pages, self.desk.references)
        values = {"nombre": counts(self.desk.book, self.desk.cited), **tables, **self.drawings}
        cards = Cards(self.desk, pagemap)
        front, back = ([self._part(name, cards, values) for name in names] for names in (order.front, order.back))
        return (*front, *body, *back)

    def with_contents(self, parts: Sequence[Part], folios: Mapping[str, str]) -> tuple[Part, ...]:
        """The parts with their contents, which name the folio on which each begins."""
        return tuple(self._contents(parts, folios) if part.id == CONTENTS else part for part in parts)

    def _part(self, name: str, cards: Cards, values: Mapping[str, object]) -> Part:
        if name in _TITLE_PAGES:
            opening = Opening.NEXT if name == "mentions" else Opening.RECTO
            piece = compose_page(
                name, self.desk, livre=self.project.book.identity, famille=self.project.layout.type.family
            )
            return Part(name, "", opening=opening, chapter=piece, bare=True, level=0)
        if name == CONTENTS:
            return Part(name, "", level=0)
        if name == "bibliographie":
            return self._columns(name, self._bibliography(), self.project.layout.columns.notices)
        if name in _INDEXES:
            return self._columns(name, self._index(name, cards), self.project.layout.columns.index)
        return self._chapter(name, values)

    def _columns(self, name: str, matter: Iterator[Matter], columns: int) -> Part:
        heading = f"titre-{name}"
        html = self.desk.templates.fill("partie", id=heading, titre=_TITLES[name])
        piece = Piece(heading, set_html(html), self.project.layout.text_width)
        opening = Opening.NEXT if name in _INDEXES and self._follows_index(name) else Opening.RECTO
        return Part(name, _TITLES[name], opening=opening, heading=piece, matter=tuple(matter), columns=columns)

    def _follows_index(self, name: str) -> bool:
        """One index after another runs on; only the first opens on a recto."""
        back = self.project.book.order.back
        place = back.index(name) if name in back else 0
        return place > 0 and back[place - 1] in _INDEXES

    def _chapter(self, name: str, values: Mapping[str, object]) -> Part:
        book = self.desk.book
        piece = compose_chapter(book.chapters[name], self.desk, livre=self.project.book.identity, **values)
        chapter = book.chapters[name]
        return Part(chapter.id, chapter.title, chapter.short_title, chapter=piece)

    def _notices(self) -> Iterator[Matter]:
        """Every notice and, in a draft, every frame, under the headings of their letters."""
        blank = self.project.layout.notices.blank
        frames = [
            (each.name, each.id, compose_placeholder(each, self.desk, self.faulty.get(each.id, ())))
            for each in self.desk.book.broken
        ]
        letter = ""
        for name, notice, piece in sorted([*self._set_notices(), *frames], key=lambda row: (row[0].sort_key(), row[1])):
            space = blank
            if name.filing_letter() != letter:
                letter, space = name.filing_letter(), 0
                yield Matter(self._letter(letter), blank, letter=letter)
            yield Matter(piece, space, (self._guide(name),), notice, letter)

    def _set_notices(self) -> Iterator[tuple[PersonName, NoticeId, Piece | Order]]:
        for notice in self.desk.book.notices:
            faults = self.faulty.get(notice.id)
            piece = compose_placeholder(notice, self.desk, faults) if faults else self.order(notice)
            yield notice.name, notice.id, piece

    def order(self, notice: Notice) -> Piece | Order:
        """A notice to be composed where it is not known; at once, where what it is made from is not known either."""
        if notice.id not in self.made_from:
            return compose_notice(notice, self.desk)
        return Order(notice_anchor(notice.id), self.made_from[notice.id], partial(compose_notice, notice, self.desk))

    def _letter(self, letter: str) -> Piece:
        name = f"lettre-{letter}"
        return Piece(name, self.desk.templates.fill("lettre", id=name, lettre=letter), self.desk.measure)

    def _guide(self, name: PersonName) -> str:
        """The family name, with the given names where several people of the book share it."""
        return name.inverted() if self.desk.shared_names[name.family] > 1 else name.family

    def _bibliography(self) -> Iterator[Matter]:
        """All cited works: archives with their shelfmarks, printed works, pages on line, each in French order."""
        book = self.desk.book
        cotes = cited_cotes(book, self.desk.cited)
        works = [book.works[key] for key in cited_keys(self.desk.cited) if key in book.works]
        for family, title in _KINDS:
            group = sorted((work for work in works if kind(work) == family), key=filing_key)
            if group:
                yield Matter(self._heading("biblio", family, title), 1)
            for work in group:
                yield Matter(self._reference(work), guides=(_first_word(work),))
                for piece in self._cotes(work, cotes.get(work.key, ())):
                    yield Matter(piece, guides=(_first_word(work),))

    def _heading(self, part: str, name: str, title: str, *, continued: bool = False) -> Order:
        anchor = f"{part}-{name}"
        measure = self.project.layout.measure(self.project.layout.columns.notices)
        if part.startswith("index"):
            measure = self.project.layout.measure(self.project.layout.columns.index)

        def compose() -> Piece:
            html = self.desk.templates.fill("rubrique", id=anchor, titre=title, suite=continued)
            return Piece(anchor, set_html(html), measure)

        return Order(anchor, content_key(self.base, "rubrique", title, f"{measure:.4f}{continued}"), compose)

    def _reference(self, work: Work) -> Order:
        name, words = f"b-{work.key}", self.desk.references.entries[work.key]

        def compose() -> Piece:
            html = self.desk.templates.fill("référence", id=name, ancre=name, texte=Markup(words))
            return Piece(name, set_html(html), self.desk.measure)

        return Order(name, content_key(self.base, "référence", words), compose)

    def _cotes(self, work: Work, cotes: Sequence[str]) -> Iterator[Piece]:
        """The shelfmarks cited of a fonds, in paragraphs short enough to be broken well."""
        for start in range(0, len(cotes), _COTES):
            name = f"b-{work.key}.cotes-{start // _COTES + 1}"
            last = start + _COTES >= len(cotes)
            html = self.desk.templates.fill("cotes", id=name, cotes=cotes[start : start + _COTES], fin=last)
            yield Piece(name, set_html(html), self.desk.measure)

    def _index(self, name: str, cards: Cards) -> Iterator[Matter]:
        layout = self.project.layout
        measure = layout.measure(layout.columns.index)
        setting = EntrySetting(self.desk.templates, measure, self.base, layout.paragraphs is not None)
        grouped = name in _GROUPED
        for group, matter in stacks(name, _INDEXES[name](cards), setting):
            number = content_key(group).hex()[:12]
            guides = (group,) if grouped else ()
            yield Matter(self._heading(name, number, group), 1, guides=guides)
            carried = self._heading(name, f"{number}-suite", group, continued=True) if grouped else None
            yield from (replace(each, guides=guides or each.guides, carried=carried) for each in matter)

    def _contents(self, parts: Sequence[Part], folios: Mapping[str, str]) -> Part:
        lines = [
            {
                "niveau": part.level,
                "titre": part.title,
                "ancre": part.id,
                "folio": folios.get(part.id, "0"),
            }
            for part in parts
            if part.level
        ]
        return Part(CONTENTS, "", chapter=compose_page(CONTENTS, self.desk, lignes=lines), level=0)


def _first_word(work: Work) -> str:
    names = work.names.get("author") or work.names.get("editor") or ()
    return names[0].family if names else work.field("organization", "shortlibrary", "library", "title")


__all__ = ["BODY", "Plan", "notice_anchor"]
