"""Indexes of persons: what is indexed, where it stands by the page map, in French order.

A name's own notice is its main entry (bold folios); a folio range is printed only where the subject runs on over
pages (ENC, *Conseils pour l'établissement des index*).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from bookwork.diagnostics import NoticeId
from bookwork.makeup.cards import Cards, reference_to
from bookwork.makeup.sheets import Reference
from bookwork.model.collation import french_key, letter_of
from bookwork.model.names import PersonName
from bookwork.model.notice import Notice
from bookwork.typesetting.compose import mark_anchor, mention_anchor


class IndexEntry(NamedTuple):
    """A line of an index: its heading, its folios, or the heading it sends the reader to (``see``)."""

    heading: str
    references: tuple[Reference, ...] = ()
    see: str = ""
    group: str = ""
    """The heading it stands under: a letter, a département, a camp."""
    also: str = ""
    """The heading to look at besides (« voir aussi »), after the folios."""
    filing: str = ""
    """What it is ordered by, where that is not its heading."""


def index_of_persons(cards: Cards) -> tuple[IndexEntry, ...]:
    """Every name: notices, persons mentioned, pseudonyms and other forms that send to the name."""
    mentions = _mentions(cards)
    entries = list(_marked_terms(cards))
    for notice in cards.desk.book.notices:
        heading, references = cards.names[notice.id], cards.runs.get(notice.id, ())
        if others := mentions.get(notice.id):
            own = {spot.sheet for spot in cards.pagemap.notices.get(notice.id, ())}
            references = once(sorted([*references, *(each for each in others if each.sheet not in own)]))
        entries.append(IndexEntry(heading, references, filing=notice.name.filing))
        entries += [IndexEntry(form, see=heading) for form in _other_forms(notice)]
    return by_letter(entries)


def index_of_pseudonyms(cards: Cards) -> tuple[IndexEntry, ...]:
    """Names of war, of religion, of camouflage: each with the person and the pages of the notice."""
    return by_letter(
        IndexEntry(f"{form} : {cards.names[notice.id]}", cards.runs.get(notice.id, ()))
        for notice in cards.desk.book.notices
        for form in notice.facts.pseudonyms
        if form
    )


def by_letter(entries: Iterable[IndexEntry]) -> tuple[IndexEntry, ...]:
    """Entries in French order, each under the letter that it files under."""
    keyed = [(french_key(entry.filing or entry.heading), entry) for entry in entries]
    keyed.sort(key=lambda row: (row[0], row[1].see))
    return tuple(
        IndexEntry(heading, references, see, letter_of(key[0]), also, filing)
        for key, (heading, references, see, _, also, filing) in keyed
    )


def once(references: Iterable[Reference]) -> tuple[Reference, ...]:
    """In the order of pages, each page once; a main entry counts before a mention on its first page."""
    found: dict[int, Reference] = {}
    for reference in sorted(references, key=_by_page):
        found.setdefault(reference.sheet, reference)
    return tuple(found.values())


def _by_page(reference: Reference) -> tuple[int, bool]:
    return reference.sheet, not reference.main


def _mentions(cards: Cards) -> Mapping[NoticeId, list[Reference]]:
    """Where other notices point to each person."""
    desk, anchors = cards.desk, cards.pagemap.anchors
    found: dict[NoticeId, list[Reference]] = {}
    for notice in desk.book.notices:
        for number, target in enumerate(desk.harvest[notice.id].targets):
            anchor = mention_anchor(notice.id, number)
            spot, meant = anchors.get(anchor), desk.directory.find(target)
            if spot is not None and len(meant) == 1 and meant[0].id != notice.id:
                found.setdefault(meant[0].id, []).append(reference_to(spot, anchor))
    return found


def _marked_terms(cards: Cards) -> Iterator[IndexEntry]:
    """Terms that authors mark in the text for the index."""
    found: dict[str, list[Reference]] = {}
    for notice in cards.desk.book.notices:
        for number, term in cards.desk.harvest[notice.id].terms:
            anchor = mark_anchor(notice.id, number)
            spot = cards.pagemap.anchors.get(anchor)
            if spot is not None:
                found.setdefault(term, []).append(reference_to(spot, anchor))
    for term, references in found.items():
        yield IndexEntry(term, once(references))


def _other_forms(notice: Notice) -> Sequence[str]:
    """Pseudonyms, and the married or usual name with the given names."""
    name = notice.name
    usual = [PersonName(name.usual, name.given).inverted()] if name.usual else []
    return [*usual, *(form for form in notice.facts.pseudonyms if form)]
