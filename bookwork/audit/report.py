"""The audit as pages for people: an index, the concordance by source and by notice, the faults.

A page holds at most :data:`ROWS` lines, so that the report of a book of 9 000 notices can be opened; a page needs no
other file, no network and no script.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from html import escape
from itertools import groupby
from pathlib import Path
from typing import Final
from urllib.parse import quote

from bookwork.audit.checklist import statement_of
from bookwork.audit.concordance import Concordance, Holder, Line, Runs, Shelf, Source, places_of
from bookwork.audit.slips import FactSlip
from bookwork.audit.states import State
from bookwork.citing.coverage import Support
from bookwork.diagnostics import Diagnostic, Place
from bookwork.model.collation import filing_letter
from bookwork.model.verification import Verification

ROWS: Final = 2000
"""Lines to one page of the report, about 1 MB of HTML."""
_KEPT: Final = 10_000
"""Cells of one kind kept at once: lines of one notice or source, which stand together, have the same."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the report: its file, what it is called, its HTML without frame."""

    file: str
    title: str
    body: str


def frame(title: str, body: str, back: bool = True) -> str:
    """A whole page round this body."""
    way = '<nav><a href="index.html">Sommaire de l’audit</a></nav>' if back else ""
    return f"{head_of(title)}{way}{body}<script>{_own('report.js')}</script></html>\n"


def head_of(title: str) -> str:
    """The start of a page, its style in it."""
    return (
        f'<!doctype html><html lang="fr"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{escape(title)}</title><style>{_own('report.css')}</style>"
    )


@cache
def _own(name: str) -> str:
    return (Path(__file__).parent / name).read_text("utf-8")


def table(heads: Sequence[str], rows: Iterable[str], kind: str = "") -> str:
    """A table that can be sorted, of these heads and ready rows; ``compte`` is one of figures."""
    titles = "".join(f"<th>{escape(head)}</th>" for head in heads)
    return f'<table class="triable {kind}"><thead><tr>{titles}</tr></thead><tbody>{"".join(rows)}</tbody></table>'


class Report:
    """The concordance as pages, by source and by notice, each page made when it is written."""

    def __init__(self, concordance: Concordance, slugs: Mapping[Shelf, str]) -> None:
        self._concordance = concordance
        self._by_source = tuple(_chunks_by_source(concordance, slugs))
        self._by_notice = tuple(_chunks_by_notice(concordance))
        cited, held = concordance.slips.cited, concordance.slips.holders
        source_file: dict[str, str] = {}
        holder_file: dict[str, str] = {}
        for chunk in reversed(self._by_source):
            source_file |= {concordance.sources[n].fonds: chunk.file for n in {cited[line] for line in chunk.numbers}}
        for chunk in reversed(self._by_notice):
            holder_file |= {concordance.holders[n].id: chunk.file for n in {held[line] for line in chunk.numbers}}
        self._cells = _Cells(holder_file, source_file)

    def pages(self) -> Iterator[Page]:
        """Every source with the statements that it proves, then every notice with the sources of its statements."""
        for chunk in self._by_source:
            yield Page(chunk.file, chunk.title, self._source_page(chunk))
        for chunk in self._by_notice:
            yield Page(chunk.file, chunk.title, self._notice_page(chunk))

    def contents(self) -> list[tuple[str, str]]:
        """The files of the pages, and what they are called."""
        return [(each.file, each.title) for each in (*self._by_source, *self._by_notice)]

    def _source_page(self, chunk: _Chunk) -> str:
        cells = self._cells
        parts = [f"<h1>{escape(chunk.title)}</h1>"]
        for fonds, lines in groupby(self._concordance.lines(chunk.numbers), key=lambda line: line.source.fonds):
            told = self._heading(fonds)
            parts.append(f'<h2 id="{quote(fonds)}">{told}</h2><p class="fichier">@{escape(fonds)}</p>')
            rows = [
                f"<tr>{cells.document(line.source)}{cells.holder(line.holder)}"
                f"<td>{escape(statement_of(line))}</td>{cells.ending(line)}</tr>"
                for line in lines
            ]
            parts.append(table(("cote", "repère", "personne", "page, colonne", "affirmation", "état", "fichier"), rows))
        return "".join(parts)

    def _heading(self, fonds: str) -> str:
        """A source as the bibliography words it, its shelfmark not to be broken."""
        archive = self._concordance.archive
        told, work = escape(archive.words.full(fonds)), archive.book.works.get(fonds)
        shelfmark = escape(work.field("shelfmark")) if work else ""
        return told.replace(shelfmark, f'<span class="cote">{shelfmark}</span>', 1) if shelfmark else told

    def _notice_page(self, chunk: _Chunk) -> str:
        concordance, cells = self._concordance, self._cells
        parts = [f"<h1>{escape(chunk.title)}</h1>"]
        for number, group in groupby(chunk.numbers, key=concordance.slips.holders.__getitem__):
            holder = concordance.holders[number]
            parts.append(f'<h2 id="{quote(holder.id)}">{escape(holder.name)}</h2>')
            printed = cells.printed(holder.runs)
            rows = [
                f"<tr>{printed}<td>{escape(statement_of(line))}</td>"
                f"{cells.source(line.source.fonds)}{cells.document(line.source)}{cells.ending(line)}</tr>"
                for line in sorted(concordance.lines(group), key=lambda line: line.slip[:3])
            ]
            parts.append(table(("page, colonne", "affirmation", "source", "cote", "repère", "état", "fichier"), rows))
            if number < concordance.notices and (facts := _bare_facts(concordance.slips.facts(number))):
                parts.append(f"<p>Sur les seules sources de la notice entière : {escape(facts)}.</p>")
        return "".join(parts)


@dataclass(frozen=True, slots=True)
class _Chunk:
    """The lines of one page, by their numbers."""

    file: str
    title: str
    numbers: Sequence[int]


def _cut(base: str, title: str, groups: Iterable[Sequence[int]]) -> Iterator[_Chunk]:
    """Pages of whole groups where they fit, each of at most ROWS lines."""
    pages: list[array[int]] = [array("I")]
    for group in groups:
        if pages[-1] and len(pages[-1]) + len(group) > ROWS:
            pages.append(array("I"))
        for start in range(0, len(group), ROWS):
            if start:
                pages.append(array("I"))
            pages[-1].extend(group[start : start + ROWS])
    for number, lines in enumerate(pages, 1):
        if lines:
            suffix = f"-{number}" if number > 1 else ""
            told = f" ({number} sur {len(pages)})" if len(pages) > 1 else ""
            yield _Chunk(f"{base}{suffix}.html", f"{title}{told}", lines)


def _chunks_by_source(concordance: Concordance, slugs: Mapping[Shelf, str]) -> Iterator[_Chunk]:
    for shelf, numbers in concordance.by_shelf():
        documents = (group for _, group in concordance.by_document(numbers))
        yield from _cut(f"sources-{slugs[shelf]}", shelf.name, documents)


def _chunks_by_notice(concordance: Concordance) -> Iterator[_Chunk]:
    held = concordance.slips.holders
    ids = [each.id for each in concordance.holders]

    def letter_of(group: tuple[str, list[int]]) -> str:
        holder = concordance.holder(group[1][0])
        return filing_letter(holder.name) if holder.notice else ""

    by_holder = groupby(range(len(concordance)), key=lambda number: ids[held[number]])
    for letter, groups in groupby(((id_, list(group)) for id_, group in by_holder), key=letter_of):
        notices = (numbers for _, numbers in groups)
        title = f"Notices, {letter}" if letter else "Chapitres et registres"
        yield from _cut(f"notices-{letter.lower().replace('#', '0')}" if letter else "hors-notices", title, notices)


class _Cells:
    """Cells of the tables that lines have in common, made once: of their sources, of their holders, of their states."""

    def __init__(self, holder_file: Mapping[str, str], source_file: Mapping[str, str]) -> None:
        self._holder_file, self._source_file = holder_file, source_file
        keep = lru_cache(maxsize=_KEPT)
        self.document = keep(_document)
        self.printed = keep(_printed)
        self.holder = keep(self._holder)
        self.source = keep(self._source)
        self.file = keep(_file_link)
        self._unseen = keep(_unseen)
        self._found = keep(_state)

    def _holder(self, holder: Holder) -> str:
        """Whose statement it is, and where it is printed."""
        return f"<td>{_link(self._holder_file[holder.id], holder.id, holder.name)}</td>{self.printed(holder.runs)}"

    def _source(self, fonds: str) -> str:
        return f"<td>{_link(self._source_file[fonds], fonds, f'@{fonds}')}</td>"

    def ending(self, line: Line) -> str:
        """The state of a citation, the file and line where it stands."""
        where = f":{line.slip.line}" if line.slip.line else ""
        found = line.source.verification
        state = self._found(line.state, found) if found else self._unseen(line.source)
        return f"{state}{self.file(line.holder.file)}{where}</a></td>"


def _bare_facts(facts: Iterable[FactSlip]) -> str:
    """The facts that no source of their own proves, nor a sentence with its source."""
    weak = (Support.GENERAL, Support.NOTHING)
    return " ; ".join(f"{each.key} ({each.words})" for each in facts if each.support in weak)


def _document(source: Source) -> str:
    return f'<td class="cote">{escape(source.cote)}</td><td>{escape(source.locator)}</td>'


def _link(file: str, place: str, words: str) -> str:
    """These words as a link to a place in a page of the report."""
    return f'<a href="{quote(file)}#{quote(place)}">{escape(words)}</a>'


def _printed(runs: Runs) -> str:
    """The page with its link into the PDF, each run of the notice with its column."""
    links = " ; ".join(
        f'<a href="../livre.pdf#page={spot.sheet}">{escape(places_of((spot,)))}</a>' for spot in runs.spots
    )
    return f'<td class="page">{links}</td>'


def _unseen(source: Source) -> str:
    return _state(source.unverified, None)


def _state(told: State, found: Verification | None) -> str:
    known = f"{found.by}, {found.day.text}{' : ' + found.remark if found.remark else ''}" if found else ""
    state = f'<span title="{escape(known)}">{told.value}</span>' if known else told.value
    mark = "état open" if told.is_open else "état"
    return f'<td class="{mark}">{state}</td><td class="fichier">'


def place_link(place: Place) -> str:
    """The file and the line, as a link to the file from the folder of the report."""
    return f"{_file_link(place.file)}{f':{place.line}' if place.line else ''}</a>"


def _file_link(file: str) -> str:
    """The start of a link to a file of the book."""
    return f'<a href="../../{quote(file)}">{escape(file)}'


def fault_pages(faults: Sequence[Diagnostic]) -> Iterator[Page]:
    """Every fault, by its rule."""
    ordered = sorted(faults, key=lambda each: (each.code, each.order))
    for number, start in enumerate(range(0, len(ordered), ROWS), 1):
        rows = [
            f"<tr><td>{escape(each.code)}</td><td>{escape(each.message('fr'))}</td>"
            f'<td class="fichier">{place_link(each.place)}</td></tr>'
            for each in ordered[start : start + ROWS]
        ]
        body = f"<h1>Les fautes, par règle</h1>{table(('règle', 'message', 'fichier'), rows)}"
        yield Page(f"fautes{f'-{number}' if number > 1 else ''}.html", "Les fautes, par règle", body)
