"""Indexes of persons: what is indexed, where it stands by the page map, in French order.

A name's own notice is its main entry (bold folios); a folio range is printed only where the subject runs on over
pages (ENC, *Conseils pour l'établissement des index*).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Final, NamedTuple, cast

from bookwork.diagnostics import NoticeId
from bookwork.makeup.sheets import Reference
from bookwork.model.collation import filing_letter, french_key
from bookwork.model.names import PersonName
from bookwork.model.notice import Notice
from bookwork.model.pagemap import PageMap, Spot
from bookwork.typesetting.compose import Desk, mark_anchor, mention_anchor, notice_anchor


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


def index_of_persons(desk: Desk, pagemap: PageMap) -> tuple[IndexEntry, ...]:
    """Every name: notices, persons mentioned, pseudonyms and other forms that send to the name."""
    mentions = _mentions(desk, pagemap)
    entries = list(_marked_terms(desk, pagemap))
    for notice in desk.book.notices:
        heading = notice.name.inverted()
        own = {spot.sheet for spot in pagemap.notices.get(notice.id, ())}
        others = (reference for reference in mentions.get(notice.id, ()) if reference.sheet not in own)
        references = sorted([*notice_references(notice.id, pagemap), *others])
        entries.append(IndexEntry(heading, tuple(once(references)), filing=notice.name.filing))
        entries += [IndexEntry(form, see=heading) for form in _other_forms(notice)]
    return by_letter(entries)


def index_of_pseudonyms(desk: Desk, pagemap: PageMap) -> tuple[IndexEntry, ...]:
    """Names of war, of religion, of camouflage: each with the person and the pages of the notice."""
    return by_letter(
        IndexEntry(f"{form} : {notice.name.inverted()}", tuple(notice_references(notice.id, pagemap)))
        for notice in desk.book.notices
        for form in notice.facts.pseudonyms
        if form
    )


def by_letter(entries: Iterable[IndexEntry]) -> tuple[IndexEntry, ...]:
    """Entries in French order, each under the letter that it files under."""
    ordered = sorted(entries, key=lambda entry: (french_key(entry.filing or entry.heading), entry.see))
    return tuple(entry._replace(group=filing_letter(entry.filing or entry.heading)) for entry in ordered)


_made: Final = cast("Callable[[tuple[int, str, str, bool]], Reference]", partial(tuple.__new__, Reference))
"""A reference from its parts, in half the time: an index of 9 000 notices has 120 000."""


def notice_references(notice: NoticeId, pagemap: PageMap) -> Iterator[Reference]:
    """The folios of a notice: one page, or the range that it runs over."""
    spots = pagemap.notices.get(notice, ())
    if spots:
        first, last = spots[0], spots[-1]
        text = first.folio if first.folio == last.folio else f"{first.folio}-{last.folio}"
        yield Reference(first.sheet, text, notice_anchor(notice), main=True)


def reference_to(spot: Spot, anchor: str) -> Reference:
    """The folio of one spot."""
    return _made((spot.sheet, spot.folio, anchor, False))


def once(references: Iterable[Reference]) -> Iterator[Reference]:
    """In the order of pages, each page once; a main entry counts before a mention on its first page."""
    seen: set[int] = set()
    for reference in sorted(references, key=lambda each: (each.sheet, not each.main)):
        if reference.sheet not in seen:
            seen.add(reference.sheet)
            yield reference


def _mentions(desk: Desk, pagemap: PageMap) -> Mapping[NoticeId, list[Reference]]:
    """Where other notices point to each person."""
    found: dict[NoticeId, list[Reference]] = {}
    for notice in desk.book.notices:
        for number, target in enumerate(desk.harvest[notice.id].targets):
            anchor = mention_anchor(notice.id, number)
            spot, meant = pagemap.anchors.get(anchor), desk.directory.find(target)
            if spot is not None and len(meant) == 1 and meant[0].id != notice.id:
                found.setdefault(meant[0].id, []).append(reference_to(spot, anchor))
    return found


def _marked_terms(desk: Desk, pagemap: PageMap) -> Iterator[IndexEntry]:
    """Terms that authors mark in the text for the index."""
    found: dict[str, list[Reference]] = {}
    for notice in desk.book.notices:
        for number, term in desk.harvest[notice.id].terms:
            anchor = mark_anchor(notice.id, number)
            spot = pagemap.anchors.get(anchor)
            if spot is not None:
                found.setdefault(term, []).append(reference_to(spot, anchor))
    for term, references in found.items():
        yield IndexEntry(term, tuple(once(references)))


def _other_forms(notice: Notice) -> Sequence[str]:
    """Pseudonyms, and the married or usual name with the given names."""
    name = notice.name
    usual = [PersonName(name.usual, name.given).inverted()] if name.usual else []
    return [*usual, *(form for form in notice.facts.pseudonyms if form)]
