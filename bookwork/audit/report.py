"""The audit as pages for people: an index, the concordance by source and by notice, the faults.

A page holds at most :data:`ROWS` lines, so that the report of a book of 9 000 notices can be opened; a page needs no
other file, no network and no script.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from html import escape
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Final
from urllib.parse import quote

from bookwork.audit.cells import Cells, file_link, utf8
from bookwork.audit.concordance import Concordance, Shelf
from bookwork.audit.slips import FactSlip
from bookwork.citing.coverage import Support
from bookwork.diagnostics import Diagnostic, Place
from bookwork.model.collation import filing_letter
from bookwork.records import Struct

ROWS: Final = 2000
"""Lines to one page of the report, about 1 MB of HTML."""


class Page(Struct, frozen=True):
    """A page of the report: its file, what it is called, its HTML without frame."""

    file: str
    title: str
    body: bytes


def frame(title: str, body: bytes, back: bool = True) -> bytes:
    """A whole page round this body."""
    way = '<nav><a href="index.html">Sommaire de l’audit</a></nav>' if back else ""
    return b"".join((utf8(head_of(title) + way), body, utf8(f"<script>{_own('report.js')}</script></html>\n")))


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
    start, end = _table(tuple(heads), kind)
    return f"{start}{''.join(rows)}{end.decode()}"


@cache
def _table(heads: tuple[str, ...], kind: str = "") -> tuple[str, bytes]:
    """What stands before the rows of a table, and behind them."""
    titles = "".join(f"<th>{escape(head)}</th>" for head in heads)
    return f'<table class="triable {kind}"><thead><tr>{titles}</tr></thead><tbody>', b"</tbody></table>"


class Report:
    """The concordance as pages, by source and by notice, each page made when it is written."""

    def __init__(self, concordance: Concordance, slugs: Mapping[Shelf, str]) -> None:
        self._concordance = concordance
        self._fonds = [each.fonds for each in concordance.sources]
        self._by_source = tuple(_chunks_by_source(concordance, slugs))
        self._by_notice = tuple(_chunks_by_notice(concordance))
        cited, held = concordance.slips.cited, concordance.slips.holders
        source_file: dict[str, str] = {}
        holder_file: dict[str, str] = {}
        for chunk in reversed(self._by_source):
            source_file |= dict.fromkeys((self._fonds[n] for n in {cited[line] for line in chunk.numbers}), chunk.file)
        for chunk in reversed(self._by_notice):
            holder_file |= {concordance.holders[n].id: chunk.file for n in {held[line] for line in chunk.numbers}}
        self._cells = Cells(concordance, holder_file, source_file)

    def pages(self) -> Iterator[Page]:
        """Every source with the statements that it proves, then every notice with the sources of its statements."""
        for chunk in self._by_source:
            yield Page(chunk.file, chunk.title, self._source_page(chunk))
        for chunk in self._by_notice:
            yield Page(chunk.file, chunk.title, self._notice_page(chunk))

    def contents(self) -> list[tuple[str, str]]:
        """The files of the pages, and what they are called."""
        return [(each.file, each.title) for each in (*self._by_source, *self._by_notice)]

    def _source_page(self, chunk: _Chunk) -> bytes:
        concordance, parts = self._concordance, [f"<h1>{escape(chunk.title)}</h1>".encode()]
        start, end = _table(("cote", "repère", "personne", "page, colonne", "affirmation", "état", "fichier"))
        fonds_of = map(self._fonds.__getitem__, map(concordance.slips.cited.__getitem__, chunk.numbers))
        rows = zip(fonds_of, self._cells.by_source(chunk.numbers), strict=True)
        for fonds, some in groupby(rows, key=itemgetter(0)):
            told = self._heading(fonds)
            parts.append(utf8(f'<h2 id="{quote(fonds)}">{told}</h2><p class="fichier">@{escape(fonds)}</p>{start}'))
            parts += map(itemgetter(1), some)
            parts.append(end)
        return b"".join(parts)

    def _heading(self, fonds: str) -> str:
        """A source as the bibliography words it, its shelfmark not to be broken."""
        archive = self._concordance.archive
        told, work = escape(archive.words.full(fonds)), archive.book.works.get(fonds)
        shelfmark = escape(work.field("shelfmark")) if work else ""
        return told.replace(shelfmark, f'<span class="cote">{shelfmark}</span>', 1) if shelfmark else told

    def _notice_page(self, chunk: _Chunk) -> bytes:
        concordance, slips = self._concordance, self._concordance.slips
        parts = [f"<h1>{escape(chunk.title)}</h1>".encode()]
        start, end = _table(("page, colonne", "affirmation", "source", "cote", "repère", "état", "fichier"))
        groups = groupby(chunk.numbers, key=slips.holders.__getitem__)
        numbers = [number for _, group in groups for number in sorted(group, key=self._standing)]
        rows = zip(map(slips.holders.__getitem__, numbers), self._cells.by_notice(numbers), strict=True)
        for number, some in groupby(rows, key=itemgetter(0)):
            holder = concordance.holders[number]
            parts.append(utf8(f'<h2 id="{quote(holder.id)}">{escape(holder.name)}</h2>{start}'))
            parts += map(itemgetter(1), some)
            parts.append(end)
            if number < concordance.notices and (facts := _bare_facts(slips.facts(number))):
                parts.append(utf8(f"<p>Sur les seules sources de la notice entière : {escape(facts)}.</p>"))
        return b"".join(parts)

    def _standing(self, number: int) -> tuple[int, int, str]:
        """Where in its file a citation stands."""
        slips = self._concordance.slips
        return slips.lines[number], slips.columns[number], slips.names[slips.places[number]]


class _Chunk(Struct, frozen=True):
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
    for shelf, numbers in concordance.shelves:
        yield from _cut(f"sources-{slugs[shelf]}", shelf.name, concordance.by_document(numbers))


def _chunks_by_notice(concordance: Concordance) -> Iterator[_Chunk]:
    ids = [each.id for each in concordance.holders]
    held = [ids[number] for number in concordance.slips.holders]

    def letter_of(group: tuple[str, list[int]]) -> str:
        holder = concordance.holder(group[1][0])
        return filing_letter(holder.name) if holder.notice else ""

    by_holder = groupby(range(len(concordance)), key=held.__getitem__)
    for letter, groups in groupby(((id_, list(group)) for id_, group in by_holder), key=letter_of):
        notices = (numbers for _, numbers in groups)
        title = f"Notices, {letter}" if letter else "Chapitres et registres"
        yield from _cut(f"notices-{letter.lower().replace('#', '0')}" if letter else "hors-notices", title, notices)


def _bare_facts(facts: Iterable[FactSlip]) -> str:
    """The facts that no source of their own proves, nor a sentence with its source."""
    weak = (Support.GENERAL, Support.NOTHING)
    return " ; ".join(f"{each.key} ({each.words})" for each in facts if each.support in weak)


def place_link(place: Place) -> str:
    """The file and the line, as a link to the file from the folder of the report."""
    return f"{file_link(place.file)}{f':{place.line}' if place.line else ''}</a>"


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
        yield Page(f"fautes{f'-{number}' if number > 1 else ''}.html", "Les fautes, par règle", utf8(body))
