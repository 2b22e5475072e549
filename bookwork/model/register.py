"""The registers that notices share: convoys, camps, networks, abbreviations, authors.

A register is a YAML file under ``manuscript/registers/``; its keys are French, as authors write them. A value that is
absent was not verified.
"""

from __future__ import annotations

from collections.abc import Mapping

from bookwork.diagnostics import Place
from bookwork.model.citation import Citation
from bookwork.model.schema import Record, key
from bookwork.model.values import Date, Sourced, Texts
from bookwork.records import Struct, field


class Count(Record):
    """People counted, apart for men and women where the source does."""

    men: int | None = key("hommes", None)
    women: int | None = key("femmes", None)
    total: int | None = key("total", None)
    minimum: int | None = key("minimum", None)
    note: str = key("note", "")


class TransportDeaths(Record):
    """Those who died on the way: counted by name, estimated, or only known as men and women."""

    men: int | None = key("hommes", None)
    women: int | None = key("femmes", None)
    counted: int | None = key("recensés", None)
    estimated: int | None = key("estimés", None)
    note: str = key("note", "")


class Departure(Sourced):
    """Where and when a transport left."""

    date: Date | None = key("date", None)
    place: str = key("lieu", "")


class Arrival(Sourced):
    """Where and when it arrived."""

    date: Date | None = key("date", None)
    women_date: Date | None = key("date_femmes", None, "quand les femmes arrivent un autre jour")
    camps: Texts = key("camps", ())


class Convoy(Record):
    """A transport from France to the camps, with its figures."""

    id: str = key("id")
    fmd_number: str = key("numéro_fmd", "", "numéro du Livre-Mémorial de la FMD : I.171")
    nickname: str = key("surnom", "")
    variants: Texts = key("variantes", ())
    departure: Departure = key("départ")
    arrival: Arrival | None = key("arrivée", None)
    counted: Count | None = key("recensés", None)
    estimated: str = key("estimés_au_départ", "")
    composition: str = key("composition", "")
    numbers: Texts = key("matricules", (), "tranches : « 39441-41374 », « 19244-19456 (Ravensbrück) »")
    seen_numbers: Texts = key("matricules_attestés", ())
    escaped: Count | None = key("évadés", None)
    freed: Count | None = key("libérés", None, "libérés par les Allemands")
    transport_deaths: TransportDeaths | None = key("décédés_transport", None)
    died: Count | None = key("décédés", None, "décédés et disparus en déportation")
    returned: Count | None = key("rentrés", None)
    unknown: Count | None = key("inconnus", None)
    conflicts: Texts = key("conflits", ())
    note: str = key("note", "")
    sources: Texts = key("sources", ())


class Attachment(Record):
    """To which main camp a camp belonged, and when; ``autonome`` for a main camp."""

    camp: str = key("camp")
    since: Date | None = key("depuis", None)
    until: Date | None = key("jusqu_au", None)


class Coordinates(Sourced):
    """Where a camp lies, in decimal degrees (WGS 84)."""

    latitude: float = key("lat")
    longitude: float = key("lon")


class OfficialEntry(Record):
    """A camp in the German official list: annex of the sixth ordinance to the compensation law (BEGDV 6, 1967)."""

    number: str = key("nr")
    since: Date | None = key("du", None)
    until: Date | None = key("au", None)
    main_camp: str = key("camp_principal", "")


class Camp(Record):
    """A camp, a sub-camp or a place of internment."""

    id: str = key("id")
    name: str = key("nom")
    variants: Texts = key("variantes", ())
    type: str = key("type", "")
    attachments: tuple[Attachment, ...] = key("rattachement", ())
    place: str = key("lieu", "")
    region: str = key("land", "")
    country: str = key("pays", "")
    date: Date | None = key("date", None)
    opened: Date | None = key("ouverture", None)
    closed: Date | None = key("fermeture", None)
    closing_note: str = key("fermeture_note", "")
    strength: str = key("effectif", "")
    victims: str = key("victimes", "")
    coordinates: Coordinates | None = key("coordonnées", None)
    official: OfficialEntry | None = key("registre_begdv6", None)
    conflicts: Texts = key("conflits", ())
    note: str = key("note", "")
    sources: Texts = key("sources", ())


class Abbreviation(Record):
    """An abbreviation that notices use, and what it stands for."""

    short: str = key("sigle")
    meaning: str = key("sens")
    sources: Texts = key("sources", ())


class HistoricalEvent(Record):
    """A line of the chronology."""

    date: Date = key("date")
    theme: str = key("thème", "")
    fact: str = key("fait")
    note: str = key("note", "")
    sources: Texts = key("sources", ())


class Term(Record):
    """A word of the camps, of the Resistance or of the archives that readers may not know."""

    term: str = key("terme")
    variants: Texts = key("variantes", ())
    category: str = key("catégorie", "")
    definition: str = key("définition")
    note: str = key("note", "")
    sources: Texts = key("sources", ())


class Author(Record):
    """Somebody who signs notices, known by initials."""

    initials: str = key("initiales")
    name: str = key("nom")


class Withdrawal(Record):
    """When and why a published notice was taken back."""

    date: Date = key("date")
    reason: str = key("raison")


class Identifier(Record):
    """An id under which a notice was published: it stays for ever, redirected or withdrawn once its notice goes."""

    id: str = key("id")
    published: Date = key("publié")
    redirect: str = key("vers", "", "identifiant de la notice qui a pris la suite")
    withdrawn: Withdrawal | None = key("retiré", None)


class Network(Record):
    """A resistance network or movement."""

    name: str = key("nom")
    variants: Texts = key("variantes", ())
    note: str = key("note", "")
    sources: Texts = key("sources", ())


class Registers(Struct, frozen=True):
    """All registers, each by its own key: id, initials, name or short form."""

    convoys: Mapping[str, Convoy] = field(default_factory=dict)
    camps: Mapping[str, Camp] = field(default_factory=dict)
    networks: Mapping[str, Network] = field(default_factory=dict)
    abbreviations: Mapping[str, Abbreviation] = field(default_factory=dict)
    authors: Mapping[str, Author] = field(default_factory=dict)
    events: Mapping[str, HistoricalEvent] = field(default_factory=dict)
    terms: Mapping[str, Term] = field(default_factory=dict)
    camp_names: Mapping[str, str] = field(default_factory=dict)
    """Every name and variant of a camp, case folded, to its id."""
    network_names: Mapping[str, str] = field(default_factory=dict)
    """Every name and variant of a network, case folded, to its name."""
    citations: tuple[Citation, ...] = ()
    """What the registers cite, for the audit of sources."""
    places: Mapping[tuple[str, str], Place] = field(default_factory=dict)
    """Where each entry stands, by the name of its register (``convois``) and its own key."""
    identifiers: Mapping[str, Identifier] = field(default_factory=dict)

    def camp(self, name: str) -> Camp | None:
        """The camp of this id, name or variant, whatever its case."""
        return self.camps.get(name) or self.camps.get(self.camp_names.get(name.casefold(), ""))

    def network(self, name: str) -> Network | None:
        """The network of this name or variant, whatever its case."""
        return self.networks.get(name) or self.networks.get(self.network_names.get(name.casefold(), ""))

    @property
    def redirects(self) -> dict[str, str]:
        """Each redirected id and the id where its redirects end; those that turn in a circle are left out."""
        ways = {id_: self.redirect_way(id_) for id_, entry in self.identifiers.items() if entry.redirect}
        return {id_: way[-1] for id_, way in ways.items() if way[-1] not in way[:-1]}

    def redirect_way(self, id_: str) -> tuple[str, ...]:
        """The ids that redirects pass, from this one to the last, or to the first that comes up a second time."""
        way = [id_]
        while (entry := self.identifiers.get(way[-1])) is not None and entry.redirect:
            way.append(entry.redirect)
            if entry.redirect in way[:-1]:
                break
        return tuple(way)
