"""The récolement lists: for each repository its documents in order, in the batches that its reading room brings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import escape
from typing import Final

from bookwork.audit.concordance import Concordance, Line, Shelf
from bookwork.audit.opendocument import Sheet
from bookwork.audit.states import State
from bookwork.citing.cotes import comparison_form
from bookwork.citing.filing import ARCHIVES
from bookwork.editions.tables import Column, Table
from bookwork.model.archive import ReadingRoom
from bookwork.model.source import Work
from bookwork.model.verification import FINDINGS, Verification
from bookwork.records import Struct
from bookwork.reports.words import counted

LIST, CITATIONS = "Récolement", "Citations"
"""The names of the two sheets: documents to fill in, and the citations of each."""
KEYS: Final = ("fonds", "cote", "état", "date", "initiales", "remarque")
"""The columns that are read back, the first two to know the document by."""
PRINT: Final = "empreinte"
_COLUMNS: Final = ("levée", "fonds", "cote", "description", "citations", "état", "date", "initiales", "remarque")
_SHOWN: Final = 8
"""Statements printed below a document; the others are in the second sheet of the ODS."""


class Document(Struct, frozen=True):
    """A document to look up: its batch and half-day from 1 (0 where the room knows none), its citations."""

    fonds: str
    cote: str
    title: str
    batch: int
    half_day: int
    lines: Sequence[int]
    """The numbers of its lines in the concordance."""
    verification: Verification | None
    """What was found the last time."""
    state: State
    """The state of its citations: to be seen again as soon as one of them is."""


class Checklist(Struct, frozen=True):
    """All documents of one repository."""

    name: str
    slug: str
    room: ReadingRoom
    documents: tuple[Document, ...]

    @property
    def open(self) -> int:
        """How many documents somebody must still look up."""
        return sum(document.state.is_open for document in self.documents)


def make_checklists(concordance: Concordance) -> tuple[Checklist, ...]:
    """A list for each repository: those that need most come first."""
    slugs: set[str] = set()
    lists = [
        Checklist(shelf.name, _slug(shelf.name, slugs), shelf.room, tuple(_documents(shelf, numbers, concordance)))
        for shelf, numbers in concordance.shelves
        if shelf.part == ARCHIVES
    ]
    return tuple(sorted(lists, key=lambda each: (-each.open / len(each.documents), -each.open, each.slug)))


def _documents(shelf: Shelf, numbers: Sequence[int], concordance: Concordance) -> Iterator[Document]:
    works, room = concordance.archive.book.works, shelf.room
    for place, cited in enumerate(concordance.by_document(numbers)):
        source = concordance.source(cited[0])
        batch = place // room.batch + 1 if room.batch else 0
        half = place // room.half_day + 1 if room.half_day else 0
        states = {concordance.state(number) for number in cited}
        state = State.AGAIN if State.AGAIN in states else concordance.state(cited[0])
        title = _title(works[source.fonds], source.cote)
        yield Document(source.fonds, source.cote, title, batch, half, tuple(cited), source.verification, state)


def _title(work: Work, cote: str) -> str:
    """The fonds, with its shelfmark where the citation has none of its own."""
    parts = (work.field("section"), work.field("title"), "" if cote else work.field("shelfmark"))
    return ", ".join(part for part in parts if part)


def _slug(name: str, taken: set[str]) -> str:
    """A file name for a repository, unlike any other’s."""
    base = re.sub("[^a-z0-9]+", "-", comparison_form(name).lower()).strip("-")[:60].strip("-") or "service"
    found, number = base, 1
    while found in taken:
        number += 1
        found = f"{base}-{number}"
    taken.add(found)
    return found


def to_fill_in(checklist: Checklist, concordance: Concordance) -> tuple[Sheet, Sheet]:
    """The list as sheets: the documents with what is known of them, and the citations with their prints."""
    rows = tuple(
        (
            each.batch or None, each.fonds, each.cote, each.title, len(each.lines), *_known(each.verification),
        )
        for each in checklist.documents
    )  # fmt: skip
    listed = Table(LIST, tuple(Column(name) for name in _COLUMNS), rows)
    cited = Table(
        CITATIONS,
        tuple(map(Column, ("fonds", "cote", "repère", "personne", "page", "affirmation", "état", PRINT))),
        tuple(_cited(line) for each in checklist.documents for line in concordance.lines(each.lines)),
    )
    widths = {"levée": 1.4, "citations": 1.8, "état": 2.4, "date": 2.4, "initiales": 1.8, "description": 6.0,
              "remarque": 7.0, "cote": 4.0, "affirmation": 12.0, "page": 1.8, PRINT: 2.2}  # fmt: skip
    return Sheet(listed, widths, {"état": FINDINGS}), Sheet(cited, widths)


def _cited(line: Line) -> tuple[str, ...]:
    source, pages = line.source, line.holder.runs.pages
    told = (line.holder.name, pages, statement_of(line), line.state.value, line.print)
    return (source.fonds, source.cote, source.locator, *told)


def _known(verification: Verification | None) -> tuple[str, str, str, str]:
    if verification is None:
        return "", "", "", ""
    return verification.finding, verification.day.text, verification.by, verification.remark


def statement_of(line: Line) -> str:
    """« naissance : 1er juillet 1920, Amiens (Somme) », or the sentence."""
    key, words = line.slip.key, line.slip.words
    return f"{before_statement(key)}{words}" if words else alone(key)


def before_statement(key: str) -> str:
    """« naissance : », or nothing before a sentence."""
    return f"{key} : " if key else ""


def alone(key: str) -> str:
    """« sources (la notice entière) »: what a source is cited for that is cited for no one statement."""
    return f"{key} (la notice entière)" if key else ""


def printed_list(checklist: Checklist, head: str, concordance: Concordance) -> str:
    """The list on paper, A4 lying, as one page of HTML that needs nothing else; ``head`` is its style."""
    room = checklist.room
    told = [f"{counted(len(checklist.documents), 'document')}, {checklist.open} à voir"]
    if room.batch:
        told.append(f"{room.batch} par levée")
    if room.half_day:
        told.append(f"{room.half_day} par demi-journée")
    parts = [
        head,
        f'<main class="liste"><h1>Récolement – {escape(checklist.name)}</h1><p>{escape(" ; ".join(told))}. '
        "Une ligne par cote. Vu : le document a été vu. Conforme : il dit ce que dit le livre. À corriger : il dit "
        "autre chose. Absent : il n’est pas à cette cote.</p>",
        "<table><thead><tr><th>Cote, et ce qu’elle prouve</th>",
        "".join(f'<th class="case">{word}</th>' for word in FINDINGS),
        '<th class="date">date</th><th class="date">initiales</th><th class="remarque">remarque</th></tr></thead>',
    ]
    groups = _batches(checklist.documents)
    for documents in groups:
        parts.append("<tbody>")
        if documents[0].batch:
            half = f" – demi-journée {documents[0].half_day}" if documents[0].half_day else ""
            parts.append(f'<tr class="levée"><th colspan="8">Levée {documents[0].batch}{half}</th></tr>')
        parts.extend(_row(each, concordance) for each in documents)
        parts.append("</tbody>")
    return "".join((*parts, "</table></main></html>\n"))


def _batches(documents: Sequence[Document]) -> Iterator[list[Document]]:
    group: list[Document] = []
    for each in documents:
        if group and each.batch != group[0].batch:
            yield group
            group = []
        group.append(each)
    if group:
        yield group


def _row(document: Document, concordance: Concordance) -> str:
    known = document.verification
    ticked = known.finding if known and document.state is not State.AGAIN else ""
    boxes = "".join(f'<td class="case">{"☒" if word == ticked else "☐"}</td>' for word in FINDINGS)
    shown = "".join(
        f"<li>{escape(line.holder.name)}{_page(line)}{escape(_within(line))} – {escape(statement_of(line))}</li>"
        for line in concordance.lines(document.lines[:_SHOWN])
    )
    more = len(document.lines) - _SHOWN
    shown += f"<li>… et {counted(more, 'autre')} (feuille Citations de l’ODS)</li>" if more > 0 else ""
    again = " <em>à revoir</em>" if document.state is State.AGAIN else ""
    when = (known.day.text, known.by, known.remark) if known else ("", "", "")
    whole = ' class="cote"' if document.cote else ""
    return (
        f"<tr><td><b{whole}>{escape(document.cote or document.title)}</b>{again} "
        f'<span class="fonds">{escape(document.fonds)} – {escape(document.title)}</span><ul>{shown}</ul></td>{boxes}'
        + "".join(f"<td>{escape(each)}</td>" for each in when)
        + "</tr>"
    )


def _page(line: Line) -> str:
    pages = line.holder.runs.pages
    return f", p. {escape(pages)}" if pages else ""


def _within(line: Line) -> str:
    return f", {line.source.locator}" if line.source.locator else ""
