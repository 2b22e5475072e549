"""TEI ``<bibl>``: every work and fonds of the bibliography, field by field, none completed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bookwork.citing.filing import ONLINE, kind
from bookwork.editions.markup import Child, Node, node, uri
from bookwork.editions.tei_terms import date_node, work_id
from bookwork.model.dates import parse_edtf
from bookwork.model.source import Work, WorkName

_ROLES: Final = {"author": "author", "editor": "editor"}
_CONTAINERS: Final = {"booktitle": "m", "journaltitle": "j", "journal": "j", "maintitle": "m", "series": "s"}
_SCOPES: Final = {"volume": "volume", "number": "issue", "pages": "page"}
_PLAIN: Final = {
    "publisher": "publisher", "location": "pubPlace", "edition": "edition", "pagetotal": "extent",
}  # fmt: skip
_ORGANISATIONS: Final = ("organization", "institution", "library", "section")
_IDS: Final = {"isbn": "ISBN", "issn": "ISSN", "doi": "DOI", "ark": "ARK", "isil": "ISIL", "shelfmark": "cote"}
_NOTES: Final = ("note", "note-source", "type")


def work_node(work: Work) -> Node:
    """One work; its type is that of the bibliography's entry."""
    part = kind(work) == ONLINE or bool(work.field("booktitle", "journaltitle", "journal"))
    title = work.field("title")
    return node(
        "bibl",
        {"xml:id": work_id(work.key), "type": work.type, "n": work.key},
        *_people(work),
        node("title", {"level": "a" if part else "m"}, title) if title else None,
        node("title", {"type": "sub"}, work.field("subtitle")) if work.field("subtitle") else None,
        *(node("title", {"level": _CONTAINERS[name]}, work.fields[name]) for name in _filled(work, _CONTAINERS)),
        *(node("orgName", {"type": name}, work.fields[name]) for name in _filled(work, _ORGANISATIONS)),
        *(node(_PLAIN[name], {}, work.fields[name]) for name in _filled(work, _PLAIN)),
        *(node("biblScope", {"unit": _SCOPES[name]}, work.fields[name]) for name in _filled(work, _SCOPES)),
        *_dates(work),
        *(node("idno", {"type": _IDS[name]}, work.fields[name]) for name in _filled(work, _IDS)),
        node("ref", {"target": uri(work.field("url"))}, work.field("url")) if work.field("url") else None,
        *(node("note", {"type": name}, work.fields[name]) for name in _filled(work, _NOTES)),
    )


def _filled(work: Work, names: dict[str, str] | tuple[str, ...]) -> Iterator[str]:
    return (name for name in names if work.fields.get(name))


def _people(work: Work) -> Iterator[Node]:
    for role, names in work.names.items():
        for name in names:
            attributes = {} if role in _ROLES else {"role": role}
            yield node(_ROLES.get(role, "editor"), attributes, _person(name))


def _person(name: WorkName) -> Node:
    surname = node("surname", {}, name.family)
    link: tuple[Child, ...] = (node("nameLink", {}, name.particle), " ") if name.particle else ()
    given: tuple[Child, ...] = (", ", node("forename", {}, name.given)) if name.given else ()
    return node("persName", {}, *link, surname, *given)


def _dates(work: Work) -> Iterator[Node]:
    for names, attributes in ((("date", "year"), {}), (("urldate",), {"type": "consulté"})):
        text = work.field(*names)
        if text:
            yield _date(text, attributes)


def _date(text: str, attributes: dict[str, str]) -> Node:
    try:
        made = date_node(parse_edtf(text))
    except ValueError:
        made = None
    return node("date", {**(made.attributes if made else {}), **attributes}, *(made.children if made else (text,)))
