"""EAC-CPF 2.0: one authority record for each person, ``eac/<id>.xml``.

A record points (``@sourceReference``) from each statement to a source with the place cited in it, as the notice does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from bookwork.editions.accounts import Account, Archive, Cited, Statement
from bookwork.editions.markup import Child, Node, node, read_html, uri, xml_file
from bookwork.editions.moments import moment_of
from bookwork.model.dates import EdtfDate
from bookwork.model.names import PersonName
from bookwork.project import BookIdentity
from bookwork.records import replace

NAMESPACE: Final = "https://archivists.org/ns/eac/v2"
_WORDS: Final = {
    "naissance": "naissance", "arrestation": "arrestation", "internements": "internement", "convoi": "déportation",
    "parcours": "étape", "décès": "décès",
}  # fmt: skip
_DESCRIBED: Final = ("nationalité", "parents", "famille", "matricules", "œuvres", "distinctions")
_NO_DATE: Final = "s. d."
"""EAC-CPF wants a date in every line of a chronology; « sans date » is what the notice says by saying none."""


def write_records(archive: Archive, identity: BookIdentity, folder: Path) -> None:
    """One record for each person into an empty folder."""
    for account in archive.accounts():
        root = node("eac", {}, _control(account, archive, identity), _description(account, archive))
        with xml_file(folder / f"{account.id}.xml", root, NAMESPACE):
            pass


def _control(account: Account, archive: Archive, identity: BookIdentity) -> Node:
    agency = identity.publisher or identity.author or identity.title
    published = account.id in archive.book.registers.identifiers
    day = node("eventDateTime", {"standardDateTime": identity.date.isoformat()}, identity.date_longue)
    agent = node("agent", {"agentType": "machine"}, "bookwork")
    derived = node("eventDescription", {}, f"Tiré de la notice « {account.id} » de : {identity.title}")
    event = node("maintenanceEvent", {"maintenanceEventType": "derived"}, agent, day, derived)
    code = node("agencyCode", {}, identity.isil) if identity.isil else None
    attributes = {
        "maintenanceStatus": "derived",
        "publicationStatus": "published" if published else "",
        "languageEncoding": "ietf-bcp-47",
        "dateEncoding": "iso8601",
        "repositoryEncoding": "iso15511" if identity.isil else "",
    }
    return node(
        "control",
        attributes,
        node("recordId", {}, account.id),
        node("maintenanceAgency", {}, code, node("agencyName", {}, agency)),
        node("maintenanceHistory", {}, event),
        node("sources", {}, *(_source(source, archive) for source in account.sources)) if account.sources else None,
        node("languageDeclaration", {"languageCode": identity.language}),
        *(node("otherRecordId", {"localType": "redirigé"}, old) for old in account.earlier_ids),
        _rights(identity),
    )


def _rights(identity: BookIdentity) -> Node | None:
    return node("rightsDeclaration", {}, node("reference", {}, identity.licence)) if identity.licence else None


def _source(source: Cited, archive: Archive) -> Node:
    item, work = source.item, archive.book.works.get(source.item.key)
    address = uri(work.field("url")) if work is not None else ""
    ranges = [node("citedRange", {"unit": locator.label}, locator.value) for locator in item.locators]
    said = " … ".join(part for part in (item.prefix.strip(), item.suffix.strip()) if part)
    return node(
        "source",
        {"id": source.id},
        node("reference", {"href": address}, archive.words.full(item.key)),
        *ranges,
        node("descriptiveNote", {}, node("p", {}, said)) if said else None,
    )


def _description(account: Account, archive: Archive) -> Node:
    references = {"sourceReference": " ".join(account.general)}
    return node(
        "cpfDescription",
        references,
        node("identity", {}, node("entityType", {"value": "person"}), *_names(account)),
        node("description", {}, *_described(account, archive)),
        _relations(account, archive),
    )


def _names(account: Account) -> Iterator[Node]:
    name = account.notice.name
    yield _name(name, name.family, {"preferredForm": "true", "status": "authorized"})
    if name.usual:
        yield _name(name, name.usual, {"localType": "nom_usage", "status": "alternative"})
    if name.filing:
        filed = {"localType": "classement", "status": "alternative"}
        yield node("nameEntry", filed, node("part", {}, name.filing))
    for statement in account.of("pseudonymes"):
        attributes = {"localType": "pseudonymes", "status": "alternative", **_own(statement)}
        yield node("nameEntry", attributes, node("part", {}, statement.text))


def _name(name: PersonName, family: str, attributes: dict[str, str]) -> Node:
    pairs = (("nom", family), ("prénoms", name.given), ("particule", name.particle))
    parts = [node("part", {"localType": key}, value) for key, value in pairs if value.strip()]
    return node("nameEntry", attributes, *parts)


def _own(statement: Statement) -> dict[str, str]:
    return {"sourceReference": " ".join(statement.sources)}


def _described(account: Account, archive: Archive) -> Iterator[Node]:
    """Facts that happened at no time, occupation, places, dates, then the life: chronology and text."""
    local = [_local("sexe", account.notice.facts.sex)] if account.notice.facts.sex else []
    local += [_term("localDescription", each) for kind in _DESCRIBED for each in account.of(kind)]
    local += _disputed(account)
    groups = (
        ("localDescriptions", local),
        ("occupations", [_term("occupation", each) for each in account.of("profession")]),
        ("places", [_place(each, "résidence") for each in account.of("résidence")]),
    )
    yield from (node(name, {}, *nodes) for name, nodes in groups if nodes)
    existed = _existed(account)
    if existed is not None:
        yield existed
    events = [_chronology_item(each) for each in account.statements if each.is_event]
    yield node("biogHist", {}, node("chronList", {}, *events) if events else None, *_paragraphs(account, archive))


def _local(kind: str, text: str) -> Node:
    return node("localDescription", {"localType": kind}, node("term", {}, text))


def _term(name: str, statement: Statement) -> Node:
    kind = {} if name == "occupation" else {"localType": statement.kind}
    place = node("placeName", {}, statement.place) if statement.place else None
    return node(name, {**kind, **_own(statement)}, node("term", {}, statement.text), place, _note(statement.note))


def _note(text: str) -> Node | None:
    return node("descriptiveNote", {}, node("p", {}, text)) if text else None


def _disputed(account: Account) -> list[Node]:
    """Every version of what sources dispute, one beside the other, each with its own source."""
    return [
        node(
            "localDescription",
            {"localType": "conflit", **_own(version)},
            node("term", {}, f"{dispute.field} : {version.text}"),
            _note(dispute.note),
        )
        for dispute in account.disputes
        for version in dispute.versions
    ]


def _place(statement: Statement, role: str = "") -> Node:
    names = [each for each in (statement.place, statement.department, statement.country) if each]
    shown = node("placeName", {}, ", ".join(names))
    return node("place", _own(statement), shown, node("placeRole", {}, role) if role else None, _note(statement.note))


def _existed(account: Account) -> Node | None:
    ends = [
        _dated(name, each.date, _own(each))
        for name, kind in (("fromDate", "naissance"), ("toDate", "décès"))
        for each in account.of(kind)
        if each.date is not None
    ]
    return node("existDates", {}, node("dateRange", {}, *ends)) if ends else None


def _dated(name: str, value: EdtfDate, attributes: dict[str, str] | None = None) -> Node:
    """One date: ISO where it is a point, bounds elsewhere; its doubt as written in EDTF."""
    moment = moment_of(value)
    found = {
        "standardDate": moment.point,
        "notBefore": moment.not_before or moment.start,
        "notAfter": moment.not_after or moment.end,
        "certainty": "".join(_CERTAINTY[sign] for sign in value.qualifiers[:1]),
    }
    return node(name, {**found, **(attributes or {})}, value.in_french())


_CERTAINTY: Final = {"?": "incertain", "~": "approximatif", "%": "incertain-et-approximatif"}


def _chronology_item(statement: Statement) -> Node:
    date = _dated("date", statement.date) if statement.date is not None else node("date", {}, _NO_DATE)
    word = _WORDS.get(statement.kind, "")
    details = [f"{key} : {value}" for key, value in statement.details]
    said = [part for part in (word, statement.text, *details, statement.note) if part]
    named = statement.place or statement.department or statement.country
    place = _place(replace(statement, note="", sources=()))
    attributes = {"localType": statement.kind, **_own(statement)}
    return node("chronItem", attributes, date, node("event", {}, " ; ".join(said)), place if named else None)


def _paragraphs(account: Account, archive: Archive) -> Iterator[Node]:
    """The paragraphs and lists of the text, each citation as a pointer to its sources."""
    for child in read_html(account.notice.text.html):
        if isinstance(child, Node) and child.name in _LISTS:
            items = [
                node("item", {}, *_inline([each], account, archive))
                for each in child.children
                if isinstance(each, Node)
            ]
            yield node("list", {"listType": _LISTS[child.name]}, *items)
        elif isinstance(child, Node):
            yield node("p", {}, *_inline(child.children, account, archive))


_LISTS: Final = {"ul": "unordered", "ol": "ordered"}


def _inline(children: Iterable[Child], account: Account, archive: Archive) -> Iterator[Child]:
    text = account.notice.text
    for child in children:
        if isinstance(child, str):
            yield child
        elif child.name == "x-cite":
            sources = account.source_ids(text.citations[int(child.attributes["n"])])
            yield node("reference", {"target": " ".join(sources)})
        elif child.name == "x-ref":
            yield archive.words_of(text.references[int(child.attributes["n"])])
        else:
            yield from _inline(child.children, account, archive)


def _relations(account: Account, archive: Archive) -> Node | None:
    """Networks, and the people to whom the text refers; what binds them the text alone says."""
    related = [_relation("corporateBody", each.text, "engagement", _own(each)) for each in account.of("engagement")]
    targets = [archive.referred(reference.target) for reference in account.notice.text.references]
    for other in dict.fromkeys(target for target in targets if target is not None and target != account.id):
        name = archive.directory.by_id[other].name.inverted()
        related.append(_relation("person", name, "renvoi", {}, f"{other}.xml"))
    return node("relations", {}, *related) if related else None


def _relation(kind: str, name: str, word: str, attributes: dict[str, str], address: str = "") -> Node:
    entity = node("targetEntity", {"targetType": kind, "valueURI": address}, node("part", {}, name))
    return node("relation", attributes, entity, node("relationType", {}, word))
