"""The notices: one Markdown file per person under ``biographies/``, its file name the id."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from bookwork.citing.grammar import NO_ARCHIVES, parse_citation
from bookwork.diagnostics import Diagnostic, Level, NoticeId, Place, rule
from bookwork.model.citation import Citation, Text
from bookwork.model.names import NameKey, PersonName
from bookwork.model.notice import BrokenNotice, Event, Facts, Notice, Prose
from bookwork.records import Packed, Struct, replace
from bookwork.sources.fields import NOTICE_FIELDS, Reader, listed, sources_in
from bookwork.sources.files import SourceText, decode, names_under, printable, unreadable
from bookwork.sources.frontmatter import Parts, located, split
from bookwork.sources.text import Body, read_body
from bookwork.sources.yamltext import Positions, load
from bookwork.store import content_key, program_key

BAD_ID = rule(
    "notice.bad-id",
    Level.ERROR,
    fr="Le nom de fichier « {name} » n’est pas un identifiant : minuscules sans accent, chiffres et traits d’union.",
    en="The file name “{name}” is no id: lower-case letters without accents, figures and hyphens.",
    why="L’identifiant sert d’adresse au livre, au site et aux renvois ; il doit être sûr partout.",
)
DUPLICATE_ID = rule(
    "notice.duplicate-id",
    Level.ERROR,
    fr="L’identifiant « {name} » est déjà celui de {other}.",
    en="The id “{name}” is already that of {other}.",
    why="Deux notices de même identifiant se masqueraient l’une l’autre.",
)

FOLDER = "biographies"
SUFFIX = ".md"
_ROOMS = ("diagnostics", "records", "model", "typography", "citing", "sources")
_LIBRARIES = ("markdown", "msgspec", "pydantic", "pyyaml", "rapidfuzz")
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


class Notices(Struct, frozen=True):
    """All notices as read: whole ones in French order, broken ones, and what is wrong."""

    whole: tuple[Notice, ...]
    broken: tuple[BrokenNotice, ...]
    prints: Mapping[NoticeId, bytes]
    diagnostics: tuple[Diagnostic, ...]


class ReadNotice(Struct, frozen=True):
    """A notice as read from its file, what is wrong with it, and its print."""

    notice: Notice | BrokenNotice
    faults: tuple[Diagnostic, ...]
    print: bytes


def read_notices(root: Path, archival: frozenset[str] = NO_ARCHIVES) -> Notices:
    """Every notice under the book's folder ``biographies/``."""
    return gathered(read_notice_file(root, file, archival) for file in notice_files(root))


def notice_files(root: Path) -> list[str]:
    """The files of the notices as paths from the book's folder, in order."""
    return [f"{FOLDER}/{name}" for name in names_under(root / FOLDER, SUFFIX)]


def notice_id(file: str) -> NoticeId:
    """The id of the notice in a file: its name."""
    return NoticeId(file.rpartition("/")[2].removesuffix(SUFFIX))


def gathered(read: Iterable[ReadNotice]) -> Notices:
    """The notices together: of two with one id the first stays, and they stand in French order."""
    whole: list[Notice] = []
    broken: list[BrokenNotice] = []
    prints: dict[NoticeId, bytes] = {}
    diagnostics: list[Diagnostic] = []
    files: dict[NoticeId, str] = {}
    for each in read:
        notice = each.notice
        diagnostics.extend(each.faults)
        if notice.id in files:
            place = Place(notice.file, 1, 1)
            diagnostics.append(DUPLICATE_ID.at(place, notice.id, name=notice.id, other=files[notice.id]))
            continue
        files[notice.id] = notice.file
        prints[notice.id] = each.print
        if isinstance(notice, Notice):
            whole.append(notice)
        else:
            broken.append(notice)
    return Notices(tuple(sorted(whole, key=_place)), tuple(broken), prints, tuple(diagnostics))


def read_notice_file(root: Path, name: str, archival: frozenset[str] = NO_ARCHIVES) -> ReadNotice:
    """One notice from its file, a path from the book's folder."""
    file = printable(name)
    try:
        content = (root / name).read_bytes()
    except OSError as error:
        where = _Where(file, archival)
        fault = unreadable(file, error)
        return ReadNotice(_broken(where), (replace(fault, notice=where.id),), notice_print(file, b"", ()))
    return read_content(file, content, archival)


def read_content(file: str, content: bytes, archival: frozenset[str] = NO_ARCHIVES) -> ReadNotice:
    """One notice from what its file holds."""
    notice, faults = notice_in(file, content, archival)
    return ReadNotice(notice, faults, notice_print(file, content_digest(content), archival_of(notice, archival)))


def notice_in(
    file: str, content: bytes, archival: frozenset[str]
) -> tuple[Notice | BrokenNotice, tuple[Diagnostic, ...]]:
    """The notice that a file with this content holds, and what is wrong with it."""
    source, faults = decode(file, content)
    if source is None:
        where = _Where(file, archival)
        return _broken(where), tuple(replace(fault, notice=where.id) for fault in faults)
    notice, faults = read_notice(source, archival)
    return notice, located(faults, source)


def archival_of(notice: Notice | BrokenNotice, archival: frozenset[str]) -> tuple[str, ...]:
    """The archival fonds among the sources of a notice: nothing else of the bibliography touches its reading."""
    return tuple(sorted({item.key for item in notice.cited} & archival)) if isinstance(notice, Notice) else ()


def notice_print(file: str, digest: bytes, archival: Iterable[str]) -> bytes:
    """The print of a notice: its file, the fonds among its sources, and the program that reads them."""
    return content_key(reading_key(), file, digest, *archival)


def content_digest(content: bytes) -> bytes:
    """What stands for the content of a file."""
    return hashlib.blake2b(content, digest_size=20).digest()


def reading_key() -> bytes:
    """The key of the program as far as it reads notices."""
    return program_key(_ROOMS, _LIBRARIES)


def read_notice(
    source: SourceText, archival: frozenset[str] = NO_ARCHIVES
) -> tuple[Notice | BrokenNotice, tuple[Diagnostic, ...]]:
    """One notice from its text and file name alone, so that the result can be stored by content."""
    where = _Where(source.file, archival)
    parts, faults = split(source)
    mapping: Mapping[str, Any] | None = None
    facts: Facts | None = None
    if parts is not None:
        place = Place(source.file, parts.yaml_line, 1)
        mapping, faults = load(parts.yaml, place)
        if mapping is not None:
            facts, faults = Reader(Facts, NOTICE_FIELDS, Positions(parts.yaml, place)).read(mapping)
    notice: Notice | BrokenNotice
    if parts is not None and mapping is not None and facts is not None:
        notice, more = _whole(facts, mapping, parts, where)
        faults = (*faults, *more)
    else:
        notice = _broken(where, mapping)
    if not _SLUG.fullmatch(where.id):
        faults = (BAD_ID.at(Place(source.file, 1, 1), name=where.id), *faults)
    return notice, tuple(replace(fault, notice=where.id) for fault in faults)


class _Where(Struct, frozen=True):
    """The file of a notice, and the keys that are archival fonds."""

    file: str
    archival: frozenset[str]

    @property
    def id(self) -> NoticeId:
        return notice_id(self.file)


def _whole(
    facts: Facts, mapping: Mapping[str, Any], parts: Parts, where: _Where
) -> tuple[Notice, tuple[Diagnostic, ...]]:
    file, id_, archival = where.file, where.id, where.archival
    text, text_faults = read_body(Body(file, parts.body, parts.body_line, id_), archival)
    general = [*listed("sources", facts.sources), *listed("archives", facts.archives)]
    sources, source_faults = _citations(general, where)
    values, value_faults = _citations(sources_in(mapping), where)
    prose = Prose(text, sources, values)
    notice = Notice(id_, file, facts, _name(facts), Packed.of(prose), text.references, prose.cited())
    return notice, (*text_faults, *source_faults, *value_faults)


def _name(facts: Facts) -> PersonName:
    return PersonName(facts.name, facts.given_names, facts.particle, facts.usual_name, facts.filing)


def _citations(strings: Iterable[tuple[str, str]], where: _Where) -> tuple[Text, tuple[Diagnostic, ...]]:
    """The citations that strings of the front matter are, each with the place of its key."""
    citations: list[Citation] = []
    faults: list[Diagnostic] = []
    for key, string in strings:
        citation, wrong = parse_citation(string, Place(where.file, key=key), where.archival)
        citations.append(citation)
        faults.extend(wrong)
    return Text(citations=tuple(citations)), tuple(faults)


def _broken(where: _Where, mapping: Mapping[str, Any] | None = None) -> BrokenNotice:
    """What can still be said of a notice that cannot be read: its id, its file, a name to put in the frame."""
    texts = {key: value for key, value in (mapping or {}).items() if isinstance(value, str)}
    name = PersonName(texts.get("nom") or where.id, texts.get("prénoms", ""), texts.get("particule", ""))
    return BrokenNotice(where.id, where.file, name)


def _place(notice: Notice) -> FrenchOrder:
    return french_order(notice.name, notice.facts.birth, notice.id)


FrenchOrder = tuple[NameKey, date, str]


def french_order(name: PersonName, birth: Event | None, id_: NoticeId) -> FrenchOrder:
    """The place of a notice in the book: names in French order; namesakes by birth, the unknown last, then by id."""
    return name.sort_key(), birth.date.earliest if birth and birth.date else date.max, id_
