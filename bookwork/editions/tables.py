"""The book as tables: persons, events, numbers, camps, convoys, sources, citations, disputes, ids.

Each table is told once, with its columns and what they refer to; CSV, SQLite and Parquet are ways to write it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from bookwork.citing.filing import kind
from bookwork.citing.locators import print_locator
from bookwork.editions.accounts import Account, Archive, Statement, counts_of
from bookwork.editions.folios import folio_range
from bookwork.editions.moments import day_bounds
from bookwork.model.dates import EdtfDate
from bookwork.records import Struct

Cell = str | int | float | None


class Column(Struct, frozen=True):
    """A column: its name, ``texte``, ``entier`` or ``réel``, and ``table.colonne`` if it refers to one."""

    name: str
    type: str = "texte"
    refers: str = ""


class Table(Struct, frozen=True):
    """A table; the first column is its key."""

    name: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]


_PERSON = Column("personne", refers="personnes.identifiant")
_DATES = (Column("date"), Column("au_plus_tôt"), Column("au_plus_tard"))
_PERSONS = (
    *map(
        Column,
        ("identifiant", "entrée", "nom", "prénoms", "particule", "classement", "nom_usage", "pseudonymes", "sexe"),
    ),
    *map(Column, ("nationalité", "parents", "famille", "profession", "résidence")),
    *map(Column, ("naissance", "lieu_naissance", "décès", "lieu_décès")),
    Column("convoi", refers="convois.id"),
    *map(Column, ("sort", "statut", "auteurs", "page", "fichier", "texte")),
)
_EVENTS = (
    Column("id"), _PERSON, Column("rang", "entier"), Column("type"), Column("clé"), Column("texte"), *_DATES,
    Column("lieu"), Column("département"), Column("pays"), Column("camp", refers="camps.id"), Column("précisions"),
    Column("note"),
)  # fmt: skip
_STATEMENTS = (Column("id"), _PERSON, Column("type"), Column("clé"), Column("texte"), Column("note"))
_NUMBERS = (
    Column("id"), _PERSON, Column("lieu"), Column("camp", refers="camps.id"), Column("matricule"), Column("note"),
)  # fmt: skip
_CAMPS = (
    *map(Column, ("id", "nom", "variantes", "type", "lieu", "land", "pays")), Column("latitude", "réel"),
    Column("longitude", "réel"), *map(Column, ("ouverture", "fermeture", "effectif", "victimes")),
    *map(Column, ("désaccords", "note", "citations")),
)  # fmt: skip
_COUNTS = ("recensés", "évadés", "libérés", "décédés_transport", "décédés", "rentrés", "inconnus")
_CONVOYS = tuple(
    map(
        Column,
        (
            "id",
            "numéro_fmd",
            "départ",
            "lieu_départ",
            "arrivée",
            "camps",
            "matricules",
            *_COUNTS,
            "désaccords",
            "note",
            "citations",
        ),
    )
)
_SOURCES = tuple(
    map(Column, ("clé", "type", "partie", "auteur", "titre", "date", "dépôt", "cote", "adresse", "description"))
)
_CITATIONS = (
    Column("id"), _PERSON, Column("source", refers="sources.clé"), Column("repères"), Column("avant"),
    Column("après"), Column("dans_le_texte", "entier"), Column("notice_entière", "entier"),
)  # fmt: skip
_PROOFS = (
    Column("id"), _PERSON, Column("clé"), Column("citation", refers="citations.id"),
)  # fmt: skip
_DISPUTES = (
    Column("id"), _PERSON, Column("clé"), Column("champ"), Column("version"), Column("note"),
)  # fmt: skip
_IDS = tuple(map(Column, ("identifiant", "publié", "vers", "retiré", "raison")))


def make_tables(archive: Archive) -> tuple[Table, ...]:
    """Every table, those referred to before those that refer to them."""
    accounts = tuple(archive.accounts())
    return (
        Table("camps", _CAMPS, tuple(_camps(archive))),
        Table("convois", _CONVOYS, tuple(_convoys(archive))),
        Table("sources", _SOURCES, tuple(_sources(archive))),
        Table("personnes", _PERSONS, tuple(_person(account, archive) for account in accounts)),
        Table("evenements", _EVENTS, _rows(accounts, _events)),
        Table("faits", _STATEMENTS, _rows(accounts, _facts)),
        Table("matricules", _NUMBERS, _rows(accounts, _numbers)),
        Table("desaccords", _DISPUTES, _rows(accounts, _disputes)),
        Table("citations", _CITATIONS, _rows(accounts, _citations)),
        Table("preuves", _PROOFS, _rows(accounts, _proofs)),
        Table("identifiants", _IDS, tuple(_identifiers(archive))),
    )


Row = tuple[Cell, ...]


def _rows(accounts: Iterable[Account], rows_of: Callable[[Account], Iterator[Row]]) -> tuple[Row, ...]:
    return tuple(row for account in accounts for row in rows_of(account))


def _said(texts: Iterable[str]) -> str:
    return " ; ".join(text for text in texts if text)


def _where(statement: Statement | None) -> str:
    if statement is None:
        return ""
    return ", ".join(part for part in (statement.place, statement.department, statement.country) if part)


def _edtf(value: EdtfDate | None) -> str:
    return value.text if value is not None else ""


def _person(account: Account, archive: Archive) -> Row:
    notice, facts, name = account.notice, account.notice.facts, account.notice.name

    def first(key: str) -> Statement | None:
        return next(iter(account.of(key)), None)

    def text(key: str) -> str:
        return _said(statement.text for statement in account.of(key))

    born, died = first("naissance"), first("décès")
    named = (name.inverted(), name.family, name.given, name.particle, name.filing)
    called = (name.usual, text("pseudonymes"), facts.sex)
    lived = (text("nationalité"), text("parents"), text("famille"), text("profession"), _where(first("résidence")))
    dated = (_edtf(born.date if born else None), _where(born), _edtf(died.date if died else None), _where(died))
    made = (facts.status, _said(facts.authors), folio_range(account.folios), notice.file)
    return (
        account.id,
        *named,
        *called,
        *lived,
        *dated,
        facts.convoy or None,
        text("sort"),
        *made,
        archive.prose_of(notice),
    )


def _id(account: Account, key: str) -> str:
    return f"{account.id}.{key}"


def _dates(value: EdtfDate | None) -> tuple[str, str, str]:
    return (value.text, *day_bounds(value)) if value is not None else ("", "", "")


def _events(account: Account) -> Iterator[Row]:
    for rank, each in enumerate((each for each in account.statements if each.is_event), 1):
        details = _said(f"{key} : {value}" for key, value in each.details)
        place = (each.place, each.department, each.country, each.camp or None)
        what = (rank, each.kind, each.key, each.text)
        yield (_id(account, each.key), account.id, *what, *_dates(each.date), *place, details, each.note)


def _facts(account: Account) -> Iterator[Row]:
    """Statements that are no events, one to a line, so that each can have its proofs."""
    for each in account.statements:
        if not each.is_event and each.kind != "matricules":
            said = each.text or _where(each)
            yield (_id(account, each.key), account.id, each.kind, each.key, said, each.note)


def _numbers(account: Account) -> Iterator[Row]:
    for each in account.of("matricules"):
        yield (_id(account, each.key), account.id, each.place, each.camp or None, each.text, each.note)


def _disputes(account: Account) -> Iterator[Row]:
    for dispute in account.disputes:
        for each in dispute.versions:
            yield (_id(account, each.key), account.id, each.key, dispute.field, each.text, dispute.note)


def _citations(account: Account) -> Iterator[Row]:
    for each in account.sources:
        item = each.item
        places = ", ".join(map(print_locator, item.locators))
        flags = (int(each.in_text), int(each.general))
        yield (_id(account, each.id), account.id, item.key, places, item.prefix, item.suffix, *flags)


def _proofs(account: Account) -> Iterator[Row]:
    """Which citation proves which value of the front matter, where the value says so itself."""
    versions = [version for dispute in account.disputes for version in dispute.versions]
    for each in (*account.statements, *versions):
        for source in each.sources:
            yield (f"{_id(account, each.key)}.{source}", account.id, each.key, _id(account, source))


def _camps(archive: Archive) -> Iterator[Row]:
    for camp in archive.book.registers.camps.values():
        where = camp.coordinates
        point = (where.latitude, where.longitude) if where is not None else (None, None)
        named = (camp.id, camp.name, _said(camp.variants), camp.type, camp.place, camp.region, camp.country)
        told = (camp.strength, camp.victims, _said(camp.conflicts), camp.note, _said(camp.sources))
        yield (*named, *point, _edtf(camp.opened), _edtf(camp.closed), *told)


def _convoys(archive: Archive) -> Iterator[Row]:
    for convoy in archive.book.registers.convoys.values():
        start, end = convoy.departure, convoy.arrival
        arrived = (_edtf(end.date), _said(end.camps)) if end is not None else ("", "")
        counts = dict(counts_of(convoy))
        told = (_said(convoy.conflicts), convoy.note, _said(convoy.sources))
        left = (convoy.fmd_number, _edtf(start.date), start.place)
        counted = (counts.get(key, "") for key in _COUNTS)
        yield (convoy.id, *left, *arrived, _said(convoy.numbers), *counted, *told)


def _sources(archive: Archive) -> Iterator[Row]:
    for key in sorted(archive.book.works):
        work = archive.book.works[key]
        people = work.names.get("author") or work.names.get("editor") or ()
        named = _said(", ".join(filter(None, (each.family, each.given))) for each in people)
        who = named or work.field("organization")
        filed = (work.type, kind(work), who, work.field("title"), work.field("date", "year"))
        found = (work.field("library"), work.field("shelfmark"), work.field("url"))
        yield (key, *filed, *found, archive.words.full(key))


def _identifiers(archive: Archive) -> Iterator[Row]:
    for each in archive.book.registers.identifiers.values():
        gone = each.withdrawn
        why = (gone.date.text, gone.reason) if gone is not None else ("", "")
        yield (each.id, each.published.text, each.redirect, *why)
