"""An indexer's cards: what the notices name, each with the folio where it stands. All indexes are made from them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property, partial
from typing import Final, cast

from bookwork.diagnostics import NoticeId
from bookwork.makeup.sheets import Reference
from bookwork.model.pagemap import PageMap, Spot
from bookwork.typesetting.compose import Desk, notice_anchor
from bookwork.typesetting.recognition import Kind, PlaceName

Found = dict[str | PlaceName, list[Reference]]
"""Subjects with their folios, as they come in the book."""

_made: Final = cast("Callable[[tuple[int, str, str, bool]], Reference]", partial(tuple.__new__, Reference))
"""A reference from its parts, in half the time: an index of 9 000 notices has 120 000."""


class Cards:
    """What is written on them by one page map; each kind once, when it is first asked for."""

    def __init__(self, desk: Desk, pagemap: PageMap) -> None:
        self.desk, self.pagemap = desk, pagemap

    @cached_property
    def names(self) -> Mapping[NoticeId, str]:
        """The name of every notice as indexes print it."""
        return {notice.id: notice.name.inverted() for notice in self.desk.book.notices}

    @cached_property
    def runs(self) -> Mapping[str, tuple[Reference, ...]]:
        """The folios of every notice: one page, or the range that it runs over."""
        return {notice: self._run(notice, spots[0], spots[-1]) for notice, spots in self.pagemap.notices.items()}

    @cached_property
    def subjects(self) -> Mapping[Kind, Found]:
        """Every subject with its pages, by kind: where its name stands, else where the notice begins."""
        cards: dict[Kind, Found] = {kind: {} for kind in Kind}
        anchors = self.pagemap.anchors
        for notice in self.desk.book.notices:
            for name in self.desk.harvest[notice.id].names:
                anchor = name.anchor
                spot = anchors.get(anchor)
                if spot is None:
                    anchor = notice_anchor(notice.id)
                    spot = anchors.get(anchor)
                if spot is not None:
                    cards[name.kind].setdefault(name.subject, []).append(reference_to(spot, anchor))
        return cards

    @staticmethod
    def _run(notice: str, first: Spot, last: Spot) -> tuple[Reference, ...]:
        text = first.folio if first.folio == last.folio else f"{first.folio}-{last.folio}"
        return (_made((first.sheet, text, notice_anchor(notice), True)),)


def reference_to(spot: Spot, anchor: str) -> Reference:
    """The folio of one spot."""
    return _made((spot.sheet, spot.folio, anchor, False))
