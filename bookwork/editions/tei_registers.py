"""TEI for the registers: camps as places, networks as organisations, convoys and the chronology as events."""

from __future__ import annotations

from collections.abc import Iterator

from bookwork.citing.locators import print_locator
from bookwork.editions.accounts import Archive, counts_of
from bookwork.editions.markup import Node, node, words_of, xml_id
from bookwork.editions.tei_terms import camp_id, certain_dating, convoy_id, date_node, listed, network_id, to, work_id
from bookwork.model.dates import EdtfDate
from bookwork.model.register import Camp, Convoy, HistoricalEvent, Network


class RegisterTei:
    """The registers of one book as elements."""

    def __init__(self, archive: Archive) -> None:
        self._archive, self._book = archive, archive.book

    def places(self) -> Iterator[Node]:
        """Camps, in the order of their register."""
        return map(self._camp, self._book.registers.camps.values())

    def organisations(self) -> Iterator[Node]:
        """Networks and movements."""
        return map(self._network, self._book.registers.networks.values())

    def events(self) -> Iterator[Node]:
        """Convoys, then the lines of the chronology."""
        yield from map(self._convoy, self._book.registers.convoys.values())
        for number, event in enumerate(self._book.registers.events.values(), 1):
            yield self._historical(number, event)

    def _bibl(self, strings: tuple[str, ...]) -> Iterator[Node]:
        """The sources of an entry, each with the place cited."""
        for item in self._archive.items_in(strings):
            target = to([work_id(item.key)]) if item.key in self._book.works else ""
            where = ", ".join([*map(print_locator, item.locators), *([item.suffix] if item.suffix else [])])
            words = words_of(self._archive.words.short(item.key))
            yield node("bibl", {}, node("ref", {"target": target}, words), f", {where}" if where else None)

    def _source(self, strings: tuple[str, ...]) -> dict[str, str]:
        keys = dict.fromkeys(item.key for item in self._archive.items_in(strings))
        return {"source": to(work_id(key) for key in keys if key in self._book.works)}

    def _camp(self, camp: Camp) -> Node:
        where = camp.coordinates
        geo = node("geo", {}, f"{where.latitude} {where.longitude}") if where is not None else None
        sources = self._source(where.source) if where is not None else {}
        return node(
            "place",
            {"xml:id": camp_id(camp.id), "type": "camp"},
            node("placeName", {}, camp.name),
            *(node("placeName", {"type": "variante"}, variant) for variant in camp.variants),
            node("country", {}, camp.country) if camp.country else None,
            node("region", {}, camp.region) if camp.region else None,
            node("location", sources, geo) if geo is not None else None,
            *_happened(("ouverture", camp.opened), ("fermeture", camp.closed), ("date", camp.date)),
            *self._attachments(camp),
            *_official(camp),
            *_remarks(("lieu", camp.place), ("type", camp.type), ("effectif", camp.strength)),
            *_remarks(("victimes", camp.victims), ("fermeture", camp.closing_note), ("remarque", camp.note)),
            *_remarks(*(("conflit", each) for each in camp.conflicts)),
            *self._bibl(camp.sources),
        )

    def _attachments(self, camp: Camp) -> Iterator[Node]:
        for each in camp.attachments:
            main = self._book.registers.camp(each.camp)
            since, until = ((value.text if value is not None else "") for value in (each.since, each.until))
            said = [f"depuis {since}" if since else "", f"jusqu’à {until}" if until else ""]
            reference = {"corresp": to([camp_id(main.id)]) if main is not None else ""}
            words = ", ".join([main.name if main is not None else each.camp, *filter(None, said)])
            yield node("event", {"type": "rattachement", **reference}, node("desc", {}, words))

    def _network(self, network: Network) -> Node:
        return node(
            "org",
            {"xml:id": network_id(network.name), "type": "réseau"},
            node("orgName", {}, network.name),
            *(node("orgName", {"type": "variante"}, variant) for variant in network.variants),
            *_remarks(("remarque", network.note)),
            *self._bibl(network.sources),
        )

    def _convoy(self, convoy: Convoy) -> Node:
        names = [("numéro_fmd", convoy.fmd_number), ("surnom", convoy.nickname)]
        words = [("estimés_au_départ", convoy.estimated), ("composition", convoy.composition)]
        return node(
            "event",
            {"xml:id": convoy_id(convoy.id), "type": "convoi", **certain_dating(convoy.departure.date)},
            node("label", {}, convoy.id),
            *(node("label", {"type": "variante"}, variant) for variant in convoy.variants),
            *(node("desc", {"type": key}, value) for key, value in names if value),
            *self._journey(convoy),
            *(node("desc", {"type": key}, value) for key, value in counts_of(convoy)),
            *(node("desc", {"type": key}, value) for key, value in words if value),
            *(node("desc", {"type": "matricules"}, value) for value in convoy.numbers),
            *(node("desc", {"type": "matricules_attestés"}, value) for value in convoy.seen_numbers),
            *_remarks(*(("conflit", each) for each in convoy.conflicts), ("remarque", convoy.note)),
            *self._bibl(convoy.sources),
        )

    def _journey(self, convoy: Convoy) -> Iterator[Node]:
        start, end = convoy.departure, convoy.arrival
        place = node("placeName", {}, start.place) if start.place else None
        said = listed([date_node(start.date), place, _noted(start.note)])
        yield node("desc", {"type": "départ", **self._source(start.source)}, *said)
        if end is None:
            return
        camps = [(name, self._book.registers.camp(name)) for name in end.camps]
        names = [node("placeName", {"ref": to([camp_id(camp.id)]) if camp else ""}, name) for name, camp in camps]
        women = [node("term", {"type": "femmes"}, date_node(end.women_date))] if end.women_date is not None else []
        said = listed([date_node(end.date), *women, *names, _noted(end.note)])
        yield node("desc", {"type": "arrivée", **self._source(end.source)}, *said)

    def _historical(self, number: int, event: HistoricalEvent) -> Node:
        return node(
            "event",
            {"xml:id": xml_id("ev", str(number)), "type": "chronologie", **certain_dating(event.date)},
            node("label", {}, event.theme) if event.theme else None,
            node("desc", {}, *listed([date_node(event.date), node("term", {}, event.fact)])),
            *_remarks(("remarque", event.note)),
            *self._bibl(event.sources),
        )


def _noted(note: str) -> Node | None:
    return node("term", {"type": "remarque"}, note) if note else None


def _remarks(*pairs: tuple[str, str]) -> Iterator[Node]:
    for kind, value in pairs:
        if value:
            yield node("note", {"type": kind}, value)


def _happened(*pairs: tuple[str, EdtfDate | None]) -> Iterator[Node]:
    for kind, value in pairs:
        if value is not None:
            yield node("event", {"type": kind, **certain_dating(value)}, node("desc", {}, date_node(value)))


def _official(camp: Camp) -> Iterator[Node]:
    """The camp's entry in the official list, word for word."""
    entry = camp.official
    if entry is not None:
        since, until = ((value.text if value is not None else "") for value in (entry.since, entry.until))
        parts = (("nr", entry.number), ("du", since), ("au", until), ("camp_principal", entry.main_camp))
        said = listed(node("term", {"type": key}, value) for key, value in parts if value)
        yield node("event", {"type": "registre_begdv6"}, node("desc", {}, *said))
