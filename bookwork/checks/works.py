"""Works against the model of a bibliography: fields missing or misplaced, dates, check digits of numbers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from bookwork.diagnostics import Diagnostic, Level, Rule, check, rule
from bookwork.model.bibmodel import EntryType, bib_model
from bookwork.model.book import Book
from bookwork.model.dates import DateError, EdtfDate, parse_edtf
from bookwork.model.identifiers import ark_fault, doi_fault, isbn_fault, isbn_form, isil_fault, issn_fault
from bookwork.model.nearness import NONE, nearest
from bookwork.model.source import Work

MISSING_FIELD = rule(
    "bib.missing-field",
    Level.WARNING,
    fr="Il manque à cette entrée @{type} : {fields_fr} ; lisez-le dans la source, ou écrivez keywords = {{incomplet}}.",
    en="This @{type} entry lacks {fields_en}; read it in the source, or write keywords = {{incomplet}}.",
    why="Sans titre, date ni éditeur, un lecteur ne retrouve pas la source.",
)
FIELD_TYPE = rule(
    "bib.field-type",
    Level.INFORMATION,
    fr="Hors du modèle des entrées : {reason_fr}.",
    en="Outside the model of entries: {reason_en}.",
    why="Un champ ou un type inconnu est gardé, mais ne s’imprime nulle part.",
)
DATE = rule(
    "bib.date",
    Level.ERROR,
    fr="La date « {value} » du champ « {field} » : {reason_fr}.",
    en="The date “{value}” of the field “{field}”: {reason_en}.",
    why="Une date fausse range mal la source et trompe qui la cherche.",
)


def _number_rule(code: str, name: str, why: str) -> Rule:
    """The rule of one kind of number."""
    return rule(
        f"bib.{code}",
        Level.WARNING,
        fr=f"L’{name} « {{value}} » n’est pas juste : {{reason_fr}}.",
        en=f"The {name} “{{value}}” is not right: {{reason_en}}.",
        why=why,
    )


_NOT_FOUND: Final = "Un numéro faux ne retrouve rien, ou retrouve un autre document."
ISBN = _number_rule("isbn", "ISBN", _NOT_FOUND)
ISBN_FORM = rule(
    "bib.isbn-form",
    Level.INFORMATION,
    fr="L’ISBN « {value} » s’écrit « {right} ».",
    en="The ISBN “{value}” is written “{right}”.",
    why="Imprimé, un ISBN se lit par groupes : pays, éditeur, titre, clé (ISO 2108). À l’écran, on le relit de même.",
    mend=("{value}", "{right}"),
)
ISSN = _number_rule("issn", "ISSN", _NOT_FOUND)
ISIL = _number_rule("isil", "ISIL", "Un identifiant faux désigne un autre service d’archives, ou aucun.")
DOI = rule(
    "bib.doi",
    Level.WARNING,
    fr="Le DOI « {value} » n’est pas juste : {reason_fr}.",
    en="The DOI “{value}” is not right: {reason_en}.",
    why="Un lien permanent mal écrit ne mène nulle part.",
)
ARK = rule(
    "bib.ark",
    Level.WARNING,
    fr="L’ARK « {value} » n’est pas juste : {reason_fr}.",
    en="The ARK “{value}” is not right: {reason_en}.",
    why="Un lien permanent mal écrit ne mène nulle part.",
)
_NUMBERS: Final[Mapping[str, tuple[Rule, Callable[[str], tuple[str, str] | None]]]] = {
    "isbn": (ISBN, isbn_fault),
    "issn": (ISSN, issn_fault),
    "isil": (ISIL, isil_fault),
    "doi": (DOI, doi_fault),
    "ark": (ARK, ark_fault),
}
_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
_UNDATED = re.compile(
    r"\[?(?:s\. ?d\.?|sans date|n\. ?d\.?|no date|in press|forthcoming|à paraître|sous presse)\]?", re.I
)
"""A year in words: it is kept and printed, and says that there is no date."""


@check
def missing_fields(book: Book) -> Iterator[Diagnostic]:
    """Works without a field that their type needs."""
    types = bib_model().types
    for work in book.works.values():
        kind = types.get(work.type)
        if kind is None or "incomplet" in work.field("keywords"):
            continue
        lacking = [need for need in kind.needs if not any(_filled(work, name) for name in need)]
        if lacking:
            words = {language: ", ".join(sep.join(need) for need in lacking) for language, sep in _OR.items()}
            yield MISSING_FIELD.at(work.place, type=work.type, fields_fr=words["fr"], fields_en=words["en"])


_OR: Final = {"fr": " ou ", "en": " or "}


def _filled(work: Work, name: str) -> bool:
    return bool(work.names.get(name) or work.fields.get(name))


@check
def misplaced_fields(book: Book) -> Iterator[Diagnostic]:
    """Types and fields that nobody knows, and fields that their type has no use for."""
    types = bib_model().types
    for work in book.works.values():
        kind = types.get(work.type)
        if kind is None:
            french, english = _unknown("type", f"@{work.type}", nearest(work.type, types))
            yield FIELD_TYPE.at(work.place, reason_fr=french, reason_en=english)
            continue
        for name in (*work.names, *work.fields):
            if not kind.allows(name) and name not in work.inherited and "+" not in name:
                french, english = _misplaced(name, kind)
                yield FIELD_TYPE.at(work.place_of(name), reason_fr=french, reason_en=english)


def _misplaced(name: str, kind: EntryType) -> tuple[str, str]:
    """Why a field is out of place, in French and English; ``+`` marks biblatex's annotations, which are let be."""
    if name in bib_model().fields:
        return (
            f"le champ « {name} » n’est pas d’une entrée @{kind.name}",
            f"the field “{name}” is not one of a @{kind.name} entry",
        )
    return _unknown("field", name, nearest(name, kind.fields or ()))


def _unknown(what: str, name: str, near: str) -> tuple[str, str]:
    word = {"type": "type", "field": "champ"}[what]
    if near == NONE:
        return f"le {word} « {name} » n’est pas connu", f"the {what} “{name}” is not known"
    return (
        f"le {word} « {name} » n’est pas connu ; le plus proche : « {near} »",
        f"the {what} “{name}” is not known; the nearest is “{near}”",
    )


@check
def numbers(book: Book) -> Iterator[Diagnostic]:
    """Numbers whose check digit or form is wrong."""
    for work in book.works.values():
        for name, (number_rule, fault_of) in _NUMBERS.items():
            value = "" if name in work.inherited else work.field(name)
            fault = fault_of(value) if value else None
            if fault:
                yield number_rule.at(work.place_of(name), value=value, reason_fr=fault[0], reason_en=fault[1])
            elif name == "isbn" and (right := isbn_form(value)) not in ("", value):
                yield ISBN_FORM.at(work.place_of(name), value=value, right=right)


@check
def dates(book: Book) -> Iterator[Diagnostic]:
    """Dates that are none, that end before they start, or that contradict the year."""
    for work in book.works.values():
        for name in bib_model().dates:
            value = "" if name in work.inherited else work.field(name)
            fault = _date_fault(work, name, value) if value else None
            if fault:
                yield DATE.at(work.place_of(name), value=value, field=name, reason_fr=fault[0], reason_en=fault[1])


def _date_fault(work: Work, name: str, value: str) -> tuple[str, str] | None:
    """What is wrong with a date, in French and English; a year in words is none of it."""
    if name == "date" and value == work.field("year"):
        return None if _YEAR.search(value) or _UNDATED.fullmatch(value) else _NO_YEAR
    try:
        date = parse_edtf(value)
    except DateError as error:
        return error.french, error.english
    year = work.field("year")
    if name == "date" and _YEAR.fullmatch(year) and not _spans(date, int(year)):
        return f"le champ « year » dit {year}", f"the field “year” says {year}"
    return None


_NO_YEAR: Final = (
    "une année a quatre chiffres ; sans date, écrivez « s. d. »",
    "a year has four figures; without a date write “s. d.”",
)


def _spans(date: EdtfDate, year: int) -> bool:
    return date.earliest.year <= year <= date.latest.year
