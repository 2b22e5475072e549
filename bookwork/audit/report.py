"""The audit as pages for people: an index, the concordance by source and by notice, the faults.

A page holds at most :data:`ROWS` lines, so that the report of a book of 9 000 notices can be opened; a page needs no
other file, no network and no script.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from html import escape
from itertools import groupby
from pathlib import Path
from typing import Final
from urllib.parse import quote

from bookwork.audit.checklist import statement_of
from bookwork.audit.concordance import Concordance, Line, Runs, Shelf, places_of
from bookwork.citing.coverage import NoticeCoverage, Support
from bookwork.diagnostics import Diagnostic, Place
from bookwork.model.collation import filing_letter

ROWS: Final = 2000
"""Lines to one page of the report, about 1 MB of HTML."""
_KEPT: Final = 10_000
"""Links kept at once: lines of one notice or source, which stand together, have the same."""


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


def pages_of(concordance: Concordance, slugs: Mapping[Shelf, str]) -> Iterator[Page]:
    """The concordance by source, then by notice."""
    by_source = list(_chunks_by_source(concordance, slugs))
    by_notice = list(_chunks_by_notice(concordance))
    source_file = {line.fonds: chunk.file for chunk in reversed(by_source) for line in chunk.lines}
    holder_file = {line.claim.holder: chunk.file for chunk in reversed(by_notice) for line in chunk.lines}
    for chunk in by_source:
        yield Page(chunk.file, chunk.title, _source_page(chunk, concordance, holder_file))
    bare = _bare_facts(concordance.covered)
    for chunk in by_notice:
        yield Page(chunk.file, chunk.title, _notice_page(chunk, source_file, bare))


@dataclass(frozen=True, slots=True)
class _Chunk:
    """The lines of one page."""

    file: str
    title: str
    lines: tuple[Line, ...]


def _cut(base: str, title: str, groups: Iterable[Sequence[Line]]) -> Iterator[_Chunk]:
    """Pages of whole groups where they fit, each of at most ROWS lines."""
    pages: list[list[Line]] = [[]]
    for group in groups:
        if pages[-1] and len(pages[-1]) + len(group) > ROWS:
            pages.append([])
        for start in range(0, len(group), ROWS):
            if start:
                pages.append([])
            pages[-1].extend(group[start : start + ROWS])
    for number, lines in enumerate(pages, 1):
        if lines:
            suffix = f"-{number}" if number > 1 else ""
            told = f" ({number} sur {len(pages)})" if len(pages) > 1 else ""
            yield _Chunk(f"{base}{suffix}.html", f"{title}{told}", tuple(lines))


def _chunks_by_source(concordance: Concordance, slugs: Mapping[Shelf, str]) -> Iterator[_Chunk]:
    for shelf, lines in concordance.by_shelf():
        documents = (list(group) for _, group in groupby(lines, key=lambda line: (line.fonds, line.cote)))
        yield from _cut(f"sources-{slugs[shelf]}", shelf.name, documents)


def _chunks_by_notice(concordance: Concordance) -> Iterator[_Chunk]:
    for letter, lines in groupby(concordance.by_holder(), key=_letter):
        notices = (list(group) for _, group in groupby(lines, key=lambda line: line.claim.holder))
        title = f"Notices, {letter}" if letter else "Chapitres et registres"
        yield from _cut(f"notices-{letter.lower().replace('#', '0')}" if letter else "hors-notices", title, notices)


def _letter(line: Line) -> str:
    return filing_letter(line.holder) if line.claim.notice else ""


def _source_page(chunk: _Chunk, concordance: Concordance, files: Mapping[str, str]) -> str:
    words = concordance.archive.words
    parts = [f"<h1>{escape(chunk.title)}</h1>"]
    for fonds, lines in groupby(chunk.lines, key=lambda line: line.fonds):
        parts.append(f'<h2 id="{quote(fonds)}">{escape(words.full(fonds))}</h2><p class="fichier">@{escape(fonds)}</p>')
        rows = [
            f'<tr><td class="cote">{escape(line.cote)}</td><td>{escape(line.locator)}</td>'
            f"<td>{_holder(line, files)}</td>{_printed(line.runs)}"
            f"<td>{escape(statement_of(line))}</td>{_ending(line)}</tr>"
            for line in lines
        ]
        parts.append(table(("cote", "repère", "personne", "page, colonne", "affirmation", "état", "fichier"), rows))
    return "".join(parts)


def _notice_page(chunk: _Chunk, files: Mapping[str, str], bare: Mapping[str, list[str]]) -> str:
    parts = [f"<h1>{escape(chunk.title)}</h1>"]
    for holder, group in groupby(chunk.lines, key=lambda line: line.claim.holder):
        lines = list(group)
        parts.append(f'<h2 id="{quote(holder)}">{escape(lines[0].holder)}</h2>')
        rows = [
            f"<tr>{_printed(line.runs)}<td>{escape(statement_of(line))}</td>"
            f"<td>{_link(files[line.fonds], line.fonds, f'@{line.fonds}')}</td>"
            f'<td class="cote">{escape(line.cote)}</td><td>{escape(line.locator)}</td>{_ending(line)}</tr>'
            for line in lines
        ]
        parts.append(table(("page, colonne", "affirmation", "source", "cote", "repère", "état", "fichier"), rows))
        if holder in bare:
            facts = " ; ".join(bare[holder])
            parts.append(f"<p>Sur les seules sources de la notice entière : {escape(facts)}.</p>")
    return "".join(parts)


def _bare_facts(covered: Iterable[NoticeCoverage]) -> dict[str, list[str]]:
    """The facts of each notice that no source of their own proves, nor a sentence with its source."""
    weak = (Support.GENERAL, Support.NOTHING)
    found = {
        each.notice: [f"{f.fact.key} ({f.fact.words})" for f in each.facts if f.support in weak] for each in covered
    }
    return {notice: facts for notice, facts in found.items() if facts}


def _holder(line: Line, files: Mapping[str, str]) -> str:
    holder = line.claim.holder
    return _link(files[holder], holder, line.holder)


@lru_cache(maxsize=_KEPT)
def _link(file: str, place: str, words: str) -> str:
    """These words as a link to a place in a page of the report."""
    return f'<a href="{quote(file)}#{quote(place)}">{escape(words)}</a>'


@lru_cache(maxsize=_KEPT)
def _printed(runs: Runs) -> str:
    """The page with its link into the PDF, each run of the notice with its column."""
    links = " ; ".join(
        f'<a href="../livre.pdf#page={spot.sheet}">{escape(places_of((spot,)))}</a>' for spot in runs.spots
    )
    return f'<td class="page">{links}</td>'


def _ending(line: Line) -> str:
    found = line.verification
    known = f"{found.by}, {found.day.text}{' : ' + found.remark if found.remark else ''}" if found else ""
    state = f'<span title="{escape(known)}">{line.state.value}</span>' if known else line.state.value
    mark = "état open" if line.state.is_open else "état"
    return f'<td class="{mark}">{state}</td><td class="fichier">{place_link(line.claim.place)}</td>'


def place_link(place: Place) -> str:
    """The file and the line, as a link to the file from the folder of the report."""
    return f"{_file_link(place.file)}{f':{place.line}' if place.line else ''}</a>"


@lru_cache(maxsize=_KEPT)
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
