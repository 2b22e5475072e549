"""TEI ``<person>``: a life as statements, each with the sources that it carries."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from bookwork.editions.accounts import Account, Archive, Dispute, Statement
from bookwork.editions.folios import folio_range
from bookwork.editions.markup import Node, node
from bookwork.editions.tei_terms import (
    author_id,
    camp_id,
    certain_dating,
    convoy_id,
    date_node,
    listed,
    network_id,
    notice_id,
    person_id,
    place_nodes,
    source_id,
    to,
)
from bookwork.model.names import PersonName

_SEX: Final = {"H": "M", "F": "F"}
_LABELS: Final = {
    "arrestation": "arrestation", "internements": "internement", "convoi": "déportation", "parcours": "étape",
    "sort": "sort", "faits": "fait",
}  # fmt: skip


def person_node(account: Account, archive: Archive) -> Node:
    """Everything that a notice states of its person, the sources of the whole notice at the head."""
    facts, name = account.notice.facts, account.notice.name
    attributes = {
        "xml:id": person_id(account.id),
        "source": to(source_id(account.id, source) for source in account.general),
        "resp": to(author_id(initials) for initials in facts.authors),
        "corresp": to([notice_id(account.id)]),
        "sortKey": name.filing,
    }
    telling = _Person(account, archive)
    return node(
        "person",
        attributes,
        node("idno", {"type": "notice"}, account.id),
        *(node("idno", {"type": "redirigé"}, old) for old in account.earlier_ids),
        _name_node(name, name.family, {"type": "notice"}),
        _name_node(name, name.usual, {"type": "usage"}) if name.usual else None,
        node("sex", {"value": _SEX.get(facts.sex, "")}, facts.sex) if facts.sex else None,
        *telling.nodes(),
        _printed(account),
    )


def _name_node(name: PersonName, family: str, attributes: dict[str, str]) -> Node:
    given, particle = node("forename", {}, name.given), node("nameLink", {}, name.particle)
    parts = [part for part in (given, particle) if part.children]
    return node("persName", attributes, *listed([node("surname", {}, family)]), *_spaced(parts))


def _spaced(nodes: list[Node]) -> Iterator[Node | str]:
    for each in nodes:
        yield " "
        yield each


def _printed(account: Account) -> Node | None:
    """Where the notice stands in the printed book."""
    pages = folio_range(account.folios)
    return node("bibl", {"type": "imprimé"}, node("citedRange", {"unit": "page"}, pages)) if pages else None


class _Person:
    """The statements of one person as elements."""

    def __init__(self, account: Account, archive: Archive) -> None:
        self._account = account
        self._networks = archive.book.registers
        self._made: dict[str, Callable[[Statement], Iterator[Node]]] = {
            "pseudonymes": lambda each: self._plain("persName", each, {"type": "pseudonyme"}),
            "nationalité": lambda each: self._plain("nationality", each),
            "profession": lambda each: self._plain("occupation", each),
            "naissance": lambda each: self._dated("birth", each),
            "décès": lambda each: self._dated("death", each),
            "résidence": lambda each: self._dated("residence", each),
            "engagement": self._affiliation,
            "matricules": self._number,
        }

    def nodes(self) -> Iterator[Node]:
        """All statements, then what sources dispute."""
        for statement in self._account.statements:
            make = self._made.get(statement.kind, self._event if statement.is_event else self._note)
            yield from make(statement)
        for dispute in self._account.disputes:
            yield from self._versions(dispute)

    def _own(self, statement: Statement) -> dict[str, str]:
        """The sources that a statement carries itself."""
        return {"source": to(source_id(self._account.id, source) for source in statement.sources)}

    def _plain(self, name: str, statement: Statement, attributes: dict[str, str] | None = None) -> Iterator[Node]:
        yield node(name, {**(attributes or {}), **self._own(statement)}, statement.text)
        yield from self._remark(statement)

    def _note(self, statement: Statement) -> Iterator[Node]:
        yield node("note", {"type": statement.kind, **self._own(statement)}, statement.text)
        yield from self._remark(statement)

    def _remark(self, statement: Statement) -> Iterator[Node]:
        """The author's note on a statement whose element has no room for it."""
        if statement.note:
            yield node("note", {"type": "remarque", "n": statement.key}, statement.note)

    def _where(self, statement: Statement) -> Iterator[Node]:
        camp = to([camp_id(statement.camp)]) if statement.camp else ""
        return place_nodes(statement.place, statement.department, statement.country, camp)

    def _dated(self, name: str, statement: Statement) -> Iterator[Node]:
        note = node("note", {}, statement.note) if statement.note else None
        said = listed([date_node(statement.date), *self._where(statement), *self._details(statement)])
        yield node(name, {**certain_dating(statement.date), **self._own(statement)}, *said, note)

    def _details(self, statement: Statement) -> Iterator[Node]:
        for key, value in statement.details:
            yield node("term", {"type": key}, value)

    def _affiliation(self, statement: Statement) -> Iterator[Node]:
        network = self._networks.network(statement.text)
        reference = to([network_id(network.name)]) if network is not None else ""
        yield node("affiliation", self._own(statement), node("orgName", {"ref": reference}, statement.text))

    def _number(self, statement: Statement) -> Iterator[Node]:
        camp = to([camp_id(statement.camp)]) if statement.camp else ""
        attributes = {"type": "matricule", "n": statement.place, "corresp": camp, **self._own(statement)}
        yield node("idno", attributes, statement.text)
        yield from self._remark(statement)

    def _event(self, statement: Statement) -> Iterator[Node]:
        kind, text = statement.kind, statement.text
        attributes = {
            "type": kind,
            **certain_dating(statement.date),
            "where": to([camp_id(statement.camp)]) if statement.camp else "",
            "corresp": to([convoy_id(text)]) if kind == "convoi" else "",
            **self._own(statement),
        }
        said = node("term", {"type": "état"}, text) if kind == "sort" else text if kind == "faits" else None
        described = listed([date_node(statement.date), *self._where(statement), *self._details(statement)])
        yield node(
            "event",
            attributes,
            node("label", {}, _LABELS[kind]),
            node("desc", {}, said) if said else None,
            node("desc", {}, *described) if described else None,
            node("note", {}, statement.note) if statement.note else None,
        )

    def _versions(self, dispute: Dispute) -> Iterator[Node]:
        """Each version excludes the others (TEI Guidelines, 17.8): the file takes no side."""
        ids = [f"{person_id(self._account.id)}.{version.key}" for version in dispute.versions]
        for id_, version in zip(ids, dispute.versions, strict=True):
            others = to(other for other in ids if other != id_)
            yield node(
                "state",
                {"type": "conflit", "xml:id": id_, "exclude": others, **self._own(version)},
                node("label", {}, dispute.field),
                node("desc", {}, version.text),
                node("note", {}, dispute.note) if dispute.note else None,
            )
