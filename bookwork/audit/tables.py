"""The audit as tables, for spreadsheets and programs: concordance, facts, documents, faults."""

from __future__ import annotations

from codecs import BOM_UTF8
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import Any, BinaryIO, Final

from bookwork.audit.checklist import Checklist
from bookwork.audit.concordance import PARTS, Concordance, Holder, Line, Source
from bookwork.audit.opendocument import Sheet, cells_xml, write_spreadsheet
from bookwork.audit.states import State
from bookwork.citing.coverage import Support
from bookwork.diagnostics import Diagnostic
from bookwork.editions.spreadsheet import CSV_BETWEEN, CSV_END, csv_cells
from bookwork.editions.tables import Cell, Column, Table
from bookwork.model.verification import Verification
from bookwork.records import json_text
from bookwork.reports.words import level_word
from bookwork.sources.verifications import Identity

SUPPORTS: Final[Mapping[Support, str]] = {
    Support.NOTHING: "aucune source",
    Support.GENERAL: "les sources de la notice",
    Support.ONE: "une source",
    Support.SEVERAL: "plusieurs sources",
    Support.DISPUTED: "désaccord déclaré",
}
_CONCORDANCE: Final = (
    "partie service source description cote repère", "personne notice pages places feuille fichier",
    "ligne champ affirmation", "état par le remarque",
)  # fmt: skip
_FACTS: Final = ("personne notice", "champ affirmation", "appui sources")
_DOCUMENTS: Final = (
    "service", "source cote description levée demi-journée citations", "état par le remarque",
)  # fmt: skip
_FAULTS: Final = ("règle gravité notice fichier ligne colonne message",)
_SUPPORTS: Final = {int(support): words for support, words in SUPPORTS.items()}
_AT_ONCE: Final = 500
"""Rows encoded at once."""
_NUMBERS: Final = ("feuille", "ligne", "citations", "levée", "demi-journée", "colonne")


Group = tuple[Cell, ...]
"""Cells of a row that stand together."""
Row = tuple[int | Group, ...]
"""Groups, or the numbers of shared ones."""
Shared = Sequence[Group] | None
"""Groups that rows have in common; None where each has its own."""
Columns = tuple[Column, ...]
"""The columns of a group."""
Form = Callable[[Group], str]
"""Puts a group into the form of a file."""


@dataclass(frozen=True, slots=True)
class Listing:
    """A table that is too long to be held: its rows are made as often as it is written.

    A row is cut into groups of cells, each with its columns. What it has in common with others (its source, its
    holder, its state) it names by a number in a ``Shared`` of the same place, so that it is put into a form once.
    """

    name: str
    groups: tuple[tuple[Column, ...], ...]
    shared: tuple[Shared, ...]
    rows: Callable[[], Iterator[Row]]

    @property
    def columns(self) -> tuple[Column, ...]:
        """All columns in their order."""
        return tuple(chain.from_iterable(self.groups))


def make_listings(
    concordance: Concordance, checklists: Sequence[Checklist], faults: Sequence[Diagnostic]
) -> tuple[Listing, ...]:
    """Every table of the audit."""
    archive = concordance.archive
    filed = [_source(each, archive.words.full(each.fonds)) for each in concordance.sources]
    held = [_holder(each) for each in concordance.holders]
    people = [(holder.name, holder.id) for holder in concordance.holders[: concordance.notices]]
    states = _States(concordance.sources)
    services = [(each.name,) for each in checklists]
    return (
        Listing(
            "concordance",
            _columns(_CONCORDANCE),
            (filed, held, None, states.groups),
            partial(_lines, concordance, states),
        ),
        Listing("faits", _columns(_FACTS), (people, None, None), partial(_facts, concordance)),
        Listing("recolement", _columns(_DOCUMENTS), (services, None, None), partial(_documents, checklists)),
        Listing("fautes", _columns(_FAULTS), (None,), lambda: map(_fault, faults)),
    )


def _columns(groups: Iterable[str]) -> tuple[tuple[Column, ...], ...]:
    return tuple(
        tuple(Column(each, "entier" if each in _NUMBERS else "texte") for each in group.split()) for group in groups
    )


class _States:
    """The groups that tell what was found: of every state without a finding, of each finding as it stands or is again
    to be looked at.
    """

    def __init__(self, sources: Iterable[Source]) -> None:
        self.groups: list[Group] = [(state.value, *_known(None)) for state in State]
        self._plain = {state: number for number, state in enumerate(State)}
        self._found: dict[tuple[Identity, State], int] = {}
        for source in sources:
            for state in State if source.verification else ():
                self._found[source.known, state] = len(self.groups)
                self.groups.append((state.value, *_known(source.verification)))

    def of(self, line: Line) -> int:
        """The number of the group of a line."""
        state = line.state
        return self._found[line.source.known, state] if line.source.verification else self._plain[state]


def _lines(concordance: Concordance, states: _States) -> Iterator[Row]:
    cited, held = concordance.slips.cited, concordance.slips.holders
    for number, line in zip(concordance.by_source, concordance.lines(concordance.by_source), strict=True):
        slip = line.slip
        yield cited[number], held[number], (slip.line or None, slip.key, slip.words), states.of(line)


def _source(source: Source, description: str) -> Group:
    shelf = source.shelf
    return (PARTS[shelf.part], shelf.repository, source.fonds, description, source.cote, source.locator)


def _holder(holder: Holder) -> Group:
    runs = holder.runs
    printed = (runs.pages, runs.places, runs.spots[0].sheet if runs.spots else None)
    return (holder.name, holder.notice or "", *printed, holder.file)


def _known(found: Verification | None) -> tuple[str, str, str]:
    return (found.by, found.day.text, found.remark) if found else ("", "", "")


def _facts(concordance: Concordance) -> Iterator[Row]:
    for number in range(concordance.notices):
        for each in concordance.slips.facts(number):
            yield number, (each.key, each.words), (_SUPPORTS[each.support], each.cited)


def _documents(checklists: Sequence[Checklist]) -> Iterator[Row]:
    for number, checklist in enumerate(checklists):
        for each in checklist.documents:
            where = (each.batch or None, each.half_day or None, len(each.lines))
            own = (each.fonds, each.cote, each.title, *where)
            yield number, own, (each.state.value, *_known(each.verification))


def _fault(fault: Diagnostic) -> Row:
    place = fault.place
    rule, where = (fault.code, level_word(fault.level, "fr")), (fault.notice or "", place.file)
    return ((*rule, *where, place.line or None, place.column or None, fault.message("fr")),)


def rows_in(listing: Listing, form_of: Callable[[Columns], Form], between: str = "") -> Iterator[str]:
    """Every row in a form; what it has in common with others is put into it once."""
    puts = [_put(form_of(columns), shared) for columns, shared in zip(listing.groups, listing.shared, strict=True)]
    return (between.join([put(cells) for put, cells in zip(puts, row, strict=True)]) for row in listing.rows())


def _put(form: Form, shared: Shared) -> Callable[[Any], str]:
    """What puts a group, or the number of a shared one, into a form."""
    return form if shared is None else tuple(map(form, shared)).__getitem__


def write_csv(listings: Iterable[Listing], folder: Path) -> None:
    """A file for each into an empty folder."""
    for listing in listings:
        heads = csv_cells(tuple(column.name for column in listing.columns))
        rows = chain((heads,), rows_in(listing, lambda _: csv_cells, CSV_BETWEEN))
        with (folder / f"{listing.name}.csv").open("wb") as file:
            file.write(BOM_UTF8)
            _write_rows(rows, file, ("", CSV_END, CSV_END))


def write_json(listings: Sequence[Listing], path: Path) -> None:
    """Every table as a list of objects, by its name."""
    with path.open("wb") as file:
        for number, listing in enumerate(listings):
            file.write(f"{',' if number else '{'}\n{json_text(listing.name)}: [\n".encode())
            _write_rows(rows_in(listing, _members, ","), file, ("{", "},\n{", "}\n"))
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


def _members(columns: Columns) -> Form:
    """Cells as members of an object in JSON."""
    names = [f"{json_text(column.name)}:" for column in columns]
    return lambda cells: ",".join([name + json_text(cell) for name, cell in zip(names, cells, strict=True)])


def write_ods(listings: Iterable[Listing], path: Path) -> None:
    """A sheet for each in one file."""
    rows = {each.name: partial(rows_in, each, lambda _: cells_xml) for each in listings}
    write_spreadsheet([Sheet(Table(each.name, each.columns, ()), rows=rows[each.name]) for each in listings], path)
