"""The audit as tables, for spreadsheets and programs: concordance, facts, documents, faults."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from bookwork.audit.checklist import Checklist
from bookwork.audit.concordance import PARTS, Concordance, Line
from bookwork.citing.coverage import NoticeCoverage, Support
from bookwork.diagnostics import Diagnostic, NoticeId
from bookwork.editions.tables import Cell, Column, Table
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


def make_tables(
    concordance: Concordance, checklists: Sequence[Checklist], faults: Sequence[Diagnostic]
) -> tuple[Table, ...]:
    """Every table of the audit."""
    names = {notice.id: notice.name.inverted() for notice in concordance.archive.book.notices}
    facts = ("personne", "notice", "champ", "affirmation", "appui", "sources")
    documents = ("service", "source", "cote", "description", "levée", "demi-journée", "citations", "état", "par", "le",
                 "remarque")  # fmt: skip
    told = ("règle", "gravité", "notice", "fichier", "ligne", "colonne", "message")
    return (
        _table("concordance", _CONCORDANCE, (_line(line, concordance) for line in concordance.lines)),
        _table("faits", facts, _facts(concordance.covered, names)),
        _table("recolement", documents, _documents(checklists)),
        _table("fautes", told, map(_fault, faults)),
    )


def _table(name: str, columns: Iterable[str], rows: Iterable[tuple[Cell, ...]]) -> Table:
    named = tuple(Column(each, "entier" if each in _NUMBERS else "texte") for each in columns)
    return Table(name, named, tuple(rows))


def _line(line: Line, concordance: Concordance) -> tuple[Cell, ...]:
    claim, found = line.claim, line.verification
    filed = (PARTS[line.shelf.part], line.shelf.repository, line.fonds, concordance.archive.words.full(line.fonds))
    printed = (line.runs.pages, line.runs.places, line.runs.spots[0].sheet if line.runs.spots else None)
    known = (found.by, found.day.text, found.remark) if found else ("", "", "")
    said = (claim.key, claim.words)
    cited = (line.cote, line.locator, line.holder, claim.notice or "")
    return (*filed, *cited, *printed, claim.place.file, claim.place.line or None, *said, line.state.value, *known)


def _facts(covered: Iterable[NoticeCoverage], names: Mapping[NoticeId, str]) -> Iterator[tuple[Cell, ...]]:
    for notice in covered:
        for each in notice.facts:
            cited = " ; ".join(", ".join(filter(None, (item.key, item.cote))) for item in each.sources)
            fact = each.fact
            yield names[notice.notice], notice.notice, fact.key, fact.words, SUPPORTS[each.support], cited


def _documents(checklists: Iterable[Checklist]) -> Iterator[tuple[Cell, ...]]:
    for checklist in checklists:
        for each in checklist.documents:
            found = each.verification
            known = (found.by, found.day.text, found.remark) if found else ("", "", "")
            where = (each.batch or None, each.half_day or None, len(each.lines))
            yield (checklist.name, each.fonds, each.cote, each.title, *where, each.state.value, *known)


def _fault(fault: Diagnostic) -> tuple[Cell, ...]:
    place = fault.place
    numbers = (place.line or None, place.column or None)
    return (fault.code, level_word(fault.level, "fr"), fault.notice or "", place.file, *numbers, fault.message("fr"))


def write_json(tables: Sequence[Table], path: Path) -> None:
    """Every table as a list of objects, by its name."""
    encode = json.JSONEncoder(ensure_ascii=False).encode
    with path.open("w", encoding="utf-8", errors="replace", newline="\n") as file:
        for number, table in enumerate(tables):
            file.write(f"{',' if number else '{'}\n{json.dumps(table.name)}: [")
            names = [column.name for column in table.columns]
            for position, row in enumerate(table.rows):
                entry = dict(zip(names, row, strict=True))
                file.write(("," if position else "") + "\n" + encode(entry))
            file.write("\n]")
        file.write("\n}\n")
