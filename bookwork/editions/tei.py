"""The TEI edition: one document, ``livre.tei.xml``, valid against TEI All.

Persons, camps, networks, events and works stand in ``<standOff>``, the notices as they are read in ``<text>``. Each
statement points (``@source``) to a source of its notice, and that to a work of the bibliography.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import Final

from bookwork.editions.accounts import Archive
from bookwork.editions.markup import Node, XmlFile, node, xml_file
from bookwork.editions.tei_people import person_node
from bookwork.editions.tei_registers import RegisterTei
from bookwork.editions.tei_terms import author_id
from bookwork.editions.tei_text import notice_node
from bookwork.editions.tei_works import work_node
from bookwork.model.register import Author
from bookwork.project import BookIdentity

NAMESPACE: Final = "http://www.tei-c.org/ns/1.0"
_SOURCE: Final = "Document né numérique, fait des notices, des registres et de la bibliographie du livre."
_ENCODING: Final = (
    "Chaque affirmation d’une personne porte le type de la clé de l’en-tête dont elle vient. @source y renvoie aux "
    "sources propres à cette affirmation ; sans @source, ce sont celles de la notice, nommées par <person>. @resp "
    "nomme les auteurs de la notice. Rien n’est complété : ce que le fichier ne dit pas est absent.",
    "Une date incertaine (EDTF « ? ») porte @cert='low', une date approchée (« ~ ») un élément <precision>. "
    "@when-custom donne la date EDTF telle qu’elle est écrite quand la forme ISO n’en dit pas tout.",
    "Les versions d’un désaccord entre sources sont des <state type='conflit'> qui s’excluent (@exclude), chacun avec "
    "sa source ; aucune n’est préférée.",
)


def write_tei(archive: Archive, identity: BookIdentity, path: Path) -> None:
    """Write the document while it is made."""
    registers = RegisterTei(archive)
    root = node("TEI", {}, _header(identity, archive.book.registers.authors.values()))
    with xml_file(path, root, NAMESPACE) as document:
        with document.within("standOff"):
            _list(document, "listPerson", lambda: (person_node(each, archive) for each in archive.accounts()))
            _list(document, "listPlace", registers.places)
            _list(document, "listOrg", registers.organisations)
            _list(document, "listEvent", registers.events)
            works = archive.book.works
            _list(document, "listBibl", lambda: (work_node(works[key]) for key in sorted(works)))
        with document.within("text"), document.within("body"):
            for account in archive.accounts():
                document.write(notice_node(account, archive, identity.language))
            if not archive.book.notices:
                document.write(node("p", {}))


def _list(document: XmlFile, name: str, nodes: Callable[[], Iterable[Node]]) -> None:
    """A list of these nodes; TEI has no empty lists."""
    left = iter(nodes())
    first = next(left, None)
    if first is not None:
        with document.within(name):
            for each in chain([first], left):
                document.write(each)


def _header(identity: BookIdentity, authors: Iterable[Author]) -> Node:
    edition = node("editionStmt", {}, node("edition", {}, identity.edition)) if identity.edition else None
    title = node("titleStmt", {}, *_title(identity, authors))
    published = node("publicationStmt", {}, *_publication(identity))
    source = node("sourceDesc", {}, node("p", {}, _SOURCE))
    rules = [node("p", {}, text) for text in _ENCODING]
    language = node("language", {"ident": identity.language}, identity.language)
    return node(
        "teiHeader",
        {"xml:lang": "fr"},
        node("fileDesc", {}, title, edition, published, source),
        node("encodingDesc", {}, node("editorialDecl", {}, *rules)),
        node("profileDesc", {}, node("langUsage", {}, language)),
    )


def _title(identity: BookIdentity, authors: Iterable[Author]) -> Iterator[Node]:
    yield node("title", {"type": "main"}, identity.title)
    if identity.subtitle:
        yield node("title", {"type": "sub"}, identity.subtitle)
    if identity.author:
        yield node("author", {}, identity.author)
    for author in authors:
        resp = node("resp", {}, f"signe « {author.initials} »")
        yield node("respStmt", {"xml:id": author_id(author.initials)}, resp, node("name", {}, author.name))


def _publication(identity: BookIdentity) -> Iterator[Node]:
    """Publisher, town, ISBN, date, licence; in prose where no publisher is named, as TEI wants it."""
    day = node("date", {"when": identity.date.isoformat()}, identity.date_longue)
    if not identity.publisher:
        yield node("p", {}, day)
        if identity.isbn:
            yield node("p", {}, node("idno", {"type": "ISBN"}, identity.isbn))
        if identity.licence:
            yield node("p", {}, f"Licence : {identity.licence}")
        return
    yield node("publisher", {}, identity.publisher)
    if identity.town:
        yield node("pubPlace", {}, identity.town)
    yield day
    if identity.isbn:
        yield node("idno", {"type": "ISBN"}, identity.isbn)
    if identity.licence:
        yield node("availability", {}, node("licence", {}, identity.licence))
