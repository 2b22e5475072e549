"""The audit as tables, for spreadsheets and programs: concordance, facts, documents, faults."""

from __future__ import annotations

from codecs import BOM_UTF8
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain, islice, zip_longest
from pathlib import Path
from typing import Any, BinaryIO, Final

from bookwork.audit.checklist import Checklist
from bookwork.audit.concordance import PARTS, Concordance, Holder, Source
from bookwork.audit.forms import ColumnForm, Form, csv_form, json_form, xml_form
from bookwork.audit.opendocument import Sheet, write_spreadsheet
from bookwork.audit.slips import FactSlip
from bookwork.citing.coverage import Support
from bookwork.diagnostics import Diagnostic
from bookwork.editions.spreadsheet import CSV_BETWEEN, CSV_END, csv_cells
from bookwork.editions.tables import Cell, Column, Table
from bookwork.model.verification import Verification
from bookwork.records import Struct, json_text
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
_AT_ONCE: Final = 500
"""Rows put into a form and encoded at once."""
_NUMBERS: Final = ("feuille", "ligne", "citations", "levée", "demi-journée", "colonne")


Group = tuple[Cell, ...]
"""Cells of a row that stand together."""
Block = tuple[Sequence[Any], ...]
"""Some rows, column by column: the cells of a column, or numbers of groups."""


class Strand(Struct, frozen=True):
    """A column of a listing; or columns that rows have in common with others, of which each has only the number."""

    columns: tuple[Column, ...]
    groups: Sequence[Group] | None = None


class Listing(Struct, frozen=True):
    """A table that is too long to be held: its rows are made, some hundreds at once, as often as it is written.

    What a row has in common with others (its source, its holder, its state) is put into a form once; the rest goes
    column by column.
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
    keys = [(name,) for name in concordance.slips.names]
    found = [(each.state.value, *_known(each.verification)) for each in concordance.findings]
    lines = _strands(_CONCORDANCE, filed, held, None, keys, None, found)
    return (
        Listing("concordance", lines, partial(_lines, concordance)),
        Listing("faits", _strands(_FACTS, people), partial(_facts, concordance)),
        Listing("recolement", _strands(_DOCUMENTS, services), partial(_documents, checklists)),
        Listing("fautes", _strands(_FAULTS), partial(_faults, faults)),
    )


def _strands(names: Iterable[str], *groups: Sequence[Group] | None) -> tuple[Strand, ...]:
    columns = [
        tuple(Column(each, "entier" if each in _NUMBERS else "texte") for each in part.split()) for part in names
    ]
    return tuple(Strand(each, shared) for each, shared in zip_longest(columns, groups))


def _lines(concordance: Concordance) -> Iterator[Block]:
    slips, found = concordance.slips, concordance.found
    numbers = concordance.by_source()
    while some := tuple(islice(numbers, _AT_ONCE)):
        yield (
            [*map(slips.cited.__getitem__, some)],
            [*map(slips.holders.__getitem__, some)],
            [line or None for line in map(slips.lines.__getitem__, some)],
            [*map(slips.keys.__getitem__, some)],
            slips.words(some),
            [*map(found.__getitem__, some)],
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
    people: list[int] = []
    facts: list[FactSlip] = []
    for number in range(concordance.notices):
        some = concordance.slips.facts(number)
        people += [number] * len(some)
        facts += some
        if facts and (len(facts) >= _AT_ONCE or number + 1 == concordance.notices):
            keys, words, supports, cited = zip(*facts, strict=True)
            yield people, keys, words, [*map(_SUPPORTS.__getitem__, supports)], cited
            people, facts = [], []


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


def rows_in(listing: Listing, form: Form, between: str = "") -> Iterator[list[bytes]]:
    """Every row with its cells in this form, some hundreds at once; what rows have in common is put into it once.

    As bytes: to join French texts and then encode them takes three times as long (November 2026).
    """
    puts = [_put(strand, form, between) for strand in listing.strands]
    for block in listing.blocks():
        columns = [put(cells) for put, cells in zip(puts, block, strict=True)]
        yield list(map(between.encode().join, zip(*columns, strict=True)))


def _put(strand: Strand, form: Form, between: str) -> Callable[[Sequence[Any]], Iterable[bytes]]:
    """What puts the cells of a strand, or the numbers of its groups, into a form."""
    forms = [form(column) for column in strand.columns]
    if strand.groups is None:
        return lambda cells: map(str.encode, _each_once(forms[0], cells))
    groups = zip(*strand.groups, strict=True) if strand.groups else ((),) * len(forms)
    cells = [_each_once(form, each) for form, each in zip(forms, groups, strict=True)]
    shown = [between.join(each).encode() for each in zip(*cells, strict=True)]
    return lambda numbers: map(shown.__getitem__, numbers)


def _each_once(form: ColumnForm, cells: Sequence[Cell]) -> Iterable[str]:
    """These cells in a form; what several of them say is put into it once."""
    several = list(dict.fromkeys(cells))
    return map(dict(zip(several, form(several), strict=True)).__getitem__, cells)


def write_csv(listing: Listing, folder: Path) -> None:
    """A file of its name into this folder."""
    heads = csv_cells(tuple(column.name for column in listing.columns)).encode()
    with (folder / f"{listing.name}.csv").open("wb") as file:
        file.write(BOM_UTF8)
        _write_rows(chain([[heads]], rows_in(listing, csv_form, CSV_BETWEEN)), file, ("", CSV_END, CSV_END))


def write_json(listings: Sequence[Listing], path: Path) -> None:
    """Every table as a list of objects, by its name."""
    with path.open("wb") as file:
        for number, listing in enumerate(listings):
            file.write(f"{',' if number else '{'}\n{json_text(listing.name)}: [\n".encode())
            _write_rows(rows_in(listing, json_form, ","), file, ("{", "},\n{", "}\n"))
            file.write(b"]")
        file.write(b"\n}\n")


def _write_rows(rows: Iterable[list[bytes]], file: BinaryIO, signs: tuple[str, str, str]) -> None:
    """Rows into a file, with what stands before the first, between two and after the last."""
    before, between, end = map(str.encode, signs)
    for some in rows:
        file.writelines((before, between.join(some)))
        before = between
    file.write(end if before is between else b"")


def write_ods(listings: Iterable[Listing], path: Path) -> None:
    """A sheet for each in one file."""
    rows = {each.name: partial(rows_in, each, xml_form) for each in listings}
    write_spreadsheet([Sheet(Table(each.name, each.columns, ()), rows=rows[each.name]) for each in listings], path)
