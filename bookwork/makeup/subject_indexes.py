"""Indexes of subjects: places, camps, convoys, networks, départements of residence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from bookwork.makeup.cards import Cards
from bookwork.makeup.indexes import IndexEntry, by_letter, once
from bookwork.model.names import french_key
from bookwork.model.notice import Notice
from bookwork.model.register import Convoy
from bookwork.typesetting.recognition import Kind, PlaceName, parse_place


def index_of_camps(cards: Cards) -> tuple[IndexEntry, ...]:
    """Camps and Kommandos that notices name; other names of a camp send to it, a Kommando also to its main camp."""
    entries = []
    found = cards.subjects[Kind.CAMP]
    for id_, references in found.items():
        camp = cards.desk.book.registers.camps[str(id_)]
        main = next((each.camp for each in reversed(camp.attachments) if each.camp in found), "")
        also = cards.desk.book.registers.camps[main].name if main and main != id_ else ""
        entries.append(IndexEntry(camp.name, once(references), also=also))
        entries += [IndexEntry(variant, see=camp.name) for variant in _far_from(camp.name, camp.variants)]
    return by_letter(entries)


def _far_from(name: str, variants: Iterable[str]) -> Iterator[str]:
    """Variants that do not file next to the name itself."""
    for variant in variants:
        if not french_key(variant)[0].startswith(french_key(name)[0][:5]):
            yield variant


def index_of_networks(cards: Cards) -> tuple[IndexEntry, ...]:
    """Networks and movements that notices state."""
    found = cards.subjects[Kind.NETWORK]
    entries = [IndexEntry(str(name), once(references)) for name, references in found.items()]
    for name in found:
        variants = cards.desk.book.registers.networks[str(name)].variants
        entries += [IndexEntry(variant, see=str(name)) for variant in _far_from(str(name), variants)]
    return by_letter(entries)


def index_of_places(cards: Cards) -> tuple[IndexEntry, ...]:
    """Communes under their département, then places abroad under their country."""
    rows = []
    for place, references in cards.subjects[Kind.PLACE].items():
        assert isinstance(place, PlaceName)
        abroad = not place.department
        group = place.country if abroad else place.department
        entry = IndexEntry(place.name, once(references), group=group)
        rows.append(((abroad, french_key(group), french_key(place.name)), entry))
    return tuple(entry for _, entry in sorted(rows, key=lambda row: row[0]))


def index_of_convoys(cards: Cards) -> tuple[IndexEntry, ...]:
    """Convoys in the order of their departure, each with the notices of those it carried."""
    groups = {name: _convoy(convoy) for name, convoy in cards.desk.book.registers.convoys.items()}
    rows = []
    for notice in cards.desk.book.notices:
        if notice.facts.convoy in groups:
            day, group = groups[notice.facts.convoy]
            order = (day, notice.facts.convoy, notice.name.sort_key())
            rows.append((order, _person(notice, cards, group)))
    return tuple(entry for _, entry in sorted(rows, key=lambda row: row[0]))


def _convoy(convoy: Convoy) -> tuple[str, str]:
    """The day on which a convoy left, and its heading."""
    date = convoy.departure.date
    towards = ", ".join(convoy.arrival.camps) if convoy.arrival else ""
    route = " – ".join(part for part in (convoy.departure.place, towards) if part)
    return (date.earliest.isoformat(), f"{date.in_french()}, {route}") if date else ("", route)


def index_of_departments(cards: Cards) -> tuple[IndexEntry, ...]:
    """Persons by département of residence, then by country for those who lived abroad."""
    rows = []
    for notice in cards.desk.book.notices:
        home = notice.facts.residence
        place = parse_place(home.place, home.department, home.country) if home else None
        if place is not None and (place.department or place.country):
            abroad = not place.department
            entry = _person(notice, cards, place.department or place.country)
            rows.append(((abroad, french_key(entry.group), notice.name.sort_key()), entry))
    return tuple(entry for _, entry in sorted(rows, key=lambda row: row[0]))


def _person(notice: Notice, cards: Cards, group: str) -> IndexEntry:
    return IndexEntry(cards.names[notice.id], cards.runs.get(notice.id, ()), group=group)


INDEXES: Final = {
    "index-lieux": index_of_places,
    "index-camps": index_of_camps,
    "index-convois": index_of_convoys,
    "index-réseaux": index_of_networks,
    "index-départements": index_of_departments,
}
"""Each subject index by the name that ``book.toml`` gives it."""
