"""A filled list read back: each document gets its finding, or the whole file is refused, its faults at their rows."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from bookwork.audit.checklist import CITATIONS, KEYS, LIST, PRINT
from bookwork.audit.odsreading import CellText, Row, SpreadsheetError, read_spreadsheet
from bookwork.citing.cotes import clean, comparison_form
from bookwork.diagnostics import Diagnostic, Level, Place, rule
from bookwork.model.dates import DateError, EdtfDate, french_day, parse_edtf
from bookwork.model.schema import validate
from bookwork.model.verification import FINDINGS, Verification
from bookwork.records import Struct, replace
from bookwork.sources.verifications import FILE, Identity, Verifications, identity
from bookwork.sources.verifications import LIST as REGISTER
from bookwork.writing import write_text_beside

UNREADABLE = rule(
    "recolement.unreadable",
    Level.ERROR,
    fr="Cette liste ne se lit pas : {reason_fr}. Rien n’est importé.",
    en="This list cannot be read: {reason_en}. Nothing is imported.",
    why="Une liste se rend dans le classeur ODS que « audit » a écrit, quel que soit le tableur qui l’a rempli.",
)
COLUMNS = rule(
    "recolement.columns",
    Level.ERROR,
    fr="La feuille « {sheet} » n’a pas de colonne {missing} ; gardez les titres de la liste. Rien n’est importé.",
    en="The sheet “{sheet}” has no column {missing}; keep the heads of the list. Nothing is imported.",
    why="Les colonnes se reconnaissent à leur titre ; l’ordre est libre.",
)
BAD_CELL = rule(
    "recolement.bad-cell",
    Level.ERROR,
    fr="Colonne « {column} » : « {value} » ; il faut {expected_fr}. Rien n’est importé.",
    en="Column “{column}”: “{value}”; {expected_en} is needed. Nothing is imported.",
    why="Une vérification dit ce qui a été trouvé, quand et par qui.",
)
DUPLICATE = rule(
    "recolement.duplicate-line",
    Level.ERROR,
    fr="« {cote} » ({fonds}) a déjà une ligne, la ligne {first}. Rien n’est importé.",
    en="“{cote}” ({fonds}) has a line already, line {first}. Nothing is imported.",
    why="Deux lignes d’un même document se contrediraient.",
)
UNKNOWN = rule(
    "recolement.unknown-cote",
    Level.ERROR,
    fr="« {cote} » ({fonds}) n’est ni dans le livre ni dans la feuille « Citations » de cette liste. "
    "Rien n’est importé.",
    en="“{cote}” ({fonds}) is neither in the book nor in the sheet “Citations” of this list. Nothing is imported.",
    why="Une ligne ajoutée à la main, ou une cote corrigée dans la liste, ne dit pas quelle citation a été vérifiée : "
    "corrigez la citation dans la notice.",
)
OLDER = rule(
    "recolement.older",
    Level.ERROR,
    fr="« {cote} » ({fonds}) : le registre a une vérification plus récente, du {known}. Rien n’est importé.",
    en="“{cote}” ({fonds}): the register has a later verification, of {known}. Nothing is imported.",
    why="Une vieille liste n’efface pas ce qui a été vu depuis.",
)
UNWRITABLE = rule(
    "recolement.unwritable",
    Level.ERROR,
    fr="Le registre ne peut pas être complété : corrigez d’abord les fautes de {file}. Rien n’est importé.",
    en="The register cannot be added to: mend the faults of {file} first. Nothing is imported.",
    why="Ce que le programme ne lit pas, il l’effacerait en écrivant.",
)

_HEAD: Final = f"""# Récolement : l’état de chaque document vérifié, par qui, quand, et pour quelles citations.
# Écrit par « audit --import » ; les lignes sont dans l’ordre des fonds et des cotes.
{REGISTER}:
"""
_LOOKED_FOR_HEADS: Final = 20
_EXPECTED: Final = {
    "état": (f"l’un de : {', '.join(FINDINGS)}", f"one of: {', '.join(FINDINGS)}"),
    "date": ("un jour : 2001-01-17, 17/1/2001 ou 17 janvier 2001", "a day: 2001-01-17, 17/1/2001"),
    "initiales": ("les initiales de qui a vérifié", "the initials of whoever looked it up"),
    "fonds": ("la clé du fonds, telle que dans la liste", "the key of the fonds, as in the list"),
}


class Filled(Struct, frozen=True):
    """What a list brings: its verifications in the order of its lines, or what is wrong with it."""

    found: tuple[Verification, ...]
    faults: tuple[Diagnostic, ...]


def read_filled(path: Path, cited: frozenset[Identity], known: Verifications) -> Filled:
    """A filled list against the documents ``cited`` in the book and those looked up before; raises OSError."""
    place = Place(path.name, 1, 1)
    try:
        sheets = read_spreadsheet(path)
    except SpreadsheetError as error:
        return Filled((), (UNREADABLE.at(place, reason_fr=error.french, reason_en=error.english),))
    listed, more = _columns(sheets, LIST, KEYS, place), _columns(sheets, CITATIONS, ("fonds", "cote", PRINT), place)
    faults = [each for each in (listed, more) if isinstance(each, Diagnostic)]
    if isinstance(listed, Diagnostic) or isinstance(more, Diagnostic):
        return Filled((), tuple(faults))
    prints: dict[Identity, list[str]] = defaultdict(list)
    for _, cells in more:
        if cells[PRINT].text:
            prints[identity(cells["fonds"].text, cells["cote"].text)].append(cells[PRINT].text)
    reading = _Reading(path.name, cited, known, prints)
    found = [each for number, cells in listed if (each := reading.line(number, cells))]
    return Filled(() if reading.faults else tuple(found), tuple(reading.faults))


_Cells = Mapping[str, CellText]


def _columns(
    sheets: Mapping[str, list[Row]], name: str, wanted: Sequence[str], place: Place
) -> list[tuple[int, _Cells]] | Diagnostic:
    """The rows of a sheet below its heads, each cell by its column."""
    rows = sheets.get(name, [])
    missing: list[str] = list(wanted)
    for position, (_, heads) in enumerate(rows[:_LOOKED_FOR_HEADS]):
        titles = [cell.text.casefold() for cell in heads]
        lacking = [column for column in wanted if column not in titles]
        if not lacking:
            at = {column: titles.index(column) for column in wanted}
            return [
                (number, {column: cells[i] if i < len(cells) else CellText("") for column, i in at.items()})
                for number, cells in rows[position + 1 :]
            ]
        missing = min(missing, lacking, key=len)
    return COLUMNS.at(place, sheet=name, missing=", ".join(f"« {each} »" for each in missing))


@dataclass(slots=True)
class _Reading:
    """A list while it is read."""

    file: str
    cited: frozenset[Identity]
    known: Verifications
    prints: Mapping[Identity, list[str]]
    faults: list[Diagnostic] = field(default_factory=list)
    first: dict[Identity, int] = field(default_factory=dict)
    """The row on which each document stands first."""

    def line(self, number: int, cells: _Cells) -> Verification | None:
        """What one row says, or None where nobody has filled it in, or where it is wrong."""
        fonds, cote = cells["fonds"].text, clean(cells["cote"].text)
        filled = [cells[name].text for name in KEYS[2:]]
        if not any((fonds, cote, *filled)):
            return None
        place, document = Place(self.file, number, 1), identity(fonds, cote)
        if document in self.first:
            self.faults.append(DUPLICATE.at(place, fonds=fonds, cote=cote, first=self.first[document]))
            return None
        self.first[document] = number
        if not any(filled):
            return None
        before = len(self.faults)
        finding, day = self._finding(place, cells["état"]), self._day(place, cells["date"])
        for name in ("fonds", "initiales"):
            if not cells[name].text:
                self._wrong(place, name, "")
        if fonds and document not in self.cited and document not in self.prints:
            self.faults.append(UNKNOWN.at(place, fonds=fonds, cote=cote))
        if day is None or len(self.faults) > before:
            return None
        given: dict[str, object] = {
            "fonds": fonds,
            "cote": cote,
            "état": finding,
            "par": cells["initiales"].text,
            "le": day,
        }
        marks = tuple(sorted(set(self.prints.get(document, ()))))
        given |= {"remarque": cells["remarque"].text, "citations": marks}
        new, _ = validate(Verification, given)
        return self._checked_against(self.known.by_document.get(document), new, place) if new else None

    def _checked_against(self, old: Verification | None, new: Verification, place: Place) -> Verification | None:
        """The new one, unless it is the old one again, or older than it."""
        if old == new:
            return None
        if old and new.day.certainly_before(old.day):
            self.faults.append(OLDER.at(place, fonds=new.fonds, cote=new.cote, known=old.day.text))
            return None
        return new

    def _finding(self, place: Place, cell: CellText) -> str:
        wanted = comparison_form(cell.text)
        found = next((each for each in FINDINGS if comparison_form(each) == wanted), "")
        if not found:
            self._wrong(place, "état", cell.text)
        return found

    def _day(self, place: Place, cell: CellText) -> EdtfDate | None:
        day = None if cell.type == "float" else _day(cell.text)
        if day is None:
            self._wrong(place, "date", cell.text)
        return day

    def _wrong(self, place: Place, column: str, value: str) -> None:
        french, english = _EXPECTED[column]
        column_place = replace(place, key=column)
        fault = BAD_CELL.at(column_place, column=column, value=value, expected_fr=french, expected_en=english)
        self.faults.append(fault)


def _day(text: str) -> EdtfDate | None:
    """The one day that a text names: in ISO, as spreadsheets write it, in French figures or words."""
    found = french_day(text)
    if found:
        return found
    figures = re.fullmatch(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})", text)
    iso = f"{figures[3]}-{int(figures[2]):02}-{int(figures[1]):02}" if figures else text.partition("T")[0]
    try:
        day = parse_edtf(iso)
    except DateError:
        return None
    return day if day.is_day else None


def enter(found: Sequence[Verification], root: Path, known: Verifications) -> Path:
    """Put verifications into the register; of one document the new one stands for the old."""
    entries = {**known.by_document, **{identity(each.fonds, each.cote): each for each in found}}
    lines = "".join(_entry(each) for _, each in sorted(entries.items(), key=lambda pair: (pair[0], pair[1].cote)))
    write_text_beside(root / FILE, _HEAD + lines)
    return root / FILE


def _entry(found: Verification) -> str:
    """One line of YAML; texts are quoted as JSON quotes them, which YAML 1.1 reads alike."""
    values = {"fonds": found.fonds, "cote": found.cote, "état": found.finding, "par": found.by}
    told = [f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in values.items()]
    told.append(f"le: {found.day.text}")
    if found.remark:
        told.append(f"remarque: {json.dumps(found.remark, ensure_ascii=False)}")
    told.append(f"citations: [{', '.join(json.dumps(each) for each in found.prints)}]")
    return f"  - {{{', '.join(told)}}}\n"
