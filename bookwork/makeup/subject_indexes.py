"""Indexes of subjects: places, camps, convoys, networks, départements of residence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from bookwork.makeup.indexes import IndexEntry, by_letter, notice_references, once, reference_to
from bookwork.makeup.sheets import Reference
from bookwork.model.names import french_key
from bookwork.model.notice import Notice
from bookwork.model.pagemap import PageMap
from bookwork.model.register import Convoy
from bookwork.typesetting.compose import Desk, notice_anchor
from bookwork.typesetting.recognition import Kind, PlaceName, parse_place

Found = dict[str | PlaceName, list[Reference]]


def index_of_camps(desk: Desk, pagemap: PageMap) -> tuple[IndexEntry, ...]:
    """Camps and Kommandos that notices name; other names of a camp send to it, a Kommando also to its main camp."""
    entries = []
    found = _found(Kind.CAMP, desk, pagemap)
    for id_, references in found.items():
        camp = desk.book.registers.camps[str(id_)]
        main = next((each.camp for each in reversed(camp.attachments) if each.camp in found), "")
        also = desk.book.registers.camps[main].name if main and main != id_ else ""
        entries.append(IndexEntry(camp.name, tuple(once(references)), also=also))
        entries += [IndexEntry(variant, see=camp.name) for variant in _far_from(camp.name, camp.variants)]
    return by_letter(entries)


def _far_from(name: str, variants: Iterable[str]) -> Iterator[str]:
    """Variants that do not file next to the name itself."""
    for variant in variants:
        if not french_key(variant)[0].startswith(french_key(name)[0][:5]):
            yield variant


def index_of_networks(desk: Desk, pagemap: PageMap) -> tuple[IndexEntry, ...]:
    """Networks and movements that notices state."""
    found = _found(Kind.NETWORK, desk, pagemap)
    entries = [IndexEntry(str(name), tuple(once(references))) for name, references in found.items()]
    for name in found:
        variants = desk.book.registers.networks[str(name)].variants
        entries += [IndexEntry(variant, see=str(name)) for variant in _far_from(str(name), variants)]
    return by_letter(entries)


def index_of_places(desk: Desk, pagemap: PageMap) -> tuple[IndexEntry, ...]:
    """Communes under their département, then places abroad under their country."""
    rows = []
    for place, references in _found(Kind.PLACE, desk, pagemap).items():
        assert isinstance(place, PlaceName)
        abroad = not place.department
        group = place.country if abroad else place.department
        entry = IndexEntry(place.name, tuple(once(references)), group=group)
        rows.append(((abroad, french_key(group), french_key(place.name)), entry))
    return tuple(entry for _, entry in sorted(rows, key=lambda row: row[0]))


def index_of_convoys(desk: Desk, pagemap: PageMap) -> tuple[IndexEntry, ...]:
    """Convoys in the order of their departure, each with the notices of those it carried."""
    groups = {name: _convoy(convoy) for name, convoy in desk.book.registers.convoys.items()}
    rows = []
    for notice in desk.book.notices:
        if notice.facts.convoy in groups:
            day, group = groups[notice.facts.convoy]
            order = (day, notice.facts.convoy, notice.name.sort_key())
            rows.append((order, _person(notice, pagemap, group)))
    return tuple(entry for _, entry in sorted(rows, key=lambda row: row[0]))


def _convoy(convoy: Convoy) -> tuple[str, str]:
    """The day on which a convoy left, and its heading."""
    date = convoy.departure.date
    towards = ", ".join(convoy.arrival.camps) if convoy.arrival else ""
    route = " – ".join(part for part in (convoy.departure.place, towards) if part)
    return (date.earliest.isoformat(), f"{date.in_french()}, {route}") if date else ("", route)


def index_of_departments(desk: Desk, pagemap: PageMap) -> tuple[IndexEntry, ...]:
    """Persons by département of residence, then by country for those who lived abroad."""
    rows = []
    for notice in desk.book.notices:
        home = notice.facts.residence
        place = parse_place(home.place, home.department, home.country) if home else None
        if place is not None and (place.department or place.country):
            abroad = not place.department
            entry = _person(notice, pagemap, place.department or place.country)
            rows.append(((abroad, french_key(entry.group), notice.name.sort_key()), entry))
    return tuple(entry for _, entry in sorted(rows, key=lambda row: row[0]))


def _person(notice: Notice, pagemap: PageMap, group: str) -> IndexEntry:
    return IndexEntry(notice.name.inverted(), tuple(notice_references(notice.id, pagemap)), group=group)


def _found(kind: Kind, desk: Desk, pagemap: PageMap) -> Found:
    """Every subject of a kind with its pages: where its name stands, else where the notice begins."""
    found: Found = {}
    anchors = pagemap.anchors
    for notice in desk.book.notices:
        start = notice_anchor(notice.id)
        for name in desk.harvest[notice.id].names:
            if name.kind is kind:
                anchor = name.anchor
                spot = anchors.get(anchor)
                if spot is None:
                    anchor, spot = start, anchors.get(start)
                if spot is not None:
                    found.setdefault(name.subject, []).append(reference_to(spot, anchor))
    return found


INDEXES: Final = {
    "index-lieux": index_of_places,
    "index-camps": index_of_camps,
    "index-convois": index_of_convoys,
    "index-réseaux": index_of_networks,
    "index-départements": index_of_departments,
}
"""Each subject index by the name that ``book.toml`` gives it."""
