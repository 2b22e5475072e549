"""The audit as tables, for spreadsheets and programs: concordance, facts, documents, faults."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import chain
from pathlib import Path
from typing import Final

from bookwork.audit.checklist import Checklist
from bookwork.audit.concordance import PARTS, Concordance, Holder, Source
from bookwork.audit.opendocument import Sheet, cells_xml, write_spreadsheet
from bookwork.citing.coverage import Support
from bookwork.diagnostics import Diagnostic
from bookwork.editions.spreadsheet import CSV_BETWEEN, CSV_END, csv_cells
from bookwork.editions.tables import Cell, Column, Table
from bookwork.model.verification import Verification
from bookwork.records import json_text
from bookwork.reports.words import level_word

SUPPORTS: Final[Mapping[Support, str]] = {
    Support.NOTHING: "aucune source",
    Support.GENERAL: "les sources de la notice",
    Support.ONE: "une source",
    Support.SEVERAL: "plusieurs sources",
    Support.DISPUTED: "désaccord déclaré",
}
_CONCORDANCE: Final = (
    "partie", "service", "source", "description", "cote", "repère", "personne", "notice", "pages", "places",
    "feuille", "fichier", "ligne", "champ", "affirmation", "état", "par", "le", "remarque",
)  # fmt: skip
_NUMBERS: Final = ("feuille", "ligne", "citations", "levée", "demi-journée", "colonne")


Group = tuple[Cell, ...]
"""Cells of a row that stand together."""


@dataclass(frozen=True, slots=True)
class Listing:
    """A table that is too long to be held: its rows are made as often as it is written.

    A row is cut into groups of cells: those that it has in common with others (its source, its holder) come first, so
    that they are put into a form once; the last group is its own.
    """

    name: str
    columns: tuple[Column, ...]
    rows: Callable[[], Iterator[tuple[Group, ...]]]


def make_listings(
    concordance: Concordance, checklists: Sequence[Checklist], faults: Sequence[Diagnostic]
) -> tuple[Listing, ...]:
    """Every table of the audit."""
    facts = ("personne", "notice", "champ", "affirmation", "appui", "sources")
    documents = ("service", "source", "cote", "description", "levée", "demi-journée", "citations", "état", "par", "le",
                 "remarque")  # fmt: skip
    told = ("règle", "gravité", "notice", "fichier", "ligne", "colonne", "message")
    return (
        _listing("concordance", _CONCORDANCE, partial(_lines, concordance)),
        _listing("faits", facts, partial(_facts, concordance)),
        _listing("recolement", documents, partial(_documents, checklists)),
        _listing("fautes", told, lambda: ((_fault(fault),) for fault in faults)),
    )


def _listing(name: str, columns: Iterable[str], rows: Callable[[], Iterator[tuple[Group, ...]]]) -> Listing:
    return Listing(name, tuple(Column(each, "entier" if each in _NUMBERS else "texte") for each in columns), rows)


def _lines(concordance: Concordance) -> Iterator[tuple[Group, ...]]:
    filed = [_source(each, concordance) for each in concordance.sources]
    held = [_holder(each) for each in concordance.holders]
    slips = concordance.slips
    for number, line in zip(concordance.by_source, concordance.lines(concordance.by_source), strict=True):
        slip, known = line.slip, _known(line.source.verification)
        own = (slip.line or None, slip.key, slip.words, line.state.value, *known)
        yield filed[slips.cited[number]], held[slips.holders[number]], own


def _source(source: Source, concordance: Concordance) -> Group:
    shelf, description = source.shelf, concordance.archive.words.full(source.fonds)
    return (PARTS[shelf.part], shelf.repository, source.fonds, description, source.cote, source.locator)


def _holder(holder: Holder) -> Group:
    runs = holder.runs
    printed = (runs.pages, runs.places, runs.spots[0].sheet if runs.spots else None)
    return (holder.name, holder.notice or "", *printed, holder.file)


def _known(found: Verification | None) -> tuple[str, str, str]:
    return (found.by, found.day.text, found.remark) if found else ("", "", "")


def _facts(concordance: Concordance) -> Iterator[tuple[Group, ...]]:
    for number in range(concordance.notices):
        holder = concordance.holders[number]
        person = (holder.name, holder.id)
        for each in concordance.slips.facts(number):
            yield person, (each.key, each.words, SUPPORTS[Support(each.support)], each.cited)


def _documents(checklists: Iterable[Checklist]) -> Iterator[tuple[Group, ...]]:
    for checklist in checklists:
        for each in checklist.documents:
            where = (each.batch or None, each.half_day or None, len(each.lines))
            known = _known(each.verification)
            yield (checklist.name,), (each.fonds, each.cote, each.title, *where, each.state.value, *known)


def _fault(fault: Diagnostic) -> Group:
    place = fault.place
    numbers = (place.line or None, place.column or None)
    return (fault.code, level_word(fault.level, "fr"), fault.notice or "", place.file, *numbers, fault.message("fr"))


_KEPT: Final = 1 << 14
"""Groups of cells kept at once in one form: more than a book has notices."""


def rows_in(listing: Listing, form: Callable[[Group], str], between: str = "") -> Iterator[str]:
    """Every row in a form; what it has in common with others is put into it once."""
    shared = lru_cache(maxsize=_KEPT)(form)
    return (between.join([*map(shared, row[:-1]), form(row[-1])]) for row in listing.rows())


def write_csv(listings: Iterable[Listing], folder: Path) -> None:
    """A file for each into an empty folder."""
    for listing in listings:
        with (folder / f"{listing.name}.csv").open("w", encoding="utf-8-sig", newline="") as file:
            file.write(csv_cells(tuple(column.name for column in listing.columns)) + CSV_END)
            file.writelines(row + CSV_END for row in rows_in(listing, csv_cells, CSV_BETWEEN))


def write_json(listings: Sequence[Listing], path: Path) -> None:
    """Every table as a list of objects, by its name."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for number, listing in enumerate(listings):
            file.write(f"{',' if number else '{'}\n{json_text(listing.name)}: [")
            names = [column.name for column in listing.columns]
            before = "\n"
            for row in listing.rows():
                file.write(before + json_text(dict(zip(names, chain.from_iterable(row), strict=True))))
                before = ",\n"
            file.write("\n]")
        file.write("\n}\n")


def write_ods(listings: Iterable[Listing], path: Path) -> None:
    """A sheet for each in one file."""
    sheets = [Sheet(Table(each.name, each.columns, ()), rows=partial(rows_in, each, cells_xml)) for each in listings]
    write_spreadsheet(sheets, path)
