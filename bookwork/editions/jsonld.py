"""The JSON-LD edition: schema.org for persons and sources, a few classes of CIDOC CRM for what happened and is said.

One file with its own context. Addresses are relative (``#personne/…``): the file names nothing on the web that is not
its publisher's, and takes the address at which it is published.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from bookwork.citing.locators import print_locator
from bookwork.editions.accounts import Account, Archive, Statement, counts_of
from bookwork.editions.folios import folio_range
from bookwork.editions.markup import uri
from bookwork.editions.moments import day_bounds, moment_of
from bookwork.model.dates import EdtfDate
from bookwork.model.register import Camp, Convoy, Identifier
from bookwork.model.source import Work
from bookwork.project import BookIdentity
from bookwork.records import replace

CONTEXT: Final[dict[str, Any]] = {
    "schema": "https://schema.org/",
    "crm": "http://www.cidoc-crm.org/cidoc-crm/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "dcterms": "http://purl.org/dc/terms/",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "edtf": {"@id": "crm:P82_at_some_time_within", "@type": "http://id.loc.gov/datatypes/edtf/EDTF"},
    "id": "@id",
    "type": "@type",
    "nom": "schema:name",
    "nom_de_famille": "schema:familyName",
    "prénoms": "schema:givenName",
    "autre_nom": "schema:alternateName",
    "classement": "schema:alternateName",
    "genre": "schema:gender",
    "date_de_naissance": {"@id": "schema:birthDate", "@type": "schema:Date"},
    "date_de_décès": {"@id": "schema:deathDate", "@type": "schema:Date"},
    "profession": "schema:jobTitle",
    "nationalité": "schema:nationality",
    "distinction": "schema:award",
    "appartenance": "schema:affiliation",
    "résidence": "schema:homeLocation",
    "adresse": "schema:url",
    "description": "schema:description",
    "identifiant": "schema:identifier",
    "valeur": "schema:value",
    "renvoie_à": {"@id": "schema:mentions", "@type": "@id"},
    "page": "schema:pagination",
    "texte": "schema:text",
    "événement": {"@id": "crm:P12i_was_present_at", "@type": "@id"},
    "genre_d_événement": "crm:P2_has_type",
    "participant": {"@id": "crm:P12_occurred_in_the_presence_of", "@type": "@id"},
    "quand": "crm:P4_has_time-span",
    "au_plus_tôt": {"@id": "crm:P82a_begin_of_the_begin", "@type": "xsd:date"},
    "au_plus_tard": {"@id": "crm:P82b_end_of_the_end", "@type": "xsd:date"},
    "où": "crm:P7_took_place_at",
    "note": "crm:P3_has_note",
    "convoi": {"@id": "crm:P9i_forms_part_of", "@type": "@id"},
    "source": {"@id": "crm:P70i_is_documented_in", "@type": "@id"},
    "cite": {"@id": "schema:isPartOf", "@type": "@id"},
    "repère": "schema:position",
    "champ": "rdfs:label",
    "remplacé_par": {"@id": "dcterms:isReplacedBy", "@type": "@id"},
    "retiré_le": "dcterms:modified",
    "sujet": {"@id": "crm:P140_assigned_attribute_to", "@type": "@id"},
    "latitude": "schema:latitude",
    "longitude": "schema:longitude",
}
_CLASSES: Final = {"naissance": "crm:E67_Birth", "décès": "crm:E69_Death", "parcours": "crm:E9_Move"}
_DISPUTED: Final = ["crm:E13_Attribute_Assignment", "#conflit"]
"""The class of a version that other sources contradict; no version is preferred."""
_GENDERS: Final = {"H": "schema:Male", "F": "schema:Female"}


def write_jsonld(archive: Archive, identity: BookIdentity, path: Path) -> None:
    """Write the file one thing to a line, while it is made."""
    with path.open("w", encoding="utf-8", errors="replace", newline="\n") as file:
        file.write(f'{{"@context": {_json(CONTEXT)},\n"@graph": [\n')
        for number, thing in enumerate(_things(archive, identity)):
            file.write((",\n" if number else "") + _json(thing))
        file.write("\n]}\n")


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _things(archive: Archive, identity: BookIdentity) -> Iterator[dict[str, Any]]:
    yield _filled({"id": "#livre", "type": "schema:Book", "nom": identity.title, "description": identity.subtitle})
    for account in archive.accounts():
        yield _person(account, archive)
        yield from (_event(each, account) for each in account.statements if each.is_event)
        yield from _assertions(account)
        yield from (_citation(account, source.id) for source in account.sources)
    registers = archive.book.registers
    yield from (_former(each, archive) for each in registers.identifiers.values() if each.redirect or each.withdrawn)
    yield from (_camp(camp, archive) for camp in registers.camps.values())
    yield from (_convoy(convoy, archive) for convoy in registers.convoys.values())
    for network in registers.networks.values():
        names = list(network.variants)
        id_ = _iri("réseau", network.name)
        yield _filled({"id": id_, "type": "schema:Organization", "nom": network.name, "autre_nom": names})
    yield from (_work(archive.book.works[key], archive) for key in sorted(archive.book.works))


def _former(entry: Identifier, archive: Archive) -> dict[str, Any]:
    """What stands at the address of an id that was published and has no notice of its own any more."""
    new, gone = archive.referred(entry.id), entry.withdrawn
    return _filled(
        {
            "id": _iri("personne", entry.id),
            "type": "#identifiant-ancien",
            "identifiant": entry.id,
            "remplacé_par": _iri("personne", new) if new is not None and entry.redirect else "",
            "retiré_le": gone.date.text if gone is not None else "",
            "note": gone.reason if gone is not None else "",
        }
    )


def _iri(kind: str, id_: str, part: str = "") -> str:
    """« #personne/sellier-andre », « #personne/sellier-andre/parcours.2 »."""
    return f"#{kind}/{quote(id_, safe='')}" + (f"/{quote(part, safe='')}" if part else "")


def _filled(thing: dict[str, Any]) -> dict[str, Any]:
    """The thing without what is unknown."""
    return {key: value for key, value in thing.items() if value not in ("", None, [], {})}


def _person(account: Account, archive: Archive) -> dict[str, Any]:
    notice, name = account.notice, account.notice.name
    referred = {archive.referred(reference.target) for reference in notice.text.references} - {None, account.id}
    family = f"{name.particle} {name.family}".strip() if name.particle else name.family
    return _filled(
        {
            "id": _iri("personne", account.id),
            "type": ["schema:Person", "crm:E21_Person"],
            "nom": name.natural(),
            "nom_de_famille": family,
            "prénoms": name.given,
            "autre_nom": [each for each in (name.usual, *notice.facts.pseudonyms) if each],
            "classement": name.filing,
            "genre": _GENDERS.get(notice.facts.sex, ""),
            "date_de_naissance": _certain_date(account, "naissance"),
            "date_de_décès": _certain_date(account, "décès"),
            "nationalité": _texts(account, "nationalité"),
            "profession": _texts(account, "profession"),
            "distinction": _texts(account, "distinctions"),
            "appartenance": [_affiliation(each, archive) for each in account.of("engagement")],
            "résidence": [_place(each) for each in account.of("résidence")],
            "identifiant": [account.id, *account.earlier_ids, *map(_number, account.of("matricules"))],
            "événement": [_iri("personne", account.id, each.key) for each in account.statements if each.is_event],
            "renvoie_à": sorted(_iri("personne", each) for each in referred if each),
            "page": folio_range(account.folios),
            "texte": archive.prose_of(notice),
            "source": [_iri("personne", account.id, source) for source in account.general],
        }
    )


def _texts(account: Account, kind: str) -> list[str]:
    return [each.text for each in account.of(kind)]


def _certain_date(account: Account, kind: str) -> str:
    """The date for readers that know no doubt: only where there is none."""
    dates = [each.date for each in account.of(kind) if each.date is not None and not each.date.qualifiers]
    return moment_of(dates[0]).point if dates else ""


def _affiliation(statement: Statement, archive: Archive) -> dict[str, Any]:
    network = archive.book.registers.network(statement.text)
    return _filled({"id": _iri("réseau", network.name) if network else "", "nom": statement.text})


def _number(statement: Statement) -> dict[str, Any]:
    return {"type": "schema:PropertyValue", "nom": f"matricule {statement.place}", "valeur": statement.text}


def _place(statement: Statement) -> dict[str, Any]:
    parts = [part for part in (statement.place, statement.department, statement.country) if part]
    id_ = _iri("camp", statement.camp) if statement.camp else ""
    found = {"id": id_, "type": "crm:E53_Place", "nom": ", ".join(parts), "note": statement.note}
    return _filled(found) if parts else {}


def _span(value: EdtfDate | None) -> dict[str, Any]:
    """The date as written, and the days between which it lies; a doubt stands in the EDTF alone."""
    if value is None:
        return {}
    earliest, latest = day_bounds(value)
    return _filled({"type": "crm:E52_Time-Span", "edtf": value.text, "au_plus_tôt": earliest, "au_plus_tard": latest})


def _event(statement: Statement, account: Account) -> dict[str, Any]:
    details = [f"{key} : {value}" for key, value in statement.details]
    is_convoy = statement.kind == "convoi"
    return _filled(
        {
            "id": _iri("personne", account.id, statement.key),
            "type": _CLASSES.get(statement.kind, "crm:E5_Event"),
            "genre_d_événement": statement.kind,
            "nom": "" if is_convoy else statement.text,
            "participant": _iri("personne", account.id),
            "quand": _span(statement.date),
            "où": _place(replace(statement, note="")),
            "convoi": _iri("convoi", statement.text) if is_convoy else "",
            "note": [each for each in (*details, statement.note) if each],
            "source": [_iri("personne", account.id, source) for source in statement.sources],
        }
    )


def _assertions(account: Account) -> Iterator[dict[str, Any]]:
    """Every other value as an assertion with its own sources, and every version of what sources dispute."""
    about = {"sujet": _iri("personne", account.id)}
    for each in account.statements:
        if not each.is_event:
            yield _assertion(each, account, each.kind, about)
    for dispute in account.disputes:
        for version in dispute.versions:
            yield _assertion(version, account, dispute.field, about | {"type": _DISPUTED, "note": dispute.note})


def _assertion(statement: Statement, account: Account, field: str, more: dict[str, Any]) -> dict[str, Any]:
    return _filled(
        {
            "id": _iri("personne", account.id, statement.key),
            "type": "crm:E13_Attribute_Assignment",
            "champ": field,
            "valeur": statement.text,
            "où": _place(replace(statement, note="")),
            "note": statement.note,
            "source": [_iri("personne", account.id, source) for source in statement.sources],
            **more,
        }
    )


def _citation(account: Account, id_: str) -> dict[str, Any]:
    item = next(source.item for source in account.sources if source.id == id_)
    return _filled(
        {
            "id": _iri("personne", account.id, id_),
            "type": "crm:E31_Document",
            "cite": _iri("source", item.key),
            "repère": ", ".join(map(print_locator, item.locators)),
            "note": [part for part in (item.prefix.strip(), item.suffix.strip()) if part],
        }
    )


def _camp(camp: Camp, archive: Archive) -> dict[str, Any]:
    where = camp.coordinates
    return _filled(
        {
            "id": _iri("camp", camp.id),
            "type": ["schema:Place", "crm:E53_Place"],
            "nom": camp.name,
            "autre_nom": list(camp.variants),
            "description": [each for each in (camp.type, camp.place, camp.region, camp.country) if each],
            "latitude": where.latitude if where is not None else None,
            "longitude": where.longitude if where is not None else None,
            "note": [each for each in (camp.strength, camp.victims, *camp.conflicts, camp.note) if each],
            "source": _works(camp.sources, archive),
        }
    )


def _convoy(convoy: Convoy, archive: Archive) -> dict[str, Any]:
    return _filled(
        {
            "id": _iri("convoi", convoy.id),
            "type": "crm:E9_Move",
            "nom": convoy.id,
            "autre_nom": [each for each in (convoy.fmd_number, convoy.nickname, *convoy.variants) if each],
            "quand": _span(convoy.departure.date),
            "où": {"type": "crm:E53_Place", "nom": convoy.departure.place} if convoy.departure.place else "",
            "note": [
                *(f"{key} – {value}" for key, value in counts_of(convoy)),
                *convoy.conflicts,
                *filter(None, [convoy.note]),
            ],
            "source": _works(convoy.sources, archive),
        }
    )


def _works(strings: tuple[str, ...], archive: Archive) -> list[str]:
    return list(dict.fromkeys(_iri("source", item.key) for item in archive.items_in(strings)))


def _work(work: Work, archive: Archive) -> dict[str, Any]:
    return _filled(
        {
            "id": _iri("source", work.key),
            "type": ["schema:CreativeWork", "crm:E31_Document"],
            "nom": work.field("title"),
            "description": archive.words.full(work.key),
            "adresse": uri(work.field("url")),
        }
    )
