"""The audit as tables, for spreadsheets and programs: concordance, facts, documents, faults."""

from __future__ import annotations

from codecs import BOM_UTF8
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import chain, islice, zip_longest
from pathlib import Path
from typing import Any, BinaryIO, Final

from bookwork.audit.checklist import Checklist
from bookwork.audit.concordance import PARTS, Concordance, Holder, Source
from bookwork.audit.opendocument import Sheet, cell_xml, write_spreadsheet
from bookwork.audit.states import State
from bookwork.citing.coverage import Support
from bookwork.diagnostics import Diagnostic
from bookwork.editions.spreadsheet import CSV_BETWEEN, CSV_END, csv_cell, csv_cells
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
    "partie service source description cote repère", "personne notice pages places feuille fichier",
    "ligne", "champ", "affirmation", "état par le remarque",
)  # fmt: skip
_FACTS: Final = ("personne notice", "champ", "affirmation", "appui", "sources")
_DOCUMENTS: Final = (
    "service", "source", "cote", "description", "levée", "demi-journée", "citations", "état", "par", "le", "remarque",
)  # fmt: skip
_FAULTS: Final = ("règle", "gravité", "notice", "fichier", "ligne", "colonne", "message")
_SUPPORTS: Final = {int(support): words for support, words in SUPPORTS.items()}
_NEVER_AGAIN: Final = ("affirmation", "message")
"""Columns whose cells seldom say the same."""
_KEPT: Final = 1 << 12
"""Cells of one column kept at once in one form."""
_AT_ONCE: Final = 500
"""Rows encoded at once."""
_NUMBERS: Final = ("feuille", "ligne", "citations", "levée", "demi-journée", "colonne")


Group = tuple[Cell, ...]
"""Cells of a row that stand together."""
Block = tuple[Sequence[Any], ...]
"""Some rows, column by column: the cells of a column, or numbers of groups."""
Form = Callable[[Cell], str]
"""Puts a cell into the form of a file."""


@dataclass(frozen=True, slots=True)
class Strand:
    """A column of a listing; or columns that rows have in common with others, of which each has only the number."""

    columns: tuple[Column, ...]
    groups: Sequence[Group] | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """A table that is too long to be held: its rows are made, some hundreds at once, as often as it is written.

    What a row has in common with others (its source, its holder, its state) is put into a form once; the rest goes
    column by column, which takes a third of the time that it takes row by row.
    """

    name: str
    strands: tuple[Strand, ...]
    blocks: Callable[[], Iterator[Block]]

    @property
    def columns(self) -> tuple[Column, ...]:
        """All columns in their order."""
        return tuple(column for strand in self.strands for column in strand.columns)


def make_listings(
    concordance: Concordance, checklists: Sequence[Checklist], faults: Sequence[Diagnostic]
) -> tuple[Listing, ...]:
    """Every table of the audit."""
    archive = concordance.archive
    filed = [_source(each, archive.words.full(each.fonds)) for each in concordance.sources]
    held = [_holder(each) for each in concordance.holders]
    people = [(holder.name, holder.id) for holder in concordance.holders[: concordance.notices]]
    services = [(each.name,) for each in checklists]
    states = _States(concordance)
    lines = _strands(_CONCORDANCE, filed, held, None, None, None, states.groups)
    return (
        Listing("concordance", lines, partial(_lines, concordance, states)),
        Listing("faits", _strands(_FACTS, people), partial(_facts, concordance)),
        Listing("recolement", _strands(_DOCUMENTS, services), partial(_documents, checklists)),
        Listing("fautes", _strands(_FAULTS), partial(_faults, faults)),
    )


def _strands(names: Iterable[str], *groups: Sequence[Group] | None) -> tuple[Strand, ...]:
    columns = [
        tuple(Column(each, "entier" if each in _NUMBERS else "texte") for each in part.split()) for part in names
    ]
    return tuple(Strand(each, shared) for each, shared in zip_longest(columns, groups))


class _States:
    """The groups that tell what was found: of every state without a finding, of each finding as it stands or is again
    to be looked at.
    """

    def __init__(self, concordance: Concordance) -> None:
        self._concordance = concordance
        self.groups: list[Group] = [(state.value, *_known(None)) for state in State]
        self._plain = {state: number for number, state in enumerate(State)}
        self._found: dict[tuple[int, State], int] = {}
        for cited, source in enumerate(concordance.sources):
            for state in State if source.verification else ():
                self._found[cited, state] = len(self.groups)
                self.groups.append((state.value, *_known(source.verification)))
        sources = concordance.sources
        self._unverified = [-1 if each.verification else self._plain[each.unverified] for each in sources]

    def of(self, number: int, cited: int) -> int:
        """The number of the group of the line of this number, which cites the source of that number."""
        known = self._unverified[cited]
        return known if known >= 0 else self._found[cited, self._concordance.state(number)]


def _lines(concordance: Concordance, states: _States) -> Iterator[Block]:
    slips = concordance.slips
    for start in range(0, len(concordance), _AT_ONCE):
        numbers = concordance.by_source[start : start + _AT_ONCE]
        cited = [slips.cited[number] for number in numbers]
        some = [slips.slip(number) for number in numbers]
        lines, keys, words = (
            [each.line or None for each in some],
            [each.key for each in some],
            [each.words for each in some],
        )
        yield (
            cited,
            [slips.holders[number] for number in numbers],
            lines,
            keys,
            words,
            [*map(states.of, numbers, cited)],
        )


def _source(source: Source, description: str) -> Group:
    shelf = source.shelf
    return (PARTS[shelf.part], shelf.repository, source.fonds, description, source.cote, source.locator)


def _holder(holder: Holder) -> Group:
    runs = holder.runs
    printed = (runs.pages, runs.places, runs.spots[0].sheet if runs.spots else None)
    return (holder.name, holder.notice or "", *printed, holder.file)


def _known(found: Verification | None) -> tuple[str, str, str]:
    return (found.by, found.day.text, found.remark) if found else ("", "", "")


def _facts(concordance: Concordance) -> Iterator[Block]:
    for number in range(concordance.notices):
        if facts := concordance.slips.facts(number):
            keys, words, supports, cited = zip(*facts, strict=True)
            yield [number] * len(facts), keys, words, [*map(_SUPPORTS.__getitem__, supports)], cited


def _documents(checklists: Sequence[Checklist]) -> Iterator[Block]:
    for number, checklist in enumerate(checklists):
        rows = [
            (number, each.fonds, each.cote, each.title, each.batch or None, each.half_day or None, len(each.lines),
             each.state.value, *_known(each.verification))
            for each in checklist.documents
        ]  # fmt: skip
        yield tuple(zip(*rows, strict=True))


def _faults(faults: Sequence[Diagnostic]) -> Iterator[Block]:
    for start in range(0, len(faults), _AT_ONCE):
        yield tuple(zip(*map(_fault, faults[start : start + _AT_ONCE]), strict=True))


def _fault(fault: Diagnostic) -> Group:
    place = fault.place
    numbers = (place.line or None, place.column or None)
    return (fault.code, level_word(fault.level, "fr"), fault.notice or "", place.file, *numbers, fault.message("fr"))


def rows_in(listing: Listing, form_of: Callable[[str], Form], between: str = "") -> Iterator[str]:
    """Every row with its cells in the form of their column; what it has in common with others is put into it once."""
    puts = [_put(strand, form_of, between) for strand in listing.strands]
    for block in listing.blocks():
        yield from map(between.join, zip(*map(map, puts, block), strict=True))


def _put(strand: Strand, form_of: Callable[[str], Form], between: str) -> Callable[[Any], str]:
    """What puts a cell of a strand, or the number of a group, into a form; cells come again, so they are kept."""
    forms = [lru_cache(maxsize=_KEPT, typed=True)(form_of(column.name)) for column in strand.columns]
    if strand.groups is None:
        column = strand.columns[0].name
        return form_of(column) if column in _NEVER_AGAIN else forms[0]
    return [
        between.join([form(cell) for form, cell in zip(forms, row, strict=True)]) for row in strand.groups
    ].__getitem__


def write_csv(listings: Iterable[Listing], folder: Path) -> None:
    """A file for each into an empty folder."""
    for listing in listings:
        heads = csv_cells(tuple(column.name for column in listing.columns))
        rows = chain((heads,), rows_in(listing, lambda _: csv_cell, CSV_BETWEEN))
        with (folder / f"{listing.name}.csv").open("wb") as file:
            file.write(BOM_UTF8)
            _write_rows(rows, file, ("", CSV_END, CSV_END))


def write_json(listings: Sequence[Listing], path: Path) -> None:
    """Every table as a list of objects, by its name."""
    with path.open("wb") as file:
        for number, listing in enumerate(listings):
            file.write(f"{',' if number else '{'}\n{json_text(listing.name)}: [\n".encode())
            _write_rows(rows_in(listing, _member, ","), file, ("{", "},\n{", "}\n"))
            file.write(b"]")
        file.write(b"\n}\n")


def _write_rows(rows: Iterator[str], file: BinaryIO, signs: tuple[str, str, str]) -> None:
    """Rows into a file, with what stands before the first, between two and after the last.

    Many at a time: to encode each by itself takes a quarter of the time that a table takes.
    """
    before, between, end = signs
    while some := tuple(islice(rows, _AT_ONCE)):
        file.write((before + between.join(some)).encode())
        before = between
    file.write(end.encode() if before is between else b"")


def _member(name: str) -> Form:
    """Cells of this column as members of an object in JSON."""
    named = f"{json_text(name)}:"
    return lambda cell: named + json_text(cell)


def write_ods(listings: Iterable[Listing], path: Path) -> None:
    """A sheet for each in one file."""
    rows = {each.name: partial(rows_in, each, lambda _: cell_xml) for each in listings}
    write_spreadsheet([Sheet(Table(each.name, each.columns, ()), rows=rows[each.name]) for each in listings], path)
